"""One person's case (the case file contract: `"format": "jiebei-case"`, version 1).

The same records serve the app, the command line and the file. A field left as None has not been filled in yet: an
unfinished case can be saved and opened again; what a calculation needs is checked where it is calculated.
The contract changes only by adding fields.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError, PydanticKnownError

from jiebei.counting.conventions import Accrual, Method
from jiebei.counting.money import Refused, parse_amount, plain
from jiebei.counting.rate import MAX_DAILY, parse_fraction

# As in every letter: what ends a line on old printers is a space; other controls and halves of surrogate pairs, which no
# file in UTF-8 can hold, have no form and are dropped.
_GAPS = re.compile("[\v\f\x1c-\x1f\x85]")
_FORMLESS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


def _visible(value: object) -> object:
    return _FORMLESS.sub("", _GAPS.sub(" ", value)) if isinstance(value, str) else value


def _fen(value: object) -> object:
    # An int inside Python is already fen; whatever came out of a file has been turned into str or Decimal by `loads`.
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    amount = parse_amount(value)
    if isinstance(amount, Refused):
        raise PydanticCustomError("amount", "{sentence}", {"sentence": amount.message})
    return amount


def _fraction(value: object) -> object:
    number = parse_fraction(value)
    if number is None:
        raise PydanticCustomError("rate", "要写成小数，例如 0.0004 表示每天 0.04%")
    return number


def _whole(value: object) -> object:
    # `loads` hands on a file's numbers as text; pydantic reads them as an int by itself, but not as one of a few.
    if isinstance(value, bool):
        raise PydanticKnownError("int_type")
    if isinstance(value, str) and re.fullmatch(r"\s*[+-]?\d{1,9}\s*", value):
        return int(value)
    return value


def _day(value: object) -> object:
    if isinstance(value, date):
        return value
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        day = None
    if day is None:
        raise PydanticCustomError("day", "要写成 2026-11-23 这样的日期")
    return day


Fen = Annotated[
    int,
    BeforeValidator(_fen),
    Field(ge=0),
    PlainSerializer(plain, return_type=str, when_used="json"),
    WithJsonSchema(
        {
            "type": ["string", "number"],
            "pattern": r"^\d+(\.\d{1,2})?$",
            "description": "yuan, two decimals",
            "examples": ["12345.67"],
        }
    ),
]
"""An amount in fen; in the file a string of yuan with two decimals."""

DailyRate = Annotated[
    Decimal,
    BeforeValidator(_fraction),
    Field(ge=0, le=Decimal(MAX_DAILY.numerator) / MAX_DAILY.denominator),
    PlainSerializer(float, return_type=float, when_used="json"),
    WithJsonSchema(
        {"type": "number", "minimum": 0, "maximum": float(MAX_DAILY), "description": "fraction a day"}
    ),
]
"""A daily rate as a fraction (0.0004 = 0.04% a day)."""

Multiple = Annotated[
    Decimal,
    BeforeValidator(_fraction),
    Field(ge=0, le=10),
    PlainSerializer(float, return_type=float, when_used="json"),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 10}),
]

WHOLE = BeforeValidator(_whole)
"""Marks a whole number, in the file a number or its digits as text; true is not 1. Last, or the schema loses the limits."""

Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY), BeforeValidator(_day)]
"""A date between 2000 and 2100."""

Name = Annotated[str, Field(max_length=200), BeforeValidator(_visible)]
Note = Annotated[str, Field(max_length=2000), BeforeValidator(_visible)]

Product = Literal["jiebei", "bank_credit", "huabei", "card", "other"]
Frequency = Literal["day", "week", "month", "quarter", "year"]
Cause = Literal["illness", "job_loss", "income_drop", "family", "business", "accident", "other"]
Paper = Literal[
    "id", "contract", "unemployment", "income", "statements", "medical", "low_income", "disability", "debts", "credit_report"
]  # fmt: skip
PlanKind = Literal[
    "keep", "catch_up", "down_payment", "extension", "reinstalment", "interest_only", "step_up", "penalty_waiver", "interest_reduction", "settlement", "token"
]  # fmt: skip


Refusal = Literal[
    "no_entry",
    "all_or_nothing",
    "minimum_first",
    "not_eligible",
    "no_policy",
    "more_papers",
    "too_long",
    "other",
]
"""Why a lender said no, as it is heard on the phone; their sentences are in labels.REFUSALS."""
Breach = Literal[
    "third_party", "disclosed", "threat", "insult", "deceit", "private_account", "extra_fee", "new_loan"
]
"""What in a contact may go against a rule and only she can say; hours and numbers of calls are counted from the log."""
CourtPaper = Literal[
    "payment_order", "complaint", "summons", "mediation", "judgment", "enforcement", "arbitration"
]
EventKind = Literal["sent", "agreed", "paid", "missed", "changed", "court", "assigned", "settled"]


class Record(BaseModel):
    """Frozen, and strict about names: a misspelt field in a file is a fault, not a silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Person(Record):
    """id_last4: the last four characters of her identity number; account: her account as the app shows it, masked."""

    name: Name = ""
    phone: Name = ""
    contact_time: Name = ""
    id_last4: Annotated[str, Field(pattern=r"^(\d{3}[\dXx])?$")] = ""
    account: Name = ""


