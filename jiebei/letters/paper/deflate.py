"""Compressed streams joined from pieces, of which those that are always the same are compressed once.

A deflate stream (RFC 1951) may be cut at a flush, and what follows then refers at most to what is known to stand before
it. So pieces compressed by themselves may follow each other in one stream.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_WINDOW: Final = 1 << 15  # bytes that a deflate stream can refer back to
_HEADER: Final = b"\x78\x9c"
_END: Final = b"\x03\x00"  # a last block without anything in it


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes, and the same compressed up to a flush."""

    raw: bytes
    packed: bytes


def piece(raw: bytes, level: int = 6, *, after: bytes = b"") -> Piece:
    """Compress the bytes at zlib's `level`.

    after: what always stands right before them; where they are like it, the compressed ones refer to it.
    """
    packer = zlib.compressobj(level, zlib.DEFLATED, -15, zdict=after[-_WINDOW:])
    return Piece(raw, packer.compress(raw) + packer.flush(zlib.Z_SYNC_FLUSH))


def stream(pieces: Iterable[Piece]) -> bytes:
    """Join the pieces to a zlib stream (RFC 1950), which is unpacked as one."""
    check = 1
    packed = [_HEADER]
    for each in pieces:
        check = zlib.adler32(each.raw, check)
        packed.append(each.packed)
    return b"".join([*packed, _END, check.to_bytes(4, "big")])
