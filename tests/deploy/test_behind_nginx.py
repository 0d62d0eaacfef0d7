"""Two processes behind nginx are one app: whoever dies, hers stays hers, and nothing of it is in a log."""

from __future__ import annotations

import asyncio
import http.client
import re
import select
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Coroutine
from contextlib import AsyncExitStack, ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from websockets.http11 import USER_AGENT

from bench.visitor import Visitor, ask, visit
from deploy import side_by_side
from deploy.side_by_side import SideBySide
from deploy.site import Site, write
from jiebei.web import static_files
from tests.deploy.conftest import Deserted, before

HOTLINES = {"110", "120", "12356"}
STREAM = "/_stcore/stream"
CROWD = 24
"""So many from one address that chance does not send all of them to one of two processes."""


def in_good_time(what: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(what, 120))


def place(she: Visitor) -> int:
    """The port of the process that her cookie names."""
    return int(re.findall(r"jiebei_at=(\d+)", she.cookie)[0])


def files(she: Visitor, url: str) -> list[int]:
    """What her page's downloads answer."""
    assert she.links
    return [ask(f"{url}/{link}", {"Cookie": she.cookie})[0] for link in she.links.values()]


def said_in_chinese(body: bytes) -> bool:
    page = body.decode()
    return '<html lang="zh-CN">' in page and set(re.findall(r'href="tel:(\d+)"', page)) >= HOTLINES


def test_it_answers_as_a_process_does_with_every_header_of_it(pair: SideBySide) -> None:
    script = next((static_files.FOLDER / "static" / "js").glob("index.*.js"))
    packed = {"Accept-Encoding": "gzip"}
    asked: list[tuple[str, dict[str, str]]] = [("/", {}), ("/calculator", packed), ("/calculator/", {}), ("/mistyped", {}), ("/favicon.png", {}),
             ("/_stcore/host-config", {}), (f"/static/js/{script.name}", {}), (f"/static/js/{script.name}", packed)]  # fmt: skip
    own = {"date", "server", "connection", "set-cookie", "last-modified", "etag"}
    for path, headers in asked:
        for _ in range(2):  # the second time it may come from nginx's cache
            found = []
            for port in (pair.ports[0], int(pair.listen.rpartition(":")[2])):
                line = http.client.HTTPConnection("127.0.0.1", port)
                line.request("GET", path, headers={**headers, "Host": "jiebei.example"})
                answer = line.getresponse()
                told = {name.lower(): value for name, value in answer.getheaders()}
                found.append(
                    (
                        answer.status,
                        answer.read(),
                        {name: told[name] for name in told if name not in own},
                        {part.split("=")[0] for part in (answer.getheader("set-cookie") or "").split(", ")},
                    )
                )
            assert found[0] == found[1], path


def test_a_crowd_behind_one_address_is_spread_and_each_ones_files_and_uploads_reach_her_process(
    pair: SideBySide,
) -> None:
    async def crowd() -> None:
        async with AsyncExitStack() as stack:
            there = [await stack.enter_async_context(visit(pair.url, "calculator")) for _ in range(CROWD)]
            assert {place(she) for she in there} == set(pair.ports)
            for port in pair.ports:
                she = next(one for one in there if place(one) == port)
                await she.run()
                await she.press("载入示例")
                assert set(files(she, pair.url)) == {200}
                stranger = next(one for one in there if one is not she)
                assert (
                    ask(f"{pair.url}/{next(iter(she.links.values()))}", {"Cookie": stranger.cookie})[0] == 404
                )
                assert uploaded(she, pair.url, b"{}") == 204

    in_good_time(crowd())


