"""What she types on the cost page: a loan as its flows, and the lines of the lender's table of costs.

It is for looking, not part of the case, and stays out of the case file.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import streamlit as st

from jiebei.web.form import Reader, ids


@dataclass(frozen=True)
class OwnCost:
    """A loan as its flows: what arrived, and equal instalments. `missing` says what is still to be typed."""

    received: int
    periods: int
    payment: int
    start: date | None
    first: date | None
    missing: str


def own_cost() -> OwnCost:
    """What was typed on the cost page. It is for looking, not part of the case."""
    state = st.session_state
    problems: dict[str, str] = {}
    get = Reader(state, problems)
    received = get.money("cost.received", "到手金额") or 0
    payment = get.money("cost.payment", "每期金额") or 0
    periods = get.whole("cost.periods", "期数", 1, 360) or 0
    missing = next(iter(problems.values()), "") or (
        "" if received and payment and periods else "填好到手金额、期数和每期金额，就能看到。"
    )
    return OwnCost(received, periods, payment, state.get("cost.start"), state.get("cost.first"), missing)


@dataclass(frozen=True)
class TypedCost:
    """One line of the lender's table of costs, and what was really charged under it. Fen, and a yearly fraction."""

    name: str
    collector: str
    annual: Fraction | None
    stated: int | None
    charged: int


def cost_lines() -> tuple[TypedCost, ...]:
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
                TypedCost(
                    name,
                    " ".join(get.text(at + "collector", 200).split()),
                    Fraction(repr(annual)) / 100 if sane else None,
                    get.money(at + "stated", "表上金额"),
                    get.money(at + "charged", "实际金额") or 0,
                )
            )
    return tuple(lines)
