import streamlit as st

from jiebei.case.records import Event
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import yuan
from jiebei.keep.course import NOT_AGREED
from jiebei.keep.instalments import AgreedPayment, agreed_payments
from jiebei.letters.commission import Commission
from jiebei.plan.options import merged
from jiebei.web import fields, form, frame, letter_desk, menu, outcome, show, words
from jiebei.web.calendar_button import calendar_button
from jiebei.web.spreadsheet_button import spreadsheet_button
from jiebei.web.typed import Reader
from jiebei.web.viewing_day import viewing_day
from jiebei.web.walk import STOPS


def agreement(made: Commission, name: str) -> None:
    """The instalments that were agreed on, and which of them what she has noted covers."""
    st.subheader(f"约定的每一期{name}", anchor=False)
    payments = agreed_payments(made.standing)
    if not payments:
        st.markdown("谈成的金额和日子还没有记下。到“联系记录”里那一条“谈成了”打上勾，这里就按约定列出来。")
        st.page_link(menu.entry("record"), label="去记下约定的条件", icon=":material/arrow_forward:")
        return
    rows = []
    for number, one in enumerate(payments, start=1):
        ahead = "" if one.on > made.as_of else f"还差 {yuan(one.short)}"
        rows.append((str(number), chinese_date(one.on), yuan(one.amount), ahead if one.short else "还了"))
    total, paid = sum(one.amount for one in payments), made.standing.paid
    show.table(
        ("期", "还款日", "应还", "记下的"),
        rows,
        right=(2, 3),
        total=("", f"共 {len(rows)} 期", yuan(total), ""),
    )
    st.progress(min(1.0, paid / total), text=f"记下已还 {yuan(paid)}，一共 {yuan(total)}。")
    left = sum(one.short for one in payments)
    coming = next((one for one in payments if one.short), None)
    if coming is None:
        st.button("约定的都还完了，记下“还清了”", key=f"settled.{made.loans[0]}", icon=":material/done_all:", width="stretch",
                  on_click=note, args=(Event(kind="settled", on=viewing_day(), lender=made.lender),),
                  disabled=form.full("events"))  # fmt: skip
        st.caption("先在 App 里或向贷款人确认欠款是 0，再记。")
        return
    if coming.on > made.as_of and any(event.on == made.as_of for event in made.standing.payments):
        # A double tap: the second would fall on the button of the instalment after.
        st.caption("今天已经记了一笔。真的又多还了，在“还的不是这个数”里再记一笔。")
    else:
        paid_button(made, coming)
    part_payment(made, left)
    if not_yet_said(made, coming):
        missed = Event(kind="missed", on=coming.on, lender=made.lender, amount=coming.short)
        st.button("这一期没还上，记下来", key=f"missed.{made.loans[0]}", icon=":material/event_busy:", width="stretch",
                  on_click=note, args=(missed,), disabled=form.full("events"))  # fmt: skip
        st.caption("记下以后，“写信”那一页就有要写的信。还了的照样算数。")
    st.caption("记的是今天还的。日子、金额不一样的，到“联系记录”里改。每次付款都截一张图，自己留好。")


def paid_button(made: Commission, coming: AgreedPayment) -> None:
    label = f"{chinese_date(coming.on)}这期还了 {yuan(coming.short)}，记下来"
    st.button(label, key=f"paid.{made.loans[0]}", icon=":material/check:", width="stretch",
              on_click=note, args=(payment(made.lender, coming.short),), disabled=form.full("events"))  # fmt: skip


def not_yet_said(made: Commission, coming: AgreedPayment) -> bool:
    """The day of this payment has passed, and that it was missed is not on record."""
    return coming.on < made.as_of and all(event.on != coming.on for event in made.standing.missed)


def part_payment(made: Commission, left: int) -> None:
    """Another amount than the instalment's: part of it, or more."""
    key, problems = f"keep.part.{made.loans[0]}", st.session_state["problems"]
    amount = Reader(st.session_state, problems).money(key, "还了的金额")
    if amount is not None and amount > left:
        problems[key] = f"约定里一共只剩 {yuan(left)} 没还，请核对。真的多付了，请对方书面说明多的怎么算。"
    with st.expander("还的不是这个数", icon=":material/edit:"):
        fields.money(key, "还了多少", "只还了一部分，或一次多还了，照付款记录填。先抵最早没还的那一期。")
        st.button("记下这一笔", key=f"part.{made.loans[0]}", width="stretch", on_click=note_part,
                  args=(made.lender, key, left), disabled=form.full("events"))  # fmt: skip


def payment(lender: str, amount: int) -> Event:
    return Event(kind="paid", on=viewing_day(), lender=lender, amount=amount)


