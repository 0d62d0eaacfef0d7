"""The app's entrance: navigation and the frame around every page, nothing else.

The same file serves two callers. The server imports it once and takes `app`; for each person's page it is then run as
a script, and draws.
"""

import gc
from pathlib import Path

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from jiebei import content
from jiebei.content import ContentFileError
from jiebei.rules import RuleFileError
from jiebei.web import form, frame
from jiebei.web.site import NAME, routes
from jiebei.web.walk import STOPS


@st.cache_resource
def settle_memory() -> None:
    """Streamlit collects garbage after every run; what the imports left alive need not be walked each time."""
    gc.collect()
    gc.freeze()


def draw() -> None:
    icon = Path(frame.__file__).with_name("icon.svg")
    st.set_page_config(page_title=NAME, page_icon=str(icon), layout="centered")
    sections: dict[str, list[st.Page]] = {}
    for stop in STOPS.values():
        page = st.Page(
            stop.file,
            title=stop.title,
            icon=f":material/{stop.icon}:",
            url_path="" if stop.name == "home" else stop.name,
            default=stop.name == "home",
        )
        sections.setdefault(stop.section, []).append(page)
    current = st.navigation(sections, expanded=True)
    form.start()
    try:
        current.run()
    except Exception:
        # Streamlit's own box says in English that something went wrong; before it she gets a sentence, and the hotlines.
        frame.stumbled()
        frame.footer()
        raise
    frame.footer()
    settle_memory()


if get_script_run_ctx(suppress_warning=True) is None:
    # A folder named pages/ makes Streamlit run its files by themselves until it has seen st.navigation once: the first
    # visitor of a fresh server who followed a deep link would get the page without its frame. st.navigation sets this
    # flag too, but cannot be called outside a script run.
    PagesManager.uses_pages_directory = False
    # A damaged text or rule file stops the server here in one line, not a page when somebody opens it.
    try:
        content.load_content()
    except (ContentFileError, RuleFileError) as error:
        raise SystemExit(str(error)) from None
    # Streamlit looks for this very call in the source before it decides how to serve the file.
    app = st.App(__file__, routes=routes())
else:
    draw()
