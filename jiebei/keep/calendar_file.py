"""The days she must not miss as a calendar file: payments, court papers, awaited answers, and the next look at it all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Final

from jiebei.case.labels import COURT_BUTTONS
from jiebei.case.records import Case
from jiebei.counting.money import yuan
from jiebei.keep.court_days import CourtStep, court_step
from jiebei.plan.options import Advice, Option
from jiebei.rules import Rules

_MORNING: Final = timedelta(hours=9)
"""When a phone may ring."""


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One day and what is to be done on it. remind: how many days before, each at nine in the morning.

    identity: what the entry's UID is made from. It says which thing this is and not when, so that importing a changed
    day moves the entry instead of doubling it.
    """

    day: date
    title: str
    identity: str
    remind: tuple[int, ...]


def calendar_entries(
    case: Case, as_of: date, rules: Rules, worked: Advice | None, awaited: Iterable[tuple[str, date]] = ()
) -> tuple[CalendarEntry, ...]:
    """Every day from `as_of` on that belongs in her calendar; () where there is none.

    worked: what was worked out for the case, None where it cannot be: court papers have their days all the same.
    awaited: the lenders whose answer is due, and by when. An entry holds an amount, a lender's name, the sort of a
    paper and what to do, and nothing else of hers.
    """
    found = list(_court(case, as_of, rules))
    if worked is not None:
        option = worked.option(case.proposal.kind)
        found += _payments(case, option)
        found += _end(option)
    found += (
        CalendarEntry(day, f"看{_name(lender) or '贷款人'}答复了没有，没有就催问", f"answer|{_name(lender)}", (1,))
        for lender, day in awaited
    )  # fmt: skip
    if case.budget.review_on is not None:
        found.append(CalendarEntry(case.budget.review_on, "重新看一遍收支和还款安排", "review", (1,)))
    return tuple(entry for entry in found if entry.day >= as_of)


def render_calendar(entries: Iterable[CalendarEntry], as_of: date) -> bytes:
    """The entries as iCalendar, all-day and with their reminders. Equal input gives equal bytes."""
    from icalendar import Alarm, Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//jiebei//repayment calendar//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    stamp = datetime.combine(as_of, time(), UTC)
    for entry in entries:
        event = Event()
        event.add("uid", sha256(entry.identity.encode()).hexdigest()[:24] + "@jiebei")
        event.add("dtstamp", stamp)
        event.add("sequence", as_of.toordinal())
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
        event.add("summary", entry.title)
        event.add("transp", "TRANSPARENT")
        for days in entry.remind:
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", f"{_ahead(days)}{entry.title}")
            alarm.add("trigger", _MORNING - timedelta(days=days))
            event.add_component(alarm)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _court(case: Case, as_of: date, rules: Rules) -> Iterator[CalendarEntry]:
    seen: dict[tuple[str, str], int] = {}
    # Numbered in the case's own order: a corrected day of receipt must not turn one paper into another.
    for event in case.events:
        paper, lender = event.paper, _name(event.lender)
        if event.kind != "court" or paper is None:
            continue
        seen[lender, paper] = number = seen.get((lender, paper), 0) + 1
        step = court_step(event, rules, as_of)
        if isinstance(step, CourtStep):
            last = "最后一天" if step.counted is not None else ""
            title = f"{COURT_BUTTONS[paper]}{last}：{step.act}{_of(lender)}"
            yield CalendarEntry(step.last_day, title, f"court|{lender}|{paper}|{number}", (3, 1))


def _payments(case: Case, option: Option) -> Iterator[CalendarEntry]:
    for plan in option.plans:
        lender = _name(case.loans[plan.loan].lender)
        for row in plan.schedule.rows:
            if row.payment:
                title = f"还款 {yuan(row.payment)}{_of(lender)}"
                yield CalendarEntry(row.date, title, f"{lender}|{plan.loan}|{row.period}", (3,))


def _end(option: Option) -> Iterator[CalendarEntry]:
    """Where the plan does not clear the debt, the day it ends is the day by which the next one must be found."""
    if not option.closes:
        what = "这段安排" if option.total else "暂缓"
        yield CalendarEntry(option.end, f"{what}到期：找贷款人商量下一步", "arrangement ends", (14, 3))


def _name(lender: str) -> str:
    return " ".join(lender.split())


def _of(lender: str) -> str:
    return f"（{lender}）" if lender else ""


def _ahead(days: int) -> str:
    return {1: "明天", 3: "三天后"}.get(days, f"{days} 天后")
