"""One loan on one day, as far as she has told it: every figure of what is owed starts from this record.

What is owed today, the contract's remaining instalments, a year of waiting, a settlement and every plan are counted from
the same terms and the same day, so that one can be held against another to the fen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final

from jiebei.case.faults import Fault
from jiebei.case.records import Case, Loan
from jiebei.counting.due_dates import add_months, chinese_date, month_length
from jiebei.counting.rate import Rate
from jiebei.owed.schedule import Row, Schedule, Terms, build, interest_between

DEFAULT_PERIODS: Final = 12
"""Assumed while she has not said how many instalments are left; the page and the letter say that it is assumed."""


@dataclass(frozen=True)
class KnownLoan:
    """One loan at the end of `as_of`. Amounts in fen.

    contract: the terms of the principal that has not fallen due (0 where all of it has). Its start is the day the
    interest now running began, as a rule the last due date, for a bullet loan its first day; not after as_of. Its first
    due date is after as_of.
    overdue_principal, overdue_interest: fell due and were not paid, since `overdue_since` (as_of where it is None).
    penalty: penalty interest so far. costs: of enforcement. loan: its place in the case. original_periods: how many
    instalments it began with, as far as is known.
    Raises ValueError for a record that contradicts itself.
    """

    contract: Terms
    as_of: date
    overdue_principal: int = 0
    overdue_interest: int = 0
    penalty: int = 0
    costs: int = 0
    overdue_since: date | None = None
    loan: int = 0
    original_periods: int = DEFAULT_PERIODS

    def __post_init__(self) -> None:
        if min(self.overdue_principal, self.overdue_interest, self.penalty, self.costs) < 0:
            raise ValueError("what is owed is not negative")
        if not self.contract.start <= self.as_of < self.contract.first:
            raise ValueError("interest runs by as_of, and the next due date is after it")
        if self.contract.arrears or self.contract.changes:
            raise ValueError("the contract has one rate; what is overdue is stated beside it")
        if self.overdue_since is not None and self.overdue_since > self.as_of:
            raise ValueError("overdue since a day after as_of")

    @property
    def principal(self) -> int:
        """All principal not yet repaid."""
        return self.contract.principal + self.overdue_principal

    @property
    def rate(self) -> Rate:
        return self.contract.rate

    @cached_property
    def accrued(self) -> int:
        """Interest that has run and not fallen due yet (an estimate until the lender confirms)."""
        return interest_between(self.contract.principal, self.contract, self.contract.start, self.as_of)

    @property
    def due_now(self) -> int:
        """What has fallen due and is unpaid: overdue principal and interest, penalty and costs."""
        return self.overdue_principal + self.overdue_interest + self.penalty + self.costs

    @property
    def owed(self) -> int:
        """What would clear the loan on the day."""
        return self.contract.principal + self.due_now + self.accrued

    @property
    def matured(self) -> bool:
        """All of the principal has fallen due: at maturity, or because the loan was called in."""
        return self.contract.principal == 0

    @cached_property
    def present(self) -> Schedule:
        """The instalments still to come as the contract has them, without what is overdue."""
        return build(self.contract)

    @cached_property
    def month_interest(self) -> int:
        """What all of the principal bears from the next due date to the one after it."""
        first = self.contract.first
        return interest_between(
            self.principal, self.contract, first, add_months(first, 1, self.contract.anchor)
        )

    @property
    def restarts(self) -> bool:
        """Whether a new plan's interest starts today, what has accrued being carried as owed from before: where principal
        is overdue, or interest was piling up until maturity. Otherwise a plan goes on from the last due date."""
        return self.overdue_principal > 0 or self.contract.method == "bullet"

    @property
    def start(self) -> date:
        """The day from which a new plan's interest runs."""
        return self.as_of if self.restarts else self.contract.start

    @property
    def arrears(self) -> int:
        """What is owed from before a new plan's start, and paid by it first; it bears no interest itself."""
        return self.overdue_interest + self.penalty + self.costs + (self.accrued if self.restarts else 0)

    def new_terms(self, first: date | None = None) -> Terms:
        """A level plan of one period for all that is owed, from `first` (default: the contract's next due date) on."""
        contract = self.contract
        moved = first is not None and first != contract.first
        return Terms(
            principal=self.principal,
            rate=contract.rate,
            method="level",
            periods=1,
            start=self.start,
            first_due=first or contract.first,
            due_day=first.day if first is not None and moved else contract.anchor,
            stub_day=contract.anchor if moved else None,
            accrual=contract.accrual,
            arrears=self.arrears,
        )

    def settled_on(self, day: date) -> Row:
        """The one payment that clears the loan on `day` (after as_of), no instalment having been paid in between."""
        day = max(day, self.as_of + timedelta(days=1))
        terms = self.new_terms()
        interest = interest_between(self.principal, terms, self.start, day)
        payment = self.principal + interest + self.arrears
        return Row(1, day, payment, self.principal, interest, 0, self.arrears)


