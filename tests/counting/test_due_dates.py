"""Due dates: month by month, keeping the day of the month."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiebei.counting.due_dates import (
    add_months,
    anchor_of,
    china_clock,
    chinese_date,
    due_dates,
    month_length,
    months_and_part,
)

days = st.dates(date(1900, 1, 1), date(2400, 12, 31))


def test_the_31st_falls_on_month_ends_and_comes_back() -> None:
    assert due_dates(date(2026, 1, 31), 14, 31) == [
        date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31),
        date(2026, 6, 30), date(2026, 7, 31), date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31),
        date(2026, 11, 30), date(2026, 12, 31), date(2027, 1, 31), date(2027, 2, 28),
    ]  # fmt: skip
    assert due_dates(date(2028, 1, 30), 3, 30)[1] == date(2028, 2, 29)
    assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert add_months(date(2026, 2, 28), 1, 31) == date(2026, 3, 31)


def test_a_shortened_first_due_date_keeps_the_day_it_comes_from() -> None:
    assert anchor_of(date(2026, 1, 31), date(2026, 2, 28)) == 31
    assert anchor_of(date(2026, 1, 20), date(2026, 2, 28)) == 28
    assert anchor_of(date(2026, 1, 31), date(2026, 3, 15)) == 15


@given(days, st.integers(1, 400), st.integers(1, 31))
def test_dates_are_one_a_month_on_their_day(first: date, count: int, anchor: int) -> None:
    dates = due_dates(first, count, anchor)
    assert len(dates) == count
    assert dates[0] == first
    for before, after in pairwise(dates):
        assert (after.year * 12 + after.month) - (before.year * 12 + before.month) == 1
        assert after.day == min(anchor, month_length(after.year, after.month))


@given(days, st.integers(-1200, 1200))
def test_months_move_as_the_list_of_dates_does(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert moved.year * 12 + moved.month == day.year * 12 + day.month + months
    if months >= 0:
        assert moved == due_dates(day, months + 1, day.day)[-1]


@given(st.integers(1, 9998), st.integers(1, 12))
def test_month_lengths_are_the_calendars(year: int, month: int) -> None:
    following = date(year + month // 12, month % 12 + 1, 1)
    assert month_length(year, month) == (following - date(year, month, 1)).days


@pytest.mark.parametrize(("day", "months"), [(date(9999, 12, 1), 1), (date(1, 1, 1), -1)])
def test_leaving_the_calendar_is_an_overflow(day: date, months: int) -> None:
    with pytest.raises(OverflowError):
        add_months(day, months)


def test_a_list_that_leaves_the_calendar_is_an_overflow_too() -> None:
    assert due_dates(date(9999, 11, 30), 2, 31)[-1] == date(9999, 12, 31)
    with pytest.raises(OverflowError):
        due_dates(date(9999, 11, 30), 3, 31)


def test_written_for_people() -> None:
    assert chinese_date(date(2026, 3, 5)) == "2026年3月5日"


@given(days, days, days, st.integers(1, 31))
def test_parts_of_a_stretch_add_up(first: date, second: date, third: date, anchor: int) -> None:
    parts = months_and_part(first, second, anchor) + months_and_part(second, third, anchor)
    assert parts == months_and_part(first, third, anchor)


@given(days, st.integers(1, 31), st.integers(0, 400))
def test_from_due_date_to_due_date_is_whole_months(day: date, anchor: int, months: int) -> None:
    due = add_months(day, 0, anchor)
    assert months_and_part(due, add_months(due, months, anchor), anchor) == months


@given(days, st.integers(1, 31))
def test_every_day_of_a_month_counts_the_same(day: date, anchor: int) -> None:
    due = add_months(day, 0, anchor)
    length = (add_months(due, 1, anchor) - due).days
    for gone in range(length):
        assert months_and_part(due, due + timedelta(days=gone), anchor) == Fraction(gone, length)


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (datetime(2026, 11, 23, 1, 5, tzinfo=UTC), "11月23日 09:05"),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), "1月1日 00:00"),
        (datetime(2026, 11, 23, 9, 5, tzinfo=timezone(timedelta(hours=8))), "11月23日 09:05"),
    ],
)
def test_the_clock_is_the_borrowers(moment: datetime, shown: str) -> None:
    assert china_clock(moment) == shown
