"""Kept on her device, if she wants it: what of her case this browser's storage holds, and what it is to hold.

The script beside this (`device.js`) reads and writes the storage and tells what it finds; everything is decided here.
What she types is never in a log or a cache on the way: it goes to her own page and into her own storage.

`Device` is one session's knowledge, and each thing that can happen is a pure function of it. What is stored is never
replaced before this session has taken it in (`taken`) or she has chosen (`rival`), and never by an empty case.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import streamlit as st

from jiebei.case.faults import Fault
from jiebei.case.file import dumps, loads
from jiebei.case.kept import Kept, unwrap, wrap
from jiebei.case.records import Case, Settings
from jiebei.case.sealed import WRONG, Lock, is_sealed, lock, passphrase_fault, sealed_fault, unlock
from jiebei.content.examples import as_of_today, examples
from jiebei.counting.due_dates import china_clock
from jiebei.web import form
from jiebei.web.downloads import download_button
from jiebei.web.in_app import no_download
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
REPLACED: Final = "另一个窗口里改过，这里换成了新的。"
REFUSED: Final = "没能存到这台手机上：可能是无痕模式，或者空间满了。现在填的只在这个页面里，请到“算一算”页尾保存成文件。"  # fmt: skip
GONE: Final = "保存在这台手机上的内容被删掉了，这里也不再自动保存。还想要，就到“算一算”页尾再打开。"
ASIDE: Final = "原样放在一边了，没有删。可以在“算一算”页尾下载成文件。"


@dataclass(frozen=True)
class Stored:
    """What the browser's storage holds, as told: the number of the message, and the text as it stands there."""

    number: int
    raw: str
    start: bool = False


@dataclass(frozen=True)
class Device:
    """What this session knows and wants of the browser's storage.

    wanted: her answer; None until she has given one. heard, taken, set_aside: the last of the browser's messages that was
    heard, whose text was taken in, whose text is to be put aside. put: the envelope that is to be stored, or was last seen
    there; text: the case in it; own: it is her own case, no example. locked: stored, but under a passphrase. rival:
    stored by another window, or for another case, while something else was typed here. parted: what is on screen did not
    grow out of what is stored: it was emptied, an example was loaded, or a file opened. waiting: nothing is drawn until the browser has told.
    """

    token: str = field(default_factory=lambda: secrets.token_hex(8))
    wanted: bool | None = None
    heard: int = 0
    taken: int = 0
    set_aside: int = 0
    removals: int = 0
    drops: int = 0
    revision: int = 0
    put: str | None = None
    text: str = ""
    own: bool = False
    lock: Lock | None = field(default=None, repr=False)
    locked: Stored | None = None
    later: bool = False
    rival: Stored | None = None
    parted: bool = False
    asides: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    refused: bool = False
    leaving: bool = False
    waiting: bool = False

    @property
    def undecided(self) -> bool:
        """Whether something is stored that she must first open, or choose."""
        return self.locked is not None or self.rival is not None

    @property
    def orders(self) -> dict[str, Any]:
        """What the script beside this is told."""
        return {
            "token": self.token,
            "heard": self.heard,
            "taken": self.taken,
            "aside": self.set_aside,
            "removals": self.removals,
            "drops": self.drops,
            "put": self.put,
            "leave": self.leaving,
            "waiting": self.waiting,
        }


def hers(case: Case, untouched: Sequence[Case] = ()) -> bool:
    """Whether there is anything of hers in a case: it is neither empty nor an example as it comes (`untouched`)."""
    bare = case.model_copy(update={"settings": Settings()})
    return bare != Case() and all(
        bare != other.model_copy(update={"settings": Settings()}) for other in untouched
    )


def worth_asking(case: Case) -> bool:
    """Whether she has typed enough that she would not like to type it again."""
    loan = case.loans[0]
    numbers = (loan.principal, loan.daily_rate, loan.next_due, case.budget.affordable)
    said = case.person.name, case.hardship.detail, case.events, case.log, case.offers
    return sum(number is not None for number in numbers) >= 2 or any(said)


