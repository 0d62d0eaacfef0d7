"""An agreement or a chat before 同意: which of the twelve points it settles, in its own words, and what to ask about the rest.

Deterministic, and nothing leaves the process. A finding is the text's own words with the place where they stand; whether
the whole of it is good for her only the figures and her own reading say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal, NamedTuple

from jiebei.case.labels import AGREEMENT
from jiebei.case.records import Offer
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import yuan
from jiebei.pasted.patterns import (
    AgreementPatterns,
    PointPart,
    PointPatterns,
    TextSign,
    agreement_patterns,
    collector_patterns,
)
from jiebei.pasted.terms import AgreementTerms, Clash, Role, clashes, offer_of, terms_of
from jiebei.pasted.uniform_text import Uniform, uniform

PointStatus = Literal["settled", "partly", "against", "missing"]
LONGEST_QUOTE: Final = 80
"""Characters of the uniform text in one quote; a longer clause is cut around what was found."""
_NEAR: Final = 40
"""Characters before and after a match in which a clause may take it back."""
_THREATS: Final = frozenset(
    {"violence", "abuse", "tells-others", "lawyer-letter", "dishonest-list", "jail", "seizes", "codes"}
)
"""What a collector's message is read for and an agreement too. That a dispute goes to court stands in any agreement."""
_LENDER: Final = re.compile(
    "[一-龥]{2,20}(?:消费金融|小额贷款|汽车金融|信托)(?:股份)?有限(?:责任)?公司|[一-龥]{2,12}银行(?:股份)?有限(?:责任)?公司"
)
_LED_BY: Final = re.compile(
    "^.*(?:由|与|和|向|给|是|受|为|同|贷款人|出借人|甲方|债权人|委托|代表)(?=[一-龥]{4})"
)
_CJK: Final = re.compile("[一-龥]")
_ALL_OF_IT: Final = re.compile(
    "(?:减免|免除|豁免|免去|免收)(?:全部|所有|全额)?的?(?:逾期)?(?:罚息|违约金|利息)|(?:罚息|违约金)(?:全部|全额|予以)+(?:减免|免除|豁免)|全额(?:减免|免除)"
)


