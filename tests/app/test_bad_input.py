"""What cannot be used gets a sentence at its own place; what looks like code is shown as it was typed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import reduce
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from jiebei.case.file import dumps, loads
from jiebei.case.records import Case
from jiebei.content.examples import examples
from jiebei.counting.due_dates import today_in_china
from jiebei.letters.compose import compose
from jiebei.letters.document import Document
from jiebei.letters.paper.html import render_html
from jiebei.letters.paper.pdf import render_pdf
from jiebei.letters.paper.plain import render_text
from jiebei.letters.paper.text import printable
from jiebei.web.walk import STOPS
from jiebei.web.words import harmless
from tests.app.visiting import Visit

TODAY = today_in_china()

AMOUNTS = ("loans.0.principal", "budget.affordable", "loans.0.penalty", "income.0.amount", "essentials.0.amount", "budget.cushion",
           "proposal.lump_sum")  # fmt: skip


@pytest.fixture
def filled(calculator: Visit) -> Visit:
    """The calculator with the sample on it."""
    return calculator.press("sample")


@pytest.mark.parametrize("amount", [-1.0, 1e300, -1e300, 100.005, 1e10])
def test_an_amount_that_cannot_be_is_named_at_its_place(filled: Visit, amount: float) -> None:
    assert not any(filled.complaint(key) for key in AMOUNTS)
    filled.enter(dict.fromkeys(AMOUNTS, amount))
    assert all(filled.complaint(key) for key in AMOUNTS)
    filled.enter(dict.fromkeys(AMOUNTS, 1000.0))
    assert not any(filled.complaint(key) for key in AMOUNTS)


def test_a_principal_of_zero_is_asked_about(filled: Visit) -> None:
    filled.enter({"loans.0.principal": 0.0})
    assert filled.complaint("loans.0.principal")
    assert not filled.has_letter


@pytest.mark.parametrize("key", ["loans.0.principal", "loans.0.rate", "loans.0.next_due"])
def test_a_blank_is_asked_for_without_reproach(filled: Visit, key: str) -> None:
    filled.enter({key: None})
    assert not filled.complaint(key)
    assert not filled.has_letter
    assert any("还差" in text for text in filled.markdown())


@pytest.mark.parametrize(
    ("rate", "unit"),
    [
        (4.0, "%/天"),  # 万分之四
        (14.6, "%/天"),  # a year's
        (14.6, "万分之/天"),  # a year's: 53% a year is possible, but must be noticed
        (0.04, "%/年"),  # a day's
        (0.04, "万分之/天"),  # a percentage
        (0.0004, "%/天"),  # a fraction
        (-0.04, "%/天"),
        (1e300, "%/天"),
        (1e300, "万分之/天"),
        (1e300, "%/年"),
        (400.0, "%/年"),
    ],
)
def test_a_rate_in_the_wrong_unit_is_asked_about(filled: Visit, rate: float, unit: str) -> None:
    filled.enter({"loans.0.rate": rate, "loans.0.rate_unit": unit})
    said = filled.complaint("loans.0.rate")
    assert said
    assert len(said) < 100
    filled.enter({"loans.0.rate": 0.04, "loans.0.rate_unit": "%/天"})
    assert not filled.complaint("loans.0.rate")
    assert filled.has_letter


@pytest.mark.parametrize(
    ("key", "number"),
    [
        ("loans.0.periods_left", 0),
        ("loans.0.periods_left", -3),
        ("loans.0.periods_left", 10**9),
        ("loans.0.original_periods", 361),
        ("loans.0.due_day", 32),
        ("loans.0.due_day", 0),
        ("loans.0.grace_days", -1),
        ("loans.0.interest_only_periods", 6),
        ("proposal.interest_only_months", 0),
        ("proposal.interest_only_months", 25),
        ("budget.payday", 0),
        ("budget.payday", 32),
        ("budget.low_months", -1),
        ("budget.low_months", 13),
    ],
)
def test_a_count_out_of_range_is_named_at_its_place(filled: Visit, key: str, number: int) -> None:
    filled.enter({key: number})
    assert filled.complaint(key)
    filled.enter({key: 2})
    assert not filled.complaint(key)


@pytest.mark.parametrize("day", [TODAY, TODAY - timedelta(days=1), date(2000, 1, 1)])
def test_a_due_date_that_has_come_is_asked_about(filled: Visit, day: date) -> None:
    filled.enter({"loans.0.next_due": day})
    assert filled.complaint("loans.0.next_due")
    filled.enter({"loans.0.next_due": TODAY + timedelta(days=1)})
    assert not filled.complaint("loans.0.next_due")
    assert filled.has_letter


def test_more_overdue_than_owed_is_named_at_its_place(filled: Visit) -> None:
    filled.enter({"loans.0.overdue_principal": 15_000.01})
    assert filled.complaint("loans.0.overdue_principal")
    filled.enter({"loans.0.overdue_principal": 15_000.0})
    assert not filled.complaint("loans.0.overdue_principal")


def test_the_faults_of_a_second_loan_stand_at_the_second_loan(filled: Visit) -> None:
    filled.press("add.loans").press("add.loans").press("drop.loans.1")
    filled.enter({"loans.2.principal": -5.0, "loans.2.next_due": TODAY})
    assert filled.complaint("loans.2.principal")
    assert filled.complaint("loans.2.next_due")
    assert not filled.complaint("loans.0.principal")
    assert not filled.complaint("loans.0.next_due")


def test_no_income_at_all_still_gives_an_honest_letter(filled: Visit) -> None:
    for key in ("income.0.amount", "income.1.amount"):
        filled.enter({key: 0.0})
    assert filled.case.budget.income[0].amount == 0
    assert filled.worked.affordable.amount == 0
    assert filled.has_letter
    for name in STOPS:
        filled.go(name)


def test_a_name_of_200_characters_fits_and_one_more_is_said_to_be_too_long(filled: Visit) -> None:
    filled.enter({"person.name": "长" * 200})
    assert not filled.complaint("person.name")
    assert filled.case.person.name == "长" * 200
    # In the opening, and where she signs.
    assert letter_text(filled).count("长" * 200) == 2
    filled.enter({"person.name": "长" * 201})
    assert filled.complaint("person.name")
    assert filled.case.person.name == "长" * 200
    assert filled.has_letter


ACTIVE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[点我](javascript:1)",
    "![图](https://example.org/x.png)",
    "https://example.org/x",
    "$x^2$",
    "**粗**",
    "_斜_",
    "`码`",
    ":red[红]",
    ":material/home:",
    ":smile:",
    "# 标题",
    "- 列表",
    "1. 列表",
    "| 表 | 格 |",
    "&lt;b&gt;&#60;",
    "\\(x\\)",
    "李㛃😀",
    "\u202e倒过来",
)
TYPED_AT = ("person.name", "person.phone", "person.contact_time", "loans.0.lender", "loans.0.number", "hardship.detail",
            "hardship.already_paid")  # fmt: skip


def letter_of(person: Visit) -> Document:
    document = compose(person.case, person.worked)
    assert isinstance(document, Document)
    return document


def has_marks(typed: str) -> bool:
    return any(mark in typed for mark in "<[*_`$:#|\\&-.!")


def letter_text(person: Visit) -> str:
    return render_text(letter_of(person))


@pytest.mark.parametrize("typed", ACTIVE)
def test_what_looks_like_code_is_shown_letter_for_letter(filled: Visit, typed: str) -> None:
    """In nothing that a browser interprets does it stand unescaped; in the letter it stands exactly as typed."""
    filled.enter(dict.fromkeys(TYPED_AT, typed))
    filled.press("add.income").press("add.debts")
    filled.enter({"income.2.name": typed, "income.2.amount": 1.0, "debts.0.name": typed})
    document = letter_of(filled)
    escaped = harmless(typed)
    for name in ("details", "plan", "letters"):
        filled.go(name)
        assert [
            text for text in filled.markdown() if has_marks(typed) and typed in text.replace(escaped, "")
        ] == []
        assert [text for text in filled.html() if any(mark in typed for mark in "<&") and typed in text] == []
    assert render_html(document) in filled.html()
    # Plain words are harmless and may stay as they are; anything with a mark of Markdown or HTML in it must not.
    if has_marks(typed):
        assert escaped != typed
        assert any(escaped in text for text in filled.group("household").markdown())
    assert render_text(document).count(printable(typed)) >= len(TYPED_AT) - 1


def test_what_looks_like_code_breaks_no_page(filled: Visit) -> None:
    filled.enter(dict.fromkeys(TYPED_AT, " ".join(ACTIVE)))
    for name in STOPS:
        filled.go(name)
        assert ACTIVE[0] not in filled.said


def test_a_line_break_in_a_text_stays_inside_its_line(filled: Visit) -> None:
    filled.enter({"hardship.detail": "第一行\n第二行\r\n# 第三行\n\n- 第四行"})
    assert "第一行 第二行 # 第三行" in letter_text(filled)
    filled.enter({"loans.0.lender": "甲公司\n乙公司"})
    assert "致：甲公司 乙公司\n" in letter_text(filled)
    assert filled.has_letter


def test_the_pdf_prints_what_was_typed(filled: Visit) -> None:
    typed = "<script>alert(1)</script> [x](javascript:1) $x$ **b** :red[x]"
    filled.enter({"person.name": typed})
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(render_pdf(letter_of(filled)))).pages)
    assert "".join(typed.split()) in "".join(text.split())


def test_a_character_the_font_lacks_is_named_on_screen(filled: Visit) -> None:
    before = "\n".join(filled.go("letters").markdown())
    filled.enter({"person.name": "王\U000f0000"}).go("letters")
    lost = [text for text in filled.markdown() if "\U000f0000" in text and text not in before]
    assert any("PDF" in text for text in lost)
    assert filled.has_letter


def test_nonsense_on_the_calculator_breaks_no_other_page(visit: Callable[[], Visit]) -> None:
    person = visit().go("calculator")
    person.enter({"loans.0.principal": -1.0, "loans.0.rate": 1e300, "budget.affordable": 1e300, "loans.0.next_due": TODAY,
                  "person.name": ACTIVE[0] * 20, "loans.0.periods_left": -1})  # fmt: skip
    for name in STOPS:
        person.go(name)
        assert ACTIVE[0] not in person.said
    person.go("calculator")
    assert person.complaint("loans.0.principal")


HOSTILE = "![甲](https://e.example/x.png)$y^2$:material/home:⟦x⟧{cite: x}"


def places(tree: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where text stands in a case file's tree."""
    if isinstance(tree, str):
        yield at
    for key, value in (
        tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    ):
        yield from places(value, (*at, key))


