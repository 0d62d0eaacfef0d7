"""What a letter may cite, and what kind of lender it goes to.

A rule is named as the rules have it, and only where it was in force on every day that matters and binds this lender.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from jiebei.case.records import Loan
from jiebei.letters.commission import Commission
from jiebei.rules import load_rules
from jiebei.rules.model import Lender

_UNREAD_NUMBER: Final = "条号未核对"
_BY_PRODUCT: Final[dict[str, Lender]] = {
    "jiebei": "consumer-finance",
    "bank_credit": "bank",
    "card": "bank",
}


def sort_of_lender(name: str, loans: tuple[Loan, ...] = ()) -> Lender | None:
    """What kind of lender it is by its name, or by what it lends where the name does not say; None where neither does."""
    for sign, sort in (("消费金融", "consumer-finance"), ("小额贷款", "microloan"), ("小贷", "microloan"), ("银行", "bank")):  # fmt: skip
        if sign in name:
            return sort  # type: ignore[return-value]
    sorts = {_BY_PRODUCT.get(loan.product) for loan in loans}
    return sorts.pop() if len(sorts) == 1 else None


def named_rule(rule_id: str, commission: Commission, *days: date) -> str:
    """The rule's issuer, title and number, to be put into a sentence; "" where it was not in force on the letter's day and
    on each of `days`, does not bind this lender, or is one we are unsure of.

    Laws are known by their title alone. A number nobody has checked is left out.
    """
    rule = load_rules()[rule_id]
    bound = not rule.applies_to or sort_of_lender(commission.lender, commission.own_loans) in rule.applies_to
    if not rule.printable or not bound or not all(rule.in_force(day) for day in (commission.as_of, *days)):
        return ""
    number = "" if _UNREAD_NUMBER in rule.document else rule.document
    if not rule.title:
        return f"{rule.status if rule.status == '推荐性标准' else rule.body}（{number}）"
    title = f"《{rule.title}》"
    issuer = "" if rule.status in {"法律", "行政法规"} else rule.body
    if number.startswith("第"):
        return f"{issuer}{title}{number}"
    return f"{issuer}{title}（{number}）" if number else f"{issuer}{title}"
