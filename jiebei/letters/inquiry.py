"""Letters that ask the lender to show or to correct what it holds: the papers of the loan, and the credit record."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from jiebei.case.records import Event, Paper
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import yuan
from jiebei.keep.course import happenings
from jiebei.letters.basis import named_rule
from jiebei.letters.commission import Commission
from jiebei.letters.document import Block, Document, Facts, Heading, Item, Span
from jiebei.letters.letter_sort import LetterSort
from jiebei.letters.parts import (
    NOT_ADMITTED,
    PAPERS_ONLY,
    evidence,
    honorific,
    letter,
    loans_named,
    paragraph,
    requests,
    say,
    who,
)
from jiebei.owed.overdue import contract_penalty
from jiebei.rules import load_rules

MAX_PAYMENTS_NAMED: Final = 8
_ABOUT_THE_RECORD: Final[frozenset[Paper]] = frozenset({"id", "contract", "statements", "credit_report"})


def statement(commission: Commission) -> Document:
    """Asks for the contract, every payment and where it went, the penalty clause and how the penalty was counted."""
    you, day = honorific(commission), chinese_date(commission.as_of)
    order = named_rule("civil-code-561", commission)
    otherwise = f"；合同没有约定的，请说明是否按{order}规定的顺序" if order else ""
    penalty = "提供罚息、违约金的合同条款，并说明从哪天起算、按什么金额、什么利率或倍数计收，有没有宽限期。"
    asks: list[str | tuple[Span, ...]] = [
        "提供借款合同及全部附件（电子合同也可以），写明贷款人和每一家出资机构。",
        f"提供自放款至{day}的还款明细：每一笔还款的日期、金额，以及分别冲抵了多少费用、利息、罚息和本金。",
        f"说明上述冲抵顺序依据合同的哪一条{otherwise}。",
        penalty,
        f"说明截至{day}的剩余本金、利息、罚息、违约金和其他费用各是多少，分别怎样计算。",
        *_cost_tables(commission),
        f"请告知本函的受理编号，并在{chinese_date(commission.answer_day())}前书面答复；不能提供的，请写明是哪一项和原因。",
    ]
    return letter(
        commission,
        "关于提供借款合同和还款明细的申请",
        [
            paragraph(*who(commission.case), f"。为核对下列借款的各项金额，请{you}提供以下材料和说明。"),
            *loans_named(commission),
            *requests(asks),
            *penalties_compared(commission, "请一并说明差额的原因。"),
            paragraph("需要核验身份的，请告知，我通过官方渠道办理。", NOT_ADMITTED),
        ],
    )


def credit_objection(commission: Commission) -> Document:
    """Objects to what the lender reported. What is wrong nobody but she knows, so it is left for her hand."""
    rules, you = load_rules(), honorific(commission)
    asks: list[str | tuple[Span, ...]] = [
        f"请核查上面写明的内容；确有错误或者遗漏的，请更正，并由{you}重新报送。",
        "核查期间，请为该信息注明存在异议。",
    ]
    if notice := named_rule("credit-prior-notice", commission):
        asks.append(f"该信息属于不良信息的，请按{notice}，提供报送之前告知我本人的记录。")
    days = rules.value("credit-objection-days", commission.as_of)
    if (article := named_rule("credit-objection-days", commission)) and isinstance(days, int):
        asks.append(f"请按{article}，自收到本函之日起 {days} 日内把核查和处理的结果书面答复我。")
    else:
        asks.append("请把核查和处理的结果书面答复我。")
    asks.append("请告知本函的受理编号。不予更正的，请说明依据，并告知下一步的异议渠道。")
    wrong: tuple[tuple[str, tuple[Span, ...]], ...] = (
        ("信用报告的查询日期", ()),
        ("报告上写的是", ()),
        ("实际情况是", ()),
        ("理由和证据", ()),
    )
    papers = commission.case.hardship.model_copy(
        update={
            name: tuple(
                paper for paper in getattr(commission.case.hardship, name) if paper in _ABOUT_THE_RECORD
            )
            for name in ("papers", "enclosed")
        }
    )
    return letter(
        commission,
        "个人信用信息异议申请",
        [
            paragraph(
                *who(commission.case),
                f"。我认为{you}就下列借款报送的信用信息与实际情况不符，现提出异议，请核查并更正。",
            ),
            *loans_named(commission),
            Heading("有异议的内容"),
            Facts(wrong),
            *requests(asks),
            *payments_named(commission, "我的还款记录（供核对）"),
            *evidence(papers),
            paragraph(
                "本异议只针对上面写明的内容，不涉及确已发生的逾期。",
                *([PAPERS_ONLY] if papers.enclosed else []),
            ),
        ],
    )


def payments_named(commission: Commission, heading: str) -> Sequence[Block]:
    """Her payments to this lender on record, the latest ones; nothing where none is."""
    paid = [event for event in past_events(commission) if event.kind == "paid" and event.amount]
    if not paid:
        return []
    shown = paid[-MAX_PAYMENTS_NAMED:]
    more = (
        [] if len(shown) == len(paid) else [paragraph(f"以上是最近的 {len(shown)} 笔，共有 {len(paid)} 笔。")]
    )
    return [
        Heading(heading),
        *(_payment(number, event) for number, event in enumerate(shown, start=1)),
        *more,
    ]


def _payment(number: int, event: Event) -> Item:
    when = chinese_date(event.on) if event.on else "日期未记"
    return Item(f"{number}.", (say(f"{when}，还款 {yuan(event.amount or 0)}。"),))


def past_events(commission: Commission) -> Sequence[Event]:
    """The events with this lender up to the letter's day, in order; undated ones last."""
    return [
        one
        for one in happenings(commission.case, commission.lender)
        if isinstance(one, Event) and (one.on is None or one.on <= commission.as_of)
    ]


