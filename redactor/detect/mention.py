"""One mention of somebody, taken apart: title, given names, family name, initials.

A mention is read as it stands on paper ("BRANDRETH, Tyler", "Mrs N Okafor", "Tyler B", "KMH",
"jen.farrow@example.net") and folded, so that two mentions can be compared. What a lone word is, given or
family name, cannot be told from the word; it stays a `word` and fits either.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import dropwhile

from redactor.detect.folding import fold, fold_name
from redactor.detect.nicknames import without_nick
from redactor.detect.titles import FEMALE_TITLES, GENERIC_MAILBOXES, KIN_TITLES, MALE_TITLES, PARTICLES, TITLES

_GLUED = re.compile(r"^(Mrs|Mr|Ms|Miss|Dr|Mx|Prof)([A-Z][a-z].*)$")
_DOTTED = re.compile(r"^(?:[A-Za-z]\.){1,3}[A-Za-z]\.?$")
# What a mail directory puts behind a name: "Paul Barton@Head Office".
_DIRECTORY = re.compile(r"(?<=\w)\s?@.*$")
_BIRTH_NAME = re.compile(r"(?<=\w),?\s\(?n[eé]e\s.*$", re.I)
_WORD = re.compile(r"[^\W\d_]+(?:['’\-‐][^\W\d_]+)*\.?|,")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """The folded parts of one mention; "" or () where it has none.

    `given_initials` and `family_initials` are single letters that stand for a name ("T Brandreth" → "t",
    "Kofi M-H" → "mh"); `initials` is a mention of initials alone ("kmh"); `word` a lone word that may be
    a given or a family name; `nick` a nickname that stands beside
    a whole name. `is_mail` says that it was read out of an e-mail address.
    """

    title: str = ""
    given: tuple[str, ...] = ()
    family: str = ""
    given_initials: str = ""
    family_initials: str = ""
    initials: str = ""
    word: str = ""
    nick: str = ""
    is_mail: bool = False

    @property
    def is_full(self) -> bool:
        """Whether it has both a given and a family name: enough to seed a person."""
        return bool(self.given and self.family)

    @property
    def is_empty(self) -> bool:
        """Whether nothing of a name is in it."""
        return not (self.given or self.family or self.initials or self.word or (self.title and self.family_initials))

    @property
    def gender(self) -> str:
        """ "m", "f" or "" as the title tells."""
        return "m" if self.title in MALE_TITLES else "f" if self.title in FEMALE_TITLES else ""


def parse_mention(text: str, *, label: str = "") -> Mention:
    """Take a mention apart. `label` is the form label or column heading over it, where there is one."""
    text = " ".join(text.split())
    if "@" in text and " " not in text.strip("<>"):
        return _parse_mail(text)
    text = without_nick(_BIRTH_NAME.sub("", _DIRECTORY.sub("", text)))
    tokens = [token for token in _WORD.findall(text) if token.strip(".")]
    if _DOTTED.match(text.replace(" ", "")) and len(text.replace(" ", "")) >= 3:
        return Mention(initials=fold(text).replace(".", "").replace(" ", ""))
    tokens = _unglue(tokens)
    tokens[-1:] = [_without_possessive(each) for each in tokens[-1:]]
    title, tokens = _take_title(tokens)
    if "," in tokens:
        return _parse_turned(title, tokens)
    if not tokens:
        return Mention(title=title)
    return _parse_by_label(title, tokens, fold(label)) or _parse_plain(title, tokens)


def is_initials(token: str) -> bool:
    """Whether a bare token can be somebody's initials: two to four capitals ("KMH", "TB")."""
    return 2 <= len(token) <= 4 and token.isalpha() and token.isupper()


def _unglue(tokens: list[str]) -> list[str]:
    parted: list[str] = []
    for token in tokens:
        glued = _GLUED.match(token)
        parted.extend(glued.groups() if glued else (token,))
    return parted


def _without_possessive(token: str) -> str:
    for ending in ("'s", "’s", "'S", "’S"):
        if token.endswith(ending) and len(token) > 3:
            return token[: -len(ending)]
    return token


def _take_title(tokens: list[str]) -> tuple[str, list[str]]:
    title = ""
    while tokens and fold_name(tokens[0]) in TITLES and (len(tokens) > 1 or not title):
        title = fold_name(tokens[0])
        tokens = tokens[1:]
    return title, tokens


