"""The boxes to paste into: findings quote her text as data, one tap fills the answer's fields or the log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from jiebei.case.file import dumps
from jiebei.case.records import Budget, Case, Loan, Offer, Settings
from jiebei.web.words import harmless
from tests.app.visiting import Visit

DAY = date(2026, 11, 23)
LENDER = "重庆蚂蚁消费金融有限公司"
LOAN = Loan(
    lender=LENDER,
    principal=1_200_000,
    daily_rate=Decimal("0.0004"),
    periods_left=12,
    next_due=date(2026, 12, 10),
)
CASE = Case(loans=(LOAN,), budget=Budget(affordable=120_000), settings=Settings(as_of=DAY))
AGREEMENT = (
    "重庆蚂蚁消费金融有限公司同意：首付3,000.00元于2026年11月30日前支付，余款自2026年12月10日起分12期，每期850.50元，"
    "合计13,260.00元。减免罚息180.00元，漏一期减免作废。本协议未约定征信如何报送。"
)
MESSAGE = "2026-11-20 22:35 【鼎信资产】今晚10点前把5000元转到我的微信，不然通知你的家人和单位"
HOSTILE = "减免罚息300元<script>alert(1)</script>[点我](javascript:x) $\\frac12$ **粗** :smile: ⟦x⟧ {cite: x}漏一期减免作废"


@pytest.fixture
def person(visit: Callable[[], Visit]) -> Visit:
    return visit().go("calculator").open_file(dumps(CASE).encode())


def paste(person: Visit, page: str, box: str, text: str) -> Visit:
    person.go(page)
    person.at.text_area(key=f"paste.{box}").set_value(text)
    (button,) = (one for one in person.at.button if one.form_id == f"paste.{box}.form")
    button.click().run()
    return person.ok()


def test_what_an_agreement_settles_stands_below_it(person: Visit) -> None:
    said = paste(person, "offer", "agreement", AGREEMENT).said
    assert "¥54.00" in said
    assert harmless("本协议未约定征信如何报送") in said
    (asked,) = (code.value for code in person.at.code)
    assert "征信" in asked
    assert "盖" in asked
    assert "哪一天还？" not in asked


def test_one_tap_fills_in_what_was_read_and_nothing_else(person: Visit) -> None:
    paste(person, "offer", "agreement", AGREEMENT)
    person.enter({"offer.in_writing": True})
    person.press("paste.fill")
    offer = person.case.offers[-1]
    assert offer == Offer(
        lender=offer.lender, down_payment=300_000, down_payment_date=date(2026, 11, 30), instalments=12, amount=85_050,
        first_date=date(2026, 12, 10), waived=18_000, conditions=offer.conditions, in_writing=True,
    )  # fmt: skip
    assert offer.conditions in AGREEMENT
    assert "漏一期减免作废" in offer.conditions


def test_a_field_that_the_text_does_not_give_keeps_what_was_typed(person: Visit) -> None:
    person.go("offer").enter({"offer.first_date": date(2027, 1, 5)})
    paste(person, "offer", "agreement", "分12期，每期850.5元")
    person.press("paste.fill")
    assert person.case.offers[-1].first_date == date(2027, 1, 5)
    assert person.case.offers[-1].amount == 85_050


def test_one_tap_makes_an_entry_and_only_one(person: Visit) -> None:
    paste(person, "record", "message", MESSAGE)
    assert "可能违反" in person.said
    assert "违法" not in person.said.replace("不要写“违法”", "")
    person.press("paste.log")
    (entry,) = person.case.log
    assert (entry.on, entry.at, entry.channel, entry.note, entry.lender) == (
        date(2026, 11, 20), "22:35", "sms", MESSAGE, LENDER
    )  # fmt: skip
    assert person.at.button(key="paste.log").disabled


@pytest.mark.parametrize(("page", "box"), [("offer", "agreement"), ("record", "message"), ("scams", "")])
def test_marks_and_formulas_are_shown_as_they_are(person: Visit, page: str, box: str) -> None:
    if box:
        paste(person, page, box, HOSTILE + "不还就坐牢<b>⟦x⟧")
    else:
        person.go(page)
        person.at.text_area(key="scams.pasted").set_value("先交⟦x⟧定金")
        person.at.button[0].click().run()
        person.ok()
    assert "<script>alert" not in person.said
    assert "](javascript" not in person.said


def test_another_language_is_told(person: Visit) -> None:
    assert "没有看到中文" in paste(person, "offer", "agreement", "12 instalments of 850").said
    assert "没有看到中文" in paste(person, "record", "message", "pay now").said


def test_what_does_not_fit_the_note_is_said(person: Visit) -> None:
    paste(person, "record", "message", "请还款。" * 1_000)
    person.press("paste.log")
    (entry,) = person.case.log
    left_out = 4_000 - entry.note.index("……")
    assert f"{left_out} 字" in person.said
    assert f"{left_out} 字" in entry.note
