"""The chosen plan as a calendar file: one all-day entry for each payment, with a reminder three days before."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from hashlib import sha256

from jiebei.case.records import Case
from jiebei.counting.money import yuan
from jiebei.plan.options import Advice

REMIND_BEFORE = timedelta(days=2, hours=15)
"""Before midnight of the due day: nine in the morning three days earlier, when a phone may ring."""


def render_calendar(case: Case, advice: Advice) -> bytes:
    """The plan she chose (or the recommended one) as iCalendar.

    Equal input gives equal bytes. An entry holds the amount and the lender's name and nothing else of hers; its UID
    depends only on the lender, the loan's place in the case and the instalment's number, so that importing a changed
    plan moves its entries instead of doubling them.
    """
    from icalendar import Alarm, Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//jiebei//repayment calendar//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    stamp = datetime.combine(advice.as_of, time(), UTC)
    option = advice.option(case.proposal.kind)
    for plan in option.plans:
        lender = " ".join(case.loans[plan.loan].lender.split())
        for row in plan.schedule.rows:
            if not row.payment:
                continue
            event = Event()
            event.add("uid", _uid(lender, plan.loan, row.period))
            event.add("dtstamp", stamp)
            event.add("sequence", advice.as_of.toordinal())
            event.add("dtstart", row.date)
            event.add("dtend", row.date + timedelta(days=1))
            title = f"还款 {yuan(row.payment)}" + (f"（{lender}）" if lender else "")
            event.add("summary", title)
            event.add("transp", "TRANSPARENT")
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", f"三天后{title}")
            alarm.add("trigger", -REMIND_BEFORE)
            event.add_component(alarm)
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def _uid(lender: str, loan: int, period: int) -> str:
    return sha256(f"{lender}|{loan}|{period}".encode()).hexdigest()[:24] + "@jiebei"
