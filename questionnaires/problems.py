"""What can be wrong with a definition, told to the person who wrote it.

Definitions are written by assessors, so the words are Thai; codes and keys stay as they stand in the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: the file (``2565/iit.yaml``), the place in it (``i11 ข้อย่อยที่ 2``), what is wrong, and the remedy."""

    file: str
    where: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        """Return the problem in two lines, the remedy below it."""
        return f"{self.file} · {self.where}: {self.problem}\n    วิธีแก้: {self.remedy}"


class DefinitionError(Exception):
    """Definitions that cannot be used, with every problem found in them; ``str()`` lists them all."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        # Two checks may come upon the same thing; the author needs to read it once.
        self.problems = tuple(dict.fromkeys(problems))
        super().__init__(self.problems)

    def __str__(self) -> str:
        """Return a heading with the number of problems, then each of them."""
        return "\n".join([f"พบสิ่งที่ต้องแก้ {len(self.problems)} จุดในไฟล์แบบวัด", *map(str, self.problems)])


class UnknownDefinition(KeyError):
    """No definition has that year or identifier; the message lists those there are."""

    def __str__(self) -> str:
        """Return the message as it is (KeyError would show it in quotes)."""
        return str(self.args[0])
