"""Which figures, dates, lines and requests stand in a letter, a sheet and a call in each state a case can be in."""

from __future__ import annotations

import json
from datetime import date, timedelta
from fractions import Fraction

import pytest

from jiebei.case.faults import Fault
from jiebei.case.file import loads
from jiebei.case.records import Case, LogEntry, PlanKind
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import in_words, percent, yuan
from jiebei.letters.commission import Commission, addressed_loans, answer_by, contacts_with, lenders, masked
from jiebei.letters.compose import LETTERS, commission, compose
from jiebei.letters.document import Annex, Document, Facts, Heading, Item, Paragraph, Signature, Span, Table
from jiebei.letters.household import household_statement
from jiebei.letters.next_letter import due_letters
from jiebei.letters.paper.plain import render_text
from jiebei.letters.phone_script import phone_script
from jiebei.letters.plan_terms import WITHIN_SHARES
from jiebei.letters.request import LEAST_WAIVER
from jiebei.plan.advice import advise
from jiebei.plan.options import Advice, Option, merged, monthly_totals
from tests.letters.test_every_letter import ARREARS, KINDS, MADE, a_loan_of
from tests.strategies import TODAY


def made(**fields: object) -> Case:
    case = loads(json.dumps({"format": "jiebei-case", "version": 1, **fields}))
    assert isinstance(case, Case), case
    return case


def of_kind(kind: PlanKind, **more: object) -> Case:
    fields = {**MADE[kind], **more}
    wish = fields.get("proposal", {})
    assert isinstance(wish, dict)
    return made(**{**fields, "proposal": {**wish, "kind": kind}})


def advised(case: Case) -> Advice:
    advice = advise(case, TODAY)
    assert isinstance(advice, Advice), advice
    return advice


def letter(case: Case, kind: str = "request", lender: str | None = None) -> Document:
    document = compose(case, advised(case), lender, kind)
    assert isinstance(document, Document), document
    return document


def said(spans: tuple[Span, ...]) -> str:
    return "".join(span.text for span in spans)


def typed(spans: tuple[Span, ...]) -> list[str]:
    return [span.text for span in spans if span.typed]


def part(document: Document, title: str) -> list[object]:
    """The blocks below the heading, or in the annex, that is called so, up to the next one."""
    found: list[object] = []
    inside = False
    for block in document.blocks:
        if isinstance(block, Annex):
            inside = block.title == title
        elif isinstance(block, Heading):
            inside = title in block.text
        elif inside:
            found.append(block)
    return found


def text_of(document: Document, number: str) -> str:
    return "".join(said(block.spans) for block in part(document, number) if isinstance(block, Paragraph))


def requests(document: Document) -> list[str]:
    items = [block for block in part(document, "请求事项") if isinstance(block, Item)]
    assert [item.label for item in items] == [f"{number}." for number in range(1, len(items) + 1)]
    return [said(item.spans) for item in items]


def facts(document: Document, number: str = "借款情况") -> list[dict[str, str]]:
    return [
        {label: said(spans) for label, spans in block.rows}
        for block in part(document, number)
        if isinstance(block, Facts)
    ]


def table(document: Document, number: str) -> Table:
    (found,) = (block for block in part(document, number) if isinstance(block, Table))
    return found


def call(case: Case, lender: str | None = None) -> dict[str, str]:
    advice = advised(case)
    return dict(phone_script(case, advice, advice.option(case.proposal.kind), lender))


def chosen(case: Case) -> tuple[Advice, Option]:
    advice = advised(case)
    return advice, advice.option(case.proposal.kind)


ONE = [a_loan_of("20000")]
LOW = {"affordable": "1450"}


# The debt.


def test_a_loan_without_arrears_names_none() -> None:
    document = letter(made(loans=[a_loan_of("20000", number=" 77 ")], budget=LOW, person={"name": " 赵一 "}))
    (facts_,) = facts(document)
    assert facts_["借款"].startswith("借呗，编号 77，")
    assert facts_["剩余本金"] == f"¥20,000.00（大写：{in_words(2_000_000)}）"
    assert not {"逾期开始", "已逾期的利息", "罚息"} & facts_.keys()
    # 0.04 % × 365 = 14.60 %.
    assert "日利率 0.04%，" in facts_["利率"]
    assert "14.60%" in facts_["利率"]
    assert "365" in facts_["利率"]
    # From 10 November, the last due date, 13 days: 20,000 × 0.0004 × 13 = 104.
    assert facts_["尚未到期的利息"].startswith("¥104.00")
    assert facts_["本金、利息和罚息合计"] == f"¥20,104.00（大写：{in_words(2_010_400)}）"
    assert "还剩 9 期" in facts_["现行还款计划"]
    assert "2026年12月10日" in facts_["现行还款计划"]
    assert "逾期" not in said(document.blocks[0].spans)  # type: ignore[union-attr]
    assert document.author == "赵一"
    assert document.dated == TODAY
    assert typed(document.blocks[0].spans) == ["赵一"]  # type: ignore[union-attr]
    number = part(document, "借款情况")[0]
    assert isinstance(number, Facts)
    assert typed(number.rows[0][1]) == ["77"]


