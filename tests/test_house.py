"""The house as CONTRIBUTING draws it is the house as it stands: packages import only those drawn above them."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from graphlib import TopologicalSorter
from importlib.util import resolve_name
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "jiebei"
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}
SCREEN = 40
"""Lines a drawing may have to be seen at once."""


def drawing() -> str:
    house = (ROOT / "CONTRIBUTING.md").read_text("utf-8").split("## The house")[1]
    return house.split("```")[1]


def drawn_packages() -> list[str]:
    return re.findall(r"^  (\w+)/", drawing(), re.MULTILINE)


def imported(module: str) -> set[str]:
    """Modules of this package that a module imports anywhere in it, also inside functions or for types only."""
    path = MODULES[module]
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            origin = resolve_name("." * node.level + (node.module or ""), package)
            names = {f"{origin}.{alias.name}" for alias in node.names} | {origin}
        else:
            continue
        # `from jiebei.case import file` imports the module file, not (only) the package.
        found |= {name for name in names if name in MODULES}
    return found - {module}


def package_of(module: str) -> str:
    """ "" for the package itself and for `python -m jiebei`, the doors to it."""
    return "" if module in {"jiebei", "jiebei.__main__"} else module.split(".")[1]


def test_the_drawing_fits_on_a_screen_and_names_every_package() -> None:
    assert len(drawing().strip().splitlines()) <= SCREEN
    there = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert set(drawn_packages()) == there
    flat = {path.name for path in PACKAGE.glob("*.py")}
    assert flat == {"__init__.py", "__main__.py"}
    for name in re.findall(r"\b(\w+\.py)\b", drawing()):
        assert [path for path in ROOT.glob(f"**/{name}") if ".venv" not in path.parts], name
    for name in re.findall(r"^(\w+)/", drawing(), re.MULTILINE):
        assert (ROOT / name).is_dir(), name


@pytest.mark.parametrize("module", [name for name in MODULES if package_of(name)])
def test_no_import_goes_up(module: str) -> None:
    order = drawn_packages()
    mine = package_of(module)
    beside = {"web", "cli"}
    for name in imported(module):
        theirs = package_of(name)
        if not theirs or theirs == mine:
            continue
        assert order.index(theirs) < order.index(mine), f"{module} imports {name}"
        assert not beside >= {mine, theirs}, f"{module} imports {name}"


def test_no_circle() -> None:
    graph = {module: imported(module) for module in MODULES}
    # A package's own page lists what its modules offer; that a module is in its package is no circle.
    graph = {
        module: {name for name in names if not module.startswith(name + ".")}
        for module, names in graph.items()
    }
    TopologicalSorter(graph).prepare()


def public_names(path: Path) -> Iterator[str]:
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names = [node.name]
        elif isinstance(node, ast.Assign):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names = [node.target.id]
        else:
            names = []
        yield from (name for name in names if not name.startswith("_"))


def test_every_name_means_one_thing() -> None:
    where: dict[str, list[str]] = defaultdict(list)
    for module, path in MODULES.items():
        for name in public_names(path):
            where[name].append(module)
    assert not {name: modules for name, modules in where.items() if len(modules) > 1}


def test_no_name_of_a_style_is_two_files() -> None:
    """Every style is on every page: a bar of the page's and a bar of the document's, both `jb-bar`, were one thing."""
    owners: dict[str, set[str]] = {}
    for file in sorted((ROOT / "jiebei" / "web").iterdir()):
        if file.suffix in {".py", ".css"}:
            for name in re.findall(r"^(?:/\*.*\*/ ?)?\.(jb-[a-z-]+)", file.read_text("utf-8"), re.M):
                owners.setdefault(name, set()).add(file.name)
    assert {"jb-bar", "jb-paid"} <= owners.keys()
    assert {name: files for name, files in owners.items() if len(files) > 1} == {}
