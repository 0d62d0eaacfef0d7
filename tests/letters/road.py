"""Cases with a whole road behind them: made by hand, or random with hostile words; and the letters for them."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any, get_args

from hypothesis import strategies as st

from jiebei.case.file import loads
from jiebei.case.records import (
    Breach,
    Case,
    CourtPaper,
    Event,
    EventKind,
    Hardship,
    Loan,
    LogEntry,
    Offer,
    Paper,
    Person,
    PlanKind,
    Refusal,
)
from jiebei.letters.compose import LETTERS, compose
from jiebei.letters.document import (
    Document,
)
from jiebei.plan.advice import advise
from jiebei.plan.options import Advice
from tests.strategies import TODAY, a_case

MARK = "§"
"""Stands in everything that is typed here, and in nothing that the app writes."""
ANT = "重庆蚂蚁消费金融有限公司"


def a_case_of(**fields: Any) -> Case:
    """A case with one loan that can be worked out, and whatever else is given; `loan` changes the loan."""
    loan = {"lender": ANT, "number": "77", "principal": "15000", "daily_rate": "0.0004", "periods_left": 9,
            "next_due": "2026-12-10", **fields.pop("loan", {})}  # fmt: skip
    tree = {"loans": [loan], "budget": {"affordable": "900"}, **fields}
    case = loads(json.dumps({"format": "jiebei-case", "version": 1, **tree}))
    assert isinstance(case, Case), case
    return case


def worked(case: Case, day: date = TODAY) -> Advice:
    advice = advise(case, day)
    assert isinstance(advice, Advice), advice
    return advice


def written_for(case: Case, kind: str, day: date = TODAY, lender: str | None = None) -> Document:
    """The letter, worked out where it needs a plan and without anything worked out where not."""
    advice = worked(case, day) if LETTERS[kind].needs_plan else None
    document = compose(case, advice, lender, kind, day)
    assert isinstance(document, Document), document
    return document


HOSTILE = st.text(
    st.sampled_from("字甲<>&*_$[](){}|\\`'\"=+-@#！。\n\t\r\u202e😀𠅤%{x}违法七十条"), max_size=12
).map(lambda text: MARK + text + MARK)
WORDS = st.just("") | HOSTILE
DAYS = st.none() | st.dates(TODAY - timedelta(1500), TODAY + timedelta(40))
LENDERS = ("§甲消费金融§", "§乙银行§", "")


@st.composite
def an_entry(draw: st.DrawFn, names: tuple[str, ...]) -> LogEntry:
    hour, minute = draw(st.integers(0, 23)), draw(st.integers(0, 59))
    return LogEntry(
        on=draw(DAYS | st.just(TODAY)),
        at=draw(st.none() | st.just(f"{hour:02d}:{minute:02d}")),
        who=draw(WORDS),
        channel=draw(
            st.sampled_from(["app", "phone_in", "phone_in", "phone_out", "sms", "letter", "visit", "other"])
        ),
        note=draw(WORDS),
        evidence=draw(WORDS),
        lender=draw(st.sampled_from(names)),
        answered=draw(st.none() | st.booleans()),
        result=draw(st.none() | st.sampled_from(["refused", "no_answer", "offered", "agreed"])),
        reasons=tuple(draw(st.lists(st.sampled_from(get_args(Refusal)), max_size=2, unique=True))),
        breaches=tuple(draw(st.lists(st.sampled_from(get_args(Breach)), max_size=3, unique=True))),
    )


@st.composite
def an_event(draw: st.DrawFn, names: tuple[str, ...]) -> Event:
    kind = draw(st.sampled_from([*get_args(EventKind), "court", "court", "court", "sent"]))
    papers = st.sampled_from(get_args(CourtPaper))
    return Event(
        kind=kind,
        on=draw(DAYS),
        lender=draw(st.sampled_from(names)),
        letter=draw(st.sampled_from(["", "request", "again", "statement"])),
        plan=draw(st.none() | st.sampled_from(get_args(PlanKind))),
        amount=draw(st.none() | st.integers(0, 9_000_000)),
        paper=draw(papers if kind == "court" else st.none() | papers),
        who=draw(WORDS),
        reference=draw(WORDS),
        note=draw(WORDS),
    )


@st.composite
def a_road(draw: st.DrawFn) -> Case:
    """A random case whose loans, person, papers, log, events and offers are random too, and whose words are hostile."""
    case = draw(a_case())
    # Mostly one lender, or little of what is drawn would concern the one that is written to.
    names = draw(st.sampled_from([*((name,) for name in LENDERS), LENDERS]))
    product = st.sampled_from(["jiebei", "bank_credit", "other"])

    def told(loan: Loan) -> Loan:
        more = {
            "lender": draw(st.sampled_from(names)),
            "number": draw(WORDS),
            "product": draw(product),
            "penalty_multiple": draw(st.none() | st.sampled_from(["0", "1", "1.5", "10"])),
            "grace_days": draw(st.integers(0, 9)),
            "borrowed_on": draw(DAYS),
            "original_amount": draw(st.none() | st.integers(0, 50_000_000)),
            "last_paid": draw(DAYS),
            "last_asked": draw(DAYS),
        }
        return Loan.model_validate({**loan.model_dump(), **more})

    papers = st.lists(st.sampled_from(get_args(Paper)), max_size=4, unique=True).map(tuple)
    person = Person(
        name=draw(WORDS),
        phone=draw(WORDS),
        contact_time=draw(WORDS),
        id_last4=draw(st.sampled_from(["", "123X"])),
        account=draw(WORDS),
    )
    offers = st.lists(
        st.builds(
            Offer, lender=st.sampled_from(names), received=DAYS, instalments=st.integers(0, 24),
            amount=st.integers(0, 500_000), down_payment=st.integers(0, 9_000), conditions=WORDS,
        ), max_size=2)  # fmt: skip
    return case.model_copy(
        update={
            "person": person,
            "proposal": case.proposal.model_copy(
                update={"kind": draw(st.none() | st.sampled_from(get_args(PlanKind)))}
            ),
            "loans": tuple(told(loan) for loan in case.loans),
            "hardship": Hardship(detail=draw(WORDS), papers=draw(papers), enclosed=draw(papers)),
            "log": tuple(draw(st.lists(an_entry(names), max_size=9))),
            "events": tuple(draw(st.lists(an_event(names), max_size=9))),
            "offers": tuple(draw(offers)),
        }
    )
