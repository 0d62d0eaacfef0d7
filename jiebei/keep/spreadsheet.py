"""Plan or agreement, payments, contacts, events and household as one spreadsheet, with real numbers and real dates.

What she typed is text and stays text: no cell is ever a formula, whatever it begins with.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from jiebei.case.labels import COURT_PAPERS, EVENT_KINDS, FREQUENCIES, PLAN_KINDS
from jiebei.case.records import Budget, Case, Event
from jiebei.keep.contact_log import CHANNELS, in_order, like_a_formula, outcome_words, whether_taken
from jiebei.keep.course import standing
from jiebei.keep.instalments import agreed_payments
from jiebei.plan.budget import monthly
from jiebei.plan.options import Advice

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

CellValue = str | int | Decimal | date | None
"""Text, a count, an amount in yuan, a day, or nothing."""

_MONEY: Final = "#,##0.00"
_DAY: Final = "yyyy-mm-dd"
_WIDEST: Final = 48
"""Characters; longer text is wrapped."""
_CAST_OUT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no XML file can hold."""
_CODE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""Begins what a spreadsheet shows as one character: _x0041_ is an A. Written as a code itself, it is only a line."""
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


@dataclass(frozen=True, slots=True)
class KeptTable:
    """One table: its name, its columns' names, its rows."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[CellValue, ...], ...]


def spreadsheet_sheets(
    case: Case, as_of: date, worked: Advice | None, letter_names: Mapping[str, str]
) -> tuple[KeptTable, ...]:
    """The tables that have a row; () for a case of which there is nothing to tell yet.

    worked: None where no plan can be worked out; then only agreements have instalments. letter_names: what a letter is
    called, by its kind.
    """
    household = tuple(_household(case.budget))
    debts = tuple(
        ("别的债每月最少还", debt.name, _yuan(debt.monthly_minimum), "每月", _yuan(debt.monthly_minimum))
        for debt in case.other_debts
    )
    found = (
        KeptTable(
            "每一期",
            (
                "哪一家",
                "按什么",
                "第几笔借款",
                "期",
                "还款日",
                "应还",
                "本金",
                "利息",
                "还剩本金",
                "记下已还",
                "还差",
            ),
            tuple(_instalments(case, as_of, worked)),
        ),
        KeptTable("付过的款", ("日期", "哪一家", "金额", "是什么"), tuple(_payments(case))),
        KeptTable(
            "联系记录",
            (
                "日期",
                "时间",
                "哪一家",
                "对方",
                "方式",
                "接通",
                "说了什么",
                "凭证",
                "结果",
                "对方的理由",
                "里面有",
            ),
            tuple(_contacts(case)),
        ),
        KeptTable(
            "发生的事",
            ("日期", "哪一家", "什么事", "是哪一种", "金额", "期限或开庭", "对方或法院", "编号", "补充"),
            tuple(_events(case, letter_names)),
        ),
        KeptTable("家庭收支", ("类别", "项目", "金额", "多久一次", "折成每月"), (*household, *debts)),
    )
    return tuple(sheet for sheet in found if sheet.rows)


def render_spreadsheet(sheets: Sequence[KeptTable], as_of: date) -> bytes:
    """The tables as an .xlsx file, a sheet each, in order. Equal input gives equal bytes. Raises ValueError for none."""
    if not sheets:
        raise ValueError("a workbook has at least one sheet")
    import pandas as pd

    stamp = datetime.combine(as_of, time())
    # Never closed: closing it would save the book openpyxl's way, by a file for each sheet.
    writer = pd.ExcelWriter(io.BytesIO(), engine="openpyxl")
    for sheet in sheets:
        rows = [[_held(cell) for cell in row] for row in sheet.rows]
        frame = pd.DataFrame(rows, columns=list(sheet.header), dtype=object)
        frame.to_excel(writer, sheet_name=sheet.name, index=False)
        _dressed(writer.book[sheet.name], sheet)
    writer.book.properties.creator = "jiebei"
    writer.book.properties.created = stamp
    return _same_bytes(_in_memory(writer.book), stamp)


def _in_memory(book: Workbook) -> bytes:
    """The book as an .xlsx file. openpyxl itself writes every sheet to a temporary file first, where anybody who may look at
    the server's disk could read what she owes."""
    from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
    from openpyxl.worksheet._writer import WorksheetWriter
    from openpyxl.writer.excel import ExcelWriter

    class Writer(ExcelWriter):
        def write_worksheet(self, ws: Any) -> None:
            ws._drawing = SpreadsheetDrawing()
            writer: Any = WorksheetWriter(ws, io.BytesIO())
            writer.write()
            ws._rels = writer._rels
            self._archive.writestr(ws.path[1:], writer.read())  # type: ignore[attr-defined]
            self.manifest.append(ws)

    buffer = io.BytesIO()
    # The writer closes the archive.
    Writer(book, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED)).save()
    return buffer.getvalue()


