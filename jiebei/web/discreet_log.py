"""The server's log without what people typed: which error and at which lines, not the message of the error.

A message repeats values ("could not convert …", pydantic's `input_value`). Where a developer asks for it, with JIEBEI_DEBUG=1
in the environment, it is there: as with the command, it may hold what was typed.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from traceback import format_tb
from typing import Any, Final

DEBUG: Final = "JIEBEI_DEBUG"


def keep_log_discreet() -> None:
    """From now on every logger of this process writes errors without their messages."""
    make = logging.getLogRecordFactory()
    if os.environ.get(DEBUG) != "1" and not isinstance(make, _Discreet):
        logging.setLogRecordFactory(_Discreet(make))


def without_messages(error: BaseException) -> str:
    """A traceback as Python prints it, of an error and of those it arose from, but of each only its type."""
    told: list[str] = []
    seen: set[int] = set()

    def tell(one: BaseException) -> None:
        seen.add(id(one))
        earlier = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
        inside = one.exceptions if isinstance(one, BaseExceptionGroup) else ()
        for other in (earlier, *inside):
            if other is not None and id(other) not in seen:
                tell(other)
        lines = "".join(format_tb(one.__traceback__))
        told.append(
            f"Traceback (most recent call last):\n{lines}{type(one).__module__}.{type(one).__qualname__}"
        )

    tell(error)
    return "\n\n".join(told)


class _Discreet:
    """Makes log records. A formatter that finds the text of an error in one does not write its own."""

    def __init__(self, make: Callable[..., logging.LogRecord]) -> None:
        self._make = make

    def __call__(self, *about: Any, **more: Any) -> logging.LogRecord:
        record = self._make(*about, **more)
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = without_messages(record.exc_info[1])
        return record
