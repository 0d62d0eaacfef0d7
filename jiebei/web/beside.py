"""What a session holds beside the case: ticks, figures to look at, pasted texts, letters drawn or ready to be taken along.

All of it is about one person's case and goes with it: emptied, or replaced by another one, nothing of the earlier stays
to be seen. What is not named here as staying goes, so that whatever a page asks next goes too.
"""

from __future__ import annotations

from typing import Any, Final

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state.common import WidgetMetadata

from jiebei.web.downloads import this_visit

_STAYS: Final = frozenset({"device", "visit", "here", "came_from", "brought", "section", "share", "uploader"})
"""By the first word of their keys: her wishes of storage, this visit, the way she came, what lies open, nothing typed."""
_HELD: Final = frozenset(
    {"bool_value", "double_value", "int_value", "string_value"}
    | {f"{kind}_array_value" for kind in ("double", "int", "string")}
)
_FILE: Final = "upload.case"
_TURN: Final = "uploader"


def forget(rows: frozenset[str]) -> None:
    """Empties all of it, for a callback. rows: the lists, by the first word of their keys, whose rows go altogether.

    A field that is on screen keeps in the browser what was typed in it unless it is set: it gets what it held at first.
    """
    _close_file()
    this_visit().offers.clear()
    for key in list(st.session_state):
        first = str(key).split(".", 1)[0]
        if first in _STAYS:
            continue
        drawn = None if first in rows else _on_screen(str(key))
        if drawn is None:
            del st.session_state[key]
        elif drawn.value_type in _HELD:
            st.session_state[key] = drawn.deserializer(None)


def file_type() -> str:
    """The kind of file the calculator takes, in another spelling after each that was taken in: to Streamlit that is
    another field, which holds no file yet."""
    return ("json", ".json")[st.session_state.get(_TURN, 0) % 2]


def _close_file() -> None:
    """The file she opened last is no longer held, neither in her browser's field nor in the server's memory."""
    file = st.session_state.get(_FILE)
    if file is None:
        return
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    del st.session_state[_FILE]
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)


def _on_screen(key: str) -> WidgetMetadata[Any] | None:
    """What Streamlit knows of a field of which her browser has sent a value along; None where it shows none.

    Streamlit has no public way to ask: there a value that only waits for its field's return looks the same.
    """
    context = get_script_run_ctx()
    if context is None:
        return None
    state = context.session_state._state
    field = state.get_widget_id_from_key(key)
    return (
        state.get_widget_metadata(field) if field is not None and field in state._new_widget_state else None
    )
