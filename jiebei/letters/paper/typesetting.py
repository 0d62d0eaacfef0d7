"""Text set in lines: what stands where, measured before any PDF exists.

All lengths are in points, from the top left, and come from the font's advance widths. A line is a list of marks with
its baseline at y = 0, which the pages' layout then moves to its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from jiebei.letters.document import Span
from jiebei.letters.paper.fonts import BOLD, REGULAR, UNITS_PER_EM, advances, missing_characters
from jiebei.letters.paper.line_breaking import break_offsets
from jiebei.letters.paper.text import printable

PAGE_WIDTH: Final = 595.28
PAGE_HEIGHT: Final = 841.89


class Text(NamedTuple):
    """A run of text: its left edge, its baseline, what it says, and how much each gap inside is widened (points)."""

    x: float
    y: float
    text: str
    size: float
    bold: bool
    grey: float = 0.0
    spread: float = 0.0


class Stroke(NamedTuple):
    """A horizontal line from x1 to x2 at height y."""

    x1: float
    x2: float
    y: float
    width: float
    grey: float = 0.0


Mark = Text | Stroke
Sheet = tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Style:
    """The letter's measures. Sizes, leadings and gaps are in points."""

    body: float = 10.5
    leading: float = 17.5
    paragraph_gap: float = 3.0
    heading: float = 11.5
    heading_before: float = 9.0
    heading_after: float = 3.0
    title: float = 17.0
    title_after: float = 15.0
    annex: float = 13.5
    annex_after: float = 8.0
    annex_gap: float = 30.0  # between two annexes on one page
    table: float = 9.5
    row: float = 16.5
    table_gap: float = 5.0
    cell_padding: float = 5.0
    footer: float = 8.0
    columns: int = 43  # the line's length in body characters
    top: float = 68.0
    bottom: float = 62.0
    signature_before: float = 14.0

    @property
    def width(self) -> float:
        return self.body * self.columns

    @property
    def left(self) -> float:
        return (PAGE_WIDTH - self.width) / 2


NORMAL: Final = Style()
# Tried when a letter runs over two pages: a little less air, the same words.
COMPACT: Final = Style(
    leading=16.0, paragraph_gap=2.0, heading_before=6.0, heading_after=2.0, title_after=11.0, row=15.0, top=60.0,
    bottom=56.0, signature_before=10.0,
)  # fmt: skip

HAIR: Final = 0.8  # the grey of the thinnest rules

_PAIR: Final = re.compile("[）》〉】」』〕，。、；：](?=[）》〉】」』〕，。、；：])")
_NO_GAP: Final = re.compile("[^\u2e80-\U0010ffff](?=[^\u2e80-\U0010ffff])")
_PIECES: Final = re.compile("[^\u2e80-\U0010ffff]+|[\u2e80-\U0010ffff]")
# A line is spread to the right edge only as far as neither a reader nor a program that extracts text takes a gap for a
# space.
_WIDEST_SPREAD: Final = 0.08


@dataclass(slots=True)
class Box:
    """One line of the letter: marks relative to its top left, kept on a page with the next one or not."""

    height: float
    marks: list[Mark] = field(default_factory=list)
    before: float = 0.0
    keep: bool = False


@dataclass(slots=True)
class Grid:
    """A table's rows as lines on the page: two rows share a line where a long table is set in halves side by side.

    heights: each line's. head: the header's, which stands above the lines on every page. before: the air above it.
    draw: the header and `count` lines from line `start` on, as marks with their top left corner at (x, y).
    tail: what has to stand on the page with the last lines, such as the total.
    """

    heights: list[float]
    head: float
    before: float
    draw: Callable[[int, int, float, float], list[Mark]]
    tail: list[Box] = field(default_factory=list)


class Run(NamedTuple):
    """Printable text of one weight."""

    text: str
    bold: bool


def runs_of(spans: Iterable[Span], bold: bool = False) -> list[Run]:
    """Answer the spans as printable runs, neighbours of one weight joined; `bold` makes all of them bold."""
    runs: list[Run] = []
    for span in spans:
        run = Run(printable(span.text), bold or span.bold)
        if runs and runs[-1].bold == run.bold:
            runs[-1] = Run(runs[-1].text + run.text, run.bold)
        elif run.text:
            runs.append(run)
    return runs


def set_widths(text: str, bold: bool) -> list[int]:
    """Answer each character's width as it is set, in thousandths of an em.

    Of two closing marks in a row, such as ）。, the first gives up the blank half of its square. No line ends between
    them, so a line's width does not depend on where it is broken.
    """
    widths = advances(text, BOLD if bold else REGULAR)
    for pair in _PAIR.finditer(text):
        if widths[pair.start()] == UNITS_PER_EM:
            widths[pair.start()] //= 2
    return widths


def narrows(text: str) -> bool:
    """Say whether the text has closing marks in a row, of which set_widths narrows one."""
    return _PAIR.search(text) is not None


def measure(text: str, size: float, bold: bool) -> float:
    """Answer how wide the text is on one line, in points."""
    return sum(set_widths(text, bold)) * size / UNITS_PER_EM


