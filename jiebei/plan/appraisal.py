"""What an option is worth to each side: its yearly cost, its value to the lender today, what it saves against waiting, and
why the lender might refuse it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from jiebei.case.records import Case, Loan, PlanKind
from jiebei.owed.annual_cost import Cost, NoCost, annualised, loan_flows
from jiebei.owed.known_loan import KnownLoan
from jiebei.owed.overdue import penalty
from jiebei.owed.schedule import interest_between, interest_factor
from jiebei.owed.waiting import (
    CIVIL_CODE_561,
    Assumptions,
    Band,
    Part,
    Payments,
    cost_of_waiting,
    keeping,
    waiting,
)
from jiebei.plan.options import Advice, LoanPlan, Option

if TYPE_CHECKING:
    from jiebei.rules import NoValue

YEAR: Final = 365
ACCELERATES_AFTER: Final = 90
"""Days overdue after which the harsher assumption takes the whole loan as due; contracts differ, so it is only that."""

_REFUSALS: Final[Mapping[PlanKind, str]] = {
    "keep": "这不需要对方同意，照合同还就可以。",
    "catch_up": "对方可能要求一次补齐逾期，或在补齐以前继续加收罚息。",
    "down_payment": "对方可能要求首付更多，或只答应更短的期数。",
    "extension": "对方可能说系统里没有延长的入口，或只肯延长几期。展期要在还款日之前申请，已经逾期的更难批。",
    "reinstalment": "重新分期等于签新的安排，对方可能要求先还清逾期部分，或先付一笔首付。",
    "interest_only": "对方收回本金更晚，可能担心几个月后还是还不上，会要求说明收入凭什么恢复。",
    "step_up": "后面的数是预计，对方可能要求材料，或只先答应前几个月。",
    "penalty_waiver": "减免全看对方，往往要求先还清本息，再免罚息。",
    "interest_reduction": "对方没有降低利率的义务，常见的回答是只能延长、不能降息。",
    "settlement": "需要减免的部分全看对方；减免本金很少见。",
    "token": "小额还款不能还清借款，对方可能只同意一两个月，或继续催收。",
}


@dataclass(frozen=True)
class Appraisal:
    """One option weighed. Amounts in fen.

    cost: yearly cost of the plan counted from everything owed today; None for one that does not clear it. lender_value: its payments, discounted to today
    at the contract's own rate. saves: how much less the first year adds than doing nothing does, under the milder and
    the harsher assumptions; None where a loan's position does not allow the comparison, or no penalty multiple is known.
    """

    option: Option
    owed: int
    cost: Cost | NoCost | None
    lender_value: int
    saves: tuple[int, int] | None
    refusal: str

    @property
    def lender_share(self) -> float:
        """What the lender gets in today's value, as a fraction of today's balance."""
        return self.lender_value / self.owed if self.owed else 1.0


class Appraiser:
    """Weighs options of one case; what doing nothing costs is worked out once for all of them."""

    def __init__(self, case: Case, advice: Advice) -> None:
        self.case, self.advice = case, advice

    def appraise(self, option: Option) -> Appraisal:
        payments = [(row.date, row.payment) for row in option.instalments if row.payment]
        value = sum(
            today_value(plan, place, self.advice.as_of)
            for plan, place in zip(option.plans, self.advice.positions, strict=True)
        )
        return Appraisal(
            option=option,
            owed=self.advice.owed,
            # Flows that do not clear the debt have no cost to speak of.
            cost=annualised(loan_flows(self.advice.owed, self.advice.as_of, payments))
            if option.closes
            else None,
            lender_value=value,
            saves=self._saves(option),
            refusal=_REFUSALS[option.kind],
        )

    @cached_property
    def nothing(self) -> tuple[tuple[int, int], ...] | None:
        """What a year of doing nothing adds, loan by loan: the least and the most, in fen."""
        premises = usual_premises(self.advice.as_of)
        if not isinstance(premises, Premises):
            return None
        added = []
        for loan, place in zip(self.case.loans, self.advice.positions, strict=True):
            added.append(cost_of_waiting(place, assumptions_of(loan, premises), YEAR))
        return tuple(added)

    def _saves(self, option: Option) -> tuple[int, int] | None:
        if self.nothing is None or not option.closes:
            return None
        low = high = 0
        horizon = date.fromordinal(self.advice.as_of.toordinal() + YEAR)
        for nothing, plan in zip(self.nothing, option.plans, strict=True):
            (added,) = keeping(plan.schedule, plan.terms, self.advice.as_of, [horizon])
            low += nothing[0] - added
            high += nothing[1] - added
        return low, high


class DebtToday(NamedTuple):
    """Where she stands today, all loans together; amounts in fen.

    owed: what would clear them; due_now: the part of it that has fallen due. day_interest, month_interest: what all of
    the principal bears at the contract's rate, penalty left out. next_due, days_left, next_payment: the next day on
    which a contract asks for money, how far off it is, and what all of them ask that day; None and 0 where all of it has
    fallen due already.
    """

    owed: int
    due_now: int
    day_interest: int
    month_interest: int
    next_due: date | None
    days_left: int | None
    next_payment: int


def debt_today(advice: Advice) -> DebtToday:
    """Today's figures, before any plan."""
    tomorrow = advice.as_of + timedelta(days=1)
    day_interest = sum(
        interest_between(place.principal, place.contract, advice.as_of, tomorrow)
        for place in advice.positions
    )
    coming = next((row for row in advice.present_instalments if row.payment), None)
    return DebtToday(
        owed=advice.owed,
        due_now=advice.due_now,
        day_interest=day_interest,
        month_interest=advice.month_interest,
        next_due=coming.date if coming else None,
        days_left=(coming.date - advice.as_of).days if coming else None,
        next_payment=coming.payment if coming else 0,
    )


