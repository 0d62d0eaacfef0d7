"""The calculation sheet (算法说明): from the inputs to every figure of the plan, so that anyone can redo it by hand."""

from __future__ import annotations

from collections.abc import Sequence

from jiebei.budget import PER_MONTH, monthly
from jiebei.case import BudgetLine, Case, Loan
from jiebei.due_dates import chinese_date
from jiebei.labels import FREQUENCIES
from jiebei.letters.compose import addressed_loans, rate_words
from jiebei.letters.document import Block, Document, Facts, Heading, Paragraph, Span, Table
from jiebei.money import yuan
from jiebei.plan import LoanPlan, Option, Proposals
from jiebei.schedule import Row
from jiebei.standing import Position


def worksheet(case: Case, proposals: Proposals, lender: str | None = None) -> Document:
    """How the figures of the letter to `lender` (the first by default) come about, under the plan she chose."""
    option = proposals.option(case.proposal.kind)
    blocks: list[Block] = [
        _say(
            "每个数都可以用计算器重算。金额算到分，每期利息四舍五入到分；最后一期付清余下的全部本金，因此可能差几分。"
        )
    ]
    if case.budget.income or case.budget.essentials:
        blocks += _budget(case)
    for number, index in enumerate(addressed_loans(case, lender), start=1):
        mark = f"第 {number} 笔 " if len(case.loans) > 1 else ""
        blocks += _loan(case.loans[index], proposals.positions[index], option, option.plans[index], mark)
        blocks += _reason(proposals, option, index)
    return Document(
        title="附件：算法说明",
        author=case.person.name.strip(),
        dated=proposals.as_of,
        salutation="",
        blocks=tuple(blocks),
        footer="本说明列出申请书中各个数的算法，供核对",
    )


def _budget(case: Case) -> list[Block]:
    rows = [_line(line) for line in (*case.budget.income, *case.budget.essentials)]
    blocks: list[Block] = [
        Heading("收支怎么换算成每月"),
        Table(("项目", "填写", "换算", "每月"), tuple(rows), ("l", "r", "l", "r"), (3, 2, 2.4, 2)),
    ]
    return blocks


def _line(line: BudgetLine) -> tuple[str, str, str, str]:
    factor = PER_MONTH[line.frequency]
    words = "不用换算" if factor == 1 else f"× {factor.numerator} ÷ {factor.denominator}"
    return (
        line.name or "（没有名称）",
        f"{FREQUENCIES[line.frequency]} {yuan(line.amount)}",
        words,
        yuan(monthly(line)),
    )


def _loan(loan: Loan, place: Position, option: Option, plan: LoanPlan, mark: str) -> list[Block]:
    owed: list[tuple[str, tuple[Span, ...]]] = [("剩余本金", (Span(yuan(place.principal)),))]
    owed += [
        (name, (Span(yuan(amount)),))
        for name, amount in (("已逾期的利息", place.overdue_interest), ("罚息", place.penalty))
        if amount
    ]
    owed += [
        ("尚未到期的利息", (Span(yuan(place.accrued)),)),
        ("合计", (Span(yuan(place.owed)),)),
        ("利率", (Span(rate_words(loan, place)),)),
        ("新安排的利息从哪天算起", (Span(chinese_date(place.start)),)),
    ]
    if place.arrears:
        owed.append(("从前欠下、要先还清的", (Span(f"{yuan(place.arrears)}（它本身不再生息）"),)))
    rows = plan.schedule.rows
    first = rows[0]
    days = (first.date - place.start).days
    opening = first.principal + first.balance
    if loan.accrual == "daily":
        how = f"每期利息 = 期初本金 × 日利率 × 实际天数。例如第 1 期：{yuan(opening)} × {_daily(place)} × {days} 天"
    else:
        how = f"每期利息 = 期初本金 × 年利率 ÷ 12。例如第 1 期：{yuan(opening)} × {float(place.rate.annual) * 100:.2f}% ÷ 12"
    if option.new_annual_rate is not None:
        how = f"本方案按请求的年利率 {option.new_annual_rate * 100:.1f}% 计算，算法相同：期初本金 × 年利率 ÷ {loan.day_basis} × 实际天数。第 1 期"
    due = first.interest if option.closes or not plan.schedule.unpaid else None
    how += f" = {yuan(due)}。" if due is not None else "；付不清的利息留到以后，不再生息。"
    return [
        Heading(f"{mark}从哪里开始算"),
        Facts(tuple(owed)),
        Heading(f"{mark}每一期怎么算"),
        _say(how),
        _say("每期应还 = 先还从前欠下的，再还本期利息，余下的还本金。本金还完就结束。"),
        _rows(place, rows),
    ]


def _daily(place: Position) -> str:
    return f"{float(place.rate.daily) * 100:.6f}".rstrip("0").rstrip(".") + "%"


def _rows(place: Position, rows: Sequence[Row]) -> Table:
    lines, since = [], place.start
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
        ("c", "r", "r", "r", "r", "r"),
        (1, 1, 2.4, 2.2, 2.4, 2.4),
        ("合计", "", "", *(yuan(total) for total in totals)),
    )


def _reason(proposals: Proposals, option: Option, index: int) -> list[Block]:
    cap, rows = proposals.shares[index], option.plans[index].schedule.rows
    if not option.closes:
        return [
            _say(
                f"一个月的利息约 {yuan(proposals.positions[index].month_interest)}，"
                f"每月能还的是 {yuan(cap)}，不足以让本金减少，所以没有期数可以算。"
            )
        ]
    if option.kind not in {"extension", "penalty_waiver", "interest_reduction"} or len(rows) == 1:
        return []
    return [_say(f"期数是使每期不超过 {yuan(cap)} 的最少期数：{len(rows)} 期。少一期，每期就会超过这个数。")]


def _say(text: str) -> Paragraph:
    return Paragraph((Span(text),), indent=0)
