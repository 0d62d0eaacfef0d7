"""Take the README's pictures anew: `make screenshots`.

Starts the app on a free port, opens it in Chromium at the size of a phone, loads the example case, and walks through the
pages as a person would (what is typed lives in the open page, so pages are reached by their links, not by their URLs).
Also draws the first page of the example's letter. Needs Chromium, a Chinese font and pdftoppm (poppler-utils).
"""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screenshots"
PHONE: ViewportSize = {"width": 390, "height": 844}
LARGEST = 150_000
"""Bytes a picture may have: the README is read on phones too."""


def chromium() -> str:
    """The browser to use: the one $CHROMIUM names, or the first found on PATH."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if found is None:
        raise SystemExit("No Chromium on PATH. Install it, or set CHROMIUM=/path/to/chrome.")
    return found


@contextmanager
def served() -> Iterator[str]:
    """The app, running; gives its address and stops it afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    server = subprocess.Popen(
        [*command, "--server.address", "127.0.0.1"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            if server.poll() is not None:
                raise SystemExit("The app did not start: try `make run`.")
            try:
                with urlopen(address, timeout=5):
                    break
            except (URLError, OSError):
                time.sleep(0.5)
        else:
            raise SystemExit("The app did not answer within a minute.")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def settled(page: Page) -> None:
    """Wait until the server has drawn the page and charts and fonts have come to rest."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(600)


def follow(page: Page, name: str) -> None:
    """Go to a page by the menu, so that what was typed stays."""
    menu = page.locator("[data-testid=stSidebar]")
    if menu.get_attribute("data-collapsed") == "true":
        page.locator("[data-testid=stExpandSidebarButton]").click()
    page.locator(f"[data-testid=stSidebarNavLink][href$='/{name}']").click()
    page.wait_for_url(f"**/{name}")
    settled(page)
    if menu.get_attribute("data-collapsed") == "false":
        page.locator("[data-testid=stSidebarCollapseButton] button").click()
    # A phone has no pointer resting on things.
    page.mouse.move(1, 1)
    page.wait_for_timeout(500)


def bring_up(page: Page, selector: str) -> None:
    """Scroll until the element stands just below the header."""
    page.locator(selector).first.evaluate(
        "found => found.scrollIntoView({block: 'start', behavior: 'instant'})"
    )
    page.wait_for_timeout(300)


def save(name: str, picture: bytes) -> None:
    """Write a picture with few enough colours to stay small."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in (128, 64, 32, 16):
        small = io.BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
        if small.tell() <= LARGEST:
            break
    else:
        raise SystemExit(f"{name}: {small.tell()} bytes even with 16 colours")
    (FOLDER / f"{name}.png").write_bytes(small.getvalue())
    print(f"{name}.png {image.width}x{image.height} {small.tell() // 1000} KB")


def photograph(address: str) -> None:
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        browser = playwright.chromium.launch(executable_path=chromium(), args=flags)
        page = browser.new_page(
            viewport=PHONE,
            device_scale_factor=2,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            color_scheme="light",
        )
        page.goto(address)
        settled(page)
        save("home", page.screenshot())
        follow(page, "calculator")
        page.locator(".st-key-sample button").click()
        page.wait_for_selector("#letter")
        settled(page)
        bring_up(page, "#result")
        save("result", page.screenshot())
        follow(page, "plan")
        save("plan", page.screenshot())
        follow(page, "letters")
        bring_up(page, "article")
        save("preview", page.screenshot())
        for name in ("cases", "help"):
            follow(page, name)
            save(name, page.screenshot())
        browser.close()


def draw_letter() -> None:
    """The first page of the example's letter, as a picture."""
    if shutil.which("pdftoppm") is None:
        raise SystemExit("pdftoppm was not found: install poppler-utils.")
    case = ROOT / "jiebei" / "content" / "cases" / "1-illness.json"
    with tempfile.TemporaryDirectory() as folder:
        letter = Path(folder) / "letter.pdf"
        subprocess.run(
            [sys.executable, "-m", "jiebei", "letter", str(case), "-o", str(letter)], cwd=ROOT, check=True
        )
        page = Path(folder) / "page"
        subprocess.run(
            ["pdftoppm", "-r", "90", "-f", "1", "-singlefile", "-png", str(letter), str(page)], check=True
        )
        save("letter", page.with_suffix(".png").read_bytes())


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with served() as address:
        photograph(address)
    draw_letter()
    return 0


if __name__ == "__main__":
    sys.exit(main())
