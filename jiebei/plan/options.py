"""What has been worked out for a case: the options, each loan's instalments in them, and which one to ask for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import groupby
from typing import Literal

from jiebei.case.labels import PAUSE, PLAN_KINDS
from jiebei.case.records import PlanKind
from jiebei.counting.due_dates import month_length
from jiebei.owed.known_loan import KnownLoan
from jiebei.owed.schedule import Row, Schedule, Terms
from jiebei.plan.at_hand import AtHand
from jiebei.plan.budget import Affordable

Sharing = Literal["one", "by_balance", "raised", "small_first", "dear_first"]
"""How what she can pay is divided: one loan has it all; in proportion to what is owed; raised where a loan could not be
repaid otherwise; small loans cleared first, because all of it then ends no later and with fewer payments; or most of it
to the dearest loan, because all of it then costs less and ends no later."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something she should know before choosing: a code for programs, a Chinese sentence for people."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class LoanPlan:
    """One loan's instalments under an option, and the terms they were made from.

    new_annual_rate: the lower rate asked for, where the plan needs one. waived: fen it needs waived. first_payment: what
    is paid at once from the sum at hand, as the first of the rows or part of it.
    """

    loan: int
    schedule: Schedule
    terms: Terms
    new_annual_rate: Fraction | None = None
    waived: int = 0
    first_payment: int = 0


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit that plans are measured against: its rule's id ("" for a rule of experience), what it says of this plan,
    and whether the plan keeps to it."""

    rule: str
    text: str
    kept: bool


@dataclass(frozen=True)
class Option:
    """One way to repay. `closes` is False where the debt is not cleared by these instalments (token payments).

    affordable: what may be asked of her in a month, the later amount included where the plan steps up. month_day: the
    day her months begin on. shares: each loan's part of what she can pay a month, found as `sharing` says.
    """

    kind: PlanKind
    plans: tuple[LoanPlan, ...]
    affordable: int
    notices: tuple[Notice, ...] = ()
    closes: bool = True
    month_day: int = 1
    limits: tuple[Limit, ...] = ()
    shares: tuple[int, ...] = ()
    sharing: Sharing = "one"

    @property
    def title(self) -> str:
        return PAUSE if self.kind == "token" and self.total == 0 else PLAN_KINDS[self.kind]

    @cached_property
    def instalments(self) -> tuple[Row, ...]:
        """All loans together, in order of date; equal dates are added up and numbered anew."""
        return merged([plan.schedule for plan in self.plans])

    @cached_property
    def monthly(self) -> dict[tuple[int, int], int]:
        """What each month asks, in fen, by the year and month it begins in."""
        return monthly_totals(self.instalments, self.month_day)

    @property
    def heaviest_month(self) -> int:
        return max(self.monthly.values())

    @cached_property
    def heaviest_regular_month(self) -> int:
        """The heaviest month, without what is paid at once from the sum at hand."""
        monthly = dict(self.monthly)
        monthly[month_of(self.instalments[0].date, self.month_day)] -= self.first_payment
        return max(monthly.values())

    @property
    def total(self) -> int:
        return sum(plan.schedule.total_payment for plan in self.plans)

    @property
    def total_interest(self) -> int:
        return sum(plan.schedule.total_interest for plan in self.plans)

    @property
    def end(self) -> date:
        return max(plan.schedule.end for plan in self.plans)

    @property
    def left(self) -> int:
        """Owed after the last instalment: principal and interest that these payments leave."""
        return sum(plan.schedule.rows[-1].balance + plan.schedule.unpaid for plan in self.plans)

    @property
    def first_payment(self) -> int:
        """What is paid at once from the sum at hand."""
        return sum(plan.first_payment for plan in self.plans)

    @property
    def waived(self) -> int:
        """What the lender must waive for this plan to hold."""
        return sum(plan.waived for plan in self.plans)

    @property
    def principal_waived(self) -> int:
        """What of it is principal."""
        return sum(self.principal_cut(plan) for plan in self.plans)

    def principal_cut(self, plan: LoanPlan) -> int:
        """What of one loan's principal the lender must waive, in fen."""
        return max(0, plan.terms.principal - plan.schedule.total_payment) if self.kind == "settlement" else 0

    @property
    def new_annual_rate(self) -> float | None:
        """The highest of the lower rates it asks for, or None."""
        asked = [plan.new_annual_rate for plan in self.plans if plan.new_annual_rate is not None]
        return float(max(asked)) if asked else None

    @property
    def concession(self) -> bool:
        """It asks the lender for money and not only for time."""
        return self.waived > 0 or self.new_annual_rate is not None

    @property
    def within_limits(self) -> bool:
        return all(limit.kept for limit in self.limits)


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the table of the choice: its criterion (see plan.choice.CRITERIA), the kinds that were left after it
    and those it put aside."""

    criterion: str
    left: tuple[PlanKind, ...]
    out: tuple[PlanKind, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which option to ask for and why. claims: what the reason asserts, as codes that plan.choice computes."""

    kind: PlanKind
    steps: tuple[Step, ...]
    claims: frozenset[str]
    reason: str


