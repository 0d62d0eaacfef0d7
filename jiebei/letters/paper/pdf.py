"""The letter as a PDF: A4, Noto Sans SC embedded, text that can be selected, searched and copied.

fpdf2 makes the file: its objects, their table, the document's properties. Two of its steps are replaced because they
cost nearly all of its time here: the font arrives already cut by HarfBuzz (fonts.py), so it is embedded as it is instead
of being parsed and cut a second time, and the lines are already set (page_layout.py), so a page's marks are written as
the PDF operators they are, without fpdf2's page methods measuring and colouring each anew. What is embedded is what PDF
32000-1, 9.7 describes: a Type 0 font whose character codes are the cut face's glyph numbers, and a map back to Unicode.

The file is not tagged. Its operators follow the document's order, a table's rows too, so that what reads or copies a page
by them reads the letter, and the catalog names its language and has its title shown. fpdf2's tags would say less than
they cost: its tree knows paragraphs but no tables, and for the forty blocks of a two-page letter it takes a quarter of the
whole letter's time and 4.5 KB.

fpdf2 has no public door for the font: `_Producer` stands in for its file writer, and is the only code that knows its
insides. pyproject.toml holds it to the version it was written for.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time
from functools import cache, partial
from typing import Any, Final, cast

from fpdf import FPDF, encryption
from fpdf.output import OutputProducer
from fpdf.prefs import ViewerPreferences
from fpdf.syntax import PDFObject

from jiebei.letters.document import Document
from jiebei.letters.paper.deflate import Piece, piece, stream
from jiebei.letters.paper.fonts import BOLD, REGULAR, advances, pack, prepared_glyphs
from jiebei.letters.paper.page_layout import lay_out
from jiebei.letters.paper.text import printable
from jiebei.letters.paper.typesetting import (
    PAGE_HEIGHT,
    Sheet,
    Text,
    is_gap,
    narrows,
    pieces_between_gaps,
    set_widths,
)

PRODUCER: Final = "jiebei"
_NAMES: Final = {REGULAR: "NotoSansSC-Regular", BOLD: "NotoSansSC-Bold"}
_CAP_HEIGHT: Final = 733  # the font's OS/2 table
_SYMBOLIC: Final = 4  # PDF 32000-1, table 123
_ESCAPED: Final = {ord("("): "\\(", ord(")"): "\\)", ord("\\"): "\\\\", ord("\r"): "\\r"}

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
    """One weight's face, cut to the characters of some texts, and how it shows them."""

    def __init__(self, number: int, weight: int, texts: Iterable[str]) -> None:
        self.resource = f"F{number}"
        self.weight = weight
        self.font = pack(set().union(*texts), weight)
        # A character's code is its glyph's number. Where two characters share a glyph, the second gets a code after
        # the last glyph's, so that each comes out of the PDF as the character that went in.
        self.numbers = self.font.glyphs
        self.glyph_of: dict[int, int] = {}
        if len({*self.numbers.values()}) < len(self.numbers):
            self.numbers = {}
            spare = max(self.font.glyphs.values()) + 1
            for character, glyph in self.font.glyphs.items():
                number = glyph
                if number in self.glyph_of:
                    number, spare = spare, spare + 1
                self.numbers[character] = number
                self.glyph_of[number] = glyph
        self.codes = {character: _code(number) for character, number in self.numbers.items()}
        tag = hashlib.sha256(f"{weight}{''.join(self.numbers)}".encode()).digest()
        self.name = "".join(chr(65 + byte % 26) for byte in tag[:6]) + "+" + _NAMES[weight]

    def shown(self, text: str, spread: int) -> str:
        """Answer the operators that show the text, each gap widened by `spread` thousandths of an em.

        What has no glyph moves on by its width and shows nothing.
        """
        codes = self.codes
        if not narrows(text):
            try:
                if not spread:
                    return f"({''.join([codes[c] for c in text])}) Tj"
                pieces = ["".join([codes[c] for c in piece]) for piece in pieces_between_gaps(text)]
                return f"[({f'){-spread}('.join(pieces)})] TJ"
            except KeyError:
                pass
        parts: list[str] = []
        move = 0  # from where the last glyph's own width ends to where the next one belongs
        own, wanted = advances(text, self.weight), set_widths(text, self.weight == BOLD)
        for i, character in enumerate(text):
            code = codes.get(character)
            if code is None:
                move += wanted[i]
                continue
            if move:
                parts.append(f"){-move}(")
            parts.append(code)
            move = wanted[i] - own[i]
            if spread and i + 1 < len(text) and is_gap(character, text[i + 1]):
                move += spread
        return f"[({''.join(parts)})] TJ"


