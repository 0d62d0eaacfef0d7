"""The document people's browsers load first: Streamlit's index page, changed so that it can be read at once.

It says it is Chinese (so that no browser offers to translate it and screen readers speak it), tells the client where
the server is (opened on a page's own URL it would otherwise probe, and log, paths that do not exist), holds the page's
first words and the numbers to ring as plain HTML, and a script that takes them away once Streamlit has drawn the page.
The styles and scripts that every page has beside Streamlit's stand in it too.
Before Streamlit's own script runs, a cookie tells the server whether this browser keeps a case.
The same script says in Chinese when the connection is lost; Streamlit's boxes in English stay closed.
"""

from __future__ import annotations

import gzip
import json
import re
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from streamlit import config

from jiebei.counting.due_dates import today_in_china
from jiebei.web import device, downloads, frame, in_browser, plain_pages, reach, static_files
from jiebei.web.walk import NAME, STOPS

INDEX: Final = static_files.FOLDER / "index.html"
_FONTS: Final = {"body": "theme.font", "heading": "theme.headingFont"}
_SCRIPT: Final = Path(__file__).with_name("first_words.js").read_text(encoding="utf-8")
DRAWN: Final = f"<style>{Path(__file__).with_name('drawn.css').read_text(encoding='utf-8')}</style>"
# Once for all pages, not with every run of each. Behind the head, where Streamlit adds its own styles: the later ones count.
_BESIDE: Final = (
    DRAWN
    + frame.STYLES
    + in_browser.TARGETS
    + frame.OPENS_SOURCES
    + in_browser.IN_CHINESE
    + device.JAVASCRIPT
)
# No boxes in English; and what the document's own script asks of Streamlit is heeded.
_HOSTED: Final = "{ blockErrorDialogs: true, allowedOrigins: [location.origin] }"
# Whether this browser keeps a case, for the first run to know that it has to wait for it (see device.py). The cookie holds no
# more than that, and there is none unless she has said yes.
_KEEPS: Final = f"""try {{ document.cookie = "{device.KEEPS}=1; SameSite=Strict" +
(localStorage.getItem("{device.KEY}") ? "" : "; max-age=0") }} catch {{}}"""
_STYLESHEET: Final = re.compile(r"<link rel=\"stylesheet\"[^>]*>")
_FONT: Final = re.compile(r"<link\s+rel=\"preload\"[^>]*as=\"font\"[^>]*>")
_AGENTS: Final = re.compile(r"<link rel=\"service-desc\"[^>]*>")


class IndexFileError(Exception):
    """Streamlit's index page is not the one that `document` knows how to change. The message is one line."""


def document(index: str, name: str, day: date) -> str:
    """Streamlit's index page for one of our pages on a day, changed as the module says. `IndexFileError` where a change does not fit exactly once."""
    names = "|".join(page for page in STOPS if page != "home")
    # Whatever prefix a host serves the app under stays; only the page's own name is taken off.
    base = f"location.origin + location.pathname.replace(/({names})\\/?$/, '')"
    runs = "document.documentElement.classList.add('jb-runs')"
    # Until the server has told it the theme, Streamlit would draw in a font of its own: 171 KB that nothing is set in afterwards.
    fonts = json.dumps({f"{part}Font": config.get_option(option) for part, option in _FONTS.items()})
    themes = ", ".join(f"{theme}_THEME: {fonts}" for theme in ("LIGHT", "DARK"))
    told = f"<script>window.__streamlit = {{ BACKEND_BASE_URL: {base}, HOST_CONFIG: {_HOSTED}, {themes} }};{runs};{_KEEPS}</script>"
    heading = NAME if name == "home" else f"{STOPS[name].title} · {NAME}"
    first = f'<div id="jb-first"><main class="jb-first">{plain_pages.first_words(name, day)}</main></div>'
    styles = _found(_STYLESHEET, index)
    bar = '<div id="jb-bar" class="jb-bar" role="status" hidden><span></span><button type="button">刷新</button></div>'
    changes = (
        ('<html lang="en">', '<html lang="zh-CN">'),
        ("<title>Streamlit</title>", f"<title>{heading}</title>{told}<style>{plain_pages.STYLE}</style>"),
        (_found(_AGENTS, index), ""),
        # Of a font that no page of ours is set in.
        (_found(_FONT, index), ""),
        # Streamlit's own styles come behind the first words, which need not wait for them.
        (_found(_STYLESHEET, index), ""),
        (
            _found(re.compile(r"<noscript>.*?</noscript>", re.DOTALL), index),
            # Shown until a script has run, so also where scripts are not off but fail to run.
            f'<div class="jb-bar jb-no-script">{NAME}需要打开浏览器的 JavaScript 才能使用。急事先打 <a href="tel:110">110</a>、'
            '<a href="tel:12356">12356</a>。</div>',
        ),
        (
            '<div id="root"></div>',
            f'{first}{styles}<div id="root"></div>{bar}<script>{_SCRIPT}</script>{_BESIDE}{reach.BESIDE}',
        ),
    )
    for old, new in changes:
        if index.count(old) != 1:
            raise IndexFileError(_complaint(old, index.count(old)))
        index = index.replace(old, new)
    return index


def _found(pattern: re.Pattern[str], index: str) -> str:
    found: list[str] = pattern.findall(index)
    if len(found) != 1:
        raise IndexFileError(_complaint(pattern.pattern, len(found)))
    return found[0]


def _complaint(what: str, times: int) -> str:
    return (
        f"Streamlit 的首页里应当恰好有一处 {what}，现在有 {times} 处。"
        "请安装 requirements.txt 里写明的版本，或修改 jiebei/web/document.py。"
    )


@lru_cache(maxsize=2 * len(STOPS))
def served(name: str, day: date) -> tuple[bytes, bytes]:
    """A page's document on a day, as it is and as gzip."""
    plain = document(INDEX.read_text(encoding="utf-8"), name, day).encode()
    return plain, gzip.compress(plain, mtime=0)


async def answer(request: Request) -> Response:
    """The document of the page at the request's path, always asked for anew."""
    plain, packed = served(request.url.path.rsplit("/", 1)[-1] or "home", today_in_china())
    headers = {"Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    given = Response(plain, media_type="text/html", headers=headers)
    if static_files.takes_gzip(request):
        given = Response(packed, media_type="text/html", headers={**headers, "Content-Encoding": "gzip"})
    downloads.recognise(request, given)
    return given
