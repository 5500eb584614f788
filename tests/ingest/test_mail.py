"""E-mails as pages, members and what the pages do not show."""

import base64
from email.message import EmailMessage

import pytest

from redactor.domain.document import bind_pages
from redactor.errors import Damaged, TooLarge
from redactor.ingest import mail
from redactor.ingest.facsimile import Facsimile
from redactor.ingest.mail import open_mail, read_mail

HEAD = b"From: Ann Lee <ann@example.org>\nTo: bob@example.org\nDate: Tue, 03 Feb 2026 17:42:10 +0000\nSubject: Field\n"


def text_of(facsimile: Facsimile) -> str:
    return bind_pages(facsimile.pages, id="0001").text.rpartition("\n")[0]


def unseen_of(facsimile: Facsimile) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in facsimile.unseen:
        found.setdefault(each.place, []).append(each.text)
    return found


def html_mail(html: str, plain: str | None = None) -> bytes:
    message = EmailMessage()
    message["From"] = "ann@example.org"
    if plain is None:
        message.set_content(html, subtype="html")
    else:
        message.set_content(plain)
        message.add_alternative(html, subtype="html")
    return message.as_bytes()


def test_the_page_starts_with_the_header_lines_then_a_blank_line_then_the_body_as_it_stands() -> None:
    facsimile = read_mail(HEAD + b"Cc: Carl <c@example.org>\n\nDear Bob\n\n> Sent: yesterday\n>> older\n\nAnn\n")
    assert text_of(facsimile) == (
        "From: Ann Lee <ann@example.org>\nTo: bob@example.org\nCc: Carl <c@example.org>\n"
        "Date: Tue, 03 Feb 2026 17:42:10 +0000\nSubject: Field\n\nDear Bob\n\n> Sent: yesterday\n>> older\n\nAnn"
    )
    assert facsimile.title == "Field"


def test_a_blind_copy_is_shown_among_the_headers() -> None:
    assert "\nBcc: dan@example.org\n" in text_of(read_mail(HEAD + b"Bcc: dan@example.org\n\nHi\n"))


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"=?utf-8?b?Wm/DqyBQaWtl?=", "Zoë Pike"),
        (b"=?iso-8859-1?q?Zo=EB?= =?iso-8859-1?q?_Pike?=", "Zoë Pike"),
        ("Zoë Pike".encode(), "Zoë Pike"),
        ("Zoë Pike".encode("cp1252"), "Zoë Pike"),
        (b"=?nonsense?q?Zoe?= Pike", "Zoe Pike"),
        (b"=?utf-8?b?broken", "=?utf-8?b?broken"),
        (b"Zoe\n  Pike", "Zoe Pike"),
    ],
)
def test_header_values_are_decoded_whatever_they_are(raw: bytes, shown: str) -> None:
    assert f"Subject: {shown}\n" in text_of(read_mail(b"From: a@example.org\nSubject: " + raw + b"\n\nx\n"))


