"""Reads letters as their receiver would, and lists what a letter may name: the core's figures and days, by their source."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import docx
from pypdf import PdfReader

from jiebei.answer.assessment import Assessment, assess, lacking, payments_of
from jiebei.case.records import Case, Offer
from jiebei.counting.money import parse_amount
from jiebei.letters.commission import Commission, answer_by
from jiebei.letters.compose import commission
from jiebei.letters.document import (
    Annex,
    Block,
    Document,
    Facts,
    Heading,
    Item,
    Paragraph,
    Signature,
    Span,
    Table,
)
from jiebei.letters.paper.docx import render_docx
from jiebei.letters.paper.html import render_html
from jiebei.letters.paper.pdf import render_pdf
from jiebei.letters.paper.plain import render_text
from jiebei.plan.budget import means
from jiebei.plan.meanwhile import meanwhile
from jiebei.plan.options import Advice, Option, merged, monthly_totals

AMOUNT = re.compile(r"¥\s?[\d,]+\.\d{2}")
DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
MONTH = re.compile(r"(\d{4})年(\d{1,2})月(?!\d{1,2}日)")
FORBIDDEN = re.compile(
    "第七十条|第70条|LPR|违法|非法|投诉|举报|起诉|曝光|媒体|银保监|金融监管总局|承诺一定|保证一定|绝不|走投无路|自杀"
)
"""Neither a threat, nor an exaggeration, nor a rule that does not apply."""


def amounts(text: str) -> set[int]:
    found = {parse_amount(one.replace(" ", "")) for one in AMOUNT.findall(text)}
    return {amount for amount in found if isinstance(amount, int)}


def dates(text: str) -> set[date]:
    return {date(*map(int, found)) for found in DATE.findall(text)}


def months(text: str) -> set[date]:
    return {date(int(year), int(month), 1) for year, month in MONTH.findall(text)}


def in_word(document: Document) -> str:
    paper = docx.Document(io.BytesIO(render_docx(document)))
    lines = [paragraph.text for paragraph in paper.paragraphs]
    for table in paper.tables:
        for row in table.rows:
            lines.append("\t".join(cell.text for cell in row.cells))
    return "\n".join(lines)


def on_screen(document: Document) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "\n", render_html(document)))


def readings(document: Document) -> Iterator[str]:
    """The letter as plain text, on screen and in Word."""
    yield render_text(document)
    yield on_screen(document)
    yield in_word(document)


def body(document: Document) -> Document:
    """The letter without its annexes."""
    starts = [place for place, block in enumerate(document.blocks) if isinstance(block, Annex)]
    return replace(document, blocks=document.blocks[: starts[0]]) if starts else document


def pages(document: Document) -> int:
    return len(PdfReader(io.BytesIO(render_pdf(document))).pages)


def spans_of(block: Block) -> Iterator[Span]:
    if isinstance(block, Paragraph | Item):
        yield from block.spans
    elif isinstance(block, Facts | Signature):
        for label, value in block.rows:
            yield Span(label)
            yield from value


def app_texts(document: Document) -> list[str]:
    """Every piece that the app wrote, a block at a time, with what she typed left out."""
    found = [document.title, document.footer]
    for block in document.blocks:
        if isinstance(block, Heading):
            found.append(block.text)
        elif isinstance(block, Annex):
            found.append(block.heading)
        elif isinstance(block, Table):
            found += [cell for row in (block.header, *block.rows, block.total or ()) for cell in row]
        elif isinstance(block, Facts | Signature):
            found += [label + "：" + written(spans) for label, spans in block.rows]
        elif isinstance(block, Paragraph | Item):
            found.append(written(tuple(block.spans)))
    return found


def written(spans: tuple[Span, ...]) -> str:
    return "".join("" if span.typed else span.text for span in spans)


def typed_texts(document: Document) -> list[str]:
    return [span.text for span in spans(document) if span.typed]


def flat(text: str) -> str:
    return " ".join(text.split())


def asked_for(document: Document) -> list[str]:
    """The numbered requests: what stands below the first heading of requests."""
    found: list[str] = []
    inside = False
    for block in document.blocks:
        if isinstance(block, Heading):
            inside = "请求" in block.text
        elif inside and isinstance(block, Item):
            found.append("".join(span.text for span in block.spans))
    return found


def spans(document: Document) -> Iterator[Span]:
    for block in document.blocks:
        yield from spans_of(block)


def typed_words_are_marked(document: Document, bracket: str = "〔") -> None:
    """What she typed, all of it in brackets, stands in spans marked as hers and nowhere else."""
    for span in spans(document):
        assert span.typed or bracket not in span.text, span.text
    for block in document.blocks:
        if not isinstance(block, Paragraph | Item | Facts | Signature):
            assert bracket not in repr(block)
    assert bracket not in document.title


# What a letter may name.


def made(case: Case, advice: Advice | None, lender: str) -> Commission:
    found = commission(case, advice, lender, case.settings.as_of)
    assert isinstance(found, Commission)
    return found


def sums_of_plan(to: Commission, option: Option) -> set[int]:
    plans = [option.plans[index] for index in to.loans]
    rows = merged([plan.schedule for plan in plans])
    monthly = monthly_totals(rows, to.advice.month_day)
    first = sum(plan.first_payment for plan in plans)
    regular = [*monthly.values()]
    regular[0] -= first
    known = {first, max(regular), sum(plan.waived for plan in plans)}
    cut = sum(option.principal_cut(plan) for plan in plans)
    known |= {cut, sum(plan.waived for plan in plans) - cut, sum(place.due_now for place in to.own_positions)}
    for group in (rows, *(plan.schedule.rows for plan in plans)):
        known |= {sum(row.payment for row in group), sum(row.principal for row in group)}
        known.add(sum(row.interest + row.arrears for row in group))
        for row in group:
            known |= {row.payment, row.principal, row.interest + row.arrears}
    return known


def sums_until_answered(to: Commission, option: Option) -> set[int]:
    """What is due next under the contract, what of it is paid, and what then lacks."""
    until = meanwhile(to.advice, option, to.loans, to.case.budget.payday)
    return {until.due, until.pays, abs(until.due - until.pays)}


def days_until_answered(to: Commission, option: Option) -> set[date]:
    until = meanwhile(to.advice, option, to.loans, to.case.budget.payday)
    return {day for day in (until.on, until.by) if day is not None}


def days_of_plan(to: Commission, option: Option) -> set[date]:
    rows = {row.date for index in to.loans for row in option.plans[index].schedule.rows}
    return rows | {answer_by(to.case, to.as_of, min(rows))}


def sums_of_loans(to: Commission) -> set[int]:
    return {loan.original_amount or 0 for loan in to.own_loans}


def days_of_case(to: Commission) -> set[date]:
    """The letter's own day, the days of the loans and the hardship, and the day for an answer without a payment to come."""
    hardship = to.case.hardship
    known = [to.as_of, hardship.since, hardship.recovery, *(loan.borrowed_on for loan in to.own_loans)]
    return {day for day in known if day is not None} | {answer_by(to.case, to.as_of, date.max)}


