"""A pupil's file: a father, separated from the mother, asks for all that the school holds about his daughter."""

# ruff: noqa: E501  a row of a table is one line here, however long its marks make it
from __future__ import annotations

from asked import NHS, NHS_BROTHER, UPN, UPN_JUDE, UPN_LEXI, UPN_MAISIE
from markup import Truth, nhs, upn
from paper import (
    Letter,
    Sheet,
    Wear,
    archive_of,
    book_of,
    bytes_of,
    crop,
    csv_of,
    jpeg_of,
    mail_of,
    pdf_of,
    scan_of,
    tiff_of,
)  # fmt: skip

Made = tuple[dict[str, bytes], dict[str, Truth]]


def make() -> Made:
    """The files of input/ by name, and the truth by source."""
    files: dict[str, bytes] = {}
    truths: dict[str, Truth] = {}
    for part in (_admission, _behaviour, _concern, _accident, _tracker, _review, _incident, _legal, _calls):
        part(files, truths)
    for part in (_tutor_notes, _report, _police, _fax, _attendance):
        part(files, truths)
    return files, truths


def _admission(files: dict[str, bytes], truths: dict[str, Truth]) -> None:
    truth = truths["01 Admission form.pdf"] = Truth()
    sheet = Sheet(truth).head("{K:Larkmere Community School}: admission form")
    sheet.fields(
        ("Child", "{S:Niamh Callaghan-Reid}"), ("Likes to be called", "{S:Neevie}"),
        ("Date of birth", "{S:07/06/2013}"), ("UPN", f"{{S:{UPN}}}"), ("NHS number", f"{{S:{NHS}}}"),
        ("Admission number", "{S:4417}"), ("First language", "{S:English, some Irish at home}"),
        ("Contact 1", "{K:Dermot Reid}, father, {K:07700 900 461}"),
        ("Contact 2", "Sorcha Callaghan, mother, {T:07700 900 733}"),
        ("Mother's address", "{T:Flat 6, Weaver's Court, Cottersham, CQ7 4LN}"),
        ("Contact 3", "{T:Breda Callaghan}, grandmother, {T:01632 960 388}"),
        ("Brother or sister", "Cillian, date of birth {T:21/11/2016}, NHS number {T:" + NHS_BROTHER + "}"),
        ("Medical", "{S:Mild asthma, blue inhaler in bag}"), ("Doctor", "{K:Dr P Nandakumar, Cottersham Surgery}"),
    )  # fmt: skip
    sheet.text("Privacy: a copy of our privacy notice is on the website. Section 3 of the policy covers photographs.")
    sheet.text("Signed {K:D. Reid}     Date 02/09/2024     Taken by {K:Mrs P Stobbs}, admissions")
    files["01 Admission form.pdf"] = bytes_of(pdf_of(sheet, title="Admission form", author="Pauline Stobbs"))


def _behaviour(files: dict[str, bytes], truths: dict[str, Truth]) -> None:
    truth = truths["02 Behaviour log Y8.pdf"] = Truth()
    sheet = Sheet(truth).head("Behaviour log: {S:CALLAGHAN-REID, Niamh} (8L)")
    sheet.table(
        [58, 74, 260, 97],
        [
            ["Date", "Staff", "What happened", "Action"],
            ["03/10/25", "{K:Miss Bowyer}", "{S:Niamh} and {T:Jude Abara} were throwing water in the toilets. {T:Jude} said {S:Niamh} started it.", "Both spoken to"],
            ["17/10/25", "{K:Mr Achebe}", "{S:Warned about abuse of equipment in the computing suite.} No further trouble.", "None"],
            ["11/11/25", "{K:Mrs Deshmukh}", "Called {T:Maisie Thornley} a liar in front of 8L. {T:Mrs Thornley} rang at 15:40 to complain.", "Phone call home; apology letter"],
            ["02/12/25", "{K:Miss Bowyer}", "Excellent effort on the Romeo and Juliet project with {T:Hanna Wysocka}.", "2 merits"],
            ["14/01/26", "{K:KBO}", "{T:Lexi} ({T:Alexandra Pryce}) and {S:Niamh} fell out again over messages from {T:@lexi.pr4}.", "Restorative meeting"],
            ["09/02/26", "{K:Mr Lloyd-Evans}", "Late to three lessons. {S:NCR} says the bus was late; {T:JA} and {T:MT} were on the same bus and arrived on time.", "Report card"],
            ["06/03/26", "{K:Mrs Deshmukh}", "{K:PC Adeyinka} gave the road-safety assembly. {S:Niamh} asked good questions.", "Merit"],
        ],
    )  # fmt: skip
    sheet.text("Printed 08/09/2026 by {K:Mrs A Deshmukh}. Page 1 of 1.", 8)
    files["02 Behaviour log Y8.pdf"] = bytes_of(pdf_of(sheet, title="Behaviour log", author="A Deshmukh"))


