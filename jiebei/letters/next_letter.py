"""Which letter is due: offered by where she stands with a lender, never from a menu she has to know her way around.

The table names, for each stage, what may be sent and in which order; a letter that cannot be written for the case is
left out. What happened besides (people who were called, a debt that changed hands) adds its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from jiebei.case.records import CourtPaper
from jiebei.keep.course import Stage
from jiebei.letters.commission import Commission
from jiebei.letters.compose import LETTERS, not_now
from jiebei.letters.conduct import conduct
from jiebei.letters.plan_terms import PlanTerms

BY_STAGE: Final[dict[Stage, tuple[str, ...]]] = {
    "nothing_sent": ("request", "before_due", "statement"),
    "waiting": ("statement",),
    "refused": ("again", "complaint", "statement"),
    "offered": ("accept", "ask_terms", "counter", "decline"),
    "agreed": ("stop_penalty", "settlement", "statement"),
    "behind": ("missed", "make_good", "request"),
    "court": ("hearing_request", "defence", "settlement"),
    "settled": ("settled_proof", "credit_objection"),
}
BY_PAPER: Final[dict[CourtPaper, tuple[str, ...]]] = {
    "payment_order": ("payment_order_objection", "hearing_request"),
    "complaint": ("defence", "hearing_request"),
    "summons": ("defence", "hearing_request"),
    "mediation": ("hearing_request",),
    "judgment": ("hearing_request",),
    "enforcement": ("hearing_request",),
    "arbitration": ("hearing_request", "defence"),
}
UNANSWERED: Final = ("again", "complaint", "statement")
"""After the day by which an answer was asked for, with none come."""


@dataclass(frozen=True, slots=True)
class Due:
    """The letters she may send now, by their kind: the one to send first, then the others; and all the rest of them."""

    now: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def first(self) -> str | None:
        return self.now[0] if self.now else None


def due_letters(commission: Commission) -> Due:
    """What fits where she stands with this lender, in the order to consider it; `others` can be written but are not due."""
    wanted = dict.fromkeys(kind for kind in _wanted(commission) if kind in LETTERS)
    sendable = [kind for kind, sort in LETTERS.items() if sort.sent]
    possible = [kind for kind in sendable if not_now(commission, LETTERS[kind]) is None]
    now = tuple(kind for kind in wanted if kind in possible)
    return Due(now, tuple(kind for kind in possible if kind not in now))


def usual_kind(commission: Commission) -> str:
    """The kind to write where none was named: the first that is due, or the request, which then says why it cannot be."""
    return due_letters(commission).first or "request"


def _wanted(commission: Commission) -> list[str]:
    standing = commission.standing
    kinds: list[str] = []
    if standing.stage == "court" and standing.paper is not None and standing.paper.paper is not None:
        kinds += BY_PAPER[standing.paper.paper]
    if standing.stage == "agreed" and standing.changed:
        kinds.append("missed")
    if standing.stage == "waiting" and commission.answer_overdue:
        kinds += UNANSWERED
    if not (standing.stage == "nothing_sent" and _keeps(commission)):
        kinds += BY_STAGE[standing.stage]
    if standing.assigned is not None:
        kinds += ["who_are_you", "confirm_holder"]
    if conduct(commission).concerned:
        kinds += ["stop_contacting", "complaint"]
    return kinds


def _keeps(commission: Commission) -> bool:
    """She can pay what the contract asks of this lender's loans: there is nothing to write."""
    return commission.worked is not None and PlanTerms.of(commission).asks_nothing
