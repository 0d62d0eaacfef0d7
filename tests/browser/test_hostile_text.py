"""What a person types or pastes is text on every page: it makes no link, picture, formula or icon, and fits the screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.screen import Screen

pytestmark = pytest.mark.browser

HOSTILE = ("![图](https://e.example/x.png)", "https://e.example/x", "www.e.example", "a@e.example", "$y^2$", ":material/home:",
           ":streamlit:", ":smile:", ":red[红]", "<b>粗</b>", "**粗**", "`码`", "# 标题")  # fmt: skip
DRAWN = '[data-testid="stMain"] :is(a[href*="e.example"], a[href^="mailto:"], img, .katex, b:text("粗"), strong:text("粗"))'
WORD = "W" * 200


def test_on_no_page_it_becomes_more_than_text(screen: Callable[..., Screen]) -> None:
    she = screen().open("calculator").tap("sample").unfold().tap("add.income").unfold()
    drawn = she.page.locator('[data-testid="stMain"] .katex, [data-testid="stMain"] img').count()
    she.type("loans.0.lender", " ".join(HOSTILE)).type("person.name", " ".join(HOSTILE))
    she.type("income.2.name", " ".join(HOSTILE)).type("income.2.amount", "-1")
    for name in ("calculator", "letters", "offer", "record", "keep", "money", "necessity"):
        she.go(name)
        assert she.page.locator(DRAWN).count() == drawn, name
    she.go("scams").page.locator("textarea").first.fill("先付定金 " + " ".join(HOSTILE))
    she.page.get_by_role("button", name="看有没有危险信号").click()
    she.settle()
    assert she.page.locator(DRAWN).count() == drawn


def test_a_word_without_end_scrolls_no_page_sideways(screen: Callable[..., Screen]) -> None:
    she = screen(390).open("calculator").tap("sample").unfold().tap("add.income").unfold()
    for key in ("loans.0.lender", "person.name", "income.2.name", "hardship.detail"):
        she.type(key, WORD)
    she.type("income.2.amount", "-1")
    for name in ("calculator", "letters", "offer", "record", "keep", "money", "necessity"):
        she.go(name)
        if name == "calculator":
            she.unfold()
        wide = she.page.evaluate(
            """() => [...document.querySelectorAll('[data-testid="stMain"] *')].filter(
              one => one.getBoundingClientRect().right > innerWidth + 1 && one.checkVisibility()
                && !one.closest('pre, .vega-embed, [data-testid="stCode"], input, textarea')
            ).map(one => one.tagName + "." + one.className + " " + one.textContent.slice(0, 40))"""
        )
        assert wide == [], (name, wide[:5])