def hear(
    device: Device, letters: object, typed: Case, untouched: Sequence[Case] = ()
) -> tuple[Device, Case | None]:
    """What the browser tells, message by message; and the case to put on screen, if any.

    `letters` come from a browser, so they may be anything; what is no message of ours is passed over.
    """
    shown: Case | None = None
    for letter in letters if isinstance(letters, list) else ():
        number = letter.get("n") if isinstance(letter, dict) else None
        if type(number) is not int or number <= device.heard:
            continue
        device = replace(device, heard=number, waiting=False)
        what = letter.get("what")
        if what == "found":
            device, found = _found(device, letter, shown or typed, untouched)
            shown = found or shown
        elif what == "gone":
            device = replace(device, put=None, text="", own=False, rival=None, locked=None)
            if device.wanted:
                device = _saying(replace(device, wanted=False), GONE)
        elif what == "refused" and not device.refused:
            device = _saying(replace(device, refused=True), REFUSED)
        elif what == "left":
            device = replace(device, leaving=True)
    return device, shown


def storing(device: Device, case: Case, now: datetime, untouched: Sequence[Case] = ()) -> Device:
    """After every change: what is to be stored now. A case that did not grow out of her own one, such as another person's,
    does not take its place before she has said so."""
    if not device.wanted or device.undecided:
        return device
    text = dumps(case)
    if text == device.text:
        return replace(device, parted=False) if device.parted else device
    if not hers(case, untouched) or (case.example is not None and device.own):
        return replace(device, parted=device.own)
    if device.parted and device.put is not None:
        return replace(device, parted=False, rival=Stored(device.taken, device.put, start=True))
    return _stored_next(device, text, now, case.example is None)


def parted(device: Device) -> Device:
    """Before another case than the one that is stored comes on screen, from a file."""
    return replace(device, parted=device.own)


def held_back(device: Device, case: Case) -> bool:
    """Whether what is stored is her own case and what is on screen is something else, an example or nothing."""
    return bool(device.wanted and device.own and not device.undecided) and dumps(case) != device.text


def opened(
    device: Device, passphrase: str, typed: Case, untouched: Sequence[Case] = ()
) -> tuple[Device, Case | None] | Fault:
    """The locked case under this passphrase, and from now on whatever is stored under it too. What she has typed before she
    opened it is not replaced unseen."""
    stored = device.locked
    kept = WRONG if stored is None else unwrap(stored.raw)
    fitting = kept if isinstance(kept, Fault) else unlock(kept.text, passphrase)
    if stored is None or isinstance(fitting, Fault):
        return WRONG
    device = replace(device, lock=fitting, later=False)
    read = _read(device, stored.raw)
    if not isinstance(read, tuple):
        return read or WRONG
    return _weighed(device, stored, read, typed, hers(typed, untouched))


def forgotten(device: Device) -> Device:
    """She does not know the passphrase: what is locked is put aside, for the day she remembers."""
    return device if device.locked is None else _aside(device, device.locked, "锁着的那份")


def theirs(device: Device) -> tuple[Device, Case | None]:
    """She has chosen what the other window stored."""
    if device.rival is None:
        return device, None
    read = _read(device, device.rival.raw)
    if not isinstance(read, tuple):
        return device, None
    kept, case = read
    return _took(device, device.rival, kept, case), case


def ours(device: Device) -> Device:
    """She has chosen what is on this screen: it replaces what the other window stored."""
    if device.rival is None:
        return device
    kept = unwrap(device.rival.raw)
    revision = device.revision if isinstance(kept, Fault) else max(device.revision, kept.revision)
    return replace(
        device,
        taken=device.rival.number,
        rival=None,
        wanted=True,
        revision=revision,
        put=None,
        text="",
        own=False,
    )


def turned(device: Device, on: bool) -> Device:
    """Her answer to the question, or another one later. "No" also removes what is stored."""
    return replace(device, wanted=True) if on else replace(removed(device), wanted=False)


def removed(device: Device) -> Device:
    """Without the case that is stored, read or not."""
    if device.put is None and not device.undecided:
        return device
    return replace(
        device,
        removals=device.removals + 1,
        put=None,
        text="",
        own=False,
        parted=False,
        locked=None,
        rival=None,
    )


def relocked(device: Device, fitting: Lock | None, now: datetime) -> Device:
    """Under another passphrase, or none: what is stored is sealed anew at once."""
    text = device.text
    device = replace(device, lock=fitting)
    return device if device.put is None else _stored_next(device, text, now, device.own)


