import streamlit as st

from jiebei import content
from jiebei.rules import load_rules
from jiebei.web import frame, words

rules = load_rules()
frame.top("glossary")
words.markdown(content.page("glossary").section("intro").markdown)
for term in content.glossary():
    also = f"（{'、'.join(term.aliases)}）" if term.aliases else ""
    mark = f" {{cite: {term.cite}}}" if term.cite else ""
    words.markdown(f"**{term.term}**{also}：{term.plain}{mark}")
part = content.page("glossary").section("ask")
st.header(part.heading, anchor=part.id)
words.markdown(part.markdown)
words.sources(term.cite for term in content.glossary() if term.cite)
frame.bottom("glossary")
