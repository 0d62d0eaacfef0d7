"""What stands on a page, as the person's browser gets it: every text of every element, for the tests beside this file."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from streamlit.testing.v1 import AppTest

from jiebei.web.server import SCRIPT
from jiebei.web.walk import STOPS


def opened(day: date | None = None) -> AppTest:
    """The app on its first page, seen as of a day."""
    app = AppTest.from_file(SCRIPT, default_timeout=60).run()
    if day is not None:
        app.session_state["kept.as_of"] = day
        app.run()
    return app


def go(app: AppTest, name: str) -> AppTest:
    """The same visit, on another page."""
    app.switch_page(STOPS[name].file).run()
    if name == "calculator":
        # What is drawn only once she opens it.
        for section in ("paste", "open", "passphrase", "leave"):
            app.session_state[f"section.{section}"] = True
        app.run()
    assert not app.exception, f"{name}: {app.exception[0].message}"
    return app


def text(app: AppTest) -> str:
    """All that is written on the page, a line for each piece; HTML without its styles and scripts, entities resolved."""
    lines: list[str] = []
    for node in app._tree:
        proto = getattr(node, "proto", None)
        if proto is not None:
            lines += _strings(proto)
    # Widget ids and chart specifications are not read by anybody.
    kept = "\n".join(line for line in lines if not line.startswith("$$ID") and '"$schema"' not in line)
    # A place where a line may be broken is no text.
    return html.unescape(re.sub(r"<(style|script)>.*?</\1>|<wbr>", "", kept, flags=re.DOTALL))


def anchors(app: AppTest) -> set[str]:
    """The places on the page that a link can lead to."""
    headings = {heading.proto.anchor for heading in (*app.header, *app.subheader)}
    return headings | set(re.findall(r'id="([a-z0-9-]+)"', text(app)))


def _strings(proto: Any) -> Iterator[str]:
    for _, value in proto.ListFields():
        single = isinstance(value, str | bytes | int | float) or hasattr(value, "ListFields")
        for one in [value] if single else value:
            if isinstance(one, str):
                yield one
            elif hasattr(one, "ListFields"):
                yield from _strings(one)
