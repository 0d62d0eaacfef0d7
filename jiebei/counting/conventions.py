"""How a loan is counted: the names of its methods and of the ways interest runs."""

from __future__ import annotations

from typing import Literal

Method = Literal["level", "equal-principal", "interest-only", "bullet"]
"""等额本息, 等额本金, 先息后本, 到期一次还本付息."""

Accrual = Literal["daily", "monthly"]
"""Interest by actual days, or by twelfths of a year."""
