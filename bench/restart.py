"""Fifty visitors in use, and the server killed under them: `make trial-restart`.

Each has a browser context of her own, so a storage of her own, and her page stays open, connected, throughout: the pages of
one headless Chromium, opened one after the other, all alive when the server is killed with -9. Each has opened a case file
(one of the examples, with her own name and principal), typed another amount and said yes to keeping it; then she stands
on one of several pages. Nobody touches anything while the server is gone and comes again. A visitor is back when her page, in
a new session of the server, shows what it showed; then she takes her case away as a file, which must be the one that
she could take before, byte for byte.

No test, and no line of `make trial-faults`, whose trials are tests (this one's is there with one visitor): it takes minutes
and most of a machine's memory.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from playwright.sync_api import Browser, Error

from bench.load import ran_on
from jiebei.case.file import dumps
from jiebei.case.records import Case
from jiebei.content.examples import as_of_today, examples
from jiebei.counting.due_dates import today_in_china
from jiebei.web.device import KEY
from tests.browser.screen import Screen, chromium, launched
from tests.serving import Server

VISITORS: Final = 50
PAGES: Final = ("calculator", "plan", "letters", "record", "keep")
"""Where they stand when it happens, in turn."""
PATIENCE: Final = 180.0
"""Seconds after which somebody is not back."""
# What her page shows: its words, and what stands in its fields.
_SHOWN: Final = """() => {
  const main = document.querySelector('[data-testid="stMain"]');
  return [main.innerText, ...[...main.querySelectorAll("input, textarea")].map((field) => field.value)].join("\\n");
}"""
_WATCH: Final = """(shown) => {
  const visit = () => document.querySelector("footer[data-visit]")?.dataset.visit;
  const before = window.jiebeiBefore = [visit(), shown()];
  window.jiebeiBack = 0;
  window.jiebeiWatch = setInterval(() => {
    const app = document.querySelector('[data-testid="stApp"]').dataset;
    const idle = app.testConnectionState === "CONNECTED" && app.testScriptState === "notRunning";
    if (!idle || !visit() || visit() === before[0] || shown() !== before[1]) return;
    window.jiebeiBack = Date.now() / 1000;
    clearInterval(window.jiebeiWatch);
  }, 100);
}"""
_CONNECTED: Final = "() => document.querySelector('[data-testid=\"stApp\"]').dataset.testConnectionState"
# Of one who is not back: Streamlit's state, whether it is a new session, our own line, and the page's first words.
_STANDS: Final = """() => {
  const app = document.querySelector('[data-testid="stApp"]').dataset, bar = document.getElementById("jb-bar");
  const words = [bar.hidden ? "" : bar.innerText, ...[".st-key-device-foot", "h1"].map((name) => document.querySelector(name)?.innerText)];
  return [app.testConnectionState, app.testScriptState, document.cookie, ...words].join(" | ").replace(/\\s+/g, " ");
}"""


class Had(NamedTuple):
    """What she could take away, as its bytes, and what her browser's storage holds."""

    file: bytes
    stored: str


@dataclass(frozen=True)
class She:
    screen: Screen
    page: str
    had: Had


def case_of(number: int) -> Case:
    """One visitor's own case: nobody else's name or principal, and no example any more."""
    known = tuple(examples().values())
    case = as_of_today(known[number % len(known)], today_in_china())
    first, *others = case.loans
    loan = first.model_copy(update={"principal": (first.principal or 0) + 100 * number})
    person = case.person.model_copy(update={"name": f"第{number + 1}位"})
    return case.model_copy(update={"example": None, "person": person, "loans": (loan, *others)})


def takes(screen: Screen) -> Had:
    """On the calculator: the file that its button gives, asked for by her browser, and what is stored once all is written."""
    screen.settle()
    link = screen.at("download.case").locator("a").evaluate("link => link.href")
    answer = screen.context.request.get(link)
    if not answer.ok:
        raise SystemExit(f"the file to take away: {answer.status}")
    return Had(answer.body(), screen.page.evaluate("key => localStorage.getItem(key) || ''", KEY))


