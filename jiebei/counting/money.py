"""Amounts of money: reading what people type, exact rounding, and writing amounts out."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

MAX_FEN = 100_000_000_000
"""Ten 亿 yuan: far above any personal debt, low enough to catch a slipped finger or a pasted phone number."""

_UNITS = {
    "": Decimal(1),
    "百": Decimal(100),
    "千": Decimal(1000),
    "万": Decimal(10_000),
    "w": Decimal(10_000),
}
_AMOUNT = re.compile(r"([+-]?)(\d[\d,]*(?:\.\d*)?|\.\d+)(百|千|万|w)?")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?")


@dataclass(frozen=True, slots=True)
class Refused:
    """Why something a person typed was not taken: one plain Chinese sentence that also says what to do."""

    message: str


def round_half_up(numerator: int, denominator: int) -> int:
    """The integer nearest to numerator/denominator, halves away from zero. `denominator` is positive."""
    if numerator >= 0:
        return (2 * numerator + denominator) // (2 * denominator)
    return -((-2 * numerator + denominator) // (2 * denominator))


def parse_amount(typed: object, *, what: str = "金额", negative: bool = False) -> int | Refused:
    """Fen from what a person or a file gives: "12,345.67", "¥1.2万", "１２００元", 12345, Decimal("0.5").

    Refuses blank, non-numeric, more than two decimals, NaN and infinity, negative amounts (unless `negative`) and
    amounts over MAX_FEN; `what` names the amount in the sentence.
    """
    if isinstance(typed, bool) or typed is None:
        return Refused(f"{what}还没有填。请填一个数字，例如 5000 或 5000.50。")
    text = unicodedata.normalize("NFKC", str(typed)).strip().lower()
    if not text:
        return Refused(f"{what}还没有填。请填一个数字，例如 5000 或 5000.50。")
    text = re.sub(r"[\s¥￥]|rmb|cny", "", text).replace("，", ",").replace("−", "-")
    # Only at the end: 5块3 is 5.30 to who says it, and must not be read as 53.
    text = re.sub(r"(元整?|块钱?)$", "", text)
    if isinstance(typed, (float, Decimal)) or re.fullmatch(r"[+-]?[\d.]+e[+-]?\d+", text):
        try:
            yuan = Decimal(text)
        except InvalidOperation:
            yuan = Decimal("nan")
        if not yuan.is_finite():
            return Refused(f"{what}不是一个有限的数字。请填阿拉伯数字，例如 5000 或 5000.50。")
    else:
        match = _AMOUNT.fullmatch(text)
        grouped_wrongly = match and "," in match[2] and not _GROUPED.fullmatch(match[2])
        if not match or grouped_wrongly:
            shown = text if len(text) <= 20 else text[:20] + "…"
            return Refused(f"{what}“{shown}”看不懂。请只填阿拉伯数字，例如 5000 或 5000.50。")
        yuan = Decimal(match[1] + match[2].replace(",", "")) * _UNITS[match[3] or ""]
    if yuan < 0 and not negative:
        return Refused(f"{what}不能是负数。请填 0 或更大的数字。")
    if abs(yuan) > MAX_FEN // 100:
        return Refused(f"{what}太大了，请检查是不是多打了几位。")
    fen = yuan * 100
    if fen != int(fen):
        return Refused(f"{what}最多写到分（两位小数），例如 5000.50。")
    return int(fen)


def plain(fen: int) -> str:
    """Two decimals and nothing else, for files and JSON: 1234567 → "12345.67"."""
    # Every figure of every row passes here; formatted this way it takes two thirds of the time of an f-string.
    return "%d.%02d" % divmod(fen, 100) if fen >= 0 else "-" + plain(-fen)  # noqa: UP031


def yuan(fen: int) -> str:
    """For people: 1234567 → "¥12,345.67"."""
    sign = "-" if fen < 0 else ""
    return f"{sign}¥{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def in_words(fen: int) -> str:
    """The amount in formal Chinese numerals (人民币大写): 1234567 → "壹万贰仟叁佰肆拾伍元陆角柒分"."""
    import cn2an

    return str(cn2an.an2cn(plain(fen), "rmb"))


def percent(fraction: float, digits: int = 2) -> str:
    """A rate for people: 0.1358 → "13.58%"."""
    return f"{fraction * 100:.{digits}f}%"
