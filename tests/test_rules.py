"""Every rule that a fact may name is defined, and nothing is defined that no rule uses."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from osce_kg.errors import RegistryError
from osce_kg.reference.rules import load_rules


def test_every_rule_of_the_release_is_defined(sample_store: ox.Store) -> None:
    prefix = "https://w3id.org/osce-kg/id/rule/"
    predicate = ox.NamedNode("https://w3id.org/osce-kg/ontology#rule")
    used = {str(quad.object)[1:-1] for quad in sample_store.quads_for_pattern(None, predicate, None, None)}
    assert used
    assert {iri.removeprefix(prefix) for iri in used} <= set(load_rules())


def test_every_defined_rule_is_named_in_the_code(root: Path) -> None:
    files = [path for folder in ("extract", "layouts") for path in (root / "src/osce_kg" / folder).glob("*.py")]
    files.append(root / "src/osce_kg/converters/document.py")
    code = "\n".join(path.read_text(encoding="utf-8") for path in files)
    unused = [rule for rule in load_rules() if f'"{rule}"' not in code and not _built(rule, code)]
    assert unused == []


def _built(rule: str, code: str) -> bool:
    """Whether the rule's name is put together from a kind of thing: `{kind}-name`."""
    match = re.fullmatch(r"(project|event|treaty|decision)-name", rule)
    return match is not None and '}-name"' in code


@pytest.mark.parametrize("content", ["a = 3\n", "[a]\nb = 'c'\n", "nonsense"])
def test_a_wrong_file_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "rules.toml").write_text(content, encoding="utf-8")
    with pytest.raises(RegistryError, match=r"rules\.toml"):
        load_rules(tmp_path)
