"""Widget values to a case and back: nothing is lost, nothing is invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiebei.case import records
from jiebei.case.file import dumps, loads
from jiebei.case.records import FIRST_DAY, LAST_DAY, Case
from jiebei.content.examples import examples
from jiebei.counting.conventions import Accrual, Method
from jiebei.counting.money import MAX_FEN
from jiebei.counting.rate import MAX_DAILY
from jiebei.web import form
from jiebei.web.typed import RATE_UNITS, FieldTable
from tests.app.visiting import Visit

FEN = st.integers(0, MAX_FEN)
DAYS = st.dates(FIRST_DAY, LAST_DAY)
# What a JSON file can carry: any text but halves of surrogate pairs.
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
NOTES = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)
RATES = st.decimals(0, Decimal(MAX_DAILY.numerator) / MAX_DAILY.denominator, places=12)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def one_of(literal: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(get_args(literal))


@st.composite
def loans(draw: st.DrawFn) -> records.Loan:
    principal = draw(maybe(FEN))
    periods = draw(maybe(st.integers(1, 360)))
    return records.Loan(
        lender=draw(WORDS),
        product=draw(one_of(records.Product)),
        number=draw(WORDS),
        principal=principal,
        daily_rate=draw(maybe(RATES)),
        day_basis=draw(st.sampled_from([365, 360])),
        accrual=draw(one_of(Accrual)),
        method=draw(one_of(Method)),
        interest_only_periods=draw(st.integers(0, 359 if periods is None else periods - 1)),
        periods_left=periods,
        original_periods=draw(maybe(st.integers(1, 360))),
        next_due=draw(maybe(DAYS)),
        due_day=draw(maybe(st.integers(1, 31))),
        overdue_principal=draw(st.integers(0, MAX_FEN if principal is None else principal)),
        overdue_interest=draw(FEN),
        penalty=draw(FEN),
        overdue_since=draw(maybe(DAYS)),
        penalty_multiple=draw(maybe(st.decimals(0, 10, places=12))),
        grace_days=draw(st.integers(0, 90)),
    )


def tuples(strategy: st.SearchStrategy[Any], most: int, least: int = 0) -> st.SearchStrategy[Any]:
    return st.lists(strategy, min_size=least, max_size=most).map(tuple)


LINES = st.builds(records.BudgetLine, name=WORDS | st.sampled_from([*form.INCOME_LINES, *form.ESSENTIAL_LINES]), amount=FEN,
                  frequency=one_of(records.Frequency))  # fmt: skip
CLOCK = st.times().map(lambda moment: f"{moment:%H:%M}")
CASES = st.builds(
    Case,
    example=maybe(st.builds(records.Example, title=WORDS, situation=NOTES)),
    person=st.builds(records.Person, name=WORDS, phone=WORDS, contact_time=WORDS),
    # A further loan with nothing in it is one that was opened and not begun: the form leaves it out.
    loans=tuples(loans(), 3, least=1).map(
        lambda made: (*made[:1], *(loan for loan in made[1:] if loan != records.Loan()))
    ),
    other_debts=tuples(st.builds(records.OtherDebt, name=WORDS, balance=FEN, monthly_minimum=FEN, priority=st.booleans()), 3),
    budget=st.builds(records.Budget, affordable=maybe(FEN), income=tuples(LINES, 3), essentials=tuples(LINES, 4), cushion=FEN,
                     low_income=maybe(FEN), high_income=maybe(FEN), payday=maybe(st.integers(1, 31)),
                     low_months=maybe(st.integers(0, 12))),
    hardship=st.builds(records.Hardship, cause=maybe(one_of(records.Cause)), since=maybe(DAYS), detail=NOTES,
                       papers=tuples(one_of(records.Paper), 4), recovery=maybe(DAYS), already_paid=NOTES),
    proposal=st.builds(records.PlanWish, kind=maybe(one_of(records.PlanKind)), first_payment=maybe(DAYS),
                       interest_only_months=st.integers(1, 24), later_payment=maybe(FEN), later_from=maybe(DAYS),
                       lump_sum=maybe(FEN), answer_by=maybe(DAYS)),
    offers=tuples(st.builds(records.Offer, lender=WORDS, received=maybe(DAYS), down_payment=FEN, down_payment_date=maybe(DAYS),
                            instalments=st.integers(0, 360), amount=FEN, last_amount=maybe(FEN), first_date=maybe(DAYS),
                            waived=FEN, conditions=NOTES, in_writing=st.booleans()), 2),
    log=tuples(st.builds(records.LogEntry, on=maybe(DAYS), at=maybe(CLOCK), who=WORDS, channel=one_of(records.LogEntry.model_fields[
        "channel"].annotation), note=NOTES, evidence=WORDS, lender=WORDS, answered=maybe(st.booleans())), 3),
    events=tuples(st.builds(records.Event, kind=one_of(records.EventKind), on=maybe(DAYS), lender=WORDS, letter=WORDS,
                            plan=maybe(one_of(records.PlanKind)), amount=maybe(FEN), paper=maybe(one_of(records.CourtPaper)),
                            until=maybe(DAYS), appealable=maybe(st.booleans()), who=WORDS, reference=WORDS, note=NOTES), 3),
    settings=st.builds(records.Settings, as_of=maybe(DAYS)),
)  # fmt: skip


# Lists of records have rows and a table of their own.
LISTS_OF = {records.Budget: {"income", "essentials"}}
TABLES = [table for table in vars(form).values() if isinstance(table, FieldTable)]


def test_every_record_of_the_case_has_a_table() -> None:
    elsewhere = {records.Case, records.Settings, records.Example}
    every = {
        one for one in vars(records).values() if isinstance(one, type) and issubclass(one, records.Record)
    }
    assert {table.record for table in TABLES} == every - elsewhere - {records.Record}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.record.__name__)
def test_a_records_fields_each_stand_once_in_its_table(table: FieldTable[Any]) -> None:
    names = [field.name for field in table.fields]
    assert sorted(names) == sorted(set(table.record.model_fields) - LISTS_OF.get(table.record, set()))


@given(CASES)
@settings(max_examples=150)
def test_what_is_written_to_the_widgets_is_read_back_unchanged(case: Case) -> None:
    assert form.read(form.write(case)).case == case


@given(CASES)
@settings(max_examples=60)
def test_a_case_survives_its_file_and_the_widgets(case: Case) -> None:
    opened = loads(dumps(case))
    assert isinstance(opened, Case)
    assert opened == case
    assert form.read(form.write(opened)).case == case


@pytest.mark.parametrize("name", examples())
def test_each_example_is_read_back_without_complaint(name: str) -> None:
    found = form.read(form.write(examples()[name]))
    assert found.case == examples()[name]
    assert not found.problems


def test_nothing_typed_is_an_empty_case() -> None:
    assert form.read({}).case == Case()
    assert form.read(form.write(Case())).case == Case()
    assert not form.read({}).problems


def test_an_answer_that_says_nothing_is_not_lost() -> None:
    for offers in (
        (records.Offer(),),
        (records.Offer(lender="甲公司", amount=1), records.Offer(lender="乙银行")),
    ):
        case = Case(offers=offers)
        assert form.read(form.write(case)).case == case


# What a widget can hold, sensible or not.
AS_WRITTEN = st.sampled_from(
    [
        "15000",
        "1.2万",
        "￥3,000",
        "三千五",
        "五",
        "三五百",
        "0.04",
        "万分之五",
        "18%一年",
        "0.05%",
        "-1",
        "1e999",
        " ",
        "很多",
        "9" * 40,
    ]
)
NUMBERS = maybe(
    AS_WRITTEN
    | st.text(max_size=12)
    | st.floats()
    | st.integers()
    | st.sampled_from([0.0, -0.0, -1.0, 1e300, -1e300, 0.001, 100.005, 1e12])
)
WHOLE = maybe(st.integers())
TEXT = maybe(st.text(max_size=300))
TYPED: dict[str, st.SearchStrategy[Any]] = {
    "rows.loans": st.just((0, 3)),
    "rows.income": st.just((0,)),
    "rows.essentials": st.just((2,)),
    "rows.debts": st.just((1,)),
    "budget.affordable": NUMBERS,
    "budget.cushion": NUMBERS,
    "budget.payday": WHOLE,
    "budget.low_months": WHOLE,
    "income.0.name": TEXT,
    "income.0.amount": NUMBERS,
    "essentials.2.amount": NUMBERS,
    "essentials.2.frequency": maybe(one_of(records.Frequency)),
    "debts.1.name": TEXT,
    "debts.1.balance": NUMBERS,
    "debts.1.monthly_minimum": NUMBERS,
    "person.name": TEXT,
    "hardship.detail": TEXT,
    "hardship.cause": maybe(one_of(records.Cause)),
    "proposal.interest_only_months": WHOLE,
    "proposal.later_payment": NUMBERS,
    "proposal.lump_sum": NUMBERS,
}
for at in ("loans.0.", "loans.3."):
    TYPED |= {
        at + "lender": TEXT,
        at + "principal": NUMBERS,
        at + "rate": NUMBERS,
        at + "rate_unit": maybe(st.sampled_from(RATE_UNITS)),
        at + "periods_left": WHOLE,
        at + "original_periods": WHOLE,
        at + "interest_only_periods": WHOLE,
        at + "due_day": WHOLE,
        at + "next_due": maybe(DAYS),
        at + "overdue_principal": NUMBERS,
        at + "overdue_interest": NUMBERS,
        at + "penalty": NUMBERS,
        at + "arrears": maybe(st.sampled_from(["yes", "no", "unclear"])),
        at + "penalty_multiple": maybe(st.floats() | st.integers()),
        at + "grace_days": WHOLE,
    }


@given(st.fixed_dictionaries({}, optional=TYPED))
@settings(max_examples=300)
def test_whatever_is_typed_makes_a_case_that_its_file_accepts(state: dict[str, Any]) -> None:
    """A value that cannot be used is named under its own key and left out; the rest still makes a valid case."""
    found = form.read(state)
    assert set(found.problems) <= set(state)
    assert all(found.problems.values())
    saved = loads(dumps(found.case).encode("utf-8", "surrogatepass"))
    assert saved == found.case


@pytest.mark.parametrize(
    ("typed", "unit", "read"),
    [
        (0.04, "%/天", Decimal("0.0004")),
        (4.0, "万分之/天", Decimal("0.0004")),
        (4, "万分之/天", Decimal("0.0004")),
        (14.6, "%/年", Decimal("0.0004")),
        (0.035, "%/天", Decimal("0.00035")),
        (0.0, "%/天", Decimal(0)),
        ("0.04", "%/天", Decimal("0.0004")),
        ("4", "万分之/天", Decimal("0.0004")),
        # What the text says goes before what is chosen beside it.
        ("万分之四", "%/年", Decimal("0.0004")),
        ("14.6%", "%/天", Decimal("0.0004")),
        ("0.04%", "%/年", Decimal("0.0004")),
        ("18.25%一年", "万分之/天", Decimal("0.0005")),
    ],
)
def test_a_rate_is_read_in_its_unit(typed: float | str, unit: str, read: Decimal) -> None:
    found = form.read({"rows.loans": (0,), "loans.0.rate": typed, "loans.0.rate_unit": unit})
    assert found.case.loans[0].daily_rate == read
    assert not found.problems


def test_an_annual_rate_uses_the_contracts_day_basis() -> None:
    typed = {"rows.loans": (0,), "loans.0.rate": 14.4, "loans.0.rate_unit": "%/年", "loans.0.day_basis": 360}
    assert form.read(typed).case.loans[0].daily_rate == Decimal("0.0004")


def test_amounts_are_exact_to_the_fen() -> None:
    for fen in (0, 1, 10, 29, 57, 114, 115, 16_10, 1_234_567, 99_999_999_999, MAX_FEN):
        found = form.read(
            {"rows.loans": (0,), "loans.0.principal": fen / 100, "budget.affordable": fen / 100}
        )
        assert found.case.loans[0].principal == found.case.budget.affordable == fen
        assert set(found.problems) <= {"loans.0.principal"}


def test_a_principal_that_looks_like_units_of_ten_thousand_is_asked_about_and_used() -> None:
    for typed, asked in ((2.5, True), (99.99, True), (100.0, False), (0.0, False)):
        found = form.read({"rows.loans": (0,), "loans.0.principal": typed})
        assert found.case.loans[0].principal == round(typed * 100)
        assert bool(found.problems) == asked


@pytest.mark.parametrize(
    ("typed", "fen"), [("1.2万", 1_200_000), ("￥3,000", 300_000), ("五千", 500_000), ("１２００", 120_000)]
)
def test_an_amount_is_read_as_she_writes_it(typed: str, fen: int) -> None:
    found = form.read({"rows.loans": (0,), "loans.0.principal": typed, "budget.affordable": typed})
    assert found.case.loans[0].principal == found.case.budget.affordable == fen
    assert not found.problems


def test_what_is_not_overdue_does_not_count_and_is_not_lost() -> None:
    behind = records.Loan(principal=960_000, overdue_principal=240_000, overdue_interest=9_600, penalty=1_728,
                          overdue_since=date(2026, 11, 10))  # fmt: skip
    state = form.write(Case(loans=(behind,)))
    assert form.arrears(state, 0) == "yes"
    for answer, counted in (
        ("no", records.Loan(principal=960_000)),
        ("unclear", behind),
        ("yes", behind),
        (None, behind),
    ):
        assert form.read({**state, "loans.0.arrears": answer}).case.loans == (counted,)
    wrong = form.read({**state, "loans.0.penalty": "三五百", "loans.0.arrears": "no"})
    assert not wrong.problems


def test_a_day_is_read_as_it_is() -> None:
    found = form.read({"rows.loans": (0,), "loans.0.next_due": date(2028, 2, 29)})
    assert found.case.loans[0].next_due == date(2028, 2, 29)


def test_a_log_entrys_clock_time_is_read_back() -> None:
    for at in ("00:00", "07:05", "23:59", None):
        entry = records.LogEntry(on=date(2026, 11, 23), at=at, who="客服")
        assert form.read(form.write(Case(log=(entry,)))).case.log == (entry,)


def test_a_new_log_entry_is_the_only_lenders_and_nobodys_where_there_are_several(
    visit: Callable[[], Visit],
) -> None:
    person = visit().example("illness").go("record").press("add.log")
    assert person.case.log[-1].lender == person.case.loans[0].lender != ""
    person.example("several_lenders").go("record").press("add.log")
    assert person.case.log[-1].lender == ""
    bank = person.case.loans[1].lender
    person.type(log__0__channel="phone_in").type(log__0__lender=bank)
    assert (person.case.log[-1].lender, person.case.log[-1].answered) == (bank, None)


def test_answers_of_several_lenders_are_kept_one_after_the_other(visit: Callable[[], Visit]) -> None:
    person = visit().example("several_lenders").go("offer")
    names = [loan.lender for loan in person.case.loans]
    assert len(set(names)) == 3
    day = person.case.loans[0].next_due
    for lender in names[:2]:
        person.type(offer__lender=lender)
        person.type(offer__down_payment=100.0, offer__down_payment_date=day).press("keep.offer")
    assert [(one.lender, one.down_payment) for one in person.case.offers] == [
        (name, 10_000) for name in names[:2]
    ]
    assert person.state["offer.lender"] == names[2]
    assert [one.lender for one in person.press("drop.offer.0").case.offers] == names[1:2]


def test_a_payment_ticked_off_for_one_plan_is_not_ticked_for_another(visit: Callable[[], Visit]) -> None:
    person = visit().example("illness").go("keep")
    person.at.checkbox[0].check().run()
    assert person.go("home").go("keep").at.checkbox[0].value
    person.go("calculator").type(budget__affordable=1000.0).go("keep")
    assert len(person.at.checkbox) > 1
    assert not any(box.value for box in person.at.checkbox)


def test_no_more_loans_are_added_than_a_file_can_hold(calculator: Visit) -> None:
    calculator.group("more")
    for _ in range(25):
        if not calculator.at.button(key="add.loans").disabled:
            calculator.press("add.loans")
    rows = calculator.state["rows.loans"]
    assert len(rows) == 20
    calculator.enter({f"loans.{row}.principal": 1000.0 for row in rows})
    assert len(calculator.case.loans) == 20
    assert isinstance(loads(dumps(calculator.case)), Case)
