"""The request to a lender: every figure comes from the advice, every word she typed is marked as hers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from jiebei.case.labels import CAUSES, METHOD_NAMES, PAPERS
from jiebei.case.records import Hardship, Loan
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import in_words, percent, yuan
from jiebei.keep.contact_log import CHANNELS
from jiebei.letters.commission import Commission, answer_by, lenders
from jiebei.letters.document import Block, Document, Facts, Heading, Item, Paragraph, Signature, Span, Table
from jiebei.owed.known_loan import KnownLoan, fallen_due
from jiebei.owed.schedule import Row
from jiebei.plan.budget import Means
from jiebei.plan.options import Sharing, merged, monthly_totals

MAX_SINGLE_ROWS: Final = 12
MAX_CONTACTS: Final = 5

WITHIN_SHARES: Final = frozenset(
    {"extension", "reinstalment", "interest_only", "penalty_waiver", "interest_reduction", "token"}
)
"""The kinds in which each loan's instalments stay within its part of what she can pay."""

_DIVIDED: Final[dict[Sharing, str]] = {
    "one": "",
    "by_balance": "按欠款余额的比例分配",
    "raised": "按欠款余额的比例分配，并使每笔都够付当期利息",
    "small_first": "先还清金额小的，其余按欠款余额的比例分配",
    "dear_first": "保证每笔都按期还清，余下的先还利率高的",
}


