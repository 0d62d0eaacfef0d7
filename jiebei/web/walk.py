"""The walk: which pages there are, in which order, and what each is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

STEPS: Final = ("看清处境", "算清能力", "提出方案", "写成申请", "核对答复", "留好证据", "按约履行")


@dataclass(frozen=True)
class Stop:
    """One page. `step` is its place on the walk (1 to 7, None beside it); `onward` the page to go to next, and why."""

    name: str
    title: str
    icon: str
    section: str
    step: int | None
    onward: str
    invitation: str

    @property
    def file(self) -> str:
        return f"pages/{self.name}.py"


STOPS: Final = {
    stop.name: stop
    for stop in (
        Stop("home", "首页", "home", "", None, "calculator", "开始：填四个数"),
        Stop("calculator", "算一算，写申请", "calculate", "一步一步来", 2, "guide", "下一步：怎么提出申请"),
        Stop("guide", "五步指引", "checklist", "一步一步来", 4, "precautions", "下一步：注意这四件事"),
        Stop("precautions", "注意事项", "shield", "一步一步来", 6, "cases", "下一步：看看别人怎么做"),
        Stop("basics", "借呗是什么", "menu_book", "先弄明白", 1, "necessity", "下一步：为什么要早点谈"),
        Stop(
            "necessity", "为什么要协商", "hourglass", "先弄明白", 1, "calculator", "下一步：填四个数，算一算"
        ),
        Stop("cases", "示例", "groups", "先弄明白", 3, "calculator", "下一步：算自己的"),
        Stop("help", "求助", "volunteer_activism", "需要帮助", None, "calculator", "回到：算一算"),
    )
}
