"""From what can be paid to a plan: every option worked out, one recommended, each with what speaks against it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

from jiebei.case.faults import Fault
from jiebei.case.records import Case, PlanKind
from jiebei.counting.due_dates import add_months, chinese_date, months_between
from jiebei.counting.money import percent, yuan
from jiebei.counting.rate import Rate
from jiebei.counting.sharing import largest_remainder, share
from jiebei.owed.known_loan import (
    DEFAULT_PERIODS,
    KnownLoan,
    loans_missing,
    original_periods,
    position,
    present_schedule,
    with_due_dates,
)
from jiebei.owed.schedule import Row, Schedule, Terms, build, level_within, pay_for, periods_for_payment
from jiebei.plan.budget import Affordable, affordable, good_month, unusual
from jiebei.plan.options import Advice, LoanPlan, Notice, Option, merged, monthly_totals
from jiebei.plan.shortest_plan import MAX_MONTHS, Begun, Stretch, evened, fit

COMMON_TERMS: Final = (3, 6, 9, 12, 18, 24, 36, 48, 60)
TOKEN_MONTHS: Final = 6
SETTLEMENT_DAYS: Final = 15
SOON_DAYS: Final = 62


def advise(case: Case, as_of: date) -> Advice | tuple[Fault, ...]:
    """Every option for the case as of that day, or what is missing for one.

    What she can pay is shared among her loans by balance; each loan's plan then stays within its share.
    """
    faults = still_missing(case, as_of)
    can_pay = affordable(case)
    if faults or can_pay is None:
        return faults
    case = with_due_dates(case, as_of)
    positions = tuple(position(loan, index, as_of) for index, loan in enumerate(case.loans))
    present = tuple(LoanPlan(index, present_schedule(loan, as_of)) for index, loan in enumerate(case.loans))
    world = _World(case, as_of, can_pay, positions, present)
    keep = _keep(world)
    # Where the present plan is payable, a longer one would only cost more: nothing else is offered beside paying it off.
    makers = (_settlement,) if keep else _MAKERS
    options = [keep] if keep else []
    options += [option for make in makers if (option := make(world)) is not None]
    recommended, reason = _recommend(world, options)
    return Advice(
        as_of=as_of,
        affordable=can_pay,
        positions=positions,
        present=present,
        options=tuple(options),
        recommended=recommended,
        reason=reason,
        notices=_general_notices(world),
        below_interest=world.below_interest,
        shares=world.shares,
        shares_raised=len(case.loans) > 1 and world.shares_raised,
    )


def still_missing(case: Case, as_of: date) -> tuple[Fault, ...]:
    """What must still be filled in, or corrected, before a plan can be worked out."""
    faults = loans_missing(case, as_of)
    if affordable(case) is None:
        return (*faults, Fault("budget.affordable", "还缺每月能还多少：不确定就先填一个肯定拿得出来的数。"))
    return faults


@dataclass(frozen=True)
class _World:
    """What every maker of an option needs."""

    case: Case
    as_of: date
    can_pay: Affordable
    positions: tuple[KnownLoan, ...]
    present: tuple[LoanPlan, ...]

    @cached_property
    def shares(self) -> tuple[int, ...]:
        """Each loan's part of what she can pay: by what is owed, but enough for every loan to be repaid in time, where
        that is possible at all; a share below the interest would help nobody."""
        if len(self.positions) == 1:
            return (self.can_pay.amount,)
        owed = [place.owed for place in self.positions]
        parts = share(self.can_pay.amount, owed).parts
        if all(part > place.month_interest for part, place in zip(parts, self.positions, strict=True)):
            return parts
        least = [place.month_interest + -(-place.owed // MAX_MONTHS) for place in self.positions]
        return share(self.can_pay.amount, owed, least).parts if sum(least) <= self.can_pay.amount else parts

    @cached_property
    def shares_raised(self) -> bool:
        """Some share was raised above its proportion so that its loan can be repaid at all."""
        return self.shares != share(self.can_pay.amount, [place.owed for place in self.positions]).parts

    def terms(self, position: KnownLoan) -> Terms:
        """A level plan of one period that starts where the loan stands; makers change what they need."""
        loan, wanted = self.case.loans[position.loan], self.case.proposal.first_payment
        first = wanted if wanted is not None and wanted > self.as_of else loan.next_due
        assert first is not None
        moved = first != loan.next_due
        return Terms(
            principal=position.principal,
            rate=position.rate,
            method="level",
            periods=1,
            start=position.start,
            first_due=first,
            due_day=first.day if moved else (loan.due_day or first.day),
            accrual=loan.accrual,
            arrears=position.arrears,
        )

    @cached_property
    def below_interest(self) -> bool:
        """Some loan's share does not even pay a month's interest, so no number of instalments clears it."""
        return any(cap <= p.month_interest for cap, p in zip(self.shares, self.positions, strict=True))

    def within(self, change: dict[str, Any], waive_penalty: bool = False) -> tuple[LoanPlan, ...] | None:
        """Every loan's plan within its share, or None where one has none.

        The loan that is cleared first frees its share for the others from the next month on, in proportion to theirs.
        """
        waiting: dict[int, int] = {}
        begun: dict[int, Begun | None] = {}
        level: dict[int, Schedule | None] = {}
        for cap, place in zip(self.shares, self.positions, strict=True):
            terms = replace(self.terms(place), **change)
            if waive_penalty:
                terms = replace(terms, arrears=terms.arrears - place.penalty)
            new = Begun(terms, terms.arrears)
            waiting[place.loan], begun[place.loan], level[place.loan] = cap, new, new.closed(cap)
        settled: dict[int, Schedule] = {}
        fitted = dict(level)
        while waiting:
            schedules = {loan: schedule for loan in waiting if (schedule := fitted[loan]) is not None}
            if not schedules:
                return None
            first = min(schedules, key=lambda loan: schedules[loan].end)
            settled[first] = schedules[first]
            freed = waiting.pop(first)
            if not waiting or change.get("interest_only_periods"):
                continue
            since = add_months(schedules[first].end.replace(day=1), 1)
            parts = largest_remainder(freed, [self.shares[loan] or 1 for loan in waiting])
            for loan, extra in zip(list(waiting), parts, strict=True):
                before, so_far = fitted[loan], begun[loan]
                # A loan that is cleared before the freed share comes keeps its plan.
                if so_far is not None and (before is None or before.end >= since):
                    begun[loan] = so_far.paid(waiting[loan], since)
                    fitted[loan] = evened(begun[loan], waiting[loan] + extra, level[loan])
                waiting[loan] += extra
        return tuple(LoanPlan(loan, settled[loan]) for loan in sorted(settled))

    @cached_property
    def extension(self) -> tuple[LoanPlan, ...] | None:
        return self.within({})


def _keep(world: _World) -> Option | None:
    overdue = any(
        place.overdue_principal + place.overdue_interest + place.penalty for place in world.positions
    )
    heaviest = max(monthly_totals(merged([plan.schedule for plan in world.present])).values())
    if overdue or heaviest > world.can_pay.amount:
        return None
    return Option("keep", world.present, world.can_pay.amount)


def _extension(world: _World) -> Option | None:
    plans = world.extension
    if plans is None:
        return None
    return Option("extension", plans, world.can_pay.amount, _length_notices(world, plans))


def _reinstalment(world: _World) -> Option | None:
    plans = []
    for cap, place in zip(world.shares, world.positions, strict=True):
        terms = world.terms(place)
        fewest = periods_for_payment(terms, cap, COMMON_TERMS[-1])
        choices = [term for term in COMMON_TERMS if fewest is not None and term >= fewest]
        schedules = (build(replace(terms, periods=term)) for term in choices)
        fitting = next((schedule for schedule in schedules if schedule.largest_payment <= cap), None)
        if fitting is None:
            return None
        plans.append(LoanPlan(place.loan, fitting))
    return Option("reinstalment", tuple(plans), world.can_pay.amount, _length_notices(world, tuple(plans)))


def _interest_only(world: _World) -> Option | None:
    plans = world.within({"interest_only_periods": world.case.proposal.interest_only_months})
    if plans is None:
        return None
    return Option("interest_only", plans, world.can_pay.amount, _length_notices(world, plans))


def _step_up(world: _World) -> Option | None:
    later, since = world.case.proposal.later_payment, world.case.proposal.later_from
    if later is None or since is None or later <= world.can_pay.amount or len(world.positions) > 1:
        return None
    place = world.positions[0]
    terms = world.terms(place)
    schedule = fit(terms, [Stretch(None, world.can_pay.amount), Stretch(since, later)])
    if schedule is None or schedule.rows[-1].date < since:
        return None
    plans = (LoanPlan(place.loan, schedule),)
    return Option("step_up", plans, world.can_pay.amount, _length_notices(world, plans))


def _penalty_waiver(world: _World) -> Option | None:
    waived = sum(place.penalty for place in world.positions)
    plans = world.within({}, waive_penalty=True) if waived else None
    if plans is None:
        return None
    notice = Notice("needs_waiver", f"只有贷款方同意减免罚息 {yuan(waived)}，这些数字才成立。")
    return Option(
        "penalty_waiver", plans, world.can_pay.amount, (notice, *_length_notices(world, plans)), waived=waived
    )


def _interest_reduction(world: _World) -> Option | None:
    """The highest rate, on a grid of 0.1% a year, at which the loan is repaid within twice its original term."""
    plans, rates = [], []
    for cap, place in zip(world.shares, world.positions, strict=True):
        terms = world.terms(place)
        loan = world.case.loans[place.loan]
        horizon = min(MAX_MONTHS, (loan.periods_left or DEFAULT_PERIODS) + original_periods(loan))
        if periods_for_payment(terms, cap, horizon) is not None:
            return None
        low, high = 0, int(place.rate.annual * 1000)
        if periods_for_payment(_at_rate(terms, low), cap, horizon) is None:
            return None
        while high - low > 1:
            middle = (low + high) // 2
            if periods_for_payment(_at_rate(terms, middle), cap, horizon) is None:
                high = middle
            else:
                low = middle
        schedule = level_within(_at_rate(terms, low), cap, horizon)
        assert schedule is not None
        plans.append(LoanPlan(place.loan, schedule))
        rates.append(low / 1000)
    notice = Notice(
        "needs_rate",
        f"只有贷款方同意把年利率降到 {percent(max(rates), 1)}，这些数字才成立。降低利率没有规定可依，全看对方是否同意。",
    )
    return Option(
        "interest_reduction", tuple(plans), world.can_pay.amount, (notice,), new_annual_rate=max(rates)
    )


def _at_rate(terms: Terms, per_mille: int) -> Terms:
    return replace(terms, rate=Rate(Fraction(per_mille, 1000), terms.rate.day_basis))


def _settlement(world: _World) -> Option | None:
    lump = world.case.proposal.lump_sum
    if not lump:
        return None
    day = world.case.proposal.first_payment
    if day is None or day <= world.as_of:
        day = world.as_of + timedelta(days=SETTLEMENT_DAYS)
    dues = [_due_on(world, place, day) for place in world.positions]
    owed = sum(due.payment for due in dues)
    if lump >= owed:
        plans = tuple(
            LoanPlan(p.loan, Schedule((due,))) for p, due in zip(world.positions, dues, strict=True)
        )
        return Option("settlement", plans, world.can_pay.amount)
    if len(dues) > 1:
        # Which lender should waive how much is for her to say; the sum is then better used loan by loan.
        return None
    due, waived = dues[0], owed - lump
    # A waiver is asked of penalty and interest first: what the money then pays is principal before either.
    row = Row(1, due.date, lump, min(due.principal, lump), max(0, lump - due.principal), 0, 0)
    notices = [
        Notice("needs_waiver", f"只有贷款方同意减免 {yuan(waived)} 并书面写明“结清”，这样付才算还清。")
    ]
    if lump < due.principal:
        notices.append(
            Notice(
                "below_principal",
                "这笔钱不够还本金。减免本金很少见，没有规定要求贷款方这样做，请不要指望它。",
            )
        )
    plans = (LoanPlan(world.positions[0].loan, Schedule((row,))),)
    return Option("settlement", plans, world.can_pay.amount, tuple(notices), waived=waived)


def _due_on(world: _World, place: KnownLoan, day: date) -> Row:
    """What clears the loan on that day."""
    terms = world.terms(place)
    day = max(day, terms.start + timedelta(days=1))
    return build(replace(terms, periods=1, first_due=day, due_day=terms.anchor)).rows[0]


def _token(world: _World) -> Option | None:
    if world.extension is not None and not world.below_interest:
        return None
    plans = tuple(
        LoanPlan(place.loan, pay_for(world.terms(place), cap, TOKEN_MONTHS))
        for cap, place in zip(world.shares, world.positions, strict=True)
    )
    option = Option("token", plans, world.can_pay.amount, closes=False)
    left = Notice(
        "grows",
        f"这不会还清借款：{TOKEN_MONTHS} 个月后大约还欠 {yuan(option.left)}（按原利率估算，不含新罚息）。"
        "它只是让你在难关里不失约，到期要重新商量。",
    )
    return replace(option, notices=(left,))


_MAKERS: Final = (
    _extension,
    _reinstalment,
    _interest_only,
    _step_up,
    _penalty_waiver,
    _interest_reduction,
    _settlement,
    _token,
)


def _length_notices(world: _World, plans: tuple[LoanPlan, ...]) -> tuple[Notice, ...]:
    """What a longer term means: more interest in all, and, past the original term, a request that may be refused."""
    notices = []
    for plan, now in zip(plans, world.present, strict=True):
        loan = world.case.loans[plan.loan]
        months = months_between(now.schedule.end, plan.schedule.end)
        original = original_periods(loan)
        if months > original:
            known = "原来的" if loan.original_periods else "按你填的剩余期数估计的"
            notices.append(
                Notice(
                    "beyond_original_term",
                    f"这样比现在的计划晚 {months} 个月还清，超过了{known} {original} 期。"
                    "一年以内的个人贷款，展期累计一般不超过原期限；贷款方可能只肯给更短的期限，或者改用重新分期。",
                )
            )
    # Interest up to today counts on both sides, also where the plan carries it as owed from before.
    carried = sum(p.arrears - p.overdue_interest - p.penalty for p in world.positions)
    more = carried + sum(plan.schedule.total_interest for plan in plans)
    more -= sum(now.schedule.total_interest for now in world.present)
    if more > 0:
        notices.append(
            Notice(
                "more_interest", f"期限变长，按原利率一共多付利息 {yuan(more)}。每期轻松一些，代价是这笔钱。"
            )
        )
    return tuple(notices)


def _general_notices(world: _World) -> tuple[Notice, ...]:
    notices = []
    can_pay = world.can_pay
    if can_pay.overstated and can_pay.stated is not None and can_pay.means is not None:
        notices.append(
            Notice(
                "overstated",
                f"你填的每月能还 {yuan(can_pay.stated)}，但收支算下来只剩 {yuan(max(0, can_pay.means.surplus))}。"
                "方案按较少的数算：答应做不到的，比少答应更伤自己。",
            )
        )
    if can_pay.means is not None and can_pay.means.surplus < 0:
        notices.append(
            Notice(
                "gap",
                f"每个月的必要开支比收入多 {yuan(-can_pay.means.surplus)}。先保住吃住、看病和孩子，这不是你的错；"
                "“求助”页里有人可以免费帮你看。",
            )
        )
    better = good_month(world.case)
    if better is not None and can_pay.means is not None and better.surplus > max(0, can_pay.means.surplus):
        notices.append(
            Notice(
                "irregular",
                f"差的月份能还 {yuan(max(0, can_pay.means.surplus))}，好的月份能还 {yuan(better.surplus)}。"
                "答应的数按差的月份定，好的月份可以多还。",
            )
        )
    first = [debt.name.strip() or "没有名称的一项" for debt in world.case.other_debts if debt.priority]
    if first:
        notices.append(
            Notice(
                "priority_debts",
                f"{'、'.join(first)}要排在前面还，它每月最少要还的已经先从能还的钱里扣掉。还不上它，后果更急。",
            )
        )
    if can_pay.means is not None and can_pay.stated is not None and can_pay.stated < can_pay.means.surplus:
        spare = can_pay.means.surplus - can_pay.stated
        notices.append(
            Notice(
                "understated",
                f"收支算下来还剩 {yuan(can_pay.means.surplus)}，你只填了 {yuan(can_pay.stated)}。对方看到会问："
                f"差的 {yuan(spare)} 如果是留着应急，请填到“留作急用”里。",
            )
        )
    comfortable = can_pay.means is not None and can_pay.means.surplus > 0
    for line in unusual(world.case) if comfortable else ():
        name = f"“{line.name}”" if line.name else "有一项必要开支"
        notices.append(
            Notice(
                "unusual_line", f"{name}占了收入的一半以上，对方可能会问，准备好一句说明。不是要你砍掉它。"
            )
        )
    if any(loan.periods_left is None for loan in world.case.loans):
        notices.append(
            Notice("assumed_periods", f"还没有填剩余期数，现在的计划按还剩 {DEFAULT_PERIODS} 期估算。")
        )
    for loan in world.case.loans:
        if loan.next_due is not None and (loan.next_due - world.as_of).days > SOON_DAYS:
            notices.append(
                Notice(
                    "far_due",
                    f"下一个还款日 {chinese_date(loan.next_due)} 离今天两个多月，请核对是不是填错了。",
                )
            )
    return tuple(notices)


def _recommend(world: _World, options: list[Option]) -> tuple[PlanKind, str]:
    """The one plan to ask for, and the reason in a sentence."""
    kinds = {option.kind: option for option in options}
    amount = yuan(world.can_pay.amount)
    if "keep" in kinds:
        return (
            "keep",
            f"现在每期要还的没有超过你每月能还的 {amount}，而且没有逾期：照原计划还最省钱，不必改。",
        )
    settlement = kinds.get("settlement")
    if settlement is not None and settlement.waived == 0:
        return "settlement", "手上的钱够一次还清全部欠款：提前结清，之后不再有利息。"
    if world.below_interest:
        total = sum(place.month_interest for place in world.positions)
        short = f"每月能还的 {amount} 还不够一个月的利息 {yuan(total)}"
        if world.can_pay.amount > total:
            short = f"每月能还的 {amount} 分到每一笔以后，有的还不够它一个月的利息"
        return "token", (
            f"{short}，所以分多少期都还不清。"
            "这时应当如实说明，请对方停收罚息、减免利息，或先小额还款、几个月后再议。"
        )
    if "step_up" in kinds:
        return "step_up", "你预计收入会恢复：先按现在付得起的还，之后多还，比一直少还更快还清，也少付利息。"
    if "extension" not in kinds:
        interest = yuan(sum(place.month_interest for place in world.positions))
        if "interest_reduction" in kinds:
            return "interest_reduction", (
                f"每月能还的 {amount} 只比一个月的利息 {interest} 多一点，按原利率还不完；要降低利率才有还清的一天。"
            )
        return (
            "token",
            f"每月能还的 {amount} 只比一个月的利息 {interest} 多一点，十年也还不完；应当先请求减息或停息。",
        )
    extension = kinds["extension"]
    count = max(len(plan.schedule.rows) for plan in extension.plans)
    return (
        "extension",
        f"这是每期不超过 {amount} 的最短期限：共 {count} 期，{chinese_date(extension.end)}还清。不要求对方减免时，它的利息最少。",
    )
