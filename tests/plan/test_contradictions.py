"""What cannot be so is said at its place, and what can be is not."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from jiebei.case.file import loads
from jiebei.case.records import Case
from jiebei.content.examples import examples
from jiebei.plan.contradictions import contradictions
from tests.strategies import TODAY, a_case

LOAN = {"lender": "甲公司", "principal": "10000", "daily_rate": "0.0004", "next_due": "2026-12-10", "borrowed_on": "2026-01-10",
        "original_amount": "20000", "periods_left": 6, "original_periods": 12}  # fmt: skip
AGREED = {"kind": "agreed", "on": "2026-10-01", "lender": "甲公司"}


def case_of(loan: dict[str, object] | None = None, **parts: object) -> Case:
    tree = {"format": "jiebei-case", "version": 1, "loans": [{**LOAN, **(loan or {})}], **parts}
    case = loads(json.dumps(tree))
    assert isinstance(case, Case), case
    return case


@pytest.mark.parametrize(
    ("place", "case"),
    [
        ("loans.0.borrowed_on", case_of({"borrowed_on": "2026-12-01"})),
        ("loans.0.overdue_since", case_of({"overdue_since": "2026-12-01", "overdue_principal": "1"})),
        ("loans.0.last_paid", case_of({"last_paid": "2026-11-24"})),
        ("loans.0.last_asked", case_of({"last_asked": "2027-01-01"})),
        ("loans.0.last_paid", case_of({"last_paid": "2026-01-09"})),
        ("loans.0.overdue_since", case_of({"overdue_since": "2025-12-01", "overdue_principal": "1"})),
        ("loans.0.original_amount", case_of({"original_amount": "9999.99"})),
        ("loans.0.periods_left", case_of({"periods_left": 13})),
        ("loans.0.periods_left", case_of({"periods_left": 12, "overdue_principal": "1"})),
        ("loans.0.overdue_principal", case_of({"overdue_since": "2026-10-01"})),
        ("loans.0.penalty", case_of({"penalty": "5"})),
        ("loans.0.due_day", case_of({"due_day": 12})),
        ("loans.1.number", case_of(None, loans=[{**LOAN, "number": "7"}, {**LOAN, "number": " 7 "}])),
        ("budget.low_income", case_of(budget={"income": [{"amount": "3000"}], "low_income": "3000.01"})),
        ("budget.high_income", case_of(budget={"income": [{"amount": "3000"}], "high_income": "2999.99"})),
        ("hardship.since", case_of(hardship={"since": "2026-11-24"})),
        ("hardship.recovery", case_of(hardship={"recovery": "2026-11-23"})),
        (
            "hardship.cause",
            case_of(
                hardship={"cause": "job_loss"}, budget={"income": [{"name": "工资等固定收入", "amount": "1"}]}
            ),
        ),
        ("proposal.first_payment", case_of(proposal={"first_payment": "2026-11-23"})),
        ("proposal.answer_by", case_of(proposal={"answer_by": "2026-11-01"})),
        ("proposal.later_from", case_of(proposal={"later_from": "2026-11-01"})),
        ("proposal.later_payment", case_of(proposal={"later_payment": "500"}, budget={"affordable": "500"})),
        ("log.0.on", case_of(log=[{"on": "2026-11-24"}])),
        ("offers.0.received", case_of(offers=[{"received": "2026-11-24"}])),
        ("events.0.on", case_of(events=[{"kind": "sent", "on": "2026-11-24"}])),
        ("events.0.on", case_of(events=[{"kind": "sent", "on": "2026-01-09"}])),
        ("events.1.on", case_of(events=[AGREED, AGREED])),
        ("events.0.kind", case_of(events=[{"kind": "missed", "on": "2026-11-01"}])),
    ],
)
def test_what_cannot_be_so_is_said_where_it_stands(place: str, case: Case) -> None:
    assert [fault.where for fault in contradictions(case, TODAY)] == [place]


@pytest.mark.parametrize(
    "case",
    [
        case_of(),
        case_of({"overdue_since": "2026-10-10", "overdue_principal": "1", "periods_left": 11}),
        case_of({"periods_left": 12}),
        case_of({"original_amount": "10000", "due_day": 10}),
        case_of({"next_due": "2026-11-30", "due_day": 31}),
        case_of({"last_paid": "2026-01-10", "last_asked": "2026-11-23"}),
        # A loan that was called in: the periods that were left are overdue too.
        case_of({"overdue_principal": "10000", "periods_left": 12}),
        case_of(budget={"income": [{"amount": "3000"}], "low_income": "3000", "high_income": "3000"}),
        case_of(budget={"income": [{"amount": "100", "frequency": "day"}], "low_income": "2000"}),
        case_of(hardship={"cause": "job_loss"}, budget={"income": [{"name": "失业金", "amount": "1500"}]}),
        case_of(hardship={"since": "2026-11-23", "recovery": "2026-11-24"}),
        case_of(
            events=[
                {**AGREED, "lender": "甲公司"},
                {"kind": "missed", "on": "2026-11-01", "lender": "甲公司"},
            ]
        ),
    ],
)
def test_what_can_be_so_is_not_called_wrong(case: Case) -> None:
    assert contradictions(case, TODAY) == ()


@pytest.mark.parametrize("name", examples())
def test_no_example_contradicts_itself(name: str) -> None:
    case = examples()[name]
    assert case.settings.as_of is not None
    assert contradictions(case, case.settings.as_of) == ()


@given(a_case())
def test_any_case_can_be_looked_through(case: Case) -> None:
    assert all(fault.where and fault.message.endswith("。") for fault in contradictions(case, TODAY))
