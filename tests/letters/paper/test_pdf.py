from __future__ import annotations

import dataclasses
import hashlib
import io
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from pypdf import PageObject, PdfReader
from pypdf.generic import DictionaryObject
from pypdfium2 import PdfDocument

from jiebei.content.examples import examples
from jiebei.letters.compose import compose
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
from jiebei.letters.paper.fonts import BOLD, REGULAR, advances, cut
from jiebei.letters.paper.line_breaking import NEVER_FIRST, NEVER_LAST
from jiebei.letters.paper.page_layout import lay_out
from jiebei.letters.paper.pdf import render_pdf
from jiebei.letters.paper.typesetting import PAGE_HEIGHT, PAGE_WIDTH, Stroke, Text, set_widths
from jiebei.plan.advice import advise
from jiebei.plan.options import Advice
from tests.letters.example import amount, example_document, instalments

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler's pdftotext")


def read(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data), strict=True)


def text_of(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in read(data).pages)


def fonts_of(page: PageObject) -> Iterator[Mapping[str, Any]]:
    resources = page["/Resources"]
    assert isinstance(resources, DictionaryObject)
    fonts = resources["/Font"]
    assert isinstance(fonts, DictionaryObject)
    for reference in fonts.values():
        font = reference.get_object()
        assert isinstance(font, DictionaryObject)
        yield font


def pdftotext(data: bytes, *options: str) -> str:
    return subprocess.run(
        ["pdftotext", *options, "-", "-"], input=data, capture_output=True, check=True
    ).stdout.decode()


def document(*blocks: Block, footer: str = "", title: str = "申请") -> Document:
    return Document(title, "", date(2026, 11, 23), "", blocks, footer)


def paragraph(text: str) -> Paragraph:
    return Paragraph((Span(text, typed=True),), indent=0)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def sentences(letter: Document) -> list[str]:
    """Everything a letter says, one entry a block or cell, without white space."""
    found = [letter.title, letter.salutation]
    for block in letter.blocks:
        if isinstance(block, Paragraph | Item):
            found.append("".join(span.text for span in block.spans))
        elif isinstance(block, Heading):
            found.append(block.text)
        elif isinstance(block, Table):
            found += [*block.header, *(cell for row in block.rows for cell in row), *(block.total or ())]
        elif isinstance(block, Salute):
            found += block.lines
        elif isinstance(block, Annex):
            found += [block.label, block.title]
        else:
            for label, spans in block.rows:
                found += [label, "".join(span.text for span in spans)]
    return [squeezed(text) for text in found if text]


@pytest.fixture(scope="module")
def letter() -> bytes:
    return render_pdf(example_document())


def test_an_ordinary_letter_has_two_a4_pages_and_is_small(letter: bytes) -> None:
    pages = read(letter).pages
    assert len(pages) == 2
    assert all([round(float(v)) for v in page.mediabox] == [0, 0, 595, 842] for page in pages)
    assert len(letter) <= 80_000


def composed_for(name: str) -> Document:
    """The application that comes of an example case."""
    case = examples()[name]
    assert case.settings.as_of is not None
    advice = advise(case, case.settings.as_of)
    assert isinstance(advice, Advice)
    composed = compose(case, advice)
    assert isinstance(composed, Document)
    return composed


@pytest.mark.parametrize("name", examples())
def test_an_example_case_gives_a_small_letter(name: str) -> None:
    composed = composed_for(name)
    # The letter by itself, and with its annexes: both are sent over a phone.
    first = next(place for place, block in enumerate(composed.blocks) if isinstance(block, Annex))
    assert len(render_pdf(dataclasses.replace(composed, blocks=composed.blocks[:first]))) <= 75 * 1024
    assert len(render_pdf(composed)) <= 100 * 1024


def test_everything_the_letter_says_comes_out_in_order(letter: bytes) -> None:
    out = squeezed(text_of(letter))
    assert all(text in out for text in sentences(example_document()))
    headings = [b.text for b in example_document().blocks if isinstance(b, Heading)]
    assert [out.index(squeezed(h)) for h in headings] == sorted(out.index(squeezed(h)) for h in headings)


