"""The invented sentences, labels and codes that models/train/records.py writes records from.

In braces: a form of a person's name with the person's number, or a kind of value.
"""

# fmt: off

WORD_GIVENS = (
    "Will", "Grace", "Mark", "Rose", "May", "June", "April", "Summer", "Hope", "Faith", "Joy", "Jack", "Bill", "Rob",
    "Sue", "Pat", "Drew", "Dale", "Miles", "Art", "Guy", "Penny", "Ruby", "Jade", "Amber", "Daisy", "Poppy", "Ivy",
    "Holly", "Lily", "Heather", "Dawn", "Eve", "Robin", "Jay", "Ray", "Harry", "Frank", "Carol", "Chase", "Dean",
    "Grant", "Lance", "Mo", "Ty", "Jo", "Al", "Ed", "Bo", "Kit", "Max", "Pete", "Shaz", "Tom", "Sam", "Jen", "Kim",
    "Dan", "Ben", "Liz", "Meg", "Abi", "Ali", "Ola", "Ava", "Mia", "Leo", "Jan", "Vi", "Bev", "Lou", "Nick", "Bob",
    "Iris", "Olive", "Basil", "Pearl", "Gene", "Rich", "Christian", "Noel", "Angel", "Star", "Sky", "River", "Storm",
    "Sunny", "Major", "Earl", "Duke", "Prince",
)

WORD_FAMILIES = (
    "Court", "Bath", "Black", "White", "Green", "Brown", "Young", "King", "Bishop", "Cook", "Baker", "Field", "Hill",
    "Wood", "Bush", "Park", "Street", "Day", "Rice", "Price", "Bell", "Page", "Banks", "Waters", "Long", "Short",
    "Sharp", "Swift", "Frost", "Love", "Mann", "Head", "Hand", "Foot", "Small", "Little", "Best", "Good", "Moody",
    "Church", "Parsons", "Temple", "Bridge", "Brook", "Pool", "Lake", "Marsh", "Moon", "Winter", "Summers", "May",
    "March", "West", "North", "Paris", "London", "York", "Lincoln", "Chester", "Derby", "Kent", "Lancaster",
    "Preston", "Bolton", "Burton", "Stone", "Cross", "Rose", "Flowers", "Berry", "Bird", "Fox", "Lamb", "Wolf",
    "Drake", "Peacock",
)

TOWN_STARTS = (
    "Upper", "Sand", "Har", "Whit", "Brad", "Thorn", "Kel", "Ash", "Wren", "Mar", "Lang", "Stan", "Oxen", "Hazel",
    "Raven", "Elm", "Birk", "Fern", "Cald", "Holm",
)

TOWN_ENDS = (
    "by", "holme", "ford", "ton", "ham", "wick", "worth", "burn", "mouth", "dale", "field", "ley", "stow", "bury",
    "bridge",
)

STREETS = (
    "Poplar", "Station", "Church", "Mill", "Forge", "Common", "High", "Victoria", "Queens", "Albert", "Nelson",
    "Chapel", "Park", "Green", "Rosemary", "Wilson", "Marlowe", "Grange", "Mallard", "Heron", "Cromwell", "Elizabeth",
    "Kings",
)

STREET_KINDS = (
    "Close", "Road", "Street", "Lane", "Avenue", "Court", "Row", "Drive", "Gardens", "Terrace", "Way", "Crescent",
    "Place",
)

LANGUAGES = (
    "English", "Urdu", "Polish", "Punjabi", "Turkish", "Twi", "Yoruba", "Somali", "Arabic", "Bengali", "Romanian",
    "Portuguese", "Welsh", "Gujarati", "Tamil", "Igbo", "Farsi", "Pashto", "Kurdish", "French", "Spanish", "Italian",
    "Lithuanian", "Albanian", "Tigrinya", "Hausa", "Shona", "Mandarin", "Cantonese", "Vietnamese", "Tagalog",
    "Bulgarian", "Hungarian", "Greek", "Russian", "Ukrainian",
)

