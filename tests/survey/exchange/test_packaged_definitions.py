from __future__ import annotations

import io

import numpy as np
import pytest

from questionnaires.loader import load_all
from questionnaires.model import Instrument
from survey.exchange.columns import detect_instrument
from survey.exchange.reading import read_header, read_responses
from survey.exchange.writing import write_responses

INSTRUMENTS = load_all().instruments


def by_name(instrument: Instrument) -> str:
    return instrument.identifier


@pytest.mark.parametrize("labels", [False, True])
@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=by_name)
def test_every_step_of_every_part_comes_back_from_a_file(instrument: Instrument, labels: bool) -> None:
    most = max(len(part.scale) for part in instrument.parts)
    # Row s answers every part with step s, and leaves the part blank where its scale has fewer steps.
    steps = np.array(
        [[s if s <= len(part.scale) else 0 for part in instrument.parts] for s in range(1, most + 1)], dtype=np.uint8
    )
    stream = io.BytesIO()
    write_responses(stream, instrument, steps, labels=labels)
    stream.seek(0)
    file = read_responses(stream, instrument)
    assert (file.problems, file.notices) == ((), ())
    assert file.steps.tolist() == steps.tolist()


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=by_name)
def test_a_file_of_labels_says_labels_and_not_steps(instrument: Instrument) -> None:
    stream = io.BytesIO()
    write_responses(stream, instrument, np.ones((1, len(instrument.parts)), dtype=np.uint8), labels=True)
    assert stream.getvalue().decode().splitlines()[1].split(",") == [part.scale.labels[0] for part in instrument.parts]


def test_the_staff_form_of_2565_is_told_from_the_service_users_form_by_its_header() -> None:
    definitions = load_all()
    staff, users = definitions.instrument("2565/iit"), definitions.instrument("2565/eit")
    for instrument, first, last, count in ((staff, "i1.1", "i30.4", 51), (users, "e1.1", "e15", 19)):
        stream = io.BytesIO()
        write_responses(stream, instrument, np.empty((0, count), dtype=np.uint8))
        stream.seek(0)
        header = read_header(stream)
        assert (header[0], header[-1], len(header)) == (first, last, count)
        assert detect_instrument(header, [staff, users]) is instrument
