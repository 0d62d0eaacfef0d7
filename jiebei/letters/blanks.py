"""What a letter leaves for her hand: said before she sends it, so that no blank goes out unnoticed."""

from __future__ import annotations

from jiebei.letters.commission import Commission
from jiebei.letters.document import Document, Facts, Item, Paragraph, Signature
from jiebei.letters.parts import BLANK


def left_blank(made: Commission, document: Document) -> tuple[str, ...]:
    """The names of what this letter has a line for and the case does not say, in the order in which they stand in it."""
    case = made.case
    words = [document.salutation]
    for block in document.blocks:
        if isinstance(block, Facts | Signature):
            words += [label + "".join(span.text for span in spans) for label, spans in block.rows]
        elif isinstance(block, Paragraph | Item):
            words.append("".join(span.text for span in block.spans))
    text = "\n".join(words)
    looked_for = (
        ("贷款人", not made.lender, document.salutation.startswith("致：＿")),
        ("借款编号", any(not loan.number.strip() for loan in made.own_loans), "编号 ＿" in text),
        ("哪天补上", True, f"我在{BLANK}以前补上" in text),
        ("困难的原因", True, "请写明发生了什么" in text),
        (
            "姓名",
            not case.person.name.strip(),
            any(isinstance(block, Signature) for block in document.blocks),
        ),
        ("联系电话", not case.person.phone.strip(), "联系方式" in text),
    )
    return tuple(name for name, missing, stands in looked_for if missing and stands)
