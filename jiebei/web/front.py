"""What stands before Streamlit: which addresses there are, who may connect, and what every answer carries.

Whatever is not named here does not exist: Streamlit would answer an unknown path with its own index page, show its
figures to anybody who asks, and offer an interface for programs.

The policy lets a page load and send nothing but from and to the host it came from. What it allows has a reason:
Streamlit and our own notes to the page run and style inline ('unsafe-inline'), its charts work in blobs. No 'unsafe-eval':
Streamlit has Vega interpret its expressions instead of compiling them.
"""

from __future__ import annotations

import os
import re
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from jiebei.web import downloads, plain_pages, static_files
from jiebei.web.walk import STOPS

FRAMED_BY: Final = "JIEBEI_FRAMED_BY"
"""Environment variable: the sources (as in the policy's frame-ancestors) that may show the app in a frame of theirs."""
HEALTH: Final = "/_stcore/health"
OPEN: Final = re.compile(
    r"/_stcore/(health|host-config|upload_file/[^/]+/[^/]+|bidi-components/.+)|/media/[^/]+"
)
"""Streamlit's own addresses that stay open: what its pages need."""
_HOST: Final = re.compile(r"([A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")
_FIXED: Final = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def hosts(headers: Headers) -> tuple[str, ...]:
    """The names under which this browser reached us: what it asked for, and what a proxy before us was asked for.

    A page cannot choose either header of a request that a browser makes for it.
    """
    named = (headers.get("host", ""), headers.get("x-forwarded-host", "").split(",")[0].strip())
    return tuple(dict.fromkeys(name for name in named if _HOST.fullmatch(name)))


def security_headers(headers: Headers) -> dict[str, str]:
    """What the answer to a request with these headers carries.

    Browsers older than 2022 do not count a websocket to the page's own host as 'self', so it is named.
    """
    sockets = " ".join(f"ws://{host} wss://{host}" for host in hosts(headers))
    framed_by = os.environ.get(FRAMED_BY, "")
    policy = (
        "default-src 'self'",
        # Streamlit writes some scripts into the page, and loads a component's from a blob.
        "script-src 'self' 'unsafe-inline' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        f"connect-src 'self' {sockets} data: blob:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors " + (framed_by or "'none'"),
    )
    framed = {} if framed_by else {"X-Frame-Options": "DENY"}
    return {"Content-Security-Policy": "; ".join(policy), **_FIXED, **framed}


def own_origin(headers: Headers) -> bool:
    """Whether a websocket is opened by a page of ours, by one that the configuration names, or by no page at all."""
    origin = headers.get("origin")
    if origin is None:
        return True
    return urlsplit(origin).netloc in hosts(headers) or origin in config.get_option(
        "server.corsAllowedOrigins"
    )


class Front:
    """ASGI middleware: answers what is ours alone, passes on what is Streamlit's, and signs every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._connect(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _connect(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuses a foreign page at once. Streamlit would first ask a host on the internet what our own address is,
        and everybody would wait for the answer."""
        headers = Headers(scope=scope)
        if not own_origin(headers):
            await send({"type": "websocket.close", "code": 1008})
            return
        if "origin" in headers:
            # As it came from here, whatever names the proxies before us use: then Streamlit compares no further.
            own = f"{scope['scheme'].replace('ws', 'http', 1)}://{headers.get('host', '')}".encode()
            kept = [(name, own if name == b"origin" else value) for name, value in scope["headers"]]
            scope = {**scope, "headers": kept}
        await self.app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        path = scope["path"].removeprefix(plain_pages.prefix()) or "/"

        async def signed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(security_headers(request.headers))
                if path.startswith("/media/"):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        await (await self._ours(path, request) or self.app)(scope, receive, signed)

    async def _ours(self, path: str, request: Request) -> Response | None:
        """Our answer, or None where it is the app's to answer."""
        # Whoever watches whether the server is well asks by its address, whatever name it has for the public.
        if path != HEALTH and not is_host_allowed(request.headers.get("host")):
            return plain_pages.plain_answer(400)
        if path.startswith("/static/") or path in static_files.AT_ROOT:
            return await static_files.answer(path, request) or plain_pages.plain_answer(404)
        if OPEN.fullmatch(path) or path == "/" or path.startswith(f"/{downloads.PLACE}/"):
            return None
        if path[1:] in STOPS and path != "/home":
            return None
        if path.rstrip("/")[1:] in STOPS and path.endswith("/"):
            return RedirectResponse(f"../{path.strip('/')}", 301, headers={"Cache-Control": "no-cache"})
        return plain_pages.plain_answer(404)


async def refused(request: Request, error: Exception) -> Response:
    """What Starlette or Streamlit refuses or fails at, in Chinese, for `st.App(exception_handlers=…)`.

    A failure is answered outside of all middleware, so the headers are set here.
    """
    status = error.status_code if isinstance(error, HTTPException) else 500
    answer = plain_pages.plain_answer(status)
    answer.headers.update(security_headers(request.headers))
    return answer


EXCEPTION_HANDLERS: Final = {HTTPException: refused, Exception: refused}
