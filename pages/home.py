import streamlit as st

from jiebei import content
from jiebei.web import frame, in_app, share, words
from jiebei.web.walk import STOPS

home = content.page("home")
frame.begin("home")
st.title(home.title, anchor=False)
words.markdown(home.section("intro").markdown)

st.markdown(content.plain_text(home.section("crisis").markdown).replace("\n", "  \n"))
urgent = {
    contact.number: contact
    for need in content.help_needs()
    if need.id in ("despair", "danger")
    for contact in need.contacts
}
words.calls(urgent.values())
with st.expander("有没有急事？先看六种情况（可以跳过）", icon=":material/emergency_home:"):
    for question in content.triage():
        # No persist_state: what is ticked here is gone with the page, and never part of the case.
        if st.checkbox(question.question, key=f"triage.{question.id}"):
            with st.container(border=True):
                words.dialable(question.answer)
                words.link(question.route)
    st.caption("勾选不会保存，也不影响后面的计算。")

if st.button("开始：填四个数", type="primary", icon=":material/arrow_forward:", width="stretch", key="start"):
    st.switch_page(STOPS["calculator"].file)
st.caption("不用注册，大约一分钟就能看到第一个结果。")
if app := in_app.app_around():
    with st.expander(f"你是在{app}里打开的：想存文件，先换到浏览器再填", icon=":material/open_in_browser:"):
        in_app.how_to_leave(app, key="leave.home")

for name in ("not-alone", "essentials", "walk", "summary", "limits"):
    part = home.section(name)
    st.header(part.heading, anchor=part.id)
    words.markdown(part.markdown)

st.header("也可以先看这些", anchor=False)
for stop in STOPS.values():
    if stop.name not in ("home", "calculator"):
        st.page_link(stop.file, label=stop.title, icon=f":material/{stop.icon}:", width="stretch")
share.pass_on()
words.page_sources("home")
