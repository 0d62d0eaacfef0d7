"""Where a line of Chinese text may end.

Chinese breaks between any two characters but for a few rules (禁则, GB/T 15834 and the usual practice of printers):
closing punctuation never starts a line, opening punctuation never ends one, a figure stays with its sign and its
unit. When a rule forbids a break, the character before it is taken down to the next line; nothing hangs over the edge.

The text is grouped once into pieces that stay together, and the pieces are then filled into lines greedily, so the
time grows with the text's length. A piece wider than a line (a name of 200 letters) is broken where it must be.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Final

NEVER_FIRST: Final = frozenset("，。、；：！？）》〉】」』〕〗］｝”’％‰℃·・…—～,.;:!?)]}%°\u00a0")
NEVER_LAST: Final = frozenset("（《〈【「『〔〖［｛“‘¥￥＄$€£([{#№\u00a0")

_UNIT = r"(?:万元|亿元|元|角|分|期|天|日|个月|个|月|年|岁|人|次|份|页|笔|号|时|点|%|％|‰)"
_TOKENS = re.compile(
    # A date, whole, with the day's part or without; a time of day.
    r"\d{1,4}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月\d{1,2}日|\d{1,2}[:：]\d{2}(?![\d:：])"
    # A figure with its currency, sign, thousands, decimals and unit; 第12期.
    rf"|(?:第\s?)?[+\-−]?(?:[¥￥$€£]\s?)?[+\-−]?\d[\d,]*(?:\.\d+)?(?:\s?{_UNIT})?"
    # A word, an address, a number with letters or dashes in it.
    r"|[A-Za-zÀ-ɏͰ-ϿЀ-ӿ0-9][A-Za-zÀ-ɏͰ-ϿЀ-ӿ0-9'’@._/:+#&=~\-]*"
    # A dash or an ellipsis of two.
    r"|—{2}|…{2}",
    re.ASCII,
)
_JOINER = "\u200d"


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


def _clusters(text: str) -> list[int]:
    """Answer where each character begins that a reader would call one."""
    if text.isascii():
        return list(range(len(text)))
    return [i for i, c in enumerate(text) if i == 0 or not (_extends(c) or text[i - 1] == _JOINER)]


def _glued(text: str, starts: Sequence[int]) -> list[int]:
    """Keep of `starts` (which begins with 0) those where the rules let a line begin."""
    return [
        at
        for at in starts
        if at == 0 or not (text[at] in NEVER_FIRST or text[at] == " " or text[at - 1] in NEVER_LAST)
    ]


def _whole_tokens(text: str, starts: Sequence[int]) -> list[int]:
    """Keep of `starts` those that lie in no figure, date or word."""
    inside: set[int] = set()
    for match in _TOKENS.finditer(text):
        inside.update(range(match.start() + 1, match.end()))
    return [at for at in starts if at not in inside]


def break_offsets(
    text: str, widths: Sequence[float], max_width: float, first_width: float | None = None
) -> list[int]:
    """Answer the offset where each line begins; the first is 0. An empty text has one line.

    widths: each character's width, one per character of `text`. max_width: a line's; first_width: the first line's
    when it is shorter (an indent). Spaces at a line's end take no room. A character wider than the line gets a line
    of its own.
    """
    if not text:
        return [0]
    first = max_width if first_width is None else first_width
    limit = min(first, max_width)
    before = [0.0, *accumulate(widths)]
    end = len(text)

    def visible_end(start: int, stop: int) -> int:
        while stop > start and text[stop - 1] == " ":
            stop -= 1
        return stop

    def too_wide(start: int, stop: int) -> bool:
        return before[visible_end(start, stop)] - before[start] > limit + 1e-6

    clusters = _clusters(text)
    loose = _glued(text, clusters)
    tight = _whole_tokens(text, loose)
    # Each piece wider than a line is replaced by smaller ones: first its figures and words may break, then the rules.
    for finer in (loose, clusters):
        tight = _refine(tight, finer, end, too_wide)

    lines = [0]
    room = first
    line_start = 0
    for piece, stop in zip(tight, [*tight[1:], end], strict=True):
        fits = before[visible_end(piece, stop)] - before[line_start] <= room + 1e-6
        if piece > line_start and not fits:
            lines.append(piece)
            line_start = piece
            room = max_width
    return lines


def _refine(
    pieces: Sequence[int], finer: Sequence[int], end: int, too_wide: Callable[[int, int], bool]
) -> list[int]:
    """Replace the pieces that are too wide by the finer ones they consist of."""
    result: list[int] = []
    position = 0
    for start, stop in zip(pieces, [*pieces[1:], end], strict=True):
        while position < len(finer) and finer[position] < start:
            position += 1
        result.append(start)
        if too_wide(start, stop):
            while position < len(finer) and finer[position] < stop:
                if finer[position] > start:
                    result.append(finer[position])
                position += 1
    return result


def break_lines(
    text: str, width: Callable[[str], float], max_width: float, first_width: float | None = None
) -> list[str]:
    """Answer the text's lines, which joined are the text again. `width` measures one character (see break_offsets)."""
    offsets = break_offsets(text, [width(c) for c in text], max_width, first_width)
    return [text[start:stop] for start, stop in zip(offsets, [*offsets[1:], len(text)], strict=True)]
