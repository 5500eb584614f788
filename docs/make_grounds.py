"""Write the tables of docs/grounds.md anew from rules/exemptions.yaml: `python -m docs.make_grounds`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from redactor.domain.exemption import Exemption, Ncnd
from redactor.rulebook import load_rulebook

ROOT = Path(__file__).parents[1]
PAGE = "docs/grounds.md"
START, END = "<!-- written by docs/make_grounds.py -->\n", "<!-- end of what is written -->\n"
HEADINGS = {
    "rights_of_others": "Rights of other people",
    "release": "Grounds to release",
    "serious_harm": "Serious harm",
    "health_gate": "Health records before a health professional has looked",
    "wishes": "What the subject expected or asked for",
    "court": "Court reports and reporters",
    "best_interests": "Best interests of a child",
    "crime": "Crime, tax and risk",
    "regulation": "Regulators and public protection",
    "statutory_bar": "Barred by other statutes",
    "law_enforcement": "Law enforcement processing (Part 3)",
    "privilege": "Legal privilege",
    "employment": "Employment and business",
    "examination": "Examinations",
    "scope": "Scope",
    "neutral": "Neutral",
}


def render(page: str, exemptions: Iterable[Exemption]) -> str:
    """The page with its tables made anew, one a family, in the order of the rules."""
    before, _, rest = page.partition(START)
    _, _, after = rest.partition(END)
    return before + START + "\n" + "\n".join(_tables(tuple(exemptions))) + "\n" + END + after


def _tables(exemptions: tuple[Exemption, ...]) -> Iterator[str]:
    for family in dict.fromkeys(each.family for each in exemptions):
        yield f"## {HEADINGS.get(family, family)}\n"
        yield "| code | label in the box | where it is written | told to the requester | asks for |"
        yield "|---|---|---|---|---|"
        yield from (_row(each) for each in exemptions if each.family == family)
        yield ""


def _row(each: Exemption) -> str:
    label = f"{each.public_label} (own log: {each.label})" if each.ncnd is Ncnd.DEFAULT else each.label
    cells = (f"`{each.code}`", label, each.citation, each.explanation, "; ".join(_demands(each)) or "–")
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _demands(each: Exemption) -> Iterator[str]:
    if each.evidence_required:
        yield f"evidence: {_plain(each.evidence_required)}"
    if each.evidence_expires_days:
        yield f"not older than {each.evidence_expires_days} days"
    if each.minimum_reviewers > 1:
        yield f"{each.minimum_reviewers} reviewers"
    if each.sign_off:
        yield f"sign-off: {_plain(each.sign_off)}"
    if not each.offered:
        yield "not offered on the review page"


def _plain(names: tuple[str, ...]) -> str:
    return ", ".join(name.replace("_", " ") for name in names)


if __name__ == "__main__":
    path = ROOT / PAGE
    path.write_text(render(path.read_text("utf-8"), load_rulebook(ROOT / "rules").exemptions.values()), "utf-8")
