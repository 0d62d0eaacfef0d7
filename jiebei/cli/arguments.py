"""What can be typed: every command's arguments, and argparse speaking Chinese."""

from __future__ import annotations

import argparse
import re
from typing import Any, NoReturn, get_args

from jiebei.cli.streams import EndCommand
from jiebei.cli.values import (
    AMOUNT,
    AMOUNT_OR_NOTHING,
    ANNUAL_RATE,
    CLOCK,
    DAILY_RATE,
    DAY,
    DAY_AND_AMOUNT,
    DAY_AND_RATE,
    MULTIPLE,
    whole,
)
from jiebei.counting.conventions import Accrual, Method
from jiebei.owed.schedule import MAX_PERIODS


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


def parser() -> argparse.ArgumentParser:
    """All commands with their arguments; what is typed wrongly raises EndCommand with one line."""
    from jiebei import __version__

    typed = _Parser(prog="jiebei", description="借呗协商自助：不联网，不存数据，算的是你自己的数。")
    typed.add_argument("--version", action="version", version=f"jiebei {__version__}", help="显示版本")
    typed.add_argument("--debug", action="store_true", help="出了意外的错误时，显示给开发者看的细节")
    commands = typed.add_subparsers(dest="command", metavar="命令", required=True, title="命令")

    def command(name: str, about: str) -> _Parser:
        made: _Parser = commands.add_parser(name, help=about, description=about)
        return made

    def rates(to: _Parser) -> None:
        either = to.add_mutually_exclusive_group(required=True)
        either.add_argument("--daily-rate", type=DAILY_RATE, metavar="R", help="日利率，例如 0.0004")
        either.add_argument("--annual-rate", type=ANNUAL_RATE, metavar="R", help="年利率，例如 0.146")
        to.add_argument(
            "--day-basis", type=int, choices=(365, 360), default=365, help="一年按多少天（默认 365）"
        )

    to = command("schedule", "还款计划表")
    to.add_argument("--principal", type=AMOUNT, required=True, metavar="元", help="本金")
    rates(to)
    to.add_argument(
        "--method", choices=get_args(Method), required=True,
        help="等额本息、等额本金、先息后本、到期一次还本付息",
    )  # fmt: skip
    to.add_argument(
        "--interest-only-periods", type=whole("只还息的期数", 0, MAX_PERIODS - 1), default=0, metavar="K",
        help="前 K 期只还利息（只用于 level）",
    )  # fmt: skip
    length = to.add_mutually_exclusive_group(required=True)
    length.add_argument("--periods", type=whole("期数", 1, MAX_PERIODS), metavar="N", help="期数")
    length.add_argument(
        "--payment", type=AMOUNT, metavar="元", help="每期还多少，反过来求最少期数（只用于 level）"
    )
    to.add_argument("--start", type=DAY, required=True, metavar="日期", help="开始计息的日子")
    to.add_argument("--first-due", type=DAY, metavar="日期", help="第一个还款日（默认一个月后）")
    to.add_argument(
        "--accrual", choices=get_args(Accrual), default="daily", help="按实际天数（默认）或按月计息"
    )
    to.add_argument(
        "--rate-change", type=DAY_AND_RATE, action="append", default=[], metavar="日期=R",
        help="从这天起的新利率，单位同上，可写多次",
    )  # fmt: skip
    to.add_argument("--extra", type=DAY_AND_AMOUNT, metavar="日期=元", help="一笔提前还款")
    to.add_argument(
        "--extra-keeps", choices=("payment", "periods"), default="payment",
        help="提前还款后：每期不变、期数变少（默认），或期数不变、每期变少",
    )  # fmt: skip

    to = command("cost", "年化成本：从真实的收款和还款算")
    to.add_argument("flows", metavar="FLOWS.csv", help="表头 date,amount 或 period,amount；- 表示标准输入")
    to.add_argument(
        "--per-year", type=whole("一年的期数", 1, 366), metavar="N", help="按期数的表：一年有几期"
    )

    to = command("share", "把能还的钱按余额分给几家")
    to.add_argument("--available", type=AMOUNT_OR_NOTHING, required=True, metavar="元", help="一共能还多少")
    to.add_argument("balances", nargs="+", type=AMOUNT_OR_NOTHING, metavar="余额", help="每家的余额")
    to.add_argument(
        "--minimums", nargs="+", type=AMOUNT_OR_NOTHING, metavar="元", help="每家的最低还款，没有写 0"
    )

    to = command("overdue", "逾期罚息（估算，以合同为准）")
    to.add_argument("--principal", type=AMOUNT, required=True, metavar="元", help="逾期本金")
    rates(to)
    to.add_argument(
        "--days", type=whole("逾期天数", 0, 36_500, "（天）"), required=True, metavar="天", help="逾期天数"
    )
    to.add_argument(
        "--penalty-multiple", type=MULTIPLE, metavar="倍", help="罚息是正常利率的几倍（默认用依据里的估算值，见 jiebei rules）"
    )  # fmt: skip
    to.add_argument(
        "--grace-days",
        type=whole("宽限天数", 0, 365, "（天）"),
        default=0,
        metavar="天",
        help="宽限期，不计罚息的天数",
    )
    to.add_argument("--compound", action="store_true", help="未还的罚息每天也计罚息（上限估算）")

    def on_case(name: str, about: str) -> _Parser:
        made = command(name, about)
        made.add_argument("case", metavar="CASE.json", help="案情文件；- 表示标准输入")
        if name != "check":
            made.add_argument(
                "--as-of", type=DAY, metavar="日期", help="按哪一天算（默认案情里写的日子，或今天）"
            )
        return made

    on_case("propose", "还款方案：每一种怎么还，推荐哪一种，为什么")
    to = on_case("offer", "对方的答复：逐月对照你的预算，该接受、追问还是拒绝")
    to.add_argument("offer", metavar="OFFER.json", help="对方的答复，字段同案情文件里的 offers")
    to = on_case("letter", "申请信")
    # Which kinds there are is the letters' own list, read when a letter is asked for.
    to.add_argument("--kind", metavar="名称",
                    help="哪一种（默认按事情走到哪一步，没有开始就是 request）：request 第一次申请，again 被拒绝后再次申请，worksheet 算法说明等；写错时会列出全部")  # fmt: skip
    to.add_argument("--format", choices=("pdf", "docx", "txt"), default="pdf", help="文件格式（默认 pdf）")
    to.add_argument("-o", "--output", required=True, metavar="FILE", help="写到哪个文件；- 表示标准输出")
    to.add_argument("--masked", action="store_true", help="隐去姓名、电话和贷款编号的大部分，给别人看时用")
    to.add_argument("--lender", metavar="名称", help="写给哪一家（默认第一家）")
    to = on_case("calendar", "日历（.ics）：还款日、法院文书的最后一天、等答复和复查的日子")
    to.add_argument("-o", "--output", required=True, metavar="FILE.ics", help="写到哪个文件；- 表示标准输出")
    to = on_case("table", "表格（.xlsx）：每一期、付过的款、联系记录、发生的事、家庭收支")
    to.add_argument("-o", "--output", required=True, metavar="FILE.xlsx", help="写到哪个文件；- 表示标准输出")
    to = command("check-agreement", "签之前看一看：协议或聊天里写定了哪几条，缺什么，怎么问")
    to.add_argument("text", metavar="FILE", help="文本文件，协议或聊天的原文；- 表示标准输入")
    to.add_argument("--as-of", type=DAY, metavar="日期", help="按哪一天看（默认今天）")
    to = on_case("log", "联系记录：按时间排好，与标准或指引不符的地方")
    to.add_argument(
        "--message", metavar="FILE", help="一条催收消息的原文：说了什么，记下来是什么样；- 表示标准输入"
    )
    to.add_argument("--on", type=DAY, metavar="日期", help="那条消息是哪天来的")
    to.add_argument("--at", type=CLOCK, metavar="时间", help="那条消息是几点来的，例如 22:35")
    on_case("check", "检查案情文件，每个问题一行")
    to = command("rules", "用到的法规和参数；有过了复核日期的，逐条列出，退出码 1")
    to.add_argument("--as-of", type=DAY, metavar="日期", help="按哪一天看（默认今天）")
    command("schema", "案情文件的 JSON Schema")
    return typed
