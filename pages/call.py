from collections.abc import Iterable

import streamlit as st

from jiebei.letters.answers_by_phone import Branch, branches, identity_notes
from jiebei.letters.phone_script import chat_messages, phone_script
from jiebei.web import form, frame, letter_desk, outcome, words


def turn(branch: Branch) -> None:
    """What she hears, what she can say, and what to know: each line apart, so that it can be read aloud."""
    with st.expander(words.harmless(branch.said)):
        if branch.reply:
            st.markdown("**可以这样说**\n" + listed(branch.reply))
        if branch.know:
            st.markdown("**自己要知道**\n" + listed(branch.know))


def listed(lines: Iterable[str]) -> str:
    return "\n".join(f"- {words.harmless(line)}" for line in lines)


frame.top("call")
st.markdown("照着念就可以，一句一句来。说不下去，就说“我想一想，晚点再联系”，挂断也没关系。")
case = form.draft().case
worked = outcome.worked_out(case)
if worked is not None:
    lender = letter_desk.addressed(case)
    option = worked.option(case.proposal.kind)
    turns = branches(case, worked, option, lender)
    st.header("这通电话", anchor="script")
    for when, said in phone_script(case, worked, option, lender):
        st.markdown(f"**{when}**  \n{words.harmless(said)}")
    st.header("对方要是这样说", anchor="turns")
    for branch in turns:
        turn(branch)
    st.header("要不要报身份信息", anchor="identity")
    for branch in identity_notes():
        turn(branch)
    st.header("在 App 里发消息", anchor="chat")
    st.caption("点右上角可以复制。")
    for when, message in chat_messages(case, worked, option, lender):
        st.markdown(f"**{when}**")
        st.code(message, language=None, wrap_lines=True)
    words.sources(rule for branch in (*turns, *identity_notes()) for rule in branch.rules)
frame.bottom("call")
