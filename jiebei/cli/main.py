"""The `jiebei` command: what the app does, for scripts and advisers.

JSON on stdout (amounts as strings with two decimals, rates as fractions, ISO dates). Errors are one Chinese line each on
stderr: exit 2 for wrong usage or no answer, 1 for an invalid case; never a traceback. Every command imports what it needs
when it runs, so that a schedule costs no more than its arithmetic.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from jiebei.counting.due_dates import today_in_china
from jiebei.counting.money import Refused, halfwidth, parse_amount, plain
from jiebei.counting.rate import MAX_DAILY, Rate, parse_fraction
from jiebei.owed.schedule import MAX_PERIODS, Row, Terms, build, periods_for_payment, repay_early

if TYPE_CHECKING:
    from jiebei.case.faults import Fault
    from jiebei.case.records import Case
    from jiebei.owed.schedule import RateChange
    from jiebei.plan.options import Advice

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
MAX_FILE = 1_000_000
USAGE, INVALID_CASE = 2, 1


class EndCommand(Exception):  # noqa: N818 (it ends a command; it is not always a mistake)
    """Ends a command: lines for stderr and the exit code."""

    def __init__(self, *lines: str, code: int = USAGE) -> None:
        super().__init__(*lines)
        self.lines, self.code = lines, code


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        options = _parser().parse_args(arguments)
        options.run(options)
        sys.stdout.flush()
    except EndCommand as stop:
        return _complain(stop.lines, stop.code)
    except SystemExit as stop:
        return int(stop.code or 0)
    except BrokenPipeError:
        # The reader (such as `head`) has had enough. What is still buffered must not complain at exit either.
        _silence_stdout()
        return 0
    except KeyboardInterrupt:
        return 130
    except OSError:
        return _complain(["结果写不出去：可能是磁盘满了，或者输出的地方不能写。"], USAGE)
    except Exception as error:
        return _complain([f"程序出了意外的错误（{type(error).__name__}），没有得出结果。"], USAGE)
    return 0


def _complain(lines: Iterable[str], code: int) -> int:
    try:
        for line in lines:
            print(_one_line(line), file=sys.stderr)
        sys.stdout.flush()
    except BrokenPipeError:
        _silence_stdout()
    return code


def _silence_stdout() -> None:
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return


def _one_line(text: str) -> str:
    """No line breaks or control characters, whatever a file's name or contents may hold."""
    clean = "".join(" " if unicodedata.category(mark) in {"Cc", "Zl", "Zp"} else mark for mark in text)
    return clean if len(clean) <= 400 else clean[:400] + "…"


# Reading what was typed.


class _Parser(argparse.ArgumentParser):
    """argparse that speaks Chinese, in one line."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(allow_abbrev=False, add_help=False, formatter_class=_Help, **settings)
        self.add_argument("-h", "--help", action="help", help="显示这份说明")
        self._positionals.title = "参数"
        self._optionals.title = "选项"

    def error(self, message: str) -> NoReturn:
        raise EndCommand(_in_chinese(message))


class _Help(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


_SENTENCES: tuple[tuple[str, str], ...] = (
    (r"the following arguments are required: (.+)", "缺少必填的参数：{0}。"),
    (r"one of the arguments (.+) is required", "下面几项要填其中一项：{0}。"),
    (r"unrecognized arguments: (.+)", "不认识的参数：{0}。用 jiebei -h 看说明。"),
    (r"argument (\S+): expected one argument", "{0} 后面要跟一个值。"),
    (r"argument (\S+): expected (?:at least one|\d+) arguments?", "{0} 后面要跟至少一个值。"),
    (r"argument (\S+): ignored explicit argument .*", "{0} 后面不跟值。"),
    (r"argument (\S+): not allowed with argument (\S+)", "{0} 和 {1} 不能同时用。"),
    (r"argument (?:.* )?(\S+): invalid choice: (.+?) \(choose from (.+)\)", "{0} 不能是 {1}，只能是：{2}。"),
    (r"argument ([^:]+): (.+)", "{0}：{1}"),
)


def _in_chinese(message: str) -> str:
    for pattern, sentence in _SENTENCES:
        match = re.fullmatch(pattern, message, re.DOTALL)
        if match:
            return sentence.format(*match.groups())
    return f"参数不对：{message}"


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


def _whole(name: str, low: int, high: int, unit: str = "") -> Callable[[str], Any]:
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


def _read(path: str) -> bytes:
    """A file's first bytes (one more than any limit), or stdin for "-"."""
    try:
        if path == "-":
            return sys.stdin.buffer.read(MAX_FILE + 1)
        with Path(path).open("rb") as file:
            return file.read(MAX_FILE + 1)
    except FileNotFoundError:
        raise EndCommand(f"找不到文件：{path}") from None
    except IsADirectoryError:
        raise EndCommand(f"这是一个文件夹，不是文件：{path}") from None
    except PermissionError:
        raise EndCommand(f"没有权限读取文件：{path}") from None
    except (OSError, ValueError):
        raise EndCommand(f"读不了文件：{path}") from None


