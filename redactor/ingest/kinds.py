"""Which reader or opener takes a file of a kind that `recognition` told."""

from __future__ import annotations

from collections.abc import Mapping

from redactor.ingest.archive import open_mbox, open_zip
from redactor.ingest.cards import open_calendar, open_cards, read_calendar, read_cards
from redactor.ingest.compound import refuse_compound
from redactor.ingest.facsimile import Opener, Reader
from redactor.ingest.image import read_image
from redactor.ingest.mail import open_mail, read_mail
from redactor.ingest.ods import read_ods
from redactor.ingest.opendocument import read_open_slides, read_open_text
from redactor.ingest.outlook import open_msg, read_msg
from redactor.ingest.pdf import open_pdf_members, read_pdf
from redactor.ingest.plain import read_csv, read_plain
from redactor.ingest.richtext import read_rich_text
from redactor.ingest.seal import open_seal
from redactor.ingest.sheet import read_sheet
from redactor.ingest.slides import read_slides
from redactor.ingest.webpage import open_mhtml, read_html, read_mhtml
from redactor.ingest.winmail import open_tnef
from redactor.ingest.word import read_word
from redactor.ingest.xls import read_xls
from redactor.ingest.xlsb import read_xlsb

READERS: Mapping[str, Reader] = {
    "pdf": read_pdf,
    "jpeg": read_image,
    "png": read_image,
    "tiff": read_image,
    "webp": read_image,
    "gif": read_image,
    "bmp": read_image,
    "heic": read_image,
    "jp2": read_image,
    "docx": read_word,
    "doc": refuse_compound,
    "rtf": read_rich_text,
    "odt": read_open_text,
    "pptx": read_slides,
    "ppt": refuse_compound,
    "odp": read_open_slides,
    "xlsx": read_sheet,
    "xls": read_xls,
    "xlsb": read_xlsb,
    "ods": read_ods,
    "eml": read_mail,
    "msg": read_msg,
    "html": read_html,
    "mhtml": read_mhtml,
    "ics": read_calendar,
    "vcf": read_cards,
    "csv": read_csv,
    "txt": read_plain,
}
"""Kind -> reader. A new format is one module and one line here."""

CONTAINERS: Mapping[str, Opener] = {
    "zip": open_zip,
    "mbox": open_mbox,
    "eml": open_mail,
    "msg": open_msg,
    "mhtml": open_mhtml,
    "tnef": open_tnef,
    "smime": open_seal,
    "ics": open_calendar,
    "vcf": open_cards,
    "pdf": open_pdf_members,
}
"""Kind -> opener; a kind that also has a reader has pages of its own beside its members."""
