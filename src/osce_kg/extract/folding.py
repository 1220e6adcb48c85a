"""Names in one alphabet: mixed scripts unified, Cyrillic and other scripts romanized, diacritics dropped.

The romanization is fixed and serves keys only; it is never shown.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from osce_kg.extract.wordlists import listed

_LATIN_TO_CYRILLIC = dict(zip("ABCEHKMOPTXaceopxyijs", "АВСЕНКМОРТХасеорхуіјѕ", strict=True))
_CYRILLIC_TO_LATIN = {cyrillic: latin for latin, cyrillic in _LATIN_TO_CYRILLIC.items()}

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "ѓ": "gj", "ғ": "gh", "д": "d", "ђ": "d", "е": "e",
    "є": "ye", "ё": "yo", "ж": "zh", "җ": "j", "з": "z", "ѕ": "dz", "и": "i", "і": "i", "ї": "yi", "й": "y",
    "ј": "j", "к": "k", "қ": "q", "ќ": "kj", "л": "l", "љ": "lj", "м": "m", "н": "n", "ң": "ng", "њ": "nj",
    "о": "o", "ө": "o", "п": "p", "р": "r", "с": "s", "т": "t", "ћ": "c", "у": "u", "ў": "o", "ү": "u",
    "ұ": "u", "ф": "f", "х": "kh", "ҳ": "h", "һ": "h", "ц": "ts", "ч": "ch", "ҷ": "j", "џ": "dz", "ш": "sh",
    "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "ә": "a", "ӣ": "i", "ӯ": "u",
}  # fmt: skip
# South Slavic Cyrillic maps letter by letter to its own Latin alphabet, whose diacritics a key then drops.
_SOUTH_SLAVIC = _CYRILLIC | {"ж": "z", "ч": "c", "ш": "s", "х": "h", "ц": "c", "ѓ": "g", "ќ": "k"}
_SOUTH_SLAVIC_LETTERS = frozenset("ђљњћџјѓќѕ")
_GEORGIAN = dict(
    zip(
        "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
        listed("a b g d e v z t i k l m n o p zh r s t u p k gh q sh ch ts dz ts ch kh j h"),
        strict=True,
    )
)
_ARMENIAN = dict(
    zip(
        "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև",
        listed("a b g d e z e y t zh i l kh ts k h dz gh ch m y n sh o ch p j r s v t r ts v p k o f ev"),
        strict=True,
    )
)
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        listed("a v g d e z i th i k l m n x o p r s s t y f ch ps o"),
        strict=True,
    )
)
_LATIN = {
    "đ": "d", "ð": "d", "ø": "o", "ł": "l", "ß": "ss", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ə": "a",
    "ħ": "h", "ŋ": "ng",
}  # fmt: skip
_CYRILLIC_LETTER = re.compile("[Ѐ-ӿ]")
_TABLE = _GEORGIAN | _ARMENIAN | _GREEK | _LATIN


def unify_scripts(word: str) -> str:
    """Return the word in the script most of its letters have, look-alike letters of the other one replaced.

    A word without a letter that only one script has stays Latin.
    """
    cyrillic = sum("Ѐ" <= char <= "ӿ" for char in word)
    latin = sum(char.isalpha() and ord(char) < 0x250 for char in word)
    if not cyrillic or not latin:
        return word
    surely_cyrillic = sum("Ѐ" <= char <= "ӿ" and char not in _CYRILLIC_TO_LATIN for char in word)
    surely_latin = sum(char.isalpha() and ord(char) < 0x250 and char not in _LATIN_TO_CYRILLIC for char in word)
    if (surely_cyrillic, cyrillic) > (surely_latin, latin):
        return "".join(_LATIN_TO_CYRILLIC.get(char, char) for char in word)
    return "".join(_CYRILLIC_TO_LATIN.get(char, char) for char in word)


def romanize(text: str, *, south_slavic: bool = False) -> str:
    """Return the text in lower-case ASCII letters as far as its scripts are known.

    Cyrillic is read as South Slavic where a letter tells so, or the caller, who knows what stands beside the text.
    """
    if text.isascii():
        return text.lower()
    unified = unicodedata.normalize("NFC", text)
    if _CYRILLIC_LETTER.search(unified):
        unified = re.sub(r"\w+", lambda match: unify_scripts(match.group()), unified)
    lowered = unified.lower()
    cyrillic = _SOUTH_SLAVIC if south_slavic or _SOUTH_SLAVIC_LETTERS & set(lowered) else _CYRILLIC
    letters = []
    for char in lowered:
        romanized = cyrillic.get(char)
        if romanized is None:
            romanized = char if char.isascii() else _decomposed(char, south_slavic=cyrillic is _SOUTH_SLAVIC)
        letters.append(romanized)
    return "".join(letters)


@lru_cache(maxsize=1 << 12)
def _decomposed(char: str, *, south_slavic: bool) -> str:
    """Return the letter without its diacritics, romanized."""
    cyrillic = _SOUTH_SLAVIC if south_slavic else _CYRILLIC
    base = "".join(part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part))
    return "".join(_TABLE.get(part, cyrillic.get(part, part)) for part in base) or _TABLE.get(char, "")
