"""What there is to know of one kind of letter: its name, what it is for, when it can be written, and who writes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jiebei.case.faults import Fault
from jiebei.letters.commission import Commission
from jiebei.letters.document import Document


@dataclass(frozen=True, slots=True)
class LetterSort:
    """One kind of letter. label: its name for people. sent: it goes out by itself, and is not an annex.

    refused: why it cannot be written for a case, or None. write: the letter; every figure from the advice.
    needs_plan: it names figures of a plan, so the case must be complete. promises: it admits the debt or promises to
    pay, which starts the three years again and may give a defence away. purpose: when to send it, in one sentence.
    addressed: it is written to, or for, one lender; else it is the same whoever reads it.
    """

    label: str
    sent: bool
    refused: Callable[[Commission], Fault | None]
    write: Callable[[Commission], Document]
    needs_plan: bool = True
    promises: bool = False
    purpose: str = ""
    addressed: bool = True
