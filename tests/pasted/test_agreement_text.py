"""What a pasted agreement settles, and in which words: the table in agreements.yaml, and what holds for any text at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from jiebei.case.labels import AGREEMENT
from jiebei.counting.money import plain
from jiebei.pasted.agreement_text import AgreementReading, read_agreement, reading_json
from jiebei.pasted.patterns import agreement_patterns, pattern_faults
from jiebei.rules import load_rules

DAY = date(2026, 11, 23)
TABLE: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parent / "agreements.yaml").read_text("utf-8")
)
EVERY = [*TABLE["snippets"], *TABLE["agreements"]]
SETTLING = {
    "lender": "贷款人：重庆蚂蚁消费金融有限公司（盖章）",
    "loans": "本协议项下借款合同编号为JB202600123",
    "amounts": "剩余本金12,000.00元，利息320.50元，罚息180.00元",
    "instalments": "共12期，每期应还850.50元，首期还款日2026年12月10日",
    "rate": "不再计收利息，也不收取任何费用",
    "waived": "减免罚息300元，漏一期的减免作废",
    "missed": "任何一期逾期，甲方有权宣布全部借款提前到期",
    "collection": "履行期间，甲方停止一切催收",
    "credit": "结清后征信更新为已结清",
    "order": "所还款项优先冲抵本金",
    "payee": "请在支付宝App内主动还款",
    "settled": "还清后7个工作日内出具结清证明",
}


def statuses(reading: AgreementReading) -> dict[str, str]:
    return {point.id: point.status for point in reading.points}


def every_quote(reading: AgreementReading) -> list[tuple[str, int, int]]:
    of_points = [tuple(quote) for point in reading.points for quote in point.quotes]
    return [*of_points, *(tuple(one.quote) for one in (*reading.sums, *reading.warnings))]  # type: ignore[list-item]


@pytest.mark.parametrize("row", EVERY, ids=[row.get("name", row["text"][:24]) for row in EVERY])
def test_what_the_words_say(row: dict[str, Any]) -> None:
    reading = read_agreement(row["text"], DAY)
    found = statuses(reading)
    named = {status: row.get(status, []) for status in ("settled", "partly", "against", "missing")}
    for status, points in named.items():
        assert {point: found[point] for point in points} == dict.fromkeys(points, status)
    if row.get("only"):
        others = set(found) - {point for points in named.values() for point in points}
        assert {point: found[point] for point in others} == dict.fromkeys(others, "missing")
    for point, words in row.get("quotes", {}).items():
        (one,) = (each for each in reading.points if each.id == point)
        assert any(words in quote.text for quote in one.quotes), one
    if "sums" in row:
        assert {one.id: plain(abs(one.difference)) for one in reading.sums} == {
            kind: plain(0) if amount == "0" else amount for kind, amount in row["sums"].items()
        }
    signs = {one.id for one in reading.warnings}
    assert signs >= set(row.get("signs", []))
    assert not signs & set(row.get("no_signs", []))
    if "offer" in row:
        offer = reading.offer
        shown = {} if offer is None else offer.model_dump(mode="json", exclude_defaults=True)
        expected = {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in row["offer"].items()
        }
        assert {
            name: value for name, value in shown.items() if name not in {"lender", "conditions"}
        } == expected
    assert bool(reading.nothing) == row.get("nothing", False)


def test_the_table_is_long_enough_and_has_every_point_both_ways() -> None:
    assert len(TABLE["snippets"]) >= 40
    assert len(TABLE["agreements"]) == 6
    assert {point for row in EVERY for point in row.get("settled", [])} == set(AGREEMENT)
    assert {point for row in EVERY for point in row.get("missing", [])} >= set(AGREEMENT) - {"loans", "payee"}
    signs = {sign.id for sign in agreement_patterns().signs}
    assert {sign for row in EVERY for sign in row.get("signs", [])} >= signs


def test_the_patterns_are_sound_and_their_points_are_the_twelve() -> None:
    assert pattern_faults(load_rules()) == []
    assert [point.id for point in agreement_patterns().points] == list(AGREEMENT)


def test_every_point_that_is_not_settled_has_one_question_and_a_settled_one_none() -> None:
    for row in EVERY:
        for point in read_agreement(row["text"], DAY).points:
            assert bool(point.question) == (point.status != "settled")
            assert point.question.count("？") + point.question.count("。") <= 4
            assert bool(point.lacks) == (point.status in {"partly", "missing"})
            assert bool(point.quotes) or point.status == "missing"


def test_a_half_said_point_asks_for_what_is_missing() -> None:
    reading = read_agreement("首付3000元，分12期，每期850元。", DAY)
    (instalments,) = (point for point in reading.points if point.id == "instalments")
    assert instalments.status == "partly"
    assert instalments.lacks == ("没有写清第一期是哪天",)
    assert "哪一天" in instalments.question


@pytest.mark.parametrize("point", SETTLING)
def test_each_settling_clause_settles_its_point(point: str) -> None:
    assert statuses(read_agreement(SETTLING[point], DAY))[point] == "settled"


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.sampled_from([row["text"] for row in EVERY]), max_size=2),
    st.sampled_from(sorted(SETTLING)),
    st.sampled_from(["\n", "。", "；\n"]),
    st.booleans(),
)
def test_a_clause_more_takes_no_point_away(texts: list[str], point: str, joint: str, before: bool) -> None:
    text = "\n".join(texts)
    alone = statuses(read_agreement(text, DAY))
    more = (SETTLING[point], text) if before else (text, SETTLING[point])
    together = statuses(read_agreement(joint.join(more), DAY))
    lost = {each for each, status in alone.items() if status == "settled" and together[each] == "missing"}
    assert not lost
    assert together[point] != "missing"


WORDS = [
    *"本金利息罚息减免期每月合计共元万千百十一二三0123456789¥.,，。；：？！\n ()（）/-年月日起至前后不未无停催收征信结清证明户名账号张公司银行",
    "\u202e", "\u200b", "\x00", "\ufeff", "$", "\\", "<b>", "{cite: x}", "⟦x⟧", "=1+1", "①", "½", "٣", "𠀀", "12期", "每期", "首付", "2026年12月10日",
]  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(WORDS), max_size=120).map("".join)))
def test_any_text_is_read_and_every_quote_is_its_own(text: str) -> None:
    reading = read_agreement(text, DAY)
    assert len(reading.points) == 12
    for words, start, end in every_quote(reading):
        assert text[start:end] == words
        assert words
    reading_json(reading)
    if reading.offer is not None:
        assert reading.offer.instalments or reading.offer.down_payment


def test_a_very_long_text_is_read_to_its_end() -> None:
    filler = "双方本着友好协商的原则订立本协议。" * 5_900
    assert len(filler) > 100_000
    reading = read_agreement(filler + SETTLING["settled"], DAY)
    assert reading.characters == len(filler) + len(SETTLING["settled"])
    assert statuses(reading)["settled"] == "settled"


def test_marks_and_formulas_are_data() -> None:
    text = "=cmd|' /C calc'!A0，减免罚息300元，<b>漏一期减免作废</b>，$\\frac{1}{2}$，\u202e停止催收\u202c"
    reading = read_agreement(text, DAY)
    assert statuses(reading)["waived"] == "settled"
    assert all(text[start:end] == words for words, start, end in every_quote(reading))