def note_part(lender: str, key: str, left: int) -> None:
    """Read again here: the tap may be the very thing that ends the typing."""
    amount = Reader(st.session_state, {}).money(key, "还了的金额")
    if amount and amount <= left:
        note(payment(lender, amount))
        st.session_state[key] = None


def note(event: Event) -> None:
    form.add_event(event)


def proposal(made: Commission, name: str, only: bool) -> None:
    """The instalments of her own plan, to tick off for this visit."""
    st.subheader(f"你提出的每一期{name}", anchor=False)
    done = total = 0
    for row in merged([plan.schedule for plan in made.own_plans]):
        label = f"{chinese_date(row.date)}　{yuan(row.payment)}"
        whose = "" if only else f"{made.loans[0]}."
        # The amount is part of the key: a tick for an old plan says nothing of a new one's instalment that day.
        key = f"keep.{whose}{row.date.isoformat()}.{row.payment}"
        done += row.payment * st.checkbox(label, key=key, persist_state="session")
        total += row.payment
    st.progress(min(1.0, done / total) if total else 0.0, text=f"已还 {yuan(done)}，一共 {yuan(total)}。")


frame.top("keep")
st.markdown("谈成了，就照约定还。有一期差一点，也有办法：看下面“差一点还不上时”。")
case = form.draft().case
worked = outcome.worked_out(case)
everyone = letter_desk.where_she_stands(case, worked)
several = len(everyone) > 1
waiting = [made for made in everyone if made.standing.stage in NOT_AGREED]
bound = [made for made in everyone if made.standing.agreed is not None and made.standing.settled is None]


def name_of(made: Commission) -> str:
    return f"：{words.harmless(made.lender) or '（还没有填贷款人）'}" if several else ""


if waiting:
    st.header("还没有谈成的", anchor="waiting")
    st.markdown("对方还没有书面同意，下面的金额和日子只是**你提出的方案**。等答复的时候：")
    for made in waiting:
        if several:
            st.subheader(name_of(made).removeprefix("："), anchor=False)
        letter_desk.pay_meanwhile(made)
if bound or (waiting and worked is not None):
    st.header("还一期，记一期", anchor="paid")
for made in bound:
    agreement(made, name_of(made))
if worked is not None:
    for made in waiting:
        proposal(made, name_of(made), not several)
    if waiting:
        st.caption("只在这次打开的页面里记着。每次付款都截一张图，自己留好。")
st.header("放进手机日历", anchor="calendar")
if waiting and worked is not None:
    st.caption("没有谈成的，日历里是你提出的方案。对方同意的日期或金额不一样时，改成一样的再下载。")
calendar_button(case, worked)
st.header("带走一份表格", anchor="table")
spreadsheet_button(case, worked)
st.header("差一点还不上时", anchor="missed")
words.markdown(
    "- 还款日之前就联系对方，说清楚差多少、哪天补。\n"
    "- 不要借新的来补这一期。\n"
    "- 漏了也不是白还：还了的都已经减了欠款。尽快补上，请对方书面答复：约定还算不算数。\n"
    "- 约定里写了“漏一期作废”或减免有条件的，更要早说，请对方保留原来的约定。\n"
    "- 把这件事记到“联系记录”里，“写信”那一页就有要写的信。\n"
    "- 情况又变了，就回到“算一算”重新算一个做得到的方案。"
)
for name in ("letters", "record"):
    st.page_link(menu.entry(name), label=STOPS[name].title, icon=":material/arrow_forward:")
st.header("想提前还", anchor="early")
words.markdown(
    "- 可以提前还，利息按实际用的天数算。要不要另外收费，看合同和约定。{cite: early-repayment} {cite: civil-code-677}\n"
    "- 谈成的约定只写了每期多少，多还一笔能少付多少，这里算不出来。先请对方书面告知。\n"
    "- 问三件事：今天结清一共多少；多还的一笔先抵什么；后面每期少还，还是期数变少。\n"
    "- 先留够下个月吃饭、房租、看病的钱，再想提前还。不借新的来还。"
)
if bound:
    st.page_link(menu.entry("letters"), label="写信问结清的金额", icon=":material/arrow_forward:")
st.header("还清以后", anchor="settled")
if any(made.standing.settled is not None for made in everyone):
    st.page_link(menu.entry("letters"), label="写信要结清证明", icon=":material/arrow_forward:")
words.markdown(
    "- 向贷款人要结清证明，写明借款编号和结清日期。\n"
    "- 过一段时间，查一次自己的信用报告，看有没有写对。每年可以免费查两次。{cite: credit-free-reports}\n"
    "- 写错了就提异议。{cite: credit-objection-days}\n"
    "- 协议、付款截图、结清证明，一起留好。"
)
words.sources(
    [
        *(letter_desk.MEANWHILE_RULES if waiting else ()),
        "early-repayment",
        "civil-code-677",
        "credit-free-reports",
        "credit-objection-days",
    ]
)
frame.bottom("keep")
