"""From what can be paid to a plan: every option worked out, one recommended, each with what speaks against it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby
from typing import Any, Final, NamedTuple

from jiebei.budget import Affordable, affordable, good_month, unusual
from jiebei.case import Case, Fault, Loan, PlanKind
from jiebei.due_dates import add_months, chinese_date
from jiebei.labels import PLAN_KINDS
from jiebei.money import percent, plain, yuan
from jiebei.rate import Rate
from jiebei.schedule import (
    Row,
    Schedule,
    Terms,
    build,
    interest_between,
    level_within,
    pay_for,
    periods_for_payment,
)
from jiebei.sharing import largest_remainder, share

DEFAULT_PERIODS: Final = 12
"""Assumed while she has not said how many instalments are left; the page and the letter say that it is assumed."""

MAX_MONTHS: Final = 120
"""No plan longer than ten years is worked out: it would not be a plan but a sentence."""

COMMON_TERMS: Final = (3, 6, 9, 12, 18, 24, 36, 48, 60)
TOKEN_MONTHS: Final = 6
SETTLEMENT_DAYS: Final = 15
SOON_DAYS: Final = 62


@dataclass(frozen=True, slots=True)
class Notice:
    """Something she should know before choosing: a code for programs, a Chinese sentence for people."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Position:
    """Where one loan stands on a day, in fen, and from where a new plan would start.

    accrued: interest since the last due date that has not fallen due yet (an estimate until the lender confirms).
    start: the day from which a new plan's interest runs; what is owed from before it is `arrears`.
    """

    loan: int
    principal: int
    overdue_principal: int
    overdue_interest: int
    penalty: int
    accrued: int
    start: date
    arrears: int
    rate: Rate
    month_interest: int

    @property
    def owed(self) -> int:
        """Everything owed on the day, interest not yet due included."""
        return self.principal + self.overdue_interest + self.penalty + self.accrued


@dataclass(frozen=True, slots=True)
class LoanPlan:
    """One loan's instalments under an option."""

    loan: int
    schedule: Schedule


@dataclass(frozen=True)
class Option:
    """One way to repay. `closes` is False where the debt is not cleared by these instalments (token payments)."""

    kind: PlanKind
    plans: tuple[LoanPlan, ...]
    affordable: int
    notices: tuple[Notice, ...] = ()
    waived: int = 0
    new_annual_rate: float | None = None
    closes: bool = True

    @property
    def title(self) -> str:
        return PLAN_KINDS[self.kind]

    @cached_property
    def instalments(self) -> tuple[Row, ...]:
        """All loans together, in order of date; equal dates are added up and numbered anew."""
        if len(self.plans) == 1:
            return self.plans[0].schedule.rows
        return merged([plan.schedule for plan in self.plans])

    @cached_property
    def monthly(self) -> dict[tuple[int, int], int]:
        """What each month asks, in fen."""
        return monthly_totals(self.instalments)

    @property
    def heaviest_month(self) -> int:
        return max(self.monthly.values())

    @property
    def total(self) -> int:
        return sum(plan.schedule.total_payment for plan in self.plans)

    @property
    def total_interest(self) -> int:
        return sum(plan.schedule.total_interest for plan in self.plans)

    @property
    def end(self) -> date:
        return max(plan.schedule.end for plan in self.plans)

    @property
    def left(self) -> int:
        """Owed after the last instalment: principal and interest that these payments leave."""
        return sum(plan.schedule.rows[-1].balance + plan.schedule.unpaid for plan in self.plans)


