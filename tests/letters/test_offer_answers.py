"""The answers to an offer: which can be written follows from its figures, and every figure is the offer's or the core's."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings

from jiebei.answer.assessment import Assessment, assess, payments_of
from jiebei.case.faults import Fault
from jiebei.case.labels import AGREEMENT
from jiebei.case.records import Budget, Case, Event, LogEntry, Offer
from jiebei.content.examples import examples
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import in_words, yuan
from jiebei.letters.commission import lenders, masked
from jiebei.letters.compose import compose
from jiebei.letters.document import Annex, Document, Table
from jiebei.letters.offer_answer import countering
from jiebei.letters.paper.plain import render_text
from jiebei.plan.advice import advise
from jiebei.plan.options import Advice, merged, month_of, monthly_totals
from tests.letters.reading import (
    amounts,
    assessed,
    body,
    days_of_assessment,
    days_of_case,
    days_of_course,
    days_of_plan,
    days_of_terms,
    days_until_answered,
    made,
    months,
    names_only,
    pages,
    sums_of_assessment,
    sums_of_course,
    sums_of_household,
    sums_of_loans,
    sums_of_plan,
    sums_of_terms,
    sums_until_answered,
)
from tests.strategies import TODAY, a_course

ANSWERS = ("accept", "ask_terms", "counter", "decline")
FITS = {"accept": {"accept"}, "ask": {"ask_terms"}, "decline": {"counter", "decline"}}


def advice_for(case: Case, on: date | None = None) -> Advice:
    found = advise(case, on or case.settings.as_of or TODAY)
    assert isinstance(found, Advice)
    return found


def offered(name: str = "illness", **terms: object) -> Case:
    """An example with one open offer: 12 instalments of 1,300.00 in writing, unless said otherwise."""
    case = examples()[name]
    assert case.settings.as_of is not None
    usual: dict[str, object] = {
        "lender": lenders(case)[0],
        "received": case.settings.as_of - timedelta(2),
        "instalments": 12,
        "amount": 130_000,
        "first_date": date(2026, 12, 10),
        "in_writing": True,
    }
    return case.model_copy(update={"offers": (Offer(**{**usual, **terms}),)})  # type: ignore[arg-type]


def answer_of(case: Case) -> str:
    found = assess(case, advice_for(case), case.offers[0])
    assert isinstance(found, Assessment)
    return found.answer


def written(case: Case, kind: str) -> Document:
    document = compose(case, advice_for(case), None, kind)
    assert isinstance(document, Document), document
    return document


def refused(case: Case, kind: str) -> Fault:
    fault = compose(case, advice_for(case), None, kind)
    assert isinstance(fault, Fault)
    return fault


def annexed(document: Document) -> list[tuple[str, ...]]:
    starts = next(place for place, block in enumerate(document.blocks) if isinstance(block, Annex))
    table = next(block for block in document.blocks[starts:] if isinstance(block, Table))
    return [tuple(row[1:3]) for row in table.rows]


@settings(max_examples=60)
@given(a_course())
def test_each_answer_names_only_the_offers_figures_and_the_cores(case: Case) -> None:
    advice = advice_for(case, TODAY)
    for lender in lenders(case):
        to = made(case, advice, lender)
        found, offer = assessed(to), to.standing.offer
        documents = {kind: compose(case, advice, lender, kind) for kind in ANSWERS}
        could = {kind for kind, document in documents.items() if isinstance(document, Document)}
        if found is None or offer is None:
            assert not could
            continue
        # A counter-offer needs a plan of hers as well.
        assert FITS[found.answer] - {"counter"} <= could <= FITS[found.answer]
        known = sums_of_loans(to) | sums_of_household(to) | sums_of_terms(offer)
        known |= sums_of_assessment(to, found) | sums_of_course(to)
        days = days_of_case(to) | days_of_terms(offer) | days_of_assessment(to, found) | days_of_course(to)
        plan = countering(to)
        for kind, document in documents.items():
            if isinstance(document, Fault):
                continue
            hers = kind == "counter"
            names_only(
                document,
                known | (sums_of_plan(to, plan) | sums_until_answered(to, plan) if hers else set()),
                days | (days_of_plan(to, plan) | days_until_answered(to, plan) if hers else set()),
            )
            text = render_text(document)
            paid = [sum_ for _, sum_ in payments_of(offer)]
            assert {*paid, sum(paid), offer.waived} - {0} <= amounts(text)
            assert months(text) <= ({found.breaks.first} if found.breaks is not None else set())
            if offer.conditions.strip():
                assert offer.conditions in text
            if kind in {"accept", "ask_terms"}:
                assert annexed(document) == [
                    (chinese_date(day), yuan(sum_)) for day, sum_ in payments_of(offer)
                ]


@settings(max_examples=60)
@given(a_course())
def test_a_counter_offer_asks_no_more_of_her_than_she_says_she_can_pay(case: Case) -> None:
    advice = advice_for(case, TODAY)
    for option in advice.options:
        chosen = case.model_copy(update={"proposal": case.proposal.model_copy(update={"kind": option.kind})})
        for lender in lenders(chosen):
            to, document = made(chosen, advice, lender), compose(chosen, advice, lender, "counter")
            found = assessed(to)
            if isinstance(document, Fault) or found is None or found.breaks is None:
                continue
            plan, breaks = countering(to), found.breaks
            rows = merged([plan.plans[index].schedule for index in to.loans])
            at_once = sum(plan.plans[index].first_payment for index in to.loans)
            asked = monthly_totals(rows, advice.month_day)
            asked[month_of(rows[0].date, advice.month_day)] -= at_once
            assert max(asked.values()) <= plan.affordable
            assert at_once <= advice.at_hand.usable
            if len(lenders(chosen)) == 1 and breaks.on is None and advice.month_day == 1:
                # With one lender all she can pay is for it: what she says of that month is what her plan keeps to.
                month = (breaks.first.year, breaks.first.month)
                later = chosen.proposal.later_payment if plan.kind == "step_up" else None
                assert asked.get(month, 0) <= max(breaks.can_pay, later or 0)


def test_an_acceptance_restates_the_offer_to_the_fen() -> None:
    case = offered(amount=100_001, instalments=15, last_amount=100_123, down_payment=100_000,
                   down_payment_date=date(2026, 11, 30))  # fmt: skip
    assert answer_of(case) == "accept"
    document = written(case, "accept")
    text, total = render_text(document), 100_000 + 14 * 100_001 + 100_123
    assert annexed(document) == [(chinese_date(day), yuan(fen)) for day, fen in payments_of(case.offers[0])]
    assert yuan(total) in text
    assert in_words(total) in text
    assert "先付：2026年11月30日付 ¥1,000.00" in text
    assert "15 期，每期 ¥1,000.01，最后一期 ¥1,001.23，第一期 2026年12月10日" in text
    assert "在收到书面确认以后付" in text
    assert "不向任何个人账户付款" in text
    for point in AGREEMENT.values():
        if "每期的金额" not in point and "收款账户" not in point:
            assert point.removeprefix("写明") in text


def test_what_an_offer_leaves_uncovered_is_to_be_written_off() -> None:
    case = offered(amount=127_000)
    found = assess(case, advice_for(case), case.offers[0])
    assert isinstance(found, Assessment)
    assert (found.answer, found.uncovered > 100) == ("accept", True)
    assert f"少 {yuan(found.uncovered)}" in render_text(written(case, "accept"))
    assert "算全部结清，这部分不再收取" not in render_text(written(offered(amount=135_071), "accept"))


ANSWERED = {
    "in writing and payable": (offered(), "accept"),
    "not in writing": (offered(in_writing=False), "ask"),
    "with a condition": (offered(conditions="先撤回申请"), "ask"),
    "something left open": (offered(instalments=6), "ask"),
    "a little too much": (offered(amount=138_000), "ask"),
    "too high": (offered(amount=200_000), "decline"),
    "far too much in all": (offered(instalments=24), "decline"),
    "from a sum she has not": (offered(down_payment=900_000), "decline"),
}


@pytest.mark.parametrize(("case", "answer"), ANSWERED.values(), ids=ANSWERED)
def test_only_the_answer_that_the_figures_support_is_written(case: Case, answer: str) -> None:
    assert answer_of(case) == answer
    for kind in ANSWERS:
        document = compose(case, advice_for(case), None, kind)
        assert isinstance(document, Document) == (kind in FITS[answer])
        if isinstance(document, Fault):
            assert document.where == "offers"
            assert document.message.endswith("。")
        else:
            assert pages(body(document)) <= 2
            assert document.salutation.endswith(lenders(case)[0])


def test_why_an_offer_is_not_accepted_is_told_with_the_figure() -> None:
    fault = refused(offered(amount=200_000), "accept")
    assert "2026年12月要付 ¥2,000.00" in fault.message
    assert yuan(200_000 - 138_000) in fault.message
    assert refused(offered(amount=200_000), "ask_terms").message == fault.message


def test_what_is_open_is_asked_point_by_point_and_nothing_accepted() -> None:
    case = offered(instalments=6, in_writing=False, conditions="先撤回申请", waived=5_000)
    text = render_text(written(case, "ask_terms"))
    advice = advice_for(case)
    assert yuan(advice.owed - 6 * 130_000 - 5_000) in text
    assert "请把这个方案写成书面" in text
    assert text.count("“先撤回申请”") == 2
    assert "减免会不会因此作废" in text
    assert "我接受" not in text
    assert "不是接受，也不是拒绝" in text
    assert "减免会不会因此作废" not in render_text(written(offered(conditions="先撤回申请"), "ask_terms"))
    excess = offered(amount=138_000)
    found = assess(excess, advice_for(excess), excess.offers[0])
    assert isinstance(found, Assessment)
    assert f"多出 {yuan(found.excess)}" in render_text(written(excess, "ask_terms"))


def test_a_counter_offer_says_where_it_breaks_and_puts_one_plan_in_its_place() -> None:
    case = examples()["offer_too_high"]
    document = written(case, "counter")
    text, advice = render_text(document), advice_for(case)
    assert "2026年11月要付 ¥5,000.00，而我当月留出必要生活费以后，能付的是 ¥1,800.00，差 ¥3,200.00" in text
    assert "“首付后才停止催收”" in text
    assert annexed(document) == [
        (chinese_date(row.date), yuan(row.payment)) for row in advice.option().instalments
    ]
    assert in_words(advice.option().total) in text
    assert "单位减薪三成" in text


def test_after_her_plan_was_asked_for_the_next_one_she_can_keep_is_put_forward() -> None:
    case = offered(amount=400_000)
    loan = case.loans[0].model_copy(
        update={"overdue_principal": 120_000, "overdue_interest": 6_000, "overdue_since": date(2026, 11, 1)}
    )
    budget = Budget(affordable=280_000)
    case = case.model_copy(update={"loans": (loan,), "budget": budget})
    advice = advice_for(case)
    assert advice.fallback is not None
    assert (advice.recommended, advice.fallback.kind) == ("catch_up", "extension")
    assert countering(made(case, advice, lenders(case)[0])).kind == advice.recommended
    sent = Event(kind="sent", on=date(2026, 11, 3), letter="request", lender=lenders(case)[0])
    after = case.model_copy(update={"events": (sent,)})
    assert countering(made(after, advice, lenders(case)[0])) is advice.fallback
    assert chinese_date(advice.fallback.end) in render_text(written(after, "counter"))
    other = case.model_copy(update={"events": (sent.model_copy(update={"plan": "token"}),)})
    assert countering(made(other, advice, lenders(case)[0])).kind == advice.recommended
    proof = case.model_copy(update={"events": (sent.model_copy(update={"letter": "settled_proof"}),)})
    assert countering(made(proof, advice, lenders(case)[0])).kind == advice.recommended


def test_a_fallback_beyond_what_the_letter_says_she_can_pay_is_not_put_forward() -> None:
    case = offered("missed_one", amount=250_000)
    sent = Event(kind="sent", on=date(2026, 11, 3), letter="request", lender=lenders(case)[0])
    after = case.model_copy(update={"events": (sent,)})
    advice = advice_for(after)
    assert advice.fallback is not None
    assert advice.fallback.closes
    assert advice.fallback.heaviest_regular_month > advice.affordable.amount
    assert countering(made(after, advice, lenders(case)[0])) is advice.option()


def test_who_can_keep_her_contract_has_no_counter_offer() -> None:
    case = offered(amount=200_000)
    rich = case.model_copy(
        update={"budget": case.budget.model_copy(update={"affordable": 300_000, "income": (), "essentials": ()}),
                "offers": (case.offers[0].model_copy(update={"amount": 400_000}),)}
    )  # fmt: skip
    assert refused(rich, "counter").where == "proposal"
    assert isinstance(compose(rich, advice_for(rich), None, "decline"), Document)


def test_declining_gives_the_reason_and_no_plan() -> None:
    case = offered(amount=200_000)
    text = render_text(written(case, "decline"))
    assert "差 ¥620.00" in text
    assert "附件" not in text
    assert "没有采用" not in text
    assert "愿意继续协商" in text
    sent = Event(kind="sent", on=date(2026, 11, 1), letter="request", lender=lenders(case)[0])
    after = render_text(written(case.model_copy(update={"events": (sent,)}), "decline"))
    assert "我在2026年11月1日提出的申请，请书面说明原因" in after
    dear = render_text(written(offered(instalments=24), "decline"))
    assert "请复核这个方案的金额" in dear
    assert "我能做到的安排" not in dear


def test_a_broken_agreement_is_told_in_the_answer_to_a_new_offer() -> None:
    case = examples()["missed_one"]
    new = offered("missed_one", amount=250_000).offers[0]
    both = case.model_copy(update={"offers": (*case.offers, new)})
    for kind in ("counter", "decline"):
        assert "在2026年9月14日达成过还款约定，其中2026年11月20日应付的 ¥1,230.00 没有按时付" in render_text(
            written(both, kind)
        )


def test_money_that_comes_after_the_payment_is_said_to_come_later() -> None:
    case = offered(first_date=date(2026, 12, 1))
    waits = case.model_copy(update={"budget": case.budget.model_copy(update={"payday": 15})})
    text = render_text(written(waits, "counter"))
    assert "2026年12月1日要付 ¥1,300.00，而我的收入要到2026年12月15日才到账，差 ¥1,300.00" in text


def test_a_wage_that_the_down_payment_took_is_not_counted_twice() -> None:
    case = offered(down_payment=100_000, down_payment_date=date(2026, 12, 11), first_date=date(2026, 12, 20))
    paid = case.model_copy(update={"budget": case.budget.model_copy(update={"payday": 10})})
    text = render_text(written(paid, "decline"))
    assert "2026年12月20日要付 ¥1,300.00，而我同一笔收入先付了 ¥1,000.00 以后" in text
    assert "能付的是 ¥380.00，差 ¥920.00" in text


def test_a_lender_of_several_is_told_its_own_share_only() -> None:
    case = offered("several_lenders", amount=200_000)
    advice = advice_for(case)
    text = render_text(written(case, "decline"))
    assert yuan(advice.shares[0]) in text
    assert yuan(advice.shares[1]) not in text
    assert "和其他各家的还款以后，能付贵公司的是" in text


def test_a_bank_is_addressed_as_one() -> None:
    case = offered("several_lenders", lender="示例银行股份有限公司", amount=300_000)
    document = compose(case, advice_for(case), "示例银行股份有限公司", "decline")
    assert isinstance(document, Document)
    assert "贵行" in render_text(document)
    assert "贵公司" not in render_text(document)


def test_without_an_offer_on_record_nothing_is_answered() -> None:
    case = examples()["illness"]
    for kind in ANSWERS:
        assert refused(case, kind).where == "offers"
        told = case.model_copy(
            update={"log": (LogEntry(on=date(2026, 11, 20), result="offered", note="可以"),)}
        )
        assert refused(told, kind).where == "offers"
        vague = offered(instalments=0, amount=0)
        assert refused(vague, kind).where == "offers.0.instalments"
        past = offered(first_date=date(2026, 11, 1))
        assert refused(past, kind).where == "offers.0.first_date"
        closed = offered().model_copy(
            update={"events": (Event(kind="settled", on=date(2026, 11, 22), lender=lenders(case)[0]),)}
        )
        assert refused(closed, kind).where == "offers"


def test_before_the_three_years_are_clear_no_offer_is_answered() -> None:
    case = offered()
    old = case.loans[0].model_copy(update={"overdue_since": date(2023, 1, 1), "overdue_interest": 1})
    stale = case.model_copy(update={"loans": (old,)})
    for kind in ANSWERS:
        assert refused(stale, kind).where == "loans.0.last_asked"


@pytest.mark.parametrize("kind", ANSWERS)
def test_a_masked_copy_hides_who_she_is_and_keeps_every_figure(kind: str) -> None:
    case = next(case for case, answer in ANSWERED.values() if kind in FITS[answer])
    plain, hidden = render_text(written(case, kind)), render_text(written(masked(case), kind))
    assert case.person.name not in hidden
    assert case.person.phone not in hidden
    assert case.loans[0].number not in hidden
    assert amounts(plain) == amounts(hidden)
