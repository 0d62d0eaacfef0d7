"""What goes wrong, tried one fault after the other: `make trial-faults`. The tests are the trials; this lists what came of them."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
_KEPT, _LINE, _FAULTS = (
    "tests/browser/test_kept_on_her_device.py",
    "tests/browser/test_connection.py",
    "tests/app/test_faults.py",
)
TRIALS: Final = {
    "server killed (kill -9), case kept on her device": f"{_KEPT}::test_a_killed_server_costs_nothing",
    "the same, on a page that stayed open": f"{_KEPT}::test_a_killed_server_costs_nothing_on_a_page_that_stayed_open",
    "the same, nothing kept: said before she types on": f"{_LINE}::test_after_a_crash_the_page_says_so_before_she_types_on",
    "disk full": f"{_FAULTS}::test_when_the_disk_is_full_she_still_gets_her_letter",
    "no font": f"{_FAULTS}::test_without_the_letters_font_the_start_ends_in_one_line",
    "no storage in the browser, or full": f"{_KEPT}::test_refused_storage_is_said_once_and_nothing_breaks",
    "what is stored is damaged or newer": f"{_KEPT}::test_what_cannot_be_read_is_kept_aside_said_and_offered",
    "WebSocket blocked": f"{_LINE}::test_where_no_websocket_opens_it_is_said_and_the_first_words_stay",
    "line half open, then back": f"{_LINE}::test_on_a_half_open_line_it_is_said_and_then_page_and_server_agree_again",
    "a download does not come": f"{_LINE}::test_a_file_that_does_not_come_is_said",
    "clock wrong by a year": f"{_FAULTS}::test_a_clock_that_is_a_year_wrong_loses_nothing_that_is_kept",
    "200 uploads at once": f"{_FAULTS}::test_two_hundred_files_at_once_and_the_others_go_on",
    "a slow reader": f"{_FAULTS}::test_one_who_reads_slowly_holds_nobody_up",
    "JavaScript off": f"{_LINE}::test_without_javascript_she_reads_the_first_words_and_whom_to_ring",
    "a page fails": "tests/app/test_server.py::test_of_a_page_that_failed_she_sees_our_sentence_and_the_hotlines",
}
"""Each fault and the test that tries it."""


def tried(test: str) -> tuple[bool, str]:
    """Whether the trial held, and pytest's own last line; a trial that was skipped did not."""
    command = [sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider", test]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    last = (ran.stdout.strip().splitlines() or ["nothing ran"])[-1]
    return ran.returncode == 0 and "passed" in last and "skipped" not in last, last


def report() -> Iterator[tuple[bool, str]]:
    """A line for each fault, as it has been tried."""
    for fault, test in TRIALS.items():
        held, last = tried(test)
        yield held, f"{'held  ' if held else 'FAILED'}  {fault:<50}  {last.split(' in ')[0]}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--save", type=Path, help="write the list into this file too")
    save = parser.parse_args().save
    lines, all_held = [], True
    for held, line in report():
        print(line, flush=True)
        lines.append(line)
        all_held &= held
    if save:
        save.write_text("\n".join(lines) + "\n", "utf-8")
    raise SystemExit(0 if all_held else 1)


if __name__ == "__main__":
    main()
