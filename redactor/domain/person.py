"""Somebody spoken of in a Case."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """What a person is to the request; everything else is their `role` (a key of rules/roles.yaml)."""

    SUBJECT = "subject"
    REQUESTER = "requester"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person over the whole case.

    `id` is stable over runs ("p-" and 10 hex digits of the name they were first known by). `role` is a key
    of rules/roles.yaml or "unknown"; `why_role` says in a sentence where the role came from. `ambiguous_with`
    names the people a weak mention could also mean.
    """

    id: str
    name: str
    role: str = "unknown"
    standing: Standing = Standing.OTHER
    aliases: tuple[str, ...] = ()
    consent: bool = False
    why_role: str = ""
    pseudonym: str = ""
