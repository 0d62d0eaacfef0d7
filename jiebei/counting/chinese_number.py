"""Reads whole numbers and amounts written in Chinese numerals, everyday (一万二千) and formal (壹万贰仟元整), exactly or not at all.

Hostile text costs nothing: what is longer than any number we use is refused before it is looked at.
"""

from __future__ import annotations

import re
from typing import Final

from jiebei.counting.money import MAX_FEN

CHINESE_DIGITS: Final = "零〇一二三四五六七八九两壹贰叁肆伍陆柒捌玖"
"""The digits, as a set of characters for an expression."""
CHINESE_UNITS: Final = "十百千万亿拾佰仟"
"""What multiplies them."""

_DIGIT: Final = {"零": 0, "〇": 0, "两": 2} | {
    mark: value for row in ("一二三四五六七八九", "壹贰叁肆伍陆柒捌玖") for value, mark in enumerate(row, 1)
}
_FORMAL: Final = str.maketrans("拾佰仟", "十百千")
_LONGEST: Final = 40
_D: Final = "[一二三四五六七八九两壹贰叁肆伍陆柒捌玖]"
# Up to four digits. Whether a gap between two of them needs its 零 is looked at afterwards.
_SECTION: Final = re.compile(
    f"(?:(?P<thousands>{_D})千)?(?P<gap1>[零〇]?)(?:(?P<hundreds>{_D})百)?(?P<gap2>[零〇]?)(?:(?P<tens>{_D})?(?P<ten>十))?(?P<gap3>[零〇]?)(?P<ones>{_D})?"
)
_AMOUNT: Final = re.compile(
    f"(?:人民币)?(?:(?P<yuan>[{CHINESE_DIGITS}{CHINESE_UNITS}]+)(?:元|圆|块)钱?)?"
    f"[零〇]?(?:(?P<jiao>[{CHINESE_DIGITS}])[角毛])?[零〇]?(?:(?P<fen>[{CHINESE_DIGITS}])分)?[整正]?"
)


def chinese_integer(text: str) -> int | None:
    """The number: 一万二千, 壹万贰仟, 十二, and what people say, 一万二 for 12,000. None for anything else.

    Digits in a row (二〇二六, 三五) are no number here: a year is read as one, and 三五百 is a guess, not a sum.
    """
    if not 0 < len(text) <= _LONGEST:
        return None
    if text in {"零", "〇"}:
        return 0
    return _large(text.translate(_FORMAL))


def chinese_amount(text: str) -> int | None:
    """Fen: 五千元, 壹万贰仟叁佰肆拾伍元陆角柒分, 伍仟元整, 八百块. None where it is no amount, or above MAX_FEN."""
    if not 0 < len(text) <= _LONGEST:
        return None
    match = _AMOUNT.fullmatch(text)
    if match is None or not (match["yuan"] or match["jiao"] or match["fen"]):
        return None
    whole = chinese_integer(match["yuan"]) if match["yuan"] else 0
    if whole is None:
        return None
    fen = whole * 100 + _DIGIT.get(match["jiao"] or "零", 0) * 10 + _DIGIT.get(match["fen"] or "零", 0)
    return fen if fen <= MAX_FEN else None


def _large(text: str) -> int | None:
    """A number with 万 and 亿 in it, the greater before the smaller."""
    for unit, worth in (("亿", 100_000_000), ("万", 10_000)):
        before, found, after = text.partition(unit)
        if not found:
            continue
        head = _large(before)
        if not head or head >= 10_000:
            return None
        tail = _tail(after, worth)
        return None if tail is None else head * worth + tail
    return _section(text)


def _tail(text: str, worth: int) -> int | None:
    """What follows 万 or 亿: nothing; 零 or a full section and more; one digit alone, which counts the next smaller unit."""
    if not text:
        return 0
    if len(text) == 1 and text not in "零〇":
        return _DIGIT[text] * (worth // 10) if text in _DIGIT else None
    bare = text[1:] if text[0] in "零〇" else text
    value = _large(bare)
    return value if value is not None and value < worth else None


def _section(text: str) -> int | None:
    """A number below ten thousand."""
    match = _SECTION.fullmatch(text)
    if match is None or not text or text[-1] in "零〇" or text[0] in "零〇":
        return None
    part = {
        name: _DIGIT[match[name]] if match[name] else 0 for name in ("thousands", "hundreds", "tens", "ones")
    }
    if match["ten"] and not match["tens"]:
        part["tens"] = 1
    # 三百五 is 350, 三百零五 is 305: without the 零 a last digit counts the unit after the one before it.
    if part["ones"] and not match["ten"] and not (match["gap1"] or match["gap2"] or match["gap3"]):
        if part["hundreds"]:
            part["tens"], part["ones"] = part["ones"], 0
        elif part["thousands"]:
            part["hundreds"], part["ones"] = part["ones"], 0
    return part["thousands"] * 1000 + part["hundreds"] * 100 + part["tens"] * 10 + part["ones"]
