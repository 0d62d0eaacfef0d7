"""What time costs once an instalment is missed: the penalty interest (罚息), and a year of waiting, day by day.

The law leaves the penalty clause to the contract, and pages on the web contradict each other. So nothing here is a
forecast: every assumption is an argument (the estimate for a contract not at hand stands in the rules), and `waiting` runs the same year under each of them and shows the spread.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import lcm
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from jiebei.counting.due_dates import add_months, due_dates
from jiebei.counting.money import round_half_up
from jiebei.counting.rate import Rate
from jiebei.owed.schedule import Row, Schedule, Terms, build, interest_weights

if TYPE_CHECKING:
    from jiebei.case.records import Loan

MAX_DAYS: Final = 36_500
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


class Penalty(NamedTuple):
    """penalty: so far, fen. total: principal + penalty. per_day: what one more counted day adds. days: days counted."""

    penalty: int
    total: int
    per_day: int
    days: int


def penalty(
    principal: int,
    daily_rate: Fraction,
    days: int,
    multiple: Fraction,
    grace_days: int = 0,
    compound: bool = False,
) -> Penalty:
    """Penalty interest on `principal` fen, `days` days after it fell due and was not paid.

    penalty = principal x (daily_rate x multiple) x counted days, where counted days = max(0, days - grace_days), rounded
    half-up to the fen once. With `compound` each day's penalty also bears penalty from the next day on:
    principal x ((1 + daily_rate x multiple) ** counted days - 1), the upper bound. The penalty rate replaces the
    contract's rate on overdue principal; it does not come on top of it.
    Raises ValueError for a negative argument, a rate or multiple so large that a day costs more than the principal, or
    more than MAX_DAYS days.
    """
    rate = daily_rate * multiple
    if principal < 0 or not 0 <= rate <= 1 or not 0 <= days <= MAX_DAYS or grace_days < 0 or multiple < 0:
        raise ValueError("principal, rate, multiple, days and grace are not negative, and days are bounded")
    counted = max(0, days - grace_days)
    if compound:
        grown = (rate.denominator + rate.numerator) ** counted
        scale = rate.denominator**counted
        so_far = round_half_up(principal * (grown - scale), scale)
        base = principal + so_far
    else:
        so_far = round_half_up(principal * rate.numerator * counted, rate.denominator)
        base = principal
    return Penalty(
        so_far, principal + so_far, round_half_up(base * rate.numerator, rate.denominator), counted
    )


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
class Position:
    """One loan as it stands at the end of `as_of`. Amounts in fen.

    terms: the contract for the principal that has not fallen due yet; `terms.start` is the day from which its current
    interest runs (as a rule the last due date), not after `as_of`. Instalments of `terms` due by `as_of` count as missed.
    The overdue figures are what the lender shows: principal and interest that fell due before, since the oldest
    unpaid due date (default: as_of), penalty so far, and costs of enforcement.
    """

    terms: Terms
    as_of: date
    overdue_principal: int = 0
    overdue_interest: int = 0
    penalty: int = 0
    costs: int = 0
    overdue_since: date | None = None


def position_of(loan: Loan, as_of: date, periods: int = 12) -> Position | None:
    """A case's loan as a position on `as_of`; None while principal, rate or a next due date after `as_of` is missing.

    The current interest runs from the due date before the next one (for a bullet loan: from its beginning). `periods`
    is assumed where the number of instalments left is not known.
    """
    if loan.principal is None or loan.daily_rate is None or loan.next_due is None or loan.next_due <= as_of:
        return None
    due_day = loan.due_day or loan.next_due.day
    left, back = loan.periods_left or periods, 1
    if loan.method == "bullet":
        left, back = 1, loan.original_periods or left
    terms = Terms(
        principal=loan.principal - loan.overdue_principal,
        rate=Rate.per_day(loan.daily_rate, loan.day_basis),
        method=loan.method,
        periods=left,
        start=min(add_months(loan.next_due, -back, due_day), as_of),
        first_due=loan.next_due,
        due_day=due_day,
        accrual=loan.accrual,
        interest_only_periods=loan.interest_only_periods if loan.method == "level" and left > 1 else 0,
    )
    return Position(
        terms,
        as_of,
        overdue_principal=loan.overdue_principal,
        overdue_interest=loan.overdue_interest,
        penalty=loan.penalty,
        overdue_since=None if loan.overdue_since is None else min(loan.overdue_since, as_of),
    )


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
    happens, or nothing is paid. assumptions: None for an agreed plan, which needs none.
    """

    days: tuple[EndOfDay, ...]
    assumptions: Assumptions | None = None
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
    """Doing nothing, paying something each month, and keeping to an agreed plan, over the same days."""

    nothing: Band
    paying: Band | None
    plan: Path | None


