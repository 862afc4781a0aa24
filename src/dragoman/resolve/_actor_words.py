"""The words of a text, folded so that spellings compare, and the small words that tell a mention's parts apart."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_WORDS = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’ʼ`][^\W_]+)*")
_LONGEST_WORD = 40
_LATIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "ae", "œ": "oe", "ə": "a"})


class Token(NamedTuple):
    """A word of the text; `key` is its folded form without a possessive s, `owns` says that it had one."""

    start: int
    end: int
    key: str
    owns: bool


@lru_cache(maxsize=65536)
def _fold(word: str) -> str:
    """Lower-case ASCII-like form: no accents, no apostrophes; "" for what is too long to be a word."""
    if len(word) > _LONGEST_WORD:
        return ""
    folded = word.casefold()
    if not folded.isascii():
        parts = unicodedata.normalize("NFKD", folded.translate(_LATIN))
        folded = "".join(char for char in parts if not unicodedata.combining(char) and char not in "’ʼ")
    return folded.replace("'", "").replace("`", "")


def tokens_of(text: str) -> list[Token]:
    """The words of a text in order."""
    found = []
    for match in _WORDS.finditer(text):
        word, (start, end) = match[0], match.span()
        owns = len(word) > 2 and word[-2] in "'’ʼ`" and word[-1] in "sS"
        owns_bare = text[end : end + 1] in ("'", "’") and word[-1] in "sS"
        found.append(Token(start, end, _fold(word[:-2] if owns else word), owns or owns_bare))
    return found


def key_of(name: str) -> str:
    """The folded words of a name with single spaces between them; a hyphen parts words."""
    plain = name.replace("-", " ")
    if plain.isascii() and plain.replace(" ", "").isalnum():  # nine names in ten: a third of the time to load
        return " ".join(plain.lower().split())
    return " ".join(token.key for token in tokens_of(name))


PRONOUNS = _set(
    "he she it they we i you him her them us me his their its who whom which that this these those one some many all "
    "both each others other another someone nobody none himself herself itself themselves everyone anybody such "
    "most several few latter former same s t"
)
SMALL = _set("and or as but nor mr mrs ms dr sir lady madame mme not was were is are")
# pronouns that are names when written in capitals
ACRONYMS = frozenset(("us", "who"))
PREPOSITIONS = _set("of for in from at to against with by on near under behind among inside within de du da")
# prepositions that tie an agent to what follows ("the army of Chad")
TYING = _set("of for from de du da within among")
FORMER = _set("former ex ousted deposed toppled retired onetime overthrown")
STANCE = _set("pro anti")
# after a hyphen, these say only whom somebody is with: "Saudi-led"
LEANING = _set(
    "backed led allied aligned held controlled supported trained funded armed sponsored occupied born linked "
    "affiliated brokered mediated administered based friendly leaning bound made speaking style"
)
ARTICLES = _set("the a an its their his her this that these those some two three four five six several many")
PARTICLES = _set("al el bin ben ibn abu abd von van der de la le da di dos bint ould")
# people who are usually not of the country that they are in
FOREIGN = _set("diplomat ambassador envoy tourist mission contingent delegation consulate embassy hostage")
# offices under the name that the registry gives them
OFFICE = {
    "premier": "prime minister",
    "pm": "prime minister",
    "head of government": "prime minister",
    "head of state": "president",
    "foreign secretary": "foreign minister",
    "foreign affairs minister": "foreign minister",
    "minister of foreign affairs": "foreign minister",
    "defense minister": "defence minister",
    "minister of defence": "defence minister",
    "minister of defense": "defence minister",
    "defense secretary": "defence minister",
    "defence secretary": "defence minister",
    "secretary of defense": "defence minister",
    "secretary of state": "foreign minister",
}
# offices with one holder at a time
UNIQUE = frozenset(
    {"president", "prime minister", "chancellor", "foreign minister", "defence minister", "king", "queen", "emir"}
) | {"sultan", "emperor", "supreme leader", "pope"}
NO_NAMES = ARTICLES | PRONOUNS | FORMER | STANCE | SMALL | {""}
# a state after one of these is a place and no actor
LOCATIVE = _set("in to from near across into over at of through towards toward outside around")
