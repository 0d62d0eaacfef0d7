"""What many visitors at once wait for: `python -m bench.load [--rounds N] [--save FILE] [--trial RERUNS SESSIONS]`.

Our app, empty and in use, against a stock Streamlit app that shows one line (with Streamlit's own defaults: its file
watcher, its collection after every run; once as it is installed by itself, once on the event loop that ours brings), all served
on this machine by the same packages in the same minutes; every visitor speaks over the server's own websocket (bench/visitor.py). A rerun of the page in use is a changed amount, with all that follows from it. Absolute times drift with the machine: the ratios are what counts.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

from bench.readme import ROOT, median_and_range, printed, renew
from bench.visitor import Ran, Visitor, visit

EMPTY_PAGE: Final = 'import streamlit as st\n\nst.title("An empty page")\n'
VISITORS: Final = 40
ALONE, TOGETHER = 20, 5
"""Reruns of one visitor alone, and of each of `VISITORS` at once."""
SAMPLE: Final = "载入示例"
QUIET: Final = 3.0
"""The machine's load above which the figures say more of its other work than of us."""


@dataclass(frozen=True)
class Scene:
    """One row of the table: where a visitor goes, and what she does before she is measured."""

    name: str
    page: str = ""
    filled: bool = False


class Figures(NamedTuple):
    """What was measured of a scene: seconds, reruns a second, bytes, and bytes of memory a session."""

    alone: float
    opening: float
    rate: float
    received: float
    session: float


