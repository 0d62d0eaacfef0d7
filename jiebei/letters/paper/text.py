"""What every renderer does to a piece of text before it sets it: nothing but what makes it printable."""

from __future__ import annotations

import re
from collections.abc import Iterable

from jiebei.letters.document import Annex, Block, Facts, Heading, Item, Paragraph, Span, Table

_SELDOM = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""What either of the two below changes."""
_BREAKS = re.compile("\r\n|[\n\r\t\v\f\x1c-\x1f\x85\u2028\u2029]")
# Other controls, halves of surrogate pairs and non-characters have no form; marks that turn the writing direction could
# make a figure read otherwise than it is.
_DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def printable(text: str) -> str:
    """Answer the text on one line: line breaks and tabs become a space, characters that have no form are dropped.

    Everything else stays exactly as typed; no character is given a meaning.
    """
    return _DROPPED.sub("", _BREAKS.sub(" ", text)) if _SELDOM.search(text) else text


def joined(spans: Iterable[Span]) -> str:
    """Answer the spans' text as one printable line."""
    return "".join(printable(span.text) for span in spans)


def with_colon(label: str) -> str:
    """Answer the label as it stands before a value: with one colon at its end, or as it is when it is empty."""
    label = printable(label)
    return label if not label or label.endswith(("：", ":")) else f"{label}："


def introduces(block: Block | None, following: Block) -> bool:
    """Say whether the block may not end a page where `following` comes next: a heading, what leads to a table, or to a list (：)."""
    if isinstance(following, Table):
        return isinstance(block, Heading | Annex | Paragraph | Item | Facts)
    if isinstance(block, Paragraph):
        return joined(block.spans).rstrip().endswith(("：", ":"))
    return isinstance(block, Heading | Annex)
