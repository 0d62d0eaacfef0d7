"""The choice: the table decides and nothing else, and what the reason claims holds against every option."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from jiebei.case.records import Case
from jiebei.counting.money import yuan
from jiebei.owed.schedule import pay_for
from jiebei.plan.advice import advise, outset_of
from jiebei.plan.choice import CRITERIA, payable, untouched
from jiebei.plan.kinds import Outset
from jiebei.plan.options import Advice, Option, month_of
from jiebei.plan.shortest_plan import MAX_MONTHS, next_month
from tests.strategies import TODAY, a_case


def worked(case: Case) -> tuple[Outset, Advice]:
    outset, found = outset_of(case, TODAY), advise(case, TODAY)
    assert isinstance(outset, Outset)
    assert isinstance(found, Advice)
    return outset, found


def asked_by_month(option: Option, month_day: int) -> dict[tuple[int, int], int]:
    """Counted from the loans' own rows, without what is paid at once; not by the option's own sums."""
    totals: dict[tuple[int, int], int] = {}
    for plan in option.plans:
        for number, row in enumerate(plan.schedule.rows):
            month = month_of(row.date, month_day)
            at_once = plan.first_payment if number == 0 else 0
            totals[month] = totals.get(month, 0) + row.payment - at_once
    return totals


@settings(max_examples=50)
@given(a_case())
def test_what_is_recommended_can_be_paid_and_leaves_what_must_stay(case: Case) -> None:
    outset, found = worked(case)
    for option in (*found.options, *([found.fallback] if found.fallback else [])):
        later = case.proposal.later_from if option.kind == "step_up" else None
        leaves = found.affordable.leaves or 0
        for month, asked in asked_by_month(option, outset.month_day).items():
            cap = found.affordable.amount
            if later is not None and month >= month_of(later, outset.month_day):
                cap = case.proposal.later_payment or 0
            if option is found.fallback:
                cap = max(cap, leaves)
            assert asked <= cap, (option.kind, month)
        assert option.first_payment <= found.at_hand.usable
        assert all(row.payment >= 0 for row in option.instalments)
    assert 0 <= found.at_hand.kept <= found.at_hand.total


@settings(max_examples=50)
@given(a_case())
def test_the_table_is_followed_row_by_row(case: Case) -> None:
    outset, found = worked(case)
    left = list(found.options)
    assert [step.criterion for step in found.choice.steps] == [one.code for one in CRITERIA]
    for step, criterion in zip(found.choice.steps, CRITERIA, strict=True):
        assert {*step.left, *step.out} == {option.kind for option in left}
        best = min(criterion.measure(outset, option) for option in left)
        left = [option for option in left if option.kind in step.left]
        assert left
        assert all(criterion.measure(outset, option) == best for option in left)
    assert found.recommended == left[0].kind
    assert all(step.left for step in found.choice.steps)
    for before, after in pairwise(found.choice.steps):
        assert {*after.left, *after.out} == set(before.left)


@settings(max_examples=50)
@given(a_case())
def test_every_claim_of_the_reason_holds_against_every_option(case: Case) -> None:
    outset, found = worked(case)
    chosen, claims = found.option(found.recommended), found.choice.claims
    own = [
        option
        for option in found.options
        if option.closes and not option.waived and option.new_annual_rate is None
    ]
    assert ("一共还得最少" in found.reason) == ("cheapest" in claims)
    assert ("最早还清" in found.reason) == ("shortest" in claims)
    if "cheapest" in claims:
        assert all(chosen.total <= option.total for option in own)
    if "shortest" in claims:
        assert all(chosen.end <= option.end for option in own)
    assert ("no_plan" in claims) == (not own)
    assert ("within_limits" in claims) == (chosen.closes and all(limit.kept for limit in chosen.limits))
    interest = sum(place.month_interest for place in outset.loans)
    assert ("below_interest" in claims) == (found.affordable.amount < interest)
    if "不够一个月的利息" in found.reason:
        assert found.affordable.amount < interest
    if found.recommended == "token":
        # "Not in ten years": paying all she can for ten years leaves some loan uncleared, however it is divided here.
        assert any(
            pay_for(outset.terms(place), cap, MAX_MONTHS).rows[-1].balance > 0
            for place, cap in zip(outset.loans, found.shares, strict=True)
        )
        assert not any(option.closes and not option.principal_waived for option in found.options)
    if found.recommended == "interest_reduction":
        rated = [
            place
            for place, plan in zip(outset.loans, chosen.plans, strict=True)
            if plan.new_annual_rate is not None
        ]
        assert rated
        assert all(place.rate.annual > 0 for place in rated)
    if found.recommended == "extension" and len(outset.loans) == 1:
        assert yuan(found.affordable.amount) in found.reason


@settings(max_examples=50)
@given(a_case())
def test_the_plan_to_fall_back_on_is_shorter_or_dearer_and_never_longer(case: Case) -> None:
    outset, found = worked(case)
    chosen, fallback = found.option(found.recommended), found.fallback
    if fallback is None:
        return
    assert fallback.end <= chosen.end
    assert not fallback.waived
    assert fallback.new_annual_rate is None
    assert untouched(outset, fallback)
    asked = [[(row.date, row.payment) for row in option.instalments] for option in (fallback, chosen)]
    assert asked[0] != asked[1]
    if fallback in found.options:
        assert payable(outset, fallback)


@settings(max_examples=50)
@given(a_case())
def test_no_two_options_ask_the_same(case: Case) -> None:
    _, found = worked(case)
    asked = [
        tuple(
            tuple((row.date, row.payment) for row in plan.schedule.rows if row.payment)
            for plan in option.plans
        )
        for option in found.options
    ]
    assert len(set(asked)) == len(asked)
    assert len({option.kind for option in found.options}) == len(found.options)


@settings(max_examples=50)
@given(a_case())
def test_every_row_adds_up_and_every_plan_that_closes_clears_what_is_owed(case: Case) -> None:
    _, found = worked(case)
    for option in found.options:
        for plan, place in zip(option.plans, found.positions, strict=True):
            rows = plan.schedule.rows
            assert all(row.payment == row.principal + row.interest + row.arrears for row in rows)
            assert all(before.date < after.date for before, after in pairwise(rows))
            assert all(min(row[2:]) >= 0 for row in rows)
            if option.closes and option.kind != "settlement":
                assert sum(row.principal for row in rows) == (
                    place.contract.principal if option.kind == "keep" else place.principal
                )
                assert rows[-1].balance == 0
            if option.kind == "settlement":
                assert len(rows) == 1
                assert rows[0].payment + plan.waived == place.settled_on(rows[0].date).payment


@settings(max_examples=50)
@given(a_case(), st.integers(1, 31))
def test_where_the_payday_is_known_no_new_plan_begins_before_the_next_income(case: Case, payday: int) -> None:
    case = case.model_copy(
        update={
            "budget": case.budget.model_copy(update={"payday": payday}),
            "proposal": case.proposal.model_copy(update={"first_payment": None}),
        }
    )
    outset, found = worked(case)
    paid = next_month(TODAY, payday)
    for option in found.options:
        if option.kind in {"keep", "catch_up", "settlement", "down_payment"}:
            continue
        for plan, place in zip(option.plans, outset.loans, strict=True):
            first = plan.schedule.rows[0].date
            assert first > paid or (first == place.contract.first and first >= paid)


def test_a_made_up_option_that_is_cheaper_takes_the_claim_away() -> None:
    """The claim is computed from what is there: add a cheaper option, and it is gone."""
    from jiebei.content.examples import examples
    from jiebei.plan.choice import claims_for

    case = examples()["illness"]
    assert case.settings.as_of is not None
    outset, found = outset_of(case, case.settings.as_of), advise(case, case.settings.as_of)
    assert isinstance(outset, Outset)
    assert isinstance(found, Advice)
    chosen = found.option(found.recommended)
    assert {"cheapest", "shortest"} <= claims_for(outset, found.options, chosen)
    plan = chosen.plans[0]
    cut = replace(plan, schedule=replace(plan.schedule, rows=plan.schedule.rows[:-1]))
    cheaper = replace(chosen, kind="reinstalment", plans=(cut,))
    assert not {"cheapest", "shortest"} & claims_for(outset, (*found.options, cheaper), chosen)


def test_a_settlement_that_needs_a_waiver_needs_the_lenders_consent() -> None:
    (criterion,) = (one for one in CRITERIA if one.code == "no_new_agreement")
    from jiebei.content.examples import examples

    case = examples()["illness"]
    assert case.settings.as_of is not None
    outset, found = outset_of(case, case.settings.as_of), advise(case, case.settings.as_of)
    assert isinstance(outset, Outset)
    assert isinstance(found, Advice)
    free = replace(found.options[0], kind="settlement")
    waived = replace(free, plans=(replace(free.plans[0], waived=100),))
    assert criterion.measure(outset, free) < criterion.measure(outset, waived)
