"""Case endings of the site's languages, by table.

A table line is an ending of the name as listed and the endings it takes instead, one per case, in one order
for all lines of a table; `/` separates endings of one case, `-` is no ending.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from osce_kg.extract.wordlists import words


@dataclass(frozen=True, slots=True)
class CaseTable:
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

SUFFIXES = {
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
_DIGRAPHS = (("dž", "џ"), ("lj", "љ"), ("nj", "њ"))
_LETTERS = str.maketrans("abvgdđežzijklmnoprstćufhcčš", "абвгдђежзијклмнопрстћуфхцчш")


def _cyrillic(text: str) -> str:
    """Return Serbian Latin letters, in lower case or with a capital first, as Cyrillic ones."""
    out = text.lower()
    for latin, letter in _DIGRAPHS:
        out = out.replace(latin, letter)
    out = out.translate(_LETTERS)
    return out[:1].upper() + out[1:] if text[:1].isupper() else out


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
    return tuple((_cyrillic(ending), tuple(tuple(map(_cyrillic, case)) for case in cases)) for ending, cases in lines)


def _tables() -> Mapping[str, CaseTable]:
    serbian = CaseTable(
        _lines(f"{_SERBIAN_NOUNS.strip()}\n{_SLAVIC_CONSONANT['sr-Latn']}"), _lines(_SERBIAN_ADJECTIVES)
    )
    return {
        "ru": CaseTable(_lines(f"{_RUSSIAN_NOUNS.strip()}\n{_SLAVIC_CONSONANT['ru']}"), _lines(_RUSSIAN_ADJECTIVES)),
        "uk": CaseTable(
            _lines(f"{_UKRAINIAN_NOUNS.strip()}\n{_SLAVIC_CONSONANT['uk']}"), _lines(_UKRAINIAN_ADJECTIVES)
        ),
        "sr-Latn": serbian,
        "sr-Cyrl": CaseTable(_cyrillic_lines(serbian.nouns), _cyrillic_lines(serbian.adjectives)),
        "sq": CaseTable(_lines(f"{_ALBANIAN_NOUNS.strip()}\n- i it in"), ()),
        "de": CaseTable(_lines(_GERMAN_NOUNS), _lines(_GERMAN_ADJECTIVES)),
        "ro": CaseTable(_lines(_ROMANIAN_NOUNS), ()),
        "mk": CaseTable(_lines(_MACEDONIAN_NOUNS), ()),
    }


TABLES = _tables()
