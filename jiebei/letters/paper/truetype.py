"""TrueType files as HarfBuzz cuts them, joined to one without being parsed glyph by glyph (OpenType 1.9).

A file is six tables. Most of its bytes are outlines (`glyf`), which stand one after the other and say nothing of where
they are, so those of several files may follow each other as long as none is composed of others; in Noto Sans SC none is.
What counts or places them (`maxp`, `loca`, `hmtx`, and a few fields of `head` and `hhea`) is written anew.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from jiebei.letters.paper.deflate import Piece, piece, stream

_TAGS: Final = (b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp")
_WHOLE_FILE: Final = 0xB1B0AFBA  # what all of a file's four-byte numbers add up to
_LONGEST_SHORT: Final = 0xFFFF * 2  # bytes of outlines that two-byte offsets reach
_LARGEST: Final = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class FacePart:
    """A cut face's tables. ends: where each glyph's outline ends; metrics: four bytes a glyph; sum: of the outlines' numbers."""

    head: bytes
    hhea: bytes
    maxp: bytes
    metrics: bytes
    ends: tuple[int, ...]
    outlines: Piece
    sum: int


@dataclass(frozen=True, slots=True)
class Joined:
    """A TrueType file, compressed (RFC 1950), and how long it is by itself. box: x min, y min, x max, y max."""

    packed: bytes
    length: int
    box: tuple[int, int, int, int]


def taken_apart(data: bytes, level: int = 6, *, after: bytes = b"") -> FacePart:
    """Take a cut face apart and compress its outlines, at zlib's `level`.

    after: outlines that always stand right before these; where these are alike, the compressed ones refer to them.
    """
    tables = {}
    for at in range(12, 12 + 16 * struct.unpack_from(">H", data, 4)[0], 16):
        tag, _, start, length = struct.unpack_from(">4s3I", data, at)
        tables[tag] = data[start : start + length]
    glyf, hmtx = tables[b"glyf"], tables[b"hmtx"]
    (count,) = struct.unpack_from(">H", tables[b"maxp"], 4)
    (wide,) = struct.unpack_from(">H", tables[b"hhea"], 34)
    # Glyphs after the last width have that width, and only their bearing is written.
    last, bearings = hmtx[4 * wide - 4 : 4 * wide - 2], hmtx[4 * wide :]
    metrics = hmtx[: 4 * wide] + b"".join(last + bearings[i : i + 2] for i in range(0, len(bearings), 2))
    if struct.unpack_from(">h", tables[b"head"], 50)[0]:
        places = struct.unpack(f">{count + 1}I", tables[b"loca"])
    else:
        places = tuple(2 * half for half in struct.unpack(f">{count + 1}H", tables[b"loca"]))
    outlines = _padded(glyf[: places[-1]])
    ends = (*places[1:-1], len(outlines))
    packed = piece(outlines, level, after=after)
    return FacePart(tables[b"head"], tables[b"hhea"], tables[b"maxp"], metrics, ends, packed, _sum(outlines))


def join(parts: Sequence[FacePart]) -> Joined:
    """Join the faces to one of the same weight: the first's glyphs, then those of the others without their glyph 0."""
    first, *others = parts
    ends = [*first.ends]
    metrics = first.metrics
    for part in others:
        # Glyph 0, for what the font lacks, is empty: leaving it out moves no outline.
        ends += [ends[-1] + end for end in part.ends[1:]]
        metrics += part.metrics[4:]
    count, size = len(ends), ends[-1]
    left, bottom, right, top = zip(*(struct.unpack_from(">4h", part.head, 36) for part in parts), strict=True)
    box = min(left), min(bottom), max(right), max(top)
    long = size > _LONGEST_SHORT
    places = [0, *ends] if long else [0, *(end // 2 for end in ends)]
    head = bytearray(first.head)
    struct.pack_into(">I", head, 8, 0)  # put in when the rest is known
    struct.pack_into(">4h", head, 36, *box)
    struct.pack_into(">h", head, 50, long)
    # The widest advance, the least bearings at the left and the right, and how far right an outline reaches.
    wide, before, after, reach = zip(
        *(struct.unpack_from(">H3h", part.hhea, 10) for part in parts), strict=True
    )
    hhea = bytearray(first.hhea)
    struct.pack_into(">H3h", hhea, 10, max(wide), min(before), min(after), max(reach))
    struct.pack_into(">H", hhea, 34, count)
    _, *most = map(max, zip(*(struct.unpack_from(">14H", part.maxp, 4) for part in parts), strict=True))
    maxp = first.maxp[:4] + struct.pack(">14H", count, *most)
    loca = struct.pack(f">{count + 1}{'I' if long else 'H'}", *places)

    small: dict[bytes, bytes | bytearray] = {
        b"head": head,
        b"hhea": hhea,
        b"hmtx": metrics,
        b"loca": loca,
        b"maxp": maxp,
    }
    at = 12 + 16 * len(_TAGS)
    entries = {}
    body = b""
    for tag, table in small.items():
        padded = _padded(table)
        entries[tag] = _sum(padded), at, len(table)
        body += padded
        at += len(padded)
    entries[b"glyf"] = sum(part.sum for part in parts) & _LARGEST, at, size
    start = struct.pack(">I4H", 0x10000, len(_TAGS), 64, 2, 16 * len(_TAGS) - 64)
    start += b"".join(struct.pack(">4s3I", tag, *entries[tag]) for tag in _TAGS)
    lacking = _WHOLE_FILE - _sum(start) - sum(each for each, *_ in entries.values())
    beginning = bytearray(start + body)
    struct.pack_into(">I", beginning, len(start) + 8, lacking & _LARGEST)  # head is the first table

    packed = stream([piece(bytes(beginning)), *(part.outlines for part in parts)])
    return Joined(packed, at + size, box)


def _padded(data: bytes | bytearray) -> bytes:
    return bytes(data) + bytes(-len(data) % 4)


def _sum(data: bytes) -> int:
    total: int = sum(struct.unpack(f">{len(data) // 4}I", data))
    return total & _LARGEST
