"""What the house says of itself: docstrings, names that say something, no notes to self, no place on one machine."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import ROOT, FunctionNode, Module, copy_tree, modules, plant

EMPTY_WORDS = frozenset(
    """
    annotation annotations base common data entities entity handler handlers helper helpers info item items manager
    managers misc model models object objects processor processors result results service services util utils
    """.split()
)
NAMED_BY_OTHERS = {
    "NoNameModel": "a names model is a model in the language sense; nothing of ours is a model",
    "NoPassageModel": "a passages model is a model in the language sense; nothing of ours is a model",
    "models": "the folder of the names model and the OCR language files",
    "annotation": "what PDF calls an annotation",
    "objects": "what PDF calls an object",
    "_objects": "what PDF calls an object",
    "_MAX_OBJECTS": "what PDF calls an object",
    "base_font": "the key BaseFont of a PDF font",
    "INFO_KEYS": "the Info dictionary of a PDF",
    "process_result_value": "SQLAlchemy's name for what a column type reads",
    "entities": "the argument by which Presidio asks a recogniser for its labels",
    "model_config": "pydantic's name for a class's settings",
}
"""Name -> whose word it is, so that it stays."""

_NOTE = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")
_MACHINE_PATH = re.compile(r"""(?<![\w.])(?:/(?:home|Users|root|work|mnt|tmp|var/folders)/|[A-Z]:\\\\?Users)""")
_CHECKED = ("redactor/**/*.py", "redactor/**/*.html", "redactor/**/*.js", "redactor/**/*.css", "docs/*.md", "rules/*")


def docstring_violations(tree_root: Path) -> list[str]:
    """Public modules, classes and functions that do not say what the caller gets."""
    found = []
    for module in modules(tree_root):
        if module.text and not ast.get_docstring(module.syntax):
            found.append(f"{module.path} has no docstring")
        found += [
            f"{module.path}:{node.lineno} {node.name} has no docstring"
            for node in _public(module.syntax)
            if not ast.get_docstring(node)
        ]
    return found


def _public(parent: ast.AST) -> Iterator[FunctionNode | ast.ClassDef]:
    """Public classes, functions and methods; what is inside a function is private to it."""
    for node in ast.iter_child_nodes(parent):
        if isinstance(node, (ast.ClassDef, FunctionNode)):
            if node.name.startswith("_") and node.name != "__call__":
                continue
            yield node
            if isinstance(node, ast.ClassDef):
                yield from _public(node)
        elif isinstance(node, (ast.If, ast.Try, ast.With)):
            yield from _public(node)


def name_violations(tree_root: Path) -> list[str]:
    """Names that hold a word which could name anything."""
    found = []
    for module in modules(tree_root):
        for line, name in _names(module):
            if name not in NAMED_BY_OTHERS and EMPTY_WORDS & set(_words_in(name)):
                found.append(f"{module.path}:{line} {name}")
    return found


def _names(module: Module) -> Iterator[tuple[int, str]]:
    yield 1, module.name
    for node in ast.walk(module.syntax):
        if isinstance(node, (ast.ClassDef, FunctionNode)):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id


def _words_in(name: str) -> list[str]:
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z]+\d*|[A-Z]+(?![a-z])\d*", name)]


def note_violations(tree_root: Path) -> list[str]:
    """Notes to self, and paths that are true on one machine only."""
    found = []
    for pattern in _CHECKED:
        for path in sorted(tree_root.glob(pattern)):
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
                if _NOTE.search(line) or _MACHINE_PATH.search(line):
                    found.append(f"{path.relative_to(tree_root).as_posix()}:{number} {line.strip()[:60]}")
    return found


def packet_violations(tree_root: Path) -> list[str]:
    """`__init__.py` files that are not empty; the one at the top holds the version."""
    return [
        f"{module.path} is not empty"
        for module in modules(tree_root)
        if module.path.endswith("/__init__.py") and module.path.count("/") > 1 and module.text.strip()
    ]


# ---------------------------------------------------------------- the tree as it is
def test_everything_public_says_what_it_gives() -> None:
    assert docstring_violations(ROOT) == []


def test_no_name_could_name_anything() -> None:
    assert name_violations(ROOT) == []


def test_there_are_no_notes_to_self_and_no_paths_of_one_machine() -> None:
    assert note_violations(ROOT) == []


def test_init_files_are_empty() -> None:
    assert packet_violations(ROOT) == []


# ---------------------------------------------------------------- each rule catches what is planted
def test_what_does_not_explain_itself_is_caught(tmp_path: Path) -> None:
    planted = "class Open:\n    def tell(self): ...\n    def _keep(self): ...\n\ndef give(): ...\n"
    assert len(docstring_violations(plant(copy_tree(tmp_path), "redactor/mute.py", planted))) == 4


def test_empty_words_in_names_are_caught(tmp_path: Path) -> None:
    tree = plant(copy_tree(tmp_path), "redactor/utils.py", "class DataManager: ...\ndef f(item): ...\nbase_dir = 1\n")
    plant(tree, "redactor/fine.py", "database = itemised = BASE64 = 1\n")
    assert len(name_violations(tree)) == 4


def test_notes_and_machine_paths_are_caught(tmp_path: Path) -> None:
    tree = plant(copy_tree(tmp_path), "redactor/cli/main.py", "\n# TODO later\nplace = '/home/ann/case'\n")
    plant(tree, "docs/index.md", "\nSee C:\\Users\\ann\\case.\n")
    assert len(note_violations(tree)) == 3


def test_code_in_an_init_file_is_caught(tmp_path: Path) -> None:
    tree = plant(copy_tree(tmp_path), "redactor/detect/__init__.py", "from redactor.detect.folding import fold\n")
    assert packet_violations(tree) == ["redactor/detect/__init__.py is not empty"]
