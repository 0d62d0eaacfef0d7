"""One case from the first letter to the proof that all is paid, the clock moved on by the day set in the app."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from jiebei.case.labels import AGREEMENT, REFUSALS, RESULTS
from jiebei.case.records import Case
from jiebei.counting.due_dates import add_months, chinese_date, today_in_china
from jiebei.letters.compose import LETTERS
from tests.browser.screen import Screen
from tests.browser.test_kept_on_her_device import kept_case, pass_over_the_broken_line, restart
from tests.browser.test_walk_on_a_phone import DUE, four_numbers_are_there, type_four_numbers
from tests.serving import Server

pytestmark = pytest.mark.browser

LENDER = "重庆蚂蚁消费金融有限公司"
AMOUNT, PAYMENTS = 840, 20
# The offer's first day; a payment each month from there.
FIRST = DUE + timedelta(days=40)


def on_the_day(she: Screen, day: date) -> Screen:
    """The clock moved on, where the app lets her see another day."""
    return she.go("sources").type_day("kept.as_of", day)


def choose(she: Screen, key: str, label: str) -> Screen:
    field = she.at(key).locator("input").first
    # A list closes when what is around it scrolls.
    field.scroll_into_view_if_needed()
    she.settle().tap(field)
    return she.tap(she.page.get_by_role("option", name=label, exact=True))


def the_letter_due(she: Screen, kind: str, to: Path) -> str:
    """From "today" by its one button to the letter that is due; its text as it comes as a PDF, and it is noted as sent."""
    she.go("home").tap("today.0")
    expect(she.page.locator("h1")).to_have_text("写信")
    expect(she.page.locator("article").first).to_be_visible()
    with she.page.expect_download() as downloading:
        she.tap("download.pdf")
    assert downloading.value.suggested_filename.startswith(LETTERS[kind].label)
    downloading.value.save_as(to)
    she.tap(f"sent.{kind}")
    return "".join(re.sub(r"\s", "", page.extract_text()) for page in PdfReader(to).pages)


def stages(case: Case) -> list[str]:
    return [event.kind for event in case.events]


def test_from_the_first_letter_to_settled(
    screen: Callable[..., Screen], cold_server: Server, tmp_path: Path
) -> None:
    start, pdf = today_in_china(), tmp_path / "letter.pdf"
    she = screen(at=cold_server).open("home").tap("start")
    type_four_numbers(she)
    she.tap("device.yes").tap("onward").type("loans.0.lender", LENDER).group("person").type(
        "person.name", "小王"
    )

    # Asked.
    text = the_letter_due(she, "request", pdf)
    assert LENDER in text
    she.go("home")
    expect(she.at("today-0").first).to_contain_text("等")

    # Refused, with a reason: the next letter answers it.
    on_the_day(she, start + timedelta(days=8)).go("record").tap("add.log")
    she.type_day("log.0.on", start + timedelta(days=8))
    choose(she, "log.0.result", RESULTS["refused"])
    choose(she, "log.0.reasons", REFUSALS["no_entry"])
    she.page.keyboard.press("Escape")
    text = the_letter_due(she, "again", pdf)
    assert chinese_date(start) in text

    # The server dies, another one starts: nothing is lost.
    restart(cold_server)
    she.page.reload()
    she.go("calculator")
    four_numbers_are_there(she)
    assert stages(kept_case(she)) == ["sent", "sent"]

    # An offer in writing, checked, accepted, agreed.
    on_the_day(she, start + timedelta(days=15)).go("offer")
    she.type_day("offer.received", start + timedelta(days=15))
    she.type("offer.instalments", str(PAYMENTS)).type("offer.amount", str(AMOUNT)).type_day(
        "offer.first_date", FIRST
    )
    she.tap(she.at("offer.in_writing").locator("label"))
    for point in AGREEMENT:
        she.tap(she.at(f"agreement.{point}").locator("label"))
    she.page.screenshot(path="/tmp/offer.png", full_page=True)
    text = the_letter_due(she, "accept", pdf)
    assert text.count(f"¥{AMOUNT}.00") >= PAYMENTS
    she.go("offer").tap("offer.agreed")

    # Two instalments kept, one missed.
    days = [add_months(FIRST, month) for month in range(PAYMENTS)]
    for day in days[:2]:
        on_the_day(she, day).go("home")
        card = she.at("today-0").first
        expect(card).to_contain_text(f"¥{AMOUNT}.00")
        # What is paid and what is left, as a picture in the card itself.
        around, picture = card.bounding_box(), card.locator(".jb-paid").bounding_box()
        assert around is not None
        assert picture is not None
        assert around["y"] < picture["y"] < around["y"] + around["height"]
        assert around["x"] < picture["x"] < picture["x"] + picture["width"] < around["x"] + around["width"]
        she.tap("today.0").tap("paid.0")
    on_the_day(she, days[2] + timedelta(days=5)).go("keep").tap("missed.0")
    text = the_letter_due(she, "make_good", pdf)
    assert re.sub(r"\s", "", chinese_date(days[2])) in text
    assert stages(kept_case(she))[-5:] == ["agreed", "paid", "paid", "missed", "sent"]

    # Made up for, and the rest at once: settled, and the proof is asked for.
    on_the_day(she, days[3]).go("keep").unfold()
    she.type("keep.part.0", str(AMOUNT * (PAYMENTS - 2))).tap("part.0").tap("settled.0")
    text = the_letter_due(she, "settled_proof", pdf)
    assert "结清证明" in text
    she.go("home")
    expect(she.at("today-0").first).to_contain_text("还清")
    assert stages(kept_case(she))[-3:] == ["paid", "settled", "sent"]
    pass_over_the_broken_line(she)
