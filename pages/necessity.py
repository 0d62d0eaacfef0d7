from collections.abc import Callable
from fractions import Fraction
from typing import Any

import streamlit as st

from jiebei import content
from jiebei.content.examples import SAMPLE, as_of_today, examples
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import roughly, yuan
from jiebei.owed.waiting import PAYMENT_ORDERS
from jiebei.plan.advice import advise
from jiebei.plan.appraisal import (
    ACCELERATES_AFTER,
    DebtToday,
    Moment,
    Premises,
    assumptions_of,
    debt_today,
    usual_premises,
    year_of_waiting,
)
from jiebei.plan.options import Advice
from jiebei.web import charts, form, frame, show, words
from jiebei.web.viewing_day import viewing_day
from jiebei.web.worked import advice_now

ORDERS = {
    "civil-code-561": "费用、利息、罚息、本金（民法典561条）",
    "penalty-first": "费用、罚息、利息、本金",
    "principal-first": "先本金，再利息、罚息、费用",
}
DAYS = (30, 90, 180, 365)
SOON = (30, 90)
LONGEST_OF_THREE = len("¥1,234,500")
LONGEST_OF_TWO = len("¥1,230 到 ¥4,560")
WHILE_WAITING = content.Route(page="guide", section="waiting-for-answer", label="谈好之前，怎么还")


def spread(added: tuple[int, int]) -> str:
    """A range of amounts for a narrow cell: the least, and in small below it the most."""
    return roughly(*added, between="\n到 ")


def owed_today(now: DebtToday) -> list[tuple[str, str]]:
    """Her own figures, exact: what is owed, what it costs, what is asked next."""
    overdue = f"，其中逾期 {yuan(now.due_now)}" if 0 < now.due_now < now.owed else ""
    told = [
        (f"今天一共欠{overdue}", yuan(now.owed)),
        (f"一个月利息，一天 {yuan(now.day_interest)}", yuan(now.month_interest)),
    ]
    if now.next_due is not None:
        told += [
            (f"还款日，还有 {now.days_left} 天", chinese_date(now.next_due)),
            ("那天要还", yuan(now.next_payment)),
        ]
    return told


frame.top("necessity")
first_screen = st.container()
words.sections("necessity", "intro", "hardship", "waiting")

case = form.draft().case
worked = advice_now(case)
own = isinstance(worked, Advice)
if not isinstance(worked, Advice):
    # Before she has typed anything the page still shows what waiting does, on an example that says it is one.
    case = as_of_today(examples()[SAMPLE], viewing_day())
    worked = advise(case, viewing_day())
assert isinstance(worked, Advice)

usual = usual_premises(viewing_day())
with st.expander("改一改估算的前提", icon=":material/tune:"):
    multiple = st.number_input(
        "罚息是原利率的几倍",
        0.0,
        10.0,
        float(usual.multiple) if isinstance(usual, Premises) else None,
        0.1,
        key="waiting.multiple",
        persist_state="session",
    )
    st.caption("合同或明示表里写着。不知道就先用这个数，这只是估算。")
    grace = st.number_input(
        "宽限几天",
        0,
        90,
        usual.grace_days if isinstance(usual, Premises) else 0,
        key="waiting.grace",
        persist_state="session",
    )
    order = st.selectbox(
        "还的钱先冲抵哪一样",
        list(ORDERS),
        format_func=ORDERS.__getitem__,
        filter_mode=None,
        key="waiting.order",
        persist_state="session",
    )
    words.markdown("没有约定，就按民法典的顺序。合同写了别的，就选一样的。{cite: civil-code-561}")
    st.markdown("**较轻的算法**：只对逾期本金收罚息。**较重的算法**，再加上下面几样：")
    compound = st.toggle("罚息每天再计罚息（利滚利）", True, key="waiting.compound", persist_state="session")
    on_interest = st.toggle("逾期的利息也计罚息", True, key="waiting.on_interest", persist_state="session")
    accelerates = st.number_input(
        "逾期多少天后要求一次还清",
        1,
        365,
        ACCELERATES_AFTER,
        key="waiting.accelerates",
        persist_state="session",
    )
    st.caption("过了这个天数，没到期的本金也算到期。每份合同不同。")

year = None
if multiple is None:
    st.caption("还不知道罚息倍数。在上面填合同里的倍数，就能看到等下去要多付多少。")
else:
    premises = Premises(
        Fraction(str(round(multiple, 2))), grace, compound, on_interest, accelerates, PAYMENT_ORDERS[order]
    )
    assumed = [assumptions_of(loan, premises) for loan in case.loans]
    year = year_of_waiting(worked, worked.option(case.proposal.kind), assumed)
with first_screen:
    if not own:
        st.badge("下面是示例的数字", color="gray")
        st.caption("在“算一算”里填四个数，这里就换成你自己的。")
    show.figures(owed_today(debt_today(worked)))
    if year is not None:
        soon = [(f"再等 {days} 天，约多欠", roughly(*year.after(days).nothing)) for days in SOON]
        show.figures(soon, columns=2 if max(len(added) for _, added in soon) <= LONGEST_OF_TWO else 1)
    st.caption("利息按合同利率，不含罚息。多欠的是估算：罚息的算法不同，所以是一个范围。")
    words.section("necessity", "today")
    words.link(WHILE_WAITING)
if year is not None:
    show.chart(charts.waiting_chart(year))
    ways: list[tuple[str, Callable[[Moment], Any]]]
    ways = [("什么都不做", lambda at: at.nothing), ("照方案还", lambda at: (at.plan, at.plan))]
    if year.after(365).paying is not None:
        ways.insert(1, ("只按能力还", lambda at: at.paying))
    # Three columns of amounts fit a phone up to six digits before the point; longer ones get a table for each two.
    fits = max(len(roughly(way(year.after(365))[1])) for _, way in ways) <= LONGEST_OF_THREE
    for part in [ways] if fits else [ways[:2], ways[2:]]:
        if part:
            show.table(
                ("过了", *(name for name, _ in part)),
                [(f"{days} 天", *(spread(way(year.after(days))) for _, way in part)) for days in DAYS],
                right=range(1, len(part) + 1),
                caption="从今天起，约多出来的利息和罚息。“只按能力还”是没谈好，每月照你的能力付。",
            )
    if year.uncovered is not None:
        st.markdown(
            f"如果没有谈好、只按能力还，从 **{chinese_date(year.uncovered)}** 起，你每月能还的钱就盖不住每天新增的利息和罚息了。"
        )
    st.caption("这些是估算，不是对方的账单。以合同和对方系统为准。")

words.sections(
    "necessity",
    *(part.id for part in content.page("necessity").sections if part.id in {"credit", "report", "plan"}),
)
option = worked.option(case.proposal.kind)
show.chart(charts.instalments_chart(worked, option))
words.section("necessity", "before")
words.page_sources("necessity", "{cite: civil-code-561}")
frame.bottom("necessity")
