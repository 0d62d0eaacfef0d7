from functools import partial

import streamlit as st

from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import yuan
from jiebei.keep.calendar_file import render_calendar
from jiebei.web import form, frame, outcome, words

frame.top("keep")
st.markdown("谈成了，就照约定还。漏一期，前面的努力可能都白费。")
case = form.draft().case
worked = outcome.worked_out(case)
if worked is not None:
    option = worked.option(case.proposal.kind)
    st.header("放进手机日历", anchor="calendar")
    st.markdown("每一期提前三天提醒。里面只有金额和贷款人，没有你的姓名电话。")
    st.download_button("下载日历文件", partial(render_calendar, case, worked), "还款日历.ics", "text/calendar", key="download.ics",
                       type="primary", icon=":material/event:", width="stretch", on_click="ignore")  # fmt: skip
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
