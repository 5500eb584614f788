"""The style sheets inside an HTML page come in; which elements they keep from being drawn goes out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

HIDING = re.compile(
    r"display:none|visibility:hidden|mso-hide:all|opacity:0(?:\.0+)?(?:;|$)"
    r"|font-size:(?:0|0?\.\d+|1)(?:px|pt|em|rem|%)?(?:;|$)|(?:max-)?(?:height|width):0(?:px)?(?:;|$)"
)
"""A style, its spaces taken out, that draws nothing."""

_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_REMARK = re.compile(r"/\*.*?\*/", re.DOTALL)
_MEDIA = re.compile(r"@media[^{]*\b(?:print|max-width|min-width)\b[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", re.IGNORECASE)
_SIMPLE = re.compile(r"([a-z][a-z0-9]*|\*)?((?:[.#][\w-]+)*)", re.IGNORECASE)
_MOST_RULES = 5_000


@dataclass(frozen=True, slots=True)
class _Selector:
    tag: str
    marks: frozenset[str]


@dataclass(frozen=True, slots=True)
class Hiding:
    """The simple selectors (an element, classes, an id) of rules that hide; others are taken to hide nothing."""

    selectors: tuple[_Selector, ...] = ()

    def hides(self, element: etree._Element) -> bool:
        """Whether a rule keeps the element from being drawn. What is not understood is drawn, so nothing is lost."""
        if not self.selectors:
            return False
        marks = {f".{name}" for name in (element.get("class") or "").split()} | {f"#{element.get('id')}"}
        return any(each.tag in ("", "*", element.tag) and each.marks <= marks for each in self.selectors)


NO_HIDING = Hiding()


def find_hiding(root: etree._Element) -> Hiding:
    """Read every style sheet of the page; rules for print or for small screens do not count."""
    text = _MEDIA.sub("", _REMARK.sub("", "\n".join(each.text or "" for each in root.iter("style"))[:1_000_000]))
    found: list[_Selector] = []
    for selectors, declarations in _RULE.findall(text)[:_MOST_RULES]:
        if HIDING.search(re.sub(r"\s+", "", declarations.lower())):
            for selector in selectors.split(","):
                match = _SIMPLE.fullmatch(selector.strip())
                if match and selector.strip() and (match[2] or match[1] != "*"):
                    marks = frozenset(re.findall(r"[.#][\w-]+", match[2]))
                    found.append(_Selector((match[1] or "").lower(), marks))
    return Hiding(tuple(found))
