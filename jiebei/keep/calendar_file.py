"""The days she must not miss as a calendar file: payments, court papers, awaited answers, and the next look at it all.

Payments come from what was agreed with a lender, as far as its terms are known; without an agreement from the plan she
asks for, and then the old due date stands beside it, because it goes on until there is an agreement.

A newer file takes the place of an older one in her phone: an entry keeps its UID whatever its day and amount become, and
the sequence number rises with every file. Nothing is kept of the files made before, so an entry that has gone is
withdrawn (STATUS:CANCELLED, same UID) only where the case's own course says that it may have been in one: the instalments
of the plans that were asked for and of former agreements, what is paid already, the old due date and the awaited answer
once there is an agreement or an answer. What else was once tried out on screen cannot be known and is not withdrawn: a
phone that does not know an entry may show the withdrawal as an entry of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final, Literal

from jiebei.answer.assessment import lacking, payments_of
from jiebei.case.labels import COURT_BUTTONS
from jiebei.case.records import Case, Event
from jiebei.counting.money import yuan
from jiebei.keep.course import Standing, happenings, standing
from jiebei.keep.court_days import CourtStep, court_step
from jiebei.keep.instalments import agreed_payments
from jiebei.plan.meanwhile import meanwhile
from jiebei.plan.options import Advice, Option
from jiebei.rules import Rules

if TYPE_CHECKING:
    from icalendar.cal import Component

_MORNING: Final = timedelta(hours=9)
"""When a phone may ring."""

DaySort = Literal["court", "agreed", "old_due", "proposed", "end", "answer", "review"]
"""A court's day; an instalment of an agreement; the contract's due date while nothing is agreed; an instalment of the plan
she asks for; the end of a plan that does not clear the debt; the day an answer is due; the next look at it all."""


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One day and what is to be done on it. remind: how many days before, each at nine in the morning.

    identity: what the entry's UID is made from. It says which thing this is and not when, so that importing a changed
    day moves the entry instead of doubling it. lender: whose it is, None where it is nobody's in particular. amount: fen.
    """

    day: date
    title: str
    identity: str
    remind: tuple[int, ...]
    sort: DaySort
    lender: str | None = None
    amount: int = 0


def calendar_entries(
    case: Case, as_of: date, rules: Rules, worked: Advice | None, awaited: Iterable[tuple[str, date]] = ()
) -> tuple[CalendarEntry, ...]:
    """Every day from `as_of` on that belongs in her calendar; () where there is none.

    worked: what was worked out for the case, None where it cannot be: court papers and agreements have their days all
    the same. awaited: the lenders whose answer is due, and by when. An entry holds an amount, a lender's name, the sort of
    a paper and what to do, and nothing else of hers.
    """
    return tuple(entry for entry in _live(case, as_of, rules, worked, awaited) if entry.day >= as_of)


def withdrawn_entries(
    case: Case, as_of: date, worked: Advice | None, awaited: Iterable[tuple[str, date]] = ()
) -> tuple[CalendarEntry, ...]:
    """Entries that an earlier file may have held and that no longer count, as far as the case says so; see the module."""
    waits = {_name(lender) for lender, _ in awaited}
    live = {entry.identity for entry in _payments(case, as_of, worked)}
    gone: dict[str, CalendarEntry] = {}
    for name in _lenders(case):
        place = standing(case, name, as_of)
        for entry in _once_told(case, name, as_of, worked):
            if entry.identity not in live and entry.day >= as_of:
                gone.setdefault(entry.identity, entry)
        # Days that have passed: where a phone shows what was withdrawn, it is out of her sight.
        if not _open(place):
            gone[_old_due_identity(name)] = _old_due(name, place.since or as_of, 0)
        if place.asked is not None and _name(name) not in waits:
            gone[_answer_identity(name)] = _answer(name, place.asked.on or as_of)
    if worked is not None and not _any_open(case, as_of):
        gone |= {entry.identity: entry for entry in _end(worked.option(case.proposal.kind))}
    return tuple(gone.values())


def render_calendar(
    entries: Iterable[CalendarEntry], made: datetime, withdrawn: Iterable[CalendarEntry] = ()
) -> bytes:
    """The entries as iCalendar, all-day and with their reminders, and those to take away. Equal input gives equal bytes.

    made: when the file is made; of two files the later one counts.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//jiebei//repayment calendar//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for entry in entries:
        calendar.add_component(_event(entry, made, entry.remind))
    for entry in withdrawn:
        event = _event(entry, made, ())
        event.add("status", "CANCELLED")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(entry: CalendarEntry, made: datetime, remind: Iterable[int]) -> Component:
    from icalendar import Alarm
    from icalendar import Event as CalendarEvent

    # icalendar takes these two characters for a line break before it escapes anything: one of no width keeps them apart.
    title = entry.title.replace("\\N", "\\\u2060N")
    event = CalendarEvent()
    event.add("uid", sha256(entry.identity.encode()).hexdigest()[:24] + "@jiebei")
    event.add("dtstamp", made.astimezone(UTC).replace(microsecond=0))
    # Minutes, so that it fits the 31 bits that calendars give it.
    event.add("sequence", int(made.timestamp() // 60))
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", title)
    event.add("transp", "TRANSPARENT")
    for days in remind:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", f"{_ahead(days)}{title}")
        alarm.add("trigger", _MORNING - timedelta(days=days))
        event.add_component(alarm)
    return event


def _live(
    case: Case, as_of: date, rules: Rules, worked: Advice | None, awaited: Iterable[tuple[str, date]]
) -> Iterator[CalendarEntry]:
    yield from _court(case, as_of, rules)
    yield from _payments(case, as_of, worked)
    if worked is not None and _any_open(case, as_of):
        yield from _end(worked.option(case.proposal.kind))
    for name, day in awaited:
        yield _answer(name, day)
    if case.budget.review_on is not None:
        yield CalendarEntry(case.budget.review_on, "重新看一遍收支和还款安排", "review", (1,), "review")


def _lenders(case: Case) -> tuple[str, ...]:
    return tuple(dict.fromkeys(loan.lender.strip() for loan in case.loans))


def _loans_of(case: Case, name: str) -> list[int]:
    return [index for index, loan in enumerate(case.loans) if loan.lender.strip() == name]


def _open(place: Standing) -> bool:
    """Nothing is agreed with this lender, and something is owed: the contract's own days run."""
    return place.agreed is None and place.settled is None


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
            yield CalendarEntry(
                step.last_day,
                title,
                f"court|{lender}|{paper}|{number}",
                (3, 1),
                "court",
                event.lender.strip(),
            )


