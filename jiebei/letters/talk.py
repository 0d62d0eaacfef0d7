"""What is said to a lender by phone or chat, sentence by sentence: the letter's figures in words that can be read aloud."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final, Literal

from jiebei.case.faults import Fault
from jiebei.case.labels import COURT_PAPERS, REFUSALS
from jiebei.case.records import Case, Event, LogEntry, Refusal
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import yuan
from jiebei.keep.course import REQUESTS, Standing, happenings
from jiebei.letters.commission import Commission, answer_by, lenders
from jiebei.letters.compose import before_promising, commission
from jiebei.letters.parts import cause_spans
from jiebei.letters.plan_terms import WITHIN_SHARES, PlanTerms
from jiebei.letters.request import LEAST_WAIVER
from jiebei.plan.meanwhile import Meanwhile, meanwhile
from jiebei.plan.options import Advice, Option

Stance = Literal["asks", "keeps", "owes_nothing", "promises_nothing"]
"""What she can say at all: ask for the plan; only that she pays as agreed; that it is paid; or nothing that promises."""

QUOTED_REFUSALS: Final = 2
"""How many earlier refusals are told; a caller stops listening after that."""
SPOKEN_DETAIL: Final = 40
"""Characters of her own reason that can be read out in one breath."""


@dataclass(frozen=True)
class Talk:
    """One conversation with one lender about one option; every figure is the option's, or one that the letter has."""

    commission: Commission
    option: Option

    @classmethod
    def of(cls, case: Case, advice: Advice, option: Option, lender: str | None = None) -> Talk:
        """With that lender, or the first one. Raises ValueError where the case has no loan of it."""
        made = commission(case, advice, lender)
        if isinstance(made, Fault):
            raise ValueError(made.message)
        return cls(made, option)

    @property
    def case(self) -> Case:
        return self.commission.case

    @property
    def advice(self) -> Advice:
        return self.commission.advice

    @property
    def standing(self) -> Standing:
        return self.commission.standing

    @cached_property
    def terms(self) -> PlanTerms:
        return PlanTerms.of(self.commission, self.option)

    @cached_property
    def until(self) -> Meanwhile:
        """What falls due, and what she pays, until they answer."""
        return meanwhile(self.advice, self.option, self.commission.loans, self.case.budget.payday)

    @cached_property
    def stance(self) -> Stance:
        if self.standing.stage == "settled":
            return "owes_nothing"
        if before_promising(self.commission) is not None:
            return "promises_nothing"
        # To catch up with one lender asks nothing of another that is paid on time.
        if self.option.kind == "keep" or (self.option.kind == "catch_up" and not self.until.overdue):
            return "keeps"
        return "asks"

    @property
    def several(self) -> bool:
        """There are other lenders beside this one."""
        return len(lenders(self.case)) > 1

    @property
    def heaviest(self) -> int:
        """The most that the plan asks in a month, without what is paid at once, in fen."""
        return max(self.terms.monthly.values())

    @property
    def share(self) -> int:
        """This lender's part of what she can pay a month, in fen."""
        return sum(self.option.shares[index] for index in self.commission.loans)

    @cached_property
    def limit(self) -> int | None:
        """The most a month that she can agree to today, in fen; None where another figure of hers goes beyond it."""
        if self.option.kind in {"settlement", "step_up"} or self.terms.pauses:
            return None
        most = self.heaviest
        if not self.several:
            most = max(most, self.advice.affordable.amount)
        elif self.option.kind in WITHIN_SHARES:
            most = max(most, self.share)
        other = self._second_best()
        return None if not most or (other is not None and other.heaviest > most) else most

    @property
    def answer_day(self) -> date:
        return answer_by(self.case, self.commission.as_of, self.terms.rows[0].date)

    @cached_property
    def requested(self) -> Event | None:
        """The last request on record that no agreement has answered yet."""
        found: Event | None = None
        for one in happenings(self.case, self.commission.lender):
            if not isinstance(one, Event) or (one.on is not None and one.on > self.commission.as_of):
                continue
            if one.kind == "agreed":
                found = None
            elif one.kind == "sent" and one.letter in REQUESTS:
                found = one
        return found

    # Who she is, and why.

    def myself(self) -> str:
        """Her name and the numbers of the loans, as far as she typed them; no full stop."""
        name = unbroken(self.case.person.name) or "＿＿＿"
        numbers = [unbroken(loan.number) for loan in self.commission.own_loans]
        known = "、".join(number for number in numbers if number)
        return f"我是{name}，借款的本人" + (f"，借款编号 {known}" if known else "")

    def reason(self, gap: str = "（说出原因）") -> str:
        """What happened to her; a gap to speak into where she has not written it, or too much to read out."""
        hardship = self.case.hardship
        if hardship.cause not in {None, "other"}:
            return "".join(
                span.text
                for span in cause_spans(hardship.model_copy(update={"detail": ""}), self.advice.as_of)
            )
        detail = unbroken(hardship.detail).rstrip("。.")
        since = f"从{chinese_date(hardship.since)}起，" if hardship.since else ""
        if not detail or len(detail) > SPOKEN_DETAIL:
            detail = gap
        return f"{since}我遇到了难处：{detail}。"

    def arrears(self) -> str:
        """What is overdue; "" where nothing was typed: she may not have looked yet."""
        if not self.until.overdue:
            return ""
        return f"到{chinese_date(self.commission.as_of)}，已经逾期的有 {yuan(self.until.overdue)}。"

    def present_plan(self) -> str:
        """Why the present plan does not hold, as far as the figures say so, or ""."""
        if self.option.kind in {"settlement", "down_payment"}:
            return ""
        if self.until.on is None:
            return "借款已经全部到期，一次还清有困难。" if self.terms.has_table or self.terms.pauses else ""
        needed = self.advice.present_heaviest_month
        if needed <= self.advice.affordable.amount:
            # The instalments fit; only what is overdue does not.
            return "以后每期应还的我能还上，难处是一次补上逾期的部分。" if self.until.overdue else ""
        together = "各家合计" if self.several else ""
        return f"按原计划，{together}每月最多要还 {yuan(needed)}，我还不上。"

    # What she can pay.

    def able(self) -> str:
        """What she can pay this lender each month, or ""; never less or more than the plan that follows."""
        amount, kind = self.advice.affordable.amount, self.option.kind
        if kind == "settlement":
            return "" if amount else "我每月的收入没有余钱，能用的只有手上这一笔。"
        if not amount:
            return self.nothing_left()
        later = self.case.proposal.later_from if kind == "step_up" else None
        more = f"{chinese_date(later)}以后能多还一些。" if later else ""
        if not self.several:
            return f"我留出必要生活费以后，每个月能稳定还 {yuan(amount)}。{more}"
        others = "我还有别家的借款"
        if kind not in WITHIN_SHARES and kind != "step_up":
            return f"{others}，每个月最多能还你们 {yuan(self.heaviest)}。" if self.heaviest else ""
        if not self.share:
            return f"{others}，现在分不出钱还这一笔。{more}"
        if self.heaviest <= self.share or more:
            return f"{others}，每个月能稳定还你们 {yuan(self.share)}。{more}"
        until = f"别家还清以前，每个月能还你们的不超过 {yuan(self.share)}"
        return f"{others}。{until}。之后不超过 {yuan(self.heaviest)}。"

    def nothing_left(self) -> str:
        means = self.advice.affordable.means
        if means is not None and means.surplus <= 0:
            return "我现在连必要的生活开支都很紧，暂时拿不出钱还款。"
        return "我现在暂时拿不出钱还款。"

    # What she asks.

    def plan(self) -> str:
        """The plan in a few short sentences: from when, how much, how long, until when."""
        terms, rows = self.terms, self.terms.rows
        start, end = chinese_date(rows[0].date), chinese_date(rows[-1].date)
        length = f"一共 {len(terms.monthly)} 个月，{end}还清。"
        most = f"每月还款不超过 {yuan(self.heaviest)}"
        if self.stance == "keeps":
            return "我打算照原计划还，先跟你们确认余额和还款日。"
        if terms.pauses:
            return f"我请求先暂缓到{end}，到期再商量以后怎么还。"
        if self.option.kind == "settlement":
            return f"我可以在{start}一次付 {yuan(terms.total)}，结清全部欠款。{self._waiver()}请先书面确认，我再付。"
        if not self.option.closes:
            even = len(set(terms.monthly.values())) == 1
            return f"我请求从{start}起，先{'每月还' if even else '每月不超过'} {yuan(self.heaviest)}。到{end}再商量。"
        if len(rows) == 1:
            return f"我可以在{start}一次付 {yuan(terms.total)}，还清全部欠款。请出结清证明。"
        if terms.at_once:
            return f"你们书面同意的话，我先在{start}还 {yuan(terms.at_once)}。之后{most}，{end}还清。"
        if self.option.kind == "interest_only":
            each = "每笔" if len(terms.plans) > 1 else ""
            return (
                f"我请求从{start}起，{each}前 {terms.interest_only_months} 期只还利息。之后{most}。{length}"
            )
        later = self.case.proposal.later_from
        if self.option.kind == "step_up" and len(terms.plans) == 1 and later and rows[0].date < later:
            return f"我请求从{start}起，先每期还 {yuan(rows[0].payment)}。{chinese_date(later)}以后{most}。{length}"
        if self.option.kind == "catch_up":
            return f"我请求从{start}起补上逾期的部分，其余照原计划还。{most}，{length}"
        return f"我请求从{start}起，{most}。{length}"

    def _waiver(self) -> str:
        """What a settlement asks to be let off; a cut of principal is called one."""
        terms = self.terms
        if not terms.waived:
            return ""
        cut = f"其中本金 {yuan(terms.principal_cut)}，我知道很少见。" if terms.principal_cut else ""
        return f"其余 {yuan(terms.waived)} 请你们减免。{cut}"

    def conditions(self) -> str:
        """What the plan rests on, and what it asks for besides; "" where it asks for time only."""
        terms, kind = self.terms, self.option.kind
        said = f"这个方案要请你们把年利率降到 {terms.new_rates}（单利）。" if terms.new_rates else ""
        if not self.option.closes:
            said = "这段时间请停收罚息。"
            if any(place.month_interest for place in self.commission.own_positions):
                said += "利息也请减免，不能减免的留到以后还。"
        if kind == "penalty_waiver" and terms.waived:
            said += f"这个方案要请你们减免罚息 {yuan(terms.waived)}。"
        penalty = sum(place.penalty for place in self.commission.own_positions)
        if kind not in {"settlement", "penalty_waiver"} and penalty >= LEAST_WAIVER:
            said += f"已经产生的罚息 {yuan(penalty)}，也请减免。"
        return said

    def before_the_answer(self) -> str:
        """What she pays until they answer: asking does not stop the old due date."""
        until = self.until
        if until.on is None:
            return f"答复以前，我能先还 {yuan(until.pays)}。请告诉我还到哪里。" if until.pays else ""
        due = f"{chinese_date(until.on)}按原计划应还 {yuan(until.due)}"
        at_once = self.option.kind == "settlement" or bool(self.terms.at_once)
        if not until.pays or until.by is None:
            if at_once:
                return f"{due}，我每月的收入还不上。手上的钱，我想按上面的方案付。"
            return f"{due}，我现在拿不出钱还这一期。有了收入，我会先还一部分。"
        if until.in_full:
            return f"{due}。那时还没有答复的话，我照常还。" if at_once else f"{due}，我照常还。"
        by = f"在{chinese_date(until.by)}" if until.by != until.on else ""
        if at_once:
            return f"{due}。那时还没有答复的话，我会{by}先还 {yuan(until.pays)}。"
        rest = "差的部分，请放进新的安排。" if until.pays < until.due else ""
        return f"{due}。我会{by}先还 {yuan(until.pays)}。{rest}"

    def second_best(self) -> str:
        """What she could still keep to if the first plan is refused, in a sentence, or ""."""
        other = self._second_best()
        if other is None:
            return ""
        amount = self.advice.affordable.amount
        tight = "我把留作余地的钱也拿出来。" if other.option.affordable > amount else ""
        return f"这个办不了的话，请考虑另一个。{tight}{other.plan()}"

    def _second_best(self) -> Talk | None:
        found = self.advice.fallback
        if found is None or self.option.kind != self.advice.recommended:
            return None
        other = Talk(self.commission, found)
        return other if other.stance == "asks" and other.terms.rows != self.terms.rows else None

    # What has been said and done before.

    def history(self) -> tuple[tuple[str, str], ...]:
        """(of what, the words) on what was agreed, sent, answered: a lender has it in its records, so it is not hidden."""
        return (
            ("说起谈好过的约定", self.agreement()),
            ("说起上次的申请", self._request_made()),
            ("说起以前的答复", self._refusals()),
            ("说起你们提的条件", self._offer()),
            ("说起收到的文书", self._court()),
            ("说起债权转让", self._assignment()),
        )

    def agreement(self) -> str:
        """An agreement that was made and what became of it, or ""."""
        event = self.standing.agreed
        if event is None:
            return ""
        on = f"{chinese_date(event.on)}" if event.on else "以前"
        terms = event.terms
        shape = f"，{terms.instalments} 期，每期 {yuan(terms.amount)}" if terms and terms.instalments else ""
        said = f"我们{on}谈好过还款约定{shape}。"
        if self.standing.paid:
            said += f"我已经按约定还了 {yuan(self.standing.paid)}。"
        for one in self.standing.missed:
            which = f"{chinese_date(one.on)}的一期" if one.on else "有一期"
            said += f"{which}{f'（{yuan(one.amount)}）' if one.amount else ''}没有按时还上。"
        return f"{said}我想和你们重新商量。"

    def _request_made(self) -> str:
        if self.standing.stage != "waiting" or self.requested is None:
            return ""
        return f"{self.day_requested()}提交过书面申请，还没有收到答复。"

    def day_requested(self, unknown: str = "我") -> str:
        """ "我在2026年11月12日", as far as the day is on record."""
        event = self.requested
        return f"我在{chinese_date(event.on)}" if event is not None and event.on else unknown

    def _refusals(self) -> str:
        refused = self.standing.refusals
        if not refused:
            return ""
        told = "".join(_refusal(entry) for entry in refused[-QUOTED_REFUSALS:])
        return f"这件事我申请过，{len(refused)} 次没有得到同意。{told}"

    def heard_before(self, reason: Refusal) -> str:
        """When this reason was given to her before, in half a sentence; "" where it never was."""
        given = [entry for entry in self.standing.refusals if reason in entry.reasons]
        if not given:
            return ""
        return f"{chinese_date(given[-1].on)}也是这样答复我的。" if given[-1].on else "以前也是这样答复我的。"

    def _offer(self) -> str:
        if self.standing.stage != "offered":
            return ""
        if self.standing.offer is not None and self.standing.offer.in_writing:
            return "你们书面提的条件，我收到了，还没有同意。"
        return "你们口头提过的条件，我还没有同意。请把全文发书面的给我核对。"

    def _court(self) -> str:
        paper = self.standing.paper
        if paper is None:
            return ""
        name = COURT_PAPERS[paper.paper] if paper.paper else "法院文书"
        return f"{name}我收到了，会按期回应。和你们商量，不表示我认可全部金额。"

    def _assignment(self) -> str:
        event = self.standing.assigned
        if event is None:
            return ""
        to = f"给{unbroken(event.who)}" if event.who.strip() else ""
        return f"我被告知这笔债权转让{to}了。请书面告诉我，现在该和谁谈、还到哪个账户。"


def unbroken(text: str) -> str:
    """What she typed, without line breaks."""
    return " ".join(text.split())


def _refusal(entry: LogEntry) -> str:
    when = f"{chinese_date(entry.on)}的答复" if entry.on else "有一次的答复"
    reasons = "、".join(REFUSALS[reason] for reason in entry.reasons if reason != "other")
    return f"{when}是“{reasons}”。" if reasons else f"{when}没有说原因。"
