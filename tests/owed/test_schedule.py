"""Schedules: golden tables worked out again in decimals, and what must hold for every loan."""

from __future__ import annotations

import json
from calendar import monthrange
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal, getcontext
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from jiebei.counting.conventions import Method
from jiebei.counting.due_dates import months_and_part
from jiebei.counting.money import parse_amount
from jiebei.counting.rate import Rate
from jiebei.owed.schedule import (
    MAX_PERIODS,
    RateChange,
    Row,
    Terms,
    build,
    level_within,
    pay_for,
    periods_for_payment,
    repay_early,
)

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "schedules.json").read_text(encoding="utf-8"))
getcontext().prec = 50


def golden_terms(entry: dict[str, Any]) -> Terms:
    principal = parse_amount(entry["principal"])
    assert isinstance(principal, int)
    # A period of the monthly accrual is a twelfth of the annual rate: a yearly period bears the whole of it.
    annual = Fraction(entry["rate"]) * 12 / entry["periods_a_year"]
    return Terms(
        principal, Rate(annual), entry["method"], entry["periods"], date.fromisoformat(entry["start"]), accrual=entry["accrual"]
    )  # fmt: skip


def worked_out(entry: dict[str, Any]) -> tuple[Decimal, list[tuple[Decimal, Decimal, Decimal]]]:
    """Level payment and (interest, principal, balance) rows in decimals, unrounded, with nothing of the package."""
    principal, rate, periods = Decimal(entry["principal"]), Decimal(entry["rate"]), entry["periods"]
    factors = [rate / entry["periods_a_year"]] * periods
    if entry["accrual"] == "daily":
        start = date.fromisoformat(entry["start"])
        bounds = [
            date(start.year + (start.month - 1 + k) // 12, (start.month - 1 + k) % 12 + 1, start.day)
            for k in range(periods + 1)
        ]
        factors = [rate * (after - before).days / 365 for before, after in pairwise(bounds)]
    discount, annuity = Decimal(1), Decimal(0)
    for factor in factors:
        discount /= 1 + factor
        annuity += discount
    payment, balance, rows = principal / annuity, principal, []
    for factor in factors:
        interest = balance * factor
        part = payment - interest if entry["method"] == "level" else principal / periods
        balance -= part
        rows.append((interest, part, balance))
    return payment, rows


def close(exact: Decimal, printed: str | None, ours: int | None = None, slack: int = 1) -> None:
    """The printed figure is the exact one as far as it is printed; ours, of rounded rows, within `slack` fen of it."""
    if printed is not None:
        digits = Decimal(printed).as_tuple().exponent
        assert isinstance(digits, int)
        assert abs(exact - Decimal(printed)) <= Decimal("0.5").scaleb(digits) + Decimal("0.00001")
    if ours is not None:
        assert abs(Decimal(ours) / 100 - exact) <= Decimal(slack) / 100


@pytest.mark.parametrize("entry", GOLDEN, ids=[entry["source"] for entry in GOLDEN])
def test_golden(entry: dict[str, Any]) -> None:
    schedule = build(golden_terms(entry))
    payment, exact = worked_out(entry)
    # Rounding the payment by half a fen moves the balance by that much a period, with interest.
    slack = 2 * entry["periods"]
    if "payment" in entry:
        close(payment, entry["payment"], schedule.rows[0].payment)
    for period, interest, principal, balance in entry.get("rows", []):
        row, worked = schedule.rows[period - 1], exact[period - 1]
        close(worked[0], interest, row.interest, slack)
        close(worked[1], principal, row.principal, slack)
        close(worked[2], balance, row.balance, slack)
    for first, last, interest, principal in entry.get("sums", []):
        rows = schedule.rows[first - 1 : last]
        if entry["source"].startswith("HP-12C"):
            # The handbook rounds every row, as we do: its sums are ours to the fen, and not the unrounded ones.
            assert sum(row.interest for row in rows) == parse_amount(interest)
            assert sum(row.principal for row in rows) == parse_amount(principal)
            continue
        worked_rows = exact[first - 1 : last]
        close(
            sum((row[0] for row in worked_rows), Decimal(0)),
            interest,
            sum(row.interest for row in rows),
            slack,
        )
        close(
            sum((row[1] for row in worked_rows), Decimal(0)),
            principal,
            sum(row.principal for row in rows),
            slack,
        )


def test_real_days_and_equal_months_are_told_apart() -> None:
    terms = Terms(500_000, Rate.per_year("0.08"), "level", 12, date(2013, 1, 1))
    assert build(terms).rows[0].payment == 43_487
    assert build(replace(terms, accrual="monthly")).rows[0].payment == 43_494


def test_day_bases_differ() -> None:
    terms = Terms(1_000_000, Rate.per_year("0.144", 360), "bullet", 1, date(2026, 1, 1))
    assert build(terms).total_interest == round(1_000_000 * 0.144 / 360 * 31)
    assert build(replace(terms, rate=Rate.per_year("0.144", 365))).total_interest == round(
        1_000_000 * 0.144 / 365 * 31
    )


rates = st.builds(
    Rate, st.fractions(0, Fraction(36, 100), max_denominator=10_000), st.sampled_from([365, 360])
)
principals = st.integers(0, 100_000_000_000)
starts = st.dates(date(2000, 1, 1), date(2100, 12, 31))
no_arrears = st.just(0)
methods = st.sampled_from(["level", "equal-principal", "interest-only", "bullet"])


@st.composite
def loans(draw: st.DrawFn, method: Any = methods, arrears: Any = no_arrears, most: int = 120) -> Terms:
    kind = draw(method)
    periods = draw(st.integers(1, most))
    start = draw(starts)
    return Terms(
        principal=draw(principals),
        rate=draw(rates),
        method=kind,
        periods=periods,
        start=start,
        first_due=draw(st.none() | st.integers(1, 90).map(lambda days: start + timedelta(days=days))),
        due_day=draw(st.none() | st.integers(1, 31)),
        accrual=draw(st.sampled_from(["daily", "monthly"])),
        interest_only_periods=draw(st.integers(0, periods - 1)) if kind == "level" else 0,
        arrears=draw(arrears),
    )


@settings(max_examples=200, deadline=None)
@given(loans(arrears=st.integers(0, 10_000_000)))
def test_every_schedule_repays_the_loan_to_the_fen(terms: Terms) -> None:
    rows = build(terms).rows
    assert len(rows) == terms.periods
    assert sum(row.principal for row in rows) == terms.principal
    assert sum(row.arrears for row in rows) == terms.arrears
    assert rows[-1].balance == 0
    balance = terms.principal
    for number, row in enumerate(rows, start=1):
        assert row.period == number
        assert row.payment == row.principal + row.interest + row.arrears
        assert min(row.principal, row.interest, row.arrears) >= 0
        balance -= row.principal
        assert row.balance == balance
    assert [row.date for row in rows] == terms.due()
    assert all(earlier.date < later.date for earlier, later in pairwise(rows))


@st.composite
def changing_loans(draw: st.DrawFn, method: Any = methods, most: int = 36) -> Terms:
    """Loans that may change their rate, also before they start, in their last period and after their end."""
    terms = draw(loans(method=method, most=most))
    length = (terms.due()[-1] - terms.start).days
    day = st.integers(-40, length + 40) | st.integers(length - 31, length)
    days = draw(st.lists(day, max_size=3, unique=True))
    changes = tuple(RateChange(terms.start + timedelta(days=day), draw(rates)) for day in sorted(days))
    return replace(terms, principal=terms.principal % 10**8, changes=changes)


def months_walked(since: date, until: date, anchor: int) -> Fraction:
    """From one due day to the next is a month, and each of its days the same part of it."""
    first = since.year * 12 + since.month - 2
    days = [divmod(index, 12) for index in range(first, until.year * 12 + until.month + 1)]
    turns = [date(year, month + 1, min(anchor, monthrange(year, month + 1)[1])) for year, month in days]
    return sum(
        (
            Fraction(max(0, (min(after, until) - max(before, since)).days), (after - before).days)
            for before, after in pairwise(turns)
        ),
        Fraction(0),
    )


def borne(terms: Terms, balance: int, began: date, since: date, until: date) -> Fraction:
    """Interest by the day or by the month with nothing of the package; `began`: when the period began."""

    def rate_on(day: date) -> Rate:
        return [terms.rate, *(change.rate for change in terms.changes if change.on <= day)][-1]

    if terms.accrual == "monthly":
        return balance * rate_on(began).annual / 12 * months_walked(since, until, terms.anchor)
    days = Counter(rate_on(since + timedelta(days=number)) for number in range((until - since).days))
    return sum((balance * rate.annual / rate.day_basis * count for rate, count in days.items()), Fraction(0))


def replay(terms: Terms, rows: tuple[Row, ...]) -> None:
    """Each row's interest is what its balance bore, within half a fen for each rounding; the balance ends at nothing."""
    due = [terms.start, *terms.due()]
    balance, since, owed, roundings = terms.principal, terms.start, Fraction(0), 0
    head = terms.periods - 1 if terms.method == "interest-only" else terms.interest_only_periods
    for row in rows:
        owed += borne(terms, balance, due[row.period - 1], since, row.date) - row.interest
        # A bullet loan's interest is not rounded before it is paid.
        roundings += terms.method != "bullet" or row.payment > 0
        assert owed >= -Fraction(roundings, 2)
        in_head = row.period <= head and row.date == due[row.period]
        if row.principal or in_head or row is rows[-1]:
            assert abs(owed) <= Fraction(roundings, 2)
            owed, roundings = Fraction(0), 0
        balance, since = balance - row.principal, row.date
        assert row.balance == balance
        assert row.payment == row.principal + row.interest
        assert min(row.principal, row.interest) >= 0
    assert balance == 0


@settings(max_examples=200, deadline=None)
@given(changing_loans())
def test_interest_is_what_the_balance_bears(terms: Terms) -> None:
    schedule = build(terms)
    assert schedule.unpaid == 0
    replay(terms, schedule.rows)


@settings(max_examples=80, deadline=None)
@given(st.integers(10_000, 10**9), st.integers(0, 2400), starts, st.sampled_from(["daily", "monthly"]))
def test_longer_terms_never_raise_the_instalment(
    principal: int, rate: int, start: date, accrual: Any
) -> None:
    terms = Terms(principal, Rate(Fraction(rate, 10_000)), "level", 1, start, accrual=accrual)
    instalments = [
        build(replace(terms, periods=periods)).rows[0].payment for periods in (1, 2, 3, 6, 12, 24, 60)
    ]
    assert instalments == sorted(instalments, reverse=True)


@settings(max_examples=80, deadline=None)
@given(loans(method=st.just("level"), most=60), st.integers(1, 10**9))
def test_a_term_solved_from_a_payment_is_the_shortest_that_fits(terms: Terms, cap: int) -> None:
    terms = replace(terms, principal=terms.principal % 10**8 + 1, interest_only_periods=0)
    schedule = level_within(terms, cap)
    periods = periods_for_payment(terms, cap)
    assert (schedule is None) == (periods is None)
    if schedule is None or periods is None:
        return
    assert len(schedule.rows) == periods
    assert schedule.largest_payment <= cap
    assert schedule.rows[-1].balance == 0
    if periods > 1:
        assert build(replace(terms, periods=periods - 1, payment=cap)).largest_payment > cap


def test_a_payment_below_the_interest_never_ends() -> None:
    terms = Terms(1_000_000, Rate.per_day("0.0004"), "level", 1, date(2026, 1, 31))
    assert periods_for_payment(terms, 10_000) is None
    assert periods_for_payment(terms, 0) is None
    assert level_within(terms, 10_000) is None


def test_an_interest_only_head_pays_interest_alone() -> None:
    rows = build(
        Terms(600_000, Rate.per_year("0.146"), "level", 12, date(2026, 1, 10), interest_only_periods=6)
    ).rows
    assert [row.principal for row in rows[:6]] == [0] * 6
    assert rows[5].balance == 600_000
    assert len({row.payment for row in rows[6:11]}) == 1


def test_zero_rate_and_one_period() -> None:
    rows = build(Terms(1_000, Rate(Fraction(0)), "level", 3, date(2026, 1, 1))).rows
    assert [row.payment for row in rows] == [333, 333, 334]
    assert build(Terms(0, Rate(Fraction(1, 10)), "level", 1, date(2026, 1, 1))).rows[0].payment == 0


@st.composite
def given_payments(draw: st.DrawFn) -> Terms:
    """Level loans with a payment that was given, and as many periods as it takes."""
    terms = draw(changing_loans(method=st.just("level")))
    usual = build(terms).largest_payment
    payment = usual * draw(st.integers(80, 300)) // 100 + 1
    periods = periods_for_payment(terms, payment, 60)
    assume(periods is not None)
    assert periods is not None
    return replace(terms, payment=payment, periods=periods)


@st.composite
def early_payments(draw: st.DrawFn, loan: Any) -> tuple[Terms, date, int]:
    """A loan, a day between two due dates, and an amount up to what of the principal is left."""
    terms = draw(loan)
    before, due = build(terms), terms.due()
    on = terms.start + timedelta(days=draw(st.integers(1, (before.end - terms.start).days)))
    while on in due and on > terms.start:
        on -= timedelta(days=1)
    left = [terms.principal, *(row.balance for row in before.rows if row.date < on)][-1]
    assume(left and on > terms.start)
    return terms, on, draw(st.integers(1, left) | st.integers(1, min(left, 500)))


@settings(max_examples=200, deadline=None)
@given(early_payments(changing_loans() | given_payments()))
def test_early_repayment_keeps_the_books(early: tuple[Terms, date, int]) -> None:
    terms, on, amount = early
    before = build(terms)
    for keep in ("payment", "periods"):
        after = repay_early(terms, on, amount, keep)
        # Every row adds up, and all interest is in them: nothing that ran in this loan counts as arrears of another.
        replay(terms, after.rows)
        assert after.unpaid == 0
        assert after.total_payment == terms.principal + after.total_interest
        # The extra payment bears the number of the period it falls into.
        assert [row.period for row in after.rows if row.date != on] == list(range(1, len(after.rows)))
        assert [row.payment for row in after.rows if row.date == on] == [amount]
        assert after.rows[: len([row for row in before.rows if row.date < on])] == tuple(
            row for row in before.rows if row.date < on
        )
        assert after.end <= before.end
        assert keep == "payment" or after.end in (before.end, on)


@settings(max_examples=200, deadline=None)
@given(early_payments(changing_loans() | given_payments()), st.data())
def test_paying_early_is_never_dearer(early: tuple[Terms, date, int], data: st.DataObject) -> None:
    terms, on, amount = early
    before = build(terms)
    less = data.draw(st.integers(1, amount))
    for keep in ("payment", "periods"):
        after, after_less = (repay_early(terms, on, each, keep) for each in (amount, less))
        rounding = len(before.rows) + 1
        assert after.total_interest <= before.total_interest + rounding
        assert after.total_interest <= after_less.total_interest + rounding


def test_early_repayment_of_a_bullet_loan_forgets_no_interest() -> None:
    terms = Terms(1_200_000, Rate.per_year("0.12"), "bullet", 6, date(2026, 1, 10))
    for keep in ("payment", "periods"):
        schedule = repay_early(terms, date(2026, 3, 20), 100_000, keep)
        # 69 days on 12,000; the rest of the 1,000 is principal, and 112 days more on what is left.
        extra, last = schedule.rows[2], schedule.rows[-1]
        assert (extra.interest, extra.principal) == (27_222, 72_778)
        assert last.interest == round((1_200_000 - 72_778) * Fraction(12, 36_500) * 112)


def test_interest_that_an_early_payment_leaves_is_paid_with_the_next() -> None:
    terms = Terms(1_200_000, Rate.per_year("0.12"), "level", 12, date(2026, 1, 10), accrual="monthly")
    for keep in ("payment", "periods"):
        rows = repay_early(terms, date(2026, 1, 30), 100, keep).rows
        assert rows[0][2:] == (100, 0, 100, 1_200_000, 0)
        assert (rows[1].interest, rows[1].arrears) == (12_000 - 100, 0)


def test_equal_principal_keeps_the_principal_part_or_the_number_of_instalments() -> None:
    terms = Terms(1_200_000, Rate.per_year("0.12"), "equal-principal", 12, date(2026, 1, 10))
    on = date(2026, 4, 11)
    accrued = round(900_000 * Fraction(12, 36_500))
    kept = repay_early(terms, on, 250_000 + accrued, "payment").rows
    assert [row.principal for row in kept] == [100_000] * 3 + [250_000] + [100_000] * 6 + [50_000]
    lowered = repay_early(terms, on, 250_000 + accrued, "periods").rows
    assert len(lowered) == 13
    assert {row.principal for row in lowered[4:-1]} == {72_222}


def test_early_repayment_shortens_or_lowers() -> None:
    terms = Terms(1_200_000, Rate.per_day("0.0004"), "level", 12, date(2026, 1, 10))
    before = build(terms)
    shorter = repay_early(terms, date(2026, 5, 20), 300_000, "payment")
    lower = repay_early(terms, date(2026, 5, 20), 300_000, "periods")
    assert shorter.end < before.end
    assert max(row.payment for row in shorter.rows[5:]) <= before.rows[0].payment
    assert lower.end == before.end
    assert lower.rows[6].payment < before.rows[0].payment
    assert shorter.total_interest < lower.total_interest < before.total_interest


@pytest.mark.parametrize(
    ("on", "amount"),
    [(date(2026, 2, 10), 5), (date(2026, 1, 10), 5), (date(2030, 1, 1), 5), (date(2026, 1, 15), 10**9)],
)
def test_an_impossible_early_repayment_is_refused(on: date, amount: int) -> None:
    terms = Terms(1_200_000, Rate.per_day("0.0004"), "level", 12, date(2026, 1, 10))
    with pytest.raises(ValueError, match="early repayment"):
        repay_early(terms, on, amount, "payment")


@settings(max_examples=200, deadline=None)
@given(changing_loans() | changing_loans(st.just("level")))
@example(
    Terms(
        1_200_000,
        Rate.per_year("0.12"),
        "level",
        6,
        date(2026, 1, 10),
        changes=(RateChange(date(2026, 7, 1), Rate.per_year("0.24")),),
    )
)
def test_no_row_foresees_a_change_of_rate(terms: Terms) -> None:
    rows = build(terms).rows
    for number, change in enumerate(terms.changes):
        without = build(replace(terms, changes=terms.changes[:number])).rows
        # The period it falls into bears its interest, but its instalment is not another one yet.
        earlier = sum(row.date <= change.on for row in rows)
        assert rows[:earlier] == without[:earlier]
        began = rows[earlier - 1].date if earlier else terms.start
        paying = terms.method == "level" and terms.interest_only_periods <= earlier < len(rows) - 1
        if paying and began < change.on and rows[earlier].balance and without[earlier].balance:
            assert rows[earlier].payment == without[earlier].payment


@settings(max_examples=200, deadline=None)
@given(early_payments(changing_loans()))
def test_early_repayment_foresees_no_change_of_rate(early: tuple[Terms, date, int]) -> None:
    terms, on, amount = early
    to_come = [change.on for change in terms.changes if change.on > on]
    known = replace(terms, changes=tuple(change for change in terms.changes if change.on <= on))
    for keep in ("payment", "periods"):
        rows, without = (repay_early(each, on, amount, keep).rows for each in (terms, known))
        until = min(to_come, default=terms.due()[-1])
        assert [row for row in rows if row.date <= until] == [row for row in without if row.date <= until]


def test_interest_that_a_rise_leaves_unpaid_is_this_loans_own() -> None:
    # The first instalment is still that of the old rate, less than the interest of the new one.
    changes = (RateChange(date(2026, 1, 2), Rate.per_year("0.36")),)
    terms = Terms(1_000_000, Rate(Fraction(0)), "level", 60, date(2026, 1, 1), changes=changes)
    schedule = build(terms)
    assert schedule.rows[0][2:] == (16_667, 0, 16_667, 1_000_000, 0)
    assert schedule.rows[1].interest > 30_000
    assert schedule.total_payment == 1_000_000 + schedule.total_interest
    replay(terms, schedule.rows)


def test_a_change_of_rate_counts_from_its_day() -> None:
    change = (RateChange(date(2026, 1, 16), Rate.per_day("0.0002")),)
    row = build(Terms(1_000_000, Rate.per_day("0.0004"), "bullet", 1, date(2026, 1, 1), changes=change)).rows[
        0
    ]
    assert row.interest == 15 * 400 + 16 * 200


def test_payments_that_do_not_clear_leave_what_they_leave() -> None:
    terms = Terms(1_000_000, Rate.per_day("0.0004"), "level", 1, date(2026, 1, 1))
    schedule = pay_for(terms, 10_000, 3)
    accrued = sum(1_000_000 * 4 * (after - before).days // 10_000 for before, after in
                  ((date(2026, 1, 1), date(2026, 2, 1)), (date(2026, 2, 1), date(2026, 3, 1)), (date(2026, 3, 1), date(2026, 4, 1))))  # fmt: skip
    assert schedule.rows[-1].balance == 1_000_000
    assert schedule.unpaid == accrued - 30_000


@pytest.mark.parametrize(
    "change",
    [
        {"principal": -1},
        {"arrears": -1},
        {"periods": 0},
        {"periods": MAX_PERIODS + 1},
        {"rate": Rate(Fraction(-1, 10))},
        {"first_due": date(2026, 1, 1)},
        {"interest_only_periods": 12},
        {
            "changes": (
                RateChange(date(2026, 5, 1), Rate(Fraction(0))),
                RateChange(date(2026, 4, 1), Rate(Fraction(0))),
            )
        },
    ],
)
def test_terms_that_are_no_loan_are_refused(change: dict[str, Any]) -> None:
    terms = Terms(1_000_000, Rate.per_day("0.0004"), "level", 12, date(2026, 1, 1))
    with pytest.raises(ValueError, match=r".+"):
        build(replace(terms, **change))


@given(st.integers(1, 90), st.sampled_from(["level", "equal-principal", "interest-only", "bullet"]))
def test_by_the_month_a_longer_or_shorter_first_period_bears_its_share(days: int, method: Method) -> None:
    start = date(2026, 1, 15)
    terms = Terms(
        1_200_000, Rate.per_year("0.12"), method, 3, start, start + timedelta(days=days), 15, "monthly"
    )
    rows = build(terms).rows
    # A bullet loan bears all of its interest at the end.
    until = rows[-1].date if method == "bullet" else rows[0].date
    expected = 1_200_000 * Fraction(1, 100) * months_and_part(start, until, 15)
    borne = next(row.interest for row in rows if row.interest)
    assert abs(borne - expected) <= Fraction(1, 2)
    assert months_and_part(start, until, 15) != 1 or borne == 12_000
