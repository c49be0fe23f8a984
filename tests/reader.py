"""Somebody who opens pages and complains about what no page may do."""

from __future__ import annotations

import io
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
LABELLED = {"input", "select", "textarea"}
HEADINGS = {"h1", "h2", "h3"}
CELLS = {"td", "th"}


class Page(HTMLParser):
    """What a page says, as far as the reader cares.

    `elements` holds the attributes of every tag that has an id; `options` the value and the words of every radio button by
    name, `ticked` which are chosen; `rows` the words of the cells of every table, a list a row; `drawn` the words in drawings.
    """

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source
        self.ids: list[str] = []
        self.elements: dict[str, dict[str, str]] = {}
        self.headings: list[tuple[str, str]] = []
        self.title = ""
        self.text = ""
        self.drawn = ""
        self.controls: list[dict[str, str]] = []
        self.labels: set[str] = set()
        self.links: list[str] = []
        self.fields: dict[str, str] = {}
        self.options: dict[str, dict[str, str]] = {}
        self.ticked: dict[str, str] = {}
        self.rows: list[list[str]] = []
        self.complaints: list[str] = []
        self.landmarks: list[str] = []
        self._open: list[str] = []
        self._language = ""
        self._buttons: dict[str, tuple[str, str]] = {}
        self._label = ""
        self._select = ""
        self.feed(source)
        self.close()
        self.title = " ".join(self.title.split())

    @property
    def words(self) -> str:
        """All that the page says, drawings left out, with single spaces."""
        return " ".join(self.text.split())

    @property
    def heading(self) -> str:
        """The main heading."""
        return " ".join(next(words for tag, words in self.headings if tag == "h1").split())

    def row(self, name: str) -> list[str]:
        """The cells of the first row of a table whose first cell begins with a name."""
        return next(cells for cells in self.rows if cells and cells[0].startswith(name))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._open.append(tag)
        if "id" in given:
            self.ids.append(given["id"])
            self.elements[given["id"]] = given
        self._criticise_tag(tag, given)
        if tag in LABELLED and given.get("type") not in {"hidden", "submit"}:
            self.controls.append(given)
        if tag in HEADINGS:
            self.headings.append((tag, ""))
        see = getattr(self, f"_see_{tag}", None)
        if see:
            see(given)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        inside = set(self._open)
        if "svg" in inside:
            self.drawn += data
            return
        if self._open[-1:] == ["title"]:
            self.title += data
        self.text += data
        if "label" in inside and self._label in self._buttons:
            name, value = self._buttons[self._label]
            self.options[name][value] += data.strip()
        if CELLS & inside and self.rows and self.rows[-1]:
            self.rows[-1][-1] = " ".join(f"{self.rows[-1][-1]} {data}".split())
        if self.headings and HEADINGS & inside:
            tag, words = self.headings[-1]
            self.headings[-1] = (tag, words + data)

    def criticise(self) -> None:
        """Raise AssertionError with everything that is wrong with the page."""
        first = [" ".join(words.split()) for tag, words in self.headings if tag == "h1"]
        if self._language not in {"th", "en"}:
            self.complaints.append("no language")
        if len(first) != 1:
            self.complaints.append(f"{len(first)} main headings")
        if not self.title:
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

    def _criticise_tag(self, tag: str, given: dict[str, str]) -> None:
        if "style" in given or any(name.startswith("on") for name in given):
            self.complaints.append(f"inline style or script on <{tag}>")
        if tag == "style" or (tag == "script" and "src" not in given):
            self.complaints.append(f"inline <{tag}>")
        if tag == "form" and given.get("method", "").lower() not in {"post", "get"}:
            self.complaints.append("a form without a method")

    def _see_html(self, given: dict[str, str]) -> None:
        self._language = given.get("lang", "")

    def _see_main(self, _given: dict[str, str]) -> None:
        self.landmarks.append("main")

    def _see_input(self, given: dict[str, str]) -> None:
        name, value = given.get("name", ""), given.get("value", "")
        if given.get("type") == "radio":
            self._buttons[given.get("id", "")] = name, value
            self.options.setdefault(name, {})[value] = ""
            if "checked" in given:
                self.ticked[name] = value
        if given.get("type") not in {"radio", "checkbox"} or "checked" in given:
            self.fields[name] = value

    def _see_select(self, given: dict[str, str]) -> None:
        self._select = given.get("name", "")

    def _see_option(self, given: dict[str, str]) -> None:
        if "selected" in given or self._select not in self.fields:
            self.fields[self._select] = given.get("value", "")

    def _see_label(self, given: dict[str, str]) -> None:
        self._label = given.get("for", "")
        self.labels.add(self._label)

    def _see_a(self, given: dict[str, str]) -> None:
        self.links.append(given.get("href", ""))

    def _see_tr(self, _given: dict[str, str]) -> None:
        self.rows.append([])

    def _see_td(self, _given: dict[str, str]) -> None:
        self.rows[-1].append("")

    _see_th = _see_td


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

    def upload(self, path: str, content: bytes, *, status: int = 302, **fields: str) -> TestResponse:
        """Send a form with a file and expect a status; the token of the page last read goes along."""
        file = FileStorage(io.BytesIO(content), filename="responses.csv")
        token = {"csrf_token": self.page.fields.get("csrf_token", "")}
        # Encoded here, because the client would leave the temporary file of a large one open.
        boundary, body = encode_multipart({**token, **fields, "file": file})
        kind = f'multipart/form-data; boundary="{boundary}"'
        return self.send_body(path, body, kind, status=status)

    def send_body(self, path: str, body: bytes, kind: str, *, status: int = 302) -> TestResponse:
        """Send a body as it is, and expect a status; `kind` is its content type."""
        return self._read(self.client.post(path, data=body, content_type=kind), status)

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
