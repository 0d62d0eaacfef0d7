"""Turns the marks inside page texts into what a page shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jiebei.content.model import Term
    from jiebei.rules import Rule, Rules

CITE = re.compile(r"\{cite: ([a-z0-9-]+)\}")
CONDITION = re.compile(r"^\{(in-force|not-in-force): ([a-z0-9-]+)\} ?", re.MULTILINE)

_SOFT_BREAK = re.compile(r"(?<=[^\n ])\n(?!\n|[-*#>] |\d+\. |\Z)")


def _link(rule: Rule) -> str:
    return f"[{rule.mark}]({rule.anchor})"


def render(markdown: str, rules: Rules, as_of: date, cited: Callable[[Rule], str] = _link) -> str:
    """The Markdown to show on the day `as_of`: conditional paragraphs chosen, each `{cite: id}` made a link to its source.

    cited: how a mark is written, if not as a plain link.
    A line of a paragraph stays a line: a browser would join two Chinese sentences with a stray space.
    Raises `UnknownRuleError` for an id that no rule has (content.check_content() finds those before a page is opened).
    """
    markdown = _choose(markdown, rules, as_of)
    markdown = _SOFT_BREAK.sub("  \n", markdown)
    return CITE.sub(lambda mark: cited(rules[mark[1]]), markdown)


def plain_text(markdown: str) -> str:
    """The text without citation marks, for places that cannot hold a link (tooltips, the command line)."""
    return re.sub(r" ?\{cite: [a-z0-9-]+\}", "", markdown)


def find_terms(markdown: str, terms: Iterable[Term]) -> tuple[Term, ...]:
    """The glossary terms that a text uses, each once, in order of first appearance; longer words win over shorter."""
    words = {word: term for term in terms for word in (term.term, *term.aliases)}
    if not words:
        return ()
    longest_first = sorted(words, key=len, reverse=True)
    found: dict[str, Term] = {}
    for match in re.finditer("|".join(map(re.escape, longest_first)), plain_text(markdown)):
        term = words[match[0]]
        found.setdefault(term.id, term)
    return tuple(found.values())


def _choose(markdown: str, rules: Rules, as_of: date) -> str:
    paragraphs = []
    for paragraph in markdown.split("\n\n"):
        condition = CONDITION.match(paragraph)
        if condition is None:
            paragraphs.append(paragraph)
        elif rules.in_force(condition[2], as_of) == (condition[1] == "in-force"):
            paragraphs.append(paragraph[condition.end() :])
    return "\n\n".join(paragraphs)
