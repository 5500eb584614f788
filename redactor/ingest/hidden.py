"""List what a PDF holds and its pages do not show, so that it is reviewed like everything else.

No renderer shows all of it: properties, notes, layers, link targets, scripts, text behind a cover, and what
an earlier revision of the file still says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pymupdf

from redactor.domain.document import WordOrigin
from redactor.ingest.facsimile import Unseen
from redactor.ingest.glyphs import Sight
from redactor.ingest.packet import find_packet_texts

_DULL_PROPERTIES = frozenset({"Producer", "Creator", "CreationDate", "ModDate", "Trapped", "PTEX.Fullbanner"})
_DRAWN_NOTES = frozenset({"FreeText"})
_MAX_OBJECTS = 2_000_000
_MAX_REVISIONS = 5
_MAX_TEXT = 20_000
_SPACE = re.compile(r"\s+")
_TICKED = (
    pymupdf.PDF_WIDGET_TYPE_CHECKBOX,
    pymupdf.PDF_WIDGET_TYPE_RADIOBUTTON,
    pymupdf.PDF_WIDGET_TYPE_BUTTON,
)
_SIGNATURE_KEYS = ("Name", "Reason", "Location", "ContactInfo")
_TEXT_KEYS = {"Alt": "description of a picture", "ActualText": "replacement text", "E": "expanded abbreviation"}


def list_unseen(document: pymupdf.Document, untrusted: bytes) -> tuple[list[Unseen], tuple[str, ...]]:
    """What stands beside the pages of a document, and the marks that follow from it."""
    unseen = [*_properties(document), *_bookmarks(document), *_attachments(document)]
    marks: list[str] = []
    notes, note_marks = _notes(document)
    unseen += notes
    marks += note_marks
    objects = list(_objects(document))
    unseen += objects
    if any(each.place == "script" for each in objects):
        marks.append("has_script")
    layers = _layers(document, untrusted)
    unseen += layers
    if layers:
        marks.append("has_hidden_layer")
    if document.version_count > 1:
        marks.append("has_earlier_revisions")
    return unseen, tuple(marks)


def list_unseen_beside(document: pymupdf.Document, untrusted: bytes) -> tuple[tuple[Unseen, ...], tuple[str, ...]]:
    """As `list_unseen`, for a file whose pages are read elsewhere: without their notes, with earlier revisions."""
    unseen, marks = list_unseen(document, untrusted)
    on_pages = set(_notes(document)[0])
    beside = [each for each in unseen if each not in on_pages]
    shown: set[str] = set()
    for page in document:
        shown |= _words_of(page.get_text())
    return (*beside, *_revisions(untrusted, shown)), marks


def list_unseen_pages(untrusted: bytes, sights: list[Sight]) -> list[Unseen]:
    """What is in the pages and cannot be seen there, what their form fields and links hold, and earlier revisions."""
    unseen: list[Unseen] = []
    for number, sight in enumerate(sights, start=1):
        unseen += [Unseen(f"{hidden.manner} on page {number}", hidden.text) for hidden in sight.hidden]
    shown = [_words_of(" ".join(word.text for word in sight.page.words)) for sight in sights]
    with pymupdf.open(stream=untrusted, filetype="pdf") as document:
        unseen += _fields(document, sights, shown)
        unseen += _links(document, shown)
        unseen += _replacements(document, sights, shown)
    everything = set().union(*shown) if shown else set()
    everything |= {word for each in unseen for word in _words_of(each.text)}
    return unseen + list(_revisions(untrusted, everything))


def _words_of(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _plain(text: object) -> str:
    return _SPACE.sub(" ", str(text)).strip()[:_MAX_TEXT]


# Beside the pages


def _properties(document: pymupdf.Document) -> Iterator[Unseen]:
    told: set[str] = set()
    kind, where = document.xref_get_key(-1, "Info")
    if kind == "xref":
        xref = int(where.split()[0])
        for key in document.xref_get_keys(xref):
            value_kind, value = document.xref_get_key(xref, key)
            if value_kind == "string" and key not in _DULL_PROPERTIES and value.strip():
                told.add(_plain(value))
                yield Unseen(f"document property {key}", _plain(value))
    for value in find_packet_texts(document.get_xml_metadata().encode("utf-8", "replace")):
        if _plain(value) not in told:
            yield Unseen("document metadata", _plain(value))


def _bookmarks(document: pymupdf.Document) -> Iterator[Unseen]:
    titles = [_plain(entry[1]) for entry in document.get_toc(simple=True)]
    if any(titles):
        yield Unseen("bookmarks", "\n".join(title for title in titles if title))


def _attachments(document: pymupdf.Document) -> Iterator[Unseen]:
    for name in document.embfile_names():
        facts = document.embfile_info(name)
        words = [_plain(facts.get(key) or "") for key in ("ufilename", "filename", "description")]
        yield Unseen("attached file", " ".join(dict.fromkeys(word for word in (_plain(name), *words) if word)))


def _notes(document: pymupdf.Document) -> tuple[list[Unseen], list[str]]:
    """Notes, their authors and answers; what is drawn on the page in full is told only where it has an author."""
    unseen: list[Unseen] = []
    marks: list[str] = []
    if not document.has_annots():
        return unseen, marks
    for page in document:
        for annotation in page.annots():
            kind = annotation.type[1]
            facts = annotation.info
            author = _plain(facts.get("title") or "")
            hidden = bool(annotation.flags & (pymupdf.PDF_ANNOT_IS_HIDDEN | pymupdf.PDF_ANNOT_IS_NO_VIEW))
            words = [_plain(facts.get("subject") or "")] if facts.get("subject") not in (None, kind) else []
            if kind not in _DRAWN_NOTES or hidden:
                words.append(_plain(facts.get("content") or ""))
            if kind == "FileAttachment":
                words.append(_plain(annotation.file_info.get("filename") or ""))
            text = " ".join(word for word in words if word)
            if text or author:
                place = f"{'hidden ' if hidden else ''}note ({kind}) on page {page.number + 1}"
                unseen.append(Unseen(place, text or "(no words)", author))
            marks += ["unapplied_redaction"] if kind == "Redact" else []
            marks += [] if hidden else ["baked_notes"]
    return unseen, list(dict.fromkeys(marks))


def _objects(document: pymupdf.Document) -> Iterator[Unseen]:
    """Scripts, signatures and texts for screen readers, wherever in the file they are."""
    for xref in range(1, min(document.xref_length(), _MAX_OBJECTS)):
        keys = document.xref_get_keys(xref)
        if "JS" in keys:
            yield Unseen("script", _script(document, xref))
        if "ByteRange" in keys:
            facts = [document.xref_get_key(xref, key) for key in _SIGNATURE_KEYS if key in keys]
            yield Unseen("signature", " ".join(_plain(value) for kind, value in facts if kind == "string"))
        if "S" in keys or "K" in keys:
            for key, place in _TEXT_KEYS.items():
                if key in keys:
                    kind, value = document.xref_get_key(xref, key)
                    if kind == "string":
                        yield Unseen(place, _plain(value))


def _script(document: pymupdf.Document, xref: int) -> str:
    kind, value = document.xref_get_key(xref, "JS")
    if kind == "xref":
        value = (document.xref_stream(int(value.split()[0])) or b"").decode("utf-8", "replace")
    return _plain(value)


def _layers(document: pymupdf.Document, untrusted: bytes) -> list[Unseen]:
    """The words that appear on the pages once the layers that are switched off are switched on."""
    layers = document.get_ocgs()
    if all(layer["on"] for layer in layers.values()):
        return []
    unseen: list[Unseen] = []
    with pymupdf.open(stream=untrusted, filetype="pdf") as usual:
        shown = [_words_of(page.get_text()) for page in usual]
        usual.set_layer(-1, on=list(layers), off=[])
        switched = usual.tobytes()
    with pymupdf.open(stream=switched, filetype="pdf") as opened:  # PyMuPDF 1.28 heeds the switch only on opening
        for page, words in zip(opened, shown, strict=True):
            extra = [word for word in page.get_text().split() if _words_of(word) - words]
            unseen.append(Unseen(f"layer that is switched off on page {page.number + 1}", _plain(" ".join(extra))))
    names = ", ".join(_plain(layer["name"]) for layer in layers.values() if not layer["on"])
    return [Unseen("names of layers that are switched off", names), *(each for each in unseen if each.text)]


# In the pages


def _fields(document: pymupdf.Document, sights: list[Sight], shown: list[set[str]]) -> Iterator[Unseen]:
    """Values of form fields that the page does not show in full: hidden, cut off by the field, or scrolled."""
    if not document.is_form_pdf:
        return
    for page, sight, words in zip(document, sights, shown, strict=True):
        if sight.page.origin is WordOrigin.UNREAD:
            words = set()
        for field in page.widgets():
            value = _plain(field.field_value or "")
            if field.field_type not in _TICKED and _words_of(value) - words:
                yield Unseen(f"form field {_plain(field.field_name)} on page {page.number + 1}", value)


def _links(document: pymupdf.Document, shown: list[set[str]]) -> Iterator[Unseen]:
    for page, words in zip(document, shown, strict=True):
        targets = dict.fromkeys(_plain(link.get("uri") or link.get("file") or "") for link in page.get_links())
        hidden = [target for target in targets if _words_of(target) - words - {"http", "https", "mailto", "tel"}]
        if hidden:
            yield Unseen(f"link targets on page {page.number + 1}", "\n".join(hidden))


def _replacements(document: pymupdf.Document, sights: list[Sight], shown: list[set[str]]) -> Iterator[Unseen]:
    """What a screen reader says in place of the letters on the page (/ActualText in the page's own marks)."""
    for page, sight, words in zip(document, sights, shown, strict=True):
        if sight.page.origin is WordOrigin.UNREAD:
            continue
        known = words.union(*(_words_of(hidden.text) for hidden in sight.hidden))
        with_replacements = page.get_text(flags=pymupdf.TEXT_PRESERVE_WHITESPACE)
        said = [word for word in with_replacements.split() if _words_of(word) - known]
        if said:
            yield Unseen(f"replacement text on page {page.number + 1}", _plain(" ".join(said)))


def _revisions(untrusted: bytes, known: set[str]) -> Iterator[Unseen]:
    """Words that earlier revisions in the file show and the present pages do not."""
    ends = [match.end() for match in re.finditer(rb"%%EOF\r?\n?", untrusted)][:-1]
    for end in ends[-_MAX_REVISIONS:]:
        try:
            with pymupdf.open(stream=untrusted[:end], filetype="pdf") as earlier:
                for page in earlier:
                    words = [word for word in page.get_text().split() if _words_of(word) - known]
                    if words:
                        yield Unseen(f"earlier revision of page {page.number + 1}", _plain(" ".join(words)))
        except (pymupdf.mupdf.FzErrorBase, RuntimeError, ValueError):
            continue
