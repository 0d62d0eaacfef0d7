from fractions import Fraction

import streamlit as st

from jiebei.case.labels import METHOD_NAMES
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import percent, yuan
from jiebei.owed.annual_cost import Cost
from jiebei.owed.cost_table import CheckedLine, check_table, flat_fee, instalment_cost
from jiebei.rules import load_rules
from jiebei.web import cost_form, fields, form, frame, show, words
from jiebei.web.viewing_day import viewing_day

LENDERS = {"consumer-finance": "消费金融公司（借呗）", "bank": "银行（信用贷）", "microloan": "小额贷款公司"}
TABLE = "cost-disclosure-2026"

frame.top("cost")
first = form.draft().case.loans[0]
rules = load_rules()
story = flat_fee(1_000_000, 12, Fraction(6, 1000))
st.markdown(
    f"借 {yuan(story.lent)}，分 {story.periods} 期，“每月只要 {percent(float(story.monthly), 1)}”，每期还 {yuan(story.instalment)}。\n\n"
    f"1. 你每还一期，手里的钱就少一截，可是每期的费用还按最初的 {yuan(story.lent)} 收。\n"
    f"2. 平均下来，你真正用着的钱只有一半左右，费用却是按全部收的。\n"
    f"3. 所以一年不是 {percent(float(story.advertised), 1)}，而是单利 {percent(story.nominal)}、复利 {percent(story.effective)}。"
)

st.header("算算你的", anchor="own")
words.markdown(
    "单利是每期利率乘以一年的期数。复利（IRR）把利滚利也算上。两个数都对，要看清对方说的是哪一个。{cite: annualised-rate-display}"
)
fields.money("cost.received", "实际到手多少", "扣掉手续费以后，真正到你账上的钱。", placeholder="例如 9500")
fields.number("cost.periods", "一共还几期", "每月一期。", "例如 12")
fields.money("cost.payment", "每期还多少", "本金、利息、各种费用都算在里面。", placeholder="例如 940")
fields.day("cost.start", "哪天到账", "不填就按每月间隔一样算。")
fields.day("cost.first", "第一期哪天还", "和上一项一起填，就按真实天数算。")
own = cost_form.own_cost()
if own.missing:
    st.caption(own.missing)
else:
    worked = instalment_cost(own.received, own.payment, own.periods, own.start, own.first)
    if isinstance(worked.cost, Cost):
        nominal = "日期不均匀，没有" if worked.cost.nominal is None else percent(worked.cost.nominal)
        show.figures([("单利（名义年化）", nominal), ("复利（实际年化）", percent(worked.cost.effective)),
                      ("一共还", yuan(worked.total)), ("比到手多", yuan(worked.more))])  # fmt: skip
    else:
        st.markdown(f":material/info: {worked.cost.message}")

st.header("和明示表对一对", anchor="table")
words.markdown(
    f"{{in-force: {TABLE}}} 2026年8月1日起的新贷款，要有一张明示表，列出每一项费用、谁收、年化多少。表以外不得再收。{{cite: {TABLE}}}\n\n"
    f"{{not-in-force: {TABLE}}} 从2026年8月1日起，新贷款要有一张明示表。今天还没有开始。手里有合同或费用清单，也可以照着填。{{cite: {TABLE}}}"
)
st.markdown("先填这笔借款**刚放款时**的样子。费用要放在整个借期里，才算得出年化。")
fields.money("cost.amount", "借款时的金额", "合同上的本金，不是现在剩的。", placeholder="例如 10000")
fields.day("cost.paid_out", "放款日", "不填就用上面的“哪天到账”。")
known = cost_form.known_periods(first, st.session_state)
fields.number("cost.term", "借款时的总期数", "一共分几期还。", f"不填就按 {known} 期" if known else "例如 12")
start = cost_form.payout(first)
if start.missing:
    st.caption(start.missing)
