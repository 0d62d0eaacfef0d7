"""Make the lock files from pyproject.toml: `make lock` (`make lock UPGRADE=1` takes the newest versions), or see whether they
are what it gives (`make lock-check`).

Each holds exact versions and hashes of every package, direct or not, for Python 3.11 and newer on Linux, macOS and
Windows. No package index is named in them: whoever installs uses the index their own pip is set to.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
HEADER = """\
# {what}
# Made from pyproject.toml by `make lock`: versions and hashes for Python 3.11 and newer on Linux, macOS and Windows.
# Do not edit by hand.
"""
LOCKS = {
    "requirements.txt": "What the app needs to run.",
    "requirements-dev.txt": "What the app needs to run, and the tools that test it.",
    "requirements-bench.txt": "Who `make bench` compares with.",
    "requirements-release.txt": "What a release is described and audited with.",
    "requirements-build.txt": "What pip needs to install the project itself (the `jiebei` command).",
    "requirements-manifests.txt": "What `make check-manifests` needs.",
}
APART = ("requirements-build.txt", "requirements-manifests.txt")
"""Locked without what the app needs, because they are installed without it."""
_PLACE = re.compile(r"://|--(?:extra-)?index-url|--find-links|\bfile:")


def arguments(lock: str) -> list[str]:
    """What `uv pip compile` is asked for, for one lock file."""
    if lock in APART:
        return ["-"]
    asked = ["pyproject.toml"]
    if lock == "requirements-dev.txt":
        # The tests must run against exactly what people run.
        asked += ["--extra", "dev", "--constraint", "requirements.txt"]
    if lock == "requirements-bench.txt":
        asked += ["--extra", "bench", "--constraint", "requirements-dev.txt"]
    if lock == "requirements-release.txt":
        asked += ["--extra", "release", "--constraint", "requirements-dev.txt"]
    return asked


def compile_lock(uv: str, lock: str, *, upgrade: bool, folder: Path = ROOT) -> None:
    """Write one lock file of the project in `folder`. Versions already locked stay unless pyproject.toml forbids them or `upgrade`
    is set."""
    told = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))
    apart = dict(
        zip(
            APART,
            (told["build-system"]["requires"], told["project"]["optional-dependencies"]["manifests"]),
            strict=True,
        )
    )
    settings = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--quiet"]
    settings += ["--no-emit-index-url", "--no-emit-find-links", "--output-file", lock]
    if upgrade:
        settings.append("--upgrade")
    subprocess.run(
        [uv, "pip", "compile", *arguments(lock), *settings],
        cwd=folder,
        input="\n".join(apart.get(lock, ())),
        text=True,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    path = folder / lock
    text = HEADER.format(what=LOCKS[lock]) + path.read_text("utf-8")
    place = _PLACE.search(text)
    if place is not None:
        path.unlink()
        raise SystemExit(f"{lock} would have named a package index ({place[0]}); it was not written.")
    path.write_text(text, "utf-8")


def out_of_step(uv: str) -> list[str]:
    """The lock files that come out another way when they are made anew, in a folder of their own."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for file in ("pyproject.toml", *LOCKS):
            shutil.copy(ROOT / file, folder)
        for lock in LOCKS:
            compile_lock(uv, lock, upgrade=False, folder=folder)
        return [lock for lock in LOCKS if (folder / lock).read_bytes() != (ROOT / lock).read_bytes()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--upgrade", action="store_true", help="take the newest versions pyproject.toml allows"
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; say which are not what they should be"
    )
    given = parser.parse_args()
    beside = shutil.which("uv", path=str(Path(sys.executable).parent))
    uv = beside or shutil.which("uv")
    if uv is None:
        print("uv was not found: run `make lock`, or install uv first.", file=sys.stderr)
        return 1
    if given.check:
        for lock in (changed := out_of_step(uv)):
            print(f"{lock} is not what pyproject.toml gives: run `make lock`.", file=sys.stderr)
        return int(bool(changed))
    for lock in LOCKS:
        compile_lock(uv, lock, upgrade=given.upgrade)
        print(f"{lock}: done")
    return 0


if __name__ == "__main__":
    sys.exit(main())
