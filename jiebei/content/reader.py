"""Reads jiebei/content/ into records, and says exactly where a file is wrong.

Markdown pages carry front matter (title, step, rows, sources, checked) and `## Heading {#id}` sections; a comment
`<!-- row 1.1 -->` inside a section says which row of the source article it answers. Lists live in YAML beside them.
`check_content()` returns every fault, one line each; `load_content()` raises `ContentFileError` with the first one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from jiebei.content.model import (
    Check,
    Contact,
    Content,
    ContentFileError,
    GuideStep,
    Need,
    Page,
    Precaution,
    Route,
    ScamPattern,
    ScamQuestion,
    Section,
    Term,
    TriageQuestion,
)
from jiebei.content.render import CITE, CONDITION
from jiebei.rules import Rules, load_rules

CONTENT_FOLDER = Path(__file__).parent
STEPS = ("看清处境", "算清能力", "提出方案", "写成申请", "核对答复", "留好证据", "按约履行", "随时")
PAGES = tuple(sorted(path.stem for path in CONTENT_FOLDER.glob("*.md")))
ROUTES = frozenset({*PAGES, "calculator", "offer", "record", "keep", "cost"})
"""Every page that a text may lead to: those with texts here, and those that only calculate."""

_FRONT = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)
_HEADING = re.compile(r"^##[ \t]+(.*)$", re.MULTILINE)
_HEADING_ID = re.compile(r"(.+?) \{#([a-z0-9-]+)\}")
_ROW = re.compile(r"<!-- row (\d(?:\.\d)?) -->\n?")
_BRACED = re.compile(r"\{[^}\n]*\}?")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FIELDS = ("title", "step", "rows", "sources", "checked")

_R = TypeVar("_R")


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
    """Read all texts. What cannot be read is left out of the result and described in the second part."""
    faults: list[str] = []
    guide = _list(folder, "guide.yaml", "steps", _guide_step, faults)
    cautions = _list(folder, "precautions.yaml", "precautions", _precaution, faults)
    needs = _list(folder, "help.yaml", "needs", _need, faults)
    terms = _list(folder, "glossary.yaml", "terms", _term, faults)
    triage = _list(folder, "triage.yaml", "questions", _triage_question, faults)
    questions = _list(folder, "scams.yaml", "questions", _scam_question, faults)
    patterns = _list(folder, "scams.yaml", "patterns", _scam_pattern, faults)
    pages = {}
    for name in PAGES:
        page = _page(folder / f"{name}.md", faults)
        if page is not None:
            pages[name] = page
    content = Content(pages, guide, cautions, needs, terms, triage, questions, patterns)
    faults += _cross_check(content, rules)
    return content, faults


# Markdown pages ----------------------------------------------------------------------------------------------------


def _page(path: Path, faults: list[str]) -> Page | None:
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        faults.append(f"{path.name}: 文件不存在")
        return None
    except UnicodeDecodeError:
        faults.append(f"{path.name}: 不是 UTF-8 文本")
        return None
    match = _FRONT.match(text)
    if match is None:
        faults.append(f"{path.name}: 开头应当是 --- 之间的字段")
        return None
    front = _yaml(match[1], path.name, faults)
    if front is None:
        return None
    problems = [f"{path.name}: {key} 是不认识的字段" for key in front if key not in _FIELDS]
    title, step, checked = front.get("title"), front.get("step"), front.get("checked")
    if not isinstance(title, str) or not title:
        problems.append(f"{path.name}: title 缺少")
    if step not in STEPS:
        problems.append(f"{path.name}: step 应当是其中之一：{'、'.join(STEPS)}")
    if type(checked) is not date:
        problems.append(f"{path.name}: checked 应当是日期，例如 2026-11-23")
    rows = _strings(front.get("rows"), f"{path.name}: rows", problems)
    sources = _strings(front.get("sources"), f"{path.name}: sources", problems)
    sections = _sections(path.name, match[2], problems)
    faults.extend(problems)
    if problems or not isinstance(title, str) or not isinstance(step, str) or type(checked) is not date:
        return None
    return Page(path.stem, title, step, rows, sources, checked, sections)


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
        if named[2] in {section.id for section in found}:
            faults.append(f"{name}: {named[2]}: 小节 id 重复")
        end = following.start() if following is not None else len(body)
        found.append(_section(named[2], named[1], body[heading.end() : end]))
    if not found:
        faults.append(f"{name}: 没有正文")
    if re.search(r"^# ", body, re.MULTILINE):
        faults.append(f"{name}: 标题写在 title 里，正文从 ## 开始")
    return tuple(found)


def _section(section_id: str, heading: str, text: str) -> Section:
    return Section(section_id, heading, _ROW.sub("", text).strip(), tuple(_ROW.findall(text)))


# YAML lists --------------------------------------------------------------------------------------------------------


class _Entry:
    """One entry of a list, read field by field; what is missing or of the wrong type is noted, not raised."""

    def __init__(self, where: str, raw: Mapping[str, Any], faults: list[str]) -> None:
        self.where, self.raw, self.faults, self.used = where, raw, faults, set[str]()

    def text(self, field: str, *, optional: bool = False) -> str:
        self.used.add(field)
        value = self.raw.get(field)
        if value is None and optional:
            return ""
        if not isinstance(value, str) or not (value or optional):
            self.faults.append(f"{self.where}: {field} 应当是文字")
            return ""
        return value.strip()

    def slug(self) -> str:
        value = self.text("id")
        if value and not _SLUG.fullmatch(value):
            self.faults.append(f"{self.where}: id 应当是小写字母、数字和连字符")
        return value

    def flag(self, field: str) -> bool:
        self.used.add(field)
        value = self.raw.get(field)
        if not isinstance(value, bool):
            self.faults.append(f"{self.where}: {field} 应当是 true 或 false")
        return value is True

    def strings(self, field: str, *, optional: bool = False) -> tuple[str, ...]:
        self.used.add(field)
        if optional and field not in self.raw:
            return ()
        return _strings(self.raw.get(field), f"{self.where}: {field}", self.faults, empty=False)

    def entries(self, field: str) -> list[_Entry]:
        self.used.add(field)
        value = self.raw.get(field)
        if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
            self.faults.append(f"{self.where}: {field} 应当是一个列表")
            return []
        return [
            _Entry(f"{self.where}: {field} 第 {n} 条", item, self.faults) for n, item in enumerate(value, 1)
        ]

    def route(self, field: str) -> Route:
        self.used.add(field)
        value = self.raw.get(field)
        if not isinstance(value, dict):
            self.faults.append(f"{self.where}: {field} 应当有 page、section、label")
            return Route("", "", "")
        inner = _Entry(f"{self.where}: {field}", value, self.faults)
        route = Route(inner.text("page"), inner.text("section", optional=True), inner.text("label"))
        inner.finish()
        return route

    def finish(self) -> None:
        self.faults += [f"{self.where}: {key} 是不认识的字段" for key in self.raw if key not in self.used]


def _list(
    folder: Path, name: str, field: str, build: Callable[[_Entry], _R], faults: list[str]
) -> tuple[_R, ...]:
    """The entries under `field` of one YAML file, each made by `build`; unknown fields and repeated ids are faults."""
    try:
        document = _yaml((folder / name).read_text("utf-8"), name, faults)
    except FileNotFoundError:
        faults.append(f"{name}: 文件不存在")
        return ()
    except UnicodeDecodeError:
        faults.append(f"{name}: 不是 UTF-8 文本")
        return ()
    if document is None:
        return ()
    raws = document.get(field)
    if not isinstance(raws, list) or not raws:
        faults.append(f"{name}: {field} 应当是一个列表")
        return ()
    found: list[_R] = []
    seen: set[str] = set()
    for position, raw in enumerate(raws, 1):
        if not isinstance(raw, dict):
            faults.append(f"{name}: {field} 第 {position} 条应当是字段和值")
            continue
        entry = _Entry(f"{name}: {raw.get('id', f'{field} 第 {position} 条')}", raw, problems := [])
        record = build(entry)
        entry.finish()
        if str(raw.get("id")) in seen:
            problems.append(f"{entry.where}: id 重复")
        seen.add(str(raw.get("id")))
        faults.extend(problems)
        if not problems:
            found.append(record)
    return tuple(found)


def _guide_step(entry: _Entry) -> GuideStep:
    checks = []
    for item in entry.entries("checklist"):
        checks.append(Check(item.slug(), item.text("text")))
        item.finish()
    return GuideStep(
        entry.slug(),
        entry.text("row"),
        entry.text("title"),
        entry.text("text"),
        tuple(checks),
        entry.route("leads_to"),
    )


def _precaution(entry: _Entry) -> Precaution:
    return Precaution(
        entry.slug(),
        entry.text("row"),
        entry.text("title"),
        entry.text("text"),
        entry.strings("do"),
        entry.strings("dont"),
        entry.route("leads_to"),
    )


def _need(entry: _Entry) -> Need:
    contacts = []
    for item in entry.entries("contacts"):
        contact = Contact(item.text("who"), item.text("number"), item.text("cite"))
        if not contact.number.isdecimal():
            item.faults.append(f"{item.where}: number 应当只有数字")
        item.finish()
        contacts.append(contact)
    return Need(
        entry.slug(),
        entry.text("title"),
        entry.flag("urgent"),
        tuple(contacts),
        entry.text("can"),
        entry.text("cannot"),
        entry.strings("prepare"),
        entry.route("leads_to") if "leads_to" in entry.raw else None,
    )


def _term(entry: _Entry) -> Term:
    return Term(
        entry.slug(),
        entry.text("term"),
        entry.text("plain"),
        entry.text("cite", optional=True),
        entry.strings("aliases", optional=True),
    )


def _triage_question(entry: _Entry) -> TriageQuestion:
    return TriageQuestion(
        entry.slug(),
        entry.text("question"),
        entry.text("answer"),
        entry.flag("urgent"),
        entry.route("route"),
    )


def _scam_question(entry: _Entry) -> ScamQuestion:
    return ScamQuestion(entry.slug(), entry.text("question"), entry.text("reason"), entry.text("cite"))


def _scam_pattern(entry: _Entry) -> ScamPattern:
    unless = entry.text("unless", optional=True)
    return ScamPattern(
        entry.slug(),
        entry.text("label"),
        entry.text("reason"),
        entry.text("cite"),
        tuple(
            found
            for source in entry.strings("patterns")
            if (found := _expression(entry, "patterns", source)) is not None
        ),
        _expression(entry, "unless", unless) if unless else None,
    )


def _expression(entry: _Entry, field: str, source: str) -> re.Pattern[str] | None:
    try:
        return re.compile(source)
    except re.error as error:
        entry.faults.append(f"{entry.where}: {field} “{source}” 不是有效的正则表达式（{error}）")
        return None


# What only holds between files -------------------------------------------------------------------------------------


def _cross_check(content: Content, rules: Rules) -> list[str]:
    faults: list[str] = []
    for page in content.pages.values():
        faults += _page_faults(page, content, rules)
    for name, cited in _list_cites(content):
        faults += [f"{name}: {fault}" for fault in _rule_faults(cited, rules)]
    for contact in (contact for need in content.needs for contact in need.contacts):
        if contact.cite in rules and rules[contact.cite].kind == "phone":
            vouched = {value.value for value in rules[contact.cite].values}
            if contact.number not in vouched:
                faults.append(f"help.yaml: {contact.who}: number 和规则 {contact.cite} 不一致")
    anchors = _anchors(content)
    for name, route in _routes(content):
        if route.page not in ROUTES:
            faults.append(f"{name}: page 没有 {route.page} 这一页")
        elif route.section and route.page in anchors and route.section not in anchors[route.page]:
            faults.append(f"{name}: section {route.page} 页没有 {route.section} 这一节")
    ids = [item.id for step in content.guide for item in step.checklist]
    faults += [
        f"guide.yaml: checklist id {one} 重复" for one in sorted({one for one in ids if ids.count(one) > 1})
    ]
    return faults


def _page_faults(page: Page, content: Content, rules: Rules) -> list[str]:
    name = f"{page.name}.md"
    faults: list[str] = []
    cited: set[str] = set(_data_cites(page.name, content))
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
    answered = {row for section in page.sections for row in section.rows} | set(
        _data_rows(page.name, content)
    )
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


def _data_rows(page: str, content: Content) -> list[str]:
    if page == "guide":
        return [step.row for step in content.guide]
    if page == "precautions":
        return [item.row for item in content.precautions]
    return []


def _data_cites(page: str, content: Content) -> list[str]:
    """The rules cited by the lists that a page shows beside its Markdown."""
    names = {"guide": "guide.yaml", "precautions": "precautions.yaml", "help": "help.yaml"}
    names |= {"glossary": "glossary.yaml", "scams": "scams.yaml"}
    found: list[str] = []
    for name, cites in _list_cites(content):
        if names.get(page) and name.startswith(names[page]):
            found += cites
    return found


def _list_cites(content: Content) -> list[tuple[str, list[str]]]:
    """(file and entry, rule ids cited there) for every list."""
    found = [(f"guide.yaml: {step.id}", CITE.findall(step.text)) for step in content.guide]
    found += [(f"precautions.yaml: {item.id}", CITE.findall(item.text)) for item in content.precautions]
    for need in content.needs:
        marks = CITE.findall(f"{need.can}{need.cannot}")
        found.append((f"help.yaml: {need.id}", [*(contact.cite for contact in need.contacts), *marks]))
    found += [(f"glossary.yaml: {term.id}", [term.cite] if term.cite else []) for term in content.glossary]
    found += [(f"triage.yaml: {item.id}", CITE.findall(item.answer)) for item in content.triage]
    found += [(f"scams.yaml: {item.id}", [item.cite]) for item in content.scam_questions]
    found += [(f"scams.yaml: {item.id}", [item.cite]) for item in content.scam_patterns]
    return found


def _anchors(content: Content) -> dict[str, set[str]]:
    anchors = {name: {section.id for section in page.sections} for name, page in content.pages.items()}
    anchors.setdefault("guide", set()).update(step.id for step in content.guide)
    anchors.setdefault("precautions", set()).update(item.id for item in content.precautions)
    anchors.setdefault("help", set()).update(need.id for need in content.needs)
    return anchors


def _routes(content: Content) -> list[tuple[str, Route]]:
    routes = [(f"guide.yaml: {step.id}: leads_to", step.leads_to) for step in content.guide]
    routes += [(f"precautions.yaml: {item.id}: leads_to", item.leads_to) for item in content.precautions]
    routes += [(f"triage.yaml: {item.id}: route", item.route) for item in content.triage]
    routes += [(f"help.yaml: {need.id}: leads_to", need.leads_to) for need in content.needs if need.leads_to]
    return routes


def _yaml(text: str, name: str, faults: list[str]) -> dict[str, Any] | None:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        document = yaml.load(text, Loader=loader)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" 第 {mark.line + 1} 行" if mark is not None else ""
        problem = str(getattr(error, "problem", None) or error).splitlines()[0]
        faults.append(f"{name}:{where} 不是有效的 YAML（{problem}）")
        return None
    if not isinstance(document, dict):
        faults.append(f"{name}: 最外层应当是字段和值")
        return None
    return document


def _strings(raw: object, where: str, faults: list[str], *, empty: bool = True) -> tuple[str, ...]:
    if isinstance(raw, list) and all(isinstance(item, str) and item for item in raw) and (raw or empty):
        return tuple(raw)
    faults.append(f"{where} 应当是文字的列表")
    return ()
