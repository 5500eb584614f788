"""Passages: the examples of the rule file, false friends, modality, and how far a passage reaches."""

from __future__ import annotations

from pathlib import Path

import pytest

from redactor.detect.hits import PassageHit
from redactor.detect.paragraphs import UnitKind, read_units, sentences_of
from redactor.detect.passages import find_passages
from redactor.domain.finding import Category
from redactor.domain.rule import PassageFamily
from redactor.rulebook import load_rulebook

RULES = load_rulebook(Path(__file__).parents[2] / "rules")
FAMILIES = RULES.passages.values()


def named(case: object) -> str | None:
    return case.code if isinstance(case, PassageFamily) else None


def raised(text: str, *names: str) -> list[PassageHit]:
    return list(find_passages(text, RULES, names=[text.index(name) for name in names]))


def passages(text: str, *names: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in raised(text, *names) if hit.category is Category.PASSAGE]


@pytest.mark.parametrize(("family", "text"), [(f, text) for f in FAMILIES for text in f.match], ids=named)
def test_a_family_raises_its_examples(family: PassageFamily, text: str) -> None:
    assert any(family.code in hit.families for hit in raised(text))


@pytest.mark.parametrize(("family", "text"), [(f, text) for f in FAMILIES for text in f.not_match], ids=named)
def test_a_family_leaves_its_counter_examples(family: PassageFamily, text: str) -> None:
    assert not any(family.code in hit.families for hit in raised(text))


FALSE_FRIENDS = [
    "Police visit assembly for Years 3 and 4.",
    "Police cadets meet on Tuesday.",
    "The community police officer led PSHE for 6W.",
    "Mr Shah was policing the gate at home time.",
    "Jamie was warned about abuse of equipment in the computing suite.",
    "Substance abuse policy v3, reviewed in May.",
    "This would be an abuse of power under the policy.",
    "Please cut the grass before sports day.",
    "The cut-off date is 4 May.",
    "She lost marks in maths but hit the target in reading.",
    "They hit the deadline.",
    "He was marked absent on Monday. The pass mark is 33.",
    "Cardiac arrest training for first aiders.",
    "There is no charge for milk.",
    "See section 3 of the policy and the new section of the library.",
    "Romeo and Juliet, lesson 6: pupils will discuss suicide and grief in Act 5.",
    "PSHE scheme of work: self-harm and where to find help, week 4.",
    "No current concerns re self-harm",
    "Will, May, Mark, Grace, Faith, Page, Cross, Law, Young, Dean, Pat, Rich, Ivy and Summer were in.",
    "The water pistol and the Nerf gun were put away; a toy soldier was lost.",
    "They used a knife and fork in food technology.",
    "Prescription medication policy.",
    "Drugs education week starts on Monday.",
    "Safeguarding training: attended by all staff on 4 September. KCSIE part one was read.",
    "Brook School is committed to safeguarding and promoting the welfare of children.",
    "LAC 2, room 5. LACA caterers. SEN: senate. CP Policy.",
    "Child Protection Policy, version 4.",
    "Healthy lunchboxes! We have won the Healthy Schools award.",
    "If a child disclosed abuse, staff should tell the designated lead at once.",
]


@pytest.mark.parametrize("text", FALSE_FRIENDS)
def test_a_false_friend_raises_nothing(text: str) -> None:
    assert raised(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("PC Adams gave the road-safety assembly to 5B.", ["PC Adams"]),  # S26
        ("Incident 42/1234/19, no further action.", []),  # S28
        ("Jamie was warned about abuse of equipment in the computing suite.", ["Jamie"]),  # S31
        ("We have instructed counsel.", []),  # S36: the fact of instruction may stay
    ],
)
def test_what_a_clumsy_tool_would_withhold_stays(text: str, names: list[str]) -> None:
    assert raised(text, *names) == []


