"""A font of a page to a font of the new file: only the codes still shown, and no names, notices or comments.

What was withheld must not be told by its font either: widths, maps and glyph names of codes that are no longer
shown go, and so do the tables of a font program that hold text.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable

from redactor.redact.content import Materials
from redactor.redact.syntax import Name, NotVector, Ref, Value, read_value

_SIMPLE = ("Type1", "MMType1", "TrueType")
PROGRAMS = ("FontFile", "FontFile2", "FontFile3")
"""The keys under which a descriptor holds a font program."""
_DESCRIPTOR_NUMBERS = (
    "Flags", "FontBBox", "ItalicAngle", "Ascent", "Descent", "Leading", "CapHeight", "XHeight", "StemV", "StemH",
    "AvgWidth", "MaxWidth", "MissingWidth", "FontWeight",
)  # fmt: skip
_TABLES = frozenset(
    (b"head", b"hhea", b"hmtx", b"maxp", b"loca", b"glyf", b"cvt ", b"fpgm", b"prep", b"cmap", b"post", b"OS/2",
     b"CFF ", b"vhea", b"vmtx", b"VORG", b"gasp")
)  # fmt: skip
_ENCODINGS = ("WinAnsiEncoding", "MacRomanEncoding", "StandardEncoding", "MacExpertEncoding")
_CHAR = re.compile(rb"<\s*([0-9A-Fa-f\s]+)>\s*<\s*([0-9A-Fa-f\s]*)>")
_RANGE = re.compile(rb"<\s*([0-9A-Fa-f\s]+)>\s*<\s*([0-9A-Fa-f\s]+)>\s*(?:<\s*([0-9A-Fa-f\s]*)>|\[([^\]]*)\])")
MAX_MAPPED = 4
"""A code that stands for more characters than a long ligature has is no map but a message."""


def is_wide(font: dict[str, Value], materials: Materials) -> bool:
    """Whether the font takes two bytes a code; NotVector for kinds and encodings that the rebuild does not know."""
    kind = materials.resolve(font.get("Subtype"))
    if kind in _SIMPLE:
        return False
    if kind != "Type0":
        raise NotVector("Type 3 font" if kind == "Type3" else "an unknown kind of font")
    if materials.resolve(font.get("Encoding")) not in ("Identity-H", "Identity-V"):
        raise NotVector("an unknown font encoding")
    if "ToUnicode" not in font:
        raise NotVector("font without a map to text")
    return True


def plain_font(font: dict[str, Value], codes: set[int], materials: Materials, number: int) -> dict[str, Value]:
    """The new font dictionary for the codes still shown; `number` makes its name."""
    font = {key: value if key == "ToUnicode" else materials.resolve(value) for key, value in font.items()}
    wide = is_wide(font, materials)
    plain: dict[str, Value] = {"Type": Name("Font"), "Subtype": font["Subtype"]}
    if isinstance(font.get("ToUnicode"), Ref):
        mapping = read_map(materials.read_stream(font["ToUnicode"]))  # type: ignore[arg-type]
        plain["ToUnicode"] = materials.put_stream({}, write_map(mapping, codes, wide=wide))
    if wide:
        descendants = font.get("DescendantFonts")
        inner = materials.resolve(descendants[0]) if isinstance(descendants, list) and descendants else None
        if not isinstance(inner, dict):
            raise NotVector("broken font")
        below = _plain_descendant(inner, codes, materials, number)
        return plain | {
            "BaseFont": below["BaseFont"],
            "Encoding": font["Encoding"],
            "DescendantFonts": [materials.put(below)],
        }
    plain |= _plain_widths(font, codes, materials)
    encoding = _plain_encoding(font.get("Encoding"), codes, materials)
    if encoding is not None:
        plain["Encoding"] = encoding
    return plain | _plain_descriptor(font, materials, number)


def _plain_descendant(font: dict[str, Value], codes: set[int], materials: Materials, number: int) -> dict[str, Value]:
    font = {key: value if key == "CIDToGIDMap" else materials.resolve(value) for key, value in font.items()}
    if font.get("Subtype") not in ("CIDFontType0", "CIDFontType2"):
        raise NotVector("an unknown kind of font")
    plain: dict[str, Value] = {
        "Type": Name("Font"),
        "Subtype": font["Subtype"],
        "CIDSystemInfo": {"Registry": b"Adobe", "Ordering": b"Identity", "Supplement": 0},
    }
    if isinstance(font.get("DW"), (int, float)):
        plain["DW"] = font["DW"]
    widths = _wide_widths(font.get("W"), materials)
    plain["W"] = [part for code in sorted(codes & widths.keys()) for part in (code, [widths[code]])]
    to_glyph = font.get("CIDToGIDMap")
    if isinstance(to_glyph, Ref) and materials.resolve(to_glyph) != "Identity":
        source = materials.read_stream(to_glyph)
        kept = (source[2 * code : 2 * code + 2] if code in codes else b"\0\0" for code in range(len(source) // 2))
        plain["CIDToGIDMap"] = materials.put_stream({}, b"".join(kept))
    elif font["Subtype"] == "CIDFontType2":
        plain["CIDToGIDMap"] = Name("Identity")
    given = font.get("FontDescriptor")
    if not isinstance(given, dict) or not any(key in given for key in PROGRAMS):
        raise NotVector("font that is not embedded")
    return plain | _plain_descriptor(font, materials, number)


def _wide_widths(value: Value, materials: Materials) -> dict[int, float]:
    widths: dict[int, float] = {}
    parts = [materials.resolve(part) for part in value] if isinstance(value, list) else []
    while len(parts) >= 2:
        first, following = parts[0], parts[1]
        if isinstance(first, int) and isinstance(following, list):
            widths |= {first + step: _number(materials.resolve(each)) for step, each in enumerate(following)}
            parts = parts[2:]
        elif isinstance(first, int) and isinstance(following, int) and len(parts) >= 3 and following - first < 65536:
            widths |= dict.fromkeys(range(first, following + 1), _number(parts[2]))
            parts = parts[3:]
        else:
            raise NotVector("broken font")
    return widths


def _number(value: Value) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise NotVector("broken font")
    return value


def _plain_widths(font: dict[str, Value], codes: set[int], materials: Materials) -> dict[str, Value]:
    first, widths = font.get("FirstChar"), font.get("Widths")
    if not isinstance(first, int) or not isinstance(widths, list):
        return {}
    numbers = [_number(materials.resolve(each)) for each in widths]
    kept = {first + at: number for at, number in enumerate(numbers) if first + at in codes}
    if not kept:
        return {"FirstChar": 0, "LastChar": 0, "Widths": [0]}
    low, high = min(kept), max(kept)
    return {"FirstChar": low, "LastChar": high, "Widths": [kept.get(code, 0) for code in range(low, high + 1)]}


def _plain_encoding(value: Value, codes: set[int], materials: Materials) -> Value:
    if isinstance(value, Name):
        return value if value in _ENCODINGS else None
    if not isinstance(value, dict):
        return None
    plain: dict[str, Value] = {"Type": Name("Encoding")}
    start = materials.resolve(value.get("BaseEncoding"))
    if start in _ENCODINGS:
        plain["BaseEncoding"] = start
    differences = materials.resolve(value.get("Differences"))
    kept: list[Value] = []
    code = 0
    for part in differences if isinstance(differences, list) else []:
        if isinstance(part, int):
            code = part
        elif isinstance(part, Name):
            kept += [code, part] if code in codes else []
            code += 1
    return plain | {"Differences": kept}


def _plain_descriptor(font: dict[str, Value], materials: Materials, number: int) -> dict[str, Value]:
    """The name and descriptor of a font; a name of ours where the font's program is at hand."""
    given = font.get("FontDescriptor")
    base_font = font.get("BaseFont")
    if not isinstance(given, dict):
        return {"BaseFont": base_font if isinstance(base_font, Name) else Name("Helvetica")}
    given = {key: value if key in PROGRAMS else materials.resolve(value) for key, value in given.items()}
    descriptor: dict[str, Value] = {"Type": Name("FontDescriptor")}
    for key in _DESCRIPTOR_NUMBERS:
        value = given.get(key)
        parts = value if isinstance(value, list) else [value]
        if value is not None and all(isinstance(each, (int, float)) for each in parts):
            descriptor[key] = value
    embedded = False
    for key in PROGRAMS:
        ref = given.get(key)
        if isinstance(ref, Ref):
            descriptor[key] = put_program(key, ref, materials)
            embedded = True
    name = Name(f"{_letters(number)}+Font") if embedded else base_font
    if not isinstance(name, Name):
        raise NotVector("broken font")
    descriptor["FontName"] = name
    return {"BaseFont": name, "FontDescriptor": materials.put(descriptor)}


