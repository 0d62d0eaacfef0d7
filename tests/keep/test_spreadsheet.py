"""The spreadsheet: real numbers and days, what was typed as text whatever it looks like, and equal bytes for equal input."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell

from jiebei.case.records import Budget, BudgetLine, Case, Event, Loan, LogEntry, Offer, OtherDebt
from jiebei.content.examples import examples
from jiebei.keep.spreadsheet import KeptTable, render_spreadsheet, spreadsheet_sheets
from jiebei.letters.compose import LETTERS
from jiebei.plan.advice import advise
from jiebei.plan.options import Advice
from tests.strategies import TODAY, a_course

DAY = date(2026, 11, 23)
NAMES = {kind: sort.label for kind, sort in LETTERS.items()}
LIKE_FORMULAS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+86 138",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("x")',
    "#N/A",
    "#REF!",
    "\t=1",
]


def sheets(case: Case, as_of: date = DAY) -> tuple[KeptTable, ...]:
    worked = advise(case, as_of)
    return spreadsheet_sheets(case, as_of, worked if isinstance(worked, Advice) else None, NAMES)


def opened(case: Case, as_of: date = DAY) -> dict[str, list[list[Cell]]]:
    """The cells of each sheet as another program reads them, without the header."""
    book = load_workbook(io.BytesIO(render_spreadsheet(sheets(case, as_of), as_of)))
    return {
        page.title: [[cell for cell in row if isinstance(cell, Cell)] for row in page.iter_rows(min_row=2)]
        for page in book
    }


def as_read(value: Any) -> Any:
    """A cell's value as openpyxl gives it back."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 (a spreadsheet's days have no zone)
    return value if value != "" else None


def check(case: Case, as_of: date) -> None:
    """Every cell is what the table says, of the right sort, and none is a formula."""
    tables = sheets(case, as_of)
    read = opened(case, as_of)
    assert list(read) == [table.name for table in tables]
    for table in tables:
        assert len(read[table.name]) == len(table.rows)
        for cells, row in zip(read[table.name], table.rows, strict=True):
            for cell, value in zip(cells, row, strict=True):
                assert cell.value == as_read(value), (table.name, cell.coordinate)
                if value not in (None, ""):
                    sort = (
                        "n" if isinstance(value, Decimal | int) else "d" if isinstance(value, date) else "s"
                    )
                    assert cell.data_type == sort, (table.name, cell.coordinate)


@pytest.mark.parametrize("name", list(examples()))
def test_every_example_is_read_back_as_it_was(name: str) -> None:
    case = examples()[name]
    assert case.settings.as_of is not None
    check(case, case.settings.as_of)


@given(a_course())
@settings(max_examples=25, deadline=None)
def test_any_course_is_read_back_as_it_was(case: Case) -> None:
    if sheets(case, TODAY):
        check(case, TODAY)


@pytest.mark.parametrize("typed", LIKE_FORMULAS)
def test_what_was_typed_is_text_in_every_sheet(typed: str) -> None:
    case = Case(
        loans=(Loan(lender=typed),),
        log=(LogEntry(on=DAY, who=typed, note=typed, evidence=typed, lender=typed),),
        events=(Event(kind="sent", on=DAY, letter=typed, lender=typed, reference=typed, note=typed, who=typed),
                Event(kind="paid", on=DAY, lender=typed, amount=100)),
        budget=Budget(income=(BudgetLine(name=typed, amount=1),)),
        other_debts=(OtherDebt(name=typed, monthly_minimum=1),),
    )  # fmt: skip
    read = opened(case)
    hers = [cell for rows in read.values() for cells in rows for cell in cells if cell.value == typed]
    assert len(hers) == 13
    assert {cell.data_type for cell in hers} == {"s"}
    # Not only in what openpyxl makes of it: no formula and no error is in the file.
    with zipfile.ZipFile(io.BytesIO(render_spreadsheet(sheets(case), DAY))) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/"):
                assert b"<f>" not in archive.read(name)
                assert b't="e"' not in archive.read(name)


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_text_makes_a_file_that_can_be_opened(typed: str) -> None:
    table = KeptTable("一", ("名",), ((typed,), ("后面的",)))
    page = load_workbook(io.BytesIO(render_spreadsheet([table], DAY)))["一"]
    kept = page["A2"].value or ""
    assert page["A3"].value == "后面的"
    visible = [
        letter
        for letter in typed
        if letter >= " " and letter not in "\ufffe\uffff" and not "\ud800" <= letter <= "\udfff"
    ]
    assert [letter for letter in str(kept) if letter >= " "] == visible


