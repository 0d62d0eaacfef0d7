"""Letters about how she is contacted: to the lender, that it stop, and to the regulator, once the lender has been asked.

Both tell what the log says and nothing else. What she marked, or what is counted from her log, is held against the rule
it may depart from: a law or a departmental rule may have been broken ("可能违反"), a recommended standard or a guideline of
the industry is only not kept to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cached_property
from typing import Final

from jiebei.case.faults import Fault
from jiebei.case.labels import BREACHES, PLAN_KINDS, REFUSALS, RESULTS
from jiebei.case.records import Breach, Event, LogEntry, Offer
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import yuan
from jiebei.keep.contact_log import CHANNELS, Flag, flags, in_order
from jiebei.keep.course import REQUESTS, happenings
from jiebei.letters.basis import named_rule
from jiebei.letters.commission import ANSWER_DAYS, Commission, lenders
from jiebei.letters.document import Annex, Block, Document, Facts, Heading, Item, Span
from jiebei.letters.letter_sort import LetterSort
from jiebei.letters.parts import (
    BLANK,
    NOT_ADMITTED,
    PAPERS_ONLY,
    contact,
    honorific,
    letter,
    loan_named,
    loans_named,
    paragraph,
    requests,
    say,
    sentence,
    who,
)
from jiebei.rules import load_rules

MAX_INLINE: Final = 5
MAX_INLINE_CHARACTERS: Final = 400
MAX_NUMBERS: Final = 12
MAX_STEPS: Final = 6

_ASKED: Final[Mapping[Breach, str]] = {
    "third_party": "请不要联系与本借款无关的人。",
    "disclosed": "请不要把本借款的情况告诉他人。",
    "threat": "请不要使用威胁、恐吓的言语和做法。",
    "insult": "请不要辱骂、羞辱。",
    "deceit": "请不要冒用法院、公安或者律师的名义，不要告知不实的后果。",
    "private_account": "请不要让我向个人账户付款；请书面告知{you}的收款账户。",
    "extra_fee": "请不要让我另外交费；认为应当收取的，请写明项目、金额和合同依据。",
    "new_loan": "请不要让我借新的款来还。",
}


_SELF_BOUND: Final = "这是行业自律，是否适用以核查为准"


@dataclass(frozen=True)
class Conduct:
    """The contacts with one lender up to the letter's day, and what in them may depart from a rule.

    entries: all of them, in order. found: what is counted from the log (hours and numbers of calls).
    """

    commission: Commission
    entries: tuple[LogEntry, ...]
    found: tuple[Flag, ...]

    @cached_property
    def concerned(self) -> tuple[int, ...]:
        """The places of the entries that the letter is about."""
        places = {place for place, entry in enumerate(self.entries) if entry.breaches}
        for flag in self.found:
            places |= self.counted_by(flag)
        return tuple(sorted(places))

    def counted_by(self, flag: Flag) -> set[int]:
        """The entries that a flag rests on: the one, or all calls of that day that were taken (or missed) like it."""
        last = self.entries[flag.entry]
        if flag.rule == "quiet-hours-start":
            return {flag.entry}
        return {
            place
            for place, entry in enumerate(self.entries)
            if (entry.channel, entry.on, entry.answered) == (last.channel, last.on, last.answered)
        }

    def marked(self, *breaches: Breach) -> list[int]:
        """The places of the entries she marked with one of these."""
        return [place for place, entry in enumerate(self.entries) if set(entry.breaches) & set(breaches)]


def conduct(commission: Commission) -> Conduct:
    """What is on record of the contacts with this lender; an entry that names nobody counts where there is only one."""
    only = len(lenders(commission.case)) == 1
    entries = tuple(
        entry
        for entry in in_order(commission.case.log)
        if (entry.lender.strip() == commission.lender if entry.lender.strip() else only)
        and (entry.on is None or entry.on <= commission.as_of)
    )
    return Conduct(commission, entries, flags(entries, load_rules(), commission.as_of))


def nothing_to_stop(commission: Commission) -> Fault | None:
    """Why there is no letter about contacts: nothing on record departs from anything."""
    if conduct(commission).concerned:
        return None
    return Fault(
        "log",
        "“联系记录”里还没有这家不当联系的记录。先记下哪天、几点、谁、说了什么，"
        "并勾选是哪一种情况，再写这一封。正常的还款提醒，不用写。",
    )


def stop_contacting(commission: Commission) -> Document:
    """Asks the lender to stop what the log shows, to answer for whom it hired, and to contact her alone."""
    case, you, seen = commission.case, honorific(commission), conduct(commission)
    number = {place: count for count, place in enumerate(seen.concerned, start=1)}
    items = [_told(number[place], seen.entries[place]) for place in seen.concerned]
    length = sum(len(span.text) for item in items for span in item.spans)
    inline = len(items) <= MAX_INLINE and length <= MAX_INLINE_CHARACTERS
    where = "下文所列" if inline else "附件1所列"
    stops = dict.fromkeys(
        _ASKED[breach].format(you=you) for place in seen.concerned for breach in seen.entries[place].breaches
    )
    reach = contact(case) or (say(BLANK),)
    agents = "请查明上述联系是否由受托的机构作出；是的，请告知它的名称、联系方式和委托范围，并一并改正。"
    if answers_for := named_rule("consumer-finance-measures", commission):
        agents += f"按{answers_for}，{you}对受托机构的催收行为负责。"
    asks: list[str | tuple[Span, ...]] = [
        *stops,
        *_about_hours_and_numbers(seen),
        (say("需要联系时，请只联系我本人："), *reach, say("。")),
        agents,
        "请核查并保存相关的通话录音、短信和外访记录，把核查结果书面告知我。",
        f"请告知本函的受理编号，并在{chinese_date(commission.answer_day())}前书面答复。",
    ]
    listed: list[Block] = [
        paragraph("以下按时间排列，依据我的记录" + ("；“涉及”是我的看法。" if stops else "。")),
        *items,
    ]
    lines = _listed(departures(seen, number))
    blocks: list[Block] = [
        paragraph(*who(case), f"。{where}的联系与下列借款有关。请{you}停止其中的不当做法，核查并书面答复。"),
        *loans_named(commission),
        *requests(asks),
    ]
    if inline:
        blocks += [Heading("联系的情况"), *listed]
    if lines:
        blocks += [Heading("可能不符合的规定" if inline else "可能不符合的规定（第几条见附件1）"), *lines]
    blocks.append(paragraph("本函只针对联系的方式，不影响正常的还款提醒。", NOT_ADMITTED, PAPERS_ONLY))
    annexes = () if inline else (Annex("附件1", "联系的情况"), *listed)
    return letter(commission, "关于停止不当联系的函", blocks, annexes)


def not_yet_a_complaint(commission: Commission) -> Fault | None:
    """Why the regulator cannot be written to yet: the lender has not been asked, or has had no time to answer."""
    seen, grounds = conduct(commission), _grounds(commission)
    if not _asked_first(commission, seen):
        return Fault(
            "log",
            "还没有先找过这家的记录。先把申请发给它，或在 App、电话里提出，记下日期和答复，再写投诉。"
            "监管部门会先问你这一点。",
        )
    if grounds:
        return None
    sent = commission.standing.sent
    if commission.standing.stage == "waiting" and sent is not None and sent.on is not None:
        day = chinese_date(sent.on + timedelta(days=ANSWER_DAYS))
        return Fault("events", f"申请是{chinese_date(sent.on)}发出的。等到{day}还没有答复，再写投诉。")
    return Fault(
        "log",
        "记录里没有可以投诉的事：没有被拒绝，没有不答复，也没有不当的联系。有的话，先记到“联系记录”里。",
    )


def complaint(commission: Commission) -> Document:
    """The text of a complaint to the regulator: what was asked of the lender, what it did, what is asked for now."""
    case, seen, grounds = commission.case, conduct(commission), _grounds(commission)
    number = {place: count for count, place in enumerate(range(len(seen.entries)), start=1)}
    asks: list[str | tuple[Span, ...]] = []
    if "unanswered" in grounds or "refused" in grounds:
        asks.append("请督促该机构对我的协商申请作出书面答复，写明是否同意、理由和复核的渠道。")
    if "conduct" in grounds:
        asks.append("请核查下文所列的联系，包括它委托的机构所作的；督促该机构停止其中的不当做法。")
    asks.append("请告知本投诉是否受理，并把处理结果书面告知我。")
    name = case.person.name.strip()
    rows: list[tuple[str, tuple[Span, ...]]] = [
        ("投诉人", (Span(name, typed=True),) if name else ()),
        ("被投诉机构", (Span(commission.lender, typed=True),) if commission.lender else ()),
        *(
            (f"涉及借款{count if len(commission.own_loans) > 1 else ''}", loan_named(loan))
            for count, loan in enumerate(commission.own_loans, start=1)
        ),
    ]
    blocks: list[Block] = [
        Facts(tuple(rows)),
        *requests(asks, "投诉请求"),
        Heading("先向该机构提出的情况"),
        *_steps(commission, seen, number),
    ]
    if "conduct" in grounds:
        concerned = _numbers(number[place] for place in seen.concerned)
        lines = [*_kinds_marked(seen, number), *departures(seen, number)]
        blocks += [
            Heading("不当的联系"),
            paragraph(f"附件1第 {concerned} 条有下列情况。"),
            *_listed(lines),
        ]
    bounds = "还款安排要由我和该机构商定，本投诉不请求责令它减免或者打折。"
    if handled := named_rule("complaint-days", commission):
        bounds += f"投诉的办理期限按{handled}；我不把它当作该机构同意方案的期限。"
    blocks += [
        Heading("说明"),
        paragraph("以上是我本人的经历和记录。", bounds),
        Facts(_enclosed(seen, commission)),
        paragraph(PAPERS_ONLY),
    ]
    told = (_told(number[place], entry) for place, entry in enumerate(seen.entries))
    return letter(
        commission,
        "金融消费投诉",
        blocks,
        (Annex("附件1", "联系记录"), *told) if seen.entries else (),
        salutation=f"致：国家金融监督管理总局（{load_rules()['hotline-12378'].short_label} 消费投诉）",
        role="投诉人",
    )


def departures(seen: Conduct, number: Mapping[int, int]) -> list[str]:
    """A line for each rule that contacts may depart from, naming them by their number in the letter."""
    commission = seen.commission

    def line(rule_id: str, places: Iterable[int], words: Callable[[str], str]) -> list[str]:
        by_name: dict[str, list[int]] = {}
        for place in places:
            name = named_rule(rule_id, commission, seen.entries[place].on or commission.as_of)
            if name:
                by_name.setdefault(name, []).append(number[place])
        return [f"第 {_numbers(found)} 条：{words(name)}。" for name, found in by_name.items()]

    lines = [
        *line(
            "consumer-finance-measures",
            seen.marked("threat", "insult"),
            lambda name: f"可能违反{name}，它要求不得用暴力、恐吓、骚扰的方式催收",
        ),
        *line(
            "consumer-finance-measures",
            seen.marked("third_party"),
            lambda name: f"可能违反{name}，它要求不得向与债务无关的人催收",
        ),
        *line(
            "personal-information-law",
            seen.marked("disclosed"),
            lambda name: f"把借款的情况告诉他人，可能违反{name}",
        ),
        *line(
            "civil-code-1032",
            seen.marked("disclosed"),
            lambda name: f"把借款的情况告诉他人，可能侵犯{name}保护的隐私",
        ),
        *line(
            "collection-debtor-only",
            seen.marked("third_party", "disclosed"),
            lambda name: f"与{name}不符，它写明催收找本人，联系不上才联系联系人，并且不透露欠款",
        ),
        *line(
            "association-guideline",
            seen.marked("extra_fee", "new_loan"),
            lambda name: f"与{name}不符，它约定不额外收费、不推销新贷款；{_SELF_BOUND}",
        ),
    ]
    hours = _quiet_hours(seen)
    if hours:
        lines += line(
            "quiet-hours-start",
            [flag.entry for flag in seen.found if flag.rule == "quiet-hours-start"],
            lambda name: (
                f"在 {hours[0]:%H:%M} 到次日 {hours[1]:%H:%M} 之间联系，与{name}不符（事先同意的除外）"
            ),
        )
    counted = [told for flag in seen.found if (told := _too_many(seen, flag))]
    lines += counted[-MAX_STEPS:]
    if len(counted) > MAX_STEPS:
        lines.append(f"来电次数这样多的，一共有 {len(counted)} 天，以上是最近的 {MAX_STEPS} 天。")
    return lines


def _too_many(seen: Conduct, flag: Flag) -> str:
    """A day with more calls than a standard allows; "" for another flag, or where the standard cannot be cited."""
    last = seen.entries[flag.entry]
    if flag.rule == "quiet-hours-start" or last.on is None:
        return ""
    name = named_rule(flag.rule, seen.commission, last.on)
    most = load_rules().value(flag.rule, last.on)
    what = "接通了" if last.answered else "没有接通的有"
    told = f"{chinese_date(last.on)}，来电{what} {len(seen.counted_by(flag))} 次，多于每天 {most} 次"
    bound = f"；{_SELF_BOUND}" if flag.rule == "unanswered-dials-per-day" else ""
    return f"{told}，与{name}不符{bound}。" if name else ""


def _quiet_hours(seen: Conduct) -> tuple[time, time] | None:
    rules, day = load_rules(), seen.commission.as_of
    starts, ends = rules.value("quiet-hours-start", day), rules.value("quiet-hours-end", day)
    return (starts, ends) if isinstance(starts, time) and isinstance(ends, time) else None


def _about_hours_and_numbers(seen: Conduct) -> list[str]:
    found, hours = {flag.rule for flag in seen.found}, _quiet_hours(seen)
    asks = []
    if "quiet-hours-start" in found and hours:
        asks.append(f"请不要在 {hours[0]:%H:%M} 到次日 {hours[1]:%H:%M} 之间联系我。")
    if found - {"quiet-hours-start"}:
        asks.append("请减少每天来电的次数，不要反复拨打。")
    return asks


def _kinds_marked(seen: Conduct, number: Mapping[int, int]) -> list[str]:
    """What she marked, kind by kind, with the numbers of the entries."""
    return [
        f"第 {_numbers(number[place] for place in places)} 条：{BREACHES[breach]}。"
        for breach in BREACHES
        if (places := seen.marked(breach))  # type: ignore[arg-type]
    ]


def _listed(lines: Sequence[str]) -> Sequence[Block]:
    return [Item("·", (say(line),)) for line in lines]


def _numbers(found: Iterable[int]) -> str:
    """1、2、5, and after a dozen of them how many there are."""
    numbers = sorted(set(found))
    shown = "、".join(map(str, numbers[:MAX_NUMBERS]))
    return shown if len(numbers) <= MAX_NUMBERS else f"{shown} 等 {len(numbers)}"


def _told(number: int, entry: LogEntry) -> Item:
    """One contact as she wrote it down: when, how, who, what was said, what came of it, what she marked, and the evidence."""
    spans = [*_when_and_who(entry)]
    note = sentence(" ".join(entry.note.split()))
    spans += [say("："), *note] if note else [say("。")]
    if entry.result is not None:
        spans.append(say(f"结果：{_result(entry)}。"))
    if entry.breaches:
        spans.append(say(f"涉及：{'；'.join(BREACHES[breach] for breach in entry.breaches)}。"))
    if entry.evidence.strip():
        spans += [say("凭证："), *sentence(entry.evidence)]
    return Item(f"{number}.", tuple(spans))


def _when_and_who(entry: LogEntry) -> list[Span]:
    when = chinese_date(entry.on) if entry.on else "日期未记"
    when += f" {entry.at}" if entry.at else ""
    taken = ""
    if entry.channel == "phone_in" and entry.answered is not None:
        taken = "（接通）" if entry.answered else "（没接通）"
    spans = [say(f"{when}，{CHANNELS[entry.channel]}{taken}")]
    return [*spans, say("，"), Span(entry.who.strip(), typed=True)] if entry.who.strip() else spans


def _result(entry: LogEntry) -> str:
    reasons = "、".join(REFUSALS[reason] for reason in entry.reasons)
    return RESULTS[entry.result or "no_answer"] + (f"（{reasons}）" if reasons else "")


def _grounds(commission: Commission) -> frozenset[str]:
    """What there is to complain of: conduct, a refusal that stands, or an application left unanswered."""
    where, seen = commission.standing, conduct(commission)
    found = set()
    if seen.concerned:
        found.add("conduct")
    if where.refusals and where.stage in {"refused", "behind", "court"}:
        found.add("refused")
    told_nothing = any(entry.result == "no_answer" for entry in seen.entries)
    if where.stage == "nothing_sent" and told_nothing:
        found.add("unanswered")
    if where.stage == "waiting":
        waited = where.since is None or where.since + timedelta(days=ANSWER_DAYS) <= commission.as_of
        if waited or told_nothing:
            found.add("unanswered")
    return frozenset(found)


def _asked_first(commission: Commission, seen: Conduct) -> bool:
    """Whether she has turned to the lender herself: a letter sent, a call or a message of hers, or an answer to one."""
    return commission.standing.sent is not None or any(
        entry.result is not None or _asked_by_her(entry) for entry in seen.entries
    )


def _asked_by_her(entry: LogEntry) -> bool:
    return entry.channel in {"app", "phone_out"} and bool(entry.note.strip())


def _steps(commission: Commission, seen: Conduct, number: Mapping[int, int]) -> Sequence[Block]:
    """What she sent, what she asked and what came back, in order; the latest steps, the rest stands in the annex."""
    rows: list[tuple[date, int, tuple[Span, ...]]] = []
    for one in happenings(commission.case, commission.lender):
        if isinstance(one, Event) and one.kind == "sent":
            rows.append((one.on or date.max, 0, _sent(one)))
        elif isinstance(one, Offer):
            rows.append((one.received or date.max, 2, (say(_offered(one)),)))
    for place, entry in enumerate(seen.entries):
        if entry.result is not None or _asked_by_her(entry):
            told = _result(entry) if entry.result is not None else "我与该机构联系"
            where = say(f"：{told}，见附件1第 {number[place]} 条。")
            rows.append((entry.on or date.max, 1, (*_when_and_who(entry), where)))
    steps = [
        spans
        for day, _, spans in sorted(rows, key=lambda row: row[:2])
        if day == date.max or day <= commission.as_of
    ]
    shown = steps[-MAX_STEPS:]
    blocks: list[Block] = [Item(f"{count}.", spans) for count, spans in enumerate(shown, start=1)]
    if len(steps) > len(shown):
        blocks.append(paragraph(f"以上是最近的 {len(shown)} 次，一共 {len(steps)} 次。"))
    if commission.standing.stage == "waiting":
        blocks.append(
            paragraph(f"截至{chinese_date(commission.as_of)}，我的记录里没有该机构对最近一次申请的答复。")
        )
    return blocks


def _sent(event: Event) -> tuple[Span, ...]:
    when = chinese_date(event.on) if event.on else "日期未记"
    what = "协商申请" if event.letter in REQUESTS else "书面函件"
    plan = f"，请求：{PLAN_KINDS[event.plan]}" if event.plan is not None else ""
    spans = [say(f"{when}，我向该机构发出{what}{plan}")]
    if event.reference.strip():
        spans += [say("，编号 "), Span(event.reference.strip(), typed=True)]
    return (*spans, say("。"))


def _offered(offer: Offer) -> str:
    when = chinese_date(offer.received) if offer.received else "日期未记"
    how = "书面" if offer.in_writing else "口头"
    terms = []
    if offer.down_payment:
        terms.append(f"先还 {yuan(offer.down_payment)}")
    if offer.instalments and offer.amount:
        terms.append(f"分 {offer.instalments} 期，每期 {yuan(offer.amount)}")
    return f"{when}，该机构{how}提出条件{'：' + '；'.join(terms) if terms else ''}。"


def _enclosed(seen: Conduct, commission: Commission) -> tuple[tuple[str, tuple[Span, ...]], ...]:
    rows: list[tuple[str, tuple[Span, ...]]] = []
    if seen.entries:
        rows.append(("附件", (say("联系记录"),)))
    shown = ["发出的信和它的发送记录"] if commission.standing.sent is not None else []
    if any(entry.evidence.strip() for entry in seen.entries):
        shown.append("联系记录里写明的凭证")
    rows.append(("可以提供", (say("、".join(shown) or "需要哪些请告知"),)))
    return tuple(rows)


LETTER_STOP_CONTACTING: Final = LetterSort(
    "停止不当联系",
    True,
    nothing_to_stop,
    stop_contacting,
    needs_plan=False,
    purpose="有人联系无关的人、说出欠款、威胁辱骂，或深夜、反复来电时，写给贷款人。",
)


LETTER_COMPLAINT: Final = LetterSort(
    "向 12378 投诉",
    True,
    not_yet_a_complaint,
    complaint,
    needs_plan=False,
    purpose="先找过贷款人，它拒绝、不答复，或催收不当时，写给监管部门；监管不会命令它打折。",
)
