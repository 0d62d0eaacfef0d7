"""Whoever claims the debt is told nothing and asked for everything; the lender of record is asked to confirm."""

from __future__ import annotations

from typing import Any

import pytest

from jiebei.case.faults import Fault
from jiebei.letters.compose import compose
from jiebei.letters.paper.plain import render_text
from tests.letters.reading import asked_for, typed_texts
from tests.letters.road import ANT, a_case_of, written_for
from tests.strategies import TODAY

PERSON = {"name": "赵一", "phone": "电话甲", "id_last4": "123X", "account": "账户甲"}
ASSIGNED = {"kind": "assigned", "on": "2026-11-18", "who": "某资产公司"}
CALL = {"on": "2026-11-12", "channel": "phone_in", "who": "某科技公司", "note": "让我还钱"}


def letter(kind: str, **case: Any) -> str:
    return render_text(written_for(a_case_of(person=PERSON, **case), kind))


def test_a_stranger_learns_nothing_of_her_or_the_loan() -> None:
    for case in ({"events": [ASSIGNED]}, {"log": [CALL]}):
        text = letter("who_are_you", loan={"number": "编号九"}, **case)
        for secret in ("123X", "账户甲", "编号九", ANT, "¥", "借款人", "身份证号后四位"):
            assert secret not in text
        assert "不表示承认所称的债务" in text
        assert "原贷款人书面确认的账户" in text


def test_the_chain_the_authority_the_sum_and_the_account_are_asked_for() -> None:
    asks = asked_for(written_for(a_case_of(events=[ASSIGNED]), "who_are_you"))
    for words in ("全称", "委托文件", "转让通知", "每一次转让", "合同编号", "罚息", "户名"):
        assert any(words in ask for ask in asks), words
    text = letter("who_are_you", events=[ASSIGNED])
    assert text.splitlines()[2] == "致：某资产公司"
    assert "2026年11月18日" in text
    assert "第五百四十六条" in text
    assert "第五百四十八条" in text


@pytest.mark.parametrize(
    ("log", "to"),
    [
        ([CALL], "某科技公司"),
        ([{**CALL, "lender": "不知哪家"}, CALL], "某科技公司"),
        ([CALL, {**CALL, "on": "2026-11-13", "channel": "sms", "who": "后来的"}], "后来的"),
        ([CALL, {**CALL, "on": "2026-11-13", "channel": "phone_out", "who": "客服"}], "某科技公司"),
        ([CALL, {**CALL, "on": "2026-11-13", "who": " "}], "某科技公司"),
    ],
)
def test_the_last_who_called_by_a_name_is_asked(log: list[dict[str, Any]], to: str) -> None:
    assert letter("who_are_you", log=log).splitlines()[2] == f"致：{to}"


def test_an_assignment_goes_before_calls_and_may_have_no_name() -> None:
    assert "致：某资产公司" in letter("who_are_you", events=[ASSIGNED], log=[CALL])
    nameless = letter("who_are_you", events=[{"kind": "assigned"}])
    assert "致：＿" in nameless
    assert "他人" in letter("confirm_holder", events=[{"kind": "assigned"}])


def test_a_caller_who_names_no_lender_may_be_of_any() -> None:
    usual = {"principal": "900", "daily_rate": "0.0004", "next_due": "2026-12-10"}
    case = a_case_of(loans=[{**usual, "lender": ANT}, {**usual, "lender": "乙银行"}], log=[CALL])
    for lender in (ANT, "乙银行"):
        written_for(case, "who_are_you", lender=lender)
    named = a_case_of(
        loans=[{**usual, "lender": ANT}, {**usual, "lender": "乙银行"}], log=[{**CALL, "lender": "乙银行"}]
    )
    assert isinstance(compose(named, None, ANT, "who_are_you", TODAY), Fault)


@pytest.mark.parametrize("kind", ["who_are_you", "confirm_holder"])
def test_where_nobody_claims_it_nobody_is_asked(kind: str) -> None:
    for case in (
        a_case_of(),
        a_case_of(log=[{**CALL, "who": ""}]),
        a_case_of(log=[{**CALL, "on": "2026-11-24"}]),
    ):
        assert isinstance(compose(case, None, None, kind, TODAY), Fault)


def test_the_lender_of_record_is_told_which_loan_and_who_claims_it() -> None:
    document = written_for(a_case_of(person=PERSON, events=[ASSIGNED]), "confirm_holder")
    text = render_text(document)
    assert text.splitlines()[2] == f"致：{ANT}"
    assert {"某资产公司", "赵一", "77"} <= set(typed_texts(document))
    for words in ("是否已经转让给某资产公司", "是否委托某资产公司", "哪个账户", "受理编号"):
        assert words in text
    called = letter("confirm_holder", log=[CALL])
    assert "2026年11月12日，有人就一笔借款与我联系（来电），所报的名称是“某科技公司”" in called
    assert "贵行是否委托" in letter("confirm_holder", log=[CALL], loan={"lender": "乙银行"})
