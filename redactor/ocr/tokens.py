"""A printed token in; out the parts of it that are words of their own, so that a redaction can take one of them."""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"""
    (?:\w+://|www\.)[^\s<>()\[\]"|]+        # an address on the web
    | [\w.+'-]+@[\w.-]+\w                   # an e-mail address
    | \d[\d/,.:]*\d(?!\w)                   # a date, a time, a number
    | [/;,<>()\[\]"|“”]                     # punctuation that is a word of its own
    | [^/;,<>()\[\]"|“”]+
    """,
    re.VERBOSE,
)


def split_token(text: str) -> tuple[str, ...]:
    """The parts of a printed token that are words of their own, so that a redaction can take one of them.

    Dates, numbers, e-mail addresses and addresses on the web stay whole; the parts joined are the token.
    """
    return tuple(_TOKEN.findall(text))
