"""What a reader's text of a page gives away: secrets that stand nowhere, and words that stand too often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import accumulate, pairwise

from rapidfuzz.distance import Levenshtein

from redactor.verify.needles import SHORTEST_IN_BINARY
from redactor.verify.secrets import SHORTEST_SECRET, PageProof, tokens_of


def secrets_in(text: str, secrets: Collection[str], *, released: Sequence[str] = ()) -> int:
    """How many of the secrets can be read: as a token, inside one, or as tokens that follow one another.

    The last finds hyphenated, wrapped and letter-spaced words and terms of several words. Ordinary words make
    names too ("west on", "and really"), so a sight made of several tokens or inside one counts only where the
    `released` tokens of the page, squashed, do not show it as often.
    """
    tokens = tokens_of(text)
    whole = frozenset(tokens)
    squashed = "".join(tokens)
    known = sum(secret in whole for secret in secrets)
    likely = [
        secret for secret in secrets if secret not in whole and len(secret) >= SHORTEST_IN_BINARY and secret in squashed
    ]
    if not likely:
        return known
    stays = "".join(released)
    edges = (0, *accumulate(len(token) for token in tokens))
    return known + sum(_sights(secret, squashed, edges) > stays.count(secret) for secret in likely)


def _sights(secret: str, squashed: str, edges: Sequence[int]) -> int:
    """How often a secret stands in the squashed text from edge to edge of tokens, or within a single one."""
    borders = frozenset(edges)
    sights = 0
    at = squashed.find(secret)
    while at >= 0:
        end = at + len(secret)
        within = not any(inner in borders for inner in range(at + 1, end))
        sights += within or (at in borders and end in borders)
        at = squashed.find(secret, at + 1)
    return sights


def words_too_many(text: str, page: PageProof, *, labels: Collection[str], footer: Iterable[str]) -> int:
    """How many of a page's withheld words a reader finds more often than they were released there.

    `labels` are tokens that may stand on boxes: of them nobody knows how often they do, and the boxes are checked by
    themselves. `footer` are the tokens that stand once at the foot of the page.
    """
    found = Counter(tokens_of(text))
    joined = (one + other for one, other in pairwise(page.released))
    stays = Counter(page.released) + Counter(joined) + Counter(footer)
    return sum(found[token] > stays[token] for token in set(page.withheld) if _tells(token, labels))


def _tells(token: str, labels: Collection[str]) -> bool:
    """Whether a token is worth counting; numbers of four digits are years and page numbers."""
    short = len(token) < SHORTEST_SECRET or (token.isdigit() and len(token) == SHORTEST_SECRET)
    return not short and token not in labels


def words_seen_too_often(
    words: Iterable[str], page: PageProof, *, labels: Collection[str], footer: Iterable[str]
) -> int:
    """The same for what OCR sees: names alone, and a released word that differs in one letter may be what it saw."""
    found = Counter(token for word in words for token in tokens_of(word))
    stays = (*page.released, *footer)
    wanted = {token for token in page.names if len(token) > SHORTEST_SECRET and _tells(token, labels)}
    return sum(
        found[token] > sum(Levenshtein.distance(token, other, score_cutoff=1) <= 1 for other in stays)
        for token in wanted
        if found[token]
    )
