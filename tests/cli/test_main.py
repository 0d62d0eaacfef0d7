"""The door: exit codes, and what is told when the program itself fails."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from jiebei.cli import main as door
from jiebei.cli.commands import COMMANDS
from tests.cli.command_line import SCHEDULE, python, run


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A `schema` command with a fault in it."""

    def fail(options: object) -> None:
        raise ZeroDivisionError(options)

    monkeypatch.delenv("JIEBEI_DEBUG", raising=False)
    monkeypatch.setattr(door, "COMMANDS", {**COMMANDS, "schema": fail})


@pytest.mark.usefixtures("broken")
def test_a_fault_of_the_program_is_exit_70_in_one_chinese_line(capsys: pytest.CaptureFixture[str]) -> None:
    code, tree, errors = run(capsys, "schema")
    assert (code, tree, len(errors)) == (70, None, 1)
    assert "ZeroDivisionError" in errors[0]
    assert "意外" in errors[0]


@pytest.mark.usefixtures("broken")
def test_a_developer_may_see_the_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, _, errors = run(capsys, "--debug schema")
    assert (code, errors[0]) == (70, "Traceback (most recent call last):")
    assert "意外" in errors[-1]
    for value, traced in (("1", True), ("0", False), ("", False)):
        monkeypatch.setenv("JIEBEI_DEBUG", value)
        code, _, errors = run(capsys, "schema")
        assert (code, "Traceback (most recent call last):" in errors) == (70, traced)


def test_debugging_changes_nothing_else(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = run(capsys, SCHEDULE), run(capsys, "cost /no/such/file"), run(capsys, "check /")
    assert run(capsys, "--debug " + SCHEDULE) == plain[0]
    # The switch stands before the command.
    assert run(capsys, SCHEDULE + " --debug")[0] == 2
    monkeypatch.setenv("JIEBEI_DEBUG", "1")
    assert (run(capsys, SCHEDULE), run(capsys, "cost /no/such/file"), run(capsys, "check /")) == plain


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
@pytest.mark.parametrize("line", [SCHEDULE, "cost - --per-year 1"])
def test_a_full_disk_is_told_once(line: str) -> None:
    # The second prints two roots and complains that there are two: its stdout fails while it complains.
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "jiebei", *line.split()], input=b"period,amount\n0,-100\n1,230\n2,-132\n",
            stdout=full, stderr=subprocess.PIPE, cwd=Path(__file__).parents[2], check=False,
        )  # fmt: skip
    assert (ran.returncode, len(ran.stderr.splitlines())) == (2, 1)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell that closes streams")
@pytest.mark.parametrize(
    ("closed", "line", "expected"),
    [(">&-", SCHEDULE, 0), ("2>&-", SCHEDULE, 0), (">&-", "schedule", 2), ("2>&-", "schedule", 2), ("<&-", "check -", 2)],
)  # fmt: skip
def test_a_stream_that_is_closed_is_no_fault(closed: str, line: str, expected: int) -> None:
    ran = subprocess.run(
        f"{sys.executable} -m jiebei {line} {closed}", shell=True, capture_output=True,
        cwd=Path(__file__).parents[2], check=False,
    )  # fmt: skip
    assert ran.returncode == expected
    assert b"Traceback" not in ran.stderr
    if "2>" in closed and expected:
        # What has nowhere to go does not end up among the answers.
        assert ran.stdout == b""


def test_the_module_runs_and_reads_stdin() -> None:
    ran = python("-m", "jiebei", "cost", "-", "--per-year", "12", input=b"period,amount\n0,100\n1,-101\n")
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert json.loads(ran.stdout)["nominal"] == pytest.approx(0.12)


def test_what_every_command_leaves_alone() -> None:
    heavy = "('pandas', 'streamlit', 'altair', 'fpdf', 'pydantic', 'yaml', 'docx', 'numpy', 'icalendar')"
    for line in (
        "",
        SCHEDULE,
        "share --available 1 2",
        "overdue --principal 5 --daily-rate 0.0004 --days 1 --penalty-multiple 1",
    ):
        code = (
            f"import sys, jiebei\nif {line!r}:\n from jiebei.cli.main import main\n main({line.split()!r})\n"
            + (f"sys.exit(any(name in sys.modules for name in {heavy}))")
        )
        assert python("-c", code).returncode == 0


def test_a_reader_that_leaves_early_is_no_error() -> None:
    line = SCHEDULE.replace("--periods 12", "--periods 600 --accrual monthly")
    process = subprocess.Popen(
        [sys.executable, "-m", "jiebei", *line.split()], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.wait() == 0
    assert process.stderr.read() == b""
    process.stderr.close()
