"""The calendar file to download: the same from whichever page."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial

import streamlit as st

from jiebei.case.records import Case
from jiebei.counting.due_dates import chinese_date
from jiebei.keep.calendar_file import calendar_entries, render_calendar, withdrawn_entries
from jiebei.letters.awaited import answers_awaited
from jiebei.plan.advice import advise
from jiebei.plan.options import Advice
from jiebei.rules import load_rules
from jiebei.web.copying import copy_button
from jiebei.web.downloads import download_button
from jiebei.web.in_app import how_to_leave, no_download
from jiebei.web.viewing_day import viewing_day


def calendar_button(case: Case, worked: Advice | None) -> None:
    """The button with what the file holds, or a sentence where no day is known. The file is made when it is asked for.

    worked: what the page has worked out already; without it there may still be court papers, agreements or a day of review.
    """
    day = viewing_day()
    if not calendar_entries(case, day, load_rules(), worked, answers_awaited(case, day, worked)):
        st.markdown("现在还没有可以放进日历的日子。填了还款安排、文书的日子或者复查的日子，就有了。")
        return
    st.markdown(
        "还款提前三天提醒，法院的日子提前三天和前一天各提醒一次。"
        "里面只有金额、贷款人、文书的名称和要做的事，没有你的姓名电话。"
    )
    app = no_download()
    if app:
        _days_as_text(case, day, worked)
        with st.expander("在浏览器里打开", icon=":material/open_in_browser:"):
            how_to_leave(app, key="leave.calendar")
    download_button("下载日历文件", partial(_file, case, day), "日历.ics", "text/calendar", key="download.ics",
                    type="secondary" if app else "primary", icon=":material/event:", width="stretch")  # fmt: skip


def _days_as_text(case: Case, day: date, worked: Advice | None) -> None:
    entries = calendar_entries(case, day, load_rules(), worked, answers_awaited(case, day, worked))
    text = "\n".join(f"{chinese_date(entry.day)}　{entry.title}" for entry in entries)
    st.markdown("也可以复制这些日子，自己记到手机日历里。")
    copy_button(text, "复制这些日子", key="copy.days")
    with st.container(height=200, border=False):
        st.code(text, language=None, wrap_lines=True)


def _file(case: Case, as_of: date) -> bytes:
    found = advise(case, as_of)
    worked = found if isinstance(found, Advice) else None
    awaited = answers_awaited(case, as_of, worked)
    return render_calendar(
        calendar_entries(case, as_of, load_rules(), worked, awaited),
        datetime.now(UTC),
        withdrawn_entries(case, as_of, worked, awaited),
    )
