"""The letter as an HTML fragment: what she reads on her phone before she downloads it.

The fragment carries its own style under the class prefix `jbl-` and inherits font family and colours from the page,
so it follows the page's light or dark theme. Nothing in it is active: every text is escaped, there is no script, no
link and no image. What she typed is underlined with dots, so that the sentences that are not hers can be told apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

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

_LEGEND = '<span class="jbl-typed">有下划线的</span>是你填的内容，其余由本工具生成，请逐句看过再寄出。'

_FIGURE = frozenset("0123456789,.¥+-−%")
_LONGEST_FIGURE = 11
_LONGEST_WORD = 11  # a date: 2026年12月31日

_STYLE = """
.jbl{max-width:43em;margin:0 auto;padding:1.25em 1.1em;border:1px solid rgba(128,128,128,.35);border-radius:.5em;
line-height:1.75;font-size:.95rem;overflow-wrap:anywhere;line-break:strict;text-align:start}
.jbl p,.jbl dl,.jbl ol,.jbl table{margin:0 0 .6em}
.jbl-legend{font-size:.85rem;opacity:.85;border-bottom:1px solid rgba(128,128,128,.35);padding-bottom:.6em}
.jbl-title{font-size:1.2rem;font-weight:700;line-height:1.4;text-align:center;margin:.9em 0;text-wrap:balance}
.jbl-heading{font-size:1rem;font-weight:700;margin:1.1em 0 .3em}
.jbl-annex{font-size:1.1rem;font-weight:700;line-height:1.4;border-top:1px solid;margin:1.8em 0 .7em!important;padding-top:1em}
.jbl-typed{text-decoration:underline dotted;text-decoration-thickness:from-font;text-underline-offset:.25em}
.jbl-item{display:flex;gap:.4em;margin:0 0 .35em}
.jbl-item>span:first-child{flex:none}
.jbl-facts{display:block}
.jbl-facts>div{margin:0 0 .1em}
.jbl-facts dt,.jbl-facts dd{display:inline;margin:0;padding:0;font-weight:inherit}
.jbl-sign{margin-left:auto!important;width:fit-content;max-width:85%;padding-top:.8em}
.jbl-blank{display:inline-block;min-width:7em;line-height:1.15;border-bottom:1px solid currentColor}
.jbl-table{width:100%;border-collapse:collapse;border:0;border-top:1px solid;border-bottom:1px solid;
font-variant-numeric:tabular-nums;line-height:1.4}
.jbl-table th,.jbl-table td{border:0;border-bottom:1px solid rgba(128,128,128,.3);padding:.35em .25em;font-size:inherit;
vertical-align:top;font-weight:400;color:inherit}
.jbl-table thead th,.jbl-table tfoot th,.jbl-table tfoot td{font-weight:700}
.jbl-table thead th{border-bottom:1px solid}
.jbl-table tfoot th,.jbl-table tfoot td{border-top:1px solid;border-bottom:0}
.jbl-l{text-align:left}.jbl-r{text-align:right}.jbl-c{text-align:center}
.jbl-n{white-space:nowrap}.jbl-k{word-break:keep-all;overflow-wrap:normal}
.jbl-foot{font-size:.8rem;opacity:.75;border-top:1px solid rgba(128,128,128,.35);margin:1.4em 0 0!important;padding-top:.5em}
@media (max-width:380px){.jbl{padding:1em .6em}.jbl-k{word-break:normal;overflow-wrap:anywhere}.jbl-n{white-space:normal}}
"""


def render_html(document: Document) -> str:
    """Answer the letter as one HTML element with its style, for an on-screen preview at any width from 320 px.

    From 390 px amounts up to ¥999,999.99 stay whole in a table of five columns; on narrower screens they may wrap.

    Safe to insert as it is: all text is escaped and nothing outside the class prefix `jbl-` is styled.
    """
    parts = [
        f"<style>{_STYLE}</style>",
        '<article class="jbl" lang="zh-CN">',
        f'<p class="jbl-legend">{_LEGEND}</p>',
    ]
    if title := printable(document.title):
        parts.append(f'<p class="jbl-title" role="heading" aria-level="3">{escape(title)}</p>')
    if salutation := printable(document.salutation):
        parts.append(f"<p>{escape(salutation)}</p>")
    level = 4
    for block in document.blocks:
        parts.append(_block(block, level))
        if isinstance(block, Annex):
            level = 5  # an annex's own headings stand below its title
    if footer := printable(document.footer):
        parts.append(f'<p class="jbl-foot">{escape(footer)}</p>')
    parts.append("</article>")
    return "".join(parts)


def _block(block: Block, level: int) -> str:
    if isinstance(block, Paragraph):
        style = f"text-indent:{block.indent}em" if block.align == "left" else f"text-align:{block.align}"
        return f'<p style="{style}">{_spans(block.spans)}</p>'
    if isinstance(block, Heading):
        return (
            f'<p class="jbl-heading" role="heading" aria-level="{level}">{escape(printable(block.text))}</p>'
        )
    if isinstance(block, Item):
        label = escape(printable(block.label))
        return f'<p class="jbl-item"><span>{label}</span> <span>{_spans(block.spans)}</span></p>'
    if isinstance(block, Facts):
        return f'<dl class="jbl-facts">{_pairs(block.rows)}</dl>'
    if isinstance(block, Salute):
        first, second = block.lines
        return f'<p style="text-indent:2em;margin-bottom:0">{first}</p><p>{escape(printable(second))}</p>'
    if isinstance(block, Signature):
        return f'<dl class="jbl-facts jbl-sign">{_pairs(block.rows, block.sign)}</dl>'
    if isinstance(block, Annex):
        return f'<p class="jbl-annex" role="heading" aria-level="4">{escape(printable(block.heading))}</p>'
    return _table(block)


def _spans(spans: Iterable[Span]) -> str:
    parts = []
    for span in spans:
        text = escape(printable(span.text))
        if span.bold:
            text = f"<strong>{text}</strong>"
        if span.typed and text:
            text = f'<span class="jbl-typed">{text}</span>'
        parts.append(text)
    return "".join(parts)


def _pairs(rows: Iterable[tuple[str, tuple[Span, ...]]], sign: Sequence[str] = ()) -> str:
    blank = '<span class="jbl-blank" role="img" aria-label="留空，手写">&nbsp;</span>'
    parts = []
    for label, spans in rows:
        value = _spans(spans) if joined(spans).strip() else ""
        if not value or label in sign:
            value += blank
        parts.append(f"<div><dt>{escape(with_colon(label))}</dt><dd>{value}</dd></div>")
    return "".join(parts)


def _table(block: Table) -> str:
    # Five columns of amounts fit a phone only in small type; three or fewer keep nearly the letter's size.
    size = {1: 0.95, 2: 0.95, 3: 0.9, 4: 0.8}.get(len(block.header), 0.72)
    head = "".join(_cell(block, i, cell, "th", "col") for i, cell in enumerate(block.header))
    style = f"font-size:{size}rem;{column_names(block.header)}"
    parts = [f'<table class="jbl-table" style="{style}"><thead><tr>{head}</tr></thead><tbody>']
    parts += [f"<tr>{_cells(block, row)}</tr>" for row in block.rows]
    parts.append("</tbody>")
    if block.total is not None:
        parts.append(f"<tfoot><tr>{_cells(block, block.total)}</tr></tfoot>")
    parts.append("</table>")
    return "".join(parts)


def column_names(header: Sequence[str]) -> str:
    """A table's columns by name, as CSS that a page may write before each cell where the letters are large for the
    width (`large_text.css`). Nothing of a table with two columns, whose rows say themselves what they are."""
    if len(header) < 3:
        return ""
    names = (re.sub(r'[\\"<>\s]+', " ", printable(name)).strip() for name in header)
    return escape("".join(f'--n{place}:"{name}：";' for place, name in enumerate(names, 1)))


def _cells(block: Table, row: Sequence[str]) -> str:
    return "".join(
        _cell(block, i, cell, "td" if i else "th", "" if i else "row") for i, cell in enumerate(row)
    )


def _cell(block: Table, column: int, cell: str, tag: str, scope: str) -> str:
    """One cell. Figures and short words stay whole; a sentence may break anywhere, so that no table is too wide."""
    text = printable(cell)
    align = block.align[column] if column < len(block.align) else "l"
    classes = [f"jbl-{align if align in ('l', 'r', 'c') else 'l'}"]
    if text and all(c in _FIGURE for c in text) and len(text) <= _LONGEST_FIGURE:
        classes.append("jbl-n")
    elif len(text) <= _LONGEST_WORD:
        classes.append("jbl-k")
    where = f' scope="{scope}"' if scope else ""
    return f'<{tag}{where} class="{" ".join(classes)}">{_breakable(text)}</{tag}>'


def _breakable(text: str) -> str:
    """The text escaped, with places to break after a date's year and before a unit in brackets."""
    return escape(text).replace("年", "年<wbr>").replace("（", "<wbr>（")
