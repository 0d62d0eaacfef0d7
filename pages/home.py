from typing import Literal

import streamlit as st

from jiebei import content
from jiebei.web import form, frame, in_app, menu, share, words
from jiebei.web.today_cards import begun, today_cards
from jiebei.web.viewing_day import viewing_day
from jiebei.web.walk import STOPS

home = content.page("home")
frame.begin("home")
case = form.draft().case
# Once there is something to look at, the page is about today; what it says to a newcomer steps back.
back, day = begun(case), viewing_day()
st.title(f"今天，{day.month}月{day.day}日" if back else home.title, anchor=False)
if not back:
    words.markdown(home.section("intro").markdown)

st.markdown(content.plain_text(home.section("crisis").markdown).replace("\n", "  \n"))
urgent = {
    contact.number: contact
    for need in content.help_needs()
    if need.id in ("despair", "danger")
    for contact in need.contacts
}
words.calls(urgent.values())
if back:
    today_cards(case)
with st.expander("有没有急事？先看六种情况（可以跳过）", icon=":material/emergency_home:"):
    for question in content.triage():
        # No persist_state: what is ticked here is gone with the page, and never part of the case.
        if st.checkbox(question.question, key=f"triage.{question.id}"):
            with st.container(border=True):
                words.dialable(question.answer)
                words.link(question.route)
    st.caption("勾选不会保存，也不影响后面的计算。")

onward = "回到：算一算" if back else "开始：填四个数"
rank: Literal["primary", "secondary"] = "secondary" if back else "primary"
if st.button(onward, type=rank, icon=":material/arrow_forward:", width="stretch", key="start"):
    st.switch_page(menu.entry("calculator"))
if not back:
    st.caption("不用注册，大约一分钟就能看到第一个结果。")
if app := in_app.app_around():
    with st.expander(f"你是在{app}里打开的：想存文件，先换到浏览器再填", icon=":material/open_in_browser:"):
        in_app.how_to_leave(app, key="leave.home")

for name in () if back else ("not-alone", "essentials", "walk", "summary", "limits"):
    part = home.section(name)
    st.header(part.heading, anchor=part.id)
    words.markdown(part.markdown)

st.header("也可以先看这些", anchor=False)
for stop in STOPS.values():
    if stop.name not in ("home", "calculator"):
        st.page_link(menu.entry(stop.name), label=stop.title, icon=f":material/{stop.icon}:", width="stretch")
share.pass_on()
if not back:
    words.page_sources("home")
