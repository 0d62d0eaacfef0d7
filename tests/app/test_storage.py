"""What this browser keeps of a case, decided: when it is stored, taken in, asked about, put aside; and never lost unseen."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiebei.case.faults import Fault
from jiebei.case.file import dumps, loads
from jiebei.case.kept import Kept, unwrap, wrap
from jiebei.case.records import Case, Hardship, Loan, LogEntry, Person
from jiebei.case.sealed import WRONG, is_sealed, lock, seal
from jiebei.content.examples import examples
from jiebei.web.storage import (
    GONE,
    REFUSED,
    REPLACED,
    Device,
    forgotten,
    hear,
    held_back,
    hers,
    opened,
    ours,
    parted,
    relocked,
    storing,
    theirs,
    turned,
    worth_asking,
)

NOW = datetime(2026, 11, 23, 4, 5, 6, tzinfo=UTC)
EMPTY = Case()
LEE, WANG = Case(person=Person(name="小李")), Case(person=Person(name="小王"))
SAMPLE = examples()["illness"]
EDITED = SAMPLE.model_copy(update={"person": Person(name="小赵")})
PASSPHRASE = "老家门牌 12"
LOCK = lock(PASSPHRASE)


def envelope(text: str, revision: int = 3) -> str:
    return wrap(Kept(revision, NOW, text))


def found(raw: str | None, n: int = 1, **more: Any) -> dict[str, Any]:
    return {"n": n, "what": "found", "raw": raw, "mine": False, "start": True, "asides": [], **more}


def stored_case(put: str | None) -> Case:
    kept = unwrap(put or "")
    assert isinstance(kept, Kept)
    case = loads(kept.text if not is_sealed(kept.text) else str(LOCK.open(kept.text)))
    assert isinstance(case, Case)
    return case


def put_after(known: Device, case: Case, untouched: tuple[Case, ...] = ()) -> str | None:
    return storing(known, case, NOW, untouched).put


YES = Device(wanted=True)


# What is stored


@pytest.mark.parametrize("wanted", [None, False])
def test_nothing_is_stored_without_her_yes(wanted: bool | None) -> None:
    assert put_after(Device(wanted=wanted), LEE) is None


def test_each_change_is_stored_once_and_is_newer() -> None:
    first = storing(YES, LEE, NOW)
    assert stored_case(first.put) == LEE
    assert storing(first, LEE, NOW) is first
    second = storing(first, WANG, NOW)
    kept = [unwrap(each.put or "") for each in (first, second)]
    assert [each.revision for each in kept if isinstance(each, Kept)] == [1, 2]


def another_case_comes(known: Device, how: str) -> Device:
    """What is on screen is emptied, an example is loaded, or a file opened; then somebody else's name is typed."""
    if how == "a file":
        return parted(known)
    return storing(known, EMPTY if how == "emptied" else SAMPLE, NOW, (SAMPLE,))


@pytest.mark.parametrize("how", ["emptied", "an example", "a file"])
def test_another_persons_case_does_not_take_the_place_of_hers_unasked(how: str) -> None:
    kept = storing(YES, LEE, NOW)
    here = storing(another_case_comes(kept, how), WANG, NOW, (SAMPLE,))
    assert stored_case(here.put) == LEE
    assert here.rival is not None
    assert put_after(here, EDITED) == kept.put
    back, shown = theirs(here)
    assert shown == LEE
    assert put_after(back, LEE) == kept.put
    assert stored_case(put_after(ours(here), WANG)) == WANG


@pytest.mark.parametrize("how", ["emptied", "an example", "a file"])
def test_her_own_case_come_back_goes_on_being_stored(how: str) -> None:
    back = storing(another_case_comes(storing(YES, LEE, NOW), how), LEE, NOW, (SAMPLE,))
    assert stored_case(put_after(back, WANG)) == WANG


def test_what_was_never_hers_gives_way_unasked() -> None:
    """An edited example is stored, and her own numbers after it take its place."""
    kept = storing(YES, EDITED, NOW, (SAMPLE,))
    assert stored_case(put_after(storing(kept, EMPTY, NOW), LEE)) == LEE