class RequestLetter:
    """A request for the chosen plan; each method writes one part. `again`: after a refusal or silence, with what has been said so far."""

    def __init__(self, commission: Commission, again: bool = False) -> None:
        self.case, self.advice, self.option = commission.case, commission.advice, commission.option
        self.lender, self.again, self.contacts = commission.lender, again, commission.contacts
        self.loans, self.positions = commission.own_loans, commission.own_positions
        self.loan_plans = commission.own_plans
        self.rows = merged([plan.schedule for plan in self.loan_plans])
        lender = self.lender
        self.you = "贵行" if lender.endswith(("银行", "支行", "分行")) or "银行股份" in lender else "贵公司"

    def document(self) -> Document:
        return Document(
            title="个人借款还款协商再次申请" if self.again else "个人借款还款协商申请",
            author=self.case.person.name.strip(),
            dated=self.advice.as_of,
            salutation=f"致：{self.lender or '＿＿＿＿＿＿＿＿＿＿＿＿'}",
            blocks=self.blocks(),
            footer="本申请由借款人本人提出，未委托任何机构或个人代理",
        )

    def blocks(self) -> tuple[Block, ...]:
        parts = (
            self._opening,
            self._debt,
            self._hardship,
            self._budget,
            self._plan,
            self._requests,
            self._closing,
        )
        return tuple(block for part in parts for block in part())

    def _opening(self) -> Sequence[Block]:
        overdue = self._overdue()
        # Only what she has said: blank overdue fields may mean that she has not looked, not that there is nothing.
        state = "，目前已有逾期" if overdue else ""
        wish = "暂时小额还款，并在约定时间再次评估" if not self.option.closes else "调整还款安排"
        name = self.case.person.name.strip()
        who = (_plain("我是借款人"), Span(name, typed=True)) if name else (_plain("我是借款人"),)
        if self.again:
            text = f"{state}。此前的沟通如下。我的还款意愿没有改变，现补充情况，再次申请{wish}。"
            return [Paragraph((*who, _plain(text))), *self._contacts()]
        text = f"{state}。继续按原计划还款已有困难。我愿意还款，现主动说明情况，申请{wish}。"
        return [Paragraph((*who, _plain(text)))]

    def _contacts(self) -> Sequence[Block]:
        """What was said with this lender before, in her own words."""
        items = []
        for number, entry in enumerate(self.contacts[-MAX_CONTACTS:], start=1):
            when = chinese_date(entry.on) if entry.on else "日期未记"
            spans = [_plain(f"{when}，{CHANNELS[entry.channel]}")]
            if entry.who.strip():
                spans += [_plain("，"), Span(entry.who.strip(), typed=True)]
            items.append(Item(f"{number}.", (*spans, _plain("："), Span(entry.note.strip(), typed=True))))
        return [Heading("此前的沟通"), *items]

    def _debt(self) -> Sequence[Block]:
        blocks: list[Block] = [Heading(f"一、借款情况（截至{chinese_date(self.advice.as_of)}）")]
        for number, (loan, place) in enumerate(zip(self.loans, self.positions, strict=True), start=1):
            blocks.append(
                Facts(self._loan_facts(loan, place, f"第{number}笔" if len(self.loans) > 1 else ""))
            )
        blocks.append(
            Paragraph(
                (
                    _plain(
                        f"以上根据借款页面和合同抄录、计算，如与{self.you}系统不一致，请告知，以双方核对后的数字为准。"
                    ),
                )
            )
        )
        return blocks

    def _loan_facts(
        self, loan: Loan, place: KnownLoan, label: str
    ) -> tuple[tuple[str, tuple[Span, ...]], ...]:
        rows: list[tuple[str, tuple[Span, ...]]] = [
            (f"{label}借款编号", (Span(loan.number.strip(), typed=True),) if loan.number.strip() else ()),
            ("剩余本金", (_plain(f"{yuan(place.principal)}（大写：{in_words(place.principal)}）"),)),
            ("利率", (_plain(rate_words(loan, place)),)),
        ]
        arrears = [
            f"{name} {yuan(amount)}"
            for name, amount in (
                ("本金", place.overdue_principal),
                ("利息", place.overdue_interest),
                ("罚息", place.penalty),
            )
            if amount
        ]
        if arrears:
            since = f"（自{chinese_date(loan.overdue_since)}起）" if loan.overdue_since else ""
            rows.append(("其中已逾期", (_plain("，".join(arrears) + since),)))
        if place.accrued:
            rows.append(("尚未到期的利息", (_plain(f"{yuan(place.accrued)}（按上述利率估算）"),)))
        rows.append(("以上合计", (_plain(f"{yuan(place.owed)}（大写：{in_words(place.owed)}）"),)))
        if loan.periods_left or loan.method == "bullet" or fallen_due(loan):
            rows.append(("现行还款计划", (_plain(self._present_words(loan, place)),)))
        return tuple(rows)

    def _present_words(self, loan: Loan, place: KnownLoan) -> str:
        if fallen_due(loan):
            return "全部本金已经到期"
        schedule = self.advice.present[place.loan].schedule
        first, count = schedule.rows[0], loan.periods_left
        if loan.method == "bullet":
            return f"{METHOD_NAMES[loan.method]}，{chinese_date(first.date)}应还 {yuan(first.payment)}"
        return (
            f"{METHOD_NAMES[loan.method]}，还剩 {count} 期，"
            f"下一期 {chinese_date(first.date)}，应还约 {yuan(first.payment)}"
        )

    def _hardship(self) -> Sequence[Block]:
        return [Heading("二、困难原因"), Paragraph(cause_spans(self.case.hardship))]

    def _budget(self) -> Sequence[Block]:
        can_pay = self.advice.affordable
        blocks: list[Block] = [Heading("三、每月收支与还款能力")]
        if can_pay.means is not None:
            blocks.append(_budget_table(can_pay.means))
        text = f"综合以上情况，我每月能稳定用于还款的金额是 {yuan(can_pay.amount)}。"
        if can_pay.amount == 0:
            gap = can_pay.means is not None and can_pay.means.surplus <= 0
            text = "目前收入不足以支付必要生活开支，暂时拿不出钱还款。" if gap else "目前暂时拿不出钱还款。"
        elif len(lenders(self.case)) > 1:
            text += self._share_words()
        blocks.append(Paragraph((_plain(text),)))
        return blocks

    def _share_words(self) -> str:
        """What of it goes to this lender; more once another lender is repaid, where the plan says so."""
        share = sum(self.option.shares[place.loan] for place in self.positions)
        monthly = monthly_totals(self.rows, self.advice.month_day)
        at_once = sum(plan.first_payment for plan in self.loan_plans)
        monthly[next(iter(monthly))] -= at_once
        highest = max(monthly.values())
        if self.option.kind == "settlement":
            return ""
        if self.option.kind not in WITHIN_SHARES:
            besides = "，一次性支付的除外" if at_once else ""
            return f"其中用于偿还{self.you}借款的每月最多 {yuan(highest)}{besides}。"
        limit = f"不超过 {yuan(share)}"
        if highest > share:
            limit = f"在其他借款还清以前不超过 {yuan(share)}，之后不超过 {yuan(highest)}"
        return (
            f"对列入本次协商的各家，我{_DIVIDED[self.option.sharing]}，其中用于偿还{self.you}借款的{limit}。"
        )

    def _plan(self) -> Sequence[Block]:
        heading = Heading("四、还款方案")
        total, last = sum(row.payment for row in self.rows), self.rows[-1]
        first = self.rows[0]
        if self.rows[-1].payment == 0 and total == 0:
            text = (
                f"请求自{chinese_date(self.advice.as_of)}起暂缓还款至{chinese_date(last.date)}，"
                "期间如收入好转，我会主动提前还款；到期前我会再次提交收支情况，商定后续安排。"
            )
            return [heading, Paragraph((_plain(text),))]
        return [heading, Paragraph((_plain(self._plan_words(first, last, total)),)), self._plan_table(total)]

    def _plan_words(self, first: Row, last: Row, total: int) -> str:
        option = self.option
        when = f"自{chinese_date(first.date)}起，"
        if option.kind == "settlement":
            waives = sum(plan.waived for plan in self.loan_plans)
            waived = f"；请求减免其余 {yuan(waives)}，付清后视为全部结清" if waives else ""
            return f"我可以在{chinese_date(first.date)}一次性支付 {yuan(total)}（大写：{in_words(total)}）{waived}。"
        if not option.closes:
            asked = monthly_totals(self.rows, self.advice.month_day)
            return (
                f"{when}{len(asked)} 个月内每月还 {yuan(max(asked.values()))}，共 {yuan(total)}（大写：{in_words(total)}）。"
                f"{chinese_date(last.date)}前我会再次提交收支情况，商定后续安排。"
            )
        at_once = sum(plan.first_payment for plan in self.loan_plans)
        if option.kind == "down_payment" and at_once and len(self.rows) > 1:
            when = f"我先在{chinese_date(first.date)}支付 {yuan(at_once)}（大写：{in_words(at_once)}），之后"
        head = f"{when}每月还款，共 {len(self.rows)} 期，{chinese_date(last.date)}还清，合计 {yuan(total)}（大写：{in_words(total)}）。"
        if option.kind == "interest_only":
            months = self.case.proposal.interest_only_months
            head += f"其中前 {months} 期只还利息，从第 {months + 1} 期起每期偿还本息 {yuan(self.rows[months].payment)}。"
        elif option.kind == "step_up":
            head += f"前期每期 {yuan(first.payment)}，收入恢复后每期 {yuan(last_regular(self.rows))}。"
        elif rates := self._new_rates():
            head += f"本方案按年利率 {rates}（单利）计算，以同意降低利率为前提。"
        elif option.kind == "penalty_waiver":
            head += f"本方案以减免罚息 {yuan(sum(place.penalty for place in self.positions))} 为前提。"
        elif option.kind == "catch_up":
            head += f"其中包括补上已逾期的 {yuan(sum(place.due_now for place in self.positions))}，其余照原计划偿还。"
        else:
            head += "本方案按原利率计算，没有要求减免本金。"
        return head

    def _new_rates(self) -> str:
        """The lower yearly rates asked of this lender."""
        asked = [plan.new_annual_rate for plan in self.loan_plans if plan.new_annual_rate is not None]
        return "、".join(dict.fromkeys(percent(float(rate), 1) for rate in asked))

    def _plan_table(self, total: int) -> Table:
        if len(self.rows) > MAX_SINGLE_ROWS:
            return Table(
                header=("期", "还款日", "应还金额"),
                rows=tuple((str(row.period), chinese_date(row.date), yuan(row.payment)) for row in self.rows),
                align=("c", "l", "r"),
                widths=(1, 3, 2.4),
                total=("合计", f"共 {len(self.rows)} 期", yuan(total)),
                halves=True,
            )
        return Table(
            header=("期", "还款日", "应还金额", "其中本金", "利息及欠息"),
            rows=tuple(
                (
                    str(row.period),
                    chinese_date(row.date),
                    yuan(row.payment),
                    yuan(row.principal),
                    yuan(row.interest + row.arrears),
                )
                for row in self.rows
            ),
            align=("c", "l", "r", "r", "r"),
            widths=(1, 3, 2.4, 2.4, 2.4),
            total=(
                "合计",
                f"共 {len(self.rows)} 期",
                yuan(total),
                yuan(sum(row.principal for row in self.rows)),
                yuan(sum(row.interest + row.arrears for row in self.rows)),
            ),
        )

    def _requests(self) -> Sequence[Block]:
        asks = [self._main_request(), *self._waivers()]
        asks.append("按新安排履行期间，不计收罚息和违约金，不宣布借款提前到期，停止催收。")
        asks.append("请告知每笔还款按什么顺序冲抵费用、利息和本金。")
        asks.append("请告知本次调整如何报送征信，并在协议中写明。")
        contact = self._contact()
        asks.append("如需联系，请直接联系我本人" + contact + "，不要向他人透露本借款的情况。")
        asks.append(
            "请以书面或电子签章协议确认，写明金额、日期、利率、减免及其条件、未按约履行的后果、收款账户和结清证明。"
        )
        if self.again:
            asks.append("如仍不同意，请书面说明原因，并告知受理编号和复核的渠道。")
        due = answer_by(self.case, self.advice.as_of, self.rows[0].date)
        asks.append(f"请在{chinese_date(due)}前答复；如不同意，请说明原因和可以接受的方案。")
        return [
            Heading("五、请求事项"),
            *(Item(f"{n}.", (_plain(ask),)) for n, ask in enumerate(asks, start=1)),
        ]

    def _main_request(self) -> str:
        if not self.option.closes:
            return "同意上述暂时安排，到期前双方再行商定。"
        words = {
            "catch_up": "同意我按第四部分补上逾期的部分，之后继续按原合同还款。",
            "down_payment": "同意我先还一笔、其余分期偿还，按第四部分的日期和金额还款。",
            "extension": self._extension_words(),
            "reinstalment": f"同意将剩余欠款重新分为 {len(self.rows)} 期，按第四部分的日期和金额还款。",
            "interest_only": "同意先还利息、再等额偿还本息，按第四部分的日期和金额还款。",
            "step_up": "同意前期少还、收入恢复后多还，按第四部分的日期和金额还款。",
            "penalty_waiver": "同意减免罚息后延长还款期限，按第四部分的日期和金额还款。",
            "interest_reduction": "同意降低利率并延长还款期限，按第四部分的日期和金额还款。"
            if self._new_rates()
            else self._extension_words(),
            "settlement": "同意按第四部分的金额一次性结清，并出具结清证明。",
        }
        return words[self.option.kind]

    def _extension_words(self) -> str:
        # An extension is asked for before the due date and seldom goes past the original term; past either, what is
        # asked for is a new arrangement.
        beyond = any(notice.code == "beyond_original_term" for notice in self.option.notices)
        if self._overdue() or beyond:
            return "同意重新约定还款安排（重新分期或延长期限），按第四部分的日期和金额还款。"
        return "同意延长还款期限，按第四部分的日期和金额还款。"

    def _waivers(self) -> list[str]:
        penalty = sum(place.penalty for place in self.positions)
        kind = self.option.kind
        if kind == "settlement":
            return []
        if kind == "penalty_waiver":
            return [f"减免已产生的罚息 {yuan(penalty)}，以及达成一致之前新增的罚息。"]
        meanwhile = ["从本申请之日到达成一致之间新增的罚息，请一并减免。"] if self._overdue() else []
        if not self.option.closes:
            asks = [*meanwhile, "困难期间减免或停止计收利息；不能停收的，请降低利率。"]
            return [f"减免已产生的罚息 {yuan(penalty)}。", *asks] if penalty else asks
        if penalty:
            return [
                f"减免已产生的罚息 {yuan(penalty)}（方案里已计入；如获减免，请从最后几期中扣减）。",
                *meanwhile,
            ]
        return meanwhile

    def _overdue(self) -> bool:
        return any(place.due_now for place in self.positions)

    def _contact(self) -> str:
        phone, time = self.case.person.phone.strip(), self.case.person.contact_time.strip()
        parts = [f"电话 {phone}"] if phone else []
        parts += [f"方便的时间：{time}"] if time else []
        return f"（{'，'.join(parts)}）" if parts else ""

    def _closing(self) -> Sequence[Block]:
        paid = self.case.hardship.already_paid.strip()
        promise = (
            "以上情况属实。达成一致后我会按约还款；如情况再有变化，会提前告知。"
            "本申请不改变双方的其他权利义务，最终安排以双方签署的书面协议为准。"
        )
        spans: tuple[Span, ...] = (_plain(promise),)
        if paid:
            stop = "" if paid.endswith(("。", "！", "？", ".", "!", "?")) else "。"
            spans = (_plain("此前还款情况："), Span(paid, typed=True), _plain(stop + promise))
        papers = self.case.hardship.papers
        listed = (
            "、".join(PAPERS[paper] for paper in papers) + "（可按要求通过官方渠道提供）"
            if papers
            else "可按要求通过官方渠道补充"
        )
        return [
            Heading("六、说明"),
            Paragraph(spans),
            Facts((("证明材料", (_plain(listed),)),)),
            Signature(
                (
                    ("申请人（签名）", ()),
                    ("日期", (_plain(chinese_date(self.advice.as_of)),)),
                )
            ),
        ]


