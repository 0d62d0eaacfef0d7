"""What her screen shows once the case is emptied or another one: page and server agree that nothing is left of the earlier."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from jiebei.case.file import dumps
from jiebei.content.examples import examples
from jiebei.counting.due_dates import today_in_china
from tests.browser.screen import Screen

pytestmark = pytest.mark.browser


def first_tick(she: Screen, name: str, section: str = "") -> Screen:
    """Ticks the first box of a page."""
    she.go(name)
    if section:
        she.tap(she.at(section).locator("summary"))
    return she.tap(she.page.get_by_test_id("stCheckbox").first.locator("label"))


def ticked(she: Screen, name: str) -> int:
    she.go(name).unfold()
    return (
        she.page.get_by_test_id("stMain")
        .locator('input[type="checkbox"]:not([role="switch"]):checked')
        .count()
    )


def test_emptied_every_page_is_as_on_the_first_day(screen: Callable[..., Screen], tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    file.write_text(dumps(examples()["overdue"]), encoding="utf-8")
    she = screen().open("calculator").upload(file)
    # Read once, the file is held no more: not in the field, where the next one would see whose it was.
    expect(she.page.get_by_test_id("stFileUploaderFile")).to_have_count(0)
    expect(she.page.get_by_test_id("stAlert").filter(has_text="已经打开")).to_be_visible()
    she.tap("clear").tap("sample")
    letter = (
        she.page.url.rsplit("/", 1)[0] + "/" + str(she.at("download.pdf").locator("a").get_attribute("href"))
    )
    for name in ("guide", "offer", "keep"):
        first_tick(she, name)
        assert ticked(she, name) == 1, name
    she.go("cost").type("cost.received", "9500").type("cost.payment", "940")
    she.go("scams").type("scams.pasted", "先付定金，停息挂账")
    she.go("calculator").tap(she.at("as-pictures.pdf").locator("label"))
    expect(she.page.get_by_test_id("stImage").first).to_be_visible()
    assert she.page.request.get(letter).status == 200
    she.tap("clear")
    expect(she.page.get_by_test_id("stImage")).to_have_count(0)
    assert she.page.request.get(letter).status == 404
    she.tap("sample")
    expect(she.at("as-pictures.pdf").locator("input")).not_to_be_checked()
    she.tap("clear")
    for name in ("guide", "offer", "keep", "home"):
        assert ticked(she, name) == 0, name
    she.go("cost")
    assert [she.value(key) for key in ("cost.received", "cost.payment")] == ["", ""]
    assert she.go("scams").value("scams.pasted") == ""


def test_what_is_on_screen_when_her_own_case_comes_back_is_emptied_there_too(
    screen: Callable[..., Screen],
) -> None:
    """The button stands above every page, so the figures and ticks on this very page must go before her eyes."""
    she = screen().open("calculator")
    she.type("loans.0.principal", "15000").type("loans.0.rate", "0.04").type("budget.affordable", "900")
    she.tap("device.yes").tap("sample")
    she.go("cost").at("cost.lender").scroll_into_view_if_needed()
    # A list of choices closes where the page still scrolls.
    she.settle().tap(she.at("cost.lender").locator("input")).tap(she.page.get_by_role("option").last)
    she.type("cost.received", "9500").type("cost.periods", "12").type_day("cost.start", today_in_china())
    usual = screen().open("cost").value("cost.lender")
    assert she.value("cost.lender") != usual
    she.tap("device.back")
    expect(she.at("cost.received").locator("input")).to_have_value("")
    expect(she.at("cost.periods").locator("input")).to_have_value("")
    expect(she.at("cost.start").locator('input[type="date"]')).to_have_value("")
    expect(she.at("cost.lender").locator("input").first).to_have_value(usual)
    assert she.go("calculator").value("loans.0.principal") == "15000"


def test_a_pasted_text_and_ticks_go_from_the_page_itself(screen: Callable[..., Screen]) -> None:
    she = screen().open("calculator")
    she.type("loans.0.principal", "15000").type("loans.0.rate", "0.04").type("budget.affordable", "900")
    she.tap("device.yes").tap("sample")
    she.go("scams")
    she.tap(she.at("scams.fee-first").locator("button").first).type("scams.pasted", "先付定金，停息挂账")
    she.tap(she.page.get_by_test_id("stFormSubmitButton").locator("button"))
    she.tap("device.back")
    expect(she.at("scams.pasted").locator("textarea")).to_have_value("")
    expect(she.at("scams.fee-first").locator('button[aria-checked="true"]')).to_have_count(0)
    she.go("calculator").tap("sample")
    first_tick(she, "guide")
    she.tap("device.back")
    assert ticked(she, "guide") == 0
