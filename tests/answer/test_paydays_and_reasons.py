"""Money counts from the day it comes, and every sentence of a reason says only what the figures make so."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiebei.answer.assessment import Assessment, assess, assessment_json, payments_of
from jiebei.answer.possible_answers import possible_answers
from jiebei.case.file import dumps, loads
from jiebei.case.records import Case, Offer
from jiebei.counting.due_dates import chinese_date, month_length
from jiebei.counting.money import percent, yuan
from jiebei.owed.annual_cost import Cost
from jiebei.plan.advice import advise
from jiebei.plan.options import Advice

AS_OF = date(2026, 11, 23)
DAY = timedelta(days=1)
ROUNDING = 3
"""Fen a payment may be off."""


def a_case(payday: int | None, lump_sum: int = 0, as_of: date = AS_OF, **budget: Any) -> tuple[Case, Advice]:
    loan = {
        "lender": "甲公司",
        "principal": 1_200_000,
        "daily_rate": "0.0004",
        "periods_left": 6,
        "next_due": as_of + 17 * DAY,
    }
    case = Case.model_validate(
        {
            "loans": [loan],
            "budget": {"affordable": 90_000, "payday": payday, **budget},
            "proposal": {"lump_sum": lump_sum},
        }
    )  # fmt: skip
    advice = advise(case, as_of)
    assert isinstance(advice, Advice)
    return case, advice


def an_offer(first: date, **change: Any) -> Offer:
    terms = {"lender": "甲公司", "instalments": 16, "amount": 82_000, "first_date": first, "in_writing": True}
    return Offer(**{**terms, **change})


def has_payday(day: date, payday: int) -> bool:
    return day.day == min(payday, month_length(day.year, day.month))


@pytest.mark.parametrize(
    ("payday", "as_of", "first", "waits_for"),
    [
        (15, AS_OF, date(2026, 12, 10), date(2026, 12, 15)),
        (15, AS_OF, date(2026, 12, 14), date(2026, 12, 15)),
        (15, AS_OF, date(2026, 12, 15), None),
        (15, AS_OF, date(2026, 12, 16), None),
        # The wage of 20 November has come and counts in November; in December the next one must come first.
        (20, AS_OF, date(2026, 11, 30), None),
        (20, AS_OF, date(2026, 12, 1), date(2026, 12, 20)),
        (23, AS_OF, date(2026, 11, 23), None),
        # This month's wage has not come yet.
        (25, AS_OF, date(2026, 11, 24), date(2026, 11, 25)),
        (25, AS_OF, date(2026, 12, 10), None),
        # On the 31st: the last day of a shorter month.
        (31, AS_OF, date(2026, 11, 29), date(2026, 11, 30)),
        (31, AS_OF, date(2026, 11, 30), None),
        (31, date(2026, 11, 30), date(2026, 12, 10), date(2026, 12, 31)),
        (30, date(2027, 2, 10), date(2027, 2, 27), date(2027, 2, 28)),
        (30, date(2027, 2, 10), date(2027, 2, 28), None),
    ],
)
def test_a_payment_before_the_money_comes_is_a_break(
    payday: int, as_of: date, first: date, waits_for: date | None
) -> None:
    # Later instalments on the 28th to 30th would come twice between two last days of a month.
    offer = an_offer(first, instalments=16 if first.day < 28 else 1)
    case, advice = a_case(payday, as_of=as_of)
    result = assess(case, advice, offer)
    assert isinstance(result, Assessment)
    assert result.months[0].waits_for == waits_for
    assert (result.affordable, result.answer == "decline") == (waits_for is None, waits_for is not None)
    without = assess(*a_case(None, as_of=as_of), offer)
    assert isinstance(without, Assessment)
    assert without.affordable
    if waits_for is not None:
        assert result.breaks == result.months[0]
        assert (result.breaks.on, result.breaks.short) == (first, 82_000)
        assert result.grounds == ("before_payday", "reply")
        assert chinese_date(first) in result.reasons[0]
        # What to ask for instead is a date on which it can be paid.
        assert chinese_date(waits_for) in result.reasons[1]
        assert assessment_json(result)["first_break_date"] == first.isoformat()
        saved = assess(*a_case(payday, 82_000, as_of), offer)
        assert isinstance(saved, Assessment)
        assert (saved.affordable, saved.months[0].from_savings) == (True, 82_000)


def test_payments_between_two_paydays_share_one_months_money() -> None:
    """A down payment on 16 December and an instalment on 10 January: two months, one wage."""
    offer = an_offer(
        date(2027, 1, 10),
        instalments=15,
        amount=80_000,
        down_payment=60_000,
        down_payment_date=date(2026, 12, 16),
    )
    result = assess(*a_case(15), offer)
    assert isinstance(result, Assessment)
    assert result.breaks is not None
    assert (result.breaks.on, result.breaks.can_pay, result.breaks.short) == (
        date(2027, 1, 10),
        30_000,
        50_000,
    )
    assert result.grounds == ("short", "reply")
    assert yuan(60_000) in result.reasons[0]
    apart = assess(*a_case(15), offer.model_copy(update={"first_date": date(2027, 1, 15)}))
    assert isinstance(apart, Assessment)
    assert apart.affordable


def test_other_dates_are_not_asked_for_where_they_do_not_help() -> None:
    result = assess(*a_case(15), an_offer(date(2026, 12, 10), amount=95_000, instalments=13))
    assert isinstance(result, Assessment)
    assert result.grounds == ("before_payday", "reply")
    assert chinese_date(date(2026, 12, 15)) not in result.reasons[1]
    assert yuan(90_000) in result.reasons[1]
    # On 15 December the instalment falls due already: the down payment does not fit beside it.
    beside = an_offer(
        date(2026, 12, 15), down_payment=82_000, down_payment_date=date(2026, 12, 10), instalments=14
    )
    result = assess(*a_case(15), beside)
    assert isinstance(result, Assessment)
    assert result.grounds == ("before_payday", "reply")
    assert yuan(90_000) in result.reasons[1]


def test_savings_that_another_answer_needs_before_the_payday_are_set_aside() -> None:
    case, _ = a_case(15, 100_000)
    loan = case.loans[0]
    other = Offer(
        lender="乙银行", instalments=1, amount=40_000, first_date=date(2026, 12, 10), in_writing=True
    )
    both = case.model_copy(
        update={"loans": (loan, loan.model_copy(update={"lender": "乙银行"})), "offers": (other,)}
    )
    advice = advise(both, AS_OF)
    assert isinstance(advice, Advice)
    mine = an_offer(date(2026, 12, 10), instalments=1, amount=70_000)
    result = assess(both, advice, mine)
    assert isinstance(result, Assessment)
    assert (result.set_aside, result.months[0].from_savings, result.months[0].short) == (
        40_000,
        60_000,
        10_000,
    )


def test_the_payday_is_kept_in_the_file() -> None:
    case = a_case(31, low_months=4)[0]
    opened = loads(dumps(case))
    assert opened == case
    for wrong in ("0", "32", '"x"', "1.5"):
        text = '{"format": "jiebei-case", "version": 1, "budget": {"payday": ' + wrong + "}}"
        faults = loads(text)
        assert isinstance(faults, tuple)
        assert [fault.where for fault in faults] == ["budget.payday"]


@pytest.mark.parametrize(
    ("budget", "short", "named", "unnamed"),
    [
        # 900 is what she typed, her budget leaves 1,500 and 300 more as a cushion.
        ({"income": 300_000, "essentials": 120_000, "cushion": 30_000}, 50_000, "结余", "必要开支"),
        ({"income": 300_000, "essentials": 120_000, "cushion": 30_000}, 80_000, "急用", "必要开支"),
        ({"income": 300_000, "essentials": 120_000, "cushion": 30_000}, 90_001, "必要开支", "别的债"),
        # Here the budget is the limit.
        ({"income": 210_000, "essentials": 120_000, "cushion": 0}, 1, "必要开支", "急用"),
        ({"income": 210_000, "essentials": 100_000, "cushion": 20_000}, 20_000, "急用", "必要开支"),
        ({"income": 210_000, "essentials": 100_000, "cushion": 20_000}, 20_001, "必要开支", "结余"),
        # Nothing but what she typed is known.
        ({}, 1, "你填的", "必要开支"),
    ],
)
def test_where_the_missing_money_would_come_from_is_worked_out(
    budget: dict[str, int], short: int, named: str, unnamed: str
) -> None:
    lines: dict[str, Any] = {
        name: [{"amount": budget[name]}] for name in ("income", "essentials") if name in budget
    }
    case, advice = a_case(None, **lines, cushion=budget.get("cushion", 0))
    assert advice.affordable.amount == 90_000
    result = assess(case, advice, an_offer(date(2026, 12, 10), amount=90_000 + short))
    assert isinstance(result, Assessment)
    assert result.grounds[0] == "short"
    assert named in result.reasons[0]
    assert unnamed not in result.reasons[0]


MONEY = st.sampled_from([0, 1, 40_000, 150_000, 400_000, 3_000_000]) | st.integers(0, 900_000)
LINE = MONEY.map(lambda amount: [{"amount": amount}])
BUDGETS = st.fixed_dictionaries(
    {"payday": st.none() | st.integers(1, 31)},
    optional={
        "affordable": MONEY,
        "income": LINE,
        "essentials": LINE,
        "cushion": st.integers(0, 50_000),
        "low_income": MONEY,
    },
).filter(lambda budget: "affordable" in budget or "income" in budget or "low_income" in budget)
SOON = st.integers(0, 70).map(lambda days: AS_OF + timedelta(days=days))
LENDERS = ("甲公司", "乙银行")


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A case with one answer in it. Half of the answers ask for about the debt, in writing and with nothing attached."""
    principal = draw(st.integers(20_000, 2_000_000))
    count = draw(st.integers(1, 24))
    plain = draw(st.booleans())
    asked = principal * draw(st.sampled_from([103, 100, 104] if plain else [103, 50, 130, 300])) // 100
    terms: dict[str, Any] = {
        "lender": draw(st.sampled_from(LENDERS[:1] if plain else LENDERS)),
        "instalments": count,
        "amount": -(-asked // count),
        "first_date": draw(SOON),
        "in_writing": plain or draw(st.booleans()),
    }
    if not plain:
        terms |= {
            "down_payment": draw(st.sampled_from([0, principal // 4, principal])),
            "down_payment_date": draw(st.none() | SOON),
            "last_amount": draw(st.sampled_from([None, 0, 1, asked // 3])),
            "waived": draw(st.sampled_from([0, 5_000, principal // 2, principal])),
            "conditions": draw(st.sampled_from(["", " ", "漏一期作废"])),
        }
    rate = draw(st.sampled_from(["0.0006", "0.0003", "0"]))
    lenders = LENDERS[: draw(st.integers(1, 2))]
    loan = {"principal": principal, "daily_rate": rate, "periods_left": 6, "next_due": "2026-12-10"}
    enough = {"affordable": principal // count * len(lenders) * 11 // 10 + 100}
    return Case.model_validate(
        {
            "loans": [{**loan, "lender": lender} for lender in lenders],
            "budget": draw(BUDGETS) | (enough if draw(st.booleans()) else {}),
            "proposal": {"lump_sum": draw(st.sampled_from([0, principal // 10, 2 * principal]))},
            "offers": [Offer(**terms)],
        }
    )


def short_by_day(
    offer: Offer, can_pay: int, savings: int, payday: int | None
) -> tuple[list[tuple[date, int]], int]:
    """Her purse, one day after the other: what is short and when (on a day, or in a month by its first day); and what is
    taken from savings."""
    due: dict[date, int] = {}
    for day, amount in payments_of(offer):
        due[day] = due.get(day, 0) + amount
    fell_short: dict[date, int] = {}
    at_first = savings
    purse = 0
    day = AS_OF.replace(day=1)
    while day <= max(due):
        if payday is None:
            purse = can_pay if day.day == 1 else purse
        elif has_payday(day, payday):
            purse = can_pay
        elif day.day == 1 and (day.year, day.month) == (2026, 12):
            # The next payday has not come, and last month's money is not counted on any more ...
            purse = 0 if has_come(payday) else purse
        asked = due.get(day, 0)
        from_purse = min(asked, purse)
        purse -= from_purse
        from_savings = min(asked - from_purse, savings)
        savings -= from_savings
        if short := asked - from_purse - from_savings:
            row = day if payday else day.replace(day=1)
            fell_short[row] = fell_short.get(row, 0) + short
        day += DAY
    return sorted(fell_short.items()), at_first - savings


def has_come(payday: int) -> bool:
    """This month's payday is not after today."""
    return payday <= AS_OF.day


@settings(max_examples=250, deadline=None)
@given(cases())
def test_every_claim_follows_from_the_figures(case: Case) -> None:
    advice = advise(case, AS_OF)
    assert isinstance(advice, Advice)
    (offer,) = case.offers
    result = assess(case, advice, offer)
    if not isinstance(result, Assessment):
        assert offer.lender not in {loan.lender for loan in case.loans}
        return
    lent_by = [index for index, loan in enumerate(case.loans) if loan.lender == offer.lender]
    can_pay = sum(advice.shares[index] for index in lent_by)
    lump = advice.at_hand.usable
    rounding = ROUNDING * len(result.payments)
    fell_short, used = short_by_day(offer, can_pay, lump, case.budget.payday)
    rows = [(month.on or month.first, month.short) for month in result.months if month.short]
    assert rows == fell_short
    assert sum(month.from_savings for month in result.months) == used
    assert sum(month.due for month in result.months) == result.total
    assert sum(month.excess for month in result.months) == result.excess
    assert result.affordable is (not fell_short)

    # The answer.
    owed = sum(advice.positions[index].owed for index in lent_by)
    too_much = result.excess > rounding
    assert result.left_open == max(0, owed - result.total - offer.waived)
    if result.answer == "accept":
        assert not fell_short
        assert not too_much
        assert offer.in_writing
        assert not offer.conditions.strip()
        assert not result.left_open
    assert (result.answer == "decline") is bool(fell_short or (too_much and 10 * result.excess > owed))
    assert ("affordable" in result.grounds) is (result.answer == "accept")

    # Each sentence.
    said = dict(zip(result.grounds, result.reasons, strict=True))
    assert len(said) == len(result.reasons) > 0
    breaks = result.breaks
    assert bool({"short", "before_payday"} & set(said)) is bool(fell_short)
    assert ("excess" in said) is too_much
    asks = result.answer != "decline"
    assert ("left_open" in said) is (asks and result.left_open > 0)
    assert ("unwritten" in said) is (asks and not offer.in_writing)
    assert ("conditions" in said) is (asks and bool(offer.conditions.strip()))
    assert ("uncovered" in said) is (result.answer == "accept" and result.uncovered > rounding)
    figures = {ground: re.findall(r"¥[\d,]+\.\d\d", text) for ground, text in said.items()}
    if "short" in said:
        assert breaks is not None
        assert (breaks.on or breaks.first, breaks.short) == fell_short[0]
        numbers = [breaks.due, breaks.can_pay + breaks.from_savings, breaks.short]
        spent = [can_pay - breaks.can_pay] if can_pay > breaks.can_pay else []
        assert figures["short"] == [yuan(amount) for amount in spent + numbers]
        assert not spent or case.budget.payday is not None
        check_purses(said["short"], advice, can_pay, breaks.short)
    if "before_payday" in said:
        assert breaks is not None
        assert breaks.on is not None
        assert breaks.waits_for is not None
        assert case.budget.payday is not None
        assert breaks.on < breaks.waits_for
        assert has_payday(breaks.waits_for, case.budget.payday)
        numbers = [breaks.due, breaks.from_savings, breaks.short]
        assert figures["before_payday"] == [yuan(amount) for amount in numbers]
        assert breaks.due == breaks.from_savings + breaks.short
    if "excess" in said:
        numbers = [result.total, result.own, result.excess]
        assert figures["excess"] == [yuan(amount) for amount in numbers]
        assert result.total == result.own + result.excess
        assert ("十分之一" in said["excess"]) is (10 * result.excess > owed)
        rates = re.findall(r"[\d.-]+%", said["excess"])
        if rates:
            assert isinstance(result.cost, Cost)
            assert isinstance(result.own_cost, Cost)
            assert rates == [percent(result.cost.effective), percent(result.own_cost.effective)]
            assert result.cost.effective > result.own_cost.effective
            assert rates[0] != rates[1]
    if "affordable" in said:
        assert figures["affordable"] == ([yuan(used)] if used else [])
    if "uncovered" in said:
        assert figures["uncovered"] == [yuan(result.own), yuan(result.own - result.total)]
    if "left_open" in said:
        assert figures["left_open"] == [yuan(result.left_open)]
    if "reply" in said:
        check_reply(said["reply"], result, offer, can_pay, lump, case.budget.payday)


def check_purses(text: str, advice: Advice, can_pay: int, short: int) -> None:
    """The purses named are those that would be opened before the gap is closed, in that order."""
    means, amount = advice.affordable.means, advice.affordable.amount
    left = short
    others = min(left, amount - can_pay)
    left -= others
    assert ("别家" in text) is (others > 0)
    if means is None:
        assert ("你填的" in text) is (left > 0)
        return
    spare = min(left, max(0, means.surplus) - amount)
    left -= spare
    assert ("结余" in text) is (spare > 0)
    kept = min(left, means.cushion, max(0, means.surplus + means.cushion))
    left -= kept
    assert ("急用" in text) is (kept > 0)
    assert ("必要开支" in text) is (left > 0)


def check_reply(
    text: str, result: Assessment, offer: Offer, can_pay: int, lump: int, payday: int | None
) -> None:
    figures = re.findall(r"¥[\d,]+\.\d\d", text)
    said_excess = [yuan(result.excess)] if "excess" in result.grounds else []
    dates = [date(*map(int, found)) for found in re.findall(r"(\d+)年(\d+)月(\d+)日", text)]
    if dates:
        # She would pay on these dates what she cannot pay on theirs.
        (first,) = dates
        assert payday is not None
        assert has_payday(first, payday)
        moved = [(on_payday(day, payday), amount) for day, amount in result.payments]
        assert min(moved)[0] == first
        assert figures == said_excess
        change: dict[str, Any] = {"first_date": on_payday(offer.first_date or AS_OF, payday)}
        if offer.down_payment_date:
            change["down_payment_date"] = on_payday(offer.down_payment_date, payday)
        if payday <= 28:
            assert not short_by_day(offer.model_copy(update=change), can_pay, lump, payday)[0]
    elif result.breaks is None:
        assert figures == said_excess
    else:
        assert figures == ([yuan(can_pay)] if can_pay else []) + said_excess


def on_payday(day: date, payday: int) -> date:
    while not has_payday(day, payday):
        day += DAY
    return day


@settings(max_examples=150, deadline=None)
@given(cases())
def test_what_they_may_answer_is_said_from_the_figures(case: Case) -> None:
    advice = advise(case, AS_OF)
    assert isinstance(advice, Advice)
    can_pay = advice.affordable
    said = {one.title: one.then for one in possible_answers(case.model_copy(update={"offers": ()}), advice)}
    more = said["要你还得更多"]
    assert yuan(can_pay.amount) in more
    limit_is_budget = can_pay.means is not None and max(0, can_pay.means.surplus) == can_pay.amount
    assert ("生活费" in more) is limit_is_budget
    asked_for = advice.option(case.proposal.kind).kind
    payday = case.budget.payday
    fitting = []
    for option in advice.options:
        in_days: dict[date, int] = {}
        for row in option.instalments:
            in_days[row.date] = in_days.get(row.date, 0) + row.payment
        if option.kind != asked_for and option.heaviest_month <= can_pay.amount:
            late = payday is not None and not payable_by_day(in_days, can_pay.amount, payday)
            fitting += [] if late else [option]
    partly = said.get("同意一部分，或换一种分法")
    assert (partly is not None) is bool(fitting)
    if partly is not None:
        assert yuan(fitting[0].heaviest_month) in partly
        assert yuan(can_pay.amount) in partly


def payable_by_day(due: dict[date, int], can_pay: int, payday: int) -> bool:
    purse, day = 0, AS_OF.replace(day=1)
    while day <= max(due):
        if day == date(2026, 12, 1) and has_come(payday):
            purse = 0
        if has_payday(day, payday):
            purse = can_pay
        purse -= due.get(day, 0)
        if purse < 0:
            return False
        day += DAY
    return True
