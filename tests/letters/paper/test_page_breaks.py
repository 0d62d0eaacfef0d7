"""Where pages end: read off the set pages, for letters with tables of every length and any text around them."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from jiebei.letters.document import (
    Annex,
    Block,
    Document,
    Facts,
    Heading,
    Item,
    Paragraph,
    Salute,
    Signature,
    Span,
    Table,
)
from jiebei.letters.paper.page_layout import lay_out
from jiebei.letters.paper.pdf import render_pdf
from jiebei.letters.paper.typesetting import COMPACT, NORMAL, PAGE_HEIGHT, Sheet, Stroke, Text

BODY, TABLE, HEADING, FOOTER = NORMAL.body, NORMAL.table, NORMAL.heading, NORMAL.footer
TOP, BOTTOM = COMPACT.top, PAGE_HEIGHT - COMPACT.bottom
FULL = BOTTOM - TOP


def letter(*blocks: Block, title: str = "") -> Document:
    return Document(title, "", date(2026, 11, 23), "", blocks, "本人提出")


def say(text: str) -> Paragraph:
    return Paragraph((Span(text),))


def table(texts: Sequence[str], total: bool = False, halves: bool = False) -> Table:
    """Rows named R1, R2, … with these texts, and a total named T."""
    rows = tuple((f"R{number}", text) for number, text in enumerate(texts, start=1))
    return Table(("H", "说明"), rows, ("l", "l"), (1, 4), ("T", "合计") if total else None, halves)


def texts_of(page: Sheet) -> list[Text]:
    """What stands above the footer."""
    return [mark for mark in page if isinstance(mark, Text) and mark.size > FOOTER]


def rows_of(page: Sheet) -> list[tuple[int, Text]]:
    """The page's rows, in the order they are read: down the left half, then down the right one."""
    found = [(int(m.text[1:]), m) for m in texts_of(page) if re.fullmatch(r"R\d+", m.text)]
    return sorted(found, key=lambda row: (round(row[1].x), row[1].y))


def lowest(page: Sheet) -> float:
    return max((mark.y for mark in texts_of(page)), default=0.0)


paragraphs = st.integers(1, 150).map(lambda length: say("正" * length))
before = st.lists(paragraphs | st.just(Heading("小标题")) | st.just(Item("1.", (Span("请求"),))), max_size=30)
leads = st.sampled_from(
    [
        (),
        (Heading("方案"),),
        (say("引" * 30),),
        (Heading("方案"), say("引" * 90)),
        (Facts((("甲", (Span("引"),)), ("乙", ()))),),
    ]
)
cells = st.integers(0, 3).flatmap(lambda most: st.lists(st.integers(0, 40 * most), min_size=1, max_size=60))
# The names of the signature's rows and the text above it, which the table may be.
closings = st.lists(paragraphs, max_size=3).flatmap(
    lambda texts: st.sampled_from([(), (Salute("某公司"),)]).map(lambda salute: (*texts, *salute))
)
SIGNED = Signature((("签名", ()), ("日期", (Span("今天"),))))
tables = st.builds(
    lambda lengths, total, halves: table(["表" * length for length in lengths], total, halves),
    cells,
    st.booleans(),
    st.booleans(),
)


@settings(max_examples=150)
@given(before, leads, tables, closings)
@example([say("正" * 40)] * 20, (), table([""] * 12, True), ())
@example([say("正" * 40)] * 33, (Heading("方案"),), table([""] * 6, True), ())
@example([say("正" * 40)] * 25, (), table([""] * 60, True, True), ())
def test_no_page_leaves_rows_or_headings_or_a_signature_alone(
    above: list[Block], lead: tuple[Block, ...], rows: Table, closing: tuple[Block, ...]
) -> None:
    pages = lay_out(letter(*above, *lead, rows, *closing, SIGNED))
    inside = [number for number, page in enumerate(pages) if rows_of(page)]
    every_row_once_in_order(pages, len(rows.rows))
    every_page_with_rows_has_the_header(pages, inside)
    if rows.total is not None:
        last = texts_of(pages[inside[-1]])
        assert [m.text for page in pages for m in texts_of(page) if m.text == "T"] == ["T"]
        assert "T" in [m.text for m in last]
    for number in inside:
        heights = {round(mark.y, 1) for _, mark in rows_of(pages[number])}
        assert len(inside) == 1 or len(heights) >= 3
    first = inside[0]
    if first:
        begins_late_for_a_reason(pages, first, len(inside) == 1)
    what_leads_to_the_table_stands_on_its_page(pages[first], lead)
    for page in pages:
        assert texts_of(page)  # no page is empty
        assert lowest(page) <= BOTTOM
        assert texts_of(page)[-1].size != HEADING
    signature_is_whole_and_has_text(pages)


