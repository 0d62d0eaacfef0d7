"""Legal and product facts as dated data: what the app may say, who says it, since when, and how sure we are.

The facts live in YAML files beside this module, one file a topic, one entry a fact. Code never holds such a number: it
asks for `rules.value(id, as_of)` and gets either the value in force on that day or a `NoValue` that says why there is
none. The last known value is never returned silently for a day nobody has checked.

    from jiebei.rules import load_rules
    rules = load_rules()
    rules.integer("credit-retention-years", date(2026, 11, 23))   # 5
    rules.citation("civil-code-678")                               # one source line in Chinese

A file that cannot be trusted stops the start: `load_rules()` raises `RuleFileError` with the first fault, and
`check_rules()` returns all of them, one line each, naming the file and the field.
"""

from __future__ import annotations

from jiebei.rules.model import (
    STATUSES,
    Correction,
    DatedValue,
    NoValue,
    NoValueError,
    Rule,
    RuleFileError,
    Rules,
    Scalar,
    UnknownRuleError,
)
from jiebei.rules.reader import check_rules, load_rules, read_rules

__all__ = [
    "STATUSES",
    "Correction",
    "DatedValue",
    "NoValue",
    "NoValueError",
    "Rule",
    "RuleFileError",
    "Rules",
    "Scalar",
    "UnknownRuleError",
    "check_rules",
    "load_rules",
    "read_rules",
]
