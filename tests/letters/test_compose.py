"""Letters say what the plan says: every figure, date and word of hers, and nothing that would be untrue."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from pypdf import PdfReader

from jiebei.case.labels import REFUSALS
from jiebei.case.records import Budget, Case, Hardship, LogEntry, Person
from jiebei.content.examples import examples
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import in_words, yuan
from jiebei.letters.commission import answer_by, lenders, masked
from jiebei.letters.compose import compose
from jiebei.letters.document import Document
from jiebei.letters.paper.pdf import render_pdf
from jiebei.letters.paper.plain import render_text
from jiebei.letters.phone_script import phone_script, reminder
from jiebei.plan.advice import advise
from jiebei.plan.options import Advice, merged


def worked(case: Case) -> Advice:
    assert case.settings.as_of is not None
    found = advise(case, case.settings.as_of)
    assert isinstance(found, Advice)
    return found


def letter(case: Case, lender: str | None = None, kind: str = "request") -> Document:
    document = compose(case, worked(case), lender, kind)
    assert isinstance(document, Document)
    return document


@pytest.mark.parametrize("name", examples())
def test_the_letter_holds_every_instalment_of_the_recommended_plan(name: str) -> None:
    case = examples()[name]
    found = worked(case)
    for lender in lenders(case):
        document = letter(case, lender)
        pages = PdfReader(io.BytesIO(render_pdf(document))).pages
        printed = re.sub(r"\s", "", "".join(page.extract_text() for page in pages))
        text = render_text(document)
        before = next(
            (n for n, page in enumerate(pages) if "附件1" in page.extract_text().splitlines()[0]), None
        )
        assert before in {1, 2}
        plans = [
            plan.schedule for plan in found.option().plans if case.loans[plan.loan].lender.strip() == lender
        ]
        rows = merged(plans)
        for row in rows:
            assert chinese_date(row.date) in printed
            assert yuan(row.payment) in printed
            assert f"{chinese_date(row.date)}  {yuan(row.payment)}" in text
        total = sum(row.payment for row in rows)
        assert yuan(total) in printed
        assert in_words(total) in printed


@pytest.mark.parametrize("name", examples())
def test_all_letters_of_a_case_offer_no_more_than_she_can_pay(name: str) -> None:
    case = examples()[name]
    found = worked(case)
    offered = [
        sum(found.shares[i] for i, loan in enumerate(case.loans) if loan.lender.strip() == one)
        for one in lenders(case)
    ]
    assert sum(offered) <= found.affordable.amount
    if len(offered) > 1:
        for lender, share in zip(lenders(case), offered, strict=True):
            assert yuan(share) in render_text(letter(case, lender))


def test_no_reason_is_put_into_her_mouth() -> None:
    case = examples()["illness"].model_copy(update={"hardship": Hardship()})
    text = render_text(letter(case))
    assert "请写明发生了什么" in text
    assert "生病" not in text


def test_what_she_typed_is_marked_and_unchanged() -> None:
    odd = "<script>alert(1)</script> **x** $y$ [z](w) 😀"
    case = examples()["illness"].model_copy(
        update={"person": Person(name="赵䶮"), "hardship": Hardship(cause="illness", detail=odd)}
    )
    document = letter(case)
    typed = {span.text for block in document.blocks for span in getattr(block, "spans", ()) if span.typed}
    assert {odd, "赵䶮"} <= typed
    assert odd in render_text(document)


def test_an_unnamed_lender_leaves_a_line_to_fill_in() -> None:
    case = examples()["illness"]
    blank = case.model_copy(update={"loans": (case.loans[0].model_copy(update={"lender": " "}),)})
    assert "＿＿" in letter(blank).salutation


def test_a_payable_plan_needs_no_letter() -> None:
    case = examples()["illness"]
    rich = case.model_copy(
        update={
            "budget": case.budget.model_copy(update={"affordable": 900000, "income": (), "essentials": ()})
        }
    )
    assert not isinstance(compose(rich, worked(rich)), Document)


def test_an_unknown_lender_is_named() -> None:
    case = examples()["illness"]
    fault = compose(case, worked(case), "没有这家")
    assert not isinstance(fault, Document)
    assert "没有这家" in fault.message


def test_the_answer_is_asked_for_before_the_first_payment() -> None:
    case = examples()["illness"]
    today = worked(case).as_of
    assert answer_by(case, today, today + timedelta(days=10)) == today + timedelta(days=9)
    assert answer_by(case, today, today + timedelta(days=90)) == today + timedelta(days=15)
    assert answer_by(case, today, today + timedelta(days=1)) == today + timedelta(days=3)


def test_masking_shortens_what_identifies_her() -> None:
    case = examples()["overdue"]
    text = render_text(letter(masked(case)))
    assert case.person.name not in text
    assert case.person.phone not in text
    assert case.loans[0].number not in text
    assert yuan(case.loans[0].principal or 0) in text


def test_the_next_letter_lists_what_was_said() -> None:
    case = examples()["refused_twice"]
    text = render_text(letter(case, kind="again"))
    for entry in case.log:
        assert entry.note in text
    assert "复核" in text
    # Each reason that was given has its answer, and what is new stands there in her words.
    for entry in case.log:
        assert all(f"对于“{REFUSALS[reason]}”" in text for reason in entry.reasons)
    assert case.hardship.changed in text


def test_there_is_no_next_letter_to_a_lender_she_has_not_spoken_with() -> None:
    case = examples()["several_lenders"]
    spoken = case.model_copy(
        update={"log": (LogEntry(lender=lenders(case)[0], note="说过了"), LogEntry(note="不知是哪家"))}
    )
    assert "说过了" in render_text(letter(spoken, lenders(case)[0], "again"))
    for other in lenders(case)[1:]:
        assert not isinstance(compose(spoken, worked(spoken), other, "again"), Document)
    silent = examples()["illness"].model_copy(update={"log": (LogEntry(),)})
    assert not isinstance(compose(silent, worked(silent), None, "again"), Document)


def test_nothing_is_said_of_arrears_that_were_not_asked_about() -> None:
    case = examples()["illness"]
    said = render_text(letter(case)) + "".join(
        words for _, words in phone_script(case, worked(case), worked(case).option())
    )
    assert "逾期" not in said.replace("逾期以后", "")


def test_a_call_to_one_of_several_lenders_promises_only_its_share() -> None:
    case = examples()["several_lenders"]
    found = worked(case)
    for index, lender in enumerate(lenders(case)):
        said = "".join(words for _, words in phone_script(case, found, found.option(), lender))
        assert yuan(found.shares[index]) in said
        assert yuan(found.affordable.amount) not in said
        assert yuan(found.option().plans[index].schedule.largest_payment) in said


def test_a_share_that_grows_is_announced_with_both_figures() -> None:
    one = examples()["illness"]
    loans = (
        one.loans[0].model_copy(
            update={"principal": 3_000_000, "daily_rate": Decimal("0.00015"), "lender": "甲公司"}
        ),
        one.loans[0].model_copy(
            update={"principal": 1_500_000, "daily_rate": Decimal("0.0006"), "lender": "乙公司"}
        ),
    )
    case = one.model_copy(update={"loans": loans, "budget": Budget(affordable=130_000)})
    found = worked(case)
    for index, lender in enumerate(lenders(case)):
        text = render_text(letter(case, lender))
        highest = found.option().plans[index].schedule.largest_payment
        share = found.shares[index]
        assert yuan(share) in text
        if highest > share:
            assert f"之后不超过 {yuan(highest)}" in text
            assert "的最少期数" not in render_text(letter(case, lender, "worksheet"))
    assert any(
        plan.schedule.largest_payment > share
        for plan, share in zip(found.option().plans, found.shares, strict=True)
    )


def test_a_loan_that_has_wholly_fallen_due_needs_no_next_date() -> None:
    case = examples()["overdue"]
    due = case.loans[0].model_copy(update={"overdue_principal": case.loans[0].principal, "next_due": None})
    matured = case.model_copy(update={"loans": (due,)})
    text = render_text(letter(matured))
    assert "全部本金已经到期" in text
    assert "¥0.00" not in text[: text.index("附件1")]


@pytest.mark.parametrize("name", examples())
def test_nothing_forbidden_is_ever_cited(name: str) -> None:
    case = examples()[name]
    found = worked(case)
    said = render_text(letter(case)) + reminder()
    said += "".join(words for _, words in phone_script(case, found, found.option()))
    for word in ("第70条", "七十条", "LPR", "投诉", "违法", "停息挂账", "百分百"):
        assert word not in said


@pytest.mark.parametrize("name", examples())
def test_the_calculation_sheet_can_be_redone_by_hand(name: str) -> None:
    case = examples()[name]
    found = worked(case)
    text = render_text(letter(case, None, "worksheet"))
    plan = found.option().plans[0]
    schedule = plan.schedule
    since, balance = plan.terms.start, plan.terms.principal
    rate = plan.terms.rate.daily
    for row in schedule.rows:
        days = (row.date - since).days
        if found.option().closes:
            assert row.interest == int(balance * rate * days + Fraction(1, 2))
        assert yuan(balance) in text
        assert yuan(row.principal) in text
        since, balance = row.date, row.balance


def test_several_loans_of_one_lender_share_a_letter() -> None:
    example = examples()["several_lenders"]
    loans = tuple(loan.model_copy(update={"lender": example.loans[0].lender}) for loan in example.loans)
    case = example.model_copy(update={"loans": loans})
    assert len(lenders(case)) == 1
    text = render_text(letter(case))
    assert "借款1" in text
    assert "借款2" in text
