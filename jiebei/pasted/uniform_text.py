"""Pasted text made uniform, so that one expression finds a word however it is written, with the way back to what she pasted."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

# Advertisers write traditional forms to slip past filters.
_VARIANTS: Final = str.maketrans(
    "徵賬帳掛費過貸還債務證號碼轉銀優減訴錢額複歷構復內開專線後點據單辦給電話機發網擔談絕對師團隊獨門關係錄無須聯繫強製斷處貧戶欄騙屬",
    "征账账挂费过贷还债务证号码转银优减诉钱额复历构复内开专线后点据单办给电话机发网担谈绝对师团队独门关系录无须联系强制断处贫户栏骗属",
)
# NFKC makes Chinese punctuation ASCII; the expressions rely on the Chinese marks to end a sentence.
_PUNCTUATION: Final = str.maketrans(",;!?:", "，；！？：")
# Marks put between characters to hide a word ("停.息.挂.账"). 、 stays: it separates a list.
_DECORATION: Final = frozenset("·•.．_-–—~|/\\^#*'\"“”‘’「」『』【】[]()<>《》…+")
_FORMLESS: Final = frozenset({"Cf", "So", "Sk", "Mn", "Cc", "Cs"})
_DIGITS: Final = frozenset("0123456789")
_DASHES: Final = frozenset("-–—")
_ENDS: Final = frozenset("。；！？\n")
_PAUSES: Final = _ENDS | {"，"}
_LONGEST_SENTENCE: Final = 400
"""Where a text has no marks at all, a sentence is looked for no further than this: hostile text must cost no more."""


@dataclass(frozen=True)
class Uniform:
    """A text half-width, lower case, simplified and without hiding marks; `origin` says for each character where it stood."""

    typed: str
    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in what she pasted this part of the uniform text stands, without the blanks around it."""
        if start >= end:
            return 0, 0
        first, last = self.origin[start], self.origin[end - 1] + 1
        while first < last and self.typed[first].isspace():
            first += 1
        while first < last and self.typed[last - 1].isspace():
            last -= 1
        return first, last

    def quote(self, start: int, end: int) -> str:
        """The same part as she pasted it."""
        first, last = self.span(start, end)
        return self.typed[first:last]

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """The sentence of the uniform text in which this part stands, without the mark that ends it."""
        return _bounds(self._ends, start, end, len(self.text))

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """The clause, between two marks of a pause; from the first clause to the last where the part spans several."""
        return _bounds(self._pauses, start, end, len(self.text))

    @cached_property
    def _ends(self) -> list[int]:
        return [at for at, mark in enumerate(self.text) if mark in _ENDS]

    @cached_property
    def _pauses(self) -> list[int]:
        return [at for at, mark in enumerate(self.text) if mark in _PAUSES]


def uniform(typed: str, figures: bool = False) -> Uniform:
    """The text made uniform.

    Without `figures` a line's end becomes a full stop, so that two entries of a list are not read as one phrase, and marks
    between digits go, so that a telephone number is found however it is cut. With them sums and days stay what they are:
    12,345.67 keeps its comma, 2026-12-05 its dashes, two numbers with a gap between them stay two, and a line's end stays.
    """
    characters: list[tuple[str, int]] = []
    for position, original in enumerate(typed):
        if original in "\r\n":
            characters.append(("\n" if figures else "。", position))
            continue
        if figures and original.isspace():
            characters.append((" ", position))
            continue
        characters += [(character, position) for character in _folded(original, figures)]
    kept: list[tuple[str, int]] = []
    for index, (character, position) in enumerate(characters):
        if figures and character == "，" and _groups_digits(typed, characters, index):
            kept.append((",", position))
            continue
        if character == " ":
            # Only where dropping it would join two numbers into one.
            if kept and _numeric(kept[-1][0]) and _numeric(_next_solid(characters, index)):
                kept.append((character, position))
            continue
        if character in _DECORATION:
            before, after = _neighbour(characters, index, -1), _neighbour(characters, index, 1)
            hides_word = _is_han(before) and _is_han(after)
            joins_digits = not figures and character in _DASHES and before.isdigit() and after.isdigit()
            if hides_word or joins_digits:
                continue
        kept.append((character, position))
    return Uniform(
        typed, "".join(character for character, _ in kept), tuple(position for _, position in kept)
    )


def _bounds(breaks: list[int], start: int, end: int, length: int) -> tuple[int, int]:
    """The part between the last break before `start` and the first at or after `end`."""
    lowest, highest = max(0, start - _LONGEST_SENTENCE), min(length, end + _LONGEST_SENTENCE)
    before, after = bisect_left(breaks, start) - 1, bisect_left(breaks, end)
    first = breaks[before] + 1 if before >= 0 else 0
    last = breaks[after] if after < len(breaks) else length
    return max(first, lowest), min(last, highest)


@lru_cache(maxsize=20_000)
def _folded(original: str, figures: bool) -> str:
    """One character in its plain form; "" where it has none to show."""
    if figures and unicodedata.category(original) == "No":
        # ① begins an entry, and 10² is not 102.
        return "；"
    folded = unicodedata.normalize("NFKC", original).lower().translate(_PUNCTUATION).translate(_VARIANTS)
    return "".join(
        character
        for character in folded
        if not character.isspace() and unicodedata.category(character) not in _FORMLESS
    )


def _groups_digits(typed: str, characters: list[tuple[str, int]], index: int) -> bool:
    """Whether this comma stands before three digits of one number: 12,345. A Chinese one only among full-width digits."""
    position = characters[index][1]
    if not index or characters[index - 1][0] not in _DIGITS:
        return False
    if typed[position] != "," and typed[characters[index - 1][1]] in _DIGITS:
        return False
    following = [character for character, _ in characters[index + 1 : index + 5]]
    return (
        len(following) >= 3
        and all(mark in _DIGITS for mark in following[:3])
        and not (len(following) == 4 and following[3] in _DIGITS)
    )


def _numeric(character: str) -> bool:
    return character in _DIGITS or character in {".", ","}


def _next_solid(characters: list[tuple[str, int]], index: int) -> str:
    """The next character that is no blank, a few places away at most."""
    return next((mark for mark, _ in characters[index + 1 : index + 9] if mark != " "), "")


def _neighbour(characters: list[tuple[str, int]], index: int, step: int) -> str:
    """The nearest character that is no decoration, at most three places away; "" if there is none."""
    for distance in range(1, 4):
        at = index + step * distance
        if not 0 <= at < len(characters):
            return ""
        if characters[at][0] not in _DECORATION:
            return characters[at][0]
    return ""


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"
