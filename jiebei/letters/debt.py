"""What is owed, as a letter states it: each loan's figures as of the day, with the rate and its basis."""

from __future__ import annotations

from collections.abc import Sequence

from jiebei.case.labels import METHOD_NAMES
from jiebei.case.records import Loan
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import in_words, yuan
from jiebei.letters.commission import Commission
from jiebei.letters.document import Block, Facts, Span
from jiebei.letters.parts import loan_named, paragraph, say
from jiebei.owed.known_loan import KnownLoan, fallen_due


def debt_stated(commission: Commission, you: str) -> Sequence[Block]:
    """Each loan: which one, principal, rate, arrears, what is owed in all, the present plan. `you` is the lender's address."""
    blocks: list[Block] = []
    several = len(commission.loans) > 1
    for number, (loan, place) in enumerate(
        zip(commission.own_loans, commission.own_positions, strict=True), start=1
    ):
        blocks.append(Facts(_loan_facts(commission, loan, place, str(number) if several else "")))
    blocks.append(
        paragraph(f"以上按借款页面和合同抄录、计算；与{you}系统不一致的，请告知，以核对后的数字为准。")
    )
    return blocks


def _loan_facts(
    commission: Commission, loan: Loan, place: KnownLoan, label: str
) -> tuple[tuple[str, tuple[Span, ...]], ...]:
    fallen = f"，其中 {yuan(place.overdue_principal)} 已逾期" if place.overdue_principal else ""
    rows: list[tuple[str, tuple[Span, ...]]] = [
        (f"借款{label}", loan_named(loan)),
        ("剩余本金", (say(f"{yuan(place.principal)}（大写：{in_words(place.principal)}）{fallen}"),)),
        ("利率", (say(rate_words(loan, place)),)),
    ]
    if loan.overdue_since and place.due_now:
        rows.append(("逾期开始", (say(chinese_date(loan.overdue_since)),)))
    rows += [
        (name, (say(yuan(amount)),))
        for name, amount in (("已逾期的利息", place.overdue_interest), ("罚息", place.penalty))
        if amount
    ]
    if place.accrued:
        rows.append(("尚未到期的利息", (say(f"{yuan(place.accrued)}（按上述利率估算）"),)))
    rows.append(("本金、利息和罚息合计", (say(f"{yuan(place.owed)}（大写：{in_words(place.owed)}）"),)))
    if loan.periods_left or loan.method == "bullet" or fallen_due(loan):
        rows.append(("现行还款计划", (say(_present_words(commission, loan, place)),)))
    return tuple(rows)


def _present_words(commission: Commission, loan: Loan, place: KnownLoan) -> str:
    if fallen_due(loan):
        return "全部本金已经到期"
    first, count = commission.advice.present[place.loan].schedule.rows[0], loan.periods_left
    if loan.method == "bullet":
        return f"{METHOD_NAMES[loan.method]}，{chinese_date(first.date)}应还 {yuan(first.payment)}"
    return (
        f"{METHOD_NAMES[loan.method]}，还剩 {count} 期，"
        f"下一期 {chinese_date(first.date)}，应还约 {yuan(first.payment)}"
    )


def rate_words(loan: Loan, place: KnownLoan) -> str:
    """The rate with its unit and basis: daily as typed, annual as simple interest on the day basis."""
    daily = f"{float(place.rate.daily) * 100:.4f}".rstrip("0").rstrip(".")
    annual = f"{float(place.rate.annual) * 100:.2f}%"
    return f"日利率 {daily or '0'}%，折合年利率 {annual}（单利，一年按 {loan.day_basis} 天）"
