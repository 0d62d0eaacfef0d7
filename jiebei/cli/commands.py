"""What each command does with what was typed; `COMMANDS` lists them.

Every command imports what it needs when it runs, so that a schedule costs no more than its arithmetic.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from jiebei.cli.streams import INVALID_CASE, EndCommand, note, print_json, read_input, read_text, write_output
from jiebei.cli.values import ANNUAL_RATE, DAILY_RATE
from jiebei.counting.due_dates import today_in_china
from jiebei.counting.money import plain
from jiebei.counting.rate import Rate
from jiebei.owed.schedule import MAX_PERIODS, RateChange, Row, Terms, build, periods_for_payment, repay_early

if TYPE_CHECKING:
    from jiebei.case.faults import Fault
    from jiebei.case.records import Case
    from jiebei.plan.options import Advice


def _case(path: str) -> Case:
    from jiebei.case.file import loads
    from jiebei.case.records import Case
    from jiebei.case.sealed import is_sealed

    data = read_input(path)
    read = loads(_unsealed(data) if is_sealed(data) else data)
    if isinstance(read, Case):
        return read
    raise _invalid(read)


def _unsealed(data: bytes) -> str:
    """A case file under a passphrase. It comes from the environment: a prompt would stop a script, an option stays in the
    shell's history."""
    from jiebei.case.faults import Fault
    from jiebei.case.sealed import unseal

    passphrase = os.environ.get("JIEBEI_PASSPHRASE")
    if not passphrase:
        raise EndCommand(
            "这个文件加了口令。请在网页里打开它，或者把口令放进环境变量 JIEBEI_PASSPHRASE。",
            code=INVALID_CASE,
        )
    opened = unseal(data, passphrase)
    if isinstance(opened, Fault):
        raise _invalid([opened])
    return opened


def _invalid(faults: Iterable[Fault]) -> EndCommand:
    return EndCommand(*(str(fault) for fault in faults), code=INVALID_CASE)


def _as_of(options: argparse.Namespace, case: Case) -> date:
    day: date = options.as_of or case.settings.as_of or today_in_china()
    return day


def _schedule(options: argparse.Namespace) -> None:
    start, first_due = options.start, options.first_due
    if first_due is not None and first_due <= start:
        raise EndCommand("--first-due：第一个还款日要在借款日（--start）之后。")
    if options.interest_only_periods and options.method != "level":
        raise EndCommand("--interest-only-periods 只用于 --method level（先只还息，后等额）。")
    if options.payment and options.method != "level":
        raise EndCommand("--payment 只用于 --method level。")
    head = options.interest_only_periods
    if options.periods is not None and head >= options.periods:
        raise EndCommand("--interest-only-periods 要少于 --periods。")
    terms = Terms(
        principal=options.principal,
        rate=_rate_of(options),
        method=options.method,
        periods=options.periods or head + 1,
        start=start,
        first_due=first_due,
        accrual=options.accrual,
        interest_only_periods=head,
        changes=_rate_changes(options),
    )
    if options.payment:
        periods = periods_for_payment(terms, options.payment)
        if periods is None:
            raise EndCommand(
                f"每期还 {plain(options.payment)} 元，{MAX_PERIODS} 期也还不清：不够利息，或只多一点点。"
            )
        terms = replace(terms, periods=periods, payment=options.payment)
    if options.extra:
        on, amount = options.extra
        try:
            schedule = repay_early(terms, on, amount, options.extra_keeps)
        except ValueError:
            raise EndCommand("--extra：提前还款要落在两个还款日之间，金额不能超过当天欠款。") from None
    else:
        schedule = build(terms)
    print_json(
        {
            "rows": [_row(row) for row in schedule.rows],
            "total_payment": plain(schedule.total_payment),
            "total_interest": plain(schedule.total_interest),
        }
    )


def _rate_of(options: argparse.Namespace) -> Rate:
    if options.daily_rate is not None:
        return Rate.per_day(options.daily_rate, options.day_basis)
    return Rate.per_year(options.annual_rate, options.day_basis)


