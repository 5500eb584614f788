"""What a file is, by its content.

A name is never believed: it only decides among kinds of plain text, and marks system clutter. Nothing is
parsed here; the deepest look is at the names in the directory of a zip archive, within bounds.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping

from redactor.ingest.seal import find_sealed, is_encrypted, is_pkcs7
from redactor.ingest.webpage import is_saved_page

CLUTTER = "clutter"
SIGNATURE = "signature"
"""A digital signature that travels beside a message; it holds no record."""
UNKNOWN = "unknown:"
LOCKED_OFFICE = "unknown:locked-office"
SEALED = "unknown:sealed"
"""A message that is encrypted to a certificate (S/MIME)."""

_MAIL = "Open it in Outlook, save or drag the messages out as .eml, and add those."
_AS_PDF = "Open it in its own program, save it as PDF, and add that."
REMEDIES: Mapping[str, str] = {
    "unknown:pst": _MAIL,
    "unknown:onenote": "Open it in OneNote, export the section or the page as PDF, and add that.",
    "unknown:drawing": "Open it in the program that draws it (Visio, AutoCAD), save it as PDF, and add that.",
    "unknown:publisher": "Open it in Publisher, save it as PDF, and add that.",
    "unknown:iwork": "Open it in Pages, Numbers or Keynote, export it as PDF, and add that.",
    "unknown:database": "Open the database, save the tables or reports that matter as PDF or CSV, and add those.",
    "unknown:sealed": "The message is encrypted for its recipient. Open it in that person's mailbox, save it "
    "unencrypted as .eml, and add that.",
    "unknown:shortcut": "This is only a shortcut; the content is elsewhere. Add the file that it points to.",
    "unknown:packed": "Unpack it, or pack it again as .zip, and add that.",
    "unknown:media": "Sound and video cannot be read. Add a transcript, or withhold it by a ruling on the whole.",
    "unknown:program": "A program holds no record. Withhold it by a ruling on the whole document.",
    "unknown:binary": "Find out which program made it, save it there as PDF, and add that.",
}
"""What a user can do about a kind that has no reader; `_AS_PDF` for all others."""

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"II+\0", "tiff"),
    (b"MM\0+", "tiff"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"{\\rtf", "rtf"),
    (b"!BDN", "unknown:pst"),
    (b"MZ", "unknown:program"),
    (b"\x7fELF", "unknown:program"),
    (b"7z\xbc\xaf\x27\x1c", "unknown:packed"),
    (b"Rar!\x1a\x07", "unknown:packed"),
    (b"\x1f\x8b", "unknown:packed"),
    (b"BZh", "unknown:packed"),
    (b"\xfd7zXZ\0", "unknown:packed"),
    (b"ID3", "unknown:media"),
    (b"OggS", "unknown:media"),
    (b"\0\1\0\0Standard", "unknown:database"),
    (b"\0\1\0\0Jet", "unknown:database"),
    (b"SQLite format 3\0", "unknown:database"),
    (b"\0\0\0\x0cjP  ", "jp2"),
    (b"\xff\x4f\xff\x51", "jp2"),
    (b"\x78\x9f\x3e\x22", "tnef"),
    (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", "unknown:onenote"),
    (b"\x1a\x45\xdf\xa3", "unknown:media"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "unknown:media"),
    (b"fLaC", "unknown:media"),
    (b"#!AMR", "unknown:media"),
    (b"MThd", "unknown:media"),
    (b"FLV\x01", "unknown:media"),
    (b"\0\0\x01\xba", "unknown:media"),
    (b"\0\0\x01\xb3", "unknown:media"),
    (b"\xff\xfb", "unknown:media"),
    (b"\xff\xf3", "unknown:media"),
    (b"\xff\xf1", "unknown:media"),
    (b"AC10", "unknown:drawing"),
    (b"%!PS", "unknown:postscript"),
    (b"MSCF", "unknown:packed"),
    (b"bplist00", "unknown:binary"),
    (b"L\0\0\0\x01\x14\x02\0", "unknown:shortcut"),
)
_OPEN = "unknown:opendocument"
_OPEN_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"opendocument.text", "odt"),
    (b"opendocument.presentation", "odp"),
    (b"opendocument.spreadsheet", "ods"),
)
"""What the first member of an OpenDocument file says it is (ODF 1.3 part 2, 3.3)."""
_PACKAGE_PARTS: tuple[tuple[str, str], ...] = (
    ("word/document.xml", "docx"),
    ("word/document2.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsb"),
    ("ppt/presentation.xml", "pptx"),
    ("visio/document.xml", "unknown:drawing"),
    ("index/document.iwa", "unknown:iwork"),
    ("index.zip", "unknown:iwork"),
    ("content.xml", _OPEN),
    ("meta-inf/container.xml", "unknown:epub"),
)
_OLE_STREAMS: tuple[tuple[str, str], ...] = (
    ("EncryptedPackage", LOCKED_OFFICE),
    ("__substg1.0_", "msg"),
    ("__properties_version1.0", "msg"),
    ("WordDocument", "doc"),
    ("Quill", "unknown:publisher"),
    ("VisioDocument", "unknown:drawing"),
    ("PowerPoint Document", "ppt"),
    ("Workbook", "xls"),
    ("Book\0", "xls"),
)
_TEXT_STARTS: tuple[tuple[str, str], ...] = (
    ("<!doctype html", "html"),
    ("<html", "html"),
    ("begin:vcalendar", "ics"),
    ("begin:vcard", "vcf"),
    ("[internetshortcut]", "unknown:shortcut"),
    ("[desktop entry]", "unknown:shortcut"),
    ('{"url": "https://docs.google.com/', "unknown:shortcut"),
    ('{"url":"https://docs.google.com/', "unknown:shortcut"),
    ('{"url": "https://drive.google.com/', "unknown:shortcut"),
    ("version https://git-lfs.github.com/", "unknown:shortcut"),
)
_TEXT_ENDINGS = {"csv": "csv", "tsv": "csv", "pdf": "pdf", "jpg": "jpeg", "jpeg": "jpeg", "png": "png", "tif": "tiff",
                 "tiff": "tiff", "docx": "docx", "zip": "zip", "htm": "html",
                 "html": "html", "xhtml": "html", "heic": "heic", "msg": "msg", "xls": "xls", "ods": "ods",
                 "xlsb": "xlsb", "ics": "ics", "vcf": "vcf"}  # fmt: skip
"""What a text is by the ending of its name; one that claims to be a PDF or a picture is a damaged one."""
_CLUTTER_NAMES = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", ".ds_store"})
_LOCK_FILE_BYTES = 2048
_APPLE_DOUBLE = b"\x00\x05\x16\x07"
_FIELD = re.compile(
    rb"^(from|to|cc|bcc|subject|date|received|mime-version|message-id|return-path|delivered-to|content-type|reply-to|"
    rb"x-[\w-]+|dkim-signature|authentication-results|thread-topic|thread-index|sender|content-transfer-encoding|"
    rb"importance|references|in-reply-to)[ \t]*:",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"\A<.{0,3000}?<(?:html|body|head)\b", re.DOTALL)
_STRONG_FIELDS = frozenset({b"received", b"mime-version", b"message-id", b"return-path", b"delivered-to"})
_CONTROLS = bytes(range(9)) + bytes(range(14, 27)) + bytes(range(28, 32)) + b"\x7f"
_BITMAP_HEADERS = (b"\x0c\0\0\0", b"\x28\0\0\0", b"\x6c\0\0\0", b"\x7c\0\0\0")
_OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAX_DIRECTORY_BYTES = 16 * 1024 * 1024


def recognise(untrusted: bytes, name: str) -> str:
    """The kind of a file by its content: a key of READERS or CONTAINERS, "clutter", or "unknown:…".

    `name` may be a path; it decides only between kinds of plain text, and for clutter.
    """
    if _is_clutter(untrusted, name):
        return CLUTTER
    if _is_pdf(untrusted):
        return "pdf"
    for start, kind in _STARTS:
        if untrusted.startswith(start):
            return kind
    if untrusted.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _recognise_package(untrusted)
    if untrusted.startswith(_OLE_START):
        return _recognise_ole(untrusted)
    return _recognise_by_tag(untrusted) or _recognise_text(untrusted, name)


def find_remedy(kind: str) -> str:
    """What a user can do about a file of a kind without a reader."""
    return REMEDIES.get(kind, _AS_PDF)


def _is_clutter(untrusted: bytes, name: str) -> bool:
    parts = name.replace("\\", "/").lower().split("/")
    last = parts[-1]
    if last in _CLUTTER_NAMES or "__macosx" in parts[:-1]:
        return True
    if last.startswith(("~$", ".~lock.")):
        return len(untrusted) <= _LOCK_FILE_BYTES
    return last.startswith("._") and untrusted.startswith(_APPLE_DOUBLE)


def _is_pdf(untrusted: bytes) -> bool:
    """The mark may stand anywhere in the first 1,024 bytes (ISO 32000-1 annex H.3.4.1), but text may quote it."""
    if untrusted.lstrip(b"\xef\xbb\xbf \t\r\n\0").startswith(b"%PDF-"):
        return True
    return b"%PDF-" in untrusted[:1024] and b" obj" in untrusted and b"endobj" in untrusted


def _recognise_by_tag(untrusted: bytes) -> str:
    """Kinds whose mark does not stand at the very start; empty where none fits."""
    if untrusted[:4] == b"RIFF":
        return "webp" if untrusted[8:12] == b"WEBP" else "unknown:media"
    if untrusted[4:8] == b"ftyp":
        still = untrusted[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"heim", b"heis", b"hevc", b"avif")
        return "heic" if still else "unknown:media"
    if is_pkcs7(untrusted):
        return SEALED if is_encrypted(untrusted) else "smime" if find_sealed(untrusted) else SIGNATURE
    if untrusted[:2] in (b"\x09\x00", b"\x09\x02", b"\x09\x04") and untrusted[2:4] in (b"\x04\x00", b"\x06\x00"):
        return "xls"
    if untrusted[:2] == b"BM" and untrusted[14:18] in _BITMAP_HEADERS:
        return "bmp"
    return ""


def _recognise_package(untrusted: bytes) -> str:
    names = {name.lower().lstrip("/") for name in _directory_names(untrusted)}
    if "[content_types].xml" in names or "mimetype" in names or "meta-inf/manifest.xml" in names:
        for part, kind in _PACKAGE_PARTS:
            if part in names:
                return kind if kind != _OPEN else _recognise_open(untrusted)
    if not names and b"[Content_Types].xml" in untrusted[:4096]:
        marks = {b"word/": "docx", b"xl/": "xlsx", b"ppt/": "pptx"}
        return next((kind for mark, kind in marks.items() if mark in untrusted), "zip")
    return "zip"


def _recognise_open(untrusted: bytes) -> str:
    """An OpenDocument file by its media type, which stands first and unpacked (ODF 1.3 part 2, 3.3)."""
    return next((kind for mark, kind in _OPEN_KINDS if mark in untrusted[:200]), _OPEN)


def _directory_names(untrusted: bytes) -> Iterator[str]:
    """The names in a zip archive's directory; none where it is broken or beyond bounds."""
    end = untrusted.rfind(b"PK\x05\x06", max(0, len(untrusted) - 65_557))
    if end < 0 or len(untrusted) < end + 22:
        return
    directory_bytes, _ = struct.unpack_from("<II", untrusted, end + 12)
    at = end - directory_bytes
    if directory_bytes > _MAX_DIRECTORY_BYTES or at < 0:
        return
    while at + 46 <= end and untrusted[at : at + 4] == b"PK\x01\x02":
        name_length, extra_length, comment_length = struct.unpack_from("<HHH", untrusted, at + 28)
        yield untrusted[at + 46 : at + 46 + name_length].decode("utf-8", "replace")
        at += 46 + name_length + extra_length + comment_length


