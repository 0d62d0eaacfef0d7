"""Every kind of letter, by its name: what it is for, when it can be written, and the function that writes it.

A further letter is one function and one entry here; the command line and the page take both from this list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from jiebei.case.faults import Fault
from jiebei.case.records import Case
from jiebei.letters.commission import Commission, addressed_loans, lenders
from jiebei.letters.document import Document
from jiebei.letters.request import RequestLetter
from jiebei.letters.worksheet import worksheet
from jiebei.plan.options import Advice


@dataclass(frozen=True, slots=True)
class LetterSort:
    """One kind of letter. label: its name for people. sent: it goes to the lender by itself, and is not an annex.

    refused: why it cannot be written for a case, or None. write: the letter; every figure from the advice.
    """

    label: str
    sent: bool
    refused: Callable[[Commission], Fault | None]
    write: Callable[[Commission], Document]


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
        "第一次申请", True, _nothing_to_ask, lambda commission: RequestLetter(commission).document()
    ),
    "again": LetterSort(
        "被拒绝后再次申请",
        True,
        _nothing_said_yet,
        lambda commission: RequestLetter(commission, again=True).document(),
    ),
    "worksheet": LetterSort("算法说明", False, lambda _: None, worksheet),
}


def compose(case: Case, advice: Advice, lender: str | None = None, kind: str = "request") -> Document | Fault:
    """The letter of that kind to one lender (the first by default) for the plan she chose, or why it cannot be written.

    Raises KeyError for a kind that is not in LETTERS.
    """
    addressed = lenders(case)[0] if lender is None else lender.strip()
    loans = addressed_loans(case, addressed)
    if not loans:
        return Fault("lender", f"案情里没有向“{addressed}”借的款。请检查贷款人的名称。")
    sort = LETTERS[kind]
    commission = Commission(case, advice, advice.option(case.proposal.kind), addressed, tuple(loans))
    return sort.refused(commission) or sort.write(commission)
