"""The letters beside the request, read over random cases and logs with hostile words: nothing is invented, nothing is
lost, nothing forbidden is said, and each can be written or says why not."""

from __future__ import annotations

import html
import io
import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from pypdf import PdfReader

from jiebei.case.faults import Fault
from jiebei.case.file import dumps
from jiebei.case.records import Case
from jiebei.content import prose
from jiebei.counting.money import percent
from jiebei.letters.commission import Commission, answer_by, lenders
from jiebei.letters.compose import LETTERS, commission, compose
from jiebei.letters.document import Document, Salute, Span
from jiebei.letters.paper.docx import render_docx
from jiebei.letters.paper.html import render_html
from jiebei.letters.paper.pdf import render_pdf
from jiebei.letters.paper.plain import render_text
from jiebei.letters.paper.text import printable
from jiebei.owed.overdue import contract_penalty
from jiebei.plan.advice import advise
from jiebei.plan.budget import means
from jiebei.plan.options import Advice
from jiebei.web.walk import STOPS
from tests.letters.reading import amounts, app_texts, dates, flat, spans_of, sums_of_plan, typed_texts
from tests.letters.road import MARK, a_case_of, a_road, written_for
from tests.strategies import TODAY

KINDS = (
    "statement", "credit_objection", "stop_contacting", "complaint", "who_are_you", "confirm_holder",
    "payment_order_objection", "defence", "hearing_request",
)  # fmt: skip
FORBIDDEN = (
    "违法", "非法", "犯罪", "第70条", "七十条", "LPR", "停息挂账", "必须同意", "曝光", "否则", "赔偿", "报警", "起诉你",
    "法律责任", "百分百", "债务优化", "None", "NoValue",
)  # fmt: skip
PERCENT = re.compile(r"\d+(?:\.\d+)?%")
CLOCK = re.compile(r"(?<!\d)\d{2}:\d{2}")


def letters_of(case: Case) -> list[tuple[str, str, Document | Fault]]:
    advice = advise(case, TODAY)
    worked = advice if isinstance(advice, Advice) else None
    found = []
    for kind in KINDS:
        for lender in lenders(case):
            for given_advice in {id(worked): worked, id(None): None}.values():
                found.append((kind, lender, compose(case, given_advice, lender, kind, TODAY)))
    return found


def known_amounts(case: Case) -> set[int]:
    known = {0}
    for loan in case.loans:
        most = contract_penalty(loan, TODAY)
        known |= {loan.original_amount or 0, loan.overdue_principal, loan.penalty}
        if most is not None:
            known |= {most.penalty, loan.penalty - most.penalty}
    known |= {event.amount or 0 for event in case.events}
    known |= {amount for offer in case.offers for amount in (offer.down_payment, offer.amount)}
    household, advice = means(case), advise(case, TODAY)
    if household is not None:
        known |= {household.income, household.essentials, household.other_minimums}
    if isinstance(advice, Advice):
        known.add(advice.affordable.amount)
        for lender in lenders(case):
            to = commission(case, advice, lender)
            assert isinstance(to, Commission)
            known |= sums_of_plan(to, to.option)
    return known


def known_dates(case: Case) -> set[date]:
    days = {TODAY, answer_by(case, TODAY, date.max)}
    found = dates(re.sub(r"(\d{4})-(\d\d)-(\d\d)", lambda m: f"{m[1]}年{m[2]}月{m[3]}日", dumps(case)))
    advice = advise(case, TODAY)
    if isinstance(advice, Advice):
        found |= {row.date for plan in advice.option(case.proposal.kind).plans for row in plan.schedule.rows}
    return days | found


def known_percents(case: Case) -> set[str]:
    known = {"24%"}
    for loan in case.loans:
        rate = loan.daily_rate or Decimal(0)
        yearly = Fraction(rate) * loan.day_basis
        known |= {f"{(100 * rate).normalize():f}%", percent(float(yearly))}
        known.add(percent(float(yearly * Fraction(loan.penalty_multiple or 0))))
    advice = advise(case, TODAY)
    if isinstance(advice, Advice):
        known |= {
            percent(float(plan.new_annual_rate), 1)
            for plan in advice.option(case.proposal.kind).plans
            if plan.new_annual_rate is not None
        }
    return known


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(a_road())
def test_each_letter_says_what_she_and_the_core_say_and_nothing_else(case: Case) -> None:
    hers = hers_in(case)
    figures, days, shares = known_amounts(case), known_dates(case), known_percents(case)
    clocks = {entry.at for entry in case.log if entry.at} | {"22:00", "08:00"}
    for kind, _, document in letters_of(case):
        if isinstance(document, Fault):
            assert document.message.endswith("。"), kind
            continue
        for text in app_texts(document):
            assert MARK not in text, (kind, text)
            assert not [word for word in FORBIDDEN if word in text], (kind, text)
            assert amounts(text) <= figures, (kind, text)
            assert dates(text) <= days, (kind, text)
            assert set(PERCENT.findall(text)) <= shares, (kind, text)
            assert set(CLOCK.findall(text)) <= clocks, (kind, text)
        for text in typed_texts(document):
            assert text.strip()
            assert flat(text) in hers, (kind, text)


