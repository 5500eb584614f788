"""Read rules/*.yaml once, check every row, and hand out one frozen Rulebook.

The only place that knows YAML. Every mistake in a rule file becomes a RuleError that names file and line;
nothing is skipped or guessed, because a rule that silently fails to load is a leak later.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import yaml

from redactor.domain.exemption import Exemption, Ncnd, RecordClass
from redactor.domain.finding import Category, Verdict
from redactor.domain.rule import Cue, IdentifierRule, PassageFamily, RoleRule, Scope, Vocabulary, compile_cue
from redactor.errors import RuleError

FILES = ("vocabulary", "identifiers", "passages", "exemptions", "roles")
LABEL_LIMIT = 22
"""Characters that fit legibly into a box of constant width."""

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")
_REQUIRED: Any = object()
_COMMA = re.compile(r",(?![^(]*\))")


@dataclass(frozen=True, eq=False, kw_only=True)
class Rulebook:
    """All rules of one folder. `version` is a short SHA-256 over the files and goes into every finding."""

    identifiers: Mapping[str, IdentifierRule]
    passages: Mapping[str, PassageFamily]
    exemptions: Mapping[str, Exemption]
    roles: Mapping[str, RoleRule]
    vocabulary: Vocabulary
    version: str


def load_rulebook(folder: Path) -> Rulebook:
    """Load the five rule files of a folder.

    Raises:
        RuleError: a file is missing or holds a mistake; the message names file and line.
    """
    digest = hashlib.sha256()
    rows: dict[str, _Row] = {}
    for name in FILES:
        path = folder / f"{name}.yaml"
        try:
            content = path.read_bytes()
        except OSError as error:
            raise RuleError(f"{path.name}: the file cannot be read") from error
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
        rows[name] = _read_file(path.name, content)
    vocabulary = _read_vocabulary(rows["vocabulary"])
    exemptions = _read_all(rows["exemptions"], "exemptions", _read_exemption)
    written = rows["identifiers"].row("macros")
    macros = {name: written.text(name) for name in written.names()}
    return Rulebook(
        identifiers=_read_all(rows["identifiers"], "identifiers", lambda row: _read_identifier(row, macros)),
        passages=_read_all(rows["passages"], "families", lambda row: _read_family(row, vocabulary, exemptions)),
        exemptions=exemptions,
        roles=_read_all(rows["roles"], "roles", lambda row: _read_role(row, exemptions)),
        vocabulary=vocabulary,
        version=digest.hexdigest()[:12],
    )


def _read_vocabulary(file: _Row) -> Vocabulary:
    lists = file.row("lists")
    read = {name: lists.cues(name) for name in lists.names()}
    vocabulary = Vocabulary(read)
    if vocabulary.missing:
        lists.fail(f"missing lists: {', '.join(vocabulary.missing)}")
    file.finish()
    return vocabulary


def _read_identifier(row: _Row, macros: Mapping[str, str]) -> IdentifierRule:
    return IdentifierRule(
        code=row.text("code"),
        label=row.text("label"),
        category=row.choice("category", Category),
        pattern=_bounded_pattern(row, macros),
        score=row.number("score", most=1),
        check=row.text("check", ""),
        context=row.cues("context", ()),
        needs_context=row.flag("needs_context"),
        digits=row.whole("digits", 0),
        placeholders=frozenset(row.texts("placeholders", ())),
        keep=row.flag("keep"),
        cite=row.text("cite", ""),
        match=row.texts("match"),
        not_match=row.texts("not_match"),
    )


_UNBOUNDED = re.compile(r"[*+]|\{\d*,\}")


def _bounded_pattern(row: _Row, macros: Mapping[str, str]) -> re.Pattern[str]:
    written = row.text("pattern")
    for name, stands_for in macros.items():
        written = written.replace("{" + name + "}", stands_for)
    bare = re.sub(r"\\.", "_", re.sub(r"(?m)(?<!\\)[#].*$", "", written))
    bare = re.sub(r"\[\^?\]?[^\]]*\]", "_", bare)
    if _UNBOUNDED.search(bare):
        row.fail("a pattern repeats without bound: write {0,20} in place of * or +", "pattern")
    try:
        return re.compile(written, re.VERBOSE | (re.IGNORECASE if row.flag("any_case") else re.NOFLAG))
    except re.error as error:
        return row.fail(f"not a regular expression: {error}", "pattern")


def _read_family(row: _Row, vocabulary: Vocabulary, exemptions: Mapping[str, Exemption]) -> PassageFamily:
    suggests = row.texts("suggests")
    for code in suggests:
        if code not in exemptions:
            row.fail(f"{code} is no code of exemptions.yaml", "suggests")
    return PassageFamily(
        code=row.text("code"),
        label=row.text("label"),
        scope=row.choice("scope", Scope, Scope.PASSAGE),
        suggests=suggests,
        record_class=row.text("record_class"),
        threshold=row.number("threshold", 0.8),
        needs_person=row.flag("needs_person", default=True),
        strong=row.cues("strong", (), vocabulary),
        weak=row.cues("weak", (), vocabulary),
        match=row.texts("match"),
        not_match=row.texts("not_match"),
    )


def _read_exemption(row: _Row) -> Exemption:
    label, public_label = row.text("label"), row.text("public_label")
    if max(len(label), len(public_label)) > LABEL_LIMIT:
        row.fail(f"a label has at most {LABEL_LIMIT} characters", "label")
    if row.text("verified") not in ("V", "G", "S", "U", "C"):
        row.fail("verified is one of V G S U C", "verified")
    return Exemption(
        code=row.text("code"),
        label=label,
        public_label=public_label,
        citation=row.text("citation"),
        verified=row.text("verified"),
        family=row.text("family"),
        explanation=row.text("explanation"),
        minimum_reviewers=row.whole("minimum_reviewers", 1),
        sign_off=row.texts("sign_off", ()),
        evidence_required=row.texts("evidence_required", ()),
        evidence_expires_days=row.whole("evidence_expires_days", 0) or None,
        ncnd=row.choice("ncnd", Ncnd, Ncnd.NEVER),
        releases=row.flag("releases"),
        record_class=row.choice("record_class", RecordClass, RecordClass.ANY),
        offered=row.flag("offered", default=True),
    )


def _read_role(row: _Row, exemptions: Mapping[str, Exemption]) -> RoleRule:
    verdict, code = row.choice("verdict", Verdict), row.text("exemption", "")
    if code and code not in exemptions:
        row.fail(f"{code} is no code of exemptions.yaml", "exemption")
    if verdict is not Verdict.HOLD and (not code or exemptions[code].releases is not (verdict is Verdict.RELEASE)):
        row.fail("withholding and releasing need a ground that does so", "exemption")
    return RoleRule(
        code=row.text("code"),
        label=row.text("label"),
        verdict=verdict,
        exemption=code,
        why=row.text("why"),
        titles=row.cues("titles", ()),
        cues=row.cues("cues", ()),
        private=row.texts("private", ()),
    )


class _LinedMapping(dict[str, Any]):
    """A YAML mapping that remembers its line and those of its keys."""

    line: int = 0
    key_lines: dict[str, int]


_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_SafeLoader):  # type: ignore[misc]
    """yaml's safe loader (nothing but plain values is ever built), with lines and without repeated keys."""


