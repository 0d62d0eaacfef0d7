"""A realistic letter of two pages, with every kind of block, for the renderers' tests. All persons and numbers are invented."""

from __future__ import annotations

import calendar
from datetime import date

from jiebei.letters.document import (
    Document,
    Facts,
    Heading,
    Item,
    Paragraph,
    Signature,
    Span,
    Table,
)


def amount(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02d}"


def chinese_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def instalments(count: int = 24) -> tuple[tuple[str, str, str], ...]:
    """`count` monthly instalments of 834.50, the last one 841.27, due on the 31st or the month's last day."""
    rows = []
    for i in range(count):
        year, month = 2026 + (11 + i) // 12, (11 + i) % 12 + 1
        due = date(year, month, calendar.monthrange(year, month)[1])
        rows.append((str(i + 1), chinese_date(due), amount(84127 if i == count - 1 else 83450)))
    return tuple(rows)


def app(text: str) -> Span:
    return Span(text)


def typed(text: str) -> Span:
    return Span(text, typed=True)


def example_document(*, name: str = "赵䶮", count: int = 24, footer: str | None = None) -> Document:
    """The letter; `name` is the sender's, `count` the plan's instalments."""
    rows = instalments(count)
    total = sum(84127 if i == count - 1 else 83450 for i in range(count))
    return Document(
        title="关于借呗贷款延期并重新约定分期还款的申请",
        author=name,
        dated=date(2026, 11, 23),
        salutation="致：重庆蚂蚁消费金融有限公司",
        footer="本信由申请人本人填写并提交，未委托任何机构或个人代理。" if footer is None else footer,
        blocks=(
            Paragraph(
                (
                    app("本人"),
                    typed(name),
                    app(
                        "，在贵公司有一笔尚未结清的借呗贷款。因近期收入明显减少，按原约定还款已有困难。"
                        "本人愿意偿还全部本金和应付利息，现将实际情况、可承受的还款能力和一个具体方案说明如下，请予审核。"
                    ),
                )
            ),
            Heading("一、贷款情况"),
            Facts(
                (
                    ("贷款编号", (typed("2026 0315 0098 7766"),)),
                    ("截至日期", (typed("2026年11月23日"),)),
                    ("未还本金", (typed("¥18,650.00"), app("（人民币壹万捌仟陆佰伍拾元整）"))),
                    ("未还利息与罚息", (typed("¥423.17"), app("，以贵公司系统记录为准"))),
                    ("日利率", (typed("0.04%"), app("，按 365 天折合年化 14.60%"))),
                    ("身份证号码后四位", ()),
                )
            ),
            Heading("二、困难原因"),
            Paragraph(
                (
                    typed(
                        "我原在杭州市一家服装厂工作，2026年8月15日工厂停产，我被解除劳动合同，目前只有零工收入。"
                        "9月初母亲因病住院，医保报销后仍自付¥12,345.67，积蓄已经用完。"
                    ),
                    app("相关证明材料列在本信末尾，需要时可以通过贵公司的官方渠道提供。"),
                )
            ),
            Paragraph(
                (
                    app(
                        "在此之前，本人一直按时还款，已归还 8 期。本人没有回避联系，也没有为归还本笔贷款再去借新的债务。"
                        "目前仍有其他债务需要同时照顾，每月分配的方法已按各笔余额的比例计算。"
                    ),
                )
            ),
            Heading("三、每月收支与可还金额"),
            Paragraph((app("以下按最近三个月的平均数填写，必要支出只列基本生活所需："),)),
            Table(
                header=("项目", "每月金额（元）", "说明"),
                rows=(
                    ("税后收入", "5,200.00", "零工收入，三个月平均"),
                    ("房租与水电", "1,850.00", "合租单间"),
                    ("饮食与日用", "1,300.00", ""),
                    ("交通与通讯", "315.50", ""),
                    ("母亲药费", "600.00", "门诊慢性病用药"),
                    ("其他债务", "300.00", "按余额比例分配"),
                ),
                align=("l", "r", "l"),
                widths=(1.0, 1.0, 1.4),
                total=("每月最多可还", "834.50", "税后收入减去以上各项"),
            ),
            Heading("四、还款方案"),
            Paragraph(
                (
                    app("请求自2026年12月31日起，分"),
                    app(f" {count} 期"),
                    app("归还，每月一期，每期金额如下。全部还款合计"),
                    Span(f"¥{amount(total)}", bold=True),
                    app("（人民币贰万零叁拾肆元柒角柒分）。如收入恢复，本人愿意提前归还，并会主动告知。"),
                )
            ),
            Table(
                header=("期数", "还款日", "应还金额（元）"),
                rows=rows,
                align=("c", "l", "r"),
                widths=(0.7, 1.5, 1.3),
                total=("合计", "", amount(total)),
                halves=True,
            ),
            Heading("五、请求事项"),
            Paragraph((app("请贵公司对下列各项分别给予书面答复："),)),
            Item("1.", (app("同意按上表重新约定还款期限和每期金额，并以书面或电子协议的形式确认。"),)),
            Item(
                "2.",
                (app("减免截至协议签订之日已经产生的罚息；如不能全部减免，请说明可以减免的金额和依据。"),),
            ),
            Item("3.", (app("在本人按协议履行期间，停止计收罚息，并停止对本人和他人的催收联系。"),)),
            Item("4.", (app("说明每期还款在费用、利息、本金之间的抵充顺序，以及协议期间适用的利率。"),)),
            Item(
                "5.", (app("说明协议签订前后，本笔贷款在征信系统中将如何报送，协议期间的还款状态如何标注。"),)
            ),
            Item("6.", (app("还清后出具结清证明，并按规定更新报送的信息。"),)),
            Paragraph(
                (
                    app("请于"),
                    typed("2026年12月8日"),
                    app(
                        "前答复。本人愿意通过贵公司官方客服电话或者应用内客服沟通，"
                        "联系时间以每日9:00至20:00为宜。协议未经双方确认之前，本人会继续按能力还款，并保留每次还款的凭证。"
                    ),
                )
            ),
            Heading("六、可以提供的材料"),
            Paragraph(
                (app("解除劳动合同证明、近六个月银行流水、住院费用清单、收入与支出明细、其他债务清单。"),)
            ),
            Signature(
                (
                    ("申请人（签名）", ()),
                    ("姓名", (typed(name),)),
                    ("联系电话", (typed("138 0013 8000"),)),
                    ("日期", (app("2026年11月23日"),)),
                )
            ),
        ),
    )
