from __future__ import annotations

import re
from pathlib import Path

import pytest

from questionnaires.model import Audience, Direction
from questionnaires.parsing import CONFIDENCE, SHAPES

GUIDE = (Path(__file__).parents[2] / "docs" / "add-a-fiscal-year.md").read_text("utf-8")


def documented(shape: str) -> dict[str, str]:
    """The keys of a shape's table in the guide, each with whether it is needed."""
    _, _, section = GUIDE.partition(f"\n### `{shape}`\n")
    section = re.split(r"^#", section, maxsplit=1, flags=re.MULTILINE)[0]
    return dict(re.findall(r"^\| `(\w+)` \| (yes|no) \| .+ \|$", section, flags=re.MULTILINE))


@pytest.mark.parametrize("shape", SHAPES)
def test_every_key_is_explained_where_it_belongs_and_no_other(shape: str) -> None:
    expected = {
        **dict.fromkeys(map(str, SHAPES[shape].required), "yes"),
        **dict.fromkeys(map(str, SHAPES[shape].optional), "no"),
    }
    assert documented(shape) == expected


def test_every_word_from_a_fixed_list_is_explained() -> None:
    for word in (*Audience, *Direction, *CONFIDENCE):
        assert f"`{word}`" in GUIDE


def test_the_guide_says_how_to_check_compare_and_install() -> None:
    for command in ("python -m questionnaires my-years", "python -m questionnaires diff", "SUTCHARIT_DEFINITIONS"):
        assert command in GUIDE
