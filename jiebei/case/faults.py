"""What is wrong or missing in a case: where, and a sentence for the person who can put it right."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a case file: where (a path such as loans.0.principal), and a Chinese sentence."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}：{self.message}" if self.where else self.message
