"""Repayment schedules, exact to the fen.

Interest of a period is rounded half-up to the fen when it falls due; a level payment is rounded half-up and the last
instalment takes the remainder, so the principal parts sum to the loan. All arithmetic on balances is in integers;
floats appear only inside the solver that finds a level payment. Where arrears must be paid first, no formula gives the
level payment: it is then the smallest whole fen with which the last instalment is not larger than the others.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property, partial
from itertools import pairwise, repeat
from math import lcm
from operator import sub
from typing import Literal, NamedTuple

from jiebei.counting.conventions import Accrual, Method
from jiebei.counting.due_dates import add_months, anchor_of, due_dates, months_and_part
from jiebei.counting.money import round_half_up
from jiebei.counting.rate import Rate

MAX_PERIODS = 600


class Row(NamedTuple):
    """One instalment. Amounts in fen; payment = arrears + interest + principal; balance is the principal left."""

    period: int
    date: date
    payment: int
    principal: int
    interest: int
    balance: int
    arrears: int = 0


@dataclass(frozen=True)
class Schedule:
    """Instalments in order of date. `unpaid` is what these rows leave of interest already fallen due (0 when cleared)."""

    rows: tuple[Row, ...]
    unpaid: int = 0

    @cached_property
    def total_payment(self) -> int:
        return sum(row.payment for row in self.rows)

    @cached_property
    def total_interest(self) -> int:
        """Interest paid by these rows, without arrears that were owed before the first of them."""
        return sum(row.interest for row in self.rows)

    @cached_property
    def largest_payment(self) -> int:
        return max(row.payment for row in self.rows)

    @property
    def end(self) -> date:
        return self.rows[-1].date


class RateChange(NamedTuple):
    """From `on` (inclusive) the loan bears `rate`."""

    on: date
    rate: Rate


@dataclass(frozen=True, slots=True)
class Terms:
    """What fixes a schedule.

    principal: fen owed at `start`, the day interest begins to run.
    first_due: default one month after start. due_day: the day of the month of later dates (default: see anchor_of).
    accrual: "daily" = balance x daily rate x actual days; "monthly" = balance x annual rate / 12 for each period, and
    for a period that is longer or shorter than a month by its months and days (see months_and_part).
    interest_only_periods: leading periods of a level loan that pay interest alone.
    arrears: fen of interest and penalty owed before start; paid before anything else, and bears no interest itself.
    payment: a level instalment that is given rather than solved; the last one takes what is left.
    stub_day: with monthly accrual, the day of the month by which the period up to the first due date is counted, where it
    is another than that of the later dates: a plan may move the due day, but not what has run before.
    changes: later rates, in order of date. A level payment is solved anew from the period after the one a change falls
    into; with monthly accrual a change counts from the next period.
    """

    principal: int
    rate: Rate
    method: Method
    periods: int
    start: date
    first_due: date | None = None
    due_day: int | None = None
    accrual: Accrual = "daily"
    interest_only_periods: int = 0
    arrears: int = 0
    payment: int | None = None
    changes: tuple[RateChange, ...] = ()
    stub_day: int | None = None

    @property
    def first(self) -> date:
        """The first due date."""
        return self.first_due or add_months(self.start, 1)

    @property
    def anchor(self) -> int:
        """The day of the month of later due dates."""
        return self.due_day or anchor_of(self.start, self.first)

    def due(self, count: int | None = None) -> list[date]:
        """The due dates: `count` of them, or one for each period."""
        return due_dates(self.first, self.periods if count is None else count, self.anchor)


def build(terms: Terms) -> Schedule:
    """The schedule of these terms.

    Raises ValueError for terms that are no loan: principal or arrears negative, periods outside 1..MAX_PERIODS, first
    due date not after the start, an interest-only head as long as the loan, changes out of order. Raises OverflowError
    where a due date leaves year 9999.
    """
    _refuse_nonsense(terms)
    dates = terms.due()
    weights, denominator = interest_weights(terms, dates)
    if terms.method == "bullet":
        return _bullet(terms, dates, weights, denominator)
    if terms.method == "equal-principal":
        return _equal_principal(terms, dates, weights, denominator)
    head = terms.periods - 1 if terms.method == "interest-only" else terms.interest_only_periods
    resolve_at = _periods_after(terms.changes, dates)
    if resolve_at and terms.method == "level" and terms.payment is None:
        return _level_with_changes(terms, dates, weights, denominator, head, resolve_at)
    payment = terms.payment
    if payment is None:
        payment = _level_payment(terms.principal, terms.arrears, weights[head:], denominator)
    rows, unpaid = _run(terms.principal, terms.arrears, weights, denominator, dates, payment, head)
    return Schedule(tuple(rows), unpaid)


def periods_for_payment(terms: Terms, payment: int, limit: int = MAX_PERIODS) -> int | None:
    """The fewest level periods whose instalment is at most `payment` fen, the interest-only head included.

    None when no term up to `limit` periods does it: the payment does not cover the interest, or barely. The head
    (`terms.interest_only_periods`) must itself be payable; if its interest exceeds `payment` the answer is None.
    """
    if payment <= 0:
        return None
    # No month has more than 31 days, so each payment after the first takes at least this much off the debt: dates
    # beyond the bound that follows are not needed.
    daily_or_monthly = terms.rate.monthly if terms.accrual == "monthly" else terms.rate.daily * 31
    falls = payment - math.ceil(terms.principal * daily_or_monthly) - 1
    if falls > 0 and not terms.changes:
        opening = terms.principal + terms.arrears
        opening += interest_between(terms.principal, terms, terms.start, terms.first) + 1
        limit = min(limit, terms.interest_only_periods + opening // falls + 2)
    dates = terms.due(limit)
    weights, denominator = interest_weights(terms, dates)
    double, head = 2 * denominator, terms.interest_only_periods
    balance, arrears, carried = terms.principal, terms.arrears, 0
    for period, weight in enumerate(weights, start=1):
        interest = (2 * balance * weight + denominator) // double
        if period <= head:
            if interest > payment:
                return None
            continue
        owed = arrears + carried + interest
        if owed + balance <= payment:
            return period
        if payment <= owed:
            paid_arrears = min(arrears, payment)
            arrears -= paid_arrears
            carried += interest - (payment - paid_arrears)
        else:
            balance -= payment - owed
            arrears = carried = 0
    return None


def level_within(terms: Terms, cap: int, limit: int = MAX_PERIODS) -> Schedule | None:
    """The level schedule with the fewest periods in which no instalment exceeds `cap` fen; None if none does.

    The instalment is the usual level one; only where its rounding would push the last instalment over the cap does it
    take the few fen more that avoid this.
    """
    periods = periods_for_payment(terms, cap, limit)
    if periods is None:
        return None
    fitted = replace(terms, method="level", periods=periods)
    schedule = build(fitted)
    if schedule.largest_payment <= cap:
        return schedule
    weights, denominator = interest_weights(fitted, fitted.due())
    smallest = _smallest_level(
        fitted.principal, fitted.arrears, weights[fitted.interest_only_periods :], denominator
    )
    return build(replace(fitted, payment=min(smallest, cap)))


def pay_for(terms: Terms, payment: int, periods: int) -> Schedule:
    """What `periods` payments of `payment` fen leave: the last row need not clear the balance.

    A payment below the interest due leaves the rest of that interest in `unpaid`; it bears no interest itself.
    """
    fixed = replace(terms, periods=periods)
    dates = fixed.due()
    weights, denominator = interest_weights(fixed, dates)
    rows, unpaid = _run(terms.principal, terms.arrears, weights, denominator, dates, payment, closes=False)
    return Schedule(tuple(rows), unpaid)


def repay_early(terms: Terms, on: date, amount: int, keep: Literal["payment", "periods"]) -> Schedule:
    """The schedule after an extra payment of `amount` fen on `on`, between two due dates.

    The extra payment first pays the interest accrued to that day, then principal; it is its own row, numbered like the
    period it falls into. keep="payment" shortens the term, keep="periods" lowers the instalment. Raises ValueError if
    `on` is not within the schedule, on a due date, or if the amount exceeds what is owed that day.
    """
    before = build(terms)
    if not terms.start < on < before.end or any(row.date == on for row in before.rows):
        raise ValueError("an early repayment falls between two due dates")
    paid = [row for row in before.rows if row.date < on]
    balance, since = (paid[-1].balance, paid[-1].date) if paid else (terms.principal, terms.start)
    arrears = terms.arrears - sum(row.arrears for row in paid)
    accrued = interest_between(balance, terms, since, on)
    if amount > arrears + accrued + balance:
        raise ValueError("an early repayment exceeds what is owed")
    to_arrears = min(amount, arrears)
    to_interest = min(amount - to_arrears, accrued)
    to_principal = amount - to_arrears - to_interest
    extra = Row(len(paid) + 1, on, amount, to_principal, to_interest, balance - to_principal, to_arrears)
    if extra.balance == 0 and accrued == to_interest:
        return Schedule((*paid, extra))
    upcoming = before.rows[len(paid)]
    rest = replace(
        terms,
        principal=extra.balance,
        arrears=arrears - to_arrears + accrued - to_interest,
        start=on,
        first_due=upcoming.date,
        due_day=terms.anchor,
        periods=terms.periods - len(paid),
        interest_only_periods=max(0, terms.interest_only_periods - len(paid)),
        payment=None,
    )
    if keep == "payment" and terms.method == "level":
        payment = max(row.payment for row in before.rows[:-1]) if len(before.rows) > 1 else upcoming.payment
        periods = periods_for_payment(rest, payment, rest.periods)
        rest = replace(rest, payment=payment, periods=periods or rest.periods)
    elif keep == "payment" and terms.method == "equal-principal":
        part = before.rows[0].principal
        rest = replace(rest, periods=min(rest.periods, -(-rest.principal // part) if part else rest.periods))
    after = build(rest)
    shifted = tuple(row._replace(period=row.period + len(paid)) for row in after.rows)
    return Schedule((*paid, extra, *shifted), after.unpaid)


def interest_between(balance: int, terms: Terms, since: date, until: date) -> int:
    """Interest in fen that `balance` bears under these terms from `since` to `until`, rounded half-up once.

    With monthly accrual the rate in force on `since` counts for the whole of it.
    """
    exact = balance * interest_factor(terms, since, until)
    return round_half_up(exact.numerator, exact.denominator)


def interest_factor(terms: Terms, since: date, until: date) -> Fraction:
    """What one fen bears from `since` to `until`, exactly; see `interest_between`."""
    if terms.accrual == "monthly":
        rate = [terms.rate, *(change.rate for change in terms.changes if change.on <= since)][-1]
        return rate.monthly * _months(terms, since, until)
    if not terms.changes:
        return terms.rate.daily * (until - since).days
    steps, denominator = _daily_steps(terms)
    return Fraction(_weight(since, until, steps), denominator)


def _months(terms: Terms, since: date, until: date) -> Fraction:
    stub, first = terms.stub_day, terms.first
    if stub is None or since >= first:
        return months_and_part(since, until, terms.anchor)
    if until <= first:
        return months_and_part(since, until, stub)
    return months_and_part(since, first, stub) + months_and_part(first, until, terms.anchor)


# What follows works on integers only: interest of a period = balance x weight / denominator, rounded half-up.


def _refuse_nonsense(terms: Terms) -> None:
    if terms.principal < 0 or terms.arrears < 0:
        raise ValueError("principal and arrears are not negative")
    if not 1 <= terms.periods <= MAX_PERIODS:
        raise ValueError(f"periods are 1 to {MAX_PERIODS}")
    if terms.rate.annual < 0 or any(change.rate.annual < 0 for change in terms.changes):
        raise ValueError("a rate is not negative")
    if terms.first_due is not None and terms.first_due <= terms.start:
        raise ValueError("the first due date is after the start")
    if not 0 <= terms.interest_only_periods < terms.periods:
        raise ValueError("an interest-only head is shorter than the loan")
    if any(later.on <= earlier.on for earlier, later in pairwise(terms.changes)):
        raise ValueError("rate changes are in order of date")


def _daily_steps(terms: Terms) -> tuple[list[tuple[date, int]], int]:
    """Each rate as (valid from, numerator of its daily rate), over one common denominator."""
    rates = [(date.min, terms.rate.daily), *((change.on, change.rate.daily) for change in terms.changes)]
    denominator = 1
    for _, rate in rates:
        denominator = lcm(denominator, rate.denominator)
    return [(since, rate.numerator * (denominator // rate.denominator)) for since, rate in rates], denominator


def _weight(since: date, until: date, steps: Sequence[tuple[date, int]]) -> int:
    if len(steps) == 1:
        return steps[0][1] * (until - since).days
    total = 0
    for index, (valid_from, numerator) in enumerate(steps):
        valid_until = steps[index + 1][0] if index + 1 < len(steps) else date.max
        overlap = (min(until, valid_until) - max(since, valid_from)).days
        total += numerator * max(0, overlap)
    return total


def interest_weights(terms: Terms, dates: Sequence[date]) -> tuple[list[int], int]:
    """For each period the numerator of its interest factor, and the common denominator."""
    if terms.accrual == "monthly":
        rates = [terms.rate.monthly, *(change.rate.monthly for change in terms.changes)]
        denominator = 1
        for rate in rates:
            denominator = lcm(denominator, rate.denominator)
        numerators = [rate.numerator * (denominator // rate.denominator) for rate in rates]
        starts = [terms.start, *dates[:-1]]
        weights = [numerators[0]] * len(dates)
        if terms.changes:
            weights = [numerators[sum(change.on <= day for change in terms.changes)] for day in starts]
        # Only the first two periods can be longer or shorter than a month: later dates all fall on the anchor.
        odd = [_months(terms, before, after) for before, after in pairwise([terms.start, *dates[:2]])]
        if any(months != 1 for months in odd):
            parts = lcm(*(months.denominator for months in odd))
            weights, denominator = [weight * parts for weight in weights], denominator * parts
            for index, months in enumerate(odd):
                weights[index] = weights[index] // months.denominator * months.numerator
        return weights, denominator
    steps, denominator = _daily_steps(terms)
    if len(steps) == 1:
        numerator = steps[0][1]
        ordinals = list(map(date.toordinal, dates))
        lengths = map(sub, ordinals, [terms.start.toordinal(), *ordinals])
        return [numerator * length for length in lengths], denominator
    return [_weight(before, after, steps) for before, after in pairwise([terms.start, *dates])], denominator


def _run(
    principal: int,
    arrears: int,
    weights: Sequence[int],
    denominator: int,
    dates: Sequence[date],
    payment: int,
    head: int = 0,
    first_period: int = 1,
    closes: bool = True,
) -> tuple[list[Row], int]:
    """Pay `payment` a period (interest alone in the head); the last period, if it `closes`, pays all that is left."""
    if not head and not arrears and closes:
        ordinary = _run_level(principal, weights, denominator, dates, payment, first_period)
        if ordinary is not None:
            return ordinary, 0
    rows: list[Row] = []
    append, make = rows.append, tuple.__new__
    half, double = denominator, 2 * denominator
    balance, behind, period = principal, arrears, first_period
    for day, weight in zip(dates[:head], weights, strict=False):
        interest = (2 * balance * weight + half) // double
        append(make(Row, (period, day, interest, 0, interest, balance, 0)))
        period += 1
    until = len(dates) - 1 if closes else len(dates)
    # `behind` is what earlier rows left unpaid: arrears first of all, the rest interest of this schedule.
    for day, weight in zip(dates[head:until], weights[head:until], strict=True):
        interest = (2 * balance * weight + half) // double
        owed = behind + interest
        if payment > owed:
            paid = payment - owed
            if paid > balance:
                paid = balance
            balance -= paid
            append(make(Row, (period, day, owed + paid, paid, owed - arrears, balance, arrears)))
            arrears = behind = 0
        else:
            to_arrears = arrears if arrears < payment else payment
            arrears -= to_arrears
            behind = owed - payment
            append(make(Row, (period, day, payment, 0, payment - to_arrears, balance, to_arrears)))
        period += 1
    if not closes:
        return rows, behind
    owed = behind + (2 * balance * weights[-1] + half) // double
    append(make(Row, (period, dates[-1], owed + balance, balance, owed - arrears, 0, arrears)))
    return rows, 0


def _run_level(
    principal: int,
    weights: Sequence[int],
    denominator: int,
    dates: Sequence[date],
    payment: int,
    first_period: int,
) -> list[Row] | None:
    """The ordinary case of `_run`, three times as fast: every payment covers its interest and none but the last clears.

    None where that does not hold.
    """
    if denominator % 2:
        weights, denominator = [2 * weight for weight in weights], 2 * denominator
    half, balance = denominator // 2, principal
    balances: list[int] = []
    append = balances.append
    for weight in weights[:-1]:
        balance += (balance * weight + half) // denominator - payment
        append(balance)
    principals = list(map(sub, [principal, *balances], balances))
    if balance < 0 or (principals and min(principals) <= 0):
        return None
    closing = (balance * weights[-1] + half) // denominator
    count = len(balances)
    columns = zip(
        range(first_period, first_period + count), dates, repeat(payment), principals,
        map(sub, repeat(payment), principals), balances, repeat(0), strict=False,
    )  # fmt: skip
    rows: list[Row] = list(map(partial(tuple.__new__, Row), columns))
    rows.append(Row(first_period + count, dates[-1], balance + closing, balance, closing, 0, 0))
    return rows


def _level_payment(principal: int, arrears: int, weights: Sequence[int], denominator: int) -> int:
    """The level instalment that clears principal (and arrears) over these periods."""
    if arrears == 0:
        growth, annuity = 1.0, 0.0
        for weight in weights:
            factor = 1.0 + weight / denominator
            growth *= factor
            annuity = annuity * factor + 1.0
        payment = int(principal * growth / annuity + 0.5)
        first_interest = (2 * principal * weights[0] + denominator) // (2 * denominator)
        if payment > first_interest or principal == 0 or len(weights) == 1:
            return payment
    return _smallest_level(principal, arrears, weights, denominator)


def _smallest_level(principal: int, arrears: int, weights: Sequence[int], denominator: int) -> int:
    """The smallest instalment whose last payment is not larger than itself, found on the integer schedule.

    What is left for the last payment falls as the instalment grows, so the answer can be enclosed: from the level
    payment of the whole debt, by secants, and by halving wherever a secant does not shrink the bracket by half.
    """

    def excess(payment: int) -> int:
        return _left_before_last(principal, arrears, weights, denominator, payment) - payment

    low, high = 0, principal + arrears + sum(principal * weight // denominator + 1 for weight in weights)
    low_excess, high_excess = excess(low), excess(high)
    probe = (principal + arrears) // len(weights) + principal * sum(weights) // denominator // (
        2 * len(weights)
    )
    while high - low > 1:
        width = high - low
        for candidate in (probe, None):
            middle = (low + high) // 2 if candidate is None else min(max(candidate, low + 1), high - 1)
            found = excess(middle)
            if found <= 0:
                high, high_excess = middle, found
            else:
                low, low_excess = middle, found
            if high - low <= max(1, width // 2):
                break
        # The root of the line through both ends, half a step towards the side that is still far away.
        probe = low + (high - low) * low_excess // max(1, low_excess - high_excess)
    return high


def _left_before_last(
    principal: int, arrears: int, weights: Sequence[int], denominator: int, payment: int
) -> int:
    """What the last period would have to pay when every earlier one pays `payment`."""
    double, owed, balance = 2 * denominator, arrears, principal
    for weight in weights[:-1]:
        owed += (2 * balance * weight + denominator) // double
        if payment >= owed:
            balance -= payment - owed
            owed = 0
            if balance <= 0:
                return 0
        else:
            owed -= payment
    return owed + balance + (2 * balance * weights[-1] + denominator) // double


def _periods_after(changes: Sequence[RateChange], dates: Sequence[date]) -> list[int]:
    """Indexes of the first period that lies wholly after each change."""
    indexes = {sum(day < change.on for day in dates) + 1 for change in changes}
    return sorted(index for index in indexes if index < len(dates))


def _level_with_changes(
    terms: Terms,
    dates: Sequence[date],
    weights: Sequence[int],
    denominator: int,
    head: int,
    resolve_at: Sequence[int],
) -> Schedule:
    # The instalment of each stretch is solved at the rate known then: the lender cannot foresee a change either.
    rows: list[Row] = []
    balance, arrears = terms.principal, terms.arrears
    bounds = [0, *resolve_at, len(dates)]
    for begin, end in pairwise(bounds):
        start = dates[begin - 1] if begin else terms.start
        known = tuple(change for change in terms.changes if change.on <= start)
        now = replace(
            terms,
            rate=known[-1].rate if known else terms.rate,
            changes=(),
            start=start,
            due_day=terms.anchor,
        )
        flat, flat_denominator = interest_weights(now, dates[begin:])
        left_head = max(0, head - begin)
        payment = _level_payment(balance, arrears, flat[left_head:], flat_denominator)
        part, arrears = _run(
            balance, arrears, weights[begin:end], denominator, dates[begin:end], payment, left_head, begin + 1,
            closes=end == len(dates),
        )  # fmt: skip
        rows += part
        balance = part[-1].balance
    return Schedule(tuple(rows))


def _equal_principal(
    terms: Terms, dates: Sequence[date], weights: Sequence[int], denominator: int
) -> Schedule:
    part = (2 * terms.principal + terms.periods) // (2 * terms.periods)
    rows, balance, arrears = [], terms.principal, terms.arrears
    for index, (day, weight) in enumerate(zip(dates, weights, strict=True)):
        interest = (2 * balance * weight + denominator) // (2 * denominator)
        principal = balance if index == terms.periods - 1 else min(part, balance)
        balance -= principal
        rows.append(
            Row(index + 1, day, arrears + interest + principal, principal, interest, balance, arrears)
        )
        arrears = 0
    return Schedule(tuple(rows))


def _bullet(terms: Terms, dates: Sequence[date], weights: Sequence[int], denominator: int) -> Schedule:
    # Simple interest over the whole time, rounded once: nothing falls due before the end.
    interest = (2 * terms.principal * sum(weights) + denominator) // (2 * denominator)
    idle = [Row(index + 1, day, 0, 0, 0, terms.principal) for index, day in enumerate(dates[:-1])]
    owed = terms.arrears + interest + terms.principal
    last = Row(terms.periods, dates[-1], owed, terms.principal, interest, 0, terms.arrears)
    return Schedule((*idle, last))
