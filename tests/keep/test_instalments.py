"""The instalments of an agreement, and which of them what was paid covers."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from jiebei.case.records import Case, Event, Loan, Offer
from jiebei.keep.course import standing
from jiebei.keep.instalments import AgreedPayment, agreed_payments

TERMS = Offer(
    down_payment=50_000,
    down_payment_date=date(2026, 9, 1),
    instalments=3,
    amount=100_000,
    last_amount=80_000,
    first_date=date(2026, 9, 30),
)
DUE = [
    (date(2026, 9, 1), 50_000),
    (date(2026, 9, 30), 100_000),
    (date(2026, 10, 30), 100_000),
    (date(2026, 11, 30), 80_000),
]


def covered(*amounts: int, terms: Offer | None = TERMS) -> tuple[AgreedPayment, ...]:
    agreed = Event(kind="agreed", on=date(2026, 8, 20), terms=terms)
    paid = [Event(kind="paid", on=date(2026, 9, 5), amount=amount) for amount in amounts]
    return agreed_payments(standing(Case(loans=(Loan(),), events=(agreed, *paid)), "", date(2026, 12, 31)))


def test_payments_cover_the_oldest_first_and_in_part() -> None:
    assert [(one.on, one.amount) for one in covered()] == DUE
    assert [one.short for one in covered()] == [50_000, 100_000, 100_000, 80_000]
    assert [one.short for one in covered(50_000, 30_000)] == [0, 70_000, 100_000, 80_000]
    assert [one.short for one in covered(149_999, 1, 180_000)] == [0, 0, 0, 0]


def test_there_are_none_without_known_terms() -> None:
    assert covered(terms=None) == ()
    assert covered(terms=Offer(instalments=12, amount=100_000)) == ()
    assert agreed_payments(standing(Case(loans=(Loan(),)), "", date(2026, 12, 31))) == ()


@given(st.lists(st.integers(0, 200_000), max_size=6))
def test_what_is_paid_and_what_is_left_add_up(amounts: list[int]) -> None:
    found = covered(*amounts)
    total, paid = sum(amount for _, amount in DUE), sum(amounts)
    assert sum(one.short for one in found) == max(0, total - paid)
    assert all(0 <= one.short <= one.amount for one in found)
    # Nothing is covered while something older is not.
    shorts = [one.short for one in found]
    first = next((place for place, short in enumerate(shorts) if short), len(shorts))
    assert shorts[first + 1 :] == [one.amount for one in found[first + 1 :]]
