"""What `jiebei propose` prints, name by name: scripts rely on every one."""

from __future__ import annotations

from jiebei.cli.as_json import advice_json
from tests.plan.test_counsel import asked


def test_every_name_and_amount_of_what_is_proposed() -> None:
    case, _, found = asked("settle-a-called-in-loan-with-a-small-waiver")
    printed = advice_json(case, found)
    assert set(printed) == {
        "as_of",
        "affordable",
        "owed",
        "month_interest",
        "recommended",
        "reason",
        "why",
        "fallback",
        "at_hand",
        "options",
        "warnings",
    }
    assert (printed["as_of"], printed["affordable"], printed["owed"]) == ("2026-11-23", "0.00", "11500.00")
    # 10,000 at 0.04% from 23 December to 23 January.
    assert printed["month_interest"] == "124.00"
    assert printed["recommended"] == "settlement"
    assert printed["reason"] == found.reason
    assert printed["at_hand"] == {"total": "14000.00", "kept": "3000.00"}
    assert printed["warnings"] == [notice.text for notice in found.notices]
    assert [set(step) for step in printed["why"]] == [{"criterion", "title", "left", "out"}] * 9
    last = printed["why"][3]
    assert (last["criterion"], last["left"], last["out"]) == ("within_limits", ["settlement"], ["token"])
    settled, token = printed["options"]
    assert set(settled) == {
        *("kind", "title", "instalments", "total", "total_interest", "end", "closes", "left", "waived"),
        *("first_payment", "by_loan", "warnings", "cost", "lender_value", "saves_against_waiting"),
        *("limits", "refusal"),
    }
    row = {
        "period": 1,
        "date": "2026-12-08",
        "payment": "11000.00",
        "principal": "10000.00",
        "interest": "1000.00",
        "balance": "0.00",
    }
    assert settled["instalments"] == [row]
    assert settled["by_loan"] == [{"loan": 0, "instalments": [row]}]
    assert (settled["kind"], settled["end"], settled["closes"]) == ("settlement", "2026-12-08", True)
    amounts = ("total", "total_interest", "left", "waived", "first_payment")
    # 11,500 and 15 days of 4.00 are owed, 560 of it waived; all that is paid beyond principal counts as interest.
    assert [settled[name] for name in amounts] == ["11000.00", "1000.00", "0.00", "560.00", "11000.00"]
    assert set(settled["cost"]) == {"effective", "nominal", "message"}
    # 11,000 on 8 December are worth 11,000 / (1 + 15 x 0.04%) today.
    assert settled["lender_value"] == "10934.39"
    assert [set(limit) for limit in settled["limits"]] == [{"rule", "text", "kept"}]
    assert settled["limits"][0]["kept"] is True
    assert settled["warnings"]
    assert settled["refusal"]
    assert len(settled["saves_against_waiting"]) == 2
    # A pause clears nothing: it has no yearly cost, and is not weighed against waiting.
    assert (token["closes"], token["saves_against_waiting"]) == (False, None)
    assert token["cost"]["effective"] is token["cost"]["nominal"] is None
    assert token["cost"]["message"]


def test_what_is_owed_from_before_is_printed_where_there_is_any() -> None:
    case, _, found = asked("arrears-and-less-income")
    first, second, *_ = advice_json(case, found)["options"][0]["instalments"]
    # 240 and 10, and 13 days of 7.20 on the 18,000 that are not overdue.
    assert first["arrears"] == "343.60"
    assert "arrears" not in second
    printed = advice_json(case, found)
    assert printed["fallback"]["kind"] == "token"
    case, _, found = asked("keep-what-is-payable")
    assert advice_json(case, found)["fallback"] is None
