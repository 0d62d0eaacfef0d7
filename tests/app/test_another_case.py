"""Emptied, or replaced by another case: nothing of the earlier one stays, whatever page it was ticked or typed on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from streamlit.testing.v1.element_tree import Checkbox, Widget

from jiebei.case.file import dumps
from jiebei.content.examples import examples
from jiebei.web import form
from jiebei.web.ask import GROUPS
from jiebei.web.downloads import Visit as Addresses
from jiebei.web.walk import STOPS
from tests.app.visiting import Visit

HERS = "只有第一个人写过的话"
# This visit and its way, no content: and what the browser told last, which names nothing of hers.
OF_THE_VISIT = ("visit", "device", "here", "came_from", "brought", "onward", "worked", "problems", "uploader")
BLANK: tuple[Any, ...] = (None, False, "", [], (), {}, 0)


def used_everywhere(her: Visit) -> Visit:
    """A visit that has left something of hers in every field, tick and choice beside the case, and in the case."""
    her.go("calculator").press("sample")
    touched: set[str] = set()
    for name in STOPS:
        her.go(name)
        for step in {"record": ("add.log", "add.events"), "cost": ("add.costs",), "offer": ()}.get(name, ()):
            her.press(step)
        for group in GROUPS if name == "details" else ():
            her.group(group)
            everything(her, touched)
        everything(her, touched)
    return her


def everything(her: Visit, touched: set[str]) -> None:
    """Ticks, turns and fills whatever the page shows that is no field of the case, one kind of field after another."""
    asked = [
        *(one for one in (*her.at.checkbox, *her.at.toggle) if not beside_nothing(one)),
        *(one for one in (*her.at.text_input, *her.at.text_area) if not beside_nothing(one)),
        *(one for one in her.at.number_input if not beside_nothing(one)),
        *(
            one
            for one in (*her.at.selectbox, *her.at.radio)
            if not beside_nothing(one) and len(one.options) > 1
        ),
    ]
    asked = [one for one in asked if str(one.key) not in touched]
    for one in asked:
        touched.add(str(one.key))
        if isinstance(one, Checkbox) or one.type == "toggle":
            one.set_value(not one.value)
        elif one.type in {"text_input", "text_area"}:
            one.set_value(
                "1234"
                if str(one.key).endswith(("received", "payment", "amount", "stated", "charged"))
                else HERS
            )
        elif one.type == "number_input":
            one.set_value(3)
        else:
            one.set_value(list(one.options)[-1] if one.type == "radio" else one.value)
    for button in her.at.button:
        if str(button.key).startswith("FormSubmitter:") and "device" not in str(button.key):
            button.click()
    if asked:
        her.at.run()
        her.ok()


def beside_nothing(one: Widget) -> bool:
    case = ("loans.", "budget.", "income.", "essentials.", "debts.", "hardship.", "person.", "proposal.", "offer.", "log.",
            "events.", "kept.", "settings.", "device.", "upload.", "sources.", "costs.0.annual", "keep.part")  # fmt: skip
    return one.key is None or str(one.key).startswith(case) or bool(getattr(one, "disabled", False))


def held(her: Visit) -> dict[str, Any]:
    """All the session holds that is not as empty as can be."""
    return {
        str(key): value
        for key, value in her.state.items()
        if str(key).split(".", 1)[0] not in OF_THE_VISIT and value not in BLANK
    }


def stores(her: Visit) -> str:
    """Everything in the session's own stores, as text."""
    state: Any = her.at.session_state
    while "_state" in getattr(state, "__dict__", {}):
        state = state.__dict__["_state"]
    return repr([state._old_state, state._new_session_state, state._new_widget_state.states])


WAYS: Mapping[str, Callable[[Visit], object]] = {
    "emptied": lambda her: her.go("calculator").press("clear"),
    "the sample": lambda her: her.go("calculator").press("sample"),
    "an example": lambda her: her.example("overdue"),
    "a file": lambda her: her.go("calculator").open_file(dumps(examples()["overdue"]).encode()),
}


@pytest.mark.parametrize("way", WAYS)
def test_nothing_tells_it_from_the_session_of_somebody_who_has_just_come(
    visit: Callable[[], Visit], way: str
) -> None:
    her, new = used_everywhere(visit()), visit()
    before = set(held(her))
    for first in (
        "agreement",
        "guide",
        "keep",
        "cost",
        "costs",
        "waiting",
        "household",
        "paste",
        "pictures",
    ):
        assert any(key.startswith(f"{first}.") for key in before), f"nothing of {first} to be seen before"
    assert HERS in stores(her)
    addresses: Addresses = her.at.session_state["visit"]
    for one in (her, new):
        WAYS[way](one)
    assert held(her) == held(new)
    # Neither in what Streamlit keeps for fields that are not on screen, nor in files that wait to be taken along.
    assert HERS not in stores(her)
    assert addresses is her.at.session_state["visit"]
    assert set(addresses.offers) == set(new.at.session_state["visit"].offers)


def test_a_premise_returns_to_what_is_usual_and_not_to_no(visit: Callable[[], Visit]) -> None:
    her = visit().go("necessity").type(waiting__compound=False, waiting__grace=9)
    assert her.value("waiting.compound") is False
    her.go("calculator").press("clear").go("necessity")
    assert (her.value("waiting.compound"), her.value("waiting.grace")) == (True, 0)


def test_a_file_she_opened_is_held_no_longer_than_it_takes_to_read(calculator: Visit) -> None:
    calculator.open_file(dumps(examples()["overdue"]).encode())
    assert calculator.case.loans[0].principal == 2_600_000
    assert calculator.value("upload.case") is None
    # What cannot be opened stays named until she takes another.
    calculator.open_file(b"{}")
    assert calculator.value("upload.case") is not None
    calculator.press("clear")
    assert calculator.value("upload.case") is None


@pytest.mark.parametrize(("name", "stays"), [("", True), ("别人", False)])
def test_the_other_windows_newer_version_leaves_her_ticks_and_another_persons_case_does_not(
    visit: Callable[[], Visit], monkeypatch: pytest.MonkeyPatch, name: str, stays: bool
) -> None:
    her = visit().go("calculator").press("sample").go("guide")
    tick = next(str(box.key) for box in her.at.checkbox if str(box.key).startswith("guide."))
    her.at.checkbox(key=tick).check().run()
    told = her.case.model_copy(update={"budget": her.case.budget.model_copy(update={"affordable": 123_400})})
    if name:
        told = told.model_copy(update={"person": told.person.model_copy(update={"name": name})})
    monkeypatch.setattr(form, "clear", lambda: form.follow(told))
    her.go("calculator").press("clear")
    assert her.case == told
    assert bool(her.go("guide").at.checkbox(key=tick).value) is stays
