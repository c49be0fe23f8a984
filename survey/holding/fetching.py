"""Fetching: everything for a key from the server onto the stick, unless it does not fit what was seen or accepted before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from survey.holding import bundle, trails
from survey.holding.bundle import Bundle, HeldKeys
from survey.holding.folder import Folder, NothingFetched
from survey.holding.office import Office, Unreachable
from survey.holding.trails import DoesNotFit, Wrong


class AnotherFolder(Exception):
    """The folder belongs to another office or another key."""


class NotAccepted(Exception):
    """There are key sets that the holder has neither seen nor accepted: each with its fingerprint."""

    def __init__(self, key_sets: Sequence[tuple[HeldKeys, str]]) -> None:
        super().__init__(*(mark for _, mark in key_sets))
        self.key_sets = key_sets


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was fetched, how many containers of it are new, and the key sets seen for the first time with their fingerprints.

    `is_first` says that nothing was known before, so that these were pinned without having been accepted.
    """

    bundle: Bundle
    new: int
    pinned: tuple[tuple[HeldKeys, str], ...]
    is_first: bool


def fetch(office: Office, folder: Folder, *, accepted: Sequence[str] = ()) -> Fetched:
    """Fetch a bundle and put it into the place of the one before.

    `accepted` are fingerprints of key sets that the holder has compared. AnotherFolder; trails.DoesNotFit and NotAccepted, and
    then the folder stays as it was; what `Office.ask` and `Folder` raise.
    """
    before = _before(folder)
    if before is not None and (before.office_id, before.holder) != (office.id, office.public_key):
        raise AnotherFolder
    listing, found = _listing(office)
    heads = trails.checked(found, folder.seen(), before)
    is_first, pinned = _to_pin(found, folder, accepted)
    # From the earlier bundle as they are, unless they were sealed anew since; the largest are 32 MiB.
    here = folder.sizes()
    sealed_to = {(complaint, piece.number): piece.sealed_to for complaint, piece in before.pieces()} if before else {}
    wanted = list(found.pieces())
    new = {
        (complaint, piece.number)
        for complaint, piece in wanted
        if here.get((complaint, piece.number)) != piece.size or sealed_to.get((complaint, piece.number)) != piece.sealed_to
    }

    def parts() -> Iterator[tuple[str, int, bool, bytes]]:
        for complaint, piece in wanted:
            this = complaint, piece.number
            yield *this, False, office.part(*this) if this in new else folder.container(*this)
        for _, one in found.complaints():
            for piece in one.pieces:
                if piece.resealed:
                    yield one.id, piece.number, True, office.part(one.id, piece.number, is_resealed=True)

    folder.keep(listing, parts())
    folder.remember(heads)
    folder.pin({keys.id: mark for keys, mark in pinned}, *accepted)
    return Fetched(found, len(new), pinned, is_first)


def _before(folder: Folder) -> Bundle | None:
    try:
        return folder.bundle()
    except NothingFetched:
        return None


def _listing(office: Office) -> tuple[bytes, Bundle]:
    listing = office.bundle()
    try:
        found = bundle.read(listing)
    except bundle.NotABundle as error:
        raise Unreachable("not a bundle") from error
    if (found.office_id, found.holder) != (office.id, office.public_key):
        raise Unreachable("another office or key")
    return listing, found


def _to_pin(found: Bundle, folder: Folder, accepted: Sequence[str]) -> tuple[bool, tuple[tuple[HeldKeys, str], ...]]:
    """Return whether nothing was pinned before, and the key sets to pin now; NotAccepted, DoesNotFit."""
    pins = folder.pins()
    marks = [(keys, found.fingerprint(keys)) for keys in found.key_sets]
    for keys, mark in marks:
        if pins.key_sets.get(keys.id, mark) != mark:
            raise DoesNotFit(Wrong.OTHER_KEY, keys.id)
    unknown = tuple((keys, mark) for keys, mark in marks if keys.id not in pins.key_sets)
    strange = [(keys, mark) for keys, mark in unknown if mark not in pins.accepted.union(accepted)]
    if pins.key_sets and strange:
        raise NotAccepted(strange)
    return not pins.key_sets, unknown
