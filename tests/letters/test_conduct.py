"""Contacts held against the rules, asked to stop, and complained of once the lender has been asked."""

from __future__ import annotations

from typing import Any

import pytest

from jiebei.case.faults import Fault
from jiebei.case.labels import BREACHES
from jiebei.letters.compose import compose
from jiebei.letters.document import Annex
from jiebei.letters.paper.plain import render_text
from tests.letters.reading import asked_for, typed_texts
from tests.letters.road import ANT, a_case_of, written_for
from tests.strategies import TODAY


def an_entry(**fields: Any) -> dict[str, Any]:
    return {
        "on": "2026-11-12",
        "at": "10:00",
        "channel": "phone_in",
        "who": "某机构",
        "note": "说了话",
        **fields,
    }


def stop(*log: dict[str, Any], **case: Any) -> str:
    return render_text(written_for(a_case_of(log=list(log), **case), "stop_contacting"))


MEASURES, PRIVACY, CODE = "消费金融公司管理办法", "个人信息保护法", "第一千零三十二条"
STANDARD, GUIDELINE = "与推荐性标准（GB/T 45251—2025）不符", "催收工作指引"


@pytest.mark.parametrize(
    ("breach", "cited"),
    [
        ("third_party", {MEASURES, STANDARD}),
        ("disclosed", {PRIVACY, CODE, STANDARD}),
        ("threat", {MEASURES}),
        ("insult", {MEASURES}),
        ("deceit", set()),
        ("private_account", set()),
        ("extra_fee", {GUIDELINE}),
        ("new_loan", {GUIDELINE}),
    ],
)
def test_each_breach_is_held_against_its_own_rules_and_asked_to_stop(breach: str, cited: set[str]) -> None:
    text = stop(an_entry(breaches=[breach]))
    lines = [line for line in text.splitlines() if line.startswith("·")]
    for rule in (MEASURES, PRIVACY, CODE, STANDARD, GUIDELINE):
        assert any(rule in line for line in lines) == (rule in cited), rule
    assert f"涉及：{BREACHES[breach]}。" in text
    for line in lines:
        assert ("可能违反" in line or "可能侵犯" in line) == (STANDARD not in line and GUIDELINE not in line)
        assert line.startswith("· 第 1 条：")
    asks = asked_for(written_for(a_case_of(log=[an_entry(breaches=[breach])]), "stop_contacting"))
    assert asks[0].startswith("请不要")
    assert any("只联系我本人" in ask for ask in asks)
    assert any("受托的机构" in ask for ask in asks)
    assert "受理编号" in asks[-1]


def test_the_measures_for_consumer_finance_companies_bind_no_bank() -> None:
    entry = an_entry(breaches=["third_party", "threat"])
    assert MEASURES in stop(entry)
    bank = stop(entry, loan={"lender": "乙银行"})
    assert MEASURES not in bank
    assert STANDARD in bank
    assert "贵行" in bank
    assert MEASURES not in stop(entry, loan={"lender": "丙小贷公司"})


def test_a_rule_is_held_against_a_contact_only_from_its_first_day() -> None:
    def held(*days: str) -> list[str]:
        log = [an_entry(on=day, breaches=["third_party"]) for day in days]
        return [line for line in stop(*log).splitlines() if line.startswith("·") and MEASURES in line]

    assert held("2024-04-17") == []
    assert len(held("2024-04-18")) == 1
    (line,) = held("2024-04-17", "2024-04-18")
    assert line.startswith("· 第 2 条：可能违反")


def test_hours_and_numbers_of_calls_are_counted_from_the_log() -> None:
    night = stop(an_entry(at="22:30"))
    assert f"第 1 条：在 22:00 到次日 08:00 之间联系，{STANDARD}" in night
    assert "请不要在 22:00 到次日 08:00 之间联系我" in night
    calls = [an_entry(at=f"{hour:02d}:00", answered=True, note="") for hour in range(9, 13)]
    taken = stop(*calls, an_entry(on="2026-11-13", note="正常提醒"))
    assert f"2026年11月12日，来电接通了 4 次，多于每天 3 次，{STANDARD}" in taken
    assert taken.count("对方来电（接通）") == 4
    assert "正常提醒" not in taken
    assert "请减少每天来电的次数" in taken
    missed = stop(*(an_entry(at=f"{hour:02d}:00", answered=False, note="") for hour in range(9, 16)))
    assert "没有接通的有 7 次，多于每天 6 次" in missed
    assert "行业自律" in missed