def hers_in(case: Case) -> set[str]:
    """Everything she typed, each piece with its white space made single."""
    found: set[str] = set()

    def walk(node: object) -> None:
        if isinstance(node, str):
            found.add(flat(node))
        elif isinstance(node, dict):
            for value in node.values():
                walk(value)
        elif isinstance(node, list | tuple):
            for value in node:
                walk(value)

    walk(case.model_dump(mode="json"))
    return found


def squeezed(text: str) -> str:
    return re.sub(r"[\s＿—_\u00a0]", "", text)


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(a_road())
def test_every_rendering_says_the_same_words(case: Case) -> None:
    seen = set()
    for kind, _, document in letters_of(case):
        if isinstance(document, Fault) or kind in seen:
            continue
        seen.add(kind)
        pieces = [squeezed(printable(span.text)) for block in document.blocks for span in spans_of(block)]
        with ZipFile(io.BytesIO(render_docx(document))) as packed:
            word = squeezed(without_tags(packed.read("word/document.xml").decode()))
        page, plain = squeezed(without_tags(render_html(document))), squeezed(render_text(document))
        for rendered in (word, page, plain):
            place = 0
            for piece in pieces:
                place = rendered.find(piece, place)
                assert place >= 0, (kind, piece, rendered)
                place += len(piece)


def without_tags(markup: str) -> str:
    return html.unescape(re.sub(r"<style.*?</style>|<[^>]*>", "", markup, flags=re.S))


ROAD = a_case_of(
    person={"name": "赵一", "phone": "电话甲", "id_last4": "123X", "account": "账户甲"},
    loan={"daily_rate": "0.0005", "overdue_principal": "1600", "overdue_interest": "210", "penalty": "90.5",
          "overdue_since": "2026-10-10", "penalty_multiple": "1.5", "borrowed_on": "2026-08-10"},
    hardship={"papers": ["credit_report", "medical"], "enclosed": ["credit_report", "medical"]},
    log=[
        {"on": "2026-11-05", "at": "10:10", "channel": "phone_out", "who": "客服", "note": "不同意", "result": "refused",
         "reasons": ["no_entry"]},
        *({"on": f"2026-11-{day}", "at": "22:40", "channel": "phone_in", "who": "某机构", "note": "说了一些话" * 20,
           "answered": True, "breaches": breaches, "evidence": "录音"}
          for day, breaches in ((10, ["threat", "insult"]), (11, ["third_party", "disclosed"]), (12, ["deceit"]),
                                (13, ["private_account", "extra_fee", "new_loan"]))),
        *({"on": "2026-11-14", "at": f"{hour:02d}:00", "channel": "phone_in", "answered": True} for hour in range(9, 14)),
    ],
    events=[
        *({"kind": "sent", "on": f"2026-10-{day}", "letter": "request", "plan": "extension"} for day in range(10, 20)),
        *({"kind": "paid", "on": f"2026-{month:02d}-10", "amount": "500"} for month in range(1, 11)),
        {"kind": "assigned", "on": "2026-11-18", "who": "某资产公司"},
        {"kind": "court", "paper": "payment_order", "on": "2026-11-19", "who": "某区人民法院", "reference": "民督1号"},
        {"kind": "court", "paper": "summons", "on": "2026-11-20", "who": "某区人民法院", "reference": "民初1号"},
    ],
)  # fmt: skip
"""A case in which every one of these letters can be written, and has all it can have to say."""


@pytest.mark.parametrize("kind", KINDS)
def test_it_takes_two_pages_at_most_before_its_annexes(kind: str) -> None:
    pages = PdfReader(io.BytesIO(render_pdf(written_for(ROAD, kind)))).pages
    texts = [page.extract_text() for page in pages]
    body = next(
        (n for n, text in enumerate(texts) if n and re.match(r"\s*(附件1|给自己看)", text)), len(texts)
    )
    assert body <= 2


@pytest.mark.parametrize("kind", KINDS)
def test_its_words_are_as_plain_as_every_letter_s(kind: str) -> None:
    for text in app_texts(written_for(ROAD, kind)):
        assert prose.faults(re.sub("《[^》]*》|（[^）]*号[^）]*）", "", text), "letter") == []
    assert prose.faults(LETTERS[kind].purpose, "letter") == []
    assert LETTERS[kind].purpose.count("。") == 1


