"""The case file: what goes in comes out, and whatever is wrong is named with its place."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiebei.case import records as model
from jiebei.case.file import dumps, loads, loads_offer, schema
from jiebei.case.records import Case, Loan, Offer
from jiebei.counting.conventions import Accrual, Method
from jiebei.counting.money import MAX_FEN

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
fen = st.integers(0, MAX_FEN)
day = st.none() | st.dates(model.FIRST_DAY, model.LAST_DAY)


def one_of(kind: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(get_args(kind))


@st.composite
def a_loan(draw: st.DrawFn) -> Loan:
    principal = draw(st.none() | fen)
    periods = draw(st.none() | st.integers(1, 360))
    return Loan(
        lender=draw(text),
        product=draw(one_of(model.Product)),
        number=draw(text),
        principal=principal,
        daily_rate=draw(st.none() | st.decimals(0, Decimal("0.01"), places=6)),
        day_basis=draw(st.sampled_from([365, 360])),
        accrual=draw(one_of(Accrual)),
        method=draw(one_of(Method)),
        periods_left=periods,
        interest_only_periods=draw(st.integers(0, min(359, (periods or 360) - 1))),
        next_due=draw(day),
        due_day=draw(st.none() | st.integers(1, 31)),
        overdue_principal=draw(st.integers(0, MAX_FEN if principal is None else principal)),
        penalty=draw(fen),
        penalty_multiple=draw(st.none() | st.decimals(0, 10, places=2)),
    )


cases = st.builds(
    Case,
    person=st.builds(model.Person, name=text, phone=text),
    loans=st.lists(a_loan(), min_size=1, max_size=4).map(tuple),
    other_debts=st.lists(
        st.builds(model.OtherDebt, name=text, balance=fen, priority=st.booleans()), max_size=3
    ).map(tuple),
    budget=st.builds(
        model.Budget,
        affordable=st.none() | fen,
        income=st.lists(
            st.builds(model.BudgetLine, name=text, amount=fen, frequency=one_of(model.Frequency)), max_size=3
        ).map(tuple),
        cushion=fen,
        low_income=st.none() | fen,
        payday=st.none() | st.integers(1, 31),
        low_months=st.none() | st.integers(0, 12),
    ),
    hardship=st.builds(model.Hardship, cause=st.none() | one_of(model.Cause), since=day, detail=text),
    proposal=st.builds(
        model.PlanWish, kind=st.none() | one_of(model.PlanKind), first_payment=day, lump_sum=st.none() | fen
    ),
    offers=st.lists(
        st.builds(Offer, lender=text, amount=fen, first_date=day, in_writing=st.booleans()), max_size=2
    ).map(tuple),
    log=st.lists(st.builds(model.LogEntry, on=day, who=text, note=text), max_size=2).map(tuple),
    settings=st.builds(model.Settings, as_of=day),
)


@settings(max_examples=60, deadline=None)
@given(cases)
def test_what_is_saved_is_what_is_read(case: Case) -> None:
    saved = dumps(case)
    assert loads(saved) == case
    assert loads(saved.encode("utf-8-sig")) == case
    again = loads(saved)
    assert isinstance(again, Case)
    assert dumps(again) == saved


def test_an_empty_case_is_small_and_readable() -> None:
    assert json.loads(dumps(Case())) == {"format": "jiebei-case", "version": 1}


def test_amounts_are_strings_with_two_decimals_and_rates_numbers() -> None:
    saved = json.loads(dumps(Case(loans=(Loan(principal=1_234_567, daily_rate=Decimal("0.0004")),))))
    assert saved["loans"] == [{"principal": "12345.67", "daily_rate": 0.0004}]


@pytest.mark.parametrize("written", ["12", '"12"', '" 12 "', '"１２"', "12.0", "1.2e1"])
def test_a_whole_number_is_read_however_it_is_written(written: str) -> None:
    read = loads(
        f'{{"format": "jiebei-case", "version": 1, "budget": {{"payday": {written}, "low_months": {written}}}}}'
    )
    assert isinstance(read, Case)
    assert (read.budget.payday, read.budget.low_months) == (12, 12)


@pytest.mark.parametrize("written", ["360", '"360"'])
def test_a_number_that_is_one_of_a_few_is_read_however_it_is_written(written: str) -> None:
    read = loads(f'{{"format": "jiebei-case", "version": "1", "loans": [{{"day_basis": {written}}}]}}')
    assert isinstance(read, Case)
    assert read.loans[0].day_basis == 360


def test_no_amount_passes_through_a_float() -> None:
    read = loads('{"format": "jiebei-case", "version": 1, "loans": [{"principal": 999999999.99}]}')
    assert isinstance(read, Case)
    assert read.loans[0].principal == 99_999_999_999


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"loans": [{"principal": "-1"}]}, "loans.0.principal"),
        ({"loans": [{"principal": "1e18"}]}, "loans.0.principal"),
        ({"loans": [{"principal": "12.345"}]}, "loans.0.principal"),
        ({"loans": [{"principal": True}]}, "loans.0.principal"),
        ({"loans": [{"daily_rate": 14.6}]}, "loans.0.daily_rate"),
        ({"loans": [{"daily_rate": "NaN"}]}, "loans.0.daily_rate"),
        ({"loans": [{"next_due": "2026-13-01"}]}, "loans.0.next_due"),
        ({"loans": [{"next_due": "0001-01-01"}]}, "loans.0.next_due"),
        ({"loans": [{"next_due": "9999-12-31"}]}, "loans.0.next_due"),
        ({"loans": [{"next_due": 20261201}]}, "loans.0.next_due"),
        ({"loans": [{"periods_left": 10_000}]}, "loans.0.periods_left"),
        ({"loans": [{"periods_left": 1.5}]}, "loans.0.periods_left"),
        ({"loans": [{"periods_left": True}]}, "loans.0.periods_left"),
        ({"loans": [{"day_basis": 366}]}, "loans.0.day_basis"),
        ({"budget": {"payday": 0}}, "budget.payday"),
        ({"budget": {"payday": 32}}, "budget.payday"),
        ({"budget": {"low_months": 13}}, "budget.low_months"),
        ({"loans": [{}, {"method": "annuity"}]}, "loans.1.method"),
        ({"loans": [{"principle": 5}]}, "loans.0.principle"),
        ({"loans": [{"principal": "5", "overdue_principal": "6"}]}, "loans.0"),
        ({"loans": [{"periods_left": 3, "interest_only_periods": 3}]}, "loans.0"),
        ({"loans": []}, "loans"),
        ({"loans": "x"}, "loans"),
        ({"person": {"name": "字" * 201}}, "person.name"),
        ({"person": []}, "person"),
        ({"budget": {"income": [{"frequency": "hour"}]}}, "budget.income.0.frequency"),
        ({"log": [{"at": "25:00"}]}, "log.0.at"),
        ({"version": 2}, "version"),
        ({"version": "1" * 6000}, "version"),
        ({"format": "other"}, "format"),
    ],
)
def test_a_fault_names_its_place(body: dict[str, Any], where: str) -> None:
    faults = loads(json.dumps({"format": "jiebei-case", "version": 1, **body}))
    assert isinstance(faults, tuple)
    assert where in [fault.where for fault in faults]
    assert all(fault.message and "\n" not in fault.message for fault in faults)
    assert all(not any("A" <= letter <= "Z" for letter in fault.message[:1]) for fault in faults)


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe\x00", b"\x89PNG", b"null", b"[]", b"{", b"[" * 100_000, b" " * 1_000_001, b'{"format": "jiebei-case"',
     b'{"format": "jiebei-case", "version": 1, "loans": [{"principal": 1e99999999999999999999}]}', "{\"a\": ‘b’}".encode()],
)  # fmt: skip
def test_a_damaged_file_is_named_as_such(data: bytes) -> None:
    faults = loads(data)
    assert isinstance(faults, tuple)
    assert faults


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200))
def test_nothing_makes_the_reader_fail(data: bytes | str) -> None:
    assert isinstance(loads(data), tuple)
    loads_offer(data)


def test_an_offer_of_its_own() -> None:
    offer = loads_offer('{"lender": "甲", "instalments": 12, "amount": "940", "first_date": "2026-12-20"}')
    assert offer == Offer(lender="甲", instalments=12, amount=94_000, first_date=date(2026, 12, 20))
    faults = loads_offer('{"instalments": 12.5, "ammount": 1}')
    assert isinstance(faults, tuple)
    assert {fault.where for fault in faults} == {"instalments", "ammount"}


def test_the_schema_describes_the_file() -> None:
    described = schema()
    assert described["properties"]["loans"]["minItems"] == 1
    assert described["$defs"]["Loan"]["properties"]["daily_rate"]
    # The limits are part of the contract: a script may rely on them before it writes a file.
    assert described["$defs"]["Loan"]["properties"]["grace_days"] == {
        "default": 0, "maximum": 90, "minimum": 0, "title": "Grace Days", "type": "integer"
    }  # fmt: skip
    assert {"maximum": 31, "minimum": 1, "type": "integer"} in described["$defs"]["Budget"]["properties"][
        "payday"
    ]["anyOf"]
    assert json.loads(json.dumps(described)) == described
