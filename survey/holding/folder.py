"""The holder's folder, on a stick: a bundle as it came, how far its trails were seen, and what waits to be sent. All sealed.

`bundle.zip` holds the server's answer (`bundle.json`) and the containers (`parts/COMPLAINT/NUMBER`, and `resealed/…` for those
that wait for the other holder), `seen.json` the number and digest of each trail's last entry, `pinned.json` the fingerprints of
the key sets that were accepted, `outbox.json` the requests in their order. Nothing here was ever opened.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from survey.complaints.audit import Head
from survey.holding import bundle
from survey.holding.bundle import Bundle

_LISTING = "bundle.json"
_PARTS, _RESEALED = "parts", "resealed"


class NothingFetched(Exception):
    """The folder holds no bundle yet."""


class Spoilt(Exception):
    """A file of the folder cannot be read; the message is its name."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request that waits in the outbox; a word that only the key opens is not in it, but found when it is sent."""

    act: str
    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Pins:
    """The fingerprint with which each key set was first seen, by its id, and those that somebody accepted on purpose."""

    key_sets: Mapping[str, str]
    accepted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of one office and one key."""

    path: Path

    @property
    def _bundle(self) -> Path:
        return self.path / "bundle.zip"

    def bundle(self) -> Bundle:
        """Return what was fetched last; NothingFetched, Spoilt."""
        with self._opened() as opened:
            return bundle.read(opened.read(_LISTING))

    def container(self, complaint: str, number: int, *, is_resealed: bool = False) -> bytes:
        """Return a container that was fetched, or the one that was made of it for other keys; NothingFetched, Spoilt."""
        with self._opened() as opened:
            return opened.read(_place(complaint, number, is_resealed=is_resealed))

    def sizes(self) -> dict[tuple[str, int], int]:
        """Return the lengths of the containers that are here, by complaint and number; empty where nothing was fetched."""
        if not self._bundle.exists():
            return {}
        with self._opened() as opened:
            parts = (one for one in opened.infolist() if one.filename.startswith(f"{_PARTS}/"))
            names = ((one.filename.split("/"), one.file_size) for one in parts)
            return {(complaint, int(number)): size for (_, complaint, number), size in names}

    def keep(self, listing: bytes, parts: Iterable[tuple[str, int, bool, bytes]]) -> None:
        """Put a bundle in the place of the one before, once all of its containers are here.

        `parts` are complaint, number, whether it is one that was sealed anew and waits, and container.
        """
        with _replaced(self._bundle) as stream, zipfile.ZipFile(stream, "w") as made:
            # ZipInfo's own date, not the time: nothing tells when a holder was at work.
            made.writestr(zipfile.ZipInfo(_LISTING), listing)
            for complaint, number, is_resealed, container in parts:
                made.writestr(zipfile.ZipInfo(_place(complaint, number, is_resealed=is_resealed)), container)

    def seen(self) -> dict[str, Head]:
        """Return how far each key set's trail was seen; Spoilt."""
        found = self._json("seen.json", {})
        try:
            return {key_set: Head(int(one["number"]), str(one["digest"])) for key_set, one in found.items()}
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise Spoilt("seen.json") from error

    def remember(self, seen: Mapping[str, Head]) -> None:
        """Keep how far each trail was seen."""
        self._write("seen.json", {key_set: asdict(head) for key_set, head in seen.items()})

    def pins(self) -> Pins:
        """Return which key sets were accepted; Spoilt."""
        found = self._json("pinned.json", {})
        try:
            key_sets = {str(one): str(mark) for one, mark in found.get("key_sets", {}).items()}
            return Pins(key_sets, frozenset(map(str, found.get("accepted", []))))
        except (AttributeError, TypeError) as error:
            raise Spoilt("pinned.json") from error

    def pin(self, key_sets: Mapping[str, str], *accepted: str) -> None:
        """Keep the fingerprints of more key sets, and those that somebody accepts before the key set is there."""
        before = self.pins()
        marks = sorted(before.accepted.union(accepted))
        self._write("pinned.json", {"key_sets": {**before.key_sets, **key_sets}, "accepted": marks})

    def outbox(self) -> tuple[Waiting, ...]:
        """Return what waits to be sent, in order; Spoilt."""
        found = self._json("outbox.json", [])
        try:
            return tuple(Waiting(str(one["act"]), dict(one["said"])) for one in found)
        except (KeyError, TypeError, ValueError) as error:
            raise Spoilt("outbox.json") from error

    def queue(self, *more: Waiting) -> None:
        """Add to what waits."""
        self.leave((*self.outbox(), *more))

    def leave(self, waiting: Sequence[Waiting]) -> None:
        """Let this be all that waits."""
        self._write("outbox.json", [asdict(one) for one in waiting])

    @contextmanager
    def _opened(self) -> Iterator[zipfile.ZipFile]:
        try:
            with zipfile.ZipFile(self._bundle) as opened:
                yield opened
        except FileNotFoundError as error:
            raise NothingFetched from error
        except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
            raise Spoilt(self._bundle.name) from error

    def _json(self, name: str, otherwise: Any) -> Any:
        try:
            return json.loads((self.path / name).read_bytes())
        except FileNotFoundError:
            return otherwise
        except (OSError, ValueError) as error:
            raise Spoilt(name) from error

    def _write(self, name: str, content: object) -> None:
        with _replaced(self.path / name) as stream:
            stream.write(json.dumps(content, ensure_ascii=False, indent=1).encode())


def _place(complaint: str, number: int, *, is_resealed: bool) -> str:
    return f"{_RESEALED if is_resealed else _PARTS}/{complaint}/{number}"


@contextmanager
def _replaced(file: Path) -> Iterator[BinaryIO]:
    """Write beside a file and put it in its place at the end: a stick that is pulled out leaves the old one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f"{file.name}.new")
    try:
        with beside.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
