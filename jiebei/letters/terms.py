"""What letters say of figures: a plan asked for, an offer or an agreement, what was paid, and why less can be paid.

A plan and an offer are told in one sentence each; their dates and amounts, line by line, stand in an annex.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from jiebei.answer.assessment import Assessment, Month, lacking, payments_of
from jiebei.case.faults import Fault
from jiebei.case.labels import AGREEMENT
from jiebei.case.records import Case, Cause, Event, Hardship, Offer
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import in_words, percent, yuan
from jiebei.letters.commission import Commission, answer_by, lenders
from jiebei.letters.document import Annex, Block, Facts, Paragraph, Span, Table
from jiebei.letters.parts import BLANK, paragraph, say, sentence
from jiebei.owed.schedule import Row
from jiebei.plan.options import Option, merged, monthly_totals

LISTED: Final = 6
"""So many payments are named in a sentence; more stand in an annex."""

_CAUSED_BY: Final[dict[Cause, str]] = {
    "illness": "因伤病",
    "job_loss": "因失业",
    "income_drop": "因收入减少",
    "family": "因家庭变故",
    "business": "因经营困难",
    "accident": "因意外或灾害",
    "other": "因个人原因",
}
_MANNER: Final = {
    "interest_only": "先只还利息，再等额还本息，",
    "step_up": "前期少还、以后多还，",
}


def honorific(lender: str) -> str:
    """How a letter addresses this lender in its sentences."""
    return "贵行" if lender.endswith(("银行", "支行", "分行")) or "银行股份" in lender else "贵公司"


def day_to_answer(commission: Commission, first_payment: date = date.max) -> date:
    """The day an answer is asked by: see `answer_by`; without a payment to come, only her own day or 15 days count."""
    return answer_by(commission.case, commission.as_of, first_payment)


def reason(hardship: Hardship, as_of: date, told: Iterable[str] = ()) -> Paragraph:
    """Why less can be paid. told: what she wrote of it elsewhere. Where she has said nothing, a line to fill in: without a
    reason no such letter is processed."""
    spans: list[Span] = []
    if hardship.cause is not None:
        since = f"自{chinese_date(hardship.since)}起" if hardship.since else "近期"
        spans.append(say(f"{since}，{_CAUSED_BY[hardship.cause]}，我的还款能力下降。"))
    for words in dict.fromkeys(text.strip() for text in (*told, hardship.detail, hardship.changed)):
        spans += sentence(words)
    if not spans:
        spans.append(say(f"（请写明发生了什么、从什么时候开始）{BLANK}{BLANK}"))
    if hardship.recovery is not None and hardship.recovery > as_of:
        spans.append(say(f"预计{chinese_date(hardship.recovery)}前后情况好转。"))
    return Paragraph(tuple(spans))


# A plan asked for.


def rows_of(commission: Commission, option: Option) -> tuple[Row, ...]:
    """What the option asks for this lender's loans together, in order of date."""
    return merged([option.plans[index].schedule for index in commission.loans])


def plan_said(commission: Commission, option: Option, annex: str = "附件1") -> str:
    """The plan in one sentence that asks for it, and whatever it needs the lender to give up."""
    rows, plans = rows_of(commission, option), [option.plans[index] for index in commission.loans]
    first, last, total = rows[0], rows[-1], sum(row.payment for row in rows)
    sums = f"{yuan(total)}（大写：{in_words(total)}）"
    waived, at_once = sum(plan.waived for plan in plans), sum(plan.first_payment for plan in plans)
    if option.kind == "settlement":
        return settlement_said(commission, option)
    if total == 0:
        return f"请同意我暂缓还款到{chinese_date(last.date)}。在那以前情况好转，我会提前还款；到期前我再次说明收支，双方商定以后的安排。"
    often = f"分 {len(rows)} 次"
    most = _most_a_month(commission, rows, at_once)
    if not option.closes:
        return (
            f"请同意我自{chinese_date(first.date)}起暂时少还，{often}付，每月最多 {yuan(most)}，共 {sums}，见{annex}。"
            f"{chinese_date(last.date)}以前我再次说明收支，双方商定余下的怎么还。"
        )
    if len(rows) == 1:
        return f"请同意我在{chinese_date(first.date)}一次付清，共 {sums}，本息分列见{annex}。"
    if at_once:
        head = f"请同意我先在{chinese_date(first.date)}付 {yuan(at_once)}，余下的每月最多付 {yuan(most)}，"
    else:
        head = f"请同意我自{chinese_date(first.date)}起{often}付清，{_MANNER.get(option.kind, '')}每月最多付 {yuan(most)}，"
    text = f"{head}{chinese_date(last.date)}付清，合计 {sums}。日期和金额见{annex}。"
    rates = [plan.new_annual_rate for plan in plans if plan.new_annual_rate is not None]
    if rates:
        asked = "、".join(dict.fromkeys(percent(float(rate), 1) for rate in rates))
        text += f"这个方案请求把年利率降为 {asked}（单利）。"
    elif waived:
        text += f"这个方案请求减免罚息 {yuan(waived)}。"
    elif option.kind == "catch_up":
        due = sum(place.due_now for place in commission.own_positions)
        text += f"其中补上已经逾期的 {yuan(due)}，其余照原计划还。"
    return text


