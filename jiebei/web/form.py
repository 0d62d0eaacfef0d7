"""What she types: the widgets' state as a case, and a case as the widgets' state.

The widgets are the one source of truth (each keeps its value for the session, on whatever page it stands); `read`
makes a case of them on every run, together with a sentence for each field that cannot be understood. Both directions
are plain functions of a mapping, so they can be tested without a browser.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from typing import Any, Final

import streamlit as st

from jiebei.case.records import (
    Budget,
    BudgetLine,
    Case,
    Hardship,
    Loan,
    LogEntry,
    Offer,
    OtherDebt,
    Person,
    PlanWish,
    Settings,
)
from jiebei.counting.money import Refused, parse_amount, yuan
from jiebei.counting.rate import MAX_DAILY
from jiebei.owed.known_loan import loans_missing
from jiebei.web.viewing_day import viewing_day

RATE_UNITS: Final = ("%/天", "万分之/天", "%/年")
INCOME_LINES: Final = ("工资等固定收入", "其他收入")
ESSENTIAL_LINES: Final = (
    "房租或房贷", "吃饭和日用", "水电、燃气、通讯", "交通", "看病吃药", "赡养和抚养、教育", "其他必需开支",
)  # fmt: skip
State = Mapping[Any, Any]
"""Widget values by key; st.session_state is one."""
LISTS: Final = ("loans", "income", "essentials", "debts", "log", "costs")
_LEAST_PRINCIPAL: Final = 10_000
"""100 yuan in fen. A smaller principal was probably meant in units of 万; it is asked about, and used all the same."""
_LEAST_USUAL: Final = Decimal("0.00001")
_MOST_USUAL: Final = Decimal("0.001")
"""0.365% and 36.5% a year. Beyond them the unit is probably wrong, but a subsidised loan can be that cheap, a bad one that dear."""


@dataclass(frozen=True)
class Draft:
    """The case as far as it can be read, and what is wrong or looks wrong, by widget key."""

    case: Case
    problems: Mapping[str, str]


def ids(state: State, name: str) -> tuple[int, ...]:
    """The rows of a list field, by the number their widgets' keys carry."""
    return tuple(state.get(f"rows.{name}", ()))


def read(state: State) -> Draft:
    """The case that these widget values make. A value that cannot be read is left out and named in `problems`."""
    problems: dict[str, str] = {}
    get = Reader(state, problems)
    loans = tuple(loan for _, loan in _begun(get))
    case = Case(
        example=state.get("kept.example"),
        person=Person(name=get.text("person.name", 200), phone=get.text("person.phone", 200),
                      contact_time=get.text("person.contact_time", 200)),
        loans=loans or (Loan(),),
        other_debts=tuple(
            OtherDebt(
                name=get.text(f"debts.{row}.name", 200),
                balance=get.money(f"debts.{row}.balance", "欠款余额") or 0,
                monthly_minimum=get.money(f"debts.{row}.monthly_minimum", "每月最低还款") or 0,
                priority=bool(state.get(f"debts.{row}.priority")),
            )
            for row in ids(state, "debts")
        ),
        budget=Budget(
            affordable=get.money("budget.affordable", "每月能还的钱"),
            income=_lines(get, "income"),
            essentials=_lines(get, "essentials"),
            cushion=get.money("budget.cushion", "留作急用的钱") or 0,
            low_income=get.money("budget.low_income", "最差的月份的收入"),
            high_income=get.money("budget.high_income", "最好的月份的收入"),
        ),
        hardship=Hardship(
            cause=state.get("hardship.cause"),
            since=state.get("hardship.since"),
            detail=get.text("hardship.detail", 2000),
            papers=tuple(state.get("hardship.papers") or ()),
            recovery=state.get("hardship.recovery"),
            already_paid=get.text("hardship.already_paid", 2000),
        ),
        proposal=PlanWish(
            kind=state.get("proposal.kind"),
            first_payment=state.get("proposal.first_payment"),
            interest_only_months=get.whole("proposal.interest_only_months", "只还利息的月数", 1, 24) or 3,
            later_payment=get.money("proposal.later_payment", "收入恢复后每月能还的钱"),
            later_from=state.get("proposal.later_from"),
            lump_sum=get.money("proposal.lump_sum", "手上能一次拿出的钱"),
            answer_by=state.get("proposal.answer_by"),
        ),
        offers=_offers(get),
        log=tuple(_log_entry(get, f"log.{row}.") for row in ids(state, "log")),
        settings=Settings(as_of=state.get("kept.as_of")),
    )  # fmt: skip
    return Draft(case, problems)


