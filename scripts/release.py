"""Build the release of the last commit into dist/ (`make release`): source archive, wheel, list of parts, SHA256SUMS.

Only what is committed goes in. Everything is built twice, in different folders, and must be the same to the byte; so whoever
builds the same commit with the locked tools can compare. Nothing is signed here: the key is the maintainer's.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

ROOT = Path(__file__).resolve().parent.parent
SUMS: Final = "SHA256SUMS"
BUILDING: Final = """
import sys
from setuptools import build_meta
to = sys.argv[1]  # setuptools writes arguments of its own there
build_meta.build_sdist(to)
build_meta.build_wheel(to)
"""
HOW_TO_SIGN: Final = f"""
To sign, with the maintainer's own key (one of the two):
  ssh-keygen -Y sign -n jiebei -f KEY dist/{SUMS}
  gpg --armor --detach-sign dist/{SUMS}
SECURITY.md says how it is checked."""


def exported(project: Path, to: Path) -> int:
    """Writes the files of the project's last commit into `to`; returns the commit's time, in seconds since 1970."""
    archive = _git(project, "-c", "tar.umask=0022", "archive", "--format=tar", "HEAD")
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        # Python 3.11.3 and older cannot be told how careful to be; what git has written asks for no care.
        if hasattr(tarfile, "data_filter"):
            files.extraction_filter = tarfile.data_filter
        files.extractall(to)
    return int(_git(project, "log", "-1", "--format=%ct"))


def built(project: Path, to: Path) -> list[Path]:
    """Source archive and wheel of the project's last commit, in the folder `to`."""
    to.mkdir(parents=True)
    with TemporaryDirectory() as folder:
        tree = Path(folder) / "jiebei"
        made_at = exported(project, tree)
        ran = subprocess.run(
            [sys.executable, "-c", BUILDING, str(to)],
            cwd=tree,
            env={**os.environ, "SOURCE_DATE_EPOCH": str(made_at)},
            check=False,
            capture_output=True,
            text=True,
            umask=0o022,
        )
        if ran.returncode:
            raise SystemExit(ran.stderr)
    for archive in to.glob("*.tar.gz"):
        archive.write_bytes(settled(archive.read_bytes(), made_at))
    return sorted(to.iterdir())


def settled(archive: bytes, made_at: int) -> bytes:
    """A source archive without what differs from one build to the next: order, owner, and times of files made meanwhile."""
    out = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(archive)) as old,
        tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as new,
    ):
        for member in sorted(old.getmembers(), key=lambda one: one.name):
            member.mtime, member.pax_headers = made_at, {}
            member.uid = member.gid = 0
            member.uname = member.gname = ""
            member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
            new.addfile(member, old.extractfile(member) if member.isfile() else None)
    return gzip.compress(out.getvalue(), mtime=made_at)


def sums(files: list[Path]) -> str:
    """Lines that `sha256sum --check` reads."""
    return "".join(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--parts", type=Path, help="the list of parts (`make sbom`) that belongs to the release"
    )
    parts = parser.parse_args().parts
    if _git(ROOT, "status", "--porcelain"):
        print("Not everything is committed; the release is of the last commit.", file=sys.stderr)
    with TemporaryDirectory() as folder:
        first, second = (built(ROOT, Path(folder) / turn) for turn in ("first", "second"))
        if sums(first) != sums(second):
            print(
                "Two builds of the same commit differ:", sums(first), sums(second), sep="\n", file=sys.stderr
            )
            return 1
        dist = ROOT / "dist"
        dist.mkdir(exist_ok=True)
        files = [Path(shutil.copy(file, dist)) for file in first]
    files += [parts] if parts else []
    (dist / SUMS).write_text(sums(files), "utf-8")
    print(sums(files) + HOW_TO_SIGN)
    return 0


def _git(project: Path, *arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=project, check=True, stdout=subprocess.PIPE).stdout


if __name__ == "__main__":
    sys.exit(main())
