"""The four answers to an offer: accept it, ask what it leaves open, counter it with her plan, or decline it.

Which of them can be written follows from what the offer means for her (see `assess`), not from a wish: what breaks in
its first month is not accepted, and what she can keep is not declined with figures that do not say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from jiebei.answer.assessment import Answer, Assessment, assess
from jiebei.case.faults import Fault
from jiebei.case.records import Offer
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import yuan
from jiebei.keep.course import REQUESTS
from jiebei.letters.commission import Commission
from jiebei.letters.document import Block, Document, Heading, Paragraph, Span
from jiebei.letters.letter_sort import LetterSort
from jiebei.letters.offer_terms import (
    agreement_said,
    excess_said,
    offer_annex,
    offer_facts,
    points_to_write,
    why_not,
)
from jiebei.letters.parts import (
    NOT_ADMITTED,
    PAPERS_ONLY,
    cause_spans,
    evidence,
    honorific,
    letter,
    loans_named,
    paragraph,
    receipt_and_answer,
    requests,
    say,
    who,
)
from jiebei.letters.plan_terms import PlanTerms, fallback_within, paid_meanwhile
from jiebei.plan.options import Option

OWN_ACCOUNT: Final = "款项只付到合同贷款人自己的收款账户，请写明账户名称和账号；我不向任何个人账户付款。"


@dataclass(frozen=True, slots=True)
class _Offered:
    offer: Offer
    assessment: Assessment


def _offered(commission: Commission) -> _Offered | Fault:
    """The open offer and what it means, or what has to be put on record first."""
    offer = commission.standing.offer
    if offer is None:
        return Fault(
            "offers",
            "没有这家还没回复的方案。先到“核对答复”页填上对方的方案：每期多少、几期、哪天开始，再写这一封。",
        )
    found = assess(commission.case, commission.advice, offer)
    if isinstance(found, Assessment):
        return _Offered(offer, found)
    place = commission.case.offers.index(offer)
    return Fault(f"offers.{place}.{found[0].where}", found[0].message)


def _answered_otherwise(commission: Commission, offered: _Offered, wanted: Answer) -> Fault | None:
    """Why that answer does not fit what the offer means, with the letter that does."""
    answer = offered.assessment.answer
    if answer == wanted:
        return None
    if answer == "decline":
        why = why_not(commission, offered.offer, offered.assessment)[0]
        message = f"这个方案现在不能答应：{why}请写“对方的方案不行，另提方案”或“不接受对方的方案”。"
    elif answer == "ask":
        message = f"先别答复：{offered.assessment.reasons[0]}请写“先请对方写清楚”。"
    else:
        message = "对方的方案你付得起，也写成了书面，可以写“接受对方的方案”。"
    return Fault("offers", message)


def cannot_accept(commission: Commission) -> Fault | None:
    """Accepting needs an open offer that she can keep, in writing and without conditions."""
    offered = _offered(commission)
    return offered if isinstance(offered, Fault) else _answered_otherwise(commission, offered, "accept")


def nothing_to_ask_of_it(commission: Commission) -> Fault | None:
    """Asking needs an open offer that leaves something open."""
    offered = _offered(commission)
    return offered if isinstance(offered, Fault) else _answered_otherwise(commission, offered, "ask")


def cannot_decline(commission: Commission) -> Fault | None:
    """Declining needs an open offer whose figures say why."""
    offered = _offered(commission)
    return offered if isinstance(offered, Fault) else _answered_otherwise(commission, offered, "decline")


def cannot_counter(commission: Commission) -> Fault | None:
    """A counter-offer needs, besides, a plan of hers to put in its place."""
    if (fault := cannot_decline(commission)) is not None:
        return fault
    if PlanTerms.of(commission, countering(commission)).asks_nothing:
        return Fault(
            "proposal",
            "现在的还款计划你付得起，没有另外的方案要提。不想要对方的方案，请写“不接受对方的方案”。",
        )
    return None


def countering(commission: Commission) -> Option:
    """The plan put in the offer's place: the one she chose, or, where that has been asked for already, the one she falls
    back on. It repays the debt and keeps to what the letter says she can pay, or it would contradict the letter."""
    option, fallback, sent = commission.option, fallback_within(commission), commission.standing.sent
    asked = sent is not None and sent.letter in REQUESTS and sent.plan in {None, option.kind}
    return fallback if asked and fallback is not None and fallback.closes else option


def accept(commission: Commission) -> Document:
    """Accepts an offer and restates every term of it; it counts only once confirmed in writing."""
    offered = _open(commission)
    offer, found = offered.offer, offered.assessment
    first_day, first_amount = found.payments[0]
    asks = [
        "请用书面文件或电子签章协议确认下面列出的方案。书面确认以后，新的安排才开始；在那以前，现有的合同和约定照旧。",
        f"第一笔（{chinese_date(first_day)}，{yuan(first_amount)}）在收到书面确认以后付。确认晚于这一天的，请同时写明新的日期。",
        OWN_ACCOUNT,
    ]
    if "uncovered" in found.grounds:
        asks.append(
            f"按我的记录，这些付款比欠款加合同利息少 {yuan(found.uncovered)}。请写明：付清这些付款就算全部结清，这部分不再收取。"
        )
    asks.append(receipt_and_answer(commission.answer_day(first_day), "有不一致的，请逐条指出，我再答复"))
    return letter(
        commission,
        "接受还款方案并请书面确认",
        (
            _opening(commission, offer, "我愿意接受，现把它的内容写下来，请核对并确认。"),
            *loans_named(commission),
            *requests(asks),
            Heading("我接受的方案"),
            *offer_facts(offer),
            paragraph("每一笔的日期和金额见附件1。与上面不一样的条件，我没有接受。"),
            *_to_write(offer, "请在协议里写明"),
        ),
        offer_annex(offer, honorific(commission)),
    )


def ask_terms(commission: Commission) -> Document:
    """Asks what an offer leaves open, and accepts nothing."""
    offered = _open(commission)
    offer, found = offered.offer, offered.assessment
    asks: list[str | tuple[Span, ...]] = []
    if "excess" in found.grounds:
        asks.append(excess_said(offer, found))
    if found.left_open:
        asks.append(
            f"按我的记录，这些付款加上所列的减免，比今天的欠款少 {yuan(found.left_open)}。请写明：付完是否就算全部结清，余下的怎么处理。"
        )
    if not offer.in_writing:
        asks.append("请把这个方案写成书面：App 消息、短信、邮件或盖章文件都可以。")
    if offer.conditions.strip():
        asks.append(
            (
                say("请写明所附条件“"),
                Span(offer.conditions.strip(), typed=True),
                say(
                    "”具体指什么，漏付一期会怎样，减免会不会因此作废。"
                    if offer.waived
                    else "”具体指什么，漏付一期会怎样。"
                ),
            )
        )
    by = commission.answer_day(found.payments[0][0])
    asks += [OWN_ACCOUNT, receipt_and_answer(by, "不能书面说明的，请告知原因")]
    return letter(
        commission,
        "请书面说明还款方案的内容",
        (
            _opening(commission, offer, "在答复以前，请先书面说明下面几点。本函不是接受，也不是拒绝。"),
            *loans_named(commission),
            *requests(asks),
            Heading("我记下的方案"),
            *offer_facts(offer),
            paragraph("每一笔的日期和金额见附件1。记得不对的，请更正。"),
            *_to_write(offer, "书面方案里，请一并写明"),
            paragraph("收到书面说明以后，我会尽快答复。" + NOT_ADMITTED),
        ),
        offer_annex(offer, honorific(commission)),
    )


def counter(commission: Commission) -> Document:
    """Declines the figures of an offer and puts one plan of hers in their place."""
    offered, plan, hardship = _open(commission), countering(commission), commission.case.hardship
    terms = PlanTerms.of(commission, plan)
    asks = [
        terms.request("附件1"),
        *([during] if (during := paid_meanwhile(commission, plan)) else []),
        "按新的安排履行期间，请不计收罚息和违约金，不宣布借款提前到期，停止催收。",
        f"同意的，请用书面文件或电子签章协议确认。{OWN_ACCOUNT}",
        receipt_and_answer(commission.answer_day(terms.rows[0].date)),
    ]
    enclosed = (paragraph(PAPERS_ONLY),) if hardship.enclosed else ()
    return letter(
        commission,
        "对还款方案的答复和我的方案",
        (
            _opening(
                commission,
                offered.offer,
                "我愿意还款，但这个方案我做不到，答应了也会违约。现说明原因，另提一个我能做到的方案。"
                if offered.assessment.breaks
                else "我愿意还款，但这个方案的金额我不能接受。现说明原因，另提一个方案。",
            ),
            *loans_named(commission),
            *requests(asks),
            *_reasons(commission, offered),
            *_ability(commission),
            Heading("困难原因"),
            *_earlier(commission),
            Paragraph(cause_spans(hardship, commission.as_of, hardship.changed)),
            *evidence(hardship),
            paragraph("依据：《民法典》第五百四十三条，双方协商一致，可以变更合同。" + NOT_ADMITTED),
            *enclosed,
        ),
        terms.annex(commission),
    )


def decline(commission: Commission) -> Document:
    """Declines an offer and says why, without a plan; asks for reasons and for another look."""
    offered = _open(commission)
    sent = commission.standing.sent
    asked = sent is not None and sent.letter in REQUESTS and sent.on is not None
    mine = f"我在{chinese_date(sent.on)}提出的申请" if asked and sent and sent.on else "我的情况"
    you = honorific(commission)
    asks = [
        f"请复核这个方案，并按{mine}和下面的还款能力，提出我能做到的安排。"
        if offered.assessment.breaks is not None
        else "请复核这个方案的金额，并按欠款和合同利息重新提出方案。",
        "我的还款意愿没有变，愿意继续协商。请先不要宣布借款提前到期。",
        receipt_and_answer(commission.answer_day()),
    ]
    if asked:
        asks.insert(1, f"{you}没有采用{mine}，请书面说明原因。")
    return letter(
        commission,
        "对还款方案的答复",
        (
            _opening(commission, offered.offer, "我不能接受，现说明原因，请复核。"),
            *loans_named(commission),
            *requests(asks),
            *_reasons(commission, offered),
            *_ability(commission),
            *_earlier(commission),
            paragraph(NOT_ADMITTED),
        ),
    )


def _earlier(commission: Commission) -> list[Block]:
    """An agreement that was made before is not passed over, least of all one that was not kept."""
    text = agreement_said(commission)
    return [paragraph(text)] if text else []


def _open(commission: Commission) -> _Offered:
    """The offer of a letter that is not refused. Raises ValueError for another."""
    offered = _offered(commission)
    if isinstance(offered, Fault):
        raise ValueError(offered.message)
    return offered


def _opening(commission: Commission, offer: Offer, then: str) -> Paragraph:
    when = f"在{chinese_date(offer.received)}" if offer.received is not None else ""
    return paragraph(*who(commission.case), f"。{honorific(commission)}{when}提出了还款方案，{then}")


def _to_write(offer: Offer, heading: str) -> list[Block]:
    points = enumerate(points_to_write(offer), start=1)
    return [
        Heading(heading),
        paragraph("；".join(f"（{number}）{point}" for number, point in points) + "。"),
    ]


def _reasons(commission: Commission, offered: _Offered) -> list[Block]:
    return [
        Heading("对方案的意见"),
        *offer_facts(offered.offer),
        *(paragraph(why) for why in why_not(commission, offered.offer, offered.assessment)),
    ]


def _ability(commission: Commission) -> list[Block]:
    """What comes in, what must go out and what is left to pay with; the budget only where it leads to that figure."""
    advice, you = commission.advice, honorific(commission)
    amount, household = advice.affordable.amount, advice.affordable.means
    own = sum(advice.shares[index] for index in commission.loans)
    text = ""
    if household is not None and amount <= max(0, household.surplus):
        low = commission.case.budget.low_income is not None
        comes = f"收入 {yuan(household.income)}" if household.income else "没有收入"
        text = f"{'收入低的月份' if low else '我每月'}{comes}"
        if household.essentials:
            text += f"，必要生活开支 {yuan(household.essentials)}"
        if household.other_minimums:
            text += f"，其他债务每月最少要还 {yuan(household.other_minimums)}"
        if household.cushion:
            text += f"，留作急用 {yuan(household.cushion)}"
        text += "。"
    if not amount:
        text += "目前每月拿不出钱还款。"
    elif own < amount:
        text += f"每月能用于还款的是 {yuan(amount)}，分给各家，其中{you}的是 {yuan(own)}。"
    else:
        text += f"每月能用于还款的是 {yuan(amount)}。"
    return [Heading("我的还款能力"), paragraph(text)]


LETTER_ACCEPT: Final = LetterSort(
    "接受对方的方案",
    True,
    cannot_accept,
    accept,
    promises=True,
    purpose="对方的方案你付得起，也写成了书面：把条件逐条写下来，请对方确认。",
)


LETTER_ASK_TERMS: Final = LetterSort(
    "先请对方写清楚",
    True,
    nothing_to_ask_of_it,
    ask_terms,
    promises=True,
    purpose="对方提了方案，但还没有书面的，或有没说清的地方：先问清楚，什么都不答应。",
)


LETTER_COUNTER: Final = LetterSort(
    "对方的方案不行，另提方案",
    True,
    cannot_counter,
    counter,
    promises=True,
    purpose="对方的方案付不起，用数字说明为什么，再提一个你能做到的。",
)


LETTER_DECLINE: Final = LetterSort(
    "不接受对方的方案",
    True,
    cannot_decline,
    decline,
    promises=True,
    purpose="对方的方案付不起，现在也没有别的方案要提：说明原因，请对方复核。",
)
