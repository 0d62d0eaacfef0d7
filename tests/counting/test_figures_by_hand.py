"""Amounts, days, rates and shares worked out by hand, at the limits where one step more or less is another answer."""

from __future__ import annotations

import dataclasses
import math
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiebei.counting import due_dates as days_module
from jiebei.counting.due_dates import (
    add_months,
    anchor_of,
    chinese_date,
    due_dates,
    month_length,
    months_and_part,
    months_between,
    today_in_china,
)
from jiebei.counting.money import (
    MAX_FEN,
    MAX_NUMBER,
    Refused,
    finite_decimal,
    halfwidth,
    in_words,
    parse_amount,
    percent,
    plain,
    round_half_up,
    yuan,
)
from jiebei.counting.rate import MAX_DAILY, Rate, parse_fraction
from jiebei.counting.sharing import Shares, largest_remainder, share

# What is shown


@pytest.mark.parametrize(
    ("fen", "people", "file"),
    [
        (0, "¥0.00", "0.00"),
        (1, "¥0.01", "0.01"),
        (-1, "-¥0.01", "-0.01"),
        (99, "¥0.99", "0.99"),
        (100, "¥1.00", "1.00"),
        (101, "¥1.01", "1.01"),
        (-100, "-¥1.00", "-1.00"),
        (-12_345, "-¥123.45", "-123.45"),
        (99_999, "¥999.99", "999.99"),
        (100_000, "¥1,000.00", "1000.00"),
        (MAX_FEN, "¥1,000,000,000.00", "1000000000.00"),
    ],
)
def test_an_amount_is_shown_to_the_fen(fen: int, people: str, file: str) -> None:
    assert (yuan(fen), plain(fen)) == (people, file)


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角"),
        (100, "壹元整"),
        (1_050, "壹拾元伍角"),
        (8_200_001, "捌万贰仟元零壹分"),
    ],
)
def test_an_amount_in_formal_numerals(fen: int, words: str) -> None:
    assert in_words(fen) == words


@pytest.mark.parametrize(
    ("fraction", "digits", "shown"),
    [(0.0, 2, "0.00%"), (0.146, 2, "14.60%"), (1.0, 0, "100%"), (0.00045, 3, "0.045%"), (-0.5, 1, "-50.0%")],
)
def test_a_rate_is_shown_with_so_many_digits(fraction: float, digits: int, shown: str) -> None:
    assert percent(fraction, digits) == shown


# What is typed


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("3百", 30_000),
        ("1.5百", 15_000),
        ("3千", 300_000),
        ("0.3万", 300_000),
        ("2W", 2_000_000),
        ("2万元", 2_000_000),
        ("100元整", 10_000),
        ("8块", 800),
        ("8块钱", 800),
        ("cny 8", 800),
        ("８００元整", 80_000),
        ("+5", 500),
        ("1,234", 123_400),
        ("999,999.99", 99_999_999),
        ("1,234,567", 123_456_700),
        ("1,234.", 123_400),
        ("1 000", 100_000),
        ("1\u3000000", 100_000),
        ("  7  ", 700),
        ("0.01", 1),
        ("00.10", 10),
        ("1.50000", 150),
        ("1E3", 100_000),
        ("1.5e2", 15_000),
        ("1e+2", 10_000),
        ("123e-1", 1_230),
        ("1e-2", 1),
        (Decimal("1E+3"), 100_000),
        (0.01, 1),
        (1e9, MAX_FEN),
        (10**7, 10**9),
        (10**9, MAX_FEN),
        ("10亿", None),
        ("百", None),
        ("5万万", None),
        ("1万2", None),
        ("1234,567", None),
        ("1,234,56", None),
        (",5", None),
        ("5,", None),
        ("元", None),
        ("元5", None),
        ("1.2.3", None),
        ("1e", None),
        ("1e3万", None),
        ("1e0000", None),
        ("0.001", None),
        ("1.23456万", 1_234_560),
        ("1.2345678万", None),
    ],
)
def test_ways_of_writing_an_amount(typed: object, fen: int | None) -> None:
    read = parse_amount(typed)
    if fen is None:
        assert isinstance(read, Refused)
    else:
        assert read == fen


