"""How a window comes to be an officer's, or a tablet's at the counter, where the way there is not the point."""

from __future__ import annotations

from survey.kiosk import COOKIE, PATH
from tests.builders import Scene
from tests.journeys.serving import Site
from tests.journeys.windows import Window
from tests.reader import Reader


def be(window: Window, site: Site, username: str = "malee") -> None:
    """Let a window be signed in as the officer of a user name."""
    reader = Reader(site.app)
    reader.be(username)
    _take_over(window, reader, site.app.config["SESSION_COOKIE_NAME"], "/")


def be_a_kiosk(window: Window, site: Site, scene: Scene) -> None:
    """Let a window be a tablet that an officer has made a kiosk, at its start."""
    reader = Reader(site.app)
    reader.be("malee")
    page = f"{scene.page}/kiosk"
    reader.open(page)
    reader.send(page, {})
    _take_over(window, reader, COOKIE, PATH)
    window.open(f"/kiosk{scene.eit}")


def _take_over(window: Window, reader: Reader, name: str, path: str) -> None:
    cookie = reader.client.get_cookie(name, path=path)
    assert cookie, name
    host = window.base.removeprefix("http://").partition(":")[0]
    window.context.add_cookies(
        [{"name": name, "value": cookie.value, "domain": host, "path": path, "httpOnly": True, "sameSite": "Lax"}]
    )
