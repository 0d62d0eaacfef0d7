"""What is wrong with something read from a file, in sentences for the person who can put it right.

Every file that is read into records says its faults through here, so that the same fault reads the same everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from jiebei.case.faults import Fault

Location = tuple[int | str, ...]
"""Where in a tree of dicts and lists something stands: names and positions, outermost first."""


def dotted(location: Location) -> str:
    """A place as programs write it: loans.0.principal."""
    return ".".join(str(part) for part in location)


def details_of(error: ValidationError) -> list[dict[str, Any]]:
    """What the validation found, as pydantic tells it."""
    found = error.errors(include_url=False, include_input=False)
    places = [item["loc"] for item in found]
    return [
        dict(item)
        for item in found
        # A list whose entries are wrong is also reported as too short: the entries' own faults say it better.
        if item["type"] != "too_short" or not any(_inside(other, item["loc"]) for other in places)
    ]


def fault_of(detail: dict[str, Any], place: Callable[[Location], str] = dotted) -> Fault:
    """One of `details_of` as a fault; `place` turns a location into the words that name it."""
    return Fault(place(detail["loc"]), _sentence(detail))


def faults_of(error: ValidationError, place: Callable[[Location], str] = dotted) -> tuple[Fault, ...]:
    """Every fault that the validation found."""
    return tuple(fault_of(detail, place) for detail in details_of(error))


def _inside(location: Location, outer: Location) -> bool:
    return len(location) > len(outer) and location[: len(outer)] == outer


def _sentence(error: dict[str, Any]) -> str:
    kind, context = str(error["type"]), error.get("ctx") or {}
    if kind in {"amount", "rate", "day", "parts", "entry"}:
        return str(error["msg"])
    bound = str(
        context.get("ge", context.get("le", context.get("max_length", context.get("min_length", ""))))
    )
    bound = bound.removeprefix("Decimal('").removesuffix("')")
    if kind == "less_than_equal" and error["loc"][-1:] == ("daily_rate",):
        return f"日利率要写成小数，不能大于 {bound}：每天 0.04%（万分之四）写成 0.0004。"
    return {
        "extra_forbidden": "这一项不认识，请检查拼写或删掉它。",
        "invalid_key": "这一项不认识，请检查拼写或删掉它。",
        "missing": "缺少这一项。",
        "greater_than_equal": f"不能小于 {bound}。",
        "less_than_equal": f"不能大于 {bound}。",
        "string_too_short": "不能空着。",
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
        "pattern_type": "要填文字（放在引号里）。",
        "pattern_regex": "不是有效的正则表达式。",
        "date_type": "要写成 2026-11-23 这样的日期（不加引号）。",
        "literal_error": f"只能是：{context.get('expected', '')}。".replace(" or ", "、").replace(", ", "、"),
        "tuple_type": "要写成列表 [ … ]。",
        "dict_type": "要写成一组 { … }。",
        "model_type": "要写成一组 { … }。",
        "model_attributes_type": "要写成一组 { … }。",
    }.get(kind, "这里的内容不对，请检查。")