def _recognise_ole(untrusted: bytes) -> str:
    for stream, kind in _OLE_STREAMS:
        if stream.encode("utf-16-le") in untrusted:
            return kind
    return "unknown:ole"


def _recognise_text(untrusted: bytes, name: str) -> str:
    ending = name.lower().rpartition(".")[2] if "." in name else ""
    if untrusted.startswith(b"From ") and _mail_fields(untrusted.partition(b"\n")[2]):
        return "mbox" if re.search(rb"\n\r?\nFrom ", untrusted) else "eml"
    fields = _mail_fields(untrusted)
    if b"mime-version" in fields and is_saved_page(untrusted):
        return "mhtml"
    if len(fields) >= 2 and (fields & _STRONG_FIELDS or ending not in ("txt", "csv", "tsv", "md", "log")):
        return "eml"
    if fields and ending == "eml":
        return "eml"
    if not _is_text(untrusted):
        return "unknown:binary"
    head = untrusted[:4096].decode("utf-8", "replace").lstrip("\ufeff \t\r\n").lower()
    for start, kind in _TEXT_STARTS:
        if head.startswith(start) or (kind == "html" and _MARKUP.search(head) is not None):
            return kind
    return _TEXT_ENDINGS.get(ending, "txt")


def _mail_fields(untrusted: bytes) -> frozenset[bytes]:
    """The well-known header fields in the block of lines at the start; none where it is no header block."""
    fields: set[bytes] = set()
    for line in untrusted[:65_536].lstrip(b"\xef\xbb\xbf\r\n").splitlines():
        if not line.strip():
            break
        if line[:1] in b" \t":
            continue
        if match := _FIELD.match(line):
            fields.add(match[1].lower())
        elif not re.match(rb"[!-9;-~]+[ \t]*:", line):
            return frozenset()
    return frozenset(fields)


def _is_text(untrusted: bytes) -> bool:
    """Whether it decodes as text: UTF-16 with its mark, UTF-8, or a one-byte code without control characters."""
    if untrusted.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            decoded = untrusted.decode("utf-16")
        except UnicodeDecodeError:
            return False
        return "\0" not in decoded
    controls = len(untrusted) - len(untrusted.translate(None, _CONTROLS))
    if controls == 0:
        return True
    try:
        untrusted.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\0" not in untrusted and controls * 1000 < len(untrusted)
