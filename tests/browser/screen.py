"""One visitor's screen: what a person does, what she sees, and what must never happen."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, expect, sync_playwright

from jiebei.web.walk import STOPS
from tests.serving import Server

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip
Scheme = Literal["light", "dark"]
HEIGHT = 844
PATIENCE = 30_000
"""Milliseconds before a test gives up; a limit against hanging, not a measure of speed."""

expect.set_options(timeout=PATIENCE)

_SETTLED = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  const idle = app && app.dataset.testScriptState === 'notRunning' && app.dataset.testConnectionState === 'CONNECTED'
    && document.querySelector('footer') && !document.querySelector('[data-testid="stSkeleton"], [data-stale="true"]');
  // A run may ask for another one: only a short while of rest counts.
  window.restingSince = idle ? window.restingSince || performance.now() : 0;
  return idle && performance.now() - window.restingSince > 120;
}"""
_NEXT_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => { window.restingSince = 0; done(); })))"


def chromium() -> str | None:
    """The browser to visit with: the one $CHROMIUM names, or the first found on PATH."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)


@contextmanager
def launched(executable: str) -> Iterator[Browser]:
    """That browser, without a window, until the block ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield browser
        browser.close()


class Instalment(NamedTuple):
    """One row of the page's own table, as it is written there."""

    day: str
    payment: str
    parts: tuple[str, ...]


class Screen:
    """One visitor with a browser window of her own. `taps` counts what she has done with her finger or keyboard."""

    def __init__(
        self, browser: Browser, server: Server, width: int, scheme: Scheme, user_agent: str | None = None
    ) -> None:
        self.server, self.width, self.taps = server, width, 0
        self.faults: list[str] = []
        self.seen_log = len(server.output)
        self.context = browser.new_context(
            viewport={"width": width, "height": HEIGHT}, locale="zh-CN", color_scheme=scheme, accept_downloads=True,
            user_agent=user_agent,
        )  # fmt: skip
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.page.on(
            "console", lambda said: self._fault("console", said.text) if said.type == "error" else None
        )
        self.page.on("pageerror", lambda error: self._fault("page error", str(error)))
        self.page.on("request", lambda request: self._same_host(request.url))
        self.page.on("websocket", lambda opened: self._same_host(opened.url))

    def _fault(self, kind: str, text: str) -> None:
        self.faults.append(f"{kind}: {text}")

    def _same_host(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"data", "blob", "about"} and parts.netloc != self.server.host:
            self._fault("request to another host", url)

    def check(self) -> None:
        """Nothing has gone wrong so far: on the page, in the console, on the network, on the server."""
        for node in self.page.locator('[data-testid="stException"]').all():
            self._fault("exception on the page", node.inner_text())
        written = self.server.output[self.seen_log :]
        if "Traceback" in written:
            self._fault("on the server", written)
        assert not self.faults, self.faults

    def close(self) -> None:
        try:
            self.check()
        finally:
            self.context.close()

    # Going about

    def open(self, name: str) -> Screen:
        """The page by its own URL, as from a bookmark."""
        self.page.goto(self.server.url + ("/" if name == "home" else f"/{name}"))
        return self.settle()

    def settle(self) -> Screen:
        """Waits until the page has drawn everything the last thing she did has led to."""
        self.page.evaluate(_NEXT_FRAMES)
        self.page.wait_for_function(_SETTLED)
        return self

    def go(self, name: str) -> Screen:
        """Another page by the app's own menu, as a click on its link (which on a phone lies in the drawer)."""
        path = "/" if name == "home" else f"/{name}"
        link = self.page.locator('[data-testid="stSidebarNavLink"]').and_(
            self.page.locator(f'[href$="{self.server.host}{path}"]')
        )
        link.dispatch_event("click")
        self.page.wait_for_url(re.compile(re.escape(self.server.host + path) + r"(\?.*)?$"))
        self.settle()
        # Home is about today once there is a case.
        titles = [self.title_of(name), *(["今天"] if name == "home" else [])]
        self.page.locator("h1", has_text=re.compile("|".join(map(re.escape, titles)))).wait_for()
        return self

    @staticmethod
    def title_of(name: str) -> str:
        from jiebei import content

        return content.page("home").title if name == "home" else STOPS[name].title

    def at(self, key: str) -> Locator:
        """A widget by its key in the code."""
        return self.page.locator(f".st-key-{re.sub('[^a-zA-Z0-9_-]', '-', key)}")

    def tap(self, target: str | Locator) -> Screen:
        """One tap: on a button by its key, or on anything."""
        (self.at(target).locator("button, a").first if isinstance(target, str) else target).click()
        self.taps += 1
        return self.settle()

    def type(self, key: str, text: str) -> Screen:
        """Typing into one field and leaving it: one interaction."""
        field = self.at(key).locator("input, textarea").first
        field.fill(text)
        field.press("Tab")
        self.taps += 1
        return self.settle()

    def type_day(self, key: str, day: date) -> Screen:
        self.at(key).locator('[role="spinbutton"][data-type="year"]').click()
        self.page.keyboard.type(f"{day:%Y%m%d}")
        # A calendar has opened below the field; the date counts once it closes.
        self.page.keyboard.press("Escape")
        self.taps += 1
        return self.settle()

    def group(self, name: str) -> Screen:
        """One of the groups of further questions, by the menu and the list of them."""
        return self.go("details").tap(f"group.{name}")

    def keys(self, key: str, text: str) -> int:
        """Types into one field key by key, as a thumb does; returns how many keys that took."""
        field = self.at(key).locator("input, textarea").first
        field.click()
        self.page.keyboard.type(text)
        self.taps += 1
        return len(text)

    def unfold(self) -> Screen:
        """Opens every expander."""
        self.page.locator("details:not([open]) > summary").evaluate_all(
            "all => all.forEach(closed => closed.click())"
        )
        self.page.wait_for_function(
            "() => !document.querySelector('[data-testid=\"stExpanderDetails\"][inert]')"
        )
        return self.settle()

    def expander_around(self, target: Locator) -> Locator:
        return self.page.locator("details").filter(has=target).locator("summary").first

    def upload(self, path: Path) -> Screen:
        section = self.at("section.open")
        if not section.locator("details[open]").count():
            self.tap(section.locator("summary"))
        self.at("upload.case").locator('input[type="file"]').set_input_files(path)
        return self.settle()

    # Seeing

    def value(self, key: str) -> str:
        return self.at(key).locator("input, textarea").first.input_value()

    @property
    def instalments(self) -> tuple[list[Instalment], str]:
        """The plan's rows and its total, read from the page's own table."""
        read: Any = self.page.locator("table.jb-table:has(tfoot)").first.evaluate(
            """table => ({
              rows: [...table.tBodies[0].rows].map(row => [...row.cells].map(cell => cell.innerText || cell.textContent)),
              total: [...table.tFoot.rows[0].cells].map(cell => cell.textContent)})"""
        )
        rows = [
            Instalment(cells[1].strip(), *_first_and_rest(re.findall(r"¥[\d,]+\.\d\d", cells[2])))
            for cells in read["rows"]
        ]
        return rows, read["total"][2].strip()


def _first_and_rest(found: list[str]) -> tuple[str, tuple[str, ...]]:
    return found[0], tuple(found[1:])
