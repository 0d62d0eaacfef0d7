"""The sums, days, clock times and counts that stand in a pasted text, each with its place. Read exactly or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from jiebei.counting.chinese_number import CHINESE_DIGITS, CHINESE_UNITS, chinese_amount, chinese_integer
from jiebei.counting.due_dates import add_months, month_length
from jiebei.counting.money import MAX_FEN, parse_amount
from jiebei.pasted.uniform_text import Uniform

Kind = Literal["sum", "bare", "day", "no-such-day", "monthly", "clock", "count", "other"]

_NUMERALS: Final = f"[{CHINESE_DIGITS}{CHINESE_UNITS}]"
_YEAR: Final = r"(?:19|20|21)[0-9][0-9]|[二][〇零一二三四五六七八九]{3}"
_SMALL: Final = r"[0-9]{1,2}|[一二三四五六七八九十]{1,3}"
_QUANTITY: Final = re.compile(
    r"(?P<long>[0-9][0-9 ]{23,})"
    rf"|(?P<year>{_YEAR})年(?P<month>{_SMALL})月(?:(?P<day>{_SMALL})[日号]?)?"
    r"|(?<![0-9.])(?P<iso>(?P<iso_year>20[0-9][0-9])(?P<iso_mark>[-./])(?P<iso_month>[0-9]{1,2})(?P=iso_mark)(?P<iso_day>[0-9]{1,2}))(?![0-9.])"
    rf"|(?P<recurring>每个?月的?|(?:以后|之后|此后)各?月)(?P<on>{_SMALL})[日号]"
    rf"|(?P<near>本月|这个月|当月|下个?月|次月)(?P<near_day>{_SMALL})[日号]"
    rf"|(?<![0-9年])(?P<short_month>{_SMALL})月(?P<short_day>{_SMALL})[日号]"
    r"|(?P<relative>今天|今日|今晚|当天|当日|明天|明日|明早|后天)"
    r"|(?<![0-9：])(?P<hour>[01]?[0-9]|2[0-4])(?:：(?P<minute>[0-5][0-9])(?:：[0-5][0-9])?(?![0-9：])|点(?P<half>半)?(?:(?P<past>[0-5][0-9])分)?(?=[前之以内钟整至到，。；！？\n ]|$))"
    r"|(?P<spoken_hour>[一二三四五六七八九]|十[一二]?)点(?P<spoken_half>半)?(?=[前之以钟整])"
    r"|(?P<rate>(?:百分之|万分之|千分之|日息|利率为?)[0-9.零一二三四五六七八九十]{1,12}%?|[0-9][0-9,]{0,12}(?:\.[0-9]{1,12})?[%‰])"
    r"|(?P<periods>期数[：为是]?\n?(?P<number>[0-9]{1,3}))(?![0-9.,年月日])"
    rf"|(?P<count>[0-9]{{1,3}}|{_NUMERALS}{{1,3}})(?P<of>个?期|个月)"
    rf"|(?P<spelt>(?:人民币)?{_NUMERALS}{{1,30}}[元圆](?:{_NUMERALS}{{1,2}}[角毛])?(?:零?[{CHINESE_DIGITS}]分)?[整正]?|{_NUMERALS}{{1,12}}块(?:钱|[{CHINESE_DIGITS}][角毛]|(?![{CHINESE_DIGITS}])))"
    r"|(?P<parts>(?P<whole>[0-9][0-9,]{0,14})[元块](?P<tenth>[0-9])[角毛](?:(?P<cent>[0-9])分)?)"
    r"|(?P<spoken>(?P<blocks>[0-9][0-9,]{0,14})块(?P<blocks_tenth>[0-9]))(?![0-9.,期个年月天日号次笔%万千百元])"
    r"|(?P<mixed>[0-9][0-9.,]{0,14}[万千百][0-9一二三四五六七八九两][0-9.千百十万一二三四五六七八九两]{0,20})[元块圆]?"
    r"|(?P<money>¥?(?<![0-9.])(?P<figures>[0-9][0-9,]{0,20}(?:\.[0-9]{1,20})?)(?P<scale>[百千万w]?)(?P<unit>多|余|来|[元块圆]|rmb|人民币)?)"
    rf"|(?P<words>[十{CHINESE_DIGITS}]{_NUMERALS}{{1,12}})(?P<words_unit>多|余|来)?"
)
# What after a bare number says that it is no sum.
_NO_SUM_AFTER: Final = re.compile(
    r"个?[期年月日号天%‰笔次位字条章款点分时秒人页倍折代级类旬周岁个家\-/~：]|工作日"
)
_NO_SUM_BEFORE: Final = re.compile(
    r"(?:第|编号|工号|尾号|单号|账号|卡号|电话|热线|拨打|致电|[a-z\-/*#@_])[：:为是]?$"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """One of them, by its place in the uniform text.

    sum: fen; `bare` one that says no unit, and counts only right behind a word that names a sum. day: a date; `inferred`
    where the year was not written. no-such-day: 30 February. monthly, count: the number. clock: minutes after midnight.
    other: a rate, or what cannot be read exactly.
    """

    kind: Kind
    start: int
    end: int
    value: int = 0
    on: date | None = None
    inferred: bool = False


def quantities(pasted: Uniform, as_of: date) -> tuple[Quantity, ...]:
    """Every quantity in the text, in order; a day without its year is the one nearest to `as_of`."""
    found = []
    for match in _QUANTITY.finditer(pasted.text):
        read = next((reader for name, reader in _READERS.items() if match[name] is not None), None)
        quantity = read(match, as_of) if read is not None else None
        found.append(quantity or Quantity("other", match.start(), match.end()))
    return tuple(found)


def _full_day(match: re.Match[str], as_of: date) -> Quantity:  # noqa: ARG001 (every reader takes both)
    year = match["year"]
    number = (
        int(year)
        if year.isdigit()
        else int("".join(str("〇一二三四五六七八九".index(mark.replace("零", "〇"))) for mark in year))
    )
    if match["day"] is None:
        return Quantity("other", match.start(), match.end())
    return _dated(match, number, match["month"], match["day"])


def _iso_day(match: re.Match[str], as_of: date) -> Quantity:  # noqa: ARG001
    return _dated(match, int(match["iso_year"]), match["iso_month"], match["iso_day"])


def _short_day(match: re.Match[str], as_of: date) -> Quantity | None:
    month, day = _small(match["short_month"]), _small(match["short_day"])
    if month is None or day is None:
        return None
    if not 1 <= month <= 12 or not 1 <= day <= (29 if month == 2 else month_length(as_of.year, month)):
        return Quantity("no-such-day", match.start(), match.end())
    near = [
        date(year, month, day)
        for year in (as_of.year - 1, as_of.year, as_of.year + 1)
        if day <= month_length(year, month)
    ]
    if not near:
        return Quantity("no-such-day", match.start(), match.end())
    closest = min(near, key=lambda one: (abs(one - as_of), one))
    return Quantity("day", match.start(), match.end(), on=closest, inferred=True)


def _near_day(match: re.Match[str], as_of: date) -> Quantity | None:
    month = add_months(as_of.replace(day=1), 0 if match["near"] in {"本月", "这个月", "当月"} else 1)
    return _dated(match, month.year, str(month.month), match["near_day"], inferred=True)


def _relative_day(match: re.Match[str], as_of: date) -> Quantity:
    ahead = {"明天": 1, "明日": 1, "明早": 1, "后天": 2}.get(match["relative"], 0)
    return Quantity("day", match.start(), match.end(), on=as_of + timedelta(ahead), inferred=True)


def _recurring(match: re.Match[str], as_of: date) -> Quantity | None:  # noqa: ARG001
    day = _small(match["on"])
    if day is None:
        return None
    return Quantity("monthly" if 1 <= day <= 31 else "no-such-day", match.start(), match.end(), day)


def _clock(match: re.Match[str], as_of: date) -> Quantity | None:  # noqa: ARG001
    minutes = int(match["hour"]) * 60 + int(match["minute"] or match["past"] or (30 if match["half"] else 0))
    return _of_the_day(match, minutes)


def _spoken_clock(match: re.Match[str], as_of: date) -> Quantity | None:  # noqa: ARG001
    hour = chinese_integer(match["spoken_hour"])
    return None if hour is None else _of_the_day(match, hour * 60 + (30 if match["spoken_half"] else 0))


def _of_the_day(match: re.Match[str], minutes: int) -> Quantity | None:
    """晚上10点 is 22:00."""
    before = match.string[max(0, match.start() - 2) : match.start()]
    if minutes < 12 * 60 and before.endswith(("晚上", "今晚", "明晚", "夜里", "下午", "傍晚", "晚")):
        minutes += 12 * 60
    return Quantity("clock", match.start(), match.end(), minutes) if minutes <= 24 * 60 else None


def _count(match: re.Match[str], as_of: date) -> Quantity | None:  # noqa: ARG001
    written = match["count"] or match["number"]
    number = int(written) if written.isdigit() else chinese_integer(written)
    return None if number is None else Quantity("count", match.start(), match.end(), number)


def _spelt(match: re.Match[str], as_of: date) -> Quantity | None:  # noqa: ARG001
    return _sum(match, chinese_amount(match["spelt"]))


def _in_parts(match: re.Match[str], as_of: date) -> Quantity | None:  # noqa: ARG001
    whole = parse_amount(match["whole"])
    rest = int(match["tenth"]) * 10 + int(match["cent"] or 0)
    return _sum(match, whole + rest if isinstance(whole, int) else None)


def _spoken(match: re.Match[str], as_of: date) -> Quantity | None:  # noqa: ARG001
    whole = parse_amount(match["blocks"])
    return _sum(match, whole + int(match["blocks_tenth"]) * 10 if isinstance(whole, int) else None)


def _mixed(match: re.Match[str], as_of: date) -> Quantity | None:  # noqa: ARG001
    """1万2, 1万2千, 1万2500: figures among Chinese units."""
    text = match["mixed"]
    full = re.fullmatch(r"([0-9]{1,4})万([0-9]{4}(?:\.[0-9]{1,2})?)", text)
    if full:
        rest = parse_amount(full[2])
        return _sum(match, int(full[1]) * 1_000_000 + rest if isinstance(rest, int) else None)
    if re.search(r"[0-9]{2}|[.,]", text):
        return None
    number = chinese_integer(
        "".join("零一二三四五六七八九"[int(mark)] if mark.isdigit() else mark for mark in text)
    )
    return _sum(match, None if number is None else number * 100)


def _money(match: re.Match[str], as_of: date) -> Quantity | None:  # noqa: ARG001
    if match["unit"] in {"多", "余", "来"}:
        return None
    signed = match["money"][0] == "¥"
    amount = parse_amount(match["figures"] + match["scale"])
    if not isinstance(amount, int):
        return None
    # 5百, 1.2万 are sums by themselves as little as 5000 is: "1.2万人".
    certain = signed or match["unit"] is not None
    if not certain and (
        _NO_SUM_AFTER.match(match.string, match.end())
        or _NO_SUM_BEFORE.search(match.string[max(0, match.start() - 4) : match.start()])
    ):
        return None
    return Quantity("sum" if certain else "bare", match.start(), match.end(), amount)


def _words(match: re.Match[str], as_of: date) -> Quantity | None:  # noqa: ARG001
    if match["words_unit"] or _NO_SUM_AFTER.match(match.string, match.end()):
        return None
    number = chinese_integer(match["words"])
    if number is None or number * 100 > MAX_FEN:
        return None
    return Quantity("bare", match.start(), match.end(), number * 100)


def _sum(match: re.Match[str], fen: int | None) -> Quantity | None:
    return None if fen is None or fen > MAX_FEN else Quantity("sum", match.start(), match.end(), fen)


def _dated(match: re.Match[str], year: int, month: str, day: str, inferred: bool = False) -> Quantity:
    number, of_month = _small(month), _small(day)
    if number is None or of_month is None:
        return Quantity("other", match.start(), match.end())
    if not 1 <= number <= 12 or not 1 <= of_month <= month_length(year, number):
        return Quantity("no-such-day", match.start(), match.end())
    return Quantity("day", match.start(), match.end(), on=date(year, number, of_month), inferred=inferred)


def _small(text: str) -> int | None:
    return int(text) if text.isdigit() else chinese_integer(text)


_READERS: Final[dict[str, Callable[[re.Match[str], date], Quantity | None]]] = {
    "year": _full_day,
    "iso": _iso_day,
    "recurring": _recurring,
    "near": _near_day,
    "short_month": _short_day,
    "relative": _relative_day,
    "hour": _clock,
    "spoken_hour": _spoken_clock,
    "periods": _count,
    "count": _count,
    "spelt": _spelt,
    "parts": _in_parts,
    "spoken": _spoken,
    "mixed": _mixed,
    "money": _money,
    "words": _words,
}