def test_neither_an_empty_case_nor_an_example_as_it_comes_is_hers() -> None:
    assert not hers(EMPTY)
    assert not hers(SAMPLE, (SAMPLE,))
    # Another day on which the app is looked at is nothing that she typed.
    moved = SAMPLE.settings.model_copy(update={"as_of": NOW.date()})
    assert not hers(EMPTY.model_copy(update={"settings": moved}))
    assert not hers(SAMPLE.model_copy(update={"settings": moved}), (SAMPLE,))
    assert hers(EDITED, (SAMPLE,))
    assert hers(LEE)


@pytest.mark.parametrize(
    ("on_screen", "stays"),
    [(EMPTY, True), (SAMPLE, True), (EDITED, True), (WANG, False)],
    ids=["empty", "example", "example edited", "her own"],
)
def test_her_own_stored_case_gives_way_only_to_her_own(on_screen: Case, stays: bool) -> None:
    hers_stored = storing(YES, LEE, NOW)
    later = storing(hers_stored, on_screen, NOW, (SAMPLE,))
    assert (later.put == hers_stored.put) is stays
    assert held_back(later, on_screen) is stays


def test_an_edited_example_is_stored_where_nothing_else_is() -> None:
    assert stored_case(put_after(YES, EDITED, (SAMPLE,))) == EDITED
    assert put_after(YES, SAMPLE, (SAMPLE,)) is None


# What is found there


def test_a_new_session_takes_in_what_is_stored() -> None:
    raw = envelope(dumps(LEE))
    known, shown = hear(Device(waiting=True), [found(raw)], EMPTY)
    assert shown == LEE
    assert (known.wanted, known.taken, known.waiting, known.notices) == (True, 1, False, ())
    # It stands there already; nothing is written until she changes something, and then it is newer.
    assert storing(known, LEE, NOW).put == raw
    kept = unwrap(storing(known, WANG, NOW).put or "")
    assert isinstance(kept, Kept)
    assert kept.revision == 4


def test_nothing_there_ends_the_waiting() -> None:
    known, shown = hear(Device(waiting=True), [found(None)], EMPTY)
    assert (known.waiting, known.wanted, shown) == (False, None, None)


def test_the_newer_of_another_window_comes_on_screen_and_is_said() -> None:
    here = storing(YES, LEE, NOW)
    known, shown = hear(here, [found(envelope(dumps(WANG)), start=False)], LEE)
    assert shown == WANG
    assert known.notices == (REPLACED,)
    assert known.taken == 1


CHANGED_HERE = {
    "not yet written": (storing(YES, LEE, NOW), LEE, True, False),
    "just typed": (storing(YES, LEE, NOW), Case(person=Person(name="小张")), False, False),
    "typed before the answer": (Device(), LEE, False, False),
    "typed before it was read": (Device(), LEE, False, True),
}


@pytest.mark.parametrize(("here", "typed", "mine", "start"), CHANGED_HERE.values(), ids=CHANGED_HERE)
def test_two_changed_cases_wait_for_her_choice(here: Device, typed: Case, mine: bool, start: bool) -> None:
    there = envelope(dumps(WANG), revision=9)
    known, shown = hear(here, [found(there, mine=mine, start=start)], typed)
    assert shown is None
    assert known.rival is not None
    assert known.taken == 0
    # Meanwhile nothing is stored, whatever is typed.
    assert storing(known, EDITED, NOW).put == known.put

    chosen, shown = theirs(known)
    assert (shown, chosen.taken, chosen.put, chosen.rival) == (WANG, 1, there, None)

    mine_kept = storing(ours(known), typed, NOW)
    assert mine_kept.taken == 1
    kept = unwrap(mine_kept.put or "")
    assert isinstance(kept, Kept)
    assert kept.revision == 10
    assert stored_case(mine_kept.put) == typed


def test_the_same_in_both_windows_is_no_question() -> None:
    there = envelope(dumps(LEE))
    known, shown = hear(storing(YES, LEE, NOW), [found(there, mine=True, start=False)], LEE)
    assert (shown, known.rival, known.taken, known.put, known.notices) == (None, None, 1, there, ())


