"""The kinds of plan: each function works one out for the case, or says that there is none of its kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Final

from jiebei.case.records import Case, PlanKind
from jiebei.counting.due_dates import add_months, chinese_date
from jiebei.counting.money import percent, yuan
from jiebei.counting.rate import Rate
from jiebei.counting.sharing import share
from jiebei.owed.known_loan import KnownLoan
from jiebei.owed.schedule import (
    Row,
    Schedule,
    Terms,
    build,
    interest_between,
    level_within,
    pay_for,
    periods_for_payment,
)
from jiebei.plan.at_hand import AtHand
from jiebei.plan.budget import Affordable
from jiebei.plan.limits import LEAST_INSTALMENT, limits_of, months_later
from jiebei.plan.options import LoanPlan, Notice, Option, Sharing, merged, month_of, monthly_totals
from jiebei.plan.shortest_plan import (
    MAX_MONTHS,
    Begun,
    Stretch,
    begin_plan,
    begin_with_payment,
    fit_together,
    next_month,
)

COMMON_TERMS: Final = (3, 6, 9, 12, 18, 24, 36, 48, 60)
TOKEN_MONTHS: Final = 6
TRIAL_MONTHS: Final = 3
SETTLEMENT_DAYS: Final = 15
SMALL_MONTHS: Final = 3
"""A debt is small beside what she can pay where so many months of it would clear it."""


@dataclass(frozen=True)
class Outset:
    """What every kind of plan starts from. month_day: the day her months begin on."""

    case: Case
    as_of: date
    can_pay: Affordable
    at_hand: AtHand
    loans: tuple[KnownLoan, ...]
    present: tuple[LoanPlan, ...]
    month_day: int

    @property
    def amount(self) -> int:
        return self.can_pay.amount

    @property
    def due_now(self) -> int:
        return sum(place.due_now for place in self.loans)

    @cached_property
    def best_division(self) -> tuple[tuple[int, ...], Sharing, dict[int, Schedule] | None]:
        """Each loan's part of what she can pay, how it was found, and every loan's plan within it, if there is one.

        By what is owed, but enough for every loan to be repaid in time where that is possible at all; and where paying
        off small loans or the dearest one first ends everything no later and with less, that.
        """
        parts, how = self.evenly
        best = self.together(self.begun, parts)
        others = [] if len(self.loans) == 1 else [*self._small_first(), *self._dear_first()]
        for other, why in others:
            plans = self.together(self.begun, other)
            if plans is not None and (best is None or _betters(plans, best, why)):
                best, parts, how = plans, other, why
        return parts, how, best

    @property
    def divided(self) -> tuple[tuple[int, ...], Sharing]:
        """Each loan's part, and how it was found; see `best_division`."""
        return self.best_division[:2]

    @property
    def extended(self) -> dict[int, Schedule] | None:
        """Every loan's shortest plan within its part."""
        return self.best_division[2]

    @cached_property
    def evenly(self) -> tuple[tuple[int, ...], Sharing]:
        """Each loan's part by what is owed: for plans in which a loan that is cleared frees nothing for the others."""
        return self.parts_of(self.amount)

    @property
    def shares(self) -> tuple[int, ...]:
        return self.divided[0]

    def parts_of(self, amount: int) -> tuple[tuple[int, ...], Sharing]:
        """`amount` a month divided among the loans; see `divide`."""
        return divide(
            amount, [place.owed for place in self.loans], [place.month_interest for place in self.loans]
        )

    def _small_first(self) -> list[tuple[tuple[int, ...], Sharing]]:
        """Divisions that clear the smallest loan, the two smallest, … within a few months."""
        found: list[tuple[tuple[int, ...], Sharing]] = []
        by_size = sorted(self.loans, key=lambda place: place.owed)
        # What would clear each loan in so many months, the most a month: the next larger group asks the same of its small ones.
        within: list[dict[int, int]] = []
        for months in range(1, SMALL_MONTHS + 1):
            plans = {place.loan: build(replace(self.terms(place), periods=months)) for place in by_size[:-1]}
            within.append({loan: plan.largest_payment for loan, plan in plans.items()})
        for count in range(1, len(by_size)):
            small, others = by_size[:count], by_size[count:]
            for needed in within:
                caps = {place.loan: needed[place.loan] for place in small}
                rest, owed = self.amount - sum(caps.values()), [place.owed for place in others]
                least = _least(owed, [place.month_interest for place in others])
                if rest >= sum(least):
                    parts = share(rest, owed, least).parts
                    caps |= {place.loan: part for place, part in zip(others, parts, strict=True)}
                    found.append((tuple(caps[place.loan] for place in self.loans), "small_first"))
                    break
        return found

    def _dear_first(self) -> list[tuple[tuple[int, ...], Sharing]]:
        """What each loan needs to be repaid in time, and all the rest to the one with the highest rate."""
        least = _least([place.owed for place in self.loans], [place.month_interest for place in self.loans])
        rest = self.amount - sum(least)
        rates = [place.rate.annual for place in self.loans]
        if rest <= 0 or min(rates) == max(rates):
            return []
        least[rates.index(max(rates))] += rest
        return [(tuple(least), "dear_first")]

    def first_date(self, place: KnownLoan) -> date:
        """The first date of a new plan: the one she wants, or the contract's next (of a loan that falls due in one sum
        a month from today at the latest), or, where that comes before her next income, the day after it."""
        wanted = self.case.proposal.first_payment
        if wanted is not None and wanted > self.as_of:
            return wanted
        first = place.contract.first
        if place.contract.method == "bullet":
            first = min(first, add_months(self.as_of, 1))
        if self.case.budget.payday is None:
            return first
        paid = next_month(self.as_of, self.case.budget.payday)
        return first if first > paid else paid + timedelta(days=1)

    def terms(self, place: KnownLoan) -> Terms:
        """A level plan of one period that starts where the loan stands; each kind changes what it needs."""
        return place.new_terms(self.first_date(place))

    @cached_property
    def begun(self) -> dict[int, Begun]:
        """Every loan's plan before its first payment."""
        return {place.loan: begin_plan(self.terms(place)) for place in self.loans}

    def together(
        self, begun: Mapping[int, Begun], parts: Sequence[int], later: Sequence[Stretch] = ()
    ) -> dict[int, Schedule] | None:
        """Every loan's shortest plan within its part, and within its part of each `later` amount from its day on."""
        stretches = {place.loan: [Stretch(None, part)] for place, part in zip(self.loans, parts, strict=True)}
        for since, amount in later:
            for place, part in zip(self.loans, self.parts_of(amount)[0], strict=True):
                stretches[place.loan].append(Stretch(since, part))
        return fit_together(begun, stretches, self.month_day)

    @cached_property
    def settlement_day(self) -> date:
        """The day she wants, or fifteen days on, but before the next instalment falls due."""
        wanted = self.case.proposal.first_payment
        if wanted is not None and wanted > self.as_of:
            return wanted
        dues = [place.contract.first for place in self.loans if not place.matured]
        return min([self.as_of + timedelta(days=SETTLEMENT_DAYS), *dues])

    def plans(self, fitted: Mapping[int, Schedule]) -> tuple[LoanPlan, ...]:
        return tuple(LoanPlan(place.loan, fitted[place.loan], self.terms(place)) for place in self.loans)

    def option(
        self,
        kind: PlanKind,
        plans: Sequence[LoanPlan],
        notices: Sequence[Notice] = (),
        affordable: int | None = None,
        divided: tuple[tuple[int, ...], Sharing] | None = None,
    ) -> Option:
        """An option that repays the debt, measured against the limits, with what a longer term means."""
        return Option(
            kind,
            tuple(plans),
            self.amount if affordable is None else affordable,
            (*notices, *_length_notices(self, plans)),
            month_day=self.month_day,
            limits=limits_of(plans, self.loans, self.as_of),
            shares=self.divided[0] if divided is None else divided[0],
            sharing=self.divided[1] if divided is None else divided[1],
        )


