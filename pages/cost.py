from datetime import timedelta
from fractions import Fraction

import streamlit as st

from jiebei.cost import Charge, Cost, CostLine, annualised, loan_flows, reconcile, spaced
from jiebei.due_dates import due_dates
from jiebei.money import percent, yuan
from jiebei.rules import load_rules
from jiebei.standing import position, present_schedule
from jiebei.web import cost_form, fields, form, frame, show, words

LENDERS = {"consumer-finance": "消费金融公司（借呗）", "bank": "银行（信用贷）", "microloan": "小额贷款公司"}
# The story told below: 10,000 yuan over 12 months, "0.6% a month" of the first amount.
LENT, MONTHS, MONTHLY = 1_000_000, 12, Fraction(6, 1000)

frame.top("cost")
first = form.draft().case.loans[0]
instalment = round(LENT / MONTHS + LENT * MONTHLY)
story = annualised(spaced([(0, LENT), *((month, -instalment) for month in range(1, MONTHS + 1))], 12))
assert isinstance(story, Cost)
assert story.nominal is not None
st.markdown(
    f"借 {yuan(LENT)}，分 {MONTHS} 期，“每月只要 {percent(float(MONTHLY), 1)}”，每期还 {yuan(instalment)}。\n\n"
    f"1. 你每还一期，手里的钱就少一截，可是每期的费用还按最初的 {yuan(LENT)} 收。\n"
    f"2. 平均下来，你真正用着的钱只有一半左右，费用却是按全部收的。\n"
    f"3. 所以一年不是 {percent(float(MONTHLY * 12), 1)}，而是单利 {percent(story.nominal)}、复利 {percent(story.effective)}。"
)

st.header("算算你的", anchor="own")
st.caption("单利是每期利率乘以一年的期数；复利（IRR）把利滚利也算上。两个数都对，要看清对方说的是哪一个。")
fields.money("cost.received", "实际到手多少", "扣掉手续费以后，真正到你账上的钱。", placeholder="例如 9500")
fields.number("cost.periods", "一共还几期", "每月一期。", "例如 12")
fields.money("cost.payment", "每期还多少", "本金、利息、各种费用都算在里面。", placeholder="例如 940")
fields.day("cost.start", "哪天到账", "不填就按每月间隔一样算。")
fields.day("cost.first", "第一期哪天还", "和上一项一起填，就按真实天数算。")
own = cost_form.own_cost()
if own.missing:
    st.caption(own.missing)
else:
    flows = spaced([(0, own.received), *((period, -own.payment) for period in range(1, own.periods + 1))], 12)
    if own.start and own.first and own.first > own.start:
        days = due_dates(own.first, own.periods, own.first.day)
        flows = loan_flows(own.received, own.start, [(day, own.payment) for day in days])
    found = annualised(flows)
    if isinstance(found, Cost):
        nominal = "日期不均匀，没有" if found.nominal is None else percent(found.nominal)
        show.figures([("单利（名义年化）", nominal), ("复利（实际年化）", percent(found.effective)),
                      ("一共还", yuan(own.payment * own.periods)), ("比到手多", yuan(own.payment * own.periods - own.received))])  # fmt: skip
    else:
        st.markdown(f":material/info: {found.message}")
words.sources(["annualised-rate-display", "cost-disclosure-2026"])

st.header("和明示表对一对", anchor="table")
words.markdown(
    "2026年8月1日起签的新贷款，应当有一张明示表，列出每一项费用、谁收、年化多少。表以外的费用不能收。{cite: cost-disclosure-2026}"
)
st.caption("照表填。“实际收了”填你真被收的钱；利息一行不用填，按“算一算”里的借款计划算。")
for row in form.ids(st.session_state, "costs"):
    with st.container(border=True):
        fields.text(f"costs.{row}.name", "费用名称", "", "例如 利息、担保费")
        fields.text(f"costs.{row}.collector", "谁收", "", "例如 贷款人、担保公司")
        fields.decimal(f"costs.{row}.annual", "表上写的年化（%）", "", "%.2f")
        fields.money(f"costs.{row}.stated", "表上写的金额", "表上没有金额就不填。")
        fields.money(f"costs.{row}.charged", "实际收了", "")
        st.button("删掉这一项", key=f"drop.costs.{row}", on_click=form.drop_row, args=("costs", row))
st.button("加一项费用", key="add.costs", icon=":material/add:", on_click=form.add_row, args=("costs",))
typed = cost_form.cost_lines()
ready = first.principal and first.daily_rate is not None and first.next_due and first.next_due > words.today()
if typed and not ready:
    st.caption("还要在“算一算”里填好剩余本金、日利率和还款日，才能对。")
elif typed:
    schedule = present_schedule(first, words.today())
    begins = position(first, 0, words.today()).start
    principal = [(begins, schedule.rows[0].principal + schedule.rows[0].balance)]
    principal += [(line.date, -line.principal) for line in schedule.rows]
    charges = [Charge("利息", line.date, line.interest) for line in schedule.rows]
    charges += [Charge(each.name, begins + timedelta(days=1), each.charged) for each in typed if each.charged]
    result = reconcile(
        [CostLine(each.name, each.collector, each.stated, each.annual) for each in typed], principal, charges
    )
    rows = []
    for check in (*result.lines, *result.unlisted):
        listed = check in result.lines
        stated = (
            "表上没有"
            if not listed
            else "没写"
            if check.line.annual is None
            else percent(float(check.line.annual))
        )
        actual = "—" if check.annual is None else percent(float(check.annual))
        rows.append(
            (
                f"{check.line.name or '（没有名称）'}\n{check.line.collector}",
                stated,
                f"{actual}\n{yuan(check.charged)}",
            )
        )
    total = "—" if result.annual is None else percent(float(result.annual))
    show.table(("费用", "表上年化", "按实际算（单利）"), rows, right=(1, 2), total=("合计", "", f"{total}"))
    if result.unlisted:
        st.markdown("标着“表上没有”的，请对方说明依据，并写下来。")

st.header("这些线是谁定的", anchor="lines")
kind = st.selectbox(
    "贷款人是哪一类",
    list(LENDERS),
    format_func=LENDERS.__getitem__,
    filter_mode=None,
    key="cost.lender",
    persist_state="session",
)
rules = load_rules()
lines = rules.ceilings(kind, words.today())
for rule, ratio in lines:
    st.markdown(
        f"**{percent(float(ratio), 0)}**　{rule.label}　:gray-badge[{rule.status}]  \n{rule.gives}  \n{rule.does_not_give}"
    )
if not lines:
    st.markdown("没有找到今天对这类贷款人有效的线。")
st.caption("超过哪条线，都不等于违法。能做的是：问清楚每一项的依据，要求书面答复。")
words.sources([rule.id for rule, _ in lines])
frame.bottom("cost")