ASIDE = {
    "damaged": ("{", EMPTY),
    "a damaged case": (envelope(dumps(LEE)[:-9]), EMPTY),
    "a newer envelope": (json.dumps({**json.loads(envelope("x")), "version": 2}), EMPTY),
    "a newer case": (envelope(json.dumps({"format": "jiebei-case", "version": 2, "dreams": []})), LEE),
    "a damaged sealed case": (envelope(seal(dumps(LEE), PASSPHRASE)[:-9] + "}"), EMPTY),
    "a newer sealed case": (envelope(json.dumps({**json.loads(LOCK.seal("")), "version": 2})), EMPTY),
}


@pytest.mark.parametrize(("raw", "typed"), ASIDE.values(), ids=ASIDE)
def test_what_cannot_be_read_is_put_aside_whole_and_said(raw: str, typed: Case) -> None:
    known, shown = hear(Device(), [found(raw, asides=["older"])], typed)
    assert shown is None
    assert (known.set_aside, known.asides, known.taken) == (1, ("older", raw), 0)
    assert len(known.notices) == 1
    # From then on what she types has the place.
    assert stored_case(put_after(known, WANG)) == WANG


def test_removed_elsewhere_stops_here_too_and_is_said() -> None:
    known, _ = hear(storing(YES, LEE, NOW), [{"n": 1, "what": "gone"}], LEE)
    assert (known.wanted, known.put, known.notices) == (False, None, (GONE,))
    assert put_after(known, WANG) is None
    assert hear(Device(), [{"n": 1, "what": "gone"}], LEE)[0].notices == ()


def test_refused_storage_is_said_once() -> None:
    known = storing(YES, LEE, NOW)
    for n in (1, 2):
        known, _ = hear(known, [{"n": n, "what": "refused"}], LEE)
    assert known.notices == (REFUSED,)
    dismissed = replace(known, notices=())
    assert hear(dismissed, [{"n": 3, "what": "refused"}], LEE)[0].notices == ()


def test_a_message_counts_once() -> None:
    letters = [found(envelope(dumps(LEE)))]
    known, _ = hear(Device(), letters, EMPTY)
    again, shown = hear(known, letters, WANG)
    assert again is known
    assert shown is None


def test_several_messages_are_heard_in_order() -> None:
    letters = [found(envelope(dumps(LEE))), found(envelope(dumps(WANG), 4), n=2, start=False)]
    known, shown = hear(Device(), letters, EMPTY)
    assert (shown, known.taken, known.revision) == (WANG, 2, 4)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 9) | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["n", "what", "raw", "asides", "mine", "start"]), inner, max_size=6)
    ),
    max_leaves=20,
)
LETTER = st.fixed_dictionaries(
    {"n": JSON, "what": st.sampled_from(["found", "gone", "refused", "left"]) | JSON},
    optional={"raw": JSON, "asides": JSON, "mine": JSON, "start": JSON},
)


@given(JSON | st.lists(LETTER, max_size=4))
def test_a_browser_may_send_anything(letters: Any) -> None:
    known, shown = hear(storing(YES, LEE, NOW), letters, LEE)
    assert shown is None
    json.dumps(known.orders)


# The passphrase


def test_under_a_passphrase_what_is_stored_is_sealed_from_that_moment_on() -> None:
    plain = storing(YES, LEE, NOW)
    sealed = relocked(plain, LOCK, NOW)
    assert "小李" not in str(json.loads(sealed.put or ""))
    assert stored_case(sealed.put) == LEE
    assert stored_case(put_after(sealed, WANG)) == WANG
    assert "小王" not in str(json.loads(put_after(sealed, WANG) or ""))
    again = relocked(sealed, None, NOW)
    assert "小李" in (again.put or "")
    # Nothing is stored for the sake of a passphrase alone.
    assert relocked(Device(), LOCK, NOW).put is None