def divide(amount: int, owed: Sequence[int], interest: Sequence[int]) -> tuple[tuple[int, ...], Sharing]:
    """`amount` fen a month divided by what is owed, parts being raised where a loan could not be repaid otherwise.

    interest: what each loan bears in a month.
    """
    if len(owed) == 1:
        return (amount,), "one"
    parts = share(amount, owed).parts
    if all(part > bears for part, bears in zip(parts, interest, strict=True)):
        return parts, "by_balance"
    least = _least(owed, interest)
    return (share(amount, owed, least).parts, "raised") if sum(least) <= amount else (parts, "by_balance")


def _least(owed: Sequence[int], interest: Sequence[int]) -> list[int]:
    """What each loan needs a month to be repaid within MAX_MONTHS."""
    return [bears + -(-balance // MAX_MONTHS) for balance, bears in zip(owed, interest, strict=True)]


def _betters(plans: Mapping[int, Schedule], than: Mapping[int, Schedule], sharing: Sharing) -> bool:
    """It ends no later and costs no more; with fewer payments, or, dearest first, for less."""

    def measured(fitted: Mapping[int, Schedule]) -> tuple[date, int, int]:
        every = fitted.values()
        return (
            max(one.end for one in every),
            sum(one.total_payment for one in every),
            sum(len(one.rows) for one in every),
        )

    ours, theirs = measured(plans), measured(than)
    fewer = ours[1] < theirs[1] if sharing == "dear_first" else ours[2] < theirs[2]
    return ours[0] <= theirs[0] and ours[1] <= theirs[1] and fewer


def keep(outset: Outset) -> Option | None:
    """The contract as it is, where nothing is overdue and no month asks more than she can pay."""
    monthly = monthly_totals(merged([plan.schedule for plan in outset.present]), outset.month_day)
    if (
        outset.due_now
        or any(place.matured for place in outset.loans)
        or max(monthly.values()) > outset.amount
    ):
        return None
    parts, how = outset.divided
    return Option(
        "keep", outset.present, outset.amount, month_day=outset.month_day, shares=parts, sharing=how
    )


def catch_up(outset: Outset) -> Option | None:
    """Pay what is overdue out of what each month leaves over, from a sum at hand first, and go on with the contract.

    Overdue principal bears the contract's rate until it is paid, as in every other plan here; penalty that the lender
    counts meanwhile is not in these figures. Where several loans are overdue, the smallest arrears come first.
    """
    if not outset.due_now or any(place.matured for place in outset.loans):
        return None
    contract = monthly_totals(merged([plan.schedule for plan in outset.present]), outset.month_day)
    if max(contract.values()) > outset.amount:
        return None
    dues = sorted((row.date, plan.loan) for plan in outset.present for row in plan.schedule.rows)
    behind = {place.loan: _Behind(place) for place in outset.loans if place.due_now}
    in_order = sorted(behind.values(), key=lambda one: one.place.due_now)
    at_once = outset.at_hand.usable
    early: dict[int, int] = {}
    if at_once:
        day = min(outset.settlement_day, dues[0][0])
        for one in in_order:
            early[one.place.loan] = one.pay(day, at_once)
            at_once -= early[one.place.loan]
    spare: dict[tuple[int, int], int] = {}
    for one in in_order:
        for day, loan in dues:
            if loan != one.place.loan or one.paid_off:
                continue
            month = month_of(day, outset.month_day)
            left = spare.get(month, outset.amount - contract[month])
            spare[month] = left - one.pay(day, left)
    if not all(one.paid_off for one in in_order):
        return None
    plans = []
    for place, plan in zip(outset.loans, outset.present, strict=True):
        rows = plan.schedule.rows
        if place.loan in behind:
            rows = behind[place.loan].joined(rows)
        # The day its interest runs from is the contract's; what is overdue bears interest from today on.
        terms = replace(place.contract, principal=place.principal)
        at_once = early.get(place.loan, 0)
        plans.append(LoanPlan(place.loan, Schedule(rows), terms, first_payment=at_once))
    last = max(one.paid[-1].date for one in in_order)
    notices = [
        Notice(
            "catching_up",
            f"逾期的 {yuan(outset.due_now)} 在{chinese_date(last)}以前补上，之后照原计划还。"
            "补上以前对方可能还在加收罚息，请对方写明停收，或在补上时一并减免。",
        )
    ]
    return outset.option("catch_up", plans, notices)


class _Behind:
    """What one loan is overdue with, and the payments that make up for it."""

    def __init__(self, place: KnownLoan) -> None:
        self.place, self.since = place, place.as_of
        self.arrears, self.interest, self.principal = (
            place.due_now - place.overdue_principal,
            0,
            place.overdue_principal,
        )
        self.paid: list[Row] = []

    @property
    def paid_off(self) -> bool:
        return self.arrears + self.interest + self.principal == 0

    def pay(self, day: date, most: int) -> int:
        """Pay up to `most` fen on that day: what is owed from before, then interest, then principal; answers how much."""
        self.interest += interest_between(self.principal, self.place.contract, self.since, day)
        self.since = day
        to_arrears = min(most, self.arrears)
        to_interest = min(most - to_arrears, self.interest)
        to_principal = min(most - to_arrears - to_interest, self.principal)
        self.arrears -= to_arrears
        self.interest -= to_interest
        self.principal -= to_principal
        amount = to_arrears + to_interest + to_principal
        if amount:
            self.paid.append(Row(0, day, amount, to_principal, to_interest, self.principal, to_arrears))
        return amount

    def joined(self, contract: Sequence[Row]) -> tuple[Row, ...]:
        """The contract's instalments with these payments on top, each date once."""
        both = [Schedule(tuple(self.paid)), Schedule(tuple(contract))]
        return merged(both)


def settlement(outset: Outset) -> Option | None:
    """One payment for everything, from the sum at hand and no more of it than may be used; where that is less than what
    is owed, the rest has to be waived: penalty and interest first, then, which is rare, principal."""
    lump = outset.at_hand.usable
    if not lump:
        return None
    day = outset.settlement_day
    dues = [place.settled_on(day) for place in outset.loans]
    owed = sum(due.payment for due in dues)
    parts = share(lump, [due.payment for due in dues]).parts
    if not all(parts):
        return None  # a loan of which nothing is paid is not settled
    waived = max(0, owed - lump)
    plans = []
    for place, due, part in zip(outset.loans, dues, parts, strict=True):
        row = due
        if part < due.payment:
            # What the money pays is principal before interest or penalty, for those are what is waived first.
            row = Row(1, due.date, part, min(due.principal, part), max(0, part - due.principal), 0, 0)
        waives = due.payment - part
        plans.append(
            LoanPlan(
                place.loan, Schedule((row,)), outset.terms(place), waived=waives, first_payment=row.payment
            )
        )
    notices = []
    if waived:
        notices.append(
            Notice("needs_waiver", f"只有贷款方同意减免 {yuan(waived)} 并书面写明“结清”，这样付才算还清。")
        )
    cut = sum(max(0, due.principal - part) for due, part in zip(dues, parts, strict=True))
    if cut:
        notices.append(
            Notice(
                "below_principal",
                f"这笔钱不够还本金，还差 {yuan(cut)}。减免本金很少见，没有规定要求贷款方这样做，请不要指望它。",
            )
        )
    notices += [
        Notice(
            "due_before",
            f"{chinese_date(place.contract.first)}还有一期 {yuan(place.present.rows[0].payment)} 在这之前到期。"
            "先照常还那一期，或把结清的日子提前；这里的数没有扣掉它。",
        )
        for place in outset.loans
        if not place.matured and place.contract.first < day and place.present.rows[0].payment
    ]
    return outset.option("settlement", plans, notices)


def down_payment(outset: Outset) -> Option | None:
    """A first payment from the sum at hand, small loans cleared first, then the shortest plan for the rest."""
    left, day = outset.at_hand.usable, outset.settlement_day
    if left < LEAST_INSTALMENT or not outset.amount:
        return None
    begun, early = dict[int, Begun](), dict[int, int]()
    for place in sorted(outset.loans, key=lambda place: place.settled_on(day).payment):
        terms = outset.terms(place)
        amount = min(left, place.settled_on(day).payment) if terms.start < day <= terms.first else 0
        begun[place.loan] = begin_with_payment(terms, day, amount) if amount else begin_plan(terms)
        early[place.loan] = amount
        left -= amount
    cleared = {loan for loan, one in begun.items() if one.cleared}
    if not any(early.values()) or len(cleared) == len(begun):
        return None
    still = {place.loan: begun[place.loan] for place in outset.loans if place.loan not in cleared}
    owed = [one.now.principal + one.now.arrears for one in still.values()]
    parts, _ = divide(outset.amount, owed, [_month_interest(one.now) for one in still.values()])
    stretches = {loan: [Stretch(None, part)] for loan, part in zip(still, parts, strict=True)}
    fitted = fit_together(still, stretches, outset.month_day)
    if fitted is None:
        return None
    settled = {loan: Schedule(begun[loan].rows) for loan in cleared}
    plans = outset.plans({**fitted, **settled})
    return outset.option("down_payment", [replace(plan, first_payment=early[plan.loan]) for plan in plans])


def _month_interest(terms: Terms) -> int:
    return interest_between(terms.principal, terms, terms.first, add_months(terms.first, 1, terms.anchor))


def extension(outset: Outset) -> Option | None:
    """The shortest level plan within what she can pay."""
    if outset.extended is None:
        return None
    return outset.option("extension", outset.plans(outset.extended))


def reinstalment(outset: Outset) -> Option | None:
    """The same over a number of periods that lenders' systems know."""
    plans = []
    for cap, place in zip(outset.evenly[0], outset.loans, strict=True):
        terms = outset.terms(place)
        fewest = periods_for_payment(terms, cap, COMMON_TERMS[-1])
        choices = [term for term in COMMON_TERMS if fewest is not None and term >= fewest]
        schedules = (build(replace(terms, periods=term)) for term in choices)
        fitting = next((schedule for schedule in schedules if schedule.largest_payment <= cap), None)
        if fitting is None:
            return None
        plans.append(LoanPlan(place.loan, fitting, terms))
    return outset.option("reinstalment", plans, divided=outset.evenly)


def interest_only(outset: Outset) -> Option | None:
    """Interest alone for some months, then level."""
    head = outset.case.proposal.interest_only_months
    begun = {
        place.loan: begin_plan(replace(outset.terms(place), interest_only_periods=head))
        for place in outset.loans
    }
    fitted = outset.together(begun, outset.evenly[0])
    return (
        outset.option("interest_only", outset.plans(fitted), divided=outset.evenly)
        if fitted is not None
        else None
    )


def step_up(outset: Outset) -> Option | None:
    """What she can pay now until the day from which she can pay more, then that."""
    later, since = outset.case.proposal.later_payment, outset.case.proposal.later_from
    if later is None or since is None or since <= outset.as_of or later <= outset.amount:
        return None
    fitted = outset.together(outset.begun, outset.shares, [Stretch(since, later)])
    if fitted is None or max(one.end for one in fitted.values()) < since:
        return None
    return outset.option("step_up", outset.plans(fitted), affordable=later)


def penalty_waiver(outset: Outset) -> Option | None:
    """The shortest plan without the penalty so far."""
    waived = sum(place.penalty for place in outset.loans)
    if not waived:
        return None
    without = {
        place.loan: replace(outset.terms(place), arrears=place.arrears - place.penalty)
        for place in outset.loans
    }
    fitted = outset.together({loan: begin_plan(terms) for loan, terms in without.items()}, outset.shares)
    if fitted is None:
        return None
    plans = [
        LoanPlan(place.loan, fitted[place.loan], without[place.loan], waived=place.penalty)
        for place in outset.loans
    ]
    notice = Notice("needs_waiver", f"只有贷款方同意减免罚息 {yuan(waived)}，这些数字才成立。")
    return outset.option("penalty_waiver", plans, [notice])


def interest_reduction(outset: Outset) -> Option | None:
    """For each loan that its part does not repay within twice its original term: the highest rate, on a grid of 0.1% a
    year, at which it does. The others keep their rate and their plan."""
    plans = []
    for cap, place in zip(outset.evenly[0], outset.loans, strict=True):
        terms = outset.terms(place)
        left = place.contract.periods if place.contract.method != "bullet" else place.original_periods
        horizon = min(MAX_MONTHS, left + place.original_periods)
        as_it_is = level_within(terms, cap, horizon)
        if as_it_is is not None:
            plans.append(LoanPlan(place.loan, as_it_is, terms))
            continue
        low, high = 0, -(-place.rate.annual.numerator * 1000 // place.rate.annual.denominator)
        if not high or periods_for_payment(_at_rate(terms, low), cap, horizon) is None:
            return None
        while high - low > 1:
            middle = (low + high) // 2
            if periods_for_payment(_at_rate(terms, middle), cap, horizon) is None:
                high = middle
            else:
                low = middle
        reduced = _at_rate(terms, low)
        schedule = level_within(reduced, cap, horizon)
        if schedule is None:
            return None
        plans.append(LoanPlan(place.loan, schedule, reduced, reduced.rate.annual))
    asked = [plan.new_annual_rate for plan in plans if plan.new_annual_rate is not None]
    if not asked:
        return None
    rates = "、".join(dict.fromkeys(percent(float(rate), 1) for rate in asked))
    notice = Notice(
        "needs_rate",
        f"只有贷款方同意把年利率降到 {rates}，这些数字才成立。降低利率没有规定可依，全看对方是否同意。",
    )
    return outset.option("interest_reduction", plans, [notice], divided=outset.evenly)


def _at_rate(terms: Terms, per_mille: int) -> Terms:
    return replace(terms, rate=Rate(Fraction(per_mille, 1000), terms.rate.day_basis))


def token(outset: Outset, months: int = TOKEN_MONTHS) -> Option | None:
    """What she can pay for some months, and then a new look: where no plan repays the debt without the lender's help."""
    plans = []
    for cap, place in zip(outset.evenly[0], outset.loans, strict=True):
        terms = outset.terms(place)
        plans.append(LoanPlan(place.loan, pay_for(terms, cap, months), terms))
    option = Option(
        "token",
        tuple(plans),
        outset.amount,
        closes=False,
        month_day=outset.month_day,
        shares=outset.evenly[0],
        sharing=outset.evenly[1],
    )
    if not option.left:
        return None
    left = Notice(
        "grows",
        f"这不会还清借款：{months} 个月后大约还欠 {yuan(option.left)}（按原利率估算，不含新罚息）。"
        "它只是让你在难关里不失约，到期要重新商量。",
    )
    return replace(option, notices=(left,))


def within_everything(outset: Outset, amount: int) -> Option | None:
    """The shortest plan within another amount a month, such as all that the budget leaves."""
    more = replace(outset, can_pay=replace(outset.can_pay, amount=amount))
    return extension(more)


MAKERS: Final[tuple[Callable[[Outset], Option | None], ...]] = (
    catch_up,
    settlement,
    down_payment,
    extension,
    reinstalment,
    interest_only,
    step_up,
    penalty_waiver,
    interest_reduction,
)
"""In the order in which, of two with the same instalments, the first is shown."""


def every_option(outset: Outset) -> tuple[Option, ...]:
    """Every kind that can be worked out, a twin of an earlier one left out.

    Where the contract is payable as it is, a longer plan would only cost more: nothing is offered beside paying it off.
    Token payments stand where nothing repays the debt on her own means.
    """
    kept = keep(outset)
    makers = (settlement,) if kept else MAKERS
    options = [kept] if kept else []
    options += [option for make in makers if (option := make(outset)) is not None]
    if not any(option.closes and not option.concession for option in options):
        small = token(outset)
        options += [small] if small else []
    return without_twins(options)


def without_twins(options: Sequence[Option]) -> tuple[Option, ...]:
    """Of options that ask the same payments of her on the same days, the first."""
    seen, found = set(), []
    for option in options:
        asked = tuple(
            tuple((row.date, row.payment) for row in plan.schedule.rows if row.payment)
            for plan in option.plans
        )
        if asked not in seen:
            seen.add(asked)
            found.append(option)
    return tuple(found)


def _length_notices(outset: Outset, plans: Sequence[LoanPlan]) -> tuple[Notice, ...]:
    """What a longer term means: more interest in all, and, past the original term, a request that may be refused."""
    notices = []
    for plan, place in zip(plans, outset.loans, strict=True):
        months, loan = months_later(plan, place), outset.case.loans[place.loan]
        if months > place.original_periods:
            known = "原来的" if loan.original_periods else "按你填的剩余期数估计的"
            notices.append(
                Notice(
                    "beyond_original_term",
                    f"这样比{'今天' if place.matured else '现在的计划'}晚 {months} 个月还清，超过了{known} {place.original_periods} 期。"
                    "一年以内的个人贷款，展期累计一般不超过原期限；贷款方可能只肯给更短的期限，或者改用重新分期。",
                )
            )
    if any(plan.new_annual_rate is not None for plan in plans):
        return tuple(notices)
    # Everything paid beyond what is owed without interest to come, against the same of the contract.
    more = sum(plan.schedule.total_payment for plan in plans) - sum(
        place.contract.principal + place.due_now + place.present.total_interest for place in outset.loans
    )
    if more > 0:
        notices.append(
            Notice(
                "more_interest",
                f"比照原计划还，一共多付利息 {yuan(more)}（按原利率）。每期轻松一些，代价是这笔钱。",
            )
        )
    return tuple(notices)
