"""Sample files of every format, made so that the same text gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP

import docx
import numpy as np
import openpyxl
import pymupdf
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from markup import Truth
from PIL import Image, ImageFilter

STAMP = (2026, 9, 1, 9, 0, 0)
MOMENT = "2026-09-01T09:00:00Z"
LEFT, RIGHT, TOP, BOTTOM = 56.0, 545.0, 60.0, 800.0


@dataclass
class Sheet:
    """A page that is written from the top down."""

    truth: Truth
    width: float = 595
    height: float = 842
    lines: list[tuple[float, float, str, float, str]] = field(default_factory=list)
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)
    y: float = TOP

    def head(self, marked: str, size: float = 16) -> Sheet:
        self._set(self.truth.note(marked), LEFT, RIGHT, size, "hebo")
        self.y += 8
        return self

    def text(self, marked: str, size: float = 10.5, font: str = "helv") -> Sheet:
        """A paragraph; a line break in the text is one on the page."""
        for part in self.truth.note(marked).split("\n"):
            self._set(part, LEFT, RIGHT, size, font)
        self.y += size * 0.6
        return self

    def fields(self, *pairs: tuple[str, str]) -> Sheet:
        """Labels with boxed answers."""
        for label, marked in pairs:
            top = self.y
            self._set(label, LEFT, LEFT + 140, 9.5, "hebo")
            under, self.y = self.y, top
            self._set(self.truth.note(marked), LEFT + 156, RIGHT - 6, 10.5, "helv")
            self.y = max(self.y, under) + 3
            self._box(LEFT + 150, top - 3, RIGHT, self.y)
            self.y += 7
        return self

    def table(self, widths: list[float], rows: list[list[str]], size: float = 9) -> Sheet:
        """A ruled table; the first row is its heading."""
        for number, row in enumerate(rows):
            top, left, lowest = self.y, LEFT, self.y
            for marked, width in zip(row, widths, strict=True):
                self.y = top
                self._set(self.truth.note(marked), left + 4, left + width - 3, size, "hebo" if number == 0 else "helv")
                lowest, left = max(lowest, self.y), left + width
            left = LEFT
            for width in widths:
                self._box(left, top - 3, left + width, lowest + 3)
                left += width
            self.y = lowest + 6
        self.y += 8
        return self

    def gap(self, height: float) -> Sheet:
        self.y += height
        return self

    def _set(self, plain: str, left: float, right: float, size: float, font: str) -> None:
        line = ""
        for word in [*plain.split(), None]:
            longer = f"{line} {word}".strip() if word is not None else ""
            if word is None or pymupdf.get_text_length(longer, font, size) > right - left:
                self.y += size * 1.22
                self.lines.append((left, self.y - size * 0.22, line, size, font))
                line = word or ""
            else:
                line = longer

    def _box(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.rules.append((x0, y0, x1, y1))

    def onto(self, page: pymupdf.Page) -> None:
        """Draw it; a page that runs over its foot is a mistake in the sample."""
        if self.y > self.height - 30:
            raise ValueError(f"the sheet runs over: {self.y:.0f}")
        for x, y, line, size, font in self.lines:
            page.insert_text((x, y), line, fontsize=size, fontname=font)
        for rule in self.rules:
            page.draw_rect(pymupdf.Rect(rule), width=0.7, color=(0.3, 0.3, 0.3))


def pdf_of(*sheets: Sheet | Image.Image, title: str = "", author: str = "") -> pymupdf.Document:
    """A PDF of drawn sheets and scanned pictures, in that order."""
    document = pymupdf.open()
    for sheet in sheets:
        if isinstance(sheet, Sheet):
            sheet.onto(document.new_page(width=sheet.width, height=sheet.height))
        else:
            wide = sheet.width > sheet.height
            page = document.new_page(width=842 if wide else 595, height=595 if wide else 842)
            page.insert_image(page.rect, stream=jpeg_of(sheet))
    document.set_metadata(
        {"title": title, "author": author, "creationDate": "D:20260901090000Z", "modDate": "D:20260901090000Z"}
    )
    return document


def bytes_of(document: pymupdf.Document) -> bytes:
    return bytes(document.tobytes(garbage=3, deflate=True, no_new_id=True))


@dataclass(frozen=True)
class Wear:
    """What a scanner and the years do to a page."""

    seed: int
    skew_deg: float = 0.6
    noise: float = 7
    blur: float = 0.6
    shade: float = 0.85
    turn: int = 0
    dpi: int = 150


def scan_of(sheet: Sheet, wear: Wear) -> Image.Image:
    """The sheet as a scanner gives it back, grey."""
    document = pdf_of(sheet)
    pixmap = document[0].get_pixmap(dpi=wear.dpi, colorspace=pymupdf.csGRAY, alpha=False)
    image = Image.frombytes("L", (pixmap.width, pixmap.height), pixmap.samples)
    image = image.rotate(wear.skew_deg, Image.Resampling.BICUBIC, fillcolor=255).filter(
        ImageFilter.GaussianBlur(wear.blur)
    )
    grey = np.asarray(image).astype(np.float32) * 0.88 + 18
    grey *= np.linspace(1, wear.shade, grey.shape[1], dtype=np.float32)
    dice = np.random.default_rng(wear.seed)
    grey += dice.normal(0, wear.noise, grey.shape)
    for _ in range(60):
        y, x = dice.integers(0, grey.shape[0] - 3), dice.integers(0, grey.shape[1] - 3)
        grey[y : y + 2, x : x + 2] = 70
    worn = Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))
    return worn.rotate(-wear.turn, expand=True) if wear.turn else worn


def jpeg_of(image: Image.Image, quality: int = 42) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, dpi=(150, 150))
    return out.getvalue()


def tiff_of(*images: Image.Image) -> bytes:
    """Black and white pages, as a fax or a copier writes them."""
    pages = [image.point(lambda grey: 255 if grey > 135 else 0).convert("1") for image in images]
    out = io.BytesIO()
    pages[0].save(out, "TIFF", compression="group4", dpi=(150, 150), save_all=True, append_images=pages[1:])
    return out.getvalue()


def settled(archive: bytes) -> bytes:
    """An Office file with fixed times inside, so that its bytes come out the same again."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", MOMENT.encode(), content)
            new.writestr(zipfile.ZipInfo(name, STAMP), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def archive_of(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, STAMP), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


class Letter:
    """A Word file with what Word files have: header, footer, tables, comments, tracked deletions."""

    def __init__(self, truth: Truth, *, author: str, header: str, footer: str) -> None:
        self.truth = truth
        self.word = docx.Document()
        self.word.core_properties.author = author
        self.word.core_properties.last_modified_by = author
        self.word.core_properties.title = ""
        self.word.sections[0].header.paragraphs[0].text = truth.note(header)
        self.word.sections[0].footer.paragraphs[0].text = truth.note(footer)

    def head(self, marked: str) -> Letter:
        self.word.add_heading(self.truth.note(marked), level=1)
        return self

    def text(self, marked: str, *, comment: str = "", by: str = "", deleted: str = "") -> Letter:
        """A paragraph, with a comment on it and words struck from its end by a tracked change."""
        paragraph = self.word.add_paragraph()
        run = paragraph.add_run(self.truth.note(marked))
        if comment:
            added = self.word.add_comment(run, self.truth.note(comment, unseen=True), author=by, initials=by[:1])
            added._comment_elm.set(qn("w:date"), MOMENT)
        if deleted:
            paragraph._p.append(_struck(self.truth.note(deleted, unseen=True), by))
        return self

    def table(self, rows: list[list[str]]) -> Letter:
        table = self.word.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
        for row in rows:
            for cell, marked in zip(table.add_row().cells, row, strict=True):
                cell.text = self.truth.note(marked)
        return self

    def content(self) -> bytes:
        out = io.BytesIO()
        self.word.save(out)
        return settled(out.getvalue())


def _struck(plain: str, by: str) -> object:
    deletion, run, text = OxmlElement("w:del"), OxmlElement("w:r"), OxmlElement("w:delText")
    for name, value in (("w:id", "901"), ("w:author", by), ("w:date", MOMENT)):
        deletion.set(qn(name), value)
    text.set(qn("xml:space"), "preserve")
    text.text = " " + plain
    run.append(text)
    deletion.append(run)
    return deletion


def book_of(truth: Truth, title: str, rows: list[list[str]], *, hidden_rows: tuple[int, ...] = ()) -> bytes:
    """A workbook with one sheet; hidden rows count from 1, as Excel does."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    book.properties.creator = ""
    for number, row in enumerate(rows, 1):
        sheet.append([truth.note(cell, unseen=number in hidden_rows) for cell in row])
        sheet.row_dimensions[number].hidden = number in hidden_rows
    for column in "ABCDEFG":
        sheet.column_dimensions[column].width = 19
    out = io.BytesIO()
    book.save(out)
    return settled(out.getvalue())


def csv_of(truth: Truth, rows: list[list[str]]) -> bytes:
    lines = []
    for row in rows:
        cells = [truth.note(cell) for cell in row]
        lines.append(",".join(f'"{cell}"' if "," in cell or '"' in cell else cell for cell in cells))
    return ("\r\n".join(lines) + "\r\n").encode()


def mail_of(truth: Truth, headers: dict[str, str], body: str, attached: tuple[str, bytes] | None = None) -> bytes:
    """A message as a mail program saves it; the attachment is (name, text or PDF)."""
    message = EmailMessage(policy=SMTP)
    for name, marked in headers.items():
        message[name] = truth.note(marked)
    message["Message-ID"] = f"<{abs(len(body)):05d}.sample@mail.example.org>"
    message.set_content(truth.note(body), cte="quoted-printable")
    if attached:
        name, content = attached
        kind = ("application", "pdf") if name.endswith(".pdf") else ("text", "plain")
        message.add_attachment(content, maintype=kind[0], subtype=kind[1], filename=name)
        message.set_boundary("=====sample-boundary=====")
    return message.as_bytes()


def crop(document: pymupdf.Document, page_index: int, bottom: float) -> None:
    """Show only the upper part of a page; what lies below stays in the file."""
    page = document[page_index]
    page.set_cropbox(pymupdf.Rect(20, 20, page.rect.width - 20, bottom))
