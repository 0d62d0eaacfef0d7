"""The bench itself: what it says of a race, and that it names who is not there."""

from datetime import date
from decimal import Decimal

import pytest

from bench.__main__ import lines_of, time_of
from bench.figures import decimal_schedule
from bench.rounds import Contestant, Task, run
from jiebei.counting.rate import Rate
from jiebei.owed.schedule import Terms, build


def work(count: int) -> int:
    return sum(range(count))


def test_a_ratio_is_our_time_over_theirs() -> None:
    task = Task("adding", Contestant("ours", lambda: work(20_000)), [Contestant("less", lambda: work(200))])
    result = run(task, 5)
    ratio = result.ratio("less")
    assert ratio is not None
    assert ratio > 10
    assert result.ours > 0


def test_a_peer_that_is_not_installed_is_named_as_missing() -> None:
    task = Task("adding", Contestant("ours", lambda: work(10)), [Contestant("absent", None)])
    result = run(task, 1)
    assert result.ratio("absent") is None
    (line,) = [line for line in lines_of(result) if "absent" in line]
    assert "missing" in line
    assert "not installed" in line


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0.0000817, "81.7 µs"), (0.0123, "12.3 ms"), (2.0, "2.00 s ")]
)
def test_a_time_has_three_figures(seconds: float, shown: str) -> None:
    assert time_of(seconds) == shown


@pytest.mark.parametrize("start", [date(2026, 1, 31), date(2028, 2, 29), date(2026, 11, 5)])
@pytest.mark.parametrize("periods", [1, 12, 60])
def test_the_decimal_loop_does_the_same_work(start: date, periods: int) -> None:
    rows = build(Terms(1_234_567, Rate.per_day("0.0004"), "level", periods, start)).rows
    loop = decimal_schedule(Decimal("12345.67"), Decimal("0.0004"), start, periods)
    told = [(day, *(int(amount * 100) for amount in amounts)) for day, *amounts in loop]
    assert told == [(row.date, row.payment, row.principal, row.interest, row.balance) for row in rows]
