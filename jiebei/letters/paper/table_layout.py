"""A letter's tables, set in rows: figures aligned, rules above and below, long ones in two halves side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from jiebei.letters.document import Table
from jiebei.letters.paper.text import printable
from jiebei.letters.paper.typesetting import (
    HAIR,
    Box,
    Grid,
    Mark,
    Run,
    Stroke,
    Style,
    baseline,
    measure,
    moved,
    set_lines,
)

_HALVE_ABOVE: Final = 12  # rows
_TALLEST_ROW: Final = 36  # lines of one table row on a page


def table_flow(block: Table, style: Style) -> list[Box | Grid]:
    """Answer the table for the flow, in two halves where it asks for that and its cells allow it, and the air below it."""
    if not block.header:
        return []
    header = tuple(printable(cell) for cell in block.header)
    rows = [tuple(printable(cell) for cell in row) for row in block.rows]
    total = tuple(printable(cell) for cell in block.total) if block.total is not None else None
    gutter = 2.0 * style.table
    air = Box(style.table_gap)
    if block.halves and len(rows) > _HALVE_ABOVE:
        half = (style.width - gutter) / 2
        columns, fits = _columns(block, [header, *rows, *([total] if total else [])], half, style)
        if fits:
            return [_halved(block, header, rows, total, columns, half + gutter, style), air]
    columns, _ = _columns(block, [header, *rows, *([total] if total else [])], style.width, style)
    if not rows:
        return [*_rowless(block, header, total, columns, style), air]
    return [_whole_table(block, header, rows, total, columns, style), air]


def _columns(
    block: Table, rows: Sequence[Sequence[str]], width: float, style: Style
) -> tuple[list[float], bool]:
    """The columns' widths, and whether every cell then stays on one line.

    The table's own proportions are kept where they let each cell stay on one line; otherwise room goes where it is
    needed, and a cell wraps only when all of them together are too wide.
    """
    natural = [
        max((measure(row[i], style.table, True) for row in rows if i < len(row)), default=0.0)
        + 2 * style.cell_padding
        for i in range(len(block.header))
    ]
    whole = sum(block.widths[: len(natural)]) or 1.0
    asked = [width * w / whole for w in block.widths[: len(natural)]]
    if len(asked) == len(natural) and all(a >= n for a, n in zip(asked, natural, strict=True)):
        return asked, True
    needed = sum(natural) or 1.0
    if needed <= width:
        spare = (width - needed) / len(natural)
        return [n + spare for n in natural], True
    # The widest columns (text) give way first: none is cut below an equal share.
    share = width / len(natural)
    fixed = sum(n for n in natural if n <= share)
    rest = sum(n for n in natural if n > share)
    return [n if n <= share else (width - fixed) * n / rest for n in natural], False


def _row(
    cells: Sequence[str], block: Table, columns: Sequence[float], style: Style, *, bold: bool = False
) -> list[tuple[list[Mark], float]]:
    """One row's marks, from its top left corner, and its height; in several parts when it is too tall for a page."""
    size = style.table
    leading = size * 1.35
    padding = (style.row - leading) / 2
    set_cells: list[list[list[Mark]]] = []
    x = style.cell_padding
    for i, column in enumerate(columns):
        cell = cells[i] if i < len(cells) else ""
        align = {"r": "right", "c": "center"}.get(block.align[i] if i < len(block.align) else "l", "left")
        lines = (
            set_lines([Run(cell, bold)], size, column - 2 * style.cell_padding, align=align) if cell else []
        )
        set_cells.append([moved(line, x, padding + baseline(leading, size)) for line in lines])
        x += column
    tallest = max([1, *map(len, set_cells)])
    parts: list[tuple[list[Mark], float]] = []
    for start in range(0, tallest, _TALLEST_ROW):
        marks: list[Mark] = []
        for lines in set_cells:
            for j, line in enumerate(lines[start : start + _TALLEST_ROW]):
                marks += moved(line, 0.0, j * leading)
        parts.append((marks, style.row + (min(tallest - start, _TALLEST_ROW) - 1) * leading))
    return parts


def _header(
    header: Sequence[str], block: Table, columns: Sequence[float], style: Style
) -> tuple[list[Mark], float]:
    width = sum(columns)
    marks, height = _row(header, block, columns, style, bold=True)[0]
    return [Stroke(0, width, 0, 0.9), *marks, Stroke(0, width, height, 0.5)], height


def _total(
    total: Sequence[str], block: Table, columns: Sequence[float], style: Style, shift: float = 0.0
) -> Box:
    """The total's row, its cells moved right by `shift`."""
    width = shift + sum(columns)
    marks, height = _row(total, block, columns, style, bold=True)[0]
    return Box(height, [Stroke(0, width, 0, 0.5), *moved(marks, shift, 0.0), Stroke(0, width, height, 0.9)])


def _rowless(
    block: Table,
    header: Sequence[str],
    total: Sequence[str] | None,
    columns: Sequence[float],
    style: Style,
) -> list[Box]:
    marks, height = _header(header, block, columns, style)
    head = Box(height, marks, before=style.table_gap, keep=total is not None)
    return [head] if total is None else [head, _total(total, block, columns, style)]


def _whole_table(
    block: Table,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    total: Sequence[str] | None,
    columns: Sequence[float],
    style: Style,
) -> Grid:
    width = sum(columns)
    head, head_height = _header(header, block, columns, style)
    lines: list[tuple[list[Mark], float]] = []
    for row in rows:
        lines += _row(row, block, columns, style)
        marks, height = lines[-1]
        marks.append(Stroke(0, width, height, 0.3, HAIR))
    if total is None:
        marks, height = lines[-1]
        marks[-1] = Stroke(0, width, height, 0.9)

    def draw(start: int, count: int, x: float, y: float) -> list[Mark]:
        drawn = moved(head, x, y)
        y += head_height
        for marks, height in lines[start : start + count]:
            drawn += moved(marks, x, y)
            y += height
        return drawn

    tail = [] if total is None else [_total(total, block, columns, style)]
    return Grid([height for _, height in lines], head_height, style.table_gap, draw, tail)


def _halved(
    block: Table,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    total: Sequence[str] | None,
    columns: Sequence[float],
    shift: float,
    style: Style,
) -> Grid:
    half = sum(columns)
    head, height = _header(header, block, columns, style)
    body = [[*_row(row, block, columns, style)[0][0], Stroke(0, half, style.row, 0.3, HAIR)] for row in rows]

    def draw(start: int, count: int, x: float, y: float) -> list[Mark]:
        """The left half, then the right one: the order in which the rows are read, also by a program."""
        drawn = moved(head, x, y)
        for k, marks in enumerate(body[2 * start : 2 * start + count]):
            drawn += moved(marks, x, y + height + k * style.row)
        if right := body[2 * start + count : 2 * (start + count)]:
            drawn += moved(head, x + shift, y)
        for k, marks in enumerate(right):
            drawn += moved(marks, x + shift, y + height + k * style.row)
        return drawn

    tail = [] if total is None else [_total(total, block, columns, style, shift)]
    return Grid([style.row] * ((len(body) + 1) // 2), height, style.table_gap, draw, tail)
