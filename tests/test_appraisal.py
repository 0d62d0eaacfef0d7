"""What an option is worth: to the lender at the contract's own rate, and against doing nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from jiebei.appraisal import Appraiser, assumptions_of, propose_json, year_of_waiting
from jiebei.case import Budget, Case, Loan
from jiebei.cost import Cost
from jiebei.examples import examples
from jiebei.plan import Proposals
from jiebei.proposal import propose


def worked(name: str) -> tuple[Case, Proposals]:
    case = examples()[name]
    assert case.settings.as_of is not None
    found = propose(case, case.settings.as_of)
    assert isinstance(found, Proposals)
    return case, found


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
    year = year_of_waiting(case, found, found.option(), [assumptions_of(loan) for loan in case.loans])
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
    found = propose(case, date(2026, 11, 23))
    assert isinstance(found, Proposals)
    year = year_of_waiting(case, found, found.option(), [assumptions_of(case.loans[0])])
    assert year is not None
    assert year.uncovered == date(2026, 11, 24)
    assert year.after(365).plan > 0


def test_what_is_printed_names_the_limits_and_the_refusal() -> None:
    case, found = worked("platform_worker")
    option = propose_json(case, found)["options"][0]
    assert option["refusal"]
    assert option["limits"][0]["rule"] == "extension-short-loan"
    assert option["limits"][0]["kept"] is False
