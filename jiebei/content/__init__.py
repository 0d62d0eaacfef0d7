"""Page texts as data: Markdown with front matter, lists as YAML, and the reader a page asks for them.

    from jiebei import content
    from jiebei.rules import load_rules
    text = content.page("necessity").section("waiting").markdown
    st.markdown(content.render(text, load_rules(), as_of))

A page is a tuple of sections with ids, so that a Streamlit page can place one, show the person's own figures, and go on.
`{cite: rule-id}` in a text becomes a compact link to that rule on the sources page. A paragraph that begins with
`{in-force: rule-id}` or `{not-in-force: rule-id}` is shown only on days when that is so.
"""

from __future__ import annotations

from jiebei.content.model import (
    STEPS,
    Bill,
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
    Support,
    Term,
    TriageQuestion,
)
from jiebei.content.reader import PAGES, ROUTES, check_content, load_content, read_content
from jiebei.content.render import find_terms, plain_text, render

__all__ = [
    "PAGES",
    "ROUTES",
    "STEPS",
    "Bill",
    "Check",
    "Contact",
    "Content",
    "ContentFileError",
    "GuideStep",
    "Need",
    "Page",
    "Precaution",
    "Route",
    "ScamPattern",
    "ScamQuestion",
    "Section",
    "Support",
    "Term",
    "TriageQuestion",
    "bills",
    "check_content",
    "find_terms",
    "glossary",
    "guide_steps",
    "help_needs",
    "load_content",
    "page",
    "plain_text",
    "precautions",
    "read_content",
    "render",
    "scam_patterns",
    "scam_questions",
    "supports",
    "triage",
]


def page(name: str) -> Page:
    """The page with that name (its URL path; "home" for the start). Raises KeyError for another name."""
    return load_content().pages[name]


def guide_steps() -> tuple[GuideStep, ...]:
    """The five steps of the guide, in order."""
    return load_content().guide


def precautions() -> tuple[Precaution, ...]:
    """The four precautions, in order."""
    return load_content().precautions


def help_needs() -> tuple[Need, ...]:
    """Whom to turn to, by need, most urgent first."""
    return load_content().needs


def bills() -> tuple[Bill, ...]:
    """What the month's money is for, what comes first named first."""
    return load_content().bills


def supports() -> tuple[Support, ...]:
    """Money that may be asked for."""
    return load_content().supports


def glossary() -> tuple[Term, ...]:
    """Terms with their plain words, in the order of the file."""
    return load_content().glossary


def triage() -> tuple[TriageQuestion, ...]:
    """The questions of "should I do this alone?", most urgent first."""
    return load_content().triage


def scam_questions() -> tuple[ScamQuestion, ...]:
    """The ten yes/no questions about somebody who offers to negotiate for her."""
    return load_content().scam_questions


def scam_patterns() -> tuple[ScamPattern, ...]:
    """What `jiebei.content.scam_signs.red_flags` looks for in a pasted advertisement."""
    return load_content().scam_patterns