def write(case: Case) -> dict[str, Any]:
    """The widget values that `read` turns into this case again."""
    # A last answer that says nothing cannot be told from untouched fields, so it stays among the earlier ones.
    earlier = case.offers if case.offers and _unsaid(case.offers[-1]) else case.offers[:-1]
    state: dict[str, Any] = {
        "person.name": case.person.name,
        "person.phone": case.person.phone,
        "person.contact_time": case.person.contact_time,
        "budget.affordable": _yuan(case.budget.affordable),
        "budget.cushion": _yuan(case.budget.cushion or None),
        "budget.low_income": _yuan(case.budget.low_income),
        "budget.high_income": _yuan(case.budget.high_income),
        "hardship.cause": case.hardship.cause,
        "hardship.since": case.hardship.since,
        "hardship.detail": case.hardship.detail,
        "hardship.papers": list(case.hardship.papers),
        "hardship.recovery": case.hardship.recovery,
        "hardship.already_paid": case.hardship.already_paid,
        "proposal.kind": case.proposal.kind,
        "proposal.first_payment": case.proposal.first_payment,
        "proposal.interest_only_months": case.proposal.interest_only_months,
        "proposal.later_payment": _yuan(case.proposal.later_payment),
        "proposal.later_from": case.proposal.later_from,
        "proposal.lump_sum": _yuan(case.proposal.lump_sum),
        "proposal.answer_by": case.proposal.answer_by,
        "kept.example": case.example,
        "kept.offers": earlier,
        **_offer_state(case.offers[-1] if len(earlier) < len(case.offers) else Offer()),
        "kept.as_of": case.settings.as_of,
    }
    state["rows.loans"] = tuple(range(len(case.loans)))
    for row, loan in enumerate(case.loans):
        state |= {f"loans.{row}.{name}": value for name, value in _loan_state(loan).items()}
    state["rows.log"] = tuple(range(len(case.log)))
    for row, entry in enumerate(case.log):
        state |= {f"log.{row}.{name}": value for name, value in _log_state(entry).items()}
    state["rows.debts"] = tuple(range(len(case.other_debts)))
    for row, debt in enumerate(case.other_debts):
        state |= {
            f"debts.{row}.name": debt.name,
            f"debts.{row}.balance": _yuan(debt.balance or None),
            f"debts.{row}.monthly_minimum": _yuan(debt.monthly_minimum or None),
            f"debts.{row}.priority": debt.priority,
        }
    for name, lines, usual in (
        ("income", case.budget.income, INCOME_LINES),
        ("essentials", case.budget.essentials, ESSENTIAL_LINES),
    ):
        # The usual lines stay on offer; those the case does not have are empty and so not part of it.
        absent = [BudgetLine(name=label) for label in usual if all(line.name != label for line in lines)]
        state[f"rows.{name}"] = tuple(range(len(lines) + len(absent)))
        for row, line in enumerate((*lines, *absent)):
            filled = row < len(lines)
            state |= {
                f"{name}.{row}.name": line.name,
                f"{name}.{row}.amount": _yuan(line.amount) if filled else None,
                f"{name}.{row}.frequency": line.frequency,
            }
    return state


def start() -> None:
    """Gives a new session an empty case; does nothing in one that has begun."""
    if "rows.loans" not in st.session_state:
        fill(Case())


def fill(case: Case) -> None:
    """Puts a case on screen in place of what is there. Only before the widgets are drawn, as in a callback."""
    for key in list(st.session_state):
        if isinstance(key, str) and key.split(".", 1)[0] in {*LISTS, "rows"}:
            del st.session_state[key]
    for key, value in write(case).items():
        st.session_state[key] = value


