"""What a tap has begun is done whole, whatever else is tapped meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from bench.visitor import Visitor, ask, visit
from jiebei.case.file import dumps
from jiebei.content.examples import SAMPLE, as_of_today, examples
from jiebei.counting.due_dates import today_in_china
from tests.serving import Server

TIMES, TAPS = 12, 6


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("server") / "log.txt") as running:
        yield running


async def hurried(url: str, she: Visitor, label: str) -> str:
    """She taps a button and then, not waiting for it, asks for the page again and again; the case she could take away then."""
    runs = [asyncio.create_task(she.press(label))]
    for _ in range(TAPS):
        await asyncio.sleep(0.002)
        await she.send()
    await asyncio.gather(*runs)
    await she.run()
    await she.run()
    address = she.links["download.case"]
    _, _, file = await asyncio.to_thread(ask, f"{url}/{address}", {"Cookie": she.cookie})
    return file.decode()


def test_an_example_comes_on_screen_whole_however_fast_she_taps_on(server: Server) -> None:
    async def trial() -> list[str]:
        files = []
        for _ in range(TIMES):
            async with visit(server.url, "calculator") as she:
                await she.run()
                files.append(await hurried(server.url, she, "载入示例"))
        return files

    whole = dumps(as_of_today(examples()[SAMPLE], today_in_china()))
    assert asyncio.run(trial()) == [whole] * TIMES