def test_the_largest_amount_is_taken_and_a_fen_more_is_not() -> None:
    for sign in ("", "-"):
        limit = parse_amount(f"{sign}1,000,000,000.00", negative=True)
        assert limit == (-MAX_FEN if sign else MAX_FEN)
        assert isinstance(parse_amount(f"{sign}1,000,000,000.01", negative=True), Refused)
    assert parse_amount("999,999,999.99") == MAX_FEN - 1
    assert parse_amount(999_999_999) == MAX_FEN - 100
    assert isinstance(parse_amount(1_000_000_001), Refused)
    assert parse_amount(-999_999_999, negative=True) == 100 - MAX_FEN
    assert isinstance(parse_amount(-1_000_000_001, negative=True), Refused)
    assert isinstance(parse_amount(10**5000, negative=True), Refused)


def sentence(typed: object, *, negative: bool = False) -> str:
    read = parse_amount(typed, what="月供", negative=negative)
    assert isinstance(read, Refused)
    return read.message


def test_each_mistake_has_a_sentence_of_its_own() -> None:
    """Not filled in, not readable, too long, negative, too large, finer than a fen: what to do about each is different."""
    empty = {sentence(typed) for typed in (None, True, False, "", " ", "\u3000")}
    too_long = {sentence(typed) for typed in ("1" * (MAX_NUMBER + 1), "1" * 101, " " * 50 + "," * 51)}
    negative = {sentence(typed) for typed in ("-0.01", "-5", -5, Decimal(-1), "-9999999999")}
    too_large = {
        sentence(typed) for typed in ("1000000000.01", 10**10, 1e10, "9" * MAX_NUMBER, "10,000,000,000")
    }
    too_fine = {sentence(typed) for typed in ("0.001", 0.125, Decimal("1.005"), "1e-3")}
    unreadable = {sentence([]), sentence(b"5")}
    kinds = [empty, too_long, negative, too_large, too_fine, unreadable]
    assert [len(kind) for kind in kinds] == [1] * 6
    assert len(set[str]().union(*kinds)) == 6
    assert sentence("-9999999999", negative=True) in too_large
    assert sentence("-0.001", negative=True) in too_fine
    for wrong in ("5块3", "12,34", "nan"):
        assert f"“{wrong}”" in sentence(wrong)
    assert "“NaN”".lower() in sentence(float("nan")).lower()


def test_what_was_typed_is_shown_again_without_what_cannot_be_printed_and_not_beyond_twenty_marks() -> None:
    assert "“" + "x" * 20 + "”" in sentence("x" * 20)
    assert "“" + "x" * 20 + "…”" in sentence("x" * 21)
    assert "“a\ufffdb”" in sentence("a\ufffdb\x00")
    assert "“ab”" in sentence("a\x00\x1bb")


def test_as_many_digits_as_decimal_multiplies_exactly_are_read_and_no_more() -> None:
    exact = "0." + "0" * (MAX_NUMBER - 3) + "1"
    assert len(exact) == MAX_NUMBER
    assert finite_decimal(exact) == Decimal(exact)
    assert finite_decimal(exact + "1") is None
    assert finite_decimal("1e999") == Decimal("1e999")
    assert finite_decimal("1e1000") is None
    assert finite_decimal("1E-5") == Decimal("0.00001")
    padded = "0" * (MAX_NUMBER - 1) + "7"
    assert parse_amount(padded) == 700
    # Spaces and signs of money do not count, up to a hundred marks in all.
    assert parse_amount("¥ " + " ".join(padded)) == 700
    assert parse_amount("¥" * 99 + "7") == 700
    assert parse_amount("¥" * 100 + "7") == Refused(sentence("¥" * 100 + "7").replace("月供", "金额"))


