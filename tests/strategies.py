"""Random loans and cases, the whole range of what a case can hold: shared by the property tests."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import get_args

from hypothesis import strategies as st

from jiebei.case.labels import CAUSES, PAPERS
from jiebei.case.records import (
    Budget,
    BudgetLine,
    Case,
    Event,
    EventKind,
    Frequency,
    Hardship,
    Loan,
    LogEntry,
    Offer,
    OtherDebt,
    Person,
    PlanWish,
    Settings,
)
from jiebei.counting.conventions import Method
from jiebei.plan.first_things import USUAL_ESSENTIALS

TODAY = date(2026, 11, 23)


@st.composite
def a_loan(draw: st.DrawFn, largest: int = 50_000_000) -> Loan:
    """Any method, accrual, basis, head and state of arrears; a called-in loan may have no next due date."""
    principal = draw(st.integers(1, largest))
    periods = draw(st.integers(1, 36))
    overdue = draw(st.sampled_from(["no", "no", "part", "all"]))
    overdue_principal = {"no": 0, "part": draw(st.integers(0, principal)), "all": principal}[overdue]
    method: Method = draw(st.sampled_from(["level", "equal-principal", "interest-only", "bullet"]))
    return Loan(
        principal=principal,
        daily_rate=Decimal(draw(st.integers(0, 100))) / 100_000,
        day_basis=draw(st.sampled_from([365, 360])),
        accrual=draw(st.sampled_from(["daily", "monthly"])),
        method=method,
        interest_only_periods=draw(st.integers(0, periods - 1)) if method == "level" else 0,
        periods_left=periods,
        original_periods=draw(st.sampled_from([None, 3, 12, 24])),
        next_due=None
        if overdue == "all" and draw(st.booleans())
        else TODAY + timedelta(draw(st.integers(1, 75))),
        due_day=draw(st.sampled_from([None, None, 29, 31])),
        overdue_principal=overdue_principal,
        overdue_interest=draw(st.integers(0, 500_000)) if overdue != "no" else 0,
        penalty=draw(st.integers(0, 200_000)) if overdue != "no" else 0,
        overdue_since=draw(st.none() | st.dates(TODAY - timedelta(400), TODAY)) if overdue != "no" else None,
    )


@st.composite
def a_case(draw: st.DrawFn) -> Case:
    """One to three loans, a word or a budget or both, a payday, low months, money at hand, a later payment."""
    wish = PlanWish(
        first_payment=draw(st.none() | st.none() | st.dates(TODAY, TODAY + timedelta(90))),
        lump_sum=draw(st.none() | st.integers(1, 60_000_000)),
        later_payment=draw(st.none() | st.integers(1, 5_000_000)),
        later_from=draw(st.none() | st.dates(TODAY - timedelta(60), TODAY + timedelta(800))),
        interest_only_months=draw(st.integers(1, 12)),
    )
    return Case(
        loans=tuple(draw(st.lists(a_loan(), min_size=1, max_size=3))),
        budget=draw(a_budget()),
        hardship=Hardship(recovery=draw(st.none() | st.dates(TODAY, TODAY + timedelta(800)))),
        proposal=wish,
    )


@st.composite
def a_budget(draw: st.DrawFn) -> Budget:
    stated = draw(st.none() | st.integers(0, 5_000_000))
    payday = draw(st.none() | st.integers(1, 31))
    if stated is not None and draw(st.booleans()):
        return Budget(affordable=stated, payday=payday)
    low = draw(st.none() | st.integers(0, 3_000_000))
    return Budget(
        affordable=stated,
        income=(BudgetLine(amount=draw(st.integers(0, 5_000_000))),),
        essentials=(BudgetLine(amount=draw(st.integers(0, 3_000_000))),),
        cushion=draw(st.integers(0, 100_000)),
        low_income=low,
        high_income=draw(st.none() | st.integers(0, 9_000_000)),
        low_months=draw(st.none() | st.integers(0, 12)) if low is not None else None,
        payday=payday,
    )


@st.composite
def a_household(draw: st.DrawFn) -> Budget:
    """Any budget: no line or many, of any name and frequency, steady or uneven, the figures not always possible together."""
    line = st.builds(
        BudgetLine,
        name=st.sampled_from(["", "工钱", "保险", *USUAL_ESSENTIALS]),
        amount=st.integers(0, 2_000_000),
        frequency=st.sampled_from(get_args(Frequency)),
    )
    lines = st.lists(line, max_size=5).map(tuple)
    return Budget(
        income=draw(lines),
        essentials=draw(lines),
        cushion=draw(st.integers(0, 100_000)),
        low_income=draw(st.none() | st.integers(0, 3_000_000)),
        high_income=draw(st.none() | st.integers(0, 9_000_000)),
        low_months=draw(st.none() | st.integers(0, 12)),
    )


def a_debt() -> st.SearchStrategy[OtherDebt]:
    return st.builds(
        OtherDebt,
        name=st.sampled_from(["", "信用卡", "房贷", "亲友借款"]),
        balance=st.integers(0, 5_000_000),
        monthly_minimum=st.integers(0, 300_000),
        priority=st.booleans(),
    )


MARK = "〔{}〕"
"""Wraps every word drawn for her to have typed, so that a test sees where it went."""


@st.composite
def a_course(draw: st.DrawFn) -> Case:
    """A case with up to two lenders and all that can happen with them: offers, agreements, payments, instalments missed.

    Whatever she typed stands in MARK's brackets.
    """
    case = draw(a_case())
    names = ("甲公司", "乙银行")
    typed = st.sampled_from(["", MARK.format("一句话"), MARK.format("另一句。")])
    loans = tuple(
        loan.model_copy(
            update={
                "lender": names[index % 2],
                "number": draw(st.sampled_from(["", MARK.format(f"编号{index}")])),
                "original_amount": draw(st.none() | st.integers(1, 50_000_000)),
                "borrowed_on": draw(st.none() | st.dates(TODAY - timedelta(900), TODAY)),
            }
        )
        for index, loan in enumerate(case.loans)
    )
    lenders = st.sampled_from(names[: min(2, len(loans))])
    offers = tuple(draw(st.lists(an_offer(lenders, typed, TODAY), max_size=2)))
    events = draw(st.lists(an_event(lenders, typed), max_size=6))
    person = Person(
        name=draw(typed),
        phone=draw(typed),
        contact_time=draw(typed),
        account=draw(typed),
        id_last4=draw(st.sampled_from(["", "123X"])),
    )
    hardship = case.hardship.model_copy(
        update={
            "cause": draw(st.sampled_from([None, *CAUSES])),
            "since": draw(st.none() | st.dates(TODAY - timedelta(400), TODAY)),
            "detail": draw(typed),
            "changed": draw(typed),
            "papers": tuple(draw(st.lists(st.sampled_from(list(PAPERS)), max_size=3, unique=True))),
            "enclosed": tuple(draw(st.lists(st.sampled_from(list(PAPERS)), max_size=2, unique=True))),
        }
    )
    log = draw(
        st.lists(
            st.builds(
                LogEntry,
                on=st.none() | st.dates(TODAY - timedelta(60), TODAY),
                lender=lenders,
                result=st.sampled_from([None, "refused", "no_answer", "offered", "agreed"]),
            ),
            max_size=2,
        )
    )
    return case.model_copy(
        update={
            "loans": loans,
            "offers": offers,
            "events": tuple(sorted(events, key=lambda event: event.on or TODAY)),
            "person": person,
            "hardship": hardship,
            "log": tuple(log),
            # Whether the three years have run is another test's matter.
            "settings": Settings(asked_legal_aid=True),
        }
    )


@st.composite
def an_offer(
    draw: st.DrawFn, lenders: st.SearchStrategy[str], typed: st.SearchStrategy[str], base: date
) -> Offer:
    """A down payment, instalments, or both, near what can be paid or far from it; now and then not all of it is known."""
    instalments = draw(st.sampled_from([0, 1, 6, 12, 36]))
    return Offer(
        lender=draw(lenders),
        received=draw(st.none() | st.dates(base - timedelta(30), base)),
        down_payment=draw(st.sampled_from([0, 0, 1, 50_000, 5_000_000])),
        down_payment_date=draw(st.none() | st.dates(base + timedelta(1), base + timedelta(20))),
        instalments=instalments,
        amount=draw(st.sampled_from([0, 100, 20_000, 100_000, 900_000])) if instalments else 0,
        last_amount=draw(st.sampled_from([None, None, 12_345])),
        first_date=draw(st.none() | st.dates(base + timedelta(1), base + timedelta(60))),
        waived=draw(st.sampled_from([0, 0, 4_321, 5_000_000])),
        conditions=draw(typed),
        in_writing=draw(st.booleans()),
    )


@st.composite
def an_event(draw: st.DrawFn, lenders: st.SearchStrategy[str], typed: st.SearchStrategy[str]) -> Event:
    kind: EventKind = draw(
        st.sampled_from(["sent", "agreed", "agreed", "paid", "paid", "missed", "changed", "settled"])
    )
    on = draw(st.none() | st.dates(TODAY - timedelta(120), TODAY + timedelta(3)))
    wants_terms = kind == "agreed" and draw(st.booleans())
    return Event(
        kind=kind,
        on=on,
        lender=draw(lenders),
        letter=draw(st.sampled_from(["request", "missed", "settled_proof"])) if kind == "sent" else "",
        terms=draw(an_offer(lenders, typed, on or TODAY)) if wants_terms else None,
        amount=draw(st.none() | st.integers(1, 900_000)) if kind in {"paid", "missed", "settled"} else None,
        reference=draw(typed),
        note=draw(typed),
    )
