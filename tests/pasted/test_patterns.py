"""The files of patterns: sound as shipped, and what is wrong in one is said with its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from jiebei.content.prose import faults
from jiebei.pasted.patterns import PATTERN_FOLDER, agreement_patterns, collector_patterns, pattern_faults
from jiebei.rules import load_rules


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("agreement.yaml", "collector.yaml"):
        shutil.copy(PATTERN_FOLDER / name, tmp_path)
    return tmp_path


def test_the_shipped_files_are_sound() -> None:
    assert pattern_faults(load_rules()) == []


@pytest.mark.parametrize(
    ("name", "before", "after", "expected"),
    [
        ("collector.yaml", "cites: [association-guideline]", "cites: [no-such-rule]", "no-such-rule"),
        ("collector.yaml", "departs: [association-guideline]", "departs: [no-such-rule]", "no-such-rule"),
        ("collector.yaml", "  - id: codes\n", "  - id: visit\n", "重复"),
        ("agreement.yaml", "      - 提前到期\n", "      - 提前(到期\n", "all-at-once"),
        ("agreement.yaml", "      - 提前到期\n", "      - 提?\n", "all-at-once"),
        ("agreement.yaml", "    label: 催你马上答应\n", "    lable: 催你马上答应\n", "pressure"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    folder: Path, name: str, before: str, after: str, expected: str
) -> None:
    path = folder / name
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")
    faults = pattern_faults(load_rules(), folder)
    assert faults
    assert all(fault.startswith(name) for fault in faults)
    assert expected in " ".join(faults)


def test_what_she_reads_is_as_plain_as_the_pages() -> None:
    agreement, collector = agreement_patterns(), collector_patterns()
    said = [text for sign in (*agreement.signs, *collector.signs) for text in (sign.label, sign.reason)]
    for point in agreement.points:
        said += [point.question, point.note, *(reversal.says for reversal in point.against)]
        said += [text for part in point.parts for text in (part.lacks, part.question)]
    assert {text: faults(text) for text in said if faults(text)} == {}
