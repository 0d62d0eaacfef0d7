from __future__ import annotations

from datetime import date

from jiebei.letters.document import (
    Annex,
    Block,
    Document,
    Facts,
    Paragraph,
    Salute,
    Signature,
    Span,
    Table,
)
from jiebei.letters.paper.plain import render_text
from tests.letters.example import amount, example_document, instalments


def document(*blocks: Block) -> Document:
    return Document("申请", "", date(2026, 1, 2), "", blocks)


def test_each_instalment_is_one_line() -> None:
    lines = render_text(example_document()).splitlines()
    for period, day, payment in instalments():
        assert f"第 {period} 期  {day}  ¥{payment}" in lines
    assert f"合计  ¥{amount(83450 * 23 + 84127)}" in lines


def test_a_paragraph_is_one_line_and_sections_are_one_blank_line_apart() -> None:
    text = render_text(example_document())
    lines = text.splitlines()
    for block in example_document().blocks:
        if isinstance(block, Paragraph):
            assert "".join(span.text for span in block.spans) in lines
    assert "\n\n\n" not in text
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "|" not in text


def test_requests_follow_each_other_and_stand_under_their_heading() -> None:
    lines = render_text(example_document()).splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith("1. "))
    assert [line[:3] for line in lines[first : first + 6]] == ["1. ", "2. ", "3. ", "4. ", "5. ", "6. "]
    heading = lines.index("一、贷款情况")
    assert lines[heading - 1] == ""
    assert lines[heading + 1] == "贷款编号：2026 0315 0098 7766"


def test_more_columns_name_themselves_and_amounts_get_their_sign_once() -> None:
    table = Table(
        ("期", "还款日", "应还（元）", "本金（元）", "利息"),
        (
            ("1", "2026年12月10日", "834.50", "-1,700.00", "¥134.50"),
            ("2", "2027年1月10日", "834.50", "", "0.00"),
        ),
        ("l",) * 5,
        (1,) * 5,
        ("合计", "", "1,669.00", "700.00", "134.50"),
    )
    assert render_text(document(table)).splitlines()[2:] == [
        "第 1 期  2026年12月10日  ¥834.50  本金 ¥-1,700.00  利息 ¥134.50",
        "第 2 期  2027年1月10日  ¥834.50  利息 ¥0.00",
        "合计  ¥1,669.00  本金 ¥700.00  利息 ¥134.50",
    ]


def test_a_bare_number_and_the_amounts_after_it_are_named() -> None:
    table = Table(("期", "天数", "期初本金"), (("1", "30", "¥700.00"),), ("r",) * 3, (1,) * 3)
    assert render_text(document(table)).splitlines()[2:] == ["第 1 期  天数 30  期初本金 ¥700.00"]


def test_open_values_are_lines_to_fill_in_and_labels_have_one_colon() -> None:
    text = render_text(
        document(Facts((("编号", ()), ("日期：", (Span("今天"),)))), Signature((("", (Span("赵"),)),)))
    )
    assert text.splitlines()[2:] == ["编号：＿＿＿＿＿＿＿＿", "日期：今天", "", "赵"]


def test_typed_line_breaks_do_not_break_lines_and_nothing_else_changes() -> None:
    typed = "**粗** <b>[x](y) $x$ 😀 "
    text = render_text(document(Paragraph((Span(typed + "张\n三\t四\x00", typed=True),))))
    assert text == f"申请\n\n{typed}张 三 四\n"


def test_the_closing_words_a_line_beside_a_name_and_the_annexes_below_a_rule() -> None:
    text = render_text(
        document(
            Salute(),
            Signature((("申请人", (Span("张三", typed=True), Span("（签名）"))), ("日期", ())), ("申请人",)),
            Annex("附件1", "还款计划表"),
            Paragraph((Span("共一期。"),)),
            Annex("", "家庭收支"),
        )
    )
    assert text.splitlines() == [
        *("申请", "", "\u3000\u3000此致", "敬礼", ""),
        *("申请人：张三（签名）＿＿＿＿＿＿＿＿", "日期：＿＿＿＿＿＿＿＿", ""),
        *("————————————", "附件1\u3000还款计划表", "", "共一期。", ""),
        *("————————————", "家庭收支"),
    ]
