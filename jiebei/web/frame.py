"""What every page has around its own content: where she is, what comes next, and the line that is always there."""

from __future__ import annotations

import streamlit as st

from jiebei.web.walk import STEPS, STOPS

_STYLE = """<style>
.jb-steps { display:flex; gap:4px; margin:0 0 2px; }
.jb-steps span { flex:1; height:6px; border-radius:3px; background:currentColor; opacity:.16; }
.jb-steps .done { background:#2f8f7f; opacity:.55; }
.jb-steps .here { background:#2f8f7f; opacity:1; }
/* Streamlit's uploader speaks English only; its words are replaced, its behaviour is not. */
[data-testid="stFileUploaderDropzoneInstructions"] { display:none; }
[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"] { font-size:0; }
[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"]::after { content:"选择文件"; font-size:1rem; }
</style>"""


def top(name: str) -> None:
    """The page's title, with its place on the walk above it."""
    stop = STOPS[name]
    if stop.step is not None:
        place = f"第 {stop.step} 步，共 {len(STEPS)} 步：{STEPS[stop.step - 1]}"
        dots = "".join(
            f'<span class="{_state(step, stop.step)}"></span>' for step in range(1, len(STEPS) + 1)
        )
        st.html(f'{_STYLE}<div class="jb-steps" aria-hidden="true">{dots}</div>')
        st.caption(place)
    st.title(stop.title, anchor=False)


def bottom(name: str) -> None:
    """The next step, as a button she can reach with her thumb."""
    stop = STOPS[name]
    st.space("small")
    if st.button(
        stop.invitation, type="primary", icon=":material/arrow_forward:", width="stretch", key="onward"
    ):
        st.switch_page(STOPS[stop.onward].file)


def footer() -> None:
    """On every page: help in despair or danger, and what this app is not."""
    st.html(
        """
<footer style="border-top:1px solid rgba(128,128,128,.3); margin-top:1.2rem; padding-top:.8rem; font-size:.875rem; line-height:1.7;">
<p style="margin:0 0 .3rem;">撑不住的时候，打 <a href="tel:12356" style="color:inherit; font-weight:650;">12356</a>
（心理援助热线，全国可拨）。有人身危险，打 <a href="tel:110" style="color:inherit;">110</a>
或 <a href="tel:120" style="color:inherit;">120</a>。</p>
<p style="margin:0;">不收费 · 不代理 · 不保证结果。你填的内容只留在这次打开的页面里，服务器不保存。</p>
</footer>
"""
    )


def _state(step: int, here: int) -> str:
    return "here" if step == here else "done" if step < here else "todo"
