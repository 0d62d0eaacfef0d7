"""The letter on screen: which one is due, what to know before it is sent, the letter itself, and ways to take it along."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import streamlit as st

from jiebei.case.faults import Fault
from jiebei.case.labels import COURT_PAPERS
from jiebei.case.records import Case, Event, PlanKind
from jiebei.content import Contact, Route
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import yuan
from jiebei.keep.course import NOT_AGREED, Standing
from jiebei.letters.blanks import left_blank
from jiebei.letters.commission import Commission, lenders, masked
from jiebei.letters.compose import LETTERS, before_promising, commission, compose, not_now
from jiebei.letters.document import Document
from jiebei.letters.next_letter import due_letters
from jiebei.letters.next_step import step_now
from jiebei.plan.contradictions import contradictions
from jiebei.plan.meanwhile import Meanwhile, meanwhile
from jiebei.plan.options import Advice
from jiebei.rules import load_rules
from jiebei.web import menu
from jiebei.web.taking_along import printed, take_along
from jiebei.web.viewing_day import viewing_day
from jiebei.web.words import calls, harmless, link, markdown, sources

STAGE_WORDS: Final = {
    "nothing_sent": "还没有发出申请",
    "waiting": "申请已经发出，在等答复",
    "refused": "对方没有同意",
    "offered": "对方提了条件，等你答复",
    "agreed": "已经谈成，照约定还",
    "behind": "谈成以后有一期没还上",
    "court": "收到了法院或仲裁的文书",
    "settled": "已经还清",
}
MEANWHILE_RULES: Final = ("civil-code-543", "civil-code-561", "limitation-interpretation")
"""What `pay_meanwhile` cites; the page that draws it names the sources."""


_TO_THE_LENDER: Final = (
    "只从 App 里显示的官方渠道提交。不要把信、身份证或验证码交给任何“代办”的人。{cite: warning-2026-02-06}"
)
_TO_A_COURT: Final = (
    "这是草稿。先打 12348 免费问一遍，再交给文书上写的那个法院或仲裁机构，留好交了的凭据。"
    "不要交给任何“代办”的人。{cite: warning-2026-02-06}"
)
_WHERE_TO: Final = {
    "payment_order_objection": _TO_A_COURT,
    "defence": _TO_A_COURT,
    "hearing_request": _TO_A_COURT,
    "complaint": "打 12378，或者照电话里说的官方渠道提交。只写真事，不拿它当筹码。{cite: warning-2026-02-06}",
    "who_are_you": "发给来要债的那一方。不付钱，不给身份证和验证码，等它拿出依据。{cite: warning-2026-02-06}",
}
"""Where a letter goes that does not go to the lender."""


def addressed(case: Case) -> str:
    """Which lender to write to: asked only where there are several."""
    named = lenders(case)
    if len(named) == 1:
        return named[0]
    return st.selectbox(
        "写给哪一家",
        named,
        format_func=lambda name: name or "（还没有填贷款人）",
        filter_mode=None,
        key="letter.lender",
        persist_state="session",
    )


def standing_line(standing: Standing, lender: str = "") -> None:
    """Where she stands with this lender, in a line. lender: its name, where there are several."""
    since = f"（{chinese_date(standing.since)}起）" if standing.since else ""
    line = STAGE_WORDS[standing.stage] + since
    if standing.stage == "court" and standing.paper is not None and standing.paper.paper is not None:
        line = f"收到了{COURT_PAPERS[standing.paper.paper]}{since}"
    if standing.made_up:
        line += f"，已补上 {yuan(standing.made_up)}"
    st.markdown(f":material/flag: **{harmless(lender) or '现在走到'}**：{line}。")


def next_step(made: Commission) -> Route:
    """The one thing to do next with this lender, as a link."""
    step = step_now(made)
    return Route(page=step.page, section=step.section, label=f"下一步：{step.label}")


def where_she_stands(case: Case, advice: Advice | None) -> tuple[Commission, ...]:
    """A line for each lender, with the next step as a link; gives what letters to each would be written from."""
    found = [commission(case, advice, name, viewing_day()) for name in lenders(case)]
    all_made = tuple(made for made in found if isinstance(made, Commission))
    for made in all_made:
        standing_line(made.standing, _shown(made, case))
        link(next_step(made))
    return all_made


def _shown(made: Commission, case: Case) -> str:
    """The lender's name where it tells one from another."""
    return (made.lender or "还没有填贷款人") if len(lenders(case)) > 1 else ""


