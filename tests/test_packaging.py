"""What the project promises about itself: locked dependencies, complete package data, a core free of the web."""

import ast
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.util import resolve_name
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "jiebei"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
RUNTIME = PROJECT["project"]["dependencies"]
DEV = PROJECT["project"]["optional-dependencies"]["dev"]
BENCH = PROJECT["project"]["optional-dependencies"]["bench"]
RELEASE = PROJECT["project"]["optional-dependencies"]["release"]
BUILD = PROJECT["build-system"]["requires"]
MANIFESTS = PROJECT["project"]["optional-dependencies"]["manifests"]
ASKED = {
    "requirements.txt": RUNTIME,
    "requirements-dev.txt": RUNTIME + DEV,
    "requirements-bench.txt": RUNTIME + BENCH,
    "requirements-release.txt": RUNTIME + RELEASE,
    "requirements-build.txt": BUILD,
    "requirements-manifests.txt": MANIFESTS,
}
LOCKS = tuple(sorted(path.name for path in ROOT.glob("requirements*.txt")))
HEAVY = {
    "streamlit",
    "pandas",
    "numpy",
    "altair",
    "fpdf",
    "docx",
    "yaml",
    "uharfbuzz",
    "pyxirr",
    "icalendar",
    "openpyxl",
    "pydantic",
    "cryptography",
    "pypdfium2",
    "segno",
}


def locked(name: str) -> dict[str, list[tuple[Requirement, int]]]:
    """Package → its pins (a package may have one for each Python version) and how many hashes each has."""
    text = re.sub(r"\\\n", " ", (ROOT / name).read_text("utf-8"))
    pins: dict[str, list[tuple[Requirement, int]]] = {}
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            pin = Requirement(line.split("--hash")[0].strip())
            pins.setdefault(canonicalize_name(pin.name), []).append((pin, line.count("--hash=sha256:")))
    return pins


