"""What a letter is made of, before anyone decides how it is drawn.

A letter is composed once (compose.py) as a `Document` and rendered many times (pdf.py, docx.py, plain.py, html.py);
a renderer never changes a word or a figure. Text that the person typed is kept apart from text that the app wrote
(`Span.typed`), so that the screen can show her which sentences are not hers, and so that every renderer treats what
she typed as data.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text. `typed` marks what the person typed herself; `bold` sets it in the heading weight."""

    text: str
    typed: bool = False
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of body text. `indent` is in characters (letters indent by two); `align` as written."""

    spans: tuple[Span, ...]
    indent: int = 2
    align: Literal["left", "right", "center"] = "left"


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's heading inside the letter."""

    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a numbered list, such as one request. `label` is what stands before it ("1.", "（一）")."""

    label: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Label and value pairs, one a line ("贷款编号：…"). A value's spans may be empty: a line to fill in by hand."""

    rows: tuple[tuple[str, tuple[Span, ...]], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a header row. `align` has one of "l", "r", "c" for each column; `total` is a last, bold row.

    `widths` are relative. Rows hold finished text (amounts already formatted). The header repeats after a page break.
    A table marked `halves` may be set as two side-by-side halves when it is long, to keep a letter to two pages.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    align: tuple[str, ...]
    widths: tuple[float, ...]
    total: tuple[str, ...] | None = None
    halves: bool = False


@dataclass(frozen=True, slots=True)
class Salute:
    """The closing words of a formal letter: 此致, indented, and on the next line, at the margin, `to`: 敬礼 or who it goes to."""

    to: str = "敬礼"

    @property
    def lines(self) -> tuple[str, str]:
        return ("此致", self.to)


@dataclass(frozen=True, slots=True)
class Signature:
    """The closing: label and value pairs set at the right, with a line to sign or fill in where the value is empty.

    `sign` names the labels of rows that have a value and, after it, a line to sign on as well: the row
    ("申请人", (Span("张三", typed=True), Span("（签名）"))) with sign=("申请人",) is 申请人：张三（签名）＿＿＿＿.
    """

    rows: tuple[tuple[str, tuple[Span, ...]], ...]
    sign: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Annex:
    """Where an annex begins: "附件1", "还款计划表". All blocks up to the next one belong to it.

    It begins a page on paper, and stands below a rule on screen and in text.
    """

    label: str
    title: str

    @property
    def heading(self) -> str:
        """Both on one line, for where the label has no line of its own."""
        return "\u3000".join(part for part in (self.label, self.title) if part.strip())


Block = Paragraph | Heading | Item | Facts | Table | Salute | Signature | Annex


@dataclass(frozen=True, slots=True)
class Document:
    """A whole letter.

    title: the centred title and the PDF's title.
    author: the sender's name, or "" when she has not typed one.
    dated: the letter's date; it also becomes the PDF's creation date, so that equal input gives equal bytes.
    salutation: the line that addresses the lender, such as "致：重庆蚂蚁消费金融有限公司".
    blocks: the letter, and after the first Annex its annexes.
    footer: a short line at the foot of each page, before the page number.
    """

    title: str
    author: str
    dated: date
    salutation: str
    blocks: tuple[Block, ...]
    footer: str = ""
