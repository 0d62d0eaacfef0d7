"""Letters under an agreement: an instalment was missed or things have changed, what was missed is made good and the rest kept,
and penalty is to stop while it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from jiebei.answer.assessment import lacking, payments_of
from jiebei.case.faults import Fault
from jiebei.case.records import Event, Offer
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import yuan
from jiebei.keep.instalments import agreed_payments, late_payments
from jiebei.letters.commission import Commission
from jiebei.letters.document import Block, Document, Facts, Heading, Paragraph, Span
from jiebei.letters.letter_sort import LetterSort
from jiebei.letters.offer_terms import agreement_said, offer_rows, paid_annex, paid_said, undated
from jiebei.letters.parts import (
    BLANK,
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
    sentence,
    who,
)
from jiebei.letters.plan_terms import PlanTerms, paid_meanwhile


def _agreement(commission: Commission) -> Event | Fault:
    """Both letters stand on an agreement and on its day: what was paid and missed since is counted from it."""
    agreed = commission.standing.agreed
    if agreed is None:
        return Fault(
            "events",
            "还没有记下谈成的约定。先到“联系记录”页记一条“谈成了，有书面的”，写明日期和内容，再写这一封。",
        )
    if agreed.on is None:
        place = commission.case.events.index(agreed)
        return Fault(f"events.{place}.on", "谈成的约定没有写日期。先到“联系记录”页补上，再写这一封。")
    return agreed


def _agreed(commission: Commission) -> Event:
    """The agreement of a letter that is not refused. Raises ValueError for another."""
    agreed = _agreement(commission)
    if isinstance(agreed, Fault):
        raise ValueError(agreed.message)
    return agreed


def _standing_agreement(commission: Commission) -> Event | Fault:
    """The agreement, as long as what it is about is not paid."""
    if commission.standing.agreed is not None and commission.standing.settled is not None:
        return Fault("events", "记录里这家已经还清，不用再写这一封。要证明，请写“索要结清证明”。")
    return _agreement(commission)


def nothing_missed(commission: Commission) -> Fault | None:
    """It needs an agreement, something missed or changed since, and a plan for it that she can keep."""
    standing, agreed = commission.standing, _standing_agreement(commission)
    if isinstance(agreed, Fault):
        return agreed
    if not (standing.missed or standing.changed):
        return Fault(
            "events",
            "记录里没有漏付，也没有情况变化。先到“联系记录”页记下“有一期没还上”或“情况又变了”，再写这一封。",
        )
    if standing.missed and not commission.in_arrears:
        return Fault(
            f"loans.{commission.loans[0]}.overdue_principal",
            "漏的那一期还没有算进欠款。先到“算一算”把“已经逾期的部分”填上，再写这一封。",
        )
    if PlanTerms.of(commission).asks_nothing:
        return Fault("proposal", "现在的安排你付得起，照着还就可以，不需要写这一封。")
    return undated(commission.case, standing.payments)


def missed(commission: Commission) -> Document:
    """Says openly what was missed or has changed, how it is made good, and asks that the agreement is kept."""
    standing, option = commission.standing, commission.option
    terms = PlanTerms.of(commission)
    keeps = (
        "同意调整以前，请保持原来的约定有效，不因这次漏付终止，也不宣布借款提前到期。"
        if standing.missed
        else "达成新的安排以前，请保持原来的约定有效，不宣布借款提前到期。"
    )
    keeps += _waiver_stays(commission)
    together = "漏付的和余下的欠款，请一起安排。" if standing.missed and option.kind != "catch_up" else ""
    asks = [
        together + terms.request("附件1"),
        keeps,
        *([during] if (during := paid_meanwhile(commission, option)) else []),
        "同意的，请用书面文件或电子签章协议确认，写明原来的约定哪些不变、哪些改动。款项只付到合同贷款人自己的收款账户。",
        receipt_and_answer(commission.answer_day(terms.rows[0].date)),
    ]
    paid = "附件2" if terms.has_table else "附件1"
    return letter(
        commission,
        "关于漏付的说明和申请" if standing.missed else "情况变化的说明和调整申请",
        _told(
            commission,
            asks,
            paid,
            "依据：《民法典》第五百四十三条，双方协商一致，可以变更合同。" + NOT_ADMITTED,
        ),
        (*terms.annex(commission), *paid_annex(standing.payments, paid)),
    )


def nothing_to_make_good(commission: Commission) -> Fault | None:
    """It needs an agreement whose amounts and days are known, something missed of it, and nothing else changed since."""
    standing, agreed = commission.standing, _standing_agreement(commission)
    if isinstance(agreed, Fault):
        return agreed
    if not standing.missed:
        return Fault("events", "记录里没有漏付。先到“联系记录”页记下“有一期没还上”，再写这一封。")
    if standing.changed:
        return Fault("events", "记录里情况又变了，照原来的约定可能守不住。请写“漏了一期或情况有变”。")
    if _known_terms(agreed) is None:
        return Fault("events", "约定的每期金额和日子还没有记下。先到“联系记录”页补上，再写这一封。")
    if not late_payments(standing, commission.as_of):
        return Fault("events", "照记下的还款看，到今天该还的都还了，没有要补的。请核对“联系记录”。")
    return undated(commission.case, standing.payments)


def make_good(commission: Commission) -> Document:
    """Says openly what was missed and by when it is made good, and asks that the agreement stays as it is.

    The day is for her hand: nothing in the case says when she will have the money.
    """
    late = late_payments(commission.standing, commission.as_of)
    days = "、".join(chinese_date(one.on) for one in late)
    coming = next((one for one in agreed_payments(commission.standing) if one.on >= commission.as_of), None)
    goes_on = (
        f"其后照约定继续还，下一期是{chinese_date(coming.on)}的 {yuan(coming.amount)}。" if coming else ""
    )
    asks = [
        f"{days}应付而没有付清的，一共 {yuan(sum(one.short for one in late))}，我在{BLANK}以前补上。{goes_on}",
        "请保持原来的约定有效，不因这次漏付终止，也不宣布借款提前到期。" + _waiver_stays(commission),
        "因这次漏付要加收罚息或其他费用的，请列明金额、起止日期和依据。",
        receipt_and_answer(commission.answer_day(coming.on) if coming else commission.answer_day()),
    ]
    return letter(
        commission,
        "关于漏付和补付的说明",
        _told(commission, asks, "附件1", NOT_ADMITTED),
        paid_annex(commission.standing.payments, "附件1"),
    )


def _waiver_stays(commission: Commission) -> str:
    terms = _agreed(commission).terms
    return f"已经约定减免的 {yuan(terms.waived)} 请继续有效。" if terms is not None and terms.waived else ""


def _told(commission: Commission, asks: Sequence[str], paid_annex_name: str, basis: str) -> Sequence[Block]:
    """A letter's body under an agreement: what happened, what is asked, what was paid and missed, and why."""
    standing, hardship = commission.standing, commission.case.hardship
    said = [event.note for event in (*standing.missed, *standing.changes)]
    return (
        paragraph(*who(commission.case), "。", _what_happened(commission)),
        *loans_named(commission),
        *requests(asks),
        *_course(commission, paid_annex_name),
        Heading("原因"),
        Paragraph(cause_spans(hardship, commission.as_of, *said, hardship.changed)),
        *evidence(hardship),
        paragraph(basis),
        *((paragraph(PAPERS_ONLY),) if hardship.enclosed else ()),
    )


