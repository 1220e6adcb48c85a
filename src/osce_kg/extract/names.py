"""People's names: titles apart, the key under which spellings of one person meet, what can be a name."""

from __future__ import annotations

import re
from functools import lru_cache

from osce_kg.extract.folding import romanize
from osce_kg.extract.wordlists import listed, words
from osce_kg.iris import short_hash

_TITLE_WORDS = listed(  # English
    "h.e ambassador amb mr mrs ms miss mme mag dr prof professor sir dame lord lady baroness baron"
    " minister colonel col general gen brigadier brig major maj captain capt lieutenant lt"
    " sergeant sgt commander cmdr"
    " admiral judge justice senator sen congressman congresswoman rep hon honourable honorable"
    " excellency reverend rev father"
    " bishop archbishop imam rabbi sheikh"
    # South Slavic, Albanian, Romanian, German, French, Turkic in Latin letters
    " ambasador ambasadorka ambasadorica ministar ministrica ministarka gospodin gospođa gđa gdin"
    " g-din g-đa profesor profesorica pukovnik"
    " general-major sudija sudac ambasadori ambasadorja ambasadore ministri ministrja zoti zonja"
    " znj z profesori"
    " ambasadorul ambasadoarea ministrul dl dna domnul doamna"
    " oberst oberstleutnant hauptmann"
    " botschafter botschafterin herr frau ministre ambassadeur ambassadrice monsieur madame elchi"
    " vazir janob"
    # Cyrillic
    " посол госпожа господин г-н г-жа проф д-р министр генерал полковник пан пані посолка міністр"
    " амбасадор амбасадорка амбасадорот амбасадорката ret"
    " министар министерка министер господинот госпоѓа др профессор профессорка судья суддя элчи"
    " мырза айым елші вазири сафир"
)
TITLES = frozenset(_TITLE_WORDS)
"""Words that stand before a name as its title; lower case, without full stop."""

_HYPHENATED = words("lieutenant major brigadier colonel captain general admiral commander judge justice vice rear")

_PREFIXES = (
    "h.e.",
    "his excellency",
    "her excellency",
    "their excellencies",
    "the honourable",
    "the rt hon",
    "п.е.",
    "n.j.e.",
)
PARTICLES = words(
    "de van der den von zu zur zum af av al bin ibn ben di da del della dos du la le el ter"
    " ten y e und ul uulu kyzy"
    " oglu ogly ogli oğlu qizi gyzy уулу кызы оглы углы угли заде зода ўғли қизи фон ван дер де"
)
"""Words in lower case that belong to names."""

# Bodies, offices, days and months, areas, and the small words that begin a sentence with a capital.
_NO_NAMES = words(
    "osce odihr un nato eu usa uk ngo ngos office mission centre center ministry government parliament assembly council"
    " secretariat committee commission department embassy union organization organisation institute university academy"
    " school court police forum programme program project conference agency association foundation group authority"
    " authorities bureau fund newspaper television radio channel league alliance coalition platform campaign congress"
    " delegation directorate division section unit team museum library theatre hospital technologies technology"
    " communications network republic state federation co-operation cooperation security europe european international"
    " national united nations human rights freedom media day summer open street city municipality presence chairmanship"
    " обсе обсє оебс оон миссия місія мисија офис канцеларија министерство совет рада osbe-së osce-a oebs-a oebs osbe"
    " republike republika republikës republicii srpske республики республика"
    # Offices
    " chairpersonship chairperson representative co-ordinator coordinator director head deputy secretary high"
    " commissioner president emeritus emerita minister chair chair-in-office co-chair co-chairs special envoy speaker"
    " prime foreign affairs interior justice голови державної державного національного національної государственного"
    " государственной председателя директора руководителя начальника министра президента"
    # Days, months, areas
    " january february march april may june july august september october november december"
    " monday tuesday wednesday thursday friday saturday sunday"
    " asian central eastern western northern southern mediterranean balkan balkans caucasian caucasus baltic nordic"
    # Small words
    " the a an this that these in on at of and for with both our we he she they it his her their today also however"
    " while when if as by from to after before"
    " über unter nach bei mit vor für gegen ohne zwischen durch wegen ein eine wir"
    " dans pour sur avec sans selon lors après avant depuis pendant chez une les în din după potrivit sipas gjatë për"
    " nakon prema tokom tijekom после при для как по на во из након према"
)
ALSO_SURNAMES = words("king prince pope bishop dean major judge may june august")
"""Words with another meaning that are surnames behind a given name; lower case."""