class Loan(Record):
    """One loan as its contract and the lender's app state it. Amounts in fen, as of the case's day.

    principal: all principal not yet repaid, overdue principal included. periods_left: instalments still to come,
    overdue ones not counted. overdue_interest: interest that has fallen due and was not paid. penalty: 罚息 so far.
    penalty_multiple, grace_days: of the contract's penalty clause, where she knows it. borrowed_on, original_amount:
    of the contract. last_paid: when she last paid anything. last_asked: when she was last asked to pay, or last promised
    to or asked for time, in whatever way.
    """

    lender: Name = ""
    product: Product = "jiebei"
    number: Name = ""
    principal: Fen | None = None
    daily_rate: DailyRate | None = None
    day_basis: Annotated[Literal[365, 360], WHOLE] = 365
    accrual: Accrual = "daily"
    method: Method = "level"
    interest_only_periods: Annotated[int, Field(ge=0, le=359), WHOLE] = 0
    periods_left: Annotated[int, Field(ge=1, le=360), WHOLE] | None = None
    original_periods: Annotated[int, Field(ge=1, le=360), WHOLE] | None = None
    next_due: Day | None = None
    due_day: Annotated[int, Field(ge=1, le=31), WHOLE] | None = None
    overdue_principal: Fen = 0
    overdue_interest: Fen = 0
    penalty: Fen = 0
    overdue_since: Day | None = None
    penalty_multiple: Multiple | None = None
    grace_days: Annotated[int, Field(ge=0, le=90), WHOLE] = 0
    borrowed_on: Day | None = None
    original_amount: Fen | None = None
    last_paid: Day | None = None
    last_asked: Day | None = None

    @model_validator(mode="after")
    def _parts_fit(self) -> Loan:
        if self.principal is not None and self.overdue_principal > self.principal:
            raise PydanticCustomError("parts", "逾期本金不能大于剩余本金")
        if self.periods_left is not None and self.interest_only_periods >= self.periods_left:
            raise PydanticCustomError("parts", "只还息的期数要少于剩余期数")
        return self


class OtherDebt(Record):
    """A debt outside the plan; `priority` ones (rent, utilities, secured, court orders) come before any unsecured loan."""

    name: Name = ""
    balance: Fen = 0
    monthly_minimum: Fen = 0
    priority: bool = False


class BudgetLine(Record):
    name: Name = ""
    amount: Fen = 0
    frequency: Frequency = "month"


class Budget(Record):
    """What comes in and what must go out. `affordable` is what she says she can pay each month; `cushion` stays hers.

    payday: the day of the month her income arrives. low_months: how many months a year bring only `low_income`.
    review_on: the day she means to look at all of it again.
    """

    affordable: Fen | None = None
    income: tuple[BudgetLine, ...] = ()
    essentials: tuple[BudgetLine, ...] = ()
    cushion: Fen = 0
    low_income: Fen | None = None
    high_income: Fen | None = None
    payday: Annotated[int, Field(ge=1, le=31), WHOLE] | None = None
    low_months: Annotated[int, Field(ge=0, le=12), WHOLE] | None = None
    review_on: Day | None = None


