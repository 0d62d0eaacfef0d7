"""One invented case worked through at the start of the server: what a first visitor would else wait for."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module

from jiebei.content.examples import SAMPLE, as_of_today, examples
from jiebei.counting.due_dates import today_in_china
from jiebei.counting.money import in_words
from jiebei.keep.calendar_file import calendar_entries, render_calendar
from jiebei.letters.compose import compose
from jiebei.letters.document import Document
from jiebei.letters.paper.docx import render_docx
from jiebei.letters.paper.pdf import render_pdf
from jiebei.owed.annual_cost import annualised, dated
from jiebei.plan.advice import advise
from jiebei.plan.options import Advice
from jiebei.rules import load_rules
from jiebei.web.charts import instalments_chart


def rehearse() -> None:
    """Draws the sample's chart, letter and calendar, so that every library they need is there, and has failed if it will."""
    for library in (
        "pandas",
        "pyarrow.pandas_compat",
        "pyarrow.vendored.version",
        "streamlit.elements.vega_charts",
    ):
        import_module(library)

    today = today_in_china()
    case = as_of_today(examples()[SAMPLE], today)
    worked = advise(case, today)
    assert isinstance(worked, Advice), worked
    option = worked.option()
    instalments_chart(worked, option)
    letter = compose(case, worked, kind="request", as_of=today)
    assert isinstance(letter, Document), letter
    render_pdf(letter)
    render_docx(letter)
    render_calendar(calendar_entries(case, today, load_rules(), worked), datetime.now(UTC))
    in_words(worked.owed)
    annualised(
        dated([(today, worked.owed), *((row.date, -row.payment) for row in worked.present_instalments)])
    )
