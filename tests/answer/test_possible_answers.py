"""What a lender may answer: every figure in it is the plan's own, and nothing above what can be paid is called possible."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jiebei.answer.possible_answers import asked, possible_answers
from jiebei.case.records import Case
from jiebei.content.examples import as_of_today, examples
from jiebei.counting.money import yuan
from jiebei.plan.advice import advise
from jiebei.plan.options import Advice

DAY = date(2026, 11, 23)


def worked(name: str) -> tuple[Case, Advice]:
    case = as_of_today(examples()[name], DAY)
    advice = advise(case, DAY)
    assert isinstance(advice, Advice)
    return case, advice


@pytest.mark.parametrize("name", examples())
def test_yes_comes_first_no_comes_last_and_the_figures_are_the_plans(name: str) -> None:
    case, advice = worked(name)
    answers = possible_answers(case, advice)
    option = advice.option(case.proposal.kind)
    assert len(answers) >= 3
    assert answers[0].title == "同意"
    assert yuan(option.heaviest_month) in answers[0].then
    assert f"{len(option.monthly)} 个月" in answers[0].then
    assert answers[-1].title.startswith("不同意")


@pytest.mark.parametrize("name", examples())
def test_what_may_be_considered_is_within_what_can_be_paid(name: str) -> None:
    case, advice = worked(name)
    partly = [one for one in possible_answers(case, advice) if "一部分" in one.title]
    asked_for = advice.option(case.proposal.kind).kind
    possible = [
        one
        for one in advice.options
        if one.kind != asked_for and one.heaviest_month <= advice.affordable.amount
    ]
    assert bool(partly) == bool(possible)
    if partly:
        assert yuan(possible[0].heaviest_month) in partly[0].then


def test_a_plan_above_what_can_be_paid_is_not_called_possible() -> None:
    """Paying all at once from savings is an option of hers, but not one that fits the month's money."""
    case = as_of_today(examples()["illness"], DAY)
    rich = case.model_copy(update={"proposal": case.proposal.model_copy(update={"lump_sum": 1_000_000})})
    advice = advise(rich, DAY)
    assert isinstance(advice, Advice)
    heavy = [one for one in advice.options if one.heaviest_month > advice.affordable.amount]
    assert heavy
    ranked = replace(advice, options=(advice.option(), *heavy, *advice.options[1:]))
    (partly,) = [one for one in possible_answers(rich, ranked) if "一部分" in one.title]
    assert all(yuan(one.heaviest_month) not in partly.then for one in heavy)
    only_heavy = replace(advice, options=(advice.option(), *heavy))
    assert not [one for one in possible_answers(rich, only_heavy) if "一部分" in one.title]


def test_an_offer_received_is_weighed_in_place_of_an_imagined_one() -> None:
    case, advice = worked("offer_too_high")
    answers = {one.title: one.then for one in possible_answers(case, advice)}
    assert "要你还得更多" not in answers
    offer = case.offers[0]
    total = offer.down_payment + offer.instalments * offer.amount
    assert yuan(total) in answers["对方已经提出的条件"]
    assert "必要开支" in answers["对方已经提出的条件"]


def test_an_agreement_that_has_begun_is_named_as_one() -> None:
    case, advice = worked("missed_one")
    answers = {one.title: one.then for one in possible_answers(case, advice)}
    offer = case.offers[0]
    assert yuan(offer.instalments * offer.amount) in answers["已经谈成过一次"]


def test_an_offer_that_says_too_little_is_left_out() -> None:
    case, advice = worked("offer_too_high")
    unsaid = case.offers[0].model_copy(update={"instalments": 0, "down_payment": 0})
    bare = case.model_copy(update={"offers": (unsaid,)})
    assert "要你还得更多" in {one.title for one in possible_answers(bare, advice)}


def test_a_single_payment_is_asked_as_one() -> None:
    case = as_of_today(examples()["illness"], DAY)
    rich = case.model_copy(update={"proposal": case.proposal.model_copy(update={"lump_sum": 100_000_000})})
    advice = advise(rich, DAY)
    assert isinstance(advice, Advice)
    once = [option for option in advice.options if option.kind == "settlement"]
    assert once
    assert asked(once[0]).startswith("2026年12月")
    assert yuan(once[0].total) in asked(once[0])
