"""Reads amounts and interest rates the way people write them into a field: 1.2万, ￥3,000, 三千五, 万分之五, 18%一年.

Exactly or not at all: what could mean two things is refused with a sentence that asks for plain digits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from jiebei.counting.chinese_number import CHINESE_DIGITS, CHINESE_UNITS, chinese_amount, chinese_integer
from jiebei.counting.money import MAX_FEN, Refused, finite_decimal, halfwidth, parse_amount

RateUnit = Literal["%/天", "万分之/天", "%/年"]

_LONGEST: Final = 60
_PLAIN: Final = re.compile(r"\d+(?:\.\d{1,2})?")
# A Chinese keyboard gives 。 where a phone's number keys would give a point.
_POINT: Final = re.compile(r"(?<=\d)[。·](?=\d)")
_MIXED: Final = re.compile(r"(?:(\d{1,5})万)?(?:(\d)千)?(?:(\d)百)?(\d*)")
_CURRENCY: Final = re.compile(r"[\s¥￥]|rmb|cny|人民币")
_HANZI: Final = re.compile(f"[{CHINESE_DIGITS}{CHINESE_UNITS}]+")

_NUMBER: Final = f"(?P<number>\\d+(?:\\.\\d+)?|[{CHINESE_DIGITS}十]+(?:点[{CHINESE_DIGITS}]+)?)"
_RATE: Final = re.compile(
    rf"(?P<share>百分之|千分之|万分之|万)?{_NUMBER}(?P<mark>%|‰|‱|个点|厘|分|bp)?", re.IGNORECASE
)
_PERIODS: Final = (
    ("天", re.compile(r"每[天日]|一[天日]|[/每][天日]|日利率|日息|日化|[天日]")),
    ("月", re.compile(r"每个?月|一个?月|/月|月利率|月息|月供费率|月")),
    ("年", re.compile(r"每年|一年|/年|年利率|年化利率|年化|年息|综合年化|年")),
)
_LIKELY_DAILY: Final = (Decimal("0.001"), Decimal("0.1"))
_LIKELY_ANNUAL: Final = (Decimal(1), Decimal(40))
"""Percentages that are usual a day and a year. They do not meet, so a percentage alone says which of the two it is."""


@dataclass(frozen=True, slots=True)
class WrittenRate:
    """A rate as written: the number, and its unit where the text says it. `unit` None: a bare number."""

    number: Decimal
    unit: RateUnit | None


def written_amount(typed: object, *, what: str = "金额") -> int | Refused:
    """Fen from what somebody writes into a field of yuan; everything `parse_amount` reads, and 三千五, 1万2, 3千5百.

    Refuses what `parse_amount` refuses, with its sentences, and guesses (三五百, 5千多).
    """
    if not isinstance(typed, str):
        return parse_amount(typed, what=what)
    text = _POINT.sub(".", halfwidth(typed))
    read = parse_amount(text, what=what)
    if not isinstance(read, Refused) or len(text) > _LONGEST:
        return read
    bare = _CURRENCY.sub("", text.lower()).removesuffix("整").removesuffix("元")
    spoken = (
        _mixed(bare)
        if bare[:1].isdigit()
        else chinese_amount(bare + "元" if _HANZI.fullmatch(bare) else bare)
    )
    return read if spoken is None else spoken


def is_plain(typed: str) -> bool:
    """Whether an amount is written in plain digits, so that nobody needs to be told how it was understood."""
    return bool(_PLAIN.fullmatch(typed.strip()))


def written_rate(typed: str) -> WrittenRate | Refused:
    """A rate and, where the text says it, its unit: 0.04, 万分之五, 万五, 0.05%, 18%一年, 日息4厘, 年化百分之十八.

    A percentage without a period is a day's or a year's by its size, or stays a bare number where it could be either.
    厘 is read beside 日 alone (a day's 厘 is a ten-thousandth); a month's rate is refused: it is not asked here.
    """
    text = _POINT.sub(".", halfwidth(typed)) if len(typed) <= _LONGEST else ""
    # A comma between digits stays, to be refused: 0,04 would turn into 4.
    text = re.sub(r"\s|[，,](?!\d)|[、()（）:：]|[单复]利", "", text)
    periods = []
    for name, words in _PERIODS:
        text, found = words.subn("", text)
        periods += [name] if found else []
    text = re.sub("利率|费率|[/是按约]", "", text)
    match = _RATE.fullmatch(text)
    signed = finite_decimal(text)
    if signed is not None and match is None and not periods:
        return WrittenRate(signed, None)
    number = _number(match["number"]) if match else None
    if match is None or number is None or len(periods) > 1:
        return _unread(typed)
    if "月" in periods:
        return Refused("这里要按天或按年的利率。只看到月利率的，到合同里找日利率或年利率。")
    return _in_unit(number, match["share"] or "", (match["mark"] or "").lower(), "".join(periods)) or _unread(
        typed
    )


def _in_unit(number: Decimal, share: str, mark: str, period: str) -> WrittenRate | None:
    if share and mark:
        return None
    if share in {"万分之", "万"} or mark == "‱" or (mark == "厘" and period == "天"):
        # Nobody writes a year's rate in ten-thousandths.
        return None if period == "年" else WrittenRate(number, "万分之/天")
    if share == "千分之" or mark == "‰":
        return WrittenRate(number / 10, "%/天") if period == "天" else None
    if mark in {"厘", "分", "个点", "bp"}:
        return WrittenRate(number, "%/年") if mark == "个点" and period == "年" else None
    if period:
        if not share and not mark:
            # 日0.0004 may be a fraction or a percentage; the choice beside it says which.
            return (
                WrittenRate(number, "%/天" if period == "天" else "%/年")
                if number >= _LIKELY_DAILY[0]
                else None
            )
        return WrittenRate(number, "%/天" if period == "天" else "%/年")
    if not share and not mark:
        return WrittenRate(number, None)
    if _LIKELY_DAILY[0] <= number <= _LIKELY_DAILY[1]:
        return WrittenRate(number, "%/天")
    if _LIKELY_ANNUAL[0] <= number <= _LIKELY_ANNUAL[1]:
        return WrittenRate(number, "%/年")
    return WrittenRate(number, None)


def _number(text: str) -> Decimal | None:
    if text[0].isdigit() and text.isascii():
        return finite_decimal(text)
    whole, point, after = text.partition("点")
    units = chinese_integer(whole)
    if units is None:
        return None
    digits = [chinese_integer(mark) for mark in after]
    if None in digits:
        return None
    return Decimal(f"{units}.{''.join(map(str, digits))}" if point else units)


def _mixed(text: str) -> int | None:
    """Digits and units in turn, as fen: 1万2, 1万2千, 12万3500, 3千5. The last digit alone counts the next smaller unit."""
    match = _MIXED.fullmatch(text)
    if match is None or not any(match.groups()[:3]):
        return None
    total, smallest = 0, 1
    for digits, worth in zip(match.groups()[:3], (10_000, 1_000, 100), strict=True):
        if digits:
            total, smallest = total + int(digits) * worth, worth
    rest = match[4]
    if len(rest) == 1:
        total += int(rest) * (smallest // 10)
    elif rest and len(rest) == len(str(smallest)) - 1:
        total += int(rest)
    elif rest:
        return None
    return total * 100 if total <= MAX_FEN // 100 else None


def _unread(typed: str) -> Refused:
    shown = "".join(mark for mark in typed.strip()[:20] if mark.isprintable())
    return Refused(f"利率“{shown}”看不懂。填数字，例如 0.04，再选单位；也可以写“万分之四”或“18%一年”。")
