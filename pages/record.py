import streamlit as st

from jiebei import record
from jiebei.rules import load_rules
from jiebei.web import fields, form, frame, words

frame.top("record")
st.markdown("每次联系，记一笔：哪天、谁、说了什么。投诉、再次申请、打官司，都要靠它。")
st.caption("截图、录音留在自己的手机里，这里只记名称。")
log = form.draft().case.log
for row in reversed(form.ids(st.session_state, "log")):
    with st.container(border=True):
        fields.day(f"log.{row}.on", "哪天", "")
        st.time_input("几点", value=None, key=f"log.{row}.at", step=300, persist_state="session")
        fields.choice(
            f"log.{row}.channel", "怎么联系的", list(record.CHANNELS), "", record.CHANNELS.__getitem__
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
    found = record.flags(log, load_rules(), words.today())
    for flag in found:
        st.markdown(f"- {flag.text}")
    if not found:
        st.markdown("按记下的时间和次数，没有看出与推荐性标准不符的地方。")
    st.caption("这些标准是推荐性的，不是法律。投诉时写“与推荐性标准不符”，不要写“违法”。")
    words.sources(
        ["quiet-hours-start", "effective-calls-per-day", "collection-debtor-only", "complaint-days"]
    )
    st.header("带走", anchor="export")
    st.code(record.as_text(log), language=None, wrap_lines=True)
    st.download_button("下载表格（CSV）", record.as_csv(log), "联系记录.csv", "text/csv", key="download.log", width="stretch",
                       icon=":material/download:", on_click="ignore")  # fmt: skip
    st.caption("要留着这些记录，请到“算一算”页最下面保存案情文件。")
frame.bottom("record")