@dataclass(frozen=True)
class Proposals:
    """Everything worked out for a case as of a day; `shares` is each loan's part of what she can pay, in fen."""

    as_of: date
    affordable: Affordable
    positions: tuple[Position, ...]
    present: tuple[LoanPlan, ...]
    options: tuple[Option, ...]
    recommended: PlanKind
    reason: str
    notices: tuple[Notice, ...]
    below_interest: bool
    shares: tuple[int, ...]

    def option(self, kind: PlanKind | None = None) -> Option:
        """The option of that kind, or the recommended one where it is None or does not exist."""
        found = {option.kind: option for option in self.options}
        return found.get(kind or self.recommended) or found[self.recommended]

    @property
    def owed(self) -> int:
        return sum(position.owed for position in self.positions)

    @property
    def month_interest(self) -> int:
        return sum(position.month_interest for position in self.positions)

    @property
    def due_now(self) -> int:
        """What has already fallen due and is unpaid: overdue principal and interest, and penalty."""
        return sum(p.overdue_principal + p.overdue_interest + p.penalty for p in self.positions)

    @cached_property
    def present_instalments(self) -> tuple[Row, ...]:
        return merged([plan.schedule for plan in self.present])

    @cached_property
    def present_monthly(self) -> dict[tuple[int, int], int]:
        """What each month asks now, in fen, without what is already overdue."""
        return monthly_totals(self.present_instalments)

    @property
    def present_heaviest_month(self) -> int:
        return max(self.present_monthly.values())

    @property
    def present_total_interest(self) -> int:
        return sum(plan.schedule.total_interest for plan in self.present)


def merged(schedules: list[Schedule]) -> tuple[Row, ...]:
    """Several schedules as one: rows of equal date added up, the balance being what all of them still owe."""
    if len(schedules) == 1:
        return schedules[0].rows
    balances = [schedule.rows[0].balance + schedule.rows[0].principal for schedule in schedules]
    balance = sum(balances)
    everything = sorted(
        ((row.date, index, row) for index, schedule in enumerate(schedules) for row in schedule.rows),
        key=lambda entry: entry[:2],
    )
    rows: list[Row] = []
    for number, (day, group) in enumerate(groupby(everything, key=lambda entry: entry[0]), start=1):
        payment = principal = interest = arrears = 0
        for _, index, row in group:
            balance += row.balance - balances[index]
            balances[index] = row.balance
            payment, principal = payment + row.payment, principal + row.principal
            interest, arrears = interest + row.interest, arrears + row.arrears
        rows.append(Row(number, day, payment, principal, interest, balance, arrears))
    return tuple(rows)


def monthly_totals(rows: Iterable[Row]) -> dict[tuple[int, int], int]:
    """What falls due in each calendar month, in fen, by (year, month): what she feels, whatever the number of loans."""
    totals: dict[tuple[int, int], int] = {}
    for row in rows:
        month = (row.date.year, row.date.month)
        totals[month] = totals.get(month, 0) + row.payment
    return totals


class Stretch(NamedTuple):
    """From `since` (None: from the beginning) at most `cap` fen a month may be asked."""

    since: date | None
    cap: int


class _Begun(NamedTuple):
    """A plan as far as it is settled: the rows so far, the terms of what is left, and how much of that was owed before
    the plan began."""

    now: Terms
    older: int
    rows: tuple[Row, ...] = ()

    def room(self, until: date | None = None) -> int:
        """How many more rows may come, in all or before `until`."""
        room = MAX_MONTHS - len(self.rows)
        if until is None:
            return room
        # No more dates than there are months until then.
        months = months_between(self.now.first_due or self.now.start, until) + 1
        return bisect_left(self.now.due(min(room, max(1, months))), until)

    def closed(self, cap: int, until: date | None = None) -> Schedule | None:
        """The whole plan, level at no more than `cap` from here on, or None where that does not clear it by then."""
        count = self.room(until)
        closing = level_within(self.now, cap, count) if count > self.now.interest_only_periods else None
        if closing is None or not self.rows:
            return closing
        return Schedule((*self.rows, *_numbered(closing.rows, len(self.rows), self.older)))

    def paid(self, cap: int, until: date) -> _Begun | None:
        """What is left once `cap` has been paid on every date before `until`; None where that takes all the room."""
        count = self.room(until)
        if count == self.room() or self.now.interest_only_periods:
            return None
        if not count:
            return self
        part = pay_for(self.now, cap, count)
        rows = _numbered(part.rows, len(self.rows), self.older)
        left = replace(
            self.now,
            principal=part.rows[-1].balance,
            arrears=part.unpaid,
            start=part.end,
            first_due=add_months(part.end, 1, self.now.due_day),
        )
        return _Begun(left, self.older - sum(row.arrears for row in rows), (*self.rows, *rows))


