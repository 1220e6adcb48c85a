"""Other spellings of one name: without diacritics, in Latin letters, in the English manner of each alphabet.

Used on both sides of a look-up: the index holds the variants of the names it knows, a reader asks for the
variants of the name it met. All results are in the form of `model.fold`.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from osce_kg.reference.model import fold

_LETTERS = str.maketrans(
    {
        "ı": "i", "ł": "l", "đ": "d", "ð": "d", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th", "ə": "a",
        "ħ": "h", "ŧ": "t", "ŋ": "ng", "'": "", "`": "", "ʻ": "", "ʼ": "", "ʹ": "",
    }
)  # fmt: skip
_AZERBAIJANI = str.maketrans(
    {"ə": "a", "c": "j", "ç": "ch", "ş": "sh", "ğ": "gh", "x": "kh", "q": "g", "ı": "i", "ö": "o", "ü": "u"}
)
_AZERBAIJANI_E = str.maketrans({"ə": "e", "ı": "i", "ğ": "g"})
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_SERBIAN = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "ђ": "đ", "е": "e", "ж": "ž", "з": "z", "и": "i",
        "ј": "j", "к": "k", "л": "l", "љ": "lj", "м": "m", "н": "n", "њ": "nj", "о": "o", "п": "p", "р": "r",
        "с": "s", "т": "t", "ћ": "ć", "у": "u", "ф": "f", "х": "h", "ц": "c", "ч": "č", "џ": "dž", "ш": "š",
        "ѓ": "gj", "ѕ": "dz", "ќ": "kj",
    }
)  # fmt: skip
_CYRILLIC = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "yo", "є": "ye", "ж": "zh",
        "з": "z", "и": "i", "і": "i", "ї": "yi", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o",
        "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ў": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch",
        "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "ә": "a",
        "ғ": "gh",
        "қ": "k", "ң": "ng", "ө": "o", "ұ": "u", "ү": "u", "һ": "h", "ӣ": "i", "ӯ": "u", "ҳ": "h", "ҷ": "j",
        "ј": "j", "љ": "lj", "њ": "nj", "ђ": "dj", "ћ": "c", "џ": "dz", "ѓ": "gj", "ѕ": "dz", "ќ": "kj",
        "’": "", "'": "",
    }
)  # fmt: skip
_UKRAINIAN = str.maketrans(
    {"г": "h", "ґ": "g", "и": "y", "і": "i", "ї": "i", "й": "i", "є": "ie", "ю": "iu", "я": "ia"}
)


def plain(name: str) -> str:
    """Return the folded name without diacritics and apostrophes; letters of other scripts stay."""
    folded = fold(name)
    if folded.isascii():
        return " ".join(folded.replace("'", "").replace("`", "").split())
    return _stripped(folded)


@lru_cache(maxsize=1 << 14)
def spellings(name: str) -> tuple[str, ...]:
    """Return every form under which the name is looked up, the folded name itself first, each once.

    Learned from `Mingəçevir` / `Mingechevir`, `Приштина` / `Priština` / `Pristina`, `Київ` / `Kyiv`, `Łódź` /
    `Lodz`.
    """
    folded = fold(name).replace("ǝ", "ə")
    forms = [folded, plain(folded)]
    if _has_cyrillic(folded):
        forms += [_stripped(folded.translate(_SERBIAN)), _stripped(_composed(folded).translate(_CYRILLIC))]
        forms.append(_stripped(_composed(folded).translate(_UKRAINIAN).translate(_CYRILLIC)))
    elif "ə" in folded:
        forms += [_stripped(folded.translate(_AZERBAIJANI)), _stripped(folded.translate(_AZERBAIJANI_E))]
    else:
        if any(letter in folded for letter in "äöü"):
            forms.append(_stripped(folded.translate(_GERMAN)))
        if any(letter in folded for letter in "çşğı"):
            forms.append(_stripped(folded.translate(_AZERBAIJANI)))
        if "đ" in folded:
            forms.append(_stripped(folded.replace("đ", "dj")))
    # A form that still has both alphabets comes from a letter outside that language: nobody writes it.
    return tuple(dict.fromkeys(form for form in forms if form and (form == folded or not _is_mixed(form))))


def _composed(folded: str) -> str:
    return unicodedata.normalize("NFC", folded)


def _stripped(folded: str) -> str:
    decomposed = unicodedata.normalize("NFKD", folded.translate(_LETTERS))
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(unicodedata.normalize("NFC", bare).split())


def _has_cyrillic(folded: str) -> bool:
    return any("\u0400" <= letter <= "\u04ff" for letter in folded)


def _is_mixed(folded: str) -> bool:
    return _has_cyrillic(folded) and any("a" <= letter <= "z" for letter in folded)
