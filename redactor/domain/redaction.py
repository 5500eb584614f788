"""What a withholding decision puts on one page; derived, never typed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from redactor.domain.box import Box


class Treatment(StrEnum):
    """What stands in the place of what was taken out."""

    BLOCK = "block"
    """A box that says nothing."""
    LABEL = "label"
    """A box with the ground's label; a passage has it on its first line."""
    ROLE = "role"
    """A box with what the person is ("another pupil")."""
    PSEUDONYM = "pseudonym"
    """A box with a name of ours, the same for one person everywhere ("Pupil A")."""
    NEUTRAL = "neutral"
    """A box with the ground's public label, where the honest one would itself harm."""
    SUPPRESSED = "suppressed"
    """Nothing: the line closes up without a trace. Where it cannot be laid anew, a block."""
    WHOLE_PAGE = "whole_page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Treating:
    """How people and single findings are treated where it is not by the ground's label.

    `people` has by person id the treatment and the words shown; they are as long as they like, since every box is
    equally wide. `findings` has by finding id BLOCK, NEUTRAL or SUPPRESSED. With `neutral` no box tells its ground.
    """

    people: Mapping[str, tuple[Treatment, str]] = field(default_factory=dict)
    findings: Mapping[str, Treatment] = field(default_factory=dict)
    neutral: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """One area to empty on one page, page space, and what to show instead.

    `box` is what is taken out; `label` is written into it where it fits legibly. `finding_ids` are the
    findings it serves, `code` the one ground it stands on.
    """

    page_index: int
    box: Box
    label: str
    code: str
    treatment: Treatment = Treatment.LABEL
    finding_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A kept word of a line that was laid anew: where its slice of the text begins, and its box now, page space."""

    start: int
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanPage:
    """How one page was made clean: `route` is "vector" or "raster"; `why` the reason for a raster page.

    `covers` are the boxes that were painted and `moved` the kept words that stand elsewhere than before: claims of
    the redactor, which the verifier has to prove.
    """

    page_index: int
    route: str
    why: str = ""
    covers: tuple[Box, ...] = ()
    moved: tuple[Moved, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanDocument:
    """A Document with what was withheld taken out: a PDF of its own and how each page was made.

    `pages` are the source pages that went in, in order: unseen sheets that nobody released are not among them.
    """

    document_id: str
    pdf: bytes
    pages: tuple[CleanPage, ...]
    redactions: tuple[Redaction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """What the place of one withheld name still tells somebody who measures the page.

    `bits` of the list of names are told, `candidates` of its names still fit, `people_left` of the case's own people
    do. `in_place` says that its line could not be laid anew, so that the box is as wide as the name; `drawn` that the
    page is a picture.
    """

    page_index: int
    bits: float
    candidates: int
    people_left: int
    in_place: bool
    drawn: bool = False
