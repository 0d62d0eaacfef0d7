"""The request to a lender: what is asked first, then why, and the schedule, the household and the sums as annexes.

Whoever decides reads the first half page: each request on a line of its own, with its figures. Every figure comes from
the advice, every word she typed is marked as hers, and nothing is said that the case does not say.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from jiebei.case.faults import Fault
from jiebei.case.labels import PAPERS, REFUSALS
from jiebei.case.records import LogEntry, Refusal
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import yuan
from jiebei.keep.contact_log import CHANNELS
from jiebei.letters.commission import ANSWER_DAYS, Commission, lenders
from jiebei.letters.debt import debt_stated
from jiebei.letters.document import Annex, Block, Document, Heading, Item, Paragraph, Span
from jiebei.letters.household import household_statement
from jiebei.letters.letter_sort import LetterSort
from jiebei.letters.offer_terms import agreement_said
from jiebei.letters.parts import (
    NOT_ADMITTED,
    PAPERS_ONLY,
    cause_spans,
    evidence,
    honorific,
    letter,
    paragraph,
    receipt_and_answer,
    requests,
    say,
    sentence,
    who,
)
from jiebei.letters.plan_terms import PLAN_ANNEX, WITHIN_SHARES, PlanTerms, fallback_within, paid_meanwhile
from jiebei.letters.worksheet import sums
from jiebei.plan.appraisal import penalty_a_day
from jiebei.plan.meanwhile import meanwhile
from jiebei.plan.options import Sharing, merged, monthly_totals

MAX_CONTACTS: Final = 5
LEAST_WAIVER: Final = 1_000
"""Ten yuan, in fen. Asking for less costs more goodwill than it saves; a rule of experience."""

SHARED_OUT: Final[dict[Sharing, str]] = {
    "one": "",
    "by_balance": "按欠款余额的比例分配",
    "raised": "按欠款余额的比例分配，并使每笔都够付当期利息",
    "small_first": "先还清金额小的，其余按欠款余额的比例分配",
    "dear_first": "先让每笔都能按期还清，余下的先还利率高的",
}
APPLICATIONS: Final = frozenset({"request", "again", "before_due"})
"""The letters that a later one may call an application; an answer to an offer is none."""
_ONLY_TIME: Final = frozenset({"extension", "reinstalment", "interest_only", "step_up"})
"""The kinds that move due dates and ask for no money."""


class RequestLetter:
    """A request for the chosen plan; each method writes one part. `again`: after a refusal or silence, answering it."""

    def __init__(self, commission: Commission, again: bool = False) -> None:
        self.commission, self.again = commission, again
        self.case, self.advice, self.option = commission.case, commission.advice, commission.option
        self.lender, self.standing = commission.lender, commission.standing
        self.loans, self.positions = commission.own_loans, commission.own_positions
        self.terms = PlanTerms.of(commission)
        self.you = honorific(commission)
        self.until = meanwhile(self.advice, self.option, commission.loans, self.case.budget.payday)
        # The annexes that there are, in order; the letter names them by their number.
        self.annexes = [
            name
            for name, there in (
                ("plan", self.terms.has_table),
                ("household", self.advice.affordable.means is not None),
                ("sums", True),
            )
            if there
        ]

    def document(self) -> Document:
        return letter(
            self.commission,
            "个人借款还款协商再次申请" if self.again else "个人借款还款协商申请",
            self._body(),
            self._annexes(),
        )

    def _body(self) -> Sequence[Block]:
        parts = (
            self._opening(),
            self._requests(),
            self._answers(),
            self._before_the_answer(),
            self._debt(),
            self._hardship(),
            self._means(),
            self._statement(),
        )
        return [block for part in parts for block in part]

    def _annex(self, name: str) -> str:
        return f"附件{self.annexes.index(name) + 1}"

    def _opening(self) -> Sequence[Block]:
        text = f"，在{self.you}有借款尚未还清。" if self.lender else "，有借款尚未还清。"
        text += self._state() + self._wish()
        return [paragraph(*who(self.case), text), *self._agreement()]

    def _state(self) -> str:
        """Why the present plan does not hold, as far as the figures say so."""
        due = sum(place.due_now for place in self.positions)
        overdue = f"截至{chinese_date(self.advice.as_of)}，已逾期 {yuan(due)}。" if due else ""
        own = [plan.schedule for plan in (self.advice.present[index] for index in self.commission.loans)]
        present = max(monthly_totals(merged(own), self.advice.month_day).values())
        if not present:
            return f"{overdue}借款已全部到期，一次还清有困难。" if self.terms.has_table else overdue
        if self.option.kind in {"settlement", "down_payment"}:
            return overdue
        # Of several lenders, what she can pay them all is held against what they all ask.
        able, needed = self.advice.affordable.amount, self.advice.present_heaviest_month
        if needed <= able:
            return f"{overdue}以后每期应还的我能还上，难处是一次补上逾期的部分。" if due else ""
        together = "各家合计" if len(lenders(self.case)) > 1 else ""
        said = f"我每月能用于还款的是 {yuan(able)}" if able else "我目前拿不出钱还款"
        return f"{overdue}按现行计划，{together}每月最多应还 {yuan(needed)}，{said}。"

    def _wish(self) -> str:
        again = "再次" if self.again else ""
        if self.terms.pauses:
            return f"我愿意还款，现{again}申请暂缓还款，并约定再次商定的日期。"
        if not self.option.closes:
            return f"我愿意还款，现{again}申请暂时按能还的数额还款，并约定再次商定的日期。"
        if self.option.kind == "settlement":
            return f"我愿意还款，现{again}申请一次性结清。"
        return f"我愿意还款，现{again}申请调整还款安排。"

    def _agreement(self) -> Sequence[Block]:
        """An agreement that was made, and what became of it: hiding it would cost all trust."""
        said = agreement_said(self.commission)
        if not said:
            return []
        paid = f"约定以后已还 {yuan(self.standing.paid)}。" if self.standing.paid else ""
        return [paragraph(f"{said}{paid}原因和新的安排如下。")]

    def _requests(self) -> Sequence[Block]:
        asks: list[str | tuple[Span, ...]] = [self.terms.request("附件1"), *self._waivers()]
        asks += self._fallback()
        stop = "，停止催收" if self.commission.in_arrears else ""
        asks.append(f"按新安排履行期间，请不计收罚息和违约金，不宣布借款提前到期{stop}。")
        asks.append("请告知每笔还款冲抵费用、利息、本金的顺序，以及本次调整如何报送征信。")
        asks.append("如需联系，请直接联系我本人（联系方式见文末），不要向他人透露本借款的情况。")
        asks.append(
            "同意的，请以书面或电子签章协议确认金额、日期、利率、减免及其条件、未按约履行的后果、收款账户，还清后出具结清证明。"
        )
        if self.again:
            asks.append("仍不同意的，请告知申请复核的渠道。")
        asks.append(receipt_and_answer(self.commission.answer_day(self.terms.rows[0].date)))
        return requests(asks, "一、请求事项")

    def _waivers(self) -> list[str]:
        accrued = sum(place.penalty for place in self.positions)
        kind = self.option.kind
        if kind == "settlement":
            return []
        asks = []
        if kind == "penalty_waiver" and self.terms.waived:
            asks.append(f"请减免已产生的罚息 {yuan(self.terms.waived)}。")
        elif accrued >= LEAST_WAIVER:
            counted = "（方案里已计入；如获减免，请从最后几期中扣减）" if self.option.closes else ""
            asks.append(f"请减免已产生的罚息 {yuan(accrued)}{counted}。")
        running = [
            found
            for loan, place in zip(self.loans, self.positions, strict=True)
            if (found := penalty_a_day(loan, place)) is not None
        ]
        a_day = sum(amount for amount, _ in running)
        if a_day * ANSWER_DAYS >= LEAST_WAIVER:
            multiples = "、".join(dict.fromkeys(f"{float(multiple):g}" for _, multiple in running))
            asks.append(
                f"从今天到达成一致期间新增的罚息（按日利率的 {multiples} 倍估算，每天约 {yuan(a_day)}）请一并减免。"
            )
        interest = sum(place.month_interest for place in self.positions)
        if interest and not self.option.closes:
            asks.append(
                f"困难期间的利息（按原利率每月约 {yuan(interest)}）请减免；不能减免的，请留到以后偿还，不计罚息和复利。"
            )
        return asks

    def _fallback(self) -> list[str]:
        """What she could still keep if the first request is refused; only beside the plan it was found for."""
        found = fallback_within(self.commission)
        if found is None or self.option.kind != self.advice.recommended:
            return []
        other = PlanTerms.of(self.commission, found)
        if other.rows == self.terms.rows:
            return []
        return [f"上述安排确实不能办理的，请考虑：{other.asked()}。"]

    def _answers(self) -> Sequence[Block]:
        """What has been said so far, and an answer to each reason that was given."""
        contacts = self.commission.contacts if self.again else self.standing.refusals
        if not contacts and not (self.again and self.case.hardship.changed.strip()):
            return []
        blocks: list[Block] = [Heading("二、此前的沟通和我的回应")]
        asked = self.standing.asked
        if asked and asked.on and asked.on < self.advice.as_of and asked.letter in APPLICATIONS:
            blocks.append(paragraph(f"我于{chinese_date(asked.on)}发出过申请。"))
        blocks += [_said(number, entry) for number, entry in enumerate(contacts[-MAX_CONTACTS:], start=1)]
        for reason in self.standing.reasons:
            blocks.append(paragraph(self._reply(reason)))
        if self.case.hardship.changed.strip():
            blocks.append(paragraph("上次申请以后的变化：", *sentence(self.case.hardship.changed)))
        return blocks

    def _reply(self, reason: Refusal) -> str:
        if reason == "other":
            return "请以书面说明不同意的理由，我好据此补充。"
        said = f"对于“{REFUSALS[reason]}”："
        papers = self.case.hardship.enclosed or self.case.hardship.papers
        listed = "、".join(PAPERS[paper] for paper in papers)
        able = self.advice.affordable.amount
        monthly = f"每月能还 {yuan(able)}，请按分期办理" if able else "目前拿不出钱一次还清"
        upfront = self.terms.at_once or self.until.pays
        # That more would come out of what she lives on is said only where her budget says it.
        bound = self.advice.affordable.leaves is not None and upfront >= self.advice.affordable.leaves
        limit = "，超过这个数会动用生活费" if bound else ""
        first = (
            f"我能先还 {yuan(upfront)}{limit}。"
            if upfront
            else "我目前拿不出这笔钱，请按第一部分的安排办理。"
        )
        return (
            said
            + {
                "no_entry": "系统没有入口的，请人工登记本申请，转给有权处理的部门，并告知受理编号。",
                "all_or_nothing": f"我没有一次还清的钱，{monthly}。",
                "minimum_first": first,
                "not_eligible": "请告知条件是什么、依据是什么，我好对照补充。",
                "no_policy": "变更还款安排由双方协商一致即可，请按个案处理，并书面说明不能办理的依据。",
                "more_papers": f"可以提供{listed}。" if listed else "请列出还需要哪些材料，我尽快补交。",
                "too_long": "请告知能够接受的最长期限；第一部分写了可以考虑的其他安排。"
                if self._fallback()
                else "请告知能够接受的最长期限。",
            }[reason]
        )

    def _before_the_answer(self) -> Sequence[Block]:
        """What is paid until they answer: the request does not stop the old due date."""
        said = paid_meanwhile(self.commission, self.option)
        return [Heading(self._number("before")), paragraph(said)] if said else []

    def _debt(self) -> Sequence[Block]:
        return [
            Heading(f"{self._number('debt')}（截至{chinese_date(self.advice.as_of)}）"),
            *debt_stated(self.commission, self.you),
        ]

    def _hardship(self) -> Sequence[Block]:
        return [Heading(self._number("why")), Paragraph(cause_spans(self.case.hardship, self.advice.as_of))]

    def _means(self) -> Sequence[Block]:
        can_pay = self.advice.affordable
        if can_pay.amount == 0:
            surplus = can_pay.means.surplus if can_pay.means is not None else None
            text = "目前暂时拿不出钱还款。"
            if surplus is not None and surplus <= 0:
                short = "不足以支付" if surplus < 0 else "只够支付"
                text = f"目前收入{short}必要生活开支，暂时拿不出钱还款。"
        else:
            after = "留出必要生活开支以后，" if can_pay.means is not None else ""
            text = f"{after}我每月能稳定用于还款的金额是 {yuan(can_pay.amount)}。"
            if len(lenders(self.case)) > 1:
                text += self._share_words()
        more = f"收支明细见{self._annex('household')}。" if "household" in self.annexes else ""
        return [Heading(self._number("means")), paragraph(text + more)]

    def _share_words(self) -> str:
        """What of it goes to this lender; more once another lender is repaid, where the plan says so."""
        share = sum(self.option.shares[place.loan] for place in self.positions)
        highest = self.terms.heaviest
        if self.option.kind == "settlement":
            return ""
        if self.option.kind not in WITHIN_SHARES:
            besides = "，一次性支付的除外" if self.terms.at_once else ""
            return f"其中用于偿还{self.you}借款的每月最多 {yuan(highest)}{besides}。"
        limit = f"不超过 {yuan(share)}" if share else "目前没有"
        if share and highest > share:
            limit = f"在其他借款还清以前不超过 {yuan(share)}，之后不超过 {yuan(highest)}"
        return f"对列入本次协商的各家，我{SHARED_OUT[self.option.sharing]}，其中用于偿还{self.you}借款的{limit}。"

    def _statement(self) -> Sequence[Block]:
        paid = self.case.hardship.already_paid.strip()
        spans: list[Span] = []
        if paid:
            spans += [say("此前还款情况："), *sentence(paid)]
        spans.append(say(f"{self._basis()}以上情况属实。达成一致后我会按约还款，情况再有变化会提前告知。"))
        spans.append(say(NOT_ADMITTED + PAPERS_ONLY))
        listed = "、".join(f"{self._annex(name)} {_ANNEX_TITLES[name]}" for name in self.annexes)
        return [
            Heading(self._number("statement")),
            Paragraph(tuple(spans)),
            *evidence(self.case.hardship),
            paragraph(f"附：{listed}"),
        ]

    def _basis(self) -> str:
        """The article it rests on: an extension asked for before the due date, a change by agreement otherwise."""
        fallen = self.commission.in_arrears or any(place.matured for place in self.positions)
        before_due = not fallen and self.option.kind in _ONLY_TIME
        article = "第六百七十八条（到期前申请展期）" if before_due else "第五百四十三条（协商一致变更合同）"
        return f"本申请依据《中华人民共和国民法典》{article}提出。"

    def _number(self, part: str) -> str:
        """The part's heading with its number: parts that a case does not need are not counted."""
        there = [
            (name, title)
            for name, title, needed in (
                ("answers", "", bool(self._answers())),
                ("before", "答复之前的还款", self.until.on is not None or bool(self.until.pays)),
                ("debt", "借款情况", True),
                ("why", "困难原因", True),
                ("means", "还款能力", True),
                ("statement", "依据和说明", True),
            )
            if needed
        ]
        names = [name for name, _ in there]
        return f"{_NUMERALS[names.index(part) + 1]}、{dict(there)[part]}"

    def _annexes(self) -> Sequence[Block]:
        blocks: list[Block] = []
        for name in self.annexes:
            blocks.append(Annex(self._annex(name), _ANNEX_TITLES[name]))
            if name == "plan":
                blocks += self.terms.tables(self.commission)
            elif name == "household":
                blocks += household_statement(self.case)
            elif name == "sums":
                blocks += sums(self.commission)
        return blocks


