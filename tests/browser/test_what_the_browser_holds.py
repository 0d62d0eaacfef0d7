"""What the privacy page names is all that this app leaves in a browser; and what pictures leave on the server, ends with the visit."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Response

from bench.visitor import ask
from jiebei import content
from jiebei.web.walk import STOPS
from tests.app.test_forgetting import looking_server
from tests.browser.screen import Screen
from tests.browser.test_kept_on_her_device import PASSPHRASE, locked, typed, wait_until_kept

pytestmark = pytest.mark.browser

NAME = "赵甲乙丙记号"
STREAMLITS = ("stSidebar", "stActiveTheme")
"""The menu and the colours."""
HELD = """async () => ({
  local: {...localStorage}, session: {...sessionStorage}, databases: await indexedDB.databases(),
  caches: window.caches ? await caches.keys() : [], workers: (await navigator.serviceWorker?.getRegistrations() ?? []).length,
  history: JSON.stringify(history.state), address: location.href, title: document.title, referrer: document.referrer,
})"""


def named(section: str) -> set[str]:
    """What the privacy page names there, as it stands in the browser."""
    return set(re.findall("`([^`]+)`", content.page("privacy").section(section).markdown))


def held(she: Screen) -> tuple[dict[str, Any], set[str]]:
    """All that the browser holds, and the names of what is in its storage beside Streamlit's menu and colours."""
    found: dict[str, Any] = she.page.evaluate(HELD)
    names = {name for name in found["local"] if not name.startswith(STREAMLITS)}
    assert found["session"] == {}
    assert (found["databases"], found["caches"], found["workers"]) == ([], [], 0)
    assert NAME not in str(
        {**found, "local": {key: found["local"][key] for key in {*found["local"]} - names}}
    )
    return found, names


def cookies(she: Screen) -> dict[str, str]:
    """Each ends with the browser; its value by its name."""
    there = she.context.cookies()
    assert {one["expires"] for one in there} == {-1}
    return {one["name"]: one["value"] for one in there}


def test_it_holds_what_the_page_names_and_nothing_else(screen: Callable[..., Screen]) -> None:
    she = screen().open("privacy").go("calculator").tap("sample")
    she.group("person").type("person.name", NAME)
    for name in STOPS:
        she.go(name)
    _, names = held(she)
    assert names == set()
    assert {*cookies(she)} == {"jiebei", "_streamlit_xsrf"}
    she.tap("device.yes")
    wait_until_kept(she, NAME)
    _, names = held(she)
    assert names == {"jiebei.kept"}
    assert names < named("phone")
    there = cookies(she)
    assert {*there} == named("cookies")
    assert there["jiebei-keeps"] == "1"
    assert re.fullmatch(r"[\w-]{43}", there["jiebei"])
    assert re.fullmatch(r"2\|[0-9a-f]{8}\|[0-9a-f]{32}\|\d{10}", there["_streamlit_xsrf"])


def test_what_cannot_be_read_goes_where_the_page_says(screen: Callable[..., Screen]) -> None:
    she = screen().open("calculator")
    she.page.evaluate("localStorage.setItem('jiebei.kept', 'x')")
    she.page.reload()
    she.at("device-foot").get_by_text("放在一边").wait_for()
    she.page.wait_for_function("Object.keys(localStorage).some(name => name.startsWith('jiebei.aside.'))")
    _, names = held(she)
    (prefix,) = {name for name in named("phone") if name.endswith(".")}
    assert [name for name in names if not name.startswith(prefix)] == []


def test_under_a_passphrase_neither_her_words_nor_the_passphrase_are_in_it(
    screen: Callable[..., Screen],
) -> None:
    found, names = held(locked(screen()))
    assert names == {"jiebei.kept"}
    assert not re.search(f"小王|15000|{PASSPHRASE}", str(found))


def pictures(she: Screen) -> set[str]:
    drawn = she.page.locator('[data-testid="stMain"] img[src*="/media/"]')
    drawn.first.wait_for()
    return {str(one.get_attribute("src")) for one in drawn.all()}


def test_nothing_with_her_words_may_be_kept_in_the_browsers_cache(screen: Callable[..., Screen]) -> None:
    she, answers = screen(), list[Response]()
    she.page.on("response", lambda answer: answers.append(answer))
    pictures(typed(she, NAME).go("letters").unfold())
    letter = she.at("download.pdf").locator("a").get_attribute("href")
    she.page.evaluate("address => fetch(address).then(answer => answer.text())", f"/{letter}")
    hers = [answer for answer in answers if re.match("/(media|files)/", urlsplit(answer.url).path)]
    assert {urlsplit(answer.url).path.split("/")[1] for answer in hers} == {"media", "files"}
    for answer in hers:
        assert answer.headers["cache-control"] == "no-store", answer.url
    for answer in answers:
        # Streamlit's own scripts are as they were installed.
        if answer not in hers and answer.ok and not urlsplit(answer.url).path.startswith("/static/"):
            assert NAME.encode() not in answer.body(), answer.url


def status(she: Screen, path: str) -> int:
    return ask(she.server.url + urlsplit(path).path)[0]


def gone(she: Screen, addresses: set[str]) -> bool:
    """Whether, within half a minute, none of them answers any more."""
    for _ in range(30):
        if {status(she, address) for address in addresses} == {404}:
            return True
        time.sleep(1)
    return False


def test_the_pictures_of_her_letter_are_at_addresses_of_her_own_and_gone_once_she_leaves(
    screen: Callable[..., Screen],
) -> None:
    two = [typed(screen(), name).go("letters").unfold() for name in ("只在这里", "别人")]
    drawn, others = (pictures(one) for one in two)
    # A page without her name is the same picture for whoever has the same figures; an address is made of what it shows.
    hers = drawn - others
    assert hers
    for address in hers:
        assert re.search(r"/media/[0-9a-f]{32,}\.png", address)
        assert status(two[0], address) == 200
    she = two[0].go("calculator").unfold()
    she.at("device.leave").locator("button").click()
    she.page.wait_for_url("about:blank")
    assert gone(she, hers)
    assert {status(two[1], address) for address in others} == {200}


def test_the_pictures_of_one_who_just_closed_the_page_end_with_her_time(
    browser: Browser, tmp_path: Path
) -> None:
    with looking_server(tmp_path) as server:
        she = Screen(browser, server, 390, "light")
        hers = pictures(typed(she).go("letters").unfold())
        assert {status(she, address) for address in hers} == {200}
        she.close()
        assert gone(she, hers)