def _operators(page: Sheet, faces: Mapping[bool, _Face]) -> bytes:
    """Answer the operators that draw a page's marks in their order (PDF 32000-1, annex A)."""
    lines: list[str] = []
    font: tuple[bool, float] | None = None
    fill = stroke = 0.0
    width = -1.0
    for mark in page:
        if isinstance(mark, Text):
            x, y, text, size, bold, grey, spread = mark
            if grey != fill:
                fill = grey
                lines.append(f"{grey:g} g")
            select = ""
            if font != (bold, size):
                font = bold, size
                select = f"/{faces[bold].resource} {size:.2f} Tf "
            shown = faces[bold].shown(text, round(spread / size * 1000))
            lines.append(f"BT {select}{x:.2f} {PAGE_HEIGHT - y:.2f} Td {shown} ET")
        else:
            if mark.grey != stroke:
                stroke = mark.grey
                lines.append(f"{stroke:g} G")
            if mark.width != width:
                width = mark.width
                lines.append(f"{width:.2f} w")
            y = PAGE_HEIGHT - mark.y
            lines.append(f"{mark.x1:.2f} {y:.2f} m {mark.x2:.2f} {y:.2f} l S")
    return "\n".join(lines).encode("latin-1")


@cache
def _code(number: int) -> str:
    """Answer a character's code as it stands in a PDF string (PDF 32000-1, 7.3.4.2): two bytes, some of them escaped."""
    return "".join(_ESCAPED.get(each, chr(each)) for each in number.to_bytes(2, "big"))


class _Object(PDFObject):
    """A PDF object of fpdf2's made of ready entries: a dictionary, or with a compressed stream."""

    def __init__(self, entries: Mapping[str, object], packed: bytes | None) -> None:
        super().__init__()
        self._entries = dict(entries)
        self._packed = packed

    def serialize(self, *_: object, **__: object) -> Any:
        """The object's bytes, which the producer takes as well as the text it asks for."""
        stream = b""
        if self._packed is not None:
            self._entries |= {"/Filter": "/FlateDecode", "/Length": len(self._packed)}
            stream = b"stream\n" + self._packed + b"\nendstream\n"
        entries = "\n".join([f"{key} {value}" for key, value in self._entries.items()])
        return f"{self.id} 0 obj\n<<\n{entries}\n>>\n".encode("ascii") + stream + b"endobj"


class _Producer(OutputProducer):
    """fpdf2's file writer with its font step replaced."""

    def __init__(self, faces: Iterable[_Face], fpdf: FPDF) -> None:
        super().__init__(fpdf)
        self._faces = faces

    def _add_fonts(self, *_: object, **__: object) -> dict[int, Any]:
        return {number: self._add_face(face) for number, face in enumerate(self._faces, start=1)}

    def _add(self, entries: Mapping[str, object], packed: bytes | None = None) -> _Object:
        made = _Object(entries, packed)
        self._add_pdf_obj(made, "fonts")
        return made

    def _add_face(self, face: _Face) -> _Object:
        program = self._add({"/Length1": face.font.length}, packed=face.font.packed)
        descriptor = self._add(
            {
                "/Type": "/FontDescriptor",
                "/FontName": f"/{face.name}",
                "/Flags": _SYMBOLIC,
                "/FontBBox": f"[{' '.join(map(str, face.font.box))}]",
                "/ItalicAngle": 0,
                "/Ascent": face.font.ascent,
                "/Descent": face.font.descent,
                "/CapHeight": _CAP_HEIGHT,
                "/StemV": round(50 + (face.weight / 65) ** 2),
                "/MissingWidth": 1000,
                "/FontFile2": program.ref,
            }
        )
        glyph_map = "/Identity"
        if face.glyph_of:
            glyph_map = self._add({}, zlib.compress(_glyph_map(face.glyph_of))).ref
        cid = self._add(
            {
                "/Type": "/Font",
                "/Subtype": "/CIDFontType2",
                "/BaseFont": f"/{face.name}",
                "/CIDSystemInfo": "<</Registry (Adobe) /Ordering (Identity) /Supplement 0>>",
                "/FontDescriptor": descriptor.ref,
                "/DW": 1000,
                "/W": _widths(face),
                "/CIDToGIDMap": glyph_map,
            }
        )
        unicode_map = self._add({}, _unicode_map(face))
        return self._add(
            {
                "/Type": "/Font",
                "/Subtype": "/Type0",
                "/BaseFont": f"/{face.name}",
                "/Encoding": "/Identity-H",
                "/DescendantFonts": f"[{cid.ref}]",
                "/ToUnicode": unicode_map.ref,
            }
        )


