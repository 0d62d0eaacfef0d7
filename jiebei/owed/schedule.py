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
    changes: later rates, in order of date. A level payment that is not given is solved at the rate of its day, and anew from
    the period after the one a change falls into; with monthly accrual a change counts from the next period.
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
    return _go_on(terms)


def periods_for_payment(terms: Terms, payment: int, limit: int = MAX_PERIODS) -> int | None:
    """The fewest level periods whose instalment is at most `payment` fen, the interest-only head included.

    None when no term up to `limit` periods does it: the payment does not cover the interest, or barely. The head
    (`terms.interest_only_periods`) must itself be payable; if its interest exceeds `payment` the answer is None.
    """
    if payment <= 0:
        return None
    # No month has more than 31 days, so each payment after the second takes at least this much off the debt: dates
    # beyond the bound that follows are not needed.
    month = math.ceil(
        terms.principal * (terms.rate.monthly if terms.accrual == "monthly" else terms.rate.daily * 31)
    )
    falls = payment - month - 1
    if falls > 0 and not terms.changes:
        # The second period, up to the day of the month of all later ones, is shorter than two months.
        opening = terms.principal + terms.arrears + month
        opening += interest_between(terms.principal, terms, terms.start, terms.first) + 1
        limit = min(limit, terms.interest_only_periods + opening // falls + 2)
    weights, denominator = interest_weights(terms, terms.due(limit))
    head = weights[: terms.interest_only_periods]
    if head and _interest(terms.principal, max(head), denominator) > payment:
        return None
    return _clears_in(terms, 0, weights, denominator, payment)


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
    owed = _Owed(terms.principal, terms.arrears)
    rows, left = _run(owed, weights, denominator, dates, payment, closes=False)
    return Schedule(tuple(rows), left.arrears + left.unpaid)


def repay_early(terms: Terms, on: date, amount: int, keep: Literal["payment", "periods"]) -> Schedule:
    """The schedule after an extra payment of `amount` fen on `on`, between two due dates.

    The extra payment first pays arrears, then the interest accrued to that day, then principal; it is its own row, numbered
    like the period it falls into. Accrued interest that it leaves unpaid is part of the next interest to fall due.
    keep="payment" shortens the term: instalments go on as they were (of equal principal: their principal part) and the last
    one is smaller. keep="periods" lowers the instalments and leaves their number; a payment that was given is lowered as
    much as the balance, in proportion. Where nothing but interest is paid before the last period both are the same. Raises
    ValueError if `on` is not within the schedule or a due date, or if the amount is not positive or exceeds what is owed
    that day.
    """
    before, dates = build(terms), terms.due()
    if not terms.start < on < before.end or on in dates:
        raise ValueError("an early repayment falls between two due dates")
    count = sum(day < on for day in dates)
    paid = before.rows[:count]
    began = dates[count - 1] if count else terms.start
    rest = replace(
        terms,
        principal=paid[-1].balance if paid else terms.principal,
        arrears=terms.arrears - sum(row.arrears for row in paid),
        start=on,
        first_due=dates[count],
        due_day=terms.anchor,
        periods=terms.periods - count,
        interest_only_periods=max(0, terms.interest_only_periods - count),
        stub_day=None if count else terms.stub_day,
    )
    accrued = _accrued(terms, paid, rest, began)
    if not 0 < amount <= rest.arrears + accrued + rest.principal:
        raise ValueError("an early repayment is more than nothing and no more than what is owed")
    to_arrears = min(amount, rest.arrears)
    to_interest = min(amount - to_arrears, accrued)
    to_principal = amount - to_arrears - to_interest
    extra = Row(count + 1, on, amount, to_principal, to_interest, rest.principal - to_principal, to_arrears)
    if amount == rest.arrears + accrued + rest.principal:
        return Schedule((*paid, extra))
    lowered = replace(rest, principal=extra.balance, arrears=rest.arrears - to_arrears)
    if keep == "payment":
        after = _shortened(terms, lowered, accrued - to_interest, began)
    else:
        instalment = None
        if terms.payment is not None:
            payment = _in_proportion(terms.payment, lowered.principal, rest.principal)
            lowered = replace(lowered, payment=payment)
        elif terms.method == "level" and _known_on(on, terms.changes) != _known_on(began, terms.changes):
            # A change in the period under way lowers no instalment before the next one.
            usual = before.rows[count].payment
            instalment = _in_proportion(usual, lowered.principal, rest.principal)
        after = _go_on(lowered, accrued - to_interest, began, instalment)
    shifted = tuple(row._replace(period=row.period + count) for row in after.rows)
    return Schedule((*paid, extra, *shifted))


def interest_between(balance: int, terms: Terms, since: date, until: date) -> int:
    """Interest in fen that `balance` bears under these terms from `since` to `until`, rounded half-up once.

    With monthly accrual the rate in force on `since` counts for the whole of it.
    """
    if terms.accrual == "daily" and not terms.changes:
        # The ordinary case, without the cost of fractions.
        annual = terms.rate.annual
        days = (until - since).days
        return round_half_up(balance * annual.numerator * days, annual.denominator * terms.rate.day_basis)
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


class _Owed(NamedTuple):
    """What is owed after a due date, in fen. `unpaid`: interest of this schedule that fell due and was not paid."""

    balance: int
    arrears: int = 0
    unpaid: int = 0


def _interest(balance: int, weight: int, denominator: int) -> int:
    return (2 * balance * weight + denominator) // (2 * denominator)


def _go_on(
    terms: Terms, unpaid: int = 0, began: date | None = None, instalment: int | None = None
) -> Schedule:
    """The rows of these terms, of which the first period `began` before their start and left `unpaid` interest.

    instalment: what the level payment is until a change of rate, or the principal part of equal principal, where this is
    settled already.
    """
    dates = terms.due()
    weights, denominator = interest_weights(terms, dates, began)
    owed = _Owed(terms.principal, terms.arrears, unpaid)
    if terms.method == "bullet":
        return _bullet(owed, dates, weights, denominator)
    if terms.method == "equal-principal":
        part = _principal_part(terms) if instalment is None else instalment
        return _equal_principal(owed, dates, weights, denominator, part)
    if terms.changes and terms.method == "level" and terms.payment is None:
        return _level_with_changes(terms, owed, dates, weights, denominator, began, instalment)
    head = terms.periods - 1 if terms.method == "interest-only" else terms.interest_only_periods
    payment = instalment if terms.payment is None else terms.payment
    if payment is None:
        payment = _level_payment(owed, weights, denominator, head)
    rows, _ = _run(owed, weights, denominator, dates, payment, head)
    return Schedule(tuple(rows))


def _accrued(terms: Terms, paid: Sequence[Row], rest: Terms, began: date) -> int:
    """Interest that the rows `paid` have left, and what has run since the last of them until the rest starts."""
    dates, count = terms.due(), len(paid)
    weights, denominator = interest_weights(terms, dates)
    to_run, to_run_denominator = interest_weights(rest, dates[count:], began)
    # Of a bullet loan nothing has fallen due: all its periods are still open.
    settled = 0 if terms.method == "bullet" else count
    balances = [terms.principal, *(row.balance for row in paid)]
    fallen_due = sum(
        _interest(balance, weight, denominator)
        for balance, weight in zip(balances, weights[:settled], strict=False)
    )
    # Part of the period under way is still to run.
    factor = Fraction(sum(weights[settled : count + 1]), denominator)
    factor -= Fraction(to_run[0], to_run_denominator)
    running = rest.principal * factor
    unpaid = fallen_due - sum(row.interest for row in paid)
    return unpaid + round_half_up(running.numerator, running.denominator)


def _shortened(terms: Terms, rest: Terms, unpaid: int, began: date) -> Schedule:
    """The rest of `terms`, after an early repayment, with its instalments as they were and fewer of them."""
    if terms.method == "equal-principal":
        part = _principal_part(terms)
        periods = max(1, -(-rest.principal // part)) if part else rest.periods
        return _go_on(replace(rest, periods=min(rest.periods, periods)), unpaid, began, part)
    if terms.method != "level":
        return _go_on(rest, unpaid, began)
    known, payment = rest, terms.payment
    if payment is None:
        # What goes on is the instalment as the contract has it that day; later rates are not known yet.
        changes = _known_on(rest.start, terms.changes)
        index = max(terms.periods - rest.periods, terms.interest_only_periods)
        if index == terms.periods - 1:
            return _go_on(rest, unpaid, began)
        payment = build(replace(terms, changes=changes)).rows[index].payment
        known = replace(rest, changes=changes)
    weights, denominator = interest_weights(known, known.due(), began)
    fewest = _clears_in(known, unpaid, weights, denominator, payment)
    return _go_on(replace(rest, periods=fewest or rest.periods), unpaid, began, payment)


def _clears_in(
    terms: Terms, unpaid: int, weights: Sequence[int], denominator: int, payment: int
) -> int | None:
    """The first period after the interest-only head in which `payment` is enough for all that is left."""
    double, head = 2 * denominator, terms.interest_only_periods
    # Unpaid interest is paid in the head, if there is one.
    balance, behind = terms.principal, terms.arrears + (0 if head else unpaid)
    for period, weight in enumerate(weights[head:], start=head + 1):
        owed = behind + (2 * balance * weight + denominator) // double
        if owed + balance <= payment:
            return period
        if payment > owed:
            balance -= payment - owed
            behind = 0
        else:
            behind = owed - payment
    return None


def _known_on(day: date, changes: Sequence[RateChange]) -> tuple[RateChange, ...]:
    return tuple(change for change in changes if change.on <= day)


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


def interest_weights(terms: Terms, dates: Sequence[date], began: date | None = None) -> tuple[list[int], int]:
    """For each period the numerator of its interest factor, and the common denominator.

    began: when the first period began, if before `terms.start`: with monthly accrual the rate of that day counts.
    """
    if terms.accrual == "monthly":
        rates = [terms.rate.monthly, *(change.rate.monthly for change in terms.changes)]
        denominator = 1
        for rate in rates:
            denominator = lcm(denominator, rate.denominator)
        numerators = [rate.numerator * (denominator // rate.denominator) for rate in rates]
        weights = [numerators[0]] * len(dates)
        if terms.changes:
            starts = [began or terms.start, *dates[:-1]]
            weights = [numerators[len(_known_on(day, terms.changes))] for day in starts]
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
    owed: _Owed,
    weights: Sequence[int],
    denominator: int,
    dates: Sequence[date],
    payment: int,
    head: int = 0,
    first_period: int = 1,
    closes: bool = True,
) -> tuple[list[Row], _Owed]:
    """Pay `payment` a period (interest alone in the head); the last period, if it `closes`, pays all that is left."""
    balance, arrears, unpaid = owed
    if not head and not arrears and not unpaid and closes:
        ordinary = _run_level(balance, weights, denominator, dates, payment, first_period)
        if ordinary is not None:
            return ordinary, _Owed(0)
    rows: list[Row] = []
    append, make = rows.append, tuple.__new__
    half, double = denominator, 2 * denominator
    period = first_period
    for day, weight in zip(dates[:head], weights, strict=False):
        interest = unpaid + (2 * balance * weight + half) // double
        unpaid = 0
        append(make(Row, (period, day, interest, 0, interest, balance, 0)))
        period += 1
    until = len(dates) - 1 if closes else len(dates)
    for day, weight in zip(dates[head:until], weights[head:until], strict=True):
        interest = unpaid + (2 * balance * weight + half) // double
        due = arrears + interest
        if payment > due:
            paid = payment - due
            if paid > balance:
                paid = balance
            balance -= paid
            append(make(Row, (period, day, due + paid, paid, interest, balance, arrears)))
            arrears = unpaid = 0
        else:
            to_arrears = arrears if arrears < payment else payment
            arrears -= to_arrears
            unpaid = due - payment - arrears
            append(make(Row, (period, day, payment, 0, payment - to_arrears, balance, to_arrears)))
        period += 1
    if not closes:
        return rows, _Owed(balance, arrears, unpaid)
    interest = unpaid + (2 * balance * weights[-1] + half) // double
    append(make(Row, (period, dates[-1], arrears + interest + balance, balance, interest, 0, arrears)))
    return rows, _Owed(0)


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


def _level_payment(owed: _Owed, weights: Sequence[int], denominator: int, head: int = 0) -> int:
    """The level instalment that clears what is owed over these periods, the first `head` of which pay interest alone."""
    principal, weights = owed.balance, weights[head:]
    behind = owed.arrears + (0 if head else owed.unpaid)
    if behind == 0:
        growth, annuity = 1.0, 0.0
        for weight in weights:
            factor = 1.0 + weight / denominator
            growth *= factor
            annuity = annuity * factor + 1.0
        payment = int(principal * growth / annuity + 0.5)
        first_interest = _interest(principal, weights[0], denominator)
        if payment > first_interest or principal == 0 or len(weights) == 1:
            return payment
    return _smallest_level(principal, behind, weights, denominator)


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


def _level_with_changes(
    terms: Terms,
    owed: _Owed,
    dates: Sequence[date],
    weights: Sequence[int],
    denominator: int,
    began: date | None,
    instalment: int | None,
) -> Schedule:
    # The instalment of each stretch is solved at the rate known then: the lender cannot foresee a change either.
    rows: list[Row] = []
    first_day = began or terms.start
    to_come = terms.changes[len(_known_on(first_day, terms.changes)) :]
    # The first period that lies wholly after each change.
    anew = sorted({sum(day < change.on for day in dates) + 1 for change in to_come})
    for begin, end in pairwise([0, *(index for index in anew if index < len(dates)), len(dates)]):
        head = max(0, terms.interest_only_periods - begin)
        known = replace(terms, changes=_known_on(dates[begin - 1] if begin else first_day, terms.changes))
        as_known, known_denominator = interest_weights(known, dates, began)
        payment = instalment if begin == 0 else None
        if payment is None:
            payment = _level_payment(owed, as_known[begin:], known_denominator, head)
        part, owed = _run(
            owed, weights[begin:end], denominator, dates[begin:end], payment, head, begin + 1,
            closes=end == len(dates),
        )  # fmt: skip
        rows += part
    return Schedule(tuple(rows))


def _in_proportion(payment: int, balance: int, before: int) -> int:
    return round_half_up(payment * balance, before) if before else payment


def _principal_part(terms: Terms) -> int:
    return round_half_up(terms.principal, terms.periods)


def _equal_principal(
    owed: _Owed, dates: Sequence[date], weights: Sequence[int], denominator: int, part: int
) -> Schedule:
    rows: list[Row] = []
    balance, arrears, unpaid = owed
    for period, (day, weight) in enumerate(zip(dates, weights, strict=True), start=1):
        interest = unpaid + _interest(balance, weight, denominator)
        principal = balance if period == len(dates) else min(part, balance)
        balance -= principal
        rows.append(Row(period, day, arrears + interest + principal, principal, interest, balance, arrears))
        arrears = unpaid = 0
    return Schedule(tuple(rows))


def _bullet(owed: _Owed, dates: Sequence[date], weights: Sequence[int], denominator: int) -> Schedule:
    # Simple interest over the whole time, rounded once: nothing falls due before the end.
    principal, arrears, unpaid = owed
    interest = unpaid + _interest(principal, sum(weights), denominator)
    idle = [Row(period, day, 0, 0, 0, principal) for period, day in enumerate(dates[:-1], start=1)]
    last = Row(len(dates), dates[-1], arrears + interest + principal, principal, interest, 0, arrears)
    return Schedule((*idle, last))
