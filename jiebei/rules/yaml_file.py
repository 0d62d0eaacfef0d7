"""Reads a YAML file into records, and says in one line where it is wrong: file, entry, field, what is expected.

What the files may hold is written down once, as the fields of their records; the rules and the page texts share this.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, Strict, ValidationError
from pydantic_core import PydanticCustomError

from jiebei.case.sentences import Location, faults_of

_T = TypeVar("_T")
_Document = TypeVar("_Document", bound="FileRecord")


class FileRecord(BaseModel):
    """Frozen, and strict about names: a misspelt field is a fault, not a silence. Texts lose the blanks around them."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def wrong(sentence: str) -> PydanticCustomError:
    """A fault of our own, for a validator to raise; the sentence follows the place."""
    return PydanticCustomError("entry", "{sentence}", {"sentence": sentence})


def shaped(pattern: str, sentence: str) -> AfterValidator:
    """A text that matches the whole pattern; the sentence says what else is expected."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise wrong(sentence)
        return text

    return AfterValidator(check)


FilledText = Annotated[str, Field(min_length=1)]
Slug = Annotated[FilledText, shaped(r"[a-z0-9]+(-[a-z0-9]+)*", "只能用小写字母、数字和连字符。")]
YamlDay = Annotated[date, Strict()]
Entries = Annotated[tuple[_T, ...], Field(min_length=1)]
"""A list that is not empty."""


def read_yaml(path: Path, model: type[_Document], faults: list[str]) -> _Document | None:
    """The file as `model`; None where that cannot be, with a line for each reason added to `faults`."""
    text = read_utf8(path, faults)
    return None if text is None else parse_yaml(path.name, text, model, faults)


def read_utf8(path: Path, faults: list[str]) -> str | None:
    """The file's text; None where there is none to read, with the reason added to `faults`."""
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        faults.append(f"{path.name}: 文件不存在")
    except UnicodeDecodeError:
        faults.append(f"{path.name}: 不是 UTF-8 文本")
    return None


def parse_yaml(name: str, text: str, model: type[_Document], faults: list[str]) -> _Document | None:
    """As `read_yaml`, for the text of the file called `name`."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        tree = yaml.load(text, Loader=loader)
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date such as 2026-02-30
        mark = getattr(error, "problem_mark", None)
        where = f" 第 {mark.line + 1} 行" if mark is not None else ""
        problem = str(getattr(error, "problem", None) or error).splitlines()[0]
        faults.append(f"{name}:{where} 不是有效的 YAML（{problem}）")
        return None
    if not isinstance(tree, dict):
        faults.append(f"{name}: 最外层应当是字段和值")
        return None
    try:
        return model.model_validate(tree)
    except ValidationError as error:
        found = faults_of(error, lambda location: _named(tree, location))
        # An id or a field name may itself be damaged; a fault stays one line.
        faults += [" ".join(f"{name}: {fault.where} {fault.message}".split()) for fault in found]
        return None


def repeated(entries: Iterable[tuple[str, str]]) -> list[str]:
    """A line for each (file, id) whose id an entry before it had."""
    seen: set[str] = set()
    faults = []
    for name, one in entries:
        if one in seen:
            faults.append(f"{name}: {one}: id 重复")
        seen.add(one)
    return faults


def _named(tree: Any, location: Location) -> str:
    """A place as the author of a file finds it: entries by their id, or by their number where they have none."""
    names: list[str] = []
    for part in location:
        listed = isinstance(tree, list) and isinstance(part, int)
        try:
            tree = tree[part]
        except (KeyError, IndexError, TypeError):  # a field that is missing
            tree = None
        if not listed:
            names.append(str(part))
        elif isinstance(tree, dict) and isinstance(tree.get("id"), str) and tree["id"].strip():
            names[-1] = tree["id"]
        else:
            names[-1] += f" 第 {int(part) + 1} 条"
    return ": ".join(names)
