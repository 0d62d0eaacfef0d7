"""What she types: the widgets' state as a case, and a case as the widgets' state.

The widgets are the one source of truth (each keeps its value for the session, on whatever page it stands); `read`
makes a case of them on every run, together with a sentence for each field that cannot be understood. Both directions
are plain functions of a mapping, so they can be tested without a browser.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import streamlit as st
from annotated_types import MaxLen

from jiebei.case.faults import Fault
from jiebei.case.records import (
    Budget,
    BudgetLine,
    Case,
    Event,
    Hardship,
    Loan,
    LogEntry,
    Offer,
    OtherDebt,
    Person,
    PlanWish,
    Settings,
)
from jiebei.counting.money import yuan
from jiebei.keep.court_days import court_step
from jiebei.owed.known_loan import loans_missing
from jiebei.plan.budget import income_contradiction
from jiebei.plan.first_things import USUAL_ESSENTIALS
from jiebei.rules import load_rules
from jiebei.web import beside
from jiebei.web.typed import (
    ChoicesField,
    ClockField,
    Field,
    FieldTable,
    MoneyField,
    MultipleField,
    PatternField,
    RateField,
    Reader,
    State,
    TextField,
    WholeField,
    yuan_typed,
)
from jiebei.web.viewing_day import viewing_day

# Every field of the case, once. Reading, writing, a fresh row and the complaints follow from here.
PERSON: Final = FieldTable(
    Person,
    (
        TextField("name"),
        TextField("phone"),
        TextField("contact_time"),
        PatternField(
            "id_last4",
            pattern=r"(\d{3}[\dXx])?",
            complaint="只填身份证号最后四位，例如 1234 或 123X。不要填整个号码。",
        ),
        TextField("account"),
    ),
)
LOAN: Final = FieldTable(
    Loan,
    (
        TextField("lender"),
        Field("product"),
        TextField("number"),
        MoneyField("principal", label="剩余本金"),
        RateField("daily_rate", key="rate"),
        Field("day_basis"),
        Field("accrual"),
        Field("method"),
        WholeField("interest_only_periods", label="只还息的期数", most=359),
        WholeField("periods_left", label="剩余期数", least=1, most=360),
        WholeField("original_periods", label="借款时的总期数", least=1, most=360),
        Field("next_due"),
        WholeField("due_day", label="每月还款日", least=1, most=31),
        MoneyField("overdue_principal", label="逾期本金"),
        MoneyField("overdue_interest", label="逾期利息"),
        MoneyField("penalty", label="罚息"),
        Field("overdue_since"),
        MultipleField("penalty_multiple", label="罚息倍数", most=10),
        WholeField("grace_days", label="宽限天数", most=90),
        Field("borrowed_on"),
        MoneyField("original_amount", label="借款时的金额"),
        Field("last_paid"),
        Field("last_asked"),
    ),
)
DEBT: Final = FieldTable(
    OtherDebt,
    (
        TextField("name"),
        MoneyField("balance", label="欠款余额"),
        MoneyField("monthly_minimum", label="每月最低还款"),
        Field("priority"),
    ),
)
LINE: Final = FieldTable(BudgetLine, (TextField("name"), MoneyField("amount"), Field("frequency")))
BUDGET: Final = FieldTable(
    Budget,
    (
        MoneyField("affordable", label="每月能还的钱"),
        MoneyField("cushion", label="留作急用的钱"),
        MoneyField("low_income", label="最差的月份的收入"),
        MoneyField("high_income", label="最好的月份的收入"),
        WholeField("payday", label="到账的日子", least=1, most=31),
        WholeField("low_months", label="差的月份的个数", most=12),
        Field("review_on"),
    ),
)
HARDSHIP: Final = FieldTable(
    Hardship,
    (
        Field("cause"),
        Field("since"),
        TextField("detail", most=2000),
        ChoicesField("papers"),
        Field("recovery"),
        TextField("already_paid", most=2000),
        ChoicesField("enclosed"),
        TextField("changed", most=2000),
    ),
)
WISH: Final = FieldTable(
    PlanWish,
    (
        Field("kind"),
        Field("first_payment"),
        WholeField("interest_only_months", label="只还利息的月数", least=1, most=24),
        MoneyField("later_payment", label="收入恢复后每月能还的钱"),
        Field("later_from"),
        MoneyField("lump_sum", label="手上能一次拿出的钱"),
        Field("answer_by"),
    ),
)
OFFER: Final = FieldTable(
    Offer,
    (
        TextField("lender"),
        Field("received"),
        MoneyField("down_payment", label="首付"),
        Field("down_payment_date"),
        WholeField("instalments", label="期数", most=360),
        MoneyField("amount", label="每期金额"),
        MoneyField("last_amount", label="最后一期金额"),
        Field("first_date"),
        MoneyField("waived", label="减免金额"),
        TextField("conditions", most=2000),
        Field("in_writing"),
    ),
)
CONTACT: Final = FieldTable(
    LogEntry,
    (
        Field("on"),
        ClockField("at"),
        TextField("who"),
        Field("channel", blank="other"),
        TextField("note", most=2000),
        TextField("evidence"),
        TextField("lender"),
        Field("answered"),
        Field("result"),
        ChoicesField("reasons"),
        ChoicesField("breaches"),
    ),
)
HAPPENED: Final = FieldTable(
    Event,
    (
        Field("kind"),
        Field("on"),
        TextField("lender"),
        TextField("letter"),
        Field("plan"),
        Field("terms"),
        MoneyField("amount", label="金额"),
        Field("paper"),
        Field("until"),
        Field("appealable"),
        TextField("who"),
        TextField("reference"),
        TextField("note", most=2000),
    ),
)

_ROWS: Final[Mapping[str, FieldTable[Any]]] = {
    "loans": LOAN,
    "debts": DEBT,
    "log": CONTACT,
    "events": HAPPENED,
    "income": LINE,
    "essentials": LINE,
}
INCOME_LINES: Final = ("工资等固定收入", "其他收入")
ESSENTIAL_LINES: Final = tuple(USUAL_ESSENTIALS)
LISTS: Final = (*_ROWS, "costs")
_READ: Final = "read"
_OVERDUE: Final = ("overdue_principal", "overdue_interest", "penalty", "overdue_since")
_LEAST_PRINCIPAL: Final = 10_000
"""100 yuan in fen. A smaller principal was probably meant in units of 万; it is asked about, and used all the same."""


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
    budget = BUDGET.values(get, "budget.")
    case = Case(
        example=state.get("kept.example"),
        person=PERSON.read(get, "person."),
        loans=loans or (Loan(),),
        other_debts=tuple(DEBT.read(get, f"debts.{row}.") for row in ids(state, "debts")),
        budget=Budget(**budget, income=_lines(get, "income"), essentials=_lines(get, "essentials")),
        hardship=HARDSHIP.read(get, "hardship."),
        proposal=WISH.read(get, "proposal."),
        offers=_offers(get),
        log=tuple(CONTACT.read(get, f"log.{row}.") for row in ids(state, "log")),
        events=_events(get),
        settings=Settings(
            as_of=state.get("kept.as_of"), asked_legal_aid=bool(state.get("settings.asked_legal_aid"))
        ),
    )
    return Draft(case, problems)


def write(case: Case) -> dict[str, Any]:
    """The widget values that `read` turns into this case again."""
    # A last answer that says nothing cannot be told from untouched fields, so it stays among the earlier ones.
    earlier = case.offers if case.offers and _unsaid(case.offers[-1]) else case.offers[:-1]
    state: dict[str, Any] = {
        "kept.example": case.example,
        "kept.offers": earlier,
        "kept.as_of": case.settings.as_of,
        **PERSON.write(case.person, "person."),
        **BUDGET.write(case.budget, "budget."),
        **HARDSHIP.write(case.hardship, "hardship."),
        **WISH.write(case.proposal, "proposal."),
        **OFFER.write(case.offers[-1] if len(earlier) < len(case.offers) else Offer(), "offer."),
        "rows.loans": tuple(range(len(case.loans))),
        "rows.debts": tuple(range(len(case.other_debts))),
        "rows.log": tuple(range(len(case.log))),
        "rows.events": tuple(range(len(case.events))),
        "settings.asked_legal_aid": case.settings.asked_legal_aid,
    }
    for row, loan in enumerate(case.loans):
        state |= LOAN.write(loan, f"loans.{row}.")
        # The answer itself is in no file: amounts that are overdue are one, without them she is asked anew.
        behind = any(getattr(loan, name) != Loan.model_fields[name].default for name in _OVERDUE)
        state[f"loans.{row}.arrears"] = "yes" if behind else None
    for row, debt in enumerate(case.other_debts):
        state |= DEBT.write(debt, f"debts.{row}.")
    for row, entry in enumerate(case.log):
        state |= CONTACT.write(entry, f"log.{row}.")
    for row, event in enumerate(case.events):
        state |= HAPPENED.write(event, f"events.{row}.")
    for name, lines, usual in (
        ("income", case.budget.income, INCOME_LINES),
        ("essentials", case.budget.essentials, ESSENTIAL_LINES),
    ):
        # The usual lines stay on offer; those the case does not have are empty and so not part of it.
        absent = [BudgetLine(name=label) for label in usual if all(line.name != label for line in lines)]
        state[f"rows.{name}"] = tuple(range(len(lines) + len(absent)))
        for row, line in enumerate((*lines, *absent)):
            state |= LINE.write(line, f"{name}.{row}.")
            if row < len(lines):
                # Here a nought is an answer: a blank line would not be there.
                state[f"{name}.{row}.amount"] = yuan_typed(line.amount)
    return state


def arrears(state: State, row: int) -> Literal["yes", "no", "unclear"] | None:
    """What she answers when asked whether anything of a loan is overdue; None while she has not answered."""
    return state.get(f"loans.{row}.arrears")


def start() -> None:
    """At the start of every run: gives a new session an empty case; what the run before has read no longer holds."""
    if "rows.loans" not in st.session_state:
        fill(Case())
    st.session_state[_READ] = None


def fill(case: Case) -> None:
    """Puts a case on screen in place of what is there and of all that stands beside it (`beside`). Only before the
    widgets are drawn, as in a callback."""
    there = set(st.session_state)
    beside.forget(frozenset({*LISTS, "rows"}))
    _put(case, there)


def follow(case: Case) -> None:
    """Puts the case as another window has it on screen, for a callback: what stands beside it stays where it is still
    the same person's with the same lenders."""
    if _whose(typed()) != _whose(case):
        fill(case)
        return
    there = set(st.session_state)
    for key in there:
        if str(key).split(".", 1)[0] in {*_ROWS, "rows"}:
            del st.session_state[key]
    _put(case, there)


