"""Web pages, alone or saved with their parts: what shows, what is listed, and that nothing is fetched."""

from __future__ import annotations

import io
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer

import pymupdf
import pytest
from PIL import Image

from redactor.domain.document import bind_pages
from redactor.errors import SourceError
from redactor.ingest.facsimile import Facsimile
from redactor.ingest.reading import read_confined, read_facsimile
from redactor.ingest.sandbox import Limits
from redactor.ingest.webpage import open_mhtml, read_html, read_mhtml

PAGE = b"""<!doctype html><title>TITLETEXT</title><meta name=author content="METATEXT"><style>.away{display : none}
@media print{p{display:none}}</style><h1>Report</h1><table><tr><th>Name</th><th>Fee</th></tr><tr><td>Tariq</td>
<td>\xc2\xa345.00</td></tr></table><details><summary>More</summary>DETAILSTEXT</details><p class="x away">AWAYTEXT</p>
<p hidden>HIDDENTEXT</p><input type=hidden value=INPUTVALUE><input value="shown value"><!-- COMMENTTEXT -->
<img src="http://192.0.2.1/t.gif" alt="ALTTEXT"><script>var who = "SCRIPTTEXT"</script><p>End</p>"""
SECRETS = ("TITLETEXT", "METATEXT", "AWAYTEXT", "HIDDENTEXT", "INPUTVALUE", "COMMENTTEXT", "ALTTEXT", "SCRIPTTEXT",
           "http://192.0.2.1/t.gif")  # fmt: skip


def text_of(facsimile: Facsimile) -> str:
    return bind_pages(facsimile.pages, id="0001").text


def told(facsimile: Facsimile) -> str:
    return "\n".join(each.text for each in facsimile.unseen)


def saved_page(html: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(out, "PNG")
    message = EmailMessage()
    message["From"], message["Subject"] = "<Saved by Blink>", "TITLE"
    message["Snapshot-Content-Location"] = "https://intranet.example.org/pupil"
    message.set_content(html, subtype="html")
    message.add_related(out.getvalue(), "image", "png", headers=["Content-Location: https://x.example.org/a/logo.png"])
    message.add_related("p{color:red}", subtype="css", headers=["Content-Location: https://x.example.org/a.css"])
    return message.as_bytes()


def test_a_page_shows_what_a_reader_sees_and_lists_the_rest() -> None:
    read = read_html(PAGE)
    text = text_of(read)
    for shown in ("Report", "Tariq\t£45.00", "DETAILSTEXT", "shown value", "End"):
        assert shown in text
    for secret in SECRETS:
        assert secret not in text
        assert secret in told(read)


@pytest.mark.parametrize(
    "raw",
    [
        '<meta charset="windows-1252"><p>Zoë £30'.encode("cp1252"),
        '<meta charset="utf-8"><p>Zoë £30'.encode("cp1252"),
        '<meta charset="iso-8859-1"><p>Zoë £30'.encode(),
        "<p>Zoë £30".encode("utf-16"),
        "<p>Z\0oë £30".encode(),
    ],
)
def test_a_page_is_decoded_whatever_it_says_of_its_charset(raw: bytes) -> None:
    assert "Zoë £30" in text_of(read_html(raw))


def test_a_saved_page_shows_its_own_pictures_and_hands_on_its_parts() -> None:
    raw = saved_page('<p>Hello</p><img src="https://x.example.org/a/logo.png">')
    read = read_mhtml(raw)
    assert "Hello" in text_of(read)
    assert "https://intranet.example.org/pupil" in told(read)
    with pymupdf.open(stream=read.pdf) as drawn:
        assert len(drawn[0].get_images()) == 1
    members = open_mhtml(raw)
    assert [(each.name, each.trouble) for each in members] == [("logo.png", ""), ("a.css", "layout")]
    assert members[0].content.startswith(b"\x89PNG")


@contextmanager
def counting() -> Iterator[tuple[str, list[str]]]:
    """A server on loopback and the addresses that it was asked for."""
    asked: list[str] = []

    class Counter(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

    server = HTTPServer(("127.0.0.1", 0), Counter)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


def test_remote_addresses_are_never_asked_for() -> None:
    with counting() as (place, asked):
        html = (
            f'<html><head><base href="{place}/"><link rel=stylesheet href="{place}/s.css"><style>'
            f'@import "{place}/i.css";body{{background:url({place}/b.png)}}</style>'
            f'<script src="{place}/s.js"></script></head><body>Hi'
            f'<img src="{place}/a.png" srcset="{place}/b.png 2x"><iframe src="{place}/f.html"></iframe>'
            f'<object data="{place}/o"></object><video poster="{place}/v.png"></video></body></html>'
        )
        mail = EmailMessage()
        mail["From"] = "a@example.org"
        mail.set_content(html, subtype="html")
        for content, kind in ((html.encode(), "html"), (mail.as_bytes(), "eml"), (saved_page(html), "mhtml")):
            listed = told(read_facsimile(content, kind))
            assert all(f"{place}/{name}" in listed for name in ("a.png", "b.png 2x", "f.html", "o", "v.png"))
        assert asked == []
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(f"{place}/probe")
        assert asked == ["/probe"], "the server counts"


@pytest.mark.parametrize(
    "raw",
    [
        b"<html>" + b"<div>" * 100_000 + b"x",
        b"<html><table>" + b"<tr><td>" * 50_000 + b"x",
        b"<html><p>" + b"a" * 3_000_000,
        b"<!DOCTYPE html [<!ENTITY a 'aaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><html>&b;",
        b"<html><svg/onload=x><p",
    ],
)
def test_a_hostile_page_is_read_or_refused_in_time(raw: bytes) -> None:
    try:
        read = read_confined(raw, "html", limits=Limits(seconds=6, memory_mb=1000))
    except SourceError:
        return
    assert read.pages
