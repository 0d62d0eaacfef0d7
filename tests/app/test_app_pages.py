"""Every page, whatever has been filled in so far, runs and keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from jiebei.case.records import Case
from jiebei.content import STEPS
from jiebei.content.examples import SAMPLE, as_of_today, examples
from jiebei.counting.due_dates import today_in_china
from jiebei.plan.advice import advise
from jiebei.plan.options import Advice
from jiebei.web.walk import STOPS
from tests.app.visiting import Visit, as_typed

SOON = today_in_china() + timedelta(days=17)

PARTLY: dict[str, dict[str, Any]] = {
    "principal only": {"loans.0.principal": 12000.0},
    "rate only": {"loans.0.rate": 0.04},
    "date only": {"loans.0.next_due": SOON},
    "what can be paid only": {"budget.affordable": 800.0},
    "no rate": {"loans.0.principal": 12000.0, "loans.0.next_due": SOON, "budget.affordable": 800.0},
    "nothing can be paid": {"loans.0.principal": 12000.0, "loans.0.rate": 0.04, "loans.0.next_due": SOON, "budget.affordable": 0.0},
    "no interest": {"loans.0.principal": 12000.0, "loans.0.rate": 0.0, "loans.0.next_due": SOON, "budget.affordable": 800.0},
    "one fen": {"loans.0.principal": 0.01, "loans.0.rate": 0.04, "loans.0.next_due": SOON, "budget.affordable": 0.01},
    "the most there can be": {"loans.0.principal": 1e9, "loans.0.rate": 1.0, "loans.0.next_due": SOON, "budget.affordable": 1e9},
    "no income but spending": {"loans.0.principal": 12000.0, "loans.0.rate": 0.04, "loans.0.next_due": SOON,
                               "income.0.amount": 0.0, "essentials.0.amount": 900.0},
    "due in seventy years": {"loans.0.principal": 12000.0, "loans.0.rate": 0.04, "loans.0.next_due": date(2100, 12, 31),
                             "budget.affordable": 800.0},
}  # fmt: skip


def test_every_page_on_the_walk_has_its_file_and_every_file_is_on_the_walk() -> None:
    listed = {stop.file for stop in STOPS.values()}
    assert listed == {str(path) for path in (Path(__file__).parents[2] / "pages").glob("*.py")}


@pytest.mark.parametrize("name", STOPS)
def test_each_page_leads_on_to_one_that_exists(name: str) -> None:
    stop = STOPS[name]
    assert stop.onward in {None, *STOPS}
    assert stop.onward != name
    assert stop.step is None or 1 <= stop.step <= len(STEPS)
    assert Path(stop.file).stem == stop.name


@pytest.mark.parametrize("name", [name for name in STOPS if name != "home"])
def test_each_page_says_its_name_and_its_button_leads_on(visit: Callable[[], Visit], name: str) -> None:
    here = visit().go(name)
    assert [title.value for title in here.at.title] == [STOPS[name].title]
    here.press("onward")
    onward = STOPS[STOPS[name].onward or "home"]
    if onward.name != "home":
        assert [title.value for title in here.at.title] == [onward.title]


def test_the_last_page_of_the_walk_leaves_no_step_to_do(visit: Callable[[], Visit]) -> None:
    last = max(stop.step for stop in STOPS.values() if stop.step)
    (page,) = (stop.name for stop in STOPS.values() if stop.step == last)
    (bars,) = (drawn for drawn in visit().go(page).html() if "jb-steps" in drawn and "<span" in drawn)
    assert bars.count("<span") == last
    assert "todo" not in bars


def test_the_front_page_leads_to_the_calculator(visit: Callable[[], Visit]) -> None:
    assert [title.value for title in visit().press("start").at.title] == [STOPS["calculator"].title]


@pytest.mark.parametrize("filled", PARTLY.values(), ids=PARTLY)
def test_every_page_runs_with_only_some_fields(calculator: Visit, filled: dict[str, Any]) -> None:
    calculator.enter(filled)
    before = calculator.case
    assert before != Case()
    for name in STOPS:
        calculator.go(name)
    calculator.go("calculator")
    assert calculator.case == before
    for key, value in filled.items():
        assert calculator.value(key) == (as_typed(value) if isinstance(calculator.value(key), str) else value)


@pytest.mark.parametrize("name", examples())
def test_every_page_runs_with_each_example_and_keeps_it(visit: Callable[[], Visit], name: str) -> None:
    person = visit().example(name)
    wanted = as_of_today(examples()[name], today_in_china())
    assert person.case == wanted
    for stop in STOPS:
        person.go(stop)
    person.go("calculator")
    assert person.case == wanted


def test_examples_can_be_worked_out_on_any_day() -> None:
    """They are moved to the present month by month; no day of a month may leave a due date in the past."""
    for days in range(0, 370):
        day = date(2027, 12, 20) + timedelta(days=days)
        for name, case in examples().items():
            assert isinstance(advise(as_of_today(case, day), day), Advice), (name, day)


def test_the_sample_fills_everything_and_clear_empties_everything(calculator: Visit) -> None:
    calculator.press("sample")
    assert calculator.case == as_of_today(examples()[SAMPLE], today_in_china())
    first = ("loans.0.principal", "loans.0.rate", "loans.0.next_due", "budget.affordable")
    further = ("loans.0.lender", "loans.0.number", "loans.0.periods_left", "income.0.amount", "essentials.0.amount",
               "hardship.cause", "hardship.since", "hardship.detail", "hardship.papers", "person.name", "person.phone")  # fmt: skip
    for key in (*first, *further):
        assert calculator.value(key), key
    assert calculator.has_letter
    calculator.press("clear")
    assert calculator.case == Case()
    for key in (*first, *further):
        assert not calculator.value(key), key
    assert not calculator.has_letter


def test_the_sample_replaces_rows_that_were_added_by_hand(calculator: Visit) -> None:
    for name in ("debts", "loans", "income", "essentials"):
        calculator.press(f"add.{name}")
    calculator.type(debts__0__name="信用卡", loans__1__principal=500.0)
    calculator.press("sample")
    assert calculator.case == as_of_today(examples()[SAMPLE], today_in_china())


def test_rows_can_be_added_filled_and_removed(calculator: Visit) -> None:
    calculator.press("sample").press("add.loans").press("add.loans").press("add.debts")
    calculator.enter(
        {"loans.1.principal": 1000.0, "loans.2.principal": 2000.0, "loans.2.rate": 0.03, "loans.2.next_due": SOON,
         "debts.0.name": "房贷", "debts.0.monthly_minimum": 100.0}
    )  # fmt: skip
    assert [loan.principal for loan in calculator.case.loans][1:] == [100_000, 200_000]
    calculator.press("drop.loans.1")
    assert [loan.principal for loan in calculator.case.loans][1:] == [200_000]
    for name in STOPS:
        calculator.go(name)
    calculator.go("calculator")
    assert [loan.principal for loan in calculator.case.loans][1:] == [200_000]
    assert [(debt.name, debt.monthly_minimum) for debt in calculator.case.other_debts] == [("房贷", 10_000)]
    assert calculator.has_letter


def test_two_people_do_not_see_each_other(visit: Callable[[], Visit]) -> None:
    one, other = visit().go("calculator").press("sample"), visit().go("calculator")
    assert one.case != Case()
    assert other.case == Case()
    other.type(person__name="别人")
    assert "别人" not in one.go("calculator").said
    assert one.case.person.name != "别人"


def test_the_guide_remembers_what_is_done(visit: Callable[[], Visit]) -> None:
    person = visit().go("guide")
    first = next(box for box in person.at.checkbox if str(box.key).startswith("guide."))
    assert first.key is not None
    first.check().run()
    person.ok().go("help").go("guide")
    assert person.at.checkbox(key=first.key).value is True
    assert sum(box.value for box in person.at.checkbox) == 1
