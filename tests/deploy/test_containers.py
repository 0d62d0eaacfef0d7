"""What Dockerfile and compose.yaml promise. No image is built: it is read, and what the app's would hold is put together and asked."""

from __future__ import annotations

import fnmatch
import json
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from bench.visitor import ask
from deploy.healthy import healthy
from deploy.side_by_side import free_ports
from jiebei.web.ending import AT_MOST
from tests.serving import ROOT, importing, python

FOLDER = ROOT / "deploy"


class Step(NamedTuple):
    word: str
    rest: str


def stages() -> dict[str, list[Step]]:
    """The Dockerfile's stages by name, each from its FROM on."""
    text = re.sub(r"^\s*#.*\n", "", (FOLDER / "Dockerfile").read_text("utf-8"), flags=re.MULTILINE)
    found: dict[str, list[Step]] = {"": []}
    for line in filter(None, map(str.strip, text.replace("\\\n", " ").splitlines())):
        step = Step(*line.split(None, 1))
        if step.word == "FROM":
            found[step.rest.split(" AS ")[1]] = []
        found[[*found][-1]].append(step)
    return found


def copies(stage: str) -> Iterator[tuple[list[str], str]]:
    """(from the project's folder, to) for each COPY that is not from another stage; those it builds on first."""
    steps = stages()[stage]
    base = steps[0].rest.split()[0]
    if base in stages():
        yield from copies(base)
    for step in steps:
        if step.word == "COPY" and not step.rest.startswith("--from="):
            *sources, to = step.rest.split()
            yield sources, to


def let_in(path: str) -> bool:
    """Whether .dockerignore lets a path into the build; the last line that fits decides, as its format wants."""
    inside = True
    for line in (FOLDER / "Dockerfile.dockerignore").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            pattern = line.removeprefix("!")
            parts = [path, *(str(one) for one in Path(path).parents)]
            if any(fnmatch.fnmatch(part, pattern) or fnmatch.fnmatch(f"/{part}", pattern.replace("**", "*")) for part in parts):  # fmt: skip
                inside = line.startswith("!")
    return inside


def built(stage: str, to: Path) -> Path:
    """The folder /app as this stage would have it."""
    for sources, target in copies(stage):
        for source in sources:
            whole = (ROOT / source).is_dir()
            there = (
                [path for path in (ROOT / source).rglob("*") if path.is_file()] if whole else [ROOT / source]
            )
            assert there, f"COPY {source}: nothing there"
            for path in there:
                if let_in(path.relative_to(ROOT).as_posix()):
                    place = to / target / (path.relative_to(ROOT / source) if whole else path.name)
                    place.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy(path, place)
    return to


def test_the_image_of_the_app_holds_what_the_app_needs_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is started, and its health asked for, as the image does."""
    project = built("build", tmp_path / "app")
    there = {path.relative_to(project).parts[0] for path in project.rglob("*")}
    assert there == {"requirements.txt", ".streamlit", "jiebei", "pages", "app.py", "healthy.py", "warm.py"}
    assert not [*project.rglob("*.pyc")]
    # `jiebei` is this folder's, not the one beside the tests.
    assert str(project) in python("import jiebei; print(jiebei.__file__)", project).stdout
    (port,) = free_ports(1)
    monkeypatch.setenv("STREAMLIT_SERVER_PORT", str(port))
    (command,) = [json.loads(step.rest) for step in stages()["app"] if step.word == "CMD"]
    assert not healthy()
    with subprocess.Popen([sys.executable, *command[1:]], cwd=project, env=importing(project)) as started:
        try:
            while not healthy():
                assert started.poll() is None
                time.sleep(0.1)
            assert ask(f"http://127.0.0.1:{port}/calculator")[0] == 200
        finally:
            started.terminate()


def test_the_image_of_nginx_gets_its_folder_from_what_is_copied(tmp_path: Path) -> None:
    project = built("site", tmp_path / "app")
    (run,) = [step.rest for step in stages()["site"] if step.word == "RUN"]
    words = shlex.split(run.replace("/etc/jiebei", str(tmp_path / "made")).split(" $(")[0])
    assert words[0] == "/venv/bin/python"
    ran = subprocess.run([sys.executable, *words[1:], "--app", "a:1"], cwd=project, env=importing(project), capture_output=True, text=True, check=False)  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert {path.name for path in (tmp_path / "made").iterdir()} >= {
        "nginx.conf",
        "processes.conf",
        "502.html",
    }


@pytest.mark.parametrize("name", ["front", "app"])
def test_what_runs_has_no_root_no_tools_and_says_whether_it_is_well(name: str) -> None:
    steps = stages()[name]
    words = [step.word for step in steps]
    users = [step.rest for step in steps if step.word == "USER"]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", users[-1])
    # Whatever needs root comes before.
    assert "RUN" not in words[words.index("USER") :]
    assert words.count("HEALTHCHECK") == 1
    ran = " ".join(step.rest for step in steps if step.word == "RUN")
    assert not re.search(r"\binstall\b|apt|apk|gcc|curl", ran)


def test_only_locked_packages_are_installed_and_pip_stays_behind() -> None:
    installs = [
        step.rest for steps in stages().values() for step in steps if re.search(r"\binstall\b", step.rest)
    ]
    assert installs
    for install in installs:
        assert "--require-hashes -r requirements.txt" in install
    last = [*stages()][-1]
    assert last == "app"
    (run,) = [step.rest for step in stages()[last] if step.word == "RUN"]
    assert "pip uninstall" in run
    # Python brings another one, to install the first with.
    assert re.search(r"rm -r \S+/ensurepip\b", run)
    venv = next(step.rest for step in stages()["build"] if "-m venv" in step.rest)
    assert "--without-pip" in venv


def test_nothing_is_used_of_the_folders_that_the_image_leaves_out() -> None:
    """Or the image's app would not start, and the one here would."""
    (out,) = re.findall(r"find /venv -type d -name (\S+) -prune -exec rm", " ".join(step.rest for step in stages()["build"]))  # fmt: skip
    loads = "import sys; from jiebei.web import server; server.preload()"
    shows = "print(*{getattr(one, '__file__', None) for one in [*sys.modules.values()]}, sep='\\n')"
    loaded = python(f"{loads}; {shows}", ROOT)
    assert "pyarrow" in loaded.stdout, loaded.stderr
    used = [file for file in loaded.stdout.splitlines() if out in Path(file).parts]
    assert not used


