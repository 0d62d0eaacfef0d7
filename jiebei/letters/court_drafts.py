"""Drafts for a court or an arbitration institution: her words stand in blanks, figures are hers, and nothing is advice.

What only she can know, whether she owes it, for what reason not, whether the three years have run, is left for her hand.
The last page of each draft is for herself and says what it cannot do, by when it is due, and whom to ask first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

from jiebei.case.faults import Fault
from jiebei.case.labels import COURT_PAPERS
from jiebei.case.records import CourtPaper, Event
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import percent, yuan
from jiebei.keep.course import happenings, papers_received
from jiebei.letters.basis import named_rule
from jiebei.letters.commission import Commission
from jiebei.letters.document import Annex, Block, Document, Facts, Heading, Item, Span
from jiebei.letters.inquiry import payments_named, penalties_compared
from jiebei.letters.letter_sort import LetterSort
from jiebei.letters.parts import BLANK, contact, letter, loans_named, paragraph, requests, say
from jiebei.letters.plan_terms import PlanTerms
from jiebei.rules import load_rules

_ORDER: Final[tuple[CourtPaper, ...]] = ("payment_order",)
_SUIT: Final[tuple[CourtPaper, ...]] = ("complaint", "summons")
_TALKS: Final[tuple[CourtPaper, ...]] = ("mediation", "complaint", "summons", "enforcement", "arbitration")
_LINES: Final = "＿" * 36
_CHECK_THE_PENALTY: Final = (
    "“罚息的核对”是按你填的逾期本金、利率和倍数算的。先和文书上的数、合同对一遍；对不上的，改好或划掉。"
)


def without_paper(*papers: CourtPaper) -> Callable[[Commission], Fault | None]:
    """Why a draft that answers one of these papers cannot be written: none of them is on record for this lender."""
    names = "、".join(COURT_PAPERS[paper] for paper in papers)

    def refused(commission: Commission) -> Fault | None:
        if _paper(commission, papers) is not None:
            return None
        return Fault(
            "events",
            f"还没有收到{names}的记录。先到“收到法院文书”页，记下是哪一种、哪天收到、哪里寄来、案号和对方是谁。",
        )

    return refused


no_payment_order: Final = without_paper(*_ORDER)
no_suit: Final = without_paper(*_SUIT)


def nothing_to_be_heard(commission: Commission) -> Fault | None:
    """Why there is no plan to be heard on: no paper has come, or the plan is the contract's own."""
    if PlanTerms.of(commission).asks_nothing:
        return Fault(
            "proposal",
            "按你填的数，现在的还款计划你付得起，没有新的方案可以交。文书怎么回应，先打 12348 问。",
        )
    return without_paper(*_TALKS)(commission)


def payment_order_objection(commission: Commission) -> Document:
    """A written objection to a 支付令; why she objects is left for her hand."""
    paper = _expected(commission, _ORDER)
    days = load_rules().value("payment-order-days", commission.as_of)
    known = paper.on is not None and isinstance(days, int)
    in_time = known and paper.on is not None and commission.as_of <= paper.on + timedelta(days=int(str(days)))
    when = f"于{chinese_date(paper.on)}" if paper.on else ""
    within = "现在法律规定的期限内" if in_time else "现"
    late = (
        f"你填的收到日期是{chinese_date(paper.on)}，从那天起已经过了 {days} 天。马上打 12348，问还能做什么。"
        if known and not in_time and paper.on
        else ""
    )
    compared = penalties_compared(commission)
    notes = [
        "异议要写你自己的、真实的理由：债不对，或者数不对。没有这样的理由，不要编。",
        "只说“我没钱、想分期”，不算对债提出异议，支付令照样有效。想分期，找贷款人谈，或打 12348 问。",
        f"从收到支付令那天起 {days} 天内，要么还钱，要么把书面异议交到法院。"
        if isinstance(days, int)
        else "",
        late,
        "异议成立，支付令就失效，对方可以再起诉；那时再答辩、再谈。",
        _CHECK_THE_PENALTY if compared else "",
        "交的时候留好凭证：签收单、快递单号，或者法院的收件记录。",
    ]
    return _draft(
        commission,
        "对支付令的异议书",
        paper,
        ("异议人（被申请人）", "申请人"),
        [
            paragraph(f"我{when}收到贵院的支付令。{within}提出书面异议。"),
            *_told_apart(commission, bool(compared)),
            *requests(["请求审查本异议，裁定终结督促程序。"], "异议请求"),
            Heading("异议的内容和理由"),
            Facts(
                (
                    ("对债务关系的异议", ()),
                    ("对金额的异议", ()),
                )
            ),
            paragraph("理由和证据："),
            *[paragraph(_LINES) for _ in range(3)],
            *compared,
            *payments_named(commission, "我的还款记录（供核对）"),
        ],
        "异议人",
        notes,
    )


