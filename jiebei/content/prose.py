"""Reading ease and forbidden words, checked: `python -m jiebei.content.prose` (that is `make prose`).

Somebody frightened reads these texts at night: sentences are short, nothing blames or shames, nothing promises, and
nothing that the law does not say is said as law. `faults()` checks any text, so that letters and generated sentences can
be held to the same limits in their own tests.

Limits: a sentence is what stands between 。！？； or line ends, counted in characters without spaces and citations.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from typing import Literal, NamedTuple

from jiebei.content.model import Content
from jiebei.content.reader import CONTENT_FOLDER, load_content
from jiebei.content.render import CONDITION, plain_text
from jiebei.rules import Rules, load_rules

TextKind = Literal["page", "letter", "rule", "correction", "claim"]
"""page: what a person reads on screen. letter: what a lender reads. rule: a line of the sources page.
correction: an answer to a wrong claim. claim: the wrong claim itself, quoted speech."""

SENTENCE_LIMIT = {"page": 42, "letter": 70, "rule": 60, "correction": 42, "claim": 42}
PAGE_LIMIT = 1_050
"""Characters a page may hold. At 350 characters a minute, slow for a native reader, that is three minutes."""

_ALL: tuple[TextKind, ...] = ("page", "letter", "rule", "correction", "claim")
_OWN: tuple[TextKind, ...] = ("page", "letter", "rule", "correction")


class _Avoid(NamedTuple):
    """An expression to avoid, why, in which kinds of text, and whether words in “ ” are exempt."""

    pattern: re.Pattern[str]
    why: str
    kinds: tuple[TextKind, ...]
    quoted_exempt: bool


def _avoid(
    pattern: str, why: str, kinds: tuple[TextKind, ...] = _OWN, *, quoted_exempt: bool = True
) -> _Avoid:
    return _Avoid(re.compile(pattern), why, kinds, quoted_exempt)


_NUMBERS = r"95188|12378|12363|12348|12345|12315|12356|12368|12333|12393|96110|110|120"
_AVOID = (
    # Blame, shame, pressure.
    _avoid("老赖|失信人|赖账|逃债|恶意拖欠|恶意逾期", "贴标签"),
    _avoid("丢人|丢脸|可耻|羞耻|活该|自作自受|没出息", "羞辱"),
    _avoid("乱花|挥霍|大手大脚|不自律|不负责任|懒惰|怪你自己|你不该|早干什么|早就应该", "责备"),
    _avoid("后果自负|后果严重|严重后果|否则你将|吓人|可怕的后果", "恐吓"),
    _avoid("[！!]", "感叹号，语气要平静", ("page", "letter", "rule", "correction")),
    # Jargon that has a plain word.
    _avoid("债务人|债权人|不可抗力|履约能力|标的|对价|主张权利|授信|催告|资方|风控", "行话，换成平常的词", ("page", "correction")),
    _avoid("兹因|系指|之规定|特此|鉴于|予以", "公文腔", ("page", "rule", "correction")),
    # Promises.
    _avoid(r"百分之?百|100\s*%|包过|必过|必成|稳过|包成功", "承诺结果"),
    _avoid("一定能|一定会成功|肯定能|绝对能|绝对可以|保证能|保证成功|保证通过|保你", "承诺结果"),
    _avoid("成功率|(大多数|多数|大部分|绝大多数)人?(都)?(能)?(成功|谈成|办成)", "没有依据的成功说法", _ALL, quoted_exempt=False),
    _avoid("内部渠道|特殊渠道|洗白|征信修复|停息挂账", "中介的话，只能放在引号里", ("letter",)),
    _avoid("包过|内部渠道|洗白", "中介的话，只能放在引号里", ("page", "rule", "correction")),
    # What must not be said as law.
    _avoid("违法|非法(?!债务)|犯法", "不说违法，说“与推荐性标准不符”或写明依据", ("page", "letter", "rule")),
    _avoid("第?(70|七十)条", "只管信用卡，只能在纠正里出现", ("page", "letter"), quoted_exempt=False),
    _avoid(r"([4４四]\s*[倍×xX]\s*(的)?\s*(一年期)?\s*LPR|LPR\s*的?\s*[4四]\s*倍)", "不适用于借呗，只能在纠正里出现", ("page", "letter"), quoted_exempt=False),
    _avoid(r"(协商|申请)[^。，没]{0,8}(15|30|十五|三十)\s*(天|日)内", "协商没有法定的答复期限", ("page", "letter", "rule")),
    # Unsure facts (certainty U) and things that change.
    _avoid(r"30\s*万|三十万|额度[^。，]{0,6}\d+\s*万", "旧的额度，未核实", _ALL, quoted_exempt=False),
    _avoid(r"2026年1[01]月[^。，]{0,6}LPR|LPR[^。，]{0,6}2026年1[01]月", "未核实的 LPR", _ALL, quoted_exempt=False),
    _avoid(r"按\s*\d\s*(号)?键|拨通后按|菜单", "语音菜单会变，不写", _ALL, quoted_exempt=False),
    _avoid(r"24\s*小时(热线|服务|接听|人工|在线)|工作日\s*\d{1,2}\s*[:：点]|全天候", "接听时间不同，不写", ("page", "rule", "correction")),
    # Contacts that are not an authority's or the lender's own.
    _avoid(r"(?<!\d)1[3-9]\d{9}(?!\d)", "手机号码", _ALL, quoted_exempt=False),
    _avoid(r"(?i)qq\s*[:：群]?\s*\d{5,}|微信号|公众号|加微信|扫码添加|vx", "第三方联系方式", _OWN, quoted_exempt=False),
    _avoid(r"(?i)https?://(?!([a-z]+\.)*(nfra|pbc|pbccrc|court)\.)|www\.", "第三方网址", _ALL, quoted_exempt=False),
    _avoid(rf"(?<![\d.,:])(?!(?:{_NUMBERS})(?!\d))(?:12[34]\d\d|9[56]\d{{3}}|8\d{{2}}-?\d{{4}})(?![\d.,年%])", "不认识的号码", _ALL, quoted_exempt=False),
)  # fmt: skip
_SERVICE_LINE = re.compile(r"(?<!\d)[48]00[\s-]?\d{3}[\s-]?\d{4}(?!\d)")
_QUOTED = re.compile("“[^”]*”|「[^」]*」")
_ENDS = re.compile("[。！？；\n]")
_MARKUP = re.compile(r"^\s*(?:[-*]|\d+\.|#+|>)\s+|\*\*|<!--.*?-->|\]\([^)]*\)|[\[\]]", re.MULTILINE)


def faults(text: str, kind: TextKind = "page") -> list[str]:
    """What is wrong with a text, one line each (the reason and the words); [] if it may be shown.

    `kind` chooses the limits; see `TextKind`. Words inside “ ” are quoted speech and may be a swindler's.
    """
    words = clean(text)
    found = []
    for sentence in sentences(words):
        if len(sentence) > SENTENCE_LIMIT[kind]:
            found.append(f"句子有 {len(sentence)} 个字，最多 {SENTENCE_LIMIT[kind]} 个：{sentence}")
    unquoted = _QUOTED.sub("“”", words)
    for rule in _AVOID:
        if kind not in rule.kinds:
            continue
        match = rule.pattern.search(unquoted if rule.quoted_exempt else words)
        if match is not None:
            found.append(f"{rule.why}：{match[0]}")
    line = _SERVICE_LINE.search(words)
    if line is not None:
        found.append(f"不认识的号码：{line[0]}")
    return found


def clean(text: str) -> str:
    """The words a person reads: without citation marks, conditions and Markdown signs."""
    return _MARKUP.sub("", CONDITION.sub("", plain_text(text)))


def sentences(text: str) -> list[str]:
    """The sentences of a text without spaces, empty ones left out."""
    return [compact for part in _ENDS.split(text) if (compact := re.sub(r"\s", "", part))]


def page_texts(content: Content) -> Iterator[tuple[str, str, str]]:
    """(page, place, text) for every text of `content` that a person reads."""
    for page in content.pages.values():
        yield page.name, "title", page.title
        for section in page.sections:
            yield page.name, section.id, f"{section.heading}\n{section.markdown}"
    for step in content.guide:
        lines = [step.title, step.text, *(item.text for item in step.checklist), step.leads_to.label]
        yield "guide", step.id, "\n".join(lines)
    for item in content.precautions:
        yield (
            "precautions",
            item.id,
            "\n".join([item.title, item.text, *item.do, *item.dont, item.leads_to.label]),
        )
    for need in content.needs:
        who = [contact.who for contact in need.contacts]
        yield "help", need.id, "\n".join([need.title, *who, need.can, need.cannot, *need.prepare])
    for bill in content.bills:
        yield "money", bill.id, f"{bill.title}\n{bill.why}"
    for support in content.supports:
        who = [contact.who for contact in support.contacts]
        yield "money", support.id, "\n".join([support.title, *who, support.who, support.where])
    for term in content.glossary:
        yield "glossary", term.id, f"{term.term}\n{term.plain}"
    for question in content.scam_questions:
        yield "scams", question.id, f"{question.question}\n{question.reason}"
    for sign in content.scam_patterns:
        yield "scams.yaml", sign.id, f"{sign.label}\n{sign.reason}"
    for asked in content.triage:
        yield "triage", asked.id, "\n".join([asked.question, asked.answer, asked.route.label])


def rule_texts(rules: Rules) -> Iterator[tuple[str, TextKind, str]]:
    """(place, kind, text) for every printable rule and correction."""
    for rule in rules.printable:
        yield f"rules: {rule.id}", "rule", "\n".join([rule.label, rule.gives, rule.does_not_give])
    for correction in rules.corrections:
        yield f"corrections: {correction.id}", "claim", correction.claim
        yield f"corrections: {correction.id}", "correction", correction.correction


def check_prose() -> list[str]:
    """Every fault in the page texts, lists, rules, corrections and example cases, one line each."""
    content = load_content()
    found = []
    length: dict[str, int] = {}
    for page, place, text in page_texts(content):
        found += [f"{page}: {place}: {fault}" for fault in faults(text)]
        length[page] = length.get(page, 0) + sum(map(len, sentences(clean(text))))
    for page in content.pages:
        # A glossary is looked things up in, and only one need of the help page is read at a time.
        if page not in ("glossary", "help") and length[page] > PAGE_LIMIT:
            found.append(f"{page}: 全页 {length[page]} 个字，最多 {PAGE_LIMIT} 个")
    for place, kind, text in rule_texts(load_rules()):
        found += [f"{place}: {fault}" for fault in faults(text, kind)]
    for path in sorted((CONTENT_FOLDER / "cases").glob("*.json")):
        for text in _strings(json.loads(path.read_text("utf-8"))):
            found += [f"cases/{path.name}: {fault}" for fault in faults(text, "letter")]
    return found


def _main() -> int:
    """Print every fault; 1 if there is one."""
    found = check_prose()
    for fault in found:
        print(fault)
    return 1 if found else 0


def _strings(node: object) -> Iterator[str]:
    """Every text in a JSON document that holds Chinese words (not codes, dates or amounts)."""
    if isinstance(node, str):
        if re.search("[\u4e00-\u9fff]", node):
            yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from _strings(value)
    elif isinstance(node, list):
        for value in node:
            yield from _strings(value)


if __name__ == "__main__":
    sys.exit(_main())