class Quote(NamedTuple):
    """Her text's own words, and where they stand in it (characters from the start)."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PointFound:
    """What the text says about one of the twelve points (a key of `AGREEMENT`).

    settled: everything the point needs is said. partly: some of it, or it stays vague; `lacks` says what is missing.
    against: settled, but the other way; `says` tells how. missing: nothing is said, or that nothing is agreed.
    question: what she can send; "" for a settled point.
    """

    id: str
    status: PointStatus
    quotes: tuple[Quote, ...]
    lacks: tuple[str, ...]
    says: str
    question: str
    note: str = ""

    @property
    def label(self) -> str:
        return AGREEMENT[self.id]


@dataclass(frozen=True, slots=True)
class TextFinding:
    """Something to know before she agrees: a sum or day that does not fit, or a clause to beware of.

    difference: by how much sums do not fit, in fen; 0 for other findings. cites: the rules it rests on. departs: those of them
    that it is not in keeping with.
    """

    id: str
    label: str
    says: str
    quote: Quote
    cites: tuple[str, ...] = ()
    difference: int = 0
    departs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AgreementReading:
    """All that was found in one text, as of a day.

    offer: its plan as fields of an `Offer`, with only what it says; None where it gives none. nothing: why nothing was
    found, where nothing was.
    """

    characters: int
    points: tuple[PointFound, ...]
    sums: tuple[TextFinding, ...]
    warnings: tuple[TextFinding, ...]
    offer: Offer | None
    nothing: str = ""

    @property
    def settled(self) -> tuple[PointFound, ...]:
        return tuple(point for point in self.points if point.status == "settled")


@dataclass
class _Evidence:
    quotes: dict[str, Quote] = field(default_factory=dict)
    half: list[Quote] = field(default_factory=list)
    doubtful: list[Quote] = field(default_factory=list)
    against: list[tuple[str, Quote]] = field(default_factory=list)


def read_agreement(typed: str, as_of: date) -> AgreementReading:
    """Every point, sum and warning in a text of any length and content."""
    pasted = uniform(typed, figures=True)
    patterns = agreement_patterns()
    sentences = _Sentences(pasted, patterns)
    terms = terms_of(
        pasted,
        as_of,
        lambda one: sentences.states(one.start, one.end),
        lambda one: sentences.firm(one.start, one.end) == "firm",
    )
    points = tuple(_point(point, sentences, terms) for point in patterns.points)
    sums = tuple(_said(clash, terms) for clash in clashes(terms))
    threats = (sign for sign in collector_patterns().signs if sign.id in _THREATS)
    warnings = signs_in(pasted, (*patterns.signs, *threats))
    quoted = [warning.quote.text for warning in warnings if warning.id in {"waiver-lapses", "all-at-once"}]
    offer = offer_of(terms, lender_named(pasted), "；".join(dict.fromkeys(quoted)))
    found = sums or warnings or offer or any(point.about.search(pasted.text) for point in patterns.points)
    return AgreementReading(
        len(typed),
        points,
        sums,
        warnings,
        offer,
        "" if found else why_nothing(typed, "没有找到和还款协议有关的话。请把协议或聊天的原文整段贴进来。"),
    )


def signs_in(pasted: Uniform, signs: Iterable[TextSign]) -> tuple[TextFinding, ...]:
    """The signs found, each kind once, in the order of the text."""
    found: list[tuple[int, TextFinding]] = []
    for sign in signs:
        first = None
        for pattern in sign.patterns:
            for match in pattern.finditer(pasted.text):
                start, end = pasted.clause(match.start(), match.end())
                if sign.unless is None or not sign.unless.search(pasted.text, start, end):
                    if first is None or match.start() < first.start():
                        first = match
                    break
        if first is not None:
            finding = TextFinding(
                sign.id,
                sign.label,
                sign.reason,
                clause_quote(pasted, first.start(), first.end()),
                sign.cites,
                departs=sign.departs,
            )
            found.append((first.start(), finding))
    return tuple(finding for _, finding in sorted(found, key=lambda pair: pair[0]))


def lender_named(pasted: Uniform) -> str:
    """The licensed lender that the text names first, or ""."""
    match = _LENDER.search(pasted.text)
    return _LED_BY.sub("", match[0]) if match else ""


def reading_json(reading: AgreementReading) -> dict[str, Any]:
    """The reading as `jiebei check-agreement` prints it."""
    from jiebei.counting.money import plain

    offer = reading.offer
    return {
        "characters": reading.characters,
        "nothing": reading.nothing or None,
        "points": [
            {
                "id": point.id,
                "label": point.label,
                "status": point.status,
                "quotes": [quote._asdict() for quote in point.quotes],
                "lacks": list(point.lacks),
                "says": point.says or None,
                "question": point.question or None,
                "note": point.note or None,
            }
            for point in reading.points
        ],
        "sums": [finding_json(one) | {"difference": plain(one.difference)} for one in reading.sums],
        "warnings": [finding_json(one) for one in reading.warnings],
        "offer": None if offer is None else offer.model_dump(mode="json", exclude_defaults=True),
    }


def finding_json(finding: TextFinding) -> dict[str, Any]:
    """A finding as the command line prints it."""
    return {
        "id": finding.id,
        "label": finding.label,
        "says": finding.says,
        "quote": finding.quote._asdict(),
        "cites": list(finding.cites),
    }


# The twelve points -------------------------------------------------------------------------------------------------


class _Sentences:
    """The sentences of a text that say something: not those that only ask, nor her own lines in a chat."""

    def __init__(self, pasted: Uniform, patterns: AgreementPatterns) -> None:
        self.pasted, self.text, self.patterns = pasted, pasted.text, patterns
        in_chat = patterns.chat.search(pasted.text) is not None
        self.hers = (patterns.hers, patterns.hers_in_chat) if in_chat else (patterns.hers,)

    def about(self, point: PointPatterns) -> Iterator[tuple[int, int]]:
        seen, at = set(), 0
        while match := point.about.search(self.text, at):
            start, end = self.pasted.sentence(match.start(), match.end())
            at = max(end, match.end())
            if start not in seen and not self._asks(start, end):
                seen.add(start)
                # Where a line names something and the next gives it, both are one.
                yield start, self._with_next_line(start, end)

    def states(self, start: int, end: int) -> bool:
        """Whether a part of the text stands in a sentence that states something and refuses nothing."""
        return not self._asks(*self.pasted.sentence(start, end)) and not self.refused(start, end)

    def _asks(self, start: int, end: int) -> bool:
        ended_by = self.text[end : end + 1]
        if ended_by == "？" or self.text[max(start, end - 1) : end] in {"吗", "么"}:
            return True
        line = self.text.rfind("\n", max(0, start - 400), start) + 1
        return any(hers.search(self.text[line : line + 6]) for hers in self.hers)

    def _with_next_line(self, start: int, end: int) -> int:
        if self.text[end : end + 1] != "\n" or not 0 < end - start <= 12:
            return end
        return self.pasted.sentence(end + 1, end + 1)[1]

    def firm(self, start: int, end: int) -> Literal["firm", "open", "refused", "wished"]:
        """What the clause around a match makes of it."""
        first, last = self._near(start, end)
        if self.refused(start, end):
            return "refused"
        if self.patterns.left_open.search(self.text, first, last):
            return "open"
        wished = self.patterns.wished.search(self.text, first, start)
        return "wished" if wished and not self.patterns.agreed.search(self.text, first, last) else "firm"

    def refused(self, start: int, end: int) -> bool:
        """Whether the clause around a match refuses it."""
        first, last = self._near(start, end)
        before = self.patterns.refused_before.search(self.text[max(first, start - 16) : start])
        return bool(before or self.patterns.refused_after.search(self.text, end, last))

    def _near(self, start: int, end: int) -> tuple[int, int]:
        """The clause, no further than it can still speak of the match."""
        first, last = self.pasted.clause(start, end)
        return max(first, start - _NEAR), min(last, end + _NEAR)


def _point(point: PointPatterns, sentences: _Sentences, terms: AgreementTerms) -> PointFound:
    evidence = _Evidence()
    figures = {part.id: _from_figures(point.id, part.id, terms, sentences) for part in point.parts}
    for part in point.parts:
        if spans := figures[part.id]:
            evidence.quotes[part.id] = clause_quote(terms.pasted, *spans[0])
    for start, end in sentences.about(point):
        _look(point, start, end, sentences, evidence)
    needed = _needed(point, terms)
    lacking = [part for part in needed if part.id not in evidence.quotes]
    quotes = tuple(dict.fromkeys(evidence.quotes.values())) or tuple(evidence.half[:1])
    if evidence.against:
        says, quote = evidence.against[0]
        return PointFound(
            point.id, "against", (quote, *(one for one in quotes if one != quote)), (), says, point.question
        )
    if not lacking:
        return PointFound(point.id, "settled", quotes, (), "", "", point.note)
    lacks = tuple(part.lacks for part in lacking)
    question = lacking[0].question if len(lacking) == 1 and quotes else point.question
    if quotes:
        return PointFound(point.id, "partly", quotes, lacks, "", question, point.note)
    if evidence.doubtful:
        says = "说到了，但没有说定。"
        return PointFound(point.id, "missing", tuple(evidence.doubtful[:1]), lacks, says, point.question)
    return PointFound(point.id, "missing", (), lacks, "", point.question)


def _look(point: PointPatterns, start: int, end: int, sentences: _Sentences, evidence: _Evidence) -> None:
    """What one sentence says about a point."""
    text, pasted = sentences.text, sentences.pasted
    reversed_here = False
    for reversal in point.against:
        for pattern in reversal.patterns:
            match = pattern.search(text, start, end)
            if match and _counts_against(point, match, sentences):
                evidence.against.append((reversal.says, clause_quote(pasted, match.start(), match.end())))
                reversed_here = True
                break
    found = False
    for part in point.parts:
        for pattern in part.patterns:
            match = pattern.search(text, start, end)
            if match is None:
                continue
            how = sentences.firm(match.start(), match.end())
            if how == "firm" and not (reversed_here and _overlaps(evidence, pasted, match)):
                evidence.quotes.setdefault(part.id, clause_quote(pasted, match.start(), match.end()))
                found = True
                break
            if how in {"open", "refused"} and not reversed_here:
                evidence.doubtful.append(clause_quote(pasted, match.start(), match.end()))
    for pattern in () if reversed_here else point.half:
        match = pattern.search(text, start, end)
        if match is not None and sentences.firm(match.start(), match.end()) == "firm":
            evidence.half.append(clause_quote(pasted, match.start(), match.end()))
    if not found and not reversed_here:
        about = point.about.search(text, start, end)
        if about is not None and sentences.firm(about.start(), about.end()) in {"open", "refused"}:
            evidence.doubtful.append(clause_quote(pasted, about.start(), about.end()))


def _counts_against(point: PointPatterns, match: re.Match[str], sentences: _Sentences) -> bool:
    """A reversal that is itself taken back (请勿转入个人账户) or a condition (逾期的，恢复催收) counts for nothing."""
    first, _ = sentences.pasted.clause(match.start(), match.end())
    before = sentences.text[first : match.start()]
    if point.id == "payee":
        return (
            re.search("勿|不要|不得|不能|不会|不可|严禁|谨防|警惕|小心|防止|从不|绝不|任何人", before) is None
        )
    sentence = sentences.pasted.sentence(match.start(), match.end())[0]
    conditional = re.search("如果?|若|一旦|逾期|未按|不按|漏|违约", sentences.text[sentence : match.start()])
    return not (point.id == "collection" and conditional and not match[0].startswith("不"))


def _overlaps(evidence: _Evidence, pasted: Uniform, match: re.Match[str]) -> bool:
    start, end = pasted.span(match.start(), match.end())
    return any(quote.start < end and start < quote.end for _, quote in evidence.against)


def _needed(point: PointPatterns, terms: AgreementTerms) -> Sequence[PointPart]:
    """The parts that this text must give: a sum paid at once has no number of instalments."""
    if point.id == "instalments" and terms.lump is not None:
        return [part for part in point.parts if part.id == "dates"]
    return point.parts


def _from_figures(
    point: str, part: str, terms: AgreementTerms, sentences: _Sentences
) -> list[tuple[int, int]]:
    """Where the sums and days of the text give a part of a point."""
    roles: dict[tuple[str, str], tuple[Role, ...]] = {
        ("amounts", "principal"): ("principal",),
        ("amounts", "interest"): ("interest",),
        ("amounts", "penalty"): ("penalty",),
        ("instalments", "each"): ("each", "row"),
        ("waived", "sum"): ("waived",),
    }
    found = (
        [(one.start, one.end) for one in terms.marked(*roles.get((point, part), ()))]
        if (point, part) in roles
        else []
    )
    if (point, part) == ("instalments", "count"):
        found = [(one.start, one.end) for one in terms.counts] or [
            (day.start, amount.end) for day, amount in terms.rows
        ]
    if (point, part) == ("instalments", "dates"):
        days = [terms.first_day, terms.day_of_month if terms.first_day else None]
        if terms.lump is not None:
            days = [terms.down_day]
        found = [(one.start, one.end) for one in days if one is not None]
    if (point, part) == ("waived", "sum") and not found and terms.marked("penalty"):
        # 减免全部罚息 says how much where the penalty is given.
        found = [
            match.span()
            for match in _ALL_OF_IT.finditer(terms.text)
            if sentences.firm(*match.span()) == "firm"
        ]
    return found


# Words for what was found ------------------------------------------------------------------------------------------


def clause_quote(pasted: Uniform, start: int, end: int) -> Quote:
    """The clauses around a match as she pasted them, cut where they are very long."""
    first, last = pasted.clause(start, end)
    if last - first > LONGEST_QUOTE:
        first, last = max(first, start - 20), min(last, max(end, start + LONGEST_QUOTE - 20))
    begin, finish = pasted.span(first, last)
    return Quote(pasted.typed[begin:finish], begin, finish)


def _said(clash: Clash, terms: AgreementTerms) -> TextFinding:
    """A contradiction in words, with the difference."""
    quote = clause_quote(terms.pasted, clash.start, clash.end)
    more = clash.stated - clash.counted
    apart = f"{'多' if more > 0 else '少'} {yuan(abs(more))}"
    on = chinese_date(clash.on) if clash.on else ""
    label, says = {
        "debt": ("欠款加起来不对", f"写的合计是 {yuan(clash.stated)}，各项加起来是 {yuan(clash.counted)}，{apart}。"),
        "plan": ("分期加起来不对", f"写的合计是 {yuan(clash.stated)}，首付和各期加起来是 {yuan(clash.counted)}，{apart}。"),
        "words": ("大写和数字不一样", f"大写是 {yuan(clash.counted)}，数字是 {yuan(clash.stated)}，{apart}。"),
        "beyond": ("分期比欠款多", f"首付和各期加起来是 {yuan(clash.stated)}，写明的欠款减去减免是 {yuan(clash.counted)}，{apart}。问清多出来的是什么。"),
        "periods": ("期数对不上", f"一处写 {clash.stated} 期，另一处算下来是 {clash.counted} 期。"),
        "rows": ("期数对不上", f"写的是 {clash.stated} 期，表里有 {clash.counted} 行。"),
        "last-date": ("最后一期的日期对不上", f"按 {clash.stated} 期每月一期，最后一期在{on}。"),
        "counts": ("期数有几个说法", "文字里的期数不止一个，问清是哪一个。"),
        "amounts": ("每期金额有几个说法", "文字里的每期金额不止一个，问清每一期各是多少。"),
        "no-such-day": ("没有这一天", "日历上没有这一天，请对方改。"),
        "past": ("日期已经过了", f"{on}已经过了。按这个日子，签了就算逾期。"),
        "due-day": ("还款日对不上", f"第一期是{on}，每月还款日写的是 {clash.counted} 日。"),
    }[clash.kind]  # fmt: skip
    in_fen = clash.kind in {"debt", "plan", "words", "beyond"}
    return TextFinding(clash.kind, label, says, quote, (), more if in_fen else 0)


def why_nothing(typed: str, otherwise: str) -> str:
    """Why a text gave nothing, in a sentence."""
    if not typed.strip():
        return "还没有贴文字。"
    if not _CJK.search(typed):
        return "没有看到中文，所以什么也没有找到。这里只读中文。"
    return otherwise