def _instalments(case: Case, as_of: date, worked: Advice | None) -> Iterator[tuple[CellValue, ...]]:
    for name in dict.fromkeys(loan.lender.strip() for loan in case.loans):
        place = standing(case, name, as_of)
        if place.agreed is not None:
            for number, one in enumerate(agreed_payments(place), start=1):
                paid, short = _yuan(one.amount - one.short), _yuan(one.short)
                yield name, "约定", None, number, one.on, _yuan(one.amount), None, None, None, paid, short
        elif worked is not None and place.settled is None:
            for plan in worked.option(case.proposal.kind).plans:
                if case.loans[plan.loan].lender.strip() == name:
                    for row in plan.schedule.rows:
                        yield (
                            name, "提出的方案", plan.loan + 1, row.period, row.date, _yuan(row.payment), _yuan(row.principal),
                            _yuan(row.interest + row.arrears), _yuan(row.balance), None, None,
                        )  # fmt: skip


def _payments(case: Case) -> Iterator[tuple[CellValue, ...]]:
    for event in _dated(case):
        if event.kind in {"paid", "settled"}:
            amount = None if event.amount is None else _yuan(event.amount)
            yield event.on, event.lender, amount, EVENT_KINDS[event.kind]


def _contacts(case: Case) -> Iterator[tuple[CellValue, ...]]:
    for entry in in_order(case.log):
        yield (
            entry.on, entry.at or "", entry.lender, entry.who, CHANNELS[entry.channel], whether_taken(entry), entry.note,
            entry.evidence, *outcome_words(entry),
        )  # fmt: skip


def _events(case: Case, letter_names: Mapping[str, str]) -> Iterator[tuple[CellValue, ...]]:
    for event in _dated(case):
        amount = None if event.amount is None else _yuan(event.amount)
        yield (
            event.on, event.lender, EVENT_KINDS[event.kind], _which(event, letter_names), amount, event.until, event.who,
            event.reference, event.note,
        )  # fmt: skip


def _which(event: Event, letter_names: Mapping[str, str]) -> str:
    """Which letter for which plan, or which paper."""
    if event.kind == "sent":
        letter = letter_names.get(event.letter, event.letter)
        return f"{letter}（{PLAN_KINDS[event.plan]}）" if event.plan else letter
    return COURT_PAPERS[event.paper] if event.kind == "court" and event.paper else ""


def _dated(case: Case) -> list[Event]:
    """The events by their day, undated ones last."""
    return sorted(case.events, key=lambda event: event.on or date.max)


def _household(budget: Budget) -> Iterator[tuple[CellValue, ...]]:
    for kind, lines in (("收入", budget.income), ("必须花的", budget.essentials)):
        for line in lines:
            yield kind, line.name, _yuan(line.amount), FREQUENCIES[line.frequency], _yuan(monthly(line))
    if budget.cushion:
        yield "留作急用", "", _yuan(budget.cushion), "每月", _yuan(budget.cushion)
    if budget.affordable is not None:
        yield "每月能还的", "你填的", _yuan(budget.affordable), "每月", _yuan(budget.affordable)


def _yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)


def _held(cell: CellValue) -> CellValue:
    """The cell as the file can hold it and the spreadsheet will show it."""
    if not isinstance(cell, str):
        return cell
    return _CODE.sub("_x005F_", _CAST_OUT.sub("", cell.replace("\r\n", "\n").replace("\r", "\n")))


def _dressed(page: Worksheet, sheet: KeptTable) -> None:
    """Formats, widths, the header that stays, and text that stays text."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    page.freeze_panes = "A2"
    page.auto_filter.ref = page.dimensions
    for cells in page.iter_rows():
        for cell in cells:
            value = cell.value
            if value is None or value == "":
                cell.value = None
            elif isinstance(value, Decimal):
                cell.number_format = _MONEY
            elif isinstance(value, date):
                cell.number_format = _DAY
            elif isinstance(value, str):
                if cell.data_type != "s":
                    # It began like a formula, or like one that failed.
                    cell.data_type = "s"
                # Also after she has edited the cell.
                cell.quotePrefix = like_a_formula(value)
            head = cell.row == 1
            cell.font = Font(bold=head)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    for place in range(len(sheet.header)):
        texts = [sheet.header[place], *(_shown(row[place]) for row in sheet.rows)]
        widest = max(_wide(line) for text in texts for line in text.split("\n"))
        page.column_dimensions[get_column_letter(place + 1)].width = min(_WIDEST, widest + 3)


def _shown(cell: CellValue) -> str:
    return f"{cell:,.2f}" if isinstance(cell, Decimal) else "" if cell is None else str(cell)


def _wide(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _same_bytes(data: bytes, stamp: datetime) -> bytes:
    """The same file without the moment it was made at: in the archive's entries, and where openpyxl writes it down."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + stamp.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), content)
            target.writestr(entry, content)
    return buffer.getvalue()
