"""The shipped texts: every row of the source article has its place, every citation leads to a rule, nothing forbidden."""

from __future__ import annotations

import re
from datetime import date

import pytest

from jiebei import content
from jiebei.content import prose
from jiebei.counting.due_dates import today_in_china
from jiebei.rules import load_rules

CHECKED = date(2026, 11, 23)

ROWS = {
    "home": {"6"},
    "basics": {"1.1", "1.2"},
    "necessity": {"2.1", "2.2", "2.3"},
    "guide": {"3.1", "3.2", "3.3", "3.4", "3.5"},
    "precautions": {"4.1", "4.2", "4.3", "4.4"},
    "cases": {"5.1", "5.2"},
}


def text_of_row(page: str, row: str) -> str:
    """What stands on the page for one row, from its section or from its entry in the page's list."""
    if page == "guide":
        return next(step.text for step in content.guide_steps() if step.row == row)
    if page == "precautions":
        return next(item.text for item in content.precautions() if item.row == row)
    return next(section.markdown for section in content.page(page).sections if row in section.rows)


def test_the_shipped_files_have_no_fault() -> None:
    assert content.check_content() == []


def test_every_page_is_there_and_checked() -> None:
    assert set(content.load_content().pages) == set(content.PAGES)
    for name in content.PAGES:
        page = content.page(name)
        assert page.sections
        assert page.checked <= today_in_china()


@pytest.mark.parametrize(
    ("page", "row"), [(page, row) for page, rows in ROWS.items() for row in sorted(rows)]
)
def test_every_row_of_the_article_is_on_its_page(page: str, row: str) -> None:
    assert row in content.page(page).rows
    assert len(prose.clean(text_of_row(page, row))) > 40


def test_no_other_rows_are_claimed() -> None:
    assert {name: set(content.page(name).rows) for name in content.PAGES if content.page(name).rows} == ROWS


@pytest.mark.parametrize("name", content.PAGES)
def test_no_mark_is_left_after_rendering(name: str) -> None:
    rules = load_rules()
    for section in content.page(name).sections:
        shown = content.render(section.markdown, rules, CHECKED)
        assert "{" not in shown
        assert "<!--" not in shown
        for rule_id in re.findall(r"\]\(sources#([a-z0-9-]+)\)", shown):
            assert rule_id in rules


def test_what_is_said_about_the_cost_table_changes_with_the_day() -> None:
    rules = load_rules()
    markdown = content.page("basics").section("disclosure").markdown
    before = content.render(markdown, rules, date(2026, 7, 31))
    after = content.render(markdown, rules, date(2026, 8, 2))
    assert before != after
    assert "今天还没有开始" in before
    assert "今天还没有开始" not in after


def test_a_citation_is_a_compact_link() -> None:
    shown = content.render("可以申请展期。{cite: civil-code-678}", load_rules(), CHECKED)
    assert shown == "可以申请展期。[〔民法典678〕](sources#civil-code-678)"


def test_a_citation_of_what_has_no_origin_says_so() -> None:
    for rule in load_rules().printable:
        shown = content.render(f"一句。{{cite: {rule.id}}}", load_rules(), CHECKED)
        named = rule.title or rule.document or rule.source or rule.seen_in
        assert named or "·" in shown, rule.id


def test_lines_of_a_paragraph_stay_lines_and_lists_stay_lists() -> None:
    shown = content.render("一句。\n两句。\n\n- 甲\n- 乙\n\n1. 丙\n2. 丁", load_rules(), CHECKED)
    assert shown == "一句。  \n两句。\n\n- 甲\n- 乙\n\n1. 丙\n2. 丁"


def test_the_repair_window_is_open_only_while_it_was() -> None:
    markdown = content.page("necessity").section("report").markdown
    rules = load_rules()
    assert "已经结束" in content.render(markdown, rules, CHECKED)
    assert "已经结束" not in content.render(markdown, rules, date(2026, 3, 31))