def test_wide_marks_become_plain_ones_where_that_is_what_was_meant() -> None:
    assert halfwidth(" １２％ ") == "12%"
    assert halfwidth("\u3000２０２６－１１－２３\u3000") == "2026-11-23"
    assert halfwidth("10²") == "10²"
    assert halfwidth("５²") == "５²"
    assert halfwidth("１" * 100) == "1" * 100
    assert halfwidth("１" * 101) == "１" * 101
    assert halfwidth("\u00a0\u00a8１") == "\u03081"


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [
        (0, 7, 0), (1, 2, 1), (-1, 2, -1), (1, 3, 0), (2, 3, 1), (-1, 3, 0), (-2, 3, -1), (3, 2, 2), (-3, 2, -2), (5, 2, 3),
        (7, 7, 1), (49, 100, 0), (50, 100, 1), (149, 100, 1), (150, 100, 2), (-149, 100, -1), (-150, 100, -2), (1, 1, 1), (-1, 1, -1),
    ],
)  # fmt: skip
def test_rounding_by_hand(numerator: int, denominator: int, rounded: int) -> None:
    assert round_half_up(numerator, denominator) == rounded


# Days


@pytest.mark.parametrize(
    ("year", "month", "length"),
    [
        (2026, 1, 31), (2026, 2, 28), (2028, 2, 29), (2000, 2, 29), (2100, 2, 28), (1900, 2, 28), (2400, 2, 29), (2026, 3, 31),
        (2026, 4, 30), (2026, 5, 31), (2026, 6, 30), (2026, 7, 31), (2026, 8, 31), (2026, 9, 30), (2026, 10, 31), (2026, 11, 30),
        (2026, 12, 31), (9999, 12, 31), (1, 1, 31), (4, 2, 29),
    ],
)  # fmt: skip
def test_how_long_months_are(year: int, month: int, length: int) -> None:
    assert month_length(year, month) == length


@pytest.mark.parametrize(
    ("day", "months", "anchor", "moved"),
    [
        (date(2026, 11, 23), 1, None, date(2026, 12, 23)),
        (date(2026, 12, 23), 1, None, date(2027, 1, 23)),
        (date(2027, 1, 23), -1, None, date(2026, 12, 23)),
        (date(2026, 11, 23), 0, 5, date(2026, 11, 5)),
        (date(2026, 1, 31), 1, None, date(2026, 2, 28)),
        (date(2026, 2, 28), 1, 31, date(2026, 3, 31)),
        (date(2026, 2, 28), 2, 31, date(2026, 4, 30)),
        (date(2026, 12, 31), 12, None, date(2027, 12, 31)),
        (date(2028, 2, 29), 12, None, date(2029, 2, 28)),
        (date(9998, 12, 31), 12, None, date(9999, 12, 31)),
        (date(9999, 11, 30), 1, 31, date(9999, 12, 31)),
        (date(2, 1, 1), -12, None, date(1, 1, 1)),
        (date(1, 2, 1), -1, None, date(1, 1, 1)),
    ],
)
def test_a_day_moved_by_months(day: date, months: int, anchor: int | None, moved: date) -> None:
    assert add_months(day, months, anchor) == moved


@pytest.mark.parametrize(
    ("day", "months"), [(date(9999, 12, 31), 1), (date(9999, 1, 1), 12), (date(1, 12, 31), -12)]
)
def test_the_day_after_the_last_month_is_an_overflow(day: date, months: int) -> None:
    with pytest.raises(OverflowError, match="9999"):
        add_months(day, months)


