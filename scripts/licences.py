"""Write docs/licences.md: under which licence each package is that the app needs to run (`make licences`).

Nothing is listed by hand: the packages are those of requirements.txt, what each says of itself is read from its own
metadata as it is installed here.
"""

from __future__ import annotations

import re
import sys
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "licences.md"
# What a package may say of itself in place of an SPDX expression: the words of a classifier or of the field "License".
SPELT = {
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "3-Clause BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSFL": "PSF-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
    "BSD-3-Clause, Apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0",
}
ALLOWED = frozenset({"0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "LGPL-3.0-only", "MIT", "MIT-0",
                     "MIT-CMU", "MPL-2.0", "OFL-1.1", "PSF-2.0", "Unlicense", "Zlib"})  # fmt: skip
"""What may be shipped beside MIT code: each lets people use, change and pass on the whole. LGPL and MPL ask that changes to
the package itself stay open; it is installed as it is, and can be replaced."""
FONTS = "justmytype-intl-cjk"
_LONGEST = 60
HEAD = """\
# Licences of what the app needs to run

Made by `make licences` from what each package locked in `requirements.txt` says of itself. The project itself is under the
[MIT licence](../LICENSE); no code of others is copied into it. Compiled packages (numpy, pandas, pyarrow, pypdfium2, lxml,
pillow, uharfbuzz) bring libraries whose licences lie in their own folders, `*.dist-info/licenses` after an install.

Streamlit's package brings the program that runs in the browser, compiled, with its fonts (Source Sans, Source Serif, Source Code,
Material Symbols, KaTeX's). The package says Apache-2.0 for all of it; the licences of the parts are in the file `NOTICES` of
Streamlit's source at that version.

The font that letters are set in comes in the package `justmytype-intl-cjk`, whose MIT licence is for the rest of it. The font's own
file says: {font}

| package | licence |
|---|---|
{packages}
"""


class Locked(NamedTuple):
    """One package of the lock file. here: its marker holds on this machine."""

    name: str
    here: bool


def locked_to_run() -> list[Locked]:
    """What requirements.txt names, each package once, in order."""
    found: dict[str, bool] = {}
    for line in (ROOT / "requirements.txt").read_text("utf-8").splitlines():
        if re.match(r"[A-Za-z0-9]", line):
            pin = Requirement(line.split("--hash")[0].rstrip(" \\"))
            here = pin.marker is None or pin.marker.evaluate()
            name = canonicalize_name(pin.name)
            found[name] = found.get(name, False) or here
    return [Locked(name, here) for name, here in found.items()]


def licence_of(package: str) -> str:
    """As an SPDX expression where the package has one or its words are known here; else its own words, "" where it says nothing."""
    said = metadata.metadata(package)
    if "License-Expression" in said:
        return said["License-Expression"]
    line = said["License"].strip() if "License" in said else ""
    classes = [
        name.rpartition("::")[2].strip()
        for name in said.get_all("Classifier") or ()
        if name.startswith("License")
    ]
    # Some put the whole text of their licence into the field.
    words = line if line and len(line) <= _LONGEST else " AND ".join(classes)
    return SPELT.get(words, words)


def parts(expression: str) -> set[str]:
    """The licences that an expression names."""
    return set(re.split(r"[()\s]+(?:AND|OR|WITH)[()\s]+", expression.strip("() ")))


def font() -> str:
    """The letters' font, by the name and the licence that stand in its own file."""
    from fontTools.ttLib import TTFont

    (file,) = (one for one in metadata.files(FONTS) or () if one.name.startswith("NotoSansSC"))
    names = TTFont(str(file.locate()), lazy=True)["name"]
    return f"{names.getDebugName(16) or names.getDebugName(1)}: {names.getDebugName(13)}"


def page() -> str:
    rows = (f"| {one.name} | {licence_of(one.name)} |" for one in locked_to_run() if one.here)
    return HEAD.format(font=font(), packages="\n".join(rows))


def main() -> int:
    PAGE.write_text(page(), "utf-8")
    print(f"{PAGE.relative_to(ROOT)}: done")
    return 0


if __name__ == "__main__":
    sys.exit(main())
