"""Whether the three years within which a debt can be enforced in court may have run (民法典188、189、195).

A demand, a suit, a promise to pay, a part payment and a request for time each start the three years again, whether
spoken or written. Once they have run, agreeing to pay gives the defence away (192). Nobody but she and the lender knows
what was said, so nothing here decides the question: it finds the loans for which it must be asked before she promises
anything. 189 lets the years of a loan in instalments begin with the last of them only, later than they are counted from
here: that too is hers to ask.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Final, Literal

from jiebei.case.records import Loan, LogEntry
from jiebei.counting.due_dates import add_months
from jiebei.rules import Rules

Limitation = Literal["running", "unknown", "may_have_run"]
"""unknown: so long without a payment that all depends on a demand or a promise of which she has not said when it was."""


_WORSE: Final[tuple[Limitation, ...]] = ("running", "unknown", "may_have_run")


def limitation(loan: Loan, contacts: Iterable[date], rules: Rules, as_of: date) -> Limitation:
    """What her dates say of one loan's three years on that day. contacts: the days of contacts with its lender on record
    (see `demands`).

    Counted from the last payment; where it is not known, from the day the loan fell overdue, and without that from the
    last demand, promise or request for time. Each of these and each contact starts the years again, and what comes after
    they have run does not bring them back: so no two that follow each other may lie so far apart. Of the time before the
    last demand only she can say whether there were others. Where the rules hold no period for that day, nothing is said
    to have run.
    """
    years = rules.value("civil-code-188", as_of)
    if not isinstance(years, int):
        return "running"
    said = [day for day in (loan.last_paid, loan.last_asked) if day is not None and day <= as_of]
    if loan.last_paid is not None and loan.last_paid <= as_of:
        begun: date | None = loan.last_paid
    else:
        begun = loan.overdue_since or next(iter(said), None)
    if begun is None or begun > as_of:
        return "running"
    marks = sorted({begun, as_of, *(day for day in (*said, *contacts) if begun < day < as_of)})
    found: Limitation = "running"
    for one, other in pairwise(marks):
        if add_months(one, 12 * years) <= other:
            # After the last of which she has told, nothing that could have started them again is known.
            state: Limitation = "may_have_run" if said and one >= max(said) else "unknown"
            found = max(found, state, key=_WORSE.index)
    return found


def demands(contacts: Iterable[LogEntry]) -> tuple[date, ...]:
    """The days of those contacts in which somebody can have asked her to pay, or she for time: not of calls that nobody
    took or that were not answered."""
    return tuple(
        entry.on
        for entry in contacts
        if entry.on is not None and entry.result != "no_answer" and entry.answered is not False
    )