class Moment(NamedTuple):
    """What the time since today has added by one day, in fen, all loans together; low and high are the two assumptions'."""

    on: date
    nothing: tuple[int, int]
    paying: tuple[int, int] | None
    plan: int


@dataclass(frozen=True)
class YearOfWaiting:
    """The year ahead, day by day from today: do nothing, pay something without an agreement, or keep to the plan.

    uncovered: the earliest day on which what she can pay no longer covers a day's interest and penalty, if there is one.
    """

    days: tuple[Moment, ...]
    uncovered: date | None

    def after(self, days: int) -> Moment:
        return self.days[days]


def year_of_waiting(
    advice: Advice, option: Option, assumed: Sequence[tuple[Assumptions, Assumptions]]
) -> YearOfWaiting:
    """The three ways over the next year, under a milder and a harsher set of assumptions for each loan.

    What she can pay without an agreement is her share for each loan, from its next due date on.
    """
    today = advice.as_of.toordinal()
    dates = [date.fromordinal(today + day) for day in range(YEAR + 1)]
    bands: list[tuple[Band, Band | None, list[int]]] = []
    for pair, share, plan, place in zip(assumed, advice.shares, option.plans, advice.positions, strict=True):
        payments = Payments(share, place.contract.first) if share else None
        told = waiting(place, pair, payments, days=YEAR)
        kept = keeping(plan.schedule, plan.terms, advice.as_of, dates)
        bands.append((told.nothing, told.paying, kept))
    days = []
    nothing = [band for band, _, _ in bands]
    paying = [band for _, band, _ in bands if band is not None]
    for day, on in enumerate(dates):
        days.append(
            Moment(
                on,
                _range(nothing, day),
                _range(paying, day) if len(paying) == len(bands) else None,
                sum(added[day] for _, _, added in bands),
            )
        )
    stops = [band.uncovered[0] for _, band, _ in bands if band is not None and band.uncovered is not None]
    return YearOfWaiting(tuple(days), min(stops, default=None))


def _range(bands: Sequence[Band], day: int) -> tuple[int, int]:
    low, high = zip(*(band.added(day) for band in bands), strict=True)
    return sum(low), sum(high)


@dataclass(frozen=True, slots=True)
class Premises:
    """What is assumed where a loan's own clause is not known, and what the harsher way of counting adds.

    multiple, grace_days: of the penalty clause, both ways. compound, penalty_on_interest, accelerates_after: the harsher
    way alone. order: of what a payment settles, both ways. Meanings as in `Assumptions`.
    """

    multiple: Fraction
    grace_days: int = 0
    compound: bool = True
    penalty_on_interest: bool = True
    accelerates_after: int | None = ACCELERATES_AFTER
    order: tuple[Part, ...] = CIVIL_CODE_561


def usual_premises(as_of: date) -> Premises | NoValue:
    """The estimates of the rules penalty-multiple and penalty-grace-days on that day, or why there is none."""
    # Read late: the rules are files, and most of the core needs none of them.
    from jiebei.rules import NoValueError, load_rules

    rules = load_rules()
    try:
        return Premises(
            Fraction(rules.decimal("penalty-multiple", as_of)), rules.integer("penalty-grace-days", as_of)
        )
    except NoValueError as error:
        return error.missing


def penalty_a_day(loan: Loan, place: KnownLoan) -> tuple[int, Fraction] | None:
    """What one more day adds in penalty interest on what is overdue (fen), and the multiple it is counted with: the
    contract's where she typed it, the rules' estimate otherwise. None where nothing is overdue or no multiple is known."""
    premises = usual_premises(place.as_of)
    if loan.penalty_multiple is not None:
        multiple = Fraction(loan.penalty_multiple)
    elif isinstance(premises, Premises):
        multiple = premises.multiple
    else:
        return None
    if not place.overdue_principal:
        return None
    return penalty(place.overdue_principal, place.rate.daily, 1, multiple).per_day, multiple


def assumptions_of(loan: Loan, premises: Premises) -> tuple[Assumptions, Assumptions]:
    """The milder and the harsher way the lender may count, with the penalty clause she typed in, where she did."""
    known = loan.penalty_multiple
    multiple = premises.multiple if known is None else Fraction(known)
    grace = loan.grace_days or premises.grace_days
    return (
        Assumptions(multiple, grace, order=premises.order),
        Assumptions(
            multiple,
            grace,
            premises.compound,
            premises.penalty_on_interest,
            premises.accelerates_after,
            premises.order,
        ),
    )


def today_value(plan: LoanPlan, place: KnownLoan, as_of: date) -> int:
    """The plan's payments in today's money: each period discounted at what the contract's rate bears in it.

    A plan that pays all interest at the contract's rate is worth the balance; what is waived, or paid later without
    bearing interest, makes it worth less. Rounded to the fen.
    """
    terms = place.new_terms()
    daily = float(terms.rate.daily)

    def growth(since: date, until: date) -> float:
        if terms.accrual == "daily":
            return 1 + daily * (until - since).days
        return 1 + float(interest_factor(terms, since, until))

    days = [place.start, *(row.date for row in plan.schedule.rows)]
    value = 0.0
    for (since, until), row in reversed(list(zip(pairwise(days), plan.schedule.rows, strict=True))):
        value = (value + row.payment) / growth(since, until)
    return round(value * growth(place.start, as_of))
