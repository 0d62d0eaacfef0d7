"""The calendar file: every day she must not miss, reminders in time, nothing else about her, never empty."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from icalendar.cal import Component

from jiebei.case.records import Case, Event, Offer
from jiebei.counting.money import yuan
from jiebei.keep.calendar_file import CalendarEntry, calendar_entries, render_calendar, withdrawn_entries
from jiebei.keep.court_days import CourtStep, court_step
from jiebei.letters.awaited import answers_awaited
from jiebei.plan.advice import advise
from jiebei.plan.meanwhile import meanwhile
from jiebei.plan.options import Advice
from jiebei.rules import load_rules
from tests.strategies import TODAY, a_case

AS_OF = date(2026, 11, 23)
MADE = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
RULES = load_rules()
LOANS: list[dict[str, Any]] = [
    {"lender": "甲公司\nBEGIN:VEVENT", "number": "A-1", "principal": 1_200_000, "daily_rate": "0.0004", "periods_left": 6, "next_due": "2026-12-31"},
    {"lender": "乙银行", "number": "B-2", "principal": 800_000, "daily_rate": "0.0003", "periods_left": 6, "next_due": "2026-12-20"},
]  # fmt: skip
PAPERS: list[dict[str, Any]] = [
    {"kind": "court", "paper": "payment_order", "on": "2026-11-20", "lender": "乙银行", "who": "某区法院", "reference": "案号一"},
    {"kind": "court", "paper": "summons", "on": "2026-11-21", "until": "2026-12-28", "note": "第三法庭"},
    {"kind": "court", "paper": "summons", "on": "2026-11-22", "until": "2027-01-08"},
    {"kind": "court", "paper": "judgment", "on": "2026-11-22", "appealable": False},
    {"kind": "court", "paper": "complaint", "on": "2026-10-01"},
    {"kind": "court", "paper": "complaint"},
]  # fmt: skip


def made(loans: list[dict[str, Any]] = LOANS, **parts: Any) -> Case:
    person = {"name": "王小明", "phone": "13800001111", "account": "138****1111", "id_last4": "123X"}
    return Case.model_validate({"person": person, "loans": loans, **parts})


def worked_out(case: Case) -> Advice:
    advice = advise(case, AS_OF)
    assert isinstance(advice, Advice)
    return advice


def entries(case: Case, worked: Advice | None = None) -> tuple[CalendarEntry, ...]:
    return calendar_entries(case, AS_OF, RULES, worked, answers_awaited(case, AS_OF, worked))


def opened(case: Case, worked: Advice | None = None) -> list[Component]:
    return list(Calendar.from_ical(render_calendar(entries(case, worked), MADE)).walk("VEVENT"))


def reminders(event: Component) -> list[timedelta]:
    """How long before midnight of the day the phone rings."""
    return [-alarm.decoded("trigger") for alarm in event.walk("VALARM")]


def test_each_payment_is_an_all_day_entry_with_a_reminder_three_days_before() -> None:
    case = made(budget={"affordable": 150_000})
    advice = worked_out(case)
    found = entries(case, advice)
    events = [
        event for event, entry in zip(opened(case, advice), found, strict=True) if entry.sort == "proposed"
    ]
    expected = [row for plan in advice.option().plans for row in plan.schedule.rows]
    assert [event.decoded("dtstart") for event in events] == [row.date for row in expected]
    # As long as nothing is agreed, the old due dates are in it too.
    old = [(entry.lender, entry.day, entry.amount) for entry in found if entry.sort == "old_due"]
    until = [meanwhile(advice, advice.option(), [place]) for place in range(2)]
    assert old == [(loan.lender, one.on, one.due) for loan, one in zip(case.loans, until, strict=True)]
    assert len(found) == len(events) + len(old)
    for event, row in zip(events, expected, strict=True):
        assert yuan(row.payment) in str(event["summary"])
        assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(days=1)
        (before,) = reminders(event)
        assert timedelta(days=2) <= before <= timedelta(days=3)


def test_nothing_of_hers_but_amount_lender_and_sort_of_paper() -> None:
    case = made(budget={"affordable": 150_000, "review_on": "2027-01-15"}, events=PAPERS)
    text = render_calendar(entries(case, worked_out(case)), MADE).decode().replace("\r\n ", "")
    for private in (
        "王小明",
        "13800001111",
        "138****",
        "123X",
        "A-1",
        "B-2",
        "某区法院",
        "案号一",
        "第三法庭",
    ):
        assert private not in text
    assert "乙银行" in text
    assert text.count("BEGIN:VEVENT\r\n") == len(entries(case, worked_out(case)))


def test_equal_input_gives_equal_bytes_and_a_changed_day_the_same_identity() -> None:
    def file(affordable: int, papers: list[dict[str, Any]], review: str) -> bytes:
        case = made(budget={"affordable": affordable, "review_on": review}, events=papers)
        return render_calendar(entries(case, worked_out(case)), MADE)

    def identities(content: bytes) -> list[str]:
        return [str(event["uid"]) for event in Calendar.from_ical(content).walk("VEVENT")]

    # The papers' days are corrected, the first summons past the second one: each stays what it was.
    corrected = [
        {**PAPERS[0], "on": "2026-11-18"},
        {**PAPERS[1], "on": "2026-11-22"},
        {**PAPERS[2], "on": "2026-11-20"},
    ]
    first, second = file(150_000, PAPERS, "2027-01-15"), file(140_000, corrected, "2027-02-15")
    assert first == file(150_000, PAPERS, "2027-01-15")
    assert len(set(identities(first))) == len(identities(first))
    assert set(identities(first)) <= set(identities(second))
    papers = {
        str(event["uid"]): event.decoded("dtstart") for event in Calendar.from_ical(second).walk("VEVENT")
    }
    days = [papers[uid] for uid in identities(first)[:3]]
    assert days == [date(2026, 12, 3), date(2026, 12, 28), date(2027, 1, 8)]


def test_the_last_days_of_court_papers_are_there_without_any_plan() -> None:
    """Past days and judgments without appeal are not; each rings three days before and on the day before."""
    case = made(loans=[{}], events=PAPERS)
    assert not isinstance(advise(case, AS_OF), Advice)
    events = opened(case)
    assert [event.decoded("dtstart") for event in events] == [
        date(2026, 12, 5),
        date(2026, 12, 28),
        date(2027, 1, 8),
    ]
    for event in events:
        early, late = reminders(event)
        assert timedelta(days=2) < early < timedelta(days=3)
        assert timedelta(0) < late < timedelta(days=1)
    assert "乙银行" in str(events[0]["summary"])


def test_a_paper_whose_day_cannot_be_gives_no_entry() -> None:
    papers = [{"kind": "court", "paper": "payment_order", "on": "2026-11-24"}]
    assert entries(made(loans=[{}], events=papers)) == ()


def test_a_last_day_is_in_the_file_until_it_has_passed() -> None:
    case = made(loans=[{}], events=PAPERS[:1])
    for day, there in ((date(2026, 12, 5), True), (date(2026, 12, 6), False)):
        assert bool(calendar_entries(case, day, RULES, None)) is there


def test_who_can_pay_nothing_gets_the_end_of_the_pause() -> None:
    case = made(budget={"affordable": 0})
    advice = worked_out(case)
    option = advice.option()
    assert option.total == 0
    *old, event = opened(case, advice)
    assert len(old) == len({loan.lender for loan in case.loans})
    assert event.decoded("dtstart") == option.end
    assert max(reminders(event)) > timedelta(days=7)
    assert [event.decoded("dtstart") for event in opened(made(budget={"review_on": "2026-12-01"}))] == [
        date(2026, 12, 1)
    ]


def test_a_letter_that_waits_for_an_answer_has_its_day() -> None:
    sent = [{"kind": "sent", "letter": "request", "lender": "乙银行", "on": "2026-11-20"}]
    case = made(budget={"affordable": 150_000}, events=sent)
    advice = worked_out(case)
    (lender, day), = answers_awaited(case, AS_OF, advice)  # fmt: skip
    assert (lender, day) == ("乙银行", date(2026, 12, 5))
    assert [
        entry.day for entry in entries(case, advice) if "乙银行" in entry.title and "答复" in entry.title
    ] == [day]
    assert answers_awaited(case, AS_OF, None) == ()
    typed = case.model_copy(
        update={"proposal": case.proposal.model_copy(update={"answer_by": date(2026, 12, 1)})}
    )
    for worked in (None, advice):
        assert answers_awaited(typed, AS_OF, worked) == (("乙银行", date(2026, 12, 1)),)
    refused = [{"on": "2026-11-22", "channel": "phone_in", "lender": "乙银行", "result": "refused"}]
    answered = made(budget={"affordable": 150_000}, events=sent, log=refused)
    assert answers_awaited(answered, AS_OF, advice) == ()


@given(
    a_case(),
    st.none() | st.integers(0, 400),
    st.lists(
        st.tuples(st.sampled_from(["payment_order", "complaint", "judgment"]), st.integers(0, 40)), max_size=3
    ),
)
@settings(max_examples=40, deadline=None)
def test_a_worked_out_case_never_has_an_empty_file_and_no_day_has_passed(
    case: Case, review: int | None, received: list[tuple[str, int]]
) -> None:  # fmt: skip
    events = [{"kind": "court", "paper": paper, "on": TODAY - timedelta(days)} for paper, days in received]
    case = Case.model_validate({**case.model_dump(), "events": events})
    if review is not None:
        budget = case.budget.model_copy(update={"review_on": TODAY + timedelta(review)})
        case = case.model_copy(update={"budget": budget})
    worked = advise(case, TODAY)
    if not isinstance(worked, Advice):
        return
    found = calendar_entries(case, TODAY, RULES, worked)
    assert found
    assert all(entry.day >= TODAY and entry.remind for entry in found)
    assert len({entry.identity for entry in found}) == len(found)
    days = {entry.day for entry in found}
    steps = [court_step(event, RULES, TODAY) for event in case.events]
    assert {step.last_day for step in steps if isinstance(step, CourtStep) and step.last_day >= TODAY} <= days
    # The last of them is never later than the law's count from the day it came.
    for event, step in zip(case.events, steps, strict=True):
        assert isinstance(step, CourtStep)
        assert event.on is not None
        assert step.counted is not None
        assert (step.last_day - event.on).days <= step.counted


# A newer file takes the place of an older one.

TERMS = Offer(lender="乙银行", instalments=3, amount=90_000, first_date=date(2026, 12, 15))
ASKED = Event(kind="sent", on=date(2026, 10, 1), lender="乙银行", letter="request", plan="extension")
AGREED = Event(kind="agreed", on=date(2026, 11, 10), lender="乙银行", terms=TERMS)


def number(event: Component) -> int:
    sequence = event["sequence"]
    assert isinstance(sequence, int)
    return sequence


def phone(*files: bytes) -> dict[str, date]:
    """What a phone's calendar shows after these files: per UID the highest sequence counts, and withdrawn ones go."""
    known: dict[str, Component] = {}
    for file in files:
        for event in Calendar.from_ical(file).walk("VEVENT"):
            uid = str(event["uid"])
            if uid not in known or number(event) > number(known[uid]):
                known[uid] = event
    return {
        uid: event.decoded("dtstart") for uid, event in known.items() if event.get("status") != "CANCELLED"
    }


