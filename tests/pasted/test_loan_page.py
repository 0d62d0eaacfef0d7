"""The loan's numbers in the text a phone reads off its page: found beside their label, quoted, or asked about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiebei.counting.as_people_write import WrittenRate
from jiebei.pasted.loan_page import LONGEST, SOUGHT, PageReading, Sought, found_values, read_loan_page

TODAY = date(2026, 11, 25)


def day(percent: str) -> WrittenRate:
    return WrittenRate(Decimal(percent), "%/天")


def year(percent: str) -> WrittenRate:
    return WrittenRate(Decimal(percent), "%/年")


@dataclass(frozen=True)
class Expected:
    text: str
    sure: Mapping[Sought, Any] = field(default_factory=dict)
    asked: Mapping[Sought, tuple[Any, ...]] = field(default_factory=dict)
    """The values to choose from; none where a number is there that cannot be read."""
    overdue: bool = False


TABLE: dict[str, Expected] = {
    "one line each": Expected(
        "剩余本金：12,345.67元\n日利率：0.04%\n下期还款日：2026-12-10\n剩余期数：6期",
        {"principal": 1_234_567, "rate": day("0.04"), "next_due": date(2026, 12, 10), "periods_left": 6},
    ),
    "all in one line": Expected(
        "待还本金¥15000.00 日利率0.05% 还款日2026年12月8日 剩余8期",
        {"principal": 1_500_000, "rate": day("0.05"), "next_due": date(2026, 12, 8), "periods_left": 8},
    ),
    "label above its number": Expected(
        "剩余本金(元)\n8,600.00\n年利率(单利)\n14.60%\n下一还款日\n2026.12.20",
        {"principal": 860_000, "rate": year("14.60"), "next_due": date(2026, 12, 20)},
    ),
    "number above its label": Expected(
        "8,600.00\n剩余本金(元)\n1,234.00\n本期应还(元)\n0.04%\n日利率", {"principal": 860_000, "rate": day("0.04")}
    ),
    "a head of labels over a row of numbers": Expected(
        "剩余本金 日利率 还款日\n12,000.00 0.04% 12月10日",
        {"principal": 1_200_000, "rate": day("0.04"), "next_due": date(2026, 12, 10)},
    ),
    "this month's share is not what is left": Expected(
        "本期应还 1,387.20\n本期应还本金 1,207.20\n剩余未还本金 15,000.00", {"principal": 1_500_000}
    ),
    "what was borrowed and what was paid are not what is left": Expected(
        "借款金额 20,000.00元\n已还本金 5,000.00元\n剩余本金 15,000.00元", {"principal": 1_500_000}
    ),
    "a limit is not a debt": Expected("总额度 50,000.00\n可用额度 35,000.00\n待还本金 15,000.00", {"principal": 1_500_000}),
    "the camera takes a nought for a letter": Expected(
        "剩余本金：1O,0OO.00元 日利率：O.04%", {"principal": 1_000_000, "rate": day("0.04")}
    ),
    "the camera takes a one for a letter": Expected("剩余本金 l2,000.00", {"principal": 1_200_000}),
    "spaces around the sign and the comma": Expected("剩余本金  ￥ 12, 345. 67", {"principal": 1_234_567}),
    "full-width everything": Expected(
        "剩余本金：￥１２，３４５．６７元　日利率：０．０４％", {"principal": 1_234_567, "rate": day("0.04")}
    ),
    "ten-thousandths": Expected("日利率万分之四，剩余本金1.5万元", {"rate": WrittenRate(Decimal(4), "万分之/天"), "principal": 1_500_000}),
    "a day's and a year's rate that agree": Expected("日利率0.04%（年利率14.6%）", {"rate": day("0.04")}),
    "a day's and a year's rate on 360 days": Expected("年化利率14.4% 日利率0.04%", {"rate": day("0.04")}),
    "rates that do not agree": Expected("日利率0.04%\n年化综合资金成本23.99%", asked={"rate": (day("0.04"), year("23.99"))}),
    "a rate without a period, told by its size": Expected("贷款利率 14.6%", {"rate": year("14.6")}),
    "a broken rate": Expected("日利率 004%", asked={"rate": ()}),
    "a sum with a comma where its point was": Expected("剩余本金 12,345,67", asked={"principal": ()}),
    "a sum cut short": Expected("剩余本金 12,34", asked={"principal": ()}),
    "only a total": Expected("待还总额(元) 16,208.55", asked={"principal": (1_620_855,)}),
    "a total beside the principal": Expected("待还总额 16,208.55\n其中待还本金 15,000.00", {"principal": 1_500_000}),
    "a principal that may be this month's": Expected("应还本金 1,207.20", asked={"principal": (120_720,)}),
    "a bare principal": Expected("本金 15,000.00 利息 186.00", asked={"principal": (1_500_000,)}),
    "a total and a bare principal": Expected("剩余还款 16,000.00 含本金15,000.00", asked={"principal": (1_600_000, 1_500_000)}),
    "a sum torn apart": Expected("剩余本金 12 345.67", asked={"principal": ()}),
    "two loans": Expected(
        "借款1 剩余本金 12,000.00 日利率 0.04% 还款日 12月10日\n借款2 剩余本金 8,000.00 日利率 0.04% 还款日 12月22日",
        {"rate": day("0.04")},
        {"principal": (1_200_000, 800_000), "next_due": (date(2026, 12, 10), date(2026, 12, 22))},
    ),
    "a day in each month": Expected("还款日 每月10日", {"next_due": date(2026, 12, 10)}),
    "a day in each month, later this month": Expected("还款日：每月28号", {"next_due": date(2026, 11, 28)}),
    "a day in January, seen in November": Expected("下次还款日 01月15日", {"next_due": date(2027, 1, 15)}),
    "a day that has passed": Expected("还款日 2026-11-10", asked={"next_due": (date(2026, 11, 10),)}),
    "a day that is none": Expected("还款日 2026-13-40", asked={"next_due": ()}),
    "the last day of the loan is not the next": Expected("到期日 2027-11-10\n还款日 2026-12-10", {"next_due": date(2026, 12, 10)}),
    "paid of all": Expected("已还3/12期", {"periods_left": 9}),
    "overdue": Expected(
        "您已逾期12天\n逾期本金 2,400.00\n逾期利息 96.00\n罚息 17.28\n剩余本金 9,600.00",
        {"overdue_principal": 240_000, "overdue_interest": 9_600, "penalty": 1_728, "principal": 960_000},
        overdue=True,
    ),
    "a penalty rate is no penalty": Expected("罚息利率 0.06%\n剩余本金 9,600.00", {"principal": 960_000}),
    "a warning is not an overdue loan": Expected("逾期将影响征信\n剩余本金 9,600.00", {"principal": 960_000}),
    "not overdue": Expected("状态：未逾期\n剩余本金 9,600.00", {"principal": 960_000}),
    "between a number above and one below": Expected(
        "88.00\n剩余本金\n9,600.00", asked={"principal": (8_800, 960_000)}
    ),
    "the same number twice is one": Expected("剩余本金 9,600.00\n确认：剩余本金 9600元", {"principal": 960_000}),
    "a percentage is no sum": Expected("剩余本金 60%"),
    "nothing of a loan": Expected("今天给客服打了电话，说下周一回复。订单号 20261125001"),
    "empty": Expected(""),
}  # fmt: skip


def sure(reading: PageReading) -> dict[str, Any]:
    return {name: found.value for name, found in reading.sure.items()}


@pytest.mark.parametrize("expected", TABLE.values(), ids=TABLE)
def test_a_page_is_read_as_the_table_says(expected: Expected) -> None:
    reading = read_loan_page(expected.text, TODAY)
    assert sure(reading) == expected.sure
    given_back = {name: tuple(one.value for one in several) for name, several in reading.asked.items()}
    assert given_back == {name: values for name, values in expected.asked.items() if values}
    assert set(reading.doubts) == set(expected.asked)
    assert reading.overdue == expected.overdue
    assert all(one.quote in expected.text for one in found_values(reading))


def test_every_quote_names_its_number() -> None:
    reading = read_loan_page(TABLE["one line each"].text, TODAY)
    assert [found.quote for found in reading.sure.values()] == [
        "剩余本金：12,345.67元",
        "日利率：0.04%",
        "下期还款日：2026-12-10",
        "剩余期数：6期",
    ]


def test_the_table_is_long_enough_to_say_something() -> None:
    assert len(TABLE) >= 25
    assert {name for row in TABLE.values() for name in row.sure} == set(SOUGHT)


PIECES = st.sampled_from(
    ["剩余本金", "待还总额", "应还本金", "日利率", "年利率", "还款日", "剩余期数", "已还", "逾期本金", "罚息", "每月", "12,345.67", "0.04%",
     "2026-12-10", "12月40日", "6期", "3/12", "￥", "元", "O", "l", "〇", "，", "。", ":", "：", "\n", " ", "\u3000", "1", "0", ".", ",", "%",
     "万", "五千", "²", "½", "\x00"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(), st.dates())
def test_no_text_breaks_it_and_every_quote_stands_in_the_text(text: str, today: date) -> None:
    reading = read_loan_page(text, today)
    for found in found_values(reading):
        assert found.quote in text
        assert found.quote
    assert not reading.sure.keys() & reading.asked.keys()
    assert reading.asked.keys() <= reading.doubts.keys()


def test_a_long_text_costs_little_and_is_read_to_a_limit() -> None:
    assert sure(read_loan_page("剩余本金 100.00\n" + "本金1," * 100_000, TODAY)).get("principal") == 10_000
    assert not read_loan_page(" " * LONGEST + "剩余本金 100.00", TODAY).sure
