"""The bodies of the OSCE as a tree, with the documents that each issued."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from osce_kg.server.browse import counts
from osce_kg.server.browse.asking import Asker
from osce_kg.vocab import OSCE

_GROUPS = (
    (OSCE.DecisionMakingBody, "Decision-making bodies"),
    (OSCE.Institution, "Institutions and related bodies"),
    (OSCE.SecretariatUnit, "Units of the Secretariat"),
    (OSCE.FieldOperation, "Field operations"),
)


@dataclass(frozen=True, slots=True)
class Node:
    """A body or a group of bodies, and what is below it."""

    label: str
    iri: str | None
    documents: int
    closed: bool
    below: tuple[Node, ...]

    @property
    def size(self) -> int:
        """How many bodies are in it, itself not counted."""
        return sum((node.iri is not None) + node.size for node in self.below)


async def load(asker: Asker) -> tuple[Node, ...]:
    """Return the roots: bodies that belong to none, field operations among them as one group."""

    async def make() -> tuple[Node, ...]:
        offices = await counts.offices(asker)
        documents = await counts.by_object(asker, "osce:issuedBy")
        below: dict[str | None, list[counts.Office]] = {}
        for office in offices.values():
            parent = office.parent if office.parent in offices and not _loops(office, offices) else None
            below.setdefault(parent, []).append(office)

        def node(office: counts.Office) -> Node:
            return Node(
                office.label, office.iri, documents.get(office.iri, 0), office.status == OSCE.Closed,
                _grouped(below.get(office.iri, []), node),
            )  # fmt: skip

        roots = below.get(None, [])
        operations = [office for office in roots if OSCE.FieldOperation in office.kinds]
        others = [node(office) for office in roots if OSCE.FieldOperation not in office.kinds]
        others.sort(key=lambda one: -one.size)
        if operations:
            others.append(Node("Field operations", None, 0, False, tuple(node(office) for office in operations)))
        return tuple(others)

    return await asker.kept("bodies", make)


def _grouped(offices: list[counts.Office], node: Callable[[counts.Office], Node]) -> tuple[Node, ...]:
    """Return the nodes of bodies that belong to one, in groups by kind where there are more than two kinds."""
    groups = []
    left = offices
    for cls, label in _GROUPS:
        members = [office for office in left if cls in office.kinds]
        left = [office for office in left if cls not in office.kinds]
        groups += [(label, members)] if members else []
    groups += [("Other bodies", left)] if left else []
    if len(groups) < 3:
        return tuple(map(node, offices))
    return tuple(Node(label, None, 0, False, tuple(map(node, members))) for label, members in groups)


def _loops(office: counts.Office, offices: dict[str, counts.Office]) -> bool:
    """Whether a body is said to belong, over others, to itself."""
    seen = {office.iri}
    parent = office.parent
    while parent in offices and parent is not None:
        if parent in seen:
            return True
        seen.add(parent)
        parent = offices[parent].parent
    return False
