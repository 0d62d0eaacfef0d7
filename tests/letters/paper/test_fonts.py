from __future__ import annotations

import io
import threading

import pytest
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from jiebei.letters.paper.fonts import BOLD, REGULAR, advances, cut, font_path, missing_characters

RARE = "赵䶮李㛃𠅤𬀩王喆"


def opened(data: bytes) -> TTFont:
    return TTFont(io.BytesIO(data), checkChecksums=2)


def test_rare_names_are_there_and_symbols_that_are_not_are_named_once_in_order() -> None:
    assert missing_characters(RARE) == ()
    assert missing_characters("☐a😀☐\n\t\r\x00") == ("☐", "😀")


def test_what_prints_nothing_is_never_missing_and_takes_no_room() -> None:
    invisible = "\n\t\u200b\u200d\ufe0f\U000e0101\ufeff"
    assert missing_characters(invisible) == ()
    assert advances(invisible) == [0] * len(invisible)


def test_what_is_missing_stays_missing_after_it_has_been_measured() -> None:
    advances("a☐\n")
    assert missing_characters("a☐\n") == ("☐",)


def test_a_missing_character_leaves_room_for_one_written_by_hand() -> None:
    assert advances("😀一") == [1000, 1000]


@pytest.mark.parametrize("weight", [REGULAR, BOLD])
def test_the_cut_font_holds_each_character_once_with_its_width(weight: int) -> None:
    face = cut("还款2026¥，" + RARE, weight)
    font = opened(face.data)

    assert set(face.glyphs) == set("还款2026¥，" + RARE)
    assert len(font.getGlyphOrder()) == len(face.glyphs) + 1
    names = font.getGlyphOrder()
    for character, number in face.glyphs.items():
        advance, _ = font["hmtx"][names[number]]
        assert [advance] == advances(character, weight)
        assert font["glyf"][names[number]].numberOfContours > 0


def test_bold_is_heavier_than_regular() -> None:
    def ink(weight: int) -> float:
        face = cut("一", weight)
        return face.box[3] - face.box[1]

    assert ink(BOLD) > 1.3 * ink(REGULAR)


def test_what_the_font_lacks_is_left_out_and_nothing_is_shown_for_it() -> None:
    face = cut("😀\n好", REGULAR)
    assert set(face.glyphs) == {"好"}
    font = opened(face.data)
    assert font["glyf"][font.getGlyphOrder()[0]].numberOfContours == 0
    assert opened(cut("", REGULAR).data).getGlyphOrder() == [".notdef"]


def test_equal_characters_give_equal_bytes_in_any_order_and_any_thread() -> None:
    expected = cut("重新约定分期还款", REGULAR).data
    results: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: results.append(cut("款还期分定约新重" * 3, REGULAR).data))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 6


def test_an_unknown_weight_is_refused() -> None:
    with pytest.raises(KeyError):
        cut("还", 123)


@pytest.mark.parametrize("weight", [REGULAR, BOLD])
def test_each_character_has_its_own_outline_at_the_weight(weight: int) -> None:
    """Compared with the outlines that fontTools' own instancer gives for the same weight."""
    characters = RARE + "借还8（·"
    original = TTFont(font_path(), lazy=True)
    subsetter = Subsetter(Options(layout_features=[], drop_tables=["GSUB", "GPOS", "GDEF", "BASE"]))
    subsetter.populate(text=characters)
    subsetter.subset(original)
    instantiateVariableFont(original, {"wght": weight}, inplace=True)
    theirs, names = original["glyf"], original.getBestCmap()
    face = cut(characters, weight)
    font = opened(face.data)
    for character in characters:
        mine = font["glyf"][font.getGlyphName(face.glyphs[character])]
        expected = theirs[names[ord(character)]]
        assert list(mine.endPtsOfContours) == list(expected.endPtsOfContours)
        for (x, y), (their_x, their_y) in zip(mine.coordinates, expected.coordinates, strict=True):
            assert abs(x - their_x) <= 1
            assert abs(y - their_y) <= 1
    drawn = {tuple(font["glyf"][font.getGlyphName(number)].coordinates) for number in face.glyphs.values()}
    assert len(drawn) == len(set(characters))
