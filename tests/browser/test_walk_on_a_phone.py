"""What she does on her phone: from the front page to a letter in her hand, and back again another day."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from jiebei.case.file import dumps
from jiebei.content.examples import examples
from jiebei.counting.due_dates import today_in_china
from jiebei.web.walk import STOPS
from tests.browser.screen import HEIGHT, Screen

pytestmark = pytest.mark.browser

MOST_TAPS = 8
DUE = today_in_china() + timedelta(days=20)

NUMBERS = {"loans.0.principal": "15000", "loans.0.rate": "0.04", "budget.affordable": "900"}


def type_four_numbers(screen: Screen) -> None:
    for key, text in NUMBERS.items():
        screen.type(key, text)
    screen.type_day("loans.0.next_due", DUE)


def four_numbers_are_there(screen: Screen) -> None:
    for key, text in NUMBERS.items():
        expect(screen.at(key).locator("input")).to_have_value(text)
    day = screen.at("loans.0.next_due").locator('input[type="date"]')
    expect(day).to_have_value(DUE.isoformat())


def test_from_the_front_page_to_the_letter(screen: Callable[..., Screen], tmp_path: Path) -> None:
    """Four numbers, then at most eight taps: lender, cause, the instalments in sight, and the PDF is on the phone."""
    she = screen().open("home").tap("start")
    assert not she.at("download.pdf").is_visible()
    type_four_numbers(she)
    expect(she.at("download.pdf")).to_be_visible()

    she.taps = 0
    she.tap("onward")
    she.type("loans.0.lender", "重庆蚂蚁消费金融有限公司")
    she.tap("group.hardship")
    she.tap(she.at("hardship.cause").locator("input"))
    she.tap(she.page.get_by_role("option").nth(1))
    she.tap("onward")
    expect(she.page.locator("table.jb-table:has(tfoot)")).to_be_visible()
    rows, total = she.instalments
    she.tap("onward")
    with she.page.expect_download() as downloading:
        she.tap("download.pdf")
    assert she.taps <= MOST_TAPS

    letter = tmp_path / "letter.pdf"
    downloading.value.save_as(letter)
    assert downloading.value.suggested_filename.endswith(".pdf")
    text = "".join(re.sub(r"\s", "", page.extract_text()) for page in PdfReader(letter).pages)
    assert len(rows) > 3
    assert rows[0].day == f"{DUE.year}年{DUE.month}月{DUE.day}日"
    for row in rows:
        # In a row of the letter's table the date stands directly before its amount, and parts where they are shown.
        assert row.day + row.payment in text, row
        assert len(row.parts) == 2
        if len(rows) <= 12:
            assert row.day + row.payment + "".join(row.parts) in text, row
    assert f"共{len(rows)}期{total}" in text
    written = re.findall(r"\d{4}年\d{1,2}月\d{1,2}日(?=¥)", text)
    assert len(written) == len(rows)
    assert "重庆蚂蚁消费金融有限公司" in text
    # The preview she read says the same.
    preview = re.sub(r"\s", "", she.page.locator("article").first.inner_text())
    for row in rows:
        assert row.day + row.payment in preview


def test_what_is_typed_survives_the_walk_by_the_pages_own_buttons(screen: Callable[..., Screen]) -> None:
    she = screen().open("home").tap("start")
    type_four_numbers(she)
    she.group("person").type("person.name", "小王").go("calculator")
    seen = ["calculator"]
    while STOPS[seen[-1]].onward not in {*seen, "home", None}:
        seen.append(str(STOPS[seen[-1]].onward))
        she.tap("onward")
        expect(she.page.locator("h1")).to_have_text(STOPS[seen[-1]].title)
        # Reached by a button at the foot of the page before, it begins at its top.
        expect(she.page.locator("h1")).to_be_in_viewport()
    assert len(seen) > 2
    she.tap("onward")
    if STOPS[seen[-1]].onward == "home":
        she.tap("start")
    elif STOPS[seen[-1]].onward != "calculator":
        she.go("calculator")
    expect(she.page.locator("h1")).to_have_text(STOPS["calculator"].title)
    four_numbers_are_there(she)
    expect(she.at("download.pdf")).to_be_visible()
    expect(she.group("person").at("person.name").locator("input")).to_have_value("小王")


def test_what_is_typed_survives_every_page_of_the_menu(screen: Callable[..., Screen]) -> None:
    she = screen(width=1280).open("calculator")
    type_four_numbers(she)
    for name in STOPS:
        she.go(name)
    she.go("calculator")
    four_numbers_are_there(she)


def test_the_menu_opens_on_a_phone_and_leads_on(screen: Callable[..., Screen]) -> None:
    she = screen().open("home")
    link = she.page.locator('[data-testid="stSidebarNavLink"][href$="/help"]')
    she.page.get_by_test_id("stExpandSidebarButton").click()
    link.click()
    expect(she.page.locator("h1")).to_have_text(STOPS["help"].title)


def test_the_first_screen_of_why_to_negotiate_is_her_own(screen: Callable[..., Screen]) -> None:
    she = screen().open("calculator").tap("sample").go("necessity")
    figures = she.page.locator(".jb-figures").first
    expect(figures).to_contain_text("今天一共欠")
    for part in (figures, she.page.locator("h2#today"), she.page.locator("li", has_text="12348").first):
        box = part.bounding_box()
        assert box is not None
        assert 0 <= box["y"] < box["y"] + box["height"] <= HEIGHT


def test_the_sample_and_clear(screen: Callable[..., Screen]) -> None:
    she = screen().open("calculator").tap("sample")
    expect(she.at("download.pdf")).to_be_visible()
    assert she.value("loans.0.principal")
    she.tap("clear")
    expect(she.at("loans.0.principal").locator("input")).to_have_value("")
    expect(she.at("download.pdf")).to_have_count(0)


def test_the_plan_can_be_changed_to_and_fro(screen: Callable[..., Screen]) -> None:
    # At this sum a common number of periods is another plan than the shortest; at the sample's own the two are one.
    she = screen().open("calculator").tap("sample").type("budget.affordable", "1250")
    radios = she.page.locator('[data-testid="stRadio"]').first.locator("label:has(input)")
    said = {0: she.go("letters").page.locator("article").first.inner_text()}
    for choice in (1, 2, 1, 0):
        she.go("plan")
        before = she.instalments
        she.tap(radios.nth(choice))
        expect(radios.nth(choice).locator("input")).to_be_checked()
        assert she.instalments != before
        text = she.go("letters").page.locator("article").first.inner_text()
        assert said.setdefault(choice, text) == text
    assert len({*said.values()}) == 3


@pytest.fixture
def at_the_uploader(screen: Callable[..., Screen]) -> Screen:
    """A visitor with four numbers typed, who is about to open a file."""
    she = screen().open("calculator")
    type_four_numbers(she)
    return she


def test_a_saved_file_opens_on_another_phone(screen: Callable[..., Screen], tmp_path: Path) -> None:
    she = screen().open("calculator").tap("sample")
    with she.page.expect_download() as downloading:
        she.tap("download.case")
    saved = tmp_path / "case.json"
    downloading.value.save_as(saved)
    other = screen().open("calculator").upload(saved)
    expect(other.at("loans.0.principal").locator("input")).to_have_value(she.value("loans.0.principal"))
    other.settle()
    keys = {"": ("loans.0.rate", "budget.affordable"), "contract": ("loans.0.lender", "loans.0.number"), "hardship": ("hardship.detail",),
            "person": ("person.name",), "household": ("income.0.amount", "essentials.0.amount")}  # fmt: skip
    for group, asked in keys.items():
        for one in (she, other):
            if group:
                one.group(group)
        for key in asked:
            assert she.value(key)
            assert other.value(key) == she.value(key), key
    letters = [one.go("letters").page.locator("article").first.inner_text() for one in (she, other)]
    assert letters[0] == letters[1]


def test_an_opened_file_can_be_edited(at_the_uploader: Screen, tmp_path: Path) -> None:
    saved = tmp_path / "case.json"
    saved.write_text(dumps(examples()["overdue"]), encoding="utf-8")
    she = at_the_uploader.upload(saved)
    expect(she.at("loans.0.principal").locator("input")).to_have_value("26000")
    she.type("loans.0.principal", "2.7万")
    expect(she.at("loans.0.principal")).to_be_visible()
    assert "¥27,000.00" in she.page.get_by_test_id("stMain").inner_text()
    she.go("help").go("calculator")
    expect(she.at("loans.0.principal").locator("input")).to_have_value("2.7万")


# Other faulty files, and what is said of each, are in tests/app; here what the browser itself does before the server.
REFUSED = {"text.txt": "今天给客服打了电话。".encode(), "notes.json": "今天给客服打了电话。".encode()}


@pytest.mark.parametrize("name", [*REFUSED, "huge.json"])
def test_a_file_that_is_no_case_is_refused_and_what_was_typed_stays(
    at_the_uploader: Screen, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        file.write(REFUSED.get(name, b""))
        if name == "huge.json":
            file.truncate(50_000_000)
    she = at_the_uploader.upload(path)
    refusal = she.page.locator(
        '[data-testid="stFileUploaderDropzone"] [role="alert"], [data-testid="stAlert"]'
    )
    expect(refusal.first).to_be_visible()
    she.settle()
    four_numbers_are_there(she)
    expect(she.at("download.pdf")).to_be_visible()


NASTY = '<b onclick="alert(1)">[x](javascript:1) $x$ **b** :red[x] `c` <script>alert(1)</script> 😀'


def test_what_she_types_is_never_active(screen: Callable[..., Screen]) -> None:
    she = screen().open("calculator").tap("sample").type("loans.0.principal", NASTY)
    main = she.page.get_by_test_id("stMain")
    shown = []

    def look() -> None:
        assert main.locator('a[href^="javascript"], [onclick], .katex').count() == 0
        assert main.locator("script", has_text="alert(1)").count() == 0
        shown.extend(
            main.locator("p, li, dd, td, label").evaluate_all(
                # A mark without width may stand where an icon or a colour would begin.
                "all => all.map(node => node.textContent.replaceAll('\u2060', '')).filter(text => text.includes('alert(1)'))"
            )
        )

    look()
    # Of an amount that cannot be read its complaint repeats the beginning.
    assert [text for text in shown if NASTY[:10].strip() not in text] == []
    shown.clear()
    she.type("loans.0.principal", "15000")
    typed_at = {"person": ("person.name", "person.contact_time"), "contract": ("loans.0.lender", "loans.0.number"),
                "hardship": ("hardship.detail", "hardship.already_paid"), "household": ()}  # fmt: skip
    for group, keys in typed_at.items():
        she.group(group)
        for key in keys:
            she.type(key, NASTY)
        if group == "household":
            she.tap("add.income").type("income.2.name", NASTY)
        look()
    for name in ("plan", "letters"):
        she.go(name).unfold()
        look()
    article = she.page.locator("article").first
    assert article.inner_text().count(NASTY) >= 5
    assert article.locator("b, strong, code, script").count() == 0
    # As Markdown or HTML it would stand there without its marks.
    assert len(shown) > 3
    assert [text for text in shown if NASTY not in " ".join(text.split())] == []
    she.go("home").go("offer" if "offer" in STOPS else "help")


MOST_KEYS = 25


def test_the_first_useful_figure_takes_a_new_user_few_keys(screen: Callable[..., Screen]) -> None:
    """Four numbers typed key by key, each field tapped; nothing else is asked before the first figures stand there."""
    she = screen().open("home").tap("start")
    figures = she.page.locator(".jb-figures")
    assert figures.count() == 0
    taken = she.keys("loans.0.principal", "15000")
    taken += she.keys("loans.0.rate", "0.04")
    she.at("loans.0.next_due").locator('[role="spinbutton"][data-type="year"]').click()
    she.page.keyboard.type(f"{DUE:%Y%m%d}")
    # The calendar that has opened may lie over the next field.
    she.page.keyboard.press("Escape")
    taken += 8 + 1
    taken += she.keys("budget.affordable", "1400")
    she.page.keyboard.press("Enter")
    taken += 1
    she.settle()
    expect(figures.first).to_contain_text("今天一共欠")
    assert taken <= MOST_KEYS
    assert she.taps <= 5
    for key, text in {
        "loans.0.principal": "15000",
        "loans.0.rate": "0.04",
        "budget.affordable": "1400",
    }.items():
        assert she.value(key) == text


def test_a_group_at_a_time_back_and_skipped_and_the_top_of_it_in_sight(screen: Callable[..., Screen]) -> None:
    from jiebei.web.ask import GROUPS

    she = screen().open("calculator")
    type_four_numbers(she)
    she.tap("onward")
    names = list(GROUPS)
    for number, name in enumerate(names):
        heading = she.page.locator("h2#group")
        expect(heading).to_contain_text(f"第 {number + 1} 组，共 {len(names)} 组")
        expect(heading).to_contain_text(GROUPS[name].title)
        expect(heading).to_be_in_viewport()
        if name != names[-1]:
            she.tap("group.next")
    she.tap("group.back")
    expect(she.page.locator("h2#group")).to_contain_text(GROUPS[names[-2]].title)
    four_numbers_are_there(she.go("calculator"))


def test_a_pasted_page_fills_the_fields_only_when_she_says_so(screen: Callable[..., Screen]) -> None:
    she = screen().open("calculator")
    she.tap(she.at("section.paste").locator("summary"))
    text = f"剩余本金：￥1.5万\n日利率 O.04%\n下期还款日 {DUE:%Y-%m-%d}\n剩余期数 6期"
    she.type("pasted.page", text)
    expect(she.at("section.paste")).to_contain_text("原文：日利率 O.04%")
    assert she.value("loans.0.principal") == ""
    she.tap("pasted.take").type("budget.affordable", "900")
    assert {key: she.value(key) for key in NUMBERS} == NUMBERS
    expect(she.at("download.pdf")).to_be_visible()
    assert she.group("contract").value("loans.0.periods_left") == "6"
