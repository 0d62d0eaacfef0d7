"""What is looked for in pasted text, as data beside this module (agreement.yaml, collector.yaml), and the reader of it.

In an expression … stands for up to twenty characters of the same sentence. Expressions are matched against text made
uniform (`uniform_text.uniform` with figures): half-width, lower case, simplified, without blanks.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BeforeValidator

from jiebei.rules import Rules, load_rules
from jiebei.rules.yaml_file import Entries, FileRecord, FilledText, Slug, read_yaml, repeated, wrong

PATTERN_FOLDER = Path(__file__).parent
_GAP = "[^。；！？\n]{0,20}"


def _not_everything(expression: re.Pattern[str]) -> re.Pattern[str]:
    if expression.search(""):
        raise wrong("连空的文字也符合，等于什么都符合。")
    return expression


def _with_gaps(typed: object) -> object:
    return typed.replace("…", _GAP) if isinstance(typed, str) else typed


Expression = Annotated[re.Pattern[str], AfterValidator(_not_everything)]
Phrase = Annotated[Expression, BeforeValidator(_with_gaps)]
"""An expression in which … is a gap."""


class PatternFileError(Exception):
    """A file of patterns cannot be used. The message is one line: file, place, what is expected."""


class TextSign(FileRecord):
    """Something in a text that she should know of: what it is, what to make of it, and the rules it rests on.

    `unless`, found in the same clause, takes it back ("请勿转入个人账户"). `departs`: those of the rules it rests on that it
    is not in keeping with.
    """

    id: Slug
    label: FilledText
    reason: FilledText
    cites: Entries[FilledText]
    patterns: Entries[Phrase]
    unless: Phrase | None = None
    departs: tuple[FilledText, ...] = ()


class PointPart(FileRecord):
    """One thing that a point of an agreement must say. Without `patterns`, the sums and days of the text decide."""

    id: Slug
    lacks: FilledText
    question: FilledText
    patterns: tuple[Phrase, ...] = ()


class Reversal(FileRecord):
    """Words that settle a point the other way, and what they then say."""

    says: FilledText
    patterns: Entries[Phrase]


class PointPatterns(FileRecord):
    """One of the twelve points: the words that are about it, its parts, and what to ask where it is missing.

    half: words that say something about the point, but none of its parts for certain.
    """

    id: Slug
    about: Phrase
    question: FilledText
    parts: Entries[PointPart]
    against: tuple[Reversal, ...] = ()
    half: tuple[Phrase, ...] = ()
    note: str = ""


class AgreementPatterns(FileRecord):
    """All that is looked for in an agreement.

    left_open: words that make a clause say nothing for certain. wished: words of somebody who asks, not of who agrees.
    refused_before, refused_after: a refusal right before or somewhere after what was found, in its clause. hers: how her own
    lines begin; hers_in_chat: how they begin where somebody else's begin as `chat` says.
    """

    left_open: Phrase
    wished: Phrase
    agreed: Phrase
    refused_before: Phrase
    refused_after: Phrase
    hers: Phrase
    hers_in_chat: Phrase
    chat: Phrase
    points: Entries[PointPatterns]
    signs: Entries[TextSign]


class Speaker(FileRecord):
    """A way in which whoever writes says who they are."""

    kind: FilledText
    patterns: Entries[Phrase]


class PaymentWay(FileRecord):
    """A way in which the message says to pay."""

    label: FilledText
    patterns: Entries[Phrase]


class CollectorPatterns(FileRecord):
    """All that is looked for in a collector's message."""

    demanded: Phrase
    deadline_after: Phrase
    speakers: Entries[Speaker]
    ways: Entries[PaymentWay]
    signs: Entries[TextSign]


_Patterns = TypeVar("_Patterns", AgreementPatterns, CollectorPatterns)


def pattern_faults(rules: Rules, folder: Path = PATTERN_FOLDER) -> list[str]:
    """Every fault in the files of patterns, one line each; [] if sound."""
    faults: list[str] = []
    agreement = read_yaml(folder / "agreement.yaml", AgreementPatterns, faults)
    collector = read_yaml(folder / "collector.yaml", CollectorPatterns, faults)
    for name, signs in (
        ("agreement.yaml", agreement.signs if agreement else ()),
        ("collector.yaml", collector.signs if collector else ()),
    ):
        faults += repeated((name, sign.id) for sign in signs)
        known = {rule.id for rule in rules.printable}
        faults += [
            f"{name}: {sign.id}: 依据 {cite} 不存在，或不能展示"
            for sign in signs
            for cite in (*sign.cites, *sign.departs)
            if cite not in known
        ]
    return faults


@lru_cache(maxsize=1)
def agreement_patterns() -> AgreementPatterns:
    """What an agreement is read for. Raises `PatternFileError`."""
    return _loaded("agreement.yaml", AgreementPatterns)


@lru_cache(maxsize=1)
def collector_patterns() -> CollectorPatterns:
    """What a collector's message is read for. Raises `PatternFileError`."""
    return _loaded("collector.yaml", CollectorPatterns)


def _loaded(name: str, model: type[_Patterns]) -> _Patterns:
    faults: list[str] = []
    found = read_yaml(PATTERN_FOLDER / name, model, faults)
    faults += pattern_faults(load_rules())
    if found is None or faults:
        raise PatternFileError(faults[0])
    return found