def test_arrears_are_named_part_by_part_with_their_day() -> None:
    document = letter(made(loans=[a_loan_of("20000", **ARREARS)], budget=LOW))
    (facts_,) = facts(document)
    # What is overdue of the principal is within it; interest and penalty are not.
    assert facts_["剩余本金"].endswith("，其中 ¥1,200.00 已逾期")
    assert facts_["已逾期的利息"] == "¥60.00"
    assert facts_["罚息"] == "¥35.50"
    assert facts_["逾期开始"] == "2026年10月20日"
    assert "已逾期 ¥1,295.50" in said(document.blocks[0].spans)  # type: ignore[union-attr]
    undated = letter(made(loans=[a_loan_of("20000", penalty="35.5")], budget=LOW))
    assert facts(undated)[0]["罚息"] == "¥35.50"
    assert not {"逾期开始", "已逾期的利息"} & facts(undated)[0].keys()


def test_a_loan_without_a_number_leaves_a_line_and_two_loans_are_numbered() -> None:
    assert "编号 ＿＿" in facts(letter(made(loans=ONE, budget=LOW)))[0]["借款"]
    two = letter(made(loans=[a_loan_of("20000"), a_loan_of("9000")], budget={"affordable": "1800"}))
    first, second = facts(two)
    assert "借款1" in first
    assert "借款2" in second
    assert "9,000.00" in second["剩余本金"]


def test_the_present_plan_is_said_as_far_as_it_is_known() -> None:
    unknown = a_loan_of("20000")
    del unknown["periods_left"]
    assert "现行还款计划" not in facts(letter(made(loans=[unknown], budget=LOW)))[0]
    bullet = made(loans=[a_loan_of("20000", method="bullet", periods_left=1)], budget=LOW)
    row = advised(bullet).present[0].schedule.rows[0]
    words = facts(letter(bullet))[0]["现行还款计划"]
    assert chinese_date(row.date) in words
    assert yuan(row.payment) in words
    assert "期，" not in words


@pytest.mark.parametrize(("rate", "daily", "yearly"), [("0.0005", "0.05%", "18.25%"), ("0.000123", "0.0123%", "4.49%"),
                                                       ("0", "日利率 0%", "0.00%"), ("0.001", "0.1%", "36.50%")])  # fmt: skip
def test_the_rate_is_said_by_the_day_and_the_year(rate: str, daily: str, yearly: str) -> None:
    case = made(loans=[a_loan_of("20000", daily_rate=rate)], budget=LOW)
    words = facts(letter(case))[0]["利率"]
    assert daily in words
    assert yearly in words
    assert f" {daily.removeprefix('日利率 ')}" in words


@pytest.mark.parametrize(("name", "you"), [("乙银行", "贵行"), ("乙银行某支行", "贵行"), ("乙银行某分行", "贵行"),
                                           ("乙银行股份有限公司", "贵行"), ("甲公司", "贵公司")])  # fmt: skip
def test_a_bank_is_addressed_as_one(name: str, you: str) -> None:
    document = letter(made(loans=[a_loan_of("20000", name)], budget=LOW))
    assert document.salutation == f"致：{name}"
    assert f"与{you}系统" in text_of(document, "借款情况")


# The reason.


def test_the_reason_is_hers_with_its_day_and_one_full_stop() -> None:
    def reason(**hardship: object) -> tuple[Span, ...]:
        (found,) = part(letter(made(loans=ONE, budget=LOW, hardship=hardship)), "困难原因")
        assert isinstance(found, Paragraph)
        return found.spans

    spans = reason(cause="illness", since="2026-08-15", detail=" 住院了 ", recovery="2027-03-01")
    assert typed(spans) == ["住院了"]
    assert (
        said(spans)
        == "自2026年8月15日起，我因病或受伤，影响了还款能力。住院了。预计2027年3月1日前后情况好转。"
    )
    assert said(reason(cause="other", detail="在等赔偿")) == "在等赔偿。"
    assert said(reason(cause="other", since="2026-08-15", detail="在等")) == "自2026年8月15日起：在等。"
    for end in "。！？.!?":
        assert said(reason(detail=f"住院了{end}")) == f"住院了{end}"
    assert "请写明" in said(reason(recovery="2027-03-01"))
    assert "请写明" in said(reason(cause="other"))


