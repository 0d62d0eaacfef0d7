"""The letter on screen: which one is due, what to know before it is sent, the letter itself, and ways to take it along."""

from __future__ import annotations

from typing import Final

import streamlit as st

from jiebei.case.faults import Fault
from jiebei.case.labels import COURT_PAPERS
from jiebei.case.records import Case, Event
from jiebei.counting.due_dates import chinese_date
from jiebei.keep.course import Standing
from jiebei.letters.commission import Commission, lenders, masked
from jiebei.letters.compose import LETTERS, commission, compose, not_now
from jiebei.letters.document import Document
from jiebei.letters.next_letter import due_letters
from jiebei.letters.phone_script import phone_script, reminder
from jiebei.plan.contradictions import contradictions
from jiebei.plan.options import Advice
from jiebei.web.downloads import download_button
from jiebei.web.viewing_day import viewing_day
from jiebei.web.walk import STOPS
from jiebei.web.words import harmless, markdown, sources

_PDF: Final = "application/pdf"
_DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

STAGE_WORDS: Final = {
    "nothing_sent": "还没有发出申请",
    "waiting": "申请已经发出，在等答复",
    "refused": "对方没有同意",
    "offered": "对方提了条件，等你答复",
    "agreed": "已经谈成，照约定还",
    "behind": "谈成以后有一期没还上",
    "court": "收到了法院或仲裁的文书",
    "settled": "已经还清",
}


def addressed(case: Case) -> str:
    """Which lender to write to: asked only where there are several."""
    named = lenders(case)
    if len(named) == 1:
        return named[0]
    return st.selectbox(
        "写给哪一家",
        named,
        format_func=lambda name: name or "（还没有填贷款人）",
        filter_mode=None,
        key="letter.lender",
        persist_state="session",
    )


def standing_line(standing: Standing) -> None:
    """Where she stands with this lender, in a line."""
    since = f"（{chinese_date(standing.since)}起）" if standing.since else ""
    line = STAGE_WORDS[standing.stage] + since
    if standing.stage == "court" and standing.paper is not None and standing.paper.paper is not None:
        line = f"收到了{COURT_PAPERS[standing.paper.paper]}{since}"
    st.markdown(f":material/flag: **现在走到**：{line}。")


def due_letter(case: Case, advice: Advice | None) -> None:
    """The letter that is due to one lender, others that fit beside it, and the letter itself."""
    made = commission(case, advice, addressed(case), viewing_day())
    if isinstance(made, Fault):
        st.markdown(f":material/info: {harmless(made.message)}")
        return
    standing_line(made.standing)
    kind = _chosen_kind(made)
    if kind is None:
        st.markdown("现在没有要发的信。把新的情况记到“联系记录”里，这里会跟着变。")
        return
    show_letter(made, kind)


def _chosen_kind(made: Commission) -> str | None:
    """The kind she picks among those that fit; the first is the one that is due, until she picks another."""
    due = due_letters(made)
    offered = [*due.now, *due.others]
    if not offered:
        # The request says best what is missing or why there is nothing to ask for.
        return "request"
    if len(offered) == 1:
        return offered[0]
    picked = st.radio(
        "哪一封",
        offered,
        format_func=lambda kind: LETTERS[kind].label + ("（现在该发的）" if kind == due.first else ""),
        captions=[LETTERS[kind].purpose for kind in offered],
        # The key names what is due: where that changes, an older choice no longer holds.
        key=f"letter.kind.{made.lender}.{made.standing.stage}.{due.first}",
        persist_state="session",
    )
    return picked or due.first


def calculator_letter(case: Case, advice: Advice) -> None:
    """The letter below the plan: the one that is due; the others have a page of their own."""
    made = commission(case, advice, addressed(case))
    if isinstance(made, Fault):
        st.markdown(f":material/info: {harmless(made.message)}")
        return
    first = due_letters(made).first or "request"
    if first != "request":
        standing_line(made.standing)
        st.markdown(f"按这一步，现在该发的是：**{LETTERS[first].label}**。{LETTERS[first].purpose}")
    show_letter(made, first)
    st.page_link(STOPS["letters"].file, label="别的信：按走到哪一步来选", icon=":material/mail:")


