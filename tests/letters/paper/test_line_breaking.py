from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jiebei.letters.paper import line_breaking
from jiebei.letters.paper.line_breaking import NEVER_FIRST, NEVER_LAST, break_lines, break_offsets


def em(character: str) -> float:
    return 1.0 if character >= "\u2e80" else 0.5


def visible_width(line: str) -> float:
    return sum(map(em, line.rstrip(" ")))


def forbidden(text: str, at: int) -> bool:
    """Whether the printers' rules forbid a line to begin at this offset."""
    return text[at] in NEVER_FIRST or text[at] == " " or text[at - 1] in NEVER_LAST


def unbreakable_run(text: str, at: int) -> str:
    """The longest stretch around `at` in which no break is allowed."""
    start, stop = at, at
    while start > 0 and forbidden(text, start):
        start -= 1
    while stop < len(text) and forbidden(text, stop):
        stop += 1
    return text[start:stop]


letter_text = st.text(
    alphabet=st.one_of(
        st.sampled_from("，。、；：！？）》」”’％…—（《「“‘¥ "),
        st.sampled_from("我的借款还年月日元期第"),
        st.sampled_from("0123456789.,abcXYZ-@/"),
    ),
    max_size=120,
)


@given(letter_text, st.integers(2, 30), st.integers(0, 2))
def test_lines_joined_are_the_text_and_none_is_too_wide(text: str, width: int, indent: int) -> None:
    first = max(2.0, width - indent)
    lines = break_lines(text, em, width, first)

    assert "".join(lines) == text
    assert visible_width(lines[0]) <= first
    assert all(visible_width(line) <= width for line in lines)
    assert all(lines) or text == ""


@given(letter_text, st.integers(2, 30))
def test_a_forbidden_break_happens_only_inside_a_run_wider_than_a_line(text: str, width: int) -> None:
    for at in break_offsets(text, [em(c) for c in text], width)[1:]:
        if forbidden(text, at):
            assert visible_width(unbreakable_run(text, at)) > width


@given(letter_text, st.integers(2, 30))
@example("借，    ，，，", 2)
def test_no_line_begins_with_a_space_that_was_at_the_end_of_one(text: str, width: int) -> None:
    assert not any(line.startswith(" ") for line in break_lines(text, em, width)[1:])


@given(
    st.lists(
        st.one_of(
            st.builds(lambda fen: f"¥{fen // 100:,}.{fen % 100:02d}", st.integers(0, 10**12)),
            st.builds(lambda n: f"{n / 100:.2f}%", st.integers(0, 9999)),
            st.dates().map(lambda d: f"{d.year}年{d.month}月{d.day}日"),
            st.builds(lambda n: f"第 {n} 期", st.integers(1, 360)),
            st.builds(lambda n: f"-{n}元", st.integers(0, 10**6)),
            st.emails().filter(lambda m: len(m) < 30 and m[0].isalnum() and set(m) <= set("abcdefghijklmnopqrstuvwxyz@.")),
        ),
        min_size=1,
        max_size=8,
    ),
    st.text(alphabet="本人愿意归还全部金额", min_size=1, max_size=20),
)  # fmt: skip
def test_a_figure_a_date_or_a_word_that_fits_a_line_stays_whole(figures: list[str], between: str) -> None:
    text = between.join(figures)
    lines = break_lines(text, em, 20)
    for figure in figures:
        assert any(figure in line for line in lines)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("一二三四五，六", 5, ["一二三四", "五，六"]),
        ("一二三四（五）六", 5, ["一二三四", "（五）六"]),
        ("一二三四五））））六", 5, ["一二三四", "五））））", "六"]),
        ("借款¥12,345.67元整", 6, ["借款", "¥12,345.67元", "整"]),
        ("他说——好", 2, ["他", "说——", "好"]),
        ("", 5, [""]),
    ],
)
def test_examples(text: str, width: float, lines: list[str]) -> None:
    assert break_lines(text, em, width) == lines


def test_a_name_of_200_letters_is_broken_and_not_pushed_out() -> None:
    lines = break_lines("本人" + "x" * 200 + "，在此说明", em, 20)
    assert all(visible_width(line) <= 20 for line in lines)
    assert lines[0] == "本人" + "x" * 36


@pytest.mark.parametrize("joined", ["葛\U000e0101", "é"[0] + "\u0301", "👨\u200d👩\u200d👧", "👍\U0001f3fd"])
def test_a_character_and_what_belongs_to_it_stay_together(joined: str) -> None:
    for line in break_lines(joined * 20, em, 3.5):
        assert line.replace(joined, "") == ""


def steps(text: str) -> int:
    """How many lines of the module's code run while this text is broken: work counted, not timed."""
    count = 0

    def traced(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        if frame.f_code.co_filename != line_breaking.__file__:
            return None
        count += event == "line"
        return traced

    before = sys.gettrace()
    sys.settrace(traced)
    try:
        break_lines(text, em, 40)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("piece", ["借", "，", "（", "9", " ", "\u0301", "借  ", "（借，9 "])
def test_work_grows_with_length_and_not_with_its_square(piece: str) -> None:
    short, long = steps(piece * 500), steps(piece * 4_000)
    assert short > 0
    assert long <= 10 * short
