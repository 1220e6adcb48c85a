"""Place names as written → one place of the registry, or the candidates if nothing settles which.

The country in a dateline decides first, then what the name means everywhere (Vienna), then the countries
where the issuing body works. What is left open is left unlinked and returned for the report.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from osce_kg.records import Basis, Confidence
from osce_kg.reference.model import Place, Registries
from osce_kg.reference.spelling import plain, spellings

# A former State's towns lie in today's States, and older datelines file Kosovo's towns under Serbia.
_LIES_TODAY_IN = {
    "SRB": ("XKX",),
    "CSXX": ("SRB", "MNE", "XKX"),
    "YUCS": ("SRB", "MNE", "XKX"),
    "CSHH": ("CZE", "SVK"),
}
_DWARFED = 50
_OVERWHELMING = 10
_CITY = 100_000
_TOWN = 20_000


@dataclass(frozen=True, slots=True)
class PlaceResolution:
    """The place a name means: its key, or None with all candidates, the most populous first."""

    key: str | None
    rule: str
    basis: Basis
    confidence: Confidence
    candidates: tuple[str, ...] = ()


def resolve_place(
    names: Sequence[str],
    registries: Registries,
    *,
    country_hint: str | None,
    issuer_countries: Sequence[str] = (),
) -> PlaceResolution:
    """Return the place that the names mean; several names are the dual names of one place.

    `country_hint` is the area code, or the name as written, of the dateline's country; `issuer_countries` are
    the area codes of the countries where the issuing body works. Rules, in this order: `place-unknown`,
    `place-country`, `place-country-conflict` (the dateline's country has no such place), `place-default`,
    `place-issuer-country`, `place-unique`, `place-largest`, `place-ambiguous`. Without a key the basis is
    READ.
    """
    found = _candidates(names, registries)
    keys = tuple(place.key for place in found)
    if not found:
        return PlaceResolution(None, "place-unknown", Basis.READ, Confidence.LOW)
    if country_hint:
        code = _area_code(country_hint, registries)
        inside = _inside(found, (code, *_LIES_TODAY_IN.get(code, ()))) if code else []
        chosen = _largest(inside) or _largest(_called(inside, names))
        if chosen:
            return _resolved(chosen, "place-country", Confidence.HIGH if len(inside) == 1 else Confidence.MEDIUM, keys)
        rule = "place-ambiguous" if inside else "place-country-conflict"
        return PlaceResolution(None, rule, Basis.READ, Confidence.LOW, keys)
    return _without_country(found, names, issuer_countries, keys)


def resolve_mentioned(
    found: Sequence[Place], name: str, *, hosts: Collection[str], named: Collection[str], sure: bool
) -> PlaceResolution | None:
    """Return the place that a name in running text means, or None if nothing says that it means a place.

    `found` are the places of the name, the most populous first. `hosts` are the countries where the issuer works and
    where the text was filed, `named` the countries that it names. Rules: `place-name` (it means one place
    everywhere), `place-in-country`, `place-large` (a city with no namesake of size, or a town
    with no namesake at all; of a city what merely has the name among others is none), `place-ambiguous` (also of a town
    that no country settles). `sure` says that the words around the name are those around a place.
    """
    keys = tuple(place.key for place in found)
    default = next((place for place in found if place.default), None)
    for countries in (hosts, named):
        local = _inside(found, (*countries, *_today(countries)))
        if default and default not in local:
            local = [place for place in local if place.population * _DWARFED > default.population]
        local = _rightful(local, found, name)
        if not local:
            continue
        if default in local:
            return _resolved(default, "place-name", Confidence.MEDIUM, keys)
        chosen = _largest(local) or _largest(_called(local, (name,)))
        if chosen is None:
            return PlaceResolution(None, "place-ambiguous", Basis.READ, Confidence.LOW, keys)
        confidence = Confidence.MEDIUM if sure else Confidence.LOW
        return _resolved(chosen, "place-in-country", confidence, keys)
    if default:
        return _resolved(default, "place-name", Confidence.MEDIUM, keys)
    called = _called(found, (name,)) if len(found) > 1 else []
    chosen = _largest(found) or (_largest(called) if found[0] in called else None)
    if chosen and chosen.population >= (_TOWN if len(found) == 1 and sure else _CITY):
        return _resolved(chosen, "place-large", Confidence.LOW, keys)
    if sure and len(found) > 1 and found[0].population >= _TOWN:
        return PlaceResolution(None, "place-ambiguous", Basis.READ, Confidence.LOW, keys)
    return None


def _rightful(local: Sequence[Place], found: Sequence[Place], name: str) -> list[Place]:
    """Return the places near, none if a far larger city elsewhere is called so and they are only called so too.

    Minsk is in no way Mińsk Mazowiecki.
    """
    called = _called(local, (name,))
    if called or not local:
        return list(local)
    largest = max(local, key=lambda place: place.population)
    city = next(iter(_called(found, (name,))), None)
    dwarfed = city is not None and city.population > max(_CITY, _OVERWHELMING * largest.population)
    return [] if dwarfed else list(local)


def _today(countries: Collection[str]) -> Sequence[str]:
    return [code for country in countries for code in _LIES_TODAY_IN.get(country, ())]


def same_place(a: str, b: str, registries: Registries) -> bool:
    """Whether two names joined by a slash are one place: PRISHTINË/PRIŠTINA is, VIENNA/BELGRADE is two.

    They are one if the place that either name means first bears the other name too, or, for names that no
    registry has, if they differ in diacritics alone.
    """
    first, second = _candidates([a], registries), _candidates([b], registries)
    if not first or not second:
        return plain(a) == plain(b)
    return first[0] in second or second[0] in first


def _without_country(
    found: Sequence[Place], names: Sequence[str], issuer_countries: Sequence[str], keys: tuple[str, ...]
) -> PlaceResolution:
    defaults = [place for place in found if place.default]
    default = defaults[0] if len(defaults) == 1 else None
    local = _inside(found, issuer_countries)
    if default and default not in local:
        # Sofia has namesakes among villages where a mission works; it is still the capital that is meant.
        local = [place for place in local if place.population * _DWARFED > default.population]
    if default and (not local or local == [default]):
        return _resolved(default, "place-default", Confidence.HIGH, keys)
    chosen = default if default in local else _largest(local) or _largest(_called(local, names))
    if chosen:
        sure = len(local) == 1 and not default
        return _resolved(chosen, "place-issuer-country", Confidence.HIGH if sure else Confidence.MEDIUM, keys)
    if len(found) == 1:
        return _resolved(found[0], "place-unique", Confidence.MEDIUM, keys)
    chosen = _largest(found) if not local else None
    if chosen and chosen.population >= _CITY:
        return _resolved(chosen, "place-largest", Confidence.LOW, keys)
    return PlaceResolution(None, "place-ambiguous", Basis.READ, Confidence.LOW, keys)


def _resolved(place: Place, rule: str, confidence: Confidence, keys: tuple[str, ...]) -> PlaceResolution:
    return PlaceResolution(place.key, rule, Basis.RESOLVED, confidence, keys)


def _largest(places: Sequence[Place]) -> Place | None:
    """Return the only place, or the one with many times the people of the next, or None."""
    if not places:
        return None
    ranked = sorted(places, key=lambda place: (-place.population, place.key))
    if len(ranked) == 1 or ranked[0].population > _OVERWHELMING * ranked[1].population:
        return ranked[0]
    return None


def _inside(places: Sequence[Place], countries: Collection[str]) -> list[Place]:
    return [place for place in places if place.country in countries]


def _called(places: Sequence[Place], names: Sequence[str]) -> list[Place]:
    """Return the places whose label it is, not merely some other name."""
    wanted = {plain(name) for name in names}
    return [place for place in places if plain(place.label) in wanted]


def _area_code(country: str, registries: Registries) -> str | None:
    if country in registries.areas:
        return country
    area = registries.area(country)
    return area.code if area else None


def _candidates(names: Sequence[str], registries: Registries) -> list[Place]:
    """Return the places that bear all the names that the registry knows, the most populous first."""
    known = [found for found in (_named(name, registries) for name in names) if found]
    if not known:
        return []
    shared = [place for place in known[0] if all(place in others for others in known[1:])]
    return shared or list(known[0])


def _named(name: str, registries: Registries) -> tuple[Place, ...]:
    """Return the places of a name in the first of its spellings that any place has."""
    for form in spellings(name):
        found = registries.places_named(form)
        if found:
            return found
    return ()
