"""Responses as an SPSS data file (.sav), with Thai labels of variables and values.

A variable is named after its part with an underscore for the point (``i1_1``), because SPSS allows no other sign there is in a
code. Its values are the steps; 0 is *not answered* and declared missing, so that it is in no mean.
"""

from __future__ import annotations

import unicodedata

from questionnaires.model import Item, Part
from survey.exchange.memory import written
from survey.exchange.study import BLANK_LABEL, Study, responses_of, variable_name

LONGEST_VARIABLE_LABEL = 255
"""In bytes of UTF-8; SPSS cuts what is longer, within a Thai letter if need be."""
LONGEST_VALUE_LABEL = 120
LONGEST_NOTE = 80
_BLANK = 0
_CUT = "…"
_SARA_AM = "ำ"


def spss_file(study: Study) -> bytes:
    """Return the responses of a study, sorted by what they say; `NoResponses` where there are none to hand out."""
    steps = responses_of(study)
    # They take a second to load, and few ever need them.
    import pandas as pd  # type: ignore[import-untyped,unused-ignore]
    import pyreadstat

    instrument = study.instrument
    names = {part.code: variable_name(part.code) for part in instrument.parts}
    frame = pd.DataFrame(dict(zip(names.values(), steps.T, strict=True)))

    def write(path: str) -> None:
        pyreadstat.write_sav(
            frame,
            path,
            file_label=fitted(f"{instrument.abbreviation} {instrument.fiscal_year}", 60),
            column_labels={names[part.code]: _label(item, part) for item in instrument.items for part in item.parts},
            variable_value_labels={names[part.code]: _values(part) for part in instrument.parts},
            missing_ranges={name: [_BLANK] for name in names.values()},
            variable_format=dict.fromkeys(names.values(), "F2.0"),
            variable_measure={names[part.code]: "ordinal" if len(part.scale) > 2 else "nominal" for part in instrument.parts},
            note=_notes(study),
            row_compress=True,
        )

    return written(write)


def fitted(text: str, size: int) -> str:
    """Return a text that takes at most so many bytes of UTF-8; a cut shows as … and parts no letter from its marks."""
    if len(text.encode()) <= size:
        return text
    kept = text.encode()[: size - len(_CUT.encode())].decode(errors="ignore")
    while kept and _hangs_on(text[len(kept)]):
        kept = kept[:-1]
    return kept + _CUT


def _hangs_on(character: str) -> bool:
    return character == _SARA_AM or unicodedata.category(character) == "Mn"


def _label(item: Item, part: Part) -> str:
    # What tells it from its neighbours first, because the end may be cut.
    text = f"{part.text} ({item.text})" if item.is_divided else item.text
    return fitted(f"{part.code} {text}", LONGEST_VARIABLE_LABEL)


def _values(part: Part) -> dict[int | float, str]:
    labels: dict[int | float, str] = {_BLANK: BLANK_LABEL}
    labels |= {step: fitted(label, LONGEST_VALUE_LABEL) for step, label in enumerate(part.scale.labels, start=1)}
    return labels


def _notes(study: Study) -> list[str]:
    return [fitted(text, LONGEST_NOTE) for text in (study.office, study.title) if text]
