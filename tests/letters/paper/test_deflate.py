from __future__ import annotations

import zlib

from hypothesis import given
from hypothesis import strategies as st

from jiebei.letters.paper.deflate import piece, stream


@given(st.lists(st.tuples(st.binary(max_size=300), st.integers(1, 50), st.integers(1, 9)), max_size=6))
def test_pieces_compressed_by_themselves_are_unpacked_as_one(parts: list[tuple[bytes, int, int]]) -> None:
    pieces = []
    before = b""
    for some, times, level in parts:
        pieces.append(piece(some * times, level, after=before))
        before += some * times
    assert zlib.decompress(stream(pieces)) == before
    assert [each.raw for each in pieces] == [some * times for some, times, _ in parts]


def test_a_piece_refers_to_what_always_stands_before_it() -> None:
    text = bytes(range(256)) * 4
    assert len(piece(text, after=text).packed) < len(piece(text).packed) / 2
