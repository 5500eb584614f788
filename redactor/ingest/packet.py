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
_TOOLS = re.compile(r"\b(?:acrobat|distiller|indesign|photoshop|microsoft|word|excel|powerpoint|libreoffice|ghostscript|"
                    r"pdf|quartz|lightroom|illustrator|writer|creator|producer|saved|converted)\b", re.IGNORECASE)  # fmt: skip
_MOST_BYTES = 4 * 1024 * 1024


def find_packet_texts(untrusted: bytes) -> tuple[str, ...]:
    """The values in a packet that may speak of somebody, once each; dates, ids and names of programs are left out."""
    text = untrusted[:_MOST_BYTES].decode("utf-8", "replace")
    values = (html.unescape(match[1] or match[2]).strip() for match in _VALUES.finditer(text))
    kept = dict.fromkeys(
        value for value in values if any(c.isalpha() for c in value) and not _DULL.match(value) and not _TOOLS.search(value)
    )
    return tuple(kept)
