"""A member of staff's file: a learning mentor asks for all that his employer, a school trust, holds about him."""

# ruff: noqa: E501  a row of a table is one line here, however long its marks make it
from __future__ import annotations

from markup import Truth
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
    for part in (_application, _reference, _interview, _fit_note, _observation, _grievance, _complaint, _advice):
        part(files, truths)
    for part in (_absence, _payroll, _probation, _referral, _leavers, _dbs):
        part(files, truths)
    return files, truths


def _application(files: dict[str, bytes], truths: dict[str, Truth]) -> None:
    truth = truths["01 Application form.pdf"] = Truth()
    sheet = Sheet(truth).head("{K:Fellbeck Learning Trust}: application for employment")
    sheet.fields(
        ("Post", "Learning mentor, {K:Fellbeck High School}"), ("Name", "{S:Callum Oyelaran}"),
        ("Date of birth", "{S:17 February 1988}"), ("Address", "{S:14 Tanner's Yard, Fellbeck, FQ3 8QL}"),
        ("Telephone", "{S:07700 900 572}"), ("E-mail", "{S:callum.oye@example.com}"),
        ("National Insurance", "{S:QQ 12 34 56 C}"), ("Teacher reference", "{S:2718281}"),
        ("Present post", "{S:Teaching assistant, Dunmere High School, since 2019}"),
        ("Disability", "{S:None declared}"), ("First referee", "Ewan Kerr, headteacher, {K:Dunmere High School}"),
        ("Second referee", "{T:Father Dominic Shaw}, {T:St Brannoc's Presbytery, 01632 960 611}"),
        ("Next of kin", "{T:Adaeze Oyelaran}, wife, {T:07700 900 590}"),
    )  # fmt: skip
    sheet.text("{S:I coach a Sunday football side and speak some Yoruba.}")
    sheet.text("Signed {S:C Oyelaran}     12 June 2023")
    files["01 Application form.pdf"] = bytes_of(pdf_of(sheet, title="Application", author="Callum Oyelaran"))


def _reference(files: dict[str, bytes], truths: dict[str, Truth]) -> None:
    truth = truths["02 Reference.pdf"] = Truth()
    sheet = Sheet(truth).head("{K:Dunmere High School}").text("Confidential reference     28 June 2023")
    sheet.text("Re: {S:Callum Oyelaran}, learning mentor")
    sheet.text(
        "{R:I have known Callum for four years. He is warm with pupils and they trust him. His record keeping is not his "
        "strongest side and he needed reminding to log incidents on the day. Timekeeping was good in all but one term. "
        "I would employ him again, though not to lead a team.}"
    )
    sheet.text("Ewan Kerr\nHeadteacher")
    files["02 Reference.pdf"] = bytes_of(pdf_of(sheet, title="Reference", author="E Kerr"))


def _interview(files: dict[str, bytes], truths: dict[str, Truth]) -> None:
    truth = truths["03 Interview notes.docx"] = Truth()
    letter = Letter(
        truth, author="Sunita Rao", header="{K:Fellbeck Learning Trust}: interviews, learning mentor, 6 July 2023",
        footer="Panel: {K:M Gladwell}, {K:P Halloran}, {K:S Rao}",
    )  # fmt: skip
    letter.head("Shortlist and scores")
    letter.table(
        [
            ["Candidate", "Task", "Interview", "Note"],
            ["{S:Callum Oyelaran}", "{S:17 of 30}", "{S:21 of 30}", "{S:Natural with the student panel. Offer.}"],
            ["{T:Rebecca Stannard}", "{T:15 of 30}", "{T:20 of 30}", "{T:Reserve. Asked for four days.}"],
            ["{T:Yusuf Kaplan}", "{T:12 of 30}", "{T:13 of 30}", "{T:Visa expires in March.}"],
        ]
    )
    letter.text(
        "{S:Mr Oyelaran gave a good answer on restraint} and asked about training. {T:Ms Stannard} was close behind.",
        comment="{T:Yusuf} told me he is applying to {T:Carrow Academy} as well.", by="Peter Halloran",
        deleted="{T:Rebecca} mentioned that she is expecting in the autumn.",
    )  # fmt: skip
    letter.text("Decision: {S:offer to Callum Oyelaran, scale 5 point 12}, subject to checks. {K:Sunita Rao} to write.")
    files["03 Interview notes.docx"] = letter.content()


