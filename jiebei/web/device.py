"""Kept on her device, if she wants it: what of her case this browser's storage holds, and what it is to hold.

The script beside this (`device.js`) reads and writes the storage and tells what it finds; everything is decided on this side.
What she types is never in a log or a cache on the way: it goes to her own page and into her own storage.
What this session knows of it is a `Device`; what becomes of that with each message and each tap is storage.py's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import streamlit as st

from jiebei.case.faults import Fault
from jiebei.case.file import dumps, loads
from jiebei.case.kept import unwrap
from jiebei.case.records import Case
from jiebei.case.sealed import Lock, lock, passphrase_fault
from jiebei.content.examples import as_of_today, examples
from jiebei.counting.due_dates import china_clock
from jiebei.web import form
from jiebei.web.downloads import download_button
from jiebei.web.in_app import no_download
from jiebei.web.storage import (
    Device,
    Stored,
    forgotten,
    hear,
    held_back,
    hers,
    opened,
    ours,
    parted,
    relocked,
    removed,
    storing,
    theirs,
    turned,
    worth_asking,
)
from jiebei.web.viewing_day import viewing_day

KEY: Final = "jiebei.kept"
"""The case's place in the browser's storage, as device.js has it."""
KEEPS: Final = "jiebei-keeps"
"""A cookie of one bit: there is something at that place."""
_STATE: Final = "device"
_SCRIPT: Final = "device.storage"
JAVASCRIPT: Final = f"<script>{Path(__file__).with_name('device.js').read_text('utf-8')}</script>"
"""For the document: what reads and writes the storage."""
_storage: Final = st.components.v2.component(
    "jiebei_device",
    # In one line it would be taken for a file's name.
    js="const storage = (window.jiebeiStorage ??= window.jiebeiDevice());\nexport default storage;",
)


def attend() -> None:
    """At the start of every run, before anything is drawn: hands on what is to be stored, hears what is there."""
    device = _device()
    if device.wanted:
        case = form.draft().case
        device = _set(storing(device, case, datetime.now(UTC), _untouched(case)))
    _storage(key=_SCRIPT, data=device.orders, on_said_change=_heard)


def barred() -> bool:
    """Whether this run shows no page: she is leaving, what is stored is not yet read, or it is locked; that is said here."""
    device = _device()
    if device.leaving:
        st.markdown("都清掉了。可以关掉这个窗口。")
    elif device.waiting:
        st.markdown("正在打开这台手机上保存的内容……")
        st.button("等太久了？先用空白的", key="device.no-waiting", on_click=_change, args=("waiting", False))
    elif device.locked is not None and not device.later:
        _lock_screen()
    else:
        return False
    return True


def lines() -> None:
    """Above a page: that what is on screen is not what is stored."""
    device = _device()
    # One container whatever is in it, so that the page below stays as she left it, its sections open.
    with st.container(key="device-lines"):
        if device.locked is not None:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(":material/lock: 保存的内容还锁着。现在填的不会自动保存。")
                st.button("去打开", key="device.unlock-now", on_click=_change, args=("later", False))
        elif device.own and held_back(device, form.draft().case):
            with st.container(border=True):
                st.markdown("你自己填的那份还在这台手机上。现在屏幕上的不是它，也不会盖掉它。")
                with st.container(horizontal=True):
                    st.button("放回来", key="device.back", on_click=_put_back)
                    st.button("删掉那份", key="device.remove", on_click=_remove)


def foot() -> None:
    """At the foot of the screen, wherever on the page she is: what she must choose, or should know, or is asked once."""
    device = _device()
    with st.container(key="device-foot"):
        if device.rival is not None:
            _choice(device.rival)
        elif device.notices:
            with st.container(border=True):
                st.markdown(f":material/info: {device.notices[0]}")
                st.button("知道了", key="device.read", on_click=_dismiss, width="stretch")
        elif device.wanted is None and _to_be_asked(form.draft().case):
            with st.container(border=True):
                st.markdown(
                    "**要在这台手机上自动保存吗？**  \n"
                    ":small[只存在这台手机的浏览器里，不存到服务器。这台手机不止你一个人用，就选“不要”。]"
                )
                with st.container(horizontal=True):
                    st.button(
                        "要", key="device.yes", type="primary", on_click=_turn, args=(True,), width="stretch"
                    )
                    st.button("不要", key="device.no", on_click=_turn, args=(False,), width="stretch")


def panel() -> None:
    """Whether her case is stored, and what was put aside."""
    device = _device()
    if device.wanted:
        if device.undecided:
            st.markdown(":material/lock: 这台手机上保存的那份还没有打开。现在填的先不存。")
        else:
            st.markdown(
                ":material/check: 自动保存开着。填的内容存在这台手机的浏览器里，刷新、关掉再打开都在。"
            )
        st.button("关掉，把存的那份也删掉", key="device.off", on_click=_turn, args=(False,))
    else:
        st.markdown("自动保存没有开。关掉或刷新这个页面，填的内容就找不回来了。")
        st.button("在这台手机上自动保存", key="device.on", on_click=_turn, args=(True,))
    for place, raw in enumerate(device.asides):
        download_button(f"下载放在一边的第 {place + 1} 份", raw, "放在一边的内容.json", "application/json",
                        key=f"device.aside.{place}")  # fmt: skip
    if device.asides:
        st.button("删掉放在一边的", key="device.drop", on_click=_drop_asides)


def way_out() -> None:
    """Where someone may be looking over her shoulder, or the phone is not hers."""
    section = st.expander("清除并离开", key="section.leave", icon=":material/logout:", on_change="rerun")
    if section.open:
        with section:
            st.markdown("这台手机上自动保存的、所有窗口里填的，都会清掉，找不回来。下载过的文件不会动。")
            st.button("全部清除，离开这里", key="device.leave", on_click=_leave, width="stretch")


def where_it_is() -> str:
    """One sentence: what becomes of what she types when this page closes."""
    if _device().wanted:
        return "切到别的 App 查数没关系。填的内容自动存在这台手机上。"
    return "切到别的 App 查数没关系。刷新或关掉这一页，填的就没了；要留着，到页尾保存。"


def file_to_take(case: Case) -> Callable[[], str]:
    """Makes the case file's text when she takes it away: under her passphrase, if she has set one."""
    fitting = _device().lock
    return lambda: dumps(case) if fitting is None else fitting.seal(dumps(case))


