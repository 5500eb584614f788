"""Take the words out of an XMP packet: metadata that PDF files and pictures carry beside their pages."""

from __future__ import annotations

import html
import re

_VALUES = re.compile(r'>([^<>]+)<|(?:dc|pdf|photoshop|Iptc4xmpCore|xmpRights|exif|tiff|lr|cp|mwg-rs):\w+="([^"]+)"')
_DULL = re.compile(
    r"^(?:uuid:|xmp\.|adobe:|urn:|https?://(?:ns\.adobe|www\.w3|purl)|[\d\s:.,TZ+/-]+$|[0-9a-fA-F-]{32,}$"
    r"|(?:application|image|text)/[\w.+-]+$|x-default$|true$|false$|proof:pdf$|default$|en(?:-\w\w)?$)",
    re.IGNORECASE,
)
_TOOLS = re.compile(
    r"^(?:adobe|acrobat|microsoft|libreoffice|openoffice|ghostscript|quartz|mac os x|itext|pdfium|skia|canon|"
    r"hewlett|ricoh|xerox|konica|kyocera)\b.{0,60}$|^(?:saved|converted|created|derived|produced)$",
    re.IGNORECASE,
)
_MOST_BYTES = 4 * 1024 * 1024


def find_packet_texts(untrusted: bytes) -> tuple[str, ...]:
    """The values in a packet that may speak of somebody, once each; dates, ids and programs are left out."""
    text = untrusted[:_MOST_BYTES].decode("utf-8", "replace")
    values = (html.unescape(match[1] or match[2]).strip() for match in _VALUES.finditer(text))
    speaking = (value for value in values if any(c.isalpha() for c in value) and not _DULL.match(value))
    return tuple(dict.fromkeys(value for value in speaking if not _TOOLS.match(value)))
