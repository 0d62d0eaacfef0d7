import streamlit as st

from jiebei.plan.options import Advice
from jiebei.web import form, frame, letter_desk, menu, words
from jiebei.web.worked import advice_now

frame.top("letters")
st.markdown("从第一封申请，到被拒绝、谈成、漏了一期、收到法院文书：走到哪一步，就写哪一封。")
case = form.draft().case
worked = advice_now(case)
if not isinstance(worked, Advice):
    st.caption("四个数还没有填全。不写金额的信现在就能写；要写方案的信，先去“算一算”。")
    st.page_link(menu.entry("calculator"), label="先去填四个数", icon=":material/arrow_forward:")
letter_desk.due_letter(case, worked if isinstance(worked, Advice) else None)
words.markdown("有新的情况（对方答复了、还了一笔、收到文书），记到“联系记录”里，这里就换成该发的那一封。")
st.page_link(menu.entry("record"), label="去记一笔", icon=":material/arrow_forward:")
frame.bottom("letters")
