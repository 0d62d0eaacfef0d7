"""A visitor without a browser: she opens the app, types and taps over the server's own websocket, as a browser would."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import Message
from typing import Any, Final, NamedTuple
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

PATIENCE: Final = 120.0
"""Seconds after which a run that has not ended is a failure."""


class Ran(NamedTuple):
    """One run of a page: seconds until it had ended, bytes received, exceptions shown."""

    seconds: float
    received: int
    exceptions: int


@dataclass
class Visitor:
    """Her side of one connection. `widgets` are the page's by their key in the code, `links` the link buttons' addresses."""

    socket: ClientConnection
    page: str
    cookie: str = ""
    session_id: str = ""
    widgets: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    typed: dict[str, WidgetState] = field(default_factory=dict)

    async def send(self, *pressed: str) -> None:
        """Asks for a run, with what she has typed so far, and waits for nothing."""
        request = BackMsg()
        request.rerun_script.page_name = self.page
        states = request.rerun_script.widget_states.widgets
        states.extend(self.typed.values())
        for widget in pressed:
            states.add(id=widget, trigger_value=True)
        await self.socket.send(request.SerializeToString())

    async def run(self, *pressed: str) -> Ran:
        """Asks for a run, with what she has typed so far, and waits for its end."""
        started, received, exceptions = time.perf_counter(), 0, 0
        await self.send(*pressed)
        while True:
            raw = await asyncio.wait_for(self.socket.recv(), PATIENCE)
            assert isinstance(raw, bytes)
            received += len(raw)
            message = ForwardMsg.FromString(raw)
            sort = message.WhichOneof("type")
            if sort == "new_session":
                self.session_id = message.new_session.initialize.session_id
            elif sort == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return Ran(time.perf_counter() - started, received, exceptions)
            elif sort == "delta" and message.delta.WhichOneof("type") == "new_element":
                exceptions += self._see(message.delta.new_element)

    def _see(self, element: Any) -> bool:
        sort = element.WhichOneof("type")
        drawn = getattr(element, sort)
        if identity := getattr(drawn, "id", ""):
            # Streamlit's own form: $$ID-<hash>-<the key in the code>
            key = identity.split("-", 2)[-1]
            self.widgets[key] = identity
            self.labels[getattr(drawn, "label", "")] = identity
            if sort == "link_button":
                self.links[key] = drawn.url
        return bool(sort == "exception")

    async def press(self, label: str) -> Ran:
        """Taps the button whose label holds these words."""
        return await self.run(next(found for words, found in self.labels.items() if label in words))

    async def type(self, **values: str | float) -> Ran:
        """Types into fields by their key, "__" for a dot, and leaves them."""
        for name, value in values.items():
            widget = self.widgets[name.replace("__", ".")]
            state = WidgetState(id=widget)
            if isinstance(value, str):
                state.string_value = value
            else:
                state.double_value = value
            self.typed[widget] = state
        return await self.run()


def ask(
    url: str, headers: Mapping[str, str] | None = None, method: str = "GET"
) -> tuple[int, Message, bytes]:
    """Status, headers and body of one plain request; nothing is raised for a status of 400 or more."""
    try:
        with urlopen(Request(url, headers=dict(headers or {}), method=method)) as answer:
            return answer.status, answer.headers, answer.read()
    except HTTPError as refused:
        return refused.code, refused.headers, refused.read()


def with_cookies(cookie: str, told: Iterable[str]) -> str:
    """The Cookie header after these Set-Cookie headers."""
    pairs = [pair for pair in cookie.split("; ") if pair] + [given.split(";")[0] for given in told]
    return "; ".join({pair.partition("=")[0]: pair for pair in pairs}.values())


@asynccontextmanager
async def visit(
    url: str, page: str = "", session_id: str = "", cookie: str | None = None
) -> AsyncIterator[Visitor]:
    """Opens a page: first its document, with the cookie that comes with it, then the connection. Nothing is run yet.

    session_id, cookie: those of an earlier visit whose connection was lost.
    """
    if cookie is None:
        _, headers, _ = await asyncio.to_thread(ask, f"{url}/{page}")
        cookie = with_cookies("", headers.get_all("set-cookie") or ())
    protocols: list[Any] = ["streamlit", *(["none", session_id] if session_id else [])]
    async with connect(
        url.replace("http", "ws", 1) + "/_stcore/stream",
        subprotocols=protocols,
        origin=url,  # type: ignore[arg-type]
        additional_headers={"Cookie": cookie} if cookie else {},
        max_size=None,
        ping_timeout=None,
        open_timeout=PATIENCE,
    ) as socket:
        # A proxy may say in its answer at which process she is.
        answer = socket.response
        told = answer.headers.get_all("Set-Cookie") if answer else []
        yield Visitor(socket, page, with_cookies(cookie, told))
