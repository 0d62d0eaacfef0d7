"""Tables as the measuring commands print and save them, and the README's made from what they saved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
README: Final = ROOT / "README.md"
_UNTIL: Final = "<!-- until here -->"
_WIDTH: Final = 34


def median_and_range(shown: Sequence[str]) -> str:
    """Of one figure in every round, ranked: the middle one, and the least and the most in brackets, without their unit."""
    return f"{shown[len(shown) // 2]} ({shown[0].split()[0]}–{shown[-1].split()[0]})"


def printed(names: Sequence[str], rows: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Lines: a column for each name, a row for each figure's words."""
    yield f"{'':<{_WIDTH}}" + "".join(f"{name:>{_WIDTH}}" for name in names)
    for words, cells in rows.items():
        yield f"{words:<{_WIDTH}}" + "".join(f"{cell:>{_WIDTH}}" for cell in cells)


def in_markdown(saved: str, place: str) -> str:
    """The README's table, from what a run has saved at that place: the medians, and what it ran on.

    saved: a line on the machine and others on the conditions, an empty line, then the table.
    """
    conditions, _, table = saved.strip().partition("\n\n")
    head, *body = (
        [
            line[:_WIDTH].strip(),
            *(cell.partition(" (")[0] for cell in re.split(r"\s{2,}", line[_WIDTH:].strip())),
        ]
        for line in table.splitlines()
    )
    drawn = [f"| {' | '.join(row)} |" for row in (head, ["---", *["---:"] * (len(head) - 1)], *body)]
    ran_on = ". ".join(line.rstrip(".") for line in conditions.splitlines())
    return "\n".join([*drawn, "", f"{ran_on}. All figures with their ranges: [{place}]({place})."])


def renewed(readme: str, command: str, saved: str, place: str) -> str:
    """The README with that table in the block that this `make` command makes."""
    mark = f"<!-- made by make {command} -->"
    before, _, rest = readme.partition(mark)
    _, _, after = rest.partition(_UNTIL)
    return f"{before}{mark}\n{in_markdown(saved, place)}\n{_UNTIL}{after}"


def renew(command: str) -> None:
    """The same in the README's file, from what that command has saved in docs/."""
    place = f"docs/{command}.txt"
    saved = (ROOT / place).read_text("utf-8")
    README.write_text(renewed(README.read_text("utf-8"), command, saved, place), "utf-8")
