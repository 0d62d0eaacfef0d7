"""The letter as a PDF: A4, Noto Sans SC embedded, text that can be selected, searched and copied.

fpdf2 makes the file. Two of its steps are replaced because they cost nearly all of its time here: the font arrives
already cut by HarfBuzz (fonts.py), so it is embedded as it is instead of being parsed and cut a second time, and the
lines are already set (page_layout.py), so nothing is measured twice. What is embedded is what PDF 32000-1, 9.7
describes: a Type 0 font whose character codes are the cut face's glyph numbers, and a map back to Unicode.

fpdf2 has no public door for that: `_Face` and `_Producer` stand in for its font and its file writer, and are the only
code that knows its insides. pyproject.toml holds it to the version they were written for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import Any, Final, cast

from fpdf import FPDF, encryption
from fpdf.fonts import PDFFontDescriptor
from fpdf.output import CIDSystemInfo, OutputProducer, PDFFont, PDFFontStream
from fpdf.prefs import ViewerPreferences
from fpdf.syntax import Name, PDFArray, PDFContentStream

from jiebei.letters.document import Document
from jiebei.letters.paper.fonts import BOLD, REGULAR, CutFont, advances, cut
from jiebei.letters.paper.page_layout import lay_out
from jiebei.letters.paper.text import printable
from jiebei.letters.paper.typesetting import Sheet, Stroke, Text, is_gap, set_widths

PRODUCER: Final = "jiebei"
_NAMES: Final = {REGULAR: "NotoSansSC-Regular", BOLD: "NotoSansSC-Bold"}
_CAP_HEIGHT: Final = 733  # the font's OS/2 table
_SYMBOLIC: Final = 4  # PDF 32000-1, table 123

# Where no cryptography is installed, fpdf2 keeps the error of looking for it, and with its traceback everything that was
# in hand when it was imported: the first person's letter, for as long as the process runs.
if encryption.import_error:
    encryption.import_error.__traceback__ = None


def render_pdf(document: Document) -> bytes:
    """Answer the letter as a PDF file. Equal documents give equal bytes.

    A character the font lacks leaves a blank with a line under it, to be filled in by hand.
    Raises FontNotInstalledError when the font's distribution is absent.
    """
    return draw(document, lay_out(document))


class _Face:
    """One weight's face as fpdf2's page methods need it: it turns text into a PDF string."""

    type = "TTF"
    color_font = None

    def __init__(self, number: int, key: str, weight: int, characters: Iterable[str]) -> None:
        self.i = number
        self.fontkey = key
        self.weight = weight
        self.cut: CutFont = cut(characters, weight)
        self.spread = 0  # how much a gap is widened, in thousandths of an em
        # A character's code is its glyph's number. Where two characters share a glyph, the second gets a code after
        # the last glyph's, so that each comes out of the PDF as the character that went in.
        self.numbers: dict[str, int] = {}
        self.glyph_of: dict[int, int] = {}
        spare = max(self.cut.glyphs.values(), default=0) + 1
        for character, glyph in self.cut.glyphs.items():
            number = glyph
            if number in self.glyph_of:
                number, spare = spare, spare + 1
            self.numbers[character] = number
            self.glyph_of[number] = glyph
        self.codes = {character: f"{number:04X}" for character, number in self.numbers.items()}
        tag = hashlib.sha256(self.cut.data).digest()
        self.name = "".join(chr(65 + byte % 26) for byte in tag[:6]) + "+" + _NAMES[weight]

    def encode_text(self, text: str) -> str:
        """Answer the operators that show the text; what has no glyph moves on by its width and shows nothing."""
        codes = self.codes
        advance, width = advances(text, self.weight), set_widths(text, self.weight == BOLD)
        if not self.spread and advance == width:
            try:
                return f"<{''.join([codes[c] for c in text])}> Tj"
            except KeyError:
                pass
        parts: list[str] = []
        move = 0  # from where the last glyph's own width ends to where the next one belongs
        for character, following, own, wanted in zip(text, text[1:] + "\0", advance, width, strict=True):
            code = codes.get(character)
            if code is None:
                move += wanted
                continue
            if move:
                parts.append(f">{-move}<")
            parts.append(code)
            move = wanted - own
            if self.spread and following != "\0" and is_gap(character, following):
                move += self.spread
        return f"[<{''.join(parts)}>] TJ"


class _Producer(OutputProducer):
    """fpdf2's file writer with its font step replaced."""

    def _add_fonts(self, *_: object, **__: object) -> dict[int, Any]:
        return {face.i: self._add_face(face) for face in cast("Iterable[_Face]", self.fpdf.fonts.values())}

    def _add_face(self, face: _Face) -> PDFFont:
        descriptor = PDFFontDescriptor(
            ascent=face.cut.ascent,
            descent=face.cut.descent,
            cap_height=_CAP_HEIGHT,
            flags=cast(Any, _SYMBOLIC),
            font_b_box=f"[{' '.join(map(str, face.cut.box))}]",
            italic_angle=0,
            stem_v=round(50 + (face.weight / 65) ** 2),
            missing_width=1000,
        )
        descriptor.font_name = Name(face.name)
        program = PDFFontStream(contents=face.cut.data)
        descriptor.font_file2 = program  # type: ignore[attr-defined]
        cid = PDFFont("CIDFontType2", face.name, d_w=1000, w=_widths(face))
        cid.font_descriptor = descriptor
        cid.c_i_d_system_info = CIDSystemInfo()
        cid.c_i_d_system_info.ordering = type(cid.c_i_d_system_info.ordering)("Identity", encrypt=True)
        cid.c_i_d_to_g_i_d_map = cast(Any, Name("Identity"))
        extra = []
        if any(code != glyph for code, glyph in face.glyph_of.items()):
            cid.c_i_d_to_g_i_d_map = PDFContentStream(_glyph_map(face.glyph_of), compress=True)
            extra.append(cid.c_i_d_to_g_i_d_map)
        unicode_map = PDFContentStream(_unicode_map(face.numbers), compress=True)
        font = PDFFont("Type0", face.name, "Identity-H")
        font.descendant_fonts = PDFArray([cid])
        font.to_unicode = unicode_map
        for part in (font, cid, cid.c_i_d_system_info, descriptor, program, unicode_map, *extra):
            self._add_pdf_obj(part, "fonts")
        return font


