"""Page texts on screen: sections of Markdown with their sources, and what she typed made harmless."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

import streamlit as st

from jiebei import content
from jiebei.content import Contact, Route
from jiebei.counting.due_dates import chinese_date
from jiebei.letters.paper.text import printable
from jiebei.rules import Correction, Rule, load_rules
from jiebei.rules.listing import state, today_words, value_lines
from jiebei.web import menu
from jiebei.web.viewing_day import viewing_day
from jiebei.web.walk import STOPS

_ACTIVE = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&^=])")
# Addresses, icons, emoji and arrows are looked for after the escapes are gone: a character of no width stands in their way.
_FOUND_LATER = re.compile(
    r"(?<=:)(?=[A-Za-z/+]|[\w-]+:)|(?<=@)|(?<=www)(?=\.)|(?<=[<>~-])(?=[-=>])", re.IGNORECASE | re.ASCII
)
_NO_WIDTH = "\u2060"
_CITE = re.compile(r"\s?\{cite: ([a-z0-9-]+)\}")


def harmless(text: str) -> str:
    """What a person typed, so that Markdown shows it letter for letter: no link, formula, emphasis, directive or icon.

    Marks that turn the writing round are dropped, as in a letter: what the page says beside it must read as it is.
    """
    return _ACTIVE.sub(r"\\\1", _FOUND_LATER.sub(_NO_WIDTH, " ".join(printable(text).split())))


def markdown(text: str) -> None:
    """A page text as of today. Its citations are small marks that jump to `sources` at the page's foot."""
    marked = content.render(
        _CITE.sub(r" {cite: \1}", text),
        load_rules(),
        viewing_day(),
        lambda rule: f":small[[{rule.mark}](#src-{rule.id})]",
    )
    st.markdown(marked)


def section(page: str, section_id: str, level: int = 2) -> None:
    """One section of a page's text, with its heading, and the hard words that stand in it for the first time."""
    part = content.page(page).section(section_id)
    if part.heading:
        (st.header if level == 2 else st.subheader)(part.heading, anchor=part.id)
    markdown(part.markdown)
    before = []
    for other in content.page(page).sections:
        if other.id == section_id:
            break
        before.append(other.markdown)
    terms(part.markdown, before)


def sections(page: str, *section_ids: str) -> None:
    for section_id in section_ids:
        section(page, section_id)


def terms(text: str, before: Iterable[str] = ()) -> None:
    """The glossary's words that a text uses and the texts `before` it on the page did not, explained at a tap."""
    known = {term.id for earlier in before for term in content.find_terms(earlier, content.glossary())}
    new = [term for term in content.find_terms(text, content.glossary()) if term.id not in known]
    if not new:
        return
    named = "、".join(term.term for term in new[:3]) + ("…" if len(new) > 3 else "")
    with st.popover(f"这些词的意思：{named}", type="tertiary", icon=":material/dictionary:"):
        for term in new:
            st.markdown(f"**{term.term}**：{term.plain}")


def cited(texts: Iterable[str]) -> tuple[str, ...]:
    """The ids of the rules that these texts cite, each once, in order."""
    return tuple(dict.fromkeys(mark for text in texts for mark in _CITE.findall(text)))


def sources(rule_ids: Iterable[str]) -> None:
    """What the marks on this page stand for: the text, where it comes from, and what it does and does not give her."""
    rules = load_rules()
    found = [rules[rule_id] for rule_id in dict.fromkeys(rule_ids)]
    if not found:
        return
    folded((f"本页的依据（{len(found)} 条）", "".join(source(rule, f"src-{rule.id}") for rule in found)))
    st.page_link(menu.entry("sources"), label="看全部依据和常见误传", icon=":material/library_books:")


