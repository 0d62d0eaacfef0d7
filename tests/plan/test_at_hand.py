"""A sum at hand: what of it may be offered, and what stays hers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from jiebei.case.records import Budget, BudgetLine, Case, Hardship, PlanWish
from jiebei.plan.at_hand import GAP_MONTHS, AtHand, at_hand

TODAY = date(2026, 11, 23)


def case(lump: int | None, recovery: date | None = None, **budget: Any) -> Case:
    return Case(
        budget=Budget(**budget),
        hardship=Hardship(recovery=recovery),
        proposal=PlanWish(lump_sum=lump),
    )


def lines(income: int, essentials: int) -> dict[str, Any]:
    return {"income": (BudgetLine(amount=income),), "essentials": (BudgetLine(amount=essentials),)}


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        # Her word that the sum is free, and that she can pay something a month.
        (case(2_000_000, affordable=100_000), 0),
        # No budget and nothing a month: nobody knows what she lives on.
        (case(2_000_000, affordable=0), 2_000_000),
        # A month of essentials, where income covers them.
        (case(2_000_000, **lines(500_000, 300_000)), 300_000),
        (case(200_000, **lines(500_000, 300_000)), 200_000),
        # No income: six months of what she needs.
        (case(2_000_000, **lines(0, 300_000)), GAP_MONTHS * 300_000),
        # A small gap for six months is less than a month of essentials.
        (case(2_000_000, **lines(290_000, 300_000)), 300_000),
        # Better in April: five months begun.
        (case(2_000_000, date(2027, 4, 10), **lines(100_000, 300_000)), 5 * 200_000),
        # Better in two years: no more than twelve are kept.
        (case(9_000_000, date(2028, 12, 1), **lines(100_000, 300_000)), 12 * 200_000),
        # Better already, or so she said once: not known.
        (case(2_000_000, date(2026, 11, 23), **lines(100_000, 300_000)), GAP_MONTHS * 200_000),
        # The cushion counts among what she needs.
        (case(2_000_000, **lines(300_000, 300_000), cushion=60_000), 360_000),
        # Low months: what carries her through them; a year of eight times 5,000 and four times 200 bears 3,400 a month.
        (case(2_000_000, **lines(600_000, 100_000), low_income=120_000, low_months=4), 4 * (340_000 - 20_000)),
    ],
)  # fmt: skip
def test_what_stays_of_a_sum_at_hand(told: Case, kept: int) -> None:
    found = at_hand(told, TODAY)
    assert (found.total, found.kept, found.usable) == (found.total, kept, found.total - kept)
    assert bool(found.why) == bool(kept)


def test_without_a_sum_or_an_ability_there_is_nothing_to_keep() -> None:
    assert at_hand(case(None, affordable=0), TODAY) == AtHand(0, 0, "")
    assert at_hand(case(500_000), TODAY) == AtHand(500_000, 0, "")
