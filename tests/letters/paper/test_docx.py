from __future__ import annotations

import io
import zipfile
from datetime import date

import docx
import pytest
from docx.oxml.ns import qn
from docx.table import _Row
from docx.text.paragraph import Paragraph as WordParagraph

from jiebei.letters.document import Annex, Document, Heading, Paragraph, Salute, Signature, Span
from jiebei.letters.paper.docx import render_docx
from tests.letters.example import amount, example_document, instalments


def opened(letter: Document) -> docx.document.Document:
    return docx.Document(io.BytesIO(render_docx(letter)))


def everything(word: docx.document.Document) -> list[str]:
    """The text of all paragraphs and table cells in the order of the file."""
    return ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in word.element.body.iter(qn("w:p"))]


@pytest.fixture(scope="module")
def word() -> docx.document.Document:
    return opened(example_document())


def test_it_says_what_the_letter_says_in_order(word: docx.document.Document) -> None:
    letter = example_document()
    out = everything(word)
    assert out[0] == letter.title
    assert out[1] == letter.salutation
    for block in letter.blocks:
        if isinstance(block, Paragraph):
            assert "".join(span.text for span in block.spans) in out
        elif isinstance(block, Heading):
            assert block.text in out
    assert "贷款编号：2026 0315 0098 7766" in out


def repeated(row: _Row) -> bool:
    """Whether the row stands at the head of every page the table goes on to."""
    properties = row._tr.trPr
    assert properties is not None
    return properties.find(qn("w:tblHeader")) is not None


def begins_a_page(paragraph: WordParagraph) -> bool:
    return bool(paragraph.paragraph_format.page_break_before)


def test_the_plan_is_a_table_with_a_repeated_header_and_its_total(word: docx.document.Document) -> None:
    budget, plan = word.tables
    assert [tuple(cell.text for cell in row.cells) for row in plan.rows[1:-1]] == list(instalments())
    assert plan.rows[-1].cells[2].text == amount(83450 * 23 + 84127)
    for table in (budget, plan):
        assert repeated(table.rows[0])
        assert not repeated(table.rows[1])


def test_the_page_is_a4_and_chinese_fonts_are_named(word: docx.document.Document) -> None:
    section = word.sections[0]
    width, height = section.page_width, section.page_height
    assert width is not None
    assert height is not None
    assert (round(width.mm), round(height.mm)) == (210, 297)
    fonts = {
        name: word.styles[name].element.rPr.rFonts.get(qn("w:eastAsia"))
        for name in ("Normal", "Title", "Heading 1")
    }
    assert fonts == {"Normal": "宋体", "Title": "黑体", "Heading 1": "黑体"}


def test_pages_are_numbered_by_fields(word: docx.document.Document) -> None:
    footer = word.sections[0].footer._element
    assert [e.text for e in footer.iter(qn("w:instrText"))] == ["PAGE", "NUMPAGES"]
    assert example_document().footer in word.sections[0].footer.paragraphs[0].text


def test_properties_come_from_the_letter(word: docx.document.Document) -> None:
    properties = word.core_properties
    assert (properties.title, properties.author) == (example_document().title, "赵䶮")
    assert properties.created is not None
    assert properties.created.date() == date(2026, 11, 23)
    assert properties.last_modified_by == "赵䶮"


def test_equal_letters_are_equal_files_and_carry_no_clock() -> None:
    data = render_docx(example_document())
    assert data == render_docx(example_document())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("<script>alert(1)</script>&amp;", "<script>alert(1)</script>&amp;"),
        ("**粗** [x](y) $x$ {nb}", "**粗** [x](y) $x$ {nb}"),
        ("张\n三\t四\x00\x0b五\ud800\uffff六", "张 三 四 五六"),
        ("😀☐𬀩", "😀☐𬀩"),
        ("名" * 200, "名" * 200),
    ],
)
def test_what_is_typed_is_printed_as_typed(typed: str, printed: str) -> None:
    letter = Document(typed, typed, date(2026, 1, 2), typed, (Paragraph((Span(typed, typed=True),)),), typed)
    word = opened(letter)
    assert everything(word) == [printed] * 3
    assert word.core_properties.title == printed


def test_a_very_long_title_fits_the_property() -> None:
    letter = Document("长" * 400, "名" * 400, date(2026, 1, 2), "", ())
    word = opened(letter)
    assert everything(word)[0] == "长" * 400
    assert word.core_properties.author == "名" * 255


def test_the_closing_words_a_line_beside_a_name_and_an_annex_on_a_page_of_its_own() -> None:
    name = (Span("张三", typed=True), Span("（签名）"))
    blocks = (
        Salute(),
        Signature((("申请人", name), ("日期", (Span("今天"),))), ("申请人",)),
        Annex("附件1", "还款计划表"),
    )
    word = opened(Document("申请", "", date(2026, 1, 2), "", blocks))
    lines = everything(word)
    assert lines[1:3] == ["此致", "敬礼"]
    signed, dated = lines[3:5]
    assert signed.startswith("申请人：张三（签名）\u3000")
    assert dated == "日期：今天"
    assert [run.text.strip() for run in word.paragraphs[3].runs if run.underline] == [""]
    assert [p.text for p in word.paragraphs if begins_a_page(p)] == ["附件1\u3000还款计划表"]
