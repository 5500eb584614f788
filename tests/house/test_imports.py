"""Who may import whom: the layers, the rooms that are blind to each other, and the one room each library lives in."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import PACKAGE, ROOT, FunctionNode, Module, copy_tree, functions, modules, plant

LIBRARIES: dict[str, tuple[str, ...]] = {
    "PIL": (
        "ingest/image",
        "ingest/plate",
        "ocr/ink",
        "ocr/lines",
        "ocr/pictures",
        "ocr/prepare",
        "redact/closing",
        "redact/pictures",
        "redact/raster",
        "redact/press",
        "web/images",
    ),
    "alembic": ("store/database", "store/migrations/*"),
    "argon2": ("web/passwords",),
    "authlib": ("web/vouching",),
    "click": ("cli/*",),
    "compressed_rtf": ("ingest/richbody",),
    "cryptography": ("store/keys",),
    "cv2": ("ocr/rapid",),  # RapidOCR's own; told there to keep to one thread
    "docx": ("disclose/letter",),
    "fastapi": (
        "web/acts",
        "web/app",
        "web/desks",
        "web/finished",
        "web/holds",
        "web/many",
        "web/pages",
        "web/painting",
        "web/people",
        "web/permits",
        "web/places",
        "web/register",
        "web/requests",
        "web/samples",
        "web/search",
        "web/serving",
        "web/signing",
    ),
    "holidays": ("workdays",),
    "httpx2": ("web/vouching",),
    "jinja2": ("web/painting",),
    "joserfc": ("web/vouching",),
    "keyring": ("store/places",),
    "lxml": (
        "ingest/cells",
        "ingest/drawing",
        "ingest/harmless",
        "ingest/markup",
        "ingest/numbering",
        "ingest/opendocument",
        "ingest/openparts",
        "ingest/openstory",
        "ingest/ods",
        "ingest/package",
        "ingest/phrase",
        "ingest/redline",
        "ingest/remarks",
        "ingest/sheet",
        "ingest/slideparts",
        "ingest/slides",
        "ingest/story",
        "ingest/styles",
        "ingest/word",
    ),
    "msoffcrypto": ("ingest/unlock",),
    "nicknames": ("detect/shortforms",),
    "numpy": (
        "detect/foreign",
        "detect/classifier",
        "detect/names",
        "ingest/glyphs",
        "ingest/ink",
        "ocr/ink",
        "ocr/lines",
        "ocr/pictures",
        "ocr/prepare",
        "ocr/rapid",
        "ocr/reading",
        "ocr/snap",
        "ocr/trust",
        "redact/closing",
        "redact/raster",
        "verify/boxes",
        "verify/classic",
        "verify/needles",
        "verify/sight",
    ),
    "olefile": ("ingest/compound", "ingest/outlook"),
    "openpyxl": ("ingest/cells", "ingest/ods", "ingest/present", "review/workbook"),
    "onnxruntime": ("detect/classifier", "detect/foreign", "detect/names"),
    "oxmsg": ("ingest/outlook", "ingest/outlooknames"),
    "pdfminer": ("verify/readers",),
    "pebble": ("run/runner",),
    "pikepdf": (
        "disclose/delivery",
        "disclose/assemble",
        "disclose/fonts",
        "disclose/marks",
        "disclose/tree",
        "ingest/pdf",
        "ingest/unlock",
        "verify/classic",
        "verify/covers",
        "verify/gate",
        "verify/leftovers",
        "verify/readers",
        "verify/redraw",
    ),
    "pillow_heif": ("ingest/image",),
    "platformdirs": ("config",),
    "pydantic": (
        "web/acts",
        "web/desks",
        "web/forms",
        "web/holds",
        "web/many",
        "web/people",
        "web/places",
        "web/requests",
        "web/samples",
        "web/search",
    ),
    "pymupdf": (
        "disclose/assemble",
        "disclose/record",
        "disclose/fonts",
        "disclose/front",
        "ingest/glyphs",
        "ingest/hidden",
        "ingest/image",
        "ingest/maps",
        "ingest/pdf",
        "ingest/maps",
        "ingest/typeset",
        "ingest/units",
        "ingest/volumes",
        "redact/press",
        "redact/rebuild",
        "verify/readers",
    ),
    "pypdf": ("verify/readers",),
    "pypdfium2": ("redact/raster", "verify/classic", "verify/gate", "verify/readers", "verify/sight", "web/images"),
    "pyrage": ("disclose/delivery", "store/keys"),
    "python_calamine": ("ingest/xlsb",),
    "rapidfuzz": ("detect/shortforms", "verify/sight", "verify/words"),
    "rapidocr": ("ocr/rapid",),
    "rich": ("cli/progress",),
    "presidio_analyzer": ("detect/recogniser",),
    "spacy": ("detect/component", "detect/foreign"),
    "sqlalchemy": (
        "store/accounts",
        "store/acts",
        "store/audit",
        "store/backings",
        "store/cases",
        "store/database",
        "store/desks",
        "store/entrance",
        "store/events",
        "store/keeping",
        "store/manners",
        "store/migrations/*",
        "store/older",
        "store/people",
        "store/purging",
        "store/register",
        "store/releases",
        "store/reviews",
        "store/samples",
        "store/schema",
        "store/sessions",
        "store/views",
        "store/scripts",
        "store/sealed",
        "store/vault",
    ),
    "starlette": ("web/access", "web/app", "web/signing", "web/team"),
    "striprtf": ("ingest/richbody",),
    "stdnum": ("detect/checks",),
    "tesserocr": ("ocr/tesseract",),
    "tnefparse": ("ingest/winmail",),
    "tokenizers": ("detect/classifier", "detect/foreign", "detect/names"),
    "uvicorn": ("web/serving",),
    "xlrd": ("ingest/xls",),
    "yaml": ("rulebook",),
    # Of the standard library: what reaches outside, or deserves to be found at once.
    "subprocess": ("ingest/office", "verify/readers", "web/preparing"),
    "multiprocessing": ("ingest/sandbox", "run/runner"),
    "sqlite3": (),
    "socket": ("web/serving",),
    "tomllib": ("config", "organisation", "request"),
    "pickle": (),
    "urllib.request": (),
    "http.client": (),
    "tempfile": ("ingest/office", "store/files"),
}
"""Library -> the modules that may import it, below redactor/. What stands here with () is imported nowhere."""

LATE: dict[str, tuple[str, ...]] = {
    "cli/main": ("import_module",),  # a command's code is loaded when the command is run
    "cli/session": (
        "redactor.cli.progress",
        "redactor.ingest.unlock",
        "redactor.desk",
        "redactor.pipeline",
        "redactor.run.runner",
        "redactor.tools",
    ),
    "detect/foreign": ("spacy",),  # seconds to load; only the optional finder wants it
    "ingest/sandbox": ("import_module",),  # `resource` is missing on Windows
    "logs": ("import_module",),  # `resource` is missing on Windows
    "ocr/engine": ("redactor.ocr.rapid", "redactor.ocr.tesseract"),  # an engine that is not used need not be installed
    "ocr/rapid": ("cv2", "rapidocr"),  # a second to load; their absence is an error of ours, with a remedy
    "ocr/tesseract": ("tesserocr",),  # its absence is an error of ours, with a remedy
    "web/vouching": ("authlib", "httpx2", "joserfc"),  # of the extra for servers; their absence is an error of ours
    "store/places": ("keyring", "keyring.errors"),  # it looks for backends when it is loaded; most stores ask none
}
"""Module -> what it may import inside a function, each for the reason beside it."""


def layer_violations(tree_root: Path) -> list[str]:
    """What import-linter says against the contracts of the tree's pyproject.toml; [] where they are kept."""
    code = (
        "import sys; from importlinter.cli import lint_imports; "
        "sys.exit(lint_imports(config_filename='pyproject.toml', no_cache=True))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tree_root,
        env={**os.environ, "PYTHONPATH": str(tree_root), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return [] if run.returncode == 0 else [run.stdout + run.stderr]


def library_violations(tree_root: Path) -> list[str]:
    """Imports of a library outside its room, and libraries that the table does not know."""
    found = []
    for module in modules(tree_root):
        for node, imported in _imports(module.syntax):
            library = _listed_name(imported)
            if library is None and _is_outside(imported):
                found.append(f"{module.path}:{node.lineno} imports {imported}, which no room is named for")
            elif library is not None and not _may(module, LIBRARIES[library]):
                found.append(f"{module.path}:{node.lineno} imports {imported}, which lives elsewhere")
    return found


def unused_rooms(tree_root: Path) -> list[str]:
    """Entries of the table that the tree no longer needs: the table stays as tight as the code."""
    used = {
        (_listed_name(name), _place(module)) for module in modules(tree_root) for _, name in _imports(module.syntax)
    }
    return [
        f"{library} is not imported by {place}"
        for library, places in LIBRARIES.items()
        for place in places
        if not any(each == library and _matches(at, place) for each, at in used)
    ]


def indirect_violations(tree_root: Path) -> list[str]:
    """Names that are imported from a module that only imported them itself."""
    tree = modules(tree_root)
    defined = {module.name: _defined_in(module) for module in tree}
    return [
        f"{module.path}:{node.lineno} imports {alias.name} from {node.module}, which does not define it"
        for module in tree
        for node in ast.walk(module.syntax)
        if isinstance(node, ast.ImportFrom) and node.module in defined
        for alias in node.names
        if alias.name not in defined[node.module] and f"{node.module}.{alias.name}" not in defined
    ]


def late_violations(tree_root: Path) -> list[str]:
    """Imports inside functions that are not among the listed ones."""
    found = []
    for module in modules(tree_root):
        allowed = LATE.get(_place(module), ())
        for function in functions(module):
            for node, imported in _late_imports(function):
                if not any(imported == each or imported.startswith(f"{each}.") for each in allowed):
                    found.append(f"{module.path}:{node.lineno} imports {imported} inside {function.name}")
    return found


def _late_imports(function: FunctionNode) -> Iterator[tuple[ast.AST, str]]:
    yield from _imports(function)
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute) and node.attr in ("import_module", "__import__"):
            yield node, node.attr
        elif isinstance(node, ast.Name) and node.id in ("import_module", "__import__"):
            yield node, node.id


def _imports(syntax: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    for node in ast.walk(syntax):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node, node.module or "."


def _listed_name(imported: str) -> str | None:
    parts = imported.split(".")
    prefixes = [".".join(parts[:count]) for count in range(len(parts), 0, -1)]
    return next((prefix for prefix in prefixes if prefix in LIBRARIES), None)


def _is_outside(imported: str) -> bool:
    top = imported.split(".")[0]
    return top not in sys.stdlib_module_names and top != PACKAGE


def _place(module: Module) -> str:
    return module.path.removeprefix(f"{PACKAGE}/").removesuffix(".py")


def _may(module: Module, places: tuple[str, ...]) -> bool:
    return any(_matches(_place(module), each) for each in places)


def _matches(place: str, listed: str) -> bool:
    return place == listed or (listed.endswith("/*") and place.startswith(listed[:-1]))


def _defined_in(module: Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(module.syntax):
        if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    return names


# ---------------------------------------------------------------- the tree as it is
def test_layers_hold_and_rooms_are_blind_to_each_other() -> None:
    assert layer_violations(ROOT) == []


def test_each_library_lives_in_its_room_only() -> None:
    assert library_violations(ROOT) == []


def test_the_table_of_libraries_has_no_room_to_spare() -> None:
    assert unused_rooms(ROOT) == []


def test_names_are_imported_from_where_they_are_defined() -> None:
    assert indirect_violations(ROOT) == []


def test_imports_inside_functions_are_the_listed_ones() -> None:
    assert late_violations(ROOT) == []


# ---------------------------------------------------------------- each rule catches what is planted
def test_imports_against_the_floor_plan_are_caught(tmp_path: Path) -> None:
    tree = copy_tree(tmp_path)
    for importer, imported in (
        ("ingest.plain", "detect.folding"),
        ("verify.boxes", "redact.plan"),
        ("domain.box", "config"),
        ("store.files", "pipeline"),
        ("web.app", "pipeline"),
        ("errors", "domain.box"),
    ):
        plant(tree, f"redactor/{importer.replace('.', '/')}.py", f"\nimport redactor.{imported}\n")
    (report,) = layer_violations(tree)
    for line in ("ingest.plain -> redactor.detect.folding", "verify.boxes -> redactor.redact.plan"):
        assert report.count(f"redactor.{line}") == 2, "once against the layers, once against the blindness"
    for line in ("domain.box -> redactor.config", "store.files -> redactor.pipeline", "errors -> redactor.domain.box"):
        assert f"redactor.{line}" in report
    assert "redactor.web.app -> redactor.pipeline" in report


def test_a_room_that_is_not_on_the_floor_plan_is_caught(tmp_path: Path) -> None:
    tree = plant(copy_tree(tmp_path), "redactor/strangers/__init__.py", "")
    assert "strangers" in layer_violations(tree)[0]


def test_a_library_outside_its_room_is_caught(tmp_path: Path) -> None:
    tree = plant(copy_tree(tmp_path), "redactor/detect/folding.py", "\nimport pymupdf\nimport flask\n")
    plant(tree, "redactor/store/files.py", "\nfrom urllib.request import urlopen\n")
    assert len(library_violations(tree)) == 3


def test_a_room_left_by_its_library_is_caught(tmp_path: Path) -> None:
    tree = copy_tree(tmp_path)
    shutil.copy(tree / "redactor/detect/folding.py", tree / "redactor/rulebook.py")
    assert unused_rooms(tree) == ["yaml is not imported by rulebook"]


def test_a_name_taken_from_a_passer_on_is_caught(tmp_path: Path) -> None:
    tree = plant(copy_tree(tmp_path), "redactor/detect/index.py", "\nfrom redactor.detect.mention import fold_name\n")
    assert any("detect/index.py" in each and "fold_name" in each for each in indirect_violations(tree))


def test_an_import_hidden_in_a_function_is_caught(tmp_path: Path) -> None:
    hidden = '\ndef sneak():\n    import json\n    import importlib\n    return importlib.import_module("os")\n'
    assert len(late_violations(plant(copy_tree(tmp_path), "redactor/domain/box.py", hidden))) == 3
