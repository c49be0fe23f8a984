"""How soon a form can be used on an old phone with a bad line: 200 kb/s, 300 ms, a processor four times slower.

A form works without its script, so it can be used once it has been painted; when the script is ready is printed beside it.
What the browser's processor did meanwhile says where to look: on a machine that others use, compare these within one run.

Run as ``python -m bench.phone``.
"""

from __future__ import annotations

import statistics
import sys
import tempfile

from playwright.sync_api import Browser, sync_playwright

from survey import migrations
from survey.config import Settings
from survey.extensions import make_engine
from tests.builders import SECRET, a_scene, an_application
from tests.journeys.conftest import options, program
from tests.journeys.serving import serving

TURNS = 7
KILOBITS, LATENCY_MS, SLOWER = 200, 300, 4
SPENT = ("LayoutDuration", "RecalcStyleDuration", "ScriptDuration", "TaskDuration")
_TIMES = """() => [
  performance.getEntriesByName("first-contentful-paint")[0].startTime,
  performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd,
]"""


def main() -> None:
    """Measure a first visit to both forms and print."""
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/phone.db"
        engine = make_engine(database)
        migrations.upgrade(engine)
        engine.dispose()
        _measure(Settings(database=database, secret=SECRET))


def _measure(settings: Settings) -> None:
    with an_application(settings) as app, serving(app) as site, sync_playwright() as playwright:
        scene = a_scene(app)
        browser = playwright.chromium.launch(executable_path=program(), args=options())
        for path in (scene.iit, scene.eit):
            # The first one only warms up.
            visits = [_visit(browser, site.base + path) for _ in range(TURNS + 1)][1:]
            painted, ready, *spent = (statistics.median(column) for column in zip(*visits, strict=True))
            busy = ", ".join(f"{name.removesuffix('Duration').lower()} {ms:.0f}" for name, ms in zip(SPENT, spent, strict=True))
            sys.stdout.write(
                f"{path[1:4].upper()}: painted {painted / 1000:.2f} s, script {ready / 1000:.2f} s; ms of {busy}\n"
            )
        browser.close()


def _visit(browser: Browser, address: str) -> tuple[float, ...]:
    """Open a page as somebody who has never been there; return ms to paint and to script, then of processor time by kind."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="th-TH", service_workers="block")
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    bytes_a_second = KILOBITS * 1000 / 8
    line.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY_MS,
            "downloadThroughput": bytes_a_second,
            "uploadThroughput": bytes_a_second,
        },
    )
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    line.send("Performance.enable")
    page.goto(address, wait_until="load")
    page.wait_for_timeout(300)
    measured = {one["name"]: one["value"] for one in line.send("Performance.getMetrics")["metrics"]}
    times = page.evaluate(_TIMES)
    context.close()
    return (*times, *(1000 * measured[name] for name in SPENT))


if __name__ == "__main__":
    main()
