"""What people read: every figure in a reason and in a notice, worked out by hand, and the sentence that fits the case."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from jiebei.case.records import Budget, Case, Loan, PlanKind
from jiebei.counting.money import yuan
from jiebei.owed.schedule import Row
from jiebei.plan.advice import advise
from jiebei.plan.choice import CRITERIA, choose_option, fall_back
from jiebei.plan.kinds import within_everything
from jiebei.plan.options import Advice, Notice, Option
from tests.plan.test_counsel import CASES, asked

FIGURE = re.compile(r"-?¥-?[\d,]+\.\d\d|\d+年\d+月\d+日|[\d.]+%|-?\d+")


def figures(text: str) -> list[str]:
    return FIGURE.findall(text)


def notices(found: Advice) -> tuple[Notice, ...]:
    return (*found.notices, *(notice for option in found.options for notice in option.notices))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        # 20,000 in nine level payments; what the contract asks, what she can pay.
        ("keep-what-is-payable", "¥2,358.90 ¥2,400.00"),
        # 1,000 of principal and 12,000 x 0.04% x 30.
        ("keep-to-the-fen", "¥1,144.00 ¥1,144.00"),
        # The arrears alone; everything is 7,000 + 6,000, at no interest.
        ("catch-up-one-of-two-loans", "¥2,400.00 ¥1,000.00 2027年5月20日 ¥13,000.00"),
        # 2,000 + 240 + 10, and with 15 days of 0.80 on the 2,000 when it is paid on 8 December.
        ("catch-up-from-a-sum-at-hand", "¥2,200.00 ¥2,250.00 ¥2,262.00 2027年8月10日"),
        # A month of essentials stays; 20,000 and 28 days of 8.00.
        ("settle-and-save-the-interest", "¥2,100.00 ¥20,224.00"),
        # 40 days of 8.00, from 10 November to 20 December; nothing need stay.
        ("settle-on-the-day-the-money-comes", "¥20,320.00"),
        # 14,000 - 3,000; 11,500 and 15 days of 4.00 are owed on 8 December.
        ("settle-a-called-in-loan-with-a-small-waiver", "¥3,000.00 ¥11,000.00 ¥560.00"),
        # In what fits the cheapest is said to be so, with what it costs: 11,560 on the day, then 0.22 and 0.11 a day.
        ("a-remainder-is-paid-not-begged-for", "¥11,000.00 ¥3,000.00 ¥500.00 2027年1月23日 ¥11,566.83"),
        # Nothing need stay of her 5,000.
        ("down-payment-clears-the-small-loan", "¥5,000.00 ¥1,500.00 2027年12月10日 ¥23,544.76"),
        # 12 x 1,000, and 500 to each of two for 24 months.
        ("no-interest-only-time", "¥1,000.00 12 2027年11月10日 ¥12,000.00"),
        ("no-interest-two-loans", "¥1,000.00 24 2028年11月10日 ¥24,000.00"),
        # 6 x 1,000 without the penalty of 600.
        ("called-in-with-a-penalty-that-breaks-the-limit", "¥1,000.00 6 2027年5月23日 ¥600.00"),
        ("step-up-from-nothing", "2027年3月1日 ¥0.00 ¥2,000.00 2027年11月10日"),
        # 24 payments as it is, 21 with the lower rate.
        ("a-lower-rate-within-the-limit", "¥1,000.00 2028年11月10日 5.3% 2028年8月10日"),
        # Where it does not end within 60 months as it is, no date is given for that.
        ("just-beyond-five-years", "¥4,200.00 60 9.4% 2031年11月10日"),
        # Two loans alike: one rate and one limit, each said once.
        ("two-small-loans-that-only-a-lower-rate-repays", "¥20.00 60 11.9% 2031年11月10日 ¥9.99"),
        # 20,000 x 0.04% x 31, from 10 December to 10 January; 31,250 bear 387.50.
        ("nothing-at-all", "¥248.00"),
        ("less-than-the-interest", "¥200.00 ¥248.00"),
        ("no-plan-of-ten-years", "¥500.00 60 ¥387.50"),
        # 248 and 372.
        ("two-loans-below-their-interest", "¥400.00 ¥620.00"),
        # The limit that it breaks: four months later than three.
        ("a-three-month-loan-beyond-all-limits", "¥1,400.00 7 2027年6月10日 ¥9,440.85 4 3"),
        ("tiny-instalments-are-said", "¥20.00 17 2028年4月10日 ¥333.84 ¥19.64"),
    ],
)  # fmt: skip
def test_every_figure_of_the_reason(name: str, told: str) -> None:
    _, _, found = asked(name)
    assert figures(found.reason) == told.split()


@pytest.mark.parametrize(
    ("name", "code", "told"),
    [
        ("catch-up-one-of-two-loans", "catching_up", "¥1,000.00 2027年2月10日"),
        # 2,250 by 8 December: 15 days of 0.80 more than if it were paid today.
        ("catch-up-from-a-sum-at-hand", "catching_up", "¥2,250.00 2026年12月8日"),
        ("catch-up-from-a-sum-at-hand", "more_interest", "¥12.00"),
        ("settle-a-called-in-loan-with-a-small-waiver", "needs_waiver", "¥560.00"),
        ("settle-on-the-day-the-money-comes", "due_before", "2026年12月10日 ¥2,358.90"),
        # 20,224 less 18,900 must be waived, and 20,000 less 18,900 of it is principal.
        ("not-with-the-rent", "needs_waiver", "¥1,324.00"),
        ("not-with-the-rent", "below_principal", "¥1,100.00"),
        ("called-in-with-a-penalty-that-breaks-the-limit", "needs_waiver", "¥600.00"),
        ("a-lower-rate-within-the-limit", "needs_rate", "5.3%"),
        ("two-small-loans-that-only-a-lower-rate-repays", "needs_rate", "11.9%"),
        # Six months of 8.00 a day from 10 November to 10 May, less 1,200; and with nothing paid at all.
        ("less-than-the-interest", "grows", "6 ¥20,248.00"),
        ("nothing-at-all", "grows", "6 ¥21,448.00"),
        ("a-three-month-loan-beyond-all-limits", "beyond_original_term", "4 3"),
        # 9,440.85 less three payments of the contract, 9,000 and 220.47 of interest.
        ("a-three-month-loan-beyond-all-limits", "more_interest", "¥220.38"),
        # 12,966.85 less 12,000 and 946.00 of interest: 4.80 a day falling by 0.40 each month from 10 November on,
        # 30 x 4.80 + 31 x (4.40 + 4.00) + 28 x 3.60 + 31 x 3.20 + 30 x 2.80 + 31 x 2.40 + 30 x 2.00 + 31 x (1.60 + 1.20)
        # + 30 x 0.80 + 31 x 0.40.
        ("one-fen-short-is-not-payable", "more_interest", "¥20.85"),
        ("promise-no-more-than-the-budget", "overstated", "¥3,000.00 ¥1,300.00"),
        ("extend-with-more-in-reserve", "understated", "¥1,800.00 ¥1,300.00 ¥500.00"),
        ("a-gap-every-month", "gap", "¥400.00"),
        ("keep-and-mind-the-payday", "payday", "2026年12月10日 2026年12月15日"),
        ("two-loans-two-wages-days", "payday", "2026年12月8日 2026年12月15日"),
        ("later-is-already-here", "later_is_past", "2026年10月1日"),
        ("promise-the-low-month", "irregular", "¥1,000.00 ¥6,000.00"),
        # Of a year of 25,600: 2,133.33 a month, 1,333.33 more than each of four low months leaves.
        ("low-months-without-a-reserve", "uneven", "4 ¥800.00 ¥2,800.00 ¥800.00"),
        ("low-months-without-a-reserve", "reserve", "¥2,133.33 ¥5,333.32 1 2 3 4"),
        # 4,000 carry 1,333.33 three times, and 0.01 is left for the fourth.
        ("low-months-with-a-reserve", "reserve", "¥2,133.33 ¥5,333.32 4"),
        ("down-payment-beside-a-reserve", "reserve", "¥5,333.32"),
        ("low-months-with-a-reserve", "kept_at_hand", "¥4,000.00 ¥4,000.00 ¥4,000.00"),
        ("never-all-savings-without-income", "kept_at_hand", "¥15,000.00 ¥15,000.00 ¥3,000.00 6"),
        ("savings-with-a-known-end-of-the-gap", "kept_at_hand", "¥20,000.00 ¥9,000.00 ¥3,000.00 3"),
    ],
)  # fmt: skip
def test_every_figure_of_a_notice(name: str, code: str, told: str) -> None:
    _, _, found = asked(name)
    said = {tuple(figures(notice.text)) for notice in notices(found) if notice.code == code}
    assert tuple(told.split()) in said


@pytest.mark.parametrize("name", CASES)
def test_what_people_read_is_chinese_from_end_to_end(name: str) -> None:
    _, _, found = asked(name)
    texts = [found.reason, *(notice.text for notice in notices(found))]
    texts += [option.title for option in found.options]
    texts += [limit.text for option in found.options for limit in option.limits]
    assert not [text for text in texts if re.search(r"[A-Za-z]|[。；，]{2}", text) or not text]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("keep-what-is-payable", "more_interest"),
        ("no-interest-only-time", "more_interest"),
        # A lower rate is asked for: what the longer term costs is then up to the lender.
        ("just-beyond-five-years", "more_interest"),
        ("settle-what-cannot-be-carried", "due_before"),
        ("settle-what-cannot-be-carried", "kept_at_hand"),
        # Ends by the original term, or exactly at it.
        ("a-three-month-loan-doubled", "beyond_original_term"),
        ("wages-before-the-due-date", "payday"),
        # Called in: no due date of the contract is left to come before the wages.
        ("called-in-with-its-old-due-day", "payday"),
        ("called-in-with-its-old-due-day", "assumed_periods"),
        ("called-in-with-its-old-due-day", "due_before"),
        ("low-months-with-a-reserve", "gap"),
        ("every-month-is-low", "reserve"),
        ("keep-with-a-usual-month", "uneven"),
    ],
)
def test_what_does_not_apply_is_not_said(name: str, code: str) -> None:
    _, _, found = asked(name)
    assert code not in {notice.code for notice in (*found.notices, *found.option().notices)}


def rows_of(option: Option) -> tuple[Row, ...]:
    return option.plans[0].schedule.rows


def remade(option: Option, kind: PlanKind, rows: tuple[Row, ...]) -> Option:
    plan = option.plans[0]
    return replace(option, kind=kind, plans=(replace(plan, schedule=replace(plan.schedule, rows=rows)),))


def test_what_is_cheapest_but_not_soonest_is_only_said_to_be_cheapest() -> None:
    """Beside it stands a plan that ends sooner, made 1,000 yuan dearer than it is."""
    _, outset, found = asked("extend-within-the-limit")
    richer = replace(outset, can_pay=replace(outset.can_pay, amount=400_000))
    sooner = within_everything(richer, 200_000)
    assert sooner is not None
    first, *others = rows_of(sooner)
    dearer = remade(sooner, "reinstalment", (first._replace(payment=first.payment + 100_000), *others))
    choice = choose_option(richer, [found.option(), dearer])
    assert choice.kind == "extension"
    assert {"cheapest", "shortest"} & choice.claims == {"cheapest"}
    assert yuan(found.option().total) in choice.reason
    assert "最早还清" not in choice.reason


def test_what_is_soonest_but_not_cheapest_is_only_said_to_be_soonest() -> None:
    """Beside the catching up stands a plan of a year more that costs a yuan less."""
    _, outset, found = asked("catch-up-one-of-two-loans")
    *others, last = rows_of(found.option())
    later = last._replace(date=date(2028, 5, 10), payment=last.payment - 100)
    choice = choose_option(outset, [found.option(), remade(found.option(), "extension", (*others, later))])
    assert choice.kind == "catch_up"
    assert {"cheapest", "shortest"} & choice.claims == {"shortest"}
    assert yuan(found.option().total) not in choice.reason
    assert "最早还清" in choice.reason


def test_the_only_plan_is_not_compared_with_any() -> None:
    _, _, found = asked("step-up-instead-of-a-token")
    assert not {"cheapest", "shortest"} & found.choice.claims
    assert figures(found.reason) == ["2027年6月1日", "¥200.00", "¥2,000.00", "2028年4月10日"]


@pytest.mark.parametrize(
    ("name", "words", "said"),
    [
        # Enough for a month's interest, but not for the debt; divided among two, or all for one.
        ("no-plan-of-ten-years", "不够一个月的利息", False),
        ("no-plan-of-ten-years", "几笔", False),
        ("less-than-the-interest", "不够一个月的利息", True),
        ("nothing-at-all", "拿不出钱", True),
        ("less-than-the-interest", "拿不出钱", False),
        ("catch-up-one-missed-instalment", "手上的钱", False),
        ("catch-up-from-a-sum-at-hand", "手上的钱", True),
        ("extend-within-the-limit", "减免", True),  # only in: without any waiver
        ("extend-within-the-limit", "要对方减免", False),
        ("called-in-with-a-penalty-that-breaks-the-limit", "要对方减免", True),
        ("a-three-month-loan-beyond-all-limits", "要知道", True),
        ("a-three-month-loan-doubled", "要知道", False),
    ],
)
def test_the_sentence_that_fits(name: str, words: str, said: bool) -> None:
    _, _, found = asked(name)
    assert (words in found.reason) is said


def test_for_several_loans_it_is_said_that_the_payment_is_divided() -> None:
    day = date(2026, 11, 23)
    loans = tuple(
        Loan(principal=1_562_500, daily_rate=Decimal("0.0004"), periods_left=24, next_due=date(2026, 12, 10))
        for _ in range(2)
    )
    found = advise(Case(loans=loans, budget=Budget(affordable=50_000)), day)
    assert isinstance(found, Advice)
    assert found.recommended == "token"
    assert "几笔" in found.reason
    # 15,625 x 0.04% x 31 twice.
    assert figures(found.reason) == ["¥500.00", "60", "¥387.50"]


def test_the_rows_of_the_table_are_the_counsellors() -> None:
    """Programs read these codes; the order is the counsellor's."""
    assert [criterion.code for criterion in CRITERIA] == [
        "payable",
        "untouched",
        "no_principal_cut",
        "within_limits",
        "repays",
        "time_only",
        "no_new_agreement",
        "cheapest",
        "shortest",
    ]
    assert all(criterion.title and criterion.why for criterion in CRITERIA)


@pytest.mark.parametrize("name", CASES)
def test_what_is_offered_in_its_place_warns_of_nothing_that_was_said_before(name: str) -> None:
    _, _, found = asked(name)
    if found.fallback is not None and found.fallback.kind == "token":
        assert not found.fallback.notices


def test_what_needs_nobodys_consent_has_nothing_to_fall_back_on() -> None:
    """Beside a settlement in full stands a plan that ends no later; it is not needed."""
    _, outset, found = asked("settle-what-cannot-be-carried")
    early = remade(found.option("extension"), "extension", rows_of(found.option("extension"))[:1])
    settled = found.option()
    on_the_day = remade(early, "extension", (rows_of(early)[0]._replace(date=settled.end),))
    assert fall_back(outset, [settled, on_the_day], settled) is None
    favour = replace(settled, plans=(replace(settled.plans[0], waived=1),))
    assert fall_back(outset, [favour, on_the_day], favour) == on_the_day