def test_a_sealed_case_waits_for_its_passphrase_and_nothing_is_stored_meanwhile() -> None:
    raw = envelope(seal(dumps(LEE), PASSPHRASE))
    known, shown = hear(Device(), [found(raw)], EMPTY)
    assert shown is None
    assert known.undecided
    assert (known.taken, put_after(known, WANG)) == (0, None)

    assert opened(known, "another one", EMPTY) == WRONG
    right = opened(known, PASSPHRASE, EMPTY)
    assert not isinstance(right, Fault)
    after, case = right
    assert (case, after.taken, after.put, after.locked) == (LEE, 1, raw, None)
    changed = storing(after, WANG, NOW)
    kept = unwrap(changed.put or "")
    assert isinstance(kept, Kept)
    assert is_sealed(kept.text)


def test_what_was_typed_before_it_was_opened_is_hers_to_choose() -> None:
    raw = envelope(seal(dumps(LEE), PASSPHRASE))
    right = opened(hear(Device(), [found(raw)], EMPTY)[0], PASSPHRASE, WANG)
    assert not isinstance(right, Fault)
    known, shown = right
    assert (shown, known.locked, known.taken) == (None, None, 0)
    assert known.rival is not None
    assert theirs(known)[1] == LEE
    mine = storing(ours(known), WANG, NOW)
    assert stored_text_opens_to(mine.put, WANG, known)


def stored_text_opens_to(put: str | None, case: Case, known: Device) -> bool:
    kept = unwrap(put or "")
    assert isinstance(kept, Kept)
    assert known.lock is not None
    return known.lock.open(kept.text) == dumps(case)


def test_a_forgotten_passphrase_puts_the_sealed_case_aside() -> None:
    raw = envelope(seal(dumps(LEE), PASSPHRASE))
    known = forgotten(hear(Device(), [found(raw)], EMPTY)[0])
    assert (known.locked, known.asides, known.set_aside) == (None, (raw,), 1)
    assert stored_case(put_after(known, WANG)) == WANG


def test_another_window_under_the_same_lock_needs_no_second_asking() -> None:
    here = relocked(storing(YES, LEE, NOW), LOCK, NOW)
    known, shown = hear(here, [found(envelope(LOCK.seal(dumps(WANG)), 8), start=False)], LEE)
    assert (shown, known.locked) == (WANG, None)
    # And one that took the passphrase off takes it off here.
    known, shown = hear(here, [found(envelope(dumps(WANG), 8), start=False)], LEE)
    assert (shown, known.lock) == (WANG, None)


def test_a_passphrase_set_for_the_file_alone_stays() -> None:
    known, _ = hear(Device(lock=LOCK), [found(envelope(dumps(LEE)))], EMPTY)
    assert known.lock == LOCK


def test_the_key_is_not_shown() -> None:
    assert repr(LOCK.key) not in repr(Device(lock=LOCK))
    assert "key" not in json.dumps(Device(lock=LOCK).orders)


# When to ask

ENOUGH = {
    "nothing": (EMPTY, False),
    "one number": (Case(loans=(Loan(principal=100),)), False),
    "two numbers": (Case(loans=(Loan(principal=100, next_due=NOW.date()),)), True),
    "her name": (LEE, True),
    "her story": (Case(hardship=Hardship(detail="病了")), True),
    "a call": (Case(log=(LogEntry(),)), True),
}


@pytest.mark.parametrize(("case", "asked"), ENOUGH.values(), ids=ENOUGH)
def test_it_is_asked_once_there_is_something_to_keep(case: Case, asked: bool) -> None:
    assert worth_asking(case) is asked


def test_no_removes_what_is_stored() -> None:
    off = turned(storing(YES, LEE, NOW), False)
    assert (off.wanted, off.put, off.removals) == (False, None, 1)
    assert turned(Device(), False).removals == 0
    locked, _ = hear(Device(), [found(envelope(seal(dumps(LEE), PASSPHRASE)))], EMPTY)
    assert (turned(locked, False).removals, turned(locked, False).locked) == (1, None)
    on = storing(turned(off, True), LEE, NOW)
    assert stored_case(on.put) == LEE


# Two windows and one storage, as device.js deals with them: whatever happens, nothing typed is replaced unseen.


