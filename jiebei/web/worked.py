"""What a visitor's case comes to: worked out once, for as long as neither the case nor the day is another."""

from __future__ import annotations

from typing import Final

import streamlit as st

from jiebei.case.faults import Fault
from jiebei.case.records import Case
from jiebei.plan.advice import advise
from jiebei.plan.options import Advice
from jiebei.web.viewing_day import viewing_day

_LATEST: Final = "worked"


def advice_now(case: Case) -> Advice | tuple[Fault, ...]:
    """The advice as of the day the app counts from, or what is missing for it; her session keeps the latest, by the case's text."""
    wanted = (case.model_dump_json(), viewing_day())
    known, found = st.session_state.get(_LATEST, (None, ()))
    if known != wanted:
        found = advise(case, viewing_day())
        st.session_state[_LATEST] = (wanted, found)
    worked: Advice | tuple[Fault, ...] = found
    return worked
