"""The two files of a sealed round: the box of answers that leaves the server, and the scorecard that comes back.

The box is opened on the machine of whoever holds a key. Only what a results page shows comes back: no single answer does.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import repeat
from secrets import SystemRandom
from typing import Any

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import Instrument, digest
from scoring import estimates
from scoring.disclosure import may_show
from scoring.estimates import StoredEstimatesMismatch
from scoring.intervals import intervals
from scoring.moments import tally_and_moments
from scoring.scorecard import Scorecard, score, scorecard
from scoring.stored import StoredScorecardMismatch, from_stored, to_stored
from survey.sealing import Damaged, WrongKey, opened

BOX = "sutcharit box 1"
SCORECARD = "sutcharit scorecard 1"
LONGEST_CHANNEL = 20
_TOLERANCE = 1e-9


class UnreadableBox(Exception):
    """The file is no box of ours; the message is Thai."""


class ScorecardRefused(Exception):
    """The file is not the scorecard of this box; the message is Thai and says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """The sealed responses of a round, in the order of their random keys.

    `definition` is the digest of the instrument they answer; `layout` the part codes in the order of a response's digits.
    `population` is how many people could have answered, None in the box of an earlier version.
    """

    instrument: str
    definition: str
    layout: tuple[str, ...]
    sealed_to: tuple[str, ...]
    responses: tuple[bytes, ...]
    population: int | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """What was in a box.

    `steps` is (responses, parts) in the order of the form; `channels` says how many came by each; `damaged` is the number of
    responses that held nothing we have sealed.
    """

    steps: NDArray[np.uint8]
    channels: dict[str, int]
    damaged: int


def fingerprint(content: bytes) -> str:
    """Return what names the content of a file, to be compared by eye: SHA-256, its first 16 digits in groups of four."""
    digits = hashlib.sha256(content).hexdigest()
    return " ".join(digits[start : start + 4] for start in range(0, 16, 4))


def box_file(box: Box) -> bytes:
    """Return a box as a file; the same box is always the same bytes."""
    return _file(
        {
            "format": BOX,
            "instrument": box.instrument,
            "definition": box.definition,
            "layout": list(box.layout),
            "sealed_to": list(box.sealed_to),
            "population": box.population,
            "responses": [base64.b64encode(one).decode() for one in box.responses],
        }
    )


def read_box(content: bytes) -> Box:
    """Return the box in a file; UnreadableBox where there is none."""
    try:
        data = json.loads(content)
        if data["format"] != BOX:
            raise UnreadableBox("ไฟล์นี้ไม่ใช่กล่องคำตอบของสุจริต หรือมาจากรุ่นที่ใหม่กว่า")
        return Box(
            instrument=str(data["instrument"]),
            definition=str(data["definition"]),
            layout=tuple(map(str, data["layout"])),
            sealed_to=tuple(map(str, data["sealed_to"])),
            responses=tuple(base64.b64decode(one, validate=True) for one in data["responses"]),
            population=_population(data.get("population")),
        )
    except (ValueError, LookupError, TypeError, binascii.Error) as error:
        raise UnreadableBox("ไฟล์นี้ไม่ใช่กล่องคำตอบของสุจริต หรือถูกแก้ไขจนอ่านไม่ได้") from error


def open_box(box: Box, instrument: Instrument, identity: str) -> Opened:
    """Open every response of a box with one secret key, in an order of chance.

    A response that holds nothing we have sealed is counted and left out. Raises WrongKey where the key opens none of them.
    """
    responses = list(box.responses)
    SystemRandom().shuffle(responses)
    rows: list[list[int]] = []
    channels: Counter[str] = Counter()
    fitting = 0
    for response in responses:
        try:
            content = opened(response, identity)
            fitting += 1
            steps, channel = _steps(content, instrument), _channel(content)
            rows.append(steps)
            channels[channel] += 1
        except (WrongKey, Damaged):
            continue
    if responses and not fitting:
        raise WrongKey
    matrix = np.array(rows, dtype=np.uint8).reshape(-1, len(instrument.parts))
    return Opened(matrix, dict(sorted(channels.items())), len(responses) - len(rows))


def scorecard_file(found: Opened, instrument: Instrument, *, box: bytes) -> bytes:
    """Return what goes back to the office: the scorecard with its distributions and intervals, and of which box file it is.

    Of few responses there are no intervals, because nothing will be shown of them. The sums that intervals are made from stay
    here: of a small office, they would tell every single answer.
    """
    counted, summed = tally_and_moments(instrument, found.steps)
    card = scorecard(counted)
    estimated = intervals(instrument, card, summed, population=read_box(box).population) if may_show(card.n) else None
    return _file(
        {
            "format": SCORECARD,
            "box": hashlib.sha256(box).hexdigest(),
            "instrument": instrument.identifier,
            "definition": digest(instrument),
            "opened": len(found.steps),
            "damaged": found.damaged,
            "channels": found.channels,
            "scorecard": to_stored(card),
            "estimates": estimates.to_stored(estimated) if estimated else None,
        }
    )


