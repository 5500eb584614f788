"""A bundle walked as a screen reader walks it: by its structure tree, with the text that each mark encloses."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
import pypdfium2
from pypdfium2 import raw


@dataclass(frozen=True)
class Said:
    """One element: how deep it lies, its tag, its title, and what a reader says for it itself."""

    depth: int
    tag: str
    title: str
    text: str


def walk(pdf: bytes) -> list[Said]:
    """Every element in the order in which it is read, its own words and those of its children in turn."""
    texts = _marked_texts(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        pages = {page.obj.objgen: number for number, page in enumerate(paper.pages, 1)}
        return list(_walk(paper.Root.StructTreeRoot.K, 0, pages, texts))


def spoken(pdf: bytes) -> str:
    """All that is said, in order."""
    return " ".join(" ".join(each.text for each in walk(pdf)).split())


def unmarked(pdf: bytes) -> str:
    """The text that no element holds: artifacts, which a reader leaves out."""
    return "".join(text for (_, mark), text in _marked_texts(pdf).items() if mark < 0)


def _walk(element: Any, depth: int, pages: dict[Any, int], texts: dict[tuple[int, int], str]) -> Iterator[Said]:
    tag, title = str(element.S)[1:], str(element.get("/T", ""))
    page = pages[element.Pg.objgen] if "/Pg" in element else 0
    if "/Alt" in element:
        yield Said(depth, tag, title, f"[{element.Alt}]")
        return
    yield Said(depth, tag, title, "")
    for kid in element.K:
        if isinstance(kid, int):
            yield Said(depth, tag, title, texts.get((page, kid), ""))
        else:
            yield from _walk(kid, depth + 1, pages, texts)


def _marked_texts(pdf: bytes) -> dict[tuple[int, int], str]:
    """The text of each mark, by page number and mark; -1 for what has none."""
    texts: dict[tuple[int, int], str] = {}
    paper = pypdfium2.PdfDocument(pdf)
    for number, page in enumerate(paper, 1):
        text = page.get_textpage()
        for at in range(text.count_chars()):
            owner = raw.FPDFText_GetTextObject(text, at)
            mark = raw.FPDFPageObj_GetMarkedContentID(owner) if owner else -1
            char = chr(raw.FPDFText_GetUnicode(text, at))
            texts[number, mark] = texts.get((number, mark), "") + char
    paper.close()
    return texts
