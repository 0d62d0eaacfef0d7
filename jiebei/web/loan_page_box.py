"""A box for the text that a phone reads off the loan's page: what was found in it, and taking it over at a tap."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import streamlit as st

from jiebei.counting.as_people_write import WrittenRate
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import yuan
from jiebei.pasted.loan_page import LONGEST, SOUGHT, Found, PageReading, read_loan_page
from jiebei.web import show
from jiebei.web.typed import yuan_typed
from jiebei.web.viewing_day import viewing_day
from jiebei.web.words import harmless

_TEXT: Final = "pasted.page"
_TAKEN: Final = "pasted.taken"


def loan_page_box() -> None:
    """The box, closed until she opens it. Nothing in it goes into the case before she says so."""
    box = st.expander("不想一个个打？粘贴识别出的文字", icon=":material/content_paste:", key="section.paste",
                      on_change="rerun")  # fmt: skip
    if box.open:
        with box:
            _paste()
    if st.session_state.pop(_TAKEN, False):
        st.success("已经填进去了，请对着原文再看一眼。", icon=":material/check:")


def _paste() -> None:
    st.caption(
        "给借呗的还款页截一张图，用手机相册的“识别文字”复制下来，粘贴到这里。只在这一页里读，不会保存。"
    )
    text = st.text_area(
        "识别出的文字", key=_TEXT, height=120, placeholder="例如：剩余本金 12,000.00元 日利率 0.04% …"
    )
    if text.strip():
        _found(read_loan_page(text, viewing_day()), len(text) > LONGEST)


def _found(reading: PageReading, cut: bool) -> None:
    if cut:
        st.caption(f"文字太长，只读了前 {LONGEST} 个字。")
    if not reading.sure and not reading.doubts:
        st.markdown("没有读到带名字的数。要有“剩余本金”“日利率”“还款日”这样的字，数在它旁边。")
        return
    if reading.sure:
        show.table(
            ("项目", "读到"),
            [(SOUGHT[name], f"{_shown(one)}\n原文：{_flat(one)}") for name, one in reading.sure.items()],
        )
    for name, doubt in reading.doubts.items():
        several = reading.asked.get(name, ())
        if not several:
            st.markdown(f"**{SOUGHT[name]}**：{harmless(doubt)}")
            continue
        places: list[int | None] = [*range(len(several)), None]
        shown: dict[int | None, str] = {
            None: "都不是，我自己填",
            **{place: _shown(one) for place, one in enumerate(several)},
        }
        st.radio(
            f"{SOUGHT[name]}：哪一个是？",
            places,
            index=len(several),
            format_func=shown.__getitem__,
            captions=[*(harmless(f"原文：{_flat(one)}") for one in several), ""],
            key=f"pasted.{name}",
        )
        st.caption(doubt)
    st.button("填进去", key="pasted.take", type="primary", icon=":material/south:", width="stretch",
              on_click=_take, args=(reading,))  # fmt: skip


def _take(reading: PageReading) -> None:
    """Puts what is sure, and what she has chosen, into the first loan's fields, for a callback."""
    row: int = st.session_state["rows.loans"][0]
    taken = dict(reading.sure)
    for name, several in reading.asked.items():
        place = st.session_state.get(f"pasted.{name}")
        if place is not None:
            taken[name] = several[place]
    for name, one in taken.items():
        st.session_state[f"loans.{row}.{name}"] = _typed(one)
        if isinstance(one.value, WrittenRate):
            st.session_state[f"loans.{row}.rate_unit"] = one.value.unit
    if reading.overdue:
        st.session_state[f"loans.{row}.arrears"] = "yes"
    st.session_state[_TAKEN] = bool(taken)


def _typed(one: Found) -> Any:
    """The value as its field holds it."""
    if isinstance(one.value, WrittenRate):
        return f"{one.value.number:f}"
    if isinstance(one.value, int) and one.sought != "periods_left":
        return yuan_typed(one.value)
    return one.value


def _shown(one: Found) -> str:
    if isinstance(one.value, WrittenRate):
        number = f"{one.value.number:f}"
        return {"%/天": f"每天 {number}%", "万分之/天": f"每天万分之 {number}"}.get(
            one.value.unit or "", f"一年 {number}%"
        )
    if isinstance(one.value, date):
        return chinese_date(one.value)
    return f"{one.value} 期" if one.sought == "periods_left" else yuan(one.value)


def _flat(one: Found) -> str:
    return " ".join(one.quote.split())
