"""Finds the loan's numbers in the text a phone reads off its page: what was found, where it stood, and what must be asked.

Nothing is guessed: a number counts only beside its label. Where two could be meant (two loans, a total that may hold
interest, a sum broken by the camera), both are given back with the reason, for her to choose. Quotes are parts of the text.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from jiebei.counting.as_people_write import WrittenRate, written_amount, written_rate
from jiebei.counting.due_dates import month_length
from jiebei.counting.money import Refused

Sought = Literal[
    "principal", "rate", "next_due", "periods_left", "overdue_principal", "overdue_interest", "penalty"
]
SOUGHT: Final[Mapping[Sought, str]] = {
    "principal": "剩余本金",
    "rate": "利率",
    "next_due": "下一个还款日",
    "periods_left": "还剩几期",
    "overdue_principal": "逾期本金",
    "overdue_interest": "逾期利息",
    "penalty": "罚息",
}
"""What is looked for, and its name."""
LONGEST: Final = 5_000
"""How many characters of a pasted text are read."""

_MOST_PERIODS: Final = 360
_LONGEST_QUOTE: Final = 60

# In the order in which a label is tried at one place. A name that is not sought (a total, this month's share) is there so that
# its number is not taken for one that is.
_LABELS: Final = (
    ("other", r"(?:本期|本月|当期|当月|每期|每月|下期|首期|今日)(?:最低)?(?:应还|待还|需还)(?:款)?(?:本金|利息|本息|总额|金额|罚息)?|月供|应还本息"),
    ("other", r"已(?:还|结清|归还)(?:本金|利息|金额|总额)?(?!\d|\s*\d+\s*[/期])|(?:总|可用|剩余可用|授信|信用)?额度|可借(?:金额)?"),
    ("other", r"(?:借款|贷款|放款|初始|原始|合同)(?:本金|金额|总额)|借款(?:日期|时间|日)|放款(?:日期|时间|日)|起息日"),
    ("other", r"(?:借款|贷款|合同|最终|最后)?到期(?:日期|日|时间)|结清(?:日期|时间)|账单日|出账日|扣款时间|开户日"),
    ("overdue_principal", r"(?:已)?逾期(?:未还)?本金"),
    ("overdue_interest", r"(?:已)?逾期(?:未还)?(?:正常)?利息|(?:拖欠|欠)(?:的)?利息"),
    ("penalty", r"(?:逾期|累计|应还|未还|待还)?罚息(?!利?率|倍)"),
    ("other", r"罚息利?率|罚息倍数|逾期利率|(?:已)?逾期(?:总额|金额|天数|应还|待还)?"),
    ("principal", r"(?:剩余|待还|未还|尚欠|未结清|所欠|在贷|当前)(?:应还|待还|未还|未结)?(?:贷款|借款|的)?本金|本金余额|剩余(?:借款|贷款)本金"),
    ("this or all", r"应还本金|贷款余额|借款余额"),
    ("total", r"(?:全部|剩余|合计|总共)?(?:待还|应还|未还|需还)(?:款)?(?:总额|总计|金额|合计|总)?|(?:剩余|全部)(?:待还|欠款|还款)|(?:提前)?(?:全部)?结清(?:金额|需还|应还)|欠款(?:总额|合计)?|总欠款"),
    ("bare", r"本金"),
    ("other", r"(?:剩余|待还|应还|未还)?利息|手续费|服务费|优惠|减免"),
    ("year", r"(?:综合)?年化(?:综合)?(?:资金)?(?:成本|利率|率)?(?:\([单复]利\))?|年利率(?:\([单复]利\))?|年息"),
    ("day", r"日利率(?:\([单复]利\))?|日息|每日利率|日费率"),
    ("other", r"月利率|月息|月费率|费率"),
    ("rate", r"(?:执行|贷款|借款|合同)?利率"),
    ("next_due", r"(?:下一?期|下次|下一个?|最近|最近一期|本期|本月|当期|近期)(?:的)?(?:还款|应还款|扣款)(?:日期|日|时间)?|(?:最后|最晚|应)?还款(?:日期|日|时间)|还款截止日"),
    ("periods_left", r"(?:剩余|未还|待还|还剩|还有|剩)(?:还款)?期数|(?:剩余|未还|待还|还剩|还有|剩)(?=\s*\d+\s*期)"),
    ("periods", r"已还(?=\s*\d+\s*(?:期)?\s*/)"),
)  # fmt: skip
_KINDS: Final = tuple(kind for kind, _ in _LABELS)
_LABEL: Final = re.compile("|".join(f"({words})" for _, words in _LABELS))

_GAP: Final = re.compile(
    r"[\s:;=>|·.约为是共计人民币]{0,12}(?:\(元\)|\(人民币\)|元)?[\s:=>|·约为是共]{0,12}¥?\s{0,3}"
)
_SUM: Final = re.compile(
    r"\d{1,3}(?:\s?,\s?\d{3})+(?:\s?\.\s?\d{1,2})?(?:\s?元)?|\d+(?:\s?\.\s?\d{1,2})?(?:\s?万)?(?:\s?元)?"
)
_BROKEN: Final = re.compile(r"\d(?: ?[,.] ?\d|\d)*")
_SHARE: Final = re.compile(
    r"(?:百分之|万分之|千分之)\s?[零一二三四五六七八九十点]+|(?:百分之|万分之|千分之)?\s?\d+(?:\s?\.\s?\d+)?\s?(?:%|‰|‱)?(?:\s?/\s?[天日年])?"
)
_DAY: Final = re.compile(
    r"(?:(?P<year>20\d\d)\s?[-/.年]\s?)?(?P<month>\d{1,2})\s?[-/.月]\s?(?P<day>\d{1,2})(?:\s?日)?|每月\s?(?P<every>\d{1,2})\s?[日号]?"
)
_COUNT: Final = re.compile(r"(?P<count>\d{1,3})\s?(?:个?月|期)?(?!\s?[/\d.%,])")
_PAID_OF: Final = re.compile(r"(?P<paid>\d{1,3})\s?期?\s?/\s?(?:共)?\s?(?P<all>\d{1,3})\s?期?")
_VALUE_LINE: Final = re.compile(
    r"[\s¥:]*[百千万]分之[零一二三四五六七八九十点]+\s*|[\s¥:]*(?:每月\s?|[百千万]分之\s?)?\d[\d,.\s年月日号/\-期个元万%‰]*(?:元|期)?\s*"
)
_NEAR_DIGIT: Final = str.maketrans({"O": "0", "o": "0", "〇": "0", "l": "1", "I": "1", "|": "1"})

_TWO: Final = "读到不止一个数。可能是几笔借款，选你要填的这一笔的。"
_DOUBTS: Final = {
    "total": "这里写的是待还总额，多半含利息，不一定是本金。确定是本金，才选它。",
    "this or all": "“应还本金”“余额”有时只是这一期的，有时含利息。是全部没还的本金，才选它。",
    "bare": "只写了“本金”，可能是借的时候的数。是还没还的，才选它。",
}


@dataclass(frozen=True, slots=True)
class Found:
    """One number with its label, as it stands in the text. value: fen, a rate, a day, or a count, by what was sought."""

    sought: Sought
    value: int | WrittenRate | date
    quote: str


@dataclass(frozen=True, slots=True)
class PageReading:
    """What a text says of a loan.

    sure: one value beside its own label. asked: values of which she must choose, and the reason (`doubts`); a doubt without
    values is a number that could not be read. overdue: whether the text says that something is.
    """

    sure: Mapping[Sought, Found]
    asked: Mapping[Sought, tuple[Found, ...]]
    doubts: Mapping[Sought, str]
    overdue: bool


@dataclass(frozen=True, slots=True)
class _Label:
    kind: str
    start: int
    end: int


_Rows = tuple[list[int], list[str], list[str]]
"""The lines that are not blank: where each begins, what stands in it, and whether it is a number, a label, or neither."""


def read_loan_page(text: str, as_of: date) -> PageReading:
    """The loan's numbers in a pasted text. `as_of` gives a day without a year its year, and 每月10日 its month.

    Only the first LONGEST characters are read. Never raises.
    """
    text = text[:LONGEST]
    plain = _plain(text)
    labels = [
        _Label(_KINDS[(match.lastindex or 1) - 1], match.start(), match.end())
        for match in _LABEL.finditer(plain)
    ]
    rows = _rows(plain)
    found: dict[str, list[Found]] = {}
    unread: dict[str, str] = {}
    for place, label in enumerate(labels):
        sought = _sought(label.kind)
        if sought is None:
            continue
        spots, unsure = _spots(plain, rows, labels, place)
        read = []
        for start in spots:
            value, end = _value(plain, start, label.kind, as_of)
            if value is not None:
                quote = text[min(label.start, start) : max(label.end, end)].strip()
                read.append(
                    Found(sought, value, quote if len(quote) <= _LONGEST_QUOTE else text[start:end].strip())
                )
            elif end > start:
                unread.setdefault(label.kind, f"“{text[start:end].strip()[:20]}”读不准，请照原文自己填。")
        found.setdefault(label.kind, []).extend(read)
        if unsure and len({one.value for one in read}) > 1:
            unread[label.kind] = "名字的上面和下面各有一个数，分不清是哪一个。"
    return _settled(
        found, unread, as_of, bool(re.search(r"(?<!未)(?<!无)(?<!没有)逾期(?!后|将|会|罚息|利率)", plain))
    )


def _settled(
    found: Mapping[str, list[Found]], unread: Mapping[str, str], as_of: date, behind: bool
) -> PageReading:
    doubts: dict[Sought, str] = {}
    sure: dict[Sought, Found] = {}
    asked: dict[Sought, tuple[Found, ...]] = {}
    for sought in SOUGHT:
        kinds = _kinds_for(sought, {kind for kind, several in found.items() if several} | unread.keys())
        candidates = [one for kind in kinds for one in found.get(kind, [])]
        doubt = next((unread[kind] for kind in kinds if kind in unread), "")
        doubt = doubt or (_DOUBTS.get(kinds[0], "") if kinds and candidates else "")
        distinct = tuple({one.value: one for one in reversed(candidates)}.values())[::-1]
        if sought == "rate":
            distinct = _one_rate(distinct)
        if (
            sought == "next_due"
            and len(distinct) == 1
            and isinstance(distinct[0].value, date)
            and distinct[0].value <= as_of
        ):
            doubt = "这个还款日已经到了或过了。填还没到的最近一个。"
        if len(distinct) > 1 or doubt:
            doubts[sought] = doubt or _TWO
        if len(distinct) == 1 and sought not in doubts:
            sure[sought] = distinct[0]
        elif distinct:
            asked[sought] = distinct
    amounts: tuple[Sought, ...] = ("overdue_principal", "overdue_interest", "penalty")
    owing = any(
        one.value
        for name in amounts
        for one in (*asked.get(name, ()), *([sure[name]] if name in sure else []))
    )
    return PageReading(sure, asked, doubts, behind or owing)


def _sought(kind: str) -> Sought | None:
    if kind in {"total", "this or all", "bare"}:
        return "principal"
    if kind in {"year", "day"}:
        return "rate"
    if kind == "periods":
        return "periods_left"
    return next((name for name in SOUGHT if name == kind), None)


def _kinds_for(sought: Sought, there: set[str]) -> list[str]:
    """The sorts of label to go by: for the principal its own, and others only without it; else every one that is there."""
    if sought == "principal":
        plainest = ("principal",) if "principal" in there else ("this or all", "total", "bare")
        return [kind for kind in plainest if kind in there]
    sorts = {"rate": ("day", "rate", "year"), "periods_left": ("periods_left", "periods")}.get(
        sought, (sought,)
    )
    return [kind for kind in sorts if kind in there]


def _one_rate(distinct: tuple[Found, ...]) -> tuple[Found, ...]:
    """A day's rate and a year's are one where the one is the other, on either length of the year."""
    if len(distinct) != 2:
        return distinct
    rates = [one.value for one in distinct if isinstance(one.value, WrittenRate)]
    daily = [
        rate.number / (100 if rate.unit == "万分之/天" else 1)
        for rate in rates
        if rate.unit in {"%/天", "万分之/天"}
    ]
    yearly = [rate.number for rate in rates if rate.unit == "%/年"]
    if len(daily) == 2:
        return distinct[:1] if daily[0] == daily[1] else distinct
    same = (
        daily and yearly and any(abs(daily[0] * days - yearly[0]) <= Decimal("0.02") for days in (365, 360))
    )
    return distinct[:1] if same else distinct


def _spots(plain: str, rows: _Rows, labels: list[_Label], place: int) -> tuple[list[int], bool]:
    """Where a label's number may begin, and whether it cannot be told which of two it is."""
    label = labels[place]
    stop = labels[place + 1].start if place + 1 < len(labels) else len(plain)
    line_start = plain.rfind("\n", 0, label.start) + 1
    line_end = plain.find("\n", label.end)
    line_end = len(plain) if line_end < 0 else line_end
    on_line = [other for other in labels if line_start <= other.start < line_end]
    if len(on_line) > 1 and not re.search(r"\d", plain[line_start:line_end]):
        # A head of several labels: the line below has as many numbers, in the same order.
        below = plain[line_end + 1 :].split("\n", 1)[0]
        tokens = list(re.finditer(r"\S+", below))
        if len(tokens) == len(on_line):
            return [line_end + 1 + tokens[on_line.index(label)].start()], False
        return [], False
    if len(on_line) == 1 and not re.search(r"\d|[百千万]分之", plain[line_start:line_end]):
        return _around(rows, label)
    gap = _GAP.match(plain, label.end, min(stop, line_end))
    after = gap.end() if gap else label.end
    return ([after] if after < stop else []), False