CODES = {
    "gender": ("M", "F", "M", "F", "X", "Male", "Female"),
    "yesno": ("Y", "N", "Y", "N", "Yes", "No"),
    "sen": ("K", "N", "E", "K SEMH", "K SLCN", "K MLD", "EHCP", "K ASD", "SEN Support", "None"),
    "band": ("EXS", "WTS", "GDS", "PKS", "A*", "B", "C", "D", "U", "4", "5+", "7", "Pass", "Merit"),
    "class": (
        "5O", "3B", "Y2", "R", "7H", "10KL", "Year 6", "Reception", "Oak", "Kestrel", "Willow", "Maple", "Nursery",
        "11A", "Beech",
    ),
    "house": ("Kestrel", "Nelson", "Austen", "Brunel", "Darwin", "Seacole", "Turing", "Windsor", "Red", "Blue"),
    "ethnicity": (
        "White British", "WBRI", "Black African", "BAFR", "Mixed", "Asian Pakistani", "APKN", "Any other White",
        "WOTH", "Roma", "Refused", "Not obtained", "Chinese",
    ),
    "religion": (
        "Muslim", "Methodist", "Catholic", "C of E", "Sikh", "Hindu", "None", "Jewish", "Christian", "Buddhist",
        "Not known", "Baptist",
    ),
    "pay": (
        "UC", "HB", "DD", "SO", "Cash", "NRPF", "PIP", "ESA", "Direct debit", "UC and carer top-up", "broken",
        "credit",
    ),
    "status": (
        "Open", "Closed", "Referred", "Pending", "NFA", "Awaiting panel", "On roll", "Left", "Absent", "Late",
        "Excluded", "Completed", "Live", "Void", "Notice served",
    ),
    "category": (
        "Behaviour", "Bullying", "Attendance", "Contact home", "Neglect", "Safeguarding", "Noise", "ASB", "Repairs",
        "Medical", "Child protection", "Domestic abuse", "Phone call", "Home visit", "Arrears", "Late mark",
        "Welfare", "Complaint", "Discharge", "Medication",
    ),
    "ward": (
        "Ward 7", "A&E", "CAMHS", "OPD", "Rowan Ward", "Maternity", "ITU", "Day Unit", "SALT", "OT", "Paediatrics",
    ),
    "plan": ("CIN", "CP", "LAC", "TAF", "Early Help", "PLAC", "None", "S17", "CLA", "YOT"),
    "adult": ("",),
}

FIELDS: dict[str, tuple[str, ...]] = {
    "count": ("No.", "#", "Score", "Days", "Reading", "Maths"),
    "code": ("UPN", "Ref", "ID", "NHS no", "Tenancy"),
    "date": ("DOB", "Date", "Date of birth", "Admitted", "Last contact"),
    "time": ("Time", "In", "Out"),
    "gender": ("Gender", "Sex", "M/F"),
    "yesno": ("FSM", "PP", "EAL", "Consent", "PR?", "Photo", "SEN?"),
    "sen": ("SEN", "SEN status", "Need", "Provision"),
    "band": ("Grade", "Level", "Reading", "Writing", "Target"),
    "class": ("Class", "Year", "Form", "Tutor group"),
    "house": ("House",),
    "language": ("First language", "Language", "Home language", "Interpreter"),
    "ethnicity": ("Ethnicity", "Ethnic origin"),
    "religion": ("Religion", "Faith"),
    "pay": ("Pays by", "Benefit", "Income"),
    "money": ("Arrears", "Balance", "Rent"),
    "status": ("Status", "Outcome", "Stage"),
    "ward": ("Ward", "Dept", "Clinic"),
    "plan": ("Plan", "Social care", "Support"),
    "tel": ("Tel", "Mobile", "Phone"),
    "address": ("Address", "Home address"),
    "note": ("Notes", "Comment", "Remarks"),
    "adult": ("Teacher", "Key worker", "Officer", "Staff", "Consultant", "Entered by"),
}

