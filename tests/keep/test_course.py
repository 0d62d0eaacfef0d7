"""Where she stands with a lender: courses by hand, an independent restatement, and what must never change the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiebei.case.labels import EVENT_KINDS, REFUSALS, RESULTS
from jiebei.case.records import Case, Event, Loan, LogEntry, Offer
from jiebei.keep.course import REPLIES, REQUESTS, Standing, happenings, papers_received, standing
from jiebei.letters.commission import Commission

A, B = "甲公司", "乙银行"
START = date(2026, 1, 1)
LATER = START + timedelta(400)

Step = Event | LogEntry | Offer


def day(number: int | None) -> date | None:
    return None if number is None else START + timedelta(number)


# One line a step: the day's number (None: not known), what happened, and what more is known of it. Days are counted from
# 1 January 2026. Amounts in fen.


def sent(on: int | None, letter: str = "request", **more: Any) -> Event:
    return Event(kind="sent", on=day(on), letter=letter, **more)


def refused(on: int | None, *reasons: Any, **more: Any) -> LogEntry:
    return LogEntry(on=day(on), result="refused", reasons=reasons, **more)


def said(on: int | None, result: Any, **more: Any) -> LogEntry:
    return LogEntry(on=day(on), result=result, **more)


def offer(on: int | None, amount: int = 100_000, **more: Any) -> Offer:
    return Offer(received=day(on), instalments=12, amount=amount, first_date=date(2026, 6, 20), **more)


def event(kind: Any, on: int | None, amount: int | None = None, **more: Any) -> Event:
    return Event(kind=kind, on=day(on), amount=amount, **more)


def agreed(on: int | None, terms: Offer | None = None, **more: Any) -> Event:
    return Event(kind="agreed", on=day(on), terms=terms, **more)


def paid(on: int | None, amount: int | None = 100_000) -> Event:
    return event("paid", on, amount)


def missed(on: int | None, amount: int | None = 100_000) -> Event:
    return event("missed", on, amount)


JUNE_20 = (date(2026, 6, 20) - START).days
JULY_20 = (date(2026, 7, 20) - START).days
AUGUST_20 = (date(2026, 8, 20) - START).days
MONTHLY = offer(4)
"""1,000.00 on the 20th of each month from June on."""


@dataclass(frozen=True)
class Course:
    name: str
    steps: tuple[Step, ...]
    stage: str
    since: int | None = None
    refusals: tuple[int, ...] = ()
    """By their place in `steps`, as everything below."""
    missed: tuple[int, ...] = ()
    offer: int | None = None
    agreed: int | None = None
    paid: int = 0
    made_up: int = 0
    settled: int | None = None


def course(name: str, *steps: Step, **expected: Any) -> Course:
    return Course(name, steps, **expected)


COURSES = [
    course("nothing", stage="nothing_sent"),
    course("a request", sent(5), stage="waiting", since=5),
    course("a letter that asks for no answer", sent(5, "statement"), stage="nothing_sent"),
    course("called, nobody answered", said(5, "no_answer"), stage="nothing_sent"),
    course("no answer to a request", sent(5), said(9, "no_answer"), stage="waiting", since=5),
    course("a refusal before anything was sent", refused(5), stage="refused", since=5, refusals=(0,)),
    course("refused", sent(5), refused(9), stage="refused", since=9, refusals=(1,)),
    course("refused twice", sent(5), refused(9), refused(12), stage="refused", since=12, refusals=(1, 2)),
    course("asked again", sent(5), refused(9), sent(11, "again"), stage="waiting", since=11, refusals=(1,)),
    course("a complaint changes nothing", sent(5), refused(9), sent(11, "complaint"), stage="refused", since=9, refusals=(1,)),
    course("refused in the chat, the day it was sent", sent(5), refused(5), stage="refused", since=5, refusals=(1,)),
    course("refused, and asked again that very day", refused(5), sent(5, "again"), stage="waiting", since=5, refusals=(0,)),
    course("an old letter refused, another sent that day", sent(5), refused(9), sent(9), stage="waiting", since=9, refusals=(1,)),
    course("refused, sent again and refused at once", refused(3), sent(9, "again"), refused(9), stage="refused", since=9,
           refusals=(0, 2)),
    course("an offer", sent(5), offer(9), stage="offered", since=9, offer=1),
    course("an offer after a refusal", sent(5), refused(9), offer(12), stage="offered", since=12, offer=2, refusals=(1,)),
    course("refused and offered in one call", sent(5), refused(9), offer(9), stage="offered", since=9, offer=2, refusals=(1,)),
    course("an offer taken back", sent(5), offer(9), refused(12), stage="refused", since=12, refusals=(2,)),
    course("a better offer", offer(5), offer(9, 90_000), stage="offered", since=9, offer=1),
    course("a word on the phone", sent(5), said(9, "agreed"), stage="offered", since=9),
    course("a word on the phone after an offer", offer(5), said(9, "offered"), stage="offered", since=9, offer=0),
    course("countered", offer(5), sent(9, "counter"), stage="waiting", since=9),
    course("countered the day the offer came", offer(5), sent(5, "counter"), stage="waiting", since=5),
    course("another offer the day the counter went", offer(5), sent(9, "counter"), offer(9, 90_000), stage="offered", since=9, offer=2),
    course("accepted, not yet confirmed", offer(5), sent(9, "accept"), stage="waiting", since=9, offer=0),
    course("asked to write it down", offer(5), sent(9, "ask_terms"), stage="waiting", since=9, offer=0),
    course("declined", offer(5), sent(9, "decline"), stage="waiting", since=9),
    course("an offer without a day is open", sent(5), offer(None), stage="offered", since=None, offer=1),
    course("an offer without a day, countered", offer(None), sent(9, "counter"), stage="waiting", since=9),
    course("an offer without a day, accepted", offer(None), sent(9, "accept"), stage="waiting", since=9, offer=0),
    course("countered, and another without a day", offer(None), sent(9, "counter"), offer(None, 90_000), stage="offered", offer=2),
    course("agreed", sent(5), offer(9), agreed(12), stage="agreed", since=12, agreed=2),
    course("agreed on the offer without a day", offer(None), agreed(12, offer(None)), stage="agreed", since=12, agreed=1),
    course("agreed after two refusals", refused(5), refused(6), agreed(12), stage="agreed", since=12, agreed=2),
    course("paid on the day of the agreement", agreed(12), paid(12), stage="agreed", since=12, agreed=0, paid=100_000),
    course("paid before the agreement", paid(8), agreed(12), paid(15, 7), stage="agreed", since=12, agreed=1, paid=7),
    course("a counter refused while an agreement stands", agreed(5), sent(9, "counter"), refused(12), stage="agreed", since=5,
           refusals=(2,), agreed=0),
    course("an offer while an agreement stands", agreed(5), offer(9), stage="agreed", since=5, agreed=0, offer=1),
    course("the same terms again are no offer", agreed(5, MONTHLY), offer(9), stage="agreed", since=5, agreed=0),
    course("things have changed", agreed(5), event("changed", 9), stage="agreed", since=5, agreed=0),
    course("missed", agreed(5), missed(9), stage="behind", since=9, agreed=0, missed=(1,)),
    course("two missed", agreed(5), missed(40), missed(70), stage="behind", since=40, agreed=0, missed=(1, 2)),
    course("missed and made good", agreed(5), missed(9), paid(12), stage="agreed", since=5, agreed=0, paid=100_000),
    course("a part of it paid", agreed(5), missed(9), paid(12, 60_000), stage="behind", since=9, agreed=0, missed=(1,), paid=60_000,
           made_up=60_000),
    course("two parts of it paid", agreed(5), missed(9), paid(12, 60_000), paid(20, 40_000), stage="agreed", since=5, agreed=0,
           paid=100_000),
    course("a fen less than missed", agreed(5), missed(9), paid(12, 60_000), paid(20, 39_999), stage="behind", since=9, agreed=0,
           missed=(1,), paid=99_999, made_up=99_999),
    course("two missed, the older made good", agreed(5), missed(40), missed(70), paid(75), stage="behind", since=70, agreed=0,
           missed=(2,), paid=100_000),
    course("two missed, both made good at once", agreed(5), missed(40), missed(70), paid(75, 200_000), stage="agreed", since=5, agreed=0,
           paid=200_000),
    course("two missed, one and a half made good", agreed(5), missed(40), missed(70), paid(75, 150_000), stage="behind", since=70,
           agreed=0, missed=(2,), paid=150_000, made_up=50_000),
    course("paid before it was missed", agreed(5), paid(8), missed(9), stage="behind", since=9, agreed=0, missed=(2,), paid=100_000),
    course("a part paid on the day it was due", agreed(5), paid(9, 30_000), missed(9, 70_000), stage="behind", since=9, agreed=0,
           missed=(2,), paid=30_000),
    course("a payment of which the amount is not known", agreed(5), missed(9), paid(12, None), stage="behind", since=9, agreed=0,
           missed=(1,)),
    course("missed, not known how much", agreed(5), missed(9, None), paid(12, 1), stage="agreed", since=5, agreed=0, paid=1),
    course("missed, how much stands in the terms", agreed(5, MONTHLY), missed(JUNE_20, None), paid(JUNE_20 + 3, 60_000), stage="behind",
           since=JUNE_20, agreed=0, missed=(1,), paid=60_000, made_up=60_000),
    course("the next instalment on its day does not make the last one good", agreed(5, MONTHLY), missed(JUNE_20), paid(JULY_20),
           stage="behind", since=JUNE_20, agreed=0, missed=(1,), paid=100_000),
    course("the next one and the missed one together", agreed(5, MONTHLY), missed(JUNE_20), paid(JULY_20, 200_000), stage="agreed",
           since=5, agreed=0, paid=200_000),
    course("the missed one instead of the next", agreed(5, MONTHLY), missed(JUNE_20), missed(JULY_20), paid(JULY_20), stage="behind",
           since=JULY_20, agreed=0, missed=(2,), paid=100_000),
    course("missed, and agreed anew", agreed(5), missed(9), agreed(15), stage="agreed", since=15, agreed=2),
    course("missed and agreed anew that day", agreed(5), missed(15), agreed(15), stage="agreed", since=15, agreed=2),
    course("agreed anew and missed again", agreed(5), missed(9), paid(11, 7), agreed(15), missed(50), stage="behind", since=50, agreed=3,
           missed=(4,)),
    course("missed with nothing agreed", sent(5), missed(9), stage="waiting", since=5),
    course("missed before anything was agreed", missed(5), agreed(9), stage="agreed", since=9, agreed=1),
    course("an agreement without a day, and one missed of it", agreed(None), missed(9), stage="behind", since=9, agreed=0, missed=(1,)),
    course("nothing has a day", agreed(None), missed(None), stage="behind", agreed=0, missed=(1,)),
    course("a letter about the missed one changes nothing", agreed(5), missed(9), sent(11, "missed"), stage="behind", since=9, agreed=0,
           missed=(1,)),
    course("a court paper", sent(5), event("court", 9, paper="summons"), stage="court", since=9),
    course("nothing said matters once in court", event("court", 9), sent(11), refused(15), stage="court", since=9, refusals=(2,)),
    course("an offer while in court", event("court", 9), offer(15), stage="court", since=9, offer=1),
    course("court after an agreement", agreed(5), missed(9), event("court", 30), stage="court", since=30, agreed=0, missed=(1,)),
    course("court, then agreed", event("court", 9), agreed(15), stage="agreed", since=15, agreed=1),
    course("agreed before the judge", event("court", 15), agreed(15), stage="agreed", since=15, agreed=1),
    course("court, agreed, missed", event("court", 9), agreed(15), missed(50), stage="behind", since=50, agreed=1, missed=(2,)),
    course("made good, but in court", agreed(5), missed(9), event("court", 30), paid(33), stage="court", since=30, agreed=0,
           paid=100_000),
    course("the debt was sold", sent(5), event("assigned", 9), stage="waiting", since=5),
    course("paid off", agreed(5), paid(9), event("settled", 40), stage="settled", since=40, agreed=0, paid=100_000, settled=2),
    course("paid off, the last part that day", agreed(5), missed(40), paid(40), event("settled", 40), stage="settled", since=40, agreed=0,
           paid=100_000, settled=3),
    course("paid off with one missed", agreed(5), missed(9), event("settled", 40), stage="settled", since=40, agreed=0, settled=2),
    course("paid off, then refused a proof", event("settled", 40), sent(42, "settled_proof"), refused(45), stage="settled", since=40,
           refusals=(2,), settled=0),
    course("paid off, then missed", agreed(5), event("settled", 40), missed(50), stage="settled", since=40, agreed=0, settled=1),
    course("paid off, and yet a court paper", event("settled", 40), event("court", 60), stage="court", since=60, settled=0),
    course("paid off, then asked about another loan", agreed(5), refused(6), event("settled", 40), sent(60), stage="waiting", since=60),
    course("paid off, then another agreement", event("settled", 40), agreed(60), stage="agreed", since=60, agreed=1),
]  # fmt: skip


def case_of(*steps: Step, lenders: tuple[str, ...] = (A,)) -> Case:
    return Case(
        loans=tuple(Loan(lender=lender) for lender in lenders),
        events=tuple(step for step in steps if isinstance(step, Event)),
        log=tuple(step for step in steps if isinstance(step, LogEntry)),
        offers=tuple(step for step in steps if isinstance(step, Offer)),
    )


@pytest.mark.parametrize("course", COURSES, ids=[course.name for course in COURSES])
def test_a_course_by_hand(course: Course) -> None:
    found = standing(case_of(*course.steps), A, LATER)

    def at(places: tuple[int, ...]) -> tuple[Step, ...]:
        return tuple(course.steps[place] for place in places)

    def one(place: int | None) -> Step | None:
        return None if place is None else course.steps[place]

    assert found.stage == course.stage
    assert found.since == day(course.since)
    assert found.refusals == at(course.refusals)
    assert found.missed == at(course.missed)
    assert found.offer == one(course.offer)
    assert found.agreed == one(course.agreed)
    assert (found.paid, found.made_up) == (course.paid, course.made_up)
    assert found.settled == one(course.settled)


def test_reasons_are_named_once_in_the_order_they_were_given() -> None:
    steps = [refused(9, "no_policy", "too_long"), refused(5, "no_entry", "no_policy"), refused(12, "other")]
    assert standing(case_of(*steps), A, LATER).reasons == ("no_entry", "no_policy", "too_long", "other")


def test_changes_are_those_since_the_agreement() -> None:
    before, after = event("changed", 3), event("changed", 9)
    found = standing(case_of(before, agreed(5), after), A, LATER)
    assert (found.changes, found.changed) == ((after,), True)
    assert not standing(case_of(before, agreed(5)), A, LATER).changed


def test_the_letter_that_waits_for_an_answer_is_not_hidden_by_a_later_one_that_does_not() -> None:
    asks, other = sent(5), sent(18, "statement")
    found = standing(case_of(asks, other), A, LATER)
    assert (found.sent, found.asked) == (other, asks)

    def overdue(on: int) -> bool:
        today = day(on)
        assert today is not None
        return Commission(case_of(asks, other), today, A, (0,)).answer_overdue

    assert not overdue(20)
    assert overdue(21)


def test_what_was_told_of_the_debts_holder_and_the_latest_paper_are_kept() -> None:
    told, first, second = (
        event("assigned", 3),
        event("court", 5, paper="mediation"),
        event("court", 9, paper="summons"),
    )
    found = standing(case_of(second, told, first, agreed(20)), A, LATER)
    assert (found.assigned, found.paper) == (told, second)
    assert papers_received((second, told, first, event("court", None, paper="judgment"), event("court", 1))) == (
        ("mediation", first),
        ("summons", second),
        ("judgment", event("court", None, paper="judgment")),
    )  # fmt: skip


def test_what_is_dated_later_has_not_happened_yet() -> None:
    case = case_of(sent(5), refused(9), offer(12), agreed(15), missed(20), paid(22))
    stages = {on: standing(case, A, START + timedelta(on)).stage for on in (4, 5, 9, 12, 15, 20, 21, 22)}
    assert stages == {
        4: "nothing_sent", 5: "waiting", 9: "refused", 12: "offered", 15: "agreed", 20: "behind", 21: "behind", 22: "agreed",
    }  # fmt: skip


def test_unnamed_steps_are_the_only_lenders_and_nobodys_where_there_are_several() -> None:
    steps = (sent(5), refused(9))
    assert standing(case_of(*steps), A, LATER).stage == "refused"
    assert standing(case_of(*steps), f" {A} ", LATER).stage == "refused"
    assert standing(case_of(*steps, lenders=(A, A)), A, LATER).stage == "refused"
    for lender in (A, B):
        assert standing(case_of(*steps, lenders=(A, B)), lender, LATER) == Standing("nothing_sent")
    assert standing(case_of(*steps), B, LATER) == Standing("nothing_sent"), "a lender who is not in the case"


def test_a_lender_that_is_not_named_yet_has_a_course_too() -> None:
    assert standing(case_of(sent(5), lenders=("",)), "", LATER).stage == "waiting"
    assert standing(case_of(sent(5, lender=A), lenders=("",)), "", LATER).stage == "nothing_sent"


# Random courses: each step on a day of its own, so that their order is plain.

_LETTERS = sorted(REQUESTS | REPLIES | {"statement", "complaint", "settled_proof"})
_AMOUNTS = st.none() | st.integers(1, 6).map(lambda number: number * 50_000)


@st.composite
def a_step(draw: st.DrawFn, on: date | None, lender: str) -> Step:
    sort = draw(st.sampled_from(["event", "event", "log", "offer"]))
    if sort == "offer":
        terms = MONTHLY.model_copy(update={"amount": draw(st.sampled_from([90_000, 100_000]))})
        return terms.model_copy(update={"received": on, "lender": lender})
    if sort == "log":
        result: Any = draw(st.sampled_from([None, *RESULTS]))
        reasons: Any = tuple(draw(st.lists(st.sampled_from(list(REFUSALS)), max_size=2)))
        return LogEntry(on=on, lender=lender, result=result, reasons=reasons)
    kind: Any = draw(st.sampled_from(["agreed", "paid", "missed", *EVENT_KINDS]))
    return Event(
        kind=kind,
        on=on,
        lender=lender,
        letter=draw(st.sampled_from(_LETTERS)) if kind == "sent" else "",
        amount=draw(_AMOUNTS) if kind in {"paid", "missed"} else None,
    )


@st.composite
def steps_on_days_of_their_own(draw: st.DrawFn, lenders: tuple[str, ...] = (A,)) -> list[Step]:
    days = draw(st.lists(st.integers(0, 60), max_size=14, unique=True).map(sorted))
    return [draw(a_step(day(on), draw(st.sampled_from(lenders)))) for on in days]


def restated(steps: list[Step], as_of: date) -> dict[str, Any]:
    """The same answers read off the finished list, step by step looked back from the end; slow and plain on purpose."""
    done = [
        step
        for step in steps
        if (on := step.received if isinstance(step, Offer) else step.on) and on <= as_of
    ]

    def is_event(step: Step, *kinds: str) -> bool:
        return isinstance(step, Event) and step.kind in kinds

    def is_letter(step: Step, letters: frozenset[str]) -> bool:
        return isinstance(step, Event) and step.kind == "sent" and step.letter in letters

    def last(found: list[bool]) -> int:
        return max((place for place, yes in enumerate(found) if yes), default=-1)

    def on_of(place: int) -> date | None:
        step = done[place]
        return step.received if isinstance(step, Offer) else step.on

    # A request after all was paid begins anew: what was before does not count.
    while True:
        ends = [
            place
            for place, step in enumerate(done)
            if is_letter(step, REQUESTS)
            and last([is_event(one, "settled") for one in done[:place]])
            > last([is_event(one, "agreed", "court") for one in done[:place]])
        ]
        if not ends:
            break
        done = done[ends[-1] :]
    bargain = last([is_event(step, "agreed") for step in done])
    paper = last([is_event(step, "court") for step in done])
    end = last([is_event(step, "settled") for step in done])
    since = done[bargain + 1 :]
    answers = {
        "refusals": tuple(step for step in since if isinstance(step, LogEntry) and step.result == "refused"),
        "agreed": done[bargain] if bargain >= 0 else None,
        "settled": done[end] if end > bargain else None,
        "paid": sum(step.amount or 0 for step in since if isinstance(step, Event) and step.kind == "paid"),
        "changed": any(is_event(step, "changed") for step in since),
    }
    # What was missed: each payment goes to the oldest that is left; all before the end of it.
    left: list[list[Any]] = []
    for step in done[bargain + 1 : end if end > bargain else None] if bargain >= 0 else []:
        if isinstance(step, Event) and step.kind == "missed":
            left.append([step, step.amount])
        if isinstance(step, Event) and step.kind == "paid":
            money = step.amount or 0
            for one in left:
                if one[1] is None and money:
                    one[1] = money
                part = min(money, one[1] or 0)
                money, one[1] = money - part, None if one[1] is None else one[1] - part
            left = [one for one in left if one[1] != 0]
    if end > bargain:
        left = []
    answers["missed"] = tuple(one[0] for one in left)

    # The offer that is open: the last one, if nothing after it has closed it and it is not what was agreed on.
    terms = None if bargain < 0 or not isinstance(done[bargain], Event) else done[bargain].terms  # type: ignore[union-attr]
    assert terms is None
    place = last([isinstance(step, Offer) for step in done])
    closes = REQUESTS | {"decline"}
    closed = any(
        is_letter(step, closes)
        or is_event(step, "agreed", "settled")
        or (isinstance(step, LogEntry) and step.result == "refused")
        for step in done[place + 1 :]
    )
    answers["offer"] = done[place] if place >= 0 and not closed else None

    strongest = max((bargain, "agreed"), (paper, "court"), (end, "settled"))
    if strongest[0] >= 0:
        stage, begun = strongest[1], on_of(strongest[0])
        if stage == "agreed" and left:
            stage, begun = "behind", left[0][0].on
        return answers | {"stage": stage, "since": begun}
    for place in range(len(done) - 1, -1, -1):
        step = done[place]
        if is_letter(step, REQUESTS | REPLIES):
            return answers | {"stage": "waiting", "since": on_of(place)}
        if isinstance(step, Offer) or (isinstance(step, LogEntry) and step.result in {"offered", "agreed"}):
            return answers | {"stage": "offered", "since": on_of(place)}
        if isinstance(step, LogEntry) and step.result == "refused":
            return answers | {"stage": "refused", "since": on_of(place)}
    return answers | {"stage": "nothing_sent", "since": None}


@given(steps_on_days_of_their_own(), st.integers(0, 70))
@settings(max_examples=200)
def test_a_random_course_against_an_independent_restatement(steps: list[Step], on: int) -> None:
    as_of = START + timedelta(on)
    found = standing(case_of(*steps), A, as_of)
    expected = restated(steps, as_of)
    assert {name: getattr(found, name) for name in expected} == expected


@st.composite
def any_steps(draw: st.DrawFn, dated: bool = False) -> list[Step]:
    """Several on one day, some without a day, of two lenders or of nobody."""
    days = st.integers(0, 5).map(day)
    days = days if dated else st.none() | days
    named = st.sampled_from([A, B, ""])
    return [draw(a_step(draw(days), draw(named))) for _ in range(draw(st.integers(0, 10)))]


@given(any_steps(dated=True), st.randoms())
@settings(max_examples=200)
def test_the_order_of_what_was_typed_does_not_matter(steps: list[Step], random: Random) -> None:
    shuffled = list(steps)
    random.shuffle(shuffled)
    assert standing(case_of(*shuffled), A, LATER) == standing(case_of(*steps), A, LATER)


@given(any_steps())
@settings(max_examples=200)
def test_two_lenders_are_never_mixed_and_what_is_removed_leaves_no_trace(steps: list[Step]) -> None:
    both = case_of(*steps, lenders=(A, B))
    own = [step for step in steps if step.lender == A]
    assert standing(both, A, LATER) == standing(case_of(*own, lenders=(A, B)), A, LATER)
    assert {step.lender for step in happenings(both, A, LATER)} <= {A}
    # An event that was a mistake is deleted, or corrected to be another lender's: as if it had never been.
    for place, step in enumerate(steps):
        without = steps[:place] + steps[place + 1 :]
        elsewhere = [*steps[:place], step.model_copy(update={"lender": B}), *steps[place + 1 :]]
        assert standing(case_of(*without, lenders=(A, B)), A, LATER) == standing(
            case_of(*elsewhere, lenders=(A, B)), A, LATER
        )


@given(any_steps(), any_steps(dated=True))
@settings(max_examples=200)
def test_what_lies_ahead_changes_nothing_today(steps: list[Step], ahead: list[Step]) -> None:
    moved: list[Step] = []
    for step in ahead:
        name = "received" if isinstance(step, Offer) else "on"
        moved.append(step.model_copy(update={name: LATER + timedelta(1)}))
    assert standing(case_of(*steps, *moved), A, LATER) == standing(case_of(*steps), A, LATER)


@given(any_steps())
@settings(max_examples=200)
def test_a_course_says_only_what_is_on_record(steps: list[Step]) -> None:
    found = standing(case_of(*steps), A, LATER)
    kinds = {step.kind for step in steps if isinstance(step, Event)}
    assert found.stage not in {"agreed", "behind"} or found.agreed is not None
    assert (found.stage == "behind") <= bool(found.missed)
    assert found.stage != "settled" or found.settled is not None
    assert found.stage != "court" or found.paper is not None
    assert bool(found.missed) <= ("missed" in kinds and found.agreed is not None)
    assert set(found.refusals) <= {
        step for step in steps if isinstance(step, LogEntry) and step.result == "refused"
    }
    assert found.offer is None or found.offer in steps
    assert found.paid == sum(one.amount or 0 for one in found.payments)
