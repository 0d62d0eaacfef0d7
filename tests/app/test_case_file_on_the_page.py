"""The case file through the page's own download and upload: everything comes back, and a bad file changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

import pytest

from jiebei.case.file import MAX_BYTES, dumps
from jiebei.case.records import (
    Budget,
    BudgetLine,
    Case,
    Hardship,
    Loan,
    LogEntry,
    Offer,
    OtherDebt,
    Person,
    PlanWish,
    Settings,
)
from jiebei.content.examples import examples
from jiebei.web.walk import STOPS
from tests.app.visiting import Visit

EVERYTHING = Case(
    person=Person(name="赵䶮", phone="138 0000 0000", contact_time="周末"),
    loans=(
        Loan(lender="甲公司", product="jiebei", number="001", principal=1_234_567, daily_rate=Decimal("0.000456789"), day_basis=360,
             accrual="monthly", method="level", interest_only_periods=2, periods_left=9, original_periods=24,
             next_due=date(2031, 1, 30), due_day=31, overdue_principal=100_001, overdue_interest=2_002, penalty=303,
             overdue_since=date(2030, 11, 30), penalty_multiple=Decimal("1.35"), grace_days=3),
        Loan(lender="乙银行", product="bank_credit", principal=500_000, daily_rate=Decimal("0.0003"), method="bullet", original_periods=12,
             periods_left=1, next_due=date(2031, 3, 5)),
        Loan(product="huabei", principal=99, daily_rate=Decimal(0), method="equal-principal", next_due=date(2031, 2, 9)),
    ),
    other_debts=(OtherDebt(name="房贷", balance=30_000_000, monthly_minimum=150_000, priority=True), OtherDebt(name="信用卡")),
    budget=Budget(
        affordable=88_888,
        income=(BudgetLine(name="跑单", amount=12_050, frequency="day"), BudgetLine(name="其他收入", amount=0)),
        essentials=(BudgetLine(name="学费", amount=600_000, frequency="year"), BudgetLine(name="交通", amount=3_333, frequency="week")),
        cushion=20_000, low_income=200_000, high_income=700_000,
    ),
    hardship=Hardship(cause="family", since=date(2030, 6, 1), detail="一行\n两行", papers=("id", "debts"), recovery=date(2031, 9, 1),
                      already_paid="前 8 期"),
    proposal=PlanWish(kind="penalty_waiver", first_payment=date(2031, 2, 1), interest_only_months=4, later_payment=99_900,
                      later_from=date(2031, 8, 1), lump_sum=400_000, answer_by=date(2031, 1, 20)),
    offers=(Offer(lender="甲公司", received=date(2031, 1, 2), down_payment=10_000, down_payment_date=date(2031, 1, 9), instalments=12,
                  amount=90_000, last_amount=80_000, first_date=date(2031, 2, 9), waived=303, conditions="漏一期作废",
                  in_writing=True),),
    log=(LogEntry(on=date(2031, 1, 3), at="21:05", who="客服 01", channel="phone_in", note="答应回电", evidence="录音 1"), LogEntry()),
    settings=Settings(as_of=date(2031, 1, 5)),
)  # fmt: skip


def saved(case: Case) -> bytes:
    return dumps(case).encode()


@pytest.mark.parametrize("case", [EVERYTHING, *examples().values()], ids=["everything", *examples()])
def test_an_opened_file_restores_every_field_and_keeps_it(visit: Callable[[], Visit], case: Case) -> None:
    person = visit().go("calculator").open_file(saved(case))
    assert person.case == case
    for name in STOPS:
        person.go(name)
    assert person.go("calculator").case == case


def test_an_opened_file_replaces_what_was_there(calculator: Visit) -> None:
    calculator.press("sample").press("add.loans").press("add.debts").type(debts__0__name="旧")
    calculator.open_file(saved(Case(person=Person(name="新"))))
    assert calculator.case == Case(person=Person(name="新"))


def test_editing_goes_on_after_opening(calculator: Visit) -> None:
    """The file is opened once; a later change must not be undone by the file still lying in the uploader."""
    calculator.open_file(saved(EVERYTHING))
    calculator.type(person__name="改过", loans__0__principal=2000.0)
    assert calculator.case.person.name == "改过"
    calculator.go("guide").go("calculator")
    assert calculator.case.person.name == "改过"
    assert calculator.case.loans[0].principal == 200_000


def test_the_saved_file_opens_again_as_the_case_on_screen(
    downloads: Mapping[str, Callable[[], bytes]], visit: Callable[[], Visit]
) -> None:
    person = visit().go("calculator").press("sample").type(person__name="小王").go("calculator")
    content = downloads["download.case"]()
    assert visit().go("calculator").open_file(content).case == person.case


BROKEN = {
    "nothing in it": b"",
    "not JSON": "我的案情".encode(),
    "cut short": saved(EVERYTHING)[:400],
    "not UTF-8": "格式".encode("gbk"),
    "binary": bytes(range(256)) * 20,
    "another JSON": b'{"name": "package", "version": "1.0.0"}',
    "a list": b"[1, 2, 3]",
    "newer": json.dumps({"format": "jiebei-case", "version": 2, "dreams": []}).encode(),
    "no format": json.dumps({"version": 1, "person": {"name": "无"}}).encode(),
    "misspelt": json.dumps({"format": "jiebei-case", "version": 1, "persn": {}}).encode(),
    "negative": json.dumps({"format": "jiebei-case", "version": 1, "loans": [{"principal": "-5.00"}]}).encode(),
    "wrong type": json.dumps({"format": "jiebei-case", "version": 1, "loans": "many"}).encode(),
    "no loans": json.dumps({"format": "jiebei-case", "version": 1, "loans": []}).encode(),
    "active": json.dumps({"format": "jiebei-case", "version": 1, "<script>alert(1)</script>": "[x](javascript:1)"}).encode(),
    "deep": b"[" * 100_000,
    "900 deep": b'{"format": "jiebei-case", "loans": ' + b"[" * 900 + b"]" * 900 + b"}",
    "an amount without end": b'{"format": "jiebei-case", "version": 1, "loans": [{"principal": 1e999999999}]}',
    "an amount beyond any number": b'{"format": "jiebei-case", "version": 1, "loans": [{"principal": 1e99999999999999999999}]}',
    "a rate without end": b'{"format": "jiebei-case", "version": 1, "loans": [{"daily_rate": 1e999999999}]}',
    "no number": b'{"format": "jiebei-case", "version": 1, "person": {"name": NaN}}',
    "half a character": b'{"format": "jiebei-case", "version": 1, "person": {"name": "\\ud800", "\\ud800": 1}}',
    "a zero in a name": b'{"format": "jiebei-case", "version": 1, "person": {"name": "a\\u0000"}}',
    "written twice": b'{"format": "jiebei-case", "version": 1, "person": {"name": "a"}, "person": {"name": "b"}}',
    "half a million entries": b'{"format": "jiebei-case", "version": 1, "log": [' + b"0," * 490_000 + b"0]}",
    "too large": b'{"format": "jiebei-case", "version": 1, "person": {"name": "' + b"x" * MAX_BYTES + b'"}}',
}  # fmt: skip


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_bad_file_is_named_and_the_case_on_screen_stays(calculator: Visit, content: bytes) -> None:
    calculator.press("sample").type(person__name="小王").go("calculator")
    before, warned = calculator.case, len(calculator.at.warning)
    calculator.open_file(content)
    assert calculator.case == before
    assert len(calculator.at.warning) > warned
    assert "<script>alert" not in calculator.said
    assert "[x](javascript" not in calculator.said
    # And it is still there, without the fault, on coming back.
    assert calculator.go("help").go("calculator").case == before


def test_a_fault_names_its_place(calculator: Visit) -> None:
    calculator.open_file(
        json.dumps({"format": "jiebei-case", "version": 1, "loans": [{"principal": "-5.00"}]}).encode()
    )
    assert any(
        "loans" in str(warning.value) and "principal" in str(warning.value)
        for warning in calculator.at.warning
    )


def test_of_many_faults_a_few_are_named_and_the_others_counted(calculator: Visit) -> None:
    before = len(calculator.at.warning)
    wrong = {"format": "jiebei-case", "version": 1, "log": [{"who": []}] * 900}
    calculator.open_file(json.dumps(wrong).encode())
    said = [str(warning.value) for warning in calculator.at.warning][before:]
    assert len(said) == 1 + 5 + 1
    assert "895" in said[-1]


def test_a_good_file_after_a_bad_one_is_opened(calculator: Visit) -> None:
    calculator.open_file(b"{")
    assert calculator.at.warning
    calculator.at.file_uploader(key="upload.case").clear().run()
    calculator.open_file(saved(EVERYTHING))
    assert calculator.case == EVERYTHING
