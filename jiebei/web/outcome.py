"""What comes of the inputs: the first answer, the choice of a plan, and the file to keep."""

from __future__ import annotations

from typing import Final

import streamlit as st

from jiebei.case.faults import Fault
from jiebei.case.file import loads
from jiebei.case.labels import CAUSES, METHOD_NAMES
from jiebei.case.records import Case
from jiebei.case.sealed import is_sealed, unlock
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import percent, yuan
from jiebei.letters.debt import rate_words
from jiebei.owed.annual_cost import Cost
from jiebei.owed.known_loan import DEFAULT_PERIODS
from jiebei.plan.appraisal import Appraisal, Appraiser
from jiebei.plan.budget import means
from jiebei.plan.choice import CRITERIA
from jiebei.plan.options import Advice, Option
from jiebei.web import beside, charts, device, form, menu, show
from jiebei.web.downloads import download_button
from jiebei.web.in_app import no_download
from jiebei.web.words import harmless
from jiebei.web.worked import advice_now

_JSON: Final = "application/json"
_IN_SIGHT: Final = 20
"""How many instalments stand open on the page; a longer list is opened by a tap."""


def still_needed(faults: tuple[Fault, ...]) -> None:
    """What is missing before a plan can be worked out, calmly."""
    several = any(
        fault.where.startswith("loans.") and not fault.where.startswith("loans.0.") for fault in faults
    )
    lines = []
    for fault in faults:
        number = fault.where.split(".")[1] if fault.where.startswith("loans.") else ""
        # A fault may carry a name that she typed.
        said = harmless(fault.message)
        lines.append(f"- 第 {int(number) + 1} 笔：{said}" if several and number else f"- {said}")
    st.markdown("**还差一点就能算：**\n" + "\n".join(lines))


def worked_out(case: Case) -> Advice | None:
    """The advice for the pages after the first; where they cannot be worked out yet, what is missing and where."""
    worked = advice_now(case)
    if isinstance(worked, Advice):
        return worked
    still_needed(worked)
    st.page_link(menu.entry("calculator"), label="先去填四个数", icon=":material/arrow_forward:")
    return None


def first_answer(advice: Advice, option: Option) -> None:
    """What is owed, what is asked now and what the plan asks: four figures, one chart, one sentence why."""
    figures = _figures(advice, option)
    show.figures([figures[0], figures[5], figures[2], figures[3]])
    if advice.due_now:
        st.caption(f"另有已经逾期、马上要还的 {yuan(advice.due_now)}，已经算进方案里。")
    st.markdown(advice.reason)
    show.chart(charts.instalments_chart(advice, option))
    show.notices(advice.notices)


def compared(advice: Advice, option: Option) -> None:
    """The plan she has chosen beside what the contract asks."""
    show.figures(_figures(advice, option))


def _figures(advice: Advice, option: Option) -> list[tuple[str, str]]:
    matured = advice.present_heaviest_month == 0
    guess = "（估）" if any(notice.code == "assumed_periods" for notice in advice.notices) else ""
    ends = ("方案还到", month(option.end)) if option.closes else ("这段安排到", month(option.end))
    outcome = ("方案利息共", yuan(option.total_interest))
    if not option.closes:
        outcome = ("到那时约还欠", yuan(option.left))
    return [
        ("今天一共欠", yuan(advice.owed)),
        ("一个月的利息约", yuan(advice.month_interest)),
        (f"现在每月最多要还{guess}", "已全部到期" if matured else yuan(advice.present_heaviest_month)),
        _asked_of_her(option),
        (
            f"现在的计划还到{guess}",
            "已全部到期" if matured else month(advice.present_instalments[-1].date),
        ),
        ends,
        (f"现在的计划利息共{guess}", yuan(advice.present_total_interest)),
        outcome,
    ]


def _asked_of_her(option: Option) -> tuple[str, str]:
    regular = option.heaviest_regular_month
    if option.first_payment and not regular:
        return "方案一次付", yuan(option.first_payment)
    if option.first_payment:
        return "方案先付，再每月最多", f"{yuan(option.first_payment)}＋{yuan(regular)}"
    return "方案每月最多还", yuan(regular)


