"""What time costs, day by day from today: doing nothing, paying something without an agreement, keeping to a plan.

The law leaves the penalty clause to the contract, so nothing here is a forecast: every assumption is an argument (the
estimate for a contract not at hand stands in the rules), and `waiting` runs the same year under each of them and shows
the spread. All three ways start from the same `KnownLoan`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import Final, Literal, NamedTuple

from jiebei.counting.due_dates import add_months, due_dates
from jiebei.counting.money import round_half_up
from jiebei.owed.known_loan import KnownLoan
from jiebei.owed.schedule import Row, Schedule, Terms, interest_between

MAX_HORIZON: Final = 3_660

Part = Literal["costs", "interest", "penalty", "principal"]

CIVIL_CODE_561: Final[tuple[Part, ...]] = ("costs", "interest", "penalty", "principal")
"""民法典 561: costs of enforcement, then interest, then principal, unless agreed otherwise. Penalty interest counts as
interest; that contract interest goes before it is our reading."""

PAYMENT_ORDERS: Final[Mapping[str, tuple[Part, ...]]] = {
    "civil-code-561": CIVIL_CODE_561,
    "penalty-first": ("costs", "penalty", "interest", "principal"),
    "principal-first": ("principal", "interest", "penalty", "costs"),
}
"""Orders a contract or an agreement may name, by a key for forms."""


@dataclass(frozen=True, slots=True)
class Assumptions:
    """How the lender is assumed to count.

    multiple: penalty rate / contract rate. grace_days: days after an instalment's due date that are not counted.
    compound: unpaid penalty bears penalty too, daily. penalty_on_interest: so does interest that fell due unpaid.
    accelerates_after: once an instalment is overdue by more than this many days, all principal falls due at once (提前到期),
    with the interest accrued on it and no further grace; None: instalment by instalment as the contract's dates come.
    order: which part of what is due a payment goes to first; within a part the oldest instalment first.
    """

    multiple: Fraction
    grace_days: int = 0
    compound: bool = False
    penalty_on_interest: bool = False
    accelerates_after: int | None = None
    order: tuple[Part, ...] = CIVIL_CODE_561


@dataclass(frozen=True, slots=True)
class Payments:
    """`amount` fen on `first` and on the same day of every month after (a shorter month's last day)."""

    amount: int
    first: date


class EndOfDay(NamedTuple):
    """The end of one day. Fen.

    owed: what would clear the loan that day. overdue: the part of it past its due date, penalty and costs included.
    paid: payments so far. added: what the time since as_of has cost = owed + paid - owed on as_of.
    """

    on: date
    owed: int
    overdue: int
    paid: int
    added: int


@dataclass(frozen=True)
class Path:
    """One year (or other horizon) under one set of assumptions; `days[k]` is k days after as_of.

    uncovered_from: the first day whose new interest and penalty exceed that day's share of the monthly payment (the
    payment / days from one payment to the next): from then on the payment no longer covers them. None: it never
    happens, or nothing is paid.
    """

    days: tuple[EndOfDay, ...]
    assumptions: Assumptions
    uncovered_from: date | None = None

    @cached_property
    def cleared_on(self) -> date | None:
        """The first day nothing is owed any more."""
        return next((day.on for day in self.days if day.owed == 0), None)


@dataclass(frozen=True)
class Band:
    """The same behaviour under every stated assumption; `low` and `high` are the extremes of a figure on a day."""

    paths: tuple[Path, ...]

    def added(self, day: int) -> tuple[int, int]:
        """The least and the most that the time until that day (days after as_of) has added."""
        added = [path.days[day].added for path in self.paths]
        return min(added), max(added)

    def low(self, day: int) -> EndOfDay:
        """The path that costs least by that day (days after as_of)."""
        return min((path.days[day] for path in self.paths), key=lambda at: at.added)

    def high(self, day: int) -> EndOfDay:
        """The path that costs most by that day."""
        return max((path.days[day] for path in self.paths), key=lambda at: at.added)

    @property
    def uncovered(self) -> tuple[date, date | None] | None:
        """The earliest and latest day a payment stops covering what a day adds; the latter None where some path never does."""
        days = [path.uncovered_from for path in self.paths]
        known = [day for day in days if day is not None]
        return (min(known), max(known) if len(known) == len(days) else None) if known else None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Doing nothing, and paying something each month without an agreement, over the same days."""

    nothing: Band
    paying: Band | None


def waiting(
    loan: KnownLoan,
    assumptions: Sequence[Assumptions],
    payments: Payments | None = None,
    days: int = 365,
) -> Waiting:
    """A loan over the next `days` days under each of `assumptions`.

    The model, day by day: principal not yet due bears the contract's interest; an instalment not paid on its due date
    becomes overdue, its principal then bearing the penalty rate (contract daily rate x multiple) instead, from the day
    after its due date plus grace; overdue interest bears nothing unless assumed. What falls due is rounded half-up to
    the fen, as in the schedule; penalty is kept exact and rounded when shown or paid. A payment settles what is due in
    the assumed order, then interest accrued so far, then principal not yet due from the far end.

    Raises ValueError for no assumptions, negative ones, a payment before as_of or not positive, an order that does not
    name each part once, or a horizon outside 1..MAX_HORIZON.
    """
    _refuse_nonsense(loan, assumptions, payments, days)
    nothing = Band(tuple(_run(loan, one, None, days) for one in assumptions))
    paying = Band(tuple(_run(loan, one, payments, days) for one in assumptions)) if payments else None
    return Waiting(nothing, paying)


def keeping(schedule: Schedule, terms: Terms, as_of: date, dates: Sequence[date]) -> list[int]:
    """What keeping to a plan adds to today's debt until each of `dates` (ascending, from as_of on), in fen.

    `terms` are those the schedule was made from. Counted is the interest charged by then, paid or not, less what had
    run by as_of; a sum that the plan asks to be waived is not counted as saved, for nobody has waived it yet.
    """
    balance, since, charged, index = terms.principal, terms.start, 0, 0
    before = interest_between(balance, terms, since, as_of) if since < as_of else 0
    added = []
    for on in dates:
        while index < len(schedule.rows) and schedule.rows[index].date <= on:
            row = schedule.rows[index]
            charged += interest_between(balance, terms, since, row.date)
            balance, since, index = row.balance, row.date, index + 1
        added.append(charged + interest_between(balance, terms, since, on) - before)
    return added


def cost_of_waiting(loan: KnownLoan, assumptions: Sequence[Assumptions], days: int = 365) -> tuple[int, int]:
    """The least and the most, in fen, that `days` days of doing nothing add: `waiting(...).nothing.added(days)`.

    Only that day is worked out, so it takes a fraction of the time. Refuses what `waiting` refuses.
    """
    _refuse_nonsense(loan, assumptions, None, days)
    added = []
    for one in assumptions:
        ledger = _opened(loan, one)
        at_start, _ = ledger.standing()
        today = loan.as_of.toordinal()
        ledger.pass_days(today + 1, today + days)
        added.append(ledger.standing()[0] - at_start)
    return min(added), max(added)


def _refuse_nonsense(
    loan: KnownLoan, assumptions: Sequence[Assumptions], payments: Payments | None, days: int
) -> None:
    if not assumptions or not 1 <= days <= MAX_HORIZON:
        raise ValueError("at least one assumption, and a horizon of 1 to MAX_HORIZON days")
    if payments is not None and (payments.amount <= 0 or payments.first < loan.as_of):
        raise ValueError("payments are positive and do not lie before as_of")
    for one in assumptions:
        accelerates = one.accelerates_after
        if one.multiple < 0 or one.grace_days < 0 or (accelerates is not None and accelerates < 0):
            raise ValueError("multiple, grace and acceleration are not negative")
        if sorted(one.order) != sorted(CIVIL_CODE_561):
            raise ValueError("the payment order names each part once")


class _Overdue:
    """Principal and interest that fell due together and were not paid: fen, days as ordinals."""

    __slots__ = ("counts_from", "due", "interest", "principal")

    def __init__(self, due: int, counts_from: int, principal: int, interest: int) -> None:
        self.due, self.counts_from, self.principal, self.interest = due, counts_from, principal, interest


class _Ledger:
    """The running state. `scale` units make a fen, so that a day's interest and penalty are whole numbers.

    What a day adds stays the same until an instalment falls due, a grace period ends or a payment comes: it is worked
    out on those days only (`_refresh`), and the days between them just add it.
    """

    def __init__(self, loan: KnownLoan, assumed: Assumptions) -> None:
        terms = loan.contract
        self.assumed = assumed
        # Without principal there is no schedule to speak of: all of it has fallen due.
        self.rows: tuple[Row, ...] = () if loan.matured else loan.present.rows
        self.due_on = [row.date.toordinal() for row in self.rows]
        days = _daily_rates(terms, self.rows[-1].date if self.rows else terms.start)
        penalty_rate = terms.rate.daily * assumed.multiple
        # The factor 1000 keeps compounding penalty, which is rounded to a unit each day, exact to the fen over years.
        self.scale = lcm(penalty_rate.denominator, *(rate.denominator for _, rate in days)) * 1000
        self.daily_weights = [
            (until, rate.numerator * (self.scale // rate.denominator)) for until, rate in days
        ]
        self.penalty_weight = penalty_rate.numerator * (self.scale // penalty_rate.denominator)
        self.penalty_rate = penalty_rate
        self.row = self.month = 0
        self.not_due, self.accrued, self.penalty, self.costs = terms.principal, 0, 0, 0
        self.idle = terms.method == "bullet"
        self.missed: list[_Overdue] = []
        self.refresh_on = self.day_interest = self.day_penalty = self.settled_due = 0
        self.accelerates_on: int | None = None

    def add_overdue(self, loan: KnownLoan) -> None:
        since = (loan.overdue_since or loan.as_of).toordinal()
        if loan.overdue_principal or loan.overdue_interest:
            counts_from = since + self.assumed.grace_days
            self.missed.append(_Overdue(since, counts_from, loan.overdue_principal, loan.overdue_interest))
        self.penalty += loan.penalty * self.scale
        self.costs += loan.costs
        self._changed()

    def _changed(self) -> None:
        self.refresh_on = 0
        self.settled_due = self.costs + sum(one.principal + one.interest for one in self.missed)

    def _refresh(self, today: int) -> None:
        """What `today` and the days after it add, and until when that holds."""
        base, until = 0, self.due_on[self.row] if self.row < len(self.rows) else today + MAX_HORIZON
        self.day_interest = 0
        if self.not_due:
            while self.daily_weights[self.month][0] < today:
                self.month += 1
            until = min(until, self.daily_weights[self.month][0])
            self.day_interest = self.not_due * self.daily_weights[self.month][1]
        for one in self.missed:
            if today > one.counts_from:
                base += one.principal
                if self.assumed.penalty_on_interest:
                    base += one.interest
            else:
                until = min(until, one.counts_from)
        self.day_penalty = base * self.penalty_weight
        self.refresh_on = until + 1
        limit = self.assumed.accelerates_after
        self.accelerates_on = None
        if limit is not None and self.missed and self.not_due:
            self.accelerates_on = min(one.due for one in self.missed) + limit + 1

    def pass_days(self, first: int, last: int) -> None:
        """The days from `first` to `last`, both included, without payments."""
        while first <= last:
            first = self._pass_equal_days(first, last) + 1

    def pass_day(self, today: int) -> int:
        """Interest and penalty of the day that ends now, in units; then what falls due today."""
        before = self.penalty
        self._pass_equal_days(today, today)
        return self.penalty - before + self.day_interest

    def _pass_equal_days(self, first: int, last: int) -> int:
        """Days from `first` on that add the same, then what falls due at their end. Answers the day reached."""
        if first >= self.refresh_on:
            self._refresh(first)
        today = min(last, self.refresh_on - 1)
        if self.accelerates_on is not None:
            today = min(today, max(first, self.accelerates_on))
        count = today - first + 1
        if self.assumed.compound:
            numerator, denominator = self.penalty_rate.as_integer_ratio()
            for _ in range(count):
                interest = (2 * self.penalty * numerator + denominator) // (2 * denominator)
                self.penalty += self.day_penalty + interest
        else:
            self.penalty += count * self.day_penalty
        self.accrued += count * self.day_interest
        while self.row < len(self.rows) and self.due_on[self.row] <= today:
            self._fall_due(self.rows[self.row], today)
        if self.accelerates_on is not None and today >= self.accelerates_on and self.not_due:
            self.missed.append(_Overdue(today, today, self.not_due, self._close_accrued()))
            self.not_due = 0
            self._changed()
        return today

    def _fall_due(self, row: Row, today: int) -> None:
        self.row += 1
        self.refresh_on = 0
        final = self.row == len(self.rows)
        if not self.not_due or (self.idle and not final):
            return
        principal = self.not_due if final else min(row.principal, self.not_due)
        self.not_due -= principal
        counts_from = today + self.assumed.grace_days
        self.missed.append(_Overdue(today, counts_from, principal, self._close_accrued()))
        self._changed()

    def _close_accrued(self) -> int:
        interest = round_half_up(self.accrued, self.scale)
        self.accrued = 0
        return interest

    def pay(self, amount: int) -> int:
        """Apply a payment; returns how much of it was needed."""
        left = amount
        for part in self.assumed.order:
            left -= self._settle(part, left)
        due = round_half_up(self.accrued, self.scale)
        if left >= due:
            left -= due
            self.accrued = 0
            early = min(left, self.not_due)
            self.not_due -= early
            left -= early
        else:
            self.accrued -= left * self.scale
            left = 0
        self.missed = [one for one in self.missed if one.principal or one.interest]
        self._changed()
        return amount - left

    def _settle(self, part: Part, left: int) -> int:
        if part == "costs":
            paid = min(left, self.costs)
            self.costs -= paid
            return paid
        if part == "penalty":
            due = round_half_up(self.penalty, self.scale)
            paid = min(left, due)
            self.penalty = 0 if paid == due else self.penalty - paid * self.scale
            return paid
        total = 0
        for one in self.missed:
            if part == "interest":
                paid = min(left - total, one.interest)
                one.interest -= paid
            else:
                paid = min(left - total, one.principal)
                one.principal -= paid
            total += paid
        return total

    def standing(self) -> tuple[int, int]:
        """Owed in all, and the part of it past its due date, in fen."""
        double = 2 * self.scale
        overdue = self.settled_due + (2 * self.penalty + self.scale) // double
        return overdue + self.not_due + (2 * self.accrued + self.scale) // double, overdue


def _opened(loan: KnownLoan, assumed: Assumptions) -> _Ledger:
    """The ledger at the end of `as_of`."""
    ledger = _Ledger(loan, assumed)
    ledger.pass_days(loan.contract.start.toordinal() + 1, loan.as_of.toordinal())
    ledger.add_overdue(loan)
    return ledger


def _daily_rates(terms: Terms, last: date) -> list[tuple[int, Fraction]]:
    """What a day costs of a fen of principal, as (last day it holds for, rate): by the month a day of February costs
    more than one of March, so that each month costs the same."""
    if terms.accrual == "daily":
        return [(last.toordinal(), terms.rate.daily)]
    rates = []
    begins = add_months(terms.start, 0, terms.anchor)
    if begins > terms.start:
        begins = add_months(terms.start, -1, terms.anchor)
    while begins < last:
        ends = add_months(begins, 1, terms.anchor)
        rates.append((ends.toordinal(), terms.rate.monthly / (ends - begins).days))
        begins = ends
    return rates


def _run(loan: KnownLoan, assumed: Assumptions, payments: Payments | None, days: int) -> Path:
    ledger = _opened(loan, assumed)
    first_day = loan.as_of.toordinal()
    at_start, _ = ledger.standing()
    calendar = _payment_days(payments, loan.as_of, days)
    paid, uncovered = 0, None
    records: list[EndOfDay] = []
    for today in range(first_day, first_day + days + 1):
        on = date.fromordinal(today)
        if today > first_day:
            charge = ledger.pass_day(today)
            # The payment due next is measured against the days since the one before it.
            stretch = calendar.stretch(today) if calendar else 0
            if uncovered is None and payments and charge * stretch > payments.amount * ledger.scale:
                uncovered = on
        if calendar and payments and today in calendar.on:
            paid += ledger.pay(payments.amount)
        owed, overdue = ledger.standing()
        records.append(EndOfDay(on, owed, overdue, paid, owed + paid - at_start))
    return Path(tuple(records), assumed, uncovered)


class _Calendar:
    """Payment days as ordinals, and how many days each payment has to carry."""

    def __init__(self, days: list[int]) -> None:
        self.days = days
        self.on = frozenset(days[1:])
        self.next = 1

    def stretch(self, today: int) -> int:
        while self.next < len(self.days) - 1 and today > self.days[self.next]:
            self.next += 1
        return self.days[self.next] - self.days[self.next - 1]


def _payment_days(payments: Payments | None, as_of: date, days: int) -> _Calendar | None:
    if payments is None:
        return None
    first = payments.first
    count = max(1, (as_of.toordinal() + days - first.toordinal()) // 28 + 2)
    before = add_months(first, -1)
    return _Calendar([day.toordinal() for day in (before, *due_dates(first, count, first.day))])
