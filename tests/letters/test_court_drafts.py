"""Drafts for a court: what only she can say stays blank, every number is hers, and nothing is offered that she may not."""

from __future__ import annotations

import re
from typing import Any

import pytest

from jiebei.case.faults import Fault
from jiebei.case.labels import COURT_PAPERS
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import in_words, yuan
from jiebei.letters.compose import LETTERS, compose
from jiebei.letters.document import Annex, Document, Facts, Table
from jiebei.letters.paper.plain import render_text
from jiebei.plan.options import merged
from tests.letters.reading import asked_for
from tests.letters.road import a_case_of, worked, written_for
from tests.strategies import TODAY

COURT = {"kind": "court", "on": "2026-11-20", "who": "某区人民法院", "reference": "（2026）某1号"}
FOR_HER = "给自己看的一页（不交）"


def paper(name: str, **fields: Any) -> dict[str, Any]:
    return {**COURT, "paper": name, **fields}


def draft(kind: str, *events: dict[str, Any], **case: Any) -> Document:
    """With all that can be worked out of it, as on the page."""
    made = a_case_of(events=list(events), **case)
    document = compose(made, worked(made), None, kind)
    assert isinstance(document, Document), document
    return document


def handed_in(document: Document) -> str:
    return render_text(document).split(FOR_HER)[0]


def for_her(document: Document) -> str:
    return render_text(document).split(FOR_HER)[1]


def blanks(document: Document) -> set[str]:
    return {label for b in document.blocks if isinstance(b, Facts) for label, spans in b.rows if not spans}


ANSWERS = {
    "payment_order_objection": {"payment_order"},
    "defence": {"complaint", "summons"},
    "hearing_request": {"mediation", "complaint", "summons", "enforcement", "arbitration"},
}


@pytest.mark.parametrize("name", COURT_PAPERS)
@pytest.mark.parametrize("kind", ANSWERS)
def test_each_draft_answers_its_own_papers_only(kind: str, name: str) -> None:
    case = a_case_of(events=[paper(name)])
    found = compose(case, worked(case), None, kind)
    assert isinstance(found, Document) == (name in ANSWERS[kind])
    if isinstance(found, Fault):
        assert "收到法院文书" in found.message


def test_a_paper_of_another_lender_or_of_no_kind_is_not_answered() -> None:
    for event in (paper("payment_order", lender="别家"), {**COURT}, paper("payment_order", on="2026-11-24")):
        fault = compose(a_case_of(events=[event]), None, None, "payment_order_objection", TODAY)
        assert isinstance(fault, Fault)


def test_the_latest_paper_counts() -> None:
    document = draft(
        "defence",
        paper("complaint", on="2026-11-01", reference="旧案", who="甲法院"),
        paper("summons", reference="新案"),
    )
    text = render_text(document)
    assert "新案" in text
    assert "旧案" not in text
    assert "甲法院" not in text


def test_parties_case_and_court_are_named_or_left_blank() -> None:
    text = handed_in(draft("defence", paper("complaint"), person={"name": "赵一"}))
    for words in (
        "答辩人（被告）：赵一",
        "被答辩人（原告）：重庆",
        "案号：（2026）某1号",
        "此致\n某区人民法院",
    ):
        assert words in text
    bare = draft("defence", {"kind": "court", "paper": "complaint"})
    assert {"案号", "答辩人（被告）", "住址", "公民身份号码"} <= blanks(bare)
    assert "＿人民法院" in handed_in(bare)
    assert "＿仲裁委员会" in handed_in(draft("hearing_request", {"kind": "court", "paper": "arbitration"}))


def test_no_reason_is_invented_for_an_objection() -> None:
    document = draft(
        "payment_order_objection", paper("payment_order"), hardship={"cause": "illness", "detail": "住院了"}
    )
    assert {"对债务关系的异议", "对金额的异议"} <= blanks(document)
    text = handed_in(document)
    for words in ("住院", "生病", "困难", "分期", "没钱", "还款能力"):
        assert words not in text
    assert "2026年11月20日收到" in text
    assert "终结督促程序" in text
    assert "“我没钱、想分期”，不算" in for_her(document)
    assert "“我没钱、想分期”不算异议" in LETTERS["payment_order_objection"].purpose


