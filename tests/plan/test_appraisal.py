"""What an option is worth: to the lender at the contract's own rate, and against doing nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from jiebei.case.records import Budget, Case, Loan
from jiebei.cli.as_json import advice_json
from jiebei.content.examples import examples
from jiebei.owed.annual_cost import Cost
from jiebei.owed.waiting import CIVIL_CODE_561, PAYMENT_ORDERS
from jiebei.plan.advice import advise
from jiebei.plan.appraisal import (
    Appraiser,
    Premises,
    assumptions_of,
    debt_today,
    usual_premises,
    year_of_waiting,
)
from jiebei.plan.limits import SHORT_LOAN_MONTHS
from jiebei.plan.options import Advice
from jiebei.rules import load_rules, model


def worked(name: str) -> tuple[Case, Advice]:
    case = examples()[name]
    assert case.settings.as_of is not None
    found = advise(case, case.settings.as_of)
    assert isinstance(found, Advice)
    return case, found


def usual(found: Advice) -> Premises:
    premises = usual_premises(found.as_of)
    assert isinstance(premises, Premises)
    return premises


def test_a_plan_with_full_interest_is_worth_what_is_owed() -> None:
    case, found = worked("illness")
    appraisal = Appraiser(case, found).appraise(found.option("extension"))
    assert abs(appraisal.lender_value - found.owed) <= 10  # rounding of the instalments, in fen


def test_a_waiver_is_worth_less_by_about_what_is_waived() -> None:
    case, found = worked("overdue")
    appraiser = Appraiser(case, found)
    full = appraiser.appraise(found.option("extension")).lender_value
    waived = appraiser.appraise(found.option("penalty_waiver")).lender_value
    assert 0 < full - waived <= found.option("penalty_waiver").waived


@pytest.mark.parametrize("name", examples())
def test_the_cost_of_a_plan_at_the_contract_rate_is_that_rate(name: str) -> None:
    case, found = worked(name)
    for option in found.options:
        cost = Appraiser(case, found).appraise(option).cost
        if not option.closes:
            assert cost is None
        elif option.kind in {"extension", "reinstalment"} and len(case.loans) == 1 and not found.due_now:
            assert isinstance(cost, Cost)
            nominal = float(found.positions[0].rate.annual)
            assert cost.effective == pytest.approx((1 + nominal / 12) ** 12 - 1, abs=0.002)


def test_waiting_costs_more_than_any_plan_and_more_every_day() -> None:
    case, found = worked("illness")
    year = year_of_waiting(found, found.option(), [assumptions_of(loan, usual(found)) for loan in case.loans])
    assert year is not None
    lows, highs, plans = zip(*((day.nothing[0], day.nothing[1], day.plan) for day in year.days), strict=True)
    assert all(low <= high for low, high in zip(lows, highs, strict=True))
    assert list(lows) == sorted(lows)
    assert list(plans) == sorted(plans)
    assert year.after(365).plan < year.after(365).nothing[0]
    low, high = Appraiser(case, found).appraise(found.option()).saves or (0, 0)
    assert (low, high) == (lows[-1] - plans[-1], highs[-1] - plans[-1])


def test_a_payment_below_the_interest_is_not_covering_it_from_the_first_day() -> None:
    case = Case(
        loans=(
            Loan(
                principal=2_000_000, daily_rate=Decimal("0.0004"), next_due=date(2026, 12, 10), periods_left=9
            ),
        ),
        budget=Budget(affordable=10_000),
    )
    found = advise(case, date(2026, 11, 23))
    assert isinstance(found, Advice)
    year = year_of_waiting(found, found.option(), [assumptions_of(case.loans[0], usual(found))])
    assert year is not None
    assert year.uncovered == date(2026, 11, 24)
    assert year.after(365).plan > 0


def test_what_is_printed_names_the_limits_and_the_refusal() -> None:
    case, found = worked("platform_worker")
    option = advice_json(case, found)["options"][0]
    assert option["refusal"]
    assert option["limits"][0]["rule"] == "extension-short-loan"
    assert option["limits"][0]["kept"] is False


def test_the_usual_penalty_is_the_rules_and_a_typed_clause_comes_first() -> None:
    day = date(2026, 11, 23)
    premises = usual_premises(day)
    assert isinstance(premises, Premises)
    assert premises.multiple == Fraction(load_rules().decimal("penalty-multiple", day))
    unknown, typed = Loan(), Loan(penalty_multiple=Decimal("1.3"), grace_days=3)
    assert {one.multiple for one in assumptions_of(unknown, replace(premises, multiple=Fraction(2)))} == {2}
    for one in assumptions_of(typed, replace(premises, multiple=Fraction(2), grace_days=9)):
        assert (one.multiple, one.grace_days) == (Fraction("1.3"), 3)


def test_only_the_harsher_way_compounds_and_accelerates_and_each_can_be_left_out() -> None:
    premises = Premises(Fraction(3, 2), order=PAYMENT_ORDERS["principal-first"])
    mild, harsh = assumptions_of(Loan(), premises)
    assert not mild.compound
    assert not mild.penalty_on_interest
    assert mild.accelerates_after is None
    assert harsh.compound
    assert {mild.order, harsh.order} == {PAYMENT_ORDERS["principal-first"]}
    alone = assumptions_of(Loan(), replace(premises, compound=False))[1]
    assert alone == replace(harsh, compound=False)


def test_every_payment_order_names_each_part_once() -> None:
    assert all(sorted(order) == sorted(CIVIL_CODE_561) for order in PAYMENT_ORDERS.values())
    assert len(set(PAYMENT_ORDERS.values())) == len(PAYMENT_ORDERS)


def without(rule_id: str) -> model.Rules:
    """The rules as if nobody had checked that one's value."""
    rules = load_rules()
    nothing = {"lasting": None, "changing": ()}
    topics = {
        name: topic.model_copy(
            update={
                "rules": tuple(
                    one.model_copy(update=nothing) if one.id == rule_id else one for one in topic.rules
                )
            }
        )
        for name, topic in rules.topics.items()
    }
    return model.Rules(topics, rules.corrections)


