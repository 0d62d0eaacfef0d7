"""What a tap has begun is done whole, however soon the next one follows."""

from __future__ import annotations

import tomllib

import pytest
from streamlit.testing.v1 import AppTest

from jiebei.case.file import dumps
from jiebei.content.examples import examples
from jiebei.web.undisturbed import let_callbacks_end
from tests.serving import ROOT, python


def page() -> None:
    import streamlit as st
    from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx

    from jiebei.case.file import dumps
    from jiebei.content.examples import examples
    from jiebei.web import form

    def load(name: str) -> None:
        context = get_script_run_ctx()
        assert context is not None
        assert context.script_requests is not None
        # She taps again before this is done.
        context.script_requests.request_rerun(RerunData())
        form.fill(examples()[name])

    form.start()
    for name in examples():
        st.button(name, key=name, on_click=load, args=(name,))
    st.text(dumps(form.draft().case))


@pytest.mark.parametrize("name", examples())
def test_a_case_comes_on_screen_whole_though_she_taps_again_meanwhile(name: str) -> None:
    let_callbacks_end()
    app = AppTest.from_function(page).run()
    app.button(key=name).click().run()
    assert not app.exception
    assert app.text[0].value == dumps(examples()[name]).strip()


def test_the_server_lets_callbacks_end() -> None:
    asks = """
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
import app
print(ScriptRunner._maybe_handle_execution_control_request.__wrapped__.__qualname__)
"""
    assert "ScriptRunner" in python(asks, ROOT).stdout


def test_no_two_runs_work_on_one_session_at_the_same_time() -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    assert settings["runner"]["fastReruns"] is False
