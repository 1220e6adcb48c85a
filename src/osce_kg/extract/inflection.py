"""The forms a name takes in a sentence: case endings of the site's languages, by table, both ways.

Names are a closed list, so a form too many does no harm as long as no other name has it; `Registries` decide that, not
this module. Georgian and the Turkic languages put suffixes one after another; there a name is found by what may
follow it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import product

from osce_kg.extract.case_endings import SUFFIXES, TABLES, CaseTable

# A name in these languages loses its last letter before a suffix.
_DROPPED = {"ka": "ი", "hy": "ա"}
_SAME = {
    "bs": "sr-Latn", "hr": "sr-Latn", "sh": "sr-Latn", "me": "sr-Latn", "cnr": "sr-Latn", "sr": "sr-Cyrl",
    "uz-Latn": "uz", "ky-Latn": "ky", "kk-Latn": "kk", "az-Latn": "az",
}  # fmt: skip
_CYRILLIC = re.compile("[Ѐ-ӿ]")
_LEAST = 3
_MOST_FORMS = 40


def table_language(language: str | None, text: str = "") -> str | None:
    """Return the language whose table serves a BCP 47 tag, or None; an unknown language goes by the script."""
    if language is None or language == "und":
        return "ru" if _CYRILLIC.search(text) else None
    base = language.partition("-")[0]
    found = _SAME.get(language) or _SAME.get(base, base)
    found = language if language in TABLES else found
    return found if found in TABLES or found in SUFFIXES else None


def suffixes(language: str) -> frozenset[str]:
    """Return what may follow a name in a language that puts suffixes after it; nothing for the others."""
    return SUFFIXES.get(_SAME.get(language, language), frozenset())


def stem(name: str, language: str) -> str:
    """Return the part of the name that stays before a suffix."""
    dropped = _DROPPED.get(language, "")
    return name.removesuffix(dropped) if dropped else name


def forms(name: str, language: str) -> frozenset[str]:
    """Return the forms of a name of one or several words, without the name itself; empty without a table.

    All words of a name stand in one case; small words ("и", "dhe") stay.
    """
    table = TABLES.get(_SAME.get(language, language))
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
    table = TABLES.get(_SAME.get(language, language))
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


def _head_first(name: str, table: CaseTable) -> Iterator[str]:
    first, space, rest = name.partition(" ")
    if not space:
        yield from (form for case in _cases(first, table.nouns) for form in case)
        return
    yield from (form + space + rest for case in _cases(first, table.nouns) for form in case)


def _is_noun_at(parts: list[str], at: int) -> bool:
    """Whether the word has to be read as a noun: the last one, or one before "and"."""
    following = [part for part in parts[at + 1 :] if part.strip(" -")]
    return not following or not following[0][0].isupper()


def _declined(parts: list[str], nouns: list[bool], table: CaseTable) -> Iterator[str]:
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


@cache
def _inverse(language: str, adjective: bool) -> Mapping[str, tuple[str, ...]]:
    """Return form's ending → endings of the name that may have it."""
    table = TABLES.get(language)
    found: dict[str, dict[str, None]] = {}
    for ending, cases in (table.adjectives if adjective else table.nouns) if table else ():
        for case in cases:
            for form in case:
                found.setdefault(form, {})[ending] = None
    return {form: tuple(endings) for form, endings in found.items()}
