"""The two requests as request.toml has them, and the numbers that the files speak of too."""

from __future__ import annotations

from markup import nhs, upn

UPN = upn("823402420017")
UPN_JUDE, UPN_MAISIE, UPN_LEXI = upn("823402420031"), upn("823402420044"), upn("823402420052")
NHS, NHS_BROTHER = nhs("999012340"), nhs("999015611")

PUPIL = f"""\
[request]
reference = "LCS-SAR-2026-021"
received = 2026-09-14
channel = "email"
scope = "Everything held about my daughter Niamh since she joined in Year 7"
regime = "uk-gdpr"

[controller]
name = "Larkmere Community School"
kind = "school"

[subject]
name = "Niamh Callaghan-Reid"
aliases = ["Niamh", "NCR", "Neevie"]
date_of_birth = 2013-06-07
identifiers = ["{UPN}", "{NHS}", "Adm 4417"]
emails = ["22callaghanreidn@larkmere.example.org"]

[requester]
name = "Dermot Reid"
capacity = "parent"
emails = ["dermot.reid@example.com"]
phones = ["07700 900 461"]
authority = "Named on the birth certificate; parental responsibility seen 2026-09-15"

[[people]]
name = "Gareth Lloyd-Evans"
role = "staff"
note = "Headteacher"

[[people]]
name = "Anjali Deshmukh"
role = "staff"
note = "Head of Year 8"

[[people]]
name = "Kate Bowyer"
role = "staff"
note = "Form tutor 8L"
aliases = ["KBO"]

[[people]]
name = "Tunde Afolabi"
role = "staff"
note = "Deputy head and designated safeguarding lead"

[[people]]
name = "Sorcha Callaghan"
role = "family"
note = "Mother. New address must not reach the father"

[[people]]
name = "Cillian Callaghan-Reid"
role = "family"
note = "Brother, at Larkmere Primary"
"""

STAFF = """\
[request]
reference = "FLT-SAR-2026-008"
received = 2026-10-05
channel = "post"
scope = "My personnel file and all e-mail about me since September 2023"
regime = "uk-gdpr"

[controller]
name = "Fellbeck Learning Trust"
kind = "school_trust"

[subject]
name = "Callum Oyelaran"
aliases = ["Cal", "Mr Oyelaran", "Mr O", "CAO"]
date_of_birth = 1988-02-17
identifiers = ["QQ 12 34 56 C", "TRN 2718281", "Payroll 60417"]
emails = ["c.oyelaran@fellbeck.example.org", "callum.oye@example.com"]
phones = ["07700 900 572"]
addresses = ["14 Tanner's Yard, Fellbeck, FQ3 8QL"]

[requester]
name = "Callum Oyelaran"
capacity = "subject"
emails = ["callum.oye@example.com"]
phones = ["07700 900 572"]

[[people]]
name = "Miriam Gladwell"
role = "staff"
note = "Headteacher"

[[people]]
name = "Sunita Rao"
role = "staff"
note = "HR business partner"

[[people]]
name = "Peter Halloran"
role = "staff"
note = "Line manager, head of inclusion"

[[people]]
name = "Clive Rendell"
role = "governor"
note = "Chair of the appeals panel"

[[people]]
name = "Theo Marchetti"
role = "unknown"
note = "Union representative"
"""
