"""The explanation pages as they are drawn: what must stand on them, what must never, and where their links lead."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from streamlit.testing.v1 import AppTest

from jiebei import content
from jiebei.case.records import Case, Person
from jiebei.content.examples import SAMPLE, as_of_today, examples
from jiebei.content.render import CITE, CONDITION
from jiebei.counting.due_dates import chinese_date
from jiebei.rules import load_rules
from jiebei.rules.listing import value_lines
from jiebei.web import form
from jiebei.web.walk import STOPS
from tests.content import onscreen
from tests.content.test_content_texts import ROWS, text_of_row

CHECKED = date(2026, 11, 23)

# What facts.md keeps out of the app. Quoted speech is left out before looking: a false claim may be named to be corrected.
FORBIDDEN = {
    "a promise": r"百分之?百|100%|包过|(?<![没能不])(?:一定|肯定|保证)(?:能|会)?(?:同意|通过|成功|谈成)",
    "a rate of success": r"(?:大多数|多数|大部分)(?:人|情况)?[^。\n]{0,8}(?:成功|谈成|同意)|成功率",
    "a limit of the loan": r"(?:额度|最高)[^。\n]{0,8}\d+\s*万|30\s*万",
    "a false hotline": r"[48]00[ -]?\d{3}[ -]?\d{4}",
    "a private number": r"(?<!\d)1[3-9]\d{9}(?!\d)",
    "an hour of service": r"24\s*小时|(?:接听|服务|拨打)时间[为是：:]",
    "a menu digit": r"按\s*[\d一二三]\s*号?键",
    "the card rule as a ground": r"(?:根据|依据|按照|援引)[^。\n]{0,12}第?\s*(?:70|七十)\s*条",
    "4 LPR as a ceiling": r"(?:超过|高于)[^。\n]{0,6}(?:4|四)\s*倍[^。\n]{0,10}(?:违法|无效|不用还)",
    "illegality of a rate or a call": r"(?:利率|罚息|电话|催收)[^。\n]{0,12}(?:是|就|属于)违法",
    "an article of the consumer finance measures": r"消费金融公司管理办法》?[^。\n]{0,6}第[一二三四五六七八九十\d]+条",
    "a deadline to answer": r"(?:协商|申请)[^。\n]{0,6}(?:必须|应当)在?\s*\d+\s*[天日]内(?:答复|回复)",
    "another site": r"https?://",
    "a shaming word": r"老赖|赖账|失信人|活该|自作自受",
}  # fmt: skip


@pytest.fixture(scope="module")
def pages() -> dict[str, AppTest]:
    """Every page on the day the texts were checked, with an example loaded, so that the ones that calculate speak too."""
    drawn = {}
    case = as_of_today(examples()["overdue"], CHECKED).model_copy(update={"person": Person()})
    for name in STOPS:
        app = onscreen.opened(CHECKED)
        # Home is another page once there is a case; what it says to somebody new is read here.
        for key, value in form.write(Case() if name == "home" else case).items():
            app.session_state[key] = value
        app.session_state["kept.as_of"] = CHECKED
        drawn[name] = onscreen.go(app, name)
    return drawn


def fragments(markdown: str) -> list[str]:
    """The pieces of a text between its marks, as they must be found on the page."""
    lines = (
        CONDITION.sub("", line).removeprefix("- ").strip()
        for line in markdown.splitlines()
        if not line.startswith("{not-in-force")
    )
    return [piece.strip() for line in lines for piece in re.split(CITE.pattern, line)[::2] if piece.strip()]


@pytest.mark.parametrize(
    ("page", "row"), [(page, row) for page, rows in ROWS.items() for row in sorted(rows)]
)
def test_every_row_of_the_article_stands_on_its_page(pages: dict[str, AppTest], page: str, row: str) -> None:
    shown = onscreen.text(pages[page])
    pieces = fragments(text_of_row(page, row))
    assert pieces
    for piece in pieces:
        assert re.sub(r"^\d+\. ", "", piece) in shown


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_nothing_forbidden_stands_on_any_page(pages: dict[str, AppTest], kind: str) -> None:
    for name, app in pages.items():
        said = re.sub(r"“[^”]*”", "", onscreen.text(app))
        found = re.search(FORBIDDEN[kind], said)
        assert found is None, f"{name}: {said[max(0, found.start() - 30) : found.end() + 30]}"


SENTENCES = [
    ("a promise", "这样一定能同意。"),
    ("a rate of success", "大多数人都能谈成。"),
    ("a limit of the loan", "最高 30 万。"),
    ("a false hotline", "拨 400 888 8888。"),
    ("a private number", "加 13812345678。"),
    ("an hour of service", "24 小时接听。"),
    ("a menu digit", "拨通后按 2 键。"),
    ("the card rule as a ground", "根据信用卡办法第70条，可以分期。"),
    ("4 LPR as a ceiling", "超过 4 倍 LPR 就违法。"),
    ("illegality of a rate or a call", "晚上的电话就违法。"),
    ("an article of the consumer finance measures", "《消费金融公司管理办法》第三十条"),
    ("a deadline to answer", "协商申请必须在 15 天内答复。"),
    ("another site", "看 https://example.com 。"),
    ("a shaming word", "不然就成了老赖。"),
]


@pytest.mark.parametrize(("kind", "sentence"), SENTENCES)
def test_the_watch_for_forbidden_words_sees_them(kind: str, sentence: str) -> None:
    assert re.search(FORBIDDEN[kind], sentence)


def test_every_forbidden_kind_is_itself_tested() -> None:
    assert {kind for kind, _ in SENTENCES} == set(FORBIDDEN)


def test_every_citation_mark_leads_to_its_source_on_the_same_page(pages: dict[str, AppTest]) -> None:
    marks = 0
    for name, app in pages.items():
        here = onscreen.anchors(app)
        for target in re.findall(r"\]\(#([a-z0-9-]+)\)", onscreen.text(app)):
            marks += 1
            assert target in here, f"{name}: {target}"
    assert marks > 100


def test_no_mark_stays_unreplaced(pages: dict[str, AppTest]) -> None:
    for name, app in pages.items():
        assert not re.search(r"\{(?:cite|in-force|not-in-force)|⟦|⟧|<!--", onscreen.text(app)), name


def routes() -> list[tuple[str, str]]:
    found = [step.leads_to for step in content.guide_steps()]
    found += [rule.leads_to for rule in content.precautions()]
    found += [question.route for question in content.triage()]
    found += [need.leads_to for need in content.help_needs() if need.leads_to]
    return sorted({(route.page, route.section) for route in found if route.section})


@pytest.mark.parametrize(("page", "section"), routes())
def test_a_link_to_a_section_finds_it(pages: dict[str, AppTest], page: str, section: str) -> None:
    assert section in onscreen.anchors(pages[page])


def test_the_walk_leads_on_from_every_page_and_never_ends_in_the_middle() -> None:
    for stop in STOPS.values():
        seen = [stop.name]
        while (onward := STOPS[seen[-1]].onward) is not None and onward not in seen:
            assert onward in STOPS
            seen.append(onward)
        if stop.onward is not None:
            assert "calculator" in seen or "home" in seen, stop.name
    order = ["home", "calculator", "details", "plan", "letters", "offer", "record", "keep"]
    assert all(STOPS[here].onward == there for here, there in pairwise(order))


# The day ---------------------------------------------------------------------------------------------------------------


def test_the_day_decides_what_is_said_about_the_cost_table() -> None:
    app = onscreen.go(onscreen.opened(date(2026, 7, 31)), "basics")
    assert "今天还没有开始" in onscreen.text(app)
    app.session_state["kept.as_of"] = date(2026, 8, 2)
    app.run()
    assert "今天还没有开始" not in onscreen.text(app)
    assert "表外不得再收" in onscreen.text(app)


def test_another_day_is_named_on_every_page_until_taken_back() -> None:
    day = date(2026, 7, 31)
    app = onscreen.opened(day)
    for name in STOPS:
        assert chinese_date(day) in onscreen.text(onscreen.go(app, name)), name
        assert app.button(key="back-to-today")
    app.button(key="back-to-today").click().run()
    assert app.session_state["kept.as_of"] is None
    assert "back-to-today" not in {button.key for button in app.button}


def test_the_day_is_set_on_the_sources_page_and_kept_in_the_case() -> None:
    app = onscreen.go(onscreen.opened(), "sources")
    app.date_input(key="kept.as_of").set_value(date(2026, 7, 31)).run()
    onscreen.go(app, "basics")
    assert "今天还没有开始" in onscreen.text(app)
    assert form.read(app.session_state.to_dict()).case.settings.as_of == date(2026, 7, 31)


def test_a_banner_appears_only_after_a_review_date() -> None:
    rules = load_rules()
    first = min(rule.review_by for rule in rules.printable)
    fresh = onscreen.opened(first)
    assert "复核日期" not in onscreen.text(fresh)
    late = first + timedelta(days=1)
    app = onscreen.opened(late)
    for name in STOPS:
        assert f"有 {len(rules.stale(late))} 条依据过了复核日期" in onscreen.text(onscreen.go(app, name)), (
            name
        )
    shown = onscreen.text(onscreen.go(app, "sources"))
    assert "review-due" in onscreen.anchors(app)
    for rule in rules.stale(late):
        assert f"[{rule.label}](#{rule.id})" in shown


# Sources ---------------------------------------------------------------------------------------------------------------


def test_the_sources_page_lists_every_rule_with_every_dated_value(pages: dict[str, AppTest]) -> None:
    shown, here = onscreen.text(pages["sources"]), onscreen.anchors(pages["sources"])
    for rule in load_rules():
        assert (rule.id in here) == rule.printable
        if rule.printable:
            for part in (rule.gives, rule.does_not_give, rule.citation(), rule.status, *value_lines(rule)):
                assert part in shown, f"{rule.id}: {part}"


def test_the_sources_page_says_when_a_value_is_not_known(pages: dict[str, AppTest]) -> None:
    rule = load_rules()["lpr-1y"]
    assert str(rule.value(CHECKED)) in onscreen.text(pages["sources"])


def test_the_sources_page_corrects_what_circulates(pages: dict[str, AppTest]) -> None:
    drawn = onscreen.text(pages["sources"])
    shown = re.sub(r"<[^>]+>", "", drawn)
    bold = "".join(first or second for first, second in re.findall(r"<b>(.*?)</b>|\*\*(.+?)\*\*", drawn))
    for correction in load_rules().corrections:
        assert correction.claim not in bold
        assert shown.index(correction.correction) < shown.index(f"“{correction.claim}”")
        assert f"<b>{correction.correction.split('。')[0]}。</b>" in drawn


def test_no_page_shows_a_day_of_checking_for_what_was_not_checked(pages: dict[str, AppTest]) -> None:
    """Read as they are drawn: each source on each page, by the place its marks lead to, and each mark."""
    rules = load_rules()
    seen: set[str] = set()
    for name, app in pages.items():
        shown = onscreen.text(app)
        for found in re.finditer(
            r'<div class="jb-source" id="(?:src-)?([a-z0-9-]+)">(.*?)</div>', shown, re.DOTALL
        ):
            rule = rules[found[1]]
            seen.add(rule.id)
            assert ("核对于" in found[2]) == (rule.certainty == "V"), f"{name}: {rule.id}"
            assert rule.mark in found[2], f"{name}: {rule.id}"
        for mark, target in re.findall(r"\[(〔[^〕]+〕)\]\(#(?:src-)?([a-z0-9-]+)\)", shown):
            assert mark == rules[target].mark, f"{name}: {target}"
        for target, mark in re.findall(r'<a href="#([a-z0-9-]+)">(〔[^<]+)</a>', shown):
            assert mark == rules[target].mark, f"{name}: {target}"
    assert seen == {rule.id for rule in rules.printable}


def test_a_correction_found_by_a_word_leads_to_what_it_rests_on() -> None:
    app = onscreen.go(onscreen.opened(CHECKED), "sources")
    app.text_input(key="sources.wanted").set_value("洗白").run()
    drawn = onscreen.text(app)
    targets = re.findall(r'<a href="#([a-z0-9-]+)">', drawn)
    assert targets
    assert set(targets) <= onscreen.anchors(app)


def test_a_word_narrows_the_list() -> None:
    app = onscreen.go(onscreen.opened(CHECKED), "sources")
    app.text_input(key="sources.wanted").set_value("12378").run()
    here = onscreen.anchors(app)
    assert "hotline-12378" in here
    assert "civil-code-188" not in here
    app.text_input(key="sources.wanted").set_value("查无此词").run()
    assert "没有找到" in onscreen.text(app)


def test_a_page_to_look_things_up_on_leads_back() -> None:
    app = onscreen.go(onscreen.go(onscreen.opened(), "court"), "sources")
    assert STOPS["court"].title in app.button(key="onward").label


# Home and triage -------------------------------------------------------------------------------------------------------


def test_home_shows_help_before_anything_to_calculate(pages: dict[str, AppTest]) -> None:
    shown = onscreen.text(pages["home"])
    start = shown.index(STOPS["home"].invitation)
    for number in ("12356", "110", "120"):
        assert shown.index(f'href="tel:{number}"') < start
    assert all(shown.index(question.question) < start for question in content.triage())
    assert not pages["home"].number_input


@pytest.mark.parametrize("question", content.triage(), ids=lambda question: question.id)
def test_a_yes_shows_the_answer_and_the_way_and_keeps_nothing(question: content.TriageQuestion) -> None:
    app = onscreen.opened()
    assert question.route.label not in onscreen.text(app)
    app.checkbox(key=f"triage.{question.id}").check().run()
    shown = onscreen.text(app)
    assert question.route.label in shown
    for number in re.findall(r"\d{3,5}", question.answer):
        assert f'<a href="tel:{number}">{number}</a>' in shown
    assert form.read(app.session_state.to_dict()).case == Case()
    onscreen.go(app, "help")
    assert question.route.label not in onscreen.text(onscreen.go(app, "home"))


# Necessity ---------------------------------------------------------------------------------------------------------------


def test_her_own_figures_come_before_any_text(pages: dict[str, AppTest]) -> None:
    shown = onscreen.text(pages["necessity"])
    first_text = fragments(content.page("necessity").section("intro").markdown)[0]
    # The overdue example on the day it was written for: by hand in tests/plan/test_appraisal.py.
    for figure in ("¥27,313.00", "¥10.40", "¥322.40", "2026年12月18日", "还有 25 天", "¥3,420.82"):
        assert shown.index(figure) < shown.index(first_text), figure
    assert "下面是示例的数字" not in shown


def test_what_waiting_costs_is_an_estimate_and_looks_like_one(pages: dict[str, AppTest]) -> None:
    shown = onscreen.text(pages["necessity"])
    first, table = shown.index("再等 30 天"), shown.index("过了")
    for part in (shown[first : shown.index("今天能做什么")], shown[table : shown.index("这些是估算")]):
        amounts = re.findall(r"¥[\d,.]+", part)
        assert amounts
        assert not [amount for amount in amounts if "." in amount]


def test_without_figures_of_her_own_an_example_is_called_one_before_its_figures() -> None:
    app = onscreen.go(onscreen.opened(CHECKED), "necessity")
    shown = onscreen.text(app)
    assert shown.index("下面是示例的数字") < shown.index("今天一共欠")


@pytest.mark.parametrize("name", ["necessity", "precautions"])
def test_where_she_waits_a_link_leads_to_what_to_pay_meanwhile(pages: dict[str, AppTest], name: str) -> None:
    links = [link.proto for link in pages[name].get("page_link")]
    assert [link for link in links if link.page == "guide" and "waiting-for-answer" in link.query_string]
    assert "waiting-for-answer" in onscreen.anchors(pages["guide"])


# Help ------------------------------------------------------------------------------------------------------------------


def test_every_number_of_the_help_page_can_be_tapped(pages: dict[str, AppTest]) -> None:
    shown = onscreen.text(pages["help"])
    for need in content.help_needs():
        assert need.id in onscreen.anchors(pages["help"])
        for contact in need.contacts:
            assert f'<a href="tel:{contact.number}">{contact.who} <b>{contact.number}</b></a>' in shown


def test_help_has_the_urgent_cards_first_then_the_order_of_steps_then_the_rest(
    pages: dict[str, AppTest],
) -> None:
    anchors = [node.proto.anchor for node in pages["help"].main if node.type in ("header", "subheader")]
    urgent = [need.id for need in content.help_needs() if need.urgent]
    others = [need.id for need in content.help_needs() if not need.urgent]
    assert anchors == [*urgent, "order", *others, "deadlines"]


def test_the_counselling_line_can_be_tapped_on_every_page(pages: dict[str, AppTest]) -> None:
    for name, app in pages.items():
        assert 'href="tel:12356"' in onscreen.text(app), name


# Glossary --------------------------------------------------------------------------------------------------------------


def test_every_term_is_explained_in_the_glossary(pages: dict[str, AppTest]) -> None:
    shown = onscreen.text(pages["glossary"])
    for term in content.glossary():
        assert f"**{term.term}**" in shown
        assert term.plain in shown


@pytest.mark.parametrize("name", ["basics", "necessity", "court", "family", "scams"])
def test_a_term_is_explained_at_its_first_use_and_only_there(pages: dict[str, AppTest], name: str) -> None:
    shown = onscreen.text(pages[name])
    parts = [part.markdown for part in content.page(name).sections if not part.id.startswith("result")]
    used = content.find_terms("\n".join(parts), content.glossary())
    assert used
    for term in used:
        assert shown.count(f"**{term.term}**：{term.plain}") == 1, term.term


# Scams -----------------------------------------------------------------------------------------------------------------


def test_answers_give_signs_with_reason_and_source() -> None:
    app = onscreen.go(onscreen.opened(), "scams")
    questions = content.scam_questions()
    none, some = (content.page("scams").section(f"result-{kind}").heading for kind in ("none", "some"))
    headings = [entry.value for entry in app.subheader]
    assert not any(entry.startswith((none, some)) for entry in headings)
    app.segmented_control(key=f"scams.{questions[0].id}").set_value("是").run()
    shown = onscreen.text(app)
    assert f"{some}：1 处" in shown
    assert questions[0].reason in shown
    assert f"](#src-{questions[0].cite})" in shown
    for question in questions:
        app.segmented_control(key=f"scams.{question.id}").set_value("不是")
    app.run()
    headings = [entry.value for entry in app.subheader]
    assert none in headings
    assert not any(entry.startswith(some) for entry in headings)


def test_a_pasted_advertisement_is_read_and_shown_as_typed() -> None:
    app = onscreen.go(onscreen.opened(), "scams")
    app.text_area(key="scams.pasted").set_value("先付定金，内部渠道。[点我](javascript:1)").run()
    app.button[0].click().run()
    shown = onscreen.text(app)
    assert "内部渠道" in shown
    assert content.page("scams").section("result-some").heading in shown
    assert "](javascript:" not in "\n".join(entry.value for entry in app.markdown)
    app.text_area(key="scams.pasted").set_value("明天一起吃饭吗").run()
    app.button[0].click().run()
    assert content.page("scams").section("result-none").heading in onscreen.text(app)


# Cases -----------------------------------------------------------------------------------------------------------------


def test_the_cases_are_eight_and_each_is_called_an_example(pages: dict[str, AppTest]) -> None:
    titles = {case.example.title for case in examples().values() if case.example}
    assert len(titles) == 8
    assert titles <= {expander.label.replace("\\", "") for expander in pages["cases"].expander}
    assert onscreen.text(pages["cases"]).count("示例，不是真人真事") == 8


@pytest.mark.parametrize("name", examples())
def test_an_example_is_used_with_one_button_and_the_day_stays(name: str) -> None:
    day = date(2026, 9, 15)
    app = onscreen.go(onscreen.opened(day), "cases")
    app.button(key=f"use.{name}").click().run()
    used = form.read(app.session_state.to_dict()).case
    assert used.example == examples()[name].example
    assert used.settings.as_of == day
    assert used.loans == as_of_today(examples()[name], day).loans


def test_the_cases_can_be_read_on_any_day() -> None:
    for day in (date(2000, 1, 1), date(2024, 2, 29), date(2026, 12, 31), date(2100, 12, 31)):
        app = onscreen.go(onscreen.opened(day), "cases")
        assert app.button(key=f"use.{SAMPLE}")
