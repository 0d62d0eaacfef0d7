"""Outlines made small: a glyph's curves on a coarser grid, and a TrueType file that holds just these glyphs.

A Chinese letter embeds some 400 glyphs and their outlines are nine tenths of its size. Drawn on a grid of 400 units to
the em instead of 1000, with neighbouring curves joined where the result stays within TOLERANCE, they take a quarter
less. Grid and joining together move an outline by at most about four thousandths of an em (tested), which at a letter's
10.5 points is a seventieth of a millimetre.

Formats: OpenType 1.9, tables glyf, loca, head, hhea, hmtx and maxp, which is what a font embedded in a PDF needs.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, inf
from typing import Final, NamedTuple

UNITS: Final = 400
# In units of the incoming outlines (thousandths of an em): how far a joined curve may leave the original.
TOLERANCE: Final = 2.0

Point = tuple[float, float]


class Segment(NamedTuple):
    """A line (control is None) or a quadratic curve from start to end; samples are points of the original it replaces."""

    start: Point
    control: Point | None
    end: Point
    samples: tuple[Point, ...] = ()


class Vertex(NamedTuple):
    """A point of a TrueType contour, in grid units."""

    x: int
    y: int
    on: bool


class Pen:
    """Collects a glyph's contours as segments (the methods are those that HarfBuzz calls)."""

    def __init__(self) -> None:
        self.contours: list[list[Segment]] = []
        self._at: Point = (0.0, 0.0)
        self._first: Point = (0.0, 0.0)

    def moveTo(self, to: Point) -> None:  # noqa: N802
        self.contours.append([])
        self._at = self._first = to

    def lineTo(self, to: Point) -> None:  # noqa: N802
        if to != self._at:
            self.contours[-1].append(Segment(self._at, None, to))
        self._at = to

    def qCurveTo(self, control: Point, to: Point) -> None:  # noqa: N802
        self.contours[-1].append(Segment(self._at, control, to))
        self._at = to

    def curveTo(self, *_: Point) -> None:  # noqa: N802
        raise ValueError("a TrueType outline has no cubic curves")

    def closePath(self) -> None:  # noqa: N802
        self.lineTo(self._first)

    def endPath(self) -> None:  # noqa: N802
        self.closePath()


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph's entry in the glyf table with the numbers other tables repeat; box is (x min, y min, x max, y max)."""

    data: bytes
    box: tuple[int, int, int, int]
    points: int
    contours: int


EMPTY: Final = Glyph(b"", (0, 0, 0, 0), 0, 0)


def simplified(contour: Sequence[Segment], tolerance: float) -> list[Segment]:
    """Join neighbouring segments while the original's points (ends, middles) stay within `tolerance` of the result."""
    result: list[Segment] = []
    for segment in contour:
        current = _straightened(segment, tolerance)
        if result and (merged := _merged(result[-1], current, tolerance)):
            result[-1] = merged
        else:
            result.append(current)
    # A contour begins where its designer happened to begin: its last segment may join its first one.
    if len(result) > 2 and (merged := _merged(result[-1], result[0], tolerance)):
        result = [*result[1:-1], merged]
    return result


def _straightened(segment: Segment, tolerance: float) -> Segment:
    """A curve that is nearly its own chord, as a line; any other curve with its middle as a sample."""
    start, control, end, _ = segment
    if control is None:
        return segment
    middle = ((start[0] + 2 * control[0] + end[0]) / 4, (start[1] + 2 * control[1] + end[1]) / 4)
    straight = _off_chord(control, start, end) <= tolerance / 2
    return Segment(start, None if straight else control, end, (middle,))


