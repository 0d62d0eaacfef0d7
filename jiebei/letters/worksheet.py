"""The calculation sheet (算法说明): from the inputs to every figure of the plan, so that anyone can redo it by hand."""

from __future__ import annotations

from datetime import date
from typing import Final

from jiebei.case.records import Case, Loan
from jiebei.counting.due_dates import chinese_date, months_and_part
from jiebei.counting.money import percent, yuan
from jiebei.letters.commission import Commission
from jiebei.letters.debt import rate_words
from jiebei.letters.document import Block, Document, Facts, Heading, Paragraph, Span, Table
from jiebei.letters.household import converted
from jiebei.letters.letter_sort import LetterSort
from jiebei.letters.plan_terms import WITHIN_SHARES
from jiebei.owed.known_loan import KnownLoan
from jiebei.plan.options import Advice, LoanPlan, Option


def worksheet(commission: Commission) -> Document:
    """How the figures of the letter to this lender come about, under the plan she chose."""
    case = commission.case
    household = _budget(case) if case.budget.income or case.budget.essentials else []
    first, *others = sums(commission)
    return Document(
        title="附件：算法说明",
        author=case.person.name.strip(),
        dated=commission.as_of,
        salutation="",
        blocks=(first, *household, *others),
        footer="本说明列出申请书中各个数的算法，供核对",
    )


def sums(commission: Commission) -> list[Block]:
    """The same without the household, for a letter that states it in an annex of its own."""
    case, advice, option = commission.case, commission.advice, commission.option
    blocks: list[Block] = [
        _say(
            "每个数都可以用计算器重算。金额算到分，每期利息四舍五入到分；最后一期付清余下的全部本金，因此可能差几分。"
        )
    ]
    for number, index in enumerate(commission.loans, start=1):
        mark = f"借款{number}：" if len(commission.loans) > 1 else ""
        blocks += _loan(case.loans[index], advice, option, index, mark)
    return blocks


def _budget(case: Case) -> list[Block]:
    rows = [converted(line) for line in (*case.budget.income, *case.budget.essentials)]
    blocks: list[Block] = [
        Heading("收支怎么换算成每月"),
        Table(
            ("项目", "填写", "换算", "每月"),
            tuple(rows),
            align=("l", "r", "l", "r"),
            widths=(3, 2, 2.4, 2),
        ),
    ]
    return blocks


def _loan(loan: Loan, advice: Advice, option: Option, index: int, mark: str) -> list[Block]:
    place, plan = advice.positions[index], option.plans[index]
    owed: list[tuple[str, tuple[Span, ...]]] = [("剩余本金", (Span(yuan(place.principal)),))]
    owed += [
        (name, (Span(yuan(amount)),))
        for name, amount in (("已逾期的利息", place.overdue_interest), ("罚息", place.penalty))
        if amount
    ]
    owed += [
        ("尚未到期的利息", (Span(_accrued(loan, place, advice.as_of)),)),
        ("合计", (Span(yuan(place.owed)),)),
        ("利率", (Span(rate_words(loan, place)),)),
        ("新安排的利息从哪天算起", (Span(chinese_date(place.start)),)),
    ]
    if place.arrears:
        owed.append(("从前欠下、要先还清的", (Span(f"{yuan(place.arrears)}（它本身不再生息）"),)))
    return [
        Heading(f"{mark}从哪里开始算"),
        Facts(tuple(owed)),
        Heading(f"{mark}每一期怎么算"),
        _say(_interest_words(loan, place, option, plan)),
        _say("每期应还 = 先还从前欠下的，再还本期利息，余下的还本金。本金还完就结束。"),
        *_level_words(loan, place, option, plan),
        # Before the table: behind it the one sentence could stand alone on a page.
        *_reason(advice, option, index),
        _rows(plan),
    ]


def _accrued(loan: Loan, place: KnownLoan, as_of: date) -> str:
    """The accrued interest with its own arithmetic."""
    contract = place.contract
    if not place.accrued or loan.method == "bullet":
        return yuan(place.accrued)
    begins = f"（从{chinese_date(contract.start)}起）"
    if loan.accrual == "daily":
        days = (as_of - contract.start).days
        return f"{yuan(contract.principal)} × {_daily(place)} × {days} 天 = {yuan(place.accrued)}{begins}"
    months = months_and_part(contract.start, as_of, contract.anchor)
    return f"{yuan(contract.principal)} × {_yearly(place)} ÷ 12 × {months} = {yuan(place.accrued)}{begins}"


