"""The plan in a letter: what is asked for in one sentence, the table of instalments, and what the plan rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import in_words, percent, yuan
from jiebei.letters.commission import Commission
from jiebei.letters.document import Table
from jiebei.owed.schedule import Row
from jiebei.plan.options import LoanPlan, Option, merged, monthly_totals

MAX_SINGLE_ROWS: Final = 12

WITHIN_SHARES: Final = frozenset(
    {"extension", "reinstalment", "interest_only", "penalty_waiver", "interest_reduction", "token"}
)
"""The kinds in which each loan's instalments stay within its part of what she can pay."""


@dataclass(frozen=True)
class PlanTerms:
    """One option as it concerns one lender's loans. Every figure is the option's own."""

    option: Option
    plans: tuple[LoanPlan, ...]
    month_day: int
    interest_only_months: int

    @classmethod
    def of(cls, commission: Commission, option: Option | None = None) -> PlanTerms:
        """The chosen option (or another one) for the loans that the letter is about."""
        option = option or commission.option
        plans = tuple(option.plans[index] for index in commission.loans)
        advice, wish = commission.advice, commission.case.proposal
        return cls(option, plans, advice.month_day, wish.interest_only_months)

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
    def new_rates(self) -> str:
        """The lower yearly rates asked of this lender, or ""."""
        asked = [plan.new_annual_rate for plan in self.plans if plan.new_annual_rate is not None]
        return "、".join(dict.fromkeys(percent(float(rate), 1) for rate in asked))

    def asked(self) -> str:
        """What is asked for, with from when, how much, how often and until when; no full stop."""
        first, last = self.rows[0], self.rows[-1]
        if self.pauses:
            return f"暂缓还款至{chinese_date(last.date)}，到期前我再提交收支情况，商定以后的安排"
        if self.option.kind == "settlement":
            return f"在{chinese_date(first.date)}一次性支付 {_full(self.total)}，结清全部欠款{self._cut()}"
        if not self.option.closes:
            return (
                f"自{chinese_date(first.date)}起暂按每月 {yuan(max(self.monthly.values()))} 还款，"
                f"共 {len(self.monthly)} 个月，合计 {_full(self.total)}；{chinese_date(last.date)}前我再提交收支情况，商定以后的安排"
            )
        if len(self.rows) == 1:
            return f"在{chinese_date(first.date)}一次性支付 {_full(self.total)}，还清全部欠款"
        return f"{self._shape()}，{chinese_date(last.date)}还清，合计 {_full(self.total)}"

    def _shape(self) -> str:
        """How it is repaid: each period's sum where the kind makes them different, the largest otherwise."""
        first = self.rows[0]
        since = f"自{chinese_date(first.date)}起"
        count = self._count()
        if self.option.kind == "down_payment" and self.at_once:
            return (
                f"先在{chinese_date(first.date)}支付 {yuan(self.at_once)}，其余分期偿还，"
                f"每月不超过 {yuan(max(self.monthly.values()))}，{count}"
            )
        if self.option.kind == "interest_only":
            months = self.interest_only_months
            if len(self.plans) > 1:
                return f"{since}，每笔前 {months} 期只还利息，之后还本息，每月不超过 {yuan(max(self.monthly.values()))}，{count}"
            return (
                f"{since}，前 {months} 期只还利息，从第 {months + 1} 期起每期还本息 "
                f"{yuan(self.rows[months].payment)}，{count}"
            )
        if self.option.kind == "step_up" and len(self.plans) == 1:
            return f"{since}，前期每期 {yuan(first.payment)}，收入恢复后每期 {yuan(usual_payment(self.rows))}，{count}"
        if self.option.kind == "catch_up":
            return f"{since}补上已逾期的部分，其余照原计划偿还，每月不超过 {yuan(max(self.monthly.values()))}，{count}"
        return f"{since}每月偿还，每月不超过 {yuan(max(self.monthly.values()))}，{count}"

    def _count(self) -> str:
        return (
            f"共 {len(self.rows)} 期"
            if len(self.rows) == len(self.monthly)
            else f"共 {len(self.monthly)} 个月"
        )

    def _cut(self) -> str:
        if not self.waived:
            return ""
        interest, principal = self.waived - self.principal_cut, self.principal_cut
        parts = [f"利息、罚息等 {yuan(interest)}"] if interest else []
        parts += [f"本金 {yuan(principal)}"] if principal else []
        return f"，并请求减免其余 {yuan(self.waived)}（{'，'.join(parts)}）"

    def rests_on(self) -> str:
        """What the figures assume of the lender, in a sentence; "" where that is said elsewhere."""
        if not self.option.closes or self.option.kind in {"settlement", "catch_up"}:
            return ""
        if self.new_rates:
            return f"以上按年利率 {self.new_rates}（单利）计算，以同意降低利率为前提。"
        if self.option.kind == "penalty_waiver":
            return f"以上以减免罚息 {yuan(self.waived)} 为前提，其余按原利率计算，不请求减免本金。"
        return "以上按原利率计算，不请求减免本金。"

    def table(self) -> Table:
        """Every instalment with its day; in two halves where there are many."""
        if len(self.rows) > MAX_SINGLE_ROWS:
            return Table(
                header=("期", "还款日", "应还金额"),
                rows=tuple((str(row.period), chinese_date(row.date), yuan(row.payment)) for row in self.rows),
                align=("c", "l", "r"),
                widths=(1, 3, 2.4),
                total=("合计", f"共 {len(self.rows)} 期", yuan(self.total)),
                halves=True,
            )
        return Table(
            header=("期", "还款日", "应还金额", "其中本金", "利息及欠息"),
            rows=tuple(
                (
                    str(row.period),
                    chinese_date(row.date),
                    yuan(row.payment),
                    yuan(row.principal),
                    yuan(row.interest + row.arrears),
                )
                for row in self.rows
            ),
            align=("c", "l", "r", "r", "r"),
            widths=(1, 3, 2.4, 2.4, 2.4),
            total=(
                "合计",
                f"共 {len(self.rows)} 期",
                yuan(self.total),
                yuan(sum(row.principal for row in self.rows)),
                yuan(sum(row.interest + row.arrears for row in self.rows)),
            ),
        )


def usual_payment(rows: Sequence[Row]) -> int:
    """The usual instalment towards the end: the last one may differ by a few fen."""
    return rows[-2].payment if len(rows) > 1 else rows[-1].payment


def _full(fen: int) -> str:
    return f"{yuan(fen)}（大写：{in_words(fen)}）"
