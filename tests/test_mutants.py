"""`make mutants` itself: what it changes and what not, which sample it takes, and when it is content."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.tools
ROOT = Path(__file__).parent.parent
SCRIPT = ROOT / "scripts" / "mutants.py"

CODE = '''\
"""Fares."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

Kind = Literal["adult", "child"]
LIMIT = 60


class Fare:
    """What a ride costs."""

    __slots__ = ("each",)

    def __init__(self, each: int | None = 3) -> None:
        self.each = each

    @property
    def both_ways(self) -> int:
        return self.each * 2


def fee(count: int) -> int:
    """1 + 1: no code."""
    if count > LIMIT:
        raise ValueError(f"at most {LIMIT - 1}")
    return Fare().both_ways * count


def greater(one: int, other: int) -> int:
    return one if one >= other else other


class Table:
    def __init__(self, names: list[str], sides: tuple[str, ...], **_: object) -> None:
        self.names = names


def words(names: list[str]) -> dict[str, str]:
    Table(names, ("l", "r"), align=("l", "r"), widths=(1, 2))
    return {"title": "你好", "text": "two words", "pairs": str(list(zip(names, names, strict=True)))}
'''
STRONG = """\
import pytest
from jiebei.counting.fare import fee, greater, words


def test_fee():
    assert fee(60) == 360
    assert fee(2) == 12
    with pytest.raises(ValueError):
        fee(61)


def test_greater():
    assert [greater(1, 2), greater(2, 1), greater(2, 2)] == [2, 2, 2]


def test_words():
    assert {"title", "text"} < words([]).keys()
    assert words(["a"])["pairs"] == "[('a', 'a')]"
"""
CONFTEST = """\
from hypothesis import settings

settings.register_profile("mutants", derandomize=True)
"""
EQUIVALENT = """\
- file: jiebei/counting/fare.py
  function: greater
  original: return one if one >= other else other
  mutated: return one if one > other else other
  reason: Where they are equal, either is the answer.
"""


@pytest.fixture(scope="module")
def mutants() -> ModuleType:
    pytest.importorskip("mutmut", reason="needs requirements-dev.txt: run `make test`")
    spec = importlib.util.spec_from_file_location("mutants_script", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def project(folder: Path, tests: str = STRONG, survivors: str = EQUIVALENT) -> Path:
    files = {
        "jiebei/__init__.py": "",
        "jiebei/counting/__init__.py": "",
        "jiebei/counting/fare.py": CODE,
        "tests/conftest.py": CONFTEST,
        "tests/counting/test_fare.py": tests,
        "tests/mutants/survivors.yaml": survivors,
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def run(folder: Path) -> tuple[int, str]:
    pytest.importorskip("mutmut", reason="needs requirements-dev.txt: run `make test`")
    command: list[str | Path] = [sys.executable, SCRIPT, "--root", folder, "--count", "all"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    return ran.returncode, ran.stdout + ran.stderr


def changes(mutants: ModuleType, folder: Path) -> dict[str, set[tuple[str, str]]]:
    """Function → (line before, line after)."""
    found: dict[str, set[tuple[str, str]]] = {}
    for mutant in mutants.read(project(folder), "jiebei/counting/fare.py").mutants:
        found.setdefault(mutant.function, set()).add((mutant.step.original, mutant.step.mutated))
    return found


def test_figures_conditions_and_defaults_are_changed_wherever_they_stand(
    mutants: ModuleType, tmp_path: Path
) -> None:
    found = changes(mutants, tmp_path)
    assert ("LIMIT = 60", "LIMIT = 61") in found["<module>"]
    assert ("return self.each * 2", "return self.each / 2") in found["Fare.both_ways"]
    (default,) = found["Fare.__init__"]
    assert "= 4)" in default[1]
    assert ("if count > LIMIT:", "if count >= LIMIT:") in found["fee"]
    assert any("XXtitleXX" in after for _, after in found["words"])


def test_what_says_nothing_of_the_figures_is_left_alone(mutants: ModuleType, tmp_path: Path) -> None:
    found = changes(mutants, tmp_path)
    assert set(found) == {"<module>", "Fare.__init__", "Fare.both_ways", "fee", "greater", "words"}
    assert {before for before, _ in found["<module>"]} == {"LIMIT = 60"}
    assert not any(before.startswith(("raise", '"""')) for before, _ in found["fee"])
    assert (
        'Table(names, ("l", "r"), align=("l", "r"), widths=(1, 2))',
        'Table(("l", "r"), align=("l", "r"), widths=(1, 2))',
    ) in found["words"]
    table = [before for before, _ in found["words"] if before.startswith("Table")]
    assert len(table) == 1
    found["words"] = {change for change in found["words"] if change[0] not in table}
    after = "".join(after for _, after in found["words"])
    assert after.count("你好") == after.count("two words") == len(found["words"])
    assert after.count("strict=True") == len(found["words"])
    assert not any(re.search(r"\bNone\b", after) for _, after in found["words"] | found["fee"])


def test_a_sample_is_the_same_each_time_and_takes_of_each_module_by_its_size(
    mutants: ModuleType, tmp_path: Path
) -> None:
    project(tmp_path)
    twice = CODE.replace("def greater", "def larger").split("def greater")[0]
    (tmp_path / "jiebei/counting/two.py").write_text(twice + twice.split("LIMIT = 60\n")[1], "utf-8")

    def drawn(count: int, seed: str = "1") -> list[tuple[str, str]]:
        sources = [mutants.read(tmp_path, f"jiebei/counting/{name}.py") for name in ("fare", "two")]
        for source in sources:
            mutants.put_in_order(source, seed)
        return [(one.source.file, one.code) for one in mutants.sample(sources, count)]

    every = drawn(10_000)
    assert drawn(12) == drawn(12) == every[:12]
    assert drawn(12) != drawn(12, seed="2")
    assert sorted(drawn(10_000, seed="2")) == sorted(every)
    for file in {file for file, _ in every}:
        mine = sum(name == file for name, _ in every)
        assert abs(sum(name == file for name, _ in every[:12]) - 12 * mine / len(every)) <= 1


def test_it_is_content_where_what_survives_is_explained(tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in project(tmp_path).rglob("*") if path.is_file()}
    code, said = run(tmp_path)
    assert code == 0, said
    (share,) = re.findall(r"^([\d.]+)% noticed", said, re.MULTILINE)
    assert 90 <= float(share) < 100
    assert "1 explained, 0 not" in said
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("other else other", "other else one"), "no longer made"),
        (("one > other", "one < other"), "no longer made"),
        (("reason: Where they are equal, either is the answer.", "reason: ''"), "without a reason"),
        (("  function: greater\n", ""), "is not file, function"),
    ],
)
def test_a_list_out_of_step_is_an_error(
    mutants: ModuleType, tmp_path: Path, change: tuple[str, str], told: str
) -> None:
    """Told before any test runs where the list itself says too little, else with the figures."""
    changed = EQUIVALENT.replace(*change)
    assert changed != EQUIVALENT
    folder = project(tmp_path, survivors=changed)
    source = mutants.read(folder, "jiebei/counting/fare.py")
    if told == "no longer made":
        listed = mutants.explained(folder / mutants.SURVIVORS)
        assert not listed.keys() & mutants.number([source], listed).keys()
    else:
        with pytest.raises(SystemExit, match=told):
            mutants.explained(folder / mutants.SURVIVORS)


def test_it_is_not_where_too_much_survives_or_the_list_is_wrong(tmp_path: Path) -> None:
    weak = STRONG.replace("fee(2) == 12", "fee(2)").replace("== 360", "> 0")
    noticed = """\
- file: jiebei/counting/fare.py
  function: fee
  original: "if count > LIMIT:"
  mutated: "if count >= LIMIT:"
  reason: It is believed to change nothing.
"""
    gone = EQUIVALENT.replace("one >= other", "one >= another")
    code, said = run(project(tmp_path, weak, EQUIVALENT + noticed + gone))
    assert code == 1
    assert "- return self.each * 2" in said
    assert "+ return self.each * 3" in said
    assert "Less than 90%" in said
    assert "a test notices it" in said
    assert "no longer made" in said


def test_what_never_ends_is_ended_and_counts_as_noticed(tmp_path: Path) -> None:
    pytest.importorskip("mutmut", reason="needs requirements-dev.txt: run `make test`")
    folder = project(
        tmp_path, "from jiebei.counting.fare import down\n\n\ndef test_down():\n    down(3)\n", ""
    )
    endless = "def down(count: int) -> None:\n    while count > 0:\n        count -= 2\n"
    (folder / "jiebei/counting/fare.py").write_text(endless, "utf-8")
    impatient = "import sys, mutants; mutants.ADDED_TIME = 1.0; mutants.main(sys.argv[1:])"
    ran = subprocess.run(
        [sys.executable, "-c", impatient, "--root", folder, "--count", "all"],
        cwd=SCRIPT.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert re.search(r"noticed: 2 of \d+ mutants \(2 by taking too long\)", ran.stdout), ran.stdout


def test_nothing_is_mutated_while_the_tests_fail(tmp_path: Path) -> None:
    code, said = run(project(tmp_path, STRONG.replace("360", "361")))
    assert code == 1
    assert "nothing was mutated" in said
    assert "assert 360 == 361" in said
