"""The household statement: every line adds up to the plan's own figures, and nothing is called what it is not."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from jiebei.case.faults import Fault
from jiebei.case.records import Budget, BudgetLine, Case, Loan, OtherDebt, Person, PlanWish
from jiebei.content.examples import examples
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import parse_amount, yuan
from jiebei.letters.commission import masked
from jiebei.letters.compose import LETTERS, compose
from jiebei.letters.document import Document, Facts, Table
from jiebei.letters.household import household_statement
from jiebei.letters.paper.pdf import render_pdf
from jiebei.letters.paper.plain import render_text
from jiebei.plan.budget import affordable, income_contradiction, income_said, means, monthly, usual_means
from tests.strategies import TODAY, a_debt, a_household

PAY, RENT = BudgetLine(name="工资等固定收入", amount=600_000), BudgetLine(name="房租或房贷", amount=450_000)


def sheet(case: Case) -> Document:
    document = compose(case, None, kind="budget", as_of=TODAY)
    assert isinstance(document, Document), document
    return document


def fault(case: Case) -> Fault:
    found = compose(case, None, kind="budget", as_of=TODAY)
    assert isinstance(found, Fault)
    return found


def tables(case: Case) -> list[Table]:
    return [block for block in household_statement(case) if isinstance(block, Table)]


def text_of(case: Case) -> str:
    return render_text(sheet(case))


def amount(cell: str) -> int:
    negative = cell.startswith("-")
    read = parse_amount(cell.lstrip("-"))
    assert isinstance(read, int), cell
    return -read if negative else read


def spent(**budget: Any) -> Case:
    return Case(budget=Budget(**{"income": (PAY,), "essentials": (RENT,), **budget}))


def test_a_steady_month_by_hand() -> None:
    case = spent(
        income=(PAY, BudgetLine(name="补贴", amount=120_000, frequency="quarter")),
        essentials=(RENT, BudgetLine(name="吃饭和日用", amount=3_500, frequency="day")),
        cushion=10_000,
    ).model_copy(
        update={
            "other_debts": (
                OtherDebt(name="信用卡", balance=800_000, monthly_minimum=20_000),
                OtherDebt(name="车贷", monthly_minimum=5_000, priority=True),
                OtherDebt(),
            )
        }
    )
    comes, goes, owed, left = tables(case)
    assert comes.rows == (
        ("工资等固定收入", "每月 ¥6,000.00", "不用换算", "¥6,000.00"),
        ("补贴", "每季 ¥1,200.00", "× 1 ÷ 3", "¥400.00"),
    )
    assert comes.total == ("以上合计", "", "", "¥6,400.00")
    # 35 × 365 ÷ 12 = 1,064.58.
    assert goes.rows[1] == ("吃饭和日用", "每天 ¥35.00", "× 365 ÷ 12", "¥1,064.58")
    assert goes.total == ("合计", "", "", "¥5,564.58")
    assert owed.rows == (("信用卡", "¥8,000.00", "¥200.00"), ("车贷（须优先付）", "没有填", "¥50.00"))
    assert owed.total == ("合计", "", "¥250.00")
    assert left.header == ("项目", "每月")
    assert left.rows == (
        ("进账", "¥6,400.00"),
        ("减：必须花的", "¥5,564.58"),
        ("减：别的债每月最少还", "¥250.00"),
        ("减：留作急用", "¥100.00"),
    )
    # 6,400 − 5,564.58 − 250 − 100
    assert left.total == ("剩下", "¥485.42")


def test_a_gap_carries_its_sign_and_the_row_says_so() -> None:
    left = tables(spent(essentials=(BudgetLine(amount=700_000),)))[-1]
    assert left.total is not None
    assert left.total[1] == "-¥1,000.00"
    assert "负号" in left.total[0]


def test_of_uneven_months_the_low_one_counts_and_each_has_its_name() -> None:
    case = spent(low_income=360_000, high_income=900_000)
    left = tables(case)[-1]
    assert left.header == ("项目", "差的月份", "平常的月份")
    assert left.rows[0] == ("进账", "¥3,600.00", "¥6,000.00")
    assert left.total is not None
    assert left.total[1:] == ("-¥900.00", "¥1,500.00")
    text = text_of(case)
    assert "剩下多少按差的月份看" in text
    assert "平均" not in text
    assert "好的月份进账：¥9,000.00" in text


def test_money_at_hand_that_carries_her_through_low_months_is_said() -> None:
    low = spent(low_income=360_000, low_months=3)
    carried = low.model_copy(update={"proposal": PlanWish(lump_sum=540_000)})
    can_pay = affordable(carried)
    assert can_pay is not None
    assert can_pay.amount == 90_000
    assert "手上的钱" in text_of(carried)
    assert "剩下多少按差的月份看" not in text_of(carried)
    assert "手上的钱" not in text_of(low)


def test_only_the_low_month_known_is_not_called_usual() -> None:
    for known in (spent(income=(), low_income=600_000), spent(low_income=600_000)):
        left = tables(known)[-1]
        assert left.header == ("项目", "差的月份")
        assert left.total == ("剩下", "¥1,500.00")


@pytest.mark.parametrize("missing", ["income", "essentials"])
def test_what_was_not_typed_is_not_nothing(missing: str) -> None:
    left = tables(spent(**{missing: ()}))[-1]
    assert left.total is None
    assert [row[1] for row in left.rows].count("没有填") == 1
    assert "没有算剩下多少" in text_of(spent(**{missing: ()}))


def test_a_typed_nought_is_an_answer() -> None:
    left = tables(spent(income=(BudgetLine(amount=0),)))[-1]
    assert left.total is not None
    assert left.total[1] == "-¥4,500.00"


@given(a_household(), st.lists(a_debt(), max_size=4).map(tuple))
def test_the_lines_add_up_to_the_plans_figures_to_the_fen(
    budget: Budget, debts: tuple[OtherDebt, ...]
) -> None:
    case = Case(budget=budget, other_debts=debts)
    household = means(case)
    if household is None:
        assert household_statement(case) == ()
        assert fault(case).where == "budget"
        return
    usual = usual_means(case)
    assert usual is not None
    found = tables(case)
    # Each of the tables of lines adds up to its own total.
    for table in found[:-1]:
        assert table.total is not None
        assert sum(amount(row[-1]) for row in table.rows) == amount(table.total[-1])
    left = found[-1]
    uneven = budget.low_income is not None
    months = [household, usual] if uneven and usual != household else [household]
    assert len(left.header) == 1 + len(months)
    for column, month in enumerate(months, start=1):
        cells = {row[0]: row[column] for row in left.rows}
        assert cells["进账"] == (yuan(month.income) if income_said(case) else "没有填")
        assert cells["减：必须花的"] == (yuan(month.essentials) if budget.essentials else "没有填")
        assert cells.get("减：留作急用", "¥0.00") == yuan(month.cushion)
        assert cells.get("减：别的债每月最少还", "¥0.00") == yuan(month.other_minimums)
        if left.total is not None:
            comes, *goes = [amount(cell) for cell in cells.values()]
            assert amount(left.total[column]) == comes - sum(goes) == month.surplus
    assert (left.total is None) == (not income_said(case) or not budget.essentials)
    lines = {yuan(monthly(line)) for line in (*budget.income, *budget.essentials)}
    assert lines <= {row[-1] for table in found[:-1] for row in table.rows}
    text = (
        render_text(document)
        if isinstance(document := compose(case, None, kind="budget", as_of=TODAY), Document)
        else ""
    )
    assert bool(text) == (income_contradiction(case) is None)
    assert "平均" not in text
    assert ("差的月份" in text) <= uneven or budget.low_months is not None


@pytest.mark.parametrize("name", examples())
def test_the_examples_statement_is_one_page_and_leaves_what_the_plan_counts(name: str) -> None:
    case = examples()[name]
    document = sheet(case)
    household = means(case)
    assert household is not None
    assert yuan(household.surplus) in render_text(document)
    assert len(PdfReader(io.BytesIO(render_pdf(document))).pages) == 1


def test_nothing_is_filled_or_two_figures_contradict_each_other() -> None:
    assert fault(Case()).where == "budget"
    assert fault(Case(other_debts=(OtherDebt(name="信用卡", monthly_minimum=1),))).where == "budget"
    assert fault(spent(low_income=700_000)).where == "budget.low_income"
    assert fault(spent(high_income=500_000)).where == "budget.high_income"


def test_it_promises_nothing_and_needs_no_loan() -> None:
    sort = LETTERS["budget"]
    assert (sort.sent, sort.needs_plan, sort.promises, sort.addressed) == (False, False, False, False)
    text = text_of(spent())
    assert chinese_date(TODAY) in text
    assert "协商" not in text
    # With a loan that may be past its three years it can still be printed: it admits nothing.
    old = Loan(principal=100_000, overdue_principal=100_000, overdue_since=date(2020, 1, 1))
    assert "没有算在上面" in text_of(spent().model_copy(update={"loans": (old,)}))


def test_her_name_stands_there_only_if_she_typed_it() -> None:
    def names(case: Case) -> list[str]:
        (facts,) = [block for block in sheet(case).blocks if isinstance(block, Facts)]
        return [label for label, _ in facts.rows]

    named = spent().model_copy(update={"person": Person(name=" 小李 ")})
    assert (names(spent()), sheet(spent()).author) == (["日期"], "")
    assert (names(named), sheet(named).author) == (["姓名", "日期"], "小李")
    assert "小李" not in text_of(masked(named))