def pay_meanwhile(made: Commission) -> None:
    """What to pay to this lender until it has answered. The page names MEANWHILE_RULES among its sources."""
    restarts = "还一笔，三年时效就重新算。{cite: limitation-interpretation}"
    markdown("\n".join(f"- {line}" for line in (*_until_answered(made), restarts)))


def _until_answered(made: Commission) -> list[str]:
    """That the old due date still runs, what to pay until there is an answer, and what a part payment does."""
    lines = ["写清楚的同意到手之前，原来的还款日照旧。{cite: civil-code-543}"]
    if made.worked is not None:
        until = meanwhile(made.advice, made.option, made.loans, made.case.budget.payday)
        overdue = f"已经逾期 {yuan(until.overdue)}" if until.overdue else ""
        if until.on is not None:
            also = f"，另有{overdue}" if overdue else ""
            lines[0] = (
                f"写清楚的同意到手之前，原来的还款日照旧：{chinese_date(until.on)}应还 {yuan(until.due)}{also}。"
                "{cite: civil-code-543}"
            )
        elif overdue:
            lines[0] = f"写清楚的同意到手之前，{overdue}，仍旧欠着，等答复不会停。{{cite: civil-code-543}}"
        lines.append(_to_pay(until))
    lines += [
        "还一部分，不会让逾期停下，只让逾期的少一些。没有另外约定，先抵费用，再抵利息，最后抵本金。{cite: civil-code-561}",
        "不借新的来还。",
    ]
    return lines


def due_letter(case: Case, advice: Advice | None) -> None:
    """The letter that is due to one lender, others that fit beside it, and the letter itself."""
    made = commission(case, advice, addressed(case), viewing_day())
    if isinstance(made, Fault):
        st.markdown(f":material/info: {harmless(made.message)}")
        return
    standing_line(made.standing)
    _ask_first(made)
    kind = _chosen_kind(made)
    if kind is None:
        st.markdown("现在没有要发的信。把新的情况记到“联系记录”里，这里会跟着变。")
        return
    show_letter(made, kind, pictures_first=True)


def _to_pay(until: Meanwhile) -> str:
    """What she can pay by when, and what that leaves."""
    if not until.pays:
        return "现在拿不出就先不还，留着吃饭、房租、看病的钱，提前告诉对方差多少、哪天有。"
    by = f"最晚{chinese_date(until.by)}" if until.by else "这段时间"
    short = until.due + until.overdue - until.pays
    if short:
        return f"{by}先还 {yuan(until.pays)}，这是不动生活费拿得出的。还差 {yuan(short)}，提前告诉对方差多少、哪天有。"
    if until.on and until.by and until.by > until.on:
        return (
            f"钱{chinese_date(until.by)}才到账，当天还 {yuan(until.pays)}。晚的这几天会算逾期，提前告诉对方。"
        )
    if until.overdue:
        return f"{by}还 {yuan(until.pays)}，逾期的也就补上了。罚息的零头以 App 里显示的为准。"
    return f"{by}照原样还 {yuan(until.pays)}，这一期就不会逾期。"


def _ask_first(made: Commission) -> None:
    """Where the three years may have run: what to fill in, whom to ring, and that she has done so."""
    unasked = made.case.model_copy(
        update={"settings": made.case.settings.model_copy(update={"asked_legal_aid": False})}
    )
    stop = before_promising(replace(made, case=unasked))
    if stop is None:
        return
    with st.container(border=True):
        st.subheader("先问清时效，再答应还款", anchor="limitation")
        st.markdown(f":material/info: {stop.message}")
        number = str(load_rules().value("hotline-12348", made.as_of))
        calls([Contact(who="公共法律服务，免费", number=number, cite="hotline-12348")])
        st.caption("两个日子在“填得更准”的“逾期”那一组里填。依据：民法典188、192、195。")
        st.checkbox("我已经打 12348 问过时效", key="settings.asked_legal_aid", persist_state="session")
        st.caption("勾上以后，答应还款的信才会出来。")


