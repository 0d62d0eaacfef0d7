"""Settling a loan in one payment, and the proof that it is settled."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from jiebei.case.faults import Fault
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import yuan
from jiebei.letters.commission import Commission
from jiebei.letters.document import Block, Document, Facts, Heading, Span
from jiebei.letters.letter_sort import LetterSort
from jiebei.letters.parts import (
    NOT_ADMITTED,
    honorific,
    letter,
    loan_named,
    loans_named,
    paragraph,
    receipt_and_answer,
    requests,
    say,
    who,
)
from jiebei.letters.plan_terms import PlanTerms
from jiebei.owed.known_loan import KnownLoan
from jiebei.plan.kinds import SETTLEMENT_DAYS
from jiebei.plan.options import Option


def already_settled(commission: Commission) -> Fault | None:
    """A sum to settle is asked for only while something is owed."""
    if commission.standing.settled is not None:
        return Fault("events", "记录里这家已经还清，不用再问结清的金额。要证明，请写“索要结清证明”。")
    return None


def one_payment(commission: Commission) -> Document:
    """Asks what settles the loans on a day, and offers the sum at hand where she has one; a principal cut is named."""
    option, you = _from_the_sum_at_hand(commission), honorific(commission)
    day = _settling_day(commission, option)
    terms = PlanTerms.of(commission, option) if option is not None else None
    waived = terms.waived if terms is not None else 0
    asks = [
        f"请书面告知在{chinese_date(day)}结清需要付的准确金额，分列本金、利息、罚息和其他费用，并写明这个数到哪天有效。"
    ]
    if terms is not None:
        asks.append(terms.request(""))
    asks += [
        "请告知收款账户：要是合同贷款人自己的账户。收到书面确认以后我再付款。",
        "收到款项以后，请出具结清证明，写明借款编号、结清日期和没有其他欠款。",
        "请告知结清后征信如何报送" + ("，减免的部分怎样记载。" if waived else "。"),
        receipt_and_answer(
            commission.answer_day(day),
            "不能同意减免的，请说明原因和可以接受的金额" if waived else "不能办理的，请说明原因",
        ),
    ]
    wish = "请核定准确的金额。" if not waived else "但手上的钱不够付清全部，请考虑减免其余部分。"
    return letter(
        commission,
        "一次性结清申请" if option is not None else "请告知一次性结清的金额",
        (
            paragraph(*who(commission.case), f"。我想在{chinese_date(day)}一次结清在{you}的下列借款，{wish}"),
            *loans_named(commission),
            *requests(asks),
            Heading(f"到{chinese_date(day)}的欠款（按我的记录）"),
            *_owed_on(commission, day),
            paragraph("以上按借款页面和合同利率计算，以书面核定的数为准。" + NOT_ADMITTED),
        ),
    )


def _from_the_sum_at_hand(commission: Commission) -> Option | None:
    """The one payment that her sum at hand allows, or None where she has none that may be used."""
    return next((option for option in commission.advice.options if option.kind == "settlement"), None)


def _settling_day(commission: Commission, option: Option | None) -> date:
    """The plan's own day; else the day she wants or fifteen days on, but no later than the next instalment."""
    if option is not None:
        return option.plans[commission.loans[0]].schedule.end
    dues = [place.contract.first for place in commission.own_positions if not place.matured]
    wanted = commission.case.proposal.first_payment
    day = (
        wanted
        if wanted is not None and wanted > commission.as_of
        else commission.as_of + timedelta(SETTLEMENT_DAYS)
    )
    return min([day, *dues])


def _owed_on(commission: Commission, day: date) -> list[Block]:
    several = len(commission.loans) > 1
    rows: list[tuple[str, tuple[Span, ...]]] = []
    for number, place in enumerate(commission.own_positions, start=1):
        rows.append((f"借款{number}" if several else "合计", (say(_settles(place, day)),)))
    if several:
        total = sum(place.settled_on(day).payment for place in commission.own_positions)
        rows.append(("合计", (say(yuan(total)),)))
    between = [
        f"{chinese_date(place.contract.first)}到期的一期如果已经付了，请在核定时扣除。"
        for place in commission.own_positions
        if not place.matured and place.contract.first < day
    ]
    return [Facts(tuple(rows)), *(paragraph(text) for text in dict.fromkeys(between))]