def _build_mapping(loader: Any, node: yaml.MappingNode) -> _LinedMapping:
    mapping = _LinedMapping()
    mapping.line = node.start_mark.line + 1
    mapping.key_lines = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        line = key_node.start_mark.line + 1
        if not isinstance(key, str) or key in mapping:
            raise yaml.constructor.ConstructorError(None, None, "a key is no text or stands twice", key_node.start_mark)
        mapping[key] = loader.construct_object(value_node, deep=True)
        mapping.key_lines[key] = line
    return mapping


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _build_mapping)


def _read_file(name: str, content: bytes) -> _Row:
    loader = _Loader(content)
    try:
        read = loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RuleError(f"{name}, line {line}: {error.problem}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise RuleError(f"{name}, line 1: not YAML in UTF-8") from error
    finally:
        loader.dispose()
    if not isinstance(read, _LinedMapping):
        raise RuleError(f"{name}, line 1: the file holds no mapping")
    return _Row(name, read)


class _Row:
    """One mapping of a rule file, read key by key; a key that nobody asked for is a mistake too."""

    def __init__(self, file: str, mapping: _LinedMapping) -> None:
        self.file = file
        self._mapping = mapping
        self._asked: set[str] = set()

    def fail(self, problem: str, key: str = "") -> NoReturn:
        """Raise RuleError for this row, at the key's line where one is named."""
        line = self._mapping.key_lines.get(key, self._mapping.line)
        raise RuleError(f"{self.file}, line {line}: {key + ': ' if key else ''}{problem}")

    def finish(self) -> None:
        """Refuse keys that mean nothing."""
        for key in self._mapping:
            if key not in self._asked:
                self.fail("unknown key", key)

    def names(self) -> tuple[str, ...]:
        """The keys in order."""
        return tuple(self._mapping)

    def _take(self, key: str, kind: type[T] | tuple[type, ...], default: Any = _REQUIRED) -> Any:
        self._asked.add(key)
        if key not in self._mapping:
            if default is _REQUIRED:
                self.fail(f"the key {key} is missing")
            return default
        value = self._mapping[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.fail("a value of the wrong kind", key)
        return value

    def text(self, key: str, default: Any = _REQUIRED) -> str:
        """A text that is not empty."""
        value = self._take(key, str, default)
        if key in self._mapping and not value.strip():
            self.fail("an empty text", key)
        return str(value)

    def texts(self, key: str, default: Any = _REQUIRED) -> tuple[str, ...]:
        """A list of texts."""
        values = self._take(key, (list, tuple), default)
        if not all(isinstance(each, str) and each for each in values):
            self.fail("a list of texts is wanted; quote numbers and dates", key)
        return tuple(values)

    def number(self, key: str, default: Any = _REQUIRED, *, most: float = math.inf) -> float:
        """A number from 0 to `most`."""
        value = float(self._take(key, (int, float), default))
        if not 0 <= value <= most:
            self.fail(f"a number from 0 to {most:g} is wanted", key)
        return value

    def whole(self, key: str, default: int) -> int:
        """A whole number that is not negative."""
        value = int(self._take(key, int, default))
        if value < 0:
            self.fail("a number from 0 on is wanted", key)
        return value

    def flag(self, key: str, *, default: bool = False) -> bool:
        """true or false."""
        return bool(self._take(key, bool, default))

    def choice(self, key: str, kind: type[E], default: E | None = None) -> E:
        """A member of an enumeration, by its value."""
        value = self._take(key, str, _REQUIRED if default is None else default)
        try:
            return kind(value)
        except ValueError:
            self.fail(f"one of {', '.join(each.value for each in kind)} is wanted", key)

    def cues(self, key: str, default: Any = _REQUIRED, vocabulary: Vocabulary | None = None) -> tuple[Cue, ...]:
        """Phrases, as a list or parted by commas; "@name" stands for a whole list of the vocabulary."""
        read: list[Cue] = []
        if isinstance(self._mapping.get(key), str):
            phrases = tuple(each.strip() for each in _COMMA.split(self.text(key)) if each.strip())
        else:
            phrases = self.texts(key, default)
        for phrase in phrases:
            if phrase.startswith("@"):
                if vocabulary is None or phrase[1:] not in vocabulary.lists:
                    self.fail(f"no list {phrase[1:]} in vocabulary.yaml", key)
                read.extend(vocabulary.cues(phrase[1:]))
                continue
            try:
                read.append(compile_cue(phrase))
            except (ValueError, re.error) as error:
                self.fail(f"{phrase!r} is no phrase: {error}", key)
        return tuple(read)

    def row(self, key: str) -> _Row:
        """A mapping below this one."""
        return _Row(self.file, self._take(key, _LinedMapping))

    def rows(self, key: str) -> tuple[_Row, ...]:
        """A list of mappings below this one."""
        values = self._take(key, list)
        if not values or not all(isinstance(each, _LinedMapping) for each in values):
            self.fail("a list of rows is wanted", key)
        return tuple(_Row(self.file, each) for each in values)


def _read_all(file: _Row, key: str, read: Callable[[_Row], T]) -> dict[str, T]:
    """Every row under a key, by its code; refuses repeated codes and keys that mean nothing."""
    found: dict[str, T] = {}
    for row in file.rows(key):
        code = row.text("code")
        if code in found:
            row.fail("this code stands twice", "code")
        found[code] = read(row)
        row.finish()
    file.finish()
    return found
