"""The letter as a Word file, for those who want to change a sentence before they send it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING, Any, Final

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
from jiebei.letters.paper.text import introduces, joined, printable, with_colon

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.section import Section
    from docx.text.paragraph import Paragraph as WordParagraph

_BODY: Final = ("Times New Roman", "宋体")
_HEADING: Final = ("Arial", "黑体")
_BODY_SIZE: Final = 10.5
_TABLE_SIZE: Final = 9.5
_TITLE_SIZE: Final = 16.0
_ANNEX_SIZE: Final = 13.5
_LINE: Final = 1.4
_BLANK: Final = "\u3000" * 9
_SIGNATURE_INDENT: Final = (
    16  # characters: a name of four, （签名） and the line to sign on then stand on one line
)
_LINE_LENGTH: Final = 40  # characters that are on one line whatever is among them
_FEWEST_ROWS: Final = 3  # of a table, on either side of a page break
_Set = tuple[Block, "list[WordParagraph]"]
"""A block and its paragraphs, of a table those of its last row."""


def render_docx(document: Document) -> bytes:
    """Answer the letter as a .docx file (A4, 宋体 and 黑体 by name, not embedded). Equal documents give equal bytes."""
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
    from docx.shared import Mm, Pt

    word = docx.Document()
    _properties(word, document)
    section = word.sections[0]  # an annex's section takes its measures from the one before it
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25.4)
    section.top_margin, section.bottom_margin = Mm(24), Mm(22)
    normal = word.styles["Normal"]
    _font(normal, *_BODY, _BODY_SIZE)
    normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing = _LINE
    normal.paragraph_format.widow_control = True
    for name, size in (("Title", _TITLE_SIZE), ("Heading 1", 11.5)):
        style = word.styles[name]
        _font(style, *_HEADING, size)
        style.font.bold = True
        _plain_style(style)

    title = word.add_paragraph(style="Title")
    title.alignment = ALIGN.CENTER
    title.paragraph_format.space_after = Pt(12)
    _run(title, printable(document.title))
    if salutation := printable(document.salutation):
        _run(word.add_paragraph(), salutation)
    footer = printable(document.footer)
    _footer(section, footer)
    above: list[_Set] = []  # the blocks of the letter, or of this annex, so far
    for block in document.blocks:
        if isinstance(block, Annex):
            section = _new_section(word)
            _footer(section, "\u3000".join(part for part in (printable(block.label).strip(), footer) if part))
            above = []
        elif isinstance(block, Signature):
            _keep_text_above(above)
        elif above and introduces(above[-1][0], block):
            _keep(above[-1][1][-1:])
        above.append((block, _block(word, block)))
    buffer = io.BytesIO()
    word.save(buffer)
    return _without_clock(buffer.getvalue())


def _properties(word: WordDocument, document: Document) -> None:
    moment = datetime.combine(document.dated, time())
    properties = word.core_properties
    # Word's own limit for a property is 255 characters.
    properties.title = printable(document.title)[:255]
    properties.author = properties.last_modified_by = printable(document.author)[:255]
    properties.created = properties.modified = moment
    properties.language = "zh-CN"
    properties.comments = ""
    properties.revision = 1


def _font(style: Any, latin: str, chinese: str, size: float) -> None:
    """Set the style's fonts: the East Asian one is an attribute of its own that python-docx does not offer."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style.font.name = latin
    style.font.size = Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), chinese)
    language = style.element.get_or_add_rPr().find(qn("w:lang"))
    if language is None:
        language = style.element.get_or_add_rPr().makeelement(qn("w:lang"), {})
        style.element.get_or_add_rPr().append(language)
    language.set(qn("w:val"), "zh-CN")
    language.set(qn("w:eastAsia"), "zh-CN")


