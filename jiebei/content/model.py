"""The records of page texts and lists: what their files may hold. No files, no Streamlit.

Every text is filled in unless its field has a default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from pydantic import StrictBool

from jiebei.pasted.patterns import Expression
from jiebei.rules.yaml_file import Entries, FileRecord, FilledText, Slug, YamlDay, shaped

WalkStep = Literal["看清处境", "算清能力", "提出方案", "写成申请", "核对答复", "留好证据", "按约履行", "随时"]
STEPS: tuple[WalkStep, ...] = get_args(WalkStep)


class ContentFileError(Exception):
    """A content file cannot be used. The message is one line: file, place, what is expected."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page. `markdown` is without its heading and still holds the `{cite: …}` marks.

    The text before a page's first heading is the section "intro" with an empty heading. `rows` are the rows of the
    source article that this section answers.
    """

    id: str
    heading: str
    markdown: str
    rows: tuple[str, ...] = ()


class FrontMatter(FileRecord):
    """What stands above a page's text. `step` is the place on the walk; `sources` the ids of every rule it cites."""

    title: FilledText
    step: WalkStep
    rows: tuple[FilledText, ...]
    sources: tuple[FilledText, ...]
    checked: YamlDay


class Page(FrontMatter):
    """One page's text; `name` is its URL path ("home" for the start)."""

    name: str
    sections: tuple[Section, ...]

    def section(self, section_id: str) -> Section:
        """The section with that id. Raises KeyError naming page and section."""
        for section in self.sections:
            if section.id == section_id:
                return section
        raise KeyError(f"{self.name}: 没有 {section_id} 这一节")


class Route(FileRecord):
    """Where a button leads: a page's URL path, an anchor on it ("" for its top), and the button's words."""

    page: FilledText
    section: str = ""
    label: FilledText


class Listed(FileRecord):
    """One entry of a list."""

    id: Slug


class Check(Listed):
    """One line of a checklist. The id is stable: the visit remembers it as done."""

    text: FilledText


class GuideStep(Listed):
    """One of the five steps: what to do, a checklist, and the page where it is done."""

    row: FilledText
    title: FilledText
    text: FilledText
    checklist: Entries[Check]
    leads_to: Route


class Precaution(Listed):
    """One of the four precautions: why, what to do, what not to do, and where."""

    row: FilledText
    title: FilledText
    text: FilledText
    do: Entries[FilledText]
    dont: Entries[FilledText]
    leads_to: Route


class Contact(FileRecord):
    """Somebody to call. `number` holds digits only, for a tel: link; `cite` is the rule that vouches for it."""

    who: FilledText
    number: Annotated[FilledText, shaped("[0-9]+", "只能是数字。")]
    cite: FilledText


class Need(Listed):
    """A reason to look for help, whom to call, what they can and cannot do, what to have ready, and where to read on."""

    title: FilledText
    urgent: StrictBool
    contacts: Entries[Contact]
    can: FilledText
    cannot: FilledText
    prepare: Entries[FilledText]
    leads_to: Route | None = None


class Bill(Listed):
    """A claim on the month's money, named as in `jiebei.plan.first_things`, and why it stands where it stands."""

    title: FilledText
    why: FilledText


class Support(Listed):
    """Money that may be asked for and that nobody brings: who may ask, where, and whom to call. `cite` vouches for it."""

    title: FilledText
    who: FilledText
    where: FilledText
    contacts: Entries[Contact]
    cite: FilledText


class Term(Listed):
    """A word from contracts or calls and what it means in plain words. `cite` may be empty."""

    term: FilledText
    plain: FilledText
    cite: str = ""
    aliases: Entries[FilledText] = ()


class TriageQuestion(Listed):
    """A yes/no question asked before any calculation; a yes shows `answer` and leads to `route`."""

    question: FilledText
    answer: FilledText
    urgent: StrictBool
    route: Route


class ScamQuestion(Listed):
    """A yes/no question about somebody who offers help; a yes is a warning sign, for the reason given."""

    question: FilledText
    reason: FilledText
    cite: FilledText


class ScamPattern(Listed):
    """A sign to look for in an advertisement: expressions, why it matters, the rule it rests on.

    `patterns` are matched against text made uniform (see `jiebei.content.scam_signs`): half-width, lower case, no spaces. `unless`,
    found earlier in the same clause, turns a match into a warning against the thing ("请勿向任何人提供验证码").
    """

    label: FilledText
    reason: FilledText
    cite: FilledText
    patterns: Entries[Expression]
    unless: Expression | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """Everything under jiebei/content/ that is text."""

    pages: Mapping[str, Page]
    guide: tuple[GuideStep, ...]
    precautions: tuple[Precaution, ...]
    needs: tuple[Need, ...]
    bills: tuple[Bill, ...]
    supports: tuple[Support, ...]
    glossary: tuple[Term, ...]
    triage: tuple[TriageQuestion, ...]
    scam_questions: tuple[ScamQuestion, ...]
    scam_patterns: tuple[ScamPattern, ...]
