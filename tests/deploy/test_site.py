"""What is written for nginx, without nginx."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.site import Site, processes, write

ports = st.lists(st.integers(1, 65535), min_size=1, max_size=9, unique=True)


@given(ports)
def test_each_process_comes_first_for_its_own_visitors_and_every_other_stands_in(
    given_ports: list[int],
) -> None:
    apps = [f"127.0.0.1:{port}" for port in given_ports]
    text = "\n".join(processes(Site(apps)))
    groups = dict(re.findall(r"^upstream (\w+) \{\n(.*?)^\}", text, re.MULTILINE | re.DOTALL))
    served = {name: re.findall(r"server ([^ ;]+)[^;]*?( backup)?;", group) for name, group in groups.items()}
    assert served.pop("anyone") == [(app, "") for app in apps]
    maps = re.findall(r"^map \$cookie_jiebei_at \$(\w+) \{\n(.*?)^\}", text, re.MULTILINE | re.DOTALL)
    named = {name: dict(re.findall(r"^    (\d+) (\w+);$", lines, re.MULTILINE)) for name, lines in maps}
    assert {*named} == {"process", "hers_alone"}
    assert all({*ports} == {str(port) for port in given_ports} for ports in named.values())
    for app in apps:
        port = app.rpartition(":")[2]
        first, *others = served.pop(named["process"][port])
        assert first == (app, "")
        assert sorted(others) == sorted((other, " backup") for other in apps if other != app)
        # What only she has is asked of nobody else.
        assert served.pop(named["hers_alone"][port]) == [(app, "")]
    assert not served


@pytest.mark.parametrize("apps", [[], ["app1:8501", "app2:8501"]])
def test_processes_that_a_cookie_could_not_tell_apart_are_refused(apps: list[str]) -> None:
    with pytest.raises(ValueError, match="port"):
        Site(apps)


def test_what_is_moved_names_where_it_will_be(tmp_path: Path) -> None:
    write(Site(["a:1"]), tmp_path / "new" / "folder", Path("/etc/jiebei"))
    assert "root /etc/jiebei;" in (tmp_path / "new" / "folder" / "said.conf").read_text("utf-8")