def in_order(letter: Document) -> Iterator[str]:
    """Every text of the letter as a reader comes to it."""
    yield letter.title
    yield letter.salutation
    for block in letter.blocks:
        if isinstance(block, Paragraph):
            yield "".join(span.text for span in block.spans)
        elif isinstance(block, Item):
            yield block.label
            yield "".join(span.text for span in block.spans)
        elif isinstance(block, Heading):
            yield block.text
        elif isinstance(block, Salute):
            yield from block.lines
        elif isinstance(block, Annex):
            yield block.label
            yield block.title
        elif isinstance(block, Table):
            yield from block.header
            for row in block.rows:
                yield from row
            yield from block.total or ()
        else:
            for label, spans in block.rows:
                yield label
                yield "".join(span.text for span in spans)


@pytest.mark.parametrize("name", ["", *examples()])
def test_the_pages_say_everything_in_the_order_of_the_document(name: str) -> None:
    """The order a screen reader reads in, and text is copied in: that of the pages' own operators."""
    composed = composed_for(name) if name else example_document()
    foot = rf"(附件\d+[至、]?)*{re.escape(squeezed(composed.footer))}第\d+页/共\d+页$"
    pages = [squeezed(page.get_textpage().get_text_range()) for page in PdfDocument(render_pdf(composed))]
    assert all(re.search(foot, page) for page in pages)
    out = "".join(re.sub(foot, "", page) for page in pages)
    # Set besides the document's words: a label's colon, and a table's header where it is set in halves or goes on.
    headers = {squeezed("".join(block.header)) for block in composed.blocks if isinstance(block, Table)}
    besides = re.compile("|".join(map(re.escape, ["：", *sorted(headers, key=len, reverse=True)])))
    at = 0
    for text in map(squeezed, in_order(composed)):
        if not out.startswith(text, at) and (more := besides.match(out, at)):
            at = more.end()
        assert out.startswith(text, at), (text, out[at : at + 40])
        at += len(text)
    assert out[at:] in ("", "：")


@needs_poppler
@pytest.mark.parametrize("options", [(), ("-layout",), ("-raw",)])
def test_poppler_reads_whole_sentences_and_unbroken_figures(letter: bytes, options: tuple[str, ...]) -> None:
    out = pdftotext(letter, *options)
    flat = squeezed(out)
    assert all(text in flat for text in sentences(example_document()))
    for figure in ("¥18,650.00", "¥12,345.67", "¥20,034.77", "0.04%", "2026年8月15日", "138 0013 8000"):
        assert figure in out
    for _, day, payment in instalments():
        assert day in out
        assert payment in out


@needs_poppler
def test_each_instalment_of_a_halved_table_is_one_row(letter: bytes) -> None:
    out = pdftotext(letter, "-layout")
    for period, day, payment in instalments():
        assert re.search(rf"(^|\s){period}\s+{day}\s+{payment}(\s|$)", out, re.M)


@needs_poppler
def test_pages_are_numbered(letter: bytes) -> None:
    assert "第 1 页 / 共 2 页" in pdftotext(letter)
    assert "第 2 页 / 共 2 页" in pdftotext(letter, "-layout")
    assert [
        f"第 {n} 页 / 共 2 页" in page.extract_text() for n, page in enumerate(read(letter).pages, 1)
    ] == [
        True,
        True,
    ]


def test_metadata_and_language(letter: bytes) -> None:
    reader = read(letter)
    assert reader.metadata is not None
    assert reader.metadata.title == example_document().title
    assert reader.metadata.author == "赵䶮"
    assert reader.metadata.creation_date is not None
    assert reader.metadata.creation_date.date() == date(2026, 11, 23)
    assert str(reader.root_object["/Lang"]) == "zh-CN"
    assert reader.viewer_preferences is not None
    assert reader.viewer_preferences.display_doctitle


def test_both_faces_are_embedded_under_their_own_subset_names(letter: bytes) -> None:
    fonts = {}
    for page in read(letter).pages:
        for font in fonts_of(page):
            cid = font["/DescendantFonts"][0].get_object()
            fonts[font["/BaseFont"]] = len(cid["/FontDescriptor"]["/FontFile2"].get_object().get_data())
    assert {name.split("+")[1] for name in fonts} == {"NotoSansSC-Regular", "NotoSansSC-Bold"}
    assert all(re.fullmatch(r"/[A-Z]{6}\+.*", name) for name in fonts)
    assert len({name.split("+")[0] for name in fonts}) == 2
    assert all(size > 5_000 for size in fonts.values())


