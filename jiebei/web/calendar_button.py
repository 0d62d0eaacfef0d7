"""The calendar file to download: the same from whichever page."""

from __future__ import annotations

from datetime import date
from functools import partial

import streamlit as st

from jiebei.case.records import Case
from jiebei.keep.calendar_file import calendar_entries, render_calendar
from jiebei.letters.awaited import answers_awaited
from jiebei.plan.advice import advise
from jiebei.plan.options import Advice
from jiebei.rules import load_rules
from jiebei.web.downloads import download_button
from jiebei.web.viewing_day import viewing_day


def calendar_button(case: Case, worked: Advice | None) -> None:
    """The button with what the file holds, or a sentence where no day is known. The file is made when it is asked for.

    worked: what the page has worked out already; without it there may still be court papers or a day of review.
    """
    day = viewing_day()
    if worked is None and not calendar_entries(
        case, day, load_rules(), None, answers_awaited(case, day, None)
    ):
        st.markdown("现在还没有可以放进日历的日子。填了还款安排、文书的日子或者复查的日子，就有了。")
        return
    st.markdown(
        "还款提前三天提醒，法院的日子提前三天和前一天各提醒一次。"
        "里面只有金额、贷款人、文书的名称和要做的事，没有你的姓名电话。"
    )
    download_button("下载日历文件", partial(_file, case, day), "日历.ics", "text/calendar", key="download.ics",
                       type="primary", icon=":material/event:", width="stretch")  # fmt: skip


def _file(case: Case, as_of: date) -> bytes:
    found = advise(case, as_of)
    worked = found if isinstance(found, Advice) else None
    awaited = answers_awaited(case, as_of, worked)
    return render_calendar(calendar_entries(case, as_of, load_rules(), worked, awaited), as_of)
