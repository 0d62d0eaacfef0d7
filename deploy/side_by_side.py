"""Several processes of the app and nginx before them, on this machine: `python -m deploy.side_by_side [--processes N] [--listen …]`.

What compose.yaml does with containers, without them: the same nginx.conf, and a process that dies is started again.
SIGTERM (or Ctrl+C) ends nginx first, then the processes; each visitor's page is told that the server goes.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import IO, Final
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from deploy import site

ROOT: Final = Path(__file__).resolve().parents[1]
LOOKS, SOON = 0.5, 0.1
"""Seconds between two looks at who is still there, and at who is not there yet."""
PATIENCE: Final = 10.0
"""Seconds for a process to end by itself, before it is killed."""
_BESIDE: Final = "/usr/sbin:/usr/local/sbin:/opt/homebrew/bin"


def find_nginx() -> str | None:
    """nginx's path: the one that NGINX names, or one on the PATH or where Debian and others put it."""
    return os.environ.get("NGINX") or shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:{_BESIDE}")


def free_ports(count: int) -> list[int]:
    """Ports of this machine that nobody listens at."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def answers(url: str) -> bool:
    """Whether anybody answers there, whatever it says."""
    try:
        with urlopen(url):
            return True
    except HTTPError:
        return True
    except (URLError, ConnectionError):
        return False


@contextmanager
def ended(processes: Sequence[subprocess.Popen[bytes]]) -> Iterator[None]:
    """At the end of the block these processes are told to end, and killed if they do not. The list may change in it."""
    try:
        yield
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def fronted(
    nginx: str, place: site.Site, output: IO[bytes] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """nginx before these processes, answering; its folder is gone afterwards. `SystemExit` where it does not start."""
    with tempfile.TemporaryDirectory(prefix="jiebei-nginx-") as folder:
        # nginx's own processes may belong to nobody, and must find the pages in it.
        Path(folder).chmod(0o755)
        conf = site.write(place, Path(folder))
        command = [nginx, "-e", "stderr", "-p", f"{folder}/", "-c", str(conf), "-g", "daemon off;"]
        # A Ctrl+C reaches this process alone, which ends the others in order.
        front = subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True)
        host, _, port = place.listen.rpartition(":")
        with ended([front]):
            while not _listens(host or "127.0.0.1", int(port)):
                if front.poll() is not None:
                    raise SystemExit("nginx did not start: what it printed says why.")
                time.sleep(SOON)
            yield front


def _listens(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port)):
            return True
    except OSError:
        return False


class SideBySide:
    """The processes and nginx, from `with` until its end. `watch` keeps them alive meanwhile.

    output: where what they print goes; None is where ours goes. tls: certificate and key.
    """

    def __init__(
        self,
        nginx: str,
        listen: str,
        processes: int = 2,
        *,
        output: IO[bytes] | None = None,
        tls: tuple[str, str] = ("", ""),
    ) -> None:
        self.nginx, self.listen, self.output, self.tls = nginx, listen, output, tls
        self.url = f"{'https' if tls[0] else 'http'}://{listen}"
        self.ports = free_ports(processes)
        self.apps: list[subprocess.Popen[bytes]] = []
        self._ending = threading.Event()

    def __enter__(self) -> SideBySide:
        with ExitStack() as stack:
            stack.enter_context(ended(self.apps))
            self.apps += [self._app(port) for port in self.ports]
            for place, port in enumerate(self.ports):
                while not answers(f"http://127.0.0.1:{port}/_stcore/health"):
                    if self.apps[place].poll() is not None:
                        raise SystemExit("The app did not start: what it printed says why.")
                    if self._ending.wait(SOON):
                        raise SystemExit(0)
            before = site.Site([f"127.0.0.1:{port}" for port in self.ports], self.listen, *self.tls)
            self.front = stack.enter_context(fronted(self.nginx, before, self.output))
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
        self._stack.close()

    def _app(self, port: int) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "deploy.warm", "--server.address", "127.0.0.1", "--server.port", str(port),
                   "--server.headless", "true"]  # fmt: skip
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=self.output,
            stderr=self.output,
            start_new_session=True,
        )

    def watch(self) -> None:
        """Starts a process anew that has died, until `end` is called. `SystemExit` where nginx has died."""
        while not self._ending.wait(LOOKS):
            for place, app in enumerate(self.apps):
                if app.poll() is not None:
                    self.apps[place] = self._app(self.ports[place])
            if self.front.poll() is not None:
                raise SystemExit("nginx has ended.")

    def end(self) -> None:
        """Lets `watch` return, or a start that is under way give up."""
        self._ending.set()


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m deploy.side_by_side", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--processes", type=int, default=2, metavar="N")
    parser.add_argument("--listen", default="127.0.0.1:8600", metavar="ADDRESS:PORT")
    parser.add_argument(
        "--tls", nargs=2, default=("", ""), metavar=("CERT", "KEY"), help="answers by https, with these files"
    )
    given = parser.parse_args(arguments)
    nginx = find_nginx()
    if nginx is None:
        raise SystemExit(
            "nginx was not found. Install it (Debian: apt-get install nginx; its own service is not needed), "
            "or name it: make two NGINX=/path/to/nginx"
        )
    both = SideBySide(nginx, given.listen, given.processes, tls=(given.tls[0], given.tls[1]))

    def told(_signal: int, _frame: FrameType | None) -> None:
        both.end()

    for sort in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sort, told)
    with both:
        print(f"\n  {given.processes} processes behind nginx: {both.url}\n", flush=True)
        both.watch()


if __name__ == "__main__":
    main()
