"""The course of events with each lender, and where she stands: what was sent, answered, agreed, kept and missed.

Events, logged contacts with a result and offers are put into one order; the stage follows from them and from nothing
else. Letters, warnings and the next step read it here.

What stands in the way of the next step comes first: a court paper until something is agreed or paid off, then an
agreement, and only without either what has been asked and answered.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Final, Literal

from jiebei.answer.assessment import lacking, payments_of
from jiebei.case.records import Case, CourtPaper, Event, LogEntry, Offer, Refusal

Stage = Literal["nothing_sent", "waiting", "refused", "offered", "agreed", "behind", "court", "settled"]

REQUESTS: Final = frozenset(
    {"request", "again", "before_due", "counter", "missed", "make_good", "settlement"}
)
"""The letters that put something to the lender. What it offered before is then no longer what is talked about."""
REPLIES: Final = frozenset({"accept", "ask_terms", "decline"})
"""The letters that answer an offer without one of her own and ask for an answer in turn. Only the last one ends the offer."""
NOT_AGREED: Final[frozenset[Stage]] = frozenset({"nothing_sent", "waiting", "refused", "offered"})
"""Where nothing has been agreed on, so that the contract's own days still run."""

_Step = Event | LogEntry | Offer


@dataclass(frozen=True, slots=True)
class Standing:
    """Where she stands with one lender, and what it follows from.

    since: the day of what brought the stage about; of what was missed, the oldest. refusals: the refused contacts since
    anything was last agreed, in order. offer: the latest answer that is still open. agreed: the agreement that counts.
    missed: what was missed of it and not made good, oldest first. made_up: fen paid towards the oldest of these, not enough
    yet. changes: where she said that things have changed since the agreement. payments: what she paid since the agreement,
    in order. sent: the latest letter. asked: the latest letter that waits for an answer, or waited for one. assigned: the
    assignment she was told of. paper: the latest court paper. settled: when the last payment was made, as long as nothing
    new was agreed or asked for after it.
    """

    stage: Stage
    since: date | None = None
    refusals: tuple[LogEntry, ...] = ()
    offer: Offer | None = None
    agreed: Event | None = None
    missed: tuple[Event, ...] = ()
    changes: tuple[Event, ...] = ()
    payments: tuple[Event, ...] = ()
    sent: Event | None = None
    assigned: Event | None = None
    paper: Event | None = None
    settled: Event | None = None
    asked: Event | None = None
    made_up: int = 0

    @property
    def changed(self) -> bool:
        """Things have changed since the agreement, she said."""
        return bool(self.changes)

    @property
    def paid(self) -> int:
        """Fen paid since the agreement, as far as the amounts are known."""
        return sum(payment.amount or 0 for payment in self.payments)

    @property
    def reasons(self) -> tuple[Refusal, ...]:
        """Every reason given for a refusal, once, in the order they were first given."""
        return tuple(dict.fromkeys(reason for entry in self.refusals for reason in entry.reasons))


@dataclass(slots=True)
class _Course:
    stage: Stage = "nothing_sent"
    since: date | None = None
    refusals: list[LogEntry] = field(default_factory=list)
    offer: Offer | None = None
    agreed: Event | None = None
    missed: list[Event] = field(default_factory=list)
    changes: list[Event] = field(default_factory=list)
    payments: list[Event] = field(default_factory=list)
    sent: Event | None = None
    assigned: Event | None = None
    paper: Event | None = None
    settled: Event | None = None
    asked: Event | None = None
    made_up: int = 0
    unheard: list[Event] = field(default_factory=list)
    """Replies to an offer that is not on record with a day: one without a day may be the one they answer."""

    def moves(self, stage: Stage, on: date | None) -> None:
        self.stage, self.since = stage, on

    def talks(self, stage: Stage, on: date | None) -> None:
        """Moves to what has been asked and answered, unless something stronger stands."""
        if self.stage in NOT_AGREED:
            self.moves(stage, on)

    def keeps(self) -> None:
        """Whether the agreement is kept, where it is what she stands on."""
        assert self.agreed is not None
        if self.missed:
            self.moves("behind", self.missed[0].on)
        else:
            self.moves("agreed", self.agreed.on)


