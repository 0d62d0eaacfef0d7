from collections.abc import Iterable
from datetime import date

import streamlit as st

from jiebei.case.labels import BREACHES, COURT_PAPERS, EVENT_KINDS, REFUSALS, RESULTS
from jiebei.case.records import Offer
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import yuan
from jiebei.keep import contact_log as record
from jiebei.letters.commission import lenders
from jiebei.letters.compose import LETTERS
from jiebei.plan.options import Advice
from jiebei.rules import load_rules
from jiebei.web import fields, form, frame, in_app, letter_desk, menu, paste, words
from jiebei.web.downloads import download_button
from jiebei.web.typed import Reader
from jiebei.web.viewing_day import viewing_day
from jiebei.web.walk import STOPS
from jiebei.web.worked import advice_now

THEIRS = {"phone_in", "sms", "visit", "letter", "other"}  # channels in which they come to her
RULES = [
    "quiet-hours-start",
    "effective-calls-per-day",
    "unanswered-dials-per-day",
    "collection-debtor-only",
    "consumer-finance-measures",
    "personal-information-law",
    "civil-code-1032",
    "warning-2026-02-06",
    "complaint-days",
]


def latest_offer(lender: str) -> Offer | None:
    """The latest answer of that lender; where the case has only one, every answer is its own."""
    hers = [one for one in case.offers if len(named) == 1 or one.lender.strip() == lender.strip()]
    return hers[-1] if hers else None


def take_terms(row: int, lender: str) -> None:
    """The tick makes the latest answer the agreement's terms, or takes them away again."""
    ticked = st.session_state[f"events.{row}.ticked"]
    st.session_state[f"events.{row}.terms"] = latest_offer(lender) if ticked else None


def terms_of(row: int, lender: str) -> None:
    terms = st.session_state.get(f"events.{row}.terms")
    shown = terms or latest_offer(lender)
    if shown is None:
        st.caption("谈成的金额和日子还没有：先到“核对答复”填好，再回来打勾。")
        st.page_link(menu.entry("offer"), label=STOPS["offer"].title, icon=":material/arrow_forward:")
        return
    st.session_state[f"events.{row}.ticked"] = terms is not None
    st.checkbox(
        "就是上面核对过的那份条件", key=f"events.{row}.ticked", on_change=take_terms, args=(row, lender)
    )
    first = f"，{chinese_date(shown.first_date)}起" if shown.first_date else ""
    down = f"先付 {yuan(shown.down_payment)}，" if shown.down_payment else ""
    st.caption(
        f"{down}分 {shown.instalments} 期，每期 {yuan(shown.amount)}{first}。以书面的为准，不一样的，到“核对答复”里改好，再重新打勾。"
    )


def undated(at: str) -> str:
    """What is made of a contact or an event without its day; the next letter follows from the last of them."""
    return "" if st.session_state.get(f"{at}.on") else "没有日子的，当作最后发生的。"


def latest_first(rows: Iterable[int]) -> list[int]:
    """The events by their day, undated ones before all; those of one day as they were typed, the last one first."""
    return sorted(
        rows, key=lambda row: (st.session_state.get(f"events.{row}.on") or date.max, row), reverse=True
    )


def in_short(at: str) -> str:
    """An event in a line: when, what, and how much."""
    state = st.session_state
    kind, day = state.get(f"{at}.kind"), state.get(f"{at}.on")
    amount = (
        Reader(state, {}).money(f"{at}.amount", "金额") if kind in {"paid", "missed", "settled"} else None
    )
    parts = [
        chinese_date(day) if day else "哪天没填",
        EVENT_KINDS.get(str(kind), "什么事没填"),
        yuan(amount) if amount else "",
        words.harmless(str(state.get(f"{at}.lender") or "")) if several else "",
    ]
    return "　".join(part for part in parts if part)


def letter_sent(row: int) -> None:
    kinds = [kind for kind, sort in LETTERS.items() if sort.sent]
    # A file may name a letter that is not written here.
    here = str(st.session_state.get(f"events.{row}.letter") or "")
    fields.choice(
        f"events.{row}.letter",
        "哪一封",
        list(dict.fromkeys(["", *kinds, here])),
        "要答复的信发出以后，才算在等答复。",
        lambda kind: LETTERS[kind].label if kind in LETTERS else kind or "请选一封",
    )
    fields.text(f"events.{row}.reference", "受理编号", "对方给了才填，催问时报这个号。")


