"""What to buy for so many at once: `python -m deploy.capacity [--visitors N] [--pause SECONDS]`, from what was measured.

The figures are those of docs/trial-two.txt and docs/bench-load.txt; every line shows the sum it comes from.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Final

DOCS: Final = Path(__file__).resolve().parents[1] / "docs"
STAYS: Final = 20
"""Minutes that a visitor is assumed to stay."""
PARKED: Final = 30
"""Minutes for which the page of one who left is kept in memory (server.disconnectedSessionTTL)."""
TOGETHER: Final = 7
"""Processes on one machine; a processor more is for everything else on it."""
FULL: Final = 0.5
"""The part of a processor that is planned for: the rest is for rushes, and for the visitors of a process that died."""


@dataclass(frozen=True)
class Measured:
    """Processor milliseconds of one changed amount in the app and in nginx; megabytes of an idle process and of a session in
    use; kilobytes sent for one changed amount."""

    app: float
    nginx: float
    process: float
    session: float
    sent: float


def measured(docs: Path = DOCS) -> Measured:
    """As the last outcomes say. `ValueError` where one of them lacks a line."""
    trial = (docs / "trial-two.txt").read_text("utf-8")
    bench = (docs / "bench-load.txt").read_text("utf-8")

    def found(pattern: str, text: str) -> float:
        match = re.search(pattern, text, re.MULTILINE)
        if match is None:
            raise ValueError(f"no line like {pattern!r}")
        return float(match[1])

    return Measured(
        found(r"^ *processor ms of each: app +([\d.]+)", trial),
        found(r"^ *nginx +([\d.]+)", trial),
        found(r"before anybody comes: (\d+)", trial),
        # The last column is the page in use.
        found(r"^memory a session.* ([\d.]+) MB \(\S+\)$", bench),
        found(r"^bytes a rerun.* ([\d.]+) KB \(\S+\)$", bench),
    )


def arithmetic(of: Measured, visitors: int, pause: float) -> Iterator[str]:
    """Line by line what that many need who each do something every `pause` seconds."""
    actions = visitors / pause
    per_process = max(1, int(FULL * 1000 / of.app * pause))
    processes = ceil(visitors / per_process)
    parked = visitors * PARKED / STAYS
    sessions = (visitors + parked) / processes
    memory = of.process + sessions * of.session
    rows = (
        (f"{visitors:,} visitors ÷ {pause:.0f} s between actions", f"{actions:,.0f} actions a second"),
        (f"one process: {FULL:.0%} of 1000 ms ÷ {of.app:.1f} ms × {pause:.0f} s", f"{per_process} visitors"),
        (f"{visitors:,} ÷ {per_process}", f"{processes} processes, a processor each"),
        (
            f"nginx: {actions:,.0f} × {of.nginx:.1f} ms",
            f"{actions * of.nginx / 1000:.1f} processors, and TLS",
        ),
        (
            f"each stays {STAYS} min, is kept {PARKED} min after: {visitors:,} × {PARKED} ÷ {STAYS}",
            f"{parked:,.0f} more sessions",
        ),
        (
            f"a process: {of.process:.0f} MB + {sessions:.0f} sessions × {of.session:.2f} MB",
            f"{memory:.0f} MB",
        ),
        (f"{processes} × {memory:.0f} MB", f"{memory * processes / 1000:.0f} GB of memory"),
        (
            f"{processes} ÷ {TOGETHER} on a machine of {TOGETHER + 1} processors",
            f"{ceil(processes / TOGETHER)} machines, {TOGETHER * memory / 1000:.1f} GB of memory in use on each",
        ),
        (f"sent: {actions:,.0f} × {of.sent:.1f} KB × 8", f"{actions * of.sent * 8 / 1000:.0f} Mbit/s"),
    )
    yield from (f"{sum_:<58} = {result}" for sum_, result in rows)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m deploy.capacity", description=__doc__.splitlines()[0])
    parser.add_argument("--visitors", type=int, default=10_000)
    parser.add_argument(
        "--pause", type=float, default=10, metavar="SECONDS", help="between two actions of one visitor"
    )
    parser.add_argument(
        "--into", type=Path, metavar="FILE", help="puts it there, in place of its block of text"
    )
    given = parser.parse_args()
    if given.visitors < 1 or given.pause <= 0:
        parser.error("visitors and seconds must be more than nothing")
    lines = "\n".join(arithmetic(measured(), given.visitors, given.pause))
    print(lines)
    if given.into:
        before, _, rest = given.into.read_text("utf-8").partition("```text\n")
        _, _, after = rest.partition("\n```")
        given.into.write_text(f"{before}```text\n{lines}\n```{after}", "utf-8")


if __name__ == "__main__":
    main()
