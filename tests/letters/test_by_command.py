"""`jiebei letter --kind` makes every letter, for an example with what has happened to it since."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from jiebei.cli.main import main
from jiebei.content.reader import CONTENT_FOLDER
from jiebei.letters.compose import LETTERS
from jiebei.letters.paper.fonts import missing_characters

LENDER = "重庆蚂蚁消费金融有限公司"
CALLED = {
    "on": "2026-11-20",
    "channel": "phone_in",
    "who": "某机构",
    "note": "说了话",
    "breaches": ["third_party"],
}
AGREED = {
    "kind": "agreed",
    "on": "2026-10-01",
    "terms": {"instalments": 18, "amount": "900", "first_date": "2026-11-01"},
}
OFFER = {"lender": LENDER, "received": "2026-11-20", "instalments": 12, "amount": "1350", "first_date": "2026-12-10",
         "in_writing": True}  # fmt: skip


def court(paper: str) -> dict[str, Any]:
    return {"events": [{"kind": "court", "on": "2026-11-20", "paper": paper, "who": "某区人民法院"}]}


SINCE: dict[str, tuple[str, dict[str, Any]]] = {
    "request": ("5-overdue", {}),
    "again": ("7-refused_twice", {}),
    "before_due": ("1-illness", {}),
    "accept": ("1-illness", {"offers": [OFFER]}),
    "ask_terms": ("1-illness", {"offers": [{**OFFER, "in_writing": False}]}),
    "counter": ("6-offer_too_high", {}),
    "decline": ("6-offer_too_high", {}),
    "missed": ("8-missed_one", {}),
    "make_good": (
        "1-illness",
        {"events": [AGREED, {"kind": "missed", "on": "2026-11-01", "amount": "900"}]},
    ),
    "stop_penalty": (
        "1-illness",
        {"events": [AGREED, {"kind": "paid", "on": "2026-11-01", "amount": "900"}]},
    ),
    "settlement": ("2-job_loss", {}),
    "settled_proof": (
        "3-platform_worker",
        {"events": [{"kind": "settled", "on": "2026-11-20", "amount": "2940"}]},
    ),
    "statement": ("4-several_lenders", {}),
    "credit_objection": ("5-overdue", {}),
    "stop_contacting": ("5-overdue", {"log": [CALLED]}),
    "complaint": ("7-refused_twice", {}),
    "who_are_you": ("5-overdue", {"log": [CALLED]}),
    "confirm_holder": ("5-overdue", {"log": [CALLED]}),
    "payment_order_objection": ("5-overdue", court("payment_order")),
    "defence": ("5-overdue", court("summons")),
    "hearing_request": ("5-overdue", court("mediation")),
    "worksheet": ("3-platform_worker", {}),
    "budget": ("4-several_lenders", {}),
}


def test_every_letter_has_its_example() -> None:
    assert SINCE.keys() == LETTERS.keys()


@pytest.mark.parametrize("kind", SINCE)
def test_the_command_makes_it(kind: str, tmp_path: Path) -> None:
    name, since = SINCE[kind]
    example = json.loads((CONTENT_FOLDER / "cases" / f"{name}.json").read_text("utf-8"))
    case, out = tmp_path / "case.json", tmp_path / "letter.txt"
    case.write_text(json.dumps({**example, **since}), "utf-8")
    assert main(["letter", str(case), "--kind", kind, "--format", "txt", "-o", str(out)]) == 0
    text = out.read_text("utf-8")
    # The pages look for missing characters in what she typed alone: our own words are all there.
    assert missing_characters(text.replace("\n", "")) == ()
    assert example["person"]["name"] in text or kind == "worksheet"
    assert "2026年" in text or kind == "worksheet"
