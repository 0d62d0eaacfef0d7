"""What the browser is given beside Streamlit's own page: targets a thumb can hit, and Chinese where the parts speak English."""

from __future__ import annotations

import json
from typing import Final

from jiebei.web.fields import AMOUNT_FIELD

TARGETS: Final = """<style>
/* 44 pixels is the least a thumb hits without a second try. */
[data-testid="stMain"] :is(button, summary, [data-testid="stPageLink-NavLink"]),
[data-testid="stMain"] label:has(input[type="checkbox"]),
[data-testid="stMain"] [data-testid="stDateInputField"],
[data-testid="stMain"] :is(input:not([type="checkbox"], [type="radio"], [type="file"]), [role="spinbutton"]),
[data-testid="stSidebarNavLink"], [data-testid="stLinkButton"] a { min-height:44px; }
[data-testid="stMain"] :is(label:has(input[type="checkbox"]), [role="spinbutton"]) { display:inline-flex; align-items:center; }
[data-testid="stMain"] :is([data-testid="stNumberInputContainer"], [data-testid="stDateInputField"]) { height:auto; padding-block:0; }
[data-testid="stMain"] [data-testid="stDateInputField"] :is([data-testid="stDateInputFieldsScroller"], .react-aria-DateField, .react-aria-DateField > div)
  { padding-block:0; }
[data-testid="stMain"] [data-testid="stRadioOption"] { padding-top:20px; padding-bottom:3px; }
[data-testid="stMain"] :is([data-testid="stDateInputField"], [data-testid="stNumberInputContainer"]) button { min-width:44px; justify-content:center; }
/* Ticks one below the other touch, so that a list of them grows no longer than it must. */
[data-testid="stMain"] [data-testid="stCheckbox"] label:has(input[type="checkbox"]) { margin-block:-8px; }
.react-aria-CalendarGridBody [role="button"] { width:44px; height:44px; }
[role="application"] > header button { min-width:44px; min-height:44px; }
/* What lies under the finger has the colour of buttons, too dark to be read as text on a dark page. */
.st-key-groups button, .st-key-groups button:is(:hover, :focus, :active) { color:inherit !important; }
/* A chart needs no tools; they lie over its title. */
[data-testid="stElementContainer"]:has([data-testid="stVegaLiteChart"]) [data-testid="stElementToolbar"] { display:none; }
/* An empty date. */
[role="spinbutton"][data-placeholder] { font-size:0; }
[role="spinbutton"][data-placeholder]::after { content:"年"; font-size:1rem; padding:0 .35rem; }
[role="spinbutton"][data-placeholder][data-type="month"]::after { content:"月"; }
[role="spinbutton"][data-placeholder][data-type="day"]::after { content:"日"; }
</style>"""

_SAID: Final = {
    "Skip to main content": "跳到正文",
    "Sidebar": "菜单栏",
    "App pages": "全部页面",
    "Expand sidebar": "打开菜单",
    "Collapse sidebar": "收起菜单",
    "Clear value": "清除",
    "Show password": "看见口令",
    "Hide password": "遮住口令",
    "Clear date": "清除日期",
    "Clear time": "清除时间",
    "Clear all": "全部清除",
    "Decrement": "减少",
    "Increment": "增加",
    "Open": "展开选项",
    "Close": "关闭",
    "Dismiss": "关闭",
    "Choose date": "选日期",
    "Choose time": "选时间",
    "Choose an option": "请选择",
    "Choose options": "请选择",
    "No results": "没有",
    "Link to heading": "本节的链接",
    "Selected values": "已选的",
    "Copy to clipboard": "复制",
    "Copied": "已复制",
    "file upload": "选择文件",
    "Upload": "选择文件",
    "1MB per file": "最大 1 MB",
    "• JSON": ".json 文件",
    "Previous month": "上个月",
    "Next month": "下个月",
    "Previous": "上一个",
    "Next": "下一个",
    "Empty": "还没有填",
    "month": "月",
    "year": "年",
    "progress": "进度",
    "visualization": "图",
}
"""The words of Streamlit's parts, and ours for them."""
_PATTERNS: Final = (
    (r"^(\d+) – [A-Z][a-z]+$", "$1月"),
    (r"^year, ", "年，"),
    (r"^month, ", "月，"),
    (r"^day, ", "日，"),
    (r"^hour, ", "时，"),
    (r"^minute, ", "分，"),
    (r"^Choose date, ", "选日期，"),
    (r"^Selected [Dd]ate: (.+)$", "已选：$1"),
    (r"^Today, (.+)$", "今天，$1"),
    (r"^(.+) selected$", "$1，已选"),
    (r"^Remove (.+)$", "去掉 $1"),
    (r"^check icon$", "做到"),
    (r"^priority_high icon$", "没有做到"),
    (r"^[a-z_]+ icon$", "图标"),
)
# React keeps the nodes: only their values are changed, and only where they are the English ones, so that it comes to rest.
IN_CHINESE: Final = """<script>
(() => {
  let soonest = 0;
  const said = %s, patterns = %s.map(([from, to]) => [new RegExp(from), to]);
  const months = "January February March April May June July August September October November December".split(" ");
  const day = (text) => text.replace(/([A-Z][a-z]+) 0?(\\d+), (\\d{4})/, (all, month, day, year) =>
    months.includes(month) ? `${year}年${months.indexOf(month) + 1}月${day}日` : all);
  const chinese = (text) => {
    const known = said[text.trim()];
    if (known) return known;
    for (const [from, to] of patterns) if (from.test(text)) return day(text.replace(from, to));
    return text;
  };
  const names = ["aria-label", "aria-valuetext", "placeholder", "title", "aria-roledescription"];
  const speak = () => {
    soonest = 0;
    for (const name of names)
      for (const node of document.querySelectorAll(`[${name}]`)) {
        const before = node.getAttribute(name), after = chinese(before);
        if (after !== before) node.setAttribute(name, after);
      }
    const texts = '[data-testid="stSkipToContent"], [data-testid="stFileUploaderDropzone"] *, [id^="react-aria-description"], [role="application"] h2';
    for (const node of document.querySelectorAll(texts))
      for (const text of node.childNodes)
        if (text.nodeType === 3 && chinese(text.nodeValue) !== text.nodeValue) text.nodeValue = chinese(text.nodeValue);
    /* Vega names every mark of a chart, in English; the whole has its Chinese text beside it. */
    for (const marks of document.querySelectorAll('[data-testid="stVegaLiteChart"] svg > g')) marks.setAttribute("aria-hidden", "true");
    /* An amount asks for the keyboard of digits. */
    for (const field of document.querySelectorAll('input[autocomplete="%s"]:not([inputmode])')) field.inputMode = "decimal";
  };
  const soon = () => { soonest ||= requestAnimationFrame(speak); };
  new MutationObserver(soon).observe(document.body, {subtree: true, childList: true, characterData: true, attributes: true,
    attributeFilter: names});
  soon();
})();
</script>""" % (json.dumps(_SAID, ensure_ascii=False), json.dumps(_PATTERNS), AMOUNT_FIELD)  # noqa: UP031
