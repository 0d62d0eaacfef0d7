"""Files to take along, at addresses of our own.

Streamlit hands a file out at an address that it drops after two script runs by anybody, and makes it over the websocket,
which may be down without a word: with a slow line and others at work a letter did not arrive. Here the address lasts as
long as her session does, and what it gives is made when it is asked for, from what she sees; nothing made is kept.

An address is 256 random bits, known to her page only, and answers only to the browser that opened the page (a cookie
of the same kind, which holds nothing else). The session's own state is the one place that holds what can be made: with
the session it is gone.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal
from urllib.parse import quote
from weakref import WeakValueDictionary

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

COOKIE: Final = "jiebei"
PLACE: Final = "files"
_STATE: Final = "visit"

FileContent = bytes | str
Data = FileContent | Callable[[], FileContent]


@dataclass(frozen=True)
class Handout:
    """What one button gives: the content or what makes it, its file name and type."""

    data: Data
    file_name: str
    mime: str

    def content(self) -> bytes:
        made = self.data() if callable(self.data) else self.data
        return made.encode() if isinstance(made, str) else made


@dataclass(eq=False)
class Visit:
    """One session as its own page's addresses name it. `browser`: its cookie, "" where cookies are refused."""

    browser: str
    name: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    offers: dict[str, Handout] = field(default_factory=dict)


_visits: Final[WeakValueDictionary[str, Visit]] = WeakValueDictionary()


def this_visit() -> Visit:
    """The visit whose script is running."""
    if _STATE not in st.session_state:
        visit = Visit("")
        st.session_state[_STATE] = _visits[visit.name] = visit
    found: Visit = st.session_state[_STATE]
    # A connection that was lost and made anew may bring another cookie.
    found.browser = st.context.cookies.get(COOKIE, "")
    return found


def recognise(request: Request, answer: Response) -> None:
    """Gives a browser that has none the cookie by which its downloads are known to be its own."""
    if not request.cookies.get(COOKIE):
        secure = "https" in (request.url.scheme, request.headers.get("x-forwarded-proto"))
        answer.set_cookie(COOKIE, secrets.token_urlsafe(32), secure=secure, httponly=True, samesite="lax")


def visit_of(request: Request) -> Visit | None:
    """The visit a request names in its path, if the browser is hers and the session still there."""
    visit = _visits.get(request.path_params["visit"])
    browser = request.cookies.get(COOKIE, "")
    if visit is None or not secrets.compare_digest(visit.browser.encode(), browser.encode()):
        return None
    return visit


def download_button(
    label: str,
    data: Data,
    file_name: str,
    mime: str,
    *,
    key: str,
    type: Literal["primary", "secondary", "tertiary"] = "secondary",
    icon: str | None = None,
    width: Literal["content", "stretch"] = "content",
) -> None:
    """A button that saves a file on her device, without a run of the page. `data` is best what makes the content.

    key: unique among all of the app's downloads; it is part of the address.
    """
    visit = this_visit()
    visit.offers[key] = Handout(data, file_name, mime)
    # Every page's URL is one word: from any of them this leads to the same place, whatever prefix a host adds.
    st.link_button(label, f"{PLACE}/{visit.name}/{key}", key=key, type=type, icon=icon, width=width)


async def hand_out(request: Request) -> Response:
    """The file a button's address names. 404 where the session is gone, or another browser asks."""
    visit = visit_of(request)
    offer = None if visit is None else visit.offers.get(request.path_params["key"])
    if offer is None:
        raise HTTPException(404)
    content = b"" if request.method == "HEAD" else await run_in_threadpool(offer.content)
    return Response(
        content,
        media_type=offer.mime,
        headers={
            "Content-Disposition": disposition(offer.file_name),
            "Cache-Control": "no-store",
        },
    )


def disposition(file_name: str) -> str:
    """The header that makes a browser save what it gets under that name."""
    return f"attachment; filename*=UTF-8''{quote(file_name, safe='')}"


async def still_there(request: Request) -> Response:
    """Whether the server still has this visit: 204 or 404. Her page asks after a break in the connection."""
    if visit_of(request) is None:
        raise HTTPException(404)
    return Response(status_code=204, headers={"Cache-Control": "no-store"})
