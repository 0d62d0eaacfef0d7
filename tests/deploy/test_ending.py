"""How a process ends, and who may ask whether it is well."""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from bench.visitor import ask, visit
from jiebei.web import static_files
from tests.serving import Server


def end(server: Server) -> None:
    server.process.send_signal(signal.SIGTERM)
    try:
        server.process.wait(60)
    except subprocess.TimeoutExpired:
        pytest.fail(f"SIGTERM did not end it:\n{server.output}")


def test_sigterm_ends_it_with_sessions_open_and_one_who_reads_slowly(tmp_path: Path) -> None:
    whole = max((static_files.FOLDER / "static").rglob("*.js"), key=lambda path: path.stat().st_size)

    async def told(server: Server) -> int | None:
        async with visit(server.url, "calculator") as she:
            await she.run()
            await asyncio.to_thread(end, server)
            await she.socket.wait_closed()
            return she.socket.close_code

    with Server(tmp_path / "log.txt") as server, socket.socket() as slow:
        # Takes less at a time than the file is long, and then nothing.
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        host, _, port = server.host.partition(":")
        slow.connect((host, int(port)))
        path = whole.relative_to(static_files.FOLDER).as_posix()
        slow.sendall(f"GET /{path} HTTP/1.1\r\nHost: {server.host}\r\n\r\n".encode())
        assert slow.recv(64).startswith(b"HTTP/1.1 200")
        # "Service restart": her page connects again by itself.
        assert asyncio.run(told(server)) == 1012
    assert "Traceback" not in server.output


def test_under_a_public_name_its_health_is_told_to_who_asks_by_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STREAMLIT_SERVER_ALLOWED_HOSTS", "other.example jiebei.example")
    with Server(tmp_path / "log.txt") as server:
        assert ask(f"{server.url}/_stcore/health")[0] == 200
        assert ask(f"{server.url}/")[0] == 400
        assert ask(f"{server.url}/", {"Host": "jiebei.example"})[0] == 200
