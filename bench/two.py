"""Several processes behind nginx under load: `python -m bench.two [--save FILE] [--visitors N] [--seconds N] [--rounds N]`.

A crowd: visitors with ten seconds between actions; midway one process is killed with -9. Whether each is back, can work on and
gets her files is looked at here; what she had typed her own browser brings back, and the browser's tests look at that.
Two against one: how many changed amounts a second they work out, each process first with what it can get of the machine,
then held to a third of a processor each, so that visitors and nginx (who are on this machine too) have theirs.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

from websockets.exceptions import ConnectionClosed, InvalidStatus

from bench.load import VISITORS, Scene, Served, again, opened, ran_on
from bench.visitor import Visitor, ask, visit
from deploy.side_by_side import SideBySide, find_nginx, free_ports

IN_USE: Final = Scene("calculator in use", "calculator", True)
WORKING: Final = 8.0
"""Seconds for which the visitors without a pause are watched."""
PAUSE: Final = 10.0
"""Seconds between two of a visitor's actions: on average, half of it to once and a half. With the same pause for everybody, all
who once waited together would act together ever after."""
ARRIVING: Final = 20.0
"""Seconds over which the crowd arrives."""
SHARE: Final = 0.33
_TICK: Final = os.sysconf("SC_CLK_TCK")


class Work(NamedTuple):
    """Changed amounts a second; the processor milliseconds that each took in the app, in nginx and on the visitors' side; and
    how many processors other work of this machine took meanwhile."""

    rate: float
    app: float
    nginx: float
    visitors: float
    others: float


class Spent(NamedTuple):
    """Processor seconds so far of the app, of nginx, of the visitors' side and of the whole machine, and when."""

    app: float
    nginx: float
    visitors: float
    machine: float
    moment: float

    @classmethod
    def by(cls, both: SideBySide) -> Spent:
        busy = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()
        return cls(
            used(app.pid for app in both.apps),
            used([both.front.pid]),
            time.process_time(),
            # user, nice, system, irq, softirq: neither idle nor waiting
            sum(int(busy[place]) for place in (1, 2, 3, 6, 7)) / _TICK,
            time.monotonic(),
        )

    def since(self, before: Spent) -> Spent:
        return Spent(*(now - then for now, then in zip(self, before, strict=True)))

    @property
    def others(self) -> float:
        """Of a span: how many processors other work took."""
        return max(0.0, self.machine - self.app - self.nginx - self.visitors) / self.moment


def used(processes: Iterable[int]) -> float:
    """Processor seconds these processes have used, and those that they started."""
    total = 0
    for process in processes:
        after_name = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        total += int(after_name[11]) + int(after_name[12])
        for listed in Path(f"/proc/{process}/task").glob("*/children"):
            total += round(used(map(int, listed.read_text(encoding="ascii").split())) * _TICK)
    return total / _TICK


async def worked(both: SideBySide) -> Work:
    """`VISITORS` at once, each changing an amount as soon as the last change is worked out."""
    async with AsyncExitStack() as stack:

        async def comes() -> Visitor:
            she = await stack.enter_async_context(visit(both.url, IN_USE.page))
            await opened(she, IN_USE)
            return she

        async def works(she: Visitor, until: float) -> list[int]:
            shown: list[int] = []
            while time.perf_counter() < until:
                shown.append((await again(she, IN_USE, len(shown))).exceptions)
            return shown

        there = await asyncio.gather(*(comes() for _ in range(VISITORS)))
        before, until = Spent.by(both), time.perf_counter() + WORKING
        # For a time, not for a number of turns: with a number, the process that has more visitors would be waited for.
        ran = await asyncio.gather(*(works(she, until) for she in there))
        spent = Spent.by(both).since(before)
    shown = [exceptions for runs in ran for exceptions in runs]
    if sum(shown):
        raise SystemExit(f"{sum(shown)} exceptions on the page")
    runs = len(shown)
    app, nginx, visitors = (part / runs * 1000 for part in spent[:3])
    return Work(runs / spent.moment, app, nginx, visitors, spent.others)


