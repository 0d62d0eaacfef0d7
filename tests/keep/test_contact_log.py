"""The contact log: what departs from the standards, and an export that no spreadsheet runs as a formula."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import Any

import pytest

from jiebei.case.labels import BREACHES, REFUSALS, RESULTS
from jiebei.case.records import LogEntry
from jiebei.keep.contact_log import as_csv, as_text, flags, in_order
from jiebei.rules import load_rules

DAY = date(2026, 11, 20)


def call(at: str | None, channel: str = "phone_in", on: date = DAY, **more: Any) -> LogEntry:
    return LogEntry.model_validate({"on": on, "at": at, "channel": channel, **more})


def calls(count: int, **more: Any) -> list[LogEntry]:
    return [call(f"{9 + place:02d}:00", **more) for place in range(count)]


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


@pytest.mark.parametrize(
    ("answered", "rule", "words"),
    [(True, "effective-calls-per-day", "推荐性标准"), (False, "unanswered-dials-per-day", "自律指引")],
)
def test_more_calls_a_day_than_the_standard_are_flagged_once(answered: bool, rule: str, words: str) -> None:
    most = load_rules().integer(rule, DAY)
    assert flags(calls(most, answered=answered), load_rules(), DAY) == ()
    (flag,) = flags(calls(most + 1, answered=answered), load_rules(), DAY)
    assert (flag.rule, flag.entry) == (rule, most)
    assert words in flag.text
    assert "违法" not in flag.text


def test_calls_taken_and_missed_are_counted_apart_and_unsaid_ones_not_at_all() -> None:
    mixed = [*calls(3, answered=True), *calls(6, answered=False), *calls(9)]
    assert flags(mixed, load_rules(), DAY) == ()


def test_calls_are_counted_for_each_lender() -> None:
    two = [*calls(2, answered=True, lender="甲公司"), *calls(2, answered=True, lender="乙银行")]
    assert flags(two, load_rules(), DAY, 2) == ()
    (flag,) = flags([*two, *calls(2, answered=True, lender=" 乙银行")], load_rules(), DAY, 2)
    assert flag.entry == 5
    assert "乙银行" in flag.text
    assert "甲公司" not in flag.text


def test_calls_of_an_unknown_lender_are_held_against_none_of_several() -> None:
    unknown = calls(4, answered=True)
    assert flags(unknown, load_rules(), DAY, 2) == ()
    assert len(flags(unknown, load_rules(), DAY, 1)) == 1


def test_days_are_counted_apart() -> None:
    spread = [*calls(3, answered=True), *calls(3, answered=True, on=date(2026, 11, 21))]
    assert flags(spread, load_rules(), DAY) == ()


def test_a_call_is_held_against_what_was_in_force_on_its_own_day() -> None:
    before_guideline, before_standard = date(2026, 1, 29), date(2025, 2, 27)
    assert flags(calls(9, answered=False, on=before_guideline), load_rules(), DAY) == ()
    assert len(flags(calls(9, answered=False, on=date(2026, 1, 30)), load_rules(), DAY)) == 1
    assert flags([call("23:00", on=before_standard)], load_rules(), DAY) == ()
    assert flags(calls(9, answered=True, on=before_standard), load_rules(), DAY) == ()


def test_both_exports_say_which_lender_and_whether_the_call_was_taken() -> None:
    log = [
        call("09:00", answered=True, lender="甲公司"),
        call("10:00", answered=False, lender="乙银行"),
        call("11:00", lender="乙银行"),
        call("12:00", "sms", answered=True),
    ]
    rows = list(csv.DictReader(io.StringIO(as_csv(log).removeprefix("\ufeff"))))
    assert [(row["哪一家"], row["接通"]) for row in rows] == [
        ("甲公司", "接通"),
        ("乙银行", "没接通"),
        ("乙银行", ""),
        ("", ""),
    ]
    taken, missed, unsaid, message = as_text(log).splitlines()
    assert "甲公司" in taken
    assert "（接通）" in taken
    assert "（没接通）" in missed
    assert "接通" not in unsaid + message


def test_both_exports_carry_the_result_the_reasons_and_what_she_marked() -> None:
    refused = call("09:00", result="refused", reasons=("no_entry", "too_long"), breaches=("threat",))
    offered = call("10:00", result="offered", reasons=("no_policy",), breaches=("insult", "new_loan"))
    log = [refused, offered, call("11:00")]
    rows = list(csv.DictReader(io.StringIO(as_csv(log).removeprefix("\ufeff"))))
    said = [(row["结果"], row["对方的理由"], row["里面有"]) for row in rows]
    assert said == [
        (RESULTS["refused"], f"{REFUSALS['no_entry']}、{REFUSALS['too_long']}", BREACHES["threat"]),
        (RESULTS["offered"], "", f"{BREACHES['insult']}、{BREACHES['new_loan']}"),
        ("", "", ""),
    ]
    text = as_text(log)
    first, second, third = re.split(r"^\d\. ", text, flags=re.MULTILINE)[1:]
    for entry, (result, reasons, breaches) in zip((first, second), said, strict=False):
        assert result in entry
        assert reasons in entry
        assert breaches in entry
    # A reason belongs to the refusal it was given for.
    assert REFUSALS["no_policy"] not in text
    assert len(third.splitlines()) == 1


def test_the_log_is_read_in_order_of_time() -> None:
    late, early, undated = call("18:00"), call("09:00"), LogEntry(note="不记得哪天")
    assert in_order([undated, late, early]) == (early, late, undated)


@pytest.mark.parametrize("typed", ["=1+1", "+86 138", "-1", "@SUM(A1)", "\t=1", 'a"b,c\nd'])
def test_what_was_typed_comes_back_as_text(typed: str) -> None:
    rows = list(csv.reader(io.StringIO(as_csv([LogEntry(on=DAY, note=typed)]).removeprefix("\ufeff"))))
    cell = dict(zip(rows[0], rows[1], strict=True))["说了什么"]
    assert cell.removeprefix("'") == typed
    assert not cell.startswith(("=", "+", "-", "@", "\t"))
    assert as_text([LogEntry(on=DAY, note=typed)]).count("\n") == 1
