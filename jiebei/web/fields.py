"""The input fields: each keeps its value for the session, says why it is asked, and says at its own place what is wrong.

No bounds are set on the widgets themselves: a browser would correct or drop what is out of them without a word.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import streamlit as st

from jiebei.web.words import harmless

_KEEP: Final = "session"


def money(key: str, label: str, why: str, step: float = 100.0, placeholder: str = "元") -> None:
    """An amount in yuan; blank until typed. No bounds are set: what is wrong is said, not silently corrected."""
    st.number_input(
        label, value=None, step=step, format="%.2f", key=key, placeholder=placeholder, persist_state=_KEEP
    )
    explain(key, why)


def number(key: str, label: str, why: str, placeholder: str | None = None) -> None:
    """A whole number; blank until typed."""
    st.number_input(
        label, value=None, step=1, format="%d", key=key, placeholder=placeholder, persist_state=_KEEP
    )
    explain(key, why)


def decimal(key: str, label: str, why: str, format: str, placeholder: str | None = None) -> None:
    """A number with decimals that is not an amount, such as a rate."""
    st.number_input(
        label, value=None, step=0.001, format=format, key=key, placeholder=placeholder, persist_state=_KEEP
    )
    explain(key, why)


def text(key: str, label: str, why: str, placeholder: str = "", long: bool = False) -> None:
    if long:
        st.text_area(label, key=key, placeholder=placeholder, persist_state=_KEEP, height=120)
    else:
        st.text_input(label, key=key, placeholder=placeholder, persist_state=_KEEP, autocomplete="off")
    explain(key, why)


def day(key: str, label: str, why: str) -> None:
    from jiebei.case.records import FIRST_DAY, LAST_DAY

    st.date_input(
        label,
        value=None,
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        format="YYYY-MM-DD",
        key=key,
        persist_state=_KEEP,
    )
    explain(key, why)


def choice(
    key: str,
    label: str,
    options: Sequence[Any],
    why: str,
    shown: Callable[[Any], str] = str,
    empty: str | None = None,
) -> None:
    """One of several; with `empty`, nothing is chosen until she does."""
    st.selectbox(label, options, index=None if empty else 0, format_func=shown, key=key, placeholder=empty,
                 filter_mode=None, persist_state=_KEEP)  # fmt: skip
    explain(key, why)


def buttons(
    key: str, label: str, options: Sequence[Any], why: str, shown: Callable[[Any], str] = str
) -> None:
    """One of a few, all in sight."""
    st.segmented_control(label, options, format_func=shown, key=key, required=True, persist_state=_KEEP)
    explain(key, why)


def explain(key: str, why: str) -> None:
    """Why the field is asked, or what is wrong with what was typed into it."""
    problem = st.session_state["problems"].get(key)
    if problem:
        # A complaint about a line of her budget calls it by the name she gave it.
        st.warning(harmless(problem), icon=":material/edit:")
    elif why:
        st.caption(why)
