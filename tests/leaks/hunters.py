"""Readers that did not write the page: every way we know of to get a text out of a PDF."""

from __future__ import annotations

import io
import shutil
import subprocess
from functools import lru_cache

import pikepdf
import pymupdf
import pypdf
import pypdfium2
from pdfminer.high_level import extract_text


@lru_cache(maxsize=4)
def read_all(pdf: bytes) -> dict[str, str]:
    """Reader to everything that it finds, as one string."""
    found = {
        "mupdf": _mupdf(pdf),
        "pdfium": _pdfium(pdf),
        "pdfminer": extract_text(io.BytesIO(pdf)),
        "pypdf": "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages),
    }
    if shutil.which("pdftotext"):
        run = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
        found["poppler"] = run.stdout.decode("utf-8")
    return found


def _mupdf(pdf: bytes) -> str:
    with pymupdf.open(stream=pdf, filetype="pdf") as source:
        return "\n".join(page.get_text("text", clip=pymupdf.INFINITE_RECT()) for page in source)


def _pdfium(pdf: bytes) -> str:
    source = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in source)
    finally:
        source.close()


def squash(text: str) -> str:
    """Letters alone, in one case: blanks, hyphens and line ends hide nothing."""
    return "".join(char for char in text.casefold() if char.isalnum())


def bytes_of(pdf: bytes) -> bytes:
    """The raw bytes, every stream unpacked, and every string of every object."""
    parts = [pdf]
    with pikepdf.open(io.BytesIO(pdf)) as source:
        for each in source.objects:
            if isinstance(each, pikepdf.Stream):
                parts.append(repr(each).encode())
                try:
                    parts.append(each.read_bytes())
                except pikepdf.PdfError:
                    parts.append(each.read_raw_bytes())
            elif isinstance(each, pikepdf.Object):
                parts.append(each.unparse(resolved=False))
    return b"\n".join(parts)


def find_word(pdf: bytes, word: str) -> list[str]:
    """The readers that find a word, or four letters of it in a row, and the encodings in which its bytes are there."""
    pieces = {squash(word)[at : at + 4] for at in range(len(squash(word)) - 3)}
    hits = [name for name, text in read_all(pdf).items() if any(piece in squash(text) for piece in pieces)]
    return hits + find_bytes(pdf, word)


def find_bytes(pdf: bytes, word: str) -> list[str]:
    """The encodings in which the bytes of a word are in the file."""
    stored = bytes_of(pdf).lower()
    forms = {
        "latin": word.encode("latin-1"),
        "utf-16": word.encode("utf-16-be"),
        "hex": word.encode("latin-1").hex().encode(),
        "utf-16 hex": word.encode("utf-16-be").hex().encode(),
    }
    return [name for name, form in forms.items() if form.lower() in stored]
