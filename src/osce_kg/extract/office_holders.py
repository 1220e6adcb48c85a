"""Speakers whom a page gives by surname or role alone, and whom the registry knows by the document's date."""

from __future__ import annotations

import datetime as dt

from osce_kg.extract.names import person_key
from osce_kg.extract.roles import RoleReading
from osce_kg.reference.model import OfficeHolder, Post, Registries


def post_of(role: RoleReading, registries: Registries) -> Post | None:
    """Return the post that a role is: one of the registry's, in the body to which the post belongs."""
    if role.role is None or role.body is None:
        return None
    held = (post for post in registries.posts.values() if post.role == role.role.value)
    return next((post for post in held if role.body and post.body == role.body.value), None)


def holders_on(post: Post, registries: Registries, on: dt.date | None) -> tuple[OfficeHolder, ...]:
    """Return who may have held a post on a day: none if the day is unknown, several where years alone are known."""
    return registries.holders_of(post.key, on) if on is not None else ()


def holder_named(
    surname: str, role: RoleReading | None, registries: Registries, on: dt.date | None
) -> OfficeHolder | None:
    """Return the one person of a surname who held a post on a day; in the post that the role is, if one is given."""
    if on is None:
        return None
    post = post_of(role, registries) if role is not None else None
    if role is not None and post is None:
        return None
    ending = f"-{person_key(surname)}"
    found = {
        held.person: held
        for known in ([post] if post else registries.posts.values())
        for held in registries.holders_of(known.key, on)
        if person_key(held.name).endswith(ending)
    }
    return next(iter(found.values())) if len(found) == 1 else None
