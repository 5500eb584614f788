"""An e-mail comes in as bytes; its header block and body go out as pages, its attachments as members.

Everything is decoded leniently: a wrong or unknown charset costs at most a wrong letter, never a line.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

from redactor.errors import Damaged, TooLarge
from redactor.ingest.blocks import Block, Field, Paragraph, Rule
from redactor.ingest.facsimile import Facsimile, Member, Unseen
from redactor.ingest.markup import Markup, read_markup
from redactor.ingest.plain import decode_leniently
from redactor.ingest.typeset import typeset

MAX_MAIL_BYTES = 200_000_000
MAX_PARTS = 10_000
MAX_DEPTH = 60

SHOWN_HEADERS = ("From", "To", "Cc", "Bcc", "Date", "Subject")
LISTED_HEADERS = frozenset(
    """
    reply-to sender return-path delivered-to x-original-to envelope-to resent-from resent-to resent-cc resent-bcc
    resent-date resent-sender message-id in-reply-to references received thread-topic x-originating-ip
    x-originating-email x-sender x-forwarded-to x-forwarded-for disposition-notification-to organization keywords
    comments x-mailer user-agent apparently-to errors-to list-id x-envelope-from x-envelope-to
    """.split()
)
STUB_SHARE = 0.2
"""A plain body with less than this share of the HTML body's words is no body ("your client cannot show this")."""
OTHER_SHARE = 0.8
"""An HTML body with more than this share of its words in lines that the plain body lacks is another letter."""

_FOLD = re.compile(r"\r?\n[ \t]*|\r[ \t]*")
_LOOSE_CHARSETS = frozenset(("us-ascii", "ascii", "utf-8", "iso-8859-1", "latin-1", "latin1", "windows-1252", "cp1252"))
_PLAIN_WORD = re.compile(r"\w+")
_QUOTE = re.compile(r">*")
_EXTENSIONS = {
    "text/plain": ".txt", "text/html": ".html", "text/csv": ".csv", "text/calendar": ".ics", "application/pdf": ".pdf",
    "image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/tiff": ".tiff",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Body:
    """One stretch of what a reader sees: as plain text, as HTML, or both."""

    plain: str | None = None
    html: str | None = None


@dataclass
class _Parts:
    bodies: list[_Body] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)


def read_mail(untrusted: bytes) -> Facsimile:
    """A message as pages: its header block, one version of its body, the names of what is attached.

    The other version of the body, as far as it says more, and headers that the page does not show are unseen.
    Raises Damaged where there is neither header nor body, TooLarge past the limits.
    """
    return read_message(parse_message(untrusted))


def read_message(message: Message, *, also_unseen: Sequence[Unseen] = (), extra: Sequence[Field] = ()) -> Facsimile:
    """As `read_mail`, of a message that is parsed or was put together out of another format.

    `extra` stands below the header block; `also_unseen` joins what the pages do not show.
    """
    parts = _take_apart(message)
    headers = tuple(_headers(message))
    unseen = [
        Unseen(f"header {name}", value)
        for name, value in headers
        if name.lower() in LISTED_HEADERS
    ]  # fmt: skip
    blocks: list[Block] = [
        Field(shown, value)
        for shown in SHOWN_HEADERS
        for name, value in headers
        if name.lower() == shown.lower()
    ]  # fmt: skip
    has_body = any((body.plain or body.html or "").strip() for body in parts.bodies)
    blocks += extra
    if not blocks and not has_body and not parts.members:
        raise Damaged("the message has neither header nor body")
    unseen += also_unseen
    blocks.append(Rule())
    for body in parts.bodies:
        shown_blocks, hidden = _choose(body)
        blocks += shown_blocks
        unseen += hidden
    if parts.members:
        names = "; ".join(member.name for member in parts.members)
        blocks += [Rule(), Field("Attachments", names)]
    pdf, pages = typeset(blocks, footer="Typeset by redactor from an e-mail")
    subject = next((value for name, value in headers if name.lower() == "subject"), "")
    return Facsimile(pdf, pages, tuple(unseen), title=subject)


def open_mail(untrusted: bytes) -> tuple[Member, ...]:
    """Every part of a message that is not its body, in order: attachments, inline pictures, forwarded messages.

    A name is only a label, and two members may bear the same. Raises TooLarge past the limits.
    """
    return open_message(parse_message(untrusted))


