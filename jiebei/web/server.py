"""The web server around the script: the document people's browsers load first, and what it may talk to.

Streamlit's own index page is served with four changes: it says it is Chinese (so that no browser offers to translate
it and screen readers speak it), it has the app's name before the first byte of Python runs, it tells the client where
the server is (opened on a page's own URL the client would otherwise probe, and log, paths that do not exist), and it
says in Chinese that it needs JavaScript. Every answer carries a content security policy: a page cannot send anything
to any other host, whatever it is made to show.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Final

import streamlit as st
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import jiebei
from jiebei import content
from jiebei.content import ContentFileError
from jiebei.rules import RuleFileError
from jiebei.web import downloads, frame, rehearsal
from jiebei.web.walk import NAME, STOPS

SCRIPT: Final = Path(__file__).with_name("script.py")
INDEX: Final = Path(st.__file__).parent / "static" / "index.html"
POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        # Streamlit styles inline; its charts compile expressions (Vega) and work in blobs.
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' ws: wss: data: blob:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    )
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class IndexFileError(Exception):
    """Streamlit's index page is not the one that `document` knows how to change. The message is one line."""


class Confined:
    """ASGI middleware: every HTTP answer, Streamlit's own files and endpoints too, carries `HEADERS`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def confined(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self.app(scope, receive, confined)


MIDDLEWARE: Final = (Middleware(Confined),)


def check() -> None:
    """Ends the start in one line where a text, a rule or Streamlit's index page is not as it must be.

    Otherwise a page would fail, or be served half changed, when somebody opens it.
    """
    try:
        content.load_content()
        _own_document()
    except (ContentFileError, RuleFileError, IndexFileError) as error:
        raise SystemExit(str(error)) from None


def preload() -> None:
    """Imports everything a visit may need, and works an invented case through, before anybody comes.

    Nobody waits for an import; and an import that fails somewhere inside keeps a trace of whoever asked for it. A letter
    drawn at that moment would stay in memory until the server stops.
    """
    for module in walk_packages(jiebei.__path__, "jiebei."):
        if not module.name.endswith("__main__") and module.name != "jiebei.web.script":
            import_module(module.name)
    rehearsal.rehearse()


def routes() -> list[Route]:
    """Our document on every page's URL, and the front page for a mistyped one; everything else stays Streamlit's."""

    class Word(StringConvertor):
        regex = "[^/.]+"  # a page's name, never a file such as favicon.png

    register_url_convertor("word", Word())
    pages = [f"/{name}" for name in STOPS if name != "home"]
    ours = [Route(path, _document, methods=["GET", "HEAD"]) for path in ("/", *pages)]
    ours += [
        Route(f"/{downloads.PLACE}/{{visit}}", downloads.still_there, methods=["GET", "HEAD"]),
        Route(f"/{downloads.PLACE}/{{visit}}/{{key}}", downloads.hand_out, methods=["GET", "HEAD"]),
    ]
    return [*ours, Route("/{unknown:word}", _home, methods=["GET", "HEAD"])]


def on_script_error(_: Exception) -> bool:
    """What she sees of a page that failed: our sentence and the hotlines, in place of Streamlit's English box.

    Streamlit has written the error to the server's log before.
    """
    frame.stumbled()
    frame.footer()
    return True


def document(index: str) -> str:
    """Streamlit's index page, changed as the module says. `IndexFileError` where a change does not fit exactly once."""
    names = "|".join(name for name in STOPS if name != "home")
    # Whatever prefix a host serves the app under stays; only the page's own name is taken off.
    base = f"location.origin + location.pathname.replace(/({names})\\/?$/, '')"
    script = f"<script>window.__streamlit = {{ BACKEND_BASE_URL: {base} }}</script>"
    changes = (
        ('<html lang="en">', '<html lang="zh-CN">'),
        ("<title>Streamlit</title>", f"<title>{NAME}</title>{script}"),
        (
            "You need to enable JavaScript to run this app.",
            f"{NAME}需要打开浏览器的 JavaScript 才能使用。",
        ),
    )
    for old, new in changes:
        if index.count(old) != 1:
            raise IndexFileError(
                f"Streamlit 的首页里应当恰好有一处 {old}，现在有 {index.count(old)} 处。"
                "请安装 requirements.txt 里写明的版本，或修改 jiebei/web/server.py。"
            )
        index = index.replace(old, new)
    return index


@cache
def _own_document() -> str:
    return document(INDEX.read_text(encoding="utf-8"))


async def _document(request: Request) -> Response:
    answer = HTMLResponse(_own_document(), headers={"Cache-Control": "no-cache"})
    downloads.recognise(request, answer)
    return answer


async def _home(_: Request) -> Response:
    """Streamlit would answer an unknown name with a box in English over the front page."""
    return RedirectResponse("./", status_code=303, headers={"Cache-Control": "no-cache"})
