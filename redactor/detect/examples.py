"""A rulebook in; out every example that its rules do not keep: what must be found and is not, and the reverse.

The rule files carry their own tests. A rule changed on the spot can so be tried before a case relies on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from redactor.detect.passages import find_passages
from redactor.detect.patterns import find_identifiers
from redactor.domain.rule import IdentifierRule, PassageFamily
from redactor.rulebook import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenExample:
    """An example of a rule file that does not hold: its file, its rule, its text, and what came of it."""

    file: str
    code: str
    text: str
    told: str

    def line(self) -> str:
        """One line for a person."""
        return f"{self.file}, {self.code}: {self.told}: {self.text!r}"


def count_examples(rules: Rulebook) -> int:
    """How many examples the rule files carry."""
    families: list[IdentifierRule | PassageFamily] = [*rules.identifiers.values(), *rules.passages.values()]
    return sum(len(each.match) + len(each.not_match) for each in families)


def find_broken_examples(rules: Rulebook) -> Iterator[BrokenExample]:
    """Try every example of identifiers and passages, in the order of the files."""
    for rule in rules.identifiers.values():
        yield from _of_identifier(rule, rules)
    for family in rules.passages.values():
        yield from _of_family(family, rules)


def _of_identifier(rule: IdentifierRule, rules: Rulebook) -> Iterator[BrokenExample]:
    for marked, wanted in [(text, re.findall("«([^»]*)»", text)) for text in rule.match] + [
        (text, []) for text in rule.not_match
    ]:
        text = re.sub("[«»]", "", marked)
        hits = [hit for hit in find_identifiers(text, rules) if hit.rule.code == rule.code]
        found = [text[hit.start : hit.end] for hit in hits]
        if found != wanted:
            told = f"found {found or 'nothing'}, wanted {wanted or 'nothing'}"
            yield BrokenExample(file="identifiers.yaml", code=rule.code, text=marked, told=told)


def _of_family(family: PassageFamily, rules: Rulebook) -> Iterator[BrokenExample]:
    for text, wanted in [*((text, True) for text in family.match), *((text, False) for text in family.not_match)]:
        raised = any(family.code in hit.families for hit in find_passages(text, rules))
        if raised is not wanted:
            told = "is raised and must not be" if raised else "is not raised and must be"
            yield BrokenExample(file="passages.yaml", code=family.code, text=text, told=told)