def test_plain_text_has_no_links() -> None:
    assert content.plain_text("先抵费用。{cite: civil-code-561} 再看。") == "先抵费用。 再看。"


def test_an_unknown_section_is_named() -> None:
    with pytest.raises(KeyError, match="basics: 没有 nowhere"):
        content.page("basics").section("nowhere")


def test_the_guide_has_five_steps_that_lead_on() -> None:
    steps = content.guide_steps()
    assert [step.row for step in steps] == ["3.1", "3.2", "3.3", "3.4", "3.5"]
    assert all(step.checklist and step.leads_to.page in content.ROUTES for step in steps)


def test_the_guide_names_official_channels_only() -> None:
    contact = content.guide_steps()[1].text
    assert "95188" in contact
    assert set(re.findall(r"\d{5,}", contact)) == {"95188"}


def test_no_way_through_the_app_is_described_that_nobody_has_walked() -> None:
    for page, place, text in prose.page_texts(content.load_content()):
        assert not re.search("我的客服|转人工", text), f"{page}: {place}"


def test_whoever_despairs_is_sent_to_help_at_once_and_not_left_alone() -> None:
    """The same everywhere: 110 or 120 first, somebody to stay, then the line that listens; never "try again later"."""
    help_page = content.page("help")
    said = {
        "home": content.page("home").section("crisis").markdown,
        "help": help_page.section("intro").markdown,
        "help card": next(need.can for need in content.help_needs() if need.id == "despair"),
        "triage": next(asked.answer for asked in content.triage() if asked.id == "despair"),
        "necessity": content.page("necessity").section("waiting").markdown,
        "family": content.page("family").section("support").markdown,
    }
    for place, text in said.items():
        shown = content.plain_text(text)
        assert max(shown.index("110"), shown.index("120")) < shown.index("12356"), place
        assert re.search("身边|陪", shown), place
    for page, place, text in prose.page_texts(content.load_content()):
        assert not re.search("换个?时间|再打(?:一次|试)|(?:改天|晚点|稍后)再打", text), f"{page}: {place}"
    despair = next(need for need in content.help_needs() if need.id == "despair")
    assert {contact.number for contact in despair.contacts[:2]} == {"110", "120"}


def test_who_reads_that_the_three_years_begin_again_is_told_whom_to_ask_first() -> None:
    texts = list(prose.page_texts(content.load_content()))
    told = {page for page, _, text in texts if re.search("civil-code-195|limitation-interpretation", text)}
    assert told >= {"necessity", "precautions", "guide"}
    for page in told:
        assert "12348" in "".join(text for name, _, text in texts if name == page), page
    for page, place, text in texts:
        assert page == "court" or "书面答应" not in text, f"{page}: {place}"
    before = content.page("necessity").section("before").markdown
    for rule in ("civil-code-192", "civil-code-195", "limitation-interpretation"):
        assert f"{{cite: {rule}}}" in before


def test_while_she_waits_the_old_due_date_runs_on_and_she_is_told_what_a_part_payment_does() -> None:
    section = content.page("guide").section("waiting-for-answer").markdown
    for rule in ("civil-code-543", "civil-code-561", "limitation-interpretation"):
        assert f"{{cite: {rule}}}" in section
    for page, place in (("precautions", "while-waiting"), ("necessity", "today")):
        assert "还款日照旧" in content.page(page).section(place).markdown


@pytest.mark.parametrize(
    ("page", "place"), [("family", "rules"), ("precautions", "collection"), ("help", "regulator")]
)
def test_collecting_from_people_who_owe_nothing_is_more_than_a_departure_from_a_standard(
    page: str, place: str
) -> None:
    text = "".join(
        text for name, at, text in prose.page_texts(content.load_content()) if (name, at) == (page, place)
    )
    assert "可能违反" in text
    assert "{cite: consumer-finance-measures}" in text


