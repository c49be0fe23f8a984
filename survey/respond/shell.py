"""The form page but for its submission key: the same for everyone, so it is made and compressed once."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from survey.compressed import Compressed
from survey.models.response import KEY_LENGTH

# Stands where the key goes while the page is made; no key that is ever minted.
PLACE = "k" * KEY_LENGTH


@dataclass(frozen=True, slots=True)
class Shell:
    """A page cut where its key goes. `mark` names its content."""

    head: Compressed
    rest: bytes
    mark: str

    @classmethod
    def of(cls, page: str) -> Shell:
        """Cut a page that was made with `PLACE` for a key."""
        head, rest = page.split(PLACE)
        return cls(Compressed(head.encode()), rest.encode(), hashlib.sha256(page.encode()).hexdigest()[:32])

    def page(self, key: str, encoding: str) -> bytes:
        """Return the page with a key, in an encoding."""
        return self.head.then(key.encode() + self.rest, encoding)


class Shells:
    """The shells made last, by everything that is written on them."""

    MOST = 64

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Shell] = OrderedDict()

    def kept(self, written: Hashable) -> Shell | None:
        """Return the shell for what is written on it, if it is there."""
        return self._kept.get(written)

    def get(self, written: Hashable, make: Callable[[], str]) -> Shell:
        """Return the shell for what is written on it; `make` returns the page where it is not there yet."""
        shell = self._kept.get(written)
        if shell is None:
            shell = self._kept[written] = Shell.of(make())
            while len(self._kept) > self.MOST:
                self._kept.popitem(last=False)
        return shell
