"""The reader on copies made to be wrong: one line for each fault, naming file and place."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from jiebei import content
from jiebei.content import ContentFileError, reader
from jiebei.rules import Rules, read_rules

Edit = Callable[[str, str, str], list[str]]


@pytest.fixture
def edited(tmp_path: Path) -> Edit:
    """Copy the texts, replace one string in one file, and return the faults."""
    folder = tmp_path / "content"
    folder.mkdir()
    for path in (*reader.CONTENT_FOLDER.glob("*.md"), *reader.CONTENT_FOLDER.glob("*.yaml")):
        shutil.copy(path, folder)

    def edit(name: str, old: str, new: str) -> list[str]:
        path = folder / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
        return content.check_content(folder)

    return edit


def test_a_slip_in_one_file_brings_no_faults_in_others(edited: Edit) -> None:
    """A list that cannot be read is not also reported as missing from the page that shows it."""
    assert len(edited("guide.yaml", "    title: 准备\n", "")) == 1


def test_front_matter_that_is_no_yaml_names_the_line_of_the_file(edited: Edit) -> None:
    assert [fault.split(" 不是")[0] for fault in edited("basics.md", "step: 看清处境", "step: @")] == [
        "basics.md: 第 3 行"
    ]


@pytest.mark.parametrize(
    ("name", "old", "new", "parts"),
    [
        ("basics.md", "title: ", "headline: ", ("basics.md: title", "缺少")),
        ("basics.md", "step: 看清处境", "step: 散步", ("basics.md: step",)),
        ("basics.md", "checked: 2026-11-23", "checked: 昨天", ("basics.md: checked",)),
        ("basics.md", 'rows: ["1.1", "1.2"]', "rows: 1.1", ("basics.md: rows",)),
        ("basics.md", 'rows: ["1.1", "1.2"]', 'rows: ["1.1"]', ("basics.md: rows", "1.2")),
        ("basics.md", "<!-- row 1.2 -->", "", ("basics.md: rows", "1.2")),
        ("basics.md", "---\n", "", ("basics.md: 开头",)),
        ("basics.md", "sources: [", "sources: [[", ("basics.md:", "YAML")),
        ("basics.md", "sources: [", "sources: [civil-code-509, ", ("basics.md: sources", "civil-code-509")),
        (
            "basics.md",
            "{cite: interest-by-day}",
            "{cite: no-such-rule}",
            ("basics.md: interest", "no-such-rule"),
        ),
        ("basics.md", "{cite: interest-by-day}", "{cite interest-by-day}", ("basics.md: interest", "标记")),
        ("basics.md", "{in-force: cost-disclosure-2026}", "{in-force: nothing}", ("disclosure", "nothing")),
        ("basics.md", " {#what}", "", ("basics.md", "它是哪一种贷款")),
        ("basics.md", "{#lender}", "{#what}", ("basics.md: what", "重复")),
        ("guide.yaml", "section: lender", "section: nowhere", ("guide.yaml: contact", "nowhere")),
        ("guide.yaml", "page: calculator", "page: casino", ("guide.yaml: prepare", "casino")),
        ("guide.yaml", "    title: 准备\n", "", ("guide.yaml: prepare: title",)),
        ("guide.yaml", "{id: know-lender, ", "{", ("guide.yaml: prepare: checklist 第 1 条: id",)),
        ("guide.yaml", "id: know-amounts", "id: know-lender", ("guide.yaml: checklist", "know-lender")),
        ("precautions.yaml", "    do:\n", "    does:\n", ("precautions.yaml: early: do",)),
        ("precautions.yaml", "id: honest", "id: early", ("precautions.yaml: early: id 重复",)),
        ("help.yaml", "urgent: true", "urgent: 很急", ("help.yaml: danger: urgent",)),
        ("help.yaml", 'number: "12356"', 'number: "12365"', ("help.yaml", "hotline-12356")),
        ("help.yaml", "cite: hotline-110", "cite: hotline-119", ("help.yaml: danger", "hotline-119")),
        ("money.yaml", 'number: "12393"', 'number: "12392"', ("money.yaml", "hotline-12393")),
        ("money.yaml", "cite: minimum-living", "cite: nothing", ("money.yaml: minimum-living", "nothing")),
        ("money.yaml", "    why: 人先", "    reason: 人先", ("money.yaml: food: why",)),
        ("glossary.yaml", "term: 本金", "word: 本金", ("glossary.yaml: principal", "term")),
        ("triage.yaml", "section: verify", "section: nowhere", ("triage.yaml: summons", "nowhere")),
        ("scams.yaml", "cite: credit-card-70", "cite: nothing", ("scams.yaml: card-70", "nothing")),
        ("scams.yaml", "停息(挂账|分期)", "停息(挂账", ("scams.yaml: stop-interest", "正则")),
        ("scams.yaml", "- 第?(?<!\\d)(70|七十)条", '- ""', ("scams.yaml: card-70: patterns 第 1 条",)),
        ("scams.yaml", "- 第?(?<!\\d)(70|七十)条", "- 70", ("scams.yaml: card-70: patterns 第 1 条", "引号")),
        ("scams.yaml", "unless: &warned (", "unless: &warned x*|(", ("scams.yaml: papers: unless",)),
        ("triage.yaml", "urgent: true", "urgent: 1", ("triage.yaml: despair: urgent",)),
        ("help.yaml", 'number: "110"', 'number: "一一〇"', ("help.yaml: danger: contacts 第 1 条: number",)),
        ("scams.yaml", "questions:", "asked:", ("scams.yaml: questions",)),
    ],
)
def test_a_fault_names_file_and_place(
    edited: Edit, name: str, old: str, new: str, parts: tuple[str, ...]
) -> None:
    faults = edited(name, old, new)
    assert faults
    assert all("\n" not in fault for fault in faults)
    assert any(all(part in fault for part in parts) for fault in faults), faults


def test_a_missing_page_is_named(tmp_path: Path) -> None:
    faults = content.check_content(tmp_path)
    assert "basics.md: 文件不存在" in faults
    assert "help.yaml: 文件不存在" in faults


def test_citing_an_unsure_fact_is_a_fault(tmp_path: Path) -> None:
    rule_folder = tmp_path / "rules"
    shutil.copytree(Path(reader.__file__).parents[1] / "rules", rule_folder)
    path = rule_folder / "lender.yaml"
    path.write_text(path.read_text("utf-8").replace("certainty: K", "certainty: U", 1), "utf-8")
    rules: Rules = read_rules(rule_folder)[0]
    faults = content.check_content(rules=rules)
    assert "basics.md: lender: 规则 joint-loan 未核实（U），不能引用" in faults


def test_loading_raises_the_first_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "CONTENT_FOLDER", tmp_path)
    reader.load_content.cache_clear()
    try:
        with pytest.raises(ContentFileError, match=r"guide\.yaml: 文件不存在"):
            content.page("home")
    finally:
        reader.load_content.cache_clear()
