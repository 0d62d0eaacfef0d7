"""What an option is worth to each side: its yearly cost, its value to the lender today, what it saves against waiting,
the limits it meets, and why the lender might refuse it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from jiebei.case.records import Case, Loan, PlanKind
from jiebei.counting.due_dates import months_between
from jiebei.counting.money import plain
from jiebei.owed.annual_cost import Cost, NoCost, annualised, loan_flows
from jiebei.owed.known_loan import DEFAULT_PERIODS, KnownLoan, original_periods
from jiebei.owed.overdue import (
    CIVIL_CODE_561,
    Assumptions,
    Band,
    Part,
    Payments,
    cost_of_waiting,
    position_of,
    waiting,
)
from jiebei.plan.options import Advice, LoanPlan, Option, advice_json, option_json

if TYPE_CHECKING:
    from jiebei.rules import NoValue

YEAR: Final = 365
ACCELERATES_AFTER: Final = 90
"""Days overdue after which the harsher assumption takes the whole loan as due; contracts differ, so it is only that."""
SHORT_LOAN_MONTHS: Final = 12
"""一年以内: the loans whose extension 个人贷款管理办法 (令2024年第3号; rule extension-short-loan) bounds. How far is the rule's value."""

_REFUSALS: Final[Mapping[PlanKind, str]] = {
    "keep": "这不需要对方同意，照合同还就可以。",
    "extension": "对方可能说系统里没有延长的入口，或只肯延长几期。展期要在还款日之前申请，已经逾期的更难批。",
    "reinstalment": "重新分期等于签新的安排，对方可能要求先还清逾期部分，或先付一笔首付。",
    "interest_only": "对方收回本金更晚，可能担心几个月后还是还不上，会要求说明收入凭什么恢复。",
    "step_up": "后面的数是预计，对方可能要求材料，或只先答应前几个月。",
    "penalty_waiver": "减免全看对方，往往要求先还清本息，再免罚息。",
    "interest_reduction": "对方没有降低利率的义务，常见的回答是只能延长、不能降息。",
    "settlement": "需要减免的部分全看对方；减免本金很少见。",
    "token": "小额还款不能还清借款，对方可能只同意一两个月，或继续催收。",
}


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit that plans are measured against: rule id, what it says of this plan, and whether the plan keeps to it."""

    rule: str
    text: str
    kept: bool


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
    limits: tuple[Limit, ...]
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
            limits=self._limits(option),
            refusal=_REFUSALS[option.kind],
        )

    @cached_property
    def nothing(self) -> tuple[tuple[int, int], ...] | None:
        """What a year of doing nothing adds, loan by loan: the least and the most, in fen."""
        premises = usual_premises(self.advice.as_of)
        if not isinstance(premises, Premises):
            return None
        added = []
        for loan in self.case.loans:
            place = position_of(loan, self.advice.as_of, DEFAULT_PERIODS)
            if place is None:
                return None
            added.append(cost_of_waiting(place, assumptions_of(loan, premises), YEAR))
        return tuple(added)

    def _saves(self, option: Option) -> tuple[int, int] | None:
        if self.nothing is None or not option.closes:
            return None
        low = high = 0
        horizon = date.fromordinal(self.advice.as_of.toordinal() + YEAR)
        for nothing, plan, place in zip(self.nothing, option.plans, self.advice.positions, strict=True):
            (added,) = _added(plan, place, self.advice.as_of, [horizon])
            low += nothing[0] - added
            high += nothing[1] - added
        return low, high

    def _limits(self, option: Option) -> tuple[Limit, ...]:
        from jiebei.rules import load_rules

        times = load_rules().value("extension-short-loan", self.advice.as_of)
        if not isinstance(times, Decimal):
            return ()
        found = []
        for plan, now in zip(option.plans, self.advice.present, strict=True):
            loan = self.case.loans[plan.loan]
            original = original_periods(loan)
            months = months_between(now.schedule.end, plan.schedule.end)
            if option.closes and months > 0 and original <= SHORT_LOAN_MONTHS:
                kept = months <= original * times
                text = f"比现在的计划晚 {months} 个月，原期限 {original} 期：" + (
                    "没有超过原期限" if kept else "超过了原期限"
                )
                found.append(Limit("extension-short-loan", text, kept))
        return tuple(found)


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
    case: Case, advice: Advice, option: Option, assumed: Sequence[tuple[Assumptions, Assumptions]]
) -> YearOfWaiting | None:
    """The three ways over the next year, under a milder and a harsher set of assumptions for each loan.

    What she can pay without an agreement is her share for each loan, from its next due date on. None where a loan's
    position is not known.
    """
    today = advice.as_of.toordinal()
    dates = [date.fromordinal(today + day) for day in range(YEAR + 1)]
    bands: list[tuple[Band, Band | None, list[int]]] = []
    for loan, pair, share, plan, place in zip(
        case.loans, assumed, advice.shares, option.plans, advice.positions, strict=True
    ):
        standing = position_of(loan, advice.as_of, DEFAULT_PERIODS)
        if standing is None or loan.next_due is None:
            return None
        payments = Payments(share, loan.next_due) if share else None
        told = waiting(standing, pair, payments, days=YEAR)
        bands.append((told.nothing, told.paying, _added(plan, place, advice.as_of, dates)))
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
    """The plan's payments in today's money: each period discounted at the loan's daily rate times its actual days.

    A plan that pays all interest at the contract's rate is worth the balance; what is waived, or paid later without
    bearing interest, makes it worth less. Rounded to the fen.
    """
    daily = float(place.rate.daily)
    days = [place.start, *(row.date for row in plan.schedule.rows)]
    value = 0.0
    for index in range(len(plan.schedule.rows), 0, -1):
        value = (value + plan.schedule.rows[index - 1].payment) / (
            1 + daily * (days[index] - days[index - 1]).days
        )
    return round(value * (1 + daily * (as_of - place.start).days))


def appraisal_json(appraisal: Appraisal) -> dict[str, Any]:
    """What `jiebei propose` adds to an option."""
    cost = appraisal.cost
    return {
        "cost": {
            "effective": round(cost.effective, 10) if isinstance(cost, Cost) else None,
            "nominal": round(cost.nominal, 10)
            if isinstance(cost, Cost) and cost.nominal is not None
            else None,
            "message": cost.message
            if isinstance(cost, NoCost)
            else None
            if cost
            else "这些付款还不清借款，没有年化成本可言。",
        },
        "lender_value": plain(appraisal.lender_value),
        "saves_against_waiting": None
        if appraisal.saves is None
        else [plain(each) for each in appraisal.saves],
        "limits": [
            {"rule": limit.rule, "text": limit.text, "kept": limit.kept} for limit in appraisal.limits
        ],
        "refusal": appraisal.refusal,
    }


def advice_and_appraisals_json(case: Case, advice: Advice) -> dict[str, Any]:
    """Everything `jiebei propose` prints: the options, each weighed."""
    appraiser = Appraiser(case, advice)
    return advice_json(
        advice, lambda option: {**option_json(option), **appraisal_json(appraiser.appraise(option))}
    )


def _added(plan: LoanPlan, place: KnownLoan, as_of: date, dates: Sequence[date]) -> list[int]:
    """What the plan adds to today's debt until each of `dates` (ascending), in fen: interest fallen due by then, and
    accrued since, less today's."""
    rows = plan.schedule.rows
    clears = rows[-1].balance + plan.schedule.unpaid == 0
    # Counted in whole units: `scale` of them make a fen, `daily` of them are a day's interest on a fen.
    daily, scale = place.rate.daily.as_integer_ratio()
    settled = -place.principal * daily * (as_of - place.start).days
    since, balance, index = place.start, place.principal, 0
    added = []
    for on in dates:
        while index < len(rows) and rows[index].date <= on:
            row = rows[index]
            # Payments below the interest leave some of it unpaid: it is owed all the same.
            settled += row.interest * scale if clears else balance * daily * (row.date - since).days
            since, balance, index = row.date, row.balance, index + 1
        added.append(round(Fraction(settled + balance * daily * (on - since).days, scale)))
    return added
