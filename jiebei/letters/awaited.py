"""The days by which the letters she has sent ask for an answer."""

from __future__ import annotations

from datetime import date

from jiebei.case.records import Case
from jiebei.letters.commission import Commission, addressed_loans, lenders
from jiebei.plan.options import Advice


def answers_awaited(case: Case, as_of: date, worked: Advice | None) -> tuple[tuple[str, date], ...]:
    """Each lender whose answer she waits for, and the day that her letter asks for it by.

    Without a plan, only where she typed that day herself: the letter's own day depends on the plan's first payment.
    """
    found = []
    typed = case.proposal.answer_by
    for lender in lenders(case):
        made = Commission(case, as_of, lender, tuple(addressed_loans(case, lender)), worked)
        until = made.awaits_until
        if until is not None and (worked is not None or until == typed):
            found.append((lender, until))
    return tuple(found)
