from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
import streamlit

from jiebei.web.downloads import _visits
from tests.app.visiting import Visit


@pytest.fixture
def visit() -> Callable[[], Visit]:
    return Visit


@pytest.fixture
def calculator(visit: Callable[[], Visit]) -> Visit:
    """A visit that has come to the empty calculator."""
    return visit().go("calculator")


@pytest.fixture
def downloads(monkeypatch: pytest.MonkeyPatch) -> Mapping[str, Callable[[], bytes]]:
    """What each download button on the pages drawn so far would hand out, by the button's key."""
    offered: dict[str, Callable[[], bytes]] = {}
    drawn = streamlit.link_button

    def noted(label: str, url: str, **kwargs: Any) -> Any:
        _, name, key = url.split("/")
        assert key == kwargs["key"]
        offered[key] = _visits[name].offers[key].content
        return drawn(label, url, **kwargs)

    monkeypatch.setattr(streamlit, "link_button", noted)
    return offered
