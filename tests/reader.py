"""Somebody who opens pages and complains about what no page may do."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
LABELLED = {"input", "select", "textarea"}


class Page(HTMLParser):
    """What a page says, as far as the reader cares."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source
        self.ids: list[str] = []
        self.headings: list[tuple[str, str]] = []
        self.title = ""
        self.text = ""
        self.controls: list[dict[str, str]] = []
        self.labels: set[str] = set()
        self.links: list[str] = []
        self.fields: dict[str, str] = {}
        self.complaints: list[str] = []
        self.landmarks: list[str] = []
        self._open: list[str] = []
        self._language = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._open.append(tag)
        if "id" in given:
            self.ids.append(given["id"])
        if "style" in given or any(name.startswith("on") for name in given):
            self.complaints.append(f"inline style or script on <{tag}>")
        if tag == "style" or (tag == "script" and "src" not in given):
            self.complaints.append(f"inline <{tag}>")
        if tag == "html":
            self._language = given.get("lang", "")
        if tag == "main":
            self.landmarks.append(tag)
        if tag in {"h1", "h2", "h3"}:
            self.headings.append((tag, ""))
        if tag in LABELLED and given.get("type") not in {"hidden", "submit"}:
            self.controls.append(given)
        if tag == "input" and (given.get("type") not in {"radio", "checkbox"} or "checked" in given):
            self.fields[given.get("name", "")] = given.get("value", "")
        if tag == "label":
            self.labels.add(given.get("for", ""))
        if tag == "a":
            self.links.append(given.get("href", ""))
        if tag == "form" and not self._is_labelled_post(given):
            self.complaints.append("a form without a method")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        inside = self._open[-1] if self._open else ""
        if "svg" in self._open:
            return
        if inside == "title":
            self.title += data
        self.text += data
        if self.headings and {"h1", "h2", "h3"} & set(self._open):
            tag, words = self.headings[-1]
            self.headings[-1] = (tag, words + data)

    def criticise(self) -> None:
        """Raise AssertionError with everything that is wrong with the page."""
        first = [" ".join(words.split()) for tag, words in self.headings if tag == "h1"]
        if self._language not in {"th", "en"}:
            self.complaints.append("no language")
        if len(first) != 1:
            self.complaints.append(f"{len(first)} main headings")
        if not self.title.strip():
            self.complaints.append("no title")
        if self.landmarks != ["main"]:
            self.complaints.append("not exactly one <main>")
        if repeated := {one for one in self.ids if self.ids.count(one) > 1}:
            self.complaints.append(f"repeated ids {sorted(repeated)}")
        for control in self.controls:
            if control.get("id") not in self.labels and "aria-label" not in control:
                self.complaints.append(f"no label for {control.get('name')}")
        for link in self.links:
            if link.startswith("#") and link[1:] not in self.ids:
                self.complaints.append(f"a link to {link}, which is not on the page")
        assert not self.complaints, self.complaints

    @staticmethod
    def _is_labelled_post(given: dict[str, str]) -> bool:
        return given.get("method", "").lower() in {"post", "get"}


class Reader:
    """Opens pages as a browser would, keeping cookies, and criticises every one."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.page = Page("<html></html>")

    def open(self, path: str, *, status: int = 200, **options: Any) -> TestResponse:
        """Open a page and expect a status."""
        return self._read(self.client.get(path, **options), status)

    def send(self, path: str, fields: dict[str, Any], *, status: int = 302, **options: Any) -> TestResponse:
        """Send a form and expect a status; the token of the page last read goes along."""
        if "csrf_token" in self.page.fields:
            fields = {"csrf_token": self.page.fields["csrf_token"], **fields}
        return self._read(self.client.post(path, data=fields, **options), status)

    def sign_in(self, username: str, password: str, **fields: str) -> None:
        """Sign in as an officer."""
        self.open("/sign-in")
        self.send("/sign-in", {"username": username, "password": password, **fields})

    def _read(self, response: TestResponse, status: int) -> TestResponse:
        assert response.status_code == status, (response.status, response.get_data(as_text=True)[:2000])
        if response.mimetype == "text/html" and not 300 <= status < 400:
            self.page = Page(response.get_data(as_text=True))
            self.page.criticise()
        return response
