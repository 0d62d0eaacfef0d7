"""What was said, when and by whom: the contact log, what in it departs from the collection standards, and its export.

The standards are recommended or self-regulatory, not law: an entry is flagged as not in keeping with them, never as
unlawful.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING, Final
from unicodedata import category

from jiebei.case.labels import BREACHES, REFUSALS, RESULTS
from jiebei.case.records import LogEntry
from jiebei.counting.due_dates import chinese_date

if TYPE_CHECKING:
    from jiebei.rules.model import Rule, Rules

CHANNELS: Final = {
    "phone_in": "对方来电",
    "app": "App 在线客服",
    "phone_out": "我打过去",
    "sms": "短信",
    "letter": "信件",
    "visit": "上门",
    "other": "其他",
}
_SIGNS: Final = frozenset("=+-@＝＋－＠")
"""What a formula begins with; some spreadsheets read a sign in its full width as its own."""


@dataclass(frozen=True, slots=True)
class Flag:
    """An entry (by its place in the log) that departs from a standard: a sentence, and the rule it rests on."""

    entry: int
    text: str
    rule: str


def in_order(log: Iterable[LogEntry]) -> tuple[LogEntry, ...]:
    """The entries by day and time; undated ones last."""
    return tuple(sorted(log, key=lambda entry: (entry.on or date.max, entry.at or "99")))


def flags(log: Sequence[LogEntry], rules: Rules, as_of: date, lenders: int = 1) -> tuple[Flag, ...]:
    """Calls in the quiet hours, and days with more calls from one lender than the standards allow.

    Each entry is held against what was in force on its own day (on `as_of` where it has none). Calls taken and calls
    missed are counted apart; one of which she has not said which counts as neither. `lenders` is how many the case
    has: where there are several, a call from one she does not know counts for none of them.
    """
    found = []
    calls: dict[tuple[date, str, bool], list[int]] = {}
    for place, entry in enumerate(log):
        if entry.channel in {"phone_in", "visit"} and entry.at is not None:
            text = at_night(rules, entry.on or as_of, entry.at)
            when = (chinese_date(entry.on) if entry.on else "日期未记") + f" {entry.at}"
            found += [Flag(place, f"{when}，{text}", "quiet-hours-start")] if text else []
        lender = entry.lender.strip() if lenders > 1 else ""
        counts = entry.channel == "phone_in" and (lender or lenders <= 1)
        if counts and entry.on is not None and entry.answered is not None:
            calls.setdefault((entry.on, lender, entry.answered), []).append(place)
    for (day, lender, answered), places in calls.items():
        rule = rules["effective-calls-per-day" if answered else "unanswered-dials-per-day"]
        most = rule.value(day)
        if isinstance(most, int) and len(places) > most:
            who = f"{lender}的" if lender else ""
            what = "接通了" if answered else "没接通的有"
            text = f"{chinese_date(day)}，{who}来电{what} {len(places)} 次，多于每天 {most} 次，{departs(rule)}。"
            found.append(Flag(max(places), text, rule.id))
    return tuple(sorted(found, key=lambda flag: flag.entry))


def at_night(rules: Rules, day: date, at: str) -> str | None:
    """What to say of a contact on that day at that time (HH:MM) if it fell in the quiet hours; None if it did not."""
    clock = time.fromisoformat(at)
    starts, ends = rules.value("quiet-hours-start", day), rules.value("quiet-hours-end", day)
    if not isinstance(starts, time) or not isinstance(ends, time) or ends <= clock < starts:
        return None
    words = departs(rules["quiet-hours-start"])
    return f"在 {starts:%H:%M} 到次日 {ends:%H:%M} 之间联系，{words}（事先同意的除外）。"


def departs(*rules: Rule) -> str:
    """What may be said of a departure from these, by the weight of each.

    Whether a guideline binds this lender is not known, and whether a law was broken is for others to find.
    """
    laws = [rule.short_label for rule in rules if rule.status in {"法律", "部门规章"}]
    found = [f"可能违反{'、'.join(laws)}"] if laws else []
    statuses = {rule.status for rule in rules}
    if "推荐性标准" in statuses:
        found.append("与推荐性标准不符")
    if "自律" in statuses:
        found.append("与自律指引不符（贷款人受不受它约束，要问贷款人）")
    if "官方提示" in statuses:
        found.append("官方提醒过")
    return "；".join(found)


def as_csv(log: Sequence[LogEntry]) -> str:
    """The log for a spreadsheet. A cell that a spreadsheet would run as a formula is made text by a leading quote."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(
        ["日期", "时间", "哪一家", "对方", "方式", "接通", "说了什么", "凭证", "结果", "对方的理由", "里面有"]
    )
    for entry in in_order(log):
        day = entry.on.isoformat() if entry.on else ""
        channel = CHANNELS[entry.channel]
        cells = [
            day,
            entry.at or "",
            entry.lender,
            entry.who,
            channel,
            whether_taken(entry),
            entry.note,
            entry.evidence,
            *outcome_words(entry),
        ]
        writer.writerow([f"'{cell}" if like_a_formula(cell) else cell for cell in cells])
    return "\ufeff" + buffer.getvalue()


def like_a_formula(text: str) -> bool:
    """Whether a spreadsheet may take the text for a formula: some look past what cannot be seen before a sign."""
    seen = (mark for mark in text if not mark.isspace() and category(mark) not in {"Cf", "Mn"})
    return text[:1] in {"\t", "\r", "\n"} or next(seen, "") in _SIGNS


def as_text(log: Sequence[LogEntry]) -> str:
    """The log as plain text, for a complaint form or a chat."""
    lines = []
    for number, entry in enumerate(in_order(log), start=1):
        when = (chinese_date(entry.on) if entry.on else "日期未记") + (f" {entry.at}" if entry.at else "")
        answered = whether_taken(entry)
        channel = CHANNELS[entry.channel] + (f"（{answered}）" if answered else "")
        parts = [when, channel, _flat(entry.lender), _flat(entry.who)]
        head = "，".join(part for part in parts if part)
        lines.append(f"{number}. {head}：{_flat(entry.note) or '（没有写内容）'}")
        result, reasons, breaches = outcome_words(entry)
        if result:
            lines.append(f"   结果：{result}" + (f"（{reasons}）" if reasons else ""))
        if breaches:
            lines.append(f"   里面有：{breaches}")
        if entry.evidence.strip():
            lines.append(f"   凭证：{_flat(entry.evidence)}")
    return "\n".join(lines) + ("\n" if lines else "")


def outcome_words(entry: LogEntry) -> tuple[str, str, str]:
    """What came of a contact, the reasons given for a refusal, and what she marked in it; "" for what she did not say."""
    return (
        RESULTS[entry.result] if entry.result else "",
        # A reason belongs to a refusal; one left from a result that was corrected is nobody's.
        "、".join(REFUSALS[reason] for reason in entry.reasons) if entry.result == "refused" else "",
        "、".join(BREACHES[breach] for breach in entry.breaches),
    )


def whether_taken(entry: LogEntry) -> str:
    """Of an incoming call, whether she took it; nothing of other contacts, or where she has not said."""
    if entry.channel != "phone_in" or entry.answered is None:
        return ""
    return "接通" if entry.answered else "没接通"


def _flat(text: str) -> str:
    return " ".join(text.split())