def about_lender(at: str) -> None:
    fields.choice(
        f"{at}.lender",
        "是哪一家",
        list(dict.fromkeys(["", *asked])),
        "催收公司打来的，选它替哪一家催。" if at.startswith("log") else "一家一家地记，不混在一起。",
        lambda name: name or "还不清楚",
    )


frame.top("record")
st.markdown("每次联系，记一笔：哪天、谁、说了什么。投诉、再次申请、打官司，都要靠它。")
st.caption("截图、录音留在自己的手机里，这里只记名称。")
case = form.draft().case
rows = form.ids(st.session_state, "log")
named = lenders(case)
noted = [*(entry.lender for entry in case.log), *(event.lender for event in case.events)]
asked = list(dict.fromkeys([*named, *noted]))
several = len(named) > 1 or len([name for name in asked if name]) > 1
worked = advice_now(case)
everyone = letter_desk.where_she_stands(case, worked if isinstance(worked, Advice) else None)
waiting = [made for made in everyone if made.standing.stage in {"waiting", "refused", "offered"}]
for made in waiting:
    whose = f"：{words.harmless(made.lender)}" if len(everyone) > 1 else ""
    with st.expander(f"等答复的时候，怎么还{whose}", icon=":material/hourglass_top:"):
        letter_desk.pay_meanwhile(made)
st.header("每次联系", anchor="contacts")
# With one lender there is nothing to ask: every entry is about that one.
log = (
    case.log
    if several
    else tuple(entry.model_copy(update={"lender": entry.lender or named[0]}) for entry in case.log)
)
for row in reversed(rows):
    with st.container(border=True):
        fields.day(f"log.{row}.on", "哪天", undated(f"log.{row}"))
        st.time_input("几点", value=None, key=f"log.{row}.at", step=300, persist_state="session")
        fields.choice(
            f"log.{row}.channel",
            "怎么联系的",
            list(record.CHANNELS),
            "",
            record.CHANNELS.__getitem__,
            empty="请选一个",
        )
        if st.session_state.get(f"log.{row}.channel") == "phone_in":
            st.segmented_control(
                "接通了吗",
                [True, False],
                format_func={True: "接通了", False: "没接通"}.__getitem__,
                key=f"log.{row}.answered",
                persist_state="session",
            )
            st.caption("两种次数分开数，没选的不算。标准里的“有效通话”，这里照平常的意思数：接通并说上话。")
        if several:
            about_lender(f"log.{row}")
        fields.text(f"log.{row}.who", "对方是谁", "问到的姓名、工号、单位。", "例如 客服 01 号")
        fields.text(f"log.{row}.note", "说了什么", "照原话记，不用润色。", long=True)
        fields.text(f"log.{row}.evidence", "留了什么凭证", "", "例如 聊天截图")
        fields.choice(
            f"log.{row}.result",
            "这次有什么结果",
            list(RESULTS),
            "该写哪封信，看它。没谈到结果的不选。口头同意的也记在这里，有了书面才算谈成。",
            RESULTS.__getitem__,
            empty="没有谈到",
        )
        if st.session_state.get(f"log.{row}.result") == "refused":
            fields.several(
                f"log.{row}.reasons",
                "对方说的是什么理由",
                list(REFUSALS),
                "下一封信逐条回应。",
                REFUSALS.__getitem__,
            )
        if st.session_state.get(f"log.{row}.channel") in THEIRS or st.session_state.get(
            f"log.{row}.breaches"
        ):
            fields.several(
                f"log.{row}.breaches",
                "里面有没有这些",
                list(BREACHES),
                "有的才选，照实选。可以写信请贷款人停止，也可以用来投诉。",
                BREACHES.__getitem__,
            )
        st.button("删掉这一条", key=f"drop.log.{row}", on_click=form.drop_row, args=("log", row))
st.button(
    "记一笔",
    key="add.log",
    type="primary",
    icon=":material/add:",
    width="stretch",
    on_click=form.add_row,
    args=("log",),
    disabled=form.full("log"),
)