@pytest.mark.parametrize(
    ("start", "first", "anchor"),
    [
        (date(2026, 1, 31), date(2026, 2, 28), 31),
        (date(2026, 1, 29), date(2026, 2, 28), 29),
        (date(2026, 1, 28), date(2026, 2, 28), 28),
        (date(2026, 1, 10), date(2026, 2, 28), 28),
        (date(2028, 1, 31), date(2028, 2, 28), 28),
        (date(2028, 1, 30), date(2028, 2, 29), 30),
        (date(2026, 3, 31), date(2026, 4, 30), 31),
        (date(2026, 3, 31), date(2026, 4, 29), 29),
        (date(2026, 3, 31), date(2026, 5, 31), 31),
    ],
)
def test_the_day_instalments_fall_on(start: date, first: date, anchor: int) -> None:
    assert anchor_of(start, first) == anchor


@pytest.mark.parametrize(
    ("earlier", "later", "months"),
    [
        (date(2026, 11, 23), date(2026, 11, 23), 0),
        (date(2026, 11, 23), date(2026, 11, 24), 1),
        (date(2026, 11, 23), date(2026, 12, 22), 1),
        (date(2026, 11, 23), date(2026, 12, 23), 1),
        (date(2026, 11, 23), date(2026, 12, 24), 2),
        (date(2026, 11, 23), date(2027, 1, 23), 2),
        (date(2026, 11, 23), date(2027, 10, 23), 11),
        (date(2026, 1, 1), date(2028, 1, 1), 24),
        (date(2026, 1, 1), date(2028, 1, 2), 25),
    ],
)
def test_months_between_two_days_count_a_started_one(earlier: date, later: date, months: int) -> None:
    assert months_between(earlier, later) == months


@settings(max_examples=60)
@given(st.dates(date(2020, 1, 1), date(2040, 12, 28)), st.integers(0, 60), st.integers(1, 27))
def test_a_started_month_is_one_more(day: date, months: int, more: int) -> None:
    day = day.replace(day=min(day.day, 28))
    whole = add_months(day, months)
    assert months_between(day, whole) == months
    assert months_between(day, whole + timedelta(days=more)) == months + 1


@pytest.mark.parametrize(
    ("since", "until", "anchor", "months"),
    [
        (date(2026, 11, 10), date(2026, 12, 10), 10, Fraction(1)),
        # 10 to 25 November: 15 of the 30 days until 10 December.
        (date(2026, 11, 10), date(2026, 11, 25), 10, Fraction(1, 2)),
        # 10 December to 10 January has 31 days, and 9 January is the 30th of them.
        (date(2026, 12, 10), date(2027, 1, 9), 10, Fraction(30, 31)),
        # From 5 November the month before the due date has 31 days (10 October on): 5 of them are left, then 5 of 30.
        (date(2026, 11, 5), date(2026, 11, 15), 10, Fraction(5, 31) + Fraction(5, 30)),
        # 31 January to 28 February is a whole month of 28 days, 28 February to 31 March one of 31.
        (date(2026, 1, 31), date(2026, 2, 14), 31, Fraction(14, 28)),
        (date(2026, 2, 28), date(2026, 3, 10), 31, Fraction(10, 31)),
        (date(2027, 1, 10), date(2026, 11, 10), 10, Fraction(-2)),
    ],
)
def test_parts_of_months_by_hand(since: date, until: date, anchor: int, months: Fraction) -> None:
    assert months_and_part(since, until, anchor) == months


@pytest.mark.parametrize(
    ("first", "count", "anchor", "dates"),
    [
        (date(2026, 12, 10), 1, 10, [date(2026, 12, 10)]),
        (date(2026, 11, 30), 3, 30, [date(2026, 11, 30), date(2026, 12, 30), date(2027, 1, 30)]),
        (date(2026, 12, 5), 2, 20, [date(2026, 12, 5), date(2027, 1, 20)]),
        (date(2027, 12, 31), 3, 31, [date(2027, 12, 31), date(2028, 1, 31), date(2028, 2, 29)]),
        (date(2100, 1, 29), 2, 29, [date(2100, 1, 29), date(2100, 2, 28)]),
        (date(9999, 12, 31), 1, 31, [date(9999, 12, 31)]),
        (date(9999, 1, 31), 12, 31, [date(9999, month, month_length(9999, month)) for month in range(1, 13)]),
    ],
)
def test_due_dates_by_hand(first: date, count: int, anchor: int, dates: list[date]) -> None:
    assert due_dates(first, count, anchor) == dates


