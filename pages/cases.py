import streamlit as st

from jiebei.examples import as_of_today, examples
from jiebei.money import yuan
from jiebei.proposal import Proposals, propose
from jiebei.web import form, frame, show, words
from jiebei.web.walk import STOPS


def use(name: str) -> None:
    form.fill(as_of_today(examples()[name], words.today()))
    st.session_state["chosen_example"] = name


frame.top("cases")
words.sections("cases", "intro", "how")
for name, written in examples().items():
    case = as_of_today(written, words.today())
    worked = propose(case, words.today())
    assert case.example is not None
    assert isinstance(worked, Proposals)
    option = worked.option()
    with st.container(border=True):
        st.subheader(case.example.title, anchor=name)
        st.badge("示例，不是真人真事", color="gray")
        st.markdown(case.example.situation)
        show.figures(
            [
                ("现在每月最多要还", yuan(worked.present_heaviest_month)),
                ("每月能还", yuan(worked.affordable.amount)),
                ("方案每月最多还", yuan(option.heaviest_month)),
                ("方案多久", f"{len(option.monthly)} 个月"),
            ]
        )
        st.markdown(f"**{option.title}。** {worked.reason}")
        if st.button("用这个例子", key=f"use.{name}", on_click=use, args=(name,), width="stretch"):
            st.switch_page(STOPS["calculator"].file)
words.section("cases", "note")
words.page_sources("cases")
frame.bottom("cases")