def defence(commission: Commission) -> Document:
    """An answer to a complaint: what she accepts is left for her hand; what the court may cut, only where her figures show it."""
    paper, rules = _expected(commission, _SUIT), load_rules()
    asks: list[str | tuple[Span, ...]] = [
        "请求核对原告主张的本金、利息、罚息和费用，以及我的每一笔还款分别冲抵了什么。"
    ]
    cut = _above_the_line(commission)
    if cut:
        asks.append(cut)
    able = _may_say_what_she_can_pay(commission)
    if able:
        asks.append("请求考虑我的还款能力，组织调解。")
    days, years = (rules.value(rule, commission.as_of) for rule in ("answer-days", "civil-code-188"))
    compared = penalties_compared(commission)
    notes = [
        "“认可”还是“不认可”，照实写；不清楚的写“不清楚，请原告举证”，不要猜。",
        f"关于诉讼时效：最后一次还款、对方催、你答应还，到起诉那天，是否已过 {years} 年，先问 12348。没过的，把那一行划掉。"
        if isinstance(years, int)
        else "",
        f"从收到起诉状那天起 {days} 天内交给法院。只交答辩还不够，开庭那天也要去；去不了，提前告诉法院。"
        if isinstance(days, int)
        else "",
        "调低利息、罚息和费用，要由你提出，由法院决定。" if cut else "",
        "写出能还多少，等于同意还款，三年时效会重新算。不想写的，把“我的还款能力”和请求调解的一项划掉。"
        if able
        else "",
        _CHECK_THE_PENALTY if compared else "",
        "按对方的人数准备副本，自己留一份。",
    ]
    return _draft(
        commission,
        "答辩状",
        paper,
        ("答辩人（被告）", "被答辩人（原告）"),
        [
            paragraph("就上述案件，答辩如下。"),
            *_told_apart(commission, bool(compared or cut)),
            *requests(asks, "答辩请求"),
            Heading("对原告所说事实的意见（认可或不认可，及理由）"),
            Facts(
                (
                    ("是否借过这笔钱", ()),
                    ("本金的数额", ()),
                    ("利息、罚息、费用", ()),
                    ("还款和冲抵", ()),
                    ("关于诉讼时效", ()),
                )
            ),
            *compared,
            *payments_named(commission, "我的还款记录（供核对）"),
            *(_ability(commission) if able else []),
            Heading("证据"),
            paragraph(_LINES),
        ],
        "答辩人",
        notes,
    )


def hearing_request(commission: Commission) -> Document:
    """Asks the court or the arbitration institution for mediation on the plan she chose, which is annexed."""
    paper = _expected(commission, _TALKS)
    executing = paper.paper == "enforcement"
    asks: list[str | tuple[Span, ...]] = [
        "请组织双方协商执行和解，听取我的还款方案。" if executing else "请组织调解，听取我的还款方案。",
        "还款方案见附件1。",
    ]
    living = named_rule("living-costs-stay", commission)
    if executing and living:
        asks.append(f"执行中，请保留我和所扶养家属必需的生活费用（{living}）。")
    asks.append(
        (
            say("请把协商的时间、地点和方式通知我本人："),
            *(contact(commission.case) or (say(BLANK),)),
            say("。"),
        )
    )
    binding = named_rule("mediation-confirmed", commission)
    notes = [
        "调解书、经司法确认的协议，和判决一样有约束力，做不到就可以强制执行。只答应付得起的数。"
        if binding
        else "",
        "写下愿意还款，三年时效会重新算。",
        "对方提别的数，不用当场答应；先说要回去算一算。",
        "这一封不能代替答辩，也不能代替到庭。" if paper.paper in _SUIT else "",
        "裁决出来就是最后的，不像判决那样能上诉；按时回应。" if paper.paper == "arbitration" else "",
    ]
    return _draft(
        commission,
        "执行和解申请" if executing else "调解申请",
        paper,
        ("申请人（被执行人）", "申请执行人") if executing else ("申请人", "对方当事人"),
        [
            paragraph("我愿意就上述案件与对方协商，并提出自己能够做到的方案。"),
            *requests(asks),
            *_ability(commission),
        ],
        "申请人",
        notes,
        (Annex("附件1", "还款方案"), *_plan(commission)),
    )


def _draft(
    commission: Commission,
    title: str,
    paper: Event,
    parties: tuple[str, str],
    blocks: Sequence[Block],
    role: str,
    notes: Sequence[str],
    annexes: Sequence[Block] = (),
) -> Document:
    """The frame of every draft: the parties, the case, what is said, to which court; then her annexes and the page for her."""
    court = paper.paper != "arbitration"
    name, reference = commission.case.person.name.strip(), paper.reference.strip()
    here, there = parties
    rows: tuple[tuple[str, tuple[Span, ...]], ...] = (
        (here, (Span(name, typed=True),) if name else ()),
        ("公民身份号码", ()),
        ("住址", ()),
        (there, (Span(commission.lender, typed=True),) if commission.lender else ()),
        ("案号", (Span(reference, typed=True),) if reference else ()),
    )
    where = "法院" if court else "仲裁机构"
    check = "先打 12368 或到法院，核实文书是真的。" if court else "先核实仲裁机构和案件是真的。"
    told = [f"这是草稿。空白由你填，用不上的行划掉；交给{where}前先问 12348，免费。", check, *notes]
    return letter(
        commission,
        title,
        [Facts(rows), *blocks],
        (
            *annexes,
            Annex("", "给自己看的一页（不交）"),
            *(Item(f"{n}.", (say(note),)) for n, note in enumerate([n for n in told if n], start=1)),
        ),
        footer=f"草稿：交给{where}前先问 12348",
        salutation="",
        to=paper.who.strip() or ("＿＿＿＿＿＿人民法院" if court else "＿＿＿＿＿＿仲裁委员会"),
        role=role,
    )