def file_of(case: Case, made: datetime, as_of: date = AS_OF) -> bytes:
    found = advise(case, as_of)
    worked = found if isinstance(found, Advice) else None
    awaited = answers_awaited(case, as_of, worked)
    entries = calendar_entries(case, as_of, RULES, worked, awaited)
    return render_calendar(entries, made, withdrawn_entries(case, as_of, worked, awaited))


def road(*events: Event) -> Case:
    return made(budget={"affordable": 150_000}, events=[event.model_dump() for event in events])


def paid(on: date, amount: int) -> Event:
    return Event(kind="paid", on=on, lender="乙银行", amount=amount)


SHORTER = AGREED.model_copy(
    update={"on": date(2026, 11, 20), "terms": TERMS.model_copy(update={"instalments": 2})}
)
STEPS: list[tuple[str, list[tuple[Event, ...]]]] = [
    ("asked, then agreed", [(ASKED,), (ASKED, AGREED)]),
    ("agreed, then agreed anew on less", [(AGREED,), (AGREED, SHORTER)]),
    ("agreed, part of it paid", [(AGREED,), (AGREED, paid(date(2026, 11, 20), 95_000))]),
    ("agreed, all of it paid", [(AGREED,), (AGREED, paid(date(2026, 11, 20), 270_000))]),
    ("settled early", [(AGREED,), (AGREED, Event(kind="settled", on=date(2026, 11, 22), lender="乙银行"))]),
    ("asked, agreed, settled", [(ASKED,), (ASKED, AGREED), (ASKED, AGREED, Event(kind="settled", on=date(2026, 11, 22), lender="乙银行"))]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "courses"), STEPS, ids=[name for name, _ in STEPS])
