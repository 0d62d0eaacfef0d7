"""Kept on her device: back after a reload, a killed server, in another window; never lost unseen, and gone when she says so."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from jiebei.case.file import dumps, loads
from jiebei.case.kept import Kept, unwrap
from jiebei.case.records import Case, Person
from jiebei.case.sealed import unseal
from jiebei.web.device import KEEPS, KEY
from jiebei.web.walk import STOPS
from tests.browser.screen import PATIENCE, Screen
from tests.browser.test_walk_on_a_phone import NUMBERS, four_numbers_are_there, type_four_numbers
from tests.serving import Server

pytestmark = pytest.mark.browser

PASSPHRASE = "老家门牌 12"
STILL_NEEDED = "还差一点就能算"
OURS = "Object.fromEntries(Object.entries(localStorage).filter(([name]) => name.startsWith('jiebei')))"


def ours(page: Page) -> dict[str, str]:
    """What the browser's storage holds of this app's; Streamlit keeps its theme and menu there too."""
    found: dict[str, str] = page.evaluate(OURS)
    return found


def kept_name(raw: str) -> str:
    name: str = json.loads(json.loads(raw)["case"]).get("person", {}).get("name", "")
    return name


def kept_case(she: Screen) -> Case:
    """The case in the browser's storage, once all that she has done is in it."""
    she.settle().page.wait_for_timeout(500)
    kept = unwrap(ours(she.page)[KEY])
    assert isinstance(kept, Kept)
    case = loads(kept.text)
    assert isinstance(case, Case)
    return case


def wait_until_kept(she: Screen, holds: str) -> None:
    she.page.wait_for_function(
        "([key, part]) => (localStorage.getItem(key) || '').includes(part)", arg=[KEY, holds]
    )


def named(she: Screen, name: str) -> Screen:
    """Types her name, where it is asked."""
    there = she if she.at("person.name").count() else she.group("person")
    return there.type("person.name", name)


def name_on(she: Screen, name: str) -> None:
    there = she if she.at("person.name").count() else she.group("person")
    expect(there.at("person.name").locator("input")).to_have_value(name)


def typed(she: Screen, name: str = "小王") -> Screen:
    she.open("calculator")
    type_four_numbers(she)
    she.tap("device.yes")
    wait_until_kept(named(she, name), name)
    return she.go("calculator")


def reload(she: Screen) -> Screen:
    she.page.reload()
    return she


def another_window(she: Screen, browser: Browser) -> Screen:
    """A second window of the same browser, so with the same storage."""
    other = Screen(browser, she.server, she.width, "light")
    other.context.close()
    other.context, other.page = she.context, she.context.new_page()
    return other


def test_everything_is_back_after_a_reload_on_the_page_she_left(screen: Callable[..., Screen]) -> None:
    she = typed(screen())
    reload(she)
    four_numbers_are_there(she)
    name_on(she.settle(), "小王")
    expect(she.at("device.yes")).to_have_count(0)
    she.go("record").tap("add.log")
    she.type("log.0.note", "说再看看")
    wait_until_kept(she, "说再看看")
    reload(she)
    expect(she.page.locator("h1")).to_have_text(STOPS["record"].title)
    expect(she.at("log.0.note").locator("textarea")).to_have_value("说再看看")
    assert she.page.url.endswith("/record")


def test_a_new_window_opens_with_it(screen: Callable[..., Screen], browser: Browser) -> None:
    she = typed(screen())
    she.page.goto("about:blank")
    other = another_window(she, browser)
    other.page.goto(she.server.url + "/letters")
    expect(other.page.locator("article").first).to_contain_text("小王")
    assert other.faults == []


def test_no_empty_form_is_drawn_before_what_is_kept(screen: Callable[..., Screen]) -> None:
    she = typed(screen())
    # What an empty calculator says, looked for in every frame while the page comes up.
    she.page.add_init_script(
        f"""window.wasEmpty = false; (function frame() {{
          if (document.body?.innerText.includes({STILL_NEEDED!r})) window.wasEmpty = true;
          requestAnimationFrame(frame);
        }})();"""
    )
    reload(she)
    four_numbers_are_there(she)
    assert she.settle().page.evaluate("wasEmpty") is False
    she.tap("clear")
    assert she.page.evaluate("wasEmpty") is True