def show_letter(made: Commission, kind: str) -> None:
    """One letter: what contradicts itself, what to know before sending, the preview, the downloads, text and words."""
    case, sort = made.case, LETTERS[kind]
    if fault := not_now(made, sort):
        st.markdown(f":material/info: {harmless(fault.message)}")
        return
    document = sort.write(made)
    _contradictions(made)
    _missing_glyphs(document)
    st.subheader("寄出之前，先看这几条", anchor=False)
    _before_sending(kind)
    from jiebei.letters.paper.html import render_html

    st.html(render_html(document))
    stem = f"{sort.label}-{made.as_of.isoformat()}"
    download_button("下载这封信（PDF）", lambda: _pdf(document), f"{stem}.pdf", _PDF, key="download.pdf", type="primary",
                       icon=":material/download:", width="stretch")  # fmt: skip
    download_button("下载可以改的 Word 版", lambda: _docx(document), f"{stem}.docx", _DOCX, key="download.docx",
                       icon=":material/edit_document:", width="stretch")  # fmt: skip
    with st.expander("文字版，发给在线客服用", icon=":material/content_copy:"):
        from jiebei.letters.paper.plain import render_text

        st.caption("点右上角可以复制。")
        st.code(render_text(document), language=None, wrap_lines=True)
    with st.expander("给别人看的版本，隐去姓名和号码", icon=":material/visibility_off:"):
        hidden = compose(masked(case), made.worked, made.lender, kind, made.as_of)
        if isinstance(hidden, Document):
            st.caption("问亲友或志愿者时用这一份。你自己写的说明不会改，里面有名字的，请先删掉。")
            download_button("下载隐去信息的 PDF", lambda: _pdf(hidden), f"{stem}-隐去信息.pdf", _PDF, key="download.masked",
                               icon=":material/download:", width="stretch")  # fmt: skip
    if made.worked is not None and kind in {"request", "again", "before_due", "counter", "missed"}:
        _spoken(made)
    st.button("我已经发出去了，记下来", key=f"sent.{kind}", icon=":material/outgoing_mail:", width="stretch",
              on_click=_log_sent, args=(made.lender, kind))  # fmt: skip


def print_budget(case: Case) -> None:
    """The household statement to print, as far as it is filled in."""
    document = compose(case, None, kind="budget", as_of=viewing_day())
    if isinstance(document, Fault):
        st.caption(harmless(document.message))
        return
    _missing_glyphs(document)
    download_button("下载家庭收支表（PDF）", lambda: _pdf(document), f"家庭收支表-{viewing_day().isoformat()}.pdf", _PDF,
                       key="download.budget", icon=":material/print:", width="stretch")  # fmt: skip
    st.caption("一张纸，自己对账用；对方、社区要看收支时，也可以给。")


def _spoken(made: Commission) -> None:
    with st.expander("打电话时可以这样说", icon=":material/call:"):
        for when, words in phone_script(made.case, made.advice, made.option, made.lender):
            st.markdown(f"**{when}**  \n{harmless(words)}")
    with st.expander("没有回音时，这样催问", icon=":material/schedule_send:"):
        st.code(reminder(), language=None, wrap_lines=True)


def _log_sent(lender: str, kind: str) -> None:
    """Notes that this letter went out today, for a callback."""
    from jiebei.web import form

    form.add_event(Event(kind="sent", on=viewing_day(), lender=lender, letter=kind))
    st.toast("已经记到“联系记录”里。", icon=":material/check:")


def _contradictions(made: Commission) -> None:
    found = contradictions(made.case, made.as_of)
    if found:
        lines = "\n".join(f"- {harmless(fault.message)}" for fault in found)
        st.warning(f"**发出之前，先看这几处：填的内容互相对不上**\n{lines}", icon=":material/rule:")


def _before_sending(kind: str) -> None:
    notes = [
        "只从 App 里显示的官方渠道提交。不要把信、身份证或验证码交给任何“代办”的人。{cite: warning-2026-02-06}",
        "对方怎么答复都有可能。没有人能保证同意。",
    ]
    cited = ["warning-2026-02-06"]
    if LETTERS[kind].promises:
        notes.insert(
            0,
            "信里写了愿意还款：三年的诉讼时效会重新算。口头答应、还一小笔、请求延期，也都一样。"
            "三年里没有还过也没被催过的，先打 12348 问清楚，不要寄。{cite: civil-code-195} {cite: civil-code-192}",
        )
        notes.append(
            "答复之前，原来的还款日照旧。信里写了这段时间先还多少；先还一部分不会让逾期停下，但会让逾期的少一些。"
        )
        cited += ["civil-code-195", "civil-code-192"]
    markdown("\n".join(f"- {note}" for note in notes))
    sources(cited)


def _missing_glyphs(document: Document) -> None:
    from jiebei.letters.paper.fonts import missing_characters
    from jiebei.letters.paper.plain import render_text

    lost = missing_characters(render_text(document))
    if lost:
        shown = "、".join(f"“{harmless(letter)}”" for letter in lost[:10])
        st.markdown(f":material/info: PDF 的字库里没有 {shown}，那里会留出空白，请打印后手写补上。")


def _pdf(document: Document) -> bytes:
    from jiebei.letters.paper.pdf import render_pdf

    return render_pdf(document)


def _docx(document: Document) -> bytes:
    from jiebei.letters.paper.docx import render_docx

    return render_docx(document)
