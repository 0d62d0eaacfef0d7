"""What to say on the phone and what to write in a chat: one thing at a time, and nothing that the case does not say."""

from __future__ import annotations

from datetime import date

from jiebei.case.records import Case
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import yuan
from jiebei.letters.talk import Talk, unbroken
from jiebei.plan.options import Advice, Option

_WHO_IS_IT = "请告诉我您的姓名、工号和单位。这通电话我会做记录。"
_ONCE_MORE = "我再确认一遍：今天谈的是……，编号是……，对吗？谢谢。"
_PAPERS_FIRST = "请把合同、还款明细和以前催收的记录发给我。我核对以后再联系你们。"


def phone_script(
    case: Case, advice: Advice, option: Option, lender: str | None = None
) -> tuple[tuple[str, str], ...]:
    """(when, words to say) in the order of a call to one lender (the first by default); the figures are those of the
    letter to it. Raises ValueError where the case has no loan of that lender."""
    talk = Talk.of(case, advice, option, lender)
    if talk.stance == "promises_nothing":
        lines = [
            ("先确认对方", _WHO_IS_IT),
            ("不谈还款", "今天我不谈还款，也不答应任何金额和日期。"),
            ("只要材料", _PAPERS_FIRST),
            ("被催着马上答应时", "我要先问清楚，不能在电话里答应。"),
        ]
    elif talk.stance == "owes_nothing":
        lines = [
            ("先确认对方", _WHO_IS_IT),
            ("说明自己", f"{talk.myself()}。"),
            ("说明情况", _settled(talk)),
            ("请对方办的事", "请确认余额是零，并出具结清证明。也请告诉我征信怎么更新。"),
            ("结束前", _ONCE_MORE),
        ]
    elif talk.stance == "keeps":
        lines = [
            ("先确认对方", _WHO_IS_IT),
            ("说明自己", f"{talk.myself()}。"),
            ("提出方案", talk.plan()),
            ("结束前", _ONCE_MORE),
        ]
    else:
        lines = _request(talk)
    return tuple((when, words) for when, words in lines if words)


def _request(talk: Talk) -> list[tuple[str, str]]:
    return [
        ("先确认对方", _WHO_IS_IT),
        ("找对的人", "我想谈还款困难的协商。您办不了的话，请转给能受理的同事，或告诉我找哪个部门。"),
        ("说明自己", f"{talk.myself()}。我不是不还，我想按还得起的办法还。"),
        *talk.history(),
        ("说明原因", talk.reason()),
        ("说明现状", talk.arrears() + talk.present_plan()),
        ("说明能力", talk.able()),
        ("提出方案", talk.plan()),
        ("还要请求的", talk.conditions()),
        ("答复以前先还多少", talk.before_the_answer()),
        ("请对方办的事", _to_register(talk)),
        (
            "说好答复的日子",
            f"请在{chinese_date(talk.answer_day)}之前答复我。不同意的话，请说明原因，也请说可以接受的方案。",
        ),
        ("被催着马上答应时", "我要先核对能不能做到，不能在电话里答应。请把方案发书面的给我。"),
        ("结束前", _ONCE_MORE),
    ]


def _to_register(talk: Talk) -> str:
    if talk.standing.stage == "waiting" and talk.requested is not None:
        number = unbroken(talk.requested.reference)
        known = f"受理编号是 {number}。" if number else "请告诉我受理编号。"
        return f"{known}请帮我查一下，处理到哪一步了。"
    return "请帮我登记正式的协商申请，并告诉我受理编号。书面申请我会发到你们的官方渠道。"


def _settled(talk: Talk) -> str:
    since = talk.standing.since
    return f"我的记录是，{chinese_date(since)}已经还清。" if since else "我的记录是，已经还清。"


