"""A Word file comes in; it goes out such that LibreOffice prints it as it was saved, with deletions taken out.

Two traps. LibreOffice works fields out anew: a letter would carry the date on which it is read, and the name of our
own file. And it prints deleted text right against what replaced it, so that "Joanna" struck out and "Sarah" put in
become one word that is neither; a reader of the page's text would find no name at all. What was deleted is told
beside the pages, with who did it, as what its author took back is not to be handed out unless a person says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from redactor.ingest.facsimile import Unseen
from redactor.ingest.harmless import make_harmless, pack_parts
from redactor.ingest.numbering import child
from redactor.ingest.package import Package, attribute, local_name
from redactor.ingest.phrase import GONE

_LIVE = frozenset(
    (
        "PAGE NUMPAGES SECTIONPAGES SECTION HYPERLINK TOC FORMTEXT FORMCHECKBOX FORMDROPDOWN "
        "SYMBOL EQ LISTNUM AUTONUM AUTONUMLGL AUTONUMOUT"
    ).split()
)
"""Fields that LibreOffice may work out, as they speak of the page itself; all others show what was saved."""
_TOUCHED = (b"noteReference", b"fldChar", b"fldSimple", b"dataBinding", b"del", b"moveFrom")


@dataclass
class _Field:
    code: str = ""
    marks: list[etree._Element] = field(default_factory=list)


def make_legible(package: Package) -> bytes:
    """The file without what fetches or runs, fields as they were saved, text as it stands after all changes.

    Insertions stay marked as such. Raises Damaged.
    """
    parts = make_harmless(package)
    for name, content in parts.items():
        if name.startswith("word/") and name.endswith(".xml") and any(mark in content for mark in _TOUCHED):
            root = package.xml(name)
            if root is not None:
                _freeze_fields(root)
                _part_note_marks(root)
                _take_out_deletions(root)
                parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return pack_parts(parts)


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


def list_cut_words(root: etree._Element) -> Iterator[Unseen]:
    """The words that tracked deletions cut up, as they were before, with who did it."""
    for each in root.iter():
        if local_name(each) in GONE and len(each):
            yield from _cut_word(each)


def _take_out_deletions(root: etree._Element) -> None:
    """Remove deleted text, rows and paragraphs."""
    gone = [each for each in root.iter() if local_name(each) in GONE and len(each)]
    paragraphs = {up for each in gone for up in each.iterancestors() if local_name(up) == "p"}
    for each in gone:
        _drop(each)
    for row in [each for each in root.iter() if local_name(each) == "tr" and child(each, "trPr", "del") is not None]:
        table = row.getparent()
        _drop(row)
        if table is not None and not any(local_name(each) == "tr" for each in table.iter()):
            _drop(table)
    for each in paragraphs:
        around = each.getparent()
        ended = any(child(each, "pPr", "rPr", name) is not None for name in GONE)
        if ended and around is not None and local_name(around) == "body" and not _says(each):
            _drop(each)


def _says(paragraph: etree._Element) -> bool:
    return any(local_name(each) in ("t", "drawing", "pict", "object", "sectPr") for each in paragraph.iter())


def _drop(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _cut_word(deletion: etree._Element) -> list[Unseen]:
    """The word that a deletion cut into or off, whole, with who did it; nothing where it took whole words."""
    paragraph = next((up for up in deletion.iterancestors() if local_name(up) == "p"), None)
    if paragraph is None:
        return []
    before, text, after = "", "", ""
    for each in paragraph.iter():
        if local_name(each) not in ("t", "delText", "tab", "br", "cr"):
            continue
        around = [local_name(up) for up in each.iterancestors()]
        letters = each.text or "" if local_name(each) in ("t", "delText") else " "
        if deletion in each.iterancestors():
            text += letters
        elif "ins" in around or "moveTo" in around:
            continue
        elif text:
            after += letters
        else:
            before += letters
    if not (_touches(before, text) or _touches(text, after)):
        return []
    word = " ".join((_last_word(before) + text + _first_word(after)).split())
    return [Unseen("word before a tracked change", word, attribute(deletion, "author"))]


def _touches(left: str, right: str) -> bool:
    """Whether a word goes on from one text into the other."""
    return left[-1:].isalnum() and right[:1].isalnum()


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
