"""Every kind of letter, by the name it has on the command line, in the order of the road; and how one is composed.

What each is for and when it can be written stands at the end of the module that writes it, as a `LetterSort`. The command
line and the page take their lists from here.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from jiebei.case.faults import Fault
from jiebei.case.records import Case
from jiebei.letters.before_due import LETTER_BEFORE_DUE
from jiebei.letters.commission import Commission, addressed_loans, lenders
from jiebei.letters.conduct import LETTER_COMPLAINT, LETTER_STOP_CONTACTING
from jiebei.letters.court_drafts import LETTER_DEFENCE, LETTER_HEARING_REQUEST, LETTER_PAYMENT_ORDER_OBJECTION
from jiebei.letters.document import Document
from jiebei.letters.holder import LETTER_CONFIRM_HOLDER, LETTER_WHO_ARE_YOU
from jiebei.letters.household import LETTER_BUDGET
from jiebei.letters.inquiry import LETTER_CREDIT_OBJECTION, LETTER_STATEMENT
from jiebei.letters.letter_sort import LetterSort
from jiebei.letters.offer_answer import LETTER_ACCEPT, LETTER_ASK_TERMS, LETTER_COUNTER, LETTER_DECLINE
from jiebei.letters.performance import LETTER_MAKE_GOOD, LETTER_MISSED, LETTER_STOP_PENALTY
from jiebei.letters.request import LETTER_AGAIN, LETTER_REQUEST
from jiebei.letters.settling import LETTER_SETTLED_PROOF, LETTER_SETTLEMENT
from jiebei.letters.worksheet import LETTER_WORKSHEET
from jiebei.plan.options import Advice

LETTERS: Final[dict[str, LetterSort]] = {
    # Asked for: first, again, before the due date.
    "request": LETTER_REQUEST,
    "again": LETTER_AGAIN,
    "before_due": LETTER_BEFORE_DUE,
    # Their offer answered.
    "accept": LETTER_ACCEPT,
    "ask_terms": LETTER_ASK_TERMS,
    "counter": LETTER_COUNTER,
    "decline": LETTER_DECLINE,
    # Agreed, kept, missed, settled.
    "missed": LETTER_MISSED,
    "make_good": LETTER_MAKE_GOOD,
    "stop_penalty": LETTER_STOP_PENALTY,
    "settlement": LETTER_SETTLEMENT,
    "settled_proof": LETTER_SETTLED_PROOF,
    # The papers, and the credit record.
    "statement": LETTER_STATEMENT,
    "credit_objection": LETTER_CREDIT_OBJECTION,
    # How she is contacted, and by whom.
    "stop_contacting": LETTER_STOP_CONTACTING,
    "complaint": LETTER_COMPLAINT,
    "who_are_you": LETTER_WHO_ARE_YOU,
    "confirm_holder": LETTER_CONFIRM_HOLDER,
    # Drafts for a court.
    "payment_order_objection": LETTER_PAYMENT_ORDER_OBJECTION,
    "defence": LETTER_DEFENCE,
    "hearing_request": LETTER_HEARING_REQUEST,
    # Enclosed or handed over, never sent by themselves.
    "worksheet": LETTER_WORKSHEET,
    "budget": LETTER_BUDGET,
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
