"""What a person types or pastes is text on every page: it makes no link, picture, formula or icon, and fits the screen."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from jiebei.case.file import dumps
from jiebei.letters.paper.text import printable
from jiebei.web.ask import GROUPS
from jiebei.web.walk import STOPS
from jiebei.web.words import harmless
from tests.browser.screen import PATIENCE, Screen
from tests.hostile import (
    MARK,
    full_case,
    hostile_texts,
    kept,
    marked,
    seeds,
    squeezed,
    texts_in_a_case,
    with_texts,
)
from tests.serving import Server, copy_of_the_project

pytestmark = pytest.mark.browser

DRAWN = '[data-testid="stMain"] :is(a[href*="e.example"], a[href^="mailto:"], img:not([src*="/media/"]), .katex, b:text("粗"), strong:text("粗"))'
READ = """() => {
  const found = [], walk = document.createTreeWalker(document.querySelector('[data-testid="stMain"]'), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode, around = text.parentElement;
    if (!text.data.includes("⦅") || around.closest("style, script")) continue;
    // A cell has places to break at, and what stands on a line of its own in it is small.
    const cell = around.closest("td, th") || around;
    const whole = [...cell.children].every(one => ["WBR", "BR", "SMALL"].includes(one.tagName));
    found.push(whole ? cell.textContent : text.data);
  }
  return found;
}"""
"""Each piece of text with one of hers, as long as no element stands in it."""
WIDE = """() => [...document.querySelectorAll('[data-testid="stMain"] *')].filter(
  one => one.getBoundingClientRect().right > innerWidth + 1 && one.checkVisibility()
    && !one.closest('pre, .vega-embed, [data-testid="stCode"], input, textarea')
).map(one => one.tagName + "." + one.className + " " + one.textContent.slice(0, 40))"""


def with_it_open(she: Screen, texts: Iterator[str], folder: Path) -> Screen:
    (folder / "case.json").write_text(dumps(with_texts(full_case(), texts)), encoding="utf-8")
    return she.open("calculator").upload(folder / "case.json")


def everywhere(she: Screen) -> Iterator[str]:
    """Every page and every group of questions in turn, with all that can be opened open."""
    for name in (*STOPS, *GROUPS):
        (she.group(name) if name in GROUPS else she.go(name)).unfold()
        yield name


def test_on_no_page_it_becomes_more_than_text(screen: Callable[..., Screen], tmp_path: Path) -> None:
    texts = marked(seeds()[: texts_in_a_case()])
    she = with_it_open(screen(), iter(texts), tmp_path)
    seen: set[int] = set()
    for name in everywhere(she):
        assert she.page.locator(DRAWN).count() == 0, name
        for piece in she.page.evaluate(READ):
            numbers = {int(number) for number in MARK.findall(piece)}
            for number in numbers:
                assert squeezed(printable(texts[number])) in squeezed(piece), (name, piece)
            seen |= numbers
    assert len(seen) > len(texts) / 2
    she.go("scams").page.locator("textarea").first.fill("先付定金 " + " ".join(seeds()[:120]))
    she.page.get_by_role("button", name="看有没有危险信号").click()
    she.settle()
    assert she.page.locator(DRAWN).count() == 0


def test_a_word_without_end_scrolls_no_page_sideways(screen: Callable[..., Screen], tmp_path: Path) -> None:
    she = with_it_open(screen(390), (f"{number}{'W' * 190}" for number in range(1000)), tmp_path)
    for name in everywhere(she):
        wide = she.page.evaluate(WIDE)
        assert wide == [], (name, wide[:5])


PAGE = """
import json
from pathlib import Path
import streamlit as st
for part in json.loads(Path(__file__).with_name("texts.json").read_text("utf-8")):
    st.markdown(part)
st.html("<footer></footer>")
"""


@pytest.mark.long
def test_streamlit_s_own_markdown_draws_ten_thousand_texts_as_text(browser: Browser, tmp_path: Path) -> None:
    """The renderer itself, and not what a test takes it for: each text is one paragraph with nothing in it."""
    texts = [text for text in dict.fromkeys(map(kept, hostile_texts(10_000))) if printable(text).strip()]
    project = copy_of_the_project(tmp_path)
    (project / "app.py").write_text(PAGE, encoding="utf-8")
    parts = ["\n\n".join(map(harmless, texts[start : start + 200])) for start in range(0, len(texts), 200)]
    (project / "texts.json").write_text(json.dumps(parts), encoding="utf-8")
    with Server(tmp_path / "log.txt", project) as server:
        page = browser.new_page()
        page.goto(server.url)
        page.locator("footer").wait_for(state="attached", timeout=PATIENCE)
        page.wait_for_function(
            """count => document.querySelectorAll('[data-testid="stMain"] [data-testid="stMarkdownContainer"]').length === count""",
            arg=len(parts),
            timeout=PATIENCE,
        )
        drawn = page.evaluate(
            """() => [...document.querySelectorAll('[data-testid="stMain"] [data-testid="stMarkdownContainer"]')].flatMap(
              part => [...part.children].map(one => [one.tagName, one.children.length, one.textContent]))"""
        )
        page.close()
    assert [tuple(one[:2]) for one in drawn if one[:2] != ["P", 0]] == []
    assert [shown_letters(one[2]) for one in drawn] == [shown_letters(printable(text)) for text in texts]


def shown_letters(text: str) -> str:
    """Without the marks of no width that keep it text, and the one that a browser drops at a text's beginning."""
    return " ".join(text.split()).replace("\u2060", "").removeprefix("\ufeff")