# The budget.

HOUSEHOLD = {
    "income": [{"name": "工资", "amount": "5000"}],
    "essentials": [{"name": "房租", "amount": "3000"}],
}


def annex(document: Document, title: str) -> tuple[object, ...]:
    """The blocks of an annex, its own headings among them."""
    found: list[object] = []
    inside = False
    for block in document.blocks:
        if isinstance(block, Annex):
            inside = block.title == title
        elif inside:
            found.append(block)
    return tuple(found)


def test_the_household_is_an_annex_where_it_was_filled_in() -> None:
    debts = [{"name": "卡", "balance": "3000", "monthly_minimum": "300"}]
    case = made(loans=ONE, budget={**HOUSEHOLD, "cushion": "200"}, other_debts=debts)
    document = letter(case)
    assert annex(document, "家庭收支表") == household_statement(case)
    assert "¥1,500.00" in text_of(document, "还款能力")  # 5,000 − 3,000 − 300 − 200
    assert "见附件2" in text_of(document, "还款能力")
    without = letter(made(loans=ONE, budget=LOW))
    assert not annex(without, "家庭收支表")
    assert "收支明细" not in render_text(without)
    # A line stands once: the sums do not turn the household into months a second time.
    assert render_text(document).count("工资") == 1


@pytest.mark.parametrize(("spent", "gap"), [("5600", "收入不足"), ("5000", "收入只够")])
def test_a_gap_is_named_and_nothing_is_offered(spent: str, gap: str) -> None:
    budget = {"income": [{"amount": "5000"}], "essentials": [{"amount": spent}]}
    case = made(loans=ONE, budget=budget)
    document = letter(case)
    assert gap in text_of(document, "还款能力")
    assert "¥" not in text_of(document, "还款能力")
    assert "很紧" in call(case)["说明能力"]


def test_nothing_to_pay_with_income_enough_claims_no_gap() -> None:
    case = made(loans=ONE, budget={**HOUSEHOLD, "affordable": "0"})
    assert "收入不足" not in text_of(letter(case), "还款能力")
    assert "暂时拿不出钱" in text_of(letter(case), "还款能力")
    assert "很紧" not in call(case)["说明能力"]
    assert "暂时拿不出钱" in call(case)["说明能力"]
    assert "很紧" not in call(made(loans=ONE, budget={"affordable": "0"}))["说明能力"]


def test_a_pause_asks_for_time_only() -> None:
    case = made(loans=ONE, budget={"affordable": "0"})
    _, option = chosen(case)
    assert option.total == 0
    document = letter(case)
    last = option.instalments[-1].date
    assert not part(document, "还款计划表")
    assert chinese_date(last) in requests(document)[0]
    assert "暂缓" in requests(document)[0]
    assert "小额" not in render_text(document)
    assert "暂缓" in said(document.blocks[0].spans)  # type: ignore[union-attr]
    assert "暂缓" in call(case)["提出方案"]
    assert chinese_date(last) in call(case)["提出方案"]


# The plan, for each kind.

