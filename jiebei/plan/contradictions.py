"""Where what she has told contradicts itself: found before a letter is made, because the lender would find it after.

Each is a fault with its place and one sentence; none of them stops a calculation. Nothing here judges what is likely:
only what cannot be so, or what the letter would say twice and differently.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from jiebei.case.faults import Fault
from jiebei.case.records import Case, Event, Loan
from jiebei.counting.due_dates import chinese_date, month_length
from jiebei.counting.money import yuan
from jiebei.plan.budget import income_contradiction

WAGES = "工资"
"""How the usual line for wages begins."""


def contradictions(case: Case, as_of: date) -> tuple[Fault, ...]:
    """Every contradiction in the case as of that day, in the order of its fields."""
    found: list[Fault] = []
    for index, loan in enumerate(case.loans):
        found += _of_a_loan(loan, f"loans.{index}.", as_of)
    found += _of_numbers(case)
    if (household := income_contradiction(case)) is not None:
        found.append(household)
    found += _of_the_hardship(case, as_of)
    found += _of_the_wish(case, as_of)
    found += _of_what_happened(case, as_of)
    return tuple(found)


def _of_a_loan(loan: Loan, at: str, as_of: date) -> Iterator[Fault]:
    overdue = loan.overdue_principal or loan.overdue_interest
    if loan.borrowed_on and loan.borrowed_on > as_of:
        yield Fault(at + "borrowed_on", f"借款的日子{chinese_date(loan.borrowed_on)}还没有到，请检查年份。")
    for name, day, what in (
        ("overdue_since", loan.overdue_since, "开始逾期的日子"),
        ("last_paid", loan.last_paid, "最后一次还款的日子"),
        ("last_asked", loan.last_asked, "最后一次被催的日子"),
    ):
        if day is None:
            continue
        if day > as_of:
            yield Fault(at + name, f"{what}{chinese_date(day)}还没有到，请检查年份。")
        elif loan.borrowed_on and day < loan.borrowed_on:
            yield Fault(
                at + name,
                f"{what}{chinese_date(day)}在借款的日子{chinese_date(loan.borrowed_on)}之前，请检查。",
            )
    if loan.principal and loan.original_amount and loan.principal > loan.original_amount:
        yield Fault(
            at + "original_amount",
            f"剩余本金 {yuan(loan.principal)} 比借款时的金额 {yuan(loan.original_amount)} 还多，请检查是不是填反了。",
        )
    if loan.periods_left and loan.original_periods:
        already = 1 if overdue and loan.overdue_principal != loan.principal else 0
        if loan.periods_left + already > loan.original_periods:
            late = "，加上已经逾期的至少 1 期" if already else ""
            yield Fault(
                at + "periods_left",
                f"还剩 {loan.periods_left} 期{late}，多过借款时的 {loan.original_periods} 期。剩余期数不含已经逾期的。",
            )
    if loan.overdue_since and not overdue and not loan.penalty:
        yield Fault(
            at + "overdue_principal",
            f"写了从{chinese_date(loan.overdue_since)}开始逾期，却没有填逾期的本金和利息。没有逾期就把日子去掉。",
        )
    if loan.penalty and not overdue:
        yield Fault(at + "penalty", "有罚息，却没有填逾期的本金或利息。还清了逾期只剩罚息的，不用改。")
    if loan.due_day and loan.next_due:
        expected = min(loan.due_day, month_length(loan.next_due.year, loan.next_due.month))
        if loan.next_due.day != expected:
            yield Fault(
                at + "due_day",
                f"每月 {loan.due_day} 号还款，下一个还款日却是{chinese_date(loan.next_due)}，请看合同是哪一个。",
            )


def _of_numbers(case: Case) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for index, loan in enumerate(case.loans):
        number = loan.number.strip()
        if number and number in seen:
            yield Fault(
                f"loans.{index}.number",
                f"第 {seen[number] + 1} 笔和第 {index + 1} 笔的借款编号一样，请检查。",
            )
        seen.setdefault(number, index)


def _of_the_hardship(case: Case, as_of: date) -> Iterator[Fault]:
    hardship = case.hardship
    if hardship.since and hardship.since > as_of:
        yield Fault("hardship.since", f"困难开始的日子{chinese_date(hardship.since)}还没有到，请检查年份。")
    if hardship.recovery and hardship.recovery <= as_of:
        yield Fault(
            "hardship.recovery",
            f"预计好转的日子{chinese_date(hardship.recovery)}已经过了。信里会写“预计”，请改成以后的日子，或者去掉。",
        )
    elif hardship.recovery and hardship.since and hardship.recovery <= hardship.since:
        yield Fault("hardship.recovery", "预计好转的日子在困难开始之前，请检查。")
    wages = sum(line.amount for line in case.budget.income if line.name.startswith(WAGES))
    if hardship.cause == "job_loss" and wages:
        yield Fault(
            "hardship.cause",
            f"原因是失去工作，收支里却有工资 {yuan(wages)}。是新工作或补偿金的，在说明里写一句；是失业金的，换个名称。",
        )


def _of_the_wish(case: Case, as_of: date) -> Iterator[Fault]:
    wish = case.proposal
    for name, day, what in (
        ("first_payment", wish.first_payment, "想从哪天开始还"),
        ("answer_by", wish.answer_by, "希望哪天前答复"),
        ("later_from", wish.later_from, "收入恢复的日子"),
    ):
        if day is not None and day <= as_of:
            yield Fault(
                f"proposal.{name}", f"“{what}”填的{chinese_date(day)}已经过了，没有用上，请改成以后的日子。"
            )
    now = case.budget.affordable
    if wish.later_payment is not None and now is not None and wish.later_payment <= now:
        yield Fault(
            "proposal.later_payment",
            f"收入恢复以后能还的 {yuan(wish.later_payment)} 不比现在能还的 {yuan(now)} 多，请检查。",
        )


def _of_what_happened(case: Case, as_of: date) -> Iterator[Fault]:
    for index, entry in enumerate(case.log):
        if entry.on and entry.on > as_of:
            yield Fault(f"log.{index}.on", f"联系的日子{chinese_date(entry.on)}还没有到，请检查年份。")
    for index, offer in enumerate(case.offers):
        if offer.received and offer.received > as_of:
            yield Fault(
                f"offers.{index}.received",
                f"收到答复的日子{chinese_date(offer.received)}还没有到，请检查年份。",
            )
    agreed: dict[tuple[str, date | None], int] = {}
    for index, event in enumerate(case.events):
        at = f"events.{index}."
        if event.on and event.on > as_of:
            yield Fault(at + "on", f"这件事的日子{chinese_date(event.on)}还没有到，请检查年份。")
        begun = _borrowed(case, event)
        if event.on and begun and event.on < begun:
            yield Fault(
                at + "on",
                f"这件事的日子{chinese_date(event.on)}在借款的日子{chinese_date(begun)}之前，请检查。",
            )
        if event.kind == "agreed":
            key = (event.lender.strip(), event.on)
            if key in agreed:
                yield Fault(at + "on", "同一天和同一家谈成了两次，请留下算数的那一次。")
            agreed[key] = index
        if event.kind == "missed" and not any(
            other.kind == "agreed" and other.lender.strip() == event.lender.strip() for other in case.events
        ):
            yield Fault(
                at + "kind", "记了“有一期没还上”，却没有记谈成的约定。没有新约定的，逾期填在借款里就可以。"
            )


def _borrowed(case: Case, event: Event) -> date | None:
    """The day the first of the loans with that lender was taken, where it is known of all of them."""
    days = [
        loan.borrowed_on
        for loan in case.loans
        if not event.lender.strip() or loan.lender.strip() == event.lender.strip()
    ]
    known = [day for day in days if day is not None]
    return min(known) if known and len(known) == len(days) else None
