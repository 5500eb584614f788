"""A web page comes in, alone or saved with its parts (MHTML); what a reader would see goes out as pages.

Nothing is fetched and nothing runs: an address outside the file is a text on the unseen sheet.
"""

from __future__ import annotations

import re
from email.message import Message

from redactor.errors import Damaged
from redactor.ingest.blocks import Note, PictureBlock
from redactor.ingest.facsimile import Facsimile, Member, Unseen
from redactor.ingest.mail import decode_header_text, parse_message, part_content, part_text, walk_parts
from redactor.ingest.markup import Markup, read_markup
from redactor.ingest.plain import decode_leniently, decode_plain
from redactor.ingest.typeset import typeset

WHERE = "the page's HTML"
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.IGNORECASE)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_NO_RECORD = ("text/css", "text/javascript", "application/javascript", "application/x-javascript", "font/")
_PAGES = ("text/html", "application/xhtml+xml")
_MOST_PICTURES = 500


def is_saved_page(untrusted: bytes) -> bool:
    """Whether a MIME message is a saved web page (RFC 2557): a page and its parts, addressed to nobody."""
    head = re.split(rb"\r?\n\r?\n", untrusted[:65_536], maxsplit=1)[0]
    if re.search(rb"^Snapshot-Content-Location:", head, re.IGNORECASE | re.MULTILINE):
        return True
    if re.search(rb"^(?:To|Cc|Bcc|Received|Message-ID):", head, re.IGNORECASE | re.MULTILINE):
        return False
    by_browser = re.search(rb"^From:\s*<?\"?Saved by", head, re.IGNORECASE | re.MULTILINE)
    related = re.search(rb"^Content-Type:\s*multipart/related", head, re.IGNORECASE | re.MULTILINE)
    return bool(by_browser or (related and not re.search(rb"^From:", head, re.IGNORECASE | re.MULTILINE)))


def read_html(untrusted: bytes) -> Facsimile:
    """A web page as pages: headings, paragraphs, tables, the pictures that the file itself holds.

    Comments, hidden elements, form values, scripts and addresses are unseen. Raises Damaged where there is nothing,
    UnknownKind for bytes that are no text, TooLarge past a limit.
    """
    markup = read_markup(decode_page(untrusted), where=WHERE, lists_scripts=True)
    return _present(markup, footer="Typeset by redactor from a web page; layout not kept")


def decode_page(untrusted: bytes) -> str:
    """The text of an HTML file: by its mark, then as it says itself, unless UTF-8 says otherwise (WHATWG HTML 13.2)."""
    named = _CHARSET.search(untrusted[:4096])
    if not untrusted.startswith(_MARKS) and named:
        try:
            untrusted.decode("utf-8")
        except UnicodeDecodeError:
            try:
                return untrusted.decode(named[1].decode("ascii"))
            except (LookupError, ValueError):
                return decode_leniently(untrusted)
    return decode_plain(untrusted.replace(b"\0", b"") if not untrusted.startswith(_MARKS) else untrusted)


def read_mhtml(untrusted: bytes) -> Facsimile:
    """A saved web page as pages, with the pictures that were saved with it. Raises Damaged or TooLarge."""
    message = parse_message(untrusted)
    root = _root(message)
    if root is None:
        raise Damaged("the saved page holds no HTML")
    unseen = [
        Unseen(f"header {name}", decode_header_text(str(message[name])))
        for name in ("From", "Subject", "Date", "Snapshot-Content-Location")
        if message[name]
    ]
    markup = read_markup(part_text(root), where=WHERE, pictures=_pictures(message), lists_scripts=True)
    return _present(markup, *unseen, footer="Typeset by redactor from a saved web page; layout not kept")


def open_mhtml(untrusted: bytes) -> tuple[Member, ...]:
    """The parts of a saved web page beside the page itself; style sheets, scripts and fonts are told as skipped."""
    message = parse_message(untrusted)
    root = _root(message)
    members: list[Member] = []
    for number, part in enumerate(_leaves(message), start=1):
        if part is root:
            continue
        name = (
            _address(part).partition("?")[0].rstrip("/").rpartition("/")[2] or part.get_filename() or f"part {number}"
        )
        if part.get_content_type().startswith(_NO_RECORD):
            members.append(Member(name, b"", trouble="layout"))
        else:
            members.append(Member(name, part_content(part)))
    return tuple(members)


def _leaves(message: Message) -> list[Message]:
    return [part for part in walk_parts(message) if not part.is_multipart()]


def _root(message: Message) -> Message | None:
    return next((part for part in _leaves(message) if part.get_content_type() in _PAGES), None)


def _address(part: Message) -> str:
    return " ".join(str(part["Content-Location"] or "").split())


def _pictures(message: Message) -> dict[str, bytes]:
    """The saved pictures by address and by content id (RFC 2392)."""
    found: dict[str, bytes] = {}
    for part in [each for each in _leaves(message) if each.get_content_maintype() == "image"][:_MOST_PICTURES]:
        content = part_content(part)
        if _address(part):
            found[_address(part)] = content
        if part["Content-ID"]:
            found["cid:" + str(part["Content-ID"]).strip().strip("<>")] = content
    return found


def _present(markup: Markup, *unseen: Unseen, footer: str) -> Facsimile:
    shown = bool(markup.text.strip()) or any(isinstance(block, PictureBlock) for block in markup.blocks)
    if not shown and not markup.unseen:
        raise Damaged("the page holds nothing")
    blocks = markup.blocks or (Note("Nothing of this page is visible."),)
    pdf, pages = typeset(blocks, footer=footer)
    title = next((each.text for each in markup.unseen if each.place.startswith("title in")), "")
    return Facsimile(pdf, pages, (*unseen, *markup.unseen), title=title, marks=("layout_not_kept",))