@contextmanager
def held(processes: Sequence[int], share: float) -> Iterator[bool]:
    """Each process to this share of a processor, by a control group of its own; False where this machine does not let us."""
    made = []
    try:
        for process in processes:
            name, root = f"jiebei-{process}", Path("/sys/fs/cgroup")
            one = (root / "cpu" if (root / "cpu").is_dir() else root) / name
            one.mkdir()
            made.append(one)
            limit = one / "cpu.cfs_quota_us"
            if limit.exists():
                limit.write_text(str(int(share * 100_000)), encoding="ascii")
            else:
                (one / "cpu.max").write_text(f"{int(share * 100_000)} 100000", encoding="ascii")
            (one / "cgroup.procs").write_text(str(process), encoding="ascii")
        possible = True
    except OSError:
        possible = False
    try:
        yield possible
    finally:
        for one in made:
            for left in (one / "cgroup.procs").read_text(encoding="ascii").split():
                (one.parent / "cgroup.procs").write_text(left, encoding="ascii")
            one.rmdir()


def one_against_two(started: Sequence[SideBySide], rounds: int) -> Iterator[str]:
    def table(title: str, found: Sequence[Sequence[Work]]) -> Iterator[str]:
        yield ""
        yield f"{title:<44}{'one process':>16}{'two':>12}{'ratio':>8}"
        ratios = [two.rate / one.rate for one, two in zip(*found, strict=True)]
        one, two = ([median(part) for part in zip(*rows, strict=True)] for rows in found)
        names = (
            "changed amounts a second",
            "  processor ms of each: app",
            "    nginx",
            "    the visitors' side",
            "  processors taken by other work",
        )
        for place, name in enumerate(names):
            ratio = f"{median(ratios):.2f}" if place == 0 else ""
            yield f"{name:<44}{one[place]:>16.1f}{two[place]:>12.1f}{ratio:>8}".rstrip()

    def measure() -> list[list[Work]]:
        return [list(found) for found in zip(*([asyncio.run(worked(both)) for both in started] for _ in range(rounds)), strict=True)]  # fmt: skip

    found = measure()
    yield from table(f"{VISITORS} visitors without a pause", found)
    app, nginx, visitors = (median(getattr(work, part) for work in found[1]) for part in ("app", "nginx", "visitors"))  # fmt: skip
    yield f"  visitors and nginx take {(nginx + visitors) / (app + nginx + visitors):.0%} of the processors that two processes would need for themselves"
    with held([app.pid for both in started for app in both.apps], SHARE) as possible:
        if possible:
            yield from table(f"the same, each process held to {SHARE:.2f} processors", measure())
        else:
            yield "  not measured with each process held to a share: that needs the right to make a control group"


@dataclass
class Crowd:
    """What befell everybody: seconds of opens and of actions, by when they began; who was cut off, and was back after how long."""

    begun: float = field(default_factory=time.monotonic)
    killed: float = float("inf")
    opens: list[float] = field(default_factory=list)
    actions: list[tuple[float, float]] = field(default_factory=list)
    others: float = 0.0
    exceptions: int = 0
    refused: int = 0
    cut_off: int = 0
    mid_action: int = 0
    back: list[float] = field(default_factory=list)
    files: list[int] = field(default_factory=list)

    async def visitor(self, url: str, arrives: float, leaves: float) -> None:
        await asyncio.sleep(arrives)
        async with visit(url, IN_USE.page) as she:
            self.opens.append((await opened(she, IN_USE)).seconds)
            cut = await self._acts(she, leaves, random.uniform(0, PAUSE))
        while cut:
            # As her page does: at once, with the session's name and all that stands in its fields, then every second.
            self.cut_off += 1
            try:
                async with visit(url, IN_USE.page, she.session_id, she.cookie) as again_there:
                    again_there.typed = she.typed
                    self.exceptions += (await again_there.run()).exceptions
                    self.back.append(time.monotonic() - cut)
                    she = again_there
                    cut = await self._acts(she, leaves, random.uniform(0.5, 1.5) * PAUSE)
            except (ConnectionClosed, InvalidStatus, OSError):
                self.refused += 1
                await asyncio.sleep(1)
        link = next(iter(she.links.values()))
        self.files.append((await asyncio.to_thread(ask, f"{url}/{link}", {"Cookie": she.cookie}, "HEAD"))[0])

    async def _acts(self, she: Visitor, leaves: float, pause: float) -> float:
        """Changes an amount every ten seconds until she leaves (0), or the moment she was cut off."""
        turn = 0
        while True:
            left = self.begun + leaves - time.monotonic()
            closed = asyncio.ensure_future(she.socket.wait_closed())
            done, _ = await asyncio.wait({closed}, timeout=max(0.0, min(pause, left)))
            closed.cancel()
            if done:
                return time.monotonic()
            if left <= pause:
                return 0.0
            turn, pause, now = turn + 1, random.uniform(0.5, 1.5) * PAUSE, time.monotonic()
            try:
                ran = await again(she, IN_USE, turn)
            except ConnectionClosed:
                self.mid_action += 1
                return time.monotonic()
            self.exceptions += ran.exceptions
            self.actions.append((now, ran.seconds))


