"""Annualised cost: golden examples worked out again in decimals, every root, and when it is too much to ask."""

from __future__ import annotations

import json
import math
from datetime import date, timedelta
from decimal import Decimal, getcontext
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiebei.counting.money import parse_amount
from jiebei.counting.rate import Rate
from jiebei.owed import annual_cost
from jiebei.owed.annual_cost import (
    LAST_PERIOD,
    MAX_CHANGES,
    MAX_WORK,
    Cost,
    NoCost,
    annualised,
    dated,
    loan_flows,
    spaced,
    xirr,
)
from jiebei.owed.schedule import Terms, build

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "annualised.json").read_text(encoding="utf-8"))
getcontext().prec = 50


def golden_flows(entry: dict[str, Any]) -> list[tuple[Any, int]]:
    flows: list[tuple[Any, int]] = []
    for *when, amount in entry["flows"]:
        fen = parse_amount(amount, negative=True)
        assert isinstance(fen, int)
        if entry["per_year"] == 0:
            flows.append((date.fromisoformat(when[0]), fen))
        else:
            flows += [(period, fen) for period in range(when[0], when[-1] + 1)]
    return flows


def exact_roots(times: list[Decimal], amounts: list[int]) -> list[Decimal]:
    """Roots of the present value by a scan and bisection in decimals: slow, plain, and nothing of the package in it."""

    def value(rate: Decimal) -> Decimal:
        return sum(
            (amount * (1 + rate) ** -when for when, amount in zip(times, amounts, strict=True)), Decimal(0)
        )

    # Odd steps, so that no root is a grid point.
    grid = [Decimal(step) / 997 for step in range(-950, 1000, 29)] + [
        Decimal("1.07") * 2**k for k in range(12)
    ]
    values = [value(rate) for rate in grid]
    found = []
    for left, right, at_left, at_right in zip(grid, grid[1:], values, values[1:], strict=False):
        if at_left * at_right >= 0:
            continue
        for _ in range(45):
            middle = (left + right) / 2
            if value(middle) * at_left > 0:
                left = middle
            else:
                right = middle
        found.append(left)
    return found


def as_printed(rate: Decimal, printed: str) -> bool:
    digits = Decimal(printed).as_tuple().exponent
    assert isinstance(digits, int)
    return abs(rate * 100 - Decimal(printed)) <= Decimal(5).scaleb(digits - 1)


@pytest.mark.parametrize("entry", GOLDEN, ids=[entry["source"] for entry in GOLDEN])
def test_golden(entry: dict[str, Any]) -> None:
    per_year = entry["per_year"]
    pairs = golden_flows(entry)
    flows = spaced(pairs, per_year) if per_year else dated(pairs)
    first = pairs[0][0]
    times = [Decimal(when - first) if per_year else Decimal((when - first).days) / 365 for when, _ in pairs]
    periodic = exact_roots(times, [amount for _, amount in pairs])
    yearly = [(1 + rate) ** (per_year or 1) - 1 for rate in periodic]
    result = annualised(flows)
    if "roots" in entry:
        assert isinstance(result, NoCost)
        assert result.reason == ("several" if entry["roots"] else "none")
        assert len(result.roots) == len(periodic) == len(entry["roots"])
        for rate, ours, printed in zip(yearly, result.roots, entry["roots"], strict=True):
            assert as_printed(rate, printed)
            assert ours == pytest.approx(float(rate), rel=1e-9)
        return
    assert isinstance(result, Cost)
    assert len(periodic) == 1
    assert result.roots == (result.effective,)
    assert result.effective == pytest.approx(float(yearly[0]), rel=1e-8)
    if "effective" in entry:
        assert as_printed(yearly[0], entry["effective"])
    if per_year:
        assert result.nominal == pytest.approx(float(periodic[0] * per_year), rel=1e-8)
    if "nominal" in entry:
        assert as_printed(periodic[0] * per_year, entry["nominal"])


def test_there_are_enough_golden_examples() -> None:
    sources = [entry["source"] for entry in GOLDEN]
    assert len(set(sources)) == len(sources) >= 35


def test_the_pboc_example_by_month_ends_has_both_rates() -> None:
    payments = [(date(2026, month, day), 883_330) for month, day in
                ((2, 28), (3, 31), (4, 30), (5, 31), (6, 30), (7, 31), (8, 31), (9, 30), (10, 31), (11, 30), (12, 31))]  # fmt: skip
    cost = annualised(loan_flows(9_900_000, date(2026, 1, 31), [*payments, (date(2027, 1, 31), 883_330)]))
    assert isinstance(cost, Cost)
    assert cost.nominal == pytest.approx(0.1280380, abs=1e-7)
    assert cost.effective == pytest.approx(0.1369, abs=1e-4)


