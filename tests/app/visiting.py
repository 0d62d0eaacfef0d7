"""The app run in this process, driven by Streamlit's own test tool: what a person does, without a browser."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Element, LinkButton, Node, Widget

from jiebei.case.records import Case
from jiebei.counting.due_dates import today_in_china
from jiebei.plan.advice import advise
from jiebei.plan.options import Advice
from jiebei.web import form
from jiebei.web.server import SCRIPT
from jiebei.web.walk import STOPS

WIDGETS = ("number_input", "date_input", "text_input", "text_area", "selectbox", "button_group", "multiselect", "radio", "checkbox",
           "toggle", "file_uploader")  # fmt: skip
MARKDOWN = ("markdown", "caption", "warning", "info", "error", "success", "title", "header", "subheader")


def text_of(node: Node) -> str:
    assert isinstance(node, Element)
    return str(node.value)


def as_typed(value: Any) -> Any:
    """How somebody types a number into a field of text: 12000.0 → "12000", 0.04 → "0.04"."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    return f"{Decimal(repr(value)).normalize():f}" if math.isfinite(value) else str(value)


# Where the walk asks a field, by the beginning of its key: the page, or the group of questions on `details`.
_PLACES = {
    r"loans\.0\.(principal|rate|rate_unit|next_due|arrears)|budget\.affordable|upload\..*|sample|clear|pasted\..*|device\.(new-passphrase|unlocked|leave)": "calculator",
    r"loans\.0\.(overdue_\w+|penalty\w*|grace_days|last_\w+)": "overdue",
    r"loans\.0\.\w+": "contract",
    r"(loans|add\.loans|drop\.loans).*": "more",
    r"((add|drop)\.)?(budget|income|essentials|debts|household|download\.budget).*": "household",
    r"hardship\..*": "hardship",
    r"person\..*": "person",
    r"proposal\..*": "wish",
}

_SECTIONS = {
    "upload.case": "section.open",
    r"pasted\..*": "section.paste",
    r"device\.(new-passphrase|unlocked)": "section.passphrase",
    "device.leave": "section.leave",
}
"""What stands in a section that is drawn only once she has opened it."""


class Visit:
    """One person's visit: where she goes, what she types, and what the page then says.

    A field or button of the walk that is not on the page she is on is looked for where the walk asks it.
    """

    def __init__(self) -> None:
        self.at = AppTest.from_file(SCRIPT, default_timeout=60).run()
        self.ok()

    def find(self, key: str) -> Visit:
        """Goes where the walk asks this, unless it is in sight."""
        if self._in_sight(key):
            return self
        place = next(place for words, place in _PLACES.items() if re.fullmatch(words, key))
        section = next((section for words, section in _SECTIONS.items() if re.fullmatch(words, key)), None)
        if section:
            self.go(place)
            self.at.session_state[section] = True
            self.at.run()
            return self.ok()
        if place == "overdue":
            self.find("loans.0.arrears")
            if self.at.session_state["loans.0.arrears"] != "yes":
                asked = self.at.get_by_key("loans.0.arrears")
                assert isinstance(asked, Widget)
                asked.set_value("yes").run()
                self.ok()
            if self._in_sight(key):
                return self
        return self.go(place) if place in STOPS else self.group(place)

    def _in_sight(self, key: str) -> bool:
        try:
            self.at.get_by_key(key)
        except KeyError:
            return False
        return True

    def group(self, name: str) -> Visit:
        """One of the groups of further questions, by the list of them."""
        return self.go("details").press(f"group.{name}")

    def ok(self) -> Visit:
        assert not self.at.exception, [error.message for error in self.at.exception]
        return self

    def go(self, name: str) -> Visit:
        self.at.switch_page(STOPS[name].file).run()
        return self.ok()

    def press(self, key: str) -> Visit:
        if any(re.fullmatch(words, key) for words in _PLACES):
            self.find(key)
        self.at.button(key=key).click().run()
        return self.ok()

    def type(self, **values: Any) -> Visit:
        """Widget values by key, with "__" for the dots."""
        return self.enter({key.replace("__", "."): value for key, value in values.items()})

    def example(self, name: str) -> Visit:
        """Takes one of the example cases, and stands on the calculator."""
        self.go("cases").press(f"use.{name}")
        assert [title.value for title in self.at.title] == [STOPS["calculator"].title]
        # Streamlit's test tool forgets where the app itself has led; a browser does not.
        return self.go("calculator")

    def enter(self, values: dict[str, Any]) -> Visit:
        """Widget values by key. What stands on one page is typed before anything is sent, as far as it stands there."""
        waiting = dict(values)
        while waiting:
            self.find(next(iter(waiting)))
            here = [key for key in waiting if self._in_sight(key)]
            assert here, f"nobody asks for {next(iter(waiting))} here"
            for key in here:
                widget = self.at.get_by_key(key)
                assert isinstance(widget, Widget), key
                value = waiting.pop(key)
                widget.set_value(as_typed(value) if widget.type == "text_input" else value)
            self.at.run()
            self.ok()
        return self

    def value(self, key: str) -> Any:
        """What a widget holds now."""
        self.find(key)
        widget = self.at.get_by_key(key)
        assert isinstance(widget, Widget), key
        return widget.value

    def open_file(self, content: bytes, name: str = "我的案情.json") -> Visit:
        self.find("upload.case")
        self.at.file_uploader(key="upload.case").upload(name, content, "application/json").run()
        return self.ok()

    @property
    def state(self) -> dict[str, Any]:
        return dict(self.at.session_state.to_dict())

    @property
    def case(self) -> Case:
        """The case as the next run of any page would read it."""
        return form.read(self.state).case

    @property
    def worked(self) -> Advice:
        worked = advise(self.case, self.case.settings.as_of or today_in_china())
        assert isinstance(worked, Advice), worked
        return worked

    @property
    def has_letter(self) -> bool:
        """Whether the first page of the walk has a letter to take along."""
        self.go("calculator")
        return any(button.key == "download.pdf" for button in self.at.link_button)

    @property
    def offered(self) -> list[str | None]:
        """The keys of what can be downloaded here."""
        return [button.key for button in self.at.link_button]

    @property
    def said(self) -> str:
        """Everything the page shows that a browser would interpret."""
        return "\n".join([*self.markdown(), *self.html()])

    def markdown(self) -> Iterator[str]:
        """Every text on the page that is read as Markdown, labels among it."""
        for node in self.at.main:
            if node.type in MARKDOWN:
                yield text_of(node)
            if node.type in {*WIDGETS, "button", "link_button"}:
                assert isinstance(node, Widget | LinkButton)
                yield str(node.label)

    def html(self) -> list[str]:
        return [str(node.value) for node in self.at.html]

    def complaint(self, key: str) -> str:
        """The sentence at a field's own place: between it and the next field. "" where there is none."""
        self.find(key)
        after = False
        for node in self.at.main:
            node_key = getattr(node, "key", None)
            if after and node.type == "warning":
                return text_of(node)
            if after and node.type in WIDGETS and node_key != key + "_unit":
                return ""
            after = after or (node.type in WIDGETS and node_key == key)
        assert after, f"there is no field {key}"
        return ""
