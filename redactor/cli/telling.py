"""A report of the verifier as people read it and as scripts do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from redactor.verify.gate import Check, Problem, Report

ADVICE = {
    "text": "The words are still in the file. Take them out with a tool that deletes text; a drawn box hides nothing.",
    "boxes": "The place of a redaction is not empty. Redact it again from the original.",
    "strings": "Properties, bookmarks, notes, links or tags say it. Remove all hidden information and save a new file.",
    "bytes": "It stands in the file beside its pages. Print the pages into a new PDF and check that one.",
    "covers": "It is covered, not removed. Redact from the original with a tool that deletes what is under the box.",
    "sight": "It can be seen in a picture. Erase it in the pixels of the picture.",
    "leftovers": "The file holds more than its pages. Print the pages into a new PDF and check that one.",
}
"""Name of a check -> what to do about what it found."""
MOST_LINES = 20


def tell_report(name: str, report: Report) -> Iterator[str]:
    """The lines about one file: what is wrong, page by page, and what to do; then what is worth a look."""
    if not report.problems:
        yield f"{name}: nothing found by {len(report.checks)} checks"
    else:
        yield f"{name}: DO NOT SEND. {_counted(len(report.problems), 'problem')}"
    for kind in dict.fromkeys(check.name for check in report.checks):
        found = [check for check in report.checks if check.name == kind and check.problems]
        if found:
            yield from _lines([problem for check in found for problem in check.problems], _readers(found))
            yield f"{'':>10}  {ADVICE[kind]}"
    if report.remarks:
        yield "  Worth a look, no leak by itself:"
        yield from _lines(report.remarks, "")


def _lines(problems: Sequence[Problem], by: str) -> Iterator[str]:
    told = list(dict.fromkeys((problem.page_number or 0, problem.what) for problem in problems))
    for number, what in sorted(told)[:MOST_LINES]:
        where = f"page {number}" if number else "file"
        yield f"{where:>10}: {what}{by}"
    if len(told) > MOST_LINES:
        yield f"{'':>10}  and {len(told) - MOST_LINES} more; --json lists them all"


def _readers(found: Sequence[Check]) -> str:
    names = dict.fromkeys(check.library.split()[0] for check in found)
    return f" (found by {', '.join(names)})"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def plain_report(report: Report) -> dict[str, object]:
    """The report as JSON has it: every check with what it saw, every problem and remark with its page."""
    checks = [
        {"name": each.name, "library": each.library, "seen": each.seen, "problems": len(each.problems)}
        for each in report.checks
    ]
    return {
        "clean": not report.problems,
        "checks": checks,
        "problems": [_plain(check.name, each) for check in report.checks for each in check.problems],
        "remarks": [_plain(check.name, each) for check in report.checks for each in check.remarks],
    }


def _plain(check: str, problem: Problem) -> dict[str, object]:
    return {"check": check, "kind": problem.kind, "page": problem.page_number, "what": problem.what}
