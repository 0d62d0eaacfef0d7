"""What a letter is written from: the case, the plan, and the lender it goes to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final

from jiebei.case.records import Case, Loan, LogEntry
from jiebei.keep.contact_log import in_order
from jiebei.keep.course import Standing, standing
from jiebei.owed.known_loan import KnownLoan
from jiebei.owed.limitation import Limitation, demands, limitation
from jiebei.plan.options import Advice, LoanPlan, Option
from jiebei.rules import load_rules

ANSWER_DAYS: Final = 15
"""What the letter asks for; no rule obliges a lender to answer a hardship request within a given time."""


@dataclass(frozen=True)
class Commission:
    """One letter to be written. loans: those of the lender, by their place in the case. worked: what was worked out for
    the case, or None where it cannot be: then only letters that name no figure of a plan can be written."""

    case: Case
    as_of: date
    lender: str
    loans: tuple[int, ...]
    worked: Advice | None = None

    @property
    def advice(self) -> Advice:
        """Raises ValueError where nothing was worked out; see `LetterSort.needs_plan`."""
        if self.worked is None:
            raise ValueError("this letter names figures of a plan, and none was worked out")
        return self.worked

    @property
    def option(self) -> Option:
        """The plan she chose, or the recommended one."""
        return self.advice.option(self.case.proposal.kind)

    @cached_property
    def standing(self) -> Standing:
        """Where she stands with this lender."""
        return standing(self.case, self.lender, self.as_of)

    @cached_property
    def limitations(self) -> dict[int, Limitation]:
        """What her dates say of the three years, for each loan of this lender by its place in the case."""
        days = demands(self.contacts)
        rules = load_rules()
        return {index: limitation(self.case.loans[index], days, rules, self.as_of) for index in self.loans}

    @property
    def in_arrears(self) -> bool:
        """Something of this lender's loans has fallen due and is not paid, as far as she has said."""
        return any(loan.overdue_principal or loan.overdue_interest or loan.penalty for loan in self.own_loans)

    @property
    def awaits_until(self) -> date | None:
        """The day by which the letter that waits for an answer asks for one, also where it has passed.

        None where she waits for none, or the letter's day is not known. Without a plan her own day or 15 days count.
        """
        place = self.standing
        if place.stage != "waiting" or place.since is None:
            return None
        first = date.max
        if self.worked is not None:
            first = min(plan.schedule.rows[0].date for plan in self.own_plans)
        return answer_by(self.case, place.since, first)

    @property
    def answer_overdue(self) -> bool:
        """She waits for an answer, and the day she asked for it by is over."""
        until = self.awaits_until
        return until is not None and until < self.as_of

    def answer_day(self, first_payment: date = date.max) -> date:
        """The day an answer is asked by; without a payment to come, only her own day or 15 days count."""
        return answer_by(self.case, self.as_of, first_payment)

    @property
    def own_loans(self) -> tuple[Loan, ...]:
        return tuple(self.case.loans[index] for index in self.loans)

    @property
    def own_positions(self) -> tuple[KnownLoan, ...]:
        return tuple(self.advice.positions[index] for index in self.loans)

    @property
    def own_plans(self) -> tuple[LoanPlan, ...]:
        return tuple(self.option.plans[index] for index in self.loans)

    @property
    def contacts(self) -> tuple[LogEntry, ...]:
        return contacts_with(self.case, self.lender)


def lenders(case: Case) -> tuple[str, ...]:
    """The lenders to write to, each once, in the order of the case's loans; "" is one not named yet."""
    return tuple(dict.fromkeys(loan.lender.strip() for loan in case.loans))


def addressed_loans(case: Case, lender: str | None) -> list[int]:
    """The loans of that lender (of the first one for None), by their place in the case."""
    addressed = lenders(case)[0] if lender is None else lender.strip()
    return [index for index, loan in enumerate(case.loans) if loan.lender.strip() == addressed]


def answer_by(case: Case, as_of: date, first_payment: date) -> date:
    """The day the letter asks an answer by: hers, or 15 days on, but before the first payment and not before 3 days."""
    if case.proposal.answer_by is not None and case.proposal.answer_by > as_of:
        return case.proposal.answer_by
    return max(
        as_of + timedelta(days=3), min(as_of + timedelta(days=ANSWER_DAYS), first_payment - timedelta(days=1))
    )


def masked(case: Case) -> Case:
    """The case with name, phone, account, identity and loan numbers shortened, for showing to somebody else."""
    person = case.person.model_copy(
        update={
            "name": _mask(case.person.name, 1, 0),
            "phone": _mask(case.person.phone, 3, 4),
            "id_last4": "",
            "account": _mask(case.person.account, 2, 0),
        }
    )
    loans = tuple(loan.model_copy(update={"number": _mask(loan.number, 0, 4)}) for loan in case.loans)
    return case.model_copy(update={"person": person, "loans": loans})


def _mask(text: str, head: int, tail: int) -> str:
    text = text.strip()
    if not text:
        return text
    if len(text) <= head + tail:
        return "＊" * len(text)
    return text[:head] + "＊" * (len(text) - head - tail) + text[len(text) - tail :]


def contacts_with(case: Case, lender: str) -> tuple[LogEntry, ...]:
    """The contacts with that lender that say something, in words or by what came of them, in order; an entry that names nobody counts where there is only
    one lender it can have been."""
    only = len(lenders(case)) == 1
    return tuple(
        entry
        for entry in in_order(case.log)
        if (entry.note.strip() or entry.result or entry.reasons)
        and (entry.lender.strip() == lender if entry.lender.strip() else only)
    )
