"""A text under a passphrase, as JSON text: scrypt makes the key, AES-GCM seals and notices every change.

What the key was made with stands in the text itself and is sealed along with it, so a text that was altered anywhere
does not open. A wrong passphrase and an altered text look the same from outside; both cost nothing but another try.
"""

from __future__ import annotations

import json
import os
import unicodedata
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from typing import Any, Final

from jiebei.case.faults import Fault

SEALED_FORMAT: Final = "jiebei-sealed"
SEALED_VERSION: Final = 1
MAX_SEALED: Final = 1_500_000
"""Characters: the largest case file in base64, and what stands around it."""
LEAST_PASSPHRASE: Final = 6
_COST, _BLOCK, _LANES = 2**15, 8, 3
"""scrypt's N, r and p: 32 MB and a fifth of a second, one of the settings that OWASP gives as equally strong."""
_MOST_COST, _MOST_LANES = 2**17, 10
"""A text from elsewhere may not ask for more: 128 MB."""
_SALT, _NONCE, _KEY = 16, 12, 32
WRONG: Final = Fault("", "口令不对，或者内容被改坏了，没有打开。什么都没有丢，请再输一次。")
DAMAGED: Final = Fault("", "加了口令的内容不完整，或被改坏了，打不开。")


@dataclass(frozen=True)
class Lock:
    """A key and what it was made with; the passphrase itself is in none of it. One lock seals any number of texts."""

    salt: bytes
    cost: int
    lanes: int
    key: bytes = field(repr=False)

    def seal(self, text: str) -> str:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(_NONCE)
        head = _head(self.salt, self.cost, self.lanes, nonce)
        sealed = AESGCM(self.key).encrypt(nonce, text.encode(), _bound(head))
        return json.dumps({**head, "sealed": b64encode(sealed).decode()}) + "\n"

    def open(self, sealed: str | bytes) -> str | Fault:
        """The text inside; `WRONG` where this lock does not fit or anything was changed."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        read = _read(sealed)
        if isinstance(read, Fault):
            return read
        head, salt, nonce, inside = read
        if salt != self.salt:
            return WRONG
        try:
            return AESGCM(self.key).decrypt(nonce, inside, _bound(head)).decode()
        except (InvalidTag, UnicodeDecodeError):
            return WRONG


def lock(passphrase: str) -> Lock:
    """A new lock. It takes a fifth of a second: make one and keep it for the session."""
    return _made(passphrase, os.urandom(_SALT), _COST, _LANES)


def unlock(sealed: str | bytes, passphrase: str) -> Lock | Fault:
    """The lock that this passphrase makes for a sealed text; whether it fits, `Lock.open` says."""
    read = _read(sealed)
    if isinstance(read, Fault):
        return read
    head, salt, _, _ = read
    return _made(passphrase, salt, head["n"], head["p"])


def seal(text: str, passphrase: str) -> str:
    """The text under a lock of its own."""
    return lock(passphrase).seal(text)


def unseal(sealed: str | bytes, passphrase: str) -> str | Fault:
    """The text that `seal` was given, or one sentence: a wrong passphrase, a damaged or a newer text. Nothing raises."""
    fitting = unlock(sealed, passphrase)
    return fitting if isinstance(fitting, Fault) else fitting.open(sealed)


def is_sealed(data: str | bytes) -> bool:
    """Whether this claims to be a sealed text, sound or not."""
    return _tree(data).get("format") == SEALED_FORMAT


def sealed_fault(sealed: str | bytes) -> Fault | None:
    """Why no passphrase will ever open this; None where one may."""
    read = _read(sealed)
    return read if isinstance(read, Fault) else None


def passphrase_fault(passphrase: str) -> Fault | None:
    """What is wrong with a passphrase that she is about to set."""
    if len(_spelt(passphrase)) < LEAST_PASSPHRASE:
        return Fault("", f"口令太短，容易被猜到。至少 {LEAST_PASSPHRASE} 个字或数字。")
    return None


def _made(passphrase: str, salt: bytes, cost: int, lanes: int) -> Lock:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    made = Scrypt(salt=salt, length=_KEY, n=cost, r=_BLOCK, p=lanes)
    return Lock(salt, cost, lanes, made.derive(_spelt(passphrase).encode("utf-8", "surrogatepass")))


def _spelt(passphrase: str) -> str:
    """One spelling for what looks the same: keyboards add spaces at the end and switch between full and half width."""
    return unicodedata.normalize("NFKC", passphrase).strip()


def _head(salt: bytes, cost: int, lanes: int, nonce: bytes) -> dict[str, Any]:
    return {
        "format": SEALED_FORMAT,
        "version": SEALED_VERSION,
        "kdf": "scrypt",
        "n": cost,
        "r": _BLOCK,
        "p": lanes,
        "salt": b64encode(salt).decode(),
        "cipher": "AES-256-GCM",
        "nonce": b64encode(nonce).decode(),
    }


def _bound(head: dict[str, Any]) -> bytes:
    return json.dumps(head, sort_keys=True).encode()


def _tree(data: str | bytes) -> dict[str, Any]:
    if len(data) > MAX_SEALED:
        return {}
    try:
        tree = json.loads(data.decode("utf-8-sig") if isinstance(data, bytes) else data)
    except (ValueError, RecursionError):
        return {}
    return tree if isinstance(tree, dict) else {}


def _read(data: str | bytes) -> tuple[dict[str, Any], bytes, bytes, bytes] | Fault:
    """Head, salt, nonce and what is sealed; the head only if it is exactly one that this version writes or may meet."""
    tree = _tree(data)
    if tree.get("format") != SEALED_FORMAT:
        return DAMAGED
    version = tree.get("version")
    if isinstance(version, int) and version > SEALED_VERSION:
        return Fault("", "这份内容由更新的版本加了口令，请先更新本工具再打开。")
    inside = tree.pop("sealed", None)
    try:
        salt, nonce = (b64decode(tree[name], validate=True) for name in ("salt", "nonce"))
        sealed = b64decode(inside, validate=True) if isinstance(inside, str) else b""
    except (KeyError, TypeError, ValueError):
        return DAMAGED
    cost, lanes = tree.get("n"), tree.get("p")
    if type(cost) is not int or type(lanes) is not int:
        return DAMAGED
    affordable = 2 <= cost <= _MOST_COST and cost & (cost - 1) == 0 and 1 <= lanes <= _MOST_LANES
    # In base64 the last character may be spelt in several ways; only one is ours.
    right_sizes = (
        (len(salt), len(nonce)) == (_SALT, _NONCE) and sealed and b64encode(sealed).decode() == inside
    )
    if not affordable or not right_sizes or tree != _head(salt, cost, lanes, nonce):
        return DAMAGED
    return tree, salt, nonce, sealed