def _write(path: str, data: bytes) -> None:
    if path == "-":
        sys.stdout.buffer.write(data)
        return
    try:
        Path(path).write_bytes(data)
    except IsADirectoryError:
        raise EndCommand(f"这是一个文件夹，请写明文件名：{path}") from None
    except FileNotFoundError:
        raise EndCommand(f"文件夹不存在，写不了：{path}") from None
    except (OSError, ValueError):
        raise EndCommand(f"写不了文件：{path}") from None


def _print(tree: Any) -> None:
    try:
        text = json.dumps(tree, ensure_ascii=False, indent=2, allow_nan=False)
    except ValueError:
        # Strict JSON has no infinity, and neither has money: a figure that overflowed is no answer.
        raise EndCommand("算出来的数大得没有意义，没有得出结果。请检查填的数。") from None
    print(text)


def _note(text: str) -> None:
    print(_one_line(text), file=sys.stderr)


def _case(path: str) -> Case:
    from jiebei.case.file import loads
    from jiebei.case.records import Case

    read = loads(_read(path))
    if isinstance(read, Case):
        return read
    raise _invalid(read)


def _invalid(faults: Iterable[Fault]) -> EndCommand:
    return EndCommand(*(str(fault) for fault in faults), code=INVALID_CASE)


def _as_of(options: argparse.Namespace, case: Case) -> date:
    day: date = options.as_of or case.settings.as_of or today_in_china()
    return day


