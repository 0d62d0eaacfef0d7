"""Where she stands today with each lender: what is due next, what to do now, what she waits for, what is paid and left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from jiebei.case.records import Case
from jiebei.keep.calendar_file import CalendarEntry, calendar_entries
from jiebei.keep.course import Stage
from jiebei.keep.instalments import agreed_payments, late_payments
from jiebei.letters.awaited import answers_awaited
from jiebei.letters.commission import Commission, addressed_loans, lenders
from jiebei.letters.next_step import NextStep, step_now
from jiebei.plan.meanwhile import meanwhile
from jiebei.plan.options import Advice
from jiebei.rules import load_rules


@dataclass(frozen=True, slots=True)
class Repaid:
    """What is paid and what is left, in fen. of: of an agreement's payments, or of the principal that was borrowed.

    paid: None where it is not known what there was to pay.
    """

    of: Literal["agreement", "principal"]
    paid: int | None
    left: int

    @property
    def total(self) -> int | None:
        return None if self.paid is None else self.paid + self.left

    @property
    def paid_share(self) -> float:
        """What part of all of it is paid, from 0 to 1; 1 where there was nothing to pay."""
        return (self.paid or 0) / self.total if self.total else 1.0


@dataclass(frozen=True, slots=True)
class Today:
    """One lender on one day.

    days: her calendar's entries with this lender, in order of day. late: fen whose day has passed and that is not paid, as
    far as she has said; late_since: since when. repaid: None where nothing is known of it.
    """

    made: Commission
    step: NextStep
    days: tuple[CalendarEntry, ...]
    late: int
    late_since: date | None
    repaid: Repaid | None

    @property
    def lender(self) -> str:
        return self.made.lender

    @property
    def stage(self) -> Stage:
        return self.made.standing.stage

    @property
    def court(self) -> CalendarEntry | None:
        """The next day that a court has set, which comes before everything else."""
        return next((entry for entry in self.days if entry.sort == "court"), None)

    @property
    def due(self) -> CalendarEntry | None:
        """The next payment: of the agreement, or the old due date while nothing is agreed."""
        return next((entry for entry in self.days if entry.sort in {"agreed", "old_due"}), None)

    @property
    def awaits(self) -> date | None:
        """The day by which she has asked for an answer, also where it has passed; None where she waits for none."""
        return self.made.awaits_until


def today(case: Case, advice: Advice | None, as_of: date) -> tuple[Today, ...]:
    """Each lender's place on that day, in the order of the case. advice: None where nothing can be worked out."""
    entries = _entries(case, advice, as_of)
    found = []
    for lender in lenders(case):
        made = Commission(case, as_of, lender, tuple(addressed_loans(case, lender)), advice)
        late, since = _late(made)
        found.append(
            Today(
                made=made,
                step=step_now(made),
                days=tuple(entry for entry in entries if _whose(entry, case) == lender),
                late=late,
                late_since=since,
                repaid=_repaid(made),
            )
        )
    return tuple(found)


def common_days(case: Case, advice: Advice | None, as_of: date) -> tuple[CalendarEntry, ...]:
    """The calendar's other entries, which are no lender's in particular: her review, a paper of which she has not said
    whose debt it is about."""
    return tuple(entry for entry in _entries(case, advice, as_of) if _whose(entry, case) not in lenders(case))


def _entries(case: Case, advice: Advice | None, as_of: date) -> list[CalendarEntry]:
    awaited = answers_awaited(case, as_of, advice)
    found = calendar_entries(case, as_of, load_rules(), advice, awaited)
    return sorted(found, key=lambda entry: entry.day)


def _whose(entry: CalendarEntry, case: Case) -> str | None:
    """The lender of an entry. A court's paper names it or not; then it is about the only one there is, if there is one."""
    named = lenders(case)
    if entry.sort != "court" or entry.lender:
        return entry.lender
    return named[0] if len(named) == 1 else None


def _late(made: Commission) -> tuple[int, date | None]:
    standing = made.standing
    if standing.settled is not None:
        return 0, None
    if standing.agreed is not None:
        late = late_payments(made.standing, made.as_of)
        return sum(one.short for one in late), late[0].on if late else None
    if made.worked is None:
        return 0, None
    until = meanwhile(made.advice, made.option, made.loans, made.case.budget.payday)
    since = [loan.overdue_since for loan in made.own_loans if loan.overdue_since is not None]
    return until.overdue, min(since) if since and until.overdue else None


def _repaid(made: Commission) -> Repaid | None:
    standing = made.standing
    payments = agreed_payments(standing)
    if standing.settled is not None:
        last = standing.settled.amount or 0
        return Repaid("agreement" if payments else "principal", standing.paid + last or None, 0)
    if standing.agreed is not None:
        # Of an agreement whose terms are not known, what the loans were before says nothing.
        left = sum(one.short for one in payments)
        return Repaid("agreement", sum(one.amount for one in payments) - left, left) if payments else None
    left_of = [loan.principal for loan in made.own_loans]
    known = [principal for principal in left_of if principal is not None]
    if len(known) < len(left_of):
        return None
    began = [loan.original_amount for loan in made.own_loans if loan.original_amount is not None]
    left = sum(known)
    paid = sum(began) - left if len(began) == len(left_of) else None
    return Repaid("principal", paid if paid is None or paid >= 0 else None, left)
