from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
import streamlit

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
    """What each download button on the page last drawn would hand out, by the button's key."""
    offered: dict[str, Callable[[], bytes]] = {}
    drawn = streamlit.download_button

    def noted(label: str, data: Any, *args: Any, **kwargs: Any) -> Any:
        def handed_out() -> bytes:
            content = data() if callable(data) else data
            return content.encode() if isinstance(content, str) else content

        offered[kwargs["key"]] = handed_out
        return drawn(label, data, *args, **kwargs)

    monkeypatch.setattr(streamlit, "download_button", noted)
    return offered
