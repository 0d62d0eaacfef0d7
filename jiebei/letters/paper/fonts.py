"""The letter's font: Noto Sans SC, measured and cut to the characters a letter uses.

The font is the variable Noto Sans SC (SIL Open Font License) that the data-only distribution `justmytype-intl-cjk`
installs, so one file serves the regular and the bold face. HarfBuzz maps characters to glyphs, measures them, and cuts
the font: only the glyphs a letter needs, at one weight, as a small TrueType file.

Nearly all of a letter's characters are those of our own words, the same each time. Their glyphs are cut and compressed
once (common_characters.py), and a letter only adds its own few.

The file is mapped into memory once per process. What is kept between calls is public font data (the widths of
characters the font has, the glyphs of our own words), no text. All functions may be called from several threads.
"""

from __future__ import annotations

import struct
import threading
import unicodedata
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import uharfbuzz as hb

from jiebei.letters.paper.common_characters import APPLICATION, APPLICATION_BOLD, SHARED
from jiebei.letters.paper.truetype import FacePart, join, taken_apart

REGULAR: Final = 400
BOLD: Final = 700
UNITS_PER_EM: Final = 1000

_PACKAGE = "justmytype_intl_cjk"
_FILE = Path("fonts/ofl/notosanssc/NotoSansSC[wght].ttf")

_PREPARED: Final = {REGULAR: (SHARED, APPLICATION), BOLD: (APPLICATION_BOLD,)}
_MOST_UNUSED: Final = 1 / 12  # of a prepared group's characters, in a letter that takes the group

# What a font embedded in a PDF needs (PDF 32000-1, 9.9), and what HarfBuzz reads the weight from and then leaves out.
_TABLES = frozenset({"glyf", "head", "hhea", "hmtx", "loca", "maxp", "fvar", "avar", "gvar", "HVAR"})