def figures(name: str, seconds: Sequence[float]) -> str:
    ranked = sorted(seconds)
    p50, p95, most = (ranked[min(len(ranked) - 1, int(len(ranked) * part))] * 1000 for part in (0.5, 0.95, 1))
    return f"  {name:<28}{len(ranked):>6}   p50 {p50:>5.0f} ms   p95 {p95:>5.0f} ms   longest {most:>5.0f} ms"


async def come(both: SideBySide, crowd: Crowd, visitors: int, seconds: float) -> None:
    async def kill() -> None:
        before = Spent.by(both)
        await asyncio.sleep(ARRIVING + seconds)
        crowd.others = Spent.by(both).since(before).others
        os.kill(both.apps[0].pid, signal.SIGKILL)
        crowd.killed = time.monotonic()

    leaves = ARRIVING + 2 * seconds
    await asyncio.gather(
        kill(),
        *(crowd.visitor(both.url, ARRIVING * place / visitors, leaves) for place in range(visitors)),
    )


def crowded(both: SideBySide, visitors: int, seconds: float) -> Iterator[str]:
    def holds() -> str:
        return ", ".join(f"{Served('', app.pid).memory / 1e6:.0f}" for app in both.apps)

    yield ""
    yield f"{visitors} visitors, {PAUSE:.0f} s between actions, two processes"
    yield f"  a process holds, before anybody comes: {holds()} MB"
    crowd = Crowd()
    watching = threading.Thread(target=both.watch)
    watching.start()
    begun = time.monotonic()
    try:
        asyncio.run(come(both, crowd, visitors, seconds))
    finally:
        both.end()
        watching.join()
    before = [took for began, took in crowd.actions if began < crowd.killed]
    after = [took for began, took in crowd.actions if began >= crowd.killed]
    yield figures("opens, a page filled", crowd.opens)
    yield figures("changed amounts", before)
    yield f"  processors taken by other work until then: {crowd.others:.1f} of {os.cpu_count()}"
    yield f"  one process killed with -9 after {crowd.killed - begun:.0f} s"
    yield f"  cut off {crowd.cut_off}, of them waiting for an answer {crowd.mid_action}; connected again {len(crowd.back)}"
    if crowd.back:
        yield figures("until her page stood again", crowd.back)
    yield figures("changed amounts, afterwards", after)
    kept = Counter(crowd.files)
    others = "".join(f", {count} answered {status}" for status, count in kept.items() if status != 200)
    yield f"  at the end, the killed one back: {kept[200]} of {visitors} pages' downloads are there{others}"
    yield f"  exceptions on a page {crowd.exceptions}, connections refused {crowd.refused}"
    yield f"  a process holds, at the end: {holds()} MB (the first was started anew)"


def report(visitors: int, seconds: float, rounds: int) -> Iterator[str]:
    nginx = find_nginx()
    if nginx is None:
        raise SystemExit("nginx was not found (Debian: apt-get install nginx)")
    yield ran_on()
    yield "Processes, nginx and all visitors on this one machine."
    with tempfile.TemporaryFile() as log:

        def started(processes: int) -> SideBySide:
            return SideBySide(nginx, f"127.0.0.1:{free_ports(1)[0]}", processes, output=log)

        with started(2) as both:
            yield from crowded(both, visitors, seconds)
        if rounds:
            with started(1) as one, started(2) as two:
                yield from one_against_two((one, two), rounds)
        log.seek(0)
        yield ""
        yield f"tracebacks in what all of them printed: {log.read().count(b'Traceback')}"
    yield f"load after {os.getloadavg()[0]:.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--visitors", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=40, help="before the kill, and again after it")
    parser.add_argument("--save", type=Path)
    parser.add_argument("--note", help="what else to know of this run, for the saved file")
    arguments = parser.parse_args()
    lines = [arguments.note] if arguments.note else []
    for line in report(arguments.visitors, arguments.seconds, arguments.rounds):
        print(line, flush=True)
        lines.append(line)
    if arguments.save:
        arguments.save.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
