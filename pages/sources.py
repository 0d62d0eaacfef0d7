import streamlit as st

from jiebei import content
from jiebei.case.records import FIRST_DAY, LAST_DAY
from jiebei.rules import load_rules
from jiebei.rules.listing import matching, review_words
from jiebei.web import frame, words
from jiebei.web.viewing_day import viewing_day

rules = load_rules()
frame.top("sources")
words.section("sources", "intro")

due = rules.stale(viewing_day())
if due:
    st.header("过了复核日期的", anchor="review-due")
    st.markdown("\n".join(f"- [{rule.label}](#{rule.id})：{review_words(rule)}" for rule in due))

wanted = st.text_input("找一个词", placeholder="例如 罚息、12378", key="sources.wanted", autocomplete="off")
said = matching(rules.corrections, wanted)
# What a correction rests on stands above it, so that its marks lead somewhere.
ground = {rule_id for one in said for rule_id in one.rules}
found = [rule for rule in rules.printable if rule.id in ground or rule in matching(rules.printable, wanted)]
searched = bool(wanted.strip())
if not found and not said:
    st.markdown("没有找到。换一个短一点的词试试。")

if found:
    st.header("每一条规矩和数字", anchor="rules")
    shown = [(topic, [rule for rule in of_topic if rule in found]) for topic, of_topic in rules.by_topic()]
    words.folded(
        *(
            (f"{topic}（{len(some)} 条）", "".join(words.source(rule, rule.id, full=True) for rule in some))
            for topic, some in shown
            if some
        ),
        opened=searched,
    )

if said:
    words.section("sources", "corrections")
    groups = {group: [one for one in said if one.group == group] for group in (one.group for one in said)}
    words.folded(
        *(
            (f"{group}（{len(some)} 条）", "".join(map(words.correction, some)))
            for group, some in groups.items()
        ),
        opened=searched,
    )

how = content.page("sources").section("how")
with st.expander(how.heading, icon=":material/help:"):
    words.markdown(how.markdown)

words.section("sources", "as-of")
# The case keeps this day (settings.as_of), so that a saved case opens as it was seen.
st.date_input(
    "按哪一天", value=None, min_value=FIRST_DAY, max_value=LAST_DAY, format="YYYY-MM-DD", key="kept.as_of",
    persist_state="session",
)  # fmt: skip
frame.bottom("sources")
