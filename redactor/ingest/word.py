"""A Word file (.docx, .docm, .dotx) comes in; what its pages say and what they do not show goes out.

Every part of the package is read: what the pages do not show is listed, so that it is neither lost nor let
through unreviewed. Nothing is run and nothing outside the file is fetched.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from lxml import etree

from redactor.errors import Damaged, SourceError
from redactor.ingest.blocks import Block, Note, PageEnd, Paragraph, PictureBlock, Rule
from redactor.ingest.embedded import list_embedded
from redactor.ingest.facsimile import Facsimile, Unseen
from redactor.ingest.inventory import Inventory, lines_of, typeset_inventory
from redactor.ingest.markup import read_markup
from redactor.ingest.numbering import child, is_on, read_lists, read_styles, value
from redactor.ingest.package import (
    Package,
    all_text,
    attribute,
    date_of,
    list_custom_xml,
    list_outside_links,
    list_properties,
    local_name,
    open_package,
    title_of,
)
from redactor.ingest.phrase import Book, Story
from redactor.ingest.redline import list_cut_words
from redactor.ingest.richtext import inspect_rich_text
from redactor.ingest.story import read_story

FOOTER = "Typeset by redactor from a Word file; layout not kept"

_KNOWN_PARTS = (
    "styles",
    "stylesWithEffects",
    "fontTable",
    "webSettings",
    "numbering",
    "settings",
    "comments",
    "commentsExtended",
    "commentsIds",
    "commentsExtensible",
    "footnotes",
    "endnotes",
    "people",
)
_KNOWN_FOLDERS = ("_rels", "theme", "charts", "diagrams", "media", "embeddings", "activeX")


def read_word(untrusted: bytes) -> Facsimile:
    """A Word file as pages of ours: headers, body, notes and footers, each once; pictures as areas to look at.

    Raises Encrypted, Damaged or TooLarge.
    """
    return typeset_inventory(inspect_word(open_package(untrusted)), footer=FOOTER)


def inspect_word(package: Package) -> Inventory:
    """What a Word file says on its pages, and all else that it holds. Raises Damaged."""
    main = package.main_part()
    folder = posixpath.dirname(main)
    root = package.xml(main)
    body = child(root, "body")
    if root is None or body is None:
        raise Damaged("the file is not a Word document")
    styles, lists = package.xml(package.related(main, "styles")), package.xml(package.related(main, "numbering"))
    book = Book(package, read_styles(styles), read_lists(lists))
    story = read_story(body, book, main)
    unseen = list(story.unseen)
    headers, hidden_headers = _margins(book, main, body, "header")
    footers, hidden_footers = _margins(book, main, body, "footer")
    notes, hidden_notes = _notes(book, main)
    unseen += [*hidden_headers, *hidden_footers, *hidden_notes]
    unseen += _list_package(package, folder, main)
    blocks = (*headers, *story.blocks, *notes, *footers)
    return Inventory(_trim(blocks), tuple(unseen), title_of(package))


def _trim(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Without page ends at the very end."""
    while blocks and isinstance(blocks[-1], PageEnd):
        blocks = blocks[:-1]
    return blocks


def _margins(book: Book, main: str, body: etree._Element, kind: str) -> tuple[list[Block], list[Unseen]]:
    """The headers or footers that pages show, each once and marked; the text of those that no page shows."""
    relations = book.package.relations(main)
    shown: list[Block] = []
    unseen: list[Unseen] = []
    texts: set[str] = set()
    for part, is_used in _margin_parts(book.package, main, body, kind):
        root = book.package.xml(relations[part].target) if part in relations else None
        if root is None:
            continue
        story = read_story(root, book, relations[part].target)
        unseen += story.unseen
        text = all_text(root)
        pictures = [block for block in story.blocks if isinstance(block, PictureBlock)]
        if not is_used and text:
            unseen.append(Unseen(f"{kind} that no page shows", text))
        elif is_used and (text or pictures) and text not in texts:
            texts.add(text)
            shown += [Note(f"Page {kind}"), *story.blocks]
    if not shown:
        return [], unseen
    return ([*shown, Rule()] if kind == "header" else [Rule(), *shown]), unseen


def _margin_parts(package: Package, main: str, body: etree._Element, kind: str) -> Iterator[tuple[str, bool]]:
    """The ids of the parts that sections name as headers or footers, and whether pages of that kind exist."""
    settings = package.xml(package.related(main, "settings"))
    has_even = is_on(settings, "evenAndOddHeaders")
    seen: set[str] = set()
    for section in body.iter():
        if local_name(section) != "sectPr":
            continue
        for each in section:
            part = attribute(each, "id")
            if local_name(each) == f"{kind}Reference" and part not in seen:
                seen.add(part)
                used = {"first": is_on(section, "titlePg"), "even": has_even}.get(attribute(each, "type"), True)
                yield part, used


