"""The questions, in groups. Each says why it is asked; none but the first four is needed for a first answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import streamlit as st

from jiebei.case.labels import ACCRUALS, CAUSES, FREQUENCIES, METHODS, PAPERS, PRODUCTS
from jiebei.case.records import Budget, Case, Hardship, Loan, Person, PlanWish
from jiebei.web import fields, form
from jiebei.web.words import harmless

_ARREARS: Final = {"yes": "有", "no": "没有", "unclear": "不清楚"}
_ARREARS_WHY: Final = {
    None: "有逾期的，欠的要加上利息和罚息，方案也不一样。",
    "yes": "照借呗还款页面上的填，不知道的空着。",
    "no": "好，只按还没到期的算。",
    "unclear": "打开借呗的还款页面，看有没有“逾期”两个字。先按没有逾期算，欠的可能会算少。",
}
_LINE_WHYS: Final = {
    "工资等固定收入": "填到手的数。",
    "其他收入": "兼职、补贴、家里给的。说不准的不算进来。",
    "吃饭和日用": "第一个留的。全家一起吃饭的，填全家的。",
    "房租或房贷": "没地方住，什么都难做。",
    "水电、燃气、通讯": "停了没法过日子，电话也要通着。",
    "交通": "上班、看病要花的路费。",
    "看病吃药": "药不能断。",
    "赡养和抚养、教育": "老人和孩子要用的。",
    "其他必需开支": "少了就过不下去、挣不到钱的。",
}


def four(row: int) -> None:
    """The four inputs that give the first useful figure."""
    fields.money(
        f"loans.{row}.principal",
        "还有多少本金没还",
        "在支付宝里打开借呗，能看到剩余本金。只填本金，不含利息。",
        placeholder="例如 15000",
    )
    fields.rate(
        f"loans.{row}.rate",
        "利率",
        "借款详情或合同里写着，利息全靠它算。写 0.04、万分之四、18%一年都行。",
        placeholder="例如 0.04",
    )
    fields.day(f"loans.{row}.next_due", "下一个还款日", "还没到的最近一个还款日。新的安排从这天开始算。")
    if row == 0:
        fields.money(
            "budget.affordable",
            "每月肯定拿得出多少来还",
            "先留出吃饭、住房、看病的钱。宁可少填一点，也不要填做不到的数。",
            placeholder="例如 1400",
        )


def contract(row: int) -> None:
    fields.text(f"loans.{row}.lender", "合同里的贷款人", "申请要写给真正放款的公司或银行。借呗一般是“重庆蚂蚁消费金融有限公司”，以你的合同为准。",
              placeholder="合同第一页写着")  # fmt: skip
    fields.choice(
        f"loans.{row}.product",
        "这笔是什么",
        list(PRODUCTS),
        "不同产品的贷款人不同，信要分开写。",
        PRODUCTS.__getitem__,
    )
    fields.text(f"loans.{row}.number", "借款编号", "方便对方找到这一笔。可以先不填，打印后手写。")
    fields.number(
        f"loans.{row}.periods_left",
        "还剩几期没还",
        "不含已经逾期的期数。决定现在每期要还多少。",
        placeholder="例如 6",
    )
    fields.number(
        f"loans.{row}.original_periods",
        "借的时候一共几期",
        "延长太多，对方往往不同意，要拿它来比。",
        placeholder="例如 12",
    )
    fields.choice(
        f"loans.{row}.method", "还款方式", list(METHODS), "合同里写着，决定每期怎么算。", METHODS.__getitem__
    )
    if st.session_state.get(f"loans.{row}.method") == "level":
        fields.number(
            f"loans.{row}.interest_only_periods",
            "其中开头只还利息的期数",
            "有的借款前几期只还利息。没有就不填。",
        )
    fields.buttons(
        f"loans.{row}.accrual",
        "利息怎么计",
        list(ACCRUALS),
        "借呗一般按实际天数；不清楚就不用改。",
        ACCRUALS.__getitem__,
    )
    fields.buttons(
        f"loans.{row}.day_basis",
        "一年按几天",
        [365, 360],
        "日利率和年利率换算时用，合同里写着。",
        lambda days: f"{days} 天",
    )
    fields.number(
        f"loans.{row}.due_day", "每月几号还款", "只有还款日是 29、30、31 号时才要填，避免短月以后算错日子。"
    )
    fields.day(f"loans.{row}.borrowed_on", "哪天借的", "写进申请，对方好核对是哪一笔。不记得就不填。")
    fields.money(
        f"loans.{row}.original_amount",
        "借的时候一共多少",
        "写进申请。不记得就不填。",
        placeholder="例如 20000",
    )


def any_arrears(row: int) -> None:
    """Whether anything is overdue; the fields for it stand below only while something may be."""
    st.segmented_control(
        "现在有没有已经逾期没还的？",
        list(_ARREARS),
        format_func=_ARREARS.__getitem__,
        key=f"loans.{row}.arrears",
        persist_state="session",
    )
    answer = form.arrears(st.session_state, row)
    st.caption(_ARREARS_WHY[answer])


def overdue(row: int) -> None:
    """The question whether anything is overdue, and what a yes asks next."""
    any_arrears(row)
    if form.arrears(st.session_state, row) == "yes":
        overdue_amounts(row)
        penalty_terms(row)


def overdue_amounts(row: int) -> None:
    fields.money(f"loans.{row}.overdue_principal", "已经逾期的本金", "剩余本金里，到期没还的那部分。")
    fields.money(f"loans.{row}.overdue_interest", "已经逾期的利息", "到期没付的利息，还款页面里能看到。")
    fields.money(f"loans.{row}.penalty", "已经产生的罚息", "逾期以后加收的部分。可以在申请里请求减免。")
    fields.day(f"loans.{row}.overdue_since", "从哪天开始逾期", "写进申请，也用来估算罚息。")


def penalty_terms(row: int) -> None:
    """What the contract says of penalty: only to estimate what waiting costs."""
    fields.decimal(
        f"loans.{row}.penalty_multiple",
        "合同里的罚息倍数",
        "例如 1.5 倍。只用来估算再拖下去的代价，不知道就不填。",
        "%.2f",
        "例如 1.5",
    )
    fields.number(f"loans.{row}.grace_days", "宽限几天不算逾期", "合同没写就不填。")
    fields.day(
        f"loans.{row}.last_paid",
        "最后一次还款是哪天",
        "还多还少都算。逾期快三年或更久的才要填：三年没还过、也没被催过，诉讼时效可能已经过了（民法典188）。",
    )
    fields.day(
        f"loans.{row}.last_asked",
        "最后一次被催，或你答应还、请求宽限，是哪天",
        "每催一次、每答应一次，三年都重新算（民法典195）。三年过了再答应，就不能再拿时效当理由（民法典192）。",
    )


def hardship() -> None:
    fields.choice(
        "hardship.cause",
        "为什么还不上了",
        list(CAUSES),
        "申请里要如实说明原因。",
        CAUSES.__getitem__,
        empty="请选一个",
    )
    fields.day("hardship.since", "从什么时候开始", "有日期的原因，更容易核实，也更可信。")
    fields.text(
        "hardship.detail",
        "用一两句话说说",
        "照实写就好，会原样放进申请。不用写病情细节。",
        "例如：10 月做了手术，要休养半年",
        long=True,
    )
    fields.day("hardship.recovery", "大概什么时候会好转", "说得准才填。说不准就空着，不要为了好看而填。")
    fields.text(
        "hardship.already_paid",
        "之前还得怎么样",
        "按时还过的，写上，说明你愿意还。",
        "例如：前 6 期按时还了",
    )
    fields.several(
        "hardship.papers",
        "手上有哪些证明",
        list(PAPERS),
        "申请里只列名称。对方要的时候再从官方渠道给，给之前遮住无关内容。",
        PAPERS.__getitem__,
        on_change=_enclosed_are_hers,
    )
    held = [*st.session_state.get("hardship.papers", ()), *st.session_state.get("hardship.enclosed", ())]
    if held:
        fields.several(
            "hardship.enclosed",
            "哪些随信附上",
            list(dict.fromkeys(held)),
            "对方已经要过的才附。附了几份，信里就写几份。",
            PAPERS.__getitem__,
        )
    case = form.draft().case
    if (
        case.hardship.changed
        or any(event.kind == "sent" for event in case.events)
        or any(entry.result == "refused" for entry in case.log)
    ):
        fields.text(
            "hardship.changed",
            "上次申请以后，有什么新的",
            "再次申请时写进信里：补了什么材料，情况有什么变化。没有就不填。",
            "例如：补充了住院证明",
            long=True,
        )


def _enclosed_are_hers() -> None:
    """A paper she does not have is not enclosed either, for a callback."""
    held = st.session_state.get("hardship.papers") or ()
    st.session_state["hardship.enclosed"] = [
        paper for paper in st.session_state.get("hardship.enclosed") or () if paper in held
    ]


def household() -> None:
    """Income and essential spending, a line each, first things first; other frequencies and further lines on demand."""
    other_than_monthly = st.toggle("有的不是按月算的", key="household.frequencies", persist_state="session")
    st.caption(
        "打开后，每一项都可以选按天、按周、按季、按年，会换算成每月。按天的照一年 365 天算：不是天天有活，就改按月填。"
    )
    st.markdown("**每月进账**")
    _lines("income", other_than_monthly)
    fields.number(
        "budget.payday", "每月几号到账", "还款日在到账之前的月份，钱可能还没到。", placeholder="例如 10"
    )
    fields.money(
        "budget.low_income", "收入不稳定的：差的月份进账多少", "按差的月份答应，才守得住。收入稳定就不填。"
    )
    fields.number(
        "budget.low_months",
        "一年里大概有几个差的月份",
        "用来算要留多少余钱，差的月份才撑得过去。",
        placeholder="例如 3",
    )
    fields.money("budget.high_income", "收入不稳定的：好的月份进账多少", "好的月份可以多还，但不写进承诺。")
    st.markdown("**必须花的，要紧的在前**")
    st.caption("这些先留出来，本工具不会替你砍掉任何一项。")
    _lines("essentials", other_than_monthly)
    fields.money("budget.cushion", "留作急用", "留一点余地，免得一次感冒就违约。")
    st.markdown("**别的债每月最少要还的**")
    st.caption("房租、水电欠款，有抵押的、法院判的，排在要协商的贷款前面。要协商的贷款不填在这里。")
    for row in form.ids(st.session_state, "debts"):
        with st.container(border=True):
            fields.text(
                f"debts.{row}.name", "是什么债", "看得出先付哪一笔。", placeholder="例如 信用卡、房贷"
            )
            fields.money(
                f"debts.{row}.monthly_minimum",
                "每月最少还",
                "从能还的钱里先留出来。房贷已经填在上面的，这里不再填。",
            )
            fields.money(f"debts.{row}.balance", "一共还欠", "会写进家庭收支表。不清楚就不填。")
            st.checkbox(
                "停了会断水断电、丢住处，或法院要求付的", key=f"debts.{row}.priority", persist_state="session"
            )
            st.button("删掉这一项", key=f"drop.debts.{row}", on_click=form.drop_row, args=("debts", row))
    st.button("加一笔别的债", key="add.debts", icon=":material/add:", on_click=form.add_row, args=("debts",),
              disabled=form.full("debts"))  # fmt: skip


def person() -> None:
    fields.text("person.name", "你的姓名", "申请要署名。也可以空着，打印后手写。")
    fields.text("person.phone", "你的手机号", "请对方只联系你本人时用。不填也可以。")
    fields.text(
        "person.contact_time",
        "方便接电话的时间",
        "写上以后，对方打来的时间更好商量。",
        "例如 工作日 18:00 之后",
    )
    fields.text(
        "person.id_last4",
        "身份证号最后四位",
        "对方用它核对是你本人。只填最后四位，不要填整个号码，谁要也不要给。",
        "例如 123X",
    )
    fields.text(
        "person.account",
        "支付宝账号，遮住中间的",
        "方便对方找到你。照 App 里显示的样子填，中间带星号，不要填整个账号，更不要填密码、验证码。",
        "例如 138******00",
    )


def plan_details() -> None:
    fields.day("proposal.first_payment", "新安排从哪天开始还", "不填就从下一个还款日开始。")
    fields.number(
        "proposal.interest_only_months",
        "先只还利息几个月",
        "收入几个月后会恢复的，可以先只还利息。",
        "例如 3",
    )
    fields.money("proposal.later_payment", "以后每月能多还到多少", "有把握收入会恢复才填，可以先少后多。")
    fields.day("proposal.later_from", "从哪天起能多还", "和上一项一起填。")
    fields.money(
        "proposal.lump_sum", "手上能一次拿出多少", "有一笔不影响生活的钱，才考虑一次结清。不要为此再借。"
    )
    fields.day(
        "proposal.answer_by",
        "希望对方哪天前答复",
        "不填就写十五天内。对方没有义务按这个日子答复，但写明更好催问。",
    )


def more_loans() -> None:
    """Further loans the plan is for; each lender gets a letter of its own."""
    for row in form.ids(st.session_state, "loans")[1:]:
        with st.container(border=True):
            four(row)
            with st.expander("这笔的合同"):
                contract(row)
            with st.expander("这笔的逾期", expanded=form.arrears(st.session_state, row) == "yes"):
                overdue(row)
            st.button("删掉这笔贷款", key=f"drop.loans.{row}", on_click=form.drop_row, args=("loans", row))
    st.button("再加一笔贷款", key="add.loans", icon=":material/add:", on_click=form.add_row, args=("loans",),
              disabled=form.full("loans"))  # fmt: skip
    st.caption("能还的钱会按欠款余额分给每一笔，一家一封信，数字互相对得上。")


def _lines(name: str, other_than_monthly: bool) -> None:
    usual = {"income": form.INCOME_LINES, "essentials": form.ESSENTIAL_LINES}[name]
    labels = {
        row: str(st.session_state.get(f"{name}.{row}.name") or "") for row in form.ids(st.session_state, name)
    }
    # What comes first stands first, in whatever order a file has its lines; those of her own come last.
    for row in sorted(
        labels, key=lambda row: usual.index(labels[row]) if labels[row] in usual else len(usual)
    ):
        label = labels[row]
        if label not in usual:
            fields.text(f"{name}.{row}.name", "这一项叫什么", "", placeholder="例如 兼职")
        unit = FREQUENCIES[st.session_state.get(f"{name}.{row}.frequency") or "month"]
        fields.money(
            f"{name}.{row}.amount", harmless(f"{label or '金额'}（{unit}）"), _LINE_WHYS.get(label, "")
        )
        if other_than_monthly:
            fields.buttons(
                f"{name}.{row}.frequency",
                f"{harmless(label) or '这一项'}多久一次",
                list(FREQUENCIES),
                "",
                FREQUENCIES.__getitem__,
            )
    st.button("加一项", key=f"add.{name}", icon=":material/add:", on_click=form.add_row, args=(name,))


@dataclass(frozen=True)
class Group:
    """Questions that belong together, asked at one go. `why` says what they are for; `begun` whether she has answered any."""

    name: str
    title: str
    icon: str
    why: str
    ask: Callable[[], None]
    begun: Callable[[Case], bool]


def _loan_answered(case: Case, *fields_of_it: str) -> bool:
    return any(getattr(case.loans[0], name) != getattr(Loan(), name) for name in fields_of_it)


GROUPS: Final = {
    group.name: group
    for group in (
        Group(
            "contract",
            "借款合同",
            "description",
            "写信要写清是哪一笔、给谁；期数决定现在每期要还多少。",
            lambda: contract(0),
            lambda case: _loan_answered(case, "lender", "number", "periods_left", "original_periods"),
        ),
        Group(
            "overdue",
            "逾期",
            "event_busy",
            "到期没还的，要和没到期的分开算，罚息可以请求减免。",
            lambda: overdue(0),
            lambda case: (
                _loan_answered(case, "overdue_principal", "overdue_interest", "penalty", "overdue_since")
                or form.arrears(st.session_state, 0) is not None
            ),
        ),
        Group(
            "household",
            "每月收支",
            "account_balance_wallet",
            "先留出吃饭、住房、看病的钱，剩下的才是能还的。对方也要看这笔账。",
            household,
            lambda case: bool(case.other_debts) or case.budget != Budget(affordable=case.budget.affordable),
        ),
        Group(
            "hardship",
            "困难和证明",
            "edit_note",
            "申请要说清为什么还不上、有什么能证明。",
            hardship,
            lambda case: case.hardship != Hardship(),
        ),
        Group(
            "person",
            "姓名和联系",
            "person",
            "申请要署名，也写明请对方只联系你本人。可以空着，打印后手写。",
            person,
            lambda case: case.person != Person(),
        ),
        Group(
            "wish",
            "方案细节",
            "tune",
            "有把握的才填。不填，就按每月能还的钱来排。",
            plan_details,
            lambda case: case.proposal.model_copy(update={"kind": None}) != PlanWish(),
        ),
        Group(
            "more",
            "别的贷款",
            "library_add",
            "几家一起谈，能还的钱才分得公平，数字也对得上。",
            more_loans,
            lambda case: len(case.loans) > 1,
        ),
    )
}
"""What makes the answer more exact, in the order in which it is asked. None of it is needed."""
