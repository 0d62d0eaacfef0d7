"""Whether the three years within which a debt can be enforced in court may have run (民法典188、189、195).

A demand, a suit, a promise to pay, a part payment and a request for time each start the three years again, whether
spoken or written. Once they have run, agreeing to pay gives the defence away (192). Nobody but she and the lender knows
what was said, so nothing here decides the question: it finds the loans for which it must be asked before she promises
anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Literal

from jiebei.case.records import Loan
from jiebei.counting.due_dates import add_months
from jiebei.rules import Rules

Limitation = Literal["running", "unknown", "may_have_run"]
"""unknown: overdue for so long that all depends on a payment or a demand of which she has not said when it was."""


def limitation(loan: Loan, contacts: Iterable[date], rules: Rules, as_of: date) -> Limitation:
    """What her dates say of one loan's three years on that day. contacts: the days of contacts with its lender on record.

    Counted from the last payment, demand, promise or request for time that is known; where none is, from the day the
    loan fell overdue. Where the rules hold no period for that day, nothing is said to have run.
    """
    years = rules.value("civil-code-188", as_of)
    if not isinstance(years, int):
        return "running"
    known = [day for day in (loan.last_paid, loan.last_asked) if day is not None and day <= as_of]
    later = sorted(day for day in contacts if day <= as_of)
    if known:
        last = max(known)
        marks = [last, *(day for day in later if day > last), as_of]
        ran = any(add_months(one, 12 * years) <= other for one, other in pairwise(marks))
        return "may_have_run" if ran else "running"
    begun = loan.overdue_since
    if begun is None or add_months(begun, 12 * years) > as_of:
        return "running"
    # Contacts on record may be the first ones after the three years, or the latest of many: only she can say.
    return "unknown"
