"""The walk: which pages there are, in which order, and what each is called."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

NAME: Final = "借呗协商自助"
_PAGES: Final = Path(__file__).parents[2] / "pages"


@dataclass(frozen=True)
class Stop:
    """One page. `step` is its place on the walk (1 to 7, each on one page, None beside it); `onward` the page to go to next, and why.

    A page to look something up on has no `onward`: it leads back to the page she came from.
    """

    name: str
    title: str
    icon: str
    section: str
    step: int | None
    onward: str | None
    invitation: str

    @property
    def file(self) -> str:
        """The page's file, whole path: from wherever it is named, Streamlit finds the same page."""
        return str(_PAGES / f"{self.name}.py")


_WALK: Final = "一步一步来"
_KNOW: Final = "先弄明白"
_HELP: Final = "需要帮助"
_LOOK: Final = "查一查"

STOPS: Final = {
    stop.name: stop
    for stop in (
        Stop("home", "首页", "home", "", None, "calculator", "开始：填四个数"),
        Stop("calculator", "算一算", "calculate", _WALK, 1, "details", "下一步：填得更准"),
        Stop("details", "填得更准", "edit_note", _WALK, 2, "plan", "下一步：选方案"),
        Stop("plan", "选方案", "rule", _WALK, 3, "letters", "下一步：写信"),
        Stop("letters", "写信", "mail", _WALK, 4, "offer", "下一步：对方答复以后"),
        Stop("call", "打电话怎么说", "call", _WALK, None, "record", "下一步：把这次联系记下来"),
        Stop("offer", "核对答复", "balance", _WALK, 5, "record", "下一步：把联系记下来"),
        Stop("record", "联系记录", "history_edu", _WALK, 6, "keep", "下一步：谈成以后照着还"),
        Stop("keep", "按约履行", "event_available", _WALK, 7, "home", "回到首页"),
        Stop("basics", "借呗是什么", "menu_book", _KNOW, None, "necessity", "接着看：为什么要早点谈"),
        Stop("necessity", "为什么要协商", "hourglass", _KNOW, None, "calculator", "去填四个数，算一算"),
        Stop("guide", "五步指引", "checklist", _KNOW, None, "precautions", "接着看：四件要记住的事"),
        Stop("precautions", "注意事项", "shield", _KNOW, None, "letters", "去写信"),
        Stop("money", "先顾哪一样", "shopping_basket", _KNOW, None, "details", "接着填：每月收支"),
        Stop("cost", "真实年化", "percent", _KNOW, None, "calculator", "去填四个数，算一算"),
        Stop("cases", "示例", "groups", _KNOW, None, "calculator", "去算自己的"),
        Stop("help", "求助", "volunteer_activism", _HELP, None, "calculator", "回到：算一算"),
        Stop("scams", "是不是骗局", "gpp_maybe", _HELP, None, "calculator", "自己算，自己写申请"),
        Stop("court", "收到法院文书", "gavel", _HELP, None, "help", "下一步：看可以找谁"),
        Stop("family", "家人被打电话", "diversity_1", _HELP, None, "help", "下一步：看可以找谁"),
        Stop("glossary", "看不懂的词", "dictionary", _LOOK, None, None, ""),
        Stop("sources", "依据和说明", "library_books", _LOOK, None, None, ""),
        Stop("privacy", "填的内容在哪里", "lock", _LOOK, None, None, ""),
    )
}
