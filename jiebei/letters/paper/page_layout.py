"""A letter set on A4 pages.

The letter's blocks become a flow of lines and table rows, and the flow is cut into pages. Nothing is drawn that is not
in the document but page numbers, table rules and lines to fill in by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from jiebei.letters.document import (
    Annex,
    Block,
    Document,
    Facts,
    Heading,
    Item,
    Paragraph,
    Salute,
    Signature,
    Span,
    Table,
)
from jiebei.letters.paper.fonts import UNITS_PER_EM, advances
from jiebei.letters.paper.line_breaking import break_offsets
from jiebei.letters.paper.table_layout import table_boxes
from jiebei.letters.paper.text import joined, printable, with_colon
from jiebei.letters.paper.typesetting import (
    COMPACT,
    HAIR,
    NORMAL,
    PAGE_HEIGHT,
    Box,
    Halves,
    Mark,
    Run,
    Sheet,
    Stroke,
    Style,
    Text,
    baseline,
    line_boxes,
    measure,
    moved,
    runs_of,
    set_lines,
)

_SOFT: Final = 0.4  # the footer's grey
_FEWEST_ROWS: Final = 4  # on a page, in each half of a table that is split
# A table that fits the next page whole is split only when moving it would leave at least so many points empty.
_WORTH_SPLITTING: Final = 190.0
_LABEL_GAP: Final = 1.7
_BLANK_EMS: Final = 12  # a line to fill in by hand


def lay_out(document: Document) -> tuple[Sheet, ...]:
    """Set the letter on pages; a letter of more than two pages is set closer when that saves a page."""
    pages = _pages(document, NORMAL)
    if len(pages) > 2:
        compact = _pages(document, COMPACT)
        if len(compact) < len(pages):
            return compact
    return pages


def _pages(document: Document, style: Style) -> tuple[Sheet, ...]:
    footer = _footer_lines(document, style)
    flow = list(_flow(document, style))
    bodies = _paginate(flow, style, PAGE_HEIGHT - style.bottom - (len(footer) - 1) * style.footer * 1.5)
    return tuple(
        (*body, *_footer(footer, number, len(bodies), style)) for number, body in enumerate(bodies, start=1)
    )


def _flow(document: Document, style: Style) -> Iterable[Box | Halves]:
    flow: list[Box | Halves] = []
    title = printable(document.title)
    if title:
        lines = set_lines([Run(title, True)], style.title, style.width, align="center")
        flow += line_boxes(lines, 0.0, style.title * 1.5, style.title, 0.0)
        flow.append(Box(style.title_after, keep=True))
    salutation = printable(document.salutation)
    if salutation:
        flow += line_boxes(
            set_lines([Run(salutation, False)], style.body, style.width),
            0.0,
            style.leading,
            style.body,
            0.0,
        )
    for block in document.blocks:
        if isinstance(block, Signature) and flow and isinstance(flow[-1], Box):
            flow[-1].keep = True
        flow += _block(block, style)
    return flow


def _block(block: Block, style: Style) -> Sequence[Box | Halves]:
    if isinstance(block, Paragraph):
        return _paragraph(block, style)
    if isinstance(block, Heading):
        lines = set_lines([Run(printable(block.text), True)], style.heading, style.width)
        boxes = line_boxes(lines, 0.0, style.heading * 1.5, style.heading, style.heading_before)
        for box in boxes:
            box.keep = True
        boxes[-1].height += style.heading_after
        return boxes
    if isinstance(block, Item):
        return _item(block, style)
    if isinstance(block, Facts):
        return _facts(block, style)
    if isinstance(block, Table):
        return table_boxes(block, style)
    if isinstance(block, Salute):
        return _salute(block, style)
    if isinstance(block, Annex):
        return _annex(block, style)
    return _signature(block, style)


def _salute(block: Salute, style: Style) -> list[Box]:
    first, second = block.lines
    boxes = [
        *_paragraph(Paragraph((Span(first),)), style),
        *line_boxes(set_lines([Run(printable(second), False)], style.body, style.width), 0.0, style.leading,
                    style.body, 0.0),
    ]  # fmt: skip
    for box in boxes[:-1]:
        box.keep = True
    return boxes


def _annex(block: Annex, style: Style) -> list[Box]:
    """The label at the margin and the title in the middle below it, at a page's head."""
    boxes: list[Box] = []
    if label := printable(block.label):
        lines = set_lines([Run(label, True)], style.heading, style.width)
        boxes += line_boxes(lines, 0.0, style.heading * 1.5, style.heading, 0.0)
    title = set_lines([Run(printable(block.title), True)], style.annex, style.width, align="center")
    boxes += line_boxes(title, 0.0, style.annex * 1.5, style.annex, 0.0)
    for box in boxes:
        box.keep = True
    boxes[0].turn = True
    boxes[-1].height += style.annex_after
    return boxes