def _found(
    device: Device, letter: Mapping[str, Any], typed: Case, untouched: Sequence[Case]
) -> tuple[Device, Case | None]:
    aside = letter.get("asides")
    known = tuple(text for text in aside if isinstance(text, str)) if isinstance(aside, list) else ()
    device = replace(device, asides=known)
    raw = letter.get("raw")
    if not isinstance(raw, str):
        return device, None
    stored = Stored(device.heard, raw, letter.get("start") is True)
    # What is stored there shows that she once said yes.
    device = replace(device, wanted=True, rival=None, locked=None)
    read = _read(device, raw)
    if read is None:
        return replace(device, locked=stored), None
    if isinstance(read, Fault):
        return _aside(device, stored, read.message), None
    changed = letter.get("mine") is True or dumps(typed) != device.text
    return _weighed(device, stored, read, typed, changed and hers(typed, untouched))


def _weighed(
    device: Device, stored: Stored, read: tuple[Kept, Case], typed: Case, hers_only_here: bool
) -> tuple[Device, Case | None]:
    """What is stored there against what is on screen here: the same, hers to choose, or simply the newer."""
    kept, case = read
    if dumps(typed) == dumps(case):
        return _took(device, stored, kept, case), None
    if hers_only_here:
        return replace(device, rival=stored, locked=None), None
    device = _took(device, stored, kept, case)
    return (device if stored.start else _saying(device, REPLACED)), case


def _read(device: Device, raw: str) -> tuple[Kept, Case] | Fault | None:
    """The envelope and the case in it; None where it is under a passphrase that this session does not have."""
    kept = unwrap(raw)
    if isinstance(kept, Fault):
        return kept
    text: str | Fault = kept.text
    if is_sealed(kept.text):
        text = WRONG if device.lock is None else device.lock.open(kept.text)
    if isinstance(text, Fault):
        return sealed_fault(kept.text)
    case = loads(text, most=1)
    return (
        (kept, case)
        if isinstance(case, Case)
        else Fault("", f"这台手机上保存的内容打不开：{case[0].message}")
    )


def _took(device: Device, stored: Stored, kept: Kept, case: Case) -> Device:
    # Another window has taken the passphrase off what this one kept under it.
    unlocked = device.put is not None and not is_sealed(kept.text)
    return replace(
        device,
        taken=stored.number,
        lock=None if unlocked else device.lock,
        locked=None,
        rival=None,
        wanted=True,
        revision=max(device.revision, kept.revision),
        put=stored.raw,
        text=dumps(case),
        own=case.example is None,
        parted=False,
    )


def _aside(device: Device, stored: Stored, why: str) -> Device:
    moved = replace(
        device,
        set_aside=stored.number,
        asides=(*device.asides, stored.raw),
        locked=None,
        rival=None,
        put=None,
        text="",
        own=False,
    )
    return _saying(moved, why + ASIDE)


def _stored_next(device: Device, text: str, now: datetime, own: bool) -> Device:
    revision = device.revision + 1
    body = text if device.lock is None else device.lock.seal(text)
    return replace(device, revision=revision, put=wrap(Kept(revision, now, body)), text=text, own=own)


def _saying(device: Device, notice: str) -> Device:
    return device if notice in device.notices else replace(device, notices=(*device.notices, notice))


# On the pages


def attend() -> None:
    """At the start of every run, before anything is drawn: hands on what is to be stored, hears what is there."""
    device = _device()
    if device.wanted:
        case = _on_screen()
        device = _set(storing(device, case, datetime.now(UTC), _untouched(case)))
    with st.container(key="device-storage"):
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
        elif device.own and held_back(device, _on_screen()):
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
        elif device.wanted is None and _to_be_asked(_on_screen()):
            with st.container(border=True):
                st.markdown("**要在这台手机上自动保存吗？**")
                st.caption("只存在这台手机的浏览器里，不存到服务器。这台手机不止你一个人用，就选“不要”。")
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
    with st.expander("清除并离开", key="section.leave", icon=":material/logout:"):
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


def _on_screen() -> Case:
    """The case as it is typed now. All of the session at once: looking its keys up one by one takes far longer."""
    return form.read(st.session_state.to_dict()).case


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
    if case.example is None:
        return ()
    alike = (one for one in examples().values() if one.example == case.example)
    return tuple(as_of_today(one, viewing_day()) for one in alike)


def _heard() -> None:
    told = st.session_state.get(_SCRIPT) or {}
    typed = _on_screen()
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
    device = _device()
    with st.expander("口令（可以不设）", key="section.passphrase", icon=":material/lock:"):
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
    typed = _on_screen()
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