NOTES = (
    "would not finish", "changed set", "none", "new glasses", "tribunal date set", "absent for test", "needs reader",
    "sound", "poor sight", "hamper given", "chased again", "Boiler not lighting", "Tonsillitis", "home at noon",
    "inhaler in office", "no reply", "left message", "Rang, no answer", "see log", "hearing loop",
    "court order on file", "Do not text", "to be reviewed", "Passed to SLT", "Nut allergy", "Good progress",
    "Rude to staff", "Blue folder", "Awaiting CAMHS", "Visit booked", "Keys returned", "Wheelchair user",
    "passport seen", "Visit declined",
)

HEADINGS = (
    "CONCERN LOG", "ACTION PLAN", "Section 47 Strategy Discussion", "MINUTES OF MEETING", "Pupil Profile", "PART A",
    "INCIDENT REPORT", "Case Notes", "Private and Confidential", "RISK ASSESSMENT", "Chronology", "ADMISSION FORM",
    "Annual Report: Year 5", "Warning Letter", "HOME VISIT RECORD", "DIARY SHEET", "Discharge Summary",
    "SAR RESPONSE", "Notice Seeking Possession", "Return to Work Interview", "Complaint: Stage 2", "BODY MAP",
    "Referral Form", "Witness Statement", "CALL LOG EXTRACT", "Grievance Hearing", "SECTION B: HEALTH",
    "Safeguarding Export",
)

NAMED = (
    "Rang {titled1}, upset about the phone call.", "Spoke to {given1} in the library.",
    "Met {full2} at the gate at {time}.", "Emailed {titled3} re {given1}.", "Phoned {full1}, no answer.",
    "{given1} and {given3} ran off with it.", "{given1} told {titled2} that {given3} had taken the ball.",
    "{initials1} and {initials3} argued in PE.", "Copied to {initials2} and {initials3}.",
    "{initials2} to ring home.", "Seen by {titled2} on {date}.", "{given1} read this and signed it.",
    "{short1} was sent to {titled2}.", "{given3} and {given1} began it.", "{short1} was watching. {given3} left.",
    "{titled2} rang back at {time}.", "Statement of {full1} taken by {staff2}.",
    "{given1} lives with {given3} and Gran {given2} at {address}.", "Nan collected {given1} at {time}.",
    "Auntie {given3} and Nanny {given2} will bring the forms.", "{given1}'s mum, {full3}, works at {school}.",
    "Uncle {given2} shouted.", "{full1} of {address} made a complaint.", "Cc {staff2}; {staff3}",
    "From {filed1} to {filed2}", "Present: {staff1}, {staff2}, {full3}", "Apologies from {titled1} and {staff3}.",
    "{initials1} asked if {initials2} had the keys.", "Circle time with {initials2} for {initials1}.",
    "{given1} said \"{given3} never shares\".", "Neighbour {titled3} heard banging from {given1}'s flat.",
    "Who is {given1}?", "It was {given3} who broke it, not {given1}.",
    "I asked {given1} to stop and {given1} swore at me.", "Saw {given3} near the shop.",
    "Told {given1} to wait for {titled3}.", "{full1} ({initials1}) is 9.",
    "{given1} ({class}) hit {given3} ({class}).", "Could you ask {given2}?", "{listed1} was late on {date}.",
    "Pupil: {listed1}", "Tenant: {full1}", "Patient {shouted1} seen in clinic.", "cc {full2}, {school}",
    "{titled2} from {school} phoned about {given1}.", "{given1} moved from {town} to {town}.",
    "Tell {family3} to bring his kit.", "{staff2} ({school}) will chair.",
    "{given1}, {given2} and {given3} were in the corridor.", "Took {given1} to see {titled2}.",
    "As {given1} knows, {given3} will not be told.", "{dotted1} was reported by {dotted3}",
    "Message for {titled1} from {given2}.", "Can {given3} come with {given1}?",
    "Thanks {given2}, I will tell {given3}.", "{given2} - can you call {titled1}?", "{initials3} {date}",
    "Collected by {full2} (aunt).", "Interpreter booked for {titled1}.", "Letter to {full1}, {address}.",
    "Dr {family2} saw {given1}.", "The man at the door was {given1} {family1}.", "Mum's partner {given3} was there.",
    "His brother {given2} is in {class}.", "{given1} is scared of {given3}.",
)

