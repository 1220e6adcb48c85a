"""Month names of the site's languages, from CLDR through babel, plus forms that CLDR does not list.

The locale files are read one by one, without inheritance: babel's merged tables depend on the order in which
locales were loaded before.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from babel import localedata

LOCALES = (
    "az", "az_Cyrl", "bs", "bs_Cyrl", "cs", "de", "en", "es", "fr", "hr", "hy", "it", "ka", "kk", "ky", "mk",
    "pl", "ro",    "ru", "sq", "sr", "sr_Latn", "tg", "tk", "tr", "uk", "uz", "uz_Cyrl",
)  # fmt: skip

# Forms in use on the site that CLDR lacks: nominatives and genitives of South Slavic languages, English and
# other abbreviations, Latin Kazakh and Tajik, spellings of Uzbek without "oktabr".
_CURATED: Mapping[str, Mapping[str, int]] = {
    "en": {"sept": 9, "febr": 2},
    "sr": {
        "januara": 1, "februara": 2, "marta": 3, "aprila": 4, "maja": 5, "juna": 6, "jula": 7, "avgusta": 8,
        "septembra": 9, "oktobra": 10, "novembra": 11, "decembra": 12, "august": 8, "augusta": 8,
        "januar": 1, "juni": 6, "juli": 7, "jan": 1,
        "јануара": 1, "фебруара": 2, "марта": 3, "априла": 4, "маја": 5, "јуна": 6, "јула": 7, "августа": 8,
        "септембра": 9, "октобра": 10, "новембра": 11, "децембра": 12, "јуни": 6, "јули": 7,
    },
    "hr": {
        "studenoga": 11, "studeni": 11, "studenog": 11, "siječanj": 1, "veljača": 2, "ožujak": 3,
        "travanj": 4,
        "svibanj": 5, "lipanj": 6, "srpanj": 7, "kolovoz": 8, "rujan": 9, "prosinac": 12,
    },
    "sq": {"korrik": 7, "nentor": 11, "nëntor": 11, "dhjetor": 12, "mars": 3, "prill": 4, "tetor": 10},
    "uz": {"oktyabr": 10, "sentyabr": 9, "noyabr": 11, "dekabr": 12, "avgust": 8},
    "uz_Cyrl": {"июн": 6, "июл": 7},
    "tg": {"январи": 1, "феврали": 2, "марти": 3, "апрели": 4, "майи": 5, "июни": 6, "июли": 7, "августи": 8,
           "сентябри": 9, "октябри": 10, "ноябри": 11, "декабри": 12},
    "mk": {"јануари": 1, "февруари": 2},
    "hy": {"մայիսի": 5},
    "ro": {"martie": 3},
}  # fmt: skip

# Case and possessive endings that Turkic languages add to a month's name ("15-апрелинде", "15 сәуірінде").
_ENDINGS = (
    "инде",
    "ында",
    "үндө",
    "унда",
    "інде",
    "ida",
    "да",
    "де",
    "та",
    "те",
    "da",
    "и",
    "ы",
    "ү",
    "у",
    "і",
)


def fold_month(word: str) -> str:
    """Return the form in which month names are compared: NFC, lower case, no final full stop.

    A dotted capital I is one letter in Turkic Latin scripts, so its lower-case dot is dropped.
    """
    return unicodedata.normalize("NFC", word).lower().replace("i̇", "i").rstrip(".")


@lru_cache(maxsize=1)
def month_names() -> Mapping[str, Mapping[int, frozenset[str]]]:
    """Return folded name → month → locales in which the name means that month."""
    table: dict[str, dict[int, set[str]]] = {}
    for locale in LOCALES:
        for name, month in _listed(locale):
            table.setdefault(name, {}).setdefault(month, set()).add(locale)
    return MappingProxyType(
        {
            name: MappingProxyType({month: frozenset(locales) for month, locales in sorted(months.items())})
            for name, months in sorted(table.items())
        }
    )


def _listed(locale: str) -> list[tuple[str, int]]:
    """Return name and month for every width and context of one locale, single letters left out."""
    found = list(_CURATED.get(locale, {}).items())
    contexts = localedata.load(locale, merge_inherited=False).get("months", {})
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            names = contexts.get(context, {}).get(width)
            if isinstance(names, Mapping):
                found.extend((str(name), int(month)) for month, name in names.items())
    return [(fold_month(name), month) for name, month in found if len(fold_month(name)) > 2]


@lru_cache(maxsize=1 << 13)
def months_of(word: str, language: str | None = None) -> Mapping[int, frozenset[str]]:
    """Return month → locales for a word; empty if it is no month's name.

    With a language (BCP 47), locales of that language alone are considered if they know the word.
    """
    folded = fold_month(word)
    found = month_names().get(folded) or _without_ending(folded)
    if language and len(found) > 1:
        wanted = language.split("-")[0]
        narrowed = {
            month: frozenset(locale for locale in locales if locale.split("_")[0] == wanted)
            for month, locales in found.items()
        }
        found = {month: locales for month, locales in narrowed.items() if locales} or found
    return found


def _without_ending(folded: str) -> Mapping[int, frozenset[str]]:
    for ending in _ENDINGS:
        stem = folded.removesuffix(ending)
        if stem != folded and len(stem) > 2 and stem in month_names():
            months = {
                month: turkic
                for month, locales in month_names()[stem].items()
                if (turkic := frozenset(locales & {"kk", "ky", "uz", "uz_Cyrl", "az", "tr", "tk"}))
            }
            if months:
                return months
    return {}
