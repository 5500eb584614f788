"""What the bundle calls its documents: 1, 2, 2.1 … without a gap that would tell of one that is not there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence


def number_parts(document_ids: Sequence[str]) -> dict[str, str]:
    """The number of each document, in order; an attachment stands below the nearest message that is there too."""
    numbers: dict[str, str] = {}
    taken: Counter[str] = Counter()
    for document_id in document_ids:
        pieces = document_id.split(".")
        above = next(
            (numbers[up] for depth in range(len(pieces) - 1, 0, -1) if (up := ".".join(pieces[:depth])) in numbers), ""
        )
        taken[above] += 1
        numbers[document_id] = f"{above}.{taken[above]}" if above else str(taken[above])
    return numbers