def test_after_the_newer_file_a_phone_shows_what_it_would_show_with_that_one_alone(
    name: str, courses: list[tuple[Event, ...]]
) -> None:
    """Also where both are made on one day, a minute apart."""
    files = [
        file_of(road(*events), MADE + timedelta(minutes=number)) for number, events in enumerate(courses)
    ]
    assert phone(*files) == phone(files[-1]), name
    # Without the sequence or the withdrawals it would not.
    assert len(files) > 1
    assert phone(files[0]) != phone(files[-1])


@given(st.lists(st.sampled_from([ASKED, AGREED, SHORTER, paid(date(2026, 11, 21), 90_000), paid(date(2026, 11, 22), 40_000),
                                 Event(kind="settled", on=date(2026, 11, 22), lender="乙银行")]), unique_by=id, max_size=6))  # fmt: skip
@settings(max_examples=25, deadline=None)
def test_a_file_after_each_step_of_a_course_leaves_nothing_old_behind(steps: list[Event]) -> None:
    course = sorted(steps, key=lambda event: event.on or AS_OF)
    files = [
        file_of(road(*course[:count]), MADE + timedelta(minutes=count)) for count in range(len(course) + 1)
    ]
    # The file before anything was sent holds a plan that was only looked at: the case cannot know of it.
    assert phone(*files[1:]) == phone(files[-1]) or len(files) == 1


