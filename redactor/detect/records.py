"""What sort of record a text is, where that decides a ground: so far, a clinician's letter.

A letter from a clinic in a school's or employer's file is data concerning health (DPA 2018 Sch 3 para 6): a controller
that is no health professional may not release it before an opinion, unless the subject has seen it or knows it.
"""

from __future__ import annotations

import re

from redactor.detect.mention import parse_mention
from redactor.detect.profile import Profile, fit

_HEAD, _FOOT = 700, 700
_CLINIC = re.compile(
    r"\b(?:NHS|CAMHS|Child and Adolescent Mental Health|Hospital|Infirmary|Surgery|Medical (?:Centre|Practice)|"
    r"Health Centre|Clinic|Paediatrics?|Psychiatry|Psychology|"
    r"Occupational Health|Therapy (?:Service|Team)|Outpatients?)\b",
    re.I,
)
_CLINICIAN = re.compile(
    r"\b(?:consultant|psychiatrist|psychologist|paediatrician|registrar|general practitioner|GP|physician|"
    r"(?:specialist |school |staff |mental health |community )nurse|therapist|physiotherapist|clinical lead|"
    r"occupational health (?:adviser|physician|nurse))\b",
    re.I,
)
_LETTER = re.compile(r"^[> ]*(?:Dear\b|Re:)(?P<to>[^\n]*)$", re.M)
_COPIED = re.compile(r"^[> ]*(?:cc|copy|copies to|c\.c\.)\b:?(?P<to>[^\n]*)$", re.M | re.I)
_NAME = re.compile(r"(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.? )?[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2}")


def is_clinical_letter(text: str) -> bool:
    """Whether a clinician writes to somebody about a patient: a clinic at its head, a clinician's title at its foot."""
    letter = _LETTER.search(text[: 2 * _HEAD])
    return bool(letter and _CLINIC.search(text[:_HEAD]) and _CLINICIAN.search(text[-_FOOT:]))


def was_sent_to(text: str, people: tuple[Profile, ...]) -> bool:
    """Whether the letter greets one of these people or names them among those who get a copy."""
    lines = [match["to"] for match in _LETTER.finditer(text) if not match[0].lstrip("> ").startswith("Re")]
    lines += [match["to"] for match in _COPIED.finditer(text)]
    names = (name[0] for line in lines for name in _NAME.finditer(line))
    return any(fit(person, parse_mention(name), slips=False) >= 60 for name in names for person in people)