def test_dates_that_are_not_evenly_monthly_have_no_nominal_rate() -> None:
    cost = annualised(
        loan_flows(100_000, date(2026, 1, 1), [(date(2026, 2, 3), 60_000), (date(2026, 4, 1), 50_000)])
    )
    assert isinstance(cost, Cost)
    assert cost.nominal is None


def test_signs_may_be_the_other_way_round() -> None:
    flows = [(0, 9_900_000), *((period, -883_330) for period in range(1, 13))]
    turned = [(period, -amount) for period, amount in flows]
    ours, theirs = annualised(spaced(flows, 12)), annualised(spaced(turned, 12))
    assert isinstance(ours, Cost)
    assert ours.effective == pytest.approx(
        theirs.effective if isinstance(theirs, Cost) else math.nan, rel=1e-12
    )


@pytest.mark.parametrize(
    ("flows", "reason"),
    [
        ([], "empty"),
        ([(0, 0), (1, 0)], "empty"),
        ([(0, 100)], "one_day"),
        ([(3, 100), (3, -40)], "one_day"),
        ([(0, 100), (1, 200)], "one_sided"),
        ([(0, -100), (5, -1)], "one_sided"),
        ([(k, 100 if k % 2 else -100) for k in range(100)], "too_many"),
        ([(0, 100), (1, -230), (2, 133)], "none"),
    ],
)
def test_no_answer_is_said_and_named(flows: list[tuple[int, int]], reason: str) -> None:
    result = annualised(spaced(flows, 12))
    assert isinstance(result, NoCost)
    assert result.reason == reason
    assert result.message


def test_a_rate_beyond_all_meaning_is_no_answer() -> None:
    day = date(2026, 1, 1)
    for paid in (1, 10_000_000_000):
        result = annualised(loan_flows(1_000_000, day, [(day + timedelta(days=1), paid)]))
        assert isinstance(result, NoCost)
        assert result.reason == "out_of_range"


