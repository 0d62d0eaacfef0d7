"""By keyboard and by ear: a closed menu is closed, and whoever is led to a page stands at its top."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from jiebei.web.walk import STOPS
from tests.browser.screen import Screen

pytestmark = pytest.mark.browser

MENU = '[data-testid="stSidebar"]'
OPENS = '[data-testid="stExpandSidebarButton"]'
CLOSES = '[data-testid="stSidebarCollapseButton"] button'
SIZES = pytest.mark.parametrize("width", [390, 1280])
FOCUS = "document.activeElement"


def by_tab(she: Screen, most: int = 60) -> list[str]:
    """Where Tab leads from here, as far as the page's own first button: how each stop is found in the document."""
    stops = []
    for _ in range(most):
        she.page.keyboard.press("Tab")
        stops.append(
            she.page.evaluate(
                f"{FOCUS}.closest('{MENU}') ? 'menu' : {FOCUS}.closest('header') ? 'head' : {FOCUS}.tagName"
            )
        )
        if stops[-1] in {"BUTTON", "INPUT"}:
            break
    return stops


def heard_links(she: Screen) -> int:
    """The menu's links that a screen reader finds."""
    return she.page.locator(MENU).get_by_role("link").count()


@SIZES
def test_the_links_of_a_closed_menu_are_no_tab_stops_and_not_heard(
    screen: Callable[..., Screen], width: int
) -> None:
    she = screen(width).open("calculator")
    menu = she.page.locator(MENU)
    if width == 1280:
        expect(menu).to_have_attribute("data-collapsed", "false")
        assert heard_links(she) == len(STOPS)
        assert "menu" in by_tab(she)
        she.page.locator(CLOSES).click()
    expect(menu).to_have_attribute("data-collapsed", "true")
    expect(menu).to_be_hidden()
    assert heard_links(she) == 0
    she.page.evaluate(f"{FOCUS}.blur()")
    assert "menu" not in by_tab(she)


@SIZES
def test_by_keyboard_the_menu_is_opened_read_and_closed(screen: Callable[..., Screen], width: int) -> None:
    she = screen(width).open("calculator")
    menu, opens, closes = (she.page.locator(one) for one in (MENU, OPENS, CLOSES))
    if width == 1280:
        closes.focus()
        she.page.keyboard.press("Enter")
    opens.focus()
    she.page.keyboard.press("Enter")
    expect(menu).to_have_attribute("data-collapsed", "false")
    # Its button has gone: she is in the menu, and its links follow.
    expect(closes).to_be_focused()
    assert heard_links(she) == len(STOPS)
    she.page.keyboard.press("Tab")
    expect(she.page.get_by_test_id("stSidebarNavLink").first).to_be_focused()
    she.page.keyboard.press("Shift+Tab")
    she.page.keyboard.press("Enter")
    expect(menu).to_have_attribute("data-collapsed", "true")
    expect(opens).to_be_focused()


def at_the_top(she: Screen, name: str) -> None:
    """She has come to a page: its title is in sight and has the focus, and Tab goes on into the page."""
    title = she.page.locator("h1")
    expect(title).to_have_text(Screen.title_of(name))
    expect(title).to_be_focused()
    expect(title).to_be_in_viewport()
    she.settle()
    expect(title).to_be_focused()
    she.page.keyboard.press("Tab")
    after = she.page.evaluate(
        f"""() => {{ const main = document.querySelector('[data-testid="stMain"]'), all = [...main.querySelectorAll('*')];
          return main.contains({FOCUS}) ? all.indexOf({FOCUS}) - all.indexOf(main.querySelector('h1')) : -1; }}"""
    )
    assert after > 0, "Tab does not go on from the top of the page"


