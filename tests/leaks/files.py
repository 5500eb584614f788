"""Names in the file itself: revisions, orphans, tables, trailers, filters, encryption, damage."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from tests.leaks.vectors import CANARY, LINE, build, text


def saved(**how: object) -> Callable[[], bytes]:
    return lambda: build(text(), **how)


def changed(change: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    """The finished file with its bytes changed."""
    return lambda: change(build(text()))


def holding(finish: Callable[[pikepdf.Pdf, pikepdf.Object], None]) -> Callable[[], bytes]:
    return lambda: build(text(), finish=finish)


def orphan_page(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
    """A page that is in the file and not in the page tree, held by a key of the root."""
    lost = Dictionary(Type=Name.Page, MediaBox=page.MediaBox, Resources=page.Resources,
                      Contents=pdf.make_stream(text(f"About {CANARY}").encode()))  # fmt: skip
    pdf.Root.Lost = pdf.make_indirect(lost)


def loose(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
    pdf.Root.Kept = Array([pdf.make_stream(CANARY.encode()), String(CANARY)])


def trailer_key(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
    pdf.trailer.Secret = String(CANARY)


def properties(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
    pdf.docinfo["/Author"] = String(CANARY)
    pdf.docinfo[f"/{CANARY}"] = String("x")


def contents_with_keys(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
    page.Contents.Note = String(CANARY)
    page.Contents.Metadata = pdf.make_stream(CANARY.encode())


def filtered(names: list[str], encode: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    """The page content behind a chain of filters."""

    def finish(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
        body = encode(text().encode())
        page.Contents = Stream(pdf, body, Filter=Array([Name(f"/{name}") for name in names]))

    return lambda: build("", finish=finish)


def _a85(body: bytes) -> bytes:
    import base64

    return base64.a85encode(body) + b"~>"


def _run_length(body: bytes) -> bytes:
    parts = [body[at : at + 100] for at in range(0, len(body), 100)]
    return b"".join(bytes([len(part) - 1]) + part for part in parts) + b"\x80"


def predicted() -> bytes:
    """Flate with a PNG predictor on the page content."""

    def finish(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
        body = text().encode()
        body += b" " * (-len(body) % 10)
        rows = b"".join(b"\0" + body[at : at + 10] for at in range(0, len(body), 10))
        page.Contents = Stream(pdf, zlib.compress(rows), Filter=Name.FlateDecode,
                               DecodeParms=Dictionary(Predictor=15, Columns=10))  # fmt: skip

    return build("", finish=finish)


def appended(pdf: bytes, *, named: bool) -> bytes:
    """A second revision that gives the page another content; the first one stays in the file."""
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        number = paper.pages[0].Contents.objgen[0]
        size = int(paper.trailer.Size)
        top = paper.Root.objgen[0]
    start = int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])
    shown = text(LINE if named else "Dear Wilma, thank you.").encode()
    body = b"%d 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n" % (number, len(shown), shown)
    at = len(pdf) + 1
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, at)
    trailer = b"trailer\n<</Size %d /Root %d 0 R /Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (
        size, top, start, at + len(body),
    )  # fmt: skip
    return pdf + b"\n" + body + table + trailer


def changed_later() -> bytes:
    """The name stood in the first revision and was taken away; the page shows none."""
    return appended(build(text()), named=False)


def named_later() -> bytes:
    """The first revision says another thing; the name came with the second."""
    return appended(build(text(f"Before: {CANARY} again")), named=True)


def broken_table() -> bytes:
    return re.sub(rb"startxref\s+\d+", b"startxref\n7", build(text()))


def wrong_length() -> bytes:
    return re.sub(rb"/Length \d+", b"/Length 3", build(text()))


def twice_the_same_number() -> bytes:
    """An object of the same number with the name, before the one that counts."""
    pdf = build(text())
    return pdf.replace(b"%PDF-1.7\n", b"%PDF-1.7\n3 0 obj\n(" + CANARY.encode() + b")\nendobj\n", 1)


VECTORS: dict[str, Callable[[], bytes]] = {
    "object_streams": saved(object_stream_mode=pikepdf.ObjectStreamMode.generate),
    "linear": saved(linearize=True),
    "encrypted_without_password": saved(encryption=pikepdf.Encryption(owner="o", user="", R=6)),
    "encrypted_rc4": saved(encryption=pikepdf.Encryption(owner="o", user="", R=3, aes=False, metadata=False)),
    "encrypted_with_password": saved(encryption=pikepdf.Encryption(owner="o", user="secret", R=6)),
    "trailing_bytes": changed(lambda pdf: pdf + f"\n% {CANARY}\n".encode()),
    "leading_bytes": changed(lambda pdf: f"{CANARY}\n".encode() + pdf),
    "comment_in_the_header": changed(lambda pdf: pdf.replace(b"\n", f"\n%{CANARY}\n".encode(), 1)),
    "comments_between": changed(lambda pdf: pdf.replace(b"endobj\n", f"endobj\n% {CANARY}\n".encode())),
    "after_the_end_of_a_stream": changed(lambda pdf: pdf.replace(b"endstream", CANARY.encode() + b"\nendstream")),
    "without_an_end": changed(lambda pdf: pdf[: pdf.rfind(b"startxref")]),
    "orphan_page": holding(orphan_page),
    "loose_stream": holding(loose),
    "trailer_key": holding(trailer_key),
    "properties": holding(properties),
    "keys_of_the_content": holding(contents_with_keys),
    "filter_hex": filtered(["ASCIIHexDecode"], lambda body: body.hex().encode() + b">"),
    "filter_chain": filtered(["ASCII85Decode", "FlateDecode"], lambda body: _a85(zlib.compress(body))),
    "filter_run_length": filtered(["RunLengthDecode"], _run_length),
    "filter_twice": filtered(["FlateDecode", "FlateDecode"], lambda body: zlib.compress(zlib.compress(body))),
    **{
        each.__name__: each
        for each in (
            predicted, changed_later, named_later, broken_table, wrong_length, twice_the_same_number,
        )
    },
}  # fmt: skip
