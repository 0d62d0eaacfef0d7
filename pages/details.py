import streamlit as st

from jiebei.web import ask, form, frame, groups, letter_desk, menu

frame.top("details")
case = form.draft().case
here = groups.here()
number, count = groups.place(here), len(ask.GROUPS)
st.caption("一次问一组。每一项都可以不填；填了，方案和申请会更准。")
groups.every_group(case, here)
st.header(f"{here.title}（第 {number} 组，共 {count} 组）", anchor="group")
st.caption(f"为什么问：{here.why}")
here.ask()
if here.name == "household":
    letter_desk.print_budget(case)
    st.page_link(menu.entry("money"), label="钱不够付全部时，先顾哪一样", icon=":material/arrow_forward:")
groups.back_and_on(case, here)
frame.bottom("details", primary=number == count)