@pytest.mark.parametrize("charset", [b"utf-8", b"iso-8859-1", b"us-ascii", b"no-such-charset"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_body_is_decoded_although_its_charset_is_wrong(charset: bytes, encoding: str) -> None:
    body = "Fee £30 – Zoë".encode(encoding)
    raw = HEAD + b"Content-Type: text/plain; charset=" + charset + b"\nContent-Transfer-Encoding: 8bit\n\n" + body
    assert "Fee £30 – Zoë" in text_of(read_mail(raw))


def test_lines_that_the_senders_program_broke_are_joined_again() -> None:
    raw = HEAD + b"Content-Type: text/plain; format=flowed\n\nring 07700 \n900123 now\n> Joanna \n> Pike\n-- \nAnn\n"
    assert text_of(read_mail(raw)).endswith("\n\nring 07700 900123 now\n> Joanna Pike\n--\nAnn")


def test_the_plain_version_is_shown_and_what_only_the_html_says_is_listed() -> None:
    facsimile = read_mail(html_mail("<p>Dear <b>Bob</b></p><p>Call me on 07700 900123</p>", "Dear Bob\n"))
    assert "07700" not in text_of(facsimile)
    assert unseen_of(facsimile)["HTML version of the body"] == ["Call me on 07700 900123"]


def test_a_plain_version_that_says_nothing_gives_way_to_the_html() -> None:
    html = "<p>" + "We met Joanna at the gate. " * 9 + "</p>"
    facsimile = read_mail(html_mail(html, "No HTML support"))
    assert "Joanna" in text_of(facsimile)
    assert unseen_of(facsimile)["plain version of the body"] == ["No HTML support"]


def test_html_becomes_paragraphs_lists_quotes_and_tables() -> None:
    html = (
        "<h2>Plan</h2><p>One<br>two</p><ul><li>first</li></ul><ol><li>a</li><li>b</li></ol>"
        "<blockquote><p>said Ann</p><blockquote>said Bob</blockquote></blockquote>"
        "<table><tr><th>Name</th><th>Age</th></tr><tr><td>Joanna Pike</td><td>9</td></tr></table><p>end</p>"
    )
    body = text_of(read_mail(html_mail(html))).partition("\n\n")[2]
    assert body.split("\n") == [
        "Plan", "One", "two", "• first", "1. a", "2. b", "> said Ann", "> > said Bob",
        "Name\tAge", "Joanna Pike\t9", "end",
    ]  # fmt: skip


def test_a_table_for_layout_is_read_as_paragraphs() -> None:
    html = (
        "<table><tr><td><table><tr><td>Dear</td><td>Bob</td></tr></table></td></tr><tr><td><p>Bye</p></td></tr></table>"
    )
    assert text_of(read_mail(html_mail(html))).endswith("Dear\tBob\nBye")


@pytest.mark.parametrize(
    "html",
    [
        '<div style="display: none">SECRETWORD</div>',
        '<span style="visibility:hidden">SECRETWORD</span>',
        '<p style="color:#fff">SECRETWORD</p>',
        '<font color="white">SECRETWORD</font>',
        '<div style="font-size:0px">SECRETWORD</div>',
        "<div hidden>SECRET<b>WORD</b></div>",
        "<!-- SECRETWORD -->",
        '<a href="mailto:SECRETWORD@example.org">write</a>',
        '<img src="http://192.0.2.1/SECRETWORD.gif">',
        '<img alt="SECRETWORD" src="cid:1">',
        '<input type="hidden" value="SECRETWORD">',
    ],
)
def test_what_html_hides_is_listed_and_not_on_the_page(html: str) -> None:
    facsimile = read_mail(html_mail(f"<body><p>Visible</p>{html}<p>after</p></body>"))
    assert "SECRETWORD" not in text_of(facsimile)
    assert "Visible\nafter" in text_of(facsimile).replace("write\n", "")
    assert any("SECRETWORD" in each.text for each in facsimile.unseen)


def test_white_text_on_a_dark_ground_is_seen() -> None:
    html = '<table bgcolor="#002244"><tr><td><p style="color:#ffffff">Title</p></td></tr></table>'
    assert "Title" in text_of(read_mail(html_mail(html)))


def test_scripts_and_styles_are_no_text() -> None:
    facsimile = read_mail(html_mail("<style>p{}</style><p>Hi</p><script>document.write('SCRIPTTEXT')</script>"))
    assert "SCRIPTTEXT" not in text_of(facsimile) + str(facsimile.unseen)


def test_a_picture_inside_the_html_is_an_area_to_look_at() -> None:
    pixel = base64.b64encode(
        base64.b64decode(
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
        )
    ).decode()
    (page,) = read_mail(html_mail(f'<p>See</p><img src="data:image/png;base64,{pixel}">')).pages
    assert len(page.pictures) == 1


def test_headers_that_the_page_does_not_show_are_listed() -> None:
    raw = HEAD + b"Reply-To: eve@example.org\nX-Originating-IP: [192.0.2.7]\nReceived: from a\n\tby b\nX-Odd: 1\n\nHi\n"
    listed = unseen_of(read_mail(raw))
    assert listed == {
        "header Reply-To": ["eve@example.org"], "header X-Originating-IP": ["[192.0.2.7]"],
        "header Received": ["from a by b"],
    }  # fmt: skip


def test_every_part_that_is_not_the_body_is_a_member_in_order() -> None:
    inner = EmailMessage()
    inner["Subject"] = "Old news"
    inner.set_content("inside")
    message = EmailMessage()
    message["From"] = "ann@example.org"
    message.set_content("See attached")
    message.add_alternative('<p>See attached</p><img src="cid:1">', subtype="html")
    message.get_payload()[1].add_related(b"GIF89a", "image", "gif", cid="<1>")
    message.add_attachment(b"a,b", maintype="text", subtype="csv", filename="../list of pupils.csv")
    message.add_attachment(inner)
    message.add_attachment(b"text notes", maintype="text", subtype="plain", filename="same.txt")
    message.add_attachment(b"other notes", maintype="text", subtype="plain", filename="same.txt")
    members = open_mail(message.as_bytes())
    assert [member.name for member in members] == [
        "part 1.gif", "../list of pupils.csv", "Old news.eml", "same.txt", "same.txt"
    ]  # fmt: skip
    assert members[0].content == b"GIF89a"
    assert b"inside" in members[2].content
    assert members[4].content == b"other notes"
    text = text_of(read_mail(message.as_bytes()))
    assert text.endswith("Attachments: part 1.gif; ../list of pupils.csv; Old news.eml; same.txt; same.txt")
    assert text.count("See attached") == 1


def test_a_forwarded_message_can_be_read_in_its_turn() -> None:
    innermost = b"From: joanna@example.org\nSubject: level 0\n\nhere\n"
    for level in range(1, 13):
        innermost = (
            b"From: ann@example.org\nSubject: level %d\nMIME-Version: 1.0\nContent-Type: message/rfc822\n\n" % level
        ) + innermost
    for _ in range(12):
        (member,) = open_mail(innermost)
        innermost = member.content
    assert "joanna@example.org" in text_of(read_mail(innermost))


def test_a_message_of_too_many_parts_is_refused() -> None:
    part = b"--x\nContent-Type: image/png\n\nabc\n"
    raw = HEAD + b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n" + part * (mail.MAX_PARTS + 1)
    with pytest.raises(TooLarge):
        open_mail(raw + b"--x--\n")


def test_a_message_nested_too_deeply_is_refused() -> None:
    raw = HEAD + b"MIME-Version: 1.0\n"
    for level in range(mail.MAX_DEPTH + 5):
        raw += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level)
    with pytest.raises(TooLarge):
        open_mail(raw + b"Content-Type: text/plain\n\nhi\n")


def test_nothing_is_a_damaged_message() -> None:
    with pytest.raises(Damaged):
        read_mail(b"")


def test_a_multipart_without_boundary_keeps_its_text() -> None:
    assert "hello Bob" in text_of(read_mail(HEAD + b"Content-Type: multipart/mixed\n\nhello Bob\n"))