def test_each_code_draws_the_character_it_is_read_as_at_its_width() -> None:
    """Also where characters share a glyph (· and •), and where the face has a glyph more than was asked for: （ brings ）."""
    typed = "赵䶮李㛃𠅤𬀩王喆 ·•（借还8"
    data = render_pdf(document(paragraph(typed), Heading(typed)))
    found = {}
    for font in fonts_of(read(data).pages[0]):
        cid = font["/DescendantFonts"][0].get_object()
        weight = BOLD if font["/BaseFont"].endswith("Bold") else REGULAR
        program = TTFont(io.BytesIO(cid["/FontDescriptor"]["/FontFile2"].get_object().get_data()))
        blocks = re.findall(rb"beginbfchar\n(.*?)endbfchar", font["/ToUnicode"].get_data(), re.DOTALL)
        pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n", b"".join(blocks))
        read_as = {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}
        widths = dict(zip(cid["/W"][::2], (width for (width,) in cid["/W"][1::2]), strict=True))
        glyphs = cid["/CIDToGIDMap"].get_object().get_data()
        for code, character in read_as.items():
            number = int.from_bytes(glyphs[2 * code : 2 * code + 2], "big")
            alone = cut(character, weight)
            expected = TTFont(io.BytesIO(alone.data))
            outline = expected["glyf"][expected.getGlyphName(alone.glyphs[character])]
            assert program["glyf"][program.getGlyphName(number)] == outline, character
            assert [widths.get(code, cid["/DW"])] == advances(character, weight), character
        found[weight] = set(read_as.values())
    assert found[REGULAR] >= set(typed)
    assert found[BOLD] >= set(typed)


def test_the_first_letter_of_a_process_is_not_kept() -> None:
    code = (
        "import gc, sys, weakref; sys.path.insert(0, sys.argv[1]); from tests.letters.example import example_document\n"
        "class Hers: pass\n"
        "def answer():\n"
        "    hers = Hers()\n"
        "    from jiebei.letters.paper.pdf import render_pdf\n"
        "    assert render_pdf(example_document())\n"
        "    return weakref.ref(hers)\n"
        "kept = answer(); gc.collect(); sys.exit(kept() is not None)"
    )
    tests = Path(__file__).parents[2]
    ran = subprocess.run([sys.executable, "-c", code, str(tests)], cwd=tests.parent, capture_output=True)
    assert ran.returncode == 0, ran.stderr.decode()


def test_equal_letters_are_equal_files_even_from_another_process(letter: bytes) -> None:
    assert render_pdf(example_document()) == letter
    code = (
        "import hashlib, sys; sys.path.insert(0, sys.argv[1]); from tests.letters.example import example_document; "
        "from jiebei.letters.paper.pdf import render_pdf; "
        "print(hashlib.sha256(render_pdf(example_document())).hexdigest())"
    )
    tests = Path(__file__).parents[2]
    other = subprocess.run(
        [sys.executable, "-c", code, str(tests)],
        capture_output=True,
        check=True,
        text=True,
        cwd=tests.parent,
        env={"PYTHONHASHSEED": "7", "PYTHONPATH": str(tests.parent)},
    )
    assert other.stdout.strip() == hashlib.sha256(letter).hexdigest()


