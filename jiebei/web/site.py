"""The web server around the script: the document people's browsers load first, and what it may talk to.

Streamlit's own index page is served with four changes: it says it is Chinese (so that no browser offers to translate
it and screen readers speak it), it has the app's name before the first byte of Python runs, it tells the client where
the server is (opened on a page's own URL the client would otherwise probe, and log, paths that do not exist), and it
carries a content security policy: this page cannot send anything to any other host, whatever it is made to show.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

from jiebei.web.walk import STOPS

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

NAME: Final = "借呗协商自助"
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
    "Cache-Control": "no-cache",
}


def routes() -> list[Route]:
    """Our document on every page's URL, and the front page for a mistyped one; everything else stays Streamlit's."""
    from starlette.convertors import StringConvertor, register_url_convertor
    from starlette.routing import Route

    class Word(StringConvertor):
        regex = "[^/.]+"  # a page's name, never a file such as favicon.png

    register_url_convertor("word", Word())
    pages = [f"/{name}" for name in STOPS if name != "home"]
    ours = [Route(path, _document, methods=["GET", "HEAD"]) for path in ("/", *pages)]
    return [*ours, Route("/{unknown:word}", _home, methods=["GET", "HEAD"])]


async def _document(request: Request) -> Response:  # noqa: ARG001 - the router passes it
    from starlette.responses import HTMLResponse

    return HTMLResponse(document(), headers=HEADERS)


async def _home(request: Request) -> Response:  # noqa: ARG001 - the router passes it
    """Streamlit would answer an unknown name with a box in English over the front page."""
    from starlette.responses import RedirectResponse

    return RedirectResponse("./", status_code=303)


@cache
def document() -> str:
    """Streamlit's index page, changed as the module says."""
    index = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    names = "|".join(name for name in STOPS if name != "home")
    # Whatever prefix a host serves the app under stays; only the page's own name is taken off.
    base = f"location.origin + location.pathname.replace(/({names})\\/?$/, '')"
    script = f"<script>window.__streamlit = {{ BACKEND_BASE_URL: {base} }}</script>"
    return (
        index.replace('<html lang="en">', '<html lang="zh-CN">')
        .replace("<title>Streamlit</title>", f"<title>{NAME}</title>{script}")
        .replace(
            "You need to enable JavaScript to run this app.",
            f"{NAME}需要打开浏览器的 JavaScript 才能使用。",
        )
    )