def _fit_note(files: dict[str, bytes], truths: dict[str, Truth]) -> None:
    name = "04 Occupational health and fit note.pdf"
    truth = truths[name] = Truth()
    first = Sheet(truth).head("{K:Northgate Occupational Health}").text("Report of 19 March 2025 to {K:Sunita Rao}, HR")
    first.text("Employee: {S:Callum Oyelaran}, born {S:17/02/1988}")
    first.text(
        "{S:Mr Oyelaran has been absent since 24 February with low mood and poor sleep.} He links it to a heavy caseload "
        "and to his wife {T:Adaeze's miscarriage in January}. {S:He is fit to return on reduced hours for four weeks.}"
    )
    first.text("{K:Dr Fergus Lamont}\nOccupational health physician")
    second = Sheet(truth).head("Statement of fitness for work").fields(
        ("Patient", "{S:Mr Callum Oyelaran}"), ("Assessed on", "24 February 2025"),
        ("Condition", "{S:Depressive episode}"), ("Advice", "{S:Not fit for work until 24 March 2025}"),
        ("Doctor", "{K:Dr S Illingworth, Beckside Practice}"),
    )  # fmt: skip
    scan = scan_of(second, Wear(21, skew_deg=-1.2, shade=0.75))
    files[name] = bytes_of(pdf_of(first, scan, title="Occupational health"))


def _observation(files: dict[str, bytes], truths: dict[str, Truth]) -> None:
    truth = truths["05 Session observation.jpg"] = Truth()
    sheet = Sheet(truth).head("Observation of a mentoring session")
    sheet.fields(
        ("Observed", "{S:Callum Oyelaran}"), ("Observer", "{K:Peter Halloran}"), ("Date", "7 November 2024"),
        ("Pupils", "{T:Ellis Wardle} (9C), {T:Aaliyah Noor} (9C), {T:Grace Hart} (9D)"),
    )  # fmt: skip
    sheet.text("{S:Calm start, clear rules.} {T:Ellis} refused to sit down and {S:Callum} gave him time.", 12)
    sheet.text("{T:Grace} talked about {T:her foster placement}; {S:handled with tact}.", 12)
    sheet.text("{S:Next step: write up sessions the same day.}", 12)
    sheet.text("{K:P Halloran}", 12)
    files["05 Session observation.jpg"] = jpeg_of(scan_of(sheet, Wear(22, skew_deg=0.8, turn=180)), 48)


def _grievance(files: dict[str, bytes], truths: dict[str, Truth]) -> None:
    truth = truths["06 Grievance statement (scan).pdf"] = Truth()
    sheet = Sheet(truth).head("Statement in confidence")
    sheet.text("Given to {K:Sunita Rao} on 9 May 2025 by {T:Gemma Tully}, {T:attendance assistant}", 12)
    sheet.text(
        "I share an office with {S:Mr Oyelaran}. {S:On 2 May he shouted that the register was a joke and threw a folder on "
        "the desk.} I was frightened because {T:my ex-husband used to do that}. {T:Stefan Birch} was at the printer and saw it.",
        12,
    )
    sheet.text("{S:He apologised the next morning.} I do not want {S:Cal} to know that I said this.", 12)
    sheet.text("Signed {T:G Tully}   {T:07700 900 845}", 12)
    scan = scan_of(sheet, Wear(23, skew_deg=1.8, noise=10, shade=0.65))
    files["06 Grievance statement (scan).pdf"] = bytes_of(pdf_of(scan))


