"""Signs of a role beside a name: job titles, columns, ranks, classes, words for relatives; each with its weight.

The trap is a title that somebody else bears ("told the teacher Tyler did it"): in running text a job title speaks
only for a name that is written formally.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from redactor.detect.folding import fold
from redactor.detect.mention import Mention
from redactor.detect.titles import KIN_TITLES, POLICE_TITLES
from redactor.domain.finding import Verdict
from redactor.domain.rule import Cue, RoleRule

STAFF_HEADING = re.compile(
    r"^(entered|taken|recorded|logged|completed|created|updated|reported|actioned|authorised|approved|seen|"
    r"signed off) by$"
    r"|^(entered on \w+|printed|exported) by$"
    r"|^(call )?(handler|officer|case ?worker|key ?worker|adult|staff|staff (member|name)|member of staff|teacher|"
    r"class teacher|tutor|form tutor|author|assigned to|allocated to|owner|first aider|"
    r"reviewer|appraiser|prepared by|completed by|written by|"
    r"(\w+ )?supervisor|assessor|invigilator|reader|scribe|"
    r"line manager|interviewer|"
    r"clinician|practitioner|worker|social worker|lead|advis[eo]r|operator|agent)$"
)
"""Column headings and form labels over those who keep the record (folded)."""


PUPIL_HEADING = re.compile(
    r"\b(pupils?|students?|child(ren)?|learners?|linked (pupils?|students?|children)|classmates?)\b"
)


_CLASS_TAG = re.compile(r"^\s?\((?:Y(?:ear)? ?)?\d{1,2}[A-Z]{0,2}\)|^,? (?:of|in) (?:class|Year) ?\w{1,3}\b")


_BESIDE = re.compile(
    r"^[\s,:;\-–(]*(?:(?i:the|our|a|an|by|and|from|acting|interim|deputy|assistant|is|was)\s)?"
    r"(?:(?:[A-Z][\w&-]+|\d{1,2}) ){0,2}$"
)


_NUMBERING = re.compile(r"^\(?\d{1,2}[.)]?\s+|^\(?[a-z][.)]\s+")


_TITLE_TAIL = re.compile(r"[\s,:\-–(]*(?:(?:is|was|now|called)\s)?(?:(?:mr|mrs|ms|miss|mx|dr)\.?\s)?$", re.I)


_DETERMINER = re.compile(r"\b(?:the|a|an|his|her|my|our|their|your|another|that|this)\s$", re.I)


_TITLED_TAIL = re.compile(r"(?:mr|mrs|ms|miss|mx|dr)\.?\s$", re.I)


_JOB_ENDS = re.compile(r"[ ]?(?:$|[\n\f.,;()&/|]|(?:and|at|of|for|in|to)\b)")


_FIRST_LETTERS = re.compile(r"(?<!\w)\w{1,3}")


_NEVER_BY_CUE = frozenset({"subject", "requester", "organisation", "public_figure", "deceased", "unknown"})


_KIN_BEFORE = re.compile(
    r"(?:['’]s|\b(?:his|her|their|my|step))[ -]?(?:(?:adoptive|birth|foster|own|new|late|big|little|older|younger|"
    r"elder|eldest|youngest|twin|baby|ex)[ -])?(?:step-?|grand|half-)?"
    r"(?:mum|mom|mam|mother|dad|father|brother|sister|son|daughter|nan|gran|wife|husband|partner|carer)\s*,?\s*$",
    re.I,
)


_KIN_AFTER = re.compile(
    r"^\s*[,(]\s*(?:\w+(?:['’]s|s['’]?) )?"
    r"(?:mum|mother|dad|father|brother|sister|son|daughter|nan|gran|wife|husband|partner)\b",
    re.I,
)


_KIN_OF = re.compile(
    r"(?P<who>[A-Z][\w-]+)(?:['’]s|,? (?:and|with|or) (?:his|her|their)) "
    r"(?:(?:older|younger|elder|big|little|baby|twin|half|step)[ -]?){0,2}(?:brother|sister|sibling|twin)\s*,?\s*$"
)
_OBSERVES = re.compile(
    r"\b(?:observ(?:ed|ation|ing)|lesson|classroom|literacy|numeracy|training|workshop|inset)\b[^.\n\t]{0,40}\b"
    r"(?:with|by|from) $",
    re.I,
)
_WORKS_ELSEWHERE = re.compile(r"^[^.\n]{0,20}\b(?:surgery|practice|hospital|clinic|gp)\b", re.I)

OWN_KIN = "Spoken of as the subject's own"
"""How the reason begins that shows a brother or sister of the subject."""

SIGNS_ENTRIES = "Signs entries of the record."
IN_ROLE = (
    "Named in a column or field for those", "A job title or role stands beside", "The field asks for somebody",
    SIGNS_ENTRIES,
)  # fmt: skip
"""How the reasons begin that show somebody at work, not only on the organisation's payroll."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One sign of a role: the role's code, how much it weighs (0-100), and the reason for the reviewer."""

    role: str
    weight: int
    why: str


@dataclass(frozen=True)
class RoleCues:
    """The cue words of all roles by their first three letters, so that a text is compared with few of them."""

    by_key: Mapping[str, tuple[tuple[str, Cue], ...]]
    titles: tuple[tuple[str, Cue], ...]
    released: frozenset[str]

    def near(self, *texts: str) -> Iterator[tuple[str, Cue]]:
        """The role codes and cues of which a first word stands in the texts."""
        keys = {word[:3] for text in texts for word in _FIRST_LETTERS.findall(text.lower())}
        for key in sorted(keys):
            yield from self.by_key.get(key, ())

    def with_title(self, title: str) -> Iterator[str]:
        """The codes of the roles that a title (folded) belongs to."""
        spellings = (title, title.capitalize(), title.upper())
        for code, cue in self.titles:
            if any(cue.pattern.fullmatch(each) for each in spellings):
                yield code


def index_roles(roles: Mapping[str, RoleRule]) -> RoleCues:
    """Make the index; roles that a word beside a name can never give are left out."""
    by_key: dict[str, list[tuple[str, Cue]]] = defaultdict(list)
    for code, role in roles.items():
        for cue in role.cues if code not in _NEVER_BY_CUE else ():
            for key in cue.keys:
                by_key[key].append((code, cue))
    return RoleCues(
        by_key={key: tuple(cues) for key, cues in by_key.items()},
        titles=tuple((code, cue) for code, role in roles.items() for cue in role.titles),
        released=frozenset(code for code, role in roles.items() if role.verdict is Verdict.RELEASE),
    )


def read_signs(before: str, after: str, *, mention: Mention, label: str, cues: RoleCues) -> Iterator[Sign]:
    """Every sign of a role that the text just before and after a mention gives, and its heading or form label."""
    heading = _NUMBERING.sub("", fold(label).strip(" .:*?"))
    if mention.title in ("dr", "doctor", "prof") and _OBSERVES.search(before) and not _WORKS_ELSEWHERE.match(after):
        yield Sign(role="staff", weight=72, why="A job title or role stands beside the name: works in the classroom.")
    if STAFF_HEADING.match(heading):
        yield Sign(role="staff", weight=80, why="Named in a column or field for those who keep the record.")
    elif PUPIL_HEADING.search(heading):
        yield Sign(role="pupil", weight=65, why="Named in a column or field for pupils.")
    if mention.title in POLICE_TITLES:
        yield Sign(role="police", weight=78, why="A police rank stands before the name.")
    is_ward_sister = mention.title == "sister" and mention.is_full
    if (mention.title in KIN_TITLES and not is_ward_sister) or _KIN_BEFORE.search(before) or _KIN_AFTER.match(after):
        yield Sign(role="family", weight=50, why="A word for a relative stands beside the name.")
    if _CLASS_TAG.match(after):
        yield Sign(role="pupil", weight=64, why="A class stands beside the name.")
    near_before = before[max(before.rfind("\n"), before.rfind("\t"), before.rfind("\f")) + 1 :]
    is_formal = bool(mention.title or mention.is_full)
    for code, cue in cues.near(near_before, after):
        if _stands_before(cue, near_before, is_formal=is_formal) or _stands_after(cue, after):
            yield Sign(role=code, weight=70, why="A job title or role stands beside the name.")
    for code, cue in cues.near(heading):
        if cue.pattern.fullmatch(heading):
            weight = 75 if code in cues.released else 45
            yield Sign(role=code, weight=weight, why="The field asks for somebody in this role.")
    if mention.title and (mention.title not in KIN_TITLES or is_ward_sister):
        for code in cues.with_title(mention.title):
            yield Sign(role=code, weight=55, why="The title before the name belongs to the role.")


def kin_of(before: str) -> str:
    """Whose brother or sister the text just before a mention makes it ("Jamie and his sister "); "" where nobody's."""
    match = _KIN_OF.search(before)
    return match["who"] if match else ""


def _stands_before(cue: Cue, before: str, *, is_formal: bool) -> bool:
    """A job title before the name; in running text ("told the teacher Tyler did it") it says nothing of a bare name."""
    for match in cue.pattern.finditer(before):
        tail = before[match.end() :]
        if not _TITLE_TAIL.fullmatch(tail):
            continue
        is_spoken_of = _DETERMINER.search(before[: match.start()]) is not None and not match[0][0].isupper()
        if ":" in tail or _TITLED_TAIL.search(tail) or (is_formal and not is_spoken_of):
            return True
    return False


def _stands_after(cue: Cue, after: str) -> bool:
    """A job title after the name that ends there, as in a signature or "…, housing officer."."""
    match = cue.pattern.search(after)
    if not match or not _BESIDE.fullmatch(after[: match.start()]) or "\t" in after[: match.start()]:
        return False
    if not re.match(r"[\s,:\-–(]", after) or "\n\n" in after[: match.start()]:
        return False
    return _JOB_ENDS.match(after[match.end() :]) is not None
