"""`check-agreement` and `log`: texts from files and standard input, in the encodings people have, and one line for a mistake."""

from __future__ import annotations

import codecs
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from jiebei.case.records import LogEntry
from tests.cli.command_line import CASE, run

AGREEMENT = "首付3000元，分12期，每期850.5元，合计13,260元。本协议不减免罚息。"
MESSAGE = "2026-11-20 22:35 【鼎信资产】今晚10点前不还，就通知你的家人和单位"


class _Stdin:
    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    log: list[dict[str, Any]] = [
        {"on": "2026-11-21", "at": "09:00", "channel": "app", "note": "提出申请"},
        {"on": "2026-11-20", "at": "23:00", "channel": "phone_in", "answered": True},
    ]
    path = tmp_path / "case.json"
    path.write_text(json.dumps({**CASE, "log": log}, ensure_ascii=False), "utf-8")
    return path


@pytest.mark.parametrize(
    "data",
    [AGREEMENT.encode(), codecs.BOM_UTF8 + AGREEMENT.encode(), AGREEMENT.encode("gb18030")],
    ids=["utf-8", "utf-8-sig", "gb18030"],
)
def test_an_agreement_in_any_usual_encoding(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    code, tree, errors = run(capsys, f"check-agreement {path} --as-of 2026-11-23")
    assert (code, errors) == (0, [])
    points = {point["id"]: point for point in tree["points"]}
    assert len(points) == 12
    assert points["instalments"]["status"] == "partly"
    assert points["waived"]["status"] == "against"
    assert points["credit"]["question"]
    assert [one["difference"] for one in tree["sums"]] == ["54.00"]
    assert tree["offer"] == {"down_payment": "3000.00", "instalments": 12, "amount": "850.50"}
    for point in tree["points"]:
        for quote in point["quotes"]:
            assert AGREEMENT[quote["start"] : quote["end"]] == quote["text"]
    monkeypatch.setattr(sys, "stdin", _Stdin(data))
    assert run(capsys, "check-agreement - --as-of 2026-11-23") == (0, tree, [])


def test_the_day_decides_what_is_past(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("共12期，每期850元，首期还款日2026年12月10日。", "utf-8")
    before = run(capsys, f"check-agreement {path} --as-of 2026-12-10")[1]
    after = run(capsys, f"check-agreement {path} --as-of 2026-12-11")[1]
    assert (before["sums"], [one["id"] for one in after["sums"]]) == ([], ["past"])


def test_another_language_is_told_and_is_no_error(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("We agree to 12 instalments of 850.", "utf-8")
    code, tree, errors = run(capsys, f"check-agreement {path}")
    assert (code, errors) == (0, [])
    assert "中文" in tree["nothing"]
    assert {point["status"] for point in tree["points"]} == {"missing"}


@pytest.mark.parametrize(
    "data", [b"", b" \n", b"\x89PNG\r\n\x1a\n\x00\x00", b"\xff\xfea\x00", b"\xff" * 9, b"a" * 1_000_001]
)
@pytest.mark.parametrize("line", ["check-agreement {}", "log {case} --message {}"])
def test_what_is_no_text_is_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, case_file: Path, data: bytes, line: str
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    code, tree, errors = run(capsys, line.format(path, case=case_file))
    assert (code, tree, len(errors)) == (2, None, 1)


def test_the_log_in_order_with_its_flags(capsys: pytest.CaptureFixture[str], case_file: Path) -> None:
    code, tree, errors = run(capsys, f"log {case_file}")
    assert (code, errors) == (0, [])
    assert [entry["on"] for entry in tree["entries"]] == ["2026-11-20", "2026-11-21"]
    assert [(flag["entry"], flag["rule"]) for flag in tree["flags"]] == [(0, "quiet-hours-start")]
    assert "message" not in tree


def test_a_message_and_the_entry_it_makes(
    capsys: pytest.CaptureFixture[str], case_file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "m.txt"
    path.write_text(MESSAGE, "utf-8")
    code, tree, errors = run(capsys, f"log {case_file} --message {path}")
    assert (code, errors) == (0, [])
    assert {finding["id"] for finding in tree["message"]["findings"]} >= {"quiet-hours", "tells-others"}
    entry = LogEntry.model_validate(tree["entry"])
    assert (str(entry.on), entry.at, entry.note) == ("2026-11-20", "22:35", MESSAGE)
    assert entry.lender == CASE["loans"][0]["lender"]
    code, tree, _ = run(capsys, f"log {case_file} --message {path} --on 2026-11-22 --at 10:00")
    assert (tree["entry"]["on"], tree["entry"]["at"]) == ("2026-11-22", "10:00")


def test_what_is_left_out_of_the_entry_is_told(
    capsys: pytest.CaptureFixture[str], case_file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "m.txt"
    path.write_text("请还款。" * 1_000, "utf-8")
    code, tree, hints = run(capsys, f"log {case_file} --message {path}")
    assert (code, len(hints)) == (0, 1)
    assert len(tree["entry"]["note"]) == 2_000


@pytest.mark.parametrize(
    "line",
    [
        "log {} --on 2026-11-22",
        "log {} --at 10:00",
        "log - --message -",
        "log {} --message /no/such",
        "log {} --message {} --at 25:00",
    ],
)
def test_wrong_usage_is_one_line(capsys: pytest.CaptureFixture[str], case_file: Path, line: str) -> None:
    code, tree, errors = run(capsys, line.format(case_file, case_file))
    assert (code, tree, len(errors)) == (2, None, 1)


def test_an_invalid_case_is_exit_1(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text("{}", "utf-8")
    assert run(capsys, f"log {path}")[0] == 1
