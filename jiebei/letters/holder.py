"""Letters where somebody else asks for the debt: to whoever claims it, and to the lender of record.

Whoever claims it may be anybody: that letter names no loan, no account and no identity, and admits nothing.
"""

from __future__ import annotations

from typing import Final

from jiebei.case.faults import Fault
from jiebei.case.records import Event, LogEntry
from jiebei.counting.due_dates import chinese_date
from jiebei.keep.contact_log import CHANNELS, in_order
from jiebei.letters.basis import named_rule
from jiebei.letters.commission import Commission
from jiebei.letters.document import Document, Span
from jiebei.letters.letter_sort import LetterSort
from jiebei.letters.parts import (
    NOT_ADMITTED,
    addressee,
    honorific,
    letter,
    loans_named,
    paragraph,
    requests,
    say,
    who,
)

_THEIRS: Final = frozenset({"phone_in", "sms", "letter", "visit"})
_FOOTER: Final = "本函由本人提出，未委托任何机构或个人代理"


def nobody_claims(commission: Commission) -> Fault | None:
    """Why there is nobody to ask: no assignment and no contact by somebody who gave a name is on record."""
    if _claim(commission) is not None:
        return None
    return Fault(
        "events",
        "记录里还没有别人来要这笔债。被告知债权转给了别人，或有机构来联系，先记下对方自称是谁、哪天、怎么联系的。",
    )


def who_are_you(commission: Commission) -> Document:
    """Asks whoever claims the debt for its name, its authority or the chain of assignments, the sum and the account."""
    claim = _claim(commission)
    asks: list[str | tuple[Span, ...]] = [
        "贵方的全称、统一社会信用代码、地址，经办人的姓名和工号。",
        "贵方受委托的，请出示委托文件，写明委托人、委托范围和期限。",
        "贵方受让债权的，请出示转让通知，以及从原贷款人到贵方每一次转让的文件。",
        "所称借款的原贷款人、合同编号和借款日期。",
        "所称欠款中本金、利息、罚息、费用各是多少，截至哪天，怎样计算。",
        "收款账户的户名、开户行和账号，以及原贷款人确认该账户的文件。",
        f"请在{chinese_date(commission.answer_day())}前书面答复，只与我本人联系，不要向他人透露。",
    ]
    return letter(
        commission,
        "关于核实身份和依据的函",
        [
            paragraph(*_told_of(claim, "贵方"), "。在核实以前，我无法确认贵方有权收款。请书面提供以下材料。"),
            *requests(asks),
            paragraph(
                "我只向原贷款人书面确认的账户付款，不向个人账户付款。",
                "身份证件、银行卡号和验证码不通过本函提供。",
                _assignment_rules(commission),
            ),
            paragraph(
                "本函只为核实，不表示承认所称的债务或它的金额，不表示同意付款，也不表示放弃依法享有的抗辩。"
            ),
        ],
        footer=_FOOTER,
        salutation=addressee(claim.who if claim is not None else ""),
        role="具函人",
    )


def confirm_holder(commission: Commission) -> Document:
    """Asks the lender of record whether the debt was assigned or its collection given out, and which account counts."""
    you, claim = honorific(commission), _claim(commission)
    other = Span(claim.who.strip(), typed=True) if claim is not None and claim.who.strip() else say("对方")
    asks: list[str | tuple[Span, ...]] = [
        (
            say("上述借款的债权是否已经转让给"),
            other,
            say("或其他人；已转让的，请提供受让人的全称、转让日期和转让通知。"),
        ),
        (
            say(f"{you}是否委托"),
            other,
            say("或其他机构催收；是的，请提供它的全称、联系方式、委托范围和期限。"),
        ),
        "现在应当向哪个账户还款：户名、开户行和账号。",
        f"截至{chinese_date(commission.as_of)}的剩余本金、利息、罚息和费用各是多少。",
        f"请告知本函的受理编号，并在{chinese_date(commission.answer_day())}前书面答复。",
    ]
    return letter(
        commission,
        "关于确认债权归属和收款账户的函",
        [
            paragraph(
                *who(commission.case),
                "。",
                *_told_of(claim, "对方"),
                f"。请{you}就下列借款书面确认以下各项。",
            ),
            *loans_named(commission),
            *requests(asks),
            paragraph(
                f"收到{you}的书面确认以前，我不向其他人付款。", _assignment_rules(commission), NOT_ADMITTED
            ),
        ],
    )


def _claim(commission: Commission) -> Event | LogEntry | None:
    """The assignment she was told of; or else the last contact of theirs by somebody with a name. Who does not say for
    which lender he calls may call for this one."""
    if commission.standing.assigned is not None:
        return commission.standing.assigned
    calls = [
        entry
        for entry in in_order(commission.case.log)
        if entry.channel in _THEIRS
        and entry.who.strip()
        and entry.lender.strip() in {"", commission.lender}
        and (entry.on is None or entry.on <= commission.as_of)
    ]
    return calls[-1] if calls else None


def _told_of(claim: Event | LogEntry | None, they: str) -> tuple[Span, ...]:
    """How she came to know of it, as far as it is on record."""
    when = f"{chinese_date(claim.on)}，" if claim is not None and claim.on is not None else ""
    name = Span(claim.who.strip(), typed=True) if claim is not None and claim.who.strip() else None
    if isinstance(claim, LogEntry):
        how = f"就一笔借款与我联系（{CHANNELS[claim.channel].removeprefix('对方')}）"
        if they == "贵方":
            return (say(f"{when}贵方{how}"),)
        return (say(f"{when}有人{how}，所报的名称是“"), name or say("＿＿＿＿"), say("”"))
    if they == "贵方":
        return (say(f"{when}我被告知，一笔借款的债权已经转让给贵方"),)
    return (say(f"{when}我被告知，借款的债权已经转让给"), name or say("他人"))


def _assignment_rules(commission: Commission) -> str:
    """What binds her and what stays hers when a debt is assigned, in force that day."""
    notice, defences = named_rule("civil-code-546", commission), named_rule("civil-code-548", commission)
    words = f"按{notice}，债权转让未通知债务人的，对债务人不发生效力。" if notice else ""
    return words + (f"我对原贷款人的抗辩，可以向受让人主张（{defences}）。" if defences else "")


LETTER_WHO_ARE_YOU: Final = LetterSort(
    "问来要债的人是谁",
    True,
    nobody_claims,
    who_are_you,
    needs_plan=False,
    purpose="别的公司来要债，或说债转给了它时，先问清身份和依据，问清以前不付款。",
)


LETTER_CONFIRM_HOLDER: Final = LetterSort(
    "向贷款人核实债在谁手里",
    True,
    nobody_claims,
    confirm_holder,
    needs_plan=False,
    purpose="别的公司来要债时，同时问原来的贷款人：有没有转让、有没有委托、钱该还到哪里。",
)