@pytest.mark.parametrize(
    ("on", "in_time"), [("2026-11-08", True), ("2026-11-07", False), ("2026-11-23", True), (None, False)]
)
def test_the_fifteen_days_are_counted_from_the_day_it_came(on: str | None, in_time: bool) -> None:
    document = draft("payment_order_objection", paper("payment_order", on=on))
    assert ("规定的期限内" in handed_in(document)) == in_time
    assert ("已经过了 15 天" in for_her(document)) == (on is not None and not in_time)
    assert "15 天内" in for_her(document)


OVER = {"overdue_principal": "1600", "penalty": "90.5", "overdue_since": "2026-10-10", "penalty_multiple": "1.5", "daily_rate": "0.0005"}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "name"), [("payment_order_objection", "payment_order"), ("defence", "summons")]
)
def test_a_penalty_that_differs_is_offered_as_a_fact(kind: str, name: str) -> None:
    document = draft(kind, paper(name), loan=OVER)
    for figure in ("¥52.80", "¥90.50", "¥37.70"):
        assert figure in handed_in(document)
    assert "罚息的核对" in for_her(document)
    assert "罚息的核对" not in render_text(draft(kind, paper(name)))


@pytest.mark.parametrize(
    ("loan", "rates"),
    [
        # 0.05 % × 365 × 1.5 = 27.375 %; 0.0438 % × 365 × 1.5 = 23.98 %; 0.07 % × 360 = 25.2 %, × 1 the same.
        ({"daily_rate": "0.0005", "penalty_multiple": "1.5"}, ["27.38%"]),
        ({"daily_rate": "0.000438", "penalty_multiple": "1.5"}, []),
        ({"daily_rate": "0.0005"}, []),
        ({"daily_rate": "0.0007", "day_basis": 360}, ["25.20%"]),
        ({"daily_rate": "0.0005", "penalty_multiple": "1.5", "lender": "丙小额贷款有限公司"}, []),
        ({"daily_rate": "0.0005", "penalty_multiple": "1.5", "lender": "乙银行"}, ["27.38%"]),
    ],
)
def test_a_cut_is_asked_for_only_where_her_rates_lie_above_the_line(
    loan: dict[str, Any], rates: list[str]
) -> None:
    document = draft("defence", paper("complaint"), loan=loan)
    asks = [ask for ask in asked_for(document) if "24%" in ask]
    assert bool(asks) == bool(rates)
    assert ("由法院决定" in for_her(document)) == bool(rates)
    for ask in asks:
        assert "法发〔2017〕22号" in ask
        assert all(rate in ask for rate in rates)
        assert "超过年 24% 的部分" in ask


def test_a_defence_accepts_and_denies_nothing_for_her() -> None:
    document = draft("defence", paper("complaint"))
    assert {"是否借过这笔钱", "本金的数额", "利息、罚息、费用", "还款和冲抵", "关于诉讼时效"} <= blanks(
        document
    )
    assert "¥15,000.00" not in handed_in(document)
    assert "是否已过 3 年，先问 12348" in for_her(document)
    assert "我认可" not in handed_in(document)


LAPSED = {"overdue_since": "2021-01-01", "overdue_principal": "15000", "last_paid": "2021-01-01", "last_asked": "2021-02-01"}  # fmt: skip


def test_what_she_can_pay_is_not_said_where_the_three_years_may_have_run() -> None:
    assert "每月能用于还款：¥900.00" in handed_in(draft("defence", paper("complaint")))
    lapsed = draft("defence", paper("complaint"), loan=LAPSED)
    for words in ("还款能力", "调解", "¥900.00"):
        assert words not in handed_in(lapsed)
    asked = draft("defence", paper("complaint"), loan=LAPSED, settings={"asked_legal_aid": True})
    assert "¥900.00" in handed_in(asked)
    unknown = compose(a_case_of(events=[paper("complaint")]), None, None, "defence", TODAY)
    assert isinstance(unknown, Document)
    assert "还款能力" not in render_text(unknown)
    heard = a_case_of(events=[paper("complaint")], loan=LAPSED)
    assert isinstance(compose(heard, worked(heard), None, "hearing_request"), Fault)