def _plain_style(style: Any) -> None:
    """Take colour, borders and theme spacing off a built-in heading style."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.color.rgb = RGBColor(0, 0, 0)
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)
    style.paragraph_format.space_before = Pt(9)
    style.paragraph_format.space_after = Pt(3)
    style.paragraph_format.keep_with_next = True


def _run(paragraph: WordParagraph, text: str, *, bold: bool = False, size: float | None = None) -> None:
    """Add the text; line breaks and tabs are gone already (printable), so python-docx gives nothing a meaning."""
    from docx.shared import Pt

    if not text:
        return
    run = paragraph.add_run(text)
    if bold:
        run.bold = True
    if size is not None:
        run.font.size = Pt(size)


def _spans(paragraph: WordParagraph, spans: Iterable[Span]) -> None:
    for span in spans:
        _run(paragraph, printable(span.text), bold=span.bold)


def _new_section(word: WordDocument) -> Section:
    """Begin a page whose footer is its own. The letter's last paragraph ends its section, so that no empty one can cross to a page."""
    from docx.enum.section import WD_SECTION
    from docx.oxml.ns import qn
    from docx.shared import Pt

    section: Section = word.add_section(WD_SECTION.NEW_PAGE)
    section.footer.is_linked_to_previous = False
    mark = word.paragraphs[-1]
    last = mark._p.getprevious()
    if last is not None and last.tag == qn("w:p"):
        last.get_or_add_pPr().append(mark._p.get_or_add_pPr().sectPr)
        mark._p.getparent().remove(mark._p)
    else:  # below a table Word wants a paragraph
        mark.paragraph_format.line_spacing = Pt(1)
    return section


def _keep(paragraphs: Iterable[WordParagraph]) -> None:
    for paragraph in paragraphs:
        paragraph.paragraph_format.keep_with_next = True


def _keep_text_above(above: Sequence[_Set]) -> None:
    """Keep a signature with two lines of text, as the PDF does: with a longer paragraph Word takes its last two."""
    lines = 0
    for block, paragraphs in reversed(above):
        if isinstance(block, Table):
            _keep(paragraphs)
            return
        for paragraph in reversed(paragraphs):
            _keep([paragraph])
            if not isinstance(block, Heading | Salute | Signature):
                lines += 1 if len(paragraph.text) < _LINE_LENGTH else 2
            if lines >= 2:
                return