def _what_happened(commission: Commission) -> str:
    agreed = agreement_said(commission)
    if not commission.standing.missed:
        return f"{agreed}现在情况有变化，我主动说明，申请调整。我愿意还款。"
    return f"{agreed}我主动说明，并提出怎么补上。我愿意还款。"


def _course(commission: Commission, annex: str) -> Sequence[Block]:
    """The agreement, what was paid under it and what was not."""
    standing, rows = commission.standing, _agreed_rows(_agreed(commission))
    if standing.payments:
        rows.append(("约定以后已付", (say(paid_said(standing.payments, annex)),)))
    for event in standing.missed:
        day = chinese_date(event.on) if event.on is not None else "日期待核对"
        amount = f"应付 {yuan(event.amount)}，" if event.amount else ""
        rows.append(("漏付", (say(f"{day}，{amount}没有付"),)))
    due = sum(place.due_now for place in commission.own_positions) if commission.worked is not None else 0
    if due:
        rows.append(
            (
                f"到{chinese_date(commission.as_of)}逾期",
                (say(f"{yuan(due)}（本金、利息和罚息合计，按借款页面）"),),
            )
        )
    return [Heading("约定和付款情况"), Facts(tuple(rows))]


def _agreed_rows(agreed: Event) -> list[tuple[str, tuple[Span, ...]]]:
    """The agreement as it was recorded: day, number, terms, and what she noted of it."""
    rows: list[tuple[str, tuple[Span, ...]]] = []
    if agreed.on is not None:
        rows.append(("约定日期", (say(chinese_date(agreed.on)),)))
    if agreed.reference.strip():
        rows.append(("约定编号", (Span(agreed.reference.strip(), typed=True),)))
    if agreed.terms is not None:
        rows += [(f"约定的{label}", spans) for label, spans in offer_rows(agreed.terms)]
    if agreed.note.strip():
        rows.append(("约定内容", sentence(agreed.note)))
    return rows


