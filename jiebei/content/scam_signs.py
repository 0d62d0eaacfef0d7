"""Is this person who offers to negotiate for me a fraud? Ten questions, and a reader of pasted advertisements.

Deterministic: the same text always gives the same signs, each with its reason and the official warning it rests on. A
sign is not a verdict, and no sign is no promise of safety; the texts say so. Questions and expressions are data
(jiebei/content/scams.yaml). Nothing is kept.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from jiebei import content
from jiebei.pasted.uniform_text import Uniform, uniform

MAX_CHARACTERS = 20_000
"""An advertisement is short; what comes after this many characters is not looked at."""


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A warning sign: the words that triggered it as they were written, why it matters, and the rule it rests on."""

    id: str
    label: str
    matched: str
    reason: str
    rule_id: str


def red_flags(text: str) -> tuple[RedFlag, ...]:
    """The signs found in a pasted text, each kind once, in the order in which they appear.

    Only the first `MAX_CHARACTERS` characters are read. An empty result does not mean that the offer is honest.
    """
    pasted = uniform(text[:MAX_CHARACTERS])
    found: list[tuple[int, RedFlag]] = []
    for sign in content.scam_patterns():
        matches = [
            match
            for pattern in sign.patterns
            for match in pattern.finditer(pasted.text)
            if sign.unless is None or not sign.unless.search(_clause_before(pasted, match.start()))
        ]
        if not matches:
            continue
        first = min(matches, key=lambda match: (match.start(), -match.end()))
        matched = pasted.quote(first.start(), first.end())
        found.append((first.start(), RedFlag(sign.id, sign.label, matched, sign.reason, sign.cite)))
    return tuple(flag for _, flag in sorted(found, key=lambda pair: pair[0]))


def flags_from_answers(yes: Collection[str]) -> tuple[RedFlag, ...]:
    """The signs behind the questions answered with yes (their ids), in the order of the questions.

    `matched` is the question itself. Raises KeyError for an id that is not a question.
    """
    questions = {question.id: question for question in content.scam_questions()}
    unknown = sorted(set(yes) - questions.keys())
    if unknown:
        raise KeyError(f"没有编号为 {unknown[0]} 的问题")
    return tuple(
        RedFlag(one.id, one.question, one.question, one.reason, one.cite)
        for one in questions.values()
        if one.id in yes
    )


def result_section(flags: Collection[RedFlag]) -> str:
    """The id of the section of the page "scams" to show for this result."""
    return "result-some" if flags else "result-none"


def _clause_before(pasted: Uniform, end: int) -> str:
    """What stands between the last mark of a pause and `end`."""
    return pasted.text[pasted.clause(end, end)[0] : end]
