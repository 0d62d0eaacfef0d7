"""Where she stands today: courses by hand, random ones against the calendar, and what a card must never say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiebei.answer.assessment import lacking, payments_of
from jiebei.case.records import Budget, Case, Event, Loan, LogEntry, Offer, PlanWish
from jiebei.case.records import Settings as CaseSettings
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import yuan
from jiebei.keep.calendar_file import calendar_entries
from jiebei.keep.course import standing
from jiebei.keep.court_days import CourtStep, court_step
from jiebei.letters.awaited import answers_awaited
from jiebei.letters.commission import addressed_loans, lenders
from jiebei.letters.next_step import step_now
from jiebei.letters.today import Today, common_days, today
from jiebei.plan.advice import advise
from jiebei.plan.meanwhile import meanwhile
from jiebei.plan.options import Advice
from jiebei.rules import load_rules
from jiebei.web import letter_desk
from jiebei.web.walk import STOPS
from tests.strategies import TODAY, a_course

A = "甲公司"
AS_OF = date(2026, 11, 23)
LOAN = Loan(lender=A, principal=1_200_000, daily_rate=Decimal("0.0004"), periods_left=12, next_due=date(2026, 12, 10),
            last_paid=date(2026, 11, 10), original_amount=2_000_000)  # fmt: skip
TERMS = Offer(lender=A, received=date(2026, 9, 10), instalments=4, amount=300_000, first_date=date(2026, 10, 20), in_writing=True)  # fmt: skip
OLD_DUE = "old due"


def on(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def sent(day: str, letter: str = "request", **more: Any) -> Event:
    return Event(kind="sent", on=on(day), letter=letter, lender=A, **more)


def happened(kind: Any, day: str, **more: Any) -> Event:
    return Event(kind=kind, on=on(day), lender=A, **more)


def said(day: str, result: Any, **more: Any) -> LogEntry:
    return LogEntry(on=on(day), result=result, lender=A, **more)


AGREED = happened("agreed", "09-15", terms=TERMS)
PAID = happened("paid", "10-20", amount=300_000)
MISSED = happened("missed", "11-20", amount=300_000)
ORDER = happened("court", "11-20", paper="payment_order")
LAST_DAY = on("12-05")
"""Fifteen days after the payment order came."""


@dataclass(frozen=True)
class Course:
    name: str
    steps: tuple[Event | LogEntry | Offer, ...]
    stage: str
    goes: str
    """The page, and the section where it is not the top."""
    due: tuple[date, int] | str | None = OLD_DUE
    court: date | None = None
    awaits: date | None = None
    late: int = 0
    repaid: tuple[int | None, int] | None = (800_000, 1_200_000)
    case: dict[str, Any] | None = None


def course(name: str, *steps: Event | LogEntry | Offer, stage: str, goes: str, **expected: Any) -> Course:
    return Course(name, steps, stage, goes, **expected)


OPEN_OFFER = TERMS.model_copy(update={"received": on("11-20"), "first_date": on("12-10"), "amount": 20_000})
PAYS_12 = (300_000, 900_000)
NEVER_PAID = {"loans": (LOAN.model_copy(update={"last_paid": date(2019, 1, 1), "overdue_principal": 100_000,
                                                 "overdue_since": date(2019, 2, 1)}),)}  # fmt: skip
IN_ARREARS = {"loans": (LOAN.model_copy(update={"overdue_principal": 90_000, "overdue_since": on("11-20")}),)}
COURSES = [
    course("nothing yet", stage="nothing_sent", goes="letters"),
    course("no figures yet", stage="nothing_sent", goes="calculator", due=None, repaid=None, case={"loans": (Loan(lender=A),)}),
    course("a request", sent("11-20"), stage="waiting", goes="guide#waiting-for-answer", awaits=on("12-05")),
    course("a request, with a day of her own", sent("11-20"), stage="waiting", goes="guide#waiting-for-answer", awaits=on("11-30"),
           case={"proposal": PlanWish(answer_by=on("11-30"))}),
    course("her own day has passed", sent("11-10"), stage="waiting", goes="letters", awaits=on("11-20"),
           case={"proposal": PlanWish(answer_by=on("11-20"))}),
    course("the last day of waiting", sent("11-08"), stage="waiting", goes="guide#waiting-for-answer", awaits=on("11-23")),
    course("no answer in time", sent("11-07"), stage="waiting", goes="letters", awaits=on("11-22")),
    course("called, nobody answered", sent("11-20"), said("11-22", "no_answer"), stage="waiting", goes="guide#waiting-for-answer",
           awaits=on("12-05")),
    course("refused", sent("11-10"), said("11-20", "refused"), stage="refused", goes="letters"),
    course("refused, asked again", sent("11-01"), said("11-05", "refused"), sent("11-20", "again"), stage="waiting",
           goes="guide#waiting-for-answer", awaits=on("12-05")),
    course("a word on the phone", sent("11-10"), said("11-20", "offered"), stage="offered", goes="offer"),
    course("an offer with its terms", sent("11-10"), OPEN_OFFER, stage="offered", goes="letters"),
    course("an offer taken back", sent("11-10"), OPEN_OFFER, said("11-22", "refused"), stage="refused", goes="letters"),
    course("accepted, not confirmed", OPEN_OFFER, sent("11-21", "accept"), stage="waiting", goes="guide#waiting-for-answer",
           awaits=on("12-06")),
    course("agreed", AGREED, PAID, happened("paid", "11-20", amount=300_000), stage="agreed", goes="keep",
           due=(on("12-20"), 300_000), repaid=(600_000, 600_000)),
    course("agreed, a payment ahead of its day", AGREED, PAID, happened("paid", "11-20", amount=450_000), stage="agreed", goes="keep",
           due=(on("12-20"), 150_000), repaid=(750_000, 450_000)),
    course("agreed, an instalment neither paid nor called missed", AGREED, PAID, stage="agreed", goes="keep",
           due=(on("12-20"), 300_000), late=300_000, repaid=PAYS_12),
    course("agreed, the latest paid in part", AGREED, PAID, happened("paid", "11-20", amount=100_000), stage="agreed", goes="keep",
           due=(on("12-20"), 300_000), late=200_000, repaid=(400_000, 800_000)),
    course("agreed on nobody knows what", AGREED.model_copy(update={"terms": None}), stage="agreed", goes="keep", due=None, repaid=None),
    course("agreed, and all of it paid", AGREED, happened("paid", "11-20", amount=1_200_000), stage="agreed", goes="record#events",
           due=None, repaid=(1_200_000, 0)),
    course("agreed, and more than all of it paid", AGREED, happened("paid", "11-20", amount=5_000_000), stage="agreed",
           goes="record#events", due=None, repaid=(1_200_000, 0)),
    course("two agreements, the later one counts", AGREED, PAID,
           happened("agreed", "11-22", terms=TERMS.model_copy(update={"first_date": on("12-15"), "amount": 200_000})),
           stage="agreed", goes="keep", due=(on("12-15"), 200_000), repaid=(0, 800_000)),
    course("behind", AGREED, PAID, MISSED, stage="behind", goes="letters", due=(on("12-20"), 300_000), late=300_000, repaid=PAYS_12,
           case=IN_ARREARS),
    course("behind, and the debt not yet brought up to date", AGREED, PAID, MISSED, stage="behind", goes="letters",
           due=(on("12-20"), 300_000), late=300_000, repaid=PAYS_12),
    course("behind, and told them", AGREED, PAID, MISSED, sent("11-21", "missed"), stage="behind", goes="keep#missed",
           due=(on("12-20"), 300_000), late=300_000, repaid=PAYS_12),
    course("made good", AGREED, PAID, MISSED, happened("paid", "11-22", amount=300_000), stage="agreed", goes="keep",
           due=(on("12-20"), 300_000), repaid=(600_000, 600_000)),
    course("things have changed", AGREED, PAID, happened("paid", "11-20", amount=300_000), happened("changed", "11-21"),
           stage="agreed", goes="letters", due=(on("12-20"), 300_000), repaid=(600_000, 600_000)),
    course("a payment order", ORDER, stage="court", goes="court", court=LAST_DAY),
    course("a payment order while waiting", sent("11-20"), ORDER, stage="court", goes="court", court=LAST_DAY),
    course("a payment order under an agreement", AGREED, PAID, ORDER, stage="court", goes="court", court=LAST_DAY,
           due=(on("12-20"), 300_000), late=300_000, repaid=PAYS_12),
    course("a payment order of long ago", happened("court", "10-01", paper="payment_order"), stage="court", goes="court"),
    course("a paper of which nothing more is known", happened("court", "11-20"), stage="court", goes="court"),
    course("agreed after the payment order", ORDER, happened("agreed", "11-22", terms=TERMS.model_copy(update={"first_date": on("12-15")})),
           stage="agreed", goes="keep", court=LAST_DAY, due=(on("12-15"), 300_000), repaid=(0, 1_200_000)),
    course("settled", AGREED, PAID, happened("settled", "11-20", amount=900_000), stage="settled", goes="letters", due=None,
           repaid=(1_200_000, 0)),
    course("settled, proof asked for", happened("settled", "11-20", amount=900_000), sent("11-21", "settled_proof"), stage="settled",
           goes="letters", due=None, repaid=(900_000, 0)),
    course("three years without a payment", stage="nothing_sent", goes="letters#limitation", case=NEVER_PAID, late=100_000),
]  # fmt: skip


def case_of(line: Course) -> Case:
    case = Case(
        loans=(LOAN,),
        budget=Budget(affordable=60_000),
        events=tuple(step for step in line.steps if isinstance(step, Event)),
        log=tuple(step for step in line.steps if isinstance(step, LogEntry)),
        offers=tuple(step for step in line.steps if isinstance(step, Offer)),
    )
    return case.model_copy(update=line.case or {})


def advised(case: Case, as_of: date) -> Advice | None:
    worked = advise(case, as_of)
    return worked if isinstance(worked, Advice) else None


@pytest.mark.parametrize("line", COURSES, ids=[line.name for line in COURSES])
def test_the_card_of_each_course(line: Course) -> None:
    case = case_of(line)
    worked = advised(case, AS_OF)
    (card,) = today(case, worked, AS_OF)
    assert (card.lender, card.stage) == (A, line.stage)
    page, _, section = line.goes.partition("#")
    assert (card.step.page, card.step.section) == (page, section)
    assert (card.court.day if card.court else None) == line.court
    if line.due == OLD_DUE:
        assert worked is not None
        first = worked.present[0].schedule.rows[0]
        assert card.due is not None
        assert (card.due.sort, card.due.day, card.due.amount) == ("old_due", on("12-10"), first.payment)
    elif line.due is None:
        assert card.due is None
    else:
        assert card.due is not None
        assert (card.due.sort, (card.due.day, card.due.amount)) == ("agreed", line.due)
    assert (card.awaits, card.late) == (line.awaits, line.late)
    assert (card.late_since is not None) == bool(line.late)
    assert (None if card.repaid is None else (card.repaid.paid, card.repaid.left)) == line.repaid


def test_there_are_courses_of_every_stage_and_every_step() -> None:
    assert len(COURSES) >= 25
    assert {line.stage for line in COURSES} == set(letter_desk.STAGE_WORDS)
    assert {line.goes.partition("#")[0] for line in COURSES} >= {
        "letters",
        "calculator",
        "guide",
        "offer",
        "keep",
        "record",
        "court",
    }


def test_a_paper_that_names_no_lender_is_of_the_only_one_and_of_none_of_several() -> None:
    paper = ORDER.model_copy(update={"lender": ""})
    one = Case(loans=(LOAN,), budget=Budget(affordable=60_000), events=(paper,))
    (card,) = today(one, advised(one, AS_OF), AS_OF)
    assert card.court is not None
    assert not common_days(one, None, AS_OF)
    two = one.model_copy(update={"loans": (LOAN, LOAN.model_copy(update={"lender": ""}))})
    assert all(card.court is None for card in today(two, advised(two, AS_OF), AS_OF))
    assert [entry.day for entry in common_days(two, advised(two, AS_OF), AS_OF) if entry.sort == "court"] == [
        LAST_DAY
    ]


def test_what_lies_ahead_is_not_yet_so() -> None:
    line = course("", AGREED, PAID, stage="", goes="")
    (card,) = today(case_of(line), None, date(2026, 9, 14))
    assert card.stage == "nothing_sent"
    assert card.due is None


FIGURE = re.compile(r"¥[\d,]+\.\d\d|\d{4}年\d{1,2}月\d{1,2}日")


@given(a_course(), st.sampled_from([None, None, "payment_order", "summons"]), st.integers(0, 30))
@settings(max_examples=200, deadline=None)
def test_a_card_and_the_calendar_say_the_same(case: Case, paper: Any, days: int) -> None:
    """The cards' days and the common ones are the calendar's, no more and no fewer; what is due is counted again by hand."""
    if paper:
        event = Event(
            kind="court",
            paper=paper,
            on=TODAY - timedelta(days),
            until=TODAY + timedelta(days),
            lender=case.loans[0].lender,
        )
        case = case.model_copy(update={"events": (*case.events, event)})
    worked = advised(case, TODAY)
    rules = load_rules()
    calendar = calendar_entries(case, TODAY, rules, worked, answers_awaited(case, TODAY, worked))
    cards = today(case, worked, TODAY)
    told = [entry for card in cards for entry in card.days] + list(common_days(case, worked, TODAY))
    assert sorted(map(repr, told)) == sorted(map(repr, calendar))
    first = min((entry.day for entry in calendar), default=None)
    assert min((entry.day for entry in told), default=None) == first
    assert [card.lender for card in cards] == list(lenders(case))
    for card in cards:
        consistent(case, worked, card)
    steps = [court_step(event, rules, TODAY) for event in case.events]
    ahead = [step.last_day for step in steps if isinstance(step, CourtStep) and step.last_day >= TODAY]
    assert sorted(entry.day for entry in told if entry.sort == "court") == sorted(ahead)


def consistent(case: Case, worked: Advice | None, card: Today) -> None:
    place = standing(case, card.lender, TODAY)
    assert card.stage == place.stage
    assert card.step == step_now(card.made)
    assert card.step.page in STOPS
    assert card.step.act.count("。") == 1
    route = letter_desk.next_step(card.made)
    assert (route.page, route.section) == (card.step.page, card.step.section)
    terms = place.agreed.terms if place.agreed else None
    if place.settled is not None:
        assert card.due is None
        assert card.late == 0
    elif place.agreed is not None:
        unpaid = by_hand(terms, sum(payment.amount or 0 for payment in place.payments))
        coming = [(day, amount) for day, amount in unpaid if day >= TODAY]
        assert ((card.due.day, card.due.amount) if card.due else None) == (coming[0] if coming else None)
        assert card.late == sum(amount for day, amount in unpaid if day < TODAY)
        assert (card.late_since is None) == (card.late == 0)
    elif worked is not None:
        until = meanwhile(
            worked, worked.option(case.proposal.kind), addressed_loans(case, card.lender), case.budget.payday
        )
        assert (card.due.day if card.due else None) == until.on
        # On that day there may be two loans to pay.
        same = [entry.amount for entry in card.days if entry.sort == "old_due" and entry.day == until.on]
        assert sum(same) == until.due
        assert card.late == until.overdue
    if card.stage == "waiting" and place.since is not None:
        assert card.awaits is not None
        assert card.awaits > place.since
        assert (card.awaits < TODAY) == card.made.answer_overdue
    else:
        assert card.awaits is None
    known = (
        {yuan(entry.amount) for entry in card.days}
        | {chinese_date(entry.day) for entry in card.days}
        | {yuan(card.late)}
    )
    known |= {yuan(short) for _, short in by_hand(terms, place.paid)} | {
        chinese_date(day) for day, _ in by_hand(terms, place.paid)
    }
    known |= {
        chinese_date(step.last_day)
        for event in case.events
        if isinstance(step := court_step(event, load_rules(), TODAY), CourtStep)
    }
    assert set(FIGURE.findall(card.step.act)) <= known
    if card.repaid is not None and card.repaid.total is not None:
        assert 0 <= card.repaid.paid_share <= 1


def by_hand(terms: Offer | None, paid: int) -> list[tuple[date, int]]:
    """What is left of each of an agreement's payments, the oldest paid first."""
    unpaid = []
    for day, amount in payments_of(terms) if terms is not None and not lacking(terms) else ():
        covered = min(paid, amount)
        paid -= covered
        unpaid += [(day, amount - covered)] if amount > covered else []
    return unpaid


