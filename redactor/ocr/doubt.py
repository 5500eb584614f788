"""Signs that a page was not fully read: what a person must look at before anything of it leaves.

With one engine two shares carry the gate. `unsure` is the share of words read with little confidence; `uncovered` is
the share of the ink that looks like text but lies in no word read with confidence, so it grows where nothing was read
at all. Where two engines read the page, what one says of itself counts for less than whether the other says the same:
`agreed` takes the place of `unsure`, and ink is covered where either read. The bounds were tuned on scanned pages made
for the purpose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from redactor.domain.box import Box
from redactor.ocr.engine import ReadWord
from redactor.ocr.ink import Mask, Pixels, small_step, text_ink, uncover
from redactor.ocr.trust import agreement

SURE = 0.80
UNSURE_LIMIT = 0.10
UNCOVERED_LIMIT = 0.12
UNREADABLE_LIMIT = 0.50
AGREED_LIMIT, LEFT_LIMIT = 0.88, 0.15
"""With two engines: the least that they agree in, and the most text-sized ink that neither may leave."""
UNREADABLE_AGREED = 0.60
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
    agreed: float | None = None
    """The share of the words of either engine that the other read as well; None where only one read the page."""

    @property
    def codes(self) -> tuple[str, ...]:
        """The signs as they stand in Page.doubt: none, "low_confidence" or "unreadable"; a blank page has none."""
        if self.ink_pt2 < LEAST_INK_PT and not self.words:
            return ()
        if self.agreed is None:
            worst, low = self.unsure > UNREADABLE_LIMIT, self.unsure > UNSURE_LIMIT or self.uncovered > UNCOVERED_LIMIT
        else:
            worst, low = self.agreed < UNREADABLE_AGREED, self.agreed < AGREED_LIMIT or self.uncovered > LEFT_LIMIT
        if worst or self.uncovered > UNREADABLE_LIMIT:
            return (UNREADABLE,)
        if low:
            return (UNREADABLE,) if self.words < FEW_WORDS else (LOW_CONFIDENCE,)
        return ()


def weigh(
    words: Sequence[ReadWord],
    pixels: Pixels,
    dpi: float,
    *,
    second: Sequence[ReadWord] | None = None,
    settled: Mask | None = None,
) -> Doubt:
    """Weigh a reading of a prepared picture against its ink, and against a second reading where there is one.

    `settled` marks pixels whose ink needs no reading, such as words known from a text layer.
    """
    step = small_step(dpi)
    ink = text_ink(pixels, dpi)
    if settled is not None:
        ink &= ~settled[::step, ::step][: ink.shape[0], : ink.shape[1]]
    sure = [word for word in words if word.confidence >= SURE]
    covering = [(w.left_px, w.top_px, w.right_px, w.bottom_px) for w in (*sure, *(second or ()))]
    left = uncover(ink, covering, step)
    inked, uncovered = int(ink.sum()), int(left.sum())
    unsure = sum(word.confidence < SURE for word in words) / len(words) if words else 0.0
    agreed = None if second is None else agreement(account_of(words), account_of(second))
    count = max(len(words), len(second or ()))
    return Doubt(unsure, uncovered / inked if inked else 0.0, count, inked * (72 * step / dpi) ** 2, agreed)


def account_of(words: Sequence[ReadWord]) -> list[tuple[str, Box]]:
    """The words with their boxes, in pixels."""
    return [(word.text, Box(word.left_px, word.top_px, word.right_px, word.bottom_px)) for word in words]
