"""The words in an XMP packet that may speak of somebody."""

from __future__ import annotations

from redactor.ingest.packet import find_packet_texts

PACKET = """<x:xmpmeta><rdf:RDF><rdf:Description pdf:Producer="Microsoft Word" dc:title="Log"
 xmp:CreateDate="2026-01-02"><dc:creator><rdf:Seq><rdf:li>Si&#226;n Morris</rdf:li></rdf:Seq></dc:creator>
 <xmpMM:DocumentID>uuid:0f0f</xmpMM:DocumentID><xmp:CreatorTool>Adobe InDesign 13.0</xmp:CreatorTool>
 <dc:description>Word from Mrs Khan about the PDF</dc:description><xmp:ModifyDate>2026-01-02T10:00:00Z</xmp:ModifyDate>
 <dc:format>application/pdf</dc:format></rdf:Description></rdf:RDF></x:xmpmeta>"""


def test_names_and_remarks_are_found_and_dates_ids_and_programs_are_not() -> None:
    found = find_packet_texts(PACKET.encode())
    assert set(found) == {"Log", "Siân Morris", "Word from Mrs Khan about the PDF"}


def test_a_packet_that_is_no_xml_gives_nothing() -> None:
    assert find_packet_texts(bytes(range(256))) == ()