def hostile_everywhere(case: Case) -> bytes:
    """The case with the hostile text in every place that takes any text."""
    tree = json.loads(dumps(case))
    for *at, last in list(places(tree)):
        inside = reduce(lambda part, key: part[key], at, tree)
        before, inside[last] = inside[last], HOSTILE
        if not isinstance(loads(json.dumps(tree).encode()), Case):
            inside[last] = before
    return json.dumps(tree).encode()


@pytest.mark.parametrize("name", examples())
def test_whatever_she_types_no_page_takes_it_for_a_mark(visit: Callable[[], Visit], name: str) -> None:
    person = visit().go("calculator").open_file(hostile_everywhere(examples()[name]))
    assert dumps(person.case).count(json.dumps(HOSTILE, ensure_ascii=False)[1:-1]) > 3
    for page in STOPS:
        person.go(page)
        assert [text for text in person.markdown() if HOSTILE[:9] in text or "⟦x⟧{cite" in text] == []
        assert [text for text in person.html() if "<img" in text and HOSTILE[2] in text] == []


def test_a_complaint_names_a_line_of_the_budget_as_it_was_typed(filled: Visit) -> None:
    filled.press("add.income").enter({"income.2.name": HOSTILE, "income.2.amount": -1.0})
    assert harmless(HOSTILE) in filled.complaint("income.2.amount")


def test_a_pasted_mark_of_our_own_is_only_text(visit: Callable[[], Visit]) -> None:
    scams = visit().go("scams")
    for pasted in (
        "⟦x⟧先付定金⟦laws⟧",
        "{cite: x}内部渠道，先付定金",
        "{in-force: x} 先付定金",
        HOSTILE + "先付定金",
    ):
        scams.at.text_area(key="scams.pasted").set_value(pasted).run()
        scams.at.button[0].click().run()
        scams.ok()


@given(st.text(st.sampled_from("ah:/.w@ \\_*[]()!$material+http") | st.characters(), max_size=60))
def test_what_is_typed_loses_nothing_but_its_meaning(typed: str) -> None:
    shown = harmless(typed)
    read = re.sub(r"\\(.)", r"\1", shown)
    assert read.replace("\u2060", "") == " ".join(printable(typed).split()).replace("\u2060", "")
    assert not re.search(r"(?i)https?://|www\.|\w@\w|:[a-z+]", read)
    assert not re.search(r"(?<!\\)(\\\\)*[`*_\[\]$<&!]", shown)
