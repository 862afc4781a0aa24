"""Which of Wikidata's classes are political actors, and what the name of an office tells of its holder.

The ids are Wikidata's own (CC0). Only direct classes count: the dump is read once, and its tree of classes is nowhere
in it before the actors are.
"""

import re

HUMAN = "Q5"
STATES = frozenset({"Q6256", "Q3624078"})  # country, sovereign state
# class -> kind and sectors of its members
BODIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "Q7278": ("org", ("PTY",)),  # political party
    "Q7188": ("org", ("GOV",)),  # government
    "Q640506": ("org", ("GOV",)),  # cabinet
    "Q192350": ("org", ("GOV",)),  # ministry
    "Q20901295": ("org", ("GOV",)),  # foreign affairs ministry
    "Q327333": ("org", ("GOV",)),  # government agency
    "Q2659904": ("org", ("GOV",)),  # government organization
    "Q66344": ("org", ("GOV",)),  # central bank
    "Q35749": ("org", ("LEG",)),  # parliament
    "Q11204": ("org", ("LEG",)),  # legislature
    "Q10553309": ("org", ("LEG",)),  # legislative house
    "Q375928": ("org", ("LEG",)),  # lower house
    "Q637846": ("org", ("LEG",)),  # upper house
    "Q41487": ("org", ("JUD",)),  # court
    "Q190752": ("org", ("JUD",)),  # supreme court
    "Q35535": ("org", ("COP",)),  # police
    "Q732717": ("org", ("COP",)),  # law enforcement agency
    "Q47913": ("org", ("SPY",)),  # intelligence agency
    "Q772547": ("org", ("MIL",)),  # armed forces
    "Q37726": ("org", ("MIL",)),  # army
    "Q4508": ("org", ("MIL",)),  # navy
    "Q11223": ("org", ("MIL",)),  # air force
    "Q484652": ("org", ("IGO",)),  # international organization
    "Q245065": ("org", ("IGO",)),  # intergovernmental organization
    "Q79913": ("org", ("NGO",)),  # non-governmental organization
    "Q178790": ("org", ("LAB",)),  # trade union
    "Q49773": ("org", ("ISM",)),  # social movement
    "Q17127659": ("armed", ("REB",)),  # terrorist organization
    "Q17149090": ("armed", ("UAF",)),  # armed organization
}
# occupation -> sectors of people without an office
OCCUPATIONS: dict[str, tuple[str, ...]] = {
    "Q82955": ("PTY",),  # politician
    "Q193391": ("GOV",),  # diplomat
    "Q189290": ("MIL",),  # military officer
    "Q16533": ("JUD",),  # judge
    "Q15253558": ("SOC",),  # activist
}
# classes of offices: position, public office, minister, prime minister, president, heads of state and government,
# governor, mayor, ambassador, member of parliament, legislator
_OFFICES = "Q4164871 Q294414 Q83307 Q14212 Q30461 Q48352 Q2285706 Q132050 Q30185 Q121998 Q486839 Q4175034"
OFFICES = frozenset(_OFFICES.split())
WANTED = re.compile(rb'"id":\s*"(?:%s)"' % "|".join(sorted(STATES | set(BODIES) | set(OCCUPATIONS) | OFFICES)).encode())

# The first that fits tells the sectors; an office that none fits is no political one.
_SECTORS = tuple(
    (re.compile(pattern), tuple(sectors.split()))
    for pattern, sectors in (
        (r"\bdefen[cs]e\b.*\b(minister|secretary)\b|\b(minister|secretary)\b.*\bdefen[cs]e\b", "GOV MIL"),
        (r"\bminister\b|\bpremier\b|\bsecretary of state\b", "GOV"),
        (
            r"\bmember of (the )?.*\b(parliament|house|assembly|congress|senate|legislat\w+|diet|knesset|bundestag|duma"
            r"|sejm|riksdag)\b|\bsenator\b|\blegislator\b|\bspeaker of\b|\bmember of parliament\b"
            r"|\bpresident of the (\w+ )?(senate|chamber|assembly|parliament|congress)\b",
            "LEG",
        ),
        (r"\bsecretary[- ]general of the (united nations|\w+ league)\b|\beuropean commission(er)?\b", "IGO"),
        (r"\bambassador\b|\bconsul\b|\benvoy\b|\bhigh commissioner\b", "GOV"),
        (r"\bgeneral secretary\b|\bparty (leader|chair\w*)\b|\b(leader|chair\w*) of .*\bparty\b", "PTY"),
        (r"\bjudge\b|\bchief justice\b|\bjustice of\b|\bprosecutor\b|\battorney general\b", "JUD"),
        (r"\bchief of .*\bstaff\b|\bcommander\b|\bchief of (the )?(army|navy|air)\b", "MIL"),
        (r"\bpolice\b", "COP"),
        (r"\bintelligence\b", "SPY"),
        (r"\b(pope|patriarch|archbishop|grand mufti|dalai lama)\b", "REL"),
        (
            r"\b(president|vice[- ]president|chancellor|head of (state|government)|governor|mayor|king|queen|emir"
            r"|sultan|emperor|monarch|supreme leader)\b",
            "GOV",
        ),
    )
)


def sectors_of(office: str) -> tuple[str, ...]:
    """What the name of an office says of its holder; () where it is no political one."""
    low = office.lower()
    return next((sectors for pattern, sectors in _SECTORS if pattern.search(low)), ())
