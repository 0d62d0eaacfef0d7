"""Adding a page is what CONTRIBUTING says it is: its three blocks, put where they say, and nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path
from textwrap import indent

from jiebei import content
from jiebei.web.walk import STOPS
from tests.contributing import blocks_of
from tests.serving import answers, copy_of_the_project, python

BLOCKS = blocks_of("Add a page")
OPENING = """
import json, sys
from streamlit.testing.v1 import AppTest
from jiebei.web.server import SCRIPT
from jiebei.web.walk import STOPS

visit = AppTest.from_file(SCRIPT, default_timeout=60).run()
visit.switch_page(STOPS[sys.argv[1]].file).run()
assert not visit.exception, visit.exception
print(json.dumps([[title.value for title in visit.title], [text.value for text in visit.markdown]]))
"""


def test_a_page_added_as_contributing_says_is_opened_and_served(tmp_path: Path) -> None:
    project = copy_of_the_project(tmp_path)
    page, registry, text = BLOCKS
    name = Path(page).stem
    assert name not in STOPS
    assert (page, registry, text) == (
        f"pages/{name}.py",
        "jiebei/web/walk.py",
        f"jiebei/content/{name}.md",
    )
    assert answers(project, f"/{name}")[f"/{name}"].status == 404

    for new in (page, text):
        assert not (project / new).exists()
        (project / new).write_text(BLOCKS[new], "utf-8")
    walk = (project / registry).read_text("utf-8")
    last = max(walk.find(line) for line in walk.splitlines(keepends=True) if line.startswith("        Stop("))
    place = walk.index("\n", last) + 1
    entry = indent(BLOCKS[registry].rstrip() + ",\n", " " * 8)
    (project / registry).write_text(walk[:place] + entry + walk[place:], "utf-8")

    title = re.search(r'"([^"]+)"', entry.split(",")[1])
    assert title
    written = [line for line in BLOCKS[text].rpartition("---\n")[2].splitlines() if line and line[0] != "#"]
    opened = python(OPENING, project, name)
    assert opened.returncode == 0, opened.stderr
    titles, texts = json.loads(opened.stdout)
    assert titles == [title[1]]
    assert written
    assert set(written) <= set(texts)
    served = answers(project, f"/{name}", "/calculator")
    assert served[f"/{name}"].status == 200
    # The client takes the page's own name off the URL to find the server.
    assert re.search(rf"\W{name}\W", served["/calculator"].body)


def test_every_text_has_its_place_on_the_walk_and_every_page_its_text() -> None:
    """`ROUTES` adds to the texts those pages that only calculate."""
    assert set(content.ROUTES) == set(STOPS)
    assert set(content.PAGES) <= set(STOPS)