def _chosen_kind(made: Commission) -> str | None:
    """The kind she picks among those that fit; the first is the one that is due, until she picks another."""
    due = due_letters(made)
    offered = [*due.now, *due.others]
    if not offered:
        # The request says best what is missing or why there is nothing to ask for.
        return "request"
    if due.first is None:
        st.markdown("照现在的计划还就可以，没有一定要发的信。下面这些，需要时才写。")
    if len(offered) == 1:
        return offered[0]
    picked = st.radio(
        "哪一封",
        offered,
        format_func=lambda kind: LETTERS[kind].label + ("（现在该发的）" if kind == due.first else ""),
        captions=[LETTERS[kind].purpose for kind in offered],
        # The key names what is due: where that changes, an older choice no longer holds.
        key=f"letter.kind.{made.lender}.{made.standing.stage}.{due.first}",
        persist_state="session",
    )
    return picked or due.first


def calculator_letter(case: Case, advice: Advice) -> None:
    """The letter that is due, to take along at once. The whole of it, and the others, have a page of their own."""
    made = commission(case, advice, addressed(case))
    if isinstance(made, Fault):
        st.markdown(f":material/info: {harmless(made.message)}")
        return
    _ask_first(made)
    if before_promising(made):
        # Below the plan there is nothing to send until it is clear whether anything may be promised.
        st.page_link(menu.entry("letters"), label="不用答应还款的信", icon=":material/mail:")
        return
    first = due_letters(made).first or "request"
    if first != "request":
        standing_line(made.standing)
    if fault := not_now(made, LETTERS[first]):
        st.markdown(f":material/info: {harmless(fault.message)}")
        return
    due = f"现在该发的：**{LETTERS[first].label}**。{LETTERS[first].purpose}"
    if LETTERS[first].promises:
        due += "\n\n三年里没有还过、也没被催过的：先打 12348 问清楚，不要寄。信里写了愿意还款，时效会重新算。"
    st.markdown(due)
    document = LETTERS[first].write(made)
    _contradictions(made)
    _blanks(made, document)
    _missing_glyphs(case, document)
    stem = f"{LETTERS[first].label}-{made.as_of.isoformat()}"
    printed(document, "下载这封信（PDF）", stem, "pdf", ":material/download:")
    st.page_link(menu.entry("letters"), label="看整封信，和寄出前要知道的", icon=":material/mail:")


def show_letter(made: Commission, kind: str, pictures_first: bool = False) -> None:
    """One letter: what contradicts itself, what to know before sending, the preview, ways to take it along, and words.

    pictures_first: see `take_along`.
    """
    sort = LETTERS[kind]
    if fault := not_now(made, sort):
        # What has to be asked first stands above already.
        if fault != before_promising(made):
            st.markdown(f":material/info: {harmless(fault.message)}")
        return
    document = sort.write(made)
    _contradictions(made)
    _blanks(made, document)
    _missing_glyphs(made.case, document)
    st.subheader("寄出之前，先看这几条", anchor=False)
    _before_sending(made, kind)
    from jiebei.letters.paper.html import render_html

    st.html(render_html(document))
    stem = f"{sort.label}-{made.as_of.isoformat()}"
    take_along(document, stem, pictures_first)
    _to_show_around(made, kind, stem)
    if made.worked is not None and kind in {"request", "again", "before_due", "counter", "missed"}:
        st.page_link(menu.entry("call"), label="打电话、发消息时怎么说", icon=":material/call:")
    plan = made.option.kind if sort.needs_plan else None
    st.button("我已经发出去了，记下来", key=f"sent.{kind}", icon=":material/outgoing_mail:", width="stretch",
              on_click=_log_sent, args=(made.lender, kind, plan))  # fmt: skip


