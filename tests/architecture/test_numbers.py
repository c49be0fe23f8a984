"""Digits of a score are dropped in one place."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.architecture.sources import ROOT, mentioning, parsed, python_files

ROUNDING = {"round", "around", "quantize"}


def imports_the_engine(file: Path) -> bool:
    """Whether a module imports anything of the engine."""
    imports = (node for node in ast.walk(parsed(file)) if isinstance(node, ast.ImportFrom))
    return any((node.module or "").startswith("scoring") for node in imports)


def test_no_score_is_rounded_outside_the_one_module_that_rounds() -> None:
    outside = mentioning(python_files("questionnaires", "survey"), "scoring")
    checked = {*python_files("scoring"), *(file for file in outside if imports_the_engine(file))}
    assert ROOT / "survey" / "results" / "queries.py" in checked
    for file in mentioning(checked - {ROOT / "scoring" / "rounding.py"}, *ROUNDING):
        calls = [node for node in ast.walk(parsed(file)) if isinstance(node, ast.Call)]
        rounding = [node.lineno for node in calls if ast.unparse(node.func).rpartition(".")[2] in ROUNDING]
        assert not rounding, (file, rounding)