def uploaded(she: Visitor, url: str, content: bytes) -> int:
    """The answer to a file that her page sends."""
    _, headers, _ = ask(f"{url}/_stcore/health", {"Cookie": she.cookie})
    token = re.findall(r"_streamlit_xsrf=([^;]+)", " ".join(headers.get_all("Set-Cookie") or ()))[0]
    body = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="case.json"\r\n\r\n'
        + content
        + b"\r\n--x--\r\n"
    )
    host, _, port = url.rpartition("/")[2].partition(":")
    line = http.client.HTTPConnection(host, int(port))
    line.request("PUT", f"/_stcore/upload_file/{she.session_id}/1", body, {
        "Content-Type": "multipart/form-data; boundary=x", "X-Xsrftoken": token, "Cookie": f"{she.cookie}; _streamlit_xsrf={token}"})  # fmt: skip
    return line.getresponse().status


def test_who_takes_no_cookies_finds_her_files_all_the_same(pair: SideBySide) -> None:
    async def without() -> None:
        async with visit(pair.url, "calculator", cookie="") as she:
            await she.run()
            await she.press("载入示例")
            link = next(iter(she.links.values()))
            same_browser = {"User-Agent": USER_AGENT}
            assert {ask(f"{pair.url}/{link}", same_browser)[0] for _ in range(CROWD)} == {200}

    in_good_time(without())


def test_a_case_of_a_megabyte_passes_and_more_is_refused_before_it_reaches_the_app(pair: SideBySide) -> None:
    async def big() -> None:
        async with visit(pair.url, "calculator") as she:
            await she.run()
            assert uploaded(she, pair.url, b"x" * 1_000_000) == 204
            assert uploaded(she, pair.url, b"x" * 1_200_000) == 413

    in_good_time(big())


def test_behind_tls_cookies_are_for_tls_only_and_a_page_of_ours_may_connect(
    nginx: str, pair: SideBySide, tmp_path: Path
) -> None:
    certificate, key = str(tmp_path / "cert.pem"), str(tmp_path / "key.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
                    "-subj", "/CN=localhost", "-keyout", key, "-out", certificate], check=True, capture_output=True)  # fmt: skip
    with before(nginx, tmp_path / "log.txt", pair.ports, certificate=certificate, key=key) as (url, _):
        address = url.rpartition("/")[2]
        trusting = ssl._create_unverified_context()
        line = http.client.HTTPSConnection(address, context=trusting)
        line.request("GET", "/calculator")
        answer = line.getresponse()
        answer.read()
        assert "max-age=" in (answer.getheader("Strict-Transport-Security") or "")
        cookies = [answer.getheader("Set-Cookie") or ""]
        for origin, status in ((url, 101), ("https://evil.example", 403)):
            line = http.client.HTTPSConnection(address, context=trusting)
            line.request("GET", STREAM, headers={"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
                                                 "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==", "Origin": origin})  # fmt: skip
            answer = line.getresponse()
            assert answer.status == status
            cookies.append(answer.getheader("Set-Cookie") or "")
        assert all("Secure" in cookie and "HttpOnly" in cookie for cookie in cookies)


def test_where_nobody_is_she_reads_so_in_chinese_with_whom_to_ring(deserted: Deserted) -> None:
    for path in ("/", "/calculator", "/static/js/index.js", STREAM):
        status, headers, body = ask(f"{deserted.url}{path}")
        assert status == 502
        assert said_in_chinese(body)
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert headers["Cache-Control"] == "no-store"
    for path in ("/502.html", "/400.html"):
        status, _, body = ask(f"{deserted.url}{path}")
        assert status == 404
        assert said_in_chinese(body)


