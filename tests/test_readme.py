"""The READMEs say what is true: every example runs and answers as printed, every link leads somewhere."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from bench.readme import renewed
from jiebei.cli.main import main

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")
LEFT_OUT = "…"


def blocks(readme: str, language: str) -> list[str]:
    return re.findall(
        rf"^```{language}\n(.*?)^```$", (ROOT / readme).read_text("utf-8"), re.MULTILINE | re.DOTALL
    )


def examples(readme: str) -> list[tuple[str, str]]:
    """(command, what it prints) for every `$ jiebei …` line of a README."""
    found = []
    for block in blocks(readme, "console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, printed = part.partition("\n")
            found.append((command, printed))
    return found


def as_pattern(printed: str) -> str:
    """Lines as they are; a line that holds only … stands for any lines."""
    lines = [
        "(?:.*\n)+?" if line.strip() == LEFT_OUT else re.escape(line) + "\n" for line in printed.splitlines()
    ]
    return "".join(lines)


@pytest.mark.parametrize(
    ("readme", "command", "printed"),
    [(readme, *example) for readme in READMES for example in examples(readme)],
)
def test_an_example_answers_as_printed(
    readme: str,
    command: str,
    printed: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shutil.copytree(ROOT / "jiebei" / "content" / "cases", tmp_path / "jiebei" / "content" / "cases")
    for table in blocks(readme, "csv"):
        (tmp_path / "flows.csv").write_text(table, "utf-8")
    for text in blocks(readme, "text"):
        (tmp_path / "agreement.txt").write_text(text, "utf-8")
    (tmp_path / "letter.pdf").write_bytes(b"%PDF-1.4\n%\xe9\xeb")
    monkeypatch.chdir(tmp_path)
    program, *words = shlex.split(command)
    assert program == "jiebei"
    code = main(words)
    output = capsys.readouterr()
    assert re.fullmatch(as_pattern(printed), output.out + output.err), output
    assert (code == 0) == (not output.err)
    if "-o" in words:
        assert (tmp_path / words[words.index("-o") + 1]).stat().st_size > 500


@pytest.mark.parametrize("name", [*READMES, "SECURITY.md", "docs/licences.md"])
def test_every_link_inside_the_project_leads_somewhere(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text) + re.findall(r'src="([^"]+)"', text)
    inside = [target for target in targets if "://" not in target]
    assert inside
    for target in inside:
        assert (ROOT / name).parent.joinpath(target).exists(), target


def test_the_pictures_are_small() -> None:
    pictures = sorted((ROOT / "docs" / "screenshots").glob("*.png"))
    assert pictures
    for picture in pictures:
        assert picture.stat().st_size <= 150_000, picture.name


@pytest.mark.parametrize(
    ("command", "row"),
    [("bench-load", "rerun, one visitor, p50"), ("trial-phone", "first words, numbers to ring")],
)
def test_the_tables_are_what_was_last_measured(command: str, row: str) -> None:
    readme, place = (ROOT / "README.md").read_text("utf-8"), f"docs/{command}.txt"
    assert renewed(readme, command, (ROOT / place).read_text("utf-8"), place) == readme
    assert f"| {row} |" in readme