def test_money_to_live_on_is_looked_for_where_nobody_has_claimed_it() -> None:
    living = next(need for need in content.help_needs() if need.id == "living")
    for rule in ("unemployment-benefit", "minimum-living", "temporary-relief", "medical-assistance"):
        assert f"{{cite: {rule}}}" in living.can
    assert {contact.number for contact in living.contacts} == {"12333", "12345", "12393"}


def test_honesty_the_row_left_empty_is_written() -> None:
    honest = next(item for item in content.precautions() if item.row == "4.2")
    assert honest.title == "诚实守信"
    assert any("假" in item for item in honest.dont)
    assert "时效" in honest.text


def test_help_numbers_are_those_of_the_rules() -> None:
    rules = load_rules()
    needs = content.help_needs()
    numbers = {contact.number for need in needs for contact in need.contacts}
    assert numbers >= {"110", "120", "12356", "96110", "95188", "12378", "12363", "12348", "12368"}
    asked = [contact for support in content.supports() for contact in support.contacts]
    for contact in [*asked, *(contact for need in needs for contact in need.contacts)]:
        assert rules.phone(contact.cite, CHECKED) == contact.number


def test_nobody_is_told_what_she_would_get() -> None:
    """Amounts and conditions differ by place: of money to ask for only the number to ring is printed."""
    supports = content.supports()
    assert {support.id for support in supports} >= {
        "unemployment-benefit", "minimum-living", "temporary-relief", "medical-assistance",
    }  # fmt: skip
    for support in supports:
        said = "".join((support.title, support.who, support.where))
        assert set(re.findall(r"\d+", said)) <= {contact.number for contact in support.contacts}, support.id


def test_help_puts_people_before_money() -> None:
    urgent = [need.urgent for need in content.help_needs()]
    assert urgent == sorted(urgent, reverse=True)
    ids = {need.id for need in content.help_needs()}
    assert ids >= {
        "danger",
        "despair",
        "fraud",
        "lender",
        "regulator",
        "credit-data",
        "legal-aid",
        "mediation",
        "court",
        "assigned",
        "living",
    }


def test_triage_asks_six_questions_safety_first() -> None:
    questions = content.triage()
    assert len(questions) == 6
    assert questions[0].id == "despair"
    assert "12356" in questions[0].answer
    urgent = [question.urgent for question in questions]
    assert urgent == sorted(urgent, reverse=True)


def test_a_reader_in_distress_meets_help_before_anything_to_calculate() -> None:
    ids = [section.id for section in content.page("home").sections]
    assert ids.index("crisis") == 1
    assert "12356" in content.page("home").section("crisis").markdown
    assert "12356" in content.page("necessity").section("waiting").markdown


def test_cases_are_called_examples() -> None:
    assert "示例" in content.page("cases").section("intro").markdown


def test_terms_are_found_once_and_longest_first() -> None:
    terms = content.glossary()
    found = content.find_terms("诉前调解里谈展期，调解成了再看罚息，罚息要写明。", terms)
    assert [term.term for term in found] == ["诉前调解", "展期", "调解", "罚息"]
    assert content.find_terms("今天天气很好。", terms) == ()
    words = [word for term in terms for word in (term.term, *term.aliases)]
    assert len(words) == len(set(words))


NOT_ON_A_PAGE = {
    "civil-code-680", "civil-code-545", "civil-code-546", "civil-code-548", "civil-code-1032",
    "personal-information-law",
}  # fmt: skip
"""Rules that letters rest on, and that may stand on no page of text."""


def test_every_rule_about_the_person_is_cited_somewhere() -> None:
    """A rule nobody cites is either missing from a page or belongs to a formula or a correction."""
    rules = load_rules()
    cited = {rule_id for name in content.PAGES for rule_id in content.page(name).sources}
    cited |= {rule_id for correction in rules.corrections for rule_id in correction.rules}
    for rule in rules.printable:
        if (
            rule.status in ("法律", "行政法规", "推荐性标准", "自律", "官方提示", "公共服务")
            and rule.kind is None
        ):
            assert rule.id in cited | NOT_ON_A_PAGE, rule.id
