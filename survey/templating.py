"""What templates may use beyond Jinja itself."""

from __future__ import annotations

from collections.abc import MutableMapping
from types import CodeType
from typing import Any

from flask import Flask, url_for
from flask.templating import Environment as FlaskEnvironment
from jinja2 import BytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket

from scoring.rounding import printed
from survey import access, assets, kiosk, languages, paths, presentation, thai


class Compiled(BytecodeCache):
    """Templates compiled once in a process, whatever the number of applications in it: a test run makes thousands."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template the code it was compiled to, if its text is still the same."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what a template was compiled to."""
        if bucket.code is not None:
            self._codes[bucket.key, bucket.checksum] = bucket.code


class Environment(FlaskEnvironment):
    """An environment whose templates share its globals as they are.

    Jinja lays a template's own globals over them, and looks through both layers, in Python, at every page and every import.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return what a template finds besides what it is given; `d` are globals of its own, which ours never have."""
        return super().make_globals(d) if d else self.globals


_compiled = Compiled()


def init_app(app: Flask) -> None:
    """Set up the template environment."""
    app.jinja_environment = Environment
    app.jinja_loader = FileSystemLoader(paths.templates())
    app.jinja_options = {
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "bytecode_cache": _compiled,
    }
    app.jinja_env.filters.update(score=score, count=count, kilobytes=kilobytes, thai_date=thai.thai_date)
    app.jinja_env.globals.update(
        static_url=static_url,
        may=access.may,
        # Looked up only by pages that ask: a public page must neither need the database for it nor vary by cookie.
        current_officer=access.current_officer,
        current_office=access.current_office,
        home=kiosk.home,
    )
    app.context_processor(shown)


def shown() -> dict[str, object]:
    """Return how the page is to be shown and in whose words: for pages that anybody may open."""
    asked = presentation.asked()
    return {"presentation": asked, "words": asked.words, "languages": languages.every_one()}


def score(value: float | None) -> str:
    """Return a score with two decimals, or a dash where there is none."""
    return "–" if value is None else printed(value)


def count(value: int) -> str:
    """Return a whole number with thousands separators."""
    return f"{value:,}"


def kilobytes(size: int) -> str:
    """Return the size of a file in bytes as whole kilobytes, at least one."""
    return f"{count(max(-(-size // 1024), 1))} กิโลไบต์"


def static_url(name: str) -> str:
    """Return the address of a static file, with a mark of its content so that browsers may keep it for good."""
    return url_for("static", filename=name, v=assets.mark(name))
