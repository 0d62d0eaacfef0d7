"""The lender's answer on its page: what is beyond the debt, and a payment before the money comes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from jiebei.answer.assessment import Assessment, assess
from jiebei.case.file import dumps
from jiebei.case.records import Budget, Case, Loan, Offer, Settings
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import yuan
from jiebei.keep.course import standing
from jiebei.web import form
from tests.app.visiting import Visit

DAY = date(2026, 11, 23)
LOAN = Loan(principal=1_200_000, daily_rate=Decimal("0.0004"), periods_left=12, next_due=date(2026, 12, 10))
ANSWER = Offer(instalments=8, amount=190_000, first_date=date(2026, 12, 10), in_writing=True)
CASE = Case(loans=(LOAN,), budget=Budget(affordable=200_000), offers=(ANSWER,), settings=Settings(as_of=DAY))


def seen(person: Visit, case: Case) -> Assessment:
    """What the page was drawn from."""
    person.go("calculator").open_file(dumps(case).encode()).go("offer")
    result = assess(person.case, person.worked, person.case.offers[-1])
    assert isinstance(result, Assessment)
    return result


def test_what_is_beyond_the_debt_is_shown_and_so_is_its_month(visit: Callable[[], Visit]) -> None:
    person = visit()
    result = seen(person, CASE)
    assert (result.affordable, result.answer) == (True, "decline")
    assert yuan(result.excess) in person.said
    assert yuan(result.own) in person.said
    (table,) = (html for html in person.html() if "<table" in html)
    late = [month for month in result.months if month.excess]
    assert late
    assert all(yuan(month.excess) in table for month in late)
    assert person.at.subheader[0].value.count("付不起") == 0


def test_a_payment_before_the_payday_is_shown_on_its_day(
    visit: Callable[[], Visit], monkeypatch: pytest.MonkeyPatch
) -> None:
    read = form.read

    def with_payday(state: Any) -> form.Draft:
        draft = read(state)
        budget = draft.case.budget.model_copy(update={"payday": 15})
        return replace(draft, case=draft.case.model_copy(update={"budget": budget}))

    monkeypatch.setattr(form, "read", with_payday)
    person = visit()
    result = seen(person, CASE)
    assert result.breaks is not None
    (table,) = (html for html in person.html() if "<table" in html)
    for month in result.months:
        assert month.on is not None
        assert chinese_date(month.on) in table
    assert chinese_date(date(2026, 12, 15)) in table
    assert "付不起" in person.at.subheader[0].value


# What came of it.

YESTERDAY = date(2026, 11, 22)


def at_offer(person: Visit, **changes: Any) -> Visit:
    case = CASE.model_copy(update={"offers": (ANSWER.model_copy(update=changes),)})
    return person.go("calculator").open_file(dumps(case).encode()).go("offer")


def stage(person: Visit) -> str:
    return standing(person.case, "", DAY).stage


def button(person: Visit, key: str) -> Any:
    return person.at.button(key=key)


def test_agreed_on_these_terms_is_one_tap_and_is_noted_once(visit: Callable[[], Visit]) -> None:
    person = at_offer(visit(), received=YESTERDAY).press("offer.agreed")
    (event,) = person.case.events
    assert (event.kind, event.on, event.terms) == ("agreed", DAY, person.case.offers[0])
    assert stage(person) == "agreed"
    # The tap is not offered twice; and what was agreed on stays when the fields are typed over.
    assert not any(one.key == "offer.agreed" for one in person.at.button)
    agreed = event.terms
    person.type(offer__instalments=9)
    assert person.case.events[0].terms == agreed
    assert stage(person) == "agreed"
    assert any(yuan(ANSWER.amount) in drawn for drawn in person.go("keep").html())


def test_only_what_is_written_can_be_noted_as_agreed(visit: Callable[[], Visit]) -> None:
    person = at_offer(visit(), received=YESTERDAY, in_writing=False)
    assert button(person, "offer.agreed").disabled
    assert not button(person.type(offer__in_writing=True), "offer.agreed").disabled


@pytest.mark.parametrize("received", [None, YESTERDAY, DAY])
def test_an_answer_taken_back_is_a_refusal_whatever_day_it_came(
    visit: Callable[[], Visit], received: date | None
) -> None:
    person = at_offer(visit(), received=received)
    assert stage(person) == "offered"
    person.press("offer.refused")
    (entry,) = person.case.log
    assert (entry.on, entry.result) == (DAY, "refused")
    assert yuan(8 * ANSWER.amount) in entry.note
    assert stage(person) == "refused"
    # Nothing is typed any more, and what came on an earlier day stays on record.
    assert person.value("offer.instalments") is None
    assert len(person.case.offers) == (received == YESTERDAY)


def test_the_day_the_answer_came_is_asked(visit: Callable[[], Visit]) -> None:
    person = at_offer(visit()).type(offer__received=YESTERDAY)
    assert person.case.offers[0].received == YESTERDAY
