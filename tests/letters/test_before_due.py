"""The extension before the due date: only while nothing is overdue, and with what is paid on the old due date."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings

from jiebei.case.faults import Fault
from jiebei.case.records import Case, Event, PlanKind
from jiebei.content.examples import examples
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import in_words, yuan
from jiebei.letters.commission import answer_by, lenders, masked
from jiebei.letters.compose import compose
from jiebei.letters.document import Document
from jiebei.letters.paper.plain import render_text
from jiebei.plan.advice import advise
from jiebei.plan.options import Advice, merged
from tests.letters.reading import (
    amounts,
    body,
    days_of_case,
    days_of_plan,
    days_until_answered,
    made,
    names_only,
    pages,
    sums_of_loans,
    sums_of_plan,
    sums_until_answered,
)
from tests.strategies import TODAY, a_course

TIME_ONLY = {"extension", "reinstalment", "interest_only", "step_up", "down_payment"}


def advice_for(case: Case, on: date | None = None) -> Advice:
    found = advise(case, on or case.settings.as_of or TODAY)
    assert isinstance(found, Advice)
    return found


def written(case: Case, lender: str | None = None) -> str:
    document = compose(case, advice_for(case), lender, "before_due")
    assert isinstance(document, Document), document
    return render_text(document)


def refused(case: Case) -> Fault:
    fault = compose(case, advice_for(case), None, "before_due")
    assert isinstance(fault, Fault)
    return fault


def wishing(case: Case, **wish: object) -> Case:
    return case.model_copy(update={"proposal": case.proposal.model_copy(update=wish)})


@settings(max_examples=60)
@given(a_course())
def test_it_names_only_its_own_figures_and_stands_only_where_nothing_is_overdue(case: Case) -> None:
    advice = advice_for(case, TODAY)
    for option in advice.options:
        chosen = wishing(case, kind=option.kind)
        for lender in lenders(chosen):
            document = compose(chosen, advice, lender, "before_due")
            if isinstance(document, Fault):
                continue
            to = made(chosen, advice, lender)
            assert option.kind in TIME_ONLY
            assert not any(place.due_now for place in to.own_positions)
            assert to.standing.agreed is None
            assert not to.standing.missed
            present = [place.present for place in to.own_positions]
            due = min(place.contract.first for place in to.own_positions)
            days = days_of_case(to) | days_of_plan(to, option) | {answer_by(chosen, TODAY, due)}
            days |= {schedule.rows[0].date for schedule in present} | {schedule.end for schedule in present}
            first = {schedule.rows[0].payment for schedule in present}
            days |= days_until_answered(to, option)
            sums = sums_of_plan(to, option) | sums_of_loans(to) | sums_until_answered(to, option)
            names_only(document, sums | first, days)
            text = render_text(document)
            assert {row.payment for plan in to.own_plans for row in plan.schedule.rows} <= amounts(text)
            assert f"{chinese_date(due)}有一期到期" in text


@pytest.mark.parametrize("name", ["illness", "offer_too_high", "refused_twice"])
def test_it_says_which_due_date_to_when_and_what_is_paid_meanwhile(name: str) -> None:
    case = examples()[name]
    text, advice = written(case), advice_for(case)
    option, place = advice.option(), advice.positions[0]
    first = option.instalments[0]
    assert f"原来：{chinese_date(place.contract.first)}应还约 {yuan(place.present.rows[0].payment)}" in text
    assert f"最后一期 {chinese_date(place.present.end)}" in text
    assert (
        f"请求：{chinese_date(first.date)}还 {yuan(first.payment)}，最后一期 {chinese_date(option.end)}"
        in text
    )
    assert (
        f"我会先还 {yuan(first.payment)}，差额 {yuan(place.present.rows[0].payment - first.payment)} 请列入"
        in text
    )
    assert in_words(option.total) in text
    assert "利息照常计算：日利率" in text
    assert "不算逾期，请不计收罚息" in text
    assert "第六百七十八条" in text
    document = compose(case, advice, None, "before_due")
    assert isinstance(document, Document)
    assert pages(body(document)) == 1


def test_money_that_comes_later_is_said_to_come_later() -> None:
    case = wishing(examples()["illness"], first_payment=date(2026, 12, 22))
    text = written(case)
    first = advice_for(case).option().instalments[0]
    assert first.date == date(2026, 12, 22)
    assert f"我会在2026年12月22日先还 {yuan(first.payment)}" in text
    assert "2026年12月8日前书面答复" in text


def test_a_sum_at_hand_is_not_promised_before_there_is_an_answer() -> None:
    case = wishing(examples()["illness"], lump_sum=600_000, kind="down_payment")
    advice = advice_for(case)
    assert advice.option("down_payment").kind == "down_payment"
    assert "先还 ¥6,000.00" not in written(case)


def test_what_is_not_known_of_the_contract_is_not_stated() -> None:
    case = examples()["illness"]
    loan = case.loans[0].model_copy(update={"periods_left": None})
    budget = case.budget.model_copy(update={"affordable": 120_000})
    vague = case.model_copy(update={"loans": (loan,), "budget": budget})
    text, place = written(vague), advice_for(vague).positions[0]
    assert "原来：2026年12月10日应还一期\n" in text
    assert yuan(place.present.rows[0].payment) not in text
    assert "2026年12月10日有一期到期；还没有答复的，我会先还" in text
    assert "差额" not in text


def test_two_loans_with_one_lender_are_told_apart() -> None:
    case = examples()["illness"]
    second = case.loans[0].model_copy(
        update={"principal": 300_000, "next_due": date(2026, 12, 5), "number": "另一笔"}
    )
    two = case.model_copy(update={"loans": (*case.loans, second)})
    text = written(two)
    assert "涉及借款2：借呗，编号 另一笔" in text
    assert "借款1原来：2026年12月10日" in text
    assert "借款2原来：2026年12月5日" in text
    assert "2026年12月5日有一期到期" in text
    assert text.count("利息照常计算：日利率 0.04%") == 1
    for plan in advice_for(two).option().plans:
        assert yuan(merged([plan.schedule])[0].payment) in text
    dearer = second.model_copy(update={"daily_rate": second.daily_rate and second.daily_rate * 2})
    apart = written(case.model_copy(update={"loans": (*case.loans, dearer)}))
    assert "借款1 日利率 0.04%" in apart
    assert "借款2 日利率 0.08%" in apart


@pytest.mark.parametrize("name", ["overdue", "missed_one"])
def test_where_something_is_overdue_another_letter_is_named(name: str) -> None:
    case = examples()[name].model_copy(update={"events": ()})
    fault = refused(case)
    assert fault.where == "loans"
    assert "request" in fault.message


@pytest.mark.parametrize(
    ("name", "kind"), [("job_loss", None), ("platform_worker", None), ("illness", "settlement")]
)
def test_what_is_more_than_time_is_not_an_extension(name: str, kind: PlanKind | None) -> None:
    case = wishing(examples()[name], kind=kind, lump_sum=900_000 if kind else None)
    fault = refused(case)
    assert fault.where == "proposal.kind"
    assert "request" in fault.message


def test_twice_the_original_term_is_not_an_extension() -> None:
    case = examples()["illness"]
    short = case.loans[0].model_copy(
        update={"original_periods": 3, "periods_left": 3, "principal": 1_500_000}
    )
    fault = refused(case.model_copy(update={"loans": (short,)}))
    assert fault.where == "proposal.kind"
    assert "重新约定" in fault.message


def test_who_can_pay_needs_no_extension() -> None:
    case = examples()["illness"]
    rich = case.budget.model_copy(update={"affordable": 300_000, "income": (), "essentials": ()})
    assert refused(case.model_copy(update={"budget": rich})).where == "proposal"


def test_what_happened_before_is_not_passed_over() -> None:
    case = examples()["illness"]
    lender, day = lenders(case)[0], date(2026, 11, 1)
    for kind, where in (("agreed", "events"), ("settled", "events")):
        event = Event.model_validate({"kind": kind, "on": day, "lender": lender})
        assert refused(case.model_copy(update={"events": (event,)})).where == where
    later = Event(kind="agreed", on=date(2026, 11, 23) + timedelta(1), lender=lender)
    assert written(case.model_copy(update={"events": (later,)}))


def test_a_masked_copy_keeps_every_figure() -> None:
    case = examples()["illness"]
    assert case.person.name not in written(masked(case))
    assert amounts(written(masked(case))) == amounts(written(case))