def test_many_such_days_are_counted_and_the_latest_shown() -> None:
    log = [
        an_entry(on=f"2026-11-{day:02d}", at=f"{hour:02d}:00", answered=True, note="")
        for day in range(1, 10)
        for hour in range(9, 13)
    ]
    text = stop(*log)
    assert text.count("来电接通了 4 次") == 6
    assert "2026年11月3日，来电" not in text
    assert "一共有 9 天" in text


@pytest.mark.parametrize(
    "log",
    [
        [],
        [an_entry()],
        [an_entry(at="23:00", channel="phone_out")],
        [an_entry(breaches=["threat"], lender="别家")],
        [an_entry(breaches=["threat"], on="2026-12-01")],
    ],
)
def test_without_such_a_contact_of_this_lender_there_is_no_letter(log: list[dict[str, Any]]) -> None:
    fault = compose(a_case_of(log=log), None, None, "stop_contacting", TODAY)
    assert isinstance(fault, Fault)
    assert fault.where == "log"


def test_the_facts_are_hers_as_typed_with_the_evidence() -> None:
    document = written_for(
        a_case_of(
            log=[an_entry(note="去你老家\n找你妈", evidence="录音 2", breaches=["threat"], answered=True)]
        ),
        "stop_contacting",
    )
    assert {"某机构", "去你老家 找你妈", "录音 2"} <= set(typed_texts(document))
    text = render_text(document)
    assert (
        "1. 2026年11月12日 10:00，对方来电（接通），某机构：去你老家 找你妈。涉及：威胁、恐吓。凭证：录音 2。"
        in text
    )


def test_a_long_record_goes_into_an_annex() -> None:
    one = written_for(a_case_of(log=[an_entry(breaches=["threat"])]), "stop_contacting")
    assert not [block for block in one.blocks if isinstance(block, Annex)]
    assert "附件1" not in render_text(one)
    for log in ([an_entry(breaches=["threat"])] * 6, [an_entry(breaches=["threat"], note="话" * 2000)]):
        document = written_for(a_case_of(log=log), "stop_contacting")
        (annex,) = [block for block in document.blocks if isinstance(block, Annex)]
        assert annex.label == "附件1"
        assert "附件1所列" in render_text(document)
    thirty = render_text(written_for(a_case_of(log=[an_entry(breaches=["threat"])] * 30), "stop_contacting"))
    assert "、12 等 30 条" in thirty


def test_her_contact_is_a_line_to_fill_in_where_she_gave_none() -> None:
    def reach(**person: str) -> str:
        case = a_case_of(log=[an_entry(breaches=["threat"])], person=person)
        (ask,) = [ask for ask in asked_for(written_for(case, "stop_contacting")) if "只联系我本人" in ask]
        return ask

    assert "＿" in reach()
    assert "电话甲" in reach(phone="电话甲")
    assert "＿" not in reach(phone="电话甲")
    assert "＿" in reach(contact_time="晚上")


# The complaint.

SENT = {"kind": "sent", "on": "2026-11-01", "letter": "request", "plan": "extension", "reference": "GD-77"}
REFUSED = {
    "on": "2026-11-05",
    "channel": "phone_out",
    "note": "说没有",
    "result": "refused",
    "reasons": ["no_policy"],
}


def complain(**case: Any) -> str:
    return render_text(written_for(a_case_of(**case), "complaint"))


def no_complaint(**case: Any) -> Fault:
    fault = compose(a_case_of(**case), None, None, "complaint", TODAY)
    assert isinstance(fault, Fault)
    return fault


def test_the_lender_is_asked_first() -> None:
    assert "先" in no_complaint().message
    assert no_complaint(log=[an_entry(breaches=["threat"])]).where == "log"
    assert no_complaint(log=[{"channel": "app"}]).where == "log"
    assert no_complaint(events=[{**SENT, "lender": "别家"}]).where == "log"
    # Having asked, she may complain of the same conduct.
    assert "威胁" in complain(log=[an_entry(breaches=["threat"])], events=[SENT])
    assert "威胁" in complain(log=[an_entry(breaches=["threat"]), an_entry(channel="app", note="请停止")])