def _notes(book: Book, main: str) -> tuple[list[Block], list[Unseen]]:
    """Footnotes and endnotes under their marks; notes that nothing refers to are unseen."""
    shown: list[Block] = []
    unseen: list[Unseen] = []
    for kind, title in (("footnote", "Footnotes"), ("endnote", "Endnotes")):
        part = book.package.related(main, f"{kind}s")
        root = book.package.xml(part)
        blocks: list[Block] = []
        for note in root if root is not None else ():
            if attribute(note, "type") in ("separator", "continuationSeparator", "continuationNotice"):
                continue
            story = read_story(note, book, part)
            unseen += story.unseen
            mark = book.notes.get((kind, attribute(note, "id")))
            if mark is None:
                if text := all_text(note):
                    unseen.append(Unseen(f"{kind} that nothing refers to", text))
                continue
            blocks += _marked(story, mark)
        if blocks:
            shown += [Note(title), *blocks]
    return shown, unseen


def _marked(story: Story, mark: str) -> list[Block]:
    first, *rest = story.blocks or [Paragraph("")]
    if isinstance(first, Paragraph):
        return [Paragraph(first.content, bullet=mark), *rest]
    return [Paragraph(mark), first, *rest]


def _list_package(package: Package, folder: str, main: str) -> Iterator[Unseen]:
    """What the package holds beside its stories."""
    yield from _comments(package, main)
    yield from _reviewers(package, folder)
    yield from _settings(package, main)
    yield from _chunks(package, main)
    yield from list_outside_links(package)
    yield from list_properties(package)
    yield from list_custom_xml(package)
    yield from list_embedded(package)
    used = {main, *(relation.target for relation in package.relations(main).values() if _is_margin(relation.kind))}
    for name in sorted(package.parts):
        if name.startswith(f"{folder}/") and name.endswith(".xml") and name not in used and _is_other(name, folder):
            root = package.xml(name)
            if root is not None and (text := all_text(root)):
                yield Unseen(f"part {name} of the file", text)


def _is_margin(kind: str) -> bool:
    return kind in ("header", "footer")


def _is_other(name: str, folder: str) -> bool:
    inner = name.removeprefix(f"{folder}/")
    head, _, tail = inner.partition("/")
    return head not in _KNOWN_FOLDERS if tail else inner.removesuffix(".xml") not in _KNOWN_PARTS


def _comments(package: Package, main: str) -> Iterator[Unseen]:
    root = package.xml(package.related(main, "comments"))
    for comment in root if root is not None else ():
        if local_name(comment) == "comment":
            place = f"comment, {date_of(comment)}" if date_of(comment) else "comment"
            yield Unseen(place, all_text(comment), attribute(comment, "author"))


def _reviewers(package: Package, folder: str) -> Iterator[Unseen]:
    """Words that tracked deletions cut up; names on changes of format, and those that the file keeps a list of."""
    names: dict[str, None] = {}
    for name in sorted(package.parts):
        if name.startswith(f"{folder}/") and name.endswith(".xml"):
            root = package.xml(name)
            yield from list_cut_words(root) if root is not None else ()
            for each in root.iter() if root is not None else ():
                if local_name(each).endswith("Change") or local_name(each) == "person":
                    names.setdefault(attribute(each, "author"))
    yield from (Unseen("name of a reviewer kept in the file", name) for name in names if name)


def _settings(package: Package, main: str) -> Iterator[Unseen]:
    root = package.xml(package.related(main, "settings"))
    for each in root.iter() if root is not None else ():
        match local_name(each):
            case "docVar":
                yield Unseen(f"document variable {attribute(each, 'name')}", attribute(each, "val"))
            case "mailMerge":
                texts = [value(each, name) for name in ("connectString", "query", "addressFieldName", "mailSubject")]
                if text := " ".join(text for text in texts if text):
                    yield Unseen("mail merge", text)


def _chunks(package: Package, main: str) -> Iterator[Unseen]:
    """Whole files that the document takes in where it is opened (altChunk; ECMA-376 part 1, 17.17.2)."""
    for relation in package.relations(main).values():
        content = (
            package.parts.get(relation.target) if relation.kind == "aFChunk" and not relation.is_external else None
        )
        if content is None:
            continue
        try:
            inner = _inspect_chunk(content)
        except SourceError as error:
            yield Unseen("chunk of another format", f"It could not be opened: {error.reason}.")
            continue
        yield from (Unseen("chunk of another format", line) for line in lines_of(inner.blocks) if line.strip())
        yield from inner.unseen


def _inspect_chunk(untrusted: bytes) -> Inventory:
    if untrusted.startswith(b"PK"):
        return inspect_word(open_package(untrusted))
    if untrusted.startswith(b"{\\rtf"):
        return inspect_rich_text(untrusted)
    markup = read_markup(untrusted.decode("utf-8", "replace"))
    return Inventory(markup.blocks, markup.unseen)
