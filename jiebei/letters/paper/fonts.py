"""The letter's font: Noto Sans SC, measured and cut to the characters a letter uses.

The font is the variable Noto Sans SC (SIL Open Font License) that the data-only distribution `justmytype-intl-cjk`
installs, so one file serves the regular and the bold face. HarfBuzz maps characters to glyphs, measures them and draws
their outlines at a weight; outlines.py writes the outlines that a letter needs as a small TrueType file.

The file is mapped into memory once per process. What is kept between calls is public font data (widths and a bounded
number of outlines), no text. All functions may be called from several threads.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from jiebei.letters.paper import outlines

REGULAR: Final = 400
BOLD: Final = 700
UNITS_PER_EM: Final = 1000

_PACKAGE = "justmytype_intl_cjk"
_FILE = Path("fonts/ofl/notosanssc/NotoSansSC[wght].ttf")

# Outlines kept: some 200 bytes each; room for every common character in both weights.
_KEPT_OUTLINES: Final = 8192

# Joiners, variation selectors and the byte order mark: they choose a form of their neighbour and print nothing.
_INVISIBLE = frozenset(
    {0x00AD, 0x034F, 0x2060, 0xFEFF, *range(0x200B, 0x2010), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
)


class FontNotInstalledError(RuntimeError):
    """The font's distribution is absent or damaged. Raised by every function here but `is_invisible`."""


@dataclass(frozen=True, slots=True)
class CutFont:
    """A face cut to some characters.

    data: a TrueType file with the tables a PDF needs. glyphs: the glyph number of each character the face has.
    ascent, descent, box (x min, y min, x max, y max): in thousandths of an em.
    """

    data: bytes
    glyphs: dict[str, int]
    ascent: int
    descent: int
    box: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class _Source:
    """The opened font: HarfBuzz objects (which carry no types) and the advance widths met so far, per weight."""

    face: Any
    fonts: dict[int, Any]
    characters: frozenset[str]
    advances: dict[int, dict[str, int]]


_lock = threading.Lock()
_opened: _Source | None = None


def font_path() -> Path:
    """Answer where the variable Noto Sans SC lies. Raises FontNotInstalledError when it is not there."""
    spec = find_spec(_PACKAGE)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / _FILE
        if path.is_file():
            return path
    raise FontNotInstalledError("找不到字体文件：请安装 justmytype-intl-cjk（见 README）。")


def _source() -> _Source:
    """Open the font on first use; afterwards answer the same objects, which are only read."""
    global _opened
    if _opened is None:
        with _lock:
            if _opened is None:
                _opened = _open()
    return _opened


def _open() -> _Source:
    import uharfbuzz as hb

    face = hb.Face(hb.Blob.from_file_path(str(font_path())))
    fonts = {}
    for weight in (REGULAR, BOLD):
        fonts[weight] = hb.Font(face)
        fonts[weight].set_variations({"wght": weight})
    return _Source(face, fonts, frozenset(map(chr, face.unicodes)), {REGULAR: {}, BOLD: {}})


def is_invisible(character: str) -> bool:
    """Say whether the character prints nothing by design: a control, a joiner, a variation selector."""
    code = ord(character)
    return code in _INVISIBLE or (code < 0xA0 and unicodedata.category(character) == "Cc")


def missing_characters(text: str) -> tuple[str, ...]:
    """Answer the characters the font cannot print, each once, in the order they first appear.

    Controls, joiners and variation selectors are never missing: they print nothing anyway.
    """
    available = _source().characters
    if available.issuperset(text):
        return ()
    return tuple(c for c in dict.fromkeys(text) if c not in available and not is_invisible(c))


def advances(text: str, weight: int = REGULAR) -> list[int]:
    """Answer each character's width in thousandths of an em.

    A character the font lacks is one em wide, the blank that is left for it; one that prints nothing is 0 wide.
    `weight` is REGULAR or BOLD; any other raises KeyError.
    """
    known = _source().advances[weight]
    try:
        return [known[c] for c in text]
    except KeyError:
        for character in set(text):
            if character not in known:
                known[character] = _advance(character, weight)
        return [known[c] for c in text]


def _advance(character: str, weight: int) -> int:
    if is_invisible(character):
        return 0
    if character not in _source().characters:
        return UNITS_PER_EM
    return _glyph_advance(_glyph_number(character), weight)


def cut(characters: Iterable[str], weight: int = REGULAR) -> CutFont:
    """Cut the font to these characters at this weight (REGULAR or BOLD; any other raises KeyError).

    Characters the font lacks are left out, as are those that print nothing. Equal input gives equal bytes.
    """
    source = _source()
    wanted = sorted(c for c in set(characters) if c in source.characters and not is_invisible(c))
    numbers: dict[int, int] = {}  # the whole font's glyph number → the cut font's; 0 is the empty .notdef
    glyphs = {c: numbers.setdefault(_glyph_number(c), len(numbers) + 1) for c in wanted}
    extents = source.fonts[weight].get_font_extents("ltr")
    ascent, descent = round(extents.ascender), round(extents.descender)
    drawn = [(_outline(number, weight), _glyph_advance(number, weight)) for number in numbers]
    boxes = [outline.box for outline, _ in drawn if outline.data] or [(0, 0, 0, 0)]
    scale = UNITS_PER_EM / outlines.UNITS
    return CutFont(
        data=outlines.true_type([(outlines.EMPTY, UNITS_PER_EM), *drawn], ascent, descent),
        glyphs=glyphs,
        ascent=ascent,
        descent=descent,
        box=(
            round(min(b[0] for b in boxes) * scale),
            round(min(b[1] for b in boxes) * scale),
            round(max(b[2] for b in boxes) * scale),
            round(max(b[3] for b in boxes) * scale),
        ),
    )


def subset(characters: Iterable[str], weight: int = REGULAR) -> bytes:
    """Answer the bytes of the face cut to these characters at this weight (see `cut`)."""
    return cut(characters, weight).data


@lru_cache(maxsize=_KEPT_OUTLINES)
def _glyph_number(character: str) -> int:
    return int(_source().fonts[REGULAR].get_nominal_glyph(ord(character)))


@lru_cache(maxsize=_KEPT_OUTLINES)
def _glyph_advance(number: int, weight: int) -> int:
    return int(_source().fonts[weight].get_glyph_h_advance(number))


@lru_cache(maxsize=_KEPT_OUTLINES)
def _outline(number: int, weight: int) -> outlines.Glyph:
    pen = outlines.Pen()
    _source().fonts[weight].draw_glyph_with_pen(number, pen)
    return outlines.encode(pen.contours, units_in=UNITS_PER_EM)
