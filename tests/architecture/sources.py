"""The source files of the checkout, for tests about how they are written."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("questionnaires", "scoring", "survey")
_JINJA_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


def python_files(*packages: str) -> list[Path]:
    """Every Python file of some packages, or of all of ours."""
    return sorted(file for package in packages or PACKAGES for file in (ROOT / package).rglob("*.py"))


def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def texts(tree: ast.Module) -> Iterator[str]:
    """Every text in the code of a module; docstrings are not code."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {id(node.body[0].value) for node in ast.walk(tree) if isinstance(node, documented) and _is_documented(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def templates() -> dict[str, str]:
    """Every template by its name, without its comments."""
    folder = ROOT / "templates"
    return {
        file.relative_to(folder).as_posix(): _JINJA_COMMENT.sub("", file.read_text(encoding="utf-8"))
        for file in sorted(folder.rglob("*.html"))
    }


def documentation() -> str:
    """All that is written for readers: README and everything under docs."""
    files = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def _is_documented(node: ast.AST) -> bool:
    body = getattr(node, "body", [])
    return bool(body) and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
