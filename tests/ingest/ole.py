"""A writer of OLE files (MS-CFB), just good enough to make Outlook messages for tests."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

Tree = dict[str, "bytes | Tree"]

_END, _FREE, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFF


@dataclass
class _Entry:
    name: str
    kind: int
    content: bytes = b""
    child: int = _NONE
    right: int = _NONE
    start: int = _END
    kids: list[int] = field(default_factory=list)


def make_ole(tree: Tree) -> bytes:
    """The tree of storages (dicts) and streams (bytes) as one file."""
    entries = [_Entry("Root Entry", 5)]
    _add(entries, 0, tree)
    sectors: list[bytes] = []
    fat: list[int] = []
    mini, mini_fat = b"", []

    def keep(content: bytes) -> int:
        first = len(sectors)
        count = max(1, -(-len(content) // 512))
        sectors.extend(content[at * 512 : at * 512 + 512].ljust(512, b"\0") for at in range(count))
        fat.extend([*range(first + 1, first + count), _END])
        return first

    for entry in entries[1:]:
        if entry.kind == 2 and entry.content:
            if len(entry.content) >= 4096:
                entry.start = keep(entry.content)
                continue
            entry.start = len(mini) // 64
            count = -(-len(entry.content) // 64)
            mini += entry.content.ljust(count * 64, b"\0")
            mini_fat += [*range(entry.start + 1, entry.start + count), _END]
    if mini:
        entries[0].start, entries[0].content = keep(mini), mini
    mini_fat_at = keep(b"".join(struct.pack("<I", each) for each in mini_fat).ljust(512, b"\xff"))
    mini_fat_count = len(sectors) - mini_fat_at
    folder_at = keep(b"".join(_entry(each) for each in entries))
    fat_count = -(-(len(fat) + 1 + len(fat) // 100) // 128)
    fat_at = list(range(len(sectors), len(sectors) + fat_count))
    fat += [0xFFFFFFFD] * fat_count
    packed = b"".join(struct.pack("<I", each) for each in fat).ljust(fat_count * 512, b"\xff")
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, 0, fat_count,
        folder_at, 0, 4096, mini_fat_at, mini_fat_count, _END, 0,
    )  # fmt: skip
    header += b"".join(struct.pack("<I", each) for each in (fat_at + [_FREE] * 109)[:109])
    return header + b"".join(sectors) + packed


def _add(entries: list[_Entry], parent: int, tree: Tree) -> None:
    last = -1
    for name, content in tree.items():
        at = len(entries)
        entries.append(_Entry(name, 2, content) if isinstance(content, bytes) else _Entry(name, 1))
        if last < 0:
            entries[parent].child = at
        else:
            entries[last].right = at
        last = at
        if isinstance(content, dict):
            _add(entries, at, content)


def _entry(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le")
    start = entry.start if entry.kind != 1 else 0
    return struct.pack(
        "<64sHBBIII16sIQQIQ", name, len(name) + 2, entry.kind, 1, _NONE, entry.right, entry.child, b"", 0, 0, 0, start,
        len(entry.content),
    )  # fmt: skip


def make_msg(
    texts: dict[int, str],
    *,
    numbers: dict[int, int] | None = None,
    binaries: dict[int, bytes] | None = None,
    recipients: tuple[dict[int, str | int], ...] = (),
    attachments: tuple[Tree, ...] = (),
    inner: bool = False,
) -> Tree:
    """The storages of an Outlook message ([MS-OXMSG]); its texts are Unicode."""
    tree: Tree = {f"__substg1.0_{pid:04X}001F": text.encode("utf-16-le") for pid, text in texts.items()}
    tree |= {f"__substg1.0_{pid:04X}0102": content for pid, content in (binaries or {}).items()}
    head = struct.pack("<8x4I", 0, 0, len(recipients), len(attachments)) + (b"" if inner else b"\0" * 8)
    tree["__properties_version1.0"] = head + _fixed(numbers or {})
    for number, each in enumerate(recipients):
        words = {pid: text for pid, text in each.items() if isinstance(text, str)}
        own: Tree = {f"__substg1.0_{pid:04X}001F": text.encode("utf-16-le") for pid, text in words.items()}
        own["__properties_version1.0"] = b"\0" * 8 + _fixed({p: n for p, n in each.items() if isinstance(n, int)})
        tree[f"__recip_version1.0_#{number:08X}"] = own
    for number, storage in enumerate(attachments):
        tree[f"__attach_version1.0_#{number:08X}"] = storage
    return tree


def make_attachment(name: str, content: bytes | Tree, method: int = 1) -> Tree:
    """The storage of an attached file, or of a message within."""
    tree: Tree = {"__substg1.0_3707001F": name.encode("utf-16-le")}
    tree["__properties_version1.0"] = b"\0" * 8 + _fixed({0x3705: method})
    tree["__substg1.0_37010102" if isinstance(content, bytes) else "__substg1.0_3701000D"] = content
    return tree


def _fixed(numbers: dict[int, int]) -> bytes:
    return b"".join(struct.pack("<HHIII", 3, pid, 6, number, 0) for pid, number in numbers.items())