def open_message(message: Message) -> tuple[Member, ...]:
    """As `open_mail`, of a message that is parsed already."""
    return tuple(_take_apart(message).members)


def parse_message(untrusted: bytes) -> Message:
    """The message in its parts, whatever its faults; raises TooLarge past the limits."""
    if len(untrusted) > MAX_MAIL_BYTES:
        raise TooLarge(f"a message of more than {MAX_MAIL_BYTES} bytes")
    try:
        return email.message_from_bytes(untrusted, policy=email.policy.compat32)
    except RecursionError as error:
        raise TooLarge("the message is nested too deeply") from error


def _headers(message: Message) -> Iterator[tuple[str, str]]:
    for name, value in message.raw_items():
        yield str(name), decode_header_text(str(value))


def decode_header_text(value: str) -> str:
    """A header's value as people read it, on one line: encoded words (RFC 2047) and stray bytes decoded."""
    if not value.isascii():
        value = decode_leniently(value.encode("utf-8", "surrogateescape"))
    value = _FOLD.sub(" ", value).strip()
    if "=?" not in value:
        return value
    try:
        chunks = decode_header(value)
    except (HeaderParseError, ValueError):
        return value
    return "".join(_decode_chunk(chunk, charset) for chunk, charset in chunks)


def _decode_chunk(chunk: bytes | str, charset: str | None) -> str:
    if isinstance(chunk, str):
        return chunk
    return _decode_bytes(chunk, charset)


def _decode_bytes(content: bytes, charset: str | None) -> str:
    """The text; what calls itself ASCII or Latin-1 may be UTF-8 or Windows-1252 (WHATWG Encoding, 4.2)."""
    if charset is None or charset.lower() in _LOOSE_CHARSETS:
        return decode_leniently(content)
    try:
        return content.decode(charset)
    except (LookupError, ValueError):
        return decode_leniently(content)


def walk_parts(message: Message) -> Iterator[Message]:
    """Every part of a message, itself first, in order; messages within it are not entered. Raises TooLarge."""
    pending: list[tuple[Message, int]] = [(message, 0)]
    count = 0
    while pending:
        part, depth = pending.pop()
        count += 1
        _require_bounded(count, depth)
        yield part
        if _is_branch(part):
            pending += [
                (child, depth + 1) for child in reversed(list(part.get_payload())) if isinstance(child, Message)
            ]


def _require_bounded(count: int, depth: int) -> None:
    if count > MAX_PARTS or depth > MAX_DEPTH:
        raise TooLarge(f"the message has more than {MAX_PARTS} parts or is nested deeper than {MAX_DEPTH}")


def _take_apart(message: Message) -> _Parts:
    parts = _Parts()
    count = 0
    pending: list[tuple[Message, int]] = [(message, 0)]
    while pending:
        part, depth = pending.pop()
        count += 1
        _require_bounded(count, depth)
        if _is_branch(part):
            children = [child for child in part.get_payload() if isinstance(child, Message)]
            if part.get_content_type() == "multipart/alternative":
                children = _take_alternative(parts, children)
            pending += [(child, depth + 1) for child in reversed(children)]
        elif _is_body(part):
            text = part_text(part)
            is_html = part.get_content_type() == "text/html"
            parts.bodies.append(_Body(html=text) if is_html else _Body(plain=text))
        else:
            parts.members.append(Member(_name_of(part, len(parts.members) + 1), part_content(part)))
    return parts


def _is_branch(part: Message) -> bool:
    return part.get_content_maintype() == "multipart" and isinstance(part.get_payload(), list)


def _is_body(part: Message) -> bool:
    if part.get_content_maintype() == "multipart":
        return True
    if part.get_content_type() not in ("text/plain", "text/html") or part.is_multipart():
        return False
    return part.get_content_disposition() != "attachment" and not part.get_filename()


def _take_alternative(parts: _Parts, children: Sequence[Message]) -> list[Message]:
    """Pair the plain and the HTML version of one body; give back the children that are something else."""
    plain: list[str] = []
    html: list[str] = []
    rest: list[Message] = []
    for child in children:
        related = _related_root(child)
        root = related[0] if related else child
        if _is_body(root) and root.get_content_maintype() != "multipart":
            (html if root.get_content_type() == "text/html" else plain).append(part_text(root))
            rest += related[1:]
        else:
            rest.append(child)
    if plain or html:
        parts.bodies.append(_Body("\n".join(plain) if plain else None, "\n".join(html) if html else None))
    return rest


