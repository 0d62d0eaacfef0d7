import streamlit as st

from jiebei.answer.assessment import Assessment, assess, lacking, payments_of
from jiebei.case.labels import AGREEMENT
from jiebei.case.records import Case, Event, LogEntry, Offer
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import percent, yuan
from jiebei.keep.course import standing
from jiebei.letters.commission import lenders
from jiebei.owed.annual_cost import Cost
from jiebei.web import fields, form, frame, menu, outcome, paste, show, words
from jiebei.web.viewing_day import viewing_day

VERDICTS = {
    "accept": (":material/check_circle:", "数字上付得起"),
    "ask": (":material/help:", "先别答应，还有要问清的"),
    "decline": (":material/do_not_disturb_on:", "付不起，不要答应"),
}
TOO_MUCH = (":material/do_not_disturb_on:", "要得太多，不要答应")

MOST_OFFERS = 50  # as many as a case file holds


def what_came_of_it(case: Case, offer: Offer) -> None:
    """The two ends of an answer, one tap each: agreed in writing, or taken back."""
    lender = offer.lender.strip() or lenders(case)[0]
    agreed = standing(case, lender, viewing_day()).agreed
    st.subheader("后来怎么样了", anchor="came-of-it")
    if agreed is not None and agreed.terms == offer:
        st.markdown(":material/check_circle: 已经记下：按这个条件谈成了。")
        st.page_link(menu.entry("keep"), label="照约定还：看每一期", icon=":material/arrow_forward:")
        return
    st.button("谈成了，按这个条件", key="offer.agreed", icon=":material/handshake:", width="stretch", on_click=agree,
              args=(lender, offer), disabled=not offer.in_writing or form.full("events"))  # fmt: skip
    if not offer.in_writing:
        st.caption("有了书面的，把上面那一格勾上，再记谈成。口头的还不算。")
    st.button("对方不同意，或收回了", key="offer.refused", icon=":material/block:", width="stretch", on_click=taken_back,
              args=(lender, offer), disabled=form.full("log"))  # fmt: skip
    st.caption("点了就记到“联系记录”里，算今天的。记错了，在那里改或删掉。")


def agree(lender: str, offer: Offer) -> None:
    form.add_event(Event(kind="agreed", on=viewing_day(), lender=lender, terms=offer))


def taken_back(lender: str, offer: Offer) -> None:
    """Logs the refusal. An answer of an earlier day stays on record before it; one of today or of an unknown day would
    stand after it, as if it were still open, so its terms go into the note and its fields are emptied."""
    payments = payments_of(offer)
    total = yuan(sum(amount for _, amount in payments))
    note = f"对方不同意，或收回了提出的条件：{len(payments)} 笔，共 {total}。"
    form.add_contact(LogEntry(on=viewing_day(), channel="other", lender=lender, note=note, result="refused"))
    if offer.received is not None and offer.received < viewing_day():
        form.keep_offer()
    else:
        form.clear_offer()
    st.toast("已经记到“联系记录”里，可以在那里补上对方说的理由。", icon=":material/check:")


