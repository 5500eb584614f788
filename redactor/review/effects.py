"""What a correction of people would change: findings before and after in, the differences out (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from redactor.domain.decision import Ruling
from redactor.domain.finding import Finding, Suggestion, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One finding of which the suggestion changes; `before` and `after` are None where there is none."""

    finding_id: str
    before: Suggestion | None
    after: Suggestion | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """What would change: `open` are undecided findings that get another suggestion, `decided` are findings that a
    person decided and that would now be suggested otherwise: those are left as decided, to be looked at again."""

    open: tuple[Effect, ...]
    decided: tuple[Effect, ...]

    def moves(self) -> dict[tuple[str, str], int]:
        """How many undecided findings go from which suggested verdict to which."""
        counts: dict[tuple[str, str], int] = {}
        for effect in self.open:
            move = (_verdict(effect.before), _verdict(effect.after))
            counts[move] = counts.get(move, 0) + 1
        return counts


def effects_of(rulings: Iterable[Ruling], after: Iterable[Finding]) -> Effects:
    """The findings that would be suggested otherwise, in the order of the rulings."""
    suggested = {finding.id: finding.suggestion for finding in after}
    undecided: list[Effect] = []
    decided: list[Effect] = []
    for ruling in rulings:
        finding = ruling.finding
        if finding.id not in suggested or _same(finding.suggestion, suggested[finding.id]):
            continue
        effect = Effect(finding_id=finding.id, before=finding.suggestion, after=suggested[finding.id])
        if ruling.verdict is Verdict.OPEN:
            undecided.append(effect)
        elif _verdict(effect.after) != ruling.verdict.value:
            decided.append(effect)
    return Effects(open=tuple(undecided), decided=tuple(decided))


def _same(one: Suggestion | None, other: Suggestion | None) -> bool:
    return one == other or (
        one is not None and other is not None and (one.verdict, one.code) == (other.verdict, other.code)
    )


def _verdict(suggestion: Suggestion | None) -> str:
    return suggestion.verdict.value if suggestion else ""
