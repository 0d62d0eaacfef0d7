"""Change the counting code one small step at a time and see whether the quick tests notice: `make mutants`.

What is changed, and how, is mutmut's: its operators and its walk over the code. Its own runner is not used. It keeps all
mutants of a function beside each other in one file, and so cannot change what stands outside functions (limits, tables,
fields' defaults) nor properties; here a mutant is a whole file, imported in place of the real one by a process of its own.
Nothing in the work tree is written. Needs `os.fork`.

A run takes a sample that is the same every time, spread over the modules by size. Each mutant meets the quick tests that
run its line, then the rest of its package's tests, and stops at the first that fails. One that lasts many times as long as
the tests do counts as noticed. Survivors that change nothing are listed with the reason in tests/mutants/survivors.yaml.

Ends with 1 if less than 90 % is noticed, or if the list is out of step with the code.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import hashlib
import importlib
import json
import math
import os
import resource
import signal
import sys
import tempfile
import textwrap
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType
from typing import Any, NamedTuple

import coverage
import libcst as cst
import pytest
import yaml
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.file_mutation import MutationVisitor, deep_replace
from mutmut.mutation.mutators import mutation_operators, operator_assignment
from mutmut.mutation.pragma_handling import IgnoredCode

ROOT = Path(__file__).resolve().parent.parent
MUTATED = ("counting", "owed", "plan", "answer", "letters")
"""Packages of jiebei/ whose own modules are mutated; not the packages inside them."""
QUICK = ("counting", "case", "rules", "owed", "plan", "answer", "keep", "letters", "cli")
"""Folders of tests/ that are asked."""
SLOW = ("letters/paper",)
"""What in them is not: drawing pages takes longer than all the rest, and changes no figure."""
SURVIVORS = Path("tests/mutants/survivors.yaml")
ENOUGH = 0.90
JOBS = 2
MEMORY = 4 * 2**30

ADDED_TIME = 10.0
"""Seconds of the processor any mutant may take, on top of SLOWER times what its tests take otherwise."""
SLOWER = 5
ASLEEP = 20
"""How many times as long it may last by the clock, on a busy machine or waiting for nothing."""


# What is not mutated, beyond what the tool itself leaves alone: docstrings, annotations, decorators (`slots=True`), and
# the calls of `len` and `isinstance`.


def is_wording(node: cst.CSTNode) -> bool:
    """Chinese, and sentences: tests look at what is said, not at how. Keys, kinds and formats are no wording."""
    return isinstance(node, cst.SimpleString) and (not node.value.isascii() or " " in node.value)


def is_for_the_type_checker(node: cst.CSTNode) -> bool:
    """`Kind = Literal[...]`: a name for a type."""
    return (
        isinstance(node, cst.Assign)
        and isinstance(node.value, cst.Subscript)
        and isinstance(node.value.value, cst.Name)
        and node.value.value.value == "Literal"
    )


def is_slots(node: cst.CSTNode) -> bool:
    """`__slots__`: what an object may hold is its size in memory, not its meaning."""
    return isinstance(node, cst.Assign) and any(
        isinstance(target.target, cst.Name) and target.target.value == "__slots__" for target in node.targets
    )


def is_strict(node: cst.CSTNode) -> bool:
    """`zip(..., strict=True)` guards against a mistake of ours that is nowhere made; no test can bring it about."""
    return isinstance(node, cst.Arg) and node.keyword is not None and node.keyword.value == "strict"


def is_layout(node: cst.CSTNode) -> bool:
    """How wide a letter's columns are and to which side they are set: seen, not read. Tests look at what is in them."""
    if not isinstance(node, cst.Arg):
        return False
    if node.keyword is not None:
        return node.keyword.value in {"align", "widths"}
    cells = node.value.elements if isinstance(node.value, cst.Tuple) else ()
    return bool(cells) and all(
        isinstance(cell.value, cst.SimpleString) and cell.value.evaluated_value in {"l", "c", "r"}
        for cell in cells
    )


LEFT_ALONE: tuple[Callable[[cst.CSTNode], bool], ...] = (
    is_wording,
    is_for_the_type_checker,
    is_slots,
    is_strict,
    is_layout,
    # The message of an exception is read by whoever wrote the call, in a traceback.
    lambda node: isinstance(node, cst.Raise),
)