_NEVER_LAST = PARTICLES - words("y uulu kyzy уулу кызы oglu ogly qizi")
_NAME_WORD = re.compile(r"(?:[^\W\d_](?:[^\W\d_]|[’'ʼ`\-‐‑])*|[^\W\d_]\.(?:-?[^\W\d_]\.)*)\Z")

_APOSTROPHE = re.compile(r"[’'ʼ`´]")
_KEY_WORD = re.compile(r"[a-z0-9]+")
_ALPHANUMERIC = re.compile(r"[^\W_]+")


@lru_cache(maxsize=1 << 13)
def split_title(text: str) -> tuple[str, str]:
    """Return the honorifics with which the text begins ("H.E. Ambassador Dr."), and the rest."""
    rest = text.strip()
    while rest:
        folded = rest.lower()
        prefix = next((prefix for prefix in _PREFIXES if folded.startswith(prefix + " ")), None)
        if prefix:
            rest = rest[len(prefix) :].lstrip()
            continue
        word, _, following = rest.partition(" ")
        if not following or not is_title(word):
            break
        rest = following.lstrip()
    head = text.strip()
    return head[: len(head) - len(rest)].strip().rstrip(","), rest


@lru_cache(maxsize=1 << 15)
def is_title(word: str) -> bool:
    """Whether the word is a title before a name: "Amb.", "Judge", "посол"; as written, with its full stop."""
    low = word.strip(".,()").lower()
    # "Lieutenant-General", "Vice-Admiral"
    return low in TITLES or ("-" in low and set(low.split("-")) <= _HYPHENATED)


@lru_cache(maxsize=1 << 13)
def person_key(name: str) -> str:
    """Return the folded full name: no title, ASCII lower case, words joined by hyphens; always `[a-z0-9-]+`.

    A script without a romanization here gives `x` and a hash of the name.
    """
    _, bare = split_title(name)
    return "-".join(_key_words(romanize(bare))) or f"x{short_hash(bare)}"


@lru_cache(maxsize=1 << 14)
def key_words(written: str) -> frozenset[str]:
    """Return the words that the written one, or a part of it, may be in the key of a name; "" stands for none.

    Cyrillic may be South Slavic by another word of the name.
    """
    found: set[str] = set()
    for part in {written, *_ALPHANUMERIC.findall(written)}:
        for south_slavic in (False, True) if _ALPHANUMERIC.search(part) else ():
            found.update(_key_words(romanize(part, south_slavic=south_slavic)) or [""])
    return frozenset(found)


def _key_words(romanized: str) -> list[str]:
    return _KEY_WORD.findall(_APOSTROPHE.sub("", romanized))


@lru_cache(maxsize=1 << 15)
def is_name_word(word: str) -> bool:
    """Whether the word can be part of a name: capitalised or an initial, and no word of bodies, offices or sentences.

    Words of scripts without capitals pass.
    """
    if not _NAME_WORD.match(word) or len(word) == 1:
        return False
    if _is_lower(word[0]) and not word.lower().startswith(("al-", "el-", "d'", "d’")):
        return False
    if word.lower().rstrip(".") in _NO_NAMES:
        return False
    letters = [char for char in word if char.isalpha()]
    return not (len(letters) > 1 and word.isupper() and len(letters) <= 3 and "." not in word and "-" not in word)


def _is_lower(char: str) -> bool:
    """Whether the letter is a small one of a script that writes names with capitals; Georgian does not."""
    return char.islower() and not "ა" <= char <= "ჿ"


@lru_cache(maxsize=1 << 13)
def is_person_name(text: str) -> bool:
    """Whether the text, without title, looks like a person's full name: two to six words, conservative."""
    _, bare = split_title(text)
    words = bare.split()
    if not 2 <= len(words) <= 6:
        return False
    capitalised = [word for word in words if word not in PARTICLES]
    if len(capitalised) < 2 or words[-1] in _NEVER_LAST:
        return False
    *given, last = capitalised
    ends = is_name_word(last) or last.lower() in ALSO_SURNAMES
    return ends and all(is_name_word(word) for word in given) and not words[-1].endswith(".")
