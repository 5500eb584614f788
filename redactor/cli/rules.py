"""`rules`: whether the rule files are sound, what stands in them, and what they make of a text."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from datetime import date

import click

from redactor.cli.session import Session, pass_session
from redactor.detect.detector import detect
from redactor.detect.examples import count_examples, find_broken_examples
from redactor.detect.grounds import suggest
from redactor.detect.people import resolve_people
from redactor.domain.box import Box
from redactor.domain.case import Capacity, Case, Controller, ControllerKind, Requester, Subject
from redactor.domain.document import Document, LoosePage, LooseWord, bind_pages
from redactor.domain.finding import Finding
from redactor.errors import RuleError
from redactor.rulebook import Rulebook
from redactor.tools import tools_for

SHELVES = ("grounds", "identifiers", "passages", "roles")
WIDTH, LINE, LETTER = 4000.0, 12.0, 5.0
"""A page wide enough for any line that somebody types, and how far apart lines and letters stand on it, in points."""


@click.group()
def rules() -> None:
    """Check the rules, look at them, and try them on a text."""


@rules.command()
@pass_session
def check(session: Session) -> None:
    """Load every rule file and try its examples; exit code 3 where a file or an example does not hold."""
    rulebook = tools_for(session.settings).rulebook()
    broken = [each.line() for each in find_broken_examples(rulebook)]
    if broken:
        raise RuleError("these examples do not hold:\n" + "\n".join(broken), remedy="Change the rule or its example.")
    examples = count_examples(rulebook)
    session.say(
        f"The rules are sound (version {rulebook.version}): {examples} examples hold.",
        {"version": rulebook.version, "examples": examples},
    )


@rules.command(name="list")
@click.argument("shelf", type=click.Choice(SHELVES), default="grounds")
@pass_session
def list_rules(session: Session, shelf: str) -> None:
    """List the grounds, or the identifiers, families of passages or roles, with what they rest on."""
    rows = _rows(tools_for(session.settings).rulebook(), shelf)
    lines = [f"{row['code']:<20} {row['label']:<44} {row['told']}".rstrip() for row in rows]
    key = "exemptions" if shelf == "grounds" else shelf
    told = "citation" if shelf == "grounds" else "told"
    plain = [{"code": row["code"], "label": row["label"], told: row["told"]} for row in rows]
    session.say("\n".join(lines), {key: plain})


def _rows(rulebook: Rulebook, shelf: str) -> list[dict[str, str]]:
    """Code, label, and what else there is to know in one phrase."""
    told: Iterable[tuple[str, str, str]]
    match shelf:
        case "grounds":
            told = [(each.code, each.label, each.citation) for each in rulebook.exemptions.values()]
        case "identifiers":
            told = [
                (each.code, each.label, "stays: an institution's" if each.keep else each.cite)
                for each in rulebook.identifiers.values()
            ]
        case "passages":
            told = [(each.code, each.label, ", ".join(each.suggests)) for each in rulebook.passages.values()]
        case _:
            told = [(each.code, each.label, each.verdict.value) for each in rulebook.roles.values()]
    return [{"code": code, "label": label, "told": each} for code, label, each in told]


@rules.command(name="try")
@click.argument("text")
@click.option("--subject", default="Nobody Atall", help="The name of the person whose records they are.")
@click.option(
    "--capacity",
    type=click.Choice([each.value for each in Capacity]),
    default=Capacity.SUBJECT.value,
    help="In what capacity the records are asked for; several grounds depend on it.",
)
@click.option(
    "--controller",
    type=click.Choice([each.value for each in ControllerKind]),
    default=ControllerKind.OTHER.value,
    help="What kind of organisation holds them.",
)
@pass_session
def try_text(session: Session, text: str, subject: str, capacity: str, controller: str) -> None:
    """Show what is found in TEXT, what would become of it, and why; - reads the text from standard input."""
    tools = tools_for(session.settings)
    document = document_of(sys.stdin.read() if text == "-" else text)
    case = Case(
        reference="try",
        received=date.today(),
        subject=Subject(name=subject),
        requester=Requester(name=subject, capacity=Capacity(capacity)),
        controller=Controller(kind=ControllerKind(controller)),
    )
    raw = detect(document, case, tools.rulebook(), tools.names(), reader=tools.sentences())
    resolution = resolve_people([document], raw, case, tools.rulebook())
    rows = [_row(document, finding) for finding in suggest(resolution, case, tools.rulebook()) if finding.span]
    lines = [
        f"{row['verdict']:<9} {row['code']:<12} {row['category']:<14} {row['kind']:<18} {row['score']:.2f}  "
        f"{row['text']}  ({row['why']} {row['suggestion']})"
        for row in rows
    ]
    session.say("\n".join(lines) or "Nothing found.", {"findings": rows})


def document_of(text: str) -> Document:
    """The text as one page, with its lines and the tabs between its cells."""
    tokens = list(re.finditer(r"\S+", text))
    words = []
    for token, end in zip(tokens, [*(each.start() for each in tokens[1:]), len(text)], strict=True):
        line = text.count("\n", 0, token.start())
        left = LETTER * (token.start() - text.rfind("\n", 0, token.start()) - 1)
        box = Box(left, LINE * line, left + LETTER * len(token[0]), LINE * (line + 0.8))
        words.append(LooseWord(token[0], box, line=line, gap=re.sub(r"\f", "\n", text[token.end() : end])))
    height = LINE * (text.count("\n") + 2)
    return bind_pages([LoosePage(max(WIDTH, LETTER * len(text)), height, tuple(words))], id="0001")


def _row(document: Document, finding: Finding) -> dict[str, object]:
    span, suggestion = finding.span, finding.suggestion
    return {
        "text": document.text[span.start : span.end] if span else "",
        "category": finding.category.value,
        "kind": finding.kind,
        "detector": finding.evidence.detector,
        "rule": finding.evidence.rule,
        "score": finding.evidence.score,
        "checksum": finding.evidence.checksum,
        "cues": list(finding.evidence.context),
        "why": finding.evidence.why,
        "verdict": suggestion.verdict.value if suggestion else "",
        "code": suggestion.code if suggestion else "",
        "suggestion": suggestion.why if suggestion else "",
    }
