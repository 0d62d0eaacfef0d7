"""One person's case, to and from its file (the case file contract: `"format": "jiebei-case"`, version 1).

The same records serve the app, the command line and the file. A field left as None has not been filled in yet: an
unfinished case can be saved and opened again; what a calculation needs is checked where it is calculated.
The contract changes only by adding fields.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from jiebei.money import Refused, parse_amount, plain
from jiebei.rate import MAX_DAILY

FORMAT = "jiebei-case"
VERSION = 1
MAX_BYTES = 1_000_000
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
Method = Literal["level", "equal-principal", "interest-only", "bullet"]
Accrual = Literal["daily", "monthly"]
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
    """What comes in and what must go out. `affordable` is what she says she can pay each month; `cushion` stays hers."""

    affordable: Fen | None = None
    income: tuple[BudgetLine, ...] = ()
    essentials: tuple[BudgetLine, ...] = ()
    cushion: Fen = 0
    low_income: Fen | None = None
    high_income: Fen | None = None


class Hardship(Record):
    cause: Cause | None = None
    since: Day | None = None
    detail: Note = ""
    papers: tuple[Paper, ...] = ()
    recovery: Day | None = None
    already_paid: Note = ""


class Proposal(Record):
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
    proposal: Proposal = Proposal()
    offers: Annotated[tuple[Offer, ...], Field(max_length=50)] = ()
    log: Annotated[tuple[LogEntry, ...], Field(max_length=1000)] = ()
    settings: Settings = Settings()


Model = TypeVar("Model", Case, Offer)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a case file: where (a path such as loans.0.principal), and a Chinese sentence."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}：{self.message}" if self.where else self.message


def loads(data: bytes | str) -> Case | tuple[Fault, ...]:
    """The case in a file's bytes, or every fault found. Nothing in `data` is trusted; nothing raises."""
    tree = _tree(data)
    if isinstance(tree, Fault):
        return (tree,)
    if not isinstance(tree, dict) or tree.get("format") != FORMAT:
        return (Fault("format", f'这不是本工具的案情文件（应写明 "format": "{FORMAT}"）。'),)
    version = tree.get("version")
    if isinstance(version, str) and version.isdigit() and int(version[:9]) > VERSION:
        return (Fault("version", "这个文件由更新的版本保存，请先更新本工具再打开。"),)
    return _validated(Case, tree)


def loads_offer(data: bytes | str) -> Offer | tuple[Fault, ...]:
    """A lender's answer from a file of its own: one JSON object with the fields of `Offer`; faults as in `loads`."""
    tree = _tree(data)
    if isinstance(tree, Fault):
        return (tree,)
    if not isinstance(tree, dict):
        return (Fault("", "文件里应是一个 { … }，写明 instalments、amount、first_date 等。"),)
    return _validated(Offer, tree)


def _tree(data: bytes | str) -> Any:
    """What the JSON text holds, every number as text or Decimal; a Fault where it cannot be read."""
    if len(data) > MAX_BYTES:
        return Fault("", f"文件太大（超过 {MAX_BYTES // 1_000_000} MB），不像是本工具保存的案情文件。")
    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data
        return json.loads(text, parse_float=Decimal, parse_int=str, parse_constant=str)
    except UnicodeDecodeError:
        return Fault("", "文件不是 UTF-8 文本，可能选错了文件。请选本工具保存的 .json 文件。")
    except json.JSONDecodeError as error:
        return Fault(f"第 {error.lineno} 行第 {error.colno} 列", "文件内容不完整或被改坏了，读不下去。")
    except (RecursionError, ValueError, InvalidOperation):
        return Fault("", "文件内容不正常，读不下去。请选本工具保存的 .json 文件。")


def _validated(model: type[Model], tree: dict[str, Any]) -> Model | tuple[Fault, ...]:
    try:
        return model.model_validate(_numbers(tree))
    except ValidationError as error:
        found = [Fault(_path(item["loc"]), _sentence(dict(item))) for item in error.errors()]
        # A list whose entries are wrong is also reported as too short: the entries' own faults say it better.
        deeper = {fault.where.rsplit(".", 2)[0] for fault in found if "." in fault.where}
        return tuple(fault for fault in found if fault.where not in deeper or "太少" not in fault.message)


def dumps(case: Case) -> str:
    """The case as its file's text: readable, in a fixed order, with only what differs from an empty case."""
    tree = {
        "format": FORMAT,
        "version": VERSION,
        **case.model_dump(mode="json", exclude_defaults=True, exclude={"format", "version"}),
    }
    return json.dumps(tree, ensure_ascii=False, indent=2) + "\n"


def schema() -> dict[str, Any]:
    """The case file's JSON Schema."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Case.model_json_schema()}


_INTEGERS = frozenset(
    {"version", "day_basis", "interest_only_periods", "periods_left", "original_periods", "due_day", "grace_days",
     "interest_only_months", "instalments"}
)  # fmt: skip


def _numbers(tree: Any, key: str = "") -> Any:
    """Numbers were read as text so that no amount passes through a float; whole-number fields become ints here."""
    if isinstance(tree, dict):
        return {name: _numbers(value, name) for name, value in tree.items()}
    if isinstance(tree, list):
        return [_numbers(value) for value in tree]
    if key in _INTEGERS and isinstance(tree, str) and tree.lstrip("-").isdigit() and len(tree) < 10:
        return int(tree)
    return tree


def _path(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location)


def _sentence(error: dict[str, Any]) -> str:
    kind, context = str(error["type"]), error.get("ctx") or {}
    if kind in {"amount", "rate", "day", "parts"}:
        return str(error["msg"])
    bound = str(
        context.get("ge", context.get("le", context.get("max_length", context.get("min_length", ""))))
    )
    bound = bound.removeprefix("Decimal('").removesuffix("')")
    if kind == "less_than_equal" and error["loc"][-1:] == ("daily_rate",):
        return f"日利率要写成小数，不能大于 {bound}：每天 0.04%（万分之四）写成 0.0004。"
    return {
        "extra_forbidden": "这一项不认识，请检查拼写或删掉它。",
        "missing": "缺少这一项。",
        "greater_than_equal": f"不能小于 {bound}。",
        "less_than_equal": f"不能大于 {bound}。",
        "string_too_long": f"太长了，最多 {bound} 个字。",
        "too_long": f"太多了，最多 {bound} 条。",
        "too_short": f"太少了，至少要有 {bound} 条。",
        "int_type": "要填一个整数。",
        "int_parsing": "要填一个整数。",
        "int_from_float": "要填一个整数。",
        "bool_type": "要填 true 或 false。",
        "bool_parsing": "要填 true 或 false。",
        "string_type": "要填文字（放在引号里）。",
        "string_pattern_mismatch": "格式不对。",
        "literal_error": f"只能是：{context.get('expected', '')}。".replace(" or ", "、").replace(", ", "、"),
        "tuple_type": "要写成列表 [ … ]。",
        "model_type": "要写成一组 { … }。",
        "model_attributes_type": "要写成一组 { … }。",
    }.get(kind, "这里的内容不对，请检查。")