def comes(browser: Browser, server: Server, folder: Path, number: int) -> She:
    """Opens the calculator and her file, types an amount, has it kept, and goes where she is when it happens."""
    screen = Screen(browser, server, 390, "light")
    case = folder / f"{number}.json"
    case.write_text(dumps(case_of(number)), "utf-8")
    amount = str(801 + number)
    screen.open("calculator").upload(case).page.get_by_text("已经打开，所有内容都填回去了。").wait_for()
    screen.settle().type("budget.affordable", amount).tap("device.yes")
    screen.page.wait_for_function(
        "([key, part]) => (localStorage.getItem(key) || '').includes(part)", arg=[KEY, f"{amount}.00"]
    )
    had, page = takes(screen), PAGES[number % len(PAGES)]
    # By way of another page, also back to the calculator: the box that she opened her file in is closed then.
    screen.go("plan").go(page)
    screen.check()
    screen.page.evaluate(f"() => ({_WATCH})({_SHOWN})")
    return She(screen, page, had)


def back(everybody: Sequence[She], until: float) -> dict[int, float]:
    """When each who is back by then was, by the clock."""
    while True:
        times = [float(she.screen.page.evaluate("window.jiebeiBack || 0")) for she in everybody]
        if all(times) or time.time() > until:
            return {number: moment for number, moment in enumerate(times) if moment}
        time.sleep(1)


def takes_again(she: She) -> Had | None:
    """What she can take away now; None where she cannot."""
    try:
        return takes(she.screen if she.page == "calculator" else she.screen.go("calculator"))
    except (Error, SystemExit):
        return None


class Said(NamedTuple):
    """A line of the trial: in words, as a figure, and whether it is as it must be."""

    words: str
    figure: str = ""
    well: bool = True

    def __str__(self) -> str:
        return f"{self.words:<55}{self.figure}".rstrip()


def report(visitors: int) -> Iterator[Said]:
    found = chromium()
    if found is None:
        raise SystemExit("Chromium was not found (Debian: apt-get install chromium fonts-noto-cjk)")

    def all_of(words: str, count: int, more: str = "") -> Said:
        return Said(words, f"{count} of {visitors}{more}", count == visitors)

    yield Said(ran_on())
    yield Said("Server and pages on this one machine; the pages in one headless Chromium, a context each.")
    yield Said("")
    with tempfile.TemporaryDirectory() as name, launched(found) as browser:
        folder = Path(name)
        with Server(folder / "log.txt") as server:
            everybody = [comes(browser, server, folder, number) for number in range(visitors)]
            connected = [she.screen.page.evaluate(_CONNECTED) for she in everybody].count("CONNECTED")
            yield all_of("in use and connected at the same moment", connected, f", on {len(PAGES)} pages")
            yield all_of("  each with a case of her own", len({she.had.file for she in everybody}))
            server.crash()
            killed = time.time()
            server.__enter__()
            answers = time.time()
            yield Said("killed with -9 and started anew: answers after", f"{answers - killed:.1f} s")
            moments = back(everybody, answers + PATIENCE)
            there = sorted(moment - answers for moment in moments.values())
            yield all_of("back, untouched: the page shows what it showed", len(there))
            for number in set(range(visitors)) - moments.keys():
                lost = everybody[number]
                yield Said(f"  not back: number {number} on {lost.page}", lost.screen.page.evaluate(_STANDS))
            if there:
                yield Said("  after it answered: half of them, the last", f"{there[len(there) // 2]:.1f} s, {there[-1]:.1f} s")  # fmt: skip
                yield Said("  after the kill: the last", f"{there[-1] + answers - killed:.1f} s")
            pairs = [(she.had, takes_again(she)) for she in everybody]
            same = [now is not None and now.file == had.file for had, now in pairs].count(True)
            untouched = [now is not None and now.stored == had.stored for had, now in pairs].count(True)
            yield all_of("the file to take away is the one before, every byte", same)
            yield all_of("what her browser holds is what it held, every byte", untouched)
            shown = sum(she.screen.page.locator('[data-testid="stException"]').count() for she in everybody)
            traces = server.output.count("Traceback")
            yield Said(
                "exceptions on a page, tracebacks in the log", f"{shown}, {traces}", not shown + traces
            )
    yield Said(f"load after {os.getloadavg()[0]:.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--visitors", type=int, default=VISITORS)
    parser.add_argument("--save", type=Path)
    arguments = parser.parse_args()
    lines, all_well = [], True
    for said in report(arguments.visitors):
        print(said, flush=True)
        lines.append(str(said))
        all_well &= said.well
    if arguments.save:
        arguments.save.write_text("\n".join(lines) + "\n", encoding="utf-8")
    raise SystemExit(0 if all_well else 1)


if __name__ == "__main__":
    main()