class Hardship(Record):
    """papers: what she can show. enclosed: those of them that go with the letter. changed: what is new since the last
    letter."""

    cause: Cause | None = None
    since: Day | None = None
    detail: Note = ""
    papers: tuple[Paper, ...] = ()
    recovery: Day | None = None
    already_paid: Note = ""
    enclosed: tuple[Paper, ...] = ()
    changed: Note = ""


class PlanWish(Record):
    """What she chose: which plan, from when, and the figures some plans need."""

    kind: PlanKind | None = None
    first_payment: Day | None = None
    interest_only_months: Annotated[int, Field(ge=1, le=24), WHOLE] = 3
    later_payment: Fen | None = None
    later_from: Day | None = None
    lump_sum: Fen | None = None
    answer_by: Day | None = None


class Offer(Record):
    """What a lender answered: a down payment, then `instalments` x `amount` from `first_date`."""

    lender: Name = ""
    received: Day | None = None
    down_payment: Fen = 0
    down_payment_date: Day | None = None
    instalments: Annotated[int, Field(ge=0, le=360), WHOLE] = 0
    amount: Fen = 0
    last_amount: Fen | None = None
    first_date: Day | None = None
    waived: Fen = 0
    conditions: Note = ""
    in_writing: bool = False


class LogEntry(Record):
    """One contact: when, who, through which channel, what was said.

    lender: the one it was for, as in `Loan.lender`; "" where not known. answered: whether she took an incoming call;
    None where she has not said. result: what came of it; reasons: of a refusal, as they were given. breaches: what in it
    may go against a rule.
    """

    on: Day | None = None
    at: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] | None = None
    who: Name = ""
    channel: Literal["app", "phone_in", "phone_out", "sms", "letter", "visit", "other"] = "app"
    note: Note = ""
    evidence: Name = ""
    lender: Name = ""
    answered: bool | None = None
    result: Literal["refused", "no_answer", "offered", "agreed"] | None = None
    reasons: tuple[Refusal, ...] = ()
    breaches: tuple[Breach, ...] = ()


class Event(Record):
    """One step of the course of events with a lender; what was said stands in the log, what was offered in `offers`.

    lender: as in `Loan.lender`; "" where there is only one. letter, plan: of what was sent, its kind and the plan it asked
    for. terms: of what was agreed. amount: paid, or missed. paper: which court paper came; then `who` is the court and
    `reference` the case number. until: the day that a court paper itself names, such as that of the hearing.
    appealable: whether a judgment says that it can be appealed; None where she has not said. Of an assignment `who` is
    the new holder, as it calls itself. reference: otherwise the number the lender gave.
    """

    kind: EventKind
    on: Day | None = None
    lender: Name = ""
    letter: Name = ""
    plan: PlanKind | None = None
    terms: Offer | None = None
    amount: Fen | None = None
    paper: CourtPaper | None = None
    until: Day | None = None
    appealable: bool | None = None
    who: Name = ""
    reference: Name = ""
    note: Note = ""


class Settings(Record):
    """as_of: the day everything is looked at. asked_legal_aid: she has asked 12348 whether the three years have run."""

    as_of: Day | None = None
    asked_legal_aid: bool = False


class Example(Record):
    """Set in the example cases only: what the cases page says of them."""

    title: Name
    situation: Note


class Case(Record):
    """Everything about one person's case. `loans` are those the plan is for; there is always at least one."""

    format: Literal["jiebei-case"] = "jiebei-case"
    version: Annotated[Literal[1], WHOLE] = 1
    example: Example | None = None
    person: Person = Person()
    loans: Annotated[tuple[Loan, ...], Field(min_length=1, max_length=20)] = (Loan(),)
    other_debts: Annotated[tuple[OtherDebt, ...], Field(max_length=50)] = ()
    budget: Budget = Budget()
    hardship: Hardship = Hardship()
    proposal: PlanWish = PlanWish()
    offers: Annotated[tuple[Offer, ...], Field(max_length=50)] = ()
    log: Annotated[tuple[LogEntry, ...], Field(max_length=1000)] = ()
    events: Annotated[tuple[Event, ...], Field(max_length=500)] = ()
    settings: Settings = Settings()