def other_case() -> None:
    """Before a file is opened: what is stored gives way to it only when she says so."""
    _set(parted(_device()))


def use_lock(fitting: Lock) -> None:
    """She has opened a file with a passphrase: what is stored goes under it too, unless it has one already."""
    if _device().lock is None:
        _set(relocked(_device(), fitting, datetime.now(UTC)))


def _device() -> Device:
    found = st.session_state.get(_STATE)
    return found if isinstance(found, Device) else _set(Device(waiting=st.context.cookies.get(KEEPS) == "1"))


def _set(device: Device) -> Device:
    st.session_state[_STATE] = device
    return device


def _change(name: str, value: Any) -> None:
    _set(replace(_device(), **{name: value}))


def _to_be_asked(case: Case) -> bool:
    return worth_asking(case) and hers(case, _untouched(case))


def _untouched(case: Case) -> tuple[Case, ...]:
    """The example that this case began as, as it comes today."""
    return tuple(one for one in _examples_on(viewing_day()) if one.example == case.example)


@lru_cache(maxsize=4)
def _examples_on(day: date) -> tuple[Case, ...]:
    return tuple(as_of_today(one, day) for one in examples().values())


def _heard() -> None:
    told = st.session_state.get(_SCRIPT) or {}
    typed = form.typed()
    device, case = hear(_device(), told.get("said"), typed, _untouched(typed))
    _set(device)
    if device.leaving:
        _leave()
    elif case is not None:
        form.follow(case)


def _choice(rival: Stored) -> None:
    kept = unwrap(rival.raw)
    saved = "" if isinstance(kept, Fault) else f"（{china_clock(kept.saved_at)}存的）"
    with st.container(border=True, key="device-choice"):
        if rival.start:
            st.markdown(f"这台手机上有以前保存的一份{saved}，和现在填的不一样。要哪一份？")
        else:
            st.markdown(f"另一个窗口里也改过{saved}。两份不一样，要哪一份？")
        with st.container(horizontal=True):
            st.button("要保存的那份", key="device.theirs", on_click=_take_theirs, width="stretch")
            st.button("要这里填的", key="device.ours", on_click=_take_ours, width="stretch")
        if not isinstance(kept, Fault):
            no_download()
            download_button("把保存的那份下载下来", kept.text, "保存的那份.json", "application/json",
                            key="device.rival", width="stretch")  # fmt: skip
        st.caption("没选的那份会被换掉，要留着就先下载。选之前，这里的改动先不存。帮别人填的，是另一份。")