def fit(terms: Terms, stretches: Sequence[Stretch]) -> Schedule | None:
    """The shortest plan that asks at most each stretch's cap, or None where even the last one never clears the loan.

    Until the last stretch it needs the plan pays that stretch's cap in full; there it is level. An interest-only head
    in `terms` is kept only where a single stretch is enough.
    """
    begun: _Begun | None = _Begun(terms, terms.arrears)
    for stretch, following in zip(stretches, [*stretches[1:], None], strict=True):
        if begun is None:
            break
        until = following.since if following else None
        closing = begun.closed(stretch.cap, until)
        if closing is not None:
            return closing
        begun = begun.paid(stretch.cap, until) if until else None
    return None


def _even(begun: _Begun | None, cap: int, level: Schedule | None) -> Schedule | None:
    """The plan as begun, ended within `cap`; level throughout where a freed share does not clear it a month sooner."""
    shortest = begun.closed(cap) if begun is not None else None
    if shortest is None or level is None or len(level.rows) > len(shortest.rows):
        return shortest
    return level


def _numbered(rows: Iterable[Row], before: int, older: int) -> list[Row]:
    """Rows of a later stretch, numbered on. What an earlier stretch left unpaid reached this one as arrears: only
    `older` fen of them were owed before the plan began, the rest is the plan's own interest."""
    told = []
    for period, day, payment, principal, interest, balance, arrears in rows:
        kept = min(arrears, older)
        older -= kept
        told.append(Row(period + before, day, payment, principal, interest + arrears - kept, balance, kept))
    return told


def missing(case: Case, as_of: date) -> tuple[Fault, ...]:
    """What must still be filled in, or corrected, before a plan can be worked out."""
    faults: list[Fault] = []
    for index, loan in enumerate(case.loans):
        where = f"loans.{index}."
        if loan.principal is None:
            faults.append(
                Fault(where + "principal", "还缺剩余本金：在支付宝“借呗”里能看到还有多少本金没还。")
            )
        elif loan.principal == 0:
            faults.append(
                Fault(where + "principal", "剩余本金是 0，说明这笔已经没有本金要还了。请检查一下。")
            )
        if loan.daily_rate is None:
            faults.append(Fault(where + "daily_rate", "还缺日利率：借款合同或借款详情里写着。"))
        if loan.next_due is None:
            faults.append(Fault(where + "next_due", "还缺下一个还款日：借款详情里能看到。"))
        elif loan.next_due <= as_of:
            faults.append(
                Fault(
                    where + "next_due",
                    f"{chinese_date(loan.next_due)}已经到了或过了。请填下一个还没到的还款日；"
                    "已经逾期没还的钱，填在“已经逾期的部分”里。",
                )
            )
    if affordable(case) is None:
        faults.append(Fault("budget.affordable", "还缺每月能还多少：不确定就先填一个肯定拿得出来的数。"))
    return tuple(faults)


def last_due(loan: Loan, next_due: date) -> date:
    """The due date before the next one: from there the current period's interest runs."""
    return add_months(next_due, -1, loan.due_day or next_due.day)


def loan_rate(loan: Loan) -> Rate:
    return Rate.per_day(loan.daily_rate or "0", loan.day_basis)


def position(loan: Loan, index: int, as_of: date) -> Position:
    """Where the loan stands on `as_of`; principal, rate and a next due date after `as_of` are known (see `missing`)."""
    assert loan.principal is not None
    assert loan.next_due is not None
    rate = loan_rate(loan)
    whole_term = loan.original_periods or loan.periods_left or DEFAULT_PERIODS
    if loan.method == "bullet":
        since = add_months(loan.next_due, -whole_term, loan.due_day or loan.next_due.day)
    else:
        since = last_due(loan, loan.next_due)
    since = min(since, as_of)
    terms = Terms(loan.principal, rate, "level", 1, since, loan.next_due)
    accrued = interest_between(loan.principal - loan.overdue_principal, terms, since, as_of)
    # With overdue principal, or with interest piling up until maturity, what has accrued so far is carried as arrears
    # and the plan's own interest starts today; otherwise the plan simply goes on from the last due date.
    split = loan.overdue_principal > 0 or loan.method == "bullet"
    following = add_months(loan.next_due, 1, loan.due_day or loan.next_due.day)
    return Position(
        loan=index,
        principal=loan.principal,
        overdue_principal=loan.overdue_principal,
        overdue_interest=loan.overdue_interest,
        penalty=loan.penalty,
        accrued=accrued,
        start=as_of if split else since,
        arrears=loan.overdue_interest + loan.penalty + (accrued if split else 0),
        rate=rate,
        month_interest=_month_interest(loan, rate, loan.next_due, following),
    )