def _put(case: Case, there: Collection[Any]) -> None:
    """there: the keys that the session held before. A field that is on screen must be told that it is empty."""
    # A run may be ended between any two of these: the last one says that a session has begun.
    for key, value in sorted(write(case).items(), key=lambda pair: pair[0] == "rows.loans"):
        # Each key costs every text field of every run a little; one that was never there needs no word that it says nothing.
        if key in there or not (value is None or value in ("", [], ())):
            st.session_state[key] = value


def _whose(case: Case) -> object:
    return case.example, case.person.name, [(loan.lender, loan.number) for loan in case.loans]


def offer() -> Offer | None:
    """The lender's latest answer as typed, or None while nothing of it is."""
    offers = typed().offers
    earlier = st.session_state.get("kept.offers", ())
    return offers[-1] if len(offers) > len(earlier) else None


def keep_offer() -> None:
    """Puts the answer being typed beside the earlier ones and empties its fields for another, for a callback."""
    st.session_state["kept.offers"] = typed().offers
    clear_offer()


def clear_offer() -> None:
    """Empties the fields of the answer being typed, for a callback."""
    for key, value in OFFER.write(Offer(), "offer.").items():
        st.session_state[key] = value


def fill_offer(found: Offer) -> None:
    """Puts what a pasted text says into the answer's fields and leaves the others as they are, for a callback."""
    blank = OFFER.write(Offer(), "offer.")
    for key, value in OFFER.write(found, "offer.").items():
        if value != blank[key]:
            st.session_state[key] = value