def _off_chord(point: Point, start: Point, end: Point) -> float:
    """How far `point` lies from the line through start and end; infinite when it does not lie beside the chord."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    px, py = point[0] - start[0], point[1] - start[1]
    length = hypot(dx, dy)
    if not length or not 0 <= dx * px + dy * py <= length * length:
        return inf
    return abs(dx * py - dy * px) / length


def _merged(one: Segment, two: Segment, tolerance: float) -> Segment | None:
    """One segment for two, or None when it would leave a sample farther away than the tolerance."""
    a, k, b, before = one
    _, m, c, after = two
    samples = (*before, b, *after)
    if k is None and m is None:
        if all(_off_chord(sample, a, c) <= tolerance for sample in samples):
            return Segment(a, None, c, samples)
        return None
    if k is None or m is None:
        return None
    # A single curve starts and ends in the same directions: its control point is where the two tangents meet.
    ux, uy, vx, vy = k[0] - a[0], k[1] - a[1], m[0] - c[0], m[1] - c[1]
    cross = ux * vy - uy * vx
    if not cross:
        return None
    u = ((c[0] - a[0]) * vy - (c[1] - a[1]) * vx) / cross
    v = ((c[0] - a[0]) * uy - (c[1] - a[1]) * ux) / cross
    if u <= 0 or v <= 0:
        return None
    control = (a[0] + u * ux, a[1] + u * uy)
    if all(_off_curve(sample, a, control, c) <= tolerance for sample in samples):
        return Segment(a, control, c, samples)
    return None


def _off_curve(point: Point, start: Point, control: Point, end: Point) -> float:
    """How far `point` lies from the quadratic curve, to first order; infinite when it does not lie beside it.

    In the coordinates p, q, r = 1 - p - q of the triangle start, control, end, the curve is where q² = 4pr.
    """
    ax, ay = start[0] - end[0], start[1] - end[1]
    bx, by = control[0] - end[0], control[1] - end[1]
    px, py = point[0] - end[0], point[1] - end[1]
    area = ax * by - ay * bx
    p = (px * by - py * bx) / area
    q = (ax * py - ay * px) / area
    r = 1 - p - q
    if not (-0.1 < p < 1.1 and -0.1 < r < 1.1):
        return inf
    # The gradient of q² - 4pr over x and y.
    dp, dq = 4 * p - 4 * r, 2 * q + 4 * p
    gradient = hypot(dp * by - dq * ay, dq * ax - dp * bx) / abs(area)
    return abs(q * q - 4 * p * r) / gradient if gradient else inf


def _vertices(contour: Sequence[Segment], scale: float) -> list[Vertex]:
    """The contour on the grid, without points that TrueType supplies itself: halfway between two control points."""
    vertices: list[Vertex] = []
    for start, control, _, _ in contour:
        x, y = round(start[0] * scale), round(start[1] * scale)
        if not vertices or (vertices[-1].x, vertices[-1].y) != (x, y) or not vertices[-1].on:
            vertices.append(Vertex(x, y, True))
        if control is not None:
            vertices.append(Vertex(round(control[0] * scale), round(control[1] * scale), False))
    kept = vertices[:1]
    for i in range(1, len(vertices)):
        before, here, after = vertices[i - 1], vertices[i], vertices[(i + 1) % len(vertices)]
        if here.on and not before.on and not after.on:
            aside = max(abs(before.x + after.x - 2 * here.x), abs(before.y + after.y - 2 * here.y))
            if aside <= 3:  # at most one and a half units from halfway
                continue
        if here.on and kept[-1].on and after.on and _in_line(kept[-1], here, after):
            continue
        kept.append(here)
    return kept if len(kept) > 2 else []


def _in_line(a: Vertex, b: Vertex, c: Vertex) -> bool:
    dx, dy, ex, ey = b.x - a.x, b.y - a.y, c.x - b.x, c.y - b.y
    return dx * ey == dy * ex and dx * ex + dy * ey >= 0


def encode(
    contours: Sequence[Sequence[Segment]], *, units_in: int = 1000, tolerance: float = TOLERANCE
) -> Glyph:
    """Answer the glyf entry of an outline given in `units_in` units to the em."""
    scale = UNITS / units_in
    shapes = [shape for c in contours if (shape := _vertices(simplified(c, tolerance), scale))]
    vertices = [vertex for shape in shapes for vertex in shape]
    if not vertices:
        return EMPTY
    flags, xs, ys = bytearray(), bytearray(), bytearray()
    last_x = last_y = 0
    for x, y, on in vertices:
        flag_x, bytes_x = _delta(x - last_x, 0x02, 0x10)
        flag_y, bytes_y = _delta(y - last_y, 0x04, 0x20)
        flags.append(on | flag_x | flag_y)
        xs += bytes_x
        ys += bytes_y
        last_x, last_y = x, y
    flags[0] |= 0x40  # strokes overlap: some rasterisers want to know
    ends, count = [], -1
    for shape in shapes:
        count += len(shape)
        ends.append(count)
    all_x, all_y = [v.x for v in vertices], [v.y for v in vertices]
    box = (min(all_x), min(all_y), max(all_x), max(all_y))
    data = struct.pack(f">hhhhh{len(ends)}HH", len(shapes), *box, *ends, 0) + _repeated(flags) + xs + ys
    return Glyph(data + b"\0" * (-len(data) % 2), box, len(vertices), len(shapes))


def _delta(delta: int, short: int, same: int) -> tuple[int, bytes]:
    """One coordinate's flag bits and bytes: nothing for 0, one byte up to 255 either way, two otherwise."""
    if delta == 0:
        return same, b""
    if -256 < delta < 256:
        return short | (same if delta > 0 else 0), bytes((abs(delta),))
    return 0, struct.pack(">h", delta)


