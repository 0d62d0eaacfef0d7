"""A release holds the whole project, comes out the same wherever it is built, and ships nothing under a licence that forbids it."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import tarfile
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from tests.serving import ROOT
from tests.test_packaging import locked


def script(name: str) -> ModuleType:
    """A script of the project, as a module."""
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


licences, release = script("licences"), script("release")
HERE = [one.name for one in licences.locked_to_run() if one.here]


@pytest.mark.parametrize("package", HERE)
def test_what_the_app_needs_to_run_may_be_passed_on(package: str) -> None:
    said = licences.parts(licences.licence_of(package))
    assert said
    assert said <= licences.ALLOWED, "look whether it may be shipped; scripts/licences.py lists what may"


@pytest.mark.parametrize(
    "said", ["", "GPL-3.0-only", "MIT AND GPL-2.0-or-later", "(AGPL-3.0-only) OR Proprietary"]
)
def test_another_licence_is_not_let_through(said: str) -> None:
    assert not licences.parts(said) <= licences.ALLOWED


def test_the_page_of_licences_names_every_locked_package_with_its_own() -> None:
    written = dict(
        re.findall(r"^\| ([a-z0-9.-]+) \| (.+) \|$", licences.PAGE.read_text("utf-8"), re.MULTILINE)
    )
    written.pop("package")
    pins = locked("requirements.txt")
    assert set(written) == set(pins), "run `make licences`"
    # Of what is locked in two versions, for older and newer Pythons, the other one may be here.
    once = [package for package in HERE if len(pins[package]) == 1]
    assert {package: written[package] for package in once} == {
        package: licences.licence_of(package) for package in once
    }, "run `make licences`"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This project as it stands, committed as a repository of its own."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a checkout: what belongs to the project is not known")
    copy = tmp_path_factory.mktemp("checkout") / "project"
    listed = git(ROOT, "ls-files", "--cached", "--others", "--exclude-standard", "-z").split("\0")
    for name in filter(None, listed):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    git(copy, "init", "--quiet")
    git(copy, "add", "--all")
    git(copy, "-c", "user.name=nobody", "-c", "user.email=", "commit", "--quiet", "--message", "as it stands")
    return copy


def git(where: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=where, check=True, capture_output=True, text=True).stdout


@pytest.mark.tools
def test_a_commit_gives_the_same_release_to_the_byte(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("setuptools", minversion="77", reason="needs requirements-build.txt: run `make test`")
    first = release.built(project, tmp_path / "first")
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    before = os.umask(0o077)
    try:
        second = release.built(project, tmp_path / "second")
    finally:
        os.umask(before)
    assert [file.suffix for file in first] == [".whl", ".gz"]
    assert release.sums(first) == release.sums(second)
    (tmp_path / "first" / release.SUMS).write_text(release.sums(first), "utf-8")
    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", release.SUMS], cwd=tmp_path / "first", check=False
    )
    assert checked.returncode == 0

    with tarfile.open(first[1]) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
        assert {(one.uname, one.gname, one.uid, one.gid) for one in archive.getmembers()} == {("", "", 0, 0)}
    assert {*git(project, "ls-files").splitlines()} <= inside
    assert not [name for name in zipfile.ZipFile(first[0]).namelist() if not name.startswith("jiebei")]


@pytest.mark.tools
def test_what_is_not_committed_is_in_no_release(project: Path, tmp_path: Path) -> None:
    (project / "pages" / "notes.py").write_text("mine = 1\n", "utf-8")
    release.exported(project, tmp_path / "tree")
    assert (tmp_path / "tree" / "pages" / "home.py").exists()
    assert not (tmp_path / "tree" / "pages" / "notes.py").exists()


def test_no_test_and_no_run_without_a_workflow_asks_an_advisory_service() -> None:
    for file in (".ci/run", ".github/workflows/test.yml"):
        assert "audit" not in (ROOT / file).read_text("utf-8")
    assert "make audit" in (ROOT / ".github" / "workflows" / "audit.yml").read_text("utf-8")


def test_an_archive_is_settled_whoever_made_it_and_when() -> None:
    def archive(names: list[str], **about: object) -> bytes:
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w:gz") as made:
            for name in names:
                member = tarfile.TarInfo(name)
                member.size = 3
                for field, value in about.items():
                    setattr(member, field, value)
                made.addfile(member, io.BytesIO(b"abc"))
        return out.getvalue()

    mine = archive(["a", "b"], mtime=1, uid=0, mode=0o600)
    yours = archive(["b", "a"], mtime=2.5, uid=1000, uname="you", mode=0o664)
    assert release.settled(mine, 99) == release.settled(yours, 99)
    assert release.settled(mine, 99) != release.settled(mine, 98)
