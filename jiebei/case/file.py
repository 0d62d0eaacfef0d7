"""A case to and from its file. Nothing in a file is trusted, and nothing in one raises.

How large, deep and long a file is, is found out before anything is made of it, and no number in it is turned into one
before its digits are counted: reading costs no more than a glance, whatever the file holds.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any, TypeVar

from pydantic import ValidationError

from jiebei.case.faults import Fault
from jiebei.case.records import Case, Offer
from jiebei.case.sealed import SEALED_FORMAT
from jiebei.case.sentences import Location, details_of, fault_of
from jiebei.counting.money import MAX_NUMBER, finite_decimal

FORMAT = "jiebei-case"
VERSION = 1
MAX_BYTES = 1_000_000
MAX_DEPTH = 20
"""Brackets inside brackets. A case needs four."""
MAX_VALUES = 60_000
"""Entries of all lists and objects together. A case whose lists are all full has some 50,000."""
MAX_ITEMS = 1000
"""Entries of one list: as many as the longest of the records may have."""
MOST_FAULTS = 20
"""Faults named at once. Who has more of them has one mistake many times, or the wrong file."""

Model = TypeVar("Model", Case, Offer)

# A whole string, or a bracket or comma that stands outside of any.
_MARKS = re.compile(r'"[^"]*"?|[\[\]{},]')
_BROKEN = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class _Unusable:
    """Stands in the tree where the file holds something that is not worth turning into a value."""

    sentence: str


def loads(data: bytes | str, most: int = MOST_FAULTS) -> Case | tuple[Fault, ...]:
    """The case in a file's bytes, or what is wrong with them: at most `most` faults, and then how many more there are.

    Nothing in `data` is trusted; nothing raises.
    """
    tree = _tree(data)
    if isinstance(tree, Fault):
        return (tree,)
    said = tree.get("format", "") if isinstance(tree, dict) else ""
    if said == SEALED_FORMAT:
        return (Fault("format", "这个文件加了口令。请在本工具的网页里打开它，那里会问口令。"),)
    if isinstance(said, str) and said != FORMAT:
        return (Fault("format", f'这不是本工具的案情文件（应写明 "format": "{FORMAT}"）。'),)
    version = tree.get("version")
    if isinstance(version, str) and version.isdecimal() and int(version[:9]) > VERSION:
        return (Fault("version", "这个文件由更新的版本保存，请先更新本工具再打开。"),)
    return _validated(Case, tree, most)


def loads_offer(data: bytes | str, most: int = MOST_FAULTS) -> Offer | tuple[Fault, ...]:
    """A lender's answer from a file of its own: one JSON object with the fields of `Offer`; faults as in `loads`."""
    tree = _tree(data)
    if isinstance(tree, Fault):
        return (tree,)
    if not isinstance(tree, dict):
        return (Fault("", "文件里应是一个 { … }，写明 instalments、amount、first_date 等。"),)
    return _validated(Offer, tree, most)


def _tree(data: bytes | str) -> Any:
    """What the JSON text holds, numbers as text or Decimal, `_Unusable` in some places; a Fault where it cannot be read."""
    if len(data) > MAX_BYTES:
        return Fault("", f"文件太大（超过 {MAX_BYTES // 1_000_000} MB），不像是本工具保存的案情文件。")
    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return Fault(f"第 {line} 行", "不是 UTF-8 文本，可能选错了文件。请选本工具保存的 .json 文件。")
    if not text.strip():
        return Fault("", "文件是空的。请选本工具保存的 .json 文件。")
    if beyond := _beyond_bounds(text):
        return beyond
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_whole_number,
            parse_float=_decimal_number,
            parse_constant=_constant,
        )
    except json.JSONDecodeError as error:
        return Fault(_place(text, error.pos), "从这里起读不下去，文件可能不完整或被改坏了。")


