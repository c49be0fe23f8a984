"""The texts that respondents are shown: an instrument's own, in every language, under what its office has laid over them.

Only words change. Codes, scales, points and directions are those of the definition, whatever an office has laid over it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires.model import Audience, Instrument
from questionnaires.texts import FIXED, reworded, texts_of, translation
from survey import languages
from survey.models.wording import WordingOverlay

# Enough that no two wordings share one, and no longer than a row needs.
DIGEST_LENGTH = 32
SIGNATURE_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Overlay:
    """What an office has laid over an instrument in a language: texts by code. `digest` names them."""

    language: str
    digest: str
    texts: Mapping[str, str] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Wording:
    """An instrument in a language.

    `instrument` has its texts as they are read; `shown` has the same for a page, where a text that is Thai for want of a
    translation is marked as Thai. `untranslated` are the codes of those. `digest` names the whole of it.
    """

    language: str
    instrument: Instrument
    shown: Instrument
    untranslated: tuple[str, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Wordings:
    """An instrument in every language. `digest` names all of them together."""

    by_language: Mapping[str, Wording]
    digest: str

    def recorded(self, audience: Audience, language: str) -> str:
        """Return the digest that a response records.

        A service user's names the wording that was on the page. The staff's names the wordings of all languages together: in
        an office where three answer in another language, theirs would otherwise be the answers of these three.
        """
        return self.digest if audience is Audience.STAFF else self.by_language[language].digest


def wordings(session: Session, office_id: str, instrument: Instrument) -> Wordings:
    """Return the wordings of an instrument as an office has them now."""
    return worded(instrument, overlays(session, office_id, instrument))


def overlays(session: Session, office_id: str, instrument: Instrument) -> tuple[Overlay, ...]:
    """Return what an office has laid over an instrument, by language."""
    table = WordingOverlay
    rows = session.execute(
        select(table.language, table.digest, table.texts)
        .where(table.office_id == office_id, table.instrument == instrument.identifier)
        .order_by(table.language)
    )
    return tuple(Overlay(language, digest, texts) for language, digest, texts in rows)


@lru_cache(maxsize=256)
def worded(instrument: Instrument, laid: tuple[Overlay, ...] = ()) -> Wordings:
    """Return the wordings of an instrument under some overlays, made once."""
    over = {one.language: one.texts for one in laid}
    by_language = {code: _wording(instrument, code, over) for code in languages.CODES}
    return Wordings(by_language, _digest({code: one.digest for code, one in by_language.items()}))


def overlayable(instrument: Instrument) -> dict[str, str]:
    """Return the texts of an instrument that an office may lay its own over, by code: all but what the answers are called."""
    return {code: text for code, text in texts_of(instrument).items() if not code.startswith(FIXED)}


def digest_of(texts: Mapping[str, str]) -> str:
    """Return the digest that names some texts by code."""
    return _digest(texts)


def token(digest: str, *, link: str, key: bytes) -> str:
    """Return a digest as the form at a link carries it: signed, so that what comes back is what a page was made with."""
    return digest + hmac.digest(key, f"{link}/{digest}".encode(), hashlib.sha256).hex()[:SIGNATURE_LENGTH]


def digest_in(sent: str, *, link: str, key: bytes) -> str | None:
    """Return the digest in a token; None where it is none of ours."""
    digest = sent[:DIGEST_LENGTH]
    return digest if hmac.compare_digest(token(digest, link=link, key=key).encode(), sent.encode()) else None


def _wording(instrument: Instrument, language: str, over: Mapping[str, Mapping[str, str]]) -> Wording:
    own = texts_of(instrument)
    # An office's texts outlive a correction of the definition, which may have taken a code away.
    laid = {code: {one: text for one, text in texts.items() if one in own} for code, texts in over.items()}
    thai = own | laid.get(languages.OWN, {})
    translated = {**translation(instrument, language), **laid.get(language, {})}
    texts = thai if language == languages.OWN else thai | translated
    untranslated = () if language == languages.OWN else tuple(code for code in own if thai[code] and code not in translated)
    return Wording(
        language=language,
        instrument=(read := reworded(instrument, texts)),
        shown=reworded(read, {code: languages.in_thai(thai[code]) for code in untranslated}),
        untranslated=untranslated,
        digest=_digest({"instrument": instrument.identifier, "language": language, "texts": texts}),
    )


def _digest(said: object) -> str:
    canonical = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:DIGEST_LENGTH]