def _rate_changes(options: argparse.Namespace) -> tuple[RateChange, ...]:
    read = DAILY_RATE if options.daily_rate is not None else ANNUAL_RATE
    make = Rate.per_day if options.daily_rate is not None else Rate.per_year
    changes = []
    for on, typed in options.rate_change:
        try:
            changes.append(RateChange(on, make(read(typed), options.day_basis)))
        except argparse.ArgumentTypeError as error:
            raise EndCommand(f"--rate-change：{error}") from None
    days = [change.on for change in changes]
    if len(set(days)) != len(days):
        raise EndCommand("--rate-change：同一天写了两个利率。")
    return tuple(sorted(changes))


def _row(row: Row) -> dict[str, Any]:
    return {
        "period": row.period,
        "date": row.date.isoformat(),
        "payment": plain(row.payment),
        "principal": plain(row.principal),
        "interest": plain(row.interest),
        "balance": plain(row.balance),
    }


def _cost(options: argparse.Namespace) -> None:
    from jiebei.owed.annual_cost import NoCost, annualised, dated, spaced
    from jiebei.owed.flow_file import FlowFile, read_flows

    read = read_flows(read_input(options.flows))
    if not isinstance(read, FlowFile):
        raise EndCommand(*(str(fault) for fault in read))
    if read.kind == "period" and options.per_year is None:
        raise EndCommand(
            "这份表按期数写（period），要加 --per-year：一年有几期，每月一期就是 --per-year 12。"
        )
    if read.kind == "date" and options.per_year is not None:
        raise EndCommand("这份表按日期写（date），不用 --per-year：真实日期已经说明间隔。")
    flows = dated(read.rows) if options.per_year is None else spaced(read.rows, options.per_year)
    cost = annualised(flows)
    if isinstance(cost, NoCost):
        if cost.roots:
            # Which of them is meant nobody can say; a script still gets to see them all.
            print_json({"effective": None, "nominal": None, "roots": [_shown(root) for root in cost.roots]})
        raise EndCommand(cost.message)
    nominal = None if cost.nominal is None else _shown(cost.nominal)
    print_json(
        {
            "effective": _shown(cost.effective),
            "nominal": nominal,
            "roots": [_shown(root) for root in cost.roots],
        }
    )
    if cost.effective < 0:
        note("提示：年化是负数，还的比收到的少。请检查有没有漏掉的还款。")


def _shown(rate: float) -> float:
    return round(rate, 10) + 0.0


def _share(options: argparse.Namespace) -> None:
    from jiebei.counting.sharing import share

    minimums = options.minimums
    if minimums is not None and len(minimums) != len(options.balances):
        raise EndCommand(f"--minimums 有 {len(minimums)} 个，余额有 {len(options.balances)} 个，要一样多。")
    shares = share(options.available, options.balances, minimums)
    answer: dict[str, Any] = {"shares": [plain(part) for part in shares.parts]}
    if shares.left:
        answer["left"] = plain(shares.left)
        note(f"提示：每家都能还清，还剩 {plain(shares.left)} 元。")
    if shares.short:
        answer["short"] = plain(shares.short)
        note(f"提示：各家最低还款加起来比能还的多 {plain(shares.short)} 元，已按最低还款的比例分。")
    print_json(answer)


def _overdue(options: argparse.Namespace) -> None:
    from jiebei.owed.overdue import penalty

    multiple = options.penalty_multiple
    if multiple is None:
        from jiebei.rules import NoValueError, load_rules

        try:
            multiple = Fraction(load_rules().decimal("penalty-multiple", today_in_china()))
        except NoValueError as error:
            raise EndCommand(f"{error}请用 --penalty-multiple 写明罚息倍数。") from None
    result = penalty(
        options.principal,
        _rate_of(options).daily,
        options.days,
        multiple,
        options.grace_days,
        options.compound,
    )
    print_json(
        {"penalty": plain(result.penalty), "total": plain(result.total), "per_day": plain(result.per_day)}
    )


def _check(options: argparse.Namespace) -> None:
    _case(options.case)


def _schema(options: argparse.Namespace) -> None:  # noqa: ARG001 (every command takes its options)
    from jiebei.case.file import schema

    print_json(schema())


def _rules(options: argparse.Namespace) -> None:
    from jiebei.content import ContentFileError, load_content
    from jiebei.rules import RuleFileError, load_rules
    from jiebei.rules.listing import listing, stale_lines

    as_of = options.as_of or today_in_china()
    try:
        rules = load_rules()
        load_content()
    except (RuleFileError, ContentFileError) as error:
        raise EndCommand(str(error), code=INVALID_CASE) from None
    print_json(listing(rules, as_of))
    stale = stale_lines(rules, as_of)
    if stale:
        raise EndCommand(*stale, code=INVALID_CASE)