def settlement_said(commission: Commission, option: Option) -> str:
    """One payment for all of it; what has to be waived is named, and principal is named as principal."""
    plans = [option.plans[index] for index in commission.loans]
    rows = rows_of(commission, option)
    total, waived = sum(row.payment for row in rows), sum(plan.waived for plan in plans)
    text = (
        f"请同意我在{chinese_date(rows[0].date)}一次付 {yuan(total)}（大写：{in_words(total)}），作为全部结清"
    )
    cut = sum(max(0, plan.terms.principal - plan.schedule.total_payment) for plan in plans)
    if cut:
        text += f"。这需要减免其余 {yuan(waived)}，其中本金 {yuan(cut)}；我知道减免本金要由贷款人决定"
    elif waived:
        what = "利息和罚息" if any(place.penalty for place in commission.own_positions) else "利息"
        text += f"。这需要减免{what} {yuan(waived)}，不涉及本金"
    return text + "。"


def paid_until_answered(commission: Commission, option: Option) -> str:
    """What she pays before there is an answer: the plan's regular payments, which she can keep; never a sum at hand."""
    rows = rows_of(commission, option)
    if option.kind in {"settlement", "down_payment"} or not rows[0].payment or option.first_payment:
        return ""
    return f"在得到答复之前，我会先按这个方案付款：{chinese_date(rows[0].date)}付 {yuan(rows[0].payment)}。这不是拒付其余部分。"


def plan_annex(commission: Commission, option: Option, label: str = "附件1") -> Sequence[Block]:
    """Every date and amount of the plan, a table for each loan."""
    blocks: list[Block] = [Annex(label, "还款计划表")]
    for number, index in enumerate(commission.loans, start=1):
        loan, rows = commission.case.loans[index], option.plans[index].schedule.rows
        if len(commission.loans) > 1:
            named = loan.number.strip()
            blocks.append(
                paragraph(
                    f"涉及借款{number}",
                    *([say("，编号 "), Span(named, typed=True)] if named else []),
                    indent=0,
                )
            )
        blocks.append(_plan_rows(rows))
    return blocks


def _plan_rows(rows: Sequence[Row]) -> Table:
    def line(name: str, when: str, of: Sequence[Row]) -> tuple[str, ...]:
        sums = (
            sum(row.payment for row in of),
            sum(row.principal for row in of),
            sum(row.interest + row.arrears for row in of),
        )
        return (name, when, *(yuan(amount) for amount in sums))

    return Table(
        header=("期", "还款日", "应还金额", "其中本金", "利息及欠息"),
        rows=tuple(line(str(row.period), chinese_date(row.date), [row]) for row in rows),
        align=("c", "l", "r", "r", "r"),
        widths=(1, 3, 2.4, 2.4, 2.4),
        total=line("合计", f"共 {len(rows)} 期", rows),
    )


def _most_a_month(commission: Commission, rows: Sequence[Row], at_once: int) -> int:
    monthly = monthly_totals(rows, commission.advice.month_day)
    monthly[next(iter(monthly))] -= at_once
    return max(monthly.values())


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
    mine = f"{then}{spent}{after}能付{honorific(commission.lender) if several else ''}的"
    return f"{asks}而我{mine}是 {yuan(able)}{kept}，差 {yuan(month.short)}。"


# What became of an agreement.


def agreement_said(commission: Commission) -> str:
    """That there is an agreement, and openly what of it was not paid; "" where there is none."""
    standing, you = commission.standing, honorific(commission.lender)
    if standing.agreed is None:
        return ""
    on = f"在{chinese_date(standing.agreed.on)}" if standing.agreed.on is not None else ""
    text = f"我和{you}{on}达成过还款约定"
    return f"{text}，其中{_missed_said(standing.missed)}没有按时付。" if standing.missed else f"{text}。"


def _missed_said(events: Sequence[Event]) -> str:
    days = [chinese_date(event.on) for event in events if event.on is not None]
    if len(days) < len(events):
        return f"有 {len(events)} 期"
    return f"{'、'.join(days)}应付的{'这一期' if len(days) == 1 else f'这 {len(days)} 期'}"
