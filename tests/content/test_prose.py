"""The prose checker: the shipped texts pass it, and it catches what it is there to catch."""

from __future__ import annotations

import subprocess
import sys

import pytest

from jiebei.content import prose


def test_the_shipped_texts_have_no_fault() -> None:
    assert prose.check_prose() == []


def test_it_runs_as_a_command() -> None:
    run = subprocess.run([sys.executable, "-m", "jiebei.content.prose"], capture_output=True, check=False)
    assert run.returncode == 0, run.stdout.decode()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("这样申请一定能通过。", "page"),
        ("我们百分百帮你谈成。", "letter"),
        ("这样收费是违法的。", "page"),
        ("你乱花钱才会这样。", "page"),
        ("你成了老赖。", "rule"),
        ("根据第70条，请分 60 期。", "letter"),
        ("根据“第七十条”申请。", "page"),
        ("利率超过4倍LPR。", "letter"),
        ("超过 LPR 的 4 倍。", "page"),
        ("最高能借30万。", "page"),
        ("额度一般是 5 万。", "rule"),
        ("拨 400 888 8888。", "page"),
        ("借呗协商专线是 400 888 8888。", "claim"),
        ("400 888 8888 是假的。", "page"),
        ("拨 400-123-4567。", "correction"),
        ("拨 95533 问问。", "page"),
        ("打 13812345678。", "page"),
        ("加QQ 1234567 问。", "page"),
        ("看 https://example.com/help 。", "page"),
        ("12356 是24小时热线。", "page"),
        ("拨通后按 2 键。", "page"),
        ("大多数人都能谈成。", "page"),
        ("协商申请 15 天内要答复。", "page"),
        ("债务人应当履行。", "page"),
        ("快一点！", "page"),
        ("长" * 43 + "。", "page"),
        ("长" * 71 + "。", "letter"),
    ],
)
def test_it_catches(text: str, kind: prose.TextKind) -> None:
    assert prose.faults(text, kind)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("说“百分百”“包过”的，都要小心。", "page"),
        ("按信用卡第70条，借呗也能分 60 期还。", "claim"),
        ("4 倍 LPR 管的是民间借贷。", "correction"),
        ("协商申请没有法定的答复期限。", "page"),
        ("打 12356、110 或 95188。", "page"),
        ("每期还 ¥12,345.67，共 12 期，到2027年12月10日。", "letter"),
        ("没有人能保证对方会同意。", "page"),
        ("长" * 42 + "。", "page"),
        ("- **短句。** 又一句短的。{cite: civil-code-678}", "page"),
    ],
)
def test_it_lets_pass(text: str, kind: prose.TextKind) -> None:
    assert prose.faults(text, kind) == []


def test_marks_do_not_count_as_words() -> None:
    assert prose.sentences(
        prose.clean("## 标题\n1. 一句。{cite: civil-code-678} {cite: civil-code-544}")
    ) == [
        "标题",
        "一句",
    ]
