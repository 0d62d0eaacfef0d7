"""What a command reads and writes: files or stdin, JSON on stdout, one line each on stderr."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

MAX_FILE = 1_000_000
USAGE, INVALID_CASE, SOFTWARE = 2, 1, 70
"""Exit codes: wrong usage or no answer; an invalid case; a fault of the program itself (EX_SOFTWARE of sysexits.h)."""


class EndCommand(Exception):  # noqa: N818 (it ends a command; it is not always a mistake)
    """Ends a command: lines for stderr and the exit code."""

    def __init__(self, *lines: str, code: int = USAGE) -> None:
        super().__init__(*lines)
        self.lines, self.code = lines, code


def one_line(text: str) -> str:
    """No line breaks or control characters, whatever a file's name or contents may hold."""
    clean = "".join(" " if unicodedata.category(mark) in {"Cc", "Zl", "Zp"} else mark for mark in text)
    return clean if len(clean) <= 400 else clean[:400] + "…"


def read_input(path: str) -> bytes:
    """A file's first bytes (one more than any limit), or stdin for "-"."""
    try:
        if path == "-":
            if sys.stdin is None:
                raise EndCommand("没有可读的标准输入。")
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


def read_text(path: str) -> str:
    """A file's text, or stdin for "-": UTF-8 with or without its mark, else GB18030, as older Windows programs save it."""
    data = read_input(path)
    name = "标准输入" if path == "-" else path
    if len(data) > MAX_FILE:
        raise EndCommand(f"{name}：太大了，最多 {MAX_FILE:,} 字节。请只留要看的那一段。")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        if not text.strip():
            raise EndCommand(f"{name}：里面没有文字。")
        return text
    raise EndCommand(f"{name}：不是文本文件，请另存为 UTF-8 的文本再试。")


def write_output(path: str, data: bytes) -> None:
    """`data` into a file, or to stdout for "-"."""
    if path == "-":
        with _stdout():
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


def print_json(tree: Any) -> None:
    """What a command answers, on stdout."""
    try:
        text = json.dumps(tree, ensure_ascii=False, indent=2, allow_nan=False)
    except ValueError:
        # Strict JSON has no infinity, and neither has money: a figure that overflowed is no answer.
        raise EndCommand("算出来的数大得没有意义，没有得出结果。请检查填的数。") from None
    with _stdout():
        print(text)


def finish_output() -> None:
    """Hand over what is still held back; a full disk shows only now."""
    with _stdout():
        sys.stdout.flush()


@contextmanager
def _stdout() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError:
        raise EndCommand("结果写不出去：可能是磁盘满了，或者输出的地方不能写。") from None


def note(text: str) -> None:
    """A hint beside the answer, on stderr."""
    print(one_line(text), file=sys.stderr)
