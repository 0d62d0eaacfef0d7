"""Advice as the command prints it: amounts as strings with two decimals, rates as fractions, ISO dates."""

from __future__ import annotations

from typing import Any

from jiebei.case.records import Case
from jiebei.counting.money import plain
from jiebei.owed.annual_cost import Cost, NoCost
from jiebei.owed.schedule import Row
from jiebei.plan.appraisal import Appraisal, Appraiser
from jiebei.plan.choice import CRITERIA
from jiebei.plan.options import Advice, Option


def row_json(row: Row) -> dict[str, Any]:
    """A row as the command line prints it: amounts as strings with two decimals, ISO date."""
    shown: dict[str, Any] = {
        "period": row.period,
        "date": row.date.isoformat(),
        "payment": plain(row.payment),
        "principal": plain(row.principal),
        "interest": plain(row.interest),
        "balance": plain(row.balance),
    }
    if row.arrears:
        shown["arrears"] = plain(row.arrears)
    return shown


def option_json(option: Option) -> dict[str, Any]:
    return {
        "kind": option.kind,
        "title": option.title,
        "instalments": [row_json(row) for row in option.instalments],
        "total": plain(option.total),
        "total_interest": plain(option.total_interest),
        "end": option.end.isoformat(),
        "closes": option.closes,
        "left": plain(option.left),
        "waived": plain(option.waived),
        "first_payment": plain(option.first_payment),
        "by_loan": [
            {"loan": plan.loan, "instalments": [row_json(row) for row in plan.schedule.rows]}
            for plan in option.plans
        ],
        "warnings": [notice.text for notice in option.notices],
    }


def advice_json(case: Case, advice: Advice) -> dict[str, Any]:
    """Everything `jiebei propose` prints: the options, each weighed; which to ask for and why; what to fall back on."""
    appraiser = Appraiser(case, advice)
    titles = {criterion.code: criterion.title for criterion in CRITERIA}
    shown = {id(option): option_json(option) for option in advice.options}
    fallback = advice.fallback
    return {
        "as_of": advice.as_of.isoformat(),
        "affordable": plain(advice.affordable.amount),
        "owed": plain(advice.owed),
        "month_interest": plain(advice.month_interest),
        "recommended": advice.recommended,
        "reason": advice.reason,
        "why": [
            {
                "criterion": step.criterion,
                "title": titles[step.criterion],
                "left": list(step.left),
                "out": list(step.out),
            }
            for step in advice.choice.steps
        ],
        "fallback": None if fallback is None else shown.get(id(fallback)) or option_json(fallback),
        "at_hand": {"total": plain(advice.at_hand.total), "kept": plain(advice.at_hand.kept)},
        "options": [
            {**shown[id(option)], **appraisal_json(appraiser.appraise(option))} for option in advice.options
        ],
        "warnings": [notice.text for notice in advice.notices],
    }


def appraisal_json(appraisal: Appraisal) -> dict[str, Any]:
    """What `jiebei propose` adds to an option."""
    cost = appraisal.cost
    return {
        "cost": {
            "effective": round(cost.effective, 10) if isinstance(cost, Cost) else None,
            "nominal": round(cost.nominal, 10)
            if isinstance(cost, Cost) and cost.nominal is not None
            else None,
            "message": cost.message
            if isinstance(cost, NoCost)
            else None
            if cost
            else "这些付款还不清借款，没有年化成本可言。",
        },
        "lender_value": plain(appraisal.lender_value),
        "saves_against_waiting": None
        if appraisal.saves is None
        else [plain(each) for each in appraisal.saves],
        "limits": [
            {"rule": limit.rule, "text": limit.text, "kept": limit.kept} for limit in appraisal.option.limits
        ],
        "refusal": appraisal.refusal,
    }
