"""The plan worked out, the page, the letter and its every rendering show the same instalments, dates and totals."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from datetime import date
from io import BytesIO
from typing import Any, NamedTuple
from zipfile import ZipFile

import pytest
from pypdf import PdfReader
from streamlit.testing.v1.element_tree import Radio

from jiebei.case.faults import Fault
from jiebei.case.labels import PLAN_KINDS
from jiebei.case.records import Case
from jiebei.content.examples import examples
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import in_words, yuan
from jiebei.letters.commission import lenders
from jiebei.letters.compose import commission, compose
from jiebei.letters.document import Document
from jiebei.letters.next_letter import due_letters
from jiebei.letters.paper.docx import render_docx
from jiebei.letters.paper.html import render_html
from jiebei.letters.paper.pdf import render_pdf
from jiebei.letters.paper.plain import render_text
from jiebei.owed.schedule import Row
from jiebei.plan.advice import advise
from jiebei.plan.options import Advice, Option
from tests.app.visiting import Visit


class Asked(NamedTuple):
    """One letter: the case, the option it asks for, and the lender it goes to."""

    case: Case
    advice: Advice
    option: Option
    lender: str

    def figures(self) -> list[tuple[date, int]]:
        """(date, fen) of every payment to this lender, equal dates added up: counted here anew, from the plans."""
        due: dict[date, int] = {}
        for plan in self.option.plans:
            if self.case.loans[plan.loan].lender.strip() == self.lender:
                for row in plan.schedule.rows:
                    due[row.date] = due.get(row.date, 0) + row.payment
        return sorted(due.items())

    def document(self) -> Document:
        found = compose(self.case, self.advice, self.lender)
        assert isinstance(found, Document)
        return found


def every_letter() -> dict[str, Asked]:
    """Every option of every example, to every lender."""
    letters = {}
    for name, case in examples().items():
        day = case.settings.as_of
        assert day is not None
        worked = advise(case, day)
        assert isinstance(worked, Advice)
        for option in worked.options:
            if option.kind == "keep":
                continue
            chosen = case.model_copy(
                update={"proposal": case.proposal.model_copy(update={"kind": option.kind})}
            )
            again = advise(chosen, day)
            assert isinstance(again, Advice)
            for number, lender in enumerate(lenders(case), start=1):
                letters[f"{name}-{option.kind}-{number}"] = Asked(
                    chosen, again, again.option(option.kind), lender
                )
    return letters


LETTERS = every_letter()


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def without_tags(markup: str) -> str:
    return html.unescape(re.sub(r"<style.*?</style>|<[^>]*>", "", markup, flags=re.S))


def pdf_text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def docx_text(content: bytes) -> str:
    with ZipFile(BytesIO(content)) as packed:
        return without_tags(packed.read("word/document.xml").decode())


RENDERED: dict[str, Callable[[Document], str]] = {
    "text": render_text,
    "html": lambda document: without_tags(render_html(document)),
    "pdf": lambda document: pdf_text(render_pdf(document)),
    "docx": lambda document: docx_text(render_docx(document)),
}


def test_the_examples_make_many_kinds_of_letters() -> None:
    """Otherwise what follows would say little."""
    kinds = {asked.option.kind for asked in LETTERS.values()}
    assert {"extension", "reinstalment", "interest_only", "penalty_waiver", "token"} <= kinds
    assert any(len(lenders(asked.case)) > 1 for asked in LETTERS.values())


@pytest.mark.parametrize("rendering", RENDERED)
@pytest.mark.parametrize("asked", LETTERS.values(), ids=LETTERS)
def test_every_figure_of_the_plan_is_in_the_letter(asked: Asked, rendering: str) -> None:
    figures = asked.figures()
    total = sum(amount for _, amount in figures)
    text = squeezed(RENDERED[rendering](asked.document()))
    assert chinese_date(figures[-1][0]) in text
    if total == 0:
        assert asked.advice.affordable.amount == 0 or 0 in asked.advice.shares
        return
    assert yuan(total) in text
    assert in_words(total) in text
    if len(figures) == 1:
        assert f"{chinese_date(figures[0][0])}一次性支付{yuan(total)}" in text
    for day, amount in figures:
        # In a row of the table the date stands directly before its amount.
        assert chinese_date(day) + yuan(amount) in text, (day, amount)
    # No other instalment has slipped in.
    shown = re.findall(r"(\d{4}年\d{1,2}月\d{1,2}日)(¥[\d,]+\.\d\d)", text)
    assert sorted(shown) == sorted((chinese_date(day), yuan(amount)) for day, amount in figures)


@pytest.mark.parametrize("name", examples())
def test_letters_to_several_lenders_add_up_to_the_plan(name: str) -> None:
    for option_name, asked in LETTERS.items():
        if option_name.startswith(name) and option_name.endswith("-1"):
            parts = [asked._replace(lender=lender).figures() for lender in lenders(asked.case)]
            assert sum(amount for part in parts for _, amount in part) == asked.option.total
            assert {day for part in parts for day, _ in part} == {
                row.date for row in asked.option.instalments
            }


@pytest.mark.parametrize("name", examples())
def test_the_page_its_preview_and_its_downloads_show_the_plan(
    downloads: Mapping[str, Callable[[], bytes]], visit: Callable[[], Visit], name: str
) -> None:
    person = visit().example(name)
    worked = person.worked
    option = worked.option(person.case.proposal.kind)
    document = due_letter(person)
    assert isinstance(document, Document)
    first_pages_pdf = downloads["download.pdf"]
    assert first_pages_pdf() == render_pdf(document)
    shown = person.go("plan").html()
    written = person.go("letters").html()
    assert render_html(document) in written
    assert render_text(document).strip() in [node.value.strip() for node in person.at.code]
    assert downloads["download.pdf"] is not first_pages_pdf
    page = squeezed(without_tags("\n".join(shown)))
    for row in option.instalments:
        assert row_on_page(row) in page
    assert f"共{len(option.instalments)}期{yuan(option.total)}" in page
    assert downloads["download.pdf"]() == render_pdf(document)
    assert docx_text(downloads["download.docx"]()) == docx_text(render_docx(document))


def row_on_page(row: Row) -> str:
    return squeezed(f"{chinese_date(row.date)}{yuan(row.payment)}本金{yuan(row.principal)}")


@pytest.mark.parametrize("name", examples())
def test_the_plan_she_picks_is_kept_and_written_into_the_letter(
    visit: Callable[[], Visit], name: str
) -> None:
    person = visit().example(name)
    worked = person.worked
    for option in [*worked.options, worked.option()]:
        pick(person, option.kind)
        assert person.worked.option(person.case.proposal.kind).kind == option.kind
        for stop in ("help", "plan"):
            person.go(stop)
        assert picked(person) == option.kind
        document = due_letter(person)
        assert person.has_letter == isinstance(document, Document)
        if isinstance(document, Document):
            assert render_html(document) in person.go("letters").html()


def test_a_plan_that_no_longer_exists_gives_way_to_the_recommended_one(visit: Callable[[], Visit]) -> None:
    person = visit().example("overdue")
    pick(person, "penalty_waiver")
    person.enter({"loans.0.penalty": None})
    worked = person.worked
    assert "penalty_waiver" not in {option.kind for option in worked.options}
    assert picked(person) == worked.recommended
    document = due_letter(person)
    assert isinstance(document, Document)
    assert render_html(document) in person.go("letters").html()


def test_a_plan_not_picked_follows_the_figures(visit: Callable[[], Visit]) -> None:
    """Only a choice she made is kept; the recommendation changes with what she types."""
    person = visit().go("calculator").press("sample")
    first = person.worked.recommended
    person.type(budget__affordable=1.0)
    assert person.worked.recommended != first
    assert picked(person) == person.worked.recommended
    assert person.case.proposal.kind is None


def due_letter(person: Visit) -> Document | Fault:
    """The letter that her case calls for now, and that the pages offer first."""
    made = commission(person.case, person.worked)
    assert not isinstance(made, Fault)
    return compose(person.case, person.worked, kind=due_letters(made).first or "request")


def plans(person: Visit) -> Radio[Any]:
    person.go("plan")
    (radio,) = [radio for radio in person.at.radio if any(PLAN_KINDS["extension"] in option or PLAN_KINDS["token"] in option or
                                                          PLAN_KINDS["keep"] in option for option in radio.options)]  # fmt: skip
    return radio


def pick(person: Visit, kind: str) -> None:
    if picked(person) != kind:
        plans(person).set_value(kind).run()
        person.ok()


def picked(person: Visit) -> str:
    return str(plans(person).value)
