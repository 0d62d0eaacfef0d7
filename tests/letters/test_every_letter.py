"""Every kind of letter for every kind of option: each can be written, and every amount in it is one of the core's, for
the lender it goes to."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from itertools import takewhile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiebei.case.faults import Fault
from jiebei.case.file import loads
from jiebei.case.records import Case, LogEntry, PlanKind
from jiebei.content.examples import examples
from jiebei.counting.money import in_words, round_half_up
from jiebei.letters.commission import addressed_loans, lenders
from jiebei.letters.compose import compose
from jiebei.letters.document import Annex, Document, Table
from jiebei.letters.paper.plain import render_text
from jiebei.plan.advice import advise
from jiebei.plan.budget import means, monthly, monthly_sum, usual_means
from jiebei.plan.meanwhile import meanwhile
from jiebei.plan.options import Advice, Option, merged, monthly_totals
from tests.letters.reading import amounts, dates
from tests.strategies import TODAY, a_case

KINDS: tuple[PlanKind, ...] = (
    "catch_up", "down_payment", "extension", "reinstalment", "interest_only", "step_up", "penalty_waiver",
    "interest_reduction", "settlement", "token",
)  # fmt: skip
SENT = ("request", "again")
"""The letters that ask for a plan; the others are read in test_road_letters.py."""


def sheet_of(case: Case, advice: Advice, lender: str | None = None) -> Document:
    sheet = compose(case, advice, lender, "worksheet")
    assert isinstance(sheet, Document)
    return sheet


def with_contact(case: Case) -> Case:
    """Two lenders with something said, so that the next letter can be written to each."""
    loans = tuple(
        loan.model_copy(update={"lender": "甲公司" if index % 2 == 0 else "乙银行"})
        for index, loan in enumerate(case.loans)
    )
    log = tuple(
        LogEntry(on=TODAY - timedelta(3), lender=name, note="说不同意") for name in ("甲公司", "乙银行")
    )
    return case.model_copy(update={"loans": loans, "log": log})


def of_the_household(case: Case, advice: Advice) -> set[int]:
    known = {advice.affordable.amount}
    household = means(case)
    if household is not None:
        known |= {
            household.income,
            household.essentials,
            household.cushion,
            household.other_minimums,
            abs(household.surplus),
        }
        # The household annex: each line as typed and as a month, the usual and the good month too.
        lines = (*case.budget.income, *case.budget.essentials)
        known |= {amount for line in lines for amount in (line.amount, monthly(line))}
        known |= {debt.monthly_minimum for debt in case.other_debts} | {monthly_sum(case.budget.income)}
        usual = usual_means(case)
        known |= {
            case.budget.low_income or 0,
            case.budget.high_income or 0,
            abs(usual.surplus) if usual else 0,
        }
    return known


def of_the_lender(advice: Advice, option: Option, loans: list[int]) -> set[int]:
    """What a letter to the lender of these loans may name: its own loans' figures, its own plans', and nothing else."""
    places = [advice.positions[index] for index in loans]
    plans = [option.plans[index] for index in loans]
    rows = merged([plan.schedule for plan in plans])
    months = monthly_totals(rows, advice.month_day)
    first = sum(plan.first_payment for plan in plans)
    without_first = [*months.values()]
    without_first[0] -= first
    known = {sum(option.shares[index] for index in loans), max(without_first), max(months.values()), first}
    for place in places:
        known |= {
            place.principal,
            place.overdue_principal,
            place.overdue_interest,
            place.penalty,
            place.accrued,
            place.owed,
        }
        known.add(place.present.rows[0].payment)
    known |= {sum(place.penalty for place in places), sum(place.due_now for place in places)}
    waived, cut = sum(plan.waived for plan in plans), sum(option.principal_cut(plan) for plan in plans)
    known |= {waived, cut, waived - cut}
    for row in rows:
        known |= {row.payment, row.principal, row.interest + row.arrears}
    known |= {
        sum(row.payment for row in rows),
        sum(row.principal for row in rows),
        sum(row.interest + row.arrears for row in rows),
    }
    return known


def of_the_request(advice: Advice, loans: list[int]) -> set[int]:
    """What the request names besides: what all lenders ask in a month, interest and penalty that run on, the fallback."""
    places = [advice.positions[index] for index in loans]
    known = {advice.present_heaviest_month, sum(place.month_interest for place in places)}
    # 1.5 × the daily rate, the estimate where the case names no multiple.
    known.add(sum(round_half_up((place.overdue_principal * place.rate.daily * 3).numerator,
                                (place.overdue_principal * place.rate.daily * 3).denominator * 2) for place in places))  # fmt: skip
    if advice.fallback is not None:
        rows = merged([advice.fallback.plans[index].schedule for index in loans])
        months = monthly_totals(rows, advice.month_day)
        first = sum(advice.fallback.plans[index].first_payment for index in loans)
        without = [*months.values()]
        without[0] -= first
        known |= {sum(row.payment for row in rows), max(without), first, *(row.payment for row in rows)}
    return known


def of_the_waiting(case: Case, advice: Advice, option: Option, loans: list[int]) -> set[int]:
    """What is due next under the contract, what of it is paid, and what then lacks."""
    until = meanwhile(advice, option, loans, case.budget.payday)
    return {until.due, until.pays, abs(until.due - until.pays)}


def read_as_its_receiver(case: Case, advice: Advice, option: Option, lender: str, document: Document) -> None:
    loans = addressed_loans(case, lender)
    plans = [option.plans[index] for index in loans]
    rows = merged([plan.schedule for plan in plans])
    # The sums (the last annex) are read apart, with the sheet of its own.
    body = tuple(
        takewhile(lambda block: not (isinstance(block, Annex) and block.title == "算法说明"), document.blocks)
    )
    text = render_text(replace(document, blocks=body))
    known = (
        of_the_lender(advice, option, loans) | of_the_household(case, advice) | of_the_request(advice, loans)
    )
    known |= of_the_waiting(case, advice, option, loans)
    known |= {amount for plan in plans for row in plan.schedule.rows
              for amount in (row.payment, row.principal, row.interest + row.arrears)}  # fmt: skip
    for plan in plans:
        own = plan.schedule.rows
        known |= {sum(row.payment for row in own), sum(row.principal for row in own)}
        known.add(sum(row.interest + row.arrears for row in own))
    assert amounts(text) <= known, sorted(amounts(text) - known)
    total = sum(row.payment for row in rows)
    if total and len(rows) > 1:
        # A table for each loan, so that the lender finds each of them again.
        tables = [block for block in document.blocks if isinstance(block, Table) and block.header[0] == "期"]
        assert len([table for table in tables if "天数" not in table.header]) == len(plans)
    if total:
        assert {row.payment for plan in plans for row in plan.schedule.rows} <= amounts(text) or len(
            rows
        ) == 1
        assert {row.date for row in rows} <= dates(text)
        assert in_words(total) in text
    waived = sum(plan.waived for plan in plans)
    if waived:
        assert waived in amounts(text)
    if cut := sum(option.principal_cut(plan) for plan in plans):
        assert cut in amounts(text)
        assert "本金" in text
    asked = [plan.new_annual_rate for plan in plans if plan.new_annual_rate is not None]
    for rate in asked:
        # The rate as said, put to the letter's own rows, makes their interest: the first period's, to half a fen.
        assert f"{float(rate) * 100:.1f}%" in text
    assert ("降低利率" in text) >= bool(asked)
    assert "同意" in text


@settings(max_examples=30)
@given(a_case())
def test_every_letter_for_every_option_names_only_its_own_figures(drawn: Case) -> None:
    case = with_contact(drawn)
    advice = advise(case, TODAY)
    assert isinstance(advice, Advice)
    for option in advice.options:
        chosen = case.model_copy(update={"proposal": case.proposal.model_copy(update={"kind": option.kind})})
        for lender in lenders(chosen):
            for letter in SENT:
                document = compose(chosen, advice, lender, letter)
                asks_nothing = option.kind == "keep" or (
                    option.kind == "catch_up"
                    and not sum(advice.positions[index].due_now for index in addressed_loans(chosen, lender))
                )
                if asks_nothing:
                    assert isinstance(document, Fault)
                else:
                    assert isinstance(document, Document)
                    read_as_its_receiver(chosen, advice, option, lender, document)
            loans = addressed_loans(chosen, lender)
            sheet = render_text(sheet_of(chosen, advice, lender))
            assert {row.payment for index in loans for row in option.plans[index].schedule.rows} <= amounts(
                sheet
            )


def a_loan_of(principal: str, lender: str = "甲公司", **fields: object) -> dict[str, object]:
    usual: dict[str, object] = {"lender": lender, "daily_rate": "0.0004", "next_due": "2026-12-10", "periods_left": 9,
                                "original_periods": 12}  # fmt: skip
    return {**usual, "principal": principal, **fields}


ARREARS = {
    "overdue_principal": "1200",
    "overdue_interest": "60",
    "penalty": "35.5",
    "overdue_since": "2026-10-20",
}
LATER = {"later_payment": "3000", "later_from": "2027-06-01"}
MADE: dict[PlanKind, dict[str, Any]] = {
    "catch_up": {"loans": [a_loan_of("20000", **ARREARS)], "budget": {"affordable": "2700"}},
    "down_payment": {"loans": [a_loan_of("20000"), a_loan_of("800", "乙银行")], "budget": {"affordable": "1200"},
                     "proposal": {"lump_sum": "3000"}},
    "extension": {"loans": [a_loan_of("20000"), a_loan_of("9000", "乙银行")], "budget": {"affordable": "1800"}},
    "reinstalment": {"loans": [a_loan_of("20000")], "budget": {"affordable": "1450"}},
    "interest_only": {"loans": [a_loan_of("20000", **ARREARS)], "budget": {"affordable": "1300"}},
    "step_up": {"loans": [a_loan_of("20000"), a_loan_of("9000", "乙银行")], "budget": {"affordable": "600"}, "proposal": LATER},
    "penalty_waiver": {"loans": [a_loan_of("20000", **ARREARS), a_loan_of("9000", "乙银行", penalty="20")],
                       "budget": {"affordable": "1900"}},
    "interest_reduction": {"loans": [a_loan_of("20000", daily_rate="0.0006", periods_left=6)], "budget": {"affordable": "1220"}},
    "settlement": {"loans": [a_loan_of("20000"), a_loan_of("9000", "乙银行")], "budget": {"affordable": "500"},
                   "proposal": {"lump_sum": "15000"}},
    "token": {"loans": [a_loan_of("20000"), a_loan_of("9000", "乙银行")], "budget": {"affordable": "200"}},
}  # fmt: skip
"""For each kind of option a case that has it, so that no letter depends on what the random cases happen to reach."""


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_of_each_kind(kind: PlanKind) -> None:
    made = MADE[kind]
    wish = {**made.get("proposal", {}), "kind": kind}
    case = loads(json.dumps({"format": "jiebei-case", "version": 1, **made, "proposal": wish}))
    assert isinstance(case, Case), case
    case = case.model_copy(
        update={"log": tuple(LogEntry(on=TODAY, lender=name, note="说不同意") for name in lenders(case))}
    )
    advice = advise(case, TODAY)
    assert isinstance(advice, Advice)
    option = advice.option(kind)
    assert option.kind == kind
    for lender in lenders(case):
        for letter in SENT:
            document = compose(case, advice, lender, letter)
            assert isinstance(document, Document)
            read_as_its_receiver(case, advice, option, lender, document)


@pytest.mark.parametrize("name", examples())
def test_the_examples_lines_are_in_the_sheet(name: str) -> None:
    case = examples()[name]
    assert case.settings.as_of is not None
    advice = advise(case, case.settings.as_of)
    assert isinstance(advice, Advice)
    sheet = amounts(render_text(sheet_of(case, advice)))
    lines = {monthly(line) for line in (*case.budget.income, *case.budget.essentials)}
    assert lines <= sheet


@given(st.integers(1, 10**9))
def test_an_amount_is_read_back_as_it_was_written(fen: int) -> None:
    from jiebei.counting.money import yuan

    assert amounts(f"共 {yuan(fen)}。") == {fen}
