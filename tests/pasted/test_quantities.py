"""Sums and days in pasted text: read exactly, or left alone."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiebei.counting.money import MAX_FEN, in_words, plain, yuan
from jiebei.pasted.quantities import quantities
from jiebei.pasted.uniform_text import uniform

DAY = date(2026, 11, 23)


def read(text: str, *kinds: str) -> list[object]:
    """Value or day of each quantity of these kinds."""
    found = quantities(uniform(text, figures=True), DAY)
    return [one.on or one.value for one in found if one.kind in kinds]


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("¥1,234.56", [123_456]), ("￥ 1,234.56", [123_456]), ("１，２３４．５６元", [123_456]), ("1.2万元", [1_200_000]),
        ("五千元", [500_000]), ("人民币伍仟元整", [500_000]), ("壹万贰仟叁佰肆拾伍元陆角柒分", [1_234_567]),
        ("12期每期850.5元", [85_050]), ("每期850.50元，共12期", [85_050]), ("850块5", [85_050]), ("850块12期", [85_000]),
        ("850元5角", [85_050]), ("850元5角6分", [85_056]), ("1万2千元", [1_200_000]), ("2万5", [2_500_000]),
        ("1万2500元", [1_250_000]), ("首付3000元 12期 每期850元", [300_000, 85_000]), ("八百块钱", [80_000]), ("300rmb", [30_000]),
        ("3千元", [300_000]), ("1000多元", []), ("1,234.567元", []), ("工号8012", []), ("13800001111", []), ("第3笔", []),
        ("10²元", []), ("①3000元", [300_000]), ("3,000,500元", [300_050_000]), ("一千多元", []), ("千元", []),
        ("三块五", []), ("½元", []), ("٣٠٠元", []),
    ],
)  # fmt: skip
def test_sums(text: str, fen: list[int]) -> None:
    assert read(text, "sum") == fen


@pytest.mark.parametrize(
    ("text", "fen"),
    [("首付3000，每期850.5", [300_000, 85_050]), ("五千", [500_000]), ("12，850", [1200, 85_000]), ("850 12期", [85_000]),
     ("尾号8012", []), ("12个月", []), ("第12期", []), ("14.6%", []), ("7个工作日", []), ("7天", [])],
)  # fmt: skip
def test_bare_numbers(text: str, fen: list[int]) -> None:
    assert read(text, "bare") == fen


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2026年12月10日", [date(2026, 12, 10)]), ("2026-12-05", [date(2026, 12, 5)]), ("2026/12/5", [date(2026, 12, 5)]),
        ("2026.12.05起", [date(2026, 12, 5)]), ("二〇二六年十二月十日", [date(2026, 12, 10)]), ("12月10日前", [date(2026, 12, 10)]),
        ("1月5号", [date(2027, 1, 5)]), ("本月28日", [date(2026, 11, 28)]), ("下个月10号", [date(2026, 12, 10)]),
        ("今天", [DAY]), ("明天", [date(2026, 11, 24)]), ("2026 年 12 月 10 日", [date(2026, 12, 10)]), ("2026年2月30日", []),
        ("2026年12月", []),
    ],
)  # fmt: skip
def test_days(text: str, days: list[date]) -> None:
    assert read(text, "day") == days


def test_days_that_do_not_exist_and_days_of_every_month() -> None:
    assert len(read("2026年2月30日、11月31日、2026-13-01、2月29日", "no-such-day")) == 4
    assert read("每月31日、以后每月10号", "monthly") == [31, 10]


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("22:35", 1355), ("22：35：10", 1355), ("18点前", 1080), ("今晚10点前", 1320), ("下午五点前", 1020), ("上午9点半之前", 570),
     ("快一点，", None), ("25:99", None)],
)  # fmt: skip
def test_clock_times(text: str, minutes: int | None) -> None:
    assert read(text, "clock") == ([] if minutes is None else [minutes])


def test_counts() -> None:
    assert read("分12期，共十二期，6个月", "count") == [12, 12, 6]


# Below a yuan its formal numerals are a word of everyday too: 三分.
@given(st.integers(100, MAX_FEN))
def test_every_amount_we_write_is_read_back(fen: int) -> None:
    for written in (yuan(fen), f"{plain(fen)}元", in_words(fen)):
        assert read(f"合计{written}，", "sum") == [fen]


@given(st.text("0123456789,.，¥元万千块年月日期-/ :一二三十百\n", max_size=80))
def test_no_text_is_too_strange(text: str) -> None:
    found = quantities(uniform(text, figures=True), DAY)
    assert all(one.start < one.end for one in found)
    assert all(before.end <= after.start for before, after in itertools.pairwise(found))
    assert all(0 <= one.value <= MAX_FEN for one in found)
