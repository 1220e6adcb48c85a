"""The forms a name takes in a sentence: case endings of the site's languages, by table, both ways.

A table line is an ending of the name as listed and the endings it takes instead, one per case, in one order
for all lines of a table; `/` separates endings of one case, `-` is no ending. Names are a closed list, so a form
too many does no harm as long as no other name has it; `Registries` decide that, not this module. Georgian and the
Turkic languages put suffixes one after another; there a name is found by what may follow it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product

from osce_kg.extract.wordlists import words


@dataclass(frozen=True, slots=True)
class _Table:
    """Endings of nouns and of adjectives, the longest ending first; each with its forms by case."""

    nouns: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]
    adjectives: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]


# Cases: genitive, dative, accusative, instrumental, locative.
_RUSSIAN_NOUNS = """
ия ии ии ию ией ии | ие ия ию ие ием ии | ка ки ке ку кой ке
га ги ге гу гой ге | ша ши ше шу шей ше | ца цы це цу цей це
а ы е у ой е | я и е ю ей е | ь и/я и/ю ь/я ью/ем и/е | й я ю й ем е | ы ов ам ы ами ах | о а у о ом е
ец ца цу ец цем це | ок ка ку ок ком ке
"""
_RUSSIAN_ADJECTIVES = """
ая ой ой ую ой ой | яя ей ей юю ей ей | ый ого ому ый/ого ым ом | ий ого/его ому/ему ий/ого/его им/ым ом/ем
ой ого ому ой ым ом | ые ых ым ые ыми ых | ие их им ие ими их | ое ого ому ое ым ом
"""
_UKRAINIAN_NOUNS = """
ія ії ії ію ією ії | ка ки ці ку кою ці | га ги зі гу гою зі | ща щі щі щу щею щі | а и і у ою і | я і і ю ею і
ь і/я і/ю ь/я ю/ем і | й я/ю ю/єві й єм ї/ю | и ів ам и ами ах
о а у о ом і/у | їв єва єву їв євом єві | ів ова ову/ові ів овом ові
е а у/ю е ем і | ець ця цю/цеві ець цем ці
"""
_UKRAINIAN_ADJECTIVES = """
а ої ій у ою ій | я ьої ій ю ьою ій | ий ого ому ий/ого им ому
ій ього ьому ій/ього ім ьому | і их им і ими их | е ого ому е им ому
"""
_SERBIAN_NOUNS = """
ija ije iji iju ijom iji | ska ske skoj/ski sku skom skoj/ski | čka čke čkoj čku čkom čkoj
ška ške škoj šku škom škoj | ka ke ci/ki ku kom ci/ki
ga ge zi gu gom zi | a e i u om i | o a u o om u | e a u e em u
ac ca cu ac/ca cem cu | ave ava avama ave avama avama | i ija/- ima e/i ima ima
"""
_SERBIAN_ADJECTIVES = "a e oj u om oj | i og/og oma/om i/og im om | o og om o im om | e ih im e im im"
_SLAVIC_CONSONANT = {"ru": "- а у - ом е", "uk": "- а/у у/ові -/а ом і/у", "sr-Latn": "- a u -/a om/em u"}
# Definite nominative, genitive and dative, accusative; names are listed without the article or with it.
_ALBANIAN_NOUNS = """
ë a ës ën | ër ra rës rën | je ja jes jen | a a ës/së ën/në
ia ia isë inë | i ia/iu/i isë/iut/it inë/iun/in | k ku kut kun | g gu gut gun
e ja es en | u u ut un | o o os on
"""
_GERMAN_NOUNS = "- s - - - | s s s s s | z z z z z | x x x x x"
_GERMAN_ADJECTIVES = "er en en/em en e | es en en/em es e | e en en e e"
# Genitive and dative.
_ROMANIAN_NOUNS = "ia iei | ea ei/ii | ța ței | ca căi/cei | a ei | area ării | ul ului | u ului | - ului/ul"
_MACEDONIAN_NOUNS = "ија ијата | а ата | о ото | е ето | - от/та"

_SUFFIXES = {
    "tr": words(
        "in ın un ün nin nın nun nün e a ye ya i ı u ü yi yı yu yü de da te ta den dan ten tan deki"
        " daki teki taki le la yle yla"
    ),
    "az": words("in ın un ün nin nın nun nün ə a yə ya i ı u ü ni nı nu nü də da dən dan dəki dakı la lə"),
    "uz": words("ning ni ga ka qa da dan dagi lik"),
    "tk": words("yň iň uň üň nyň niň ny ni y i a e da de dan den daky däki"),
    "kk": words(
        "ның нің дың дің тың тің ға ге қа ке ны ні ды ді ты ті да де та те дан ден тан тен нан нен мен бен пен"
        " дағы дегі тағы тегі ндағы"
    ),
    "ky": words(
        "нын нин нун нүн дын дин дун дүн тын тин тун түн га ге го гө ка ке ко кө ны ни ну нү ды ди ду дү ты ти ту тү"
        " да де до дө та те то тө дан ден дон дөн тан тен тон төн дагы деги догу дөгү тагы теги тогу төгү"
    ),
    "tg": words("и ро ву у"),
    "hy": words("ի ին ը ն ում ից ով ու յի յում յից յով"),
    "ka": words("ს ის ში ით ად მა დან თან ზე იდან ისა სა სთან ისთვის სთვის"),
}  # fmt: skip
# A name in these languages loses its last letter before a suffix.
_DROPPED = {"ka": "ი", "hy": "ա"}
_SAME = {
    "bs": "sr-Latn", "hr": "sr-Latn", "sh": "sr-Latn", "me": "sr-Latn", "cnr": "sr-Latn", "sr": "sr-Cyrl",
    "uz-Latn": "uz", "ky-Latn": "ky", "kk-Latn": "kk", "az-Latn": "az",
}  # fmt: skip
_DIGRAPHS = (("dž", "џ"), ("lj", "љ"), ("nj", "њ"))
_LETTERS = str.maketrans("abvgdđežzijklmnoprstćufhcčš", "абвгдђежзијклмнопрстћуфхцчш")
_CYRILLIC = re.compile("[Ѐ-ӿ]")
_LEAST = 3
_MOST_FORMS = 40


def table_language(language: str | None, text: str = "") -> str | None:
    """Return the language whose table serves a BCP 47 tag, or None; an unknown language goes by the script."""
    if language is None or language == "und":
        return "ru" if _CYRILLIC.search(text) else None
    base = language.partition("-")[0]
    found = _SAME.get(language) or _SAME.get(base, base)
    found = language if language in _TABLES else found
    return found if found in _TABLES or found in _SUFFIXES else None


def suffixes(language: str) -> frozenset[str]:
    """Return what may follow a name in a language that puts suffixes after it; nothing for the others."""
    return _SUFFIXES.get(_SAME.get(language, language), frozenset())


def stem(name: str, language: str) -> str:
    """Return the part of the name that stays before a suffix."""
    dropped = _DROPPED.get(language, "")
    return name.removesuffix(dropped) if dropped else name


def forms(name: str, language: str) -> frozenset[str]:
    """Return the forms of a name of one or several words, without the name itself; empty without a table.

    All words of a name stand in one case; small words ("и", "dhe") stay.
    """
    table = _TABLES.get(_SAME.get(language, language))
    if table is None:
        return frozenset()
    parts = re.split(r"([ \-])", name)
    if language in ("sq", "ro", "de", "mk"):
        # The noun comes first or alone, and what follows it stays.
        return frozenset(_head_first(name, table)) - {name}
    return frozenset(_declined(parts, [_is_noun_at(parts, at) for at in range(len(parts))], table)) - {name}


def body_forms(name: str, language: str) -> frozenset[str]:
    """Return the forms of a body's name: its head noun and the adjectives before it change, nothing after it."""
    if language == "sq":
        return frozenset(_albanian_body(name)) - {name}
    table = _TABLES.get(_SAME.get(language, language))
    if table is None:
        return frozenset()
    parts = re.split(r"( )", name)
    head = 0
    while head + 2 < len(parts) and _is_adjective(parts[head], language):
        head += 2
    if language == "de" and head == 0 and "-" in parts[0]:
        return frozenset(f"{parts[0]}{ending}{''.join(parts[1:])}" for ending in ("s", "n", "r", "en"))
    front = _declined(parts[: head + 1], [at == head for at in range(head + 1)], table)
    return frozenset(form + "".join(parts[head + 1 :]) for form in front) - {name}


