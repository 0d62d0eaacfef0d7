"""What letters have in common: who writes, which loans, what is enclosed, how to answer, and the frame around it all.

Each part is words that are true for every case, or is left out where the case does not say; a blank to fill in by hand
stands only where the letter cannot be processed without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from jiebei.case.labels import METHOD_NAMES, PAPERS, PRODUCTS
from jiebei.case.records import Case, Cause, Hardship, Loan
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import yuan
from jiebei.letters.basis import sort_of_lender
from jiebei.letters.commission import Commission
from jiebei.letters.document import Block, Document, Facts, Heading, Item, Paragraph, Salute, Signature, Span

OWN_HAND: Final = "本函由借款人本人提出，未委托任何机构或个人代理"
BLANK: Final = "＿＿＿＿＿＿＿＿"
PAPERS_ONLY: Final = "本函及所附材料含个人信息，请只用于办理本事项，不要向他人提供。"
NOT_ADMITTED: Final = "本函不表示确认罚息、违约金和其他费用的金额，也不表示放弃依法享有的抗辩。"
"""A promise to pay restarts the limitation whatever else is written; what a letter can leave open is the extras."""

_BEFALLEN: Final[dict[Cause, str]] = {
    "illness": "我因病或受伤",
    "job_loss": "我失去了工作",
    "income_drop": "我的收入减少了",
    "family": "我的家中发生变故",
    "business": "我的生意遇到困难",
    "accident": "我遇到意外或灾害",
    "other": "",
}


def letter(
    commission: Commission,
    title: str,
    blocks: Iterable[Block],
    annexes: Iterable[Block] = (),
    footer: str = OWN_HAND,
    *,
    salutation: str | None = None,
    to: str = "敬礼",
    role: str = "申请人",
) -> Document:
    """The frame: to whom, what, the closing and the signature. blocks: everything between; annexes: what follows.

    salutation: where it does not go to the lender ("" for none). to, role: as in `closing`."""
    return Document(
        title=title,
        author=commission.case.person.name.strip(),
        dated=commission.as_of,
        salutation=addressee(commission.lender) if salutation is None else salutation,
        blocks=(*blocks, *closing(commission.case, commission.as_of, to, role), *annexes),
        footer=footer,
    )


def addressee(lender: str) -> str:
    return f"致：{lender.strip() or '＿＿＿＿＿＿＿＿＿＿＿＿'}"


def honorific(commission: Commission) -> str:
    """How a letter speaks to its lender: 贵行 to a bank, else 贵公司."""
    return "贵行" if sort_of_lender(commission.lender, commission.own_loans) == "bank" else "贵公司"


def closing(case: Case, on: date, to: str = "敬礼", role: str = "申请人") -> Sequence[Block]:
    """此致、敬礼 (or the court it goes to), and where she signs: her typed name, a line beside it, how to reach her, the day."""
    name = case.person.name.strip()
    signed: tuple[Span, ...] = (Span(name, typed=True), say("（签名）")) if name else ()
    rows = ((role, signed), ("联系方式", contact(case)), ("日期", (say(chinese_date(on)),)))
    return [Salute(to), Signature(rows, sign=(role,) if name else ())]


def contact(case: Case) -> tuple[Span, ...]:
    """Telephone and time as she typed them; nothing, which is a line to fill in, where she typed neither."""
    phone, hours = case.person.phone.strip(), case.person.contact_time.strip()
    spans: list[Span] = [Span(phone, typed=True)] if phone else []
    if hours:
        spans += [
            say("（方便的时间：" if phone else "方便的时间："),
            Span(hours, typed=True),
            *([say("）")] if phone else []),
        ]
    return tuple(spans) if phone else (*((say(BLANK + "　"),) if hours else ()), *spans)


def who(case: Case, role: str = "借款人") -> tuple[Span, ...]:
    """The sender in half a sentence: "我是借款人张三（身份证号后四位 1234，账户 138****0000）", as far as she gave it."""
    person = case.person
    spans: list[Span] = [say(f"我是{role}")]
    if person.name.strip():
        spans.append(Span(person.name.strip(), typed=True))
    known: list[Span] = []
    if person.id_last4:
        known += [say("身份证号后四位 "), Span(person.id_last4, typed=True)]
    if person.account.strip():
        known += [*([say("，")] if known else []), say("账户 "), Span(person.account.strip(), typed=True)]
    return (*spans, say("（"), *known, say("）")) if known else tuple(spans)


def loan_named(loan: Loan) -> tuple[Span, ...]:
    """Which loan is meant: product, number, day, sum and term, as far as she knows them; the number is never left out."""
    product = "借款" if loan.product == "other" else PRODUCTS[loan.product].split("（")[0]
    spans: list[Span] = [say(f"{product}，编号 ")]
    spans.append(Span(loan.number.strip(), typed=True) if loan.number.strip() else say(BLANK))
    more = []
    if loan.borrowed_on is not None:
        more.append(f"{chinese_date(loan.borrowed_on)}借款")
    if loan.original_amount:
        more.append(f"原借款金额 {yuan(loan.original_amount)}")
    if loan.original_periods and loan.method != "bullet":
        more.append(f"共 {loan.original_periods} 期，{METHOD_NAMES[loan.method]}")
    return (*spans, say("，" + "，".join(more))) if more else tuple(spans)


def loans_named(commission: Commission) -> Sequence[Block]:
    """The loans the letter is about, one a line."""
    several = len(commission.own_loans) > 1
    return [
        Facts(
            tuple(
                (f"涉及借款{number if several else ''}", loan_named(loan))
                for number, loan in enumerate(commission.own_loans, start=1)
            )
        )
    ]


def cause_spans(hardship: Hardship, as_of: date, *told: str) -> tuple[Span, ...]:
    """Why less can be paid: the cause in a sentence, then her own words; told: what she wrote of it elsewhere.

    Nothing is put into her mouth: a reason she has not given is a line to fill in, for without one no such letter is
    processed. A recovery that should have come already is not expected any more.
    """
    spans: list[Span] = []
    befallen = _BEFALLEN[hardship.cause] if hardship.cause is not None else ""
    words = [text for text in dict.fromkeys(one.strip() for one in (*told, hardship.detail)) if text]
    if befallen:
        since = f"自{chinese_date(hardship.since)}起" if hardship.since else "近期"
        spans.append(say(f"{since}，{befallen}，影响了还款能力。"))
    elif hardship.since is not None and words:
        spans.append(say(f"自{chinese_date(hardship.since)}起："))
    for text in words:
        spans += sentence(text)
    if not spans:
        spans.append(say(f"（请写明发生了什么、从什么时候开始）{BLANK}{BLANK}"))
    if hardship.recovery is not None and hardship.recovery > as_of:
        spans.append(say(f"预计{chinese_date(hardship.recovery)}前后情况好转。"))
    return tuple(spans)


def evidence(hardship: Hardship) -> Sequence[Block]:
    """What goes with the letter and what can be shown; each paper once."""
    enclosed = [PAPERS[paper] for paper in hardship.enclosed]
    shown = [PAPERS[paper] for paper in hardship.papers if paper not in hardship.enclosed]
    rows: list[tuple[str, tuple[Span, ...]]] = []
    if enclosed:
        rows.append(("随信附上", (say("、".join(enclosed)),)))
    if shown:
        rows.append(("可以提供", (say("、".join(shown) + "（需要时请告知，我通过官方渠道提交）"),)))
    if not rows:
        rows.append(("证明材料", (say("需要哪些请告知，我通过官方渠道提交"),)))
    return [Facts(tuple(rows))]


def requests(asks: Iterable[str | tuple[Span, ...]], heading: str = "请求事项") -> Sequence[Block]:
    """The requests, each on a line of its own."""
    return [
        Heading(heading),
        *(
            Item(f"{number}.", (say(ask),) if isinstance(ask, str) else ask)
            for number, ask in enumerate(asks, start=1)
        ),
    ]


def receipt_and_answer(day: date, otherwise: str = "不能同意的，请说明原因和可以接受的安排") -> str:
    """The last request of every letter that wants an answer. otherwise: what is asked where the answer is no."""
    return f"请告知本函的受理编号，并在{chinese_date(day)}前书面答复；{otherwise}。"


def sentence(text: str) -> tuple[Span, ...]:
    """What she typed as a sentence of its own: her words, and a full stop where she set none."""
    text = text.strip()
    stop = "" if text.endswith(("。", "！", "？", ".", "!", "?", "…")) else "。"
    return (Span(text, typed=True), *((say(stop),) if stop else ())) if text else ()


def paragraph(*spans: str | Span, indent: int = 2) -> Paragraph:
    return Paragraph(tuple(say(span) if isinstance(span, str) else span for span in spans), indent)


def say(text: str) -> Span:
    """Text that the app wrote."""
    return Span(text)