ASKED: dict[PlanKind, str] = {
    "catch_up": "补上已逾期的 ¥",
    "down_payment": "其余分期偿还",
    "interest_only": "只还利息",
    "penalty_waiver": "以减免罚息",
    "interest_reduction": "以同意降低利率为前提",
    "settlement": "结清全部欠款",
    "token": "商定以后的安排",
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_plan_and_what_is_asked_fit_the_kind(kind: PlanKind) -> None:
    case = of_kind(kind)
    advice, option = chosen(case)
    assert option.kind == kind
    for lender in lenders(case):
        document = letter(case, lender=lender)
        mine = addressed_loans(case, lender)
        plans = [option.plans[index] for index in mine]
        places = [advice.positions[index] for index in mine]
        rows = merged([plan.schedule for plan in plans])
        total, waived = sum(row.payment for row in rows), sum(plan.waived for plan in plans)
        asks = requests(document)
        words = asks[0]
        rates = [plan.new_annual_rate for plan in plans if plan.new_annual_rate is not None]
        at_once = sum(plan.first_payment for plan in plans)
        for other, sign in ASKED.items():
            needless = (other == "interest_reduction" and not rates) or (
                other == "down_payment" and (not at_once or len(rows) == 1)
            )
            assert (sign in words) == (other == kind and not needless)
        assert f"{yuan(total)}（大写：{in_words(total)}）" in words
        if len(rows) == 1:
            assert not part(document, "还款计划表")
            continue
        shown = table(document, "还款计划表")
        long = len(rows) > 12
        assert shown.halves == long
        assert len(shown.header) == (3 if long else 5)
        for cells, row in zip(shown.rows, rows, strict=True):
            assert cells[:3] == (str(row.period), chinese_date(row.date), yuan(row.payment))
            if not long:
                assert cells[3:] == (yuan(row.principal), yuan(row.interest + row.arrears))
        assert shown.total is not None
        assert shown.total[0] == "合计"
        assert f"{len(rows)} 期" in shown.total[1]
        assert shown.total[2] == yuan(total)
        if not long:
            assert shown.total[3:] == (
                yuan(sum(row.principal for row in rows)),
                yuan(sum(row.interest + row.arrears for row in rows)),
            )
        penalty = sum(place.penalty for place in places)
        opening = said(document.blocks[0].spans)  # type: ignore[union-attr]
        assert (yuan(waived) in words) == (waived > 0)
        if kind == "settlement":
            assert chinese_date(rows[0].date) in words
            assert not any("减免" in ask for ask in asks[1:-2])
        else:
            asked_for = any(f"已产生的罚息 {yuan(penalty)}" in ask for ask in asks)
            assert asked_for == (penalty >= LEAST_WAIVER or kind == "penalty_waiver")
            # Of ¥1,200.00 overdue at 0.04% a day, half as much again: ¥0.72 a day, ¥10.80 in the days of an answer.
            running = any(place.overdue_principal for place in places)
            assert sum("期间新增的罚息" in ask for ask in asks) == int(running)
            assert any(yuan(sum(place.month_interest for place in places)) in ask for ask in asks) == (
                not option.closes
            )
            assert chinese_date(rows[-1].date) in words
        months = monthly_totals(rows, advice.month_day)
        if option.closes and kind != "settlement":
            assert (f"{len(rows)} 期" in words) or (f"{len(months)} 个月" in words)
        if kind == "catch_up":
            assert yuan(sum(place.due_now for place in places)) in opening
        if kind == "step_up" and len(mine) == 1:
            assert yuan(rows[0].payment) in words
            assert yuan(rows[-2].payment) in words
        if kind == "interest_only":
            head = case.proposal.interest_only_months
            assert f"前 {head} 期" in words
            assert f"第 {head + 1} 期" in words
            assert yuan(rows[head].payment) in words
        assert all(percent(float(rate), 1) in words for rate in rates)
        assert ("年利率" in words) == bool(rates)
        assert (f"先在{chinese_date(rows[0].date)}支付 {yuan(at_once)}" in words) == (
            kind == "down_payment" and at_once > 0
        )
        if kind == "token":
            assert f"{len(months)} 个月" in words
            assert yuan(max(months.values())) in words
        assert ("不请求减免本金" in words) == (
            kind
            in {"extension", "reinstalment", "interest_only", "step_up", "down_payment", "penalty_waiver"}
            or (kind == "interest_reduction" and not rates)
        )
        assert chinese_date(answer_by(case, TODAY, rows[0].date)) in asks[-1]
        assert ("再次商定" in opening) == (not option.closes)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_said_on_the_phone_fits_the_kind(kind: PlanKind) -> None:
    case = of_kind(kind)
    advice, option = chosen(case)
    for lender in lenders(case):
        mine = addressed_loans(case, lender)
        plans = [option.plans[index] for index in mine]
        rows = merged([plan.schedule for plan in plans])
        months = monthly_totals(rows, advice.month_day)
        first = sum(plan.first_payment for plan in plans)
        months[next(iter(months))] -= first
        total = sum(row.payment for row in rows)
        script = call(case, lender)
        words = script["提出方案"]
        if kind == "settlement":
            assert "说明能力" not in script
        else:
            within = kind in WITHIN_SHARES or kind == "step_up" or len(lenders(case)) == 1
            able = sum(option.shares[index] for index in mine) if within else max(months.values())
            if not able:
                # Its loan is cleared at once from the sum at hand.
                assert first
                assert "说明能力" not in script
            else:
                assert yuan(able) in script["说明能力"]
                assert ("别家" in script["说明能力"]) == (len(mine) < len(case.loans))
        assert chinese_date(answer_by(case, TODAY, rows[0].date)) in script["说好答复的日子"]
        due = sum(advice.positions[index].due_now for index in mine)
        overdue = f"到{chinese_date(TODAY)}，已经逾期的有 {yuan(due)}"
        assert (overdue in script.get("说明现状", "")) == (due > 0)
        assert chinese_date(rows[0].date) in words
        if kind == "settlement" or (first and len(rows) == 1):
            assert yuan(total) in words
            waived = sum(plan.waived for plan in plans)
            assert ("减免" in words) == (waived > 0)
            assert not waived or yuan(waived) in words
            continue
        assert chinese_date(rows[-1].date) in words
        assert yuan(max(months.values())) in words
        assert ("再商量" in words) == (not option.closes)
        assert (f"还 {yuan(first)}" in words) == (first > 0)
        if option.closes and not first:
            assert f"{len(months)} 个月" in words


def test_the_call_gives_her_name_and_reason_or_a_gap_for_them() -> None:
    hers = made(
        loans=ONE, budget=LOW, person={"name": " 赵一 "}, hardship={"cause": "illness", "since": "2026-08-15"}
    )
    assert "我是赵一，" in call(hers)["说明自己"]
    assert call(hers)["说明原因"].startswith("自2026年8月15日起，我因病或受伤")
    for hardship in ({}, {"cause": "other"}, {"detail": "话" * 41}):
        blank = call(made(loans=ONE, budget=LOW, hardship=hardship))
        assert "＿" in blank["说明自己"]
        assert "（说出原因）" in blank["说明原因"]
        assert not any("逾期" in words for words in blank.values())
    told = call(made(loans=ONE, budget=LOW, hardship={"detail": "店关了。", "since": "2026-08-15"}))
    assert told["说明原因"] == "从2026年8月15日起，我遇到了难处：店关了。"


def test_the_call_about_a_plan_she_can_pay_asks_nothing() -> None:
    case = made(loans=ONE, budget={"affordable": "9000"}, proposal={"kind": "keep"})
    advice, option = chosen(case)
    assert option.kind == "keep"
    assert "照原计划" in call(case)["提出方案"]
    assert "¥" not in call(case)["提出方案"]
    for kind in ("request", "again"):
        spoken = case.model_copy(update={"log": (LogEntry(on=TODAY, note="说过"),)})
        for one in (case, spoken):
            fault = compose(one, advice, None, kind)
            assert isinstance(fault, Fault)
            assert fault.where == "proposal"
    assert isinstance(compose(case, advice, None, "worksheet"), Document)


# What else is asked.


def test_her_phone_and_time_stand_where_she_signs() -> None:
    def contact(**person: str) -> tuple[Span, ...]:
        signature = letter(made(loans=ONE, budget=LOW, person=person)).blocks
        (closing,) = [block for block in signature if isinstance(block, Signature)]
        return dict(closing.rows)["联系方式"]

    assert said(contact(phone=" 138 ", contact_time=" 晚上 ")) == "138（方便的时间：晚上）"
    assert typed(contact(phone=" 138 ", contact_time=" 晚上 ")) == ["138", "晚上"]
    assert said(contact(phone="138")) == "138"
    assert said(contact(contact_time="晚上")).startswith("＿＿")
    assert contact() == ()


def test_she_is_named_as_far_as_she_says() -> None:
    def opening(**person: str) -> str:
        return said(letter(made(loans=ONE, budget=LOW, person=person)).blocks[0].spans)  # type: ignore[union-attr]

    assert opening(name="赵一", id_last4="123X", account="138****00").startswith(
        "我是借款人赵一（身份证号后四位 123X，账户 138****00），"
    )
    assert opening(id_last4="0001").startswith("我是借款人（身份证号后四位 0001），")
    assert opening().startswith("我是借款人，")


def test_the_papers_and_what_was_paid_are_named() -> None:
    def closing(**hardship: object) -> tuple[str, dict[str, str], list[object]]:
        document = letter(made(loans=ONE, budget=LOW, hardship=hardship))
        title = "依据和说明"
        return text_of(document, title), facts(document, title)[0], part(document, title)

    words, papers, blocks = closing(
        already_paid=" 还了 8 期 ", papers=["id", "medical"], enclosed=["medical"]
    )
    assert words.startswith("此前还款情况：还了 8 期。本申请")
    assert papers["随信附上"] == "诊断证明与医疗费用单据"
    assert papers["可以提供"].startswith("身份证明（")
    assert isinstance(blocks[0], Paragraph)
    assert typed(blocks[0].spans) == ["还了 8 期"]
    (signature,) = [block for block in blocks if isinstance(block, Signature)]
    assert [said(spans) for _, spans in signature.rows] == ["", "", "2026年11月23日"]
    for end in "。！？.!?":
        assert closing(already_paid=f"还了{end}")[0].startswith(f"此前还款情况：还了{end}本申请")
    assert closing()[0].startswith("本申请")
    assert "请告知" in closing()[1]["证明材料"]
    assert set(closing(enclosed=["id"])[1]) == {"随信附上"}


def test_the_article_is_the_one_that_fits_the_day() -> None:
    def basis(**loan: str) -> str:
        return text_of(letter(made(loans=[a_loan_of("20000", **loan)], budget=LOW)), "依据和说明")

    assert "第六百七十八条" in basis()
    assert "第五百四十三条" in basis(**ARREARS)
    assert "第六百七十八条" not in basis(**ARREARS)
    settled = text_of(letter(of_kind("settlement")), "依据和说明")
    assert "第五百四十三条" in settled


# After an answer.


def test_the_second_letter_lists_the_last_five_contacts_and_asks_for_the_reason() -> None:
    log = [{"on": f"2026-11-{day:02d}", "note": f" 第{day}天 ", "who": " 李 " if day == 8 else "", "channel": "phone_in"}
           for day in range(3, 9)] + [{"note": "不记得哪天", "channel": "sms"}]  # fmt: skip
    case = made(loans=ONE, budget=LOW, log=log)
    first, again = letter(case), letter(case, "again")
    assert first.title != again.title
    assert "再次" in again.title
    items = [block for block in part(again, "此前的沟通") if isinstance(block, Item)]
    assert [item.label for item in items] == ["1.", "2.", "3.", "4.", "5."]
    notes = ["第5天", "第6天", "第7天", "第8天", "不记得哪天"]
    assert [typed(item.spans)[-1] for item in items] == notes
    assert said(items[0].spans) == "2026年11月5日，贵方来电：第5天"
    assert said(items[3].spans) == "2026年11月8日，贵方来电，李：第8天"
    assert typed(items[3].spans) == ["李", "第8天"]
    assert said(items[4].spans).startswith("日期未记，短信")
    assert "再次申请调整" in said(again.blocks[0].spans)  # type: ignore[union-attr]
    assert not part(first, "此前的沟通")
    assert len(requests(again)) == len(requests(first)) + 1
    assert any("复核" in ask for ask in requests(again))


def test_a_contact_without_a_name_counts_only_where_there_is_one_lender() -> None:
    log = (
        LogEntry(on=date(2026, 11, 2), lender=" 甲公司 ", note="后"),
        LogEntry(on=date(2026, 11, 1), note="先"),
        LogEntry(lender="甲公司", note="  "),
        LogEntry(lender="乙银行", note="别家"),
        LogEntry(on=date(2026, 11, 3), lender="甲公司", result="refused"),
    )
    one = made(loans=ONE, budget=LOW).model_copy(update={"log": log})
    assert [entry.note for entry in contacts_with(one, "甲公司")] == ["先", "后", ""]
    two = made(loans=[a_loan_of("9000"), a_loan_of("900", "乙银行")], budget=LOW).model_copy(
        update={"log": log}
    )
    assert [entry.note for entry in contacts_with(two, "甲公司")] == ["后", ""]
    silent = compose(made(loans=ONE, budget=LOW), advised(made(loans=ONE, budget=LOW)), None, "again")
    assert isinstance(silent, Fault)
    assert silent.where == "log"


@pytest.mark.parametrize(
    ("days", "kind", "named"),
    [
        (0, "request", False),
        (8, "request", True),
        (8, "before_due", True),
        (8, "decline", False),
        (8, "accept", False),
    ],
)
def test_the_second_letter_names_the_day_of_the_first_but_neither_itself_nor_an_answer(
    days: int, kind: str, named: bool
) -> None:
    sent = TODAY - timedelta(days)
    case = made(
        loans=ONE,
        budget=LOW,
        log=[{"result": "refused", "on": TODAY.isoformat()}],
        events=[{"kind": "sent", "on": sent.isoformat(), "letter": kind}],
    )
    assert (f"我于{chinese_date(sent)}发出过申请" in render_text(letter(case, "again"))) == named


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (LogEntry(result="refused"), "贵方没有同意"),
        (LogEntry(result="refused", reasons=("no_entry",)), "贵方没有同意，理由是“系统里没有协商的入口”"),
        (LogEntry(result="refused", reasons=("other",)), "贵方没有同意"),
        (LogEntry(result="no_answer"), "没有得到答复"),
        (LogEntry(reasons=("no_entry",)), "贵方作了说明，理由是“系统里没有协商的入口”"),
        (LogEntry(result="offered"), "贵方提出了别的条件"),
        (LogEntry(result="agreed"), "贵方表示同意"),
    ],
)
def test_what_came_of_a_contact_is_enough_for_the_next_letter(entry: LogEntry, words: str) -> None:
    """On a phone she picks what came of it and types nothing: that is said, and not a complaint written at once."""
    case = made(loans=ONE, budget=LOW).model_copy(update={"log": (entry,)})
    (item,) = [block for block in part(letter(case, "again"), "此前的沟通") if isinstance(block, Item)]
    assert said(item.spans).endswith(f"：{words}")
    if entry.result == "refused":
        made_out = commission(case, advised(case))
        assert isinstance(made_out, Commission)
        assert due_letters(made_out).first == "again"