def _around(rows: _Rows, label: _Label) -> tuple[list[int], bool]:
    """For a label alone on its line: the number below it or above it, by the way the lines take turns."""
    starts, lines, sorts = rows
    top = bottom = here = bisect_right(starts, label.start) - 1
    while top > 0 and sorts[top - 1] and sorts[top - 1] != sorts[top]:
        top -= 1
    while bottom + 1 < len(sorts) and sorts[bottom + 1] and sorts[bottom + 1] != sorts[bottom]:
        bottom += 1
    above = [starts[here - 1] + _number_start(lines[here - 1])] if here > top else []
    below = [starts[here + 1] + _number_start(lines[here + 1])] if here < bottom else []
    if above and below and (sorts[top] == "label") != (sorts[bottom] == "label"):
        return (below if sorts[top] == "label" else above), False
    return [*above, *below], bool(above and below)


def _rows(plain: str) -> _Rows:
    starts = [0, *(match.end() for match in re.finditer("\n", plain))]
    filled = [(start, line) for start, line in zip(starts, plain.split("\n"), strict=True) if line.strip()]
    sorts = [
        "number" if _VALUE_LINE.fullmatch(line) else "" if re.search(r"\d", line) else "label"
        for _, line in filled
    ]
    return [start for start, _ in filled], [line for _, line in filled], sorts


