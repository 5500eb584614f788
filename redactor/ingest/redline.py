"""A Word file comes in; it goes out such that LibreOffice prints it as it was saved, and legibly where it was changed.

Two traps. LibreOffice works fields out anew: a letter would carry the date on which it is read, and the name of our
own file. And it prints deleted text right against what replaced it, so that "Joanna" struck out and "Sarah" put in
become one word that is neither; a reader of the page's text would find no name at all.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from redactor.ingest.facsimile import Unseen
from redactor.ingest.harmless import make_harmless, pack_parts
from redactor.ingest.package import Package, attribute, local_name
from redactor.ingest.phrase import GONE

_LIVE = frozenset(
    (
        "PAGE NUMPAGES SECTIONPAGES SECTION HYPERLINK TOC FORMTEXT FORMCHECKBOX FORMDROPDOWN "
        "SYMBOL EQ LISTNUM AUTONUM AUTONUMLGL AUTONUMOUT"
    ).split()
)
"""Fields that LibreOffice may work out, as they speak of the page itself; all others show what was saved."""
_TOUCHED = (b"noteReference", b"fldChar", b"fldSimple", b"dataBinding", b":del ", b":moveFrom ")


@dataclass(frozen=True, slots=True)
class Legible:
    """A Word file fit for printing, and the words that its changes cut up, as they read before."""

    content: bytes
    unseen: tuple[Unseen, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    element: etree._Element
    text: str
    gone: etree._Element | None
    """The outermost tracked deletion around it."""
    is_new: bool


@dataclass
class _Field:
    code: str = ""
    marks: list[etree._Element] = field(default_factory=list)


def make_legible(package: Package) -> Legible:
    """The file without what fetches or runs, fields as they were saved, deletions set apart from what stays.

    A deletion within a word is taken off the page: the word is told as it was before. Raises Damaged.
    """
    parts = make_harmless(package)
    unseen: list[Unseen] = []
    for name, content in parts.items():
        if name.startswith("word/") and name.endswith(".xml") and any(mark in content for mark in _TOUCHED):
            root = package.xml(name)
            if root is not None:
                _freeze_fields(root)
                _part_note_marks(root)
                for paragraph in [each for each in root.iter() if local_name(each) == "p"]:
                    unseen += _part_deletions(paragraph)
                parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return Legible(pack_parts(parts), tuple(unseen))


# Fields


def _freeze_fields(root: etree._Element) -> None:
    open_fields: list[_Field] = []
    doomed: list[etree._Element] = []
    for each in root.iter():
        match local_name(each):
            case "fldChar":
                kind = attribute(each, "fldCharType")
                if kind == "begin":
                    open_fields.append(_Field())
                if open_fields:
                    open_fields[-1].marks.append(each)
                if kind == "end" and open_fields:
                    ended = open_fields.pop()
                    doomed += ended.marks if _is_frozen(ended.code) else []
            case "instrText" if open_fields:
                open_fields[-1].code += each.text or ""
                open_fields[-1].marks.append(each)
            case "dataBinding":
                doomed.append(each)
    for each in doomed:
        parent = each.getparent()
        if parent is not None:
            parent.remove(each)
    for each in [each for each in root.iter() if local_name(each) == "fldSimple"]:
        if _is_frozen(attribute(each, "instr")):
            _unwrap(each)


def _is_frozen(code: str) -> bool:
    words = code.split()
    return not words or words[0].upper() not in _LIVE


def _unwrap(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        at = parent.index(element)
        for inner in reversed(list(element)):
            parent.insert(at + 1, inner)
        parent.remove(element)


# Notes and deletions


def _part_note_marks(root: etree._Element) -> None:
    """Set the number of a note apart, which otherwise ends the word before it: "Okafor1"."""
    for each in [each for each in root.iter() if local_name(each) in ("footnoteReference", "endnoteReference")]:
        run = each.getparent()
        if run is not None and local_name(run) == "r" and run.getparent() is not None:
            run.addprevious(_blank(run))


def _part_deletions(paragraph: etree._Element) -> list[Unseen]:
    pieces = _pieces_of(paragraph)
    unseen: list[Unseen] = []
    at = 0
    while at < len(pieces):
        end = at
        while end < len(pieces) and pieces[end].gone is not None:
            end += 1
        if end > at:
            unseen += _part_deletion(pieces, at, end)
        at = end + 1
    return unseen


def _pieces_of(paragraph: etree._Element) -> list[_Piece]:
    """The stretches of text of a paragraph, without those of text boxes in it."""
    pieces: list[_Piece] = []
    for each in paragraph.iter():
        name = local_name(each)
        if name not in ("t", "delText", "tab", "br", "cr"):
            continue
        around = list(each.iterancestors())
        if next((up for up in around if local_name(up) == "p"), None) is not paragraph:
            continue
        gone = [up for up in around if local_name(up) in GONE]
        text = each.text or "" if name in ("t", "delText") else " "
        if text and not any(local_name(up) in ("tabs", "pPr", "rPr") for up in around):
            pieces.append(
                _Piece(
                    each, text, gone[-1] if gone else None, any(local_name(up) in ("ins", "moveTo") for up in around)
                )
            )
    return pieces


def _part_deletion(pieces: list[_Piece], start: int, end: int) -> list[Unseen]:
    """Set the deletion in pieces[start:end] apart, or take it off the page where it cuts a word up."""
    text = "".join(piece.text for piece in pieces[start:end])
    before = "".join(piece.text for piece in pieces[:start] if not piece.is_new)
    after = "".join(piece.text for piece in pieces[end:] if not piece.is_new)
    if _touches(before, text) or _touches(text, after):
        for piece in pieces[start:end]:
            piece.element.text = ""
        word = _last_word(before) + text + _first_word(after)
        gone = pieces[start].gone
        author = attribute(gone, "author") if gone is not None else ""
        return [Unseen("word before a tracked change", " ".join(word.split()), author)]
    first, last = pieces[start].gone, pieces[end - 1].gone
    if start and first is not None and _are_close(pieces[start - 1].text, text):
        first.addprevious(_blank(first))
    if end < len(pieces) and last is not None and _are_close(text, pieces[end].text):
        last.addnext(_blank(last))
    return []


def _touches(left: str, right: str) -> bool:
    """Whether a word goes on from one text into the other."""
    return left[-1:].isalnum() and right[:1].isalnum()


def _are_close(left: str, right: str) -> bool:
    return not (left[-1:].isspace() or right[:1].isspace())


def _last_word(text: str) -> str:
    return text.split()[-1] if text[-1:].strip() else ""


def _first_word(text: str) -> str:
    return text.split()[0] if text[:1].strip() else ""


def _blank(beside: etree._Element) -> etree._Element:
    """A run that holds one blank, in the namespace of its neighbour."""
    space = str(beside.tag).rpartition("}")[0] + "}"
    run = etree.Element(f"{space}r")
    text = etree.SubElement(run, f"{space}t")
    text.text = " "
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return run
