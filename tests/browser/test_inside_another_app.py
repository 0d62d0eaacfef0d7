"""WeChat's and Alipay's built-in browsers, by what they call themselves: the letter as pictures and text, and the way out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

from tests.app.test_in_app import IN_ALIPAY, IN_WECHAT
from tests.browser.screen import Scheme, Screen

pytestmark = pytest.mark.browser

INSIDE = pytest.mark.parametrize(
    ("user_agent", "scheme"), [(IN_WECHAT, "light"), (IN_ALIPAY, "dark")], ids=["wechat", "alipay"]
)
# The clipboard as an app that refuses it has it; what is on it can still be read by the test.
REFUSED = """
const own = navigator.clipboard;
window.onTheClipboard = () => own.readText();
if (%s) Object.defineProperty(navigator, "clipboard", {value: {writeText: async () => { throw new Error("refused"); }}});
"""
PAGES = 'img[alt^="第 "]'


def pages(within: Locator) -> list[dict[str, Any]]:
    """Each page's picture, once it has come: what is said of it, its own width, where it is."""
    shown = within.locator(PAGES)
    expect(shown.first).to_be_visible()
    for picture in shown.all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
    found: list[dict[str, Any]] = shown.evaluate_all(
        "all => all.map(one => ({alt: one.alt, dots: one.naturalWidth, wide: one.clientWidth, "
        "host: new URL(one.src).host}))"
    )
    return found


def barriers(she: Screen) -> list[str]:
    """What keeps somebody from reading or using the page's own part, by axe's names."""
    found = Axe().run(she.page, context='[data-testid="stMain"]').response["violations"]
    return [one["id"] for one in found if one["impact"] in {"serious", "critical"}]


def squashed(text: str) -> str:
    return "".join(text.split())


@INSIDE
def test_the_letter_is_there_as_pictures_and_as_text(
    screen: Callable[..., Screen], user_agent: str, scheme: Scheme
) -> None:
    """At 390×844, by itself, before the downloads; another host is asked for nothing (the screen sees to that)."""
    she = screen(scheme=scheme, user_agent=user_agent).open("calculator").tap("sample").go("letters")
    shown = pages(she.page.get_by_test_id("stMain"))
    title = she.page.locator("article .jbl-title").first.inner_text()
    assert [page["alt"] for page in shown] == [
        f"第 {number} 页，共 {len(shown)} 页：{title}" for number in range(1, len(shown) + 1)
    ]
    for page in shown:
        assert page["dots"] >= 3 * she.width
        assert 0.8 * she.width < page["wide"] <= she.width
        assert page["host"] == she.server.host
    order = she.page.evaluate(
        "([picture, file]) => !!(document.querySelector(picture).compareDocumentPosition(document.querySelector(file)) & 4)",
        [PAGES, ".st-key-download-pdf"],
    )
    assert order
    assert barriers(she) == []
    text = she.page.get_by_test_id("stCode").first.inner_text()
    letter = squashed(she.page.locator("article").first.inner_text())
    assert squashed(title) in squashed(text)
    assert all(squashed(line) in letter for line in text.splitlines()[2:6] if line.strip())


@INSIDE
@pytest.mark.parametrize("refused", [False, True], ids=["allowed", "refused"])
def test_one_tap_copies_the_whole_letter(
    screen: Callable[..., Screen], user_agent: str, scheme: Scheme, refused: bool
) -> None:
    she = screen(scheme=scheme, user_agent=user_agent)
    she.context.grant_permissions(["clipboard-read", "clipboard-write"])
    she.context.add_init_script(REFUSED % ("true" if refused else "false"))
    she.open("calculator").tap("sample").go("letters")
    button = she.at("copy.letter").locator("button")
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    she.tap("copy.letter")
    expect(she.at("copy.letter").get_by_role("status")).to_contain_text("已复制")
    copied = she.page.evaluate("() => window.onTheClipboard()")
    assert len(copied) > 500
    shown = she.page.get_by_test_id("stCode").first.inner_text()
    assert squashed(copied) == squashed(shown)


@INSIDE
def test_the_way_to_the_phones_own_browser_is_drawn_and_said(
    screen: Callable[..., Screen], user_agent: str, scheme: Scheme
) -> None:
    she = screen(scheme=scheme, user_agent=user_agent)
    she.context.grant_permissions(["clipboard-read", "clipboard-write"])
    she.context.add_init_script(REFUSED % "false")
    she.open("home")
    she.tap(she.page.locator("summary", has_text="浏览器"))
    drawing = she.page.locator('img[alt^="示意图"]')
    expect(drawing).to_be_visible()
    assert drawing.evaluate("one => one.naturalWidth") > 0
    she.tap("leave.home")
    assert she.page.evaluate("() => window.onTheClipboard()") == she.server.url
    assert barriers(she) == []
    # And so is every file that cannot be had here: the saved case, the calendar.
    she.open("calculator").tap("sample")
    for name in ("calculator", "keep"):
        she.go(name)
        expect(she.page.get_by_text("不能下载文件").first).to_be_attached()


def test_the_drawings_differ_as_the_apps_do(screen: Callable[..., Screen]) -> None:
    sources = set()
    for user_agent in (IN_WECHAT, IN_ALIPAY):
        she = screen(user_agent=user_agent).open("home")
        she.tap(she.page.locator("summary", has_text="浏览器"))
        sources.add(she.page.locator('img[alt^="示意图"]').get_attribute("src"))
    assert len(sources) == 2


def test_an_ordinary_browser_is_told_nothing_of_apps_and_draws_at_a_tap(
    screen: Callable[..., Screen],
) -> None:
    she = screen().open("home")
    expect(she.page.locator("summary", has_text="浏览器")).to_have_count(0)
    she.open("calculator").tap("sample").go("letters")
    expect(she.page.get_by_text("不能下载")).to_have_count(0)
    expect(she.page.locator(PAGES)).to_have_count(0)
    she.tap(she.page.locator("summary", has_text="存成图片"))
    assert len(pages(she.page.get_by_test_id("stMain"))) > 1
    with she.page.expect_download() as downloading:
        she.tap("download.pdf")
    assert downloading.value.suggested_filename.endswith(".pdf")


def test_the_copy_to_show_around_comes_as_pictures_too(screen: Callable[..., Screen]) -> None:
    she = screen(user_agent=IN_WECHAT).open("calculator").tap("sample").go("letters")
    own = len(pages(she.page.get_by_test_id("stMain")))
    she.unfold()
    she.tap(she.at("as-pictures.masked").locator("label"))
    expect(she.page.locator(PAGES)).to_have_count(2 * own)