# Joiners, variation selectors and the byte order mark: they choose a form of their neighbour and print nothing.
_INVISIBLE = frozenset(
    {0x00AD, 0x034F, 0x2060, 0xFEFF, *range(0x200B, 0x2010), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
)


class FontNotInstalledError(RuntimeError):
    """The font's distribution is absent or damaged. Raised by every function here but `is_invisible`."""


@dataclass(frozen=True, slots=True)
class CutFont:
    """A face cut to some characters.

    data: a TrueType file with the tables a PDF needs. glyphs: the glyph number of each character the face has; some
    characters share one. ascent, descent, box (x min, y min, x max, y max): in thousandths of an em.
    """

    data: bytes
    glyphs: dict[str, int]
    ascent: int
    descent: int
    box: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class PackedFont:
    """A face cut to some characters, and perhaps others of our own words, ready to be embedded.

    packed: a TrueType file with the tables a PDF needs, compressed (RFC 1950). length: the file's own. The rest is as
    in a CutFont; glyphs has those other characters, too. Its first `prepared` ones are those of `prepared_glyphs`.
    """

    packed: bytes
    length: int
    glyphs: dict[str, int]
    prepared: int
    ascent: int
    descent: int
    box: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class _Group:
    """The glyphs of a group of our own words' characters, numbered to stand after the groups before it."""

    characters: frozenset[str]
    glyphs: dict[str, int]
    part: FacePart
    count: int  # of the glyphs up to this group's last


@dataclass(frozen=True, slots=True)
class _Source:
    """The opened font: HarfBuzz objects (which carry no types) and the advance widths met so far, per weight."""

    face: Any
    fonts: dict[int, Any]
    unused: frozenset[int]  # the tags of the tables a PDF has no use for
    advances: dict[int, dict[str, int]]
    groups: dict[int, tuple[_Group, ...]]  # per weight, from the first letter on


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
    face = hb.Face(hb.Blob.from_file_path(str(font_path())))
    fonts = {}
    for weight in (REGULAR, BOLD):
        fonts[weight] = hb.Font(face)
        fonts[weight].set_variations({"wght": weight})
    unused = frozenset(int.from_bytes(tag.encode(), "big") for tag in face.table_tags if tag not in _TABLES)
    return _Source(face, fonts, unused, {REGULAR: {}, BOLD: {}}, {})


def _glyph_number(character: str) -> int | None:
    """Answer the whole font's glyph for the character; None where it has none."""
    number: int | None = _source().fonts[REGULAR].get_nominal_glyph(ord(character))
    return number


def is_invisible(character: str) -> bool:
    """Say whether the character prints nothing by design: a control, a joiner, a variation selector."""
    code = ord(character)
    return code in _INVISIBLE or (code < 0xA0 and unicodedata.category(character) == "Cc")


def missing_characters(text: str) -> tuple[str, ...]:
    """Answer the characters the font cannot print, each once, in the order they first appear.

    Controls, joiners and variation selectors are never missing: they print nothing anyway.
    """
    unknown = set(text).difference(*_source().advances.values())
    missing = {c for c in unknown if _glyph_number(c) is None and not is_invisible(c)}
    return tuple(c for c in dict.fromkeys(text) if c in missing) if missing else ()


def advances(text: str, weight: int = REGULAR) -> list[int]:
    """Answer each character's width in thousandths of an em.

    A character the font lacks is one em wide, the blank that is left for it; one that prints nothing is 0 wide.
    `weight` is REGULAR or BOLD; any other raises KeyError.
    """
    source = _source()
    known = source.advances[weight]
    try:
        return [known[c] for c in text]
    except KeyError:
        widths = {}
        for character in set(text):
            number = _glyph_number(character)
            if is_invisible(character):
                widths[character] = 0
            elif number is None:
                widths[character] = UNITS_PER_EM
            else:
                widths[character] = known[character] = source.fonts[weight].get_glyph_h_advance(number)
        return [widths[c] for c in text]


def cut(characters: Iterable[str], weight: int = REGULAR) -> CutFont:
    """Cut the font to these characters at this weight (REGULAR or BOLD; any other raises KeyError).

    Characters the font lacks are left out, as are those that print nothing. Equal input gives equal bytes.
    """
    source = _source()
    extents = source.fonts[weight].get_font_extents("ltr")
    printed = [c for c in sorted(set(characters)) if not is_invisible(c)]
    wanted = hb.SubsetInput()
    # By code point: asked for glyphs, HarfBuzz would go through the whole font to find whose they are.
    wanted.unicode_set.update(map(ord, printed))
    wanted.drop_table_tag_set.update(source.unused)
    wanted.pin_axis_location(source.face, "wght", weight)
    # Strokes of a variable font overlap, which some rasterisers want to know.
    wanted.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.SET_OVERLAPS_FLAG
    plan = hb.SubsetPlan(source.face, wanted)
    face = plan.execute()
    whole, small = plan.unicode_to_old_glyph_mapping, plan.old_to_new_glyph_mapping
    x_min, y_min, x_max, y_max = struct.unpack_from(">4h", face.reference_table("head").data, 36)
    return CutFont(
        data=face.blob.data,
        glyphs={c: small[whole[ord(c)]] for c in printed if ord(c) in whole},
        ascent=round(extents.ascender),
        descent=round(extents.descender),
        box=(x_min, y_min, x_max, y_max),
    )


def pack(characters: Iterable[str], weight: int = REGULAR) -> PackedFont:
    """Cut the font as `cut` does, and compress it. Equal input gives equal bytes, whatever was drawn before."""
    wanted = set(characters)
    glyphs: dict[str, int] = {}
    parts: list[FacePart] = []
    count = 1
    for group in _groups(weight):
        if len(group.characters - wanted) > _MOST_UNUSED * len(group.characters):
            break
        wanted -= group.characters
        glyphs |= group.glyphs
        parts.append(group.part)
        count = group.count
    face = cut(wanted, weight)
    if not parts:
        packed = zlib.compress(face.data)
        return PackedFont(packed, len(face.data), face.glyphs, 0, face.ascent, face.descent, face.box)
    prepared = len(glyphs)
    if face.glyphs:
        parts.append(taken_apart(face.data))
        glyphs |= _numbered(face.glyphs, count)
    joined = join(parts)
    return PackedFont(joined.packed, joined.length, glyphs, prepared, face.ascent, face.descent, joined.box)


def prepared_glyphs(weight: int) -> dict[str, int]:
    """Answer the numbers of our own words' glyphs, which are the same in each packed face of that weight that has them."""
    return {character: number for group in _groups(weight) for character, number in group.glyphs.items()}


def _numbered(glyphs: dict[str, int], count: int) -> dict[str, int]:
    """The numbers of a face's glyphs where it stands after `count` others: glyph 0, for what the font lacks, is there once."""
    return {character: number + count - 1 for character, number in glyphs.items()}


def _groups(weight: int) -> tuple[_Group, ...]:
    """The prepared groups, cut on first use; each is compressed to stand after those before it."""
    source = _source()
    if weight not in source.groups:
        with _lock:
            if weight not in source.groups:
                groups: list[_Group] = []
                outlines, count = b"", 1
                for characters in _PREPARED[weight]:
                    face = cut(characters, weight)
                    part = taken_apart(face.data, 9, after=outlines)
                    numbers = _numbered(face.glyphs, count)
                    outlines += part.outlines.raw
                    count += len(part.ends) - 1
                    groups.append(_Group(frozenset(numbers), numbers, part, count))
                source.groups[weight] = tuple(groups)
    return source.groups[weight]
