"""Responses as Parquet, written by DuckDB where it is installed.

A column for each part in the order of the form, an unsigned byte each, null where blank. What the columns and steps are called
stands in the file's own notes under the key ``sutcharit``, as JSON.
"""

from __future__ import annotations

import importlib.util
import json

from survey.exchange.memory import written
from survey.exchange.study import Study, questions_of, responses_of, variable_name

NOTES_KEY = "sutcharit"


class NotInstalled(Exception):
    """The package that writes Parquet is not there: it comes with the extra ``parquet``."""


def is_available() -> bool:
    """Return whether Parquet can be written on this machine."""
    return importlib.util.find_spec("duckdb") is not None


def parquet_file(study: Study) -> bytes:
    """Return the responses of a study, sorted by what they say.

    `NoResponses` where there are none to hand out, `NotInstalled` where nothing can write them.
    """
    steps = responses_of(study)
    if not is_available():
        raise NotInstalled
    import duckdb

    names = [variable_name(code) for code in study.instrument.part_codes]
    columns = {name: column.copy() for name, column in zip(names, steps.T, strict=True)}
    nulled = ", ".join(f"nullif({name}, 0)::UTINYINT AS {name}" for name in names)
    notes = json.dumps(_notes(study), ensure_ascii=False).replace("'", "''")

    def write(path: str) -> None:
        # No extension is ever looked for on the network, and one thread keeps the rows in their order.
        with duckdb.connect(":memory:", config={"threads": 1, "autoinstall_known_extensions": False}) as connection:
            connection.register("answers", columns)
            connection.execute(
                f"COPY (SELECT {nulled} FROM answers) TO '{path}' "  # noqa: S608 (names are codes of a checked definition)
                f"(FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false, KV_METADATA {{{NOTES_KEY}: '{notes}'}})"
            )

    return written(write)


def _notes(study: Study) -> dict[str, object]:
    instrument = study.instrument
    questions = questions_of(instrument)
    return {
        "office": study.office,
        "round": study.title,
        "instrument": instrument.identifier,
        "title": instrument.title,
        "variables": {
            variable_name(part.code): {
                "code": part.code,
                "label": questions[part.code],
                "direction": str(part.direction),
                "values": {str(step): label for step, label in enumerate(part.scale.labels, start=1)},
            }
            for part in instrument.parts
        },
    }
