"""Before Streamlit stands, and when page and server have lost each other: she can read, she can ring, and it is said."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from jiebei.web import plain_pages
from jiebei.web.walk import STOPS
from tests.browser.screen import Screen
from tests.serving import Server

pytestmark = pytest.mark.browser

BAR = "#jb-bar"
FIGURES = ".jb-figures"


def rings(page: Page, inside: str) -> set[str]:
    links = page.locator(f'{inside} a[href^="tel:"]').evaluate_all(
        "all => all.map(a => a.getAttribute('href'))"
    )
    return {link.removeprefix("tel:") for link in links}


@pytest.mark.parametrize("name", ["home", "calculator", "help"])
def test_without_javascript_she_reads_the_first_words_and_whom_to_ring(
    browser: Browser, server: Server, name: str
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(server.url + ("/" if name == "home" else f"/{name}"))
    expect(page.locator("h1")).to_have_text(plain_pages.title(name))
    expect(page.locator(".jb-no-script")).to_contain_text("JavaScript")
    expect(page.locator(".jb-no-script")).to_be_visible()
    assert {"110", "120", "12356"} <= rings(page, "#jb-first")
    assert {"110", "12356"} <= rings(page, ".jb-no-script")
    assert not re.search("[a-z]{4,}", page.locator("body").inner_text().replace("JavaScript", ""))
    context.close()


EVERYWHERE = [(name, width, "light") for name in STOPS for width in (390, 1280)]
IN_THE_DARK = [(name, width, "dark") for name in ("home", "calculator") for width in (390, 1280)]


@pytest.mark.parametrize(("name", "width", "scheme"), [*EVERYWHERE, *IN_THE_DARK])
def test_what_she_reads_first_stays_where_it_is_when_the_page_is_drawn(
    screen: Callable[..., Screen], name: str, width: int, scheme: str
) -> None:
    she = screen(width, scheme)
    she.page.add_init_script(
        """addEventListener("DOMContentLoaded", () => {
          const h1 = document.querySelector("#jb-first h1"), box = h1.getBoundingClientRect();
          window.first = [box.left, box.top, box.width, box.height];
          window.inks = [getComputedStyle(h1).color, getComputedStyle(document.querySelector(".jb-first")).backgroundColor];
        });"""
    )
    she.open(name)
    expect(she.page.locator("#jb-first")).to_have_count(0)
    drawn = she.page.locator('[data-testid="stMain"] h1').first.evaluate(
        "h1 => { const box = h1.getBoundingClientRect(); return [box.left, box.top, box.width, box.height]; }"
    )
    first = she.page.evaluate("window.first")
    assert all(abs(before - after) <= 2 for before, after in zip(first, drawn, strict=True)), (first, drawn)
    # In the same colours, and neither is seen through a veil.
    inks = she.page.evaluate(
        """() => [getComputedStyle(document.querySelector('[data-testid="stMain"] h1')).color,
                 getComputedStyle(document.querySelector('[data-testid="stApp"]')).backgroundColor]"""
    )
    assert she.page.evaluate("window.inks") == inks
    assert she.page.evaluate("getComputedStyle(document.body).opacity") == "1"
    expect(she.page.locator(BAR)).to_be_hidden()


def test_where_no_websocket_opens_it_is_said_and_the_first_words_stay(
    browser: Browser, server: Server
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.route_web_socket(re.compile("_stcore/stream"), lambda socket: socket.close())
    page.goto(server.url)
    expect(page.locator(BAR)).to_be_visible()
    expect(page.locator("#jb-first h1")).to_be_visible()
    assert {"110", "12356"} <= rings(page, BAR)
    assert page.locator('[role="dialog"]').count() == 0
    context.close()


def typed(page: Page, text: str) -> None:
    field = page.locator(".st-key-budget-affordable input").first
    field.fill(text)
    field.press("Tab")


def test_after_a_crash_the_page_says_so_before_she_types_on(browser: Browser, tmp_path: Path) -> None:
    with Server(tmp_path / "log.txt") as mortal:
        she = Screen(browser, mortal, 390, "light").open("calculator").tap("sample")
        mortal.crash()
        expect(she.page.locator(BAR)).to_contain_text("连接断了")
        with mortal:
            expect(she.page.locator(BAR)).to_contain_text("请刷新")
            assert {"110", "12356"} <= rings(she.page, BAR)
            assert she.value("budget.affordable")
            she.page.locator(BAR).get_by_role("button").click()
            she.settle()
            expect(she.page.locator(BAR)).to_be_hidden()
            she.context.close()


def test_on_a_half_open_line_it_is_said_and_then_page_and_server_agree_again(
    browser: Browser, server: Server
) -> None:
    she = Screen(browser, server, 390, "light")
    deaf = [False]

    def between(socket: WebSocketRoute) -> None:
        far = socket.connect_to_server()
        socket.on_message(lambda said: None if deaf[0] else far.send(said))
        far.on_message(lambda said: None if deaf[0] else socket.send(said))

    she.page.route_web_socket(re.compile("_stcore/stream"), between)
    she.page.route(re.compile("/files/"), lambda route: None if deaf[0] else route.continue_())
    she.open("calculator").tap("sample")
    asked = re.findall(r"¥[\d,.]+", she.page.locator(FIGURES).first.inner_text())[-1]
    deaf[0] = True
    typed(she.page, "700")
    expect(she.page.locator(BAR)).to_contain_text("还没有算进去")
    expect(she.page.locator(FIGURES).first).to_contain_text(asked)
    deaf[0] = False
    expect(she.page.locator(BAR)).to_be_hidden()
    expect(she.page.locator(FIGURES).first).not_to_contain_text(asked)
    she.settle()
    assert float(she.value("budget.affordable").replace(",", "")) == 700
    she.context.close()


def test_a_file_that_does_not_come_is_said(browser: Browser, server: Server) -> None:
    she = Screen(browser, server, 390, "light").open("calculator").tap("sample")
    with she.page.expect_download() as downloading:
        she.tap("download.pdf")
    assert downloading.value.failure() is None
    she.page.locator(".st-key-download-pdf a").evaluate(
        "link => { link.href = '/files/nobody/download.pdf'; }"
    )
    she.page.locator(".st-key-download-pdf a").click()
    expect(she.page.locator(BAR)).to_contain_text("没有下载成功")
    she.context.close()


def test_no_other_site_can_show_the_app_in_a_frame(browser: Browser, server: Server) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.route("http://other.example/", lambda route: route.fulfill(
        content_type="text/html", body=f'<iframe src="{server.url}/"></iframe>'))  # fmt: skip
    page.goto("http://other.example/")
    page.wait_for_function("() => window.frames.length === 1")
    frame = page.frames[1]
    frame.wait_for_load_state()
    assert frame.url.startswith("chrome-error:")
    context.close()


def test_the_charts_draw_without_compiling_anything(screen: Callable[..., Screen]) -> None:
    she = screen().open("calculator").tap("sample")
    expect(she.page.locator(".vega-embed svg, .vega-embed canvas").first).to_be_visible()
