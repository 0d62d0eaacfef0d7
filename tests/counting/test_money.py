"""Amounts: what people type, exact rounding, and writing amounts out."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiebei.counting.money import (
    MAX_FEN,
    Refused,
    in_words,
    parse_amount,
    percent,
    plain,
    roughly,
    round_half_up,
    yuan,
)


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("12,345.67", 1_234_567),
        ("12，345.67", 1_234_567),
        ("１２３４５．６７", 1_234_567),
        ("¥1.2万", 1_200_000),
        ("￥ 500 元", 50_000),
        ("500块钱", 50_000),
        ("5千", 500_000),
        ("3w", 3_000_000),
        (".5", 50),
        ("5.", 500),
        ("1e3", 100_000),
        ("RMB 20", 2_000),
        (12_345, 1_234_500),
        (0, 0),
        (Decimal("0.5"), 50),
        (0.25, 25),
        ("1000000000", MAX_FEN),
    ],
)
def test_what_people_type(typed: object, fen: int) -> None:
    assert parse_amount(typed) == fen


@pytest.mark.parametrize(
    "typed",
    ["", "   ", None, True, False, "abc", "1,2,3", "12,34", "1.234", "NaN", "inf", "-inf", float("nan"), float("inf"),
     Decimal("NaN"), Decimal("Infinity"), "-1", "1e18", "1e-3", "1000000000.01", "9" * 5000, "1e99999999999999999999",
     "0x10", "1_000", "一千", "１,0", "5块3", "3元5角", "--5", "+-5", "5%", [], {}, "10²", "①", "5₂", "1e999999999", "1e-999999999",
     10**4000, -(10**4000), Decimal("1e999999999"), Decimal("1e-999999999"), Decimal("sNaN"), "5" + " " * 5000 + "5", "5\x1b[31m\x00",
     "123.4500000000000000000000000000000001", Decimal("123.4500000000000000000000000000000001"), "1.23450000000000000000000001万",
     "\ufdfa" * 5000, [5], b"5"],
)  # fmt: skip
def test_what_is_refused_says_why_in_one_line(typed: object) -> None:
    refused = parse_amount(typed, what="每月收入")
    assert isinstance(refused, Refused)
    assert refused.message.startswith("每月收入")
    assert refused.message.isprintable()
    assert len(refused.message) < 120


def test_negative_amounts_only_where_they_make_sense() -> None:
    assert parse_amount("-1,000.5", negative=True) == -100_050
    assert parse_amount("−3", negative=True) == -300
    assert isinstance(parse_amount("-1e10", negative=True), Refused)


@given(st.integers(-MAX_FEN, MAX_FEN))
def test_written_out_and_read_again(fen: int) -> None:
    assert parse_amount(plain(fen), negative=True) == fen
    assert parse_amount(yuan(fen), negative=True) == fen
    assert Decimal(plain(fen)) * 100 == fen


@given(st.text(max_size=40))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    amount = parse_amount(text)
    assert isinstance(amount, Refused) or 0 <= amount <= MAX_FEN


@given(
    st.from_regex(r"[+-]?\d{0,30}(\.\d{0,30})?(e[+-]?\d{1,9})?", fullmatch=True).filter(
        lambda text: any(mark.isdigit() for mark in text.partition("e")[0])
    )
)
def test_a_number_is_read_exactly_or_refused(text: str) -> None:
    amount = parse_amount(text, negative=True)
    if not isinstance(amount, Refused):
        assert Fraction(amount) == Fraction(text) * 100


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**9))
def test_rounding_is_half_up_away_from_zero(numerator: int, denominator: int) -> None:
    exact = Decimal(numerator) / Decimal(denominator)
    rounded = round_half_up(numerator, denominator)
    assert abs(2 * (rounded * denominator - numerator)) <= denominator
    if abs(exact % 1) == Decimal("0.5"):
        assert rounded == int(exact.to_integral_value(ROUND_HALF_UP))
    assert round_half_up(-numerator, denominator) == -rounded


@pytest.mark.parametrize(
    ("fen", "shown", "words"),
    [
        (1_234_567, "¥12,345.67", "壹万贰仟叁佰肆拾伍元陆角柒分"),
        (1_000_000, "¥10,000.00", "壹万元整"),
        (100_000_005, "¥1,000,000.05", "壹佰万元零伍分"),
    ],
)
def test_for_people(fen: int, shown: str, words: str) -> None:
    assert yuan(fen) == shown
    assert in_words(fen) == words


def test_percentages() -> None:
    assert percent(0.1358) == "13.58%"
    assert percent(-0.021244, 1) == "-2.1%"


@pytest.mark.parametrize("sign", [1, -1])
def test_an_int_of_more_digits_than_python_writes_out_is_refused(sign: int) -> None:
    assert isinstance(parse_amount(sign * 10**5000), Refused)


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        (0, None, "¥0"),
        (49, None, "¥0"),
        (50, None, "¥1"),
        (9_949, None, "¥99"),
        (9_999, None, "¥100"),
        (10_000, None, "¥100"),
        (10_499, None, "¥100"),
        (10_500, None, "¥110"),
        (123_456, None, "¥1,230"),
        (999_499, None, "¥9,990"),
        (999_999, None, "¥10,000"),
        (1_000_000, None, "¥10,000"),
        (1_004_999, None, "¥10,000"),
        (1_005_000, None, "¥10,100"),
        (-123_456, None, "-¥1,230"),
        (123_456, 123_456, "¥1,230"),
        (123_456, 156_001, "¥1,230 到 ¥1,570"),
        (120_000, 150_000, "¥1,200 到 ¥1,500"),
        (9_999, 10_001, "¥99 到 ¥110"),
        (999_999, 1_000_001, "¥9,990 到 ¥10,100"),
        (-5_050, 150, "-¥51 到 ¥2"),
    ],
)
def test_an_estimate_is_written_without_digits_it_cannot_vouch_for(
    low: int, high: int | None, shown: str
) -> None:
    assert roughly(low, high) == shown


def test_the_ends_of_an_estimate_may_stand_on_two_lines() -> None:
    assert roughly(100_000, 200_000, "\n到 ") == "¥1,000\n到 ¥2,000"


def fen_of(shown: str) -> int:
    sign = -1 if shown.startswith("-") else 1
    assert "." not in shown
    return sign * 100 * int(shown.removeprefix("-").removeprefix("¥").replace(",", ""))


@given(st.integers(-MAX_FEN, MAX_FEN), st.integers(-MAX_FEN, MAX_FEN))
def test_what_was_worked_out_lies_inside_the_estimate_and_near_its_ends(one: int, other: int) -> None:
    low, high = min(one, other), max(one, other)
    if low == high:
        assert roughly(low, high) == roughly(low)
        return
    least, most = map(fen_of, roughly(low, high).split(" 到 "))
    assert least <= low <= high <= most
    assert low - least <= 100 + abs(low) // 10
    assert most - high <= 100 + abs(high) // 10


@given(st.integers(-MAX_FEN, MAX_FEN))
def test_a_single_estimate_is_near_and_has_no_fen(fen: int) -> None:
    assert abs(fen_of(roughly(fen)) - fen) <= 50 + abs(fen) // 20
