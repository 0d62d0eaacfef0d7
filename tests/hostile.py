"""Text that somebody would take for a command: what each rendering must show letter for letter.

One list of seeds for every language that a page, a letter or a file is written in, the texts made of them, and a case
and a letter that hold such texts wherever a person can type any.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from decimal import Decimal
from functools import cache
from html.parser import HTMLParser
from typing import Final, TypeVar

from annotated_types import MaxLen
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from pydantic.fields import FieldInfo

from jiebei.case.records import (
    Budget,
    BudgetLine,
    Case,
    Event,
    Hardship,
    Loan,
    LogEntry,
    Offer,
    OtherDebt,
    Person,
    Record,
    Settings,
)
from jiebei.letters.document import (
    Annex,
    Block,
    Document,
    Facts,
    Heading,
    Item,
    Paragraph,
    Salute,
    Signature,
    Span,
    Table,
)
from jiebei.letters.paper.fonts import is_invisible
from tests.strategies import TODAY

SEEDS: Final[dict[str, tuple[str, ...]]] = {
    "Markdown": (
        "**粗**", "__粗__", "*斜*", "_斜_", "~~删~~", "`码`", "``码``", "```\n码\n```", "~~~\n码\n~~~", "# 标题", "###### 标题", "标题\n===",
        "标题\n---", "***", "- 列表", "* 列表", "+ 列表", "1. 列表", "1) 列表", "- [ ] 勾", "- [x] 勾", "> 引文", "    缩进", "\t缩进",
        "| 表 | 格 |\n|---|---|\n| 一 | 二 |", "a|b\n-|-", "[点我](javascript:alert(1))", "[点我](https://e.example/)", "[点我][甲]",
        "[甲]: https://e.example/x", "![图](https://e.example/x.png)", "![图](data:image/svg+xml,<svg/>)", "[^1]", "[^1]: 注",
        "<https://e.example/>", "<a@e.example>", "行末  \n换行", "行末\\\n换行", "\\", "\\\\", "\\*", "\\[", "&nbsp;", "&lt;b&gt;", "&#60;",
        "&#x3c;b&#x3e;", "&amp;amp;", "&copy", "[", "]", "](", "![", "*", "_", "`", "~", "^上^", "==亮==", "[toc]", "{#id}", "{.class}",
    ),
    "addresses": (
        "https://e.example/x?a=1&b=2#c", "http://e.example", "HTTPS://E.EXAMPLE", "ftp://e.example/x", "www.e.example", "WWW.e.example",
        "(www.e.example)", "a@e.example", "a.b+c@e.example", "mailto:a@e.example", "xmpp:a@e.example", "tel:12378", "javascript:alert(1)",
        "data:text/html,x", "file:///etc/passwd", "//e.example/x", "e.example", "http://127.0.0.1:8501/", "//www.e.example", "看www.e.example看",
        "_www.e.example", "*https://e.example*", "h\\ttps://e.example", "https:\\/\\/e.example",
    ),
    "Streamlit": (
        ":material/home:", ":material/thumb_up:", ":streamlit:", ":smile:", ":+1:", ":-1:", ":100:", ":8ball:", "8:100:8", ":red[红]", ":red-background[红]", ":blue-badge[章]",
        ":small[小]", ":rainbow[虹]", ":primary[主]", ":gray[]", ":color[x]{foreground=\"red\"}", ":shortcode:", "::red[x]", ":::red\nx\n:::",
        "$x$", "$$x$$", "$$\nx\n$$", "$5 和 $6", "\\$x\\$", "<-", "->", "<->", "--", "甲 -> 乙", ">=", "<=", "~=", "(c)", "(tm)", "->->", "{cite: civil-code-677}",
        "{in-force: early-repayment} x", "{not-in-force: early-repayment} x", "⟦x⟧", "⟦laws⟧", "\n\n{in-force: civil-code-677} x", "<!-- -->",
    ),
    "HTML": (
        "<b>粗</b>", "<script>alert(1)</script>", "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>",
        "<svg><script>alert(1)</script></svg>", "<iframe src=//e.example>", "<a href=javascript:alert(1)>点</a>", "</style><style>*{display:none}",
        "</table><table>", "</div></div>", "<!--", "-->", "<![CDATA[", "]]>", "<?xml version=\"1.0\"?>", "<!DOCTYPE x [<!ENTITY a \"b\">]>", "&a;",
        "\"><img src=x>", "' onmouseover='alert(1)", "\" onmouseover=\"alert(1)", "<", ">", "&", "\"", "'", "<br>", "<wbr>", "<meta http-equiv=refresh>",
        "<base href=//e.example>", "<input autofocus onfocus=alert(1)>", "<math><mi xlink:href=\"javascript:x\">", "＜script＞", "<0", "<3", "</",
        "<details open ontoggle=alert(1)>", "<textarea>", "</textarea>", "<plaintext>", "<title>", "<template>", "<noscript>",
    ),
    "TeX": (
        "\\frac12", "\\(x\\)", "\\[x\\]", "\\begin{x}\\end{x}", "\\input{/etc/passwd}", "\\write18{ls}", "\\href{javascript:x}{y}", "x^2", "x_2", "\\def\\x{\\x\\x}",
        "\\unicode{x41}", "\\text{x}", "\\\\", "%注释", "{}", "}{",
    ),
    "spreadsheets": (
        "=1+1", "+1+1", "-1+1", "@SUM(A1)", "=HYPERLINK(\"https://e.example\",\"x\")", "=cmd|'/c calc'!A1", "=DDE(\"cmd\";\"/c calc\";\"x\")", "\t=1+1", "\r=1+1",
        "\n=1+1", " =1+1", "＝1+1", "＋1+1", "－1+1", "＠SUM(A1)", "'=1+1", "\"=1+1\"", "a,=1+1", "a;=1+1", "a\t=1+1", "a|=1+1", "a\n=1+1", "\",=1+1,\"", "\"\"", "\"",
        "',", ";", ",", "#REF!", "#N/A", "TRUE", "1E5", "00123", "1/2", "2026-11-23", "12:30", "5%", "¥5", "_x0041_", "_x000D_", "_x005F_x0041_", "sep=;", "{=1}",
        "−1+1", "\ufeff=1+1", "\u200b=1+1", "\xa0=1+1", "\u3000=1+1", "\x00=1+1", "=", "+", "-", "@", "＝",
    ),
    "calendars": (
        "a\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT", "END:VCALENDAR", "BEGIN:VALARM", "\\n", "\\N", "\\,", "\\;", "\\\\", ";", ",", ":", "x;y,z\\w", "\r\n ", "\r\n\tx",
        "a\rb", "a\nb", "ATTACH:file:///etc/passwd", "X-A;B=\"c\":d", "\"", "^n", "^'", "a\x85b", "a\u2028b", "a\u2029b", "a\x0bb", "a\x0cb", "DTSTART:20260101", "RRULE:FREQ=SECONDLY",
        "借" * 60, "😀" * 40, "é" * 80,
    ),
    "JSON": (
        "\"", "\\\"", "\",\"x\":1,\"", "{\"a\":1}", "[1]", "null", "true", "NaN", "1e999999999", "\\u0041", "\\ud800", "\\x", "\\/", "/* */", "// x", "}", "]", "__proto__", "$ref", "{{x}}",
        "Infinity", "-0", "0x10", "9" * 120,
    ),
    "XML and Word": (
        "]]>", "&", "<w:t>x</w:t>", "</w:t></w:r>", "<w:instrText>DATE</w:instrText>", "{ DATE }", "{HYPERLINK \"https://e.example\"}", "{DDEAUTO c:\\x y}", "xml:space=\"preserve\"",
        "«字段»", "MERGEFIELD x", " 前后 ", "  ", "a  b", "\x00", "\x01", "\x08", "\x0b", "\x0c", "\x1b[31m", "\x7f", "\x9b", "\ud800", "\udfff", "\udc00\ud800", "\ufffe", "\uffff", "\ufdd0", "\U0001ffff",
    ),
    "PDF": (
        ") Tj ET", "(x) Tj", "<41> Tj", "BT /F1 12 Tf", "endstream endobj", "/JS (app.alert(1))", "/URI (https://e.example)", "%PDF-1.7", "%%EOF", "\\051", "\\)", "(", ")", "((", "))",
        "**粗**", "__线__", "--删--", "~~删~~", "[点](https://e.example)", "{nb}", "{{nb}}", "obj <</Type/Action>>", ">>", "<<", "[", "TJ",
    ),
    "writing": (
        "\u202e倒过来\u202c", "\u2066隔\u2069", "\u200f右", "\u200e左", "\u061c", "مرحبا", "שלום", "١٢٣", "零\u200b宽", "\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad软", "e\u0301", "z" + "\u0351" * 60,
        "\u0301", "\u20e3", "1\ufe0f\u20e3", "👩‍👩‍👧‍👦", "👍🏽", "🇨🇳", "😀", "𠮷", "𬀩", "李㛃", "赵䶮", "𰻝", "\U0002ffff", "\U000e0041", "\U000f0000", "\ue000", "\ufffd", "ﬁ", "Å", "Å", "①", "㍿", "²", "ǅ", "ß", "İ", "ı",
        "W" * 200, "長" * 200, "a" * 60 + "-" + "b" * 60, "．" * 60, "\u00a0" * 20, "\u3000", "\u2003x", "½", "¥12,345.67", "￥１２", "一、二", "…", "——", "“引”", "「」", "＊", "＿", "｜", "￣", "㊙", "♥️", "☐",
    ),
    "files": (
        "../../etc/passwd", "..\\..\\x", "C:\\x", "\\\\host\\share", "/etc/passwd", "~/x", "x/../y", "CON", "NUL", "com1.txt", "aux.pdf", "x.", "x...", "x ", " x", ".x", "..", ".", "a/b", "a\\b", "a:b",
        "a*b", "a?b", "a\"b", "a<b>c", "a|b", "a\x00b", "a\nb", "a;b", "a%00b", "%2e%2e%2f", "%s", "%n", "x.pdf.exe", "x\u202efdp.exe", "名" * 120, "-rf", "--help", "`ls`", "$(ls)", "${HOME}", "a&b", "a'b", "!x",
    ),
    "formats": (
        "%s", "%d%n", "%(x)s", "%%", "{}", "{0}", "{x}", "{0.__class__}", "{!r}", "{:>1000000}", "{{", "}}", "{", "}", "${x}", "#{x}", "<%= x %>", "{% x %}", "{{7*7}}", "\\1", "\\g<0>", "$1", "\\0", "(?i)", "(a+)+$", "[a-",
    ),
    "charts": (
        "datum.x", "datum['x']", "'+alert(1)+'", "\\'+alert(1)+\\'", "name:Q", "金额:N", "sum(x):Q", "month(x):T", "a.b", "a[0]", "a\\.b", "signal", "{\"signal\": \"1\"}", "{\"expr\": \"1\"}", "width", "parent.x",
        "https://e.example/data.json", "data:text/csv,x", "transform_calculate", "元", "计划", "__typename",
    ),
}  # fmt: skip

_FILLING: Final = ("", "", " ", "，", "借呗", "a", "1", "\n", "。", "(", "）", "王五", "12345.67", "-", "  ")
_RANGES: Final = ((0x20, 0x7F), (0x20, 0x7F), (0xA0, 0x24F), (0x2000, 0x206F), (0x3000, 0x303F), (0x4E00, 0x9FFF), (0xFF00, 0xFFEF),
                  (0x0, 0x1F), (0x300, 0x36F), (0x590, 0x6FF), (0x1F300, 0x1FAFF), (0x20000, 0x2A6DF), (0xD800, 0xDFFF))  # fmt: skip
LONGEST: Final = 200
"""Characters: what a name may have, so that each text fits everywhere."""


@cache
def seeds() -> tuple[str, ...]:
    return tuple(dict.fromkeys(seed for sort in SEEDS.values() for seed in sort))


def hostile_text() -> st.SearchStrategy[str]:
    """Seeds, one or several joined, with ordinary and odd characters between: for the tests that shrink."""
    piece = st.sampled_from(seeds()) | st.sampled_from(_FILLING) | st.characters()
    return st.lists(piece, min_size=1, max_size=5).map(lambda pieces: "".join(pieces)[:LONGEST])


@cache
def hostile_texts(count: int) -> tuple[str, ...]:
    """`count` different texts, the same every time: each seed alone first, then seeds inside, beside and after each other."""
    chosen = random.Random(20261123)
    found = dict.fromkeys(seeds()[:count])
    while len(found) < count:
        pieces = []
        for _ in range(chosen.randint(1, 4)):
            low, high = chosen.choice(_RANGES)
            odd = "".join(chr(chosen.randint(low, high)) for _ in range(chosen.randint(0, 2)))
            pieces += [chosen.choice(seeds()), odd, chosen.choice(_FILLING)]
        found["".join(pieces)[:LONGEST]] = None
    return tuple(found)


def kept(text: str) -> str:
    """The text as a case keeps it: what has no form is gone."""
    return Person(name=text).name


Kept = TypeVar("Kept", bound=Record)

LENDERS: Final = ("甲消费金融", "乙银行", "丙小贷", "丁公司", "戊银行", "己平台")
"""One for each place she can stand at: nothing asked, waiting, refused, offered, agreed, in court."""
DETAILS: Final = 12
"""How many rows of each list the case has."""


@cache
def full_case() -> Case:
    """A case with something in every field that takes any text, and every page and most letters to be had."""
    day = TODAY - timedelta(20)
    terms = Offer(
        lender=LENDERS[4],
        received=day,
        instalments=6,
        amount=50_000,
        first_date=TODAY - timedelta(5),
        conditions="条",
        in_writing=True,
    )
    return Case(
        person=Person(name="人", phone="号", contact_time="时", id_last4="123X", account="户"),
        loans=tuple(
            Loan(lender=name, number="编", principal=2_000_000 + index, daily_rate=Decimal("0.0004"), periods_left=12, original_periods=12,
                 next_due=TODAY + timedelta(10 + index), overdue_principal=100_000 if index in (1, 4) else 0, overdue_since=day if index in (1, 4) else None,
                 borrowed_on=TODAY - timedelta(200), original_amount=3_000_000, last_paid=TODAY - timedelta(60))
            for index, name in enumerate(LENDERS)
        ),
        other_debts=tuple(OtherDebt(name="债", balance=100_000, monthly_minimum=1_000, priority=row % 2 == 0) for row in range(DETAILS)),
        budget=Budget(
            income=tuple(BudgetLine(name="进", amount=120_000) for _ in range(DETAILS)),
            essentials=(*(BudgetLine(name="出", amount=1_000) for _ in range(DETAILS)), BudgetLine(name="大", amount=800_000)),
            payday=10, review_on=TODAY + timedelta(30),
        ),
        hardship=Hardship(cause="illness", since=day, detail="情", papers=("id", "medical"), already_paid="付", enclosed=("id",), changed="新"),
        offers=(Offer(lender=LENDERS[3], received=day, instalments=12, amount=30_000, first_date=TODAY + timedelta(20), conditions="条"),),
        log=tuple(
            LogEntry(on=TODAY - timedelta(row % 5), at=f"{22 if row % 2 else 10}:00", who="谁", channel="phone_in", note="说", evidence="证",
                     lender=LENDERS[row % 6], answered=row % 2 == 0, result="refused" if row % 6 == 2 else None,
                     reasons=("no_policy",) if row % 6 == 2 else (), breaches=("threat",) if row % 3 == 0 else ())
            for row in range(DETAILS)
        ),
        events=(
            *(Event(kind="sent", on=day, lender=name, letter="request", plan="extension", reference="号") for name in LENDERS[1:4]),
            Event(kind="sent", on=day, lender=LENDERS[5], letter="别的信", reference="号"),
            Event(kind="agreed", on=day, lender=LENDERS[4], terms=terms, reference="号", note="注"),
            Event(kind="paid", on=day, lender=LENDERS[4], amount=10_000, reference="号", note="注"),
            Event(kind="missed", on=TODAY - timedelta(5), lender=LENDERS[4], amount=40_000, note="注"),
            Event(kind="changed", on=day, lender=LENDERS[1], note="注"),
            Event(kind="assigned", on=day, lender=LENDERS[2], who="谁", note="注"),
            Event(kind="court", on=TODAY - timedelta(3), lender=LENDERS[5], paper="payment_order", who="院", reference="号", note="注"),
            Event(kind="court", on=TODAY - timedelta(2), lender=LENDERS[0], paper="summons", until=TODAY + timedelta(20), who="院", reference="号"),
        ),
        # Pages show it as of this day, whatever day they are opened on.
        settings=Settings(as_of=TODAY),
    )  # fmt: skip


def takes_any_text(field: FieldInfo) -> bool:
    return field.annotation is str and any(isinstance(limit, MaxLen) for limit in field.metadata)


def with_texts(record: Kept, texts: Iterator[str], lenders: dict[str, str] | None = None) -> Kept:
    """The record with the next text wherever it holds a text of hers; the same lender stays the same."""
    lenders = {} if lenders is None else lenders
    tree: dict[str, object] = {}
    for name, field in type(record).model_fields.items():
        value = getattr(record, name)
        if isinstance(value, Record):
            tree[name] = with_texts(value, texts, lenders)
        elif isinstance(value, tuple) and value and isinstance(value[0], Record):
            tree[name] = tuple(with_texts(one, texts, lenders) for one in value)
        # A letter's name decides where she stands; one that is not ours is only text.
        elif value and takes_any_text(field):
            if name == "lender":
                tree[name] = lenders[value] = lenders.get(value) or next(texts)
            elif value != "request":
                tree[name] = next(texts)
    return type(record).model_validate(
        {**{name: getattr(record, name) for name in type(record).model_fields}, **tree}
    )


MARK: Final = re.compile(r"⦅(\d+)⦆")


def marked(texts: Iterable[str]) -> list[str]:
    """The texts, each with its number at its end, by which it is found wherever it is shown."""
    return [f"{kept(text)[: LONGEST - 8]}⦅{number}⦆" for number, text in enumerate(texts)]


@cache
def texts_in_a_case() -> int:
    """How many different texts one case takes."""
    numbers = iter(range(10_000))
    filled = with_texts(full_case(), (f"〔{next(numbers)}〕" for _ in range(10_000)))
    return len(set(re.findall(r"〔\d+〕", filled.model_dump_json())))


def hostile_cases(count: int) -> Iterator[tuple[Case, tuple[str, ...]]]:
    """Cases that hold `count` texts between them, and the texts of each as they were typed."""
    # A lender is told by its name, so it has one.
    texts = [text for text in hostile_texts(count + count // 20 + 200) if kept(text).strip()]
    size = texts_in_a_case()
    for start in range(0, count, size):
        part = tuple(texts[start : start + size])
        yield with_texts(full_case(), iter(part)), part


def _blocks(turn: Iterator[str]) -> Iterator[Block]:
    """Each sort of block once, with a text in each of its places."""

    def span() -> tuple[Span, ...]:
        return (Span(next(turn), typed=True),)

    yield Paragraph(span(), indent=0)
    yield Heading(next(turn))
    yield Item("（一）", span())
    yield Facts(((next(turn), span()),))
    # Beside them nothing: read back line by line, a neighbour would stand in the middle of a long one.
    yield Table((next(turn), ""), ((next(turn), ""),), ("l", "r"), (3, 1), (next(turn), ""))
    yield Paragraph((*span(), Span(next(turn), bold=True)), indent=0)
    yield Salute(next(turn))
    yield Signature(((next(turn), span()),))
    yield Annex(next(turn), next(turn))


LETTER_TEXTS: Final = 3 + 3 * 15
"""How many texts a letter of them takes."""


def hostile_letters(count: int) -> Iterator[tuple[Document, tuple[str, ...]]]:
    """Letters that hold `count` texts between them wherever a letter can hold any, and the texts of each."""
    texts = hostile_texts(count + LETTER_TEXTS)
    for start in range(0, count, LETTER_TEXTS):
        part = texts[start : start + LETTER_TEXTS]
        turn = iter(part)
        title, author, salutation = next(turn), next(turn), next(turn)
        blocks = [block for _ in range(3) for block in _blocks(turn)]
        assert next(turn, None) is None
        yield Document(title, author, TODAY, salutation, tuple(blocks)), part


# How it is read back.

PARSER: Final = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
LATER: Final = re.compile(
    r"https?://|www\.|[\w.+-]@\w|:[a-z0-9_+-]+:|:[a-z][a-z-]*\[|:material/|(?:^|\s)(?:<->|->|<-|--|[<>~]=)(?:\s|$)",
    re.I,
)
"""What Streamlit's Markdown finds in text after its escapes are gone: addresses, emoji, icons, directives, arrows."""


def squeezed(text: str) -> str:
    """What can be seen of it: no gaps, nothing without a form."""
    return "".join(character for character in text if not character.isspace() and not is_invisible(character))


class Elements(HTMLParser):
    """The text of a fragment, and its elements with their attributes."""

    def __init__(self, fragment: str) -> None:
        super().__init__()
        self.text, self.made = "", set[str]()
        self.feed(fragment)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.made |= {tag, *(f"{tag} {name}" for name, _ in attrs)}

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.made.add(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.made.add(decl)

    def unknown_decl(self, data: str) -> None:
        self.made.add(data)

    def handle_pi(self, data: str) -> None:
        self.made.add(data)