def version_of(pin: Requirement) -> Version:
    (only,) = pin.specifier
    assert only.operator == "=="
    return Version(only.version)


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_index_and_hashes_everything(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*--(?!hash=sha256:[0-9a-f]{64}\b)", text, re.MULTILINE)
    pins = locked(name)
    assert pins
    for package, versions in pins.items():
        for pin, hashes in versions:
            assert version_of(pin), package
            assert hashes > 0, package


@pytest.mark.parametrize(("name", "asked"), ASKED.items(), ids=ASKED)
def test_a_lock_is_in_step_with_pyproject(name: str, asked: list[str]) -> None:
    pins = locked(name)
    for line in asked:
        wanted = Requirement(line)
        versions = pins.get(canonicalize_name(wanted.name))
        assert versions, f"{wanted.name} is not in {name}: run `make lock`"
        for pin, _ in versions:
            assert wanted.specifier.contains(version_of(pin)), f"{pin} is outside {wanted}: run `make lock`"


def askers(name: str) -> dict[str, set[str]]:
    """Package → who asks for it, as `make lock` has written below each."""
    text = (ROOT / name).read_text("utf-8")
    found: dict[str, set[str]] = {}
    for entry in re.split(r"^(?=\w)", text, flags=re.MULTILINE)[1:]:
        said = re.findall(r"^    # +(?:via )?(\S+)", entry, re.MULTILINE)
        found[canonicalize_name(entry.partition("==")[0])] = {str(canonicalize_name(who)) for who in said} - {
            "via",
            "-c",
        }
    return found


@pytest.mark.parametrize("name", sorted({*ASKED} - {"requirements-build.txt", "requirements-manifests.txt"}))
def test_a_lock_holds_what_is_asked_for_and_nothing_else(name: str) -> None:
    """Without a network; `make lock-check` makes them anew and compares to the byte."""
    asked = askers(name)
    ours = {package for package, who in asked.items() if "jiebei" in who}
    assert ours == {canonicalize_name(Requirement(line).name) for line in ASKED[name]}
    for package, who in asked.items():
        assert who, package
        assert who <= {*asked, "jiebei"}, package


def test_every_lock_file_is_one_that_make_lock_writes() -> None:
    assert set(LOCKS) == set(ASKED)


def test_what_is_tested_is_what_people_run() -> None:
    dev = locked("requirements-dev.txt")
    for package, versions in locked("requirements.txt").items():
        assert [version_of(pin) for pin, _ in dev[package]] == [version_of(pin) for pin, _ in versions], (
            package
        )


def imports(path: Path) -> set[str]:
    """Full names of every module a file imports anywhere in it, also inside functions."""
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    package = module.removesuffix(".__init__") if path.name == "__init__.py" else module.rpartition(".")[0]
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            origin = resolve_name("." * node.level + (node.module or ""), package)
            found |= {origin} | {f"{origin}.{alias.name}" for alias in node.names}
    return found


def top(name: str) -> str:
    return name.partition(".")[0]


CORE = sorted(path for path in PACKAGE.rglob("*.py") if PACKAGE / "web" not in path.parents)


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_core_knows_nothing_of_the_web(path: Path) -> None:
    found = imports(path)
    assert not {name for name in found if top(name) == "streamlit"}
    assert not {name for name in found if name == "jiebei.web" or name.startswith("jiebei.web.")}


def test_everything_imported_is_declared() -> None:
    # Import name → what pip calls it, where they differ.
    names = {"yaml": "pyyaml", "docx": "python-docx", "fpdf": "fpdf2", "justmytype": "justmytype-intl-cjk"}
    # What a declared package brings and hands out as part of its own interface.
    brought = {
        "starlette": "streamlit",
        "uvicorn": "streamlit",
        "pydantic_core": "pydantic",
        "annotated_types": "pydantic",
    }
    declared = {canonicalize_name(Requirement(line).name) for line in RUNTIME}
    for path in [*PACKAGE.rglob("*.py"), *(ROOT / "pages").glob("*.py"), ROOT / "app.py"]:
        for name in sorted({top(name) for name in imports(path)}):
            if name in sys.stdlib_module_names or name == "jiebei":
                continue
            package = canonicalize_name(brought.get(name) or names.get(name) or name)
            assert package in declared, (
                f"{path.relative_to(ROOT)} imports {name}, pyproject.toml does not list it"
            )


@pytest.mark.parametrize("module", ["jiebei", "jiebei.counting.money", "jiebei.owed.schedule"])
def test_a_light_import_stays_light(module: str) -> None:
    code = f"import sys, json, {module}; print(json.dumps(sorted({{name.partition('.')[0] for name in sys.modules}})))"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not HEAVY & set(json.loads(ran.stdout))


def test_the_command_answers_without_the_app() -> None:
    code = (
        "import sys, json\nfrom jiebei.cli.main import main\n"
        "code = main(['share', '--available', '160', '4550', '6700', '1200'])\n"
        "print(json.dumps([code, sorted({name.partition('.')[0] for name in sys.modules})]), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    code, modules = json.loads(ran.stderr)
    assert code == 0
    assert json.loads(ran.stdout) == {"shares": ["58.47", "86.11", "15.42"]}
    assert not {"streamlit", "pandas", "altair", "fpdf"} & set(modules)


def test_an_installed_package_has_all_its_data(tmp_path: Path) -> None:
    """A wheel built from this tree holds every file of jiebei/ that is no Python cache."""
    pytest.importorskip("setuptools", minversion="77", reason="needs requirements-build.txt: run `make test`")
    source = tmp_path / "source"
    for path in [*PACKAGE.rglob("*"), ROOT / "pyproject.toml", ROOT / "README.md", ROOT / "LICENSE"]:
        if path.is_file() and "__pycache__" not in path.parts:
            copy = source / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    code = f"from setuptools import build_meta; print(build_meta.build_wheel({str(tmp_path)!r}))"
    subprocess.run([sys.executable, "-c", code], cwd=source, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    inside = set(zipfile.ZipFile(wheel).namelist())
    expected = {
        path.relative_to(source).as_posix() for path in (source / "jiebei").rglob("*") if path.is_file()
    }
    assert expected <= inside, sorted(expected - inside)
    assert any(name.endswith("/licenses/LICENSE") for name in inside)
