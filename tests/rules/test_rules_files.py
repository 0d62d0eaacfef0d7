"""The shipped rules: complete, printable, dated, and nothing in them that we are unsure of."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date, time, timedelta
from decimal import Decimal

import pytest

from jiebei.rules import (
    STATUSES,
    NoValue,
    NoValueError,
    UnknownRuleError,
    check_rules,
    load_rules,
)

CHECKED = date(2026, 11, 23)


def test_the_shipped_files_have_no_fault() -> None:
    assert check_rules() == []


def test_reading_is_cached() -> None:
    assert load_rules() is load_rules()


@pytest.mark.parametrize(
    ("rule_id", "expected"),
    [
        ("court-reduction-24", Decimal("0.24")),
        ("bank-platform-loan-24", Decimal("0.24")),
        ("consumer-finance-20-oral", Decimal("0.20")),
        ("microloan-24", Decimal("0.24")),
        ("private-lending-4lpr", Decimal(4)),
        ("penalty-multiple", Decimal("1.5")),
        ("penalty-grace-days", 0),
        ("quiet-hours-start", time(22)),
        ("quiet-hours-end", time(8)),
        ("effective-calls-per-day", 3),
        ("unanswered-dials-per-day", 6),
        ("complaint-days", 15),
        ("complaint-days-complex", 30),
        ("complaint-days-extension", 30),
        ("civil-code-188", 3),
        ("payment-order-days", 15),
        ("answer-days", 15),
        ("appeal-days", 15),
        ("enforcement-years", 2),
        ("credit-retention-years", 5),
        ("credit-free-reports", 2),
        ("credit-objection-days", 20),
        ("credit-card-70", 5),
        ("hotline-12356", "12356"),
    ],
)
def test_values_of_the_fact_sheet(rule_id: str, expected: object) -> None:
    value = load_rules().value(rule_id, CHECKED)
    assert value == expected
    assert type(value) is type(expected)


def test_lpr_is_answered_to_the_last_checked_month_and_refused_after_it() -> None:
    rules = load_rules()
    assert rules.decimal("lpr-1y", date(2026, 9, 30)) == Decimal("0.03")
    assert rules.decimal("lpr-5y", date(2025, 5, 20)) == Decimal("0.035")
    for day in (date(2026, 10, 1), date(2026, 11, 20), date(2030, 1, 1)):
        refused = rules.value("lpr-1y", day)
        assert isinstance(refused, NoValue)
        assert not refused
        assert "2026年9月" in refused.reason
        assert f"{day.month}月{day.day}日" in refused.reason
    before = rules.value("lpr-1y", date(2025, 5, 19))
    assert isinstance(before, NoValue)
    with pytest.raises(NoValueError, match="2026年9月"):
        rules.decimal("lpr-1y", date(2026, 11, 20))


def test_the_repair_window_has_a_value_only_while_it_was_open() -> None:
    rules = load_rules()
    assert rules.day("credit-repair-window", date(2026, 3, 31)) == date(2026, 3, 31)
    assert rules.in_force("credit-repair-window", date(2026, 3, 31))
    assert not rules.in_force("credit-repair-window", date(2026, 4, 1))
    assert not rules.in_force("credit-repair-window", date(2025, 12, 21))


def test_the_cost_table_begins_on_its_day() -> None:
    rules = load_rules()
    assert not rules.in_force("cost-disclosure-2026", date(2026, 7, 31))
    assert rules.in_force("cost-disclosure-2026", date(2026, 8, 1))
    assert rules.in_force("cost-disclosure-2026", date(2026, 8, 2))


def test_a_typed_reader_refuses_another_kind() -> None:
    with pytest.raises(TypeError, match="credit-retention-years"):
        load_rules().decimal("credit-retention-years", CHECKED)


def test_an_unknown_id_is_named() -> None:
    rules = load_rules()
    assert "no-such-rule" not in rules
    with pytest.raises(UnknownRuleError, match="no-such-rule"):
        rules.value("no-such-rule", CHECKED)


def test_a_rule_without_a_value_says_so() -> None:
    answer = load_rules().value("civil-code-678", CHECKED)
    assert isinstance(answer, NoValue)
    assert "没有数值" in answer.reason


def test_a_citation_names_who_what_when_and_when_checked() -> None:
    line = load_rules().citation("cost-disclosure-2026")
    for part in (
        "国家金融监督管理总局",
        "《个人贷款业务明示综合融资成本规定》",
        "金规〔2026〕2号",
        "2026年8月1日",
    ):
        assert part in line
    assert "核对于 2026年11月23日" in line
    assert "未重读原文" in load_rules().citation("court-reduction-24")
    assert not any("\n" in rule.citation() for rule in load_rules())


def test_a_day_of_checking_stands_only_beside_an_origin_that_was_seen() -> None:
    """Every printable rule has an origin, or is marked wherever it is named; only what was seen has a day."""
    rules = load_rules()
    for rule in rules.printable:
        origin = rule.title or rule.document or rule.source or rule.seen_in
        assert ("核对于" in rule.citation()) == (rule.last_checked is not None) == (rule.certainty == "V"), (
            rule.id
        )
        assert origin or (rule.caveat and rule.caveat in rule.mark), rule.id
        assert origin or rule.last_checked is None, rule.id
    assert {rule.caveat for rule in rules} == {"", "未核实", "经验", "估算"}


def test_every_rule_can_be_printed_and_every_topic_has_some() -> None:
    rules = load_rules()
    assert all(rule.certainty in ("V", "K") for rule in rules.printable)
    assert all(rule.status in STATUSES for rule in rules)
    shown = [rule for _, group in rules.by_topic() for rule in group]
    assert len(shown) == len(rules.printable) > 60
    assert all(group for _, group in rules.by_topic())


def test_short_labels_tell_rules_apart() -> None:
    labels = [rule.short_label for rule in load_rules()]
    assert len(set(labels)) == len(labels)
    assert max(map(len, labels)) <= 9


def test_stale_lists_what_is_past_its_review_day() -> None:
    rules = load_rules()
    assert rules.stale(CHECKED) == []
    earliest = min(rule.review_by for rule in rules)
    assert rules.stale(earliest) == []
    due = rules.stale(earliest + timedelta(days=1))
    assert due
    assert all(rule.review_by == earliest for rule in due)
    assert len(rules.stale(date(2099, 1, 1))) == len(rules.printable)


def test_ceilings_depend_on_the_kind_of_lender() -> None:
    rules = load_rules()

    def ids(lender: str, day: date = CHECKED) -> list[str]:
        return [rule.id for rule, _ in rules.ceilings(lender, day)]

    assert ids("consumer-finance") == ["consumer-finance-20-oral", "court-reduction-24"]
    assert set(ids("bank")) == {"bank-platform-loan-24", "court-reduction-24"}
    assert ids("bank", date(2025, 9, 30)) == ["court-reduction-24"]
    assert ids("microloan") == ["microloan-24"]
    # Four times LPR is a multiple of private lending and never a ratio for a licensed lender.
    assert "private-lending-4lpr" not in ids("consumer-finance") + ids("bank") + ids("microloan")


def test_corrections_rest_on_rules_that_may_be_printed() -> None:
    rules = load_rules()
    assert len(rules.corrections) >= 7
    for correction in rules.corrections:
        assert correction.rules
        assert all(rules[rule_id].printable for rule_id in correction.rules)


def test_what_facts_say_not_to_print_is_absent() -> None:
    rules = load_rules()
    words = "".join(f"{rule.label}{rule.gives}{rule.does_not_give}{rule.citation()}" for rule in rules)
    for forbidden in ("30万", "400 888", "违法"):
        assert forbidden not in words
    said = "".join(correction.correction for correction in rules.corrections)
    assert "违法" not in said
    assert not re.search(r"400[ -]?888", "".join(correction.claim for correction in rules.corrections))


def test_importing_the_rules_does_not_import_yaml() -> None:
    code = "import sys, jiebei.rules, jiebei.content; sys.exit('yaml' in sys.modules or 'streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_nobody_is_told_that_only_writing_restarts_the_three_years_or_that_only_shenzhen_has_a_law() -> None:
    rules = load_rules()
    said = [f"{rule.label}{rule.gives}{rule.does_not_give}" for rule in rules]
    said += [correction.correction for correction in rules.corrections]
    for text in said:
        assert not re.search("书面(答应|同意)", text), text
        assert not re.search("其他地方的人不能|只有深圳有", text), text
        assert "个人破产法" not in text or re.search("厦门|打 12348", text), text
    (gone,) = [one for one in rules.corrections if one.id == "three-years-gone"]
    assert {"civil-code-192", "civil-code-195"} <= set(gone.rules)


def test_no_route_inside_an_app_is_named() -> None:
    """They change, and nobody here has looked."""
    for rule in load_rules():
        assert not re.search("我的客服|转人工|“我的”", f"{rule.gives}{rule.does_not_give}"), rule.id
