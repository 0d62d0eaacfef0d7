"""What she takes along reaches her whatever others do, and reaches nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from streamlit.testing.v1 import AppTest

from bench.visitor import Visitor, ask, visit
from jiebei.web.downloads import _visits
from tests.app.visiting import Visit
from tests.serving import Server

TIMES, OTHERS = 30, 4
ROUND_TRIP = 0.3
"""Seconds her line takes there and back."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("server") / "log.txt") as running:
        yield running


async def with_a_letter(she: Visitor) -> Visitor:
    await she.run()
    await she.press("载入示例")
    return she


def test_a_letter_arrives_over_a_slow_line_while_others_work(server: Server) -> None:
    async def trial() -> list[tuple[int, bytes]]:
        over = asyncio.Event()

        async def another() -> None:
            async with visit(server.url, "calculator") as other:
                await with_a_letter(other)
                while not over.is_set():
                    await other.run()

        others = [asyncio.create_task(another()) for _ in range(OTHERS)]
        got = []
        async with visit(server.url, "calculator") as she:
            await with_a_letter(she)
            for _ in range(TIMES):
                address = f"{server.url}/{she.links['download.pdf']}"
                await asyncio.sleep(ROUND_TRIP)
                status, _, letter = await asyncio.to_thread(ask, address, {"Cookie": she.cookie})
                got.append((status, letter[:5]))
        over.set()
        await asyncio.gather(*others)
        return got

    assert asyncio.run(trial()) == [(200, b"%PDF-")] * TIMES


def test_an_address_answers_the_browser_it_was_shown_to_and_no_other(server: Server) -> None:
    async def trial() -> None:
        async with visit(server.url, "calculator") as she, visit(server.url, "calculator") as other:
            await with_a_letter(she)
            await with_a_letter(other)
            assert set(she.links.values()).isdisjoint(other.links.values())
            for link in she.links.values():
                for stranger in ({}, {"Cookie": other.cookie}, {"Cookie": "jiebei="}):
                    status, _, body = await asyncio.to_thread(ask, f"{server.url}/{link}", stranger)
                    assert (status, b"PDF" in body) == (404, False)
                hers = await asyncio.to_thread(ask, f"{server.url}/{link}", {"Cookie": she.cookie})
                assert hers[0] == 200
                assert hers[1]["cache-control"] == "no-store"
                assert hers[1]["content-disposition"].startswith("attachment")

    asyncio.run(trial())


def test_who_refuses_cookies_still_gets_her_letter(server: Server) -> None:
    async def trial() -> int:
        async with visit(server.url, "calculator", cookie="") as she:
            await with_a_letter(she)
            return (await asyncio.to_thread(ask, f"{server.url}/{she.links['download.pdf']}"))[0]

    assert asyncio.run(trial()) == 200


def test_the_page_can_ask_whether_its_visit_is_still_known(server: Server) -> None:
    async def trial() -> list[int]:
        async with visit(server.url, "calculator") as she:
            await with_a_letter(she)
            place = f"{server.url}/{she.links['download.pdf'].rpartition('/')[0]}"
            asked = [(place, she.cookie), (place, ""), (f"{server.url}/files/nobody", she.cookie)]
            return [
                (await asyncio.to_thread(ask, url, {"Cookie": cookie}, "HEAD"))[0] for url, cookie in asked
            ]

    assert asyncio.run(trial()) == [204, 404, 404]


@pytest.mark.parametrize("name", ["申请.pdf", "a b.pdf", 'q"uote;\r\nX-Evil: 1.pdf', "路/径.pdf"])
def test_any_file_name_is_one_header(name: str) -> None:
    from jiebei.web.downloads import Handout, disposition

    assert Handout(b"", name, "text/plain").file_name == name
    header = disposition(name)
    assert header.isascii()
    assert not {"\r", "\n"} & set(header)
    assert header.endswith(quote(name, safe=""))


def test_what_is_offered_is_gone_with_the_session() -> None:
    import gc

    def page() -> None:
        from jiebei.web.downloads import download_button

        download_button("x", b"x", "x.txt", "text/plain", key="x")

    app = AppTest.from_function(page).run()
    assert [button.key for button in app.link_button] == ["x"]
    name = app.link_button[0].url.split("/")[1]
    assert _visits[name].offers["x"].content() == b"x"
    del app
    gc.collect()
    assert name not in _visits


def test_the_address_stays_while_she_types(visit: type[Visit]) -> None:
    she = visit().go("calculator").press("sample")
    before = {button.key: button.url for button in she.at.link_button}
    she.enter({"loans.0.principal": "9000"})
    after = {button.key: button.url for button in she.at.link_button}
    assert before == after != {}
