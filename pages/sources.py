import streamlit as st

from jiebei.case.records import FIRST_DAY, LAST_DAY
from jiebei.counting.due_dates import chinese_date
from jiebei.rules import load_rules
from jiebei.rules.listing import matching
from jiebei.web import frame, words
from jiebei.web.viewing_day import viewing_day

rules = load_rules()
frame.top("sources")
words.section("sources", "intro")

due = rules.stale(viewing_day())
if due:
    st.header("过了复核日期的", anchor="review-due")
    lines = [
        f"- [{rule.label}](#{rule.id})：应在{chinese_date(rule.review_by)}前复核，上次核对于{chinese_date(rule.last_checked)}"
        for rule in due
    ]
    st.markdown("\n".join(lines))

st.header("每一条规矩和数字", anchor="rules")
wanted = st.text_input(
    "找一个词", placeholder="例如 罚息、征信、12378", key="sources.wanted", autocomplete="off"
)
found = matching(rules.printable, wanted)
if not found:
    st.markdown("没有找到。换一个短一点的词试试。")
for topic, all_of_topic in rules.by_topic():
    shown = [rule for rule in all_of_topic if rule in found]
    if shown:
        drawn = "".join(words.source(rule, rule.id, full=True) for rule in shown)
        words.folded(f"{topic}（{len(shown)} 条）", drawn, opened=bool(wanted.strip()))

words.section("sources", "corrections")
for correction in rules.corrections:
    with st.container(border=True):
        st.markdown(f"**“{correction.claim}”**", anchors=False)
        marks = " ".join(f":small[[〔{rules[one].short_label}〕](#{one})]" for one in correction.rules)
        st.markdown(f"{correction.correction} {marks}")

words.sections("sources", "how", "as-of")
# The case keeps this day (settings.as_of), so that a saved case opens as it was seen.
st.date_input(
    "按哪一天", value=None, min_value=FIRST_DAY, max_value=LAST_DAY, format="YYYY-MM-DD", key="kept.as_of",
    persist_state="session",
)  # fmt: skip
frame.bottom("sources")
