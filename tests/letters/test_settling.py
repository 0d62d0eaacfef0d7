"""Settling: the exact sum is asked for, money is offered only where she has it, and the proof once it is paid."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings

from jiebei.case.faults import Fault
from jiebei.case.records import Case, Event, Offer
from jiebei.content.examples import examples
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import in_words, yuan
from jiebei.letters.commission import answer_by, lenders, masked
from jiebei.letters.compose import compose
from jiebei.letters.document import Document
from jiebei.letters.paper.plain import render_text
from jiebei.plan.advice import advise
from jiebei.plan.options import Advice, Option
from tests.letters.reading import (
    amounts,
    days_of_case,
    days_of_course,
    days_of_plan,
    made,
    names_only,
    pages,
    soon,
    sums_of_course,
    sums_of_loans,
    sums_of_plan,
)
from tests.strategies import TODAY, a_course

DAY = date(2026, 11, 20)


def advice_for(case: Case, on: date | None = None) -> Advice:
    found = advise(case, on or case.settings.as_of or TODAY)
    assert isinstance(found, Advice)
    return found


def written(case: Case, kind: str = "settlement", lender: str | None = None) -> str:
    document = compose(case, advice_for(case), lender, kind)
    assert isinstance(document, Document), document
    assert pages(document) <= 2
    return render_text(document)


def with_sum(case: Case, lump_sum: int | None, **wish: object) -> Case:
    return case.model_copy(
        update={"proposal": case.proposal.model_copy(update={"lump_sum": lump_sum, **wish})}
    )


def settling(advice: Advice) -> Option | None:
    return next((option for option in advice.options if option.kind == "settlement"), None)


def settled(case: Case, *before: Event, **fields: object) -> Case:
    last = Event.model_validate({"kind": "settled", "on": DAY, **fields})
    return case.model_copy(update={"events": (*before, last)})


@settings(max_examples=80)
@given(a_course())
def test_the_sum_is_the_cores_and_money_is_offered_only_where_it_is_hers(case: Case) -> None:
    advice = advice_for(case, TODAY)
    option = settling(advice)
    for lender in lenders(case):
        to, document = made(case, advice, lender), compose(case, advice, lender, "settlement")
        assert isinstance(document, Document) == (to.standing.settled is None)
        if isinstance(document, Fault):
            continue
        dues = {place.contract.first for place in to.own_positions if not place.matured}
        wanted = case.proposal.first_payment
        day = (
            option.end
            if option is not None
            else min([wanted if wanted and wanted > TODAY else soon(to, 15), *dues])
        )
        rows = [place.settled_on(day) for place in to.own_positions]
        known = sums_of_loans(to) | {sum(row.payment for row in rows)}
        for row in rows:
            known |= {row.payment, row.principal, row.interest, row.arrears}
        days = days_of_case(to) | dues | {day, answer_by(case, TODAY, day)}
        if option is not None:
            known, days = known | sums_of_plan(to, option), days | days_of_plan(to, option)
        names_only(document, known, days)
        text = render_text(document)
        assert sum(row.payment for row in rows) in amounts(text)
        assert ("结清全部欠款" in text) == (option is not None)
        if option is not None:
            plans = [option.plans[index] for index in to.loans]
            offers = sum(plan.schedule.total_payment for plan in plans)
            assert in_words(offers) in text
            cut = sum(max(0, plan.terms.principal - plan.schedule.total_payment) for plan in plans)
            assert (
                re.search(f"，本金 {re.escape(yuan(cut))}）|减免本金 {re.escape(yuan(cut))}", text)
                is not None
            ) == bool(cut)


def test_without_a_sum_at_hand_only_the_figure_is_asked_for() -> None:
    text = written(examples()["illness"])
    assert "请告知一次性结清的金额" in text
    assert "2026年12月8日结清" in text
    assert "合计：¥15,168.00（本金 ¥15,000.00，利息 ¥168.00）" in text
    assert "减免" not in text
    early = with_sum(examples()["illness"], None, first_payment=date(2026, 12, 1))
    assert "在2026年12月1日结清" in written(early)
    late = with_sum(examples()["illness"], None, first_payment=date(2027, 1, 20))
    assert "在2026年12月10日结清" in written(late)


def test_a_principal_cut_is_named_as_one() -> None:
    case = with_sum(examples()["overdue"], 1_200_000)
    option = settling(advice_for(case))
    assert option is not None
    text = written(case)
    assert f"减免其余 {yuan(option.waived)}（" in text
    assert f"，本金 {yuan(option.principal_waived)}）" in text
    assert "减免本金要由贷款人决定" in text
    assert "手上的钱不够付清全部" in text


def test_a_waiver_of_interest_and_penalty_touches_no_principal() -> None:
    case = with_sum(examples()["overdue"], 2_600_000 + 245_000)
    option = settling(advice_for(case))
    assert option is not None
    assert option.waived
    assert not option.principal_waived
    assert f"请求减免利息和罚息 {yuan(option.waived)}，不涉及本金" in written(case)
    sound = with_sum(examples()["illness"], 1_500_000 + 252_000)
    assert "请求减免利息 ¥168.00，不涉及本金" in written(sound)


def test_enough_money_asks_for_no_waiver() -> None:
    text = written(with_sum(examples()["illness"], 3_000_000))
    assert "一次性支付 ¥15,168.00" in text
    assert "减免" not in text


def test_money_that_must_stay_is_not_offered() -> None:
    case = with_sum(examples()["illness"], 100_000)
    assert advice_for(case).at_hand.usable == 0
    assert "结清全部欠款" not in written(case)


def test_an_instalment_that_falls_due_before_is_not_paid_twice() -> None:
    case = with_sum(examples()["illness"], 3_000_000, first_payment=date(2026, 12, 20))
    assert "2026年12月10日到期的一期如果已经付了，请在核定时扣除" in written(case)


def test_each_loan_of_the_lender_is_counted() -> None:
    case = examples()["illness"]
    second = case.loans[0].model_copy(update={"principal": 300_000, "number": "另一笔"})
    text = written(case.model_copy(update={"loans": (*case.loans, second)}))
    assert "借款1：¥15,168.00" in text
    assert "借款2：¥3,033.60" in text
    assert "合计：¥18,201.60" in text


def test_what_is_settled_is_not_asked_to_be_settled() -> None:
    case = settled(examples()["illness"])
    fault = compose(case, advice_for(case), None, "settlement")
    assert isinstance(fault, Fault)
    assert "结清证明" in fault.message


@settings(max_examples=80)
@given(a_course())
def test_the_proof_names_only_what_is_on_record(case: Case) -> None:
    for lender in lenders(case):
        to = made(
            case.model_copy(update={"settings": case.settings.model_copy(update={"as_of": TODAY})}),
            None,
            lender,
        )
        document = compose(case, None, lender, "settled_proof", as_of=TODAY)
        if isinstance(document, Fault):
            course = to.standing.settled
            assert course is None or course.on is None or len(to.loans) > 1
            continue
        names_only(document, sums_of_loans(to) | sums_of_course(to), days_of_case(to) | days_of_course(to))
        assert to.standing.settled is not None
        assert to.standing.settled.on is not None
        assert f"已在{chinese_date(to.standing.settled.on)}还清" in render_text(document)


def test_the_proof_is_asked_for_with_number_sum_and_day() -> None:
    case = settled(examples()["illness"], amount=123_456, reference="结 9 号")
    text = written(case, "settled_proof")
    assert "编号 示例2026001" in text
    assert "已在2026年11月20日还清" in text
    assert "最后一笔付款：2026年11月20日付 ¥1,234.56" in text
    assert "对方给的编号：结 9 号" in text
    assert "结清日期为2026年11月20日" in text
    assert "减免" not in text


def test_the_last_payment_on_record_stands_for_a_sum_that_was_not_typed() -> None:
    paid = [Event(kind="paid", on=date(2026, 11, day), amount=100 * day) for day in (1, 18, 22)]
    assert "最后一笔付款：2026年11月18日付 ¥18.00" in written(
        settled(examples()["illness"], *paid), "settled_proof"
    )
    assert "最后一笔付款" not in written(settled(examples()["illness"]), "settled_proof")


def test_what_was_waived_is_to_be_written_off_in_the_proof() -> None:
    agreed = Event(kind="agreed", on=date(2026, 6, 1), terms=Offer(waived=4_321))
    text = written(settled(examples()["illness"], agreed), "settled_proof")
    assert "约定减免的 ¥43.21，请在证明里写明不再收取" in text


def test_no_proof_before_the_last_payment_is_on_record() -> None:
    case = examples()["illness"]
    for one, where in ((case, "events"), (settled(case, on=None), "events.0.on")):
        fault = compose(one, advice_for(one), None, "settled_proof")
        assert isinstance(fault, Fault)
        assert fault.where == where


def test_of_several_loans_only_the_settled_ones_are_named() -> None:
    case = examples()["illness"]
    second = case.loans[0].model_copy(update={"number": "另一笔", "principal": 0})
    fault = compose(
        settled(case.model_copy(update={"loans": (case.loans[0], case.loans[0])})), None, None, "settled_proof", date(2026, 11, 23)
    )  # fmt: skip
    assert isinstance(fault, Fault)
    assert fault.where == "loans"
    two = settled(case.model_copy(update={"loans": (*case.loans, second)}))
    document = compose(two, None, None, "settled_proof", as_of=date(2026, 11, 23))
    assert isinstance(document, Document)
    text = render_text(document)
    assert "涉及借款：借呗，编号 另一笔" in text
    assert case.loans[0].number not in text


def test_the_proof_promises_nothing_and_needs_no_plan() -> None:
    case = settled(examples()["illness"])
    old = case.loans[0].model_copy(
        update={"overdue_since": date(2022, 1, 1), "overdue_interest": 1, "daily_rate": None}
    )
    document = compose(
        case.model_copy(update={"loans": (old,)}), None, None, "settled_proof", as_of=date(2026, 11, 23)
    )
    assert isinstance(document, Document)


@pytest.mark.parametrize("kind", ["settlement", "settled_proof"])
def test_a_masked_copy_keeps_every_figure(kind: str) -> None:
    case = (
        with_sum(examples()["overdue"], 1_200_000)
        if kind == "settlement"
        else settled(examples()["overdue"], amount=1)
    )
    assert case.person.name not in written(masked(case), kind)
    assert amounts(written(masked(case), kind)) == amounts(written(case, kind))