def _widths(face: _Face) -> str:
    """Answer the widths of the codes that are not one em wide."""
    widths = zip(face.numbers.values(), advances("".join(face.numbers), face.weight), strict=True)
    return f"[{' '.join([f'{code} [{width}]' for code, width in widths if width != 1000])}]"


def _glyph_map(glyph_of: dict[int, int]) -> bytes:
    """Answer the CIDToGIDMap: two bytes for each code from 0."""
    return b"".join(glyph_of.get(code, 0).to_bytes(2, "big") for code in range(max(glyph_of) + 1))


_MAP_BEGINS: Final = piece(
    b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
    b"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
    b"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
    b"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
)
_MAP_ENDS: Final = piece(b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")


def _unicode_map(face: _Face) -> bytes:
    """Answer the ToUnicode map (PDF 32000-1, 9.10.3), compressed."""
    prepared = face.font.prepared
    own = piece(_named([*face.numbers.items()][prepared:]))
    return stream((_MAP_BEGINS, _prepared_names(face.weight, prepared), own, _MAP_ENDS))


@cache
def _prepared_names(weight: int, count: int) -> Piece:
    """The part of the map that is of our own words' first `count` characters: compressed once for a process."""
    return piece(_named([*prepared_glyphs(weight).items()][:count]) if count else b"")


def _named(codes: Sequence[tuple[str, int]]) -> bytes:
    """Answer what characters the codes stand for, in blocks, which may hold a hundred of them each."""
    lines: list[str] = []
    for start in range(0, len(codes), 100):
        block = codes[start : start + 100]
        lines.append(f"{len(block)} beginbfchar\n")
        lines += [f"<{number:04X}> <{c.encode('utf-16-be').hex().upper()}>\n" for c, number in block]
        lines.append("endbfchar\n")
    return "".join(lines).encode("ascii")


class _File(FPDF):
    """fpdf2's document; its identifier is of the fonts and the pages' operators, instead of all its bytes once more."""

    drawn: bytes = b""

    def file_id(self) -> str:
        number = hashlib.sha256(self.drawn).hexdigest()[:32].upper()
        return f"<{number}><{number}>"


def draw(document: Document, pages: Iterable[Sheet]) -> bytes:
    """Draw pages that are already set, with the document's metadata."""
    pages = tuple(pages)
    pdf = _File(unit="pt", format="A4")
    pdf.set_auto_page_break(False)
    pdf.set_title(printable(document.title))
    pdf.set_author(printable(document.author))
    pdf.set_lang("zh-CN")
    pdf.viewer_preferences = ViewerPreferences(display_doc_title=True)
    pdf.set_creator(PRODUCER)
    pdf.set_producer(PRODUCER)
    pdf.set_creation_date(datetime.combine(document.dated, time(), UTC))
    pdf.single_resources_object = True
    faces: dict[bool, _Face] = {}
    for bold, weight in ((False, REGULAR), (True, BOLD)):
        texts = [m.text for page in pages for m in page if isinstance(m, Text) and m.bold == bold]
        if texts:
            faces[bold] = _Face(len(faces) + 1, weight, texts)
            pdf.drawn += faces[bold].name.encode()
    for page in pages:
        pdf.add_page()
        operators = _operators(page, faces)
        pdf.drawn += operators
        cast(bytearray, pdf.pages[pdf.page].contents).extend(operators)
    producer = cast("type[OutputProducer]", partial(_Producer, tuple(faces.values())))
    return bytes(pdf.output(output_producer_class=producer))
