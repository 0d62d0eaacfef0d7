"""Where each loan stands on a day: what is owed, what the contract still asks, and what must be known first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from jiebei.case.faults import Fault
from jiebei.case.records import Case, Loan
from jiebei.counting.due_dates import add_months, chinese_date
from jiebei.counting.rate import Rate
from jiebei.owed.schedule import Schedule, Terms, build, interest_between

DEFAULT_PERIODS: Final = 12
"""Assumed while she has not said how many instalments are left; the page and the letter say that it is assumed."""


@dataclass(frozen=True, slots=True)
class KnownLoan:
    """Where one loan stands on a day, in fen, and from where a new plan would start.

    accrued: interest since the last due date that has not fallen due yet (an estimate until the lender confirms).
    start: the day from which a new plan's interest runs; what is owed from before it is `arrears`.
    """

    loan: int
    principal: int
    overdue_principal: int
    overdue_interest: int
    penalty: int
    accrued: int
    start: date
    arrears: int
    rate: Rate
    month_interest: int

    @property
    def owed(self) -> int:
        """Everything owed on the day, interest not yet due included."""
        return self.principal + self.overdue_interest + self.penalty + self.accrued


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


def original_periods(loan: Loan) -> int:
    """How many instalments the loan began with, as far as she has said: those left, or the assumed number, otherwise."""
    return loan.original_periods or loan.periods_left or DEFAULT_PERIODS


def fallen_due(loan: Loan) -> bool:
    """All of the principal is overdue: the loan has matured or was called in, and no due date is left to come."""
    return bool(loan.principal) and loan.overdue_principal == loan.principal


def with_due_dates(case: Case, as_of: date) -> Case:
    """The case with a first date for the plan where no due date is left: the one she wants, or a month from today."""
    wanted = case.proposal.first_payment
    first = wanted if wanted is not None and wanted > as_of else add_months(as_of, 1)
    loans = tuple(
        loan.model_copy(update={"next_due": first})
        if fallen_due(loan) and (loan.next_due is None or loan.next_due <= as_of)
        else loan
        for loan in case.loans
    )
    return case.model_copy(update={"loans": loans})


def last_due(loan: Loan, next_due: date) -> date:
    """The due date before the next one: from there the current period's interest runs."""
    return add_months(next_due, -1, loan.due_day or next_due.day)


def loan_rate(loan: Loan) -> Rate:
    return Rate.per_day(loan.daily_rate or "0", loan.day_basis)


def position(loan: Loan, index: int, as_of: date) -> KnownLoan:
    """Where the loan stands on `as_of`; principal, rate and a next due date after `as_of` are known (see `loans_missing` and
    `with_due_dates`)."""
    assert loan.principal is not None
    assert loan.next_due is not None
    rate = loan_rate(loan)
    whole_term = original_periods(loan)
    if loan.method == "bullet":
        since = add_months(loan.next_due, -whole_term, loan.due_day or loan.next_due.day)
    else:
        since = last_due(loan, loan.next_due)
    since = min(since, as_of)
    running = loan.principal - loan.overdue_principal
    due_day = loan.due_day or loan.next_due.day
    terms = Terms(running, rate, "level", 1, since, loan.next_due, due_day, loan.accrual)
    accrued = interest_between(running, terms, since, as_of)
    # With overdue principal, or with interest piling up until maturity, what has accrued so far is carried as arrears
    # and the plan's own interest starts today; otherwise the plan simply goes on from the last due date.
    split = loan.overdue_principal > 0 or loan.method == "bullet"
    following = add_months(loan.next_due, 1, loan.due_day or loan.next_due.day)
    return KnownLoan(
        loan=index,
        principal=loan.principal,
        overdue_principal=loan.overdue_principal,
        overdue_interest=loan.overdue_interest,
        penalty=loan.penalty,
        accrued=accrued,
        start=as_of if split else since,
        arrears=loan.overdue_interest + loan.penalty + (accrued if split else 0),
        rate=rate,
        month_interest=_month_interest(loan, rate, loan.next_due, following),
    )


def _month_interest(loan: Loan, rate: Rate, since: date, until: date) -> int:
    terms = Terms(loan.principal or 0, rate, "interest-only", 1, since, until, accrual=loan.accrual)
    return build(terms).total_interest


def present_schedule(loan: Loan, as_of: date) -> Schedule:
    """The instalments still to come as the contract has them, without what is already overdue."""
    assert loan.principal is not None
    assert loan.next_due is not None
    periods = loan.periods_left or DEFAULT_PERIODS
    if loan.method == "bullet":
        whole_term = original_periods(loan)
        start = min(add_months(loan.next_due, -whole_term, loan.due_day or loan.next_due.day), as_of)
        periods = 1
    else:
        start = min(last_due(loan, loan.next_due), as_of)
    terms = Terms(
        principal=loan.principal - loan.overdue_principal,
        rate=loan_rate(loan),
        method=loan.method,
        periods=periods,
        start=start,
        first_due=loan.next_due,
        due_day=loan.due_day or loan.next_due.day,
        accrual=loan.accrual,
        interest_only_periods=loan.interest_only_periods if loan.method == "level" and periods > 1 else 0,
    )
    return build(terms)
