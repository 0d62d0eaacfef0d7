"""The call, the turns it can take and the chat: the figures of the core, nothing that the case contradicts, nothing that
threatens or promises too much."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiebei.case.file import loads
from jiebei.case.labels import COURT_PAPERS, REFUSALS
from jiebei.case.records import Case, Event, Hardship, LogEntry, Offer, Person, PlanKind, Settings
from jiebei.content.examples import examples
from jiebei.content.prose import faults
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import yuan
from jiebei.keep.course import standing
from jiebei.letters.answers_by_phone import MAX_LINES, Branch, branches, identity_notes
from jiebei.letters.commission import Commission, addressed_loans, answer_by, lenders
from jiebei.letters.compose import before_promising, commission
from jiebei.letters.phone_script import chat_messages, phone_script, reminder
from jiebei.plan.advice import advise
from jiebei.plan.meanwhile import meanwhile
from jiebei.plan.options import Advice, Option, merged
from jiebei.rules import load_rules
from tests.letters.reading import amounts, dates
from tests.letters.test_every_letter import (
    ARREARS,
    KINDS,
    MADE,
    a_loan_of,
    of_the_lender,
    of_the_request,
    of_the_waiting,
)
from tests.strategies import TODAY, a_case

FORBIDDEN = (
    "第70条",
    "七十条",
    "LPR",
    "投诉",
    "违法",
    "保证",
    "一定能",
    "停息挂账",
    "百分百",
    "小额",
    "曝光",
    "媒体",
)
OFFERS = re.compile(
    r"(我(会|能|先|可以)?.{0,14}(先还|一次付|付|稳定还)|不超过|每月还|每期还|照常还) ?¥|照常还"
)
"""Words that offer money of hers."""
PROMISES = (
    "还款意愿",
    "愿意继续",
    "想按还得起",
    "请求",
    "我可以在",
    "先还",
    "照常还",
    "照原计划",
    "能稳定还",
)
"""Words that promise to pay or ask for time: each starts the three years again."""

Told = tuple[tuple[tuple[str, str], ...], tuple[Branch, ...], tuple[tuple[str, str], ...]]


def made(**fields: object) -> Case:
    case = loads(json.dumps({"format": "jiebei-case", "version": 1, **fields}))
    assert isinstance(case, Case), case
    return case


def advised(case: Case) -> Advice:
    advice = advise(case, case.settings.as_of or TODAY)
    assert isinstance(advice, Advice), advice
    return advice


def of_kind(kind: PlanKind, **more: object) -> tuple[Case, Advice, Option]:
    case = made(**{**MADE[kind], **more})
    case = case.model_copy(update={"proposal": case.proposal.model_copy(update={"kind": kind})})
    advice = advised(case)
    option = advice.option(kind)
    assert option.kind == kind
    return case, advice, option


def told(case: Case, advice: Advice, option: Option, lender: str | None = None) -> Told:
    return (
        phone_script(case, advice, option, lender),
        branches(case, advice, option, lender),
        chat_messages(case, advice, option, lender),
    )


def spoken(everything: Told) -> Iterator[str]:
    """What she is given to say or to write."""
    script, turns, chat = everything
    yield from (words for _, words in script)
    yield from (line for turn in turns for line in turn.reply)
    yield from (words for _, words in chat)


def known(everything: Told) -> Iterator[str]:
    yield from (line for turn in everything[1] for line in turn.know)


def call(case: Case, kind: PlanKind | None = None) -> dict[str, str]:
    advice = advised(case)
    return dict(phone_script(case, advice, advice.option(kind)))


def turn(turns: tuple[Branch, ...], word: str) -> Branch:
    (found,) = [one for one in turns if word in one.said]
    return found


@st.composite
def a_course_of_events(draw: st.DrawFn) -> Case:
    """A case with all that can have happened with its one or two lenders, in any order, some of it undated."""
    case = draw(a_case())
    names = ("重庆蚂蚁消费金融有限公司", draw(st.sampled_from(["乙银行", "重庆蚂蚁消费金融有限公司"])))
    loans = tuple(
        loan.model_copy(
            update={
                "lender": names[index % 2],
                "number": draw(st.sampled_from(["", "A7"])),
                "last_paid": draw(st.none() | st.none() | st.dates(TODAY - timedelta(2000), TODAY)),
            }
        )
        for index, loan in enumerate(case.loans)
    )
    day = st.none() | st.dates(TODAY - timedelta(400), TODAY + timedelta(20))
    lender = st.sampled_from(names)
    amount = st.none() | st.integers(1, 900_000)
    terms = st.none() | st.builds(
        Offer, instalments=st.integers(0, 36), amount=st.integers(1, 500_000), first_date=day,
        down_payment=st.integers(0, 100_000), last_amount=st.none() | st.integers(1, 500_000),
    )  # fmt: skip
    event = st.builds(
        Event,
        kind=st.sampled_from(["sent", "sent", "agreed", "paid", "missed", "changed", "court", "assigned", "settled"]),
        on=day, lender=lender, letter=st.sampled_from(["request", "again", "statement", ""]), terms=terms, amount=amount,
        paper=st.none() | st.sampled_from(list(COURT_PAPERS)), reference=st.sampled_from(["", "S-9"]),
        who=st.sampled_from(["", "丙公司"]),
    )  # fmt: skip
    entry = st.builds(
        LogEntry, on=day, lender=lender, note=st.sampled_from(["", "说过"]),
        result=st.none() | st.sampled_from(["refused", "no_answer", "offered", "agreed"]),
        reasons=st.lists(st.sampled_from(list(REFUSALS)), max_size=2, unique=True).map(tuple),
    )  # fmt: skip
    offer = st.builds(Offer, lender=lender, received=day, in_writing=st.booleans())
    return case.model_copy(
        update={
            "loans": loans,
            "events": tuple(draw(st.lists(event, max_size=5))),
            "log": tuple(draw(st.lists(entry, max_size=3))),
            "offers": tuple(draw(st.lists(offer, max_size=1))),
            "person": Person(name=draw(st.sampled_from(["", "赵一"]))),
            "hardship": Hardship(
                cause=draw(st.none() | st.sampled_from(["illness", "job_loss", "other"])),
                since=draw(st.none() | st.dates(TODAY - timedelta(400), TODAY)),
                detail=draw(st.sampled_from(["", "店关了"])),
                recovery=case.hardship.recovery,
                papers=draw(st.sampled_from([(), ("income", "medical")])),
            ),
            "settings": Settings(asked_legal_aid=draw(st.booleans())),
        }
    )


def of_the_course(case: Case) -> tuple[set[int], set[date]]:
    """Every amount and day on record with a lender, and what was paid since an agreement."""
    sums, days = set[int](), set[date]()
    for event in case.events:
        sums |= {event.amount or 0}
        days |= {event.on or TODAY}
        if event.terms is not None:
            sums |= {event.terms.amount, event.terms.down_payment, event.terms.last_amount or 0}
            days |= {event.terms.first_date or TODAY}
    sums |= {standing(case, lender, TODAY).paid for lender in lenders(case)}
    days |= {entry.on for entry in case.log if entry.on}
    return sums, days


def read_as_the_one_who_is_called(case: Case, advice: Advice, option: Option, lender: str) -> None:
    loans = addressed_loans(case, lender)
    everything = told(case, advice, option, lender)
    script, turns, chat = everything
    words = "\n".join([*spoken(everything), *known(everything)])
    rows = merged([option.plans[index].schedule for index in loans])
    until = meanwhile(advice, option, loans, case.budget.payday)

    # Every figure is the core's or on record.
    sums, days = of_the_course(case)
    sums |= of_the_lender(advice, option, loans) | of_the_request(advice, loans)
    sums |= of_the_waiting(case, advice, option, loans) | {until.overdue}
    # What she can pay in all is no business of one of several lenders.
    sums |= {advice.affordable.amount} if len(lenders(case)) == 1 else set()
    assert amounts(words) <= sums, sorted(amounts(words) - sums)
    days |= {TODAY, answer_by(case, TODAY, rows[0].date), *(row.date for row in rows)}
    days |= {day for day in (until.on, until.by, case.hardship.since, case.hardship.recovery) if day}
    days |= {case.proposal.later_from} if case.proposal.later_from else set()
    if advice.fallback is not None:
        days |= {row.date for index in loans for row in advice.fallback.plans[index].schedule.rows}
    assert dates(words) <= days, sorted(dates(words) - days)

    # Nothing forbidden, nothing too long to be read aloud, no empty line.
    for word in FORBIDDEN:
        assert word not in words, word
    for line in (*spoken(everything), *known(everything)):
        assert line.strip()
        assert "None" not in line
        assert not faults(line, "page"), faults(line, "page")
    for one in turns:
        assert 1 <= len(one.reply) <= MAX_LINES
        assert one.rules
        assert all(load_rules()[rule].printable for rule in one.rules)

    # No sentence contradicts the case.
    where = commission(case, advice, lender)
    assert isinstance(where, Commission)
    stand = standing(case, lender, TODAY)
    settled, silent = stand.stage == "settled", before_promising(where) is not None
    keeps = option.kind == "keep" or (option.kind == "catch_up" and not until.overdue)
    asks = not (settled or silent or keeps)
    said, labels = "\n".join(spoken(everything)), [when for when, _ in script]
    offered = "\n".join(spoken((script, turns, chat[:1])))
    total = sum(row.payment for row in rows)
    assert ("提出方案" in labels) == (asks or (keeps and not settled and not silent))
    assert ("说明原因" in labels) == asks
    assert any(one.said == REFUSALS["no_entry"] for one in turns) == asks
    if silent or settled:
        assert not OFFERS.search(said), OFFERS.search(said)
        assert not any(word in said for word in PROMISES)
    if settled:
        assert "结清证明" in said
        return
    if silent:
        assert "不谈还款" in said
        assert "12348" in words
        return
    if not total and not until.pays and advice.fallback is None:
        assert not OFFERS.search(offered), OFFERS.search(offered)
    if keeps:
        assert not any(word in said for word in ("困难", "请求", "减免", "还不上", "做不到"))
        return
    assert ("已经逾期的有" in said) == bool(until.overdue)
    assert ("别家" in said) <= (len(lenders(case)) > 1)
    assert ("暂缓" in said) >= (total == 0)
    assert ("S-9" in said) <= any(event.reference for event in case.events)
    cut = sum(option.principal_cut(option.plans[index]) for index in loans)
    plan = dict(script)["提出方案"]
    assert (f"其中本金 {yuan(cut)}" in plan) == (cut > 0)
    assert ("一次还清，我做不到" in said) <= (
        option.kind != "settlement" and not (option.closes and len(rows) == 1)
    )
    assert (until.on is not None) >= ("按我的合同，下一期" in said)
    assert ("照常还" in said) == until.in_full
    refused = len(stand.refusals)
    assert (f"{refused} 次没有得到同意" in said) == (refused > 0)
    assert ("谈好过还款约定" in said) == (stand.agreed is not None)
    assert ("没有按时还上" in said) == (stand.agreed is not None and bool(stand.missed))
    assert ("还没有收到答复" in said) <= (stand.stage == "waiting")
    assert ("会按期回应" in said) == (stand.paper is not None)
    assert ("债权转让" in said) == (stand.assigned is not None)
    answered = stand.stage in {"refused", "offered"}
    assert any(when == "没有回音时" for when, _ in chat) != answered
    assert ("还没有同意" in dict(script).get("说起你们提的条件", "")) == (stand.stage == "offered")
    assert ("消费金融公司管理办法" in words) == ("消费金融" in lender)
    # What she says she can pay, and what she will not go beyond, are not less than what she offers.
    months = [value for value in amounts(dict(script).get("说明能力", "")) if value]
    if months and option.kind != "down_payment":
        limit = amounts(
            "".join(line for one in turns for line in one.reply if "做不到" in line and "超过" in line)
        )
        assert all(value >= max(months) for value in limit)


@settings(max_examples=60)
@given(a_course_of_events())
def test_nothing_said_contradicts_the_case_whatever_has_happened(case: Case) -> None:
    advice = advised(case)
    for option in advice.options:
        for lender in lenders(case):
            read_as_the_one_who_is_called(case, advice, option, lender)


@pytest.mark.parametrize("kind", KINDS)
def test_every_turn_has_its_words_for_every_kind_of_plan(kind: PlanKind) -> None:
    case, advice, option = of_kind(kind)
    for lender in lenders(case):
        read_as_the_one_who_is_called(case, advice, option, lender)
        turns = branches(case, advice, option, lender)
        heard = {one.said for one in turns}
        assert len(heard) == len(turns)
        for word in (
            "入口",
            "一次还清",
            "先还一笔",
            "律师",
            "上门",
            "家人",
            "最后一天",
            "账户",
            "借",
            "征信",
            "签",
        ):
            assert any(word in one for one in heard), word


@pytest.mark.parametrize("name", examples())
def test_every_example_reads_well(name: str) -> None:
    case = examples()[name]
    advice = advised(case)
    for option in advice.options:
        for lender in lenders(case):
            for line in spoken(told(case, advice, option, lender)):
                assert not faults(line, "page"), faults(line, "page")


# The call.


def test_a_settlement_below_the_principal_calls_the_cut_by_its_name() -> None:
    case, advice, option = of_kind("settlement", loans=[a_loan_of("20000")])
    cut = option.principal_waived
    assert cut
    plan = dict(phone_script(case, advice, option))["提出方案"]
    assert f"其中本金 {yuan(cut)}" in plan
    assert f"其余 {yuan(option.waived)} 请你们减免" in plan
    case, advice, option = of_kind("settlement", loans=[a_loan_of("9000")])
    assert "本金" not in dict(phone_script(case, advice, option))["提出方案"]


def test_a_plan_that_needs_a_lower_rate_or_a_waiver_says_so_on_the_phone() -> None:
    case, advice, option = of_kind("interest_reduction")
    assert option.new_annual_rate is not None
    for words in (
        dict(phone_script(case, advice, option))["还要请求的"],
        chat_messages(case, advice, option)[0][1],
    ):
        assert f"{option.new_annual_rate * 100:.1f}%" in words
    case, advice, option = of_kind("penalty_waiver")
    assert yuan(option.plans[0].waived) in dict(phone_script(case, advice, option))["还要请求的"]


def test_refusals_are_told_with_their_day_and_reason_and_answered() -> None:
    case = examples()["refused_twice"]
    advice = advised(case)
    script, turns, _ = told(case, advice, advice.option())
    words = dict(script)["说起以前的答复"]
    assert "2 次" in words
    for entry in case.log:
        assert entry.on is not None
        assert f"{chinese_date(entry.on)}的答复是“{REFUSALS[entry.reasons[0]]}”" in words
    assert turn(turns, "入口").reply[0].startswith("2026年11月2日")
    assert turn(turns, "政策").reply[0].startswith("2026年11月12日")
    assert not turn(turns, "期限太长").reply[0].startswith("2026")


def test_a_broken_agreement_is_not_hidden() -> None:
    case = examples()["missed_one"]
    words = call(case)["说起谈好过的约定"]
    assert "2026年9月14日" in words
    assert "12 期，每期 ¥1,230.00" in words
    assert "2026年11月20日的一期（¥1,230.00）没有按时还上" in words


def test_a_plan_with_the_reserve_is_called_one_and_no_limit_below_it_is_named() -> None:
    case = examples()["missed_one"]
    advice = advised(case)
    assert advice.fallback is not None
    assert advice.fallback.affordable > advice.affordable.amount
    turns = branches(case, advice, advice.option())
    assert "留作余地" in "".join(turn(turns, "期限太长").reply)
    assert "做不到" not in "".join(turn(turns, "签").reply)


def test_where_the_three_years_may_have_run_nothing_is_promised_by_mouth_either() -> None:
    loan = a_loan_of("20000", **ARREARS, last_paid="2022-05-01")
    case = made(loans=[loan], budget={"affordable": "1450"})
    advice = advised(case)
    script, turns, chat = told(case, advice, advice.option())
    assert "提出方案" not in dict(script)
    assert not any("¥" in words for words in spoken((script, turns, chat)))
    assert "12348" in "".join(turn(turns, "签").know)
    assert [when for when, _ in chat] == ["要合同和明细"]
    asked = case.model_copy(update={"settings": Settings(asked_legal_aid=True)})
    assert "提出方案" in call(asked)


def test_a_lender_that_is_not_overdue_is_asked_for_nothing_while_another_is_caught_up() -> None:
    case = made(
        loans=[a_loan_of("6000", **ARREARS), a_loan_of("3000", "乙银行")], budget={"affordable": "2700"}
    )
    advice = advised(case)
    option = advice.option("catch_up")
    assert option.kind == "catch_up"
    assert "逾期的部分" in dict(phone_script(case, advice, option, "甲公司"))["提出方案"]
    assert "照原计划" in dict(phone_script(case, advice, option, "乙银行"))["提出方案"]
    assert "请对方办的事" not in dict(phone_script(case, advice, option, "乙银行"))


def test_two_parts_of_what_she_can_pay_are_told_apart_in_time() -> None:
    loans = [a_loan_of("30000", daily_rate="0.00015"), a_loan_of("15000", "乙公司", daily_rate="0.0006")]
    case = made(loans=loans, budget={"affordable": "1300"})
    advice = advised(case)
    option = advice.option()
    grown = False
    for index, lender in enumerate(lenders(case)):
        highest = option.plans[index].schedule.largest_payment
        words = dict(phone_script(case, advice, option, lender))["说明能力"]
        assert yuan(option.shares[index]) in words
        if highest > option.shares[index]:
            grown = True
            assert f"之后不超过 {yuan(highest)}" in words
    assert grown


def test_who_can_pay_more_only_later_names_no_limit_that_she_cannot_pay_today() -> None:
    case, advice, option = of_kind("step_up")
    assert option.heaviest_month > advice.affordable.amount
    for lender in lenders(case):
        turns = branches(case, advice, option, lender)
        assert not amounts("".join(turn(turns, "签").reply))
        able = dict(phone_script(case, advice, option, lender))["说明能力"]
        assert max(amounts(able)) <= advice.affordable.amount
        assert "2027年6月1日以后" in able


def test_an_unknown_lender_is_refused() -> None:
    case, advice, option = of_kind("reinstalment")
    with pytest.raises(ValueError, match="没有这家"):
        phone_script(case, advice, option, "没有这家")


# What is paid meanwhile, and first.


def test_the_minimum_first_is_answered_with_what_she_can_pay() -> None:
    case, advice, option = of_kind("reinstalment")
    until = meanwhile(advice, option, [0], None)
    assert until.pays
    one = turn(branches(case, advice, option), "先还一笔")
    assert f"先还 {yuan(until.pays)}" in one.reply[0]
    assert {"civil-code-561", "civil-code-195"} <= set(one.rules)
    for word in ("逾期", "费用", "时效"):
        assert word in "".join(one.know)
    poor = made(loans=[a_loan_of("20000")], budget={"affordable": "0"})
    advice = advised(poor)
    assert "¥" not in "".join(turn(branches(poor, advice, advice.option()), "先还一笔").reply)
    case, advice, option = of_kind("settlement", loans=[a_loan_of("20000")])
    assert yuan(option.total) in turn(branches(case, advice, option), "先还一笔").reply[0]
    assert "拿不出" not in dict(phone_script(case, advice, option))["答复以前先还多少"]


def test_a_court_paper_on_record_is_named_where_a_lawyer_calls() -> None:
    case, advice, option = of_kind("reinstalment")
    event = Event(kind="court", paper="payment_order", on=TODAY)
    sued = case.model_copy(update={"events": (event,)})
    assert "支付令" not in "".join(turn(branches(case, advice, option), "律师").know)
    assert "支付令" in turn(branches(sued, advice, option), "律师").know[0]
    assert {"hotline-12368", "hotline-12348", "court-papers"} <= set(
        turn(branches(sued, advice, option), "律师").rules
    )


# Identity.


def test_codes_and_passwords_are_given_to_nobody_and_nothing_to_who_calls() -> None:
    ours, never, theirs = identity_notes()
    assert "后四位" in ours.reply[0]
    for word in ("验证码", "密码", "卡号", "共享屏幕"):
        assert word in never.said
        assert not any(word in line for one in (ours, theirs) for line in one.reply)
    assert "挂断" in "".join(theirs.reply)
    for one in (ours, never, theirs):
        assert all(load_rules()[rule].printable for rule in one.rules)
        for line in (one.said, *one.reply, *one.know):
            assert not faults(line, "page"), faults(line, "page")


# The chat.


def sent(case: Case, *events: Event) -> dict[str, str]:
    after = case.model_copy(update={"events": events})
    advice = advised(after)
    return dict(chat_messages(after, advice, advice.option()))


def test_the_reminder_names_the_day_she_sent_the_request_and_a_gap_where_it_is_unknown() -> None:
    case, _, _ = of_kind("reinstalment")
    request = Event(kind="sent", letter="request", on=date(2026, 11, 12))
    assert "＿月＿日" in sent(case)["没有回音时"]
    assert "先发这一条" in sent(case)
    chat = sent(case, request)
    assert "我在2026年11月12日提交" in chat["没有回音时"]
    assert "我在2026年11月12日提交" in chat["要受理编号"]
    assert "先发这一条" not in chat
    numbered = sent(case, request.model_copy(update={"reference": " S-9 "}))
    assert "受理编号是 S-9。" in numbered["没有回音时"]
    assert "要受理编号" not in numbered
    # A letter that asks for no plan is no request; one from before an agreement has been answered.
    other = Event(kind="sent", letter="statement", on=date(2026, 11, 20))
    assert "2026年11月12日" in sent(case, request, other)["没有回音时"]
    agreed = Event(kind="agreed", on=date(2026, 11, 14))
    assert "＿月＿日" in sent(case, request, agreed)["没有回音时"]
    assert "＿月＿日" in sent(case, request.model_copy(update={"on": TODAY + timedelta(1)}))["没有回音时"]
    assert "＿" not in reminder(TODAY)


def test_a_request_that_was_answered_is_not_asked_after() -> None:
    case = examples()["refused_twice"]
    advice = advised(case)
    chat = dict(chat_messages(case, advice, advice.option()))
    assert "没有回音时" not in chat
    assert "2026年11月12日的答复是不同意" in chat["被拒绝以后"]


def test_after_an_agreement_its_own_figures_are_to_be_confirmed_and_no_others() -> None:
    case, _, _ = of_kind("reinstalment")
    terms = Offer(
        instalments=12, amount=123_000, first_date=date(2026, 12, 20), last_amount=122_000, down_payment=5_000
    )
    agreed = Event(kind="agreed", on=date(2026, 11, 14), terms=terms)
    words = sent(case, agreed)["谈成以后"]
    assert amounts(words) == {123_000, 122_000, 5_000}
    assert dates(words) == {date(2026, 11, 14), date(2026, 12, 20)}
    assert not amounts(sent(case)["谈成以后"])
    broken = Event(kind="missed", on=date(2026, 11, 20))
    assert not amounts(sent(case, agreed, broken)["谈成以后"])


def test_a_loan_that_is_paid_off_asks_for_the_proof_only() -> None:
    case, _, _ = of_kind("reinstalment")
    (words,) = sent(case, Event(kind="settled", on=date(2026, 11, 20))).values()
    assert "结清证明" in words
    assert "2026年11月20日" in words
    assert "¥" not in words
