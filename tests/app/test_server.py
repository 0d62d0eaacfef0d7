"""The server around the script: its document, its headers, how it starts, and what it says of a page that failed."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from jiebei.web import server
from jiebei.web.walk import NAME, STOPS
from tests.serving import ROOT, Answer, answers, copy_of_the_project, python

INDEX = server.INDEX.read_text("utf-8")
CHANGED = ('<html lang="en">', "<title>Streamlit</title>", "You need to enable JavaScript to run this app.")
STATIC = next(path for path in (server.INDEX.parent / "static" / "css").iterdir() if path.suffix == ".css")
PAGES = ["/" if name == "home" else f"/{name}" for name in STOPS]
OTHERS = [f"/static/css/{STATIC.name}", "/favicon.png", "/_stcore/health", "/_stcore/host-config", "/_stcore/nothing",
          "/media/nothing.pdf", "/mistyped", "/../secret", "/a/b"]  # fmt: skip


@pytest.fixture(scope="module")
def said() -> dict[str, Answer]:
    return answers(ROOT, *PAGES, *OTHERS)


@pytest.mark.parametrize("path", [*PAGES, *OTHERS])
def test_every_answer_is_confined_to_this_host(said: dict[str, Answer], path: str) -> None:
    headers = said[path].headers
    policy = {part.split()[0]: part.split()[1:] for part in headers["content-security-policy"].split("; ")}
    assert policy["default-src"] == ["'self'"]
    assert not [source for sources in policy.values() for source in sources if "." in source or "*" in source]
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", PAGES)
def test_every_page_gets_our_document_and_the_browser_asks_for_it_again(
    said: dict[str, Answer], path: str
) -> None:
    assert said[path].status == 200
    assert said[path].body == server.document(INDEX)
    assert said[path].headers["cache-control"] == "no-cache"


def test_a_mistyped_name_leads_to_the_front_page_and_files_stay_streamlits(said: dict[str, Answer]) -> None:
    assert (said["/mistyped"].status, said["/mistyped"].headers["location"]) == (303, "./")
    style = said[f"/static/css/{STATIC.name}"]
    assert style.body == STATIC.read_text("utf-8")
    assert "immutable" in style.headers["cache-control"]
    assert said["/_stcore/health"].body == "ok"
    assert said["/../secret"].status == 400


def test_the_document_speaks_chinese_and_has_the_apps_name() -> None:
    document = server.document(INDEX)
    assert '<html lang="zh-CN">' in document
    assert f"<title>{NAME}</title>" in document
    assert not [old for old in CHANGED if old in document]


@pytest.mark.parametrize("old", CHANGED)
@pytest.mark.parametrize("doctored", ["", "{0}{0}"])
def test_an_index_that_a_change_does_not_fit_once_is_refused(old: str, doctored: str) -> None:
    with pytest.raises(server.IndexFileError) as refused:
        server.document(INDEX.replace(old, doctored.format(old)))
    assert old in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_changed_index_ends_the_start_in_one_line(tmp_path: Path) -> None:
    doctored = tmp_path / "index.html"
    doctored.write_text(INDEX.replace("<title>Streamlit</title>", "<title>App</title>"), "utf-8")
    start = "import pathlib, sys; from jiebei.web import server; server.INDEX = pathlib.Path(sys.argv[1]); import app"
    ran = python(start, ROOT, str(doctored))
    assert ran.returncode == 1
    assert "<title>Streamlit</title>" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


def test_a_damaged_text_ends_the_start_in_one_line(tmp_path: Path) -> None:
    project = copy_of_the_project(tmp_path)
    (project / "jiebei" / "content" / "guide.yaml").write_text("steps: [", "utf-8")
    ran = python("import app", project)
    assert ran.returncode == 1
    assert "guide.yaml" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


def test_of_a_page_that_failed_she_sees_our_sentence_and_the_hotlines() -> None:
    def failed() -> None:
        from jiebei.web import server

        assert server.on_script_error(ValueError("secret")) is True

    page = AppTest.from_function(failed).run()
    assert not page.exception
    assert len(page.warning) == 1
    drawn = "".join(str(part.value) for part in page.html)
    for number in ("12356", "110", "120"):
        assert f'href="tel:{number}"' in drawn
    assert "secret" not in drawn + page.warning[0].value
