"""What goes wrong around the app: a full disk, no font, many files at once, one who reads slowly, a clock that is wrong."""

from __future__ import annotations

import asyncio
import resource
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path

import pytest

from bench.visitor import ask, visit
from jiebei.case.kept import Kept, unwrap
from jiebei.case.records import Case, Person
from jiebei.web.storage import Device, hear, storing
from tests.app.test_nothing_leaves import token_of_a_page, uploaded
from tests.serving import Server, copy_of_the_project, python


async def letter_of(server: Server) -> bytes:
    async with visit(server.url, "calculator") as she:
        await she.run()
        assert (await she.press("载入示例")).exceptions == 0
        status, _, pdf = await asyncio.to_thread(
            ask, f"{server.url}/{she.links['download.pdf']}", {"Cookie": she.cookie}
        )
        assert status == 200
        return pdf


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux limits a process that runs")
def test_when_the_disk_is_full_she_still_gets_her_letter(tmp_path: Path) -> None:
    """Whatever the server writes into any file fails from then on, its log too."""
    with Server(tmp_path / "log.txt") as server:
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (0, 0))
        assert asyncio.run(letter_of(server)).startswith(b"%PDF")
        assert server.process.poll() is None


def test_without_the_letters_font_the_start_ends_in_one_line(tmp_path: Path) -> None:
    project = copy_of_the_project(tmp_path)
    fonts = project / "jiebei" / "letters" / "paper" / "fonts.py"
    fonts.write_text(fonts.read_text("utf-8").replace("justmytype_intl_cjk", "no_such_package"), "utf-8")
    ran = python("import app", project)
    assert ran.returncode == 1
    assert "justmytype-intl-cjk" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


def test_two_hundred_files_at_once_and_the_others_go_on(tmp_path: Path) -> None:
    async def many(server: Server) -> None:
        token = token_of_a_page(server)
        async with visit(server.url, "calculator") as one, visit(server.url, "calculator") as other:
            await one.run()
            await other.run()
            sent = [
                asyncio.to_thread(uploaded, server, one, b" " * 500_000, token, token) for _ in range(200)
            ]
            answers = asyncio.gather(*sent)
            assert (await other.press("载入示例")).exceptions == 0
            assert set(await answers) == {204}
            assert (await one.run()).exceptions == 0

    with Server(tmp_path / "log.txt") as server:
        asyncio.run(many(server))
        assert asyncio.run(letter_of(server)).startswith(b"%PDF")
        assert "Traceback" not in server.output


def test_one_who_reads_slowly_holds_nobody_up(tmp_path: Path) -> None:
    with Server(tmp_path / "log.txt") as server:
        host, port = server.host.split(":")
        slow = HTTPConnection(host, int(port))
        slow.connect()
        assert slow.sock is not None
        slow.sock.sendall(b"GET / HTTP/1.1\r\nHost: " + server.host.encode() + b"\r\n\r\n")
        # She takes nothing of the answer; others get theirs meanwhile.
        assert asyncio.run(letter_of(server)).startswith(b"%PDF")
        assert slow.sock.recv(15).startswith(b"HTTP/1.1 200")
        slow.close()


@pytest.mark.parametrize("years", [-1, 1])
def test_a_clock_that_is_a_year_wrong_loses_nothing_that_is_kept(years: int) -> None:
    """Which of two is newer goes by a count, not by a clock: a phone or a server with a wrong one hides nothing."""
    now = datetime(2026, 11, 26, tzinfo=UTC)
    old = Case(person=Person(name="以前"))
    wrong = storing(Device(wanted=True), old, now + timedelta(days=365 * years))
    found = {"n": 1, "what": "found", "raw": wrong.put, "mine": False, "start": True, "asides": []}
    device, shown = hear(Device(), [found], Case())
    assert shown == old
    later = storing(device, Case(person=Person(name="后来")), now)
    first, second = (unwrap(each.put or "") for each in (wrong, later))
    assert isinstance(first, Kept)
    assert isinstance(second, Kept)
    assert second.revision > first.revision
