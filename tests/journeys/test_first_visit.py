"""What a browser really fetches when a form is opened for the first time, and what it waits for before it paints."""

from __future__ import annotations

import pytest

from tests.builders import a_scene
from tests.journeys.devices import wait_until_kept
from tests.journeys.serving import Site
from tests.journeys.windows import Window

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.whole_browser  # which fetches the icon too
@pytest.mark.parametrize("key", ["iit", "eit"])
def test_a_first_visit_fetches_nine_things_at_most_and_paints_after_one_style_sheet(
    site: Site, window: Window, key: str
) -> None:
    path = getattr(a_scene(site.app), key)
    window.open(path)
    wait_until_kept(window)
    window.page.wait_for_load_state("networkidle")
    asked = {request.url.removeprefix(site.base).partition("?")[0] for request in window.asked}
    # The service worker itself is not asked for by the page, and so not seen here.
    assert asked - {"/sw.js"} == {
        path,
        f"{path}/shell",
        "/static/sutcharit.css",
        "/static/form.js",
        "/static/fonts/sarabun-thai-400.woff2",
        "/static/fonts/sarabun-thai-700.woff2",
        "/static/mark.svg",
    }
    blocking = window.page.evaluate(
        """() => performance.getEntriesByType("resource")
          .filter(one => one.renderBlockingStatus === "blocking").map(one => new URL(one.name).pathname)"""
    )
    assert set(blocking) == {"/static/sutcharit.css"}


def test_what_is_kept_for_times_without_network_comes_out_of_the_browsers_own_cache(site: Site, window: Window) -> None:
    window.open(a_scene(site.app).eit)
    wait_until_kept(window)
    sizes = window.page.evaluate(
        """() => performance.getEntriesByType("resource")
          .filter(one => one.name.includes("/static/")).map(one => [new URL(one.name).pathname, one.transferSize])"""
    )
    for path in {path for path, _size in sizes}:
        over_the_wire = [size for other, size in sizes if other == path and size > 0]
        assert len(over_the_wire) <= 1, (path, sizes)