def _told_apart(commission: Commission, spoken_of: bool) -> Sequence[Block]:
    """Which loan is which, where several are spoken of by number."""
    return loans_named(commission) if spoken_of and len(commission.own_loans) > 1 else []


def _paper(commission: Commission, papers: Sequence[CourtPaper]) -> Event | None:
    """The latest of these papers that has come by the letter's day."""
    events = [one for one in happenings(commission.case, commission.lender) if isinstance(one, Event)]
    found = [
        event
        for paper, event in papers_received(events)
        if paper in papers and (event.on is None or event.on <= commission.as_of)
    ]
    return found[-1] if found else None


def _expected(commission: Commission, papers: Sequence[CourtPaper]) -> Event:
    found = _paper(commission, papers)
    if found is None:
        raise ValueError("refused before: no such paper has come")
    return found


def _above_the_line(commission: Commission) -> str:
    """The request to cut what is above the courts' line, where the rates she typed may lie above it; else ""."""
    named = named_rule("court-reduction-24", commission)
    line = load_rules().value("court-reduction-24", commission.as_of)
    if not named or not isinstance(line, Decimal):
        return ""
    told = []
    for number, loan in enumerate(commission.own_loans, start=1):
        if loan.daily_rate is None:
            continue
        yearly = Fraction(loan.daily_rate) * loan.day_basis
        penal = yearly * Fraction(loan.penalty_multiple or 0)
        which = f"借款{number}" if len(commission.own_loans) > 1 else ""
        basis = f"（一年按 {loan.day_basis} 天）"
        if yearly > line:
            told.append(f"{which}合同利率折合年 {percent(float(yearly))}{basis}")
        if penal > line:
            told.append(f"{which}罚息利率折合年 {percent(float(penal))}{basis}")
    if not told:
        return ""
    limit = percent(float(line), 0)
    return f"{'，'.join(told)}。请求按{named}，对利息、复利、罚息和费用合计超过年 {limit} 的部分予以调减。"


def _may_say_what_she_can_pay(commission: Commission) -> bool:
    """Whether what she can pay is known and saying it gives no defence away: an offer to pay after the three years does."""
    if commission.worked is None or commission.advice.affordable.amount <= 0:
        return False
    asked = commission.case.settings.asked_legal_aid
    return asked or all(state == "running" for state in commission.limitations.values())


def _ability(commission: Commission) -> Sequence[Block]:
    can_pay = commission.advice.affordable
    rows: list[tuple[str, tuple[Span, ...]]] = []
    if can_pay.means is not None:
        income = "收入低的月份" if commission.case.budget.low_income is not None else "每月收入"
        rows += [
            (income, (say(yuan(can_pay.means.income)),)),
            ("必要生活开支", (say(yuan(can_pay.means.essentials)),)),
        ]
        if can_pay.means.other_minimums:
            rows.append(("其他债务每月最低还款", (say(yuan(can_pay.means.other_minimums)),)))
    if can_pay.amount:
        rows.append(("每月能用于还款", (say(yuan(can_pay.amount)),)))
    blocks: list[Block] = [Heading("我的还款能力"), *([Facts(tuple(rows))] if rows else [])]
    if not can_pay.amount:
        blocks.append(paragraph("目前暂时拿不出钱还款。"))
    elif len(commission.case.loans) > len(commission.loans):
        blocks.append(paragraph("这个数要用于偿还各家的借款，不只是本案。"))
    return blocks


def _plan(commission: Commission) -> Sequence[Block]:
    """The plan in words, and its tables."""
    terms = PlanTerms.of(commission)
    words = f"我的方案：{terms.asked()}。{terms.rests_on()}"
    return [*loans_named(commission), paragraph(words), *terms.tables(commission)]


LETTER_PAYMENT_ORDER_OBJECTION: Final = LetterSort(
    "对支付令的异议（草稿）",
    True,
    no_payment_order,
    payment_order_objection,
    needs_plan=False,
    purpose="收到支付令，并且债或数目不对时，在期限内交给法院；“我没钱、想分期”不算异议，交之前先问 12348。",
)


LETTER_DEFENCE: Final = LetterSort(
    "答辩状（草稿）",
    True,
    no_suit,
    defence,
    needs_plan=False,
    purpose="收到起诉状后写给法院，认可什么、不认可什么由你填；交之前先问 12348。",
)


LETTER_HEARING_REQUEST: Final = LetterSort(
    "请求调解（草稿）",
    True,
    nothing_to_be_heard,
    hearing_request,
    promises=True,
    purpose="案子到了法院或仲裁机构，想按自己的方案谈时写；只写做得到的数，交之前先问 12348。",
)