def bases(form: str, language: str, *, adjective: bool = False) -> tuple[str, ...]:
    """Return the names that a word of a text may be a form of, in the table's order; lower case in and out."""
    found: dict[str, None] = {}
    language = _SAME.get(language, language)
    for length in range(min(5, len(form) - 2), -1, -1):
        ending = form[len(form) - length :]
        for nominative in _inverse(language, adjective).get(ending, ()):
            found[form[: len(form) - length] + nominative] = None
    for ending in () if adjective else suffixes(language):
        if form.endswith(ending):
            bare = form[: -len(ending)].rstrip("'’")
            found |= {bare: None, bare + _DROPPED.get(language, ""): None}
    return tuple(name for name in found if len(name) >= _LEAST - bool(suffixes(language)) and name != form)


def cyrillic(text: str) -> str:
    """Return Serbian Latin letters, in lower case or with a capital first, as Cyrillic ones."""
    out = text.lower()
    for latin, letter in _DIGRAPHS:
        out = out.replace(latin, letter)
    out = out.translate(_LETTERS)
    return out[:1].upper() + out[1:] if text[:1].isupper() else out


def _head_first(name: str, table: _Table) -> Iterator[str]:
    first, space, rest = name.partition(" ")
    if not space:
        yield from (form for case in _cases(first, table.nouns) for form in case)
        return
    yield from (form + space + rest for case in _cases(first, table.nouns) for form in case)


