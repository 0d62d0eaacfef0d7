"""A stranger adds a rule by following CONTRIBUTING: one entry in one file, and it is read, listed and can be cited."""

from __future__ import annotations

import re
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from jiebei import content
from jiebei.rules import check_rules, load_rules, read_rules
from jiebei.rules.listing import listing
from jiebei.rules.reader import RULES_FOLDER

SECTION = (
    (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text("utf-8").split("## Add or change a rule")[1]
)
# As it stands below `rules:` in a file, without the indent of the step that shows it.
ENTRY = re.sub(r"(?m)^ {3}", "", SECTION.split("```yaml\n")[1].split("```")[0])
TOPIC = "cost.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped rules with the entry of CONTRIBUTING written under those of one topic."""
    folder = Path(shutil.copytree(RULES_FOLDER, tmp_path / "rules"))
    path = folder / TOPIC
    path.write_text(path.read_text("utf-8") + ENTRY, "utf-8")
    return folder


def test_an_entry_in_one_file_is_a_rule(folder: Path) -> None:
    rules, faults = read_rules(folder)
    assert faults == []
    assert len(rules) == len(load_rules()) + 1
    (written,) = yaml.safe_load(ENTRY)
    rule = rules[written["id"]]
    assert rule.value(written["in_force_from"]) == Decimal(written["value"])
    tree = listing(rules, written["last_checked"])
    (listed,) = [entry for entry in tree["rules"] if entry["id"] == rule.id]
    assert listed["topic"] == Path(TOPIC).stem
    assert listed["value"] == written["value"]
    assert rule in dict(rules.by_topic())[rules.topics[listed["topic"]].topic]
    assert rule.id in listing(rules, date(2099, 1, 1))["stale"]
    assert written["short_label"] in content.render(f"{{cite: {rule.id}}}", rules, rule.review_by)


FIELDS = ("label", "short_label", "status", "certainty", "body", "gives", "does_not_give", "last_checked")


@pytest.mark.parametrize("field", [*FIELDS, "review_by", "kind", "value"])
def test_a_line_left_out_is_named(tmp_path: Path, field: str) -> None:
    kept = re.sub(rf"(?m)^ *{field}:.*\n", "", ENTRY)
    assert kept.count("\n") == ENTRY.count("\n") - 1
    (tmp_path / "topic.yaml").write_text("topic: 题目\nrules:\n" + kept, "utf-8")
    (fault,) = check_rules(tmp_path)
    assert fault.startswith("topic.yaml: example-ratio: ")
    assert field in fault


def test_an_id_cannot_be_taken_twice(folder: Path) -> None:
    (folder / "again.yaml").write_text("topic: 再来一次\nrules:\n" + ENTRY, "utf-8")
    (fault,) = check_rules(folder)
    assert fault.startswith("again.yaml: example-ratio: id")
