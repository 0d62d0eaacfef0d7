"""The last day of each court paper: never later than the law's own count, and none where none can be told."""

from __future__ import annotations

from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiebei.case.faults import Fault
from jiebei.case.labels import COURT_BUTTONS, COURT_PAPERS
from jiebei.case.records import FIRST_DAY, LAST_DAY, CourtPaper, Event
from jiebei.keep.court_days import ACTS, COUNTED, CourtStep, court_step, days_left_words, receipt_fault
from jiebei.rules import Rules, load_rules

RULES = load_rules()
TODAY = date(2026, 11, 23)
PAPERS: tuple[CourtPaper, ...] = get_args(CourtPaper)
NAMING = tuple(paper for paper in PAPERS if paper not in COUNTED)
IN_FORCE = max(RULES[rule].in_force_from or FIRST_DAY for rule in COUNTED.values())
papers = st.sampled_from(PAPERS)


def came(paper: CourtPaper | None, on: date | None = None, **more: object) -> Event:
    return Event.model_validate({"kind": "court", "paper": paper, "on": on, **more})


@pytest.mark.parametrize(
    ("paper", "received", "last"),
    [
        # By hand on a calendar: the day it came is not counted, the next one is day 1.
        ("payment_order", date(2026, 11, 2), date(2026, 11, 17)),
        (
            "complaint",
            date(2026, 11, 20),
            date(2026, 12, 5),
        ),  # a Saturday: the plain day, not the Monday after
        ("judgment", date(2026, 2, 20), date(2026, 3, 7)),
        ("judgment", date(2024, 2, 20), date(2024, 3, 6)),  # a leap year
        ("payment_order", date(2025, 12, 20), date(2026, 1, 4)),  # over the new year
    ],
)
def test_the_days_by_hand(paper: CourtPaper, received: date, last: date) -> None:
    step = court_step(came(paper, received), RULES, TODAY)
    assert isinstance(step, CourtStep)
    assert (step.last_day, step.counted) == (last, 15)
    assert step.days_left(TODAY) == (last - TODAY).days


@given(st.sampled_from(sorted(COUNTED)), st.dates(IN_FORCE, LAST_DAY), st.integers(0, 800))
def test_it_is_the_rules_number_of_days_after_the_day_it_came(
    paper: CourtPaper, received: date, later: int
) -> None:
    as_of = received + timedelta(later)
    step = court_step(came(paper, received), RULES, as_of)
    assert isinstance(step, CourtStep)
    days = RULES.integer(COUNTED[paper], received)
    # Day 1 is the day after; counting one by one ends on the last day and never beyond it.
    counted = [received + timedelta(number) for number in range(1, days + 1)]
    assert step.last_day == counted[-1]
    assert step.counted == days
    # Nothing but the paper, its day and the rules of that day matters, least of all when she looks.
    assert step == court_step(came(paper, received, who="某法院", until=received), RULES, received)


@given(
    papers,
    st.dates(FIRST_DAY, LAST_DAY),
    st.dates(FIRST_DAY, LAST_DAY),
    st.none() | st.dates(FIRST_DAY, LAST_DAY),
)
def test_a_day_in_the_future_is_a_sentence_and_gives_no_day(
    paper: CourtPaper, received: date, as_of: date, until: date | None
) -> None:  # fmt: skip
    step = court_step(came(paper, received, until=until), RULES, as_of)
    if received > as_of:
        assert isinstance(step, Fault)
        assert step.where == "on"
        assert step.message.endswith("。")
    elif isinstance(step, CourtStep):
        assert step.last_day >= received


@given(st.dates(date.min, date.max), st.dates(FIRST_DAY, LAST_DAY))
def test_a_day_of_receipt_lies_between_2000_and_the_day_she_looks(received: date, as_of: date) -> None:
    assert (receipt_fault(received, as_of) is None) == (FIRST_DAY <= received <= as_of)


@given(st.sampled_from(sorted(COUNTED)), st.dates(FIRST_DAY, IN_FORCE - timedelta(1)))
def test_where_the_rules_held_no_number_there_is_no_day(paper: CourtPaper, received: date) -> None:
    fault = court_step(came(paper, received), RULES, TODAY)
    assert isinstance(fault, Fault)
    assert (fault.where, "12368" in fault.message) == ("on", True)


@pytest.mark.parametrize("paper", NAMING)
def test_the_others_name_their_day_themselves(paper: CourtPaper) -> None:
    received, named = date(2026, 11, 10), date(2026, 12, 1)
    assert court_step(came(paper, received), RULES, TODAY) is None
    for on in (received, None):
        step = court_step(came(paper, on, until=named), RULES, TODAY)
        assert step == CourtStep(paper, ACTS[paper], named)
    early = court_step(came(paper, received, until=received - timedelta(1)), RULES, TODAY)
    assert isinstance(early, Fault)
    assert early.where == "until"
    assert isinstance(court_step(came(paper, received, until=received), RULES, TODAY), CourtStep)


def test_a_judgment_without_appeal_has_no_day_and_an_unsaid_one_keeps_it() -> None:
    received = date(2026, 11, 20)
    assert court_step(came("judgment", received, appealable=False), RULES, TODAY) is None
    unsaid, said = (
        court_step(came("judgment", received, appealable=answer), RULES, TODAY) for answer in (None, True)
    )
    assert isinstance(unsaid, CourtStep)
    assert unsaid == said


def test_what_is_not_a_paper_or_not_dated_has_no_day() -> None:
    assert court_step(came(None, TODAY), RULES, TODAY) is None
    assert court_step(Event(kind="missed", on=TODAY, paper="payment_order"), RULES, TODAY) is None
    for paper in PAPERS:
        assert court_step(came(paper), RULES, TODAY) is None


def test_every_paper_has_its_names_and_its_act() -> None:
    for names in (COURT_PAPERS, COURT_BUTTONS, ACTS):
        assert set(names) == set(PAPERS)
    assert max(map(len, COURT_BUTTONS.values())) <= 4


@pytest.mark.parametrize("paper", sorted(COUNTED))
def test_another_number_in_the_rules_is_another_last_day(paper: CourtPaper) -> None:
    court = RULES.topics["court"]
    changed = tuple(rule.model_copy(update={"lasting": 7}) for rule in court.rules if rule.kind == "days")
    rules = Rules({"court": court.model_copy(update={"rules": changed})}, ())
    step = court_step(came(paper, date(2026, 11, 2)), rules, TODAY)
    assert isinstance(step, CourtStep)
    assert step.last_day == date(2026, 11, 9)


@pytest.mark.parametrize(("days", "words"), [(0, "就是今天"), (1, "还有 1 天"), (-1, "已经过了 1 天")])
def test_the_days_left_in_words(days: int, words: str) -> None:
    assert days_left_words(days) == words
