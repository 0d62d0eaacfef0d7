"""What letters say of an offer or an agreement: its terms, what was paid and what was missed of it, why it cannot be kept.

Terms are told a line each; dates and amounts, where there are many, stand in an annex.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from jiebei.answer.assessment import Assessment, Month, lacking, payments_of
from jiebei.case.faults import Fault
from jiebei.case.labels import AGREEMENT
from jiebei.case.records import Case, Event, Offer
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import in_words, yuan
from jiebei.letters.commission import Commission, lenders
from jiebei.letters.document import Annex, Block, Facts, Span, Table
from jiebei.letters.parts import honorific, paragraph, say

LISTED: Final = 6
"""So many payments are named in a sentence; more stand in an annex."""

# What was offered or agreed.


def offer_rows(offer: Offer) -> tuple[tuple[str, tuple[Span, ...]], ...]:
    """Every term of an offer or agreement, as it was recorded; what was not recorded is left out."""
    rows: list[tuple[str, tuple[Span, ...]]] = []
    if offer.down_payment:
        day = offer.down_payment_date or offer.first_date
        when = f"{chinese_date(day)}付 " if day else ""
        rows.append(("先付", (say(f"{when}{yuan(offer.down_payment)}"),)))
    if offer.instalments and offer.amount:
        rows.append(("分期", (say(_instalments_said(offer)),)))
    if not lacking(offer):
        total = sum(amount for _, amount in payments_of(offer))
        rows.append(("合计", (say(f"{yuan(total)}（大写：{in_words(total)}）"),)))
    if offer.waived:
        rows.append(("减免", (say(yuan(offer.waived)),)))
    if offer.conditions.strip():
        rows.append(("所附条件", (say("“"), Span(offer.conditions.strip(), typed=True), say("”"))))
    return tuple(rows)


def _instalments_said(offer: Offer) -> str:
    first = chinese_date(offer.first_date) if offer.first_date is not None else ""
    if offer.instalments == 1:
        only = offer.amount if offer.last_amount is None else offer.last_amount
        return f"1 期，{f'{first}付 ' if first else ''}{yuan(only)}"
    last = f"，最后一期 {yuan(offer.last_amount)}" if offer.last_amount is not None else ""
    days = f"，第一期 {first}，以后每月同一天" if first else ""
    return f"{offer.instalments} 期，每期 {yuan(offer.amount)}{last}{days}"


def offer_facts(offer: Offer) -> Sequence[Block]:
    """The terms, one a line."""
    rows = offer_rows(offer)
    return [Facts(rows)] if rows else []


def offer_annex(offer: Offer, you: str, label: str = "附件1") -> Sequence[Block]:
    """Every payment of an offer that can be worked through; see `lacking`."""
    payments = payments_of(offer)
    return [
        Annex(label, "付款日期和金额"),
        _payments_table(payments),
        paragraph(
            f"第一期以后的日期按每月同一天推算，短的月份是最后一天。与{you}的记录不一致的，请在书面协议里写明准确的日期。",
            indent=0,
        ),
    ]


def points_to_write(offer: Offer) -> tuple[str, ...]:
    """Of what an agreement must say, all that this offer does not say yet, in the words of the list. The account is not
    among it: the letter asks for it by itself."""
    said = {"payee"} | (set() if lacking(offer) else {"instalments"})
    return tuple(text.removeprefix("写明") for point, text in AGREEMENT.items() if point not in said)


# What was paid.


def undated(case: Case, payments: Iterable[Event]) -> Fault | None:
    """The first payment that cannot be named because its day or its amount is missing."""
    for payment in payments:
        if payment.on is None or not payment.amount:
            place = case.events.index(payment)
            return Fault(f"events.{place}", "有一笔还款没有写日期或金额。先到“联系记录”页补上，再写这一封。")
    return None


def paid_said(payments: Sequence[Event], annex: str) -> str:
    """The payments in half a sentence, or how many they are and where they stand."""
    total = yuan(sum(payment.amount or 0 for payment in payments))
    if len(payments) > LISTED:
        return f"已付 {len(payments)} 笔，共 {total}，明细见{annex}"
    each = "，".join(_paid_on(payment) for payment in payments)
    return f"{each}，共 {len(payments)} 笔 {total}" if len(payments) > 1 else each


def paid_annex(payments: Sequence[Event], label: str) -> Sequence[Block]:
    """The payments a line each, where they are too many for a sentence."""
    if len(payments) <= LISTED:
        return []
    known = [(payment.on, payment.amount or 0) for payment in payments if payment.on is not None]
    return [Annex(label, "已付款明细"), _payments_table(known)]


def _paid_on(payment: Event) -> str:
    return f"{chinese_date(payment.on)}付 {yuan(payment.amount or 0)}" if payment.on else ""


def _payments_table(payments: Sequence[tuple[date, int]]) -> Table:
    return Table(
        header=("序号", "日期", "金额"),
        rows=tuple(
            (str(number), chinese_date(day), yuan(amount))
            for number, (day, amount) in enumerate(payments, start=1)
        ),
        align=("c", "l", "r"),
        widths=(1, 3, 2.4),
        total=("合计", f"共 {len(payments)} 笔", yuan(sum(amount for _, amount in payments))),
    )


# Why an offer cannot be kept.


def why_not(commission: Commission, offer: Offer, assessment: Assessment) -> list[str]:
    """Why she cannot accept, each reason a sentence with its figures: the first payment that breaks, and the excess."""
    said = []
    if assessment.breaks is not None:
        said.append(_breaks(commission, assessment.breaks))
    if "excess" in assessment.grounds:
        said.append(excess_said(offer, assessment))
    return said


def excess_said(offer: Offer, assessment: Assessment) -> str:
    """What an offer asks beyond the debt and its own interest, and the question what for."""
    if not assessment.own:
        return (
            f"这个方案合计 {yuan(assessment.total)}。按我的记录，减去所列的减免以后没有欠款了。"
            f"请书面说明这 {yuan(assessment.excess)} 是什么费用、依据是什么。"
        )
    less = "减去所列的减免，再" if offer.waived else ""
    return (
        f"这个方案合计 {yuan(assessment.total)}。按我的记录，今天的欠款{less}加上到各付款日的合同利息，"
        f"是 {yuan(assessment.own)}，多出 {yuan(assessment.excess)}。请书面说明多出的是什么费用、依据是什么。"
    )


def _breaks(commission: Commission, month: Month) -> str:
    """The first payment that nothing covers, and by how much."""
    when = f"{month.first.year}年{month.first.month}月" if month.on is None else chinese_date(month.on)
    asks, then = f"{when}要付 {yuan(month.due)}，", "当月" if month.on is None else ""
    if month.waits_for is not None:
        has = f"，在那以前能付的是 {yuan(month.from_savings)}" if month.from_savings else ""
        return f"{asks}而我的收入要到{chinese_date(month.waits_for)}才到账{has}，差 {yuan(month.short)}。"
    advice = commission.advice
    can_pay = sum(advice.shares[index] for index in commission.loans)
    # A wage that an earlier payment of the same offer has taken is not there a second time.
    spent = f"同一笔收入先付了 {yuan(can_pay - month.can_pay)} 以后，" if month.can_pay < can_pay else ""
    several = len(lenders(commission.case)) > 1
    left = [
        *(["必要生活费"] if advice.affordable.means is not None else []),
        *(["其他各家的还款"] if several else []),
    ]
    after = f"留出{'和'.join(left)}以后，" if left else ""
    able = month.can_pay + month.from_savings
    if not able:
        return f"{asks}而我{then}{spent}{after}拿不出钱，差 {yuan(month.short)}。"
    kept = f"（其中 {yuan(month.from_savings)} 是手上的钱）" if month.from_savings else ""
    mine = f"{then}{spent}{after}能付{honorific(commission) if several else ''}的"
    return f"{asks}而我{mine}是 {yuan(able)}{kept}，差 {yuan(month.short)}。"


# What became of an agreement.


def agreement_said(commission: Commission) -> str:
    """That there is an agreement, and openly what of it was not paid; "" where there is none."""
    standing, you = commission.standing, honorific(commission)
    if standing.agreed is None:
        return ""
    on = f"在{chinese_date(standing.agreed.on)}" if standing.agreed.on is not None else ""
    text = f"我和{you}{on}达成过还款约定"
    return f"{text}，其中{_missed_said(standing.missed)}没有按时付。" if standing.missed else f"{text}。"


def _missed_said(events: Sequence[Event]) -> str:
    if len(events) > LISTED or any(event.on is None for event in events):
        return f"有 {len(events)} 期"
    return "、".join(
        f"{chinese_date(event.on)}应付的" + (f" {yuan(event.amount)} " if event.amount else "一期")
        for event in events
        if event.on is not None
    )
