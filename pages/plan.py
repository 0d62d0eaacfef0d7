import streamlit as st

from jiebei.web import form, frame, outcome

frame.top("plan")
st.markdown("下面的方案都只用你拿得出的钱。选一个，写进申请。")
case = form.draft().case
worked = outcome.worked_out(case)
if worked is not None:
    option = outcome.choose(case, worked)
    st.header("和现在的计划比", anchor="compared")
    outcome.compared(worked, option)
    outcome.overview(case, worked)
frame.bottom("plan")
