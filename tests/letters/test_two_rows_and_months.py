"""Plans of two instalments, months that begin on a payday, and interest by the month: what letter, sheet and call say."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from jiebei.case.file import loads
from jiebei.case.records import Case
from jiebei.letters.compose import compose
from jiebei.letters.document import Document
from jiebei.letters.paper.plain import render_text
from jiebei.letters.phone_script import phone_script
from jiebei.plan.advice import advise
from jiebei.plan.options import Advice, monthly_totals

DAY = date(2026, 11, 23)


def worked(loans: list[dict[str, Any]], affordable: str, **more: Any) -> tuple[Case, Advice]:
    usual = {"lender": "甲公司", "daily_rate": "0.0004", "periods_left": 9, "original_periods": 12}
    tree = {
        "format": "jiebei-case",
        "version": 1,
        "loans": [{**usual, **loan} for loan in loans],
        "budget": {"affordable": affordable, **more.pop("budget", {})},
        **more,
    }
    case = loads(json.dumps(tree))
    assert isinstance(case, Case), case
    advice = advise(case, DAY)
    assert isinstance(advice, Advice)
    return case, advice


def written(case: Case, advice: Advice, kind: str = "request") -> str:
    document = compose(case, advice, None, kind)
    assert isinstance(document, Document)
    return render_text(document)


def test_a_first_payment_and_one_instalment_are_told_as_two() -> None:
    case, advice = worked(
        [{"principal": "2000", "next_due": "2026-12-10", "periods_left": 2}],
        "600",
        proposal={"lump_sum": "1500", "kind": "down_payment"},
    )
    option = advice.option("down_payment")
    assert option.kind == "down_payment"
    assert len(option.instalments) == 2
    # 2,000 and 12.80 and 12.00 of interest until 8 December and 10 December, 1,500 of it at once.
    assert "先在2026年12月8日支付 ¥1,500.00" in written(case, advice)


def test_the_sheet_says_where_a_level_instalment_comes_from_also_of_two() -> None:
    case, advice = worked([{"principal": "2000", "next_due": "2026-12-10", "periods_left": 1}], "1100")
    option = advice.option()
    assert option.kind == "extension"
    assert len(option.instalments) == 2
    level = option.instalments[0].payment
    assert f"每期应还 ¥{level // 100:,}.{level % 100:02d}" in written(case, advice, "worksheet")


def test_by_the_month_a_lower_rate_is_divided_by_twelve() -> None:
    for accrual, said, unsaid in (
        ("monthly", "年利率 ÷ 12", "实际天数"),
        ("daily", "÷ 365 × 实际天数", "÷ 12。"),
    ):
        case, advice = worked(
            [{"principal": "20000", "next_due": "2026-12-10", "daily_rate": "0.0006", "periods_left": 6, "accrual": accrual}],
            "1220",
            proposal={"kind": "interest_reduction"},
        )  # fmt: skip
        assert advice.option("interest_reduction").kind == "interest_reduction"
        sheet = written(case, advice, "worksheet")
        assert said in sheet
        assert unsaid not in sheet


def test_a_call_counts_months_from_payday_to_payday() -> None:
    loans = [{"principal": "9000", "next_due": "2026-12-20"}, {"principal": "9000", "next_due": "2027-01-10"}]
    case, advice = worked(loans, "1500", budget={"payday": 15})
    option = advice.option()
    months = len(monthly_totals(option.instalments, 15))
    assert months != len(monthly_totals(option.instalments))
    said = dict(phone_script(case, advice, option))["提出方案"]
    assert f"一共 {months} 个月" in said


def test_the_sheet_and_the_letter_say_how_the_payment_is_divided() -> None:
    big = {"principal": "20000", "next_due": "2026-12-10"}
    small = {"principal": "700", "next_due": "2026-12-10", "lender": "乙银行"}
    dear = {"principal": "9000", "next_due": "2026-12-10", "lender": "乙银行", "daily_rate": "0.0008"}
    free = {"principal": "9000", "next_due": "2026-12-10", "daily_rate": "0"}
    told = {}
    for loans, amount in (
        ([big, small], "1300"),
        ([free, dear], "1100"),
        ([big, {**big, "lender": "乙银行"}], "2200"),
    ):
        case, advice = worked(loans, amount)
        option = advice.option("extension")
        case = case.model_copy(update={"proposal": case.proposal.model_copy(update={"kind": "extension"})})
        told[option.sharing] = written(case, advice, "worksheet"), written(case, advice)
    assert set(told) == {"small_first", "dear_first", "by_balance"}
    for sharing, (sheet, letter) in told.items():
        assert ("金额小的" in sheet) == ("金额小的" in letter) == (sharing == "small_first")
        assert ("利率最高的" in sheet) == ("利率高的" in letter) == (sharing == "dear_first")
