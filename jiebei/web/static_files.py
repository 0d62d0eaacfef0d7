"""Streamlit's own scripts and styles: compressed once, at the start, and kept by a browser for good.

Streamlit sends them as they are: 23 MB of text, of which the first page alone needs 2.7. On a cheap phone that is most
of the time she waits.
"""

from __future__ import annotations

import gzip
import re
from functools import cache
from pathlib import Path
from typing import Final

import streamlit as st
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from streamlit.web.server.component_file_utils import guess_content_type

FOLDER: Final = Path(st.__file__).parent / "static"
AT_ROOT: Final = ("/favicon.png",)
_TEXT: Final = frozenset({".js", ".css", ".svg", ".json", ".html", ".wasm"})
_HASHED: Final = re.compile(r".*[.-][A-Za-z0-9_-]{8}\.[a-z0-9]+")
_TAKES_GZIP: Final = re.compile(
    r"(^|,)\s*(gzip|\*)\s*(;\s*q\s*=\s*(?!0(\.0*)?\s*(,|$))[0-9.]+\s*)?(,|$)", re.IGNORECASE
)
FOR_GOOD: Final = "public, max-age=31536000, immutable"
FOR_A_DAY: Final = "public, max-age=86400"


@cache
def compressed() -> dict[str, bytes]:
    """Every text file below `FOLDER`/static by its path there, as gzip; about 7 MB, and under a second to make."""
    return {
        f"/{path.relative_to(FOLDER).as_posix()}": gzip.compress(path.read_bytes(), 6, mtime=0)
        for path in sorted((FOLDER / "static").rglob("*"))
        if path.suffix in _TEXT and path.is_file()
    }


@cache
def _names() -> frozenset[str]:
    there = (path.relative_to(FOLDER) for path in (FOLDER / "static").rglob("*") if path.is_file())
    return frozenset(f"/{path.as_posix()}" for path in there) | {*AT_ROOT}


async def answer(path: str, request: Request) -> Response | None:
    """The file at that path (of this host, without a prefix), None where there is none."""
    if path not in _names():
        return None
    headers = {"Cache-Control": FOR_GOOD if _HASHED.fullmatch(path) else FOR_A_DAY, "Vary": "Accept-Encoding"}
    if request.method not in {"GET", "HEAD"}:
        return Response(status_code=405, headers={"Allow": "GET, HEAD"})
    media_type = guess_content_type(path)
    packed = compressed().get(path)
    if packed is None or not takes_gzip(request):
        return FileResponse(FOLDER / path[1:], media_type=media_type, headers=headers)
    return Response(packed, media_type=media_type, headers={**headers, "Content-Encoding": "gzip"})


def takes_gzip(request: Request) -> bool:
    """Whether the browser says that it can read gzip."""
    return _TAKES_GZIP.search(request.headers.get("accept-encoding", "")) is not None
