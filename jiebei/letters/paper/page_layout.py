"""A letter set on A4 pages.

The letter's blocks become a flow of lines and table rows, and the flow is cut into pages (pagination.py). Nothing is drawn that is not
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
from jiebei.letters.paper.pagination import LetterPart, paginate
from jiebei.letters.paper.table_layout import table_flow
from jiebei.letters.paper.text import introduces, joined, printable, with_colon
from jiebei.letters.paper.typesetting import (
    COMPACT,
    HAIR,
    NORMAL,
    PAGE_HEIGHT,
    Box,
    Grid,
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
_LINES_ABOVE: Final = 2  # of text, on a signature's page
_LABEL_GAP: Final = 1.7
_BLANK_EMS: Final = 12  # a line to fill in by hand

_Set = tuple[Block | None, list[Box | Grid]]
"""A block and its lines; None for the letter's opening."""


def lay_out(document: Document) -> tuple[Sheet, ...]:
    """Set the letter and its annexes on pages; a letter of more than two pages is set closer when that saves a page.

    Annexes have pages of their own, which short ones share (pagination.py); they are not counted as the letter's.
    """
    pages, own = _pages(document, NORMAL)
    if own > 2:
        closer, fewer = _pages(document, COMPACT)
        if fewer < own:
            return closer
    return pages


def _pages(document: Document, style: Style) -> tuple[tuple[Sheet, ...], int]:
    """The pages, and how many of them are the letter's own."""
    parts = _parts(document, style)
    longest = sorted((part.label for part in parts if part.label), key=len)[-2:]
    footers = {labels: _footer_lines(document, labels, style) for labels in {(), tuple(longest)}}
    made = paginate(
        parts,
        left=style.left,
        top=style.top,
        bottom=PAGE_HEIGHT - style.bottom - (max(map(len, footers.values())) - 1) * style.footer * 1.5,
        gap=style.annex_gap,
    )
    sheets: list[Sheet] = []
    for number, page in enumerate(made, start=1):
        labels = tuple(page.labels)
        if labels not in footers:
            footers[labels] = _footer_lines(document, labels, style)
        sheets.append((*page.marks, *_footer(footers[labels], number, len(made), style)))
    return tuple(sheets), sum(not page.labels for page in made)


def _parts(document: Document, style: Style) -> list[LetterPart]:
    """The letter and its annexes, each block's lines kept with those it may not be parted from."""
    parts: list[tuple[str, list[_Set]]] = [("", [(None, _opening(document, style))])]
    for block in document.blocks:
        if isinstance(block, Annex):
            parts.append((printable(block.label).strip() or printable(block.title).strip(), []))
        above = parts[-1][1]
        flow = _block(block, style)
        if isinstance(block, Signature):
            _keep_text_above(above, flow)
        elif above and introduces(above[-1][0], block):
            for item in above[-1][1][-1:]:
                if isinstance(item, Box):
                    item.keep = True
        above.append((block, flow))
    return [LetterPart(label, [item for _, flow in blocks for item in flow]) for label, blocks in parts]


def _keep_text_above(above: Sequence[_Set], signature: list[Box | Grid]) -> None:
    """Keep a signature's page from having no text: two lines above it, or a table's last rows, go with it.

    The closing words and headings are kept with it too, but say nothing by themselves.
    """
    lines = 0
    after = [signature]
    for block, flow in reversed(above):
        for k in reversed(range(len(flow))):
            item = flow[k]
            if isinstance(item, Grid):
                after.insert(0, flow[k + 1 :])
                item.tail += [box for part in after for box in part if isinstance(box, Box)]
                del flow[k + 1 :]
                for part in after[1:]:
                    part.clear()
                return
            item.keep = True
            lines += bool(item.marks) and not isinstance(block, Heading | Salute | Signature)
            if lines == _LINES_ABOVE:
                return
        after.insert(0, flow)


def _opening(document: Document, style: Style) -> list[Box | Grid]:
    boxes: list[Box] = []
    if title := printable(document.title):
        lines = set_lines([Run(title, True)], style.title, style.width, align="center")
        boxes += line_boxes(lines, 0.0, style.title * 1.5, style.title, 0.0)
        boxes.append(Box(style.title_after))
        for box in boxes:
            box.keep = True
    if salutation := printable(document.salutation):
        lines = set_lines([Run(salutation, False)], style.body, style.width)
        boxes += line_boxes(lines, 0.0, style.leading, style.body, 0.0)
    return [*boxes]


def _block(block: Block, style: Style) -> list[Box | Grid]:
    if isinstance(block, Table):
        return table_flow(block, style)
    return [*_text(block, style)]


def _text(block: Paragraph | Heading | Item | Facts | Salute | Signature | Annex, style: Style) -> list[Box]:
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


def _footer_lines(document: Document, annexes: Sequence[str], style: Style) -> list[str]:
    """The footer's text, after the labels of the annexes on the page: 附件1、附件2, or 附件1至附件3."""
    labels = "、".join(annexes) if len(annexes) < 3 else f"{annexes[0]}至{annexes[-1]}"
    text = "\u3000".join(part for part in (labels, printable(document.footer)) if part)
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
