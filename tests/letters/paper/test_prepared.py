"""The glyphs of our own words, cut and compressed once, and a letter's own added to them."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import replace
from itertools import pairwise

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from jiebei.content.examples import examples
from jiebei.letters.compose import compose
from jiebei.letters.document import Annex, Document
from jiebei.letters.paper.common_characters import APPLICATION, APPLICATION_BOLD, SHARED
from jiebei.letters.paper.fonts import BOLD, REGULAR, PackedFont, advances, cut, font_path, pack
from jiebei.letters.paper.page_layout import lay_out
from jiebei.letters.paper.typesetting import Text
from jiebei.plan.advice import advise
from jiebei.plan.options import Advice

RARE = "赵䶮李㛃𠅤𬀩王喆·•（😀\n"


def opened(packed: PackedFont) -> TTFont:
    """The file, whose tables' sums and whose own are right."""
    data = zlib.decompress(packed.packed)
    assert len(data) == packed.length
    padded = data + bytes(-len(data) % 4)
    assert sum(struct.unpack(f">{len(padded) // 4}I", padded)) % 2**32 == 0xB1B0AFBA
    return TTFont(io.BytesIO(data), checkChecksums=2)


def check(characters: str, weight: int) -> None:
    """Each character the font has is in the packed one with the outline and width it has when it is cut alone."""
    packed = pack(characters, weight)
    font = opened(packed)
    assert set(packed.glyphs) >= set(cut(characters, weight).glyphs)
    assert len(font.getGlyphOrder()) == font["maxp"].numGlyphs == len(font["hmtx"].metrics)
    assert len(packed.glyphs) <= 1.1 * len(set(characters))
    for character, number in packed.glyphs.items():
        alone = cut(character, weight)
        expected = TTFont(io.BytesIO(alone.data))
        name = font.getGlyphName(number)
        wanted = expected["glyf"][expected.getGlyphName(alone.glyphs[character])]
        assert font["glyf"][name] == wanted, character
        assert font["hmtx"][name] == (advances(character, weight)[0], getattr(wanted, "xMin", 0)), character
    assert font["glyf"][font.getGlyphOrder()[0]].numberOfContours == 0
    head = font["head"]
    assert packed.box == (head.xMin, head.yMin, head.xMax, head.yMax)
    if characters:
        most = font["maxp"].maxPoints
        assert most >= max(len(font["glyf"][n].getCoordinates(font["glyf"])[0]) for n in font.getGlyphOrder())


@pytest.mark.parametrize("weight", [REGULAR, BOLD])
@pytest.mark.parametrize(
    "characters",
    [
        "",
        "还款",
        RARE,
        SHARED,
        SHARED + RARE,
        SHARED + APPLICATION,
        SHARED + APPLICATION + RARE,
        APPLICATION_BOLD,
        APPLICATION_BOLD + RARE,
        SHARED[9:] + APPLICATION[9:] + RARE,
    ],
)
def test_each_character_has_its_own_outline_and_width(characters: str, weight: int) -> None:
    check(characters, weight)


@settings(max_examples=15, deadline=None)
@given(
    st.text(st.characters(codec="gb18030"), max_size=30), st.integers(0, 16), st.sampled_from([REGULAR, BOLD])
)
def test_any_characters_may_be_typed_besides(typed: str, left_out: int, weight: int) -> None:
    check((SHARED + APPLICATION_BOLD)[left_out:] + typed, weight)


def test_more_outlines_than_short_offsets_reach() -> None:
    many = "".join(map(chr, range(0x4E00, 0x4E00 + 900)))
    packed = pack(SHARED + APPLICATION + many, REGULAR)
    font = opened(packed)
    assert font["head"].indexToLocFormat == 1
    check(SHARED + APPLICATION + many, REGULAR)


def test_no_glyph_of_the_font_is_composed_of_others() -> None:
    """Joining faces numbers their glyphs anew, and a composed glyph names others by number."""
    font = TTFont(font_path(), lazy=True)
    glyf, places = font.reader["glyf"], font["loca"].locations
    assert all(struct.unpack_from(">h", glyf, a)[0] >= 0 for a, b in pairwise(places) if a < b)


def test_what_is_packed_does_not_depend_on_what_was_packed_before() -> None:
    first = pack(SHARED + "赵䶮", REGULAR)
    pack(SHARED + APPLICATION + "李㛃", REGULAR)
    assert pack(SHARED + "赵䶮", REGULAR) == first


def test_the_prepared_characters_of_a_letter_that_lacks_them_are_not_embedded() -> None:
    assert pack("还款", REGULAR).length < 2_000


@pytest.mark.parametrize("name", examples())
def test_an_application_is_nearly_all_prepared(name: str) -> None:
    """Where this fails, our words have changed: count the characters of common_characters.py anew."""
    case = examples()[name]
    assert case.settings.as_of is not None
    advice = advise(case, case.settings.as_of)
    assert isinstance(advice, Advice)
    letter = compose(case, advice)
    assert isinstance(letter, Document)
    own = next(place for place, block in enumerate(letter.blocks) if isinstance(block, Annex))
    marks = [mark for page in lay_out(replace(letter, blocks=letter.blocks[:own])) for mark in page]
    for bold, prepared in ((False, (SHARED, APPLICATION)), (True, (APPLICATION_BOLD,))):
        used = set().union(*(mark.text for mark in marks if isinstance(mark, Text) and mark.bold == bold))
        for group in prepared:
            assert len(set(group) - used) <= len(group) / 20
        assert len(used.difference(*prepared)) <= len(used) / 4


def test_no_character_is_prepared_twice() -> None:
    for group in (SHARED + APPLICATION, APPLICATION_BOLD):
        assert len(set(group)) == len(group)
        assert set(cut(group).glyphs) == set(group)
