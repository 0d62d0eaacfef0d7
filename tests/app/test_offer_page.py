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
