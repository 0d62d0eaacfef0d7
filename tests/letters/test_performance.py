"""Under an agreement: what was missed is told openly, and penalty is asked to stop only where the agreement was kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings

from jiebei.answer.assessment import lacking, payments_of
from jiebei.case.faults import Fault
from jiebei.case.records import Case, Event, Hardship, Offer
from jiebei.content.examples import examples
from jiebei.counting.due_dates import add_months, chinese_date
from jiebei.counting.money import in_words, yuan
from jiebei.keep.course import standing
from jiebei.letters.commission import lenders, masked
from jiebei.letters.compose import compose
from jiebei.letters.document import Annex, Document
from jiebei.letters.paper.plain import render_text
from jiebei.plan.advice import advise
from jiebei.plan.options import Advice, merged
from tests.letters.reading import (
    amounts,
    body,
    dates,
    days_of_case,
    days_of_course,
    days_of_plan,
    days_until_answered,
    made,
    names_only,
    pages,
    sums_of_course,
    sums_of_loans,
    sums_of_plan,
    sums_until_answered,
)
from tests.strategies import TODAY, a_course

AGREED = date(2026, 6, 15)
TERMS = Offer(
    received=AGREED,
    instalments=24,
    amount=60_000,
    first_date=date(2026, 7, 10),
    waived=3_000,
    in_writing=True,
)


def advice_for(case: Case, on: date | None = None) -> Advice:
    found = advise(case, on or case.settings.as_of or TODAY)
    assert isinstance(found, Advice)
    return found


def happened(*events: Event, name: str = "illness", terms: Offer | None = TERMS) -> Case:
    """An example with an agreement of June, and what happened after it."""
    case = examples()[name]
    agreed = Event(kind="agreed", on=AGREED, terms=terms, reference="协议 7 号")
    return case.model_copy(update={"events": (agreed, *events)})


def paid(count: int, amount: int | None = 60_000) -> list[Event]:
    return [
        Event(kind="paid", on=add_months(date(2026, 7, 10), month), amount=amount) for month in range(count)
    ]


def missing(case: Case) -> Case:
    """The same with one instalment overdue on the loan itself."""
    late = {
        "overdue_principal": 50_000,
        "overdue_interest": 9_000,
        "penalty": 191,
        "overdue_since": date(2026, 11, 10),
    }
    return case.model_copy(update={"loans": (case.loans[0].model_copy(update=late),)})


def written(case: Case, kind: str) -> Document:
    document = compose(case, advice_for(case), None, kind)
    assert isinstance(document, Document), document
    return document


def refused(case: Case, kind: str) -> Fault:
    fault = compose(case, advice_for(case), None, kind)
    assert isinstance(fault, Fault)
    return fault


MISSED = Event(kind="missed", on=date(2026, 11, 10), amount=60_000, note="孩子住院，钱垫了医药费")
CHANGED = Event(kind="changed", on=date(2026, 11, 20), note="单位又减薪")


@settings(max_examples=80)
@given(a_course())
def test_each_letter_names_only_the_courses_figures_and_the_plans(case: Case) -> None:
    advice = advice_for(case, TODAY)
    for option in advice.options:
        chosen = case.model_copy(update={"proposal": case.proposal.model_copy(update={"kind": option.kind})})
        for lender in lenders(chosen):
            to = made(chosen, advice, lender)
            course = to.standing
            known, days = sums_of_course(to) | sums_of_loans(to), days_of_course(to) | days_of_case(to)
            document = compose(chosen, advice, lender, "missed")
            if isinstance(document, Document):
                assert course.agreed is not None
                assert course.missed or course.changed
                names_only(
                    document,
                    known | sums_of_plan(to, option) | sums_until_answered(to, option),
                    days | days_of_plan(to, option) | days_until_answered(to, option),
                )
                text = render_text(document)
                # A broken agreement is never hidden: each instalment missed, and its sum, stands in the letter.
                assert {event.on for event in course.missed if event.on} <= dates(text)
                assert {event.amount for event in course.missed if event.amount} <= amounts(text)
                assert ("没有按时付" in text) == bool(course.missed)
                total = sum(row.payment for row in merged([plan.schedule for plan in to.own_plans]))
                assert not total or in_words(total) in text
            kept = compose(chosen, advice, lender, "stop_penalty")
            if isinstance(kept, Document):
                assert course.agreed is not None
                assert course.payments
                assert not course.missed
                names_only(kept, known, days)
                text = render_text(kept)
                assert {event.amount for event in course.payments} | {course.paid} <= amounts(text)
                assert {event.on for event in course.payments} <= dates(text)
                terms = course.agreed.terms
                if "应付" in text:
                    assert terms is not None
                    assert course.paid >= sum(amount for day, amount in payments_of(terms) if day <= TODAY)


def test_the_missed_instalment_the_agreement_and_the_new_plan_stand_in_the_letter() -> None:
    case = missing(happened(*paid(4), MISSED))
    document = written(case, "missed")
    text, advice = render_text(document), advice_for(case)
    assert "在2026年6月15日达成过还款约定，其中2026年11月10日应付的 ¥600.00 没有按时付" in text
    assert "漏付：2026年11月10日，应付 ¥600.00，没有付" in text
    assert "约定编号：协议 7 号" in text
    assert "24 期，每期 ¥600.00，第一期 2026年7月10日" in text
    assert "共 4 笔 ¥2,400.00" in text
    assert "孩子住院，钱垫了医药费。" in text
    assert "不因这次漏付终止，也不宣布借款提前到期" in text
    assert "已经约定减免的 ¥30.00 请继续有效" in text
    assert in_words(advice.option().total) in text
    # So small a penalty is not worth a request.
    assert "减免罚息" not in text
    assert pages(body(document)) <= 2


def test_a_change_is_told_without_an_instalment_that_was_not_missed() -> None:
    text = render_text(written(happened(*paid(5), CHANGED), "missed"))
    assert "现在情况有变化" in text
    assert "单位又减薪。" in text
    assert "漏付" not in text
    assert "没有按时付" not in text
    without = render_text(written(happened(*paid(5), CHANGED, terms=None), "missed"))
    assert "减免" not in without.replace("不请求减免本金", "")
    assert "约定的分期" not in without


def test_an_agreement_known_from_her_note_only_is_told_in_her_words() -> None:
    noted = Event(kind="agreed", on=AGREED, note="客服说每月先还 500")
    case = examples()["illness"].model_copy(
        update={"events": (noted, CHANGED.model_copy(update={"on": None}))}
    )
    text = render_text(written(case, "missed"))
    assert "约定内容：客服说每月先还 500。" in text
    assert "约定编号" not in text


@pytest.mark.parametrize("kind", ["missed", "stop_penalty"])
def test_an_agreement_without_its_day_is_to_be_dated_first(kind: str) -> None:
    undated = Event(kind="agreed", note="客服说每月先还 500")
    case = examples()["illness"].model_copy(update={"events": (*paid(2), undated)})
    assert refused(case, kind).where == "events.2.on"


def test_a_reason_that_was_not_given_is_left_for_her_hand() -> None:
    case = happened(*paid(5), CHANGED.model_copy(update={"note": ""})).model_copy(
        update={"hardship": Hardship()}
    )
    assert "（请写明发生了什么" in render_text(written(case, "missed"))
    assert "（请写明发生了什么" not in render_text(written(happened(*paid(5), CHANGED), "missed"))


def test_making_good_in_one_go_is_the_plan_where_she_can() -> None:
    case = missing(happened(*paid(4), MISSED))
    able = case.model_copy(update={"budget": case.budget.model_copy(update={"affordable": 300_000, "income": (),
                                                                            "essentials": ()})})  # fmt: skip
    advice = advice_for(able)
    assert advice.recommended == "catch_up"
    text = render_text(written(able, "missed"))
    assert f"补上已逾期的 {yuan(advice.due_now)}，其余照现行计划偿还" in text
    assert "漏付的和余下的欠款，请一起安排" not in text


def test_without_an_agreement_or_anything_missed_there_is_nothing_to_write() -> None:
    case = examples()["illness"]
    assert "谈成了" in refused(case, "missed").message
    assert "谈成了" in refused(case, "stop_penalty").message
    assert "没有漏付" in refused(happened(*paid(5)), "missed").message
    assert refused(happened(*paid(4), MISSED), "missed").where == "loans.0.overdue_principal"
    undated = happened(Event(kind="paid", amount=60_000), CHANGED)
    assert refused(undated, "missed").where == "events.1"
    gone = happened(*paid(5), CHANGED, Event(kind="settled", on=date(2026, 11, 22)))
    assert "结清证明" in refused(gone, "missed").message
    assert "结清证明" in refused(gone, "stop_penalty").message
    payable = happened(*paid(5), CHANGED)
    payable = payable.model_copy(
        update={
            "budget": payable.budget.model_copy(
                update={"affordable": 300_000, "income": (), "essentials": ()}
            )
        }
    )
    assert refused(payable, "missed").where == "proposal"


def test_penalty_is_asked_to_stop_with_every_payment_in_the_letter() -> None:
    document = written(happened(*paid(5)), "stop_penalty")
    text = render_text(document)
    for month in range(5):
        assert f"{chinese_date(add_months(date(2026, 7, 10), month))}付 ¥600.00" in text
    assert "共 5 笔 ¥3,000.00" in text
    assert "到今天按约定应付贵公司的，我都已经付了" in text
    assert "自2026年6月15日的约定起" in text
    assert "请书面确认到2026年11月23日的余额" in text
    assert "附件" not in text
    assert pages(document) == 1


def test_many_payments_stand_in_an_annex() -> None:
    weekly = [Event(kind="paid", on=AGREED + timedelta(7 * week), amount=20_001) for week in range(1, 20)]
    for kind, case in (("stop_penalty", happened(*weekly)), ("missed", happened(*weekly, CHANGED))):
        document = written(case, kind)
        text = render_text(document)
        labels = [block.label for block in document.blocks if isinstance(block, Annex)]
        assert labels == (["附件1"] if kind == "stop_penalty" else ["附件1", "附件2"])
        assert f"已付 19 笔，共 {yuan(19 * 20_001)}，明细见{labels[-1]}" in text
        assert {AGREED + timedelta(7 * week) for week in range(1, 20)} <= dates(text)


def test_without_known_terms_nothing_is_said_of_what_was_due() -> None:
    text = render_text(written(happened(*paid(1), terms=None), "stop_penalty"))
    assert "我已向贵公司付了下面列出的款项" in text
    assert "应付" not in text


def test_who_is_behind_does_not_claim_to_perform() -> None:
    short = refused(happened(*paid(4)), "stop_penalty")
    assert short.where == "events"
    assert yuan(5 * 60_000) in short.message
    assert yuan(60_000) in short.message
    assert "没还上" in refused(missing(happened(*paid(4), MISSED)), "stop_penalty").message
    assert "还没有按约定还款的记录" in refused(happened(), "stop_penalty").message
    assert (
        refused(happened(*paid(4), Event(kind="paid", on=date(2026, 11, 10))), "stop_penalty").where
        == "events.5"
    )


def test_penalty_can_be_asked_to_stop_before_the_case_is_complete() -> None:
    case = happened(*paid(5))
    blank = case.model_copy(update={"loans": (case.loans[0].model_copy(update={"daily_rate": None}),)})
    assert isinstance(compose(blank, None, None, "stop_penalty", as_of=date(2026, 11, 23)), Document)


def test_the_course_keeps_what_was_paid_and_changed_since_the_agreement() -> None:
    before = Event(kind="paid", on=date(2026, 6, 1), amount=1)
    case = happened(*paid(2), CHANGED)
    case = case.model_copy(update={"events": (before, *case.events)})
    found = standing(case, lenders(case)[0], date(2026, 11, 23))
    assert found.payments == tuple(paid(2))
    assert found.paid == 120_000
    assert found.changes == (CHANGED,)
    assert found.changed
    assert not standing(case, lenders(case)[0], date(2026, 11, 19)).changed
    assert standing(case, lenders(case)[0], date(2026, 6, 2)).paid == 1


def test_a_new_agreement_after_a_settlement_counts_alone() -> None:
    settled = Event(kind="settled", on=date(2026, 6, 1))
    case = happened(*paid(5))
    case = case.model_copy(update={"events": (settled, *case.events)})
    assert standing(case, lenders(case)[0], date(2026, 6, 2)).settled == settled
    assert standing(case, lenders(case)[0], date(2026, 11, 23)).settled is None


@pytest.mark.parametrize("kind", ["missed", "stop_penalty"])
def test_a_masked_copy_keeps_every_figure(kind: str) -> None:
    case = missing(happened(*paid(4), MISSED)) if kind == "missed" else happened(*paid(5))
    plain, hidden = render_text(written(case, kind)), render_text(written(masked(case), kind))
    assert case.person.name not in hidden
    assert amounts(plain) == amounts(hidden)


def test_the_example_that_missed_one_gets_its_letter() -> None:
    case = examples()["missed_one"]
    text = render_text(written(case, "missed"))
    assert "2026年11月20日应付的 ¥1,230.00 没有按时付" in text
    assert "已经约定减免" not in text
    assert case.events[1].terms is not None
    assert not lacking(case.events[1].terms)
