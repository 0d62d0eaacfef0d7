"""The annualised cost of real cash flows: money received and money paid, on dates or in evenly spaced periods.

Two numbers are always given together and named. *Effective* (实际年化, 复利) is the rate at which the present values
of all flows sum to zero: by dates with a year of 365 days (XIRR), by periods (1 + i) ** periods_a_year - 1. *Nominal*
(名义年化, 单利) is the rate of one period times the periods in a year, as 中国人民银行公告〔2021〕第3号 allows it.

An equation like this can have no answer or several. With one change of sign in the flows there is at most one (Descartes),
and pyxirr finds it; otherwise every root above -100% is found here, and "none" or "several" is an answer of its own.
Which side is positive does not matter: turning every sign round leaves the roots where they are.

The search for every root takes longer with more flows and with more changes of sign, so both are bounded together: flows
times changes at most MAX_WORK, changes at most MAX_CHANGES. One loan by itself has one change and is well inside.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from operator import mul
from typing import Any, Literal, NamedTuple

from jiebei.counting.due_dates import month_length

LAST_PERIOD = 5000
MAX_CHANGES = 60
"""Each change of sign costs one derivative more, and with it digits: beyond this the roots could not be trusted."""
MAX_WORK = 20_000
"""Flows times changes of sign: at this bound the hardest flows that a search for them found took 0.2 s."""

_HIGHEST = 1e15
"""Above this an annual rate says nothing to anybody, and JSON readers begin to lose it."""


class Cost(NamedTuple):
    """What the flows cost a year, as fractions (0.1358 = 13.58%).

    effective: compound. nominal: rate of one period times periods a year; None for dated flows that are not evenly
    monthly, where there is no period to speak of. roots: every effective rate that solves the equation; here always one.
    """

    effective: float
    nominal: float | None
    roots: tuple[float, ...]


class NoCost(NamedTuple):
    """Why there is no one cost: `reason` for programs, `message` for people.

    roots: where there are several, those of them that anybody can use: above -100%, and finite.
    """

    reason: Literal["empty", "one_sided", "one_day", "none", "several", "out_of_range", "too_many"]
    message: str
    roots: tuple[float, ...] = ()


class Flows(NamedTuple):
    """Cash flows in order, one a day (or period), none of them zero: made by `dated` or `spaced`.

    times: dates, or whole period numbers. amounts: fen, one sign for received and the other for paid. changes: how
    often the sign changes from one flow to the next. per_year: periods a year; 0 for dated flows.
    """

    times: tuple[Any, ...]
    amounts: tuple[int, ...]
    changes: int
    per_year: int


def dated(flows: Iterable[tuple[date, int]]) -> Flows:
    """Flows on dates, fen. Any order; flows of one day are netted, zeros dropped."""
    return _in_order(flows, 0)


def spaced(flows: Iterable[tuple[int, int]], per_year: int) -> Flows:
    """Flows in evenly spaced periods (0 = the day the money was received), fen; `per_year` such periods make a year.

    Raises ValueError for a period outside 0 to LAST_PERIOD, or `per_year` below 1.
    """
    made = _in_order(flows, per_year)
    if per_year < 1 or (made.times and not 0 <= made.times[0] <= made.times[-1] <= LAST_PERIOD):
        raise ValueError(f"periods are 0, 1, 2, … {LAST_PERIOD} and at least one makes a year")
    return made


def loan_flows(received: int, start: date, payments: Iterable[tuple[date, int]]) -> Flows:
    """The flows of a loan: `received` fen on `start`, then payments (positive fen) on their dates."""
    return dated([(start, received), *((day, -amount) for day, amount in payments)])


def xirr(flows: Flows) -> tuple[float, ...]:
    """Every annual effective rate above -100% at which the flows' present values sum to zero; () when there is none.

    The quick way in: no checks beyond the count of sign changes. With one change of sign pyxirr answers; a rate it
    cannot find, or beyond what a float can hold, falls to the search that brackets every root.
    """
    if flows.changes == 1:
        rate = _pyxirr().xirr(flows.times, flows.amounts)
        if rate is not None and -1.0 < rate < _HIGHEST:
            return (rate,)
    return tuple(
        _effective(x, 1)
        for x in _roots([(day - flows.times[0]).days / 365 for day in flows.times], flows.amounts)
    )


def annualised(flows: Flows) -> Cost | NoCost:
    """The annualised cost of these flows, or why there is none.

    Dated flows get a nominal rate only when they are evenly monthly: every date the same day of its month, shorter
    months ending on their last day. Their effective rate stays the one by real dates.
    """
    refusal = _refusal(flows)
    if refusal:
        return refusal
    periodic: tuple[float, ...] = ()
    if flows.per_year:
        periodic = _per_period(flows.times, flows)
        roots = tuple(_effective(math.log1p(rate), flows.per_year) for rate in periodic)
    else:
        roots = xirr(flows)
    if not roots:
        return NoCost(
            "none", "这组现金流没有任何年化利率能解释：请检查有没有漏掉的收款或还款，正负号有没有填反。"
        )
    usable = tuple(root for root in roots if -1.0 < root < _HIGHEST)
    if not usable:
        return NoCost("out_of_range", "算出的年化利率大得或小得没有意义，请检查金额和日期。")
    if len(roots) > 1:
        shown = "、".join(f"{root * 100:.2f}%" for root in usable)
        rest = f"，另有 {len(roots) - len(usable)} 个大得或小得没有意义" if len(usable) < len(roots) else ""
        return NoCost(
            "several",
            f"这组现金流有 {len(roots)} 个年化利率都成立（{shown}{rest}），不能只挑一个当作答案。",
            usable,
        )
    if flows.per_year:
        return Cost(roots[0], periodic[0] * flows.per_year, roots)
    months = _months(flows.times)
    monthly = _per_period(months, flows) if months else ()
    return Cost(roots[0], monthly[0] * 12 if len(monthly) == 1 else None, roots)


def _refusal(flows: Flows) -> NoCost | None:
    if not flows.amounts:
        return NoCost("empty", "没有任何现金流：至少要有一笔收到的钱和一笔还出的钱。")
    if len(flows.amounts) == 1 and flows.changes == 0:
        return NoCost(
            "one_day", "所有金额都在同一天（或只有一笔），算不出年化利率：至少要有收款和还款两个日子。"
        )
    if flows.changes == 0:
        side = "收到的" if flows.amounts[0] > 0 else "还出的"
        return NoCost("one_sided", f"所有金额都是{side}，正负号填错了：收到的钱填正数，还出的钱填负数。")
    if flows.changes > MAX_CHANGES or len(flows.amounts) * flows.changes > MAX_WORK:
        return NoCost(
            "too_many",
            f"收款和还款来回交替 {flows.changes} 次，一共 {len(flows.amounts)} 笔，太多了，这里算不了："
            f"交替最多 {MAX_CHANGES} 次，笔数乘以交替次数最多 {MAX_WORK}。请一次只算一笔借款。",
        )
    return None


def _in_order(flows: Iterable[tuple[Any, int]], per_year: int) -> Flows:
    net: dict[Any, int] = {}
    for when, amount in flows:
        net[when] = net.get(when, 0) + amount
    ordered = [(when, amount) for when, amount in sorted(net.items()) if amount]
    changes, before = 0, 0
    for _, amount in ordered:
        changes += amount * before < 0
        before = amount
    return Flows(
        tuple(when for when, _ in ordered), tuple(amount for _, amount in ordered), changes, per_year
    )


@cache
def _pyxirr() -> Any:
    # Imported on first use: a schedule or a share needs none of it.
    import pyxirr

    return pyxirr


def _effective(x: float, per_year: int) -> float:
    """(e ** x) ** per_year - 1, and infinity where a float cannot hold it."""
    exponent = x * per_year
    return math.expm1(exponent) if exponent < 700 else math.inf


def _per_period(periods: Sequence[int], flows: Flows) -> tuple[float, ...]:
    """Every periodic rate above -100% that solves the flows, counted in these periods."""
    if flows.changes == 1:
        amounts = [0] * (periods[-1] - periods[0] + 1)
        for period, amount in zip(periods, flows.amounts, strict=True):
            amounts[period - periods[0]] = amount
        rate = _pyxirr().irr(amounts)
        if rate is not None and -1.0 < rate < _HIGHEST:
            return (rate,)
    return tuple(_effective(x, 1) for x in _roots([period - periods[0] for period in periods], flows.amounts))


def _months(days: Sequence[date]) -> list[int] | None:
    """The number of each date's month, if all dates fall on one day of the month (or the last day of a shorter one)."""
    anchor = max(day.day for day in days)
    if any(day.day != min(anchor, month_length(day.year, day.month)) for day in days):
        return None
    return [day.year * 12 + day.month for day in days]


