"""Is this person who offers to negotiate for me a fraud? Ten questions, and a reader of pasted advertisements.

Deterministic: the same text always gives the same signs, each with its reason and the official warning it rests on. A
sign is not a verdict, and no sign is no promise of safety; the texts say so. Questions and expressions are data
(jiebei/content/scams.yaml). Nothing is kept.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from jiebei import content

MAX_CHARACTERS = 20_000
"""An advertisement is short; what comes after this many characters is not looked at."""

# Advertisers write traditional forms to slip past filters.
_VARIANTS = str.maketrans(
    "徵賬帳掛費過貸還債務證號碼轉銀優減訴錢額複歷構復內開專線後點據單辦給電話機發網擔談絕對師團隊獨門關係錄無須聯繫強製斷處貧戶欄騙屬",
    "征账账挂费过贷还债务证号码转银优减诉钱额复历构复内开专线后点据单办给电话机发网担谈绝对师团队独门关系录无须联系强制断处贫户栏骗属",
)
# NFKC makes Chinese punctuation ASCII; the expressions rely on the Chinese marks to end a sentence.
_PUNCTUATION = str.maketrans(",;!?:", "，；！？：")
# Marks put between characters to hide a word ("停.息.挂.账"). 、 stays: it separates a list.
_DECORATION = frozenset("·•.．_-–—~|/\\^#*'\"“”‘’「」『』【】[]()<>《》…+")


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A warning sign: the words that triggered it as they were written, why it matters, and the rule it rests on."""

    id: str
    label: str
    matched: str
    reason: str
    rule_id: str


def red_flags(text: str) -> tuple[RedFlag, ...]:
    """The signs found in a pasted text, each kind once, in the order in which they appear.

    Only the first `MAX_CHARACTERS` characters are read. An empty result does not mean that the offer is honest.
    """
    text = text[:MAX_CHARACTERS]
    uniform, origin = _uniform(text)
    found: list[tuple[int, RedFlag]] = []
    for sign in content.scam_patterns():
        matches = [
            match
            for pattern in sign.patterns
            for match in pattern.finditer(uniform)
            if sign.unless is None or not sign.unless.search(_clause_before(uniform, match.start()))
        ]
        if not matches:
            continue
        first = min(matches, key=lambda match: (match.start(), -match.end()))
        start, end = origin[first.start()], origin[first.end() - 1] + 1
        found.append((start, RedFlag(sign.id, sign.label, text[start:end].strip(), sign.reason, sign.cite)))
    return tuple(flag for _, flag in sorted(found, key=lambda pair: pair[0]))


def flags_from_answers(yes: Collection[str]) -> tuple[RedFlag, ...]:
    """The signs behind the questions answered with yes (their ids), in the order of the questions.

    `matched` is the question itself. Raises KeyError for an id that is not a question.
    """
    questions = {question.id: question for question in content.scam_questions()}
    unknown = sorted(set(yes) - questions.keys())
    if unknown:
        raise KeyError(f"没有编号为 {unknown[0]} 的问题")
    return tuple(
        RedFlag(one.id, one.question, one.question, one.reason, one.cite)
        for one in questions.values()
        if one.id in yes
    )


def result_section(flags: Collection[RedFlag]) -> str:
    """The id of the section of the page "scams" to show for this result."""
    return "result-some" if flags else "result-none"


def _uniform(text: str) -> tuple[str, list[int]]:
    """The text half-width, lower case, simplified and without hiding marks, and for each character where it stood.

    A line's end becomes a full stop, so that two entries of a list are not read as one phrase.
    """
    characters: list[tuple[str, int]] = []
    for position, original in enumerate(text):
        if original in "\r\n":
            characters.append(("。", position))
            continue
        folded = unicodedata.normalize("NFKC", original).lower().translate(_PUNCTUATION).translate(_VARIANTS)
        for character in folded:
            if not character.isspace() and unicodedata.category(character) not in (
                "Cf",
                "So",
                "Sk",
                "Mn",
                "Cc",
            ):
                characters.append((character, position))
    kept = []
    for index, (character, position) in enumerate(characters):
        if character in _DECORATION:
            before = _neighbour(characters, index, -1)
            after = _neighbour(characters, index, 1)
            hides_word = _is_han(before) and _is_han(after)
            joins_digits = character in "-–—" and before.isdigit() and after.isdigit()
            if hides_word or joins_digits:
                continue
        kept.append((character, position))
    return "".join(character for character, _ in kept), [position for _, position in kept]


def _clause_before(text: str, end: int) -> str:
    """What stands between the last mark of a pause and `end`."""
    start = max(text.rfind(mark, 0, end) for mark in "，。；！？") + 1
    return text[start:end]


def _neighbour(characters: list[tuple[str, int]], index: int, step: int) -> str:
    """The nearest character that is no decoration, at most three places away; "" if there is none."""
    for distance in range(1, 4):
        at = index + step * distance
        if not 0 <= at < len(characters):
            return ""
        if characters[at][0] not in _DECORATION:
            return characters[at][0]
    return ""


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"