# Whom, by when, and for whose eyes.


def test_faults_name_what_is_wrong() -> None:
    case = made(loans=ONE, budget=LOW)
    unknown = compose(case, advised(case), "丙")
    assert isinstance(unknown, Fault)
    assert unknown.where == "lender"
    with pytest.raises(KeyError):
        compose(case, advised(case), None, "nonsense")
    assert [name for name, sort in LETTERS.items() if not sort.sent] == ["worksheet", "budget"]


def test_her_own_day_for_an_answer_counts_only_in_the_future() -> None:
    def by(day: date, first: int = 90) -> date:
        case = made(loans=ONE, budget=LOW, proposal={"answer_by": day.isoformat()})
        return answer_by(case, TODAY, TODAY + timedelta(first))

    assert by(TODAY + timedelta(1)) == TODAY + timedelta(1)
    assert by(TODAY + timedelta(40)) == TODAY + timedelta(40)
    assert by(TODAY) == TODAY + timedelta(15)
    assert by(TODAY - timedelta(1), 10) == TODAY + timedelta(9)


@pytest.mark.parametrize(("name", "phone", "number", "shown"), [
    ("赵一", "13800138000", "12345678", ("赵＊", "138＊＊＊＊8000", "＊＊＊＊5678")),
    (" 欧阳一二 ", "1380013", "1234", ("欧＊＊＊", "＊＊＊＊＊＊＊", "＊＊＊＊")),
    ("赵", "13800138", "12345", ("＊", "138＊0138", "＊2345")),
    ("", " ", "", ("", "", "")),
])  # fmt: skip
def test_a_masked_copy_keeps_only_the_ends(
    name: str, phone: str, number: str, shown: tuple[str, str, str]
) -> None:
    case = masked(
        made(loans=[a_loan_of("20000", number=number)], budget=LOW, person={"name": name, "phone": phone})
    )
    assert (case.person.name, case.person.phone, case.loans[0].number) == shown


