"""With letters of twice the size, as her browser is set to, every page is still whole: WCAG 2.2, 1.4.4 and 1.4.10."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from jiebei.web.ask import GROUPS
from jiebei.web.walk import STOPS
from tests.browser.screen import FLAGS, Screen, chromium
from tests.browser.test_every_page import TOO_WIDE
from tests.serving import Server

pytestmark = pytest.mark.browser

LARGE = 32

# Text that a box without a scrollbar hides in part, that lies over other text or its own next line, or that its field has no
# room for; a choice may be written out below its field.
NOT_WHOLE = """() => {
  const found = new Set(), lines = [], main = document.querySelector('[data-testid="stMain"]'), say = text => text.trim().slice(0, 30);
  const walk = document.createTreeWalker(main, NodeFilter.SHOW_TEXT), range = document.createRange();
  for (let node; (node = walk.nextNode());) {
    const parent = node.parentElement;
    if (!node.nodeValue.trim() || parent.closest('script, style, svg, [aria-hidden="true"], [data-testid="stElementToolbar"]')) continue;
    if (!parent.checkVisibility({opacityProperty: true, visibilityProperty: true}) || parseFloat(getComputedStyle(parent).fontSize) === 0) continue;
    range.selectNodeContents(node);
    let boxes = [...range.getClientRects()].filter(box => box.width > 1 && box.height > 1), scrolls = false;
    for (let up = parent; up !== main && boxes.length; up = up.parentElement) {
      const {overflowX, overflowY} = getComputedStyle(up), edge = up.getBoundingClientRect();
      if (/auto|scroll/.test(overflowX + overflowY)) {
        boxes = boxes.filter(box => box.top >= edge.top - 1 && box.bottom <= edge.bottom + 1);
        scrolls = true;
      } else if (!scrolls && /hidden|clip/.test(overflowX + overflowY)) {
        if (edge.width < 2 || edge.height < 2) boxes = [];
        for (const box of boxes) {
          const slack = box.height * .35;
          if (box.right > edge.right + 1 || box.left < edge.left - 1 || box.bottom - slack > edge.bottom || box.top + slack < edge.top)
            found.add(`cut off: ${say(node.nodeValue)}`);
        }
      }
    }
    for (const box of boxes) lines.push([box, node]);
  }
  lines.sort(([a], [b]) => a.top - b.top);
  lines.forEach(([a, one], place) => {
    for (const [b, two] of lines.slice(place + 1)) {
      if (b.top >= a.bottom) break;
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left), high = Math.min(a.bottom, b.bottom) - b.top;
      const apart = b.top - a.top, size = parseFloat(getComputedStyle(one.parentElement).fontSize);
      if (one === two && wide > 2 && apart > 2 && apart < size * .95) found.add(`its lines run into each other: ${say(one.nodeValue)}`);
      if (one !== two && wide > 2 && high > Math.min(a.height, b.height) * .45) found.add(`overlap: ${say(one.nodeValue)} / ${say(two.nodeValue)}`);
    }
  });
  const pen = document.createElement('canvas').getContext('2d');
  for (const field of main.querySelectorAll('input:is([type="text"], [type="number"], :not([type]))')) {
    const style = getComputedStyle(field), shown = field.value || field.placeholder;
    const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    pen.font = style.font;
    const below = field.closest('[data-chosen]'), hers = field.closest('.stTextInput') && field.value;
    if (!field.checkVisibility() || room < 20 || hers || pen.measureText(shown).width <= room + 1) continue;
    if (!below || below.dataset.chosen !== shown || getComputedStyle(below, '::after').content === 'none') found.add(`no room in its field: ${shown}`);
  }
  return [...found];
}"""
_AT_REST = "() => Promise.all(document.getAnimations().filter(one => one.playState === 'running').map(one => one.finished.catch(() => 0)))"


@pytest.fixture(scope="module")
def large(browser: Browser) -> Iterator[Browser]:
    """A browser in which she has set letters of twice the usual size."""
    settings = f"--blink-settings=defaultFontSize={LARGE}"
    started = browser.browser_type.launch(executable_path=chromium(), args=[*FLAGS, settings])
    yield started
    started.close()


@pytest.fixture(scope="module", params=[390, 1280], ids=["phone", "desktop"])
def reader(large: Browser, server: Server, request: pytest.FixtureRequest) -> Iterator[Screen]:
    """Somebody who needs large letters, with the sample loaded."""
    she = Screen(large, server, request.param, "light")
    she.open("calculator").tap("sample")
    expect(she.at("download.pdf")).to_be_visible()
    yield she
    she.close()


def not_whole(she: Screen) -> list[str]:
    she.unfold().page.evaluate(_AT_REST)
    she.settle()
    return [*she.page.evaluate(TOO_WIDE), *she.page.evaluate(NOT_WHOLE)]


@pytest.mark.parametrize("name", STOPS)
def test_with_letters_of_twice_the_size_a_page_is_whole(reader: Screen, name: str) -> None:
    she = reader.go(name)
    title = she.page.locator("h1").evaluate("node => parseFloat(getComputedStyle(node).fontSize)")
    assert title > 1.5 * LARGE, "her own size is not heeded"
    assert not_whole(she) == []


@pytest.mark.parametrize("name", GROUPS)
def test_with_letters_of_twice_the_size_every_group_of_questions_is_whole(reader: Screen, name: str) -> None:
    assert not_whole(reader.group(name)) == []


def test_an_empty_case_and_the_open_menu_are_whole_too(large: Browser, server: Server) -> None:
    she = Screen(large, server, 390, "dark")
    try:
        for name in ("home", "calculator"):
            assert not_whole(she.open(name)) == []
        she.page.get_by_test_id("stExpandSidebarButton").click()
        links = she.page.get_by_test_id("stSidebarNavLink")
        expect(links.first).to_be_in_viewport()
        wide = links.evaluate_all(
            "all => all.filter(link => link.scrollWidth > link.clientWidth + 1).map(link => link.textContent)"
        )
        assert wide == []
        she.check()
    finally:
        she.close()


def test_the_question_at_the_foot_leaves_room_for_the_page(reader: Screen) -> None:
    she = reader.group("contract").type("loans.0.number", "20261")
    question = she.at("device-foot")
    expect(question.locator("button").first).to_be_visible()
    high = question.evaluate("node => node.getBoundingClientRect().height")
    sticks = (
        question.evaluate(
            "node => getComputedStyle(node.closest('[data-testid=\"stLayoutWrapper\"]')).position"
        )
        == "sticky"
    )
    assert not sticks or high < 844 / 3


def test_a_tables_row_says_each_columns_name(reader: Screen) -> None:
    """Where a row is broken into lines; beside one another they stand below their names."""
    she = reader.go("plan").unfold()
    table = she.page.locator("table.jb-table:has(tfoot)").first
    names = table.locator("thead th").all_text_contents()
    before = (
        table.locator("tbody tr")
        .first.locator("td")
        .evaluate_all(
            "all => all.map(cell => getComputedStyle(cell, '::before').content.replaceAll('\"', ''))"
        )
    )
    if she.width == 390:
        expect(table.locator("thead")).to_be_hidden()
        assert before == [f"{name}：" for name in names]
    else:
        expect(table.locator("thead")).to_be_visible()
        assert set(before) == {"none"}


def test_a_chart_is_said_in_words(reader: Screen) -> None:
    chart = reader.go("necessity").page.get_by_test_id("stVegaLiteChart").first
    expect(chart).to_be_visible()
    expect(chart.locator("svg, canvas").first).to_be_hidden()
    said = chart.evaluate("node => getComputedStyle(node, '::after').content")
    assert said.strip('"') == chart.get_attribute("aria-label") != ""
