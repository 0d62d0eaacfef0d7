"""What the tests of the command share: a case, a schedule, and ways to run one line of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from jiebei.cli.main import main

CASE: dict[str, Any] = {
    "format": "jiebei-case",
    "version": 1,
    "person": {"name": "赵䶮", "phone": "13800001111"},
    "loans": [
        {"lender": "重庆蚂蚁消费金融有限公司", "number": "JB2026001", "principal": "12000.00", "daily_rate": 0.0004,
         "periods_left": 6, "original_periods": 12, "next_due": "2026-12-10"},
    ],
    "budget": {"affordable": "900"},
    "hardship": {"cause": "job_loss", "since": "2026-10-01"},
    "settings": {"as_of": "2026-11-23"},
}  # fmt: skip
SCHEDULE = "schedule --principal 10000 --daily-rate 0.0004 --method level --periods 12 --start 2026-01-31"


def run(capsys: pytest.CaptureFixture[str], line: str) -> tuple[int, Any, list[str]]:
    code = main(line.split())
    shown = capsys.readouterr()
    return code, json.loads(shown.out) if shown.out else None, shown.err.splitlines()


def python(*arguments: str, **settings: Any) -> subprocess.CompletedProcess[bytes]:
    root = Path(__file__).parents[2]
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, cwd=root, check=False, **settings
    )
