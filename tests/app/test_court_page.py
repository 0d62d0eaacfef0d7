"""The court page: which paper came and when, its last day, and nothing in the case that she did not say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta

import pytest
from icalendar import Calendar

from jiebei import content
from jiebei.case.labels import COURT_PAPERS
from jiebei.case.records import Case, CourtPaper, Event
from jiebei.content import prose
from jiebei.counting.due_dates import chinese_date, today_in_china
from jiebei.keep.court_days import COUNTED
from jiebei.plan.meanwhile import meanwhile
from jiebei.rules import load_rules
from jiebei.web import form
from tests.app.visiting import Visit

TODAY = today_in_china()
RULES = load_rules()


def deadlines(person: Visit) -> list[str]:
    """The last days that stand large on the page."""
    return re.findall(
        r'<div class="jb-deadline">.*?<b>(.*?)</b>', "".join(person.html()).replace("<wbr>", "")
    )


def received(person: Visit, paper: CourtPaper) -> Visit:
    """Says on the court page that this paper came."""
    return person.enter({"court.new": paper})


@pytest.fixture
def court(visit: Callable[[], Visit]) -> Visit:
    return visit().go("court")


def test_looking_at_the_page_puts_nothing_into_the_case(court: Visit) -> None:
    assert court.case == Case()
    assert deadlines(court) == []
    for number in ("12368", "12348", "96110"):
        assert any(f'href="tel:{number}"' in drawn for drawn in court.html())


@pytest.mark.parametrize("paper", sorted(COUNTED))
def test_the_day_it_came_gives_the_last_day(court: Visit, paper: CourtPaper) -> None:
    came = TODAY - timedelta(3)
    received(court, paper)
    assert court.case.events == (Event(kind="court", paper=paper),)
    assert deadlines(court) == []
    court.enter({"events.0.on": came})
    last = came + timedelta(RULES.integer(COUNTED[paper], came))
    assert deadlines(court) == [chinese_date(last)]
    assert any(f"还有 {(last - TODAY).days} 天" in drawn for drawn in court.html())
    court.go("home").go("court")
    assert court.case.events == (Event(kind="court", paper=paper, on=came),)
    assert deadlines(court) == [chinese_date(last)]


def test_a_day_in_the_future_is_asked_about_and_gives_no_day(court: Visit) -> None:
    received(court, "payment_order").enter({"events.0.on": TODAY + timedelta(1)})
    assert court.complaint("events.0.on")
    assert deadlines(court) == []
    assert not court.at.link_button
    court.enter({"events.0.on": TODAY})
    assert not court.complaint("events.0.on")
    assert len(deadlines(court)) == 1


def test_a_day_of_which_no_rule_is_known_is_asked_about(court: Visit) -> None:
    received(court, "complaint").enter({"events.0.on": date(2001, 1, 1)})
    assert court.complaint("events.0.on")
    assert deadlines(court) == []


def test_a_last_day_that_has_passed_is_said_and_not_put_into_the_calendar(court: Visit) -> None:
    received(court, "complaint").enter({"events.0.on": TODAY - timedelta(40)})
    assert len(deadlines(court)) == 1
    assert any("已经过了" in drawn for drawn in court.html())
    assert any("12368" in text and "12348" in text for text in court.markdown())
    assert not court.at.link_button


def test_a_summons_asks_for_the_day_it_names(court: Visit) -> None:
    received(court, "summons").enter({"events.0.on": TODAY - timedelta(2)})
    assert deadlines(court) == []
    hearing = TODAY + timedelta(20)
    court.enter({"events.0.until": hearing})
    assert deadlines(court) == [chinese_date(hearing)]
    court.enter({"events.0.until": TODAY - timedelta(3)})
    assert court.complaint("events.0.until")
    assert deadlines(court) == []


def test_a_judgment_without_appeal_has_no_last_day(court: Visit) -> None:
    received(court, "judgment").enter({"events.0.on": TODAY})
    assert len(deadlines(court)) == 1
    assert court.enter({"events.0.appealable": False}).case.events[0].appealable is False
    assert deadlines(court) == []


def test_papers_can_be_added_changed_and_removed_and_other_events_stay(visit: Callable[[], Visit]) -> None:
    person = visit().example("refused_twice")
    before = person.case
    person.go("court")
    assert person.case == before
    count = len(before.events)
    received(person, "complaint").press("court.another")
    received(person, "mediation")
    first, second = form.read(person.state).case.events[count:]
    # One lender: the paper is about that one.
    assert {first.lender, second.lender} == {before.loans[0].lender}
    rows = person.state["rows.events"]
    person.enter({f"events.{rows[-1]}.paper": "arbitration"})
    assert person.case.events[-1].paper == "arbitration"
    person.press(f"drop.events.{rows[-2]}").press(f"drop.events.{rows[-1]}")
    assert person.case == before


def test_the_calendar_holds_the_last_day_with_and_without_a_plan(
    visit: Callable[[], Visit], downloads: Mapping[str, Callable[[], bytes]]
) -> None:
    last = TODAY + timedelta(RULES.integer("payment-order-days", TODAY))

    def days() -> list[date]:
        events = Calendar.from_ical(downloads["download.ics"]()).walk("VEVENT")
        return [event.decoded("dtstart") for event in events]

    without = received(visit().go("court"), "payment_order").enter({"events.0.on": TODAY})
    assert days() == [last]
    without.go("keep")
    assert days() == [last]
    planned = visit().example("illness").go("court")
    received(planned, "payment_order").enter({"events.0.on": TODAY})
    payments = [row.date for row in planned.worked.option().instalments if row.payment]
    # As long as nothing is agreed, the old due date stands beside the plan.
    until = meanwhile(planned.worked, planned.worked.option(), (0,))
    assert days() == [last, until.on, *payments]
    planned.go("keep")
    assert days() == [last, until.on, *payments]


def test_the_reminders_page_says_so_where_there_is_no_day(visit: Callable[[], Visit]) -> None:
    person = visit().go("keep")
    assert not person.at.link_button
    assert any("日历" in text and "没有" in text for text in person.markdown())


def test_every_paper_is_explained_whichever_came(court: Visit) -> None:
    def explained() -> list[str]:
        return [heading.anchor for heading in court.at.subheader if heading.anchor in sections]

    sections = [paper.replace("_", "-") for paper in COURT_PAPERS]
    assert explained() == sections
    received(court, "enforcement")
    assert sorted(explained()) == sorted(sections)
    assert explained()[0] == "enforcement"


@pytest.mark.parametrize("paper", COURT_PAPERS)
def test_each_is_explained_in_a_few_short_lines_with_the_rules_own_number(paper: CourtPaper) -> None:
    text = content.page("court").section(paper.replace("_", "-")).markdown
    assert 3 <= len(text.splitlines()) <= 6
    assert max(map(len, prose.sentences(prose.clean(text)))) <= 30
    said = {int(number) for number in re.findall(r"(\d+) 天", text)}
    assert said == ({RULES.integer(COUNTED[paper], TODAY)} if paper in COUNTED else set())


def test_the_years_to_enforce_and_of_limitation_are_the_rules_own() -> None:
    judgment = content.page("court").section("judgment").markdown
    assert re.findall(r"(\d+) 年", judgment) == [str(RULES.integer("enforcement-years", TODAY))]
    assert RULES.integer("civil-code-188", TODAY) == 3
    assert "三年" in content.page("court").section("limitation").markdown


def test_what_only_a_court_can_do_and_where_else_bankruptcy_exists_is_cited() -> None:
    cited = {section.id: section.markdown for section in content.page("court").sections}
    assert "{cite: court-measures-only}" in cited["enforcement"]
    assert {"{cite: shenzhen-bankruptcy}", "{cite: xiamen-bankruptcy}"} <= set(
        re.findall(r"\{cite: [a-z-]+bankruptcy\}", cited["insolvency"])
    )
    assert "{cite: payment-order-objection}" in cited["payment-order"]