def overview(case: Case, advice: Advice) -> None:
    """Every input that the plan and the letter rest on, as it was understood."""
    rows: list[tuple[str, str]] = []
    for number, (loan, place) in enumerate(zip(case.loans, advice.positions, strict=True), start=1):
        mark = f"第 {number} 笔：" if len(case.loans) > 1 else ""
        rows += [
            (f"{mark}贷款人", " ".join(loan.lender.split()) or "还没有填"),
            (f"{mark}剩余本金", yuan(place.principal)),
            (f"{mark}利率", rate_words(loan, place)),
            (f"{mark}下一个还款日", chinese_date(loan.next_due) if loan.next_due else ""),
            (f"{mark}还款方式", METHOD_NAMES[loan.method]),
            (
                f"{mark}剩余期数",
                f"{loan.periods_left} 期" if loan.periods_left else f"还没有填，先按 {DEFAULT_PERIODS} 期",
            ),
        ]
        if place.overdue_principal + place.overdue_interest + place.penalty:
            rows += [
                (f"{mark}逾期本金", yuan(place.overdue_principal)),
                (f"{mark}逾期利息", yuan(place.overdue_interest)),
                (f"{mark}罚息", yuan(place.penalty)),
            ]
    household = means(case)
    if household:
        rows += [("每月收入", yuan(household.income)), ("必要开支", yuan(household.essentials))]
        rows += [("其他债务最低还款", yuan(household.other_minimums))] if household.other_minimums else []
        rows += [("留作急用", yuan(household.cushion))] if household.cushion else []
    rows.append(("每月能还", yuan(advice.affordable.amount)))
    if case.hardship.cause:
        rows.append(("原因", CAUSES[case.hardship.cause]))
    with st.expander("核对你填的", icon=":material/fact_check:"):
        show.table(("项目", "按这个算"), rows)


def choose(case: Case, advice: Advice) -> Option:
    """The plans side by side, the recommended one first; what she picks is kept, what she does not pick follows the figures."""
    kinds = [advice.recommended, *(o.kind for o in advice.options if o.kind != advice.recommended)]
    current = case.proposal.kind if case.proposal.kind in kinds else advice.recommended
    by_kind = {option.kind: option for option in advice.options}
    picked = st.radio(
        "选一个方案",
        kinds,
        index=kinds.index(current),
        format_func=lambda kind: by_kind[kind].title + ("（建议）" if kind == advice.recommended else ""),
        captions=[_in_a_line(by_kind[kind]) for kind in kinds],
    )
    if picked is not None and picked != current:
        st.session_state["proposal.kind"] = None if picked == advice.recommended else picked
        st.rerun()
    option = by_kind[current]
    show.notices(option.notices)
    _why_this_one(advice)
    if advice.fallback is not None:
        st.markdown(
            f"**对方不答应时，可以退一步**  \n{_fallback_words(advice.fallback)}。"
            "对方还的价，多半是更短或更贵的；比这更紧的，先不要答应。"
        )
    _weighed(Appraiser(case, advice).appraise(option))
    periods = len(option.instalments)
    with st.expander(f"每一期还多少（{periods} 期）", periods <= _IN_SIGHT, icon=":material/calendar_month:"):
        show.instalments_table(option.instalments)
    return option


def _fallback_words(fallback: Option) -> str:
    if not fallback.closes:
        months = len(fallback.monthly)
        return f"先照 {yuan(fallback.heaviest_month)} 还 {months} 个月，还款期间再商量以后的"
    return f"{fallback.title}：{_in_a_line(fallback)}"


def _why_this_one(advice: Advice) -> None:
    """The table of the choice, row by row: what was looked at, and which plans were put aside there."""
    titles = {option.kind: option.title for option in advice.options}
    rows = []
    for number, (criterion, step) in enumerate(zip(CRITERIA, advice.choice.steps, strict=True), start=1):
        aside = "、".join(titles[kind] for kind in step.out) or "没有"
        rows.append((f"{number}. {criterion.title}\n{criterion.why}", aside))
    with st.expander(f"为什么是“{titles[advice.recommended]}”", icon=":material/rule:"):
        st.markdown("从上往下，一条一条看。每一条只留下做得最好的，别的放到一边。")
        show.table(("看什么", "在这一条放下的"), rows)
        st.caption(f"最后留下的是：{titles[advice.recommended]}。别的方案仍然可以选，由你决定。")