def waiting(
    position: Position,
    assumptions: Sequence[Assumptions],
    payments: Payments | None = None,
    plan: Schedule | None = None,
    days: int = 365,
) -> Waiting:
    """A loan over the next `days` days under each of `assumptions`.

    The model, day by day: principal not yet due bears the contract's interest; an instalment not paid on its due date
    becomes overdue, its principal then bearing the penalty rate (contract daily rate x multiple) instead, from the day
    after its due date plus grace; overdue interest bears nothing unless assumed. What falls due is rounded half-up to
    the fen, as in the schedule; penalty is kept exact and rounded when shown or paid. A payment settles what is due in
    the assumed order, then interest accrued so far, then principal not yet due from the far end.

    plan: the instalments agreed instead; kept to, nothing falls overdue. Its figures are exact on due dates and spread
    a period's interest evenly between them.
    Raises ValueError for no assumptions, negative amounts, an as_of before the terms' start, a payment before as_of or
    not positive, an order that does not name each part once, or a horizon outside 1..MAX_HORIZON.
    """
    _refuse_nonsense(position, assumptions, payments, days)
    nothing = Band(tuple(_run(position, one, None, days) for one in assumptions))
    paying = Band(tuple(_run(position, one, payments, days) for one in assumptions)) if payments else None
    owed = nothing.paths[0].days[0].owed
    return Waiting(nothing, paying, _keep(plan, position.as_of, owed, days) if plan else None)


def cost_of_waiting(
    position: Position, assumptions: Sequence[Assumptions], days: int = 365
) -> tuple[int, int]:
    """The least and the most, in fen, that `days` days of doing nothing add: `waiting(...).nothing.added(days)`.

    Only that day is worked out, so it takes a fraction of the time. Refuses what `waiting` refuses.
    """
    _refuse_nonsense(position, assumptions, None, days)
    added = []
    for one in assumptions:
        ledger = _opened(position, one)
        at_start, _ = ledger.standing()
        today = position.as_of.toordinal()
        ledger.pass_days(today + 1, today + days)
        added.append(ledger.standing()[0] - at_start)
    return min(added), max(added)