def _beyond_bounds(text: str) -> Fault | None:
    """Where the text nests deeper, or holds more values, than any case does."""
    # Of the same length, so that places stay places. A quote that is left begins or ends a string.
    bare = text.replace("\\\\", "..").replace('\\"', "..")
    depth = values = strings = 0
    for found in _MARKS.finditer(bare):
        mark = found[0]
        if mark in ("]", "}"):
            depth -= 1
        elif mark == ",":
            values += 1
        elif mark in ("[", "{"):
            depth += 1
            values += 1
        else:
            strings += 1
        if depth > MAX_DEPTH:
            return Fault(
                _place(text, found.start()),
                f"括号套得太深（超过 {MAX_DEPTH} 层），不像是本工具保存的案情文件。",
            )
        # A value is at most a string with a string for its name.
        if values > MAX_VALUES or strings > 2 * MAX_VALUES:
            return Fault(
                _place(text, found.start()),
                f"内容太多了（超过 {MAX_VALUES} 项），不像是本工具保存的案情文件。",
            )
        if depth < 0:
            break  # not JSON: the parser comes no further either, and says where
    return None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    tree = dict(pairs)
    if len(tree) < len(pairs):
        # Which of them she means nobody can say; a reader that took the last would work with half of what is there.
        for name, times in Counter(name for name, _ in pairs).items():
            if times > 1:
                tree[name] = _Unusable(f"同一处写了 {times} 次，请只留一个。")
    return tree


def _whole_number(text: str) -> str | _Unusable:
    return text if len(text) <= MAX_NUMBER else _Unusable(f"这个数太长了，最多写 {MAX_NUMBER} 位。")


def _decimal_number(text: str) -> Decimal | _Unusable:
    number = finite_decimal(text)
    return _Unusable("这个数太大、太小或太长了，请检查是不是多打了几位。") if number is None else number


def _constant(text: str) -> _Unusable:
    return _Unusable(f"{text} 不是一个数。请填数字，不知道就删掉这一项。")


def _unusable(tree: Any, at: Location = ()) -> Iterator[tuple[Location, str]]:
    """What is wrong in itself, whatever the records say: unusable values, broken characters, endless lists."""
    if isinstance(tree, _Unusable):
        yield at, tree.sentence
    elif isinstance(tree, str) and _BROKEN.search(tree):
        yield at, "里面有坏掉的字符（空字符，或者半个字符），请删掉它重新写。"
    elif isinstance(tree, list):
        if len(tree) > MAX_ITEMS:
            yield at, f"太多了，最多 {MAX_ITEMS} 条。"
            return
        for place, entry in enumerate(tree):
            yield from _unusable(entry, (*at, place))
    elif isinstance(tree, dict):
        for name, value in tree.items():
            if _BROKEN.search(name):
                yield (*at, name), "这一项的名称里有坏掉的字符，请检查拼写或删掉它。"
            else:
                yield from _unusable(value, (*at, name))


def _validated(model: type[Model], tree: dict[str, Any], most: int) -> Model | tuple[Fault, ...]:
    if unusable := tuple(_unusable(tree)):
        return _first(len(unusable), most, (Fault(_path(at), sentence) for at, sentence in unusable))
    try:
        return model.model_validate(tree)
    except ValidationError as error:
        found = details_of(error)
        return _first(len(found), most, (fault_of(item, _path) for item in found))


def _first(count: int, most: int, faults: Iterator[Fault]) -> tuple[Fault, ...]:
    """The first of `count` faults, and how many are left; the others' sentences are not even made."""
    named = tuple(islice(faults, most))
    if count <= most:
        return named
    return (*named, Fault("", f"另外还有 {count - most} 处问题。先改好上面这些，再打开一次。"))


def dumps(case: Case) -> str:
    """The case as its file's text: readable, in a fixed order, with only what differs from an empty case."""
    tree = {
        "format": FORMAT,
        "version": VERSION,
        **case.model_dump(mode="json", exclude_defaults=True, exclude={"format", "version"}),
    }
    return json.dumps(tree, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def schema() -> dict[str, Any]:
    """The case file's JSON Schema."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Case.model_json_schema()}


def _path(location: Location) -> str:
    """A place in words that fit on a line: the names in it are the file's own, and may be anything."""
    names = (
        "".join(mark if mark.isprintable() else " " for mark in part[:60])
        if isinstance(part, str)
        else str(part)
        for part in location
    )
    path = ".".join(names)
    return path if len(path) <= 200 else path[:200] + "…"


def _place(text: str, position: int) -> str:
    before = text.count("\n", 0, position)
    return f"第 {before + 1} 行第 {position - text.rfind(chr(10), 0, position)} 列"
