"""Take the README's pictures of a running demo: `make demo`, then `python -m tools.screenshots`."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from app.cli.sample import DEMO_PASSWORD

IMAGES = Path(__file__).parents[1] / "docs" / "images"
ADDRESS = "http://127.0.0.1:5000"
WIDTH = 1280
PICTURES = {
    "campaign": ("/dugnader/forste-gang-man-tar-kontakt", 920),
    "ideas": ("/dugnader/forste-gang-man-tar-kontakt/forslag", 1060),
    "result": ("/dugnader/laeringstemaer-fabelvik/resultat", 960),
}
"""Address and height of each picture."""


def take_pictures(address: str) -> None:
    """Sign in as one of the sample's staff and save what the window shows of each page."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(base_url=address, locale="nb-NO")
        _sign_in(page)
        for name, (path, height) in PICTURES.items():
            page.set_viewport_size({"width": WIDTH, "height": height})
            page.goto(path)
            page.screenshot(path=IMAGES / f"{name}.png")
        browser.close()


def _sign_in(page: Page) -> None:
    page.goto("/logg-inn")
    page.fill("input[name=email]", "ansatt@etaten.example")
    page.fill("input[name=password]", DEMO_PASSWORD)
    page.click("button[type=submit]:has-text('Logg inn')")
    page.get_by_role("link", name="Mitt").wait_for()


if __name__ == "__main__":
    take_pictures(sys.argv[1] if len(sys.argv) > 1 else ADDRESS)
