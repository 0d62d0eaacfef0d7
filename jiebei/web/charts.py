"""The few charts of the app, built with Altair. Each says its conclusion in its title and comes with a text alternative;
figures come from the records they are given, never from a calculation here.

Altair takes longer to build and check a chart than everything else on the page together. So each visit keeps the last
one of each sort, as long as its figures stay the same; it is hers, and gone with her session. Nothing is shared.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec

import streamlit as st

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
_NOTHING, _PAYING, _PLAN = "什么都不做（按两种算法的范围）", "没谈好，只按能力还", "照方案还"


@dataclass(frozen=True)
class Chart:
    """A chart and what it says to somebody who cannot see it. `spec` is Vega-Lite's own, once the chart is kept."""

    spec: altair.LayerChart | altair.FacetChart | dict[str, Any]
    conclusion: str
    description: str


Figures = ParamSpec("Figures")


def _kept(build: Callable[Figures, Chart]) -> Callable[Figures, Chart]:
    """The chart of the last run where the figures are the same, else a new one."""

    @wraps(build)
    def drawn(*figures: Figures.args, **named: Figures.kwargs) -> Chart:
        place = f"chart.{build.__name__}"
        before, chart = st.session_state.get(place, (None, None))
        if chart is None or before != (figures, named):
            chart = build(*figures, **named)
            if not isinstance(chart.spec, dict):
                chart = replace(chart, spec=chart.spec.to_dict())
            st.session_state[place] = ((figures, named), chart)
        found: Chart = chart
        return found

    return drawn


@_kept
def instalments_chart(advice: Advice, option: Option) -> Chart:
    """What each month asks now and under the option, against what she can pay."""
    import altair as alt

    now, plan = advice.present_monthly, option.monthly
    largest_now, largest_plan = advice.present_heaviest_month, option.heaviest_month
    conclusion = comparison(advice, option)
    data = alt.InlineData(values=[*_bars(now, "现在的计划"), *_bars(plan, "建议的方案")])
    can_pay = f"每月能还 {yuan(option.affordable)}"
    colour = alt.Color(
        "计划:N",
        scale=alt.Scale(domain=["现在的计划", "建议的方案", can_pay], range=[NOW, PLAN, LIMIT]),
        legend=alt.Legend(orient="bottom", title=None, columns=2, labelLimit=320),
    )
    ceiling = max(largest_now, largest_plan, option.affordable) / 100 * 1.08
    bars = (
        alt.Chart(data)
        .mark_bar(opacity=0.9)
        .encode(
            x=alt.X("月:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            xOffset=alt.XOffset("计划:N", sort=["现在的计划", "建议的方案"]),
            y=alt.Y("元:Q", title="每月要还（元）", scale=alt.Scale(domainMax=ceiling)),
            color=colour,
            tooltip=[alt.Tooltip("计划:N"), alt.Tooltip("月:N"), alt.Tooltip("应还:N")],
        )
    )
    # Named in the legend: over the bars its name would cover them, and they it.
    limit = alt.Chart(alt.InlineData(values=[{"元": option.affordable / 100, "计划": can_pay}]))
    rule = limit.mark_rule(strokeDash=[6, 4], size=2).encode(y=alt.Y("元:Q"), color=colour)
    chart = alt.layer(bars, rule).properties(
        height=320,
        padding=_PADDING,
        title=alt.TitleParams(wrapped(conclusion), anchor="start", fontSize=14, offset=12),
    )
    description = (
        f"{conclusion}。柱状图：现在的计划共 {len(now)} 个月，每月最多 {yuan(largest_now)}；"
        f"建议的方案共 {len(plan)} 个月，每月最多 {yuan(largest_plan)}；虚线是每月能还的 {yuan(option.affordable)}。"
    )
    return Chart(chart, conclusion, description)


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
        {"月": f"{year % 100:02d}.{month:02d}", "元": amount / 100, "计划": plan, "应还": yuan(amount)}
        for (year, month), amount in months.items()
    ]


@_kept
def waiting_chart(year: YearOfWaiting) -> Chart:
    """What the year ahead adds to the debt: nothing done (a band), something paid without an agreement, the plan."""
    import altair as alt

    last = year.days[-1]
    conclusion = f"拖一年，约多欠 {roughly(*last.nothing)}；照方案还，约多 {roughly(last.plan)}"
    shown = [*range(0, len(year.days), WEEK), len(year.days) - 1]
    band = alt.InlineData(
        values=[
            {
                "日": day.on.isoformat(),
                "少": day.nothing[0] / 100,
                "多": day.nothing[1] / 100,
                "怎么做": _NOTHING,
            }
            for day in (year.days[index] for index in shown)
        ]
    )
    lines = alt.InlineData(
        values=[
            {"日": day.on.isoformat(), "元": amount / 100, "怎么做": name}
            for day in (year.days[index] for index in shown)
            for name, amount in (
                (_PAYING, None if day.paying is None else day.paying[1]),
                (_PLAN, day.plan),
            )
            if amount is not None
        ]
    )
    names = [_NOTHING, *([_PAYING] if last.paying else []), _PLAN]
    colour = alt.Color(
        "怎么做:N",
        scale=alt.Scale(domain=names, range=[NOW, *([LIMIT] if last.paying else []), PLAN]),
        legend=alt.Legend(orient="bottom", title=None, columns=1, labelLimit=320),
    )
    x = alt.X("日:T", title=None, axis=alt.Axis(format="%y.%m", tickCount=6))
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
    chart = alt.layer(area, edge, drawn).properties(
        height=400,
        padding=_PADDING,
        title=alt.TitleParams(wrapped(conclusion), anchor="start", fontSize=14, offset=12),
    )
    paying = f"；没有谈好、只按能力还，一年后约多 {roughly(*last.paying)}" if last.paying else ""
    return Chart(
        chart,
        conclusion,
        f"{conclusion}{paying}。横轴是今后一年，纵轴是比今天多欠的钱。",
    )
