"""Two boxes to paste into: an agreement before 同意, a collector's message for the log. What was found stands right below.

What she pastes is shown as data only, never as Markdown or HTML, and stays on this page: no file holds it but as a note of
the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import streamlit as st

from jiebei.case.records import LogEntry, Offer
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import yuan
from jiebei.pasted.agreement_text import (
    AgreementReading,
    PointFound,
    PointStatus,
    Quote,
    TextFinding,
    read_agreement,
)
from jiebei.pasted.collector_message import MessageReading, log_entry, read_message
from jiebei.rules import load_rules
from jiebei.web import form
from jiebei.web.viewing_day import viewing_day
from jiebei.web.words import harmless, markdown

LONGEST_PASTED: Final = 300_000
"""Characters that are read at once; what is cut off is said."""
_SHOWN: Final = 240
_STATUSES: Final[dict[PointStatus, tuple[str, str]]] = {
    "against": (":material/do_not_disturb_on:", "写的相反"),
    "partly": (":material/contrast:", "只说了一半"),
    "missing": (":material/help:", "没有写"),
    "settled": (":material/check_circle:", "写定了"),
}


def agreement_box(lenders: Sequence[str], fields_above: bool) -> tuple[str, ...]:
    """The box for an agreement or chat, and what was found in it; returns the rules that the findings rest on.

    fields_above: whether the page asks for the answer's terms, so that what was read can be put there.
    """
    text = _box(
        "agreement",
        "把协议、短信或聊天的原文贴在这里",
        "例如“首付3000元，余款分12期，每期850.5元……”",
        "看写定了什么",
    )
    if text is None:
        return ()
    reading = read_agreement(text, viewing_day())
    with st.container(border=True):
        if reading.nothing:
            st.markdown(reading.nothing)
            return ()
        _counted(reading)
        for finding in (*reading.sums, *reading.warnings):
            _finding(finding)
        for status in ("against", "partly", "missing"):
            for point in reading.points:
                if point.status == status:
                    _point(point)
        if reading.settled:
            with st.expander(f"写定了的 {len(reading.settled)} 条，看原文"):
                for point in reading.settled:
                    _point(point)
        st.caption("这里只找字面上有没有写。写了不等于对你有利，签之前自己再读一遍。")
    _questions(reading)
    if reading.offer is not None:
        _fill(reading.offer, lenders, fields_above)
    return tuple(cite for finding in reading.warnings for cite in finding.cites)


def message_box(lenders: Sequence[str]) -> tuple[str, ...]:
    """The box for a collector's message, and what was found in it; returns the rules that the findings rest on."""
    text = _box(
        "message", "把催收短信或聊天贴在这里", "例如“今晚10点前必须还清，否则联系你的家人”", "看它说了什么"
    )
    if text is None:
        return ()
    message = read_message(text, load_rules(), viewing_day())
    with st.container(border=True):
        if message.nothing:
            st.markdown(message.nothing)
        else:
            _claimed(message)
            for finding, weight in zip(message.findings, message.departs, strict=True):
                _finding(finding, weight)
            if not message.findings:
                st.markdown("没有看出吓人的话，或与规定、标准不符的话。")
            st.caption("谁发来的，光看文字定不了。核实只用 App 里的客服，或 95188。")
    made = log_entry(message, lenders[0] if len(lenders) == 1 else "")
    logged = st.session_state.get("paste.logged") == text
    st.button(
        "已经记下，就在最上面" if logged else "记进联系记录",
        key="paste.log",
        icon=":material/check:" if logged else ":material/add:",
        width="stretch",
        disabled=logged or form.full("log"),
        on_click=_log,
        args=(made.entry, text),
    )
    if made.left_out:
        st.caption(f"原文太长，记录里会少后面的 {made.left_out} 字。原文请另外截图留好。")
    if made.entry.on is None:
        st.caption("原文里没有写哪天几点，记下以后请补上。")
    return tuple(cite for finding in message.findings for cite in finding.cites)


