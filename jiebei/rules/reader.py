"""Reads the YAML files into `Rules`, and says exactly where one of them is wrong.

A file holds `topic` (its title), optional `defaults` for its entries, and `rules`, a list of entries whose fields are
those of `model.Rule`. `corrections.yaml` holds `corrections`. Dates are ISO; ratios and multiples are quoted decimals
("0.24"), because a YAML float would already have lost its exactness.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from jiebei.rules.model import (
    STATUSES,
    Certainty,
    Correction,
    DatedValue,
    Rule,
    RuleFileError,
    RuleKind,
    Rules,
    Scalar,
)

RULES_FOLDER = Path(__file__).parent
CORRECTIONS = "corrections.yaml"
LENDERS = ("consumer-finance", "bank", "microloan", "private")

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_REQUIRED = (
    "id",
    "label",
    "short_label",
    "status",
    "certainty",
    "gives",
    "does_not_give",
    "last_checked",
    "review_by",
)
_TEXTS = ("body", "title", "document", "source", "in_force_text", "unit")
_OPTIONAL = (
    *_TEXTS,
    "in_force_from",
    "in_force_to",
    "applies_to",
    "kind",
    "value",
    "values",
    "last_value_still_valid_on",
)
# Official acts need their issuer; without one a reader cannot look them up.
_NEEDS_BODY = frozenset(STATUSES) - {"产品事实", "估算", "口头指导", "公共服务"}


@lru_cache(maxsize=1)
def load_rules() -> Rules:
    """The rules shipped with the package, read once. Raises `RuleFileError` naming the first fault."""
    rules, faults = read_rules(RULES_FOLDER)
    if faults:
        raise RuleFileError(faults[0])
    return rules


def check_rules(folder: Path = RULES_FOLDER) -> list[str]:
    """Every fault in the rule files of `folder`, one line each (file, entry, field, what is expected); [] if sound."""
    return read_rules(folder)[1]


def read_rules(folder: Path) -> tuple[Rules, list[str]]:
    """Read every `*.yaml` of `folder`. Faulty entries are left out of the result and described in the second part."""
    faults: list[str] = []
    rules: list[Rule] = []
    topics: list[tuple[str, str]] = []
    corrections: list[Correction] = []
    files = sorted(folder.glob("*.yaml"))
    if not files:
        faults.append(f"{folder.name}: 没有任何规则文件")
    documents = [(path, _load(path, faults)) for path in files]
    # Corrections name rules, so they are read when all rules are known.
    documents.sort(key=lambda pair: (pair[0].name == CORRECTIONS, _order(pair[1]), pair[0].name))
    for path, document in documents:
        if document is None:
            continue
        if path.name == CORRECTIONS:
            corrections = _corrections(
                path.name, document, {rule.id for rule in rules if rule.printable}, faults
            )
            continue
        topic = path.stem
        topics.append((topic, _text(document, "topic", path.name, faults)))
        rules.extend(_entries(path.name, topic, document, {rule.id for rule in rules}, faults))
    by_id = {rule.id: rule for rule in rules}
    return Rules(tuple(rules), tuple(topics), tuple(corrections), by_id), faults


def _load(path: Path, faults: list[str]) -> dict[str, Any] | None:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        document = yaml.load(path.read_text("utf-8"), Loader=loader)
    except UnicodeDecodeError:
        faults.append(f"{path.name}: 不是 UTF-8 文本")
        return None
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date such as 2026-02-30
        mark = getattr(error, "problem_mark", None)
        where = f" 第 {mark.line + 1} 行" if mark is not None else ""
        problem = str(getattr(error, "problem", None) or error).splitlines()[0]
        faults.append(f"{path.name}:{where} 不是有效的 YAML（{problem}）")
        return None
    if not isinstance(document, dict):
        faults.append(f"{path.name}: 最外层应当是字段和值")
        return None
    return document


def _order(document: Mapping[str, Any] | None) -> int:
    order = (document or {}).get("order", 99)
    return order if isinstance(order, int) else 99


def _entries(
    name: str, topic: str, document: Mapping[str, Any], seen: set[str], faults: list[str]
) -> list[Rule]:
    entries = document.get("rules")
    defaults = document.get("defaults") or {}
    if not isinstance(entries, list) or not entries:
        faults.append(f"{name}: rules 应当是一个列表")
        return []
    if not isinstance(defaults, dict):
        faults.append(f"{name}: defaults 应当是字段和值")
        return []
    found = []
    for position, entry in enumerate(entries, 1):
        if not isinstance(entry, dict):
            faults.append(f"{name}: 第 {position} 条应当是字段和值")
            continue
        rule = _rule(f"{name}: {entry.get('id', f'第 {position} 条')}", topic, {**defaults, **entry}, faults)
        if rule is None:
            continue
        if rule.id in seen:
            faults.append(f"{name}: {rule.id}: id 重复")
            continue
        seen.add(rule.id)
        found.append(rule)
    return found


def _rule(where: str, topic: str, entry: Mapping[str, Any], faults: list[str]) -> Rule | None:
    """One entry as a `Rule`, or None with its faults added."""
    problems: list[str] = []

    def fault(field: str, expected: str) -> None:
        problems.append(f"{where}: {field} {expected}")

    for key in entry:
        if key not in _REQUIRED and key not in _OPTIONAL:
            fault(str(key), "是不认识的字段")
    for key in _REQUIRED:
        if entry.get(key) in (None, ""):
            fault(key, "缺少")
    texts = {key: entry.get(key) or "" for key in (*_REQUIRED[:7], *_TEXTS)}
    for key, text in texts.items():
        if not isinstance(text, str):
            fault(key, "应当是文字")
    if isinstance(texts["id"], str) and not _ID.fullmatch(texts["id"]):
        fault("id", "应当是小写字母、数字和连字符")
    if texts["status"] not in STATUSES:
        fault("status", f"应当是其中之一：{'、'.join(STATUSES)}")
    elif texts["status"] in _NEEDS_BODY and not texts["body"]:
        fault("body", "缺少（这一类要写明发布机关）")
    if texts["certainty"] not in ("V", "K", "U"):
        fault("certainty", "应当是 V、K 或 U")
    if any(mark in str(texts["short_label"]) for mark in "[]()〔〕"):
        fault("short_label", "不能有括号（它会成为链接的文字）")
    dates = {
        key: _date(entry.get(key), key, fault)
        for key in ("last_checked", "review_by", "in_force_from", "in_force_to")
    }
    checked, review = dates["last_checked"], dates["review_by"]
    if checked and review and review <= checked:
        fault("review_by", "应当晚于 last_checked")
    begins, ends = dates["in_force_from"], dates["in_force_to"]
    if begins and ends and ends < begins:
        fault("in_force_to", "早于 in_force_from")
    applies = entry.get("applies_to") or []
    if not isinstance(applies, list) or any(lender not in LENDERS for lender in applies):
        fault("applies_to", f"应当是列表，取自：{'、'.join(LENDERS)}")
        applies = []
    values = _values(entry, begins, ends, fault)
    known_to = _month_end(entry.get("last_value_still_valid_on"), fault)
    if problems or checked is None or review is None:
        faults.extend(problems)
        return None
    return Rule(
        id=texts["id"],
        topic=topic,
        label=texts["label"],
        short_label=texts["short_label"],
        status=texts["status"],
        certainty=cast(Certainty, texts["certainty"]),
        gives=texts["gives"],
        does_not_give=texts["does_not_give"],
        last_checked=checked,
        review_by=review,
        body=texts["body"],
        title=texts["title"],
        document=texts["document"],
        source=texts["source"],
        in_force_from=begins,
        in_force_to=ends,
        in_force_text=texts["in_force_text"],
        applies_to=tuple(applies),
        kind=cast("RuleKind | None", entry.get("kind")),
        unit=texts["unit"],
        values=values,
        last_value_still_valid_on=known_to,
    )


def _values(
    entry: Mapping[str, Any], begins: date | None, ends: date | None, fault: Callable[[str, str], None]
) -> tuple[DatedValue, ...]:
    """`value: X` (holds as long as the rule) or `values: [{from, to, value}]` in order, without overlap."""
    kind, single, several = entry.get("kind"), entry.get("value"), entry.get("values")
    if single is None and several is None:
        if kind is not None:
            fault("kind", "写了类型却没有 value 或 values")
        return ()
    if not isinstance(kind, str) or kind not in _PARSERS:
        fault("kind", f"应当是其中之一：{'、'.join(_PARSERS)}")
        return ()
    if single is not None and several is not None:
        fault("values", "不能和 value 同时出现")
        return ()
    parse = _PARSERS[kind]
    if several is None:
        parsed = parse(single)
        if parsed is None:
            fault("value", _EXPECTED[kind])
            return ()
        return (DatedValue(begins, ends, parsed),)
    if not isinstance(several, list) or not several:
        fault("values", "应当是一个列表")
        return ()
    found: list[DatedValue] = []
    for position, item in enumerate(several, 1):
        where = f"values 第 {position} 个"
        if not isinstance(item, dict) or set(item) - {"from", "to", "value"}:
            fault(where, "应当有 from、value，可以有 to")
            return ()
        start = _date(item.get("from"), f"{where} from", fault)
        end = _date(item.get("to"), f"{where} to", fault)
        parsed = parse(item.get("value"))
        if parsed is None:
            fault(where, _EXPECTED[kind])
            return ()
        if start is None:
            fault(f"{where} from", "缺少")
            return ()
        if found and (found[-1].end is None or found[-1].end >= start):
            fault(where, "和前一个日期重叠")
            return ()
        found.append(DatedValue(start, end, parsed))
    return tuple(found)


def _date(raw: object, field: str, fault: Callable[[str, str], None]) -> date | None:
    if raw is None or type(raw) is date:
        return raw
    fault(field, "应当是日期，例如 2026-11-23")
    return None


def _month_end(raw: object, fault: Callable[[str, str], None]) -> date | None:
    """`2026-09` means known to the end of September 2026; a full date means that day."""
    if raw is None or type(raw) is date:
        return raw
    match = _MONTH.fullmatch(raw) if isinstance(raw, str) else None
    if match and 1 <= int(match[2]) <= 12:
        year, month = int(match[1]), int(match[2])
        return date(year, month, monthrange(year, month)[1])
    fault("last_value_still_valid_on", '应当是月份或日期，例如 "2026-09"')
    return None


def _decimal(raw: object) -> Decimal | None:
    if not isinstance(raw, str):
        return None
    try:
        number = Decimal(raw)
    except InvalidOperation:
        return None
    return number if number.is_finite() and number >= 0 else None


def _integer(raw: object) -> int | None:
    return raw if type(raw) is int and raw >= 0 else None


def _clock(raw: object) -> time | None:
    try:
        return time.fromisoformat(raw) if isinstance(raw, str) and len(raw) == 5 else None
    except ValueError:
        return None


def _phone(raw: object) -> str | None:
    return raw if isinstance(raw, str) and re.fullmatch(r"\d{3,5}", raw) else None


_PARSERS: Mapping[str, Callable[[object], Scalar | None]] = {
    "ratio": _decimal,
    "multiple": _decimal,
    "count": _integer,
    "days": _integer,
    "years": _integer,
    "date": lambda raw: raw if type(raw) is date else None,
    "time": _clock,
    "phone": _phone,
}
_EXPECTED: Mapping[str, str] = {
    "ratio": '应当是带引号的小数，例如 "0.24"',
    "multiple": '应当是带引号的小数，例如 "1.5"',
    "count": "应当是整数",
    "days": "应当是整数（天）",
    "years": "应当是整数（年）",
    "date": "应当是日期，例如 2026-03-31",
    "time": '应当是带引号的时间，例如 "22:00"',
    "phone": '应当是带引号的 3 到 5 位号码，例如 "12356"',
}


def _text(document: Mapping[str, Any], field: str, where: str, faults: list[str]) -> str:
    text = document.get(field)
    if isinstance(text, str) and text:
        return text
    faults.append(f"{where}: {field} 缺少")
    return ""


def _corrections(
    name: str, document: Mapping[str, Any], known: set[str], faults: list[str]
) -> list[Correction]:
    entries = document.get("corrections")
    if not isinstance(entries, list):
        faults.append(f"{name}: corrections 应当是一个列表")
        return []
    found: list[Correction] = []
    for position, entry in enumerate(entries, 1):
        if not isinstance(entry, dict):
            faults.append(f"{name}: 第 {position} 条应当是字段和值")
            continue
        where = f"{name}: {entry.get('id', f'第 {position} 条')}"
        problems: list[str] = []
        texts = {field: _text(entry, field, where, problems) for field in ("id", "claim", "correction")}
        problems += [f"{where}: {field} 是不认识的字段" for field in entry if field not in (*texts, "rules")]
        cited = entry.get("rules")
        if not isinstance(cited, list) or not cited:
            problems.append(f"{where}: rules 应当是规则编号的列表")
            cited = []
        problems += [
            f"{where}: rules 没有编号为 {rule_id} 的规则" for rule_id in cited if rule_id not in known
        ]
        if texts["id"] in {correction.id for correction in found}:
            problems.append(f"{where}: id 重复")
        if problems:
            faults.extend(problems)
            continue
        found.append(Correction(texts["id"], texts["claim"], texts["correction"], tuple(cited)))
    return found
