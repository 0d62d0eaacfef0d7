"""The card and the code to pass on: of the address alone, which somebody else can open, and nothing of hers."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from io import BytesIO

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from streamlit.testing.v1.element_tree import Image as Drawn

from jiebei.web.share import card_of, code_of, shareable_address
from tests.app.visiting import Visit

ADDRESS = "https://jiebei.example.org"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://jiebei.example.org/?case=13800138000#x", ADDRESS),
        ("https://jiebei.example.org:8443", "https://jiebei.example.org:8443"),
        ("http://9.9.9.9:8501/", "http://9.9.9.9:8501"),
        ("http://localhost:8501/", None),
        ("http://jiebei.localhost/", None),
        ("http://127.0.0.1:8501/", None),
        ("http://0.0.0.0:8501/", None),
        ("http://192.168.1.20:8501/", None),
        ("http://10.1.2.3/", None),
        ("http://172.20.0.5/", None),
        ("http://169.254.1.1/", None),
        ("http://[::1]:8501/", None),
        ("http://[fd00::1]/", None),
        ("http://printer/", None),
        ("http://mac.local:8501/", None),
        ("http://nas.lan/", None),
        ("about:blank", None),
        (None, None),
    ],
)
def test_only_an_address_that_others_can_open_is_shared(url: str | None, address: str | None) -> None:
    assert shareable_address(url) == address


hers = st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=3, max_size=20)


@given(hers, hers, hers, hers)
def test_nothing_but_the_place_comes_along(path: str, query: str, fragment: str, name: str) -> None:
    assert shareable_address(f"https://{name}:{name}@jiebei.example.org/{path}?{query}#{fragment}") == ADDRESS


def modules(picture: Image.Image, count: int) -> list[list[bool]]:
    """The code in a picture as a scanner samples it: dark or not in the middle of each of its `count` × `count` fields.

    Its corners are found by the ink itself: the code is the one thing in the picture that is as high as wide.
    """
    dark = picture.convert("L").point([255 if dot < 128 else 0 for dot in range(256)])
    left, top, right, bottom = box_of_the_code(dark)
    across, down = (right - left) / count, (bottom - top) / count
    return [
        [
            bool(dark.getpixel((int(left + (x + 0.5) * across), int(top + (y + 0.5) * down))))
            for x in range(count)
        ]
        for y in range(count)
    ]


def box_of_the_code(dark: Image.Image) -> tuple[int, int, int, int]:
    """The tallest stretch of rows with ink in them, and from where to where the ink reaches across."""
    rows = [dark.crop((0, y, dark.width, y + 1)).getbbox() is not None for y in range(dark.height)]
    best, start = (0, 0), 0
    for y, ink in enumerate([*rows, False]):
        if not ink:
            best = max(best, (y - start, start))
            start = y + 1
    height, top = best
    found = dark.crop((0, top, dark.width, top + height)).getbbox()
    assert found is not None
    return found[0], top, found[2], top + height


@pytest.mark.parametrize(
    "address", [ADDRESS, "http://9.9.9.9:8501", "https://" + "a-long-name." * 8 + "example.org"]
)
def test_the_card_shows_the_code_of_the_address(address: str) -> None:
    """Every module is where the code of this very address has it, square and black."""
    expected = [[bool(field) for field in row] for row in segno.make_qr(address, error="m").matrix]
    with Image.open(BytesIO(card_of(address))) as card:
        left, top, right, bottom = box_of_the_code(
            card.convert("L").point([255 if d < 128 else 0 for d in range(256)])
        )
        assert abs((right - left) - (bottom - top)) <= 2
        assert right - left > 0.45 * card.width
        # White around it, as wide as the standard asks.
        quiet = 4 * (right - left) / len(expected)
        assert left > quiet
        assert right < card.width - quiet
        assert modules(card, len(expected)) == expected
        ink = card.convert("L").point([255 if d < 128 else 0 for d in range(256)])
        assert ink.crop((0, top - int(quiet), card.width, top)).getbbox() is None
        assert ink.crop((0, bottom, card.width, bottom + int(quiet))).getbbox() is None


def test_equal_addresses_make_equal_cards() -> None:
    assert card_of(ADDRESS) == card_of(ADDRESS)
    assert card_of(ADDRESS) != card_of(ADDRESS + ":8443")
    assert code_of(ADDRESS) == segno.make_qr(ADDRESS, error="m").svg_inline(
        scale=6, border=4, dark="#000", light="#fff"
    )


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    def opened(url: str) -> None:
        monkeypatch.setattr("streamlit.runtime.context.ContextProxy.url", property(lambda _: url))

    return opened


def shared(her: Visit) -> list[tuple[str, str]]:
    """What the section has once it is open: of each picture what is said of it, and its source."""
    her.at.session_state["share"] = True
    her.at.run()
    her.ok()
    drawn = [node.proto.imgs[0] for node in her.at.main if isinstance(node, Drawn)]
    return [(image.alt, image.url) for image in drawn]


def test_what_is_shared_is_the_same_whoever_shares_it(
    visit: Callable[[], Visit], at: Callable[[str], None]
) -> None:
    at(f"{ADDRESS}/?tel=13800138000")
    empty = shared(visit().go("home"))
    assert len(empty) == 2
    filled = visit().go("calculator").press("sample")
    filled.type(person__name="王小明", person__phone="13800138000").go("home")
    assert shared(filled) == empty
    (_, code), _ = empty
    svg = b64decode(code.removeprefix("data:image/svg+xml;base64,")).decode()
    assert code_of(ADDRESS).removeprefix("<svg") in svg
    assert all(said.endswith(ADDRESS) for said, _ in empty)


def test_an_address_of_this_machine_is_not_shared(
    visit: Callable[[], Visit], at: Callable[[str], None]
) -> None:
    at("http://localhost:8501/")
    her = visit().go("home")
    assert shared(her) == []
    assert "放到网上" in her.said
