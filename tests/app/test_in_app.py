"""Inside another app's browser: how it is known, what stands there in place of downloads, and that a letter is drawn once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from streamlit.testing.v1.element_tree import Image, LinkButton

from jiebei.letters.paper import pictures
from jiebei.web.in_app import ALIPAY, OTHER_APP, WECHAT, address_of, in_app_browser
from tests.app.visiting import Visit

ANDROID = "Mozilla/5.0 (Linux; Android 14; V2227A{}) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko){}"
IN_WECHAT = f"{ANDROID.format('; wv')} XWEB/1160117 MMWEBSDK/20240501 MicroMessenger/8.0.50.2701(0x2800325B) NetType/WIFI Language/zh_CN"
IN_ALIPAY = IPHONE.format(
    " Mobile/15E148 Ariver/1.1.0 AliApp(AP/10.6.0.6000) Nebula WK AlipayDefined(nt:WIFI) AlipayClient/10.6.0.6000 Language/zh-Hans"
)
AGENTS = [
    (IN_WECHAT, WECHAT),
    (IPHONE.format(" Mobile/15E148 MicroMessenger/8.0.49(0x18003137) NetType/4G Language/zh_CN"), WECHAT),
    # On Android WeChat's and QQ's engine names the QQ browser it comes from.
    (f"{ANDROID.format('')} MQQBrowser/6.2 TBS/046291 MicroMessenger/7.0.20 NetType/WIFI", WECHAT),
    ("Mozilla/5.0 (Windows NT 10.0; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/107.0 Safari/537.36 MicroMessenger/7.0.20 "
     "WindowsWechat(0x63090a13)", WECHAT),
    (IN_ALIPAY, ALIPAY),
    ("Mozilla/5.0 (Linux; U; Android 10; zh-CN) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/69.0 UWS/3.22 Mobile "
     "Safari/537.36 UCBS/3.22 Nebula AliApp(AP/10.2.80.3587) AlipayClient/10.2.80.3587", ALIPAY),
    (f"{ANDROID.format('; wv')} AliApp(DingTalk/7.0.30) com.alibaba.android.rimet/123 Channel/700159", "钉钉"),
    (IPHONE.format(" Mobile/23E246 AliApp(DingTalk/7.8.1) com.laiwang.DingTalk/46766536"), "钉钉"),
    (f"{ANDROID.format('; wv')} MQQBrowser/6.2 TBS/046291 V1_AND_SQ_8.9.68 QQ/8.9.68.11565 NetType/WIFI", "QQ"),
    (IPHONE.format(" Mobile/15E148 QQ/9.0.30.614 V1_IPH_SQ_9.0.30 Pixel/1170 NetType/WIFI"), "QQ"),
    (IPHONE.format(" Mobile/15E148 Weibo (iPhone14,5__weibo__14.5.0__iphone__os17.5)"), "微博"),
    (f"{ANDROID.format('; wv')} Weibo (vivo-V2227A__weibo__14.5.0__android__android14)", "微博"),
    (ANDROID.format("; wv"), OTHER_APP),
    (ANDROID.format(" Build/UP1A.231005.007; wv"), OTHER_APP),
    (IPHONE.format(" Mobile/15E148"), OTHER_APP),
    (f"{ANDROID.format('')} AliApp(TB/10.20.0)", OTHER_APP),
    # Browsers, in which a download works.
    (IPHONE.format(" Version/17.5 Mobile/15E148 Safari/604.1"), None),
    (IPHONE.format(" CriOS/125.0 Mobile/15E148 Safari/604.1"), None),
    (IPHONE.format(" Version/17.0 MQQBrowser/15.1 Mobile/15E148 Safari/604.1 QBWebViewUA/2"), None),
    ("Mozilla/5.0 (Linux; Android 14; V2227A) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Mobile Safari/537.36", None),
    (f"{ANDROID.format('')} UCBrowser/16.6 MiuiBrowser/18.2", None),
    (f"{ANDROID.format('')} MQQBrowser/15.1 QQBrowser/11.0", None),
    ("Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0 Safari/537.36 ArkWeb/4.1 Mobile", None),
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0 Safari/537.36 Edg/125.0", None),
    ("", None),
    (None, None),
]  # fmt: skip


@pytest.mark.parametrize(("user_agent", "app"), AGENTS)
def test_an_app_is_known_by_what_its_browser_calls_itself(user_agent: str | None, app: str | None) -> None:
    assert in_app_browser(user_agent) == app


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://jiebei.example.org/letters?at=x#y", "https://jiebei.example.org"),
        ("https://Jiebei.Example.org:8443/", "https://jiebei.example.org:8443"),
        ("http://13800138000:secret@jiebei.example.org/a", "http://jiebei.example.org"),
        ("http://127.0.0.1:8501/", "http://127.0.0.1:8501"),
        ("http://[::1]:8501/x", "http://[::1]:8501"),
        ("http://jiebei.example.org:notaport/", None),
        ("javascript:alert(1)", None),
        ("file:///home/her/case.html", None),
        ("https://a b/", None),
        ("https://[::1", None),
        ("", None),
        (None, None),
    ],
)
def test_of_a_url_only_the_place_is_kept(url: str | None, address: str | None) -> None:
    assert address_of(url) == address


@pytest.fixture
def inside(monkeypatch: pytest.MonkeyPatch) -> Callable[[str | None], None]:
    """Makes every page of this process open in the browser that calls itself so."""

    def open_in(user_agent: str | None) -> None:
        said = {"User-Agent": user_agent} if user_agent else {}
        monkeypatch.setattr("streamlit.runtime.context.ContextProxy.headers", property(lambda _: said))

    return open_in


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The PDFs that have been drawn as pictures."""
    seen: list[bytes] = []
    draw = pictures.render_pictures

    def noted(pdf: bytes, scale: int = 2) -> tuple[bytes, ...]:
        seen.append(pdf)
        return draw(pdf, scale)

    monkeypatch.setattr(pictures, "render_pictures", noted)
    return seen