def _related_root(part: Message) -> list[Message]:
    """The parts of a multipart/related, its text first (RFC 2387); nothing for any other part."""
    if part.get_content_type() != "multipart/related" or not _is_branch(part):
        return []
    children = [child for child in part.get_payload() if isinstance(child, Message)]
    return children if children and _is_body(children[0]) else []


def part_text(part: Message) -> str:
    """The text of a part, decoded leniently, its soft line breaks joined."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        payload = part.get_payload()
        content = payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else b""
    text = _decode_bytes(content, part.get_content_charset())
    if str(part.get_param("format") or "").lower() == "flowed":
        return _unflow(text, joined_by="" if str(part.get_param("delsp") or "").lower() == "yes" else " ")
    return text


def _unflow(text: str, *, joined_by: str) -> str:
    """Join the lines that the sender's program broke: those that end in a space (RFC 3676, 4)."""
    lines: list[str] = []
    flows = False
    for line in text.splitlines():
        depth = _quote_of(line)
        if flows and lines and _quote_of(lines[-1]) == depth:
            lines[-1] = lines[-1].rstrip(" ") + joined_by + line[len(depth) :].removeprefix(" ")
        else:
            lines.append(line)
        flows = line.endswith(" ") and line[len(depth) :].strip(" ") != "--"
    return "\n".join(lines)


def _quote_of(line: str) -> str:
    quote = _QUOTE.match(line)
    return quote[0] if quote else ""


def _name_of(part: Message, number: int) -> str:
    kind = part.get_content_type()
    if kind in ("message/rfc822", "message/global"):
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else None
        subject = decode_header_text(str(first["Subject"] or "")) if isinstance(first, Message) else ""
        return (subject or f"message {number}") + ".eml"
    name = decode_header_text(part.get_filename() or "")
    return name or f"part {number}" + _EXTENSIONS.get(kind, ".txt" if kind.startswith("message/") else ".bin")


def part_content(part: Message) -> bytes:
    """The bytes of a part; of a part that is a message, the message."""
    content = part.get_payload(decode=True)
    if isinstance(content, bytes):
        return content
    payload = part.get_payload()
    inner = payload if isinstance(payload, list) else [payload]
    return b"\n".join(_message_bytes(each) for each in inner)


def _message_bytes(part: object) -> bytes:
    if not isinstance(part, Message):
        return str(part).encode("utf-8", "surrogateescape")
    try:
        return part.as_bytes()
    except RecursionError as error:
        raise TooLarge("the message is nested too deeply") from error
    except (UnicodeError, LookupError, ValueError):
        return part.as_string().encode("utf-8", "surrogateescape")


def _choose(body: _Body) -> tuple[list[Block], list[Unseen]]:
    """The version of a body that the page shows, and what the other version says beyond it.

    The plain version keeps the lines of the letter, so it is shown; but where the HTML version, which is what
    programs show, says something else, that one is.
    """
    markup = read_markup(body.html) if body.html is not None else Markup((), ())
    plain = (body.plain or "").rstrip()
    words, html_words = len(_PLAIN_WORD.findall(plain)), len(_PLAIN_WORD.findall(markup.text))
    only_html = list(_said_only_in(markup.text.splitlines(), plain))
    differing = sum(len(_PLAIN_WORD.findall(line)) for line in only_html)
    is_other = html_words > 0 and differing > OTHER_SHARE * html_words
    if not plain.strip() or is_other or (html_words and words < STUB_SHARE * html_words):
        extra = _said_only_in(plain.splitlines(), markup.text)
        return list(markup.blocks), [*_as_unseen("plain version of the body", extra), *markup.unseen]
    return [Paragraph(plain)], [*_as_unseen("HTML version of the body", only_html), *markup.unseen]


def _as_unseen(place: str, lines: Iterable[str]) -> list[Unseen]:
    return [Unseen(place, line) for line in lines]


def _said_only_in(lines: Iterable[str], shown: str) -> Iterator[str]:
    """The lines whose words do not stand in that order in the text that is shown."""
    known = " ".join(_PLAIN_WORD.findall(shown.casefold()))
    for line in lines:
        words = " ".join(_PLAIN_WORD.findall(line.casefold()))
        if words and f" {words} " not in f" {known} ":
            yield line.strip()