def test_the_entries_of_an_agreement_are_its_own_days_and_what_is_left_of_each() -> None:
    case = road(AGREED, paid(date(2026, 11, 20), 100_000))
    mine = [entry for entry in entries(case, worked_out(case)) if entry.lender == "乙银行"]
    assert [(entry.day, entry.amount, entry.sort) for entry in mine] == [
        (date(2027, 1, 15), 80_000, "agreed"),
        (date(2027, 2, 15), 90_000, "agreed"),
    ]
    assert all(yuan(entry.amount) in entry.title for entry in mine)
    # It counts without any plan, and long after the day that the loan's own fields speak of.
    later = date(2027, 2, 1)
    assert not isinstance(advise(case, later), Advice)
    assert [entry.day for entry in calendar_entries(case, later, RULES, None)] == [date(2027, 2, 15)]


def test_the_end_of_a_pause_goes_once_there_is_an_agreement() -> None:
    before = made(LOANS[1:], budget={"affordable": 0})
    assert [entry.sort for entry in entries(before, worked_out(before))].count("end") == 1
    after = before.model_copy(update={"events": (AGREED,)})
    files = [file_of(before, MADE), file_of(after, MADE + timedelta(minutes=1))]
    assert phone(*files) == phone(files[-1])


def test_an_agreement_of_unknown_terms_puts_no_plan_into_the_calendar() -> None:
    case = road(AGREED.model_copy(update={"terms": None}))
    assert not [entry for entry in entries(case, worked_out(case)) if entry.lender == "乙银行"]


def test_a_plan_that_keeps_to_the_contract_has_one_entry_a_day() -> None:
    case = made(LOANS[1:], budget={"affordable": 500_000}, proposal={"kind": "keep"})
    advice = worked_out(case)
    assert advice.option("keep").kind == "keep"
    days = [entry.day for entry in entries(case, advice)]
    assert len(days) == len(set(days))
    assert entries(case, advice)[0].sort == "old_due"


@pytest.mark.parametrize("made_at", [MADE, datetime(2027, 3, 1, 8, 30, tzinfo=UTC)])
def test_the_stamp_is_when_it_was_made(made_at: datetime) -> None:
    entry = CalendarEntry(date(2027, 4, 1), "甲", "乙", (3,), "review")
    (event,) = Calendar.from_ical(render_calendar([entry], made_at)).walk("VEVENT")
    assert event.decoded("dtstamp") == made_at
    # Files of before counted days.
    assert made_at.toordinal() < number(event) < 2**31