class _Visitor(MutationVisitor):
    """The tool's own walk, but into decorated functions and composed defaults too, and not into what is left alone."""

    def _skip_node_and_children(self, node: cst.CSTNode) -> bool:
        if any(rule(node) for rule in LEFT_ALONE):
            return True
        return super()._skip_node_and_children(node) and not isinstance(node, cst.FunctionDef | cst.Param)


OPERATORS = [(kind, operator) for kind, operator in mutation_operators if operator is not operator_assignment]
"""All of the tool's but `name = None`: see `is_told_by_types`."""


def is_told_by_types(original: cst.CSTNode, mutated: cst.CSTNode) -> bool:
    """An argument that became None: `mypy --strict` refuses it, or any test that comes by falls over it.

    They would be half of all mutants and say nothing of the tests but that the line is run.
    """
    return (
        isinstance(original, cst.Call)
        and isinstance(mutated, cst.Call)
        and len(original.args) == len(mutated.args)
        and any(
            was is not now and isinstance(now.value, cst.Name) and now.value.value == "None"
            for was, now in zip(original.args, mutated.args, strict=True)
        )
    )


def loses_what_is_left_alone(original: cst.CSTNode, mutated: cst.CSTNode) -> bool:
    """A call that lost an argument of which nothing is mutated either."""
    if not isinstance(original, cst.Call) or not isinstance(mutated, cst.Call):
        return False
    kept = {id(argument) for argument in mutated.args}
    lost = [argument for argument in original.args if id(argument) not in kept]
    return bool(lost) and all(is_strict(argument) or is_layout(argument) for argument in lost)


# The mutants.


class Step(NamedTuple):
    """A mutant as a person sees it and as survivors.yaml names it; `nth` tells alike ones in one function apart."""

    file: str
    function: str
    original: str
    mutated: str
    nth: int = 1


@dataclass(eq=False)
class Mutant:
    """One change. `lines`: those of the statement it is in. `runs_when_called`: it is in the body of a function."""

    source: Source
    function: str
    lines: range
    runs_when_called: bool
    before: cst.CSTNode
    after: cst.CSTNode
    share: float = 0.0
    nth: int = 1

    @cached_property
    def code(self) -> str:
        """The whole module with this change. Only the top-level statement that holds it is written anew."""
        tree, parts = self.source.tree, self.source.parts
        at = self.source.holder[self.before]
        changed = tree.with_changes(
            header=[], footer=[], body=[deep_replace(tree.body[at], self.before, self.after)]
        )
        return "".join([*parts[: at + 1], changed.code, *parts[at + 2 :]])

    @cached_property
    def step(self) -> Step:
        """Without `nth`, which is known only beside the others."""
        before, after = self.source.text.splitlines(), self.code.splitlines()
        top = _alike(before, after)
        below = _alike(before[top:][::-1], after[top:][::-1])
        old, new = (
            textwrap.dedent("\n".join(part[top : len(part) - below])).strip() for part in (before, after)
        )
        return Step(self.source.file, self.function, old, new)

    @cached_property
    def changes_something(self) -> bool:
        """Whether it is Python, and not the same program."""
        try:
            return ast.dump(ast.parse(self.code)) != self.source.dump
        except SyntaxError:
            return False

    def shown(self) -> str:
        old, new = (text.splitlines() for text in self.step[2:4])
        changes = [f"    - {line}" for line in old] + [f"    + {line}" for line in new]
        return "\n".join([f"{self.source.file}:{self.lines[0]} {self.function}", *changes])


@dataclass(eq=False)
class Source:
    """One module and its mutants."""

    file: str
    text: str
    tree: cst.Module
    mutants: list[Mutant] = field(default_factory=list)

    @cached_property
    def dump(self) -> str:
        return ast.dump(ast.parse(self.text))

    @cached_property
    def parts(self) -> list[str]:
        """The text in pieces: what comes first, each top-level statement, what comes last."""
        whole = self.tree.with_changes(header=[], footer=[])
        body = [whole.with_changes(body=[statement]).code for statement in self.tree.body]
        top = self.text.index("".join(body))
        return [self.text[:top], *body, self.text[top + len("".join(body)) :]]

    @cached_property
    def holder(self) -> dict[cst.CSTNode, int]:
        """For every node, the top-level statement it is in."""
        return {node: at for at, statement in enumerate(self.tree.body) for node in _nodes(statement)}

    @property
    def module(self) -> str:
        return ".".join(Path(self.file).with_suffix("").parts)

    @property
    def package(self) -> str:
        return Path(self.file).parts[1]


