"""The household statement (家庭收支表): what comes in, what must go out, what is left, each line turned into a month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from jiebei.case.faults import Fault
from jiebei.case.labels import FREQUENCIES
from jiebei.case.records import BudgetLine, Case
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import yuan
from jiebei.letters.commission import Commission
from jiebei.letters.document import Block, Document, Facts, Heading, Span, Table
from jiebei.letters.letter_sort import LetterSort
from jiebei.letters.parts import paragraph, say
from jiebei.plan.budget import (
    PER_MONTH,
    Means,
    income_contradiction,
    income_said,
    means,
    monthly,
    monthly_sum,
    uneven_income,
    usual_means,
)

_NOT_SAID = "没有填"


def nothing_to_state(commission: Commission) -> Fault | None:
    """Why no statement can be printed: nothing is filled in, or two of its figures cannot both be so."""
    if means(commission.case) is None:
        return Fault("budget", "收入和必须花的都还没有填。先填一项，再打印家庭收支表。")
    return income_contradiction(commission.case)


def budget_sheet(commission: Commission) -> Document:
    """The statement as a paper of its own, for whoever asks for it; nothing in it is addressed or promised to anybody."""
    name = commission.case.person.name.strip()
    named = (("姓名", (Span(name, typed=True),)),) if name else ()
    return Document(
        title="家庭收支表",
        author=name,
        dated=commission.as_of,
        salutation="",
        blocks=(
            Facts((*named, ("日期", (say(chinese_date(commission.as_of)),)))),
            *household_statement(commission.case),
        ),
        footer="本表由本人填写",
    )


def household_statement(case: Case) -> tuple[Block, ...]:
    """Income, essential spending, other debts and what is left, in fen a month as the plan counts them.

    Where income is uneven, what is left is that of the low month, which the plan rests on, beside the usual one. What has
    not been typed is said to be missing, and nothing is then worked out from it. Empty for a case without a budget.
    """
    household = means(case)
    if household is None:
        return ()
    return (
        Heading("每月进账"),
        *_lines(case.budget.income, "以上合计"),
        *_months_apart(case),
        Heading("每月必须花的"),
        *_lines(case.budget.essentials, "合计"),
        *_other_debts(case),
        Heading("每月剩下多少"),
        *_left(case, household),
    )


def converted(line: BudgetLine) -> tuple[str, str, str, str]:
    """A line of the budget and how it becomes a month: its name, what was typed, the conversion, the month's amount."""
    factor = PER_MONTH[line.frequency]
    words = "不用换算" if factor == 1 else f"× {factor.numerator} ÷ {factor.denominator}"
    return (
        line.name or "（没有名称）",
        f"{FREQUENCIES[line.frequency]} {yuan(line.amount)}",
        words,
        yuan(monthly(line)),
    )


def _lines(lines: Sequence[BudgetLine], total: str) -> list[Block]:
    if not lines:
        return [paragraph(f"{_NOT_SAID}。", indent=0)]
    rows, whole = tuple(converted(line) for line in lines), yuan(monthly_sum(lines))
    if all(line.frequency == "month" for line in lines):
        rows_of_two = tuple((row[0], row[3]) for row in rows)
        return [Table(("项目", "每月"), rows_of_two, ("l", "r"), (3, 2), total=(total, whole))]
    return [
        Table(
            ("项目", "填写", "换算", "每月"),
            rows,
            align=("l", "r", "l", "r"),
            widths=(3, 2.4, 2.2, 2.2),
            total=(total, "", "", whole),
        ),
    ]


def _months_apart(case: Case) -> list[Block]:
    """What low and high months bring, where she has said that they differ."""
    budget = case.budget
    rows = [
        (label, (say(words),))
        for label, words in (
            ("差的月份进账", "" if budget.low_income is None else yuan(budget.low_income)),
            ("一年里差的月份", "" if budget.low_months is None else f"约 {budget.low_months} 个月"),
            ("好的月份进账", "" if budget.high_income is None else yuan(budget.high_income)),
        )
        if words
    ]
    return [Facts(tuple(rows))] if rows else []


def _other_debts(case: Case) -> list[Block]:
    debts = [debt for debt in case.other_debts if debt.name or debt.balance or debt.monthly_minimum]
    if not debts:
        return []
    rows = tuple(
        (
            (debt.name or "（没有名称）") + ("（须优先付）" if debt.priority else ""),
            yuan(debt.balance) if debt.balance else _NOT_SAID,
            yuan(debt.monthly_minimum),
        )
        for debt in debts
    )
    total = ("合计", "", yuan(sum(debt.monthly_minimum for debt in debts)))
    heading, header = Heading("别的债"), ("项目", "还欠", "每月最少还")
    return [heading, Table(header, rows, align=("l", "r", "r"), widths=(3, 2, 2), total=total)]


def _left(case: Case, household: Means) -> list[Block]:
    """Income less everything before it, for the month the plan rests on and, where income is uneven, the usual one."""
    uneven = case.budget.low_income is not None
    usual = usual_means(case) if uneven else None
    # Income lines that only repeat the low month say nothing of a usual one.
    months = [household] if usual in {None, household} else [household, usual]
    header = ("项目", *(("差的月份", "平常的月份")[: len(months)] if uneven else ("每月",)))
    essentials_said = bool(case.budget.essentials)
    rows = [
        ("进账", *(yuan(month.income) if income_said(case) else _NOT_SAID for month in months)),
        ("减：必须花的", *(yuan(month.essentials) if essentials_said else _NOT_SAID for month in months)),
    ]
    if household.other_minimums:
        rows.append(("减：别的债每月最少还", *(yuan(month.other_minimums) for month in months)))
    if household.cushion:
        rows.append(("减：留作急用", *(yuan(month.cushion) for month in months)))
    total = None
    if income_said(case) and essentials_said:
        short = min(month.surplus for month in months) < 0
        label = "剩下（带负号的是还差）" if short else "剩下"
        total = (label, *(yuan(month.surplus) for month in months))
    table = Table(
        header,
        tuple(rows),
        align=("l", *("r" for _ in months)),
        widths=(3, *(2 for _ in months)),
        total=total,
    )
    return [table, *(paragraph(note, indent=0) for note in _notes(case, complete=total is not None))]


def _notes(case: Case, complete: bool) -> list[str]:
    """What has to be known beside the table."""
    lines = (*case.budget.income, *case.budget.essentials)
    notes = []
    if any(line.frequency != "month" for line in lines):
        notes.append("换算成每月时，一年按 365 天、12 个月。")
    if not complete:
        notes.append(f"有一项{_NOT_SAID}，所以没有算剩下多少。")
    if case.budget.low_income is not None:
        year = uneven_income(case)
        if year is not None and year.payment > max(0, year.low):
            notes.append("收入不稳定。差的月份不够的，用平常月份余下的和手上的钱补。")
        else:
            notes.append("收入不稳定，剩下多少按差的月份看。")
    if any(loan.principal for loan in case.loans):
        notes.append("要协商的借款没有算在上面。")
    return notes


LETTER_BUDGET: Final = LetterSort(
    "家庭收支表",
    False,
    nothing_to_state,
    budget_sheet,
    needs_plan=False,
    addressed=False,
    purpose="一张纸写清每月进账、必须花的和剩下的。自己看，或者对方、社区要看的时候给。",
)