def _month_interest(loan: Loan, rate: Rate, since: date, until: date) -> int:
    terms = Terms(loan.principal or 0, rate, "interest-only", 1, since, until, accrual=loan.accrual)
    return build(terms).total_interest


def present_plan(loan: Loan, index: int, as_of: date) -> LoanPlan:
    """The instalments still to come as the contract has them, without what is already overdue."""
    assert loan.principal is not None
    assert loan.next_due is not None
    periods = loan.periods_left or DEFAULT_PERIODS
    if loan.method == "bullet":
        whole_term = loan.original_periods or periods
        start = min(add_months(loan.next_due, -whole_term, loan.due_day or loan.next_due.day), as_of)
        periods = 1
    else:
        start = min(last_due(loan, loan.next_due), as_of)
    terms = Terms(
        principal=loan.principal - loan.overdue_principal,
        rate=loan_rate(loan),
        method=loan.method,
        periods=periods,
        start=start,
        first_due=loan.next_due,
        due_day=loan.due_day or loan.next_due.day,
        accrual=loan.accrual,
        interest_only_periods=loan.interest_only_periods if loan.method == "level" and periods > 1 else 0,
    )
    return LoanPlan(index, build(terms))


def propose(case: Case, as_of: date) -> Proposals | tuple[Fault, ...]:
    """Every option for the case as of that day, or what is missing for one.

    What she can pay is shared among her loans by balance; each loan's plan then stays within its share.
    """
    faults = missing(case, as_of)
    can_pay = affordable(case)
    if faults or can_pay is None:
        return faults
    positions = tuple(position(loan, index, as_of) for index, loan in enumerate(case.loans))
    present = tuple(present_plan(loan, index, as_of) for index, loan in enumerate(case.loans))
    world = _World(case, as_of, can_pay, positions, present)
    keep = _keep(world)
    # Where the present plan is payable, a longer one would only cost more: nothing else is offered beside paying it off.
    makers = (_settlement,) if keep else _MAKERS
    options = [keep] if keep else []
    options += [option for make in makers if (option := make(world)) is not None]
    recommended, reason = _recommend(world, options)
    return Proposals(
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
    )


@dataclass(frozen=True)
class _World:
    """What every maker of an option needs."""

    case: Case
    as_of: date
    can_pay: Affordable
    positions: tuple[Position, ...]
    present: tuple[LoanPlan, ...]

    @cached_property
    def shares(self) -> tuple[int, ...]:
        if len(self.positions) == 1:
            return (self.can_pay.amount,)
        return tuple(share(self.can_pay.amount, [position.owed for position in self.positions]).parts)

    def terms(self, position: Position) -> Terms:
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

    def original_periods(self, loan: Loan) -> int:
        return loan.original_periods or loan.periods_left or DEFAULT_PERIODS

    def within(self, change: dict[str, Any], waive_penalty: bool = False) -> tuple[LoanPlan, ...] | None:
        """Every loan's plan within its share, or None where one has none.

        The loan that is cleared first frees its share for the others from the next month on, in proportion to theirs.
        """
        waiting: dict[int, int] = {}
        begun: dict[int, _Begun | None] = {}
        level: dict[int, Schedule | None] = {}
        for cap, place in zip(self.shares, self.positions, strict=True):
            terms = replace(self.terms(place), **change)
            if waive_penalty:
                terms = replace(terms, arrears=terms.arrears - place.penalty)
            new = _Begun(terms, terms.arrears)
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
                    fitted[loan] = _even(begun[loan], waiting[loan] + extra, level[loan])
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
        horizon = min(MAX_MONTHS, (loan.periods_left or DEFAULT_PERIODS) + world.original_periods(loan))
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
    from fractions import Fraction

    return replace(terms, rate=Rate(Fraction(per_mille, 1000), terms.rate.day_basis))


