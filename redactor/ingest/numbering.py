"""The styles and list definitions of a Word file come in; the bullet or number of each paragraph goes out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from redactor.ingest.package import attribute, local_name

MAX_LEVEL = 8
_PLACE = re.compile(r"%(\d)")
_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class WordStyle:
    """What of a style matters here; `list_id` and `level` name its list, `is_hidden` that its text is not shown."""

    heading: int = 0
    list_id: str = ""
    level: int = 0
    is_hidden: bool = False


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first descendant along a path of local names, or None."""
    for name in path:
        if element is None:
            return None
        element = next((each for each in element if local_name(each) == name), None)
    return element


def value(element: etree._Element | None, *path: str) -> str:
    """The `val` attribute of the element at the path, or ""."""
    found = child(element, *path)
    return attribute(found, "val") if found is not None else ""


def is_on(element: etree._Element | None, *path: str) -> bool:
    """Whether a toggle property (ECMA-376, 17.7.3) at the path is there and not switched off."""
    found = child(element, *path)
    return found is not None and attribute(found, "val").lower() not in ("0", "false", "off", "none")


def read_styles(root: etree._Element | None) -> dict[str, WordStyle]:
    """Every style by its id, with what it takes over from the style that it is based on."""
    raw = {
        attribute(each, "styleId"): each for each in (root if root is not None else ()) if local_name(each) == "style"
    }
    return {name: _resolve_style(raw, name) for name in raw}


def _resolve_style(raw: dict[str, etree._Element], name: str) -> WordStyle:
    heading, list_id, level, hidden = 0, "", 0, False
    seen: set[str] = set()
    while name in raw and name not in seen:
        seen.add(name)
        style = raw[name]
        named = _HEADING.fullmatch(value(style, "name"))
        outline = value(style, "pPr", "outlineLvl")
        if not heading:
            heading = int(named[1]) if named else int(outline) + 1 if outline.isdigit() and int(outline) < 9 else 0
            heading = 1 if value(style, "name").lower() == "title" else heading
        if not list_id:
            list_id = value(style, "pPr", "numPr", "numId")
            level = _level(value(style, "pPr", "numPr", "ilvl"))
        hidden = hidden or is_on(style, "rPr", "vanish")
        name = value(style, "basedOn")
    return WordStyle(heading, list_id, level, hidden)


def _level(text: str) -> int:
    return min(int(text), MAX_LEVEL) if text.isdigit() else 0


@dataclass(frozen=True, slots=True)
class _Level:
    kind: str
    text: str
    start: int


@dataclass
class Lists:
    """The lists of a file and how far each has counted; ask for labels in the order of the text."""

    levels: dict[str, dict[int, _Level]]
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def label(self, list_id: str, level: int) -> str:
        """Count on and give the bullet or number, or "" where the paragraph belongs to no list."""
        known = self.levels.get(list_id, {})
        if level not in known:
            return ""
        shape = known[level]
        if shape.kind == "none":
            return ""
        counts = self.counts.setdefault(list_id, {})
        counts[level] = counts.get(level, shape.start - 1) + 1
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        if shape.kind == "bullet":
            return "•"
        return _PLACE.sub(lambda match: self._number(list_id, int(match[1]) - 1), shape.text)

    def _number(self, list_id: str, level: int) -> str:
        shape = self.levels[list_id].get(level)
        if shape is None:
            return ""
        return format_number(self.counts[list_id].get(level, shape.start), shape.kind)


def read_lists(root: etree._Element | None) -> Lists:
    """The list definitions of numbering.xml."""
    shapes: dict[str, dict[int, _Level]] = {}
    lists: dict[str, dict[int, _Level]] = {}
    for each in root if root is not None else ():
        if local_name(each) == "abstractNum":
            shapes[attribute(each, "abstractNumId")] = _read_levels(each)
    for each in root if root is not None else ():
        if local_name(each) == "num":
            levels = dict(shapes.get(value(each, "abstractNumId"), {}))
            for override in (part for part in each if local_name(part) == "lvlOverride"):
                levels.update(_read_levels(override))
            lists[attribute(each, "numId")] = levels
    return Lists(lists)


def _read_levels(element: etree._Element) -> dict[int, _Level]:
    found = {}
    for each in element:
        if local_name(each) == "lvl":
            start = value(each, "start")
            shape = _Level(
                value(each, "numFmt") or "decimal", value(each, "lvlText"), int(start) if start.isdigit() else 1
            )
            found[_level(attribute(each, "ilvl"))] = shape
    return found


def format_number(number: int, kind: str) -> str:
    """A list number as Word prints it; kinds that are not known count in digits."""
    match kind:
        case "lowerLetter" | "upperLetter":
            letter = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 10) if number > 0 else "0"
            return letter.upper() if kind.startswith("upper") else letter
        case "lowerRoman" | "upperRoman":
            roman, rest = "", min(max(number, 0), 3999)
            for worth, sign in _ROMAN:
                roman += sign * (rest // worth)
                rest %= worth
            return roman.upper() if kind.startswith("upper") else roman
        case "decimalZero":
            return f"{number:02d}"
    return str(number)
