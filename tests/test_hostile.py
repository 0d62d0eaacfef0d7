"""Whatever is typed or pasted is text in every file and picture that goes out: never a mark, a formula, a field, a link."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Final
from unicodedata import category
from urllib.parse import unquote

import docx
import pytest
from hypothesis import given
from icalendar import Calendar
from openpyxl import load_workbook
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from jiebei.case.file import dumps, loads
from jiebei.case.records import Case, Example, LogEntry, Record
from jiebei.keep.calendar_file import CalendarEntry, calendar_entries, render_calendar, withdrawn_entries
from jiebei.keep.contact_log import as_csv, as_text
from jiebei.keep.spreadsheet import render_spreadsheet, spreadsheet_sheets
from jiebei.letters.commission import lenders
from jiebei.letters.compose import LETTERS, compose
from jiebei.letters.document import Document, Table
from jiebei.letters.paper.docx import render_docx
from jiebei.letters.paper.fonts import missing_characters
from jiebei.letters.paper.html import render_html
from jiebei.letters.paper.pdf import render_pdf
from jiebei.letters.paper.pictures import count_pages, render_pictures
from jiebei.letters.paper.plain import render_text
from jiebei.letters.paper.text import printable
from jiebei.plan.advice import advise
from jiebei.plan.options import Advice
from jiebei.rules import load_rules
from jiebei.web.charts import instalments_chart
from jiebei.web.downloads import disposition
from jiebei.web.words import harmless
from tests.hostile import (
    LATER,
    PARSER,
    Elements,
    full_case,
    hostile_cases,
    hostile_letters,
    hostile_text,
    hostile_texts,
    kept,
    seeds,
    squeezed,
    takes_any_text,
)
from tests.letters.example import example_document
from tests.letters.reading import in_word
from tests.strategies import TODAY

FEW: Final = len(seeds())
MANY: Final = 10_000
some = pytest.mark.parametrize("count", [FEW, pytest.param(MANY, marks=pytest.mark.long)])
"""Each seed alone with every change; with the browser's tests ten thousand of what can be made of them."""


def advice_for(case: Case) -> Advice:
    found = advise(case, TODAY)
    assert isinstance(found, Advice)
    return found


def composed(case: Case, kinds: Iterable[str]) -> Iterator[tuple[str, Document]]:
    """Each of these letters that can be written, once, to the first lender that one can be written to."""
    advice = advice_for(case)
    for kind in kinds:
        for lender in lenders(case):
            made = compose(case, advice, lender, kind, TODAY)
            if isinstance(made, Document):
                yield kind, made
                break


def test_the_full_case_has_a_text_in_every_place_that_takes_one() -> None:
    places = {
        (sort.__name__, name)
        for sort in Record.__subclasses__()
        # Set in the example cases alone, which nobody types.
        if sort is not Example
        for name, field in sort.model_fields.items()
        if takes_any_text(field)
    }
    assert {("Person", "name"), ("Event", "note"), ("Offer", "conditions")} <= places
    assert set(texts_of(full_case())) == places


def texts_of(record: Record) -> Iterator[tuple[str, str]]:
    for name, field in type(record).model_fields.items():
        value = getattr(record, name)
        if value and takes_any_text(field):
            yield type(record).__name__, name
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Record):
                yield from texts_of(one)


# On the page: the one function by which what she typed gets into Markdown. That it is used everywhere: tests/app.


def shown_as_text(markdown: str) -> str:
    """What a reader of this Markdown sees, where it is one paragraph of nothing but text."""
    tokens = PARSER.parse(markdown)
    if not tokens:
        return ""
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    inside = tokens[1].children or []
    assert {token.type for token in inside} <= {"text", "text_special"}, inside
    return "".join(token.content for token in inside)


def stays_text(typed: str) -> None:
    shown = shown_as_text(harmless(kept(typed)))
    assert shown.replace("\u2060", "") == " ".join(printable(typed).split()).replace("\u2060", "")
    assert not LATER.search(shown)
    # Formulas and our own marks are looked for before the escapes are.
    assert not re.search(r"(?<!\\)(\\\\)*[$:{]", harmless(typed))
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", shown)