def happenings(case: Case, lender: str, as_of: date = date.max) -> tuple[_Step, ...]:
    """What is on record with that lender, in order: events, contacts with a result, and offers; undated ones last, and
    nothing that is dated after `as_of`.

    What names no lender counts where the case has no other. On one day an answer comes first where a letter from before
    was still unanswered, and after what was sent that day where none was; an agreement after what led to it, a payment
    after the agreement it is made under, and all before the last payment. Only of undated ones does the place in the case
    count.
    """
    only = {loan.lender.strip() for loan in case.loans} == {lender.strip()}

    def hers(name: str) -> bool:
        return name.strip() == lender.strip() if name.strip() else only

    on_record: list[_Step] = [
        *(event for event in case.events if hers(event.lender)),
        *(entry for entry in case.log if entry.result and hers(entry.lender)),
        *(offer for offer in case.offers if hers(offer.lender)),
    ]
    # Before they are put in order: what lies ahead must not change the order of what has happened.
    found = [step for step in on_record if (_day(step) or as_of) <= as_of]
    found.sort(key=lambda step: _day(step) or date.max)
    ordered: list[_Step] = []
    so_far = _SoFar()
    for day, group in groupby(found, key=_day):
        of_the_day = _in_one_day(list(group), so_far, day)
        ordered += of_the_day
        for step in of_the_day:
            so_far.notes(step)
    return tuple(ordered)


def standing(case: Case, lender: str, as_of: date) -> Standing:
    """Where she stands with that lender on that day; what is dated later has not happened yet."""
    course = _Course()
    steps = happenings(case, lender, as_of)
    missed_on = {step.on for step in steps if isinstance(step, Event) and step.kind == "missed"}
    for step in steps:
        if isinstance(step, Offer):
            _offered(course, step)
        elif isinstance(step, LogEntry):
            _answered(course, step)
        elif step.kind == "sent":
            if course.stage == "settled" and step.letter in REQUESTS:
                # It can only be about another loan: all begins anew.
                course = _Course(assigned=course.assigned)
            _sent(course, step)
        elif step.kind == "paid":
            _paid(course, step, 0 if step.on in missed_on else _instalment(course.agreed, step.on))
        else:
            _happened(course, step)
    return Standing(
        stage=course.stage,
        since=course.since,
        refusals=tuple(course.refusals),
        offer=course.offer,
        agreed=course.agreed,
        # Without an agreement there is no instalment of one to miss.
        missed=tuple(course.missed) if course.agreed else (),
        changes=tuple(course.changes),
        payments=tuple(course.payments),
        sent=course.sent,
        assigned=course.assigned,
        paper=course.paper,
        settled=course.settled,
        asked=course.asked,
        made_up=course.made_up if course.agreed else 0,
    )


def papers_received(events: Iterable[Event]) -> tuple[tuple[CourtPaper, Event], ...]:
    """The court papers on record with their kind, in the order of their days; undated ones last."""
    papers = [(event.paper, event) for event in events if event.kind == "court" and event.paper is not None]
    return tuple(sorted(papers, key=lambda paper: paper[1].on or date.max))


def _day(step: _Step) -> date | None:
    return step.received if isinstance(step, Offer) else step.on


@dataclass(slots=True)
class _SoFar:
    """What the order of a day depends on: whether a letter is unanswered, and whether there was a refusal or an offer."""

    pending: bool = False
    refused: bool = False
    offered: bool = False

    def notes(self, step: _Step) -> None:
        if _asks(step):
            self.pending = True
        elif (
            _refuses(step)
            or _offers(step)
            or (isinstance(step, Event) and step.kind in {"agreed", "settled"})
        ):
            self.pending = False
        self.refused |= _refuses(step)
        self.offered |= _offers(step)


def _in_one_day(steps: list[_Step], before: _SoFar, day: date | None) -> list[_Step]:
    """What happened on one day, in order."""
    agreed = any(isinstance(step, Event) and step.kind == "agreed" for step in steps)

    def place(step: _Step) -> tuple[int, str, bool, str]:
        # Equal steps but for their content: the content decides, or the order typed in would.
        rest = step.model_dump_json() if day is not None else ""
        if isinstance(step, Offer):
            return 2, "~", True, rest
        if isinstance(step, LogEntry):
            # Whoever refuses and offers something else in one call has offered something.
            return 2, step.at or "99", _offers(step), rest
        if step.kind == "sent":
            first = step.letter in REPLIES | {"counter"} and not before.offered
            later = before.pending or first or (step.letter == "again" and not before.refused)
            return (3 if later else 1), "", _asks(step), rest
        if step.kind == "missed":
            # Of the agreement before, where another one was made that day.
            return (4 if agreed and day is not None else 7), "", False, rest
        return {"agreed": 5, "paid": 6, "settled": 8}.get(step.kind, 0), "", False, rest

    return sorted(steps, key=place)