def _weighed(appraisal: Appraisal) -> None:
    """What the plan means to both sides, for whoever wants to know before asking."""
    details = st.expander("这个方案对你、对对方意味着什么", icon=":material/balance:")
    with details:
        figures = []
        if isinstance(appraisal.cost, Cost):
            nominal = appraisal.cost.nominal
            figures += [("年化（复利）", percent(appraisal.cost.effective))]
            figures += [("年化（单利）", percent(nominal))] if nominal is not None else []
        if appraisal.option.closes:
            figures.append(("对方收到的，折成今天", yuan(appraisal.lender_value)))
            figures.append(("占今天欠款", percent(appraisal.lender_share, 1)))
        if figures:
            show.figures(figures)
        if appraisal.saves is not None and appraisal.saves[1] > 0:
            low, high = (yuan(max(0, each)) for each in appraisal.saves)
            st.markdown(f"和什么都不做相比，一年里少付大约 {low} 到 {high}（估算）。")
        for limit in appraisal.option.limits:
            st.markdown(f"{':material/check:' if limit.kept else ':material/priority_high:'} {limit.text}。")
        st.markdown(f"**可能被拒绝的原因**  \n{appraisal.refusal}")


def keep_and_restore(case: Case) -> None:
    """The case as a file on her own device, and back from it."""
    device.panel()
    no_download()
    download_button("保存成一个文件，带走", device.file_to_take(case), "我的案情.json", _JSON, key="download.case", icon=":material/save:",
                    width="stretch")  # fmt: skip
    section = st.expander(
        "打开以前保存的文件", key="section.open", icon=":material/folder_open:", on_change="rerun"
    )
    if section.open:
        with section:
            _open_again()
    device.passphrase()
    device.way_out()


def _open_again() -> None:
    st.file_uploader(
        "选一个保存过的文件",
        type=beside.file_type(),
        key="upload.case",
        max_upload_size=1,
        on_change=_open_file,
    )
    st.caption("帮家人填的，是另一份：先保存自己的，再清空来填，填好也存成一个文件。一人一份，不混在一起。")
    st.caption("只认本工具保存的 .json 文件，最大 1 MB，更大的不会被读取。打不开时，现在填的内容不会丢。")
    if st.session_state.get("upload.sealed"):
        with st.form("upload-unlock", border=False):
            st.text_input("这个文件加了口令", type="password", key="upload.passphrase", autocomplete="off")
            st.form_submit_button("打开", on_click=_unlock_file)
    for fault in st.session_state.get("upload.faults", ()):
        st.warning(harmless(str(fault)), icon=":material/edit:")
    if st.session_state.pop("upload.opened", False):
        st.success("已经打开，所有内容都填回去了。", icon=":material/check:")


def month(day: object) -> str:
    return f"{day.year}年{day.month}月"  # type: ignore[attr-defined]


def _open_file() -> None:
    uploaded = st.session_state.get("upload.case")
    st.session_state["upload.faults"], st.session_state["upload.sealed"] = (), None
    if uploaded is None:
        return
    data = uploaded.getvalue()
    if is_sealed(data):
        st.session_state["upload.sealed"] = data
    else:
        _opened(loads(data, most=5))


def _unlock_file() -> None:
    data: bytes = st.session_state.get("upload.sealed") or b""
    fitting = unlock(data, str(st.session_state.get("upload.passphrase") or ""))
    if isinstance(fitting, Fault):
        _opened((fitting,))
        return
    text = fitting.open(data)
    if isinstance(text, Fault):
        _opened((text,))
    elif _opened(loads(text, most=5)):
        st.session_state["upload.sealed"] = None
        device.use_lock(fitting)


def _opened(read: Case | tuple[Fault, ...]) -> bool:
    if isinstance(read, Case):
        device.other_case()
        form.fill(read)
        st.session_state["upload.opened"], st.session_state["upload.faults"] = True, ()
        return True
    st.session_state["upload.faults"] = (Fault("", "这个文件没有打开，现在填的内容没有变。"), *read)
    return False


def _in_a_line(option: Option) -> str:
    if option.kind == "settlement":
        return f"{chinese_date(option.end)}一次付 {yuan(option.total)}"
    if option.first_payment:
        first = f"先付 {yuan(option.first_payment)}，再每月最多 {yuan(option.heaviest_regular_month)}"
        return f"{first}，{month(option.end)}还清，利息共 {yuan(option.total_interest)}"
    if not option.closes:
        return f"每月 {yuan(option.heaviest_month)}，先 {len(option.monthly)} 个月，之后再商量"
    return f"每月最多 {yuan(option.heaviest_month)}，{len(option.monthly)} 个月，利息共 {yuan(option.total_interest)}"
