"""Signs that a page was not fully read: what a person must look at before anything of it leaves.

Two shares carry the gate. `unsure` is the share of words read with little confidence; `uncovered` is the share
of the ink that looks like text but lies in no word read with confidence, so it grows where nothing was read at
all. The bounds were tuned on scanned pages made for the purpose; bench/ocr.py measures them anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from redactor.ocr.engine import ReadWord
from redactor.ocr.ink import Mask, Pixels, small_step, text_ink, uncover

SURE = 0.80
UNSURE_LIMIT = 0.10
UNCOVERED_LIMIT = 0.12
UNREADABLE_LIMIT = 0.50
FEW_WORDS = 15
"""With fewer words the shares say little: any doubt then counts as unreadable."""
LEAST_INK_PT = 12.0
"""Text-sized ink that would fill so few square points is dust."""

LOW_CONFIDENCE = "low_confidence"
UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Doubt:
    """The shares behind the gate, each 0–1, and how many square points of text-sized ink there are."""

    unsure: float
    uncovered: float
    words: int
    ink_pt2: float

    @property
    def codes(self) -> tuple[str, ...]:
        """The signs as they stand in Page.doubt: none, "low_confidence" or "unreadable"; a blank page has none."""
        if self.ink_pt2 < LEAST_INK_PT and not self.words:
            return ()
        if max(self.unsure, self.uncovered) > UNREADABLE_LIMIT:
            return (UNREADABLE,)
        if self.unsure > UNSURE_LIMIT or self.uncovered > UNCOVERED_LIMIT:
            return (UNREADABLE,) if self.words < FEW_WORDS else (LOW_CONFIDENCE,)
        return ()


def weigh(words: Sequence[ReadWord], pixels: Pixels, dpi: float, *, settled: Mask | None = None) -> Doubt:
    """Weigh a reading of a prepared picture against its ink.

    `settled` marks pixels whose ink needs no reading, such as words known from a text layer.
    """
    step = small_step(dpi)
    ink = text_ink(pixels, dpi)
    if settled is not None:
        ink &= ~settled[::step, ::step][: ink.shape[0], : ink.shape[1]]
    sure = [(w.left_px, w.top_px, w.right_px, w.bottom_px) for w in words if w.confidence >= SURE]
    left = uncover(ink, sure, step)
    inked, uncovered = int(ink.sum()), int(left.sum())
    unsure = sum(word.confidence < SURE for word in words) / len(words) if words else 0.0
    return Doubt(unsure, uncovered / inked if inked else 0.0, len(words), inked * (72 * step / dpi) ** 2)