@cache
def several() -> Case:
    other = LOAN.model_copy(update={"lender": "乙银行", "next_due": on("12-01"), "principal": 500_000})
    return Case(loans=(LOAN, other), budget=Budget(affordable=90_000, review_on=on("11-30")), events=(AGREED, PAID),
                settings=CaseSettings(asked_legal_aid=True))  # fmt: skip


def test_each_lender_has_its_own_card_and_what_is_nobodys_is_apart() -> None:
    case = several()
    first, second = today(case, advised(case, AS_OF), AS_OF)
    assert (first.lender, first.stage, first.due and first.due.day) == (A, "agreed", on("12-20"))
    assert (second.lender, second.stage, second.due and second.due.day) == (
        "乙银行",
        "nothing_sent",
        on("12-01"),
    )
    assert [
        entry.day for entry in common_days(case, advised(case, AS_OF), AS_OF) if entry.sort == "review"
    ] == [on("11-30")]


def test_an_agreement_is_followed_after_the_loans_own_day_has_passed() -> None:
    """The figures of the loan are of the day they were typed; an agreement goes on without them."""
    later = date(2027, 1, 5)
    case = several()
    assert advised(case, later) is None
    first, second = today(case, None, later)
    assert (first.due and first.due.day, first.late) == (date(2027, 1, 20), 600_000)
    assert second.due is None