def penalties_compared(commission: Commission, then: str = "") -> Sequence[Block]:
    """Where the penalty stated is more than the contract's clause makes: both numbers, how ours comes about, and no more."""
    blocks: list[Block] = []
    for number, loan in enumerate(commission.own_loans, start=1):
        most = contract_penalty(loan, commission.as_of)
        if most is None or loan.penalty <= most.penalty or loan.overdue_since is None:
            continue
        which = f"借款{number}：" if len(commission.own_loans) > 1 else ""
        rate, multiple = _shortest(100 * (loan.daily_rate or 0)), _shortest(loan.penalty_multiple or 0)
        grace = f"（已扣除宽限期 {loan.grace_days} 天）" if loan.grace_days else ""
        blocks.append(
            paragraph(
                f"{which}逾期本金 {yuan(loan.overdue_principal)}，按日利率 {rate}% 的 {multiple} 倍，"
                f"从{chinese_date(loan.overdue_since)}到{chinese_date(commission.as_of)}计 {most.days} 天{grace}，"
                f"{f'罚息是 {yuan(most.penalty)}' if most.penalty else '没有罚息'}；借款页面所列罚息是 {yuan(loan.penalty)}，"
                f"多出 {yuan(loan.penalty - most.penalty)}。{then}"
            )
        )
    return [Heading("罚息的核对"), *blocks] if blocks else []


def _shortest(number: Decimal | int) -> str:
    return f"{Decimal(number).normalize():f}"


def _cost_tables(commission: Commission) -> Sequence[str]:
    """The table of all costs, asked for only of loans signed since lenders must give one."""
    dated = [
        (number, loan.borrowed_on)
        for number, loan in enumerate(commission.own_loans, start=1)
        if loan.borrowed_on is not None and loan.borrowed_on <= commission.as_of
    ]
    bound = [(number, day) for number, day in dated if named_rule("cost-disclosure-2026", commission, day)]
    if not bound:
        return []
    named = named_rule("cost-disclosure-2026", commission)
    which = ""
    if len(commission.own_loans) > 1:
        which = "、".join(f"借款{number}" for number, _ in bound) + "的"
    return [f"提供{named}规定的{which}综合融资成本明示表。"]


LETTER_STATEMENT: Final = LetterSort(
    "索要合同和还款明细",
    True,
    lambda _: None,
    statement,
    needs_plan=False,
    purpose="想核对欠多少、还的钱抵了什么、罚息怎么算的时候，先发这一封。",
)


LETTER_CREDIT_OBJECTION: Final = LetterSort(
    "征信异议",
    True,
    lambda _: None,
    credit_objection,
    needs_plan=False,
    purpose="信用报告和事实不符时写；确实逾期过的记录不算写错，提异议也改不掉。",
)
