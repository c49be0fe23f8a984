"""Whatever stands in a file, what is raised is a DefinitionError that says what to do."""

from __future__ import annotations

import copy
import tempfile
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.loader import DefinitionError, Problem, load_year

YEAR = Path(__file__).parents[1] / "years" / "2599"
FILES = ("assessment", "iit", "eit")
# Writes the same in a tenth of the time, where PyYAML was built with it.
DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
DOCUMENTS = {name: yaml.safe_load((YEAR / f"{name}.yaml").read_text("utf-8")) for name in FILES}

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.dates()
    | st.text(max_size=8)
    | st.sampled_from(["", "i1", "i1.1", "iit", "../iit", "positive", "staff", "level4", "เเ", "<b>", 0, -1, 2565, 10**30])
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SCALARS, inner, max_size=3), max_leaves=6
)
MARKS = ["a: ", "- ", "&x ", "*x", "!!int ", "!t ", "<<: ", "[", "]", "{", "}", '"', "'", "|", ">", "? ", "#", "\n", "  ", "\t"]
YAML_TEXT = st.lists(st.sampled_from([*MARKS, "%YAML 1.1\n", "---\n"]) | st.text(max_size=4), max_size=20).map("".join)


def load(texts: dict[str, str]) -> None:
    """Load a year made of these texts; DefinitionError is what may be raised, and it must be of use."""
    problems = problems_of(texts)
    if problems is not None:
        assert problems
        assert len(set(problems)) == len(problems)
        for problem in problems:
            assert all((problem.file, problem.where, problem.problem, problem.remedy))


def problems_of(texts: dict[str, str]) -> tuple[Problem, ...] | None:
    with tempfile.TemporaryDirectory() as folder:
        year = Path(folder) / "2599"
        year.mkdir()
        for name in FILES:
            text = texts.get(name)
            content = (YEAR / f"{name}.yaml").read_bytes() if text is None else text.encode("utf-8", "surrogatepass")
            (year / f"{name}.yaml").write_bytes(content)
        try:
            load_year(year)
        except DefinitionError as error:
            return error.problems
    return None


def paths(value: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [above, *(path for key, held in inside for path in paths(held, (*above, key)))]


PLACES = [(name, path) for name in FILES for path in paths(DOCUMENTS[name])]


@settings(max_examples=40, deadline=None)
@given(name=st.sampled_from(FILES), text=YAML_TEXT)
def test_any_text_in_a_file_is_a_definition_or_a_definition_error(name: str, text: str) -> None:
    load({name: text})


@settings(max_examples=40, deadline=None)
@given(name=st.sampled_from(FILES), content=st.text(max_size=60))
def test_any_characters_in_a_file_are_a_definition_or_a_definition_error(name: str, content: str) -> None:
    load({name: content})


@settings(max_examples=80, deadline=None)
@given(place=st.sampled_from(PLACES), value=VALUES)
def test_any_value_anywhere_is_a_definition_or_a_definition_error(place: tuple[str, tuple[Any, ...]], value: Any) -> None:
    name, path = place
    document: Any = {"top": copy.deepcopy(DOCUMENTS[name])}
    held = document
    for key in ("top", *path)[:-1]:
        held = held[key]
    held[("top", *path)[-1]] = value
    load({name: yaml.dump(document["top"], Dumper=DUMPER, allow_unicode=True)})


@settings(max_examples=60, deadline=None)
@given(place=st.sampled_from([(name, path) for name, path in PLACES if path]))
def test_leaving_anything_out_is_a_definition_or_a_definition_error(place: tuple[str, tuple[Any, ...]]) -> None:
    name, path = place
    document: Any = copy.deepcopy(DOCUMENTS[name])
    held = document
    for key in path[:-1]:
        held = held[key]
    del held[path[-1]]
    load({name: yaml.dump(document, Dumper=DUMPER, allow_unicode=True)})