def _settles(place: KnownLoan, day: date) -> str:
    row = place.settled_on(day)
    parts = [f"本金 {yuan(row.principal)}", f"利息 {yuan(row.interest)}"]
    if row.arrears:
        parts.append(f"此前已产生的利息和罚息 {yuan(row.arrears)}")
    return f"{yuan(row.payment)}（{'，'.join(parts)}）"


def not_settled(commission: Commission) -> Fault | None:
    """The proof is asked for once the last payment is on record; of several loans, for those that are settled."""
    settled = commission.standing.settled
    if settled is None:
        return Fault("events", "还没有还清的记录。先到“联系记录”页记一条“还清了”，写明日期，再写这一封。")
    if settled.on is None:
        place = commission.case.events.index(settled)
        return Fault(f"events.{place}.on", "还清那一条没有写日期。先到“联系记录”页补上，再写这一封。")
    if not _settled_loans(commission):
        return Fault(
            "loans",
            "这家有几笔借款，看不出还清的是哪一笔。先到“算一算”，把还清那一笔的剩余本金改成 0，再写这一封。",
        )
    return None


def settled_proof(commission: Commission) -> Document:
    """After the last payment: the proof of settlement, and a credit report that says so."""
    standing, you = commission.standing, honorific(commission)
    settled = standing.settled
    day = settled.on if settled is not None and settled.on is not None else commission.as_of
    loans = _settled_loans(commission)
    asks = [
        "请出具结清证明，写明借款编号、结清日期、已经全部还清、没有其他欠款。",
        f"请把征信记录报送为已结清，结清日期为{chinese_date(day)}；报送有误的，请更正。",
        "请停止对上述借款的扣款和催收；委托了第三方的，请通知对方。",
        receipt_and_answer(commission.answer_day(), "不能办理的，请说明原因"),
    ]
    agreed = standing.agreed
    if agreed is not None and agreed.terms is not None and agreed.terms.waived:
        asks.insert(1, f"约定减免的 {yuan(agreed.terms.waived)}，请在证明里写明不再收取。")
    rows: list[tuple[str, tuple[Span, ...]]] = [("结清日期", (say(chinese_date(day)),))]
    payments = [*standing.payments, *([settled] if settled is not None else [])]
    known = [(one.on, one.amount) for one in payments if one.on is not None and one.on <= day and one.amount]
    if known:
        paid_on, amount = known[-1]
        rows.append(("最后一笔付款", (say(f"{chinese_date(paid_on)}付 {yuan(amount)}"),)))
    if settled is not None and settled.reference.strip():
        rows.append(("对方给的编号", (Span(settled.reference.strip(), typed=True),)))
    return letter(
        commission,
        "请出具结清证明",
        (
            paragraph(
                *who(commission.case),
                f"。下列借款已在{chinese_date(day)}还清，请{you}出具结清证明，并如实报送征信。",
            ),
            Facts(
                tuple(
                    (f"涉及借款{number if len(loans) > 1 else ''}", loan_named(commission.case.loans[index]))
                    for number, index in enumerate(loans, start=1)
                )
            ),
            *requests(asks),
            Heading("还清的情况"),
            Facts(tuple(rows)),
            paragraph("需要付款凭证的，请告知，我通过官方渠道提交。"),
        ),
    )


def _settled_loans(commission: Commission) -> tuple[int, ...]:
    """The lender's loans that are settled: its only one, or those of which no principal is left."""
    if len(commission.loans) == 1:
        return commission.loans
    return tuple(index for index in commission.loans if commission.case.loans[index].principal == 0)


LETTER_SETTLEMENT: Final = LetterSort(
    "申请一次性结清",
    True,
    already_settled,
    one_payment,
    promises=True,
    purpose="想一次还清，先请对方书面告知准确的金额。",
)


LETTER_SETTLED_PROOF: Final = LetterSort(
    "索要结清证明",
    True,
    not_settled,
    settled_proof,
    needs_plan=False,
    purpose="最后一笔付完以后，请对方出具结清证明、更新征信。",
)
