"""The organisation that answers, as its letters and sheets name it; one for a whole home folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class LabelStyle(StrEnum):
    """What stands in the boxes over people where nobody chose otherwise."""

    LABEL = "label"
    """The ground: "Third party"."""
    ROLE = "role"
    """What they are: "another pupil"."""
    PSEUDONYM = "pseudonym"
    """A name of ours, the same for one person everywhere in a case: "Pupil B"."""
    BLOCK = "block"
    """Nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody who can be reached; what is not known is empty."""

    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    website: str = ""

    def ways(self) -> str:
        """How they are reached, in one line: e-mail, phone, website, address."""
        return ", ".join(way for way in (self.email, self.phone, self.website, self.address) if way)


ICO = Contact(
    name="the Information Commissioner's Office",
    phone="0303 123 1113",
    website="https://ico.org.uk/make-a-complaint",
    address="Wycliffe House, Water Lane, Wilmslow, Cheshire SK9 5AF",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Who signs: a person with a role, not a team."""

    name: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What the organisation owes a requester under UK GDPR Art 15(1), in its own words."""

    purposes: str = ""
    categories: str = ""
    recipients: str = ""
    sources: str = ""
    automated: str = "We make no decisions about you by automated means alone, and we do not profile you."
    transfers: str = ""
    systems: str = ""
    """Where requests are searched for: systems, mailboxes, paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """One row of the retention schedule: which records, and how long they are kept."""

    record: str
    keep: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """HOME/organisation.toml. Nothing is needed until a letter asks for it."""

    name: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""
    privacy_notice: str = ""
    """Where it can be read."""
    complaints: str = ""
    """How to complain to the organisation itself (DPA 2018 s.164A): a form, an address."""
    support: str = ""
    """Who can talk the records through with somebody whom they upset."""
    language: str = "en"
    """Of the letters: "en", "cy", or another for which there are templates."""
    label_style: LabelStyle = LabelStyle.LABEL
    dpo: Contact = field(default_factory=Contact)
    regulator: Contact = ICO
    signatory: Signatory = field(default_factory=Signatory)
    texts: Texts = field(default_factory=Texts)
    retention: tuple[Keeping, ...] = ()
