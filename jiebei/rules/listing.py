"""The rules as people and programs read them: each value in words, what holds today, and what is due for review.

Serves the sources page and `jiebei rules`. Says for a day without a value why there is none; never the nearest one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from decimal import Decimal
from typing import Any, TypeVar

from jiebei.counting.due_dates import chinese_date
from jiebei.rules.model import Correction, DatedValue, NoValue, Rule, Rules, Scalar

_Entry = TypeVar("_Entry", Rule, Correction)

_PLAIN_UNITS = {"multiple": "倍", "days": "天", "years": "年"}


def value_words(rule: Rule, value: Scalar) -> str:
    """A value with its unit, for people: 0.24 of kind ratio → "24%", a multiple of 1.5 → "1.5 倍"."""
    if isinstance(value, date):
        return chinese_date(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if rule.kind == "ratio" and isinstance(value, Decimal):
        return f"{rule.unit}{_decimal(value * 100)}%"
    if rule.kind == "phone":
        return str(value)
    number = _decimal(value) if isinstance(value, Decimal) else str(value)
    unit = rule.unit or _PLAIN_UNITS.get(rule.kind or "", "")
    return f"{number} {unit}".rstrip()


def period_words(dated: DatedValue) -> str:
    """The days on which a value holds: "2025年5月20日起", "2025年1月1日到2025年6月30日", or "" for always."""
    if dated.start and dated.end:
        return f"{chinese_date(dated.start)}到{chinese_date(dated.end)}"
    if dated.end:
        return f"到{chinese_date(dated.end)}为止"
    return f"{chinese_date(dated.start)}起" if dated.start else ""


def value_lines(rule: Rule) -> tuple[str, ...]:
    """Every dated value of a rule, one line each, with the last day it was seen to hold; () for a rule without values."""
    known_to = rule.last_value_still_valid_on
    lines = []
    for dated in rule.values:
        period = period_words(dated)
        line = f"{period}：{value_words(rule, dated.value)}" if period else value_words(rule, dated.value)
        lines.append(line)
    if lines and known_to:
        lines[-1] += f"（核对到{chinese_date(known_to)}）"
    return tuple(lines)


def today_words(rule: Rule, as_of: date) -> str:
    """What holds on that day: the value, or the sentence that says why there is none; "" for a rule without values."""
    if not rule.values:
        return ""
    value = rule.value(as_of)
    return value.reason if isinstance(value, NoValue) else value_words(rule, value)


def state(rule: Rule, as_of: date) -> str:
    """Whether the rule holds on that day: "in force", "not yet" or "ended"."""
    if rule.in_force_from is not None and as_of < rule.in_force_from:
        return "not yet"
    if rule.in_force_to is not None and rule.in_force_to < as_of:
        return "ended"
    return "in force"


def matching(rules: Iterable[_Entry], words: str) -> tuple[_Entry, ...]:
    """The rules, or corrections, in whose texts every one of the words (separated by spaces) occurs; all for no words."""
    wanted = words.lower().split()
    return tuple(rule for rule in rules if all(word in _searched(rule) for word in wanted))


def review_words(rule: Rule) -> str:
    """By when a rule is to be looked at again, and when that was last done, if ever."""
    checked = rule.last_checked
    last = f"上次核对于{chinese_date(checked)}" if checked else "还没有核对过"
    return f"应在{chinese_date(rule.review_by)}前复核，{last}"


def listing(rules: Rules, as_of: date) -> dict[str, Any]:
    """Every rule that may be shown, ready for JSON: ISO dates, ratios and multiples as exact decimal strings.

    `value` is null where no value is valid on that day; `reason` then says why. `stale` holds the ids past their review
    date, in the order of the files.
    """
    return {
        "as_of": as_of.isoformat(),
        "rules": [
            _entry(name, rule, as_of)
            for name, topic in rules.topics.items()
            for rule in topic.rules
            if rule.printable
        ],
        "stale": [rule.id for rule in rules.stale(as_of)],
    }


def stale_lines(rules: Rules, as_of: date) -> list[str]:
    """One line for each rule past its review date on that day."""
    return [f"{rule.id}（{rule.label}）：{review_words(rule)}" for rule in rules.stale(as_of)]


def _entry(topic: str, rule: Rule, as_of: date) -> dict[str, Any]:
    value = rule.value(as_of)
    return {
        "id": rule.id,
        "topic": topic,
        "label": rule.label,
        "status": rule.status,
        "certainty": rule.certainty_words,
        "caveat": rule.caveat or None,
        "citation": rule.citation(),
        "source": rule.source,
        "seen_in": rule.seen_in,
        "state": state(rule, as_of),
        "kind": rule.kind,
        "unit": rule.unit,
        "value": None if isinstance(value, NoValue) else _plain(value),
        "reason": value.reason if isinstance(value, NoValue) and rule.values else None,
        "values": [
            {"from": _iso(dated.start), "to": _iso(dated.end), "value": _plain(dated.value)}
            for dated in rule.values
        ],
        "known_to": _iso(rule.last_value_still_valid_on),
        "last_checked": _iso(rule.last_checked),
        "review_by": rule.review_by.isoformat(),
        "stale": rule.review_by < as_of,
    }


def _plain(value: Scalar) -> str | int:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _decimal(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _searched(rule: Rule | Correction) -> str:
    if isinstance(rule, Correction):
        return f"{rule.claim} {rule.correction}".lower()
    values = " ".join(value_lines(rule))
    return f"{rule.label} {rule.mark} {rule.status} {rule.gives} {rule.does_not_give} {rule.citation()} {values}".lower()
