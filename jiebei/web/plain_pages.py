"""What is said without Streamlit: a page's first words while it loads, and pages that say why there is nothing here.

Plain HTML that needs no script: title, text, and the numbers to ring.
"""

from __future__ import annotations

import html
import re
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Final

from starlette.responses import HTMLResponse
from streamlit import config

from jiebei import content
from jiebei.rules import load_rules
from jiebei.web import frame
from jiebei.web.walk import NAME, STOPS

STYLE: Final = Path(__file__).with_name("first_words.css").read_text(encoding="utf-8")
FREE_OF: Final = "不收费 · 不代理 · 不保证结果。"
_CITE: Final = re.compile(r" ?\{cite: [a-z0-9-]+\}")
_REASONS: Final = {
    404: (
        "这里没有内容",
        "地址可能打错了，或者这个文件已经不在了。填过的内容不受影响：回到原来的页面，再点一次。",
    ),
    400: ("这个地址打不开", "请从首页进来。"),
    500: ("这里出了问题", "是我们的错，不是你的。过一会儿再试；急事先打下面的电话。"),
    429: ("现在来的人很多", "请等一分钟，再打开一次；急事先打下面的电话。"),
    502: ("现在打不开", "服务器没有回应，是我们的错，不是你的。过几分钟再试；急事先打下面的电话。"),
}
_OTHERWISE: Final = ("没有做成", "服务器没有接受这个请求。请回到原来的页面，再试一次。")


def prefix() -> str:
    """What stands before every path: Streamlit's server.baseUrlPath, with a slash before it, or "" ."""
    base = (config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""


def title(name: str) -> str:
    """What stands in large letters above a page."""
    return content.page("home").title if name == "home" else STOPS[name].title


def first_words(name: str, day: date) -> str:
    """A page's title, its introduction where it has one, and the numbers to ring: HTML, as of that day."""
    texts = content.load_content().pages
    intro = texts[name].section("intro").markdown if name in texts else ""
    shown = as_html(content.render(_CITE.sub("", intro), load_rules(), day))
    step = STOPS[name].step
    dots, place = ("", "") if step is None else frame.on_the_walk(step)
    above = place and f'{dots}<p class="place">{html.escape(place)}</p>'
    return f"{above}<h1>{html.escape(title(name))}</h1>{shown}{help_lines()}"


def help_lines() -> str:
    """Whom to ring in despair or danger: the same numbers as on the front page."""
    contacts = {
        contact.number: contact
        for need in content.help_needs()
        if need.id in {"despair", "danger"}
        for contact in need.contacts
        if contact.number
    }
    links = "".join(
        f'<a href="tel:{html.escape(one.number)}">{html.escape(one.who)} <b>{html.escape(one.number)}</b></a>'
        for one in contacts.values()
    )
    return f'<p>有不想活的念头，或有危险：现在就打。</p><p class="calls">{links}</p><p class="free">{FREE_OF}</p>'


def as_html(markdown: str) -> str:
    """A page text of paragraphs, lists and bold words. Links and headings become their words."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    blocks = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        lines = [_bold(line) for line in paragraph.splitlines() if line.strip()]
        for listed, run in groupby(lines, lambda line: bool(re.match(r"- |\d+\. ", line))):
            if listed:
                entries = (re.sub(r"^(- |\d+\. )", "", line) for line in run)
                blocks.append("<ul>" + "".join(f"<li>{entry}</li>" for entry in entries) + "</ul>")
            else:
                blocks.append(f"<p>{'<br>'.join(run)}</p>")
    return "".join(blocks)


def _bold(line: str) -> str:
    escaped = html.escape(line.strip(" #"), quote=False)
    return re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escaped)


def plain_answer(status: int) -> HTMLResponse:
    """Why there is nothing here, in Chinese, with the way back and the numbers to ring."""
    return HTMLResponse(_page(status), status, headers={"Cache-Control": "no-store"})


@cache
def _page(status: int) -> str:
    heading, reason = _REASONS.get(status, _OTHERWISE)
    return (
        '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="UTF-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{heading} · {NAME}</title><style>{STYLE}</style></head>"
        f'<body><main class="jb-first"><h1>{heading}</h1><p>{reason}</p>'
        f'<p><a href="{prefix()}/">回到首页</a></p>{help_lines()}</main></body></html>'
    )
