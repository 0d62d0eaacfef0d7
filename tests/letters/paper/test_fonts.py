from __future__ import annotations

import io
import threading
from itertools import pairwise

import pytest
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont

from jiebei.letters.paper import outlines
from jiebei.letters.paper.fonts import BOLD, REGULAR, advances, cut, font_path, missing_characters, subset

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
        width = advances(character, weight)[0]
        assert advance * 1000 / outlines.UNITS == pytest.approx(width, abs=500 / outlines.UNITS)
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
    assert opened(subset("", REGULAR)).getGlyphOrder() == [".notdef"]


def test_equal_characters_give_equal_bytes_in_any_order_and_any_thread() -> None:
    expected = subset("重新约定分期还款", REGULAR)
    results: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: results.append(subset("款还期分定约新重" * 3, REGULAR)))
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


Point = tuple[float, float]
Curve = tuple[Point, Point | None, Point]


def along(curve: Curve, steps: int) -> list[Point]:
    (ax, ay), control, (bx, by) = curve
    kx, ky = control or ((ax + bx) / 2, (ay + by) / 2)
    shares = [i / steps for i in range(steps + 1)]
    return [
        (
            (1 - t) ** 2 * ax + 2 * t * (1 - t) * kx + t * t * bx,
            (1 - t) ** 2 * ay + 2 * t * (1 - t) * ky + t * t * by,
        )
        for t in shares
    ]


def farthest(points: list[Point], curves: list[Curve]) -> float:
    """How far the farthest of the points lies from the nearest curve."""
    pieces = [piece for curve in curves for p in [along(curve, 8)] for piece in pairwise(p)]
    worst = 0.0
    for x, y in points:
        nearest = 9e9
        for (ax, ay), (bx, by) in pieces:
            dx, dy = bx - ax, by - ay
            length = dx * dx + dy * dy or 1e-9
            t = min(1.0, max(0.0, ((x - ax) * dx + (y - ay) * dy) / length))
            nearest = min(nearest, (x - ax - t * dx) ** 2 + (y - ay - t * dy) ** 2)
        worst = max(worst, nearest**0.5)
    return worst


def outline(font: TTFont, name: str) -> list[Curve]:
    pen = RecordingPen()
    font["glyf"][name].draw(pen, font["glyf"])
    scale = 1000 / outlines.UNITS
    curves: list[Curve] = []
    at = first = (0.0, 0.0)
    for operator, arguments in pen.value:
        points = [(x * scale, y * scale) for x, y in arguments]
        if operator == "moveTo":
            at = first = points[0]
        elif operator == "lineTo":
            curves.append((at, None, points[0]))
            at = points[0]
        elif operator == "qCurveTo":
            *controls, end = points
            for i, control in enumerate(controls):
                following = controls[i + 1] if i + 1 < len(controls) else None
                to = (
                    end
                    if following is None
                    else ((control[0] + following[0]) / 2, (control[1] + following[1]) / 2)
                )
                curves.append((at, control, to))
                at = to
        else:
            curves.append((at, None, first))
    return curves


@pytest.mark.parametrize("weight", [REGULAR, BOLD])
def test_simplified_outlines_stay_within_a_two_hundredth_of_an_em(weight: int) -> None:
    """Compared with the outlines that fontTools' own instancer gives for the same weight."""
    from fontTools.subset import Options, Subsetter
    from fontTools.varLib.instancer import instantiateVariableFont

    characters = "借还庆嵭㛃8"
    original = TTFont(font_path(), lazy=True)
    subsetter = Subsetter(Options(layout_features=[], drop_tables=["GSUB", "GPOS", "GDEF", "BASE"]))
    subsetter.populate(text=characters)
    subsetter.subset(original)
    instantiateVariableFont(original, {"wght": weight}, inplace=True)
    scaled = 1000 / outlines.UNITS
    ours, face = opened(cut(characters, weight).data), cut(characters, weight)
    for character in characters:
        mine = outline(ours, ours.getGlyphOrder()[face.glyphs[character]])
        theirs = [
            (
                (a[0] / scaled, a[1] / scaled),
                k and (k[0] / scaled, k[1] / scaled),
                (b[0] / scaled, b[1] / scaled),
            )
            for a, k, b in outline(original, original.getBestCmap()[ord(character)])
        ]
        assert farthest([p for c in theirs for p in along(c, 4)], mine) < 5
        assert farthest([p for c in mine for p in along(c, 4)], theirs) < 5


def test_a_long_path_is_joined_and_a_corner_is_kept() -> None:
    square = [(0.0, 0.0), (50.0, 0.0), (100.0, 1.0), (100.0, 100.0), (0.0, 100.0)]
    pen = outlines.Pen()
    pen.moveTo(square[0])
    for point in square[1:]:
        pen.lineTo(point)
    pen.closePath()
    corners = [s.start for s in outlines.simplified(pen.contours[0], 2.0)]
    assert corners == [(0.0, 0.0), (100.0, 1.0), (100.0, 100.0), (0.0, 100.0)]
