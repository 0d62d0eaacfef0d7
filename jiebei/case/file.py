"""A case to and from its file. Nothing in a file is trusted, and nothing in one raises."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from pydantic import ValidationError

from jiebei.case.faults import Fault
from jiebei.case.records import Case, Offer
from jiebei.case.sentences import faults_of

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
        return faults_of(error)


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
