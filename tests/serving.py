"""The app on a server of its own, from this project's folder or from a copy of it that a test has changed."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple, Required, TypedDict
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[1]


def copy_of_the_project(to: Path) -> Path:
    """What the app needs to run, in a folder of its own."""
    for name in ("jiebei", "pages", ".streamlit"):
        shutil.copytree(ROOT / name, to / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "app.py", to)
    return to


def importing(project: Path) -> dict[str, str]:
    """The environment in which `jiebei` is this project's, wherever else it may be installed."""
    return {**os.environ, "PYTHONPATH": str(project)}


def python(code: str, project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A few lines of Python in a project's folder."""
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=project,
        env=importing(project),
        capture_output=True,
        text=True,
        check=False,
    )


class Server:
    """`streamlit run app.py` in a project's folder, as a process of its own on a free port, its output kept in a file."""

    def __init__(self, log: Path, project: Path = ROOT) -> None:
        self.log, self.project = log, project
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.host = f"127.0.0.1:{probe.getsockname()[1]}"
        self.url = f"http://{self.host}"

    def __enter__(self) -> Server:
        port = self.host.rsplit(":", 1)[1]
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.address", "127.0.0.1", "--server.port", port,
                   "--server.headless", "true"]  # fmt: skip
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                command,
                cwd=self.project,
                env=importing(self.project),
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        for _ in range(300):
            try:
                with urlopen(f"{self.url}/_stcore/health"):
                    return self
            except (URLError, ConnectionError):
                assert self.process.poll() is None, f"the server ended at once:\n{self.output}"
                time.sleep(0.2)
        self.__exit__()
        raise AssertionError(f"the server does not answer:\n{self.output}")

    def crash(self) -> None:
        """As when the machine fails: no goodbye to anybody. Entering again starts it anew at the same address."""
        self.process.kill()
        self.process.wait()

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()

    @property
    def output(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


ASKING = """
import asyncio, json, socket, sys
from app import app

called = []
class Noted(socket.socket):
    def connect(self, address):
        called.append(str(address))
        raise OSError("no network here")
socket.socket = Noted

async def ask(asked):
    said, told = [], []
    async def receive():
        if told:
            await asyncio.Event().wait()  # she stays on the line
        told.append(1)
        if asked.get("websocket"):
            return {"type": "websocket.connect"}
        return {"type": "http.request", "body": b"", "more_body": False}
    async def send(message):
        said.append(message)
    path, sort = asked["path"], "websocket" if asked.get("websocket") else "http"
    given = {"host": "localhost", **asked.get("headers", {})}
    scope = {"type": sort, "asgi": {"version": "3.0"}, "http_version": "1.1", "method": asked.get("method", "GET"),
             "scheme": "ws" if sort == "websocket" else "http", "path": path, "raw_path": path.encode(), "root_path": "",
             "query_string": b"", "headers": [(name.encode(), value.encode()) for name, value in given.items()],
             "client": ("127.0.0.1", 1), "server": ("localhost", 80), "subprotocols": []}
    going = asyncio.create_task(app(scope, receive, send))
    if sort == "websocket":
        while not said and not going.done():
            await asyncio.sleep(0.01)
        going.cancel()
        return {"status": 101 if said[0]["type"] == "websocket.accept" else 403, "headers": {}, "body": "", "called": called}
    try:
        await going
    except RuntimeError:
        pass  # what a page raised on purpose is answered, and raised again for the log
    headers = {name.decode(): value.decode() for name, value in said[0]["headers"]}
    body = b"".join(message.get("body", b"") for message in said[1:])
    return {"status": said[0]["status"], "headers": headers, "body": body.hex(), "called": called}

async def main():
    return [await ask(asked) for asked in json.loads(sys.argv[1])]

print(json.dumps(asyncio.run(main())))
"""


class Answer(NamedTuple):
    """What the server says to one request; `called` are the addresses it has tried to reach so far."""

    status: int
    headers: dict[str, str]
    body: str
    called: list[str]


class Asked(TypedDict, total=False):
    """One request: a path, and what is not as usual."""

    path: Required[str]
    method: str
    headers: dict[str, str]
    websocket: bool


def asked(project: Path, *requests: Asked) -> list[Answer]:
    """What a project's app answers to each request, in order, asked without a network."""
    ran = python(ASKING, project, json.dumps(requests))
    assert ran.returncode == 0, ran.stderr
    found = []
    for said in json.loads(ran.stdout.splitlines()[-1]):
        body = bytes.fromhex(said["body"])
        plain = gzip.decompress(body) if said["headers"].get("content-encoding") == "gzip" else body
        found.append(Answer(**{**said, "body": plain.decode("utf-8", "replace")}))
    return found


def answers(project: Path, *paths: str) -> dict[str, Answer]:
    """What a project's app answers at each path."""
    return dict(zip(paths, asked(project, *(Asked(path=path) for path in paths)), strict=True))
