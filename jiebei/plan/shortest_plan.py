"""The shortest plan that stays within what may be asked, also where that amount changes on the way."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, NamedTuple

from jiebei.counting.due_dates import add_months, months_between
from jiebei.owed.schedule import Row, Schedule, Terms, level_within, pay_for

MAX_MONTHS: Final = 120
"""No plan longer than ten years is worked out: it would not be a plan but a sentence."""


class Stretch(NamedTuple):
    """From `since` (None: from the beginning) at most `cap` fen a month may be asked."""

    since: date | None
    cap: int


class Begun(NamedTuple):
    """A plan as far as it is settled: the rows so far, the terms of what is left, and how much of that was owed before
    the plan began."""

    now: Terms
    older: int
    rows: tuple[Row, ...] = ()

    def room(self, until: date | None = None) -> int:
        """How many more rows may come, in all or before `until`."""
        room = MAX_MONTHS - len(self.rows)
        if until is None:
            return room
        # No more dates than there are months until then.
        months = months_between(self.now.first_due or self.now.start, until) + 1
        return bisect_left(self.now.due(min(room, max(1, months))), until)

    def closed(self, cap: int, until: date | None = None) -> Schedule | None:
        """The whole plan, level at no more than `cap` from here on, or None where that does not clear it by then."""
        count = self.room(until)
        closing = level_within(self.now, cap, count) if count > self.now.interest_only_periods else None
        if closing is None or not self.rows:
            return closing
        return Schedule((*self.rows, *_numbered(closing.rows, len(self.rows), self.older)))

    def paid(self, cap: int, until: date) -> Begun | None:
        """What is left once `cap` has been paid on every date before `until`; None where that takes all the room."""
        count = self.room(until)
        if count == self.room() or self.now.interest_only_periods:
            return None
        if not count:
            return self
        part = pay_for(self.now, cap, count)
        rows = _numbered(part.rows, len(self.rows), self.older)
        left = replace(
            self.now,
            principal=part.rows[-1].balance,
            arrears=part.unpaid,
            start=part.end,
            first_due=add_months(part.end, 1, self.now.due_day),
        )
        return Begun(left, self.older - sum(row.arrears for row in rows), (*self.rows, *rows))


def fit(terms: Terms, stretches: Sequence[Stretch]) -> Schedule | None:
    """The shortest plan that asks at most each stretch's cap, or None where even the last one never clears the loan.

    Until the last stretch it needs the plan pays that stretch's cap in full; there it is level. An interest-only head
    in `terms` is kept only where a single stretch is enough.
    """
    begun: Begun | None = Begun(terms, terms.arrears)
    for stretch, following in zip(stretches, [*stretches[1:], None], strict=True):
        if begun is None:
            break
        until = following.since if following else None
        closing = begun.closed(stretch.cap, until)
        if closing is not None:
            return closing
        begun = begun.paid(stretch.cap, until) if until else None
    return None


def evened(begun: Begun | None, cap: int, level: Schedule | None) -> Schedule | None:
    """The plan as begun, ended within `cap`; level throughout where a freed share does not clear it a month sooner."""
    shortest = begun.closed(cap) if begun is not None else None
    if shortest is None or level is None or len(level.rows) > len(shortest.rows):
        return shortest
    return level


def _numbered(rows: Iterable[Row], before: int, older: int) -> list[Row]:
    """Rows of a later stretch, numbered on. What an earlier stretch left unpaid reached this one as arrears: only
    `older` fen of them were owed before the plan began, the rest is the plan's own interest."""
    told = []
    for period, day, payment, principal, interest, balance, arrears in rows:
        kept = min(arrears, older)
        older -= kept
        told.append(Row(period + before, day, payment, principal, interest + arrears - kept, balance, kept))
    return told
