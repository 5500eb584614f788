"""Given names that are one name: short forms, parts of double names, names cut short, slips of one letter.

The `nicknames` table (English) is joined with a list of our own for names that are common in UK records.
"""

from __future__ import annotations

from functools import lru_cache

from nicknames import NickNamer
from rapidfuzz.distance import OSA

from redactor.detect.folding import blurred, fold

_UK_SHORT_FORMS: tuple[tuple[str, ...], ...] = (
    ("alexander", "sasha", "alex", "sandy", "xander", "lex", "sacha", "alec"),
    ("alexandra", "sasha", "alex", "sandy", "lexi", "sacha", "ola"),
    ("aleksandra", "ola", "sasha", "alex", "alexandra"),
    ("aleksander", "olek", "sasha", "alex", "alexander"),
    ("mohammed", "mo", "md", "muhammad", "mohamed", "mohammad", "muhammed", "mohamad", "moh", "mohd"),
    ("william", "bill", "will", "billy", "liam", "wills", "willy", "gwilym"),
    ("margaret", "peggy", "maggie", "meg", "mags", "marge", "greta", "rita", "megan"),
    ("elizabeth", "lily", "liz", "lizzie", "beth", "betty", "eliza", "libby", "bess", "lisa", "elspeth"),
    ("maureen", "mo", "reenie"),
    ("sharon", "shaz", "shaza", "shazza"),
    ("darren", "daz", "dazza"),
    ("gareth", "gaz", "gary", "gaza"),
    ("barry", "baz", "bazza"),
    ("jeremy", "jez", "jezza", "jem"),
    ("terence", "tel", "tez", "terry"),
    ("derek", "del", "dez"),
    ("tyler", "ty"),
    ("piotr", "pete", "peter", "piotrek"),
    ("katarzyna", "kasia", "kate", "cathy"),
    ("agnieszka", "aga", "agnes"),
    ("małgorzata", "gosia"),
    ("krzysztof", "chris", "krzys"),
    ("tomasz", "tom", "tomek", "thomas"),
    ("michal", "michael", "mike"),
    ("joanna", "asia", "jo"),
    ("sian", "jane"),
    ("siobhan", "shiv", "shevaun"),
    ("padraig", "paddy", "patrick"),
    ("mairead", "peig", "margaret"),
    ("caoimhe", "keeva"),
    ("ahmed", "ahmad", "achmed"),
    ("yusuf", "yousef", "joseph", "yusef"),
    ("ibrahim", "ibby", "abraham"),
    ("abdullah", "abdul", "abs"),
    ("fatima", "fatimah", "tima"),
    ("aisha", "ayesha", "aysha", "aishah"),
    ("hussain", "hussein", "husain"),
    ("jennifer", "jen", "jenny", "jenna"),
    ("kimberley", "kim", "kimberly", "kimmy"),
    ("nicola", "nicky", "nikki", "nic"),
    ("joanne", "jo", "joey"),
    ("josephine", "jo", "josie"),
    ("jonathan", "jon", "jonny", "johnny"),
    ("victoria", "vicky", "tori", "vicki", "vix"),
    ("rebecca", "becky", "bex", "becca", "becs"),
    ("samantha", "sam", "sammy"),
    ("samuel", "sam", "sammy"),
    ("leonard", "lenny", "len", "leo"),
    ("alfred", "alf", "alfie", "fred"),
    ("abigail", "abi", "abby", "gail"),
    ("harrison", "harry", "haz"),
    ("henry", "harry", "hal"),
    ("harold", "harry"),
    ("edward", "ed", "ted", "teddy", "ned", "eddie"),
    ("theodore", "ted", "teddy", "theo"),
)


def name_parts(name: str) -> tuple[str, ...]:
    """The parts of a double name: ("mensah", "hale") of "mensah-hale"; nothing for a single one."""
    parts = tuple(part for part in name.split("-") if len(part) > 1)
    return parts if len(parts) > 1 else ()


def same_given(one: str, other: str) -> bool:
    """Whether two folded given names can be the same person's: equal, short form, part of a double name."""
    return one == other or are_short_forms(one, other) or one in name_parts(other) or other in name_parts(one)


def are_short_forms(one: str, other: str) -> bool:
    """Whether one is a short form of the other, by the tables or by its ending ("Art", "Artie")."""
    return (
        other in short_forms(one) or one in short_forms(other) or _is_pet_form(one, other) or _is_pet_form(other, one)
    )


def _is_pet_form(longer: str, name: str) -> bool:
    """Whether a name is the other with the ending of pet names: "Danny" of "Dan", "Artie" of "Art"."""
    stem = next((longer.removesuffix(ending) for ending in ("ie", "ey", "y", "i") if longer.endswith(ending)), "")
    return len(name) >= 3 and stem in (name, name + name[-1])


def is_clipped(short: str, name: str) -> bool:
    """Whether a word may be the name cut short at home or in class ("Abi" of Abena, "Ty" of Tyler): a weak sign."""
    stem = short[:-1] if len(short) > 2 and short[-1] in "iyo" else short
    return len(stem) >= 2 and len(short) < len(name) and name.startswith(stem)


@lru_cache(maxsize=8192)
def short_forms(name: str) -> frozenset[str]:
    """Every other given name (folded) that the bearer of this one may go by."""
    others = _nicknames().nicknames_of(name) | _nicknames().canonicals_of(name)
    for group in _UK_SHORT_FORMS:
        folded = [fold(each) for each in group]
        if name == folded[0]:
            others |= set(folded)
        elif name in folded:
            others |= {folded[0]}
    return frozenset(others - {name})


def nearly_same(one: str, other: str) -> bool:
    """Whether two folded names differ by letters that OCR confuses, or, from five on, by one or by two swapped."""
    if min(len(one), len(other)) >= 4 and blurred(one) == blurred(other):
        return True
    return min(len(one), len(other)) >= 5 and one[0] == other[0] and OSA.distance(one, other, score_cutoff=1) <= 1


@lru_cache(maxsize=1)
def _nicknames() -> NickNamer:
    return NickNamer()
