"""What a clerk has typed in since signing in: a number an instrument, kept in the signed session and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

from flask import session

NAME = "sittings"
# A session is a cookie: the instruments of two rounds are more than anybody types in at a time.
MOST = 4


@dataclass(frozen=True, slots=True)
class Sitting:
    """`typed` forms of a stack have been stored; `twice` is whether they are typed in twice."""

    typed: int = 0
    twice: bool = False


def sitting(round_id: str, key: str) -> Sitting:
    """Return the sitting at an instrument of a round."""
    match session.get(NAME, {}).get(f"{round_id}/{key}"):
        case [int(typed), bool(twice)]:
            return Sitting(typed, twice)
    return Sitting()


def keep(round_id: str, key: str, now: Sitting) -> None:
    """Remember the sitting at an instrument of a round; those left longest are forgotten."""
    name = f"{round_id}/{key}"
    others = {other: kept for other, kept in session.get(NAME, {}).items() if other != name}
    kept = {**others, name: [now.typed, now.twice]}
    session[NAME] = dict(list(kept.items())[-MOST:])
