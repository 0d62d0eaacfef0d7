"""A rate as it is written: exact to twelve decimals, and never a number that is too large to go on with."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiebei.counting.rate import parse_fraction


@pytest.mark.parametrize(
    ("written", "read"),
    [("0.0004", "0.0004"), (" ０．０００４ ", "0.0004"), ("4E-4", "0.0004"), (4e-4, "0.0004"), (Decimal("1.35"), "1.35"), (10, "10"),
     (".5", "0.5"), ("-0.1", "-0.1"), ("1e-999", "0"), (Decimal(1) / 3, "0.333333333333")],
)  # fmt: skip
def test_what_is_written_is_read(written: object, read: str) -> None:
    assert parse_fraction(written) == Decimal(read)


@pytest.mark.parametrize(
    "written",
    ["", " ", "x", "NaN", "sNaN", "inf", "²", "5²", "0.0_4", "0,04", "1e1000", "1e999999999", "1e-999999999", "0." + "0" * 5000, "--1",
     float("nan"), float("-inf"), Decimal("sNaN"), Decimal("Infinity"), True, None, [], {}, b"1"],
)  # fmt: skip
def test_what_is_no_number_is_none(written: object) -> None:
    assert parse_fraction(written) is None


@pytest.mark.parametrize(
    "beyond", [10**4000, "1e999", 1e300, Decimal("1e999999999"), Decimal("9" * 50_000), "1e18"]
)
def test_what_is_beyond_meaning_is_held_where_it_can_be_compared(beyond: object) -> None:
    assert parse_fraction(beyond) == 10**9


@given(
    st.text(st.sampled_from("0123456789.eE+-_ ²１٣nai%"), max_size=30)
    | st.text()
    | st.decimals()
    | st.floats()
    | st.integers()
)
def test_nothing_makes_the_reader_fail(written: object) -> None:
    number = parse_fraction(written)
    if number is not None:
        assert abs(number) <= 10**9
        assert Fraction(number) == round(Fraction(number), 12)
