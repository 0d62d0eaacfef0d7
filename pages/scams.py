import streamlit as st

from jiebei import content
from jiebei.content.scam_signs import MAX_CHARACTERS, RedFlag, flags_from_answers, red_flags, result_section
from jiebei.web import frame, words

YES, NO = "是", "不是"


def result(flags: tuple[RedFlag, ...], quoted: bool) -> None:
    """What was found, each sign with its reason and the warning it rests on, and what to do now."""
    part = content.page("scams").section(result_section(flags))
    with st.container(border=True):
        st.subheader(f"{part.heading}：{len(flags)} 处" if flags else part.heading, anchor=False)
        for flag in flags:
            said = f"（原文：“{words.harmless(flag.matched)}”）" if quoted else ""
            words.markdown(f"- **{flag.label}**{said}  \n  {flag.reason} {{cite: {flag.rule_id}}}")
        words.dialable(part.markdown)


frame.top("scams")
words.sections("scams", "intro", "questions")
answers = {
    question.id: st.segmented_control(question.question, (YES, NO), key=f"scams.{question.id}")
    for question in content.scam_questions()
}
signs = flags_from_answers([name for name, answer in answers.items() if answer == YES])
if signs or all(answers.values()):
    result(signs, quoted=False)

words.section("scams", "paste")
with st.form("scams.advertisement", border=False):
    pasted = st.text_area("把话贴在这里", key="scams.pasted", height=150, max_chars=MAX_CHARACTERS,
                          placeholder="例如“先付定金，内部渠道，停息挂账包过”")  # fmt: skip
    st.form_submit_button("看有没有危险信号", icon=":material/search:", width="stretch")
if pasted and pasted.strip():
    result(red_flags(pasted), quoted=True)

words.sections("scams", "signs", "paid", "papers", "complained")
vouched = [one.cite for one in content.scam_questions()] + [one.cite for one in content.scam_patterns()]
words.sources([*words.cited(part.markdown for part in content.page("scams").sections), *vouched])
frame.bottom("scams")