def _complaint(files: dict[str, bytes], truths: dict[str, Truth]) -> None:
    name = "07 RE Concern about Mr O.eml"
    truth, attached = Truth(), Truth()
    truths[name], truths[name + "!/complaint.pdf"] = truth, attached
    sheet = Sheet(attached).head("Complaint").text("{T:22 Alder Rise, Fellbeck, FQ3 1TT}\n18 November 2024")
    sheet.text("Dear {K:Dr Gladwell},")
    sheet.text(
        "My son {T:Ellis Wardle} says {S:Mr Oyelaran took his phone and would not give it back until Friday}. {T:Ellis} has "
        "{T:epilepsy} and needs to reach me. Please do not let {S:Mr O} find out who complained."
    )
    sheet.text("{T:Joanne Wardle}\n{T:jo.wardle@example.com}")
    body = (
        "{K:Miriam},\n\n{S:Callum says he locked the phone away as the policy tells him to and rang home twice.} I believe "
        "him.\n\n{K:Peter}\n\n"
        "> From: {K:Miriam Gladwell}\n> Date: 19 November 2024\n>\n"
        "> Please speak to {S:Callum}. {T:Mrs Wardle} is not to be named to him.\n"
        ">> From: {T:Joanne Wardle} <{T:jo.wardle@example.com}>\n>> My letter is attached. {T:Jo Wardle}\n"
    )
    headers = {
        "From": "{K:Peter Halloran} <{K:p.halloran@fellbeck.example.org}>",
        "To": "{K:Miriam Gladwell} <{K:head@fellbeck.example.org}>",
        "Cc": "{K:Sunita Rao} <{K:s.rao@fellbeck.example.org}>",
        "Date": "Wed, 20 Nov 2024 08:12:00 +0000",
        "Subject": "RE: Concern about {S:Mr O}",
    }
    files[name] = mail_of(truth, headers, body, ("complaint.pdf", bytes_of(pdf_of(sheet, title="Complaint"))))


def _advice(files: dict[str, bytes], truths: dict[str, Truth]) -> None:
    truth = truths["08 Settlement advice.eml"] = Truth()
    headers = {
        "From": "Camilla Strang <c.strang@strangoakes.example.com>",
        "To": "{K:Sunita Rao} <{K:s.rao@fellbeck.example.org}>",
        "Date": "Mon, 14 Sep 2026 16:20:00 +0100",
        "Subject": "Legally privileged: C Oyelaran",
    }
    body = (
        "Dear {K:Sunita},\n\n{L:You asked us to advise on the claim that Mr Oyelaran has intimated. We think a tribunal would "
        "find that the trust was slow to make adjustments and put the prospects of a defence at no better than even. We "
        "advise an opening offer of 6,000 pounds with authority to go to 11,500.}\n\nThe hearing bundle is due on 2 "
        "October.\n\nCamilla Strang\n{K:Strang Oakes LLP}\n"
    )
    files["08 Settlement advice.eml"] = mail_of(truth, headers, body)


def _absence(files: dict[str, bytes], truths: dict[str, Truth]) -> None:
    truth = truths["09 Inclusion team absence.xlsx"] = Truth()
    rows = [
        ["Name", "Payroll", "NI number", "Days", "Reason", "Return meeting"],
        ["{T:Stefan Birch}", "{T:60388}", "{T:QQ 65 43 21 A}", "3", "{T:back pain}", "14/01/2025"],
        ["{S:Callum Oyelaran}", "{S:60417}", "{S:QQ 12 34 56 C}", "{S:20}", "{S:low mood}", "{S:25/03/2025}"],
        ["{T:Gemma Tully}", "{T:60402}", "{T:QQ 22 33 44 B}", "11", "{T:counselling}", "02/06/2025"],
        ["{T:Hope Lindqvist}", "{T:60433}", "{T:QQ 77 88 99 D}", "2", "{T:child ill}", "none"],
    ]
    files["09 Inclusion team absence.xlsx"] = book_of(truth, "Absence 2024-25", rows, hidden_rows=(4,))


def _payroll(files: dict[str, bytes], truths: dict[str, Truth]) -> None:
    truth = truths["10 Payroll query.csv"] = Truth()
    rows = [
        ["Payroll", "Name", "Sort code", "Account", "Query"],
        ["{S:60417}", "{S:OYELARAN, Callum}", "{S:00-00-17}", "{S:00417260}", "{S:overpaid one day in March 2025}"],
        ["{T:60402}", "{T:TULLY, Gemma}", "{T:00-00-29}", "{T:00993145}", "{T:maternity pay, see CAO's note}"],
        ["{T:60388}", "{T:BIRCH, Stefan}", "{T:00-00-31}", "{T:00871120}", "{T:attachment of earnings}"],
    ]
    files["10 Payroll query.csv"] = csv_of(truth, rows)


