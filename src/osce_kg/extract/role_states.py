"""The State for which a role is held: named in it, or for a national or local official the country at hand.

Nobody who works for the OSCE, another international organization or no authority at all speaks for a State;
nor does anybody in Kosovo, or of authorities that no participating State recognizes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from osce_kg.extract.demonyms import DEMONYMS, STATE_STEMS
from osce_kg.extract.wordlists import words
from osce_kg.records import Basis, Confidence, Reading, Span
from osce_kg.reference.model import Registries

Words = Sequence[tuple[int, int]]

_HOLDERS = words(
    "minister president ambassador delegation parliament parliamentarian government police"
    " judge prosecutor mp member"
    " authorities official prime foreign interior justice deputy chairperson chairmanship"
    " chairpersonship ombudsman"
    " ombudsperson representative secretary envoy senator speaker defence defense embassy"
    " ministry state mep army"
    " chargé vice chancellor king queen congressman border customs"
)
_NOT_OFFICIAL = re.compile(
    r"\b(?:former|ex|associations?|foundation|ngos?|non-governmental|network|union"
    r"|(?<!russian )federation(?! of bosnia)|helsinki|institute|university"
    r"|school|college|lyceum|club|company|bank|church|imam|mufti|chamber of commerce|bar (?:association|council)"
    r"|community|experts?|consultant"
    r"|professor|lecturer|teacher|trainer|journalist|editor|students?|participant|trainee|activist|lawyers?|attorney"
    r"|researcher|analyst|victim|resident|civil society|un|undp|unhcr|unicef|unodc|un women|iom|nato|eu|european union"
    r"|european commission|european parliament|council of europe|united nations|world bank|icrc|red cross|eulex|kfor"
    r"|unmik|unomig|icitap|osce(?:-a)?|odihr|oebs(?:-a)?|osbe(?:-së)?|osze|обсе|оебс(?:-а)?|обсє|оон"
    r"|kosovo|kosovë|kosova|de facto|de-facto|breakaway|self-proclaimed|separatist|secessionist|transdniestrian"
    r"|transnistrian|transnistria|tiraspol|abkhaz|abkhazian|abkhazia|sukhumi|south ossetian?|tskhinvali"
    r"|nagorno-karabakh|stepanakert|lpr|dpr|people's republic|приднестров\w*|тираспол\w*|de fakto|д[еэ]-факто)\b",
    re.I,
)
_OFFICIAL_ROLES = words(
    "head-of-state prime-minister deputy-prime-minister deputy-minister-of-foreign-affairs minister-of-foreign-affairs"
    " deputy-minister-of-the-interior minister-of-the-interior deputy-minister-of-justice minister-of-justice"
    " deputy-minister-of-defence minister-of-defence deputy-minister minister state-secretary speaker-of-parliament"
    " member-of-parliament ombudsperson judge prosecutor police-chief mayor governor"
)
_OFFICIAL_WORDS = re.compile(
    r"\b(?:ministry|ministries|municipal|municipality|city council|district council|border (?:guards?|service|police"
    r"|troops|academy)|customs (?:service|committee|administration|department)|police (?:department|directorate|station"
    r"|academy|officer|inspector|colonel|major|commander|general)|police|(?:supreme|constitutional|district|city|basic"
    r"|municipal|appeals?|regional|county|high"
    r"|first instance) court|prosecutor's office|parliament|national assembly|government"
    r"|(?:central|state|district|municipal) election commission|national guard"
    r"|state (?:agency|committee|service|border|secretary)|judicial council|general staff"
    r"|armed forces|prison service|prison|penitentiary|foreign office|federal (?:foreign )?office"
    r"|regional administration"
    r"|(?:district|regional|oblast) (?:administration|state administration|executive committee)"
    r"|regional executive committee|national security|minist\w*|министр\w*|министерств\w*|міністр\w*"
    r"|міністерств\w*|министар\w*|министер\w*|мэр\w*|мер|gradonačelni\w*|градоначелни\w*|градоначални\w*|tužil\w*"
    r"|тужи\w*|прокур\w*|sudij\w*|sudac|судь\w*|судд\w*|судија|prokuror\w*|gjyqtar\w*|prefekt\w*|primar\w*|procuror\w*"
    r"|judecător\w*|bürgermeister\w*|auswärtigen? amt|juge|maire|akim\w*|аким\w*|hokim\w*|хоким\w*"
    r"|погранич\w* (?:войск|службы)|пограничных войск|прикордонн\w*|polici(?:je|së|a|ja)|полици[ийяе]|поліці[їя]"
    r"|policijsk\w*|полициск\w*|полицијск\w*"
    r"|изборна комисија|избирательной комиссии|izborne komisije|vrhovn\w* sud\w*|врховн\w* суд\w*)\b",
    re.I,
)
_NEVER_INFERRED = re.compile(r"\b(?:ambassador|permanent representative|embassy|посол|посольств\w*|ambasad\w*)\b", re.I)
_ENGLISH = re.compile(r"\b(?:of|the|for|and|in|to)\b")
_STEMS = tuple(STATE_STEMS)
_PLACE_BEFORE = re.compile(r"(?:\b(?:of|in|for|from|u|в|у|në|i|e|din|de|à|von|во|на)(?: the)? |\A(?:the |The )?)\Z")

# "Permanent Representative of X to the OSCE" speaks for X.
_REPRESENTED = re.compile(r"\b(?:to|auprès de|bei der|при) (?:the |l[’'])?(?:OSCE|OSZE|ОБСЕ|ОБСЄ|ОЕБС)\b")
_POSSESSIVE = re.compile(r"[’']s?\Z")
_FROM = re.compile(r"\b(?:of|from|de|du|von) (?:the |la )?\Z")
_OF_PLACE = re.compile(
    r"(?:\b(?:in|from|u|në|в|у)|\b(?:[Mm]ayor|[Gg]overnor|[Pp]refect|[Mm]unicipality|[Cc]ity) of) \Z"
)
# More characters than what these look for before a name has.
_BEFORE_REACH = 24


def read_state(
    text: str, offset: int, found: Words, covered: Span, registries: Registries, role: str | None, home: str | None
) -> Reading[str] | None:
    """Return the State that a role as written names, else the one that an official's place or `home` tells.

    `found` are the words' ranges, `covered` the range of a body's name, in which no State is looked for. `home`
    is the alpha-3 code of the country that the page is about, or None.
    """
    outside = [word for word in found if word[1] <= covered.start or word[0] >= covered.end]
    if _NOT_OFFICIAL.search(_REPRESENTED.sub("", text)):
        return None
    return (
        _named(text, offset, outside, registries)
        or _adjective(text, offset, outside, registries)
        or _local(text, offset, outside, registries)
        or _inferred(text, offset, outside, registries, role, home)
    )


def _named(text: str, offset: int, outside: Words, registries: Registries) -> Reading[str] | None:
    for start, end in ranges(outside, 6):
        if not text[start].isupper():
            continue
        candidate = text[start:end]
        possessive = _POSSESSIVE.sub("", candidate) if candidate.endswith(("'", "’", "s")) else candidate
        if possessive == candidate and not _before(_FROM, text, start):
            continue
        area = registries.area(possessive)
        if area is not None and area.code != "XKX":
            rule = "role-state-possessive" if possessive != candidate else "role-state-of"
            return Reading(area.code, Span(offset + start, offset + start + len(possessive)), rule, Basis.RESOLVED)
    return None


def _adjective(text: str, offset: int, outside: Words, registries: Registries) -> Reading[str] | None:
    for position, (start, end) in enumerate(outside):
        code = DEMONYMS.get(text[start:end].lower().rstrip("."))
        following = {text[a:b].lower() for a, b in outside[position + 1 : position + 4]}
        if code and text[start].isupper() and following & _HOLDERS and code in registries.areas:
            return Reading(code, Span(offset + start, offset + end), "role-state-adjective", Basis.RESOLVED)
    return None


def _local(text: str, offset: int, outside: Words, registries: Registries) -> Reading[str] | None:
    """Return the State by the beginning of its inflected name or adjective, in roles that are not in English."""
    if _ENGLISH.search(text):
        return None
    for start, end in ranges(outside, 3):
        folded = text[start:end].lower()
        if not folded.startswith(_STEMS):
            continue
        code = next(code for stem, code in STATE_STEMS.items() if folded.startswith(stem))
        if code in registries.areas and folded.count(" ") <= 2:
            return Reading(code, Span(offset + start, offset + end), "role-state-local", Basis.RESOLVED)
    return None


def _inferred(
    text: str, offset: int, outside: Words, registries: Registries, role: str | None, home: str | None
) -> Reading[str] | None:
    if _NEVER_INFERRED.search(text) or not (role in _OFFICIAL_ROLES or _OFFICIAL_WORDS.search(text)):
        return None
    for start, end in ranges(outside, 4):
        if not text[start].isupper() or not _before(_PLACE_BEFORE, text, start):
            continue
        name = _POSSESSIVE.sub("", text[start:end])
        area = registries.area(name)
        if area is not None:
            # A State that is named, but not as the speaker's: nothing is certain then.
            return None
        code = _country_of_place(name, home, registries, near=_before(_OF_PLACE, text, start))
        if code == "XKX":
            return None
        if code:
            span = Span(offset + start, offset + start + len(name))
            return Reading(code, span, "role-state-place", Basis.INFERRED, Confidence.MEDIUM)
    if home is None:
        return None
    return Reading(home, Span(offset, offset + len(text)), "role-state-home", Basis.INFERRED, Confidence.LOW)


def _country_of_place(name: str, home: str | None, registries: Registries, *, near: bool) -> str | None:
    """Return the country of the place that a role's words mean; `near` tells that a preposition stands before."""
    places = registries.places_named(name)
    countries = {place.country for place in places}
    if home in countries:
        return home
    default = next((place.country for place in places if place.default), None)
    return default or (countries.pop() if near and len(countries) == 1 else None)


def _before(pattern: re.Pattern[str], text: str, start: int) -> bool:
    """Whether a pattern, written for the end of a text, stands right before an offset."""
    return pattern.search(text, max(0, start - _BEFORE_REACH), start) is not None


def ranges(found: Words, most: int) -> Iterator[tuple[int, int]]:
    """Yield ranges of whole words, longest first, then from the left."""
    for length in range(min(len(found), most), 0, -1):
        for first in range(len(found) - length + 1):
            yield found[first][0], found[first + length - 1][1]
