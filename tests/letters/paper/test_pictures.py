"""Pictures of a letter: the PDF's own pages, sharp, small, the same each time, and drawn by one thread at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO
from typing import NamedTuple

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from jiebei.content.examples import SAMPLE, as_of_today, examples
from jiebei.letters.commission import masked
from jiebei.letters.compose import compose
from jiebei.letters.document import Document
from jiebei.letters.paper.pdf import render_pdf
from jiebei.letters.paper.pictures import MOST_PICTURES, count_pages, render_pictures
from jiebei.plan.advice import advise
from jiebei.plan.options import Advice
from tests.letters.example import example_document

TODAY = date(2026, 11, 23)
PHONE = 390


class Seen(NamedTuple):
    """A picture as an eye takes it in: its size in dots, and which share of them is ink (darker than half grey)."""

    width: int
    height: int
    ink: float


def seen(picture: bytes) -> Seen:
    with Image.open(BytesIO(picture)) as opened:
        assert opened.format == "PNG"
        grey = opened.convert("L")
    counts = grey.histogram()
    return Seen(*grey.size, sum(counts[:128]) / sum(counts))


def letters(name: str) -> tuple[Document, Document]:
    """An example's request, and the copy to show around."""
    case = as_of_today(examples()[name], TODAY)
    worked = advise(case, TODAY)
    assert isinstance(worked, Advice)
    plain, hidden = (compose(each, worked, as_of=TODAY) for each in (case, masked(case)))
    assert isinstance(plain, Document)
    assert isinstance(hidden, Document)
    return plain, hidden


@pytest.mark.parametrize("name", list(examples()))
def test_each_page_of_a_letter_is_a_sharp_and_small_picture(name: str) -> None:
    for document in letters(name):
        pdf = render_pdf(document)
        pictures = render_pictures(pdf)
        assert len(pictures) == count_pages(pdf) == len(PdfReader(BytesIO(pdf)).pages)
        for picture in pictures:
            width, height, ink = seen(picture)
            assert width >= 3 * PHONE
            assert 1.41 < height / width < 1.42
            # A page of print is some ink on much paper; a page with one line of a table left on it has least.
            assert 0.0005 < ink < 0.2
            assert len(picture) < 200_000


def test_the_copy_to_show_around_is_another_picture() -> None:
    plain, hidden = map(render_pdf, letters(SAMPLE))
    assert render_pictures(plain)[0] != render_pictures(hidden)[0]


def test_equal_letters_make_equal_pictures_and_other_letters_others() -> None:
    pdf = render_pdf(example_document())
    assert render_pictures(pdf) == render_pictures(bytes(pdf))
    other = render_pictures(render_pdf(example_document(name="王芳")))
    assert other[0] != render_pictures(pdf)[0]


def test_a_larger_scale_is_sharper_by_as_much() -> None:
    pdf = render_pdf(example_document())
    twice, thrice = seen(render_pictures(pdf)[0]), seen(render_pictures(pdf, scale=3)[0])
    assert abs(thrice.width - twice.width * 1.5) <= 2
    assert abs(thrice.ink - twice.ink) < 0.01


def test_what_is_printed_is_where_it_is_in_the_pdf() -> None:
    """Ink within the margins that the page's layout keeps, and none outside."""
    for picture in render_pictures(render_pdf(example_document(footer=""))):
        with Image.open(BytesIO(picture)) as opened:
            grey = opened.convert("L")
        box = grey.point([255 if dot < 128 else 0 for dot in range(256)]).getbbox()
        assert box is not None
        left, top, right, _ = box
        assert left > 100
        assert right < grey.width - 100
        assert 60 < top < 200


def test_of_a_very_long_paper_only_the_first_pages_are_drawn() -> None:
    writer = PdfWriter()
    reader = PdfReader(BytesIO(render_pdf(example_document())))
    for _ in range(MOST_PICTURES):
        for page in reader.pages:
            writer.add_page(page)
    file = BytesIO()
    writer.write(file)
    assert count_pages(file.getvalue()) > MOST_PICTURES
    assert len(render_pictures(file.getvalue())) == MOST_PICTURES


def test_several_people_at_once_each_get_their_own_letter() -> None:
    pdfs = [render_pdf(example_document(name=name)) for name in ("赵一", "钱二", "孙三", "李四")]
    alone = [render_pictures(pdf) for pdf in pdfs]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(render_pictures, pdfs * 3))
    assert together == alone * 3
