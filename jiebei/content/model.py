"""The records that page texts and lists are read into. Pure data, no files, no Streamlit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


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


@dataclass(frozen=True, slots=True)
class Page:
    """One page's text. `step` is the place on the walk; `sources` the ids of every rule it cites."""

    name: str
    title: str
    step: str
    rows: tuple[str, ...]
    sources: tuple[str, ...]
    checked: date
    sections: tuple[Section, ...]

    def section(self, section_id: str) -> Section:
        """The section with that id. Raises KeyError naming page and section."""
        for section in self.sections:
            if section.id == section_id:
                return section
        raise KeyError(f"{self.name}: 没有 {section_id} 这一节")


@dataclass(frozen=True, slots=True)
class Route:
    """Where a button leads: a page's URL path, an anchor on it ("" for its top), and the button's words."""

    page: str
    section: str
    label: str


@dataclass(frozen=True, slots=True)
class Check:
    """One line of a checklist. The id is stable: the visit remembers it as done."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class GuideStep:
    """One of the five steps: what to do, a checklist, and the page where it is done."""

    id: str
    row: str
    title: str
    text: str
    checklist: tuple[Check, ...]
    leads_to: Route


@dataclass(frozen=True, slots=True)
class Precaution:
    """One of the four precautions: why, what to do, what not to do, and where."""

    id: str
    row: str
    title: str
    text: str
    do: tuple[str, ...]
    dont: tuple[str, ...]
    leads_to: Route


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to call. `number` holds digits only, for a tel: link; `cite` is the rule that vouches for it."""

    who: str
    number: str
    cite: str


@dataclass(frozen=True, slots=True)
class Need:
    """A reason to look for help, whom to call, what they can and cannot do, what to have ready, and where to read on."""

    id: str
    title: str
    urgent: bool
    contacts: tuple[Contact, ...]
    can: str
    cannot: str
    prepare: tuple[str, ...]
    leads_to: Route | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A word from contracts or calls and what it means in plain words. `cite` may be empty."""

    id: str
    term: str
    plain: str
    cite: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TriageQuestion:
    """A yes/no question asked before any calculation; a yes shows `answer` and leads to `route`."""

    id: str
    question: str
    answer: str
    urgent: bool
    route: Route


@dataclass(frozen=True, slots=True)
class ScamQuestion:
    """A yes/no question about somebody who offers help; a yes is a warning sign, for the reason given."""

    id: str
    question: str
    reason: str
    cite: str


@dataclass(frozen=True, slots=True)
class ScamPattern:
    """A sign to look for in an advertisement: expressions, why it matters, the rule it rests on.

    `patterns` are matched against text made uniform (see `jiebei.content.scam_signs`): half-width, lower case, no spaces. `unless`,
    found earlier in the same clause, turns a match into a warning against the thing ("请勿向任何人提供验证码").
    """

    id: str
    label: str
    reason: str
    cite: str
    patterns: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """Everything under jiebei/content/ that is text."""

    pages: Mapping[str, Page]
    guide: tuple[GuideStep, ...]
    precautions: tuple[Precaution, ...]
    needs: tuple[Need, ...]
    glossary: tuple[Term, ...]
    triage: tuple[TriageQuestion, ...]
    scam_questions: tuple[ScamQuestion, ...]
    scam_patterns: tuple[ScamPattern, ...]