# Every root, with proof. f(x) = sum of c_k e^(-x t_k), where e^x = 1 + rate. Multiplied by e^(x s), with s between two
# times where the sign changes, its derivative has the coefficients c_k (s - t_k): exactly one change of sign fewer. So
# going down to no change at all and back up, the roots of each derivative cut the line into stretches on which the
# function above it is monotone and has at most one root, which a change of sign brackets.


def _roots(times: Sequence[float], amounts: Sequence[int]) -> list[float]:
    """All real x with sum of amounts[k] * e ** (-x * times[k]) = 0, ascending; a root that only touches counts once."""
    largest = max(abs(amount) for amount in amounts)
    return _zeros(times, [amount / largest for amount in amounts])


def _zeros(times: Sequence[float], weights: list[float]) -> list[float]:
    turn = next((k for k in range(1, len(weights)) if weights[k] * weights[k - 1] < 0), None)
    if turn is None:
        return []
    middle = (times[turn - 1] + times[turn]) / 2
    slopes = [weight * (middle - when) for weight, when in zip(weights, times, strict=True)]
    scale = max(map(abs, slopes))
    turning = _zeros(times, [slope / scale for slope in slopes])
    lowest, highest = (turning[0], turning[-1]) if turning else (0.0, 0.0)
    # Far to the left the last flow decides the sign, far to the right the first one.
    left, left_sign = _beyond(times, weights, lowest, -1), 1 if weights[-1] > 0 else -1
    found: list[float] = []
    for right in [*turning, _beyond(times, weights, highest, 1)]:
        sign = _sign(times, weights, right)
        if sign == 0:
            found.append(right)
        elif left_sign * sign < 0:
            found.append(_between(times, weights, slopes, left, right, left_sign))
        left, left_sign = right, sign
    return found


