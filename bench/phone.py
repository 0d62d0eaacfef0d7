"""First load on a cheap phone: `make trial-phone`.

Chromium slowed down as its own developer tools do it: the processor four times, 1.6 Mbit/s down, 150 ms to every answer
(devtools make a request wait that long, but not the connection before it). For each page a new browser context, so
nothing is cached; then the page once more in the same context; then with JavaScript off. All times are the browser's own, from the
start of the navigation, read in the page or from its trace of paints.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Final, NamedTuple

from playwright.sync_api import Browser, BrowserContext, CDPSession

from bench.load import ran_on, served
from bench.readme import ROOT, median_and_range, printed, renew
from tests.browser.screen import HEIGHT, chromium, launched

PROCESSOR: Final = 4
DOWN, UP, LATENCY = 1.6, 0.75, 150
"""Mbit/s, Mbit/s and milliseconds."""
PAGES: Final = ("home", "calculator")
SOON: Final = 1.0
"""Seconds within which the first words are to be readable."""
WHOLE: Final = 180_000
"""Milliseconds after which a page that is not whole is a failure."""
# Times are noted frame by frame, a frame being what she can see.
_NOTE: Final = """(() => {
  const seen = window.jiebeiSeen = { shift: 0 };
  const box = (node) => { const { left, top, width, height } = node.getBoundingClientRect(); return [left, top, width, height]; };
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) seen.shift += one.value;
  }).observe({ type: "layout-shift", buffered: true });
  let resting = 0;
  (function frame() {
    const now = performance.now();
    const first = document.querySelector("#jb-first h1"), call = document.querySelector('#jb-first a[href^="tel:"]');
    if (first && call) { seen.words ??= now; seen.first = box(first); }
    const app = document.querySelector('[data-testid="stApp"]');
    const heading = document.querySelector('[data-testid="stMain"] h1');
    if (heading && !document.getElementById("jb-first")) { seen.heading ??= now; seen.drawn ??= box(heading); }
    const idle = app?.dataset.testScriptState === "notRunning" && document.querySelector("footer[data-visit]")
      && !document.querySelector('[data-testid="stSkeleton"], [data-stale="true"]');
    resting = idle ? resting || now : 0;
    // A run may ask for another one: only a while of rest counts, from its beginning.
    if (resting && now - resting > 2000) { seen.whole = resting; return; }
    requestAnimationFrame(frame);
  })();
})();"""
_PAINTED: Final = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"


class Seen(NamedTuple):
    """One load: seconds until the first words and the numbers to ring are painted, until Streamlit's heading stands and until
    the page is whole; bytes and requests; how much moved by itself (the browser's cumulative layout shift), and how
    many pixels the heading moved when Streamlit's took its place. What there is not without JavaScript is None."""

    words: float
    heading: float | None
    whole: float | None
    received: int
    requests: int
    shift: float | None
    moved: float | None


@dataclass
class Line:
    """What has come over the network, as devtools tell it."""

    received: int = 0
    requests: int = 0
    _cached: set[str] = field(default_factory=set)

    def listen(self, session: CDPSession) -> None:
        session.on("Network.requestServedFromCache", lambda event: self._cached.add(event["requestId"]))
        session.on("Network.responseReceived", self._answered)
        session.on("Network.loadingFinished", self._finished)
        session.on("Network.webSocketFrameReceived", self._frame)

    def _answered(self, event: dict[str, Any]) -> None:
        if event["response"].get("fromDiskCache"):
            self._cached.add(event["requestId"])

    def _finished(self, event: dict[str, Any]) -> None:
        if event["requestId"] not in self._cached and event["encodedDataLength"]:
            self.requests += 1
            self.received += int(event["encodedDataLength"])

    def _frame(self, event: dict[str, Any]) -> None:
        said = event["response"]
        # What is not text comes as base64.
        length = len(said["payloadData"])
        self.received += length if said["opcode"] == 1 else length * 3 // 4


def load(context: BrowserContext, url: str, scripts: bool) -> Seen:
    """The page in a new tab of this context, until it is whole."""
    page = context.new_page()
    session, line = context.new_cdp_session(page), Line()
    session.send("Network.enable")
    bytes_a_second = 1e6 / 8
    conditions = {"offline": False, "latency": LATENCY, "downloadThroughput": DOWN * bytes_a_second,
                  "uploadThroughput": UP * bytes_a_second}  # fmt: skip
    session.send("Network.emulateNetworkConditions", conditions)
    session.send("Emulation.setCPUThrottlingRate", {"rate": PROCESSOR})
    line.listen(session)
    try:
        if not scripts:
            page.goto(url, wait_until="load", timeout=WHOLE)
            page.wait_for_timeout(500)
            if not page.locator('#jb-first a[href^="tel:"]').first.is_visible():
                raise SystemExit("without JavaScript there is no number to ring")
            return Seen(page.evaluate(_PAINTED) / 1000, None, None, line.received, line.requests, None, None)
        page.add_init_script(_NOTE)
        page.goto(url, wait_until="commit", timeout=WHOLE)
        page.wait_for_function("() => window.jiebeiSeen?.whole", timeout=WHOLE, polling=500)
        seen = page.evaluate("window.jiebeiSeen")
        moved = max(abs(a - b) for a, b in zip(seen["first"], seen["drawn"], strict=True))
        words = max(seen["words"], page.evaluate(_PAINTED))
        return Seen(words / 1000, seen["heading"] / 1000, seen["whole"] / 1000, line.received, line.requests, seen["shift"], moved)  # fmt: skip
    finally:
        page.close()


ROWS: Final[Sequence[tuple[str, Callable[[Any], str]]]] = (
    ("first words, numbers to ring", lambda seconds: f"{seconds:.2f} s"),
    ("Streamlit's heading", lambda seconds: f"{seconds:.1f} s"),
    ("page whole", lambda seconds: f"{seconds:.1f} s"),
    ("received", lambda received: f"{received / 1e6:.2f} MB"),
    ("requests", lambda count: f"{count}"),
    ("layout shift (CLS)", lambda shift: f"{shift:.3f}"),
    ("its heading is off by", lambda pixels: f"{pixels:.1f} px"),
)


def visits(browser: Browser, url: str) -> Iterator[tuple[str, Seen]]:
    """Each page for the first time, again, and without JavaScript."""
    for name in PAGES:
        address = url + ("/" if name == "home" else f"/{name}")
        for scripts in (True, False):
            context = browser.new_context(
                viewport={"width": 390, "height": HEIGHT}, locale="zh-CN", java_script_enabled=scripts
            )
            yield f"{name}{'' if scripts else ', JavaScript off'}", load(context, address, scripts)
            if scripts:
                yield f"{name}, again", load(context, address, scripts)
            context.close()


def report(rounds: int, found: dict[str, list[Seen]]) -> Iterator[str]:
    """Lines; and what was seen, by the name of each column."""
    executable = chromium()
    if executable is None:
        raise SystemExit("Chromium was not found (Debian: apt-get install chromium fonts-noto-cjk)")
    yield ran_on()
    with served("app.py", ROOT) as server, launched(executable) as browser:
        yield f"Chromium {browser.version}, processor slowed down {PROCESSOR} times, {DOWN} Mbit/s down, {UP} up, {LATENCY} ms to every answer"
        # Nobody's first visit: the server is warm, and so is the browser's own process.
        context = browser.new_context()
        context.new_page().goto(server.url)
        context.close()
        for _ in range(rounds):
            for name, seen in visits(browser, server.url):
                found.setdefault(name, []).append(seen)
    yield f"Median of {rounds}. Load after: {os.getloadavg()[0]:.1f}"
    yield ""

    def cell(seen: Sequence[Seen], place: int, shown: Callable[[Any], str]) -> str:
        values = sorted(value for one in seen if (value := one[place]) is not None)
        return median_and_range([shown(value) for value in values]) if values else "–"

    yield from printed(
        list(found),
        {words: [cell(seen, place, shown) for seen in found.values()] for place, (words, shown) in enumerate(ROWS)},
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--save", type=Path)
    arguments = parser.parse_args()
    lines: list[str] = []
    found: dict[str, list[Seen]] = {}
    for line in report(arguments.rounds, found):
        print(line, flush=True)
        lines.append(line)
    if arguments.save:
        arguments.save.write_text("\n".join(lines) + "\n", encoding="utf-8")
        renew("trial-phone")
    late = [name for name, seen in found.items() if median(one.words for one in seen) > SOON]
    raise SystemExit(f"first words later than {SOON:.0f} s: {', '.join(late)}" if late else 0)


if __name__ == "__main__":
    main()