frame.top("offer")
st.markdown("对方答复以后，先别急着说“好”。把条件填进来，看每个月付不付得起。")
st.markdown("有对方发来的协议或聊天？先[贴到下面](#agreement)看一看。")
case = form.draft().case
worked = outcome.worked_out(case)
if worked is not None:
    named = lenders(case)
    if len(named) > 1:
        if st.session_state.get("offer.lender") not in named:
            heard = {one.lender.strip() for one in case.offers}
            st.session_state["offer.lender"] = next((name for name in named if name not in heard), named[0])
        fields.choice(
            "offer.lender",
            "是哪一家答复的",
            named,
            "一家一家地看。",
            lambda name: name or "（还没有填贷款人）",
        )
    fields.day("offer.received", "哪天收到的答复", "下一步写哪封信，看它。")
    fields.money("offer.down_payment", "先付多少", "对方要求的首付。没有就不填。")
    fields.day("offer.down_payment_date", "首付哪天付", "没有首付就不填。")
    fields.number("offer.instalments", "分几期", "首付以外，一共几期。", "例如 12")
    fields.money("offer.amount", "每期多少", "每期一样多的那个数。", placeholder="例如 1400")
    fields.money("offer.last_amount", "最后一期多少", "和前面一样就不填。")
    fields.day("offer.first_date", "第一期是哪天", "从这天起每月一次。")
    fields.money("offer.waived", "写明减免多少", "只填对方写明的，口头说的先不算。")
    fields.text("offer.conditions", "附带的条件", "例如“漏一期减免作废”。照原话写。", long=True)
    st.checkbox(
        "已经有书面的（App 消息、短信、邮件、盖章文件都算）", key="offer.in_writing", persist_state="session"
    )

    answered = form.offer()
    case = form.draft(again=True).case
    st.header("看一看", anchor="verdict")
    checked = assess(case, worked, answered) if answered else ()
    if answered is None:
        st.markdown("把对方的条件填进上面，这里就会一个月一个月地算。")
    elif not isinstance(checked, Assessment):
        outcome.still_needed(checked)
    else:
        too_much = checked.answer == "decline" and checked.affordable
        icon, verdict = TOO_MUCH if too_much else VERDICTS[checked.answer]
        st.subheader(f"{icon} {verdict}", anchor=False)
        for reason in checked.reasons:
            st.markdown(f"- {reason}")
        if checked.set_aside:
            st.caption(f"手上的钱里，{yuan(checked.set_aside)} 已经留给先记下的别家，这里不再算。")
        cost = checked.cost
        show.figures(
            [
                ("一共要付", yuan(checked.total)),
                ("今天欠这家", yuan(checked.owed)),
                ("欠款加合同利息", yuan(checked.own)),
                ("多要的", yuan(checked.excess)),
                (
                    "比你的方案",
                    ("多 " if checked.more_than_proposed >= 0 else "少 ")
                    + yuan(abs(checked.more_than_proposed)),
                ),
                ("最后一期", chinese_date(checked.payments[-1][0])),
                ("年化（复利）", percent(cost.effective) if isinstance(cost, Cost) else "算不出"),
                (
                    "年化（单利）",
                    percent(cost.nominal)
                    if isinstance(cost, Cost) and cost.nominal is not None
                    else "日期不均，没有",
                ),
            ]
        )
        if not isinstance(cost, Cost):
            st.caption(cost.message)
        show.table(
            ("哪一天" if checked.months[0].on else "月份", "要付", "你能付", "差多少"),
            [
                (
                    (chinese_date(month.on) if month.on else f"{month.first.year}年{month.first.month}月")
                    + (f"\n{chinese_date(month.waits_for)}才有钱进账" if month.waits_for else ""),
                    yuan(month.due) + (f"\n多要的 {yuan(month.excess)}" if month.excess else ""),
                    yuan(month.can_pay + month.from_savings),
                    yuan(month.short) if month.short else "—",
                )
                for month in checked.months
            ],
            right=(1, 2, 3),
        )
        if from_savings := sum(month.from_savings for month in checked.months):
            st.caption(f"“你能付”里，有 {yuan(from_savings)} 是从手上的钱里出的，只能出一次。")
        what_came_of_it(case, answered)
        if len(named) > 1 and len(case.offers) < MOST_OFFERS:
            st.button("记下这一家，再看别家", key="keep.offer", on_click=form.keep_offer, width="stretch")
    earlier = st.session_state.get("kept.offers", ())
    if earlier:
        st.header("先前的答复", anchor="earlier")
        for place, one in enumerate(earlier):
            payments = () if lacking(one) else payments_of(one)
            terms = (
                f"{len(payments)} 笔，共 {yuan(sum(amount for _, amount in payments))}"
                if payments
                else "没有写全"
            )
            st.markdown(f"{words.harmless(one.lender) or '（还没有填贷款人）'}：{terms}。")
            st.button("删掉这一条", key=f"drop.offer.{place}", on_click=form.drop_offer, args=(place,))
st.header("签之前，一条一条对", anchor="agreement")
st.caption(
    "还在电话里？可以说：我要先看书面的，今天不答应。少一条，就请对方补上。说得不清楚的改动，会当作没改。"
)
st.markdown("有对方发来的文字，就贴进来。一条一条找，不会发到别处。")
found_in_text = paste.agreement_box(lenders(case), worked is not None)
st.subheader("自己看过，再一条一条勾", anchor=False)
for key, line in AGREEMENT.items():
    st.checkbox(line, key=f"agreement.{key}", persist_state="session")
words.sources(["civil-code-544", "agreement-contents", "civil-code-561", "civil-code-195", *found_in_text])
frame.bottom("offer")
