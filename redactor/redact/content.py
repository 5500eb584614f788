"""A page's drawing, operator by operator, through an allow list: what it does not know makes the page a picture.

Comments, marked content, layers, unknown operators and unused resources cannot pass; resources get names of
ours. Ink that lies in a box goes with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from redactor.domain.box import Box
from redactor.redact.colours import DEVICE_SPACES, plain_space, plain_state
from redactor.redact.graphics import Path, Pen, after, box_under, matrix_of, numbers_of, shared_part
from redactor.redact.materials import FontUse, Materials, Placement, as_dict, as_list
from redactor.redact.setter import PLACED, Setter
from redactor.redact.syntax import Name, NotVector, Ref, Value, read_operations, write_operation

MAX_DEPTH = 12
"""Forms inside forms deeper than this are an attack, not a page."""


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_PASSED = _words("w J j M d ri i g G rg RG k K BT ET Tc Tw TL Ts Td TD Tm T* SC sc")
_PATH = frozenset(("m", "l", "c", "v", "y", "re", "h"))
_PAINT = frozenset(("S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "n"))
_SHOWN = frozenset(("Tj", "TJ", "'", '"'))
_DROPPED = frozenset(("BMC", "EMC", "MP", "DP", "BX", "EX"))


@dataclass
class ContentFilter:
    """Runs one content stream through the allow list; `boxes` are the areas to empty, page space."""

    materials: Materials
    boxes: Sequence[Box]
    resources: dict[str, Value]
    pen: Pen
    depth: int = 0
    out: list[bytes] = field(default_factory=list)
    kept: dict[str, dict[str, Value]] = field(default_factory=dict)
    names: dict[tuple[str, str], Name] = field(default_factory=dict)
    fonts: dict[str, FontUse] = field(default_factory=dict)
    saved: list[Pen] = field(default_factory=list)
    path: Path = field(default_factory=Path)
    setter: Setter | None = None
    """Writes the text of a page on which lines are laid anew; None on every other."""

    def run(self, content: bytes) -> tuple[bytes, dict[str, Value]]:
        """The new content and its resources; NotVector with the reason where the allow list does not hold."""
        for operands, operator in read_operations(content):
            self._take(operands, operator)
        self.out += [b"Q"] * len(self.saved)
        return b"\n".join(self.out), {kind: dict(entries) for kind, entries in self.kept.items()}

    def _take(self, operands: list[Value], operator: str) -> None:
        if operator in _PATH:
            self.path.add(operands, operator, self.pen.matrix)
        elif operator in ("W", "W*"):
            self.path.clips = True
            self.path.clip(operator)
        elif operator in _PAINT:
            self._paint(operator)
        elif operator in _SHOWN:
            self._show(operands, operator)
        elif self.setter is not None and operator in PLACED:
            self.pen, written = self.setter.take(operands, operator, self.pen)
            self.out += written
        elif operator in _PASSED:
            numbers = numbers_of([each for each in operands if not isinstance(each, (list, Name))])
            if operator == "Tm" and _has_no_area(numbers):
                raise NotVector("text of no size")
            self._write(operands, operator)
        elif operator in _DROPPED:
            return
        elif operator in _STEPS:
            _STEPS[operator](self, operands)
        else:
            raise NotVector(_REFUSED.get(operator, "an unknown drawing operator"))

    def _write(self, operands: list[Value], operator: str) -> None:
        self.out.append(write_operation(operands, operator))

    def _paint(self, operator: str) -> None:
        path, self.path = self.path, Path()
        seen = path.pieces if path.clips or operator == "n" else path.outside(self.boxes)
        if path.clips and operator != "n" and len(path.outside(self.boxes)) != len(path.pieces):
            raise NotVector("drawn ink under a box")
        for piece in seen:
            for operands, each in piece.operations:
                self._write(operands, each)
        if seen:
            self._write([], operator)
        if path.clips:
            self.pen = path.narrow(self.pen)

    def _show(self, operands: list[Value], operator: str) -> None:
        shown = operands[-1] if operands else None
        parts = shown if operator == "TJ" else [shown]
        use = self.fonts.get(self.pen.font)
        if not isinstance(parts, list) or use is None:
            raise NotVector("text without a font")
        for part in parts:
            if isinstance(part, bytes) and self.setter is None:
                use.show(part)
            elif not isinstance(part, bytes) and (isinstance(part, bool) or not isinstance(part, (int, float))):
                raise NotVector("broken page content")
        if self.setter is None:
            self._write(operands, operator)
            return
        if operator in ("'", '"'):
            if operator == '"':
                for number, each in zip(operands[:2], ("Tw", "Tc"), strict=True):
                    self._take([number], each)
            self._take([], "T*")
        self.out += self.setter.show(parts, use, self.pen)

    def _save(self, operands: list[Value]) -> None:
        self.saved.append(self.pen)
        self._write([], "q")

    def _restore(self, operands: list[Value]) -> None:
        if self.saved:
            self.pen = self.saved.pop()
            self._write([], "Q")
            if self.setter is not None:
                self.setter.written_word_space = None

    def _move(self, operands: list[Value]) -> None:
        self.pen = replace(self.pen, matrix=after(matrix_of(operands), self.pen.matrix))
        self._write(operands, "cm")

    def _set_font(self, operands: list[Value]) -> None:
        if len(operands) != 2 or not isinstance(operands[0], Name):
            raise NotVector("text without a font")
        if numbers_of(operands[1:]) == [0.0]:
            raise NotVector("text of no size")
        old = str(operands[0])
        if old not in self.fonts:
            self.fonts[old] = self.materials.put_font(self._resource("Font", old))
        (size,) = numbers_of(operands[1:])
        self.pen = replace(self.pen, font=old, size=size)
        self._write([self._keep("Font", old, self.fonts[old].ref), operands[1]], "Tf")

    def _set_mode(self, operands: list[Value]) -> None:
        (mode,) = numbers_of(operands) or [0.0]
        if mode not in (0, 1, 2):
            raise NotVector("invisible text" if mode == 3 else "text used as a clip")
        self._write([int(mode)], "Tr")

    def _set_stretch(self, operands: list[Value]) -> None:
        (stretch,) = numbers_of(operands) or [0.0]
        if abs(stretch) < 5:
            raise NotVector("text of no width")
        self.pen = replace(self.pen, stretch=stretch / 100)
        self._write(operands, "Tz")

    def _set_state(self, operands: list[Value]) -> None:
        old = _one_name(operands)
        state = as_dict(self.materials.resolve(self._resource("ExtGState", old)))
        self._write([self._keep("ExtGState", old, plain_state(state, self.materials))], "gs")

    def _set_space(self, operands: list[Value], operator: str) -> None:
        old = _one_name(operands)
        if old in DEVICE_SPACES:
            self._write([Name(old)], operator)
            return
        space = plain_space(self._resource("ColorSpace", old), self.materials)
        self._write([space if isinstance(space, Name) else self._keep("ColorSpace", old, space)], operator)

    def _set_colour(self, operands: list[Value], operator: str) -> None:
        if any(isinstance(each, Name) for each in operands):
            raise NotVector("pattern")
        numbers_of(operands)
        self._write(operands, operator)

    def _begin_marked(self, operands: list[Value]) -> None:
        if operands and operands[0] == "OC":
            raise NotVector("optional content")

    def _draw(self, operands: list[Value]) -> None:
        old = _one_name(operands)
        value = self._resource("XObject", old)
        keys = as_dict(self.materials.resolve(value))
        if "OC" in keys:
            raise NotVector("optional content")
        if not isinstance(value, Ref):
            raise NotVector("broken page content")
        kind = self.materials.resolve(keys.get("Subtype"))
        drawn: Ref | None = None
        if kind == "Image":
            if self.pen.visible is not None:
                placement = Placement(self.pen.matrix, self.pen.visible, self.pen.shaped)
                drawn = self.materials.put_picture(value, keys, placement)
        elif kind == "Form":
            drawn = self._draw_form(value, keys)
        else:
            raise NotVector("an unknown kind of drawing")
        if drawn is not None:
            self._write([self._keep("XObject", f"{old} {drawn.number}", drawn)], "Do")

    def _draw_form(self, ref: Ref, keys: dict[str, Value]) -> Ref:
        if self.depth >= MAX_DEPTH:
            raise NotVector("drawings nested too deep")
        given = self.materials.resolve(keys.get("Matrix"))
        matrix = matrix_of(given) if isinstance(given, list) else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
        frame = numbers_of(as_list(self.materials.resolve(keys.get("BBox"))))
        if len(frame) != 4:
            raise NotVector("broken page content")
        placed = after(matrix, self.pen.matrix)
        visible = shared_part(self.pen.visible, box_under(placed, frame))
        upright = abs(placed[1]) + abs(placed[2]) < 1e-6 or abs(placed[0]) + abs(placed[3]) < 1e-6
        pen = replace(self.pen, matrix=placed, visible=visible, shaped=self.pen.shaped or not upright, font="")
        own = self.materials.resolve(keys.get("Resources"))
        inner = ContentFilter(
            self.materials, self.boxes, own if isinstance(own, dict) else self.resources, pen, self.depth + 1,
            setter=Setter(self.setter.turns) if self.setter else None,
        )  # fmt: skip
        content, resources = inner.run(self.materials.read_stream(ref))
        plain: dict[str, Value] = {
            "Type": Name("XObject"), "Subtype": Name("Form"), "BBox": list(frame),
            "Matrix": list(matrix), "Resources": resources,
        }  # fmt: skip
        group = self.materials.resolve(keys.get("Group"))
        if isinstance(group, dict) and self.materials.resolve(group.get("S")) == "Transparency":
            switches: dict[str, Value] = {key: group[key] for key in ("I", "K") if isinstance(group.get(key), bool)}
            plain["Group"] = {"S": Name("Transparency"), **switches}
        return self.materials.put_stream(plain, content)

    def _resource(self, kind: str, name: str) -> Value:
        entries = self.materials.resolve(self.resources.get(kind))
        if not isinstance(entries, dict) or name not in entries:
            raise NotVector("broken page content")
        return entries[name]

    def _keep(self, kind: str, old: str, value: Value) -> Name:
        """Give a resource a name of ours and keep it; the same resource under two names gets one.

        Some writers give a font a new name at each use. MuPDF 1.28 doubles keys when it cleans up dictionaries of
        more than a hundred entries, so the fewer the better.
        """
        new = self.names.get((kind, old))
        if new is None:
            entries = self.kept.setdefault(kind, {})
            same = (name for name, held in entries.items() if held == value)
            new = self.names[(kind, old)] = Name(next(same, f"{kind[0]}{len(entries)}"))
            entries[new] = value
        return new


def _has_no_area(matrix: Sequence[float]) -> bool:
    return len(matrix) == 6 and matrix[0] * matrix[3] == matrix[1] * matrix[2]


def _one_name(operands: list[Value]) -> str:
    if len(operands) != 1 or not isinstance(operands[0], Name):
        raise NotVector("broken page content")
    return str(operands[0])


_STEPS: dict[str, Callable[[ContentFilter, list[Value]], None]] = {
    "q": ContentFilter._save,
    "Q": ContentFilter._restore,
    "cm": ContentFilter._move,
    "Tf": ContentFilter._set_font,
    "Tr": ContentFilter._set_mode,
    "Tz": ContentFilter._set_stretch,
    "gs": ContentFilter._set_state,
    "cs": lambda self, operands: self._set_space(operands, "cs"),
    "CS": lambda self, operands: self._set_space(operands, "CS"),
    "scn": lambda self, operands: self._set_colour(operands, "scn"),
    "SCN": lambda self, operands: self._set_colour(operands, "SCN"),
    "BDC": ContentFilter._begin_marked,
    "Do": ContentFilter._draw,
}
_REFUSED = {"sh": "shading", "d0": "Type 3 font", "d1": "Type 3 font", "BI": "inline picture"}
