"""The day the app counts from."""

from __future__ import annotations

from datetime import date

import streamlit as st

from jiebei.counting.due_dates import today_in_china


def viewing_day() -> date:
    """The case's own day, if it names one, or today where she lives."""
    settings = st.session_state.get("kept.as_of")
    return settings if isinstance(settings, date) else today_in_china()