def _concern(files: dict[str, bytes], truths: dict[str, Truth]) -> None:
    truth = truths["03 Concern form (scan).pdf"] = Truth()
    first = Sheet(truth).head("Record of concern: confidential")
    first.fields(
        ("Pupil", "{S:Niamh Callaghan-Reid}, {S:8L}"), ("Reported by", "{K:Kate Bowyer}, form tutor"),
        ("Date and time", "21 January 2026, 08:50"), ("Passed to", "{K:Tunde Afolabi}, DSL"),
    )  # fmt: skip
    first.text(
        "{H:Niamh asked to stay behind after registration. She said that when she was at her father's flat on Saturday he "
        "grabbed her arm and pushed her against the door because she had broken a plate. She showed me a bruise above "
        "her left elbow, about the size of a fifty pence piece. She said she is scared of him when he has been "
        "drinking and asked me not to tell him that she had told us.}",
        11,
    )
    first.text("I told {S:Niamh} that I could not keep this to myself. She went to English as normal.", 11)
    first.text("Also present: {T:Hanna Wysocka}, who had come in to fetch her coat and heard part of it.", 11)
    first.text("Signed {K:K Bowyer}", 11)
    second = Sheet(truth).head("Action taken by the designated safeguarding lead")
    second.text(
        "{H:21/01/26, 10:15. Body map completed with the school nurse; one bruise, left upper arm, yellowing. Niamh "
        "repeated the account to me. Referred to the MASH team; not discussed with father on their advice.}",
        11,
    )
    second.text("21/01/26, 11:05. {K:Imran Qureshi}, social worker, took the call. Reference {T:MASH-77120}.", 11)
    second.text("Attendance and homework have been good this term. {S:Niamh} has a pass to the quiet room.", 11)
    second.text("Signed {K:T Afolabi}, DSL", 11)
    scans = [scan_of(first, Wear(11, skew_deg=1.1)), scan_of(second, Wear(12, skew_deg=-0.7, shade=0.7))]
    files["03 Concern form (scan).pdf"] = bytes_of(pdf_of(*scans))


def _accident(files: dict[str, bytes], truths: dict[str, Truth]) -> None:
    truth = truths["04 Accident form.jpg"] = Truth()
    sheet = Sheet(truth).head("Accident and first aid record")
    sheet.fields(
        ("Name", "{S:Niamh Callaghan-Reid}"), ("Form", "{S:8L}"), ("Date", "12 May 2026"),
        ("Where", "Netball court"), ("First aider", "{K:Mrs P Stobbs}"), ("Witness", "{T:Faith Summers}, {T:8R}"),
    )  # fmt: skip
    sheet.text("{S:Niamh} collided with {T:Faith} going for the ball. {S:Grazed left knee, cleaned and covered.}", 12)
    sheet.text("{T:Faith Summers bumped her chin and was given an ice pack.}", 12)
    sheet.text("Parent informed by telephone: yes, {K:Mr Reid}, 14:20", 12)
    files["04 Accident form.jpg"] = jpeg_of(scan_of(sheet, Wear(13, skew_deg=-1.4, turn=90)), 48)


