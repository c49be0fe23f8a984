"""A browser window that is watched: what it asked for, and everything that went wrong in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Response

# What a page that answers 4xx, or a dead line, leaves in the console by itself. What else answers 4xx is complained about.
OF_ITSELF = ("Failed to load resource: the server responded with a status of", "Failed to load resource: net::ERR_")


class Window:
    """A window on a site. `asked` holds every request it has made, `complaints` what no page may do."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.base = base
        self.asked: list[Request] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.asked.append(request))
        page.on("response", self._judge_response)
        page.on("console", self._judge_console)
        page.on("pageerror", lambda error: self.complaints.append(f"a fault in a script: {error}"))

    @property
    def context(self) -> BrowserContext:
        """The profile the window belongs to: its cookies and what else it keeps."""
        return self.page.context

    @property
    def path(self) -> str:
        """What stands in the address bar after the site's own address."""
        return self.page.url.removeprefix(self.base)

    @property
    def words(self) -> str:
        """All that can be read on the page, with single spaces."""
        return " ".join(self.page.locator("body").inner_text().split())

    @property
    def heading(self) -> str:
        """The main heading."""
        return self.page.locator("h1").inner_text()

    def open(self, path: str, *, status: int = 200) -> None:
        """Open a page of the site and expect a status."""
        response = self.page.goto(self.base + path)
        assert response is not None, path
        assert response.status == status, (path, response.status, self.words)

    @contextmanager
    def moving(self, *, status: int = 200) -> Iterator[None]:
        """Expect that what is done in the block leads to another page with a status."""
        before = self.page.evaluate_handle("document.documentElement")
        loaded: list[Page] = []
        self.page.once("load", lambda page: loaded.append(page))
        # Not the browser's word for moving: that is also said of a page that only changes its own address.
        with self.page.expect_response(_is_of_a_page) as answered:
            yield
        if not answered.value.request.is_navigation_request():
            replaced = "before => document.documentElement !== before && document.readyState === 'complete'"
            self.page.wait_for_function(replaced, arg=before)
        elif not loaded:
            self.page.wait_for_event("load")
        assert answered.value.status == status, (self.path, answered.value.status, self.words)

    def press(self, label: str, *, status: int = 200) -> None:
        """Press a button that leads to a page."""
        with self.moving(status=status):
            self.button(label).click()

    def follow(self, label: str, *, within: str = "body", status: int = 200) -> None:
        """Follow a link whose words begin with a label."""
        with self.moving(status=status):
            self.page.locator(within).get_by_role("link", name=label).first.click()

    def button(self, label: str) -> Locator:
        """The button of a label."""
        return self.page.get_by_role("button", name=label, exact=True)

    def field(self, label: str) -> Locator:
        """The field of a label."""
        return self.page.get_by_label(label, exact=True)

    def fill(self, **fields: str) -> None:
        """Type into fields, by the names they are sent under."""
        for name, value in fields.items():
            self.page.locator(f"[name={name}]").fill(value)

    def check(self) -> None:
        """Raise AssertionError with everything that went wrong since the last check."""
        complaints, self.complaints = self.complaints, []
        assert not complaints, complaints

    def _judge_response(self, response: Response) -> None:
        # What is sent by the form's script and refused is shown by it as the server has said it: the test judges that page.
        if response.status >= 400 and response.request.method == "GET" and not response.request.is_navigation_request():
            self.complaints.append(f"{response.status} for {response.url}")

    def _judge_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(OF_ITSELF):
            self.complaints.append(f"{message.type} on {self.page.url}: {message.text}")


def _is_of_a_page(response: Response) -> bool:
    # A form's script shows the page of a refusal without asking for it again.
    is_refusal = response.request.method == "POST" and response.status >= 400
    return is_refusal or (response.request.is_navigation_request() and not 300 <= response.status < 400)