def _probation(files: dict[str, bytes], truths: dict[str, Truth]) -> None:
    name = "11 Probation letter.pdf"
    truth = truths[name] = Truth()
    sheet = Sheet(truth).gap(10).head("{K:Fellbeck Learning Trust}").text("1 March 2024\n\n{S:Mr C Oyelaran}")
    sheet.text("Dear {S:Callum},")
    sheet.text(
        "{S:I am pleased to confirm that you have passed your probation.} {K:Peter Halloran} spoke warmly of your work."
    )
    sheet.text("You asked to job share with {T:Hope Lindqvist}; {T:she has asked to stay full time}.")
    sheet.text("Yours sincerely\n\n{K:Sunita Rao}\nHR business partner").gap(60)
    edge = sheet.y
    sheet.text(truth.note("Print queue: next letter {T:H Lindqvist}, {T:extension of probation}", unseen=True))
    document = pdf_of(sheet, title="Probation")
    crop(document, 0, edge)
    files[name] = bytes_of(document)


def _referral(files: dict[str, bytes], truths: dict[str, Truth]) -> None:
    truth = truths["12 LADO note.txt"] = Truth()
    text = (
        "File note, {K:M Gladwell}, 11 June 2025\n\n"
        "{K:Beverley Osei}, local authority designated officer, rang at 10:40 about {S:Callum Oyelaran}.\n\n"
        "{H:A pupil in 9C has said that Mr Oyelaran held her by the wrist in the corridor on 5 June and that it left a red "
        "mark. She is frightened of him and says she will hurt herself if she has to see him again.}\n\n"
        "{C:The police have asked us not to tell Mr Oyelaran yet. They will interview him under caution next week and fear "
        "that he may speak to witnesses.}\n\n"
        "The pupil is {T:Aaliyah Noor}, date of birth {T:30/09/2010}. Her aunt {T:Samira Noor} rang first, on {T:01632 960 702}.\n"
        "Crime reference {T:35/2210994/25}. Next call Monday.\n\n"
        "Update 4 July: {S:no further action; Callum to be told by me in person}.\n"
    )
    files["12 LADO note.txt"] = truth.note(text).encode()


def _leavers(files: dict[str, bytes], truths: dict[str, Truth]) -> None:
    name = "13 Handover.zip"
    caseload, minutes = Truth(), Truth()
    truths[name + "!/caseload.csv"], truths[name + "!/appeal panel.docx"] = caseload, minutes
    rows = [
        ["Pupil", "Form", "Mentor", "Home contact", "Note"],
        ["{T:Ellis Wardle}", "9C", "{S:CAO}", "{T:07700 900 146}", "{T:phone plan agreed with mum}"],
        ["{T:Grace Hart}", "9D", "{S:CAO}", "{T:07700 900 352}", "{T:carer is Ros Denby}"],
        ["{T:NOOR, Aaliyah}", "9C", "{S:CAO}", "{T:01632 960 702}", "{T:moved to Ms Lindqvist}"],
    ]
    letter = Letter(
        minutes, author="Clerk", header="Appeals panel, 22 July 2025", footer="{K:Fellbeck Learning Trust}"
    ).head("Appeal of {S:C Oyelaran}")  # fmt: skip
    letter.text("Present: Clive Rendell (chair), {K:Miriam Gladwell}, {S:Callum Oyelaran} with Theo Marchetti.")
    letter.text(
        "{S:The written warning of 20 May is withdrawn.} {T:Ms Tully} will be moved to another office at her request."
    )
    packed = {"caseload.csv": csv_of(caseload, rows), "appeal panel.docx": letter.content()}
    files[name] = archive_of(packed)


def _dbs(files: dict[str, bytes], truths: dict[str, Truth]) -> None:
    truth = truths["14 Right to work and DBS.tif"] = Truth()
    first = Sheet(truth).head("Pre-employment checks").fields(
        ("Employee", "{S:Callum Oyelaran}"), ("DBS certificate", "{S:001777123456}"), ("Issued", "21 July 2023"),
        ("Outcome", "{S:Clear}"), ("Seen by", "{K:S Rao}"),
    )  # fmt: skip
    second = Sheet(truth).head("Single central record, extract").table(
        [150, 130, 209],
        [
            ["Name", "DBS", "Note"],
            ["{T:Stefan Birch}", "{T:001555987601}", "{T:Caution 2009, risk assessed}"],
            ["{S:Callum Oyelaran}", "{S:001777123456}", "{S:Clear}"],
            ["{T:Hope Lindqvist}", "{T:001888004512}", "Clear"],
        ],
        11,
    )  # fmt: skip
    scans = [
        scan_of(sheet, Wear(24 + at, skew_deg=0.7 - at, noise=3, shade=1, dpi=200))
        for at, sheet in enumerate((first, second))
    ]
    files["14 Right to work and DBS.tif"] = tiff_of(*scans)