def test_lenders_stand_once_in_the_order_of_the_loans() -> None:
    case = made(loans=[a_loan_of("9000", " 乙 "), a_loan_of("900"), a_loan_of("800", "乙")], budget=LOW)
    assert lenders(case) == ("乙", "甲公司")
    assert addressed_loans(case, None) == [0, 2]
    assert addressed_loans(case, " 甲公司 ") == [1]


# What she lets each lender have.


def test_the_share_and_how_it_is_divided_are_said_to_several_lenders_only() -> None:
    case = of_kind("extension")
    _, option = chosen(case)
    assert option.sharing == "by_balance"
    for index, lender in enumerate(lenders(case)):
        words = text_of(letter(case, lender=lender), "还款能力")
        assert yuan(option.shares[index]) in words
        assert "按欠款余额的比例分配" in words
        assert ("贵行" in words) == (lender == "乙银行")
    assert "各家" not in text_of(letter(made(loans=ONE, budget=LOW)), "还款能力")
    assert "其中用于" not in text_of(letter(of_kind("settlement")), "还款能力")


def test_a_payment_at_once_is_kept_apart_from_the_monthly_most() -> None:
    case = of_kind("down_payment")
    advice, option = chosen(case)
    for lender in lenders(case):
        mine = addressed_loans(case, lender)
        plans = [option.plans[index] for index in mine]
        months = monthly_totals(merged([plan.schedule for plan in plans]), advice.month_day)
        first = sum(plan.first_payment for plan in plans)
        months[next(iter(months))] -= first
        words = text_of(letter(case, lender=lender), "还款能力")
        assert f"最多 {yuan(max(months.values()))}" in words
        assert ("一次性支付的除外" in words) == (first > 0)


