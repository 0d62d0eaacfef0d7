"""The plan in a letter: what is asked for in one sentence, what it rests on, the tables of instalments, and what is paid
until there is an answer.

Whatever a letter says of a plan, and every figure and day in it, is said here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import in_words, percent, yuan
from jiebei.letters.commission import Commission
from jiebei.letters.document import Annex, Block, Paragraph, Span, Table
from jiebei.owed.known_loan import KnownLoan, fallen_due
from jiebei.owed.schedule import Row
from jiebei.plan.meanwhile import meanwhile
from jiebei.plan.options import LoanPlan, Option, merged, monthly_totals

MAX_SINGLE_ROWS: Final = 12
PLAN_ANNEX: Final = "还款计划表"

WITHIN_SHARES: Final = frozenset(
    {"extension", "reinstalment", "interest_only", "penalty_waiver", "interest_reduction", "token"}
)
"""The kinds in which each loan's instalments stay within its part of what she can pay."""


@dataclass(frozen=True)
class PlanTerms:
    """One option as it concerns one lender's loans. Every figure is the option's own."""

    option: Option
    plans: tuple[LoanPlan, ...]
    places: tuple[KnownLoan, ...]
    month_day: int
    interest_only_months: int

    @classmethod
    def of(cls, commission: Commission, option: Option | None = None) -> PlanTerms:
        """The chosen option (or another one) for the loans that the letter is about."""
        option = option or commission.option
        plans = tuple(option.plans[index] for index in commission.loans)
        advice, wish = commission.advice, commission.case.proposal
        return cls(option, plans, commission.own_positions, advice.month_day, wish.interest_only_months)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        return merged([plan.schedule for plan in self.plans])

    @property
    def total(self) -> int:
        return sum(row.payment for row in self.rows)

    @property
    def at_once(self) -> int:
        """What is paid first from the sum at hand, in fen."""
        return sum(plan.first_payment for plan in self.plans)

    @property
    def waived(self) -> int:
        return sum(plan.waived for plan in self.plans)

    @property
    def principal_cut(self) -> int:
        """What of the waiver is principal."""
        return sum(self.option.principal_cut(plan) for plan in self.plans)

    @cached_property
    def monthly(self) -> dict[tuple[int, int], int]:
        """What each month asks, without what is paid at once."""
        months = monthly_totals(self.rows, self.month_day)
        months[next(iter(months))] -= self.at_once
        return months

    @property
    def pauses(self) -> bool:
        """Nothing at all is paid."""
        return self.total == 0

    @property
    def has_table(self) -> bool:
        """More than one payment is to be listed."""
        return len(self.rows) > 1 and not self.pauses

    @property
    def asks_nothing(self) -> bool:
        """It is the contract's own plan: kept, or caught up with where this lender has nothing to catch up."""
        return self.option.kind == "keep" or (self.option.kind == "catch_up" and not self.overdue)

    @property
    def overdue(self) -> int:
        """What had fallen due with this lender and is unpaid, in fen."""
        return sum(place.due_now for place in self.places)

    @property
    def heaviest(self) -> int:
        """The most that is asked in a month, without what is paid at once, in fen."""
        return max(self.monthly.values())

    @property
    def new_rates(self) -> str:
        """The lower yearly rates asked of this lender, or ""."""
        asked = [plan.new_annual_rate for plan in self.plans if plan.new_annual_rate is not None]
        return "、".join(dict.fromkeys(percent(float(rate), 1) for rate in asked))

    def request(self, annex: str) -> str:
        """The request for it, with what it rests on and where its days and sums stand."""
        once = not self.option.closes or self.option.kind in {"settlement", "catch_up", "down_payment"}
        head = "请同意我" if once or len(self.rows) == 1 else "请将还款安排调整为："
        table = f"逐期日期和金额见{annex}。" if self.has_table else ""
        return f"{head}{self.asked()}。{self.rests_on()}{table}"

    def asked(self) -> str:
        """What is asked for, with from when, how much, how often and until when; no full stop."""
        first, last = self.rows[0], self.rows[-1]
        if self.pauses:
            return f"暂缓还款至{chinese_date(last.date)}，到期前我再提交收支情况，商定以后的安排"
        if self.option.kind == "settlement":
            return f"在{chinese_date(first.date)}一次性支付 {_full(self.total)}，结清全部欠款{self._cut()}"
        if not self.option.closes:
            return (
                f"自{chinese_date(first.date)}起暂时{self._monthly()}，"
                f"共 {len(self.monthly)} 个月；合计 {_full(self.total)}；{chinese_date(last.date)}前我再提交收支情况，商定以后的安排"
            )
        if len(self.rows) == 1:
            return f"在{chinese_date(first.date)}一次性支付 {_full(self.total)}，还清全部欠款"
        return f"{self._shape()}，{chinese_date(last.date)}还清；合计 {_full(self.total)}"

    def _monthly(self) -> str:
        """Every month the same, or at most so much."""
        same = len(set(self.monthly.values())) == 1
        return f"每月还 {yuan(self.heaviest)}" if same else f"每月还款，每月不超过 {yuan(self.heaviest)}"

    def _shape(self) -> str:
        """How it is repaid: each period's sum where the kind makes them different, the largest otherwise."""
        first, begins = self.rows[0], next(row for row in self.rows if row.payment)
        since = f"自{chinese_date(begins.date)}起"
        count, most = self._count(), f"每月不超过 {yuan(self.heaviest)}"
        if self.at_once:
            return f"先在{chinese_date(first.date)}支付 {yuan(self.at_once)}，其余分期偿还，{most}，{count}"
        if self.option.kind == "interest_only":
            months = self.interest_only_months
            if len(self.plans) > 1:
                return f"{since}，每笔前 {months} 期只还利息，之后还本息，{most}，{count}"
            return (
                f"{since}，前 {months} 期只还利息，从第 {months + 1} 期起每期还本息 "
                f"{yuan(self.rows[months].payment)}，{count}"
            )
        if self.option.kind == "step_up" and len(self.plans) == 1:
            usual = usual_payment(self.rows)
            if not first.payment:
                return f"前 {begins.period - 1} 期暂缓还款，{since}每期 {yuan(usual)}，{count}"
            if usual > first.payment:
                return f"{since}，前期每期 {yuan(first.payment)}，收入恢复后每期 {yuan(usual)}，{count}"
        if self.option.kind == "catch_up":
            return f"{since}补上已逾期的 {yuan(self.overdue)}，其余照现行计划偿还，{most}，{count}"
        return f"{since}每月偿还，{most}，{count}"

    def _count(self) -> str:
        """How many instalments, or months where loans of different days or lengths are paid together."""
        single = len(self.plans) == 1 and len(self.rows) == len(self.monthly)
        return f"共 {len(self.rows)} 期" if single else f"共 {len(self.monthly)} 个月"

    def _cut(self) -> str:
        if not self.waived:
            return ""
        interest, principal = self.waived - self.principal_cut, self.principal_cut
        what = "利息和罚息" if any(place.penalty for place in self.places) else "利息"
        if not principal:
            return f"；请求减免{what} {yuan(interest)}，不涉及本金"
        if not interest:
            return f"；请求减免本金 {yuan(principal)}"
        return f"；请求减免其余 {yuan(self.waived)}（{what} {yuan(interest)}，本金 {yuan(principal)}）"

    def rests_on(self) -> str:
        """What the figures assume of the lender, in a sentence; "" where that is said elsewhere."""
        if self.option.kind == "settlement":
            return "我知道减免本金要由贷款人决定。" if self.principal_cut else ""
        if not self.option.closes or self.option.kind == "catch_up":
            return ""
        if self.new_rates:
            return f"以上按年利率 {self.new_rates}（单利）计算，以同意降低利率为前提。"
        if self.option.kind == "penalty_waiver" and self.waived:
            return f"以上以减免罚息 {yuan(self.waived)} 为前提，其余按原利率计算，不请求减免本金。"
        return "以上按原利率计算，不请求减免本金。"

    def table(self, plan: LoanPlan) -> Table:
        """One loan's instalments, each with its day; in two halves where there are many."""
        rows = plan.schedule.rows
        long = len(rows) > MAX_SINGLE_ROWS

        def line(name: str, when: str, of: Sequence[Row]) -> tuple[str, ...]:
            sums = (
                sum(row.payment for row in of),
                sum(row.principal for row in of),
                sum(row.interest + row.arrears for row in of),
            )
            return (name, when, *(yuan(amount) for amount in (sums[:1] if long else sums)))

        columns = 3 if long else 5
        return Table(
            header=("期", "还款日", "应还金额", "其中本金", "利息及欠息")[:columns],
            rows=tuple(line(str(row.period), chinese_date(row.date), [row]) for row in rows),
            align=("c", "l", "r", "r", "r")[:columns],
            widths=(1, 3, 2.4, 2.4, 2.4)[:columns],
            total=line("合计", f"共 {len(rows)} 期", rows),
            halves=long,
        )

    def tables(self, commission: Commission) -> Sequence[Block]:
        """A table for each loan, said which where there are several; nothing where one day says it all."""
        if not self.has_table:
            return []
        blocks: list[Block] = []
        for number, (loan, plan) in enumerate(zip(commission.own_loans, self.plans, strict=True), start=1):
            if len(self.plans) > 1:
                named = loan.number.strip()
                known = (Span("，编号 "), Span(named, typed=True)) if named else ()
                blocks.append(Paragraph((Span(f"借款{number}"), *known), indent=0))
            blocks.append(self.table(plan))
        return blocks

    def annex(self, commission: Commission, label: str = "附件1") -> Sequence[Block]:
        """The tables as an annex, where there are any."""
        tables = self.tables(commission)
        return [Annex(label, PLAN_ANNEX), *tables] if tables else []


