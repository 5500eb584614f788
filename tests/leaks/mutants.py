"""The engine with one step left out: its modules loaded anew from a changed source, under their own names, for one
engine only. Everything else of the program stays what it is."""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType

from redactor.domain.decision import Ruling
from redactor.domain.document import Document
from redactor.domain.redaction import CleanDocument
from tests.leaks.flow import Engine
from tests.redact.papers import EXEMPTIONS

ROOM = "redactor.redact"
Change = tuple[str, str]
"""What stands in the source, and what stands there in its place."""

UNCHECKED: Mapping[str, Sequence[Change]] = {
    "route": [("        if not faults:\n            return draft", "        return draft")]
}
"""The engine does not look at what it made: what is left is the verifier's to find."""


class _Loader(importlib.abc.InspectLoader):
    def __init__(self, path: Path, changes: Sequence[Change]) -> None:
        self.path, self.changes = path, changes

    def get_source(self, fullname: str) -> str:
        source = self.path.read_text("utf-8")
        for old, new in self.changes:
            if source.count(old) != 1:
                raise LookupError(f"{self.path.name} has {source.count(old)} places to change")
            source = source.replace(old, new)
        return source


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, changes: Mapping[str, Sequence[Change]]) -> None:
        self.changes = changes

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        module = fullname.removeprefix(f"{ROOM}.")
        if module not in self.changes or not path:
            return None
        loader = _Loader(Path(path[0]) / f"{module}.py", self.changes[module])
        return importlib.util.spec_from_loader(fullname, loader)


def load_engine(changes: Mapping[str, Sequence[Change]]) -> Engine:
    """The engine made of the changed sources; raises LookupError where a change does not fit exactly one place."""
    ours = {name: module for name, module in sys.modules.items() if name.startswith(f"{ROOM}.")}
    finder = _Finder(changes)
    for name in ours:
        del sys.modules[name]
    sys.meta_path.insert(0, finder)
    try:
        route, plan = (importlib.import_module(f"{ROOM}.{name}") for name in ("route", "plan"))
    finally:
        sys.meta_path.remove(finder)
        for name in [name for name in sys.modules if name.startswith(f"{ROOM}.")]:
            del sys.modules[name]
        sys.modules |= ours

    def take_out(document: Document, facsimile: bytes, rulings: Sequence[Ruling]) -> CleanDocument:
        made: CleanDocument = route.withhold(document, facsimile, plan.plan_redactions(document, rulings, EXEMPTIONS))
        return made

    return take_out
