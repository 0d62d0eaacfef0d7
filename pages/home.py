import streamlit as st

from jiebei import content
from jiebei.web import words
from jiebei.web.walk import STOPS

home = content.page("home")

st.title(home.title, anchor=False)
words.section("home", "intro")
if st.button("开始：填四个数", type="primary", icon=":material/arrow_forward:", width="stretch", key="start"):
    st.switch_page(STOPS["calculator"].file)
st.caption("不用注册，大约一分钟就能看到第一个结果。")

with st.container(border=True):
    words.section("home", "crisis")
    words.link(content.Route("help", "", "看看现在可以找谁"))

words.sections("home", "not-alone", "essentials", "walk", "summary", "limits")

st.header("也可以先看这些", anchor=False)
for name in ("basics", "necessity", "guide", "precautions", "cases", "help"):
    stop = STOPS[name]
    st.page_link(stop.file, label=stop.title, icon=f":material/{stop.icon}:", width="stretch")
words.page_sources("home")
