"""Every command's contract: JSON that scripts can rely on, one Chinese line for every mistake, never a traceback."""

from __future__ import annotations

import json
import re
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from jiebei.case.sealed import WRONG, seal
from jiebei.cli.main import main
from jiebei.content.reader import CONTENT_FOLDER
from jiebei.letters.compose import LETTERS
from tests.cli.command_line import CASE, SCHEDULE, run


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    path = tmp_path / "案情.json"
    path.write_text(json.dumps(CASE, ensure_ascii=False), encoding="utf-8")
    return path


def test_a_schedule(capsys: pytest.CaptureFixture[str]) -> None:
    code, tree, errors = run(capsys, SCHEDULE)
    assert (code, errors) == (0, [])
    assert list(tree) == ["rows", "total_payment", "total_interest"]
    assert [list(row) for row in tree["rows"]] == [
        ["period", "date", "payment", "principal", "interest", "balance"]
    ] * 12
    assert [row["date"] for row in tree["rows"]][:3] == ["2026-02-28", "2026-03-31", "2026-04-30"]
    assert sum(Decimal(row["principal"]) for row in tree["rows"]) == 10_000
    assert tree["rows"][-1]["balance"] == "0.00"
    assert Decimal(tree["total_payment"]) == sum(Decimal(row["payment"]) for row in tree["rows"])
    assert Decimal(tree["total_payment"]) - Decimal(tree["total_interest"]) == 10_000


def test_the_daily_and_the_monthly_instalment_of_one_loan(capsys: pytest.CaptureFixture[str]) -> None:
    line = "schedule --principal 5000 --annual-rate 0.08 --method level --periods 12 --start 2013-01-01 --first-due 2013-02-01"
    assert run(capsys, line)[1]["rows"][0]["payment"] == "434.87"
    assert run(capsys, line + " --accrual monthly")[1]["rows"][0]["payment"] == "434.94"


@pytest.mark.parametrize("method", ["level", "equal-principal", "interest-only", "bullet"])
def test_every_method(capsys: pytest.CaptureFixture[str], method: str) -> None:
    _, tree, _ = run(capsys, SCHEDULE.replace("level", method))
    assert sum(Decimal(row["principal"]) for row in tree["rows"]) == 10_000


def test_what_is_added_to_a_schedule(capsys: pytest.CaptureFixture[str]) -> None:
    by_payment = SCHEDULE.replace("--periods 12", "--payment 900")
    rows = run(capsys, by_payment)[1]["rows"]
    assert len(rows) == 13
    assert all(Decimal(row["payment"]) <= 900 for row in rows)
    head = run(capsys, SCHEDULE + " --interest-only-periods 6")[1]["rows"]
    assert {row["principal"] for row in head[:6]} == {"0.00"}
    extra = run(capsys, SCHEDULE + " --extra 2026-05-15=3000")[1]
    assert len(extra["rows"]) < 13
    lower = run(capsys, SCHEDULE + " --extra 2026-05-15=3000 --extra-keeps periods")[1]
    assert lower["rows"][-1]["date"] == "2027-01-31"
    changed = run(capsys, SCHEDULE + " --rate-change 2026-06-01=0.0002")[1]
    assert Decimal(changed["total_interest"]) < Decimal(run(capsys, SCHEDULE)[1]["total_interest"])


