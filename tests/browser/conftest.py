"""The real app on a server of its own, and Chromium to visit it with. Without Chromium these tests are skipped, loudly."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.screen import Scheme, Screen
from tests.serving import Server

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip


def chromium() -> str | None:
    """Where Chromium is."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = chromium()
    if not found:
        reason = (
            f"THE APP IS NOT TESTED IN A BROWSER: no {', '.join(NAMES)} on the PATH and no CHROMIUM in the environment "
            "(Debian: apt-get install chromium fonts-noto-cjk)"
        )
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield started
        started.close()


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
