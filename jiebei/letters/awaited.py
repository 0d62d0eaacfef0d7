"""The days by which the letters she has sent ask for an answer."""

from __future__ import annotations

from datetime import date

from jiebei.case.records import Case
from jiebei.keep.course import standing
from jiebei.letters.commission import addressed_loans, answer_by, lenders
from jiebei.plan.options import Advice


def answers_awaited(case: Case, as_of: date, worked: Advice | None) -> tuple[tuple[str, date], ...]:
    """Each lender whose answer she waits for, and the day that her letter asks for it by.

    Without a plan, only where she typed that day herself: the letter's own day depends on the plan's first payment.
    """
    found = []
    for lender in lenders(case):
        place = standing(case, lender, as_of)
        if place.stage != "waiting" or place.since is None:
            continue
        typed = case.proposal.answer_by
        if worked is not None:
            plans = worked.option(case.proposal.kind).plans
            first = min(plans[loan].schedule.rows[0].date for loan in addressed_loans(case, lender))
            found.append((lender, answer_by(case, place.since, first)))
        elif typed is not None and typed > place.since:
            found.append((lender, typed))
    return tuple(found)