def test_letters_drawn_at_the_same_time_do_not_mix() -> None:
    names = ["赵䶮", "李㛃", "王喆", "欧阳娜"]
    results: dict[str, bytes] = {}

    def work(name: str) -> None:
        results[name] = render_pdf(example_document(name=name))

    threads = [threading.Thread(target=work, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name in names:
        assert results[name] == render_pdf(example_document(name=name))


@pytest.mark.parametrize(
    "typed",
    [
        "赵䶮",
        "李㛃",
        "𠅤",
        "𬀩",
        "<script>alert(1)</script>",
        "**粗** __斜__ --删--",
        "[x](y) $x$ {nb} %s \\n (a\\)b",
        "https://example.com/a?b=c&d",
        "Zoë O’Neil-李 · ÅÄÖ",
        "⼀一 ー—― ﹣-−",
        "（《",
    ],
)
def test_what_is_typed_is_printed_exactly(typed: str) -> None:
    data = render_pdf(document(paragraph(f"{typed}。")))
    assert squeezed(f"{typed}。") in squeezed(text_of(data))
    assert "/Annots" not in read(data).pages[0]
    if shutil.which("pdftotext"):
        assert squeezed(f"{typed}。") in squeezed(pdftotext(data))


def test_line_breaks_and_tabs_become_spaces_and_controls_are_dropped() -> None:
    data = render_pdf(document(paragraph("张\r\n三\t四\x00\x1b\u202e五\ud800六")))
    assert "张 三 四五六" in text_of(data)


def test_a_character_the_font_lacks_is_a_gap_with_a_line_under_it() -> None:
    letter = document(paragraph("赵☐强😀"))
    marks = [mark for page in lay_out(letter) for mark in page]
    line = next(m for m in marks if isinstance(m, Text) and m.text.startswith("赵"))
    rules = [m for m in marks if isinstance(m, Stroke) and m.x1 > line.x and m.y < PAGE_HEIGHT / 2]
    em = line.size
    assert [round(r.x1 - line.x) for r in rules] == [round(em + 0.5), round(3 * em + 0.5)]
    assert all(line.y < r.y < line.y + em / 2 and 0.8 * em < r.x2 - r.x1 <= em for r in rules)

    data = render_pdf(letter)
    assert squeezed(text_of(data)).count("赵强") == 1
    for font in fonts_of(read(data).pages[0]):
        assert "/NotoSansSC-Regular" not in font["/BaseFont"] or font["/ToUnicode"]


def test_a_value_left_open_gives_a_line_to_write_on() -> None:
    letter = document(Facts((("合同编号", ()),)), Signature((("签名", (Span(" "),)),)))
    rules = [m for page in lay_out(letter) for m in page if isinstance(m, Stroke) and m.x2 - m.x1 < 300]
    assert len(rules) == 2
    assert all(m.x2 - m.x1 > 80 for m in rules)


def test_a_typed_name_has_a_line_to_sign_beside_it_or_below_it() -> None:
    def drawn(name: str) -> tuple[list[Stroke], list[Text]]:
        row = ("申请人", (Span(name, typed=True), Span("（签名）")))
        (page,) = lay_out(document(Signature((row,), sign=("申请人",))))
        texts = [m for m in page if isinstance(m, Text) and m.size == 10.5]
        return [m for m in page if isinstance(m, Stroke) and m.x2 - m.x1 < 300], texts

    (rule,), texts = drawn("张三")
    end = max(m.x + sum(set_widths(m.text, m.bold)) * m.size / 1000 for m in texts)
    assert end < rule.x1 < end + 5
    assert rule.x2 - rule.x1 > 80
    assert texts[0].y < rule.y < texts[0].y + 5
    (rule,), texts = drawn("张" * 15)
    assert rule.y > texts[-1].y + 10


def test_an_annex_begins_a_page() -> None:
    letter = document(
        paragraph("信"), Salute("某公司"), Annex("附件1", "还款计划表"), paragraph("表"), title=""
    )
    pages = [[m.text for m in page if isinstance(m, Text) and m.size > 8] for page in lay_out(letter)]
    assert pages == [["信", "此致", "某公司"], ["附件1", "还款计划表", "表"]]


def lines_of(letter: Document) -> list[str]:
    """The text on each height of each page, in order."""
    lines: list[str] = []
    for page in lay_out(letter):
        heights: dict[float, str] = {}
        for mark in page:
            if isinstance(mark, Text) and mark.size == 10.5:
                heights[round(mark.y, 2)] = heights.get(round(mark.y, 2), "") + mark.text
        lines += heights.values()
    return lines


def test_no_line_of_a_letter_begins_or_ends_with_the_wrong_mark() -> None:
    for line in lines_of(example_document()):
        assert line[0] not in NEVER_FIRST
        assert line.rstrip()[-1] not in NEVER_LAST


extreme = {
    "nothing": document(title=""),
    "long name": example_document(name="长" * 200),
    "long word": example_document(name="x" * 200),
    "mixed name": example_document(name="<script>😀[x](y)，" * 12),
    "one page of text in one cell": document(
        Table(("甲", "乙"), (("字" * 3000, "1.00"),), ("l", "r"), (1, 1), ("合计", "1.00"))
    ),
    "many columns": document(
        Table(tuple("甲乙丙丁戊己庚辛"), (("12,345,678.90",) * 8,) * 3, ("r",) * 8, (1,) * 8, halves=True)
    ),
    "many rows": example_document(count=360),
    "long footer": example_document(footer="本信由本人提交。" * 12),
    "only a signature": document(Signature((("签名", ()), ("", (Span("字" * 300),))))),
    "empty blocks": document(
        Paragraph(()), Facts(()), Signature(()), Table((), (), (), ()), Item("", ()), Heading("")
    ),
}


@pytest.mark.parametrize("name", extreme)
def test_nothing_leaves_the_page(name: str) -> None:
    pages = lay_out(extreme[name])
    for page in pages:
        for mark in page:
            if isinstance(mark, Stroke):
                left, right = mark.x1, mark.x2
            else:
                left = mark.x
                right = left + sum(set_widths(mark.text.rstrip(), mark.bold)) * mark.size / 1000
            assert left >= 60
            assert right <= PAGE_WIDTH - 60
            assert 30 < mark.y < PAGE_HEIGHT - 20
    assert len(read(render_pdf(extreme[name])).pages) == len(pages)


def test_a_table_over_pages_repeats_its_header_and_loses_no_row() -> None:
    rows = tuple((str(i), f"第{i}行") for i in range(1, 121))
    letter = document(Table(("编号", "说明"), rows, ("l", "l"), (1, 3), ("合计", "120")))
    pages = [page.extract_text() for page in read(render_pdf(letter)).pages]
    assert len(pages) > 1
    assert all(page.count("编号") == 1 for page in pages)
    assert re.findall(r"第(\d+)行", "".join(pages)) == [str(i) for i in range(1, 121)]


def test_a_long_halved_table_reads_down_the_left_then_the_right_on_each_page() -> None:
    letter = example_document(count=360)
    texts = [
        [
            m
            for m in page
            if isinstance(m, Text) and re.fullmatch(r"\d+年\d+月\d+日", m.text) and m.size == 9.5
        ]
        for page in lay_out(letter)
    ]
    days = [day for _, day, _ in instalments(360)]
    read_down = [m.text for page in texts for m in sorted(page, key=lambda m: (round(m.x), m.y))]
    assert read_down == days


def test_a_heading_is_never_the_last_thing_on_a_page_and_the_signature_stays_together() -> None:
    for filler in range(30, 50):
        letter = document(
            *(paragraph(f"第{i}段") for i in range(filler)),
            Heading("小标题"),
            paragraph("字" * 100),
            Signature((("签名", ()), ("姓名", (Span("赵"),)), ("日期", (Span("今天"),)))),
        )
        pages = [[m.text for m in page if isinstance(m, Text) and m.size > 8] for page in lay_out(letter)]
        assert all(page[-1] != "小标题" for page in pages)
        signature = [
            i for i, page in enumerate(pages) for text in page if text in ("签名：", "姓名：", "日期：")
        ]
        assert len(signature) == 3
        assert len(set(signature)) == 1
        body = next(i for i, page in enumerate(pages) if any(set(t) == {"字"} for t in page))
        assert sum(set(t) == {"字"} for t in pages[body]) >= 2


def test_a_letter_just_over_two_pages_is_set_closer_to_stay_on_two() -> None:
    def longer(paragraphs: int) -> Document:
        base = example_document()
        more = tuple(paragraph("补充说明这一段的内容。") for _ in range(paragraphs))
        return dataclasses.replace(base, blocks=(*base.blocks[:-1], *more, base.blocks[-1]))

    def leading(letter: Document) -> float:
        lines = [m for m in lay_out(letter)[0] if isinstance(m, Text) and m.size == 10.5 and len(m.text) > 30]
        return round(lines[1].y - lines[0].y, 2)

    counts = [len(lay_out(longer(n))) for n in range(24)]
    assert counts[0] == 2
    assert counts[-1] == 3
    assert counts == sorted(counts)
    fullest = counts.index(3) - 1
    assert leading(longer(fullest)) < leading(longer(0))
    assert leading(longer(fullest + 1)) == leading(longer(0))


def test_totals_and_amounts_are_aligned_at_the_right() -> None:
    marks = [m for page in lay_out(example_document()) for m in page if isinstance(m, Text)]
    amounts = [m for m in marks if m.text in {"5,200.00", "1,850.00", "315.50", "834.50"} and m.x < 350]
    budget = [m for m in amounts if m.y < 700]
    ends = {round(m.x + sum(set_widths(m.text, m.bold)) * m.size / 1000, 1) for m in budget[:4]}
    assert len(ends) == 1
    assert amount(83450 * 23 + 84127) in {m.text for m in marks if m.bold}
