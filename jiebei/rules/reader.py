"""Reads the YAML files into `Rules`, and says exactly where one of them is wrong. `model.py` says what they may hold."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jiebei.rules.model import Correction, Corrections, RuleFileError, Rules, Topic
from jiebei.rules.yaml_file import read_yaml, repeated

RULES_FOLDER = Path(__file__).parent
CORRECTIONS = "corrections.yaml"


@lru_cache(maxsize=1)
def load_rules() -> Rules:
    """The rules shipped with the package, read once. Raises `RuleFileError` naming the first fault."""
    rules, faults = read_rules(RULES_FOLDER)
    if faults:
        raise RuleFileError(faults[0])
    return rules


def check_rules(folder: Path = RULES_FOLDER) -> list[str]:
    """Every fault in the rule files of `folder`, one line each (file, entry, field, what is expected); [] if sound."""
    return read_rules(folder)[1]


def read_rules(folder: Path) -> tuple[Rules, list[str]]:
    """Read every `*.yaml` of `folder`. Faulty files are left out of the result and described in the second part.

    What only holds between files (an id used once, rules that a correction cites) is looked at when each is sound.
    """
    faults: list[str] = []
    topics: dict[str, Topic] = {}
    corrections: tuple[Correction, ...] = ()
    files = sorted(folder.glob("*.yaml"))
    if not files:
        faults.append(f"{folder.name}: 没有任何规则文件")
    for path in files:
        if path.name == CORRECTIONS:
            document = read_yaml(path, Corrections, faults)
            corrections = document.corrections if document else ()
        elif topic := read_yaml(path, Topic, faults):
            topics[path.stem] = topic
    in_order = dict(sorted(topics.items(), key=lambda item: (item[1].order, item[0])))
    rules = Rules(in_order, corrections)
    return rules, faults or _between_files(rules)


def _between_files(rules: Rules) -> list[str]:
    ids = [(f"{name}.yaml", rule.id) for name, topic in rules.topics.items() for rule in topic.rules]
    known = {rule.id for rule in rules.printable}
    return [
        *repeated(ids),
        *repeated((CORRECTIONS, correction.id) for correction in rules.corrections),
        *(
            f"{CORRECTIONS}: {correction.id}: rules 没有编号为 {rule_id} 的规则"
            for correction in rules.corrections
            for rule_id in correction.rules
            if rule_id not in known
        ),
    ]