elif start.payout and not rules.in_force(TABLE, start.payout.on):
    st.caption("这笔钱放款时，明示表的规定还没有开始，对方不一定有这张表。可以照合同填。")
if first.daily_rate is None:
    st.caption("利息按合同利率算。“算一算”里还没有填日利率，所以利息和年化先空着。")
st.markdown("再照着表一项一项填。")
for row in form.ids(st.session_state, "costs"):
    with st.container(border=True):
        fields.text(f"costs.{row}.name", "费用名称", "", "例如 担保费")
        fields.text(f"costs.{row}.collector", "谁收", "", "例如 贷款人、担保公司")
        st.toggle("表上有这一项", key=f"costs.{row}.listed", persist_state="session")
        fields.decimal(f"costs.{row}.annual", "表上写的年化（%）", "", "%.2f")
        fields.money(f"costs.{row}.stated", "表上写的金额", "表上没有金额就不填。")
        fields.money(f"costs.{row}.charged", "实际收多少", "整个借期的：已经收的，加上以后还要收的。")
        st.button("删掉这一项", key=f"drop.costs.{row}", on_click=form.drop_row, args=("costs", row))
st.button("加一项费用", key="add.costs", icon=":material/add:", on_click=cost_form.add_line)
st.caption("利息这一行不用填，会按合同利率和合同的还款计划自动加上。表上的利率不一样，再加一行“利息”。")


def cells(check: CheckedLine) -> tuple[str, str, str]:
    """One line of the comparison: whose it is, what was stated, what it comes to."""
    line = check.line
    stated = "没写" if check.stated_annual is None else percent(float(check.stated_annual))
    if not line.listed:
        stated = "表上没有"
    elif check.from_contract:
        stated += "\n合同利率"
    if line.listed and line.stated is not None:
        stated += f"\n{yuan(line.stated)}"
    money = "没填" if check.charged is None else yuan(check.charged)
    actual = money if check.annual is None else f"{percent(float(check.annual))}\n{money}"
    return f"{line.name}\n{line.collector}", stated, actual


typed = cost_form.table_lines()
if typed or start.payout:
    result = check_table(first, typed, start.payout)
    total = "" if result.annual is None else percent(float(result.annual))
    show.table(
        ("费用", "表上写的", "按实际算（单利）"),
        [cells(check) for check in result.lines],
        right=(1, 2),
        total=("利息和费用合计", "", total) if total else ("费用合计", "", yuan(result.fees)),
    )
    if result.schedule is not None:
        opening = result.schedule.rows[0]
        st.caption(
            f"利息按合同的还款计划算：{METHOD_NAMES[first.method]}，{len(result.schedule.rows)} 期，"
            f"第一期 {chinese_date(opening.date)}。罚息、违约金只比金额，不算进合计。没填金额的，也没有算进去。"
        )
        st.caption("差一点点，多半是天数和四舍五入。差得多，就请对方解释这一项怎么算的。")
        if isinstance(result.cost, Cost):
            st.caption(
                f"如果费用都在放款那天收，连利息一起，复利（实际年化）是 {percent(result.cost.effective)}。"
            )
        if first.day_basis == 360:
            st.caption("合同一年按 360 天算。按 365 天看，年化会比合同写的高一点。")
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
lines = rules.ceilings(kind, viewing_day())
for rule, ratio in lines:
    st.markdown(
        f"**{percent(float(ratio), 0)}**　{rule.label}　:gray-badge[{rule.status}{'·' * bool(rule.caveat)}{rule.caveat}]  \n{rule.gives}  \n{rule.does_not_give}"
    )
if not lines:
    st.markdown("没有找到今天对这类贷款人有效的线。")
st.caption("超过哪条线，都不等于违法。能做的是：问清楚每一项的依据，要求书面答复。")
words.sources(["annualised-rate-display", TABLE, *(rule.id for rule, _ in lines)])
frame.bottom("cost")
