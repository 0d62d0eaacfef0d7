"""Whatever stands in a case or is pasted, every page shows it letter for letter, and its files keep their names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import escape
from itertools import islice
from typing import Any, Final, NamedTuple

import pytest
from markdown_it.token import Token

from jiebei.case.file import dumps
from jiebei.case.records import Budget, Case, Offer
from jiebei.counting.due_dates import today_in_china
from jiebei.letters.paper.text import printable
from jiebei.web import show
from jiebei.web.ask import GROUPS
from jiebei.web.downloads import Visit as Handing
from jiebei.web.walk import STOPS
from tests.app.visiting import Visit
from tests.hostile import (
    LATER,
    MARK,
    PARSER,
    SEEDS,
    Elements,
    full_case,
    hostile_texts,
    kept,
    marked,
    seeds,
    squeezed,
    texts_in_a_case,
    with_texts,
)

NOT_MARKDOWN: Final = re.compile(
    r"\.(id|value|default|raw_values?|placeholder|autocomplete|json|url|code_text|spec|alt|anchor|tag|language)$"
    r"|^(Selectbox|MultiSelect)\.options$|^Html\.body$"
)
"""Fields of Streamlit's elements that a browser shows as they are, or not at all; all others may be read as Markdown."""
SAFE_NAME: Final = re.compile(
    r"(?!(?i:con|nul|aux|prn|com\d|lpt\d)\b)[\w（）()-]{1,40}\.(pdf|docx|xlsx|csv|ics|json)"
)


class Shown(NamedTuple):
    """One text that the browser gets: the element and field it is in, and what it says."""

    field: str
    text: str


def shown(visit: Visit) -> Iterator[Shown]:
    for node in visit.at._tree:
        proto = getattr(node, "proto", None)
        if proto is not None:
            yield from _texts(proto, type(proto).__name__)


def _texts(proto: Any, path: str) -> Iterator[Shown]:
    for field, value in proto.ListFields():
        for one in [value] if isinstance(value, str) or hasattr(value, "ListFields") else _several(value):
            if isinstance(one, str):
                yield Shown(f"{path}.{field.name}", one)
            elif hasattr(one, "ListFields"):
                yield from _texts(one, f"{path}.{field.name}")


def _several(value: Any) -> list[Any]:
    return list(value) if hasattr(value, "__iter__") and not isinstance(value, bytes) else []


def runs(markdown: str) -> list[str]:
    """The text of this Markdown, in pieces between anything that is more than text."""
    found, piece = [], ""
    for token in _flat(PARSER.parse(markdown)):
        if token.type in {"text", "text_special"}:
            piece += token.content
        else:
            found.append(piece)
            piece = ""
    return [*found, piece]


def _flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type == "inline":
            yield from token.children or ()
        yield token


def stays_text(one: Shown, *all_typed: str) -> None:
    """Each text stands in one piece in this Markdown, and nothing in it is looked for after the escapes are gone."""
    read = runs(one.text) if all_typed else []
    for typed in all_typed:
        letters = " ".join(printable(typed).split()).replace("\u2060", "")
        whole = re.compile("\u2060*".join(map(re.escape, letters)))
        found = [match[0] for run in read if (match := whole.search(run))]
        assert found, (one, typed)
        assert not LATER.search(found[0]), (one, typed)


@pytest.mark.parametrize("count", [224, pytest.param(2500, marks=pytest.mark.long)])
def test_what_stands_in_a_case_is_text_on_every_page(visit: Callable[[], Visit], count: int) -> None:
    usual = set[str]().union(
        *(
            Elements(one.text).made
            for _, one in everywhere(visit(), dumps(full_case()))
            if one.field == "Html.body"
        )
    )
    texts = iter(hostile_texts(count))
    while part := tuple(islice(texts, texts_in_a_case())):
        typed = marked(part)
        # The last part is filled up with its own.
        filled = [typed[place % len(typed)] for place in range(texts_in_a_case())]
        seen: set[int] = set()
        for page, one in everywhere(visit(), dumps(with_texts(full_case(), iter(filled)))):
            numbers = {int(number) for number in MARK.findall(one.text)}
            if one.field == "Html.body":
                assert Elements(one.text).made <= usual | {"br", "small", "wbr"}, page
                read = " ".join(one.text.replace("<wbr>", "").split())
                for number in numbers:
                    # In one piece here too.
                    assert escape(" ".join(printable(typed[number]).split())) in read, (page, typed[number])
            elif not NOT_MARKDOWN.search(one.field):
                stays_text(one, *(typed[number] for number in numbers))
                seen |= numbers
            else:
                assert not one.field.startswith("VegaLiteChart") or not numbers
        assert len(seen) > len(set(filled)) / 4


