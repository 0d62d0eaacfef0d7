import streamlit as st

from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import yuan
from jiebei.web import form, frame, outcome, words
from jiebei.web.calendar_button import calendar_button

frame.top("keep")
st.markdown("谈成了，就照约定还。漏一期，前面的努力可能都白费。")
case = form.draft().case
worked = outcome.worked_out(case)
st.header("放进手机日历", anchor="calendar")
calendar_button(case, worked)
if worked is not None:
    option = worked.option(case.proposal.kind)
    st.caption("这是你提出的方案。对方同意的日期或金额不一样时，先到“算一算”里改成一样的，再下载。")
    st.header("还一期，勾一期", anchor="paid")
    done = 0
    for row in option.instalments:
        label = f"{chinese_date(row.date)}　{yuan(row.payment)}"
        # The amount is part of the key: a tick for an old plan says nothing of a new one's instalment that day.
        ticked = st.checkbox(label, key=f"keep.{row.date.isoformat()}.{row.payment}", persist_state="session")
        done += row.payment * ticked
    st.progress(
        min(1.0, done / option.total) if option.total else 0.0,
        text=f"已还 {yuan(done)}，一共 {yuan(option.total)}。",
    )
    st.caption("只在这次打开的页面里记着。每次付款都截一张图，自己留好。")
st.header("差一点还不上时", anchor="missed")
words.markdown(
    "- 还款日之前就联系对方，说清楚差多少、哪天补。\n"
    "- 不要借新的来补这一期。\n"
    "- 漏了一期，马上补，并问清楚协议会不会作废，请对方书面答复。\n"
    "- 情况又变了，就回到“算一算”重新算一个做得到的方案。"
)
st.header("还清以后", anchor="settled")
words.markdown(
    "- 向贷款人要结清证明，写明借款编号和结清日期。\n"
    "- 过一段时间，查一次自己的信用报告，看有没有写对。每年可以免费查两次。{cite: credit-free-reports}\n"
    "- 写错了就提异议。{cite: credit-objection-days}\n"
    "- 协议、付款截图、结清证明，一起留好。"
)
words.sources(["credit-free-reports", "credit-objection-days"])
frame.bottom("keep")