@some
def test_in_markdown_it_is_text(count: int) -> None:
    for typed in hostile_texts(count):
        stays_text(typed)


@given(hostile_text())
def test_in_markdown_any_text_is_text(typed: str) -> None:
    stays_text(typed)


# The letter in each of its forms.


def printed_of(letter: Document, texts: Iterable[str]) -> list[str]:
    """What must be read in a letter: all its texts but the author's, who stands in the file's properties, and blank ones."""
    return [text for typed in texts if (text := printable(typed)).strip() and typed != letter.author]


def entries(reader: PdfReader) -> set[str]:
    """The names of all entries of all of a PDF's dictionaries: an action, a link or a form would have its own."""
    found: set[str] = set()
    for number in range(1, int(str(reader.trailer["/Size"]))):
        one = reader.get_object(number)
        found |= set(one) if isinstance(one, DictionaryObject) else set()
    return found


@some
def test_in_the_pdf_it_is_printed_and_nothing_more(count: int) -> None:
    usual = entries(PdfReader(io.BytesIO(render_pdf(example_document()))))
    for letter, texts in hostile_letters(count):
        made = render_pdf(letter)
        reader = PdfReader(io.BytesIO(made), strict=True)
        # Without the foot of each page: a text may run on over it.
        printed = squeezed("".join(page.extract_text().rpartition("\n")[0] for page in reader.pages))
        lost = set(missing_characters("".join(texts)))
        for typed in printed_of(letter, texts):
            wanted = squeezed("".join(mark for mark in typed if mark not in lost))
            assert wanted in printed, (typed, wanted)
        assert entries(reader) <= usual
        assert reader.metadata is not None
        assert (reader.metadata.author or "") == printable(letter.author)
        assert (reader.metadata.title or "") == printable(letter.title)


@some
def test_in_the_word_file_it_is_text_and_no_field(count: int) -> None:
    for letter, texts in hostile_letters(count):
        made = render_docx(letter)
        word = docx.Document(io.BytesIO(made))
        cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
        written = "\n".join([*(paragraph.text for paragraph in word.paragraphs), *cells])
        for typed in printed_of(letter, texts):
            assert typed in written, typed
        assert word.core_properties.author == printable(letter.author)[:255]
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            parts = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels"))}  # fmt: skip
        body = parts["word/document.xml"]
        for active in ("w:instrText", "w:fldSimple", "w:hyperlink", "w:object", "w:pict", "w:drawing"):
            assert f"<{active}" not in body
        assert set(re.findall(r"<w:instrText[^>]*>([^<]*)", "".join(parts.values()))) <= {"PAGE", "NUMPAGES"}
        assert "TargetMode" not in "".join(parts.values())


@some
def test_in_the_text_form_it_stands_as_it_was_typed(count: int) -> None:
    for letter, texts in hostile_letters(count):
        written = render_text(letter)
        # Its columns have no head: each row says what it is.
        heads = {printable(block.header[0]) for block in letter.blocks if isinstance(block, Table)}
        for typed in printed_of(letter, texts):
            assert typed in written or typed in heads, typed
            assert len(typed.splitlines()) == 1
        # No text begins a line of its own.
        assert written.count("\n") <= 140


@some
def test_in_the_preview_it_makes_no_element(count: int) -> None:
    plain = next(hostile_letters(1))[0]
    tame = Elements(render_html(plain.__class__(plain.title, "", TODAY, "致", plain.blocks))).made
    allowed = {element for element in tame if not element.startswith("<!--")}
    for letter, texts in hostile_letters(count):
        preview = Elements(render_html(letter))
        # Values left open have an element of their own.
        assert preview.made <= allowed | {"span role", "span aria-label", "wbr"}
        for typed in printed_of(letter, texts):
            assert typed in preview.text, typed


@some
def test_as_a_picture_it_is_drawn(count: int) -> None:
    """A picture is the PDF drawn, so what it says is the PDF's matter; here that nothing in it stops the drawing."""
    for letter, _ in hostile_letters(count):
        pdf = render_pdf(letter)
        drawn = render_pictures(pdf, scale=1)
        assert len(drawn) == count_pages(pdf)
        assert all(picture.startswith(b"\x89PNG") for picture in drawn)


