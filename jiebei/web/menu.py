"""The list of pages as Streamlit's navigation wants it."""

from __future__ import annotations

from copy import copy
from functools import cache

import streamlit as st

from jiebei.web.walk import STOPS


def menu_pages() -> dict[str, list[st.Page]]:
    """Every page, by the part of the menu it stands in, for one run.

    The run marks the page it is about to draw, so each has copies of its own.
    """
    found: dict[str, list[st.Page]] = {}
    for section, original in _pages():
        found.setdefault(section, []).append(copy(original))
    return found


def entry(name: str) -> st.Page:
    """One page, for a link or a button that leads there. By its file's name Streamlit would look for it, folder by folder."""
    return _by_name()[name]


@cache
def _by_name() -> dict[str, st.Page]:
    return dict(zip(STOPS, (found for _, found in _pages()), strict=True))


@cache
def _pages() -> tuple[tuple[str, st.Page], ...]:
    """Made in the first run only: Streamlit looks for each page's file, folder by folder."""
    return tuple(
        (
            stop.section,
            st.Page(
                stop.file,
                title=stop.title,
                icon=f":material/{stop.icon}:",
                url_path="" if stop.name == "home" else stop.name,
                default=stop.name == "home",
            ),
        )
        for stop in STOPS.values()
    )
