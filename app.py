"""The server's app, for `streamlit run app.py`: the script that is run for each visitor, and what stands around it."""

import streamlit as st

from jiebei.web import discreet_log, forgetting, front, server, undisturbed

discreet_log.keep_log_discreet()
undisturbed.let_callbacks_end()
server.check()
server.preload()
# Streamlit looks for this very call in the source before it decides how to serve the file.
app = st.App(
    server.SCRIPT,
    lifespan=forgetting.lifespan,
    routes=server.routes(),
    middleware=server.MIDDLEWARE,
    exception_handlers=front.EXCEPTION_HANDLERS,
    on_script_error=server.on_script_error,
)
