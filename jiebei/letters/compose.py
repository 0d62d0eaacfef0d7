"""Every kind of letter, by its name: what it is for, when it can be written, and the function that writes it.

A further letter is one function and one entry here; the command line and the page take both from this list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from jiebei.case.faults import Fault
from jiebei.case.records import Case
from jiebei.letters.before_due import before_due, no_extension
from jiebei.letters.commission import Commission, addressed_loans, lenders
from jiebei.letters.conduct import complaint, not_yet_a_complaint, nothing_to_stop, stop_contacting
from jiebei.letters.court_drafts import (
    defence,
    hearing_request,
    no_payment_order,
    no_suit,
    nothing_to_be_heard,
    payment_order_objection,
)
from jiebei.letters.document import Document
from jiebei.letters.holder import confirm_holder, nobody_claims, who_are_you
from jiebei.letters.household import budget_sheet, nothing_to_state
from jiebei.letters.inquiry import credit_objection, statement
from jiebei.letters.offer_answer import (
    accept,
    ask_terms,
    cannot_accept,
    cannot_counter,
    cannot_decline,
    counter,
    decline,
    nothing_to_ask_of_it,
)
from jiebei.letters.performance import missed, not_performing, nothing_missed, stop_penalty
from jiebei.letters.request import RequestLetter
from jiebei.letters.settling import already_settled, not_settled, one_payment, settled_proof
from jiebei.letters.worksheet import worksheet
from jiebei.plan.options import Advice


@dataclass(frozen=True, slots=True)
class LetterSort:
    """One kind of letter. label: its name for people. sent: it goes out by itself, and is not an annex.

    refused: why it cannot be written for a case, or None. write: the letter; every figure from the advice.
    needs_plan: it names figures of a plan, so the case must be complete. promises: it admits the debt or promises to
    pay, which starts the three years again and may give a defence away. purpose: when to send it, in one sentence.
    addressed: it is written to, or for, one lender; else it is the same whoever reads it.
    """

    label: str
    sent: bool
    refused: Callable[[Commission], Fault | None]
    write: Callable[[Commission], Document]
    needs_plan: bool = True
    promises: bool = False
    purpose: str = ""
    addressed: bool = True


def _nothing_to_ask(commission: Commission) -> Fault | None:
    if commission.option.kind == "keep":
        return Fault("proposal", "现在的还款计划你付得起，不需要写申请。照原计划还就可以。")
    return None


def _nothing_said_yet(commission: Commission) -> Fault | None:
    if not commission.contacts:
        return _nothing_to_ask(commission) or Fault(
            "log", "还没有和这家联系的记录。先到“联系记录”页记下上次说了什么，再写这一封。"
        )
    return _nothing_to_ask(commission)


LETTERS: Final[dict[str, LetterSort]] = {
    "request": LetterSort(
        "第一次申请",
        True,
        _nothing_to_ask,
        lambda commission: RequestLetter(commission).document(),
        promises=True,
        purpose="把情况、方案和请求一次说清楚。",
    ),
    "again": LetterSort(
        "被拒绝后再次申请",
        True,
        _nothing_said_yet,
        lambda commission: RequestLetter(commission, again=True).document(),
        promises=True,
        purpose="对方拒绝或没有答复以后，回应对方说的理由，再提一次。",
    ),
    "before_due": LetterSort(
        "还款日前申请展期",
        True,
        no_extension,
        before_due,
        promises=True,
        purpose="还款日还没到、也没有逾期，但到时付不出全额，先申请把日子往后推。",
    ),
    "accept": LetterSort(
        "接受对方的方案",
        True,
        cannot_accept,
        accept,
        promises=True,
        purpose="对方的方案你付得起，也写成了书面：把条件逐条写下来，请对方确认。",
    ),
    "ask_terms": LetterSort(
        "先请对方写清楚",
        True,
        nothing_to_ask_of_it,
        ask_terms,
        promises=True,
        purpose="对方提了方案，但还没有书面的，或有没说清的地方：先问清楚，什么都不答应。",
    ),
    "counter": LetterSort(
        "对方的方案不行，另提方案",
        True,
        cannot_counter,
        counter,
        promises=True,
        purpose="对方的方案付不起，用数字说明为什么，再提一个你能做到的。",
    ),
    "decline": LetterSort(
        "不接受对方的方案",
        True,
        cannot_decline,
        decline,
        promises=True,
        purpose="对方的方案付不起，现在也没有别的方案要提：说明原因，请对方复核。",
    ),
    "missed": LetterSort(
        "漏了一期或情况有变",
        True,
        nothing_missed,
        missed,
        promises=True,
        purpose="谈成以后漏了一期，或情况又变了：越早说明越好，请对方保留原来的约定。",
    ),
    "stop_penalty": LetterSort(
        "请停收罚息、确认余额",
        True,
        not_performing,
        stop_penalty,
        needs_plan=False,
        promises=True,
        purpose="一直在按约定还，想让对方停收罚息、书面确认还剩多少。",
    ),
    "settlement": LetterSort(
        "申请一次性结清",
        True,
        already_settled,
        one_payment,
        promises=True,
        purpose="想一次还清，先请对方书面告知准确的金额。",
    ),
    "settled_proof": LetterSort(
        "索要结清证明",
        True,
        not_settled,
        settled_proof,
        needs_plan=False,
        purpose="最后一笔付完以后，请对方出具结清证明、更新征信。",
    ),
    "worksheet": LetterSort("算法说明", False, lambda _: None, worksheet),
    # About the papers, the record, the conduct and the holder of the debt; and drafts for a court.
    "statement": LetterSort(
        "索要合同和还款明细",
        True,
        lambda _: None,
        statement,
        needs_plan=False,
        purpose="想核对欠多少、还的钱抵了什么、罚息怎么算的时候，先发这一封。",
    ),
    "credit_objection": LetterSort(
        "征信异议",
        True,
        lambda _: None,
        credit_objection,
        needs_plan=False,
        purpose="信用报告和事实不符时写；确实逾期过的记录不算写错，提异议也改不掉。",
    ),
    "stop_contacting": LetterSort(
        "停止不当联系",
        True,
        nothing_to_stop,
        stop_contacting,
        needs_plan=False,
        purpose="有人联系无关的人、说出欠款、威胁辱骂，或深夜、反复来电时，写给贷款人。",
    ),
    "complaint": LetterSort(
        "向 12378 投诉",
        True,
        not_yet_a_complaint,
        complaint,
        needs_plan=False,
        purpose="先找过贷款人，它拒绝、不答复，或催收不当时，写给监管部门；监管不会命令它打折。",
    ),
    "who_are_you": LetterSort(
        "问来要债的人是谁",
        True,
        nobody_claims,
        who_are_you,
        needs_plan=False,
        purpose="别的公司来要债，或说债转给了它时，先问清身份和依据，问清以前不付款。",
    ),
    "confirm_holder": LetterSort(
        "向贷款人核实债在谁手里",
        True,
        nobody_claims,
        confirm_holder,
        needs_plan=False,
        purpose="别的公司来要债时，同时问原来的贷款人：有没有转让、有没有委托、钱该还到哪里。",
    ),
    "payment_order_objection": LetterSort(
        "对支付令的异议（草稿）",
        True,
        no_payment_order,
        payment_order_objection,
        needs_plan=False,
        purpose="收到支付令，并且债或数目不对时，在期限内交给法院；“我没钱、想分期”不算异议，交之前先问 12348。",
    ),
    "defence": LetterSort(
        "答辩状（草稿）",
        True,
        no_suit,
        defence,
        needs_plan=False,
        purpose="收到起诉状后写给法院，认可什么、不认可什么由你填；交之前先问 12348。",
    ),
    "hearing_request": LetterSort(
        "请求调解（草稿）",
        True,
        nothing_to_be_heard,
        hearing_request,
        promises=True,
        purpose="案子到了法院或仲裁机构，想按自己的方案谈时写；只写做得到的数，交之前先问 12348。",
    ),
    "budget": LetterSort(
        "家庭收支表",
        False,
        nothing_to_state,
        budget_sheet,
        needs_plan=False,
        addressed=False,
        purpose="一张纸写清每月进账、必须花的和剩下的。自己看，或者对方、社区要看的时候给。",
    ),
}


def compose(
    case: Case,
    advice: Advice | None,
    lender: str | None = None,
    kind: str = "request",
    as_of: date | None = None,
) -> Document | Fault:
    """The letter of that kind to one lender (the first by default) for the plan she chose, or why it cannot be written.

    advice: None where the case is not complete enough for one; then `as_of` is needed. Raises KeyError for a kind that
    is not in LETTERS.
    """
    sort = LETTERS[kind]
    made = commission(case, advice, lender, as_of)
    if isinstance(made, Fault):
        return made
    return not_now(made, sort) or sort.write(made)


def not_now(made: Commission, sort: LetterSort) -> Fault | None:
    """Why a letter of that kind cannot or should not be written now, or None."""
    if sort.needs_plan and made.worked is None:
        return Fault("loans", "先到“算一算”填四个数：剩余本金、日利率、还款日、每月能还多少，才能写这一封。")
    if sort.promises and (stop := before_promising(made)):
        return stop
    return sort.refused(made)


def before_promising(made: Commission) -> Fault | None:
    """Why she should promise nothing to this lender before she has asked a lawyer: the three years may have run."""
    if made.case.settings.asked_legal_aid:
        return None
    for index, state in made.limitations.items():
        if state == "unknown":
            return Fault(
                f"loans.{index}.last_asked",
                "这笔已经三年以上没有还款的记录，中间有没有催过、答应过，从你填的看不出来。先填最后一次还款是哪天、"
                "最后一次被催或答应还是哪天。三年里可能都没有的，先不要答应还款，打 12348 免费问清楚。",
            )
        if state == "may_have_run":
            return Fault(
                f"loans.{index}.last_asked",
                "从你填的日子看，离最后一次还款或被催可能已经过了三年诉讼时效。答应还款、还一小笔、请求延期，"
                "都可能让你失去“时效已过”这个抗辩，还了的也要不回来。先打 12348 免费问清楚，再决定写不写。",
            )
    return None


def commission(
    case: Case, advice: Advice | None, lender: str | None = None, as_of: date | None = None
) -> Commission | Fault:
    """What a letter to that lender (the first by default) is written from, or a fault where there is no such lender."""
    addressed = lenders(case)[0] if lender is None else lender.strip()
    loans = addressed_loans(case, addressed)
    if not loans:
        return Fault("lender", f"案情里没有向“{addressed}”借的款。请检查贷款人的名称。")
    day = advice.as_of if advice is not None else as_of
    if day is None:
        raise ValueError("a letter without advice needs a day")
    return Commission(case, day, addressed, tuple(loans), advice)