class Served(NamedTuple):
    url: str
    process: int

    @property
    def memory(self) -> int:
        """Bytes that the server's process holds."""
        pages = int(Path(f"/proc/{self.process}/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def served(script: str, folder: Path, first: Path = ROOT) -> Iterator[Served]:
    """`streamlit run` in a folder, with that folder's configuration, until the block ends. first: where imports are looked for
    before what is installed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.address", "127.0.0.1", "--server.port", str(port),
               "--server.headless", "true", "--browser.gatherUsageStats", "false",
               "--browser.serverAddress", "localhost"]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(first)}
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
    ) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            while not _answers(url):
                if process.poll() is not None:
                    raise SystemExit(f"{script} does not start")
                time.sleep(0.2)
            yield Served(url, process.pid)
        finally:
            process.terminate()


def _answers(url: str) -> bool:
    try:
        with urlopen(f"{url}/_stcore/health"):
            return True
    except (URLError, ConnectionError):
        return False


async def opened(she: Visitor, scene: Scene) -> Ran:
    """Her page drawn for the first time, which is what is returned, and filled where the scene wants it."""
    ran = await she.run()
    await filled(she, scene)
    return ran


async def filled(she: Visitor, scene: Scene) -> None:
    """Her page with an example's figures, where the scene wants it."""
    if scene.filled:
        await she.press(SAMPLE)


async def again(she: Visitor, scene: Scene, turn: int) -> Ran:
    """One more run: of the page in use, with another amount."""
    return await (she.type(budget__affordable=str(900 + turn)) if scene.filled else she.run())


async def measured(server: Served, scene: Scene) -> Figures:
    async with visit(server.url, scene.page) as she:
        await opened(she, scene)
        alone = [await again(she, scene, turn) for turn in range(ALONE)]

    before = server.memory
    async with AsyncExitStack() as stack:

        async def works(she: Visitor) -> list[Ran]:
            return [await again(she, scene, turn) for turn in range(TOGETHER)]

        # All are connected before the first asks for her page: so they open it at once, whatever else a page loads before.
        coming = (stack.enter_async_context(visit(server.url, scene.page)) for _ in range(VISITORS))
        there = await asyncio.gather(*coming)
        opens = [ran.seconds for ran in await asyncio.gather(*(she.run() for she in there))]
        # Only now: what they do next is no part of opening, and a visitor of the stock page does nothing.
        await asyncio.gather(*(filled(she, scene) for she in there))
        begun = time.perf_counter()
        runs = [run for done in await asyncio.gather(*(works(she) for she in there)) for run in done]
        took, held = time.perf_counter() - begun, server.memory - before
    if shown := sum(run.exceptions for run in [*alone, *runs]):
        raise SystemExit(f"{scene.name}: {shown} exceptions on the page")
    return Figures(
        median(run.seconds for run in alone),
        sorted(opens)[int(len(opens) * 0.95)],
        len(runs) / took,
        median(run.received for run in alone),
        held / VISITORS,
    )


ROWS: Final[Sequence[tuple[str, Callable[[Figures], str]]]] = (
    ("rerun, one visitor, p50", lambda found: f"{found.alone * 1000:.0f} ms"),
    (f"{VISITORS} opening, p95", lambda found: f"{found.opening:.2f} s"),
    (f"reruns a second, {VISITORS} visitors", lambda found: f"{found.rate:.1f}"),
    ("bytes a rerun", lambda found: f"{found.received / 1000:.1f} KB"),
    ("memory a session", lambda found: f"{found.session / 1e6:.2f} MB"),
)


def table(found: Mapping[Scene, Sequence[Figures]]) -> Iterator[str]:
    """The figures of every round, a column for each scene."""
    rows = {
        name: [
            median_and_range([shown(one) for one in sorted(rounds, key=lambda one: one[place])])
            for rounds in found.values()
        ]
        for place, (name, shown) in enumerate(ROWS)
    }
    yield from printed([scene.name for scene in found], rows)


def ran_on() -> str:
    """The machine, and how busy it was before it was measured: one line."""
    load = os.getloadavg()[0]
    busy = "" if load < QUIET else " (BUSY WITH OTHER WORK: the times say little)"
    return f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}, load before {load:.1f}{busy}"


def report(rounds: int) -> Iterator[str]:
    yield ran_on()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (folder / "empty.py").write_text(EMPTY_PAGE, encoding="utf-8")
        # What Streamlit brings with it knows no uvloop; ours does, and lends it to whatever else runs here.
        (folder / "stock").mkdir()
        (folder / "stock" / "uvloop.py").write_text("raise ModuleNotFoundError\n", encoding="utf-8")
        stock = stack.enter_context(served("empty.py", folder, folder / "stock"))
        on_uvloop = stack.enter_context(served("empty.py", folder))
        ours = stack.enter_context(served("app.py", ROOT))
        scenes = {
            Scene("empty page, stock"): stock,
            Scene("the same, on uvloop as ours"): on_uvloop,
            Scene("ours, home"): ours,
            Scene("ours, calculator", "calculator"): ours,
            Scene("ours, calculator in use", "calculator", True): ours,
        }
        found: dict[Scene, list[Figures]] = {scene: [] for scene in scenes}
        for _ in range(rounds):
            for scene, server in scenes.items():
                found[scene].append(asyncio.run(measured(server, scene)))
    yield ""
    yield from table(found)


async def _used(url: str, page: str, reruns: int) -> None:
    async with visit(url, page) as she:
        await opened(she, Scene("", page, True))
        for turn in range(reruns):
            await again(she, Scene("", page, True), turn)


def trial(reruns: int, sessions: int) -> Iterator[str]:
    """Memory while sessions come, work and go, one after another: it must not grow with how many there were.

    Each session is parked for a second after it is left, so what is measured is what stays for good.
    """
    yield f"{reruns} reruns in {sessions} sessions, each forgotten a second after it is left"
    os.environ["STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL"] = "1"
    with served("app.py", ROOT) as server:
        for tenth in range(11):
            if tenth:
                for _ in range(sessions // 10):
                    asyncio.run(_used(server.url, "calculator", reruns // sessions))
            time.sleep(3)
            yield f"  after {tenth * reruns // 10:>6} reruns {server.memory / 1e6:8.1f} MB"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--save", type=Path)
    parser.add_argument("--trial", type=int, nargs=2, metavar=("RERUNS", "SESSIONS"))
    arguments = parser.parse_args()
    lines = []
    for line in trial(*arguments.trial) if arguments.trial else report(arguments.rounds):
        print(line, flush=True)
        lines.append(line)
    if arguments.save:
        arguments.save.write_text("\n".join(lines) + "\n", encoding="utf-8")
        if not arguments.trial:
            renew("bench-load")


if __name__ == "__main__":
    main()
