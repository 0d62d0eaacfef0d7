"""The spreadsheet to download: everything that has a day or an amount."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Final

import streamlit as st

from jiebei.case.records import Case
from jiebei.keep.spreadsheet import KeptTable, render_spreadsheet, spreadsheet_sheets
from jiebei.letters.compose import LETTERS
from jiebei.plan.options import Advice
from jiebei.web.downloads import download_button
from jiebei.web.viewing_day import viewing_day

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def spreadsheet_button(case: Case, worked: Advice | None) -> None:
    """The button, or a sentence where there is nothing to put into a table. The file is made when it is asked for."""
    day = viewing_day()
    sheets = spreadsheet_sheets(case, day, worked, {kind: sort.label for kind, sort in LETTERS.items()})
    if not sheets:
        st.markdown("现在还没有可以放进表格的内容。")
        return
    st.markdown(
        f"里面有：{'、'.join(sheet.name for sheet in sheets)}。联系记录照原样在里面，给别人之前先看一遍。"
    )
    download_button("下载表格（Excel）", partial(_file, sheets, day), f"我的还款-{day.isoformat()}.xlsx", _XLSX, key="download.xlsx",
                       icon=":material/table_view:", width="stretch")  # fmt: skip


def _file(sheets: tuple[KeptTable, ...], day: date) -> bytes:
    return render_spreadsheet(sheets, day)
