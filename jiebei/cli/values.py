"""Reading what was typed after an option: amounts, rates, numbers and days."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from jiebei.counting.money import Refused, halfwidth, parse_amount
from jiebei.counting.rate import MAX_DAILY, parse_fraction

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)


def _checked(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """A reader that returns Refused, as an argparse type."""

    def convert(typed: str) -> Any:
        value = read(typed)
        if isinstance(value, Refused):
            raise argparse.ArgumentTypeError(value.message)
        return value

    return convert


def _positive_amount(typed: str) -> int | Refused:
    amount = parse_amount(typed)
    return Refused("金额要大于 0。") if amount == 0 else amount


def _number(typed: str) -> Decimal | Refused:
    number = parse_fraction(typed)
    if number is None:
        return Refused(f"“{typed[:20]}”不是一个有限的数字。")
    return number if number >= 0 else Refused("不能是负数。")


def _rate(typed: str, highest: Fraction, hint: str) -> Fraction | Refused:
    text = halfwidth(typed)
    number = _number(text.rstrip("%‰"))
    if isinstance(number, Refused):
        return number
    if text.endswith(("%", "‰")) or Fraction(number) > highest:
        return Refused(f"利率要写成小数，不要写成百分数：{hint}。")
    return Fraction(number)


def _daily_rate(typed: str) -> Fraction | Refused:
    return _rate(typed, MAX_DAILY, "每天 0.04%（万分之四）写成 0.0004")


def _annual_rate(typed: str) -> Fraction | Refused:
    # 1 is as likely to mean 1% as 100%, and no loan here costs 100%: refused like 14.6.
    return _rate(typed, Fraction(999, 1000), "14.6% 写成 0.146")


def _multiple(typed: str) -> Fraction | Refused:
    number = _number(typed)
    if isinstance(number, Refused):
        return number
    return Fraction(number) if number <= 10 else Refused("罚息倍数要在 0 到 10 之间，例如 1.5。")


def _day(typed: str) -> date | Refused:
    text = halfwidth(typed)
    try:
        day = date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None
    except ValueError:
        day = None
    if day is None:
        return Refused(f"日期“{typed[:20]}”看不懂：要写成 2026-11-23 这样。")
    if not FIRST_DAY <= day <= LAST_DAY:
        return Refused(f"日期 {day} 太早或太晚：要在 {FIRST_DAY.year} 年到 {LAST_DAY.year} 年之间。")
    return day


def _clock(typed: str) -> str | Refused:
    text = halfwidth(typed)
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text, re.ASCII):
        return Refused(f"时间“{typed[:20]}”看不懂：要写成 22:35 这样。")
    return text


def whole(name: str, low: int, high: int, unit: str = "") -> Callable[[str], Any]:
    def read(typed: str) -> int | Refused:
        text = halfwidth(typed)
        if not re.fullmatch(r"[+-]?\d{1,12}", text) or not low <= int(text) <= high:
            return Refused(f"{name}要填 {low} 到 {high} 的整数{unit}。")
        return int(text)

    return _checked(read)


def _dated(read: Callable[[str], Any], example: str) -> Callable[[str], Any]:
    """DATE=VALUE."""

    def both(typed: str) -> tuple[date, Any] | Refused:
        when, _, value = typed.partition("=")
        day = _day(when)
        got = read(value)
        for part in (day, got):
            if isinstance(part, Refused):
                return Refused(f"{part.message}（写法：{example}）")
        assert isinstance(day, date)
        return day, got

    return _checked(both)


AMOUNT = _checked(_positive_amount)
AMOUNT_OR_NOTHING = _checked(parse_amount)
DAILY_RATE = _checked(_daily_rate)
ANNUAL_RATE = _checked(_annual_rate)
MULTIPLE = _checked(_multiple)
DAY = _checked(_day)
CLOCK = _checked(_clock)
DAY_AND_AMOUNT = _dated(_positive_amount, "2026-05-15=3000")
DAY_AND_RATE = _dated(str, "2026-06-01=0.0003")
