"""What she types on the cost page: a loan as its flows, the loan as it was paid out, and the lender's table of costs.

It is for looking, not part of the case, and stays out of the case file.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

import streamlit as st

from jiebei.case.records import Loan
from jiebei.owed.cost_table import Payout, TableLine, payout_problem
from jiebei.web.form import begin_row, ids
from jiebei.web.typed import Reader
from jiebei.web.viewing_day import viewing_day


@dataclass(frozen=True)
class OwnCost:
    """A loan as its flows: what arrived, and equal instalments. `missing` says what is still to be typed, or is wrong.

    start, first: both known and in order, or both None.
    """

    received: int
    periods: int
    payment: int
    start: date | None
    first: date | None
    missing: str


def own_cost() -> OwnCost:
    """What was typed about her own loan."""
    problems: dict[str, str] = {}
    get = Reader(st.session_state, problems)
    received = get.money("cost.received", "到手金额") or 0
    payment = get.money("cost.payment", "每期金额") or 0
    periods = get.whole("cost.periods", "期数", 1, 360) or 0
    start, first = get.state.get("cost.start"), get.state.get("cost.first")
    missing = next(iter(problems.values()), "") or (
        "" if received and payment and periods else "填好到手金额、期数和每期金额，就能看到。"
    )
    if start and first and first <= start:
        missing = missing or "第一期的还款日要在到账之后，请核对。"
    dated = start is not None and first is not None
    return OwnCost(received, periods, payment, start if dated else None, first if dated else None, missing)


class TypedPayout(NamedTuple):
    """The loan as it was paid out, or None with a sentence that says what is missing or wrong."""

    payout: Payout | None
    missing: str


def payout(loan: Loan) -> TypedPayout:
    """What was typed about the first day of the loan. Days and periods typed further up, or in the case, stand in."""
    problems: dict[str, str] = {}
    get = Reader(st.session_state, problems)
    amount = get.money("cost.amount", "借款时的金额")
    on = get.state.get("cost.paid_out") or get.state.get("cost.start")
    periods = get.whole("cost.term", "总期数", 1, 360) or known_periods(loan, get.state)
    if problems:
        return TypedPayout(None, next(iter(problems.values())))
    if not amount or on is None or not periods:
        return TypedPayout(
            None,
            "借款时的金额、放款日和总期数没有填齐，所以费用只能比金额，不能算年化。",
        )
    # The first due date typed further up belongs to the day typed further up.
    first = get.state.get("cost.first") if on == get.state.get("cost.start") else None
    found = Payout(amount, on, periods, first)
    problem = payout_problem(loan, found, viewing_day())
    return TypedPayout(None, problem) if problem else TypedPayout(found, "")


def known_periods(loan: Loan, state: Mapping[Any, Any]) -> int | None:
    """The loan's number of periods as the case has it, or as typed further up on the page."""
    typed = Reader(state, {}).whole("cost.periods", "期数", 1, 360)
    return loan.original_periods or typed


def add_line() -> None:
    """One more line of the table, for a callback. It counts as printed there until she says otherwise."""
    begin_row(
        "costs",
        {"name": "", "collector": "", "annual": None, "stated": None, "charged": None, "listed": True},
    )


def table_lines() -> tuple[TableLine, ...]:
    """The lines typed on the cost page that have a name."""
    state = st.session_state
    get = Reader(state, {})
    lines = []
    for row in ids(state, "costs"):
        at = f"costs.{row}."
        annual = state.get(at + "annual")
        sane = annual is not None and math.isfinite(annual) and 0 <= annual <= 1000
        name = " ".join(get.text(at + "name", 200).split())
        if name:
            lines.append(
                TableLine(
                    name,
                    " ".join(get.text(at + "collector", 200).split()),
                    Fraction(repr(annual)) / 100 if sane else None,
                    get.money(at + "stated", "表上金额"),
                    get.money(at + "charged", "实际金额"),
                    bool(state.get(at + "listed", True)),
                )
            )
    return tuple(lines)
