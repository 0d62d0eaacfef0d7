"""The letter as plain text, to paste into the lender's chat: no columns, no bars, one instalment a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

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
from jiebei.letters.paper.text import joined, printable, with_colon

_BLANK = "＿" * 8
_RULE = "—" * 12
_AMOUNT = re.compile(r"[+\-−]?\d[\d,]*\.\d\d")
_PERIOD_HEADERS = frozenset({"期", "期数", "期次", "期号", "序号"})
_FIRST_COLUMNS = 3  # a row's name, date and amount explain themselves; what follows is named


def render_text(document: Document) -> str:
    """Answer the letter as plain text with one line for each paragraph, request and table row.

    Sections are separated by one blank line, an annex begins with a rule; the text ends with a line break. The footer is
    for paper and is left out.
    """
    sections: list[list[str]] = [[printable(document.title)]]
    if salutation := printable(document.salutation):
        sections.append([salutation])
    previous: Block | None = None
    for block in document.blocks:
        lines = list(_lines(block))
        joins = isinstance(previous, Heading) or (isinstance(block, Item) and isinstance(previous, Item))
        if joins and sections:
            sections[-1] += lines
        else:
            sections.append(lines)
        previous = block
    return "\n\n".join("\n".join(lines) for lines in sections if any(line.strip() for line in lines)) + "\n"


def _lines(block: Block) -> Iterable[str]:
    if isinstance(block, Paragraph):
        return [joined(block.spans)]
    if isinstance(block, Heading):
        return [printable(block.text)]
    if isinstance(block, Item):
        label = printable(block.label)
        gap = " " if label and label[-1] not in "）、．" else ""
        return [f"{label}{gap}{joined(block.spans)}"]
    if isinstance(block, Facts):
        return [_labelled(label, spans) for label, spans in block.rows]
    if isinstance(block, Salute):
        first, second = block.lines
        return [f"\u3000\u3000{first}", printable(second)]
    if isinstance(block, Signature):
        return [_labelled(label, spans, label in block.sign) for label, spans in block.rows]
    if isinstance(block, Annex):
        return [_RULE, printable(block.heading)]
    return _table(block)


def _labelled(label: str, spans: Sequence[Span], signed: bool = False) -> str:
    value = joined(spans)
    if not value.strip():
        return with_colon(label) + _BLANK
    return with_colon(label) + value + (_BLANK if signed else "")


def _table(block: Table) -> list[str]:
    header = [printable(cell) for cell in block.header]
    lines = [_row(header, row, numbered=True) for row in block.rows]
    if block.total is not None:
        lines.append(_row(header, block.total, numbered=False))
    return lines


def _row(header: Sequence[str], row: Sequence[str], *, numbered: bool) -> str:
    """One row: its cells two spaces apart, amounts with their sign, columns that do not explain themselves with their name."""
    # A second cell that is a bare number, such as days, says nothing without its name, nor do the amounts after it.
    named = 1 if numbered and len(row) > 1 and printable(row[1]).isdecimal() else _FIRST_COLUMNS
    cells: list[str] = []
    for i, cell in enumerate(printable(cell) for cell in row):
        if not cell.strip():
            continue
        if numbered and i == 0 and header and header[0] in _PERIOD_HEADERS and cell.isdecimal():
            cells.append(f"第 {cell} 期")
            continue
        text = f"¥{cell}" if _AMOUNT.fullmatch(cell) else cell
        if named <= i < len(header) and header[i]:
            text = f"{_without_unit(header[i])} {text}"
        cells.append(text)
    return "  ".join(cells)


def _without_unit(name: str) -> str:
    return re.sub(r"[（(]元[）)]$", "", name)
