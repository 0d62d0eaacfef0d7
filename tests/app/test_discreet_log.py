"""The server's log says which error came up and where, and repeats nothing of what was typed."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from jiebei.web.discreet_log import DEBUG, keep_log_discreet, without_messages

TYPED = "赵甲乙丙 138"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What a logger writes that was there before, with a formatter of its own."""
    written, before = io.StringIO(), logging.getLogRecordFactory()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    logger = logging.getLogger("tests.discreet")
    logger.addHandler(handler)
    yield written
    logger.removeHandler(handler)
    logging.setLogRecordFactory(before)


def fail_over_and_over() -> None:
    try:
        int(TYPED)
    except ValueError as first:
        try:
            raise KeyError(TYPED) from first
        except KeyError as second:
            raise ExceptionGroup(TYPED, [second, OSError(2, TYPED)])  # noqa: B904


def log_it() -> None:
    try:
        fail_over_and_over()
    except ExceptionGroup as error:
        error.add_note(TYPED)
        logging.getLogger("tests.discreet").error("Uncaught", exc_info=error)


def test_an_error_is_logged_with_its_place_and_without_its_message(log: io.StringIO) -> None:
    keep_log_discreet()
    log_it()
    assert TYPED not in log.getvalue()
    assert "ERROR Uncaught" in log.getvalue()
    for words in (
        "test_discreet_log.py",
        "fail_over_and_over",
        "ValueError",
        "KeyError",
        "ExceptionGroup",
        "OSError",
    ):
        assert words in log.getvalue()


def test_a_developer_who_asks_sees_the_message(log: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DEBUG, "1")
    keep_log_discreet()
    log_it()
    assert TYPED in log.getvalue()


@given(st.text(min_size=3).map(lambda text: f"«{text}»"))
def test_no_validators_complaint_repeats_what_it_read(text: str) -> None:
    class Numbers(BaseModel):
        count: int

    with pytest.raises(ValidationError) as refused:
        Numbers.model_validate({"count": text})
    assert text not in without_messages(refused.value)


def test_an_error_that_names_itself_as_its_cause_ends() -> None:
    error = ValueError(TYPED)
    error.__cause__ = error
    assert without_messages(error).count("ValueError") == 1


def test_the_server_starts_with_it() -> None:
    from tests.serving import ROOT, python

    fails = "import app, logging\ntry: int('x' * 9)\nexcept ValueError: logging.getLogger('streamlit.x').exception('told')"
    ran = python(fails, ROOT)
    assert "ValueError" in ran.stderr
    assert "xxxxxxxxx" not in ran.stderr
