import streamlit as st

from jiebei import content
from jiebei.web import frame, words

WHILE_WAITING = content.Route(page="guide", section="waiting-for-answer", label="看等的时候怎么还")

frame.top("precautions")
words.section("precautions", "intro")
said: list[str] = []
for number, rule in enumerate(content.precautions(), start=1):
    with st.container(border=True):
        st.subheader(f"{number}. {rule.title}", anchor=rule.id)
        words.markdown(rule.text)
        words.terms(rule.text, said)
        st.markdown("**要做**\n" + "\n".join(f"- {line}" for line in rule.do))
        st.markdown("**不要做**\n" + "\n".join(f"- {line}" for line in rule.dont))
        words.link(rule.leads_to)
    said.append(rule.text)
words.sections("precautions", "collection", "while-waiting")
words.link(WHILE_WAITING)
words.section("precautions", "never")
words.page_sources("precautions", *(rule.text for rule in content.precautions()))
frame.bottom("precautions")
