"""Inside another app's built-in browser, where nothing can be downloaded: how to know, and how to get out of there.

Known by the words these apps add to the browser's name for itself. What is unknown counts as an ordinary browser: there
the downloads stand first, and pictures and text are one tap away all the same.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

import streamlit as st

from jiebei.web.copying import copy_button
from jiebei.web.walk import NAME

WECHAT: Final = "微信"
ALIPAY: Final = "支付宝"
OTHER_APP: Final = "别的 App"
# In this order: an app built on another's browser names both (a mini program of Alipay opened by DingTalk, say).
_APPS: Final = (
    (re.compile(r"MicroMessenger/", re.IGNORECASE), WECHAT),
    (re.compile(r"DingTalk/", re.IGNORECASE), "钉钉"),
    (re.compile(r"AlipayClient/|AliApp\(AP/", re.IGNORECASE), ALIPAY),
    # QQ's own, not the separate QQ browser ("MQQBrowser/", "QQBrowser/"), which downloads.
    (re.compile(r"(?<![A-Za-z])QQ/\d", re.IGNORECASE), "QQ"),
    (re.compile(r"Weibo", re.IGNORECASE), "微博"),
    # Any other: what Android calls a web view, the apps that say who they are, and on an iPhone no browser but an app's
    # leaves out "Safari".
    (re.compile(r"; ?wv\)|AliApp\(|Lark/|aweme|BytedanceWebview|NewsArticle|baiduboxapp|Kwai/"), OTHER_APP),
    (re.compile(r"\((?:iPhone|iPad|iPod)(?!.*Safari/).*AppleWebKit"), OTHER_APP),
)  # fmt: skip
_OPEN: Final = "在浏览器打开"
# What stands at the bar's left, where its dots are, and what their menu offers.
_LOOKS: Final = {
    WECHAT: ("✕", 286, ("发给朋友", "收藏", _OPEN, "复制链接")),
    ALIPAY: ("‹", 250, ("刷新", "复制链接", _OPEN)),
}
_OTHER_LOOK: Final = ("‹", 286, ("分享", "复制链接", _OPEN))
_PLACE: Final = re.compile(r"[a-z0-9.\-]{1,253}|\[[0-9a-f:.]{2,45}\]")


def in_app_browser(user_agent: str | None) -> str | None:
    """The app in whose built-in browser a page is open, by its everyday name; None in an ordinary browser."""
    for words, app in _APPS:
        if words.search(user_agent or ""):
            return app
    return None


def app_around() -> str | None:
    """The app in whose built-in browser she has this page open; None in an ordinary browser."""
    return in_app_browser(st.context.headers.get("User-Agent"))


def address_of(url: str | None) -> str | None:
    """The app's address alone: scheme, host, port. None where the URL is not one of the web.

    A page's name, a query, a name or password in the URL may be somebody's; none of it comes along.
    """
    try:
        parts = urlsplit(url or "")
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return None
    if ":" in host:
        host = f"[{host}]"
    if parts.scheme not in {"http", "https"} or not _PLACE.fullmatch(host):
        return None
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")


def no_download() -> str | None:
    """Says beside a download button that the app around does not let it through; answers that app, or None."""
    app = app_around()
    if app:
        st.caption(f":material/info: {_inside(app)}不能下载文件，要在浏览器里打开才行。")
    return app


def how_to_leave(app: str, key: str) -> None:
    """How to open this app in the phone's own browser: a drawing, the same in words, the address to paste there."""
    st.image(_drawing(app), alt=f"示意图：{_steps(app)}", width=320)
    st.markdown(f"{_steps(app)}  \n没有这一项，就复制下面的网址，粘贴到手机的浏览器里。")
    address = address_of(st.context.url)
    if address:
        copy_button(address, "复制网址", key=key)
    st.caption("到了浏览器里是新的一页：在这里填的不会跟过去，要再填一次。")


def _inside(app: str) -> str:
    return f"{app}里" if app != OTHER_APP else "在别的 App 里打开时"


def _steps(app: str) -> str:
    if app == WECHAT:
        return "点右上角的“···”，再点“在浏览器打开”（苹果手机上也可能写“在默认浏览器中打开”）。"
    if app == ALIPAY:
        return "点右上角的“···”，在弹出的菜单里点“在浏览器打开”。"
    return "点右上角的“···”或“⋮”，再点“在浏览器打开”。"


def _drawing(app: str) -> str:
    """The phone's top bar with its dots, and the menu they open. On paper white, so that it is the same in the dark."""
    left, dots, labels = _LOOKS.get(app, _OTHER_LOOK)
    bar = _words(24, 42, left, 20) + _words(128, 41, NAME, 15)
    if app == ALIPAY:
        # There the dots share a capsule with the cross that closes the page.
        bar += '<rect x="232" y="22" width="72" height="28" rx="14" fill="none" stroke="#c4cac8"/>' + _words(
            286, 41, "✕", 14
        )
    bar += "".join(f'<circle cx="{dots + step}" cy="36" r="2.6" fill="#1d2624"/>' for step in (-8, 0, 8))
    target = _middle(labels.index(_OPEN), len(labels))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="236" viewBox="0 0 320 236" font-family="sans-serif">'
        '<rect x="1" y="1" width="318" height="234" rx="18" fill="#ffffff" stroke="#b9c2bf" stroke-width="2"/>'
        f'<path d="M2 62h316" stroke="#dfe4e2"/>{bar}'
        '<path d="M2 132h316v85a17 17 0 0 1-17 17H19a17 17 0 0 1-17-17z" fill="#eef1f0"/>'
        f"{_menu(labels)}"
        f'<g fill="none" stroke="#b4540a" stroke-width="3"><circle cx="{dots}" cy="36" r="17"/>'
        f'<path d="M{dots - 8} 56C{dots - 24} 92 {target + 34} 92 {target + 2} 136"/>'
        f'<path d="M{target - 3} 124l5 13 12-7"/></g></svg>'
    )


def _middle(number: int, among: int) -> int:
    return round((number + 0.5) * 304 / among) + 8


def _words(x: int, y: int, text: str, size: int, weight: int = 400) -> str:
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" fill="#1d2624" '
        f'text-anchor="middle">{text}</text>'
    )


def _menu(labels: tuple[str, ...]) -> str:
    drawn = ""
    for number, label in enumerate(labels):
        x, here = _middle(number, len(labels)), label == _OPEN
        drawn += f'<rect x="{x - 21}" y="146" width="42" height="42" rx="12" fill="{"#1f6f63" if here else "#ffffff"}"/>'
        if here:
            # A compass, as browsers have it.
            drawn += (
                f'<circle cx="{x}" cy="167" r="12" fill="none" stroke="#fff" stroke-width="2.5"/>'
                f'<path d="M{x + 6} 161l-4 8-8 4 4-8z" fill="#fff"/>'
            )
        drawn += _words(x, 208, label, 12, 700 if here else 400)
    return drawn