def set_lines(
    runs: Sequence[Run], size: float, width: float, *, first: float = 0.0, align: str = "left"
) -> list[list[Mark]]:
    """Break the runs into lines of `width`, the first one indented by `first`; marks have their baseline at y = 0."""
    text = "".join(run.text for run in runs)
    scale = size / UNITS_PER_EM
    widths = [w * scale for run in runs for w in set_widths(run.text, run.bold)]
    if sum(widths) <= width - first:
        offsets = [0]
    else:
        offsets = _without_orphan(
            text, widths, break_offsets(text, widths, width, width - first), width, first, size
        )
    # Where each run begins in the text.
    begins = [0]
    for run in runs:
        begins.append(begins[-1] + len(run.text))
    lines: list[list[Mark]] = []
    for number, (start, stop) in enumerate(zip(offsets, [*offsets[1:], len(text)], strict=True)):
        last = stop == len(text)
        while stop > start and text[stop - 1] == " ":
            stop -= 1
        x = first if number == 0 else 0.0
        natural = sum(widths[start:stop])
        spread = 0.0
        if align == "right":
            x += width - x - natural
        elif align == "center":
            x += (width - x - natural) / 2
        elif not last:
            spread = _spread(text[start:stop], width - x - natural, size)
        line: list[Mark] = []
        for run, begin in zip(runs, begins, strict=False):
            a, b = max(start, begin), min(stop, begin + len(run.text))
            if a < b:
                part = text[a:b]
                line.extend(_blanks_ruled(x, part, widths[a:b], size, run.bold, spread))
                if b < stop:
                    x += sum(widths[a:b]) + spread * gap_count(part, text[b])
        lines.append(line)
    return lines


def _without_orphan(
    text: str, widths: Sequence[float], offsets: list[int], width: float, first: float, size: float
) -> list[int]:
    """The offsets, with a last line of one or two characters made longer at the expense of the line before it.

    Only where the shortened line can still be spread to the right edge.
    """
    if len(offsets) < 2 or sum(widths[offsets[-1] :]) > 2.2 * size:
        return offsets
    start = offsets[-2]
    room = width if start else width - first
    for less in (0.9 * size, 1.9 * size):
        tail = break_offsets(text[start:], widths[start:], width, room - less)
        if len(tail) == 2 and sum(widths[start + tail[1] :]) > 2.2 * size:
            slack = room - sum(widths[start : start + tail[1]])
            if _spread(text[start : start + tail[1]], slack, size):
                return [*offsets[:-1], start + tail[1]]
    return offsets


def _spread(text: str, slack: float, size: float) -> float:
    """How much to widen each gap so that the line reaches the right edge; 0 when that would be too much to look even."""
    gaps = gap_count(text)
    return slack / gaps if gaps and 0 < slack <= gaps * _WIDEST_SPREAD * size else 0.0


def gap_count(text: str, following: str = "") -> int:
    """Count the places in a line that may be widened: beside a wide character, before another one."""
    text += following
    return len(text) - 1 - len(_NO_GAP.findall(text)) if text else 0


def is_gap(character: str, following: str) -> bool:
    """Say whether the space between two characters may be widened: not inside a figure or a word."""
    return character >= "\u2e80" or following >= "\u2e80"


def pieces_between_gaps(text: str) -> list[str]:
    """Answer the pieces of which each is parted from the next by a gap (is_gap); joined they are the text again."""
    return _PIECES.findall(text)


def _blanks_ruled(
    x: float, text: str, widths: Sequence[float], size: float, bold: bool, spread: float
) -> list[Mark]:
    """The run as one mark, with a line under each gap that a character without a glyph leaves."""
    marks: list[Mark] = [Text(x, 0.0, text, size, bold, spread=spread)]
    missing = set(missing_characters(text))
    if missing:
        at = x
        for i, (character, width) in enumerate(zip(text, widths, strict=True)):
            if character in missing:
                marks.append(Stroke(at + 0.5, at + width - 0.5, size * 0.14, 0.5))
            at += width + (spread if is_gap(character, text[i + 1 : i + 2]) else 0.0)
    return marks


def moved(marks: Iterable[Mark], dx: float, dy: float) -> list[Mark]:
    """Answer the marks moved to the right by dx and down by dy."""
    moved: list[Mark] = []
    for mark in marks:
        if isinstance(mark, Text):
            x, y, text, size, bold, grey, spread = mark
            moved.append(Text(x + dx, y + dy, text, size, bold, grey, spread))
        else:
            x1, x2, y, width, grey = mark
            moved.append(Stroke(x1 + dx, x2 + dx, y + dy, width, grey))
    return moved


def baseline(height: float, size: float) -> float:
    """Answer where the baseline of a line lies so that its characters stand in the middle of its height.

    A Chinese character of this font reaches from 0.88 em above the baseline to 0.12 em below.
    """
    return height / 2 + size * 0.38


def line_boxes(
    lines: Sequence[list[Mark]], dx: float, leading: float, size: float, before: float
) -> list[Box]:
    """Answer one box a line, moved right by dx, the first one `before` below what precedes it, such that no page begins or ends with a paragraph's single line."""
    count = len(lines)
    return [
        Box(
            leading,
            moved(line, dx, baseline(leading, size)),
            before if i == 0 else 0.0,
            keep=count > 1 and i in (0, count - 2) and i < count - 1,
        )
        for i, line in enumerate(lines)
    ]
