"""What a visitor types stays in the server's memory and with her alone: no file, no log, no other host, no other visitor."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState

from bench.visitor import Visitor, ask, visit
from jiebei.case.file import dumps
from jiebei.case.records import Case, Person
from jiebei.web.walk import STOPS
from tests.serving import Server, copy_of_the_project

WATCHING = '''

import os, sys
opened, watching = [], []


def watch(event, arguments):
    """Files opened to be written (named or not), programs started, names looked up, connections made."""
    if not watching:
        return
    if event == "open":
        path, mode, flags = arguments
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            opened.append(f"{event} {path}")
    elif event in {"os.mkdir", "os.rename", "os.system", "subprocess.Popen", "socket.connect", "socket.sendto", "socket.getaddrinfo",
                   "socket.gethostbyname", "sqlite3.connect", "tempfile.mkstemp", "tempfile.mkdtemp"}:
        opened.append(f"{event} {arguments[:2]}")


def tell(request):
    from starlette.responses import JSONResponse
    watching.append(True)
    return JSONResponse(opened)


from starlette.routing import Route
from jiebei.web import front
import re
front.OPEN = re.compile(front.OPEN.pattern + "|/watch", front.OPEN.flags)
app._user_routes.insert(0, Route("/watch", tell))
sys.addaudithook(watch)
'''
MARKER = "赵甲乙丙记号"
CASE = dumps(Case(person=Person(name=MARKER)))


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app with one more address, which tells what it has written and whom it has asked since that address was first asked."""
    folder = tmp_path_factory.mktemp("watched")
    project = copy_of_the_project(folder / "project")
    with (project / "app.py").open("a", encoding="utf-8") as app:
        app.write(WATCHING)
    with Server(folder / "log.txt", project) as server:
        yield server


def told(server: Server) -> list[str]:
    found: list[str] = json.loads(ask(f"{server.url}/watch")[2])
    return found


def token_of_a_page(server: Server) -> str:
    given = ask(f"{server.url}/_stcore/health")[1].get_all("set-cookie")
    token = re.search("_streamlit_xsrf=([^;]+)", str(given))
    assert token
    return token[1]


def uploaded(server: Server, she: Visitor, content: bytes, header: str, cookie: str) -> int:
    """Sends a file as the page's own field for it does."""
    begins = b'--x\r\nContent-Disposition: form-data; name="file"; filename="case.json"\r\n\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    headers |= {"X-Xsrftoken": header} if header else {}
    headers |= {"Cookie": f"_streamlit_xsrf={cookie}"} if cookie else {}
    place = f"{server.url}/_stcore/upload_file/{she.session_id}/one"
    try:
        with urlopen(Request(place, begins + content + b"\r\n--x--\r\n", headers, method="PUT")) as answer:
            return int(answer.status)
    except HTTPError as refused:
        return int(refused.code)


class Overheard:
    """A connection that keeps all it has received."""

    def __init__(self, socket: Any) -> None:
        self._socket, self.received = socket, bytearray()
        self.send = socket.send

    async def recv(self) -> bytes:
        raw: bytes = await self._socket.recv()
        self.received += raw
        return raw


async def whole_visit(server: Server) -> None:
    """Every page with the marker wherever she can write a name or a sentence, every file taken along, pictures drawn, files opened."""
    async with visit(server.url, "calculator") as she:
        line = Overheard(she.socket)
        she.socket = line  # type: ignore[assignment]
        await she.run()
        await she.press("载入示例")
        await she.type(loans__0__principal="16001")
        await she.run(she.widgets["device.yes"])
        token = token_of_a_page(server)
        for content in (CASE.encode(), b" " * 1_000_000):
            assert await asyncio.to_thread(uploaded, server, she, content, token, token) == 204
        for name in STOPS:
            she.page = "" if name == "home" else name
            assert (await she.run()).exceptions == 0
            fields = [key for key in she.widgets if re.search(r"(name|detail|lender|number|note)$", key)]
            if fields:
                await she.type(**{key.replace(".", "__"): MARKER for key in fields})
            for key in [key for key in she.widgets if key.startswith("as-pictures.")]:
                she.typed[key] = WidgetState(id=she.widgets[key], bool_value=True)
            await she.run()
            for link in she.links.values():
                if link.startswith("files/"):
                    status, _, _ = await asyncio.to_thread(
                        ask, f"{server.url}/{link}", {"Cookie": she.cookie}
                    )
                    assert status == 200, link
        assert b"/media/" in line.received
        assert MARKER.encode() in line.received


def test_a_whole_visit_writes_no_file_asks_no_host_and_starts_no_program(watched: Server) -> None:
    # What is compiled or opened once, the first visitor has opened.
    told(watched)
    asyncio.run(whole_visit(watched))
    assert told(watched) == []


def test_nothing_typed_is_in_the_log(watched: Server) -> None:
    asyncio.run(whole_visit(watched))
    assert MARKER not in watched.output
    assert "16001" not in watched.output
    assert "Traceback" not in watched.output


def test_a_file_is_taken_only_with_the_token_of_the_page(watched: Server) -> None:
    """Another site can make her browser send the cookie, but cannot read it to write the header."""

    async def trial() -> list[int]:
        async with visit(watched.url, "calculator") as she:
            await she.run()
            token, other = token_of_a_page(watched), token_of_a_page(watched)
            given = [(token, token), ("", token), (token, ""), (other, token), ("", "")]
            return [await asyncio.to_thread(uploaded, watched, she, b"{}", *pair) for pair in given]

    assert asyncio.run(trial()) == [204, 403, 403, 403, 403]


# Others

VISITORS, TURNS = 6, 4


def mark(number: int) -> str:
    return f"记号{chr(0x7532 + number)}{number}{number}{number}记号"


async def one_of_many(server: Server, number: int, all_there: asyncio.Barrier) -> bytes:
    """Types her own mark wherever a name can be typed, walks about, takes her files along; returns everything she got."""
    async with visit(server.url, "calculator") as she:
        line = Overheard(she.socket)
        she.socket = line  # type: ignore[assignment]
        await she.run()
        await she.press("载入示例")
        await all_there.wait()
        for _ in range(TURNS):
            for page in ("details", "letters", "record", "calculator"):
                she.page = page
                await she.run()
                names = [key for key in she.widgets if re.search(r"(name|lender|detail)$", key)]
                await she.type(**{key.replace(".", "__"): mark(number) for key in names})
                await she.type(**{"loans__0__principal": str(16100 + number)} if page == "calculator" else {})
            for link in [link for link in she.links.values() if link.startswith("files/")]:
                line.received += (
                    await asyncio.to_thread(ask, f"{server.url}/{link}", {"Cookie": she.cookie})
                )[2]
        return bytes(line.received)


def test_of_many_at_once_each_sees_her_own_and_nobody_elses(watched: Server) -> None:
    async def together() -> list[bytes]:
        all_there = asyncio.Barrier(VISITORS)
        return await asyncio.gather(*(one_of_many(watched, number, all_there) for number in range(VISITORS)))

    seen = asyncio.run(together())
    for number, got in enumerate(seen):
        assert mark(number).encode() in got
        assert f"{16100 + number:,}".encode() in got
        for other in {*range(VISITORS)} - {number}:
            assert mark(other).encode() not in got
            assert f"¥{16100 + other:,}.00".encode() not in got


SETTINGS = "import app; from streamlit import config; print(config.get_option('browser.gatherUsageStats'))"


def test_nobody_counts_visits() -> None:
    from tests.serving import ROOT, python

    assert python(SETTINGS, ROOT).stdout.strip() == "False"
