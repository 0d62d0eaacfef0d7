"""Home: today's place with each lender once there is a case, and until then what it says to a newcomer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from jiebei import content
from jiebei.case.file import dumps
from jiebei.case.records import Case, Event, Loan
from jiebei.content.examples import examples
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import yuan
from jiebei.letters.commission import lenders
from jiebei.letters.today import today
from jiebei.plan.advice import advise
from jiebei.plan.options import Advice
from jiebei.web import letter_desk
from jiebei.web.words import harmless
from tests.app.visiting import Visit


def at_home(visit: Callable[[], Visit], case: Case) -> Visit:
    return visit().go("calculator").open_file(dumps(case).encode()).go("home")


def buttons(person: Visit) -> list[Any]:
    return [button for button in person.at.button if button.key and button.key.startswith("today.")]


def test_a_newcomer_sees_the_way_in_and_no_card(visit: Callable[[], Visit]) -> None:
    person = visit()
    assert [title.value for title in person.at.title] == [content.page("home").title]
    assert not buttons(person)
    assert any('href="tel:12356"' in drawn for drawn in person.html())


@pytest.mark.parametrize("name", list(examples()))
def test_every_example_has_a_card_for_each_lender_with_its_figures_and_one_button(
    visit: Callable[[], Visit], name: str
) -> None:
    case = examples()[name]
    day = case.settings.as_of
    assert day is not None
    worked = advise(case, day)
    cards = today(case, worked if isinstance(worked, Advice) else None, day)
    person = at_home(visit, case)
    said = person.said
    assert [button.label for button in buttons(person)] == [card.step.label for card in cards]
    assert len(cards) == len(lenders(case))
    for card in cards:
        assert letter_desk.STAGE_WORDS[card.stage] in said
        assert harmless(card.step.act) in said
        assert card.due is not None
        assert chinese_date(card.due.day) in said
        assert yuan(card.due.amount) in said
        assert not card.late or yuan(card.late) in said
        assert card.repaid is not None
        assert yuan(card.repaid.left) in said
    # Help comes first, whatever else there is.
    drawn = person.html()
    first = min(place for place, text in enumerate(drawn) if "jb-figure" in text)
    assert any('href="tel:12356"' in text for text in drawn[:first])
    assert len(person.at.get("page_link")) > 10


def test_the_button_leads_to_where_it_is_done(visit: Callable[[], Visit]) -> None:
    person = at_home(visit, examples()["missed_one"])
    (button,) = buttons(person)
    button.click().run()
    person.ok()
    assert [title.value for title in person.at.title] == ["写信"]


def test_what_has_happened_without_a_figure_is_enough_for_a_card(visit: Callable[[], Visit]) -> None:
    paper = Event(kind="court", paper="payment_order", on=examples()["illness"].settings.as_of)
    person = at_home(visit, Case(events=(paper,), settings=examples()["illness"].settings))
    assert any("jb-deadline" in drawn for drawn in person.html())
    assert len(buttons(person)) == 1
    assert "还差一点就能算" in person.said


def test_a_lenders_name_is_shown_as_it_was_typed(visit: Callable[[], Visit]) -> None:
    bad = "<b>甲</b> [点我](https://x.invalid) :red[急]"
    case = examples()["illness"]
    loans = (case.loans[0].model_copy(update={"lender": bad}), Loan(lender="乙", principal=100_000))
    person = at_home(
        visit,
        case.model_copy(
            update={"loans": loans, "events": (Event(kind="court", lender=bad, paper="summons"),)}
        ),
    )
    for text in person.markdown():
        assert bad not in text or harmless(bad) in text
    assert not any("<b>甲</b>" in drawn for drawn in person.html())
