"""Telling somebody else of this app: its address as a code to scan and as a card to pass on, and nothing of hers."""

from __future__ import annotations

import ipaddress
from datetime import date
from itertools import groupby
from typing import Final
from urllib.parse import urlsplit

import streamlit as st

from jiebei.letters.document import Document
from jiebei.web.copying import copy_button
from jiebei.web.in_app import address_of
from jiebei.web.walk import NAME

_LINE: Final = "还不上借呗时：算清欠多少、每月能还多少，自己写一封有根据的申请。"
_TERMS: Final = "不收费 · 不代理 · 不保证结果"
# Names that lead nowhere outside a house or an office.
_AT_HOME: Final = ("localhost", "local", "lan", "home", "internal", "intranet", "arpa")
_QUIET_ZONE: Final = 4  # modules of white around a code, as its standard asks


def shareable_address(url: str | None) -> str | None:
    """The app's address alone, where somebody else can open it; None for a machine's own, a private or no address."""
    address = address_of(url)
    host = urlsplit(address).hostname if address else None
    if not host:
        return None
    try:
        return address if ipaddress.ip_address(host).is_global else None
    except ValueError:
        names = host.rstrip(".").split(".")
        return address if len(names) > 1 and names[-1] not in _AT_HOME else None


def code_of(address: str) -> str:
    """The address as a QR code: an SVG, black on white whatever the page's colours, so that every phone reads it."""
    import segno

    drawn: str = segno.make_qr(address, error="m").svg_inline(
        scale=6, border=_QUIET_ZONE, dark="#000", light="#fff"
    )
    return drawn


def card_of(address: str) -> bytes:
    """A card to pass on, as a PNG the size of a page: what the app is, the code, the address. Made of the address alone."""
    import segno

    from jiebei.letters.paper.fonts import BOLD, REGULAR, UNITS_PER_EM, advances
    from jiebei.letters.paper.pdf import draw
    from jiebei.letters.paper.pictures import render_pictures
    from jiebei.letters.paper.typesetting import PAGE_WIDTH, Mark, Stroke, Text

    def centred(text: str, y: float, most: float, bold: bool = False) -> Text:
        ems = sum(advances(text, BOLD if bold else REGULAR)) / UNITS_PER_EM
        size = min(most, (PAGE_WIDTH - 100) / ems)
        return Text((PAGE_WIDTH - ems * size) / 2, y, text, size, bold)

    what, how = _LINE.split("：")
    first, second = how.split("，")
    rows = tuple(segno.make_qr(address, error="m").matrix)
    # Whole dots of the picture for each module, so that all are alike.
    module = int(600 / len(rows)) / 2
    left, top = (PAGE_WIDTH - module * len(rows)) / 2, 316.0
    marks: list[Mark] = [
        centred(NAME, 110, 48, bold=True),
        centred(what, 172, 26),
        centred(f"{first}，", 210, 26),
        centred(second, 248, 26),
        centred(address, 706, 24, bold=True),
        centred("用微信扫一扫，或在浏览器里输入上面的网址", 746, 18),
        centred(_TERMS, 790, 18),
    ]
    for down, row in enumerate(rows):
        across = 0
        for dark, alike in groupby(row):
            length = len(list(alike))
            if dark:
                # A line reaches half its width beyond its ends: two of half a module each, drawn in by so much, make the
                # run. A little wider than that, so that no light line is left between two dark rows.
                x, width = left + across * module, module / 2
                marks += [
                    Stroke(
                        x + width / 2,
                        x + length * module - width / 2,
                        top + (down + half) * module,
                        width + 0.5,
                    )
                    for half in (0.25, 0.75)
                ]
            across += length
    # The day only stands in the file's own description; a fixed one makes equal cards of equal addresses.
    about = Document(title=NAME, author="", dated=date(2026, 1, 1), salutation="", blocks=())
    return render_pictures(draw(about, (tuple(marks),)))[0]


def pass_on() -> None:
    """The code, the address and the card, drawn when she opens the section."""
    section = st.expander(
        "分享给需要的人", icon=":material/qr_code_2:", on_change="rerun", key="share", width="stretch"
    )
    if not section.open:
        return
    with section:
        address = shareable_address(st.context.url)
        if address is None:
            st.markdown(
                ":material/info: 现在打开的是一台电脑自己的、或者内部网络的地址，别人打不开。放到网上以后，这里会有网址和二维码。"
            )
            return
        st.markdown("里面只有这个工具的网址，没有你填的任何内容。")
        st.image(code_of(address), alt=f"二维码，内容是网址 {address}", width=220)
        st.markdown(f"`{address}`")
        copy_button(address, "复制网址", key="share.copy")
        st.markdown("**一张卡片**：长按图片保存（电脑上用右键），再发给对方。")
        st.image(card_of(address), alt=f"卡片：{NAME}，{_LINE}网址 {address}", width="stretch")
