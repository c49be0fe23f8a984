"""Somebody who opens pages and complains about what no page may do."""

from __future__ import annotations

import io
import re
from collections import Counter
from html import unescape
from typing import Any

from flask import Flask, session
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from survey import access
from survey.extensions import open_session
from survey.models import Officer

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
LABELLED = {"input", "select", "textarea"}
HEADINGS = {"h1", "h2", "h3"}
CELLS = {"td", "th"}
WATCHED = HEADINGS | CELLS | {"label", "svg", "title"}
# A tag as our templates write it. The standard library's parser forgives much more, and reading pages with it took half of
# what opening them takes (measured).
_TAG = re.compile(
    r"""<(?:(/?)([a-z][a-z0-9-]*)((?:\s+[^\s"'<>/=]+(?:="[^"]*")?)*+)\s*(/?)|!doctype[^<>]*|!--.*?--)>""",
    re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:="([^"]*)")?""")


class Page:
    """What a page says, as far as the reader cares.

    `elements` holds the attributes of every tag that has an id; `options` the value and the words of every radio button by
    name, `ticked` which are chosen; `rows` the words of the cells of every table, a list a row; `drawn` the words in drawings.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.ids: list[str] = []
        self.elements: dict[str, dict[str, str]] = {}
        self.headings: list[tuple[str, str]] = []
        self.title = ""
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
        self._said: list[str] = []
        self._open: list[str] = []
        self._inside = dict.fromkeys(WATCHED, 0)
        self._language = ""
        self._buttons: dict[str, tuple[str, str]] = {}
        self._label = ""
        self._select = ""
        self._read()
        self.text = "".join(self._said)
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

    def _read(self) -> None:
        first, *rest = _TAG.split(self.source)
        self._hear(first)
        for closes, tag, attributes, is_empty, text in zip(*(rest[at::5] for at in range(5)), strict=True):
            # A comment and the document's type have none.
            if tag and not closes:
                given = {name.lower(): unescape(value) for name, value in _ATTRIBUTE.findall(attributes)} if attributes else {}
                self._start(tag.lower(), given)
            if closes or is_empty:
                self._end(tag.lower())
            if text:
                self._hear(text)

    def _start(self, tag: str, given: dict[str, str]) -> None:
        if tag not in VOID:
            self._open.append(tag)
            if tag in WATCHED:
                self._inside[tag] += 1
        if given:
            if "id" in given:
                self.ids.append(given["id"])
                self.elements[given["id"]] = given
            for name in given:
                if name == "style" or name.startswith("on"):
                    self.complaints.append(f"inline style or script on <{tag}>")
        if tag in LABELLED and given.get("type") not in {"hidden", "submit"}:
            self.controls.append(given)
        if tag in HEADINGS:
            self.headings.append((tag, ""))
        see = self._SEEN.get(tag)
        if see:
            see(self, given)

    def _end(self, tag: str) -> None:
        if tag in self._open:
            last = ""
            while last != tag:
                last = self._open.pop()
                if last in WATCHED:
                    self._inside[last] -= 1

    def _hear(self, text: str) -> None:
        if "<" in text:
            self.complaints.append(f"what may be a tag and is none in {text!r}")
        if "&" in text:
            text = unescape(text)
        inside = self._inside
        if inside["svg"]:
            self.drawn += text
            return
        self._said.append(text)
        if any(inside.values()):
            self._hear_inside(inside, text)

    def _hear_inside(self, inside: dict[str, int], text: str) -> None:
        if self._open[-1] == "title":
            self.title += text
        if inside["label"] and self._label in self._buttons:
            name, value = self._buttons[self._label]
            self.options[name][value] += text.strip()
        if (inside["td"] or inside["th"]) and self.rows and self.rows[-1]:
            self.rows[-1][-1] = " ".join(f"{self.rows[-1][-1]} {text}".split())
        if self.headings and (inside["h1"] or inside["h2"] or inside["h3"]):
            tag, words = self.headings[-1]
            self.headings[-1] = (tag, words + text)

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
        ids = Counter(self.ids)
        if repeated := {one for one, times in ids.items() if times > 1}:
            self.complaints.append(f"repeated ids {sorted(repeated)}")
        for control in self.controls:
            if control.get("id") not in self.labels and "aria-label" not in control:
                self.complaints.append(f"no label for {control.get('name')}")
        for link in self.links:
            if link.startswith("#") and link[1:] not in ids:
                self.complaints.append(f"a link to {link}, which is not on the page")
        assert not self.complaints, self.complaints

    def _see_style(self, _given: dict[str, str]) -> None:
        self.complaints.append("inline <style>")

    def _see_script(self, given: dict[str, str]) -> None:
        if "src" not in given:
            self.complaints.append("inline <script>")

    def _see_form(self, given: dict[str, str]) -> None:
        if given.get("method", "").lower() not in {"post", "get"}:
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

    _SEEN = {  # noqa: RUF012 (read only)
        "style": _see_style,
        "script": _see_script,
        "form": _see_form,
        "html": _see_html,
        "main": _see_main,
        "input": _see_input,
        "select": _see_select,
        "option": _see_option,
        "label": _see_label,
        "a": _see_a,
        "tr": _see_tr,
        "td": _see_td,
        "th": _see_td,
    }


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
        """Sign in as an officer, through the page."""
        self.open("/sign-in")
        self.send("/sign-in", {"username": username, "password": password, **fields})

    def be(self, username: str, office: str | None = None) -> None:
        """Be signed in as the officer of a user name, of an office where there are several: the way there is not the point."""
        app = self.client.application
        named = select(Officer).where(Officer.username == username)
        with open_session(app.extensions["engine"], writes=False) as database:
            officer = database.scalars(named.where(Officer.office_id == office) if office else named).one()
        with app.test_request_context():
            access.sign_in(officer)
            begun = dict(session)
        with self.client.session_transaction() as kept:
            kept.clear()
            kept.update(begun)

    def _read(self, response: TestResponse, status: int) -> TestResponse:
        assert response.status_code == status, (response.status, response.get_data(as_text=True)[:2000])
        if response.mimetype == "text/html" and not 300 <= status < 400:
            source = response.get_data(as_text=True)
            # The very page that was read last has been criticised.
            if source != self.page.source:
                self.page = Page(source)
                self.page.criticise()
        return response