def _tracker(files: dict[str, bytes], truths: dict[str, Truth]) -> None:
    truth = truths["05 Class 8L tracker.xlsx"] = Truth()
    rows = [
        ["Surname", "Forename", "UPN", "Date of birth", "English", "Maths", "Attendance"],
        ["{T:Abara}", "{T:Jude}", f"{{T:{UPN_JUDE}}}", "{T:19/01/2013}", "5", "6", "93.1"],
        ["{S:Callaghan-Reid}", "{S:Niamh}", f"{{S:{UPN}}}", "{S:07/06/2013}", "{S:7}", "{S:5}", "{S:95.4}"],
        ["{T:Marsh}", "{T:Kayden}", "{T:" + upn("823402420088") + "}", "{T:30/03/2013}", "4", "4", "71.0"],
        ["{T:Pryce}", "{T:Alexandra}", f"{{T:{UPN_LEXI}}}", "{T:11/12/2012}", "6", "6", "97.7"],
        ["{T:Thornley}", "{T:Maisie}", f"{{T:{UPN_MAISIE}}}", "{T:02/10/2012}", "6", "7", "98.2"],
        ["{T:Wysocka}", "{T:Hanna}", "{T:" + upn("823402420061") + "}", "{T:15/08/2013}", "8", "8", "99.0"],
    ]
    files["05 Class 8L tracker.xlsx"] = book_of(truth, "8L", rows, hidden_rows=(4,))


def _review(files: dict[str, bytes], truths: dict[str, Truth]) -> None:
    truth = truths["06 Pastoral review.docx"] = Truth()
    letter = Letter(
        truth, author="Anjali Deshmukh",
        header="{K:Larkmere Community School}: pastoral review, {S:N Callaghan-Reid}", footer="Not for {T:Mrs D Thornley}",
    )  # fmt: skip
    letter.head("Pastoral review, summer term")
    letter.text(
        "{S:Niamh has settled after a difficult spring.} She sits with {T:Hanna} in form time and no longer with {T:Lexi}.",
        comment="{T:Lexi Pryce's mum} asked us to keep them apart, please do not minute.", by="Kate Bowyer",
        deleted="{T:Maisie Thornley} has been seeing the counsellor about this.",
    )  # fmt: skip
    letter.text(
        "{S:Niamh would like to try for the school council.} {K:Ms Ruth Fenwick} (SENCO) sees no further needs."
    )
    letter.table(
        [
            ["Who", "Role", "Contribution"],
            ["{K:Anjali Deshmukh}", "Head of Year 8", "Chair"],
            ["{K:Kate Bowyer}", "Form tutor", "{S:Punctual since Easter, two merits}"],
            ["{T:Sister Agnes Dooley}", "Volunteer reading helper", "{S:Reads well aloud}"],
            ["Sorcha Callaghan", "Mother", "Asked that letters go to {T:Flat 6, Weaver's Court} from now on"],
        ]
    )
    letter.text("{T:Kayden Marsh} was discussed under item 4 (see his own file).")
    files["06 Pastoral review.docx"] = letter.content()


def _incident(files: dict[str, bytes], truths: dict[str, Truth]) -> None:
    name = "07 RE Lunchtime incident.eml"
    truth, statement = Truth(), Truth()
    truths[name], truths[name + "!/statement JA.txt"] = truth, statement
    attached = statement.note(
        "Statement, 15 January 2026\n\nMy name is {T:Jude Abara} and I am in {S:8L}. At lunch I was in the end seat by the "
        "window.\nI saw {S:Niamh} tip {T:Lexi's} tray on the floor and {T:Lexi} cried. {S:Niamh} said sorry after.\n"
        "Signed {T:J. Abara}\n"
    ).encode()  # fmt: skip
    body = (
        "Dear {K:Mr Reid},\n\nThank you for your message. I attach what we were told and would be glad to meet.\n\n"
        "{K:Anjali Deshmukh}\nHead of Year 8, {K:01632 960 200}\n\n"
        "On 15 Jan 2026 at 19:12, {K:Dermot Reid} wrote:\n"
        "> {S:Niamh} came home in tears and says nobody listened to her side.\n> {K:Dermot Reid}\n> {K:07700 900 461}\n>\n"
        "> On 15 Jan 2026 at 16:03, {T:Chidi Abara} <{T:chidi.abara@example.com}> wrote:\n"
        ">> {T:Jude} is upset that he was asked to write this down. Please leave him out of it.\n>> {T:Chidi}\n"
    )
    headers = {
        "From": "{K:Anjali Deshmukh} <{K:a.deshmukh@larkmere.example.org}>",
        "To": "{K:Dermot Reid} <{K:dermot.reid@example.com}>",
        "Cc": "{K:Kate Bowyer} <{K:k.bowyer@larkmere.example.org}>",
        "Date": "Fri, 16 Jan 2026 09:31:00 +0000",
        "Subject": "RE: Lunchtime incident",
    }
    files[name] = mail_of(truth, headers, body, ("statement JA.txt", attached))


