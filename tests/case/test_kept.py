"""The envelope in which a browser keeps a case: it comes back as it was, and anything else is one sentence."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiebei.case.faults import Fault
from jiebei.case.file import dumps
from jiebei.case.kept import MAX_KEPT, MAX_REVISION, Kept, unwrap, wrap
from jiebei.content.examples import examples

MOMENTS = st.datetimes(timezones=st.timezones()).map(lambda moment: moment.replace(microsecond=0))


@given(st.integers(1, MAX_REVISION), MOMENTS, st.text(st.characters(exclude_categories=["Cs"])))
def test_it_comes_back_as_it_was(revision: int, moment: datetime, text: str) -> None:
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:
        moment = datetime(2026, 11, 23, tzinfo=UTC)
    kept = Kept(revision, moment, text)
    assert unwrap(wrap(kept)) == kept


SOUND = wrap(Kept(7, datetime(2026, 11, 23, 4, 5, 6, tzinfo=UTC), dumps(examples()["overdue"])))
TREE = json.loads(SOUND)


def test_what_is_stored_can_be_read_by_a_person() -> None:
    assert TREE["format"] == "jiebei-kept"
    assert (TREE["version"], TREE["revision"], TREE["saved_at"]) == (1, 7, "2026-11-23T04:05:06+00:00")
    assert examples()["overdue"].person.name in SOUND


def altered(**changes: object) -> str:
    return json.dumps({**TREE, **changes})


BROKEN = {
    "nothing": "",
    "not JSON": SOUND[:-40],
    "a list": "[1]",
    "deep": "[" * 100_000,
    "another format": altered(format="something"),
    "a case file alone": TREE["case"],
    "no version": altered(version=None),
    "version 0": altered(version=0),
    "revision 0": altered(revision=0),
    "truth for a number": altered(revision=True),
    "a revision without end": altered(revision=10**30),
    "no moment": altered(saved_at="yesterday"),
    "a moment without a zone": altered(saved_at="2026-11-23T04:05:06"),
    "no case": altered(case=None),
    "a case unwrapped": altered(case={"format": "jiebei-case"}),
    "too large": altered(case="x" * MAX_KEPT),
}


@pytest.mark.parametrize("raw", BROKEN.values(), ids=BROKEN)
def test_what_is_damaged_is_one_sentence(raw: str) -> None:
    assert isinstance(unwrap(raw), Fault)


def test_a_newer_envelope_is_another_sentence_than_a_damaged_one() -> None:
    newer, damaged = unwrap(altered(version=2, case={})), unwrap("{")
    assert isinstance(newer, Fault)
    assert newer != damaged
    # A large one is still only too large to look into.
    assert unwrap(altered(version=2, more="x" * MAX_KEPT)) == damaged


@given(st.text())
def test_any_text_is_read_without_an_exception(raw: str) -> None:
    assert isinstance(unwrap(raw), Fault)
