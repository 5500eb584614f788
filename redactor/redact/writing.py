"""Values and streams to the bytes of a new PDF: nothing gets into the file but what is put here by name.

No dates, no ids, no Info, no producer: the same pages give the same bytes. A stream or dictionary put twice
is written once.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field

from redactor.redact.syntax import Name, Ref, Value, write_value

_REFERENCE = re.compile(rb"(\d+) 0 R\b")
HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


@dataclass
class Writing:
    """A PDF in the making; `pages` are its page dictionaries in order."""

    bodies: list[bytes | None] = field(default_factory=lambda: [None, None])
    pages: list[Ref] = field(default_factory=list)
    known: dict[bytes, Ref] = field(default_factory=dict)

    def reserve(self) -> Ref:
        """A reference to an object that is put later."""
        self.bodies.append(None)
        return Ref(len(self.bodies))

    def put(self, value: Value, ref: Ref | None = None) -> Ref:
        """Write an object, at a reserved place or at a new one."""
        return self._place(write_value(value), ref)

    def put_stream(self, keys: dict[str, Value], body: bytes, ref: Ref | None = None) -> Ref:
        """Write a stream; compressed here unless its keys name a filter already."""
        if "Filter" not in keys:
            keys, body = {**keys, "Filter": Name("FlateDecode")}, zlib.compress(body, 9)
        head = write_value({**keys, "Length": len(body)})
        return self._place(head + b"\nstream\n" + body + b"\nendstream", ref)

    def discard(self, ref: Ref) -> None:
        """Leave an object out of the file after all."""
        self.bodies[ref.number - 1] = None

    def put_page(self, *, width: float, height: float, rotation: int, content: bytes, resources: Value) -> None:
        """Add a page of that size in points, before /Rotate, origin bottom left."""
        page: dict[str, Value] = {
            "Type": Name("Page"),
            "Parent": Ref(2),
            "MediaBox": [0, 0, float(width), float(height)],
            "Contents": self.put_stream({}, content),
            "Resources": resources,
        }
        if rotation % 360:
            page["Rotate"] = rotation % 360
        self.pages.append(self.put(page, self.reserve()))

    def to_bytes(self) -> bytes:
        """The finished file."""
        self.put({"Type": Name("Catalog"), "Pages": Ref(2), "Lang": b"en-GB"}, Ref(1))
        self.put({"Type": Name("Pages"), "Kids": list(self.pages), "Count": len(self.pages)}, Ref(2))
        out = bytearray(HEADER)
        rows = []
        used = self._reached()
        for number, body in enumerate(self.bodies, start=1):
            body = body if number in used else None  # the remains of a page that was written and then drawn instead
            rows.append(b"0000000000 00000 f \n" if body is None else b"%010d 00000 n \n" % len(out))
            out += b"" if body is None else b"%d 0 obj\n%s\nendobj\n" % (number, body)
        start = len(out)
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(rows) + 1) + b"".join(rows)
        out += b"trailer\n" + write_value({"Size": len(rows) + 1, "Root": Ref(1)})
        return bytes(out + b"\nstartxref\n%d\n%%%%EOF\n" % start)

    def _reached(self) -> set[int]:
        """The numbers of the objects that the pages need, the root's and its page tree's among them."""
        reached: set[int] = set()
        wanted = [1]
        while wanted:
            number = wanted.pop()
            body = self.bodies[number - 1] if number <= len(self.bodies) else None
            if body is not None and number not in reached:
                reached.add(number)
                wanted += [int(each) for each in _REFERENCE.findall(body.split(b"\nstream\n", 1)[0])]
        return reached

    def _place(self, body: bytes, ref: Ref | None) -> Ref:
        if ref is None:
            ref = self.known.get(body)
            if ref is not None:
                return ref
            ref = self.reserve()
            self.known[body] = ref
        self.bodies[ref.number - 1] = body
        return ref
