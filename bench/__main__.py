"""Runs the comparison and prints it: `python -m bench [--rounds N] [--save FILE]`; answers 1 when a goal is missed."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from bench import figures
from bench.imports import HEAVY, Import, imports
from bench.letters import document, first_letter, letters, size_in_kb
from bench.rounds import Contestant, Result, distribution, run
from jiebei.letters.paper.pdf import render_pdf

PEERS = (
    "pyxirr",
    "scipy",
    "numpy-financial",
    "amortization",
    "fpdf2",
    "reportlab",
    "rl_accel",
    "typst",
    "weasyprint",
)
WIDTH = 20
MET, MISSED = "  met   ", "  MISSED"


def time_of(seconds: float | None) -> str:
    """A time with three figures: 0.0000817 → "81.7 µs"."""
    if seconds is None:
        return "missing"
    unit, size = next(((u, s) for u, s in (("s ", 1), ("ms", 1e-3)) if seconds >= s), ("µs", 1e-6))
    value = seconds / size
    return f"{value:.{2 if value < 10 else 1 if value < 100 else 0}f} {unit}"


def lines_of(result: Result) -> Iterator[str]:
    """One task's part of the table."""
    yield result.task.title
    ratios = (None, *result.ratios)
    everyone: list[Contestant] = [result.task.ours, *result.task.peers]
    for contestant, seconds, ratio in zip(everyone, result.seconds, ratios, strict=True):
        if contestant is result.task.ours:
            shown = "ours"
        else:
            shown = f"{ratio:.3f}" if ratio is not None and ratio < 0.1 else f"{ratio:.2f}" if ratio else "–"
        note = contestant.note if seconds is not None else "not installed: pip install '.[bench]'"
        yield f"  {contestant.name:<{WIDTH}} {shown:>8}  {time_of(seconds):>9}  {note}".rstrip()
    yield ""


def goals(
    results: dict[str, Result], loaded: Iterable[Import], first: float, size: float
) -> Iterator[tuple[str, str, bool]]:
    """(goal, what was found, whether it is met)"""
    taken = results["schedule"].ours
    yield "schedule of 360 rows < 0.3 ms", time_of(taken), taken < 0.0003
    for count in (12, 360):
        ratio = results[f"xirr {count}"].ratio("pyxirr")
        assert ratio is not None
        yield f"XIRR of {count} flows <= 1.2 x pyxirr", f"{ratio:.2f} x", ratio <= 1.2
    taken = results["propose"].ours
    yield "propose, eight debts < 20 ms", time_of(taken), taken < 0.02
    for each in loaded:
        if each.module == "jiebei":
            light = not {"pandas", "streamlit", "fpdf"} & set(each.heavy)
            yield "import jiebei < 100 ms, nothing heavy", time_of(each.seconds), each.seconds < 0.1 and light
    for peer in ("ReportLab", "typst"):
        ratio = results["letter"].ratio(peer.lower())
        found = f"{ratio:.2f} x" if ratio is not None else f"{peer} is not installed"
        yield f"letter <= {peer}'s time", found, ratio is not None and ratio <= 1
    yield "first letter of a process < 30 ms", time_of(first), first < 0.03
    yield "letter <= 70 KB", f"{size:.1f} KB", size <= 70


def report(rounds: int) -> Iterator[str]:
    """The whole comparison, line by line as it is worked out."""
    versions = ", ".join(distribution(name) for name in PEERS)
    yield "Ours and its peers, in turn, in one warm process; each figure is a median of processor time."
    yield f"{rounds} rounds; Python {platform.python_version()}, {os.cpu_count()} cores; {versions}."
    yield ""
    yield f"  {'':<{WIDTH}} {'ours ÷':>8}  {'time':>9}"
    yield f"  {'':<{WIDTH}} {'theirs':>8}  {'a call':>9}"
    results: dict[str, Result] = {}
    tasks = {"schedule": figures.schedule()}
    for count in (12, 360):
        tasks[f"xirr {count}"], tasks[f"irr {count}"] = figures.costs(count)
    tasks["propose"] = figures.proposal()
    for name, task in tasks.items():
        results[name] = run(task, rounds)
        yield from lines_of(results[name])
    with tempfile.TemporaryDirectory() as folder:
        for name, task in zip(("letter", "letter with annexes"), letters(Path(folder)), strict=True):
            results[name] = run(task, rounds)
            yield from lines_of(results[name])
    first = first_letter(rounds)
    yield "The first letter of a fresh process, imports done"
    yield f"  {'jiebei':<{WIDTH}} {'':>8}  {time_of(first):>9}"
    yield ""
    loaded = imports(rounds)
    yield f"Import in a fresh process (which of {', '.join(HEAVY)} it loads)"
    for each in loaded:
        yield f"  {each.module:<{WIDTH}} {'':>8}  {time_of(each.seconds):>9}  {', '.join(each.heavy) or 'none'}"
    yield ""
    yield "Goals"
    for goal, found, met in goals(results, loaded, first, size_in_kb(render_pdf(document(0)))):
        yield f"{MET if met else MISSED}  {goal:<40} {found}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=25, help="how often everybody has a turn (default: 25)")
    parser.add_argument("--save", type=Path, metavar="FILE", help="also write what is printed to this file")
    arguments = parser.parse_args()
    if arguments.rounds < 1:
        parser.error("--rounds is 1 or more")
    printed = []
    for line in report(arguments.rounds):
        print(line, flush=True)
        printed.append(line)
    if arguments.save:
        arguments.save.write_text("\n".join(printed) + "\n", "utf-8")
    return int(any(line.startswith(MISSED) for line in printed))


if __name__ == "__main__":
    sys.exit(main())