def _paragraph(block: Paragraph, style: Style) -> list[Box]:
    indent = block.indent * style.body if block.align == "left" else 0.0
    lines = set_lines(runs_of(block.spans), style.body, style.width, first=indent, align=block.align)
    return line_boxes(lines, 0.0, style.leading, style.body, style.paragraph_gap)


def _item(block: Item, style: Style) -> list[Box]:
    label = printable(block.label)
    at = 2 * style.body
    hang = measure(label, style.body, False) if label else 0.0
    if label and label[-1] not in "）、．":
        hang += 0.35 * style.body
    lines = set_lines(runs_of(block.spans), style.body, style.width - at - hang)
    if label:
        lines[0].insert(0, Text(-hang, 0.0, label, style.body, False))
    return line_boxes(lines, at + hang, style.leading, style.body, style.paragraph_gap)


def _labelled(
    label: str, spans: Sequence[Span], style: Style, width: float, blank: float, *, signed: bool = False
) -> list[list[Mark]]:
    """A label and its value, hanging after the label; a line to write on where there is no value, or it is `signed`."""
    label = with_colon(label)
    lead = measure(label, style.body, False)
    if not joined(spans).strip():
        rule = Stroke(lead + 2, min(lead + 2 + blank, width), style.body * 0.2, 0.5)
        return [[Text(0.0, 0.0, label, style.body, False), rule] if label else [rule]]
    runs = runs_of(spans)
    if lead > width / 2:  # a label this long does not leave a column for its value
        lines, lead = set_lines([Run(label, False), *runs], style.body, width), 0.0
    else:
        lines = [moved(line, lead, 0.0) for line in set_lines(runs, style.body, width - lead)]
        if label:
            lines[0].insert(0, Text(0.0, 0.0, label, style.body, False))
    if signed:
        at = _extent(lines[-1]) + 2
        if at + blank > width:  # no room beside the value
            lines.append([])
            at = lead + 2
        lines[-1].append(Stroke(at, min(at + blank, width), style.body * 0.2, 0.5))
    return lines


def _facts(block: Facts, style: Style) -> list[Box]:
    boxes: list[Box] = []
    at = 2 * style.body
    for i, (label, spans) in enumerate(block.rows):
        lines = _labelled(label, spans, style, style.width - at, _BLANK_EMS * style.body)
        boxes += line_boxes(lines, at, style.leading, style.body, style.paragraph_gap if i == 0 else 0.0)
    return boxes


def _signature(block: Signature, style: Style) -> list[Box]:
    widest = style.width * 0.62
    blank = _BLANK_EMS * style.body
    rows = [
        (
            _labelled(label, spans, style, widest, blank, signed=label in block.sign),
            label in block.sign or not joined(spans).strip(),
        )
        for label, spans in block.rows
    ]
    width = max((_extent(line) for lines, _ in rows for line in lines), default=0.0)
    boxes: list[Box] = []
    for i, (lines, by_hand) in enumerate(rows):
        # Where something is signed by hand, the line has the height of handwriting.
        leading = style.leading * 1.55 if by_hand else style.leading
        before = style.signature_before if i == 0 else 0.0
        for j, line in enumerate(lines):
            y = baseline(leading, style.body) + (leading - style.leading) * 0.35
            boxes.append(Box(leading, moved(line, style.width - width, y), before if j == 0 else 0.0, True))
    if boxes:
        boxes[-1].keep = False
    return boxes


def _extent(line: Iterable[Mark]) -> float:
    """How far right a line's marks reach."""
    return max(
        (m.x + measure(m.text, m.size, m.bold) if isinstance(m, Text) else m.x2 for m in line), default=0.0
    )