def _lock_screen() -> None:
    st.title("先输入口令", anchor=False)
    st.markdown("这台手机上保存的内容加了口令。输对了，就都回来了。")
    with st.form("device-unlock", border=False):
        st.text_input("口令", type="password", key="device.passphrase", autocomplete="off")
        st.form_submit_button("打开", type="primary", width="stretch", on_click=_unlock)
    wrong = st.session_state.get("device.wrong")
    if wrong:
        st.warning(wrong, icon=":material/edit:")
    st.button(
        "先不打开，看看别的", key="device.later", on_click=_change, args=("later", True), width="stretch"
    )
    with st.expander("忘了口令", key="section.forgotten"):
        st.markdown(
            "口令没有存在任何地方，我们也找不回来。可以把锁着的那份放到一边，从头填起；想起来了还能打开。"
        )
        st.button("放到一边，从头填", key="device.forgotten", on_click=_forget)


def passphrase() -> None:
    """A passphrase for what is stored and for files taken away, and how to be rid of it."""
    section = st.expander(
        "口令（可以不设）", key="section.passphrase", icon=":material/lock:", on_change="rerun"
    )
    if section.open:
        with section:
            _set_passphrase(_device())


def _set_passphrase(device: Device) -> None:
    if device.lock is not None:
        st.markdown(":material/check: 口令已经设好。自动保存的、以后下载的案情文件，没有口令打不开。")
        st.button("去掉口令", key="device.unlocked", on_click=_relock, args=(None,))
        return
    st.markdown("设了口令，自动保存的内容和下载的案情文件，谁拿到都打不开。下次打开时再问一次口令。")
    with st.form("device-lock", border=False):
        st.text_input("设一个口令", type="password", key="device.new-passphrase", autocomplete="off")
        st.form_submit_button("设好", on_click=_new_lock)
    fault = st.session_state.get("device.weak")
    if fault:
        st.warning(fault, icon=":material/edit:")
    st.caption("请记牢。口令不存在任何地方，忘了就打不开。")


def _unlock() -> None:
    typed = form.typed()
    found = opened(_device(), str(st.session_state.get("device.passphrase") or ""), typed, _untouched(typed))
    if isinstance(found, Fault):
        st.session_state["device.wrong"] = found.message
        return
    st.session_state.pop("device.wrong", None)
    device, case = found
    _set(device)
    if case is not None:
        form.fill(case)


def _new_lock() -> None:
    typed = str(st.session_state.get("device.new-passphrase") or "")
    fault = passphrase_fault(typed)
    st.session_state["device.weak"] = fault.message if fault else ""
    if fault is None:
        _relock(lock(typed))


def _relock(fitting: Lock | None) -> None:
    _set(relocked(_device(), fitting, datetime.now(UTC)))


def _forget() -> None:
    st.session_state.pop("device.wrong", None)
    _set(forgotten(_device()))


def _dismiss() -> None:
    device = _device()
    _set(replace(device, notices=device.notices[1:]))


def _turn(on: bool) -> None:
    _set(turned(_device(), on))


def _remove() -> None:
    _set(removed(_device()))


def _drop_asides() -> None:
    device = _device()
    _set(replace(device, drops=device.drops + 1, asides=()))


def _take_theirs() -> None:
    device, case = theirs(_device())
    _set(device)
    if case is not None:
        form.fill(case)


def _take_ours() -> None:
    _set(ours(_device()))


def _put_back() -> None:
    case = loads(_device().text)
    if isinstance(case, Case):
        form.fill(case)


def _leave() -> None:
    """Everything of hers out of this session; the browser does the same with its storage, and goes."""
    token = _device().token
    st.session_state.clear()
    _set(Device(token=token, leaving=True))
