"""The forms by which evidence is put on record: kind, title and fields, as the template draws them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from redactor.domain.backing import Consent
from redactor.domain.exemption import Exemption
from redactor.review.evidence import Form, demands_of

Choice = tuple[str, str]
Part = tuple[str, str, str, Sequence[Choice]]
"""Name, label, kind of input ("words" is a text area), and what can be chosen."""

_YES_NO: Sequence[Choice] = (("true", "yes"), ("false", "no"))
_CONSENT: Sequence[Choice] = tuple((each.value, each.value.replace("_", " ")) for each in Consent)
_STATED = frozenset({Form.STATEMENT, Form.DAY, Form.DAY_TO_COME, Form.CONSENT})


_OPINION: tuple[str, str, Sequence[Part]] = (
    "opinion",
    "A professional's opinion",
    (
        ("author", "Who gave it", "text", ()),
        ("profession", "Profession", "text", ()),
        ("given", "On which day", "date", ()),
        ("expires", "Counts until, if earlier than the rules say", "date", ()),
        ("harm_likely", "Is serious harm likely?", "text", _YES_NO),
        ("text", "What it says", "words", ()),
    ),
)
_THIRD_PARTY_TEST: tuple[str, str, Sequence[Part]] = (
    "third_party_test",
    "The third-party test in three steps",
    (
        ("without_naming", "1. Can the request be met without identifying them?", "words", ()),
        (
            "consent",
            "2. Their consent",
            "text",
            tuple((each.value, each.value.replace("_", " ")) for each in Consent),
        ),
        ("consent_note", "Where it is kept, or why nobody asked", "words", ()),
        ("factors", "3. What speaks for and against release without consent", "words", ()),
        ("reasonable", "Is it reasonable to release?", "text", _YES_NO),
    ),
)
_CONSULTED: tuple[str, str, Sequence[Part]] = (
    "consulted",
    "Whoever it came from was asked",
    (
        ("originator", "Who", "text", ()),
        ("on", "Day of their answer", "date", ()),
        ("view", "What they say", "words", ()),
    ),
)


def entry_forms(exemptions: Mapping[str, Exemption]) -> tuple[tuple[str, str, Sequence[Part]], ...]:
    """Every form in the order of its use; what can be chosen comes from the rules."""
    demands = {
        each.key: each.words for ground in exemptions.values() for each in demands_of(ground) if each.form in _STATED
    }
    roles = sorted({role for ground in exemptions.values() for role in ground.sign_off})
    codes = [code for code, ground in exemptions.items() if ground.sign_off]
    return (
        (
            "statement",
            "State what the ground asks for",
            (("key", "What it answers", "text", tuple(demands.items())), ("text", "The answer", "words", ())),
        ),
        _OPINION,
        ("already_known", "The subject knows it already", (("how", "How you know", "words", ()),)),
        _THIRD_PARTY_TEST,
        _CONSULTED,
        (
            "signature",
            "Sign off",
            (
                ("role", "In the role", "text", tuple((role, role.replace("_", " ")) for role in roles)),
                ("code", "For the ground", "text", tuple((code, code) for code in codes)),
                ("name", "Who signs", "text", ()),
                ("on", "On which day", "date", ()),
                ("note", "Where a signature on paper is kept", "words", ()),
            ),
        ),
        (
            "referral",
            "Refer to a specialist",
            (("to", "Who", "text", ()), ("question", "What you want to know", "words", ())),
        ),
    )
