"""What one session knows of the storage in her browser, and what it wants of it: plain functions, without Streamlit.

`Device` is that knowledge, and each thing that can happen is a pure function of it. What is stored is never
replaced before this session has taken it in (`taken`) or she has chosen (`rival`), and never by an empty case.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from jiebei.case.faults import Fault
from jiebei.case.file import dumps, loads
from jiebei.case.kept import Kept, unwrap, wrap
from jiebei.case.records import Case, Settings
from jiebei.case.sealed import WRONG, Lock, is_sealed, sealed_fault, unlock

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
