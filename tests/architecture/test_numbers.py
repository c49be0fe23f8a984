"""Digits of a score are dropped in one place."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.architecture.sources import ROOT, parsed, python_files

ROUNDING = {"round", "around", "quantize"}


def handles_scores(file: Path) -> bool:
    """Whether a module is of the engine or imports anything of it."""
    imports = (node for node in ast.walk(parsed(file)) if isinstance(node, ast.ImportFrom))
    return "scoring" in file.parts or any((node.module or "").startswith("scoring") for node in imports)


def test_no_score_is_rounded_outside_the_one_module_that_rounds() -> None:
    checked = [file for file in python_files() if handles_scores(file)]
    assert ROOT / "survey" / "results" / "queries.py" in checked
    for file in set(checked) - {ROOT / "scoring" / "rounding.py"}:
        calls = [node for node in ast.walk(parsed(file)) if isinstance(node, ast.Call)]
        rounding = [node.lineno for node in calls if ast.unparse(node.func).rpartition(".")[2] in ROUNDING]
        assert not rounding, (file, rounding)
