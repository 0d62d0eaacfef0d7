"""While a page comes up on a slow phone: nothing jumps under her eyes, nothing is fetched that the page does not use."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.screen import Screen

pytestmark = pytest.mark.browser

_WHEN_DRAWN = """(function frame() {
  const heading = document.querySelector('[data-testid="stMain"] h1');
  if (!heading || document.getElementById("jb-first")) return requestAnimationFrame(frame);
  window.jiebeiTop = heading.getBoundingClientRect().top;
})();"""

_HOW_FAR = """window.jiebeiShift = 0;
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.jiebeiShift += one.value;
}).observe({ type: "layout-shift", buffered: true });"""

_WHAT_FONTS = """window.jiebeiFonts = new Set();
(function frame() {
  for (const node of document.querySelectorAll("#root *"))
    if ([...node.childNodes].some((child) => child.nodeType === 3) || node.placeholder) window.jiebeiFonts.add(getComputedStyle(node).fontFamily);
  requestAnimationFrame(frame);
})();"""


def slowly(she: Screen, name: str) -> Screen:
    """The page, opened on a phone a quarter as fast, at the end of a long line."""
    phone = she.context.new_cdp_session(she.page)
    line = {"offline": False, "latency": 150, "downloadThroughput": -1, "uploadThroughput": -1}
    phone.send("Network.enable")
    phone.send("Network.emulateNetworkConditions", line)
    phone.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    she.page.add_init_script(_WHEN_DRAWN)
    return she.open(name)


@pytest.mark.parametrize("name", ["home", "calculator", "plan", "keep"])
def test_the_heading_stays_where_it_is_once_the_first_words_have_gone(
    screen: Callable[..., Screen], name: str
) -> None:
    she = slowly(screen(), name)
    top = she.page.locator('[data-testid="stMain"] h1').first.evaluate(
        "heading => heading.getBoundingClientRect().top"
    )
    assert abs(she.page.evaluate("window.jiebeiTop") - top) <= 2


@pytest.mark.parametrize("name", ["home", "calculator"])
def test_what_is_still_to_come_takes_the_room_it_will_need(screen: Callable[..., Screen], name: str) -> None:
    she = screen()
    she.page.add_init_script(_HOW_FAR)
    slowly(she, name)
    # Web Vitals call 0.1 good; the fields alone made it more.
    assert she.page.evaluate("window.jiebeiShift") < 0.05


def test_nothing_is_ever_set_in_a_font_that_would_be_fetched(screen: Callable[..., Screen]) -> None:
    she = screen()
    she.page.add_init_script(_WHAT_FONTS)
    slowly(she, "calculator")
    found = she.page.evaluate("[...window.jiebeiFonts]")
    # Icons are letters of a font.
    assert [
        family for family in found if family != '"Material Symbols Rounded"' and "PingFang SC" not in family
    ] == []
    assert found
