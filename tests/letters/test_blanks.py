"""No blank goes out unnoticed: what is named as empty has a line in the letter, and what she typed is not named."""

from __future__ import annotations

import pytest

from jiebei.case.records import Case, Hardship, Person
from jiebei.content.examples import examples
from jiebei.letters.blanks import left_blank
from jiebei.letters.commission import Commission
from jiebei.letters.compose import LETTERS, commission
from jiebei.plan.advice import advise
from jiebei.plan.options import Advice


def made(case: Case) -> Commission:
    assert case.settings.as_of is not None
    worked = advise(case, case.settings.as_of)
    assert isinstance(worked, Advice)
    found = commission(case, worked)
    assert isinstance(found, Commission)
    return found


def blanks(case: Case, kind: str = "request") -> tuple[str, ...]:
    about = made(case)
    return left_blank(about, LETTERS[kind].write(about))


def test_an_empty_case_leaves_five_lines_and_a_full_one_none() -> None:
    full = examples()["illness"]
    bare = full.loans[0].model_copy(update={"lender": "", "number": ""})
    empty = full.model_copy(update={"person": Person(), "hardship": Hardship(), "loans": (bare,)})
    assert blanks(empty) == ("贷款人", "借款编号", "困难的原因", "姓名", "联系电话")
    assert blanks(full) == ()


@pytest.mark.parametrize(
    ("person", "left"),
    [
        (Person(name="赵一"), ("联系电话",)),
        (Person(phone="138"), ("姓名",)),
        (Person(contact_time="晚上"), ("姓名", "联系电话")),
    ],
)
def test_each_is_named_by_itself(person: Person, left: tuple[str, ...]) -> None:
    assert blanks(examples()["illness"].model_copy(update={"person": person})) == left


def test_a_paper_without_a_signature_lacks_none() -> None:
    assert blanks(examples()["illness"].model_copy(update={"person": Person()}), "worksheet") == ()