def _is_noun_at(parts: list[str], at: int) -> bool:
    """Whether the word has to be read as a noun: the last one, or one before "and"."""
    following = [part for part in parts[at + 1 :] if part.strip(" -")]
    return not following or not following[0][0].isupper()


def _declined(parts: list[str], nouns: list[bool], table: _Table) -> Iterator[str]:
    """Yield the joined parts in every case."""
    by_part = []
    for part, noun in zip(parts, nouns, strict=True):
        if not part.strip(" -") or not part[0].isupper():
            if part.strip(" -") and len(part) > _LEAST:
                by_part.append(_cases(part, table.nouns if noun else table.adjectives))
            else:
                by_part.append(())
            continue
        cases = () if noun else _cases(part, table.adjectives)
        by_part.append(cases or _cases(part, table.nouns))
    number = max((len(cases) for cases in by_part), default=0)
    for case in range(number):
        options = [cases[case] if case < len(cases) else (part,) for part, cases in zip(parts, by_part, strict=True)]
        size = 1
        for option in options:
            size *= len(option)
        if size <= _MOST_FORMS:
            yield from ("".join(chosen) for chosen in product(*options))


def _cases(word: str, lines: Iterable[tuple[str, tuple[tuple[str, ...], ...]]]) -> tuple[tuple[str, ...], ...]:
    for ending, cases in lines:
        if word.lower().endswith(ending) and len(word) - len(ending) >= 2:
            front = word[: len(word) - len(ending)]
            return tuple(tuple(front + each for each in case) for case in cases)
    return ()


