"""The course of events with each lender, and where she stands: what was sent, answered, agreed, kept and missed.

Events, logged contacts with a result and offers are put into one order; the stage follows from them and from nothing
else. Letters, warnings and the next step read it here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from jiebei.case.records import Case, CourtPaper, Event, LogEntry, Offer, Refusal

Stage = Literal["nothing_sent", "waiting", "refused", "offered", "agreed", "behind", "court", "settled"]

REQUESTS: Final = frozenset({"request", "again", "before_due", "counter", "missed"})
"""The letters that ask for an answer; anything else that was sent does not change where she stands."""
_RANK: Final = {"agreed": 3, "settled": 4}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where she stands with one lender, and what it follows from.

    since: the day of what brought the stage about. refusals: the refused contacts since anything was last agreed, in
    order. offer: the latest answer that is still open. agreed: the agreement that counts. missed: what was missed of it and
    not made good, oldest first. changes: where she said that things have changed since the agreement. payments: what she
    paid since the agreement, in order. assigned: the assignment she was told of. paper: the latest court paper. settled:
    when the last payment was made, as long as nothing new was agreed after it.
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

    def moves(self, stage: Stage, on: date | None) -> None:
        self.stage, self.since = stage, on


def happenings(case: Case, lender: str) -> tuple[Event | LogEntry | Offer, ...]:
    """What is on record with that lender, in order: events, contacts with a result, and offers; undated ones last.

    What names no lender counts where there is only one. On one day what was sent comes before the answer to it.
    """
    only = len({loan.lender.strip() for loan in case.loans}) == 1

    def hers(name: str) -> bool:
        return name.strip() == lender.strip() if name.strip() else only

    found: list[tuple[date, int, Event | LogEntry | Offer]] = []
    found += [
        (event.on or date.max, _RANK.get(event.kind, 0), event) for event in case.events if hers(event.lender)
    ]
    found += [(entry.on or date.max, 1, entry) for entry in case.log if entry.result and hers(entry.lender)]
    found += [(offer.received or date.max, 2, offer) for offer in case.offers if hers(offer.lender)]
    return tuple(one for _, _, one in sorted(found, key=lambda item: item[:2]))


def standing(case: Case, lender: str, as_of: date) -> Standing:
    """Where she stands with that lender on that day; what is dated later has not happened yet."""
    course = _Course()
    for one in happenings(case, lender):
        on = one.received if isinstance(one, Offer) else one.on
        if on is not None and on > as_of:
            continue
        if isinstance(one, Offer):
            _offered(course, one)
        elif isinstance(one, LogEntry):
            _answered(course, one)
        else:
            _happened(course, one)
    return Standing(
        stage=course.stage,
        since=course.since,
        refusals=tuple(course.refusals),
        offer=course.offer,
        agreed=course.agreed,
        missed=tuple(course.missed),
        changes=tuple(course.changes),
        payments=tuple(course.payments),
        sent=course.sent,
        assigned=course.assigned,
        paper=course.paper,
        settled=course.settled,
    )


def papers_received(events: Iterable[Event]) -> tuple[tuple[CourtPaper, Event], ...]:
    """The court papers on record with their kind, in the order of their days; undated ones last."""
    papers = [(event.paper, event) for event in events if event.kind == "court" and event.paper is not None]
    return tuple(sorted(papers, key=lambda paper: paper[1].on or date.max))


def _offered(course: _Course, offer: Offer) -> None:
    course.offer = offer
    if course.stage in {"nothing_sent", "waiting", "refused", "offered"}:
        course.moves("offered", offer.received)


def _answered(course: _Course, entry: LogEntry) -> None:
    if entry.result == "refused":
        course.refusals.append(entry)
        if course.stage in {"nothing_sent", "waiting", "refused", "offered"}:
            course.moves("refused", entry.on)
            course.offer = None
    elif entry.result in {"offered", "agreed"} and course.stage in {"nothing_sent", "waiting", "refused"}:
        # A word on the phone is an offer until it stands in writing; then it is an event of its own.
        course.moves("offered", entry.on)


def _happened(course: _Course, event: Event) -> None:
    if event.kind == "sent":
        course.sent = event
        if event.letter in REQUESTS and course.stage in {"nothing_sent", "waiting", "refused", "offered"}:
            course.moves("waiting", event.on)
            course.offer = None
    elif event.kind == "agreed":
        course.agreed, course.missed, course.changes, course.payments = event, [], [], []
        course.refusals, course.offer, course.settled = [], None, None
        course.moves("agreed", event.on)
    elif event.kind == "paid":
        course.payments.append(event)
        _made_good(course, event)
    elif event.kind == "missed":
        course.missed.append(event)
        if course.stage == "agreed":
            course.moves("behind", event.on)
    elif event.kind == "changed":
        course.changes.append(event)
    elif event.kind == "court":
        course.paper = event
        if course.stage != "settled":
            course.moves("court", event.on)
    elif event.kind == "assigned":
        course.assigned = event
    elif event.kind == "settled":
        course.settled, course.offer = event, None
        course.moves("settled", event.on)


def _made_good(course: _Course, paid: Event) -> None:
    """A payment after a missed one makes good the oldest, where it is as much; how they count it is theirs to confirm."""
    if not course.missed:
        return
    first = course.missed[0]
    if first.amount is None or (paid.amount or 0) >= first.amount:
        course.missed.pop(0)
    if not course.missed and course.stage == "behind":
        course.moves("agreed", paid.on)
