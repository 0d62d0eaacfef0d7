"""The pages that the menu is made of are made once, and each run has its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import streamlit as st

from jiebei.web import menu
from tests.app.visiting import Visit


def test_two_runs_share_no_page(visit: Callable[[], Visit], monkeypatch: pytest.MonkeyPatch) -> None:
    """A page says whether it may be drawn: another visitor's run in between would take that from it."""
    given: list[st.Page] = []
    menu_pages = menu.menu_pages

    def noted() -> dict[str, list[st.Page]]:
        found = menu_pages()
        given.extend(page for pages in found.values() for page in pages)
        return found

    monkeypatch.setattr(menu, "menu_pages", noted)
    she, other = visit().go("calculator"), visit().go("plan")
    assert not she.at.exception
    assert not other.at.exception
    assert len({id(page) for page in given}) == len(given) > 0
    assert len({id(page) for page in menu._pages()} & {id(page) for page in given}) == 0
