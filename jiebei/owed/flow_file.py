"""A CSV file of cash flows, as people save them from a spreadsheet: its bytes in, flows or faults by line out.

Everything is bounded before it is turned into a number: the file's size, its rows, a field's length, an exponent's
digits. Within these bounds no file takes longer to read than its size accounts for.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Any, Literal, NamedTuple

from jiebei.counting.money import Refused, parse_amount
from jiebei.owed.annual_cost import LAST_PERIOD

MAX_FLOWS = 5000
MAX_FLOW_BYTES = 1_000_000
_LONGEST_FIELD = 40
_YEARS = range(1900, 2201)


class LineFault(NamedTuple):
    """One line of a file that could not be understood; line 0 is the file as a whole."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"第 {self.line} 行：{self.message}" if self.line else self.message


class FlowFile(NamedTuple):
    """What a file of flows says: which kind of time its first column holds, and the rows as written."""

    kind: Literal["date", "period"]
    rows: tuple[tuple[Any, int], ...]


_HEADINGS = {
    "date": "date", "日期": "date", "时间": "date",
    "period": "period", "期数": "period", "期": "period", "期次": "period",
    "amount": "amount", "金额": "amount",
}  # fmt: skip
_DAY = re.compile(
    r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?(?: 0{1,2}:00(?::00)?)?|(\d{4})(\d{2})(\d{2})"
)


def read_flows(data: bytes) -> FlowFile | tuple[LineFault, ...]:
    """The flows in a CSV file's bytes: header `date,amount` or `period,amount` (or 日期/期数, 金额), any column order.

    Understands UTF-8 with or without a mark, UTF-16 with one, GBK, Chinese commas, semicolons and tabs between the columns,
    quoted fields with thousands separators, ¥, amounts in accounting brackets, blank lines and empty trailing columns.
    Whatever else is found is refused, every faulty line by its number.
    """
    if len(data) > MAX_FLOW_BYTES:
        return (LineFault(0, "文件太大（超过 1 MB），不像是一份现金流表。"),)
    text = _decode(data)
    if isinstance(text, LineFault):
        return (text,)
    lines = _records(text)
    number, header = next(lines, (0, []))
    if header and re.fullmatch(r"sep=.?", header[0].lower()):
        number, header = next(lines, (0, []))
    if not header:
        return (LineFault(0, "文件里没有内容。第一行要写 date,amount，下面每行一笔。"),)
    names = [_HEADINGS.get(field.lower(), "") for field in _two(header)]
    if sorted(names) not in (["amount", "date"], ["amount", "period"]):
        return (LineFault(number, "表头不对：第一行要写 date,amount（按日期）或 period,amount（按期数）。"),)
    kind: Literal["date", "period"] = "date" if "date" in names else "period"
    rows: list[tuple[Any, int]] = []
    faults: list[LineFault] = []
    for count, (number, fields) in enumerate(lines):
        if count == MAX_FLOWS:
            return (
                LineFault(number, f"到这一行已经超过 {MAX_FLOWS} 笔，太多了。请只留一笔借款的收款和还款。"),
            )
        found = len(_two(fields))
        if found != 2:
            faults.append(
                LineFault(number, f"应有 2 列，这里有 {found} 列。金额里有逗号时，请用英文双引号括起来。")
            )
            continue
        when = _read_time(kind, fields[names.index(kind)])
        amount = _read_amount(fields[names.index("amount")])
        faults += [LineFault(number, got.message) for got in (when, amount) if isinstance(got, Refused)]
        if not isinstance(when, Refused) and not isinstance(amount, Refused):
            rows.append((when, amount))
    if faults:
        return tuple(faults)
    return (
        FlowFile(kind, tuple(rows))
        if rows
        else (LineFault(0, "只有表头，没有现金流。从第二行起每行写一笔。"),)
    )


def _decode(data: bytes) -> str | LineFault:
    """The file's text, or the line where it stops being text: by the encoding that got furthest."""
    marked = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    stopped = 1
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            stopped = max(stopped, data[: error.start].decode(encoding, "ignore").count("\n") + 1)
            # A Chinese heading (or a mark) that was UTF-8 says that all of the file is.
            if stopped > 1 and not data.partition(b"\n")[0].isascii():
                break
        else:
            if "\x00" not in text:
                return text
            stopped = text.partition("\x00")[0].count("\n") + 1
            break
    return LineFault(stopped, "这里有不是文字的内容。请在表格软件里另存为 CSV 再试。")


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not blank, with the line it begins on. Chinese commas and quotes outside quoted fields count as plain ones."""
    separator = next((mark for mark in "\t;；" if mark in text.split("\n", 1)[0]), "，")
    parts = text.translate(dict.fromkeys(map(ord, "“”＂"), '"')).split('"')
    parts[::2] = [part.replace("，", ",").replace(separator, ",") for part in parts[::2]]
    reader = csv.reader(io.StringIO('"'.join(parts), newline=""), skipinitialspace=True)
    line = 1
    try:
        for record in reader:
            fields = [field.strip(" \t\u3000\xa0\ufeff") for field in record]
            if any(fields):
                yield line, fields
            line = reader.line_num + 1
    except csv.Error:
        # A field too long for the reader: the column count then names the line.
        yield line, ["?"] * 3


def _two(fields: list[str]) -> list[str]:
    """The fields without empty ones at the end that go beyond two columns; taken off in place."""
    while len(fields) > 2 and not fields[-1]:
        fields.pop()
    return fields


def _plain(typed: str) -> str | Refused:
    """A field in plain characters (fullwidth digits are taken), or why no number may be made of it."""
    if len(typed) > _LONGEST_FIELD:
        return Refused(f"“{typed[:20]}…”太长了，不像日期、期数或金额，请检查。")
    for mark in typed:
        # ² and ① become 2 and 1 when normalised: 10² must not be read as 102.
        if not mark.isdecimal() and any(part.isdecimal() for part in unicodedata.normalize("NFKC", mark)):
            return Refused(f"“{typed}”里的“{mark}”不是普通数字，请改用 0 到 9。")
    text = unicodedata.normalize("NFKC", typed).strip()
    if sum(mark.isdecimal() for mark in text.lower().partition("e")[2]) > 2:
        return Refused(f"“{typed}”的指数太大，请写成普通数字，例如 5000.50。")
    return text


def _read_time(kind: str, typed: str) -> date | int | Refused:
    text = _plain(typed)
    if isinstance(text, Refused):
        return text
    if kind == "period":
        if text.isascii() and text.isdigit() and len(text) <= 6 and int(text) <= LAST_PERIOD:
            return int(text)
        return Refused(f"期数“{typed}”看不懂：要填 0 到 {LAST_PERIOD} 的整数，0 是收到钱的那一天。")
    match = _DAY.fullmatch(text)
    try:
        day = date(*(int(part) for part in match.groups() if part)) if match else None
    except ValueError:
        day = None
    if day is None:
        return Refused(f"日期“{typed}”看不懂：要写成 2026-11-23 这样。")
    if day.year not in _YEARS:
        return Refused(f"日期“{typed}”太早或太晚：要在 {_YEARS[0]} 年到 {_YEARS[-1]} 年之间。")
    return day


def _read_amount(typed: str) -> int | Refused:
    text = _plain(typed)
    if isinstance(text, Refused):
        return text
    bracketed = re.fullmatch(r"\((.*)\)", text)
    amount = parse_amount(bracketed[1] if bracketed else text, negative=not bracketed)
    return -amount if bracketed and isinstance(amount, int) else amount