def _proposals(options: argparse.Namespace) -> tuple[Case, Advice]:
    from jiebei.plan.advice import advise
    from jiebei.plan.options import Advice

    case = _case(options.case)
    advice = advise(case, _as_of(options, case))
    if not isinstance(advice, Advice):
        raise _invalid(advice)
    return case, advice


def _propose(options: argparse.Namespace) -> None:
    from jiebei.cli.as_json import advice_json

    case, advice = _proposals(options)
    print_json(advice_json(case, advice))


def _offer(options: argparse.Namespace) -> None:
    from jiebei.answer.assessment import Assessment, assess, assessment_json
    from jiebei.case.file import loads_offer
    from jiebei.case.records import Offer

    offer = loads_offer(read_input(options.offer))
    if not isinstance(offer, Offer):
        raise EndCommand(*(f"对方的答复 {options.offer}：{fault}" for fault in offer), code=INVALID_CASE)
    case, advice = _proposals(options)
    assessment = assess(case, advice, offer)
    if not isinstance(assessment, Assessment):
        raise EndCommand(*(f"对方的答复 {options.offer}：{fault}" for fault in assessment), code=INVALID_CASE)
    print_json(assessment_json(assessment))


def _letter(options: argparse.Namespace) -> None:
    from jiebei.case.faults import Fault
    from jiebei.letters.blanks import left_blank
    from jiebei.letters.commission import lenders, masked
    from jiebei.letters.compose import LETTERS, commission, compose
    from jiebei.letters.next_letter import usual_kind
    from jiebei.letters.paper.plain import render_text
    from jiebei.plan.advice import advise
    from jiebei.plan.contradictions import contradictions
    from jiebei.plan.options import Advice

    if options.kind is not None and options.kind not in LETTERS:
        # The names alone: with their labels the line would be longer than an error may be.
        raise EndCommand(f"--kind 只能是：{'、'.join(LETTERS)}。")
    case = _case(options.case)
    as_of = _as_of(options, case)
    worked = advise(case, as_of)
    advice = worked if isinstance(worked, Advice) else None
    # An incomplete case says what it lacks, unless the letter needs no figure of a plan.
    if not isinstance(worked, Advice) and (options.kind is None or LETTERS[options.kind].needs_plan):
        raise _invalid(worked)
    made = commission(case, advice, options.lender, as_of)
    if isinstance(made, Fault):
        raise _invalid([made])
    kind = options.kind or usual_kind(made)
    document = compose(masked(case) if options.masked else case, advice, options.lender, kind, as_of)
    if isinstance(document, Fault):
        raise _invalid([document])
    text = render_text(document)
    if options.format == "txt":
        data = text.encode()
    elif options.format == "docx":
        from jiebei.letters.paper.docx import render_docx

        data = render_docx(document)
    else:
        from jiebei.letters.paper.fonts import missing_characters
        from jiebei.letters.paper.pdf import render_pdf

        data = render_pdf(document)
        missing = missing_characters(text.replace("\n", "") + document.footer)
        if missing:
            note(f"提示：字体里没有这些字，信里留了空，请手写补上：{'、'.join(missing)}")
    if empty := left_blank(made, document):
        note(f"提示：信里还空着，请手写补上：{'、'.join(empty)}")
    for fault in contradictions(case, as_of):
        note(f"提示：{fault}")
    if options.kind is None and kind != "request":
        note(f"提示：按事情走到的一步，写的是“{LETTERS[kind].label}”（--kind {kind}）。")
    write_output(options.output, data)
    for_one = LETTERS[options.kind or "request"].addressed and options.lender is None
    others = [name for name in lenders(case)[1:] if name] if for_one else []
    if others:
        note(f"提示：这封只写给第一家。其他几家各写一封：{'、'.join(f'--lender {name}' for name in others)}")