def offer() -> Offer | None:
    """The lender's latest answer as typed, or None while nothing of it is."""
    offers = draft().case.offers
    earlier = st.session_state.get("kept.offers", ())
    return offers[-1] if len(offers) > len(earlier) else None


def keep_offer() -> None:
    """Puts the answer being typed beside the earlier ones and empties its fields for another, for a callback."""
    st.session_state["kept.offers"] = draft().case.offers
    for key, value in _offer_state(Offer()).items():
        st.session_state[key] = value


def drop_offer(place: int) -> None:
    """Removes an earlier answer, for a callback."""
    kept: tuple[Offer, ...] = st.session_state.get("kept.offers", ())
    st.session_state["kept.offers"] = kept[:place] + kept[place + 1 :]


def clear() -> None:
    """An empty case in place of what is there, for a callback."""
    fill(Case())


def add_row(name: str) -> None:
    """One more row in a list field, for a callback."""
    rows = ids(st.session_state, name)
    new = max(rows, default=-1) + 1
    st.session_state[f"rows.{name}"] = (*rows, new)
    fresh: dict[str, Any] = {"name": "", "amount": None, "frequency": "month"}
    if name == "loans":
        fresh = _loan_state(Loan())
    elif name == "log":
        named = {
            str(st.session_state.get(f"loans.{loan}.lender") or "").strip()
            for loan in ids(st.session_state, "loans")
        }
        # How they were in touch is for her to say: a guess would end up in a complaint.
        fresh = {**_log_state(LogEntry(lender=named.pop()[:200] if len(named) == 1 else "")), "channel": None}
    elif name == "costs":
        fresh = {"name": "", "collector": "", "annual": None, "stated": None, "charged": None}
    elif name == "debts":
        fresh = {"name": "", "balance": None, "monthly_minimum": None, "priority": False}
    for field, value in fresh.items():
        st.session_state[f"{name}.{new}.{field}"] = value


def drop_row(name: str, row: int) -> None:
    """Removes a row from a list field, for a callback."""
    st.session_state[f"rows.{name}"] = tuple(other for other in ids(st.session_state, name) if other != row)


def draft() -> Draft:
    """This session's case and what is wrong with it; read once at the top of a page, before its widgets."""
    start()
    found = read(st.session_state)
    st.session_state["problems"] = {**_unusable(found.case), **found.problems}
    return found


def _unusable(case: Case) -> dict[str, str]:
    """What was typed and understood but cannot be worked with today, such as a due date that has passed, by widget key."""
    rows = [row for row, _ in _begun(Reader(st.session_state, {}))]
    problems = {}
    for fault in loans_missing(case, viewing_day()):
        name, _, field = fault.where.partition(".")
        row, _, field = field.partition(".")
        if name == "loans" and field in {"principal", "next_due"}:
            key = f"loans.{rows[int(row)]}.{field}"
            if st.session_state.get(key) is not None:
                problems[key] = fault.message
    return problems


def _begun(get: Reader) -> list[tuple[int, Loan]]:
    """The loans by their row. A further one that was opened but not yet begun is not there: it must not take the first
    one's answer away."""
    rows = [(row, _loan(get, f"loans.{row}.")) for row in ids(get.state, "loans")]
    return [*rows[:1], *((row, loan) for row, loan in rows[1:] if loan != Loan())]


