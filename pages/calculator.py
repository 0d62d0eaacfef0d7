import streamlit as st

from jiebei.content.examples import SAMPLE, as_of_today, examples
from jiebei.plan.options import Advice
from jiebei.web import ask, device, form, frame, letter_desk, loan_page_box, outcome, words
from jiebei.web.viewing_day import viewing_day
from jiebei.web.worked import advice_now

frame.top("calculator")
case = form.draft().case
st.markdown(f"先填四个数，马上能看到结果。别的以后再补。  \n:small[:gray[{device.where_it_is()}]]")
with st.container(horizontal=True):
    st.button(
        "载入示例",
        key="sample",
        icon=":material/auto_awesome:",
        on_click=lambda: form.fill(as_of_today(examples()[SAMPLE], viewing_day())),
    )
    st.button("清空", key="clear", icon=":material/restart_alt:", on_click=form.clear)
if case.example is not None:
    st.info(
        f"现在是示例：{words.harmless(case.example.title)}。把数字改成你自己的，或者点“清空”。",
        icon=":material/groups:",
    )

ask.four(0)
loan_page_box.loan_page_box()
ask.any_arrears(0)
if form.arrears(st.session_state, 0) == "yes":
    ask.overdue_amounts(0)

worked = advice_now(case)
# One container whatever the answer holds: were the number of elements above to change, what stands below would be drawn anew.
with st.container():
    st.header("结果", anchor="result")
    if isinstance(worked, Advice):
        outcome.first_answer(worked, worked.option(case.proposal.kind))
    else:
        outcome.still_needed(worked)
with st.container():
    if isinstance(worked, Advice):
        st.header("申请书", anchor="letter")
        letter_desk.calculator_letter(case, worked)

st.header("保存和打开", anchor="keep")
outcome.keep_and_restore(case)
frame.bottom("calculator")
