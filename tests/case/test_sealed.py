"""A text under a passphrase: it comes back whole, opens with nothing else, and notices every change."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiebei.case import sealed
from jiebei.case.faults import Fault
from jiebei.case.file import dumps, loads
from jiebei.case.records import Case
from jiebei.case.sealed import (
    DAMAGED,
    WRONG,
    Lock,
    is_sealed,
    lock,
    passphrase_fault,
    seal,
    sealed_fault,
    unlock,
    unseal,
)
from jiebei.content.examples import examples

PASSPHRASE = "老家门牌 12"
TEXT = dumps(examples()["overdue"])
SEALED = seal(TEXT, PASSPHRASE)
TREE = json.loads(SEALED)
# For the properties: the cheapest key that scrypt makes.
CHEAP = replace(lock(PASSPHRASE), key=b"k" * 32)


def altered(**changes: object) -> str:
    return json.dumps({**TREE, **changes})


def test_the_text_comes_back_with_the_passphrase_and_shows_nothing_without() -> None:
    assert unseal(SEALED, PASSPHRASE) == TEXT
    assert unseal(SEALED.encode(), PASSPHRASE) == TEXT
    case = loads(str(unseal(SEALED, PASSPHRASE)))
    assert isinstance(case, Case)
    assert case.person.name
    assert case.person.name not in SEALED.encode().decode("unicode_escape")
    assert PASSPHRASE not in SEALED


@pytest.mark.parametrize("typed", ["老家门牌　１２", " 老家门牌 12 ", "老家门牌 12\n"])
def test_what_looks_the_same_opens_it(typed: str) -> None:
    assert unseal(SEALED, typed) == TEXT


@pytest.mark.parametrize("typed", ["", "老家门牌 13", "老家门牌12", "x" * 10_000, "\ud800"])
def test_another_passphrase_is_said_to_be_wrong(typed: str) -> None:
    assert unseal(SEALED, typed) == WRONG


def test_the_same_text_is_never_sealed_twice_alike() -> None:
    one = lock(PASSPHRASE)
    first, second = json.loads(one.seal(TEXT)), json.loads(one.seal(TEXT))
    assert first["nonce"] != second["nonce"]
    assert first["sealed"] != second["sealed"]
    assert json.loads(seal(TEXT, PASSPHRASE))["salt"] != TREE["salt"]


def test_a_lock_does_not_show_its_key() -> None:
    assert repr(CHEAP.key) not in repr(CHEAP)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back(text: str) -> None:
    assert CHEAP.open(CHEAP.seal(text)) == text


@given(st.data())
def test_a_changed_character_anywhere_does_not_open(data: st.DataObject) -> None:
    sound = CHEAP.seal("本金 20000")
    place = data.draw(st.integers(0, len(sound) - 2))
    put = data.draw(st.characters(codec="ascii"))
    changed = sound[:place] + put + sound[place + 1 :]
    opened = CHEAP.open(changed)
    if isinstance(opened, str):
        # Only where JSON says the same with it.
        assert json.loads(changed) == json.loads(sound)
    else:
        assert isinstance(opened, Fault)


CHANGES = {
    "another salt": {"salt": json.loads(seal("", "other"))["salt"]},
    "another nonce": {"nonce": "AAAAAAAAAAAAAAAA"},
    "cheaper": {"n": 2**14},
    "fewer lanes": {"p": 1},
    "one character": {"sealed": "A" + TREE["sealed"][1:] if TREE["sealed"][0] != "A" else "B" + TREE["sealed"][1:]},
    "cut short": {"sealed": TREE["sealed"][:-4]},
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_was_tampered_with_opens_as_little_as_with_a_wrong_passphrase(change: dict[str, object]) -> None:
    assert unseal(altered(**change), PASSPHRASE) == WRONG


BROKEN = {
    "nothing": "",
    "another file": TEXT,
    "not JSON": SEALED[:-30],
    "a list": "[1]",
    "deep": "[" * 100_000,
    "no salt": json.dumps({name: value for name, value in TREE.items() if name != "salt"}),
    "nothing inside": altered(sealed=""),
    "a number inside": altered(sealed=5),
    "not base64": altered(sealed="好"),
    "a short salt": altered(salt="AAAA"),
    "a short nonce": altered(nonce="AAAA"),
    "too dear": altered(n=2**18),
    "endlessly dear": altered(n=2**300),
    "no power of two": altered(n=30_000),
    "free": altered(n=1),
    "truth for a number": altered(p=True),
    "too many lanes": altered(p=11),
    "no lane": altered(p=0),
    "a text for a number": altered(n="32768"),
    "another block": altered(r=9),
    "another cipher": altered(cipher="none"),
    "an entry more": altered(hint="她的生日"),
    "version 0": altered(version=0),
    "an integer without end": SEALED.replace('"n": 32768', '"n": ' + "9" * 5000),
    "spelt otherwise": altered(sealed="QR=="),
    "too large": altered(sealed="A" * sealed.MAX_SEALED),
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_what_is_no_sealed_text_is_refused_before_any_work(text: str) -> None:
    assert unseal(text, PASSPHRASE) == DAMAGED
    assert unlock(text, PASSPHRASE) == DAMAGED
    assert CHEAP.open(text) == DAMAGED
    assert sealed_fault(text) == DAMAGED


def test_a_newer_one_is_said_to_be_newer() -> None:
    refused = unseal(altered(version=2), PASSPHRASE)
    assert isinstance(refused, Fault)
    assert refused not in (WRONG, DAMAGED)


def test_the_lock_of_an_opened_text_goes_on_sealing() -> None:
    again = unlock(SEALED, PASSPHRASE)
    assert isinstance(again, Lock)
    assert again.open(SEALED) == TEXT
    assert unseal(again.seal("新的"), PASSPHRASE) == "新的"
    other = lock(PASSPHRASE)
    assert other.open(SEALED) == WRONG
    assert sealed_fault(SEALED) is None


def test_is_it_sealed() -> None:
    assert is_sealed(SEALED)
    assert is_sealed(b"\xef\xbb\xbf" + SEALED.encode())
    assert is_sealed(altered(version=9))
    for text in (TEXT, "", b"\xff", "[1]", "null"):
        assert not is_sealed(text)


@pytest.mark.parametrize(("typed", "sound"), [("", False), ("12345", False), ("1234 5", True), ("     1", False), ("六个字就够了", True)])  # fmt: skip
def test_a_passphrase_has_six_characters(typed: str, sound: bool) -> None:
    assert (passphrase_fault(typed) is None) is sound


def test_a_sealed_case_file_is_said_to_be_locked() -> None:
    faults = loads(SEALED)
    assert isinstance(faults, tuple)
    assert "口令" in faults[0].message


@settings(max_examples=20)
@given(st.binary(max_size=300))
def test_bytes_from_anywhere_do_not_raise(data: bytes) -> None:
    assert isinstance(unseal(data, PASSPHRASE), Fault)
    assert not is_sealed(data)
