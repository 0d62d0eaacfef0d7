"""The `jiebei` command: what the app does, for scripts and advisers.

JSON on stdout (amounts as strings with two decimals, rates as fractions, ISO dates). Errors are one Chinese line each on
stderr: exit 2 for wrong usage or no answer, 1 for an invalid case, 70 for a fault of the program itself. A traceback only
where a developer asked for it: `jiebei --debug …`, or JIEBEI_DEBUG=1 in the environment.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterable, Sequence
from pathlib import Path

from jiebei.cli.arguments import parser
from jiebei.cli.commands import COMMANDS
from jiebei.cli.streams import SOFTWARE, EndCommand, finish_output, one_line


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    debug = os.environ.get("JIEBEI_DEBUG") == "1"
    try:
        options = parser().parse_args(arguments)
        debug = debug or options.debug
        COMMANDS[options.command](options)
        finish_output()
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
    except Exception as error:
        if debug:
            traceback.print_exc()
        return _complain([f"程序出了意外的错误（{type(error).__name__}），没有得出结果。"], SOFTWARE)
    return 0


def _open_closed_streams() -> None:
    """A shell may start us with stdout or stderr closed (`>&-`): nobody wants to read it."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 (it stays open)


def _complain(lines: Iterable[str], code: int) -> int:
    try:
        for line in lines:
            print(one_line(line), file=sys.stderr)
        sys.stdout.flush()
    except OSError:
        # Nobody is left to tell, or what could not be written is what the line is about.
        _silence_stdout()
    return code


def _silence_stdout() -> None:
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return