def test_cost_by_periods(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "flows.csv"
    path.write_text(
        "period,amount\n0,99000\n" + "".join(f"{k},-8833.3\n" for k in range(1, 13)), encoding="utf-8"
    )
    code, tree, errors = run(capsys, f"cost {path} --per-year 12")
    assert (code, errors) == (0, [])
    assert (round(tree["effective"], 4), round(tree["nominal"], 4)) == (0.1358, 0.1280)
    assert tree["roots"] == [tree["effective"]]
    assert run(capsys, f"cost {path}")[0] == 2


def test_cost_by_dates(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "flows.csv"
    path.write_bytes('﻿日期，金额\r\n2026-01-01，"10,000"\r\n2026-03-15，-10500\r\n'.encode())
    _, tree, _ = run(capsys, f"cost {path}")
    assert tree["effective"] == pytest.approx(1.05 ** (365 / 73) - 1)
    assert tree["nominal"] is None
    assert run(capsys, f"cost {path} --per-year 12")[0] == 2


def test_cost_without_one_answer(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "flows.csv"
    path.write_text("period,amount\n0,-100\n1,230\n2,-132\n", encoding="utf-8")
    code, tree, errors = run(capsys, f"cost {path} --per-year 1")
    assert code == 2
    assert (tree["effective"], tree["nominal"]) == (None, None)
    assert tree["roots"] == pytest.approx([0.1, 0.2])
    assert len(errors) == 1
    for wrong in ("0,100\n1,50\n", "0,100\n1,-230\n2,133\n", ""):
        path.write_text("period,amount\n" + wrong, encoding="utf-8")
        code, tree, errors = run(capsys, f"cost {path} --per-year 1")
        assert (code, tree, len(errors)) == (2, None, 1)


def test_a_figure_beyond_all_numbers_is_no_answer(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "flows.csv"
    path.write_text("period,amount\n0,-0.01\n1,1000000000\n2,-0.01\n", encoding="utf-8")
    for times in (52, 366):
        code = main(["cost", str(path), "--per-year", str(times)])
        shown = capsys.readouterr()
        assert (code, len(shown.err.splitlines())) == (2, 1)
        assert "意外" not in shown.err
        if shown.out:
            json.loads(shown.out, parse_constant=lambda text: pytest.fail(f"{text} is no JSON"))


@pytest.mark.parametrize(
    ("rows", "printed"),
    [
        # (v - 0.9)(v - 1e-10) by the week: the second rate is beyond any float, and Infinity is no JSON.
        ("0,0.09\n1,-900000000.10\n2,1000000000\n", True),
        ("".join(f"{k},{-100 if k // 100 % 2 else 100}\n" for k in range(5000)), False),
        ("0,100\n1,-1e999999999\n", False),
        ("0,100\n1,-10²\n", False),
    ],
)
def test_cost_says_what_it_cannot_answer_in_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, rows: str, printed: bool
) -> None:
    path = tmp_path / "flows.csv"
    path.write_text("period,amount\n" + rows, encoding="utf-8")
    assert main(["cost", str(path), "--per-year", "52"]) == 2
    shown = capsys.readouterr()
    assert len(shown.err.splitlines()) == 1
    assert "意外" not in shown.err
    assert bool(shown.out) == printed
    if printed:
        json.loads(shown.out, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))


def test_share(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "share --available 160 4550 6700 1200") == (
        0,
        {"shares": ["58.47", "86.11", "15.42"]},
        [],
    )
    _, tree, notes = run(capsys, "share --available 160 4550 6700 --minimums 120 80")
    assert (tree, len(notes)) == ({"shares": ["96.00", "64.00"], "short": "40.00"}, 1)
    assert run(capsys, "share --available 100 60 30")[1] == {"shares": ["60.00", "30.00"], "left": "10.00"}


def test_overdue(capsys: pytest.CaptureFixture[str]) -> None:
    line = "overdue --principal 10000 --daily-rate 0.0004 --days 30"
    assert run(capsys, line) == (0, {"penalty": "180.00", "total": "10180.00", "per_day": "6.00"}, [])
    assert run(capsys, line + " --grace-days 3")[1]["penalty"] == "162.00"
    assert run(capsys, line + " --compound")[1]["penalty"] == "181.57"
    assert run(capsys, line + " --penalty-multiple 1")[1]["penalty"] == "120.00"
    assert (
        run(capsys, line.replace("--daily-rate 0.0004", "--annual-rate 0.144 --day-basis 360"))[1]["penalty"]
        == "180.00"
    )


MISTAKES = [
    "",
    "foo",
    "schedule",
    SCHEDULE + " --foo",
    SCHEDULE.replace("--principal", "--princ"),
    SCHEDULE.replace("10000", "-1"),
    SCHEDULE.replace("10000", "0"),
    SCHEDULE.replace("10000", "nan"),
    SCHEDULE.replace("10000", "Infinity"),
    SCHEDULE.replace("10000", "1e18"),
    SCHEDULE.replace("10000", "1e99999999999999999999"),
    SCHEDULE.replace("10000", "1e-999999999"),
    SCHEDULE.replace("10000", "10²"),
    SCHEDULE.replace("10000", "1.234"),
    SCHEDULE.replace("0.0004", "1e999999999"),
    SCHEDULE.replace("0.0004", "1e-999999999"),
    SCHEDULE.replace("0.0004", "0.0004²"),
    SCHEDULE.replace("--periods 12", "--periods 1²"),
    SCHEDULE.replace("2026-01-31", "2026-01-3¹"),
    SCHEDULE.replace("0.0004", "0.04"),
    SCHEDULE.replace("0.0004", "0.04%"),
    SCHEDULE.replace("0.0004", "nan"),
    SCHEDULE.replace("0.0004", "-inf"),
    SCHEDULE.replace("--daily-rate 0.0004", "--annual-rate 14.6"),
    SCHEDULE + " --annual-rate 0.1",
    SCHEDULE.replace("--daily-rate 0.0004", ""),
    SCHEDULE.replace("--periods 12", "--periods 10000"),
    SCHEDULE.replace("--periods 12", "--periods 0"),
    SCHEDULE.replace("--periods 12", "--periods 1.5"),
    SCHEDULE.replace("--periods 12", "--periods " + "9" * 5000),
    SCHEDULE.replace("--periods 12", "--payment 50"),
    SCHEDULE.replace("2026-01-31", "0001-01-01"),
    SCHEDULE.replace("2026-01-31", "9999-12-31"),
    SCHEDULE.replace("2026-01-31", "2026-02-30"),
    SCHEDULE.replace("2026-01-31", "31/01/2026"),
    SCHEDULE + " --first-due 2026-01-31",
    SCHEDULE + " --interest-only-periods 12",
    SCHEDULE.replace("level", "bullet") + " --interest-only-periods 3",
    SCHEDULE.replace("level", "annuity"),
    SCHEDULE + " --day-basis 366",
    SCHEDULE + " --extra 2026-05-15",
    SCHEDULE + " --extra 2020-05-15=5",
    SCHEDULE + " --rate-change 2026-05-15=14",
    SCHEDULE + " --rate-change 2026-05-15=0.0001 --rate-change 2026-05-15=0.0002",
    "share --available 160",
    "share --available x 5",
    "share --available -5 5",
    "share --available 5 -5",
    "share --available 5 5 --minimums 1 2",
    "overdue --principal 10000 --daily-rate 0.0004 --days 99999",
    "overdue --principal 10000 --daily-rate 0.0004 --days 1 --penalty-multiple 150",
    "overdue --principal 10000 --daily-rate 0.0004 --days 1 --penalty-multiple nan",
    "overdue --principal 10000 --daily-rate 0.0004 --days 1 --grace-days -1",
    "cost /",
    "cost /no/such/file.csv",
    "cost",
    "check /",
    "check /no/such/case.json",
    "propose /no/such/case.json",
    "letter /no/such/case.json -o /no/such/letter.pdf",
    "schema extra",
]


@pytest.mark.parametrize("line", MISTAKES)
def test_a_mistake_is_one_chinese_line(capsys: pytest.CaptureFixture[str], line: str) -> None:
    code, tree, errors = run(capsys, line)
    assert code == 2
    assert tree is None
    assert len(errors) == 1
    assert re.search(r"[一-鿿]", errors[0])
    assert "Traceback" not in errors[0]
    assert len(errors[0]) <= 401


@pytest.mark.parametrize(
    "content", [b"", b"\x7fELF\x00\x01\x02", b"\xff\xfe", bytes(range(256)), b"{", b"[" * 90_000]
)
@pytest.mark.parametrize(("command", "expected"), [("cost", 2), ("check", 1), ("propose", 1)])
def test_any_file_at_all(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes, command: str, expected: int
) -> None:
    path = tmp_path / "任意\n文件"
    path.write_bytes(content)
    code = main([command, str(path)])
    shown = capsys.readouterr()
    assert (code, shown.out) == (expected, "")
    assert len(shown.err.splitlines()) >= 1
    assert "Traceback" not in shown.err


def test_check_is_silent_or_names_each_fault(capsys: pytest.CaptureFixture[str], case_file: Path) -> None:
    assert run(capsys, f"check {case_file}") == (0, None, [])
    wrong = json.dumps({**CASE, "loans": [{"principal": "x", "daily_rate": 14.6}], "extra\nfield": 1})
    case_file.write_text(wrong, encoding="utf-8")
    code, tree, errors = run(capsys, f"check {case_file}")
    assert (code, tree) == (1, None)
    assert [error.split("：")[0] for error in errors] == [
        "loans.0.principal",
        "loans.0.daily_rate",
        "extra field",
    ]


def test_schema(capsys: pytest.CaptureFixture[str]) -> None:
    code, tree, _ = run(capsys, "schema")
    assert code == 0
    assert tree["properties"]["format"]


def test_propose(capsys: pytest.CaptureFixture[str], case_file: Path) -> None:
    code, tree, errors = run(capsys, f"propose {case_file}")
    assert (code, errors, tree["affordable"]) == (0, [], "900.00")
    recommended = next(option for option in tree["options"] if option["kind"] == tree["recommended"])
    assert all(Decimal(row["payment"]) <= 900 for row in recommended["instalments"])
    assert Decimal(recommended["total"]) == sum(Decimal(row["payment"]) for row in recommended["instalments"])
    assert isinstance(recommended["warnings"], list)
    later = run(capsys, f"propose {case_file} --as-of 2026-12-11")
    assert later[0] == 1
    assert later[2][0].startswith("loans.0.next_due")


def test_rules_past_their_review_date_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    code, tree, errors = run(capsys, "rules --as-of 2026-11-23")
    assert (code, errors, tree["stale"]) == (0, [], [])
    code, tree, errors = run(capsys, "rules --as-of 2099-01-01")
    assert code == 1
    assert len(errors) == len(tree["stale"]) == len(tree["rules"]) > 10


def test_a_case_that_lacks_something_is_invalid(capsys: pytest.CaptureFixture[str], case_file: Path) -> None:
    case_file.write_text('{"format": "jiebei-case", "version": 1}', encoding="utf-8")
    for command in (
        f"propose {case_file}",
        f"letter {case_file} -o {case_file}.pdf",
        f"calendar {case_file} -o {case_file}.ics",
    ):
        code, tree, errors = run(capsys, command)
        assert (code, tree) == (1, None)
        assert errors[0].startswith("loans.0.principal")
    assert not Path(f"{case_file}.pdf").exists()


@pytest.mark.parametrize("kind", ["pdf", "docx", "txt"])
def test_a_letter(capsys: pytest.CaptureFixture[str], case_file: Path, tmp_path: Path, kind: str) -> None:
    out = tmp_path / f"信.{kind}"
    assert run(capsys, f"letter {case_file} --format {kind} -o {out}")[0] == 0
    assert (
        out.read_bytes()[:4]
        == {"pdf": b"%PDF", "docx": b"PK\x03\x04", "txt": "个".encode() + "人".encode()[:1]}[kind]
    )
    if kind == "txt":
        _, tree, _ = run(capsys, f"propose {case_file}")
        plan = next(option for option in tree["options"] if option["kind"] == tree["recommended"])
        text = out.read_text(encoding="utf-8")
        for row in plan["instalments"]:
            assert f"{Decimal(row['payment']):,.2f}" in text
        assert run(capsys, f"letter {case_file} --format txt -o {out} --masked")[0] == 0
        assert "13800001111" not in out.read_text(encoding="utf-8")


def test_a_letter_to_nobody_and_to_a_folder(
    capsys: pytest.CaptureFixture[str], case_file: Path, tmp_path: Path
) -> None:
    assert run(capsys, f"letter {case_file} --lender 乙 -o {tmp_path / 'x'}")[0] == 1
    assert run(capsys, f"letter {case_file} --format txt -o {tmp_path}")[0] == 2
    assert run(capsys, f"letter {case_file} --format txt -o {tmp_path / 'no' / 'x'}")[0] == 2


def test_an_offer(capsys: pytest.CaptureFixture[str], case_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "offer.json"
    path.write_text('{"instalments": 12, "amount": "1500", "first_date": "2026-12-20"}', encoding="utf-8")
    code, tree, _ = run(capsys, f"offer {case_file} {path}")
    assert (code, tree["affordable"], tree["answer"], tree["first_break"]) == (0, False, "decline", "2026-12")
    path.write_text('{"instalments": 12}', encoding="utf-8")
    code, tree, errors = run(capsys, f"offer {case_file} {path}")
    assert (code, tree, len(errors)) == (1, None, 2)
    path.write_text('{"instalment": 12}', encoding="utf-8")
    assert run(capsys, f"offer {case_file} {path}")[0] == 1


def test_a_calendar(capsys: pytest.CaptureFixture[str], case_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "还款.ics"
    assert run(capsys, f"calendar {case_file} -o {out}") == (0, None, [])
    assert out.read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_a_table(capsys: pytest.CaptureFixture[str], case_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "还款.xlsx"
    assert run(capsys, f"table {case_file} -o {out}") == (0, None, [])
    assert zipfile.is_zipfile(out)
    # Without figures there is no plan, which is said; with nothing at all there is no file.
    path, other = tmp_path / "case.json", tmp_path / "other.xlsx"
    case = {"format": "jiebei-case", "version": 1, "loans": [{}], "settings": {"as_of": "2026-11-23"}}
    path.write_text(json.dumps(case | {"log": [{"note": "一"}]}), encoding="utf-8")
    code, _, errors = run(capsys, f"table {path} -o {other}")
    assert (code, other.exists()) == (0, True)
    assert any("loans.0.principal" in line for line in errors)
    other.unlink()
    path.write_text(json.dumps(case), encoding="utf-8")
    code, _, errors = run(capsys, f"table {path} -o {other}")
    assert (code, other.exists()) == (1, False)
    assert errors


def test_a_calendar_of_court_papers_needs_no_plan(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path, out = tmp_path / "case.json", tmp_path / "days.ics"
    paper = {"kind": "court", "paper": "payment_order", "on": "2026-11-20"}
    later = paper | {"on": "2026-11-24"}
    case = {"format": "jiebei-case", "version": 1, "loans": [{}], "settings": {"as_of": "2026-11-23"}}

    def calendar(**parts: Any) -> tuple[int, list[str]]:
        out.unlink(missing_ok=True)
        path.write_text(json.dumps(case | parts), encoding="utf-8")
        code, _, errors = run(capsys, f"calendar {path} -o {out}")
        return code, errors

    code, errors = calendar(events=[paper])
    assert code == 0
    assert b"DTSTART;VALUE=DATE:20261205" in out.read_bytes()
    # What is missing for the payments is said all the same.
    assert any("loans.0.principal" in line for line in errors)
    code, errors = calendar(events=[paper, later])
    assert code == 0
    assert out.read_bytes().count(b"BEGIN:VEVENT") == 1
    assert any("events.1.on" in line for line in errors)
    # Never an empty file.
    for events in ([later], [], [{"kind": "court"}]):
        code, errors = calendar(events=events)
        assert code == 1
        assert errors
        assert not out.exists()


def test_a_kind_of_letter_that_does_not_exist_is_wrong_usage(
    capsys: pytest.CaptureFixture[str], case_file: Path, tmp_path: Path
) -> None:
    code, _, errors = run(capsys, f"letter {case_file} --kind nonsense -o {tmp_path / 'letter.pdf'}")
    assert code == 2
    assert len(errors) == 1
    assert all(name in errors[0] for name in LETTERS)
    assert not (tmp_path / "letter.pdf").exists()


def test_a_file_under_a_passphrase_opens_with_it_and_says_so_without(
    capsys: pytest.CaptureFixture[str], case_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JIEBEI_PASSPHRASE", raising=False)
    proposed = run(capsys, f"propose {case_file}")
    case_file.write_text(seal(case_file.read_text("utf-8"), "老家门牌 12"), "utf-8")
    code, tree, errors = run(capsys, f"propose {case_file}")
    assert (code, tree, len(errors)) == (1, None, 1)
    assert "JIEBEI_PASSPHRASE" in errors[0]
    monkeypatch.setenv("JIEBEI_PASSPHRASE", "老家门牌 13")
    assert run(capsys, f"check {case_file}") == (1, None, [str(WRONG)])
    monkeypatch.setenv("JIEBEI_PASSPHRASE", "老家门牌 12")
    assert run(capsys, f"propose {case_file}") == proposed


def test_the_household_statement_is_the_same_for_every_lender(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A letter to one of several is followed by a note on the others; a paper addressed to nobody is not."""
    case, out = CONTENT_FOLDER / "cases" / "4-several_lenders.json", tmp_path / "out.txt"
    assert len(run(capsys, f"letter {case} --kind request --format txt -o {out}")[2]) == 1
    assert run(capsys, f"letter {case} --kind budget --format txt -o {out}") == (0, None, [])
    # 5,200 − 2,630 − 200 − 200
    assert "¥2,170.00" in out.read_text("utf-8")
