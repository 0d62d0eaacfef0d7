"""The calendar file: every payment of the plan on its day, a reminder in time, nothing else about her."""

from __future__ import annotations

from datetime import date, timedelta

from icalendar import Calendar

from jiebei.case.records import Case
from jiebei.counting.money import yuan
from jiebei.keep.calendar_file import render_calendar
from jiebei.plan.advice import advise
from jiebei.plan.options import Advice

AS_OF = date(2026, 11, 23)


def a_case(**budget: int) -> tuple[Case, Advice]:
    case = Case.model_validate(
        {
            "person": {"name": "王小明", "phone": "13800001111"},
            "loans": [
                {"lender": "甲公司\nBEGIN:VEVENT", "number": "A-1", "principal": 1_200_000, "daily_rate": "0.0004", "periods_left": 6, "next_due": "2026-12-31"},
                {"lender": "乙银行", "number": "B-2", "principal": 800_000, "daily_rate": "0.0003", "periods_left": 6, "next_due": "2026-12-20"},
            ],
            "budget": budget,
        }
    )  # fmt: skip
    advice = advise(case, AS_OF)
    assert isinstance(advice, Advice)
    return case, advice


def test_each_payment_is_an_all_day_entry_with_a_reminder_three_days_before() -> None:
    case, advice = a_case(affordable=150_000)
    events = Calendar.from_ical(render_calendar(case, advice)).walk("VEVENT")
    expected = [row for plan in advice.option().plans for row in plan.schedule.rows]
    assert [event.decoded("dtstart") for event in events] == [row.date for row in expected]
    for event, row in zip(events, expected, strict=True):
        assert yuan(row.payment) in str(event["summary"])
        assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(days=1)
        (alarm,) = event.walk("VALARM")
        assert timedelta(days=-3) <= alarm.decoded("trigger") <= timedelta(days=-2)


def test_nothing_of_hers_but_amount_and_lender() -> None:
    text = render_calendar(*a_case(affordable=150_000)).decode()
    for private in ("王小明", "13800001111", "A-1", "B-2"):
        assert private not in text
    assert "乙银行" in text


def test_equal_input_gives_equal_bytes_and_a_changed_plan_the_same_identities() -> None:
    first, second = a_case(affordable=150_000), a_case(affordable=140_000)
    assert render_calendar(*first) == render_calendar(*a_case(affordable=150_000))

    def identities(pair: tuple[Case, Advice]) -> list[str]:
        return [str(event["uid"]) for event in Calendar.from_ical(render_calendar(*pair)).walk("VEVENT")]

    assert len(set(identities(first))) == len(identities(first))
    assert set(identities(first)) <= set(identities(second))
