"""The tests themselves: importable under their own names, and none of them set aside."""

from __future__ import annotations

import ast

from tests.architecture.sources import ROOT, mentioning, parsed

TESTS = ROOT / "tests"


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {file.parent for file in TESTS.rglob("*.py")}
    assert not {folder for folder in folders if not (folder / "__init__.py").exists()}


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    for file in mentioning(TESTS.rglob("*.py"), "skip", "xfail"):
        names = {ast.unparse(node) for node in ast.walk(parsed(file)) if isinstance(node, ast.Attribute)}
        assert not names & {
            "pytest.skip",
            "pytest.mark.skip",
            "pytest.mark.skipif",
            "pytest.mark.xfail",
            "pytest.importorskip",
        }, file


def test_nothing_of_ours_is_replaced_by_a_mock() -> None:
    for file in mentioning(TESTS.rglob("*.py"), "[Mm]ock", "patch"):
        imported = {
            alias.name
            for node in ast.walk(parsed(file))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        } | {node.module for node in ast.walk(parsed(file)) if isinstance(node, ast.ImportFrom)}
        assert not imported & {"mock", "unittest.mock", "Mock", "MagicMock", "patch"}, file
