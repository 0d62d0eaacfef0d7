"""What a loan costs a year as its papers tell it: a flat monthly fee, equal instalments, and the lender's table of costs
(明示表) line by line against the loan as it was paid out.

The table speaks of a loan's whole life. What was charged can be turned into a yearly rate only over that life, from the
first day and the first amount on; where they are not known, fees are compared in yuan and no rate is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Final, Literal, NamedTuple

from jiebei.case.records import Loan
from jiebei.counting.due_dates import add_months, due_dates
from jiebei.counting.money import round_half_up
from jiebei.counting.rate import Rate
from jiebei.owed.annual_cost import Cost, NoCost, annualised, loan_flows, spaced
from jiebei.owed.schedule import Schedule, Terms, build

MONTHS: Final = 12
LONGEST_FIRST_PERIOD: Final = 62
"""Days: a first due date further from the payout than two months was not what the contract said."""
INTEREST: Final = "利息"
_DEFAULT_WORDS: Final = ("罚息", "逾期", "违约", "滞纳")

LineKind = Literal["interest", "fee", "default"]


class FlatFee(NamedTuple):
    """A loan sold as "so much a month" of the first amount. Fen; rates as yearly fractions.

    advertised: the monthly share times twelve, which is what people take it to cost. nominal, effective: what it does.
    """

    lent: int
    periods: int
    monthly: Fraction
    instalment: int
    advertised: Fraction
    nominal: float
    effective: float


def flat_fee(lent: int, periods: int, monthly: Fraction) -> FlatFee:
    """`periods` monthly instalments of lent / periods + lent x monthly, rounded half-up to the fen.

    Raises ValueError where the amounts are no loan: nothing lent, no period, or a negative share.
    """
    if lent <= 0 or periods < 1 or monthly < 0:
        raise ValueError("a loan lends something over at least one period, at no negative price")
    each = Fraction(lent, periods) + lent * monthly
    instalment = round_half_up(each.numerator, each.denominator)
    cost = annualised(spaced([(0, lent), *((month, -instalment) for month in range(1, periods + 1))], MONTHS))
    if not isinstance(cost, Cost) or cost.nominal is None:
        raise ValueError("these amounts have no yearly cost")
    return FlatFee(lent, periods, monthly, instalment, monthly * MONTHS, cost.nominal, cost.effective)


class InstalmentCost(NamedTuple):
    """What equal instalments cost: the yearly cost (or why there is none), their sum, and how much more than received. Fen."""

    cost: Cost | NoCost
    total: int
    more: int


def instalment_cost(
    received: int, payment: int, periods: int, start: date | None = None, first: date | None = None
) -> InstalmentCost:
    """`received` fen against `periods` monthly payments: by real dates where both days are known, else evenly spaced.

    Raises ValueError for a first due date that is not after the start.
    """
    if start is not None and first is not None:
        if first <= start:
            raise ValueError("the first due date comes after the money")
        days = due_dates(first, periods, first.day)
        flows = loan_flows(received, start, [(day, payment) for day in days])
    else:
        flows = spaced([(0, received), *((period, -payment) for period in range(1, periods + 1))], MONTHS)
    return InstalmentCost(annualised(flows), payment * periods, payment * periods - received)


@dataclass(frozen=True, slots=True)
class TableLine:
    """A line as she copied it from the lender's table, or a charge that is not on it (`listed` False).

    annual: the yearly fraction printed. stated, charged: fen, printed and really charged over the loan's whole life;
    None where there is no figure.
    """

    name: str
    collector: str = ""
    annual: Fraction | None = None
    stated: int | None = None
    charged: int | None = None
    listed: bool = True

    @property
    def kind(self) -> LineKind:
        """Interest, a fee, or what is charged only in default: that bears on overdue principal alone."""
        if self.name.startswith("复利") or any(word in self.name for word in _DEFAULT_WORDS):
            return "default"
        return "interest" if INTEREST in self.name else "fee"


@dataclass(frozen=True, slots=True)
class Payout:
    """The loan as it was paid out: fen, the day, the number of monthly periods, and the first due date where known."""

    amount: int
    on: date
    periods: int
    first_due: date | None = None


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """A line beside what was charged. Fen; yearly fractions.

    stated_annual: printed in the table, or for interest without a printed rate the contract's (`from_contract`).
    annual: charged / (principal in use x years), simple; None where it cannot be known, and for costs of default.
    difference: charged minus stated.
    """

    line: TableLine
    stated_annual: Fraction | None
    from_contract: bool
    annual: Fraction | None
    charged: int | None
    difference: int | None


@dataclass(frozen=True, slots=True)
class TableCheck:
    """The table line by line, interest always among them, and the whole.

    schedule: the loan from its first day, None where payout or rate is not known; then no rate is worked out either.
    annual: interest and fees together, a simple rate on the principal in use; costs of default left out, as the table
    keeps them apart. cost: the same as flows, every fee counted on the day of payout; None also where interest was typed
    as one sum without days. fees: all fees charged, fen.
    """

    lines: tuple[CheckedLine, ...]
    schedule: Schedule | None
    annual: Fraction | None
    cost: Cost | NoCost | None
    fees: int

    @property
    def unlisted(self) -> tuple[CheckedLine, ...]:
        """Charges that she said are not on the table."""
        return tuple(each for each in self.lines if not each.line.listed)


def payout_problem(loan: Loan, payout: Payout, as_of: date) -> str:
    """What cannot be right about the payout, in one Chinese sentence; "" if nothing."""
    if payout.on > as_of:
        return "放款日还没有到，请核对。"
    if loan.principal is not None and payout.amount < loan.principal:
        return "借款时的金额比现在剩的本金还少，请核对。"
    if loan.periods_left is not None and payout.periods < loan.periods_left:
        return "借款时的总期数比剩余期数还少，请核对。"
    return ""


def payout_schedule(loan: Loan, payout: Payout) -> Schedule | None:
    """The instalments the contract set on the day of payout; None while the rate is not known.

    The first due date, where she did not give it, is counted back from the next one, and otherwise is the due day of the
    month after the payout. Interest-only months still to come mean that all before them were such months too.
    """
    if loan.daily_rate is None:
        return None
    head = 0
    if loan.method == "level" and loan.interest_only_periods:
        gone = payout.periods - (loan.periods_left or payout.periods)
        head = min(loan.interest_only_periods + gone, payout.periods - 1)
    first = _first_due(loan, payout)
    return build(
        Terms(
            principal=payout.amount,
            rate=Rate.per_day(loan.daily_rate, loan.day_basis),
            method=loan.method,
            periods=payout.periods,
            start=payout.on,
            first_due=first,
            # A first due date that she gave sets the day of the later ones.
            due_day=None if first == payout.first_due else _due_day(loan) or None,
            accrual=loan.accrual,
            interest_only_periods=max(0, head),
        )
    )


def check_table(loan: Loan, lines: Sequence[TableLine], payout: Payout | None) -> TableCheck:
    """The lender's table against the loan.

    Interest is always a line: if she typed none, it stands first, with the contract's rate. What it really comes to is
    worked out from the contract's own schedule unless she typed what was charged; so it is never a charge without a line.
    A further interest line (a second lender's) has only what was typed for it.
    """
    contract = None if loan.daily_rate is None else Rate.per_day(loan.daily_rate, loan.day_basis).annual
    # What was charged cannot be missing from the contract, so interest counts as listed whatever was ticked.
    typed = [replace(each, listed=True) if each.kind == "interest" else each for each in lines]
    if all(each.kind != "interest" for each in typed):
        typed.insert(0, TableLine(INTEREST))
    main = next(index for index, each in enumerate(typed) if each.kind == "interest")
    schedule = payout_schedule(loan, payout) if payout else None
    charged = [each.charged for each in typed]
    fees = sum(each.charged or 0 for each in typed if each.kind == "fee")
    in_use, cost = Fraction(0), None
    if schedule is not None and payout is not None:
        in_use = _in_use(schedule, payout)
        if charged[main] is None:
            charged[main] = schedule.total_interest
        # On which days an interest that she typed as one sum was paid, nobody knows.
        if all(each.charged is None for each in typed if each.kind == "interest"):
            paid = [(row.date, row.payment) for row in schedule.rows]
            cost = annualised(loan_flows(payout.amount - fees, payout.on, paid))

    def annual(amount: int | None) -> Fraction | None:
        return None if amount is None or not in_use else amount / in_use

    def check(index: int, line: TableLine) -> CheckedLine:
        amount, by_contract = charged[index], index == main and line.annual is None
        return CheckedLine(
            line,
            contract if by_contract else line.annual,
            by_contract and contract is not None,
            None if line.kind == "default" else annual(amount),
            amount,
            None if amount is None or line.stated is None else amount - line.stated,
        )

    return TableCheck(
        tuple(check(index, line) for index, line in enumerate(typed)),
        schedule,
        annual(
            sum(amount or 0 for line, amount in zip(typed, charged, strict=True) if line.kind != "default")
        ),
        cost,
        fees,
    )


def _in_use(schedule: Schedule, payout: Payout) -> Fraction:
    """Fen x years of principal in use: the sum of balance x days, over 365."""
    area, since, balance = 0, payout.on, payout.amount
    for row in schedule.rows:
        area += balance * (row.date - since).days
        since, balance = row.date, row.balance
    return Fraction(area, 365)


def _due_day(loan: Loan) -> int:
    """The day of the month on which the loan falls due, or 0."""
    return loan.due_day or (loan.next_due.day if loan.next_due else 0)


def _first_due(loan: Loan, payout: Payout) -> date:
    if payout.first_due is not None and payout.first_due > payout.on:
        return payout.first_due
    anchor = _due_day(loan) or payout.on.day
    if loan.next_due and loan.periods_left and loan.method != "bullet":
        counted = add_months(loan.next_due, loan.periods_left - payout.periods, anchor)
        if 0 < (counted - payout.on).days <= LONGEST_FIRST_PERIOD:
            return counted
    return add_months(payout.on, 1, anchor)
