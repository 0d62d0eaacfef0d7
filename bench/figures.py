"""Schedules, yearly cost and advice, against who else works them out in Python."""

from __future__ import annotations

import calendar
import importlib
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from bench.rounds import Contestant, Task
from jiebei.case.records import Budget, Case, Loan, Settings
from jiebei.cli.as_json import advice_json
from jiebei.counting.money import MAX_FEN
from jiebei.counting.rate import Rate
from jiebei.owed.annual_cost import annualised, dated, loan_flows, spaced, xirr
from jiebei.owed.schedule import Terms, build
from jiebei.plan.advice import advise
from jiebei.plan.options import Advice

CENT = Decimal("0.01")
EIGHT = 8


def peer(module: str) -> Any | None:
    """The peer's module, or None where it is not installed."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError:
        return None


def schedule() -> Task:
    """360 level instalments from a month's last day, interest by actual days."""
    start, principal, daily = date(2026, 1, 31), 30_000_000, "0.0002"
    terms = Terms(principal, Rate.per_day(daily), "level", 360, start)

    def by_decimal() -> list[tuple[date, Decimal, Decimal, Decimal, Decimal]]:
        return decimal_schedule(Decimal(principal) / 100, Decimal(daily), start, 360)

    ours = [(row.date, row.payment, row.principal, row.interest, row.balance) for row in build(terms).rows]
    theirs = [(day, *(int(amount * 100) for amount in amounts)) for day, *amounts in by_decimal()]
    assert ours == theirs, "the two schedules differ"

    amortization = peer("amortization.schedule")
    annual = float(terms.rate.annual)
    return Task(
        "Schedule of 360 rows, level, interest by actual days, month-end due dates",
        Contestant("jiebei", lambda: build(terms)),
        (
            Contestant("Decimal loop", by_decimal, "written here; the same rows to the fen"),
            Contestant(
                "amortization",
                amortization and (lambda: list(amortization.amortization_schedule(300_000.0, annual, 360))),
                "floats, equal months, no dates",
            ),
        ),
    )


def decimal_schedule(
    principal: Decimal, daily: Decimal, start: date, periods: int
) -> list[tuple[date, Decimal, Decimal, Decimal, Decimal]]:
    """The plain way: Decimal throughout, one period after another. (date, payment, principal, interest, balance)"""
    dates = []
    for index in range(1, periods + 1):
        year, month = divmod(start.year * 12 + start.month - 1 + index, 12)
        dates.append(date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1])))
    growth, annuity, before = Decimal(1), Decimal(0), start
    for day in dates:
        factor = 1 + daily * (day - before).days
        growth, annuity, before = growth * factor, annuity * factor + 1, day
    level = (principal * growth / annuity).quantize(CENT, ROUND_HALF_UP)
    rows, balance, before = [], principal, start
    for index, day in enumerate(dates, start=1):
        interest = (balance * daily * (day - before).days).quantize(CENT, ROUND_HALF_UP)
        payment = level if index < periods else balance + interest
        balance, before = balance - (payment - interest), day
        rows.append((day, payment, payment - interest, interest, balance))
    return rows


def costs(count: int) -> tuple[Task, Task]:
    """The yearly cost of a loan repaid in `count` instalments: by dates (XIRR), and by equal periods (IRR)."""
    pyxirr, scipy, numpy, financial = (
        peer(name) for name in ("pyxirr", "scipy.optimize", "numpy", "numpy_financial")
    )
    assert pyxirr is not None
    terms = Terms(1_000_000, Rate.per_day("0.0004"), "level", count, date(2026, 1, 31))
    payments = [(row.date, row.payment) for row in build(terms).rows]
    flows = loan_flows(terms.principal, terms.start, payments)
    pairs = list(zip(flows.times, flows.amounts, strict=True))

    def by_brentq() -> float:
        assert scipy is not None
        assert numpy is not None
        years = numpy.array([(day - flows.times[0]).days for day in flows.times]) / 365
        amounts = numpy.array(flows.amounts, dtype=float)
        root: float = scipy.brentq(lambda rate: float((amounts * (1 + rate) ** -years).sum()), -0.9, 10)
        return root

    periods = [(0, terms.principal), *((index, -paid) for index, (_, paid) in enumerate(payments, start=1))]
    equal = spaced(periods, 12)
    return (
        Task(
            f"XIRR of {count} instalments",
            Contestant("jiebei", lambda: xirr(flows), "sign changes counted before pyxirr is asked"),
            (
                Contestant("pyxirr", lambda: pyxirr.xirr(flows.times, flows.amounts)),
                Contestant("scipy brentq", scipy and numpy and by_brentq),
                Contestant(
                    "jiebei, all of it",
                    lambda: annualised(dated(pairs)),
                    "flows sorted and netted, checked, effective and nominal",
                ),
            ),
        ),
        Task(
            f"IRR of {count} equal periods",
            Contestant(
                "jiebei", lambda: annualised(equal), "effective and nominal, proven to be the only root"
            ),
            (
                Contestant("pyxirr irr", lambda: pyxirr.irr(equal.amounts)),
                Contestant("numpy-financial", financial and (lambda: financial.irr(equal.amounts))),
            ),
        ),
    )


def household() -> Case:
    """Eight loans that a budget cannot carry: 119,840 yuan owed, 3,600 a month to share among them."""
    today = date(2026, 11, 23)
    loans = tuple(
        Loan(
            lender=f"示例机构{index + 1}",
            principal=400_050 + 313_700 * index,
            daily_rate=Decimal("0.0003") + Decimal("0.00003") * index,
            periods_left=6 + index,
            original_periods=12,
            next_due=today + timedelta(days=3 + 3 * index),
        )
        for index in range(EIGHT)
    )
    return Case(loans=loans, budget=Budget(affordable=360_000), settings=Settings(as_of=today))


def proposal() -> Task:
    """Everything `jiebei propose` works out and prints for the household, against building eight schedules."""
    case = household()
    today = case.settings.as_of
    assert today is not None
    worked = advise(case, today)
    assert isinstance(worked, Advice)
    assert worked.owed < MAX_FEN
    longest = max(len(plan.schedule.rows) for option in worked.options for plan in option.plans)
    terms = [
        Terms(place.principal, place.rate, "level", len(plan.schedule.rows), place.start)
        for place, plan in zip(worked.positions, worked.option().plans, strict=True)
    ]

    def everything() -> object:
        advice = advise(case, today)
        assert isinstance(advice, Advice)
        return advice_json(case, advice)

    return Task(
        f"Advice for a household of eight debts ({len(worked.options)} options, up to {longest} months)",
        Contestant("jiebei propose", everything, "worked out, weighed against a year of waiting, as JSON"),
        (
            Contestant("without weighing", lambda: advise(case, today), "the options alone"),
            Contestant("eight schedules", lambda: [build(each) for each in terms], "built once, for scale"),
        ),
    )