def drop_offer(place: int) -> None:
    """Removes an earlier answer, for a callback."""
    kept: tuple[Offer, ...] = st.session_state.get("kept.offers", ())
    st.session_state["kept.offers"] = kept[:place] + kept[place + 1 :]


def clear() -> None:
    """An empty case in place of what is there, for a callback."""
    fill(Case())


def full(name: str) -> bool:
    """Whether a list holds as many rows as a case file may: one more could not be saved."""
    field = {"loans": "loans", "debts": "other_debts", "log": "log", "events": "events"}.get(name)
    most = (
        [limit.max_length for limit in Case.model_fields[field].metadata if isinstance(limit, MaxLen)]
        if field
        else []
    )
    return bool(most) and len(ids(st.session_state, name)) >= most[0]


def add_row(name: str) -> None:
    """One more row in a list field of the case, for a callback; nothing where it is full."""
    if full(name):
        return
    lender = _only_lender()
    if name == "events":
        # What happened is for her to say; until she has, there is no event.
        begin_row(name, {**HAPPENED.write(Event(kind="sent", lender=lender)), "kind": None})
        return
    fresh = _ROWS[name].fresh()
    if name == "log":
        # How they were in touch is for her to say: a guess would end up in a complaint.
        fresh |= {"lender": lender, "channel": None}
    begin_row(name, fresh)


def add_event(event: Event) -> None:
    """One more event of the case, with the lender where there is only one, for a callback; nothing where it is full."""
    if not full("events"):
        begin_row(
            "events", HAPPENED.write(event.model_copy(update={"lender": event.lender or _only_lender()}))
        )


def add_contact(entry: LogEntry) -> None:
    """One more contact of the case, for a callback; nothing where the log is full."""
    if not full("log"):
        begin_row("log", CONTACT.write(entry))


def event_rows(state: State) -> tuple[int, ...]:
    """The rows of the case's events, in its order: those in which she has said what happened."""
    return tuple(row for row in ids(state, "events") if state.get(f"events.{row}.kind") not in (None, ""))


