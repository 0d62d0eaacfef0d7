"""The letter, drawn by us and by three makers of PDF files, each from the same document model.

It is drawn twice: the two pages that are the letter itself, and those with its annexes (the plan, the household's
budget, how the figures come about), as it is downloaded. The peers get what they need ready-made: the font as a static
TrueType file of the 7,500 characters of GB 2312 (ours starts from the variable font with all its characters), registered
once. Every letter drawn has other amounts, so that nobody is asked for the same file twice; what a maker remembers of fonts
and phrases helps it, and so does what ours keeps of the font for our own words. They lay the letter out in their own way;
that each of their files holds the whole text is checked.
"""

from __future__ import annotations

import io
import itertools
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path
from statistics import median
from typing import Any

from bench.figures import peer
from bench.rounds import Contestant, Task
from jiebei.content.examples import examples
from jiebei.letters.compose import compose
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
from jiebei.letters.paper.fonts import font_path
from jiebei.letters.paper.pdf import render_pdf
from jiebei.letters.paper.plain import render_text
from jiebei.plan.advice import advise
from jiebei.plan.options import Advice

ROWS = 24
FAMILY = "Bench Sans SC"
BLANK = "＿" * 8
Draw = Callable[[Document], bytes]


def document(serial: int) -> Document:
    """The request to the first lender of the example `several_lenders`, at a sum a month that makes a plan of 24 rows.

    The letter itself, which fills two pages, without its annexes.
    """
    made = with_annexes(serial)
    own = next(place for place, block in enumerate(made.blocks) if isinstance(block, Annex))
    return replace(made, blocks=made.blocks[:own])


def with_annexes(serial: int) -> Document:
    """The same letter as it is downloaded, with a budget, a plan of 24 rows and how it comes about."""
    case = examples()["several_lenders"]
    budget = case.budget.model_copy(update={"affordable": 185_000})
    # Other amounts move every figure of the letter: a peer that remembers its last pages finds only the phrases again.
    changes = {"number": f"示例2026{serial:06d}", "principal": 1_200_000 + 110 * serial}
    first = case.loans[0].model_copy(update=changes)
    case = case.model_copy(update={"budget": budget, "loans": (first, *case.loans[1:])})
    assert case.settings.as_of is not None
    advice = advise(case, case.settings.as_of)
    assert isinstance(advice, Advice)
    made = compose(case, advice)
    assert isinstance(made, Document)
    assert max(len(block.rows) for block in made.blocks if isinstance(block, Table)) == ROWS
    return made


def letters(folder: Path) -> tuple[Task, Task]:
    """The letter itself, and the letter with its annexes; `folder` is for the peers' font files."""
    regular, bold = static_fonts(folder)
    makers: dict[str, Draw | None] = {
        "jiebei": render_pdf,
        "reportlab": reportlab_letter(regular, bold),
        "typst": typst_letter(folder),
        "weasyprint": weasyprint_letter(regular, bold),
    }
    return (
        _task("The letter: two pages; other amounts each time", makers, document),
        _task(f"The letter with its annexes: a budget, a plan of {ROWS} rows", makers, with_annexes),
    )


def _task(title: str, makers: Mapping[str, Draw | None], made: Callable[[int], Document]) -> Task:
    first = made(0)
    found = {name: look(draw(first), first) for name, draw in makers.items() if draw is not None}
    drawn = [made(serial) for serial in range(200)]
    ours, *peers = (
        Contestant(name, draw and _each(draw, itertools.cycle(drawn)), found.get(name, ""))
        for name, draw in makers.items()
    )
    return Task(title, ours, peers)


def _each(draw: Draw, letters: Iterator[Document]) -> Callable[[], bytes]:
    return lambda: draw(next(letters))


_FIRST = """
import time
from bench.letters import document
from jiebei.letters.paper.pdf import render_pdf
wanted = document(0)
started = time.process_time()
render_pdf(wanted)
print(time.process_time() - started)
"""


def first_letter(rounds: int) -> float:
    """Median processor seconds of the first letter that a fresh process draws.

    Counted from the composed letter to the file, with the font's opening. Not counted: imports (fpdf2 and HarfBuzz among
    them) and composing.
    """
    command = [sys.executable, "-c", _FIRST]
    return median(
        float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        for _ in range(rounds)
    )


def size_in_kb(data: bytes) -> float:
    return len(data) / 1024


