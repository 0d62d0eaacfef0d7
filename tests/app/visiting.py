"""The app run in this process, driven by Streamlit's own test tool: what a person does, without a browser."""

from __future__ import annotations

from collections.abc import Iterator
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


class Visit:
    """One person's visit: where she goes, what she types, and what the page then says."""

    def __init__(self) -> None:
        self.at = AppTest.from_file(SCRIPT, default_timeout=60).run()
        self.ok()

    def ok(self) -> Visit:
        assert not self.at.exception, [error.message for error in self.at.exception]
        return self

    def go(self, name: str) -> Visit:
        self.at.switch_page(STOPS[name].file).run()
        return self.ok()

    def press(self, key: str) -> Visit:
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
        for key, value in values.items():
            widget = self.at.get_by_key(key)
            assert isinstance(widget, Widget), key
            widget.set_value(value)
        self.at.run()
        return self.ok()

    def value(self, key: str) -> Any:
        """What a widget holds now."""
        widget = self.at.get_by_key(key)
        assert isinstance(widget, Widget), key
        return widget.value

    def open_file(self, content: bytes, name: str = "我的案情.json") -> Visit:
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
        return any(button.key == "download.pdf" for button in self.at.link_button)

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
