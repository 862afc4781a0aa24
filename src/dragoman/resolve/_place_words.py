"""The words that stand beside names of places, and the words of a text with their offsets."""

import re
from typing import NamedTuple


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


DIRECTIONS = _set(
    "north south east west northern southern eastern western northeast northwest southeast southwest northeastern"
    " northwestern southeastern southwestern central upper lower greater inner outer downtown uptown midtown mid"
    " metropolitan metro suburban rural coastal mainland neighbouring neighboring nearby old historic occupied"
)
ADMIN1_WORDS = _set("province provinces governorate state oblast region krai prefecture canton emirate")
ADMIN2_WORDS = _set("county parish district districts borough raion rayon township department division")
CITY_WORDS = _set(
    "city town village capital port suburb suburbs municipality settlement hamlet outskirts metropolis stronghold"
    " neighbourhood neighborhood resort"
)
WATERS = _set(
    "river rivers sea ocean lake lakes gulf bay strait straits canal creek mountain mountains mount desert"
    " island islands peninsula channel forest basin delta falls reservoir dam glacier"
)
STREETS = _set("street st road rd avenue ave lane boulevard blvd drive highway court square bridge")
MEDIA = _set(
    "times post herald tribune globe journal gazette daily telegraph chronicle guardian observer courier inquirer"
    " dispatch examiner mirror news"
)
TITLES = _set(
    "mr mrs ms miss dr sir lord lady prof professor president minister premier chancellor sen senator rep gov governor"
    " mayor king queen prince princess sheikh emir pope bishop archbishop cardinal rabbi imam ayatollah judge justice"
    " gen general col colonel maj major capt captain lt lieutenant sgt sergeant cpl corporal adm admiral commander"
    " officer detective sheriff spokesman spokeswoman spokesperson chairman chairwoman secretary ambassador coach"
    " congressman congresswoman representative deputy chief rev reverend pastor father sister brother saint"
)
# What may stand between an owner and a place of its: "the Syrian border town of Kobani".
PLACE_NOUNS = (
    DIRECTIONS
    | ADMIN1_WORDS
    | ADMIN2_WORDS
    | CITY_WORDS
    | _set(
        "of border frontier rebel held mining oil holy ancient strategic besieged second largest biggest main enclave"
        " territory area oasis island administrative de facto own"
    )
)
# What may follow a people for the two to mean its land: "Gambian soil", but not "French embassy".
OF_LAND = _set("the a an of territory soil land airspace waters side cities towns republic people")
FACILITIES = _set(
    "airport airbase base hospital university college school prison jail camp barracks market mosque church cathedral"
    " station stadium embassy consulate headquarters court courthouse palace crossing checkpoint harbour harbor factory"
    " plant refinery mine mill depot compound complex garrison academy police council hall house centre center"
)
UNFOLDING = _set("in a an the of")
FUNCTION = _set(
    "a an the in on at of from to for by with and or but as is was are were after before near into over under between"
    " across toward towards through around outside inside within off via against along since until while when where who"
    " this that these those its his her their our my your he she it they we i not no"
)
PLACING = _set("in near outside around inside across throughout at")
LOCATIVE = PLACING | _set("from to toward towards into leaving reaching visiting between via entered within")
CIVIC = _set(
    "police city town county parish district mayor council school university college hospital airport residents"
    " resident court fire state province region man woman native suburb downtown area metropolitan township"
)
SAYS = _set("said says told added asked wrote replied insisted testified thinks")
MONTHS = _set("january february march april may june july august september october november december")
# Articles that begin Arabic names, often in small letters: "al-Bab", "el-Obeid".
ARTICLES = _set("al el ad an ar as ash at az ez es")
SAINTS = _set("st ste ft mt pt")
# What follows the place at the head of a report: "PARIS (AP) -", "KANO, Nigeria -".
DATELINE = re.compile(r"(?:, [A-Z][\w.]{1,12}(?: [A-Z]\w{1,20})?)? ?(?:\([A-Z][\w /-]{1,30}\) ?)?(?:—|–|--| - |: )")

_WORD = re.compile(r"(?:[A-Z][a-z]?\.){2,}|[^\W\d_]+(?:[’'`][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’`]s?$")


class Token(NamedTuple):
    """A word: `end` leaves a possessive ending off, `raw_end` has it; `low` is in small letters, without stops."""

    text: str
    start: int
    end: int
    raw_end: int
    low: str
    capital: bool


def tokens_of(text: str, words: frozenset[str]) -> list[Token]:
    """The words of a text; initials with stops ("U.S.") are one word.

    Where the text is all in capitals or all in small letters, the words that are no English words count as capitalised.
    """
    caseless = is_caseless(text)
    out = []
    for match in _WORD.finditer(text):
        word, start = match.group(), match.start()
        bare = word if word.isalpha() else _POSSESSIVE.sub("", word) or word
        low = bare.lower().strip(".") or bare
        capital = low not in words and low not in FUNCTION if caseless else bare[0].isupper()
        out.append(Token(bare, start, start + len(bare), match.end(), low, capital))
    return out


def is_caseless(text: str) -> bool:
    """Whether the text has hardly a small letter, or is long and has no capital."""
    head = text[:4000]
    small, large = sum(map(str.islower, head)), sum(map(str.isupper, head))
    return large + small > 60 and (large > 3 * small or large == 0)


def joined(text: str, left: Token, right: Token) -> bool:
    """Whether two words could be of one name: a blank or hyphen between them, or the stop of "St. Louis"."""
    if right.start - left.raw_end > 2:
        return False
    gap = text[left.raw_end : right.start]
    return gap in (" ", "-") or (gap == ". " and left.low in SAINTS)
