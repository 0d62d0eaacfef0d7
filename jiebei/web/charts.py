"""The few charts of the app, in Vega-Lite. Each says its conclusion in its title and comes with a text alternative;
figures come from the records they are given, never from a calculation here.

Altair takes longer to build and check a chart than everything else on the page together. So it builds each shape of a
chart once, without any figures; for each visitor a copy is filled with hers.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import roughly, yuan
from jiebei.plan.appraisal import YearOfWaiting
from jiebei.plan.options import Advice, Option

if TYPE_CHECKING:
    import altair

NOW, PLAN, LIMIT = "#9aa5b1", "#2f7d6d", "#b7791f"
TITLE_WIDTH = 36
WEEK = 7
_PADDING = {"left": 0, "top": 6, "right": 0, "bottom": 0}
"""Without room above it a title of two lines loses the top of the first."""
_OF_NOW, _OF_PLAN = "现在的计划", "建议的方案"
_NOTHING, _PAYING, _PLAN = "什么都不做（按两种算法的范围）", "没谈好，只按能力还", "照方案还"


@dataclass(frozen=True)
class Chart:
    """A chart as Vega-Lite has it, and what it says to somebody who cannot see it."""

    spec: dict[str, Any]
    conclusion: str
    description: str


@cache
def _instalments_shape() -> dict[str, Any]:
    """Two layers, the bars and the limit, both coloured by plan; data, colours' names, ceiling and title are to be filled in.

    The fields have short names: each bar carries them, and each Chinese character takes six bytes on its way.
    """
    import altair as alt

    colour = alt.Color(
        "plan:N",
        scale=alt.Scale(range=[NOW, PLAN, LIMIT]),
        legend=alt.Legend(orient="bottom", title=None, columns=2, labelLimit=320),
    )
    bars = (
        alt.Chart(alt.NamedData("bars"))
        .mark_bar(opacity=0.9)
        .encode(
            x=alt.X("month:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            xOffset=alt.XOffset("plan:N", sort=[_OF_NOW, _OF_PLAN]),
            y=alt.Y("yuan:Q", title="每月要还（元）"),
            color=colour,
            tooltip=[
                alt.Tooltip("plan:N", title="计划"),
                alt.Tooltip("month:N", title="月"),
                alt.Tooltip("yuan:Q", title="应还（元）", format=",.2f"),
            ],
        )
    )
    # Named in the legend: over the bars its name would cover them, and they it.
    line = alt.Chart(alt.NamedData("limit")).mark_rule(strokeDash=[6, 4], size=2)
    limit = line.encode(y=alt.Y("yuan:Q"), color=colour)
    return _shape(alt.layer(bars, limit), height=320)


def instalments_chart(advice: Advice, option: Option) -> Chart:
    """What each month asks now and under the option, against what she can pay."""
    now, plan = advice.present_monthly, option.monthly
    largest_now, largest_plan = advice.present_heaviest_month, option.heaviest_month
    conclusion = comparison(advice, option)
    can_pay = f"每月能还 {yuan(option.affordable)}"
    spec = deepcopy(_instalments_shape())
    bars, limit = spec["layer"]
    # As they are: Streamlit would turn a named data set into a table first, which takes longer than the rest of the chart.
    bars["data"] = {"values": [*_bars(now, _OF_NOW), *_bars(plan, _OF_PLAN)]}
    limit["data"] = {"values": [{"yuan": option.affordable / 100, "plan": can_pay}]}
    for layer in (bars, limit):
        layer["encoding"]["color"]["scale"]["domain"] = [_OF_NOW, _OF_PLAN, can_pay]
    ceiling = max(largest_now, largest_plan, option.affordable) / 100 * 1.08
    bars["encoding"]["y"]["scale"] = {"domainMax": ceiling}
    spec["title"]["text"] = wrapped(conclusion)
    description = (
        f"{conclusion}。柱状图：现在的计划共 {len(now)} 个月，每月最多 {yuan(largest_now)}；"
        f"建议的方案共 {len(plan)} 个月，每月最多 {yuan(largest_plan)}；虚线是每月能还的 {yuan(option.affordable)}。"
    )
    return Chart(spec, conclusion, description)


def comparison(advice: Advice, option: Option) -> str:
    """The conclusion of the comparison, in one sentence of figures."""
    now, plan = advice.present_heaviest_month, option.heaviest_month
    if not option.closes:
        return f"先每月还 {yuan(plan)}，不再是 {yuan(now)}；这段时间还不清，到期要再商量"
    if option.kind == "settlement":
        return f"{chinese_date(option.end)}一次付 {yuan(option.total)}，之后不再有月供"
    if option.kind == "keep":
        return f"每月最多 {yuan(now)}，没有超过你每月能还的 {yuan(option.affordable)}"
    if now == 0:
        return f"原来的借款已经全部到期；照方案每月最多 {yuan(plan)}，{option.end.year}年{option.end.month}月还清"
    change = "降到" if plan < now else "变为"
    return f"每月最多从 {yuan(now)} {change} {yuan(plan)}，{option.end.year}年{option.end.month}月还清"


def wrapped(sentence: str, width: int = TITLE_WIDTH) -> list[str]:
    """The sentence in lines of at most `width` half-width columns: chart titles do not wrap by themselves on a phone."""
    lines, line, used = [], "", 0
    for word in _words(sentence):
        size = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in word)
        if line and used + size > width and word not in "，。；：）":
            lines.append(line.strip())
            line, used = "", 0
        line, used = line + word, used + size
    return [*lines, line.strip()]


def _words(sentence: str) -> list[str]:
    """Single Chinese characters, and runs of anything narrower kept whole, so that no amount is cut in two."""
    words: list[str] = []
    for letter in sentence:
        wide = unicodedata.east_asian_width(letter) in "WF"
        if words and not wide and letter != " " and words[-1][-1:].isascii() | (words[-1][-1:] == "¥"):
            words[-1] += letter
        else:
            words.append(letter)
    return words


def _bars(months: Mapping[tuple[int, int], int], plan: str) -> list[dict[str, object]]:
    return [
        {"month": f"{year % 100:02d}.{month:02d}", "yuan": amount / 100, "plan": plan}
        for (year, month), amount in months.items()
    ]


@cache
def _waiting_shape(paying: bool) -> dict[str, Any]:
    """Three layers, a band and its upper edge of the data set "band", lines of "lines"; both and the title are to be filled in.

    paying: there is a line for what she pays without an agreement.
    """
    import altair as alt

    names = [_NOTHING, *([_PAYING] if paying else []), _PLAN]
    colour = alt.Color(
        "怎么做:N",
        scale=alt.Scale(domain=names, range=[NOW, *([LIMIT] if paying else []), PLAN]),
        legend=alt.Legend(orient="bottom", title=None, columns=1, labelLimit=320),
    )
    x = alt.X("日:T", title=None, axis=alt.Axis(format="%y.%m", tickCount=6))
    band, lines = alt.NamedData("band"), alt.NamedData("lines")
    area = (
        alt.Chart(band)
        .mark_area(opacity=0.55)
        .encode(x=x, y=alt.Y("少:Q", title="比今天多欠（元）"), y2=alt.Y2("多:Q"), color=colour)
    )
    edge = alt.Chart(band).mark_line(strokeWidth=1.5).encode(x=x, y=alt.Y("多:Q"), color=colour)
    drawn = (
        alt.Chart(lines)
        .mark_line(strokeWidth=2.5)
        .encode(
            x=x,
            y=alt.Y("元:Q"),
            color=colour,
            strokeDash=alt.StrokeDash(
                "怎么做:N",
                scale=alt.Scale(
                    domain=names, range=[[6, 3] if name == _PAYING else [1, 0] for name in names]
                ),
            ),
        )
    )
    return _shape(alt.layer(area, edge, drawn), height=400)


def waiting_chart(year: YearOfWaiting) -> Chart:
    """What the year ahead adds to the debt: nothing done (a band), something paid without an agreement, the plan."""
    last = year.days[-1]
    conclusion = f"拖一年，约多欠 {roughly(*last.nothing)}；照方案还，约多 {roughly(last.plan)}"
    shown = [year.days[index] for index in (*range(0, len(year.days), WEEK), len(year.days) - 1)]
    spec = deepcopy(_waiting_shape(last.paying is not None))
    spec["datasets"] = {
        "band": [
            {
                "日": day.on.isoformat(),
                "少": day.nothing[0] / 100,
                "多": day.nothing[1] / 100,
                "怎么做": _NOTHING,
            }
            for day in shown
        ],
        "lines": [
            {"日": day.on.isoformat(), "元": amount / 100, "怎么做": name}
            for day in shown
            for name, amount in (
                (_PAYING, None if day.paying is None else day.paying[1]),
                (_PLAN, day.plan),
            )
            if amount is not None
        ],
    }
    spec["title"]["text"] = wrapped(conclusion)
    paying = f"；没有谈好、只按能力还，一年后约多 {roughly(*last.paying)}" if last.paying else ""
    return Chart(
        spec,
        conclusion,
        f"{conclusion}{paying}。横轴是今后一年，纵轴是比今天多欠的钱。",
    )


def _shape(chart: altair.LayerChart | altair.FacetChart, height: int) -> dict[str, Any]:
    """What all charts have in common, as Vega-Lite, checked by Altair."""
    import altair as alt

    title = alt.TitleParams("", anchor="start", fontSize=14, offset=12)
    drawn: dict[str, Any] = (
        chart.properties(height=height, padding=_PADDING, title=title)
        # Its height does not grow with her letters: were its words to, they would leave no room for what is drawn. Where hers
        # are large for the width, large_text.css shows the description in its place.
        .configure_axis(labelFontSize=12, titleFontSize=14)
        .configure_legend(labelFontSize=14)
        .to_dict()
    )
    return drawn
