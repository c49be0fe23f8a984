"""Whoever reads no Thai: finds Thai letters on a page that does not say that they are Thai."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from tests.reader import VOID

THAI = re.compile(r"[\u0e00-\u0e7f]")
# What a browser reads out or shows of an element besides its text; the rest is for scripts and for the server.
READ_OUT = ("alt", "title", "placeholder", "aria-label")


class Stranger(HTMLParser):
    """What a page says in Thai where its language says otherwise: words, and attributes that people get to see or hear."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.unmarked: list[str] = []
        self.marked: list[str] = []
        self.language = ""
        self._open: list[tuple[str, str]] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        language = given.get("lang", self._open[-1][1] if self._open else "")
        if tag == "html":
            self.language = language
        for name, value in given.items():
            if name in READ_OUT or name.startswith("data-"):
                self._judge(value, language)
        if tag not in VOID:
            self._open.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        if any(tag == one for one, _ in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if data.strip():
            self._judge(" ".join(data.split()), self._open[-1][1] if self._open else "")

    def _judge(self, text: str, language: str) -> None:
        if THAI.search(text):
            (self.marked if language == "th" else self.unmarked).append(text)