def _number_start(line: str) -> int:
    match = re.search(r"每月|[百千万]分之|\d", line)
    return match.start() if match else 0


def _value(plain: str, start: int, kind: str, as_of: date) -> tuple[int | WrittenRate | date | None, int]:
    """The number that begins there, and its end; without a number but with an end: digits that cannot be read."""
    if kind in {"rate", "day", "year"}:
        return _rate(plain, start, kind)
    if kind == "next_due":
        return _day(plain, start, as_of)
    if kind in {"periods_left", "periods"}:
        return _periods(plain, start, kind)
    match = _SUM.match(plain, start)
    if match is None:
        return None, start
    after = plain[match.end() : match.end() + 4]
    line = plain.find("\n", start)
    broken = _BROKEN.match(plain[start : len(plain) if line < 0 else line])
    if re.match(r" ?(?:[%‰期天]|个月)|[月日年/-]", after):
        return None, start
    if (broken and len(re.sub(r"\s", "", broken[0])) > len(re.sub(r"[\s元万]", "", match[0]))) or re.match(
        r"[\d,.]*\d| \d{3}(?!\d)", after
    ):
        return None, max(match.end(), start + (broken.end() if broken else 0))
    amount = written_amount(re.sub(r"\s", "", match[0]))
    return (None, match.end()) if isinstance(amount, Refused) else (amount, match.end())


