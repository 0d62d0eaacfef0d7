"""What is kept of a case's advice is what working it out again would give, whatever she changes and in whatever order."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
import streamlit
from hypothesis import given
from hypothesis import strategies as st

from jiebei.case.records import Case, Loan
from jiebei.plan.advice import advise
from jiebei.web import worked
from tests.strategies import TODAY, a_case


@given(st.lists(a_case(), min_size=1, max_size=3), st.data())
def test_the_kept_advice_is_the_fresh_one(cases: list[Case], data: st.DataObject) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streamlit, "session_state", {})
        days = [TODAY, TODAY + timedelta(1), TODAY + timedelta(40)]
        for _ in range(6):
            case, day = data.draw(st.sampled_from(cases)), data.draw(st.sampled_from(days))
            streamlit.session_state["kept.as_of"] = day
            assert worked.advice_now(case) == advise(case, day)
        assert len(streamlit.session_state) == 2


def test_the_same_case_is_worked_out_once_and_a_changed_one_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    times: list[date] = []

    def counted(case: Case, as_of: date) -> object:
        times.append(as_of)
        return advise(case, as_of)

    monkeypatch.setattr(streamlit, "session_state", {"kept.as_of": TODAY})
    monkeypatch.setattr(worked, "advise", counted)
    case = Case(loans=(Loan(daily_rate=Decimal("0.0004")),))
    assert worked.advice_now(case) == worked.advice_now(case.model_copy(deep=True))
    assert len(times) == 1
    worked.advice_now(case.model_copy(update={"loans": (Loan(daily_rate=Decimal("0.00041")),)}))
    assert len(times) == 2
    streamlit.session_state["kept.as_of"] = TODAY + timedelta(1)
    worked.advice_now(case)
    assert times[2:] == [TODAY + timedelta(1)]


def test_nobody_is_given_what_another_session_keeps(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[object] = []
    for _ in range(2):
        monkeypatch.setattr(streamlit, "session_state", {"kept.as_of": TODAY})
        kept.append(worked.advice_now(Case()))
    assert kept[0] == kept[1]
    assert kept[0] is not kept[1]