def look(data: bytes, letter: Document) -> str:
    """Size and pages of a PDF file, after every word of the letter has been found in its text."""
    pypdf = peer("pypdf")
    if pypdf is None:
        return f"{size_in_kb(data):.0f} KB, text not checked (pypdf is missing)"
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    text = "".join(re.sub(r"[\s＿]", "", page.extract_text()) for page in pages)
    wanted = set(re.findall(r"[\d,.]+|[\u4e00-\u9fff]{2,}", render_text(letter)))
    missing = [word for word in wanted if word not in text]
    # A word broken over two lines is still found, since white space is gone; one over two pages may not be.
    assert len(missing) <= 2, f"the letter lacks {missing}"
    return f"{size_in_kb(data):.0f} KB, {len(pages)} pages"


def static_fonts(folder: Path) -> tuple[Path, Path]:
    """Regular and bold as TrueType files: the letter's own font, cut to GB 2312 and pinned to a weight."""
    import uharfbuzz as hb
    from fontTools.ttLib import TTFont

    face = hb.Face(hb.Blob.from_file_path(str(font_path())))
    paths = []
    for weight, style in ((400, "Regular"), (700, "Bold")):
        wanted = hb.SubsetInput()
        wanted.unicode_set.update(map(ord, {*_gb2312(), *render_text(with_annexes(0))}))
        wanted.pin_axis_location(face, "wght", weight)
        font = TTFont(io.BytesIO(hb.subset(face, wanted).blob.data))
        names = {1: FAMILY, 2: style, 4: f"{FAMILY} {style}", 6: f"{FAMILY}-{style}".replace(" ", "")}
        font["name"].names = []
        for number, name in names.items():
            font["name"].setName(name, number, 3, 1, 0x409)
        if weight == 700:
            font["head"].macStyle |= 1
            font["OS/2"].fsSelection = font["OS/2"].fsSelection & ~0x40 | 0x20
        paths.append(folder / f"{style}.ttf")
        font.save(paths[-1])
    return paths[0], paths[1]


def _gb2312() -> Iterable[str]:
    yield from map(chr, range(32, 127))
    for high, low in itertools.product(range(0xA1, 0xF8), range(0xA1, 0xFF)):
        yield from bytes((high, low)).decode("gb2312", errors="ignore")


def side_by_side(table: Table) -> tuple[Sequence[str], list[Sequence[str]], Sequence[str], Sequence[float]]:
    """(header, rows, alignment, widths) with a long table's halves side by side, as our own letter sets them."""
    header, rows, align, widths = table.header, list(table.rows), table.align, table.widths
    if table.halves and len(rows) > 12:
        middle = (len(rows) + 1) // 2
        empty = ("",) * len(header)
        pairs = itertools.zip_longest(rows[:middle], rows[middle:], fillvalue=empty)
        return header * 2, [left + right for left, right in pairs], align * 2, widths * 2
    return header, [*rows], align, widths


def filled(spans: Sequence[Span]) -> Sequence[Span]:
    """What stands after a label: the value, or a line to write on."""
    return spans if any(span.text for span in spans) else (Span(BLANK),)


Common = Paragraph | Heading | Item | Facts | Table | Signature | Annex


def common(blocks: Iterable[Block]) -> Iterator[Common]:
    """The blocks in those that every peer's code below draws: the closing words as paragraphs, lines to sign as blanks."""
    for block in blocks:
        if isinstance(block, Salute):
            first, second = block.lines
            yield from (Paragraph((Span(first),)), Paragraph((Span(second),), indent=0))
        elif isinstance(block, Signature):
            yield Signature(
                tuple(
                    (label, (*filled(spans), *([Span(BLANK)] if label in block.sign else [])))
                    for label, spans in block.rows
                )
            )
        else:
            yield block


# ReportLab