_CHANNEL_WORDS: Final = {
    "phone_in": "贵方来电",
    "phone_out": "我致电",
    "app": "App 在线客服",
    "other": "联系",
}
_OUTCOMES: Final = {
    "refused": "贵方没有同意",
    "no_answer": "没有得到答复",
    "offered": "贵方提出了别的条件",
    "agreed": "贵方表示同意",
}
_NUMERALS: Final = ("一", "二", "三", "四", "五", "六", "七", "八")
_ANNEX_TITLES: Final = {"plan": PLAN_ANNEX, "household": "家庭收支表", "sums": "算法说明"}


def _said(number: int, entry: LogEntry) -> Item:
    """What was said with this lender before, in her own words."""
    when = chinese_date(entry.on) if entry.on else "日期未记"
    spans = [say(f"{when}，{_CHANNEL_WORDS.get(entry.channel) or CHANNELS[entry.channel]}")]
    if entry.who.strip():
        spans += [say("，"), Span(entry.who.strip(), typed=True)]
    note = entry.note.strip()
    return Item(f"{number}.", (*spans, say("："), Span(note, typed=True) if note else say(_outcome(entry))))


def _outcome(entry: LogEntry) -> str:
    """What came of a contact of which she has noted no words."""
    came = _OUTCOMES[entry.result] if entry.result else "贵方作了说明"
    reasons = "、".join(REFUSALS[reason] for reason in entry.reasons if reason != "other")
    return f"{came}，理由是“{reasons}”" if reasons else came


def _nothing_to_ask(commission: Commission) -> Fault | None:
    if not PlanTerms.of(commission).asks_nothing:
        return None
    if commission.option.kind == "keep":
        return Fault("proposal", "现在的还款计划你付得起，不需要写申请。照原计划还就可以。")
    return Fault("proposal", "你的方案是补上逾期的部分，这家没有逾期的，不需要写申请。照原计划还就可以。")


def _nothing_said_yet(commission: Commission) -> Fault | None:
    if not commission.contacts:
        return _nothing_to_ask(commission) or Fault(
            "log", "还没有和这家联系的记录。先到“联系记录”页记下上次说了什么，再写这一封。"
        )
    return _nothing_to_ask(commission)


LETTER_REQUEST: Final = LetterSort(
    "第一次申请",
    True,
    _nothing_to_ask,
    lambda commission: RequestLetter(commission).document(),
    promises=True,
    purpose="把情况、方案和请求一次说清楚。",
)


LETTER_AGAIN: Final = LetterSort(
    "被拒绝后再次申请",
    True,
    _nothing_said_yet,
    lambda commission: RequestLetter(commission, again=True).document(),
    promises=True,
    purpose="对方拒绝或没有答复以后，回应对方说的理由，再提一次。",
)
