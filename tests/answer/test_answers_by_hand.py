"""An offer's months, days, figures and fields, worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from jiebei.answer.assessment import (
    Assessment,
    Month,
    assess,
    assessment_json,
    covered,
    first_short,
    lacking,
    payments_of,
)
from jiebei.answer.possible_answers import asked, possible_answers
from jiebei.case.records import Budget, Case, Loan, Offer
from jiebei.counting.money import plain, yuan
from jiebei.plan.advice import advise
from jiebei.plan.budget import last_payday
from jiebei.plan.options import Advice

AS_OF = date(2026, 11, 23)


def worked(
    payday: int | None = None, lump_sum: int = 0, *offers: Offer, **budget: Any
) -> tuple[Case, Advice]:
    case = Case.model_validate(
        {
            "loans": [
                {
                    "lender": "甲公司",
                    "principal": 1_200_000,
                    "daily_rate": "0.0004",
                    "periods_left": 6,
                    "next_due": "2026-12-10",
                }
            ],
            "budget": {"affordable": 90_000, "payday": payday, **budget},
            "proposal": {"lump_sum": lump_sum},
            "offers": offers,
        }
    )
    advice = advise(case, AS_OF)
    assert isinstance(advice, Advice)
    return case, advice


def row(month: Month) -> tuple[date, int, int, int, int]:
    return (month.on or month.first, month.due, month.can_pay, month.from_savings, month.short)


def test_each_calendar_month_has_its_own_money_and_savings_are_spent_once() -> None:
    payments = [
        (date(2026, 11, 30), 100),
        (date(2026, 11, 30), 50),
        (date(2027, 1, 5), 130),
        (date(2027, 1, 6), 1),
        (date(2027, 2, 1), 90),
    ]
    beyond = [(date(2027, 1, 5), 7), (date(2027, 1, 6), 1)]
    months = covered(payments, 90, 80, None, AS_OF, beyond)
    # 150 asks 60 of savings, 20 are left; December asks nothing; 131 is 41 over, 20 of it from savings.
    assert [row(month) for month in months] == [
        (date(2026, 11, 1), 150, 90, 60, 0),
        (date(2026, 12, 1), 0, 90, 0, 0),
        (date(2027, 1, 1), 131, 90, 20, 21),
        (date(2027, 2, 1), 90, 90, 0, 0),
    ]
    assert [month.excess for month in months] == [0, 0, 8, 0]
    assert all(month.on is None and month.waits_for is None for month in months)
    assert first_short(months) == months[2]
    assert first_short(months[:2]) is None


def test_each_day_has_what_its_payday_brought_and_nobody_spent() -> None:
    payments = [
        (date(2026, 11, 30), 70),
        (date(2026, 12, 1), 30),
        (date(2026, 12, 20), 60),
        (date(2027, 1, 19), 50),
        (date(2027, 1, 20), 90),
    ]
    months = covered(payments, 90, 45, 20, AS_OF, [(date(2027, 1, 20), 4)])
    # November's wage counts in November. On 1 December nothing until the 20th: 30 of savings, 15 are left. The wage of
    # 20 December pays 60, then 30 of the 50 on 19 January: 15 from savings, 5 short. A new wage pays the last.
    assert [row(month) for month in months] == [
        (date(2026, 11, 30), 70, 90, 0, 0),
        (date(2026, 12, 1), 30, 0, 30, 0),
        (date(2026, 12, 20), 60, 90, 0, 0),
        (date(2027, 1, 19), 50, 30, 15, 5),
        (date(2027, 1, 20), 90, 90, 0, 0),
    ]
    assert [month.first.day for month in months] == [1] * 5
    assert [month.waits_for for month in months] == [None, date(2026, 12, 20), None, None, None]
    assert [month.excess for month in months] == [0, 0, 0, 0, 4]


@pytest.mark.parametrize(
    ("day", "payday", "came"),
    [
        (date(2026, 12, 15), 15, date(2026, 12, 15)),
        (date(2026, 12, 14), 15, date(2026, 11, 15)),
        (date(2027, 1, 1), 31, date(2026, 12, 31)),
        (date(2027, 2, 28), 31, date(2027, 2, 28)),
        (date(2027, 3, 30), 31, date(2027, 2, 28)),
    ],
)
def test_the_last_payday(day: date, payday: int, came: date) -> None:
    assert last_payday(day, payday) == came


def test_the_payments_an_offer_makes() -> None:
    offer = Offer(
        lender="甲公司",
        instalments=3,
        amount=500,
        last_amount=0,
        first_date=date(2027, 1, 30),
        down_payment=900,
    )
    # Without a day of its own the down payment comes with the first instalment.
    first = date(2027, 1, 30)
    dated = ((first, 500), (first, 900), (date(2027, 2, 28), 500), (date(2027, 3, 30), 0))
    assert payments_of(offer) == dated
    assert [day for day, _ in payments_of(offer, 31)] == [first, first, date(2027, 2, 28), date(2027, 3, 31)]
    later = offer.model_copy(update={"down_payment_date": date(2027, 2, 1)})
    assert payments_of(later)[1] == (date(2027, 2, 1), 900)


@pytest.mark.parametrize(
    ("terms", "missing"),
    [
        ({}, ["instalments"]),
        ({"instalments": 1}, ["amount", "first_date"]),
        ({"instalments": 1, "amount": 1}, ["first_date"]),
        ({"instalments": 1, "first_date": AS_OF}, ["amount"]),
        ({"down_payment": 1}, ["down_payment_date"]),
        ({"down_payment": 1, "first_date": AS_OF}, []),
        ({"down_payment": 1, "down_payment_date": AS_OF}, []),
        ({"down_payment": 1, "down_payment_date": AS_OF, "instalments": 1, "amount": 1}, ["first_date"]),
    ],
)
def test_what_an_offer_does_not_state(terms: dict[str, Any], missing: list[str]) -> None:
    assert [fault.where for fault in lacking(Offer(lender="甲公司", **terms))] == missing


def test_every_field_a_program_reads() -> None:
    """Today 12,000 and 62.40 of interest since 10 November. 1,000 on 3 December (ten days of 4.80 more: 48.00) and 500 on
    3 January, without a payday; 100 of savings stand beside 900 a month."""
    offer = Offer(
        lender="甲公司",
        down_payment=100_000,
        down_payment_date=date(2026, 12, 3),
        instalments=1,
        amount=50_000,
        first_date=date(2027, 1, 3),
        in_writing=True,
    )
    case, advice = worked(None, 10_000)
    assert advice.at_hand.usable == 10_000
    result = assess(case, advice, offer)
    assert isinstance(result, Assessment)
    told = assessment_json(result)
    # 110.40 of interest and 889.60 of principal are paid on 3 December; 11,110.40 bear 4.44416 a day for 31 days: 137.77.
    own = 1_206_240 + 4_800 + 13_777
    plan = advice.option(case.proposal.kind).plans[0].schedule
    assert told.pop("reasons") == list(result.reasons)
    for name, cost in (("cost", result.cost), ("own_cost", result.own_cost)):
        assert set(told[name]) == {"effective", "nominal", "message"}
        assert told.pop(name)["message"] == getattr(cost, "message", None)
    assert told == {
        "affordable": True,
        "answer": "ask",
        "grounds": ["left_open"],
        "first_break": None,
        "first_break_date": None,
        "total": "1500.00",
        "owed": "12062.40",
        "own": plain(own),
        "excess": "0.00",
        "uncovered": plain(own - 150_000),
        "left_open": "10562.40",
        "set_aside": "0.00",
        "difference": {
            "total": plain(150_000 - plan.total_payment),
            "days": (date(2027, 1, 3) - plan.end).days,
        },
        "months": [
            {
                "month": "2026-12", "due": "1000.00", "can_pay": "900.00", "from_savings": "100.00", "short": "0.00",
                "excess": "0.00", "date": None, "waits_for": None,
            },
            {
                "month": "2027-01", "due": "500.00", "can_pay": "900.00", "from_savings": "0.00", "short": "0.00",
                "excess": "0.00", "date": None, "waits_for": None,
            },
        ],
        "payments": [{"date": "2026-12-03", "amount": "1000.00"}, {"date": "2027-01-03", "amount": "500.00"}],
    }  # fmt: skip


def test_a_break_and_the_day_it_waits_for_are_told_to_programs() -> None:
    offer = Offer(
        lender="甲公司", instalments=1, amount=80_000, first_date=date(2026, 12, 10), in_writing=True
    )
    result = assess(*worked(15), offer)
    assert isinstance(result, Assessment)
    told = assessment_json(result)
    assert (told["affordable"], told["answer"]) == (False, "decline")
    assert (told["first_break"], told["first_break_date"]) == ("2026-12", "2026-12-10")
    (month,) = told["months"]
    assert (month["date"], month["waits_for"], month["short"]) == ("2026-12-10", "2026-12-15", "800.00")
    unknown = assess(*worked(None), offer.model_copy(update={"amount": 90_001}))
    assert isinstance(unknown, Assessment)
    told = assessment_json(unknown)
    assert (told["first_break"], told["first_break_date"]) == ("2026-12", None)


def test_yearly_costs_are_told_with_ten_decimals() -> None:
    offer = Offer(
        lender="甲公司", instalments=16, amount=82_000, first_date=date(2026, 12, 31), in_writing=True
    )
    result = assess(*worked(), offer)
    assert isinstance(result, Assessment)
    for told in (assessment_json(result)["cost"], assessment_json(result)["own_cost"]):
        assert told["message"] is None
        assert told["effective"] == round(told["effective"], 10) > 0.1
        assert round(told["effective"], 9) != told["effective"]


def test_an_offer_that_names_no_lender_is_about_the_only_one() -> None:
    offer = Offer(lender=" ", instalments=1, amount=80_000, first_date=date(2026, 12, 10), in_writing=True)
    result = assess(*worked(), offer)
    assert isinstance(result, Assessment)
    assert result.owed == 1_206_240


def test_an_answer_that_came_is_told_with_its_figures() -> None:
    offer = Offer(
        lender="甲公司", instalments=4, amount=80_000, first_date=date(2026, 12, 10), in_writing=True
    )
    case, advice = worked(None, 0, offer)
    (told,) = [one.then for one in possible_answers(case, advice) if "4 笔" in one.then]
    assert yuan(320_000) in told
    assert "2026年12月10日" in told


def test_a_plan_is_told_with_its_last_word_on_whether_it_ends_the_debt() -> None:
    _, advice = worked()
    for option in advice.options:
        text = asked(option)
        if len(option.instalments) > 1:
            assert (yuan(option.total_interest) in text) is option.closes
            assert f"{len(option.monthly)} 个月" in text


@pytest.mark.parametrize(
    ("income", "cushion", "named", "unnamed"),
    [
        # 900 typed, 910 left over: her own limit.
        (211_000, 0, "自己定", "生活费"),
        # 900 left over and nothing kept.
        (210_000, 0, "生活费", "急用"),
        # 900 left over beside a cushion of 1.
        (210_100, 100, "急用", "自己定"),
    ],
)
def test_what_more_would_take_is_said_from_her_budget(
    income: int, cushion: int, named: str, unnamed: str
) -> None:
    case, advice = worked(
        None, 0, income=[{"amount": income}], essentials=[{"amount": 120_000}], cushion=cushion
    )
    assert advice.affordable.amount == 90_000
    (told,) = [one.then for one in possible_answers(case, advice) if one.title.startswith("要你还得更多")]
    assert named in told
    assert unnamed not in told


def one_loan() -> tuple[Case, Advice]:
    loan = Loan(
        lender="甲公司",
        principal=1_000_000,
        daily_rate=Decimal("0.0004"),
        next_due=date(2026, 12, 10),
        periods_left=6,
    )
    case = Case(loans=(loan,), budget=Budget(affordable=300_000))
    advice = advise(case, date(2026, 11, 23))
    assert isinstance(advice, Advice)
    return case, advice


def test_an_evenly_monthly_offer_has_both_yearly_costs_in_its_json() -> None:
    case, advice = one_loan()
    offer = Offer(instalments=12, amount=90_000, first_date=date(2026, 12, 23))
    told = assess(case, advice, offer)
    assert isinstance(told, Assessment)
    cost = assessment_json(told)["cost"]
    # From one 23rd to the next: twelve equal periods, so that a nominal rate can be told beside the effective one.
    assert 0 < cost["nominal"] < cost["effective"]


def test_where_there_is_no_yearly_cost_the_json_says_why() -> None:
    case, advice = one_loan()
    told = assess(case, advice, Offer(down_payment=100_000, down_payment_date=date(2026, 11, 23)))
    assert isinstance(told, Assessment)
    cost = assessment_json(told)["cost"]
    assert cost["effective"] is None
    assert cost["nominal"] is None
    assert cost["message"]