class Reader:
    """Reads single values, noting what is wrong under the widget's key."""

    def __init__(self, state: State, problems: dict[str, str]) -> None:
        self.state, self.problems = state, problems

    def money(self, key: str, what: str) -> int | None:
        value = self.state.get(key)
        if value is None:
            return None
        amount = parse_amount(_decimal(value), what=what)
        if isinstance(amount, Refused):
            self.problems[key] = amount.message
            return None
        return amount

    def whole(self, key: str, what: str, least: int, most: int) -> int | None:
        value = self.state.get(key)
        if value is None:
            return None
        if not isinstance(value, int) or not least <= value <= most:
            self.problems[key] = f"{what}要在 {least} 到 {most} 之间。"
            return None
        return value

    def text(self, key: str, most: int) -> str:
        value = str(self.state.get(key) or "")
        if len(value) > most:
            self.problems[key] = f"太长了，最多 {most} 个字，后面的没有算进去。"
        return value[:most]

    def rate(self, key: str, unit: str, day_basis: int) -> Decimal | None:
        value = self.state.get(key)
        if value is None:
            return None
        typed = _decimal(value)
        if not typed.is_finite() or typed < 0:
            self.problems[key] = "利率不能是负数。没有利息就填 0。"
            return None
        divisor = {"%/天": 100, "万分之/天": 10_000, "%/年": 100 * day_basis}[unit]
        if typed / divisor > Decimal(MAX_DAILY.numerator) / MAX_DAILY.denominator:
            self.problems[key] = _rate_hint(typed, unit)
            return None
        daily = round(typed / divisor, 12)
        if daily > _MOST_USUAL:
            self.problems[key] = (
                f"这个利率高得少见：一年合 {daily * day_basis * 100:.1f}%。先按它算，请核对合同和单位。"
            )
        if 0 < daily < _LEAST_USUAL:
            self.problems[key] = (
                f"这么低的利率很少见：一年只有 {daily * day_basis * 100:.3f}%。先按它算，请核对单位。"
            )
        return daily

    def multiple(self, key: str) -> Decimal | None:
        value = self.state.get(key)
        if value is None:
            return None
        if not 0 <= value <= 10:
            self.problems[key] = "罚息倍数要在 0 到 10 之间，合同里写着。"
            return None
        return _decimal(value)


def _rate_hint(typed: Decimal, unit: str) -> str:
    if unit == "%/年" or typed > 1000:
        return "这个利率太高了，请核对合同，也看看单位对不对。"
    guess = (
        f"万分之 {typed:f}（把单位改成“万分之/天”）"
        if unit == "%/天" and typed <= 10
        else f"一年 {typed:f}%（把单位改成“%/年”）"
    )
    return f"一天的利率不会这么高。是不是{guess}？"


def _decimal(value: float | int) -> Decimal:
    return Decimal(repr(value)) if math.isfinite(value) else Decimal("nan")


def _yuan(fen: int | None) -> float | None:
    return None if fen is None else fen / 100


def _loan(get: Reader, at: str) -> Loan:
    state = get.state
    principal = get.money(at + "principal", "剩余本金")
    if principal and principal < _LEAST_PRINCIPAL:
        get.problems[at + "principal"] = (
            f"这里的单位是元，现在是 {yuan(principal)}。如果是几万，请写全，例如 20000。"
        )
    overdue = get.money(at + "overdue_principal", "逾期本金") or 0
    if principal is not None and overdue > principal:
        get.problems[at + "overdue_principal"] = "逾期本金是剩余本金里的一部分，不能比它大。"
        overdue = 0
    day_basis: Any = state.get(at + "day_basis") or 365
    method: Any = state.get(at + "method") or "level"
    periods = get.whole(at + "periods_left", "剩余期数", 1, 360)
    head = get.whole(at + "interest_only_periods", "只还息的期数", 0, 359) or 0
    if periods is not None and head >= periods:
        get.problems[at + "interest_only_periods"] = "只还息的期数要少于剩余期数。"
        head = 0
    return Loan(
        lender=get.text(at + "lender", 200),
        product=state.get(at + "product") or "jiebei",
        number=get.text(at + "number", 200),
        principal=principal,
        daily_rate=get.rate(at + "rate", state.get(at + "rate_unit") or RATE_UNITS[0], day_basis),
        day_basis=day_basis,
        accrual=state.get(at + "accrual") or "daily",
        method=method,
        interest_only_periods=head,
        periods_left=periods,
        original_periods=get.whole(at + "original_periods", "借款时的总期数", 1, 360),
        next_due=state.get(at + "next_due"),
        due_day=get.whole(at + "due_day", "每月还款日", 1, 31),
        overdue_principal=overdue,
        overdue_interest=get.money(at + "overdue_interest", "逾期利息") or 0,
        penalty=get.money(at + "penalty", "罚息") or 0,
        overdue_since=state.get(at + "overdue_since"),
        penalty_multiple=get.multiple(at + "penalty_multiple"),
        grace_days=get.whole(at + "grace_days", "宽限天数", 0, 90) or 0,
    )


