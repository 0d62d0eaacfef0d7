"""The rules in words and as JSON: every dated value is said, none is invented, and what is overdue for review is named."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from jiebei.rules import NoValue, Rule, Scalar, load_rules, read_rules
from jiebei.rules.listing import (
    listing,
    matching,
    review_words,
    stale_lines,
    state,
    today_words,
    value_lines,
    value_words,
)

DAY = date(2026, 11, 23)


def a_rule(folder: Path, **fields: str) -> Rule:
    entry = {
        "id": "a-rule", "label": "一条规则", "short_label": "规则", "status": "法律", "body": "某机关", "title": "某办法",
        "certainty": "V",
        "gives": "给你什么。", "does_not_give": "不给你什么。", "last_checked": "2026-11-23",
        "review_by": "2027-11-23",
    } | fields  # fmt: skip
    lines = "\n".join(f"    {key}: {value}" for key, value in entry.items())
    (folder / "topic.yaml").write_text(f"topic: 题目\nrules:\n  - {lines.strip()}\n", "utf-8")
    rules, faults = read_rules(folder)
    assert faults == []
    return rules["a-rule"]


@pytest.mark.parametrize(
    ("kind", "unit", "written", "value", "said"),
    [
        ("ratio", "每年", '"0.24"', Decimal("0.24"), "每年24%"),
        ("ratio", "", '"0.035"', Decimal("0.035"), "3.5%"),
        ("ratio", "每天", '"0.00015"', Decimal("0.00015"), "每天0.015%"),
        ("multiple", "", '"1.50"', Decimal("1.50"), "1.5 倍"),
        ("multiple", "", '"100"', Decimal(100), "100 倍"),
        ("count", "次有效通话", "3", 3, "3 次有效通话"),
        ("days", "", "15", 15, "15 天"),
        ("years", "", "5", 5, "5 年"),
        ("date", "", "2026-03-31", date(2026, 3, 31), "2026年3月31日"),
        ("time", "", '"08:00"', time(8), "08:00"),
        ("phone", "", '"12356"', "12356", "12356"),
    ],
)
def test_a_value_is_said_with_its_unit(
    tmp_path: Path, kind: str, unit: str, written: str, value: Scalar, said: str
) -> None:
    rule = a_rule(tmp_path, kind=kind, value=written, **({"unit": unit} if unit else {}))
    assert rule.value(DAY) == value
    assert value_words(rule, value) == said
    assert today_words(rule, DAY) == said


def test_every_period_has_its_line_and_a_gap_has_its_reason(tmp_path: Path) -> None:
    rule = a_rule(
        tmp_path,
        kind="ratio",
        values='[{from: 2025-01-01, to: 2025-06-30, value: "0.1"}, {from: 2025-07-02, value: "0.2"}]',
        last_value_still_valid_on='"2025-12"',
    )
    assert value_lines(rule) == (
        "2025年1月1日到2025年6月30日：10%",
        "2025年7月2日起：20%（核对到2025年12月31日）",
    )
    assert today_words(rule, date(2025, 6, 30)) == "10%"
    for day in (date(2024, 12, 31), date(2025, 7, 1), date(2026, 1, 1)):
        missing = rule.value(day)
        assert isinstance(missing, NoValue)
        assert today_words(rule, day) == missing.reason


def test_a_rule_without_values_has_no_lines(tmp_path: Path) -> None:
    rule = a_rule(tmp_path)
    assert value_lines(rule) == ()
    assert today_words(rule, DAY) == ""


def test_a_rule_is_not_yet_in_force_in_force_or_ended(tmp_path: Path) -> None:
    rule = a_rule(tmp_path, in_force_from="2026-08-01", in_force_to="2026-08-31")
    days = (date(2026, 7, 31), date(2026, 8, 1), date(2026, 8, 31), date(2026, 9, 1))
    assert [state(rule, day) for day in days] == ["not yet", "in force", "in force", "ended"]


def test_words_narrow_the_rules() -> None:
    rules = load_rules().printable
    assert matching(rules, "") == matching(rules, "  ") == rules
    assert "hotline-12378" in {rule.id for rule in matching(rules, "12378")}
    both = matching(rules, "法律 展期")
    assert both
    assert set(both) == set(matching(rules, "法律")) & set(matching(rules, "展期"))
    assert matching(rules, "查无此词") == ()


def test_the_listing_is_json_and_says_the_same_as_the_rules() -> None:
    rules = load_rules()
    tree = json.loads(json.dumps(listing(rules, DAY)))
    assert [entry["id"] for entry in tree["rules"]] == [rule.id for rule in rules.printable]
    for entry in tree["rules"]:
        rule = rules[entry["id"]]
        assert entry["last_checked"] == (rule.last_checked and rule.last_checked.isoformat())
        assert (entry["caveat"] or "") == rule.caveat
        value = rule.value(DAY)
        assert len(entry["values"]) == len(rule.values)
        if isinstance(value, NoValue):
            assert entry["value"] is None
            assert (entry["reason"] is not None) == bool(rule.values)
        elif isinstance(value, Decimal):
            assert Decimal(entry["value"]) == value
            assert isinstance(entry["value"], str)
        else:
            assert str(entry["value"]).startswith(str(value)[:5])


def test_what_is_past_its_review_date_is_named_the_day_after() -> None:
    rules = load_rules()
    first = min(rule.review_by for rule in rules.printable)
    assert listing(rules, first)["stale"] == []
    assert stale_lines(rules, first) == []
    late = first + timedelta(days=1)
    due = [rule.id for rule in rules.printable if rule.review_by == first]
    assert listing(rules, late)["stale"] == due
    assert [line.split("（")[0] for line in stale_lines(rules, late)] == due


def test_what_was_never_checked_is_due_without_a_day(tmp_path: Path) -> None:
    rule = a_rule(tmp_path, certainty="K", last_checked="null")
    assert review_words(rule) == "应在2027年11月23日前复核，还没有核对过"
    assert "2026" not in rule.citation()


def test_words_find_corrections_too() -> None:
    corrections = load_rules().corrections
    assert matching(corrections, "") == corrections
    assert {one.id for one in matching(corrections, "12378")} == {"regulator-orders"}
    assert matching(corrections, "查无此词") == ()


@pytest.mark.parametrize(
    ("file", "part", "damage", "named"),
    [
        ("rules/cost.yaml", "status: 司法文件", "status: 传说", ("cost.yaml", "status")),
        ("content/help.yaml", "urgent: true", "urgent: 很急", ("help.yaml", "urgent")),
        ("content/basics.md", "checked: 2026-11-23", "checked: 昨天", ("basics.md", "checked")),
    ],
)
def test_a_damaged_file_ends_the_command_in_one_line(
    tmp_path: Path, file: str, part: str, damage: str, named: tuple[str, ...]
) -> None:
    """A copy of the package with one file damaged: `jiebei rules` names the file and the field, and prints nothing else."""
    import shutil

    import jiebei

    package = tmp_path / "jiebei"
    shutil.copytree(Path(jiebei.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    text = (package / file).read_text("utf-8")
    assert part in text
    (package / file).write_text(text.replace(part, damage, 1), "utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "jiebei", "rules"], capture_output=True, cwd=tmp_path, check=False
    )
    complaint = run.stderr.decode("utf-8").strip().splitlines()
    assert run.returncode == 1
    assert run.stdout == b""
    assert len(complaint) == 1
    assert all(word in complaint[0] for word in named)