def _legal(files: dict[str, bytes], truths: dict[str, Truth]) -> None:
    truth = truths["08 Advice on contact.eml"] = Truth()
    headers = {
        "From": "Helena Voss <h.voss@vosstarrant.example.com>",
        "To": "{K:Gareth Lloyd-Evans} <{K:head@larkmere.example.org}>",
        "Date": "Tue, 27 Jan 2026 17:45:00 +0000",
        "Subject": "Privileged and confidential: advice on contact arrangements",
    }
    body = (
        "Dear {K:Mr Lloyd-Evans},\n\n{L:You asked for our advice on whether the school may decline to release Niamh to her "
        "father at the gate. In our view there is no order that limits his contact and the school has weak grounds to "
        "refuse; we advise that you record each occasion and ring the social worker first. Our fee estimate for a "
        "fuller note is enclosed.}\n\nI will be out of the office on Thursday.\n\nHelena Voss\n"
        "Solicitor, {K:Voss & Tarrant LLP}\n"
    )
    files["08 Advice on contact.eml"] = mail_of(truth, headers, body)


def _calls(files: dict[str, bytes], truths: dict[str, Truth]) -> None:
    truth = truths["09 Office call log.csv"] = Truth()
    rows = [
        ["Date", "Time", "Caller", "Number", "About", "Note", "Taken by"],
        ["04/11/2025", "08:31", "{K:Dermot Reid}", "{K:07700 900 461}", "{S:Niamh}", "{S:dentist, back by 11}", "{K:P Stobbs}"],
        ["11/11/2025", "15:40", "{T:Donna Thornley}", "{T:07700 900 218}", "{T:Maisie}", "complaint about {S:Niamh C-R}, wants a call back", "{K:P Stobbs}"],
        ["20/01/2026", "12:02", "Sorcha Callaghan", "{T:07700 900 733}", "{S:Niamh}", "new car {T:KX21 ZZY}, may collect; address not to go to father", "{K:P Stobbs}"],
        ["13/05/2026", "09:05", "{T:Mr Summers}", "{T:01632 960 517}", "{T:Faith}", "chin still sore after netball", "{K:P Stobbs}"],
    ]  # fmt: skip
    files["09 Office call log.csv"] = csv_of(truth, rows)


def _tutor_notes(files: dict[str, bytes], truths: dict[str, Truth]) -> None:
    truth = truths["10 Tutor notes KBO.txt"] = Truth()
    text = (
        "Form 8L, my notes ({K:K Bowyer})\n\n12 Sept  {S:Niamh} elected lunch monitor. Will need a locker key.\n"
        "8 Oct    Moved {S:Niamh} away from {T:kayden marsh} at her own request.\n"
        "14 Jan   {T:Lexi} in tears again, says {T:Hanna} has taken {S:Neevie}'s side.\n"
        "3 March  {T:Maisie's} nan died; {S:Niamh} made her a card, very kind.\n"
        "22 May   May half term. Healthy lunchboxes letter handed out. Hit the reading target!\n"
        "9 June   {S:Niamh 13 on Sunday}, sang to her.\n"
    )
    files["10 Tutor notes KBO.txt"] = truth.note(text).encode()


def _report(files: dict[str, bytes], truths: dict[str, Truth]) -> None:
    name = "11 Summer report.pdf"
    truth = truths[name] = Truth()
    sheet = Sheet(truth).gap(10).head("Annual report 2025-26: {S:Niamh Callaghan-Reid}, {S:8L}")
    sheet.table(
        [110, 60, 319],
        [
            ["Subject", "Level", "Comment"],
            ["English", "{S:7}", "{S:Niamh writes with flair.} {K:Miss Bowyer}"],
            ["Mathematics", "{S:5}", "{S:She must show her working and hit the deadline for homework.} {K:Mr Achebe}"],
            [
                "Drama",
                "{S:8}",
                "{S:A moving Juliet.} Her duet with {T:Hanna Wysocka} was the best in the year. {K:Ms Fenwick}",
            ],
        ],
    )
    sheet.text("Form tutor: {S:A much happier end to the year.} {K:Kate Bowyer}")
    sheet.text("Headteacher: {S:Well done, Niamh.} {K:Gareth Lloyd-Evans}")
    sheet.gap(60)
    edge = sheet.y
    hidden = "{T:Maisie Thornley}   English 6   Mathematics 7   Drama 5   (next report on the sheet)"
    plain = truth.note(hidden, unseen=True)
    sheet.text(plain)
    document = pdf_of(sheet, title="Annual report")
    crop(document, 0, edge)
    files[name] = bytes_of(document)


