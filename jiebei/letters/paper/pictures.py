"""A letter's pages as pictures, for where a file cannot be downloaded: drawn from the very PDF, so they say the same.

PDFium draws. It may be used by one thread of a process at a time, so every call takes its turn, page by page: somebody
else's letter never waits for more than one page of this one.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pypdfium2

MOST_PICTURES: Final = 12
"""Pages drawn of one PDF; whoever wants more of them on a phone is better served by the file."""
_GREYS: Final = 16
"""Shades: paper, ink, and the edges between; four bits for each dot instead of eight."""

_turn = threading.Lock()


def count_pages(pdf: bytes) -> int:
    """How many pages the PDF has."""
    with _turn, _opened(pdf) as document:
        return len(document)


def render_pictures(pdf: bytes, scale: int = 2) -> tuple[bytes, ...]:
    """Each page as a PNG, the first `MOST_PICTURES` of them; equal input gives equal bytes.

    scale: dots for each point. At 2 a page of A4 is 1191 dots wide: three for each of a phone's 390, so that small
    print is sharp when she draws it larger with two fingers.
    """
    return tuple(_picture(pdf, page, scale) for page in range(min(count_pages(pdf), MOST_PICTURES)))


@contextmanager
def _opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    from pypdfium2 import PdfDocument

    document = PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


def _picture(pdf: bytes, number: int, scale: int) -> bytes:
    with _turn, _opened(pdf) as document:
        bitmap = document[number].render(scale=scale, grayscale=True)
        # The dots are PDFium's own memory until they are copied: `point` does, still in this turn.
        step = 255 / (_GREYS - 1)
        drawn: Any = bitmap.to_pil().point([round(dot / step) for dot in range(256)])
        bitmap.close()
    drawn.putpalette([round(shade * step) for shade in range(_GREYS) for _ in "rgb"])
    file = BytesIO()
    drawn.save(file, "PNG", bits=4)
    return file.getvalue()