def _widths(face: _Face) -> str:
    """Answer the widths of the codes that are not one em wide."""
    widths = zip(face.numbers.values(), advances("".join(face.numbers), face.weight), strict=True)
    return f"[{' '.join(f'{code} [{width}]' for code, width in sorted(widths) if width != 1000)}]"


def _glyph_map(glyph_of: dict[int, int]) -> bytes:
    """Answer the CIDToGIDMap: two bytes for each code from 0."""
    return b"".join(glyph_of.get(code, 0).to_bytes(2, "big") for code in range(max(glyph_of) + 1))


def _unicode_map(codes: dict[str, int]) -> bytes:
    """Answer the ToUnicode map (PDF 32000-1, 9.10.3)."""
    pairs = [f"<{code:04X}> <{c.encode('utf-16-be').hex().upper()}>" for c, code in codes.items()]
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]  # a block may hold no more
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def",
        "/CMapName /Adobe-Identity-UCS def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<0000> <FFFF>",
        "endcodespacerange",
        *(line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")),
        "endcmap",
        "CMapName currentdict /CMap defineresource pop",
        "end",
        "end",
    ]
    return "\n".join(lines).encode("ascii")


def draw(document: Document, pages: Iterable[Sheet]) -> bytes:
    """Draw pages that are already set, with the document's metadata."""
    pages = tuple(pages)
    pdf = FPDF(unit="pt", format="A4")
    pdf.set_auto_page_break(False)
    pdf.set_title(printable(document.title))
    pdf.set_author(printable(document.author))
    pdf.set_lang("zh-CN")
    pdf.viewer_preferences = ViewerPreferences(display_doc_title=True)
    pdf.set_creator(PRODUCER)
    pdf.set_producer(PRODUCER)
    pdf.set_creation_date(datetime.combine(document.dated, time(), UTC))
    faces: dict[bool, _Face] = {}
    for bold, weight in ((False, REGULAR), (True, BOLD)):
        texts = [m.text for page in pages for m in page if isinstance(m, Text) and m.bold == bold]
        if texts:
            key = "letterB" if bold else "letter"
            faces[bold] = _Face(len(faces) + 1, key, weight, set().union(*texts))
            cast("dict[str, Any]", pdf.fonts)[key] = faces[bold]
    for page in pages:
        pdf.add_page()
        for mark in page:
            if isinstance(mark, Stroke):
                pdf.set_draw_color(round(mark.grey * 255))
                pdf.set_line_width(mark.width)
                pdf.line(mark.x1, mark.y, mark.x2, mark.y)
            else:
                face = faces[mark.bold]
                face.spread = round(mark.spread / mark.size * 1000)
                pdf.set_font("letter", "B" if mark.bold else "", mark.size)
                pdf.set_text_color(round(mark.grey * 255))
                pdf.text(mark.x, mark.y, mark.text)
    return bytes(pdf.output(output_producer_class=_Producer))
