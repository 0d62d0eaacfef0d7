"""The groups of further questions, one at a time: which one is on screen, and the ways to another."""

from __future__ import annotations

from typing import Final

import streamlit as st

from jiebei.case.records import Case
from jiebei.web import frame
from jiebei.web.ask import GROUPS, Group

_AT: Final = "details.group"


def here() -> Group:
    """The group to ask now: the one a link names (`?at=`), or the one she was at, or the first."""
    named = st.query_params.get("at", "")
    if named in GROUPS:
        st.session_state[_AT] = named
        # Named once: on the next run it would lead back from wherever she has gone.
        del st.query_params["at"]
    return GROUPS[st.session_state.setdefault(_AT, next(iter(GROUPS)))]


def place(group: Group) -> int:
    """Its number, from 1."""
    return list(GROUPS).index(group.name) + 1


def every_group(case: Case, current: Group) -> None:
    """Every group, with a tick where something is filled in; a tap leads there."""
    with st.container(horizontal=True, key="groups", gap="xsmall"):
        for group in GROUPS.values():
            title = f"**{group.title}**" if group is current else group.title
            icon = "check_circle" if group.begun(case) else "radio_button_unchecked"
            st.button(title, key=f"group.{group.name}", icon=f":material/{icon}:", type="tertiary",
                      on_click=_go, args=(group.name,))  # fmt: skip


def back_and_on(case: Case, current: Group) -> None:
    """The group before and the group after; one that is blank is skipped and stays blank."""
    names = list(GROUPS)
    number = names.index(current.name)
    before, after = names[:number], names[number + 1 :]
    with st.container(horizontal=True, key="steps"):
        st.button("上一组", key="group.back", icon=":material/arrow_back:", disabled=not before,
                  on_click=_go, args=(before[-1] if before else current.name,))  # fmt: skip
        if after:
            word = "下一组" if current.begun(case) else "跳过，下一组"
            st.button(f"{word}：{GROUPS[after[0]].title}", key="group.next", type="primary", width="stretch",
                      icon=":material/arrow_forward:", on_click=_go, args=(after[0],))  # fmt: skip


def _go(name: str) -> None:
    st.session_state[_AT] = name
    frame.bring_up("group")
