"""One person's case (the case file contract: `"format": "jiebei-case"`, version 1).

The same records serve the app, the command line and the file. A field left as None has not been filled in yet: an
unfinished case can be saved and opened again; what a calculation needs is checked where it is calculated.
The contract changes only by adding fields.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
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
from pydantic_core import PydanticCustomError

from jiebei.counting.conventions import Accrual, Method
from jiebei.counting.money import Refused, parse_amount, plain
from jiebei.counting.rate import MAX_DAILY

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


def _fen(value: object) -> object:
    # An int inside Python is already fen; whatever came out of a file has been turned into str or Decimal by `loads`.
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    amount = parse_amount(value)
    if isinstance(amount, Refused):
        raise PydanticCustomError("amount", "{sentence}", {"sentence": amount.message})
    return amount


def _fraction(value: object) -> object:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("nan")
    if isinstance(value, bool) or not number.is_finite():
        raise PydanticCustomError("rate", "要写成小数，例如 0.0004 表示每天 0.04%")
    return round(number, 12)


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

Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY), BeforeValidator(_day)]
"""A date between 2000 and 2100."""

Name = Annotated[str, Field(max_length=200)]
Note = Annotated[str, Field(max_length=2000)]

Product = Literal["jiebei", "bank_credit", "huabei", "card", "other"]
Frequency = Literal["day", "week", "month", "quarter", "year"]
Cause = Literal["illness", "job_loss", "income_drop", "family", "business", "accident", "other"]
Paper = Literal[
    "id", "contract", "unemployment", "income", "statements", "medical", "low_income", "disability", "debts", "credit_report"
]  # fmt: skip
PlanKind = Literal[
    "keep", "extension", "reinstalment", "interest_only", "step_up", "penalty_waiver", "interest_reduction", "settlement", "token"
]  # fmt: skip


class Record(BaseModel):
    """Frozen, and strict about names: a misspelt field in a file is a fault, not a silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Person(Record):
    name: Name = ""
    phone: Name = ""
    contact_time: Name = ""


class Loan(Record):
    """One loan as its contract and the lender's app state it. Amounts in fen, as of the case's day.

    principal: all principal not yet repaid, overdue principal included. periods_left: instalments still to come,
    overdue ones not counted. overdue_interest: interest that has fallen due and was not paid. penalty: 罚息 so far.
    penalty_multiple, grace_days: of the contract's penalty clause, where she knows it.
    """

    lender: Name = ""
    product: Product = "jiebei"
    number: Name = ""
    principal: Fen | None = None
    daily_rate: DailyRate | None = None
    day_basis: Literal[365, 360] = 365
    accrual: Accrual = "daily"
    method: Method = "level"
    interest_only_periods: Annotated[int, Field(ge=0, le=359)] = 0
    periods_left: Annotated[int, Field(ge=1, le=360)] | None = None
    original_periods: Annotated[int, Field(ge=1, le=360)] | None = None
    next_due: Day | None = None
    due_day: Annotated[int, Field(ge=1, le=31)] | None = None
    overdue_principal: Fen = 0
    overdue_interest: Fen = 0
    penalty: Fen = 0
    overdue_since: Day | None = None
    penalty_multiple: Multiple | None = None
    grace_days: Annotated[int, Field(ge=0, le=90)] = 0

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
    """

    affordable: Fen | None = None
    income: tuple[BudgetLine, ...] = ()
    essentials: tuple[BudgetLine, ...] = ()
    cushion: Fen = 0
    low_income: Fen | None = None
    high_income: Fen | None = None
    payday: Annotated[int, Field(ge=1, le=31)] | None = None
    low_months: Annotated[int, Field(ge=0, le=12)] | None = None


class Hardship(Record):
    cause: Cause | None = None
    since: Day | None = None
    detail: Note = ""
    papers: tuple[Paper, ...] = ()
    recovery: Day | None = None
    already_paid: Note = ""


class PlanWish(Record):
    """What she chose: which plan, from when, and the figures some plans need."""

    kind: PlanKind | None = None
    first_payment: Day | None = None
    interest_only_months: Annotated[int, Field(ge=1, le=24)] = 3
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
    instalments: Annotated[int, Field(ge=0, le=360)] = 0
    amount: Fen = 0
    last_amount: Fen | None = None
    first_date: Day | None = None
    waived: Fen = 0
    conditions: Note = ""
    in_writing: bool = False


class LogEntry(Record):
    """One contact: when, who, through which channel, what was said.

    lender: the one it was for, as in `Loan.lender`; "" where not known. answered: whether she took an incoming call;
    None where she has not said.
    """

    on: Day | None = None
    at: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] | None = None
    who: Name = ""
    channel: Literal["app", "phone_in", "phone_out", "sms", "letter", "visit", "other"] = "app"
    note: Note = ""
    evidence: Name = ""
    lender: Name = ""
    answered: bool | None = None


class Settings(Record):
    as_of: Day | None = None


class Example(Record):
    """Set in the example cases only: what the cases page says of them."""

    title: Name
    situation: Note


class Case(Record):
    """Everything about one person's case. `loans` are those the plan is for; there is always at least one."""

    format: Literal["jiebei-case"] = "jiebei-case"
    version: Literal[1] = 1
    example: Example | None = None
    person: Person = Person()
    loans: Annotated[tuple[Loan, ...], Field(min_length=1, max_length=20)] = (Loan(),)
    other_debts: Annotated[tuple[OtherDebt, ...], Field(max_length=50)] = ()
    budget: Budget = Budget()
    hardship: Hardship = Hardship()
    proposal: PlanWish = PlanWish()
    offers: Annotated[tuple[Offer, ...], Field(max_length=50)] = ()
    log: Annotated[tuple[LogEntry, ...], Field(max_length=1000)] = ()
    settings: Settings = Settings()
