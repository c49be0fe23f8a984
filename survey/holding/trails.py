"""Whether what the server hands out fits what a holder has seen before; whatever does not is refused as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from enum import StrEnum

from survey.complaints import audit
from survey.complaints.audit import Entry, Head
from survey.holding.bundle import Bundle, HeldKeys

# From another key set that it took the place of, a complaint comes with one entry a part.
_MADE = {"received", "test_made", "taken_over"}
_GONE = {"erased", "moved"}


class Wrong(StrEnum):
    """What does not fit."""

    TRAIL = "trail"
    GONE_KEYS = "gone_keys"
    GONE_COMPLAINT = "gone_complaint"
    UNKNOWN_COMPLAINT = "unknown_complaint"
    FEWER_PARTS = "fewer_parts"
    OTHER_KEY = "other_key"


class DoesNotFit(Exception):
    """Somebody has changed, cut or exchanged something: what, and the id of the key set or complaint."""

    def __init__(self, what: Wrong, of: str) -> None:
        super().__init__(what, of)
        self.what = what
        self.of = of


def checked(found: Bundle, seen: Mapping[str, Head], before: Bundle | None = None) -> dict[str, Head]:
    """Return how far each trail goes now; DoesNotFit.

    `before` is what was fetched last: keys that were sealed to stay what they were, so that no answer is sealed to another.
    """
    missing = seen.keys() - {one.id for one in found.key_sets}
    if missing:
        raise DoesNotFit(Wrong.GONE_KEYS, min(missing))
    for keys in found.key_sets:
        if found.holder not in keys.public_keys:
            raise DoesNotFit(Wrong.OTHER_KEY, keys.id)
        _fits_trail(keys)
    if before is not None:
        _same_keys(found, before)
    return dict(seen) | {keys.id: _head(found.office_id, keys, seen.get(keys.id, Head())) for keys in found.key_sets}


def _head(office_id: str, keys: HeldKeys, seen: Head) -> Head:
    if any((one.office_id, one.key_set) != (office_id, keys.id) for one in keys.trail):
        raise DoesNotFit(Wrong.TRAIL, keys.id)
    try:
        return audit.check(keys.trail, seen)
    except audit.Tampered as error:
        raise DoesNotFit(Wrong.TRAIL, keys.id) from error


def _fits_trail(keys: HeldKeys) -> None:
    """Check that there are the complaints that the trail tells of, and as much in each as was put in."""
    told = {one.complaint_id for one in keys.trail if one.act in _MADE}
    told -= {one.complaint_id for one in keys.trail if one.act in _GONE}
    here = {one.id for one in keys.complaints}
    if gone := told - here:
        raise DoesNotFit(Wrong.GONE_COMPLAINT, str(min(map(str, gone))))
    if unknown := here - told:
        raise DoesNotFit(Wrong.UNKNOWN_COMPLAINT, min(unknown))
    moved = {one.complaint_id for one in keys.trail if one.act == "moved"}
    if unknown := {one.complaint for one in keys.left} - moved:
        raise DoesNotFit(Wrong.UNKNOWN_COMPLAINT, min(unknown))
    least = Counter(one.complaint_id for one in keys.trail if _adds(one))
    for complaint in keys.complaints:
        if len(complaint.pieces) < least[complaint.id]:
            raise DoesNotFit(Wrong.FEWER_PARTS, complaint.id)


def _adds(entry: Entry) -> bool:
    return entry.act in _MADE | {"added", "replied"}


def _same_keys(found: Bundle, before: Bundle) -> None:
    sets = {one.id: one.public_keys for one in before.key_sets}
    authors = dict(_authors(before))
    for keys in found.key_sets:
        if sets.get(keys.id, keys.public_keys) != keys.public_keys:
            raise DoesNotFit(Wrong.OTHER_KEY, keys.id)
    for complaint, reply_to in _authors(found):
        if authors.setdefault(complaint, reply_to) != reply_to:
            raise DoesNotFit(Wrong.OTHER_KEY, complaint)


def _authors(of: Bundle) -> Iterator[tuple[str, str]]:
    """Yield each complaint with the key that its author's code opens, wherever the listing names one."""
    yield from ((complaint.id, complaint.reply_to) for _, complaint in of.complaints())
    yield from ((one.complaint, one.reply_to) for keys in of.key_sets for one in keys.left)
