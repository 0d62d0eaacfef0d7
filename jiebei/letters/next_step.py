"""The one thing to do next with a lender: a letter that is due, or the page where the next thing is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from jiebei.case.labels import COURT_PAPERS
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import yuan
from jiebei.keep.course import NOT_AGREED, Standing
from jiebei.keep.court_days import CourtStep, court_step
from jiebei.keep.instalments import agreed_payments, late_payments
from jiebei.letters.commission import Commission
from jiebei.letters.compose import LETTERS, before_promising
from jiebei.letters.next_letter import due_letters
from jiebei.rules import load_rules

_AFTER_MISSING: Final = ("missed", "make_good")


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do now. act: in one sentence. page, section: where it is done ("" for the page's top). label: the words of
    the button that leads there."""

    act: str
    page: str
    label: str
    section: str = ""


def step_now(made: Commission) -> NextStep:
    """The step that comes first where she stands with this lender."""
    standing = made.standing
    stage, first = standing.stage, due_letters(made).first
    if stage == "court":
        # The last day to answer comes before any letter.
        return NextStep(_for_the_court(made), "court", "看最后一天是哪天、怎么做")
    if stage in NOT_AGREED and before_promising(made):
        return NextStep(
            "三年时效可能已经过了：先问清楚，再答应还款。",
            "letters",
            "先打 12348 问时效，再答应还款",
            "limitation",
        )
    if stage == "offered" and (standing.offer is None or first is None):
        return NextStep("把对方的条件填进来，看每个月付不付得起。", "offer", "核对对方的条件")
    if stage == "waiting" and not made.answer_overdue:
        act = "等书面答复；答复到手之前，原来的还款日照旧。"
        return NextStep(act, "guide", f"{_wait(made)}，看这段时间怎么还", "waiting-for-answer")
    if stage == "agreed" and not standing.changed:
        return _keep_to_it(made)
    if stage in {"agreed", "behind"} and _told(standing):
        act = "信已经发出：等书面答复，先补上能补的。"
        return NextStep(act, "keep", "信已经发出，等书面答复，先补上能补的", "missed")
    no_figures = stage == "nothing_sent" and made.worked is None
    if first is not None and not no_figures and not (stage == "behind" and first not in _AFTER_MISSING):
        letter = f"写“{LETTERS[first].label}”"
        return NextStep(f"{letter}：{LETTERS[first].purpose}", "letters", letter)
    return {
        "nothing_sent": NextStep(
            "填四个数，算出一个付得起的方案，再写申请。", "calculator", "算一算，写申请"
        ),
        "behind": NextStep(
            "先补上能补的，再问约定还算不算数。", "keep", "补上漏的，问约定还算不算数", "missed"
        ),
        "settled": NextStep("要一份结清证明，过一段时间再查征信。", "keep", "要结清证明", "settled"),
    }.get(stage, NextStep("看现在能写哪封信。", "letters", "看现在能写哪封信"))


def _for_the_court(made: Commission) -> str:
    event = made.standing.paper
    if event is None or event.paper is None:
        return "收到了法院或仲裁的文书：先看是哪一种、最后一天是哪天。"
    name = COURT_PAPERS[event.paper]
    step = court_step(event, load_rules(), made.as_of)
    if not isinstance(step, CourtStep):
        return f"收到了{name}：先看最后一天是哪天。"
    if step.days_left(made.as_of) < 0:
        return f"收到了{name}，日子已经过了：今天就打 12368，问法院现在还能做什么。"
    return f"收到了{name}：{_by(step.last_day, step.counted)}，{step.act}。"


def _by(day: date, counted: int | None) -> str:
    return f"最晚{chinese_date(day)}" if counted is not None else chinese_date(day)


def _keep_to_it(made: Commission) -> NextStep:
    payments, late = agreed_payments(made.standing), late_payments(made.standing, made.as_of)
    coming = next((one for one in payments if one.short), None)
    if not payments:
        act = "把谈成的金额和日子记下来，才好照着还。"
    elif coming is None:
        act = "约定的都记下还了：向贷款人确认还清，再记一条“还清了”。"
        return NextStep(act, "record", "记下“还清了”", "events")
    elif late:
        act = f"{chinese_date(coming.on)}那期还差 {yuan(coming.short)}：还了就记下，没还就尽快补上。"
    else:
        act = f"{chinese_date(coming.on)}还 {yuan(coming.short)}，还了就记一笔。"
    return NextStep(act, "keep", "照约定还")


def _wait(made: Commission) -> str:
    until = made.awaits_until
    return "等答复" if until is None else f"等答复，{chinese_date(until)}还没有就催问"


def _told(standing: Standing) -> bool:
    """The letter about what was missed or has changed went out after the latest of it."""
    happened = [event.on for event in (*standing.missed, *standing.changes) if event.on is not None]
    asked = standing.asked
    return bool(
        asked and asked.letter in _AFTER_MISSING and asked.on and (not happened or asked.on >= max(happened))
    )
