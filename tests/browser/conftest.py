"""The real app on a server of its own, and Chromium to visit it with. Without Chromium these tests are skipped, loudly."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.screen import CHROMIUM, Scheme, Screen, chromium, launched
from tests.serving import Server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = chromium()
    if found is None:
        reason = (
            f"THE APP IS NOT TESTED IN A BROWSER: no {', '.join(CHROMIUM)} on the PATH and no CHROMIUM in the environment "
            "(Debian: apt-get install chromium fonts-noto-cjk)"
        )
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    with launched(found) as started:
        yield started


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("server") / "log.txt") as running:
        yield running


@pytest.fixture
def cold_server(tmp_path: Path) -> Iterator[Server]:
    """A server that nobody has visited yet."""
    with Server(tmp_path / "log.txt") as running:
        yield running


@pytest.fixture
def screen(browser: Browser, server: Server) -> Iterator[Callable[..., Screen]]:
    """Opens a new visitor's screen; at the end of the test all of them must have been free of errors."""
    opened: list[Screen] = []

    def visitor(
        width: int = 390, scheme: Scheme = "light", at: Server = server, user_agent: str | None = None
    ) -> Screen:
        opened.append(Screen(browser, at, width, scheme, user_agent))
        return opened[-1]

    yield visitor
    for one in opened:
        one.close()