def sums_of_household(to: Commission) -> set[int]:
    known = {to.advice.affordable.amount, sum(to.advice.shares[index] for index in to.loans)}
    household = means(to.case)
    if household is not None:
        known |= {household.income, household.essentials, household.cushion, household.other_minimums}
    return known


def sums_of_terms(offer: Offer) -> set[int]:
    known = {offer.down_payment, offer.amount, offer.last_amount or 0, offer.waived}
    return known if lacking(offer) else known | {sum(amount for _, amount in payments_of(offer))}


def days_of_terms(offer: Offer) -> set[date]:
    known = {day for day in (offer.received, offer.first_date, offer.down_payment_date) if day is not None}
    return known if lacking(offer) else known | {day for day, _ in payments_of(offer)}


def assessed(to: Commission) -> Assessment | None:
    offer = to.standing.offer
    found = assess(to.case, to.advice, offer) if offer is not None else None
    return found if isinstance(found, Assessment) else None


def sums_of_assessment(to: Commission, found: Assessment) -> set[int]:
    known = {found.total, found.own, found.excess, found.uncovered, found.left_open}
    if found.breaks is not None:
        month, can_pay = found.breaks, sum(to.advice.shares[index] for index in to.loans)
        known |= {month.due, month.from_savings, month.short, month.can_pay + month.from_savings}
        known.add(can_pay - month.can_pay)
    return known


def days_of_assessment(to: Commission, found: Assessment) -> set[date]:
    known = {answer_by(to.case, to.as_of, found.payments[0][0])}
    if found.breaks is not None:
        known |= {day for day in (found.breaks.on, found.breaks.waits_for) if day is not None}
    return known


def sums_of_course(to: Commission) -> set[int]:
    standing = to.standing
    events = (*standing.missed, *standing.payments)
    known = {event.amount or 0 for event in events} | {standing.paid}
    known |= {place.due_now for place in to.own_positions} if to.worked is not None else set()
    known |= {sum(place.due_now for place in to.own_positions)} if to.worked is not None else set()
    if standing.settled is not None:
        known.add(standing.settled.amount or 0)
    if standing.agreed is not None and standing.agreed.terms is not None:
        known |= sums_of_terms(standing.agreed.terms)
    return known


def days_of_course(to: Commission) -> set[date]:
    standing = to.standing
    events = (*standing.missed, *standing.payments, standing.agreed, standing.settled, standing.sent)
    known = {event.on for event in events if event is not None and event.on is not None}
    if standing.agreed is not None and standing.agreed.terms is not None:
        known |= days_of_terms(standing.agreed.terms)
    return known


def soon(to: Commission, days: int) -> date:
    return to.as_of + timedelta(days)


def names_only(document: Document, known: set[int], days: set[date]) -> None:
    """Every amount and day in each rendering is one of these, and nothing is said that must not be."""
    for text in readings(document):
        assert amounts(text) <= known, sorted(amounts(text) - known)
        assert dates(text) <= days, sorted(dates(text) - days)
        assert not FORBIDDEN.findall(text)
    typed_words_are_marked(document)
