"""Which letter is due: for each stage, each court paper and each example the right one comes first, and none that cannot be
written is offered."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiebei.case.records import Case, CourtPaper
from jiebei.content.examples import examples
from jiebei.keep.course import Stage
from jiebei.letters.commission import ANSWER_DAYS, Commission, lenders
from jiebei.letters.compose import LETTERS, compose
from jiebei.letters.document import Document
from jiebei.letters.next_letter import BY_PAPER, BY_STAGE, Due, due_letters, usual_kind
from jiebei.plan.advice import advise
from jiebei.plan.options import Advice
from tests.letters.reading import made
from tests.letters.road import ANT, a_case_of, a_road, worked
from tests.strategies import TODAY, a_course

SENT = {"kind": "sent", "on": "2026-11-20", "letter": "request"}
LATE = {"overdue_principal": "1200", "overdue_interest": "60", "overdue_since": "2026-11-10"}
AGREED = {
    "kind": "agreed",
    "on": "2026-09-14",
    "terms": {"instalments": 12, "amount": "900", "first_date": "2026-10-10"},
}
PAID = {"kind": "paid", "on": "2026-10-10", "amount": "900"}
OFFER = {
    "received": "2026-11-20",
    "instalments": 6,
    "amount": "3600",
    "first_date": "2026-12-12",
    "in_writing": True,
}
REFUSED = {"on": "2026-11-12", "channel": "phone_out", "note": "不同意", "result": "refused"}


def due(case: Case, day: date = TODAY) -> Due:
    return due_letters(to_ant(case, day))


def to_ant(case: Case, day: date = TODAY) -> Commission:
    settings_ = case.settings.model_copy(update={"as_of": day})
    return made(case.model_copy(update={"settings": settings_}), worked(case, day), lenders(case)[0])


@pytest.mark.parametrize(("name", "first"), [
    ("illness", "request"), ("job_loss", "request"), ("platform_worker", "request"), ("several_lenders", "request"),
    ("overdue", "request"), ("offer_too_high", "counter"), ("refused_twice", "again"), ("missed_one", "missed"),
])  # fmt: skip
def test_each_example_is_offered_the_letter_that_its_story_asks_for(name: str, first: str) -> None:
    case = examples()[name]
    assert case.settings.as_of is not None
    for lender in lenders(case):
        to = made(case, worked(case, case.settings.as_of), lender)
        assert due_letters(to).first == usual_kind(to) == first


STAGES: dict[Stage, tuple[dict[str, Any], str]] = {
    "nothing_sent": ({}, "request"),
    "waiting": ({"events": [SENT]}, "statement"),
    "refused": ({"events": [SENT], "log": [{**REFUSED, "on": "2026-11-21"}]}, "again"),
    "offered": ({"offers": [OFFER]}, "counter"),
    "agreed": ({"events": [AGREED, PAID, {**PAID, "on": "2026-11-10"}]}, "stop_penalty"),
    "behind": ({"events": [AGREED, PAID, {"kind": "missed", "on": "2026-11-10", "amount": "900"}], "loan": LATE}, "missed"),
    "court": ({"events": [{"kind": "court", "on": "2026-11-20", "paper": "summons"}]}, "defence"),
    "settled": ({"events": [AGREED, {"kind": "settled", "on": "2026-11-20"}]}, "settled_proof"),
}  # fmt: skip


@pytest.mark.parametrize("stage", get_args(Stage))
def test_each_stage_has_its_first_letter(stage: Stage) -> None:
    fields, first = STAGES[stage]
    case = a_case_of(**fields)
    assert to_ant(case).standing.stage == stage
    found = due(case)
    assert found.first == first
    assert first in BY_STAGE[stage] or stage == "court"


@pytest.mark.parametrize(("paper", "first"), [
    ("payment_order", "payment_order_objection"), ("complaint", "defence"), ("summons", "defence"),
    ("mediation", "hearing_request"), ("enforcement", "hearing_request"), ("arbitration", "hearing_request"),
])  # fmt: skip
def test_what_a_court_has_sent_is_answered_first(paper: CourtPaper, first: str) -> None:
    """Whatever else is open: a draft for the court, before any letter to the lender."""
    event = {"kind": "court", "on": "2026-11-20", "paper": paper}
    for more in ({}, {"log": [REFUSED]}, {"events": [SENT]}, {"offers": [OFFER]}):
        fields = {**more, "events": [*more.get("events", []), event]}
        assert due(a_case_of(**fields)).first == first
    assert BY_PAPER[paper][0] == first


def test_every_paper_and_every_stage_has_its_letters() -> None:
    assert BY_PAPER.keys() == set(get_args(CourtPaper))
    assert BY_STAGE.keys() == set(get_args(Stage))
    for kinds in (*BY_STAGE.values(), *BY_PAPER.values()):
        assert kinds
        assert set(kinds) <= {kind for kind, sort in LETTERS.items() if sort.sent}


def test_after_a_judgment_nothing_is_written_that_no_court_would_read() -> None:
    """A judgment is answered by an appeal, for which there is no draft here; what is left is to speak with the lender."""
    found = due(a_case_of(events=[{"kind": "court", "on": "2026-11-20", "paper": "judgment"}]))
    assert not {"defence", "payment_order_objection", "hearing_request"} & set(found.now)
    assert found.now == ("settlement",)


def test_silence_leads_to_a_second_request_and_then_a_complaint() -> None:
    spoken = {**REFUSED, "result": None, "on": "2026-11-20", "note": "已登记"}
    case = a_case_of(events=[SENT], log=[spoken])
    answer_day = date(2026, 11, 20) + timedelta(ANSWER_DAYS)
    assert due(case, answer_day).first == "statement"
    later = due(case, answer_day + timedelta(1))
    assert later.now[:2] == ("again", "complaint")


def test_the_regulator_comes_after_the_lender() -> None:
    told = {
        "on": "2026-11-20",
        "channel": "phone_in",
        "who": "某机构",
        "note": "说了话",
        "breaches": ["threat"],
    }
    fresh = due(a_case_of(log=[told]))
    assert "stop_contacting" in fresh.now
    assert "complaint" not in (*fresh.now, *fresh.others)
    asked = due(a_case_of(log=[told], events=[SENT]))
    assert asked.now.index("stop_contacting") < asked.now.index("complaint")
    refused = due(a_case_of(log=[{**REFUSED, "on": "2026-11-21"}, {**told, "breaches": []}], events=[SENT]))
    assert refused.now.index("again") < refused.now.index("complaint")
    assert "stop_contacting" not in (*refused.now, *refused.others)


@pytest.mark.parametrize("entry", [
    {"note": "", "breaches": ["third_party"]},
    {"note": "", "channel": "phone_in", "at": "23:30", "answered": True},
])  # fmt: skip
def test_improper_contact_is_to_be_stopped_whether_or_not_a_word_was_noted(entry: dict[str, Any]) -> None:
    found = due(a_case_of(log=[{"on": "2026-11-20", "lender": ANT, **entry}]))
    assert "stop_contacting" in found.now


def test_whoever_claims_the_debt_is_asked_who_he_is() -> None:
    found = due(a_case_of(events=[{"kind": "assigned", "on": "2026-11-18", "who": "某资产公司"}]))
    assert {"who_are_you", "confirm_holder"} <= set(found.now)


def test_an_offer_is_answered_by_what_it_means() -> None:
    fits = {**OFFER, "instalments": 18, "amount": "880"}
    assert due(a_case_of(offers=[{**fits, "instalments": 18, "in_writing": False}])).first == "ask_terms"
    assert due(a_case_of(offers=[fits])).first in {"accept", "ask_terms"}
    assert due(a_case_of(offers=[OFFER])).first == "counter"


def test_where_the_three_years_may_have_run_nothing_that_promises_is_offered() -> None:
    old = {"overdue_principal": "15000", "overdue_since": "2022-01-10", "last_paid": "2022-01-01", "last_asked": "2022-02-01",
           "next_due": None}  # fmt: skip
    found = due(a_case_of(loan=old))
    assert not any(LETTERS[kind].promises for kind in (*found.now, *found.others))


def test_a_plan_she_can_pay_needs_no_letter() -> None:
    case = a_case_of(budget={"affordable": "9000"})
    assert worked(case).option().kind == "keep"
    found = due(case)
    assert found.first is None
    assert usual_kind(to_ant(case)) == "request"
    fault = compose(case, worked(case), None, "request")
    assert not isinstance(fault, Document)
    assert "不需要写申请" in fault.message


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(a_course() | a_road(), st.booleans())
def test_nothing_is_offered_that_cannot_be_written(case: Case, incomplete: bool) -> None:
    advice = advise(case, TODAY)
    assert isinstance(advice, Advice)
    dated = case.model_copy(update={"settings": case.settings.model_copy(update={"as_of": TODAY})})
    for lender in lenders(case):
        to = made(dated, None if incomplete else advice, lender)
        found = due_letters(to)
        assert len(set(found.now) | set(found.others)) == len(found.now) + len(found.others)
        for kind in (*found.now, *found.others):
            assert isinstance(compose(dated, to.worked, lender, kind, TODAY), Document)
        offered = {*found.now, *found.others}
        for kind, sort in LETTERS.items():
            if sort.sent and kind not in offered:
                assert not isinstance(compose(dated, to.worked, lender, kind, TODAY), Document)
