"""Which bills come first where there is not money for all, how far it reaches, and when to look at all of it again."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, get_args

from jiebei.case.records import Case, OtherDebt
from jiebei.counting.due_dates import add_months
from jiebei.plan.budget import income_said, means, monthly

Claim = Literal["food", "housing", "utilities", "care", "bound", "cushion", "unsecured"]
"""What a month's money is for, what comes first named first.

bound: what a court has ordered, what is secured, what others answer for. cushion: money kept for what nobody foresaw.
unsecured: other debts; what is left after their minimums is for the loans of the plan.
"""
CLAIMS: Final[tuple[Claim, ...]] = get_args(Claim)
USUAL_ESSENTIALS: Final[dict[str, Claim]] = {
    "吃饭和日用": "food",
    "房租或房贷": "housing",
    "水电、燃气、通讯": "utilities",
    "交通": "utilities",
    "看病吃药": "care",
    "赡养和抚养、教育": "care",
    "其他必需开支": "care",
}
"""The names of essential spending that everybody is asked for, in the order of their claims. A name of her own counts
as essential, so it comes with the last of them."""
REVIEW_MONTHS: Final = 3
"""How long a budget may go without being looked at again: our own advice, no rule."""


@dataclass(frozen=True, slots=True)
class FirstThing:
    """One claim on her month. lines: (name, fen a month) of what she has typed for it. total: their sum.

    left: what remains of the income of the month to plan with after this claim and all before it; below zero it is a gap.
    """

    claim: Claim
    lines: tuple[tuple[str, int], ...]
    total: int
    left: int

    @property
    def gap(self) -> int:
        return max(0, -self.left)


def first_things(case: Case) -> tuple[FirstThing, ...]:
    """Her month claim by claim, all of `CLAIMS`; none while she has typed neither income nor essential spending.

    The last one's `left` is the surplus of `means`.
    """
    household = means(case)
    if household is None:
        return ()
    lines: dict[Claim, list[tuple[str, int]]] = defaultdict(list)
    for line in case.budget.essentials:
        lines[USUAL_ESSENTIALS.get(line.name, "care")].append((line.name, monthly(line)))
    for debt in case.other_debts:
        lines[_claim_of(debt)].append((debt.name, debt.monthly_minimum))
    if household.cushion:
        lines["cushion"].append(("留作急用", household.cushion))
    left, found = household.income, []
    for claim in CLAIMS:
        total = sum(amount for _, amount in lines[claim])
        left -= total
        found.append(FirstThing(claim, tuple(lines[claim]), total, left))
    return tuple(found)


def runs_short(case: Case) -> FirstThing | None:
    """The first claim that the month's income does not cover; None where it covers all, or no income has been typed."""
    if not income_said(case):
        return None
    return next((thing for thing in first_things(case) if thing.gap), None)


def latest_review(as_of: date) -> date:
    """The day by which all of it should be looked at again, though nothing has changed."""
    return add_months(as_of, REVIEW_MONTHS)


def review_state(case: Case, as_of: date) -> Literal["unset", "due", "late", "set"]:
    """Her day to look at all of it again: not named, come, later than it should be, or well chosen."""
    chosen = case.budget.review_on
    if chosen is None:
        return "unset"
    if chosen <= as_of:
        return "due"
    return "late" if chosen > latest_review(as_of) else "set"


def _claim_of(debt: OtherDebt) -> Claim:
    """Of the debts she says come first, the one for her home (房贷, 房租) is the home's."""
    if not debt.priority:
        return "unsecured"
    return "housing" if "房" in debt.name else "bound"
