"""Whatever a file holds, reading it ends soon, with a case or with a few sentences that name the place."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiebei.case import file as reader
from jiebei.case.faults import Fault
from jiebei.case.file import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_ITEMS,
    MAX_VALUES,
    MOST_FAULTS,
    dumps,
    loads,
    loads_offer,
)
from jiebei.case.records import (
    Budget,
    BudgetLine,
    Case,
    Event,
    Hardship,
    Loan,
    LogEntry,
    Offer,
    OtherDebt,
    Person,
)
from jiebei.cli.main import main
from jiebei.content.examples import examples
from jiebei.counting.money import finite_decimal

HEAD = '{"format": "jiebei-case", "version": 1'
OFFER = '{"instalments": 12, "amount": "940", "first_date": "2026-12-20"}'
NINES = "9" * 5000

# What a file may say of a field of a loan; the answer names the field.
LITERALS = [
    (field, literal)
    for field, literals in {
        "principal": (
            "1e999999999", "-1e999999999", "1e-999999999", "1e1000000", "1e18", "1E+00000000000000000001", NINES, "0." + NINES, "-1",
            "NaN", "Infinity", "-Infinity", '"1e999999999"', '"1e-999999999"', '"Infinity"', '"sNaN"', f'"{NINES}"', '"10²"', '"①"',
            '"１e９９９９９９９"', '"\\u0000"', '"\\ud800"', '"5\\u001b[31m"', "true", "[[5]]", '{"a": 5}',
            '"123.4500000000000000000000000000000001"',
        ),
        "daily_rate": ("1e999999999", "1e-999999999", "1e18", "-1e18", '"1e999999999"', '"1e18"', '"²"', '"NaN"', "NaN", "[]", "false"),
        "periods_left": ("1e999999999", "-1e999999999", NINES, f'"{NINES}"', '"²"', '"1e999999999"', "Infinity", "1.5", "true"),
        "day_basis": ("1e999999999", '"²"', "NaN", '"３６"', "[365]"),
        "next_due": ("1e999999999", '"٢٠٢٦-١١-٢٣"', '"2026-11-²3"', '"\\udfff026-11-23"', "20261123", '"9999-12-31"'),
        "lender": ("NaN", "1e999999999", "1.5", '"\\ud83d"', '"a\\u0000b"', '"' + "长" * 201 + '"', "[[[[[[]]]]]]"),
    }.items()
    for literal in literals
]  # fmt: skip

# What is wrong with a file as a whole, and how the place is named.
FILES: dict[str, tuple[str | bytes, str]] = {
    "nothing": ("", ""),
    "only space": (" \n" * 400_000, ""),
    "too large": (HEAD + " " * MAX_BYTES + "}", ""),
    "not UTF-8": (b'{"format":\n"\xff"}', "第 2 行"),
    "UTF-16": ((HEAD + "}").encode("utf-16"), "第 1 行"),
    "zeros": (b"\x00" * 900_000, "第 1 行第 1 列"),
    "900 lists in one another": (HEAD + ', "loans": ' + "[" * 900 + "]" * 900 + "}", "第 1 行第 69 列"),
    "half a million lists in one another": ("[" * 500_000 + "]" * 499_999, "第 1 行第 21 列"),
    "objects in one another": ('{"a":' * 150_000 + "1" + "}" * 150_000, "第 1 行第 101 列"),
    "depth after texts of quotes and brackets": ('["\\\\", "\\"[[[[[[", "' + "[" * 99 + '",\n' + "[" * 99, "第 2 行第 20 列"),
    "only closing": ("]" * 900_000, "第 1 行第 1 列"),
    "only quotes": ('"' * 900_000, "第 1 行第"),
    "only commas": ("," * 900_000, "第 1 行第"),
    "only backslashes": ("\\" * 900_000, "第 1 行第 1 列"),
    "490,000 entries": (HEAD + ', "log": [' + "0," * 490_000 + "0]}", "第 1 行第"),
    "240,000 empty loans": (HEAD + ', "loans": [' + "{},\n" * 240_000 + "{}]}", f"第 {MAX_VALUES // 2 - 1} 行第"),
    "60,000 fields": (HEAD + "".join(f', "k{n}": 0' for n in range(60_000)) + "}", "第 1 行第"),
    "a list that is too long": (HEAD + ', "hardship": {"papers": ["id"' + ', "id"' * MAX_ITEMS + "]}}", "hardship.papers"),
    "cut short": (dumps(Case(person=Person(name="甲")))[:-6], "第 6 行第 1 列"),
    "a raw line break in a text": (HEAD + ',\n"person": {"name": "a\nb"}}', "第 2 行第"),
    "two values": (HEAD + "}{}", "第 1 行第"),
    "two marks of UTF-8": (b"\xef\xbb\xbf\xef\xbb\xbf{}", "第 1 行第 1 列"),
    "a field twice": (HEAD + ', "person": {"name": "a", "name": "b"}}', "person.name"),
    "a part twice": (HEAD + ', "person": {}, "loans": [{}], "person": {}}', "person"),
    "the format twice": (HEAD + ', "format": "jiebei-case"}', "format"),
    "half a character in a field's name": (HEAD + ', "person": {"\\ud800": 1}}', "person."),
    "a field's name of many lines": (HEAD + ', "' + "a\\n\\u2028\\u001b" * 100 + '": 1}', "a   a"),
    "a field's name without end": (HEAD + ', "' + "k" * 900_000 + '": 1}', "kkk"),
    "a version that is no number": ('{"format": "jiebei-case", "version": "²"}', "version"),
    "a version without end": ('{"format": "jiebei-case", "version": 1e999999999}', "version"),
    "an infinite version": ('{"format": "jiebei-case", "version": Infinity}', "version"),
    "a format that is no text": ('{"format": [NaN], "version": 1}', "format"),
}  # fmt: skip


def with_loan(field: str, literal: str) -> str:
    return f'{HEAD}, "loans": [{{"{field}": {literal}}}]}}'


def faults_of(answer: Case | Offer | tuple[Fault, ...], most: int = MOST_FAULTS) -> tuple[Fault, ...]:
    assert isinstance(answer, tuple)
    assert 1 <= len(answer) <= most + 1
    for fault in answer:
        line = str(fault)
        assert len(line) < 400
        assert fault.message
        assert all(mark.isprintable() for mark in line), line
        assert re.search(r"[一-鿿]", fault.message)
    return answer


def command(*arguments: str) -> tuple[int, str, list[str]]:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(arguments)
    return code, out.getvalue(), err.getvalue().splitlines()


def refused(*arguments: str) -> list[str]:
    """The lines with which the command refuses a file; never an accident of the program's own."""
    code, out, lines = command(*arguments)
    assert (code, out) == (1, ""), lines
    assert 1 <= len(lines) <= MOST_FAULTS + 1
    for line in lines:
        assert "Traceback" not in line
        assert "意外" not in line
        assert len(line) <= 401
    return lines


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "案情.json"
    path.write_text(dumps(examples()["illness"]), "utf-8")
    return path