def order(visit: Visit) -> Iterator[str]:
    """What stands on the page, from top to bottom: pictures, by what is said of them, and buttons to download, by key."""
    for node in visit.at.main:
        if isinstance(node, Image):
            yield node.proto.imgs[0].alt
        elif isinstance(node, LinkButton):
            yield str(node.key)


def first_page(visit: Visit) -> list[int]:
    return [place for place, what in enumerate(order(visit)) if what.startswith("第 1 页，共")]


@pytest.mark.parametrize("user_agent", [IN_WECHAT, IN_ALIPAY])
def test_inside_an_app_the_pictures_come_first_and_are_drawn_once(
    visit: Callable[[], Visit], inside: Callable[[str | None], None], drawn: list[bytes], user_agent: str
) -> None:
    inside(user_agent)
    her = visit().go("calculator").press("sample")
    assert drawn == []
    her.go("letters")
    assert first_page(her)[0] < list(order(her)).index("download.pdf")
    assert len(drawn) == 1
    her.at.run()
    her.go("letters")
    assert len(drawn) == 1
    her.go("calculator").type(person__name="王小明")
    her.go("letters")
    assert len(drawn) == 2
    assert drawn[0] != drawn[1]
    # One letter at a time is kept, and none once she has cleared what she typed.
    kept = [key for key in her.state if key.startswith("pictures.")]
    assert kept == ["pictures.letter"]
    her.go("calculator").press("clear")
    assert not [key for key in her.state if key.startswith("pictures.")]


def test_in_a_browser_nothing_is_drawn_before_she_asks(
    visit: Callable[[], Visit], inside: Callable[[str | None], None], drawn: list[bytes]
) -> None:
    inside(None)
    her = visit().go("calculator").press("sample").go("letters")
    assert drawn == []
    assert not [node for node in her.at.main if isinstance(node, Image)]
    her.at.session_state["masked"] = True
    her.at.run()
    her.at.toggle(key="as-pictures.masked").set_value(True).run()
    her.ok()
    assert len(drawn) == 1
    assert first_page(her)[0] > list(order(her)).index("download.pdf")


def test_the_days_for_a_calendar_can_be_copied_inside_an_app(
    visit: Callable[[], Visit], inside: Callable[[str | None], None]
) -> None:
    def days(her: Visit) -> list[Any]:
        return [node.value for node in her.at.code if "年" in str(node.value)]

    inside(None)
    assert days(visit().go("calculator").press("sample").go("keep")) == []
    inside(IN_WECHAT)
    her = visit().go("calculator").press("sample").go("keep")
    (text,) = days(her)
    option = her.worked.option(her.case.proposal.kind)
    lines = text.splitlines()
    for row in option.instalments:
        day = f"{row.date.year}年{row.date.month}月{row.date.day}日"
        assert any(line.startswith(day) for line in lines), day
