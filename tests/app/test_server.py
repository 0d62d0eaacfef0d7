"""The server around the script: its document, its headers, how it starts, and what it says of a page that failed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers
from streamlit.testing.v1 import AppTest

from jiebei import content
from jiebei.counting.due_dates import today_in_china
from jiebei.web import document, frame, in_browser, plain_pages, static_files
from jiebei.web.front import own_origin, security_headers
from jiebei.web.walk import NAME, STOPS
from tests.app.visiting import Visit
from tests.serving import ROOT, Answer, Asked, answers, asked, copy_of_the_project, python

INDEX = document.INDEX.read_text("utf-8")
CHANGED = (
    '<html lang="en">',
    "<title>Streamlit</title>",
    '<div id="root"></div>',
    "<noscript>",
    "service-desc",
)
STATIC = next(path for path in (static_files.FOLDER / "static" / "css").iterdir() if path.suffix == ".css")
PAGES = ["/" if name == "home" else f"/{name}" for name in STOPS]
STREAMLITS = [f"/static/css/{STATIC.name}", "/favicon.png", "/_stcore/health", "/_stcore/host-config"]
NOWHERE = ["/mistyped", "/mistyped.html", "/index.html", "/static/index.html", "/static/js/nothing.js", "/manifest.json", "/a/b",
           "/../secret", "/_stcore/nothing", "/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/script-health-check",
           "/media/nothing.pdf", "/files/nobody", "/files/nobody/download.pdf", "/component/x/y", "/home", "/mistyped/"]  # fmt: skip
HOTLINES = {"110", "120", "12356"}


@pytest.fixture(scope="module")
def said() -> dict[str, Answer]:
    return answers(ROOT, *PAGES, *STREAMLITS, *NOWHERE)


def policy_of(answer: Answer) -> dict[str, list[str]]:
    return {
        part.split()[0]: part.split()[1:] for part in answer.headers["content-security-policy"].split("; ")
    }


def assert_confined(answer: Answer) -> None:
    policy = policy_of(answer)
    assert policy["default-src"] == ["'self'"]
    assert policy["frame-ancestors"] == ["'none'"]
    assert policy["connect-src"] == ["'self'", "ws://localhost", "wss://localhost", "data:", "blob:"]
    others = [source for name, sources in policy.items() if name != "connect-src" for source in sources]
    assert {"ws:", "wss:", "http:", "https:", "'unsafe-eval'"}.isdisjoint(others)
    assert not [source for source in others if "." in source or "*" in source]
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert "geolocation=()" in answer.headers["permissions-policy"]


def assert_says_where_to_turn(answer: Answer) -> None:
    assert '<html lang="zh-CN">' in answer.body
    assert set(re.findall(r'href="tel:(\d+)"', answer.body)) >= HOTLINES


@pytest.mark.parametrize("path", [*PAGES, *STREAMLITS, *NOWHERE])
def test_every_answer_is_confined_to_this_host(said: dict[str, Answer], path: str) -> None:
    assert_confined(said[path])


@pytest.mark.parametrize("path", NOWHERE)
def test_what_does_not_exist_is_said_in_chinese_with_the_hotlines(said: dict[str, Answer], path: str) -> None:
    assert said[path].status == 404
    assert_says_where_to_turn(said[path])


@pytest.mark.parametrize("path", PAGES)
def test_every_page_gets_our_document_and_the_browser_asks_for_it_again(
    said: dict[str, Answer], path: str
) -> None:
    assert said[path].status == 200
    assert said[path].body == document.document(INDEX, path[1:] or "home", today_in_china())
    assert said[path].headers["cache-control"] == "no-cache"
    assert_says_where_to_turn(said[path])


def test_a_failure_of_the_server_itself_is_answered_in_chinese_and_confined(tmp_path: Path) -> None:
    project = copy_of_the_project(tmp_path)
    with (project / "app.py").open("a", encoding="utf-8") as app:
        app.write(
            "from starlette.routing import Route\n"
            "def fail(request): raise RuntimeError('secret')\n"
            "app._user_routes.insert(0, Route('/calculator', fail))\n"
        )
    failed = answers(project, "/calculator")["/calculator"]
    assert failed.status == 500
    assert_confined(failed)
    assert_says_where_to_turn(failed)
    assert "secret" not in failed.body


def test_a_page_with_a_stroke_behind_it_leads_to_the_page() -> None:
    (moved,) = asked(ROOT, Asked(path="/calculator/"))
    assert (moved.status, moved.headers["location"]) == (301, "../calculator")


def test_a_chosen_host_may_show_the_app_in_a_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIEBEI_FRAMED_BY", "https://host.example")
    assert "frame-ancestors https://host.example" in security_headers(Headers())["Content-Security-Policy"]
    assert "X-Frame-Options" not in security_headers(Headers())


@given(st.text(st.characters(codec="latin-1")), st.text(st.characters(codec="latin-1")))
def test_no_header_of_a_request_adds_to_the_policy(host: str, forwarded: str) -> None:
    policy = security_headers(Headers({"host": host, "x-forwarded-host": forwarded}))[
        "Content-Security-Policy"
    ]
    names = [part.split()[0] for part in policy.split(";")]
    assert len(names) == len(set(names)) == 11
    connect = next(part.split()[1:] for part in policy.split(";") if part.split()[0] == "connect-src")
    assert all(
        re.fullmatch(r"'self'|data:|blob:|wss?://(\[[0-9A-Fa-f:.]+\]|[\w.-]+)(:\d+)?", source, re.ASCII)
        for source in connect
    )


# Compression and what a browser keeps

GZIP = {"accept-encoding": "br, gzip;q=0.8"}


def test_texts_are_sent_compressed_and_hashed_names_are_kept_for_good() -> None:
    script = re.search(r'src="\.(/static/js/index\.[^"]+)"', INDEX)
    assert script
    paths = [script[1], f"/static/css/{STATIC.name}", "/"]
    packed = asked(ROOT, *(Asked(path=path, headers=GZIP) for path in paths))
    plain = asked(ROOT, *(Asked(path=path) for path in paths))
    for small, whole in zip(packed, plain, strict=True):
        assert small.headers["content-encoding"] == "gzip"
        assert "content-encoding" not in whole.headers
        assert small.body == whole.body
        assert int(small.headers["content-length"]) < len(whole.body.encode()) / 2
        assert small.headers["vary"] == "Accept-Encoding"
    for kept in packed[:2]:
        assert kept.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_gzip_goes_to_who_reads_it() -> None:
    reads = ("gzip", "br, gzip", "gzip;q=0.5", "*", "GZIP")
    does_not = ("", "br", "gzip;q=0", "gzip; q=0.0, br", "x-gzip2")
    path = f"/static/css/{STATIC.name}"
    said = asked(ROOT, *(Asked(path=path, headers={"accept-encoding": one}) for one in (*reads, *does_not)))
    assert ["content-encoding" in answer.headers for answer in said] == [True] * len(reads) + [False] * len(
        does_not
    )


# Who may open a websocket

STREAM = "/_stcore/stream"


def opened(*headers: dict[str, str]) -> Sequence[Answer]:
    return asked(ROOT, *(Asked(path=STREAM, websocket=True, headers=given) for given in headers))


def test_a_foreign_page_is_refused_at_once_and_nobody_outside_is_asked() -> None:
    foreign = (
        "http://evil.example",
        "http://localhost.evil.example",
        "null",
        "http://localhost:1",
        "http://127.0.0.1",
    )
    for refused in opened(*({"origin": origin} for origin in foreign)):
        assert refused.status == 403
        assert refused.called == []


def test_a_page_of_ours_may_connect_behind_any_name() -> None:
    names: tuple[dict[str, str], ...] = ({"host": "a.example:8443", "origin": "https://a.example:8443"}, {"origin": "http://localhost"}, {},
             {"host": "10.0.0.7:8501", "x-forwarded-host": "jiebei.example", "origin": "https://jiebei.example"})  # fmt: skip
    for accepted in opened(*names):
        assert accepted.status == 101
        assert accepted.called == []


@given(st.text(), st.text())
def test_no_other_origin_passes(origin: str, host: str) -> None:
    ours = own_origin(Headers(raw=[(b"origin", origin.encode()), (b"host", host.encode())]))
    if ours:
        assert re.fullmatch(rf"[^/]*//{re.escape(host)}([/?#].*)?", origin, re.DOTALL | re.IGNORECASE)


# The document


@pytest.mark.parametrize("name", STOPS)
def test_the_first_words_are_the_pages_own(name: str) -> None:
    words = plain_pages.first_words(name, today_in_china())
    assert f"<h1>{plain_pages.title(name)}</h1>" in words
    pages = content.load_content().pages
    if name in pages:
        first = pages[name].section("intro").markdown.strip().splitlines()[0]
        assert content.plain_text(first).replace("**", "") in re.sub(r"</?b>", "", words)
    assert not re.search(r"\{cite|\*\*|\]\(|\{in-force", words)


def test_the_document_speaks_chinese_and_has_the_apps_name() -> None:
    shown = document.document(INDEX, "home", today_in_china())
    assert '<html lang="zh-CN">' in shown
    assert f"<title>{NAME}</title>" in shown
    assert not re.search("enable JavaScript|service-desc|openapi|lang=.en", shown)


def test_in_the_dark_only_colours_are_others() -> None:
    _, _, dark = plain_pages.STYLE.partition("@media (prefers-color-scheme: dark) {")
    rules = re.findall(r"\{([^{}]*)\}", dark)
    named = {
        declared.split(":")[0].strip() for rule in rules for declared in rule.split(";") if declared.strip()
    }
    assert rules
    assert named == {"background", "color"}
    assert plain_pages.STYLE.count("{") == plain_pages.STYLE.count("}")


def test_what_every_page_has_beside_streamlit_comes_once_and_not_with_each_run() -> None:
    shown = document.document(INDEX, "home", today_in_china())
    sent = "".join(node.proto.body for node in Visit().go("calculator").at.get("html"))
    assert "<footer" in sent
    for part in (
        document.DRAWN,
        frame.STYLES,
        frame.OPENS_SOURCES,
        in_browser.TARGETS,
        in_browser.IN_CHINESE,
    ):
        assert shown.count(part) == 1
        # Streamlit puts its own styles into the head; of two that fit alike, the later one counts.
        assert shown.index(part) > shown.index("</head>")
        rules = [line for line in part.splitlines()[1:-1] if line.strip()]
        assert not [line for line in rules if len(line) > 20 and line in sent]


@pytest.mark.parametrize("old", CHANGED)
@pytest.mark.parametrize("doctored", ["", "{0}{0}"])
def test_an_index_that_a_change_does_not_fit_once_is_refused(old: str, doctored: str) -> None:
    whole = next(
        iter(re.findall(rf"<noscript>.*?</noscript>|<link[^>]*{re.escape(old)}[^>]*>", INDEX, re.DOTALL)), old
    )
    changed = {
        "<noscript>": whole,
        "service-desc": re.findall(r'<link rel="service-desc"[^>]*>', INDEX)[0],
    }.get(old, old)
    with pytest.raises(document.IndexFileError) as refused:
        document.document(INDEX.replace(changed, doctored.format(changed)), "home", today_in_china())
    assert "\n" not in str(refused.value)


def test_a_changed_index_ends_the_start_in_one_line(tmp_path: Path) -> None:
    doctored = tmp_path / "index.html"
    doctored.write_text(INDEX.replace("<title>Streamlit</title>", "<title>App</title>"), "utf-8")
    start = "import pathlib, sys; from jiebei.web import document; document.INDEX = pathlib.Path(sys.argv[1]); import app"
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
