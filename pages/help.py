import streamlit as st

from jiebei import content
from jiebei.web import frame, words

needs = content.help_needs()
frame.top("help")
words.section("help", "intro")
for need in needs:
    with st.container(border=True):
        st.subheader(need.title, anchor=need.id)
        words.calls(need.contacts)
        words.markdown(need.can)
        with st.expander("先准备什么，做不到什么"):
            st.markdown("\n".join(f"- {line}" for line in need.prepare))
            if need.cannot:
                words.markdown(f"**做不到的**：{need.cannot}")
        if need.leads_to:
            words.link(need.leads_to)
words.sections("help", "order", "deadlines")
cites = [contact.cite for need in needs for contact in need.contacts if contact.cite]
texts = [f"{need.can}{need.cannot}" for need in needs]
texts += [part.markdown for part in content.page("help").sections]
words.sources([*cites, *words.cited(texts)])
frame.bottom("help")
