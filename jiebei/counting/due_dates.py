"""Calendar arithmetic for instalments: month by month, keeping the day of the month."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from typing import Final

_CHINA: Final = timezone(timedelta(hours=8))
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def month_length(year: int, month: int) -> int:
    """Days in that month of the Gregorian calendar."""
    if month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0):
        return 29
    return _LENGTHS[month - 1]


def add_months(day: date, months: int, anchor_day: int | None = None) -> date:
    """`day` moved by whole months; lands on `anchor_day` (default: day's own), or the month's last day if shorter.

    Raises OverflowError where the result would leave years 1 to 9999.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not 1 <= year <= 9999:
        raise OverflowError("the date leaves years 1 to 9999")
    return date(year, month + 1, min(anchor_day or day.day, month_length(year, month + 1)))


def anchor_of(start: date, first_due: date) -> int:
    """The day of the month instalments fall on.

    A first due date on a month's last day, of a loan that began on a later day of the month, is a shortened one:
    31 January → 28 February keeps 31, so that March is due on the 31st again.
    """
    shortened = first_due.day == month_length(first_due.year, first_due.month) and start.day > first_due.day
    return start.day if shortened else first_due.day


def due_dates(first_due: date, count: int, anchor_day: int) -> list[date]:
    """`count` monthly dates from `first_due` on; those after the first fall on `anchor_day` or the month's last day.

    Raises OverflowError where a date would leave year 9999.
    """
    year, month = first_due.year, first_due.month
    last_year = year + (month + count - 2) // 12
    if last_year > 9999:
        raise OverflowError("the date leaves years 1 to 9999")
    days = [(number, min(anchor_day, length)) for number, length in enumerate(_LENGTHS, start=1)]
    leap = [*days[:1], (2, min(anchor_day, 29)), *days[2:]]
    dates = [
        date(each, number, day)
        for each in range(year, last_year + 1)
        for number, day in (leap if month_length(each, 2) == 29 else days)
    ]
    dates = dates[month - 1 : month - 1 + count]
    dates[0] = first_due
    return dates


def months_between(earlier: date, later: date) -> int:
    """Whole months from one date to the other, a started month counting."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month + (later.day > earlier.day)


def months_and_part(since: date, until: date, anchor_day: int) -> Fraction:
    """How many months lie between two days, counted from due date to due date: a month from one `anchor_day` (or a
    shorter month's last day) to the next is exactly 1 whatever its length, a part of one its share of the days.

    So parts add up: from a to b and from b to c is from a to c. Negative where `until` comes first.
    """
    return _month_position(until, anchor_day) - _month_position(since, anchor_day)


def _month_position(day: date, anchor_day: int) -> Fraction:
    index, due = day.year * 12 + day.month - 1, min(anchor_day, month_length(day.year, day.month))
    if day.day == due:
        return Fraction(index)
    if day.day < due:
        index -= 1
    (year, month), (next_year, next_month) = divmod(index, 12), divmod(index + 1, 12)
    begins = min(anchor_day, month_length(year, month + 1))
    ends = min(anchor_day, month_length(next_year, next_month + 1))
    length = month_length(year, month + 1) - begins + ends
    gone = day.day - begins if (day.year, day.month) == (year, month + 1) else length - (ends - day.day)
    return index + Fraction(gone, length)


def today_in_china() -> date:
    """The calendar day where the borrower is, whatever clock the server keeps. China has one time and no summer time."""
    return datetime.now(_CHINA).date()


def china_clock(moment: datetime) -> str:
    """A moment (with its time zone) as the borrower's clock shows it: "11月23日 09:05"."""
    there = moment.astimezone(_CHINA)
    return f"{there.month}月{there.day}日 {there:%H:%M}"


def chinese_date(day: date) -> str:
    """2026-11-23 → "2026年11月23日"."""
    return f"{day.year}年{day.month}月{day.day}日"
