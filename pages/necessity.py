from dataclasses import replace
from fractions import Fraction

import streamlit as st

from jiebei import charts, content
from jiebei.appraisal import ACCELERATES_AFTER, assumptions_of, year_of_waiting
from jiebei.due_dates import chinese_date
from jiebei.examples import SAMPLE, as_of_today, examples
from jiebei.money import yuan
from jiebei.plan import Proposals
from jiebei.proposal import propose
from jiebei.rules import load_rules
from jiebei.web import form, frame, show, words

frame.top("necessity")
words.sections("necessity", "intro", "hardship", "waiting")

case = form.draft().case
worked = propose(case, words.today())
if not isinstance(worked, Proposals):
    # Before she has typed anything the page still shows what waiting does, on an example that says it is one.
    case = as_of_today(examples()[SAMPLE], words.today())
    worked = propose(case, words.today())
    st.badge("下面是示例的数字", color="gray")
    st.caption("在“算一算”里填四个数，这里就换成你自己的。")
assert isinstance(worked, Proposals)

usual = float(load_rules().decimal("penalty-multiple", words.today()))
with st.expander("改一改估算的前提", icon=":material/tune:"):
    multiple = st.number_input(
        "罚息是原利率的几倍", 0.0, 10.0, usual, 0.1, key="waiting.multiple", persist_state="session"
    )
    st.caption("合同或明示表里写着。不知道就先用这个数，这只是估算。")
    grace = st.number_input("宽限几天", 0, 90, 0, key="waiting.grace", persist_state="session")
    accelerates = st.number_input(
        "较重的算法里，逾期多少天后要求一次还清",
        1,
        365,
        ACCELERATES_AFTER,
        key="waiting.accelerates",
        persist_state="session",
    )
    st.caption(
        "较轻的算法：只对逾期本金收罚息。较重的算法：罚息和逾期利息也计罚息，过了上面的天数全部提前到期。"
    )
assumed = []
for loan in case.loans:
    mild, harsh = assumptions_of(loan, accelerates)
    if loan.penalty_multiple is None:
        mild, harsh = (replace(each, multiple=Fraction(str(round(multiple, 2)))) for each in (mild, harsh))
    if not loan.grace_days:
        mild, harsh = (replace(each, grace_days=grace) for each in (mild, harsh))
    assumed.append((mild, harsh))

year = year_of_waiting(case, worked, worked.option(case.proposal.kind), assumed)
if year is not None:
    show.chart(charts.waiting(year))
    show.table(
        ("过了", "什么都不做，多欠", "照方案还，多"),
        [
            (
                f"{days} 天",
                f"{yuan(year.after(days).nothing[0])}\n到 {yuan(year.after(days).nothing[1])}",
                yuan(year.after(days).plan),
            )
            for days in (30, 90, 180, 365)
        ],
        right=(1, 2),
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
show.chart(charts.instalments(worked, option))
words.section("necessity", "before")
words.page_sources("necessity")
frame.bottom("necessity")
