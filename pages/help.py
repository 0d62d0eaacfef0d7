import streamlit as st

from jiebei import content
from jiebei.web import frame, words


def card(need: content.Need) -> None:
    """Whom to ring for one need, and behind a tap what to have ready and what they cannot do."""
    with st.container(border=True):
        st.subheader(need.title, anchor=need.id)
        words.calls(need.contacts)
        words.markdown(need.can)
        with st.expander("先准备什么，做不到什么"):
            st.markdown("\n".join(f"- {line}" for line in need.prepare))
            words.markdown(f"**做不到的**：{need.cannot}")
        if need.leads_to:
            words.link(need.leads_to)


needs = content.help_needs()
frame.top("help")
words.dialable(content.page("help").section("intro").markdown)
for need in needs:
    if need.urgent:
        card(need)
words.section("help", "order")
for need in needs:
    if not need.urgent:
        card(need)
words.section("help", "deadlines")
cites = [contact.cite for need in needs for contact in need.contacts]
words.page_sources(
    "help", *(f"{{cite: {cite}}}" for cite in cites), *(f"{need.can}{need.cannot}" for need in needs)
)
frame.bottom("help")
