import streamlit as st

from jiebei.keep import contact_log as record
from jiebei.letters.commission import lenders
from jiebei.rules import load_rules
from jiebei.web import fields, form, frame, words
from jiebei.web.downloads import download_button
from jiebei.web.viewing_day import viewing_day
from jiebei.web.walk import STOPS

frame.top("record")
st.markdown("每次联系，记一笔：哪天、谁、说了什么。投诉、再次申请、打官司，都要靠它。")
st.caption("截图、录音留在自己的手机里，这里只记名称。")
case = form.draft().case
rows = form.ids(st.session_state, "log")
named = lenders(case)
asked = list(dict.fromkeys([*named, *(entry.lender for entry in case.log)]))
several = len(named) > 1 or len([name for name in asked if name]) > 1
# With one lender there is nothing to ask: every entry is about that one.
log = (
    case.log
    if several
    else tuple(entry.model_copy(update={"lender": entry.lender or named[0]}) for entry in case.log)
)
for row in reversed(rows):
    with st.container(border=True):
        fields.day(f"log.{row}.on", "哪天", "")
        st.time_input("几点", value=None, key=f"log.{row}.at", step=300, persist_state="session")
        fields.choice(
            f"log.{row}.channel",
            "怎么联系的",
            list(record.CHANNELS),
            "",
            record.CHANNELS.__getitem__,
            empty="请选一个",
        )
        if st.session_state[f"log.{row}.channel"] == "phone_in":
            st.segmented_control(
                "接通了吗",
                [True, False],
                format_func={True: "接通了", False: "没接通"}.__getitem__,
                key=f"log.{row}.answered",
                persist_state="session",
            )
            st.caption("两种次数分开数。没选的不算。")
        if several:
            fields.choice(
                f"log.{row}.lender",
                "是哪一家",
                list(dict.fromkeys(["", *asked])),
                "催收公司打来的，选它替哪一家催。",
                lambda name: name or "还不清楚",
            )
        fields.text(f"log.{row}.who", "对方是谁", "问到的姓名、工号、单位。", "例如 客服 01 号")
        fields.text(f"log.{row}.note", "说了什么", "照原话记，不用润色。", long=True)
        fields.text(f"log.{row}.evidence", "留了什么凭证", "", "例如 聊天截图")
        st.button("删掉这一条", key=f"drop.log.{row}", on_click=form.drop_row, args=("log", row))
st.button(
    "记一笔",
    key="add.log",
    type="primary",
    icon=":material/add:",
    width="stretch",
    on_click=form.add_row,
    args=("log",),
)

if log:
    st.header("可以指出的地方", anchor="flags")
    found = record.flags(log, load_rules(), viewing_day(), len(asked) if several else 1)
    for flag in found:
        st.markdown(f"- {words.harmless(flag.text)}")
    if not found:
        st.markdown("只看时间和次数，没有看出与标准或指引不符的地方。")
    st.markdown("这里不看对方说了什么。有下面的话，请自己留意：")
    words.markdown(
        "- 威胁、辱骂、恐吓，或说要上门闹：先保安全，打 110；消费金融公司和它请的催收都不许这样。{cite: consumer-finance-measures}\n"
        "- 打给家人朋友、把欠款说出去：与推荐性标准不符。{cite: collection-debtor-only}\n"
        "- 让你把钱转到个人账户：不要付，先核实。{cite: warning-2026-02-06}"
    )
    for name in ("family", "help"):
        st.page_link(STOPS[name].file, label=STOPS[name].title, icon=":material/arrow_forward:")
    st.caption("推荐性标准和自律指引都不是法律。投诉时照上面的说法写，不要写“违法”。")
    words.sources(
        [
            "quiet-hours-start",
            "effective-calls-per-day",
            "unanswered-dials-per-day",
            "collection-debtor-only",
            "consumer-finance-measures",
            "warning-2026-02-06",
            "complaint-days",
        ]
    )
    st.header("带走", anchor="export")
    st.code(record.as_text(log), language=None, wrap_lines=True)
    download_button("下载表格（CSV）", lambda: record.as_csv(log), "联系记录.csv", "text/csv", key="download.log", width="stretch",
                    icon=":material/download:")  # fmt: skip
    st.caption("要留着这些记录，请到“算一算”页最下面保存案情文件。")
frame.bottom("record")
