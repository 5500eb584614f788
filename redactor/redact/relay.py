"""A line out of which words were taken, laid anew: its words packed round labels of one width.

What a reader could measure must not depend on what was taken out: the width of a label is told by the height of the
line, the gaps by other lines, the room by what stands to the right. A line without room is condensed as a whole.

Everything is laid out in the reading frame (points, origin top left, turned so that lines run to the right) and given
back in page space.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from redactor.domain.box import Box
from redactor.domain.document import Document, Page, Word, WordOrigin
from redactor.domain.redaction import Moved, Redaction, Treatment
from redactor.redact.paragraphs import Piece, find_paragraphs, flow, right_edge, row_place
from redactor.redact.segments import Atom, Frame, Segment, centre, read_segments, slope_of
from redactor.redact.staying import is_struck, spread, staying_redactions

LABEL_HEIGHTS = 4.2
"""How many heights of its line a label is wide: about five ems, the width of a short full name."""
OCR_HEIGHTS = 5.6
"""The same for lines read by OCR, whose boxes go round the ink."""
USUAL_GAP = 0.21
"""The blank between words, in heights of a line, on a page that has no clean line to learn it from."""
GRID = 2
"""Decimals of a point. Readers measure in single precision, and the noise of that alone tells a name."""
ENOUGH_GAPS = 5
GAP_STEP = 0.03
"""Gaps are told from other lines no finer than this, since which lines those are may depend on a name."""
EDGE_PT = 14.0
"""No line is packed nearer to the edge of the page."""
COMFORT, TIGHTEST = 0.85, 0.5
"""How far a line is condensed before it may run over the right edge of its column, and at all."""
ALIGNED_PT = 1.0
PASSAGE_LINES = 3
"""What is withheld over so many lines of a page is a passage and no name."""


@dataclass(frozen=True, slots=True)
class Shift:
    """Where one kept word goes: `source` and `target` in the reading frame, of which the height stays."""

    word: Word
    source: Box
    target: Box
    place: Box
    """The target in page space."""

    @property
    def scale(self) -> float:
        """How much narrower the word becomes."""
        return round(self.target.width / self.source.width, 4) if self.source.width > 0 else 1.0


@dataclass(frozen=True, slots=True)
class Label:
    """A label in the place where it is painted, page space; `redaction` is the one it stands for."""

    box: Box
    text: str
    redaction: Redaction
    line: Box
    """The line, as it was, whose words it stands for; of a paragraph the first."""


@dataclass(frozen=True)
class Relay:
    """What becomes of a page's lines: shifted words, labels, and redactions that stay where they are.

    `swept` are the areas of the lines laid anew as they were, page space: nothing else may stay there.
    """

    shifts: tuple[Shift, ...] = ()
    labels: tuple[Label, ...] = ()
    swept: tuple[Box, ...] = ()
    in_place: tuple[Redaction, ...] = ()
    turn: int = 0
    """The reading frame: page space turned by so many degrees clockwise."""

    @property
    def covers(self) -> tuple[tuple[Box, str], ...]:
        """Every box that is painted, with what is written in it."""
        return (*((each.box, each.text) for each in self.labels), *((each.box, each.label) for each in self.in_place))

    @property
    def altered(self) -> tuple[Box, ...]:
        """Where the page looks otherwise than before."""
        return (*self.swept, *(box for box, _ in self.covers), *(each.place for each in self.shifts))

    @property
    def moved(self) -> tuple[Moved, ...]:
        """Where each word went, by its place in the text."""
        return tuple(Moved(start=each.word.start, box=each.place) for each in self.shifts)


def lay_out(
    document: Document,
    page: Page,
    redactions: Sequence[Redaction],
    edges: Sequence[Box] = (),
    *,
    paragraphs: bool = True,
) -> Relay:
    """Lay the lines of a page anew from which words are taken, and with `paragraphs` the paragraphs they stand in.

    `edges` are strokes and sides of pictures in page space: no word may cross an upright one, and a line that a level
    one runs through stays as it is.
    """
    frame = Frame(page)
    seen = [frame.seen(edge) for edge in edges]
    upright = [edge for edge in seen if edge.height > edge.width]
    segments = read_segments(document, page, redactions, frame, edges=upright)
    level = [edge for edge in seen if edge.width > edge.height]
    staying = staying_redactions(segments, redactions, frame, seen)
    sheet = _Sheet(frame, segments, upright, ocr=page.origin is WordOrigin.OCR)
    fixed = {at for at, each in enumerate(segments) if any(atom.taken in staying for atom in each.atoms)}
    touched = {at for at, each in enumerate(segments) if each.touched} - fixed
    swept: list[Segment] = []
    shifts: list[Shift] = []
    labels: list[Label] = []
    struck = {at for at, each in enumerate(segments) if is_struck(each, level)}
    found = find_paragraphs(segments, touched, fixed | struck)
    sheet.learn_gap(found)
    for paragraph in found if paragraphs and not sheet.ocr else []:
        flowed = sheet.flow(paragraph, redactions)
        if flowed is not None:
            shifts += flowed[0]
            labels += flowed[1]
            swept += paragraph
    done = {id(each) for each in swept}
    for line in (segments[at] for at in sorted(touched) if id(segments[at]) not in done):
        own_shifts, own_labels = sheet.pack(line, redactions)
        shifts += own_shifts
        labels += own_labels
        swept.append(line)
    return Relay(
        shifts=tuple(shifts),
        labels=tuple(labels),
        swept=tuple(frame.back(line.box) for line in swept),
        in_place=tuple(spread(redactions[at], at, segments, frame, ocr=sheet.ocr) for at in sorted(staying)),
        turn=frame.turn,
    )


class _Sheet:
    """A page on which lines are packed: what the other lines tell about gaps, edges and room."""

    def __init__(self, frame: Frame, segments: Sequence[Segment], edges: Sequence[Box], *, ocr: bool) -> None:
        self.frame = frame
        self.segments = segments
        self.clean = [each for each in segments if not each.touched]
        self.edges = edges
        self.ocr = ocr
        words = [atom.box for segment in segments for atom in segment.atoms if atom.taken is None]
        self.right = min(max((box.x1 for box in words), default=frame.width), frame.width - EDGE_PT)
        self.usual_height = median([box.height for box in words]) if words else 12.0
        self.gap = USUAL_GAP
        self.slope = slope_of(segments) if ocr else 0.0

    def learn_gap(self, paragraphs: Sequence[Sequence[Segment]]) -> None:
        """Learn the blank between words from the lines that lose nothing and stand in none of these paragraphs."""
        own = {id(line) for paragraph in paragraphs for line in paragraph}
        gaps = [gap for line in self.clean if id(line) not in own for gap in _gaps(line)]
        if len(gaps) >= ENOUGH_GAPS:
            self.gap = min(max(round(median(gaps) / GAP_STEP) * GAP_STEP, 0.15), 0.6)

    def height_of(self, line: Segment) -> float:
        """The height that tells a label's width: of the kept words, never of what was taken."""
        kept = [atom.box.height for atom in line.atoms if atom.taken is None]
        if self.ocr:
            own = median(kept) if len(kept) > 2 else self.usual_height
            return own if not 0.7 < own / self.usual_height < 1.4 else self.usual_height
        if kept:
            return median(kept)
        return self.usual_height if 0.8 < line.height / self.usual_height < 1.25 else float(round(line.height))

    def pack(self, line: Segment, redactions: Sequence[Redaction]) -> tuple[list[Shift], list[Label]]:
        """The kept words and the labels of one line in their new places."""
        height = self.height_of(line)
        label_width = round((OCR_HEIGHTS if self.ocr else LABEL_HEIGHTS) * height, GRID)
        parts = list(_parts(line, redactions))
        if not parts:
            return [], []
        offsets, at = [], 0.0
        for place, (atoms, label) in enumerate(parts):
            if place:
                at += self._gap_before(parts[place - 1], atoms, label, height)
            offsets.append(at)
            at += label_width if label is not None else round(atoms[0].box.width, GRID)
        start, room = self._start_and_room(line, at)
        if len(parts) == 1 and _is_passage(parts[0][1], redactions):
            label_width = at = max(room, at)
        scale = min(1.0, room / at)
        shifts: list[Shift] = []
        labels: list[Label] = []
        for (atoms, label), offset in zip(parts, offsets, strict=True):
            x0 = round(start + offset * scale, GRID)
            if label is None:
                own = atoms[0].box
                down = self.slope * (x0 - own.x0)
                target = Box(x0, own.y0 + down, x0 + own.width * scale, own.y1 + down)
                shifts.append(Shift(atoms[0].word, own, target, self.frame.back(target)))
            else:
                box = self._label_box(line, x0, x0 + label_width * scale)
                labels.append(Label(self.frame.back(box), label.label, label, self.frame.back(line.box)))
        return shifts, labels

    def flow(
        self, paragraph: Sequence[Segment], redactions: Sequence[Redaction]
    ) -> tuple[list[Shift], list[Label]] | None:
        """The kept words and the labels of a paragraph broken into lines anew; None where it has to stay as it was."""
        whole = Segment([atom for line in paragraph for atom in line.atoms])
        parts = list(_parts(whole, redactions))
        if any(_is_passage(label, redactions) for _, label in parts):
            return None
        height = self.height_of(whole)
        pieces = []
        for place, (atoms, label) in enumerate(parts):
            before = parts[place - 1][0][-1] if place else None
            hyphen = before is not None and before.word.text.endswith("-") and "\n" in atoms[0].gap
            glued = before is not None and (not atoms[0].gap or hyphen)
            width = round(LABEL_HEIGHTS * height if label else atoms[0].box.width, GRID)
            pieces.append(Piece(None if label else atoms[0], place, width, glued))
        right = right_edge(paragraph, self.segments, self.edges, self.frame.width)
        spots = flow(pieces, paragraph, right, self.gap * height) if right else None
        if spots is None:
            return None
        shifts: list[Shift] = []
        labels: list[Label] = []
        for spot in spots:
            top, bottom = row_place(paragraph[spot.row])
            label = parts[spot.piece.label][1]
            if spot.piece.atom is not None:
                own = spot.piece.atom.box
                source = next(line for line in paragraph if spot.piece.atom in line.atoms)
                down = bottom - row_place(source)[1]
                target = Box(spot.x0, own.y0 + down, spot.x0 + spot.width, own.y1 + down)
                shifts.append(Shift(spot.piece.atom.word, own, target, self.frame.back(target)))
            elif label is not None:
                middle = (top + bottom) / 2
                box = Box(spot.x0, middle - 0.33 * height, spot.x0 + spot.width, middle + 0.47 * height)
                labels.append(Label(self.frame.back(box), label.label, label, self.frame.back(paragraph[0].box)))
        return shifts, labels

    def _gap_before(
        self, before: tuple[list[Atom], Redaction | None], atoms: list[Atom], label: Redaction | None, height: float
    ) -> float:
        if " " in atoms[0].gap:
            return self.gap * height
        if label is not None or before[1] is not None:
            return 0.06 * height
        return min(max(0.0, atoms[0].box.x0 - before[0][-1].box.x1), 0.06 * height)

    def _start_and_room(self, line: Segment, width: float) -> tuple[float, float]:
        """Where the packed line of that width begins, and how wide it may be."""
        own = line.box
        left, hard = self._limits(line)
        soft = min(hard, max(self.right, own.x0 + 0.3 * width))
        match self._alignment(own):
            case "right":
                room = own.x1 - left
                return max(own.x1 - width, own.x1 - room), room
            case "centre":
                middle = centre(own)[0]
                room = 2 * min(middle - left, hard - middle)
                return middle - min(width, room) / 2, room
        room = soft - own.x0
        return own.x0, room if room >= COMFORT * width else hard - own.x0

    def _label_box(self, line: Segment, x0: float, x1: float) -> Box:
        """The place of a label in its row: about the ink of a line, so that the rows above and below stay free."""
        if self.ocr:
            across = centre(line.box)[0]
            level = median(centre(atom.box)[1] - self.slope * (centre(atom.box)[0] - across) for atom in line.atoms)
            middle, half = level + self.slope * ((x0 + x1) / 2 - across), 0.6 * self.height_of(line)
            return Box(x0, middle - half, x1, middle + half)
        middle, height = centre(line.box)[1], line.height
        return Box(x0, middle - 0.33 * height, x1, middle + 0.47 * height)

    def _limits(self, line: Segment) -> tuple[float, float]:
        """How far to the left and to the right of a line there is nothing else."""
        own, pad = line.box, 0.3 * line.height
        middle = centre(own)[0]
        members = {id(atom) for atom in line.atoms}
        others = [atom.box for segment in self.segments for atom in segment.atoms if id(atom) not in members] + list(
            self.edges
        )
        shared = [0.5 * max(min(box.height, line.height), 0.5 * line.height) for box in others]
        reach = [min(box.y1, own.y1) - max(box.y0, own.y0) for box in others]
        level = [box for box, most, half in zip(others, reach, shared, strict=True) if most > half]
        left = max((box.x1 for box in level if box.x1 <= own.x0 + 1), default=EDGE_PT - pad)
        right = min((box.x0 for box in level if box.x0 >= min(own.x1, middle) - 1), default=0.0)
        return left + pad, (right - pad if right else self.frame.width - EDGE_PT)

    def _alignment(self, own: Box) -> str:
        """How the line was set: against the left or the right edge of others, or round a middle."""
        boxes = [each.box for each in self.clean]
        if any(abs(box.x0 - own.x0) < ALIGNED_PT for box in boxes):
            return "left"
        uneven = [box for box in boxes if abs(box.width - own.width) > 4 * ALIGNED_PT]
        if any(abs(box.x1 - own.x1) < ALIGNED_PT for box in uneven):
            return "right"
        middle = centre(own)[0]
        if abs(middle - self.frame.width / 2) < 2 or any(abs(centre(box)[0] - middle) < ALIGNED_PT for box in uneven):
            return "centre"
        return "left"


