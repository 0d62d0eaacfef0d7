"""Every page, by its own URL and by the menu: complete, quiet, readable, no wider than the screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from jiebei.counting.due_dates import today_in_china
from jiebei.web.ask import GROUPS
from jiebei.web.fields import AMOUNT_FIELD
from jiebei.web.walk import NAME, STOPS
from tests.browser.screen import HEIGHT, Screen
from tests.serving import Server, copy_of_the_project

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", STOPS)
def test_a_page_opened_by_its_own_url_is_complete(screen: Callable[..., Screen], name: str) -> None:
    """For somebody who has never been here; errors, exceptions and foreign requests fail it when the screen closes."""
    she = screen().open(name)
    expect(she.page.locator("h1")).to_have_count(1)
    expect(she.page.locator("h1")).to_have_text(Screen.title_of(name))
    expect(she.page.locator("html")).to_have_attribute("lang", "zh-CN")
    for number in ("12356", "110", "120"):
        expect(she.page.locator(f'footer a[href="tel:{number}"]')).to_be_visible()
    # Nothing is typed anywhere else, and nobody has to scroll past a field that is already filled in.
    assert she.page.get_by_test_id("stSidebarNavLink").count() == len(STOPS)


@pytest.mark.parametrize("name", STOPS)
def test_the_server_sends_every_page_in_chinese_and_confined_to_itself(server: Server, name: str) -> None:
    with urlopen(server.url + ("/" if name == "home" else f"/{name}")) as answer:
        policy = answer.headers["Content-Security-Policy"]
        document = answer.read().decode()
    assert '<html lang="zh-CN">' in document
    assert "default-src 'self'" in policy
    assert "http" not in policy
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_deep_link_is_complete_on_a_server_nobody_has_visited(
    cold_server: Server, screen: Callable[..., Screen]
) -> None:
    she = screen(at=cold_server).open("precautions")
    expect(she.page.locator("h1")).to_have_text(STOPS["precautions"].title)
    expect(she.page.locator('footer a[href="tel:12356"]')).to_be_visible()
    assert she.page.get_by_test_id("stSidebarNavLink").count() == len(STOPS)


@pytest.fixture(scope="module")
def broken_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A page that fails half-way, and a button that fails."""
    folder = tmp_path_factory.mktemp("broken")
    project = copy_of_the_project(folder / "project")
    for file, line in (
        ("pages/precautions.py", 'frame.top("precautions")'),
        ("jiebei/web/form.py", "    rows = ids(st.session_state, name)"),
    ):
        path = project / file
        before = path.read_text("utf-8")
        assert line in before
        space = line[: len(line) - len(line.lstrip())]
        path.write_text(
            before.replace(line, f'{line}\n{space}raise ValueError("we have failed")', 1), "utf-8"
        )
    with Server(folder / "log.txt", project) as running:
        yield running


@pytest.mark.parametrize(("name", "button"), [("precautions", ""), ("record", "add.log")])
def test_a_failure_is_told_in_chinese_with_the_hotlines_and_the_way_on(
    browser: Browser, broken_server: Server, name: str, button: str
) -> None:
    she = Screen(browser, broken_server, 390, "light")
    try:
        she.open(name)
        if button:
            she.tap(button)
        main = she.page.get_by_test_id("stMain")
        expect(main.get_by_test_id("stAlert")).to_be_visible()
        assert not re.search("[A-Za-z]{3}", main.get_by_test_id("stAlert").locator("p").inner_text())
        expect(main.get_by_test_id("stException")).to_have_count(0)
        for number in ("12356", "110", "120"):
            expect(main.locator(f'footer a[href="tel:{number}"]')).to_be_visible()
        # Which error and where, but not its message, which may repeat what she typed.
        assert re.search(
            r'File "\S+?/(precautions|form)\.py", line \d+(.*\n)+?\S*ValueError', broken_server.output
        )
        assert "builtins.ValueError: " not in broken_server.output
        she.go("help")
        expect(main.get_by_test_id("stAlert")).to_have_count(0)
        assert she.faults == []
    finally:
        she.context.close()


# One visitor for each size and colour scheme, with the sample loaded, walks through all pages by the menu.

