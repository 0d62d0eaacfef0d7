import streamlit as st

from jiebei import content
from jiebei.case.labels import COURT_BUTTONS, COURT_PAPERS
from jiebei.case.records import Event
from jiebei.counting.due_dates import chinese_date
from jiebei.keep.court_days import CourtStep, court_step, days_left_words
from jiebei.letters.commission import lenders
from jiebei.rules import load_rules
from jiebei.web import fields, form, frame, menu, show, words
from jiebei.web.calendar_button import calendar_button
from jiebei.web.viewing_day import viewing_day

NAMED_DAY = {
    "summons": ("哪天开庭", "传票上写着。"),
    "mediation": ("通知里写的日子", "去调解，或者回复的那天。"),
    "enforcement": ("通知里写的最后一天", "写“收到后几天内”的，收到的第二天算第 1 天。"),
    "arbitration": ("通知里写的最后一天", "写“收到后几天内”的，收到的第二天算第 1 天。"),
}


def explained(paper: str) -> None:
    words.section("court", paper.replace("_", "-"), level=3)


def another() -> None:
    st.session_state["court.more"] = True


def chosen() -> None:
    """The tap on a sort of paper is what makes it an event of the case; until then nothing has come."""
    st.session_state["court.more"] = False
    form.add_event(Event(kind="court", paper=st.session_state["court.new"]))


def step_of(event: Event) -> CourtStep | None:
    """Draws the last day, as soon as there is one."""
    step = court_step(event, load_rules(), day)
    if not isinstance(step, CourtStep):
        if event.paper == "judgment" and event.appealable is False:
            st.markdown("这份判决不能上诉。照它写的付；付不出，趁早和对方谈。")
        return None
    left = step.days_left(day)
    name = "最后一天" if step.counted is not None else "这一天"
    show.deadline(f"{name}：{step.act}", chinese_date(step.last_day), days_left_words(left))
    if left < 0:
        st.markdown("**过了也要马上做**：今天就打 12368，问法院现在还能做什么，再问 12348。")
    if step.counted is not None:
        st.caption(f"收到的当天不算，第二天算第 1 天，数 {step.counted} 天。最后一天是休息日的，问法院。")
    return step if left >= 0 else None


frame.top("court")
case = form.draft().case
day = viewing_day()
lines = {contact.cite: contact for need in content.help_needs() for contact in need.contacts}
words.sections("court", "intro", "verify")
words.calls([lines["hotline-12368"], lines["hotline-96110"]])
words.section("court", "which")
happened = zip(form.event_rows(st.session_state), case.events, strict=True)
papers = [(row, event) for row, event in happened if event.kind == "court"]
named = list(dict.fromkeys(["", *lenders(case), *(event.lender.strip() for _, event in papers)]))
drawn: list[str] = []
ahead = []
for row, event in papers:
    at = f"events.{row}."
    with st.container(border=True):
        st.pills("是哪一种", list(COURT_BUTTONS), format_func=COURT_BUTTONS.__getitem__, key=at + "paper",
                             required=True, persist_state="session")  # fmt: skip
        if event.paper is not None:
            fields.day(at + "on", "哪天收到的", "最后一天从它算。拿不准是哪天，填早的那一天。")
            if event.paper in NAMED_DAY:
                fields.day(at + "until", *NAMED_DAY[event.paper])
            if event.paper == "judgment":
                st.pills("上面写能上诉吗", [True, False], format_func={True: "能上诉", False: "不能，或小额诉讼"}.__getitem__,
                                     key=at + "appealable", persist_state="session")  # fmt: skip
            step = step_of(event)
            ahead += [step] if step else []
            if event.paper not in drawn:
                explained(event.paper)
                drawn.append(event.paper)
            with st.expander("法院、案号（可以不填）"):
                if len(named) > 2:
                    fields.choice(
                        at + "lender",
                        "是哪一家的",
                        named,
                        "",
                        lambda name: words.harmless(name) or "还不清楚",
                    )
                fields.text(at + "who", "法院或仲裁机构", "核实的时候要报。")
                fields.text(at + "reference", "案号", "文书最上面写着。")
        st.button("删掉这一份", key=f"drop.events.{row}", on_click=form.drop_row, args=("events", row))
if not papers or st.session_state.get("court.more"):
    st.session_state["court.new"] = None
    st.pills("收到的是", list(COURT_BUTTONS), format_func=COURT_BUTTONS.__getitem__, key="court.new", on_change=chosen,
                         disabled=form.full("events"))  # fmt: skip
else:
    st.button("又收到一份", key="court.another", icon=":material/add:", width="stretch", on_click=another)
with st.expander("别的文书是什么" if drawn else "不知道是哪一种？每一种是什么"):
    for paper in COURT_PAPERS:
        if paper not in drawn:
            explained(paper)
if ahead:
    st.subheader("放进手机日历", anchor="calendar")
    calendar_button(case, None)
words.section("court", "bring")
st.page_link(menu.entry("letters"), label="看写给法院的草稿", icon=":material/arrow_forward:")
words.sections("court", "ask", "lawyer")
words.calls([lines["hotline-12348"]])
words.sections("court", "limitation", "insolvency")
words.page_sources("court")
frame.bottom("court")
