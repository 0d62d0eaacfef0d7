"""Nothing of a visitor stays in memory once her time is over, and nobody else's coming or going decides about it."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import AsyncExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from bench.visitor import ask, visit
from jiebei.web.forgetting import Parked
from tests.serving import ROOT, Server, copy_of_the_project, python

LOOKING = '''

def look(request):
    """Where a text typed by a visitor is, in anything that Python can reach, and how many sessions live.

    The text comes backwards, so that the question itself is not found.
    """
    import gc
    from google.protobuf.message import Message
    from starlette.responses import JSONResponse
    from streamlit.runtime.app_session import AppSession
    marker = request.path_params["backwards"][::-1]
    gc.collect()
    gc.unfreeze()
    queue, seen, found = gc.get_objects(), set(), []
    sessions = sum(isinstance(one, AppSession) for one in queue)
    while queue:
        one = queue.pop()
        if id(one) in seen or one is marker or one is queue or one is found:
            continue
        seen.add(id(one))
        if isinstance(one, str):
            if marker in one:
                found.append(one[:200])
        elif isinstance(one, (bytes, bytearray)):
            if marker.encode() in one:
                found.append(repr(bytes(one)[:200]))
        elif isinstance(one, Message):
            if marker in str(one):
                found.append(type(one).__name__)
        else:
            queue.extend(gc.get_referents(one))
    return JSONResponse({"found": found, "sessions": sessions})


from starlette.routing import Route
from jiebei.web import front
import re
front.OPEN = re.compile(front.OPEN.pattern + "|/looking/.*", front.OPEN.flags)
app._user_routes.insert(0, Route("/looking/{backwards}", look))
'''
MARKER = "赵甲乙丙记号"


def looking_server(tmp_path: Path) -> Server:
    """The app with one more address, at which it looks through its own memory."""
    project = copy_of_the_project(tmp_path / "project")
    with (project / "app.py").open("a", encoding="utf-8") as app:
        app.write(LOOKING)
    config = project / ".streamlit" / "config.toml"
    config.write_text(
        config.read_text("utf-8").replace("disconnectedSessionTTL = 1800", "disconnectedSessionTTL = 3"),
        "utf-8",
    )
    return Server(tmp_path / "log.txt", project)


def looked(server: Server) -> dict[str, Any]:
    status, _, body = ask(f"{server.url}/looking/{quote(MARKER[::-1])}")
    assert status == 200
    return dict(json.loads(body))


async def typed_and_left(server: Server) -> None:
    async with visit(server.url, "calculator") as she:
        await she.run()
        await she.press("载入示例")
        await she.type(loans__0__principal=MARKER)
        assert await asyncio.to_thread(lambda: looked(server)["found"])


def test_after_her_time_nothing_she_typed_is_in_memory_though_nobody_else_comes(tmp_path: Path) -> None:
    with looking_server(tmp_path) as server:
        asyncio.run(typed_and_left(server))
        assert looked(server)["found"], "a phone that drops the connection finds her case again"
        for _ in range(10):
            time.sleep(2)
            now = looked(server)
            if not now["found"]:
                break
        # One session is the empty one with which the runtime's loop was turned over.
        assert now in ({"found": [], "sessions": 0}, {"found": [], "sessions": 1})


def test_one_who_comes_back_in_time_finds_her_case_however_many_others_came_and_went(tmp_path: Path) -> None:
    async def others_come_and_go(server: Server) -> str:
        async with visit(server.url, "calculator") as she:
            await she.run()
            await she.press("载入示例")
            await she.type(loans__0__principal=MARKER)
        for _ in range(7):
            async with AsyncExitStack() as open_sockets:
                for _ in range(20):
                    await open_sockets.enter_async_context(visit(server.url, cookie=""))
        async with visit(server.url, "calculator", she.session_id, she.cookie) as again:
            await again.run()
            return again.session_id if again.session_id == she.session_id else ""

    with Server(tmp_path / "log.txt") as server:
        assert asyncio.run(others_come_and_go(server))


def session(name: str, runs: int = 1) -> Any:
    return SimpleNamespace(session=SimpleNamespace(id=name), script_run_count=runs)


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.booleans(), st.integers(0, 9))), st.integers(1, 5))
def test_what_is_parked_is_what_was_left_last(steps: list[tuple[str, bool, int]], most: int) -> None:
    now = 0
    parked = Parked(most, lambda: now)
    left: dict[str, int] = {}
    for name, leaves, pause in steps:
        now += pause
        left.pop(name, None)
        if leaves:
            parked.save(session(name))
            left[name] = now
            left = dict([*left.items()][-most:])
        else:
            parked.delete(name)
        assert [info.session.id for info in parked.list()] == list(left)
        assert all((parked.get(name) is not None) == (name in left) for name in "abcdef")
        for seconds in range(10):
            assert parked.left_for(seconds) == tuple(one for one, at in left.items() if now - at >= seconds)


def test_a_visitor_whose_page_never_ran_has_nothing_to_keep() -> None:
    parked = Parked()
    parked.save(session("socket only", runs=0))
    assert parked.list() == []


WHOLE_VISIT = """
import sys
import app
from streamlit.testing.v1 import AppTest
before = set(sys.modules)
from tests.app.visiting import Visit
from jiebei.content.examples import examples
from jiebei.web.walk import STOPS
from jiebei.letters.compose import compose
ours = {name for name in sys.modules if name.startswith("tests")}
visit = Visit()
visit.example(next(iter(examples())))
for name in STOPS:
    visit.go(name)
new = {name.split(".")[0] for name in set(sys.modules) - before - ours} - {"streamlit"}
print(sorted(new))
"""


def test_a_visit_imports_nothing_that_the_start_has_not() -> None:
    """An import that fails inside a library keeps its trace, and with it the letter that asked for it."""
    ran = python(WHOLE_VISIT, ROOT)
    assert ran.stdout.strip() == "[]", ran.stdout + ran.stderr


SETTINGS = """
import app
from streamlit import config
print([config.get_option(name) for name in ("runner.postScriptGC", "server.disconnectedSessionTTL", "browser.serverAddress")])
"""


def test_nothing_walks_all_memory_after_each_run_and_half_an_hour_is_the_limit() -> None:
    ran = python(SETTINGS, ROOT)
    assert ran.stdout.strip() == "[False, 1800, 'localhost']", ran.stderr
