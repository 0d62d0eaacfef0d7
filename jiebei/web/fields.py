"""The input fields: each keeps its value for the session, says why it is asked, and says at its own place what is wrong.

No bounds are set on the widgets themselves: a browser would correct or drop what is out of them without a word.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, Literal

import streamlit as st

from jiebei.counting.as_people_write import is_plain, written_amount, written_rate
from jiebei.counting.money import Refused, yuan
from jiebei.web.typed import RATE_UNITS
from jiebei.web.words import harmless

AMOUNT_FIELD: Final = "transaction-amount"
"""What the browser is told an amount's field is for; `frame` finds those fields by it."""
_KEEP: Final = "session"


def money(key: str, label: str, why: str, placeholder: str = "元") -> None:
    """An amount in yuan, as she would write it: 15000, 1.2万, 三千五. What was understood stands below it."""
    # The word for an amount marks the field, for the script that gives it a keyboard of digits.
    st.text_input(
        label, value=None, key=key, placeholder=placeholder, persist_state=_KEEP, autocomplete=AMOUNT_FIELD
    )
    explain(key, why, _understood(st.session_state.get(key)))


def rate(key: str, label: str, why: str, placeholder: str) -> None:
    """A rate and its unit. A unit that stands in the text itself is the one that counts, and the choice beside it shows it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            label, value=None, key=key, placeholder=placeholder, persist_state=_KEEP, autocomplete="off"
        )
        written = written_rate(str(st.session_state.get(key) or ""))
        own = None if isinstance(written, Refused) else written.unit
        if own:
            st.session_state[f"{key}_unit"] = own
        st.selectbox("利率的单位", RATE_UNITS, key=f"{key}_unit", filter_mode=None, persist_state=_KEEP, placeholder="请选择",
                     disabled=own is not None)  # fmt: skip
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
    st.selectbox(label, options, index=None if empty else 0, format_func=shown, key=key, placeholder=empty or "请选择",
                 filter_mode=None, persist_state=_KEEP)  # fmt: skip
    explain(key, why)


def several(
    key: str,
    label: str,
    options: Sequence[Any],
    why: str,
    shown: Callable[[Any], str] = str,
    on_change: Callable[[], None] | Literal["rerun"] = "rerun",
) -> None:
    """Any number of several; none is an answer too."""
    st.multiselect(label, options, format_func=shown, key=key, placeholder="可以多选", on_change=on_change,
                   persist_state=_KEEP)  # fmt: skip
    explain(key, why)


def buttons(
    key: str, label: str, options: Sequence[Any], why: str, shown: Callable[[Any], str] = str
) -> None:
    """One of a few, all in sight."""
    st.segmented_control(label, options, format_func=shown, key=key, required=True, persist_state=_KEEP)
    explain(key, why)


def explain(key: str, why: str, understood: str = "") -> None:
    """Why the field is asked and how it was understood, or what is wrong with what was typed into it."""
    problem = st.session_state["problems"].get(key)
    if problem:
        # It may repeat what she typed.
        st.warning(harmless(problem), icon=":material/edit:")
    elif why or understood:
        st.caption(f"{understood}　{why}" if understood else why)


def _understood(typed: object) -> str:
    if not isinstance(typed, str) or not typed.strip() or is_plain(typed):
        return ""
    amount = written_amount(typed)
    return "" if isinstance(amount, Refused) else f"＝**{harmless(yuan(amount))}**"
