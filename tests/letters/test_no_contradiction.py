"""No sentence of a letter contradicts its case: a table of what may not stand together, read over random cases, every letter
that can be written, in plain text, on screen and in Word. Each line of the table is shown to notice its fault."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiebei.case.file import loads
from jiebei.case.labels import PAPERS
from jiebei.case.records import Case
from jiebei.content.examples import examples
from jiebei.counting.money import yuan
from jiebei.letters.basis import sort_of_lender
from jiebei.letters.commission import Commission, lenders
from jiebei.letters.compose import LETTERS, before_promising, commission, compose
from jiebei.letters.document import (
    Annex,
    Block,
    Document,
    Facts,
    Heading,
    Item,
    Paragraph,
    Signature,
    Span,
)
from jiebei.letters.offer_answer import countering
from jiebei.letters.paper.html import render_html
from jiebei.letters.paper.plain import render_text
from jiebei.letters.plan_terms import PlanTerms
from jiebei.letters.request import APPLICATIONS, LEAST_WAIVER, SHARED_OUT
from jiebei.plan.advice import advise
from jiebei.plan.meanwhile import Meanwhile, meanwhile
from jiebei.plan.options import Advice
from tests.letters.reading import DATE, asked_for, body, in_word, pages
from tests.letters.road import a_case_of, a_road
from tests.letters.test_every_letter import MADE
from tests.letters.test_road_letters import ROAD
from tests.strategies import TODAY, a_course

TYPED = re.compile("〔[^〕]*〕|§[^§]*§", re.S)
ASKING = frozenset({"request", "again"})
PLANNED = ASKING | {"before_due", "counter", "missed", "hearing_request"}
"""The letters that ask for a plan."""
HISTORY = ASKING | {"counter", "decline", "missed", "make_good"}
WAITING = ASKING | {"before_due", "counter", "missed"}
LETTER_KINDS = frozenset(kind for kind, sort in LETTERS.items() if sort.sent)
CAUSES_SAID = {
    "illness": "因病或受伤",
    "job_loss": "失去了工作",
    "income_drop": "收入减少了",
    "family": "家中发生变故",
    "business": "生意遇到困难",
    "accident": "遇到意外或灾害",
}


@dataclass(frozen=True)
class Read:
    """One letter as it is read. text: one rendering, with 某 for whatever she typed."""

    to: Commission
    kind: str
    document: Document
    text: str

    @cached_property
    def terms(self) -> PlanTerms:
        return PlanTerms.of(self.to, countering(self.to) if self.kind == "counter" else self.to.option)

    @cached_property
    def until(self) -> Meanwhile:
        return meanwhile(self.to.advice, self.terms.option, self.to.loans, self.to.case.budget.payday)

    @property
    def overdue(self) -> int:
        return sum(place.due_now for place in self.to.own_positions)

    @property
    def penalty(self) -> int:
        return sum(place.penalty for place in self.to.own_positions)

    @property
    def surplus(self) -> int | None:
        found = self.to.advice.affordable.means
        return found.surplus if found is not None else None

    @property
    def bank(self) -> bool:
        return sort_of_lender(self.to.lender, self.to.own_loans) == "bank"

    @property
    def asks(self) -> list[str]:
        return asked_for(self.document)

    def words(self, *without: str) -> Iterator[str]:
        """What the app wrote in sentences, block by block, without the annexes named."""
        inside = ""
        for block in self.document.blocks:
            if isinstance(block, Annex):
                inside = block.title
            elif isinstance(block, Paragraph | Item) and inside not in without:
                yield "".join("某" if span.typed else span.text for span in block.spans)


Holds = Callable[[Read], bool]


@dataclass(frozen=True)
class Contradiction:
    """when: the case in which it counts. wrong: the letter says what it must not. plant: puts that into a letter."""

    name: str
    kinds: frozenset[str]
    when: Holds
    wrong: Holds
    plant: Callable[[Read], Document]


def never(
    name: str, kinds: frozenset[str], when: Holds, pattern: str, sample: str, *, asked: bool = False
) -> Contradiction:
    """In that case the pattern must not stand in the letter (asked: in its requests)."""

    def wrong(read: Read) -> bool:
        return any(re.search(pattern, text) for text in (read.asks if asked else [read.text]))

    def plant(read: Read) -> Document:
        blocks = read.document.blocks
        if not asked:
            return replace(read.document, blocks=(Paragraph((Span(sample),)), *blocks))
        place = next(place for place, block in enumerate(blocks) if isinstance(block, Item))
        return replace(read.document, blocks=(*blocks[:place], Item("1.", (Span(sample),)), *blocks[place:]))

    return Contradiction(name, kinds, when, wrong, plant)


def always(
    name: str, kinds: frozenset[str], when: Holds, pattern: str | Callable[[Read], str]
) -> Contradiction:
    """In that case the pattern must stand in the letter."""

    def found(read: Read) -> str:
        return pattern if isinstance(pattern, str) else pattern(read)

    def plant(read: Read) -> Document:
        cut = re.compile(found(read))

        def without(spans: tuple[Span, ...]) -> tuple[Span, ...]:
            return tuple(replace(span, text=cut.sub("", span.text)) for span in spans)

        blocks: list[Block] = []
        for block in read.document.blocks:
            if isinstance(block, Paragraph | Item):
                blocks.append(replace(block, spans=without(block.spans)))
            elif isinstance(block, Facts):
                blocks.append(replace(block, rows=tuple((label, without(row)) for label, row in block.rows)))
            elif isinstance(block, Signature):
                pass
            elif not isinstance(block, Heading) or not cut.search(block.text):
                blocks.append(block)
        return replace(read.document, blocks=tuple(blocks))

    return Contradiction(name, kinds, when, lambda read: not re.search(found(read), read.text), plant)


def anything(_: Read) -> bool:
    return True


def another_cause_than(cause: str) -> Holds:
    return lambda read: read.to.case.hardship.cause != cause


def planted(*blocks: Block) -> Callable[[Read], Document]:
    return lambda read: replace(read.document, blocks=(*blocks, *read.document.blocks))


# What has to be looked at block by block.


def annexes_and_mentions_differ(read: Read) -> bool:
    there = {block.label for block in read.document.blocks if isinstance(block, Annex) and block.label}
    named: set[str] = set()
    for block in read.document.blocks:
        if isinstance(block, Paragraph | Item):
            named |= set(re.findall(r"附件\d", "".join(span.text for span in block.spans if not span.typed)))
        elif isinstance(block, Heading):
            named |= set(re.findall(r"附件\d", block.text))
        elif isinstance(block, Facts):
            for label, spans in block.rows:
                named |= set(re.findall(r"附件\d", "".join(span.text for span in spans if not span.typed)))
                # The complaint lists its one annex by what it is.
                named |= {"附件1"} if label == "附件" else set()
    return there != named


def headings_skip_a_number(read: Read) -> bool:
    found = [
        block.text[0]
        for block in read.document.blocks
        if isinstance(block, Heading) and block.text[1:2] == "、"
    ]
    return "".join(found) != "一二三四五六七八"[: len(found)]


def items_skip_a_number(read: Read) -> bool:
    expected = 1
    for block in read.document.blocks:
        if isinstance(block, Item) and block.label != "·":
            if block.label != f"{expected}.":
                return True
            expected += 1
        elif not isinstance(block, Item):
            expected = 1
    return False


def enclosed_is_also_offered(read: Read) -> bool:
    rows = {
        label: "".join(span.text for span in spans)
        for block in read.document.blocks
        if isinstance(block, Facts)
        for label, spans in block.rows
    }
    inside = [paper for paper in PAPERS.values() if paper in rows.get("随信附上", "").split("、")]
    shown = rows.get("可以提供", "").split("（需要时")[0].split("、")
    return any(paper in shown for paper in inside)


def periods_differ_from_the_table(read: Read) -> bool:
    counted = {int(number) for number in re.findall(r"共 (\d+) 期", read.asks[0])}
    return not counted <= {len(plan.schedule.rows) for plan in read.terms.plans}


def answer_is_asked_in_the_past(read: Read) -> bool:
    days = re.findall(r"在(\d{4})年(\d{1,2})月(\d{1,2})日前书面答复", read.text)
    return any(tuple(map(int, day)) <= (TODAY.year, TODAY.month, TODAY.day) for day in days)


def says_a_zero(read: Read) -> bool:
    return any(re.search(r"¥0\.00(?!\d)", text) for text in read.words("算法说明"))


def pays_before_the_day_of_the_letter(read: Read) -> bool:
    days = [DATE.findall(ask) for ask in read.asks[:1]]
    return any(tuple(map(int, day)) < (TODAY.year, TODAY.month, TODAY.day) for found in days for day in found)


FORBIDDEN = (
    "第七十条|第70条|LPR|违法|非法|犯罪|百分百|停息挂账|保证(?!金|明)|一定能|曝光|媒体|否则|报警|法律责任|"
    "债务优化|走投无路|自杀|必须同意"
)
NOT_WORDS = r"None|nan\b|NoValue|Fault|True|False|，，|。。|：。|（）|、、|，。|；。|；；"

CONTRADICTIONS: tuple[Contradiction, ...] = (
    # What is overdue.
    never("nothing overdue, and arrears named", PLANNED | {"settlement"}, lambda r: not r.overdue,
          r"已逾期|逾期的|逾期：|罚息：", "已逾期 ¥1.00。"),
    never("overdue, and an extension asked for in time", PLANNED, lambda r: bool(r.overdue), "第六百七十八条", "第六百七十八条"),
    never("overdue, and said not to be", LETTER_KINDS, lambda r: r.to.worked is not None and bool(r.overdue),
          "没有逾期", "下列借款没有逾期。"),
    always("overdue, and passed over", ASKING, lambda r: bool(r.overdue), lambda r: "已逾期 " + re.escape(yuan(r.overdue))),
    never("all matured, and instalments to come", ASKING, lambda r: r.until.on is None, "按现行计划应还|下一期", "下一期"),
    never("no penalty, and penalty named", ASKING | {"before_due"}, lambda r: not r.penalty, "罚息 ¥|减免罚息|罚息：", "减免罚息"),
    never("a penalty not worth asking for, and asked for", ASKING,
          lambda r: r.penalty < LEAST_WAIVER and r.terms.option.kind != "penalty_waiver", "减免已产生的罚息", "减免已产生的罚息"),
    always("a penalty worth asking for, and passed over", ASKING,
           lambda r: r.penalty >= LEAST_WAIVER and r.terms.option.kind != "settlement",
           lambda r: "减免已产生的罚息 " + re.escape(yuan(r.penalty))),
    # What she can pay.
    never("pays nothing, and a payment promised", PLANNED, lambda r: r.terms.pauses and not r.until.pays,
          "小额|先还 ¥|每月还 ¥|会照常还", "我会先还 ¥1.00"),
    never("nothing to pay with, and a sum named", ASKING, lambda r: r.to.advice.affordable.amount == 0,
          "用于还款的金额是|能用于还款的是", "我能用于还款的是"),
    never("no budget, and a household statement", LETTER_KINDS - {"budget"},
          lambda r: r.to.worked is not None and r.to.advice.affordable.means is None,
          "收支明细|家庭收支表|必要生活开支|必要生活费用?以后", "收支明细见附件2。"),
    never("income enough, and said not to be", LETTER_KINDS,
          lambda r: r.to.worked is not None and r.surplus is not None and r.surplus >= 0, "收入不足", "收入不足"),
    never("nothing is left, and said to be", ASKING, lambda r: r.surplus is not None and r.surplus > 0
          and r.to.advice.affordable.amount == 0, "不足以支付", "目前收入不足以支付"),
    never("due in full on its day, and a difference", WAITING, lambda r: r.until.pays >= r.until.due, "差额", "差额 ¥1.00"),
    always("not in full on its day, and no word of the rest", WAITING,
           lambda r: 0 < r.until.pays < r.until.due and r.until.on is not None, "差额|不足的部分"),
    # The lenders.
    never("one lender, and all of them", LETTER_KINDS, lambda r: len(lenders(r.to.case)) == 1, "各家|别家|其他借款还清", "各家"),
    never("a bank called a company", LETTER_KINDS, lambda r: r.bank, "贵公司", "贵公司"),
    never("a company called a bank", LETTER_KINDS, lambda r: not r.bank, "贵行", "贵行"),
    # The course.
    never("nothing said before, and answered", ASKING, lambda r: not r.to.standing.refusals and not r.to.contacts,
          "对于“|我的回应", "对于“不同意”："),
    never("nothing new, and a change", ASKING, lambda r: not r.to.case.hardship.changed.strip(), "的变化：", "上次申请以后的变化：。"),
    always("an agreement, and hidden", HISTORY, lambda r: r.to.standing.agreed is not None, "达成过还款约定"),
    never("no agreement, and one told of", LETTER_KINDS, lambda r: r.to.standing.agreed is None, "达成过|约定以后", "达成过还款约定"),
    always("an instalment missed, and hidden", HISTORY,
           lambda r: r.to.standing.agreed is not None and bool(r.to.standing.missed), "没有按时付"),
    never("nothing missed, and said to be", LETTER_KINDS, lambda r: not r.to.standing.missed, "没有按时付|漏付(?!一期)", "漏付"),
    # The plan.
    always("principal cut, and not named", PLANNED, lambda r: bool(r.terms.principal_cut),
           lambda r: "本金 " + re.escape(yuan(r.terms.principal_cut))),
    never("principal cut, and denied", PLANNED, lambda r: bool(r.terms.principal_cut), "不请求减免本金|不涉及本金", "不请求减免本金"),
    never("no principal cut, and asked for", PLANNED, lambda r: not r.terms.principal_cut, "减免本金 ¥|（利息[^）]*，本金 ¥", "减免本金 ¥1.00"),
    never("a lower rate, and the old one", PLANNED, lambda r: bool(r.terms.new_rates), "按原利率计算", "以上按原利率计算"),
    always("a lower rate, and not asked for", PLANNED - {"before_due"}, lambda r: bool(r.terms.new_rates), "以同意降低利率为前提"),
    never("the old rate, and a lower one asked for", PLANNED, lambda r: not r.terms.new_rates, "降低利率", "以同意降低利率为前提"),
    never("one payment, and by the month", ASKING, lambda r: r.terms.option.kind == "settlement", "每月|逐期|每期", "每月还", asked=True),
    never("it repays the debt, and is left open", PLANNED, lambda r: r.terms.option.closes, "再次商定", "再次商定"),
    never("it does not repay the debt, and says so", ASKING, lambda r: not r.terms.option.closes, "还清；|结清全部", "还清；"),
    never("it only moves days, and money is asked for", PLANNED, lambda r: not r.terms.option.concession
          and r.terms.option.closes and r.penalty < LEAST_WAIVER, "(?<!不)请求减免|请减免", "请减免"),
    Contradiction("the number of instalments is not the table's", PLANNED - {"hearing_request"}, lambda r: bool(r.asks),
                  periods_differ_from_the_table,
                  lambda r: never("", PLANNED, anything, "", "共 99 期", asked=True).plant(r)),
    Contradiction("a payment before the letter's day", ASKING, anything, pays_before_the_day_of_the_letter,
                  lambda r: never("", ASKING, anything, "", "自2025年1月1日起", asked=True).plant(r)),
    # Her reason and her papers.
    *(never(f"another cause than hers: {cause}", PLANNED | {"decline"}, another_cause_than(cause),
            said, f"我{said}") for cause, said in CAUSES_SAID.items()),
    never("a recovery that should have come", PLANNED, lambda r: r.to.case.hardship.recovery is None
          or r.to.case.hardship.recovery <= TODAY, "预计", "预计2026年1月1日前后情况好转。"),
    never("no day it began, and one named", PLANNED, lambda r: r.to.case.hardship.since is None, r"自[\d年月日]+起，我[^按]", "自2026年1月1日起，我因病"),
    never("no paper enclosed, and one said to be", LETTER_KINDS, lambda r: not r.to.case.hardship.enclosed, "随信附上", "随信附上：合同"),
    Contradiction("a paper both enclosed and offered", LETTER_KINDS, lambda r: bool(r.to.case.hardship.enclosed),
                  enclosed_is_also_offered,
                  planted(Facts((("随信附上", (Span(PAPERS["medical"]),)), ("可以提供", (Span(PAPERS["medical"]),)))))),
    # The form.
    always("no telephone, and no line for one", LETTER_KINDS, lambda r: not r.to.case.person.phone.strip(), "联系方式：＿"),
    always("no name, and no line to sign", LETTER_KINDS, lambda r: not r.to.case.person.name.strip(),
           "(申请人|投诉人|具函人|异议人|答辩人)：＿"),
    Contradiction("an annex that is not there, or is not named", LETTER_KINDS, anything, annexes_and_mentions_differ,
                  planted(Paragraph((Span("见附件9。"),)))),
    Contradiction("parts not numbered in a row", LETTER_KINDS, anything, headings_skip_a_number, planted(Heading("九、其他"))),
    Contradiction("requests not numbered in a row", LETTER_KINDS, anything, items_skip_a_number, planted(Item("9.", (Span("请"),)))),
    Contradiction("an answer asked for in the past", LETTER_KINDS, anything, answer_is_asked_in_the_past,
                  planted(Paragraph((Span("在2026年11月23日前书面答复"),)))),
    Contradiction("a sum of nothing in a sentence", LETTER_KINDS, anything, says_a_zero, planted(Paragraph((Span("共 ¥0.00。"),)))),
    never("brackets within brackets", LETTER_KINDS, anything, "（[^（）\n]*（", "（甲（乙））"),
    never("what is no word", LETTER_KINDS, anything, NOT_WORDS, "None"),
    never("an application said to be sent, and none was", LETTER_KINDS,
          lambda r: not any(event.kind == "sent" and event.letter in APPLICATIONS for event in r.to.case.events),
          "发出过申请", "我于2026年11月12日发出过申请"),
    # What no letter says.
    never("a claim, a threat or a rule that does not apply", LETTER_KINDS, anything, FORBIDDEN, "停息挂账"),
    never("a promise in a letter that promises nothing", frozenset(kind for kind in LETTER_KINDS if not LETTERS[kind].promises),
          anything, "我愿意还款|会按约还款|会照常还|会先还", "我愿意还款"),
    never("a stranger told of the loan", frozenset({"who_are_you"}), anything, "¥|借呗|花呗|剩余本金", "借呗"),
    never("a court's draft that goes to the lender", frozenset({"payment_order_objection", "defence", "hearing_request"}),
          anything, "致：|贵公司|贵行", "致：某"),
)  # fmt: skip


def on_the_page(document: Document) -> str:
    """The page without its marks: a run of words is not broken where she typed one, a label stands beside what it labels."""
    page = re.sub(r"<style.*?</style>", "", render_html(document), flags=re.S)
    page = re.sub(r"</?(?:span|mark|strong|b|u)\b[^>]*>", "", page)
    lines = html.unescape(re.sub(r"<[^>]+>", "\n", page))
    return re.sub(r"：\s*\n\s*", "：", re.sub(r"：\s*\n\s*\xa0", "：＿", lines))


def in_word_s_lines(document: Document) -> str:
    """Word draws a line to fill in as underlined spaces."""
    return re.sub(r"：\u3000+$", "：＿", in_word(document), flags=re.M)


def read_in(to: Commission, kind: str, document: Document, word: bool) -> Iterator[Read]:
    for rendering in (render_text, on_the_page, *((in_word_s_lines,) if word else ())):
        yield Read(to, kind, document, TYPED.sub("某", rendering(document)))


def faults_of(read: Read) -> list[str]:
    return [
        one.name for one in CONTRADICTIONS if read.kind in one.kinds and one.when(read) and one.wrong(read)
    ]


def letters_for(case: Case, advice: Advice | None) -> Iterator[tuple[Commission, str, Document]]:
    for lender in lenders(case):
        to = commission(case, advice, lender, TODAY)
        assert isinstance(to, Commission)
        for kind in sorted(LETTER_KINDS):
            document = compose(case, advice, lender, kind, TODAY)
            if isinstance(document, Document):
                # Where the three years may have run, nothing that promises is written.
                assert not LETTERS[kind].promises or before_promising(to) is None
                yield to, kind, document
            else:
                assert document.message.endswith("。")


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(a_course() | a_road(), st.data())
def test_no_letter_contradicts_its_case(drawn: Case, data: st.DataObject) -> None:
    advice = advise(drawn, TODAY)
    assert isinstance(advice, Advice)
    option = data.draw(st.sampled_from(advice.options))
    case = drawn.model_copy(update={"proposal": drawn.proposal.model_copy(update={"kind": option.kind})})
    written = list(letters_for(case, advice))
    # Word takes longest; that all three say the same is another test's matter (test_road_letters.py).
    in_word_too = data.draw(st.integers(0, max(0, len(written) - 1)))
    for number, (to, kind, document) in enumerate(written):
        for read in read_in(to, kind, document, word=number == in_word_too):
            assert faults_of(read) == [], (kind, read.text)


def test_no_way_of_sharing_is_told_with_a_forbidden_word() -> None:
    """Random cases meet some of them too rarely."""
    assert [words for words in SHARED_OUT.values() if re.search(FORBIDDEN, words)] == []


# That each line of the table notices its fault, and that there is a case for each.


@cache
def pool() -> tuple[tuple[Commission, str, Document], ...]:
    """Letters for every example, for every kind of plan, and for a road with everything on it."""
    cases: list[Case] = [ROAD, *examples().values()]
    for kind, made in MADE.items():
        tree = {
            "format": "jiebei-case",
            "version": 1,
            **made,
            "proposal": {**made.get("proposal", {}), "kind": kind},
        }
        case = loads(json.dumps(tree))
        assert isinstance(case, Case)
        cases.append(case)
    whole = a_case_of(budget={"affordable": "1900"}, loan={"penalty": "35.5", "overdue_principal": "700"})
    matured = a_case_of(loan={"overdue_principal": "15000", "overdue_since": "2026-08-20", "next_due": None})
    enclosed = a_case_of(hardship={"enclosed": ["medical"], "papers": ["income"]})
    income = [{"name": "工资", "amount": "5000"}]
    nothing = a_case_of(budget={"income": income, "essentials": [{"amount": "3000"}], "affordable": "0"})
    enough = a_case_of(budget={"affordable": "1690"})
    settled = a_case_of(proposal={"kind": "settlement", "lump_sum": "12000"})
    cases += [whole, matured, enclosed, nothing, enough, settled]
    found = []
    for case in cases:
        advice = advise(case, TODAY)
        assert isinstance(advice, Advice)
        for option in advice.options:
            wish = case.proposal.model_copy(update={"kind": option.kind})
            found += list(letters_for(case.model_copy(update={"proposal": wish}), advice))
    return tuple(found)


@pytest.mark.parametrize("one", CONTRADICTIONS, ids=lambda one: one.name)
def test_each_contradiction_is_noticed(one: Contradiction) -> None:
    for to, kind, document in pool():
        if kind not in one.kinds:
            continue
        (read, *_) = read_in(to, kind, document, word=False)
        if not one.when(read):
            continue
        assert not one.wrong(read)
        (wrong, *_) = read_in(to, kind, one.plant(read), word=False)
        assert one.name in faults_of(wrong)
        return
    raise AssertionError("no letter in the pool for this line of the table")


def test_there_are_thirty_at_least_and_each_has_its_own_name() -> None:
    names = [one.name for one in CONTRADICTIONS]
    assert len(names) == len(set(names)) >= 30


# Two pages before the annexes.


@pytest.mark.parametrize("name", [*examples(), "road"])
def test_every_letter_takes_two_pages_at_most_before_its_annexes(name: str) -> None:
    case = ROAD if name == "road" else examples()[name]
    advice = advise(case, TODAY)
    assert isinstance(advice, Advice)
    for to, kind, document in letters_for(case, advice):
        assert pages(body(document)) <= 2, (to.lender, kind)