# The commands.


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
        terms = Terms(
            **{name: getattr(terms, name) for name in terms.__slots__}
            | {"periods": periods, "payment": options.payment}
        )
    if options.extra:
        on, amount = options.extra
        try:
            schedule = repay_early(terms, on, amount, options.extra_keeps)
        except ValueError:
            raise EndCommand("--extra：提前还款要落在两个还款日之间，金额不能超过当天欠款。") from None
    else:
        schedule = build(terms)
    _print(
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
    from jiebei.owed.schedule import RateChange

    read = _checked(_daily_rate if options.daily_rate is not None else _annual_rate)
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

    read = read_flows(_read(options.flows))
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
            _print({"effective": None, "nominal": None, "roots": [_shown(root) for root in cost.roots]})
        raise EndCommand(cost.message)
    nominal = None if cost.nominal is None else _shown(cost.nominal)
    _print(
        {
            "effective": _shown(cost.effective),
            "nominal": nominal,
            "roots": [_shown(root) for root in cost.roots],
        }
    )
    if cost.effective < 0:
        _note("提示：年化是负数，还的比收到的少。请检查有没有漏掉的还款。")


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
        _note(f"提示：每家都能还清，还剩 {plain(shares.left)} 元。")
    if shares.short:
        answer["short"] = plain(shares.short)
        _note(f"提示：各家最低还款加起来比能还的多 {plain(shares.short)} 元，已按最低还款的比例分。")
    _print(answer)


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
    _print({"penalty": plain(result.penalty), "total": plain(result.total), "per_day": plain(result.per_day)})


def _check(options: argparse.Namespace) -> None:
    _case(options.case)


def _schema(options: argparse.Namespace) -> None:  # noqa: ARG001 (every command takes its options)
    from jiebei.case.file import schema

    _print(schema())


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
    _print(listing(rules, as_of))
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
    _print(advice_json(case, advice))


def _offer(options: argparse.Namespace) -> None:
    from jiebei.answer.assessment import Assessment, assess, assessment_json
    from jiebei.case.file import loads_offer
    from jiebei.case.records import Offer

    offer = loads_offer(_read(options.offer))
    if not isinstance(offer, Offer):
        raise EndCommand(*(f"对方的答复 {options.offer}：{fault}" for fault in offer), code=INVALID_CASE)
    case, advice = _proposals(options)
    assessment = assess(case, advice, offer)
    if not isinstance(assessment, Assessment):
        raise EndCommand(*(f"对方的答复 {options.offer}：{fault}" for fault in assessment), code=INVALID_CASE)
    _print(assessment_json(assessment))


def _letter(options: argparse.Namespace) -> None:
    from jiebei.case.faults import Fault
    from jiebei.letters.commission import lenders, masked
    from jiebei.letters.compose import compose
    from jiebei.letters.paper.plain import render_text

    case, advice = _proposals(options)
    shown = masked(case) if options.masked else case
    document = compose(shown, advice, options.lender, options.kind)
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
            _note(f"提示：字体里没有这些字，信里留了空，请手写补上：{'、'.join(missing)}")
    _write(options.output, data)
    others = [name for name in lenders(case)[1:] if name] if options.lender is None else []
    if others:
        _note(f"提示：这封只写给第一家。其他几家各写一封：{'、'.join(f'--lender {name}' for name in others)}")


def _calendar(options: argparse.Namespace) -> None:
    from jiebei.keep.calendar_file import render_calendar

    case, advice = _proposals(options)
    _write(options.output, render_calendar(case, advice))


# What can be typed.


def _parser() -> _Parser:
    from jiebei import __version__

    parser = _Parser(prog="jiebei", description="借呗协商自助：不联网，不存数据，算的是你自己的数。")
    parser.add_argument("--version", action="version", version=f"jiebei {__version__}", help="显示版本")
    commands = parser.add_subparsers(dest="command", metavar="命令", required=True, title="命令")

    def command(name: str, run: Callable[[argparse.Namespace], None], about: str) -> _Parser:
        made: _Parser = commands.add_parser(name, help=about, description=about)
        made.set_defaults(run=run)
        return made

    def rates(to: _Parser) -> None:
        either = to.add_mutually_exclusive_group(required=True)
        either.add_argument(
            "--daily-rate", type=_checked(_daily_rate), metavar="R", help="日利率，例如 0.0004"
        )
        either.add_argument(
            "--annual-rate", type=_checked(_annual_rate), metavar="R", help="年利率，例如 0.146"
        )
        to.add_argument(
            "--day-basis", type=int, choices=(365, 360), default=365, help="一年按多少天（默认 365）"
        )

    amount, day = _checked(_positive_amount), _checked(_day)

    to = command("schedule", _schedule, "还款计划表")
    to.add_argument("--principal", type=amount, required=True, metavar="元", help="本金")
    rates(to)
    to.add_argument(
        "--method", choices=("level", "equal-principal", "interest-only", "bullet"), required=True,
        help="等额本息、等额本金、先息后本、到期一次还本付息",
    )  # fmt: skip
    to.add_argument(
        "--interest-only-periods", type=_whole("只还息的期数", 0, MAX_PERIODS - 1), default=0, metavar="K",
        help="前 K 期只还利息（只用于 level）",
    )  # fmt: skip
    length = to.add_mutually_exclusive_group(required=True)
    length.add_argument("--periods", type=_whole("期数", 1, MAX_PERIODS), metavar="N", help="期数")
    length.add_argument(
        "--payment", type=amount, metavar="元", help="每期还多少，反过来求最少期数（只用于 level）"
    )
    to.add_argument("--start", type=day, required=True, metavar="日期", help="开始计息的日子")
    to.add_argument("--first-due", type=day, metavar="日期", help="第一个还款日（默认一个月后）")
    to.add_argument(
        "--accrual", choices=("daily", "monthly"), default="daily", help="按实际天数（默认）或按月计息"
    )
    to.add_argument(
        "--rate-change", type=_dated(str, "2026-06-01=0.0003"), action="append", default=[], metavar="日期=R",
        help="从这天起的新利率，单位同上，可写多次",
    )  # fmt: skip
    to.add_argument(
        "--extra", type=_dated(_positive_amount, "2026-05-15=3000"), metavar="日期=元", help="一笔提前还款"
    )
    to.add_argument(
        "--extra-keeps", choices=("payment", "periods"), default="payment",
        help="提前还款后：每期不变、期数变少（默认），或期数不变、每期变少",
    )  # fmt: skip

    to = command("cost", _cost, "年化成本：从真实的收款和还款算")
    to.add_argument("flows", metavar="FLOWS.csv", help="表头 date,amount 或 period,amount；- 表示标准输入")
    to.add_argument(
        "--per-year", type=_whole("一年的期数", 1, 366), metavar="N", help="按期数的表：一年有几期"
    )

    to = command("share", _share, "把能还的钱按余额分给几家")
    to.add_argument(
        "--available", type=_checked(parse_amount), required=True, metavar="元", help="一共能还多少"
    )
    to.add_argument("balances", nargs="+", type=_checked(parse_amount), metavar="余额", help="每家的余额")
    to.add_argument(
        "--minimums", nargs="+", type=_checked(parse_amount), metavar="元", help="每家的最低还款，没有写 0"
    )

    to = command("overdue", _overdue, "逾期罚息（估算，以合同为准）")
    to.add_argument("--principal", type=amount, required=True, metavar="元", help="逾期本金")
    rates(to)
    to.add_argument(
        "--days", type=_whole("逾期天数", 0, 36_500, "（天）"), required=True, metavar="天", help="逾期天数"
    )
    to.add_argument(
        "--penalty-multiple", type=_checked(_multiple), metavar="倍", help="罚息是正常利率的几倍（默认用依据里的估算值，见 jiebei rules）"
    )  # fmt: skip
    to.add_argument(
        "--grace-days",
        type=_whole("宽限天数", 0, 365, "（天）"),
        default=0,
        metavar="天",
        help="宽限期，不计罚息的天数",
    )
    to.add_argument("--compound", action="store_true", help="未还的罚息每天也计罚息（上限估算）")

    def on_case(name: str, run: Callable[[argparse.Namespace], None], about: str) -> _Parser:
        made = command(name, run, about)
        made.add_argument("case", metavar="CASE.json", help="案情文件；- 表示标准输入")
        if run not in (_check,):
            made.add_argument(
                "--as-of", type=day, metavar="日期", help="按哪一天算（默认案情里写的日子，或今天）"
            )
        return made

    on_case("propose", _propose, "还款方案：每一种怎么还，推荐哪一种，为什么")
    to = on_case("offer", _offer, "对方的答复：逐月对照你的预算，该接受、追问还是拒绝")
    to.add_argument("offer", metavar="OFFER.json", help="对方的答复，字段同案情文件里的 offers")
    to = on_case("letter", _letter, "申请信")
    to.add_argument("--kind", choices=("request", "again", "worksheet"), default="request",
                    help="哪一种：request 第一次申请，again 被拒绝后再次申请，worksheet 算法说明")  # fmt: skip
    to.add_argument("--format", choices=("pdf", "docx", "txt"), default="pdf", help="文件格式（默认 pdf）")
    to.add_argument("-o", "--output", required=True, metavar="FILE", help="写到哪个文件；- 表示标准输出")
    to.add_argument("--masked", action="store_true", help="隐去姓名、电话和贷款编号的大部分，给别人看时用")
    to.add_argument("--lender", metavar="名称", help="写给哪一家（默认第一家）")
    to = on_case("calendar", _calendar, "还款日历（.ics），提前三天提醒")
    to.add_argument("-o", "--output", required=True, metavar="FILE.ics", help="写到哪个文件；- 表示标准输出")
    on_case("check", _check, "检查案情文件，每个问题一行")
    to = command("rules", _rules, "用到的法规和参数；有过了复核日期的，逐条列出，退出码 1")
    to.add_argument("--as-of", type=day, metavar="日期", help="按哪一天看（默认今天）")
    command("schema", _schema, "案情文件的 JSON Schema")
    return parser