def _block(word: WordDocument, block: Block) -> list[WordParagraph]:
    """Add the block; answer its paragraphs, or of a table those of its last row."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
    from docx.shared import Pt

    if isinstance(block, Table):
        return _table(word, block)
    made: list[WordParagraph] = []

    def paragraph(before: float = 0.0, style: str | None = None) -> WordParagraph:
        made.append(word.add_paragraph(style=style))
        if before:
            made[-1].paragraph_format.space_before = Pt(before)
        return made[-1]

    if isinstance(block, Paragraph):
        line = paragraph(3)
        if block.align == "left":
            line.alignment = ALIGN.JUSTIFY
            line.paragraph_format.first_line_indent = Pt(block.indent * _BODY_SIZE)
        else:
            line.alignment = ALIGN.RIGHT if block.align == "right" else ALIGN.CENTER
        _spans(line, block.spans)
    elif isinstance(block, Heading):
        _run(paragraph(style="Heading 1"), printable(block.text))
    elif isinstance(block, Item):
        line = paragraph(2)
        label = printable(block.label)
        line.paragraph_format.left_indent = Pt(_BODY_SIZE * 3.5)
        line.paragraph_format.first_line_indent = Pt(-_BODY_SIZE * 1.5)
        _run(line, label + (" " if label and label[-1] not in "）、．" else ""))
        _spans(line, block.spans)
    elif isinstance(block, Facts):
        for label, spans in block.rows:
            line = paragraph()
            line.paragraph_format.left_indent = Pt(2 * _BODY_SIZE)
            _labelled(line, label, spans)
    elif isinstance(block, Salute):
        first, second = block.lines
        line = paragraph(3)
        line.paragraph_format.first_line_indent = Pt(2 * _BODY_SIZE)
        _run(line, first)
        _run(paragraph(), printable(second))
        _keep(made[:-1])
    elif isinstance(block, Signature):
        for i, (label, spans) in enumerate(block.rows):
            line = paragraph(18 if i == 0 else 0)
            line.paragraph_format.left_indent = Pt(_SIGNATURE_INDENT * _BODY_SIZE)
            _labelled(line, label, spans, label in block.sign)
        _keep(made[:-1])
    else:
        if label := printable(block.label):
            _run(paragraph(style="Heading 1"), label)
        line = paragraph(style="Heading 1")
        line.alignment = ALIGN.CENTER
        line.paragraph_format.space_after = Pt(8)
        _run(line, printable(block.title), size=_ANNEX_SIZE)
    return made


def _labelled(paragraph: WordParagraph, label: str, spans: Sequence[Span], signed: bool = False) -> None:
    _run(paragraph, with_colon(label))
    filled = bool(joined(spans).strip())
    if filled:
        _spans(paragraph, spans)
    if signed or not filled:
        paragraph.add_run(_BLANK).underline = True


def _table(word: WordDocument, block: Table) -> list[WordParagraph]:
    """Add the table; answer the paragraphs of its last row."""
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm

    rows = [block.header, *block.rows, *([block.total] if block.total is not None else [])]
    table = word.add_table(rows=len(rows), cols=len(block.header))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _borders(table)
    whole = sum(block.widths) or 1.0
    widths = [Mm(159.2 * width / whole) for width in block.widths]
    # What Word keeps with the next row: the first rows and the last, so that a page break leaves enough on either side.
    kept = {*range(_FEWEST_ROWS), *range(len(block.rows) - _FEWEST_ROWS + 1, len(rows) - 1)} - {len(rows) - 1}
    paragraphs: list[WordParagraph] = []
    # Each row's cells are looked up once: python-docx computes the table's whole grid for every single cell it is asked for.
    for number, (row, values) in enumerate(zip(table.rows, rows, strict=True)):
        bold = number == 0 or (block.total is not None and number == len(rows) - 1)
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))
        paragraphs = []
        for i, cell in enumerate(row.cells):
            if i < len(widths):
                cell.width = widths[i]
            paragraph = cell.paragraphs[0]
            paragraphs.append(paragraph)
            paragraph.paragraph_format.line_spacing = 1.25
            if number in kept:
                paragraph.paragraph_format.keep_with_next = True
            paragraph.alignment = _alignment(block.align[i] if i < len(block.align) else "l")
            _run(paragraph, printable(values[i]) if i < len(values) else "", bold=bold, size=_TABLE_SIZE)
    for column, width in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=False):
        column.set(qn("w:w"), str(round(width / 635)))
    return paragraphs


def _alignment(align: str) -> Any:
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN

    return {"r": ALIGN.RIGHT, "c": ALIGN.CENTER}.get(align, ALIGN.LEFT)


def _borders(table: Any) -> None:
    """Rule the table as the PDF does: a line above and below, thin ones between the rows, none upright."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tblBorders")
    for side, size, colour in (("top", 8, "000000"), ("bottom", 8, "000000"), ("insideH", 4, "BFBFBF")):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", str(size)), ("space", "0"), ("color", colour)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    # The schema has an order: borders stand before the layout, the cell margins and the look.
    properties = table._tbl.tblPr
    later = [
        e
        for e in properties
        if e.tag in (qn("w:shd"), qn("w:tblLayout"), qn("w:tblCellMar"), qn("w:tblLook"))
    ]
    if later:
        later[0].addprevious(borders)
    else:
        properties.append(borders)


def _footer(section: Section, text: str) -> None:
    """The footer's text and the page's number, which Word counts itself."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN

    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = ALIGN.CENTER
    _run(paragraph, f"{text}\u3000\u3000第 " if text else "第 ", size=8)
    _field(paragraph, "PAGE")
    _run(paragraph, " 页 / 共 ", size=8)
    _field(paragraph, "NUMPAGES")
    _run(paragraph, " 页", size=8)


def _field(paragraph: WordParagraph, name: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    run = paragraph.add_run()
    run.font.size = Pt(8)
    for kind in ("begin", None, "separate", "text", "end"):
        if kind is None:
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = name
        elif kind == "text":
            element = OxmlElement("w:t")
            element.text = "1"
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)


def _without_clock(data: bytes) -> bytes:
    """Write the archive again with fixed times, so that equal letters are equal files."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, source.read(name))
    return buffer.getvalue()
