"""How a respondent wants the form shown: carried in the address, so that it needs neither script nor cookie."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

from flask import has_request_context, request

from survey import languages

LANGUAGES = languages.CODES
SIZES = ("usual", "large")
CONTRASTS = ("usual", "high")
_CHOICES = {"language": LANGUAGES, "size": SIZES, "contrast": CONTRASTS}


@dataclass(frozen=True, slots=True)
class Presentation:
    """A choice of each kind; the first of each is what is shown unless asked otherwise."""

    language: str = LANGUAGES[0]
    size: str = SIZES[0]
    contrast: str = CONTRASTS[0]

    @classmethod
    def of(cls, query: str) -> Presentation:
        """Return what a query string asks for; what it does not say, or says in other words, is as usual."""
        asked = {name: value for name, value in parse_qsl(query[:200]) if value in _CHOICES.get(name, ())}
        return cls(**asked)

    @property
    def words(self) -> languages.Words:
        """The words of the language."""
        return languages.words(self.language)

    @property
    def query(self) -> str:
        """The query string that asks for this, with its question mark; empty where all is as usual."""
        usual = Presentation()
        asked = {name: getattr(self, name) for name in _CHOICES if getattr(self, name) != getattr(usual, name)}
        return f"?{urlencode(asked)}" if asked else ""

    def but(self, **changes: str) -> Presentation:
        """Return the same with one choice changed, for the link that changes it."""
        return replace(self, **changes)


def asked() -> Presentation:
    """Return what the request's address asks for; outside a request all is as usual."""
    return _asked(request.query_string if has_request_context() else b"")


@lru_cache(maxsize=256)
def _asked(query: bytes) -> Presentation:
    return Presentation.of(query.decode("ascii", "replace"))
