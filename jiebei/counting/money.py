"""Amounts of money: reading what people type, exact rounding, and writing amounts out."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

MAX_FEN = 100_000_000_000
"""Ten 亿 yuan: far above any personal debt, low enough to catch a slipped finger or a pasted phone number."""
MAX_NUMBER = 28
"""How many characters a number may have: with as many digits Decimal still multiplies by a power of ten exactly."""
_MAX_TYPED = 100
"""How many characters of anything typed are looked at, spaces and signs of money among them."""

_UNITS = {
    "": Decimal(1),
    "百": Decimal(100),
    "千": Decimal(1000),
    "万": Decimal(10_000),
    "w": Decimal(10_000),
}
_FINITE = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?", re.IGNORECASE)
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


def finite_decimal(text: str) -> Decimal | None:
    """The number that a text writes out, or None. Long texts and exponents beyond three digits are none: they cost time.

    1e999999999 is eleven characters, and a thousand million digits to whoever turns it into an int.
    """
    return Decimal(text) if len(text) <= MAX_NUMBER and _FINITE.fullmatch(text) else None


def halfwidth(typed: str) -> str:
    """A number or date as typed, in plain digits, letters and marks: "１２％" → "12%".

    "10²" stays as it is, to be refused: Unicode's plain form of it is 102, which nobody means. So does a text too long to
    be a number or a date.
    """
    text = typed.strip()
    if text.isascii() or len(text) > _MAX_TYPED or any(unicodedata.category(mark) == "No" for mark in text):
        return text
    return unicodedata.normalize("NFKC", text).strip()


def parse_amount(typed: object, *, what: str = "金额", negative: bool = False) -> int | Refused:
    """Fen from what a person or a file gives: "12,345.67", "¥1.2万", "１２００元", 12345, Decimal("0.5").

    Refuses blank, non-numeric, more than two decimals, NaN and infinity, negative amounts (unless `negative`) and
    amounts over MAX_FEN; `what` names the amount in the sentence.
    """
    if isinstance(typed, bool) or typed is None:
        return Refused(f"{what}还没有填。请填一个数字，例如 5000 或 5000.50。")
    if not isinstance(typed, (str, int, float, Decimal)):
        return Refused(f"{what}看不懂。请只填阿拉伯数字，例如 5000 或 5000.50。")
    if isinstance(typed, int):
        # An int may have more digits than Python agrees to write out; beyond the limit one is as good as another.
        typed = max(-MAX_FEN, min(typed, MAX_FEN))
    text = halfwidth(str(typed)).lower()
    if not text:
        return Refused(f"{what}还没有填。请填一个数字，例如 5000 或 5000.50。")
    too_long = Refused(f"{what}太长了，请检查是不是多打了几位。")
    if len(text) > _MAX_TYPED:
        return too_long
    text = re.sub(r"[\s¥￥]|rmb|cny", "", text).replace("，", ",").replace("−", "-")
    if len(text) > MAX_NUMBER:
        return too_long
    # Only at the end: 5块3 is 5.30 to who says it, and must not be read as 53.
    text = re.sub(r"(元整?|块钱?)$", "", text)
    shown = "".join(mark for mark in text[:20] if mark.isprintable()) + ("…" if len(text) > 20 else "")
    if isinstance(typed, (float, Decimal)) or re.fullmatch(r"[+-]?[\d.]+e[+-]?\d+", text):
        number = finite_decimal(text)
        if number is None:
            return Refused(f"{what}“{shown}”不是能用的数字。请填阿拉伯数字，例如 5000 或 5000.50。")
        yuan = number
    else:
        match = _AMOUNT.fullmatch(text)
        grouped_wrongly = match and "," in match[2] and not _GROUPED.fullmatch(match[2])
        if not match or grouped_wrongly:
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


def roughly(low: int, high: int | None = None, between: str = " 到 ") -> str:
    """An estimate for people, without digits it cannot vouch for: 123456 → "¥1,230", (123456, 156789) → "¥1,230 到 ¥1,570".

    To 1 yuan below 100 yuan, to 10 below 10,000, to 100 from there on. A single figure goes to the nearest step, half
    away from zero; of a range the lower end goes down and the upper end up, so that what was worked out stays inside.
    Never for what is owed: that is shown to the fen (`yuan`).
    """
    if high is None or low == high:
        step = _step(low)
        return _whole_yuan(round_half_up(low, step) * step)
    least, most = low // _step(low) * _step(low), -(-high // _step(high)) * _step(high)
    return f"{_whole_yuan(least)}{between}{_whole_yuan(most)}"


def _step(fen: int) -> int:
    size = abs(fen)
    return 100 if size < 10_000 else 1_000 if size < 1_000_000 else 10_000


def _whole_yuan(fen: int) -> str:
    return yuan(fen).removesuffix(".00")


def in_words(fen: int) -> str:
    """The amount in formal Chinese numerals (人民币大写): 1234567 → "壹万贰仟叁佰肆拾伍元陆角柒分"."""
    import cn2an

    return str(cn2an.an2cn(plain(fen), "rmb"))


def percent(fraction: float, digits: int = 2) -> str:
    """A rate for people: 0.1358 → "13.58%"."""
    return f"{fraction * 100:.{digits}f}%"
