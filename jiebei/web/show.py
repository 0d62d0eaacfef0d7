"""Figures on screen: tables that fit a phone, charts with their text, notices."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

import streamlit as st

from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import yuan
from jiebei.letters.paper.html import column_names
from jiebei.letters.paper.text import printable
from jiebei.owed.schedule import Row
from jiebei.plan.options import Notice
from jiebei.web.charts import Chart
from jiebei.web.words import harmless


def table(header: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = (), total: Sequence[str] | None = None,
          caption: str = "", whole: Iterable[int] = ()) -> None:  # fmt: skip
    """A plain table of finished text; everything is escaped. A line break in a cell makes what follows small.

    right: the columns set to the right, never broken over lines. whole: days, broken after the year at most.
    """
    classes = {**dict.fromkeys(whole, "n"), **dict.fromkeys(right, "r")}

    def line(cells: Sequence[str], tag: str) -> str:
        return "".join(_cell(cell, tag, classes.get(index, "")) for index, cell in enumerate(cells))

    body = "".join(f"<tr>{line(row, 'td')}</tr>" for row in rows)
    foot = f"<tfoot><tr>{line(total, 'td')}</tr></tfoot>" if total else ""
    named = (
        f'<caption style="text-align:left; padding-bottom:.3rem;">{_escaped(caption)}</caption>'
        if caption
        else ""
    )
    st.html(
        f'<table class="jb-table" style="{column_names(header)}">{named}<thead><tr>{line(header, "th")}</tr></thead><tbody>{body}</tbody>{foot}</table>'
    )


def instalments_table(rows: Sequence[Row], caption: str = "") -> None:
    """A schedule: what is due when, what of it is principal and interest, and what is left after."""
    table(
        ("期", "还款日", "应还", "还剩本金"),
        [
            (
                str(row.period),
                chinese_date(row.date),
                f"{yuan(row.payment)}\n本金 {yuan(row.principal)}\n利息 {yuan(row.interest + row.arrears)}",
                yuan(row.balance),
            )
            for row in rows
        ],
        right=(2, 3),
        whole=(1,),
        total=("", f"共 {len(rows)} 期", yuan(sum(row.payment for row in rows)), ""),
        caption=caption,
    )


def figures(pairs: Sequence[tuple[str, str]], columns: int = 2) -> None:
    """A few named figures side by side, two to a row on a phone."""
    cells = "".join(
        f'<div class="jb-figure" role="listitem"><div>{_escaped(name)}</div><b>{_broken_after_the_year(value)}</b></div>'
        for name, value in pairs
    )
    st.html(f'<div role="list" class="jb-figures" style="--columns:{columns}">{cells}</div>')


def deadline(what: str, day: str, left: str) -> None:
    """The one day that must not be missed, large, with what to do by then."""
    lines = (
        f"<div>{_escaped(what)}</div>",
        f"<b>{_broken_after_the_year(day)}</b>",
        f"<div>{_escaped(left)}</div>",
    )
    st.html(f'<div class="jb-deadline">{"".join(lines)}</div>')


def bar(share: float, said: str) -> None:
    """A small bar of what is done, from 0 to 1, over the sentence that says it. Only all of it fills the bar."""
    percent = 100 if share >= 1 else min(99, int(share * 100))
    st.html(
        f'<div class="jb-paid" role="img" aria-label="已还 {percent}%"><div style="width:{percent}%"></div></div>'
        f'<div class="jb-paid-said">{_escaped(said)}</div>'
    )


def chart(drawn: Chart) -> None:
    st.vega_lite_chart(spec=drawn.spec, width="stretch", alt=drawn.description)


def notices(found: Iterable[Notice]) -> None:
    """What she should know, one calm line each."""
    for notice in found:
        # A notice may carry a name that she typed.
        st.markdown(f":material/info: {harmless(notice.text)}")


def _escaped(text: str) -> str:
    """Text for HTML, without the marks that would turn the writing, and figures beside them, round."""
    return html.escape(printable(text))


def _broken_after_the_year(day: str) -> str:
    """A day for HTML, which a line that is too short for it may end after the year."""
    return _escaped(day).replace("年", "年<wbr>")


def _cell(text: str, tag: str, class_: str) -> str:
    first, *rest = text.split("\n")
    inner = _escaped(first)
    if class_ == "n":
        inner = _broken_after_the_year(first)
    inner += "".join(f"<br><small>{_escaped(more)}</small>" for more in rest)
    scope = ' scope="col"' if tag == "th" else ""
    return f"<{tag}{scope}{f' class={class_}' if class_ else ''}>{inner}</{tag}>"