@pytest.mark.parametrize(("field", "literal"), LITERALS, ids=[f"{f}={v[:30]}" for f, v in LITERALS])
def test_a_hostile_value_is_named_with_its_path(tmp_path: Path, field: str, literal: str) -> None:
    text = with_loan(field, literal)
    places = [fault.where for fault in faults_of(loads(text.encode()))]
    assert all(place.startswith(f"loans.0.{field}") for place in places)
    path = tmp_path / "x.json"
    path.write_text(text, "utf-8")
    for name in ("check", "propose"):
        assert refused(name, str(path))[0].startswith(f"loans.0.{field}")


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_named_with_its_place(tmp_path: Path, name: str) -> None:
    content, where = FILES[name]
    data = content if isinstance(content, bytes) else content.encode()
    faults = faults_of(loads(data))
    assert faults[0].where.startswith(where)
    assert bool(faults[0].where) == bool(where)
    if isinstance(content, str):
        assert loads(content) == faults
    path = tmp_path / "x.json"
    path.write_bytes(data)
    assert refused("check", str(path)) == [str(fault) for fault in faults]


@pytest.mark.parametrize(
    ("content", "where"),
    [
        *((f'{{"amount": {literal}}}', "amount") for field, literal in LITERALS if field == "principal"),
        *((f'{{"instalments": {literal}}}', "instalments") for field, literal in LITERALS if field == "periods_left"),
        ('{"lender": "\\ud800"}', "lender"),
        ('{"first_date": NaN}', "first_date"),
        ('{"amount": "5", "amount": "6"}', "amount"),
        ("[" * 900 + "]" * 900, "第 1 行第 21 列"),
        ("[" + "0," * 490_000 + "0]", "第 1 行第"),
        ("NaN", ""),
        ("1e999999999", ""),
        ('"\\ud800"', ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_hostile_answer_is_named_with_its_place(good: Path, content: str, where: str) -> None:
    assert faults_of(loads_offer(content.encode()))[0].where.startswith(where)
    path = good.with_name("offer.json")
    path.write_text(content, "utf-8")
    assert where in refused("offer", str(good), str(path))[0]


def test_no_number_is_made_of_what_is_too_long_or_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def noted(text: str, finite: Callable[[str], Any] = finite_decimal) -> Any:
        number = finite(text)
        if number is not None:
            made.append(text)
        return number

    monkeypatch.setattr(reader, "finite_decimal", noted)
    literals = ["1e999999999", "1e1000", "-1.5e-99999", "0." + "9" * 400_000, "1.25", "9" * 400_000]
    assert isinstance(loads(HEAD + ', "x": [' + ", ".join(literals) + "]}"), tuple)
    assert made == ["1.25"]


def test_nothing_is_made_of_a_file_beyond_the_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any, **__: Any) -> Any:
        raise AssertionError("the text was parsed")

    monkeypatch.setattr(json, "loads", never)
    for content in (
        "[" * (MAX_DEPTH + 1),
        "[" + "0," * MAX_VALUES,
        '"" ' * (2 * MAX_VALUES + 1),
        " " * (MAX_BYTES + 1),
    ):
        assert isinstance(loads(content), tuple)
    with pytest.raises(AssertionError):
        loads("[" * MAX_DEPTH)


def test_texts_full_of_brackets_quotes_and_commas_are_no_depth() -> None:
    note = '\\"[{,' * 350 + '"'
    case = Case(log=tuple(LogEntry(note=note) for _ in range(300)))
    assert loads(dumps(case)) == case


def test_of_very_many_faults_a_few_are_named_and_the_others_counted(tmp_path: Path) -> None:
    text = HEAD + ', "log": [' + ", ".join(['{"who": [], "note": {}}'] * 700) + "]}"
    faults = faults_of(loads(text))
    assert [fault.where for fault in faults[:3]] == ["log.0.who", "log.0.note", "log.1.who"]
    assert len(faults) == MOST_FAULTS + 1
    assert str(1400 - MOST_FAULTS) in faults[-1].message
    assert str(1400 - 5) in faults_of(loads(text, most=5), most=5)[-1].message
    unusable = HEAD + ', "log": [' + ", ".join(['{"who": NaN, "note": 1e9999}'] * 700) + "]}"
    assert str(1400 - MOST_FAULTS) in faults_of(loads(unusable))[-1].message
    path = tmp_path / "x.json"
    path.write_text(text, "utf-8")
    assert len(refused("check", str(path))) == MOST_FAULTS + 1


def test_a_case_with_everything_full_is_within_the_bounds() -> None:
    day = date(2026, 1, 1)
    line = BudgetLine(name="房租", amount=1, frequency="week")
    offer = Offer(lender="甲", received=day, down_payment=1, down_payment_date=day, instalments=2, amount=3,
                  last_amount=4, first_date=day, waived=5, conditions="无", in_writing=True)  # fmt: skip
    entry = LogEntry(on=day, at="10:00", who="甲", channel="sms", note="说" * 40, evidence="截图", lender="乙", answered=True,
                     result="refused", reasons=("no_entry", "other"), breaches=("threat",))  # fmt: skip
    event = Event(kind="agreed", on=day, lender="甲", letter="request", plan="extension", terms=offer, amount=1,
                  paper="summons", until=day, appealable=True, who="乙", reference="1", note="说")  # fmt: skip
    assert set(event.model_dump(exclude_defaults=True)) == set(Event.model_fields)
    loan = {
        "lender": "甲", "product": "huabei", "number": "1", "principal": "5.00", "daily_rate": 0.0004, "day_basis": 360,
        "accrual": "monthly", "method": "bullet", "interest_only_periods": 1, "periods_left": 9, "original_periods": 12,
        "next_due": "2026-01-01", "due_day": 1, "overdue_principal": "1.00", "overdue_interest": "1.00", "penalty": "1.00",
        "overdue_since": "2026-01-01", "penalty_multiple": 1.5, "grace_days": 3, "borrowed_on": "2026-01-01",
        "original_amount": "9.00", "last_paid": "2026-01-01", "last_asked": "2026-01-01",
    }  # fmt: skip
    assert set(loan) == set(Loan.model_fields)
    case = Case(
        loans=(Loan.model_validate(loan),) * 20,
        other_debts=(OtherDebt(name="乙", balance=1, monthly_minimum=1, priority=True),) * 50,
        budget=Budget(income=(line,) * MAX_ITEMS, essentials=(line,) * MAX_ITEMS),
        hardship=Hardship(papers=("id", "debts")),
        offers=(offer,) * 50,
        log=(entry,) * 1000,
        events=(event,) * 500,
    )
    assert loads(dumps(case)) == case


@given(st.text(st.characters() | st.sampled_from("\x00\x0b\x1b\x7f\x85\ud800\udfff\ufeff\u2028")))
def test_a_case_with_any_text_is_saved_as_utf8_and_read_back(text: str) -> None:
    case = Case(person=Person(name=text[:200]), hardship=Hardship(detail=text), log=(LogEntry(note=text),))
    assert loads(dumps(case).encode("utf-8")) == case


def test_only_what_has_no_form_is_dropped_from_a_text() -> None:
    kept = "甲 a\tb\nc\r\n😀👩‍👩‍👧\u202e李\u00adx\ufeff"
    assert Person(name=kept).name == kept
    assert Person(name="a\x00\x1b\ud83db\x7f").name == "ab"
    assert Person(name="a\x0bb\x0cc\x85d").name == "a b c d"
    # A file saved before these were dropped still opens.
    opened = loads(HEAD + ', "person": {"name": "a\\u000bb\\u0001\\u007f"}}')
    assert isinstance(opened, Case)
    assert opened.person.name == "a b"


@pytest.mark.parametrize(
    "body",
    [
        '"person": {"phone": 13800001111}',
        '"loans": [{"principal": 5, "daily_rate": "0.0004", "due_day": "5"}]',
        '"loans": [{"principal": "1.2万", "daily_rate": 4E-4, "penalty_multiple": 2}]',
        '"loans": [{"principal": 1.5e3, "daily_rate": 0.00045678912345678901, "day_basis": 360.0}]',
        '"other_debts": [{"priority": 1}], "budget": {"cushion": "¥1,000.00"}',
        '"loans": [{"principal": -0.0, "number": ""}]',
    ],
)
def test_what_opened_before_opens_still(body: str) -> None:
    assert isinstance(loads(f"{HEAD}, {body}}}"), Case)


HOSTILE = st.sampled_from(
    [literal.encode() for _, literal in LITERALS if len(literal) < 60]
    + [b"[" * 50, b"]" * 50, b"{", b"}", b",", b":", b'"', b"\\", b"\\u0000", b"\\ud800", b"\x00", b"\xff", b"\xef\xbb\xbf", b"null",
       b'"version": 1,', b'"loans": [],', b'"log": 5,', b'"a": 1, "a": 2,']
)  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn, sound: bytes) -> bytes:
    """A sound file with pieces cut out, repeated, or overwritten by something hostile."""
    data = sound
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 30)))
        middle = draw(HOSTILE | st.just(data[start:end] * 2) | st.binary(max_size=4) | st.just(b""))
        data = data[:start] + middle + data[end:]
    return data


