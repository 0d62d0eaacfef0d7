"""Files of flows as people make them: read, or refused by line before anything becomes a number."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiebei.owed.annual_cost import LAST_PERIOD
from jiebei.owed.flow_file import MAX_FLOW_BYTES, MAX_FLOWS, FlowFile, LineFault, read_flows


def rows_of(text: str | bytes) -> Any:
    read = read_flows(text if isinstance(text, bytes) else text.encode())
    return read.rows if isinstance(read, FlowFile) else read


EXPECTED = ((date(2026, 1, 31), 9_900_000), (date(2026, 2, 28), -883_330))


@pytest.mark.parametrize(
    "data",
    [
        b"date,amount\n2026-01-31,99000\n2026-02-28,-8833.3\n",
        b"\xef\xbb\xbfdate,amount\r\n2026-01-31,99000\r\n2026-02-28,-8833.30\r\n",
        "date,amount\n2026-01-31,99000\n2026-02-28,-8833.3\n".encode("utf-16"),
        "日期，金额\n2026年1月31日，￥99000\n2026/2/28，−8833.3".encode(),
        "日期,金额\n2026-01-31,99000元\n2026-02-28,-8833.3\n".encode("gb18030"),
        b'sep=,\r\n"date","amount"\r\n"2026-01-31","99,000.00"\r\n"2026-02-28","(8,833.30)"\r\n',
        b"amount,date,\n99000,20260131,\n-8833.3,2026.2.28,\n,,\n\n",
        b"date;amount\n2026-01-31;99000\n2026-02-28;-8833.3\n",
        b"date\tamount\n2026-01-31\t99000\n2026-02-28\t-8833.3\n",
        "date,amount\n２０２６-01-31, 9.9万 \n2026-02-28,“-8,833.3”\n".encode(),
    ],
)
def test_flows_as_people_save_them(data: bytes) -> None:
    assert rows_of(data) == EXPECTED


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("date,amount\n2026-01-31,1\n2026-02-30,2", 3),
        ("date,amount\n2026-01-31,12,345.00", 2),
        ("date,amount\n\n\n2026-01-31,NaN", 4),
        ("date,amount\n2026-01-31,inf", 2),
        ("date,amount\n2026-01-31,1e18", 2),
        ("date,amount\n2026-01-31,abc", 2),
        ("date,amount\n2026-01-31,", 2),
        ("date,amount\n0001-01-01,5", 2),
        ("date,amount\n9999-12-31,5", 2),
        ("period,amount\n1.5,5", 2),
        ("period,amount\n-1,5", 2),
        ("period,amount\n10000,5", 2),
        ('period,amount\n"1\n2",5\n3,x', 2),
        ("when,amount\n1,2", 1),
        ("1,2\n3,4", 1),
        ("date,amount,amount\n", 1),
        # Nothing of this is turned into a number, nor taken for another one.
        ("period,amount\n0,1\n1,1e999999999", 3),
        ("period,amount\n0,0e999999999", 2),
        ("period,amount\n0,-1E-999999999", 2),
        ("period,amount\n0,1e9 999 999", 2),
        ("period,amount\n0,（1ｅ９９９９９９９９９）", 2),
        ("period,amount\n0," + "9" * 100_000, 2),
        ("period,amount\n0," + "9" * 200_000, 2),
        ("period,amount\n0,1." + "0" * 40, 2),
        ("period,amount\n" + "9" * 100_000 + ",5", 2),
        ("period,amount\n0,10²", 2),
        ("period,amount\n0,1⑩", 2),
        ("period,amount\n0,5\n²,5", 3),
        ("date,amount\n2026-01-3¹,5", 2),
    ],
)
def test_what_is_not_understood_is_refused_by_line(text: str, line: int) -> None:
    faults = rows_of(text)
    assert faults[0].line == line
    assert str(faults[0]).startswith(f"第 {line} 行")


@pytest.mark.parametrize(
    "data",
    [b"", b"\n\n", b"date,amount\n", bytes(range(256)) * 4, b"\x00" * 50, b"\n" * MAX_FLOW_BYTES,
     b"date,amount\n" + b",\n" * 400_000, b"x" * (MAX_FLOW_BYTES + 1)],
)  # fmt: skip
def test_a_file_without_flows_is_refused_as_a_whole(data: bytes) -> None:
    faults = rows_of(data)
    assert faults
    assert all(hasattr(fault, "message") for fault in faults)


@pytest.mark.parametrize("blank", ["", "\n"])
def test_the_first_row_too_many_is_named(blank: str) -> None:
    most = "date,amount\n" + blank + "2026-01-01,1\n" * MAX_FLOWS
    assert len(rows_of(most)) == MAX_FLOWS
    # Also where every row is faulty: what is too long is not read to its end.
    for text in (most, most.replace(",1", ",x")):
        (fault,) = rows_of(text + blank + "2026-01-01,1\n" * 3)
        assert fault.line == MAX_FLOWS + 2 + 2 * len(blank)


SURROGATE = b"\xed\xa0\x80"


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"date,amount\n2026-01-31,1\n2026-02-28," + SURROGATE, 3),
        ("日期,金额\n2026-01-31,1\n2026-02-28,".encode() + SURROGATE + b"\n2026-03-31,1\n", 3),
        (b"\xef\xbb\xbfdate,amount\n2026-01-31," + SURROGATE + b"1\n", 2),
        ("日期,金额\n2026-01-31,1元\n2026-02-28,".encode("gb18030") + b"\xff\xff\n", 3),
        ("date,amount\n2026-01-31,\ud800\n".encode("utf-16", "surrogatepass"), 2),
        (b"date,amount\n2026-01-31,1\x00\n", 2),
    ],
)
def test_what_is_no_text_is_named_by_its_line(data: bytes, line: int) -> None:
    (fault,) = rows_of(data)
    assert fault.line == line


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(categories=["Nd", "Nl", "No"]), min_size=1, max_size=4))
def test_digits_are_read_as_what_they_are_or_not_at_all(digits: str) -> None:
    read = rows_of(f"period,amount\n0,{digits}\n")
    if isinstance(read[0], LineFault):
        assert read[0].line == 2
    else:
        assert read == ((0, int(digits) * 100),)


@settings(max_examples=150, deadline=None)
@given(st.text("0123456789eE.+-, 元", max_size=40), st.text("0123456789", max_size=8))
def test_a_number_is_never_beyond_its_bounds(amount: str, period: str) -> None:
    read = rows_of(f'period,amount\n{period},"{amount}"\n')
    if not isinstance(read[0], LineFault):
        ((when, fen),) = read
        assert 0 <= when <= LAST_PERIOD
        assert abs(fen) <= 10**11


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300), st.text(max_size=200).map(lambda text: ("date,amount\n" + text).encode())
    )
)
def test_no_bytes_make_the_reader_fail(data: bytes) -> None:
    read_flows(data)


def test_the_heading_alone_says_what_separates_the_cells() -> None:
    read = read_flows(b"period,amount\n0,100;00\n1,-90\n")
    assert not isinstance(read, FlowFile)
    (fault,) = read
    assert fault.line == 2


def test_the_first_line_that_is_no_text_is_named() -> None:
    read = read_flows(b"period,amount\n0,1\x0000\n1,-5\n2,-5\x00\n")
    assert not isinstance(read, FlowFile)
    assert read[0].line == 2