def _calendar(options: argparse.Namespace) -> None:
    from datetime import UTC, datetime

    from jiebei.case.faults import Fault
    from jiebei.keep.calendar_file import calendar_entries, render_calendar, withdrawn_entries
    from jiebei.keep.court_days import court_step
    from jiebei.letters.awaited import answers_awaited
    from jiebei.plan.advice import advise
    from jiebei.plan.options import Advice
    from jiebei.rules import load_rules

    case, rules = _case(options.case), load_rules()
    as_of = _as_of(options, case)
    found = advise(case, as_of)
    worked = found if isinstance(found, Advice) else None
    awaited = answers_awaited(case, as_of, worked)
    entries = calendar_entries(case, as_of, rules, worked, awaited)
    papers = ((number, court_step(event, rules, as_of)) for number, event in enumerate(case.events))
    left_out = [
        Fault(f"events.{number}.{step.where}", step.message)
        for number, step in papers
        if isinstance(step, Fault)
    ]
    if not isinstance(found, Advice):
        left_out += found
    if not entries:
        raise _invalid(left_out)
    withdrawn = withdrawn_entries(case, as_of, worked, awaited)
    write_output(options.output, render_calendar(entries, datetime.now(UTC), withdrawn))
    for fault in left_out:
        note(f"提示：有的日子没有写进日历。{fault}")


def _table(options: argparse.Namespace) -> None:
    from jiebei.keep.spreadsheet import render_spreadsheet, spreadsheet_sheets
    from jiebei.letters.compose import LETTERS
    from jiebei.plan.advice import advise
    from jiebei.plan.options import Advice

    case = _case(options.case)
    as_of = _as_of(options, case)
    found = advise(case, as_of)
    worked = found if isinstance(found, Advice) else None
    names = {kind: sort.label for kind, sort in LETTERS.items()}
    sheets = spreadsheet_sheets(case, as_of, worked, names)
    if not sheets and not isinstance(found, Advice):
        raise _invalid(found)
    write_output(options.output, render_spreadsheet(sheets, as_of))
    if not isinstance(found, Advice):
        for fault in found:
            note(f"提示：表格里没有还款方案。{fault}")


def _check_agreement(options: argparse.Namespace) -> None:
    from jiebei.pasted.agreement_text import read_agreement, reading_json

    print_json(reading_json(read_agreement(read_text(options.text), options.as_of or today_in_china())))


def _log(options: argparse.Namespace) -> None:
    from jiebei.keep.contact_log import flags, in_order
    from jiebei.rules import load_rules

    if options.message is None and (options.on or options.at):
        raise EndCommand("--on、--at 说的是消息哪天几点来的，要和 --message 一起用。")
    if options.case == "-" == options.message:
        raise EndCommand("案情文件和 --message 不能都从标准输入读。")
    case = _case(options.case)
    as_of, rules = _as_of(options, case), load_rules()
    lenders = {loan.lender.strip() for loan in case.loans} - {""}
    log = in_order(case.log)
    if len(lenders) == 1:
        # With one lender every entry is about that one, as on the page.
        log = tuple(entry.model_copy(update={"lender": entry.lender or next(iter(lenders))}) for entry in log)
    named = lenders | {entry.lender.strip() for entry in log} - {""}
    shown: dict[str, Any] = {
        "as_of": as_of.isoformat(),
        "entries": [entry.model_dump(mode="json") for entry in log],
        "flags": [
            {"entry": flag.entry, "text": flag.text, "rule": flag.rule}
            for flag in flags(log, rules, as_of, max(1, len(named)))
        ],
    }
    if options.message is not None:
        from jiebei.pasted.collector_message import log_entry, message_json, read_message

        message = read_message(read_text(options.message), rules, as_of, options.on, options.at)
        made = log_entry(message, next(iter(lenders)) if len(lenders) == 1 else "")
        shown |= {"message": message_json(message), "entry": made.entry.model_dump(mode="json")}
        if made.left_out:
            note(f"提示：原文太长，记录里少了后面的 {made.left_out} 字，请另外留好原文。")
    print_json(shown)


COMMANDS: Final[Mapping[str, Callable[[argparse.Namespace], None]]] = {
    "schedule": _schedule,
    "cost": _cost,
    "share": _share,
    "overdue": _overdue,
    "check": _check,
    "schema": _schema,
    "rules": _rules,
    "propose": _propose,
    "offer": _offer,
    "letter": _letter,
    "calendar": _calendar,
    "table": _table,
    "check-agreement": _check_agreement,
    "log": _log,
}
