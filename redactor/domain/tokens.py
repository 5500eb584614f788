"""Where a printed token is cut, so that one half of it can be taken out and the other left."""

from __future__ import annotations

import re
from itertools import pairwise

_WHOLE = re.compile(
    r"""(?:https?://|www\.)[^\s<>()\[\]"|,;]+        # an address on the web
      | [\w.+'&-]+@[\w-]+(?:\.[\w-]+)+              # an e-mail address
      | \d+(?:[/,]\d+)+(?:\.\d+)?                   # a date, a school year, a number with thousands
    """,
    re.VERBOSE,
)
_CUT = re.compile(r'[/;,<>()\[\]"“”|]')


def cut_token(text: str) -> tuple[tuple[int, int], ...]:
    """The half-open slices of a printed token that are words of their own, in order, without a rest.

    A token is cut at / ; , < > ( ) [ ] quotation marks and |, each of which becomes a slice of its own.
    E-mail addresses, web addresses, dates and numbers stay whole.
    """
    cuts: list[int] = [0, len(text)]
    whole = [match.span() for match in _WHOLE.finditer(text)]
    for start, end in whole:
        cuts += [start, end]
    for match in _CUT.finditer(text):
        if not any(start <= match.start() < end for start, end in whole):
            cuts += [match.start(), match.end()]
    places = sorted(set(cuts))
    return tuple(pair for pair in pairwise(places) if pair[0] < pair[1])