def _parse_turned(title: str, tokens: list[str]) -> Mention:
    comma = tokens.index(",")
    before, after = tokens[:comma], [each for each in tokens[comma + 1 :] if each != ","]
    if not before or not after:
        return _parse_plain(title, [each for each in tokens if each != ","])
    if fold_name(after[0]) in TITLES and len(after) > 1:
        title, after = fold_name(after[0]), after[1:]
    parsed = _parse_parts(title, [*after, "ZZ" if all(token.isupper() for token in before) else "Zz"])
    return Mention(title=title, given=parsed.given, given_initials=parsed.given_initials, family=_join(before))


def _parse_by_label(title: str, tokens: list[str], label: str) -> Mention | None:
    """A form or a column that says which part of the name is asked for."""
    if re.search(r"\b(forenames?|first names?|given names?|known as|preferred (fore)?name|middle names?)\b", label):
        return Mention(title=title, given=tuple(fold_name(token) for token in tokens))
    if re.search(r"\b(surname|family name|last name)\b", label) and not re.search("forename|first", label):
        return Mention(title=title, family=_join(tokens))
    return None


def _parse_plain(title: str, tokens: list[str]) -> Mention:
    if not tokens:
        return Mention(title=title)
    if len(tokens) == 1:
        return _parse_lone(title, tokens[0])
    return _parse_parts(title, _turn_capitals(tokens))


def _parse_parts(title: str, tokens: list[str]) -> Mention:
    """Two or more name words in their usual order, the family name last."""
    last = tokens[-1].strip(".")
    if _is_letters(last) and not _is_letters(tokens[0].strip(".")):
        given = tuple(fold_name(token) for token in tokens[:-1])
        return Mention(title=title, given=given, family_initials=fold(last).replace("-", ""))
    leading = 0
    shouted = all(token.isupper() for token in tokens)
    while leading < len(tokens) - 1 and _is_initial(tokens[leading], shouted=shouted):
        leading += 1
    letters = "".join(fold_name(token) for token in tokens[:leading])
    rest = [fold_name(token) for token in tokens[leading:]]
    split = len(rest) - 1
    while split > (0 if leading else 1) and rest[split - 1] in PARTICLES:
        split -= 1
    given = tuple(dropwhile(lambda each: len(each) == 1, rest[:split]))
    if given:
        return Mention(title=title, given=given, family=" ".join(rest[split:]), given_initials="")
    return Mention(title=title, given_initials=letters, family=" ".join(rest[split:]))


def _parse_lone(title: str, token: str) -> Mention:
    name = fold_name(token)
    if title in KIN_TITLES:
        return Mention(title=title, given=(name,))
    if title:
        return Mention(title=title, family=name) if len(name) > 1 else Mention(title=title, family_initials=name)
    if is_initials(token):
        return Mention(initials=name, word=name)
    return Mention(word=name) if len(name) > 1 else Mention(initials=name)


def _turn_capitals(tokens: list[str]) -> list[str]:
    """ "BRANDRETH Tyler" has its family name first: capitals before a word that has small letters."""
    capitals = 0
    while capitals < len(tokens) and tokens[capitals].isupper() and len(tokens[capitals]) > 2:
        capitals += 1
    if 0 < capitals < len(tokens) and all(not token.isupper() or len(token) <= 2 for token in tokens[capitals:]):
        return [*tokens[capitals:], *tokens[:capitals]]
    return tokens


def _is_letters(token: str) -> bool:
    """Single letters that stand for a family name: "B", "M-H"."""
    return re.fullmatch(r"[A-Za-z](?:-[A-Za-z])?", token) is not None


def _is_initial(token: str, *, shouted: bool) -> bool:
    bare = token.strip(".")
    return len(bare) == 1 or (not shouted and len(bare) == 2 and bare.isupper())


def _join(tokens: list[str]) -> str:
    return " ".join(fold_name(token) for token in tokens)


def _parse_mail(address: str) -> Mention:
    local = fold(address.strip("<>")).split("@")[0].split("+")[0]
    if local in GENERIC_MAILBOXES or local.split(".")[0].split("-")[0] in GENERIC_MAILBOXES:
        return Mention(is_mail=True)
    parts = [re.sub(r"\d+", "", part) for part in re.split(r"[._]+", local)]
    parts = [part for part in parts if part]
    if not parts:
        return Mention(is_mail=True)
    if len(parts) == 1:
        return Mention(word=parts[0], is_mail=True) if len(parts[0]) > 2 else Mention(is_mail=True)
    if len(parts[-1]) == 1:
        return Mention(given=(parts[0],), family_initials=parts[-1], is_mail=True)
    if len(parts[0]) <= 1:
        return Mention(given_initials=parts[0], family=parts[-1], is_mail=True)
    return Mention(given=(parts[0],), family=parts[-1], is_mail=True)