@SIZES
def test_a_new_page_begins_at_its_top_for_the_keyboard_too(screen: Callable[..., Screen], width: int) -> None:
    she = screen(width).open("home").tap("start")
    at_the_top(she, "calculator")
    # The button at the foot.
    she.tap("onward")
    at_the_top(she, "details")
    # The menu.
    if width == 390:
        she.page.locator(OPENS).click()
    she.tap(she.page.locator('[data-testid="stSidebarNavLink"][href$="/glossary"]'))
    at_the_top(she, "glossary")
    # The browser's own way back.
    she.page.go_back()
    expect(she.page.locator("h1")).to_have_text(STOPS["details"].title)
    at_the_top(she.settle(), "details")
    # A link in the page.
    she.go("precautions")
    she.page.evaluate(f"{FOCUS}.blur()")
    she.tap(she.page.get_by_test_id("stMain").get_by_test_id("stPageLink-NavLink").last)
    expect(she.page.locator("h1")).not_to_have_text(STOPS["precautions"].title)
    expect(she.page.locator("h1")).to_be_focused()


def test_a_tap_leaves_no_mark_at_the_title_and_the_keyboard_does(screen: Callable[..., Screen]) -> None:
    she = screen().open("calculator")
    # What she types, she types into a field: it does not make a tap a key.
    she.type("loans.0.principal", "12000").tap("onward")
    title = she.page.locator("h1")
    marks = "node => [getComputedStyle(node).outlineStyle, getComputedStyle(node).boxShadow]"
    expect(title).to_be_focused()
    assert title.evaluate(marks) == ["none", "none"]
    she.at("onward").locator("button").focus()
    she.page.keyboard.press("Enter")
    expect(title).to_have_text(STOPS["plan"].title)
    expect(title).to_be_focused()
    frame, bar = title.evaluate(marks)
    # A frame would run through the line below, which stands in the heading's own box.
    assert frame == "none"
    assert bar != "none"


def test_on_the_same_page_the_focus_stays_where_she_is(screen: Callable[..., Screen]) -> None:
    she = screen().open("home").tap("start").tap("sample")
    sample = she.at("sample").locator("button")
    expect(sample).to_be_focused()
    field = she.at("loans.0.principal").locator("input")
    field.fill("12000")
    field.press("Enter")
    she.settle()
    expect(field).to_be_focused()
    field.press("Tab")
    she.settle()
    expect(she.at("loans.0.rate").locator("input")).to_be_focused()
    far = "document.querySelector('[data-testid=\"stMain\"]').scrollTop"
    she.page.evaluate("document.querySelector('[data-testid=\"stMain\"]').scrollTo(0, 400)")
    she.at("loans.0.arrears").locator("button").nth(1).click()
    she.settle()
    assert she.page.evaluate(far) > 100


def test_a_link_to_a_section_leads_the_focus_there_too(screen: Callable[..., Screen]) -> None:
    """From another page with `?at=`; and a page opened at a section stays there."""
    she = screen().open("necessity?at=waiting")
    section = she.page.locator("#waiting")
    expect(section).to_be_in_viewport()
    she.page.wait_for_function("document.querySelector('[data-testid=\"stMain\"]').scrollTop > 100")
    place = section.bounding_box()
    she.settle()
    assert place is not None
    assert abs((section.bounding_box() or place)["y"] - place["y"]) < 2
    she.open("precautions")
    link = she.page.get_by_test_id("stMain").locator('a[href*="?at="]').first
    anchor = str(link.get_attribute("href")).split("at=")[1]
    link.evaluate("node => { const box = node.closest('details'); if (box) box.open = true; }")
    she.tap(link)
    expect(she.page.locator(f"#{anchor}")).to_be_focused()
    expect(she.page.locator(f"#{anchor}")).to_be_in_viewport()


def test_another_group_of_questions_has_the_focus_at_its_heading(screen: Callable[..., Screen]) -> None:
    she = screen().open("details").tap("group.next")
    expect(she.page.locator("h2#group")).to_be_focused()
    she.page.keyboard.press("Tab")
    assert she.page.evaluate(f"{FOCUS}.matches('input, button, [role=spinbutton]')")
