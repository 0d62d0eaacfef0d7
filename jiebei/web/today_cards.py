"""Where she stands today, a card for each lender: what is due, what to do now, what she waits for, what is paid and left."""

from __future__ import annotations

from datetime import date

import streamlit as st

from jiebei.case.records import Case
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import yuan
from jiebei.keep.court_days import days_left_words
from jiebei.letters.today import Repaid, Today, common_days, today
from jiebei.plan.options import Advice
from jiebei.web import letter_desk, menu, outcome, show
from jiebei.web.viewing_day import viewing_day
from jiebei.web.words import harmless
from jiebei.web.worked import advice_now


def begun(case: Case) -> bool:
    """There is something to look at: a loan with its figure, or anything that has happened."""
    return bool(case.events or case.log or case.offers or any(loan.principal for loan in case.loans))


def today_cards(case: Case) -> None:
    """A card for each lender, and the days that are nobody's in particular."""
    as_of = viewing_day()
    worked = advice_now(case)
    advice = worked if isinstance(worked, Advice) else None
    found = today(case, advice, as_of)
    for place, card in enumerate(found):
        with st.container(border=True, key=f"today-{place}"):
            _card(card, place, as_of, several=len(found) > 1)
    for entry in common_days(case, advice, as_of):
        left = days_left_words((entry.day - as_of).days)
        st.markdown(f":material/event: {chinese_date(entry.day)}，{left}：{harmless(entry.title)}。")
    if not isinstance(worked, Advice) and any(card.made.standing.agreed is None for card in found):
        outcome.still_needed(worked)
        st.page_link(menu.entry("calculator"), label="去填上", icon=":material/arrow_forward:")


def _card(card: Today, place: int, as_of: date, several: bool) -> None:
    if several:
        st.subheader(harmless(card.lender) or "还没有填贷款人", anchor=False)
    letter_desk.standing_line(card.made.standing)
    if card.court is not None:
        show.deadline(card.court.title, chinese_date(card.court.day), _left(card.court.day, as_of))
    st.markdown(f"**现在做**：{harmless(card.step.act)}")
    if st.button(
        card.step.label,
        type="primary",
        icon=":material/arrow_forward:",
        width="stretch",
        key=f"today.{place}",
    ):
        at = {"at": card.step.section} if card.step.section else None
        st.switch_page(menu.entry(card.step.page), query_params=at)
    if card.due is not None:
        what = "这一期要还" if card.due.sort == "agreed" else "原来的还款日，应还"
        show.figures(
            [(chinese_date(card.due.day), _left(card.due.day, as_of)), (what, yuan(card.due.amount))]
        )
    if card.late:
        since = f"，{chinese_date(card.late_since)}起" if card.late_since else ""
        st.markdown(f":material/schedule: 到期没还的：{yuan(card.late)}{since}。")
    if card.stage == "waiting":
        st.markdown(f":material/hourglass_top: {_waits(card.awaits, as_of)}")
    if card.repaid is not None:
        _picture(card.repaid)


def _waits(until: date | None, as_of: date) -> str:
    if until is None:
        return "在等书面答复。发信的日子还没有记。"
    if until < as_of:
        return f"该答复的日子（{chinese_date(until)}）过了 {(as_of - until).days} 天，还没有答复。"
    return f"在等书面答复，等到{chinese_date(until)}，{_left(until, as_of)}。"


def _picture(repaid: Repaid) -> None:
    """What is paid and what is left, as a bar that says it too."""
    left = f"还剩 {yuan(repaid.left)}" if repaid.left else "没有剩下的"
    if repaid.total is None:
        if repaid.left:
            st.markdown(f":material/donut_small: 剩余本金 {yuan(repaid.left)}。")
        return
    paid = yuan(repaid.paid or 0)
    said = {
        "agreement": f"约定一共 {yuan(repaid.total)}：记下已还 {paid}，{left}。",
        "principal": f"借的本金 {yuan(repaid.total)}：已还 {paid}，{left}。",
    }[repaid.of]
    show.bar(repaid.paid_share, said)


def _left(day: date, as_of: date) -> str:
    return days_left_words((day - as_of).days)