def _albanian_body(name: str) -> Iterator[str]:
    """Yield genitive and accusative of a noun with its linking particle: "Misionit të", "Misionin e"."""
    match = re.match(r"(\S+?)(ja|ia|ea|a|i)( \S+?)??( (?:e|i) .*)?\Z", name)
    if not match:
        return
    front, ending, adjective, rest = match[1], match[2], match[3] or "", match[4] or ""
    genitive, accusative = {
        "ja": ("jes", "jen"), "ia": ("isë", "inë"), "ea": ("esë", "enë"), "a": ("ës", "ën"), "i": ("it", "in"),
    }[ending]  # fmt: skip
    linked = rest[3:]
    feminine = "së" if ending != "i" and not adjective else "të"
    if rest.startswith(" i Lartë i "):
        linked = f"Lartë të {rest[len(' i Lartë i ') :]}"
        yield f"{front}{accusative} e Lartë të {rest[len(' i Lartë i ') :]}"
    elif rest:
        yield f"{front}{accusative}{adjective} e {linked}"
    tail = f" {feminine} {linked}" if rest else ""
    yield f"{front}{genitive}{adjective}{tail}"
    if ending == "ja" and front.endswith("le"):
        yield f"{front}së{adjective}{tail}"
        yield f"{front}në{adjective} e {linked}"


_ADJECTIVES = {
    "ru": re.compile(r"(?:ый|ий|ая|яя|ое|ее)\Z"),
    "uk": re.compile(r"(?:ий|ій|ьна|йна|вна|нна|ька|ова|не|ке)\Z"),
    "sr-Latn": re.compile(r"(?:lna|rna|vna|čna|ska|čka|ki|ni|lno|no)\Z"),
    "sr-Cyrl": re.compile(r"(?:лна|рна|вна|чна|ска|чка|ки|ни|лно|но)\Z"),
    "de": re.compile(r"(?:er|e|es)\Z"),
    "ro": re.compile(r"(?!)"),
    "mk": re.compile(r"(?!)"),
}


def _is_adjective(word: str, language: str) -> bool:
    pattern = _ADJECTIVES.get(_SAME.get(language, language))
    return bool(pattern and pattern.search(word))


def _lines(text: str) -> tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]:
    found = []
    for line in re.split(r"[|\n]", text.strip()):
        ending, *cases = line.split()
        found.append((_ending(ending), tuple(tuple(map(_ending, case.split("/"))) for case in cases)))
    return tuple(sorted(found, key=lambda line: -len(line[0])))


def _ending(text: str) -> str:
    return "" if text == "-" else text


def _cyrillic_lines(
    lines: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...],
) -> tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]:
    return tuple((cyrillic(ending), tuple(tuple(map(cyrillic, case)) for case in cases)) for ending, cases in lines)


def _tables() -> Mapping[str, _Table]:
    serbian = _Table(_lines(f"{_SERBIAN_NOUNS.strip()}\n{_SLAVIC_CONSONANT['sr-Latn']}"), _lines(_SERBIAN_ADJECTIVES))
    return {
        "ru": _Table(_lines(f"{_RUSSIAN_NOUNS.strip()}\n{_SLAVIC_CONSONANT['ru']}"), _lines(_RUSSIAN_ADJECTIVES)),
        "uk": _Table(_lines(f"{_UKRAINIAN_NOUNS.strip()}\n{_SLAVIC_CONSONANT['uk']}"), _lines(_UKRAINIAN_ADJECTIVES)),
        "sr-Latn": serbian,
        "sr-Cyrl": _Table(_cyrillic_lines(serbian.nouns), _cyrillic_lines(serbian.adjectives)),
        "sq": _Table(_lines(f"{_ALBANIAN_NOUNS.strip()}\n- i it in"), ()),
        "de": _Table(_lines(_GERMAN_NOUNS), _lines(_GERMAN_ADJECTIVES)),
        "ro": _Table(_lines(_ROMANIAN_NOUNS), ()),
        "mk": _Table(_lines(_MACEDONIAN_NOUNS), ()),
    }


_TABLES = _tables()


@cache
def _inverse(language: str, adjective: bool) -> Mapping[str, tuple[str, ...]]:
    """Return form's ending → endings of the name that may have it."""
    table = _TABLES.get(language)
    found: dict[str, dict[str, None]] = {}
    for ending, cases in (table.adjectives if adjective else table.nouns) if table else ():
        for case in cases:
            for form in case:
                found.setdefault(form, {})[ending] = None
    return {form: tuple(endings) for form, endings in found.items()}
