"""What every page has around its own content: where she is, what comes next, and the lines that are always there."""

from __future__ import annotations

import re
from typing import Final

import streamlit as st

from jiebei.content import STEPS
from jiebei.counting.due_dates import chinese_date
from jiebei.rules import load_rules
from jiebei.web import device, menu
from jiebei.web.downloads import this_visit
from jiebei.web.viewing_day import viewing_day
from jiebei.web.walk import STOPS

STYLES: Final = """<style>
/* Citation marks stand in nearly every sentence: quiet, and never broken over two lines. */
a[href^="#src-"] { color:inherit !important; opacity:.72; white-space:nowrap; text-decoration:none; }
a[href^="#src-"]:hover, a[href^="#src-"]:focus { text-decoration:underline; opacity:1; }
/* Streamlit's uploader speaks English only; its words are replaced, its behaviour is not. */
[data-testid="stFileUploaderDropzoneInstructions"] { display:none; }
[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"] { font-size:0; }
[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"]::after { content:"选择文件"; font-size:1rem; }
[data-testid="stFileUploaderDropzone"] [role="alert"] { position:static; clip:auto; clip-path:none; width:auto; height:auto; margin:0; white-space:normal; font-size:0; }
[data-testid="stFileUploaderDropzone"] [role="alert"]::after { content:"这个文件没有打开：只认 1 MB 以内的 .json 文件。现在填的内容没有变。"; font-size:.875rem; }
/* What stores her case has nothing to show. What she is asked or told stays in sight until she answers. */
.st-key-device-storage { display:none; }
.st-key-onward { margin-top:.75rem; }
.jb-place { font-size:.875rem; line-height:1.375rem; margin:1.125rem 0 0; opacity:.75; }
[data-testid="stLayoutWrapper"]:has(> .st-key-device-foot) { position:sticky; bottom:.5rem; z-index:2; }
.st-key-device-foot { background:Canvas; border-radius:.6rem; }
/* Where the keyboard leaves little of the screen, it may not take the rest. */
@media (max-height: 35em) { [data-testid="stLayoutWrapper"]:has(> .st-key-device-foot) { position:static; } }
/* Reading what is stored takes a moment; only if it takes longer is there anything to press. */
.st-key-device-no-waiting { animation:jb-appear 1s 3s both; }
@keyframes jb-appear { from { visibility:hidden; } }
/* What is chosen has the colour of buttons, too dark to be read as text on a dark page. */
.stButtonGroup button[aria-checked="true"] { color:inherit !important; } .stButtonGroup button[aria-checked="true"] p { font-weight:600; }
[data-testid="stExpandSidebarButton"]::after { content:"菜单"; font-size:.95rem; margin-left:.3rem; }
[data-testid="stExpandSidebarButton"] { min-height:2.75rem; width:auto; }
</style>"""

# A citation mark opens the list of sources it points into; not every browser does that by itself.
OPENS_SOURCES: Final = """<script>
document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href^="#"]');
  const box = link && document.getElementById(link.hash.slice(1))?.closest("details.jb-sources");
  if (box) box.open = true;
}, true);
</script>"""

# A text may also stand beside the walk, for any time; that is no step.
_LAST_STEP: Final = STEPS.index("随时")
_ANCHOR: Final = re.compile(r"[a-z0-9-]{1,60}")
# The sections above may still be drawn when this runs, so it looks for its target for a short while.
_ARRIVE = """<script>
(function look(tries) {
  const target = document.getElementById("%s");
  if (!target) { if (tries) setTimeout(look, 150, tries - 1); return; }
  const box = target.closest("details");
  if (box) box.open = true;
  setTimeout(() => target.scrollIntoView({block: "start"}), 200);
})(20);
</script>"""
# At once, and only if it must be: a list of choices that she has opened meanwhile would close.
_BRING_UP = """<script>
/* %d */
(function () {
  const target = document.getElementById("%s"), top = target?.getBoundingClientRect().top;
  if (!target) return;
  if (top < 0 || top > window.innerHeight / 2) target.scrollIntoView({block: "start", behavior: "instant"});
  target.tabIndex = -1;
  target.focus({preventScroll: true});
})();
</script>"""


def begin(name: str) -> None:
    """Before a page's own content: what must be said on every page on this day."""
    st.session_state["here"] = name
    if STOPS[name].onward is not None:
        st.session_state["came_from"] = name
    _other_day()
    _review_due()
    device.lines()