@pytest.mark.parametrize(
    ("count", "kinds"),
    [(100, ("request", "complaint", "budget")), pytest.param(1000, tuple(LETTERS), marks=pytest.mark.long)],
)
def test_a_letter_of_a_case_says_the_same_in_every_form(count: int, kinds: tuple[str, ...]) -> None:
    """Composed from a case, not made of blocks: what a letter takes from it is read in all of its forms."""
    seen: dict[str, set[str]] = {}
    for case, texts in hostile_cases(count):
        lost = set(missing_characters("".join(texts)))
        hers = {text for typed in texts if (text := " ".join(printable(typed).split()))}
        for kind, letter in composed(case, kinds):
            written = render_text(letter)
            # Not the short ones, which may be there by themselves.
            said = {text for text in hers if len(text) > 8 and text in written}
            seen[kind] = seen.get(kind, set()) | said
            preview = Elements(render_html(letter))
            assert not preview.made & {"script", "img", "a", "iframe", "svg"}
            forms = {
                "preview": preview.text,
                "pdf": "".join(page.extract_text().rpartition("\n")[0] for page in PdfReader(io.BytesIO(render_pdf(letter))).pages),
                "word": in_word(letter),
            }  # fmt: skip
            for name, form in forms.items():
                read = squeezed("".join(mark for mark in form if mark not in lost))
                for text in said:
                    wanted = squeezed("".join(mark for mark in text if mark not in lost))
                    assert wanted in read, (kind, name, text)
    # What a letter no longer says would not be missed above.
    assert {kind for kind, said in seen.items() if len(said) >= count // 20} >= {"request", "complaint", "budget"}  # fmt: skip


# What is kept: the log, the spreadsheet, the calendar, the case.


@some
def test_in_the_log_s_exports_it_is_one_cell_and_no_formula(count: int) -> None:
    texts = [kept(text) for text in hostile_texts(count)]
    for start in range(0, count, 100):
        part = texts[start : start + 100]
        log = [LogEntry(on=TODAY, who=one, note=one, evidence=one, lender=one) for one in part]
        rows = list(csv.reader(io.StringIO(as_csv(log).removeprefix("\ufeff"), newline="")))
        assert len(rows) == len(part) + 1
        for typed, row in zip(part, rows[1:], strict=True):
            cells = dict(zip(rows[0], row, strict=True))
            for column in ("哪一家", "对方", "说了什么", "凭证"):
                assert cells[column].removeprefix("'") == typed.removeprefix("'"), typed
                # A spreadsheet looks past blanks and marks without width, and reads full-width signs as its own.
                seen = [
                    mark
                    for mark in cells[column]
                    if not mark.isspace() and category(mark) not in {"Cf", "Mn"}
                ]
                assert not "".join(seen).startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")), cells[
                    column
                ]
        told = as_text(log).splitlines()
        assert sum(line[:1].isdecimal() for line in told) == len(part)
        assert all(re.match(r"\d+\. |   (结果|里面有|凭证)：", line) for line in told)