def test_without_a_rule_there_is_no_comparison_and_no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    case, found = worked("platform_worker")
    option = found.option()
    with_rules = Appraiser(case, found).appraise(option)
    assert with_rules.saves is not None
    monkeypatch.setattr("jiebei.rules.load_rules", lambda: without("penalty-multiple"))
    assert not isinstance(usual_premises(found.as_of), Premises)
    assert Appraiser(case, found).appraise(option).saves is None
    assert any(limit.rule for each in found.options for limit in each.limits)
    monkeypatch.setattr("jiebei.rules.load_rules", lambda: without("extension-short-loan"))
    case, found = worked("platform_worker")
    assert not any(limit.rule for each in found.options for limit in each.limits)


@pytest.mark.parametrize("original", [SHORT_LOAN_MONTHS, SHORT_LOAN_MONTHS + 1])
def test_the_limit_of_an_extension_is_one_of_loans_of_a_year_or_less(original: int) -> None:
    loan = Loan(
        principal=2_000_000,
        daily_rate=Decimal("0.0004"),
        next_due=date(2026, 12, 10),
        periods_left=9,
        original_periods=original,
    )
    case = Case(loans=(loan,), budget=Budget(affordable=120_000))
    found = advise(case, date(2026, 11, 23))
    assert isinstance(found, Advice)
    limits = found.option("extension").limits
    assert bool(limits) == (original <= SHORT_LOAN_MONTHS)


def test_where_she_stands_today_by_hand() -> None:
    # 16,500 not due at 0.04 % a day since the 18th, and 9,500 + 915.20 + 364.80 overdue.
    _, found = worked("overdue")
    now = debt_today(found)
    assert (now.owed, now.due_now) == (1_650_000 + 33_00 + 1_078_000, 1_078_000)
    assert (now.day_interest, now.month_interest) == (26_000_00 * 4 // 10_000, 26_000_00 * 4 * 31 // 10_000)
    assert (now.next_due, now.days_left) == (date(2026, 12, 18), 25)
    assert now.next_payment == found.present[0].schedule.rows[0].payment


def test_loans_due_on_the_same_day_are_asked_for_together() -> None:
    _, found = worked("several_lenders")
    now = debt_today(found)
    both = [plan.schedule.rows[0] for plan in found.present if plan.schedule.rows[0].date == now.next_due]
    assert len(both) == 2
    assert now.next_payment == sum(row.payment for row in both)
    assert now.day_interest == 480 + 700 + 200


def test_a_loan_that_was_called_in_has_no_next_due_date() -> None:
    loan = Loan(principal=1_000_000, daily_rate=Decimal("0.0004"), overdue_principal=1_000_000)
    found = advise(Case(loans=(loan,), budget=Budget(affordable=50_000)), date(2026, 11, 23))
    assert isinstance(found, Advice)
    now = debt_today(found)
    assert (now.next_due, now.days_left, now.next_payment) == (None, None, 0)
    assert (now.owed, now.due_now, now.day_interest) == (1_000_000, 1_000_000, 400)
