"""The language of a document by its own words, as a BCP 47 tag; the URL's language is not evidence for it.

The classifier (py3langid) is restricted to the site's languages. Bosnian, Croatian and Serbian differ by too
little for it, so they are told apart by rule: the script; Ekavian or Ijekavian reflexes; words that are
standard in one only. Cyrillic or Ekavian text is Serbian; Ijekavian text is Croatian or Bosnian only with
such words of it, else `sh`, the macrolanguage, so that nothing is claimed.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from osce_kg.extract.wordlists import words
from osce_kg.records import Confidence

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

SITE_LANGUAGES = (
    "az", "bs", "de", "en", "es", "fr", "hr", "hy", "it", "ka", "kk", "ky", "mk", "ro", "ru", "sq",
    "sr", "tg",    "tk", "tr", "uk", "uz",
)  # fmt: skip
_FEW_LETTERS, _MANY_LETTERS = 20, 200
_LEAST, _SURE = 0.80, 0.98
_MOST = 4000
# A paragraph tells a language for certain, and every letter more costs the classifier the same.
_LEAD, _SAMPLE = 300, 700
_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile("[Ѐ-ӿ]")
_LATIN = re.compile("[A-Za-zÀ-ɏ]")
_SCRIPTED = {
    "uz": ("uz-Latn", "uz-Cyrl"),
    "az": ("az", "az-Cyrl"),
    "kk": ("kk-Latn", "kk"),
    "ky": ("ky-Latn", "ky"),
}
_SISTERS = frozenset({"bs", "hr", "sr"})
_ENGLISH = words("the of and to in for with on by at from that this was were is are has have its will said an as be")
_ENGLISH_SHARE = 0.22
_SHORT_SHARE = 0.15

_EKAVIAN = words(
    "vreme mesto mesta pre posle deca dece reč reči rešenje primena primene bezbednost"
    " bezbednosti uvek svet sveta"
    " razumevanje odeljenje poverenje zahteva lepo mera mere mesec izveštaj sprečavanje zamenik"
    " saveta savet obaveštenje"
    " podneo vrednosti promene uspešno gde ovde dve deo cela ceo sledeći sledeće oebs"
)
_IJEKAVIAN = words(
    "vrijeme mjesto mjesta prije poslije djeca djece riječ riječi rješenje primjena primjene"
    " uvijek svijet svijeta"
    " razumijevanje odjeljenje povjerenje zahtijeva lijepo mjera mjere mjesec izvještaj izvješće"
    " sprječavanje zamjenik"
    " vijeća vijeće obavještenje vrijednosti promjene uspješno gdje ovdje dvije dio cijela cijeli sljedeći sljedeće"
)
_CROATIAN = words(
    "siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenog"
    " studenoga prosinca tijekom"
    " općina tisuća tjedan tjedna vlak zrak tko priopćenje izvješće europske europska sveučilište"
    " glede sudionici sudionika"
    " organizacijom suradnja suradnju suradnje povjerenstvo ravnatelj tiskovna promidžba veleposlanik"
)
_BOSNIAN = words(
    "januara februara marta aprila maja juna jula augusta septembra oktobra novembra decembra"
    " saopštenje saopćenje sedmica"
    " sedmice hiljada historija evropske evropska univerzitet učesnici učesnika saradnja saradnju"
    " saradnje ambasador lahko"
    " sedmicu opština općinsko kahva fabrika voz"
)


@dataclass(frozen=True, slots=True)
class Language:
    """A BCP 47 tag, `und` if the text is too short or too mixed, and how sure that is."""

    tag: str
    confidence: Confidence


UNKNOWN = Language("und", Confidence.LOW)


def detect_language(headline: str, body: str = "") -> Language:
    """Return the language of a document by headline and the beginning of its body."""
    lead = _WORD.findall(f"{headline}\n{body[:_LEAD]}")
    if _is_english(lead):
        return Language("en", _confidence(1.0, sum(map(len, lead))))
    sample = _WORD.findall(f"{headline}\n{body[:_SAMPLE]}")
    letters = sum(map(len, sample))
    if letters < _FEW_LETTERS:
        return UNKNOWN
    tag, probability = _classify(" ".join(_decapitalised(sample)))
    if probability < _LEAST:
        # A headline alone is too little for the classifier; small words of English beside its guess are enough.
        english = tag == "en" and _english_share(sample) >= _SHORT_SHARE
        return Language("en", Confidence.LOW) if english else UNKNOWN
    confidence = _confidence(probability, letters)
    if tag not in _SISTERS and tag not in _SCRIPTED:
        return Language(tag, confidence)
    text = f"{headline}\n{body[:_MOST]}"
    cyrillic = len(_CYRILLIC.findall(text)) > len(_LATIN.findall(text))
    if tag in _SISTERS:
        return _south_slavic(_WORD.findall(text), cyrillic=cyrillic, confidence=confidence)
    if tag in _SCRIPTED:
        tag = _SCRIPTED[tag][cyrillic]
    return Language(tag, confidence)


def _is_english(sample: list[str]) -> bool:
    """Whether English function words settle it: more than every fifth word, "the" among them.

    Of the other languages none has half as many. Nine of ten pages are English, and the classifier costs a page as
    much as its quotations.
    """
    return len(sample) >= _FEW_LETTERS and _english_share(sample) >= _ENGLISH_SHARE and "the" in sample


def _english_share(sample: list[str]) -> float:
    return sum(map(_ENGLISH.__contains__, map(str.lower, sample))) / max(1, len(sample))


def _confidence(probability: float, letters: int) -> Confidence:
    if probability >= _SURE and letters >= _MANY_LETTERS:
        return Confidence.HIGH
    return Confidence.MEDIUM if probability >= _SURE else Confidence.LOW


def _south_slavic(words: list[str], *, cyrillic: bool, confidence: Confidence) -> Language:
    if cyrillic:
        return Language("sr-Cyrl", confidence)
    present = {word.lower() for word in words}
    ekavian, ijekavian = len(present & _EKAVIAN), len(present & _IJEKAVIAN)
    croatian, bosnian = len(present & _CROATIAN), len(present & _BOSNIAN)
    if ekavian > ijekavian:
        return Language("sr-Latn", confidence)
    if croatian and croatian > bosnian:
        return Language("hr", confidence if not bosnian else Confidence.LOW)
    if ijekavian and bosnian and not croatian:
        return Language("bs", Confidence.LOW)
    return Language("sh", Confidence.MEDIUM)


def _decapitalised(words: list[str]) -> list[str]:
    """Return the words, those all in capitals in small letters: capitals mislead the classifier."""
    return [word.lower() if word.isupper() and len(word) > 1 else word for word in words]


def _classify(text: str) -> tuple[str, float]:
    """Return the likeliest language; Bosnian, Croatian and Serbian count together."""
    ranked = [(str(tag), float(probability)) for tag, probability in _identifier().rank(text)]
    tag, probability = ranked[0]
    if tag in _SISTERS:
        probability = sum(share for sister, share in ranked if sister in _SISTERS)
    return tag, probability


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    # Its product of a row and a small matrix is just large enough to wake threads, which cost more than it does.
    # They are counted when numpy is loaded, so this comes first; it also keeps numpy out of commands without pages.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    known = set(identifier.nb_classes)
    identifier.set_languages([language for language in SITE_LANGUAGES if language in known])
    return identifier