def every_row_once_in_order(pages: Sequence[Sheet], count: int) -> None:
    assert [number for page in pages for number, _ in rows_of(page)] == list(range(1, count + 1))


def every_page_with_rows_has_the_header(pages: Sequence[Sheet], inside: list[int]) -> None:
    for number, page in enumerate(pages):
        headers = [m for m in texts_of(page) if m.text == "H"]
        columns = {round(mark.x) for _, mark in rows_of(page)}
        assert len(headers) == len(columns)
        assert bool(headers) == (number in inside)
        assert all(header.y < mark.y for header in headers for _, mark in rows_of(page))


def begins_late_for_a_reason(pages: Sequence[Sheet], first: int, whole: bool) -> None:
    """The page before is filled to two thirds, or it had no room for three rows, or the table has too few to split."""
    if not starts(pages[first]):
        return
    free = BOTTOM - lowest(pages[first - 1])
    at = sorted({round(mark.y, 1) for _, mark in rows_of(pages[first])})
    if len(at) >= 6 or not whole:
        needed = (
            at[min(3, len(at) - 1)] - TOP + 4 * BODY
        )  # lead, header, three rows and the air between blocks
        assert free < max(needed, FULL / 3 + 3 * BODY if whole else 0.0), (free, needed)


def starts(page: Sheet) -> bool:
    """Whether the table, or what leads to it, is the first on the page."""
    first = texts_of(page)[0].text
    return first in {"H", "方案", "甲："} or first.startswith("引")


def what_leads_to_the_table_stands_on_its_page(page: Sheet, lead: tuple[Block, ...]) -> None:
    marks = texts_of(page)
    header = min(m.y for m in marks if m.text == "H")
    if lead:
        assert any(m.y < header and m.size in {BODY, HEADING} for m in marks)


def signature_is_whole_and_has_text(pages: Sequence[Sheet]) -> None:
    signed = [n for n, page in enumerate(pages) if {"签名：", "日期："} & {m.text for m in texts_of(page)}]
    assert len(signed) == 1
    marks = [
        m for m in texts_of(pages[signed[0]]) if m.text not in {"签名：", "日期：", "今天", "此致", "某公司"}
    ]
    said = {round(m.y, 1) for m in marks if m.size != HEADING}
    assert len(said) >= min(2, len({m for page in pages for m in texts_of(page)}) - 3)


def test_a_table_goes_to_the_next_page_whole_only_from_the_last_third_of_a_page() -> None:
    split: list[float] = []
    moved: list[float] = []
    for lines in range(6, 35):
        pages = lay_out(letter(*[say("正" * 40)] * lines, table([""] * 36)))
        # The paragraph right above the table would go with it.
        filled = [m.y for m in texts_of(pages[0]) if m.size == BODY]
        if rows_of(pages[0]):
            split.append(filled[-2])
        else:
            moved.append(filled[-1])
        assert rows_of(pages[1])
    threshold = NORMAL.top + (PAGE_HEIGHT - NORMAL.bottom - NORMAL.top) * 2 / 3
    assert threshold - 2 * NORMAL.leading < max(split) < threshold
    assert threshold - NORMAL.leading < min(moved) < threshold + 2 * NORMAL.leading


def test_a_signature_goes_with_two_lines_of_text_even_where_paragraphs_have_one() -> None:
    alone = 0
    for lines in range(25, 36):
        pages = lay_out(letter(*(say(f"第{n}行") for n in range(lines)), Salute(), SIGNED))
        last = [m.text for m in texts_of(pages[-1])]
        assert last[-3] == "签名："
        assert sum(text.startswith("第") for text in last) >= 2
        alone += len(pages) > 1 and last[2] == "此致"
    assert alone


def test_what_ends_in_a_colon_does_not_end_a_page() -> None:
    for lines in range(25, 36):
        pages = lay_out(
            letter(*[say("正" * 40)] * lines, say("请答复："), Item("1.", (Span("一"),)), say("完"))
        )
        assert all(texts_of(page)[-1].text != "请答复：" for page in pages)


