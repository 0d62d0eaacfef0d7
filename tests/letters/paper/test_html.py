from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser

import pytest

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
from jiebei.letters.paper.html import render_html
from tests.letters.example import example_document, instalments

HARMLESS = {
    *("style", "article", "p", "span", "strong", "dl", "div", "dt", "dd", "wbr"),
    *("table", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
VOID = {"wbr"}


class Reader(HTMLParser):
    """Notes the tags, the attributes and the text outside the style, and that every tag is closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.open: list[tuple[str, str]] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append((tag, dict(attrs).get("class") or ""))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if not any(tag == "style" for tag, _ in self.open):
            self.texts.append((data, " ".join(classes for _, classes in self.open)))

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.texts)

    @property
    def typed(self) -> str:
        return "".join(
            text for text, classes in self.texts if "jbl-typed" in classes and "jbl-legend" not in classes
        )


def document(*blocks: Block) -> Document:
    return Document("申请", "", date(2026, 1, 2), "", blocks)


def test_it_says_everything_and_marks_exactly_what_was_typed() -> None:
    letter = example_document()
    reader = Reader(render_html(letter))
    for block in letter.blocks:
        if isinstance(block, Paragraph | Item):
            assert "".join(span.text for span in block.spans) in reader.text
    for _, day, payment in instalments():
        assert day in reader.text
        assert payment in reader.text
    spans: list[Span] = []
    for block in letter.blocks:
        if isinstance(block, Paragraph | Item):
            spans += block.spans
        elif isinstance(block, Facts | Signature):
            spans += [span for _, value in block.rows for span in value]
    assert reader.typed == "".join(span.text for span in spans if span.typed)
    assert any("jbl-legend" in (attributes.get("class") or "") for _, attributes in reader.tags)


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "</style><script>x</script>",
        "' onmouseover='x",
        "&lt;b&gt; &amp; <!-- -->",
        "[x](javascript:y) **b** $x$",
    ],
)
def test_whatever_is_typed_stays_text(attack: str) -> None:
    span = (Span(attack, typed=True),)
    letter = Document(
        attack,
        attack,
        date(2026, 1, 2),
        attack,
        (
            Paragraph(span),
            Heading(attack),
            Item(attack, span),
            Facts(((attack, span),)),
            Table((attack,), ((attack,),), ("l",), (1,), (attack,)),
            Salute(attack),
            Signature(((attack, span),), sign=(attack,)),
            Annex(attack, attack),
        ),
        attack,
    )
    reader = Reader(render_html(letter))
    assert reader.text.count(attack) == 17
    assert {tag for tag, _ in reader.tags} <= HARMLESS
    assert {name for _, attributes in reader.tags for name in attributes} <= {
        *("class", "style", "lang", "role", "scope", "aria-level", "aria-label")
    }


def test_tables_name_their_rows_and_columns() -> None:
    reader = Reader(render_html(example_document()))
    scopes = [attributes.get("scope") for tag, attributes in reader.tags if tag == "th"]
    assert scopes.count("col") == 6
    assert scopes.count("row") == 24 + 1 + 6 + 1
    assert None not in scopes


def test_styles_reach_nothing_outside_the_letter() -> None:
    style = re.search(r"<style>(.*?)</style>", render_html(example_document()), re.S)
    assert style is not None
    rules = re.sub(r"@media [^{]*\{", "", style[1])
    selectors = [s.strip() for rule in re.findall(r"([^{}]+)\{", rules) for s in rule.split(",")]
    assert all(re.match(r"\.jbl(-[a-z]+)?\b", selector) for selector in selectors)
    assert not re.search(r"url\(|@import|position:|[^-]color:#", style[1])


def test_a_value_left_open_says_so_to_a_screen_reader() -> None:
    reader = Reader(render_html(document(Signature((("签名", ()),)))))
    assert "留空，手写" in [attributes.get("aria-label") for _, attributes in reader.tags]


def test_a_line_to_sign_stands_after_a_typed_name() -> None:
    row = ("申请人", (Span("张三", typed=True), Span("（签名）")))
    for sign, lines in (((), 0), (("申请人",), 1)):
        reader = Reader(render_html(document(Signature((row,), sign))))
        assert reader.typed == "张三"
        assert sum(attributes.get("aria-label") == "留空，手写" for _, attributes in reader.tags) == lines


def test_headings_inside_an_annex_stand_below_its_own() -> None:
    letter = document(Heading("一、情况"), Salute(), Annex("附件1", "还款计划表"), Heading("怎么算"))
    reader = Reader(render_html(letter))
    levels = [attributes["aria-level"] for _, attributes in reader.tags if "aria-level" in attributes]
    assert levels == ["3", "4", "4", "5"]
    assert [text for text, classes in reader.texts if "jbl-annex" in classes] == ["附件1\u3000还款计划表"]