def everywhere(visit: Visit, case: str) -> Iterator[tuple[str, Shown]]:
    """All that any page and any group of questions shows of a case; the files on offer have names that say nothing of it."""
    visit.go("calculator").open_file(case.encode())
    for name in (*STOPS, *GROUPS):
        visit.group(name) if name in GROUPS else visit.go(name)
        yield from ((name, one) for one in shown(visit))
        files = visit.at.session_state["visit"]
        assert isinstance(files, Handing)
        for offered in files.offers.values():
            assert SAFE_NAME.fullmatch(offered.file_name), offered.file_name


BOXES: Final = {
    "offer": ("paste.agreement", "减免罚息300元，漏一期减免作废"),
    "record": ("paste.message", "再不还就让你坐牢，今天18:00前还3000元"),
    "calculator": ("pasted.page", "剩余本金 20000 元，日利率 0.04%"),
}


@pytest.mark.parametrize("page", BOXES)
def test_what_is_pasted_is_text_in_what_is_said_of_it(visit: Callable[[], Visit], page: str) -> None:
    key, trigger = BOXES[page]
    person = visit().go("calculator").open_file(dumps(full_case()).encode()).go(page)
    if page == "calculator":
        person.find(key)
    area = next(area for area in person.at.text_area if str(area.key).startswith(key))
    before = {one.text for one in shown(person)}
    quoted = 0
    for start in range(0, len(seeds()), 40):
        texts = [kept(text) for text in seeds()[start : start + 40]]
        person.at.text_area(key=str(area.key)).set_value(
            "\n".join(f"{text}{trigger}{text}" for text in texts)
        )
        # Where the box is a form of its own, its button.
        form = [button for button in person.at.button if button.form_id == area.form_id != ""]
        (form[0].click() if form else person.at).run()
        person.ok()
        for one in shown(person):
            if one.text in before or NOT_MARKDOWN.search(one.field):
                continue
            quoted += "“" in one.text
            for token in _flat(PARSER.parse(one.text)):
                assert token.type not in {
                    "image",
                    "html_inline",
                    "html_block",
                    "code_inline",
                    "fence",
                    "table_open",
                }
                assert "example" not in str(token.attrGet("href")), one
            for run in runs(one.text):
                assert not re.search(
                    r":(smile|100|\+1|-1|8ball|streamlit):|:red\[|(https?://|www\.|@)e\.example", run
                ), one
    assert quoted or page == "calculator"


def test_what_an_advertisement_hides_in_its_words_is_quoted_as_text(visit: Callable[[], Visit]) -> None:
    scams = visit().go("scams")
    quoted = 0
    for text in (
        text for sort in ("Markdown", "Streamlit", "HTML") for text in SEEDS[sort] if len(text) < 12
    ):
        scams.at.text_area(key="scams.pasted").set_value(f"先交{text}定金")
        scams.at.button[0].click().run()
        scams.ok()
        for one in shown(scams):
            if one.field == "Markdown.body" and "“先交" in one.text:
                stays_text(one, f"先交{text}定金")
                quoted += 1
    assert quoted > 50


def test_what_a_table_or_a_figure_holds_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr("jiebei.web.show.st.html", drawn.append)

    def draw(*texts: str) -> set[str]:
        drawn.clear()
        for typed in texts:
            show.table((typed, ""), [(typed, "")], total=(typed, ""), caption=typed)
            show.figures([(typed, typed)])
            show.deadline(typed, typed, typed)
            show.bar(0.5, typed)
        return set().union(*(Elements(one).made for one in drawn))

    usual = draw("甲", "乙\n丙")
    texts = [kept(text) for text in seeds()]
    assert draw(*texts) <= usual
    for place, typed in enumerate(texts):
        read = squeezed("".join(Elements(part).text for part in drawn[4 * place : 4 * place + 4]))
        wanted = squeezed(printable(typed))
        assert read.count(wanted) >= 10 or not wanted, typed


def test_an_answer_of_a_lender_nobody_owes_is_named_as_it_was_typed(visit: Callable[[], Visit]) -> None:
    typed = "![图](https://e.example/x.png) $y^2$ :material/home:"
    offer = Offer(lender=typed, instalments=3, amount=100_000, first_date=today_in_china() + timedelta(30))
    loan = full_case().loans[0].model_copy(update={"next_due": today_in_china() + timedelta(9)})
    case = Case(loans=(loan,), budget=Budget(affordable=200_000), offers=(offer,))
    person = visit().go("calculator").open_file(dumps(case).encode()).go("offer")
    (said,) = (
        one for one in shown(person) if "e.example" in one.text.replace("\u2060", "").replace("\\", "")
    )
    stays_text(said, typed)