def test_thirteen_due_dates_of_the_last_year_leave_the_calendar() -> None:
    with pytest.raises(OverflowError, match="9999"):
        due_dates(date(9999, 1, 1), 13, 1)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 11, 22, 15, 59, 59, tzinfo=UTC), date(2026, 11, 22)),
        (datetime(2026, 11, 22, 16, 0, 0, tzinfo=UTC), date(2026, 11, 23)),
        # The same moment as a server in Los Angeles has it, the evening before.
        (datetime(2026, 11, 22, 8, 0, 0, tzinfo=timezone(timedelta(hours=-8))), date(2026, 11, 23)),
        (datetime(2026, 12, 31, 16, 0, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_the_day_begins_when_it_is_midnight_in_china(
    instant: datetime, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Clock:
            shown = instant.astimezone(tz)
            return cls(shown.year, shown.month, shown.day, shown.hour, shown.minute, shown.second, tzinfo=tz)

    monkeypatch.setattr(days_module, "datetime", Clock)
    assert today_in_china() == day


def test_a_date_without_leading_zeros() -> None:
    assert chinese_date(date(2026, 12, 31)) == "2026年12月31日"


# Rates


def test_a_rate_keeps_its_day_basis() -> None:
    # 0.04 % a day is 14.6 % a year of 365 days and 14.4 % of 360; a month is a twelfth of either.
    usual, bank = Rate.per_day("0.0004"), Rate.per_day("0.0004", 360)
    assert (usual.annual, usual.day_basis) == (Fraction(146, 1000), 365)
    assert (bank.annual, bank.day_basis) == (Fraction(144, 1000), 360)
    assert usual.daily == bank.daily == Fraction(4, 10_000)
    assert bank.monthly == Fraction(12, 1000)
    yearly = Rate.per_year("0.1825")
    assert (yearly.annual, yearly.day_basis, yearly.daily) == (
        Fraction(1825, 10_000),
        365,
        Fraction(5, 10_000),
    )
    assert Rate.per_year(Decimal("0.18"), 360).daily == Fraction(5, 10_000)
    assert Rate(Fraction(73, 100)).daily == Fraction(2, 1000)
    with pytest.raises(dataclasses.FrozenInstanceError):
        usual.day_basis = 360  # type: ignore[misc]


def test_one_percent_a_day_is_the_limit() -> None:
    assert Fraction("0.01") == MAX_DAILY


def test_a_rate_is_rounded_to_twelve_decimals_and_held_within_a_thousand_million() -> None:
    assert parse_fraction("0.0000000000014") == Decimal("0.000000000001")
    assert parse_fraction("0.0000000000016") == Decimal("0.000000000002")
    assert parse_fraction(Decimal(2) / 3) == Decimal("0.666666666667")
    assert parse_fraction("999999999") == 999_999_999
    assert parse_fraction(10**9 + 1) == 10**9
    assert parse_fraction(-(10**9) + 1) == 1 - 10**9
    assert parse_fraction("-1e18") == parse_fraction(-(10**9) - 1) == -(10**9)
    assert parse_fraction(0) == parse_fraction("0") == 0
    assert parse_fraction(False) is None


# Shares


@pytest.mark.parametrize(
    ("available", "weights", "parts"),
    [
        # 10 over 1:2:4 is 1.43, 2.86, 5.71: the two largest remainders take the two fen that are over.
        (10, [1, 2, 4], (1, 3, 6)),
        # 2.5, 5, 2.5: equal remainders, and the first takes the fen.
        (10, [1, 2, 1], (3, 5, 2)),
        # 0.9, 1.8, 7.3: 8 fen after cutting, the fen go to 0.9 and 1.8.
        (10, [9, 18, 73], (1, 2, 7)),
        (10, [73, 18, 9], (7, 2, 1)),
        # 7 over 3:3:4 is 2.1, 2.1, 2.8.
        (7, [3, 3, 4], (2, 2, 3)),
        (1, [1, 1, 1], (1, 0, 0)),
        (2, [0, 1, 1], (0, 1, 1)),
        (5, [0, 0], (0, 0)),
        (0, [3, 4], (0, 0)),
        (5, [1], (5,)),
        (5, [], ()),
    ],
)
def test_largest_remainders_by_hand(available: int, weights: list[int], parts: tuple[int, ...]) -> None:
    assert largest_remainder(available, weights) == parts


@settings(max_examples=80)
@given(st.integers(0, 10**6), st.lists(st.integers(0, 10**5), min_size=1, max_size=8).filter(any))
def test_whoever_is_raised_lost_no_less_by_cutting_than_who_is_not(
    available: int, weights: list[int]
) -> None:
    parts = largest_remainder(available, weights)
    assert sum(parts) == available
    exact = [Fraction(available * weight, sum(weights)) for weight in weights]
    raised = [
        (one - math.floor(one), -place) for place, one in enumerate(exact) if parts[place] > math.floor(one)
    ]
    not_raised = [
        (one - math.floor(one), -place) for place, one in enumerate(exact) if parts[place] == math.floor(one)
    ]
    assert len(raised) + len(not_raised) == len(weights)
    assert not raised or not not_raised or min(raised) > max(not_raised)


@pytest.mark.parametrize(
    ("available", "balances", "minimums", "shares"),
    [
        (300, [100, 200], None, Shares((100, 200), 0, 0)),
        (301, [100, 200], None, Shares((100, 200), 1, 0)),
        (299, [100, 200], None, Shares((100, 199), 0, 0)),
        # A minimum of one fen more than the proportion's: 50 / 50 becomes 51 / 49.
        (100, [500, 500], [51, 0], Shares((51, 49), 0, 0)),
        (100, [500, 500], [50, 50], Shares((50, 50), 0, 0)),
        # The minimums come to 110 of 100, so 60:50 of it is 54.5 / 45.5, and 10 is lacking.
        (100, [500, 500], [60, 50], Shares((55, 45), 0, 10)),
        (100, [500, 500], [60, 41], Shares((59, 41), 0, 1)),
        # A minimum above the balance is the balance: 30 is all that is owed there.
        (100, [30, 500], [90, 0], Shares((30, 70), 0, 0)),
        # One raised, then another: 600:300:100 of 100 is 60/30/10; the last is raised to 40, 60 left as 40/20, where
        # the second's minimum of 25 is not met any more: 35/25/40.
        (100, [600, 300, 100], [0, 25, 40], Shares((35, 25, 40), 0, 0)),
        (100, [100, 300, 600], [40, 25, 0], Shares((40, 25, 35), 0, 0)),
        (0, [5, 5], [0, 0], Shares((0, 0), 0, 0)),
        (0, [5, 5], [1, 0], Shares((0, 0), 0, 1)),
        (1, [5, 5], [1, 0], Shares((1, 0), 0, 0)),
        (5, [], [], Shares((), 5, 0)),
    ],
)
def test_shares_by_hand(
    available: int, balances: list[int], minimums: list[int] | None, shares: Shares
) -> None:
    assert share(available, balances, minimums) == shares


@pytest.mark.parametrize(
    "arguments",
    [(-1, [], []), (1, [1, -1], [0, 0]), (1, [1, 1], [0, -1]), (1, [1, 1], [0]), (1, [1], [0, 0])],
)
def test_each_amount_is_looked_at(arguments: tuple[int, list[int], list[int]]) -> None:
    with pytest.raises(ValueError, match="negative"):
        share(*arguments)


def test_what_is_not_said_of_shares_is_nothing() -> None:
    assert Shares((1, 2)) == Shares((1, 2), left=0, short=0)