def _box(name: str, label: str, example: str, button: str) -> str | None:
    """What was pasted, or None while nothing was."""
    with st.form(f"paste.{name}.form", border=False):
        typed = st.text_area(
            label, key=f"paste.{name}", height=150, placeholder=example, persist_state="session"
        )
        st.form_submit_button(button, icon=":material/search:", width="stretch")
    if not typed or not typed.strip():
        return None
    if len(typed) > LONGEST_PASTED:
        st.caption(f"一共 {len(typed)} 字，太长了，只看了前面的 {LONGEST_PASTED} 字。")
    return typed[:LONGEST_PASTED]


def _counted(reading: AgreementReading) -> None:
    counts = [
        (words, sum(point.status == status for point in reading.points))
        for status, (_, words) in _STATUSES.items()
    ]
    told = "，".join(f"{words} {count} 条" for words, count in reversed(counts) if count)
    st.markdown(f"**十二条里：{told}。**")


def _point(point: PointFound) -> None:
    icon, words = _STATUSES[point.status]
    said = f"{words}。" + ("；".join(point.lacks) + "。" if point.status == "partly" else "")
    st.markdown(f"{icon} **{point.label}**：{point.says or said}")
    _quotes(point.quotes)
    if point.note and point.status == "settled":
        st.caption(point.note)


def _finding(finding: TextFinding, weight: str = "") -> None:
    cites = "".join(f" {{cite: {cite}}}" for cite in finding.cites)
    markdown(
        f":material/flag: **{finding.label}**{f'：{weight}' if weight not in finding.says else ''}。{finding.says}{cites}"
    )
    _quotes([finding.quote])


def _quotes(quotes: Iterable[Quote]) -> None:
    for quote in quotes:
        if quote.text:
            cut = quote.text if len(quote.text) <= _SHOWN else quote.text[:_SHOWN] + "……"
            st.caption(f"原文：“{harmless(cut)}”")


def _questions(reading: AgreementReading) -> None:
    asked = [point.question for point in reading.points if point.question]
    if not asked:
        return
    st.markdown("**可以这样问**（点右上角复制，整段发过去）")
    lines = ["您好，答复之前，想请您书面确认下面几条："]
    lines += [f"{number}. {question}" for number, question in enumerate(asked, start=1)]
    st.code("\n".join(lines), language=None, wrap_lines=True)


def _fill(offer: Offer, lenders: Sequence[str], fields_above: bool) -> None:
    parts = []
    if offer.down_payment:
        parts.append(f"先付 {yuan(offer.down_payment)}")
    if offer.instalments:
        parts.append(f"分 {offer.instalments} 期，每期 {yuan(offer.amount)}")
    if offer.first_date is not None:
        parts.append(f"第一期 {chinese_date(offer.first_date)}")
    if offer.waived:
        parts.append(f"减免 {yuan(offer.waived)}")
    st.markdown(f"从文字里读到：{'，'.join(parts)}。")
    if not fields_above:
        st.caption("先去填四个数，再回到这里，就能把读到的填进来。")
        return
    st.button(
        "填进上面", key="paste.fill", icon=":material/edit:", width="stretch", on_click=form.fill_offer,
        args=(offer.model_copy(update={"lender": offer.lender if offer.lender in lenders else ""}),),
    )  # fmt: skip
    st.caption("只填读到的几项，其余不动。填完请对着原文核一遍。")


def _claimed(message: MessageReading) -> None:
    """Who, when and what it demands, a line each, where the message says so."""
    when = (chinese_date(message.on) if message.on else "") + (f" {message.at}" if message.at else "")
    lines = {
        "自称": "、".join(dict.fromkeys(claim.quote.text for claim in message.who)),
        "什么时候来的": when.strip(),
        "提到的钱": "、".join(yuan(one.amount) for one in message.sums[:6]),
        "期限": "、".join(dict.fromkeys(one.quote.text for one in message.deadlines[:4])),
        "怎么付": "、".join(way.label for way in message.ways),
    }
    for name, words in lines.items():
        if words:
            st.markdown(f"**{name}**：{harmless(words)}")


def _log(entry: LogEntry, text: str) -> None:
    """The message as a new row of the log, for a callback."""
    form.add_contact(entry)
    st.session_state["paste.logged"] = text
