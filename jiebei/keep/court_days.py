"""Papers from a court or an arbitration: what each asks for, and the last day for it.

Where the law counts from the day the paper came, the number of days is the rules' of that day. The day of receipt itself
is not counted: the day after it is day 1. A last day on a day of rest moves on, but which days those are is not known
here, so the plain last day is given, and never a later one. The other papers name their day themselves, and she types it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from jiebei.case.faults import Fault
from jiebei.case.records import FIRST_DAY, CourtPaper, Event
from jiebei.counting.due_dates import chinese_date
from jiebei.rules import Rules

COUNTED: Final[dict[CourtPaper, str]] = {
    "payment_order": "payment-order-days",
    "complaint": "answer-days",
    "judgment": "appeal-days",
}
"""The papers whose days the law counts, with the rule that says how many. Each of the others names a day."""
ACTS: Final[dict[CourtPaper, str]] = {
    "payment_order": "书面提异议，或者还钱",
    "complaint": "把答辩状交给法院",
    "summons": "去开庭",
    "mediation": "去调解，或回复法院",
    "judgment": "要上诉的，交上诉状",
    "enforcement": "按通知报告财产",
    "arbitration": "按通知回应仲裁机构",
}
"""What must be done about a paper by its day."""


@dataclass(frozen=True, slots=True)
class CourtStep:
    """What one paper asks for and by when. counted: the days that the law gives; None where the paper names the day."""

    paper: CourtPaper
    act: str
    last_day: date
    counted: int | None = None

    def days_left(self, as_of: date) -> int:
        """Whole days from that day to the last one: 0 on it, negative once it has passed."""
        return (self.last_day - as_of).days


def court_step(event: Event, rules: Rules, as_of: date) -> CourtStep | Fault | None:
    """The step that an event of kind "court" asks for. `Fault.where` is the event's field that must be put right.

    None where there is no last day: the kind of paper or the day is not typed yet, or the judgment cannot be appealed.
    A Fault where the paper came in the future, before 2000, or when the rules held no such number of days, and where the
    day it names lies before the day it came.
    """
    paper = event.paper
    if event.kind != "court" or paper is None:
        return None
    if event.on is not None and (fault := receipt_fault(event.on, as_of)) is not None:
        return fault
    if paper not in COUNTED:
        if event.until is None:
            return None
        if event.on is not None and event.until < event.on:
            return Fault(
                "until", "这一天比收到文书的日子还早，请核对。真的已经过了，马上打 12368 问法院怎么办。"
            )
        return CourtStep(paper, ACTS[paper], event.until)
    if event.on is None or (paper == "judgment" and event.appealable is False):
        return None
    days = rules.value(COUNTED[paper], event.on)
    if not isinstance(days, int):
        return Fault(
            "on", f"{chinese_date(event.on)}收到的，天数没有核对，这里算不出最后一天。请打 12368 问法院。"
        )
    return CourtStep(paper, ACTS[paper], event.on + timedelta(days), days)


def receipt_fault(received: date, as_of: date) -> Fault | None:
    """What is wrong with the day a paper came, as seen on `as_of`; None where it can be."""
    if received > as_of:
        return Fault("on", "这一天还没有到。请填文书真正送到的那天，最后一天才算得准。")
    if received < FIRST_DAY:
        return Fault("on", f"这一天太早了，请核对：要在 {FIRST_DAY.year} 年以后。")
    return None


def days_left_words(days: int) -> str:
    """The days left as she reads them, also on the last day and after it."""
    if days < 0:
        return f"已经过了 {-days} 天"
    return "就是今天" if days == 0 else f"还有 {days} 天"
