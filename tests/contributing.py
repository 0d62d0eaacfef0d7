"""What CONTRIBUTING shows, for the tests that do what it says."""

from __future__ import annotations

import re
from textwrap import dedent

from tests.serving import ROOT


def blocks_of(section: str) -> dict[str, str]:
    """The blocks of one of its sections, by the file that each is for."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8").split(f"\n## {section}\n")[1].split("\n## ")[0]
    found = re.findall(r"^ *```\w+ (\S+)\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    return {file: dedent(block) for file, block in found}
