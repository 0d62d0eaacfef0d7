"""Adding a letter is what CONTRIBUTING says it is: its function and its entry, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

from jiebei.letters.compose import LETTERS
from tests.contributing import blocks_of
from tests.serving import copy_of_the_project, python

WRITTEN = """
import json, sys
from jiebei.cli.main import main
from jiebei.letters.compose import LETTERS

code = main(["letter", "jiebei/content/cases/1-illness.json", "--kind", sys.argv[1], "--format", "txt", "-o", "letter.txt"])
print(json.dumps([code, open("letter.txt", encoding="utf-8").read(), [sort.label for sort in LETTERS.values() if sort.sent]]))
"""


def test_a_letter_added_as_contributing_says_is_written_and_offered(tmp_path: Path) -> None:
    project = copy_of_the_project(tmp_path)
    (letter, code), (registry, entry) = blocks_of("Add a letter, or a way to draw one").items()
    name = Path(letter).stem
    assert name not in LETTERS
    constant = f"LETTER_{name.upper()}"
    assert entry.strip() == f'"{name}": {constant}'
    (project / letter).write_text(code, "utf-8")
    listed = (project / registry).read_text("utf-8")
    begins = listed.index("LETTERS: ")
    ends = listed.index("\n}\n", begins)
    listed = f"{listed[:ends]}\n    {entry.rstrip()},{listed[ends:]}"
    importing = f"from jiebei.letters.{name} import {constant}\n"
    (project / registry).write_text(
        listed.replace("from jiebei.plan", importing + "from jiebei.plan", 1), "utf-8"
    )

    ran = python(WRITTEN, project, name)
    assert ran.returncode == 0, ran.stderr
    exit_code, text, labels = json.loads(ran.stdout)
    assert exit_code == 0
    assert "¥15,000.00" in text
    assert code.split("LetterSort(", 1)[1].split('"')[1] in labels