def _rate(plain: str, start: int, kind: str) -> tuple[WrittenRate | None, int]:
    match = _SHARE.match(plain, start)
    if match is None:
        return None, start
    typed = re.sub(r"\s", "", match[0])
    if re.match(r",?\d", plain[match.end() :]) or re.match(r"0\d", typed):
        return None, match.end()
    period = {"day": "日", "year": "年", "rate": ""}[kind]
    rate = written_rate(typed if re.search(r"[天日年]", typed) else period + typed)
    if isinstance(rate, Refused) or rate.unit is None:
        return None, match.end()
    return rate, match.end()


def _day(plain: str, start: int, as_of: date) -> tuple[date | None, int]:
    match = _DAY.match(plain, start)
    if match is None:
        return None, start
    try:
        if match["every"]:
            return _next_of_month(int(match["every"]), as_of), match.end()
        month, day = int(match["month"]), int(match["day"])
        if match["year"]:
            return date(int(match["year"]), month, day), match.end()
        this_year = date(as_of.year, month, day)
        return (this_year if this_year > as_of else date(as_of.year + 1, month, day)), match.end()
    except ValueError:
        return None, match.end()


def _next_of_month(day: int, as_of: date) -> date | None:
    if not 1 <= day <= 31:
        return None
    later = as_of.month % 12 + 1
    for year, month in ((as_of.year, as_of.month), (as_of.year + (later == 1), later)):
        found = date(year, month, min(day, month_length(year, month)))
        if found > as_of:
            return found
    return None


