"""Words that look like names or initials and mostly are not; a name among them needs more than its look."""

from __future__ import annotations

_ORDINARY_WORDS = (
    "abbot ace al amber angel april archer art ash august autumn baker banks barber barker basil bear bell bells "
    "berry best bill bird bishop black blessing bliss blunt bob bold bolt bond book booth bowl bowler boy bray "
    "bridge bright broad brook brooks brown buck buddy bull bunch burn burns bush butcher butler campion can "
    "carter case cash cave chance chapel charity chase chester child childs christian church close coal coin cole "
    "coles constance constant cook cooper cotton coward cox crane crisp cross crystal curl curtain daisy dakota "
    "dale dance dark darling dawn day days deal dean dear destiny diamond doe doll don dot dove drake duck duke "
    "earl earnest east ed england english ernest eve ever fair faith fell fern few field fields finch fine fisher "
    "fletcher flint flower ford forest fox frank french fry game gardner gates gay gaze gem gene genesis german "
    "gill ginger glen gold good goodman grace grant grave graves gray green grey gross guest guy hall ham hand "
    "hands hard hardy harmony harry hay hazel head heath heather heaven high hill holly honor honour hood hope "
    "horn house hunter hurst ice ink ireland iris iron ivy jack jade jay jewel jimmy jo jolly josh joy joyce june "
    "junior keen keep ken key khan king kit knight lake lamb lance lane last law lee les light lily lincoln line "
    "little lock lodge london long lord love lovely low luck major man mark marks marsh martin mason max may "
    "mayor mead mean meek melody mercy mike mild miles mill miller mills mo monk moody moon moor more morning "
    "moss nevada new nice nick noble noon norm north nun nurse oak old olive only organ owl pack page pain paine "
    "paris park parker parks pass pat patience peace peach pearl peel peg penny pike pine pip pitt plant play "
    "plum point pond pool poor pope poppy porter post potter pound power powers precious press preston price "
    "priest prince prudence purple quick rain raven ray read reed reid rice rich ring river rivers road rob robin "
    "rock rod roe root rose ross rowing ruby rule rush rusty sage sand sands sandy savage sea seal self sharp "
    "shell shepherd ship shore short si sid side silver singer skill skin sky skye slack sly small smith snow "
    "song south spark speed spencer spring square stack star starr steel sterling still stock stone storm strange "
    "street strong sue summer summers swan sweet swift tall tanner taylor teal ted temple tim tom tony tree "
    "trinity trip true truth tuck turner twist ty vale van verity vic victor vine violet wade wales walker wall "
    "ward waters way week weeks well wells west white will willow wing winter winters wise wish wolf wood woody "
    "wren young "
)
ORDINARY = frozenset(_ORDINARY_WORDS.split())
"""Words that are names too (folded): alone, small or at the start of a sentence, they name nobody."""

_NOT_INITIALS_WORDS = (
    "ad adhd am asap asb asd ba bc bcc cc cctv cd cic cin cla cm cp csv cv da dc dd dht di dla dob dpo ds dsl dv "
    "dvd eal ehcp ep esa eu exs eyfs faq foi fsm fyi gdpr gds gp hb hlta hoy hr ht ico ict id iep ii iii it iv ix "
    "jsa kg km ks la lac llp ltd ma mi ml mm mp na nb nhs ni nino no ok ooh os ot pc pdf pe pep pip plc pm pp ps "
    "edt fh hv lsa nfa pa ppn "
    "ambo aob arc cme cms crn dbs fao ho ilacs lado loc mappa marac mash nim om ocr oic pcn pdp pnc pru qe uci urn wp "
    "cbt camhs pshe pta re ref rip rse sar semh sen slcn slt spld ta tas tba tbc tv uc uk uln upn us vat vi wts xi "
)
NOT_INITIALS = frozenset(_NOT_INITIALS_WORDS.split())
"""Short forms in capitals (folded) that records are full of; they are initials only in a column of initials."""

MONTHS = frozenset({"may", "june", "april", "august", "summer", "autumn", "winter", "spring"})
"""Names that a date or a term may bear (folded)."""

_NO_NAME_WORDS = (
    "mon tue tues wed weds thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday jan feb "
    "mar apr jun jul aug sep sept oct nov dec january february march july september october november december no yes "
    "none nil who what when where sir madam miss everyone nobody anybody somebody english polish french german spanish "
    "urdu punjabi bengali arabic turkish romanian welsh irish british christian muslim hindu sikh methodist catholic "
    "gender pupil pupils student staff parent parents teacher school class year group name note notes none fwd re "
    "hello hi dear thanks thank regards sincerely faithfully helpdesk office reception signed late lovely general "
    "admin governor governors trustee trustees chair clerk car van witness applicant head hr governing body party "
    "medium calm clear tact typeset drama maths music science reading writing spelling teaching teacher flat op rung "
    "dates date time times place page total quiet settled polite punctual absent present ongoing closed open pending "
    "urgent private confidential visitor visit phone call email letter meeting review update action actions target "
    "targets good excellent satisfactory poor fair concern concerns incident behaviour attendance medical allergies "
    "scooter bike noise repairs rent arrears damp team panel board committee department section copy draft original "
    "reason reasons outcome result results agreed discussed reported observed noted completed received sent logged "
    "first second third fourth respondent respondents applicant claimant defendant "
    "bleep erm um nowt owt summat ok thro absconding homesickness timesheet rota migraine hosp payroll male female "
    "smelly tummy headache poorly unwell sick hospital doctor nurse police council court social worker support plan "
)
NO_NAMES = frozenset(_NO_NAME_WORDS.split())
"""Words that detectors take for names and that name nobody (folded)."""
