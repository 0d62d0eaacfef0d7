"""A collector's message: who it says it is from, what it demands and by when, and what in it departs from which rule.

Deterministic, and nothing leaves the process. Who sent it nobody can tell from the words: what is found is what is claimed.
A departure is named after the weight of its rule: never "违法" for what a standard or a guideline says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Final, NamedTuple

from jiebei.case.records import LogEntry
from jiebei.counting.money import plain
from jiebei.keep.contact_log import at_night, departs
from jiebei.pasted.agreement_text import Quote, TextFinding, clause_quote, finding_json, signs_in, why_nothing
from jiebei.pasted.patterns import CollectorPatterns, collector_patterns
from jiebei.pasted.quantities import Quantity, quantities
from jiebei.pasted.uniform_text import Uniform, uniform
from jiebei.rules import Rules
from jiebei.rules.listing import state

_SIGNED: Final = re.compile(r"[【\[]([^】\]\n]{2,30})[】\]]")
_WITHIN: Final = re.compile("[0-9一二两三四五六七八九十]{1,3}个?(?:小时|分钟|天|日|工作日)(?:之|以)?内")
_DEADLINE_BEFORE: Final = re.compile(
    "(?:限|截止|截至|最迟|最晚|务必于|务必在|请于|请在|应于|须于|必须在)[^，]{0,6}$"
)
_NOTE_ROOM: Final = 2000
_WHO_ROOM: Final = 200


class ClaimedName(NamedTuple):
    """Who the message says it is from: what kind of name (单位、姓名、工号、电话), in its words."""

    kind: str
    quote: Quote


class Demand(NamedTuple):
    """A sum that the message names, in fen, and its clause."""

    amount: int
    quote: Quote


class Deadline(NamedTuple):
    """By when: the day and the minutes after midnight, where they can be read, and its clause."""

    on: date | None
    at: str | None
    quote: Quote


class PayBy(NamedTuple):
    """A way to pay that the message names."""

    label: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class MessageReading:
    """All that was found in one message.

    on, at: when it came, as she says or as its first line says. departs: for each of `findings`, what may be said of it by
    the weight of the rules it is not in keeping with; "" where there is none. nothing: why nothing was found, where nothing
    was.
    """

    typed: str
    on: date | None
    at: str | None
    who: tuple[ClaimedName, ...]
    sums: tuple[Demand, ...]
    deadlines: tuple[Deadline, ...]
    ways: tuple[PayBy, ...]
    findings: tuple[TextFinding, ...]
    departs: tuple[str, ...]
    nothing: str = ""


class LoggedMessage(NamedTuple):
    """The entry that the message makes, and how many of its characters did not fit into the note."""

    entry: LogEntry
    left_out: int


def read_message(
    typed: str, rules: Rules, as_of: date, on: date | None = None, at: str | None = None
) -> MessageReading:
    """Everything in a message of any length and content.

    on, at: when it came, where she knows better than its first line. `as_of` gives days without a year theirs.
    """
    pasted = uniform(typed, figures=True)
    patterns = collector_patterns()
    found = quantities(pasted, on or as_of)
    said_on, said_at = _stamp(pasted, found)
    if on is None and said_on is not None:
        # 今晚 is the evening of the day it came.
        on, found = said_on, quantities(pasted, said_on)
    at = at or said_at
    findings = list(signs_in(pasted, patterns.signs))
    if at is not None and (night := at_night(rules, on or as_of, at)):
        stamp = _stamp_quote(pasted, found) if said_at == at else Quote("", 0, 0)
        quiet = ("quiet-hours-start",)
        findings.insert(0, TextFinding("quiet-hours", "夜里来的", night, stamp, quiet, departs=quiet))
    weights = [
        departs(*(rules[each] for each in finding.departs if state(rules[each], on or as_of) == "in force"))
        for finding in findings
    ]
    who, ways = tuple(_claims(pasted, patterns)), tuple(_ways(pasted, patterns))
    sums, deadlines = tuple(_sums(pasted, found, patterns)), tuple(_deadlines(pasted, found, patterns))
    anything = findings or who or sums or deadlines or ways
    return MessageReading(
        typed, on, at, who, sums, deadlines, ways, tuple(findings), tuple(weights),
        "" if anything else why_nothing(typed, "没有找到和催收有关的话。请把短信或聊天的原文整段贴进来。"),
    )  # fmt: skip


def log_entry(message: MessageReading, lender: str = "") -> LoggedMessage:
    """The entry for the log: her text as the note, what does not fit counted and said in the note itself."""
    text = message.typed.strip()
    left_out = 0
    if len(text) > _NOTE_ROOM:
        # The words that say how much is missing take their own room.
        room = _NOTE_ROOM - len(_cut_words(len(text)))
        left_out = len(text) - room
        text = text[:room] + _cut_words(left_out)
    who = "，".join(
        dict.fromkeys(" ".join(claim.quote.text.split()) for claim in message.who if claim.kind != "电话")
    )
    if len(who) > _WHO_ROOM:
        who = who[: _WHO_ROOM - 1] + "…"
    entry = LogEntry(
        on=message.on if message.on is None or 2000 <= message.on.year <= 2100 else None,
        at=message.at, who=who, channel="sms", note=text, lender=lender[:_WHO_ROOM],
        evidence=f"原文另存（共 {len(message.typed.strip())} 字）" if left_out else "",
    )  # fmt: skip
    return LoggedMessage(entry, left_out)


def message_json(message: MessageReading) -> dict[str, Any]:
    """The reading as `jiebei log --message` prints it."""
    return {
        "characters": len(message.typed),
        "nothing": message.nothing or None,
        "on": message.on.isoformat() if message.on else None,
        "at": message.at,
        "who": [{"kind": claim.kind, "quote": claim.quote._asdict()} for claim in message.who],
        "sums": [{"amount": plain(one.amount), "quote": one.quote._asdict()} for one in message.sums],
        "deadlines": [
            {"on": one.on.isoformat() if one.on else None, "at": one.at, "quote": one.quote._asdict()}
            for one in message.deadlines
        ],
        "ways": [{"label": one.label, "quote": one.quote._asdict()} for one in message.ways],
        "findings": [
            finding_json(finding) | {"departs": weight or None}
            for finding, weight in zip(message.findings, message.departs, strict=True)
        ],
    }


def _cut_words(left_out: int) -> str:
    return f"……（后面还有 {left_out} 字没有记在这里，见原文）"


def _claims(pasted: Uniform, patterns: CollectorPatterns) -> Iterable[ClaimedName]:
    signed = _SIGNED.search(pasted.typed[:200])
    if signed is not None:
        yield ClaimedName("单位", Quote(signed[1], signed.start(1), signed.end(1)))
    for speaker in patterns.speakers:
        match = min(
            (found for pattern in speaker.patterns if (found := pattern.search(pasted.text))),
            key=lambda found: found.start(),
            default=None,
        )
        if match is None or (speaker.kind == "单位" and signed is not None):
            continue
        start, end = pasted.span(match.start(), match.end())
        yield ClaimedName(speaker.kind, Quote(pasted.typed[start:end], start, end))


def _ways(pasted: Uniform, patterns: CollectorPatterns) -> Iterable[PayBy]:
    for way in patterns.ways:
        match = next((found for pattern in way.patterns if (found := pattern.search(pasted.text))), None)
        if match is not None:
            yield PayBy(way.label, clause_quote(pasted, match.start(), match.end()))


def _sums(pasted: Uniform, found: Iterable[Quantity], patterns: CollectorPatterns) -> Iterable[Demand]:
    seen = set()
    for one in found:
        if one.kind not in {"sum", "bare"} or not one.value:
            continue
        first, _ = pasted.clause(one.start, one.end)
        # A number that says no unit is a sum where the words right beside it say so.
        named = (
            one.kind == "sum"
            or patterns.demanded.search(pasted.text, max(first, one.start - 6), one.start)
            or patterns.demanded.match(pasted.text, one.end)
        )
        if named and one.value not in seen:
            seen.add(one.value)
            yield Demand(one.value, clause_quote(pasted, one.start, one.end))


def _deadlines(
    pasted: Uniform, found: tuple[Quantity, ...], patterns: CollectorPatterns
) -> Iterable[Deadline]:
    text = pasted.text
    day: Quantity | None = None
    given = []
    for one in found:
        if one.kind == "day":
            day = one
        elif one.kind != "clock":
            continue
        before = text[max(0, one.start - 10) : one.start]
        if not patterns.deadline_after.search(text[one.end : one.end + 4]) and not _DEADLINE_BEFORE.search(
            before
        ):
            continue
        same = day is not None and one.start - day.end <= 4
        on = one.on if one.kind == "day" else (day.on if same and day is not None else None)
        at = _clock_words(one.value) if one.kind == "clock" and one.value < 24 * 60 else None
        given.append((one.start, Deadline(on, at, clause_quote(pasted, one.start, one.end))))
    given += [
        (match.start(), Deadline(None, None, clause_quote(pasted, *match.span())))
        for match in _WITHIN.finditer(text)
    ]
    # 今晚10点前 is one deadline: the day and the hour stand in one clause.
    by_clause: dict[Quote, Deadline] = {}
    for _, deadline in sorted(given, key=lambda pair: pair[0]):
        earlier = by_clause.get(deadline.quote)
        if earlier is None or (earlier.at is None and deadline.at is not None):
            by_clause[deadline.quote] = deadline._replace(on=deadline.on or (earlier.on if earlier else None))
    return by_clause.values()


def _stamped(pasted: Uniform, found: tuple[Quantity, ...]) -> tuple[Quantity, Quantity] | None:
    """The day and time at the head of a message, as a telephone writes it: 2026-11-20 22:35."""
    for day, clock in pairwise(found[:4]):
        if (
            day.kind == "day"
            and clock.kind == "clock"
            and clock.start - day.end <= 2
            and clock.value < 24 * 60
        ):
            before = pasted.text[: day.start]
            after = pasted.text[clock.end : clock.end + 2]
            if (day.start <= 12 or before.endswith("\n")) and not after.startswith(("前", "之", "以", "截")):
                return day, clock
    return None


def _stamp(pasted: Uniform, found: tuple[Quantity, ...]) -> tuple[date | None, str | None]:
    stamped = _stamped(pasted, found)
    return (stamped[0].on, _clock_words(stamped[1].value)) if stamped else (None, None)


def _stamp_quote(pasted: Uniform, found: tuple[Quantity, ...]) -> Quote:
    stamped = _stamped(pasted, found)
    assert stamped is not None
    return clause_quote(pasted, stamped[0].start, stamped[1].end)


def _clock_words(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
