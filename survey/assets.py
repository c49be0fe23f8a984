"""Static files: compressed once, and named by their content so that browsers may keep them for good.

Scripts and styles are written in small files, one a noun, in ``static/scripts/`` and ``static/styles/``; a page fetches those
it needs joined into one.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import brotli
from flask import Flask, Response, request
from werkzeug.wrappers import Response as AnyResponse

from survey import paths
from survey.compressed import encoding_for
from survey.errors import NotFound

FOLDER = paths.PACKAGE / "static"
# What a page fetches as one file, and the files it is joined from.
JOINED = {
    "form.js": (
        *("code", "fields", "keys", "elapsed", "progress", "problems", "drafts", "post", "outbox", "states", "waiting"),
        *("switches", "offline", "form"),
    ),
    "kiosk.js": ("fields", "keys", "elapsed", "progress", "problems", "post", "states", "switches", "kiosk"),
    "thanks.js": ("drafts", "thanks"),
    "live.js": ("live",),
    "plan.js": ("plan",),
    "work.js": ("work",),
    "board.js": ("work", "photos"),
    "worker.js": ("worker",),
    "sutcharit.css": ("letters", "colours", "ground", "fields", "form", "messages", "screens"),
    "office.css": ("office", "tables", "charts", "planning", "typing", "sheets", "desk", "told", "jobs"),
    "board.css": ("board",),
    "complaints.css": ("complaints",),
}
_WRITTEN_IN = {".js": "scripts", ".css": "styles"}
JAVASCRIPT = "text/javascript; charset=utf-8"
# Not asked of the machine, which may know others or none.
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": JAVASCRIPT,
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
KEPT_FOR = "public, max-age=31536000, immutable"
# Compressed already, or too small to gain.
_AS_IT_IS = (".woff2",)
_ENOUGH_TO_GAIN = 400
# Indentation, and lines that are nothing but a remark.
_FOR_READERS = re.compile(rb"^[ \t]*//.*\n|^[ \t]+", re.MULTILINE)
_REMARKS = re.compile(rb"/\*.*?\*/\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Asset:
    """A static file as it is sent. `mark` names its content; `encoded` has the encodings that make it smaller."""

    content: bytes
    kind: str
    mark: str
    encoded: dict[str, bytes]

    @classmethod
    def of(cls, content: bytes, kind: str, *, is_compressed: bool) -> Asset:
        """Compress as well as the formats allow; takes a moment, once."""
        tried = {}
        if not is_compressed and len(content) >= _ENOUGH_TO_GAIN:
            tried = {"br": brotli.compress(content, quality=11), "gzip": gzip.compress(content, 9, mtime=0)}
        return cls(content, kind, hashlib.sha256(content).hexdigest()[:12], tried)

    def body(self, encoding: str) -> tuple[bytes, str]:
        """Return the bytes to send to whoever accepts an encoding, and the encoding they are in ("" for none)."""
        return (self.encoded[encoding], encoding) if encoding in self.encoded else (self.content, "")


@lru_cache(maxsize=1)
def _files() -> dict[str, Path]:
    """Every file there is, by name: what is not among them is not looked for on the disk."""
    return {file.relative_to(FOLDER).as_posix(): file for file in FOLDER.rglob("*") if file.is_file()}


@lru_cache(maxsize=128)
def asset(name: str) -> Asset:
    """Return a static file by its name; KeyError where there is none."""
    suffix = Path(name).suffix
    if name in JOINED:
        content = b"".join(_files()[f"{_WRITTEN_IN[suffix]}/{part}{suffix}"].read_bytes() for part in JOINED[name])
    else:
        content = _files()[name].read_bytes()
    if suffix == ".js":
        content = _FOR_READERS.sub(b"", content)
    elif suffix == ".css":
        content = _FOR_READERS.sub(b"", _REMARKS.sub(b"", content))
    return Asset.of(content, KINDS.get(suffix, "application/octet-stream"), is_compressed=suffix in _AS_IT_IS)


def mark(name: str) -> str:
    """Return the mark of a static file's content; KeyError where there is none of that name."""
    return asset(name).mark


def response(found: Asset, *, kept_for: str = KEPT_FOR) -> AnyResponse:
    """Return a file as a response in the smallest encoding the browser accepts, or that the browser has it already."""
    body, encoding = found.body(encoding_for(request.headers.get("Accept-Encoding", "")))
    answer = Response(body, content_type=found.kind)
    answer.headers["Cache-Control"] = kept_for
    if encoding:
        answer.headers["Content-Encoding"] = encoding
    if found.encoded:
        answer.headers["Vary"] = "Accept-Encoding"
    answer.set_etag(f"{found.mark}-{encoding}" if encoding else found.mark)
    return answer.make_conditional(request)


def init_app(app: Flask) -> None:
    """Send static files from here instead of from the disk."""

    def send(filename: str) -> AnyResponse:
        try:
            return response(asset(filename))
        except KeyError as error:
            raise NotFound from error

    app.view_functions["static"] = send