def restart(server: Server) -> None:
    server.process.kill()
    server.process.wait()
    server.__enter__()


def pass_over_the_broken_line(she: Screen) -> None:
    """That the line broke is no fault of the page's, nor that it asked for the visit that the server has lost."""
    broken = ("ERR_CONNECTION", "WebSocket", "404 (Not Found)")
    she.faults = [fault for fault in she.faults if not any(words in fault for words in broken)]


def test_a_killed_server_costs_nothing(screen: Callable[..., Screen], cold_server: Server) -> None:
    she = typed(screen(at=cold_server))
    restart(cold_server)
    reload(she)
    four_numbers_are_there(she)
    name_on(she.settle(), "小王")
    pass_over_the_broken_line(she)
    written = cold_server.output
    assert "小王" not in written
    assert "15000" not in written


def note_run(frame: str | bytes, finished: list[int]) -> None:
    message = ForwardMsg()
    message.ParseFromString(frame if isinstance(frame, bytes) else frame.encode())
    if message.WhichOneof("type") == "script_finished":
        finished.append(message.script_finished)


def test_a_killed_server_costs_nothing_on_a_page_that_stayed_open(
    screen: Callable[..., Screen], cold_server: Server
) -> None:
    she = typed(screen(at=cold_server))
    finished: list[int] = []
    she.page.on(
        "websocket", lambda opened: opened.on("framereceived", lambda frame: note_run(frame, finished))
    )
    restart(cold_server)
    # Without a touch of hers: one run that waits for what is kept, and one that has it.
    for _ in range(PATIENCE // 100):
        if len(finished) >= 2:
            break
        she.page.wait_for_timeout(100)
    assert len(finished) >= 2
    four_numbers_are_there(she)
    name_on(she.settle(), "小王")
    wait_until_kept(named(she, "小赵"), "小赵")
    four_numbers_are_there(she.go("calculator"))
    pass_over_the_broken_line(she)


def test_no_writes_nothing(screen: Callable[..., Screen]) -> None:
    she = screen().open("calculator")
    type_four_numbers(she)
    assert ours(she.page) == {}
    named(she.tap("device.no"), "小王")
    she.go("help").go("calculator")
    assert ours(she.page) == {}
    assert not [cookie for cookie in she.context.cookies() if cookie["name"] == KEEPS]
    reload(she)
    expect(she.at("loans.0.principal").locator("input")).to_have_value("")
    she.settle()


def test_turned_off_again_removes_it(screen: Callable[..., Screen]) -> None:
    she = typed(screen()).tap("device.off")
    she.page.wait_for_function("key => localStorage.getItem(key) === null", arg=KEY)
    four_numbers_are_there(she)
    assert not [cookie for cookie in she.context.cookies() if cookie["name"] == KEEPS]


def test_the_newer_of_two_windows_wins_and_says_so(screen: Callable[..., Screen], browser: Browser) -> None:
    one = typed(screen())
    two = another_window(one, browser)
    name_on(two.open("calculator"), "小王")
    wait_until_kept(named(two, "小李"), "小李")
    expect(one.at("device-foot")).to_contain_text("另一个窗口")
    one.settle().tap("device.read")
    expect(one.page.get_by_test_id("stMain")).not_to_contain_text("另一个窗口")
    name_on(one, "小李")
    assert kept_name(ours(one.page)[KEY]) == "小李"
    assert two.faults == []


@pytest.mark.parametrize(("choice", "winner"), [("device.theirs", "小李"), ("device.ours", "小张")])
def test_when_both_changed_she_chooses(screen: Callable[..., Screen], choice: str, winner: str) -> None:
    she = typed(screen())
    # Written by another window while this one did not listen: its own writing gives no notice.
    she.page.evaluate(
        "key => localStorage.setItem(key, localStorage.getItem(key).replace('小王', '小李').replace('\"revision\": 2', '\"revision\": 7'))",
        KEY,
    )
    assert kept_name(ours(she.page)[KEY]) == "小李"
    named(she, "小张")
    expect(she.at(choice)).to_be_visible()
    # Until she has chosen, nothing gives way.
    she.settle().type("person.phone", "110")
    assert kept_name(ours(she.page)[KEY]) == "小李"
    name_on(she, "小张")
    she.tap(choice)
    name_on(she, winner)
    wait_until_kept(she, winner)
    expect(she.at(choice)).to_have_count(0)
    she.settle().type("person.name", "小赵")
    wait_until_kept(she, "小赵")
    assert json.loads(ours(she.page)[KEY])["revision"] > 7


CASE = dumps(Case(person=Person(name="以前的")))
UNREADABLE = {
    "damaged": '{"format": "jiebei-kept", "version": 1, "revi',
    "newer": json.dumps({"format": "jiebei-kept", "version": 2, "dreams": CASE}),
    "a newer case": json.dumps(
        {"format": "jiebei-kept", "version": 1, "revision": 4, "saved_at": "2026-11-23T04:05:06+00:00",
         "case": json.dumps({"format": "jiebei-case", "version": 99})}),
}  # fmt: skip


@pytest.mark.parametrize("raw", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_kept_aside_said_and_offered(
    screen: Callable[..., Screen], tmp_path: Path, raw: str
) -> None:
    she = screen().open("calculator")
    she.page.evaluate("([key, raw]) => localStorage.setItem(key, raw)", [KEY, raw])
    reload(she)
    expect(she.at("device-foot")).to_contain_text("放在一边")
    she.settle()
    type_four_numbers(she)
    wait_until_kept(she, "15000.00")
    aside = {name: text for name, text in ours(she.page).items() if name != KEY}
    assert list(aside.values()) == [raw]
    # It is still offered another day.
    reload(she)
    four_numbers_are_there(she)
    with she.settle().page.expect_download() as downloading:
        she.tap("device.aside.0")
    downloading.value.save_as(tmp_path / "aside")
    assert (tmp_path / "aside").read_text("utf-8") == raw


REFUSING = {
    "full": "void (Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') })",
    "forbidden": "void Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError') }})",
}


@pytest.mark.parametrize("refusing", REFUSING.values(), ids=REFUSING)
def test_refused_storage_is_said_once_and_nothing_breaks(
    screen: Callable[..., Screen], refusing: str
) -> None:
    she = screen()
    she.open("home")
    # Streamlit's own start wants to look into the storage; the page is up before it is refused.
    she.page.evaluate(refusing)
    she.go("calculator")
    type_four_numbers(she)
    she.tap("device.yes")
    main = she.page.get_by_test_id("stMain")
    expect(main).to_contain_text("没能存到")
    she.settle().tap("device.read")
    named(she, "小王")
    she.go("help").go("calculator")
    expect(main).not_to_contain_text("没能存到")
    four_numbers_are_there(she)


def locked(she: Screen) -> Screen:
    typed(she).unfold()
    she.at("device.new-passphrase").locator("input").fill(PASSPHRASE)
    she.tap(she.page.get_by_role("button", name="设好"))
    wait_until_kept(she, "jiebei-sealed")
    return she


def unlock(she: Screen, passphrase: str) -> None:
    field = she.at("device.passphrase").locator("input")
    field.fill(passphrase)
    she.page.get_by_role("button", name="打开", exact=True).click()


def test_under_a_passphrase_it_is_asked_for_again_and_a_wrong_one_loses_nothing(
    screen: Callable[..., Screen],
) -> None:
    she = locked(screen())
    before = ours(she.page)
    assert "小王" not in str(before)
    assert PASSPHRASE not in str(before)
    reload(she)
    expect(she.at("device.passphrase")).to_be_visible()
    expect(she.at("loans.0.principal")).to_have_count(0)
    for number in ("12356", "110", "120"):
        expect(she.page.locator(f'footer a[href="tel:{number}"]')).to_be_visible()
    unlock(she, "不是这个口令")
    expect(she.page.get_by_test_id("stAlert")).to_contain_text("口令不对")
    she.settle()
    assert ours(she.page) == before
    # She may look around meanwhile, and type; it is not stored over what is locked.
    she.tap("device.later").type("loans.0.principal", "1")
    assert ours(she.page) == before
    she.tap("device.unlock-now")
    unlock(she, PASSPHRASE)
    expect(she.at("device.theirs")).to_be_visible()
    she.settle().tap("device.theirs")
    four_numbers_are_there(she)
    named(she, "小赵")
    she.page.wait_for_function("([key, old]) => localStorage.getItem(key) !== old", arg=[KEY, before[KEY]])
    kept = unwrap(ours(she.page)[KEY])
    assert '"小赵"' in str(unseal(getattr(kept, "text", ""), PASSPHRASE))


def test_a_forgotten_passphrase_is_no_dead_end(screen: Callable[..., Screen]) -> None:
    she = locked(screen())
    raw = ours(she.page)[KEY]
    reload(she)
    expect(she.at("device.passphrase")).to_be_visible()
    she.settle().unfold().tap("device.forgotten")
    expect(she.at("loans.0.principal").locator("input")).to_have_value("")
    type_four_numbers(she)
    wait_until_kept(she, "15000.00")
    assert raw in ours(she.page).values()


def test_a_file_under_a_passphrase_opens_on_another_phone(
    screen: Callable[..., Screen], tmp_path: Path
) -> None:
    she = locked(screen())
    with she.page.expect_download() as downloading:
        she.tap("download.case")
    saved = tmp_path / "case.json"
    downloading.value.save_as(saved)
    assert PASSPHRASE not in saved.read_text("utf-8")
    other = screen().open("calculator").upload(saved)
    other.at("upload.passphrase").locator("input").fill(PASSPHRASE)
    other.tap(other.page.get_by_role("button", name="打开", exact=True))
    four_numbers_are_there(other)


def test_clear_and_leave_leaves_nothing(screen: Callable[..., Screen], browser: Browser) -> None:
    she = screen().open("home").tap("start")
    type_four_numbers(she)
    named(she.tap("device.yes"), "小王")
    wait_until_kept(she, "小王")
    she.go("letters")
    two = another_window(she, browser)
    two.open("calculator")
    four_numbers_are_there(two)
    she.go("calculator").unfold()
    she.at("device.leave").locator("button").click()
    for one in (she, two):
        one.page.wait_for_url("about:blank")
        assert one.page.locator("body").inner_text() == ""
        assert one.page.title() == ""
    for _ in range(3):
        she.page.go_back()
        she.page.wait_for_load_state()
        if she.page.url == "about:blank":
            break
        she.settle()
        assert "小王" not in she.page.content()
        for key in NUMBERS:
            for field in she.at(key).locator("input").all():
                assert not field.input_value()
        assert ours(she.page) == {}
        assert she.page.evaluate("Object.keys(sessionStorage)") == []
    she.open("calculator")
    expect(she.at("loans.0.principal").locator("input")).to_have_value("")
    assert not [cookie for cookie in she.context.cookies() if cookie["name"] == KEEPS]
    assert two.faults == []


def test_nothing_of_hers_is_in_the_address_the_title_or_the_cookies(screen: Callable[..., Screen]) -> None:
    asked: list[str] = []
    she = screen()
    she.page.on("request", lambda request: asked.append(request.url))
    typed(she)
    reload(she)
    four_numbers_are_there(she)
    said: Any = [asked, she.page.title(), she.context.cookies()]
    assert not re.search("小王|15000|%E5%B0%8F%E7%8E%8B", str(said))
    assert "小王" not in she.server.output[she.seen_log :]
