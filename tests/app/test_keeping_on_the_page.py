"""Kept on her device, on the page: the one question, the passphrase on a file, and the way out. Without a browser nothing is
ever stored; what is, stands in what the page would hand to it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest

from jiebei.case.file import dumps, loads
from jiebei.case.records import Case
from jiebei.case.sealed import is_sealed, unseal
from jiebei.content.examples import examples
from jiebei.counting.due_dates import today_in_china
from jiebei.web.storage import Device
from tests.app.visiting import Visit

PASSPHRASE = "老家门牌 12"
DUE = today_in_china() + timedelta(days=20)


def asks(person: Visit) -> bool:
    return any(button.key == "device.yes" for button in person.at.button)


def orders(person: Visit) -> dict[str, Any]:
    """What the page tells the script in the browser."""
    (component,) = person.at.get("bidi_component")
    return dict(json.loads(component.proto.mixed.json or component.proto.json))


def put(person: Visit) -> Case | None:
    raw = orders(person)["put"]
    case = None if raw is None else loads(json.loads(raw)["case"])
    assert case is None or isinstance(case, Case), case
    return case


def type_two_numbers(person: Visit) -> Visit:
    return person.type(loans__0__principal=20_000.0, loans__0__next_due=DUE)


def test_it_is_asked_when_there_is_something_to_keep_and_not_before(calculator: Visit) -> None:
    assert not asks(calculator)
    calculator.press("sample")
    assert not asks(calculator)
    calculator.press("clear").type(loans__0__principal=20_000.0)
    assert not asks(calculator)
    assert asks(type_two_numbers(calculator))
    assert asks(calculator.go("help"))
    assert put(calculator) is None


def test_an_example_that_she_makes_her_own_is_worth_asking(calculator: Visit) -> None:
    assert asks(calculator.press("sample").type(loans__0__principal=31_000.0))


def test_yes_hands_over_every_change_from_then_on(calculator: Visit) -> None:
    type_two_numbers(calculator).press("device.yes")
    assert put(calculator) == calculator.case
    assert not asks(calculator)
    calculator.type(person__name="小王")
    assert put(calculator) == calculator.case
    calculator.go("help")
    assert put(calculator) == calculator.case
    assert not asks(calculator)


def test_no_is_asked_no_more_and_nothing_is_handed_over(calculator: Visit) -> None:
    type_two_numbers(calculator).press("device.no").type(person__name="小王")
    assert orders(calculator)["put"] is None
    assert not asks(calculator)
    assert not asks(calculator.go("letters"))


def test_her_answer_can_be_changed_both_ways(calculator: Visit) -> None:
    type_two_numbers(calculator).press("device.no").press("device.on")
    assert put(calculator) == calculator.case
    calculator.press("device.off")
    assert orders(calculator)["put"] is None
    assert orders(calculator)["removals"] == 1


@pytest.mark.parametrize("button", ["clear", "sample"])
def test_a_slip_of_the_finger_leaves_what_is_stored_and_says_so(calculator: Visit, button: str) -> None:
    own = type_two_numbers(calculator).press("device.yes").type(person__name="小王").case
    calculator.press(button)
    assert calculator.case != own
    assert put(calculator) == own
    calculator.press("device.back")
    assert calculator.case == own
    calculator.press(button).press("device.remove")
    assert orders(calculator)["put"] is None
    assert orders(calculator)["removals"] == 1
    assert not any(each.key == "device.back" for each in calculator.at.button)


def test_a_file_of_somebody_else_asks_before_it_takes_the_place_of_hers(
    calculator: Visit, downloads: Mapping[str, Callable[[], bytes]]
) -> None:
    own = type_two_numbers(calculator).press("device.yes").type(person__name="小王").case
    calculator.go("calculator").open_file(
        dumps(examples()["overdue"].model_copy(update={"example": None})).encode()
    )
    assert put(calculator) == own
    assert loads(downloads["device.rival"]()) == own
    calculator.press("device.theirs")
    assert calculator.case == own


def set_passphrase(person: Visit, passphrase: str) -> Visit:
    person.find("device.new-passphrase")
    person.at.text_input(key="device.new-passphrase").set_value(passphrase)
    form_button(person, "设好").click()
    person.at.run()
    return person.ok()


def form_button(person: Visit, label: str) -> Any:
    (button,) = [each for each in person.at.button if each.label == label]
    return button


def test_the_file_goes_under_the_passphrase_and_opens_with_it(
    visit: Callable[[], Visit], downloads: Mapping[str, Callable[[], bytes]]
) -> None:
    person = set_passphrase(visit().go("calculator").press("sample"), PASSPHRASE)
    taken = downloads["download.case"]()
    assert is_sealed(taken)
    assert unseal(taken, PASSPHRASE) == dumps(person.case)

    other = visit().go("calculator").type(person__name="还没存")
    before = other.case
    other.open_file(taken)
    for typed in ("", "不是这个"):
        other.at.text_input(key="upload.passphrase").set_value(typed)
        form_button(other, "打开").click()
        other.at.run()
        other.ok()
        assert other.case == before
        assert any("口令不对" in str(warning.value) for warning in other.at.warning)
    other.at.text_input(key="upload.passphrase").set_value(PASSPHRASE)
    form_button(other, "打开").click()
    other.at.run()
    assert other.ok().case == person.case
    assert not other.at.warning
    # It was under a passphrase; it stays so when it is taken away again.
    assert is_sealed(downloads["download.case"]())


def test_a_plain_file_still_opens_and_is_still_plain(
    calculator: Visit, downloads: Mapping[str, Callable[[], bytes]]
) -> None:
    calculator.open_file(dumps(examples()["overdue"]).encode())
    assert downloads["download.case"]().decode() == dumps(calculator.case)


def test_a_short_passphrase_is_not_taken(calculator: Visit) -> None:
    set_passphrase(calculator, "1234")
    assert calculator.state["device"].lock is None
    assert set_passphrase(calculator, PASSPHRASE).state["device"].lock is not None
    calculator.press("device.unlocked")
    assert calculator.state["device"].lock is None


def test_what_is_handed_over_is_sealed_and_the_passphrase_is_nowhere(calculator: Visit) -> None:
    set_passphrase(type_two_numbers(calculator).press("device.yes"), PASSPHRASE)
    raw = orders(calculator)["put"]
    assert unseal(json.loads(raw)["case"], PASSPHRASE) == dumps(calculator.case)
    calculator.go("help")
    assert PASSPHRASE not in repr(calculator.state)
    assert orders(calculator)["put"] == raw


def test_leaving_empties_the_session_and_tells_the_browser_to_go(calculator: Visit) -> None:
    calculator.press("sample").type(person__name="小王")
    set_passphrase(calculator, PASSPHRASE)
    calculator.go("guide").go("calculator").press("device.leave")
    assert orders(calculator)["leave"] is True
    assert orders(calculator)["put"] is None
    assert calculator.case == Case()
    device = calculator.state["device"]
    assert device == Device(token=device.token, leaving=True)
    assert not {key for key in calculator.state if key.split(".")[0] in {"guide", "cost", "upload", "triage"}}
    assert "小王" not in repr(calculator.state)
    assert not calculator.at.title
    assert not calculator.at.text_input
