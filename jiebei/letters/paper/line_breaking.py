"""Where a line of Chinese text may end.

Chinese breaks between any two characters but for a few rules (禁则, GB/T 15834 and the usual practice of printers):
closing punctuation never starts a line, opening punctuation never ends one, a figure stays with its sign and its
unit. When a rule forbids a break, the character before it is taken down to the next line; nothing hangs over the edge.

The text is cut once into pieces that stay together, and the place where a line is full is then looked up, not walked
to, so the time grows with the text's length. A piece wider than a line (a name of 200 letters) is broken where it must be.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Final

NEVER_FIRST: Final = frozenset("，。、；：！？）》〉】」』〕〗］｝”’％‰℃·・…—～,.;:!?)]}%°\u00a0")
NEVER_LAST: Final = frozenset("（《〈【「『〔〖［｛“‘¥￥＄$€£([{#№\u00a0")

_SLACK: Final = 1e-6  # what adding up widths may be off
_UNIT = r"(?:万元|亿元|元|角|分|期|天|日|个月|个|月|年|岁|人|次|份|页|笔|号|时|点|%|％|‰)"
_TOKEN = (
    # A date, whole, with the day's part or without; a time of day.
    r"\d{1,4}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月\d{1,2}日|\d{1,2}[:：]\d{2}(?![\d:：])"
    # A figure with its currency, sign, thousands, decimals and unit; 第12期.
    rf"|(?:第\s?)?[+\-−]?(?:[¥￥$€£]\s?)?[+\-−]?\d[\d,]*(?:\.\d+)?(?:\s?{_UNIT})?"
    # A word, an address, a number with letters or dashes in it.
    r"|[A-Za-zÀ-ɏͰ-ϿЀ-ӿ0-9][A-Za-zÀ-ɏͰ-ϿЀ-ӿ0-9'’@._/:+#&=~\-]*"
    # A dash or an ellipsis of two.
    r"|—{2}|…{2}"
)
# A token or a single character; most characters begin no token.
_PART = rf"(?:[^0-9A-Za-zÀ-ɏͰ-ϿЀ-ӿ第+\-−¥￥$€£—…]|{_TOKEN}|.)"
_FIRST, _LAST = (re.escape("".join(sorted(never))) for never in (NEVER_FIRST | {" "}, NEVER_LAST))
_PIECE = re.compile(rf"{_PART}(?:(?:(?=[{_FIRST}])|(?<=[{_LAST}])){_PART})*", re.ASCII | re.DOTALL)
_JOINER = "\u200d"
# What may hold a character that belongs to the one before it: anything but the scripts that letters are written in.
_SELDOM = re.compile("[^\x00-\u02ff\u2010-\u20cf\u2100-\u2bff\u3000-\u3029\u3400-\u9fff\uff00-\uffef]")


def _extends(character: str) -> bool:
    """Say whether the character belongs to the one before it: combining marks, variation selectors, joiners."""
    code = ord(character)
    if code < 0x300:
        return False
    return (
        0xFE00 <= code <= 0xFE0F
        or 0xE0100 <= code <= 0xE01EF
        or 0x1F3FB <= code <= 0x1F3FF
        or character == _JOINER
        or unicodedata.category(character) in ("Mn", "Me", "Mc")
    )


def _is_whole(text: str, at: int) -> bool:
    """Say whether a character begins here that a reader would call one."""
    return not (_extends(text[at]) or text[at - 1] == _JOINER)


def _is_ruled_out(text: str, at: int) -> bool:
    """Say whether the rules forbid a line to begin here."""
    return text[at] in NEVER_FIRST or text[at] == " " or text[at - 1] in NEVER_LAST


def _pieces(text: str) -> list[int]:
    """Answer where each piece begins that stays together: by the rules, and as a figure, a date or a word."""
    starts = list(accumulate(map(len, _PIECE.findall(text)[:-1]), initial=0))
    return [at for at in starts if not at or _is_whole(text, at)] if _SELDOM.search(text) else starts


def _finer(text: str, start: int, stop: int) -> list[int]:
    """Answer where the parts begin of a piece that is too wide: first its figures and words may break, then the rules."""
    whole = [at for at in range(start + 1, stop) if _is_whole(text, at)]
    return [start, *([at for at in whole if not _is_ruled_out(text, at)] or whole)]


def break_offsets(
    text: str, widths: Sequence[float], max_width: float, first_width: float | None = None
) -> list[int]:
    """Answer the offset where each line begins; the first is 0. An empty text has one line.

    widths: each character's width, one per character of `text`. max_width: a line's; first_width: the first line's
    when it is shorter (an indent). Spaces at a line's end take no room. A character wider than the line gets a line
    of its own.
    """
    lines = [0]
    if not text:
        return lines
    room = (max_width if first_width is None else first_width) + _SLACK
    narrowest = min(room, max_width + _SLACK)
    before = [0.0, *accumulate(widths)]
    end = len(text)
    starts = _pieces(text)
    while True:
        begin = lines[-1]
        edge = bisect_right(before, before[begin] + room, begin) - 1
        while edge < end and text[edge] == " ":
            edge += 1
        if edge == end:
            return lines
        # The piece that reaches over the edge.
        at = bisect_right(starts, edge) - 1
        start, stop = starts[at], starts[at + 1] if at + 1 < len(starts) else end
        visible = start + len(text[start:stop].rstrip(" "))
        if before[visible] - before[start] > narrowest:
            parts = _finer(text, start, stop)
            if len(parts) > 1:
                starts[at : at + 1] = parts
                continue
        if start == begin:
            start = stop
        if start == end:
            return lines
        lines.append(start)
        room = max_width + _SLACK


def break_lines(
    text: str, width: Callable[[str], float], max_width: float, first_width: float | None = None
) -> list[str]:
    """Answer the text's lines, which joined are the text again. `width` measures one character (see break_offsets)."""
    offsets = break_offsets(text, [width(c) for c in text], max_width, first_width)
    return [text[start:stop] for start, stop in zip(offsets, [*offsets[1:], len(text)], strict=True)]