def loans_missing(case: Case, as_of: date) -> tuple[Fault, ...]:
    """What must still be filled in, or corrected, of the loans before anything can be worked out."""
    faults: list[Fault] = []
    for index, loan in enumerate(case.loans):
        where = f"loans.{index}."
        if loan.principal is None:
            faults.append(
                Fault(where + "principal", "还缺剩余本金：在支付宝“借呗”里能看到还有多少本金没还。")
            )
        elif loan.principal == 0:
            faults.append(
                Fault(where + "principal", "剩余本金是 0，说明这笔已经没有本金要还了。请检查一下。")
            )
        if loan.daily_rate is None:
            faults.append(Fault(where + "daily_rate", "还缺日利率：借款合同或借款详情里写着。"))
        if fallen_due(loan):
            continue
        if loan.next_due is None:
            faults.append(Fault(where + "next_due", "还缺下一个还款日：借款详情里能看到。"))
        elif loan.next_due <= as_of:
            faults.append(
                Fault(
                    where + "next_due",
                    f"{chinese_date(loan.next_due)}已经到了或过了。请填下一个还没到的还款日；"
                    "已经逾期没还的钱，填在“已经逾期的部分”里。",
                )
            )
    return tuple(faults)


def fallen_due(loan: Loan) -> bool:
    """All of the principal is overdue: the loan has matured or was called in, and no due date is left to come."""
    return bool(loan.principal) and loan.overdue_principal == loan.principal


def known_loans(case: Case, as_of: date) -> tuple[KnownLoan, ...] | tuple[Fault, ...]:
    """The case's loans on that day, or what is missing of them.

    Where no due date is left to come, a plan's first date stands in its place: the one she wants, or a month from today.
    """
    faults = loans_missing(case, as_of)
    if faults:
        return faults
    wanted = case.proposal.first_payment
    first = wanted if wanted is not None and wanted > as_of else add_months(as_of, 1)
    return tuple(_known(loan, index, as_of, first) for index, loan in enumerate(case.loans))


def _due_day(loan: Loan, next_due: date) -> int:
    """The day of the month later instalments fall on: what she said, where the next due date can be that day at all."""
    said = loan.due_day or next_due.day
    fits = not fallen_due(loan) and next_due.day == min(said, month_length(next_due.year, next_due.month))
    return said if fits else next_due.day


def _known(loan: Loan, index: int, as_of: date, first: date) -> KnownLoan:
    next_due = loan.next_due if loan.next_due is not None and loan.next_due > as_of else first
    left = loan.periods_left or DEFAULT_PERIODS
    original = loan.original_periods or left
    due_day = _due_day(loan, next_due)
    # A bullet loan's interest has run since it was paid out, and falls due with the principal in one payment.
    periods, back = (1, original) if loan.method == "bullet" else (left, 1)
    return KnownLoan(
        contract=Terms(
            principal=(loan.principal or 0) - loan.overdue_principal,
            rate=Rate.per_day(loan.daily_rate or "0", loan.day_basis),
            method=loan.method,
            periods=periods,
            start=min(add_months(next_due, -back, due_day), as_of),
            first_due=next_due,
            due_day=due_day,
            accrual=loan.accrual,
            interest_only_periods=min(loan.interest_only_periods, periods - 1)
            if loan.method == "level"
            else 0,
        ),
        as_of=as_of,
        overdue_principal=loan.overdue_principal,
        overdue_interest=loan.overdue_interest,
        penalty=loan.penalty,
        overdue_since=None if loan.overdue_since is None else min(loan.overdue_since, as_of),
        loan=index,
        original_periods=original,
    )
