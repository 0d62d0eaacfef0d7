"""How long the server takes to end once it is told to."""

from __future__ import annotations

import signal
from typing import Final

import uvicorn

AT_MOST: Final = 5
"""Seconds for the answers that are under way. Whoever ends processes (systemd, a container's engine) waits 10 or more."""


def end_in_time() -> None:
    """Lets the server wait no longer than that: without a limit, one who reads slowly keeps it from ending for ever.

    Streamlit makes the server and offers no setting for it. To be called while it runs: it listens to SIGTERM then.
    """
    server = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    if isinstance(server, uvicorn.Server):
        server.config.timeout_graceful_shutdown = AT_MOST
