"""A collector's message: what is claimed and demanded, what it departs from, and the entry that it makes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiebei.case.records import LogEntry
from jiebei.counting.money import plain
from jiebei.pasted.collector_message import MessageReading, log_entry, message_json, read_message
from jiebei.pasted.patterns import collector_patterns
from jiebei.rules import load_rules

DAY = date(2026, 11, 23)
WORST = (
    "2026-11-20 22:35 【鼎信资产】王小明，你在借呗的欠款12,345.67元已逾期35天，今晚10点前必须还清，"
    "否则我们将联系你的家人和单位，并向法院起诉，列入失信名单。联系人张经理，工号A8012，电话13800001111。"
)


def read(text: str, **more: Any) -> MessageReading:
    return read_message(text, load_rules(), DAY, **more)


def ids(message: MessageReading) -> set[str]:
    return {finding.id for finding in message.findings}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("不还钱就弄死你，走着瞧", {"violence"}),
        ("你这个老赖，不要脸", {"abuse"}),
        ("再不处理，我们就给你通讯录里的人群发消息", {"tells-others"}),
        ("已经联系你的父母和单位领导了", {"tells-others"}),
        ("让你家人帮你还", {"tells-others"}),
        ("我是朝阳法院的书记员，请马上处理", {"impersonates"}),
        ("你的案件已经立案，请留意传票", {"sued"}),
        ("现向你发送律师函", {"lawyer-letter"}),
        ("逾期将被列为失信被执行人，限制高消费，影响孩子上学", {"dishonest-list"}),
        ("不还就是诈骗罪，等着坐牢吧", {"jail"}),
        ("你的微信、银行卡、工资将被冻结", {"seizes"}),
        ("明天我们安排人员上门走访", {"visit"}),
        ("把5000元转到我的微信", {"private-account"}),
        ("收款人：李强，工商银行", {"private-account"}),
        ("你要承担上门费和律师费", {"extra-fee"}),
        ("你可以找亲戚借一点，或者从其他平台借来还", {"new-loan"}),
        ("把验证码发给我", {"codes"}),
        ("今天下班前必须还", {"pressure"}),
        ("再不还就到你家去闹，拉横幅", {"violence", "visit"}),
    ],
)
def test_what_a_sentence_is(text: str, found: set[str]) -> None:
    assert ids(read(text)) >= found


@pytest.mark.parametrize(
    "text",
    [
        "【支付宝】您的借呗本期应还1,234.56元，请于11月28日前还款。如已还款请忽略。",
        "【蚂蚁消金】请勿向任何个人账户转账，请在支付宝App内还款。谨防冒充客服索要验证码。",
        "您的分期申请已受理，工单号12345678，我们不会联系您的家人，请放心。",
        "您好，我是客服8012，您的还款方案已经生效，祝您生活愉快。",
        "妈，我这个月可能还不上，正在和他们商量。",
        "",
    ],
)
def test_honest_messages_have_no_findings(text: str) -> None:
    assert read(text).findings == ()


def test_who_when_and_what_is_demanded() -> None:
    message = read(WORST)
    assert (message.on, message.at) == (date(2026, 11, 20), "22:35")
    claimed = {claim.kind: claim.quote.text for claim in message.who}
    assert claimed["单位"] == "鼎信资产"
    assert "张经理" in claimed["姓名"]
    assert "A8012" in claimed["工号"]
    assert "13800001111" in claimed["电话"]
    assert [plain(one.amount) for one in message.sums] == ["12345.67"]
    # 今晚 is the evening of the day on which the message came.
    assert [(one.on, one.at) for one in message.deadlines] == [(date(2026, 11, 20), "22:00")]
    assert ids(message) >= {"quiet-hours", "tells-others", "sued", "dishonest-list", "pressure"}


def test_ways_to_pay_are_named() -> None:
    assert {way.label for way in read("请在支付宝App还款，或转账到对公账户").ways} == {"在 App 里还", "转账"}
    assert {way.label for way in read("点击链接 https://t.cn/abc 处理").ways} == {"点链接"}


def test_her_own_day_and_time_count_before_the_first_line() -> None:
    message = read(WORST, on=date(2026, 11, 19), at="09:00")
    assert (message.on, message.at) == (date(2026, 11, 19), "09:00")
    assert "quiet-hours" not in ids(message)
    assert "quiet-hours" in ids(read("请尽快还款", on=DAY, at="23:10"))


def test_a_departure_is_named_by_the_weight_of_its_rules() -> None:
    by_id = {
        finding.id: weight
        for text in (WORST, "你要承担上门费，不还就弄死你，转到我的微信")
        for finding, weight in zip(read(text).findings, read(text).departs, strict=True)
    }
    assert "可能违反" in by_id["tells-others"]
    assert "推荐性标准" in by_id["tells-others"]
    assert "推荐性标准" in by_id["quiet-hours"]
    assert "可能违反" not in by_id["quiet-hours"]
    assert "自律指引" in by_id["extra-fee"]
    assert "可能违反" in by_id["violence"]
    assert by_id["sued"] == by_id["dishonest-list"] == ""


def test_nothing_is_ever_called_unlawful() -> None:
    for sign in collector_patterns().signs:
        assert "违法" not in sign.label + sign.reason
    assert "违法" not in "".join(read(WORST).departs)


def test_a_message_is_held_against_what_was_in_force_when_it_came() -> None:
    text = "我们会联系你的父母和单位"
    before, after = read(text, on=date(2021, 10, 31)), read(text, on=date(2026, 11, 1))
    assert before.departs != after.departs
    assert "个信法" not in before.departs[0]
    assert "个信法" in after.departs[0]


def test_it_makes_an_entry_for_the_log() -> None:
    made = log_entry(read(WORST), "重庆蚂蚁消费金融有限公司")
    entry = made.entry
    assert made.left_out == 0
    assert (entry.on, entry.at, entry.channel) == (date(2026, 11, 20), "22:35", "sms")
    assert entry.note == WORST
    assert entry.lender == "重庆蚂蚁消费金融有限公司"
    assert "张经理" in entry.who
    assert "鼎信资产" in entry.who


def test_a_day_no_case_can_hold_is_left_to_her() -> None:
    assert log_entry(read("1999-01-01 10:00 请还款")).entry.on is None


@given(st.integers(1, 6_000))
def test_what_does_not_fit_the_note_is_counted_and_said(length: int) -> None:
    text = "还" * length
    entry, left_out = log_entry(read(text))
    kept = (
        entry.note.removesuffix(f"……（后面还有 {left_out} 字没有记在这里，见原文）")
        if left_out
        else entry.note
    )
    assert text == kept + "还" * left_out
    assert bool(left_out) == (length > 2_000) == bool(entry.evidence)


def test_why_nothing_was_found_is_said() -> None:
    assert "中文" in read("Your loan is overdue, pay now").nothing
    assert read("").nothing
    assert read("今天天气很好").nothing or read("今天天气很好").deadlines
    assert not read(WORST).nothing


PIECES = [
    *"还钱转账前后今明天晚点法院你我家人单位通知不0123456789¥.,，。：？！\n 【】[]@", "2026-11-20 22:35", "25:61", "\u202e", "\u200b", "\x00",
    "<b>", "{cite: x}", "$x$", "=1", "24小时内", "元", "万",
]  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=80).map("".join)))
def test_any_text_is_read_and_every_quote_is_its_own(text: str) -> None:
    message = read(text)
    quotes = [one.quote for one in message.who] + [one.quote for one in message.sums]
    quotes += [one.quote for one in message.deadlines] + [one.quote for one in message.ways]
    quotes += [one.quote for one in message.findings]
    assert all(text[quote.start : quote.end] == quote.text for quote in quotes)
    message_json(message)
    entry, left_out = log_entry(message)
    assert LogEntry.model_validate(entry.model_dump()) == entry
    assert not left_out


def test_a_very_long_message_is_read_to_its_end() -> None:
    filler = "您好，关于您的借款，请您尽快与我们联系。" * 5_000
    message = read(filler + "不还就坐牢")
    assert "jail" in ids(message)
    assert log_entry(message).left_out > 90_000
