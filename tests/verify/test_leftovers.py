from __future__ import annotations

from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from redactor.verify.leftovers import leftovers_in
from tests.redact.papers import a_pdf
from tests.verify.bundles import a_bundle, by_pikepdf

MADE = a_bundle(a_pdf("Dear Wilma Quillfeather"), "Quillfeather").pdf


def test_a_bundle_of_ours_has_nothing_left_over() -> None:
    assert list(leftovers_in(MADE)) == []


def script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pdf.make_indirect(Dictionary(S=Name.JavaScript, JS=String("1")))


def form(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=Array([]))


def names(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["a"] = pikepdf.AttachedFileSpec(pdf, b"x")


def layers(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OCProperties = Dictionary(OCGs=Array([]), D=Dictionary())


def author(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Author"] = String("x")


def notes(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].obj.Annots = Array([])


def page_action(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].obj.AA = Dictionary()


def thumbnail(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].obj.Thumb = pdf.make_stream(b"\0", Width=1, Height=1, BitsPerComponent=8, ColorSpace=Name.DeviceGray)


def packets(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Metadata = pdf.make_stream(b"<x/>", Type=Name.Metadata, Subtype=Name.XML)


def alternates(pdf: pikepdf.Pdf) -> None:
    picture = pdf.make_stream(b"\0", Subtype=Name.Image, Width=1, Height=1, BitsPerComponent=8)
    picture.ColorSpace, picture.Alternates = Name.DeviceGray, Array([])
    pdf.pages[1].obj.Resources.XObject = Dictionary(P=picture)


def private(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].obj.Resources.X = pdf.make_indirect(Dictionary(PieceInfo=Dictionary()))


def nested_action(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].obj.Resources.X = pdf.make_indirect(Dictionary(A=Dictionary(S=Name.URI, URI=String("x"))))


EVERY = (
    script,
    form,
    names,
    layers,
    author,
    notes,
    page_action,
    thumbnail,
    packets,
    alternates,
    private,
    nested_action,
)


@pytest.mark.parametrize("plant", EVERY, ids=lambda plant: plant.__name__)
def test_each_thing_that_has_no_business_there_is_named(plant: Callable[[pikepdf.Pdf], None]) -> None:
    assert list(leftovers_in(by_pikepdf(MADE, plant)))


def test_bytes_after_the_end_and_a_second_revision_are_named() -> None:
    assert [what for _, what in leftovers_in(MADE + b"x")] == ["bytes after the end of the file"]
    assert "more than one revision of the file" in [what for _, what in leftovers_in(MADE + b"\nxref\n%%EOF")]
