import streamlit as st

from jiebei import content
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import yuan
from jiebei.plan.budget import affordable, income_said
from jiebei.plan.first_things import CLAIMS, FirstThing, first_things, latest_review, review_state, runs_short
from jiebei.web import ask, fields, form, frame, letter_desk, show, words
from jiebei.web.viewing_day import viewing_day

frame.top("money")
case = form.draft().case
hers: dict[str, FirstThing] = {thing.claim: thing for thing in first_things(case)}
short, can_pay = runs_short(case), affordable(case)
month = "每月进账" if case.budget.low_income is None else "差的月份进账"

words.sections("money", "intro", "order")
for number, bill in enumerate(content.bills(), start=1):
    words.markdown(f"**{number}. {bill.title}**  \n{bill.why}")
    thing = hers.get(bill.id)
    if thing is not None and thing.lines:
        named = (
            f"{words.harmless(name) or '这一项'} {words.harmless(yuan(amount))}"
            for name, amount in thing.lines
        )
        st.caption("你的：" + "，".join(named))
    if bill.id == CLAIMS[-1] and can_pay is not None:
        st.caption(f"这次要谈的借款，一共每月能还 {words.harmless(yuan(can_pay.amount))}")
    if thing is not None and thing == short:
        st.markdown(
            f":material/info: 按{month}，钱到这里就不够了，还差 **{words.harmless(yuan(thing.gap))}**。"
            "先看下面有没有可以去问的钱。"
        )

words.section("money", "month")
if can_pay is not None and can_pay.means is not None:
    means = can_pay.means
    said = income_said(case)
    figures = [(month, yuan(means.income) if said else "还没有填"), ("必须花的", yuan(means.essentials))]
    figures += [("别的债每月最少还", yuan(means.other_minimums))] if means.other_minimums else []
    figures += [("留作急用", yuan(means.cushion))] if means.cushion else []
    if said:
        left = "剩下" if means.surplus >= 0 else "还差"
        figures += [(left, yuan(abs(means.surplus))), ("每月能还", yuan(can_pay.amount))]
    show.figures(figures)
    if can_pay.amount > max(0, means.surplus):
        st.caption("差的月份不够的，用平常月份余下的和手上的钱补，所以能还的比差的月份剩下的多。")
    elif can_pay.amount < means.surplus:
        st.caption("能还的，按你自己说的数。比剩下的少，更守得住。")
else:
    st.caption("还没有填收支。填了，上面就按你的数来排，这里能看到剩下多少。")
with st.expander("填或改我的收支", key="money.household", icon=":material/account_balance_wallet:"):
    ask.household()
letter_desk.print_budget(case)

words.section("money", "income")
for support in content.supports():
    with st.container(border=True):
        words.markdown(f"**{support.title}** {{cite: {support.cite}}}")
        words.markdown(f"谁可以问：{support.who}\n去哪里问：{support.where}")
        words.calls(support.contacts)

words.section("money", "family")
words.calls(contact for need in content.help_needs() if need.id == "legal-aid" for contact in need.contacts)
words.link(content.Route(page="family", section="script", label="给家人看：接到催收电话怎么说"))

words.section("money", "review")
day = viewing_day()
state = review_state(case, day)
why = {
    "unset": f"最迟定在{chinese_date(latest_review(day))}。下载还款日历时，会一起放进去。",
    "due": "你定的日子到了。先看进账和开支变了没有，再定下一个日子。",
    "late": f"离今天超过三个月了。最好不晚于{chinese_date(latest_review(day))}。",
    "set": "到这天，从头再看一遍。下载还款日历时，会一起放进去。",
}
fields.day("budget.review_on", "下一次从头再看，是哪天", why[state])

asked = [bill.why for bill in content.bills()]
asked += [f"{{cite: {contact.cite}}}" for one in content.supports() for contact in one.contacts]
words.page_sources("money", *asked, *(f"{{cite: {one.cite}}}" for one in content.supports()))
frame.bottom("money")