def begin_row(name: str, fresh: Mapping[str, Any]) -> None:
    """One more row with these widget values, by the last part of their keys, for a callback."""
    rows = ids(st.session_state, name)
    new = max(rows, default=-1) + 1
    st.session_state[f"rows.{name}"] = (*rows, new)
    for field, value in fresh.items():
        st.session_state[f"{name}.{new}.{field}"] = value


def drop_row(name: str, row: int) -> None:
    """Removes a row from a list field, for a callback."""
    st.session_state[f"rows.{name}"] = tuple(other for other in ids(st.session_state, name) if other != row)


def draft(again: bool = False) -> Draft:
    """This session's case and what is wrong with it, read once in a run, before the page's widgets.

    again: something in it was set since. A callback comes before its run has begun: it reads `typed`.
    """
    known = st.session_state.get(_READ)
    if isinstance(known, Draft) and not again:
        return known
    state = st.session_state.to_dict()
    found = read(state)
    st.session_state["problems"] = {**_unusable(found.case, state), **found.problems}
    st.session_state[_READ] = found
    return found


def typed() -> Case:
    """This session's case as it is typed at this moment, for a callback."""
    # All at once: looking keys up in the session one by one takes longer than all the rest of this.
    return read(st.session_state.to_dict()).case


def _unusable(case: Case, state: State) -> dict[str, str]:
    """What was typed and understood but cannot be so today, such as a due date that has passed or a paper that came
    tomorrow, by widget key."""
    found = income_contradiction(case)
    problems = {found.where: found.message} if found else {}
    if faults := loans_missing(case, viewing_day()):
        rows = [row for row, _ in _begun(Reader(state, {}))]
    for fault in faults:
        name, _, field = fault.where.partition(".")
        row, _, field = field.partition(".")
        if name == "loans" and field in {"principal", "next_due"}:
            key = f"loans.{rows[int(row)]}.{field}"
            if state.get(key) is not None:
                problems[key] = fault.message
    for place, event in zip(event_rows(state), case.events, strict=True):
        step = court_step(event, load_rules(), viewing_day())
        if isinstance(step, Fault):
            problems[f"events.{place}.{step.where}"] = step.message
    return problems


def _only_lender() -> str:
    lenders = {
        str(st.session_state.get(f"loans.{loan}.lender") or "").strip()
        for loan in ids(st.session_state, "loans")
    }
    return lenders.pop()[:200] if len(lenders) == 1 else ""


def _begun(get: Reader) -> list[tuple[int, Loan]]:
    """The loans by their row. A further one that was opened but not yet begun is not there: it must not take the first
    one's answer away."""
    rows = [(row, _loan(get, row)) for row in ids(get.state, "loans")]
    return [*rows[:1], *((row, loan) for row, loan in rows[1:] if loan != Loan())]


def _loan(get: Reader, row: int) -> Loan:
    at = f"loans.{row}."
    values = LOAN.values(get, at)
    if arrears(get.state, row) == "no":
        # What was typed before stays in its fields, out of sight, and does not count.
        for name in _OVERDUE:
            values.pop(name, None)
            get.problems.pop(at + name, None)
    principal = values.get("principal")
    if principal and principal < _LEAST_PRINCIPAL:
        get.problems[at + "principal"] = (
            f"这里的单位是元，现在是 {yuan(principal)}。如果是几万，请写全，例如 20000。"
        )
    if principal is not None and values.get("overdue_principal", 0) > principal:
        get.problems[at + "overdue_principal"] = "逾期本金是剩余本金里的一部分，不能比它大。"
        del values["overdue_principal"]
    if "periods_left" in values and values.get("interest_only_periods", 0) >= values["periods_left"]:
        get.problems[at + "interest_only_periods"] = "只还息的期数要少于剩余期数。"
        del values["interest_only_periods"]
    return Loan(**values)


def _offers(get: Reader) -> tuple[Offer, ...]:
    """The answers from before, and the one being typed if there is anything in it."""
    typed = OFFER.read(get, "offer.")
    earlier: tuple[Offer, ...] = get.state.get("kept.offers", ())
    return earlier if _unsaid(typed) else (*earlier, typed)


def _events(get: Reader) -> tuple[Event, ...]:
    """The events of which she has said what happened."""
    typed = (HAPPENED.values(get, f"events.{row}.") for row in ids(get.state, "events"))
    return tuple(Event(**values) for values in typed if "kind" in values)


def _unsaid(offer: Offer) -> bool:
    return offer == Offer(lender=offer.lender)


def _lines(get: Reader, name: str) -> tuple[BudgetLine, ...]:
    """The lines that have an amount."""
    typed = (LINE.values(get, f"{name}.{row}.") for row in ids(get.state, name))
    return tuple(BudgetLine(**values) for values in typed if "amount" in values)