def chat_messages(
    case: Case, advice: Advice, option: Option, lender: str | None = None
) -> tuple[tuple[str, str], ...]:
    """(when, the message) to paste into the lender's own chat, in the order in which they are needed. A request that was
    answered is not asked after. Raises ValueError where the case has no loan of that lender."""
    talk = Talk.of(case, advice, option, lender)
    if talk.stance == "promises_nothing":
        return (("要合同和明细", f"您好。{_PAPERS_FIRST}谢谢。"),)
    if talk.stance == "owes_nothing":
        return (
            (
                "要结清证明",
                f"您好，{talk.myself()}。{_settled(talk)}请确认余额是零，并出具结清证明。也请告诉我征信怎么更新。谢谢。",
            ),
        )
    if talk.stance == "keeps":
        return (("确认余额和还款日", f"您好，{talk.myself()}。{talk.plan()}谢谢。"),)
    sent = talk.requested
    open_request = talk.standing.stage not in {"refused", "offered"}
    number = unbroken(sent.reference) if sent is not None else ""
    found = []
    if open_request and sent is None:
        found.append(
            (
                "先发这一条",
                f"您好，{talk.myself()}。{talk.agreement()}{talk.reason('（写上原因）')}{talk.plan()}{talk.conditions()}"
                "请转给能受理还款协商的同事，并告诉我受理编号。书面申请我接着发来。谢谢。",
            )
        )
    if open_request and not number:
        found.append(
            (
                "要受理编号",
                f"您好，{talk.day_requested('我在＿月＿日')}提交了还款协商申请。请告诉我受理编号，以及哪天答复。谢谢。",
            )
        )
    if open_request:
        found.append(("没有回音时", reminder(sent.on if sent is not None else None, number)))
    found += [
        ("被拒绝以后", _after_a_refusal(talk)),
        (
            "对方口头提了条件",
            "您好，电话里说的条件，请把全文发给我。要写明每期的金额和日期、利率、减免和它的条件、收款账户。"
            "也要写明漏一期会怎样，征信怎么报送。"
            "我核对以后再答复，现在还没有同意。谢谢。",
        ),
        ("谈成以后", _after_an_agreement(talk)),
    ]
    return tuple(found)


def reminder(sent_on: date | None = None, number: str = "") -> str:
    """A short message for the lender's chat when the answer has not come. sent_on: the day she applied, left for her to
    fill in where it is not known. number: the one the lender gave to the request."""
    day = chinese_date(sent_on) if sent_on is not None else "＿月＿日"
    known = f"受理编号是 {number}。" if number else ""
    asked = "答复时间" if number else "受理编号和答复时间"
    return (
        f"您好，我在{day}提交了还款协商申请。{known}请问处理到哪一步了？"
        f"我的还款意愿没有变。请告知{asked}。如果不同意，请说明原因和可以接受的方案。谢谢。"
    )


def _after_a_refusal(talk: Talk) -> str:
    refused = talk.standing.refusals
    when = f"{chinese_date(refused[-1].on)}的" if refused and refused[-1].on else ""
    return (
        f"您好，我的还款协商申请，{when}答复是不同意。请书面说明原因和依据，也请告诉我可以接受的方案。"
        "能申请复核的话，请告诉我渠道。我愿意继续商量。谢谢。"
    )


def _after_an_agreement(talk: Talk) -> str:
    """Asks to have confirmed what was agreed: her record of it where it still holds, no figures of our own otherwise."""
    event = talk.standing.agreed
    terms = event.terms if event is not None and talk.standing.stage == "agreed" else None
    said = ""
    if terms is not None and terms.instalments:
        on = chinese_date(event.on) if event is not None and event.on else "以前"
        down = f"先付 {yuan(terms.down_payment)}，" if terms.down_payment else ""
        said = f"我们{on}谈好了还款安排。我的记录是，{down}一共 {terms.instalments} 期，每期 {yuan(terms.amount)}。"
        said += f"第一期在{chinese_date(terms.first_date)}。" if terms.first_date else ""
        said += (
            f"最后一期 {yuan(terms.last_amount)}。" if terms.last_amount not in {None, terms.amount} else ""
        )
    return (
        f"您好。{said}请书面确认谈好的内容：每期的金额和日期、利率、减免、收款账户、征信怎么报送。"
        "也请发我盖章或电子签章的协议。还清后请出具结清证明。谢谢。"
    )
