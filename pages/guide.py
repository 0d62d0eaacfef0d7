import streamlit as st

from jiebei import content
from jiebei.web import frame, words

frame.top("guide")
words.sections("guide", "intro", "first")
words.link(content.Route(page="help", label="先去“求助”看看"))
steps = content.guide_steps()
done = 0
said: list[str] = []
for number, step in enumerate(steps, start=1):
    with st.container(border=True):
        st.subheader(f"{number}. {step.title}", anchor=step.id)
        words.markdown(step.text)
        words.terms(step.text, said)
        for check in step.checklist:
            done += st.checkbox(check.text, key=f"guide.{step.id}.{check.id}", persist_state="session")
        words.link(step.leads_to)
    said.append(step.text)
total = sum(len(step.checklist) for step in steps)
st.progress(done / total, text=f"已经做完 {done} 项，共 {total} 项。勾选只在这次打开的页面里记着。")
words.sections("guide", "waiting-for-answer", "refused")
words.page_sources("guide", *(step.text for step in steps))
frame.bottom("guide")
