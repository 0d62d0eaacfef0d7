"""Sharing one sum among lenders: to the fen, minimums respected, never more than is owed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiebei.counting.sharing import share

fen = st.integers(0, 10**9)


def test_the_example_a_charity_prints_with_a_fen_lost() -> None:
    # Its leaflet rounds each part by itself: 58.47 + 86.10 + 15.42 leaves a fen over. The parts must sum to 160.00.
    assert share(16_000, [455_000, 670_000, 120_000]).parts == (5_847, 8_611, 1_542)


def test_ties_go_to_the_first() -> None:
    assert share(100, [500, 500, 500]).parts == (34, 33, 33)
    assert share(101, [500, 500, 500]).parts == (34, 34, 33)


def test_nothing_to_share_and_nobody_to_share_with() -> None:
    assert share(0, [100, 200]).parts == (0, 0)
    nobody = share(500, [0, 0])
    assert (nobody.parts, nobody.left) == ((0, 0), 500)
    assert share(500, []).left == 500


def test_a_cleared_debt_frees_its_share() -> None:
    assert share(16_000, [455_000, 0, 120_000]).parts == (12_661, 0, 3_339)


def test_nobody_gets_more_than_is_owed() -> None:
    shares = share(2_000_000, [455_000, 670_000, 120_000])
    assert (shares.parts, shares.left) == ((455_000, 670_000, 120_000), 755_000)


def test_minimums_are_raised_to_and_the_rest_shared_in_proportion() -> None:
    shares = share(16_000, [455_000, 670_000, 120_000], [0, 0, 3_000])
    assert shares.parts[2] == 3_000
    assert shares.parts[:2] == share(13_000, [455_000, 670_000]).parts
    assert shares.short == 0


def test_minimums_above_what_is_available_are_said() -> None:
    shares = share(16_000, [455_000, 670_000], [12_000, 8_000])
    assert shares.short == 4_000
    assert shares.parts == (9_600, 6_400)


@given(fen, st.lists(st.tuples(fen, fen), min_size=1, max_size=12))
def test_properties(available: int, debts: list[tuple[int, int]]) -> None:
    balances = [balance for balance, _ in debts]
    minimums = [minimum for _, minimum in debts]
    for floors in (None, minimums):
        shares = share(available, balances, floors)
        assert sum(shares.parts) + shares.left == available
        assert all(0 <= part <= balance for part, balance in zip(shares.parts, balances, strict=True))
        assert shares.left == max(0, available - sum(balances))
        wanted = [min(pair) for pair in zip(floors or [0] * len(balances), balances, strict=True)]
        if shares.short:
            assert shares.short == sum(wanted) - available
        else:
            assert all(part >= floor for part, floor in zip(shares.parts, wanted, strict=True))


@given(st.integers(0, 10**7), st.lists(fen, min_size=1, max_size=12))
def test_each_part_is_within_a_fen_of_its_proportion(available: int, balances: list[int]) -> None:
    total = sum(balances)
    if available < total:
        for part, balance in zip(share(available, balances).parts, balances, strict=True):
            assert abs(part * total - available * balance) < total


@pytest.mark.parametrize("arguments", [(-1, [5]), (1, [-5]), (1, [5], [-1]), (1, [5], [1, 2])])
def test_nonsense_is_refused(arguments: tuple[int, list[int]]) -> None:
    with pytest.raises(ValueError, match="amounts are not negative"):
        share(*arguments)
