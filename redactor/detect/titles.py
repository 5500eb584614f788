"""Words that stand in or before a name: titles, particles, and the mailboxes that are nobody's."""

from __future__ import annotations

import re

MALE_TITLES = frozenset("mr mister sir father fr uncle grandad grandpa granddad dad brother master".split())
FEMALE_TITLES = frozenset(
    """
    mrs missus missis miss ms madam dame sister sr nana nan nanna gran granny grandma auntie aunty aunt mum mam
    """.split()
)
KIN_TITLES = frozenset(
    """
    nana nan nanna gran granny grandma grandad granddad grandpa auntie aunty aunt uncle mum mam dad mother
    father brother sister son daughter dau wife husband
    """.split()
)
POLICE_TITLES = frozenset("pc dc ds di dci dsu sgt pcso wpc det insp inspector sergeant constable".split())
NEUTRAL_TITLES = frozenset(
    """
    mx dr doctor prof professor capt captain col colonel maj lt lieutenant canon matron nurse coach rev revd
    reverend cllr councillor lord lady judge
    """.split()
)
TITLES = MALE_TITLES | FEMALE_TITLES | KIN_TITLES | POLICE_TITLES | NEUTRAL_TITLES
PARTICLES = frozenset("van von de der den da di du del della la le al el bin ibn bint abu ap ab o mac mc st".split())
GENERIC_MAILBOXES = frozenset(
    """
    office head info admin enquiries enquiry contact hello help helpdesk support reception school mail post
    repairs service services team accounts finance payroll hr noreply no-reply donotreply safeguarding send
    senco attendance admissions complaints governors dpo dataprotection data privacy press news newsletter
    sales it customer customerservices customerservice housing lettings sar foi web webmaster postmaster
    bookings
    """.split()
)
"""Local parts of addresses that stand for an office, not for a person."""
JOB = re.compile(
    r"(?:[\w&'’-]+ ){0,4}(?:director|manager|officer|partner|planner|representative|rep|lead|adviser|advisor|assistant|"
    r"coordinator|administrator|secretary|teacher|tutor|nurse|visitor|worker|team|governor|engineer|supervisor|"
    r"consultant|psychologist|therapist|housemaster|housemistress|headteacher|matron|caretaker|clerk|chair|head|driver|"
    r"notes|minutes|apologies|bursar|registrar|warden|surveyor|analyst|executive)s?",
    re.I,
)
"""A job title, as it stands behind a name in a list of those present or below a signature."""