st.header("发生了什么", anchor="events")
st.caption(
    "发出了信、谈成了、还了一笔、漏了一期、收到文书：记在这里，上面就会告诉你走到哪一步。点开一条，可以改，也可以删。"
)
for row in latest_first(form.ids(st.session_state, "events")):
    at = f"events.{row}"
    # Open from the start where something is still to be said; what she then types does not close it.
    opened = st.session_state.setdefault(f"{at}.opened", not st.session_state.get(f"{at}.on"))
    with st.expander(in_short(at), expanded=opened, key=f"event.{row}"):
        fields.choice(
            f"{at}.kind", "什么事", list(EVENT_KINDS), "", EVENT_KINDS.__getitem__, empty="请选一个"
        )
        kind = st.session_state.get(f"{at}.kind")
        fields.day(f"{at}.on", "哪天", undated(at))
        if several:
            about_lender(at)
        if kind == "sent":
            letter_sent(row)
        if kind == "agreed":
            terms_of(row, str(st.session_state.get(f"{at}.lender") or ""))
            fields.text(f"{at}.reference", "约定的编号", "协议或消息上写着的，没有就不填。")
        if kind in {"paid", "settled"}:
            fields.money(f"{at}.amount", "还了多少", "照付款记录写。")
        if kind == "missed":
            fields.money(f"{at}.amount", "没还上的是多少", "只还了一部分的，填还差的。不填就按约定的那一期。")
        if kind == "court":
            fields.choice(
                f"{at}.paper",
                "是哪一种",
                list(COURT_PAPERS),
                "每一种的期限不一样。",
                COURT_PAPERS.__getitem__,
                empty="请选一个",
            )
            fields.text(f"{at}.who", "哪个法院", "文书抬头写着。先打 12368 核实是不是真的。")
            fields.text(f"{at}.reference", "案号", "文书上写着。")
            st.page_link(menu.entry("court"), label="看最后一天、怎么做", icon=":material/arrow_forward:")
        if kind == "assigned":
            fields.text(f"{at}.who", "说债转给了谁", "照它自己说的写。没核实以前不要付钱给它。")
        if kind in {"agreed", "missed", "changed", "assigned"}:
            fields.text(f"{at}.note", "补充一句", "会原样写进信里，照实写。没有就不填。")
        st.button("删掉这一条", key=f"drop.{at}", on_click=form.drop_row, args=("events", row))
st.button(
    "记一件事",
    key="add.events",
    icon=":material/add:",
    width="stretch",
    on_click=form.add_row,
    args=("events",),
    disabled=form.full("events"),
)
st.header("贴一条催收消息", anchor="paste")
st.caption("看它说了什么、哪句与规定不符，再一点就记下。不会发到别处。")
cited = paste.message_box(named)

if log:
    st.header("可以指出的地方", anchor="flags")
    found = record.flags(log, load_rules(), viewing_day(), len(asked) if several else 1)
    for flag in found:
        st.markdown(f"- {words.harmless(flag.text)}")
    for entry in record.in_order(entry for entry in log if entry.breaches):
        on = chinese_date(entry.on) if entry.on else "日期未记"
        st.markdown(f"- {on}，你选上的：{'、'.join(BREACHES[breach] for breach in entry.breaches)}。")
    if not found:
        st.markdown("只看时间和次数，没有看出与标准或指引不符的地方。")
    st.markdown("这里不看对方说了什么。有下面的情况，在那一次里选上：")
    words.markdown(
        "- 威胁、辱骂、恐吓，或说要上门闹：先保安全，打 110；消费金融公司和它请的催收都不许这样。{cite: consumer-finance-measures}\n"
        "- 向和这笔借款无关的人催收：可能违反部门规章（贷款人是消费金融公司的）。{cite: consumer-finance-measures}\n"
        "- 把欠款告诉无关的人：可能违反个人信息保护法，也可能侵犯你的隐私。"
        "{cite: personal-information-law} {cite: civil-code-1032}\n"
        "- 联系得上你本人，还去找联系人：与推荐性标准不符。{cite: collection-debtor-only}\n"
        "- 让你把钱转到个人账户：不要付，先核实。{cite: warning-2026-02-06}"
    )
    for name in ("family", "help"):
        st.page_link(menu.entry(name), label=STOPS[name].title, icon=":material/arrow_forward:")
    st.caption(
        "推荐性标准和自律指引都不是法律。投诉时照上面的说法写：“可能违反”或“不符”。违没违反，由有关部门认定。"
    )
    st.header("带走", anchor="export")
    st.code(record.as_text(log), language=None, wrap_lines=True)
    in_app.no_download()
    download_button("下载表格（CSV）", lambda: record.as_csv(log), "联系记录.csv", "text/csv", key="download.log", width="stretch",
                    icon=":material/download:")  # fmt: skip
    st.caption("要留着这些记录，请到“算一算”页最下面保存案情文件。")
words.sources([*(letter_desk.MEANWHILE_RULES if waiting else ()), *(RULES if log else ()), *cited])
frame.bottom("record")
