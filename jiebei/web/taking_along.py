"""A letter to take along: as a file, as pictures to press and save, as text to copy. Inside another app the files come last."""

from __future__ import annotations

from typing import Final

import streamlit as st

from jiebei.letters.document import Document
from jiebei.web.copying import copy_button
from jiebei.web.downloads import download_button
from jiebei.web.in_app import app_around, how_to_leave, no_download

_PDF: Final = "application/pdf"
_DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PRESS: Final = "长按图片保存（电脑上用右键）。几页都要存。"


def take_along(document: Document, stem: str, pictures_first: bool) -> None:
    """Every way to take a letter along, in the order in which they work where she is.

    stem: the files' name. pictures_first: inside another app, draw the pictures at once rather than at a tap, as on the
    letter's own page; elsewhere each change of a figure would draw them again.
    """
    app = app_around()
    if app is None:
        _files(document, stem)
        with st.expander("文字版，发给在线客服用", icon=":material/content_copy:"):
            _text(document)
        _pictures_section(document, "存成图片（微信里也能发）", opened=False)
        return
    st.markdown("**这里不能下载文件，先存图片、复制文字。**")
    _pictures_section(document, "图片版：长按图片保存", opened=pictures_first)
    with st.expander("文字版，发给在线客服用", icon=":material/content_copy:", expanded=True):
        _text(document)
    with st.expander("想要 PDF 或 Word：在浏览器里打开", icon=":material/open_in_browser:"):
        how_to_leave(app, key="leave.letter")
    no_download()
    _files(document, stem, main=False)


def printed(document: Document, label: str, stem: str, slot: str, icon: str) -> None:
    """One paper as a PDF to download and, at a tap, as pictures. slot: what tells this paper's widgets from others'."""
    inside = no_download()
    download_button(label, lambda: _pdf(document), f"{stem}.pdf", _PDF, key=f"download.{slot}", icon=icon,
                       width="stretch")  # fmt: skip
    if st.toggle("看成图片，长按保存" if inside else "存成图片（微信里也能发）", key=f"as-pictures.{slot}"):
        _pictures(document, slot)


def _files(document: Document, stem: str, main: bool = True) -> None:
    download_button("下载这封信（PDF）", lambda: _pdf(document), f"{stem}.pdf", _PDF, key="download.pdf",
                       type="primary" if main else "secondary", icon=":material/download:", width="stretch")  # fmt: skip
    download_button("下载可以改的 Word 版", lambda: _docx(document), f"{stem}.docx", _DOCX, key="download.docx",
                       icon=":material/edit_document:", width="stretch")  # fmt: skip


def _text(document: Document) -> None:
    from jiebei.letters.paper.plain import render_text

    text = render_text(document)
    copy_button(text, "复制全文", key="copy.letter")
    with st.container(height=320, border=False):
        st.code(text, language=None, wrap_lines=True)


def _pictures_section(document: Document, label: str, opened: bool) -> None:
    section = st.expander(
        label, icon=":material/image:", expanded=opened, on_change="rerun", key="as-pictures.letter"
    )
    if section.open:
        with section:
            _pictures(document, "letter")


def _pictures(document: Document, slot: str) -> None:
    """The pages, drawn once for a letter and kept in this session alone: one letter for each slot, the latest."""
    from jiebei.letters.paper.pictures import MOST_PICTURES, count_pages, render_pictures

    key = f"pictures.{slot}"
    drawn, pages, total = st.session_state.get(key, (None, (), 0))
    if drawn != document:
        pdf = _pdf(document)
        pages, total = render_pictures(pdf), count_pages(pdf)
        st.session_state[key] = (document, pages, total)
    st.caption(_PRESS)
    for number, page in enumerate(pages, 1):
        place = f"第 {number} 页，共 {total} 页"
        st.image(page, place, alt=f"{place}：{document.title}", width="stretch")
    if total > MOST_PICTURES:
        st.caption(f"只画前 {MOST_PICTURES} 页，全部 {total} 页在 PDF 里。")


def _pdf(document: Document) -> bytes:
    from jiebei.letters.paper.pdf import render_pdf

    return render_pdf(document)


def _docx(document: Document) -> bytes:
    from jiebei.letters.paper.docx import render_docx

    return render_docx(document)
