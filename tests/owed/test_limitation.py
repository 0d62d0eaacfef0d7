"""The three years: what her dates say of them, and that no promise is written while they may have run."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiebei.case.faults import Fault
from jiebei.case.records import Case, Loan, LogEntry, Settings
from jiebei.content.examples import examples
from jiebei.letters.commission import Commission
from jiebei.letters.compose import LETTERS, before_promising, compose, not_now
from jiebei.letters.document import Document
from jiebei.owed.limitation import Limitation, demands, limitation
from jiebei.plan.advice import advise
from jiebei.plan.options import Advice
from jiebei.rules import load_rules

TODAY = date(2026, 11, 25)
WORSE: tuple[Limitation, ...] = ("running", "unknown", "may_have_run")


def state(
    paid: str = "", asked: str = "", overdue: str = "", contacts: tuple[str, ...] = (), on: date = TODAY
) -> Limitation:
    def day(text: str) -> date | None:
        return date.fromisoformat(text) if text else None

    loan = Loan(last_paid=day(paid), last_asked=day(asked), overdue_since=day(overdue))
    return limitation(loan, [date.fromisoformat(text) for text in contacts], load_rules(), on)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({}, "running"),
        ({"overdue": "2026-10-01"}, "running"),
        # Overdue for long, and nothing told.
        ({"overdue": "2023-11-25"}, "unknown"),
        ({"overdue": "2023-11-26"}, "running"),
        ({"overdue": "2019-01-01"}, "unknown"),
        # From the last payment, to the day.
        ({"paid": "2023-11-25"}, "may_have_run"),
        ({"paid": "2023-11-26"}, "running"),
        ({"paid": "2025-01-01", "overdue": "2019-01-01"}, "running"),
        ({"paid": "2022-01-01", "overdue": "2022-02-01"}, "may_have_run"),
        # From the last demand, where there was no payment after it.
        ({"asked": "2023-11-25"}, "may_have_run"),
        ({"asked": "2023-11-26"}, "running"),
        ({"paid": "2021-01-01", "asked": "2023-01-01"}, "may_have_run"),
        ({"paid": "2023-06-01", "asked": "2026-11-01"}, "unknown"),
        ({"paid": "2024-06-01", "asked": "2026-11-01"}, "running"),
        ({"paid": "2026-10-01", "asked": "2021-01-01"}, "running"),
        # A call after years of silence brings nothing back; whether there was silence only she knows.
        ({"overdue": "2019-01-01", "asked": "2026-11-20"}, "unknown"),
        ({"overdue": "2019-01-01", "asked": "2020-01-01"}, "may_have_run"),
        ({"paid": "2018-05-01", "asked": "2026-11-20"}, "unknown"),
        ({"overdue": "2025-01-01", "asked": "2026-11-20"}, "running"),
        # Contacts on record fill the time between, or come too late.
        ({"paid": "2018-05-01", "asked": "2026-11-20", "contacts": ("2020-05-01", "2022-05-01", "2024-05-01")}, "running"),
        ({"paid": "2018-05-01", "asked": "2026-11-20", "contacts": ("2020-05-01", "2024-05-01")}, "unknown"),
        ({"overdue": "2019-01-01", "contacts": ("2021-01-01", "2023-01-01", "2025-01-01")}, "running"),
        ({"overdue": "2019-01-01", "contacts": ("2026-11-01", "2026-11-02")}, "unknown"),
        ({"paid": "2020-01-01", "contacts": ("2022-01-01",)}, "may_have_run"),
        ({"paid": "2020-01-01", "contacts": ("2022-01-01", "2024-01-01")}, "running"),
        ({"paid": "2020-01-01", "contacts": ("2026-11-24",)}, "may_have_run"),
        ({"paid": "2024-01-01", "contacts": ("2015-01-01",)}, "running"),
        # A day that has not come says nothing.
        ({"paid": "2027-01-01"}, "running"),
        ({"paid": "2027-01-01", "overdue": "2019-01-01"}, "unknown"),
        ({"asked": "2027-01-01", "paid": "2020-01-01"}, "may_have_run"),
        ({"overdue": "2020-01-01", "contacts": ("2027-01-01",)}, "unknown"),
        # A leap day ends on the last of February.
        ({"paid": "2020-02-29", "on": date(2023, 2, 27)}, "running"),
        ({"paid": "2020-02-29", "on": date(2023, 2, 28)}, "may_have_run"),
        # Before the code was in force nothing is said to have run.
        ({"paid": "2010-01-01", "on": date(2020, 12, 31)}, "running"),
    ],
)  # fmt: skip
def test_what_the_dates_say(known: dict[str, object], expected: Limitation) -> None:
    assert state(**known) == expected  # type: ignore[arg-type]


DAYS = st.dates(date(2016, 1, 1), TODAY)
LOANS = st.builds(
    Loan, last_paid=st.none() | DAYS, last_asked=st.none() | DAYS, overdue_since=st.none() | DAYS
)
CONTACTS = st.lists(DAYS, max_size=5)


def rank(loan: Loan, contacts: list[date], on: date = TODAY) -> int:
    return WORSE.index(limitation(loan, contacts, load_rules(), on))


@given(LOANS, CONTACTS, DAYS, DAYS)
def test_a_later_payment_never_makes_it_worse(
    loan: Loan, contacts: list[date], one: date, other: date
) -> None:
    early, late = sorted([one, other])
    before, after = (loan.model_copy(update={"last_paid": day}) for day in (early, late))
    assert rank(after, contacts) <= rank(before, contacts)


@given(LOANS, CONTACTS, DAYS)
def test_a_further_contact_never_makes_it_worse(loan: Loan, contacts: list[date], more: date) -> None:
    assert rank(loan, [*contacts, more]) <= rank(loan, contacts)


@given(LOANS, CONTACTS, st.integers(0, 2000))
def test_waiting_never_makes_it_better(loan: Loan, contacts: list[date], days: int) -> None:
    assert rank(loan, contacts, TODAY + timedelta(days)) >= rank(loan, contacts)


@given(LOANS, CONTACTS)
def test_the_order_of_the_contacts_does_not_matter(loan: Loan, contacts: list[date]) -> None:
    assert rank(loan, sorted(contacts)) == rank(loan, sorted(contacts, reverse=True))


@given(LOANS, CONTACTS)
def test_a_payment_within_three_years_is_enough_and_none_never_is(loan: Loan, contacts: list[date]) -> None:
    recent = loan.model_copy(update={"last_paid": date(2023, 11, 26)})
    assert WORSE[rank(recent, contacts)] == "running"
    silent = Loan(last_paid=date(2016, 1, 1), last_asked=date(2016, 1, 1), overdue_since=loan.overdue_since)
    assert WORSE[rank(silent, [])] == "may_have_run"


def test_a_call_nobody_took_is_no_demand() -> None:
    on = date(2024, 1, 1)
    taken = LogEntry(on=on, channel="phone_in", answered=True, note="催")
    unsaid = LogEntry(on=on, channel="sms", note="催")
    missed = LogEntry(on=on, channel="phone_in", answered=False, note="没接")
    nobody = LogEntry(on=on, channel="phone_out", result="no_answer", note="没人接")
    assert demands([taken, unsaid]) == (on, on)
    assert demands([missed, nobody, LogEntry(note="不记得哪天")]) == ()


# Letters that promise are not written while the years may have run.

OLD: dict[str, Any] = {"overdue_principal": 500_000, "overdue_since": date(2019, 1, 1)}


def made(asked_legal_aid: bool = False, **loan: Any) -> Commission:
    case = examples()["refused_twice"]
    assert case.settings.as_of is not None
    changed = case.loans[0].model_copy(update=loan)
    asked = Settings(as_of=case.settings.as_of, asked_legal_aid=asked_legal_aid)
    case = case.model_copy(update={"loans": (changed,), "settings": asked})
    return commissioned(case)


def commissioned(case: Case) -> Commission:
    assert case.settings.as_of is not None
    advice = advise(case, case.settings.as_of)
    assert isinstance(advice, Advice)
    return Commission(case, advice.as_of, case.loans[0].lender, (0,), advice)


@pytest.mark.parametrize("kind", ["request", "again"])
@pytest.mark.parametrize(
    "loan",
    [OLD, {**OLD, "last_paid": date(2020, 1, 1)}, {**OLD, "last_asked": date(2026, 11, 20)}, {"last_paid": date(2020, 1, 1)}],
    ids=["nothing told", "paid long ago", "asked after years", "not said to be overdue"],
)  # fmt: skip
def test_a_letter_that_promises_waits_until_she_has_asked(kind: str, loan: dict[str, Any]) -> None:
    stopped = made(**loan)
    fault = compose(stopped.case, stopped.worked, None, kind)
    assert isinstance(fault, Fault)
    assert fault.where == "loans.0.last_asked"
    assert "12348" in fault.message
    assert not_now(stopped, LETTERS[kind]) == fault
    asked = made(asked_legal_aid=True, **loan)
    assert before_promising(asked) is None
    assert isinstance(compose(asked.case, asked.worked, None, kind), Document)


@pytest.mark.parametrize("kind", ["request", "again"])
def test_a_letter_that_promises_is_written_while_the_years_run(kind: str) -> None:
    recent = made(**OLD, last_paid=date(2025, 1, 1))
    assert isinstance(compose(recent.case, recent.worked, None, kind), Document)


def test_what_promises_nothing_is_never_held_back() -> None:
    stopped = made(**OLD)
    assert before_promising(stopped) is not None
    free = [kind for kind, sort in LETTERS.items() if not sort.promises]
    assert free
    for kind in free:
        fault = not_now(stopped, LETTERS[kind])
        assert fault is None or fault.where != "loans.0.last_asked", kind


def test_every_loan_of_the_lender_counts_and_no_other_lenders() -> None:
    fresh = made()
    old = fresh.case.loans[0].model_copy(update={**OLD, "number": "另一笔"})
    same = fresh.case.model_copy(update={"loans": (*fresh.case.loans, old)})
    both = Commission(same, fresh.as_of, fresh.lender, (0, 1))
    fault = before_promising(both)
    assert fault is not None
    assert fault.where == "loans.1.last_asked"
    assert before_promising(Commission(same, fresh.as_of, fresh.lender, (0,))) is None


def test_a_call_on_record_that_nobody_took_does_not_let_a_promise_through() -> None:
    stopped = made(**OLD, last_paid=date(2022, 11, 1))
    bridge = LogEntry(
        on=date(2024, 11, 1), channel="phone_in", answered=True, note="催款", lender=stopped.lender
    )

    def with_entry(entry: LogEntry) -> Commission:
        return commissioned(stopped.case.model_copy(update={"log": (entry, *stopped.case.log)}))

    assert before_promising(with_entry(bridge)) is None
    assert before_promising(with_entry(bridge.model_copy(update={"answered": False}))) is not None