def _at(times: Sequence[float], x: float) -> list[float]:
    """What one fen of each time is worth, divided by the largest so that nothing overflows."""
    shift = max(-x * times[0], -x * times[-1])
    return [math.exp(-x * when - shift) for when in times]


def _sign(times: Sequence[float], weights: Sequence[float], x: float) -> int:
    terms = list(map(mul, weights, _at(times, x)))
    total = sum(terms)
    if abs(total) <= 1e-13 * sum(map(abs, terms)):
        return 0
    return 1 if total > 0 else -1


def _beyond(times: Sequence[float], weights: Sequence[float], x: float, way: int) -> float:
    """A place left (way -1) or right (+1) of x where the last or the first flow already decides the sign."""
    sign, step = (weights[0] if way > 0 else weights[-1]), 1 / (times[-1] - times[0])
    while _sign(times, weights, x + way * step) * sign <= 0:
        step *= 2
    return x + way * step


def _between(
    times: Sequence[float],
    weights: Sequence[float],
    slopes: Sequence[float],
    left: float,
    right: float,
    left_sign: int,
) -> float:
    """The one root between two places of different sign: by the slope where that at least halves the step, else halfway.

    Bisection alone takes fifty steps; and near a rate of zero, where no place is relatively close, a thousand.
    """
    x, step = (left + right) / 2, right - left
    while left < x < right:
        worth = _at(times, x)
        total, slope = sum(map(mul, weights, worth)), sum(map(mul, slopes, worth))
        if total * left_sign > 0:
            left = x
        else:
            right = x
        if 2 * abs(total) < abs(step * slope) and left < x - total / slope < right:
            step = total / slope
        else:
            step = x - (left + right) / 2
        x -= step
        if abs(step) <= 1e-13 * max(abs(x), 1 / (times[-1] - times[0])):
            break
    return x
