"""The marks in the sample texts: what is drawn, and what the truth says of it, come from one string.

`{T:Jude Abara}` is drawn as "Jude Abara" and listed under "withhold"; marks may stand inside one another.

    T  another person's name, contact, number or telling detail: must be withheld
    K  somebody acting in role, an organisation, or the requester: must survive
    S  the subject's own: must survive
    H  a passage about harm     C  about crime     L  legal advice     R  a reference given in confidence
"""

from __future__ import annotations

from dataclasses import dataclass, field

PASSAGES = {"H": "harm", "C": "crime", "L": "privilege", "R": "reference"}


@dataclass
class Truth:
    """What must become of one source; strings are as they read on the page, with single spaces."""

    withhold: list[str] = field(default_factory=list)
    keep: list[str] = field(default_factory=list)
    passages: list[dict[str, str]] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    """Strings that stand only where the pages do not show them; never to be released."""

    def note(self, marked: str, *, unseen: bool = False) -> str:
        """Take a marked text into account and give back the text to draw."""
        plain, found = parse(marked)
        for mark, text in found:
            shown = " ".join(text.split())
            if unseen:
                _add(self.unseen, shown)
            elif mark == "T":
                _add(self.withhold, shown)
            elif mark in "KS":
                _add(self.keep, shown)
            else:
                self.passages.append({"kind": PASSAGES[mark], "text": shown})
        return plain

    def plain(self) -> dict[str, object]:
        """As it stands in truth.json."""
        return {"withhold": self.withhold, "keep": self.keep, "passages": self.passages, "unseen": self.unseen}


def _add(strings: list[str], text: str) -> None:
    if text not in strings:
        strings.append(text)


def parse(marked: str) -> tuple[str, list[tuple[str, str]]]:
    """The text without its marks, and every mark with the text inside it."""
    plain: list[str] = []
    open_marks: list[tuple[str, int]] = []
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(marked):
        if marked[at] == "{" and marked[at + 2 : at + 3] == ":":
            open_marks.append((marked[at + 1], len(plain)))
            at += 3
            continue
        if marked[at] == "}" and open_marks:
            mark, start = open_marks.pop()
            found.append((mark, "".join(plain[start:])))
        else:
            plain.append(marked[at])
        at += 1
    if open_marks:
        raise ValueError("a mark is not closed")
    return "".join(plain), found


def upn(digits: str) -> str:
    """A UPN with its check letter, from its twelve digits."""
    letters = "ABCDEFGHJKLMNPQRTUVWXYZ"
    return letters[sum(place * int(digit) for place, digit in enumerate(digits, 2)) % 23] + digits


def nhs(nine: str) -> str:
    """An NHS number with its check digit, from nine digits (999… is the range for tests); ValueError for a bad stem."""
    check = (11 - sum(int(digit) * (10 - place) for place, digit in enumerate(nine)) % 11) % 11
    if check == 10:
        raise ValueError("these nine digits have no check digit")
    return f"{nine[:3]} {nine[3:6]} {nine[6:]}{check}"