@st.composite
def revalued(draw: st.DrawFn) -> bytes:
    """A sound file in which some values are hostile ones, so that what is wrong is inside sound JSON."""
    values = re.split(
        r'(?<=": )("(?:[^"\\]|\\.)*"|[\d.]+)', dumps(examples()[draw(st.sampled_from(list(examples())))])
    )
    for place in draw(st.lists(st.integers(0, len(values) // 2 - 1), min_size=1, max_size=4)):
        values[2 * place + 1] = draw(HOSTILE).decode("utf-8", "replace")
    return "".join(values).encode()


def holds(data: bytes) -> None:
    read = loads(data)
    if not isinstance(read, Case):
        faults_of(read)
        return
    saved = dumps(read)
    json.loads(saved.encode("utf-8"), parse_constant=lambda text: pytest.fail(f"{text} in what was saved"))
    assert loads(saved) == read


@settings(max_examples=150)
@given(st.binary() | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")) | HOSTILE)
def test_any_bytes_give_a_case_or_faults(data: bytes) -> None:
    holds(data)
    answer = loads_offer(data)
    assert isinstance(answer, Offer) or faults_of(answer)


@settings(max_examples=200)
@given(
    st.sampled_from(list(examples())).flatmap(lambda name: damaged(dumps(examples()[name]).encode()))
    | revalued()
)
def test_a_damaged_file_gives_a_case_or_faults(data: bytes) -> None:
    holds(data)


@settings(max_examples=60)
@given(damaged(OFFER.encode()))
def test_a_damaged_answer_gives_an_offer_or_faults(data: bytes) -> None:
    answer = loads_offer(data)
    assert isinstance(answer, Offer) or faults_of(answer)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=damaged(dumps(examples()["illness"]).encode()) | revalued(), offer=damaged(OFFER.encode()))
def test_the_command_has_no_accident_with_a_damaged_file(good: Path, data: bytes, offer: bytes) -> None:
    case_path, offer_path = good.with_name("x.json"), good.with_name("y.json")
    case_path.write_bytes(data)
    offer_path.write_bytes(offer)
    for arguments in (("check", case_path), ("propose", case_path), ("offer", good, offer_path)):
        code, out, lines = command(*map(str, arguments))
        assert code in (0, 1), lines
        assert not [line for line in lines if "意外" in line or "Traceback" in line]
        if out:
            json.loads(out, parse_constant=lambda text: pytest.fail(f"{text} in what was printed"))