@dataclass(frozen=True)
class Advice:
    """Everything worked out for a case as of a day; `shares` is each loan's part of what she can pay, in fen."""

    as_of: date
    affordable: Affordable
    at_hand: AtHand
    positions: tuple[KnownLoan, ...]
    present: tuple[LoanPlan, ...]
    options: tuple[Option, ...]
    choice: Choice
    fallback: Option | None
    notices: tuple[Notice, ...]
    shares: tuple[int, ...]
    sharing: Sharing
    month_day: int = 1

    def option(self, kind: PlanKind | None = None) -> Option:
        """The option of that kind, or the recommended one where it is None or does not exist."""
        found = {option.kind: option for option in self.options}
        return found.get(kind or self.recommended) or found[self.recommended]

    @property
    def recommended(self) -> PlanKind:
        return self.choice.kind

    @property
    def reason(self) -> str:
        return self.choice.reason

    @property
    def owed(self) -> int:
        return sum(place.owed for place in self.positions)

    @property
    def month_interest(self) -> int:
        return sum(place.month_interest for place in self.positions)

    @property
    def below_interest(self) -> bool:
        """Some loan's part does not even pay a month's interest, so that alone no number of instalments clears it."""
        return any(
            cap <= place.month_interest for cap, place in zip(self.shares, self.positions, strict=True)
        )

    @property
    def due_now(self) -> int:
        """What has already fallen due and is unpaid: overdue principal and interest, penalty and costs."""
        return sum(place.due_now for place in self.positions)

    @cached_property
    def present_instalments(self) -> tuple[Row, ...]:
        return merged([plan.schedule for plan in self.present])

    @cached_property
    def present_monthly(self) -> dict[tuple[int, int], int]:
        """What each month asks now, in fen, without what is already overdue."""
        return monthly_totals(self.present_instalments, self.month_day)

    @property
    def present_heaviest_month(self) -> int:
        return max(self.present_monthly.values())

    @property
    def present_total_interest(self) -> int:
        return sum(plan.schedule.total_interest for plan in self.present)


def merged(schedules: list[Schedule]) -> tuple[Row, ...]:
    """Several schedules as one: rows of equal date added up, the balance being what all of them still owe."""
    if len(schedules) == 1:
        return schedules[0].rows
    balances = [schedule.rows[0].balance + schedule.rows[0].principal for schedule in schedules]
    balance = sum(balances)
    everything = sorted(
        ((row.date, index, row) for index, schedule in enumerate(schedules) for row in schedule.rows),
        key=lambda entry: entry[:2],
    )
    rows: list[Row] = []
    for number, (day, group) in enumerate(groupby(everything, key=lambda entry: entry[0]), start=1):
        payment = principal = interest = arrears = 0
        for _, index, row in group:
            balance += row.balance - balances[index]
            balances[index] = row.balance
            payment, principal = payment + row.payment, principal + row.principal
            interest, arrears = interest + row.interest, arrears + row.arrears
        rows.append(Row(number, day, payment, principal, interest, balance, arrears))
    return tuple(rows)


def monthly_totals(rows: Iterable[Row], month_day: int = 1) -> dict[tuple[int, int], int]:
    """What falls due in each month, in fen, by the (year, month) it begins in: what she feels, whatever the number of
    loans. Months begin on `month_day`, as a rule the day her income arrives."""
    totals: dict[tuple[int, int], int] = {}
    for row in rows:
        month = month_of(row.date, month_day)
        totals[month] = totals.get(month, 0) + row.payment
    return totals


def month_of(day: date, month_day: int) -> tuple[int, int]:
    """The year and month in which the month around `day` begins, months beginning on `month_day`."""
    if day.day >= min(month_day, month_length(day.year, day.month)):
        return day.year, day.month
    return (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)
