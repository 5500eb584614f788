"""Words that slide programs themselves put on masters, for authors to type over; they say nothing of anybody."""

from __future__ import annotations

import re

_DULL_PROMPT = re.compile(
    r"^(?:Click to (?:edit|add)\b.*|(?:Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth)(?: Outline)? [Ll]evel"
    r"|Footer|<(?:date/time|footer|number|header)>|‹#›|<#>|\*|___PPT\d+)$"
)


def is_prompt(text: str) -> bool:
    """Whether the text is one that slide programs put on masters for authors to type over."""
    return bool(_DULL_PROMPT.match(text.strip()))