def test_amounts_are_exact_to_the_fen_and_add_up() -> None:
    amounts = [1, 10, 123_456_789, 99_999_999_999]
    case = Case(events=tuple(Event(kind="paid", on=DAY, amount=amount) for amount in amounts))
    column = [cells[2] for cells in opened(case)["付过的款"]]
    assert [round(float(str(cell.value)) * 100) for cell in column] == amounts
    assert {cell.number_format for cell in column} == {"#,##0.00"}


TERMS = Offer(instalments=2, amount=100_000, first_date=date(2026, 12, 15))


def test_the_instalments_are_those_of_the_agreement_with_what_is_noted_as_paid() -> None:
    case = examples()["illness"]
    events = (
        Event(kind="agreed", on=date(2026, 11, 1), terms=TERMS),
        Event(kind="paid", on=DAY, amount=150_000),
    )
    (table,) = (
        table for table in sheets(case.model_copy(update={"events": events})) if table.name == "每一期"
    )
    days = [
        (row[table.header.index("还款日")], row[table.header.index("应还")], row[table.header.index("还差")])
        for row in table.rows
    ]
    assert days == [
        (date(2026, 12, 15), Decimal("1000.00"), Decimal("0.00")),
        (date(2027, 1, 15), Decimal("1000.00"), Decimal("500.00")),
    ]
    (plan,) = (table for table in sheets(case) if table.name == "每一期")
    worked = advise(case, DAY)
    assert isinstance(worked, Advice)
    rows = [row for one in worked.option(case.proposal.kind).plans for row in one.schedule.rows]
    at = plan.header.index("应还")
    assert [row[at] for row in plan.rows] == [Decimal(row.payment) / 100 for row in rows]


def test_the_header_stays_and_the_columns_are_as_wide_as_what_they_hold() -> None:
    case = examples()["refused_twice"]
    book = load_workbook(io.BytesIO(render_spreadsheet(sheets(case), DAY)))
    for page, table in zip(book, sheets(case), strict=True):
        assert page.freeze_panes == "A2"
        assert [cell.value for cell in page[1]] == list(table.header)
        assert all(cell.font.bold for cell in page[1])
        for place, name in enumerate(table.header):
            width = page.column_dimensions["ABCDEFGHIJK"[place]].width
            # A Chinese character is two wide.
            assert 2 * len(name) < width <= 48


def test_equal_input_gives_equal_bytes_and_the_day_is_the_only_stamp(monkeypatch: pytest.MonkeyPatch) -> None:
    case = examples()["missed_one"]
    first = render_spreadsheet(sheets(case), DAY)
    real = datetime

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return real.now(tz) + timedelta(days=400)

    monkeypatch.setattr("openpyxl.writer.excel.datetime.datetime", Later)
    assert render_spreadsheet(sheets(case), DAY) == first
    properties = load_workbook(io.BytesIO(first)).properties
    assert properties.created == properties.modified == datetime(2026, 11, 23)  # noqa: DTZ001


def test_there_is_no_empty_table() -> None:
    assert sheets(Case()) == ()
    assert [table.name for table in sheets(Case(log=(LogEntry(note="一"),)))] == ["联系记录"]
    with pytest.raises(ValueError, match="sheet"):
        render_spreadsheet((), DAY)


@pytest.mark.tools
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_and_runs_nothing(tmp_path: Path) -> None:
    source = tmp_path / "table.xlsx"
    note = "=1+1"
    case = examples()["missed_one"].model_copy(update={"log": (LogEntry(on=DAY, note=note, lender="甲"),)})
    tables = sheets(case)
    source.write_bytes(render_spreadsheet([table for table in tables if table.name == "联系记录"], DAY))
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    subprocess.run(["soffice", profile, "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", str(tmp_path), str(source)],
                   check=True, timeout=120, capture_output=True)  # fmt: skip
    written = (tmp_path / "table.csv").read_text("utf-8")
    assert note in written
    assert "2026" in written


def test_nothing_of_it_is_written_to_a_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """openpyxl itself makes a temporary file of every sheet."""

    def refused(*_: object, **__: object) -> None:
        raise OSError("no file here")

    for name in ("NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile", "mkstemp", "mkdtemp"):
        monkeypatch.setattr(f"tempfile.{name}", refused)
    monkeypatch.setattr("openpyxl.worksheet._writer.NamedTemporaryFile", refused)
    book = load_workbook(io.BytesIO(render_spreadsheet([KeptTable("表", ("甲", "乙"), (("一", 2),))], DAY)))
    assert [cell.value for row in book["表"].iter_rows() for cell in row] == ["甲", "乙", "一", 2]
