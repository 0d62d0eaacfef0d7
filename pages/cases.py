import streamlit as st

from jiebei import content
from jiebei.answer.possible_answers import asked, possible_answers
from jiebei.case.records import Case
from jiebei.content.examples import as_of_today, examples
from jiebei.counting.money import yuan
from jiebei.plan.advice import advise
from jiebei.web import form, frame, menu, show, words
from jiebei.web.viewing_day import viewing_day

# The two cases of the source article have a text of their own.
TEXTS = {"illness": "illness", "job_loss": "jobless"}


def use(case: Case) -> None:
    # Another day than today stays set: an example must not quietly bring the calendar back.
    kept = case.settings.model_copy(update={"as_of": st.session_state.get("kept.as_of")})
    form.fill(case.model_copy(update={"settings": kept}))


frame.top("cases")
words.sections("cases", "intro", "how")
for name, written in examples().items():
    case = as_of_today(written, viewing_day())
    worked = advise(case, viewing_day())
    if case.example is None or isinstance(worked, tuple):
        continue
    option = worked.option(case.proposal.kind)
    with st.expander(words.harmless(case.example.title)):
        st.badge("示例，不是真人真事", color="gray")
        st.markdown(words.harmless(case.example.situation))
        if name in TEXTS:
            words.markdown(content.page("cases").section(TEXTS[name]).markdown)
        show.figures(
            [
                ("今天一共欠", yuan(worked.owed)),
                ("现在每月最多要还", yuan(worked.present_heaviest_month)),
                ("每月能还", yuan(worked.affordable.amount)),
                ("方案每月最多还", yuan(option.heaviest_month)),
            ]
        )
        st.markdown(f"**提出了什么：{option.title}**  \n{asked(option)}{worked.reason}")
        st.markdown("**对方可能怎么答复**")
        answers = possible_answers(case, worked)
        st.markdown("\n".join(f"- **{one.title}**：{words.harmless(one.then)}" for one in answers))
        if st.button("用这个例子", key=f"use.{name}", on_click=use, args=(case,), width="stretch"):
            st.switch_page(menu.entry("calculator"))
words.section("cases", "note")
words.page_sources("cases")
frame.bottom("cases")