def _nodes(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    yield node
    for child in node.children:
        yield from _nodes(child)


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many lines at the start are the same."""
    return next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


class _Place(NamedTuple):
    """A statement's own lines (of an `if`, only its condition), the function it is in, and whether in its body."""

    lines: range
    function: str
    in_body: bool


def _places(text: str) -> list[_Place]:
    """Every statement, outer ones first."""
    found: list[_Place] = []

    def walk(node: ast.AST, function: str, in_body: bool) -> None:
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, ast.stmt):
                walk(child, function, in_body)
                continue
            body = getattr(child, "body", None)
            decorators = getattr(child, "decorator_list", [])
            first = min([child.lineno, *(one.lineno for one in decorators)])
            last = max(first, body[0].lineno - 1) if body else (child.end_lineno or first)
            name, inside = function, in_body
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                name = f"{function}.{child.name}".removeprefix("<module>.")
                inside = in_body or not isinstance(child, ast.ClassDef)
            found.append(_Place(range(first, last + 1), name, in_body))
            walk(child, name, inside)

    walk(ast.parse(text), "<module>", False)
    return found


def read(root: Path, file: str) -> Source:
    """A module with all its mutants, each with its place in the order in which samples take them."""
    text = (root / file).read_text("utf-8")
    wrapper = MetadataWrapper(cst.parse_module(text))
    visitor = _Visitor(OPERATORS, IgnoredCode(set(), set(), set()))
    positions = wrapper.resolve(PositionProvider)
    source = Source(file, text, wrapper.visit(visitor))
    places = _places(text)
    for mutation in visitor.mutations:
        change = (mutation.original_node, mutation.mutated_node)
        if is_told_by_types(*change) or loses_what_is_left_alone(*change):
            continue
        line = positions[mutation.original_node].start.line
        place = [place for place in places if line in place.lines][-1]
        source.mutants.append(Mutant(source, place.function, place.lines, place.in_body, *change))
    return source


def put_in_order(source: Source, seed: str) -> None:
    """Give each mutant its share, evenly spread from 0 to 1 in an order drawn from its own text.

    So the mutants with the lowest shares of all modules are a sample of each by its size, and an edit in one place
    leaves the sample elsewhere as it was.
    """
    seen: Counter[str] = Counter()
    drawn: list[tuple[bytes, int, Mutant]] = []
    for index, mutant in enumerate(source.mutants):
        parts = [
            source.file,
            mutant.function,
            *(source.tree.code_for_node(node) for node in (mutant.before, mutant.after)),
        ]
        text = "\0".join(parts)
        seen[text] += 1
        drawn.append((hashlib.sha256(f"{seed}\0{text}\0{seen[text]}".encode()).digest(), index, mutant))
    for rank, (_, _, mutant) in enumerate(sorted(drawn, key=lambda one: one[:2])):
        mutant.share = (rank + 0.5) / len(drawn)


def sample(sources: Iterable[Source], count: float) -> list[Mutant]:
    every = sorted(
        (mutant for source in sources for mutant in source.mutants), key=lambda mutant: mutant.share
    )
    taken: list[Mutant] = []
    for mutant in every:
        if len(taken) >= count:
            break
        if mutant.changes_something:
            taken.append(mutant)
    return taken


# Explained survivors.


def number(sources: Iterable[Source], named: Iterable[Step]) -> dict[Step, Mutant]:
    """The mutants in the functions that the list names, each by its step; alike ones counted from the top."""
    wanted = {(step.file, step.function) for step in named}
    found: dict[Step, Mutant] = {}
    for source in sources:
        seen: Counter[Step] = Counter()
        for mutant in source.mutants:
            if (source.file, mutant.function) in wanted and mutant.changes_something:
                seen[mutant.step] += 1
                mutant.nth = seen[mutant.step]
                found[mutant.step._replace(nth=mutant.nth)] = mutant
    return found


def explained(path: Path) -> dict[Step, str]:
    """What survivors.yaml lists, with the reasons. Raises SystemExit where an entry says too little."""
    entries = yaml.safe_load(path.read_text("utf-8")) if path.exists() else None
    listed: dict[Step, str] = {}
    for entry in entries or []:
        try:
            step = Step(**{name: value for name, value in entry.items() if name != "reason"})
            step = step._replace(original=step.original.strip(), mutated=step.mutated.strip())
            reason = entry["reason"].strip()
        except (TypeError, KeyError, AttributeError) as problem:
            raise SystemExit(
                f"{path}: {entry!r} is not file, function, original, mutated, reason: {problem}"
            ) from None
        if not reason or step in listed:
            raise SystemExit(f"{path}: an entry without a reason, or twice: {step}")
        listed[step] = reason
    return listed


