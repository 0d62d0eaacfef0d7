"""Her process is killed with -9 while she types: her browser hands her case to the other one, and nothing is lost."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from deploy.side_by_side import SideBySide
from tests.browser.screen import Screen
from tests.browser.test_kept_on_her_device import kept_case, pass_over_the_broken_line
from tests.browser.test_walk_on_a_phone import four_numbers_are_there, type_four_numbers
from tests.deploy.conftest import nginx, pair  # noqa: F401
from tests.serving import Server

pytestmark = pytest.mark.browser


class Site:
    """Two processes as one visitor sees them."""

    def __init__(self, url: str) -> None:
        self.url, self.host, self.output = url, urlsplit(url).netloc, ""


def test_a_killed_process_costs_her_nothing_she_kept(
    pair: SideBySide,  # noqa: F811
    browser: Browser,
) -> None:
    she = Screen(browser, cast(Server, Site(pair.url)), 390, "light").open("calculator")
    type_four_numbers(she)
    she.tap("device.yes").group("person").type("person.name", "小王")
    before = kept_case(she)
    (place,) = [cookie["value"] for cookie in she.context.cookies() if cookie["name"] == "jiebei_at"]
    pair.apps[pair.ports.index(int(place))].kill()
    she.page.reload()
    she.go("calculator")
    four_numbers_are_there(she)
    assert kept_case(she) == before
    (later,) = [cookie["value"] for cookie in she.context.cookies() if cookie["name"] == "jiebei_at"]
    assert later != place
    pass_over_the_broken_line(she)
    she.close()
