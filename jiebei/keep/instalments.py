"""The instalments of what was agreed on with a lender, and which of them the payments on record cover."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jiebei.answer.assessment import lacking, payments_of
from jiebei.keep.course import Standing


@dataclass(frozen=True, slots=True)
class AgreedPayment:
    """One payment of an agreement. amount: fen due. short: fen of it that no payment on record covers."""

    on: date
    amount: int
    short: int


def agreed_payments(standing: Standing) -> tuple[AgreedPayment, ...]:
    """Every payment of the agreement she stands on, in order; () where there is none or its terms are not known.

    What she has paid since the agreement covers the oldest first, whatever day it was paid on.
    """
    terms = standing.agreed.terms if standing.agreed else None
    if terms is None or lacking(terms):
        return ()
    found, left = [], standing.paid
    for day, amount in payments_of(terms):
        covered = min(left, amount)
        left -= covered
        found.append(AgreedPayment(day, amount, amount - covered))
    return tuple(found)


def late_payments(standing: Standing, as_of: date) -> tuple[AgreedPayment, ...]:
    """Payments of the agreement whose day has passed and that what she has noted does not cover."""
    return tuple(one for one in agreed_payments(standing) if one.short and one.on < as_of)
