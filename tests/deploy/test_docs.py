"""What docs/ tells operators is so: sums from the last trial, links, options, and the service that systemd is given."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy import side_by_side
from deploy.capacity import FULL, Measured, arithmetic, measured
from tests.serving import ROOT

DOCS = ROOT / "docs"
UNIT = (ROOT / "deploy" / "systemd" / "jiebei.service").read_text("utf-8")


def test_the_page_of_capacity_shows_the_sums_from_what_was_measured_last() -> None:
    (shown,) = re.findall(
        r"^```text\n(.*?)\n```$", (DOCS / "capacity.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    assert shown.splitlines() == [*arithmetic(measured(), 10_000, 10)]


@given(
    st.integers(1, 1_000_000),
    st.integers(1, 300),
    st.builds(
        Measured, st.floats(1, 200), st.floats(0, 5), st.floats(50, 900), st.floats(0, 5), st.floats(1, 900)
    ),
)
def test_what_is_to_be_bought_is_enough_and_not_one_process_too_many(
    visitors: int, pause: int, of: Measured
) -> None:
    bought = int(re.findall(r"= (\d+) processes", "\n".join(arithmetic(of, visitors, pause)))[0])
    needed = visitors / pause * of.app / 1000 / FULL
    assert needed <= bought
    # A process takes whole visitors.
    per_process = FULL * 1000 / of.app * pause
    assert (bought - 1) * (per_process - 1) < visitors


def test_an_outcome_without_what_is_needed_is_refused(tmp_path: Path) -> None:
    for name in ("trial-two.txt", "bench-load.txt"):
        (tmp_path / name).write_text("nothing", "utf-8")
    with pytest.raises(ValueError, match="no line"):
        measured(tmp_path)


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    headings = {re.sub(r"[^\w -]", "", one).strip().lower().replace(" ", "-") for one in re.findall(r"^#+ (.*)$", text, re.MULTILINE)}  # fmt: skip
    targets = re.findall(r"\]\(([^)\s]+)\)", text)
    assert targets
    for target in targets:
        assert target[1:] in headings if target.startswith("#") else (page.parent / target).exists(), target


def test_every_make_target_named_there_is_one() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for page in DOCS.glob("*.md"):
        for target in re.findall(r"make ([a-z][a-z-]+)", page.read_text("utf-8")):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_service_starts_what_there_is_and_ends_it_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    (start,) = re.findall(r"^ExecStart=(.*)$", UNIT, re.MULTILINE)
    _, module, name, *arguments = start.split()
    assert (module, name) == ("-m", side_by_side.__spec__.name)
    # As far as looking for nginx, so the options are understood.
    monkeypatch.setattr(side_by_side, "find_nginx", lambda: None)
    with pytest.raises(SystemExit, match="nginx was not found"):
        side_by_side.main(arguments)
    (stop,) = re.findall(r"^TimeoutStopSec=(\d+)$", UNIT, re.MULTILINE)
    assert int(stop) >= 2 * side_by_side.PATIENCE
    for line in ("DynamicUser=yes", "NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet="):
        assert re.search(rf"^{line}$", UNIT, re.MULTILINE)
