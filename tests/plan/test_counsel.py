"""What a careful debt counsellor would answer, case by case: see counsel.yaml, which was written without the engine."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from jiebei.case.file import loads
from jiebei.case.records import Case, PlanKind
from jiebei.counting.money import parse_amount
from jiebei.plan.advice import advise, outset_of
from jiebei.plan.at_hand import AtHand
from jiebei.plan.choice import CRITERIA, choose_option
from jiebei.plan.kinds import Outset, every_option, settlement, within_everything
from jiebei.plan.options import Advice, Option

# Every value is the text that stands there, as in a case file.
CASES: dict[str, dict[str, Any]] = {
    told["id"]: told
    for told in yaml.load(
        (Path(__file__).parent / "counsel.yaml").read_text(encoding="utf-8"), yaml.BaseLoader
    )
}
DAY = date(2026, 11, 23)
UNREACHABLE = {
    "reinstalment": "the extension is never longer nor dearer",
    "interest_only": "as much a month from the beginning always ends sooner and costs less",
}


def fen(amount: str) -> int:
    found = parse_amount(amount)
    assert isinstance(found, int), amount
    return found


@cache
def asked(name: str) -> tuple[Case, Outset, Advice]:
    told = CASES[name]
    case = loads(json.dumps({"format": "jiebei-case", "version": "1", **told["case"]}))
    assert isinstance(case, Case), case
    day = date.fromisoformat(told["day"]) if "day" in told else DAY
    outset, found = outset_of(case, day), advise(case, day)
    assert isinstance(outset, Outset), outset
    assert isinstance(found, Advice), found
    return case, outset, found


def decided_by(found: Advice) -> str | None:
    """The row of the table at which the last other option was put aside; None where there was never another."""
    return next((step.criterion for step in reversed(found.choice.steps) if step.out), None)


def codes(found: Advice) -> set[str]:
    return {notice.code for notice in (*found.notices, *found.option().notices)}


def disagreements(told: dict[str, Any], found: Advice) -> list[str]:
    """Where the advice is not what the counsellor answered."""
    answer, chosen, fallback = dict(told["answer"]), found.option(), found.fallback
    kinds = {option.kind for option in found.options}
    wrong = []

    def same(what: str, is_so: object) -> None:
        if (wanted := answer.pop(what, None)) is not None and str(is_so) != wanted:
            wrong.append(f"{what}: {wanted}, not {is_so}")

    def holds(what: str, is_so: bool, told_instead: object) -> None:
        if not is_so:
            wrong.append(f"{what}: {told_instead}")

    same("recommend", found.recommended)
    same("instalments", len(chosen.instalments))
    same("first", chosen.instalments[0].date)
    same("end", chosen.end)
    same("decided_by", decided_by(found))
    same("fallback", fallback.kind if fallback else "none")
    same("fallback_instalments", len(fallback.instalments) if fallback else 0)
    for what, amount in {
        "total": chosen.total,
        "waived": chosen.waived,
        "pays_at_once": chosen.first_payment,
    }.items():
        if what in answer:
            wanted = fen(answer.pop(what))
            holds(what, amount == wanted, amount)
    if "most_a_month" in answer:
        cap = fen(answer.pop("most_a_month"))
        holds("most_a_month", chosen.heaviest_regular_month <= cap, chosen.heaviest_regular_month)
    for day, amount in answer.pop("most_before", {}).items():
        early = [row.payment for row in chosen.instalments if row.date < date.fromisoformat(day)]
        holds(f"before {day}", max(early) <= fen(amount), early)
    if "total_at_most" in answer:
        holds("total_at_most", chosen.total <= fen(answer.pop("total_at_most")), chosen.total)
    if "end_by" in answer:
        holds("end_by", chosen.end <= date.fromisoformat(answer.pop("end_by")), chosen.end)
    if "stays" in answer:
        left = found.at_hand.total - chosen.first_payment
        holds("stays", left >= fen(answer.pop("stays")), left)
    for loan, day in answer.pop("cleared_by", {}).items():
        end = chosen.plans[int(loan)].schedule.end
        holds(f"loan {loan} cleared by {day}", end <= date.fromisoformat(day), end)
    holds("notices", set(answer.pop("notices", [])) <= codes(found), codes(found))
    holds("no_notices", not set(answer.pop("no_notices", [])) & codes(found), codes(found))
    holds("claims", set(answer.pop("claims", [])) <= found.choice.claims, sorted(found.choice.claims))
    holds("not_claims", not set(answer.pop("not_claims", [])) & found.choice.claims, found.choice.claims)
    holds("not_offered", not set(answer.pop("not_offered", [])) & kinds, sorted(kinds))
    holds("an answer nobody checks", not answer, answer)
    return wrong


@pytest.mark.parametrize("name", CASES)
def test_the_advice_is_the_counsellors(name: str) -> None:
    _, _, found = asked(name)
    assert disagreements(CASES[name], found) == []


@pytest.mark.parametrize("name", CASES)
def test_what_is_offered_in_its_place_is_never_longer_and_can_be_kept(name: str) -> None:
    case, outset, found = asked(name)
    fallback = found.fallback
    if fallback is None:
        return
    assert fallback.end <= found.option().end
    can_pay = max(outset.amount, outset.can_pay.leaves or 0)
    if fallback.kind == "step_up":
        can_pay = max(can_pay, case.proposal.later_payment or 0)
    assert fallback.heaviest_regular_month <= can_pay
    assert fallback.first_payment <= found.at_hand.usable


@pytest.mark.parametrize("name", CASES)
def test_a_cheaper_plan_above_what_can_be_paid_is_put_aside_first(name: str) -> None:
    """The engine makes no such plan, so one is laid beside its own; the same of a settlement with all that is at hand."""
    _, outset, found = asked(name)
    own = found.options
    others: dict[str, Option | None] = {
        "payable": within_everything(outset, 3 * outset.amount + 2_000_000),
        "untouched": settlement(replace(outset, at_hand=AtHand(outset.at_hand.total + 10_000_000, 0, "")))
        if outset.at_hand.kept
        else None,
    }
    for row, tempting in others.items():
        # What ends with one payment in the first month may well fit into it.
        if tempting is None or (row == "payable" and tempting.heaviest_month <= outset.amount):
            continue
        if row == "untouched" and tempting.first_payment <= outset.at_hand.usable:
            continue
        beside = [option for option in own if option.kind != tempting.kind]
        if not beside:
            continue
        choice = choose_option(outset, [*beside, tempting])
        assert [step.criterion for step in choice.steps if tempting.kind in step.out] == [row]


def test_there_are_enough_cases_and_each_has_a_name_of_its_own() -> None:
    told = yaml.load((Path(__file__).parent / "counsel.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    assert len(told) == len(CASES) >= 45
    assert all(case["situation"] and case["why"] for case in told)


def test_every_row_of_the_table_decides_several_cases() -> None:
    """But the first two: no option is made that breaks them, see above."""
    rows = [criterion.code for criterion in CRITERIA]
    decided = [decided_by(asked(name)[2]) for name in CASES]
    for row in rows:
        assert row in {"payable", "untouched"} or decided.count(row) >= 2, (row, decided.count(row))


def test_every_kind_is_the_answer_somewhere() -> None:
    recommended = {asked(name)[2].recommended for name in CASES}
    assert recommended == set(get_args(PlanKind)) - set(UNREACHABLE)


def test_no_two_options_of_a_case_ask_the_same() -> None:
    for name in CASES:
        _, outset, _ = asked(name)
        seen = [
            tuple(tuple((row.date, row.payment) for row in plan.schedule.rows) for plan in option.plans)
            for option in every_option(outset)
        ]
        assert len(seen) == len(set(seen)), name