def _interest_words(loan: Loan, place: KnownLoan, option: Option, plan: LoanPlan) -> str:
    if option.kind == "catch_up":
        return "原计划的各期照合同计算；逾期的本金按同样的利率从今天起算，先还从前欠下的，再还利息，余下的还本金。"
    first = plan.schedule.rows[0]
    opening, days = first.principal + first.balance, (first.date - plan.terms.start).days
    if plan.new_annual_rate is not None:
        yearly = percent(float(plan.new_annual_rate), 1)
        divided = "÷ 12" if loan.accrual == "monthly" else f"÷ {loan.day_basis} × 实际天数"
        return f"本方案按请求的年利率 {yearly} 计算：每期利息 = 期初本金 × 年利率 {divided}。"
    if loan.accrual == "daily":
        how, sample = "期初本金 × 日利率 × 实际天数", f"{yuan(opening)} × {_daily(place)} × {days} 天"
    else:
        how, sample = (
            "期初本金 × 年利率 ÷ 12（不满一个月的按天数折算）",
            f"{yuan(opening)} × {_yearly(place)} ÷ 12",
        )
        if months_and_part(plan.terms.start, first.date, plan.terms.anchor) != 1:
            return f"每期利息 = {how}。"
    if plan.schedule.unpaid or first.interest + first.arrears == first.payment:
        return f"每期利息 = {how}。例如第 1 期的利息：{sample}；付不清的利息留到以后，不再生息。"
    return f"每期利息 = {how}。例如第 1 期：{sample} = {yuan(first.interest)}。"


def _level_words(loan: Loan, place: KnownLoan, option: Option, plan: LoanPlan) -> list[Block]:
    """Where the level instalment comes from, and how to check it."""
    rows = plan.schedule.rows
    level = {"extension", "reinstalment", "interest_only", "penalty_waiver", "interest_reduction"}
    if option.kind not in level or len(rows) < 2:
        return []
    amount = rows[-2].payment
    factor = "日利率 × 天数" if loan.accrual == "daily" else "年利率 ÷ 12"
    words = (
        f"每期应还 {yuan(amount)} 是这样定的：把每一期的应还都除以它之前各期（1 + {factor}）的连乘积，加起来正好等于本金。"
        "核对时不必解方程：按下表一期一期减，最后一期剩下的和别的期只差几分，就说明这个数是对的。"
    )
    if place.arrears:
        words += "有从前欠下的，就取能让最后一期不比别的期多的最小数。"
    return [_say(words)]


def _daily(place: KnownLoan) -> str:
    return f"{float(place.rate.daily) * 100:.6f}".rstrip("0").rstrip(".") + "%"


def _yearly(place: KnownLoan) -> str:
    return f"{float(place.rate.annual) * 100:.4f}".rstrip("0").rstrip(".") + "%"


def _rows(plan: LoanPlan) -> Table:
    lines, since, rows = [], plan.terms.start, plan.schedule.rows
    totals = [0, 0, 0]
    for row in rows:
        opening = row.principal + row.balance
        charged = row.interest + row.arrears
        lines.append(
            (
                str(row.period),
                str((row.date - since).days),
                yuan(opening),
                yuan(charged),
                yuan(row.principal),
                yuan(row.payment),
            )
        )
        since = row.date
        totals = [totals[0] + charged, totals[1] + row.principal, totals[2] + row.payment]
    return Table(
        ("期", "天数", "期初本金", "利息等", "本金", "应还"),
        tuple(lines),
        align=("c", "r", "r", "r", "r", "r"),
        widths=(1, 1, 2.4, 2.2, 2.4, 2.4),
        total=("合计", "", "", *(yuan(total) for total in totals)),
    )


def _reason(advice: Advice, option: Option, index: int) -> list[Block]:
    cap, schedule = option.shares[index], option.plans[index].schedule
    blocks: list[Block] = []
    if len(option.shares) > 1:
        blocks.append(_say(_share_words(advice, option, index)))
    if not option.closes:
        interest = advice.positions[index].month_interest
        short = "不足以让本金减少，所以没有期数可以算" if cap <= interest else "先照这个数还，到期再算"
        blocks.append(_say(f"一个月的利息约 {yuan(interest)}，每月能还的是 {yuan(cap)}，{short}。"))
    elif option.kind in WITHIN_SHARES and schedule.largest_payment > cap:
        blocks.append(_say(f"其他借款还清以前每期不超过 {yuan(cap)}；之后腾出来的钱加到这一笔上。"))
    elif option.kind in {"extension", "penalty_waiver", "interest_reduction"} and len(schedule.rows) > 1:
        count = len(schedule.rows)
        blocks.append(
            _say(f"期数是使每期不超过 {yuan(cap)} 的最少期数：{count} 期。少一期，每期就会超过这个数。")
        )
    return blocks


def _share_words(advice: Advice, option: Option, index: int) -> str:
    """How what she can pay was divided, so that it can be divided again."""
    total, available = advice.owed, advice.affordable.amount
    owed, part = advice.positions[index].owed, option.shares[index]
    words = f"各笔按欠款分：{yuan(available)} × {yuan(owed)} ÷ {yuan(total)}，这一笔得 {yuan(part)}（合计正好等于能还的数）。"
    if option.sharing == "small_first":
        words = f"金额小的先还清，其余各笔按欠款分，这一笔得 {yuan(part)}（合计不超过能还的数）。"
    if option.sharing == "dear_first":
        words = f"先让每笔都能按期还清，余下的都给利率最高的，这一笔得 {yuan(part)}（合计正好等于能还的数）。"
    if option.sharing == "raised":
        words += "按比例分到的数不够付当月利息的，先补到够还清的数，其余各笔再按比例分。"
    return words


def _say(text: str) -> Paragraph:
    return Paragraph((Span(text),), indent=0)


LETTER_WORKSHEET: Final = LetterSort("算法说明", False, lambda _: None, worksheet)
