"""Fetching: everything for a key from the server onto the stick, unless it does not fit what was seen before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from survey.complaints.audit import Head
from survey.holding import bundle, trails
from survey.holding.bundle import Bundle
from survey.holding.folder import Folder, NothingFetched
from survey.holding.office import Office, Unreachable


class AnotherFolder(Exception):
    """The folder belongs to another office or another key."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was fetched, and how many containers of it are new in the folder."""

    bundle: Bundle
    new: int


def fetch(office: Office, folder: Folder) -> Fetched:
    """Fetch a bundle and put it into the place of the one before.

    AnotherFolder; trails.DoesNotFit, and then the folder stays as it was; what `Office.ask` and `Folder` raise.
    """
    before = _before(folder)
    if before is not None and (before.office_id, before.holder) != (office.id, office.public_key):
        raise AnotherFolder
    seen = folder.seen()
    listing, found, heads = _listing(office, seen, before)
    # From the earlier bundle as they are: what somebody said never changes, and the largest are 32 MiB.
    here = folder.sizes()
    wanted = [(complaint.id, piece.number, piece.size) for _, complaint in found.complaints() for piece in complaint.pieces]
    new = [one for one in wanted if here.get(one[:2]) != one[2]]

    def parts() -> Iterator[tuple[str, int, bytes]]:
        for complaint, number, size in wanted:
            is_here = here.get((complaint, number)) == size
            yield complaint, number, folder.container(complaint, number) if is_here else office.part(complaint, number)

    folder.keep(listing, parts())
    folder.remember(heads)
    return Fetched(found, len(new))


def _before(folder: Folder) -> Bundle | None:
    try:
        return folder.bundle()
    except NothingFetched:
        return None


def _listing(office: Office, seen: Mapping[str, Head], before: Bundle | None) -> tuple[bytes, Bundle, dict[str, Head]]:
    try:
        return _checked(office, seen, before)
    except trails.DoesNotFit:
        # A complaint may have come while the server was putting its answer together; then the next answer fits.
        return _checked(office, seen, before)


def _checked(office: Office, seen: Mapping[str, Head], before: Bundle | None) -> tuple[bytes, Bundle, dict[str, Head]]:
    listing = office.bundle()
    try:
        found = bundle.read(listing)
    except bundle.NotABundle as error:
        raise Unreachable("not a bundle") from error
    if (found.office_id, found.holder) != (office.id, office.public_key):
        raise Unreachable("another office or key")
    return listing, found, trails.checked(found, seen, before)
