"""The contact log: what departs from the standards, and an export that no spreadsheet runs as a formula."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from jiebei.case import LogEntry
from jiebei.record import as_csv, as_text, flags, in_order
from jiebei.rules import load_rules

DAY = date(2026, 11, 20)


def call(at: str | None, channel: str = "phone_in", on: date = DAY) -> LogEntry:
    return LogEntry(on=on, at=at, channel=channel)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("at", "flagged"),
    [("22:00", True), ("23:59", True), ("00:00", True), ("07:59", True), ("08:00", False), ("21:59", False)],
)
def test_calls_in_the_quiet_hours_are_flagged(at: str, flagged: bool) -> None:
    found = flags([call(at)], load_rules(), DAY)
    assert bool(found) == flagged
    assert all("推荐性标准" in flag.text and "违法" not in flag.text for flag in found)


def test_her_own_calls_and_messages_are_not() -> None:
    assert flags([call("23:00", "phone_out"), call("23:00", "app"), call(None)], load_rules(), DAY) == ()


def test_more_calls_a_day_than_the_standard_are_flagged_once() -> None:
    times = ("09:00", "10:00", "11:00", "12:00")
    assert flags([call(at) for at in times[:3]], load_rules(), DAY) == ()
    (flag,) = flags([call(at) for at in times], load_rules(), DAY)
    assert flag.rule == "effective-calls-per-day"
    assert flag.entry == 3


def test_the_log_is_read_in_order_of_time() -> None:
    late, early, undated = call("18:00"), call("09:00"), LogEntry(note="不记得哪天")
    assert in_order([undated, late, early]) == (early, late, undated)


@pytest.mark.parametrize("typed", ["=1+1", "+86 138", "-1", "@SUM(A1)", "\t=1", 'a"b,c\nd'])
def test_what_was_typed_comes_back_as_text(typed: str) -> None:
    rows = list(csv.reader(io.StringIO(as_csv([LogEntry(on=DAY, note=typed)]).removeprefix("\ufeff"))))
    cell = rows[1][4]
    assert cell.removeprefix("'") == typed
    assert not cell.startswith(("=", "+", "-", "@", "\t"))
    assert as_text([LogEntry(on=DAY, note=typed)]).count("\n") == 1
