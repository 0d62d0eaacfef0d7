"""Reads jiebei/content/ into records, and says exactly where a file is wrong.

Markdown pages carry front matter (title, step, rows, sources, checked) and `## Heading {#id}` sections; a comment
`<!-- row 1.1 -->` inside a section says which row of the source article it answers. Lists live in YAML beside them.
`check_content()` returns every fault, one line each; `load_content()` raises `ContentFileError` with the first one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from jiebei.content.model import (
    Bill,
    Content,
    ContentFileError,
    FrontMatter,
    GuideStep,
    Listed,
    Need,
    Page,
    Precaution,
    Route,
    ScamPattern,
    ScamQuestion,
    Section,
    Support,
    Term,
    TriageQuestion,
)
from jiebei.content.render import CITE, CONDITION
from jiebei.rules import Rules, load_rules
from jiebei.rules.yaml_file import Entries, FileRecord, parse_yaml, read_utf8, read_yaml, repeated

CONTENT_FOLDER = Path(__file__).parent
PAGES = tuple(sorted(path.stem for path in CONTENT_FOLDER.glob("*.md")))
ROUTES = frozenset(
    {*PAGES, "calculator", "details", "plan", "letters", "call", "offer", "record", "keep", "cost"}
)
"""Every page that a text may lead to: those with texts here, and those that only calculate."""

_FRONT = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)
_HEADING = re.compile(r"^##[ \t]+(.*)$", re.MULTILINE)
_HEADING_ID = re.compile(r"(.+?) \{#([a-z0-9-]+)\}")
_ROW = re.compile(r"<!-- row (\d(?:\.\d)?) -->\n?")
_BRACED = re.compile(r"\{[^}\n]*\}?")


class _Guide(FileRecord):
    steps: Entries[GuideStep]


class _Precautions(FileRecord):
    precautions: Entries[Precaution]


class _Help(FileRecord):
    needs: Entries[Need]


class _Money(FileRecord):
    bills: Entries[Bill]
    supports: Entries[Support]


class _Glossary(FileRecord):
    terms: Entries[Term]


class _Triage(FileRecord):
    questions: Entries[TriageQuestion]


class _Scams(FileRecord):
    questions: Entries[ScamQuestion]
    patterns: Entries[ScamPattern]


_Lists = TypeVar("_Lists", bound=FileRecord)


@lru_cache(maxsize=1)
def load_content() -> Content:
    """The texts shipped with the package, read once. Raises `ContentFileError` (or `RuleFileError`)."""
    content, faults = read_content(CONTENT_FOLDER, load_rules())
    if faults:
        raise ContentFileError(faults[0])
    return content


def check_content(folder: Path = CONTENT_FOLDER, rules: Rules | None = None) -> list[str]:
    """Every fault in the content files of `folder`, one line each; [] if sound. Raises `RuleFileError`."""
    return read_content(folder, rules if rules is not None else load_rules())[1]


def read_content(folder: Path, rules: Rules) -> tuple[Content, list[str]]:
    """Read all texts. Files that cannot be read are left out of the result and described in the second part.

    What only holds between files (citations, buttons, rows) is looked at when each of them is sound.
    """
    faults: list[str] = []
    guide = _lists(folder / "guide.yaml", _Guide, faults)
    cautions = _lists(folder / "precautions.yaml", _Precautions, faults)
    needs = _lists(folder / "help.yaml", _Help, faults)
    money = _lists(folder / "money.yaml", _Money, faults)
    terms = _lists(folder / "glossary.yaml", _Glossary, faults)
    triage = _lists(folder / "triage.yaml", _Triage, faults)
    scams = _lists(folder / "scams.yaml", _Scams, faults)
    content = Content(
        {name: page for name in PAGES if (page := _page(folder / f"{name}.md", faults))},
        guide.steps,
        cautions.precautions,
        needs.needs,
        money.bills,
        money.supports,
        terms.terms,
        triage.questions,
        scams.questions,
        scams.patterns,
    )
    return content, faults or _between_files(content, rules)


def _lists(path: Path, model: type[_Lists], faults: list[str]) -> _Lists:
    """The lists in a file, all of them empty where it cannot be read."""
    found = read_yaml(path, model, faults)
    return found or model.model_construct(None, **dict.fromkeys(model.model_fields, ()))


# Markdown pages ----------------------------------------------------------------------------------------------------


def _page(path: Path, faults: list[str]) -> Page | None:
    text = read_utf8(path, faults)
    if text is None:
        return None
    match = _FRONT.match(text)
    if match is None:
        faults.append(f"{path.name}: 开头应当是 --- 之间的字段")
        return None
    # The line above the fields is counted too, so that a fault names the line of the file.
    front = parse_yaml(path.name, "\n" + match[1], FrontMatter, faults)
    sections = _sections(path.name, match[2], faults)
    return Page(name=path.stem, sections=sections, **dict(front)) if front else None


def _sections(name: str, body: str, faults: list[str]) -> tuple[Section, ...]:
    found: list[Section] = []
    headings = list(_HEADING.finditer(body))
    first = headings[0].start() if headings else len(body)
    if body[:first].strip():
        found.append(_section("intro", "", body[:first]))
    for heading, following in zip(headings, [*headings[1:], None], strict=True):
        named = _HEADING_ID.fullmatch(heading[1])
        if named is None:
            faults.append(f"{name}: “{heading[1]}” 后面缺少 {{#id}}")
            continue
        end = following.start() if following is not None else len(body)
        found.append(_section(named[2], named[1], body[heading.end() : end]))
    faults += repeated((name, section.id) for section in found)
    if not found:
        faults.append(f"{name}: 没有正文")
    if re.search(r"^# ", body, re.MULTILINE):
        faults.append(f"{name}: 标题写在 title 里，正文从 ## 开始")
    return tuple(found)


def _section(section_id: str, heading: str, text: str) -> Section:
    return Section(section_id, heading, _ROW.sub("", text).strip(), tuple(_ROW.findall(text)))


# What only holds between files -------------------------------------------------------------------------------------


def _between_files(content: Content, rules: Rules) -> list[str]:
    lists = _by_page(content)
    faults = [
        fault for name, entries in lists for fault in repeated((f"{name}.yaml", one.id) for one in entries)
    ]
    checks = (check for step in content.guide for check in step.checklist)
    faults += repeated(("guide.yaml: checklist", check.id) for check in checks)
    for page in content.pages.values():
        faults += _page_faults(
            page, [one for name, entries in lists if name == page.name for one in entries], rules
        )
    anchors = {name: {section.id for section in page.sections} for name, page in content.pages.items()}
    for name, entries in lists:
        if name in {"guide", "precautions", "help"}:
            anchors[name] |= {one.id for one in entries}
    for name, entries in lists:
        for one in entries:
            where = f"{name}.yaml: {one.id}"
            faults += [f"{where}: {fault}" for fault in _rule_faults(_cites(one), rules)]
            faults += [f"{where}: {field} {fault}" for field, fault in _route_faults(one, anchors)]
    called = [("help", contact) for need in content.needs for contact in need.contacts]
    called += [("money", contact) for support in content.supports for contact in support.contacts]
    for name, contact in called:
        if contact.cite in rules and rules[contact.cite].kind == "phone":
            vouched = {value.value for value in rules[contact.cite].values}
            if contact.number not in vouched:
                faults.append(f"{name}.yaml: {contact.who}: number 和规则 {contact.cite} 不一致")
    return faults


def _by_page(content: Content) -> list[tuple[str, tuple[Listed, ...]]]:
    """(the page that shows it and the name of its file, a list) for every list; nothing but the file is called triage."""
    return [
        ("guide", content.guide),
        ("precautions", content.precautions),
        ("help", content.needs),
        ("money", content.bills),
        ("money", content.supports),
        ("glossary", content.glossary),
        ("triage", content.triage),
        ("scams", content.scam_questions),
        ("scams", content.scam_patterns),
    ]


def _page_faults(page: Page, entries: list[Listed], rules: Rules) -> list[str]:
    """What is wrong with a page's text; `entries` are those of the lists that it shows beside it."""
    name = f"{page.name}.md"
    faults: list[str] = []
    cited = {rule_id for one in entries for rule_id in _cites(one)}
    for section in page.sections:
        marks = [CITE.fullmatch(brace[0]) for brace in _BRACED.finditer(CONDITION.sub("", section.markdown))]
        if None in marks:
            faults.append(f"{name}: {section.id}: 有写错的 {{…}} 标记")
        conditions = [match[2] for match in CONDITION.finditer(section.markdown)]
        section_cites = [*(mark[1] for mark in marks if mark), *conditions]
        faults += [f"{name}: {section.id}: {fault}" for fault in _rule_faults(section_cites, rules)]
        cited.update(section_cites)
    faults += [f"{name}: sources {fault}" for fault in _rule_faults(page.sources, rules)]
    faults += [f"{name}: sources 缺少 {one}，正文引用了它" for one in sorted(cited - set(page.sources))]
    faults += [f"{name}: sources 列了 {one}，正文没有引用" for one in sorted(set(page.sources) - cited)]
    answered = {row for section in page.sections for row in section.rows}
    answered |= {one.row for one in entries if isinstance(one, GuideStep | Precaution)}
    faults += [f"{name}: rows 列了 {row}，正文没有标出" for row in sorted(set(page.rows) - answered)]
    faults += [f"{name}: rows 缺少 {row}，正文标出了它" for row in sorted(answered - set(page.rows))]
    return faults


def _rule_faults(ids: Iterable[str], rules: Rules) -> list[str]:
    faults = []
    for rule_id in ids:
        if rule_id not in rules:
            faults.append(f"没有编号为 {rule_id} 的规则")
        elif not rules[rule_id].printable:
            faults.append(f"规则 {rule_id} 未核实（U），不能引用")
    return faults


def _cites(record: FileRecord) -> list[str]:
    """The rules cited anywhere in an entry, by `cite` or by a mark in a text."""
    found: list[str] = []
    for field, value in record:
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, FileRecord):
                found += _cites(part)
            elif isinstance(part, str) and part:
                found += [part] if field == "cite" else CITE.findall(part)
    return found


def _route_faults(entry: Listed, anchors: dict[str, set[str]]) -> Iterator[tuple[str, str]]:
    """(field, fault) for each button that leads nowhere."""
    for field, route in entry:
        if not isinstance(route, Route):
            continue
        if route.page not in ROUTES:
            yield field, f"page 没有 {route.page} 这一页"
        elif route.section and route.section not in anchors.get(route.page, {route.section}):
            yield field, f"section {route.page} 页没有 {route.section} 这一节"
