"""How long the server remembers a visitor who is gone, and that it then forgets her.

Streamlit keeps a disconnected session for a while, so that a phone which drops the connection finds it again; but it
lets go of it only when somebody else leaves later, keeps at most 128 (whoever opens as many sockets throws others out),
and Python's collector may leave what has been let go in memory for long. Here a clock closes each session on time.
"""

from __future__ import annotations

import asyncio
import gc
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final

import streamlit as st
from streamlit import config, runtime
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.session_manager import SessionClient, SessionInfo, SessionStorage
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from jiebei.web import ending

MOST_PARKED: Final = 1000
"""Sessions kept at once. In use one takes up to half a megabyte."""
_NEW_OBJECTS: Final = 10_000
"""How many objects more than were freed bring on the collector: a run makes and drops thousands, with hardly a ring among them."""
_LOOKS: Final = 60
"""How many times the clock looks while a session is kept; it is closed one look early rather than one late."""


class Parked(SessionStorage):
    """The sessions of those who are disconnected, each with the moment (of `clock`, in seconds) it was left.

    Beyond `most`, the one left longest ago goes first. A visitor whose page never ran has nothing to keep.
    """

    def __init__(self, most: int = MOST_PARKED, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = most, clock
        # Oldest first: a session that comes back is deleted, and saved anew when it is left again.
        self._left: dict[str, tuple[float, SessionInfo]] = {}
        self._lock = threading.Lock()

    def get(self, session_id: str) -> SessionInfo | None:
        found = self._left.get(session_id)
        return found and found[1]

    def save(self, session_info: SessionInfo) -> None:
        if not session_info.script_run_count:
            return
        with self._lock:
            self._left.pop(session_info.session.id, None)
            self._left[session_info.session.id] = (self._clock(), session_info)
            while len(self._left) > self._most:
                del self._left[next(iter(self._left))]

    def delete(self, session_id: str) -> None:
        self._left.pop(session_id, None)

    def list(self) -> list[SessionInfo]:
        return [info for _, info in [*self._left.values()]]

    def left_for(self, seconds: float) -> tuple[str, ...]:
        """The ids of the sessions that were left at least so long ago."""
        limit = self._clock() - seconds
        return tuple(session_id for session_id, (left, _) in [*self._left.items()] if left <= limit)


def settle_memory() -> None:
    """Before anybody has come: what the imports left alive need not be walked at each collection.

    Later it would pin what a visitor typed, for as long as the server runs.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[dict[str, object]]:
    """While the server runs, sessions are parked here and closed on time, and it ends in time. For `st.App(lifespan=…)`."""
    running = runtime.get_instance()
    parked = Parked()
    _session_manager(running)._session_storage = parked
    settle_memory()
    ending.end_in_time()
    keeper = asyncio.create_task(_forget(running, parked, config.get_option("server.disconnectedSessionTTL")))
    try:
        yield {}
    finally:
        keeper.cancel()
        with suppress(asyncio.CancelledError):
            await keeper


def _session_manager(running: runtime.Runtime) -> WebsocketSessionManager:
    manager = running._session_mgr
    if not isinstance(manager, WebsocketSessionManager):
        raise SystemExit(
            "Streamlit 的会话管理变了。请安装 requirements.txt 里写明的版本，或修改 jiebei/web/forgetting.py。"
        )
    return manager


async def _forget(running: runtime.Runtime, parked: Parked, keep: float) -> None:
    look = keep / _LOOKS
    while True:
        await asyncio.sleep(look)
        due = parked.left_for(keep - look)
        for session_id in due:
            running.close_session(session_id)
        if due:
            await _turn_over(running)
            # A session is a ring of objects that point at each other: only the collector frees it.
            gc.collect()


class _Nobody(SessionClient):
    """The other end of a connection that nobody is at."""

    @property
    def client_context(self) -> None:
        return None

    def write_forward_msg(self, msg: ForwardMsg) -> None:
        """Goes nowhere."""


async def _turn_over(running: runtime.Runtime) -> None:
    """Lets the runtime's own loop send something to nobody.

    While nobody is connected it waits, the last visitor's session and messages still in its local names.
    """
    session_id = running.connect_session(_Nobody(), {})
    connected = _session_manager(running).get_active_session_info(session_id)
    if connected is not None:
        connected.session._enqueue_forward_msg(ForwardMsg())
    await asyncio.sleep(1)
    running.close_session(session_id)
