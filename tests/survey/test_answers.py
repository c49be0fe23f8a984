"""Stored responses as a matrix of steps, and what keeps them from being read by another definition."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from sqlalchemy.orm import Session

from questionnaires.model import Audience, Instrument
from survey import answers
from survey.models import Channel, Collection
from tests.builders import an_office, an_open_round, collected

DAY = date(2026, 11, 24)


@pytest.fixture
def eit(session: Session) -> tuple[Collection, Instrument]:
    return collected(session, an_open_round(session, an_office(session)), Audience.SERVICE_USERS)


def store(
    session: Session, eit: tuple[Collection, Instrument], steps: dict[str, int], key: str, channel: Channel = Channel.WEB
) -> bool:
    return answers.add(session.connection(), *eit, steps=steps, channel=channel, today=DAY, key=key)


def test_responses_come_back_as_rows_of_steps_in_the_order_of_the_form(
    session: Session, eit: tuple[Collection, Instrument]
) -> None:
    assert store(session, eit, {"e1.1": 4, "e15": 1}, "b" * 32)
    assert store(session, eit, {"e1.2": 2, "e2": 0}, "a" * 32)
    matrix = answers.matrix(session, *eit)
    assert matrix.dtype == np.uint8
    assert matrix.tolist() == [[0, 2] + [0] * 17, [4] + [0] * 17 + [1]]


def test_a_key_that_is_stored_already_changes_nothing(session: Session, eit: tuple[Collection, Instrument]) -> None:
    assert store(session, eit, {"e2": 1}, "a" * 32)
    assert not store(session, eit, {"e2": 4}, "a" * 32)
    assert answers.is_stored(session.connection(), *eit, "a" * 32)
    assert not answers.is_stored(session.connection(), *eit, "b" * 32)
    assert answers.matrix(session, *eit)[:, 2].tolist() == [1]


def test_responses_are_counted_by_channel(session: Session, eit: tuple[Collection, Instrument]) -> None:
    for number, channel in enumerate((Channel.WEB, Channel.WEB, Channel.PAPER)):
        store(session, eit, {"e2": 1}, f"{number}" * 32, channel)
    assert answers.count(session, *eit) == 3
    assert answers.count(session, *eit, channel=Channel.WEB) == 2
    assert answers.count(session, *eit, channel=Channel.IMPORT) == 0


def test_a_round_without_responses_is_an_empty_matrix(session: Session, eit: tuple[Collection, Instrument]) -> None:
    assert answers.matrix(session, *eit).shape == (0, 19)
    assert answers.count(session, *eit) == 0


def test_a_batch_is_stored_whole_once_and_not_in_its_own_order(session: Session, eit: tuple[Collection, Instrument]) -> None:
    batch = np.zeros((40, 19), dtype=np.uint8)
    batch[:, 0] = np.repeat([1, 2, 3, 4], 10)

    def add() -> int:
        return answers.add_matrix(session, *eit, matrix=batch, channel=Channel.IMPORT, today=DAY, batch=b"this file")

    assert add() == 40
    session.commit()
    stored = answers.matrix(session, *eit)[:, 0].tolist()
    assert sorted(stored) == batch[:, 0].tolist()
    assert stored != batch[:, 0].tolist()
    with pytest.raises(answers.AlreadyImported):
        add()
    session.rollback()
    assert answers.count(session, *eit) == 40


def test_an_empty_batch_stores_nothing(session: Session, eit: tuple[Collection, Instrument]) -> None:
    none = np.empty((0, 19), dtype=np.uint8)
    assert answers.add_matrix(session, *eit, matrix=none, channel=Channel.IMPORT, today=DAY, batch=b"") == 0


def test_a_definition_with_other_parts_than_at_the_opening_reads_and_stores_nothing(
    session: Session, eit: tuple[Collection, Instrument]
) -> None:
    store(session, eit, {"e2": 1}, "a" * 32)
    collection, instrument = eit
    shorter = replace(instrument, indicators=instrument.indicators[:-1])
    reordered = replace(instrument, indicators=instrument.indicators[::-1])
    for changed in (shorter, reordered):
        with pytest.raises(answers.LayoutChanged, match="2565/eit"):
            answers.matrix(session, collection, changed)
        with pytest.raises(answers.LayoutChanged):
            store(session, (collection, changed), {"e2": 1}, "b" * 32)
    assert answers.count(session, *eit) == 1


def test_new_keys_are_128_random_bits() -> None:
    keys = {answers.new_key() for _ in range(1_000)}
    assert len(keys) == 1_000
    assert all(len(key) == 32 and set(key) <= set("0123456789abcdef") for key in keys)
