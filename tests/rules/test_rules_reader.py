"""The reader on files made to be wrong: each fault is one line that names the file, the entry and the field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jiebei.rules import NoValue, RuleFileError, check_rules, read_rules, reader

RULE = {
    "id": "a-rule",
    "label": "一条规则",
    "short_label": "规则",
    "status": "法律",
    "body": "某机关",
    "title": "某办法",
    "certainty": "V",
    "gives": "给你什么。",
    "does_not_give": "不给你什么。",
    "last_checked": "2026-11-23",
    "review_by": "2027-11-23",
}


def write(folder: Path, name: str = "topic.yaml", *, drop: str = "", **fields: str) -> Path:
    entry = {key: value for key, value in (RULE | fields).items() if key != drop}
    lines = [f"    {key}: {value}" for key, value in entry.items()]
    lines[0] = f"  - {lines[0].strip()}"
    (folder / name).write_text("topic: 题目\nrules:\n" + "\n".join(lines) + "\n", "utf-8")
    return folder


def test_a_sound_file_is_read(tmp_path: Path) -> None:
    rules, faults = read_rules(write(tmp_path, kind="ratio", value='"0.24"', in_force_from="2020-01-01"))
    assert faults == []
    assert rules.value("a-rule", date(2020, 1, 1)) == Decimal("0.24")
    assert isinstance(rules.value("a-rule", date(2019, 12, 31)), NoValue)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"drop": "label"}, "label"),
        ({"drop": "review_by"}, "review_by"),
        ({"drop": "body"}, "body"),
        ({"drop": "title"}, "certainty"),  # seen, and nobody says where
        ({"title": '" "', "source": '""', "seen_in": '" "'}, "certainty"),
        ({"drop": "last_checked"}, "last_checked"),  # seen, and nobody says when
        ({"certainty": "K"}, "last_checked"),  # a day of checking without a check
        ({"certainty": "U"}, "last_checked"),
        ({"status": "传说"}, "status"),
        ({"certainty": "X"}, "certainty"),
        ({"last_checked": "昨天"}, "last_checked"),
        ({"review_by": "2020-01-01"}, "review_by"),
        ({"surprise": "1"}, "surprise"),
        ({"id": "Not_Ascii"}, "id"),
        ({"short_label": "民法典（678）[x]"}, "short_label"),
        ({"kind": "ratio", "value": "0.24"}, "value"),  # a YAML float
        ({"kind": "ratio", "value": '"NaN"'}, "value"),
        ({"kind": "ratio", "value": '"-0.1"'}, "value"),
        ({"kind": "time", "value": "22:00"}, "value"),  # YAML reads this as 1320
        ({"kind": "years", "value": "true"}, "value"),
        ({"kind": "phone", "value": '"1-800"'}, "value"),
        ({"kind": "colour", "value": '"red"'}, "kind"),
        ({"kind": "ratio"}, "kind"),
        ({"in_force_from": "2026-01-02", "in_force_to": "2026-01-01"}, "in_force_to"),
        ({"applies_to": "[somebody]"}, "applies_to"),
        (
            {"kind": "ratio", "value": '"0.1"', "last_value_still_valid_on": '"2026-13"'},
            "last_value_still_valid_on",
        ),
        (
            {"kind": "days", "values": "[{from: 2026-01-01, value: 3}, {from: 2026-02-01, value: 4}]"},
            "values",
        ),
        ({"kind": "days", "values": "[{value: 3}]"}, "values"),
        ({"kind": "days", "values": "[{from: null, value: 3}]"}, "values"),
        ({"kind": "days", "values": "[{from: 2026-02-01, to: 2026-01-31, value: 3}]"}, "values"),
        ({"kind": "days", "values": "[{from: 2026-01-01, value: 三}]"}, "values"),
        ({"kind": "colour", "values": "[{from: 2026-01-01, value: 3}]"}, "kind"),
        ({"kind": "days", "value": "3", "values": "[{from: 2026-01-01, value: 3}]"}, "values"),
        ({"value": "3"}, "kind"),
        ({"kind": "ratio", "value": '"1e999999999"'}, "value"),
        ({"gives": '" "'}, "gives"),
        ({"last_checked": "2026-11-23 08:00:00"}, "last_checked"),
        ({"in_force_from": '"2026-01-01"'}, "in_force_from"),
        ({"kind": "days", "values": "[{from: 2026-01-01, until: 2026-01-02, value: 3}]"}, "values"),
    ],
)
def test_a_fault_names_file_entry_and_field(tmp_path: Path, fields: dict[str, str], field: str) -> None:
    faults = check_rules(write(tmp_path, **fields))
    assert len(faults) == 1
    assert "\n" not in faults[0]
    assert faults[0].startswith("topic.yaml: ")
    assert field in faults[0]
    if field != "id":
        assert "a-rule" in faults[0]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("topic: [", "YAML"),
        ("topic: 题目\nrules:\n  - {id: a, last_checked: 2026-02-30}", "YAML"),
        ("- 1", "最外层"),
        ("topic: 题目\nrules: 3", "rules"),
        ("topic: 题目\nrules: [3]", "第 1 条"),
        ("rules: []", "rules"),
    ],
)
def test_a_damaged_file_is_one_line(tmp_path: Path, text: str, part: str) -> None:
    (tmp_path / "bad.yaml").write_text(text, "utf-8")
    faults = check_rules(tmp_path)
    assert faults
    assert all(fault.startswith("bad.yaml:") and "\n" not in fault for fault in faults)
    assert any(part in fault for fault in faults)


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "gbk.yaml").write_bytes("topic: 题目".encode("gbk"))
    assert check_rules(tmp_path) == ["gbk.yaml: 不是 UTF-8 文本"]


def test_an_empty_folder_is_a_fault(tmp_path: Path) -> None:
    assert len(check_rules(tmp_path)) == 1


def test_an_id_may_be_used_once(tmp_path: Path) -> None:
    write(tmp_path, "one.yaml")
    write(tmp_path, "two.yaml")
    assert check_rules(tmp_path) == ["two.yaml: a-rule: id 重复"]


def test_unsure_facts_are_kept_from_print_and_from_corrections(tmp_path: Path) -> None:
    write(tmp_path, certainty="U", drop="last_checked")
    (tmp_path / "corrections.yaml").write_text(
        "corrections:\n  - {id: c, group: 协商, claim: 说法。, correction: 更正。, rules: [a-rule]}\n",
        "utf-8",
    )
    rules, faults = read_rules(tmp_path)
    assert "a-rule" in rules
    assert rules.printable == ()
    assert rules.stale(date(2099, 1, 1)) == []
    assert [group for _, group in rules.by_topic()] == [()]
    assert faults == ["corrections.yaml: c: rules 没有编号为 a-rule 的规则"]


@pytest.mark.parametrize("missing", ["id", "group", "claim", "correction"])
def test_a_correction_says_what_it_lacks(tmp_path: Path, missing: str) -> None:
    write(tmp_path)
    fields = {"id": "c", "group": "协商", "claim": "说法。", "correction": "更正。", "rules": "[a-rule]"}
    inner = ", ".join(f"{key}: {value}" for key, value in fields.items() if key != missing)
    (tmp_path / "corrections.yaml").write_text(f"corrections:\n  - {{{inner}}}\n", "utf-8")
    faults = check_rules(tmp_path)
    assert len(faults) == 1
    assert missing in faults[0]


@pytest.mark.parametrize("where", ["title", "document", "source", "seen_in"])
def test_one_origin_is_enough_for_what_was_seen(tmp_path: Path, where: str) -> None:
    assert check_rules(write(tmp_path, **({"title": '""'} | {where: "某处"}))) == []


def test_a_value_nobody_checked_is_not_known_to_a_day(tmp_path: Path) -> None:
    fields = {"kind": "ratio", "value": '"0.1"', "last_value_still_valid_on": '"2026-12"'}
    (fault,) = check_rules(write(tmp_path, certainty="K", drop="last_checked", **fields))
    assert "last_value_still_valid_on" in fault


@settings(max_examples=60, deadline=None)
@given(
    certainty=st.sampled_from("VKU"),
    status=st.sampled_from(("法律", "产品事实", "经验", "估算")),
    origin=st.sets(st.sampled_from(("title", "document", "source", "seen_in"))),
    checked=st.none() | st.dates(date(2020, 1, 1), date(2026, 11, 23)),
)
def test_a_day_of_checking_stands_only_where_an_origin_was_seen(
    certainty: str, status: str, origin: set[str], checked: date | None
) -> None:
    rule = {name: value for name, value in RULE.items() if name not in ("title", "last_checked")}
    rule |= dict.fromkeys(origin, "某处") | {"certainty": certainty, "status": status}
    tree = rule | {"review_by": date(2027, 11, 23)} | ({"last_checked": checked} if checked else {})
    with TemporaryDirectory() as folder:
        text = yaml.safe_dump({"topic": "题目", "rules": [tree]}, allow_unicode=True)
        (Path(folder) / "topic.yaml").write_text(text, "utf-8")
        rules, faults = read_rules(Path(folder))
    assert (faults == []) == ((certainty == "V") == bool(checked) and (certainty != "V" or bool(origin)))
    for read in rules:
        assert ("核对于" in read.citation()) == (certainty == "V")
        assert read.mark == f"〔规则·{read.caveat}〕" if read.caveat else "〔规则〕"
        assert bool(read.caveat) == (not origin or status in ("经验", "估算"))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.dates() | st.datetimes()
    | st.sampled_from(("a-rule", "V", "法律", "ratio", "0.24", "2026-09")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5) | st.integers(), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
PLACES = [
    *(("topic", field) for field in ("topic", "rules", "defaults", "order", "?")),
    *(
        ("rule", field)
        for field in (*RULE, "kind", "value", "values", "in_force_from", "applies_to", "seen_in", "?")
    ),
    *(("corrections", field) for field in ("corrections", "?")),
    *(("correction", field) for field in ("id", "claim", "rules", "?")),
]


@settings(max_examples=80, deadline=None)
@given(place=st.sampled_from(PLACES), value=ANYTHING)
@example(place=("correction", "rules"), value=[{}])
@example(place=("rule", "applies_to"), value=[[]])
@example(place=("rule", "id"), value="两\n行")
@example(place=("rule", "last_value_still_valid_on"), value="0000-01")
@example(place=("topic", "defaults"), value={0: []})
def test_whatever_stands_in_a_file_is_read_or_said_in_one_line(place: tuple[str, str], value: object) -> None:
    rule: dict[str, Any] = RULE | {"last_checked": date(2026, 11, 23), "review_by": date(2027, 11, 23)}
    correction: dict[str, Any] = {
        "id": "c", "group": "协商", "claim": "说法。", "correction": "更正。", "rules": ["a-rule"]
    }  # fmt: skip
    trees: dict[str, dict[str, Any]] = {
        "topic": {"topic": "题目", "rules": [rule]},
        "corrections": {"corrections": [correction]},
    }
    (trees | {"rule": rule, "correction": correction})[place[0]][place[1]] = value
    with TemporaryDirectory() as folder:
        for name, tree in trees.items():
            (Path(folder) / f"{name}.yaml").write_text(yaml.safe_dump(tree, allow_unicode=True), "utf-8")
        rules, faults = read_rules(Path(folder))
    assert faults or "a-rule" in rules or place == ("rule", "id")
    for fault in faults:
        assert fault.startswith(("topic.yaml: ", "corrections.yaml: "))
        assert len(fault.splitlines()) == 1


def test_values_change_on_their_day(tmp_path: Path) -> None:
    values = '[{from: 2025-01-01, to: 2025-06-30, value: "0.1"}, {from: 2025-07-02, value: "0.2"}]'
    rules, faults = read_rules(
        write(tmp_path, kind="ratio", values=values, last_value_still_valid_on='"2025-12"')
    )
    assert faults == []
    assert rules.value("a-rule", date(2025, 6, 30)) == Decimal("0.1")
    assert isinstance(rules.value("a-rule", date(2025, 7, 1)), NoValue)  # the gap is not papered over
    assert rules.value("a-rule", date(2025, 12, 31)) == Decimal("0.2")
    assert isinstance(rules.value("a-rule", date(2026, 1, 1)), NoValue)


def test_loading_raises_the_first_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "RULES_FOLDER", write(tmp_path, status='"传\\n说"', body='""'))
    reader.load_rules.cache_clear()
    try:
        # One line, whatever the file's own words hold, and the first fault although there are two.
        with pytest.raises(RuleFileError, match=r"^topic\.yaml: a-rule: status [^\n]+$"):
            reader.load_rules()
    finally:
        reader.load_rules.cache_clear()
