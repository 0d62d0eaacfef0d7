from __future__ import annotations

import io
import zipfile
from datetime import date

import docx
import pytest
from docx.enum.section import WD_SECTION
from docx.oxml.ns import qn
from docx.table import _Row
from docx.text.paragraph import Paragraph as WordParagraph

from jiebei.letters.document import Annex, Block, Document, Heading, Paragraph, Salute, Signature, Span, Table
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


def kept_with_next(paragraph: WordParagraph) -> bool:
    return bool(paragraph.paragraph_format.keep_with_next)


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
    assert lines[5:] == ["附件1", "还款计划表"]


def test_each_annex_has_a_page_and_a_footer_of_its_own() -> None:
    table = Table(("期", "金额"), (("1", "1.00"),), ("c", "r"), (1, 1))
    blocks = (Paragraph((Span("信"),)), Annex("附件1", "表"), table, Annex("附件2", "收支"), Heading("收入"))
    word = opened(Document("申请", "", date(2026, 1, 2), "", blocks, "本人提出"))
    footers = [section.footer.paragraphs[0].text for section in word.sections]
    assert [text.split("第")[0].strip() for text in footers] == [
        "本人提出", "附件1\u3000本人提出", "附件2\u3000本人提出"
    ]  # fmt: skip
    assert {section.start_type for section in word.sections[1:]} == {WD_SECTION.NEW_PAGE}
    assert len({section.page_width for section in word.sections}) == 1
    # No empty paragraph that a full page could push to the next one, but the one that Word wants below a table.
    assert [text for text in everything(word) if not text] == [""]


@pytest.mark.parametrize("rows", [1, 2, 3, 5, 6, 20])
@pytest.mark.parametrize("total", [None, ("合计", "1.00")])
def test_no_page_break_in_a_table_leaves_fewer_than_three_rows(
    rows: int, total: tuple[str, str] | None
) -> None:
    table = Table(("期", "金额"), (("1", "1.00"),) * rows, ("c", "r"), (1, 1), total)
    word = opened(Document("", "", date(2026, 1, 2), "", (Paragraph((Span("如下"),)), table)))
    (made,) = word.tables
    kept = [{kept_with_next(p) for cell in row.cells for p in cell.paragraphs} for row in made.rows]
    assert kept[-1] == {False}
    for above in range(1, len(kept)):  # a break below so many of the table's lines, the header among them
        breaks = kept[above - 1] == {False}
        assert breaks == (above - 1 >= 3 and rows - (above - 1) >= 3)
    assert all(
        row._tr.trPr is not None and row._tr.trPr.find(qn("w:cantSplit")) is not None for row in made.rows
    )
    assert kept_with_next(word.paragraphs[1])


@pytest.mark.parametrize("last", ["短", "长" * 60])
def test_a_signature_goes_with_two_lines_of_text(last: str) -> None:
    blocks: tuple[Block, ...] = (
        *(Paragraph((Span(text),)) for text in ("一", "二", last)),
        Salute(),
        Signature((("签名", ()), ("日期", ()))),
    )
    word = opened(Document("", "", date(2026, 1, 2), "", blocks))
    kept = [kept_with_next(p) for p in word.paragraphs if p.text]
    assert kept == [False, len(last) < 2, True, True, True, True, False]


def test_a_signature_right_below_a_table_goes_with_its_last_rows() -> None:
    table = Table(("期", "金额"), (("1", "1.00"),) * 9, ("c", "r"), (1, 1), ("合计", "9.00"))
    word = opened(Document("", "", date(2026, 1, 2), "", (table, Salute(), Signature((("签名", ()),)))))
    (made,) = word.tables
    assert [kept_with_next(row.cells[0].paragraphs[0]) for row in made.rows[-4:]] == [True] * 4
