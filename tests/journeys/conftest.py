"""A real browser, one a run, and windows in it that are watched."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, ViewportSize, sync_playwright

from survey.app import create_app
from survey.config import Settings
from survey.extensions import limiter
from tests.builders import SECRET
from tests.journeys import furnished
from tests.journeys.furnished import Furnished
from tests.journeys.looks import JUDGE_SCRIPT
from tests.journeys.serving import Site, serving
from tests.journeys.windows import Window

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# The same browser without its windows: starts and draws in less time, but knows no background sync and fetches no icon.
BARE = "chromium-headless-shell"
# What a browser needs to start without a screen and without calling anybody.
OPTIONS = [
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 15_000
DESKTOP: ViewportSize = {"width": 1280, "height": 800}

OpenWindow = Callable[..., Window]


def program() -> str:
    """The browser there is on this machine."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert found, f"no browser: install one of {', '.join(BROWSERS)}"
    return found


def options() -> list[str]:
    """What it is started with: one that runs as root refuses to run in its own sandbox."""
    return [*OPTIONS, "--no-sandbox"] if os.geteuid() == 0 else OPTIONS


@pytest.fixture(scope="session")
def launch() -> Iterator[Callable[[str], Browser]]:
    """Start a browser by its path, once."""
    started: dict[str, Browser] = {}
    with sync_playwright() as playwright:

        def find(path: str) -> Browser:
            if path not in started:
                started[path] = playwright.chromium.launch(executable_path=path, args=options())
            return started[path]

        yield find
        for each in started.values():
            each.close()


@pytest.fixture(scope="session")
def browser(launch: Callable[[str], Browser]) -> Browser:
    """The browser that is quickest here."""
    return launch(shutil.which(BARE) or program())


@pytest.fixture
def fitting_browser(request: pytest.FixtureRequest, browser: Browser, launch: Callable[[str], Browser]) -> Browser:
    """The quickest browser, or all of it for a test that is marked to need it."""
    return launch(program()) if request.node.get_closest_marker("whole_browser") else browser


@pytest.fixture(scope="session")
def furnished_site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnished]:
    """Two installations for looking at pages: nothing in them matters to any other test."""
    folder = tmp_path_factory.mktemp("furnished")
    apps = []
    for name in ("at-work", "bare"):
        file = folder / f"{name}.db"
        shutil.copy(sqlite_template, file)
        apps.append(create_app(Settings(database=f"sqlite:///{file}", secret=SECRET)))
    with furnished.furnished_sites(*apps) as made:
        yield made
    for app in apps:
        app.extensions["engine"].dispose()


@pytest.fixture(scope="module")
def window_of(browser: Browser, furnished_site: Furnished) -> Iterator[Callable[[str], Window]]:
    """Return the window of a user name, signed in; of nobody where it is empty. Each is opened once and goes on from there."""
    windows: dict[str, Window] = {}

    def find(username: str) -> Window:
        if username not in windows:
            context = browser.new_context(viewport=DESKTOP, locale="th-TH")
            context.set_default_timeout(PATIENCE_MS)
            # Sent to the browser once, which then has it ready for every page.
            context.add_init_script(JUDGE_SCRIPT)
            windows[username] = Window(context.new_page(), furnished_site.site.base)
            if username:
                limiter.reset()
                furnished.sign_in(windows[username], username)
        return windows[username]

    yield find
    for window in windows.values():
        window.context.close()
        window.check()


@pytest.fixture
def site(app: Flask) -> Iterator[Site]:
    """The application on an empty database, being served."""
    with serving(app) as made:
        yield made


@pytest.fixture
def open_window(fitting_browser: Browser, site: Site) -> Iterator[OpenWindow]:
    """Open windows on the site, each of a person of its own; when the test ends nothing may have gone wrong in any."""
    opened: list[Window] = []

    def make(**options: Any) -> Window:
        context = fitting_browser.new_context(**{"viewport": DESKTOP, "locale": "th-TH", "color_scheme": "light", **options})
        context.set_default_timeout(PATIENCE_MS)
        window = Window(context.new_page(), site.base)
        opened.append(window)
        return window

    yield make
    for window in opened:
        window.context.close()
    for window in opened:
        window.check()


@pytest.fixture
def window(open_window: OpenWindow) -> Window:
    """One window of one person, on a desk."""
    return open_window()
