"""The record, the agreement and the three years on their pages: what is asked, kept, said of it, and led to."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from streamlit.testing.v1.element_tree import Multiselect, Selectbox

from jiebei.case.file import dumps, loads
from jiebei.case.labels import BREACHES, EVENT_KINDS, REFUSALS, RESULTS
from jiebei.case.records import Case, Event, EventKind, Hardship, Loan, LogEntry, Offer, Person, Settings
from jiebei.content.examples import examples
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import yuan
from jiebei.keep.course import Stage, standing
from jiebei.keep.spreadsheet import render_spreadsheet, spreadsheet_sheets
from jiebei.letters.commission import Commission, lenders
from jiebei.letters.compose import LETTERS
from jiebei.plan.advice import advise
from jiebei.plan.meanwhile import meanwhile
from jiebei.plan.options import Advice
from jiebei.web import letter_desk
from jiebei.web.walk import STOPS
from jiebei.web.words import harmless
from tests.app.visiting import Visit

A, B = "甲公司", "乙银行"
TERMS = Offer(lender=A, received=date(2026, 9, 12), instalments=12, amount=123_000, first_date=date(2026, 10, 20), in_writing=True)  # fmt: skip
ROAD = Case(
    person=Person(name="小林", id_last4="123X", account="138******00"),
    loans=(
        Loan(lender=A, principal=1_600_000, borrowed_on=date(2026, 3, 1), original_amount=2_000_000, last_paid=date(2026, 10, 5),
             last_asked=date(2026, 11, 1)),
        Loan(lender=B, principal=500_000, last_paid=date(2025, 1, 1)),
    ),
    hardship=Hardship(cause="family", papers=("income", "medical"), enclosed=("medical",), changed="补充了住院证明"),
    offers=(TERMS,),
    log=(
        LogEntry(on=date(2026, 11, 2), at="23:20", channel="phone_in", lender=A, answered=True, note="催", result="refused",
                 reasons=("no_entry", "other"), breaches=("threat", "third_party")),
        LogEntry(on=date(2026, 11, 3), channel="sms", lender=B, result="no_answer"),
    ),
    events=(
        Event(kind="sent", on=date(2026, 9, 2), lender=A, letter="request", plan="extension", reference="受理 1"),
        Event(kind="sent", on=date(2026, 9, 3), lender=A, letter="a-letter-of-another-day"),
        Event(kind="agreed", on=date(2026, 9, 14), lender=A, terms=TERMS, reference="协议 2", note="口头说过的"),
        Event(kind="paid", on=date(2026, 10, 20), lender=A, amount=123_000),
        Event(kind="missed", on=date(2026, 11, 20), lender=A, amount=123_000, note="孩子住院"),
        Event(kind="changed", on=date(2026, 11, 21), lender=A, note="又少了一份工"),
        Event(kind="court", on=date(2026, 11, 22), lender=B, paper="summons", who="某区法院", reference="（2026）某民初 1 号"),
        Event(kind="assigned", on=date(2026, 11, 22), lender=B, who="丙公司"),
        Event(kind="settled", lender=B, amount=1),
    ),
    settings=Settings(as_of=date(2026, 11, 23), asked_legal_aid=True),
)  # fmt: skip


def saved(case: Case) -> bytes:
    return dumps(case).encode()


def opened(visit: Callable[[], Visit], case: Case) -> Visit:
    return visit().go("calculator").open_file(saved(case))


def changed(name: str, **fields: Any) -> Case:
    """An example case with other records."""
    return examples()[name].model_copy(update=fields)


def has(person: Visit, key: str) -> bool:
    """Whether a field stands on the page, or on the one that asks it."""
    with contextlib.suppress(StopIteration):
        person.find(key)
    return any(getattr(node, "key", None) == key for node in person.at.main)


def test_every_field_of_the_record_survives_opening_every_page_and_saving(
    visit: Callable[[], Visit], downloads: Mapping[str, Callable[[], bytes]]
) -> None:
    person = opened(visit, ROAD)
    assert person.case == ROAD
    for name in STOPS:
        person.go(name)
    assert person.case == ROAD
    person.go("calculator")
    assert loads(downloads["download.case"]().decode()) == ROAD


def test_what_is_typed_on_the_pages_becomes_the_case(visit: Callable[[], Visit]) -> None:
    person = visit().example("illness")
    person.type(
        loans__0__borrowed_on=date(2026, 1, 5),
        loans__0__original_amount=30_000.0,
        loans__0__last_paid=date(2026, 10, 5),
        loans__0__last_asked=date(2026, 10, 6),
        person__id_last4="123x",
        person__account="138******00",
        hardship__papers=["income", "medical"],
    ).type(hardship__enclosed=["medical"])
    loan, case = person.case.loans[0], person.case
    assert (loan.borrowed_on, loan.original_amount) == (date(2026, 1, 5), 3_000_000)
    assert (loan.last_paid, loan.last_asked) == (date(2026, 10, 5), date(2026, 10, 6))
    assert (case.person.id_last4, case.person.account, case.hardship.enclosed) == (
        "123x",
        "138******00",
        ("medical",),
    )
    # What she no longer has is not enclosed.
    assert person.type(hardship__papers=["income"]).case.hardship.enclosed == ()
    # A whole number is not kept, and the field says why.
    person.type(person__id_last4="110101199001011234")
    assert person.complaint("person.id_last4")
    assert person.case.person.id_last4 == ""


def test_what_is_new_is_asked_only_once_something_was_sent_or_refused(visit: Callable[[], Visit]) -> None:
    person = visit().example("illness")
    assert not has(person, "hardship.changed")
    for more in ({"events": (Event(kind="sent", letter="request"),)}, {"log": (LogEntry(result="refused"),)}):
        assert has(opened(visit, changed("illness", **more)), "hardship.changed")
    person = visit().example("refused_twice").type(hardship__changed="换了更近的工作")
    assert person.case.hardship.changed == "换了更近的工作"


def test_a_contact_says_what_came_of_it_and_only_then_why(visit: Callable[[], Visit]) -> None:
    person = visit().example("illness").go("record").press("add.log").type(log__0__channel="phone_in")
    results = person.at.get_by_key("log.0.result")
    assert isinstance(results, Selectbox)
    assert list(results.options) == list(RESULTS.values())
    assert not has(person, "log.0.reasons")
    person.type(log__0__result="refused").type(log__0__reasons=["too_long", "no_policy"])
    person.type(log__0__breaches=["threat", "disclosed"])
    assert isinstance(reasons := person.at.get_by_key("log.0.reasons"), Multiselect)
    assert list(reasons.options) == list(REFUSALS.values())
    (entry,) = person.case.log
    assert (entry.result, entry.reasons, entry.breaches) == (
        "refused",
        ("too_long", "no_policy"),
        ("threat", "disclosed"),
    )
    assert all(sum(BREACHES[breach] in text for text in person.markdown()) == 1 for breach in entry.breaches)
    # What she marked stays in sight, whatever the channel is corrected to.
    person.type(log__0__channel="app")
    assert isinstance(marks := person.at.get_by_key("log.0.breaches"), Multiselect)
    assert list(marks.options) == list(BREACHES.values())
    person.type(log__0__breaches=[])
    assert not has(person.go("record"), "log.0.breaches")


def test_breaches_are_asked_of_contacts_that_came_to_her(visit: Callable[[], Visit]) -> None:
    person = visit().example("illness").go("record").press("add.log")
    for channel, shown in {
        "phone_in": True,
        "sms": True,
        "visit": True,
        "app": False,
        "phone_out": False,
    }.items():
        assert has(person.type(log__0__channel=channel), "log.0.breaches") == shown, channel


ASKED: dict[EventKind, set[str]] = {
    "sent": {"letter", "reference"},
    "agreed": {"reference", "note"},
    "paid": {"amount"},
    "missed": {"amount", "note"},
    "changed": {"note"},
    "court": {"paper", "who", "reference"},
    "assigned": {"who", "note"},
    "settled": {"amount"},
}


def test_an_event_asks_only_what_its_kind_needs(visit: Callable[[], Visit]) -> None:
    person = visit().example("illness").go("record").press("add.events")
    assert not person.case.events
    person.type(events__0__on=date(2026, 11, 1))
    assert set(ASKED) == set(EVENT_KINDS)
    for kind, wanted in ASKED.items():
        person.type(events__0__kind=kind)
        fields = ("letter", "plan", "terms", "amount", "paper", "who", "reference", "note")
        assert {name for name in fields if has(person, f"events.0.{name}")} == wanted, kind
        (event,) = person.case.events
        assert (event.kind, event.on, event.lender) == (
            kind,
            date(2026, 11, 1),
            person.case.loans[0].lender,
        )
    assert person.press("drop.events.0").case.events == ()


def test_events_stand_by_their_day_and_each_can_be_corrected_and_deleted(visit: Callable[[], Visit]) -> None:
    days = [date(2026, 11, 5), None, date(2026, 11, 20), date(2026, 11, 5)]
    events = tuple(Event(kind="paid", on=day, amount=100 + place) for place, day in enumerate(days))
    person = opened(visit, changed("illness", events=events)).go("record")

    def order() -> list[int]:
        keys = [str(getattr(node, "key", "")) for node in person.at.main]
        return [int(key.split(".")[1]) for key in keys if key.startswith("events.") and key.endswith(".kind")]

    # The latest first, like the contacts; undated ones before all, for they still lack something.
    assert order() == [1, 2, 3, 0]
    assert [box.label.split("　")[0] for box in person.at.expander if "还了一笔" in box.label] == [
        "哪天没填", "2026年11月20日", "2026年11月5日", "2026年11月5日",
    ]  # fmt: skip
    # The case keeps the order they were typed in: among undated ones it counts.
    assert person.case.events == events
    person.type(events__0__on=date(2026, 11, 22)).type(events__0__kind="missed")
    assert order() == [1, 0, 2, 3]
    first = person.case.events[0]
    assert (first.on, first.kind) == (date(2026, 11, 22), "missed")
    person.press("drop.events.2")
    assert [event.amount for event in person.case.events] == [100, 101, 103]


def test_the_lender_of_an_event_is_asked_where_there_are_several(visit: Callable[[], Visit]) -> None:
    person = visit().example("several_lenders").go("record").press("add.events").type(events__0__kind="paid")
    assert person.case.events[0].lender == ""
    names = lenders(person.case)
    person.type(events__0__lender=names[1], events__0__amount=12.5)
    (event,) = person.case.events
    assert (event.lender, event.amount) == (names[1], 1_250)
    assert not has(visit().example("illness").go("record").press("add.events"), "events.0.lender")


def test_the_terms_of_the_agreement_are_the_answer_that_was_checked(visit: Callable[[], Visit]) -> None:
    case = changed("missed_one", events=())
    person = opened(visit, case).go("record").press("add.events").type(events__0__kind="agreed")
    assert person.case.events[0].terms is None
    person.type(events__0__ticked=True)
    assert person.case.events[0].terms == case.offers[0]
    assert person.go("keep").go("record").value("events.0.ticked")
    assert person.case.events[0].terms == case.offers[0]
    person.type(events__0__ticked=False)
    assert person.case.events[0].terms is None


def test_the_terms_are_those_of_the_same_lender(visit: Callable[[], Visit]) -> None:
    names = lenders(examples()["several_lenders"])
    offers = tuple(
        TERMS.model_copy(update={"lender": name, "amount": 10_000 + place})
        for place, name in enumerate(names[:2])
    )
    person = opened(visit, changed("several_lenders", offers=offers)).go("record").press("add.events")
    person.type(events__0__kind="agreed").type(events__0__lender=names[0]).type(events__0__ticked=True)
    assert person.case.events[0].terms == offers[0]
    # A lender who has answered nothing has no terms to take.
    person.press("add.events").type(events__1__kind="agreed").type(events__1__lender=names[2])
    assert not has(person, "events.1.ticked")


# Where she stands, and the one next step.

REQUEST = Event(kind="sent", on=date(2026, 11, 20), letter="request")
AGREED = Event(kind="agreed", on=date(2026, 11, 1), terms=TERMS.model_copy(update={"lender": ""}))
COURSES: list[tuple[Stage, tuple[Event, ...], tuple[LogEntry, ...], tuple[Offer, ...], str]] = [
    ("nothing_sent", (), (), (), "letters"),
    ("waiting", (REQUEST,), (), (), "guide"),
    ("waiting", (REQUEST.model_copy(update={"on": date(2026, 11, 1)}),), (LogEntry(on=date(2026, 11, 2), note="催问过"),), (), "letters"),
    ("refused", (), (LogEntry(on=date(2026, 11, 2), note="不同意", result="refused"),), (), "letters"),
    ("offered", (), (LogEntry(on=date(2026, 11, 2), note="先还一半", result="offered"),), (), "offer"),
    ("agreed", (AGREED,), (), (), "keep"),
    ("behind", (AGREED, Event(kind="missed", on=date(2026, 11, 20))), (), (), "keep"),
    ("court", (Event(kind="court", on=date(2026, 11, 20), paper="payment_order"),), (), (), "court"),
    ("settled", (Event(kind="settled", on=date(2026, 11, 20)),), (), (), "keep"),
]  # fmt: skip


def commissioned(case: Case) -> Commission:
    assert case.settings.as_of is not None
    advice = advise(case, case.settings.as_of)
    assert isinstance(advice, Advice)
    return Commission(case, case.settings.as_of, lenders(case)[0], (0,), advice)


@pytest.mark.parametrize(
    ("stage", "events", "log", "offers", "page"), COURSES, ids=[f"{one[0]}-{one[4]}" for one in COURSES]
)
def test_each_stage_has_its_line_and_one_next_step(
    visit: Callable[[], Visit], stage: Stage, events: tuple[Event, ...], log: tuple[LogEntry, ...], offers: tuple[Offer, ...], page: str
) -> None:  # fmt: skip
    case = changed("refused_twice", events=events, log=log, offers=offers)
    made = commissioned(case)
    assert made.standing.stage == stage
    # Letters that are due may come to be written; the step leads to them then.
    assert letter_desk.next_step(made).page in {page, "letters"} - (
        {"letters"} if page in {"guide", "offer", "court"} else set()
    )
    person = opened(visit, case)
    for name in ("record", "keep"):
        person.go(name)
        (line,) = (text for text in person.markdown() if ":material/flag:" in text)
        assert letter_desk.STAGE_WORDS[stage] in line or stage == "court"
        if made.standing.since:
            assert chinese_date(made.standing.since) in line
        steps = [
            link
            for link in person.at.get("page_link")
            if link.proto.label == letter_desk.next_step(made).label
        ]
        assert len(steps) == 1


def test_each_lender_has_its_own_line(visit: Callable[[], Visit]) -> None:
    names = lenders(examples()["several_lenders"])
    events = (REQUEST.model_copy(update={"lender": names[0]}), AGREED.model_copy(update={"lender": names[1]}))
    person = opened(visit, changed("several_lenders", events=events)).go("record")
    lines = [text for text in person.markdown() if ":material/flag:" in text]
    assert len(lines) == len(names) == 3
    for name, line, stage in zip(names, lines, ("waiting", "agreed", "nothing_sent"), strict=True):
        assert harmless(name) in line
        assert letter_desk.STAGE_WORDS[stage] in line


def test_a_letter_about_the_missed_instalment_is_not_due_twice() -> None:
    missed = Event(kind="missed", on=date(2026, 11, 10))
    told = Event(kind="sent", on=date(2026, 11, 12), letter="missed")
    again = Event(kind="missed", on=date(2026, 11, 20))
    steps = [
        letter_desk.next_step(commissioned(changed("refused_twice", log=(), events=events))).label
        for events in ((AGREED, missed), (AGREED, missed, told), (AGREED, missed, told, again))
    ]
    assert steps[0] != steps[1] != steps[2]
    assert steps[0] == steps[2]


def test_a_letter_noted_as_sent_moves_her_on_with_its_plan(visit: Callable[[], Visit]) -> None:
    person = visit().example("refused_twice").go("letters")
    before = standing(person.case, lenders(person.case)[0], person.case.settings.as_of or date.max)
    assert before.stage == "refused"
    person.press("sent.again")
    event = person.case.events[-1]
    assert (event.kind, event.letter) == ("sent", "again")
    assert event.plan == person.worked.option(person.case.proposal.kind).kind
    assert "waiting" in {standing(person.case, lenders(person.case)[0], date(2100, 1, 1)).stage}
    assert any(letter_desk.STAGE_WORDS["waiting"] in text for text in person.go("record").markdown())


def test_hostile_text_is_shown_as_it_was_typed(visit: Callable[[], Visit]) -> None:
    bad = "<script>alert(1)</script> [点我](https://x.invalid) $x$ :red[急] **粗**"
    case = changed("several_lenders")
    loans = tuple(
        loan.model_copy(update={"lender": f"{bad} {place}"}) for place, loan in enumerate(case.loans)
    )
    events = tuple(
        Event(
            kind=kind,
            lender=loans[0].lender,
            who=bad,
            reference=bad,
            note=bad,
            letter=bad,
            terms=TERMS if kind == "agreed" else None,
        )
        for kind in ASKED
    )
    log = (
        LogEntry(
            lender=loans[0].lender, who=bad, note=bad, evidence=bad, channel="phone_in", result="refused"
        ),
    )
    person = opened(visit, case.model_copy(update={"loans": loans, "events": events, "log": log}))
    for name in ("record", "keep", "letters"):
        for text in person.go(name).markdown():
            assert bad not in text or harmless(bad) in text, text
        assert not any("<script>alert" in drawn for drawn in person.html())
    assert person.case.events == events


# What to pay until there is an answer, and what was agreed.


def test_while_nothing_is_agreed_the_old_day_and_what_to_pay_are_said_first(
    visit: Callable[[], Visit],
) -> None:
    case = examples()["refused_twice"]
    made = commissioned(case)
    until = meanwhile(made.advice, made.option, (0,), case.budget.payday)
    assert until.on is not None
    assert 0 < until.pays < until.due
    person = opened(visit, case)
    for name in ("keep", "record", "letters"):
        said = person.go(name).said
        for figure in (
            chinese_date(until.on),
            yuan(until.due),
            yuan(until.pays),
            yuan(until.due - until.pays),
        ):
            assert figure in said, (name, figure)
        for rule in letter_desk.MEANWHILE_RULES:
            assert any(f'id="src-{rule}"' in drawn for drawn in person.html()), (name, rule)
    headers = [header.value for header in person.go("keep").at.header]
    assert headers.index("还没有谈成的") < headers.index("还一期，记一期")


def test_every_example_is_told_what_it_can_pay_and_never_more() -> None:
    for name, case in examples().items():
        assert case.settings.as_of is not None
        advice = advise(case, case.settings.as_of)
        assert isinstance(advice, Advice)
        for lender in lenders(case):
            places = tuple(index for index, loan in enumerate(case.loans) if loan.lender.strip() == lender)
            made = Commission(case, advice.as_of, lender, places, advice)
            until = meanwhile(advice, made.option, places, case.budget.payday)
            said = "".join(letter_desk._until_answered(made))
            assert (yuan(until.pays) in said) == bool(until.pays), name
            assert until.in_full == ("照原样还" in said), name


def test_an_agreement_lists_its_own_instalments_and_notes_what_was_paid(visit: Callable[[], Visit]) -> None:
    person = opened(visit, examples()["missed_one"]).go("keep")
    (table,) = (drawn for drawn in person.html() if "<tbody>" in drawn)
    days = [date(2026 + (month + 9) // 12, (month + 9) % 12 + 1, 20) for month in range(12)]
    assert table.count("<tr>") == 14
    assert all(chinese_date(day) in table for day in days)
    assert not any(box.key.startswith("keep.") for box in person.at.checkbox if box.key)
    # The missed one is paid: noted in the case, and made good.
    person.press("paid.0")
    paid = person.case.events[-1]
    assert (paid.kind, paid.amount, paid.lender) == ("paid", 123_000, lenders(person.case)[0])
    assert standing(person.case, paid.lender, date(2026, 11, 23)).stage == "agreed"
    assert "还差" in table
    (after,) = (drawn for drawn in person.go("keep").html() if "<tbody>" in drawn)
    assert "还差" not in after
    # A second tap on the same place finds no button: the next instalment is not due yet.
    assert not any(button.key == "paid.0" for button in person.at.button)
    person.at.session_state["kept.as_of"] = date(2026, 12, 20)
    assert any(button.key == "paid.0" for button in person.go("keep").at.button)


def test_a_part_of_an_instalment_is_noted_with_its_amount_and_too_much_is_said(
    visit: Callable[[], Visit],
) -> None:
    person = opened(visit, examples()["missed_one"]).go("keep")
    before = person.case.events
    person.enter({"keep.part.0": 500.0}).press("part.0")
    (paid,) = person.case.events[len(before) :]
    assert (paid.kind, paid.amount, paid.on) == ("paid", 50_000, date(2026, 11, 23))
    assert person.value("keep.part.0") in (None, "")
    (table,) = (drawn for drawn in person.html() if "<tbody>" in drawn)
    assert f"还差 {yuan(73_000)}" in table
    # More than is left of it all is not noted by a slip of the finger.
    person.enter({"keep.part.0": 50_000.0})
    assert yuan(11 * 123_000 - 50_000) in person.complaint("keep.part.0").replace("\\", "")
    assert len(person.press("part.0").case.events) == len(before) + 1


def test_an_instalment_that_was_missed_is_noted_as_such_once(visit: Callable[[], Visit]) -> None:
    events = tuple(event for event in examples()["missed_one"].events if event.kind != "missed")
    person = opened(visit, changed("missed_one", events=events)).go("keep").press("missed.0")
    missed = person.case.events[-1]
    assert (missed.kind, missed.on, missed.amount) == ("missed", date(2026, 11, 20), 123_000)
    assert standing(person.case, missed.lender, date(2026, 11, 23)).stage == "behind"
    assert not any(button.key == "missed.0" for button in person.at.button)


def test_when_all_of_it_is_paid_the_last_step_is_one_tap(visit: Callable[[], Visit]) -> None:
    case = examples()["missed_one"]
    rest = Event(kind="paid", on=date(2026, 11, 23), lender=case.loans[0].lender, amount=11 * 123_000)
    person = opened(visit, changed("missed_one", events=(*case.events, rest))).go("keep").press("settled.0")
    assert person.case.events[-1].kind == "settled"
    assert standing(person.case, rest.lender, date(2026, 11, 23)).stage == "settled"
    assert any(link.proto.label == "写信要结清证明" for link in person.at.get("page_link"))


def test_the_spreadsheet_of_the_page_is_that_of_the_case(
    visit: Callable[[], Visit], downloads: Mapping[str, Callable[[], bytes]]
) -> None:
    case = examples()["missed_one"]
    assert "download.xlsx" in opened(visit, case).go("keep").offered
    assert case.settings.as_of is not None
    worked = advise(case, case.settings.as_of)
    assert isinstance(worked, Advice)
    names = {kind: sort.label for kind, sort in LETTERS.items()}
    tables = spreadsheet_sheets(case, case.settings.as_of, worked, names)
    assert downloads["download.xlsx"]() == render_spreadsheet(tables, case.settings.as_of)
    # Nothing to put into it: no file, and a sentence instead.
    person = visit().go("keep")
    assert "download.xlsx" not in person.offered


def test_an_agreement_without_terms_asks_for_them_and_shows_no_plan_as_agreed(
    visit: Callable[[], Visit],
) -> None:
    events = (Event(kind="agreed", on=date(2026, 9, 14)),)
    person = opened(visit, changed("missed_one", events=events)).go("keep")
    assert not any("<tbody>" in drawn for drawn in person.html())
    assert not person.at.checkbox
    assert "白费" not in person.said


# The three years.

STOPPED = changed("refused_twice", loans=(examples()["refused_twice"].loans[0].model_copy(
    update={"overdue_principal": 100_000, "overdue_since": date(2020, 1, 1)}),))  # fmt: skip


def promising(person: Visit) -> bool:
    """A letter that says she will pay is on the page."""
    return any("我愿意还款" in drawn for drawn in person.go("letters").html())


@pytest.mark.parametrize("page", ["letters", "calculator"])
def test_a_promise_is_held_back_until_she_has_asked_and_the_number_can_be_tapped(
    visit: Callable[[], Visit], page: str
) -> None:
    person = opened(visit, STOPPED).go(page)
    assert not promising(person)
    assert any('href="tel:12348"' in drawn for drawn in person.html())
    assert sum("12348" in text and "三年" in text for text in person.markdown()) == 1
    person.type(settings__asked_legal_aid=True)
    assert person.case.settings.asked_legal_aid
    assert promising(person)
    # The box stays, so that she can take it back, and is kept in the file.
    assert person.go("home").go(page).value("settings.asked_legal_aid")
    person.type(settings__asked_legal_aid=False)
    assert not promising(person)


def test_the_days_of_the_last_payment_and_demand_lift_it_too(visit: Callable[[], Visit]) -> None:
    person = opened(visit, STOPPED).go("calculator")
    assert not promising(person)
    person.type(loans__0__last_paid=date(2025, 6, 1))
    assert promising(person)
    assert not has(person, "settings.asked_legal_aid")


def test_the_next_step_leads_to_the_question_first() -> None:
    assert letter_desk.next_step(commissioned(STOPPED)).section == "limitation"
    asked = STOPPED.model_copy(
        update={"settings": STOPPED.settings.model_copy(update={"asked_legal_aid": True})}
    )
    assert letter_desk.next_step(commissioned(asked)).section == ""


def test_collecting_from_others_may_break_rules_and_is_not_called_unlawful(
    visit: Callable[[], Visit],
) -> None:
    person = visit().example("refused_twice").go("record")
    assert "可能违反" in person.said
    for rule in ("consumer-finance-measures", "personal-information-law", "civil-code-1032"):
        assert any(f'id="src-{rule}"' in drawn for drawn in person.html()), rule
        assert f"#src-{rule}" in person.said
    assert "违法" not in person.said


def test_a_call_counts_as_we_read_the_word(visit: Callable[[], Visit]) -> None:
    person = visit().example("refused_twice").go("record").press("add.log").type(log__2__channel="phone_in")
    assert any("接通并说上话" in text for text in person.markdown())


def test_as_many_events_as_a_file_holds_and_no_more(visit: Callable[[], Visit]) -> None:
    start = date(2026, 1, 1)
    events = tuple(Event(kind="paid", on=start + timedelta(number), amount=1) for number in range(500))
    person = opened(visit, changed("illness", events=events)).go("keep")
    assert person.case.events == events