def _settlement(world: _World) -> Option | None:
    lump = world.case.proposal.lump_sum
    if not lump or len(world.positions) > 1:
        return None
    place = world.positions[0]
    terms = world.terms(place)
    day = world.case.proposal.first_payment
    if day is None or day <= world.as_of:
        day = world.as_of + timedelta(days=SETTLEMENT_DAYS)
    due = build(replace(terms, periods=1, first_due=max(day, terms.start + timedelta(days=1)))).rows[0]
    pays = min(lump, due.payment)
    waived = due.payment - pays
    to_arrears = min(due.arrears, pays)
    to_interest = min(due.interest, pays - to_arrears)
    # A waiver is asked of penalty and interest first; what the money then pays is principal before either.
    row = Row(1, due.date, pays, pays - to_arrears - to_interest, to_interest, 0, to_arrears)
    if waived:
        row = Row(1, due.date, pays, min(due.principal, pays), max(0, pays - due.principal), 0, 0)
    notices = []
    if waived:
        notices.append(
            Notice("needs_waiver", f"只有贷款方同意减免 {yuan(waived)} 并书面写明“结清”，这样付才算还清。")
        )
    if pays < due.principal:
        notices.append(
            Notice(
                "below_principal",
                "这笔钱不够还本金。减免本金很少见，没有规定要求贷款方这样做，请不要指望它。",
            )
        )
    return Option(
        "settlement",
        (LoanPlan(place.loan, Schedule((row,))),),
        world.can_pay.amount,
        tuple(notices),
        waived=waived,
    )


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
        original = world.original_periods(loan)
        if months > original:
            known = "原来的" if loan.original_periods else "按你填的剩余期数估计的"
            notices.append(
                Notice(
                    "beyond_original_term",
                    f"这样比现在的计划晚 {months} 个月还清，超过了{known} {original} 期。"
                    "一年以内的个人贷款，展期累计一般不超过原期限；贷款方可能只肯给更短的期限，或者改用重新分期。",
                )
            )
    more = sum(plan.schedule.total_interest for plan in plans) - sum(
        now.schedule.total_interest for now in world.present
    )
    if more > 0:
        notices.append(
            Notice(
                "more_interest", f"期限变长，按原利率一共多付利息 {yuan(more)}。每期轻松一些，代价是这笔钱。"
            )
        )
    return tuple(notices)


def months_between(earlier: date, later: date) -> int:
    """Whole months from one date to the other, a started month counting."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month + (later.day > earlier.day)


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
    for line in unusual(world.case):
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
        interest = yuan(sum(place.month_interest for place in world.positions))
        return "token", (
            f"每月能还的 {amount} 还不够一个月的利息 {interest}，所以分多少期都还不清。"
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
        f"这是每期不超过 {amount} 的最短期限：共 {count} 期，{chinese_date(extension.end)}还清，利息在能负担的方案里最少。",
    )


def row_json(row: Row) -> dict[str, Any]:
    """A row as the command line prints it: amounts as strings with two decimals, ISO date."""
    shown: dict[str, Any] = {
        "period": row.period,
        "date": row.date.isoformat(),
        "payment": plain(row.payment),
        "principal": plain(row.principal),
        "interest": plain(row.interest),
        "balance": plain(row.balance),
    }
    if row.arrears:
        shown["arrears"] = plain(row.arrears)
    return shown


def option_json(option: Option) -> dict[str, Any]:
    return {
        "kind": option.kind,
        "title": option.title,
        "instalments": [row_json(row) for row in option.instalments],
        "total": plain(option.total),
        "total_interest": plain(option.total_interest),
        "end": option.end.isoformat(),
        "closes": option.closes,
        "left": plain(option.left),
        "waived": plain(option.waived),
        "by_loan": [
            {"loan": plan.loan, "instalments": [row_json(row) for row in plan.schedule.rows]}
            for plan in option.plans
        ],
        "warnings": [notice.text for notice in option.notices],
    }


def proposals_json(
    proposals: Proposals, told: Callable[[Option], dict[str, Any]] = option_json
) -> dict[str, Any]:
    """What `jiebei propose` prints; `told` says what of each option."""
    return {
        "as_of": proposals.as_of.isoformat(),
        "affordable": plain(proposals.affordable.amount),
        "owed": plain(proposals.owed),
        "month_interest": plain(proposals.month_interest),
        "recommended": proposals.recommended,
        "reason": proposals.reason,
        "options": [told(option) for option in proposals.options],
        "warnings": [notice.text for notice in proposals.notices],
    }
