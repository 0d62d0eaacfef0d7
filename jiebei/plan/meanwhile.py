"""What to pay while an answer is awaited: asking for a new arrangement does not stop the old due date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from jiebei.counting.due_dates import add_months
from jiebei.plan.budget import last_payday
from jiebei.plan.options import Advice, Option, merged, month_of

_AT_ONCE: Final = frozenset({"settlement", "down_payment"})


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What falls due next under the contract, and what of it she can pay without touching what she lives on.

    on: the next old due date, or None where everything has fallen due already. due: fen due that day, without what is
    already overdue. overdue: fen that fell due before and is unpaid. pays: fen she can pay on `by` at the latest, never
    more than what is then due. by: the due date; where the money for it comes only later, the day it comes.
    """

    on: date | None
    due: int
    overdue: int
    pays: int
    by: date | None

    @property
    def in_full(self) -> bool:
        """All that falls due on the next due date is paid on it, and nothing was overdue before: nothing becomes overdue."""
        return bool(self.due) and self.pays == self.due and self.by == self.on and not self.overdue


def meanwhile(advice: Advice, option: Option, loans: Sequence[int], payday: int | None = None) -> Meanwhile:
    """What to pay to the lender of these loans (by their place) until it has answered the request for `option`.

    The first payment of the plan, where it falls into the month of the old due date: nothing is paid twice, and who
    asks for an arrangement begins by keeping it. Otherwise these loans' part of what she can pay in a month, and never
    more than is due. A sum at hand is not paid before the lender has said what it is for. payday: when her income comes.
    """
    positions = [advice.positions[index] for index in loans]
    overdue = sum(place.due_now for place in positions)
    coming = [
        (row.date, row.payment)
        for index in loans
        for row in advice.present[index].schedule.rows
        if row.payment
    ]
    share = sum(advice.shares[index] for index in loans)
    if not coming:
        return Meanwhile(None, 0, overdue, min(share, overdue), None)
    on = min(day for day, _ in coming)
    due = sum(payment for day, payment in coming if day == on)
    by, pays = _money_comes(on, advice.as_of, payday), share
    rows = merged([option.plans[index].schedule for index in loans])
    month = month_of(on, advice.month_day)
    if option.kind not in _AT_ONCE and month_of(rows[0].date, advice.month_day) == month:
        by = rows[0].date
        pays = sum(row.payment for row in rows if month_of(row.date, advice.month_day) == month)
    pays = min(pays, due + overdue)
    return Meanwhile(on, due, overdue, pays, by if pays else None)


def _money_comes(on: date, as_of: date, payday: int | None) -> date:
    """The due date, or the payday after it where the money of the last payday has gone on an earlier month."""
    if payday is None:
        return on
    came = last_payday(on, payday)
    gone = came <= as_of and came.replace(day=1) != on.replace(day=1)
    return add_months(came, 1, payday) if gone else on