PLAIN = (
    "Will you bring the form back by {date}?", "It will take place in May or June.", "Parents may come along.",
    "Please mark the register by {time}.", "Grace is said before lunch.", "We hope to see you in April.",
    "The bill came to {money}.", "Rose petals were on the table.", "He may be late.",
    "Will all staff please log out.", "Art club is on Mondays.", "June was quiet.", "The summer fair is in August.",
    "No further action.", "Rang, no answer.", "Spoke to mum.", "Spoke to Nana, who was upset.",
    "Nan said that he was fine.", "Grandma will collect.", "Dad came in at {time}.", "Mum rang at {time}.",
    "Told the class teacher.", "Reported to the DSL.", "Logged on CPOMS.", "See Arbor for the mark.",
    "Sent by Teams.", "Uploaded to SIMS.", "Recorded in Bromcom.", "They were kept in and made up.",
    "She said that she would think about it.", "He kicked the ball over the fence.", "The lift is broken again.",
    "Loud music until {time} on {date}.", "The child protection plan ends on {date}.", "Strategy discussion held.",
    "Section 47 enquiries began.", "No names were given.", "Year 5 read Matilda and The Iron Man.",
    "Football was cancelled.", "Kestrel house won the cup.", "Maple class went to the farm.",
    "The trip is to {town}.", "Referred to {school}.", "The family moved to {town}.",
    "Written to {school} on {date}.", "Lives at {address}.", "Letter returned from {address}.",
    "Rent is {money} in arrears.", "English and Maths were on target.", "The Co-op near {address} was closed.",
    "She prefers Urdu.", "Polish interpreter needed.", "First language: {language}.", "DD failed on {date}.",
    "Ref {code}, closed.", "UC claim made on {date}.", "EHCP review due.", "Blood pressure was normal.",
    "Given Calpol at {time}.", "Asthma pump used.", "BP 120/80, temp 37.", "Penny for the guy was sung.",
    "Harry Potter was the book of the month.", "Good Friday falls in {date}.", "The court order allows contact.",
    "The bishop opened the new hall.", "The king's portrait is in the hall.", "Head of Year informed.",
    "Deputy Head to follow up.", "Social worker to visit.", "Police attended.", "The officer took notes.",
    "Tenant refused entry.", "Neighbour complained again.", "Action: chase the surgery.", "Outcome: support plan.",
    "Next steps: review in six weeks.", "Visited the flat, nobody in.", "None of the above.", "Thanks", "Regards",
    "Many thanks for your help.", "It was in the pale green field by the brook.",
    "A black coat and a brown bag were found.", "We will, of course, pay.", "Frank talk about phones.",
    "Max score 40.", "Jack in the box toys.", "Miles to go.", "The dawn chorus and the evening star.",
    "Sue the council, he said.", "A sharp object was found.", "The page was torn.", "He has a long way to go.",
    "Pat the dog gently.", "Drew a picture of a robin.", "Call 101 or email help@example.org.",
    "See www.example.org for more.", "Screen shot from Snapchat.", "They play Roblox and Fortnite.",
    "He has a Samsung phone.", "The Lexus was parked badly.", "Venus and Mars are planets.",
    "Christmas fair in the hall.", "Santa will visit Reception.", "The Ladybirds room is shut.",
    "Roald Dahl week was fun.", "World Book Day is in March.", "Diwali and Eid were celebrated.",
    "Ofsted came in {date}.",
)
