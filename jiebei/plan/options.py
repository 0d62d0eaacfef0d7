"""What has been worked out for a case: the options, each loan's instalments in them, and their form as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any

from jiebei.case.labels import PAUSE, PLAN_KINDS
from jiebei.case.records import PlanKind
from jiebei.counting.money import plain
from jiebei.owed.known_loan import KnownLoan
from jiebei.owed.schedule import Row, Schedule
from jiebei.plan.budget import Affordable


@dataclass(frozen=True, slots=True)
class Notice:
    """Something she should know before choosing: a code for programs, a Chinese sentence for people."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class LoanPlan:
    """One loan's instalments under an option."""

    loan: int
    schedule: Schedule


@dataclass(frozen=True)
class Option:
    """One way to repay. `closes` is False where the debt is not cleared by these instalments (token payments)."""

    kind: PlanKind
    plans: tuple[LoanPlan, ...]
    affordable: int
    notices: tuple[Notice, ...] = ()
    waived: int = 0
    new_annual_rate: float | None = None
    closes: bool = True

    @property
    def title(self) -> str:
        return PAUSE if self.kind == "token" and self.total == 0 else PLAN_KINDS[self.kind]

    @cached_property
    def instalments(self) -> tuple[Row, ...]:
        """All loans together, in order of date; equal dates are added up and numbered anew."""
        if len(self.plans) == 1:
            return self.plans[0].schedule.rows
        return merged([plan.schedule for plan in self.plans])

    @cached_property
    def monthly(self) -> dict[tuple[int, int], int]:
        """What each month asks, in fen."""
        return monthly_totals(self.instalments)

    @property
    def heaviest_month(self) -> int:
        return max(self.monthly.values())

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


@dataclass(frozen=True)
class Advice:
    """Everything worked out for a case as of a day; `shares` is each loan's part of what she can pay, in fen."""

    as_of: date
    affordable: Affordable
    positions: tuple[KnownLoan, ...]
    present: tuple[LoanPlan, ...]
    options: tuple[Option, ...]
    recommended: PlanKind
    reason: str
    notices: tuple[Notice, ...]
    below_interest: bool
    shares: tuple[int, ...]
    shares_raised: bool = False

    def option(self, kind: PlanKind | None = None) -> Option:
        """The option of that kind, or the recommended one where it is None or does not exist."""
        found = {option.kind: option for option in self.options}
        return found.get(kind or self.recommended) or found[self.recommended]

    @property
    def owed(self) -> int:
        return sum(position.owed for position in self.positions)

    @property
    def month_interest(self) -> int:
        return sum(position.month_interest for position in self.positions)

    @property
    def due_now(self) -> int:
        """What has already fallen due and is unpaid: overdue principal and interest, and penalty."""
        return sum(p.overdue_principal + p.overdue_interest + p.penalty for p in self.positions)

    @cached_property
    def present_instalments(self) -> tuple[Row, ...]:
        return merged([plan.schedule for plan in self.present])

    @cached_property
    def present_monthly(self) -> dict[tuple[int, int], int]:
        """What each month asks now, in fen, without what is already overdue."""
        return monthly_totals(self.present_instalments)

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


def monthly_totals(rows: Iterable[Row]) -> dict[tuple[int, int], int]:
    """What falls due in each calendar month, in fen, by (year, month): what she feels, whatever the number of loans."""
    totals: dict[tuple[int, int], int] = {}
    for row in rows:
        month = (row.date.year, row.date.month)
        totals[month] = totals.get(month, 0) + row.payment
    return totals


def row_json(row: Row) -> dict[str, Any]:
    """A row as the command line prints it: amounts as strings with two decimals, ISO date."""
    shown: dict[str, Any] = {
        "period": row.period,
        "date": row.date.isoformat(),
        "payment": plain(row.payment),
        "principal": plain(row.principal),
        "interest": plain(row.interest),
        "balance": plain(row.balance),
    }
    if row.arrears:
        shown["arrears"] = plain(row.arrears)
    return shown


def option_json(option: Option) -> dict[str, Any]:
    return {
        "kind": option.kind,
        "title": option.title,
        "instalments": [row_json(row) for row in option.instalments],
        "total": plain(option.total),
        "total_interest": plain(option.total_interest),
        "end": option.end.isoformat(),
        "closes": option.closes,
        "left": plain(option.left),
        "waived": plain(option.waived),
        "by_loan": [
            {"loan": plan.loan, "instalments": [row_json(row) for row in plan.schedule.rows]}
            for plan in option.plans
        ],
        "warnings": [notice.text for notice in option.notices],
    }


def advice_json(advice: Advice, told: Callable[[Option], dict[str, Any]] = option_json) -> dict[str, Any]:
    """What `jiebei propose` prints; `told` says what of each option."""
    return {
        "as_of": advice.as_of.isoformat(),
        "affordable": plain(advice.affordable.amount),
        "owed": plain(advice.owed),
        "month_interest": plain(advice.month_interest),
        "recommended": advice.recommended,
        "reason": advice.reason,
        "options": [told(option) for option in advice.options],
        "warnings": [notice.text for notice in advice.notices],
    }
