"""Amounts and rates as people write them into a field: read exactly, or refused with a sentence."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiebei.counting.as_people_write import WrittenRate, is_plain, written_amount, written_rate
from jiebei.counting.money import MAX_FEN, Refused, parse_amount, plain, yuan

AMOUNTS = {
    "15000": 15_000_00, "1400.5": 1_400_50, "1.2万": 12_000_00, "￥3,000": 3_000_00, "¥ 3,000.00": 3_000_00, "１２００": 1_200_00,
    "五千": 5_000_00, "三千五": 3_500_00, "三百五": 350_00, "一万二": 12_000_00, "两万": 20_000_00, "伍仟元整": 5_000_00,
    "人民币壹万贰仟元整": 12_000_00, "五千块": 5_000_00, "1万2": 12_000_00, "1万2千": 12_000_00, "1万2000": 12_000_00, "3千5": 3_500_00,
    "3千5百": 3_500_00, "3千500": 3_500_00, "5百5": 550_00, "12万3千": 123_000_00, "1。5万": 15_000_00, "2w": 20_000_00,
    "十二": 12_00, "3000元": 3_000_00, "八块五角": 8_50, "零": 0,
}  # fmt: skip


@pytest.mark.parametrize(("typed", "fen"), AMOUNTS.items())
def test_an_amount_is_read_as_people_write_it(typed: str, fen: int) -> None:
    assert written_amount(typed) == fen


@pytest.mark.parametrize(
    "typed", ["", " ", "abc", "三五百", "5千多", "1万20", "万", "千元", "3块5", "-5", "1e999", "5000.505", "十几万", "2-3千", "5千5元8",
              "1万2万", "五" * 80, "9" * 40, "九千亿"]
)  # fmt: skip
def test_a_guess_or_no_amount_is_refused_with_a_sentence(typed: str) -> None:
    refused = written_amount(typed, what="剩余本金")
    assert isinstance(refused, Refused)
    assert refused.message.startswith("剩余本金")
    assert len(refused.message) < 60


@given(st.integers(0, MAX_FEN))
def test_what_we_write_ourselves_is_read_back(fen: int) -> None:
    assert written_amount(plain(fen)) == written_amount(yuan(fen)) == fen
    assert is_plain(plain(fen))
    assert not is_plain(yuan(fen))


@given(st.text(st.sampled_from("0123456789万千百十元块角分.。,，¥ 一二三五九零两点w")) | st.text())
def test_no_text_breaks_it_and_nothing_read_before_is_read_otherwise(typed: str) -> None:
    read = written_amount(typed)
    assert isinstance(read, Refused) or 0 <= read <= MAX_FEN
    before = parse_amount(typed)
    assert isinstance(before, Refused) or read == before


RATES = {
    "0.04": ("0.04", None), "18": ("18", None), "４": ("4", None), "0。04": ("0.04", None), "-0.04": ("-0.04", None), "五": ("5", None),
    "万分之五": ("5", "万分之/天"), "万分之4.5": ("4.5", "万分之/天"), "万分之三点五": ("3.5", "万分之/天"), "万五": ("5", "万分之/天"),
    "日利率万分之四": ("4", "万分之/天"), "5‱": ("5", "万分之/天"), "日息4厘": ("4", "万分之/天"), "日千分之0.5": ("0.05", "%/天"),
    "0.05%": ("0.05", "%/天"), "0.05％": ("0.05", "%/天"), "0.05%/天": ("0.05", "%/天"), "0.05%/日": ("0.05", "%/天"),
    "每天0.2%": ("0.2", "%/天"), "日利率 0.04 %": ("0.04", "%/天"), "百分之零点零四": ("0.04", "%/天"), "日利率0.04": ("0.04", "%/天"),
    "18%": ("18", "%/年"), "18%一年": ("18", "%/年"), "年化14.6%": ("14.6", "%/年"), "14.6%（年化）": ("14.6", "%/年"),
    "年利率(单利) 18.25%": ("18.25", "%/年"), "百分之十八": ("18", "%/年"), "一年百分之十八": ("18", "%/年"), "年利率18.25": ("18.25", "%/年"),
    "0.5%一年": ("0.5", "%/年"), "0.5%": ("0.5", None), "年化 14.6 个点": ("14.6", "%/年"),
}  # fmt: skip


@pytest.mark.parametrize(("typed", "read"), RATES.items())
def test_a_rate_names_its_own_unit_where_the_text_says_it(typed: str, read: tuple[str, str | None]) -> None:
    found = written_rate(typed)
    assert isinstance(found, WrittenRate)
    assert (found.number, found.unit) == (Decimal(read[0]), read[1])


@pytest.mark.parametrize(
    "typed", ["", "%", "很高", "4厘", "1分", "月利率1.5%", "月息1分", "千分之五", "0,04", "日0.04%年14.6%", "年万分之五", "0.04 0.05", "nan",
              "日利率0.0004", "1.2.3", "百分之十%", "一" * 61]
)  # fmt: skip
def test_a_rate_that_could_mean_two_things_is_refused(typed: str) -> None:
    refused = written_rate(typed)
    assert isinstance(refused, Refused)
    assert len(refused.message) < 80


@given(st.text(st.sampled_from("0123456789.%‰‱万千百分之日天年月息利率厘点一五九/ ,")) | st.text())
def test_no_text_breaks_a_rate(typed: str) -> None:
    found = written_rate(typed)
    assert isinstance(found, Refused) or found.number.is_finite()
