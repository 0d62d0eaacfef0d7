import streamlit as st

from jiebei.content.examples import SAMPLE, as_of_today, examples
from jiebei.plan.advice import advise
from jiebei.plan.options import Advice
from jiebei.web import ask, form, frame, letter_desk, outcome, words
from jiebei.web.viewing_day import viewing_day
from jiebei.web.walk import STOPS

frame.top("calculator")
case = form.draft().case
st.markdown("先填四个数，马上能看到结果。别的以后再补，越准，申请越站得住。")
st.caption("切到别的 App 查数没关系。刷新或关掉这一页，填的就没了；要留着，到页尾保存成文件。")
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

worked = advise(case, viewing_day())
# One container whatever the answer holds: were the number of elements above to change, the sections below would be drawn
# anew, and close under her fingers.
with st.container():
    st.header("结果", anchor="result")
    if isinstance(worked, Advice):
        outcome.first_answer(worked, worked.option(case.proposal.kind))
    else:
        outcome.still_needed(worked)

st.header("填得更准", anchor="refine")
st.caption("每一项都可以不填。填了，方案和申请书会跟着变。")
with st.expander("借款合同", key="section.contract", icon=":material/description:"):
    ask.contract(0)
with st.expander("已经逾期的部分", key="section.overdue", icon=":material/event_busy:"):
    ask.overdue(0)
with st.expander("每月收支", key="section.household", icon=":material/account_balance_wallet:"):
    ask.household()
    letter_desk.print_budget(case)
    st.page_link(STOPS["money"].file, label="钱不够付全部时，先顾哪一样", icon=":material/arrow_forward:")
with st.expander("困难原因和证明", key="section.hardship", icon=":material/edit_note:"):
    ask.hardship()
with st.expander("姓名和联系方式", key="section.person", icon=":material/person:"):
    ask.person()
with st.expander("方案的细节", key="section.details", icon=":material/tune:"):
    ask.plan_details()
with st.expander("别的贷款也一起谈", key="section.more", icon=":material/library_add:"):
    ask.more_loans()

if isinstance(worked, Advice):
    st.header("方案", anchor="plan")
    outcome.choose(case, worked)
    outcome.overview(case, worked)
    st.header("申请书", anchor="letter")
    letter_desk.calculator_letter(case, worked)

st.header("保存和打开", anchor="keep")
outcome.keep_and_restore(case)
frame.bottom("calculator")
