"""The scam checker: it finds what advertisements say, however they hide it, and leaves honest messages alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiebei import content
from jiebei.content import scam_signs as scams
from jiebei.content.model import ScamPattern, ScamQuestion
from jiebei.rules import load_rules


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("停息挂账，百分百成功，先交3000元定金", {"stop-interest", "promise", "fee-first"}),
        ("成功后收取减免金额的 15%", {"fee-percent"}),
        ("收15个点", {"fee-percent"}),
        ("银行内部有人，内部渠道办理", {"promise"}),
        ("征信洗白，逾期记录消除", {"washing"}),
        ("把身份证和手机卡寄过来", {"papers"}),
        ("提供假的离职证明", {"forgery"}),
        ("不要担心，身份证发给我", {"papers"}),
        ("需要您寄身份证、手机卡，开通呼叫转移", {"papers"}),
        ("先停止还款，别接电话", {"silence"}),
        ("可代开病历、低保证明", {"forgery"}),
        ("全程代投诉，提供投诉话术", {"complaints"}),
        ("用新贷款还清借呗", {"new-loan"}),
        ("转到我的微信，加V信详谈", {"private-account"}),
        ("法务团队一对一", {"law-firm"}),
        ("拨打400-888-8888", {"fake-hotline"}),
        ("按信用卡第七十条办理60期", {"card-70"}),
    ],
)
def test_what_advertisements_say(text: str, expected: set[str]) -> None:
    assert {flag.id for flag in scams.red_flags(text)} >= expected


@pytest.mark.parametrize(
    ("text", "sign", "matched"),
    [
        ("专业停.息.挂.账", "stop-interest", "停.息.挂.账"),
        ("停 息\u200b挂账", "stop-interest", "停 息\u200b挂账"),
        ("徵信修復", "washing", "徵信修復"),
        ("１００％ 通过", "promise", "１００％"),
        ("百★分★百", "promise", "百★分★百"),
        ("加 VX 聊", "private-account", "加 VX"),
        ("４００ ８８８ ８８８８", "fake-hotline", "４００ ８８８ ８８８８"),
    ],
)
def test_hiding_a_word_does_not_help(text: str, sign: str, matched: str) -> None:
    found = {flag.id: flag.matched for flag in scams.red_flags(text)}
    assert found[sign] == matched


@pytest.mark.parametrize(
    "text",
    [
        "",
        "【支付宝】您的借呗本期应还1,234.56元，请于11月28日前还款。如已还款请忽略。",
        "您好，您的协商申请已受理，工单号12345678，请在App内上传收入证明，我们会尽快答复。",
        "贷款已放款，年利率（单利）14.6%，按日计息，逾期按1.5倍收取罚息。",
        "您可以申请展期，期数由6期改为12期，每期834.50元，利率不变。",
        "您已逾期，请尽快还款，请勿失联。",
        "请不要向任何人提供验证码。",
        "警惕有人代开病历、提供假证明。",
        "传票：请于12月3日到庭，可拨12368查询。",
        "妈，我这个月可能还不上，正在和他们商量。",
    ],
)
def test_honest_messages_are_left_alone(text: str) -> None:
    assert scams.red_flags(text) == ()


def test_our_own_pages_carry_no_sign() -> None:
    for name in content.PAGES:
        if name != "scams":
            for section in content.page(name).sections:
                assert scams.red_flags(content.plain_text(section.markdown)) == (), f"{name}: {section.id}"


def test_signs_stand_in_the_order_of_the_text_and_once_each() -> None:
    flags = scams.red_flags("加微信，包过，加微信，定金，包过")
    assert [flag.id for flag in flags] == ["private-account", "promise", "fee-first"]


def test_two_lines_are_not_read_as_one_phrase() -> None:
    assert scams.red_flags("停息\n挂账") == ()


def test_only_the_beginning_of_a_very_long_text_is_read() -> None:
    assert scams.red_flags("好" * scams.MAX_CHARACTERS + "包过") == ()
    assert scams.red_flags("好" * (scams.MAX_CHARACTERS - 2) + "包过")


@given(st.text(max_size=300))
def test_any_text_is_read_and_what_matched_is_in_it(text: str) -> None:
    for flag in scams.red_flags(text):
        assert flag.matched
        assert flag.matched in text


def test_ten_questions_and_every_sign_rest_on_a_printable_rule() -> None:
    rules = load_rules()
    assert len(content.scam_questions()) == 10
    every: list[ScamQuestion | ScamPattern] = [*content.scam_questions(), *content.scam_patterns()]
    for one in every:
        assert rules[one.cite].printable
        assert one.reason


def test_answers_become_signs() -> None:
    flags = scams.flags_from_answers({"promise", "fee-first"})
    assert [flag.id for flag in flags] == ["fee-first", "promise"]
    assert scams.flags_from_answers(()) == ()
    with pytest.raises(KeyError, match="no-such"):
        scams.flags_from_answers({"no-such"})


def test_each_result_has_its_words() -> None:
    page = content.page("scams")
    assert page.section(scams.result_section(())).id == "result-none"
    assert page.section(scams.result_section(scams.red_flags("包过"))).id == "result-some"
