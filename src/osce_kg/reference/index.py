"""Folded names → keys, for the look-ups of `Registries`. A name that would mean two things is an error."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from osce_kg.errors import RegistryError
from osce_kg.reference.model import Area, Body, FieldOfWork, MeetingSeries, Post, fold

_PREFIXES = ("osce ", "csce ")


def area_names(areas: Mapping[str, Area]) -> dict[str, str]:
    """Return folded name → code, with and without an English article.

    Raises:
        RegistryError: two areas have the same name.
    """
    names: dict[str, str] = {}
    for code, area in areas.items():
        for label in (*area.labels, *area.alt_labels):
            _claim(names, fold(label.text), code, "areas.toml")
            _claim(names, fold(label.text).removeprefix("the "), code, "areas.toml")
    return names


def concept_names(concepts: Iterable[FieldOfWork | MeetingSeries], file: str) -> dict[str, str]:
    """Return folded label → key.

    Raises:
        RegistryError: two concepts have the same label.
    """
    names: dict[str, str] = {}
    for concept in concepts:
        for text in (concept.label, *(label.text for label in concept.alt_labels)):
            _claim(names, fold(text), concept.key, file)
    return names


def post_names(posts: Mapping[str, Post]) -> dict[str, str]:
    """Return folded name → key of the post.

    Raises:
        RegistryError: two posts have the same name.
    """
    names: dict[str, str] = {}
    for key, post in posts.items():
        texts = (post.label, post.menu_label, *(label.text for label in post.alt_labels))
        for text in filter(None, texts):
            _claim(names, fold(text), key, "posts.toml")
    return names


def body_names(bodies: Mapping[str, Body]) -> dict[str, tuple[str, ...]]:
    """Return folded name → keys of the bodies that bear or bore it, in order of start (unknown first).

    A name is found with and without "OSCE" (or "CSCE") and "the" before it.
    """
    found: defaultdict[str, set[str]] = defaultdict(set)
    for key, body in bodies.items():
        texts = [body.label, body.menu_label, *(name.name for name in body.names)]
        texts += [label.text for label in body.alt_labels]
        for text in filter(None, texts):
            for variant in _variants(fold(text)):
                found[variant].add(key)
    order = {key: (body.start or "", key) for key, body in bodies.items()}
    return {name: tuple(sorted(keys, key=order.__getitem__)) for name, keys in found.items()}


def _variants(name: str) -> set[str]:
    bare = name.removeprefix("the ")
    for prefix in _PREFIXES:
        bare = bare.removeprefix(prefix)
    variants = {name, bare, f"the {bare}"}
    if " " in bare:
        variants |= {prefix + bare for prefix in _PREFIXES} | {f"the {prefix}{bare}" for prefix in _PREFIXES}
    return variants


def _claim(names: dict[str, str], name: str, key: str, file: str) -> None:
    if names.setdefault(name, key) != key:
        raise RegistryError(f"{file}: {name!r} is a name of {names[name]!r} and of {key!r}; remove it from one")
