"""What Streamlit runs for each visitor on every turn: the navigation, and the frame around the page she is on.

The server runs this file by its path, as does Streamlit's test tool; nothing imports it. It stands in a folder without
a `pages/` beside it, or Streamlit would take that folder for the navigation until it has seen `st.navigation` once.
"""

from pathlib import Path

import streamlit as st

from jiebei.web import device, form, frame, menu
from jiebei.web.walk import NAME

# Before the navigation: the browser would fetch a page's own icon from another host.
st.set_page_config(
    page_title=NAME, page_icon=str(Path(frame.__file__).with_name("icon.svg")), layout="centered"
)
current = st.navigation(menu.menu_pages(), expanded=True)
if current.url_path:
    st.set_page_config(page_title=f"{current.title} · {NAME}")
form.start()
device.attend()
if not device.barred():
    current.run()
    device.foot()
frame.footer()
