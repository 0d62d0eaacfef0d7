"""A button that puts a text on the clipboard in one tap, also where the page may not use the browser's own way to do so."""

from __future__ import annotations

from typing import Final

import streamlit as st

_HTML: Final = """
<div>
  <button type="button"></button>
  <span role="status"></span>
</div>
"""
_CSS: Final = """
div { display: grid; }
button {
  min-height: 2.75rem; padding: .4rem .8rem; cursor: pointer; font: inherit; font-weight: 600;
  color: #fff; background: var(--st-primary-color); border: 0; border-radius: var(--st-button-radius);
}
button:focus-visible { outline: 3px solid var(--st-text-color); outline-offset: 2px; }
span { font-size: .875rem; color: var(--st-text-color); }
"""
# navigator.clipboard is missing on plain http and refused in some apps; then the text goes into a field nobody sees, is
# selected there and copied the old way. In the page and not in this component's shadow, where that way finds nothing.
_JS: Final = """
function copiedTheOldWay(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  field.style.cssText = "position:fixed;top:0;left:0;width:1px;height:1px;opacity:0;font-size:16px";
  document.body.append(field);
  field.select();
  field.setSelectionRange(0, text.length);
  let done = false;
  try { done = document.execCommand("copy"); } catch { done = false; }
  field.remove();
  return done;
}
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedTheOldWay(text);
  }
}
export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button");
  const said = parentElement.querySelector("span");
  button.textContent = data.label;
  if (button.dataset.text !== data.text) said.textContent = "";
  button.dataset.text = data.text;
  button.onclick = async () => {
    const done = await copied(data.text);
    button.focus();
    said.textContent = done ? "已复制，去要发的地方长按粘贴。" : "没能复制：请长按文字，选“全选”，再点“复制”。";
  };
}
"""
_copying: Final = st.components.v2.component("jiebei_copying", html=_HTML, css=_CSS, js=_JS)


def copy_button(text: str, label: str, key: str) -> None:
    """The button, and below it a line that says whether it worked. The text goes nowhere but to the clipboard."""
    _copying(data={"text": text, "label": label}, key=key)
