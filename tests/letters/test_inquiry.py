"""What the lender is asked to show and to correct: only what applies to these loans, with the figures that she has."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from jiebei.case.records import Loan
from jiebei.letters.document import Facts
from jiebei.letters.paper.plain import render_text
from jiebei.owed.overdue import contract_penalty
from tests.letters.reading import asked_for, typed_texts
from tests.letters.road import ANT, a_case_of, written_for
from tests.strategies import TODAY

OVERDUE = {"overdue_principal": "1600", "penalty": "90.5", "overdue_since": "2026-10-10", "penalty_multiple": "1.5", "daily_rate": "0.0005"}  # fmt: skip


@pytest.mark.parametrize(
    ("loan", "asked"),
    [
        ({"borrowed_on": "2026-08-01"}, True),
        ({"borrowed_on": "2026-07-31"}, False),
        ({}, False),
        ({"borrowed_on": "2026-08-01", "lender": "乙银行"}, True),
        ({"borrowed_on": "2026-08-01", "lender": "丙小额贷款有限公司"}, False),
        ({"borrowed_on": "2026-08-01", "lender": "", "product": "jiebei"}, True),
        ({"borrowed_on": "2026-08-01", "lender": "", "product": "other"}, False),
        ({"borrowed_on": "2026-12-01"}, False),
    ],
)
def test_the_table_of_costs_is_asked_for_only_where_there_must_be_one(
    loan: dict[str, str], asked: bool
) -> None:
    text = render_text(written_for(a_case_of(loan=loan), "statement"))
    assert ("明示表" in text) == asked
    assert ("金规〔2026〕2号" in text) == asked


def test_of_several_loans_only_the_new_ones_are_named() -> None:
    usual = {"lender": ANT, "principal": "900", "daily_rate": "0.0004", "next_due": "2026-12-10"}
    case = a_case_of(
        loans=[{**usual, "borrowed_on": "2026-01-05"}, {**usual, "borrowed_on": "2026-09-05"}, usual]
    )
    (table,) = [ask for ask in asked_for(written_for(case, "statement")) if "明示表" in ask]
    assert "借款2" in table
    assert "借款1" not in table
    assert "借款3" not in table


def test_everything_needed_to_check_the_debt_is_asked_for() -> None:
    asks = asked_for(written_for(a_case_of(), "statement"))
    for words in ("合同", "还款明细", "冲抵", "罚息", "剩余本金", "受理编号"):
        assert any(words in ask for ask in asks), words
    assert any("民法典》第五百六十一条" in ask for ask in asks)
    assert "2026年12月8日" in asks[-1]


def test_her_own_day_for_an_answer_is_kept() -> None:
    case = a_case_of(proposal={"answer_by": "2026-12-01"})
    assert "2026年12月1日" in asked_for(written_for(case, "statement"))[-1]


def test_the_letter_admits_nothing_about_the_extras_and_promises_nothing() -> None:
    text = render_text(written_for(a_case_of(loan=OVERDUE), "statement"))
    assert "不表示确认罚息" in text
    for promise in ("愿意还", "承诺", "会按约", "我可以在"):
        assert promise not in text


def test_a_penalty_above_the_clause_is_named_with_both_numbers() -> None:
    # 1,600 × 0.0005 × 1.5 × 44 days = 52.80; stated are 90.50, 37.70 more.
    text = render_text(written_for(a_case_of(loan=OVERDUE), "statement"))
    for figure in (
        "¥1,600.00",
        "0.05%",
        "1.5 倍",
        "2026年10月10日",
        "44 天",
        "¥52.80",
        "¥90.50",
        "¥37.70",
    ):
        assert figure in text
    graced = render_text(written_for(a_case_of(loan={**OVERDUE, "grace_days": 4}), "statement"))
    assert "¥48.00" in graced
    assert "宽限期 4 天" in graced
    assert "10 倍" in render_text(
        written_for(a_case_of(loan={**OVERDUE, "penalty_multiple": "10", "penalty": "999"}), "statement")
    )


@pytest.mark.parametrize(
    "change",
    [
        {"penalty": "52.8"},
        {"penalty": "12"},
        {"penalty_multiple": None},
        {"overdue_since": None},
        {"overdue_principal": "0"},
        {"overdue_since": "2026-12-01"},
    ],
)
def test_nothing_is_compared_where_it_agrees_or_is_not_known(change: dict[str, object]) -> None:
    case = a_case_of(loan={**OVERDUE, **change})
    assert "罚息的核对" not in render_text(written_for(case, "statement"))


def test_the_contract_s_penalty_is_counted_from_the_clause_alone() -> None:
    loan = Loan(
        principal=500_000, daily_rate=Decimal("0.0004"), overdue_principal=200_000, penalty_multiple=Decimal(2),
        overdue_since=date(2026, 11, 13), grace_days=3,
    )  # fmt: skip
    found = contract_penalty(loan, TODAY)
    # 2,000 × 0.0008 a day, seven of ten days counted.
    assert found is not None
    assert (found.penalty, found.days) == (1_120, 7)
    assert contract_penalty(loan, date(2026, 11, 12)) is None
    today = contract_penalty(loan, date(2026, 11, 13))
    assert today is not None
    assert today.penalty == 0
    assert contract_penalty(loan.model_copy(update={"daily_rate": None}), TODAY) is None
    assert (
        contract_penalty(loan.model_copy(update={"overdue_since": date(2000, 1, 1)}), date(2100, 12, 31))
        is None
    )


def test_what_is_wrong_in_the_record_is_left_for_her_hand() -> None:
    document = written_for(a_case_of(hardship={"detail": "生病了"}), "credit_objection")
    blanks = [
        label
        for block in document.blocks
        if isinstance(block, Facts)
        for label, spans in block.rows
        if not spans
    ]
    assert {"报告上写的是", "实际情况是"} <= set(blanks)
    assert "生病了" not in typed_texts(document)
    text = render_text(document)
    assert "不涉及确已发生的逾期" in text
    assert "第二十五条" in text
    assert "20 日" in text


def test_before_the_regulation_no_days_are_claimed() -> None:
    early = date(2012, 1, 5)
    text = render_text(written_for(a_case_of(loan={"next_due": "2012-02-01"}), "credit_objection", early))
    assert "征信业管理条例" not in text
    assert "20 日" not in text
    assert "书面答复" in text


def test_her_payments_on_record_are_evidence_and_others_are_not() -> None:
    events = [
        {"kind": "paid", "on": "2026-09-10", "amount": "500"},
        {"kind": "paid", "on": "2026-12-10", "amount": "600"},
        {"kind": "missed", "on": "2026-10-10", "amount": "700"},
        {"kind": "paid", "on": "2026-08-10", "amount": "800", "lender": "别家"},
        {"kind": "paid"},
    ]
    text = render_text(written_for(a_case_of(events=events), "credit_objection"))
    assert "2026年9月10日，还款 ¥500.00" in text
    for other in ("¥600.00", "¥700.00", "¥800.00", "¥0.00"):
        assert other not in text
    many = [{"kind": "paid", "on": f"2026-{month:02d}-10", "amount": "1"} for month in range(1, 12)]
    shown = render_text(written_for(a_case_of(events=many), "credit_objection"))
    assert "最近的 8 笔，共有 11 笔" in shown
    assert "2026年3月10日" not in shown