def test_a_flood_of_opens_from_one_address_is_refused_in_chinese(deserted: Deserted) -> None:
    host, _, port = deserted.url.rpartition("/")[2].partition(":")
    waiting: list[socket.socket] = []
    said = b""
    with ExitStack() as lines:
        # However slowly this machine opens them: who waits is counted too, and is not let go.
        while not said.startswith(b"HTTP/1.1 429"):
            assert len(waiting) < 1000
            line = lines.enter_context(socket.create_connection((host, int(port))))
            line.sendall(f"GET {STREAM} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
            waiting.append(line)
            for answered in select.select(waiting, [], [], 0)[0]:
                waiting.remove(answered)
                said = b"".join(iter(partial(answered.recv, 65536), b""))
                if said.startswith(b"HTTP/1.1 429"):
                    break
    assert said_in_chinese(said)
    assert ask(f"{deserted.url}/")[0] == 502  # who is in already is not kept from anything


def test_nothing_asked_for_is_printed(deserted: Deserted) -> None:
    for path in (
        "/calculator?secret=4711",
        "/files/secret/letter",
        f"{STREAM}?secret",
        "/%zz-secret",
        "/mistyped-secret",
    ):
        ask(f"{deserted.url}{path}", {"Cookie": "jiebei=secret", "Referer": "http://secret.example/"})
    assert "secret" not in deserted.printed
    assert "127.0.0.1" not in deserted.printed


def test_a_process_killed_with_minus_nine_is_taken_over_and_what_moved_stays_where_it_is(
    pair: SideBySide,
) -> None:
    """Her downloads must not go back to the process that died when it is there again: it does not know her."""

    async def through() -> None:
        async with visit(pair.url, "calculator") as she:
            await she.run()
            died = place(she)
            pair.apps[pair.ports.index(died)].kill()
            async with visit(pair.url, "calculator", she.session_id, she.cookie) as back:
                assert not (await back.run()).exceptions
                assert place(back) != died
                await back.press("载入示例")
                assert set(files(back, pair.url)) == {200}
                # Until nginx has seen that it is back, and sends there who still names it.
                while True:
                    async with visit(pair.url, "calculator", cookie=f"jiebei_at={died}") as late:
                        if place(late) == died:
                            break
                    await asyncio.sleep(0.2)
                assert set(files(back, pair.url)) == {200}

    in_good_time(through())


def test_while_her_process_is_away_another_one_opens_her_page_and_none_says_that_her_files_are_gone(
    nginx: str, pair: SideBySide, tmp_path: Path
) -> None:
    (away,) = side_by_side.free_ports(1)
    hers = {"Cookie": f"jiebei_at={away}"}
    with before(nginx, tmp_path / "log.txt", [away, pair.ports[0]]) as (url, _):
        for path in ("/", "/calculator", "/_stcore/health"):
            assert ask(f"{url}{path}", hers)[0] == 200
        for path in ("/files/visit", "/files/visit/letter", "/media/picture.png"):
            assert ask(f"{url}{path}", hers)[0] == 502


@pytest.mark.usefixtures("nginx")
def test_sigterm_ends_all_of_it() -> None:
    (port,) = side_by_side.free_ports(1)
    command = [
        sys.executable,
        "-m",
        "deploy.side_by_side",
        "--listen",
        f"127.0.0.1:{port}",
        "--processes",
        "1",
    ]
    started = subprocess.Popen(command, cwd=side_by_side.ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)  # fmt: skip
    try:
        while not side_by_side.answers(f"http://127.0.0.1:{port}/_stcore/health"):
            assert started.poll() is None
            time.sleep(0.1)
        started.terminate()
        printed, _ = started.communicate(timeout=60)
    finally:
        started.kill()
    assert started.returncode == 0
    assert "Traceback" not in printed
    assert not side_by_side.answers(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    "site",
    [
        Site(["app1:8501"], "8080", redirect="8081"),
        Site(["127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3"], "[::1]:8080", proxies=["10.0.0.0/8", "fd00::/8"]),
    ],
)
def test_nginx_takes_what_is_written_for_other_places(nginx: str, site: Site, tmp_path: Path) -> None:
    known = replace(site, apps=[app.replace("app1", "localhost") for app in site.apps])
    conf = write(known, tmp_path)
    ran = subprocess.run(
        [nginx, "-t", "-q", "-e", "stderr", "-p", f"{tmp_path}/", "-c", str(conf)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
