"""Every line of the privacy page is true of the code: what would fail if it stopped being so, or why nothing could.

A line that is added or reworded has to be given its ground here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from jiebei import content
from tests.serving import ROOT

FORGETTING = "tests/app/test_forgetting.py::"
LEAVES = "tests/app/test_nothing_leaves.py::"
HOLDS = "tests/browser/test_what_the_browser_holds.py::"
KEPT = "tests/browser/test_kept_on_her_device.py::"
OPERATOR = "about others than this code: the machine it runs on and whoever runs it"
OUTSIDE = "about what no page can see: her phone, her other apps, other people"

GROUNDS: dict[str, tuple[str, ...] | str] = {
    # intro
    "你填的内容放在哪里，留多久，怎么自己查。": "what the page is about",
    # server
    "算数、写信都在服务器上做。页面开着，内容在它的内存里。": (
        FORGETTING + "test_after_her_time_nothing_she_typed_is_in_memory_though_nobody_else_comes",
    ),
    "关掉页面或断线，最多半小时后清掉。": (
        FORGETTING + "test_after_her_time_nothing_she_typed_is_in_memory_though_nobody_else_comes",
        FORGETTING + "test_nothing_walks_all_memory_after_each_run_and_half_an_hour_is_the_limit",
        FORGETTING + "test_a_visit_imports_nothing_that_the_start_has_not",
        HOLDS + "test_the_pictures_of_one_who_just_closed_the_page_end_with_her_time",
    ),
    "不写进文件，也不写进程序的日志。你打开的文件也一样。": (
        LEAVES + "test_a_whole_visit_writes_no_file_asks_no_host_and_starts_no_program",
        LEAVES + "test_nothing_typed_is_in_the_log",
        "tests/app/test_discreet_log.py::test_an_error_is_logged_with_its_place_and_without_its_message",
        "tests/app/test_discreet_log.py::test_the_server_starts_with_it",
        "tests/keep/test_spreadsheet.py::test_nothing_of_it_is_written_to_a_disk",
    ),
    "服务器自己可能记下 IP 地址和时间。这归放这个工具的人管。": OPERATOR,
    # phone
    "没选自动保存，就不存你填的内容。": (
        KEPT + "test_no_writes_nothing",
        HOLDS + "test_it_holds_what_the_page_names_and_nothing_else",
        "tests/app/test_storage.py::test_nothing_is_stored_without_her_yes",
    ),
    "选了“要”，浏览器里多一项 `jiebei.kept`，就是你填的。读不懂的另放，名字以 `jiebei.aside.` 开头。": (
        HOLDS + "test_it_holds_what_the_page_names_and_nothing_else",
        HOLDS + "test_what_cannot_be_read_goes_where_the_page_says",
        KEPT + "test_what_cannot_be_read_is_kept_aside_said_and_offered",
    ),
    "浏览器还记着目录开合和颜色深浅，里面没有你填的。": (
        HOLDS + "test_it_holds_what_the_page_names_and_nothing_else",
    ),
    "下载的文件、图片、日历都在手机里。日历里没有你的姓名电话。": (
        "tests/test_privacy_page.py::test_the_calendar_does_not_say_whose_it_is",
    ),
    "复制的文字在剪贴板里，别的 App 可能读到。": OUTSIDE,
    # passphrase
    "设了口令，`jiebei.kept` 和以后下载的案情文件都加密。拿到的人打不开。": (
        HOLDS + "test_under_a_passphrase_neither_her_words_nor_the_passphrase_are_in_it",
        KEPT + "test_under_a_passphrase_it_is_asked_for_again_and_a_wrong_one_loses_nothing",
        KEPT + "test_a_file_under_a_passphrase_opens_on_another_phone",
    ),
    "信、图片、表格、日历不加密。": "a warning: it promises nothing",
    "口令不存在任何地方，忘了就打不开。": (
        "tests/app/test_keeping_on_the_page.py::test_what_is_handed_over_is_sealed_and_the_passphrase_is_nowhere",
        KEPT + "test_a_forgotten_passphrase_is_no_dead_end",
    ),
    "它挡不住服务器：页面开着时，口令和内容都经过那里。": "a warning: it promises nothing",
    # cookies
    "`jiebei`：一串随机字符。下载时认出是你的浏览器。": (
        HOLDS + "test_it_holds_what_the_page_names_and_nothing_else",
        "tests/app/test_downloads.py::test_an_address_answers_the_browser_it_was_shown_to_and_no_other",
    ),
    "`_streamlit_xsrf`：随机字符和时间。防别的网站冒充你传文件。": (
        HOLDS + "test_it_holds_what_the_page_names_and_nothing_else",
        LEAVES + "test_a_file_is_taken_only_with_the_token_of_the_page",
    ),
    "`jiebei-keeps`：只有一个 1。表示手机里存着一份。": (
        HOLDS + "test_it_holds_what_the_page_names_and_nothing_else",
        KEPT + "test_clear_and_leave_leaves_nothing",
    ),
    "里面都没有你填的。一般关掉浏览器就没了。": (
        HOLDS + "test_it_holds_what_the_page_names_and_nothing_else",
    ),
    # sent
    "页面只和你打开的这一个网址通信。不向别的网站取，也不往那里发。": (
        "tests/app/test_server.py::test_every_answer_is_confined_to_this_host",
        "tests/browser/test_every_page.py::test_a_page_opened_by_its_own_url_is_complete",
        LEAVES + "test_a_whole_visit_writes_no_file_asks_no_host_and_starts_no_program",
    ),
    "不统计谁来过，没有广告。": (
        LEAVES + "test_nobody_counts_visits",
        "tests/app/test_server.py::test_every_answer_is_confined_to_this_host",
    ),
    "网址和网页标题里没有你填的内容。": (
        KEPT + "test_nothing_of_hers_is_in_the_address_the_title_or_the_cookies",
        HOLDS + "test_it_holds_what_the_page_names_and_nothing_else",
    ),
    # clear
    "“算一算”页尾有“清除并离开”。浏览器里存的、开着的窗口里填的，一起清掉。": (
        KEPT + "test_clear_and_leave_leaves_nothing",
        "tests/app/test_keeping_on_the_page.py::test_leaving_empties_the_session_and_tells_the_browser_to_go",
        HOLDS + "test_the_pictures_of_her_letter_are_at_addresses_of_her_own_and_gone_once_she_leaves",
    ),
    "下载的文件、图片、日历和浏览记录，要你自己删。": "a warning: it promises nothing",
    # check
    "用电脑打开，按 F12，点“网络”。填几个数，看是不是都去同一个网址。": (
        "tests/browser/test_every_page.py::test_a_page_opened_by_its_own_url_is_complete",
    ),
    "点“应用”，看“本地存储”和“Cookie”。应当只有上面说的几项。": (
        HOLDS + "test_it_holds_what_the_page_names_and_nothing_else",
    ),
    "代码是公开的。可以请懂的人看，也可以装在自己的电脑上用。": (
        "tests/test_release.py::test_a_commit_gives_the_same_release_to_the_byte",
    ),
    # limits
    "别人拿着你没锁的手机。": OUTSIDE,
    "截图、转发、发到微信以后。": OUTSIDE,
    "会记字的输入法、浏览器插件、装了监控的手机。": OUTSIDE,
    "微信、支付宝里打开，它们知道是哪个网址。": OUTSIDE,
    "放这个工具的人改了程序。只用你信得过的人给的网址。": OPERATOR,
}


def lines() -> Iterator[str]:
    for section in content.page("privacy").sections:
        yield from (re.sub("^- ", "", line) for line in section.markdown.splitlines() if line.strip())


@cache
def names_of_tests(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    return frozenset(one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef))


def test_each_line_of_the_page_has_its_ground() -> None:
    assert list(lines()) == list(GROUNDS)


@pytest.mark.parametrize("line", [line for line, ground in GROUNDS.items() if not isinstance(ground, str)])
def test_what_a_line_rests_on_is_there(line: str) -> None:
    for named in GROUNDS[line]:
        file, _, test = named.partition("::")
        assert test in names_of_tests(file), named


def test_the_headings_are_her_questions() -> None:
    assert all(section.heading.endswith("？") for section in content.page("privacy").sections[1:])


def test_the_calendar_does_not_say_whose_it_is() -> None:
    from datetime import UTC, datetime

    from jiebei.content.examples import as_of_today, examples
    from jiebei.keep.calendar_file import calendar_entries, render_calendar, withdrawn_entries
    from jiebei.letters.awaited import answers_awaited
    from jiebei.plan.advice import advise
    from jiebei.plan.options import Advice
    from jiebei.rules import load_rules
    from tests.strategies import TODAY

    written = 0
    for example in examples().values():
        case = as_of_today(example, TODAY)
        person = {name: f"赵甲{place}" for place, name in enumerate(type(case.person).model_fields)}
        case = case.model_copy(update={"person": case.person.model_copy(update=person)})
        found = advise(case, TODAY)
        worked = found if isinstance(found, Advice) else None
        awaited = answers_awaited(case, TODAY, worked)
        entries = calendar_entries(case, TODAY, load_rules(), worked, awaited)
        if entries:
            written += 1
            file = render_calendar(
                entries, datetime.now(UTC), withdrawn_entries(case, TODAY, worked, awaited)
            )
            assert "赵甲" not in file.replace(b"\r\n ", b"").decode()
    assert written > 3