class Storage:
    def __init__(self) -> None:
        self.raw: str | None = None
        self.asides: list[str] = []


class Window:
    """One window: the session behind it, and the few rules of device.js, one method a rule."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self.reload()

    def reload(self) -> None:
        self.device, self.case, self.read = Device(), EMPTY, False
        self.known: str | None = None
        self.told: dict[int, str] = {}
        self.count = 0
        self.look()

    def look(self) -> None:
        there = self.storage.raw
        if self.read and there == self.known:
            return
        if there is None:
            gone, self.read, self.known = self.read, True, None
            if gone:
                self.tell(what="gone")
            return
        if there not in self.told.values():
            mine = self.read and self.device.put not in (None, self.known)
            self.told[self.count + 1] = there
            self.tell(what="found", raw=there, mine=mine, start=not self.read, asides=[])

    def tell(self, **letter: Any) -> None:
        self.count += 1
        self.device, shown = hear(self.device, [{"n": self.count, **letter}], self.case)
        self.case = shown or self.case
        self.obey()

    def obey(self) -> None:
        """A run of the script, and what the browser then does."""
        before = self.device
        self.device = storing(self.device, self.case, NOW)
        orders = self.device.orders
        if orders["aside"] in self.told:
            raw = self.told.pop(orders["aside"])
            self.storage.asides.append(raw)
            if self.storage.raw == raw:
                self.storage.raw = None
            self.read, self.known = True, self.storage.raw
        if orders["taken"] in self.told:
            self.read, self.known = True, self.told.pop(orders["taken"])
        if orders["put"] != before.put or (self.read and orders["put"] not in (None, self.known)):
            self.write()

    def write(self) -> None:
        put = self.device.put
        if not self.read or put in (None, self.known):
            return
        if self.storage.raw != self.known:
            self.look()
        else:
            self.storage.raw = self.known = put

    def type(self, name: str) -> None:
        self.case = self.case.model_copy(update={"person": Person(name=name)})
        self.obey()

    def clear(self) -> None:
        self.case = EMPTY
        self.obey()

    def yes(self) -> None:
        self.device = turned(self.device, True)
        self.obey()

    def choose(self, mine: bool) -> None:
        if mine:
            self.device = ours(self.device)
        else:
            self.device, shown = theirs(self.device)
            self.case = shown or self.case
        self.obey()


ACTS: dict[str, Callable[[Window], None]] = {
    "yes": Window.yes,
    "look": Window.look,
    "reload": Window.reload,
    "clear": Window.clear,
    "theirs": lambda window: window.choose(False),
    "ours": lambda window: window.choose(True),
}
STEPS = st.tuples(st.integers(0, 1), st.sampled_from([*ACTS, "type", "type", "spoil"]))


@settings(max_examples=300)
@given(st.lists(STEPS, max_size=25))
def test_nothing_stored_is_replaced_before_it_was_seen(steps: list[tuple[int, str]]) -> None:
    storage = Storage()
    windows = [Window(storage), Window(storage)]
    for number, (which, act) in enumerate(steps):
        window, before = windows[which], storage.raw
        on_screen, kept_text = window.case, window.device.text
        # What she has before her eyes, or chooses against.
        seen = before in (None, window.known) if window.read else before is None
        if act == "type":
            window.type(f"第 {number} 次")
        elif act == "spoil" and before is not None:
            storage.raw = before = before[:-3]
        else:
            ACTS.get(act, Window.look)(window)
        if storage.raw != before and storage.raw is not None:
            assert seen or act in ("ours", "theirs") or before in storage.asides
            assert hers(stored_case(storage.raw))
        elif storage.raw is None and before is not None:
            assert before in storage.asides
        if act == "look" and window.case != on_screen and hers(on_screen):
            # What gives way on screen was stored, and the newer one says that it is new.
            assert dumps(on_screen) == kept_text
            assert REPLACED in window.device.notices
    for window in windows:
        window.look()
        # Each window shows what is stored, or asks, or has nothing of hers to lose.
        if storage.raw is not None and not window.device.undecided and hers(window.case):
            assert window.case == stored_case(storage.raw) or window.device.wanted is False