def cause_spans(hardship: Hardship) -> tuple[Span, ...]:
    """The reason in a sentence or two: what the app writes around what she typed."""
    spans: list[Span] = []
    if hardship.cause is not None:
        since = f"自{chinese_date(hardship.since)}起" if hardship.since else "近期"
        cause = "其他情况" if hardship.cause == "other" else CAUSES[hardship.cause]
        spans.append(_plain(f"{since}，因{cause}，还款能力下降。"))
    detail = hardship.detail.strip()
    if detail:
        stop = "" if detail.endswith(("。", "！", "？", ".", "!", "?")) else "。"
        spans += [Span(detail, typed=True), *([_plain(stop)] if stop else [])]
    if not spans:
        # Nothing may be put into her mouth: a reason she has not given is left for her hand.
        spans.append(
            _plain("（请写明发生了什么、从什么时候开始）＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿")
        )
    if hardship.recovery is not None:
        spans.append(_plain(f"预计{chinese_date(hardship.recovery)}前后情况好转。"))
    return tuple(spans)


def rate_words(loan: Loan, place: KnownLoan) -> str:
    """The rate with its unit and basis: daily as typed, annual as simple interest on the day basis."""
    daily = f"{float(place.rate.daily) * 100:.4f}".rstrip("0").rstrip(".")
    annual = f"{float(place.rate.annual) * 100:.2f}%"
    return f"日利率 {daily or '0'}%，折合年利率 {annual}（单利，一年按 {loan.day_basis} 天）"


def last_regular(rows: Sequence[Row]) -> int:
    """The usual instalment towards the end: the last one may differ by a few fen."""
    return rows[-2].payment if len(rows) > 1 else rows[-1].payment


def _budget_table(household: Means) -> Table:
    rows = [("每月收入", yuan(household.income)), ("减：必要生活开支", yuan(household.essentials))]
    if household.other_minimums:
        rows.append(("减：其他债务的每月最低还款", yuan(household.other_minimums)))
    if household.cushion:
        rows.append(("减：留作急用", yuan(household.cushion)))
    return Table(
        header=("项目（每月平均）", "金额"),
        rows=tuple(rows),
        align=("l", "r"),
        widths=(3, 2),
        total=("可用于还款", yuan(household.surplus))
        if household.surplus >= 0
        else ("缺口", yuan(-household.surplus)),
    )


def _plain(text: str) -> Span:
    return Span(text)
