"""Contestants timed in turn, and what the rounds say of them.

Times are the processor's, for all threads of this process: what else the machine is busy with hardly counts.
"""

from __future__ import annotations

import gc
import importlib.metadata
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

SAMPLE = 0.004
"""Processor seconds a sample should last at least: a call that is shorter is repeated, so that the clock's own cost vanishes."""


@dataclass(frozen=True)
class Contestant:
    """Somebody who does a task; `call` is None where they are not installed. `note` is printed beside the times."""

    name: str
    call: Callable[[], object] | None
    note: str = ""


@dataclass(frozen=True)
class Task:
    """One task: ours and the peers, who do the same as far as `note` and theirs do not say otherwise."""

    title: str
    ours: Contestant
    peers: Sequence[Contestant] = ()
    note: str = ""


@dataclass(frozen=True)
class Result:
    """Median seconds for one call, ours first; ratios are the median over the rounds of ours / theirs."""

    task: Task
    seconds: tuple[float | None, ...]
    ratios: tuple[float | None, ...]

    @property
    def ours(self) -> float:
        """Our median time for one call."""
        assert self.seconds[0] is not None
        return self.seconds[0]

    def ratio(self, peer: str) -> float | None:
        """Our time as a multiple of that peer's; None where the peer is missing."""
        names = [contestant.name for contestant in self.task.peers]
        return self.ratios[names.index(peer)]


def distribution(name: str) -> str:
    """A peer's name with its installed version, or the bare name."""
    try:
        return f"{name} {importlib.metadata.version(name)}"
    except importlib.metadata.PackageNotFoundError:
        return name


def run(task: Task, rounds: int) -> Result:
    """Times the task's contestants in turn; who begins changes with every round."""
    everyone = [task.ours, *task.peers]
    present = [index for index, contestant in enumerate(everyone) if contestant.call is not None]
    repeats = {index: _repeats(everyone[index]) for index in present}
    # What the imports left alive would be walked again at every collection, at the cost of whoever is running then.
    gc.collect()
    gc.freeze()
    samples: dict[int, list[float]] = {index: [] for index in present}
    for number in range(rounds):
        shift = number % len(present)
        for index in present[shift:] + present[:shift]:
            samples[index].append(_sample(everyone[index], repeats[index]))
    gc.unfreeze()
    seconds = tuple(median(samples[index]) if index in samples else None for index in range(len(everyone)))
    ratios = tuple(
        median(ours / theirs for ours, theirs in zip(samples[0], samples[index], strict=True))
        if index in samples
        else None
        for index in range(1, len(everyone))
    )
    return Result(task, seconds, ratios)


def _repeats(contestant: Contestant) -> int:
    """How many calls make a sample long enough; the calls that find it out are the warming up."""
    _sample(contestant, 1)
    count = 1
    while (taken := _sample(contestant, count) * count) < SAMPLE:
        count = max(count + 1, min(count * 10, round(count * SAMPLE / max(taken, 1e-9))))
    return count


def _sample(contestant: Contestant, count: int) -> float:
    call = contestant.call
    assert call is not None
    started = time.process_time()
    for _ in range(count):
        call()
    return (time.process_time() - started) / count