@pytest.mark.parametrize("lines", range(0, 45, 3))
def test_in_the_file_too_every_page_with_rows_has_three(lines: int) -> None:
    for count in (4, 7, 24, 60):
        document = letter(*[say(f"第{n}行") for n in range(lines)], table(["无"] * count, total=True))
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(render_pdf(document))).pages]
        found = [re.findall(r"R(\d+)", page) for page in pages]
        assert [int(n) for page in found for n in page] == list(range(1, count + 1))
        split = [len(page) for page in found if page]
        assert len(split) == 1 or min(split) >= 3
        assert all(("H" in text) == bool(rows) for text, rows in zip(pages, found, strict=True))
        assert [("合计" in text) for text in pages].index(True) == max(
            n for n, rows in enumerate(found) if rows
        )


def labels_of(pages: Sequence[Sheet]) -> list[str]:
    """The footer's text of each page, without the page's number."""
    return [
        "".join(m.text for m in page if isinstance(m, Text) and m.size == FOOTER).split("第 ")[0]
        for page in pages
    ]


def annexed(*counts: int) -> tuple[Sheet, ...]:
    """A short letter with annexes of so many rows."""
    parts: list[Block] = [say("信")]
    for number, count in enumerate(counts, start=1):
        parts += [Annex(f"附件{number}", f"表{number}"), table(["无"] * count)]
    return lay_out(letter(*parts))


def test_short_annexes_share_a_page_and_its_footer_names_them() -> None:
    assert labels_of(annexed(3, 6)) == ["本人提出", "附件1、附件2\u3000本人提出"]
    assert labels_of(annexed(3, 6, 3)) == ["本人提出", "附件1至附件3\u3000本人提出"]


def test_an_annex_that_does_not_fit_whole_begins_a_page() -> None:
    assert labels_of(annexed(20, 30)) == [f"{label}本人提出" for label in ("", "附件1\u3000", "附件2\u3000")]


def test_an_annex_follows_no_annex_that_began_on_an_earlier_page() -> None:
    labels = ["", "附件1\u3000", "附件1\u3000", "附件2\u3000"]
    assert labels_of(annexed(45, 3)) == [f"{label}本人提出" for label in labels]
    labels[-1] = "附件2、附件3\u3000"
    assert labels_of(annexed(45, 3, 3)) == [f"{label}本人提出" for label in labels]


@settings(max_examples=60)
@given(st.lists(st.integers(1, 60), min_size=1, max_size=5))
def test_every_annex_is_labelled_where_it_stands_and_none_is_cut_to_share(counts: list[int]) -> None:
    pages = annexed(*counts)
    assert [m.text for m in texts_of(pages[0])] == ["信"]
    for number in range(1, len(counts) + 1):
        title = [n for n, page in enumerate(pages) if f"表{number}" in {m.text for m in texts_of(page)}]
        assert len(title) == 1
        began = title[0]
        label = next(m for m in texts_of(pages[began]) if m.text == f"附件{number}")
        assert re.search(rf"附件{number}\b|至", labels_of(pages)[began])
        if texts_of(pages[began])[0] != label:  # it shares the page
            on_page = [m.text for m in texts_of(pages[began])]
            assert f"附件{number - 1}" in on_page
            rows = on_page[on_page.index(f"附件{number}") :]
            assert f"R{counts[number - 1]}" in rows
    assert all(lowest(page) <= BOTTOM for page in pages)


def test_the_annexes_do_not_count_as_the_letters_pages() -> None:
    def leading(*blocks: Block) -> float:
        lines = [
            m for m in lay_out(letter(say("正" * 200), *blocks))[0] if isinstance(m, Text) and m.size == BODY
        ]
        return round(lines[1].y - lines[0].y, 2)

    long = table(["无"] * 60)
    assert leading(Annex("附件1", "表"), long, long) == NORMAL.leading
    # The same tables in the letter itself: three pages, and a page less when they are set closer.
    assert leading(*[say("正" * 40)] * 20, table(["无"] * 60)) == COMPACT.leading


def test_a_footer_with_a_long_label_stays_clear_of_the_text() -> None:
    pages = lay_out(letter(say("信"), Annex("附" * 70, "表"), *[say("正" * 40)] * 60))
    for page in pages:
        rule = max((m for m in page if isinstance(m, Stroke)), key=lambda m: m.y)
        assert lowest(page) < rule.y
