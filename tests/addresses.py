"""Routes whose addresses are taken apart once in a process, however many applications have them.

Nine tenths of the time that making an application takes goes into that (measured), and nothing but a rule's own text and what
it was given with decide what comes out.
"""

from __future__ import annotations

from types import MethodType

from werkzeug.routing import Rule

_take_apart = Rule.compile
_taken_apart: dict[tuple[object, ...], dict[str, object]] = {}


def take_apart_once() -> None:
    """Let every application of this process, and of those forked from it, use what the first has found."""
    Rule.compile = _compiled_once  # type: ignore[method-assign]


def _compiled_once(self: Rule) -> None:
    defaults = repr(sorted((self.defaults or {}).items()))
    given = (self.rule, self.host, self.subdomain, self.merge_slashes, self.build_only, defaults)
    if given not in _taken_apart:
        _take_apart(self)
        names = ("_parts", "_trace", "_converters", "arguments")
        builders = {name: getattr(self, name).__func__ for name in ("_build", "_build_unknown")}
        _taken_apart[given] = {**{name: getattr(self, name) for name in names}, **builders}
        return
    for name, found in _taken_apart[given].items():
        setattr(self, name, MethodType(found, self) if callable(found) else found)