def test_there_must_be_something_to_complain_of() -> None:
    agreed = {"kind": "agreed", "on": "2026-11-10"}
    assert "没有可以投诉的事" in no_complaint(events=[SENT, agreed], log=[REFUSED]).message
    assert "没有可以投诉的事" in no_complaint(log=[an_entry(channel="app")]).message
    settled = {"kind": "settled", "on": "2026-11-10"}
    assert "没有可以投诉的事" in no_complaint(events=[SENT, settled], log=[REFUSED]).message


def test_silence_is_complained_of_only_after_the_time_the_letter_gave() -> None:
    early = {**SENT, "on": "2026-11-09"}
    fault = no_complaint(events=[early])
    assert fault.where == "events"
    assert "2026年11月24日" in fault.message
    assert "没有该机构对最近一次申请的答复" in complain(events=[{**SENT, "on": "2026-11-08"}])
    said = {"on": "2026-11-15", "channel": "app", "note": "没人理", "result": "no_answer"}
    assert "没有答复" in complain(events=[early], log=[said])
    assert "没有答复" in complain(log=[said])


def test_it_tells_what_was_asked_when_and_what_came_of_it() -> None:
    offer = {
        "received": "2026-11-06",
        "instalments": 6,
        "amount": "2500",
        "down_payment": "800",
        "in_writing": True,
    }
    again = {**SENT, "on": "2026-11-07", "letter": "again"}
    text = complain(
        events=[SENT, again], log=[REFUSED, an_entry(channel="app", note="问进度")], offers=[offer]
    )
    steps = text.split("先向该机构提出的情况\n")[1].split("\n\n")[0].splitlines()
    assert steps == [
        "1. 2026年11月1日，我向该机构发出协商申请，请求：延长期限，每期少还，编号 GD-77。",
        "2. 2026年11月5日，我打过去：对方不同意（没有这样的政策），见附件1第 1 条。",
        "3. 2026年11月6日，该机构书面提出条件：先还 ¥800.00；分 6 期，每期 ¥2,500.00。",
        "4. 2026年11月7日，我向该机构发出协商申请，请求：延长期限，每期少还，编号 GD-77。",
        "5. 2026年11月12日 10:00，App 在线客服，某机构：我与该机构联系，见附件1第 2 条。",
    ]
    statement = {**SENT, "letter": "statement", "plan": None, "reference": ""}
    assert "2026年11月1日，我向该机构发出书面函件。" in complain(events=[statement], log=[REFUSED])


def test_only_the_grounds_there_are_are_asked_about() -> None:
    refused = complain(events=[SENT], log=[REFUSED])
    assert "书面答复" in refused
    assert "不当的联系" not in refused
    conduct = complain(
        events=[SENT, {"kind": "agreed", "on": "2026-11-10"}], log=[an_entry(breaches=["disclosed"])]
    )
    assert "协商申请作出书面答复" not in conduct
    assert PRIVACY in conduct
    assert "第 1 条：把欠款的事告诉了别人。" in conduct


def test_it_asks_the_regulator_for_no_discount_and_no_duty_to_agree() -> None:
    text = complain(events=[SENT], log=[REFUSED], person={"name": "赵一"})
    assert "不请求责令它减免或者打折" in text
    assert "令2020年第3号" in text
    assert "我不把它当作该机构同意方案的期限" in text
    assert text.splitlines()[2] == "致：国家金融监督管理总局（12378 消费投诉）"
    assert "投诉人：赵一" in text
    assert f"被投诉机构：{ANT}" in text
    for words in ("必须", "否则", "元赔", "曝光"):
        assert words not in text


def test_the_record_is_annexed_whole_and_only_where_there_is_one() -> None:
    with_log = complain(events=[SENT], log=[REFUSED, an_entry(note="一般的话")])
    assert "一般的话" in with_log.split("附件1　联系记录")[1]
    waiting = complain(events=[SENT])
    assert "附件" not in waiting
