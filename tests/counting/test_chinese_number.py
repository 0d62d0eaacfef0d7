"""Numbers in Chinese numerals: what is written is read exactly, and what is no number is not guessed at."""

from __future__ import annotations

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiebei.counting.chinese_number import CHINESE_DIGITS, CHINESE_UNITS, chinese_amount, chinese_integer
from jiebei.counting.money import MAX_FEN, in_words


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("零", 0), ("五", 5), ("两", 2), ("十", 10), ("十二", 12), ("二十", 20), ("六十", 60), ("一百零五", 105),
        ("一百五", 150), ("一百五十", 150), ("两千", 2000), ("两千三", 2300), ("两千零三", 2003), ("两千零三十", 2030),
        ("五千", 5000), ("一万", 10_000), ("一万二", 12_000), ("一万二千", 12_000), ("一万零二", 10_002),
        ("一万零五百", 10_500), ("十二万三千四百五十六", 123_456), ("一亿零一十", 100_000_010),
        ("壹万贰仟叁佰肆拾伍", 12_345), ("壹拾贰", 12), ("一千万", 10_000_000),
    ],
)  # fmt: skip
def test_numbers(text: str, value: int) -> None:
    assert chinese_integer(text) == value


@pytest.mark.parametrize(
    "text",
    ["", "万", "百", "几千", "三五", "三五百", "二〇二六", "一万万", "千五", "五零零零", "零五", "五十零", "百五", "一十百",
     "一二三", "12", "一万二三", "一万一万", "十" * 50, "一亿亿"],
)  # fmt: skip
def test_what_is_no_number(text: str) -> None:
    assert chinese_integer(text) is None


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("五千元", 500_000), ("人民币伍仟元整", 500_000), ("八百块", 80_000), ("八百块钱", 80_000), ("五角", 50),
        ("壹万贰仟叁佰肆拾伍元陆角柒分", 1_234_567), ("壹元零伍分", 105), ("三百五元", 35_000), ("一百亿元", None),
        ("五千", None), ("元", None), ("人民币", None), ("几千元", None), ("", None),
    ],
)  # fmt: skip
def test_amounts(text: str, fen: int | None) -> None:
    assert chinese_amount(text) == fen


@given(st.integers(0, 10**11))
def test_what_another_program_writes_is_read_back(value: int) -> None:
    assert chinese_integer(cn2an.an2cn(str(value), "low")) == value
    assert chinese_integer(cn2an.an2cn(str(value), "up")) == value


@given(st.integers(1, MAX_FEN))
def test_formal_amounts_are_read_back(fen: int) -> None:
    assert chinese_amount(in_words(fen)) == fen


@given(st.text(CHINESE_DIGITS + CHINESE_UNITS + "元圆块角毛分整钱1", max_size=60))
def test_no_text_is_too_strange(text: str) -> None:
    for read in (chinese_integer, chinese_amount):
        value = read(text)
        assert value is None or value >= 0