def _paginate(flow: Sequence[Box | Halves], style: Style, bottom: float) -> list[list[Mark]]:
    pages: list[list[Mark]] = [[]]
    y = style.top
    fresh = True  # nothing stands on this page yet

    def turn() -> None:
        nonlocal y, fresh
        pages.append([])
        y = style.top
        fresh = True

    i = 0
    while i < len(flow):
        item = flow[i]
        begins = isinstance(item, Box) and item.turn
        if not fresh and (begins or y + _chain_height(flow, i) > bottom + 0.01):
            turn()
        if isinstance(item, Halves):
            after = flow[i + 1] if i + 1 < len(flow) else None
            tail = after.height if isinstance(after, Box) else 0.0  # the total, or the air below
            remaining = item.rows
            y += 0.0 if fresh else item.before
            while remaining:
                left = (len(remaining) + 1) // 2
                if y + item.height(left) + tail > bottom + 0.01:
                    left = min(left - 1, int((bottom - y) / item.row_height + 1e-6) - 1)
                    fits_a_page = style.top + item.height((len(remaining) + 1) // 2) + tail <= bottom
                    if not fresh and (left < _FEWEST_ROWS or (fits_a_page and bottom - y < _WORTH_SPLITTING)):
                        turn()
                        continue
                taken, remaining = remaining[: 2 * left], remaining[2 * left :]
                pages[-1] += _half_marks(item, taken, (len(taken) + 1) // 2, style.left, y)
                y += item.height((len(taken) + 1) // 2)
                fresh = False
                if remaining:
                    turn()
            i += 1
            continue
        if fresh and item.header is not None:
            pages[-1] += moved(item.header.marks, style.left, y)
            y += item.header.height
        elif not fresh:
            y += item.before
        # An empty box is air between blocks, of which a page's top has enough.
        if item.marks or not fresh:
            pages[-1] += moved(item.marks, style.left, y)
            y += item.height
            fresh = False
        i += 1
    return pages


def _half_marks(table: Halves, rows: Sequence[list[Mark]], left: int, x: float, y: float) -> list[Mark]:
    """Both halves' marks, row by row, so that the left row is read before the right one beside it."""
    marks = moved(table.header, x, y)
    if len(rows) > left:
        marks += moved(table.header, x + table.shift, y)
    for k in range(left):
        at = y + (k + 1) * table.row_height
        marks += moved(rows[k], x, at)
        if left + k < len(rows):
            marks += moved(rows[left + k], x + table.shift, at)
    return marks


def _chain_height(flow: Sequence[Box | Halves], start: int) -> float:
    """The height that must be free for item `start` and all that has to follow it on the same page."""
    height = 0.0
    for i in range(start, len(flow)):
        item = flow[i]
        height += item.before
        if isinstance(item, Halves):
            return height + item.height(min(_FEWEST_ROWS, (len(item.rows) + 1) // 2))
        height += item.height
        if not item.keep:
            break
    return height


def _footer_lines(document: Document, style: Style) -> list[str]:
    text = printable(document.footer)
    width = style.width - measure("第 99 页 / 共 99 页", style.footer, False) - 2 * style.footer
    scale = style.footer / UNITS_PER_EM
    offsets = break_offsets(text, [w * scale for w in advances(text)], width)
    return [text[a:b] for a, b in zip(offsets, [*offsets[1:], len(text)], strict=True)]


def _footer(lines: Sequence[str], number: int, pages: int, style: Style) -> list[Mark]:
    """The footer at the left, the page's number at the right, on the last line's height."""
    size = style.footer
    last = PAGE_HEIGHT - style.bottom + 30.0
    top = last - (len(lines) - 1) * size * 1.5
    left, right = style.left, style.left + style.width
    label = f"第 {number} 页 / 共 {pages} 页"
    marks: list[Mark] = [Stroke(left, right, top - size * 1.6, 0.4, HAIR)]
    marks += [
        Text(left, top + i * size * 1.5, line, size, False, _SOFT) for i, line in enumerate(lines) if line
    ]
    # Programs that extract text take evenly spaced single characters for one spaced-out word and drop the spaces, unless
    # they are this wide.
    parts = [f"{part} " for part in label.split(" ")]
    parts[-1] = parts[-1].rstrip()
    at = right - measure(label, size, False) - (len(parts) - 1) * _LABEL_GAP
    for part in parts:
        marks.append(Text(at, last, part, size, False, _SOFT))
        at += measure(part, size, False) + _LABEL_GAP
    return marks