def reportlab_letter(regular: Path, bold: Path) -> Draw | None:
    if peer("reportlab") is None:
        return None
    from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import PageBreak, SimpleDocTemplate
    from reportlab.platypus import Paragraph as Text
    from reportlab.platypus import Table as Grid

    for name, path in (("Bench", regular), ("Bench-Bold", bold)):
        pdfmetrics.registerFont(TTFont(name, str(path)))
    pdfmetrics.registerFontFamily(
        "Bench", normal="Bench", bold="Bench-Bold", italic="Bench", boldItalic="Bench"
    )
    body = ParagraphStyle("body", fontName="Bench", fontSize=10.5, leading=16, wordWrap="CJK")
    indented = ParagraphStyle("indented", body, firstLineIndent=21)
    placed = {
        "left": indented,
        "center": ParagraphStyle("center", body, alignment=TA_CENTER),
        "right": ParagraphStyle("right", body, alignment=TA_RIGHT),
    }
    heading = ParagraphStyle("heading", body, fontName="Bench-Bold", spaceBefore=6, alignment=TA_LEFT)
    title = ParagraphStyle("title", heading, fontSize=16, leading=24, alignment=TA_CENTER)

    def told(spans: Sequence[Span]) -> str:
        return "".join(f"<b>{escape(span.text)}</b>" if span.bold else escape(span.text) for span in spans)

    def flow(block: Common) -> list[Any]:
        if isinstance(block, Annex):
            return [PageBreak(), Text(escape(block.heading), heading)]
        if isinstance(block, Heading):
            return [Text(escape(block.text), heading)]
        if isinstance(block, Paragraph):
            return [Text(told(block.spans), placed[block.align])]
        if isinstance(block, Item):
            return [Text(escape(block.label) + " " + told(block.spans), body)]
        if isinstance(block, Facts | Signature):
            style = placed["right"] if isinstance(block, Signature) else body
            return [Text(f"{escape(label)}：{told(filled(spans))}", style) for label, spans in block.rows]
        return [grid(block)]

    def grid(table: Table) -> Any:
        header, rows, align, widths = side_by_side(table)
        last = [table.total + ("",) * (len(header) - len(table.total))] if table.total else []
        sides = {"l": "LEFT", "r": "RIGHT", "c": "CENTER"}
        style: list[Any] = [
            ("FONT", (0, 0), (-1, -1), "Bench", 9),
            ("FONT", (0, 0), (-1, 0), "Bench-Bold", 9),
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, "grey"),
            ("TOPPADDING", (0, 0), (-1, -1), 1),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            *(("ALIGN", (column, 0), (column, -1), sides[side]) for column, side in enumerate(align)),
        ]
        if last:
            style.append(("FONT", (0, -1), (-1, -1), "Bench-Bold", 9))
        share = 451 / sum(widths)
        return Grid(
            [header, *rows, *last], colWidths=[width * share for width in widths], style=style, repeatRows=1
        )

    def draw(letter: Document) -> bytes:
        def foot(canvas: Any, page: Any) -> None:
            canvas.setFont("Bench", 8)
            canvas.drawCentredString(A4[0] / 2, 36, f"{letter.footer}　第 {page.page} 页")

        out = io.BytesIO()
        made = SimpleDocTemplate(
            out, pagesize=A4, leftMargin=72, rightMargin=72, topMargin=64, bottomMargin=64, title=letter.title
        )
        story = [Text(escape(letter.title), title), Text(escape(letter.salutation), body)]
        story += [part for block in common(letter.blocks) for part in flow(block)]
        made.build(story, onFirstPage=foot, onLaterPages=foot)
        return out.getvalue()

    return draw


# Typst

_TYPST_HEAD = f"""
#set page(paper: "a4", margin: (x: 72pt, y: 64pt), footer: align(center, text(8pt, context [#footer　第 #counter(page).display() 页])))
#set text(font: "{FAMILY}", size: 10.5pt, lang: "zh", region: "cn", fallback: false)
#set par(leading: 6pt, spacing: 6pt, justify: true)
#set table(stroke: (bottom: 0.4pt + gray), inset: (x: 4pt, y: 3pt))
"""


def typst_letter(folder: Path) -> Draw | None:
    typst = peer("typst")
    if typst is None:
        return None
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
    compiler = typst.Compiler(font_paths=fonts)

    def draw(letter: Document) -> bytes:
        pdf: bytes = compiler.compile(input=_typst_source(letter).encode(), format="pdf", pdf_tags=False)
        return pdf

    return draw


def _typst_source(letter: Document) -> str:
    parts = [f"#let footer = {_quoted(letter.footer)}", _TYPST_HEAD]
    parts.append(f"#align(center, text(16pt, weight: 700, {_quoted(letter.title)}))")
    parts.append(f"#{_quoted(letter.salutation)}")
    for block in common(letter.blocks):
        if isinstance(block, Annex):
            parts.append(f"#pagebreak()\n#block(text(weight: 700, {_quoted(block.heading)}))")
        elif isinstance(block, Heading):
            parts.append(f"#block(above: 12pt, text(weight: 700, {_quoted(block.text)}))")
        elif isinstance(block, Paragraph):
            indent = f"#h({block.indent}em)" if block.align == "left" else ""
            parts.append(f"#align({block.align})[{indent}{_typst_spans(block.spans)}]")
        elif isinstance(block, Item):
            parts.append(f"#{_quoted(block.label)} {_typst_spans(block.spans)}")
        elif isinstance(block, Facts | Signature):
            side = "right" if isinstance(block, Signature) else "left"
            parts += [
                f"#align({side})[#{_quoted(label + '：')}{_typst_spans(filled(spans))}]"
                for label, spans in block.rows
            ]
        else:
            parts.append(_typst_table(block))
    return "\n\n".join(parts)


