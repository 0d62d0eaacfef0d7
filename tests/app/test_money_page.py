"""The page on what comes first: hers where she has typed something, calm where it does not reach, and the way to help."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from pypdf import PdfReader

from jiebei import content
from jiebei.case.records import BudgetLine, Case
from jiebei.counting.due_dates import chinese_date, today_in_china
from jiebei.counting.money import yuan
from jiebei.plan.budget import affordable, means
from jiebei.plan.first_things import latest_review
from jiebei.web.words import harmless
from tests.app.visiting import Visit


@pytest.fixture
def page(visit: Callable[[], Visit]) -> Visit:
    return visit().go("money")


def budget_offered(person: Visit) -> bool:
    return any(button.key == "download.budget" for button in person.at.link_button)


def test_an_empty_case_sees_the_order_and_no_figure_of_hers(page: Visit) -> None:
    for bill in content.bills():
        assert bill.title in page.said
    assert "你的：" not in page.said
    assert "¥" not in page.said
    assert not budget_offered(page)
    assert page.case == Case()


def test_every_number_to_ask_can_be_tapped(page: Visit) -> None:
    drawn = "\n".join(page.html())
    for support in content.supports():
        for contact in support.contacts:
            assert f'href="tel:{contact.number}"' in drawn
    assert 'href="tel:12348"' in drawn


def test_the_sample_stands_in_its_order_with_the_plans_figures(
    page: Visit, downloads: Mapping[str, Callable[[], bytes]]
) -> None:
    page.go("calculator").press("sample").go("money")
    case = page.case
    household, can_pay = means(case), affordable(case)
    assert household is not None
    assert can_pay is not None
    for amount in (household.income, household.essentials, household.surplus, can_pay.amount):
        assert yuan(amount) in "\n".join(page.html())
    said = page.said
    lines = [f"{harmless(line.name)} {harmless(yuan(line.amount))}" for line in case.budget.essentials]
    assert all(line in said for line in lines)
    food = next(line for line in lines if line.startswith("吃饭"))
    rent = next(line for line in lines if line.startswith("房租"))
    assert said.index(food) < said.index(rent)
    assert said.index("每月能还 " + harmless(yuan(can_pay.amount))) > said.index(content.bills()[-1].title)
    printed = downloads["download.budget"]()
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(printed)).pages)
    assert yuan(household.surplus) in text


def test_where_the_money_ends_is_said_at_its_place(page: Visit) -> None:
    page.enter({"income.0.amount": 1500.0, "essentials.0.amount": 1000.0, "essentials.1.amount": 800.0})
    assert page.case.budget.essentials[0] == BudgetLine(name="吃饭和日用", amount=100_000)
    said = page.said
    told = said.index("钱到这里就不够了")
    second, third = content.bills()[1:3]
    assert said.index(second.title) < told < said.index(third.title)
    assert harmless(yuan(30_000)) in said[told : told + 80]
    assert "还差" in "\n".join(page.html())
    assert budget_offered(page)
    # Asked of nobody: spending without an income is no gap, it is half a form.
    page.enter({"income.0.amount": None})
    assert "钱到这里就不够了" not in page.said
    assert "还没有填" in "\n".join(page.html())


def test_months_that_contradict_each_other_are_told_at_the_field(page: Visit) -> None:
    page.enter({"income.0.amount": 3000.0, "budget.low_income": 4000.0})
    assert "核对" in page.complaint("budget.low_income")
    assert not budget_offered(page)
    page.enter({"budget.low_income": 2000.0})
    assert not page.complaint("budget.low_income")
    assert budget_offered(page)


def test_the_calculator_offers_the_statement_too(calculator: Visit) -> None:
    assert not budget_offered(calculator)
    calculator.enter({"essentials.0.amount": 900.0})
    assert budget_offered(calculator)
    assert not calculator.has_letter


def test_the_day_to_look_again_is_kept_and_comes(page: Visit) -> None:
    today = today_in_china()
    assert chinese_date(latest_review(today)) in page.said
    page.enter({"budget.review_on": today + timedelta(20)})
    assert page.go("help").go("money").case.budget.review_on == today + timedelta(20)
    assert "你定的日子到了" not in page.said
    page.enter({"budget.review_on": today})
    assert "你定的日子到了" in page.said
    page.enter({"budget.review_on": today + timedelta(200)})
    assert "超过三个月" in page.said


def test_what_she_called_a_line_is_shown_letter_for_letter(page: Visit) -> None:
    page.press("add.essentials")
    row = max(
        int(str(field.key).split(".")[1])
        for field in page.at.text_input
        if str(field.key).startswith("essentials.")
    )
    name = "[链接](javascript:1) **粗**"
    page.enter({f"essentials.{row}.name": name})
    page.enter({f"essentials.{row}.amount": 5.0})
    shown = [text for text in page.markdown() if "你的：" in text]
    assert any(harmless(name) in text for text in shown)
    assert not any("](javascript" in text for text in shown)
