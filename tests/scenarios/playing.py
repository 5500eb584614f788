"""A scenario played: texts go through every detector, the linking and the rules, with the names model that ships."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from redactor.detect.detector import detect
from redactor.detect.grounds import suggest
from redactor.detect.names import NameFinder, load_names
from redactor.detect.people import resolve_people
from redactor.domain.case import Case
from redactor.domain.document import Document, WordOrigin
from redactor.domain.finding import Category, Finding, Suggestion, Verdict
from tests.detect.casework import a_document, the_case, the_rulebook

GONE = "█"


@cache
def the_names() -> NameFinder:
    """The names model that ships."""
    return load_names(Path(__file__).parents[2] / "models" / "names")


class Played:
    """A case of one text a document, worked through as `redactor prepare` would."""

    def __init__(self, *texts: str, case: Case | None = None, origin: WordOrigin = WordOrigin.TEXT_LAYER) -> None:
        self.case = case or the_case(aliases=("Jamie", "JH"))
        plain = [text.replace("[", "⟦").replace("]", "⟧") for text in texts]
        self.documents = [a_document(text, id=f"{number:04}", origin=origin)[0] for number, text in enumerate(plain, 1)]
        raised = [each for one in self.documents for each in detect(one, self.case, the_rulebook(), the_names())]
        self.resolution = resolve_people(self.documents, raised, self.case, the_rulebook())
        self.findings = suggest(self.resolution, self.case, the_rulebook())

    def left(self, number: int = 1) -> str:
        """What a draft would leave of a document: withheld and held places blacked out."""
        document = self.documents[number - 1]
        text = list(document.text)
        for finding in self.findings:
            if finding.document_id != document.id or not finding.span or finding.span.reading is not None:
                continue
            if finding.suggestion and finding.suggestion.verdict is not Verdict.RELEASE:
                for at in range(finding.span.start, finding.span.end):
                    text[at] = GONE if not text[at].isspace() else text[at]
        return "".join(text)

    def on(self, words: str, *, number: int = 1) -> tuple[Finding, ...]:
        """Every finding that lies on the first place of these words, wholly or in part."""
        document = self.documents[number - 1]
        start = document.text.index(words)
        end = start + len(words)
        return tuple(
            each
            for each in self.findings
            if each.document_id == document.id
            and each.span
            and each.span.reading is None
            and each.span.start < end
            and start < each.span.end
        )

    def codes(self, words: str, *, number: int = 1) -> frozenset[str]:
        """The grounds suggested for these words."""
        return frozenset(each.suggestion.code for each in self.on(words, number=number) if each.suggestion)

    def verdicts(self, words: str, *, number: int = 1) -> frozenset[Verdict]:
        """The verdicts suggested for these words."""
        return frozenset(each.suggestion.verdict for each in self.on(words, number=number) if each.suggestion)

    def passages(self) -> tuple[Finding, ...]:
        """Every passage raised in the case."""
        return tuple(each for each in self.findings if each.category is Category.PASSAGE)

    def person(self, words: str, *, number: int = 1) -> str | None:
        """The name of the person that a mention on these words was linked to."""
        names = {person.id: person.name for person in self.resolution.people}
        for each in self.on(words, number=number):
            if each.category is Category.PERSON:
                return names.get(each.person_id or "")
        return None

    def document(self, number: int = 1) -> Document:
        """A document of the case."""
        return self.documents[number - 1]


def is_kept(played: Played, words: str, *, number: int = 1) -> bool:
    """Whether the words stand in what a draft leaves."""
    return words in played.left(number)


def holds(suggestion: Suggestion | None) -> bool:
    """Whether a suggestion waits for a person."""
    return suggestion is not None and suggestion.verdict is Verdict.HOLD