# Running tests in a process of their own.


class _Changed(SourceFileLoader):
    """Imports a module from the given text, and keeps nothing of it."""

    def __init__(self, name: str, path: str, text: str) -> None:
        super().__init__(name, path)
        self.text = text

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.text, self.get_filename(fullname), "exec", dont_inherit=True)


class _InPlaceOf(MetaPathFinder):
    def __init__(self, name: str, path: str, text: str) -> None:
        self.name, self.path, self.text = name, path, text

    def find_spec(self, fullname: str, *_: Any) -> ModuleSpec | None:
        if fullname != self.name:
            return None
        return spec_from_file_location(fullname, self.path, loader=_Changed(self.name, self.path, self.text))


class _Chosen:
    """Runs only the chosen tests, in their order. One that is no longer there was changed by the mutant."""

    def __init__(self, tests: Sequence[str]) -> None:
        self.order = {test: at for at, test in enumerate(tests)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        chosen = [item for item in items if item.nodeid in self.order]
        if len(chosen) < len(self.order):
            pytest.exit("a test is gone", returncode=int(pytest.ExitCode.TESTS_FAILED))
        items[:] = sorted(chosen, key=lambda item: self.order[item.nodeid])


class _Watch:
    """How much of the processor's time each test takes and, where coverage is given, which lines it runs."""

    def __init__(self, watched: coverage.Coverage | None = None) -> None:
        self.watched = watched
        self.seconds: dict[str, float] = defaultdict(float)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        if self.watched:
            self.watched.switch_context(item.nodeid)
        began = time.process_time()
        try:
            return (yield)
        finally:
            self.seconds[item.nodeid] = time.process_time() - began
            if self.watched:
                self.watched.switch_context("")


def run_pytest(paths: Sequence[str], plugins: Sequence[object]) -> int:
    """pytest's exit code. Quiet: what matters is only whether a test failed."""
    arguments = ["-x", "-q", "--no-header", "--tb=short", "-p", "no:cacheprovider", "-p", "no:xdist"]
    ignored = [f"--ignore=tests/{path}" for path in SLOW]
    return int(
        pytest.main([*arguments, *ignored, "--hypothesis-profile=mutants", *paths], plugins=list(plugins))
    )


def in_a_child(work: Callable[[], int], output: Path, limit: float = 3600.0) -> int:
    """The id of a new process that does the work, with what it prints in a file, and ends with the work's number."""
    pid = os.fork()
    if pid:
        return pid
    code = int(pytest.ExitCode.INTERNAL_ERROR)
    try:
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        seconds = math.ceil(time.process_time() + limit)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        handle = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(handle, 1)
        os.dup2(handle, 2)
        code = work()
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


def end(pid: int) -> None:
    """End a child and whatever it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


@dataclass(frozen=True)
class Tests:
    """seconds: what each quick test takes. running: file → line → the tests that run it when called."""

    seconds: Mapping[str, float]
    running: Mapping[str, Mapping[int, frozenset[str]]]

    def of(self, mutant: Mutant) -> list[str]:
        """Those that run the mutant's line, then the rest of its package's; quick ones and the package's own first.

        What is outside functions runs when the module is imported: there, every test that calls anything in it.
        """
        lines = self.running.get(mutant.source.file, {})
        at = mutant.lines if mutant.runs_when_called else lines
        runs = frozenset[str]().union(*(lines.get(line, frozenset()) for line in at))
        own = f"tests/{mutant.source.package}/"
        chosen = runs | {test for test in self.seconds if test.startswith(own)}
        files: dict[str, float] = defaultdict(float)
        for test in chosen:
            files[test.partition("::")[0]] += self.seconds[test]

        def place(test: str) -> tuple[bool, bool, float, str, float]:
            file = test.partition("::")[0]
            return test not in runs, not test.startswith(own), files[file], file, self.seconds[test]

        return sorted(chosen, key=place)


def watch_tests(root: Path, paths: Sequence[str], sources: Sequence[Source], work: Path) -> Tests:
    """Run the quick tests on the real code, once to see which lines each runs, once to time them, side by side.

    Raises SystemExit if one fails.
    """

    def lines() -> int:
        watched = coverage.Coverage(
            data_file=None, config_file=False, include=[str(root / source.file) for source in sources]
        )
        watched.start()
        code = run_pytest(paths, [_Watch(watched)])
        watched.stop()
        data = watched.get_data()
        running = {
            Path(file).relative_to(root).as_posix(): {
                line: [name for name in names if name]
                for line, names in data.contexts_by_lineno(file).items()
            }
            for file in data.measured_files()
        }
        (work / "lines.json").write_text(json.dumps(running))
        return code

    def seconds() -> int:
        before = set(sys.modules)
        watch = _Watch()
        code = run_pytest(paths, [watch])
        # What the tests need from outside the project is imported once, before the mutants part.
        outside = [
            name
            for name in sys.modules
            if name not in before and not _is_inside(getattr(sys.modules[name], "__file__", None), root)
        ]
        (work / "seconds.json").write_text(json.dumps([watch.seconds, outside]))
        return code

    children = {
        in_a_child(lines, work / "lines.txt"): "lines",
        in_a_child(seconds, work / "seconds.txt"): "seconds",
    }
    try:
        while children:
            pid, status = os.wait()
            name = children.pop(pid)
            if status:
                print((work / f"{name}.txt").read_text("utf-8"))
                raise SystemExit("The quick tests do not pass on the code as it is; nothing was mutated.")
    finally:
        for pid in children:
            end(pid)
    took, outside = json.loads((work / "seconds.json").read_text("utf-8"))
    for name in outside:
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    running = json.loads((work / "lines.json").read_text("utf-8"))
    return Tests(
        took,
        {
            file: {int(line): frozenset(tests) & took.keys() for line, tests in found.items()}
            for file, found in running.items()
        },
    )


def _is_inside(file: str | None, root: Path) -> bool:
    """Whether a module is the project's own: in its folder, and not in an environment in that folder."""
    return file is not None and Path(file).is_relative_to(root) and "site-packages" not in Path(file).parts


@dataclass
class Outcome:
    """What became of one mutant: "noticed", "too long" (which counts as noticed) or "survived"."""

    mutant: Mutant
    word: str
    seconds: float
    tests: int


def try_all(root: Path, mutants: Sequence[Mutant], tests: Tests, jobs: int, work: Path) -> Iterator[Outcome]:
    """Each mutant as it ends. Where no test is near, nothing is run and it survives."""
    waiting = list(reversed(mutants))
    running: dict[int, tuple[Mutant, int, float, float]] = {}

    def start(mutant: Mutant, chosen: Sequence[str], limit: float) -> int:
        files = list(dict.fromkeys(test.partition("::")[0] for test in chosen))

        def run() -> int:
            path = str(root / mutant.source.file)
            sys.meta_path.insert(0, _InPlaceOf(mutant.source.module, path, mutant.code))
            return run_pytest(files, [_Chosen(chosen)])

        return in_a_child(run, work / f"{id(mutant)}.txt", limit)

    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                mutant = waiting.pop()
                chosen = tests.of(mutant)
                if not chosen:
                    yield Outcome(mutant, "survived", 0.0, 0)
                    continue
                limit = ADDED_TIME + SLOWER * sum(tests.seconds[test] for test in chosen)
                running[start(mutant, chosen, limit)] = (mutant, len(chosen), time.monotonic(), limit)
            time.sleep(0.01)
            for pid, (mutant, count, began, limit) in list(running.items()):
                ended, status = os.waitpid(pid, os.WNOHANG)
                took = time.monotonic() - began
                if not ended and took < ASLEEP * limit:
                    continue
                if not ended:
                    end(pid)
                    os.waitpid(pid, 0)
                del running[pid]
                (work / f"{id(mutant)}.txt").unlink(missing_ok=True)
                out_of_time = not ended or (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU)
                word = "too long" if out_of_time else "noticed" if status else "survived"
                yield Outcome(mutant, word, took, count)
    finally:
        for pid in running:
            end(pid)


# What is said of it.


def say(
    outcomes: Sequence[Outcome],
    sources: Sequence[Source],
    listed: Mapping[Step, str],
    places: Mapping[Step, Mutant],
) -> bool:
    """Print the figures of each module, then of all. Whether everything is in order."""
    reasons = {id(mutant): listed[step] for step, mutant in places.items() if step in listed}
    survived = [one for one in outcomes if one.word == "survived"]
    open_ones = [one.mutant for one in survived if id(one.mutant) not in reasons]
    print(f"\n{'':36}{'made':>7}{'run':>7}{'noticed':>9}{'explained':>11}{'open':>6}")
    for source in sources:
        mine = [one for one in outcomes if one.mutant.source is source]
        noticed = sum(one.word != "survived" for one in mine)
        left = sum(mutant.source is source for mutant in open_ones)
        print(
            f"{source.file:36}{len(source.mutants):7}{len(mine):7}{noticed:9}{len(mine) - noticed - left:11}{left:6}"
        )
    gone = [step for step in listed if step not in places]
    for step in gone:
        print(f"\nListed in {SURVIVORS}, but no longer made: {step}")
    refuted = [one.mutant for one in outcomes if one.word == "noticed" and id(one.mutant) in reasons]
    for mutant in refuted:
        print(f"\nListed in {SURVIVORS} as changing nothing, but a test notices it:\n{mutant.shown()}")
    noticed = len(outcomes) - len(survived)
    share = noticed / len(outcomes) if outcomes else 0.0
    slow = sum(one.word == "too long" for one in outcomes)
    print(
        f"\n{share:.1%} noticed: {noticed} of {len(outcomes)} mutants ({slow} by taking too long), of "
        f"{sum(len(source.mutants) for source in sources)} made. {len(survived)} survived: "
        f"{len(survived) - len(open_ones)} explained, {len(open_ones)} not."
    )
    if share < ENOUGH:
        print(f"Less than {ENOUGH:.0%}.")
    return share >= ENOUGH and not gone and not refuted


def how_many(typed: str) -> float:
    if typed == "all":
        return math.inf
    if not typed.isdecimal() or typed == "0":
        raise argparse.ArgumentTypeError("a number, or all")
    return int(typed)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=how_many, default=300.0, help="how many mutants, or all (300)")
    parser.add_argument("--seed", default="1", help="another one draws another sample (1)")
    parser.add_argument("--root", type=Path, default=ROOT, help="the project's folder")
    parser.add_argument(
        "only", nargs="*", help="modules or folders to mutate; all of them where none is named"
    )
    asked: Any = parser.parse_args(arguments)
    root: Path = asked.root.resolve()
    began = time.monotonic()
    # Asked to end, end what was started too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    os.chdir(root)
    sys.path.insert(0, str(root))

    files = [
        path.relative_to(root).as_posix()
        for package in MUTATED
        for path in sorted((root / "jiebei" / package).glob("*.py"))
    ]
    only = [Path(name).as_posix() for name in asked.only]
    files = [file for file in files if not only or any(Path(file).is_relative_to(name) for name in only)]
    sources = [source for source in (read(root, file) for file in files) if source.mutants]
    for source in sources:
        put_in_order(source, asked.seed)
    listed = {
        step: why for step, why in explained(root / SURVIVORS).items() if not only or step.file in files
    }
    places = number(sources, listed)
    expected = {mutant for step, mutant in places.items() if step in listed}
    mutants = sample(sources, asked.count)
    paths = [f"tests/{name}" for name in QUICK if (root / "tests" / name).is_dir()]
    print(
        f"{sum(len(source.mutants) for source in sources)} mutants made; running the tests as they are.",
        flush=True,
    )
    with tempfile.TemporaryDirectory() as work:
        tests = watch_tests(root, paths, sources, Path(work))
        print(
            f"{len(tests.seconds)} quick tests take {sum(tests.seconds.values()):.0f} s. "
            f"Now {len(mutants)} mutants, {JOBS} at a time. What survives them unexplained:",
            flush=True,
        )
        outcomes: list[Outcome] = []
        for outcome in try_all(root, mutants, tests, JOBS, Path(work)):
            outcomes.append(outcome)
            if outcome.word == "survived" and outcome.mutant not in expected:
                print(outcome.mutant.shown(), flush=True)
            if len(outcomes) % 25 == 0:
                noticed = sum(one.word != "survived" for one in outcomes)
                print(f"{len(outcomes)} run, {noticed} noticed, {time.monotonic() - began:.0f} s", flush=True)
    fine = say(outcomes, sources, listed, places)
    busy = sum(one.seconds for one in outcomes) / max(1, len(outcomes))
    print(f"{time.monotonic() - began:.0f} s; {busy:.1f} s a mutant.")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