def test_legal_advice_is_raised_and_so_is_the_reply_that_sums_it_up() -> None:
    """Acceptance scenario S36."""
    advice = "Counsel advises we have weak prospects on the section 20 point."
    reply = (
        "Thanks. So counsel thinks we would lose the section 20 point and are exposed on the claim. I will tell Ann."
    )
    text = f"{advice}\n\nThe hall is booked for Monday.\n\n{reply}"
    assert passages(text) == [advice, reply]


def test_a_negated_finding_about_a_named_child_is_still_raised() -> None:
    assert passages("No evidence of bruising on Ellie Marsh this morning.", "Ellie Marsh")
    assert not passages("There was no evidence of bruising.")


def test_a_live_enquiry_that_must_not_be_told_is_raised() -> None:
    text = "PC Hale rang. They are putting a camera in the cupboard. Nobody in the block to be told, including us."
    (hit,) = raised(text)
    assert hit.kind == "crime.police"


def test_a_log_entry_is_raised_without_the_date_and_author_that_open_it() -> None:
    text = (
        "14/06/2025 Nadia Rowe. Tenancy visit. Clean and tidy.\n\n"
        "21/08/2025 Nadia Rowe. He opened the door with a bruise round his eye and said Len hit me.\n\n"
        "10/09/2025 Craig Stone. Closed the complaint.\n"
    )
    assert passages(text) == ["He opened the door with a bruise round his eye and said Len hit me."]


def test_neighbouring_paragraphs_of_one_entry_are_one_passage_with_every_family() -> None:
    text = (
        "17/03/2026 09:10, R Price\n"
        "She told me her dad punched her and she had bruises on her arm.\n"
        "Strategy discussion: section 47 threshold met, she is not safe at home.\n"
        "18/03/2026 09:10, R Price\n"
        "She was in good spirits and read her poem.\n"
    )
    (hit,) = raised(text)
    assert text[hit.start : hit.end].startswith("She told me")
    assert text[hit.start : hit.end].endswith("at home.")
    assert {"harm.physical", "safeguarding"} <= set(hit.families)
    assert "bruises" in hit.context


def test_a_blank_line_parts_passages() -> None:
    text = "She said her dad punched her.\n\nShe said her mum slapped her."
    assert len(passages(text)) == 2


def test_a_table_cell_is_a_passage_by_itself() -> None:
    text = "Ref\tDetails\tAction\n40112\tHe had a bruise and said dad hit him with a belt.\tTold the lead.\n"
    assert passages(text) == ["He had a bruise and said dad hit him with a belt."]


def test_printed_lines_are_put_together_even_where_one_begins_with_a_date() -> None:
    printed = (
        "PC Hale rang. The flat is believed to be used for dealing by Lenny Fitch. They are\n"
        "putting a hidden camera in the electric cupboard that stands opposite the door from\n"
        "4 August. Nobody in the block is to be told about it, and that includes our caretaker."
    )
    before = "The courtyard was swept on Monday and the bins were taken out on the Tuesday after that."
    text = f"{before}\n\n{printed}\n\nThe lift works."
    assert passages(text) == [printed]


def test_policy_text_is_left_and_a_child_in_the_same_document_is_not() -> None:
    policy = (
        "Behaviour and anti-bullying policy (extract)\n5 If a child tells you something worrying\n"
        "If a child discloses abuse or neglect, staff should listen and tell the designated safeguarding lead. "
        "The policy applies equally to physical abuse, emotional abuse, sexual abuse and neglect.\n"
    )
    assert raised(policy) == []
    note = "Ellie Marsh told me that her dad punched her and she has a bruise on her arm. She said she was scared."
    assert passages(policy + "\n" + note, "Ellie Marsh") == [note]


def test_a_mail_about_a_policy_may_still_hold_a_disclosure() -> None:
    text = (
        "From: Jo Bell <jo@example.net>\nSubject: Behaviour policy question\n\n"
        "Ellie Marsh told me that her dad punched her and she has a bruise on her arm."
    )
    assert passages(text, "Ellie Marsh") == [
        "Ellie Marsh told me that her dad punched her and she has a bruise on her arm."
    ]


