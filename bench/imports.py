"""What an import costs in a fresh process, and whom it brings along."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from statistics import median

HEAVY = ("pandas", "streamlit", "fpdf", "altair", "numpy", "docx")
MODULES = ("jiebei", "jiebei.owed.schedule", "jiebei.plan.appraisal")

_PROGRAM = """
import importlib, json, sys, time
started = time.process_time()
importlib.import_module(sys.argv[1])
taken = time.process_time() - started
print(json.dumps([taken, [name for name in sys.argv[2:] if name in sys.modules]]))
"""


@dataclass(frozen=True)
class Import:
    """module; median processor seconds to import it; which of HEAVY are loaded afterwards."""

    module: str
    seconds: float
    heavy: tuple[str, ...]


def imports(rounds: int) -> list[Import]:
    """Imports each of MODULES in processes of its own."""
    taken: dict[str, list[float]] = {module: [] for module in MODULES}
    heavy: dict[str, tuple[str, ...]] = {}
    for _ in range(rounds):
        for module in MODULES:
            command = [sys.executable, "-c", _PROGRAM, module, *HEAVY]
            answer = subprocess.run(command, capture_output=True, text=True, check=True)
            seconds, found = json.loads(answer.stdout)
            taken[module].append(seconds)
            heavy[module] = tuple(found)
    return [Import(module, median(taken[module]), heavy[module]) for module in MODULES]
