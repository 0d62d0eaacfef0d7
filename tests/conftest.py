"""What every test shares: no test is a race against the clock, and the browser comes last."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, settings

settings.register_profile("jiebei", deadline=None, print_blob=True)
# On a machine that judges a change the same change gets the same answer; new examples are looked for while developing.
settings.register_profile("ci", settings.get_profile("jiebei"), derandomize=True)
# For `make mutants`: the same few examples for every mutant, and a failure is enough without its simplest form.
settings.register_profile(
    "mutants",
    settings.get_profile("ci"),
    max_examples=40,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=False,
)
settings.load_profile("ci" if os.environ.get("CI") else "jiebei")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick answers first; Playwright keeps an event loop of its own running until it ends."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