def read_scorecard(content: bytes, instrument: Instrument, *, box: bytes, number: int) -> dict[str, Any]:
    """Return the scorecard in a file as it is stored (`scoring.stored`), with what is known of the box under ``sealed``.

    Under ``estimates`` are the intervals (`scoring.estimates`), None where an earlier version made the file.

    Raises ScorecardRefused unless it is of this box file with `number` responses, was made with this definition, and adds up.
    """
    try:
        data = json.loads(content)
        if data["format"] != SCORECARD:
            raise ScorecardRefused("ไฟล์นี้ไม่ใช่ไฟล์ผลจากคำสั่ง sutcharit open-box")
        if data["box"] != hashlib.sha256(box).hexdigest():
            raise ScorecardRefused("ไฟล์ผลนี้ไม่ได้มาจากกล่องคำตอบของรอบนี้")
        if (data["instrument"], data["definition"]) != (instrument.identifier, digest(instrument)):
            raise ScorecardRefused("ไฟล์ผลนี้คิดจากนิยามของแบบวัดคนละฉบับกับรอบนี้")
        if data["opened"] + data["damaged"] != number or not 0 <= data["scorecard"]["n"] <= data["opened"]:
            raise ScorecardRefused("จำนวนคำตอบในไฟล์ผลไม่ตรงกับจำนวนคำตอบในกล่องของรอบนี้")
        if not _adds_up(data["scorecard"], instrument):
            raise ScorecardRefused("คะแนนในไฟล์ผลไม่ตรงกับจำนวนผู้เลือกแต่ละระดับในไฟล์เดียวกัน ไฟล์อาจถูกแก้ไข")
        channels = {str(name): int(count) for name, count in data["channels"].items()}
        known = {"file": fingerprint(content), "damaged": int(data["damaged"]), "channels": channels}
        estimated = data.get("estimates")
        if estimated is not None and not _belong_together(estimated, data["scorecard"], instrument):
            raise ScorecardRefused("ช่วงความเชื่อมั่นในไฟล์ผลไม่ตรงกับคะแนนในไฟล์เดียวกัน ไฟล์อาจถูกแก้ไข")
        return {**data["scorecard"], "sealed": known, "estimates": estimated}
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise ScorecardRefused("ไฟล์นี้ไม่ใช่ไฟล์ผลจากคำสั่ง sutcharit open-box หรือถูกแก้ไขจนอ่านไม่ได้") from error


def _file(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _steps(content: Mapping[str, Any], instrument: Instrument) -> list[int]:
    digits = content.get("steps")
    if not isinstance(digits, str) or len(digits) != len(instrument.parts) or not digits.isascii() or not digits.isdecimal():
        raise Damaged
    steps = [int(digit) for digit in digits]
    if any(step > len(part.scale) for step, part in zip(steps, instrument.parts, strict=True)):
        raise Damaged
    return steps


def _channel(content: Mapping[str, Any]) -> str:
    channel = content.get("channel")
    if not isinstance(channel, str) or not channel.isalpha() or len(channel) > LONGEST_CHANNEL:
        raise Damaged
    return channel


def _adds_up(stored: dict[str, Any], instrument: Instrument) -> bool:
    """Return whether a scorecard follows from its own distributions.

    Where nothing is blank all of it does, whoever ticked what; otherwise the parts do, and the rest depends on who left what
    blank.
    """
    try:
        card = from_stored(instrument, stored)
    except StoredScorecardMismatch:
        return False
    columns = []
    for item in card.items:
        for part in item.parts:
            counts = part.distribution.counts
            if not all(type(count) is int and 0 <= count <= card.n for count in counts) or sum(counts) > card.n:
                return False
            ticked = [step for step, count in part.steps.items() for _ in repeat(None, count)]
            columns.append(ticked + [0] * (card.n - len(ticked)))
    again = to_stored(score(instrument, np.array(columns, dtype=np.uint8).T.reshape(card.n, len(columns))))
    is_complete = not any(0 in column for column in columns)
    return _alike(again, stored) if is_complete else _alike(_parts(again), _parts(stored))


def _belong_together(estimated: dict[str, Any], stored: dict[str, Any], instrument: Instrument) -> bool:
    """Return whether intervals are of the scores of a scorecard, and are intervals."""
    try:
        found = estimates.from_stored(instrument, estimated)
    except (StoredEstimatesMismatch, ValueError):
        return False
    card: Scorecard = from_stored(instrument, stored)
    pairs = [(found.instrument, card.score, card.n)]
    pairs += [(found.indicators[one.number], one.score, one.n) for one in card.indicators]
    pairs += [(found.items[one.code], one.score, one.n) for one in card.items]
    pairs += [(found.parts[one.code], one.score, one.n) for item in card.items for one in item.parts]
    return all((one.score, one.n) == (score, n) and one.sampled == card.n and _is_interval(one) for one, score, n in pairs)


def _is_interval(one: estimates.Estimate) -> bool:
    if one.low is None or one.high is None:
        return one.low is one.high
    counts = (one.n, one.sampled, one.fewest, 0 if one.population is None else one.population)
    if one.score is None or not all(type(count) is int and count >= 0 for count in counts):
        return False
    return 0 <= one.low <= one.score <= one.high <= 100 and 0 <= (one.standard_error or 0.0) <= 100


def _population(number: Any) -> int | None:
    if number is not None and (type(number) is not int or number < 0):
        raise ValueError
    return number


def _parts(stored: dict[str, Any]) -> list[Any]:
    return [item["parts"] for indicator in stored["indicators"] for item in indicator["items"]]


def _alike(one: Any, other: Any) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_alike(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_alike, one, other))
    if isinstance(one, float) and isinstance(other, int | float):
        return math.isclose(one, other, abs_tol=_TOLERANCE)
    return type(one) is type(other) and bool(one == other)
