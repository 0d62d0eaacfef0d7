"""One sum shared among several lenders, so that the parts add up to the fen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Shares(NamedTuple):
    """parts: fen for each balance, in their order; they sum to the available sum minus `left`.

    left: what is over because every balance is cleared. short: how much the minimums exceed what is available (0: they
    are all met); each lender then gets its part of the sum in proportion to its minimum.
    """

    parts: tuple[int, ...]
    left: int = 0
    short: int = 0


def share(available: int, balances: Sequence[int], minimums: Sequence[int] | None = None) -> Shares:
    """`available` fen among `balances` fen in proportion, by largest remainder; ties go to the one named first.

    Nobody gets more than their balance. `minimums` (fen, 0 for none) are raised to where the proportion gives less, a
    minimum above its balance counting as the balance, and the others share what remains in proportion.
    160.00 over 4550 / 6700 / 1200 gives 58.47 + 86.11 + 15.42. A balance of zero gets nothing: its share goes to the
    others. Raises ValueError for a negative amount or minimums that do not match the balances.
    """
    floors = [0] * len(balances) if minimums is None else list(minimums)
    if len(floors) != len(balances) or min([available, *balances, *floors]) < 0:
        raise ValueError("amounts are not negative, and there is one minimum for each balance")
    total = sum(balances)
    if available >= total:
        return Shares(tuple(balances), left=available - total)
    floors = [min(floor, balance) for floor, balance in zip(floors, balances, strict=True)]
    needed = sum(floors)
    if needed > available:
        return Shares(largest_remainder(available, floors), short=needed - available)
    parts = list(balances)
    held: set[int] = set()
    while True:
        free = [index for index in range(len(balances)) if index not in held]
        rest = available - sum(floors[index] for index in held)
        divided = largest_remainder(rest, [balances[index] for index in free])
        below = [index for index, part in zip(free, divided, strict=True) if part < floors[index]]
        for index, part in zip(free, divided, strict=True):
            parts[index] = part
        if not below:
            return Shares(tuple(parts))
        held.update(below)
        for index in below:
            parts[index] = floors[index]


def largest_remainder(available: int, weights: Sequence[int]) -> tuple[int, ...]:
    """`available` in proportion to `weights`, in whole fen that sum to it exactly; all zeros where the weights are."""
    total = sum(weights)
    if total == 0:
        return (0,) * len(weights)
    parts = [available * weight // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda index: -(available * weights[index] % total))
    for index in by_remainder[: available - sum(parts)]:
        parts[index] += 1
    return tuple(parts)