def _repeated(flags: bytearray) -> bytes:
    """The flags with runs of three and more written as flag and count."""
    out = bytearray()
    i = 0
    while i < len(flags):
        j = i
        while j + 1 < len(flags) and flags[j + 1] == flags[i] and j - i < 255:
            j += 1
        if j - i >= 2:
            out += bytes((flags[i] | 0x08, j - i))
            i = j + 1
        else:
            out.append(flags[i])
            i += 1
    return bytes(out)


def true_type(glyphs: Sequence[tuple[Glyph, int]], ascent: int, descent: int) -> bytes:
    """Answer a TrueType file of these glyphs, each with its advance width; the first is what missing characters show.

    Advances, ascent and descent are in thousandths of an em. Equal input gives equal bytes: the file carries no date.
    """
    scale = UNITS / 1000
    offsets, glyf = [0], bytearray()
    for glyph, _ in glyphs:
        glyf += glyph.data
        offsets.append(len(glyf))
    short = len(glyf) <= 0xFFFF * 2
    loca = struct.pack(f">{len(offsets)}{'H' if short else 'L'}", *(o // 2 if short else o for o in offsets))
    drawn = [(glyph, advance) for glyph, advance in glyphs if glyph.data]
    boxes = [glyph.box for glyph, _ in drawn] or [(0, 0, 0, 0)]
    box = (
        min(b[0] for b in boxes),
        min(b[1] for b in boxes),
        max(b[2] for b in boxes),
        max(b[3] for b in boxes),
    )
    advances = [round(advance * scale) for _, advance in glyphs]
    head = struct.pack(
        ">LLLLHHqqhhhhHHhhh",
        *(0x00010000, 0x00010000, 0, 0x5F0F3CF5, 0x0003, UNITS, 0, 0),
        *(*box, 0, 8, 2, 0 if short else 1, 0),
    )
    right = min((round(a * scale) - g.box[2] for g, a in drawn), default=0)
    hhea = struct.pack(
        ">LhhhHhhhhhhhhhhhH",
        *(0x00010000, round(ascent * scale), round(descent * scale), 0, max(advances), box[0], right, box[2]),
        *(1, 0, 0, 0, 0, 0, 0, 0, len(glyphs)),
    )
    hmtx = b"".join(struct.pack(">Hh", a, g.box[0]) for a, (g, _) in zip(advances, glyphs, strict=True))
    most_points = max((glyph.points for glyph, _ in glyphs), default=0)
    most_contours = max((glyph.contours for glyph, _ in glyphs), default=0)
    maxp = struct.pack(
        ">L14H", 0x00010000, len(glyphs), most_points, most_contours, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0
    )
    return _file({"glyf": bytes(glyf), "head": head, "hhea": hhea, "hmtx": hmtx, "loca": loca, "maxp": maxp})


def _file(tables: dict[str, bytes]) -> bytes:
    """The tables with their directory and checksums."""
    count = len(tables)
    power = count.bit_length() - 1
    directory = bytearray(
        struct.pack(">LHHHH", 0x00010000, count, 16 << power, power, (count - (1 << power)) * 16)
    )
    body = bytearray()
    start = 12 + 16 * count
    for tag, table in sorted(tables.items()):
        directory += struct.pack(">4sLLL", tag.encode(), _checksum(table), start + len(body), len(table))
        if tag == "head":
            adjustment = start + len(body) + 8
        body += table + b"\0" * (-len(table) % 4)
    data = directory + body
    data[adjustment : adjustment + 4] = struct.pack(">L", (0xB1B0AFBA - _checksum(data)) & 0xFFFFFFFF)
    return bytes(data)


def _checksum(data: bytes | bytearray) -> int:
    padded = bytes(data) + b"\0" * (-len(data) % 4)
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}L", padded)
    return sum(words) & 0xFFFFFFFF