def _refuse_nonsense(
    position: Position, assumptions: Sequence[Assumptions], payments: Payments | None, days: int
) -> None:
    if not assumptions or not 1 <= days <= MAX_HORIZON:
        raise ValueError("at least one assumption, and a horizon of 1 to MAX_HORIZON days")
    if min(position.overdue_principal, position.overdue_interest, position.penalty, position.costs) < 0:
        raise ValueError("what is owed is not negative")
    if position.as_of < position.terms.start or position.terms.arrears or position.terms.changes:
        raise ValueError("terms start by as_of, at one rate; arrears are stated in the position")
    if position.overdue_since is not None and position.overdue_since > position.as_of:
        raise ValueError("overdue since a day after as_of")
    if payments is not None and (payments.amount <= 0 or payments.first < position.as_of):
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

    def __init__(self, position: Position, assumed: Assumptions) -> None:
        terms = position.terms
        self.assumed = assumed
        # Principal 0 has no schedule to speak of: all of it is overdue already.
        self.rows: tuple[Row, ...] = build(terms).rows if terms.principal else ()
        weights, denominator = interest_weights(terms, [row.date for row in self.rows])
        self.due_on = [row.date.toordinal() for row in self.rows]
        lengths = [after - before for before, after in pairwise([terms.start.toordinal(), *self.due_on])]
        penalty_rate = terms.rate.daily * assumed.multiple
        # Monthly accrual spreads a month over 28 to 31 days, or however many the first period has.
        spread = lcm(*lengths) if terms.accrual == "monthly" and lengths else 1
        # The factor 1000 keeps compounding penalty, which is rounded to a unit each day, exact to the fen over years.
        self.scale = lcm(denominator * spread, penalty_rate.denominator) * 1000
        self.daily_weights = [
            weight * self.scale // denominator // length
            for weight, length in zip(weights, lengths, strict=True)
        ]
        self.penalty_weight = penalty_rate.numerator * (self.scale // penalty_rate.denominator)
        self.penalty_rate = penalty_rate
        self.row = 0
        self.not_due, self.accrued, self.penalty, self.costs = terms.principal, 0, 0, 0
        self.idle = terms.method == "bullet"
        self.missed: list[_Overdue] = []
        self.refresh_on = self.day_interest = self.day_penalty = self.settled_due = 0
        self.accelerates_on: int | None = None

    def add_overdue(self, position: Position) -> None:
        since = (position.overdue_since or position.as_of).toordinal()
        if position.overdue_principal or position.overdue_interest:
            self.missed.insert(
                0,
                _Overdue(
                    since,
                    since + self.assumed.grace_days,
                    position.overdue_principal,
                    position.overdue_interest,
                ),
            )
        self.penalty += position.penalty * self.scale
        self.costs += position.costs
        self._changed()

    def _changed(self) -> None:
        self.refresh_on = 0
        self.settled_due = self.costs + sum(one.principal + one.interest for one in self.missed)

    def _refresh(self, today: int) -> None:
        """What `today` and the days after it add, and until when that holds."""
        self.day_interest = self.not_due * self.daily_weights[self.row] if self.not_due else 0
        base, until = 0, self.due_on[self.row] if self.row < len(self.rows) else today + MAX_HORIZON
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
        oldest = min((one.due for one in self.missed), default=None)
        waits = limit is not None and oldest is not None and self.not_due
        self.accelerates_on = (
            oldest + limit + 1 if waits and oldest is not None and limit is not None else None
        )

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


def _opened(position: Position, assumed: Assumptions) -> _Ledger:
    """The ledger at the end of `as_of`."""
    ledger = _Ledger(position, assumed)
    ledger.pass_days(position.terms.start.toordinal() + 1, position.as_of.toordinal())
    ledger.add_overdue(position)
    return ledger


def _run(position: Position, assumed: Assumptions, payments: Payments | None, days: int) -> Path:
    ledger = _opened(position, assumed)
    first_day = position.as_of.toordinal()
    at_start, _ = ledger.standing()
    calendar = _payment_days(payments, position.as_of, days)
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


def _keep(plan: Schedule, as_of: date, owed: int, days: int) -> Path:
    """The agreed plan, kept to: what is left to pay of principal, arrears and interest run up, day by day."""
    rows = [row for row in plan.rows if row.payment]
    balance = plan.rows[0].balance + plan.rows[0].principal
    arrears = sum(row.arrears for row in rows)
    records: list[EndOfDay] = []
    paid, index, since = 0, 0, as_of
    for offset in range(days + 1):
        on = as_of + timedelta(days=offset)
        while index < len(rows) and rows[index].date <= on:
            row = rows[index]
            balance, since = row.balance, row.date
            arrears -= row.arrears
            paid += row.payment
            index += 1
        accrued = 0
        if index < len(rows):
            row = rows[index]
            accrued = round_half_up(row.interest * (on - since).days, max(1, (row.date - since).days))
        left = balance + arrears + accrued
        records.append(EndOfDay(on, left, 0, paid, left + paid - owed))
    return Path(tuple(records))