def not_performing(commission: Commission) -> Fault | None:
    """It needs an agreement that has been kept so far, and the payments that show it."""
    standing, agreed = commission.standing, _standing_agreement(commission)
    if isinstance(agreed, Fault):
        return agreed
    if standing.missed:
        return Fault("events", "记录里有一期没还上，现在还不能说在按约定还。请先写“漏了一期或情况有变”。")
    if not standing.payments:
        return Fault(
            "events", "还没有按约定还款的记录。先到“联系记录”页记下每一笔还款的日期和金额，再写这一封。"
        )
    if (fault := undated(commission.case, standing.payments)) is not None:
        return fault
    terms = _known_terms(agreed)
    if terms is None:
        return None
    due = sum(amount for day, amount in payments_of(terms) if day <= commission.as_of)
    if standing.paid < due:
        return Fault(
            "events",
            f"按约定到今天该付 {yuan(due)}，记录里只有 {yuan(standing.paid)}，差 {yuan(due - standing.paid)}。"
            "付过的先到“联系记录”页补记；没付的，记下漏的那一期，再写“漏了一期或情况有变”。",
        )
    return None


def stop_penalty(commission: Commission) -> Document:
    """While the agreement is kept: stop penalty, and confirm what is left and where each payment went."""
    standing, agreed, you = commission.standing, _agreed(commission), honorific(commission)
    since = f"自{chinese_date(agreed.on)}的约定起" if agreed.on is not None else ""
    asks = [
        f"{since}，在我按约定还款期间，请不计收罚息和违约金。已经计收的，请列明日期、金额和依据，并予以调整。",
        f"请书面确认到{chinese_date(commission.as_of)}的余额：本金、利息、罚息和其他费用各是多少。",
        "请告知下面每一笔还款冲抵了什么：费用、利息、本金各多少。",
        "请告知按约定还款期间征信如何报送。",
        receipt_and_answer(commission.answer_day(), "不能停收的，请说明原因和依据"),
    ]
    rows = [*_agreed_rows(agreed), ("约定以后已付", (say(paid_said(standing.payments, "附件1")),))]
    return letter(
        commission,
        "请停止计收罚息并确认余额",
        (
            paragraph(
                *who(commission.case),
                f"。{since}，到今天按约定应付{you}的，我都已经付了，列在下面。"
                if _known_terms(agreed) is not None
                else f"。{since}，我已向{you}付了下面列出的款项。",
            ),
            *loans_named(commission),
            *requests(asks),
            Heading("约定和付款情况"),
            Facts(tuple(rows)),
            paragraph(
                "需要付款凭证的，请告知，我通过官方渠道提交。以后的各期我会继续按约定付。" + NOT_ADMITTED
            ),
        ),
        paid_annex(standing.payments, "附件1"),
    )


def _known_terms(agreed: Event) -> Offer | None:
    """The agreement's own dates and amounts, where payments can be held against them."""
    return agreed.terms if agreed.terms is not None and not lacking(agreed.terms) else None


LETTER_MISSED: Final = LetterSort(
    "漏了一期或情况有变",
    True,
    nothing_missed,
    missed,
    promises=True,
    purpose="谈成以后漏了一期，或情况又变了：越早说明越好，请对方保留原来的约定。",
)


LETTER_MAKE_GOOD: Final = LetterSort(
    "漏了一期，补上再照约定还",
    True,
    nothing_to_make_good,
    make_good,
    needs_plan=False,
    promises=True,
    purpose="漏了一期、以后还能照约定还：写明哪天补上，请对方保留约定。",
)


LETTER_STOP_PENALTY: Final = LetterSort(
    "请停收罚息、确认余额",
    True,
    not_performing,
    stop_penalty,
    needs_plan=False,
    promises=True,
    purpose="一直在按约定还，想让对方停收罚息、书面确认还剩多少。",
)