def _typst_table(table: Table) -> str:
    header, rows, align, widths = side_by_side(table)
    sides = {"l": "left", "r": "right", "c": "center"}
    cells = [f"{_quoted(cell)}," for row in rows for cell in row]
    bold = f"table.header({','.join(f'strong({_quoted(cell)})' for cell in header)}),"
    total = "".join(f"strong({_quoted(cell)})," for cell in table.total or ())
    return (
        f"#text(9pt, table(columns: ({','.join(f'{width}fr' for width in widths)},), "
        f"align: ({','.join(sides[side] for side in align)},), {bold} {''.join(cells)} {total}))"
    )


def _typst_spans(spans: Sequence[Span]) -> str:
    return "".join(
        f"#strong({_quoted(span.text)})" if span.bold else f"#{_quoted(span.text)}" for span in spans
    )


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


# WeasyPrint


def weasyprint_letter(regular: Path, bold: Path) -> Draw | None:
    weasyprint = peer("weasyprint")
    if weasyprint is None:
        return None
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    faces = "".join(
        f"@font-face {{ font-family: Bench; font-weight: {weight}; src: url({path.as_uri()}) }}"
        for weight, path in ((400, regular), (700, bold))
    )
    style = (
        faces
        + """
@page { size: A4; margin: 64pt 72pt; @bottom-center { content: string(foot) '　第 ' counter(page) ' 页'; font: 8pt Bench } }
html { font: 10.5pt/1.5 Bench } h1 { font-size: 16pt; text-align: center; margin: 0 0 6pt } h2 { font-size: 10.5pt; margin: 8pt 0 2pt }
p { margin: 0 0 2pt } table { width: 100%; border-collapse: collapse; font-size: 9pt; line-height: 1.3 }
td, th { border-bottom: .4pt solid gray; padding: 1pt 3pt } .l { text-align: left } .r { text-align: right } .c { text-align: center }
.total { font-weight: 700 } .foot { string-set: foot content(); height: 0; overflow: hidden; margin: 0 }
"""
    )
    sheet = weasyprint.CSS(string=style, font_config=fonts)

    def draw(letter: Document) -> bytes:
        page = weasyprint.HTML(string=_page(letter))
        pdf: bytes = page.write_pdf(stylesheets=[sheet], font_config=fonts)
        return pdf

    return draw


def _page(letter: Document) -> str:
    parts = [f'<p class="foot">{escape(letter.footer)}</p><h1>{escape(letter.title)}</h1>']
    parts.append(f"<p>{escape(letter.salutation)}</p>")
    for block in common(letter.blocks):
        if isinstance(block, Annex):
            parts.append(f'<h2 style="break-before: page">{escape(block.heading)}</h2>')
        elif isinstance(block, Heading):
            parts.append(f"<h2>{escape(block.text)}</h2>")
        elif isinstance(block, Paragraph):
            place = f"text-indent:{block.indent}em" if block.align == "left" else f"text-align:{block.align}"
            parts.append(f'<p style="{place}">{_html_spans(block.spans)}</p>')
        elif isinstance(block, Item):
            parts.append(f"<p>{escape(block.label)} {_html_spans(block.spans)}</p>")
        elif isinstance(block, Facts | Signature):
            side = "right" if isinstance(block, Signature) else "left"
            parts += [
                f'<p style="text-align:{side}">{escape(label)}：{_html_spans(filled(spans))}</p>'
                for label, spans in block.rows
            ]
        else:
            parts.append(_html_table(block))
    return f'<html lang="zh-CN"><body>{"".join(parts)}</body></html>'


def _html_table(table: Table) -> str:
    header, rows, align, _ = side_by_side(table)

    def row(cells: Sequence[str], tag: str = "td", kind: str = "") -> str:
        inner = "".join(
            f'<{tag} class="{side}">{escape(cell)}</{tag}>' for side, cell in zip(align, cells, strict=False)
        )
        return f'<tr class="{kind}">{inner}</tr>'

    total = row(table.total, kind="total") if table.total else ""
    return f"<table><thead>{row(header, 'th')}</thead><tbody>{''.join(map(row, rows))}{total}</tbody></table>"


def _html_spans(spans: Sequence[Span]) -> str:
    return "".join(f"<b>{escape(span.text)}</b>" if span.bold else escape(span.text) for span in spans)
