"""The shortest plan that stays within what may be asked, also where that amount changes on the way, and for several
loans at once: the loan that is cleared first frees its part for the others."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, NamedTuple

from jiebei.counting.due_dates import add_months, months_between
from jiebei.counting.sharing import largest_remainder
from jiebei.owed.schedule import Row, Schedule, Terms, interest_between, level_within, pay_for

MAX_MONTHS: Final = 60
"""No plan longer than five years is worked out: none longer is usual for an unsecured loan, and a life changes sooner."""


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

    @property
    def cleared(self) -> bool:
        return self.now.principal + self.now.arrears == 0 and bool(self.rows)

    def room(self, until: date | None = None) -> int:
        """How many more rows may come, in all or before `until`."""
        room = MAX_MONTHS - len(self.rows)
        if until is None:
            return room
        # No more dates than there are months until then.
        months = months_between(self.now.first, until) + 1
        return bisect_left(self.now.due(min(room, max(1, months))), until)

    def closed(self, cap: int, until: date | None = None) -> Schedule | None:
        """The whole plan, level at no more than `cap` from here on, or None where that does not clear it by then."""
        if self.cleared:
            return Schedule(self.rows)
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
            first_due=add_months(part.end, 1, self.now.anchor),
            due_day=self.now.anchor,
            stub_day=None,
        )
        return Begun(left, self.older - sum(row.arrears for row in rows), (*self.rows, *rows))


def begin_plan(terms: Terms) -> Begun:
    """A plan of which nothing is settled yet."""
    return Begun(terms, terms.arrears)


def begin_with_payment(terms: Terms, on: date, amount: int) -> Begun:
    """A plan that begins with one payment of `amount` fen on `on`, after the terms' start and not after the first due
    date: what is owed from before first, then the interest that has run, then principal.

    Raises ValueError for a payment above what is owed that day, or on another day.
    """
    accrued = interest_between(terms.principal, terms, terms.start, on)
    if not terms.start < on <= terms.first or amount > terms.arrears + accrued + terms.principal:
        raise ValueError("a first payment comes before the first due date and is at most what is owed")
    to_arrears = min(amount, terms.arrears)
    to_interest = min(amount - to_arrears, accrued)
    to_principal = amount - to_arrears - to_interest
    row = Row(1, on, amount, to_principal, to_interest, terms.principal - to_principal, to_arrears)
    left = replace(
        terms,
        principal=row.balance,
        arrears=terms.arrears - to_arrears + accrued - to_interest,
        start=on,
        first_due=terms.first if on < terms.first else add_months(on, 1, terms.anchor),
        due_day=terms.anchor,
        stub_day=terms.stub_day if on < terms.first else None,
    )
    return Begun(left, terms.arrears - to_arrears, (row,))


def fit(begun: Begun | None, stretches: Sequence[Stretch]) -> Schedule | None:
    """The shortest plan that asks at most each stretch's cap, or None where even the last one never clears the loan.

    Until the last stretch it needs the plan pays that stretch's cap in full; there it is level. An interest-only head
    is kept only where a single stretch is enough.
    """
    for stretch, following in zip(stretches, [*stretches[1:], None], strict=True):
        if begun is None:
            break
        until = following.since if following else None
        closing = begun.closed(stretch.cap, until)
        if closing is not None:
            return closing
        begun = begun.paid(stretch.cap, until) if until else None
    return None


def fit_together(
    begun: Mapping[int, Begun], stretches: Mapping[int, Sequence[Stretch]], month_day: int = 1
) -> dict[int, Schedule] | None:
    """Every loan's plan within its own stretches, or None where one has none.

    The loan that is cleared first frees its part for the others, in proportion to theirs, from the next month on;
    months begin on `month_day`. Where that clears a loan not a month sooner, its plan stays level.
    """
    so_far: dict[int, Begun | None] = dict(begun)
    caps = {loan: list(stretches[loan]) for loan in begun}
    level = {loan: fit(begun[loan], caps[loan]) for loan in begun}
    fitted, settled, waiting = dict(level), dict[int, Schedule](), list(begun)
    while waiting:
        done = {loan: schedule for loan in waiting if (schedule := fitted[loan]) is not None}
        if not done:
            return None
        first = min(done, key=lambda loan: done[loan].end)
        settled[first] = done[first]
        waiting.remove(first)
        if any(begun[loan].now.interest_only_periods for loan in waiting):
            continue
        since = next_month(done[first].end, month_day)
        more = _freed(caps, first, waiting, since)
        for loan in waiting:
            before = fitted[loan]
            # A loan that is cleared before the freed part comes keeps its plan.
            if before is None or before.end >= since:
                so_far[loan] = _advanced(so_far[loan], caps[loan], since)
                fitted[loan] = _evened(fit(so_far[loan], more[loan]), level[loan])
            caps[loan] = more[loan]
    return {loan: settled[loan] for loan in sorted(settled)}


def next_month(day: date, month_day: int) -> date:
    """The first day after `day` on which a month begins."""
    begins = add_months(day, 0, month_day)
    return begins if begins > day else add_months(day, 1, month_day)


def _freed(
    caps: Mapping[int, Sequence[Stretch]], first: int, waiting: Sequence[int], since: date
) -> dict[int, list[Stretch]]:
    """What each loan still waiting may be asked from `since` on, with its part of what `first` no longer needs."""
    turns = {since} | {
        stretch.since
        for loan in (first, *waiting)
        for stretch in caps[loan]
        if stretch.since is not None and stretch.since > since
    }
    more: dict[int, list[Stretch]] = {loan: [] for loan in waiting}
    for turn in sorted(turns):
        own = [_cap_on(caps[loan], turn) for loan in waiting]
        parts = largest_remainder(_cap_on(caps[first], turn), [cap or 1 for cap in own])
        for loan, cap, extra in zip(waiting, own, parts, strict=True):
            more[loan].append(Stretch(turn, cap + extra))
    return more


def _cap_on(stretches: Sequence[Stretch], day: date) -> int:
    return [stretch.cap for stretch in stretches if stretch.since is None or stretch.since <= day][-1]


def _advanced(begun: Begun | None, stretches: Sequence[Stretch], until: date) -> Begun | None:
    """The plan after every payment before `until`."""
    for stretch, following in zip(stretches, [*stretches[1:], None], strict=True):
        if begun is None or (stretch.since is not None and stretch.since >= until):
            break
        ends = min(until, following.since) if following and following.since else until
        begun = begun.paid(stretch.cap, ends)
    return begun


def _evened(shortest: Schedule | None, level: Schedule | None) -> Schedule | None:
    """Level throughout where a freed part does not clear it a month sooner."""
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
