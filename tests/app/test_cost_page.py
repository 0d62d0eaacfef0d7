"""The page of the true cost and the page of waiting, as somebody uses them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest

from jiebei.content.examples import examples
from jiebei.owed.waiting import PAYMENT_ORDERS
from jiebei.plan.advice import advise
from jiebei.plan.appraisal import Premises, assumptions_of, usual_premises, year_of_waiting
from jiebei.plan.options import Advice
from jiebei.web import charts
from tests.app.visiting import Visit

UNLISTED = "表上没有"


@pytest.fixture
def cost(visit: Callable[[], Visit]) -> Visit:
    """On the cost page, with a loan that is known."""
    return visit().example("illness").go("cost")


def rows(at: Visit) -> list[str]:
    """The rows of the comparison with the table."""
    (table,) = [drawn for drawn in at.html() if "jb-table" in drawn and "按实际算" in drawn]
    return table.split("<tbody>")[1].split("</tbody>")[0].split("</tr>")[:-1]


def line(at: Visit, **values: object) -> Visit:
    """Adds a line and types it."""
    at.press("add.costs")
    row = at.state["rows.costs"][-1]
    return at.enter({f"costs.{row}.{name}": value for name, value in values.items()})


def test_interest_is_never_said_to_be_missing(cost: Visit) -> None:
    line(cost, name="担保费", annual=3.0, charged=100.0)
    assert "利息" in rows(cost)[0]
    assert all(UNLISTED not in row for row in rows(cost))


def test_a_fee_marked_as_not_on_the_table_is_and_only_that(cost: Visit) -> None:
    line(cost, name="担保费", charged=100.0)
    line(cost, name="咨询费", charged=200.0, listed=False)
    assert [UNLISTED in row for row in rows(cost)] == [False, False, True]


def test_a_new_line_is_on_the_table_whatever_the_one_before_it_was(cost: Visit) -> None:
    line(cost, name="咨询费", charged=200.0, listed=False)
    cost.press("drop.costs.0")
    line(cost, name="担保费", charged=100.0)
    assert [UNLISTED in row for row in rows(cost)] == [False, False]


def test_fees_become_yearly_only_once_the_first_day_is_known(cost: Visit) -> None:
    line(cost, name="担保费", charged=100.0)
    assert "%" not in rows(cost)[1]
    loan = cost.case.loans[0]
    assert loan.principal is not None
    cost.enter({"cost.amount": loan.principal / 50, "cost.paid_out": date(2026, 1, 10), "cost.term": 36})
    assert "%" in rows(cost)[1]
    assert "100.00" in rows(cost)[1]


def test_a_first_day_that_cannot_be_right_is_said_and_gives_no_rate(cost: Visit) -> None:
    line(cost, name="担保费", charged=100.0)
    cost.enter({"cost.amount": 1.0, "cost.paid_out": date(2026, 1, 10), "cost.term": 36})
    assert "%" not in rows(cost)[1]
    assert "比现在剩的本金还少" in cost.said


def test_the_page_needs_no_loan_of_the_case(visit: Callable[[], Visit]) -> None:
    at = visit().go("cost")
    line(at, name="担保费", stated=100.0, charged=120.0)
    assert "¥120.00" in rows(at)[1]


@pytest.mark.parametrize(
    ("day", "begun"), [(date(2026, 7, 31), False), (date(2026, 8, 2), True)], ids=["before", "after"]
)
def test_the_table_of_costs_is_told_as_of_the_day(visit: Callable[[], Visit], day: date, begun: bool) -> None:
    at = visit()
    at.at.session_state["kept.as_of"] = day
    at.go("cost")
    assert ("要有一张明示表，列出每一项费用" in at.said) == begun
    assert ("今天还没有开始" in at.said) != begun
    assert "{in-force" not in at.said
    assert "not-in-force" not in at.said


def waited(at: Visit) -> str:
    return "".join(drawn for drawn in at.html() if "什么都不做" in drawn or "只按能力还" in drawn)


def test_waiting_shows_all_three_ways(visit: Callable[[], Visit]) -> None:
    at = visit().example("illness").go("necessity")
    assert all(way in waited(at) for way in ("什么都不做", "只按能力还", "照方案还"))


def test_every_premise_of_waiting_changes_what_is_shown(visit: Callable[[], Visit]) -> None:
    at = visit().example("overdue").go("necessity")
    seen = {waited(at)}
    for key, value in (
        ("waiting.compound", False),
        ("waiting.on_interest", False),
        ("waiting.accelerates", 300),
        ("waiting.order", "principal-first"),
    ):
        at.enter({key: value})
        assert waited(at) not in seen, key
        seen.add(waited(at))


@pytest.mark.parametrize("name", examples())
def test_the_chart_of_waiting_speaks_of_round_sums_that_hold_what_was_worked_out(name: str) -> None:
    case = examples()[name]
    assert case.settings.as_of is not None
    worked = advise(case, case.settings.as_of)
    premises = usual_premises(case.settings.as_of)
    assert isinstance(worked, Advice)
    assert isinstance(premises, Premises)
    year = year_of_waiting(worked, worked.option(), [assumptions_of(loan, premises) for loan in case.loans])
    chart = charts.waiting_chart(year)
    amounts = [
        [int(amount.replace(",", "")) for amount in re.findall(r"¥([\d,]+)(?!\.)", said)]
        for said in (chart.conclusion, chart.description)
    ]
    low, high = year.after(365).nothing
    assert "." not in chart.description
    for least, most, *_ in amounts:
        assert least * 100 <= low <= high <= most * 100
        assert least % 10 == most % 10 == 0


def test_every_payment_order_has_a_name(visit: Callable[[], Visit]) -> None:
    at = visit().go("necessity")
    shown = at.at.selectbox(key="waiting.order").options
    assert len(set(shown)) == len(PAYMENT_ORDERS)
