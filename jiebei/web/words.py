"""Page texts on screen: sections of Markdown with their sources, and what she typed made harmless."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

import streamlit as st

from jiebei import content
from jiebei.content import Route
from jiebei.rules import load_rules
from jiebei.web.walk import STOPS

_ACTIVE = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&^=])")
_CITE = re.compile(r"\s?\{cite: ([a-z0-9-]+)\}")


def today() -> date:
    """The day the app counts from: the case's own, if it names one, or the calendar's."""
    settings = st.session_state.get("kept.as_of")
    return settings if isinstance(settings, date) else date.today()  # noqa: DTZ011 - the person's calendar day


def harmless(text: str) -> str:
    """What a person typed, so that Markdown shows it letter for letter: no link, formula, emphasis or directive."""
    return _ACTIVE.sub(r"\\\1", " ".join(text.split()))


def markdown(text: str) -> None:
    """A page text as of today, its citations as small marks; `sources` below the page says what they stand for."""
    rules = load_rules()
    chosen = content.render(_CITE.sub(r" ⟦\1⟧", text), rules, today())
    marked = re.sub(
        r"⟦([a-z0-9-]+)⟧", lambda mark: f":small[:gray[〔{rules[mark[1]].short_label}〕]]", chosen
    )
    st.markdown(marked)


def section(page: str, section_id: str, level: int = 2) -> None:
    """One section of a page's text, with its heading."""
    part = content.page(page).section(section_id)
    if part.heading:
        (st.header if level == 2 else st.subheader)(part.heading, anchor=part.id)
    markdown(part.markdown)


def sections(page: str, *section_ids: str) -> None:
    for section_id in section_ids:
        section(page, section_id)


def cited(texts: Iterable[str]) -> tuple[str, ...]:
    """The ids of the rules that these texts cite, each once, in order."""
    return tuple(dict.fromkeys(mark for text in texts for mark in _CITE.findall(text)))


def sources(rule_ids: Iterable[str]) -> None:
    """What the marks on this page stand for: the text, where it comes from, and what it does and does not give her."""
    rules = load_rules()
    found = [rules[rule_id] for rule_id in dict.fromkeys(rule_ids)]
    if not found:
        return
    with st.expander(f"本页的依据（{len(found)} 条）", icon=":material/menu_book:"):
        for rule in found:
            st.markdown(f"**〔{rule.short_label}〕{rule.label}**　:gray-badge[{rule.status}]")
            st.markdown(f"{rule.gives}  \n{rule.does_not_give}")
            st.caption(rule.citation())


def page_sources(page: str, *more: str) -> None:
    """The sources of a whole page's text, and of further texts shown with it."""
    sources(cited([*(part.markdown for part in content.page(page).sections), *more]))


def link(route: Route) -> None:
    """A link to where a text leads."""
    if route.page in STOPS:
        st.page_link(STOPS[route.page].file, label=route.label, icon=":material/arrow_forward:")
