"""A font of a page to a font of the new file: only the codes still shown, and no names, notices or comments.

What was withheld must not be told by its font either: widths, maps and glyph names of codes that are no longer
shown go.
"""

from __future__ import annotations

import re

from redactor.redact.materials import Materials
from redactor.redact.programs import plain_program, plain_type1
from redactor.redact.syntax import Name, NotVector, Ref, Value, read_value

_SIMPLE = ("Type1", "MMType1", "TrueType")
PROGRAMS = ("FontFile", "FontFile2", "FontFile3")
"""The keys under which a descriptor holds a font program."""
_DESCRIPTOR_NUMBERS = (
    "Flags", "FontBBox", "ItalicAngle", "Ascent", "Descent", "Leading", "CapHeight", "XHeight", "StemV", "StemH",
    "AvgWidth", "MaxWidth", "MissingWidth", "FontWeight",
)  # fmt: skip
_ENCODINGS = ("WinAnsiEncoding", "MacRomanEncoding", "StandardEncoding", "MacExpertEncoding")
_CHAR = re.compile(rb"<\s*([0-9A-Fa-f\s]+)>\s*<\s*([0-9A-Fa-f\s]*)>")
_RANGE = re.compile(rb"<\s*([0-9A-Fa-f\s]+)>\s*<\s*([0-9A-Fa-f\s]+)>\s*(?:<\s*([0-9A-Fa-f\s]*)>|\[([^\]]*)\])")
_FAMILIES = (
    "helvetica|arial|times|timesnewroman|courier|couriernew|symbol|zapfdingbats|wingdings|webdings|calibri|cambria|"
    "candara|consolas|constantia|corbel|aptos|segoe|tahoma|verdana|georgia|garamond|trebuchet|comicsans|palatino|"
    "palatinolinotype|bookantiqua|bookman|bookmanoldstyle|century|centurygothic|centuryschoolbook|franklingothic|"
    "gillsans|impact|lucida|lucidaconsole|lucidasans|microsoftsansserif|mssansserif|myriad|minion|univers|futura|"
    "frutiger|roboto|opensans|liberationsans|liberationserif|liberationmono|dejavusans|dejavuserif|dejavusansmono|"
    "notosans|notoserif|simsun|simhei|msgothic|msmincho"
)
_STYLES = (
    "bold|italic|oblique|roman|regular|narrow|black|light|medium|semi|demi|condensed|neue|pro|std|unicode|ms|mt|ps|ui"
)
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
        plain |= {"BaseFont": below["BaseFont"], "Encoding": font["Encoding"]}
        return plain | {"DescendantFonts": [materials.put(below)]}
    plain |= _plain_widths(font, codes, materials)
    encoding = _plain_encoding(font.get("Encoding"), codes, materials)
    if encoding is not None:
        plain["Encoding"] = encoding
    return plain | _plain_descriptor(font, materials, number)


def advances_of(font: dict[str, Value], materials: Materials) -> tuple[dict[int, float] | None, float]:
    """How far each code of a font goes and any other code, in thousandths of the size; None where it does not say."""
    font = {key: materials.resolve(value) for key, value in font.items() if key != "ToUnicode"}
    if font.get("Subtype") == "Type0":
        descendants = font.get("DescendantFonts")
        inner = materials.resolve(descendants[0]) if isinstance(descendants, list) and descendants else None
        if not isinstance(inner, dict) or font.get("Encoding") == "Identity-V":
            return None, 0.0
        usual = materials.resolve(inner.get("DW"))
        widths = _wide_widths(materials.resolve(inner.get("W")), materials)
        return widths, float(usual) if isinstance(usual, (int, float)) else 1000.0
    first, listed = font.get("FirstChar"), font.get("Widths")
    if not isinstance(first, int) or not isinstance(listed, list):
        return None, 0.0
    given = font.get("FontDescriptor")
    missing = materials.resolve(given.get("MissingWidth")) if isinstance(given, dict) else None
    widths = {first + at: _number(materials.resolve(each)) for at, each in enumerate(listed)}
    return widths, float(missing) if isinstance(missing, (int, float)) else 0.0


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
    rows: list[Value] = []
    for code in sorted(codes & widths.keys()):
        rows += [code, [widths[code]]]
    plain["W"] = rows
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
    if not isinstance(given, dict):
        return {"BaseFont": known_font_name(font.get("BaseFont"), 0)}
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
    flags = descriptor.get("Flags")
    told = known_font_name(font.get("BaseFont"), flags if isinstance(flags, int) else 0)
    name = Name(f"{_letters(number)}+Font") if embedded else told
    descriptor["FontName"] = name
    return {"BaseFont": name, "FontDescriptor": materials.put(descriptor)}


def known_font_name(value: Value, flags: int) -> Name:
    """The name of a font that is not in the file: a well-known one stays, any other could be a message.

    `flags` are those of its descriptor (ISO 32000-1, table 123); they choose what stands in for an unknown name.
    """
    name = re.sub(r"^[A-Z]{6}\+", "", value) if isinstance(value, Name) else ""
    plain = re.sub(r"[^a-z]", "", name.casefold())
    if re.fullmatch(rf"(?:{_FAMILIES})(?:{_STYLES})*", plain):
        return Name(name)
    family = "Courier" if flags & 1 else "Times" if flags & 2 else "Helvetica"
    bold, slanted = "bold" in plain, "italic" in plain or "oblique" in plain or bool(flags & 64)
    slant = "Italic" if family == "Times" else "Oblique"
    style = ("Bold" if bold else "") + (slant if slanted else "")
    return Name(f"{family}-{style}" if style else "Times-Roman" if family == "Times" else family)


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


def _counted(start: int, end: int, text: bytes) -> dict[int, bytes]:
    size, first = len(text), int.from_bytes(text, "big")
    if not size:
        return {}
    return {code: ((first + code - start) % (1 << 8 * size)).to_bytes(size, "big") for code in range(start, end + 1)}


def _digits(text: bytes) -> bytes:
    return re.sub(rb"\s", b"", text)


def _characters(text: bytes) -> bytes:
    digits = _digits(text)
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))


def write_map(mapping: dict[int, bytes], codes: set[int], *, wide: bool) -> bytes:
    """Write a ToUnicode map of the codes still shown."""
    digits = 4 if wide else 2
    shown = [code for code in sorted(codes & mapping.keys()) if mapping[code]]
    rows = [f"<{code:0{digits}X}> <{mapping[code].hex().upper()}>" for code in shown]
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
