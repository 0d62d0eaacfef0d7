"""Step by step: the seven pages, one question early, the groups of further questions, and the text she pastes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from jiebei.content import STEPS
from jiebei.counting.due_dates import today_in_china
from jiebei.web.ask import GROUPS
from jiebei.web.walk import STOPS
from tests.app.visiting import WIDGETS, Visit

DUE = today_in_china() + timedelta(days=20)
FOUR = {
    "loans.0.principal": "15000",
    "loans.0.rate": "0.04",
    "loans.0.next_due": DUE,
    "budget.affordable": "1200",
}


def test_the_steps_run_from_one_to_the_last_without_a_jump() -> None:
    walk = [stop for stop in STOPS.values() if stop.step is not None]
    assert [stop.step for stop in walk] == list(range(1, STEPS.index("随时") + 1))
    for here, there in pairwise(walk):
        assert here.onward == there.name
    assert STOPS["home"].onward == walk[0].name


@pytest.mark.parametrize("name", [stop.name for stop in STOPS.values() if stop.name != "home"])
def test_only_a_page_of_the_walk_shows_a_place_on_it(visit: Callable[[], Visit], name: str) -> None:
    drawn = [part for part in visit().go(name).html() if '<div class="jb-steps"' in part]
    step = STOPS[name].step
    assert len(drawn) == (step is not None)
    if step is not None:
        assert drawn[0].count("done") == step - 1
        assert drawn[0].count("here") == 1


def test_the_first_page_asks_four_numbers_and_one_question_and_answers(calculator: Visit) -> None:
    asked = {node.key for node in calculator.at.main if node.type in WIDGETS and getattr(node, "key", None)}
    assert asked == {*FOUR, "loans.0.rate_unit", "loans.0.arrears"}
    calculator.enter(FOUR)
    assert any("今天一共欠" in drawn for drawn in calculator.html())
    assert "download.pdf" in calculator.offered


@pytest.mark.parametrize("key", ["pasted.page", "upload.case", "device.new-passphrase"])
def test_what_stands_in_a_closed_section_is_drawn_when_she_opens_it(calculator: Visit, key: str) -> None:
    drawn = {getattr(node, "key", None) for node in calculator.at.main}
    assert key not in drawn
    calculator.find(key)
    assert key in {getattr(node, "key", None) for node in calculator.at.main}
    assert calculator.go("guide").go("calculator").at.main, "closed again, the page is whole"


def test_arrears_are_asked_where_she_says_that_there_are_some(calculator: Visit) -> None:
    calculator.enter(FOUR)
    owed = calculator.worked.owed
    calculator.enter({"loans.0.arrears": "yes"})
    for key in ("overdue_principal", "overdue_interest", "penalty", "overdue_since"):
        assert calculator.at.get_by_key(f"loans.0.{key}")
    calculator.enter({"loans.0.overdue_interest": "三百"})
    assert calculator.worked.owed == owed + 30_000
    calculator.enter({"loans.0.arrears": "no"})
    assert calculator.worked.owed == owed
    # Said otherwise again, what was typed is still there.
    calculator.enter({"loans.0.arrears": "yes"})
    assert calculator.value("loans.0.overdue_interest") == "三百"
    assert calculator.worked.owed == owed + 30_000


def test_what_was_understood_stands_below_an_amount_that_is_not_plain_digits(calculator: Visit) -> None:
    def echoed() -> bool:
        return any("12,000" in text for text in calculator.markdown())

    calculator.enter({"loans.0.principal": "12000"})
    assert not echoed()
    calculator.enter({"loans.0.principal": "一万二"})
    assert echoed()
    assert calculator.value("loans.0.principal") == "一万二"


@pytest.mark.parametrize("typed", ["三五百", "约5000", "abc", "1.2.3"])
def test_what_cannot_be_read_is_said_at_its_place_and_not_lost(calculator: Visit, typed: str) -> None:
    calculator.enter({**FOUR, "loans.0.principal": typed, "loans.0.rate": "4厘"})
    for name in ("details", "help", "calculator"):
        calculator.go(name)
    assert calculator.complaint("loans.0.principal")
    assert calculator.complaint("loans.0.rate")
    assert calculator.value("loans.0.principal") == typed
    assert calculator.value("loans.0.rate") == "4厘"


def test_a_rate_chooses_its_own_unit_and_gives_it_back(calculator: Visit) -> None:
    calculator.enter({**FOUR, "loans.0.rate": "万分之四"})
    assert calculator.value("loans.0.rate_unit") == "万分之/天"
    unit = calculator.at.selectbox(key="loans.0.rate_unit")
    assert unit.disabled
    calculator.enter({"loans.0.rate": "14.6%"})
    assert calculator.value("loans.0.rate_unit") == "%/年"
    before = calculator.case
    calculator.enter({"loans.0.rate": "14.6"})
    assert not calculator.at.selectbox(key="loans.0.rate_unit").disabled
    assert calculator.case == before


def test_only_the_group_she_is_at_is_drawn_and_what_is_filled_is_ticked(calculator: Visit) -> None:
    calculator.press("sample").go("details")
    drawn: dict[str, set[str]] = {}
    for name in GROUPS:
        calculator.group(name)
        drawn[name] = {
            str(node.key)
            for node in calculator.at.main
            if node.type in WIDGETS and getattr(node, "key", None)
        }
        ticked = {
            group
            for group in GROUPS
            if calculator.at.button(key=f"group.{group}").icon == ":material/check_circle:"
        }
        assert ticked == {group.name for group in GROUPS.values() if group.begun(calculator.case)}
    assert "contract" in ticked
    assert "more" not in ticked
    keys = [key for group in drawn.values() for key in group]
    assert len(keys) == len(set(keys))


def test_the_groups_lead_forward_and_back_and_every_value_stays(calculator: Visit) -> None:
    calculator.press("sample").go("details")
    before = calculator.case
    names = list(GROUPS)
    for name in names[1:]:
        calculator.press("group.next")
        assert GROUPS[name].title in calculator.at.header[0].value
    assert "group.next" not in {button.key for button in calculator.at.button}
    for name in reversed(names[:-1]):
        calculator.press("group.back")
        assert GROUPS[name].title in calculator.at.header[0].value
    assert calculator.at.button(key="group.back").disabled
    assert calculator.go("plan").go("details").case == before
    assert GROUPS[names[0]].title in calculator.at.header[0].value


def test_a_link_can_lead_to_a_group(visit: Callable[[], Visit]) -> None:
    person = visit()
    person.at.query_params["at"] = "hardship"
    person.go("details")
    assert GROUPS["hardship"].title in person.at.header[0].value
    person.press("group.next")
    assert GROUPS["hardship"].title not in person.at.header[0].value


PAGE = f"剩余本金：12,345.67元\n日利率 O.04%\n下期还款日 {DUE:%Y-%m-%d}\n剩余期数 6期\n逾期利息 96.00"


def test_a_pasted_text_goes_into_the_case_only_when_she_says_so(calculator: Visit) -> None:
    before = calculator.case
    calculator.enter({"pasted.page": PAGE})
    assert calculator.case == before
    shown = "\n".join(calculator.html())
    assert "¥12,345.67" in shown
    assert "原文：日利率 O.04%" in shown
    calculator.press("pasted.take").enter({"budget.affordable": "900"})
    (loan,) = calculator.case.loans
    assert (loan.principal, loan.next_due, loan.periods_left, loan.overdue_interest) == (
        1_234_567,
        DUE,
        6,
        9_600,
    )
    assert loan.daily_rate == Decimal("0.0004")
    assert calculator.value("loans.0.arrears") == "yes"


def test_of_two_numbers_she_chooses_and_none_is_taken_unasked(calculator: Visit) -> None:
    two = "借款1 剩余本金 12,000.00 日利率 0.04%\n借款2 剩余本金 8,000.00 日利率 0.04%"
    calculator.enter({"pasted.page": two}).press("pasted.take")
    assert calculator.case.loans[0].principal is None
    assert calculator.case.loans[0].daily_rate is not None
    calculator.enter({"pasted.principal": 1}).press("pasted.take")
    assert calculator.case.loans[0].principal == 800_000


def test_a_pasted_text_of_anything_is_shown_letter_for_letter_and_breaks_nothing(calculator: Visit) -> None:
    calculator.enter({"pasted.page": "剩余本金 <b>[x](javascript:1) 5,00\n待还总额 $1$ 16,208.55 **x**"})
    assert "<b>" not in "\n".join(calculator.html())
    assert "](javascript" not in calculator.said
    assert not calculator.case.loans[0].principal
    calculator.press("clear")
    assert not calculator.value("pasted.page")
    calculator.enter({"pasted.page": "今天天气很好"})
    assert "pasted.take" not in {button.key for button in calculator.at.button}