@pytest.mark.parametrize("kind", KINDS)
def test_it_closes_with_a_line_to_sign_and_a_way_to_reach_her(kind: str) -> None:
    for case in (ROAD, ROAD.model_copy(update={"person": ROAD.person.model_copy(update={"phone": ""})})):
        lines = render_text(written_for(case, kind)).splitlines()
        (reach,) = [line for line in lines if line.startswith("联系方式：")]
        assert reach.removeprefix("联系方式：").strip()
        assert any(line.startswith("日期：") for line in lines)


@pytest.mark.parametrize("kind", KINDS)
def test_requests_come_before_the_reasons(kind: str) -> None:
    text = render_text(written_for(ROAD, kind))
    asked = text.index("请求事项") if "请求事项" in text else text.index("请求\n")
    for later in (
        "联系的情况\n",
        "先向该机构",
        "罚息的核对",
        "我的还款记录",
        "我的还款能力",
        "可能不符合的规定",
    ):
        assert later not in text or asked < text.index(later)


def test_papers_go_along_only_with_the_request_to_keep_them_for_this() -> None:
    objection = render_text(written_for(ROAD, "credit_objection"))
    assert "征信报告" in objection
    assert "诊断" not in objection  # nobody who corrects a record needs to know of an illness
    assert "请只用于办理本事项" in objection
    assert "请只用于办理本事项" in render_text(written_for(ROAD, "stop_contacting"))
    bare = ROAD.model_copy(update={"hardship": a_case_of().hardship})
    assert "请只用于办理本事项" not in render_text(written_for(bare, "credit_objection"))
    assert "请只用于办理本事项" not in render_text(written_for(bare, "statement"))


def test_rules_that_were_not_in_force_are_not_cited() -> None:
    early = date(2020, 6, 1)
    log = ({"on": "2020-05-01", "at": "23:00", "channel": "phone_in", "breaches": ["third_party", "disclosed", "threat", "extra_fee"]},)  # fmt: skip
    case = a_case_of(
        log=log,
        loan={"next_due": "2020-06-10", "borrowed_on": "2020-01-01"},
        events=[{"kind": "sent", "on": "2020-05-02", "letter": "request"}],
    )
    for kind in ("statement", "stop_contacting", "complaint"):
        text = render_text(written_for(case, kind, early))
        for later in ("民法典", "消费金融公司管理办法", "个人信息保护法", "45251", "工作指引", "明示表"):
            assert later not in text, (kind, later)
    # The complaint rule began in March 2020; so it is cited in June, and not in February.
    assert "投诉处理管理办法" in render_text(written_for(case, "complaint", early))


def test_a_fault_names_a_page_that_is_there() -> None:
    titles = {stop.title for stop in STOPS.values()}
    named: set[str] = set()
    for kind in KINDS:
        fault = compose(a_case_of(), advise_or_fail(a_case_of()), None, kind)
        if isinstance(fault, Fault):
            named |= set(re.findall("“([^”]*)”(?=里|页)", fault.message))
    assert {"联系记录", "收到法院文书"} == named
    assert named <= titles


def advise_or_fail(case: Case) -> Advice:
    advice = advise(case, TODAY)
    assert isinstance(advice, Advice)
    return advice


def test_only_the_request_to_be_heard_promises_anything() -> None:
    assert [kind for kind in KINDS if LETTERS[kind].promises] == ["hearing_request"]
    assert [kind for kind in KINDS if LETTERS[kind].needs_plan] == ["hearing_request"]


def test_what_is_dated_later_has_not_happened_yet() -> None:
    tomorrow = (TODAY + timedelta(1)).isoformat()
    case = a_case_of(
        log=[{"on": tomorrow, "note": "明天的话", "breaches": ["threat"], "channel": "phone_in", "who": "某机构"}],
        events=[{"kind": kind, "on": tomorrow, "paper": "summons", "who": "某法院"} for kind in ("sent", "court", "assigned")],
    )  # fmt: skip
    written = [kind for kind in KINDS if isinstance(compose(case, None, None, kind, TODAY), Document)]
    assert written == ["statement", "credit_objection"]


def test_a_court_s_draft_closes_with_the_court() -> None:
    for kind in ("payment_order_objection", "defence", "hearing_request"):
        document = written_for(ROAD, kind)
        (salute,) = [block for block in document.blocks if isinstance(block, Salute)]
        assert salute.to == "某区人民法院"
        assert document.salutation == ""
        assert "12348" in document.footer
        assert Span("赵一", typed=True) in [span for block in document.blocks for span in spans_of(block)]