def _loan_state(loan: Loan) -> dict[str, Any]:
    return {
        "lender": loan.lender,
        "product": loan.product,
        "number": loan.number,
        "principal": _yuan(loan.principal),
        "rate": None if loan.daily_rate is None else float(loan.daily_rate * 100),
        "rate_unit": RATE_UNITS[0],
        "day_basis": loan.day_basis,
        "accrual": loan.accrual,
        "method": loan.method,
        "interest_only_periods": loan.interest_only_periods or None,
        "periods_left": loan.periods_left,
        "original_periods": loan.original_periods,
        "next_due": loan.next_due,
        "due_day": loan.due_day,
        "overdue_principal": _yuan(loan.overdue_principal or None),
        "overdue_interest": _yuan(loan.overdue_interest or None),
        "penalty": _yuan(loan.penalty or None),
        "overdue_since": loan.overdue_since,
        "penalty_multiple": None if loan.penalty_multiple is None else float(loan.penalty_multiple),
        "grace_days": loan.grace_days or None,
    }


def _log_entry(get: Reader, at: str) -> LogEntry:
    clock = get.state.get(at + "at")
    return LogEntry(
        on=get.state.get(at + "on"),
        at=None if clock is None else f"{clock:%H:%M}",
        who=get.text(at + "who", 200),
        channel=get.state.get(at + "channel") or "other",
        note=get.text(at + "note", 2000),
        evidence=get.text(at + "evidence", 200),
        lender=get.text(at + "lender", 200),
        answered=get.state.get(at + "answered"),
    )


def _log_state(entry: LogEntry) -> dict[str, Any]:
    return {
        "on": entry.on,
        "at": None if entry.at is None else time.fromisoformat(entry.at),
        "who": entry.who,
        "channel": entry.channel,
        "note": entry.note,
        "evidence": entry.evidence,
        "lender": entry.lender,
        "answered": entry.answered,
    }


def _offers(get: Reader) -> tuple[Offer, ...]:
    """The answers from before, and the one being typed if there is anything in it."""
    typed = Offer(
        lender=get.text("offer.lender", 200),
        received=get.state.get("offer.received"),
        down_payment=get.money("offer.down_payment", "首付") or 0,
        down_payment_date=get.state.get("offer.down_payment_date"),
        instalments=get.whole("offer.instalments", "期数", 0, 360) or 0,
        amount=get.money("offer.amount", "每期金额") or 0,
        last_amount=get.money("offer.last_amount", "最后一期金额"),
        first_date=get.state.get("offer.first_date"),
        waived=get.money("offer.waived", "减免金额") or 0,
        conditions=get.text("offer.conditions", 2000),
        in_writing=bool(get.state.get("offer.in_writing")),
    )
    earlier: tuple[Offer, ...] = get.state.get("kept.offers", ())
    return earlier if _unsaid(typed) else (*earlier, typed)


def _unsaid(offer: Offer) -> bool:
    return offer == Offer(lender=offer.lender)


def _offer_state(offer: Offer) -> dict[str, Any]:
    return {
        "offer.lender": offer.lender,
        "offer.received": offer.received,
        "offer.down_payment": _yuan(offer.down_payment or None),
        "offer.down_payment_date": offer.down_payment_date,
        "offer.instalments": offer.instalments or None,
        "offer.amount": _yuan(offer.amount or None),
        "offer.last_amount": _yuan(offer.last_amount),
        "offer.first_date": offer.first_date,
        "offer.waived": _yuan(offer.waived or None),
        "offer.conditions": offer.conditions,
        "offer.in_writing": offer.in_writing,
    }


def _lines(get: Reader, name: str) -> tuple[BudgetLine, ...]:
    lines = []
    for row in ids(get.state, name):
        at = f"{name}.{row}."
        label = get.text(at + "name", 200)
        amount = get.money(at + "amount", label or "金额")
        if amount is not None:
            lines.append(
                BudgetLine(name=label, amount=amount, frequency=get.state.get(at + "frequency") or "month")
            )
    return tuple(lines)