HELD = [
    "Disclosure by Mia: she said that her step-father comes into her room at night and makes her do things.",
    "Jodie was found in the toilets with a blade. Superficial cuts to left forearm. She said she wants it to stop.",
    "DI Farrow asked that nothing is said to the family until after Thursday's visit to the address.",
    "Mum disclosed to the health visitor that he strangled her last Sunday while the baby was in the room.",
    "LADO consultation: allegation that Mr Carr grabbed a pupil by the wrist; suspension is a neutral act.",
    "he told me in form time that his mums boyfriend burnt him with a cigarette, showed me his hand",
    "Police want to speak to Kyle about the robbery on Friday; keep this to yourself as he may abscond.",
    "SLT only. We intend to remove the Year 4 post in July and Dana is the likely one. Do not tell staff yet.",
    "MARAC minutes 4 May: Case 12, high risk, DASH score 17, perpetrator Lee Marsh.",
    "Dear Mr Shah, you asked for our view on the dismissal. In our opinion the tribunal is likely to find it unfair.",
]


@pytest.mark.parametrize("text", HELD)
def test_what_only_a_person_may_judge_is_raised_in_many_words(text: str) -> None:
    assert passages(text)


ORDINARY = [
    "Jamie was late again on Tuesday and had no pencil. He worked hard once he settled.",
    "Appraisal: Dana met all her targets. Next year she would like to lead on phonics.",
    "The operative reported that the boiler pressure was low.",
    "He played goalkeeper, hit his head lightly on the post, cold pack given, back in class.",
    "You may bring a colleague or union representative to the hearing.",
    "References will be taken up. Notice period is two months.",
    "He was charged £4 for the trip. The school charged the iPads overnight.",
    "The police were called to a traffic jam on the A12 and the bus was late.",
    "The strategy meeting for the school improvement plan is on 4 May.",
    "Sam kicked the ball over the fence and it broke a pane. Caretaker told.",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_records_raise_no_passage(text: str) -> None:
    assert passages(text) == []


def test_a_newsletter_is_left() -> None:
    text = (
        "What we mean by anti-social behaviour\n"
        "It covers noise, threats, drug dealing, domestic abuse, hate incidents and vehicle nuisance. "
        "The police deal with crime; we deal with tenancies. "
        "The neighbourhood police team will hold a coffee morning on 9 August.\n"
    )
    assert raised(text) == []


def test_a_health_fact_is_a_special_finding_of_its_sentence() -> None:
    text = "You want to ask Mo. You know full well Ty is waiting on his ADHD assessment. I am at work till 6."
    (hit,) = raised(text, "Mo", "Ty ")
    assert hit.category is Category.SPECIAL
    assert text[hit.start : hit.end] == "You know full well Ty is waiting on his ADHD assessment."


def test_sentences_do_not_end_at_titles_or_initials() -> None:
    text = 'Mr. A. Bell came. He saw Dr. Shah! Was it "fine." Yes'
    assert [text[a:b] for a, b in sentences_of(text, 0, len(text))] == [
        "Mr. A. Bell came.", "He saw Dr. Shah!", 'Was it "fine."', "Yes",
    ]  # fmt: skip


def test_quoted_mail_is_read_without_its_marks() -> None:
    text = "Thanks\n\n> From: Kim\n> He hit her again last night\n> and she has a black eye.\n"
    kinds = [(unit.kind, text[unit.start : unit.end]) for unit in read_units(text)]
    assert (UnitKind.VALUE, "Kim") in kinds
    assert passages(text) == ["He hit her again last night\n> and she has a black eye."]


def test_a_gap_on_paper_parts_paragraphs_that_the_text_does_not() -> None:
    first, second = "The hall was booked for the fair on Monday,", "he said his dad punched him and he had a bruise."
    text = f"{first}\n{second}"
    assert passages(text) == [text]
    hits = find_passages(text, RULES, breaks=frozenset({len(first) + 1}))
    assert [text[hit.start : hit.end] for hit in hits] == [second]


def test_facts_about_two_people_are_two_findings() -> None:
    text = "He has been off with low mood and anxiety. His wife had a miscarriage in January."
    facts = [text[hit.start : hit.end] for hit in raised(text) if hit.category is Category.SPECIAL]
    assert facts == ["He has been off with low mood and anxiety.", "His wife had a miscarriage in January."]


def test_the_name_of_a_clinic_over_a_letter_is_no_fact_about_anybody() -> None:
    assert not raised("Northgate Occupational Health\n\nDear Ms Rao\n\nThank you for your letter of 2 May.")


def test_a_police_enquiry_is_raised_where_nobody_is_named() -> None:
    text = "We are making enquiries into an alleged assault. An arrest is planned. Do not mention our call to him."
    assert passages(text) == [text]


def test_a_rule_recalled_in_a_log_entry_does_not_hold_the_entry() -> None:
    text = "Sasha moved up a reading band. If a child discloses abuse, staff should tell the designated lead."
    assert passages(text, "Sasha") == []


def test_a_box_without_a_tick_says_nothing() -> None:
    text = "Pupil: Blessing Adomako\n[ ] Self-harm or suicidal thoughts\n☐ Known to the police, on bail\n"
    assert passages(text, "Blessing") == []
    ticked = "Pupil: Blessing Adomako\n[x] Blessing has thoughts of ending her life\n"
    assert len(passages(ticked, "Blessing")) == 1


def test_a_passage_leaves_out_a_sentence_of_other_business_before_it() -> None:
    text = "Visit about the rent. Jaden opened the door. He had a bruise round the eye and said dad hit me."
    assert passages(text, "Jaden") == ["Jaden opened the door. He had a bruise round the eye and said dad hit me."]


def test_a_label_that_tells_as_much_as_its_value_is_held_with_it() -> None:
    text = "Extract from the adoption agency record: birth mother Donna Skelhorn asked that her parents never know."
    assert passages(text, "Donna") == [text]


def test_a_reference_is_one_account_as_far_as_it_is_signed() -> None:
    text = (
        "CONFIDENTIAL REFERENCE\n\nName of applicant: Kayode Fashola\n\n"
        "In what capacity have you known the applicant? As his headteacher.\n\n"
        "How would you describe his work? His timekeeping was poor.\n\n"
        "Would you see him again? Perhaps.\n\nSigned Rosalind Eke\n\nThe post is in Leeds.\n"
    )
    (held,) = passages(text, "Kayode", "Rosalind")
    assert held.startswith("In what capacity")
    assert held.endswith("Perhaps.")


def test_what_a_source_goes_on_about_is_held_with_them() -> None:
    text = "The caller would not leave her name. She works nights on Cedar ward. The rota was changed in May."
    assert passages(text) == ["The caller would not leave her name. She works nights on Cedar ward."]


def test_messages_of_a_chat_are_units_of_their_own() -> None:
    text = (
        "[12/07/2025, 18:03:05] Bex Lomas: ok can you ask him to bring the keys and the big box of cones\n"
        "[12/07/2025, 18:41:57] Olly Farrant: Jayden says his stepdad punched him in the face again\n"
        "[12/07/2025, 18:44:20] Bex Lomas: which Jayden is that, the one from last week or the other\n"
    )
    (held,) = passages(text, "Jayden")
    assert "punched him" in held
    assert "cones" not in held
    assert "last week" not in held


TOLD = [
    line.split("\t") for line in (Path(__file__).parents[2] / "samples" / "told.tsv").read_text("utf-8").splitlines()
]
"""A family, or "-" for harmless business, and how somebody would write it down."""
TOLD_FLOOR = 0.94


def test_what_people_write_down_is_held_and_their_other_business_is_not() -> None:
    """Names are not given: the words have to tell by themselves."""
    missed = [text for family, text in TOLD if family != "-" and not passages(f"Note\n\n{text}\n")]
    raised_for_nothing = [text for family, text in TOLD if family == "-" and passages(f"Note\n\n{text}\n")]
    told = sum(family != "-" for family, _ in TOLD)
    assert len(missed) <= (1 - TOLD_FLOOR) * told, missed
    assert not raised_for_nothing