def fallback_within(commission: Commission) -> Option | None:
    """The plan she falls back on, where it asks no more of her than the letter says she can pay; else None."""
    found = commission.advice.fallback
    if found is None:
        return None
    able = found.affordable if found.kind == "step_up" else commission.advice.affordable.amount
    return found if found.heaviest_regular_month <= able else None


def paid_meanwhile(commission: Commission, option: Option) -> str:
    """What she pays until there is an answer, in a sentence: asking does not stop the old due date. "" where nothing is
    due any more and nothing can be paid."""
    until = meanwhile(commission.advice, option, commission.loans, commission.case.budget.payday)
    if until.on is None:
        return f"答复以前我先还 {yuan(until.pays)}，请告知收款渠道。" if until.pays else ""
    # Where she has not said how many instalments are left, what the contract asks for is an assumption.
    known = all(
        loan.periods_left or loan.method == "bullet" or fallen_due(loan) for loan in commission.own_loans
    )
    due = chinese_date(until.on) + (f"按现行计划应还 {yuan(until.due)}" if known else "有一期到期")
    if not until.pays or until.by is None:
        if PlanTerms.of(commission, option).at_once:
            return f"{due}，这一期已包含在请求的支付里。"
        return f"{due}，我目前拿不出钱还这一期；如有收入，会先还一部分并告知。"
    if until.in_full:
        return f"{due}，我会照常还，不因本函停止还款。"
    by = "" if until.by == until.on else f"在{chinese_date(until.by)}"
    left = until.due - until.pays
    if left <= 0:
        return f"{due}；还没有答复的，我会{by}还 {yuan(until.pays)}。"
    rest = f"差额 {yuan(left)} " if known else "不足的部分"
    return f"{due}；还没有答复的，我会{by}先还 {yuan(until.pays)}，{rest}请列入新的安排。"


def usual_payment(rows: Sequence[Row]) -> int:
    """The usual instalment towards the end: the last one may differ by a few fen."""
    return (rows[-2].payment if len(rows) > 1 else 0) or rows[-1].payment


def _full(fen: int) -> str:
    return f"{yuan(fen)}（大写：{in_words(fen)}）"
