"""What can be typed: help in Chinese, and no arguments that make the command fail."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiebei.cli.arguments import parser
from jiebei.cli.commands import COMMANDS
from jiebei.cli.main import main
from tests.cli.command_line import SCHEDULE


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from([*SCHEDULE.split(), "share", "overdue", "-1e5", "—", "\ud800", "\n", "--days", "0"]),
        max_size=9,
    )
)
def test_no_arguments_make_it_fail(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert main(arguments) in (0, 2)
    assert "程序出了意外" not in capsys.readouterr().err


def test_help_is_chinese_and_complete(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-h"]) == 0
    shown = capsys.readouterr().out
    for command in COMMANDS:
        assert command in shown
        assert main([command, "--help"]) == 0
        assert capsys.readouterr().out.startswith("用法：")


def test_every_command_that_can_be_typed_does_something() -> None:
    (choice,) = [action for action in parser()._actions if action.dest == "command"]
    assert choice.choices is not None
    assert set(choice.choices) == set(COMMANDS)