def _is_passage(label: Redaction | None, redactions: Sequence[Redaction]) -> bool:
    """Whether a label stands for a line of a longer passage: such lines are covered from edge to edge."""
    if label is None:
        return False
    own = set(label.finding_ids)
    return any(sum(finding in each.finding_ids for each in redactions) >= PASSAGE_LINES for finding in own)


def _gaps(segment: Segment) -> Iterable[float]:
    """The blanks between the words of a segment, in heights."""
    height = segment.height
    for before, after in pairwise(segment.atoms):
        if after.gap == " " and height > 0:
            yield (after.box.x0 - before.box.x1) / height


def _parts(line: Segment, redactions: Sequence[Redaction]) -> Iterable[tuple[list[Atom], Redaction | None]]:
    """The line as kept words and labels in order; neighbours that say the same share one label."""
    held: list[Atom] = []
    label: Redaction | None = None
    for atom in line.atoms:
        own = redactions[atom.taken] if atom.taken is not None else None
        if own is not None and own.treatment is Treatment.SUPPRESSED:
            continue
        if label is not None and own is not None and (own.label in ("", label.label) or not label.label):
            held.append(atom)
            label = label if label.label else own
            continue
        if label is not None:
            yield held, label
        held, label = [atom], own
        if own is None:
            yield held, None
    if label is not None:
        yield held, label
