"""The source tree as the house rules see it: its modules, parsed once, and copies of it to plant violations in."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = "redactor"
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
_CARRIED = ("redactor", "docs", "rules")
_LEFT = shutil.ignore_patterns("__pycache__", "static", "templates")


@dataclass(frozen=True)
class Module:
    """One Python file: its path below the tree's root, its dotted name, its text and its syntax tree."""

    path: str
    name: str
    text: str
    syntax: ast.Module


def modules(tree_root: Path) -> list[Module]:
    """Every module of the package, in path order."""
    paths = sorted(tree_root.glob("redactor/**/*.py"))
    return [_module(path.relative_to(tree_root).as_posix(), path.read_text("utf-8")) for path in paths]


@cache
def _module(path: str, text: str) -> Module:
    """Parsed once, however many copies of the tree hold the same file."""
    return Module(path, path.removesuffix(".py").removesuffix("/__init__").replace("/", "."), text, ast.parse(text))


def functions(module: Module) -> Iterator[FunctionNode]:
    """Every function of a module, methods and inner ones included."""
    return (node for node in ast.walk(module.syntax) if isinstance(node, FunctionNode))


def copy_tree(to: Path) -> Path:
    """A copy of the real tree below `to`, in which a test may plant a violation."""
    for name in _CARRIED:
        shutil.copytree(ROOT / name, to / name, ignore=_LEFT)
    for name in ("pyproject.toml", "CHANGELOG.md"):
        shutil.copy(ROOT / name, to / name)
    return to


def plant(tree_root: Path, path: str, text: str) -> Path:
    """Add text at the end of a file of a copied tree (a new file where there is none); returns the tree's root."""
    target = tree_root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    before = target.read_text("utf-8") if target.exists() else ""
    target.write_text(before + text, "utf-8")
    return tree_root
