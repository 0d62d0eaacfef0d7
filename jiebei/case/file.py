"""A case to and from its file. Nothing in a file is trusted, and nothing in one raises."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from pydantic import ValidationError

from jiebei.case.faults import Fault
from jiebei.case.records import Case, Offer

FORMAT = "jiebei-case"
VERSION = 1
MAX_BYTES = 1_000_000

Model = TypeVar("Model", Case, Offer)


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
     "interest_only_months", "instalments", "payday", "low_months"}
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