LOOKS = {"phone, light": (390, "light"), "phone, dark": (390, "dark"), "desktop, light": (1280, "light")}


@pytest.fixture(scope="module", params=LOOKS.values(), ids=list(LOOKS))
def walker(request: pytest.FixtureRequest, browser: Browser, server: Server) -> Iterator[Screen]:
    she = Screen(browser, server, *request.param)
    she.open("calculator").tap("sample")
    expect(she.at("download.pdf")).to_be_visible()
    yield she
    she.close()


TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth, found = [], main = document.querySelector('[data-testid="stMain"]');
  for (const all of [document.documentElement, document.body, main])
    if (all.scrollWidth > all.clientWidth) found.push(`${all.tagName}: ${all.scrollWidth} in ${all.clientWidth}`);
  const name = node => `${node.tagName} ${node.dataset.testid || node.className} "${(node.textContent || '').slice(0, 40)}"`;
  const clipped = node => {
    for (let up = node.parentElement; up !== main; up = up.parentElement)
      if (getComputedStyle(up).overflowX !== 'visible' && up.getBoundingClientRect().right <= width + 1) return true;
    return false;
  };
  for (const node of main.querySelectorAll('*')) {
    if (!node.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    const box = node.getBoundingClientRect(), style = getComputedStyle(node);
    if (box.width < 2 || box.height < 2) continue;
    if ((box.right > width + 1 || box.left < -1) && !clipped(node)) found.push(`beyond the edge (${box.right}): ${name(node)}`);
    if (['auto', 'scroll'].includes(style.overflowX) && node.scrollWidth > node.clientWidth + 1)
      found.push(`scrolls sideways (${node.scrollWidth} in ${node.clientWidth}): ${name(node)}`);
  }
  return found;
}"""

# Of whatever can be tapped: what is lower than a thumb needs. A link within a sentence has the height of its line.
TOO_SMALL = """() => {
  const found = [], main = document.querySelector('[data-testid="stMain"]');
  const targets = 'a[href], button, input:not([type="file"]), textarea, summary, [role="spinbutton"], label:has(input)';
  for (const node of main.querySelectorAll(targets)) {
    if (!node.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    if (node.closest('p, li, small, .jb-source, .jb-dial, [data-testid="stElementToolbar"], [data-testid="stHeadingWithActionElements"]')) continue;
    if (node.matches('input') && node.closest('label, [data-testid="hidden-dateinput-container"], [data-testid="stMultiSelect"]')) continue;
    const box = node.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    if (box.height < 43.5) found.push(`${Math.round(box.width)}x${Math.round(box.height)}: ${node.outerHTML.slice(0, 160)}`);
  }
  return found;
}"""

# What a screen reader would say in English, apart from names of formats.
ENGLISH = """() => {
  const found = [], names = ['aria-label', 'aria-valuetext', 'placeholder', 'title', 'aria-roledescription'];
  for (const name of names)
    for (const node of document.querySelectorAll(`[${name}]`)) {
      const said = node.getAttribute(name), hidden = node.closest('[aria-hidden="true"], [data-testid="stElementToolbar"], noscript');
      if (!hidden && /[A-Za-z]{3}/.test(said.replace(/App|PDF|Word|JSON|json/g, ''))) found.push(`${name}: ${said}`);
    }
  for (const node of document.querySelectorAll('[id^="react-aria-description"], [role="application"] h2, [data-testid="stSkipToContent"]'))
    if (/[A-Za-z]{3}/.test(node.textContent)) found.push(node.textContent);
  return found;
}"""
HEIGHT_OF_IT = """() => document.querySelector('[data-testid="stMain"]').scrollHeight"""
MOST_SCREENS = 4

# Streamlit's menu puts a <div> between <ul> and <li> for each section: its own markup, which an app cannot change. A screen
# reader still reads every link in order, inside a <nav>.
STREAMLITS_OWN = {
    "list": '[data-testid="stSidebarNavItems"]',
    "listitem": '[data-testid="stSidebarNavItems"] *',
}


def unreadable(she: Screen) -> list[tuple[str, str, str]]:
    """What keeps somebody from reading what stands on the page now."""
    violations = []
    for found in Axe().run(she.page).response["violations"]:
        if found["impact"] not in {"serious", "critical"}:
            continue
        for node in found["nodes"]:
            own = STREAMLITS_OWN.get(found["id"])
            if not own or not she.page.locator(node["target"][0]).first.evaluate(
                "(node, own) => node.matches(own)", own
            ):
                violations.append((found["id"], node["html"][:200], node["failureSummary"][:300]))
    return violations


@pytest.mark.parametrize("name", STOPS)
def test_nothing_is_wider_than_the_screen_and_everybody_can_read_it(walker: Screen, name: str) -> None:
    she = walker.go(name).unfold()
    assert she.page.evaluate(TOO_WIDE) == []
    numbers = she.page.get_by_test_id("stNumberInputField")
    assert {field.get_attribute("type") for field in numbers.all()} <= {"number"}
    assert she.page.evaluate(TOO_SMALL) == []
    assert she.page.evaluate(ENGLISH) == []
    assert she.page.title() == (NAME if name == "home" else f"{STOPS[name].title} · {NAME}")
    assert unreadable(she) == []
    she.check()


@pytest.mark.parametrize("name", GROUPS)
def test_every_group_of_questions_fits_and_can_be_read(walker: Screen, name: str) -> None:
    she = walker.group(name).unfold()
    assert she.page.evaluate(TOO_WIDE) == []
    assert she.page.evaluate(TOO_SMALL) == []
    assert she.page.evaluate(ENGLISH) == []
    if she.width == 390:
        # The last step lists every instalment: a hand's breadth more.
        most = (MOST_SCREENS + (0.25 if name == "keep" else 0)) * HEIGHT
        assert she.page.evaluate(HEIGHT_OF_IT) <= most
    assert unreadable(she) == []
    she.check()


@pytest.mark.parametrize("name", ["calculator", "details", "plan", "offer", "record", "keep"])
def test_a_step_of_the_walk_is_no_longer_than_four_screens(walker: Screen, name: str) -> None:
    # As she finds it: a test before this one may have opened all sections of this very page.
    she = walker.go("home").go(name)
    if she.width == 390:
        # The last step lists every instalment: a hand's breadth more.
        most = (MOST_SCREENS + (0.25 if name == "keep" else 0)) * HEIGHT
        assert she.page.evaluate(HEIGHT_OF_IT) <= most


def test_a_calendar_that_has_opened_speaks_chinese(screen: Callable[..., Screen]) -> None:
    she = screen().open("calculator").tap("sample")
    she.at("loans.0.next_due").locator('[role="spinbutton"]').first.click()
    days = she.page.locator('[role="grid"] [role="button"]')
    expect(days.nth(20)).to_be_visible()
    she.page.wait_for_function(f"() => ({ENGLISH})().length === 0")
    for target in (days.nth(10), she.page.locator('[role="application"] header button').first):
        box = target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
    she.page.keyboard.press("Escape")


@pytest.mark.parametrize(("width", "scheme"), LOOKS.values(), ids=list(LOOKS))
def test_a_court_paper_with_its_last_day_can_be_read(
    screen: Callable[..., Screen], width: int, scheme: str
) -> None:
    she = screen(width, scheme).open("court")
    she.tap(she.at("court.new").locator("button").first)
    she.type_day("events.0.on", today_in_china())
    expect(she.page.locator(".jb-deadline")).to_have_count(1)
    expect(she.at("download.ics")).to_be_visible()
    she.page.mouse.move(1, 1)
    she.unfold()
    assert she.page.evaluate(TOO_WIDE) == []
    assert unreadable(she) == []


def test_amounts_and_counts_raise_a_number_keyboard(walker: Screen) -> None:
    amounts = 0
    for name in GROUPS:
        page = walker.group(name).page
        counts = page.get_by_test_id("stNumberInputField")
        assert {field.get_attribute("type") for field in counts.all()} <= {"number"}
        fields = page.locator(f'input[autocomplete="{AMOUNT_FIELD}"]')
        assert {field.get_attribute("inputmode") for field in fields.all()} <= {"decimal"}
        amounts += fields.count() + counts.count()
    assert amounts >= 20