# The sheet.


@pytest.mark.parametrize("kind", KINDS)
def test_the_sheet_shows_each_row_with_its_days_and_opening_balance(kind: PlanKind) -> None:
    case = of_kind(kind)
    advice, option = chosen(case)
    for lender in lenders(case):
        sheet = letter(case, "worksheet", lender)
        assert (sheet.title, sheet.salutation) == ("附件：算法说明", "")
        shown = [block for block in sheet.blocks if isinstance(block, Table) and block.header[0] == "期"]
        owed = [block for block in sheet.blocks if isinstance(block, Facts)]
        mine = addressed_loans(case, lender)
        for block, fact, index in zip(shown, owed, mine, strict=True):
            plan, place = option.plans[index], advice.positions[index]
            since, totals = plan.terms.start, [0, 0, 0]
            for cells, row in zip(block.rows, plan.schedule.rows, strict=True):
                bears = row.interest + row.arrears
                assert cells == (
                    str(row.period),
                    str((row.date - since).days),
                    yuan(row.balance + row.principal),
                    yuan(bears),
                    yuan(row.principal),
                    yuan(row.payment),
                )
                since = row.date
                totals = [a + b for a, b in zip(totals, (bears, row.principal, row.payment), strict=True)]
            assert block.total == ("合计", "", "", *map(yuan, totals))
            values = {label: said(spans) for label, spans in fact.rows}
            assert values["剩余本金"] == yuan(place.principal)
            assert values["合计"] == yuan(place.owed)
            assert values["新安排的利息从哪天算起"] == chinese_date(place.start)
            assert ("罚息" in values) == (place.penalty > 0)
            assert ("已逾期的利息" in values) == (place.overdue_interest > 0)
            assert values.get("罚息", yuan(0)) == yuan(place.penalty)
            assert ("从前欠下、要先还清的" in values) == (place.arrears > 0)
            assert not place.arrears or values["从前欠下、要先还清的"].startswith(yuan(place.arrears))
            # A daily loan's accrued interest: the unfallen principal × the rate × the days since the last due date.
            days = (TODAY - place.contract.start).days
            accrued = round(Fraction(place.contract.principal) * place.rate.daily * days)
            assert f"× {days} 天 = {yuan(accrued)}" in values["尚未到期的利息"]
            text = render_text(sheet)
            closed_level = kind in {
                "extension",
                "reinstalment",
                "interest_only",
                "penalty_waiver",
                "interest_reduction",
            }
            rows = plan.schedule.rows
            assert not (closed_level and len(rows) > 1) or f"每期应还 {yuan(rows[-2].payment)} 是" in text
            assert closed_level or "连乘积" not in text
            if plan.new_annual_rate is not None:
                assert percent(float(plan.new_annual_rate), 1) in text
            cap = option.shares[index]
            if len(option.shares) > 1:
                assert f"这一笔得 {yuan(cap)}" in text
            else:
                assert "这一笔得" not in text
            if not option.closes:
                assert f"约 {yuan(place.month_interest)}，每月能还的是 {yuan(cap)}" in text
        assert ("借款1" in render_text(sheet)) == (len(addressed_loans(case, lender)) > 1)


