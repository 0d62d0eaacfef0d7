"""The figures of a pasted agreement: which sum is what, the plan they make, and where they contradict each other."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice, pairwise
from typing import Final, Literal, NamedTuple

from jiebei.case.records import Offer
from jiebei.counting.due_dates import add_months, due_dates
from jiebei.pasted.quantities import Quantity, quantities
from jiebei.pasted.uniform_text import Uniform

Role = Literal[
    "principal", "interest", "penalty", "fee", "waived", "total", "down", "each", "last", "lump", "row"
]  # fmt: skip
DEBT_ROLES: Final[tuple[Role, ...]] = ("principal", "interest", "penalty", "fee")

# The later in this list never begins inside an earlier one: 逾期利息 is penalty, not interest.
_LABEL: Final = re.compile(
    "(?P<penalty>逾期罚息|罚息|逾期利息|逾期违约金|违约金|滞纳金|逾期费用?|复利)"
    "|(?P<interest>正常息|利息)"
    "|(?P<principal>本金)"
    "|(?P<fee>手续费|服务费|管理费|担保费|协商费|保证金|定金|咨询费)"
    "|(?P<last>最后一?[期笔]|末[期笔]|尾款)"
    "|(?P<down>首付款?|首期款|首笔|先行?(?:偿还|归还|支付|还|付|缴)清?(?:一笔)?|预付)"
    "|(?P<lump>减免后(?:只|仅|还|实际)?[需应]?(?:应还|偿还|归还|支付|还款?)(?:款|金额|总额)*|(?:还款|支付|归还|偿还|缴纳|还)(?=¥?[0-9,.元]{1,16}(?:即可|即视为|后?即|可以?|后)?(?:一次性?)?(?:结清|还清))|一次性?(?:还清|结清|付清|偿还|支付|归还|付|还)|结清(?:金额|款))"
    "|(?P<total>本息合计|合计|共计|总计|总额|总金额|一共|总共|总还款|总欠款|应还总额?|尚欠|结欠|共欠|欠款(?:总额|金额|余额)?|共(?=[：为]?¥?[0-9]))"
    "|(?P<each>每期|每一期|每个?月|月供|月还)"
)
_WAIVING: Final = re.compile("(?:减免|免除|豁免|减让|免收|免去|核减|减掉)(?!后|前|之?外)")
_WAIVED_AFTER: Final = re.compile("(?:予以|给予|将?被?|全部|全额|已经?|可以?)*(?:减免|免除|豁免)(?!后)")
_CARRIED_ON: Final = re.compile("(?:[、和及与以]|以及)*(?:本金|利息|罚息|违约金|费用|逾期利息)?[：为共计]*")
_PER_PERIOD_AFTER: Final = re.compile("[/每]?一?[期月](?![内前后初底末])")
_CLOSE: Final = re.compile("[：为是共计约付还款金额元¥\n（(]{0,6}")
_REFUSED: Final = re.compile("(?:不予?|无法|不能|不会|没有|未予?)(?:减免|免除|豁免)")
_OF_PAST: Final = re.compile("(?:原|已还|已经还|已|前期|逾期|第|连续|累计|超过|达到?|满|任意|任何|漏|拖欠)$")
_PART_OF_ALL: Final = re.compile("(?:前|后|首|其余|余下|剩余|剩下)的?$")
_FIRST_BEFORE: Final = re.compile("首期|第一期|第1期|首次|首个|首月|首笔分期|第一次|[自从](?!动|助|愿|己)")
_FIRST_AFTER: Final = re.compile("(?:起|开始|为?首期|为?首个|为?第一期)")
_LAST_BEFORE: Final = re.compile("最后一?[期次笔]|末期|直?至|截止到?|到(?!期|账)")
_LAST_AFTER: Final = re.compile("(?:之前|以前|前|为止)?(?:还清|结清|止|到期|全部)")
_NO_PLAN_DATE: Final = re.compile(
    "借款日|放款|签订|签署|签约|发放|逾期|截至|截止今|生效|出具|借款于|合同|作废|失效|有效|答复|回复|确认"
)
_ROW_START: Final = re.compile("第?[0-9一二三四五六七八九十]{1,3}期?|20[0-9][0-9][-/.年]|[0-9]{1,2}月")


class NamedSum(NamedTuple):
    """A sum and what it is."""

    role: Role
    quantity: Quantity


class Clash(NamedTuple):
    """Two figures that do not fit each other: what kind, where the one stands, and by how much (fen, or a number of periods)."""

    kind: Literal[
        "counts",
        "amounts",
        "debt",
        "plan",
        "words",
        "periods",
        "rows",
        "last-date",
        "no-such-day",
        "past",
        "due-day",
        "beyond",
    ]
    start: int
    end: int
    stated: int = 0
    counted: int = 0
    on: date | None = None


@dataclass(frozen=True)
class AgreementTerms:
    """What the figures of an agreement say. A figure that it gives in two ways is None here, and named in `unclear`."""

    pasted: Uniform
    found: tuple[Quantity, ...]
    marks: tuple[NamedSum, ...]
    as_of: date

    def marked(self, *roles: Role) -> list[Quantity]:
        return [mark.quantity for mark in self.marks if mark.role in roles]

    def only(self, role: Role) -> int | None:
        """The sum in this role, where the text gives one only."""
        values = {quantity.value for quantity in self.marked(role)}
        return values.pop() if len(values) == 1 else None

    @cached_property
    def waived(self) -> int | None:
        """What is waived: the sums of one sentence together, where every sentence that says so agrees."""
        by_sentence: dict[int, int] = {}
        for one in self.marked("waived"):
            sentence = self.pasted.sentence(one.start, one.end)[0]
            by_sentence[sentence] = by_sentence.get(sentence, 0) + one.value
        return by_sentence.popitem()[1] if len(set(by_sentence.values())) == 1 else None

    # The plan

    @cached_property
    def rows(self) -> tuple[tuple[Quantity, Quantity], ...]:
        """The lines of a schedule: day and sum."""
        rows = []
        for mark in self.marks:
            if mark.role == "row":
                first, last = self.pasted.sentence(mark.quantity.start, mark.quantity.end)
                day = next((one for one in self._between(first, last) if one.kind == "day"), None)
                if day is not None:
                    rows.append((day, mark.quantity))
        return tuple(rows) if len(rows) > 1 else ()

    @cached_property
    def counts(self) -> tuple[Quantity, ...]:
        """Every "N 期" that may be the number of instalments."""
        kept = []
        for one in self.found:
            if one.kind != "count" or not 1 <= one.value <= 360:
                continue
            before, after = self.text[max(0, one.start - 6) : one.start], self.text[one.end : one.end + 4]
            of_months = self.text[one.start : one.end].endswith("月")
            if of_months and not re.search("(?:分|共|为期|期限为?|延长至|展期|还款期为?)$", before):
                continue
            if (one.value == 1 and not of_months) or _OF_PAST.search(before):
                continue
            if of_months and re.match("内|后|前|以内|之内", after):
                continue
            kept.append(one)
        return tuple(kept)

    @cached_property
    def fronts(self) -> tuple[Quantity, ...]:
        """前 N 期, 后 N 期, 其余 N 期: a part of the instalments."""
        return tuple(
            one for one in self.counts if _PART_OF_ALL.search(self.text[max(0, one.start - 3) : one.start])
        )

    @cached_property
    def steps(self) -> tuple[tuple[int, int], ...]:
        """(how many, how much) where instalments differ: 前6期每期500元，后6期每期900元."""
        each = self.marked("each")
        if len(self.fronts) < 2 or len(self.fronts) != len(each):
            return ()
        order = sorted([*self.fronts, *each], key=lambda one: one.start)
        if [one.kind == "count" for one in order] != [True, False] * len(each):
            return ()
        return tuple(
            (count.value, amount.value) for count, amount in zip(order[::2], order[1::2], strict=True)
        )

    @cached_property
    def instalments(self) -> int | None:
        if self.rows:
            return len(self.rows)
        if self.steps:
            return sum(count for count, _ in self.steps)
        fronts = set(self.fronts)
        plain = {one.value for one in self.counts if one not in fronts}
        if len(plain) == 1:
            return plain.pop()
        if not plain and len(self.fronts) == 1:
            # 前11期 and a last one are 12; 首付以后余下的12期 are all there are.
            leading = self.text[self.fronts[0].start - 1] in "前首"
            return (
                self.fronts[0].value + 1
                if leading and self.marked("last")
                else None
                if leading
                else self.fronts[0].value
            )
        return None

    @cached_property
    def amount(self) -> int | None:
        if self.rows:
            amounts = {amount.value for _, amount in self.rows[:-1]}
            return amounts.pop() if len(amounts) == 1 else None
        return None if self.steps else self.only("each")

    @cached_property
    def last_amount(self) -> int | None:
        if self.rows:
            last = self.rows[-1][1].value
            return last if last != self.amount else None
        return self.only("last")

    @cached_property
    def plan_total(self) -> int | None:
        """What the plan comes to: the down payment and every instalment, or the lump sum."""
        down = self.only("down") or 0
        if self.marked("down") and not down:
            return None
        if self.rows:
            return down + sum(amount.value for _, amount in self.rows)
        if self.steps:
            return down + sum(count * amount for count, amount in self.steps)
        if self.instalments is not None and self.amount is not None:
            last = self.last_amount
            if last is None and self.marked("last"):
                return None
            return down + self.amount * (self.instalments - 1) + (self.amount if last is None else last)
        return None

    @property
    def lump(self) -> int | None:
        """What is to be paid at once, where there are no instalments."""
        return self.only("lump") if self.instalments is None and self.amount is None else None

    # Its days

    @cached_property
    def first_day(self) -> Quantity | None:
        if self.rows:
            return self.rows[0][0]
        return self._one(day for day in self._plan_days if self._is_first(day))

    @cached_property
    def last_day(self) -> Quantity | None:
        if self.rows:
            return None
        return self._one(day for day in self._plan_days if not self._is_first(day) and self._is_last(day))

    @cached_property
    def day_of_month(self) -> Quantity | None:
        return self._one(one for one in self.found if one.kind == "monthly")

    @cached_property
    def down_day(self) -> Quantity | None:
        """The day of the down payment or lump sum: the nearest one in its sentence that is nothing else."""
        paid = self.marked("down") or self.marked("lump")
        # A sum paid at once has no first and last day: 请于11月30日前结清 is the day itself.
        taken = set() if self.lump is not None else {self.first_day, self.last_day}
        near = []
        for amount in paid:
            first, last = self.pasted.sentence(amount.start, amount.end)
            near += [
                (abs(day.start - amount.start), day)
                for day in self._between(first, last)
                if day.kind == "day" and day not in taken and abs(day.start - amount.start) <= 30
            ]
        return min(near, key=lambda pair: pair[0])[1] if near else None

    @property
    def text(self) -> str:
        return self.pasted.text

    @cached_property
    def _plan_days(self) -> tuple[Quantity, ...]:
        return tuple(
            day
            for day in self.found
            if day.kind == "day"
            and not _NO_PLAN_DATE.search(self._before(day))
            and not _NO_PLAN_DATE.match(self._after(day))
        )

    def _is_first(self, day: Quantity) -> bool:
        return bool(_FIRST_BEFORE.search(self._before(day)) or _FIRST_AFTER.match(self._after(day)))

    def _is_last(self, day: Quantity) -> bool:
        return bool(_LAST_BEFORE.search(self._before(day)) or _LAST_AFTER.match(self._after(day)))

    def _before(self, one: Quantity) -> str:
        """What stands before it in its clause, back to the figure before."""
        start = self.pasted.clause(one.start, one.end)[0]
        index = bisect_right(self._starts, one.start) - 2
        # 第一期 is a word about the day, not a figure before it.
        while index >= 0 and self.found[index].kind == "count":
            index -= 1
        if index >= 0:
            start = max(start, self.found[index].end)
        return self.text[max(start, one.start - 20) : one.start] or _label_line(self.text, one.start)

    def _after(self, one: Quantity) -> str:
        return self.text[one.end : min(self.pasted.clause(one.start, one.end)[1], one.end + 12)]

    def _between(self, first: int, last: int) -> Sequence[Quantity]:
        low, high = bisect_right(self._starts, first - 1), bisect_right(self._starts, last - 1)
        return self.found[low:high]

    @cached_property
    def _starts(self) -> list[int]:
        return [one.start for one in self.found]

    @staticmethod
    def _one(found: Iterable[Quantity]) -> Quantity | None:
        by_value = {(one.on, one.value): one for one in reversed(list(found))}
        return next(iter(by_value.values())) if len(by_value) == 1 else None


def terms_of(
    pasted: Uniform, as_of: date, said: Callable[[Quantity], bool], firm: Callable[[Quantity], bool]
) -> AgreementTerms:
    """The figures of an agreement, read. `as_of` gives days without a year theirs, and says which lie in the past.

    said: whether a figure stands in a sentence that states something; others (a question, her own line) are left out.
    firm: whether the clause around a sum that is waived stands by it.
    """
    found = tuple(one for one in quantities(pasted, as_of) if said(one))
    marks = (mark for mark in _marks(pasted, found) if mark.role != "waived" or firm(mark.quantity))
    return AgreementTerms(pasted, found, tuple(marks), as_of)


def offer_of(terms: AgreementTerms, lender: str = "", conditions: str = "") -> Offer | None:
    """The answer that the text gives, with only what was found in it; None where it gives no plan.

    Instalments that differ, other than the last, and days that are not a month apart do not fit an `Offer`: then what
    does not fit is left out.
    """
    if terms.rows and not _monthly([day.on for day, _ in terms.rows if day.on]):
        return None
    amount = terms.amount or 0
    instalments = (terms.instalments or 0) if amount else 0
    down = terms.only("down") or terms.lump or 0
    if not instalments and not down:
        return None
    first = terms.first_day
    return Offer(
        lender=lender[:200],
        down_payment=down,
        down_payment_date=_usable(terms.down_day) if down else None,
        instalments=instalments,
        amount=amount,
        last_amount=terms.last_amount if instalments else None,
        first_date=_usable(first) if instalments else None,
        waived=terms.waived or 0,
        conditions=conditions[:2000],
    )


def clashes(terms: AgreementTerms) -> tuple[Clash, ...]:
    """Everything in the figures that cannot all be so, in the order of the text."""
    found = [*_debt_sums(terms), *_plan_sums(terms), *_formal_sums(terms), *_days(terms)]
    return tuple(sorted(dict.fromkeys(found), key=lambda clash: (clash.start, clash.kind)))


# Which sum is what -------------------------------------------------------------------------------------------------


def _marks(pasted: Uniform, found: Sequence[Quantity]) -> Iterator[NamedSum]:
    text = pasted.text
    row_sums = _row_sums(pasted, found)
    before_end, before_role, before_clause = 0, None, -1
    for one in found:
        if one.kind not in {"sum", "bare"}:
            continue
        clause, end = pasted.clause(one.start, one.end)
        if one.start in row_sums:
            if row_sums[one.start]:
                yield NamedSum("row", one)
            continue
        same_clause = clause == before_clause
        before = text[max(clause, before_end if same_clause else clause, one.start - 24) : one.start]
        if not before.strip("：¥ "):
            before = _label_line(text, one.start)
        role = _role(before, text[one.end : min(end, one.end + 10)], one.kind == "bare")
        # 减免利息300元、罚息800元: both are waived.
        if (
            (role in {"interest", "penalty", "fee", "principal"} or role is None)
            and before_role == "waived"
            and same_clause
            and _CARRIED_ON.fullmatch(before)
        ):
            role = "waived"
        if one.kind == "sum" or role is not None:
            before_end, before_role, before_clause = one.end, role, clause
        if role is not None:
            yield NamedSum(role, one)


def _role(before: str, after: str, bare: bool) -> Role | None:
    if _REFUSED.search(before):
        return None
    waiving = _WAIVING.search(before)
    if waiving or _WAIVED_AFTER.match(after):
        return "waived" if not bare or (waiving and len(before) - waiving.end() <= 8) else None
    labels = list(_LABEL.finditer(before))
    if not labels:
        return "each" if not bare and _PER_PERIOD_AFTER.match(after) else None
    last = labels[-1]
    role: Role = last.lastgroup  # type: ignore[assignment]
    if bare and not _CLOSE.fullmatch(before[last.end() :]):
        return None
    if any(label.lastgroup == "each" for label in labels):
        # 每期本金800元 is neither the debt's principal nor the whole instalment.
        return "each" if role in {"each", "total"} else None
    if (
        role == "total"
        and len(labels) > 1
        and labels[-2].lastgroup in {"down", "last"}
        and not before[labels[-2].end() : last.start()]
    ):
        return labels[-2].lastgroup  # type: ignore[return-value]
    if role == "total" and any(label.lastgroup == "lump" for label in labels):
        return "lump"
    return role


def _label_line(text: str, at: int) -> str:
    """The line before, where a sum stands alone on its own: the App puts the name above the figure."""
    if at and text[at - 1] in "：¥ ":
        return ""
    if not at or text[at - 1] != "\n":
        return ""
    start = text.rfind("\n", max(0, at - 14), at - 1) + 1
    return text[start : at - 1] if 0 < at - 1 - start <= 12 else ""


def _row_sums(pasted: Uniform, found: Sequence[Quantity]) -> dict[int, bool]:
    """The sums in lines of a schedule, by their start: whether it is what the line asks for, or only a part of it."""
    text = pasted.text
    lines: dict[int, list[Quantity]] = {}
    for one in found:
        if one.kind in {"day", "sum", "bare"}:
            lines.setdefault(pasted.sentence(one.start, one.end)[0], []).append(one)
    rows: dict[int, bool] = {}
    matching = []
    for start, figures in lines.items():
        days = [one for one in figures if one.kind == "day"]
        sums = [one for one in figures if one.kind in {"sum", "bare"} and days and one.start > days[0].end]
        within = text[start : figures[-1].end]
        if (
            len(days) == 1
            and sums
            and _ROW_START.match(within)
            and not re.search("首付|一次性?|截至|减免", within)
        ):
            matching.append(sums)
    if len(matching) < 2:
        return {}
    for sums in matching:
        labelled = [
            one for one in sums if re.search("合计|应还|还款|共", text[max(0, one.start - 6) : one.start])
        ]
        asked = labelled[0] if labelled else sums[0]
        rows |= {one.start: one is asked for one in sums}
    return rows


# What cannot all be so ---------------------------------------------------------------------------------------------


def _debt_sums(terms: AgreementTerms) -> Iterator[Clash]:
    """本金 + 利息 + 罚息 against the 合计 that follows or leads them."""
    marks = [mark for mark in terms.marks if mark.role in {*DEBT_ROLES, "waived", "total"}]
    parts: list[NamedSum] = []
    for index, mark in enumerate(marks):
        if mark.role != "total":
            parts.append(mark)
            continue
        if not _adds_up(parts):
            sentence_end = terms.pasted.sentence(mark.quantity.start, mark.quantity.end)[1]
            leads = re.match(
                "[，（(：]?(?:其中|包括|包含|含)", terms.text[mark.quantity.end : mark.quantity.end + 6]
            )
            parts = []
            for one in islice(marks, index + 1, None) if leads else ():
                if one.quantity.start >= sentence_end:
                    break
                if one.role != "total":
                    parts.append(one)
        if _adds_up(parts):
            owed = sum(one.quantity.value for one in parts if one.role != "waived")
            waived = sum(one.quantity.value for one in parts if one.role == "waived")
            if mark.quantity.value not in {owed, owed - waived}:
                counted = owed - waived if waived else owed
                yield Clash("debt", mark.quantity.start, mark.quantity.end, mark.quantity.value, counted)
        parts = []


def _adds_up(parts: Sequence[NamedSum]) -> bool:
    """Whether these are the parts of a debt: two or more, none of them twice."""
    roles = [one.role for one in parts if one.role != "waived"]
    return len(roles) >= 2 and len(set(roles)) == len(roles)


def _debt_total(terms: AgreementTerms) -> int | None:
    """What the text says is owed now, waiver taken off: the parts where they are given, else nothing."""
    parts = [terms.only(role) for role in DEBT_ROLES]
    unclear = any(value is None and terms.marked(role) for value, role in zip(parts, DEBT_ROLES, strict=True))
    if parts[0] is None or unclear:
        return None
    waived = terms.waived
    if waived is None and terms.marked("waived"):
        return None
    return sum(value or 0 for value in parts) - (waived or 0)


def _plan_sums(terms: AgreementTerms) -> Iterator[Clash]:
    """首付 + N 期 × 每期 against a total of the plan; the number of lines against N 期; the plan against the debt."""
    counted = terms.plan_total if terms.lump is None else terms.lump
    fronts = set(terms.fronts)
    plain = [one for one in terms.counts if one not in fronts]
    if terms.rows or terms.steps or (len(terms.fronts) == 1 and terms.marked("last")):
        expected = terms.instalments if terms.rows or terms.steps else terms.fronts[0].value + 1
        for one in plain:
            if expected is not None and one.value != expected:
                yield Clash("rows" if terms.rows else "periods", one.start, one.end, one.value, expected)
                break
    if len({one.value for one in plain}) > 1 and terms.instalments is None:
        yield Clash("counts", plain[0].start, plain[0].end)
    each = terms.marked("each")
    if len({one.value for one in each}) > 1 and not terms.steps and not terms.rows:
        yield Clash("amounts", each[0].start, each[0].end)
    if counted is None:
        return
    plan_starts = [
        mark.quantity.start for mark in terms.marks if mark.role in {"down", "each", "last", "row", "lump"}
    ]
    debt_total_values = set(_stated_debts(terms))
    totals = [
        one
        for one in terms.marked("total")
        if one.value not in debt_total_values and (one.start > min(plan_starts) or _of_plan(terms, one))
    ]
    for one in totals:
        if one.value != counted:
            yield Clash("plan", one.start, one.end, one.value, counted)
    debt = _debt_total(terms)
    if debt is not None and counted > debt and not totals:
        anchor = terms.marked("each", "row", "last", "down", "lump")[0]
        yield Clash("beyond", anchor.start, anchor.end, counted, debt)


def _of_plan(terms: AgreementTerms, total: Quantity) -> bool:
    before = terms.text[max(0, total.start - 10) : total.start]
    return bool(re.search("还款总|总还款|应还总|分期总|还款合计", before))


def _stated_debts(terms: AgreementTerms) -> Iterator[int]:
    """The totals that are the debt's, not the plan's."""
    parts: list[NamedSum] = []
    for mark in terms.marks:
        if mark.role == "total":
            before = terms.text[max(0, mark.quantity.start - 8) : mark.quantity.start]
            if (
                parts
                or re.search("欠|其中", before)
                or terms.text[mark.quantity.end : mark.quantity.end + 3].lstrip("，（(").startswith("其中")
            ):
                yield mark.quantity.value
            parts = []
        elif mark.role in DEBT_ROLES:
            parts.append(mark)
        elif mark.role in {"down", "each", "last"}:
            parts = []


def _formal_sums(terms: AgreementTerms) -> Iterator[Clash]:
    """人民币壹万元整（¥10,500.00）: the same sum written twice, differently."""
    sums = [one for one in terms.found if one.kind == "sum"]
    for one, other in pairwise(sums):
        gap = terms.text[one.end : other.start]
        if len(gap) > 12:
            continue
        formal = [
            bool(re.search("[壹贰叁肆伍陆柒捌玖拾佰仟]", terms.text[each.start : each.end]))
            for each in (one, other)
        ]
        if (
            formal[0] != formal[1]
            and re.fullmatch("[整正]?[（(，]?(?:即|小写|大写|人民币|rmb|[：为])*", gap)
            and one.value != other.value
        ):
            words, figures = (one, other) if formal[0] else (other, one)
            yield Clash(
                "words", min(one.start, other.start), max(one.end, other.end), figures.value, words.value
            )


def _days(terms: AgreementTerms) -> Iterator[Clash]:
    for one in terms.found:
        if one.kind == "no-such-day":
            yield Clash("no-such-day", one.start, one.end)
    first, last, count = terms.first_day, terms.last_day, terms.instalments
    for day in (first, terms.down_day if terms.marked("down", "lump") else None):
        if day is not None and day.on is not None and day.on < terms.as_of:
            yield Clash("past", day.start, day.end, on=day.on)
    if first is not None and last is not None and first.on and last.on and count:
        ends = add_months(first.on, count - 1)
        if (ends.year, ends.month) != (last.on.year, last.on.month):
            yield Clash("last-date", last.start, last.end, count, on=ends)
    due = terms.day_of_month
    if due is not None and first is not None and first.on is not None and not terms.rows:
        falls = min(
            due.value,
            add_months(first.on.replace(day=1), 1).toordinal() - first.on.replace(day=1).toordinal(),
        )
        if first.on.day != falls:
            yield Clash("due-day", first.start, first.end, first.on.day, due.value, on=first.on)


def _monthly(days: Sequence[date]) -> bool:
    anchor = max((day.day for day in days), default=1)
    return list(days) == due_dates(days[0], len(days), anchor) if days else True


def _usable(day: Quantity | None) -> date | None:
    """A day that a case can hold."""
    if day is None or day.on is None or not 2000 <= day.on.year <= 2100:
        return None
    return day.on