@pytest.mark.parametrize("name", sorted(ANSWERS["hearing_request"]))
def test_the_plan_is_annexed_row_by_row(name: str) -> None:
    case = a_case_of(events=[paper(name)])
    document = compose(case, advice := worked(case), None, "hearing_request")
    assert isinstance(document, Document)
    rows = merged([plan.schedule for plan in advice.option().plans])
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    assert [row[1:] for row in table.rows] == [(chinese_date(row.date), yuan(row.payment)) for row in rows]
    assert in_words(sum(row.payment for row in rows)) in render_text(document)
    annexes = [block.heading for block in document.blocks if isinstance(block, Annex)]
    assert annexes == ["附件1　还款方案", FOR_HER]
    living = "第二百五十四条" in handed_in(document)
    assert living == ("执行和解" in handed_in(document)) == (name == "enforcement")
    assert ("不能代替答辩" in for_her(document)) == (name in {"complaint", "summons"})
    assert ("先核实仲裁机构" in for_her(document)) == (name == "arbitration")


def test_what_a_plan_asks_for_besides_time_is_said() -> None:
    event = paper("mediation")
    waived = a_case_of(
        events=[event], loan={"penalty": "300", "overdue_principal": "900", "overdue_since": "2026-10-10"},
        proposal={"kind": "penalty_waiver"},
    )  # fmt: skip
    advice = worked(waived)
    assert advice.option("penalty_waiver").kind == "penalty_waiver"
    assert "减免罚息 ¥300.00 为前提" in render_text(written_for(waived, "hearing_request"))
    pause = render_text(draft("hearing_request", event, budget={"affordable": "0"}))
    assert "暂缓还款" in pause
    assert "¥0.00。" not in pause
    token = render_text(draft("hearing_request", event, budget={"affordable": "100"}))
    assert "暂时每月还 ¥100.00" in token
    reduced = render_text(draft("hearing_request", event, proposal={"kind": "interest_reduction"}))
    assert re.search(r"按年利率 \d+\.\d%（单利）计算，以同意降低利率为前提", reduced)
    (time_only, *_) = [
        one.kind for one in worked(a_case_of()).options if not one.concession and one.kind != "keep"
    ]
    plain = render_text(draft("hearing_request", event, proposal={"kind": time_only}))
    assert "为前提" not in plain


def test_a_plan_that_is_the_contract_s_own_needs_no_hearing() -> None:
    case = a_case_of(events=[paper("summons")], budget={"affordable": "9000"})
    fault = compose(case, worked(case), None, "hearing_request")
    assert isinstance(fault, Fault)
    assert fault.where == "proposal"


def test_another_lender_s_share_is_mentioned() -> None:
    usual = {"principal": "9000", "daily_rate": "0.0004", "next_due": "2026-12-10"}
    case = a_case_of(loans=[{**usual, "lender": "甲公司"}, {**usual, "lender": "乙银行"}], events=[paper("summons", lender="甲公司")])  # fmt: skip
    assert "不只是本案" in render_text(written_for(case, "hearing_request", lender="甲公司"))
    assert "不只是本案" not in render_text(draft("hearing_request", paper("summons")))


def test_several_loans_are_told_apart_where_one_is_spoken_of() -> None:
    usual = {"lender": "乙银行", "principal": "9000", "next_due": "2026-12-10", **OVER}
    case = a_case_of(
        loans=[{**usual, "number": "甲一"}, {**usual, "number": "乙二"}], events=[paper("complaint")]
    )
    text = render_text(written_for(case, "defence"))
    assert text.index("涉及借款2：") < text.index("借款2罚息利率")
    assert "涉及借款" not in render_text(draft("defence", paper("complaint"), loan=OVER))


def test_a_cut_of_principal_is_named_as_one() -> None:
    lump = draft("hearing_request", paper("mediation"), proposal={"kind": "settlement", "lump_sum": "12000"})
    # 15,000 of principal, 12,000 paid: 3,000 of what is waived is principal.
    assert "，本金 ¥3,000.00）" in render_text(lump)


def test_nothing_to_pay_is_said_and_no_zero_shown() -> None:
    text = handed_in(draft("hearing_request", paper("mediation"), budget={"affordable": "0"}))
    assert "暂时拿不出钱还款" in text
    assert "¥0.00" not in text