def _asks(step: _Step) -> bool:
    """A letter that asks for an answer."""
    return isinstance(step, Event) and step.kind == "sent" and step.letter in REQUESTS | REPLIES


def _refuses(step: _Step) -> bool:
    return isinstance(step, LogEntry) and step.result == "refused"


def _offers(step: _Step) -> bool:
    # A word on the phone is an offer until it stands in writing; then it is an event of its own.
    return isinstance(step, Offer) or (isinstance(step, LogEntry) and step.result in {"offered", "agreed"})


def _offered(course: _Course, offer: Offer) -> None:
    if course.agreed and course.agreed.terms and _same_terms(course.agreed.terms, offer):
        # Nothing is open of what has been agreed on.
        return
    if offer.received is None and course.unheard:
        # Without a day it stands last, though a letter has answered it.
        if course.unheard.pop(0).letter in {"accept", "ask_terms"}:
            course.offer = offer
        return
    course.offer = offer
    course.talks("offered", offer.received)


def _same_terms(one: Offer, other: Offer) -> bool:
    alike = {"lender": "", "received": None, "in_writing": False}
    return one.model_copy(update=alike) == other.model_copy(update=alike)


def _answered(course: _Course, entry: LogEntry) -> None:
    if _refuses(entry):
        course.refusals.append(entry)
        course.offer = None
        course.talks("refused", entry.on)
    elif _offers(entry):
        course.talks("offered", entry.on)


def _sent(course: _Course, letter: Event) -> None:
    course.sent = letter
    if not _asks(letter):
        return
    course.asked = letter
    if letter.letter in REPLIES | {"counter"} and course.offer is None:
        course.unheard.append(letter)
    if letter.letter in REQUESTS | {"decline"}:
        course.offer = None
    course.talks("waiting", letter.on)


def _happened(course: _Course, event: Event) -> None:
    if event.kind == "agreed":
        # An agreement without a day stands last; what was missed before any other can only have been missed of it.
        if event.on is not None or course.agreed is not None:
            course.missed, course.changes, course.payments, course.made_up = [], [], [], 0
        course.agreed, course.refusals, course.offer, course.settled = event, [], None, None
        course.keeps()
    elif event.kind == "missed":
        if course.settled is None:
            course.missed.append(event)
            if course.agreed and course.stage in {"agreed", "behind"}:
                course.keeps()
    elif event.kind == "changed":
        course.changes.append(event)
    elif event.kind == "court":
        # After the last payment too: what is not answered in time can be enforced, owed or not.
        course.paper = event
        course.moves("court", event.on)
    elif event.kind == "assigned":
        course.assigned = event
    elif event.kind == "settled":
        course.settled, course.offer, course.missed, course.made_up = event, None, [], 0
        course.moves("settled", event.on)


def _paid(course: _Course, payment: Event, due: int) -> None:
    """A payment pays the instalment that falls due that very day, and with the rest what was missed, the oldest first.

    Several payments add up. Where it is not known how much was missed, the next payment is taken to make it good. How a
    payment is counted is the lender's to confirm.
    """
    course.payments.append(payment)
    rest = (payment.amount or 0) - due
    while course.missed and rest > 0:
        first = course.missed[0]
        wanted = first.amount or _instalment(course.agreed, first.on) or rest
        if course.made_up + rest < wanted:
            course.made_up += rest
            break
        rest -= wanted - course.made_up
        course.made_up = 0
        course.missed.pop(0)
    if course.agreed and course.stage in {"agreed", "behind"}:
        course.keeps()


def _instalment(agreed: Event | None, on: date | None) -> int:
    """Fen that fall due on that day under the agreement, as far as its terms are known."""
    terms = agreed.terms if agreed else None
    if on is None or terms is None or lacking(terms):
        return 0
    return sum(amount for day, amount in payments_of(terms) if day == on)