def _payments(case: Case, as_of: date, worked: Advice | None) -> Iterator[CalendarEntry]:
    """What is to be paid: of what was agreed what is not paid yet; else the plan's instalments, and the old due date."""
    for name in _lenders(case):
        place = standing(case, name, as_of)
        if _open(place):
            if worked is not None:
                yield from _asked_for(case, name, worked)
        elif place.settled is None and place.agreed is not None:
            shorts = [(one.on, one.short) for one in agreed_payments(place)]
            yield from (entry for entry in _agreed(name, _loans_of(case, name)[0], shorts) if entry.amount)


def _any_open(case: Case, as_of: date) -> bool:
    return any(_open(standing(case, name, as_of)) for name in _lenders(case))


def _asked_for(case: Case, name: str, worked: Advice) -> Iterator[CalendarEntry]:
    option, loans = worked.option(case.proposal.kind), _loans_of(case, name)
    until = meanwhile(worked, option, loans, case.budget.payday)
    proposed = list(_proposed(case, name, option))
    same_day = sum(entry.amount for entry in proposed if entry.day == until.on)
    if until.on is not None and same_day != until.due:
        yield _old_due(name, until.on, until.due)
    for entry in proposed:
        # A plan that pays what the contract asks that day has no second entry for it.
        due = entry.day == until.on and same_day == until.due
        yield replace(entry, sort="old_due", title=_to_pay(name, entry.amount)) if due else entry


def _proposed(case: Case, name: str, option: Option) -> Iterator[CalendarEntry]:
    for plan in option.plans:
        if case.loans[plan.loan].lender.strip() == name:
            for row in plan.schedule.rows:
                if row.payment:
                    title = f"按提出的方案还 {yuan(row.payment)}{_of(_name(name))}"
                    identity = _payment_identity(name, plan.loan, row.period)
                    yield CalendarEntry(row.date, title, identity, (3,), "proposed", name, row.payment)


def _agreed(name: str, loan: int, payments: Iterable[tuple[date, int]]) -> Iterator[CalendarEntry]:
    """An agreement's payments. It is made with a lender: they take the place of a plan's instalments for its first loan."""
    for number, (day, amount) in enumerate(payments, start=1):
        identity = _payment_identity(name, loan, number)
        yield CalendarEntry(day, _to_pay(name, amount), identity, (3,), "agreed", name, amount)


def _once_told(case: Case, name: str, as_of: date, worked: Advice | None) -> Iterator[CalendarEntry]:
    """The payments that earlier files may have held: of each agreement with this lender, and of each plan it was sent."""
    loan = _loans_of(case, name)[0]
    events = [step for step in happenings(case, name, as_of) if isinstance(step, Event)]
    for event in events:
        if event.kind == "agreed" and event.terms is not None and not lacking(event.terms):
            yield from _agreed(name, loan, payments_of(event.terms))
    if worked is None:
        return
    plans = {event.plan for event in events if event.kind == "sent" and event.plan is not None}
    if not _open(standing(case, name, as_of)):
        # What she stood on the day before it was agreed.
        plans.add(worked.option(case.proposal.kind).kind)
    for option in worked.options:
        if option.kind in plans:
            yield from _proposed(case, name, option)


def _to_pay(name: str, amount: int) -> str:
    return f"还款 {yuan(amount)}{_of(_name(name))}"


def _payment_identity(name: str, loan: int, number: int) -> str:
    return f"{_name(name)}|{loan}|{number}"


def _old_due(name: str, day: date, amount: int) -> CalendarEntry:
    title = f"原来的还款日，应还 {yuan(amount)}{_of(_name(name))}"
    return CalendarEntry(day, title, _old_due_identity(name), (3,), "old_due", name, amount)


def _old_due_identity(name: str) -> str:
    return f"old due|{_name(name)}"


def _answer(name: str, day: date) -> CalendarEntry:
    title = f"看{_name(name) or '贷款人'}答复了没有，没有就催问"
    return CalendarEntry(day, title, _answer_identity(name), (1,), "answer", name)


def _answer_identity(name: str) -> str:
    return f"answer|{_name(name)}"


def _end(option: Option) -> Iterator[CalendarEntry]:
    """Where the plan does not clear the debt, the day it ends is the day by which the next one must be found."""
    if not option.closes:
        what = "这段安排" if option.total else "暂缓"
        yield CalendarEntry(option.end, f"{what}到期：找贷款人商量下一步", "arrangement ends", (14, 3), "end")


def _name(lender: str) -> str:
    return " ".join(lender.split())


def _of(lender: str) -> str:
    return f"（{lender}）" if lender else ""


def _ahead(days: int) -> str:
    return {1: "明天", 3: "三天后"}.get(days, f"{days} 天后")
