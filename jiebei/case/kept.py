"""What her browser keeps of a case: the case file's text, plain or sealed, in an envelope that says how new it is.

A browser's storage may hold anything: what an older or newer version of this app wrote, what another app wrote, or half of
it. Whatever it is, reading it never raises.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from jiebei.case.faults import Fault
from jiebei.case.sealed import MAX_SEALED

KEPT_FORMAT: Final = "jiebei-kept"
KEPT_VERSION: Final = 1
MAX_REVISION: Final = 2**53
MAX_KEPT: Final = 2 * MAX_SEALED
"""Characters: inside a JSON text a sealed text's marks are written with one more."""


@dataclass(frozen=True)
class Kept:
    """revision: one more with each change, from 1. saved_at: the server's clock, in UTC. text: a case file or a sealed one."""

    revision: int
    saved_at: datetime
    text: str


def wrap(kept: Kept) -> str:
    """The envelope as it is stored."""
    tree = {
        "format": KEPT_FORMAT,
        "version": KEPT_VERSION,
        "saved_at": kept.saved_at.astimezone(UTC).isoformat(timespec="seconds"),
        "revision": kept.revision,
        "case": kept.text,
    }
    return json.dumps(tree, ensure_ascii=False)


def unwrap(raw: str) -> Kept | Fault:
    """What a stored envelope holds, or one sentence; whether the case in it can be read is another question."""
    damaged = Fault("", "这台手机上保存的内容不完整，或被改坏了，打不开。")
    if len(raw) > MAX_KEPT:
        return damaged
    try:
        tree: Any = json.loads(raw)
    except (ValueError, RecursionError):
        return damaged
    if not isinstance(tree, dict) or tree.get("format") != KEPT_FORMAT:
        return damaged
    version, revision, text = (tree.get(name) for name in ("version", "revision", "case"))
    if type(version) is int and version > KEPT_VERSION:
        return Fault("", "这台手机上保存的内容来自更新的版本，这里还打不开。")
    if version != KEPT_VERSION or type(revision) is not int or not 1 <= revision <= MAX_REVISION:
        return damaged
    try:
        saved_at = datetime.fromisoformat(str(tree.get("saved_at")))
    except ValueError:
        return damaged
    if saved_at.tzinfo is None or not isinstance(text, str):
        return damaged
    return Kept(revision, saved_at, text)
