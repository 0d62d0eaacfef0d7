"""What a person types or pastes is text on every page: it makes no link, picture, formula or icon, and fits the screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from jiebei.case.file import dumps
from jiebei.case.records import Case
from jiebei.content.examples import SAMPLE, as_of_today, examples
from jiebei.counting.due_dates import today_in_china
from jiebei.web.walk import STOPS
from tests.browser.screen import Screen

HOSTILE = ("![图](https://e.example/x.png)", "https://e.example/x", "www.e.example", "a@e.example", "$y^2$", ":material/home:",
           ":streamlit:", ":smile:", ":red[红]", "<b>粗</b>", "**粗**", "`码`", "# 标题")  # fmt: skip
DRAWN = '[data-testid="stMain"] :is(a[href*="e.example"], a[href^="mailto:"], img, .katex, b:text("粗"), strong:text("粗"))'
WORD = "W" * 200


def case_with(text: str) -> Case:
    """The sample with that text wherever she writes a name or a sentence of her own."""
    case = as_of_today(examples()[SAMPLE], today_in_china())
    budget = case.budget
    return case.model_copy(
        update={
            "person": case.person.model_copy(update={"name": text, "contact_time": text}),
            "loans": tuple(loan.model_copy(update={"lender": text, "number": text}) for loan in case.loans),
            "hardship": case.hardship.model_copy(update={"detail": text}),
            "budget": budget.model_copy(
                update={
                    "income": tuple(line.model_copy(update={"name": text}) for line in budget.income),
                    "essentials": tuple(line.model_copy(update={"name": text}) for line in budget.essentials),
                }
            ),
        }
    )


def with_it_open(she: Screen, text: str, folder: Path) -> Screen:
    (folder / "case.json").write_text(dumps(case_with(text)), encoding="utf-8")
    return she.open("calculator").upload(folder / "case.json")


def test_on_no_page_it_becomes_more_than_text(screen: Callable[..., Screen], tmp_path: Path) -> None:
    she = with_it_open(screen(), " ".join(HOSTILE)[:200], tmp_path)
    for name in STOPS:
        she.go(name)
        assert she.page.locator(DRAWN).count() == 0, name
    she.go("scams").page.locator("textarea").first.fill("先付定金 " + " ".join(HOSTILE))
    she.page.get_by_role("button", name="看有没有危险信号").click()
    she.settle()
    assert she.page.locator(DRAWN).count() == 0


def test_a_word_without_end_scrolls_no_page_sideways(screen: Callable[..., Screen], tmp_path: Path) -> None:
    she = with_it_open(screen(390), WORD, tmp_path)
    for name in STOPS:
        she.go(name)
        wide = she.page.evaluate(
            """() => [...document.querySelectorAll('[data-testid="stMain"] *')].filter(
              one => one.getBoundingClientRect().right > innerWidth + 1 && one.checkVisibility()
                && !one.closest('pre, .vega-embed, [data-testid="stCode"], input, textarea')
            ).map(one => one.tagName + "." + one.className + " " + one.textContent.slice(0, 40))"""
        )
        assert wide == [], (name, wide[:5])
