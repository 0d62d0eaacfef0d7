"""What a lender or a collector may say on the phone, and what she can say to it: short lines, her own figures, no threat.

Nothing is said as law that is only a standard, and each answer names the rules that it rests on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from jiebei.case.labels import AGREEMENT, COURT_PAPERS, PAPERS
from jiebei.case.records import Case
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import yuan
from jiebei.letters.talk import Talk
from jiebei.plan.options import Advice, Option

MAX_LINES: Final = 3
"""Lines of an answer: what a frightened person can hold in mind."""


@dataclass(frozen=True, slots=True)
class Branch:
    """One turn that a call can take. said: what she hears. reply: what she can say, one thing a line.

    know: what helps her and is not for saying. rules: the ids of the rules that reply and know rest on.
    """

    said: str
    reply: tuple[str, ...]
    know: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


def branches(case: Case, advice: Advice, option: Option, lender: str | None = None) -> tuple[Branch, ...]:
    """The turns a call with that lender (the first by default) can take. What answers a refusal is there only where she
    asks for something. Raises ValueError where the case has no loan of that lender."""
    talk = Talk.of(case, advice, option, lender)
    found = [_all_or_nothing(talk), _minimum_first(talk)]
    if talk.stance == "asks":
        found = [_no_entry(talk), *found, _no_policy(talk), _too_long(talk), _more_papers(talk)]
    return (
        *found,
        _last_day(talk),
        _sign_now(talk),
        _lawyer(talk),
        _visit(),
        _others_told(talk),
        _credit(talk),
        _personal_account(talk),
        _borrow(talk),
    )


def identity_notes() -> tuple[Branch, ...]:
    """What to say of herself, to whom, and what never."""
    return (
        Branch(
            "你自己打官方客服，对方核对身份",
            ("我的姓名是……，身份证后四位是……，借款编号是……。",),
            (
                "借呗：支付宝 App 里的官方客服，或者 95188。银行放的款：那家银行自己的官方客服。",
                "报这三样。还要更多的，请对方在 App 里核对。",
            ),
            ("official-channel", "hotline-95188", "bank-credit-loan"),
        ),
        Branch(
            "要验证码、密码、完整卡号和卡背面的三位数，或要你共享屏幕",
            ("这些我不给。请换一个办法核对身份。",),
            ("不管谁打来，这几样都不给。", "已经给了：马上联系银行和支付宝冻结，再打 110 或 96110。"),
            ("warning-2026-02-06", "hotline-110", "hotline-96110"),
        ),
        Branch(
            "对方打给你，要你报身份信息",
            ("请告诉我您的姓名、单位和工号。", "我先挂断，自己打官方客服核实。"),
            ("对方打来的，什么都不用报。不要按对方给的号码回拨。",),
            ("official-channel", "hotline-95188"),
        ),
    )


def _lines(*lines: str) -> tuple[str, ...]:
    """The lines that a case has words for, and no more than can be remembered."""
    return tuple(line for line in lines if line)[:MAX_LINES]


def _not_asking(talk: Talk) -> str:
    """What answers any demand for money where she asks for nothing: it is paid, it is paid as agreed, or do not say."""
    return {
        "owes_nothing": "我的记录是已经还清。请书面说明还欠什么、怎么算的。",
        "promises_nothing": "今天我不谈还款。请把合同和还款明细发给我。",
        "keeps": "我照原计划还。",
        "asks": "",
    }[talk.stance]


# What answers a refusal.


def _no_entry(talk: Talk) -> Branch:
    return Branch(
        "系统里没有协商的入口",
        _lines(
            f"{talk.heard_before('no_entry')}系统没有入口，请人工登记这次申请。",
            "请转给有权处理的部门，告诉我受理编号。",
            "不能登记的话，请书面说明原因。",
        ),
        ("双方谈好了就能改合同，对方没有必须同意的义务。所以要的是登记、编号和书面答复。",),
        ("civil-code-543",),
    )


def _all_or_nothing(talk: Talk) -> Branch:
    said, rules = "只能一次还清，不能分期", ("civil-code-543", "acceleration")
    know = ("能不能要求一次还清，看合同里怎么写。请对方指出是哪一条。",)
    basis = "要求一次还清，依据是合同哪一条？请发给我。"
    if talk.stance != "asks":
        return Branch(said, _lines(_not_asking(talk), basis), know, rules)
    at_once = talk.option.kind == "settlement" or (talk.option.closes and len(talk.terms.rows) == 1)
    if at_once:
        return Branch(said, _lines(talk.plan(), "付款以前，请书面写明：付了这笔就结清。"), know, rules)
    before = talk.heard_before("all_or_nothing")
    return Branch(said, _lines(f"{before}一次还清，我做不到。", talk.plan(), basis), know, rules)


def _minimum_first(talk: Talk) -> Branch:
    said = "先还一笔（先还最低），才能谈"
    rules = ("civil-code-561", "civil-code-195", "limitation-interpretation")
    know = (
        "只还一部分，剩下的到期没还，仍然算逾期。",
        "没有另外约定时，先抵费用，再抵利息，最后抵本金。",
        "还一小笔，三年的诉讼时效也会重新算。",
    )
    if talk.stance != "asks":
        return Branch(said, _lines(_not_asking(talk), "为什么现在要付这一笔？请书面说明依据。"), know, rules)
    first = _can_pay_first(talk)
    if not first:
        return Branch(
            said,
            _lines(
                "我现在拿不出这笔钱。先动生活费，后面每一期都会落空。",
                "请先登记我的申请，告诉我受理编号。",
            ),
            know,
            rules,
        )
    return Branch(
        said,
        _lines(
            first,
            "还了这一笔，是不是就按我的方案办？请书面告诉我。",
            "这笔钱先抵费用、利息，还是本金？",
        ),
        know,
        rules,
    )


def _can_pay_first(talk: Talk) -> str:
    """What of a first payment she can make without touching what she lives on, or ""."""
    until, terms = talk.until, talk.terms
    if talk.option.kind == "settlement" or terms.at_once:
        day = chinese_date(terms.rows[0].date)
        return f"书面同意以后，我在{day}付 {yuan(terms.at_once)}。这是我拿得出的数。"
    return f"答复以前，我先还 {yuan(until.pays)}。其余的，请按我的方案办。" if until.pays else ""


def _no_policy(talk: Talk) -> Branch:
    before = talk.heard_before("no_policy") or talk.heard_before("not_eligible")
    return Branch(
        "没有这样的政策，你不符合条件",
        _lines(
            f"{before}双方同意就能改还款安排，请按我的情况个别处理。",
            "条件是什么？我差哪一条？请书面告诉我。",
            "请告诉我申请复核的渠道。",
        ),
        ("对方可以不同意，没有哪条规定它必须同意。你要到的是书面的原因，下一封信才好回应。",),
        ("civil-code-543", "civil-code-678"),
    )


def _too_long(talk: Talk) -> Branch:
    longest = "最长能办多少期" if talk.terms.has_table and talk.option.closes else "你们能接受的是什么"
    return Branch(
        "期限太长，这个方案办不了",
        _lines(
            f"{talk.heard_before('too_long')}请告诉我，{longest}。",
            talk.second_best(),
            "别的方案请发书面的给我，我核对以后答复。",
        ),
        ("一年以内的贷款，展期累计一般不超过原来的期限。对你的贷款人怎么适用，以它的答复为准。",),
        ("extension-short-loan",),
    )


def _more_papers(talk: Talk) -> Branch:
    hardship = talk.case.hardship
    listed = "、".join(PAPERS[paper] for paper in (hardship.enclosed or hardship.papers)[:MAX_LINES])
    return Branch(
        "材料不够",
        _lines(
            f"{talk.heard_before('more_papers')}缺哪几样？请列给我。",
            f"我现在能提供：{listed}。" if listed else "",
            "我通过官方渠道交，收到请告诉我。",
        ),
        ("没有统一的清单。要什么给什么，不要一次全交。",),
        ("usual-papers", "official-channel"),
    )


# What presses.


def _last_day(talk: Talk) -> Branch:
    until = talk.until
    due = ""
    if talk.stance in {"asks", "keeps"} and until.on is not None and not until.overdue:
        due = f"按我的合同，下一期是{chinese_date(until.on)}，应还 {yuan(until.due)}。"
    return Branch(
        "今天是最后一天，现在就要定",
        _lines(
            "期限写在哪里？请把原文发给我。",
            due,
            "我要先核对，不能在电话里答应。",
        ),
        ("真有期限，会写在合同里，或写在法院的文书上。法院的文书打 12368 核实。",),
        ("court-papers", "hotline-12368"),
    )


def _sign_now(talk: Talk) -> Branch:
    limit = ""
    if talk.stance == "asks" and talk.terms.pauses:
        limit = "现在就要付钱的，我做不到。"
    elif talk.stance == "asks" and talk.limit is not None:
        limit = f"每月超过 {yuan(talk.limit)} 的，我做不到。"
    know = [
        "写得含糊的约定，会当作没改。",
        f"签以前看这几样：{'；'.join(AGREEMENT[key] for key in _LOOK_AT)}。",
    ]
    if talk.stance == "promises_nothing":
        know.insert(0, "你这笔可能过了三年时效。签任何东西以前，先打 12348。")
    return Branch(
        "现在就签，点一下同意就行",
        _lines("请先把全文发给我，我看完再决定。", limit, "空白的、没看懂的，我不签。"),
        tuple(know),
        ("civil-code-544", "agreement-contents")
        + (("civil-code-192", "hotline-12348") if talk.stance == "promises_nothing" else ()),
    )


_LOOK_AT: Final = ("instalments", "waived", "missed", "payee")


def _lawyer(talk: Talk) -> Branch:
    paper = talk.standing.paper
    know = [
        "律师函不是法院的文书。",
        "案号打 12368 核实。法律上的事打 12348，免费。",
        "真的收到法院文书，按上面写的日子回应。",
    ]
    if paper is not None:
        name = COURT_PAPERS[paper.paper] if paper.paper else "法院文书"
        know.insert(0, f"你记下过收到{name}。先看它写的期限，谈着也不要错过。")
    return Branch(
        "我是律师，已经发律师函，已经立案",
        _lines(
            "请告诉我您的姓名、执业证号和律师事务所。",
            "立案了的话，请说是哪个法院、案号是多少，我去核实。",
            "文书请按法院的程序送给我，我会回应。",
        ),
        tuple(know),
        ("court-papers", "hotline-12368", "hotline-12348"),
    )


def _visit() -> Branch:
    return Branch(
        "我们要上门",
        _lines(
            "来的是谁？请告诉我姓名、单位和工号。",
            "我不同意任何人进我家。有事请在电话里或书面说。",
        ),
        (
            "行业约定：上门要两个人。它是自律，不是法律，你的贷款人受不受它约束要问贷款人。",
            "有人威胁、堵门、闯进来，马上打 110。",
        ),
        ("association-guideline", "hotline-110"),
    )


def _others_told(talk: Talk) -> Branch:
    rules = ["collection-debtor-only", "personal-information-law", "civil-code-1032"]
    may_break = "个人信息保护法"
    # The measures are for consumer-finance companies; they say nothing about a bank.
    if "消费金融" in talk.commission.lender:
        rules.insert(0, "consumer-finance-measures")
        may_break = "《消费金融公司管理办法》和个人信息保护法"
    return Branch(
        "那就联系你的家人、单位",
        _lines(
            "这件事请直接联系我本人。",
            "我不同意把这件事告诉别人。",
            "请说您的姓名、单位和工号，我会记下来。",
        ),
        (
            f"找无关的人催收、把欠款告诉他们，可能违反{may_break}。违没违反，由有关部门认定。",
            "推荐性标准也写着只找本人。记下时间、号码，和被联系的是谁。",
        ),
        tuple(rules),
    )


def _credit(talk: Talk) -> Branch:
    return Branch(
        "我们会报征信，让你上失信名单",
        _lines(
            "会怎么报、什么时候报？请书面告诉我。",
            "改了还款安排以后怎么报，也请写进协议。" if talk.stance == "asks" else "",
        ),
        (
            "不良信息报送以前，要先告诉你本人。它不是永远的，从逾期结束那天起算，到期删除。报错了，可以提异议。",
            "失信名单和限制高消费，是判决以后法院的措施。打电话的人定不了。",
        ),
        ("credit-prior-notice", "credit-retention-years", "credit-objection-days", "court-measures-only"),
    )


def _personal_account(talk: Talk) -> Branch:
    assigned = talk.standing.assigned is not None
    pays = talk.stance in {"asks", "keeps"}
    return Branch(
        "把钱转到这个账户（个人的）",
        _lines(
            "我不往个人账户付钱。",
            "我只还到 App 里，或贷款人官方确认的账户。" if pays else "",
            "请说您的姓名、单位和工号，我去核实。",
        ),
        (
            "挂断，自己打官方客服核实。已经转了，马上打 110；怀疑是骗子，打 96110。",
            *(("债转让了，也先看通知，再向原来的贷款人核实账户。",) if assigned else ()),
        ),
        ("official-channel", "warning-2026-02-06", "hotline-110", "hotline-96110")
        + (("civil-code-546",) if assigned else ()),
    )


def _borrow(talk: Talk) -> Branch:
    return Branch(
        "去别处借一点，先把这笔还上",
        _lines("我不借新的钱来还。", talk.plan() if talk.stance == "asks" else ""),
        ("行业约定写着，催收时不推销新贷款。借新还旧，欠的会更多。",),
        ("association-guideline",),
    )