def plain_xml(text: str) -> str:
    """What a spreadsheet shows for a text of its file: _x0041_ there is an A (ISO/IEC 29500-1, 22.9.2.19)."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda code: chr(int(code[1], 16)), text)


@some
def test_in_the_spreadsheet_it_is_text_and_no_formula(count: int) -> None:
    for case, _ in hostile_cases(count):
        found: set[str] = set()
        made = render_spreadsheet(spreadsheet_sheets(case, TODAY, advice_for(case), {}), TODAY)
        book = load_workbook(io.BytesIO(made))
        for page in book:
            assert not page.data_validations.dataValidation
            for row in page.iter_rows(min_row=2):
                for cell in row:
                    if isinstance(cell.value, str):
                        assert cell.data_type == "s"
                        assert cell.hyperlink is None
                        found.add(plain_xml(cell.value))
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            for name in archive.namelist():
                if name.startswith("xl/worksheets/"):
                    part = archive.read(name)
                    assert not re.search(rb'<f[ >/]|t="(?:e|str|b)"', part)
        hers = [text for one in (*case.log, *case.events, *case.budget.income, *case.budget.essentials, *case.other_debts)
                for name in ("who", "note", "evidence", "reference", "name", "lender") if (text := getattr(one, name, ""))]  # fmt: skip
        assert {held for text in hers if (held := as_xml_holds(text))} <= found


def as_xml_holds(text: str) -> str:
    """A text as a spreadsheet can hold it: its line ends are \\n, and non-characters do not exist."""
    return re.sub("[\ufffe\uffff]", "", text.replace("\r\n", "\n").replace("\r", "\n"))


@some
def test_in_the_calendar_it_makes_no_entry_and_no_property(count: int) -> None:
    rules = load_rules()
    for start in range(0, count, 50):
        made = [
            CalendarEntry(TODAY, f"还款（{' '.join(kept(text).split())}）", str(number), (3,), "proposed")
            for number, text in enumerate(hostile_texts(count)[start : start + 50])
        ]
        reads_back(made)
    for case, _ in hostile_cases(min(count, 1000)):
        advice = advice_for(case)
        awaited = [(lender, TODAY) for lender in lenders(case)]
        reads_back(calendar_entries(case, TODAY, rules, advice, awaited))
        reads_back(withdrawn_entries(case, TODAY, advice, awaited))


def reads_back(entries: Iterable[CalendarEntry]) -> None:
    entries = tuple(entries)
    data = render_calendar(entries, datetime(2026, 11, 23, tzinfo=UTC))
    read = Calendar.from_ical(data)
    assert isinstance(read, Calendar)
    events = read.walk("VEVENT")
    assert len(read.subcomponents) == len(events) == len(entries)
    for entry, event in zip(entries, events, strict=True):
        assert len(entry.title.splitlines()) == 1
        assert str(event["SUMMARY"]).replace("\u2060", "") == entry.title.replace("\u2060", "")
        assert set(event) == {"UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "TRANSP"}
        assert [set(alarm) for alarm in event.subcomponents] == [{"ACTION", "DESCRIPTION", "TRIGGER"}] * len(
            entry.remind
        )
    # RFC 5545, 3.1: each line a property or the rest of one, of 75 octets at most, ended by CR LF and nothing else.
    lines = data.split(b"\r\n")
    assert lines.pop() == b""
    assert all(re.fullmatch(rb" .*|[A-Z]+[:;].*", line) and len(line) <= 75 for line in lines)
    assert not re.search(rb"[\r\n\x00-\x08\x0b\x0c\x0e-\x1f]", b"".join(lines))


@some
def test_in_the_case_s_file_it_comes_back_as_it_was(count: int) -> None:
    for case, _ in hostile_cases(count):
        written = dumps(case)
        assert loads(written.encode()) == case
    # What a file holds that nobody here wrote: a case, or sentences.
    for text in hostile_texts(count):
        for name in ("lender", "number"):
            tree = {"format": "jiebei-case", "version": 1, "loans": [{name: text}]}
            opened = loads(json.dumps(tree).encode())
            if isinstance(opened, Case):
                assert getattr(opened.loans[0], name) == kept(json.loads(json.dumps(text)))
            else:
                assert all(fault.message.endswith("。") for fault in opened)
        opened = loads(json.dumps({"format": "jiebei-case", "version": 1, text: text}))
        assert not isinstance(opened, Case)


# The charts, and the names of files.


@some
def test_no_chart_has_a_word_of_hers(count: int) -> None:
    """The same figures draw the same chart, whatever the names beside them."""

    def drawn(case: Case) -> str:
        advice = advice_for(case)
        chart = instalments_chart(advice, advice.option(None))
        return f"{json.dumps(chart.spec, sort_keys=True)}{chart.conclusion}{chart.description}"

    # The other chart is built of days and amounts alone.
    usual = drawn(full_case())
    for case, _ in hostile_cases(count):
        assert drawn(case) == usual


@some
def test_any_name_of_a_file_is_one_header_that_names_it(count: int) -> None:
    """What files are called says nothing of hers (tests/app); if one did, its name would still be one header."""
    for text in hostile_texts(count):
        header = disposition(kept(text))
        assert re.fullmatch(r"attachment; filename\*=UTF-8''[A-Za-z0-9._~%-]*", header)
        assert unquote(header.partition("''")[2]) == kept(text)