def turning(rows: int, changes: int) -> list[tuple[int, int]]:
    """`rows` flows whose sign changes so often, in stretches of equal length, none of them quite even."""
    length = rows // (changes + 1)
    return [(k, (100 + k % 7) * (-1) ** min(k // length, changes)) for k in range(rows)]


@pytest.mark.parametrize(
    ("rows", "changes", "refused"),
    [
        (5000, MAX_WORK // 5000, False),
        (5000, MAX_WORK // 5000 + 1, True),
        (5000, MAX_CHANGES, True),
        (MAX_WORK // MAX_CHANGES, MAX_CHANGES, False),
        (MAX_WORK // MAX_CHANGES + 1, MAX_CHANGES, True),
        (MAX_CHANGES + 2, MAX_CHANGES + 1, True),
        (5000, 1, False),
    ],
)
def test_flows_times_changes_of_sign_are_bounded(rows: int, changes: int, refused: bool) -> None:
    flows = spaced(turning(rows, changes), 12)
    assert (len(flows.amounts), flows.changes) == (rows, changes)
    result = annualised(flows)
    assert (isinstance(result, NoCost) and result.reason == "too_many") == refused


def test_the_search_takes_few_steps_also_where_the_rate_is_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    # (v - 1)(v - 1.1)(v - 0.9): bisection that looks for x = 0 relatively close takes a thousand steps.
    steps, worth = [0], annual_cost._at

    def counted(times: Any, x: float) -> list[float]:
        steps[0] += 1
        return worth(times, x)

    monkeypatch.setattr(annual_cost, "_at", counted)
    result = annualised(spaced([(0, -990), (1, 2990), (2, -3000), (3, 1000)], 1))
    assert result.roots == pytest.approx([1 / 1.1 - 1, 0, 1 / 0.9 - 1], abs=1e-9)
    assert steps[0] < 150


def test_of_several_rates_only_those_that_are_numbers_are_given() -> None:
    # (v - 0.9)(v - 1e-10): a ninth a week, and ten thousand million times as much a week, which no float holds a year.
    result = annualised(spaced([(0, 9), (1, -(9 * 10**10 + 10)), (2, 10**11)], 52))
    assert isinstance(result, NoCost)
    assert result.reason == "several"
    assert result.roots == pytest.approx([(1 / 0.9) ** 52 - 1], rel=1e-6)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, LAST_PERIOD), st.integers(-(10**11), 10**11) | st.integers(-9, 9)),
        max_size=12,
    ),
    st.sampled_from([0, 1, 12, 366]),
)
def test_every_figure_given_is_finite(pairs: list[tuple[int, int]], per_year: int) -> None:
    start = date(1900, 1, 1)
    flows = spaced(pairs, per_year) if per_year else dated((start + timedelta(days=k), a) for k, a in pairs)
    result = annualised(flows)
    figures = [*result.roots]
    if isinstance(result, Cost):
        assert figures == [result.effective]
        figures += [] if result.nominal is None else [result.nominal]
    assert all(map(math.isfinite, figures))


@pytest.mark.parametrize("pairs", [[(-1, 100), (1, -101)], [(0, 100), (LAST_PERIOD + 1, -101)]])
def test_periods_no_loan_has_are_refused(pairs: list[tuple[int, int]]) -> None:
    with pytest.raises(ValueError, match="periods"):
        spaced(pairs, 12)


@settings(max_examples=120, deadline=None)
@given(
    st.integers(1, 10**9),
    st.lists(st.tuples(st.integers(1, 40), st.integers(1, 10**9)), min_size=1, max_size=40),
    st.integers(0, 400),
)
def test_periods_left_out_count_as_time(received: int, steps: list[tuple[int, int]], start: int) -> None:
    """The rate of one period, by whichever way it was found, makes the flows worth nothing."""
    pairs, period = [(start, received)], start
    for step, amount in steps:
        period += step
        pairs.append((period, -amount))
    result = annualised(spaced(pairs, 1))
    if isinstance(result, NoCost):
        assert result.reason == "out_of_range"
        return
    worth = [amount * (1 + result.effective) ** (start - when) for when, amount in pairs]
    slope = sum(abs(term) * (when - start) for term, (when, _) in zip(worth, pairs, strict=True))
    # As close as a change of the growth by a millionth would bring it.
    assert abs(sum(worth)) <= 1e-6 * slope


def test_a_root_that_only_touches_is_found_once() -> None:
    result = annualised(spaced([(0, -10_000), (1, 23_000), (2, -13_225)], 1))
    assert isinstance(result, Cost)
    assert result.effective == pytest.approx(0.15, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.fractions(Fraction(1, 50), 3, max_denominator=50), min_size=1, max_size=4, unique=True))
def test_every_root_of_a_known_polynomial_is_found(growths: list[Fraction]) -> None:
    # (v - g1)(v - g2)… with v = 1/(1 + rate): its roots are known exactly, and so must be the flows'.
    if any(abs(a - b) < Fraction(1, 100) for i, a in enumerate(growths) for b in growths[:i]):
        return
    coefficients = [Fraction(1)]
    for growth in growths:
        shifted = [Fraction(0), *coefficients]
        coefficients = [s - growth * c for s, c in zip(shifted, [*coefficients, Fraction(0)], strict=True)]
    scale = math.lcm(*(c.denominator for c in coefficients))
    flows = spaced([(k, int(c * scale)) for k, c in enumerate(coefficients)], 1)
    result = annualised(flows)
    expected = sorted(float(1 / growth - 1) for growth in growths)
    assert result.roots == pytest.approx(expected, rel=1e-6, abs=1e-6)


@settings(max_examples=120, deadline=None)
@given(
    st.lists(st.integers(1, 10**9), min_size=1, max_size=40),
    st.integers(1, 10**10),
    st.integers(1, 400),
    st.dates(date(2000, 1, 1), date(2050, 1, 1)),
)
def test_the_quick_way_agrees_with_the_search_for_every_root(
    payments: list[int], received: int, gap: int, start: date
) -> None:
    pairs = [(start + timedelta(days=gap * (k + 1)), amount) for k, amount in enumerate(payments)]
    flows = loan_flows(received, start, pairs)
    logs = annual_cost._roots([(day - start).days / 365 for day in flows.times], flows.amounts)
    assert len(logs) == 1
    if -20 < logs[0] < 30:
        (found,) = xirr(flows)
        assert math.log1p(found) == pytest.approx(logs[0], abs=1e-6, rel=1e-7)


@settings(max_examples=80, deadline=None)
@given(
    st.integers(10_000, 10**9),
    st.integers(1, 120),
    st.integers(0, 3600),
    st.sampled_from(["level", "equal-principal", "interest-only"]),
)
def test_the_schedules_own_rate_comes_back(principal: int, periods: int, rate: int, method: Any) -> None:
    annual = Fraction(rate, 10_000)
    terms = Terms(principal, Rate(annual), method, periods, date(2026, 1, 15), accrual="monthly")
    payments = [(row.period, -row.payment) for row in build(terms).rows]
    result = annualised(spaced([(0, principal), *payments], 12))
    assert isinstance(result, Cost)
    # Each payment may be rounded by half a fen: that much may the rate differ, and no more.
    slack = 24 * (periods + 1) / principal
    assert result.nominal == pytest.approx(float(annual), abs=slack)