def _to_show_around(made: Commission, kind: str, stem: str) -> None:
    """The same letter without names and numbers, written when she opens the section."""
    section = st.expander(
        "给别人看的版本，隐去姓名和号码", icon=":material/visibility_off:", on_change="rerun", key="masked"
    )
    if not section.open:
        return
    with section:
        hidden = compose(masked(made.case), made.worked, made.lender, kind, made.as_of)
        if isinstance(hidden, Document):
            st.caption("问亲友或志愿者时用这一份。你自己写的说明不会改，里面有名字的，请先删掉。")
            printed(hidden, "下载隐去信息的 PDF", f"{stem}-隐去信息", "masked", ":material/download:")


def print_budget(case: Case) -> None:
    """The household statement to print, as far as it is filled in."""
    document = compose(case, None, kind="budget", as_of=viewing_day())
    if isinstance(document, Fault):
        st.caption(harmless(document.message))
        return
    _missing_glyphs(case, document)
    stem = f"家庭收支表-{viewing_day().isoformat()}"
    printed(document, "下载家庭收支表（PDF）", stem, "budget", ":material/print:")
    st.caption("一张纸，自己对账用；对方、社区要看收支时，也可以给。")


def _log_sent(lender: str, kind: str, plan: PlanKind | None) -> None:
    """Notes that this letter went out today, with the plan it asks for, for a callback."""
    from jiebei.web import form

    form.add_event(Event(kind="sent", on=viewing_day(), lender=lender, letter=kind, plan=plan))
    st.toast("已经记到“联系记录”里。", icon=":material/check:")


def _blanks(made: Commission, document: Document) -> None:
    """What is still empty in the letter, before it goes out."""
    if empty := left_blank(made, document):
        st.markdown(f":material/edit: 信里还空着：{'、'.join(empty)}。可以打印后手写，也可以先填上。")
        st.page_link(menu.entry("details"), label="去填得更准", icon=":material/arrow_forward:")


def _contradictions(made: Commission) -> None:
    found = contradictions(made.case, made.as_of)
    if found:
        lines = "\n".join(f"- {harmless(fault.message)}" for fault in found)
        st.warning(f"**发出之前，先看这几处：填的内容互相对不上**\n{lines}", icon=":material/rule:")


def _before_sending(made: Commission, kind: str) -> None:
    notes = [_WHERE_TO.get(kind, _TO_THE_LENDER), "对方怎么答复都有可能。没有人能保证同意。"]
    cited, until = ["warning-2026-02-06"], list[str]()
    if LETTERS[kind].promises:
        notes.insert(
            0,
            "信里写了愿意还款：三年的诉讼时效会重新算。口头答应、还一小笔、请求延期，也都一样。"
            "三年里没有还过也没被催过的，先打 12348 问清楚，不要寄。{cite: civil-code-195} {cite: civil-code-192}",
        )
        cited += ["civil-code-195", "civil-code-192"]
        if made.standing.stage in NOT_AGREED:
            until = _until_answered(made)
            cited += MEANWHILE_RULES
    markdown("\n".join(f"- {note}" for note in notes))
    if until:
        st.markdown("**等答复的时候，怎么还**")
        markdown("\n".join(f"- {line}" for line in until))
    sources(cited)


def _missing_glyphs(case: Case, document: Document) -> None:
    from jiebei.letters.paper.fonts import missing_characters
    from jiebei.letters.paper.plain import render_text

    # Our own words are all in the font: where hers are too, nothing can be missing, and the letter need not be gone through.
    if not missing_characters(case.model_dump_json()):
        return
    lost = missing_characters(render_text(document))
    if lost:
        shown = "、".join(f"“{harmless(letter)}”" for letter in lost[:10])
        st.markdown(f":material/info: PDF 的字库里没有 {shown}，那里会留出空白，请打印后手写补上。")
