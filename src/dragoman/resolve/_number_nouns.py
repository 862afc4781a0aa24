"""What numbers count in news: people, weapons, money, and the words that say what became of them.

Own lists. Currency codes are ISO 4217; a currency name that several states share has no code unless its state is named.
"""

from dragoman.records import QuantityKind


def words(listing: str) -> list[str]:
    """Return the words of a listing, in order."""
    return listing.split()


PERSON_KINDS: frozenset[QuantityKind] = frozenset(
    ("killed", "injured", "detained", "displaced", "kidnapped", "troops", "participants")
)
PEOPLE = frozenset(
    words(
        """people persons person men man women woman children child girls girl boys boy civilians civilian soldiers
        soldier troops servicemen serviceman servicewomen policemen policeman policewomen officers officer
        officials official fighters fighter militants militant rebels rebel insurgents insurgent gunmen gunman
        jihadists jihadist terrorists terrorist militiamen militiaman guerrillas guerrilla combatants combatant
        recruits marines marine sailors sailor pilots pilot paratroopers commandos reservists conscripts veterans
        peacekeepers peacekeeper observers observer monitors guards guard bodyguards agents agent spies
        protesters protester protestors protestor demonstrators demonstrator marchers strikers activists activist
        dissidents dissident opponents students student pupils pupil teachers teacher workers worker employees
        employee miners miner farmers farmer fishermen fisherman herders herdsmen drivers driver journalists
        journalist reporters reporter correspondents editors bloggers lawyers lawyer judges judge prosecutors
        doctors doctor nurses nurse medics paramedics patients patient prisoners prisoner detainees detainee
        inmates inmate hostages hostage captives captive suspects suspect convicts defendants victims victim
        casualties casualty fatalities fatality deaths death dead wounded injured survivors survivor migrants
        migrant refugees refugee asylum-seekers residents resident villagers villager inhabitants inhabitant
        citizens citizen nationals national foreigners foreigner tourists tourist passengers passenger pilgrims
        pilgrim worshippers worshipper believers priests priest nuns monks monk imams clerics cleric bishops
        missionaries deputies deputy lawmakers lawmaker parliamentarians senators senator mps mp ministers
        minister diplomats diplomat envoys envoy ambassadors delegates delegate mayors mayor governors
        politicians politician leaders leader commanders commander generals general colonels voters voter
        supporters supporter followers members member candidates candidate families family relatives relative
        bystanders passersby volunteers volunteer staff personnel staffers contractors contractor advisers
        adviser advisors instructors trainers mercenaries mercenary attackers attacker assailants assailant
        bombers bomber kidnappers smugglers traffickers pirates bandits looters rioters rioter spectators
        engineers engineer technicians scientists professors academics artists musicians athletes players souls
        lives corpses bodies body americans israelis palestinians iranians iraqis syrians afghans russians
        ukrainians turks kurds yemenis egyptians libyans sudanese nigerians ethiopians somalis indians pakistanis
        britons germans italians mexicans colombians venezuelans rohingya uyghurs yazidis christians muslims jews
        shiites sunnis"""
    )
)
WEAPONS = frozenset(
    words(
        """missiles missile rockets rocket tanks tank shells shell drones drone bombs bomb warheads warhead rifles
        rifle guns gun grenades grenade mortars mortar mines mine helicopters helicopter warplanes warplane jets
        jet aircraft fighters-jets warships warship frigates frigate destroyers submarines submarine howitzers
        howitzer cannons launchers launcher weapons weapon firearms firearm pistols pistol bullets cartridges
        rounds munitions torpedoes projectiles projectile explosives kalashnikovs machine-guns apcs"""
    )
)
NOUN_KINDS: dict[str, QuantityKind] = {
    **dict.fromkeys(words("deaths death dead fatalities fatality corpses bodies killed slain"), "killed"),
    **dict.fromkeys(["wounded", "injured", "injuries"], "injured"),
    **dict.fromkeys(words("detainees detainee prisoners prisoner inmates inmate arrests"), "detained"),
    **dict.fromkeys(["refugees", "refugee", "displaced", "evacuees"], "displaced"),
    **dict.fromkeys(["hostages", "hostage", "captives"], "kidnapped"),
    **dict.fromkeys(
        words(
            """troops soldiers soldier marines reservists conscripts paratroopers servicemen peacekeepers personnel"""
        ),
        "troops",
    ),
    **dict.fromkeys(
        words("""protesters protestors demonstrators marchers strikers participants rioters worshippers attendees"""),
        "participants",
    ),
    **dict.fromkeys(WEAPONS, "weapons"),
}
# Verbs and participles that tell what became of the counted; the nearest in the clause decides.
KIND_CUES: dict[str, QuantityKind] = {
    **dict.fromkeys(
        words(
            """killed killing kill kills died die dies dying dead death deaths slain murdered massacred executed
        beheaded hanged lynched perished assassinated fatalities martyred drowned claimed"""
        ),
        "killed",
    ),
    **dict.fromkeys(
        words("""wounded wounding injured injuring hurt maimed injuries wounds hospitalised hospitalized"""),
        "injured",
    ),
    **dict.fromkeys(
        words(
            """arrested arresting arrest arrests detained detaining detain jailed imprisoned imprisoning imprison
        custody rounded apprehended incarcerated interned"""
        ),
        "detained",
    ),
    **dict.fromkeys(
        words(
            """displaced displacing displace fled flee fleeing uprooted homeless evacuated evacuate expelled driven"""
        ),
        "displaced",
    ),
    **dict.fromkeys(
        words("kidnapped kidnapping abducted abducting abduct seized-hostage hostage hostages"),
        "kidnapped",
    ),
    **dict.fromkeys(words("deployed deploying deploy stationed mobilized mobilised garrison"), "troops"),
    **dict.fromkeys(
        words(
            """protested protesting marched marching rallied rallying gathered demonstrated demonstrating attended"""
        ),
        "participants",
    ),
}
SIGNS = {
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "₽": "RUB",
    "₴": "UAH",
    "₪": "ILS",
    "₺": "TRY",
    "₹": "INR",
    "₦": "NGN",
    "₩": "KRW",
}
# "¥" is yen or yuan.
UNSURE_SIGNS = frozenset("¥")
CODES = frozenset(
    words(
        """usd eur gbp chf jpy cny rub uah try ils inr pkr irr iqd syp lbp egp sar aed qar kwd jod yer sdg etb kes
        ngn zar ghs cad aud nzd mxn brl ars cop pen clp ves krw kpw thb vnd idr myr php sgd hkd twd pln czk huf
        ron bgn sek nok dkk gel amd azn kzt uzs tnd dzd mad lyd xof xaf"""
    )
) - {"try", "all", "top", "cop", "pen"}
CURRENCIES: dict[str, str | None] = {
    "dollar": "USD", "euro": "EUR", "ruble": "RUB", "rouble": "RUB", "yuan": "CNY", "renminbi": "CNY", "yen": "JPY",
    "shekel": "ILS", "hryvnia": "UAH", "zloty": "PLN", "rand": "ZAR", "naira": "NGN", "baht": "THB", "ringgit": "MYR",
    "rupiah": "IDR", "taka": "BDT", "tenge": "KZT", "forint": "HUF", "cedi": "GHS", "birr": "ETB",
    "rupee": None, "peso": None, "dinar": None, "dirham": None, "rial": None, "riyal": None, "franc": None,
    "lira": None,
    "krona": None, "krone": None, "shilling": None,
}  # fmt: skip
NATIONAL_CURRENCIES = {
    ("us", "dollar"): "USD", ("american", "dollar"): "USD", ("australian", "dollar"): "AUD",
    ("canadian", "dollar"): "CAD",
    ("zealand", "dollar"): "NZD", ("singapore", "dollar"): "SGD", ("taiwan", "dollar"): "TWD",
    ("kong", "dollar"): "HKD",
    ("indian", "rupee"): "INR", ("pakistani", "rupee"): "PKR", ("lankan", "rupee"): "LKR", ("nepalese", "rupee"): "NPR",
    ("mexican", "peso"): "MXN", ("argentine", "peso"): "ARS", ("colombian", "peso"): "COP", ("chilean", "peso"): "CLP",
    ("philippine", "peso"): "PHP", ("cuban", "peso"): "CUP", ("iraqi", "dinar"): "IQD", ("kuwaiti", "dinar"): "KWD",
    ("algerian", "dinar"): "DZD", ("tunisian", "dinar"): "TND", ("libyan", "dinar"): "LYD",
    ("jordanian", "dinar"): "JOD",
    ("serbian", "dinar"): "RSD", ("emirati", "dirham"): "AED", ("uae", "dirham"): "AED", ("moroccan", "dirham"): "MAD",
    ("iranian", "rial"): "IRR", ("yemeni", "rial"): "YER", ("omani", "rial"): "OMR", ("saudi", "riyal"): "SAR",
    ("qatari", "riyal"): "QAR", ("swiss", "franc"): "CHF", ("turkish", "lira"): "TRY", ("swedish", "krona"): "SEK",
    ("norwegian", "krone"): "NOK", ("danish", "krone"): "DKK", ("kenyan", "shilling"): "KES",
    ("ugandan", "shilling"): "UGX",
    ("somali", "shilling"): "SOS", ("british", "pound"): "GBP", ("egyptian", "pound"): "EGP",
    ("syrian", "pound"): "SYP",
    ("lebanese", "pound"): "LBP", ("sudanese", "pound"): "SDG", ("korean", "won"): "KRW", ("brazilian", "real"): "BRL",
}  # fmt: skip
DURATIONS = frozenset(
    words(
        """second seconds minute minutes hour hours day days night nights week weeks weekend weekends fortnight
        fortnights month months year years decade decades century centuries year-old am pm a.m p.m o'clock gmt
        hrs hr quarters times"""
    )
)
MONTHS = frozenset(
    words(
        """january february march april may june july august september october november december jan feb mar apr jun
        jul aug sep sept oct nov dec"""
    )
)
# A number behind one of these is a label, not a count: "Resolution 1559", "Article 5", "page 12".
LABELS = frozenset(
    words(
        """article articles resolution number no nos nr section sections paragraph chapter phase page pages flight
        route highway room channel unit group level stage step act law decree protocol boeing airbus covid
        category class grade size top round line gate platform terminal pier block zone sector district area camp
        station road street avenue version volume part season episode aged age ages verse psalm surah line mark
        type model item annex title schedule division"""
    )
)
# Words that end the noun phrase behind a number.
STOPS = frozenset(
    words(
        """the a an and or but nor of in on at by for from to with without into onto over under near after before
        since until during between among amid against across around along inside outside within through as than
        that which who whom whose when where while if because so then there here this these those it its he she
        they them their his her we us our you i is are was were be been being has have had do does did will would
        can could may might must shall should not no also still already again only just more less most least very
        were said say says told according including such both either neither per each every all out up down off
        away back ago later earlier old"""
    )
)
ADJECTIVES = frozenset(
    words(
        """more new other different additional further foreign local armed unarmed young old elderly senior former
        active u.s us american israeli palestinian iranian iraqi syrian afghan russian ukrainian turkish kurdish
        yemeni saudi egyptian libyan sudanese nigerian ethiopian somali indian pakistani chinese japanese korean
        british french german italian spanish polish mexican colombian venezuelan lebanese jordanian christian
        muslim jewish shiite sunni islamist jihadist civilian military police government riot security army rebel
        suspected alleged political anti-government unidentified masked innocent nuclear ballistic cruise
        long-range short-range heavy light surface-to-air anti-tank"""
    )
)
_IRREGULAR = {
    "people": "person", "men": "man", "women": "woman", "children": "child", "policemen": "policeman",
    "gunmen": "gunman",
    "aircraft": "aircraft", "troops": "person", "personnel": "person", "staff": "person", "police": "person",
    "lives": "life",
    "corpses": "corpse", "crises": "crisis", "series": "series", "species": "species", "cases": "case",
    "houses": "house",
    "bases": "base", "horses": "horse", "nurses": "nurse", "buses": "bus", "leaves": "leaf",
    "knives": "knife", "shoes": "shoe",
    "vehicles": "vehicle", "axes": "axe", "caches": "cache", "licenses": "license", "purchases": "purchase",
    "offenses": "offense", "offences": "offence", "responses": "response", "clauses": "clause",
    "businesses": "business",
    "movies": "movie", "ties": "tie",
}  # fmt: skip


def singular(noun: str) -> str:
    """Return the singular of a lower-cased English plural; a noun that is no plural comes back as it is."""
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(("sses", "xes", "ches", "shes")):
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") and not noun.endswith(("ss", "us", "is")) and len(noun) > 3 else noun


# Abbreviated measures: "180 km" counts kilometres, which no event needs.
MEASURES = frozenset(words("km kg mm cm m ml kph mph kmh sq ft lb lbs c f ° º"))
YEAR_OPENERS = frozenset(
    words("in since of from until till by during before after early late mid between and to the a this ( - –")
)
WEEKDAYS = frozenset(words("monday tuesday wednesday thursday friday saturday sunday"))
