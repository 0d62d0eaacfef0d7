"""What was said, when and by whom: the contact log, what in it departs from the collection standards, and its export.

The standards are recommended or self-regulatory, not law: an entry is flagged as not in keeping with them, never as
unlawful.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING, Final

from jiebei.case import LogEntry
from jiebei.due_dates import chinese_date

if TYPE_CHECKING:
    from jiebei.rules import Rules

CHANNELS: Final = {
    "app": "App 在线客服",
    "phone_in": "对方来电",
    "phone_out": "我打过去",
    "sms": "短信",
    "letter": "信件",
    "visit": "上门",
    "other": "其他",
}
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Flag:
    """An entry (by its place in the log) that departs from a standard: a sentence, and the rule it rests on."""

    entry: int
    text: str
    rule: str


def in_order(log: Iterable[LogEntry]) -> tuple[LogEntry, ...]:
    """The entries by day and time; undated ones last."""
    return tuple(sorted(log, key=lambda entry: (entry.on or date.max, entry.at or "99")))


def flags(log: Sequence[LogEntry], rules: Rules, as_of: date) -> tuple[Flag, ...]:
    """Calls in the quiet hours, and days with more calls than the standard allows, by the rules valid on `as_of`."""
    starts, ends = rules.clock("quiet-hours-start", as_of), rules.clock("quiet-hours-end", as_of)
    most = rules.integer("effective-calls-per-day", as_of)
    found = []
    for place, entry in enumerate(log):
        if entry.channel in {"phone_in", "visit"} and entry.at is not None:
            at = time.fromisoformat(entry.at)
            if at >= starts or at < ends:
                text = f"在 {starts:%H:%M} 到次日 {ends:%H:%M} 之间联系，与推荐性标准不符（事先同意的除外）。"
                found.append(Flag(place, text, "quiet-hours-start"))
    calls = Counter(entry.on for entry in log if entry.channel == "phone_in" and entry.on is not None)
    for day, count in calls.items():
        if count > most:
            last = max(
                place for place, entry in enumerate(log) if entry.on == day and entry.channel == "phone_in"
            )
            text = f"{chinese_date(day)}来电 {count} 次，多于推荐性标准的每天 {most} 次有效通话。"
            found.append(Flag(last, text, "effective-calls-per-day"))
    return tuple(sorted(found, key=lambda flag: flag.entry))


def as_csv(log: Sequence[LogEntry]) -> str:
    """The log for a spreadsheet. A cell that a spreadsheet would run as a formula is made text by a leading quote."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["日期", "时间", "对方", "方式", "说了什么", "凭证"])
    for entry in in_order(log):
        day = entry.on.isoformat() if entry.on else ""
        cells = [day, entry.at or "", entry.who, CHANNELS[entry.channel], entry.note, entry.evidence]
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return "\ufeff" + buffer.getvalue()


def as_text(log: Sequence[LogEntry]) -> str:
    """The log as plain text, for a complaint form or a chat."""
    lines = []
    for number, entry in enumerate(in_order(log), start=1):
        when = (chinese_date(entry.on) if entry.on else "日期未记") + (f" {entry.at}" if entry.at else "")
        who = f"，{_flat(entry.who)}" if entry.who.strip() else ""
        lines.append(
            f"{number}. {when}，{CHANNELS[entry.channel]}{who}：{_flat(entry.note) or '（没有写内容）'}"
        )
        if entry.evidence.strip():
            lines.append(f"   凭证：{_flat(entry.evidence)}")
    return "\n".join(lines) + ("\n" if lines else "")


def _flat(text: str) -> str:
    return " ".join(text.split())