@pytest.mark.parametrize("name", ["front", "app"])
def test_who_waits_for_its_health_does_not_wait_long(name: str) -> None:
    """An engine looks for the first time when one interval is over; the app has started within five seconds."""
    (health,) = [step.rest for step in stages()[name] if step.word == "HEALTHCHECK"]
    (interval,) = re.findall(r"--interval=(\d+)s", health)
    assert int(interval) <= 10


@pytest.mark.parametrize(
    ("path", "inside"),
    [("jiebei/web/front.py", True), ("app.py", True), (".streamlit/config.toml", True), ("deploy/site.py", True), (".streamlit/secrets.toml", False),
     (".git/config", False), ("tests/serving.py", False), (".env", False), ("jiebei/web/__pycache__/front.pyc", False)],
)  # fmt: skip
def test_only_what_is_named_goes_into_a_build(path: str, inside: bool) -> None:
    assert let_in(path) == inside


# compose.yaml


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text("utf-8"))
    return found


@pytest.mark.parametrize("name", compose()["services"])
def test_every_service_is_confined(name: str) -> None:
    service = compose()["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert "cap_add" not in service
    assert "privileged" not in service
    assert service["mem_limit"] == service["memswap_limit"]
    assert service["build"]["target"] in stages()
    assert (FOLDER / service["build"]["context"]).resolve() == ROOT
    assert (ROOT / service["build"]["dockerfile"]).is_file()


def test_the_processes_are_those_that_nginx_is_told_of_and_reach_nothing_else() -> None:
    services, networks = compose()["services"], compose()["networks"]
    apps = {name: service for name, service in services.items() if service["build"]["target"] == "app"}
    told = services["front"]["build"]["args"]["APPS"].split()
    assert told == [f"{name}:{app['environment']['STREAMLIT_SERVER_PORT']}" for name, app in apps.items()]
    assert len(apps) >= 2
    for app in apps.values():
        assert {*app["networks"]} == {"inside"}
        assert "ports" not in app
    assert networks["inside"]["internal"] is True
    assert len({app["networks"]["inside"]["ipv4_address"] for app in apps.values()}) == len(apps)
    assert {*services["front"]["depends_on"]} == {*apps}
    listens = (
        next(step.rest for step in stages()["site"] if "--listen" in step.rest)
        .split("--listen ")[1]
        .split()[0]
    )
    assert services["front"]["ports"][0].endswith(f":{listens}")


def test_nginx_finds_each_process_whether_it_is_up_or_not() -> None:
    """By name alone an engine tells only of those that run, and nginx starts only when it knows all."""
    services = compose()["services"]
    addresses = {
        f"{name}:{app['networks']['inside']['ipv4_address']}"
        for name, app in services.items()
        if app["build"]["target"] == "app"
    }
    assert {*services["front"]["extra_hosts"]} == addresses


def test_visitors_come_with_an_address_of_their_own() -> None:
    """What is published for IPv6 too comes from the engine's one address, and the limits are for each address."""
    for service in compose()["services"].values():
        for port in service.get("ports", ()):
            assert re.match(r"\$\{ADDRESS:-0\.0\.0\.0\}:", port)


def test_nginx_may_read_the_key_as_it_is_said_to_be_laid_there() -> None:
    user = next(step.rest for step in stages()["front"] if step.word == "USER").split(":")[0]
    lines = (ROOT / "docs" / "hosting.md").read_text("utf-8").splitlines()
    (laid,) = [line for line in lines if "install" in line and line.endswith("/key.pem")]
    assert f"install -o {user} -m 400 " in laid


def test_there_is_time_to_end() -> None:
    for service in compose()["services"].values():
        assert int(service["stop_grace_period"].removesuffix("s")) >= 2 * AT_MOST