def _police(files: dict[str, bytes], truths: dict[str, Truth]) -> None:
    name = "12 Police liaison.pdf"
    truth = truths[name] = Truth()
    first = Sheet(truth).head("{K:Larkmere Community School}").text("3 February 2026\n\nTo: Safer Schools Team")
    first.text("Dear {T:PC Lorna Skeates},")
    first.text(
        "Thank you for your note of 30 January, which is attached. I confirm that {S:Niamh Callaghan-Reid} is on our roll."
    )
    first.text("{K:Tunde Afolabi} will be your contact here on {K:01632 960 204}.")
    first.text("Yours sincerely\n\n{K:Gareth Lloyd-Evans}\nHeadteacher")
    second = Sheet(truth).head("Police information for schools: restricted")
    second.fields(
        ("Officer", "{T:PC 4471 L Skeates}"), ("Occurrence", "{T:42/0031877/26}"), ("Log", "{T:CAD 2210 of 30/01/26}"),
    )  # fmt: skip
    second.text(
        "{C:We are making enquiries into an alleged assault on the child on 17 January. The suspect has not yet been "
        "spoken to and is not aware of the investigation; an arrest is planned for the week of 9 February. Please do "
        "not mention our contact to him before then.}",
        12,
    )
    second.text("A neighbour, {T:Mrs Joy Ferris of 14 Tallow Street}, heard shouting.", 12)
    scan = scan_of(second, Wear(14, skew_deg=0.9, noise=9, turn=180))
    document = pdf_of(first, scan, title="Police liaison")
    document[1].set_rotation(180)  # the scanner laid it upside down and the viewer turns it back
    files[name] = bytes_of(document)


def _fax(files: dict[str, bytes], truths: dict[str, Truth]) -> None:
    name = "13 Nurse fax.tif"
    truth = truths[name] = Truth()
    sheet = Sheet(truth).head("FAX: School nursing service")
    sheet.text("To: {K:Mrs Stobbs}, {K:Larkmere Community School}     From: {K:Beverley Harcourt}, school nurse", 12)
    sheet.text("Immunisation session, 24 March 2026", 12)
    sheet.table(
        [150, 110, 229],
        [
            ["Name", "NHS number", "Outcome"],
            ["{S:Niamh Callaghan-Reid}", f"{{S:{NHS}}}", "{S:Given, left arm}"],
            ["{T:Jude Abara}", "{T:" + nhs("999023457") + "}", "{T:Not given, father declined}"],
            ["{T:Kayden Marsh}", "{T:" + nhs("999031123") + "}", "{T:Given, right arm}"],
        ],
        11,
    )
    sheet.text("Please ring {K:01632 960 077} with any questions.", 12)
    files[name] = tiff_of(scan_of(sheet, Wear(15, skew_deg=0.5, noise=3, shade=1, dpi=200)))


def _attendance(files: dict[str, bytes], truths: dict[str, Truth]) -> None:
    name = "14 Attendance.zip"
    letter, note = Truth(), Truth()
    truths[name + "!/letter 2026-02-27.pdf"], truths[name + "!/handover.txt"] = letter, note
    sheet = Sheet(letter).head("{K:Larkmere Community School}").text("27 February 2026")
    sheet.text("{K:Mr Dermot Reid}\n{K:9 Tallow Street, Cottersham, CQ7 2BD}")
    sheet.text("Dear {K:Mr Reid},")
    sheet.text("{S:Niamh's attendance this term is 95.4 per cent.} There is no charge for the breakfast club.")
    sheet.text("Yours sincerely\n\n{K:Pauline Stobbs}\nAttendance officer")
    handover = note.note(
        "Attendance handover, Y8\n\n{S:NCR}: fine now.\n{T:Kayden M}: {T:penalty notice to mum, Tracey Marsh}, 12/02/26.\n"
        "{T:Maisie T}: {T:funeral, authorised}.\n"
    )
    files[name] = archive_of(
        {"letter 2026-02-27.pdf": bytes_of(pdf_of(sheet, title="Attendance letter")), "handover.txt": handover.encode()}
    )