def _letters(number: int) -> str:
    return "".join(chr(65 + number // 26**place % 26) for place in range(6))


def put_program(key: str, ref: Ref, materials: Materials) -> Ref:
    """Write a font program without the parts that hold text."""
    body = materials.read_stream(ref)
    given = materials.resolve(ref)
    keys = given if isinstance(given, dict) else {}
    if key == "FontFile":
        length1 = materials.resolve(keys.get("Length1"))
        length2 = materials.resolve(keys.get("Length2"))
        if not isinstance(length1, int) or not isinstance(length2, int):
            raise NotVector("broken font")
        lengths: dict[str, Value] = {"Length1": length1, "Length2": length2, "Length3": 0}
        return materials.put_stream(lengths, plain_type1(body, length1, length2))
    return materials.put_stream(*plain_program(key, body, materials.resolve(keys.get("Subtype"))))


def plain_program(key: str, body: bytes, subtype: Value) -> tuple[dict[str, Value], bytes]:
    """The keys and bytes of a TrueType, OpenType or CFF program without the parts that hold text."""
    if key == "FontFile2":
        body = plain_sfnt(body)
        return {"Length1": len(body)}, body
    if subtype not in ("Type1C", "CIDFontType0C", "OpenType"):
        raise NotVector("an unknown kind of font")
    return {"Subtype": subtype}, plain_sfnt(body) if subtype == "OpenType" else plain_cff(body)


def plain_type1(program: bytes, length1: int, length2: int) -> bytes:
    """A Type 1 program whose clear text has no strings and no comments, of the same length."""
    clear = program[:length1]
    clear = re.sub(rb"\([^()\\]*\)", lambda hit: b"(" + b" " * (len(hit.group()) - 2) + b")", clear)
    clear = re.sub(
        rb"(?m)^%[^\r\n]*",
        lambda hit: hit.group()[:21].ljust(len(hit.group())) if hit.start() == 0 else b" " * len(hit.group()),
        clear,
    )
    if b"\\" in clear:
        raise NotVector("a font whose notices cannot be read")
    return clear + program[length1 : length1 + length2]


def plain_sfnt(program: bytes) -> bytes:
    """A TrueType or OpenType program with the tables that draw, and none that tell."""
    try:
        count = struct.unpack_from(">H", program, 4)[0]
        entries = [struct.unpack_from(">4sIII", program, 12 + 16 * at) for at in range(count)]
    except struct.error:
        raise NotVector("broken font") from None
    tables = {tag: program[start : start + size] for tag, _, start, size in entries if tag in _TABLES}
    if b"CFF " in tables:
        tables[b"CFF "] = plain_cff(tables[b"CFF "])
    if b"post" in tables:
        tables[b"post"] = _plain_post(tables[b"post"])
    return write_sfnt(program[:4], tables)


def _plain_post(table: bytes) -> bytes:
    """The post table; its glyph names stay only while they are standard ones (format 1) or absent (format 3)."""
    if len(table) < 32:
        raise NotVector("broken font")
    version = table[:4] if table[:4] == b"\0\x01\0\0" else b"\0\x03\0\0"
    return version + table[4:32]


def write_sfnt(version: bytes, tables: dict[bytes, bytes]) -> bytes:
    """Write a font file from its tables."""
    count = len(tables)
    power = max(count.bit_length() - 1, 0)
    head = version + struct.pack(">HHHH", count, 16 << power, power, 16 * count - (16 << power))
    at = len(head) + 16 * count
    rows, bodies = b"", b""
    for tag, body in sorted(tables.items()):
        padded = body + b"\0" * (-len(body) % 4)
        total = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        rows += struct.pack(">4sIII", tag, total, at + len(bodies), len(body))
        bodies += padded
    return head + rows + bodies


def plain_cff(program: bytes) -> bytes:
    """A CFF program whose name and whose strings that no glyph is called by are blanked, at the same length."""
    try:
        out = bytearray(program)
        names, at = _cff_index(program, program[2])
        tops, at = _cff_index(program, at)
        strings, _ = _cff_index(program, at)
        for start, end in names:
            out[start:end] = b"F" * (end - start)
        told = {number for start, end in tops for number in _notices(program[start:end])}
        for number in sorted(told):
            if not 391 <= number < 391 + len(strings):
                continue
            start, end = strings[number - 391]
            out[start:end] = b" " * (end - start)
    except (IndexError, struct.error, ValueError):
        raise NotVector("broken font") from None
    return bytes(out)


def _cff_index(program: bytes, at: int) -> tuple[list[tuple[int, int]], int]:
    """The slices of an INDEX and where it ends (Adobe Technical Note 5176, section 5)."""
    (count,) = struct.unpack_from(">H", program, at)
    if not count:
        return [], at + 2
    width = program[at + 2]
    offsets = [int.from_bytes(program[at + 3 + width * k : at + 3 + width * (k + 1)], "big") for k in range(count + 1)]
    start = at + 2 + width * (count + 1)
    if offsets != sorted(offsets) or start + offsets[-1] > len(program):
        raise ValueError("a broken index")
    return [(start + a, start + b) for a, b in zip(offsets, offsets[1:], strict=False)], start + offsets[-1]


def _notices(top: bytes) -> set[int]:
    """The string ids of version, notice, copyright, names and PostScript in a Top DICT (same note, table 9)."""
    found: set[int] = set()
    stack: list[int] = []
    at = 0
    while at < len(top):
        first = top[at]
        at += 1
        if first <= 21:
            key = (12, top[at]) if first == 12 else (first, 0)
            at += first == 12
            if key in {(0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (12, 0), (12, 21), (12, 22), (12, 38)} and stack:
                found.add(stack[-1])
            stack = []
        elif first == 30:
            while top[at] & 0x0F != 0x0F and top[at] >> 4 != 0x0F:
                at += 1
            at += 1
        elif first in (28, 29):
            size = 2 if first == 28 else 4
            stack.append(int.from_bytes(top[at : at + size], "big", signed=True))
            at += size
        elif first <= 246:
            stack.append(first - 139)
        else:
            stack.append((first - 247) * 256 + top[at] + 108 if first <= 250 else -(first - 251) * 256 - top[at] - 108)
            at += 1
    return found


def read_map(cmap: bytes) -> dict[int, bytes]:
    """Read a ToUnicode map: code to UTF-16BE. NotVector where a code stands for a whole message."""
    mapping: dict[int, bytes] = {}
    for section in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        mapping |= {int(_digits(code), 16): _characters(text) for code, text in _CHAR.findall(section)}
    for section in re.findall(rb"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for low, high, text, several in _RANGE.findall(section):
            start, end = int(_digits(low), 16), int(_digits(high), 16)
            if end - start > 65535:
                raise NotVector("broken font")
            if several:
                listed = read_value(b"[" + several + b"]")
                parts = listed if isinstance(listed, list) else []
                mapping |= {start + step: part for step, part in enumerate(parts) if isinstance(part, bytes)}
            elif text:
                mapping |= _counted(start, end, _characters(text))
    if any(len(text) > 2 * MAX_MAPPED for text in mapping.values()):
        raise NotVector("a font map that tells more than its glyphs")
    return mapping


def _counted(start: int, end: int, text: bytes) -> Iterable[tuple[int, bytes]]:
    size = len(text)
    first = int.from_bytes(text, "big")
    return (
        {
            code: ((first + code - start) % (1 << 8 * size)).to_bytes(size, "big") for code in range(start, end + 1)
        }.items()
        if size
        else ()
    )


def _digits(text: bytes) -> bytes:
    return re.sub(rb"\s", b"", text)


def _characters(text: bytes) -> bytes:
    digits = _digits(text)
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))


def write_map(mapping: dict[int, bytes], codes: set[int], *, wide: bool) -> bytes:
    """Write a ToUnicode map of the codes still shown."""
    digits = 4 if wide else 2
    rows = [
        f"<{code:0{digits}X}> <{mapping[code].hex().upper()}>"
        for code in sorted(codes & mapping.keys())
        if mapping[code]
    ]
    parts = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        f"1 begincodespacerange <{'0' * digits}> <{'F' * digits}> endcodespacerange",
    ]
    for at in range(0, len(rows), 100):
        chunk = rows[at : at + 100]
        parts += [f"{len(chunk)} beginbfchar", *chunk, "endbfchar"]
    return "\n".join([*parts, "endcmap CMapName currentdict /CMap defineresource pop end end"]).encode("ascii")
