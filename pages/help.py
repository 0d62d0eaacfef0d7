import html

import streamlit as st

from jiebei import content
from jiebei.web import frame, words

frame.top("help")
words.section("help", "intro")
for need in content.help_needs():
    with st.container(border=True):
        st.subheader(need.title, anchor=need.id)
        # Markdown drops tel: links, so the numbers are drawn as HTML; nothing here was typed by a person.
        for contact in need.contacts:
            number = html.escape(contact.number)
            called = (
                f'<a href="tel:{number}" style="font-weight:650; color:inherit;">{number}</a>'
                if number
                else ""
            )
            st.html(f'<p style="margin:0; font-size:1.05rem;">{html.escape(contact.who)}　{called}</p>')
        words.markdown(need.can)
        if need.cannot:
            words.markdown(need.cannot)
        if need.prepare:
            st.markdown("**先准备**\n" + "\n".join(f"- {line}" for line in need.prepare))
words.sections("help", "order", "deadlines")
cites = [contact.cite for need in content.help_needs() for contact in need.contacts if contact.cite]
words.sources([*cites, *words.cited(part.markdown for part in content.page("help").sections)])
frame.bottom("help")
