"""The folder nginx is run from: `python -m deploy.site FOLDER --app HOST:PORT … [--listen ADDRESS] …`.

deploy/nginx/nginx.conf is copied as it is. Beside it stands what depends on the place: the processes' addresses, where to
listen, and the pages for when no process answers, made by the app's own code so that they say what it says.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers

from jiebei.web import plain_pages
from jiebei.web.front import security_headers

CONF: Final = Path(__file__).with_name("nginx") / "nginx.conf"
SAID: Final = (400, 429, 502)
"""What nginx answers by itself: it refuses, there are too many, nobody is there."""
RETURNS: Final = 15
"""Pages a second that a process can draw anew beside its other work: about half of what it can do at all."""


@dataclass(frozen=True)
class Site:
    """apps: the processes, each "host:port" with a port of its own, by which a visitor's cookie names hers.

    listen: address and port, as nginx takes them. certificate, key: files, where TLS ends here; redirect: where to listen
    for who comes without it, to be sent to https. proxies: the networks of load balancers before this one, whose
    X-Forwarded-For says who asks.
    """

    apps: Sequence[str]
    listen: str = "127.0.0.1:8600"
    certificate: str = ""
    key: str = ""
    redirect: str = ""
    proxies: Sequence[str] = ()

    def __post_init__(self) -> None:
        if not self.apps or len({_port(app) for app in self.apps}) < len(self.apps):
            raise ValueError(f"each process needs a port of its own: {', '.join(self.apps) or 'none given'}")


def _port(app: str) -> str:
    return app.rpartition(":")[2]


def processes(site: Site) -> Iterator[str]:
    """A group for who is at no process yet, and two for each process: with the others as stand-ins, and of it alone."""
    passed_over = "max_fails=3 fail_timeout=5s"
    # The app closes a connection that was idle for five seconds. If nginx did not before, a request might just meet the end of
    # one, and the process would pass for dead.
    kept = "keepalive 16;\n    keepalive_timeout 4s;"
    yield "upstream anyone {"
    yield '    hash "$cookie_jiebei$remote_addr$http_user_agent";'
    yield from (f"    server {app} {passed_over};" for app in site.apps)
    yield f"    {kept}\n}}"
    for app in site.apps:
        yield f"upstream at_{_port(app)} {{"
        yield f"    server {app} {passed_over};"
        yield from (f"    server {other} {passed_over} backup;" for other in site.apps if other != app)
        yield f"    {kept}\n}}"
        yield f"upstream only_{_port(app)} {{\n    server {app};\n    {kept}\n}}"
    for name, group in (("process", "at"), ("hers_alone", "only")):
        yield f"map $cookie_jiebei_at ${name} {{\n    default anyone;"
        yield from (f"    {_port(app)} {group}_{_port(app)};" for app in site.apps)
        yield "}"
    # By the process a page was at before; empty, so not counted, where it was at none.
    yield 'map $process $coming_back { anyone ""; default $process; }'
    rate = RETURNS * max(1, len(site.apps) - 1)
    yield f"limit_req_zone $coming_back zone=returns:1m rate={rate}r/s;"


def listening(site: Site) -> Iterator[str]:
    if site.certificate:
        yield f"listen {site.listen} ssl http2;"
        yield f"ssl_certificate {site.certificate};"
        yield f"ssl_certificate_key {site.key};"
        yield "ssl_protocols TLSv1.2 TLSv1.3;"
        yield "ssl_session_cache shared:tls:10m;"
    else:
        yield f"listen {site.listen};"
    yield from (f"set_real_ip_from {network};" for network in site.proxies)
    if site.proxies:
        yield "real_ip_header X-Forwarded-For;"
        yield "real_ip_recursive on;"


def redirected(site: Site) -> Iterator[str]:
    if site.redirect:
        yield f"server {{\n    listen {site.redirect};\n    return 301 https://$host$request_uri;\n}}"


def said(folder: Path) -> Iterator[str]:
    yield f"root {folder};"
    yield from (f'add_header {name} "{value}" always;' for name, value in security_headers(Headers()).items())
    yield "add_header Cache-Control no-store always;"
    yield "add_header Strict-Transport-Security $only_by_https always;"


def write(site: Site, folder: Path, seen_as: Path | None = None) -> Path:
    """Fills the folder and returns the configuration's path in it. seen_as: where nginx will find it, if it is moved."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "processes.conf": processes(site),
        "listen.conf": listening(site),
        "redirect.conf": redirected(site),
        "said.conf": said(seen_as or folder.resolve()),
    }
    for name, lines in files.items():
        (folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    for status in SAID:
        (folder / f"{status}.html").write_bytes(bytes(plain_pages.plain_answer(status).body))
    return Path(shutil.copy(CONF, folder))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m deploy.site", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--app", action="append", required=True, metavar="HOST:PORT", help="one for each process"
    )
    parser.add_argument("--listen", default="127.0.0.1:8600", metavar="[ADDRESS:]PORT")
    parser.add_argument(
        "--tls", nargs=2, default=("", ""), metavar=("CERT", "KEY"), help="files, as nginx will find them"
    )
    parser.add_argument(
        "--redirect",
        default="",
        metavar="[ADDRESS:]PORT",
        help="listens there too, and sends who comes to https",
    )
    parser.add_argument(
        "--proxy",
        action="append",
        default=[],
        metavar="RANGE",
        help="a load balancer's network, like 10.0.0.0/8",
    )
    parser.add_argument(
        "--seen-as", type=Path, metavar="FOLDER", help="where nginx will find the folder, if elsewhere"
    )
    given = parser.parse_args()
    try:
        certificate, key = given.tls
        site = Site(given.app, given.listen, certificate, key, given.redirect, given.proxy)
    except ValueError as error:
        parser.error(str(error))
    print(write(site, given.folder, given.seen_as))


if __name__ == "__main__":
    main()