def test_the_sheet_turns_each_line_of_the_household_into_a_month() -> None:
    budget = {"income": [{"name": "工钱", "amount": "100", "frequency": "day"}, {"amount": "1200", "frequency": "month"}],
              "essentials": [{"name": "保险", "amount": "1800", "frequency": "year"}]}  # fmt: skip
    (shown,) = [block for block in letter(made(loans=[a_loan_of("90000")], budget=budget), "worksheet").blocks
                if isinstance(block, Table) and len(block.header) == 4]  # fmt: skip
    # 100 × 365 ÷ 12 = 3,041.67; 1,800 ÷ 12 = 150.
    assert shown.rows == (
        ("工钱", "每天 ¥100.00", "× 365 ÷ 12", "¥3,041.67"),
        ("（没有名称）", "每月 ¥1,200.00", "不用换算", "¥1,200.00"),
        ("保险", "每年 ¥1,800.00", "× 1 ÷ 12", "¥150.00"),
    )


def test_the_sheet_does_the_first_interest_of_a_daily_and_a_monthly_loan() -> None:
    daily = render_text(letter(made(loans=ONE, budget=LOW), "worksheet"))
    # From 10 November to 10 December, 30 days: 20,000 × 0.0004 × 30 = 240.
    assert "¥20,000.00 × 0.04% × 30 天 = ¥240.00" in daily
    monthly = render_text(
        letter(made(loans=[a_loan_of("20000", accrual="monthly")], budget=LOW), "worksheet")
    )
    # A year of it is 14.6 %: 20,000 × 14.6 % ÷ 12 = 243.33; of the month from 10 November, 13 of 30 days have run.
    assert "¥20,000.00 × 14.6% ÷ 12 = ¥243.33" in monthly
    assert "¥20,000.00 × 14.6% ÷ 12 × 13/30 = ¥105.44" in monthly