def _periods(plain: str, start: int, kind: str) -> tuple[int | None, int]:
    match = (_PAID_OF if kind == "periods" else _COUNT).match(plain, start)
    if match is None:
        return None, start
    left = int(match["all"]) - int(match["paid"]) if kind == "periods" else int(match["count"])
    return (left if 1 <= left <= _MOST_PERIODS else None), match.end()


def _plain(text: str) -> str:
    """The text in plain marks, each in its own place: full-width forms, and letters a camera takes for digits beside digits."""
    marks = [_narrow(mark) for mark in text]
    for place, mark in enumerate(marks):
        beside = (*marks[max(0, place - 1) : place], *marks[place + 1 : place + 2])
        if (
            mark in "Oo〇lI|"
            and any(other.isdigit() or other in ".,%" for other in beside)
            and _in_number(marks, place)
        ):
            marks[place] = mark.translate(_NEAR_DIGIT)
    return "".join(marks)


def _in_number(marks: list[str], place: int) -> bool:
    near = marks[max(0, place - 3) : place + 4]
    return any(mark.isdigit() for mark in near)


def _narrow(mark: str) -> str:
    if mark in "，、":
        return ","
    if mark == "￥":
        return "¥"
    if mark in "\r\t\u3000\xa0":
        return " "
    narrow = unicodedata.normalize("NFKC", mark)
    return narrow if len(narrow) == 1 and (not narrow.isdigit() or narrow.isascii()) else mark


def found_values(reading: PageReading) -> Iterable[Found]:
    """Every number of a reading, sure or asked."""
    yield from reading.sure.values()
    for several in reading.asked.values():
        yield from several
