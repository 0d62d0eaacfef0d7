"""What `app.py` makes the server of: checks and a rehearsal before it starts, routes, and what is said of a failed page."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Final

from starlette.middleware import Middleware
from starlette.routing import Route

import jiebei
from jiebei import content
from jiebei.content import ContentFileError
from jiebei.counting.due_dates import today_in_china
from jiebei.letters.paper.fonts import FontNotInstalledError, font_path
from jiebei.rules import RuleFileError
from jiebei.web import document, downloads, frame, plain_pages, rehearsal, static_files
from jiebei.web.front import Front
from jiebei.web.walk import STOPS

SCRIPT: Final = Path(__file__).with_name("script.py")
MIDDLEWARE: Final = (Middleware(Front),)


def check() -> None:
    """Ends the start in one line where a text, a rule, the letters' font or Streamlit's index page is not as it must be.

    Otherwise a page would fail, or be served half changed, when somebody opens it.
    """
    try:
        content.load_content()
        font_path()
        for name in STOPS:
            document.served(name, today_in_china())
    except (ContentFileError, RuleFileError, FontNotInstalledError, document.IndexFileError) as error:
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
    static_files.compressed()


def routes() -> list[Route]:
    """Our document on every page's URL, and the files to take along; everything else stays Streamlit's or is `Front`'s."""
    base, reading = plain_pages.prefix(), ["GET", "HEAD"]
    pages = ("" if name == "home" else name for name in STOPS)
    files = f"{base}/{downloads.PLACE}/{{visit}}"
    return [
        *(Route(f"{base}/{page}", document.answer, methods=reading) for page in pages),
        Route(files, downloads.still_there, methods=reading),
        Route(f"{files}/{{key}}", downloads.hand_out, methods=reading),
    ]


def on_script_error(_: Exception) -> bool:
    """What she sees of a page that failed: our sentence and the hotlines, in place of Streamlit's English box.

    Streamlit has written the error to the server's log before.
    """
    frame.stumbled()
    frame.footer()
    return True
