"""nginx, if this machine has it. Without it these tests are skipped, loudly."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy import side_by_side
from deploy.side_by_side import SideBySide, fronted
from deploy.site import Site


@pytest.fixture(scope="session")
def nginx() -> str:
    found = side_by_side.find_nginx()
    if found is None:
        reason = "WHAT STANDS BEFORE THE APP IS NOT TESTED: no nginx found, and no NGINX in the environment (Debian: apt-get install nginx)"
        if os.environ.get("REQUIRE_NGINX"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="session")
def pair(nginx: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SideBySide]:
    """Two processes behind nginx; one that dies is started again."""
    (port,) = side_by_side.free_ports(1)
    log = tmp_path_factory.mktemp("pair") / "log.txt"
    with log.open("ab") as output, SideBySide(nginx, f"127.0.0.1:{port}", output=output) as running:
        watching = threading.Thread(target=running.watch)
        watching.start()
        yield running
        running.end()
        watching.join()


class Deserted:
    """nginx before a process that is not there; `printed` is what it has said."""

    def __init__(self, url: str, log: Path) -> None:
        self.url, self._log = url, log

    @property
    def printed(self) -> str:
        return self._log.read_text("utf-8")


@pytest.fixture
def deserted(nginx: str, tmp_path: Path) -> Iterator[Deserted]:
    with before(nginx, tmp_path / "log.txt", side_by_side.free_ports(2)) as (url, log):
        yield Deserted(url, log)


@contextmanager
def before(nginx: str, log: Path, ports: list[int], **of_the_site: str) -> Iterator[tuple[str, Path]]:
    """nginx before processes at these ports: its URL and what it prints."""
    (port,) = side_by_side.free_ports(1)
    site = Site([f"127.0.0.1:{one}" for one in ports], f"127.0.0.1:{port}", **of_the_site)
    with log.open("ab") as output, fronted(nginx, site, output):
        yield f"{'https' if site.certificate else 'http'}://127.0.0.1:{port}", log