def folded(*groups: tuple[str, str], opened: bool = False) -> None:
    """Sources (summary, HTML), each group under a line that opens it.

    A link to one of them opens its group too, which Streamlit's expander does not do.
    """
    drawn = (
        f'<details class="jb-sources"{" open" if opened else ""}><summary>{html.escape(summary)}</summary>{inside}</details>'
        for summary, inside in groups
    )
    st.html("".join(drawn))


def source(rule: Rule, anchor: str, full: bool = False) -> str:
    """One rule as HTML: what it is, what it gives and does not give, what holds today, where it comes from.

    `full` adds every dated value and how sure we are, for the sources page.
    """
    day = viewing_day()
    lines = [f"说的是：{rule.gives}", f"但要知道：{rule.does_not_give}"]
    lines += [f"数值：{line}" for line in value_lines(rule)] if full else []
    now = today_words(rule, day)
    if now.endswith("。"):
        lines.append(now)
    elif now and not full and rule.kind != "phone":
        lines.append(f"数值：{now}。")
    lines += {"not yet": [f"到{chinese_date(day)}还没有施行。"], "ended": ["已经结束。"]}.get(
        state(rule, day), []
    )
    small = [rule.citation()]
    if full:
        small.append(f"{chinese_date(rule.review_by)}前复核")
        small += [f"原文：{rule.source}"] if rule.source else []
    body = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    return (
        f'<div class="jb-source" id="{anchor}"><p><b>{html.escape(rule.mark)}{html.escape(rule.label)}</b> '
        f'<span class="jb-status">{html.escape(rule.status)}</span></p>{body}'
        f"<p><small>{'<br>'.join(map(html.escape, small))}</small></p></div>"
    )


def correction(one: Correction) -> str:
    """A claim that circulates, as HTML: first what is so, its first sentence in bold; below and paler, what is said."""
    rules = load_rules()
    truth, stop, rest = one.correction.partition("。")
    marks = " ".join(f'<a href="#{rule}">{html.escape(rules[rule].mark)}</a>' for rule in one.rules)
    return (
        f'<div class="jb-source"><p><b>{html.escape(truth + stop)}</b>{html.escape(rest)} <small>{marks}</small></p>'
        f"<p><small>常听到的是：“{html.escape(one.claim)}”</small></p></div>"
    )


def page_sources(page: str, *more: str) -> None:
    """The sources of a whole page's text, and of further texts shown with it."""
    sources(cited([*(part.markdown for part in content.page(page).sections), *more]))


def link(route: Route) -> None:
    """A link to where a text leads, down to the section."""
    if route.page in STOPS:
        at = {"at": route.section} if route.section else None
        st.page_link(
            menu.entry(route.page), label=route.label, icon=":material/arrow_forward:", query_params=at
        )


def calls(contacts: Iterable[Contact]) -> None:
    """Numbers to ring, each a button for the thumb. Markdown drops tel: links, so they are drawn as HTML."""
    drawn = "".join(
        f'<a href="tel:{html.escape(contact.number)}">{html.escape(contact.who)} <b>{html.escape(contact.number)}</b></a>'
        for contact in contacts
        if contact.number
    )
    st.html(f'<div class="jb-calls">{drawn}</div>')


def dialable(text: str) -> None:
    """A short text (lines and "- " lists) in which every hotline's number can be tapped to ring it."""
    numbers = {
        str(value.value) for rule in load_rules().printable if rule.kind == "phone" for value in rule.values
    }
    number = re.compile(rf"(?<!\d)({'|'.join(sorted(numbers, key=len, reverse=True))})(?!\d)")
    parts = []
    for line in content.plain_text(text).splitlines():
        inner = number.sub(r'<a href="tel:\1">\1</a>', html.escape(line.removeprefix("- ")))
        if inner:
            parts.append(f"<li>{inner}</li>" if line.startswith("- ") else f"<p>{inner}</p>")
    body = re.sub(r"((?:<li>.*?</li>)+)", r"<ul>\1</ul>", "".join(parts))
    st.html(f'<div class="jb-dial">{body}</div>')
