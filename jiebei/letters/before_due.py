"""A short request for an extension, made before the due date (民法典678): only where nothing is overdue."""

from __future__ import annotations

from datetime import date
from typing import Final

from jiebei.case.faults import Fault
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import yuan
from jiebei.letters.commission import Commission
from jiebei.letters.debt import rate_words
from jiebei.letters.document import Document, Facts, Heading, Paragraph, Span
from jiebei.letters.letter_sort import LetterSort
from jiebei.letters.parts import (
    NOT_ADMITTED,
    PAPERS_ONLY,
    cause_spans,
    evidence,
    honorific,
    letter,
    loans_named,
    paragraph,
    receipt_and_answer,
    requests,
    say,
    who,
)
from jiebei.letters.plan_terms import PlanTerms, paid_meanwhile
from jiebei.plan.limits import months_later

_TIME_ONLY = frozenset({"extension", "reinstalment", "interest_only", "step_up", "down_payment"})
"""The plans that an extension can bring about: they ask for time and for nothing else."""


def no_extension(commission: Commission) -> Fault | None:
    """It needs loans of which nothing is overdue, a plan that asks for time only, and one within the original term."""
    option, course = commission.option, commission.standing
    if course.settled is not None:
        return Fault("events", "记录里这家已经还清，没有要展期的。要证明，请写“索要结清证明”。")
    if course.agreed is not None:
        return Fault(
            "events",
            "和这家已经谈成过约定。付不出的，请写“漏了一期或情况有变”，把约定和现在的情况一起说清楚。",
        )
    if course.missed or commission.in_arrears or any(place.matured for place in commission.own_positions):
        return Fault("loans", "展期要在到期以前提出，这家已经有逾期的了。请改写“第一次申请”（request）。")
    if option.kind == "keep":
        return Fault("proposal", "现在的还款计划你付得起，不需要申请展期。照原计划还就可以。")
    if option.kind not in _TIME_ONLY:
        return Fault(
            "proposal.kind",
            f"你的方案是“{option.title}”，不只是延后还款日，展期办不了。请改写“第一次申请”（request）。",
        )
    pairs = zip(commission.own_plans, commission.own_positions, strict=True)
    if any(months_later(plan, place) > place.original_periods for plan, place in pairs):
        return Fault(
            "proposal.kind",
            "这个方案延长的时间比原来的期限还长，展期一般批不了。请改写“第一次申请”（request），请求重新约定。",
        )
    return None


def before_due(commission: Commission) -> Document:
    """Which due date, to when, at which rate, and what is paid on the old due date while there is no answer."""
    you, due, terms = honorific(commission), _next_due(commission), PlanTerms.of(commission)
    hardship = commission.case.hardship
    pairs = zip(commission.own_loans, commission.own_positions, strict=True)
    each = [rate_words(loan, place) for loan, place in pairs]
    same = len(set(each)) == 1
    rates = each[:1] if same else [f"借款{number} {rate}" for number, rate in enumerate(each, start=1)]
    asks = [
        f"请同意展期：{terms.asked()}。{'逐期日期和金额见附件1。' if terms.has_table else ''}",
        f"展期期间利息照常计算：{'；'.join(rates)}。",
        "本申请在还款日以前提出。同意以后，原定的这一期不算逾期，请不计收罚息，征信也不按逾期报送。",
        f"{paid_meanwhile(commission, commission.option)}答复以前，请先不按违约处理。",
        "同意的，请用书面文件或电子签章协议确认。款项只付到合同贷款人自己的收款账户。",
        receipt_and_answer(commission.answer_day(due)),
    ]
    enclosed = (paragraph(PAPERS_ONLY),) if hardship.enclosed else ()
    return letter(
        commission,
        "还款日前的展期申请",
        (
            paragraph(
                *who(commission.case),
                f"。按我的记录，下列借款没有逾期，{chinese_date(due)}有一期到期。照原来的计划，我付不出全额。"
                f"我愿意还款，现在到期以前向{you}申请展期。",
            ),
            *loans_named(commission),
            *requests(asks),
            Heading("原来的安排和请求的安排"),
            Facts(_changes(commission)),
            Heading("困难原因"),
            Paragraph(cause_spans(hardship, commission.as_of)),
            *evidence(hardship),
            paragraph(
                "依据：《民法典》第六百七十八条，借款人可以在还款期限届满前申请展期；贷款人同意的，可以展期。"
                + NOT_ADMITTED
            ),
            *enclosed,
        ),
        terms.annex(commission),
    )


def _next_due(commission: Commission) -> date:
    return min(place.contract.first for place in commission.own_positions)


def _changes(commission: Commission) -> tuple[tuple[str, tuple[Span, ...]], ...]:
    """For each loan what is due next and when it would end, as it is and as she asks."""
    rows: list[tuple[str, tuple[Span, ...]]] = []
    several = len(commission.loans) > 1
    for number, (loan, place, plan) in enumerate(
        zip(commission.own_loans, commission.own_positions, commission.own_plans, strict=True), start=1
    ):
        name = f"借款{number}" if several else ""
        now, asked = place.present.rows, plan.schedule.rows
        # Where she has not said how many instalments are left, the contract's amounts and end are an assumption.
        known = loan.periods_left is not None or loan.method == "bullet"
        old = f"{chinese_date(now[0].date)}应还" + (f"约 {yuan(now[0].payment)}" if known else "一期")
        old += f"，最后一期 {chinese_date(now[-1].date)}" if known else ""
        new = f"{chinese_date(asked[0].date)}还 {yuan(asked[0].payment)}，最后一期 {chinese_date(asked[-1].date)}"
        rows += [(f"{name}原来", (say(old),)), (f"{name}请求", (say(new),))]
    return tuple(rows)


LETTER_BEFORE_DUE: Final = LetterSort(
    "还款日前申请展期",
    True,
    no_extension,
    before_due,
    promises=True,
    purpose="还款日还没到、也没有逾期，但到时付不出全额，先申请把日子往后推。",
)
