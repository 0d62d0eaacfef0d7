"""A flow of lines and tables cut into pages, so that nothing is left alone where it cannot be read.

- Lines that belong together (`Box.keep`) stand on one page: a heading and what follows it, the paragraph that
  introduces a table and the table's first rows, a signature and the text above it.
- A table that does not fit where it stands goes to the next page whole if it fits there and leaves this one filled
  to two thirds. Otherwise it is split, with at least three rows on either side and its header on every page; only
  rows so tall that no page has room for three are split closer. What ends it (its total) stays with its last rows.
- An annex begins a page, with one exception: where the annex before it began on this page too, and it fits whole into
  what is left, it follows there. So no annex shares a page with the letter, and none is cut for the sake of sharing.

All lengths are in points from the page's top left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

from jiebei.letters.paper.typesetting import Box, Grid, Mark, moved

_FEWEST_ROWS: Final = 3  # of a table, on either side of a page break
_FILLED: Final = 2 / 3  # of a page, before a table may leave the rest empty: a half-empty one looks forgotten
_SLACK: Final = 0.01  # what adding up lengths may be off


@dataclass(slots=True)
class LetterPart:
    """The letter (its label is "") or an annex: what is set on pages, line by line and table by table."""

    label: str
    flow: list[Box | Grid] = field(default_factory=list)


@dataclass(slots=True)
class LetterPage:
    """One page's marks, and the labels of the annexes on it, in order."""

    marks: list[Mark]
    labels: list[str]


def paginate(
    parts: Sequence[LetterPart], *, left: float, top: float, bottom: float, gap: float
) -> list[LetterPage]:
    """Answer the pages of the letter and its annexes, `gap` between two annexes on one page; at least one page."""
    pages = _Pages(left, top, bottom)
    for part in parts:
        pages.set_part(part, gap)
    return pages.made


class _Pages:
    """The pages made so far and the place on the last one where the next line goes."""

    def __init__(self, left: float, top: float, bottom: float) -> None:
        self.left, self.top, self.bottom = left, top, bottom
        self.made = [LetterPage([], [])]
        self.y = top
        self.fresh = True  # nothing of this part stands on this page yet
        self.label = ""
        self.began = 0  # how many pages there were when the last annex began

    @property
    def room(self) -> float:
        return self.bottom - self.y + _SLACK

    def set_part(self, part: LetterPart, gap: float) -> None:
        self.label = part.label
        alone = not self.made[-1].marks
        if part.label and self.began == len(self.made) and gap + _height(part.flow) <= self.room:
            self.y += gap
            self.fresh = alone = True
        if not alone:
            self._turn()
        elif part.label:
            self.made[-1].labels.append(part.label)
        if part.label:
            self.began = len(self.made)
        for lines, table in _chains(part.flow):
            self._chain(lines, table)

    def _turn(self) -> None:
        self.made.append(LetterPage([], [self.label] if self.label else []))
        self.y = self.top
        self.fresh = True

    def _chain(self, lines: Sequence[Box], table: Grid | None) -> None:
        """Set lines that belong together, and the table they lead to."""
        if table is None:
            if not self.fresh and _height(lines) > self.room:
                self._turn()
            self._lines(lines)
            return
        count = self._rows_here(table, 0, lines)
        if not count and not self.fresh:
            self._turn()
            count = self._rows_here(table, 0, lines)
        begun = len(self.made)
        self._lines(lines)
        if len(self.made) > begun:  # the lines alone were more than a page
            count = self._rows_here(table, 0, ())
        self._table(table, count)

    def _lines(self, lines: Sequence[Box]) -> None:
        for box in lines:
            if not box.marks:  # air between blocks, of which a page's top has enough
                self.y += 0.0 if self.fresh else box.before + box.height
                continue
            if not self.fresh:
                # Only lines that belong together but are more than a page come to its end here.
                if box.before + box.height > self.room:
                    self._turn()
                else:
                    self.y += box.before
            self.made[-1].marks += moved(box.marks, self.left, self.y)
            self.y += box.height
            self.fresh = False

    def _table(self, table: Grid, count: int) -> None:
        """Set the table, `count` rows of it on this page."""
        start = 0
        while start < len(table.heights):
            if not count:
                self._turn()
                count = self._rows_here(table, start, ())
            self.y += 0.0 if self.fresh else table.before
            self.made[-1].marks += table.draw(start, count, self.left, self.y)
            self.y += table.head + sum(table.heights[start : start + count])
            self.fresh = False
            start += count
            count = 0
        self._lines(table.tail)

    def _rows_here(self, table: Grid, start: int, lines: Sequence[Box]) -> int:
        """How many rows from `start` on go on this page, below the lines that lead to the table; 0: it begins on the next page."""
        rows = table.heights[start:]
        lead = _height(lines, fresh=self.fresh, air=True)
        lead += table.head + (table.before if lines or not self.fresh else 0.0)
        room = self.room - lead
        whole = sum(rows) + _height(table.tail)
        if whole <= room:
            return len(rows)
        fitting = sum(height <= room for height in accumulate(rows))
        count = _split(min(fitting, len(rows) - 1), len(rows))
        if self.fresh:  # another page has no more room
            return count or (min(fitting, 1) if lines else 1)
        if min(count, len(rows) - count) < _FEWEST_ROWS:
            return 0
        page = self.bottom - self.top
        return 0 if lead + whole <= page and self.y - self.top >= _FILLED * page else count


def _split(fitting: int, rows: int) -> int:
    """How many of the rows to set before a page break, of which `fitting` have room: the most that leaves no side too small."""
    return max(
        range(1, fitting + 1), key=lambda count: (min(count, rows - count, _FEWEST_ROWS), count), default=0
    )


def _chains(flow: Sequence[Box | Grid]) -> Iterator[tuple[list[Box], Grid | None]]:
    lines: list[Box] = []
    for item in flow:
        if isinstance(item, Grid):
            yield lines, item
            lines = []
            continue
        lines.append(item)
        if not item.keep:
            yield lines, None
            lines = []
    if lines:
        yield lines, None


def _height(flow: Sequence[Box | Grid], *, fresh: bool = False, air: bool = False) -> float:
    """The height of all of it on one page. `fresh`: without the air above it; `air`: with the air that ends it."""
    height = end = 0.0
    for item in flow:
        if isinstance(item, Grid):
            height += (0.0 if fresh else item.before) + item.head + sum(item.heights)
            end = height + _height(item.tail)
            height += _height(item.tail, air=True)
            fresh = False
        elif item.marks:
            height += (0.0 if fresh else item.before) + item.height
            end = height
            fresh = False
        elif not fresh:
            height += item.before + item.height
    return height if air else end