def top(name: str) -> None:
    """The page's title, with its place on the walk above it."""
    begin(name)
    stop = STOPS[name]
    if stop.step is not None:
        dots, place = on_the_walk(stop.step)
        st.html(f'{dots}<p class="jb-place">{place}</p>')
    st.title(stop.title, anchor=False)


def on_the_walk(here: int) -> tuple[str, str]:
    """A step's place on the walk: a row of dots as HTML (drawn by first_words.css), and in words."""
    dots = "".join(f'<span class="{_state(step, here)}"></span>' for step in range(1, _LAST_STEP + 1))
    words = f"第 {here} 步，共 {_LAST_STEP} 步：{STEPS[here - 1]}"
    return f'<div class="jb-steps" aria-hidden="true">{dots}</div>', words


def bottom(name: str, primary: bool = True) -> None:
    """The next step, as a button she can reach with her thumb; from a page to look things up on, the way back.

    `primary` False: the page has another button that comes first.
    """
    stop = STOPS[name]
    if stop.onward is not None:
        onward, invitation, icon = stop.onward, stop.invitation, "arrow_forward"
    else:
        onward = st.session_state.get("came_from", "home")
        invitation, icon = f"回到：{STOPS[onward].title}", "arrow_back"
    if st.button(
        invitation,
        type="primary" if primary else "secondary",
        icon=f":material/{icon}:",
        width="stretch",
        key="onward",
    ):
        st.switch_page(menu.entry(onward))


def stumbled() -> None:
    """When a page fails: whose fault it is, and that what she typed is still there."""
    st.warning(
        "这一页出了问题，是我们的错，不是你的。填过的内容还在：先去别的页面，或者过一会儿再打开这一页。",
        icon=":material/build:",
    )


def footer() -> None:
    """On every page: help in despair or danger, and what this app is not."""
    st.html(
        f"""
<footer data-visit="{this_visit().name}" data-page="{st.session_state.get("here", "")}" style="border-top:1px solid rgba(128,128,128,.3); margin-top:1.2rem; padding-top:.8rem; font-size:.875rem; line-height:1.7;">
<p style="margin:0 0 .3rem;">有不想活的念头，或有危险：现在就打 <a href="tel:110" style="color:inherit; font-weight:650;">110</a>
或 <a href="tel:120" style="color:inherit; font-weight:650;">120</a>，请人陪着你。再打 <a href="tel:12356"
style="color:inherit; font-weight:650;">12356</a>（心理援助热线，全国可拨），难受时也可以打。</p>
<p style="margin:0;">不收费 · 不代理 · 不保证结果。你填的内容不存到服务器上；断开半小时后，内存里的也清掉。</p>
</footer>
"""
    )
    _arrive()


def _other_day() -> None:
    """While another day than today is set, every page says so and leads back."""
    if st.session_state.get("kept.as_of") is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="other-day"):
        st.markdown(f":material/event: 现在是按 **{chinese_date(viewing_day())}** 来看、来算的。")
        st.button("回到今天", key="back-to-today", on_click=_back_to_today)


def _back_to_today() -> None:
    st.session_state["kept.as_of"] = None


def _review_due() -> None:
    """A banner once a rule is past the day by which it should have been looked at again."""
    due = load_rules().stale(viewing_day())
    if due:
        with st.container(border=True, key="review-due"):
            st.markdown(
                f":material/update: 有 {len(due)} 条依据过了复核日期，可能已经变了。用到它们时，先向官方渠道核对。"
            )
            st.page_link(
                menu.entry("sources"),
                label="看是哪几条",
                icon=":material/arrow_forward:",
                query_params={"at": "review-due"},
            )


def _arrive() -> None:
    """Scrolls to the section that a link from another page named (`?at=`), or that a button has brought up."""
    brought, turn = st.session_state.get("brought", ("", 0))
    st.session_state["brought"] = ("", turn)
    at = st.query_params.get("at", "")
    if brought:
        # The same script a second time would not run: the turn makes it another one.
        st.html(_BRING_UP % (turn, brought), unsafe_allow_javascript=True)
    elif _ANCHOR.fullmatch(at):
        st.html(_ARRIVE % at, unsafe_allow_javascript=True)


def bring_up(anchor: str) -> None:
    """On the next run, scrolls to the section with that anchor, for a callback."""
    _, turn = st.session_state.get("brought", ("", 0))
    st.session_state["brought"] = (anchor, turn + 1)


def _state(step: int, here: int) -> str:
    return "here" if step == here else "done" if step < here else "todo"
